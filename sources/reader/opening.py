"""Which reader reads a file, and whom its sentence asks where it cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from base.errors import BadInput, Flaw
from sources.reader import delimited, sheets
from sources.reader.table import Table
from sources.source import Source

_TEXT_SUFFIXES = (".csv", ".txt", ".tsv")


def read(source: Source, path: Path) -> Table:
    """Opens a file by the end of its name. Flaw: what is wrong with it."""
    name = path.name.lower()
    suffix = Path(name.removesuffix(".gz")).suffix
    if suffix in _TEXT_SUFFIXES:
        return delimited.read(source, path)
    if name.endswith(".xlsx"):
        return sheets.read_workbook(source, path)
    if name.endswith(".parquet"):
        return sheets.read_parquet(source, path)
    raise Flaw(f"不认识的文件类型“{''.join(path.suffixes[-2:])}”", "另存为 CSV 或 .xlsx 后提供")


@contextmanager
def blaming(source: Source, file: str, provided_by: str = "") -> Iterator[None]:
    """Turns a Flaw into the sentence that names the file and whom to ask."""
    try:
        yield
    except Flaw as flaw:
        raise BadInput(f"{file}：{flaw.problem}；请{provided_by or source.department}{flaw.remedy}。") from flaw
