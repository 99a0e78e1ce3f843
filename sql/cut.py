"""What of a publication is one county's: its rows of every table, in published files of its own.

`sql/cut.toml` says by which columns a row is a county's, `sql/cut/` who its people, employers … are. Rows are chosen
before they are written, so that no block of a file ever held another county's. The copy without names is made of the
county's file as a night's is of the whole: births are told as finely as enough people share them there.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import duckdb

from base.strict import Strict, Wrong, read_toml
from sql import analysis, fresh, leads, publication
from sql.duck import DuckWarehouse, configured
from sql.fresh import Edition, Shown
from sql.warehouse import FOLDER, quoted, read_queries

PUBLISHED, ANALYSIS = "yingbao.duckdb", "analysis.duckdb"
"""The files, called as a home's are."""
_COUNTED = {"audit.table_key": "table_name", "audit.list": "'lists.' || list_id"}
"""Tables that count the rows of others, and which one each of their rows counts."""


@dataclass(frozen=True)
class Rule(Strict):
    """By what a row is a county's."""

    where: str
    tables: tuple[str, ...] = ()
    """The tables that it is for; a name may end in `*`. None: all that have the columns."""
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.tables and not self.columns:
            raise Wrong("应写明 tables 或 columns", "where")

    def fits(self, table: str, columns: Collection[str]) -> bool:
        """Whether it decides about a table."""
        is_meant = not self.tables or any(fnmatch(table, name) for name in self.tables)
        return is_meant and set(self.columns) <= set(columns)


@dataclass(frozen=True)
class _File(Strict):
    """What `cut.toml` holds."""

    rule: tuple[Rule, ...]


@cache
def rules(file: Path = FOLDER / "cut.toml") -> tuple[Rule, ...]:
    """The rules, in their order. Raises BadInput for what is none."""
    return read_toml(file, _File).rule


def rule_of(table: str, columns: Collection[str]) -> Rule:
    """The rule that decides about a table. Raises KeyError for one whose rows nobody has said to be anybody's."""
    for rule in rules():
        if rule.fits(table, columns):
            return rule
    raise KeyError(f"cut.toml does not say whose the rows of {table} are")


@dataclass(frozen=True)
class Whole:
    """A publication, open to be cut."""

    warehouse: DuckWarehouse
    tables: Mapping[str, Rule]
    """By which rule each of its tables is cut."""

    def write(self, part: str, folder: Path, case_key: str) -> dict[str, int]:
        """Write the files of the county or prefecture with this code; returns the rows of each of its lists."""
        self._find_whose(part)
        published = self._published(part, folder / PUBLISHED)
        lists = self._rows_of_lists()
        # The last one's place: nothing is taken over of it.
        file = folder / ANALYSIS
        analysis.write(self.warehouse, file, file, case_key, published, part)
        fresh.close(self.warehouse, "analysis", "published")
        return lists

    def _find_whose(self, part: str) -> None:
        for query in read_queries("cut"):
            named = {"part": part} if "$part" in query.statement else {}
            self.warehouse.con.execute(f"create or replace table {query.table} as {query.statement}", named)

    def _published(self, part: str, file: Path) -> Edition:
        con = self.warehouse.con
        edition = Edition.begin(self.warehouse, "published", file, file)
        shown = [
            Shown(table, _select(table, rule), {"part": part} if "$part" in rule.where else {}, None)
            for table, rule in self.tables.items()
            if table not in _COUNTED
        ]
        edition.make(shown, fresh.SCHEMAS)
        counts = " union all ".join(
            f"select {quoted(table)} as counted, count(*) as counted_rows from {edition.place(table)}"
            for table in edition.tables()
        )
        for table, counted in _COUNTED.items():
            con.execute(f"""
                create table {edition.place(table)} as
                select there.* replace (coalesce(counted_rows, row_count) as row_count)
                from yingbao.{table} as there
                left join ({counts}) as here on {counted} = counted
                order by there.rowid
            """)
        con.execute("use published")
        names = [name for (name,) in con.execute("select list_id from audit.list order by 1").fetchall()]
        con.execute(f'create view lists."all" as {leads.united(names)}')
        con.execute("use yingbao")
        self._comment()
        return replace(edition, by=dict.fromkeys(edition.tables()))

    def _comment(self) -> None:
        bears, _ = publication.comments(self.warehouse)
        whole = {place[1:]: text for place, text in bears.items() if place[0] == "yingbao"}
        publication.comment_as(self.warehouse, {("published", *place): text for place, text in whole.items()})

    def _rows_of_lists(self) -> dict[str, int]:
        listed = "select list_id, row_count from published.audit.list order by list_id"
        return dict(self.warehouse.con.execute(listed).fetchall())


@contextmanager
def opened(published: Path, as_of: date, scratch: Path) -> Iterator[Whole]:
    """Open a published file to be cut. Raises KeyError where it has a table whose rows are nobody's."""
    with duckdb.connect(config=configured(scratch, None, None)) as con:
        con.execute(f"attach {quoted(str(published))} as yingbao (read_only)")
        con.execute("attach ':memory:' as cut")
        con.execute("use yingbao")
        yield Whole(DuckWarehouse(con, as_of), {table: rule_of(table, names) for table, names in _tables(con).items()})


def leads_beyond(published: Path, parts: Collection[str]) -> int:
    """How many rows of lists are in none of these counties."""
    theirs = " or ".join(f"starts_with(town_code, {quoted(part)})" for part in parts)
    with duckdb.connect(str(published), read_only=True) as con:
        [(rows,)] = con.execute(f'select count(*) from lists."all" where not ({theirs})').fetchall()
    return int(rows)


def _tables(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The tables of a published file, each with its columns; views are made anew."""
    listed = con.execute("""
        select there.schema_name || '.' || there.table_name, list(column_name order by column_index)
        from duckdb_tables() as there
        join duckdb_columns() as columns
            on there.database_name = columns.database_name and there.schema_name = columns.schema_name
            and there.table_name = columns.table_name
        where there.database_name = current_database() group by 1 order by 1
    """).fetchall()
    return dict(listed)


def _select(table: str, rule: Rule) -> str:
    schema, _, name = table.partition(".")
    return f'select * from yingbao.{schema}."{name}" where {rule.where}'
