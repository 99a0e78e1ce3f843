"""How a file of a source lies when it is landed: the Parquet columns of a declaration.

Apart from the declarations, which are read where nobody waits for a library of columns.
"""

import pyarrow as pa

from sources.source import AREA, CODE, COUNT, DATE, ID_NUMBER, MONTH, TEXT, USCC, YEAR, YUAN, Source

ARROW: dict[str, pa.DataType] = {
    TEXT: pa.string(),
    ID_NUMBER: pa.string(),
    USCC: pa.string(),
    CODE: pa.string(),
    AREA: pa.string(),
    DATE: pa.date32(),
    MONTH: pa.date32(),
    YEAR: pa.int32(),
    YUAN: pa.decimal128(18, 2),
    COUNT: pa.int64(),
}
"""What a column's type is in a landed file."""
SHEET = "source_sheet"
"""Beside `source_line`: the sheet of a workbook, or the member of an archive, where rows of several were read."""


def schema(source: Source) -> pa.Schema:
    """The columns of a landed file, in declared order, `source_line`, and the sheet where the file has several."""
    columns = [(column.name, ARROW[column.type]) for column in source.columns]
    return pa.schema([*columns, ("source_line", pa.int64()), (SHEET, pa.string())])
