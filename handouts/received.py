"""The workbook of a night that published nothing: every delivered file, what was odd in it, what of it was not read.

It holds counts, names of columns and numbers of lines: the folder is the group's, and no value of a person is in it.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from base.atomic import replaced_file
from handouts.sheets import Field, cells, new_workbook, write_table

NAME = "收件检查.xlsx"
FILES = (
    *(Field("文件", 40), Field("数据", 16), Field("结论", 8), Field("说明", 60)),
    *(Field(header, 10, "count") for header in ("行数", "读入", "退回", "略过", "问题")),
)
ODDITIES = (
    *(Field("文件", 40), Field("数据", 16), Field("列", 18), Field("原因", 60)),
    *(Field("多少", 12), Field("行号（前五个）", 24)),
)
UNREAD = (Field("文件", 40), Field("数据", 16), Field("没有读的", 10), Field("名称", 30), Field("原因", 50))

Rows = Sequence[tuple[str | int | None, ...]]


def write_received(files: Rows, oddities: Rows, unread: Rows, path: Path, as_of: date) -> Path:
    """Write three sheets: files, what is odd, columns and sheets that were not read."""
    sheets = (("文件", FILES, files), ("问题", ODDITIES, oddities), ("没有读的列和工作表", UNREAD, unread))
    with replaced_file(path, shared=True) as (new, scratch), new_workbook(new, scratch, "收件检查", as_of) as written:
        for name, fields, rows in sheets:
            kinds = {field.header: pl.Int64 if field.look == "count" else pl.String for field in fields}
            frame = pl.DataFrame(list(rows), schema=kinds, orient="row")
            write_table(written, name, f"{name}  {as_of}", fields, cells(frame), 1)
    return path
