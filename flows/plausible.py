"""Whether what a file says can be: amounts in yuan, days that have come. A night's gates ask the same of all files."""

from collections.abc import Iterator
from datetime import date

import duckdb

from sources import SOURCES
from sources.reader.landing import Landed
from sources.source import DATE, MONTH, Column
from sql.filed import IN_ADVANCE, NUMBERED_NAMES, PLANNED

_FEW = 20
"""Fewer amounts may be anything, as for the gates (`gate_file_rows`)."""
_JUDGED = 200_000
_FIRST = 5

Odd = tuple[str, int, list[int], str]
"""The column, how many, the first lines, and what is said."""


def oddities(con: duckdb.DuckDBPyConnection, file: Landed, today: date) -> Iterator[Odd]:
    """What cannot be meant in a landed file, column by column."""
    for number, name in NUMBERED_NAMES:
        if odd := _swapped(con, file, number, name):
            yield odd
    for column in SOURCES[file.extract].columns:
        if column.name in file.missing_columns:
            continue
        if column.usual and (odd := _amounts(con, file, column)):
            yield odd
        if column.type in (DATE, MONTH) and column.name not in PLANNED and (odd := _ahead(con, file, column, today)):
            yield odd


def _swapped(con: duckdb.DuckDBPyConnection, file: Landed, number: str, name: str) -> Odd | None:
    """In how many rows a name stands where the number belongs, and a number where the name does."""
    columns = {column.name: column for column in SOURCES[file.extract].columns}
    if not {number, name} <= columns.keys() or {number, name} & {*file.missing_columns}:
        return None
    [(count, lines)] = con.execute(
        f"select count(*), list_slice(list_sort(list(source_line)), 1, {_FIRST}) from read_parquet(?)"
        f" where {number} >= '一' and {name} < '一' and length({name}) >= 15",
        [str(file.parquet)],
    ).fetchall()
    sentence = f"{columns[number].header}：和“{columns[name].header}”两列填反了"
    return (number, count, lines, sentence) if count else None


def _amounts(con: duckdb.DuckDBPyConnection, file: Landed, column: Column) -> Odd | None:
    assert column.usual is not None  # noqa: S101 (only such columns come here)
    low, high = column.usual
    [(count, median)] = con.execute(
        f"select count(*), median(abs({column.name}))::double from read_parquet(?)"
        f" where {column.name} <> 0 and source_line % {max(1, file.loaded // _JUDGED)} = 0",
        [str(file.parquet)],
    ).fetchall()
    if count < _FEW or low <= median <= high:
        return None
    sentence = (
        f"{column.header}：中位数是{median:.2f}元，通常在{low}到{high}元之间，金额单位可能不是元（是万元、千元或分）"
    )
    return column.name, count, [], sentence


def _ahead(con: duckdb.DuckDBPyConnection, file: Landed, column: Column, today: date) -> Odd | None:
    months = IN_ADVANCE.get((file.extract, column.name), 1)
    [(count, lines)] = con.execute(
        f"select count(*), list_slice(list_sort(list(source_line)), 1, {_FIRST}) from read_parquet(?)"
        f" where {column.name} > ?::date + to_months({months})",
        [str(file.parquet), today],
    ).fetchall()
    return (column.name, count, lines, f"{column.header}：日期还没有到") if count else None
