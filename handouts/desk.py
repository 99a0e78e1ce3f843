"""The workbook that stays at the desk: the rows to check before anybody visits, one sheet a list, and answered there.

Its first sheet is an index. What each row tells of its subject stands beside what the departments say of it, so that a
clerk can compare without opening the database. It comes back as a town's workbook does (`handouts/feedback.py`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from base.atomic import replaced_file
from handouts import forms, phones
from handouts.cases import keys
from handouts.forms import WARNING
from handouts.masking import number_shown
from handouts.sheets import IMPORTANT, Field, WorkbookWriter, cells, new_workbook, sheet_name, write_table
from regions import Region
from regions.outcomes import DESK, outcomes
from sources import SOURCES
from sql.publication import Meaning

INDEX = "索引"
CORRECTED = "更正"
FACTS: Mapping[str, Mapping[str, str]] = {
    "person": {"registered": "登记", "pension": "养老", "medical": "医保", "wage": "工资"},
    "employer": {"registered": "登记", "taxed": "税务", "insured": "参保", "staff": "用工"},
}
"""What the departments say, by kind of subject: columns of `sql/handouts/desk_*.sql` and their headers."""
_ABOUT = (
    "case_id",
    "subject_kind",
    "tier",
    "town_code",
    "village_code",
    "employer_id",
    "visit_order",
    *forms.KNOWN[DESK],
)
_LEAST_POINTS = 22.0
_WORDS: Mapping[str, Mapping[str, str]] = {
    "sex": {"1": "男", "2": "女"},
    "industry_group": {"other": "其他"},
    "confidence": {"confirmed": "号码相符", "probable": "按名称匹配", "review": "待人工判断"},
    "insurance": {"110": "职工养老", "120": "机关养老", "170": "居民养老", "310": "职工医保", "390": "居民医保",
                  "210": "失业", "410": "工伤"},
}  # fmt: skip
"""Codes that a clerk should not have to know; another code stays as it is."""


@dataclass(frozen=True)
class Check:
    """A list's rows to check: as `lists.<id>` holds them, with `town_name` and `village_name`."""

    name: str
    rows: pl.DataFrame
    uncompared: str | None = None
    """The data with which the list was not compared."""


