"""What is nobody's business does not reach a town: neither in a list's name nor in a reason."""

import re
from pathlib import Path

import duckdb
import polars as pl

from flows.handout import visits
from tests.handouts.test_counties import VALUES

NOBODY_S_BUSINESS = re.compile("困难|低保|特困|低收入|残疾|建档立卡|返贫|医疗救助|服刑|监禁|现役|入伍|疾病")


def towns_people(home: Path) -> pl.DataFrame:
    with duckdb.connect(str(home / "published" / "yingbao.duckdb"), read_only=True) as con:
        con.execute('create temp table due_out as select case_id from lists."all"')
        return visits(con, VALUES)[0]


def test_a_town_reads_that_somebody_comes_first_and_not_why(small_home: Path) -> None:
    people = towns_people(small_home)
    assert people["lists"].str.contains("优先走访").any()
    for column in ("lists", "reason", "say", "tier_label"):
        texts = people[column].unique().to_list()
        assert [text for text in texts if NOBODY_S_BUSINESS.search(text)] == []


def test_the_list_itself_says_why_to_whoever_may_read_it(small_home: Path) -> None:
    with duckdb.connect(str(small_home / "published" / "yingbao.duckdb"), read_only=True) as con:
        kinds = con.execute("select distinct hardship_kinds from lists.hardship_not_enrolled").fetchall()
    assert any(NOBODY_S_BUSINESS.search(kind) for (kind,) in kinds)


def test_what_is_for_the_desk_is_on_no_town_s_sheet(small_home: Path) -> None:
    with duckdb.connect(str(small_home / "published" / "yingbao.duckdb"), read_only=True) as con:
        desk_only = con.execute("""
            select list_heading from audit.list where list_id in (
                'deceased_drawing', 'imprisoned_drawing', 'duplicate_benefits', 'one_person_many_numbers'
            )
        """).fetchall()
    shown = set("、".join(towns_people(small_home)["lists"]).split("、"))
    assert len(desk_only) == 4
    assert shown.isdisjoint({heading for (heading,) in desk_only})
