"""The workbooks that go to the towns and to the desk, read back as a town would open them."""

import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from handouts import sheets
from handouts.outcomes import EMPLOYERS, PEOPLE, outcomes
from handouts.workbooks import write_towns

AS_OF = date(2026, 11, 22)
LI: dict[str, Any] = {
    "town_code": "320923100",
    "town_name": "羊寨镇",
    "village_code": "320923100202",
    "village_name": "单家村",
    "subject_id": "32092319700101001X",
    "subject_name": "李四",
    "row_key": "key-li",
    "lists": "断保人员",
    "tier_label": "动员参保",
    "reason": "已断缴4个月",
    "priority": 2,
    "address": "三组5号",
    "phone": "13800000001",
}
SCHEMA: dict[str, Any] = dict.fromkeys(LI, pl.String) | {"priority": pl.Int64}
ZHANG = LI | {"subject_id": "320923197001010028", "subject_name": "张三", "row_key": "key-zhang", "priority": 1}
WANG = LI | {"village_code": "320923100201", "village_name": "外口村", "subject_name": "王五", "row_key": "key-wang"}
NOWHERE = LI | {"town_code": None, "town_name": None, "village_code": None, "village_name": None, "phone": None}
FIRM = LI | {"subject_id": "org:D2143569X", "subject_name": "阜宁某厂", "row_key": "key-firm", "tier_label": "应当参保"}


def frame(*rows: dict[str, Any], **more: Any) -> pl.DataFrame:
    return pl.DataFrame([row | more for row in rows], schema=SCHEMA | dict.fromkeys(more, pl.Int64))


def towns(tmp_path: Path, people: pl.DataFrame, employers: pl.DataFrame | None = None) -> list[Path]:
    return write_towns(people, frame() if employers is None else employers, tmp_path / "2026-11-22", AS_OF, "阜宁县")


def sheet(tmp_path: Path, people: pl.DataFrame, employers: pl.DataFrame | None = None, name: str = PEOPLE) -> Worksheet:
    return openpyxl.load_workbook(towns(tmp_path, people, employers)[0])[name]


def column(sheet: Worksheet, header: str) -> list[Any]:
    place = [cell.value for cell in sheet[1]].index(header) + 1
    return [sheet.cell(line, place).value for line in range(2, sheet.max_row + 1)]


def test_each_town_has_a_file_named_by_code_name_and_rows(tmp_path: Path) -> None:
    files = towns(
        tmp_path, frame(ZHANG, LI, NOWHERE), frame(FIRM, FIRM | {"town_code": "320923101", "town_name": "甲/乙:镇"})
    )
    assert [file.name for file in files] == [
        "320923100_羊寨镇_3行.xlsx",
        "320923101_甲_乙_镇_1行.xlsx",
        "unknown_乡镇不明_1行.xlsx",
    ]
    assert sorted(file.name for file in files[0].parent.iterdir()) == [file.name for file in files]


def test_a_town_spelled_in_two_ways_has_one_file(tmp_path: Path) -> None:
    files = towns(tmp_path, frame(ZHANG, LI, WANG | {"town_name": "羊寨"}))
    assert [file.name for file in files] == ["320923100_羊寨镇_3行.xlsx"]


