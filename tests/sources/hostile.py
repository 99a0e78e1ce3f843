"""Workbooks made to harm whoever reads them, written part by part: no program would save them so."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
Cells = Sequence[Sequence[str]]
Parts = dict[str, bytes]


def column(number: int) -> str:
    """The letters of a column, counted from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text(value: str) -> str:
    """What stands in a cell, as XML."""
    return value.replace("&", "&amp;").replace("<", "&lt;")


def cell(place: str, value: str) -> str:
    """A cell with a text of its own."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text(value)}</t></is></c>'


def lines(rows: Cells) -> str:
    """Rows of text cells."""
    return "".join(
        f'<row r="{line}">' + "".join(cell(f"{column(at)}{line}", value) for at, value in enumerate(row)) + "</row>"
        for line, row in enumerate(rows, start=1)
    )


def sheet(rows: str, before: str = "", after: str = "") -> bytes:
    """A sheet's XML around its rows."""
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def parts(rows: Cells, names: Sequence[str] = ("表",), more: str = "") -> Parts:
    """The parts of a small honest workbook; `more` rows (XML) stand below its own in the first sheet."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(names) + 1)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for number in range(1, len(names) + 1)
    )
    made = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{related}'
        f'<Relationship Id="rIdS" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}"><si><t>共用</t></si></sst>',
    }
    encoded = {name: content.encode() for name, content in made.items()}
    for number in range(1, len(names) + 1):
        encoded[f"xl/worksheets/sheet{number}.xml"] = sheet(lines(rows) + more)
    return encoded


def packed(made: Parts) -> bytes:
    """The parts as a workbook."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return stream.getvalue()


def exchanged(rows: Cells, **content: bytes | None) -> bytes:
    """An honest workbook in which some parts (`sheet`, `strings`, `book`, `rels`, `types`) are others, or missing."""
    made = parts(rows)
    for short, part in content.items():
        name = _PARTS[short]
        if part is None:
            del made[name]
        else:
            made[name] = part
    return packed(made)


_PARTS = {
    "sheet": "xl/worksheets/sheet1.xml",
    "strings": "xl/sharedStrings.xml",
    "book": "xl/workbook.xml",
    "rels": "xl/_rels/workbook.xml.rels",
    "types": "[Content_Types].xml",
}


def _more(rows: Cells, more: str) -> bytes:
    return packed(parts(rows, more=more))


def _number(rows: Cells, value: str, kind: str = "") -> bytes:
    """A cell more in the first row below, whose value is written like this."""
    line = len(rows) + 1
    return _more(rows, f'<row r="{line}"><c r="A{line}"{kind}><v>{value}</v></c></row>')


def _laughs(rows: Cells) -> bytes:
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    made = parts(rows)
    bomb = sheet(lines(rows) + '<row r="9"><c r="A9" t="inlineStr"><is><t>&l9;</t></is></c></row>').decode()
    made["xl/worksheets/sheet1.xml"] = bomb.replace(HEAD, f'{HEAD}<!DOCTYPE x [<!ENTITY l0 "哈">{names}]>').encode()
    return packed(made)


def _external_entity(rows: Cells) -> bytes:
    made = parts(rows)
    bomb = sheet(lines(rows) + '<row r="9"><c r="A9" t="inlineStr"><is><t>&x;</t></is></c></row>').decode()
    made["xl/worksheets/sheet1.xml"] = bomb.replace(
        HEAD, f'{HEAD}<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ).encode()
    return packed(made)


def _bomb(rows: Cells) -> bytes:
    """Three gigabytes of blanks within a sheet, in three megabytes."""
    made = parts(rows)
    whole = made.pop("xl/worksheets/sheet1.xml")
    start, end = whole.split(b"</sheetData>")
    stream, blanks = io.BytesIO(packed(made)), b" " * (64 << 20)
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as target,
    ):
        target.write(start)
        for _ in range(48):
            target.write(blanks)
        target.write(b"</sheetData>" + end)
    return stream.getvalue()


def _lying_bomb(rows: Cells) -> bytes:
    """Half a gigabyte of blanks in a part that is said to have a hundred bytes."""
    made = parts(rows)
    whole = made["xl/worksheets/sheet1.xml"]
    start, end = whole.split(b"</sheetData>")
    made["xl/worksheets/sheet1.xml"] = start + b" " * (512 << 20) + b"</sheetData>" + end
    told = packed(made)
    real = struct.pack("<L", len(made["xl/worksheets/sheet1.xml"]))
    return told.replace(real, struct.pack("<L", 100))


