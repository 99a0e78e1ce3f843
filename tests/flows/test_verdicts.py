"""A reviewer's workbook comes back: every good answer on its own pair, every other one questioned, none twice."""

import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from base.errors import BadInput
from base.home import Home
from flows import cli
from flows.verdicts import NOBODY, meant, take, take_back, taught
from handouts.verdicts import ROW_KEY, SAME
from ledger import chain
from ledger.judgements import standing
from tests.flows.pairs import (
    ANSWERS,
    AS_OF,
    THREE,
    answers_in,
    change,
    column,
    counts,
    filled,
    handed_out,
    pair,
    save,
    table,
)

AT = datetime(2026, 11, 23, 9, 30)
OFFICE = shutil.which("soffice")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def workbook(home: Home) -> Path:
    """Three waiting pairs, as handed out."""
    return handed_out(home, *THREE)


def events(home: Home) -> pl.DataFrame:
    return chain.ask(home.ledger, "from ledger.event order by sequence")


# What is taken ----------


def test_yes_no_and_unsure_are_recorded_with_who_when_and_where(home: Home, workbook: Path) -> None:
    taken = take(home, filled(workbook, ANSWERS, note="看过执照"), " 王 科长", AT)
    assert counts(taken) == ({"yes": 1, "no": 1, "unsure": 1}, 0, 0, 0)
    assert answers_in(home) == {"某厂1": "yes", "某厂2": "no", "某厂3": "unsure"}
    first = events(home).row(0, named=True)
    assert first["subject"] == '["employer","business","001","taxpayer","921"]'
    assert (first["kind"], first["actor"], first["recorded_at"], first["as_of"]) == ("verdict", "王科长", AT, AS_OF)
    assert (first["source_file"], first["source_line"]) == ("filled.xlsx", 2)
    assert '"asked":"review"' in first["payload"]
    assert '"note":"看过执照"' in first["payload"]
    assert chain.verify(home.ledger) == []


def test_empty_answers_are_skipped(home: Home, workbook: Path) -> None:
    assert counts(take(home, filled(workbook, {"某厂2": "是", "某厂3": "  "}))) == ({"yes": 1}, 0, 2, 0)
    assert answers_in(home) == {"某厂2": "yes"}
    assert events(home)["actor"].to_list() == [NOBODY]


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("yes", ["是", "yes", "YES", "y", "Ｙ", "√", "✓", "对", "同一", " 是 ", "　是", "是\n", "同 一", "ｙｅｓ"]),
        ("no", ["否", "no", "No", "n", "×", "✗", "不对", "不同", " 不 同", "ＮＯ"]),
        ("unsure", ["不确定", "unsure", "Unsure ", "不 确 定"]),
        (None, ["", "也许", "是?", "是否", "0", "1", "x", "TRUE", "同", "yes no", "是 否"]),
    ],
)
def test_an_answer_may_be_written_in_these_ways_and_no_other(verdict: str | None, words: list[str]) -> None:
    assert {word: meant(word) for word in words} == dict.fromkeys(words, verdict)


# What is questioned ----------


def test_an_unreadable_answer_is_questioned_with_its_row_and_without_its_words(home: Home, workbook: Path) -> None:
    taken = take(home, filled(workbook, {"某厂1": "是", "某厂2": "问老板张三", "某厂3": "否"}))
    assert taken.questioned == ["第3行：“是否同一”里填的读不懂，请填 是、否、不确定 之一"]
    assert answers_in(home) == {"某厂1": "yes", "某厂3": "no"}


def test_a_key_that_was_altered_lost_or_never_issued_is_questioned(home: Home, workbook: Path, tmp_path: Path) -> None:
    foreign = table(handed_out(Home(tmp_path / "other"), *THREE))[1][-1]

    def edit(rows: list[list[Any]]) -> list[list[Any]]:
        for row in rows[1:]:
            row[9] = "是"
        rows[1][-1] = rows[1][-1][:-1] + ("A" if rows[1][-1][-1] != "A" else "B")
        rows[2][-1] = None
        rows[3][-1] = foreign
        return rows

    taken = take(home, change(workbook, edit))
    assert [sentence.partition("，")[0] for sentence in taken.questioned] == [
        "第2行：“行号”不是这里发出的",
        "第3行：“行号”是空的",
        "第4行：“行号”不是这里发出的",
    ]
    assert not home.ledger.exists()


