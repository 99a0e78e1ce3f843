"""One night: its arguments, its clock and its record. Nothing here knows what a step does."""

import hashlib
import importlib.metadata
import os
import re
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from base import clock
from base.errors import BadInput
from base.home import Home
from base.resources import Used
from flows.faults import Fault, GateHeld, MachineFault, Spoiled, machine, where
from flows.keeping import Delivered
from flows.orchestrator import NO_CACHE, Failed, FlowRunContext, task
from flows.retention import Due, Expired
from ledger.cases import Issued
from regions import Region
from sources.reader.landing import Landed
from sql import audit, policy
from sql.duck import DuckWarehouse, memory_for, opened
from sql.kept import Differs, Kept
from sql.policy import Policy
from sql.warehouse import Progress, Warehouse

if TYPE_CHECKING:
    from sql.engine import Engine


@dataclass
class Step:
    """What the record keeps of one step."""

    step: str
    started_at: datetime
    seconds: float
    rows: int | None
    peak_memory_mb: int


@dataclass
class Night:
    """What every step is given."""

    inbox: Path
    home: Home
    region: Region
    as_of: date
    accept: tuple[str, ...] = ()
    by: str | None = None
    threads: int | None = None
    memory: str | None = None
    progress: Progress = lambda text: None
    started_at: datetime = field(default_factory=clock.now)
    files: list[Landed] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    expired: list[Expired] = field(default_factory=list)
    """What the last publication rests on and may not be kept any longer."""
    deleted: list[Due] = field(default_factory=list)
    """What this night has deleted because its time was over."""
    anew: bool = False
    """Whether everything is computed, whatever an earlier night left."""
    kept: Kept = field(default_factory=Kept)
    """What stands in the building files."""
    engine: "Engine | None" = None
    """What makes the tables, where that is not this machine."""
    made_of: list[Delivered] = field(default_factory=list)
    """The deliveries that the building files were ever made of."""
    is_published: bool = False
    ended_by: BadInput | GateHeld | Fault | Spoiled | None = None
    """What a step raised inside a Prefect task, for the flow to raise again."""
    worklists: list[Issued] = field(default_factory=list)
    delivered_mb: int = 0
    used: Used = field(default_factory=Used)

    @property
    def run_id(self) -> str:
        """The moment the run began, Shanghai time."""
        return self.started_at.strftime("%Y%m%dT%H%M%S")

    @cached_property
    def policy(self) -> Policy:
        """The dated values that hold in the region."""
        return policy.of(self.region)

    def note(self, text: str) -> None:
        """Say what the clerk should know, however the night ends."""
        self.progress(f"注意：{text}")

    def begin_anew(self) -> None:
        """Begin once more with an empty building place; what was read and deleted, was."""
        self.home.prepare()
        self.steps.clear()
        self.kept, self.ended_by = Kept(), None
        self.made_of = [one for one in self.made_of if not one.gone_on]

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        """What a step makes its tables in: the building files, or the engine beside them."""
        with self._files() as files:
            yield self.engine.over(files) if self.engine else files

    @contextmanager
    def built(self) -> Iterator[DuckWarehouse]:
        """The building files, with all in them that was made, wherever that was: what is published is copied of it."""
        with self._files() as files:
            yield self.engine.over(files).in_files() if self.engine else files

    @contextmanager
    def _files(self) -> Iterator[DuckWarehouse]:
        known = {**self.region.values, "today": clock.today().isoformat()}
        values = {**self.policy.in_force(self.as_of), **known}
        memory = self.memory or f"{memory_for(self.delivered_mb)}MB"
        with opened(self.home.build, self.as_of, values, self.threads, memory, self.kept) as warehouse:
            warehouse.note = self.note
            yield warehouse

    def record(self) -> list[audit.RunStep]:
        """The steps so far."""
        versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("yingbao", "duckdb", "polars"))
        hashes = hashlib.sha256("\n".join(f"{file.file} {file.sha256}" for file in self.files).encode()).hexdigest()
        return [
            audit.RunStep(
                run_id=self.run_id,
                step_no=number,
                step=step.step,
                started_at=step.started_at,
                seconds=step.seconds,
                row_count=step.rows,
                peak_memory_mb=step.peak_memory_mb,
                as_of=self.as_of,
                region=self.region.region,
                versions=versions,
                inputs_sha256=hashes,
            )
            for number, step in enumerate(self.steps, 1)
        ]


def _reported_in_state(timed: Callable[[Night], int | None]) -> Callable[[Night], Any]:
    """What ends a night is a sentence in the task's state: Prefect would log it with a traceback."""

    @wraps(timed)
    def in_task(night: Night) -> Any:
        try:
            return timed(night)
        except (BadInput, GateHeld, Fault, Spoiled) as ended:
            night.ended_by = ended
            return Failed(message=str(ended))

    return in_task


def _spoiled(night: Night, error: Exception) -> str | None:
    """What is wrong with what an earlier night left; None where nothing was taken over, or the machine is to blame."""
    if isinstance(error, Differs):
        return f"抽查发现上次留下的 {error} 与重新计算的结果不同，请告知开发者；本次全部重新计算"
    if night.kept.taken and not night.is_published and isinstance(error, duckdb.Error):
        full = machine(error) if not _IS_DAMAGE.search(str(error).lower()) else None
        return None if full else "上次留下的中间结果读不出来，可能已损坏；本次全部重新计算"
    return None


_IS_DAMAGE = re.compile("corrupt|checksum|not a valid duckdb database file|failed to load metadata pointer")


def step(title: str) -> Callable[[Callable[[Night], int | None]], Callable[[Night], int | None]]:
    """Make a function a step of the night: announced, timed, recorded.

    Inside a Prefect flow run it is a Prefect task; elsewhere the plain function, so that no server is needed.
    """

    def decorate(function: Callable[[Night], int | None]) -> Callable[[Night], int | None]:
        @wraps(function)
        def timed(night: Night) -> int | None:
            night.progress(title)
            started_at, begun = clock.now(), time.perf_counter()
            try:
                rows = function(night)
            except (BadInput, GateHeld):
                raise
            except Exception as error:
                if spoiled := _spoiled(night, error):
                    raise Spoiled(spoiled) from (error if os.environ.get("YINGBAO_DEBUG") else None)
                # A developer at a desk may look at made-up data's messages; a county's log never holds them.
                stands = "新数据库已发布，工作簿没有写完" if night.is_published else "原有数据库保持不变"
                if sentence := machine(error):
                    raise MachineFault(f"“{title}”一步没有做完：{sentence}；{stands}。") from None
                problem = f"“{title}”一步出错：{where(error)}；{stands}"
                raise Fault(problem) from (error if os.environ.get("YINGBAO_DEBUG") else None)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            night.steps.append(Step(title, started_at, round(time.perf_counter() - begun, 3), rows, peak))
            return rows

        named = task(name=title, task_run_name=title, cache_policy=NO_CACHE, persist_result=False)
        as_task = named(_reported_in_state(timed))

        @wraps(function)
        def call(night: Night) -> int | None:
            if not FlowRunContext.get():
                return timed(night)
            state = as_task(night, return_state=True)
            if night.ended_by:
                raise night.ended_by
            return state.result()

        return call

    return decorate
