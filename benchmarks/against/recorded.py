"""A night on DuckDB that is written down, every statement that made a table and what came of it; and the same
statements, in the same order, on another engine.

`tests/engines/test_night.py` holds both together at 5,000 people, `benchmarks/engines.py` at as many as one likes.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import polars as pl

from sql.connect import SparkWarehouse
from sql.dialect import PASSING
from sql.duck import DuckWarehouse
from sql.kept import quoted_name
from sql.warehouse import Asked, read_queries

OWN_NUMBERS = re.compile(r"delivered\.\w+_repeated")
"""Each engine's own hashes: as many of them, and nothing rests on their values."""
CUT_FOR_PUBLICATION = "evidence."
"""What is put apart for the files of a publication, once everything is made."""
Columns = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Digest:
    """What a table holds: its columns and their types, and sums of hashes of each and of whole rows."""

    columns: Columns
    rows: int
    of_columns: tuple[Any, ...]
    of_rows: Any

    def differs(self, other: "Digest") -> str:
        """In what another differs; empty where it is the same."""
        if self == other:
            return ""
        if self.columns != other.columns:
            return f"columns {[name for name, _ in self.columns]}, not {[name for name, _ in other.columns]}"
        pairs = zip(self.columns, self.of_columns, other.of_columns, strict=True)
        named = [name for (name, _), ours, theirs in pairs if ours != theirs]
        return f"{self.rows} rows, {other.rows} there; different in {named or 'how columns stand together'}"


def digest(
    con: duckdb.DuckDBPyConnection, origin: str, named: Mapping[str, Any], like: Columns | None = None
) -> Digest:
    """Of a table or a select in brackets; `like`: with the types of another that has the same names."""
    found = con.execute(f"describe select * from {origin}", dict(named)).fetchall()
    columns: Columns = tuple((str(name), str(kind)) for name, kind, *_ in found)
    if like and [name for name, _ in like] == [name for name, _ in columns]:
        columns = like
    cast = [f"{quoted_name(name)}::{kind} as {quoted_name(name)}" for name, kind in columns]
    sums = [f"sum(hash({quoted_name(name)})::hugeint)" for name, _ in columns]
    every = f"sum(hash({', '.join(quoted_name(name) for name, _ in columns)})::hugeint)"
    [(rows, of_rows, *of_columns)] = con.execute(
        f"select count(*), {every}, {', '.join(sums)} from (select {', '.join(cast)} from {origin})", dict(named)
    ).fetchall()
    return Digest(columns, int(rows), tuple(of_columns), of_rows)


@dataclass(frozen=True)
class Step:
    """One table of the night. `kind`: how it was made; `rows`: a Parquet file of it."""

    kind: str
    table: str
    select: str
    named: Mapping[str, Any]
    digest: Digest
    rows: Path
    seconds: float
    """How long DuckDB took to make it."""


@dataclass
class Recording:
    """The steps of a night in their order."""

    folder: Path
    steps: list[Step] = field(default_factory=list)
    gates: Mapping[str, str] = field(
        default_factory=lambda: {query.statement: query.table for query in read_queries("gates")}
    )

    def take(
        self,
        con: duckdb.DuckDBPyConnection,
        made: tuple[str, str, str],
        named: Mapping[str, Any],
        origin: str,
        begun: float | None = None,
    ) -> None:
        """Write down what was made (its kind, table and statement), as it is now: a later step may make it anew."""
        took = time.perf_counter() - begun if begun else 0.0
        bound = named if origin.startswith("(") else {}
        rows = self.folder / f"{len(self.steps):04d}.parquet"
        con.execute(f"copy (select * from {origin}) to '{rows}' (format parquet)", dict(bound))
        self.steps.append(Step(*made, dict(named), digest(con, origin, bound), rows, took))


