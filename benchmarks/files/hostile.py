"""Hostile and broken files: 200 kinds, for `benchmarks/hostile_files.py`.

Each is the file of a roster of one person, or what a manifest or an inbox holds beside a good one.
"""

import gzip
import io
import json
import os
import random
import shutil
import socket
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.files import forms
from tests.sources.hostile import HOSTILE
from tests.sources.test_hostile import READ

HEADER = ["身份证号", "姓名", "名单类别", "起始日期"]
ROW = ["320923198503120018", "沈志远", "外出务工", "2024-03-01"]
ROWS: list[list[forms.Cell]] = [[*HEADER], [*ROW]]
TEXT = forms.text(ROWS)
NAME = "file,extract,data_date,rows,sha256,provided_by,legal_basis,keep_until\n"
LINE = "person_roster/a.csv,person_roster,2026-11-20,,,,,\n"
Files = dict[str, tuple[str, bytes]]
HARMLESS = {
    *READ,
    "text: a name of 200 letters",
    "text: a million blank lines",
    "text: commas after every row",
    "text: CR alone",
    "text: an escape sequence in a name",
    "zip: folders in folders",
    "zip: names that lead out",
    "zip: an absolute name",
    "zip: a name of a drive",
    "tar: names that lead out",
    "tar: an absolute name",
    "text: HTML in a name",
    "text: a formula in a name",
    "text: 10,000 columns",
    "text: quotes around everything",
    "text: SQL in a name",
    "text: a date of no calendar",
    "html: scripts",
    "text: header twice over two delimiters",
    "text: a million commas",
    "text: a direction mark in a number",
    "zip: a name of 60,000 letters",
    "zip: the same name twice over",
    "zip: a name with a line break",
    "html: 10,000 columns",
    "a name of 255 bytes",
    # What is spoilt in these two is no part of the rows: they are read as they were.
    "xlsx: XML that is not UTF-8",
    "xls: spoilt 5",
}


def zipped(members: dict[str, bytes], **how: int) -> bytes:
    """An archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how.get("compression", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(members: dict[str, bytes], kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    """An archive of Unix."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, link, len(content) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(content) if kind == tarfile.REGTYPE else None)
    return stream.getvalue()


