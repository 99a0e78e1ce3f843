"""K14–K16, what is counted of cases; and how towns are added up, set beside targets and told apart."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pytest

import regions
from regions import Apart, Region, Target
from regions.targets import CountedBy
from sources import SOURCES
from sql import audit, indicators, rows
from sql.duck import DuckWarehouse, opened
from sql.policy import ContributionBase
from sql.warehouse import read_query
from tests.town import table

AS_OF = date(2026, 11, 22)
# What the table of parks reads.
NOTHING = {
    "matches.employer": "''::varchar as extract, ''::varchar as record_id, ''::varchar as employer_id",
    "core.covered_employer": "''::varchar as employer_id",
    "core.headcount": "''::varchar as employer_id, 0 as due_headcount, 0 as insured_headcount",
    "core.employer_base": "''::varchar as employer_id, 0.0 as due_base_yuan, 0.0 as short_yuan",
    "core.employer_arrears": "''::varchar as employer_id, 0.0 as owed_yuan",
}
ROSTER = "''::varchar as park_name, ''::varchar as roster_kind, ''::varchar as employer_record"
CASES = """
    case_id | list_id          | subject_id | town_code | state   | messages_this_year
    c1      | lapsed_members   | p1         | 320923100 | open    | 3
    c2      | lapsed_residents | p1         | 320923100 | claimed | 1
    c3      | lapsed_members   | p2         | 320923101 | open    | 2
    c4      | lapsed_members   | p3         | 320923101 | closed  | 9
    c5      | waged            | p4         | unknown   | open    | 0
    c6      | lapsed_members   | p5         | 320923999 | open    | 3
"""
EVENTS = """
    kind      | subject | as_of      | because
    listed    | c1      | 2026-09-30 |
    contacted | c1      | 2026-10-01 |
    contacted | c1      | 2026-10-31 |
    contacted | c3      | 2026-11-01 |
    closed    | c4      | 2026-10-05 | 数据已解决
    reopened  | c4      | 2026-10-20 | 又列入清单
    closed    | c4      | 2026-11-02 | 数据已证实
    closed    | c5      | 2026-10-06 | 不需参保
    closed    | c2      | 2026-10-07 | 并案
    closed    | c3      | 2026-10-07 | 误报
    reopened  | c5      | 2026-11-10 | 又列入清单
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[DuckWarehouse]:
    """Cases and areas, and nothing delivered."""
    with opened(tmp_path, AS_OF, {"messages_per_year": 3}, threads=1, memory=None) as one:
        for source in SOURCES.values():
            columns = ROSTER if source.name == "unit_roster" else "''::varchar as insurance"
            one.create(f"staging.{source.name}", f"select {columns} where false")
        rows.write(one, "audit.load", audit.Load, [])
        audit.record_extracts(one)
        rows.write(one, "core.area", regions.Area, regions.read("funing").areas)
        one.create("core.calendar", "select date '2026-01-01' as this_year_from, date '2026-10-01' as last_month")
        rows.write(one, "policy.contribution_base", ContributionBase, [])
        rows.write(one, "audit.previous_indicator", audit.PreviousFigure, [])
        for name, columns in NOTHING.items():
            one.create(name, f"select {columns} where false")
        cases = [{**row, "messages_this_year": int(row["messages_this_year"])} for row in table(CASES)]
        one.write("ledger.case", pa.Table.from_pylist(cases))
        events = [
            {**row, "as_of": date.fromisoformat(row["as_of"]), "payload": f'{{"because":"{row["because"]}"}}'}
            | {"sequence": number}
            for number, row in enumerate(table(EVENTS))
        ]
        one.write("ledger.event", pa.Table.from_pylist(events))
        yield one


def region(**changed: Any) -> Region:
    return Region(**{**vars(regions.read("funing")), "targets": (), **changed})


