"""Which sheets of a file are read, and how their cells become blocks; whatever the form that they come in.

All visible sheets that carry the header are read, or the hidden ones where no visible one does. The others are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from base.errors import Flaw
from sources.reader import header
from sources.reader.table import REMARK, STRINGS, Block, Finding, Sheet, Table
from sources.reader.values import NUMBER_CELL
from sources.source import DATE, ID_NUMBER, MONTH, TEXT, USCC

if TYPE_CHECKING:
    from sources.source import Source

ROWS = 1 << 17
_NOT_NOW = re.compile("作废|删除|剔除|备份|往年|历史|上月|上年|草稿|示例|样表|模板|旧表|旧版")
"""Words in the name of a sheet that may hold other rows than those that were asked for."""
SKIPPED = "forms.toml 说它不是数据"
NUMBERED = (TEXT, ID_NUMBER, USCC)
"""Types in which a number cell may have lost digits."""
DATED = (DATE, MONTH)
"""Types in which a number cell may be a day that Excel counts."""
_SERIAL = r"^[2-7]\d{4}(\.\d+)?$"
"""1954 to 2118: a year has four digits, a month six and a day eight."""
_EPOCH, _EPOCH_1904 = np.datetime64("1899-12-30"), np.datetime64("1904-01-01")


@dataclass(frozen=True)
class Grid:
    """A sheet as it was found: its first lines, how many it has, whether it can be seen."""

    name: str
    head: list[header.Line]
    height: int
    is_visible: bool = True


@dataclass(frozen=True)
class Cells:
    """The recognised columns of a sheet below its header, as the form gives them.

    A number cell stands behind `NUMBER_CELL` in columns of names, numbers and days; what is none behind `ODD_CELL`.
    """

    sheet: Sheet
    columns: dict[str, pa.Array]
    label: pa.Array | None
    first_line: int
    remarks: list[Finding] = field(default_factory=list)
    is_1904: bool = False
    """Whether days are counted from 1904."""


def chosen(source: Source, grids: Sequence[Grid]) -> list[Sheet]:
    """Every sheet with its header, or with why it is not read. Flaw: none can be."""
    several = sum(bool(grid.head) for grid in grids) > 1
    found: list[Sheet] = []
    flaws: list[Flaw] = []
    for grid in grids:
        if is_skipped(source, grid.name):
            found.append(Sheet(grid.name, None, SKIPPED, grid.height, grid.is_visible))
            continue
        try:
            read = header.find(source, grid.head, grid.name)
            found.append(Sheet(grid.name, read, is_visible=grid.is_visible))
        except Flaw as flaw:
            problem = f"工作表“{grid.name}”{flaw.problem}" if several else flaw.problem
            if grid.head:
                flaws.append(Flaw(problem, flaw.remedy, flaw.offers))
            unread = flaw.problem if grid.head else "是空的"
            found.append(Sheet(grid.name, None, unread, grid.height, grid.is_visible))
    if not any(sheet.header for sheet in found):
        # The sheet that came nearest has named its missing columns; a cover sheet has only said that it has no header.
        empty = Flaw(f"前{header.LINES}行里没有找到表头（应有列：{_wanted(source)}）", "带表头重新导出")
        telling = (flaw for flaw in flaws if "缺少" in flaw.problem or "乱码" in flaw.problem)
        if found and all(sheet.unread == SKIPPED for sheet in found):
            raise Flaw("所有工作表在 forms.toml 里都写成不是数据", "核对 forms.toml 的 skip_sheets")
        raise next(telling, flaws[0] if flaws else empty if grids else Flaw("里面没有工作表"))
    if any(sheet.header and sheet.is_visible for sheet in found):
        heights = {grid.name: grid.height for grid in grids}
        found = [
            replace(sheet, header=None, unread="是隐藏的", rows=heights[sheet.name or ""])
            if sheet.header and not sheet.is_visible
            else sheet
            for sheet in found
        ]
    return found


EXPLAINING = ("应保填报说明", "应保样例说明")
"""The sheets on which a form of ours explains itself (`handouts/department_forms.py`): they come back with it."""


def is_skipped(source: Source, name: str) -> bool:
    """Whether a sheet (or a member of an archive) is no data: the county has said so, or it is our form's own."""
    return name in EXPLAINING or any(fnmatchcase(name, pattern) for pattern in source.skipped_sheets)


def _wanted(source: Source) -> str:
    return "、".join(column.header for column in source.columns if column.required)


