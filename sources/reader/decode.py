"""Text files: strictly UTF-8, GB18030 or marked UTF-16, plain or gzip; delimiter, header, the line of every row.

Two passes: `survey` looks at every byte once (is it UTF-8, are there quotes, is there a NUL), then the rows are
parsed in blocks, so that memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from base import files, protection
from base.errors import Flaw
from sources.reader import header

if TYPE_CHECKING:
    from sources.source import Source

CHUNK = 1 << 16
HEAD = 1 << 18
DELIMITERS = ",\t|;\x01\x02\x03\x1c\x1d\x1e\x1f^~"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Excel's “Unicode text” begins so; without its mark UTF-16 is not told from anything."""
LINE_END = re.compile(rb"\r\n|\r|\n")
WHOLE_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")

_NOT_TEXT = {
    b"PK\x03\x04": ("内容是 Excel 工作簿或压缩包，不是文本", "按实际格式命名（.xlsx）或另存为 CSV 后提供"),
    b"PAR1": ("内容是 Parquet，不是文本", "以 .parquet 命名后提供"),
    b"\xd0\xcf\x11\xe0": ("内容是旧版 Excel 文件，不是文本", "另存为 .xlsx 或 CSV 后提供"),
    b"\x1f\x8b": ("内容是 gzip 压缩，文件名没有 .gz", "以 .gz 命名后提供"),
}
# A quote behind a backslash inside a value, as MySQL and PHP write it; `"C:\\"` at a value's end is none.
_ESCAPED = re.compile(rb'\\"[^,\t|;^~\x01-\x1f"]')
# The first byte of U+E000 to U+EFFF in UTF-8: every character that only its maker can read.
PRIVATE = b"\xee"


@dataclass(frozen=True)
class Survey:
    """What one look at all bytes of the (decompressed) text tells."""

    head: bytes
    quotes: int
    not_utf8: tuple[int, int] | None
    """Offset and line of the first byte that is not UTF-8."""
    looks_utf8: bool
    """Whether the text around that byte is UTF-8 otherwise."""
    has_escapes: bool = False
    """Whether quotes inside values stand behind a backslash."""
    has_private: bool = False
    """Whether there may be private-use characters, if it is UTF-8."""


@dataclass(frozen=True)
class Layout:
    """Where the rows begin and how they are written."""

    encoding: str
    delimiter: str
    header: header.Header
    skip: int
    """Bytes before the first row."""
    first_line: int
    """The line on which the first row stands."""
    has_escapes: bool = False


def opened(path: Path) -> BinaryIO:
    """The text's bytes, decompressed where the name ends in .gz, as UTF-8 where it is marked as UTF-16."""
    stream = _unpacked(path)
    start = read(stream, 2)
    stream.seek(0)
    return cast(BinaryIO, Transcoded(stream, b"", "utf-16")) if start in UTF_16 else stream


def is_utf_16(path: Path) -> bool:
    """Whether a text is marked as UTF-16."""
    with _unpacked(path) as stream:
        return read(stream, 2) in UTF_16


def _unpacked(path: Path) -> BinaryIO:
    stream = files.opened(path)
    if path.suffix.lower() != ".gz":
        return stream
    unpacked = gzip.GzipFile(fileobj=stream)
    unpacked.myfileobj = stream  # type: ignore[assignment]  # closed with it, as gzip does with what it opens itself
    return cast(BinaryIO, unpacked)


def read(stream: BinaryIO, size: int) -> bytes:
    """`stream.read`, with a damaged gzip told as a Flaw."""
    try:
        return stream.read(size)
    except EOFError:
        raise Flaw("压缩文件不完整，在结尾前就断了", "重新压缩或重新传输后提供") from None
    except (gzip.BadGzipFile, zlib.error):
        raise Flaw("不是有效的 gzip 压缩文件", "重新压缩或重新传输后提供") from None


