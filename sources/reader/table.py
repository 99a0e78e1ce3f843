"""What every format is read into: sheets with their headers, and blocks of strings with the line each row stands on.

A file that has no sheets (text, Parquet, dBASE) is one sheet without a name; of an archive, every member is one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sources.reader.header import Header
from sources.reader.offers import Offer

STRINGS = pa.dictionary(pa.int32(), pa.string())
ODD_CELL = "\ufdd2"
"""Stands before the reason why a cell of a workbook holds no value (an error, a formula never computed)."""

ROW, CELL, REMARK = "row", "cell", "remark"


class Finding(NamedTuple):
    """Something odd in a file. `effect`: the row is rejected, the cell is emptied, or it is only remarked."""

    line: int
    """0: the file or sheet as a whole."""
    column: str
    """Empty: the whole row, or no column in particular."""
    reason: str
    """Chinese, and never with a value."""
    effect: str
    sheet: str | None = None
    """Where several sheets are read, or one is not."""
    times: int = 1
    """How many cells or rows it is about, where the first of them is named for all."""


class Sum(NamedTuple):
    """What a total prints for a column, in yuan."""

    column: str
    line: int
    amount: Decimal


@dataclass(frozen=True)
class Malformed:
    """A row that does not fit the header."""

    line: int
    reason: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One table of a file. `header` is None where it was not read, and `unread` says why."""

    name: str | None
    header: Header | None = None
    unread: str = ""
    rows: int = 0
    """Of a sheet that was not read: what it holds; the rows of the others are counted as they are read."""
    is_visible: bool = True


@dataclass(frozen=True)
class Block:
    """Some rows of one sheet: canonical column name → dictionary<string>, all as long as `lines`; what did not fit."""

    columns: dict[str, pa.DictionaryArray]
    lines: np.ndarray
    malformed: list[Malformed] = field(default_factory=list)
    sheet: Sheet = Sheet(None)
    remarks: list[Finding] = field(default_factory=list)
    skipped: int = 0
    """Rows that were here and are none: totals, signatures, repeated headers."""
    sums: list[Sum] = field(default_factory=list)
    """What totals among the rows say that an amount comes to."""
    label: pa.DictionaryArray | None = None
    """The unread column left of all others, where totals may be called so; None where there is none."""
    may_be_private: bool = True
    """Whether there may be private-use characters in it."""
    is_padded: bool = False
    """Whether the rows lack their last fields: nothing in them may be bad."""


@dataclass(frozen=True)
class Table:
    """An opened file. `blocks` can be read once; reading it may raise `Flaw`."""

    format: str
    encoding: str | None
    sheets: tuple[Sheet, ...]
    blocks: Iterator[Block]
    remarks: tuple[Finding, ...] = ()
    """What is odd about the file as a whole."""

    @property
    def read(self) -> tuple[Sheet, ...]:
        """The sheets whose rows `blocks` gives, in this order."""
        return tuple(sheet for sheet in self.sheets if sheet.header)

    @property
    def header(self) -> Header:
        """The header of the first sheet that is read."""
        return next(sheet.header for sheet in self.sheets if sheet.header)

    @property
    def extra(self) -> tuple[str, ...]:
        """The printed headers that no column claims, of all sheets."""
        return tuple(dict.fromkeys(name for sheet in self.read if sheet.header for name in sheet.header.extra))

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Unread headers that look like columns which the sheet lacks, of all sheets."""
        return tuple(dict.fromkeys(offer for sheet in self.read if sheet.header for offer in sheet.header.offers))

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns that no sheet has."""
        headers = [sheet.header for sheet in self.read if sheet.header]
        return tuple(name for name in self.header.missing if all(name in header.missing for header in headers))


def no_rows(header: Header) -> dict[str, pa.DictionaryArray]:
    """The columns of a block without rows."""
    empty = pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))
    return dict.fromkeys(header.columns, empty)


def distinct(strings: pa.Array) -> pa.DictionaryArray:
    """Strings as a dictionary of the distinct ones; null is empty."""
    return strings.fill_null("").dictionary_encode().cast(STRINGS)