def test_keys_that_a_sort_left_behind_are_questioned_and_no_answer_comes_to_stand_on_another_pair(
    home: Home, workbook: Path
) -> None:
    def edit(rows: list[list[Any]]) -> list[list[Any]]:
        known = [row[-1] for row in rows[1:]]
        for row, key in zip(rows[1:], [known[1], known[0], known[2]], strict=True):
            row[9], row[-1] = "是", key
        return rows

    taken = take(home, change(workbook, edit))
    assert [sentence.partition("，")[0] for sentence in taken.questioned] == [
        "第2行：灰色各列与发出时不同",
        "第3行：灰色各列与发出时不同",
    ]
    assert answers_in(home) == {"某厂3": "yes"}


def test_one_pair_with_two_answers_is_questioned_and_with_one_answer_twice_is_taken_once(
    home: Home, workbook: Path
) -> None:
    def edit(rows: list[list[Any]]) -> list[list[Any]]:
        one, two = rows[1], rows[2]
        one[9] = two[9] = "是"
        return [*rows[:3], list(one), [*two[:9], "否", *two[10:]]]

    taken = take(home, change(workbook, edit))
    assert taken.questioned == [
        "第3行：与第5行是同一对记录，答案却不同，请只留一个",
        "第5行：与第3行是同一对记录，答案却不同，请只留一个",
    ]
    assert answers_in(home) == {"某厂1": "yes"}
    assert events(home).height == 1


def test_questions_name_the_sheet_where_there_are_several(home: Home, workbook: Path, tmp_path: Path) -> None:
    rows = table(filled(workbook, {"某厂1": "也许", "某厂2": "是"}))
    pasted = openpyxl.Workbook()
    for name, part in (("甲", rows[:2]), ("乙", [rows[0], rows[2]])):
        sheet = pasted.create_sheet(name)
        for row in part:
            sheet.append(row)
    pasted.save(tmp_path / "two.xlsx")
    taken = take(home, tmp_path / "two.xlsx")
    assert taken.questioned == ["“甲”第2行：“是否同一”里填的读不懂，请填 是、否、不确定 之一"]
    assert answers_in(home) == {"某厂2": "yes"}


# Again, and otherwise ----------


def test_the_same_file_twice_changes_nothing(home: Home, workbook: Path) -> None:
    file = filled(workbook, ANSWERS)
    take(home, file, "甲", AT)
    before = home.ledger.read_bytes()
    assert counts(take(home, file, "甲")) == ({}, 3, 0, 0)
    assert home.ledger.read_bytes() == before


def test_a_later_answer_is_recorded_beside_the_earlier_and_wins(home: Home, workbook: Path) -> None:
    take(home, filled(workbook, {"某厂1": "是"}), "甲")
    taken = take(home, filled(workbook, {"某厂1": "否"}), "乙")
    assert (counts(taken), taken.overruled) == (({"no": 1}, 0, 2, 0), 1)
    assert answers_in(home) == {"某厂1": "no"}
    assert events(home)["actor"].to_list() == ["甲", "乙"]


def test_a_second_person_s_same_answer_is_recorded_too(home: Home, workbook: Path) -> None:
    for actor in ("甲", "乙"):
        assert take(home, filled(workbook, {"某厂1": "是"}), actor).overruled == 0
    assert events(home).height == 2


def test_a_change_of_mind_and_back_again_are_three_events(home: Home, workbook: Path) -> None:
    for answer in ("是", "否", "是"):
        take(home, filled(workbook, {"某厂1": answer}, note=f"{answer}{random.random()}"), "甲")
    assert events(home).height == 3
    assert answers_in(home) == {"某厂1": "yes"}


def test_an_old_file_read_again_does_not_undo_what_was_said_since(home: Home, workbook: Path) -> None:
    first = filled(workbook, {"某厂1": "是"}, workbook.with_name("first.xlsx"))
    take(home, first, "甲")
    take(home, filled(workbook, {"某厂1": "否"}), "甲")
    assert counts(take(home, first, "甲")) == ({}, 1, 2, 0)
    assert answers_in(home) == {"某厂1": "no"}


