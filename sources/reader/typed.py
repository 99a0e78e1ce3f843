"""A block of strings becomes a block of typed values: bad cells emptied, bad rows rejected, ignored rows dropped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from base.text import fold
from sources.landed import ARROW, SHEET
from sources.reader.marks import EMPTY
from sources.reader.table import CELL, ODD_CELL, REMARK, ROW, STRINGS, Block, Finding
from sources.reader.values import Typed, typed
from sources.source import CODE, YUAN

if TYPE_CHECKING:
    from sources.source import Column, Source

_FORGOTTEN = 0.2
"""The share of a block's rows in which a required column may be empty without a word."""
_UNKNOWN = 50
"""Unknown spellings of a code, in a block, from which they are no codes but something else."""


@dataclass(frozen=True)
class TypedBlock:
    """Rows to load, what was wrong or odd, and how many of what."""

    rows: pa.RecordBatch
    findings: list[Finding]
    counts: dict[str, int]
    unknown: Counter[tuple[str, str]]
    """In how many rows stands which spelling of a code that nobody listed, by column: where they are few."""
    sums: dict[str, Decimal]
    """What each amount comes to, in all rows, rejected or not."""


def type_block(source: Source, block: Block, sheet: str | None = None) -> TypedBlock:
    """Types every column of a block by its distinct values. Never raises for a value.

    `sheet`: what the rows and what is found name as their sheet, where a file has several.
    """
    size = len(block.lines)
    blank = _blank_rows(block)
    columns = {
        column.name: _typed(block.columns[column.name].dictionary, column)
        for column in source.columns
        if column.name in block.columns
    }
    ignored = np.zeros(size, bool)
    for name, column in columns.items():
        if column.ignored:
            ignored |= _rows_with(block.columns[name], column.ignored)
    ignored &= ~blank
    rejected, findings, emptied = _judge(source, block, columns, ~(blank | ignored))
    findings += [Finding(row.line, "", row.reason, ROW) for row in block.malformed] + block.remarks
    findings += _remarks(block, columns, ~(blank | ignored))
    findings += _empty(source, block, columns, ~(blank | ignored | rejected))
    keep = ~(blank | ignored | rejected)
    counts = {
        "rows": size - int(blank.sum()) + len(block.malformed) + block.skipped,
        "loaded": int(keep.sum()),
        "rejected": int(rejected.sum()) + len(block.malformed),
        "ignored": int(ignored.sum()) + block.skipped,
        "skipped": block.skipped,
        "emptied": emptied,
        "blank": int(blank.sum()),
    }
    values = [_values(column.name, column.type, block, columns) for column in source.columns]
    rows = pa.record_batch(
        [*values, pa.array(block.lines), _always(sheet, size)],
        names=[*(column.name for column in source.columns), "source_line", SHEET],
    )
    findings = [finding if finding.sheet else finding._replace(sheet=sheet) for finding in findings]
    unknown = _unknown(source, block, columns)
    sums = {column.name: pc.sum(rows.column(column.name)).as_py() for column in source.columns if column.type == YUAN}
    sums = {name: amount for name, amount in sums.items() if amount}
    return TypedBlock(rows if keep.all() else rows.filter(pa.array(keep)), findings, counts, unknown, sums)


def _unknown(source: Source, block: Block, columns: dict[str, Typed]) -> Counter[tuple[str, str]]:
    """The spellings of codes that could not be read. A column of very many is none of codes."""
    unknown: Counter[tuple[str, str]] = Counter()
    for column in source.columns:
        bad = columns[column.name].bad if column.type == CODE and column.name in columns else {}
        if 0 < len(bad) <= _UNKNOWN:
            cells = block.columns[column.name]
            times = np.bincount(_indices(cells) + 1, minlength=len(cells.dictionary) + 1)
            for position in bad:
                word = fold(cells.dictionary[position].as_py())
                if word and ODD_CELL not in word:
                    unknown[column.name, word] += int(times[position + 1])
    return unknown


def _always(text: str | None, size: int) -> pa.DictionaryArray:
    """The same text on every row, or none."""
    indices = pa.array(np.zeros(size, np.int32), mask=np.full(size, text is None))
    return pa.DictionaryArray.from_arrays(indices, pa.array([] if text is None else [text], pa.string()))


def _typed(strings: pa.Array, column: Column) -> Typed:
    """`values.typed`, and what a workbook says of cells without a value."""
    odd = pc.starts_with(strings, ODD_CELL)
    if not pc.any(odd).as_py():
        return typed(strings, column)
    positions = np.flatnonzero(odd.to_numpy(zero_copy_only=False)).tolist()
    found = typed(pc.if_else(odd, "", strings), column)
    reasons = {position: strings[position].as_py().removeprefix(ODD_CELL) for position in positions}
    return Typed(found.values, found.bad | reasons, found.ignored, found.remarks)


