"""Workbooks of others, read in a guarded process: what is looked at before a byte of a sheet is parsed.

A workbook is a ZIP archive of XML. What its directory says (how many parts, how large) is checked first, and sets how
much memory and time its reader may take.
"""

import contextlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import fastexcel
import olefile
import pyarrow as pa

from base import biff, files, guard, protection
from base.errors import Flaw
from base.workbook_parts import Biff, Parts, Xml, damaged, number

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

BYTES = 1 << 30
"""Of the file itself: a full sheet (1,048,576 rows) of 30 columns has a quarter of it."""
UNPACKED = 8 << 30
"""Of all parts together: such a sheet has a fifth of it."""
PARTS = 5_000
"""A workbook has a handful of parts and one for each sheet."""
RATIO, RATIO_FROM = 200, 64 << 20
"""How much smaller than its XML a workbook may be, where the XML is large: sheets are 5 to 30 times larger."""
MEMORY_SHARE, MEMORY_MOST = 4, 12 << 30
"""Memory for each byte of XML beyond guard.MEMORY: a sheet of short cells takes 3."""
PACE = 4 << 20
"""Bytes of XML that a reader gets through in a second at the least; it does ten times as many."""
WAIT_SECONDS = 300
"""How long a reader of a small file is waited for; the machine may be busy with something else."""
SAVE_AS = "用 Excel 或 WPS 打开后另存为 .xlsx 提供"
_DAMAGE = ("corrupt", "shared strings", "checksum", "crc", "unexpected end")
_NO_WORKBOOK = "不是有效的 .xlsx 工作簿"
"""Said of whatever the parser refuses: its own words may quote a cell."""
COMPOUND = b"\xd0\xcf\x11\xe0"
"""How an encrypted .xlsx and an old .xls begin."""
XLS_SHARE = 40
"""Memory for each byte of an .xls: it is not compressed, but a cell of it takes some ten bytes."""
_RIGHTS = "受权限管理（IRM/RMS）保护"


def guarded(path: Path, function: Callable[Asked, Answer], /, *arguments: Asked.args, **named: Asked.kwargs) -> Answer:
    """What a function of a module makes of a workbook, in a guarded process. Flaw: it cannot be read."""
    if kind := files.irregular(path):
        raise Flaw(f"是{kind}，不是文件", files.REMEDY)
    size = path.stat().st_size
    if size > BYTES:
        raise Flaw(f"有{size >> 20}MB，工作簿超过{BYTES >> 20}MB 不读", "分成几个文件，或另存为 CSV 后提供")
    # For each byte of the file there may be RATIO of XML, but then it is small.
    seconds = WAIT_SECONDS + size * 30 // PACE
    try:
        return guard.guarded(seconds, function, *arguments, **named)
    except guard.TooSlow:
        raise Flaw("读取太慢，已经中止", "另存为 CSV 后提供") from None
    except guard.Exceeded:
        raise _why(path) from None


def content(path: Path) -> bytes:
    """A plain workbook's bytes. Flaw: empty, or encrypted. For a guarded process."""
    with files.opened(path) as stream:
        data = stream.read()
    if not data:
        raise Flaw("文件是空的")
    if found := protection.of(data):
        raise found
    return data


