"""A warehouse over two DuckDB files: what a county's night is built in, and the one place that holds its connection."""

import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import duckdb

from base.errors import BadInput
from sql.kept import Contents, Differs, Kept, Made, Watched, contents, row_digests, version
from sql.policy import Value
from sql.warehouse import APART, RESTRICTED, SCHEMAS, Ask, Asked, Warehouse, quoted

if TYPE_CHECKING:
    import polars as pl

    from sql.spread import Frames, Part, Shapes, Work

# An analyst's 1.5 client opens what 2.0 writes.
STORAGE_VERSION = "v1.5.0"
# Left alone, DuckDB takes four fifths of the machine before it writes anything aside. A night of a million people ends
# with 0.9 GB, too; of a prefecture with this much for each MB delivered.
MEMORY_GB, MEMORY_PER_MB = 3.0, 0.26
SHARE = 2_000_000
"""So many people's months are made at once: of seven million, in 7 GB, DuckDB did not make them all."""
LEAST_MEMORY_MB = 256
"""With less a night of a small county does not end."""


@dataclass
class DuckWarehouse(Warehouse):
    """A night's two database files, open: the one to publish and, attached, the evidence behind it."""

    con: duckdb.DuckDBPyConnection
    as_of: date
    values: Mapping[str, Value] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    """What stands in the files already, and need not be made again where what it was made of is equal."""
    memory: str = f"{MEMORY_GB}GB"
    """How much the engine may hold."""
    note: Callable[[str], None] = field(default=lambda text: None)
    """What is to be known of how tables come about, beyond the tables."""
    makes_room: bool = False
    """Whether Python needs the memory in which the engine keeps what it has read."""

    def __post_init__(self) -> None:
        self._con, self.con = self.con, cast(duckdb.DuckDBPyConnection, Watched(self.con, self.kept))

    def create(
        self,
        table: str,
        select: str,
        named: Mapping[str, Any] | None = None,
        parts: Iterable[str] = (),
        *,
        placed: bool = False,
        shared_by: str | None = None,
    ) -> int:
        """Make a table from a statement, or let it stand as an earlier night made it of the same; returns its rows.

        `parts`: statements that read what it reads, where they have been looked at already; `placed`: in which order
        rows lie counts, too. Raises Differs where a table that was looked at again is not what the statement gives.
        """
        bound = named or {}
        by = self.kept.by(select, bound, parts, placed=placed)
        shares = self._shares(shared_by)
        if self.kept.stands(table, by):
            # What is too large to be made at once is not made twice in a night.
            if table in self.kept.sampled and len(shares) == 1:
                self._compare(table, select, bound)
            self.kept.take(table)
            return self.rows(table)
        return self._make(table, by, select, bound, shares)

    def set_apart(self, table: str, select: str) -> None:
        """Make a table of the evidence file, under a name that a table of the other file bears, too."""
        self.create(f"{APART}{table}", select, placed=True)

    def view(self, table: str, select: str, without: str | None = None) -> None:
        """Make a view: gone before publication, and what it reads is read by whoever reads it.

        `without`: the select without what makes no difference to it.
        """
        by = self.kept.by(without or select, {})
        if (before := self.kept.forget(table)) and not before.is_view:
            self._con.execute(f"drop table if exists {self.place(table)}")
        self._con.execute(f"create or replace view {_named(table)} as {select}")
        self.kept.put(table, Made(by or version(), by, is_view=True, placed=by or version()))

    def write(self, table: str, frame: Any, order: str = "") -> int:
        """Make a table of a frame (Polars or Arrow), its rows put in an `order by …` where given; returns its rows."""
        with lent(self._con, written=frame):
            return self._make(table, None, f"select * from written {order}", {})

    def once(self, work: str, do: Callable[[], Any], *, makes_room: bool = False, **facts: object) -> Any:
        """Do what Python does of tables, or let stand what it made of the same; returns what it gives back (JSON).

        `makes_room`: Python will need the memory in which the engine keeps what it has read. `facts`: whatever it goes
        by besides the tables that it asks for and the values that statements bind. Raises Differs where it was done
        again to be compared and came out otherwise.
        """
        values = {"as_of": self.as_of, **self.values}
        known = self.kept.did(work, facts, values)
        if known and work not in self.kept.sampled:
            for table in known.makes:
                self.kept.take(table)
            return known.gave
        before = self._versions(known.makes) if known else {}
        begun = time.perf_counter()
        with self.kept.watch() as seen, self._making_room(wanted=makes_room):
            gave = json.loads(json.dumps(do()))
        self.kept.keep_work(work, facts, values, seen, gave, round(time.perf_counter() - begun, 4))
        if known and (_unordered(known.gave) != _unordered(gave) or before != self._versions(before)):
            raise Differs(work)
        return gave

    @contextmanager
    def _making_room(self, *, wanted: bool) -> Iterator[None]:
        """For as long as this lasts, what was read is let go of as soon as Python has it."""
        if wanted:
            self._yield_memory()
        self.makes_room = wanted
        try:
            yield
        finally:
            self.makes_room = False

    def _yield_memory(self) -> None:
        """Let go of what is held in memory only to be found sooner: what Python works on takes its place."""
        # What cannot be let go of stays, and the engine says so.
        with suppress(duckdb.Error):
            self._con.execute(f"set memory_limit = '{LEAST_MEMORY_MB}MB'")
        self._con.execute(f"set memory_limit = {quoted(self.memory)}")

    def sweep(self, *schemas: str, apart: bool = False) -> None:
        """Drop what another night left in these schemas and this one has neither made nor taken over.

        `apart`: of what is set apart, instead.
        """
        listed = self._con.execute(
            "select database_name, schema_name, table_name from duckdb_tables()"
            " where database_name in ('yingbao', 'evidence') and list_contains(?, schema_name) order by all",
            [list(schemas)],
        ).fetchall()
        for database, schema, name in listed:
            is_apart = database == "evidence" and schema not in RESTRICTED
            table = f"{APART if is_apart else ''}{schema}.{name}"
            if is_apart == apart and table not in self.kept.standing:
                self._con.execute(f'drop table {database}.{schema}."{name}"')
                self.kept.made.pop(table, None)
                if schema in RESTRICTED:
                    self._con.execute(f'drop view if exists {schema}."{name}"')

    def _shares(self, shared_by: str | None) -> list[Mapping[str, int]]:
        """What is bound in each turn of making a table: nothing more, or the numbers of one share after the other."""
        if not shared_by:
            return [{}]
        table, _, column = shared_by.rpartition(".")
        [(last,)] = self._con.execute(f"select coalesce(max({column}), 0) from {table}").fetchall()
        return [{"first_no": first, "last_no": first + SHARE - 1} for first in range(1, max(last, 1) + 1, SHARE)]

    def _make(
        self,
        table: str,
        by: str | None,
        select: str,
        bound: Mapping[str, Any],
        shares: Sequence[Mapping[str, int]] = ({},),
    ) -> int:
        begun, before = time.perf_counter(), self.kept.forget(table)
        if before and before.is_view:
            self._con.execute(f"drop view {_named(table)}")
        stood = before is not None and not before.is_view
        beside = self.place(f"{table}_anew" if stood else table)
        rows, doing = 0, f"create or replace table {beside} as"
        for share in shares:
            [(made,)] = self._within(f"{doing}\n{select}", {**bound, **share})
            rows, doing = rows + made, f"insert into {beside}"
        took, fresh = round(time.perf_counter() - begun, 4), by or version()
        self.kept.put(table, Made(fresh, by, took, placed=fresh))
        if before and stood:
            self._replace(table, beside, rows, before)
        self._pass_through(table)
        if rows == 1:
            self.kept.note_row(table, row_digests(self._con, self.place(table)))
        return int(rows)

    def _within(self, statement: str, bound: Mapping[str, Any]) -> Asked:
        """What a statement that makes something answers; where memory does not do, with one thread, which needs less:
        each holds what it gathers apart."""
        try:
            return self._con.execute(statement, bound).fetchall()
        except duckdb.OutOfMemoryException:
            self._yield_memory()
            self._tell_of_memory()
        [(threads,)] = self._con.execute("select current_setting('threads')").fetchall()
        self._con.execute("set threads = 1")
        try:
            return self._con.execute(statement, bound).fetchall()
        finally:
            self._con.execute(f"set threads = {threads}")

    def _tell_of_memory(self) -> None:
        """Once for as long as the files are open: the result is the same, the night longer."""
        why = f"内存（{self.memory}）不够同时用几个线程"
        self.note(f"{why}，有的表改用一个线程重做，结果不变、时间更长；可加大 --memory")
        self.note = lambda text: None

    def _replace(self, table: str, beside: str, rows: int, before: Made) -> None:
        """Put a table that was made beside in place of the old one, and let it keep the old one's versions."""
        place, made = self.place(table), self.kept.made[table]
        [(there,)] = self._con.execute(f"select count(*) from {place}").fetchall()
        # What has more rows or fewer need not be looked at: after a month most great tables have.
        if there == rows:
            old, new = (contents(self._con, each, place="rowid") for each in (place, beside))
            # The same rows are the same table to whoever reads it; in another order, not to whoever counts them.
            if (old.columns, old.rows) == (new.columns, new.rows):
                made = replace(made, version=before.version, placed=before.placed if old == new else made.placed)
        self._con.execute(f"drop table {place}")
        self._con.execute(f"alter table {beside} rename to {place.rpartition('.')[2]}")
        self.kept.put(table, made)

    def _contents(self, table: str) -> Contents:
        return contents(self._con, self.place(table), place="rowid")

    def _versions(self, tables: Iterable[str]) -> dict[str, str | None]:
        return {table: self.kept.made[table].version if table in self.kept.made else None for table in tables}

    def _compare(self, table: str, select: str, bound: Mapping[str, Any]) -> None:
        again, stands = contents(self._con, f"({select}\n)", bound), self._contents(table)
        if (again.columns, again.rows) != (stands.columns, stands.rows):
            raise Differs(table)

    def place(self, table: str) -> str:
        """Where a table is written: restricted schemas go to the evidence file, and what is set apart."""
        if table.startswith(APART):
            _, schema, name = table.split(".")
            return f'evidence.{schema}."{name}"'
        schema, _, name = table.partition(".")
        prefix = "evidence." if schema in RESTRICTED else ""
        return f'{prefix}{schema}."{name}"'

    def passing(self, name: str, select: str, named: Mapping[str, Any] | None = None) -> None:
        """Make a temporary table: in neither file."""
        statement = f"create or replace temp table {name} as {select}"
        self.kept.asked(statement)
        self._within(statement, dict(named or {}))

    def add(self, table: str, select: str, named: Any = None) -> None:
        """Add rows to a table, column by name; what it is made of is known no more."""
        self.con.execute(f"insert into {table} by name {select}", named)

    def ask(self, statement: str, named: Any = None) -> Asked:
        """The rows that a statement answers."""
        return self.con.execute(statement, named).fetchall()

    def frame(self, select: str) -> "pl.DataFrame":
        """What a select answers, as columns."""
        found = self.con.sql(select).pl()
        if self.makes_room:
            self._yield_memory()
        return found

    def spread(self, work: "Work", parts: "Mapping[str, Part]", makes: "Shapes", groups: str | None) -> "Frames":
        """What `work` makes of the parts' rows, one group after the other, as an engine's executors do."""
        import polars as pl

        if groups is None:
            return work({name: self.frame(part.select) for name, part in parts.items()})
        self.passing("grouped", groups)
        listed = [group for (group,) in self.ask("select distinct in_group from grouped order by all")]
        made = [work({name: self.frame(_of_group(part, group)) for name, part in parts.items()}) for group in listed]
        nothing = {name: pl.DataFrame(schema=shape) for name, shape in makes.items()}
        return {name: pl.concat([nothing[name], *(one[name] for one in made)]) for name in makes}

    def there(self, schema: str, database: str = "yingbao") -> set[str]:
        """The names of the tables of a schema, here or in a file that stands `beside`."""
        named = "select table_name from duckdb_tables() where database_name = ? and schema_name = ?"
        return {name for (name,) in self._con.execute(named, [database, schema]).fetchall()}

    def lent(self, **frames: Any) -> AbstractContextManager[None]:
        """Let statements read frames (Polars or Arrow) by their names, for as long as this lasts."""
        return lent(self._con, **frames)

    @contextmanager
    def beside(self, file: Path, name: str) -> Iterator[None]:
        """Let statements read a published file, whose tables are `name.schema.table`, for as long as this lasts."""
        self._con.execute(f"attach {quoted(str(file))} as {name} (read_only)")
        yield
        self._con.execute(f"detach {name}")

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return self.count(f"from {self.place(table)}")

    def count(self, rows: str) -> int:
        """Count the rows of a `from …`. All of the answer is fetched: a half-read one blocks the connection."""
        [(counted,)] = self.ask(f"select count(*) {rows}")
        return int(counted)

    def _pass_through(self, table: str) -> None:
        schema, _, name = table.partition(".")
        if schema in RESTRICTED:
            # Queries say `staging.resident`, whichever file it lives in; the views are dropped before publication.
            self._con.execute(f'create or replace view {schema}."{name}" as select * from evidence.{schema}."{name}"')


