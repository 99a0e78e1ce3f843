"""Which line of a file is the header, and which column of it is which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from base.errors import Flaw
from base.text import fold

if TYPE_CHECKING:
    from sources.source import Source

LINES = 30
"""Exports put a title above the header, never a page."""


@dataclass(frozen=True)
class Header:
    """A header line. `columns`: canonical name → position; `extra`: printed headers that no column claims."""

    line: int
    width: int
    columns: dict[str, int]
    extra: tuple[str, ...]
    missing: tuple[str, ...]


def clean(cell: str) -> str:
    """A header cell in comparing form: folded, without blanks, quotes and the `*` of a form, case-insensitive."""
    return "".join(char for char in fold(cell) if char not in "*\"'“”‘’ ").casefold()


def spellings(source: Source) -> dict[str, str]:
    """Every header that departments print for a column of this source, in comparing form → canonical name."""
    return {
        clean(spelling): column.name
        for column in source.columns
        for spelling in (column.name, *column.also, column.header)
    }


def recognised(source: Source, cells: Sequence[str]) -> int:
    """How many cells of a line name a column: 0 for a line of data."""
    known = spellings(source)
    return len({known[clean(cell)] for cell in cells if clean(cell) in known})


def find(source: Source, lines: Iterable[tuple[int, Sequence[str]]]) -> Header:
    """The first of these (line, cells) that names all required columns.

    Flaw: no line does; it names the missing columns and what comes nearest in the line that names the most.
    """
    required = {column.name for column in source.columns if column.required}
    known = spellings(source)
    best: tuple[int, int, Sequence[str]] = (0, 0, ())
    for line, cells in lines:
        named = {known[clean(cell)] for cell in cells if clean(cell) in known}
        if named >= required and len(named) > 1:
            return _header(source, line, cells)
        if len(named) > best[0]:
            best = (len(named), line, cells)
    count, line, cells = best
    if count < 2:
        wanted = "、".join(column.header for column in source.columns if column.required)
        raise Flaw(f"前{LINES}行里没有找到表头（应有列：{wanted}）", "带表头重新导出")
    raise _missing(source, _header(source, line, cells))


def _header(source: Source, line: int, cells: Sequence[str]) -> Header:
    known = spellings(source)
    columns: dict[str, int] = {}
    extra = []
    for position, cell in enumerate(cells):
        name = known.get(clean(cell))
        if name is None:
            if clean(cell):
                extra.append(fold(cell))
        elif name in columns:
            twice = f"“{fold(cells[columns[name]])}”和“{fold(cell)}”"
            raise Flaw(f"第{line}行表头里{twice}是同一列（{name}）", "只保留其中一列后重新提供")
        else:
            columns[name] = position
    missing = tuple(column.name for column in source.columns if column.name not in columns)
    return Header(line, len(cells), columns, tuple(extra), missing)


def _missing(source: Source, header: Header) -> Flaw:
    """The sentence for a header that lacks required columns."""
    lacking = [column for column in source.columns if column.required and column.name in header.missing]
    told = []
    for column in lacking:
        near = process.extractOne(column.header, header.extra, scorer=fuzz.ratio, score_cutoff=40)
        told.append(f"“{column.header}”" + (f"（最接近的表头是“{near[0]}”）" if near else ""))
    return Flaw(
        f"第{header.line}行表头缺少必需的列{'、'.join(told)}",
        f"补上“{'、'.join(column.header for column in lacking)}”列后重新提供",
    )
