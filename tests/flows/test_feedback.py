"""Filled-in workbooks come back: each answer stands on its case, and does to it what policy.md says."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import regions
from base.home import Home
from flows.feedback import Taken, take
from flows.handout import hand_out_again, hand_out_desk
from ledger import chain
from ledger.event import Event, canonical
from tests.flows.inbox import night, rows, small_town, write, yingbao
from tests.town import Town

FIRST = date(2026, 11, 22)
LAPSED, WAGED, YOUNG = "lapsed_members", "waged_uninsured_people", "unenrolled_residents_under_45"


class Desk:
    """A home after one night, and the hands that fill in its workbooks."""

    def __init__(self, root: Path, first_night: Path) -> None:
        self.root, self.home, self.nights = root, Home(root / "home"), 0
        shutil.copytree(first_night / "home", self.home.root)

    def night(self, town: Town, as_of: date) -> None:
        self.nights += 1
        night(write(town, self.root / f"inbox{self.nights}"), self.home.root, as_of=as_of, threads=1)

    @property
    def workbook(self) -> Path:
        [file] = self.home.worklists(FIRST).glob("*.xlsx")
        return file

    def fill(self, file: str, answers: dict[str, tuple[str, str, str]], workbook: Path | None = None) -> Path:
        """A copy of the town's workbook in which the rows of these lists (by heading) are answered."""
        opened = openpyxl.load_workbook(workbook or self.workbook)
        for sheet in (opened[name] for name in ("人员", "单位") if name in opened.sheetnames):
            head = {cell.value: cell.column for cell in sheet[1]}
            for line in range(2, sheet.max_row + 1):
                for heading, (result, reason, note) in answers.items():
                    if heading in str(sheet.cell(line, head["事由"]).value):
                        sheet.cell(line, head["核实结果"]).value = result
                        sheet.cell(line, head["原因"]).value = reason
                        sheet.cell(line, head["备注"]).value = note
        path = self.root / file
        opened.save(path)
        return path

    def answer(self, heading: str, result: str, reason: str, note: str = "", file: str = "back.xlsx") -> Taken:
        return take(self.home, [self.fill(file, {heading: (result, reason, note)})], "张三")

    def events(self, list_id: str) -> list[str]:
        events = chain.ask(
            self.home.ledger,
            f"""select kind from ledger.event where subject in (
                select subject from ledger.event where kind = 'listed' and payload like '%{list_id}%'
            ) order by sequence""",
        )
        return events["kind"].to_list()

    def cases(self, list_id: str, *columns: str) -> list[tuple[Any, ...]]:
        return rows(self.home.root, f"select {', '.join(columns)} from ledger.case where list_id = '{list_id}'")

    def heading_rows(self) -> int:
        """How many rows the day's workbooks hold."""
        found = 0
        for file in self.home.worklists(self.last).glob("*.xlsx"):
            returned = openpyxl.load_workbook(file)
            found += sum(bool(row[0].value) for name in ("人员", "单位") for row in returned[name].iter_rows(min_row=2))
        return found

    last = FIRST


@pytest.fixture
def desk(tmp_path: Path, first_night: Path) -> Desk:
    return Desk(tmp_path, first_night)


def test_what_was_handed_out_is_remembered_once(desk: Desk) -> None:
    assert desk.events(LAPSED) == ["listed", "sent"]
    desk.night(small_town(), date(2026, 11, 23))
    assert desk.events(LAPSED) == ["listed", "sent"]


def test_a_claim_waits_for_the_data_and_is_closed_when_an_extract_shows_it(desk: Desk) -> None:
    taken = desk.answer("断保人员", "已办理", "已续缴")
    assert (taken.rows, taken.by_effect) == (1, {"claim": 1})
    assert desk.events(LAPSED) == ["listed", "sent", "contacted", "answered", "claimed"]
    town = small_town()
    desk.night(town, date(2026, 11, 23))
    assert desk.cases(LAPSED, "state") == [("claimed",)]
    town.paid("who | insurance | firm | months\n停缴 | 110 | 甲厂 | 2026-09..2026-10")
    desk.night(town, date(2026, 11, 24))
    assert desk.cases(LAPSED, "state", "closed_because") == [("closed", "数据已证实")]


