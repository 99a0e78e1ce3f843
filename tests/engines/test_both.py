"""A warehouse that is two: what the engine makes DuckDB reads, what DuckDB makes the engine is given."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from sql.connect import EngineAway, EngineFull, SparkWarehouse, TaskLost
from sql.duck import opened
from sql.engine import Engine, EngineWarehouse
from tests.flows.inbox import AS_OF


@pytest.fixture
def engine(tmp_path: Path, session: Any) -> Engine:
    return Engine(SparkWarehouse(session, tmp_path / "there", AS_OF, prefix="a_home_s_"))


@pytest.fixture
def both(tmp_path: Path, engine: Engine) -> Iterator[EngineWarehouse]:
    (tmp_path / "build").mkdir()
    with opened(tmp_path / "build", AS_OF, {}, threads=1, memory=None) as files:
        yield engine.over(files)


def kinds(both: EngineWarehouse, table: str) -> dict[str, str]:
    return {name: kind for name, kind, *_ in both.files.ask(f"describe {table}")}


def test_duckdb_says_the_types_and_the_engine_makes_the_rows(both: EngineWarehouse) -> None:
    both.write("core.paid", pa.table({"n": pa.array([1, 2], pa.int64()), "yuan": pa.array([1.5, None])}))
    assert both.create("core.sum", "select sum(n) as n, max(yuan)::decimal(10, 2) as yuan from core.paid") == 1
    assert "core.sum" in both.engine.tables.places
    assert kinds(both, "core.sum") == {"n": "HUGEINT", "yuan": "DECIMAL(10,2)"}
    assert both.files.ask("from core.sum") == both.ask("from core.sum")


def test_what_duckdb_makes_the_engine_is_given_when_it_asks_for_it_and_as_it_is_then(both: EngineWarehouse) -> None:
    both.write("core.a", pl.DataFrame({"n": [1]}))
    assert "core.a" not in both.engine.tables.places
    both.view("core.v", "select n + 1 as n from core.a")
    both.create("core.b", "select n from core.v")
    both.write("core.a", pl.DataFrame({"n": [5]}))
    both.create("core.c", "select n from core.v")
    assert (both.files.ask("from core.b"), both.files.ask("from core.c")) == ([(2,)], [(6,)])


def test_what_only_duckdb_can_is_made_there_of_what_the_engine_made(both: EngineWarehouse) -> None:
    both.create("core.a", "select 7 as n")
    both.create("cases.state", "select json_object('n', n) as payload from core.a")
    assert "cases.state" not in both.engine.tables.places
    assert both.ask("select json_extract_string(payload, '$.n') from cases.state") == [("7",)]
    both.create("core.b", "select count(*) as rows from cases.state")
    assert both.ask("from core.b") == [(1,)]


def test_a_table_of_the_engine_s_may_become_one_of_duckdb_s_and_one_again(both: EngineWarehouse) -> None:
    both.create("cases.renumbered", "select 1 as n")
    both.write("cases.renumbered", pl.DataFrame({"n": [2]}))
    assert both.ask("from cases.renumbered") == [(2,)]
    both.create("cases.renumbered", "select n + 1 as n from cases.renumbered")
    assert both.ask("from cases.renumbered") == both.files.ask("from cases.renumbered") == [(3,)]


def test_what_is_published_lies_in_the_files_and_does_not_need_the_engine(
    both: EngineWarehouse, tmp_path: Path
) -> None:
    both.create("lists.a", "select 1 as n")
    both.create("restricted.b", "select 2 as n")
    both.view("lists.all", "select n from lists.a")
    files = both.in_files()
    for file in (tmp_path / "there").rglob("*.parquet"):
        file.unlink()
    assert files.there("lists") == {"a"} and files.there("restricted", "evidence") == {"b"}
    assert (files.ask('from lists."all"'), files.ask("from restricted.b")) == ([(1,)], [(2,)])


def test_a_landed_file_is_brought_to_the_engine_s_folder(both: EngineWarehouse, tmp_path: Path) -> None:
    pl.DataFrame({"n": [3]}).write_parquet(tmp_path / "landed.parquet")
    both.view("landed.a", f"select n from read_parquet('{tmp_path / 'landed.parquet'}')")
    both.create("core.a", "select n from landed.a")
    assert both.ask("from core.a") == [(3,)]
    assert {place.is_relative_to(tmp_path / "there") for place in both.engine.tables.places.values()} == {True}


def test_another_home_s_tables_are_left_alone_and_one_s_own_leftovers_are_forgotten(
    engine: Engine, session: Any, tmp_path: Path
) -> None:
    other = SparkWarehouse(session, tmp_path / "elsewhere", AS_OF, prefix="another_home_s_")
    for tables in (engine.tables, other):
        tables.write("core.a", pl.DataFrame({"n": [1]}))
    again = SparkWarehouse(session, tmp_path / "again", AS_OF, prefix="a_home_s_")
    again.begin()
    assert other.ask("from core.a") == [(1,)]
    with pytest.raises(Exception, match="not found"):
        session.sql("select * from a_home_s_core.a").toArrow()


def test_an_engine_that_was_started_anew_in_the_middle_is_away(engine: Engine, session: Any) -> None:
    engine.tables.write("core.a", pl.DataFrame({"n": [1]}))
    session.sql("drop database a_home_s_core cascade")
    with pytest.raises(EngineAway):
        engine.tables.ask("from core.a")


def test_a_statement_that_is_wrong_is_a_fault_of_ours(engine: Engine) -> None:
    engine.tables.write("core.a", pl.DataFrame({"n": [1]}))
    with pytest.raises(Exception, match="elsewhere") as raised:
        engine.tables.ask("select n from core.a where elsewhere > 1")
    assert not isinstance(raised.value, EngineAway)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited)", TaskLost),
        ("java.lang.OutOfMemoryError: Java heap space", TaskLost),
        ("PythonException: Traceback (most recent call last): … MemoryError", TaskLost),
        ("Resources exhausted: Failed to allocate additional 24 MB", TaskLost),
        ("java.io.IOException: No space left on device", EngineFull),
        ("[INVALID_HANDLE.SESSION_NOT_FOUND] The handle is invalid", EngineAway),
    ],
)
def test_what_the_engine_is_to_blame_for_is_known_by_its_words(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, message: str, kind: type[Exception]
) -> None:
    from pyspark.errors.exceptions.connect import SparkConnectGrpcException

    def fail(statement: str) -> None:
        raise SparkConnectGrpcException(message)

    monkeypatch.setattr(engine.tables.session, "sql", fail)
    with pytest.raises(kind) as raised:
        engine.tables.ask("select 1 as n")
    assert str(raised.value) == "", "an engine's message may quote a person's data"