@dataclass
class Recorded(DuckWarehouse):
    """A warehouse that writes down what it makes."""

    recording: Recording = field(kw_only=True)

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
        """Make a table, and write it down."""
        if table == "adding.counted":
            self.all_else()
        begun = time.perf_counter()
        rows = super().create(table, select, named, parts, placed=placed, shared_by=shared_by)
        self.recording.take(self._con, ("create", table, select), named or {}, self.place(table), begun)
        return rows

    def all_else(self) -> None:
        """What nobody has made of this county's data, once all is there that could be read for it."""
        done = {step.table for step in self.recording.steps}
        for query in read_queries("indicators", "cases"):
            if query.table not in done:
                bound = {"as_of": self.as_of, **self.values}
                named = {name: bound[name] for name in query.parameters}
                origin = f"({query.statement.rstrip().rstrip(';')}\n)"
                self.recording.take(self._con, ("ask", query.table, query.statement), named, origin)

    def view(self, table: str, select: str, without: str | None = None) -> None:
        """Make a view, and write it down."""
        super().view(table, select, without)
        schema, _, name = table.partition(".")
        self.recording.take(self._con, ("view", table, select), {}, f'{schema}."{name}"')

    def write(self, table: str, frame: Any, order: str = "") -> int:
        """Make a table of a frame, and write it down."""
        rows = super().write(table, frame, order)
        self.recording.take(self._con, ("write", table, ""), {}, self.place(table))
        return rows

    def passing(self, name: str, select: str, named: Mapping[str, Any] | None = None) -> None:
        """Make a table without a schema, and write it down."""
        begun = time.perf_counter()
        super().passing(name, select, named)
        self.recording.take(self._con, ("passing", name, select), named or {}, name, begun)

    @contextmanager
    def lent(self, **frames: Any) -> Iterator[None]:
        """Lend frames, and write down what they hold."""
        with super().lent(**frames):
            for name in frames:
                self.recording.take(self._con, ("write", name, ""), {}, name)
            yield

    def ask(self, statement: str, named: Any = None) -> Asked:
        """Ask; what a gate answers is written down."""
        if table := self.recording.gates.get(statement):
            origin = f"({statement.rstrip().rstrip(';')}\n)"
            self.recording.take(self._con, ("ask", table, statement), named, origin)
            # A county that is well delivered has nothing that a gate would tell: with these it has.
            strict = {name: 0 if isinstance(value, int | float) else value for name, value in named.items()}
            self.recording.take(self._con, ("ask", f"{table}, strictly", statement), strict, origin)
        return super().ask(statement, named)


def record(folder: Path, run: Callable[[], object]) -> list[Step]:
    """Write down the night that `run` runs; the steps that made its tables, whose rows lie in the folder."""
    recording = Recording(folder)
    folder.mkdir(parents=True)
    with patch("sql.duck.DuckWarehouse", partial(Recorded, recording=recording)):
        run()
    return recording.steps


@dataclass
class Ran:
    """How a night went on another engine: what came out otherwise, what came out the same, by table."""

    differing: dict[str, str] = field(default_factory=dict)
    equal: set[str] = field(default_factory=set)
    rows: int = 0
    seconds: float = 0.0
    """How long making them took."""

    def note(self, table: str, difference: str) -> bool:
        """Write down one table; whether it is the same."""
        if difference:
            self.differing[table] = difference
            self.equal.discard(table)
        elif table not in self.differing:
            self.equal.add(table)
        return not difference


@dataclass
class Beside:
    """Both engines: `con` compares what they hold."""

    warehouse: SparkWarehouse
    con: duckdb.DuckDBPyConnection
    ran: Ran = field(default_factory=Ran)

    def go(self, step: Step) -> None:
        """One step; what did not come out the same goes on with DuckDB's rows, so that one fault is told once."""
        name = step.table if "." in step.table else f"{PASSING}.{step.table}"
        if step.kind == "write" or (not self.ran.note(step.table, self._differs(step, name)) and step.kind != "ask"):
            self.warehouse.write(name, pl.read_parquet(step.rows))
        self.ran.rows += step.digest.rows

    def _differs(self, step: Step, name: str) -> str:
        try:
            found = self._made(step, name)
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:300]
        if OWN_NUMBERS.fullmatch(step.table):
            return "" if found.rows == step.digest.rows else f"{found.rows} rows, not {step.digest.rows}"
        return step.digest.differs(found)

    def _made(self, step: Step, name: str) -> Digest:
        begun = time.perf_counter()
        like = None if OWN_NUMBERS.fullmatch(step.table) else step.digest.columns
        if step.kind in ("view", "ask"):
            if step.kind == "view":
                self.warehouse.view(name, step.select)
            schema, _, table = name.partition(".")
            select = f'select * from {schema}."{table}"' if step.kind == "view" else step.select
            answer = self.warehouse.answer(select, step.named)
            self.ran.seconds += time.perf_counter() - begun if step.kind == "ask" else 0.0
            self.con.register("answered", answer)
            return digest(self.con, "answered", {}, like)
        self.warehouse.create(name, step.select, step.named)
        self.ran.seconds += time.perf_counter() - begun
        return digest(self.con, f"read_parquet('{self.warehouse.places[name]}/*.parquet')", {}, like)


def replay(steps: Iterable[Step], warehouse: SparkWarehouse) -> Ran:
    """Go through a night's steps on another engine."""
    with duckdb.connect(config={"threads": 1}) as con:
        beside = Beside(warehouse, con)
        for step in steps:
            if not step.table.startswith(CUT_FOR_PUBLICATION):
                beside.go(step)
    return beside.ran