def _of_group(part: "Part", group: str) -> str:
    """A part's rows of one group."""
    order = ", ".join(f"own.{name} nulls last" for name in part.order)
    return f"select own.* from {part.grouped} where grouped.in_group = {quoted(group)} order by {order}"


def configured(build: Path, threads: int | None, memory: str | None) -> dict[str, Any]:
    """How the engine is set for a folder in which a night builds."""
    config: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        # Big tables carry no order of their own: who needs one says `order by`.
        "preserve_insertion_order": "true",
        "temp_directory": str(build / "spill"),
    }
    if threads:
        config["threads"] = str(threads)
    config["memory_limit"] = memory_word(memory or f"{memory_for(0)}MB")
    return config


def memory_for(delivered_mb: int) -> int:
    """How many MB the engine may hold where nobody says it: at most half of the machine."""
    half = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2e6
    return round(min(max(MEMORY_GB * 1000, MEMORY_PER_MB * delivered_mb), half))


@contextmanager
def opened(
    build: Path,
    as_of: date,
    values: Mapping[str, Value],
    threads: int | None,
    memory: str | None,
    kept: Kept | None = None,
) -> Iterator[DuckWarehouse]:
    """Open (or begin) the two files that a night builds in a folder; closed, and so checkpointed, at the end."""
    config = configured(build, threads, memory)
    with duckdb.connect(config=config) as con:
        for name in ("yingbao", "evidence"):
            file = quoted(str(build / f"{name}.duckdb"))
            con.execute(f"attach {file} as {name} (storage_version '{STORAGE_VERSION}')")
        con.execute("use yingbao")
        for schema in SCHEMAS:
            con.execute(f"create schema if not exists {schema}")
        for schema in RESTRICTED:
            con.execute(f"create schema if not exists evidence.{schema}")
        yield DuckWarehouse(con, as_of, values, kept or Kept(), config["memory_limit"])
        con.execute("checkpoint yingbao")
        con.execute("checkpoint evidence")
        con.execute("use memory")
        con.execute("detach evidence")
        con.execute("detach yingbao")