def build(warehouse: DuckWarehouse, **changed: Any) -> None:
    """The indicators of a region like 阜宁; its code is bound as a night binds it."""
    of = region(**changed)
    warehouse.values = {**warehouse.values, "region_code": of.code}
    indicators.build(warehouse, of, lambda text: None)


def counted(warehouse: DuckWarehouse, indicator: str, **changed: Any) -> dict[tuple[str, str], tuple[float, ...]]:
    """Numerator and denominator by area and month, where anything was counted."""
    build(warehouse, **changed)
    rows = warehouse.con.execute(
        "select area_code, strftime(period, '%Y-%m'), numerator, denominator from indicator.value"
        " where indicator = ? and (numerator > 0 or denominator > 0)",
        [indicator],
    ).fetchall()
    return {(area, month): tuple(part for part in rest if part is not None) for area, month, *rest in rows}


# Cases ----------


def test_open_is_what_is_open_or_only_claimed_today(warehouse: DuckWarehouse) -> None:
    assert counted(warehouse, "cases_open")["320923", "2026-11"] == (5,)


def test_cleared_is_what_the_data_have_shown_to_be_settled_each_time_it_was(warehouse: DuckWarehouse) -> None:
    found = counted(warehouse, "cases_cleared")
    assert (found["320923", "2026-10"], found["320923", "2026-11"]) == ((1,), (1,))


def test_reopened_counts_in_the_month_in_which_the_facts_return(warehouse: DuckWarehouse) -> None:
    found = counted(warehouse, "cases_reopened")
    assert (found["320923101", "2026-10"], found["unknown", "2026-11"]) == ((1,), (1,))


def test_visits_count_in_their_month(warehouse: DuckWarehouse) -> None:
    found = counted(warehouse, "visits")
    assert (found["320923100", "2026-10"], found["320923101", "2026-11"]) == ((2,), (1,))


def test_messages_are_divided_by_lapsed_people_and_not_by_their_cases(warehouse: DuckWarehouse) -> None:
    """p1 3 + 1, p2 2, p5 3; p3 has settled it, p4 has not lapsed."""
    assert counted(warehouse, "lapse_messages_mean")["320923", "2026-01"] == (9, 3)


def test_three_messages_are_enough_and_two_are_not(warehouse: DuckWarehouse) -> None:
    assert counted(warehouse, "lapse_messages_rate")["320923", "2026-01"] == (2, 3)


# Areas ----------


def test_towns_and_what_lies_in_none_add_up_to_the_county(warehouse: DuckWarehouse) -> None:
    found = counted(warehouse, "cases_open")
    assert found == {
        ("320923", "2026-11"): (5,),
        ("320923100", "2026-11"): (2,),
        ("320923101", "2026-11"): (1,),
        # One without a town, one in a town that is none.
        ("unknown", "2026-11"): (2,),
    }


def test_in_a_prefecture_towns_add_up_to_counties_and_counties_to_the_whole(warehouse: DuckWarehouse) -> None:
    warehouse.con.execute("insert into core.area values ('3209', '盐城市', 'prefecture', '')")
    found = counted(warehouse, "cases_open", code="3209")
    assert (found["320923", "2026-11"], found["3209", "2026-11"]) == ((3,), (5,))


def test_what_a_plan_sets_apart_is_made_of_its_towns(warehouse: DuckWarehouse) -> None:
    zone = {"某新区": Apart(areas=("320923100", "320923101"), handled_by=(), note="由两个镇组成")}
    assert counted(warehouse, "cases_open", apart=zone)["apart:某新区", "2026-11"] == (3,)


# Targets ----------


def target(indicator: str, year: int, number: float | None, kind: str = "flow", **more: Any) -> Target:
    said = {"valid_until": date(year, 12, 31), "year_before": None, "bound": "≥", **more}
    return Target(
        indicator=indicator, target_title="目标", area_name="合计", area_code="320923", period=date(year, 1, 1),
        target=number, printed=None, unit="次", kind=kind, counted_by="home", scheme="", source="阜宁 附件", note=None,
        **said,
    )  # fmt: skip


