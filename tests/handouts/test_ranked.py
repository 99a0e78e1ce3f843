"""Ranked, not dumped: who is less pressing, or beyond a town's round, is in no workbook and stays on the lists."""

from collections.abc import Iterator

import duckdb
import openpyxl
import polars as pl
import pytest

from flows.handout import visits
from handouts.towns import VILLAGE, left_out_sentence
from regions.worklists import Worklists
from tests.handouts.test_counties import VALUES
from tests.handouts.visits import LI, frame, region, towns

ROWS = (
    # list, subject, town, tier, priority
    ("sure", "急", "320923100", "must_join", 1),
    ("sure", "必四", "320923100", "must_join", 4),
    ("sure", "必五", "320923100", "must_join", 5),
    ("shaky", "劝一", "320923100", "persuade", 1),
    ("new", "劝二", "320923100", "persuade", 1),
    ("sure", "劝三", "320923100", "persuade", 1),
    ("sure", "两头", "320923101", "persuade", 5),
    ("shaky", "两头", "320923101", "persuade", 2),
    ("sure", "末位", "320923101", "persuade", 5),
)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        for schema in ("lists", "audit", "core", "ledger"):
            con.execute(f"create schema {schema}")
        con.execute("""
            create table lists."all" (list_id varchar, case_id varchar, subject_kind varchar, subject_id varchar,
                subject_name varchar, town_code varchar, village_code varchar, tier varchar, confidence varchar,
                reason varchar, priority bigint, evidence varchar);
            create table ledger."case" (case_id varchar, contradicted_reason varchar, contradiction varchar);
            create table core.employer_bond (employer_id varchar, bonded varchar);
            create table core.village_bond (area_code varchar, bonded varchar);
            create table core.person (person_id varchar, address varchar, phone varchar);
            create table core.employer (employer_id varchar, employer_name varchar, address varchar, phone varchar);
            create table core.pension_record (person_id varchar, employer_id varchar, last_paid_in date);
            create table core.wage_earner (person_id varchar, employer_id varchar, last_wage_in date);
            create table core.calendar as select date '2026-10-01' as last_month;
            create table core.headcount (employer_id varchar, wage_headcount bigint, insured_headcount bigint);
            create table core.area (area_code varchar, area_name varchar, area_level varchar, parent_code varchar);
            create table audit.list as select id as list_id, id as list_heading, '您好。' as list_say,
                null::varchar as uncompared
            from (values ('sure'), ('shaky'), ('new')) as lists (id);
            -- nobody has answered about the new list: it stands between one that was right and one that was wrong
            create table ledger.yield as
            select 'sure' as list_id, 10 as clear_answers, 1 as wrong union all select 'shaky', 10, 9;
        """)
        for number, (list_id, subject, town, tier, priority) in enumerate(ROWS):
            con.execute(
                "insert into lists.\"all\" values (?, ?, 'person', ?, ?, ?, null, ?, 'confirmed', '事由。', ?, 'f#1')",
                [list_id, f"c{number}", subject, subject, town, tier, priority],
            )
        con.execute('create table due_out as select case_id from lists."all"')
        yield con


def handed_out(con: duckdb.DuckDBPyConnection, **worklists: int) -> dict[str, list[str]]:
    people, _, _ = visits(con, VALUES, Worklists(**worklists))
    return {
        str(town): part["subject_id"].sort().to_list()
        for (town,), part in people.partition_by("town_code", as_dict=True).items()
    }


def test_whoever_is_less_pressing_than_the_region_asks_for_is_left_out(con: duckdb.DuckDBPyConnection) -> None:
    assert handed_out(con) == {"320923100": sorted(["急", "必四", "劝一", "劝二", "劝三"]), "320923101": ["两头"]}
    assert handed_out(con, least_priority=1)["320923100"] == sorted(["急", "劝一", "劝二", "劝三"])
    assert sum(map(len, handed_out(con, least_priority=5).values())) == 8


def test_somebody_is_as_pressing_as_the_most_pressing_lead(con: duckdb.DuckDBPyConnection) -> None:
    _, _, counted = visits(con, VALUES, Worklists(least_priority=2))
    assert counted.filter(pl.col("town_code") == "320923101")["rows"].to_list() == [1]


def test_a_town_s_round_holds_who_must_join_then_the_pressing_then_what_has_proved_right(
    con: duckdb.DuckDBPyConnection,
) -> None:
    rounds = {size: set(handed_out(con, rows_a_round=size)["320923100"]) for size in range(1, 6)}
    assert rounds[1] == {"急"}
    assert rounds[2] == {"急", "必四"}
    assert rounds[3] - rounds[2] == {"劝三"}
    assert rounds[4] - rounds[3] == {"劝二"}
    assert rounds[5] - rounds[4] == {"劝一"}


def test_each_town_has_a_round_of_its_own(con: duckdb.DuckDBPyConnection) -> None:
    assert handed_out(con, rows_a_round=1) == {"320923100": ["急"], "320923101": ["两头"]}


def test_both_reasons_are_counted_apart(con: duckdb.DuckDBPyConnection) -> None:
    _, _, counted = visits(con, VALUES, worklists := Worklists(rows_a_round=2))
    told = counted.select("town_code", "left_out", "rows").rows()
    assert told == [("320923100", "优先级", 1), ("320923100", "走访量", 3), ("320923101", "优先级", 1)]
    assert left_out_sentence(counted, worklists) == "优先级在4以后的2行，超出每乡镇一轮2行的3行；都仍在清单上"


def test_who_is_left_out_stays_on_the_lists(con: duckdb.DuckDBPyConnection) -> None:
    handed_out(con, least_priority=1, rows_a_round=1)
    assert con.execute('select count(*) from lists."all"').fetchone() == (len(ROWS),)


def cover(tmp_path: object, split: str = "town", **more: object) -> dict[str, str]:
    left = [{"town_code": "320923100", "town_name": "羊寨镇", "village_code": "320923100202", "village_name": "单家村",
             "left_out": "优先级", "rows": 7}]  # fmt: skip
    (file, *_) = towns(tmp_path, LI, of=region(), left_out=pl.DataFrame(left), split=split)  # type: ignore[arg-type]
    sheet = openpyxl.load_workbook(file.path)["封面"]
    return {str(row[0]): str(row[1]) for row in sheet.iter_rows(values_only=True)}


@pytest.mark.parametrize("split", ["town", VILLAGE])
def test_the_cover_says_how_many_it_leaves_out(tmp_path: object, split: str) -> None:
    assert cover(tmp_path, split)["没有列入的"] == "优先级在4以后的7行；都仍在清单上"


def test_a_cover_that_leaves_nobody_out_says_nothing(tmp_path: object) -> None:
    (file,) = towns(tmp_path, LI, left_out=frame("人员").clear().select("town_code", "town_name", "village_code",
        "village_name", pl.lit("").alias("left_out"), pl.lit(0).alias("rows")))  # fmt: skip
    assert "没有列入的" not in [row[0].value for row in openpyxl.load_workbook(file.path)["封面"].iter_rows()]
