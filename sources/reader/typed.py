"""A block of strings becomes a block of typed values: bad cells emptied, bad rows rejected, ignored rows dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.reader.table import STRINGS, Block
from sources.reader.values import Typed, typed
from sources.source import ARROW

if TYPE_CHECKING:
    from sources.source import Source

Rejects = list[tuple[int, str, str, bool]]
"""line, column (empty when the whole row does not fit), reason, whether the row is rejected."""


@dataclass(frozen=True)
class TypedBlock:
    """Rows to load, what was wrong, and how many of what."""

    rows: pa.RecordBatch
    rejects: Rejects
    counts: dict[str, int]


def type_block(source: Source, block: Block) -> TypedBlock:
    """Types every column of a block by its distinct values. Never raises for a value."""
    size = len(block.lines)
    blank = _blank_rows(block)
    columns = {
        column.name: typed(block.columns[column.name].dictionary, column)
        for column in source.columns
        if column.name in block.columns
    }
    ignored = np.zeros(size, bool)
    for name, column in columns.items():
        if column.ignored:
            ignored |= _rows_with(block.columns[name], column.ignored)
    ignored &= ~blank
    rejected, rejects, emptied = _judge(source, block, columns, ~(blank | ignored))
    rejects += [(row.line, "", row.reason, True) for row in block.malformed]
    keep = ~(blank | ignored | rejected)
    counts = {
        "rows": size - int(blank.sum()) + len(block.malformed),
        "loaded": int(keep.sum()),
        "rejected": int(rejected.sum()) + len(block.malformed),
        "ignored": int(ignored.sum()),
        "emptied": emptied,
        "blank": int(blank.sum()),
    }
    rows = pa.record_batch(
        [_values(column.name, column.type, block, columns) for column in source.columns] + [pa.array(block.lines)],
        names=[column.name for column in source.columns] + ["source_line"],
    )
    return TypedBlock(rows if keep.all() else rows.filter(pa.array(keep)), rejects, counts)


def _judge(
    source: Source, block: Block, columns: dict[str, Typed], asked: np.ndarray
) -> tuple[np.ndarray, Rejects, int]:
    """Which rows are rejected, one reject per bad cell, and how many cells are emptied."""
    rejected = np.zeros(len(block.lines), bool)
    rejects: Rejects = []
    emptied = 0
    for column in source.columns:
        if column.name not in columns or not columns[column.name].bad:
            continue
        bad = columns[column.name].bad
        cells = block.columns[column.name]
        hit = _rows_with(cells, bad) & asked
        fatal = hit & column.required
        if column.unless in columns:
            fatal &= ~_present(block.columns[column.unless], columns[column.unless])
        rejected |= fatal
        emptied += int((hit & ~fatal).sum())
        indices = _indices(cells)
        rejects += [
            (int(block.lines[row]), column.name, bad[int(indices[row])], bool(fatal[row]))
            for row in np.flatnonzero(hit)
        ]
    return rejected, rejects, emptied


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