def remarks(sheets: Sequence[Sheet]) -> tuple[Finding, ...]:
    """What is to be known of sheets that were not read, or that nobody sees who opens the file."""
    unread = [
        Finding(0, "", f"这张工作表没有读：{sheet.unread}", REMARK, sheet.name, sheet.rows)
        for sheet in sheets
        if not sheet.header and sheet.rows and sheet.unread != SKIPPED
    ]
    hidden = [
        Finding(0, "", "这张工作表是隐藏的，读了", REMARK, sheet.name)
        for sheet in sheets
        if sheet.header and not sheet.is_visible
    ]
    odd = [
        Finding(0, "", "从名称看可能不是本期的数据，读了；若不是，写入 forms.toml 的 skip_sheets", REMARK, sheet.name)
        for sheet in sheets
        if sheet.header and len(sheets) > 1 and sheet.name and _NOT_NOW.search(sheet.name)
    ]
    return (*unread, *hidden, *odd)


def table(source: Source, form: str, sheets: Sequence[Sheet], cells: Sequence[Cells]) -> Table:
    """The sheets that were read as one table."""
    return Table(form, None, tuple(sheets), _blocks(source, cells), remarks(sheets))


def _blocks(source: Source, read: Sequence[Cells]) -> Iterator[Block]:
    for cells in read:
        columns, findings = _settled(source, cells)
        total = len(next(iter(columns.values())))
        for start in range(0, max(total, 1), ROWS):
            size = min(ROWS, total - start)
            block = {name: _distinct(column.slice(start, size)) for name, column in columns.items()}
            label = None if cells.label is None else _distinct(cells.label.slice(start, size))
            lines = np.arange(cells.first_line + start, cells.first_line + start + size)
            yield Block(block, lines, sheet=cells.sheet, remarks=[] if start else findings, label=label)


def _distinct(strings: pa.Array) -> pa.DictionaryArray:
    return strings.dictionary_encode().cast(STRINGS)


def _settled(source: Source, cells: Cells) -> tuple[dict[str, pa.Array], list[Finding]]:
    """Days that Excel counts become days; numbers that may have lost their leading zeros are told."""
    columns = dict(cells.columns)
    findings = list(cells.remarks)
    for column in source.columns:
        if column.name not in columns or column.type not in NUMBERED + DATED:
            continue
        strings = columns[column.name]
        is_number = pc.starts_with(strings, NUMBER_CELL).fill_null(False)
        if not pc.any(is_number).as_py():
            continue
        if column.type in DATED:
            columns[column.name] = _days(strings, is_number, _EPOCH_1904 if cells.is_1904 else _EPOCH)
            is_number = pc.and_(is_number, pc.match_substring_regex(_bare(strings), _SERIAL)).fill_null(False)
            reason = "日期存成了数字（Excel 序列号），已换算成日期"
        else:
            reason = "数字单元格，前导零可能已丢失"
        if column.type != ID_NUMBER and (count := pc.sum(is_number).as_py() or 0):
            line = cells.first_line + is_number.index(True).as_py()
            findings.append(Finding(line, column.name, reason, REMARK, times=count))
    return columns, findings


def _bare(strings: pa.Array) -> pa.Array:
    return pc.replace_substring(strings, NUMBER_CELL, "")


def _days(strings: pa.Array, is_number: pa.Array, epoch: np.datetime64) -> pa.Array:
    bare = _bare(strings)
    serial = pc.and_(is_number, pc.match_substring_regex(bare, _SERIAL)).fill_null(False)
    if not pc.any(serial).as_py():
        return bare
    counted = pc.cast(pc.floor(pc.cast(bare.filter(serial), pa.float64())), pa.int64()).to_numpy()
    days = np.datetime_as_string(epoch + counted.astype("timedelta64[D]"))
    return pc.replace_with_mask(bare, serial, pa.array(days.tolist(), pa.string()))


def filled_down(column: pa.Array, spans: Sequence[tuple[int, int]]) -> pa.Array:
    """A column in which each of these spans (first row, last row) has its first value: cells merged downwards."""
    taken = np.arange(len(column))
    for first, last in spans:
        taken[first : last + 1] = first
    return column.take(pa.array(taken))


def from_lists(source: Source, sheet: Sheet, rows: Sequence[Sequence[str]], line: int, remarks: list[Finding]) -> Cells:
    """The cells of a sheet whose lines are lists; the first of them stands on `line`."""
    found = sheet.header
    assert found is not None  # noqa: S101 (of a sheet that is read)
    below = rows[found.line - line + 1 :]
    columns = {name: _column(below, position) for name, position in found.columns.items()}
    keeps = {column.name for column in source.columns if column.type in NUMBERED + DATED}
    columns = {name: strings if name in keeps else _bare(strings) for name, strings in columns.items()}
    label = None if 0 in found.columns.values() else _bare(_column(below, 0))
    return Cells(sheet, columns, label, found.line + 1, remarks)


def _column(rows: Sequence[Sequence[str]], position: int) -> pa.Array:
    return pa.array([row[position] if position < len(row) else "" for row in rows], pa.string())
