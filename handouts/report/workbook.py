"""`report.xlsx`: the tables of the page, a sheet each, and what every column means."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from base.atomic import replaced_file
from handouts.report.figures import Figures
from handouts.report.page import headlines, marking, notes, title
from handouts.report.tables import Cell, Column, Section, Table
from handouts.sheets import Field, WorkbookWriter, cells, new_workbook, write_table


def write_workbook(figures: Figures, sections: Sequence[Section], path: Path) -> None:
    """Write the tables of a report."""
    with (
        replaced_file(path, shared=True) as (new, scratch),
        new_workbook(new, scratch, title(figures), figures.as_of) as report,
    ):
        footer = f"{title(figures)}  截至{figures.as_of}  {marking(figures)}"
        _words(report, "说明", footer, [footer, *headlines(figures), *notes(figures)])
        tables = [table for section in sections for table in section.tables]
        for table in tables:
            _sheet(report, table, footer)
        definitions = [
            f"{table.title} · {column.header}：{column.definition}"
            for table in tables
            for column in table.columns
            if column.definition
        ]
        _words(report, "指标口径", footer, list(dict.fromkeys(definitions)))


def _words(report: WorkbookWriter, name: str, footer: str, lines: Sequence[str]) -> None:
    write_table(report, name, footer, [Field(name, 120)], pl.DataFrame({name: lines}, schema={name: pl.String}))


def _sheet(report: WorkbookWriter, table: Table, footer: str) -> None:
    grouped = any(group.title for group in table.groups)
    rows = [("", row) for row in table.totals] + [(group.title, row) for group in table.groups for row in group.rows]
    columns = [_column([row[place] for _, row in rows], column) for place, column in enumerate(table.columns)]
    fields = [
        Field(column.header + (f"（{column.unit}）" if column.unit else ""), 11 if column.is_number else 26,
              "number" if values.dtype != pl.String else "known")
        for column, values in zip(table.columns, columns, strict=True)
    ]  # fmt: skip
    if grouped:
        columns.insert(0, pl.Series([title for title, _ in rows], dtype=pl.String))
        fields.insert(0, Field("类别", 20))
    # Two columns may bear one header (评): the frame's own names are their places.
    frame = pl.DataFrame([values.alias(str(place)) for place, values in enumerate(columns)])
    write_table(report, table.title, f"{footer}  {table.note}", fields, cells(frame))


def _column(shown: Sequence[Cell], column: Column) -> pl.Series:
    """Numbers as numbers, so that a spreadsheet adds them; what is not told is an empty cell."""
    if column.is_number:
        numbers = [cell.value if isinstance(cell.value, int | float) else None for cell in shown]
        return pl.Series(numbers, dtype=pl.Float64, strict=False)
    texts = [cell.mark or str("" if cell.value is None else cell.value) for cell in shown]
    return pl.Series(texts, dtype=pl.String)
