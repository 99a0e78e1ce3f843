"""What a night has published and kept as evidence, table by table, to hold two nights of one inbox together.

`tests/engines/test_run.py` does at 5,000 people on Sail, `benchmarks/engines.py --night` at any size on Spark.
"""

from pathlib import Path
from typing import Any

import duckdb

from base.home import Home

FILES = ("published", "analysis", "evidence")
OF_A_RUN = {"run_id", "started_at", "seconds", "peak_memory_mb", "recorded_at", "event_seal", "hash", "previous_hash"}
"""What differs from run to run, of all files."""
WHERE_ROWS_LIE = {"restricted.block"}
"""What goes by the order in which rows lie, which nobody promises of tables that are no lists."""


def contents(file: Path) -> dict[str, Any]:
    """Of each table and view: kind, comment, columns with types and comments, the rows in any order; of lists, in
    theirs."""
    found: dict[str, Any] = {}
    with duckdb.connect() as con:
        con.execute(f"attach '{file}' as db (read_only)")
        con.execute("use db")
        listed = con.execute("""
            select schema_name, table_name, 'table', comment from duckdb_tables() where database_name = 'db'
            union all
            select schema_name, view_name, 'view', comment from duckdb_views()
            where database_name = 'db' and not internal
        """).fetchall()
        for schema, name, kind, comment in listed:
            columns = con.execute(
                "select column_name, data_type, comment from duckdb_columns()"
                " where database_name = 'db' and schema_name = ? and table_name = ? order by column_index",
                [schema, name],
            ).fetchall()
            compared = "".join(f', "{column}"' for column, *_ in columns if column not in OF_A_RUN)
            place = ", rowid" if schema == "lists" and kind == "table" else ""
            rows = con.execute(
                f'select count(*), sum(hash(0{compared}{place})::hugeint) from {schema}."{name}"'
            ).fetchall()
            found[f"{schema}.{name}"] = (kind, comment, columns, rows)
    return found


def differing(here: Path, there: Path) -> tuple[list[str], int, int]:
    """Of two homes' files: the tables that are not the same, how many are, and how many rows those have."""
    wrong, equal, rows = [], 0, 0
    for name in FILES:
        ours, theirs = (contents(getattr(Home(home), name)) for home in (here, there))
        for table in sorted(ours.keys() | theirs.keys()):
            both = [found.get(table) for found in (ours, theirs)]
            if None in both or (both[0] != both[1] and table not in WHERE_ROWS_LIE):
                wrong.append(f"{name} {table}")
            else:
                equal, rows = equal + 1, rows + ours[table][-1][0][0]
    return wrong, equal, rows