@dataclass(frozen=True)
class Desk:
    """What the desk is told of a night."""

    checks: Sequence[Check]
    facts: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    """By kind of subject: `subject_id` and the columns of FACTS."""
    corrections: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Telephones and addresses that workers corrected (`sql/handouts/corrections.sql`)."""
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    """The columns of the database."""
    data_dates: tuple[date, date] | None = None


def write_desk(desk: Desk, path: Path, as_of: date, region: Region, secret: str) -> Path:
    """Write the index, a sheet for each list with rows, and what was corrected."""
    choices = {DESK: outcomes(DESK, region.reasons)}
    title = "内部核对清单"
    listed = [check for check in desk.checks if check.rows.height]
    with replaced_file(path, shared=True) as (new, scratch), new_workbook(new, scratch, title, as_of) as workbook:
        names = _sheet_names([check.name for check in listed])
        lines = [*_cover_lines(desk, as_of, region), *_index(desk, listed, names)]
        links = dict(zip(names, names, strict=True)) | ({CORRECTED: CORRECTED} if desk.corrections.height else {})
        offered = forms.write_cover(workbook, title, lines, choices, f"{title}  {as_of}  {WARNING}", INDEX, links)
        for check, name in zip(listed, names, strict=True):
            mark = f"  未比对：{check.uncompared}" if check.uncompared else ""
            form = _form(check.rows, desk, secret, as_of)
            footer = f"{name}  {as_of}  {WARNING}{mark}"
            fields = [_field(column) for column in form.iter_columns()]
            forms.write_form(workbook, name, form, choices[DESK], offered[DESK], footer, fields)
        if desk.corrections.height:
            _write_corrections(workbook, desk.corrections, f"{CORRECTED}  {as_of}")
    return path


def _cover_lines(desk: Desk, as_of: date, region: Region) -> list[tuple[str, str]]:
    oldest, newest = desk.data_dates or (as_of, as_of)
    return [
        ("数据日期", newest.isoformat() + (f"（最早的一份是{oldest}）" if oldest < newest else "")),
        ("制表日期", as_of.isoformat()),
        ("地区", region.name),
        ("这是什么", "要先在办公室核对、不派人走访的线索，一个清单一张表，点下面的清单名打开；没有线索的清单没有表。"),
        (IMPORTANT, f"{WARNING}；本表显示完整姓名和号码，只在经办机构内部使用。"),
        (
            "怎么核对",
            f"先看“事由”，再对照各部门怎么说（人员看登记、养老、医保、工资，单位看登记、税务、参保、用工）；"
            f"填{forms.RESULT}、{forms.REASON}，需要时写{forms.NOTE}。{forms.PHONE}、{forms.ADDRESS}可以直接改正。",
        ),
        ("", "线索不成立的，选“线索有误”，在备注写明；要部门改数据的，改好后选“已更正数据”，数据证实后结案。"),
        ("交回", "填好后运行 yingbao feedback desk.xlsx --home … --by 姓名，可以分几次交；请勿删除隐藏的行号列。"),
    ]  # fmt: skip


def _index(desk: Desk, listed: Sequence[Check], names: Sequence[str]) -> list[tuple[str, str]]:
    lines = [("清单", f"{len(listed)}个清单、{sum(check.rows.height for check in listed)}行" if listed else "本期无")]
    for check, name in zip(listed, names, strict=True):
        towns = check.rows["town_name"].value_counts(sort=True).head(3).rows()
        most = "，".join(f"{town or '乡镇不明'}{rows}" for town, rows in towns)
        mark = f"；未比对：{check.uncompared}" if check.uncompared else ""
        lines.append((name, f"{check.rows.height}行（最多的：{most}）{mark}"))
    if desk.corrections.height:
        lines.append((CORRECTED, f"{desk.corrections.height}处电话、地址由走访的人更正，请转告提供数据的部门"))
    empty = [check.name for check in desk.checks if not check.rows.height]
    return [*lines, ("没有线索的", "、".join(empty))] if empty else lines


def _form(rows: pl.DataFrame, desk: Desk, secret: str, as_of: date) -> pl.DataFrame:
    """A list's rows as their sheet shows them: whom, the answer, what the list says, what the departments say."""
    order = [name for name in ("town_code", "priority", "subject_id", "case_id") if name in rows.columns]
    sorted_rows = rows.sort(*order, nulls_last=True)
    missing = [pl.lit(None, pl.String).alias(name) for name in forms.KNOWN[DESK] if name not in rows.columns]
    shown = sorted_rows.with_columns(*missing).with_columns(
        number_shown("subject_id", masked=False), phones.marked("phone")
    )
    known = cells(shown.select(list(forms.KNOWN[DESK]))).rename(
        dict(zip(forms.KNOWN[DESK], forms.GREY[DESK], strict=True))
    )
    subjects = sorted_rows.select(pl.lit("").alias("town_code"), pl.col("case_id").alias("case_ids"))
    key = pl.Series(forms.ROW_KEY, keys(secret, DESK, known, subjects, as_of), pl.String)
    empty = [pl.lit(None, pl.String).alias(header) for header in forms.TO_FILL]
    numbered = known.with_row_index(forms.NUMBER.header, offset=1).with_columns(*empty, key)
    facts_of_list = _facts_of_list(sorted_rows, desk.meanings)
    facts_of_departments = _facts_of_departments(sorted_rows, desk.facts)
    # A telephone that no row has needs no column.
    kept = [header for header in forms.ORDER[DESK] if header not in forms.CORRECTABLE or numbered[header].count()]
    return pl.concat(
        [numbered.select(kept), *facts_of_departments, *facts_of_list, numbered.select(forms.ROW_KEY)], how="horizontal"
    )


