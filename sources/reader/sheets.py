"""Workbooks and Parquet files, brought to the same blocks of strings as text.

What arrives as a number in a column of names or numbers is marked with `NUMBER_CELL`, so that its type can say
whether digits are lost: fastexcel shows every cell as a string, but as a boolean only what is no string.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from base import files, workbook
from base.errors import Flaw
from sources.reader import header
from sources.reader.table import STRINGS, Block, Table
from sources.reader.values import NUMBER_CELL
from sources.source import ID_NUMBER, TEXT, USCC

if TYPE_CHECKING:
    from sources.source import Source

ROWS = 1 << 17
_MARKED = (TEXT, ID_NUMBER, USCC)


def read_workbook(source: Source, path: Path) -> Table:
    """The first sheet that has the header. Flaw: no workbook, encrypted, no sheet with all required columns."""
    found, columns = workbook.guarded(path, _sheet, source, path)
    return Table("xlsx", None, found, _sheet_blocks(columns, found.line))


def _sheet(source: Source, path: Path) -> tuple[header.Header, dict[str, pa.Array]]:
    """The header and the recognised columns, in a process that may die of them (`workbook.guarded`)."""
    told = workbook.content(path)
    workbook.check(told)
    with workbook.parsing():
        reader = fastexcel.read_excel(told)
        flaws: list[Flaw] = []
        for number in range(len(reader.sheet_names)):
            # skip_rows=0 keeps leading blank rows, so that row numbers are Excel's.
            cells = pa.record_batch(reader.load_sheet(number, header_row=None, skip_rows=0, dtypes="string"))
            try:
                found = header.find(source, _first_rows(cells))
            except Flaw as flaw:
                flaws.append(flaw)
                continue
            return found, _marked(source, reader, number, found, cells)
    # The sheet that came nearest has named its missing columns; a cover sheet has only said that it has no header.
    raise next((flaw for flaw in flaws if "缺少" in flaw.problem), flaws[0] if flaws else Flaw("里面没有工作表"))


def _marked(
    source: Source, reader: fastexcel.ExcelReader, sheet: int, found: header.Header, cells: pa.RecordBatch
) -> dict[str, pa.Array]:
    """The recognised columns; in those of names and numbers, what arrived as a number is marked."""
    marked = sorted(
        found.columns[column.name]
        for column in source.columns
        if column.type in _MARKED and column.name in found.columns
    )
    numbers = pa.record_batch(
        reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="boolean", use_columns=marked)
    )
    columns = {name: cells.column(position) for name, position in found.columns.items()}
    for name, position in found.columns.items():
        if position in marked:
            columns[name] = _mark(columns[name], numbers.column(marked.index(position)).is_valid())
    return columns


def _first_rows(cells: pa.RecordBatch) -> Iterator[tuple[int, list[str]]]:
    rows = cells.slice(0, header.LINES).to_pydict() if cells.num_columns else {}
    for line, row in enumerate(zip(*rows.values(), strict=True), start=1):
        yield line, [cell or "" for cell in row]


def _mark(strings: pa.Array, numbers: pa.Array) -> pa.Array:
    return pc.if_else(numbers, pc.binary_join_element_wise(NUMBER_CELL, strings, ""), strings)


def _sheet_blocks(columns: dict[str, pa.Array], header_line: int) -> Iterator[Block]:
    total = len(next(iter(columns.values())))
    for start in range(header_line, total, ROWS):
        size = min(ROWS, total - start)
        block = {name: _distinct(column.slice(start, size)) for name, column in columns.items()}
        yield Block(block, np.arange(start + 1, start + size + 1))


def _distinct(strings: pa.Array) -> pa.DictionaryArray:
    return strings.dictionary_encode().cast(STRINGS)


def read_parquet(source: Source, path: Path) -> Table:
    """A Parquet file; its rows are counted from 1. Flaw: not Parquet, or a required column is missing."""
    try:
        with files.opened(path):
            file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError):
        raise Flaw("不是有效的 Parquet 文件", "重新导出或重新传输后提供") from None
    names = file.schema_arrow.names
    found = header.find(source, [(1, names)])
    return Table("parquet", None, found, _parquet_blocks(source, file, found))


def _parquet_blocks(source: Source, file: pq.ParquetFile, found: header.Header) -> Iterator[Block]:
    printed = file.schema_arrow.names
    marked = {column.name for column in source.columns if column.type in _MARKED}
    line = 1
    try:
        for batch in file.iter_batches(ROWS, columns=[printed[position] for position in found.columns.values()]):
            columns = {}
            for name, position in found.columns.items():
                columns[name] = _distinct(_strings(batch.column(printed[position]), printed[position], name in marked))
            yield Block(columns, np.arange(line, line + batch.num_rows))
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