def test_a_file_that_grew_does_not_bring_back_a_person_s_overruled_answer(home: Home, workbook: Path) -> None:
    take(home, filled(workbook, {"某厂1": "是"}), "甲")
    take(home, filled(workbook, {"某厂1": "否"}), "乙")
    assert counts(take(home, filled(workbook, {"某厂1": "是", "某厂2": "是"}), "甲")) == ({"yes": 1}, 1, 1, 0)
    assert answers_in(home) == {"某厂1": "no", "某厂2": "yes"}


# What is none of ours ----------


@pytest.mark.parametrize("missing", [SAME, ROW_KEY, "记录一名称", "记录二来源"])
def test_a_sheet_without_a_needed_column_is_refused_by_name(home: Home, workbook: Path, missing: str) -> None:
    def edit(rows: list[list[Any]]) -> list[list[Any]]:
        place = rows[0].index(missing)
        return [[*row[:place], *row[place + 1 :]] for row in rows]

    with pytest.raises(BadInput, match=f"“{missing}”"):
        take(home, change(workbook, edit))


def test_a_column_that_stands_there_twice_is_refused(home: Home, workbook: Path) -> None:
    with pytest.raises(BadInput, match="不止一个“是否同一”"):
        take(home, change(workbook, lambda rows: [[*row, row[9]] for row in rows]))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "不是有效的"),
        (b"no workbook", "不是有效的"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧版 .xls"),
        (None, "找不到文件"),
    ],
    ids=["empty", "text", "old", "none"],
)
def test_what_is_no_workbook_is_refused(
    home: Home, workbook: Path, tmp_path: Path, content: bytes | None, message: str
) -> None:
    file = tmp_path / "some.xlsx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadInput, match=message):
        take(home, file)


