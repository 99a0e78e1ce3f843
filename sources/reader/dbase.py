"""FoxPro and dBASE tables (.dbf): fixed columns of bytes, mapped and decoded by distinct value.

A reader of our own: the format is a page, the kept library (dbfread, last released in 2016) gives one Python object a
cell, and memo files (.fpt) never come with a table that was sent.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from base import files
from base.errors import Flaw
from sources.reader import header
from sources.reader.sheets import NUMBERED, ROWS
from sources.reader.table import REMARK, STRINGS, Block, Finding, Sheet, Table
from sources.reader.values import NUMBER_CELL

if TYPE_CHECKING:
    from sources.source import Source

_VERSIONS = frozenset((0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xE5, 0xF5, 0xFB))
_BINARY = {"I": "<i4", "B": "<f8", "Y": "<i8", "O": "<f8", "+": "<i4"}
_NUMERIC = "NFIBY"
_NAME_BYTES = 10
"""Of a column's name, in bytes: five characters."""
_MOST_COLUMNS = 2_048


class _Field(NamedTuple):
    name: str
    kind: str
    start: int
    size: int


def read(source: Source, path: Path) -> Table:
    """A table of dBASE or FoxPro. Flaw: it is none, or not whole."""
    with files.opened(path) as stream:
        head = stream.read(32)
        if len(head) < 32 or head[0] not in _VERSIONS:
            raise Flaw("不是有效的 .dbf 文件", "重新导出，或另存为 .xlsx 后提供")
        count, start, size = struct.unpack_from("<IHH", head, 4)
        described = stream.read(max(start - 32, 0))
    fields = list(_fields(described))
    total = path.stat().st_size
    if not fields or size != 1 + sum(field.size for field in fields) or start < 65:
        raise Flaw("不是有效的 .dbf 文件", "重新导出，或另存为 .xlsx 后提供")
    if total < start + count * size:
        problem = f"表头说有{count}行，文件里只有{(total - start) // size}行，传输中断了"
        raise Flaw(problem, "重新导出或重新传输后提供")
    found = header.find(source, [(1, _names(source, fields))])
    sheet = Sheet(None, found)
    lost = [field.name for field in fields if field.kind in "MGP"]
    remarks = tuple(Finding(0, "", f"列“{name}”是备注，内容在另一个文件里，没有读", REMARK) for name in lost)
    kinds = {column.name: column.type for column in source.columns}
    remarks += tuple(
        Finding(0, name, "数值型的列，前导零可能已丢失", REMARK)
        for name, at in found.columns.items()
        if kinds[name] in NUMBERED and fields[at].kind in _NUMERIC
    )
    return Table("dbf", "gb18030", (sheet,), _blocks(source, path, sheet, fields, (count, start, size)), remarks)


def _fields(described: bytes) -> Iterator[_Field]:
    at = 1  # behind the mark of a deleted row
    for number in range(min(len(described) // 32, _MOST_COLUMNS)):
        field = described[32 * number : 32 * number + 32]
        if field[:1] in (b"\r", b"\n"):
            return
        kind = chr(field[11])
        size = field[16] + (field[17] << 8 if kind == "C" else 0)
        yield _Field(_decoded(field[:11].split(b"\0")[0]), kind, at, size)
        at += size


def _names(source: Source, fields: list[_Field]) -> list[str]:
    """The columns' names; one that fills its ten bytes is the header that begins so, where there is but one."""
    printed = [one for column in source.columns for one in (column.header, *column.also)]
    names = []
    for field in fields:
        whole = [one for one in printed if one.startswith(field.name)]
        is_cut = len(field.name.encode("gb18030")) >= _NAME_BYTES - 1 and field.name not in printed
        names.append(whole[0] if is_cut and len(whole) == 1 else field.name)
    return names


def _decoded(raw: bytes) -> str:
    for encoding in ("gb18030", "utf-8"):
        try:
            return raw.decode(encoding).strip(" \0")
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "ignore").strip(" \0")


def _blocks(
    source: Source, path: Path, sheet: Sheet, fields: list[_Field], shape: tuple[int, int, int]
) -> Iterator[Block]:
    found = sheet.header
    assert found is not None  # noqa: S101 (made just now)
    count, start, size = shape
    marked = {column.name for column in source.columns if column.type in NUMBERED}
    with files.opened(path) as stream:
        stream.seek(start)
        for first in range(0, max(count, 1), ROWS):
            rows = min(ROWS, count - first)
            table = np.frombuffer(stream.read(rows * size), np.uint8).reshape(rows, size)
            is_deleted = table[:, 0] == ord("*")
            lines = np.arange(first + 1, first + rows + 1)[~is_deleted]
            table = table[~is_deleted]
            columns = {}
            for name, position in found.columns.items():
                strings = _strings(table, fields[position], first)
                is_number = name in marked and fields[position].kind in _NUMERIC
                columns[name] = _marked(strings) if is_number else strings
            deleted = np.flatnonzero(is_deleted)
            remarks = (
                [Finding(first + int(deleted[0]) + 1, "", "标记为已删除的行，没有读", REMARK, times=len(deleted))]
                if len(deleted)
                else []
            )
            yield Block(columns, lines, sheet=sheet, remarks=remarks)


def _strings(table: np.ndarray, field: _Field, first: int) -> pa.DictionaryArray:
    cut = np.ascontiguousarray(table[:, field.start : field.start + field.size])
    values, indices = np.unique(cut.view(f"S{field.size}").ravel(), return_inverse=True)
    raw = [value + b"\0" * (field.size - len(value)) for value in values.tolist()]
    if field.kind in _BINARY:
        numbers = [np.frombuffer(value, _BINARY[field.kind], 1)[0].item() for value in raw]
        texts = [f"{number / 10_000:.4f}" if field.kind == "Y" else f"{number:.15g}" for number in numbers]
    elif field.kind in "T@" and field.size == 8:
        texts = [_moment(value) for value in raw]
    else:
        texts = []
        for number, value in enumerate(raw):
            try:
                texts.append(value.decode("gb18030").strip(" \0"))
            except UnicodeDecodeError:
                line = first + int(np.flatnonzero(indices == number)[0]) + 1
                raise Flaw(f"第{line}行列“{field.name}”的字节不是有效的 GB18030", "检查导出或传输后重新提供") from None
    return pa.DictionaryArray.from_arrays(pa.array(indices.astype(np.int32)), pa.array(texts, pa.string())).cast(
        STRINGS
    )


def _moment(raw: bytes) -> str:
    """Days of the Julian calendar and milliseconds."""
    day = struct.unpack("<ii", raw)[0]
    return str(np.datetime64("1970-01-01") + np.timedelta64(day - 2_440_588, "D")) if day else ""


def _marked(strings: pa.DictionaryArray) -> pa.DictionaryArray:
    texts = [NUMBER_CELL + text if text else text for text in strings.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(strings.indices, pa.array(texts, pa.string())).cast(STRINGS)
