"""The records of an old workbook (.xls, BIFF8) that a reader of cells leaves out: merged cells, formats with zeros."""

import re
import struct
from collections.abc import Iterator

_BOUNDSHEET, _FORMAT, _XF, _MERGED, _EOF, _FILEPASS = 0x85, 0x41E, 0xE0, 0xE5, 0x0A, 0x2F
_NUMBER, _RK, _MULRK = 0x203, 0x27E, 0xBD
_ZEROS = re.compile(r"0{2,20}(?:;@)?")

Merged = list[tuple[int, int, int, int]]
Zeros = dict[tuple[int, int], int]


def is_locked(stream: bytes) -> bool:
    """Whether a password stands before the workbook."""
    return any(kind == _FILEPASS for kind, _, _ in _records(stream, 0))


def sheet(stream: bytes, name: str) -> tuple[Merged, Zeros]:
    """The merged cells of a sheet (first row and column, last), and its number cells whose format shows zeros."""
    starts, widths = _book(stream)
    merged: Merged = []
    zeros: Zeros = {}
    for kind, at, size in _records(stream, starts[name]) if name in starts else ():
        if kind == _MERGED and size > 2:
            areas = struct.unpack_from(f"<{(size - 2) // 8 * 4}H", stream, at + 2)
            merged += [(areas[n], areas[n + 2], areas[n + 1], areas[n + 3]) for n in range(0, len(areas), 4)]
        elif widths and kind in (_NUMBER, _RK, _MULRK):
            for place, style in _styled(kind, stream[at : at + size]):
                if style in widths:
                    zeros[place] = widths[style]
    return merged, zeros


def _book(stream: bytes) -> tuple[dict[str, int], dict[int, int]]:
    """Where each sheet begins, and how many digits each style shows, if it shows leading zeros."""
    starts: dict[str, int] = {}
    codes: dict[int, str] = {}
    styles: list[int] = []
    for kind, at, size in _records(stream, 0):
        body = stream[at : at + size]
        if kind == _BOUNDSHEET and size > 8:
            starts[_text(body, body[6], 7)] = struct.unpack_from("<I", body)[0]
        elif kind == _FORMAT and size > 5:
            codes[struct.unpack_from("<H", body)[0]] = _text(body, struct.unpack_from("<H", body, 2)[0], 4)
        elif kind == _XF and size > 4:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    widths = {
        number: code.count("0")
        for number, style in enumerate(styles)
        if _ZEROS.fullmatch(code := codes.get(style, "").replace('"', ""))
    }
    return starts, widths


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
