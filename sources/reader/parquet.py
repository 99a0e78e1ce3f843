"""Parquet files, brought to the same blocks of strings as text; rows are counted from 1.

What arrives as a float in a column of names or numbers is marked with `NUMBER_CELL`, so that its type can say whether
digits are lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from base import files
from base.errors import Flaw
from sources.reader import header
from sources.reader.sheets import NUMBERED, ROWS
from sources.reader.table import STRINGS, Block, Sheet, Table
from sources.reader.values import NUMBER_CELL

if TYPE_CHECKING:
    from sources.source import Source


def read(source: Source, path: Path) -> Table:
    """A Parquet file; its rows are counted from 1. Flaw: not Parquet, or a required column is missing."""
    try:
        with files.opened(path):
            file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError):
        raise Flaw("不是有效的 Parquet 文件", "重新导出或重新传输后提供") from None
    names = file.schema_arrow.names
    found = header.find(source, [(1, names)])
    sheet = Sheet(None, found)
    return Table("parquet", None, (sheet,), _parquet_blocks(source, file, sheet, found))


def _parquet_blocks(source: Source, file: pq.ParquetFile, sheet: Sheet, found: header.Header) -> Iterator[Block]:
    printed = file.schema_arrow.names
    marked = {column.name for column in source.columns if column.type in NUMBERED}
    line = 1
    try:
        for batch in file.iter_batches(ROWS, columns=[printed[position] for position in found.columns.values()]):
            columns = {}
            for name, position in found.columns.items():
                columns[name] = _distinct(_strings(batch.column(printed[position]), printed[position], name in marked))
            yield Block(columns, np.arange(line, line + batch.num_rows), sheet=sheet)
            line += batch.num_rows
    except (pa.ArrowInvalid, OSError):
        raise Flaw(f"Parquet 文件在第{line}行之后损坏", "重新导出或重新传输后提供") from None


def _strings(values: pa.Array, printed: str, marked: bool) -> pa.Array:
    """Any simple column as the strings a text export would show."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    kind = values.type
    if pa.types.is_timestamp(kind) and kind.tz:
        values = pc.local_timestamp(values.cast(pa.timestamp(kind.unit, "Asia/Shanghai")))
    if pa.types.is_nested(kind):
        raise Flaw(f"列“{printed}”不是简单类型", "改为文本列后重新提供")
    try:
        strings = values.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise Flaw(f"列“{printed}”不能读成文本", "改为文本列后重新提供") from None
    if not pa.types.is_floating(kind):
        return strings
    wide = values.cast(pa.float64())
    whole = pc.and_(pc.equal(wide, pc.round(wide)), pc.less(pc.abs(wide), 1e18))
    digits = pc.if_else(whole, wide, 0.0).cast(pa.int64()).cast(pa.string())
    strings = pc.if_else(whole, digits, strings)
    return _mark(strings, values.is_valid()) if marked else strings


def _mark(strings: pa.Array, numbers: pa.Array) -> pa.Array:
    return pc.if_else(numbers, pc.binary_join_element_wise(NUMBER_CELL, strings, ""), strings)


def _distinct(strings: pa.Array) -> pa.DictionaryArray:
    return strings.dictionary_encode().cast(STRINGS)
