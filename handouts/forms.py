"""The form that a grid worker fills in: the columns of 人员 and 单位, the cover, and drop-downs that follow each other.

Towns are handed it, and handed it again with what is questioned (interfaces.md, "The workbook that goes to a town and
comes back"). What is known of each lead beyond a line stands on a sheet that prints as slips (`write_slips`).
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import polars as pl
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from handouts import phones
from handouts.sheets import Field, WorkbookWriter, write_lines, write_table
from regions.outcomes import DESK, EMPLOYERS, PEOPLE, Outcomes

COVER = "封面"
RESULT, REASON, NOTE, ROW_KEY, DOUBT = "核实结果", "原因", "备注", "行号", "存疑说明"
TO_FILL = (RESULT, REASON, NOTE)
AREA_CODE = "区划代码"
"""The cover's line that says whose rows these are."""
WARNING = "线索需核实，不作为认定结论"

BONDED = "包保干部"
"""Who answers for the row, where the county has bonds (包保)."""

NUMBER = Field("序号", 4.5, "count")
_LEAST_POINTS = 22.0  # somebody writes in it with a pen
# What is known, in the order of a key's prints, which sheets that are out rest on: a new one goes to the end. 类别,
# 怎么说 and 最近单位 stand on the sheets of earlier releases; today they are on the slip.
KNOWN: Mapping[str, Mapping[str, Field]] = {
    PEOPLE: {
        "village_name": Field("村（社区）", 12),
        "subject_name": Field("姓名", 8),
        "subject_id": Field("公民身份号码", 11),
        "lists": Field("类别", 10),
        "reason": Field("事由", 62),
        "say": Field("怎么说", 24),
        "priority": Field("优先级", 5.5, "count"),
        "address": Field("地址", 19),
        "phone": Field("电话", 13),
        "last_unit": Field("最近单位", 26),
        "months_missing": Field("断缴月数", 6.5, "count"),
        "bonded": Field(BONDED, 16),
    },
    EMPLOYERS: {
        "village_name": Field("村（社区）", 12),
        "subject_name": Field("单位名称", 20),
        "subject_id": Field("统一社会信用代码", 20),
        "lists": Field("类别", 10),
        "reason": Field("事由", 62),
        "say": Field("怎么说", 24),
        "priority": Field("优先级", 5.5, "count"),
        "address": Field("地址", 19),
        "phone": Field("电话", 13),
        "wage_headcount": Field("发放工资人数", 8, "count"),
        "insured_headcount": Field("其中已参保人数", 9, "count"),
        "bonded": Field(BONDED, 16),
    },
    DESK: {
        "subject_name": Field("姓名或单位名称", 20),
        "subject_id": Field("证件或单位号码", 20),
        "town_name": Field("乡镇", 11),
        "village_name": Field("村（社区）", 12),
        "reason": Field("事由", 62),
        "address": Field("地址", 19),
        "phone": Field("电话", 13),
    },
}
FORMS = tuple(KNOWN)
"""Every kind of sheet that asks for answers: 人员 and 单位 of a town, 核对 of the desk."""
GREY: Mapping[str, tuple[str, ...]] = {kind: tuple(field.header for field in KNOWN[kind].values()) for kind in FORMS}
NAME: Mapping[str, str] = {kind: KNOWN[kind]["subject_name"].header for kind in FORMS}
SUBJECT: Mapping[str, tuple[str, str]] = {kind: (NAME[kind], KNOWN[kind]["subject_id"].header) for kind in FORMS}
"""The two columns without which nobody knows whom a row is about."""
PHONE, ADDRESS = (KNOWN[PEOPLE][name].header for name in ("phone", "address"))
CORRECTABLE: Mapping[str, str] = {PHONE: "phone", ADDRESS: "address"}
"""Grey cells that whoever has been there may correct, and what of the subject they hold."""
ORDER: Mapping[str, tuple[str, ...]] = {
    # Whom, where and the answer stand first: a phone shows five columns.
    kind: (NUMBER.header, NAME[kind], ADDRESS, *TO_FILL, PHONE, *rest)
    for kind, rest in {
        PEOPLE: ("村（社区）", "公民身份号码", "事由", "优先级", "断缴月数", BONDED),
        EMPLOYERS: ("村（社区）", "统一社会信用代码", "事由", "优先级", "发放工资人数", "其中已参保人数", BONDED),
        DESK: ("证件或单位号码", "乡镇", "村（社区）", "事由"),
    }.items()
}
"""The columns of a sheet as they stand; the hidden ROW_KEY comes last."""

FIELDS = {
    field.header: field
    for field in (
        NUMBER,
        *(field for kind in FORMS for field in KNOWN[kind].values()),
        Field(DOUBT, 30, "strong"),
        Field(RESULT, 9, "fill"),
        Field(REASON, 11, "fill"),
        Field(NOTE, 16, "fill"),
        Field(ROW_KEY, 12, hidden=True),
    )
}

