"""What every workbook of ours shares: text that stays text, one look, one print setup, and the same bytes each time."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

SHEET_ROWS = 1_048_576
"""Rows that Excel and WPS can hold on one sheet, its header among them."""

_LINE_COLUMN = "line as Excel counts it"
_LINE = pl.col(_LINE_COLUMN).cast(pl.String)
_BLOCK = 20_000  # rows turned into XML at a time
_LINE_POINTS = 16.0
_ROW_POINTS = 14.0
"""Of a line in the rows of a table, whose letters are a size smaller."""
_HIGHEST_POINTS = 409  # Excel's limit for a row
_EXACT = 10**15  # a spreadsheet keeps 15 digits
_A4 = 9
_NOTHING = "本期无"
IMPORTANT = "重要提示"
"""The label of a line that is written boldly."""

_TEXT = {"num_format": "@", "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"}
_ROW = _TEXT | {"font_size": 10}
_LOOKS: dict[str, dict[str, Any]] = {
    "header": _TEXT | {"bold": True, "align": "center", "bg_color": "#BDD7EE"},
    "known": _ROW | {"bg_color": "#F2F2F2"},
    "number": _ROW | {"bg_color": "#F2F2F2", "num_format": "General"},
    "count": _ROW | {"bg_color": "#F2F2F2", "num_format": "General", "align": "center"},
    # Text as well: a worker's "1-2" must not turn into the 2nd of January.
    "fill": _ROW,
    # A count and a day that somebody fills in: as text they would pass no validation.
    "tally": _ROW | {"num_format": "0", "align": "center"},
    "day": _ROW | {"num_format": "yyyy-mm-dd", "align": "center"},
    # A form for departments: what must be there has the header's blue, what may be there is grey.
    "optional": _TEXT | {"bold": True, "align": "center", "bg_color": "#EDEDED"},
    "amount": {"num_format": "General"},
    "cell": {"num_format": "@"},
    "wrong": {"bg_color": "#FFC7CE"},
    "title": {"bold": True, "font_size": 16, "valign": "vcenter"},
    "line": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "link": {"num_format": "@", "text_wrap": True, "valign": "top", "font_color": "#0563C1", "underline": 1},
    "strong": {"num_format": "@", "text_wrap": True, "valign": "top", "bold": True},
}


class FrameSheet(Worksheet):
    """XlsxWriter's sheet, with a way to write a frame at once: cell by cell, 200,000 rows take four times as long.

    Only for constant_memory, where a sheet's rows go to a scratch file as XML. A text is always a text here, as with
    write_string: nothing makes formulas, links or numbers out of it.
    """

    def write_frame(
        self, frame: pl.DataFrame, looks: Sequence[Format], widths: Sequence[float], least: float = 0
    ) -> None:
        """Write the rows of `frame` under row 0, each column in its look, each row as high as its text asks for.

        No row is lower than `least` points.
        """
        for line, place in ((1, 0), (frame.height, frame.width - 1)):
            self._check_dimensions(line, place)  # so that the sheet declares its size
        self._write_single_row(frame.height)  # the header is still held back; and our rows count as written
        rows = [
            _cell_xml(column, place, look._get_xf_index())
            for place, (column, look) in enumerate(zip(frame, looks, strict=True))
        ]
        # A program that opens the sheet does not measure wrapped text again: without a height it prints over itself.
        height = _height(frame, widths, _ROW_POINTS).clip(lower_bound=least).cast(pl.String)
        start = pl.lit('<row r="') + _LINE + '" ht="' + height + '" customHeight="1">'
        end = pl.lit("</row>")
        for first in range(0, frame.height, _BLOCK):
            block = frame.slice(first, _BLOCK).with_row_index(_LINE_COLUMN, first + 2)
            self.fh.write(block.select(pl.concat_str(start, *rows, end).str.join()).item())


def _height(frame: pl.DataFrame, widths: Sequence[float], points: float) -> pl.Expr:
    """How high a row is in which every text has room."""
    lines = pl.max_horizontal(1, *(_lines(column, width) for column, width in zip(frame, widths, strict=True)))
    return (lines * points).clip(upper_bound=_HIGHEST_POINTS)


def _height_of(texts: Sequence[str], widths: Sequence[float]) -> float:
    """How high one row of texts is."""
    row = pl.DataFrame({str(place): [text] for place, text in enumerate(texts)})
    return float(row.select(_height(row, widths, _LINE_POINTS)).item())


def _lines(column: pl.Series, width: float) -> pl.Expr:
    """How many lines a text takes in a column of that many characters; a Han character is as wide as two others."""
    if column.dtype != pl.String:
        return pl.lit(1)
    text = pl.col(column.name).fill_null("")
    if not column.str.contains("\n", literal=True).any():
        return _wrapped(text, width)
    return text.str.split("\n").list.eval(_wrapped(pl.element(), width).clip(lower_bound=1)).list.sum()


def _wrapped(text: pl.Expr, width: float) -> pl.Expr:
    # In UTF-8 a Han character has three bytes: half of bytes and characters together is the width.
    wide = (text.str.len_bytes() + text.str.len_chars()) / 2
    return (wide / max(width - 2, 1)).ceil().cast(pl.Int64)


def _cell_xml(column: pl.Series, place: int, look: int) -> pl.Expr:
    """One cell of a row (ECMA-376 part 1, 18.3.1.4)."""
    value = pl.col(column.name)
    start = pl.lit(f'<c r="{xl_col_to_name(place)}') + _LINE + f'" s="{look}"'
    if column.dtype == pl.String:
        # Excel holds 32,767 UTF-16 units a cell, and reads _x0041_ as A.
        text = value.str.head(32_767 // 2).str.replace_all(r"(_x[0-9A-Fa-f]{4}_)", "_x005F$1")
        text = text.str.replace_all("&", "&amp;", literal=True).str.replace_all("<", "&lt;", literal=True)
        text = text.str.replace_all(">", "&gt;", literal=True)
        filled = start + ' t="inlineStr"><is><t xml:space="preserve">' + text + "</t></is></c>"
    else:
        filled = start + "><v>" + value.cast(pl.String) + "</v></c>"
    return pl.when(value.is_null()).then(start + "/>").otherwise(filled)


@dataclass(frozen=True)
class Field:
    """One column of a sheet: header, width in characters, and how its cells look."""

    header: str
    width: float
    look: str = "known"
    hidden: bool = False


@dataclass(frozen=True)
class WorkbookWriter:
    """An open workbook with its formats."""

    workbook: Workbook
    looks: Mapping[str, Format]

    def sheet(self, name: str, footer: str) -> FrameSheet:
        """A sheet that prints on A4 landscape, one page wide, with page numbers."""
        sheet = self.workbook.add_worksheet(name, FrameSheet)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        note = footer.replace("&", "&&")[:100]  # & is a command in a footer, which holds 255 characters
        sheet.set_footer(f"&L{note}&C第 &P 页 共 &N 页")
        return sheet


@contextmanager
def new_workbook(path: Path, scratch: Path, title: str, as_of: date) -> Iterator[WorkbookWriter]:
    """A workbook written row by row; the same content gives the same bytes."""
    # Scratch files hold personal data: not in /tmp. XlsxWriter stamps the files inside with 1980.
    workbook = Workbook(str(path), {"constant_memory": True, "tmpdir": str(scratch)})
    workbook.set_properties({"title": title, "created": datetime.combine(as_of, time())})
    yield WorkbookWriter(workbook, {name: workbook.add_format(look) for name, look in _LOOKS.items()})
    workbook.close()


def write_lines(
    writer: WorkbookWriter,
    sheet: Worksheet,
    title: str,
    lines: Iterable[tuple[str, str]],
    widths: tuple[float, float],
    links: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Write a title and, from the third row on, labels with their texts; return the row below.

    `links`: labels that lead to a sheet.
    """
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 1.5 * _LINE_POINTS)
    sheet.write_string(0, 0, title, writer.looks["title"])
    row = 1
    for row, (label, text) in enumerate(lines, start=2):
        sheet.set_row(row, _height_of((label, text), widths))
        if label in links:
            sheet.write_url(row, 0, f"internal:'{links[label]}'!A1", writer.looks["link"], label)
        else:
            sheet.write_string(row, 0, label, writer.looks["strong"])
        sheet.write_string(row, 1, text, writer.looks["strong" if label == IMPORTANT else "line"])
    return row + 1


