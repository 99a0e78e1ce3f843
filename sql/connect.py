"""A warehouse over Spark Connect: Spark's own server, or Sail's. `sql/dialect.py` says statements as it needs them.

Tables lie in a folder as Parquet, one folder a table, under the names that statements know them by. What rests on
DuckDB's own files stays there: publications that stand (`beside`), and what `EDGES` names.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from sql.dialect import FILES, PASSING, files, spark
from sql.policy import Value
from sql.spread import DIFFERENT, GROUP, PART, Frames, Part, Shapes, Work, made, nothing, same, schema_of, task, within
from sql.warehouse import SCHEMAS, Asked, Warehouse

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.connect.session import SparkSession


_LAST = "the last publication is a DuckDB file"
EDGES: Mapping[str, str] = {
    **dict.fromkeys(("audit.run", "audit.trend", "cases.former"), _LAST),
    **{f"audit.previous_{name}": _LAST for name in ("amount", "list", "file", "extract")},
    "cases.state": "json_transform: an event of the ledger is read as columns",
    "cases.tonight": "json_object: a lead is written as an event tells it",
    "cases.happening": "json_object, json_merge_patch: what happens to a case is written as an event",
    "ledger.event": "json_merge_patch: what is not shown of an event is taken out of it",
    "restricted.block": "rowid: where a row lies in a file of DuckDB's",
    "filed_amount": "median: DuckDB's of decimals is a decimal, whose digits are cut off",
    "filed_alike": "hash: files are held together by sums of DuckDB's",
    "filed_remark": "read_parquet of files whose paths are bound",
}
"""The tables that only DuckDB makes, and why; `tests/engines/test_night.py` finds whatever else would be one."""


class EngineAway(Exception):  # noqa: N818
    """The engine cannot be reached any more, or knows nothing of this night: it was started anew."""


class TaskLost(Exception):  # noqa: N818
    """What ran a task of the engine's ran out of memory or was lost, and the engine gave it up."""


class EngineFull(Exception):  # noqa: N818
    """There is no room where the engine writes."""


class ProgramAway(Exception):  # noqa: N818
    """Where the engine runs Python this program is not installed, or is another version of it."""


SETTINGS: Mapping[str, str] = {
    "spark.sql.session.timeZone": "UTC",
    # Of a window over a union Spark 4.1 makes with it a plan that it then refuses (PLAN_VALIDATION_FAILED).
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.RemoveRedundantAliases",
}
"""How an engine is set for a night."""


_SIGNS: Mapping[type[Exception], tuple[str, ...]] = {
    EngineFull: ("no space left", "disk quota exceeded", "os error 28"),
    TaskLost: (
        *("outofmemory", "out of memory", "java heap space", "gc overhead limit", "resources exhausted"),
        *("executorlost", "executor lost", "lost executor", "exited with code 137", "exit code 137"),
        *("exitcode 137", "exitcode: 137", "exit code: 137", "cannot allocate memory", "metadatafetchfailed"),
        *("python worker exited unexpectedly", "memoryerror"),
    ),
    ProgramAway: (DIFFERENT, "modulenotfounderror", "no module named", "python_version_mismatch"),
    EngineAway: (
        *("statuscode.unavailable", "statuscode.cancelled", "failed to connect", "connection reset", "socket closed"),
        *("session_not_found", "session_changed", "session_closed", "invalid_handle", "retries_exceeded"),
        *("sparkcontext was shut down", "stopped sparkcontext", "sparkcontext is stopped"),
    ),
}
"""What engines write of what is none of our faults, in small letters; the first that fits. Their messages are never
shown: they may quote a person's data."""


