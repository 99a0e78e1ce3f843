"""What the parts of a workbook say beside its cells' values: merged cells, formats that show zeros, empty formulas,
what is hidden or struck through, from which year days are counted.

Read from the XML as bytes, part by part, and only where a part holds what is looked for.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.parsers.expat import ExpatError

import olefile
from lxml import etree

from base import biff
from base.errors import Flaw

_ZEROS = re.compile(r"0{2,20}(?:_ )?(?:;@)?")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_STYLE = re.compile(rb"\bs=[\"'](\d{1,6})[\"']")
_UNCOMPUTED = re.compile(rb"<(?:\w+:)?c\b([^>]*)><(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)</(?:\w+:)?c>")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*?\br=[\"'](\d{1,7})[\"']")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])([^>]*)>")
_SPAN = re.compile(rb"\b(min|max)=[\"'](\d{1,5})[\"']")
_SHARED = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']s[\"'][^>]*)>(?:<(?:\w+:)?v>)(\d{1,9})<")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s+ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_MOST = 500_000
"""Cells of one kind that are looked at; more are the same."""


def damaged() -> Flaw:
    """The sentence for a workbook that is not whole."""
    return Flaw("工作簿已损坏，不能完整读出", "重新导出或重新传输后提供")


@dataclass
class SheetParts:
    """Rows and columns counted from 0, as in the sheet."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row and column, last row and column."""
    zeros: dict[tuple[int, int], int] = field(default_factory=dict)
    """Cells whose format shows so many digits."""
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    """Formulas without a value."""
    struck: set[tuple[int, int]] = field(default_factory=set)
    """Cells that are struck through, or a part of whose text is."""
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last column."""
    spoilt: int = 0
    """Records of an .xls that are none."""


class Parts:
    """A workbook's parts beside its cells' values; `sheet` looks into one."""

    is_1904 = False
    """Whether its days are counted from 1904, as on old Macs."""
    notes = 0
    """Comments on cells."""

    def sheet(self, name: str) -> SheetParts:
        """What a sheet has, by its name. Flaw: the part is damaged."""
        return SheetParts()


class Biff(Parts):
    """Those of an .xls."""

    def __init__(self, data: bytes) -> None:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            stream = next((entry for entry in ("Workbook", "Book") if file.exists(entry)), None)
            self._book = biff.Book(file.openstream(stream).read() if stream else b"")
        self.is_1904 = self._book.is_1904

    def sheet(self, name: str) -> SheetParts:
        """Merged cells; formats; what is hidden or struck through."""
        found = self._book.sheet(name)
        return SheetParts(
            found.merged, found.zeros, [], set(found.struck), found.hidden_rows, found.hidden_columns, found.spoilt
        )


class Xml(Parts):
    """Those of an .xlsx."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.lower(): name for name in self._archive.namelist()}

    @cached_property
    def is_1904(self) -> bool:  # type: ignore[override]
        """Whether its days are counted from 1904."""
        workbook = self._xml("xl/workbook.xml")
        properties = None if workbook is None else workbook.find("{*}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true", "on")

    @cached_property
    def notes(self) -> int:  # type: ignore[override]
        """How many cells have a comment."""
        parts = [
            part for name, part in self._names.items() if re.fullmatch(r"xl/(?:comments/)?comments?\d*\.xml", name)
        ]
        return sum(self._archive.read(part).count(b"<comment ") for part in parts)

    def sheet(self, name: str) -> SheetParts:
        """Looks at the XML of one sheet. Flaw: it is damaged."""
        found = SheetParts()
        part = self._sheets.get(name)
        if part is None:
            return found
        styles = {str(style).encode() for style in self._widths}
        struck = {str(style).encode() for style in self._struck_styles}
        with self._archive.open(part) as stream:
            for text in _chunks(stream):
                if b"mergeCell" in text:
                    found.merged += [_area(*match) for match in _MERGED.findall(text)][: _MOST - len(found.merged)]
                if (b"f></" in text or b"/></" in text) and b"<f" in text.replace(b":f", b"<f"):
                    found.uncomputed += _places(_UNCOMPUTED.findall(text))[: _MOST - len(found.uncomputed)]
                if styles:
                    self._zeros(text, styles, found)
                if b"hidden=" in text:
                    _hidden(text, found)
                if struck:
                    found.struck.update(_styled(text, struck)[: _MOST - len(found.struck)])
                if self._struck_texts:
                    placed = [cell for cell, at in _SHARED.findall(text) if int(at) in self._struck_texts]
                    found.struck.update(_places(placed)[: _MOST - len(found.struck)])
        return found

    def _zeros(self, text: bytes, styles: set[bytes], found: SheetParts) -> None:
        for attributes in _CELL.findall(text):
            style = _STYLE.search(attributes)
            if style and style[1] in styles and len(found.zeros) < _MOST:
                for place in _places([attributes]):
                    found.zeros[place] = self._widths[int(style[1])]

    @cached_property
    def _struck_styles(self) -> list[int]:
        """The styles whose font is struck through."""
        styles = self._xml("xl/styles.xml")
        fonts = None if styles is None else styles.find("{*}fonts")
        cells = None if styles is None else styles.find("{*}cellXfs")
        if fonts is None or cells is None:
            return []
        struck = {str(number) for number, font in enumerate(fonts) if _is_struck(font)}
        return [number for number, one in enumerate(cells.iterchildren("{*}xf")) if one.get("fontId") in struck]

    @cached_property
    def _struck_texts(self) -> frozenset[int]:
        """The shared texts a part of which is struck through."""
        part = self._names.get("xl/sharedstrings.xml")
        content = self._archive.read(part) if part else b""
        if b"strike" not in content:
            return frozenset()
        texts = etree.iterparse(
            io.BytesIO(content), tag="{*}si", resolve_entities=False, no_network=True, load_dtd=False
        )
        found = set()
        try:
            for number, (_, text) in enumerate(texts):
                if any(_is_struck(run) for run in text.iter("{*}rPr")):
                    found.add(number)
                text.clear()
        except etree.XMLSyntaxError:
            raise damaged() from None
        return frozenset(found)

    @cached_property
    def _sheets(self) -> dict[str, str]:
        """Sheet name → part."""
        workbook, related = self._xml("xl/workbook.xml"), self._xml("xl/_rels/workbook.xml.rels")
        if workbook is None or related is None:
            return {}
        targets = {one.get("Id"): one.get("Target") or "" for one in related.iter("{*}Relationship")}
        found = {}
        for sheet in workbook.iter("{*}sheet"):
            ids = [value for name, value in sheet.attrib.items() if str(name).endswith("}id")]
            target = targets.get(ids[0] if ids else "", "").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            if part.lower() in self._names:
                found[sheet.get("name") or ""] = self._names[part.lower()]
        return found

    @cached_property
    def _widths(self) -> dict[int, int]:
        """Style → digits, of the styles whose format shows leading zeros."""
        styles = self._xml("xl/styles.xml")
        if styles is None:
            return {}
        codes = {one.get("numFmtId"): one.get("formatCode") or "" for one in styles.iter("{*}numFmt")}
        widths = {code: text.count("0") for code, text in codes.items() if _ZEROS.fullmatch(text.replace('"', ""))}
        cells = styles.find("{*}cellXfs")
        used = [] if cells is None else [one.get("numFmtId") for one in cells.iterchildren("{*}xf")]
        return {number: widths[code] for number, code in enumerate(used) if code in widths}

    def _xml(self, name: str) -> Any:
        part = self._names.get(name)
        if part is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self._archive.read(part), parser)
        except (etree.XMLSyntaxError, ExpatError, ValueError):
            return None