def check(data: bytes) -> Parts:
    """Look at the directory of a workbook, and let its reader have what it will take. Flaw: no workbook, or locked."""
    if data.startswith(COMPOUND):
        _check_compound(data)
        return Biff(data)
    unpacked = _check_archive(data)
    guard.allow(min(guard.MEMORY + len(data) + MEMORY_SHARE * unpacked, MEMORY_MOST), guard.SECONDS + unpacked // PACE)
    return Xml(data)


def _check_archive(data: bytes) -> int:
    """How many bytes all parts have. Flaw: no archive, a bomb, or encrypted."""
    parts = _parts(data)
    names = [part.filename for part in parts]
    if len(parts) > PARTS:
        raise Flaw(f"里面有{len(parts)}个部件，工作表太多", "只留下有数据的工作表后提供")
    if len(set(names)) < len(names):
        raise Flaw("里面有重名的部件，不知道哪个算数", SAVE_AS)
    if any(part.flag_bits & 1 for part in parts):
        raise Flaw("里面的部件加了密", "去掉密码、另存为 .xlsx 后提供")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED or (unpacked > RATIO_FROM and unpacked > RATIO * len(data)):
        raise Flaw(f"解压后有{unpacked >> 20}MB，与文件大小不相称", "检查文件是否损坏，另存为 CSV 后提供")
    return unpacked


def _check_compound(data: bytes) -> None:
    """Flaw: under a password or rights management, or no workbook at all."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            streams = {"/".join(entry).lower() for entry in file.listdir()}
            stream = next((name for name in ("Workbook", "Book") if file.exists(name)), None)
            is_locked = stream is not None and biff.is_locked(file.openstream(stream).read())
    except (OSError, ValueError, IndexError, TypeError, struct.error):
        raise Flaw("不是有效的 .xls 工作簿，或者是加密的", "去掉密码、另存为 .xlsx 后提供") from None
    if any("drm" in name for name in streams):
        raise Flaw(_RIGHTS, "由有权限的人取消保护、另存为 .xlsx 后提供")
    if "encryptedpackage" in streams or is_locked:
        raise Flaw("工作簿有打开密码", "去掉密码、另存为 .xlsx 后提供")
    if stream is None:
        raise Flaw("不是 Excel 工作簿（可能是 Word 文档）", SAVE_AS)
    guard.allow(min(guard.MEMORY + XLS_SHARE * len(data), MEMORY_MOST), guard.SECONDS + len(data) * 10 // PACE)


@contextmanager
def parsing(data: bytes = b"") -> Iterator[None]:
    """What the parser of workbooks refuses is a Flaw: on opening or, as often, only when a sheet is read.

    `data`: the workbook, which is asked whether it is whole where it cannot be read.
    """
    try:
        yield
    except (Flaw, MemoryError):
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise damaged() from None
    except fastexcel.FastExcelError as error:
        if any(word in str(error) for word in _DAMAGE) or _is_damaged(data):
            raise damaged() from None
        raise Flaw(_NO_WORKBOOK, SAVE_AS) from None
    except (pa.ArrowException, ValueError, OverflowError, KeyError, IndexError, struct.error, OSError):
        raise Flaw(_NO_WORKBOOK, SAVE_AS) from None


def _is_damaged(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.testzip() is not None
    except (zlib.error, EOFError):
        return True
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _parts(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, UnicodeDecodeError, ValueError, OSError, NotImplementedError, EOFError):
        raise Flaw(_NO_WORKBOOK, SAVE_AS) from None


_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']\$?([A-Z]{1,9})\$?(\d{1,20})[\"']")
_FAR_ROWS, _FAR_COLUMNS = 200_000, 1_000
"""What lies so far beyond all cells before it was put there by mistake."""


def _why(path: Path) -> Flaw:
    """Why a reader died: a cell far from all others, if there is one, which nobody sees who looks at the sheet."""
    try:
        far = guard.guarded(WAIT_SECONDS, _far_cell, path)
    except (guard.Exceeded, Flaw):
        far = None
    if far:
        return Flaw(f"单元格 {far} 离其他内容太远，整张表因此过大", f"删去 {far}（连同它的整行整列）并保存后提供")
    return Flaw("内容异常，读取时超出了允许的内存", "用 Excel 或 WPS 打开、另存为 CSV 后提供")


def _far_cell(path: Path) -> str | None:
    """The first cell of any sheet that stands far beyond all cells before it. For a guarded process."""
    data = content(path)
    if data.startswith(COMPOUND):
        return None
    check(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive, contextlib.suppress(zipfile.BadZipFile, zlib.error, EOFError):
        sheets = [part for part in archive.infolist() if part.filename.startswith("xl/worksheets/sheet")]
        return next((far for part in sheets if (far := _first_far(archive, part))), None)
    return None


def _first_far(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str | None:
    row, column = 0, 0
    for letters, digits in _cells(archive, part):
        here = int(digits), number(letters)
        if here[0] > row + _FAR_ROWS or here[1] > column + _FAR_COLUMNS:
            return (letters + digits).decode("ascii")
        row, column = max(row, here[0]), max(column, here[1])
    return None


def _cells(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[Any]:
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(1 << 20):
            text = rest + chunk
            end = text.rfind(b">") + 1
            yield from _CELL.findall(text[:end])
            rest = text[end:]
