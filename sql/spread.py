"""Work in Python over tables, group by group: an engine's executors do it side by side, this machine one after another.

A group's rows of several tables travel as one table, and come back as one: each row says in `part` whose it is, and its
columns bear that table's name before theirs. (Two tables could go side by side; Sail 0.7 loses lists without a value on
that way.) An executor needs this program, of exactly this version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from sql import kept

Frames = dict[str, pl.DataFrame]
Work = Callable[[Frames], Frames]
"""Pure, and known by its module and name: an executor imports it. It may empty what it is given."""
Shapes = Mapping[str, Mapping[str, type[pl.DataType]]]
"""By table its columns with their types."""

PART, GROUP = "part", "in_group"
DIFFERENT = "this program is another one on an executor"
"""What an executor answers whose program is not ours."""
_WORDS: Mapping[type[pl.DataType], tuple[str, pa.DataType]] = {
    pl.String: ("string", pa.string()),
    pl.Date: ("date", pa.date32()),
    pl.Int32: ("int", pa.int32()),
    pl.Float64: ("double", pa.float64()),
}
"""The types of what is made, as engines write them and as Arrow does."""


@dataclass(frozen=True)
class Part:
    """One of the tables that are worked on: a select, and the columns by which its rows are in order.

    `key`: what of a row (`own`) the groups call `extract` and `record_id`; of several groups it is in each of them.
    """

    select: str
    order: tuple[str, ...]
    key: tuple[str, str] = ("own.extract", "own.record_id")

    @property
    def grouped(self) -> str:
        """Its rows beside the groups they are in, which stand in the table `grouped`."""
        extract, record_id = self.key
        return (
            f"({self.select}) as own\njoin grouped on {extract} = grouped.extract and {record_id} = grouped.record_id"
        )


def within(part: str, column: str) -> str:
    """A column of a part's, as it is called where all parts are one table."""
    return f"{part}__{column}"


def together(parts: Mapping[str, Part], kinds: Mapping[str, Mapping[str, str]], *, is_one: bool) -> str:
    """All parts as one select, each row with the group that `grouped` gives its key; what has none is in none.

    `kinds`: by part its columns with their types. `is_one`: all rows are one group, and nothing is grouped.
    """
    group = f"'all' as {GROUP}" if is_one else f"grouped.{GROUP}"
    selects = []
    for name, part in parts.items():
        columns = [
            # Sail 0.7 plans a row number as an int and answers a long, and texts that are cut as views of them.
            f"{f'own.{column}' if other == name else 'null'}::{kind} as {within(other, column)}"
            for other in parts
            for column, kind in kinds[other].items()
        ]
        rows = f"({part.select}) as own" if is_one else part.grouped
        selects.append(f"select '{name}' as {PART}, {group}, {', '.join(columns)} from {rows}")
    return "\nunion all\n".join(selects)


def schema_of(makes: Shapes) -> str:
    """The columns of all that is made as one table, as engines read them."""
    columns = [
        f"{within(name, column)} {_WORDS[kind][0]}" for name, shape in makes.items() for column, kind in shape.items()
    ]
    return ", ".join([f"{PART} string", *columns])


def task(work: Work, parts: Mapping[str, Part], makes: Shapes) -> Callable[[pa.Table], pa.Table]:
    """What an executor does of a group's rows."""
    orders = {name: part.order for name, part in parts.items()}
    program = kept.code()

    def do(rows: pa.Table) -> pa.Table:
        if kept.code() != program:
            raise RuntimeError(DIFFERENT)
        return _as_one(work(_apart(rows, orders)), makes)

    return do


def made(rows: pl.DataFrame, makes: Shapes) -> Frames:
    """What came back of all groups, table by table."""
    return {
        name: rows.filter(pl.col(PART) == name).select(
            pl.col(within(name, column)).cast(kind).alias(column) for column, kind in shape.items()
        )
        for name, shape in makes.items()
    }


def same(parts: Frames) -> Frames:
    """The rows as they are: work that shows whether executors can do any."""
    return parts


def nothing(makes: Shapes) -> pl.DataFrame:
    """The one table of all that is made, where nothing is: an engine may write no file then."""
    return pl.DataFrame(pl.from_arrow(_schema(makes).empty_table()))


def _apart(rows: pa.Table, orders: Mapping[str, tuple[str, ...]]) -> Frames:
    """The parts of a group's rows, each in order: in which one they came nobody promises."""
    frame = pl.DataFrame(pl.from_arrow(rows))
    parts = {}
    for name, order in orders.items():
        before = within(name, "")
        columns = [column for column in frame.columns if column.startswith(before)]
        part = frame.filter(pl.col(PART) == name).select(columns)
        part.columns = [column.removeprefix(before) for column in columns]
        parts[name] = part.sort(order, nulls_last=True)
    return parts


def _as_one(parts: Frames, makes: Shapes) -> pa.Table:
    whole = _schema(makes)
    tables = []
    for name, shape in makes.items():
        part = parts[name]
        columns = {within(name, column): part[column].to_arrow() for column in shape} | {
            PART: pa.repeat(name, len(part))
        }
        empty = {field.name: pa.nulls(len(part), field.type) for field in whole}
        tables.append(pa.table({**empty, **columns}).cast(whole))
    return pa.concat_tables(tables)


def _schema(makes: Shapes) -> pa.Schema:
    columns = [
        (within(name, column), _WORDS[kind][1]) for name, shape in makes.items() for column, kind in shape.items()
    ]
    return pa.schema([(PART, pa.string()), *columns])
