"""A night on DuckDB that is written down: every statement that made a table, and what came of it."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb

from sql.duck import DuckWarehouse
from sql.kept import quoted_name
from sql.warehouse import Asked, read_queries
from tests.flows.inbox import AS_OF, night

LATER = AS_OF + timedelta(days=7)

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


@dataclass
class Recording:
    """The steps of a night in their order."""

    folder: Path
    steps: list[Step] = field(default_factory=list)
    gates: Mapping[str, str] = field(
        default_factory=lambda: {query.statement: query.table for query in read_queries("gates")}
    )

    def take(
        self, con: duckdb.DuckDBPyConnection, kind: str, table: str, select: str, named: Mapping[str, Any], origin: str
    ) -> None:
        """Write down what was made, as it is now: a later step may make it anew."""
        bound = named if origin.startswith("(") else {}
        rows = self.folder / f"{len(self.steps):04d}.parquet"
        con.execute(f"copy (select * from {origin}) to '{rows}' (format parquet)", dict(bound))
        self.steps.append(Step(kind, table, select, dict(named), digest(con, origin, bound), rows))


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
    ) -> int:
        if table == "adding.counted":
            self.all_else()
        rows = super().create(table, select, named, parts, placed=placed)
        self.recording.take(self._con, "create", table, select, named or {}, self.place(table))
        return rows

    def all_else(self) -> None:
        """What nobody has made of this county's data, once all is there that could be read for it."""
        done = {step.table for step in self.recording.steps}
        for query in read_queries("indicators", "cases"):
            if query.table not in done:
                bound = {"as_of": self.as_of, **self.values}
                named = {name: bound[name] for name in query.parameters}
                origin = f"({query.statement.rstrip().rstrip(';')}\n)"
                self.recording.take(self._con, "ask", query.table, query.statement, named, origin)

    def view(self, table: str, select: str, without: str | None = None) -> None:
        super().view(table, select, without)
        schema, _, name = table.partition(".")
        self.recording.take(self._con, "view", table, select, {}, f'{schema}."{name}"')

    def write(self, table: str, frame: Any, order: str = "") -> int:
        rows = super().write(table, frame, order)
        self.recording.take(self._con, "write", table, "", {}, self.place(table))
        return rows

    def passing(self, name: str, select: str, named: Mapping[str, Any] | None = None) -> None:
        super().passing(name, select, named)
        self.recording.take(self._con, "passing", name, select, named or {}, name)

    @contextmanager
    def lent(self, **frames: Any) -> Iterator[None]:
        with super().lent(**frames):
            for name in frames:
                self.recording.take(self._con, "write", name, "", {}, name)
            yield

    def ask(self, statement: str, named: Any = None) -> Asked:
        if table := self.recording.gates.get(statement):
            origin = f"({statement.rstrip().rstrip(';')}\n)"
            self.recording.take(self._con, "ask", table, statement, named, origin)
            # A county that is well delivered has nothing that a gate would tell: with these it has.
            strict = {name: 0 if isinstance(value, int | float) else value for name, value in named.items()}
            self.recording.take(self._con, "ask", f"{table}, strictly", statement, strict, origin)
        return super().ask(statement, named)


def record(inbox: Path, before: Path, folder: Path) -> list[Step]:
    """Run one more night, a week later, over an inbox, in a copy of the home that a night has left (`before`), and take
    over nothing; the steps that made its tables."""
    recording = Recording(folder / "rows")
    recording.folder.mkdir(parents=True)
    shutil.copytree(before, folder / "home")
    with patch("sql.duck.DuckWarehouse", partial(Recorded, recording=recording)):
        night(inbox, folder / "home", threads=1, anew=True, as_of=LATER)
    return recording.steps