@pytest.mark.parametrize(("day", "state"), [(date(2027, 1, 21), "claimed"), (date(2027, 1, 22), "open")])
def test_a_claim_that_no_data_bear_out_is_opened_again_after_sixty_days(desk: Desk, day: date, state: str) -> None:
    desk.answer("断保人员", "已办理", "已参保")
    desk.night(small_town(), day)
    assert desk.cases(LAPSED, "state") == [(state,)]


@pytest.mark.parametrize(("day", "state"), [(date(2027, 11, 21), "closed"), (date(2027, 11, 22), "open")])
def test_who_is_not_due_is_closed_until_a_day_and_opened_again_on_it(desk: Desk, day: date, state: str) -> None:
    taken = desk.answer("断保人员", "不需参保", "异地参保")
    assert taken.by_effect == {"close": 1}
    desk.night(small_town(), day)
    assert desk.cases(LAPSED, "state") == [(state,)]


def test_who_draws_a_pension_by_word_alone_is_claimed_not_closed(desk: Desk) -> None:
    desk.answer("断保人员", "不需参保", "已领待遇")
    assert desk.events(LAPSED)[-1] == "claimed"


def test_who_died_is_visited_for_no_other_list_either(desk: Desk) -> None:
    desk.answer("45周岁以上", "不需参保", "死亡")
    town = small_town()
    town.wages("who | firm | months\n大龄 | 乙厂 | 2026-06..2026-10")
    desk.night(town, date(2026, 11, 23))
    dead = town.ids["大龄"]
    states = rows(desk.home.root, f"select list_id, state, closed_because from ledger.case where subject_id = '{dead}'")
    assert (WAGED, "closed", "不需参保") in states
    assert {state for _, state, _ in states} == {"closed"}


@pytest.mark.parametrize(("day", "sent"), [(date(2027, 2, 19), 0), (date(2027, 2, 20), 1)])
def test_who_is_unwilling_stays_open_and_is_handed_out_again_on_the_day_to_return(
    desk: Desk, day: date, sent: int
) -> None:
    desk.answer("断保人员", "暂未办理", "无意愿")
    desk.night(small_town(), day)
    assert desk.cases(LAPSED, "state", "return_on") == [("open", date(2027, 2, 20))]
    assert desk.events(LAPSED).count("sent") == 1 + sent


def test_unwillingness_is_no_reason_for_an_employee(desk: Desk) -> None:
    taken = desk.answer("有工资未参保", "暂未办理", "无意愿")
    assert taken.rows == 0
    [(path, questioned)] = taken.questioned.items()
    assert questioned == 2  # 漏保 and 乙工
    sheet = openpyxl.load_workbook(path)["人员"]
    assert "法定义务" in "".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert desk.events(WAGED).count("answered") == 0


def test_a_student_of_twenty_five_or_older_is_asked_about_again(desk: Desk) -> None:
    taken = desk.answer("45周岁以下", "不需参保", "在校学生")
    assert (taken.rows, sum(taken.questioned.values())) == (0, 1)


def test_a_questioned_row_can_be_mended_and_handed_in_again(desk: Desk) -> None:
    [path] = desk.answer("45周岁以下", "不需参保", "在校学生").questioned
    mended = desk.fill("mended.xlsx", {"45周岁以下": ("暂未办理", "待办理", "")}, path)
    assert take(desk.home, [mended], "张三").rows == 1
    assert desk.events(YOUNG)[-1] == "answered"


def test_a_wrong_lead_is_closed_counts_against_its_list_and_returns_only_when_the_facts_do(desk: Desk) -> None:
    desk.answer("断保人员", "线索有误", "误报", "一直在缴")
    desk.night(small_town(), date(2026, 11, 23))
    assert desk.cases(LAPSED, "state", "closed_because") == [("closed", "线索有误")]
    measured = rows(
        desk.home.root, f"select handed_out, answered, wrong, precision from ledger.yield where list_id = '{LAPSED}'"
    )
    assert measured == [(1, 1, 1, 0.0)]
    town = small_town()
    town.paid("who | insurance | firm | months\n停缴 | 110 | 甲厂 | 2026-09..2026-10")
    desk.night(town, date(2026, 11, 24))
    assert desk.cases(LAPSED, "state", "is_listed") == [("closed", False)]
    desk.night(small_town(children=0), date(2026, 11, 25))
    assert desk.cases(LAPSED, "state", "times_reopened") == [("open", 1)]


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    file = desk.fill("back.xlsx", {"断保人员": ("已办理", "已续缴", "")})
    first, again = take(desk.home, [file]), take(desk.home, [file])
    assert (first.rows, first.known, again.rows, again.known) == (1, 0, 0, 1)
    assert desk.events(LAPSED).count("answered") == 1


