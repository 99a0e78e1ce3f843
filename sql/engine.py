"""A warehouse that is two: an engine makes a night's tables, and the home's DuckDB files look at what it made.

Of every table DuckDB knows the statement, too, and says from it which types its columns have; the rows it reads from
the engine's Parquet, through a view. What is made of frames, and what `EDGES` names, DuckDB makes itself; the engine is
given it as Parquet when a statement of its first reads it. So no step and no list asks where a table lies. Publication,
which writes DuckDB's own files, is given them with everything in them (`in_files`).
"""

import json
import logging
import os
import re
import shutil
import socket
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from pyspark.sql import SparkSession
from pyspark.sql.connect.client.retries import DefaultPolicy

from base.errors import BadInput
from sql import fresh
from sql.connect import EDGES, EngineAway, EngineFull, ProgramAway, SparkWarehouse, TaskLost
from sql.dialect import PASSING
from sql.duck import DuckWarehouse
from sql.kept import quoted_name
from sql.parsed import parsed
from sql.spread import Frames, Part, Shapes, Work, together
from sql.warehouse import RESTRICTED, Asked, Warehouse, quoted

if TYPE_CHECKING:
    import pyarrow as pa

PATIENCE_SECONDS = 10
"""How long an engine may take to answer the first call."""
RETRIES = 5
"""How often a call that finds nobody is made again: about 17 s in all, in which a network may come back."""
_ONLY_HERE = re.compile(r"\bjson_\w+\s*\(", re.IGNORECASE)
"""What no other engine is asked."""


_UNINSTALLED = (
    "计算引擎执行任务的 Python 里没有安装应保，或不是同一个版本；"
    "请在引擎的各节点装上与本机相同的应保和依赖（见 docs/province.md），再运行。"
)


@dataclass
class Engine:
    """An engine for as long as a night lasts: what stands there, whichever step made it."""

    tables: SparkWarehouse
    made: dict[str, str] = field(default_factory=dict)
    """The tables that the engine has made, with the select by which DuckDB reads each."""
    given: set[str] = field(default_factory=set)
    """The tables of DuckDB's that the engine has been given as they stand."""
    views: dict[str, frozenset[str]] = field(default_factory=dict)
    """The views, with what each reads."""

    def over(self, files: DuckWarehouse) -> "EngineWarehouse":
        """The warehouse of one step, whose building files are open."""
        return EngineWarehouse(files, self)


