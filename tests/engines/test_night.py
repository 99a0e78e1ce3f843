"""Every table of a night, from landed files to lists, gates and indicators, is the same on Sail as on DuckDB.

A made-up county of 5,000 has its second night on DuckDB, which is written down; then the engine runs the same
statements in the same order, each over what it made itself. What Python makes of tables (who is who, the ledger) it is
given.
"""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.against.recorded import Ran, record, replay
from sql.connect import EDGES, SparkWarehouse
from sql.warehouse import FOLDER
from tests.flows.inbox import AS_OF, night

SCHEMAS = (
    *("staging", "numbered", "matches", "restricted", "core", "lists", "cases", "ledger"),
    *("indicators", "adding", "indicator", "gates"),
)
"""The folders of `sql/` that make a night's tables; the others are asked of what is published, which is DuckDB's."""
LATER = AS_OF + timedelta(days=7)


@pytest.fixture(scope="module")
def ran(small: Path, small_home: Path, night_session: Any, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("engines")
    shutil.copytree(small_home, folder / "home")

    def second() -> None:
        night(small / "inbox", folder / "home", threads=1, anew=True, as_of=LATER)

    steps = record(folder / "rows", second)
    return replay(steps, SparkWarehouse(night_session, folder / "there", LATER))


def test_every_table_of_a_night_is_the_same_on_another_engine(ran: Ran) -> None:
    assert {table: why for table, why in ran.differing.items() if table not in EDGES} == {}
    assert ran.rows > 1_000_000, "of how much this was found"


def test_what_stays_in_duckdb_would_not_come_out_the_same(ran: Ran) -> None:
    assert sorted(EDGES.keys() & ran.equal) == [], "these run elsewhere, too: they are no edges"


def test_every_file_ran_or_is_said_to_stay_in_duckdb(ran: Ran) -> None:
    files = {f"{file.parent.name}.{file.stem}" for schema in SCHEMAS for file in (FOLDER / schema).glob("*.sql")}
    assert files - ran.equal - EDGES.keys() == ran.differing.keys() & files - EDGES.keys()
