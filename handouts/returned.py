"""A workbook that comes back: its rows as text, whoever saved it and wherever its columns and rows have moved."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from handouts import lock
from sources.errors import BadInput
from sources.text import fold, fold_all

Lines = list[tuple[str, ...]]
"""A sheet as text: what is blank is empty, the first line is line 1."""
_LONGEST_HEADER = 50


@dataclass(frozen=True)
class Row:
    """One row of a returned sheet: where it stands and what its cells say, by header; blanks are empty."""

    sheet: str
    line: int
    cells: dict[str, str]


def sheets(file: Path, password: str | None = None) -> dict[str, Lines]:
    """Every sheet of a workbook by its name. Raises BadInput where it cannot be opened."""
    if not file.is_file():
        raise BadInput(f"找不到文件 {file}。")
    content = lock.opened(file, password)
    try:
        book = fastexcel.read_excel(content)
        # skip_rows=0 keeps leading blank rows, so that line numbers are Excel's.
        loaded = {
            name: book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string") for name in book.sheet_names
        }
    except fastexcel.FastExcelError:
        raise BadInput(f"{file.name} 不是有效的 .xlsx 工作簿；请用 Excel 或 WPS 另存为 .xlsx 后再交。") from None
    texts = pl.all().fill_null("").str.strip_chars()
    return {name: sheet.to_polars().select(texts).rows() for name, sheet in loaded.items()}


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
