"""What the parts of a workbook say beside its cells' values: merged cells, formats that show zeros, empty formulas.

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


class Parts:
    """A workbook's parts beside its cells' values; `sheet` looks into one."""

    def sheet(self, name: str) -> SheetParts:
        """What a sheet has, by its name. Flaw: the part is damaged."""
        return SheetParts()


class Biff(Parts):
    """Those of an .xls."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def sheet(self, name: str) -> SheetParts:
        """Merged cells; formats."""
        with olefile.OleFileIO(io.BytesIO(self._data)) as file:
            stream = next((entry for entry in ("Workbook", "Book") if file.exists(entry)), None)
            merged, zeros = biff.sheet(file.openstream(stream).read(), name) if stream else ([], {})
        return SheetParts(merged, zeros)


class Xml(Parts):
    """Those of an .xlsx."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.lower(): name for name in self._archive.namelist()}

    def sheet(self, name: str) -> SheetParts:
        """Looks at the XML of one sheet. Flaw: it is damaged."""
        found = SheetParts()
        part = self._sheets.get(name)
        if part is None:
            return found
        styles = {str(style).encode() for style in self._widths}
        with self._archive.open(part) as stream:
            for text in _chunks(stream):
                if b"mergeCell" in text:
                    found.merged += [_area(*match) for match in _MERGED.findall(text)][: _MOST - len(found.merged)]
                if (b"f></" in text or b"/></" in text) and b"<f" in text.replace(b":f", b"<f"):
                    found.uncomputed += _places(_UNCOMPUTED.findall(text))[: _MOST - len(found.uncomputed)]
                if styles:
                    self._zeros(text, styles, found)
        return found

    def _zeros(self, text: bytes, styles: set[bytes], found: SheetParts) -> None:
        for attributes in _CELL.findall(text):
            style = _STYLE.search(attributes)
            if style and style[1] in styles and len(found.zeros) < _MOST:
                for place in _places([attributes]):
                    found.zeros[place] = self._widths[int(style[1])]

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
