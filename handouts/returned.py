"""A workbook that comes back: its rows as text, whoever saved it and wherever its columns and rows have moved."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl
import pyarrow as pa

from base import files, workbook
from base.errors import BadInput, Flaw
from base.text import fold, fold_all
from handouts import lock

Lines = list[tuple[str, ...]]
"""A sheet as text: what is blank is empty, the first line is line 1."""
CELLS = 10_000_000
"""Of one sheet: a town's 200,000 rows of 20 columns have less than half of it."""
_LONGEST_HEADER = 50


@dataclass(frozen=True)
class Row:
    """One row of a returned sheet: where it stands and what its cells say, by header; blanks are empty."""

    sheet: str
    line: int
    cells: dict[str, str]


def sheets(file: Path, password: str | None = None) -> dict[str, Lines]:
    """Every sheet of a workbook by its name. Raises BadInput where it cannot be opened, or is more than a workbook."""
    expect(file)
    try:
        loaded = workbook.guarded(file, _sheets, file, password)
    except Flaw as flaw:
        raise BadInput(f"{file.name} {flaw.problem}；请{_to_return(flaw.remedy)}。") from None
    texts = pl.all().fill_null("").str.strip_chars()
    return {name: pl.DataFrame(cells).select(texts).rows() for name, cells in loaded.items()}


def expect(file: Path) -> None:
    """Raise BadInput where a name stands for no file, or cannot be written down; nothing is opened."""
    if odd := files.odd_name(file.name):
        raise BadInput(f"{files.printable(file.name)} 的{odd}；请改名后再交。")
    if kind := files.irregular(file):
        raise BadInput(f"{file.name} 是{kind}，不是文件；请交文件本身。")
    if not file.is_file():
        raise BadInput(f"找不到文件 {file}。")


def bytes_of(file: Path) -> bytes:
    """What a returned file holds, for its digest. Raises BadInput where it has become something else meanwhile."""
    try:
        with files.opened(file) as stream:
            return stream.read()
    except Flaw as flaw:
        raise BadInput(f"{file.name} {flaw.problem}；请交文件本身。") from None


def _to_return(remedy: str) -> str:
    """What is asked of whoever returns a workbook, who is no department."""
    return f"{remedy.removesuffix('提供').removesuffix('后')}后再交"


def _sheets(file: Path, password: str | None) -> dict[str, pa.RecordBatch]:
    """The cells of every sheet, in a process that may die of them (`workbook.guarded`)."""
    content = lock.opened(file, password)
    workbook.check(content)
    with workbook.parsing():
        reader = fastexcel.read_excel(content)
        # skip_rows=0 keeps leading blank rows, so that line numbers are Excel's.
        loaded = {
            name: pa.record_batch(reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string"))
            for name in reader.sheet_names
        }
    for name, cells in loaded.items():
        if cells.num_rows * cells.num_columns > CELLS:
            problem = f"的工作表“{name[:30]}”有{cells.num_rows}行{cells.num_columns}列，太大"
            raise Flaw(problem, "删去表格以外的内容")
    return loaded


def headers_of(line: Sequence[str]) -> list[str]:
    """A line's cells as headers: blanks and full-width letters do not count."""
    return ["".join(cell.split()) for cell in fold_all(list(line))]


def compact(text: str) -> str:
    """A text as it is compared: folded, without blanks."""
    return "".join(fold(text).split())


def rows(
    sheet: str,
    lines: Lines,
    asked: Collection[str],
    is_header: Callable[[Collection[str]], bool],
    places: Callable[[list[str]], Mapping[str, int]],
) -> list[Row] | None:
    """The rows of a sheet, None where it has no header: `places` says which columns are ours, and where they stand.

    A header may stand anywhere (somebody put a title above it, or sorted it in among the rows) and again (two sheets
    pasted into one): each counts for what is below it. What stands above the first, and is a row and no title, is told
    by the first. A header has one of the columns `asked`; whether it is one, `is_header` says.
    """
    texts = list({cell for line in lines for cell in line if len(cell) <= _LONGEST_HEADER})
    folded = dict(zip(texts, headers_of(texts), strict=True))
    # Among 200,000 rows a header may stand anywhere: each text is folded once, and few lines are looked at.
    sought = {text for text, header in folded.items() if header in asked}
    likely = ((number, line) for number, line in enumerate(lines) if not sought.isdisjoint(line))
    by_line = {number: [folded.get(cell, "") for cell in line] for number, line in likely}
    heads = {number: headers for number, headers in by_line.items() if is_header(headers)}
    if not heads:
        return None
    first = min(heads)
    current = places(heads[first])
    found = []
    for number, line in enumerate(lines):
        if number in heads:
            current = places(heads[number])
            continue
        cells = {header: line[place] for header, place in current.items()}
        filled = len(cells) - list(cells.values()).count("")
        if filled > 1 or (filled and number > first):
            found.append(Row(sheet, number + 1, cells))
    return found
