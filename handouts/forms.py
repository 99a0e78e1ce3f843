"""The form that a grid worker fills in: the columns of 人员 and 单位, the cover, and drop-downs that follow each other.

Towns are handed it, and handed it again with what is questioned (interfaces.md, "The workbook that goes to a town and
comes back").
"""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from handouts.sheets import Field, WorkbookWriter, write_lines, write_table
from regions.outcomes import EMPLOYERS, KINDS, PEOPLE, Outcomes

COVER = "封面"
RESULT, REASON, NOTE, ROW_KEY, DOUBT = "核实结果", "原因", "备注", "行号", "存疑说明"
TO_FILL = (RESULT, REASON, NOTE)
AREA_CODE = "区划代码"
"""The cover's line that says whose rows these are."""
WARNING = "线索需核实，不作为认定结论"

NUMBER = Field("序号", 5, "count")
# What is known, in the order of the sheet and of a key's prints: a new one goes to the end.
KNOWN: Mapping[str, Mapping[str, Field]] = {
    PEOPLE: {
        "village_name": Field("村（社区）", 9),
        "subject_name": Field("姓名", 8),
        "subject_id": Field("公民身份号码", 10),
        "lists": Field("类别", 10),
        "reason": Field("事由", 24),
        "say": Field("怎么说", 24),
        "priority": Field("优先级", 4.5, "count"),
        "address": Field("地址", 14),
        "phone": Field("电话", 12.5),
        "last_unit": Field("最近单位", 13),
        "months_missing": Field("断缴月数", 5, "count"),
    },
    EMPLOYERS: {
        "village_name": Field("村（社区）", 9),
        "subject_name": Field("单位名称", 18),
        "subject_id": Field("统一社会信用代码", 11),
        "lists": Field("类别", 10),
        "reason": Field("事由", 24),
        "say": Field("怎么说", 24),
        "priority": Field("优先级", 4.5, "count"),
        "address": Field("地址", 14),
        "phone": Field("电话", 12.5),
        "wage_headcount": Field("发放工资人数", 5.5, "count"),
        "insured_headcount": Field("其中已参保人数", 6.5, "count"),
    },
}
GREY: Mapping[str, tuple[str, ...]] = {kind: tuple(field.header for field in KNOWN[kind].values()) for kind in KINDS}
NAME: Mapping[str, str] = {kind: KNOWN[kind]["subject_name"].header for kind in KINDS}
SUBJECT: Mapping[str, tuple[str, str]] = {kind: (NAME[kind], KNOWN[kind]["subject_id"].header) for kind in KINDS}
"""The two columns without which nobody knows whom a row is about."""

FIELDS = {
    field.header: field
    for field in (
        NUMBER,
        *(field for kind in KINDS for field in KNOWN[kind].values()),
        Field(DOUBT, 30, "strong"),
        Field(RESULT, 10, "fill"),
        Field(REASON, 12, "fill"),
        Field(NOTE, 14, "fill"),
        Field(ROW_KEY, 12, hidden=True),
    )
}

INSTRUCTIONS = (
    (
        "填写方法",
        f"在“{PEOPLE}”“{EMPLOYERS}”表中只填写白色的三列：{RESULT}、{REASON}、{NOTE}；表头和灰色各列请勿改动。",
    ),
    ("", f"先选{RESULT}，再选{REASON}（下拉列表随{RESULT}变化）；{REASON}变红，表示与所选{RESULT}不对应，请重选。"),
    ("", f"选“误报”的，请在{NOTE}中写明哪里有误。联系方式等有变化的，也写在{NOTE}里。"),
    ("", f"可以排序、筛选、移动列、删去行、另存为 .xlsx；请勿删除隐藏的“{ROW_KEY}”列。"),
    ("交回以后", "可以先交填好的一部分，其余以后再交；要改答案，改好后再交一次，以最后一次为准。"),
    ("", "读不懂的行会连同原因退回，改好再交。已经回答的不再下发；暂未办理的，到再次走访的日子重新下发。"),
    ("保密要求", "本表含个人信息，仅供核实参保情况使用，不得复制外传，用毕按规定销毁。"),
)

Offered = Mapping[str, Mapping[str, str]]
"""Where the cover lists the reasons: by kind and result, as a range."""


def write_cover(
    writer: WorkbookWriter, title: str, lines: Iterable[tuple[str, str]], choices: Mapping[str, Outcomes], footer: str
) -> Offered:
    """Write the cover, at its foot the results with their reasons, from which the drop-downs are fed."""
    sheet = writer.sheet(COVER, footer)
    line = write_lines(writer, sheet, title, lines, (22, 96))
    offered: dict[str, dict[str, str]] = {kind: {} for kind in choices}
    for kind, results in choices.items():
        line += 1
        sheet.write_string(line, 0, f"{kind}：{RESULT}", writer.looks["header"])
        sheet.write_string(line, 1, REASON, writer.looks["header"])
        for result, reasons in results.items():
            offered[kind][result] = f"{COVER}!$B${line + 2}:$B${line + 1 + len(reasons)}"
            for reason in reasons:
                line += 1
                sheet.write_string(line, 0, result, writer.looks["known"])
                sheet.write_string(line, 1, reason, writer.looks["known"])
        line += 1
    return offered


def write_form(
    writer: WorkbookWriter, name: str, frame: pl.DataFrame, results: Outcomes, ranges: Mapping[str, str], footer: str
) -> None:
    """Write a frame whose columns are headers of the form on a sheet of its own."""
    fields = [FIELDS.get(header) or Field(header, 14, "fill") for header in frame.columns]
    # Whom a row is about stays in view beside what is to be filled in.
    frozen = 1 + next((place for place, header in enumerate(frame.columns) if header in NAME.values()), -1)
    for sheet, rows in write_table(writer, name, footer, fields, frame, frozen):
        if rows and {RESULT, REASON} <= set(frame.columns):
            _offer(writer, sheet, frame.columns, rows, results, ranges)


def _offer(
    writer: WorkbookWriter,
    sheet: Worksheet,
    headers: Sequence[str],
    rows: int,
    results: Outcomes,
    ranges: Mapping[str, str],
) -> None:
    """Offer the results, then the reasons of the result chosen; colour a reason that does not belong to its result.

    The second list follows by IF over ranges of the cover: INDIRECT to named ranges stays empty in WPS on phones. Until
    a result is chosen it offers all, since most reasons tell their result.
    """
    place, reason_place = headers.index(RESULT), headers.index(REASON)
    result, reason = (f"${xl_col_to_name(column)}2" for column in (place, reason_place))
    first, last = next(iter(ranges.values())), list(ranges.values())[-1]
    follows = f"{first.partition(':')[0]}:{last.partition(':')[2]}"
    for name, where in reversed(list(ranges.items())):
        follows = f'IF({result}="{name}",{where},{follows})'
    for column, offered, message in ((place, list(results), "、".join(results)), (reason_place, f"={follows}", "")):
        rule = {
            "validate": "list",
            "source": offered,
            "error_title": "请从列表中选择",
            "error_message": message or f"{REASON}须与{RESULT}对应，见{COVER}。",
        }
        sheet.data_validation(1, column, rows, column, rule)
    belongs = ",".join(
        f'AND({result}="{name}",ISNUMBER(FIND("|"&{reason}&"|","|{"|".join(reasons)}|")))'
        for name, reasons in results.items()
    )
    mismatch = {
        "type": "formula",
        "criteria": f'=AND({reason}<>"",NOT(OR({belongs})))',
        "format": writer.looks["wrong"],
    }
    sheet.conditional_format(1, reason_place, rows, reason_place, mismatch)
