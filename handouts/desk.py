"""The workbook that stays at the desk: the rows to check before anybody visits, one sheet a list."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import polars as pl

from base.atomic import replaced_file
from handouts.forms import WARNING
from handouts.sheets import Field, cells, new_workbook, write_table


def write_desk(
    rows: dict[str, pl.DataFrame],
    path: Path,
    as_of: date,
    labels: Mapping[str, str],
    uncompared: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """Write the rows to check at the desk, one sheet a list; `labels` name lists and columns in Chinese.

    `uncompared` says of a list with which data it was not compared: it stands at the foot of each page.
    """
    with replaced_file(path, shared=True) as (new, scratch), new_workbook(new, scratch, "数据核查清单", as_of) as desk:
        for list_id, frame in (rows or {"本期": pl.DataFrame()}).items():
            label = labels.get(list_id, list_id)
            shown = cells(frame)
            fields = [_desk_field(column, labels.get(column.name, column.name)) for column in shown]
            mark = f"  未比对：{uncompared[list_id]}" if list_id in uncompared else ""
            write_table(desk, label, f"{label}  {as_of}  {WARNING}{mark}", fields or [Field("说明", 40)], shown)
    return path


def _desk_field(column: pl.Series, header: str) -> Field:
    longest = max(len(header), *column.head(200).cast(pl.String).str.len_chars().drop_nulls().to_list(), 0)
    return Field(header, min(max(2 * longest + 2, 8), 40), "number" if column.dtype.is_numeric() else "known")
