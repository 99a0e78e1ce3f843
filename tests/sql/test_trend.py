"""The sizes of lists, night after night."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from sql import audit
from sql.duck import DuckWarehouse


def night(published: Path, as_of: str, waged: str, rest: int = 0, computed: bool = True) -> list[tuple[object, ...]]:
    """One night's lists (a letter a row, its town) carried into a published file; returns the trend it holds."""
    with duckdb.connect() as con:
        for schema in ("audit", "lists"):
            con.execute(f"create schema {schema}")
        warehouse = DuckWarehouse(con, date.fromisoformat(as_of))
        audit.remember(warehouse, published)
        con.execute('create table lists."all" (list_id varchar, tier varchar, town_code varchar)')
        for town in waged:
            con.execute("""insert into lists."all" values ('waged', 'must_join', ?)""", [town])
        con.execute("""insert into lists."all" select 'rest', 'persuade', 'a' from range(?)""", [rest])
        con.execute("create or replace table audit.list as values ('rest', true), ('waged', ?)", [computed])
        con.execute("alter table audit.list rename column col0 to list_id")
        con.execute("alter table audit.list rename column col1 to is_computed")
        audit.record_trend(warehouse)
        kept = con.execute("select as_of::varchar, list_id, tier, town_code, row_count from audit.trend").fetchall()
        published.unlink(missing_ok=True)
        con.execute(f"attach '{published}' as published")
        con.execute("create schema published.audit")
        for table in ("run", "trend", "list"):
            con.execute(f"create table published.audit.{table} as from memory.audit.{table}")
        con.execute("create table published.audit.extract (extract varchar, data_date date, staged_rows bigint)")
        con.execute("create table published.audit.load (extract varchar, file varchar, data_date date, sha256 varchar)")
        con.execute("create table published.audit.gate (gate varchar, subject varchar, accepted_by varchar)")
    return kept


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "yingbao.duckdb"


def days(kept: list[tuple[object, ...]]) -> list[object]:
    return sorted({day for day, *_ in kept})


def test_each_night_adds_its_rows_by_list_tier_and_town(published: Path) -> None:
    night(published, "2026-11-21", "aab", rest=1)
    assert night(published, "2026-11-22", "ab", rest=1) == [
        ("2026-11-21", "rest", "persuade", "a", 1),
        ("2026-11-21", "waged", "must_join", "a", 2),
        ("2026-11-21", "waged", "must_join", "b", 1),
        ("2026-11-22", "rest", "persuade", "a", 1),
        ("2026-11-22", "waged", "must_join", "a", 1),
        ("2026-11-22", "waged", "must_join", "b", 1),
    ]


def test_another_run_of_the_same_day_takes_the_place_of_the_earlier_one(published: Path) -> None:
    night(published, "2026-11-22", "aaaa", rest=1)
    assert ("2026-11-22", "waged", "must_join", "a", 3) in night(published, "2026-11-22", "aaa", rest=1)
    assert len(night(published, "2026-11-22", "aaa", rest=1)) == 2


def test_a_computed_list_that_holds_nobody_stands_with_0_and_one_that_was_not_computed_not_at_all(
    published: Path,
) -> None:
    assert night(published, "2026-11-22", "", computed=False) == [("2026-11-22", "rest", None, None, 0)]


def test_of_the_time_before_the_last_quarter_the_last_night_of_each_month_is_kept(published: Path) -> None:
    for day in ("2026-07-30", "2026-07-31", "2026-08-21", "2026-08-22", "2026-09-01", "2026-11-21"):
        night(published, day, "a")
    assert days(night(published, "2026-11-22", "a")) == [
        "2026-07-31", "2026-08-22", "2026-09-01", "2026-11-21", "2026-11-22",
    ]  # fmt: skip


def test_a_publication_without_a_trend_begins_one(published: Path) -> None:
    night(published, "2026-11-21", "a")
    with duckdb.connect(str(published)) as con:
        con.execute("drop table audit.trend")
    assert days(night(published, "2026-11-22", "a")) == ["2026-11-22"]
