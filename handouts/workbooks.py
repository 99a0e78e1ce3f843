"""The workbooks that leave the system: one per town to fill in, and one for the desk with the rows to check first.

Layout: interfaces.md, "The workbook that goes to a town and comes back". The cover says what the rows are for (个人信息
保护法 art. 6) and that a row is a lead to check and no finding.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from handouts.outcomes import EMPLOYERS, PEOPLE, outcomes
from handouts.replace import replaced_file, replaced_folder
from handouts.sheets import LONGEST_LITERAL, Book, Field, book, cells, write_table

UNKNOWN_TOWN, UNKNOWN_TOWN_NAME = "unknown", "乡镇不明"
RESULT, REASON, NOTE, ROW_KEY = "核实结果", "原因", "备注", "行号"
WARNING = "线索需核实，不作为认定结论"

Outcomes = Mapping[str, Sequence[str]]

_SUBJECT_HEADERS = {PEOPLE: ("姓名", "公民身份号码"), EMPLOYERS: ("单位名称", "统一社会信用代码")}
_HEADCOUNTS = {"wage_headcount": "发放工资人数", "insured_headcount": "其中已参保人数"}

# How a subject without an official number is shown: lists.md, `subject_id`.
_ID_FORMS = {
    "member:hrss:": "人社个人编号 ",
    "member:hsa:": "医保个人编号 ",
    "doc:": "其他证件 ",
    "org:": "组织机构代码 ",
    "tax:": "纳税人识别号 ",
    "reg:": "注册号 ",
    "unit:hrss:": "人社单位编号 ",
    "unit:hsa:": "医保单位编号 ",
    "project:": "项目编号 ",
}


def write_towns(
    people: pl.DataFrame,
    employers: pl.DataFrame,
    folder: Path,
    as_of: date,
    region_name: str,
    more_reasons: Outcomes | None = None,
) -> list[Path]:
    """Write one workbook a town into `folder`, replacing it whole; return the files in the order of the town codes.

    `people` and `employers` hold one row a subject. `more_reasons` are the codes a region adds under the four results.
    """
    sheets = {PEOPLE: _of_towns(people), EMPLOYERS: _of_towns(employers)}
    choices = {kind: outcomes(kind, more_reasons) for kind in sheets}
    parts = {kind: frame.partition_by("town_code", as_dict=True) for kind, frame in sheets.items()}
    names = _town_names(sheets)
    files: dict[str, str] = {}
    with replaced_folder(folder) as (new, scratch):
        for code, name in names.items():
            frames = {kind: parts[kind].get((code,), frame.clear()) for kind, frame in sheets.items()}
            file = _file_name(code, name, sum(frame.height for frame in frames.values()))
            if file in files:
                raise ValueError(f"the towns {files[file]} and {code} would share the file {file}")
            files[file] = code
            with book(new / file, scratch, f"{region_name}{name}参保核实工作清单", as_of) as town:
                _cover(town, frames, choices, as_of, region_name, name)
                for kind, frame in frames.items():
                    _to_fill(town, kind, frame, choices[kind], f"{region_name}{name}  {as_of}  {WARNING}")
    return [folder / file for file in files]


def write_desk(rows: dict[str, pl.DataFrame], path: Path, as_of: date, labels: dict[str, str]) -> Path:
    """Write the rows to check at the desk, one sheet a list; `labels` name lists and columns in Chinese."""
    with replaced_file(path) as (new, scratch), book(new, scratch, "数据核查清单", as_of) as desk:
        for list_id, frame in (rows or {"本期": pl.DataFrame()}).items():
            label = labels.get(list_id, list_id)
            shown = cells(frame)
            fields = [_desk_field(column, labels.get(column.name, column.name)) for column in shown]
            write_table(desk, label, f"{label}  {as_of}  {WARNING}", fields or [Field("说明", 40)], shown)
    return path


def _of_towns(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in the order of the round: by village, most pressing first; a town that is not known by its own name."""
    code = pl.col("town_code").cast(pl.String).replace("", None).fill_null(UNKNOWN_TOWN)
    name = pl.col("town_name").cast(pl.String).replace("", None).fill_null("名称不明")
    unknown = pl.col("town_code") == UNKNOWN_TOWN
    return (
        frame.with_columns(code, name)
        .with_columns(
            pl.when(unknown).then(pl.lit(UNKNOWN_TOWN_NAME)).otherwise(pl.col("town_name")).alias("town_name")
        )
        .sort("town_code", "village_code", "priority", "subject_id", "row_key", nulls_last=True)
    )


