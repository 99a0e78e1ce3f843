"""Rows of a text file, in blocks, each with the line that an editor shows for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from base.errors import Flaw
from sources.reader import decode
from sources.reader.table import STRINGS, Block, Malformed, Sheet, Table, no_rows

if TYPE_CHECKING:
    from sources.source import Source

BLOCK = 8 << 20
"""Bytes parsed at a time: large enough for row groups that DuckDB likes, small enough for the cache."""


def read(source: Source, path: Path) -> Table:
    """A text file as a Table. Flaw: not text, no header, broken bytes, an unclosed quote."""
    seen = decode.survey(path)
    layout = decode.layout(source, seen)
    encoding = "utf-16" if decode.is_utf_16(path) else layout.encoding
    sheet = Sheet(None, layout.header)
    return Table("text", encoding, (sheet,), _blocks(path, layout, seen, sheet))


def _blocks(path: Path, layout: decode.Layout, seen: decode.Survey, sheet: Sheet) -> Iterator[Block]:
    with decode.opened(path) as stream:
        skipped = decode.read_fully(stream, layout.skip)
        transcoded = None if layout.encoding == "utf-8" else decode.Transcoded(stream, skipped)
        rows = _Rows(layout, sheet, quoted=seen.quotes > 0)
        try:
            for batch in rows.parsed(cast(BinaryIO, transcoded or stream)):
                is_private = transcoded.has_private if transcoded else seen.has_private
                yield rows.block(batch, is_private)
            if last := rows.rest():
                yield last
        except pa.ArrowInvalid as error:
            _refuse_open_quote(path, layout)
            raise Flaw(f"第{rows.line}行起无法按表格读取", "检查该处的引号和分隔符后重新提供") from error
    if rows.suspicious or (seen.quotes % 2 and not layout.has_escapes):
        _refuse_open_quote(path, layout)


_NOTHING = " \t\r\n\x1a"
"""Old programs end a file with Ctrl-Z."""


class _Refused(NamedTuple):
    row: int
    breaks: int
    reason: str
    """Empty for a blank line."""
    cells: tuple[str, ...]


class _Rows:
    """Counts rows and lines while Arrow parses.

    Arrow numbers the rows it refuses, blank lines included; the rows it returns have the numbers between. A row
    takes as many lines as its values hold line breaks, and one.
    """

    def __init__(self, layout: decode.Layout, sheet: Sheet, quoted: bool) -> None:
        self.line = layout.first_line
        self._sheet = sheet
        self.suspicious = False
        self._layout = layout
        self._quoted = quoted
        self._row = 1
        self._refused: list[_Refused] = []
        self._names = [f"column {position}" for position in range(layout.header.width)]
        used = set(layout.header.columns.values())
        self._label = None if 0 in used else self._names[0]

    def parsed(self, text: BinaryIO) -> Iterator[pa.RecordBatch]:
        """Blocks of rows with all columns that are needed, as dictionaries of distinct strings."""
        needed = {*self._layout.header.columns.values(), *([] if self._label is None else [0])}
        wanted = range(len(self._names)) if self._quoted else sorted(needed)
        first = text.read(BLOCK)
        if not first:
            return
        yield from pyarrow.csv.open_csv(
            _Chained(first, text),
            read_options=pyarrow.csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=self._names),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=self._layout.delimiter,
                quote_char='"' if self._quoted else False,
                escape_char="\\" if self._layout.has_escapes else False,
                newlines_in_values=self._quoted,
                ignore_empty_lines=False,
                invalid_row_handler=self._refuse,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(self._names, STRINGS),
                include_columns=[self._names[position] for position in wanted],
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )

    def block(self, batch: pa.RecordBatch, is_private: bool) -> Block:
        """The recognised columns of a batch, its lines, and the refused rows up to its last row."""
        breaks = self._breaks(batch)
        lines, malformed = self._place(batch.num_rows, breaks)
        columns = {name: batch.column(self._names[position]) for name, position in self._layout.header.columns.items()}
        label = None if self._label is None else batch.column(self._label)
        return Block(columns, lines, malformed, self._sheet, label=label, may_be_private=is_private)

    def rest(self) -> Block | None:
        """The rows refused after the last good one."""
        if not self._refused:
            return None
        lines, malformed = self._place(0, None)
        return Block(no_rows(self._layout.header), lines, malformed, self._sheet)

    def _refuse(self, row: pyarrow.csv.InvalidRow) -> str:
        cells = self._cells(row.text)
        is_blank = not any(cell.strip(_NOTHING) for cell in cells or (row.text,))
        reason = "" if is_blank else f"应有{row.expected_columns}个字段，实有{row.actual_columns}个"
        breaks = len(decode.LINE_END.findall(row.text.encode()))
        self.suspicious |= breaks > 0
        self._refused.append(_Refused(row.number, breaks, reason, () if is_blank else cells))
        return "skip"

    def _cells(self, text: str) -> tuple[str, ...]:
        if not self._quoted:
            return tuple(text.split(self._layout.delimiter))
        try:
            return tuple(next(_reader(io.StringIO(text, newline=""), self._layout), []))
        except csv.Error:
            return ()

    def _breaks(self, batch: pa.RecordBatch) -> np.ndarray | None:
        """Line breaks inside the values of each row, or None where no value holds one."""
        if not self._quoted:
            return None
        total: np.ndarray | None = None
        for column in batch.columns:
            values = column.dictionary
            if not pc.any(pc.match_substring_regex(values, r"[\r\n]")).as_py():
                continue
            counts = pc.count_substring_regex(values, r"\r\n|\r|\n")
            # A value over several lines is an address, or other rows that a stray quote has swallowed.
            delimiters = pc.count_substring(values, self._layout.delimiter)
            rows = pc.greater_equal(delimiters, max(1, self._layout.header.width - 1))
            held = pc.and_(pc.greater(counts, 0), pc.or_(pc.match_substring(values, '"'), rows))
            self.suspicious |= pc.any(held).as_py()
            found = counts.take(column.indices).to_numpy(zero_copy_only=False)
            total = found if total is None else total + found
        return total

    def _place(self, good: int, breaks: np.ndarray | None) -> tuple[np.ndarray, list[Malformed]]:
        """Lines of the next `good` rows and of the refused ones between them (of all refused ones when good is 0)."""
        numbers = np.array([refused.row for refused in self._refused], np.int64) - self._row
        ahead = numbers - np.arange(len(numbers))  # good rows before each refused one
        taken = len(numbers) if good == 0 else int(np.searchsorted(ahead, good, side="left"))
        ordinals = np.arange(good)
        rows = ordinals + np.searchsorted(ahead[:taken], ordinals, side="right")
        heights = np.ones(good + taken, np.int64)
        heights[rows] += 0 if breaks is None else breaks
        heights[numbers[:taken]] += np.array([refused.breaks for refused in self._refused[:taken]], np.int64)
        starts = self.line + np.cumsum(heights) - heights
        malformed = [
            Malformed(int(starts[number]), refused.reason, refused.cells)
            for number, refused in zip(numbers[:taken].tolist(), self._refused[:taken], strict=True)
            if refused.reason
        ]
        self._refused = self._refused[taken:]
        self._row += good + taken
        self.line += int(heights.sum())
        return starts[rows], malformed


class _Chained(io.RawIOBase):
    """A stream whose first block was read already, to learn whether there is one."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first = first
        self._rest = rest

    def readable(self) -> bool:
        """Always: this is what Arrow asks first."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The first block, then the rest."""
        first, self._first = self._first, b""
        return first or self._rest.read(size)


