"""What leaves the building place: a fresh copy, comments on every table and column, then one rename.

Published is what was built whole: beside, checkpointed, closed, synced to the disk, and put in place by one rename.
Who had the old file open keeps reading it.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from base.atomic import sync
from base.strict import Strict, read_toml
from sources import SOURCES
from sql import audit, fresh, rows
from sql.duck import DuckWarehouse
from sql.fresh import Edition
from sql.warehouse import FOLDER, quoted, read_queries

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
    due: dict[Place, str] = {}
    for database, schema, table, column, _ in listed:
        due[database, schema, table, None] = titles[f"{schema}.{table}"] + marks.get(f"{schema}.{table}", "")
        due[database, schema, table, column] = columns[column].comment
    comment_as(warehouse, due)


Place = tuple[str, str, str, str | None]
"""Database, schema, table or view, column (None: the table itself)."""


def comment_as(warehouse: DuckWarehouse, due: Mapping[Place, str]) -> None:
    """Write these comments where others stand, or none: what was taken over bears them."""
    bears, views = comments(warehouse)
    # A transaction writes one file; in one, hundreds of comments are one write.
    for database, places in groupby(sorted(due, key=str), key=lambda place: place[0]):
        warehouse.con.execute("begin")
        for place in places:
            if bears.get(place) != due[place]:
                _, schema, table, column = place
                kind = "column" if column else "view" if place[:3] in views else "table"
                where = f'{database}.{schema}."{table}"' + (f'."{column}"' if column else "")
                warehouse.con.execute(f"comment on {kind} {where} is {quoted(due[place])}")
        warehouse.con.execute("commit")


def comments(warehouse: DuckWarehouse) -> tuple[dict[Place, str], set[tuple[str, str, str]]]:
    """The comments that there are, and which of the places are views."""
    found = warehouse.con.execute("""
        select database_name, schema_name, table_name, null, comment, false from duckdb_tables()
        union all
        select database_name, schema_name, view_name, null, comment, true from duckdb_views() where not internal
        union all
        select database_name, schema_name, table_name, column_name, comment, false from duckdb_columns()
        where not internal
    """).fetchall()
    bears = {(database, schema, table, column): text for database, schema, table, column, text, _ in found if text}
    return bears, {(database, schema, table) for database, schema, table, *_, is_view in found if is_view}


def prepare(warehouse: DuckWarehouse, file: Path, last: Path, case_key: str) -> Edition:
    """Write the file to publish, `last` being the one that is published, and describe it and the evidence file; it
    stays attached as `published`."""
    rows.write(warehouse, "audit.column", audit.DescribedColumn, [])
    edition = fresh.write(warehouse, file, last, case_key)
    warehouse.create("restricted.block", (FOLDER / "explain" / "block.sql").read_text(encoding="utf-8"))
    describe(warehouse)
    return edition


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
