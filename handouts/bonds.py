"""Cadres' monthly workbooks (包保联系, 武义 三(三)4), there and back: whom they answer for, when they were in touch.

One workbook a unit and month; a row is known by its hidden key, and compared with what was issued.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from base.errors import BadInput
from base.files import fitting
from handouts import lock, returned
from handouts.cases import prints_of
from handouts.keys import seal, unseal
from handouts.sheets import Field, cells, new_workbook, write_lines, write_table
from regions import Region
from sources.reader.days import date_of

TITLE = "包保联系登记表"
SHEET = "包保联系"
DAY, WAY, WHAT, ROW_KEY = "联系日期", "联系方式", "联系情况", "行号"
WAYS = ("上门", "电话", "座谈", "其他")
KNOWN = {
    "bond_kind": Field("包保类型", 7),
    "target_name": Field("包保对象", 24),
    "code": Field("代码", 20),
    "town_name": Field("乡镇", 11),
    "cadre_name": Field("干部姓名", 9),
    "cadre_phone": Field("干部电话", 13),
}
_TO_FILL = (Field(DAY, 12, "fill"), Field(WAY, 9, "fill"), Field(WHAT, 36, "fill"))
_FIELDS = (Field("序号", 4.5, "count"), *KNOWN.values(), *_TO_FILL, Field(ROW_KEY, 12, hidden=True))
_TARGET = KNOWN["target_name"].header
_HEADERS = {returned.compact(field.header): field.header for field in _FIELDS}
_PURPOSE = "bond contact"
_LONGEST = 200
HOW = (
    ("怎么填", f"每月与包保对象对接不少于1次：联系过的填{DAY}（如2026-11-05）、{WAY}和{WHAT}；没有联系的不填。"),
    ("", "灰色各列请勿改动，请勿删除隐藏的“行号”列；填好后交回人社局，可以先交一部分，以最后一次为准。"),
)


@dataclass(frozen=True)
class Contact:
    """That a cadre was in touch, as a row of a workbook says it."""

    line: int
    month: str
    """As in 2026-11."""
    bond_kind: str
    target_id: str
    contacted_on: date
    way: str
    note: str


@dataclass(frozen=True)
class Read:
    """What stands in a returned workbook: contacts, how many rows are empty, and a sentence for each in question."""

    contacts: list[Contact]
    empty: int
    questions: list[str]


def write_units(
    bonds: pl.DataFrame,
    folder: Path,
    scratch: Path,
    month: date,
    as_of: date,
    region: Region,
    secret: str,
    password: str | None = None,
) -> list[Path]:
    """Write one workbook a unit into a folder; `bonds`: `cadre_unit`, `target_id` and the columns of KNOWN."""
    paths: list[Path] = []
    for (unit,), rows in bonds.group_by("cadre_unit", maintain_order=True):
        name = re.sub(r'[\x00-\x1f/\\:*?"<>|]', "_", str(unit)).strip(" .") or "_"
        path = folder / fitting(f"包保联系_{month:%Y-%m}_{name}", f"_{rows.height}个.xlsx")
        if path in paths:
            path = folder / fitting(f"包保联系_{month:%Y-%m}_{name}_{len(paths)}", f"_{rows.height}个.xlsx")
        _write(rows, path, scratch, month, as_of, f"{region.name} {unit}", secret)
        if password is not None:
            lock.close(path, password)
        paths.append(path)
    return paths


def _write(rows: pl.DataFrame, path: Path, scratch: Path, month: date, as_of: date, whose: str, secret: str) -> None:
    known = cells(rows.select(list(KNOWN))).rename({name: field.header for name, field in KNOWN.items()})
    marks = prints_of(known[_TARGET].fill_null("").to_list())
    parts = zip(rows["bond_kind"], rows["target_id"], marks, strict=True)
    form = known.with_row_index("序号", offset=1).with_columns(
        *(pl.lit(None, pl.String).alias(field.header) for field in _TO_FILL),
        pl.Series(ROW_KEY, seal(secret, _PURPOSE, ([f"{month:%Y-%m}", *each] for each in parts)), pl.String),
    )
    footer = f"{whose}  {TITLE}  {month:%Y年%m月}"
    lines = [("单位", whose), ("月份", f"{month:%Y年%m月}"), ("数据日期", as_of.isoformat()), *HOW]
    with new_workbook(path, scratch, TITLE, as_of) as workbook:
        write_lines(workbook, workbook.sheet("封面", footer), TITLE, lines, (14, 90))
        for sheet, height in write_table(workbook, SHEET, footer, _FIELDS, form, frozen=3, least=22):
            if height:
                place = [field.header for field in _FIELDS].index(WAY)
                rule = {"validate": "list", "source": list(WAYS), "error_title": "请从列表中选择"}
                sheet.data_validation(1, place, height, place, rule)


def is_ours(sheets: Collection[str]) -> bool:
    """Whether sheets of these names are a cadre's workbook."""
    return any(name.startswith(SHEET) for name in sheets)


def read(file: Path, secret: str, today: date, password: str | None = None) -> Read:
    """What a returned workbook says. Raises BadInput for a file that cannot be read or is none of ours."""
    found = Read([], 0, [])
    empty, seen = 0, False
    for name, lines in returned.sheets(file, password).items():
        rows = returned.rows(name, lines, (DAY,), _is_header, _places)
        for row in rows or ():
            seen = True
            judged = _judged(row, secret, today)
            if judged is None:
                empty += 1
            elif isinstance(judged, str):
                found.questions.append(f"“{row.sheet}”第{row.line}行：{judged}")
            else:
                found.contacts.append(judged)
    if not seen:
        raise BadInput(f"{file.name} 里没有“{DAY}”列，不是发出的{TITLE}；请核对文件。")
    return Read(found.contacts, empty, found.questions)


def _is_header(headers: Collection[str]) -> bool:
    return {DAY, ROW_KEY} <= set(headers)


def _places(headers: Sequence[str]) -> Mapping[str, int]:
    return {_HEADERS[header]: place for place, header in enumerate(headers) if header in _HEADERS}


def _judged(row: returned.Row, secret: str, today: date) -> Contact | str | None:
    """What a row says, why it cannot be taken, or None where nobody filled it in."""
    day, way, what = (row.cells.get(header, "") for header in (DAY, WAY, WHAT))
    if not (day or way or what):
        return None
    key = unseal(secret, _PURPOSE, row.cells.get(ROW_KEY, ""))
    if not key or len(key) != 4:
        return f"“{ROW_KEY}”不是这里发出的，或已被改动，请从发出的原表复制"
    month, kind, target, mark = key
    if prints_of([row.cells.get(_TARGET, "")]) != [mark]:
        return f"“{_TARGET}”与发出时不同，可能排序时与行号错开；请改回原样"
    if not day:
        return f"没有填“{DAY}”"
    on = date_of(day)
    if not isinstance(on, date):
        return f"“{DAY}”读不懂，请写成 2026-11-05 这样"
    if f"{on:%Y-%m}" != month:
        return f"“{DAY}”不在本表的月份（{month}）里"
    if on > today:
        return f"“{DAY}”还没有到"
    if way not in ("", *WAYS):
        return f"“{WAY}”请从下拉列表中选择 {'、'.join(WAYS)}"
    return Contact(row.line, month, kind, target, on, way, what[:_LONGEST])