def _facts_of_list(rows: pl.DataFrame, meanings: Mapping[str, Meaning]) -> list[pl.DataFrame]:
    """What the list itself holds beyond the common columns, in words; what is empty in every row is left out."""
    found: dict[str, pl.Series] = {}
    for column in rows.iter_columns():
        if column.name in _ABOUT or not column.count():
            continue
        meaning = meanings.get(column.name)
        header = meaning.label + (f"（{meaning.unit}）" if meaning.unit else "") if meaning else column.name
        if header in forms.FIELDS or header in found:
            header = f"{header}（清单）"
        found[header] = _in_words(column).alias(header)
    return [cells(pl.DataFrame(list(found.values())))] if found else []


def _in_words(column: pl.Series) -> pl.Series:
    """A fact as a clerk reads it: months as months, years as years, codes as words, evidence by its title."""
    if column.name == "evidence":
        return pl.Series([_evidence(text) for text in column.to_list()], dtype=pl.String)
    if column.dtype == pl.Date and column.name.endswith("_in"):
        return column.dt.strftime("%Y年%m月")
    if column.dtype == pl.Date and column.name.endswith("_paid_for"):
        return column.dt.strftime("%Y年度")
    if words := _WORDS.get(column.name):
        return column.cast(pl.String).replace(dict(words))
    return column


def _evidence(text: str | None) -> str | None:
    """wage/个税.txt#774 as 个税（个税.txt第774行)."""
    if text is None:
        return None
    parts = [re.fullmatch(r"(\w+)/(.+)#(\d+)", part.strip()) for part in text.split(";")]
    return "\n".join(
        f"{SOURCES[part[1]].title}：{part[2]} 第{part[3]}行" if part and part[1] in SOURCES else whole.strip()
        for part, whole in zip(parts, text.split(";"), strict=True)
    )


def _facts_of_departments(rows: pl.DataFrame, facts: Mapping[str, pl.DataFrame]) -> list[pl.DataFrame]:
    """What the departments say of each subject; of a project nothing more than the list does."""
    kinds = [kind for kind in FACTS if kind in facts and kind in set(rows["subject_kind"])]
    return [
        cells(
            rows.select("subject_id")
            .join(facts[kind], on="subject_id", how="left", maintain_order="left")
            .select(pl.col(name).alias(f"{header}（各部门）") for name, header in FACTS[kind].items())
        )
        for kind in kinds[:1]
    ]


def _field(column: pl.Series) -> Field:
    if known := forms.FIELDS.get(column.name):
        return known
    longest = max(len(column.name), *column.head(200).cast(pl.String).str.len_chars().drop_nulls().to_list(), 0)
    return Field(column.name, min(max(2 * longest + 2, 8), 34), "number" if column.dtype.is_numeric() else "known")


def _write_corrections(workbook: WorkbookWriter, corrections: pl.DataFrame, footer: str) -> None:
    fields = {
        "subject_name": Field("姓名或单位", 20),
        "subject_id": Field("号码", 20),
        "which_shown": Field("更正了什么", 10),
        "was": Field("部门数据", 30),
        "corrected_to": Field("更正为", 30),
        "actor": Field("谁交回的", 12),
        "as_of": Field("哪天", 11),
        "source_row": Field("依据", 40),
    }
    shown = corrections.with_columns(number_shown("subject_id", masked=False)).select(list(fields))
    write_table(workbook, CORRECTED, footer, list(fields.values()), cells(shown), 1, _LEAST_POINTS)


def _sheet_names(labels: Sequence[str]) -> list[str]:
    """Names that Excel accepts, none twice."""
    taken: set[str] = {INDEX, CORRECTED}
    names = []
    for label in labels:
        name = sheet_name(label, 1, {each.lower() for each in taken})
        taken.add(name)
        names.append(name)
    return names
