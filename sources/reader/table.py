"""What every format is read into: a header, and blocks of strings with the line each row stands on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from sources.reader.header import Header

STRINGS = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class Malformed:
    """A row that does not fit the header."""

    line: int
    reason: str


@dataclass(frozen=True)
class Block:
    """Some rows: canonical column name → dictionary<string>, all as long as `lines`; and the rows that did not fit."""

    columns: dict[str, pa.DictionaryArray]
    lines: np.ndarray
    malformed: list[Malformed] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """An opened file. `blocks` can be read once; reading it may raise `Flaw`."""

    format: str
    encoding: str | None
    header: Header
    blocks: Iterator[Block]