def beside(warehouse: DuckWarehouse, indicator: str, *targets: Target) -> list[tuple[object, ...]]:
    """Month, year to date, target, the target's year and the share, of the county."""
    return told(
        warehouse, "strftime(period, '%Y-%m'), year_to_date, target, year(target_period), target_share", indicator,
        *targets,
    )  # fmt: skip


def told(warehouse: DuckWarehouse, columns: str, indicator: str, *targets: Target) -> list[tuple[object, ...]]:
    """Columns of the county's values, by period."""
    build(warehouse, targets=targets)
    return warehouse.con.execute(
        f"select {columns} from indicator.value where indicator = ? and area_code = '320923' order by period",
        [indicator],
    ).fetchall()


def remember(warehouse: DuckWarehouse, indicator: str, *figures: tuple[str, float, float | None]) -> None:
    """What earlier nights have published of the county: month, numerator, denominator."""
    known = [
        audit.PreviousFigure(indicator, date.fromisoformat(f"{month}-01"), "320923", "阜宁县", "county", AS_OF, *rest)
        for month, *rest in figures
    ]
    rows.write(warehouse, "audit.previous_indicator", audit.PreviousFigure, known)


def test_a_flow_is_added_up_from_january_and_held_against_the_year_s_target(warehouse: DuckWarehouse) -> None:
    warehouse.con.execute("update ledger.event set as_of = date '2026-01-31' where as_of = date '2026-10-01'")
    assert beside(warehouse, "visits", target("visits", 2026, 4)) == [
        ("2026-01", 1, 4, 2026, 0.25),
        ("2026-10", 2, 4, 2026, 0.5),
        ("2026-11", 3, 4, 2026, 0.75),
    ]


def test_a_year_whose_january_is_not_told_has_no_sum_to_date(warehouse: DuckWarehouse) -> None:
    assert beside(warehouse, "visits", target("visits", 2026, 4)) == [
        ("2026-10", None, 4, 2026, None),
        ("2026-11", None, 4, 2026, None),
    ]


EXPIRED = "strftime(period, '%Y-%m'), target, year(target_until), is_target_expired, target_share"
FINAL = "strftime(period, '%Y-%m'), strftime(target_final_period, '%Y-%m'), target_final_value"


def test_a_plan_that_has_ended_is_shown_with_its_period_and_nothing_is_judged_by_it(warehouse: DuckWarehouse) -> None:
    targets = (target("cases_open", 2019, 7, "stock"), target("cases_open", 2021, 10, "stock"))
    assert told(warehouse, EXPIRED, "cases_open", *targets) == [("2026-11", 10, 2021, True, None)]


@pytest.mark.parametrize(
    ("last", "expired", "share"),
    [(date(2025, 12, 31), True, None), (date(2026, 12, 31), False, 0.5), (None, False, 0.5)],
)
def test_a_target_holds_until_its_last_day_or_until_another_takes_its_place(
    warehouse: DuckWarehouse, last: date | None, expired: bool, share: float | None
) -> None:
    one = target("cases_open", 2021, 10, "stock", valid_until=last)
    year = last.year if last else None
    assert told(warehouse, EXPIRED, "cases_open", one) == [("2026-11", 10, year, expired, share)]


def test_where_an_area_stood_when_its_target_ended_is_told_if_it_is_known(warehouse: DuckWarehouse) -> None:
    remember(warehouse, "cases_open", ("2025-11", 9, None), ("2025-12", 8, None))
    *_, last = told(warehouse, FINAL, "cases_open", target("cases_open", 2025, 10, "stock"))
    assert last == ("2026-11", "2025-12", 8)
    assert told(warehouse, FINAL, "cases_open", target("cases_open", 2024, 10, "stock"))[-1] == ("2026-11", None, None)


