"""What leaves the building place: a fresh copy, comments on every table and column, then one rename.

Published is what was built whole: beside, checkpointed, closed, synced to the disk, and put in place by one rename.
Who had the old file open keeps reading it.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from base.atomic import copied, sync
from base.strict import Strict, read_toml
from sources import SOURCES
from sql import audit, fresh, rows
from sql.duck import STORAGE_VERSION, DuckWarehouse
from sql.warehouse import APART, FOLDER, RESTRICTED, quoted, read_queries

PUBLISHED, EVIDENCE, ANALYSIS = "published.duckdb", "evidence.duckdb", "analysis.duckdb"
"""What leaves the building place."""


@dataclass(frozen=True)
class Meaning(Strict):
    """One column name's one meaning."""

    label: str
    meaning: str = ""
    unit: str | None = None

    @property
    def comment(self) -> str:
        """What stands in the database: label, meaning, unit."""
        return self.label + (f"：{self.meaning}" if self.meaning else "") + (f"（{self.unit}）" if self.unit else "")


@dataclass(frozen=True)
class _Dictionary(Strict):
    """What `columns.toml` holds."""

    table: Mapping[str, str]
    column: Mapping[str, Meaning]


def dictionary(file: Path = FOLDER / "columns.toml") -> tuple[Mapping[str, Meaning], Mapping[str, str]]:
    """The columns by name, and the titles of tables that no .sql file makes. Raises BadInput for what is neither."""
    read = read_toml(file, _Dictionary)
    return read.column, read.table


RENEWED = ("audit.run", "audit.trend", "audit.load", "audit.retention")
"""What every night tells anew, of itself."""
_OF_ITSELF = (*RENEWED, "audit.column")


def made_of(warehouse: DuckWarehouse, case_key: str) -> str | None:
    """What the file to publish is made of, but for what every night tells of itself; None where nobody can tell."""
    tables = {*fresh.tables(warehouse), "restricted.secret_extract"} - {*_OF_ITSELF}
    return warehouse.kept.together(tables, case_key=case_key)


def renew(warehouse: DuckWarehouse, published: Path, file: Path) -> None:
    """Publish the same once more: the last publication's file, in which only the night's own record is new.

    It stays attached as `published`. What is replaced in it was published before: its free blocks hold nothing else.
    """
    fresh.set_apart(warehouse)
    copied(published, file)
    warehouse.con.execute(f"attach {quoted(str(file))} as published (storage_version '{STORAGE_VERSION}')")
    warehouse.con.execute("begin")
    for table in RENEWED:
        warehouse.con.execute(f"delete from published.{table}")
        warehouse.con.execute(f"insert into published.{table} by name from yingbao.{table}")
    warehouse.con.execute("commit")
    _of_block(warehouse)
    columns, titles = _known()
    comment(warehouse, _listed(warehouse, columns, titles, "evidence"), titles, columns)


def describe(warehouse: DuckWarehouse) -> None:
    """Comment every table and column of both files and write `audit.column`.

    Raises KeyError naming the columns or tables that the dictionary lacks.
    """
    columns, titles = _known()
    listed = _listed(warehouse, columns, titles, "published", "evidence")
    described = [
        audit.DescribedColumn(schema, table, name, kind, means.label, means.meaning or None, means.unit)
        for database, schema, table, name, kind in listed
        for means in (columns[name],)
        if database == "published"
    ]
    rows.write(warehouse, "audit.column", audit.DescribedColumn, described)
    warehouse.con.execute("insert into published.audit.column from yingbao.audit.column")
    comment(warehouse, listed, titles, columns)


def _known() -> tuple[Mapping[str, Meaning], Mapping[str, str]]:
    """The columns by name and the titles of all tables."""
    columns, titles = dictionary()
    queries = read_queries(
        "staging", "numbered", "restricted", "cases", "matches", "core", "lists", "ledger", "indicator"
    )
    made = {query.table: query.title.partition(":")[0] for query in queries}
    extracts = {f"staging.{source.name}": source.title for source in SOURCES.values()}
    return columns, {**titles, **extracts, **made}


def _listed(
    warehouse: DuckWarehouse, columns: Mapping[str, Meaning], titles: Mapping[str, str], *databases: str
) -> list[tuple[str, ...]]:
    """Database, schema, table, column and type of every column there is; KeyError for what nothing describes."""
    listed = warehouse.con.execute(
        """
        select database_name, schema_name, table_name, column_name, data_type from duckdb_columns()
        where list_contains(?, database_name) and not internal
        order by database_name, schema_name, table_name, column_index
        """,
        [list(databases)],
    ).fetchall()
    if unknown := sorted({row[3] for row in listed} - columns.keys()):
        raise KeyError(f"columns.toml does not describe: {', '.join(unknown)}")
    if unknown := sorted({f"{row[1]}.{row[2]}" for row in listed} - titles.keys()):
        raise KeyError(f"no title for the tables: {', '.join(unknown)}")
    return listed


