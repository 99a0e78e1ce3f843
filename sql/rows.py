"""Rows of a dataclass become a table: its fields are the columns, their types the columns' types, said nowhere else."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from types import NoneType
from typing import Any, get_args, get_type_hints

import pyarrow as pa

from sql.warehouse import Warehouse

_TYPES = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("s"),
}


def write(warehouse: Warehouse, table: str, kind: type, rows: Iterable[Any], **shared: str) -> int:
    """Make a table of rows of a dataclass, with what all rows share in columns before; returns how many."""
    made = arrow(kind, rows)
    for name, text in reversed(shared.items()):
        made = made.add_column(0, name, pa.repeat(pa.scalar(text), made.num_rows))
    return warehouse.write(table, made)


def arrow(kind: type, rows: Iterable[Any]) -> pa.Table:
    """Rows of a dataclass by its fields; what may be of several types is told as text.

    A field whose metadata say `is_column: False` is for Python alone.

    Raises KeyError for a field of a type that no column has.
    """
    hints, listed = get_type_hints(kind), list(rows)
    columns = {}
    for field in fields(kind):
        if not field.metadata.get("is_column", True):
            continue
        values = [getattr(row, field.name) for row in listed]
        several = [one for one in get_args(hints[field.name]) or (hints[field.name],) if one is not NoneType]
        if len(several) > 1:
            several, values = [str], [None if value is None else str(value) for value in values]
        columns[field.name] = pa.array(values, _TYPES[several[0]])
    return pa.table(columns)
