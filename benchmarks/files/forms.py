"""One table written in every form in which departments send them; small cases of the tests are made of it, too.

What no kept library writes (.xls, .dbf, Excel's XML) is written here by hand: just enough for a reader.
"""

import io
import struct
import zipfile
from collections.abc import Sequence
from html import escape

import xlsxwriter

Cell = str | float | None
Rows = Sequence[Sequence[Cell]]
Merged = Sequence[tuple[int, int, int, int]]

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def text(rows: Rows, delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """Plain text, without a quote."""
    lines = (delimiter.join("" if cell is None else str(cell) for cell in row) + end for row in rows)
    return "".join(lines).encode(encoding)


def xlsx(sheets: dict[str, Rows], hidden: Sequence[str] = (), merged: Merged = (), zeros: int = 0) -> bytes:
    """A workbook; number cells are shown with so many zeros."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        shown = workbook.add_format({"num_format": "0" * zeros}) if zeros else None
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for line, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(line, place, cell)
                    elif cell is not None:
                        sheet.write_number(line, place, cell, shown)
            for top, left, bottom, right in merged:
                first = rows[top][left]
                sheet.merge_range(top, left, bottom, right, "" if first is None else first)
            if name in hidden:
                sheet.hide()
    return stream.getvalue()


def html(rows: Rows, encoding: str = "gb18030", head: str = "") -> bytes:
    """A web page with a table."""
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell or ''))}&nbsp;</td>" for cell in row) + "</tr>\r\n" for row in rows
    )
    return f"<html><head>{head}</head><body><table border=1>{lines}</table></body></html>".encode(encoding)


def spreadsheet(rows: Rows) -> bytes:
    """Excel's XML of 2003."""
    lines = "".join(
        "<Row>"
        + "".join(
            f'<Cell><Data ss:Type="{"String" if isinstance(cell, str) else "Number"}">{escape(str(cell))}</Data></Cell>'
            if cell is not None
            else "<Cell/>"
            for cell in row
        )
        + "</Row>"
        for row in rows
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="表"><Table>{lines}</Table></Worksheet>'
        "</Workbook>"
    ).encode()


def xls(sheets: dict[str, Rows], merged: Merged = (), locked: bool = False, zeros: int = 0) -> bytes:
    """A workbook of 1997 (BIFF8), of at most 7 MB."""
    bodies = [_biff_sheet(rows, merged) for rows in sheets.values()]
    formats = b"".join(
        [
            _record(0x41E, struct.pack("<HHB", 170, zeros, 0) + b"0" * zeros) if zeros else b"",
            *(_record(0xE0, struct.pack("<HH", 0, 170 if zeros else 0) + bytes(16)) for _ in range(16)),
        ]
    )
    names = [name.encode("utf-16-le") for name in sheets]
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + (_record(0x2F, bytes(6)) if locked else b"")
    at = len(begin) + len(formats) + sum(4 + 8 + len(name) for name in names) + 4
    listed = b""
    for name, body in zip(names, bodies, strict=True):
        listed += _record(0x85, struct.pack("<IHBB", at, 0, len(name) // 2, 1) + name)
        at += len(body)
    return compound({"Workbook": begin + formats + listed + _record(0x0A, b"") + b"".join(bodies)})


def _biff_sheet(rows: Rows, merged: Merged) -> bytes:
    records = [_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))]
    width = max(map(len, rows), default=0)
    records.append(_record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)))
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                coded = cell.encode("utf-16-le")
                head = struct.pack("<HHHHB", line, place, 15, len(coded) // 2, 1)
                records.append(_record(0x204, head + coded))
            elif cell is not None:
                records.append(_record(0x203, struct.pack("<HHHd", line, place, 15, cell)))
    if merged:
        areas = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merged)
        records.append(_record(0xE5, struct.pack("<H", len(merged)) + areas))
    return b"".join([*records, _record(0x0A, b"")])


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def compound(streams: dict[str, bytes]) -> bytes:
    """The container of old Office files."""
    padded = {name: body + bytes(max(4096 - len(body), -len(body) % _SECTOR)) for name, body in streams.items()}
    sectors = sum(len(body) // _SECTOR for body in padded.values())
    directory = -(-(1 + len(padded)) // 4)
    tables = 1
    while tables * 128 < sectors + directory + tables:
        tables += 1
    fat: list[int] = []
    entries = [_entry("Root Entry", 5, 1 if padded else _FREE, _END, 0)]
    for number, (name, body) in enumerate(padded.items(), 1):
        after = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, _FREE, len(fat), len(body), after))
        count = len(body) // _SECTOR
        fat += [*range(len(fat) + 1, len(fat) + count), _END]
    first = len(fat)
    fat += [*range(first + 1, first + directory), _END]
    places = [*range(len(fat), len(fat) + tables)]
    fat += [_FAT] * tables
    fat += [_FREE] * (tables * 128 - len(fat))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, first, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *places, *([_FREE] * (109 - tables)))
    listed = b"".join(entries)
    listed += bytes(directory * _SECTOR - len(listed))
    return head + b"".join(padded.values()) + listed + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, child: int, start: int, size: int, after: int = _FREE) -> bytes:
    coded = (name + "\0").encode("utf-16-le")
    return (
        coded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(coded), kind, 1, _FREE, after, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def dbf(rows: Rows, kinds: str = "", deleted: Sequence[int] = ()) -> bytes:
    """A table of FoxPro; the first row names the columns, `kinds` has one letter for each (C if empty)."""
    names, *data = rows
    coded = [[("" if cell is None else str(cell)).encode("gb18030") for cell in row] for row in data]
    widths = [max([len(row[at]) for row in coded] + [1]) for at in range(len(names))]
    fields = b"".join(
        str(name).encode("gb18030")[:10].ljust(11, b"\0") + (kinds or "C" * len(names))[at].encode() + bytes(4)
        + bytes([widths[at], 0]) + bytes(14)
        for at, name in enumerate(names)
    )  # fmt: skip
    head = bytes([0x30, 26, 11, 1]) + struct.pack("<IHH", len(data), 32 + len(fields) + 1, 1 + sum(widths)) + bytes(20)
    body = b"".join(
        (b"*" if number in deleted else b" ") + b"".join(cell.ljust(widths[at]) for at, cell in enumerate(row))
        for number, row in enumerate(coded)
    )
    return head + fields + b"\r" + body + b"\x1a"


def zipped(members: dict[str, bytes], gbk: bool = True) -> bytes:
    """An archive; Windows writes the names in GBK and marks nothing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name.encode("gb18030").decode("cp437") if gbk else name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    made = stream.getvalue()
    return made if not gbk else _unmarked(made)


def _unmarked(made: bytes) -> bytes:
    """Without the mark that names are UTF-8, and with the names as they were: GBK."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for info in archive.infolist():
            utf8, gbk = info.filename.encode(), info.filename.encode("cp437")
            made = _renamed(made, utf8, gbk)
    return made


def _renamed(made: bytes, utf8: bytes, gbk: bytes) -> bytes:
    """The names' bytes exchanged; shorter ones are filled up with `_`, so that nothing else moves."""
    stem, dot, ending = gbk.rpartition(b".")
    filled = stem + b"_" * (len(utf8) - len(gbk)) + dot + ending
    for signature, flags, size in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = -1
        while (at := made.find(signature, at + 1)) >= 0:
            if made[at + size : at + size + len(utf8)] == utf8:
                made = (
                    made[: at + flags]
                    + b"\0\0"
                    + made[at + flags + 2 : at + size]
                    + filled
                    + made[at + size + len(utf8) :]
                )
    return made
