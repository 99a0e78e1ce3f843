"""The workbook that stays at the desk: the rows to check before anybody visits, one sheet a list."""

from datetime import date
from pathlib import Path

import polars as pl

from base.atomic import replaced_file
from handouts.forms import WARNING
from handouts.sheets import Field, cells, new_workbook, write_table


def write_desk(rows: dict[str, pl.DataFrame], path: Path, as_of: date, labels: dict[str, str]) -> Path:
    """Write the rows to check at the desk, one sheet a list; `labels` name lists and columns in Chinese."""
    with replaced_file(path, shared=True) as (new, scratch), new_workbook(new, scratch, "数据核查清单", as_of) as desk:
        for list_id, frame in (rows or {"本期": pl.DataFrame()}).items():
            label = labels.get(list_id, list_id)
            shown = cells(frame)
            fields = [_desk_field(column, labels.get(column.name, column.name)) for column in shown]
            write_table(desk, label, f"{label}  {as_of}  {WARNING}", fields or [Field("说明", 40)], shown)
    return path


def _desk_field(column: pl.Series, header: str) -> Field:
    longest = max(len(header), *column.head(200).cast(pl.String).str.len_chars().drop_nulls().to_list(), 0)
    return Field(header, min(max(2 * longest + 2, 8), 40), "number" if column.dtype.is_numeric() else "known")
