"""The reviewer's workbook: which pairs it asks about, in which order, and that it gives nothing away."""

import zipfile
from datetime import date
from math import log2
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from base.home import Home
from flows.handout import hand_out_verdicts
from handouts import verdicts
from handouts.verdicts import IDENTITY, NOTE, ROW_KEY, SAME, SHEET, issued
from ledger.chain import append
from ledger.event import Event, canonical
from ledger.judgements import wilson
from sources import SOURCES
from tests.flows.pairs import AS_OF, column, filled, handed_out, keys, pair, publish, table


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def names(path: Path) -> list[str]:
    return column(table(path), "记录一名称")


def say(home: Home, entry: dict[str, Any], verdict: str) -> None:
    """A person's verdict on a pair, straight into the ledger."""
    subject = canonical([entry[name] for name in IDENTITY])
    append(home, [Event("verdict", subject, "甲", {"verdict": verdict, "asked": entry["verdict"]})])


def verdicts_of(home: Home, path: Path) -> list[str]:
    """What the machine had said, row by row, as only the home can read it."""
    found = [issued(home.read_case_key(), key) for key in keys(path)]
    return [known[1] for known in found if known]


# What it looks like ----------


def test_it_has_a_cover_and_one_sheet_with_the_two_records_side_by_side(home: Home) -> None:
    path = handed_out(home, pair(1))
    assert path == home.reports(AS_OF) / "verdicts.xlsx"
    assert openpyxl.load_workbook(path).sheetnames == ["说明", "待确认匹配"]
    header, row = table(path)
    assert header == [
        *("序号", "匹配对象", "记录一名称", "记录一其他信息", "记录一来源"),
        *("记录二名称", "记录二其他信息", "记录二来源", "比对情况", "是否同一", "备注", "行号"),
    ]
    assert row[:-1] == [
        *(1, "单位", "某厂1", "法定代表人甲，人民路1号", f"{SOURCES['business'].title}：001"),
        *("某店1", "法定代表人甲，人民路2号", f"{SOURCES['taxpayer'].title}：921"),
        *("相同：法定代表人；不同：地址", None, None),
    ]


@pytest.mark.parametrize(
    ("matcher", "label"), [("employer", "单位"), ("person", "人员"), ("child", "儿童"), ("project", "工程")]
)
def test_what_is_matched_is_told_in_chinese(home: Home, matcher: str, label: str) -> None:
    assert column(table(handed_out(home, pair(1, matcher=matcher))), "匹配对象") == [label]


def test_the_answer_is_chosen_from_three_words_and_the_key_is_hidden(home: Home) -> None:
    sheet = openpyxl.load_workbook(handed_out(home, pair(1), pair(2)))[SHEET]
    [rule] = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("J2:J3", '"是,否,不确定"')
    assert sheet.column_dimensions["L"].hidden
    assert not any(sheet.column_dimensions[letter].hidden for letter in "ABCDEFGHIJK")
    assert not sheet.protection.sheet
    assert sheet.auto_filter.ref == "A1:L3"


def test_it_prints_on_a4_landscape_with_its_header_on_every_page(home: Home) -> None:
    workbook = openpyxl.load_workbook(handed_out(home, pair(1)))
    assert {(sheet.page_setup.paperSize, sheet.page_setup.orientation) for sheet in workbook} == {(9, "landscape")}
    assert workbook[SHEET].print_title_rows == "$1:$1"
    assert workbook[SHEET].freeze_panes == "A2"


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-5", "@SUM(A1)", "0012", "320923197001010028"])
def test_a_text_stays_the_text_it_was(home: Home, text: str) -> None:
    path = handed_out(home, pair(1, left_name=text, left_detail=text, left_record=text, left_extract="a"))
    rows = openpyxl.load_workbook(path)[SHEET]
    assert [rows[f"{letter}2"].value for letter in "CDE"] == [text, text, f"a：{text}"]
    assert {rows[f"{letter}2"].data_type for letter in "CDE"} == {"s"}
    assert {rows[f"{letter}2"].number_format for letter in "BCDEFGHIJKL"} == {"@"}


def test_the_cover_says_what_it_is_how_many_and_how_to_fill_it_in(home: Home) -> None:
    path = handed_out(home, pair(1), pair(2), pair(3, matcher="person"))
    cover = [row[1] for row in openpyxl.load_workbook(path)["说明"].iter_rows(values_only=True)]
    assert "2026-11-22" in cover
    assert "3 对（单位 2，人员 1）" in cover
    cover_text = "".join(text for text in cover if text)
    assert f"在“{SAME}”列选择 是、否 或 不确定" in cover_text
    assert "yingbao verdicts" in cover_text


