"""What the report says of a county, table by table."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from handouts import report
from handouts.report import page, period
from handouts.report.figures import Figures
from handouts.report.tables import Table
from tests.handouts.report.county import AS_OF, BEFORE, DEAD, LAPSED, WAGED, A, B, C, county, rate

STAFF = [(A, True, 60), (A, False, 40), (B, True, 90), (B, False, 10), (C, True, 20), (C, False, 5)]


def table(figures: Figures, name: str) -> Table:
    return next(table for section in report.sections(figures) for table in section.tables if table.name == name)


def texts(figures: Figures, name: str) -> list[list[str]]:
    return [[cell.text + cell.mark for cell in row] for row in table(figures, name).rows]


def test_areas_stand_by_their_rate_with_a_word_and_a_mark_and_few_people_are_not_judged() -> None:
    assert [row[:6] for row in texts(county(coverage=STAFF), "board")] == [
        ["吴滩街道", "100", "90", "10", "90.0%", "▲好"],
        ["沟墩镇", "25", "20", "5", "80.0%", "○不评"],
        ["阜城街道", "100", "60", "40", "60.0%", "▼差"],
    ]
    assert [cell.text for cell in table(county(coverage=STAFF), "board").totals[0][:5]] == [
        "阜宁县", "225", "170", "55", "75.6%",
    ]  # fmt: skip


@pytest.mark.parametrize(("insured", "mark"), [(76, "▲好"), (75, "●中"), (66, "●中"), (65, "▼差")])
def test_a_rate_below_the_mean_is_bad_from_more_than_ten_points(insured: int, mark: str) -> None:
    # The mean is 75.9 % or so: the rest of the county is large and fixed.
    people = [(A, True, insured), (A, False, 100 - insured), (B, True, 7_593), (B, False, 2_407)]
    rows = {row[0]: row for row in texts(county(coverage=people), "board")}
    assert rows["阜城街道"][5] == mark


def test_bases_and_arrears_are_judged_beside_the_region() -> None:
    money = [
        (A, 10, 0, 0, 0.0, 1_000.0, 950.0),
        (B, 10, 1, 1, 500.0, 1_000.0, 890.0),
        (C, 10, 5, 6, 9_000.0, 1_000.0, 700.0),
    ]
    rows = {row[0]: row[6:] for row in texts(county(coverage=STAFF, money=money), "board")}
    assert rows["阜城街道"] == ["95.0", "▲好", "0", "0", "▲好"]
    assert rows["吴滩街道"] == ["89.0", "●中", "1", "500", "●中"]
    assert rows["沟墩镇"] == ["70.0", "▼差", "6", "9,000", "▼差"]


NEW = ("new", "新增参保", "人", "flow", "缴费人员", "首次缴费", True, None, AS_OF)
DAY, END = date(2026, 1, 1), date(2026, 12, 31)


def flow(value: int, target: float, through: date, bound: str = "≥") -> list[str]:
    goal = ("new", "320923", "阜宁县", True, DAY, True, through, target, "flow", DAY, END, False, bound)
    return texts(county(indicator=[NEW], goal=[goal], met=[("new", A, True, value)]), "targets")[0]


@pytest.mark.parametrize(
    ("value", "through", "due", "mark"),
    [
        (50, date(2026, 6, 1), "50.0", "▲好"),
        (49, date(2026, 6, 1), "50.0", "●中"),
        (44, date(2026, 6, 1), "50.0", "▼差"),
        (83, date(2026, 10, 1), "83.3", "●中"),
        (99, date(2027, 1, 1), "100.0", "●中"),
        (0, date(2025, 12, 1), "0.0", "▲好"),
    ],
)
def test_a_task_of_the_year_is_due_by_months_and_a_tenth_behind_is_in_the_middle(
    value: int, through: date, due: str, mark: str
) -> None:
    row = flow(value, 100, through)
    assert (row[10], row[11]) == (due, mark)


def test_what_is_to_stay_below_a_figure_is_good_below_it() -> None:
    assert flow(100, 100, date(2026, 10, 1), "≤")[11] == "▲好"
    assert flow(100, 100, date(2026, 10, 1), "<")[11] == "▼差"


def change(found: float | None, bound: str = "≥", target: float = 0.07) -> list[str]:
    """The row of a rate that is to rise by so many points on the year before."""
    goal = ("r", "320923", "阜宁县", True, DAY, False, DAY, target, "change", DAY, END, False, bound)
    past = [] if found is None else [("r", "320923", 0.60, found, None, None)]
    about = ("r", "参保率", "比例", "rate", "职工", "比例", True, None, AS_OF)
    met = [("r", A, True, 67), ("r", A, False, 33)]
    return texts(county(indicator=[about], goal=[goal], met=met, past=past), "targets")[0]


@pytest.mark.parametrize(
    ("found", "bound", "target", "mark"),
    [
        (0.07, "≥", 0.07, "▲好"),
        (0.0699, "≥", 0.07, "▼差"),
        # Below last year's: nought is not below.
        (-0.0001, "<", 0.0, "▲好"),
        (0.0, "<", 0.0, "▼差"),
        (None, "<", 0.0, "○不评"),
    ],
)
def test_a_change_is_judged_by_the_difference_to_last_year_or_not_at_all(
    found: float | None, bound: str, target: float, mark: str
) -> None:
    assert change(found, bound, target)[11] == mark


def test_a_change_shows_last_year_s_figure_and_is_no_share_of_a_target() -> None:
    row = change(0.07)
    assert (row[3], row[6], row[7], row[9], row[10]) == (
        "67.0%", "60.0%", "与上年之差≥7个百分点（2026年）", "—", "—",
    )  # fmt: skip


def ended() -> Figures:
    goal = (
        "new",
        "320923",
        "阜宁县",
        True,
        DAY,
        True,
        DAY,
        100,
        "flow",
        date(2021, 1, 1),
        date(2021, 12, 31),
        True,
        "≥",
    )
    past = [("new", "320923", None, None, date(2021, 12, 1), 93.0)]
    return county(indicator=[NEW], goal=[goal], met=[("new", A, True, 5)], past=past)


def test_a_target_that_has_expired_is_shown_with_its_period_and_final_state_and_not_judged() -> None:
    row = texts(ended(), "targets")[0]
    assert (row[7], row[8], row[9], row[10], row[11]) == (
        "≥100（2021年，已到期）", "93（2021年）", "—", "—", "已到期",
    )  # fmt: skip


def test_where_every_target_has_expired_the_head_says_so_and_judges_nothing() -> None:
    assert page.headlines(ended())[2] == "目标任务：方案的目标都已到期（最晚2021年），没有今年的目标，不评。"


def test_all_that_a_plan_asks_of_the_region_stands_below_what_nobody_can_count_too() -> None:
    asked = [
        ("rural_visits", "进农村", 2023, date(2023, 12, 31), "110次", "flow", "≥", "武义 附件2：进农村", True),
        ("cases_open", "动态清零", 2021, None, "0件", "stock", "≤", "乌海 三：动态清零", False),
        ("injury_insured", "工伤参保", 2024, date(2024, 12, 31), "没有写数", "stock", "≥", "盐城 二：省定", True),
    ]
    assert texts(county(asked=asked), "asked") == [
        ["进农村", "2023年", "≥110次", "已到期", "武义 附件2：进农村"],
        ["动态清零", "2021年起", "≤0件", "在期内", "乌海 三：动态清零"],
        ["工伤参保", "2024年", "没有写数", "已到期", "盐城 二：省定"],
    ]


def test_parks_stand_side_by_side_for_leaders_only() -> None:
    figures = county(park=[("阜宁县经济开发区", 12, 9, 200, 150, 0.8, 2, 999.0)])
    assert texts(figures, "parks") == [["阜宁县经济开发区", "12", "9", "200", "150", "75.0%", "80.0", "2", "999"]]
    assert figures.public(b"key")["park"].is_empty()
    assert figures.public(b"key")["past"].is_empty()


def test_a_rate_shows_numerator_denominator_population_and_data_date_and_its_target_s_year() -> None:
    figures = county(
        met=[("medical", A, True, 90), ("medical", A, False, 10), ("medical", "unknown", True, 5)], **rate("medical")
    )
    assert texts(figures, "targets")[0] == [
        "基本医保参保率", "阜宁县", "2026年11月", "90.5%", "95", "105", "—", "≥98.5%（2026年）", "—", "91.9", "100.0",
        "●中",
        "户籍人口", "2026-11-22",
    ]  # fmt: skip
    assert table(figures, "area_targets").rows[0][1].text == "阜城街道"


LEADS = [
    (BEFORE, WAGED, "must_join", A, 30),
    (AS_OF, WAGED, "must_join", A, 20),
    (AS_OF, WAGED, "must_join", "unknown", 1),
    (AS_OF, WAGED, "check_data", B, 2),
    (AS_OF, LAPSED, "persuade", C, 7),
]


def test_lists_stand_under_their_tiers_by_town_and_an_unknown_town_stays_visible() -> None:
    lists = table(county(lead=LEADS), "lists")
    assert [column.header for column in lists.columns] == ["清单", "合计", "阜城街道", "吴滩街道", "沟墩镇", "不明"]
    assert [(group.title, [[cell.text for cell in row] for row in group.rows]) for group in lists.groups] == [
        ("应当参保", [["有工资未参保人员", "21", "20", "0", "0", "1"]]),
        ("动员参保", [["断保人员", "7", "0", "0", "7", "0"]]),
        ("内部核对", [["有工资未参保人员", "2", "0", "2", "0", "0"]]),
    ]
    assert [cell.text for cell in lists.totals[0]] == ["应当参保合计", "21", "20", "0", "0", "1"]


def test_a_list_says_in_its_row_whom_it_looks_among() -> None:
    assert "近期有计入工资的人员" in table(county(lead=LEADS), "lists").rows[0][0].made_of


def test_a_list_that_needs_the_published_bounds_says_so() -> None:
    bases = "underreported_base_employers"
    figures = county(lead=[(AS_OF, bases, "check_data", A, 1)], list=[(bases, "缴费基数不实单位", True, None, None)])
    assert "缴费基数上下限" in table(figures, "lists").rows[0][0].made_of


def test_changes_stand_beside_the_last_time_and_a_list_not_computed_then_has_none() -> None:
    figures = county(lead=LEADS, night=[(BEFORE, WAGED), (AS_OF, WAGED), (AS_OF, LAPSED)], movement=[(WAGED, 3, 1, 12)])
    assert texts(figures, "changes") == [
        ["有工资未参保人员", "30", "30", "23", "－7", "－7", "3", "1", "12"],
        ["断保人员", "—", "—", "7", "—", "—", "0", "0", "0"],
    ]


def test_lists_stand_beside_the_end_of_each_period_that_the_plans_report_of() -> None:
    """Of 阜宁 the month (its prefecture's plan) and the quarter (its own)."""
    september, october = date(2026, 9, 30), date(2026, 10, 31)
    lead = [(september, WAGED, "must_join", A, 40), (october, WAGED, "must_join", A, 35), *LEADS]
    night = [(day, WAGED) for day in (september, october, BEFORE, AS_OF)]
    changes = table(county(lead=lead, night=night), "changes")
    assert [column.header for column in changes.columns] == [
        "清单", "上月末", "上季末", "上次", "本次", "较上次", "较上月末", "较上季末",
    ]  # fmt: skip
    assert [cell.text for cell in changes.rows[0]] == [
        "有工资未参保人员",
        "35",
        "40",
        "30",
        "23",
        "－7",
        "－12",
        "－17",
    ]


def test_the_title_names_the_periods_of_all_the_plans() -> None:
    assert page.title(county()) == "阜宁县社会保险扩面征缴情况（2026年11月、2026年第四季度）"


def test_the_funnel_counts_handed_out_answered_and_enrolled_and_how_often_a_lead_was_right() -> None:
    figures = county(
        funnel=[(WAGED, False, False, 50), (WAGED, True, False, 30), (WAGED, True, True, 20)],
        verdict=[(WAGED, 4, 40)],
    )
    assert texts(figures, "funnel") == [["有工资未参保人员", "100", "50", "50.0%", "20", "20.0%", "4", "40", "90.0%"]]


def test_a_first_night_says_plainly_what_is_not_there_yet() -> None:
    text = page.html(county(), report.sections(county()))
    for word in ("指标和目标尚未计算", "还没有下发记录", "只有一晚的数据", "没有退回", "检查全部通过"):
        assert word in text, word


def test_the_head_tells_in_three_lines_how_the_county_stands() -> None:
    figures = county(
        coverage=STAFF, lead=LEADS, met=[("medical", A, True, 99), ("medical", A, False, 1)], **rate("medical")
    )
    assert page.headlines(figures) == [
        "职工参保：有工资、应参加职工养老的225人中，已参保170人，参保率75.6%，未参保55人；最高吴滩街道90.0%，最低阜城街道60.0%。",
        "待核实线索：应当参保21条，比上次少9；动员参保7条；内部核对2条。",
        "目标任务：有目标的1项指标中，1项达到按日历应达的进度。",
    ]


def test_notes_name_lists_not_computed_slips_of_the_plan_and_values_nobody_verified() -> None:
    figures = county(
        list=[
            (WAGED, "有工资未参保人员", False, "个人所得税扣缴申报明细", None),
            (LAPSED, "断保人员", True, None, "死亡信息（未收到）"),
            (DEAD, "死亡冒领", True, None, "死亡信息（未收到）"),
        ],
        target_note=[("new", "新增参保人数", "正文写21760人，附件合计27060人")],
    )
    notes = page.notes(figures)
    assert "未计算：有工资未参保人员，缺个人所得税扣缴申报明细。" in notes
    assert "未比对：死亡信息（未收到），以下清单里有本可排除的人：断保人员、死亡冒领。" in notes
    assert "目标“新增参保人数”：正文写21760人，附件合计27060人。" in notes
    assert "口径待核实" in notes


@pytest.mark.parametrize(
    ("cadence", "name", "begins"),
    [
        ("month", "2026年11月", date(2026, 11, 1)),
        ("quarter", "2026年第四季度", date(2026, 10, 1)),
        ("half", "2026年下半年", date(2026, 7, 1)),
        ("year", "2026年度", date(2026, 1, 1)),
    ],
)
def test_the_period_is_as_long_as_the_plan_wants_it(cadence: str, name: str, begins: date) -> None:
    assert period.name(AS_OF, cadence) == name
    assert period.begins(AS_OF, cadence) == begins


def test_names_in_the_data_cannot_become_part_of_the_page() -> None:
    figures = county(employer=[("91", "<script>甲</script>厂", "阜城街道", 40, 10, 0.5, 20, 7.0, 3)])
    text = page.html(figures, report.sections(figures))
    assert "&lt;script&gt;甲&lt;/script&gt;厂" in text
    assert text.count("<script>") == 1


def test_the_workbook_holds_the_same_tables_with_numbers_as_numbers(tmp_path: Path) -> None:
    _, workbook = report.write_report(county(coverage=STAFF, lead=LEADS), tmp_path)
    opened = openpyxl.load_workbook(workbook)
    board = list(opened["各地红绿榜"].iter_rows(values_only=True))
    assert board[0][:6] == ("地区", "应参保", "已参保", "未参保", "参保率（%）", "参保")
    assert board[1][:5] == ("阜宁县", 225, 170, 55, 75.6)
    assert board[2][:6] == ("吴滩街道", 100, 90, 10, 90, "▲好")
    *_, last = opened["清单分布（热力表）"].iter_rows(values_only=True)
    assert last[:4] == ("内部核对", "有工资未参保人员", 2, 0)


def test_what_the_public_is_not_told_is_an_empty_cell_of_the_workbook(tmp_path: Path) -> None:
    _, workbook = report.write_report(county(coverage=STAFF).public(b"key"), tmp_path)
    rows = {row[0]: row[1:5] for row in openpyxl.load_workbook(workbook)["各地红绿榜"].iter_rows(values_only=True)}
    assert rows["沟墩镇"] == (None, 20, None, None)