def read_fully(stream: BinaryIO, size: int) -> bytes:
    """The next `size` bytes, however many reads they take."""
    parts = []
    while size > 0 and (part := read(stream, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def survey(path: Path) -> Survey:
    """Looks at every byte once. Flaw: empty, binary, or a damaged gzip."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    head, offset, line, quotes = b"", 0, 1, 0
    not_utf8: tuple[int, int] | None = None
    looks_utf8 = True
    has_escapes = has_private = False
    with opened(path) as stream:
        while chunk := read(stream, CHUNK):
            if not offset:
                _refuse_what_is_no_text(chunk)
            if len(head) < HEAD:
                head += chunk[: HEAD - len(head)]
            if b"\0" in chunk:
                raise _nul(chunk, offset, line)
            quotes += chunk.count(b'"')
            has_private = has_private or PRIVATE in chunk
            if not has_escapes and quotes and b'\\"' in chunk:
                has_escapes = _ESCAPED.search(chunk) is not None
            if not_utf8 is None:
                held = len(decoder.getstate()[0])
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError as error:
                    at = error.start - held
                    not_utf8 = offset + at, line + chunk.count(b"\n", 0, max(at, 0))
                    looks_utf8 = _mostly_utf8(bytes(error.object), error.start)
            offset += len(chunk)
            line += chunk.count(b"\n")
    held = len(decoder.getstate()[0])
    if not_utf8 is None and held:
        not_utf8 = offset - held, line
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Flaw("文件是空的", "重新导出后提供")
    return Survey(head, quotes, not_utf8, looks_utf8, has_escapes, has_private)


def _nul(chunk: bytes, offset: int, line: int) -> Flaw:
    """The sentence for a NUL in a chunk that begins at this offset, on this line."""
    if not offset and _is_unmarked_utf_16(chunk[:1024]):
        return Flaw("像是没有标记（BOM）的 UTF-16", "另存为带标记的 UTF-16 或 UTF-8 编码后提供")
    at = chunk.index(b"\0")
    where = line + chunk.count(b"\n", 0, at)
    problem = f"偏移{offset + at}处（第{where}行）有空字节（NUL），不是文本文件"
    return Flaw(problem, "另存为 UTF-8 编码的 CSV 后提供")


def _is_unmarked_utf_16(start: bytes) -> bool:
    """Whether every other byte of the line ends, digits and delimiters is a NUL, as nothing else writes them."""
    ascii_little, ascii_big = (len(re.findall(pattern, start)) for pattern in (rb"[\t\n-~]\0", rb"\0[\t\n-~]"))
    return max(ascii_little, ascii_big) > 4 and start.count(b"\0") <= max(ascii_little, ascii_big) + 2


def _refuse_what_is_no_text(start: bytes) -> None:
    for magic, (problem, remedy) in _NOT_TEXT.items():
        if start.startswith(magic):
            raise Flaw(problem, remedy)
    if found := protection.of(start):
        raise found


def _mostly_utf8(text: bytes, at: int) -> bool:
    """Whether one broken byte sits in UTF-8, rather than the text being GB18030, which is broken everywhere."""
    sample = text[max(0, at - 32768) : at + 32768].decode("utf-8", "replace")
    broken = sample.count("\ufffd")
    return sum(char > "\x7f" for char in sample) > 10 * broken


def layout(source: Source, seen: Survey) -> Layout:
    """Decides encoding, delimiter and header together: the encoding is the one under which a header is recognised.

    Flaw: no header, a required column is missing, or the text is broken UTF-8.
    """
    utf8, gb18030 = (_best(source, seen.head, encoding) for encoding in ("utf-8", "gb18030"))
    is_utf8 = utf8[0] > gb18030[0]
    if utf8[0] == gb18030[0]:
        is_utf8 = seen.not_utf8 is None or seen.looks_utf8
    if is_utf8 and seen.not_utf8:
        raise broken("UTF-8", *seen.not_utf8)
    encoding = "utf-8" if is_utf8 else "gb18030"
    delimiter = (utf8 if is_utf8 else gb18030)[1]
    lines = _lines(seen.head, encoding)
    found = header.find(source, _records(lines, delimiter))
    consumed = _record(lines, found.line - 1, delimiter)[1]
    first = found.line + consumed
    skip = sum(map(len, WHOLE_LINE.findall(seen.head)[: first - 1]))
    return Layout(encoding, delimiter, _as_wide_as_rows(found, lines, first, delimiter), skip, first, seen.has_escapes)


def broken(encoding: str, offset: int, line: int) -> Flaw:
    """The sentence for a byte that is not text."""
    return Flaw(f"偏移{offset}处（第{line}行）的字节不是有效的 {encoding}", "检查导出或传输后按 UTF-8 重新提供")


def _lines(head: bytes, encoding: str) -> list[str]:
    # A mark before a quote would hide it, and with it a line break in the first header. Some put UTF-8's before GBK.
    head = head.removeprefix(codecs.BOM_UTF8)
    return [line.decode(encoding, "replace").removeprefix("\ufeff") for line in WHOLE_LINE.findall(head)]


def _best(source: Source, head: bytes, encoding: str) -> tuple[int, str]:
    """The most columns that any line names under this encoding, and the delimiter of that line."""
    lines = _lines(head, encoding)
    scores = [
        (max((header.recognised(source, cells) for _, cells in _records(lines, delimiter)), default=0), delimiter)
        for delimiter in DELIMITERS
        if delimiter == "," or any(delimiter in line for line in lines[: header.LINES])
    ]
    return max(scores, key=lambda score: score[0])


def _records(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each of the first lines read as the start of a record: a stray quote in a title hides nothing."""
    for index in range(min(header.LINES, len(lines))):
        yield index + 1, _record(lines, index, delimiter)[0]


def _record(lines: list[str], index: int, delimiter: str) -> tuple[list[str], int]:
    """The record that begins on a line, and how many lines it takes (a header cell may hold a line break)."""
    reader = csv.reader(lines[index : index + header.LINES], delimiter=delimiter)
    try:
        return next(reader, []), reader.line_num
    except csv.Error:
        return lines[index].split(delimiter), 1


def _as_wide_as_rows(found: header.Header, lines: list[str], first: int, delimiter: str) -> header.Header:
    """Some exports end either the header or every row with a delimiter, but not both: believe the first row."""
    if first > len(lines):
        return found
    cells, _ = _record(lines, first - 1, delimiter)
    widest = max(found.columns.values()) + 1
    more = len(cells) == found.width + 1 and not cells[-1].strip()
    less = len(cells) == found.width - 1 and len(cells) >= widest
    ends_blank = not _record(lines, found.line - 1, delimiter)[0][-1].strip()
    if more or (less and ends_blank):
        return replace(found, width=len(cells))
    return found


class Transcoded(io.RawIOBase):
    """GB18030 or UTF-16 read as UTF-8, strictly and in chunks."""

    def __init__(self, stream: BinaryIO, skipped: bytes, encoding: str = "gb18030") -> None:
        self.has_private = False
        """Whether private-use characters were read so far."""
        self._stream = stream
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._offset = len(skipped)
        self._line = 1 + len(LINE_END.findall(skipped))
        self._rest = b""

    def readable(self) -> bool:
        """Always: this is what Arrow asks first."""
        return True

    def close(self) -> None:
        """Closes the stream below, too."""
        self._stream.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes of UTF-8, empty at the end. Flaw: a byte that is no text."""
        if self._rest:
            given, self._rest = self._rest[:size], self._rest[size:]
            return given
        # Two bytes become at most three of UTF-8; Arrow's buffer takes no more than it asked for.
        raw = read(self._stream, max(8, size * 2 // 3 - 8))
        held = len(self._decoder.getstate()[0])
        if raw and not held and self._encoding == "gb18030" and raw.isascii():
            self._count(raw)
            return self._given(raw, size)
        try:
            text = self._decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            at = error.start - held
            name = self._encoding.upper()
            raise broken(name, self._offset + at, self._line + raw.count(b"\n", 0, max(at, 0))) from None
        self._count(raw)
        if not text and raw:
            return self.read(size)
        encoded = text.encode()
        self.has_private = self.has_private or PRIVATE in encoded
        return self._given(encoded, size)

    def _given(self, encoded: bytes, size: int) -> bytes:
        if len(encoded) > size > 0:
            self._rest = encoded[size:]
            return encoded[:size]
        return encoded

    def _count(self, raw: bytes) -> None:
        self._offset += len(raw)
        self._line += raw.count(b"\n")