CHANGE = "strftime(period, '%Y-%m'), value, value_year_before, round(change, 6), target, target_kind, target_share"
RATE = "lapse_messages_rate"


def test_a_change_is_the_difference_to_the_same_month_of_last_year(warehouse: DuckWarehouse) -> None:
    """Two of three have had messages enough; a year ago it was one of two."""
    remember(warehouse, RATE, ("2025-01", 1, 2), ("2024-01", 1, 1))
    one = target(RATE, 2026, 0.07, "change")
    assert told(warehouse, CHANGE, RATE, one)[-1] == ("2026-01", 2 / 3, 0.5, 0.166667, 0.07, "change", None)


def test_without_last_year_s_figure_a_change_is_not_known(warehouse: DuckWarehouse) -> None:
    [(_, _, before, change, asked, *_)] = told(warehouse, CHANGE, RATE, target(RATE, 2026, 0.07, "change"))
    assert (before, change, asked) == (None, None, 0.07)


def test_where_last_year_was_not_counted_what_the_plan_prints_of_it_serves(warehouse: DuckWarehouse) -> None:
    printed = target(RATE, 2026, 0.07, "change", year_before=0.6)
    [(_, _, before, change, *_)] = told(warehouse, CHANGE, RATE, printed)
    assert (before, change) == (0.6, 0.066667)
    remember(warehouse, RATE, ("2025-01", 1, 2))
    assert told(warehouse, CHANGE, RATE, printed)[-1][2] == 0.5, "what was counted comes first"


def test_the_year_before_that_a_plan_printed_says_nothing_of_later_years(warehouse: DuckWarehouse) -> None:
    [(_, _, before, *_)] = told(warehouse, CHANGE, RATE, target(RATE, 2023, 0.07, "change", year_before=0.6))
    assert before is None


def test_what_tonight_s_data_tell_of_a_month_takes_the_place_of_what_was_published(warehouse: DuckWarehouse) -> None:
    remember(warehouse, "visits", ("2026-10", 99, None), ("2026-09", 4, None))
    assert told(warehouse, "strftime(period, '%Y-%m'), value", "visits") == [
        ("2026-09", 4),
        ("2026-10", 2),
        ("2026-11", 1),
    ]


def test_a_target_of_later_years_is_not_held_against_this_one(warehouse: DuckWarehouse) -> None:
    assert beside(warehouse, "cases_open", target("cases_open", 2027, 1, "stock")) == [
        ("2026-11", None, None, None, None)
    ]


@pytest.mark.parametrize("number", [None, 0])
def test_a_blank_and_a_zero_ask_for_no_share(warehouse: DuckWarehouse, number: float | None) -> None:
    [(_, _, told, _, share)] = beside(warehouse, "cases_open", target("cases_open", 2026, number, "stock"))
    assert (told, share) == (number, None)


def test_every_target_of_the_region_is_published_as_the_plan_prints_it(warehouse: DuckWarehouse) -> None:
    every = regions.read("funing").targets
    build(warehouse, targets=every)
    assert warehouse.rows("indicator.target") == len(every)


# Heads ----------


@pytest.mark.parametrize("query", indicators.queries(), ids=lambda query: query.path.stem)
def test_every_indicator_says_what_it_is_of_whom_and_what_is_divided_by_what(query: Any) -> None:
    assert {"key", "kpi", "unit", "kind", "by", "population", "definition"} <= query.header.keys()
    assert (query.key[0], query.key[-1]) == ("town_code", "period")
    assert set(query.key[1:-1]) <= {"employer_town_code", "handled_by"}
    assert query.header["by"] in get_args(CountedBy)
    assert query.header["kind"] in indicators.KINDS
    divided = "denominator" in read_query(query.path).statement
    assert divided is (query.header["kind"] in indicators.DIVIDED)
    assert ("分母：" in query.header["definition"]) is divided