def write_table(
    writer: WorkbookWriter,
    name: str,
    footer: str,
    fields: Sequence[Field],
    frame: pl.DataFrame,
    frozen: int = 0,
    least: float = 0,
) -> list[tuple[FrameSheet, int]]:
    """Write a frame, one column a field, on sheet `name`, then `name`2 …; return the sheets with their rows.

    The header stays in view, and so do the first `frozen` columns; no row is lower than `least` points.
    """
    fits = SHEET_ROWS - 1
    parts = [frame.slice(start, fits) for start in range(0, max(frame.height, 1), fits)]
    written = []
    for number, part in enumerate(parts, start=1):
        sheet = writer.sheet(sheet_name(name, number, {taken.lower() for taken in writer.workbook.sheetnames}), footer)
        _head(writer, sheet, fields, frozen)
        if part.height:
            widths = [math.inf if field.hidden else field.width for field in fields]
            sheet.write_frame(part, [writer.looks[field.look] for field in fields], widths, least)
            # Over the hidden column too: sorting moves only what is inside the filter, and a row must keep its key.
            sheet.autofilter(0, 0, part.height, len(fields) - 1)
        else:
            sheet.write_string(1, 1 if len(fields) > 1 else 0, _NOTHING, writer.looks["line"])
        written.append((sheet, part.height))
    return written