INSTRUCTIONS = (
    (
        "填写方法",
        f"在“{PEOPLE}”“{EMPLOYERS}”表中填写白色的三列：{RESULT}、{REASON}、{NOTE}；表头和其他灰色各列请勿改动。",
    ),
    (
        "",
        f"{PHONE}、{ADDRESS}有误或有变化的，直接在灰格里改，不管这一行答不答都会收下；没有新号码的，把旧号码删去。"
        f"红底、后面写着“{phones.WRONG}”的{PHONE}不会是真号码。",
    ),
    ("", f"先选{RESULT}，再选{REASON}（下拉列表随{RESULT}变化）；{REASON}变红，表示与所选{RESULT}不对应，请重选。"),
    ("", f"选“误报”的，请在{NOTE}中写明哪里有误。"),
    ("", f"可以排序、筛选、移动列、删去行、另存为 .xlsx；请勿删除隐藏的“{ROW_KEY}”列。"),
    ("交回以后", "可以先交填好的一部分，其余以后再交；要改答案，改好后再交一次，以最后一次为准。"),
    ("", "读不懂的行会连同原因退回，改好再交。已经回答的不再下发；暂未办理的，到再次走访的日子重新下发。"),
    ("保密要求", "本表含个人信息，仅供核实参保情况使用，不得复制外传，用毕按规定销毁。"),
)

Offered = Mapping[str, Mapping[str, str]]
"""Where the cover lists the reasons: by kind and result, as a range."""


def write_cover(
    writer: WorkbookWriter,
    title: str,
    lines: Iterable[tuple[str, str]],
    choices: Mapping[str, Outcomes],
    footer: str,
    name: str = COVER,
    links: Mapping[str, str] = MappingProxyType({}),
) -> Offered:
    """Write the cover, at its foot the results with their reasons, from which the drop-downs are fed.

    `links`: labels of lines that lead to a sheet.
    """
    sheet = writer.sheet(name, footer)
    line = write_lines(writer, sheet, title, lines, (22, 96), links)
    offered: dict[str, dict[str, str]] = {kind: {} for kind in choices}
    for kind, results in choices.items():
        line += 1
        sheet.write_string(line, 0, f"{kind}：{RESULT}", writer.looks["header"])
        sheet.write_string(line, 1, REASON, writer.looks["header"])
        for result, reasons in results.items():
            offered[kind][result] = f"{name}!$B${line + 2}:$B${line + 1 + len(reasons)}"
            for reason in reasons:
                line += 1
                sheet.write_string(line, 0, result, writer.looks["known"])
                sheet.write_string(line, 1, reason, writer.looks["known"])
        line += 1
    return offered


def write_form(
    writer: WorkbookWriter,
    name: str,
    frame: pl.DataFrame,
    results: Outcomes,
    ranges: Mapping[str, str],
    footer: str,
    fields: Sequence[Field] | None = None,
) -> None:
    """Write a frame whose columns are headers of the form on a sheet of its own; `fields`: where others stand there."""
    fields = fields or [FIELDS.get(header) or Field(header, 14, "fill") for header in frame.columns]
    # Whom a row is about stays in view beside what is to be filled in.
    frozen = 1 + next((place for place, header in enumerate(frame.columns) if header in NAME.values()), -1)
    for sheet, rows in write_table(writer, name, footer, fields, frame, frozen, _LEAST_POINTS):
        if rows and {RESULT, REASON} <= set(frame.columns):
            _offer(writer, sheet, frame.columns, rows, results, ranges)
        if rows and PHONE in frame.columns:
            place = frame.columns.index(PHONE)
            wrong = {"type": "text", "criteria": "containing", "value": phones.WRONG, "format": writer.looks["wrong"]}
            sheet.conditional_format(1, place, rows, place, wrong)


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
            "error_message": message or f"{REASON}须与{RESULT}对应。",
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


SLIPS: Mapping[str, str] = {PEOPLE: "走访单", EMPLOYERS: "走访单（单位）"}
WHO, WHY, SAY, BY_HAND = "找谁", "为什么走访", "怎么说", "走访记录（手写）"
BLANK = "□已办理 □不需参保\n□暂未办理 □线索有误\n原因：\n备注：\n走访人、日期："
_SLIP = (Field(NUMBER.header, 4.5, "count"), Field(WHO, 40), Field(WHY, 64), Field(SAY, 46), Field(BY_HAND, 26, "fill"))


def slips(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The slips of a sheet's rows: whom to look for, every lead in full, what to say, and room to write by hand.

    `frame` holds the columns of KNOWN as they are shown, `reason` with a line a lead.
    """
    who = [pl.col("subject_name") + "（" + pl.col("subject_id") + "）"]
    who += [
        pl.concat_str(pl.lit(label), pl.col(name).cast(pl.String).replace("", None))
        for name, label in (
            *(("address", f"{ADDRESS}："), ("phone", f"{PHONE}：")),
            *(("last_unit", "最近单位："), ("bonded", "包保干部：")),
        )
        if name in KNOWN[kind]
    ]
    return frame.select(
        pl.int_range(1, pl.len() + 1).alias(NUMBER.header),
        pl.concat_str(*who, separator="\n", ignore_nulls=True).alias(WHO),
        pl.col("reason").cast(pl.String).alias(WHY),
        pl.col("say").cast(pl.String).alias(SAY),
        pl.lit(BLANK).alias(BY_HAND),
    )


def write_slips(writer: WorkbookWriter, kind: str, frame: pl.DataFrame, footer: str) -> None:
    """Write the slips of `slips` on a sheet of their own, to be printed and cut; nothing is written without rows."""
    if frame.height:
        write_table(writer, SLIPS[kind], footer, _SLIP, frame, 1)
