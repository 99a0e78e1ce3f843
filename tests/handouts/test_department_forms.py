"""The forms for the departments and the letters with them; and that the reader reads the forms as they stand."""

from datetime import date
from pathlib import Path

import docx
import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest

from base.errors import BadInput
from flows.template import write_templates
from handouts.department_forms import ABOUT, EXPLAINED, FORM, write_form_of
from handouts.department_letter import write_letter
from handouts.invented import ROWS, invented, uscc
from matchers.text import identifiers
from sources import SOURCES
from sources.reader.delivery import Delivery
from sources.reader.landing import Landed, land
from sources.reader.marks import check_digit
from sources.source import ID_NUMBER, TEXT, USCC

AS_OF = date(2026, 11, 22)


def landed(name: str, tmp_path: Path, rows: int) -> Landed:
    """The form of an extract with the invented rows of its explanation typed in, as the reader lands it."""
    source = SOURCES[name]
    path = write_form_of(source, tmp_path / f"{name}.xlsx", AS_OF)
    workbook = openpyxl.load_workbook(path)
    explained = list(workbook[EXPLAINED].values)
    first = explained[0].index("样例1（虚构）")
    for row in range(rows):
        for place, cells in enumerate(explained[1:], start=1):
            workbook[FORM].cell(row + 2, place).value = cells[first + row]
    workbook.save(path)
    delivery = Delivery(name, f"{name}/{path.name}", path, AS_OF, None, None, "", "测试", None, False)
    return land(source, delivery, tmp_path / "landing")


@pytest.mark.parametrize("name", SOURCES)
def test_the_reader_reads_the_invented_rows_without_a_finding(name: str, tmp_path: Path) -> None:
    read = landed(name, tmp_path, ROWS)
    assert (read.loaded, read.rejected, read.ignored, read.emptied) == (ROWS, 0, 0, 0)
    assert pq.read_table(read.rejects).to_pylist() == []
    assert (read.extra_columns, read.missing_columns) == ((), ())
    table = pq.read_table(read.parquet)
    assert not [column.name for column in SOURCES[name].columns if table.column(column.name).null_count]


def test_every_number_that_is_a_name_is_text_down_the_form_and_what_must_be_there_is_blue(tmp_path: Path) -> None:
    source = SOURCES["member"]
    sheet = openpyxl.load_workbook(write_form_of(source, tmp_path / "x.xlsx", AS_OF))[FORM]
    # Columns alike are one element of the file.
    looks = {
        place: group.number_format
        for group in sheet.column_dimensions.values()
        for place in range(group.min, group.max + 1)
    }
    for place, column in enumerate(source.columns, start=1):
        assert sheet.cell(1, place).value == column.header
        assert (sheet.cell(1, place).fill.fgColor.rgb == "FFBDD7EE") == column.required
        if column.type in (ID_NUMBER, USCC, TEXT):
            assert looks[place] == "@", column.header
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered["G2:G100001"] == '"未参保,正常参保,暂停(中断)参保,终止参保"'
    assert sheet.max_row == 1


def test_the_form_s_own_sheets_are_nobody_s_rows(tmp_path: Path) -> None:
    read = landed("member", tmp_path, 1)
    assert read.loaded == 1
    assert {sheet["name"]: bool(sheet["unread"]) for sheet in read.sheets} == {
        FORM: False,
        ABOUT: True,
        EXPLAINED: True,
    }


def test_invented_people_are_of_an_area_that_is_none_and_their_numbers_are_well_formed() -> None:
    numbers = [row["person_id"] for row in invented(SOURCES["member"])]
    assert all(str(number).startswith("999999") and check_digit(str(number)) == str(number)[-1] for number in numbers)
    read = identifiers.uscc(pl.Series([uscc(row) for row in range(ROWS)]))
    assert (read["uscc"] == pl.Series([uscc(row) for row in range(ROWS)])).all()


# The letter ----------


def text_of(path: Path) -> str:
    letter = docx.Document(str(path))
    cells = [cell.text for table in letter.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in letter.paragraphs), *cells])


def test_the_letter_says_why_by_which_law_which_columns_and_how_often(tmp_path: Path) -> None:
    text = text_of(write_letter(SOURCES["wage"], tmp_path / "x.docx", "阜宁县", "附件.xlsx"))
    law = ("社会保险法》第七十四条", "第十三条第一款第三项", "第三十四条")
    for part in (*law, "全民参保计划", "文号：", "上月发生的", "附件.xlsx"):
        assert part in text, part
    assert all(column.header in text for column in SOURCES["wage"].columns)
    assert "{" not in text


def test_a_county_s_own_letter_takes_its_place_and_one_that_is_none_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    document = docx.Document()
    document.add_paragraph("请{{ 部门 }}给{{ 县 }}提供{{ 数据 }}")
    document.save(str(own))
    text = text_of(write_letter(SOURCES["wage"], tmp_path / "x.docx", "阜宁县", "附件.xlsx", own))
    assert text == "请税务局给阜宁县提供个人所得税扣缴申报明细"
    own.write_bytes(b"no letter")
    with pytest.raises(BadInput, match="不是能用的"):
        write_letter(SOURCES["wage"], tmp_path / "x.docx", "阜宁县", "附件.xlsx", own)


def test_an_extract_that_is_none_is_refused_and_all_are_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有名为 wages 的数据"):
        write_templates("wages", tmp_path)
    assert len(write_templates("wage", tmp_path)) == 2
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".docx", ".xlsx"]
