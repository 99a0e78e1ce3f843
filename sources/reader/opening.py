"""Which reader reads a file, and whom its sentence asks where it cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from base import files, protection, workbook
from base.errors import BadInput, Flaw
from sources.reader import archive, dbase, delimited, excel, markup, parquet
from sources.reader.table import Table
from sources.reader.tidy import tidied
from sources.source import Source

_TEXT_SUFFIXES = (".csv", ".txt", ".tsv", ".tab", ".dat")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".xml", ".htm", ".html")
_ALWAYS = (".xlsx", ".xlsm", ".et")
"""What no system writes in another form under this name."""
_LOOKED_AT = 4096
_AS_TEXT = "证件号码等长数字列先设为文本"


def read(source: Source, path: Path) -> Table:
    """Opens a file by the end of its name, without the rows that are none. Flaw: what is wrong with it."""
    if odd := files.odd_name(path.name):
        raise Flaw(odd, "改名（用汉字、字母和数字）后提供")
    table = _opened(source, path)
    return replace(table, blocks=tidied(source, table))


def _opened(source: Source, path: Path) -> Table:
    if path.name.lower().endswith(archive.ENDINGS):
        return archive.read(source, path, _opened_alone)
    return _opened_alone(source, path)


def _opened_alone(source: Source, path: Path) -> Table:
    name = path.name.lower()
    suffix = Path(name.removesuffix(".gz")).suffix
    if suffix in _TEXT_SUFFIXES:
        return delimited.read(source, path)
    if suffix in _WORKBOOKS and name.endswith(suffix):
        return _workbook(source, path)
    if name.endswith(".parquet"):
        return parquet.read(source, path)
    if name.endswith(".dbf"):
        return dbase.read(source, path)
    kind = path.suffix or "没有扩展名"
    raise _shut(path) or Flaw(f"不认识的文件类型“{kind}”", f"另存为 .xlsx（{_AS_TEXT}）或 CSV 后提供")


def _workbook(source: Source, path: Path) -> Table:
    """By its first bytes: systems name a web page or a text .xls, for Excel to open it."""
    start = _start(path)
    if start.startswith((b"PK\x03\x04", workbook.COMPOUND)) or not start:
        return excel.read(source, path)
    if found := protection.of(start):
        raise found
    if markup.is_markup(start):
        return markup.read(source, path)
    return excel.read(source, path) if path.suffix.lower() in _ALWAYS else delimited.read(source, path)


def _start(path: Path) -> bytes:
    with files.opened(path) as stream:
        return stream.read(_LOOKED_AT)


def _shut(path: Path) -> Flaw | None:
    return protection.of(_start(path))


@contextmanager
def blaming(source: Source, file: str, provided_by: str = "") -> Iterator[None]:
    """Turns a Flaw into the sentence that names the file and whom to ask."""
    try:
        yield
    except Flaw as flaw:
        refused = BadInput(f"{file}：{flaw.problem}；请{provided_by or source.department}{flaw.remedy}。")
        refused.offers = flaw.offers
        raise refused from flaw
