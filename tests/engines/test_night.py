"""Every table of a night, from landed files to lists, gates and indicators, is the same on Sail as on DuckDB.

A made-up county of 5,000 has its second night on DuckDB, which is written down; then the engine runs the same
statements in the same order, each over what it made itself. What Python makes of tables (who is who, the ledger) it is
given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from sql.connect import EDGES, SparkWarehouse
from sql.dialect import PASSING
from sql.warehouse import FOLDER
from tests.engines.recorded import LATER, Digest, Step, digest, record

SCHEMAS = (
    *("staging", "numbered", "matches", "restricted", "core", "lists", "cases", "ledger"),
    *("indicators", "adding", "indicator", "gates"),
)
"""The folders of `sql/` that make a night's tables; the others are asked of what is published, which is DuckDB's."""
OWN_NUMBERS = re.compile(r"delivered\.\w+_repeated")
"""Each engine's own hashes: as many of them, and nothing rests on their values."""
CUT_FOR_PUBLICATION = "evidence."
"""What is put apart for the files of a publication, once everything is made."""


@dataclass
class Ran:
    """How a night went on another engine: what came out otherwise, what came out the same, by table."""

    differing: dict[str, str] = field(default_factory=dict)
    equal: set[str] = field(default_factory=set)
    rows: int = 0

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
        like = None if OWN_NUMBERS.fullmatch(step.table) else step.digest.columns
        if step.kind in ("view", "ask"):
            if step.kind == "view":
                self.warehouse.view(name, step.select)
            schema, _, table = name.partition(".")
            select = f'select * from {schema}."{table}"' if step.kind == "view" else step.select
            self.con.register("answered", self.warehouse.answer(select, step.named))
            return digest(self.con, "answered", {}, like)
        self.warehouse.create(name, step.select, step.named)
        return digest(self.con, f"read_parquet('{self.warehouse.places[name]}/*.parquet')", {}, like)


@pytest.fixture(scope="module")
def ran(small: Path, small_home: Path, night_session: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    folder = tmp_path_factory.mktemp("engines")
    steps = record(small / "inbox", small_home, folder)
    with duckdb.connect(config={"threads": 1}) as con:
        beside = Beside(SparkWarehouse(night_session, folder / "there", LATER), con)
        for step in steps:
            if not step.table.startswith(CUT_FOR_PUBLICATION):
                beside.go(step)
    yield beside.ran


def test_every_table_of_a_night_is_the_same_on_another_engine(ran: Ran) -> None:
    assert {table: why for table, why in ran.differing.items() if table not in EDGES} == {}
    assert ran.rows > 1_000_000, "of how much this was found"


def test_what_stays_in_duckdb_would_not_come_out_the_same(ran: Ran) -> None:
    assert sorted(EDGES.keys() & ran.equal) == [], "these run elsewhere, too: they are no edges"


def test_every_file_ran_or_is_said_to_stay_in_duckdb(ran: Ran) -> None:
    files = {f"{file.parent.name}.{file.stem}" for schema in SCHEMAS for file in (FOLDER / schema).glob("*.sql")}
    assert files - ran.equal - EDGES.keys() == ran.differing.keys() & files - EDGES.keys()