@dataclass
class SparkWarehouse(Warehouse):
    """A night's tables on an engine that speaks Spark Connect. `folder`: where they lie, for us and for the engine.

    Whatever asks the engine raises EngineAway, TaskLost or EngineFull where the engine is to blame.
    """

    session: "SparkSession"
    folder: Path
    as_of: date
    values: Mapping[str, Value] = field(default_factory=dict)
    columns: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """Schema → table → columns, of all that stands."""
    places: dict[str, Path] = field(default_factory=dict)
    """Where each table lies. None is written over: a statement may read what it replaces."""
    views: set[str] = field(default_factory=set)
    prefix: str = ""
    """Before the names of its databases: an engine may serve several homes, and outlive a night that was killed."""
    _written: int = 0

    def __post_init__(self) -> None:
        with self._answering():
            for name, value in SETTINGS.items():
                self.session.conf.set(name, value)

    def create(
        self,
        table: str,
        select: str,
        named: Mapping[str, Any] | None = None,
        parts: Iterable[str] = (),
        *,
        placed: bool = False,
        shared_by: str | None = None,
    ) -> int:
        """Make a table from a statement, always anew and whole; returns its rows. Order and parts are no matter."""
        with self._answering():
            answer, place = self._asked(select, named or {}), self._fresh(table)
            answer.write.parquet(_address(place))
            if not any(place.glob("*.parquet")):
                # Of no rows Sail writes no file, and nobody would know the columns.
                place.mkdir(parents=True, exist_ok=True)
                pq.write_table(answer.toArrow(), place / "none.parquet")
            return self._stand(table, place)

    def view(self, table: str, select: str, without: str | None = None) -> None:
        """Make a view."""
        with self._answering():
            statement = self._spark_sql(select, {})
            columns, name = self.session.sql(statement).columns, self._gone(table)
            self.session.sql(f"create view {name} as {statement}")
            self.views.add(table)
            self._know(table, columns)

    def write(self, table: str, frame: Any, order: str = "") -> int:
        """Make a table of a frame (Polars or Arrow); its rows have no order. Returns how many there are."""
        return self.take(table, lambda file: pq.write_table(_arrow(frame), file))

    def take(self, table: str, write: Callable[[Path], object]) -> int:
        """Make a table of a Parquet file that `write` writes; returns its rows."""
        place = self._fresh(table)
        place.mkdir(parents=True)
        write(place / "rows.parquet")
        with self._answering():
            return self._stand(table, place)

    def passing(self, name: str, select: str, named: Mapping[str, Any] | None = None) -> None:
        """Make a table without a schema."""
        self.create(f"{PASSING}.{name}", select, named)

    def add(self, table: str, select: str, named: Any = None) -> None:
        """Add rows to a table, column by name."""
        schema, _, name = table.partition(".")
        columns = ", ".join(f'"{column}"' for column in self.columns[schema][name])
        rows = f'select {columns} from {schema}."{name}" union all select {columns} from ({select}) as added'
        self.create(table, rows, named)

    def once(self, work: str, do: Callable[[], Any], *, makes_room: bool = False, **facts: object) -> Any:
        """Do it: nothing is kept from one night to the next."""
        return do()

    def ask(self, statement: str, named: Any = None) -> Asked:
        """The rows that a statement answers."""
        answer = self.answer(statement, named)
        return list(zip(*(column.to_pylist() for column in answer.columns), strict=True))

    def answer(self, statement: str, named: Any = None) -> pa.Table:
        """The same as columns of Arrow."""
        with self._answering():
            return self._asked(statement, named or {}).toArrow()

    def frame(self, select: str) -> pl.DataFrame:
        """What a select answers, as columns."""
        return pl.DataFrame(pl.from_arrow(self.answer(select)))

    def spread(self, work: Work, parts: Mapping[str, Part], makes: Shapes, groups: str | None) -> Frames:
        """Raise NotImplementedError: which types columns have that a part lacks is DuckDB's to tell (`spread_over`)."""
        raise NotImplementedError("spread_over is given the parts as one select")

    def spread_over(self, rows: str, work: Work, parts: Mapping[str, Part], makes: Shapes) -> Frames:
        """What executors make of a select of all parts as one table (`sql.spread.together`), each of whole groups."""
        place = self._fresh(f"{PASSING}.spread")
        with self._answering():
            grouped = self._asked(rows, {}).groupBy(GROUP)
            answer = grouped.applyInArrow(task(work, parts, makes), schema_of(makes))
            answer.write.parquet(_address(place))
        files = sorted(place.glob("*.parquet"))
        read = pl.concat([pl.read_parquet(file) for file in files]) if files else nothing(makes)
        shutil.rmtree(place, ignore_errors=True)
        return made(read, makes)

    def try_executors(self) -> None:
        """See that they have this program; raises ProgramAway where they have not."""
        rows = f"select 'tried' as {PART}, 'all' as {GROUP}, 'a' as {within('tried', 'n')}"
        self.spread_over(rows, same, {"tried": Part("", ("n",))}, {"tried": {"n": pl.String}})

    def count(self, rows: str) -> int:
        """How many rows a `from …` has."""
        return int(self.ask(f"select count(*) as counted {rows}")[0][0])

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        schema, _, name = table.partition(".")
        return self.count(f'from {schema}."{name}"')

    def there(self, schema: str, database: str = "yingbao") -> set[str]:
        """The names of the tables of a schema."""
        return {name for name in self.columns.get(schema, ()) if f"{schema}.{name}" not in self.views}

    def sweep(self, *schemas: str, apart: bool = False) -> None:
        """Nothing: no night leaves anything here."""

    @contextmanager
    def lent(self, **frames: Any) -> Iterator[None]:
        """Let statements read frames (Polars or Arrow) by their names, for as long as this lasts."""
        for name, frame in frames.items():
            self.write(f"{PASSING}.{name}", frame)
        yield
        with self._answering():
            for name in frames:
                self._gone(f"{PASSING}.{name}")

    def begin(self) -> None:
        """Forget what a night that was killed has left under these names."""
        with self._answering():
            self._forget()

    def end(self) -> None:
        """Leave nothing on the engine, as far as it can be reached, and close the session."""
        for do in (self._forget, self.session.stop):
            with suppress(Exception):
                do()

    def beside(self, file: Path, name: str) -> AbstractContextManager[None]:
        """Raise NotImplementedError: a publication is a file of DuckDB's, which no other engine reads."""
        raise NotImplementedError(f"{file.name} is a DuckDB file")

    def _forget(self) -> None:
        for schema in (*SCHEMAS, FILES, PASSING):
            self.session.sql(f"drop database if exists `{self.prefix}{schema}` cascade")
        self.columns.clear()

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """What the engine is to blame for is told as such; whatever else goes wrong is a fault of ours."""
        try:
            yield
        except Exception as error:
            if type(error).__module__.partition(".")[0] not in ("pyspark", "grpc"):
                raise
            text = f"{type(error).__name__} {error}".lower()
            for kind, signs in _SIGNS.items():
                if any(sign in text for sign in signs):
                    raise kind from error
            if self._is_forgotten():
                raise EngineAway from error
            raise

    def _is_forgotten(self) -> bool:
        """Whether the engine knows nothing of what stands: it was started anew in the middle."""
        standing = next((schema for schema, tables in self.columns.items() if tables), None)
        if standing is None:
            return False
        try:
            known = self.session.sql("show databases").toArrow().column(0).to_pylist()
        except Exception:
            return True
        return f"{self.prefix}{standing}" not in known

    def _asked(self, select: str, named: Any) -> "DataFrame":
        return self.session.sql(self._spark_sql(select, named))

    def _spark_sql(self, select: str, named: Any) -> str:
        for name, path in files(select, named).items():
            if name not in self.columns.get(FILES, ()):
                self._stand(f"{FILES}.{name}", self._brought(Path(path)))
        return spark(select, named, self.columns, prefix=self.prefix)

    def _brought(self, file: Path) -> Path:
        """The file, in the folder: the engine need see nothing else."""
        place = self.folder / "files" / file.name
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(file, place)
            except OSError:
                shutil.copyfile(file, place)
        return place

    def _fresh(self, table: str) -> Path:
        self._written += 1
        return self.folder / f"{self._written:05d}.{table}"

    def _stand(self, table: str, place: Path) -> int:
        """Let statements read what lies there by the table's name; how many rows that is."""
        parts = [pq.read_metadata(file) for file in ([place] if place.is_file() else place.glob("*.parquet"))]
        name = self._gone(table)
        self.session.sql(f"create table {name} using parquet location '{_escaped(_address(place))}'")
        self.places[table] = place
        self._know(table, parts[0].schema.to_arrow_schema().names)
        return sum(part.num_rows for part in parts)

    def _know(self, table: str, columns: list[str]) -> None:
        schema, _, name = table.partition(".")
        self.columns[schema][name] = columns

    def _gone(self, table: str) -> str:
        """Nothing bears the table's name any more; its name, as the engine reads it."""
        schema, _, name = table.partition(".")
        quoted = f"`{self.prefix}{schema}`.`{name}`"
        if schema not in self.columns:
            self.session.sql(f"create database if not exists `{self.prefix}{schema}`")
            self.columns[schema] = {}
        if self.columns[schema].pop(name, None) is not None:
            self.session.sql(f"drop {'view' if table in self.views else 'table'} {quoted}")
            self.views.discard(table)
        return quoted


def _arrow(frame: Any) -> pa.Table:
    return frame if isinstance(frame, pa.Table) else frame.to_arrow()


def _address(place: Path) -> str:
    """A file of this machine, also where the engine's own paths are another file system's."""
    return f"file://{place.absolute()}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
