"""What is published is written fresh: copied, table by table, into a file that has never held anything else.

A night builds in a file of its own, where landed and restricted tables come and go: what was dropped there still stands
in its free blocks. That file is never published. `sql/shown/<schema>.<table>.sql` says of a table what of it is shown
(which rows, which columns without their values); every other table of a published schema is shown as it is. What is
not shown stays in the evidence file under the table's own name, for `yingbao explain`.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from sql import audit, leads
from sql.duck import STORAGE_VERSION, DuckWarehouse, configured
from sql.warehouse import FOLDER, ROWS_APART, quoted

SCHEMAS = ("matches", "core", "lists", "ledger", "indicator", "policy", "audit")
"""What is published."""
_NOT_COPIED = {*(f"audit.{name}" for name in audit.PREVIOUS), "audit.table_key"}
EXPLAINED = (
    *("core.person", "core.standing", "core.local_resident", "core.resident_payment", "core.pension_record"),
    *("core.doubt",),
)
"""Tables that `yingbao explain` needs whole: the evidence file holds them as they were built."""


def write(warehouse: DuckWarehouse, file: Path, case_key: str) -> None:
    """Write the file to publish and leave it attached as `published`, not yet described.

    One transaction: nothing is written twice, so no block is free. The rows of evidence's own copies are written too.
    """
    con = warehouse.con
    set_apart(warehouse)
    con.execute(f"attach {quoted(str(file))} as published (storage_version '{STORAGE_VERSION}')")
    con.execute("begin")
    for schema in SCHEMAS:
        con.execute(f"create schema published.{schema}")
    [(secret,)] = con.execute("select list(extract order by extract) from restricted.secret_extract").fetchall()
    bound = {"secret": secret, "case_key": case_key}
    for table in tables(warehouse):
        schema, _, name = table.partition(".")
        select = _shown(table)
        named = {word: value for word, value in bound.items() if f"${word}" in select}
        con.execute(f'create table published.{schema}."{name}" as\n{select}', named)
    _recount(warehouse)
    con.execute("use published")
    lists = [name for (name,) in con.execute("select list_id from audit.list order by 1").fetchall()]
    con.execute(f'create or replace view lists."all" as {leads.united(lists)}')
    con.execute("use yingbao")
    con.execute("commit")


def build_anew(build: Path, threads: int | None = None, memory: str | None = None) -> None:
    """Write a night's closed building files anew: what their tables hold, and no free block. Comments stay."""
    for name in ("evidence", "yingbao"):
        fresh = build / f"{name}.duckdb.new"
        fresh.unlink(missing_ok=True)
        with duckdb.connect(config=configured(build, threads, memory)) as con:
            # Views of the one name tables of the other.
            for database in ("evidence", "yingbao"):
                con.execute(f"attach {quoted(str(build / f'{database}.duckdb'))} as {database} (read_only)")
            con.execute(f"attach {quoted(str(fresh))} as fresh (storage_version '{STORAGE_VERSION}')")
            con.execute(f"copy from database {name} to fresh")
            con.execute("detach fresh")
        fresh.replace(build / f"{name}.duckdb")


def close(warehouse: DuckWarehouse, *names: str) -> None:
    """Leave files whole: nothing waits in a journal beside them."""
    for name in names:
        warehouse.con.execute(f"checkpoint {name}")
        warehouse.con.execute(f"detach {name}")


def tables(warehouse: DuckWarehouse) -> list[str]:
    """The tables that are published, whole or in part."""
    listed = warehouse.con.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'yingbao' order by 1"
    ).fetchall()
    return [table for (table,) in listed if table.partition(".")[0] in SCHEMAS and table not in _NOT_COPIED]


def _shown(table: str) -> str:
    file = FOLDER / "shown" / f"{table}.sql"
    schema, _, name = table.partition(".")
    return file.read_text(encoding="utf-8") if file.exists() else f'select * from yingbao.{schema}."{name}"'


def shown() -> Mapping[str, Path]:
    """The tables of which not all is shown, and the file that says what is."""
    return {path.stem: path for path in sorted((FOLDER / "shown").glob("*.sql"))}


def set_apart(warehouse: DuckWarehouse) -> None:
    """Write into the evidence file what `yingbao explain` and the next night need of what is not shown."""
    con = warehouse.con
    schemas = sorted({table.partition(".")[0] for table in (*ROWS_APART, *EXPLAINED)})
    for schema in schemas:
        con.execute(f"create schema if not exists evidence.{schema}")
    named = "(from restricted.secret_extract)"
    for table in EXPLAINED:
        warehouse.set_apart(table, f"from yingbao.{table}")
    for table in ROWS_APART:
        sides = ["extract"] if table == "matches.person" else ["left_extract", "right_extract"]
        chosen = " or ".join(f"{side} in {named}" for side in sides)
        warehouse.set_apart(table, f"from yingbao.{table} where {chosen}")
    warehouse.sweep(*schemas, apart=True)


def _recount(warehouse: DuckWarehouse) -> None:
    """Count the keys of the tables as they are shown: the difference would count whom they leave out."""
    counted = {table for (table,) in warehouse.con.execute("select table_name from yingbao.audit.table_key").fetchall()}
    # A list that the region does not ask for is not there.
    cut = " ".join(
        f"when '{table}' then (select count(*) from published.{table})" for table in shown() if table in counted
    )
    warehouse.con.execute(f"""
        create table published.audit.table_key as
        select table_name, case table_name {cut} else row_count end as row_count, repeated_keys
        from yingbao.audit.table_key
    """)
