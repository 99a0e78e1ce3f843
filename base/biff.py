"""The records of an old workbook (.xls, BIFF8) that a reader of cells leaves out.

Merged cells, formats with zeros, what is hidden or struck through, from which year days are counted.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_BOUNDSHEET, _FORMAT, _FONT, _XF, _MERGED, _EOF, _FILEPASS = 0x85, 0x41E, 0x31, 0xE0, 0xE5, 0x0A, 0x2F
_DATEMODE, _ROW, _COLUMNS = 0x22, 0x208, 0x7D
_NUMBER, _RK, _MULRK = 0x203, 0x27E, 0xBD
_TEXTS = (0xFD, 0x204, 0xD6, 0x06)
"""Cells of texts and formulas."""
_KNOWN = frozenset(
    number
    for first, last in (
        *((6, 6), (10, 10), (12, 29), (34, 35), (38, 43), (47, 47), (49, 49), (51, 51), (60, 61), (64, 66), (77, 77)),
        *((80, 82), (85, 85), (89, 97), (99, 99), (125, 125), (128, 134), (140, 141), (144, 144), (146, 146)),
        *((151, 158), (160, 161), (174, 178), (180, 185), (189, 190), (193, 193), (197, 211), (213, 218), (220, 222)),
        *((224, 227), (229, 229), (233, 233), (235, 237), (239, 249), (251, 253), (255, 256), (259, 259), (290, 290)),
        *((311, 333), (352, 353), (401, 451), (512, 513), (515, 517), (519, 520), (523, 523), (545, 545), (549, 549)),
        *((566, 566), (574, 574), (638, 638), (659, 659), (1048, 1048), (1054, 1054), (1084, 1084), (1212, 1212)),
        *((0x800, 0x8FF), (0x1000, 0x106F)),
    )
    for number in range(first, last + 1)
)
"""Kinds of records that there are ([MS-XLS] 2.3): another one was a cell before its bytes were spoilt."""
_SIZES = {0xFD: 10, _NUMBER: 14, _RK: 10, 0x205: 8}
"""Of cells that are always as long."""
_STRUCK, _ROW_HIDDEN, _COLUMN_HIDDEN = 0x08, 0x20, 0x01
_NO_FONT = 4
"""A number that no font has: those behind it are counted one further."""
_ZEROS = re.compile(r"0{2,20}(?:;@)?")

Merged = list[tuple[int, int, int, int]]
Zeros = dict[tuple[int, int], int]


@dataclass
class Sheet:
    """What is said of a sheet; rows and columns counted from 0."""

    merged: Merged = field(default_factory=list)
    """First row and column, last row and column."""
    zeros: Zeros = field(default_factory=dict)
    """Number cells whose format shows so many digits."""
    struck: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last column."""
    spoilt: int = 0
    """Records that are none: their cells are lost. What a byte was inside a text, nothing tells: there is no sum."""


def is_locked(stream: bytes) -> bool:
    """Whether a password stands before the workbook."""
    return any(kind == _FILEPASS for kind, _, _ in _records(stream, 0))


class Book:
    """A workbook's stream of records."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self.is_1904 = False
        self._starts: dict[str, int] = {}
        self._widths: dict[int, int] = {}
        """Style → how many digits it shows, if it shows leading zeros."""
        self._struck: set[int] = set()
        """Styles whose font is struck through."""
        codes: dict[int, str] = {}
        styles: list[tuple[int, int]] = []
        struck: list[bool] = []
        for kind, at, size in _records(stream, 0):
            body = stream[at : at + size]
            if kind == _BOUNDSHEET and size > 8:
                self._starts[_text(body, body[6], 7)] = struct.unpack_from("<I", body)[0]
            elif kind == _FORMAT and size > 5:
                codes[struct.unpack_from("<H", body)[0]] = _text(body, struct.unpack_from("<H", body, 2)[0], 4)
            elif kind == _XF and size > 4:
                styles.append(struct.unpack_from("<HH", body))
            elif kind == _FONT and size > 3:
                struck += [False] * (len(struck) == _NO_FONT) + [bool(body[2] & _STRUCK)]
            elif kind == _DATEMODE and size > 1:
                self.is_1904 = body[0] == 1
        for number, (font, style) in enumerate(styles):
            if _ZEROS.fullmatch(code := codes.get(style, "").replace('"', "")):
                self._widths[number] = code.count("0")
            if font < len(struck) and struck[font]:
                self._struck.add(number)

    def sheet(self, name: str) -> Sheet:
        """What is said of a sheet, by its name."""
        found = Sheet()
        last = 0
        for kind, at, size in _records(self._stream, self._starts[name]) if name in self._starts else ():
            last = kind
            found.spoilt += kind not in _KNOWN or _SIZES.get(kind, size) != size
            if kind == _MERGED and size > 2:
                areas = struct.unpack_from(f"<{(size - 2) // 8 * 4}H", self._stream, at + 2)
                found.merged += [(areas[n], areas[n + 2], areas[n + 1], areas[n + 3]) for n in range(0, len(areas), 4)]
            elif kind == _ROW and size > 12 and self._stream[at + 12] & _ROW_HIDDEN:
                found.hidden_rows.append(struct.unpack_from("<H", self._stream, at)[0])
            elif kind == _COLUMNS and size > 8 and self._stream[at + 8] & _COLUMN_HIDDEN:
                found.hidden_columns.append(struct.unpack_from("<HH", self._stream, at))
            elif self._widths or self._struck:
                self._look(kind, self._stream[at : at + size], found)
        found.spoilt += name in self._starts and last != _EOF
        return found

    def _look(self, kind: int, body: bytes, found: Sheet) -> None:
        """A cell's style."""
        is_number = kind in (_NUMBER, _RK, _MULRK)
        if not (is_number or kind in _TEXTS) or len(body) < 6:
            return
        for place, style in _styled(kind, body):
            if is_number and style in self._widths:
                found.zeros[place] = self._widths[style]
            if style in self._struck:
                found.struck.append(place)


def _styled(kind: int, body: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    row, column = struct.unpack_from("<HH", body)
    if kind != _MULRK:
        yield (row, column), struct.unpack_from("<H", body, 4)[0]
        return
    for number in range((len(body) - 6) // 6):
        yield (row, column + number), struct.unpack_from("<H", body, 4 + 6 * number)[0]


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size of each record of a substream, to its end."""
    at = start
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, size
        if kind == _EOF:
            return
        at += 4 + size


def _text(body: bytes, count: int, at: int) -> str:
    """A text of BIFF8: a flag at this place (1: two bytes a character), then so many characters."""
    if body[at] & 1:
        return body[at + 1 : at + 1 + 2 * count].decode("utf-16-le", "replace")
    return body[at + 1 : at + 1 + count].decode("latin-1")
