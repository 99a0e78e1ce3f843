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

KEY = disclosure.key_of("0" * 64)
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


def published(figures: Figures, folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in report.write_report(figures.public(KEY), folder)]


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=COUNTS, data=st.data())
def test_counties_that_differ_below_8_publish_the_same_bytes(
    counts: list[int], data: st.DataObject, tmp_path: Path
) -> None:
    def like(count: int) -> int:
        """Another count that reads the same once hidden."""
        return data.draw(st.integers(0, 7)) if count < 8 else count

    twin = [like(count) for count in counts]
    assert published(figures(counts), tmp_path / "one") == published(figures(twin), tmp_path / "other")


@pytest.mark.slow
@settings(max_examples=25)
@given(counts=COUNTS)
def test_no_table_of_the_public_version_shows_a_count_below_8_and_totals_are_what_is_shown(counts: list[int]) -> None:
    tables = {table.name: table for section in report.sections(figures(counts).public(KEY)) for table in section.tables}
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


def released(count: int, key: bytes = KEY, day: date = AS_OF, area: str = A) -> int | None:
    """What the public reads of one cell."""
    row = {"as_of": [day], "list_id": [LAPSED], "tier": ["persuade"], "area_code": [area], "row_count": [count]}
    [shown] = disclosure.release({"lead": pl.DataFrame(row)}, key)["lead"]["row_count"].to_list() or [None]
    return shown


KEYS = [disclosure.key_of(f"{number:064}") for number in range(300)]


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_count_below_8_is_hidden_0_among_them(count: int) -> None:
    assert {released(count, key) for key in KEYS} == {None}


@pytest.mark.parametrize(
    ("count", "shown"),
    [(8, {None, 10}), (11, {None, 10, 15}), (12, {10, 15}), (15, {15}), (17, {15, 20}), (1001, {1000, 1005})],
)
def test_others_are_rounded_up_or_down_by_chance_and_small_ones_hidden_by_chance(
    count: int, shown: set[int | None]
) -> None:
    assert {released(count, key) for key in KEYS} == shown


def test_chance_does_not_move_the_mean() -> None:
    shown = [released(1003, key) or 0 for key in KEYS]
    assert abs(sum(shown) / len(shown) - 1003) < 0.5


def test_the_same_count_of_the_same_cell_prints_the_same_on_every_day() -> None:
    days = [date(2026, month, 1) for month in range(1, 13)]
    assert all(len({released(count, KEY, day) for day in days}) == 1 for count in range(60))


def test_two_cells_of_one_count_need_not_print_the_same_nor_two_counties() -> None:
    assert (
        len({released(count, KEY, area=area) == released(count, KEY) for count in range(12, 60) for area in (B, C)})
        == 2
    )
    assert len({released(13, key) for key in KEYS}) == 2


def test_what_two_days_print_does_not_tell_what_came_between() -> None:
    """Who holds both pages knows of neither count and not the key: every change that fits is possible."""
    fits: dict[tuple[int | None, int | None], set[int]] = {}
    counts = range(40)
    prints = {count: {released(count, key) for key in KEYS} for count in counts}
    for before in counts:
        for after in counts:
            for pair in ((one, other) for one in prints[before] for other in prints[after]):
                fits.setdefault(pair, set()).add(after - before)
    inner = {pair: changes for pair, changes in fits.items() if not {30, 35, 40} & set(pair)}
    # One more, one fewer and several of each: no pair of prints means one person, nor even more or fewer of them.
    for (one, other), changes in inner.items():
        near = abs((one or 5) - (other or 5)) <= 5
        assert len(changes) >= 10, (one, other)
        assert not near or {-1, 1, 2, -2} <= changes, (one, other)


def test_one_person_more_prints_more_less_or_the_same() -> None:
    """Also who knows that one came learns from the direction of the print nothing of the count's place."""
    shown = [(released(count, key) or 0, released(count + 1, key) or 0) for count in range(16, 19) for key in KEYS]
    assert {(after > before) - (after < before) for before, after in shown} == {-1, 0, 1}


def test_a_long_series_of_one_count_is_not_averaged_out() -> None:
    series = {released(13, KEY, date(2026, 1, day)) for day in range(1, 31)}
    assert len(series) == 1 and series != {13}


def test_a_frame_that_nobody_thought_of_does_not_leave() -> None:
    frame = pl.DataFrame({"employer_name": ["甲厂"], "people": [100]})
    assert disclosure.release({"novelty": frame}, KEY)["novelty"].is_empty()


def test_a_rate_is_made_of_rounded_parts_and_not_told_where_a_part_or_much_of_it_is_hidden() -> None:
    people = [(A, True, 1000), (A, False, 200), (B, True, 300), (B, False, 3), (C, True, 6), (C, False, 2)]
    board = table(county(coverage=people).public(KEY), "board")
    assert [[cell.text for cell in row[:5]] for row in board.rows] == [
        ["阜城街道", "1,200", "1,000", "200", "83.3%"],
        ["吴滩街道", "—", "300", "<12", "—"],
    ]
    # Of the region five cells are hidden, the unknown town's two among them: 55 people could move it by 4 %.
    assert [cell.text for cell in board.totals[0][:5]] == ["阜宁县", "1,500", "1,300", "200", "86.7%"]
    assert table(county(coverage=people[1:]).public(KEY), "board").totals[0][4].text == "—"


def table(figures: Figures, name: str) -> Table:
    return next(table for section in report.sections(figures) for table in section.tables if table.name == name)


def test_the_public_version_names_no_employer_no_money_no_desk_list_and_says_what_it_is(tmp_path: Path) -> None:
    report_of = figures(
        [100] * len(CELLS),
        employer=[("91", "甲乙丙机械厂", "阜城街道", 40, 10, 0.5, 20, 77_777.0, 3)],
        money=[(A, 20, 5, 6, 77_777.0, 1_000_000.0, 900_000.0)],
        movement=[(WAGED, 43, 0, 41)],
        gate=[("list_jumped", WAGED, "有工资未参保人员由12行变为3行", "3", "12")],
        extract=[("soldier", "现役军人信息", "退役军人事务局", 1, date(2026, 11, 20), 31, 0, 0, 0)],
        amount=[("medical", "320923", 387.65, 38_765.0, 100.0)],
    )
    for version, names in ((report_of, True), (report_of.public(KEY), False)):
        page, workbook = report.write_report(version, tmp_path)
        text = page.read_text(encoding="utf-8")
        for word in ("甲乙丙机械厂", "77,777", "死亡冒领", "由12行变为3行", "内部资料，不得外传"):
            assert (word in text) == names, word
        assert ("公开版" in text) == (not names)
        assert ("43" in re.findall(r">(\d+)<", text)) == names
        assert ("31" in re.findall(r">(\d+)<", text)) == names
    assert workbook.name == "report.xlsx"


def test_the_desk_s_tier_and_indicators_that_add_up_lists_do_not_leave() -> None:
    frames = figures([100] * len(CELLS)).frames
    cases = frames["met"].with_columns(indicator=pl.lit("cases_open"))
    released = disclosure.release({**frames, "met": cases}, KEY)
    assert set(released["lead"]["tier"]) == {"must_join", "persuade"}
    assert released["met"].is_empty()