def _town_names(sheets: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """Town code to name, by code; of two spellings the one that more rows bear."""
    counts = pl.concat([frame.select("town_code", "town_name") for frame in sheets.values()])
    names = (
        counts.group_by("town_code", "town_name")
        .len()
        .sort("town_code", "len", "town_name", descending=[False, True, False])
        .unique("town_code", keep="first", maintain_order=True)
    )
    return dict(names.select("town_code", "town_name").iter_rows())


def _file_name(code: str, name: str, rows: int) -> str:
    def safe(text: str) -> str:
        return re.sub(r'[\x00-\x1f/\\:*?"<>|]', "_", text).strip(" .")[:50] or "_"

    return f"{safe(code)}_{safe(name)}_{rows}行.xlsx"


def _cover(
    town: Book, frames: Mapping[str, pl.DataFrame], choices: Mapping[str, Outcomes], as_of: date, region: str, name: str
) -> None:
    sheet = town.sheet("封面", f"{region}{name}  {as_of}")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, f"{region}{name}参保核实工作清单", town.looks["title"])
    lines = [("数据日期", as_of.isoformat()), ("地区", region), ("乡镇（街道）", name), ("重要提示", WARNING)]
    for kind, unit in ((PEOPLE, "人"), (EMPLOYERS, "户")):
        tiers = frames[kind].group_by("tier_label").len().sort("len", "tier_label", descending=[True, False])
        shares = "，".join(f"{label or '未分类'} {count}" for label, count in tiers.iter_rows())
        lines.append((kind, f"{frames[kind].height} {unit}" + (f"（{shares}）" if shares else "")))
    lines += [
        ("填写方法", f"在“{PEOPLE}”“{EMPLOYERS}”表中只填写白色的三列：{RESULT}、{REASON}、{NOTE}；灰色各列请勿改动。"),
        ("", f"{RESULT}和{REASON}从下拉列表中选择；{REASON}变红，表示与所选{RESULT}不对应，请重选。"),
        ("", "选“误报”的，请在备注中写明哪里有误。可以排序、筛选，请勿删除行或列。填好后原样交回。"),
        ("", "本表含个人信息，仅供核实参保情况使用，不得复制外传，用毕按规定销毁。"),
    ]
    for kind, results in choices.items():
        lines += [(f"{kind}：{result}", "、".join(reasons)) for result, reasons in results.items()]
    for line, (label, text) in enumerate(lines, start=2):
        sheet.write_string(line, 0, label, town.looks["strong"])
        sheet.write_string(line, 1, text, town.looks["strong" if text == WARNING else "line"])


def _to_fill(town: Book, kind: str, frame: pl.DataFrame, results: Outcomes, footer: str) -> None:
    name_header, id_header = _SUBJECT_HEADERS[kind]
    counts = [column for column in _HEADCOUNTS if column in frame.columns]
    fields = [
        Field("序号", 6, "number"),
        Field("村（社区）", 14),
        Field(name_header, 12 if kind == PEOPLE else 28),
        Field(id_header, 21),
        Field("类别", 18),
        Field("事由", 44),
        Field("地址", 26),
        Field("电话", 14),
        *(Field(_HEADCOUNTS[column], 9, "number") for column in counts),
        Field(RESULT, 11, "fill"),
        Field(REASON, 15, "fill"),
        Field(NOTE, 20, "fill"),
        Field(ROW_KEY, 12, hidden=True),
    ]
    known = ["village_name", "subject_name", "subject_id", "lists", "reason", "address", "phone", *counts]
    shown = cells(frame.select(*known, "row_key").with_columns(_readable_id()))
    empty = [pl.lit(None, pl.String).alias(header) for header in (RESULT, REASON, NOTE)]
    shown = shown.with_row_index("序号", offset=1).select("序号", *known, *empty, "row_key")
    place = next(place for place, field in enumerate(fields) if field.header == RESULT)
    for sheet, rows in write_table(town, kind, footer, fields, shown):
        if rows:
            _drop_downs(town, sheet, place, rows, results)


def _readable_id() -> pl.Expr:
    subject = pl.col("subject_id").cast(pl.String)
    # A child's hash tells nobody anything.
    shown = pl.when(subject.str.starts_with("child:")).then(pl.lit("暂无证件号码")).otherwise(subject)
    for prefix, label in _ID_FORMS.items():
        readable = pl.lit(label) + subject.str.strip_prefix(prefix)
        shown = pl.when(subject.str.starts_with(prefix)).then(readable).otherwise(shown)
    return shown.alias("subject_id")


def _drop_downs(town: Book, sheet: Worksheet, place: int, rows: int, results: Outcomes) -> None:
    """Offer results and reasons; colour a reason that does not belong to its result.

    The reasons are one whole list, not one that follows the result: that takes INDIRECT to named ranges, which phones
    with WPS do not resolve, which offers nothing until a result is chosen, and which needs a fourth sheet. The list
    stands in the cell's own rule, so that it survives copying the sheet into another workbook.
    """
    reasons = [reason for group in results.values() for reason in group]
    for column, offered in ((place, list(results)), (place + 1, reasons)):
        if len(",".join(offered)) > LONGEST_LITERAL or any("," in text or '"' in text for text in offered):
            raise ValueError(f"too many reasons for one drop-down, or a comma in one: {'、'.join(offered)}")
        rule = {
            "validate": "list",
            "source": offered,
            "error_title": "请从列表中选择",
            "error_message": "、".join(offered),
        }
        sheet.data_validation(1, column, rows, column, rule)
    result, reason = (f"${xl_col_to_name(column)}2" for column in (place, place + 1))
    pairs = ",".join(
        f'AND({result}="{name}",ISNUMBER(FIND("|"&{reason}&"|","|{"|".join(group)}|")))'
        for name, group in results.items()
    )
    rule = {"type": "formula", "criteria": f'=AND({reason}<>"",NOT(OR({pairs})))', "format": town.looks["wrong"]}
    sheet.conditional_format(1, place + 1, rows, place + 1, rule)


def _desk_field(column: pl.Series, header: str) -> Field:
    longest = max(len(header), *column.head(200).cast(pl.String).str.len_chars().drop_nulls().to_list(), 0)
    return Field(header, min(max(2 * longest + 2, 8), 40), "number" if column.dtype.is_numeric() else "known")