def _reader(text: io.TextIOBase, layout: decode.Layout, strict: bool = False) -> Any:
    escape = "\\" if layout.has_escapes else None
    return csv.reader(text, delimiter=layout.delimiter, escapechar=escape, strict=strict)


def _refuse_open_quote(path: Path, layout: decode.Layout) -> None:
    """Flaw: a quote that is never closed, or only by the next quoted value some lines below.

    Only asked when something looks wrong, since Python's strict reader is the slower one. A value like `"A"B` on one
    line is odd but loses nothing.
    """
    with decode.opened(path) as stream:
        decode.read_fully(stream, layout.skip)
        reader = _reader(io.TextIOWrapper(stream, layout.encoding, newline=""), layout, strict=True)
        begins, most = 0, max(1, layout.header.width - 1)
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                if reader.line_num > begins + 1 or "end of data" in str(error):
                    raise _open_quote(layout.first_line + begins) from None
            else:
                if cells is None:
                    return
                if reader.line_num > begins + 1 and any(_swallows(cell, layout.delimiter, most) for cell in cells):
                    raise _open_quote(layout.first_line + begins)
            begins = reader.line_num


def _swallows(cell: str, delimiter: str, most: int) -> bool:
    return cell.count(delimiter) >= most and ("\n" in cell or "\r" in cell)


def _open_quote(line: int) -> Flaw:
    return Flaw(f"第{line}行的引号没有闭合，吞掉了后面的行", "补全该行的引号后重新提供")
