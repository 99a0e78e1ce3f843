"""Answers that come one by one: on the disk at once, in the ledger once, whatever happens between."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from base.errors import BadInput
from base.home import Home
from flows import answering, intake
from flows.backup import back_up
from flows.snapshot import Snapshots
from ledger import chain
from tests.flows.inbox import night, rows

NOTE = "2026-11-22 电话核实"
MARK = "mark-0001"


@pytest.fixture
def home(first_night: Path, tmp_path: Path) -> Home:
    shutil.copytree(first_night / "home", tmp_path / "home")
    return Home(tmp_path / "home")


def listed(home: Home, kind: str = "person") -> answering.Asked:
    """The cases of somebody on a list."""
    query = f"select case_id, town_code from lists.\"all\" where subject_kind = '{kind}' and tier <> 'check_data'"
    [(case_id, town), *_] = rows(home.root, f"{query} order by list_id, case_id")
    return answering.Asked(answering.kind_of(kind), town or "", date(2026, 11, 22), (case_id,))


def take(home: Home, row: answering.Asked, words: tuple[str, str, str] = ("已办理", "已参保", NOTE),
         by: str = "王经办", token: str = MARK) -> answering.Receipt:  # fmt: skip
    return answering.take(home, Snapshots(home).now(), row, words, by, token)


def events(home: Home, kind: str = "answered") -> list[tuple[str, str, str]]:
    """Who answered what, in order."""
    statement = f"""
        select actor, json_extract_string(payload, '$.result'), json_extract_string(payload, '$.note')
        from ledger.event where kind = '{kind}' order by sequence
    """
    return chain.ask(home.ledger, statement).rows()


def test_an_acknowledged_answer_is_on_the_disk_chained_and_then_in_the_ledger(home: Home) -> None:
    take(home, listed(home))
    [head, line] = [json.loads(line) for line in intake.answers_file(home).read_text().splitlines()]
    assert head["hash"] == intake.FIRST and line["hash"] != head["hash"] and line["actor"] == "王经办"
    drained = intake.drain(home)
    assert drained and drained.taken == 1 and intake.waiting(home) == []
    assert events(home) == [("王经办", "已办理", NOTE)]
    assert chain.verify(home.ledger) == []


def test_the_same_token_is_one_answer_before_and_after_the_ledger_has_it(home: Home) -> None:
    row = listed(home)
    assert not take(home, row).is_second_time
    assert take(home, row).is_second_time
    intake.drain(home)
    assert take(home, row).is_second_time
    intake.drain(home)
    assert len(events(home)) == 1


def test_a_crash_between_the_ledger_and_the_file_doubles_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    take(home, listed(home))

    def killed(*of: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(intake, "_forget", killed)
        with pytest.raises(KeyboardInterrupt):
            intake.drain(home)
    assert len(intake.waiting(home)) == 1 and len(events(home)) == 1
    intake.drain(home)
    assert intake.waiting(home) == [] and len(events(home)) == 1


def test_a_line_that_a_power_cut_left_half_written_was_never_acknowledged(home: Home) -> None:
    take(home, listed(home))
    with intake.answers_file(home).open("ab") as file:
        file.write(b'{"digest": "half')
    assert len(intake.waiting(home)) == 1
    take(home, listed(home), by="李审核")
    assert [one.given.actor for one in intake.waiting(home)] == ["王经办", "李审核"]


def test_a_changed_line_is_told_and_nothing_is_taken(home: Home) -> None:
    take(home, listed(home))
    file = intake.answers_file(home)
    file.write_text(file.read_text().replace("已参保", "已续缴"))
    with pytest.raises(BadInput, match="被改动过"):
        intake.drain(home)
    assert events(home) == []


def test_two_clerks_are_both_kept_the_later_wins_and_is_told(home: Home) -> None:
    row = listed(home)
    assert take(home, row).superseded == ""
    second = take(home, row, ("暂未办理", "联系不上", ""), by="李审核", token="token-0002")
    assert "王经办以前填的是“已办理、已参保”" in second.superseded and "以这次的为准" in second.superseded
    intake.drain(home)
    assert [(who, what) for who, what, _ in events(home)] == [("王经办", "已办理"), ("李审核", "暂未办理")]
    third = take(home, row, ("已办理", "已续缴", ""), token="token-0003")
    assert "李审核以前填的是“暂未办理、联系不上”" in third.superseded


def test_while_a_night_holds_the_home_answers_are_taken_and_wait(home: Home) -> None:
    with home.locked():
        take(home, listed(home))
        assert intake.drain(home) is None
    assert len(intake.waiting(home)) == 1
    drained = intake.drain(home)
    assert drained and drained.taken == 1


def test_the_next_night_takes_what_waits_before_it_begins(home: Home, first_night: Path, tmp_path: Path) -> None:
    row = listed(home)
    take(home, row, ("不需参保", "迁出", ""))
    shutil.copytree(first_night / "inbox", tmp_path / "inbox")
    night(tmp_path / "inbox", home.root)
    assert intake.waiting(home) == []
    found = rows(home.root, f"select state, result_reason from ledger.\"case\" where case_id = '{row.case_ids[0]}'")
    assert found == [("closed", "迁出")]


def test_a_backup_holds_what_was_acknowledged(home: Home, tmp_path: Path) -> None:
    take(home, listed(home))
    before = chain.tail(home.ledger).sequence
    assert back_up(home, tmp_path / "away").contents.sequence > before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("", "", ""), "只填了“备注”"),
        (("已办理", "", ""), "没有填“原因”"),
        (("已办理", "联系不上", ""), "不是“已办理”的原因"),
        (("线索有误", "误报", ""), "请在备注里写明"),
        (("什么", "都行", ""), "读不懂"),
        (("已办理", "已参保", "长" * 501), "备注最多"),
    ],
)
def test_what_a_workbook_would_question_is_questioned_at_once(
    home: Home, words: tuple[str, str, str], why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        take(home, listed(home), words)
    assert intake.waiting(home) == []


def test_a_case_that_the_ledger_does_not_know_is_not_answered(home: Home) -> None:
    with pytest.raises(BadInput, match="没有这一行的案件"):
        take(home, answering.Asked("人员", "320923100", date(2026, 11, 22), ("0" * 16,)))


def test_a_key_is_opened_by_nobody_else_and_not_when_it_was_altered(home: Home) -> None:
    row = listed(home)
    [key] = answering.keys(home, [row])
    assert answering.asked(home, key) == row and row.case_ids[0] not in key
    with pytest.raises(BadInput, match="认不出"):
        answering.asked(home, key[:-1] + ("A" if key[-1] != "A" else "B"))