def test_a_workbook_has_a_cover_and_a_sheet_each_for_people_and_employers(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(towns(tmp_path, frame(ZHANG, LI))[0])
    assert book.sheetnames == ["封面", "人员", "单位"]
    assert "本期无" in [cell.value for cell in book["单位"][2]]
    cover = {row[0]: row[1] for row in book["封面"].iter_rows(values_only=True)}
    assert cover["数据日期"] == "2026-11-22"
    assert cover["重要提示"] == "线索需核实，不作为认定结论"
    assert cover["人员"] == "2 人（动员参保 2）"


def test_rows_stand_by_village_then_priority_then_number(tmp_path: Path) -> None:
    rows = sheet(tmp_path, frame(LI, ZHANG, ZHANG | {"subject_name": "赵六", "subject_id": "1"}, WANG))
    assert column(rows, "姓名") == ["王五", "赵六", "张三", "李四"]
    assert column(rows, "序号") == [1, 2, 3, 4]


def test_the_known_columns_are_there_and_the_key_is_hidden_in_the_last(tmp_path: Path) -> None:
    people = sheet(tmp_path, frame(LI))
    assert [cell.value for cell in people[1]] == [
        *(
            "序号",
            "村（社区）",
            "姓名",
            "公民身份号码",
            "类别",
            "事由",
            "地址",
            "电话",
            "核实结果",
            "原因",
            "备注",
            "行号",
        )
    ]
    assert [cell.value for cell in people[2]] == [
        *(1, "单家村", "李四", "32092319700101001X", "断保人员", "已断缴4个月", "三组5号", "13800000001"),
        *(None, None, None, "key-li"),
    ]
    assert people.column_dimensions["L"].hidden
    assert not people.column_dimensions["K"].hidden


def test_employers_show_their_headcounts_when_they_are_known(tmp_path: Path) -> None:
    firms = sheet(tmp_path, frame(), frame(FIRM, wage_headcount=12, insured_headcount=3), EMPLOYERS)
    assert column(firms, "发放工资人数") == [12]
    assert column(firms, "其中已参保人数") == [3]
    assert column(firms, "行号") == ["key-firm"]
    assert column(firms, "核实结果") == [None]


@pytest.mark.parametrize(
    ("subject_id", "shown"),
    [
        ("member:hrss:123", "人社个人编号 123"),
        ("unit:hsa:9", "医保单位编号 9"),
        ("org:D2143569X", "组织机构代码 D2143569X"),
        ("tax:320923ABC", "纳税人识别号 320923ABC"),
        ("doc:H0123", "其他证件 H0123"),
        ("child:9f86d081", "暂无证件号码"),
        ("91350100M000100Y43", "91350100M000100Y43"),
    ],
)
def test_a_subject_without_an_official_number_is_shown_readably(tmp_path: Path, subject_id: str, shown: str) -> None:
    assert column(sheet(tmp_path, frame(LI | {"subject_id": subject_id})), "公民身份号码") == [shown]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+86 138", "-5", "@SUM(A1)", "http://x.cn", "0012", "3E5", "<r>x</r>", "a&b<c>d",
        " 前后空格 ", "两\n行", "_x0041_", "𠮷䶮",
    ],
)  # fmt: skip
def test_a_text_stays_the_text_it_was(tmp_path: Path, text: str) -> None:
    rows = sheet(tmp_path, frame(LI | {"subject_name": text, "address": text}))
    # openpyxl does not undo _x005F_, the escape that Excel writes and reads for a literal _x0041_.
    assert [value.replace("_x005F", "") for value in column(rows, "姓名")] == [text]
    assert {rows.cell(2, place).data_type for place in (3, 7)} == {"s"}
    assert rows["C2"].number_format == "@"
    assert rows["C2"].hyperlink is None


def test_control_characters_are_left_out(tmp_path: Path) -> None:
    assert column(sheet(tmp_path, frame(LI | {"address": "a\x00b\x0bc\x1f\uffff"})), "地址") == ["abc"]


def test_numbers_of_18_digits_and_what_is_filled_in_are_text(tmp_path: Path) -> None:
    rows = sheet(tmp_path, frame(ZHANG))
    assert rows["D2"].value == "320923197001010028"
    assert {rows[f"{letter}2"].number_format for letter in "BCDEFGHIJKL"} == {"@"}


def test_known_cells_are_shaded_and_the_three_to_fill_are_white_and_nothing_is_locked(tmp_path: Path) -> None:
    rows = sheet(tmp_path, frame(LI))
    assert {rows[f"{letter}2"].fill.fill_type for letter in "ABCDEFGH"} == {"solid"}
    assert {rows[f"{letter}2"].fill.fill_type for letter in "IJK"} == {None}
    assert not rows.protection.sheet


def test_the_header_stays_in_view_and_is_printed_on_every_page(tmp_path: Path) -> None:
    rows = sheet(tmp_path, frame(LI))
    assert rows.freeze_panes == "A2"
    assert rows.print_title_rows == "$1:$1"


def test_every_sheet_prints_on_a4_landscape_one_page_wide_with_page_numbers(tmp_path: Path) -> None:
    for rows in openpyxl.load_workbook(towns(tmp_path, frame(LI))[0]):
        assert (rows.page_setup.paperSize, rows.page_setup.orientation) == (9, "landscape")
        assert (rows.page_setup.fitToWidth or 1, rows.page_setup.fitToHeight) == (1, 0)  # 1 is the default
        assert rows.sheet_properties.pageSetUpPr.fitToPage
        assert rows.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_sorting_with_the_filter_takes_the_hidden_key_along(tmp_path: Path) -> None:
    assert sheet(tmp_path, frame(LI, ZHANG)).auto_filter.ref == "A1:L3"