def comment(
    warehouse: DuckWarehouse,
    listed: Sequence[tuple[str, ...]],
    titles: Mapping[str, str],
    columns: Mapping[str, Meaning],
) -> None:
    """Write the comments: of tables their titles, and what was not computed or compared; of columns their meanings.

    `listed`: database, schema, table, column, type of every column there is.
    """
    marks = dict(
        warehouse.con.execute("""
            select
                'lists.' || list_id,
                '【' || case when is_computed then '未比对：' || uncompared else '未计算：缺' || missing_extracts end
                || '】'
            from audit.list where not is_computed or uncompared is not null
        """).fetchall()
    )
    views = warehouse.con.execute(
        "select schema_name || '.' || view_name from duckdb_views() where database_name = 'published' and not internal"
    )
    kinds = dict.fromkeys((name for (name,) in views.fetchall()), "view")
    # A transaction writes one file; in one, hundreds of comments are one write.
    for database in ("evidence", "published"):
        here = [row for row in listed if row[0] == database]
        if database == "evidence":
            here = list(_uncommented(warehouse, here, titles, columns))
        warehouse.con.execute("begin")
        for schema, table in dict.fromkeys((row[1], row[2]) for row in here):
            name = f"{schema}.{table}"
            title = titles[name] + marks.get(name, "")
            place = f'{database}.{schema}."{table}"'
            warehouse.con.execute(f"comment on {kinds.get(name, 'table')} {place} is {quoted(title)}")
        for _, schema, table, column, _ in here:
            place = f'{database}.{schema}."{table}"."{column}"'
            warehouse.con.execute(f"comment on column {place} is {quoted(columns[column].comment)}")
        warehouse.con.execute("commit")


def _uncommented(
    warehouse: DuckWarehouse,
    listed: Sequence[tuple[str, ...]],
    titles: Mapping[str, str],
    columns: Mapping[str, Meaning],
) -> Iterator[tuple[str, ...]]:
    """Of the evidence's columns those of tables that do not bear these comments: what was taken over bears them."""
    for (schema, table), several in groupby(listed, key=lambda row: (row[1], row[2])):
        rows_here = list(several)
        comments = [titles[f"{schema}.{table}"], *(columns[row[3]].comment for row in rows_here)]
        name = f"{schema}.{table}" if schema in RESTRICTED else f"{APART}{schema}.{table}"
        if warehouse.kept.comment(name, hashlib.sha256("\n".join(comments).encode()).hexdigest()):
            yield from rows_here


def prepare(warehouse: DuckWarehouse, file: Path, case_key: str) -> None:
    """Write the file to publish, and describe it and the evidence file; it stays attached as `published`."""
    rows.write(warehouse, "audit.column", audit.DescribedColumn, [])
    fresh.write(warehouse, file, case_key)
    _of_block(warehouse)
    describe(warehouse)


def _of_block(warehouse: DuckWarehouse) -> None:
    warehouse.create("restricted.block", (FOLDER / "explain" / "block.sql").read_text(encoding="utf-8"))


def replace(build: Path, published: Path, previous: Path, evidence: Path) -> None:
    """Put a night's files in place of the old ones.

    Each file is whole at every moment: the new one is synced before it gets the old one's name. Evidence goes first:
    `explain` compares the run ids of both and says so if a crash fell between the two renames.
    """
    built, proof, nameless = build / PUBLISHED, build / EVIDENCE, build / ANALYSIS
    for file, mode in ((built, 0o640), (proof, 0o600), (nameless, 0o640)):
        if (file.parent / f"{file.name}.wal").exists():
            raise RuntimeError(f"{file.name} was not checkpointed")
        file.chmod(mode)
        sync(file)
    proof.replace(evidence)
    sync(evidence.parent)
    if published.exists():
        # A second name for the old file, so that its own name never stands empty.
        kept = build / "previous.duckdb"
        os.link(published, kept)
        kept.replace(previous)
    nameless.replace(published.with_name(ANALYSIS))
    built.replace(published)
    sync(published.parent)
    # What was built in holds what is not shown, also in its free blocks.
    for left in build.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
