"""What a department delivers: `Source` and `Column`, of which every declaration in this folder is made.

A declaration says what is printed in the header, of which type a column is and what a row is about. Nothing
here knows a particular extract.
"""

from dataclasses import dataclass

import pyarrow as pa

TEXT = "text"
ID_NUMBER = "id_number"
USCC = "uscc"
DATE = "date"
MONTH = "month"
YEAR = "year"
YUAN = "yuan"
COUNT = "count"
CODE = "code"
AREA = "area"

ARROW: dict[str, pa.DataType] = {
    TEXT: pa.string(),
    ID_NUMBER: pa.string(),
    USCC: pa.string(),
    CODE: pa.string(),
    AREA: pa.string(),
    DATE: pa.date32(),
    MONTH: pa.date32(),
    YEAR: pa.int32(),
    YUAN: pa.decimal128(18, 2),
    COUNT: pa.int64(),
}
"""What a column's type is in a landed file."""


SHEET = "source_sheet"
"""Beside `source_line`: the sheet of a workbook, or the member of an archive, where rows of several were read."""


@dataclass(frozen=True)
class Column:
    """One column of an extract: its name everywhere, and the headers departments print for it."""

    name: str
    header: str
    type: str
    also: tuple[str, ...] = ()
    required: bool = False
    """The column must be present in the file; a bad value in it rejects the row."""


@dataclass(frozen=True)
class Source:
    """One extract. `key`: what a row is about; `adds_up`: rows that share a key are summed, else the newest wins."""

    name: str
    title: str
    department: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    adds_up: bool = False
    apart: tuple[str, ...] = ()
    """Where rows add up: columns beyond the key whose values are not summed together (paid and unpaid amounts)."""
    nearly_key: tuple[str, ...] = ()
    """Columns of the key that nearly always tell rows apart: a row that has them to itself is marked `is_alone`."""


def schema(source: Source) -> pa.Schema:
    """The columns of a landed file, in declared order, `source_line`, and the sheet where the file has several."""
    columns = [(column.name, ARROW[column.type]) for column in source.columns]
    return pa.schema([*columns, ("source_line", pa.int64()), (SHEET, pa.string())])