@dataclass
class EngineWarehouse(Warehouse):
    """A night's tables on an engine, and in the home's building files."""

    files: DuckWarehouse
    engine: Engine

    def __post_init__(self) -> None:
        self.as_of, self.values = self.files.as_of, self.files.values

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
        """Make a table from a statement on the engine, or here where only DuckDB can; returns its rows."""
        if table in EDGES or parsed(select).is_elsewhere:
            return self._here(table, lambda: self.files.create(table, select, named, parts, shared_by=shared_by))
        kinds = self._kinds(select, named)
        self._give(select)
        rows = self.engine.tables.create(table, select, named)
        self._look_at(table, kinds)
        return rows

    def view(self, table: str, select: str, without: str | None = None) -> None:
        """Make a view, on both sides."""
        self.files.view(table, select, without)
        self._give(select)
        self.engine.tables.view(table, select)
        self.engine.made.pop(table, None)
        self.engine.views[table] = parsed(select).tables

    def write(self, table: str, frame: Any, order: str = "") -> int:
        """Make a table of a frame here: the engine is given it when it asks for it."""
        return self._here(table, lambda: self.files.write(table, frame, order))

    def passing(self, name: str, select: str, named: Mapping[str, Any] | None = None) -> None:
        """Make a table without a schema."""
        if name in EDGES:
            self.files.passing(name, select, named)
            self._give_one(f"{PASSING}.{name}", name)
            return
        kinds = self._kinds(select, named)
        self._give(select)
        self.engine.tables.passing(name, select, named)
        self.files.ask(f"create or replace temp view {name} as {self._seen(f'{PASSING}.{name}', kinds)}")

    def add(self, table: str, select: str, named: Any = None) -> None:
        """Add rows to a table, where it lies."""
        if table not in self.engine.made:
            self._here(table, lambda: self.files.add(table, select, named))
            return
        kinds = self._kinds(f"from {table}")
        self._give(select)
        self.engine.tables.add(table, select, named)
        self._look_at(table, kinds)

    def once(self, work: str, do: Callable[[], Any], *, makes_room: bool = False, **facts: object) -> Any:
        """Do it: nothing is kept from one night to the next. What it gives back is as it would be kept (JSON)."""
        return json.loads(json.dumps(do()))

    def ask(self, statement: str, named: Any = None) -> Asked:
        """The rows that a statement answers."""
        if self._is_asked_here(statement, named):
            return self.files.ask(statement, named)
        with self._answer(statement, named) as select:
            return self.files.ask(select)

    def frame(self, select: str) -> pl.DataFrame:
        """What a select answers, as columns."""
        if self._is_asked_here(select, None):
            return self.files.frame(select)
        with self._answer(select, None) as answered:
            return self.files.frame(answered)

    def spread(self, work: Work, parts: Mapping[str, Part], makes: Shapes, groups: str | None) -> Frames:
        """What `work` makes of the parts' rows, group by group, on the engine's executors."""
        if groups is not None:
            self.passing("grouped", groups)
        kinds = {name: self._kinds(part.select) for name, part in parts.items()}
        rows = together(parts, kinds, is_one=groups is None)
        self._give(rows)
        return self.engine.tables.spread_over(rows, work, parts, makes)

    def count(self, rows: str) -> int:
        """How many rows a `from …` has."""
        [(counted,)] = self.ask(f"select count(*) as counted {rows}")
        return int(counted)

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        schema, _, name = table.partition(".")
        return self.count(f'from {schema}."{name}"')

    def sweep(self, *schemas: str, apart: bool = False) -> None:
        """Nothing: a night on an engine begins with nothing."""

    def there(self, schema: str, database: str = "yingbao") -> set[str]:
        """The names of the tables of a schema, on either side, or in a file that stands `beside`."""
        made = {table.partition(".")[2] for table in self.engine.made if table.partition(".")[0] == schema}
        return self.files.there(schema, database) | (made if database == "yingbao" else set())

    @contextmanager
    def lent(self, **frames: Any) -> Iterator[None]:
        """Let statements read frames (Polars or Arrow) by their names, for as long as this lasts."""
        with self.engine.tables.lent(**frames), self.files.lent(**frames):
            yield

    def beside(self, file: Path, name: str) -> AbstractContextManager[None]:
        """Let statements read a published file, for as long as this lasts: what names it is DuckDB's."""
        return self.files.beside(file, name)

    def in_files(self) -> DuckWarehouse:
        """The building files, with all in them that is published or kept as evidence."""
        for table, select in list(self.engine.made.items()):
            if table.partition(".")[0] in (*RESTRICTED, *fresh.SCHEMAS):
                # Said otherwise than the view was that stands there: that is no table yet.
                self._here(table, partial(self.files.create, table, f"from ({select}) as made"))
        return self.files

    def _here(self, table: str, make: Callable[[], Any]) -> Any:
        """Change a table of DuckDB's: what the engine has under its name is no longer it."""
        made = make()
        self.engine.made.pop(table, None)
        self.engine.given.discard(table)
        return made

    def _kinds(self, select: str, named: Any = None) -> dict[str, str]:
        """The columns of what a statement answers, with their types: DuckDB reads no row to know them."""
        described = self.files.ask(f"describe select * from ({select.rstrip().rstrip(';')}\n)", named)
        return {name: kind for name, kind, *_ in described}

    def _look_at(self, table: str, kinds: Mapping[str, str]) -> None:
        """Let DuckDB read what the engine made."""
        select = self._seen(table, kinds)
        self.files.view(table, select)
        self.engine.made[table] = select
        self.engine.given.discard(table)
        self.engine.views.pop(table, None)

    def _seen(self, table: str, kinds: Mapping[str, str]) -> str:
        parquet = quoted(f"{self.engine.tables.places[table]}/*.parquet")
        return f"select {_cast(kinds)} from read_parquet({parquet})"

    def _give(self, statement: str) -> None:
        """Give the engine what a statement reads of DuckDB's, and what the views read that it reads."""
        seen: set[str] = set()
        left = set(parsed(statement).tables)
        while left:
            table = left.pop()
            seen.add(table)
            if table in self.engine.views:
                left |= self.engine.views[table] - seen
            elif table not in self.engine.made and table not in self.engine.given:
                schema, _, name = table.partition(".")
                self._give_one(table, f'{schema}."{name}"')
                self.engine.given.add(table)

    def _give_one(self, table: str, origin: str) -> None:
        self.engine.tables.take(
            table, lambda file: self.files.ask(f"copy (from {origin}) to {quoted(str(file))} (format parquet)")
        )

    def _is_asked_here(self, statement: str, named: Any) -> bool:
        """Whether DuckDB answers: what reads nothing of the engine's, or what the engine cannot be asked."""
        reads = parsed(statement)
        return (
            reads.is_elsewhere
            or isinstance(named, list)
            or _ONLY_HERE.search(statement) is not None
            or not reads.tables & (self.engine.made.keys() | self.engine.views.keys())
        )

    @contextmanager
    def _answer(self, statement: str, named: Any) -> Iterator[str]:
        """A select of what the engine answers, with the types that DuckDB would give it; for as long as this lasts."""
        kinds = self._kinds(statement, named)
        self._give(statement)
        # A column that nobody has named is called otherwise there.
        answered: pa.Table = self.engine.tables.answer(statement, named).rename_columns(list(kinds))
        with self.files.lent(answered=answered):
            yield f"select {_cast(kinds)} from answered"


