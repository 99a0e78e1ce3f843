"""What is published: copied, table by table, into a file that has never held anything that was not published.

A night builds in a file of its own, where landed and restricted tables come and go: what was dropped there still stands
in its free blocks. That file is never published. What is published begins as a new file, or as the last publication's
(`Edition`), where the tables that would be made of the same stand.

`sql/shown/<schema>.<table>.sql` says of a table what of it is shown (which rows, which columns without their values);
every other table of a published schema is shown as it is. What is not shown stays in the evidence file under the
table's own name, for `yingbao explain`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from base.atomic import copied
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


@dataclass(frozen=True)
class Shown:
    """A table as it is published: the statement that makes it, what it binds, and what it makes it by (None: nobody
    knows)."""

    table: str
    select: str
    named: Mapping[str, Any]
    by: str | None


@dataclass
class Edition:
    """A file that is published, attached under its name.

    Where the last one may be published once more it begins as that one: tables that would be made of the same stand.
    What it held before was published, by this release, of deliveries that may be kept; no block of it stays free
    (`has_free_blocks`).
    """

    warehouse: DuckWarehouse
    name: str
    by: dict[str, str | None] = field(default_factory=dict)
    """What each of its tables was made by."""

    @classmethod
    def begin(cls, warehouse: DuckWarehouse, name: str, file: Path, last: Path) -> "Edition":
        """Attach the file: new, or as the last one was."""
        if warehouse.kept.published:
            copied(last, file)
        warehouse.con.execute(f"attach {quoted(str(file))} as {name} (storage_version '{STORAGE_VERSION}')")
        return cls(warehouse, name)

    def make(self, tables: Sequence[Shown], schemas: Iterable[str]) -> None:
        """Let it hold these tables and no others.

        What goes goes first: its blocks are free when the others are written, all of them in one transaction.
        """
        con = self.warehouse.con
        self.by = {shown.table: shown.by for shown in tables}
        standing = self.standing()
        for table in self.tables() - standing:
            con.execute(f"drop table {self.place(table)}")
        con.execute(f"checkpoint {self.name}")
        con.execute("begin")
        for schema in schemas:
            con.execute(f"create schema if not exists {self.name}.{schema}")
        for shown in tables:
            if shown.table not in standing:
                con.execute(f"create table {self.place(shown.table)} as\n{shown.select}", dict(shown.named))
        con.execute("commit")

    def standing(self) -> set[str]:
        """The tables of the last one that are tonight's."""
        before = self.warehouse.kept.published
        return {table for table, by in self.by.items() if by is not None and before.get(f"{self.name}.{table}") == by}

    def tables(self) -> set[str]:
        """The tables that it holds."""
        found = self.warehouse.con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where database_name = ?", [self.name]
        )
        return {table for (table,) in found.fetchall()}

    def place(self, table: str) -> str:
        """Where a table of it lies."""
        schema, _, name = table.partition(".")
        return f'{self.name}.{schema}."{name}"'

    @property
    def known(self) -> dict[str, str]:
        """What the next night may know its tables to be made by."""
        return {f"{self.name}.{table}": by for table, by in self.by.items() if by is not None}


def write(warehouse: DuckWarehouse, file: Path, last: Path, case_key: str) -> Edition:
    """Write the file to publish, `last` being the one that is published, and leave it attached as `published`; its new
    tables are not yet described."""
    con = warehouse.con
    set_apart(warehouse)
    edition = Edition.begin(warehouse, "published", file, last)
    [(secret,)] = con.execute("select list(extract order by extract) from restricted.secret_extract").fetchall()
    bound = {"secret": secret, "case_key": case_key}
    shown = []
    for table in tables(warehouse):
        select = _shown(table)
        named = {word: value for word, value in bound.items() if f"${word}" in select}
        shown.append(Shown(table, select, named, warehouse.kept.by(select, named, placed=True)))
    edition.make(shown, SCHEMAS)
    _recount(warehouse)
    con.execute("use published")
    lists = [name for (name,) in con.execute("select list_id from audit.list order by 1").fetchall()]
    con.execute(f'create or replace view lists."all" as {leads.united(lists)}')
    con.execute("use yingbao")
    return edition


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


def has_free_blocks(warehouse: DuckWarehouse, *names: str) -> bool:
    """Whether a file that is attached holds blocks of what was dropped."""
    for name in names:
        warehouse.con.execute(f"checkpoint {name}")
    found = warehouse.con.execute(
        "select sum(free_blocks) from pragma_database_size() where list_contains(?, database_name)", [list(names)]
    ).fetchall()
    return bool(found[0][0])


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