@pytest.mark.parametrize(("kind", "cells"), [(PEOPLE, "IJ"), (EMPLOYERS, "IJ")])
def test_results_and_reasons_are_chosen_from_lists(tmp_path: Path, kind: str, cells: str) -> None:
    rows = sheet(tmp_path, frame(LI, ZHANG), frame(FIRM, FIRM), kind)
    rules = {str(rule.sqref): rule.formula1.strip('"').split(",") for rule in rows.data_validations.dataValidation}
    known = outcomes(kind)
    assert rules == {
        f"{cells[0]}2:{cells[0]}3": ["已办理", "不需参保", "暂未办理", "线索有误"],
        f"{cells[1]}2:{cells[1]}3": [reason for group in known.values() for reason in group],
    }


def test_a_reason_of_another_result_turns_red(tmp_path: Path) -> None:
    (ranges,) = sheet(tmp_path, frame(LI)).conditional_formatting
    assert str(ranges.sqref) == "J2"
    (formula,) = ranges.rules[0].formula
    assert formula.startswith('AND($J2<>"",NOT(OR(AND($I2="已办理",ISNUMBER(FIND("|"&$J2&"|","|已参保|已续缴|已补缴|')


def test_a_region_adds_reasons_under_the_four_results_only(tmp_path: Path) -> None:
    assert outcomes(PEOPLE, {"线索有误": ["人户分离", "误报"]})["线索有误"] == ("误报", "人户分离")
    with pytest.raises(ValueError, match="别的"):
        outcomes(PEOPLE, {"别的": ["x"]})
    with pytest.raises(ValueError, match="too many reasons"):
        write_towns(frame(LI), frame(), tmp_path / "w", AS_OF, "阜宁县", {"线索有误": ["很长的原因" * 60]})


def test_more_rows_than_a_sheet_holds_go_on_on_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SHEET_ROWS", 3)
    book = openpyxl.load_workbook(towns(tmp_path, frame(*[LI] * 5))[0])
    assert book.sheetnames == ["封面", "人员", "人员2", "人员3", "单位"]
    assert [column(book[name], "序号") for name in ("人员", "人员2", "人员3")] == [[1, 2], [3, 4], [5]]
    assert str(book["人员3"].data_validations.dataValidation[0].sqref) == "I2"


def test_the_same_rows_give_the_same_bytes_in_whatever_order_they_come(tmp_path: Path) -> None:
    one = towns(tmp_path / "a", frame(LI, ZHANG, WANG), frame(FIRM))[0].read_bytes()
    two = towns(tmp_path / "b", frame(WANG, ZHANG, LI), frame(FIRM))[0].read_bytes()
    assert one == two


def test_the_file_bears_the_date_of_the_data_and_no_clock(tmp_path: Path) -> None:
    with zipfile.ZipFile(towns(tmp_path, frame(LI))[0]) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"2026-11-22T00:00:00Z" in archive.read("docProps/core.xml")


def test_no_rows_at_all_make_an_empty_folder(tmp_path: Path) -> None:
    assert towns(tmp_path, frame()) == []
    assert list((tmp_path / "2026-11-22").iterdir()) == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on the PATH")
def test_libreoffice_opens_and_prints_a_workbook(tmp_path: Path) -> None:
    (file,) = towns(tmp_path, frame(*[LI] * 100), frame(FIRM))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert (tmp_path / file.with_suffix(".pdf").name).read_bytes().count(b"/Type/Page") >= 3


def test_a_row_is_as_high_as_its_longest_text_asks_for(tmp_path: Path) -> None:
    short, long = LI | {"reason": "短", "lists": "断保人员"}, ZHANG | {"reason": "职工养老保险缴到去年后未再缴费。" * 8}
    rows = sheet(tmp_path, frame(short, long)).row_dimensions
    # 张三 comes first (priority 1): 128 Han characters in a column of about twenty.
    assert rows[3].height < 30
    assert 80 < rows[2].height < 200
