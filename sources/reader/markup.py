"""Tables of HTML (in one file with its pictures, too: MHT) and of Excel's XML, which many systems name .xls.

Parsed in a guarded process, element by element; nothing is fetched and no entity is resolved.
"""

from __future__ import annotations

import email
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from base import files, guard, workbook
from base.errors import Flaw
from sources.reader import header, sheets
from sources.reader.sheets import Cells, Grid
from sources.reader.table import ODD_CELL, REMARK, Finding, Sheet, Table
from sources.reader.values import NUMBER_CELL

if TYPE_CHECKING:
    from sources.source import Source

_MHT, _LOOKED_AT = b"mime-version:", 64
_WIDEST, _MOST_CELLS = 16_384, 200_000_000
_MEMORY = 60
"""Bytes of memory for each byte of a table: a cell of ten bytes is a string and its place in a list."""
_MERGED = "合并的单元格，已按第一格的内容补齐"
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_WORKSHEET, _STYLE, _ROW, _CELL, _DATA, _TYPE = (
    f"{{{_SPREADSHEET}}}{name}" for name in ("Worksheet", "Style", "Row", "Cell", "Data", "Type")
)


def is_markup(start: bytes) -> bool:
    """Whether a file begins like HTML or XML, in any encoding."""
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith(_MHT):
        return True
    if text.startswith((b"<?xml", b"<!doctype", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<div", b"<body")):
        return True
    return text.startswith(b"<") and (b"<table" in text or b"<html" in text)


def read(source: Source, path: Path) -> Table:
    """All tables that have the header. Flaw: none has, or it is no table."""
    form, found, cells = workbook.guarded(path, _tables, source, path)
    return sheets.table(source, form, found, cells)


def _tables(source: Source, path: Path) -> tuple[str, list[Sheet], list[Cells]]:
    with files.opened(path) as stream:
        content = stream.read()
    guard.allow(
        min(guard.MEMORY + _MEMORY * len(content), workbook.MEMORY_MOST), guard.SECONDS + len(content) // (1 << 18)
    )
    text = _text(_page(content) if content[:_LOOKED_AT].lower().lstrip().startswith(_MHT) else content)
    form = "xml" if _SPREADSHEET in text[:8192] else "html"
    try:
        grids = list(_spreadsheet(text) if form == "xml" else _html(text))
    except etree.XMLSyntaxError:
        raise Flaw("XML 表格已损坏，不能完整读出", "重新导出后提供") from None
    if not grids:
        if "<frame" in text[:65536].lower():
            raise Flaw("是网页的框架，数据在另一个文件夹里", "用 Excel 打开后另存为 .xlsx 提供")
        raise Flaw("是网页或 XML，里面没有表格", "从原系统导出为 .xlsx 或 CSV 后提供")
    found = sheets.chosen(source, [_grid(one) for one in grids])
    cells = [
        sheets.from_lists(source, sheet, one.rows, 1, _merged(sheet, one))
        for sheet, one in zip(found, grids, strict=True)
        if sheet.header
    ]
    return form, found, cells


def _page(content: bytes) -> bytes:
    """The pages of a file that holds them with their pictures, as mails do. Flaw: it holds none."""
    parts = [part for part in email.message_from_bytes(content).walk() if part.get_content_type() == "text/html"]
    pages = [part.get_payload(decode=True) for part in parts]
    # A page of frames comes with one page for each sheet.
    found = [page for page in pages if isinstance(page, bytes) and b"<table" in page.lower()]
    if not found:
        raise Flaw("是网页或 XML，里面没有表格", "从原系统导出为 .xlsx 或 CSV 后提供")
    return b"\n".join(found)


def _grid(rows: _Rows) -> Grid:
    head: list[header.Line] = [
        (line, [cell.removeprefix(NUMBER_CELL) for cell in cells])
        for line, cells in enumerate(rows.rows[: header.LINES], 1)
    ]
    return Grid(rows.name, head, len(rows.rows))


def _text(content: bytes) -> str:
    """Decoded strictly, whatever its own head says of the encoding: many say utf-8 and are GBK."""
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            at = error.start
    known = "有效的 UTF-16" if is_utf_16 else "有效的 UTF-8 或 GB18030"
    raise Flaw(f"偏移{at}处的字节不是{known}", "检查导出或传输后重新提供")


@dataclass
class _Rows:
    """A table while it is read. Cells over several rows or columns are filled with what stands in the first."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    merged: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells of rows still to come."""
    filled: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Column → the first line that was filled from above, and how many."""

    def add(self, cells: list[tuple[int | None, str, int, int]]) -> None:
        """A row of (column or None for the next, text, further columns, further rows)."""
        if not self.merged and all(place is None and not across + down for place, _, across, down in cells):
            self.rows.append([text for _, text, _, _ in cells])
            return
        line, column = len(self.rows), 0
        row: list[str] = []
        for place, text, across, down in [*cells, (None, "", 0, 0)]:
            column = place if place is not None else column
            while (line, column) in self.merged:
                self._put(row, column, self.merged.pop((line, column)))
                first, times = self.filled.get(column, (line + 1, 0))
                self.filled[column] = first, times + 1
                column += 1
            across, down = min(across, _WIDEST), min(down, 1 << 20)
            self._put(row, column, text)
            for below in range(1, down + 1):
                self.merged[line + below, column] = text
                if len(self.merged) > 1 << 20:
                    raise Flaw("合并的单元格太多", "取消合并后提供")
            column += 1 + across
        while row and not row[-1]:
            row.pop()
        self.rows.append(row)

    @staticmethod
    def _put(row: list[str], column: int, text: str) -> None:
        if column > _WIDEST:
            raise Flaw("表格的列太多", "只留下有数据的列后提供")
        row += [""] * (column + 1 - len(row))
        row[column] = text


def _merged(sheet: Sheet, rows: _Rows) -> list[Finding]:
    found = sheet.header
    if found is None:
        return []
    names = {at: name for name, at in found.columns.items()}
    return [
        Finding(first, names[at], _MERGED, REMARK, times=times)
        for at, (first, times) in rows.filled.items()
        if at in names and first > found.line
    ]


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else default


def _html(text: str) -> Iterator[_Rows]:
    """The tables of a web page that hold no table themselves; layout is no data."""
    parser = etree.iterparse(
        io.BytesIO(text.encode()), events=("start", "end"), tag=("table", "tr"), html=True, encoding="utf-8",
        no_network=True, huge_tree=False, remove_comments=True,
    )  # fmt: skip
    open_tables: list[_Rows] = []
    done: list[_Rows] = []
    for event, element in parser:
        if element.tag == "table" and event == "start":
            open_tables.append(_Rows(f"表格{len(done) + len(open_tables) + 1}"))
        elif element.tag == "table" and open_tables:
            table = open_tables.pop()
            if table.rows:
                done.append(table)
            element.clear()
            element.set("done", "")
        elif event == "end" and open_tables:
            # A row that holds a table is layout, and was read as that table.
            if next(element.iter("table"), None) is None:
                open_tables[-1].add([(None, *_td(one)) for one in element if one.tag in ("td", "th")])
            _forget(element)
    return iter(done)


def _forget(element: Any) -> None:
    """Lets go of an element and of those before it: the page is never whole in memory."""
    parent = element.getparent()
    if parent is not None and element.getprevious() is not None and parent[0].tag == element.tag:
        del parent[0]
    element.clear()


def _td(cell: Any) -> tuple[str, int, int]:
    """A cell as it is shown, and how far it reaches to the right and down."""
    text = (cell.text or "") if len(cell) == 0 else "".join(cell.itertext())
    shown = " ".join(text.split())
    if not cell.attrib:
        return shown, 0, 0
    across, down = (max(1, _number(cell.get(name), 1)) - 1 for name in ("colspan", "rowspan"))
    return shown, across, down


def _spreadsheet(text: str) -> Iterator[_Rows]:
    """The sheets of Excel's XML of 2003."""
    markup = text[text.index("<") :]
    if markup.startswith("<?xml"):
        markup = markup[markup.index("?>") + 2 :]
    parser = etree.iterparse(
        io.BytesIO(markup.encode()), events=("start", "end"), tag=(_WORKSHEET, _STYLE, _ROW), resolve_entities=False,
        no_network=True, load_dtd=False, huge_tree=False,
    )  # fmt: skip
    table = _Rows("")
    zeros: dict[str, int] = {}
    for event, element in parser:
        if event == "start":
            if element.tag == _WORKSHEET:
                table = _Rows(_attribute(element, "Name"))
        elif element.tag == _STYLE:
            shown = next((_attribute(one, "Format") for one in element.iter("{*}NumberFormat")), "")
            if len(shown) > 1 and not shown.strip("0"):
                zeros[_attribute(element, "ID")] = len(shown)
        elif element.tag == _ROW:
            for _ in range(min(_number(_attribute(element, "Index")) - 1 - len(table.rows), 1 << 20)):
                table.add([])
            table.add([_cell(one, zeros) for one in element if one.tag == _CELL])
            _forget(element)
        else:
            yield table
            element.clear()


def _attribute(element: Any, name: str) -> str:
    return str(element.get(f"{{{_SPREADSHEET}}}{name}") or "")


def _cell(cell: Any, zeros: dict[str, int]) -> tuple[int | None, str, int, int]:
    data = next((one for one in cell if one.tag == _DATA), None)
    kind = "" if data is None else data.get(_TYPE)
    text = "" if data is None else data.text or "" if len(data) == 0 else "".join(data.itertext())
    width = zeros.get(_attribute(cell, "StyleID")) if zeros else None
    if kind == "Error":
        text = f"{ODD_CELL}单元格是错误值 {text[:12]}"
    elif kind == "Number":
        text = text.zfill(width) if width and text.isdigit() and len(text) <= 15 else NUMBER_CELL + text
    elif data is None and cell.attrib and _attribute(cell, "Formula"):
        text = f"{ODD_CELL}公式没有算出的值"
    if not cell.attrib:
        return None, text, 0, 0
    place = _number(_attribute(cell, "Index"))
    reach = (_number(_attribute(cell, name)) for name in ("MergeAcross", "MergeDown"))
    return (place - 1 if place else None, text, *reach)  # type: ignore[return-value]