def zeros(size: int) -> bytes:
    """So many megabytes of nothing, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size)) + packer.flush()


_HEAD, _ROW = ",".join(HEADER) + "\n", ",".join(ROW) + "\n"
_NOISE = random.Random(1).randbytes(20_000)  # noqa: S311
TEXTS: dict[str, bytes | str] = {
    "nothing": b"",
    "a mark alone": b"\xef\xbb\xbf",
    "a NUL": TEXT + b"\0",
    "NULs alone": bytes(5_000),
    "noise": _NOISE,
    "noise below a header": _HEAD.encode() + _NOISE,
    "a header alone": _HEAD,
    "no header": _ROW * 5,
    "an unclosed quote": _HEAD + '"' + _ROW * 50,
    "a quote in the middle": _HEAD + _ROW + ROW[0] + ',"x,y\n' + _ROW * 9,
    "half a character": (_HEAD + _ROW).encode("gb18030")[:-8] + b"\x81",
    "UTF-8 cut": (_HEAD + _ROW + "沈").encode()[:-1],
    "two encodings": (_HEAD + _ROW).encode() + _ROW.encode("gb18030") * 9,
    "UTF-16 without a mark": (_HEAD + _ROW).encode("utf-16-le"),
    "UTF-16 cut": (_HEAD + _ROW).encode("utf-16")[:-1],
    "UTF-32": (_HEAD + _ROW).encode("utf-32"),
    "UTF-7": (_HEAD + _ROW).encode("utf-7"),
    "a cell of 50 MB": _HEAD + ROW[0] + ',"' + "x" * (50 << 20) + '",外出务工,\n',
    "a line of 50 MB without an end": "x" * (50 << 20),
    "10,000 columns": ",".join([*HEADER, *(f"c{n}" for n in range(10_000))])
    + "\n"
    + ",".join([*ROW, *["x"] * 10_000])
    + "\n",
    "a million columns": ",".join([*HEADER, *["c"] * 1_000_000]) + "\n" + _ROW,
    "header words 500 times": ",".join(HEADER * 500) + "\n" + _ROW,
    "a million blank lines": _HEAD + "\n" * 1_000_000 + _ROW,
    "a million commas": _HEAD + "," * 1_000_000 + "\n" + _ROW,
    "commas after every row": _HEAD.strip() + ",,,\n" + _ROW.strip() + ",,,\n",
    "CR alone": (_HEAD + _ROW).replace("\n", "\r"),
    "rows of other lengths": _HEAD + _ROW + "a,b\n" + _ROW.strip() + ",x,y,z\n",
    "a formula in a name": _HEAD + _ROW.replace("沈志远", "=cmd|' /C calc'!A0"),
    "HTML in a name": _HEAD + _ROW.replace("沈志远", "<script>alert(1)</script>"),
    "SQL in a name": _HEAD + _ROW.replace("沈志远", "'; drop table x; --"),
    "an escape sequence in a name": _HEAD + _ROW.replace("沈志远", "\x1b[31m沈"),
    "a direction mark in a number": _HEAD + _ROW.replace("320923", "\u202e320923"),
    "a name of 200 letters": _HEAD + _ROW.replace("沈志远", "沈" * 200),
    "a number of 5,000 digits": _HEAD + _ROW.replace(ROW[0], "3" * 5_000),
    "a date of no calendar": _HEAD + _ROW.replace("2024-03-01", "2024-02-31"),
    "an unknown code": _HEAD + _ROW.replace("外出务工", "吃饭"),
    "a header in 40 lines' depth": "x\n" * 40 + _HEAD + _ROW,
    "quotes around everything": "".join(f'"{c}",' for c in HEADER)[:-1]
    + "\n"
    + "".join(f'"{c}",' for c in ROW)[:-1]
    + "\n",
    "header twice over two delimiters": _HEAD + _ROW + _HEAD.replace(",", "\t") + _ROW,
    "backslashes and quotes": _HEAD + '"\\",\\""' * 500,
    "masked numbers": _HEAD + _ROW.replace("19850312", "********"),
    "scientific numbers": _HEAD + _ROW.replace(ROW[0], "3.20923E+17"),
    "a workbook inside": forms.xlsx({"表": ROWS}),
    "a PDF": b"%PDF-1.7\n" + _NOISE,
    "a picture": b"\x89PNG\r\n\x1a\n" + _NOISE,
    "an ELF": b"\x7fELF" + _NOISE,
    "a shell script": "#!/bin/sh\nrm -rf /\n",
    "JSON": json.dumps([dict(zip(HEADER, ROW, strict=True))]),
    "XML": "<a>" * 100_000,
    "a Parquet named .csv": b"PAR1" + _NOISE,
    "E-SafeNet": b"\x62\x14\x23\x65\x1f\x00" + b"E-SafeNet" + _NOISE,
    "a password zip named .csv": zipped({"a": TEXT}),
    "surrogates": _HEAD.encode() + b"\xed\xa0\x80," + _ROW.encode(),
    "overlong UTF-8": _HEAD.encode() + b"\xc0\xaf" + _ROW.encode(),
    "4-byte GB18030 beyond Unicode": _HEAD.encode("gb18030") + b"\xfe\x39\xfe\x39" + _ROW.encode("gb18030"),
    "a foreign header": "name,id\n" + _ROW,
    "one column": "身份证号\n" + ROW[0] + "\n",
    "spaces for commas": (_HEAD + _ROW).replace(",", " "),
    "numbers of another kind in every column": _HEAD + "1,2,3,4\n" * 30,
    "page after page of totals": _HEAD + "合计,9\n" * 500,
}
"""What a text file holds."""


def texts() -> Iterator[tuple[str, tuple[str, bytes]]]:
    """Text files."""
    for name, content in TEXTS.items():
        yield f"text: {name}", (".csv", content.encode() if isinstance(content, str) else content)
    yield "gz: a bomb", (".csv.gz", zeros(4_096))
    yield "gz: cut", (".csv.gz", gzip.compress(TEXT * 99)[:-20])
    yield "gz: no gzip", (".csv.gz", TEXT)
    yield "gz: rubbish behind", (".csv.gz", gzip.compress(TEXT) + _NOISE)
    yield "gz: in gz", (".csv.gz", gzip.compress(gzip.compress(TEXT)))
    yield "gz: nothing", (".csv.gz", b"")
    yield "gz: a wrong sum", (".csv.gz", gzip.compress(TEXT)[:-8] + bytes(8))
    for ending in (
        ".xlsx",
        ".xls",
        ".dbf",
        ".parquet",
        ".zip",
        ".tar.gz",
        ".et",
        ".html",
        ".xml",
        ".doc",
        ".exe",
        ".pdf",
        "",
    ):
        yield f"ending: noise as {ending or 'nothing'}", (ending, _NOISE)
        yield f"ending: nothing as {ending or 'nothing'}", (ending, b"")


_BOMB = bytes(1 << 20) * 300
_INNER = zipped({f"{n}.csv": _BOMB[: 1 << 24] for n in range(9)})
ARCHIVES: dict[str, dict[str, bytes]] = {
    "names that lead out": {"../../../tmp/w.csv": TEXT},
    "an absolute name": {"/tmp/w.csv": TEXT},  # noqa: S108
    "a name of a drive": {"C:\\windows\\w.csv": TEXT},
    "folders in folders": {"a/" * 90 + "a.csv": TEXT},
    "a bomb": {"a.csv": _BOMB},
    "an archive in an archive": {"a.zip": _INNER},
    "nothing": {},
    "a folder": {"a/": b""},
    "2,000 members": {f"{n}.csv": TEXT for n in range(2_000)},
    "a program": {"a.exe": b"MZ"},
    "a bomb in a workbook": {"a.xlsx": HOSTILE["a ZIP bomb"]([HEADER, ROW])},
    "one good and one damaged": {"a.csv": TEXT, "b.xlsx": b"PK\x03\x04"},
    "a name of 60,000 letters": {"a" * 60_000 + ".csv": TEXT},
    "the same name twice over": {"a.csv": TEXT, "A.CSV": TEXT},
    "a manifest inside": {"manifest.csv": b"file\n../x\n", "a.csv": TEXT},
    "a name with a line break": {"a\nb.csv": TEXT},
}
"""What a zip archive holds."""


def archives() -> Iterator[tuple[str, tuple[str, bytes]]]:
    """Archives."""
    for name, members in ARCHIVES.items():
        yield f"zip: {name}", (".zip", zipped(members))
    whole = zipped({"a.csv": TEXT * 500})
    yield "zip: cut", (".zip", whole[: len(whole) // 2])
    twice = zipped({"a.csv": TEXT, "b.csv": TEXT.replace(b"0018", b"0026")})
    yield "zip: two entries of one name", (".zip", twice.replace(b"b.csv", b"a.csv"))
    inner = whole
    for depth in range(40):
        inner = zipped({f"{depth}.zip": inner})
    yield "zip: forty archives in one another", (".zip", inner)
    link = zipfile.ZipInfo("a.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    yield "zip: a link", (".zip", stream.getvalue())
    yield "rar: a beginning", (".rar", b"Rar!\x1a\x07\x01\0" + _NOISE)
    yield "7z: a beginning", (".7z", b"7z\xbc\xaf\x27\x1c" + _NOISE)
    yield "zip: rubbish before", (".zip", bytes(500) + whole)
    yield "zip: a wrong sum", (".zip", whole.replace(struct.pack("<I", zlib.crc32(TEXT * 500)), bytes(4)))
    yield (
        "zip: a size that lies",
        (".zip", whole.replace(struct.pack("<I", len(TEXT) * 500), struct.pack("<I", 1 << 31))),
    )
    locked = bytearray(whole)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[whole.index(sign) + at] |= 1
    yield "zip: a password", (".zip", bytes(locked))
    yield "tar: names that lead out", (".tar.gz", tarred({"../../w.csv": TEXT}))
    yield "tar: an absolute name", (".tar.gz", tarred({"/etc/w.csv": TEXT}))
    yield "tar: a link", (".tar.gz", tarred({"a.csv": b""}, tarfile.SYMTYPE, "/etc/passwd"))
    yield "tar: a hard link", (".tar.gz", tarred({"a.csv": b""}, tarfile.LNKTYPE, "/etc/passwd"))
    yield "tar: a device", (".tar.gz", tarred({"a.csv": b""}, tarfile.CHRTYPE))
    yield "tar: a pipe", (".tar.gz", tarred({"a.csv": b""}, tarfile.FIFOTYPE))
    yield "tar: a bomb", (".tar.gz", tarred({"a.csv": _BOMB}))
    yield "tar: cut", (".tar.gz", tarred({"a.csv": _NOISE[:9_000]})[:4_000])


_CELLS = "".join(f"<td>{cell}</td>" for cell in ROW)
_TOP = "".join(f"<td>{cell}</td>" for cell in HEADER)
PAGES = {
    "scripts": f"<table><script>alert(1)</script><tr>{_TOP}</tr><tr>{_CELLS}</tr></table>",
    "100,000 tables in tables": "<table><tr><td>" * 100_000,
    "a row over a million": f"<table><tr>{_TOP}</tr><tr><td rowspan=1000000000>{ROW[0]}</td></tr></table>",
    "columns over a billion": f"<table><tr>{_TOP}</tr><tr><td colspan=1000000000>{ROW[0]}</td></tr></table>",
    "an entity from outside": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><table><tr><td>&x;</td></tr></table></html>',
    "no table": "<html><body>登录已过期</body></html>",
    "a login page": "<html><form action=x><input name=p></form></html>",
    "10,000 columns": f"<table><tr>{_TOP}{'<td>x</td>' * 10_000}</tr><tr>{_CELLS}</tr></table>",
    "cut": f"<table><tr>{_TOP}</tr><tr>{_CELLS}"[:-30],
}
"""What a web page holds."""


def tables() -> Iterator[tuple[str, tuple[str, bytes]]]:
    """Old workbooks, web pages, dBASE and Parquet."""
    xls = forms.xls({"表": ROWS})
    dbf = forms.dbf([[cell[:5] for cell in HEADER], ROW])
    for share in (10, 30, 60, 90):
        yield f"xls: cut at {share} %", (".xls", xls[: len(xls) * share // 100])
        yield f"dbf: cut at {share} %", (".dbf", dbf[: len(dbf) * share // 100])
    chance = random.Random(3)  # noqa: S311
    for number in range(6):
        spoilt = bytearray(xls)
        for _ in range(60):
            spoilt[chance.randrange(512, len(xls))] = chance.randrange(256)
        yield f"xls: spoilt {number}", (".xls", bytes(spoilt))
        spoilt = bytearray(dbf)
        for _ in range(6):
            spoilt[chance.randrange(4, 64)] = chance.randrange(256)
        yield f"dbf: spoilt {number}", (".dbf", bytes(spoilt))
    yield "xls: a password", (".xls", forms.xls({"表": ROWS}, locked=True))
    yield "dbf: four billion rows", (".dbf", dbf[:4] + b"\xff\xff\xff\xff" + dbf[8:])
    for name, page in PAGES.items():
        yield f"html: {name}", (".xls", page.encode("gb18030"))
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    yield (
        "xml: a billion laughs",
        (
            ".xml",
            f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><Workbook xmlns="{space}">&l9;</Workbook>'.encode(),
        ),
    )
    for name, at in (
        ("an index of a billion", 'ss:Index="1000000000"'),
        ("an index below zero", 'ss:Index="-5"'),
        ("an index that is none", 'ss:Index="x"'),
    ):
        rows = f"<Row {at}>" + "".join(f"<Cell><Data>{cell}</Data></Cell>" for cell in HEADER) + "</Row>"
        yield (
            f"xml: {name}",
            (
                ".xml",
                (
                    f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
                    f'<Workbook xmlns="{space}" xmlns:ss="{space}">'
                    f'<Worksheet ss:Name="a"><Table>{rows}</Table></Worksheet></Workbook>'
                ).encode(),
            ),
        )
    yield from parquets()


def parquets() -> Iterator[tuple[str, tuple[str, bytes]]]:
    """Parquet files."""

    def parquet(table: pa.Table) -> bytes:
        stream = io.BytesIO()
        pq.write_table(table, stream)
        return stream.getvalue()

    whole = parquet(pa.table(dict(zip(HEADER, [[cell] for cell in ROW], strict=True))))
    yield "parquet: cut", (".parquet", whole[:-9])
    yield "parquet: no rows", (".parquet", parquet(pa.table({name: pa.array([], pa.string()) for name in HEADER})))
    yield (
        "parquet: lists for cells",
        (".parquet", parquet(pa.table({name: [[cell]] for name, cell in zip(HEADER, ROW, strict=True)}))),
    )
    yield "parquet: bytes for cells", (".parquet", parquet(pa.table({name: [b"\xff\xfe"] for name in HEADER})))
    yield "parquet: floats for numbers", (".parquet", parquet(pa.table({name: [3.2e17] for name in HEADER})))
    yield "parquet: booleans", (".parquet", parquet(pa.table({name: [True] for name in HEADER})))
    chance = random.Random(4)  # noqa: S311
    for number in range(4):
        spoilt = bytearray(whole)
        for _ in range(20):
            spoilt[chance.randrange(4, len(whole) - 4)] = chance.randrange(256)
        yield f"parquet: spoilt {number}", (".parquet", bytes(spoilt))


MANIFESTS: dict[str, str] = {
    "a path that leads out": NAME + LINE.replace("person_roster/a.csv", "person_roster/../../x.csv"),
    "an absolute path": NAME + LINE.replace("person_roster/a.csv", "/etc/passwd"),
    "a path of Windows": NAME + LINE.replace("person_roster/a.csv", "..\\..\\x.csv"),
    "an extract that there is not": NAME + LINE.replace(",person_roster,", ",roster,"),
    "a date of no calendar": NAME + LINE.replace("2026-11-20", "2026-02-31"),
    "no date": NAME + LINE.replace("2026-11-20", ""),
    "rows that are no number": NAME + LINE.replace(",,,,,", ",x,,,,"),
    "rows below zero": NAME + LINE.replace(",,,,,", ",-1,,,,"),
    "rows of 400 digits": NAME + LINE.replace(",,,,,", "," + "9" * 400 + ",,,,"),
    "a hash that is none": NAME + LINE.replace(",,,,,", ",,abc,,,"),
    "another hash": NAME + LINE.replace(",,,,,", ",," + "0" * 64 + ",,,"),
    "the same file twice": NAME + LINE * 2,
    "no header": LINE,
    "nothing": "",
    "an unclosed quote": NAME + '"' + LINE,
    "a line of a million fields": NAME + "," * 1_000_000 + "\n",
    "a field of 200 KB": NAME + LINE.replace(",,,,,", ",,," + "x" * 200_000 + ",,"),
    "NULs": NAME + "\0" * 500,
    "a keep_until that is none": NAME + LINE.replace(",,,,,\n", ",,,,,soon\n").replace(",,,,,,", ",,,,,"),
    "an escape sequence": NAME + LINE.replace("a.csv", "a\x1b[31m.csv"),
    "a direction mark": NAME + LINE.replace("a.csv", "\u202egnp.csv"),
    "a file of 2,000 letters": NAME + LINE.replace("a.csv", "a" * 2_000),
}
"""What a manifest holds, beside one good file."""


def folders() -> Iterator[tuple[str, Callable[[Path], object]]]:
    """What may lie in an inbox that is no file."""
    yield "a link to a file", lambda inbox: (inbox / "person_roster" / "b.csv").symlink_to("/etc/passwd")
    yield "a link to a folder", lambda inbox: (inbox / "wage").symlink_to("/etc")
    yield "a link that leads nowhere", lambda inbox: (inbox / "person_roster" / "b.csv").symlink_to("/nowhere")
    yield "a pipe", lambda inbox: os.mkfifo(inbox / "person_roster" / "b.csv")
    yield "a device", lambda inbox: os.mknod(inbox / "person_roster" / "b.csv", 0o020600, os.makedev(1, 5))
    yield "a socket", lambda inbox: socket.socket(socket.AF_UNIX).bind(str(inbox / "person_roster" / "b.csv"))
    yield "a link to its own folder", lambda inbox: (inbox / "person_roster" / "b").symlink_to(".")
    yield "a folder that is called b.csv", lambda inbox: (inbox / "person_roster" / "b.csv").mkdir()
    yield (
        "a name of 255 bytes",
        lambda inbox: (inbox / "person_roster" / ("名" * 83 + "ab.csv")).write_bytes(TEXT.replace(b"18", b"26")),
    )
    yield "a name of an option", lambda inbox: (inbox / "person_roster" / "--help.csv").write_bytes(TEXT + b"x")
    yield "a folder in a folder", lambda inbox: (inbox / "person_roster" / "b").mkdir()
    yield "a folder nobody knows", lambda inbox: shutil.copytree(inbox / "person_roster", inbox / "rosters")
    yield (
        "a name that is not UTF-8",
        lambda inbox: Path(os.fsdecode(os.fsencode(inbox) + b"/person_roster/\xcd\xf8.csv")).write_bytes(TEXT),
    )
    yield "a name with a line break", lambda inbox: (inbox / "person_roster" / "a\nb.csv").write_bytes(TEXT)
    yield "a file beside the folders", lambda inbox: (inbox / "a.csv").write_bytes(TEXT)
    yield "a manifest that is a pipe", lambda inbox: os.mkfifo(inbox / "manifest.csv")
    yield "a manifest that is a link", lambda inbox: (inbox / "manifest.csv").symlink_to("/dev/zero")


def with_manifest(text: str, inbox: Path) -> None:
    """Put a manifest into an inbox."""
    (inbox / "manifest.csv").write_text(text)


def files() -> Iterator[tuple[str, tuple[str, bytes]]]:
    """Every kind of file: its ending and its bytes."""
    yield from ((f"xlsx: {name}", (".xlsx", make([HEADER, ROW]))) for name, make in HOSTILE.items())
    yield from (*texts(), *archives(), *tables())