def _named(table: str) -> str:
    """A view's name as a statement takes it: one is called `all`."""
    schema, _, name = table.partition(".")
    return f'{schema}."{name}"'


def _unordered(gave: Any) -> Any:
    """What is listed, in whatever order."""
    return sorted(map(json.dumps, gave)) if isinstance(gave, list) else gave


@contextmanager
def lent(con: duckdb.DuckDBPyConnection, **frames: Any) -> Iterator[None]:
    """Let queries read frames (Polars or Arrow) by their names, for as long as this lasts."""
    for name, frame in frames.items():
        con.register(name, frame)
    yield
    for name in frames:
        con.unregister(name)


def asking(con: duckdb.DuckDBPyConnection) -> Ask:
    """What answers statements over a connection as a warehouse does."""
    return lambda statement, named=None: con.execute(statement, named).fetchall()


def memory_word(text: str) -> str:
    """How much memory, as DuckDB reads it. Raises BadInput for what is no amount, or too little for any night."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)\s?([MGT])i?B?", text.strip(), re.ASCII | re.IGNORECASE)
    megabytes = float(found[1]) * {"M": 1, "G": 1000, "T": 1_000_000}[found[2].upper()] if found else 0
    if megabytes < LEAST_MEMORY_MB:
        raise BadInput(f"--memory 应写成 8GB 或 2048MB 的样子，不小于{LEAST_MEMORY_MB}MB。")
    return f"{megabytes:.0f}MB"
