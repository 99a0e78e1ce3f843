"""Surveys go out as workbooks, come back into the ledger, and put facts on the lists of the next night."""

import json
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from base.errors import BadInput
from base.home import Home
from flows import surveys
from flows.explain import sentences
from flows.feedback import take
from handouts.surveys import PERSON, UNIT
from ledger import chain
from tests.flows.inbox import night, rows, small_town, write
from tests.town import Town

AT = datetime(2026, 11, 23, 9)
NEXT = date(2026, 11, 24)
REGISTERED = "registered_uninsured_employers"


def town_with_firms() -> Town:
    """丙厂 stands in the registry alone, with four people at its founding; 丁厂 likewise, with nobody."""
    town = small_town()
    town.firms("""
        name | unit | founded
        丙厂 | -    | 2015-01-01
        丁厂 | -    | 2015-01-01""")
    town.register("""
        firm | headcount
        丙厂 | 4
        丁厂 | 0""")
    return town


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("surveys")
    night(write(town_with_firms(), root / "inbox"), root / "home", threads=1)
    return root


@pytest.fixture
def home(first: Path, tmp_path: Path) -> Home:
    shutil.copytree(first / "home", tmp_path / "home")
    return Home(tmp_path / "home")


def later(home: Home, day: date = NEXT) -> None:
    night(write(town_with_firms(), home.root.parent / f"inbox{day}"), home.root, as_of=day, threads=1)


def sent(home: Home, kind: str = "入企") -> Path:
    """The only workbook of a survey."""
    [path] = surveys.send(home, kind, at=AT).folder.glob("*.xlsx")
    return path


def fill(path: Path, who: str, to: Path | None = None, **answers: Any) -> Path:
    """Answer a row of a survey, by the name in it."""
    book = openpyxl.load_workbook(path)
    sheet = book[book.sheetnames[1]]
    headers = {cell.value: cell.column for cell in sheet[1]}
    [line] = [row for row in range(2, sheet.max_row + 1) if who in {cell.value for cell in sheet[row]}]
    for header, value in answers.items():
        sheet.cell(line, headers[header]).value = value
    book.save(to or path)
    return to or path


def listed(home: Home) -> dict[str, tuple[str, str]]:
    found = rows(home.root, f"select subject_name, tier, reason from lists.{REGISTERED} order by 1")
    return {str(name): (str(tier), str(reason)) for name, tier, reason in found}


def told(home: Home) -> list[dict[str, Any]]:
    found = chain.ask(home.ledger, "select payload from ledger.event where kind = 'surveyed' order by sequence")
    return [json.loads(payload) for payload in found["payload"]]


def test_a_firm_s_answer_is_a_row_of_the_survey_the_next_night(home: Home) -> None:
    assert listed(home)["丙厂"][0] == "check_data", "the registry alone tells of staff"
    path = fill(
        sent(home), "丙厂", 经营状况="正常经营", 实际用工人数=12, 其中未参保人数=12, 调查日期=date(2026, 11, 23)
    )
    taken = take(home, [path], "王某", AT)
    assert (taken.surveyed.rows, taken.questioned, taken.cases) == (1, {}, 0)
    later(home)
    tier, reason = listed(home)["丙厂"]
    assert tier == "must_join"
    assert reason == "2015年01月01日成立，2026年11月23日入企调查有12人用工，近3个月没有为任何人申报养老保险。"
    [(evidence,)] = rows(home.root, f"select evidence from lists.{REGISTERED} where subject_name = '丙厂'")
    assert f"unit_survey/收回的入企调查表2026#{path.name}#" in str(evidence)


def test_a_survey_that_found_nobody_is_said_and_who_was_only_registered_stays_at_the_desk(home: Home) -> None:
    path = fill(sent(home), "丙厂", 经营状况="查无此单位", 调查日期="2026年11月23日")
    take(home, [path], at=AT)
    later(home)
    tier, reason = listed(home)["丙厂"]
    assert tier == "check_data", "lists.md: the registry tells of staff; nobody visits for it"
    assert reason.endswith("；2026年11月23日入企调查没有人用工，请核对后更正登记或名录。")
    assert "入企调查：查无此单位" in "\n".join(sentences(home, "丙厂"))


def test_the_workbook_asks_of_firms_with_a_code_and_shows_counts_alone(home: Home) -> None:
    path = sent(home)
    sheet = openpyxl.load_workbook(path)["入企调查"]
    header, *lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert header[:5] == ["序号", "单位名称", "地址", "发放工资人数", "养老参保人数"]
    known = {row[1]: dict(zip(header, row, strict=True)) for row in lines}
    assert set(known) == {"甲厂", "乙厂", "丙厂", "丁厂"}
    assert {name: (row["发放工资人数"], row["养老参保人数"]) for name, row in known.items()} == {
        "甲厂": (2, 1), "乙厂": (1, 0), "丙厂": (0, 0), "丁厂": (0, 0),
    }  # fmt: skip
    cells = " ".join(str(cell) for row in lines for cell in row)
    assert not any(word in cells for word in ("在职", "漏保", "乙工", "元")), "no person and no amount"


