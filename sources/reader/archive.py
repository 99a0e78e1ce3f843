"""Archives (.zip, .tar.gz) of files that can be read: each member is a table of the one file that was delivered.

Members are written to a folder of their own under numbers: no name from an archive becomes a path. Names may be GBK,
as Windows writes them.
"""

from __future__ import annotations

import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from base import files
from base.errors import Flaw
from sources.reader.sheets import SKIPPED, is_skipped
from sources.reader.table import REMARK, Block, Finding, Sheet, Table

if TYPE_CHECKING:
    from sources.source import Source

ENDINGS = (".zip", ".tar.gz", ".tgz", ".tar")
_MEMBERS = 1_000
_UNPACKED = 8 << 30
_RATIO, _RATIO_FROM = 200, 64 << 20
_LITTER = ("thumbs.db", "desktop.ini")
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, ValueError)

Open = Callable[["Source", Path], Table]


@dataclass(frozen=True)
class _Member:
    name: str
    open: Callable[[], IO[bytes]]


def read(source: Source, path: Path, read_one: Open) -> Table:
    """What the members hold, read by `read_one`. Flaw: no archive, under a password, a bomb, nothing to read."""
    folder = tempfile.TemporaryDirectory(prefix="yingbao-")
    try:
        with files.opened(path) as stream:
            found = list(_unpacked(path, stream, Path(folder.name)))
        tables, remarks, unread = _tables(source, found, read_one)
    except BaseException:
        folder.cleanup()
        raise
    if len(found) == 1:
        return replace(tables[0][1], blocks=_closing(folder, tables[0][1].blocks))
    named = [(name, table, [_within(name, sheet) for sheet in table.sheets]) for name, table in tables]
    return Table(
        "zip" if path.suffix.lower() == ".zip" else "tar",
        None,
        (*(sheet for _, _, sheets in named for sheet in sheets), *unread),
        _closing(folder, (block for _, table, sheets in named for block in _placed(table, sheets))),
        tuple(remarks),
    )


def _tables(
    source: Source, found: list[tuple[str, Path]], read_one: Open
) -> tuple[list[tuple[str, Table]], list[Finding], list[Sheet]]:
    """Each member that can be read; what is told of all; those that cannot be. Flaw: none can, or one is damaged."""
    tables: list[tuple[str, Table]] = []
    remarks: list[Finding] = []
    unread: list[Sheet] = []
    flaws: list[Flaw] = []
    names = [name for name, _ in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    remarks += [Finding(0, "", "压缩包里有几个文件同名，都读了，请核对是否重复", REMARK, name) for name in twice]
    for name, member in found:
        if is_skipped(source, name):
            unread.append(Sheet(name, None, SKIPPED))
            continue
        try:
            table = read_one(source, member)
        except Flaw as flaw:
            flaws.append(Flaw(f"压缩包里的“{name}”{flaw.problem}", flaw.remedy, flaw.offers))
            # Read by halves is read wrongly: only what is no data of this kind may be left out.
            if "没有找到表头" not in flaw.problem and "不认识的文件类型" not in flaw.problem:
                raise flaws[-1] from None
            remarks.append(Finding(0, "", f"压缩包里的这个文件没有读：{flaw.problem}", REMARK, name))
            unread.append(Sheet(name, None, flaw.problem))
            continue
        tables.append((name, table))
        remarks += [
            finding._replace(sheet=f"{name}/{finding.sheet}" if finding.sheet else name) for finding in table.remarks
        ]
    if not tables:
        raise flaws[0] if flaws else Flaw("压缩包里没有文件", "重新压缩后提供")
    return tables, remarks, unread


def _within(name: str, sheet: Sheet) -> Sheet:
    return replace(sheet, name=f"{name}/{sheet.name}" if sheet.name else name)


def _placed(table: Table, sheets: list[Sheet]) -> Iterator[Block]:
    places = {sheet.name: placed for sheet, placed in zip(table.sheets, sheets, strict=True)}
    for block in table.blocks:
        yield replace(block, sheet=places[block.sheet.name])


def _closing(folder: tempfile.TemporaryDirectory[str], blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks; the folder is gone when they have been read."""
    with folder:
        yield from blocks


def _unpacked(path: Path, stream: IO[bytes], folder: Path) -> Iterator[tuple[str, Path]]:
    """Name and place of each member that is no litter."""
    size = path.stat().st_size
    taken = count = 0
    try:
        for member in _zip(stream) if path.suffix.lower() == ".zip" else _tar(stream):
            pure = PurePosixPath(member.name.replace("\\", "/"))
            if pure.name.startswith((".", "~$")) or pure.name.lower() in _LITTER or "__MACOSX" in pure.parts:
                continue
            count += 1
            if count > _MEMBERS:
                raise Flaw(f"压缩包里有{_MEMBERS}个以上的文件", "分成几个压缩包后提供")
            place = folder / f"{count}{''.join(PurePosixPath(pure.name.lower()).suffixes[-2:])[-12:]}"
            with member.open() as content, place.open("wb") as written:
                while chunk := content.read(1 << 20):
                    taken += len(chunk)
                    if taken > _UNPACKED or (taken > _RATIO_FROM and taken > _RATIO * size):
                        raise Flaw(f"解压后超过{taken >> 20}MB，与文件大小不相称", "检查压缩包，或解压后提供")
                    written.write(chunk)
            yield files.printable(pure.name), place
    except _BROKEN:
        raise Flaw("压缩包已损坏，或格式不受支持", "重新压缩（zip）后提供") from None


def _zip(stream: IO[bytes]) -> Iterator[_Member]:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            if info.flag_bits & 1:
                raise Flaw("压缩包有密码", "去掉密码重新压缩后提供")
            yield _Member(_zip_name(info), lambda info=info: archive.open(info))  # type: ignore[misc]


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name: marked as UTF-8, or in the writer's own code page, which here is GBK."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    return _text(raw)


def _text(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "backslashreplace")


def _tar(stream: IO[bytes]) -> Iterator[_Member]:
    with tarfile.open(fileobj=stream, mode="r:*", errors="surrogateescape") as archive:
        for info in archive:
            if info.isfile():
                name = _text(info.name.encode("utf-8", "surrogateescape"))
                content = cast(IO[bytes], archive.extractfile(info))
                yield _Member(name, lambda content=content: content)  # type: ignore[misc]
