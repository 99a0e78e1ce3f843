"""Workbooks of Excel and WPS (.xlsx, .xlsm, .xls, .et): cells as text, and what the reader of cells does not tell.

fastexcel shows every cell as a string, but as a boolean only what is no string: so number cells are found. Merged
cells, number formats, formulas that were never computed, what is hidden or struck through: these stand in the XML,
which is looked at where it has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from base import workbook
from base.workbook_parts import SheetParts
from sources.reader import header, sheets
from sources.reader.header import Header
from sources.reader.sheets import DATED, NUMBERED, Cells, Grid
from sources.reader.table import ODD_CELL, REMARK, Finding, Sheet, Table
from sources.reader.values import NUMBER_CELL

if TYPE_CHECKING:
    from sources.source import Source

_ERRORS = {
    "NA": "#N/A", "Value": "#VALUE!", "Ref": "#REF!", "Div0": "#DIV/0!", "Num": "#NUM!", "Name": "#NAME?",
    "Null": "#NULL!", "GettingData": "#GETTING_DATA",
}  # fmt: skip


SPOILT = "工作簿里有损坏的记录，可能少了单元格，请重新导出或重新传输"
"""Of an .xls, which has no sum that would tell more."""


def read(source: Source, path: Path) -> Table:
    """All sheets that have the header. Flaw: no workbook, encrypted, no sheet with all required columns."""
    found, cells = workbook.guarded(path, _workbook, source, path)
    return sheets.table(source, "xls" if path.suffix.lower() in (".xls", ".et") else "xlsx", found, cells)


def _workbook(source: Source, path: Path) -> tuple[list[Sheet], list[Cells]]:
    """The sheets and their recognised columns, in a process that may die of them (`workbook.guarded`)."""
    content = workbook.content(path)
    parts = workbook.check(content)
    with workbook.parsing(content):
        reader = fastexcel.read_excel(content)
        loaded = [_Loaded(reader, number) for number in range(len(reader.sheet_names))]
        found = sheets.chosen(source, [one.grid for one in loaded])
        read = [(one, sheet) for one, sheet in zip(loaded, found, strict=True) if sheet.header]
        cells = [one.cells(source, sheet, parts.sheet(one.grid.name)) for one, sheet in read]
        if parts.notes and cells:
            cells[0].remarks.append(Finding(0, "", "单元格有批注，没有读", REMARK, times=parts.notes))
    return found, [replace(one, is_1904=parts.is_1904) for one in cells]


class _Loaded:
    """One sheet, loaded as strings."""

    def __init__(self, reader: fastexcel.ExcelReader, number: int) -> None:
        self._reader = reader
        self._number = number
        # skip_rows=0 keeps leading blank rows, so that row numbers are Excel's. Blank columns before the first used
        # one are not loaded, while `use_columns` counts them.
        sheet = reader.load_sheet(number, header_row=None, skip_rows=0, dtypes="string")
        self._strings, errors = sheet.to_arrow_with_errors()
        self._errors = errors.errors if errors else []
        columns = sheet.available_columns()
        self._left: int = columns[0].absolute_index if columns else 0
        head = _first_rows(self._strings)
        self.grid = Grid(sheet.name, head, self._strings.num_rows, sheet.visible == "visible")

    def cells(self, source: Source, sheet: Sheet, parts: SheetParts) -> Cells:
        """The recognised columns below the header."""
        found = sheet.header
        assert found is not None  # noqa: S101 (only sheets that are read come here)
        kinds = {column.name: column.type for column in source.columns}
        marked = sorted(at for name, at in found.columns.items() if kinds[name] in NUMBERED + DATED)
        numbers = pa.record_batch(
            self._reader.load_sheet(
                self._number,
                header_row=None,
                skip_rows=0,
                dtypes="boolean",
                use_columns=[at + self._left for at in marked],
            )
        )
        columns = {name: self._strings.column(at) for name, at in found.columns.items()}
        for name, at in found.columns.items():
            if at in marked:
                is_number = numbers.column(marked.index(at)).is_valid()
                columns[name] = _mark(columns[name], is_number)
                if kinds[name] in NUMBERED:
                    columns[name] = self._as_formatted(columns[name], at, parts)
        remarks: list[Finding] = []
        self._tell_odd_cells(columns, found, parts)
        self._fill_merged(columns, found, parts, remarks)
        remarks += self._out_of_sight(found, parts)
        below = {name: column.slice(found.line) for name, column in columns.items()}
        label = None if 0 in found.columns.values() else self._strings.column(0).slice(found.line)
        return Cells(sheet, below, label, found.line + 1, remarks)

    def _as_formatted(self, column: pa.Array, at: int, parts: SheetParts) -> pa.Array:
        """Numbers whose format shows leading zeros, as they are shown: 1234 in the format 00000000 is 00001234."""
        shown = {row: width for (row, place), width in parts.zeros.items() if place == at + self._left}
        if not shown:
            return column
        texts = column.to_pylist()
        for row, width in shown.items():
            if row < len(texts) and texts[row] and texts[row].startswith(NUMBER_CELL):
                digits = texts[row].removeprefix(NUMBER_CELL).removesuffix(".0")
                if digits.isdigit() and len(digits) <= 15:
                    texts[row] = digits.zfill(width)
        return pa.array(texts, pa.string())

    def _tell_odd_cells(self, columns: dict[str, pa.Array], found: Header, parts: SheetParts) -> None:
        """Errors, and formulas that were never computed, say so instead of being empty."""
        names = {at: name for name, at in found.columns.items()}
        odd: dict[str, dict[int, str]] = {}
        for error in self._errors:
            row, at = error.offset_position
            if at in names and "Error(" in error.detail:
                kind = error.detail.partition("Error(")[2].partition(")")[0]
                odd.setdefault(names[at], {})[row] = f"单元格是错误值 {_ERRORS.get(kind, '')}".strip()
        for row, place in parts.uncomputed:
            if place - self._left in names:
                odd.setdefault(names[place - self._left], {})[row] = "公式没有算出的值"
        for name, reasons in odd.items():
            texts = columns[name].to_pylist()
            for row, reason in reasons.items():
                if row < len(texts):
                    texts[row] = ODD_CELL + reason
            columns[name] = pa.array(texts, pa.string())

    def _out_of_sight(self, found: Header, parts: SheetParts) -> Iterator[Finding]:
        """What is read although nobody sees it, or somebody has struck it out."""
        height = self._strings.num_rows
        if parts.spoilt:
            yield Finding(0, "", SPOILT, REMARK, times=parts.spoilt)
        if hidden := sorted(row for row in parts.hidden_rows if found.line <= row < height):
            yield Finding(hidden[0] + 1, "", "行是隐藏的（或被筛选掉的），照样读了", REMARK, times=len(hidden))
        places = {at + self._left: name for name, at in found.columns.items()}
        for at, name in places.items():
            if any(first <= at <= last for first, last in parts.hidden_columns):
                yield Finding(found.line, name, "这一列是隐藏的，照样读了", REMARK)
        if struck := sorted({row for row, at in parts.struck if at in places and found.line <= row < height}):
            sentence = "文字上有删除线（可能是划掉的人或旧内容），照样读了，请核对"
            yield Finding(struck[0] + 1, "", sentence, REMARK, times=len(struck))

    def _fill_merged(
        self, columns: dict[str, pa.Array], found: Header, parts: SheetParts, remarks: list[Finding]
    ) -> None:
        """Cells merged downwards: what stands in the first holds for all of them."""
        names = {at: name for name, at in found.columns.items()}
        height = self._strings.num_rows
        for at, name in names.items():
            spans = [
                (top, min(bottom, height - 1))
                for top, left, bottom, _ in parts.merged
                if left == at + self._left and bottom > top >= found.line
            ]
            if spans:
                columns[name] = sheets.filled_down(columns[name], spans)
                count = sum(last - first for first, last in spans)
                remarks.append(
                    Finding(spans[0][0] + 1, name, "合并的单元格，已按第一格的内容补齐", REMARK, times=count)
                )


def _first_rows(cells: pa.RecordBatch) -> list[header.Line]:
    rows: dict[str, Any] = cells.slice(0, header.LINES).to_pydict() if cells.num_columns else {}
    return [(line, [cell or "" for cell in row]) for line, row in enumerate(zip(*rows.values(), strict=True), start=1)]


def _mark(strings: pa.Array, numbers: pa.Array) -> pa.Array:
    if not np.any(numbers.to_numpy(zero_copy_only=False)):
        return strings
    return pc.if_else(numbers, pc.binary_join_element_wise(NUMBER_CELL, strings, ""), strings)
