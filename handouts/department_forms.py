"""The forms that departments fill in, an XLSX each, made from the declarations in `sources/`.

The first sheet is the form: one row of headers, every column that holds a number as a name set to text, so that no
spreadsheet cuts an ID number. The second explains each column and shows three invented rows, on their side: returned
with the form, they are nobody's rows.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from base.atomic import replaced_file
from handouts.invented import ROWS, invented
from handouts.sheets import IMPORTANT, Field, WorkbookWriter, cells, new_workbook, write_lines, write_table
from sources.reader import codes
from sources.reader.sheets import EXPLAINING
from sources.source import AREA, CODE, COUNT, DATE, GB_3304, ID_NUMBER, MONTH, TEXT, USCC, YEAR, YUAN, Column, Source

FORM, (ABOUT, EXPLAINED) = "填报", EXPLAINING
FORM_ROWS = 100_000
"""How far down the form's cells are text and its codes are offered."""
_LONGEST_LIST = 255  # what a drop-down of Excel holds
_TYPES: Mapping[str, str] = {
    TEXT: "文字",
    ID_NUMBER: "身份证号，18位，存为文本",
    USCC: "统一社会信用代码，18位，存为文本",
    DATE: "日期，如 2026-01-31",
    MONTH: "年月，如 2026-01",
    YEAR: "年度，如 2026",
    YUAN: "金额，单位元，不写“元”",
    COUNT: "整数",
    CODE: "从列出的代码或文字中选一个",
    AREA: "区划代码，12位（村居）、9位（乡镇）或6位（县）",
}


def write_form_of(source: Source, path: Path, as_of: date) -> Path:
    """Write the form of one extract."""
    title = f"{source.title}数据填报表"
    with replaced_file(path) as (new, scratch), new_workbook(new, scratch, title, as_of) as workbook:
        sheet = workbook.sheet(FORM, f"{title}（{source.name}）")
        for place, column in enumerate(source.columns):
            width = max(10.0, 2.0 * len(column.header) + 4, 20.0 if column.type in (ID_NUMBER, USCC) else 0)
            sheet.set_column(place, place, width, workbook.looks[look_of(column)])
            sheet.write_string(0, place, column.header, workbook.looks["header" if column.required else "optional"])
            if words := _offered(column):
                sheet.data_validation(1, place, FORM_ROWS, place, {"validate": "list", "source": words} | _GENTLE)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        about = workbook.sheet(ABOUT, title)
        write_lines(workbook, about, title, _lines(source), (16, 96))
        _explain(workbook, source, f"{title}：{EXPLAINED}")
    return path


def look_of(column: Column) -> str:
    """Text wherever a spreadsheet would make something else of it; amounts and counts are numbers."""
    return "amount" if column.type in (YUAN, COUNT) else "cell"


_GENTLE = {
    "error_type": "warning",
    "error_title": "不是列出的代码",
    "error_message": "请从列表中选；确实有列表以外的代码，请另附说明。",
}


def words_of(column: Column) -> dict[str, tuple[str, ...]]:
    """The values of a code, each with the words that are also read; empty for what is no code."""
    if column.type != CODE:
        return {}
    return dict.fromkeys(column.words.split(), ()) if column.words else codes.SPELLINGS[column.name]


def _offered(column: Column) -> list[str]:
    """What the drop-down offers: words where a value is a number."""
    offered = [words[0] if value.isascii() and words else value for value, words in words_of(column).items()]
    return offered if len(",".join(offered)) <= _LONGEST_LIST else []


def _lines(source: Source) -> list[tuple[str, str]]:
    required = "、".join(column.header for column in source.columns if column.required)
    return [
        ("提供单位", source.department),
        ("数据代号", f"{source.name}（文件放在收件目录的 {source.name}/ 文件夹）"),
        ("一行是什么", f"由“{'、'.join(_header(source, name) for name in source.key)}”确定的一条记录"),
        ("必填列", f"{required}（表头为蓝色）；其余列有就填，没有就留空，不要删列、不要改表头。"),
        (IMPORTANT, "身份证号、信用代码、编号各列已设为文本，请直接填写或“选择性粘贴—数值”，不要改成常规或数字格式。"),
        ("从系统导出的", "可以不用本表，直接提供系统导出的 .xlsx 或 CSV（UTF-8、GB18030 均可），列名相同或相近即可。"),
        ("不要", "不要合并单元格，不要合计行，不要加密，不要把号码打星号；一个县区、一个月份可以各一个文件。"),
        ("说明", f"各列的类型、代码和三行样例见“{EXPLAINED}”表；样例是虚构的。交回时两张说明表可以留着。"),
    ]  # fmt: skip


def _header(source: Source, name: str) -> str:
    return next((column.header for column in source.columns if column.name == name), name)


def _explain(workbook: WorkbookWriter, source: Source, footer: str) -> None:
    samples = invented(source)
    rows = [
        {
            "列": column.header,
            "必填": _needed(source, column),
            "怎么填": _how(column),
            "代码和文字": "；".join("＝".join((value, *words[:1])) for value, words in words_of(column).items()),
            "也认的列名": "、".join(column.also),
            **{f"样例{number + 1}（虚构）": samples[number][column.name] for number in range(ROWS)},
        }
        for column in source.columns
    ]
    fields = [Field("列", 18, "strong"), Field("必填", 12), Field("怎么填", 26), Field("代码和文字", 46)]
    fields += [Field("也认的列名", 20), *(Field(f"样例{number + 1}（虚构）", 22) for number in range(ROWS))]
    write_table(workbook, EXPLAINED, footer, fields, cells(pl.DataFrame(rows, infer_schema_length=None)), 1)


def _needed(source: Source, column: Column) -> str:
    if not column.required:
        return ""
    return f"必填（有{_header(source, column.unless)}的可空）" if column.unless else "必填"


def _how(column: Column) -> str:
    return "民族，如 汉族（GB/T 3304）" if column.standard == GB_3304 else _TYPES[column.type]