def test_a_later_answer_stands_beside_the_earlier_and_wins(desk: Desk) -> None:
    desk.answer("断保人员", "不需参保", "异地参保", file="a.xlsx")
    second = desk.answer("断保人员", "暂未办理", "待办理", file="b.xlsx")
    assert second.changed == 1
    assert desk.events(LAPSED)[-6:] == ["contacted", "answered", "closed", "reopened", "contacted", "answered"]
    # an old file read again undoes nothing
    assert take(desk.home, [desk.root / "a.xlsx"]).rows == 0
    desk.night(small_town(), date(2026, 11, 23))
    assert desk.cases(LAPSED, "state", "result_reason") == [("open", "待办理")]


def test_two_files_of_one_call_are_taken_in_their_order(desk: Desk) -> None:
    files = [
        desk.fill("a.xlsx", {"断保人员": ("暂未办理", "联系不上", "")}),
        desk.fill("b.xlsx", {"断保人员": ("不需参保", "迁出", "")}),
    ]
    taken = take(desk.home, files)
    assert (taken.rows, taken.changed) == (2, 1)
    assert desk.events(LAPSED)[-1] == "closed"


def test_answered_rows_are_not_sent_again(desk: Desk) -> None:
    before = desk.heading_rows()
    desk.answer("断保人员", "暂未办理", "待办理")
    desk.night(small_town(), date(2026, 11, 23))
    desk.last = date(2026, 11, 23)
    assert desk.heading_rows() == before - 1


def test_a_soldier_s_answer_is_nobody_s_business_in_the_published_copy(desk: Desk) -> None:
    desk.answer("断保人员", "不需参保", "现役军人", "部队驻地")
    desk.night(small_town(), date(2026, 11, 23))
    assert desk.cases(LAPSED, "result_reason") == [("不需走访",)]
    payloads = rows(desk.home.root, "select string_agg(payload) from ledger.event")[0][0]
    assert "现役军人" not in payloads and "部队" not in payloads


def test_what_a_reviewer_noted_about_two_records_is_not_published_either(desk: Desk) -> None:
    payload = {"verdict": "no", "asked": "review", "note": "本人在服刑"}
    pair = canonical(["person", "wage", "one", "member", "hrss:another"])
    chain.append(desk.home, [Event("verdict", pair, "李四", payload)])
    desk.night(small_town(), date(2026, 11, 23))
    [(recorded,)] = rows(desk.home.root, "select payload from ledger.event where kind = 'verdict'")
    assert json.loads(recorded) == {"verdict": "no", "asked": "review"}


def test_what_was_written_into_a_workbook_survives_another_run_of_the_day(desk: Desk) -> None:
    file = desk.workbook
    desk.fill("filled.xlsx", {"断保人员": ("已办理", "已续缴", "")}).replace(file)
    desk.night(small_town(), FIRST)
    [aside] = desk.root.glob("home/worklists/*_有改动/*.xlsx")
    assert take(desk.home, [aside]).rows == 1


def test_feedback_on_the_command_line_tells_counts_and_nobody_s_name(desk: Desk) -> None:
    file = desk.fill("back.xlsx", {"断保人员": ("已办理", "已续缴", ""), "45周岁以下": ("不需参保", "在校学生", "")})
    ended = yingbao("feedback", file, "--home", desk.home.root, "--by", "张三")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("新记录1行、1件（报称已办 1，不需参保 0，暂未办理 0，线索有误 0）。")
    assert "存疑的1行没有采用" in ended.stdout
    assert yingbao("feedback", desk.root / "none.xlsx", "--home", desk.home.root).returncode == 2


# What is corrected in grey cells ----------