def _cast(kinds: Mapping[str, str]) -> str:
    return ", ".join(f"{quoted_name(name)}::{kind} as {quoted_name(name)}" for name, kind in kinds.items())


@contextmanager
def reached(address: str, folder: Path, as_of: date, owner: str) -> Iterator[Engine]:
    """An engine that listens at an address (`sc://HOST:PORT`), over a folder that both see, until the night is over.

    `folder` is emptied before and afterwards; `owner` names the home, whose names on the engine are its own. Raises
    BadInput where nobody answers there, or where it does not see the folder; TaskLost or EngineFull where there is no
    room for the least of tasks.
    """
    session = _session(address)
    try:
        tables = SparkWarehouse(session, folder, as_of, prefix=f"yingbao_{owner}_")
    except Exception:
        # Something else listens there. The client asks once more when the program ends, and need not wait then.
        _patient(session, 0)
        raise _nobody(address) from None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        _begin(tables, address)
        yield Engine(tables)
    finally:
        _patient(tables.session, 0)
        tables.end()
        shutil.rmtree(folder, ignore_errors=True)


def _session(address: str) -> Any:
    host, _, port = address.removeprefix("sc://").partition("/")[0].rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE_SECONDS).close()
    except OSError:
        raise _nobody(address) from None
    # What the client writes of a failure holds the engine's own words, which may quote a person's data.
    for name in ("SQLQueryContextLogger", "pyspark"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", module="pyspark")
    session = SparkSession.builder.remote(address).create()
    _patient(session, RETRIES)
    return session


def _patient(session: Any, retries: int) -> None:
    session.client.set_retry_policies([DefaultPolicy(max_retries=retries)])


def _nobody(address: str) -> BadInput:
    return BadInput(f"连不上计算引擎 {address}；请核对 --connect 的地址和端口，确认引擎（Spark Connect）在运行。")


def _begin(tables: SparkWarehouse, address: str) -> None:
    """See that each reads what the other writes: of an engine elsewhere every table would be empty."""
    remedy = "请用 --engine-folder 指定两边都能以同一路径、同一账号读写的文件夹"
    blind = BadInput(f"计算引擎和本程序不能互相读写 {tables.folder}；{remedy}。")
    try:
        tables.begin()
        tables.write(f"{PASSING}.probe", pl.DataFrame({"n": [7]}))
        tables.passing("probed", "select n + 1 as n from probe")
        if tables.ask("select n from probed") != [(8,)]:
            raise blind
        tables.try_executors()
    except EngineAway:
        raise _nobody(address) from None
    except ProgramAway:
        raise BadInput(_UNINSTALLED) from None
    except (BadInput, TaskLost, EngineFull):
        # Neither is the folder's fault.
        raise
    except Exception as error:
        raise blind from (error if os.environ.get("YINGBAO_DEBUG") else None)
