"""The public version: no count below 8 can be read in it, or got out of it."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts import disclosure, report
from handouts.report.figures import Figures
from handouts.report.tables import Table
from tests.handouts.report.county import AS_OF, BEFORE, DEAD, LAPSED, WAGED, A, B, C, county, rate

# Every count of the report, one cell each; none shares people with another.
TIERS = {WAGED: "must_join", LAPSED: "persuade", DEAD: "check_data"}
CELLS = (
    [("lead", (day, name, TIERS[name], area)) for day in (BEFORE, AS_OF)
     for name in TIERS for area in (A, B, C, "unknown")]
    + [("coverage", (area, insured)) for area in (A, B, C, "unknown") for insured in (True, False)]
    + [("funnel", (name, answered, enrolled)) for name in (WAGED, LAPSED)
       for answered in (True, False) for enrolled in (True, False)]
    + [("met", ("medical", area, met)) for area in (A, B, C, "unknown") for met in (True, False)]
)  # fmt: skip

COUNTS = st.lists(
    st.one_of(st.integers(0, 7), st.integers(8, 30), st.integers(100, 400)), min_size=len(CELLS), max_size=len(CELLS)
)


def figures(counts: list[int], **more: list[tuple[Any, ...]]) -> Figures:
    frames: dict[str, list[tuple[Any, ...]]] = {}
    for (frame, key), count in zip(CELLS, counts, strict=True):
        # A cell of nobody has no row in most frames: both forms must publish the same.
        if count:
            frames.setdefault(frame, []).append((*key, count))
    return county(**frames, **rate("medical"), **more)


def published(told: Figures, folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in report.write_report(told.public(), folder)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=COUNTS, data=st.data())
def test_counties_that_differ_below_8_or_within_a_rounding_publish_the_same_bytes(
    counts: list[int], data: st.DataObject, tmp_path: Path
) -> None:
    def like(count: int) -> int:
        """Another count that reads the same once hidden or rounded."""
        if count < 8:
            return data.draw(st.integers(0, 7))
        middle = (count + 2) // 5 * 5
        return data.draw(st.integers(max(8, middle - 2), middle + 2))

    twin = [like(count) for count in counts]
    assert published(figures(counts), tmp_path / "one") == published(figures(twin), tmp_path / "other")


@settings(max_examples=25, deadline=None)
@given(counts=COUNTS)
def test_no_table_of_the_public_version_shows_a_count_below_8_and_totals_are_what_is_shown(counts: list[int]) -> None:
    tables = {table.name: table for section in report.sections(figures(counts).public()) for table in section.tables}
    # A table of which nothing may be told is not there at all.
    for name in {"lists", "board", "funnel", "area_targets", "targets"} & tables.keys():
        for column, value in numbers(tables[name]):
            assert value >= 10 and value % 5 == 0, (name, column)
    lists = tables["lists"]
    for row in [*lists.rows, *lists.totals]:
        shown = [cell.value for cell in row[2:] if isinstance(cell.value, int)]
        assert row[1].value == (sum(shown) if shown else "—")


def numbers(table: Table) -> list[tuple[str, float]]:
    """The counts of people or leads that a table shows."""
    counts = {
        "合计",
        "阜城街道",
        "吴滩街道",
        "沟墩镇",
        "不明",
        "应参保",
        "已参保",
        "未参保",
        "已下发",
        "已反馈",
        "分子",
        "分母",
    }
    return [
        (column.header, cell.value)
        for row in [*table.rows, *table.totals]
        for column, cell in zip(table.columns, row, strict=True)
        if column.header in counts and isinstance(cell.value, int | float)
    ]


@pytest.mark.parametrize(
    ("count", "shown"), [(0, None), (1, None), (7, None), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1001, 1000)]
)
def test_a_count_below_8_is_hidden_0_among_them_and_others_are_rounded_to_5(count: int, shown: int | None) -> None:
    frame = pl.DataFrame({"area_code": [A], "is_insured": [True], "people": [count]})
    assert disclosure.release({"coverage": frame})["coverage"]["people"].to_list() == ([shown] if shown else [])


def test_a_frame_that_nobody_thought_of_does_not_leave() -> None:
    frame = pl.DataFrame({"employer_name": ["甲厂"], "people": [100]})
    assert disclosure.release({"novelty": frame})["novelty"].is_empty()


def test_a_rate_is_made_of_rounded_parts_and_not_told_where_a_part_or_much_of_it_is_hidden() -> None:
    people = [(A, True, 498), (A, False, 101), (B, True, 300), (B, False, 3), (C, True, 6), (C, False, 2)]
    board = table(county(coverage=people).public(), "board")
    assert [[cell.text for cell in row[:5]] for row in board.rows] == [
        ["阜城街道", "600", "500", "100", "83.3%"],
        ["吴滩街道", "—", "300", "<8", "—"],
    ]
    # Of the region five cells are hidden, the unknown town's two among them: 35 people could move it by 4 %.
    assert [cell.text for cell in board.totals[0][:5]] == ["阜宁县", "900", "800", "100", "88.9%"]
    assert table(county(coverage=people[1:]).public(), "board").totals[0][4].text == "—"


def table(told: Figures, name: str) -> Table:
    return next(table for section in report.sections(told) for table in section.tables if table.name == name)


def test_the_public_version_names_no_employer_no_money_no_desk_list_and_says_what_it_is(tmp_path: Path) -> None:
    told = figures(
        [100] * len(CELLS),
        employer=[("91", "甲乙丙机械厂", "阜城街道", 40, 10, 0.5, 20, 77_777.0, 3)],
        money=[(A, 20, 5, 6, 77_777.0, 1_000_000.0, 900_000.0)],
        movement=[(WAGED, 43, 0, 41)],
        gate=[("list_jumped", WAGED, "有工资未参保人员由12行变为3行", "3", "12")],
        extract=[("soldier", "现役军人信息", "退役军人事务局", 1, date(2026, 11, 20), 31, 0, 0, 0)],
        amount=[("medical", "320923", 387.65, 38_765.0, 100.0)],
    )
    for version, names in ((told, True), (told.public(), False)):
        page, workbook = report.write_report(version, tmp_path)
        text = page.read_text(encoding="utf-8")
        for word in ("甲乙丙机械厂", "77,777", "死亡冒领", "由12行变为3行", "内部资料，不得外传"):
            assert (word in text) == names, word
        assert ("公开版" in text) == (not names)
        assert ("43" in re.findall(r">(\d+)<", text)) == names
        assert ("31" in re.findall(r">(\d+)<", text)) == names
    assert workbook.name == "report.xlsx"


def test_the_desk_s_tier_and_indicators_that_add_up_lists_do_not_leave() -> None:
    told = figures([100] * len(CELLS)).frames
    cases = told["met"].with_columns(indicator=pl.lit("cases_open"))
    released = disclosure.release({**told, "met": cases})
    assert set(released["lead"]["tier"]) == {"must_join", "persuade"}
    assert released["met"].is_empty()