def _head(writer: WorkbookWriter, sheet: Worksheet, fields: Sequence[Field], frozen: int) -> None:
    for place, field in enumerate(fields):
        sheet.set_column(place, place, field.width, None, {"hidden": True} if field.hidden else {})
        sheet.write_string(0, place, field.header, writer.looks["header"])
    sheet.set_row(0, _height_of([field.header for field in fields], [field.width for field in fields]))
    sheet.freeze_panes(1, frozen)
    sheet.repeat_rows(0)


def cells(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every value as text that a sheet can hold, or as a number that a sheet keeps exactly."""
    return frame.select(_cell(column).alias(column.name) for column in frame)


def _cell(column: pl.Series) -> pl.Series:
    dtype = column.dtype
    if dtype.is_integer():
        exact = column.cast(pl.Float64).is_between(-_EXACT, _EXACT, closed="none").all()
        text = column if exact else column.cast(pl.String)
    elif dtype.is_float() or dtype.is_decimal():
        number = column.cast(pl.Float64)
        text = number.set(~number.is_finite(), None)
    elif dtype == pl.Boolean:
        text = column.replace_strict({True: "是", False: "否"}, return_dtype=pl.String)
    elif isinstance(dtype, pl.List):
        text = column.cast(pl.List(pl.String)).list.join("、")
    else:
        text = column.cast(pl.String)
    if text.dtype != pl.String:
        return text
    return text.str.replace_all(r"[\x00-\x08\x0B-\x1F\x{FFFE}\x{FFFF}]", "")  # XML knows no control characters


def sheet_name(label: str, number: int, taken: set[str]) -> str:
    """A name that Excel accepts and that is not in `taken` (lower case): 31 characters, none of / \\ ? * [ ] :."""
    base = re.sub(r"[\x00-\x1f/\\?*\[\]:]", "_", label).strip("' ") or "_"
    while True:
        suffix = str(number) if number > 1 else ""
        name = base[: 31 - len(suffix)] + suffix
        if name.lower() not in taken:
            return name
        number += 1
