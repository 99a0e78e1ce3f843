"""Answers that the data contradict are asked about and close nothing: each outcome of the form, both ways
(docs/cases.md has the table)."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from base.home import Home
from flows import feedback, morning
from flows.explain import sentences
from flows.feedback import take
from flows.publication import publication
from handouts.feedback import ANSWER, Answer, frame_of
from ledger import cases, chain
from tests.flows.inbox import night, rows, small_town, write
from tests.flows.test_feedback import Desk
from tests.town import Town


def town() -> Town:
    """甲厂 is a firm of its own, 乙分公司 a branch; 丙厂 has a dispatched worker and one of its own, 派遣户 one that is
    dispatched; 丁厂 has nobody, 戊企 its owner."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name | born       | sex
        漏保 | 1985-03-03 | 女
        分员 | 1986-03-03 | 男
        派员 | 1987-03-03 | 男
        直员 | 1988-03-03 | 男
        独员 | 1989-03-03 | 男
        已保 | 1970-06-06 | 女
        业主 | 1980-05-05 | 男
        闲人 | 1976-02-02 | 女
        在读 | 2004-02-02 | 男
        毕业 | 2004-03-03 | 男
        外保 | 1979-02-02 | 男
        外停 | 1979-03-03 | 男
        企保 | 1983-02-02 | 男
        老人 | 1960-02-02 | 男""")
    town.firms("""
        name     | kind     | unit
        甲厂     | 企业     | -
        乙分公司 | 分支机构 | -
        丙厂     | 企业     | -
        派遣户   | 企业     | -
        丁厂     | 企业     | -
        戊企     | 个人独资 | -
        己厂     | 企业     | 1
        派遣公司 | 企业     | -""")
    town.owners("firm | who\n戊企 | 业主")
    town.wages("""
        who  | firm     | months
        漏保 | 甲厂     | 2026-06..2026-10
        分员 | 乙分公司 | 2026-06..2026-10
        派员 | 丙厂     | 2026-06..2026-10
        独员 | 派遣户   | 2026-06..2026-10
        直员 | 丙厂     | 2026-06..2026-10
        业主 | 戊企     | 2026-06..2026-10""")
    town.taxes(
        "firm | months\n"
        + "\n".join(f"{firm} | 2026-06..2026-10" for firm in ("甲厂", "乙分公司", "丙厂", "派遣户", "丁厂", "戊企"))
    )
    town.listed(
        "dispatch",
        """
        agency   | host   | who  | starts_on  | ends_on
        派遣公司 | 丙厂   | 派员 | 2026-01-01 | 2027-01-01
        派遣公司 | 派遣户 | 独员 | 2026-01-01 | 2027-01-01""",
    )
    town.listed(
        "student",
        """
        who  | student_status | graduates_on
        毕业 | 毕业           | 2026-06-30""",
    )
    town.listed(
        "insured_elsewhere",
        """
        who  | insurance | elsewhere_area | member_status | last_paid_in
        外停 | 110       | 310101         | 4             | 2024-01""",
    )
    town.members("""
        who  | insurance | firm
        企保 | 110       | 己厂
        已保 | 170       | -
        已保 | 390       | -
        已保 | 310       | 己厂""")
    town.paid("""
        who  | insurance | firm | months
        企保 | 110       | 己厂 | 2026-01..2026-10
        已保 | 310       | 己厂 | 2026-01..2026-10
        已保 | 170       | -    | 2025-12
        已保 | 390       | -    | 2025-12""")
    return town


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    root = tmp_path_factory.mktemp("contradicted")
    night(write(town(), root / "inbox"), root / "home", threads=1)
    return Home(root / "home")


def said(home: Home, who: str, reason: str, note: str = "") -> tuple[str | None, str | None]:
    """What is objected to an answer about somebody, and what of it the data hold."""
    found = rows(home.root, f"select case_id from lists.\"all\" where subject_name = '{who}' order by list_id")
    assert found, f"{who} is on no list"
    result = "不需参保"
    answer = Answer(
        "x", 1, "人员", tuple(case for (case,) in found), "320923100", date(2026, 11, 22), result, reason, note
    )
    published = publication(home)
    with cases.standing(home.ledger, published.as_of) as con:
        feedback.attach(con, home)
        told = feedback.weighed(con, frame_of([answer]).select(list(ANSWER)), published)
    return told["objection"][0], told["contradiction"][0]


CONTRADICTED = [
    ("甲厂", "无用工", "近3个月有1人领工资，最近是2026年10月"),
    ("丙厂", "总部或派遣单位参保", "登记为独立的单位，备案的派遣人员以外有1人应参保而没有参保，最近是2026年10月"),
    ("甲厂", "总部或派遣单位参保", "登记为独立的单位，备案的派遣人员以外有1人应参保而没有参保，最近是2026年10月"),
    ("漏保", "死亡", "近3个月仍有单位发工资，最近是2026年10月"),
    ("漏保", "现役军人", "近3个月仍有单位发工资，最近是2026年10月"),
    ("漏保", "服刑人员", "近3个月仍有单位发工资，最近是2026年10月"),
    ("漏保", "出国(境)", "近3个月仍有单位发工资，最近是2026年10月"),
    ("漏保", "迁出", "近3个月仍有单位发工资，最近是2026年10月"),
    ("企保", "迁出", "近3个月仍有单位申报参保，最近是2026年10月"),
    ("毕业", "在校学生", "学籍数据显示已不在校（毕业）"),
    ("闲人", "在校学生", "已满25周岁，一般不再是在校学生"),
    ("外停", "异地参保", "异地参保比对结果为已停保或很久没有缴费，最近是2024年01月"),
    ("企保", "机关养老", "没有机关养老的参保登记，近3个月参加的是职工养老，最近是2026年10月"),
]


@pytest.mark.parametrize(("who", "reason", "fact"), CONTRADICTED)
def test_an_answer_that_the_data_contradict_is_asked_about(home: Home, who: str, reason: str, fact: str) -> None:
    objection, contradiction = said(home, who, reason)
    assert contradiction == fact
    assert objection and objection.startswith(f"{fact}，与“{reason}”不符；")


NOTHING_AGAINST = [
    ("丁厂", "无用工"),
    ("戊企", "无用工"),
    ("乙分公司", "总部或派遣单位参保"),
    ("派遣户", "总部或派遣单位参保"),
    ("派遣户", "无用工"),
    ("闲人", "死亡"),
    ("闲人", "现役军人"),
    ("闲人", "服刑人员"),
    ("闲人", "出国(境)"),
    ("闲人", "迁出"),
    ("在读", "在校学生"),
    ("外保", "异地参保"),
    ("闲人", "机关养老"),
]


@pytest.mark.parametrize(("who", "reason"), NOTHING_AGAINST)
def test_an_answer_that_no_data_contradict_is_taken(home: Home, who: str, reason: str) -> None:
    assert said(home, who, reason) == (None, None)


@pytest.mark.parametrize(
    ("note", "is_taken"),
    [
        ("2026年10月5日去世", True),
        ("2026.11 病故", True),
        ("2026-9-30去世", False),
        ("2026年12月", False),
        ("村里说的", False),
    ],
)
@pytest.mark.parametrize("reason", ["死亡", "迁出"])
def test_who_has_left_since_the_last_wage_contradicts_nothing_where_the_month_is_said(
    home: Home, reason: str, note: str, is_taken: bool
) -> None:
    assert (said(home, "漏保", reason, note) == (None, None)) is is_taken


def test_staff_are_owed_whatever_month_they_left(home: Home) -> None:
    objection, _ = said(home, "甲厂", "无用工", "2026年11月起停工")
    assert objection and "选待办理" in objection


def test_a_pension_that_is_still_paid_contradicts_a_death(tmp_path: Path) -> None:
    """Who draws two pensions is checked at the desk; one of them is still paid."""
    small = town()
    small.listed(
        "benefit",
        """
        who  | benefit_kind | starts_in | last_paid_in | benefit_yuan | benefit_status
        老人 | 城乡居民养老 | 2020-03   | 2026-11      | 200          | 正常
        老人 | 企业职工养老 | 2020-03   | 2026-06      | 2000         | 正常""",
    )
    night(write(small, tmp_path / "inbox"), tmp_path / "home", threads=1)
    home = Home(tmp_path / "home")
    told = said(home, "老人", "死亡")
    assert told[1] == "养老待遇仍在发放，最近是2026年11月"
    assert said(home, "老人", "迁出") == (None, None)


@pytest.fixture
def desk(tmp_path: Path, first_night: Path) -> Desk:
    return Desk(tmp_path, first_night)


def without_staff(desk: Desk, file: str = "back.xlsx") -> feedback.Taken:
    """乙厂, which pays 乙工 and insures nobody, says that it has no staff."""
    book = openpyxl.load_workbook(desk.workbook)
    sheet = book["单位"]
    head = {cell.value: cell.column for cell in sheet[1]}
    [line] = [n for n in range(2, sheet.max_row + 1) if sheet.cell(n, head["单位名称"]).value == "乙厂"]
    for header, value in (("核实结果", "不需参保"), ("原因", "无用工"), ("备注", "厂长说的")):
        sheet.cell(line, head[header]).value = value
    book.save(desk.root / file)
    return take(desk.home, [desk.root / file], "张三")


TAXED = "taxed_uninsured_employers"
AGAINST = "近3个月有1人领工资，最近是2026年10月"


def test_no_staff_where_wages_show_closes_nothing_and_is_said_wherever_the_case_is_shown(desk: Desk) -> None:
    taken = without_staff(desk)
    assert (taken.rows, taken.contradicted, sum(taken.questioned.values())) == (0, 1, 1)
    assert any("案件不结" in line for line in feedback.summary(taken))
    assert desk.events(TAXED) == ["listed", "sent", "contradicted"]
    day = date(2026, 11, 23)
    night(write(small_town(), desk.root / "inbox"), desk.home.root, as_of=day, threads=1, whole=True)
    assert desk.cases(TAXED, "state", "contradicted_reason", "contradiction") == [("open", "无用工", AGAINST)]
    # in the row of the next workbook, and on the slip
    [file] = desk.home.worklists(day).glob("*.xlsx")
    book = openpyxl.load_workbook(file)
    for sheet in ("单位", "走访单（单位）"):
        cells = [str(cell.value) for row in book[sheet].iter_rows() for cell in row]
        assert [text for text in cells if f"上次反馈“无用工”与数据不符：{AGAINST}" in text], sheet
    # to the desk each morning, in the report, and in the case's history
    assert "反馈与数据不符、案件没有结的 1件" in {text for _, text in morning.lines(morning.read(desk.home))}
    report = (desk.home.reports(day) / "index.html").read_text(encoding="utf-8")
    assert "与数据不符的反馈" in report and "无用工" in report
    told = "\n".join(sentences(desk.home, "乙厂"))
    assert f"反馈 不需参保、无用工 没有采用，案件不结：{AGAINST}" in told


def test_the_same_contradicted_file_twice_is_said_once(desk: Desk) -> None:
    without_staff(desk)
    assert without_staff(desk, "again.xlsx").contradicted == 0
    assert desk.events(TAXED).count("contradicted") == 1


def test_a_later_answer_takes_the_place_of_a_contradicted_one(desk: Desk) -> None:
    without_staff(desk)
    desk.answer("已纳税未参保单位", "暂未办理", "待办理", "月底办理", file="later.xlsx")
    desk.night(small_town(), date(2026, 11, 23))
    assert desk.cases(TAXED, "result_reason", "contradicted_reason") == [("待办理", None)]


def test_what_a_worker_noted_and_whose_business_it_is_not_are_not_published(desk: Desk) -> None:
    taken = desk.answer("有工资未参保", "不需参保", "现役军人", "某部队")
    assert taken.contradicted == 2
    desk.night(small_town(), date(2026, 11, 23))
    assert set(desk.cases("waged_uninsured_people", "contradicted_reason")) == {("不需走访",)}
    payloads = [
        json.loads(text)
        for (text,) in rows(desk.home.root, "select payload from ledger.event where kind = 'contradicted'")
    ]
    assert len(payloads) == 2
    assert not [one for one in payloads if one.keys() & {"note", "reason"} or "部队" in str(one) or "现役" in str(one)]


@pytest.mark.parametrize(("months", "state"), [("2026-10..2026-11", "closed"), ("2026-10..2026-12", "open")])
def test_wages_of_a_month_after_the_answer_open_a_case_that_no_staff_had_closed(
    desk: Desk, months: str, state: str
) -> None:
    """丁厂 pays tax and nobody; it says so in November; who is paid in December was not there."""
    small = small_town()
    small.firms("name | unit\n丁厂 | -")
    small.taxes("firm | months\n丁厂 | 2026-06..2026-10")
    desk.night(small, date(2026, 11, 23))
    [(case_id,)] = rows(
        desk.home.root,
        "select case_id from ledger.case join core.employer on subject_id = employer_id where employer_name = '丁厂'",
    )
    published = publication(desk.home)
    answer = Answer("x", 1, "单位", (case_id,), "320923100", published.as_of, "不需参保", "无用工", "")
    with cases.standing(desk.home.ledger, published.as_of) as con:
        feedback.attach(con, desk.home)
        frame = frame_of([answer]).with_columns(actor=pl.lit("张三"), file=pl.lit("x"), file_sha256=pl.lit("0"))
        assert feedback.weighed(con, frame.select(list(ANSWER)), published)["objection"][0] is None
        events = feedback.happened(con, frame, published, feedback.Taken())
    chain.append(desk.home, events)
    small.people("name | born | sex\n丁工 | 1990-08-08 | 男")
    small.wages(f"who | firm | months\n丁工 | 丁厂 | {months}")
    small.as_of = date(2027, 1, 22)
    desk.night(small, date(2027, 1, 22))
    found = rows(desk.home.root, f"select state from ledger.case where case_id = '{case_id}'")
    assert found == [(state,)]