def test_surveys_are_the_owner_s_alone(home: Home) -> None:
    path = sent(home)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert path.parent.parent.stat().st_mode & 0o077 == 0


def test_a_survey_by_list_asks_of_whom_the_list_names(home: Home) -> None:
    [path] = surveys.send(home, "入企", list_id=REGISTERED, at=AT).folder.glob("*.xlsx")
    names = {row[1].value for row in openpyxl.load_workbook(path)["入企调查"].iter_rows(min_row=2)}
    assert names == set(listed(home)) == {"丙厂"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "问卷"}, "没有名为 问卷 的调查表；可用的有：入企、入户"),
        ({"kind": "入企", "list_id": "no_such"}, "没有名为 no_such 的清单"),
        ({"kind": "入企", "town": "999999999"}, "没有区划代码为 999999999 的乡镇"),
    ],
)
def test_a_kind_list_or_town_that_is_none_is_one_sentence(home: Home, given: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        surveys.send(home, **given)


@pytest.mark.parametrize(
    ("set_by_plan", "today", "due_on"),
    [
        ("03-31", date(2026, 3, 31), date(2026, 3, 31)),
        ("03-31", date(2026, 4, 1), date(2027, 3, 31)),
        ("12-31,06-30", date(2026, 6, 30), date(2026, 6, 30)),
        ("12-31,06-30", date(2026, 7, 1), date(2026, 12, 31)),
        ("无", date(2026, 3, 31), None),
    ],
)
def test_a_survey_is_due_on_the_next_day_that_the_plan_sets(set_by_plan: str, today: date, due_on: date | None) -> None:
    assert surveys.next_due({"unit_survey_due": set_by_plan}, UNIT, today) == due_on


def test_a_day_that_is_none_is_one_sentence() -> None:
    with pytest.raises(BadInput, match="口径 unit_survey_due 应写成 03-31 的样子"):
        surveys.next_due({"unit_survey_due": "02-30"}, UNIT, date(2026, 1, 1))


def test_the_same_file_twice_changes_nothing_and_a_later_one_takes_its_place(home: Home, tmp_path: Path) -> None:
    path = fill(sent(home), "丙厂", 实际用工人数=12, 新电话="13956780123")
    assert take(home, [path], at=AT).surveyed.rows == 1
    before = chain.tail(home.ledger)
    again = take(home, [path], at=datetime(2026, 11, 24, 9)).surveyed
    assert (again.rows, again.known, chain.tail(home.ledger)) == (0, 1, before)
    mended = fill(path, "丙厂", tmp_path / "mended.xlsx", 实际用工人数=9, 新电话="13956780123")
    taken = take(home, [mended], at=datetime(2026, 11, 24, 10)).surveyed
    assert (taken.rows, taken.changed) == (1, 1)
    assert take(home, [path], at=datetime(2026, 11, 24, 11)).surveyed.rows == 0, "an old file undoes nothing"
    assert [one["headcount"] for one in told(home)] == [12, 9], "both stay"
    later(home, date(2026, 11, 25))
    assert rows(home.root, "select headcount from core.employer_survey") == [(9,)]


def test_two_files_at_once_are_read_in_their_order(home: Home, tmp_path: Path) -> None:
    path = sent(home)
    first = fill(path, "丙厂", tmp_path / "a.xlsx", 实际用工人数=12)
    second = fill(path, "丙厂", tmp_path / "b.xlsx", 实际用工人数=9)
    assert take(home, [first, second], at=AT).surveyed.rows == 2
    assert [one["headcount"] for one in told(home)] == [12, 9]


def test_a_new_telephone_stands_on_the_next_workbooks(home: Home) -> None:
    path = fill(sent(home), "丙厂", 实际用工人数=0, 新电话="139 5678 0123")
    take(home, [path], at=AT)
    header, *lines = openpyxl.load_workbook(sent(home))["入企调查"].iter_rows(values_only=True)
    assert {row[1]: row[header.index("电话")] for row in lines}["丙厂"] == "13956780123"


def test_killed_before_the_ledger_is_written_nothing_is_lost(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fill(sent(home), "丙厂", 实际用工人数=12)

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(chain, "append", killed)
        with pytest.raises(KeyboardInterrupt):
            take(home, [path], at=AT)
    assert told(home) == []
    assert take(home, [path], at=AT).surveyed.rows == 1
    assert len(told(home)) == 1


def test_killed_while_workbooks_are_written_none_is_half_there_and_a_filled_one_is_kept(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fill(sent(home), "丙厂", 实际用工人数=12)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(surveys.surveys, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            surveys.send(home, "入企", at=AT)
    [kept] = [found for found in home.surveys.glob("*/*.xlsx") if "有改动" in str(found)]
    assert path.exists() and take(home, [kept], at=AT).surveyed.rows == 1


def test_what_cannot_be_taken_comes_back_with_a_sentence_and_is_taken_when_mended(home: Home) -> None:
    path = fill(sent(home), "丙厂", 实际用工人数=5, 其中未参保人数=9)
    fill(path, "丁厂", 实际用工人数=0)
    taken = take(home, [path], at=AT)
    assert taken.surveyed.rows == 1
    [(question, count)] = taken.questioned.items()
    assert (count, question.name) == (1, f"20261123T090000_{path.stem}_调查待改1行.xlsx")
    header, line = openpyxl.load_workbook(question)["入企调查"].iter_rows(values_only=True)
    assert line[header.index("存疑说明")] == "“其中未参保人数”9比“实际用工人数”5多，请核对"
    assert take(home, [fill(question, "丙厂", 其中未参保人数=5)], at=AT).surveyed.rows == 1


def test_answers_survive_backup_and_restore(home: Home, tmp_path: Path) -> None:
    from flows import backup, restore

    take(home, [fill(sent(home), "丙厂", 实际用工人数=12)], at=AT)
    made = backup.back_up(home, tmp_path / "away", None)
    other = Home(tmp_path / "elsewhere" / "home")
    restore.restore(other, made.path, "王某", None)
    later(other)
    assert listed(other)["丙厂"][0] == "must_join"


def test_the_answers_of_a_year_go_when_their_time_is_over(home: Home) -> None:
    from flows.surveyed import landed
    from regions.keep import Keep

    take(home, [fill(sent(home), "丙厂", 实际用工人数=12)], at=AT)
    keep = Keep(survey_answers_days=400)
    assert [one.keep_until for one in landed(home, keep, date(2027, 2, 5))] == [date(2027, 2, 5)]
    assert list(landed(home, keep, date(2027, 2, 6))) == []


def test_the_published_ledger_does_not_tell_what_a_survey_answered(home: Home) -> None:
    take(home, [fill(sent(home), "丙厂", 实际用工人数=12, 新电话="13956780123", 备注="老板的话")], at=AT)
    later(home)
    shown = rows(home.root, "select kind, subject, payload from ledger.event where kind in ('surveyed', 'corrected')")
    assert shown == [("surveyed", "", "{}"), ("corrected", "", "{}")]


OLDER = "unenrolled_residents_45_plus"


def test_who_says_to_be_insured_elsewhere_is_off_the_list_the_next_night_and_it_is_said_why(home: Home) -> None:
    assert rows(home.root, f"select subject_name from lists.{OLDER}") == [("大龄",)]
    answers = {"参保情况": "外地居民养老", "外地参保地": "安徽省阜阳市", "就业状态": "外出务工"}
    path = fill(sent(home, "入户"), "大**", **answers, 调查日期="2026-11-23")
    assert take(home, [path], "李某", AT).surveyed.rows == 1
    later(home)
    assert rows(home.root, f"select subject_name from lists.{OLDER}") == []
    [(number,)] = rows(home.root, "select person_id from core.person where person_name = '大龄'")
    said = "\n".join(sentences(home, str(number), OLDER))
    assert "免缴：自述外地参加居民养老（至2027年11月23日）；依据 person_survey/收回的入户调查表2026#" in said
    assert "入户调查：外地居民养老，安徽省阜阳市，外出务工（李某；依据" in "\n".join(sentences(home, str(number)))


def test_a_household_survey_shows_no_more_than_a_town_s_workbook_may(home: Home) -> None:
    path = sent(home, "入户")
    header, *lines = openpyxl.load_workbook(path)["入户调查"].iter_rows(values_only=True)
    asked = rows(
        home.root,
        'select distinct subject_id, subject_name from lists."all"'
        " where subject_kind = 'person' and tier in ('must_join', 'persuade')",
    )
    assert len(lines) == len(asked) > 3, "only whom a town may be told of"
    for row in lines:
        cells = dict(zip(header, row, strict=True))
        assert str(cells["姓名"]).endswith("**") and str(cells["公民身份号码"]).startswith("尾号")
    cells = " ".join(str(cell) for row in lines for cell in row[:-1])
    assert not any(str(word) in cells for one in asked for word in one), "no whole name, no whole number"
    labels = rows(home.root, "select list_name from audit.list")
    assert not any(str(name) in cells for (name,) in labels) and "甲厂" not in cells
    choices = {choice for one in PERSON.asked for choice in one.choices}
    assert not any(word in choice for choice in choices for word in ("服刑", "死亡", "现役", "残疾", "低保"))


def test_a_kind_s_rows_open_for_no_other(home: Home, tmp_path: Path) -> None:
    people, firms = openpyxl.load_workbook(sent(home, "入户")), openpyxl.load_workbook(sent(home))
    one, other = people["入户调查"], firms["入企调查"]
    one.cell(2, one.max_column).value = other.cell(2, other.max_column).value
    one.cell(2, 4).value = "没有参保"
    people.save(tmp_path / "mixed.xlsx")
    taken = take(home, [tmp_path / "mixed.xlsx"], at=AT)
    assert (taken.surveyed.rows, list(taken.questioned.values())) == (0, [1])