def _is_struck(font: Any) -> bool:
    """Whether a font, or what is said of a part of a text, has a line through it."""
    return any(one.get("val") not in ("0", "false") for one in font.iter("{*}strike"))


def _hidden(text: bytes, found: SheetParts) -> None:
    """Rows and columns that nobody sees who opens the sheet: hidden by hand or by a filter."""
    found.hidden_rows += [int(row) - 1 for row in _HIDDEN_ROW.findall(text)][: _MOST - len(found.hidden_rows)]
    for attributes in _HIDDEN_COLUMN.findall(text):
        span = {name: int(value) - 1 for name, value in _SPAN.findall(attributes)}
        if len(span) == 2:
            found.hidden_columns.append((span[b"min"], span[b"max"]))


def _styled(text: bytes, styles: set[bytes]) -> list[tuple[int, int]]:
    """The places of cells in one of these styles."""
    cells = _CELL.findall(text)
    return _places([cell for cell in cells if (style := _STYLE.search(cell)) and style[1] in styles])


def _chunks(stream: Any) -> Iterator[bytes]:
    """A part in pieces that end behind a cell or an element."""
    rest = b""
    try:
        while chunk := stream.read(1 << 20):
            text = rest + chunk
            end = text.rfind(b"</row>") + 1 or text.rfind(b">") + 1
            yield text[:end]
            rest = text[end:]
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise damaged() from None
    yield rest


def _places(found: list[bytes]) -> list[tuple[int, int]]:
    places = (_PLACE.search(attributes) for attributes in found)
    return [(int(place[2]) - 1, number(place[1]) - 1) for place in places if place]


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> tuple[int, int, int, int]:
    return int(top) - 1, number(left) - 1, int(bottom) - 1, number(right) - 1


def number(letters: bytes) -> int:
    """The number of a column, counted from 1."""
    counted = 0
    for letter in letters:
        counted = counted * 26 + letter - 64
    return counted
