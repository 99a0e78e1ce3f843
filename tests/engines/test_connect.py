"""What callers of a warehouse rely on holds of all: over two DuckDB files, over Spark Connect, and over both."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sql.connect import SparkWarehouse
from sql.duck import opened
from sql.engine import Engine
from sql.warehouse import Warehouse, parse_query
from tests.flows.inbox import AS_OF

VALUES = {"least": 2}


@pytest.fixture(params=["duckdb", "spark", "both"])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    (tmp_path / "build").mkdir()
    if request.param == "spark":
        yield SparkWarehouse(request.getfixturevalue("session"), tmp_path / "there", AS_OF, VALUES)
        return
    with opened(tmp_path / "build", AS_OF, VALUES, threads=1, memory=None) as duck:
        if request.param == "duckdb":
            yield duck
        else:
            session = request.getfixturevalue("session")
            yield Engine(SparkWarehouse(session, tmp_path / "there", AS_OF, prefix="a_home_s_")).over(duck)


def of(warehouse: Warehouse, select: str) -> list[tuple[Any, ...]]:
    return sorted(warehouse.ask(select), key=repr)


def test_a_query_s_path_is_its_table_and_its_values_are_bound(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.write("core.a", pl.DataFrame({"n": [1, 2, 3]}))
    query = parse_query(
        tmp_path / "lists" / "all.sql", "-- 标题\nselect n, $as_of::date as day from core.a where n >= $least"
    )
    assert warehouse.run(query) == 2
    assert of(warehouse, 'select * from lists."all"') == [(2, AS_OF), (3, AS_OF)]
    assert warehouse.run(query, "select n from made where n = 3") == 1
    unknown = parse_query(tmp_path / "core" / "b.sql", "-- 标题\nselect $most as n")
    with pytest.raises(KeyError, match="most"):
        warehouse.run(unknown)


def test_a_table_may_be_made_of_what_it_replaces(warehouse: Warehouse) -> None:
    warehouse.write("core.a", pl.DataFrame({"n": [1, 2]}))
    assert warehouse.create("core.a", "select n + $more as n from core.a", {"more": 10}) == 2
    assert of(warehouse, "select * from core.a") == [(11,), (12,)]
    assert warehouse.create("core.a", "select n as m, 'x' as word from core.a where false") == 0
    assert of(warehouse, "select * from core.a") == []
    warehouse.add("core.a", "select 'y' as word, 3 as m")
    assert of(warehouse, "select m, word from core.a") == [(3, "y")]


def test_a_view_reads_what_stands_and_gives_way_to_a_table(warehouse: Warehouse) -> None:
    warehouse.write("core.a", pl.DataFrame({"n": [1]}))
    warehouse.view("core.v", "select n * 2 as n from core.a")
    assert warehouse.frame("select n from core.v")["n"].to_list() == [2]
    warehouse.create("core.v", "select 7 as n")
    assert (warehouse.rows("core.v"), warehouse.count("from core.v where n = 7")) == (1, 1)
    assert warehouse.there("core") >= {"a", "v"}


def test_what_passes_has_no_schema_and_what_is_lent_is_gone_afterwards(warehouse: Warehouse) -> None:
    with warehouse.lent(lent_rows=pl.DataFrame({"n": [1, 2]})):
        warehouse.passing("kept_aside", "select n from lent_rows where n > 1")
    assert of(warehouse, "select n from kept_aside") == [(2,)]
    with pytest.raises(Exception, match="lent_rows"):
        warehouse.ask("select n from lent_rows")


def test_what_python_does_is_done(warehouse: Warehouse) -> None:
    assert warehouse.once("work", lambda: {"rows": 2}, of="facts") == {"rows": 2}


def test_only_duckdb_reads_a_published_file(tmp_path: Path, session: Any) -> None:
    with pytest.raises(NotImplementedError, match=r"yingbao\.duckdb"):
        SparkWarehouse(session, tmp_path, AS_OF).beside(tmp_path / "yingbao.duckdb", "published")