def test_another_workbook_and_another_home_are_refused(home: Home, workbook: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不是发出的待确认匹配表"):
        take(home, save(tmp_path / "other.xlsx", [["姓名", "行号"], ["某人", "1"]]))
    with pytest.raises(BadInput, match="密钥"):
        take(Home(tmp_path / "nowhere"), filled(workbook, ANSWERS))


def test_while_the_home_is_held_nothing_is_taken(home: Home, workbook: Path) -> None:
    file = filled(workbook, ANSWERS)
    with home.locked(), pytest.raises(BadInput, match="正在被另一次运行使用"):
        take(home, file)


# The command ----------


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """`yingbao verdicts` within this process: exit code, what it printed, what it complained of."""

    def called(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["yingbao", "verdicts", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed, complained = capsys.readouterr()
        return int(ended.value.code or 0), printed, complained

    return called


def test_the_command_tells_what_was_recorded_what_is_questioned_and_the_precision(
    home: Home, call: Callable[..., tuple[int, str, str]]
) -> None:
    links = [pair(n, "accepted", 20.0, usefulness=n) for n in range(1, 5)]
    path = filled(handed_out(home, *links, pair(5)), {"某厂1": "是", "某厂2": "否", "某厂3": "张三说是", "某厂5": "是"})
    code, printed, complained = call(path, "--home", home.root, "--by", "甲")
    assert (code, complained) == (0, "")
    lines = printed.splitlines()
    assert lines[:2] == ["新记录：是 2，否 1，不确定 0。", "未填 1，此前已记录 0，存疑 1。"]
    assert re.fullmatch(r"第\d行：“是否同一”里填的读不懂，请填 是、否、不确定 之一", lines[2])
    [row] = (line for line in lines if "单位" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == ["单位", "2", "1", "0.500", "0.095–0.905", "1/1"]
    for name in ("张三", "某厂", "某店", "001"):
        assert name not in printed


def test_a_changed_mind_is_told(home: Home, workbook: Path, call: Callable[..., tuple[int, str, str]]) -> None:
    call(filled(workbook, {"某厂1": "是"}), "--home", home.root)
    _, printed, _ = call(filled(workbook, {"某厂1": "否"}), "--home", home.root)
    assert printed.startswith("新记录：是 0，否 1，不确定 0（其中改判 1）。")


def test_a_home_or_file_that_is_not_there_is_refused_in_one_sentence(
    home: Home, workbook: Path, tmp_path: Path, call: Callable[..., tuple[int, str, str]]
) -> None:
    code, _, complained = call(workbook, "--home", tmp_path)
    assert (code, complained) == (2, f"{tmp_path} 里还没有发布过的数据库，请先运行 yingbao run。\n")
    code, _, complained = call(tmp_path / "none.xlsx", "--home", home.root)
    assert (code, complained) == (2, f"找不到文件 {tmp_path / 'none.xlsx'}。\n")


def test_no_file_of_the_home_becomes_readable_by_others(home: Home, workbook: Path) -> None:
    before = os.umask(0)
    try:
        take(home, filled(workbook, ANSWERS))
    finally:
        os.umask(before)
    modes = Counter(file.stat().st_mode & 0o777 for file in home.ledger.parent.iterdir())
    assert set(modes) == {0o600}
    assert column(table(workbook), SAME) == [None, None, None]


# What an answer teaches, and how it is taken back ----------


def learned(home: Home) -> list[tuple[Any, ...]]:
    return taught(home.ledger).select("sequence", "name", "meaning", "actor").rows()


def test_a_yes_about_employers_teaches_what_a_name_means_and_a_no_ends_it(home: Home, workbook: Path) -> None:
    take(home, filled(workbook, ANSWERS), "甲", AT)
    assert learned(home) == [(1, "某店1", "某厂1", "甲")]
    assert standing(home.ledger).select("left_name", "right_name").row(0) == ("某厂1", "某店1")
    take(home, filled(workbook, {"某厂1": "否"}), "乙")
    assert learned(home) == []


def test_a_yes_about_people_teaches_no_name(home: Home) -> None:
    take(home, filled(handed_out(home, pair(1, matcher="person")), {"某厂1": "是"}), "甲", AT)
    assert learned(home) == []
    assert "某厂" not in events(home)["payload"][0]


def test_what_is_taken_back_is_as_if_it_had_never_been_said_and_may_be_said_again(home: Home, workbook: Path) -> None:
    take(home, filled(workbook, {"某厂1": "是", "某厂2": "是"}), "甲", AT)
    assert take_back(home, [1], "乙", AT) == ["已收回第 1 号认定（甲）：今后照常再问。"]
    assert answers_in(home) == {"某厂2": "yes"}
    assert [row[0] for row in learned(home)] == [2]
    assert events(home)["actor"].to_list() == ["甲", "甲", "乙"]
    assert chain.verify(home.ledger) == []
    again = filled(workbook, {"某厂1": "是"}, workbook.with_name("again.xlsx"))
    assert counts(take(home, again, "甲")) == ({"yes": 1}, 0, 2, 0)
    assert answers_in(home) == {"某厂1": "yes", "某厂2": "yes"}


def test_an_old_file_does_not_bring_back_what_was_taken_back(home: Home, workbook: Path) -> None:
    file = filled(workbook, {"某厂1": "是"})
    take(home, file, "甲", AT)
    take_back(home, [1], "甲")
    assert counts(take(home, file, "甲")) == ({}, 1, 2, 0)
    assert answers_in(home) == {}


@pytest.mark.parametrize("number", [2, 99])
def test_only_an_answer_that_stands_is_taken_back(home: Home, workbook: Path, number: int) -> None:
    """The first was changed by the third; the second was taken back; the 99th was never given."""
    take(home, filled(workbook, {"某厂1": "是", "某厂2": "是"}), "甲", AT)
    take_back(home, [2], "甲")
    with pytest.raises(BadInput, match=f"第 {number} 号认定"):
        take_back(home, [1, number], "甲")
    assert answers_in(home) == {"某厂1": "yes"}


def test_the_command_shows_what_was_learned_and_takes_it_back(
    home: Home, workbook: Path, call: Callable[..., tuple[int, str, str]]
) -> None:
    call(filled(workbook, {"某厂1": "是"}), "--home", home.root, "--by", "甲")
    code, printed, complained = call("--home", home.root)
    assert (code, complained) == (0, "")
    [row] = (line for line in printed.splitlines() if "某店1" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")][:4] == ["1", "某店1", "某厂1", "甲"]
    code, printed, _ = call("--home", home.root, "--take-back", "1", "--by", "乙")
    assert (code, printed.splitlines()) == (0, ["已收回第 1 号认定（甲）：今后照常再问。"])
    assert "某店1" not in call("--home", home.root)[1]
    assert call("--home", home.root, "--take-back", "1")[0] == 2
    assert call(workbook, "--home", home.root, "--take-back", "1")[0] == 2