def _strings(rows: Cells) -> bytes:
    """One text of 32,000 letters that 300,000 cells show."""
    line = len(rows) + 1
    shown = "".join(f'<row r="{line + n}"><c r="A{line + n}" t="s"><v>0</v></c></row>' for n in range(300_000))
    made = parts(rows, more=shown)
    made["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}"><si><t>{"字" * 32_000}</t></si></sst>'.encode()
    return packed(made)


def _doubled(rows: Cells) -> bytes:
    stream = io.BytesIO(packed(parts(rows)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", sheet(lines([["甲", "乙"]])))
    return stream.getvalue()


def _beside(rows: Cells) -> bytes:
    made = parts(rows)
    return packed({**made, "../../../../tmp/planted.xml": b"x", "/etc/planted": b"x", "xl\\..\\planted.xml": b"x"})


def _circle(rows: Cells) -> bytes:
    made = parts(rows)
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(
        b"worksheets/sheet1.xml", b"workbook.xml"
    )
    return packed(made)


def _outside(rows: Cells) -> bytes:
    made = parts(rows)
    away = 'Target="http://203.0.113.1/x" TargetMode="External"'
    link = f'<Relationship Id="rId9" Type="{RELATIONS}/externalLink" {away}/>'
    rels = made["xl/_rels/workbook.xml.rels"].decode()
    made["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", f"{link}</Relationships>").encode()
    return packed(made)


def _encrypted_part(rows: Cells) -> bytes:
    """The archive says that its parts are under a password."""
    told = bytearray(packed(parts(rows)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = told.find(mark)
        while at >= 0:
            told[at + offset] |= 1
            at = told.find(mark, at + 4)
    return bytes(told)


def _stored(rows: Cells) -> bytes:
    """Its compression is of a kind that nobody knows."""
    told = packed(parts(rows))
    return told.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x08\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x63\x00")


FAR = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'

HOSTILE: dict[str, Callable[[Cells], bytes]] = {
    "a stray cell in the last corner": lambda rows: _more(rows, FAR),
    "a stray cell in the last column": lambda rows: _more(rows, '<row r="900000"><c r="XFD900000"><v>1</v></c></row>'),
    "a stray number in the last row": lambda rows: _more(
        rows, '<row r="1048576"><c r="CV1048576"><v>1</v></c></row>'
    ),
    "a cell beyond the last row": lambda rows: _more(
        rows, '<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>'
    ),
    "a cell in row 0": lambda rows: _more(rows, '<row r="0"><c r="A0"><v>1</v></c></row>'),
    "a cell beyond the last column": lambda rows: _more(rows, '<row r="9"><c r="ZZZZZ9"><v>1</v></c></row>'),
    "a row number of twenty digits": lambda rows: _more(
        rows, '<row r="9"><c r="A99999999999999999999"><v>1</v></c></row>'
    ),
    "a sheet that is said to be full": lambda rows: exchanged(
        rows, sheet=sheet(lines(rows), before='<dimension ref="A1:XFD1048576"/>')
    ),
    "a dimension that is none": lambda rows: exchanged(
        rows, sheet=sheet(lines(rows), before='<dimension ref="XFD9:A1"/>')
    ),
    "a ZIP bomb": _bomb,
    "a ZIP bomb that lies": _lying_bomb,
    "a billion laughs": _laughs,
    "an entity from outside": _external_entity,
    "a document type": lambda rows: exchanged(
        rows, sheet=sheet(lines(rows)).replace(HEAD.encode(), f"{HEAD}<!DOCTYPE worksheet>".encode())
    ),
    "elements a million deep": lambda rows: exchanged(
        rows, sheet=sheet(lines(rows) + "<a>" * 1_000_000 + "</a>" * 1_000_000)
    ),
    "no sheet": lambda rows: exchanged(rows, sheet=None),
    "no shared strings": lambda rows: exchanged(rows, strings=None),
    "no workbook": lambda rows: exchanged(rows, book=None),
    "no relationships": lambda rows: exchanged(rows, rels=None),
    "a shared string that there is not": lambda rows: _number(rows, "99", ' t="s"'),
    "a shared string below zero": lambda rows: _number(rows, "-1", ' t="s"'),
    "a shared string without a number": lambda rows: _number(rows, "", ' t="s"'),
    "a cell of an unknown kind": lambda rows: _number(rows, "1", ' t="zz"'),
    "a style that there is not": lambda rows: _number(rows, "1", ' s="999999"'),
    "one text in 300,000 cells": _strings,
    "a relationship in a circle": _circle,
    "a link to the network": _outside,
    "no archive": lambda rows: b"just text, no archive at all" * 9,
    "nothing": lambda rows: b"",
    "a cut archive": lambda rows: packed(parts(rows))[:-200],
    "an archive cut in its middle": lambda rows: packed(parts(rows))[: len(packed(parts(rows))) // 2],
    "an archive of nothing": lambda rows: packed({}),
    "a broken part": lambda rows: packed(parts(rows)).replace(b"PK\x03\x04", b"PK\x03\x04", 1)[:60]
    + bytes(60)
    + packed(parts(rows))[120:],
    "parts under a password": _encrypted_part,
    "parts packed in no known way": _stored,
    "an encrypted file of zeros": lambda rows: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
    "an encrypted file of noise": lambda rows: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(byte for number in range(300) for byte in zlib.compress(str(number).encode())),
    "100,000 sheets": lambda rows: packed(parts(rows[:1], [f"表{number}" for number in range(100_000)])),
    "a sheet's name of 10,000 letters": lambda rows: packed(parts(rows, ["长" * 10_000])),
    "16,384 columns": lambda rows: _more(rows, f'<row r="{len(rows) + 1}">{_wide(len(rows) + 1)}</row>'),
    "a cell of 100 MB": lambda rows: _more(
        rows, f'<row r="{len(rows) + 1}">{cell(f"A{len(rows) + 1}", "长" * (35 << 20))}</row>'
    ),
    "the wrong content types": lambda rows: exchanged(
        rows, types=b'<?xml version="1.0"?><Types xmlns="x"><Default Extension="xml" ContentType="image/png"/></Types>'
    ),
    "no content types": lambda rows: exchanged(rows, types=None),
    "two sheets under one name": _doubled,
    "names that lead out of the archive": _beside,
    "XML that is not UTF-8": lambda rows: exchanged(rows, sheet=sheet(lines(rows)).replace("甲".encode(), b"\xff\xfe")),
    "XML of another encoding": lambda rows: exchanged(
        rows, sheet=sheet(lines(rows)).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    ),
    "XML that ends early": lambda rows: exchanged(rows, sheet=sheet(lines(rows))[:-40]),
    "zeros for XML": lambda rows: exchanged(rows, sheet=bytes(1000)),
    "not a number": lambda rows: _number(rows, "NaN"),
    "infinity": lambda rows: _number(rows, "inf"),
    "a number of 308 digits": lambda rows: _number(rows, "1e308"),
    "a number beyond all numbers": lambda rows: _number(rows, "1e999"),
    "a day that no calendar has": lambda rows: exchanged(
        rows,
        sheet=sheet(
            lines(rows) + f'<row r="{len(rows) + 1}"><c r="A{len(rows) + 1}" t="d"><v>9999999-99-99</v></c></row>'
        ),
    ),
    "a serial day beyond the calendar": lambda rows: _dated(rows, "1e10"),
    "a serial day before all days": lambda rows: _dated(rows, "-1e10"),
    "merged cells over the whole sheet": lambda rows: exchanged(
        rows,
        sheet=sheet(lines(rows), after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ),
    "a table over the whole sheet": lambda rows: exchanged(
        rows, sheet=sheet(lines(rows), after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>')
    ),
    "a formula of 10 MB": lambda rows: _more(
        rows, f'<row r="{len(rows) + 1}"><c r="A{len(rows) + 1}"><f>{"1+" * (5 << 20)}1</f><v>1</v></c></row>'
    ),
}  # fmt: skip


def _wide(line: int) -> str:
    return "".join(cell(f"{column(at)}{line}", "宽") for at in range(16_384))


def _dated(rows: Cells, serial: str) -> bytes:
    """A number in the format of a day."""
    made = parts(rows)
    formats = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    made["xl/styles.xml"] = f'{HEAD}<styleSheet xmlns="{MAIN}">{formats}</styleSheet>'.encode()
    rels = made["xl/_rels/workbook.xml.rels"].decode()
    styles = f'<Relationship Id="rId8" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    made["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", f"{styles}</Relationships>").encode()
    line = len(rows) + 1
    day = f'<row r="{line}"><c r="A{line}" s="1"><v>{serial}</v></c></row>'
    made["xl/worksheets/sheet1.xml"] = sheet(lines(rows) + day)
    return packed(made)
