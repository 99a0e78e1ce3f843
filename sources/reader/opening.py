"""Which reader reads a file, and whom its sentence asks where it cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from base import files, protection, workbook
from base.errors import BadInput, Flaw
from sources.reader import delimited, excel, parquet
from sources.reader.table import Table
from sources.reader.tidy import tidied
from sources.source import Source

_TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".xml", ".htm", ".html")
_LOOKED_AT = 4096


def read(source: Source, path: Path) -> Table:
    """Opens a file by the end of its name, without the rows that are none. Flaw: what is wrong with it."""
    table = _opened(source, path)
    return replace(table, blocks=tidied(source, table))


def _opened(source: Source, path: Path) -> Table:
    name = path.name.lower()
    suffix = Path(name.removesuffix(".gz")).suffix
    if suffix in _TEXT_SUFFIXES:
        return delimited.read(source, path)
    if suffix in _WORKBOOKS and name.endswith(suffix):
        return _workbook(source, path)
    if name.endswith(".parquet"):
        return parquet.read(source, path)
    kind = path.suffix or "没有扩展名"
    raise Flaw(f"不认识的文件类型“{kind}”", "另存为 .xlsx（证件号码等长数字列设为文本）或 CSV 后提供")


def _workbook(source: Source, path: Path) -> Table:
    """By its first bytes: systems name a web page or a text .xls, for Excel to open it."""
    with files.opened(path) as stream:
        start = stream.read(_LOOKED_AT)
    if start.startswith((b"PK\x03\x04", workbook.COMPOUND)) or not start.strip(b"\0") or path.suffix == ".xlsx":
        return excel.read(source, path)
    if found := protection.of(start):
        raise found
    return delimited.read(source, path)


@contextmanager
def blaming(source: Source, file: str, provided_by: str = "") -> Iterator[None]:
    """Turns a Flaw into the sentence that names the file and whom to ask."""
    try:
        yield
    except Flaw as flaw:
        raise BadInput(f"{file}：{flaw.problem}；请{provided_by or source.department}{flaw.remedy}。") from flaw