def corrected_phone(desk: Desk, phone: str | None, file: str = "back.xlsx", workbook: Path | None = None) -> Taken:
    """The lapsed member's telephone written over, and nothing answered."""
    opened = openpyxl.load_workbook(workbook or desk.workbook)
    sheet = opened["人员"]
    head = {cell.value: cell.column for cell in sheet[1]}
    for line in range(2, sheet.max_row + 1):
        if "断保人员" in str(sheet.cell(line, head["事由"]).value):
            sheet.cell(line, head["电话"]).value = phone
    opened.save(desk.root / file)
    return take(desk.home, [desk.root / file], "张三")


def shown_phone(desk: Desk) -> str | None:
    folder, _ = hand_out_again(desk.home, "town", None)
    [file] = folder.glob("*.xlsx")
    header, *lines = openpyxl.load_workbook(file)["人员"].values
    return next(line[header.index("电话")] for line in lines if "断保人员" in str(line[header.index("事由")]))


def test_a_corrected_phone_is_an_event_the_next_workbook_shows_it_and_the_desk_is_told(desk: Desk) -> None:
    before = shown_phone(desk)
    taken = corrected_phone(desk, "13851234009")
    assert (taken.corrected, taken.rows, taken.cases, taken.questioned) == (1, 0, 0, {})
    assert corrected_phone(desk, "13851234009").corrected == 0
    assert desk.events(LAPSED)[-1] == "corrected"
    assert shown_phone(desk) == "13851234009"
    path = hand_out_desk(desk.home, FIRST, regions.read("funing"))
    [row] = list(openpyxl.load_workbook(path)["更正"].values)[1:]
    assert (row[2], row[3] or None, row[4], row[5]) == ("电话", before, "13851234009", "张三")
    # The departments' own word again is a correction too, and then nothing is left to tell them.
    [again] = desk.home.worklists(FIRST).glob("*.xlsx")
    assert corrected_phone(desk, before, "again.xlsx", again).corrected == 1
    assert shown_phone(desk) == before
    assert "更正" not in openpyxl.load_workbook(hand_out_desk(desk.home, FIRST, regions.read("funing"))).sheetnames


def test_a_corrected_phone_is_not_published(desk: Desk) -> None:
    corrected_phone(desk, "13851234009")
    desk.night(small_town(), date(2026, 11, 23))
    [(payload,)] = rows(desk.home.root, "select payload from ledger.event where kind = 'corrected'")
    assert json.loads(payload).get("column") == "phone"
    assert "13851234009" not in payload


# The desk's own workbook ----------


def test_the_desk_answers_rows_that_nobody_is_visited_for_as_a_town_answers_its_own(tmp_path: Path) -> None:
    town, home = small_town(), Home(tmp_path / "home")
    town.listed(
        "benefit",
        """
        who  | benefit_kind | benefit_status | benefit_yuan | starts_in | last_paid_in
        大龄 | 企业职工养老 | 正常           | 2900         | 2020-01   | 2026-10
        大龄 | 城乡居民养老 | 正常           | 230          | 2021-01   | 2026-10
        """,
    )
    night(write(town, tmp_path / "inbox"), home.root, as_of=FIRST, threads=1)
    path = hand_out_desk(home, FIRST, regions.read("funing"))
    opened = openpyxl.load_workbook(path)
    answered = 0
    for sheet in opened.worksheets[1:]:
        head = {cell.value: cell.column for cell in sheet[1]}
        for line in range(2, sheet.max_row + 1):
            sheet.cell(line, head["核实结果"]).value = "已办理"
            sheet.cell(line, head["原因"]).value = "已更正数据"
            answered += 1
    assert answered
    opened.save(path)
    taken = take(home, [path], "李核对")
    assert (taken.rows, taken.by_effect, taken.questioned) == (answered, {"claim": answered}, {})
    kinds = chain.ask(home.ledger, "select kind, count(*) as n from ledger.event where actor = '李核对' group by 1")
    # Nobody was visited.
    assert dict(kinds.iter_rows()) == {"answered": answered, "claimed": answered}
    # What was filled in is kept when the day's desk.xlsx is made again.
    hand_out_desk(home, FIRST, regions.read("funing"))
    assert path.with_name("desk_已填1.xlsx").exists()