def test_without_pairs_the_sheet_says_so_and_without_the_table_there_is_no_workbook(home: Home) -> None:
    path = handed_out(home)
    assert "本期无" in [cell.value for cell in openpyxl.load_workbook(path)[SHEET][2]]


def test_details_that_are_missing_are_empty_cells(home: Home) -> None:
    row = table(handed_out(home, pair(1, left_name=None, right_detail=None, compared=None, score=None)))[1]
    assert (row[2], row[6], row[8]) == (None, None, None)


def test_the_same_pairs_give_the_same_bytes_in_whatever_order_they_come(home: Home) -> None:
    pairs = [pair(n, "accepted" if n % 3 else "review", score=n / 7, usefulness=n % 4) for n in range(60)]
    one = handed_out(home, *pairs).read_bytes()
    assert handed_out(home, *reversed(pairs)).read_bytes() == one
    with zipfile.ZipFile(home.reports(AS_OF) / "verdicts.xlsx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


# Which pairs, in which order ----------


def test_the_most_useful_pair_comes_first_people_times_uncertainty(home: Home) -> None:
    likely = 1 / (1 + 2**-3)
    open_by = -likely * log2(likely) - (1 - likely) * log2(1 - likely)
    assert 0.5 < open_by < 0.51
    path = handed_out(
        home,
        pair(1, score=3.0, usefulness=10),  # 5.03
        pair(2, score=0.0, usefulness=5),  # 5.00
        pair(3, score=-3.0, usefulness=9.9),  # 4.98: as open as 3.0
        pair(4, score=30.0, usefulness=1000),  # next to nothing
        pair(5, score=5000.0, usefulness=3),
        pair(6, score=0.0, usefulness=None),  # tells of nobody: 1
        pair(7, score=float("nan"), usefulness=float("nan")),
    )
    assert names(path) == ["某厂1", "某厂2", "某厂3", "某厂6", "某厂7", "某厂4", "某厂5"]


def test_no_more_than_500_are_asked_of_which_100_are_accepted_ones(home: Home) -> None:
    pairs = [pair(n, usefulness=n) for n in range(600)] + [pair(n, "accepted", 20.0) for n in range(600, 1000)]
    path = handed_out(home, *pairs)
    shown = verdicts_of(home, path)
    assert (len(shown), shown.count("accepted")) == (500, 100)
    waiting = {name for name, verdict in zip(names(path), shown, strict=True) if verdict == "review"}
    assert waiting == {f"某厂{n}" for n in range(200, 600)}


@pytest.mark.parametrize(
    ("waiting", "accepted", "asked"), [(200, 300, 50), (8, 300, 20), (0, 300, 20), (8, 5, 5), (8, 0, 0)]
)
def test_one_row_in_five_is_an_accepted_one_but_no_fewer_than_twenty(
    home: Home, waiting: int, accepted: int, asked: int
) -> None:
    pairs = [pair(n) for n in range(waiting)] + [pair(n + 1000, "accepted") for n in range(accepted)]
    shown = verdicts_of(home, handed_out(home, *pairs))
    assert (shown.count("review"), shown.count("accepted")) == (waiting, asked)


def test_the_accepted_ones_are_of_every_matcher_alike_however_few_links_it_has(home: Home) -> None:
    pairs = [pair(n, "accepted", matcher="person") for n in range(500)]
    pairs += [pair(n, "accepted", matcher="project") for n in range(10)]
    kinds = column(table(handed_out(home, *pairs)), "匹配对象")
    assert (kinds.count("人员"), kinds.count("工程")) == (10, 10)


def test_the_accepted_ones_stand_all_over_the_sheet_and_others_another_day(home: Home) -> None:
    pairs = [pair(n, usefulness=n) for n in range(400)]
    pairs += [pair(n, "accepted", float(n)) for n in range(400, 1400)]
    path = handed_out(home, *pairs)
    shown, one = verdicts_of(home, path), set(names(path))
    assert all(5 < shown[start : start + 125].count("accepted") < 45 for start in range(0, 500, 125))
    drawn = [int(name.removeprefix("某厂")) for name, v in zip(names(path), shown, strict=True) if v == "accepted"]
    assert 800 < sum(drawn) / len(drawn) < 1000  # neither the surest nor the least sure
    other = set(names(handed_out(home, *pairs, as_of=date(2026, 11, 23))))
    assert len(one - other) > 50


def test_a_pair_with_a_yes_or_no_is_not_asked_again_and_an_unsure_one_comes_last(home: Home) -> None:
    pairs = [pair(n, usefulness=10 - n) for n in range(1, 6)]
    for entry, verdict in zip(pairs, ("yes", "unsure", "no", "unsure"), strict=False):
        say(home, entry, verdict)
    assert names(handed_out(home, *pairs)) == ["某厂5", "某厂2", "某厂4"]


@pytest.mark.slow
def test_an_accepted_pair_that_was_judged_is_not_sampled_again(home: Home) -> None:
    pairs = [pair(n, "accepted") for n in range(30)]
    for entry in pairs[:25]:
        say(home, entry, "yes")
    assert sorted(names(handed_out(home, *pairs))) == [f"某厂{n}" for n in range(25, 30)]


def test_the_latest_verdict_decides_whether_a_pair_is_asked_again(home: Home) -> None:
    for verdict in ("yes", "unsure"):
        say(home, pair(1), verdict)
    assert names(handed_out(home, pair(1))) == ["某厂1"]
    say(home, pair(1), "no")
    assert column(table(handed_out(home, pair(1))), "记录一名称") != ["某厂1"]


# Blind ----------


def test_nothing_differs_between_an_accepted_pair_and_a_waiting_one_but_the_sealed_key(home: Home) -> None:
    path = handed_out(home, pair(1, "review", 1.25))
    waiting = {name: part for name, part in parts(path).items() if not name.endswith("sheet2.xml")}
    row, key = table(path)[1], keys(path)[0]
    path = handed_out(home, pair(1, "accepted", 23.75, reason="得分高于认定线", match_key="phone"))
    assert {name: part for name, part in parts(path).items() if not name.endswith("sheet2.xml")} == waiting
    assert table(path)[1][:-1] == row[:-1]
    other = keys(path)[0]
    assert other != key
    assert len(other) == len(key)


def test_no_cell_comment_format_or_height_tells_them_apart_in_one_sheet(home: Home) -> None:
    pairs = [pair(n, "accepted" if n % 2 else "review", n / 3) for n in range(40)]
    alike = {"left_name": "某厂", "right_name": "某店", "left_detail": "甲", "right_detail": "乙"}
    path = handed_out(home, *(entry | alike for entry in pairs))
    sheet = openpyxl.load_workbook(path)[SHEET]
    looks: dict[str, set[Any]] = {"accepted": set(), "review": set()}
    for line, verdict in enumerate(verdicts_of(home, path), start=2):
        cells = sheet[line]
        assert not any(cell.comment or cell.hyperlink for cell in cells)
        styles = tuple((cell.style_id, cell.data_type) for cell in cells)
        shown = tuple(cell.value for cell in cells[1:] if cell.column_letter not in "EHL")
        looks[verdict].add((styles, shown, sheet.row_dimensions[line].height, len(cells[-1].value)))
    assert looks["accepted"] == looks["review"]
    assert len(looks["review"]) == 1


def test_neither_score_nor_verdict_nor_reason_stands_anywhere_in_the_file(home: Home) -> None:
    path = handed_out(home, pair(1, "review", 7.125, match_key="legal_phone"), pair(2, "accepted", 19.375))
    everything = b"".join(parts(path).values()).decode()
    for word in ("7.125", "19.375", "accepted", "review", "得分", "legal_phone", "认定线"):
        assert word not in everything, word


def parts(path: Path) -> dict[str, bytes]:
    """The files inside a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# What was filled in is not lost ----------


def test_a_workbook_that_was_filled_in_in_its_place_is_kept_when_the_day_runs_again(home: Home) -> None:
    path = handed_out(home, pair(1), pair(2))
    filled(path, {"某厂1": "是"}, to=path)
    assert handed_out(home, pair(1), pair(2)) == path
    aside = path.with_name("verdicts_已填1.xlsx")
    assert column(table(aside), SAME) == ["是", None]
    assert column(table(path), SAME) == [None, None]
    filled(path, {"某厂2": ""}, to=path, note="电话打不通")
    handed_out(home, pair(1), pair(2))
    assert column(table(path.with_name("verdicts_已填2.xlsx")), NOTE) == [None, "电话打不通"]


def test_a_workbook_that_nobody_touched_is_replaced(home: Home) -> None:
    path = handed_out(home, pair(1))
    handed_out(home, pair(1), pair(2))
    assert [file.name for file in path.parent.iterdir()] == ["verdicts.xlsx"]
    assert ROW_KEY in table(path)[0]


def test_a_published_file_without_pairs_to_compare_gives_no_workbook(home: Home) -> None:
    publish(home)
    with duckdb.connect(str(home.published)) as con:
        con.execute("drop table matches.pair")
    assert hand_out_verdicts(home, AS_OF) is None
    assert not home.reports(AS_OF).exists()


def test_a_hundred_right_ones_show_what_the_comment_says() -> None:
    low, _ = wilson(verdicts.MOST_CHECKED, verdicts.MOST_CHECKED)
    assert low and 0.96 < low < 0.97