def _judge(
    source: Source, block: Block, columns: dict[str, Typed], asked: np.ndarray
) -> tuple[np.ndarray, list[Finding], int]:
    """Which rows are rejected, one finding per bad cell, and how many cells are emptied."""
    rejected = np.zeros(len(block.lines), bool)
    findings: list[Finding] = []
    emptied = 0
    for column in source.columns:
        if column.name not in columns or not columns[column.name].bad:
            continue
        bad = columns[column.name].bad
        cells = block.columns[column.name]
        hit = _rows_with(cells, bad) & asked
        fatal = hit & (column.required or block.is_padded)
        if column.unless in columns:
            fatal &= ~_present(block.columns[column.unless], columns[column.unless])
        rejected |= fatal
        emptied += int((hit & ~fatal).sum())
        indices = _indices(cells)
        findings += [
            Finding(int(block.lines[row]), column.name, bad[int(indices[row])], ROW if fatal[row] else CELL)
            for row in np.flatnonzero(hit)
        ]
    return rejected, findings, emptied


def _remarks(block: Block, columns: dict[str, Typed], asked: np.ndarray) -> list[Finding]:
    """What is told of values that are used all the same: once a column and reason, with how many there are."""
    findings = []
    for name, column in columns.items():
        for reason in sorted(set(column.remarks.values())):
            positions = [position for position, other in column.remarks.items() if other == reason]
            hit = _rows_with(block.columns[name], positions) & asked
            if hit.any():
                first = int(block.lines[int(hit.argmax())])
                findings.append(Finding(first, name, reason, REMARK, times=int(hit.sum())))
    return findings


def _empty(source: Source, block: Block, columns: dict[str, Typed], asked: np.ndarray) -> list[Finding]:
    """Required columns that are empty in more rows than anybody forgets: told once, with how many there are."""
    findings = []
    for column in source.columns:
        if column.required and column.unless is None and column.name in columns:
            values = columns[column.name].values
            if values.null_count or block.columns[column.name].indices.null_count:
                empty = asked & ~_present(block.columns[column.name], columns[column.name])
                if empty.sum() > _FORGOTTEN * asked.sum():
                    first = int(block.lines[int(empty.argmax())])
                    findings.append(Finding(first, column.name, EMPTY, REMARK, times=int(empty.sum())))
    return findings


def _values(name: str, type_name: str, block: Block, columns: dict[str, Typed]) -> pa.Array:
    """One typed column of the block; all null where the file does not have it. Strings stay dictionaries."""
    kind = ARROW[type_name]
    if name not in columns:
        empty = pa.nulls(len(block.lines), pa.int32() if kind == pa.string() else kind)
        return pa.DictionaryArray.from_arrays(empty, pa.array([], kind)) if kind == pa.string() else empty
    indices = block.columns[name].indices
    values = columns[name].values
    if kind != pa.string():
        return values.take(indices)
    # Two spellings may have become one value: encode the distinct values again, not the rows.
    coded = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices.take(indices), coded.dictionary).cast(STRINGS)


def _blank_rows(block: Block) -> np.ndarray:
    """Rows without anything in a column we know: blank lines, and the empty rows that spreadsheets leave at the end."""
    blank = np.ones(len(block.lines), bool)
    for cells in block.columns.values():
        empty = pc.equal(pc.utf8_trim_whitespace(cells.dictionary), "")
        positions = np.flatnonzero(empty.to_numpy(zero_copy_only=False))
        if not len(positions) and not cells.indices.null_count:
            return np.zeros(len(block.lines), bool)
        blank &= _rows_with(cells, positions.tolist()) | (_indices(cells) < 0)
    return blank


def _present(cells: pa.DictionaryArray, column: Typed) -> np.ndarray:
    return column.values.take(cells.indices).is_valid().to_numpy(zero_copy_only=False)


def _rows_with(cells: pa.DictionaryArray, positions: object) -> np.ndarray:
    """Which rows hold one of these distinct values."""
    chosen = np.zeros(len(cells.dictionary) + 1, bool)
    chosen[list(positions)] = True  # type: ignore[call-overload]
    return chosen[_indices(cells)]


def _indices(cells: pa.DictionaryArray) -> np.ndarray:
    """Positions of the rows' values; -1 for null."""
    return cells.indices.fill_null(-1).to_numpy(zero_copy_only=False)
