"""The only code that runs .sql files.

A file's path is its table's name: `sql/core/person.sql` is `core.person`. What a query depends on is read from the
query itself, the order follows from that, and only the policy values that a statement names are bound.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from base.errors import BadInput
from sql.policy import Value

FOLDER = Path(__file__).parent
# An analyst's 1.5 client opens what 2.0 writes.
STORAGE_VERSION = "v1.5.0"
# Left alone, DuckDB takes four fifths of the machine before it writes anything aside: a night of a million people took
# nine gigabytes for 275 s, and takes 291 s within this.
MEMORY_GB = 4.0
LEAST_MEMORY_MB = 256
"""With less a night of a small county does not end."""
# These name soldiers, prisoners and hardship: they live in evidence.duckdb, never in the published file.
RESTRICTED = ("staging", "numbered", "restricted", "cases")
# Of these the evidence file holds the rows that are not shown, and the published file the others: nothing twice.
ROWS_APART = ("matches.person", "matches.pair", "matches.comparison")

SCHEMAS = (
    "landed",
    "delivered",
    "mentions",
    *RESTRICTED,
    "matches",
    "core",
    "lists",
    "ledger",
    "indicators",
    "adding",
    "indicator",
    "policy",
    "audit",
)

# What a head may say below its title.
# `made: view` is for what is large, read a few times and cheaper to read again than to write down.
WORDS = ("key", "made", "tier", "duty", "say", "order", "law", "plan", "needs", "among", "priority", "heading")
# And what the head of an indicator says: its number in the plans' list, its unit, whether it is a flow, a stock, a rate
# or a mean, where its town is that of (a home, an employer, a place), whom it speaks of, and what is divided by what.
INDICATOR_WORDS = ("kpi", "unit", "kind", "by", "population", "definition")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Query:
    """One .sql file: the table it makes, the header's words and the statement."""

    path: Path
    title: str
    header: Mapping[str, str]
    statement: str
    reads: frozenset[str]
    """The tables that the statement reads, as `schema.name`."""

    @property
    def schema(self) -> str:
        """The folder is the schema."""
        return self.path.parent.name

    @property
    def table(self) -> str:
        """`schema.name`, as other queries write it."""
        return f"{self.schema}.{self.path.stem}"

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that make a row of the table unique (header `key:`)."""
        return tuple(part.strip() for part in self.header.get("key", "").split(",") if part.strip())

    @property
    def is_view(self) -> bool:
        """Whether it is made as a view, gone before publication, rather than as a table (header `made: view`)."""
        return self.header.get("made") == "view"

    @property
    def needs(self) -> tuple[tuple[str, str | None], ...]:
        """What must have been delivered (header `needs:`): pairs of extract and insurance (None: any row)."""
        words = [part.split() for part in self.header.get("needs", "").split(",") if part.strip()]
        return tuple((word[0], word[1] if len(word) > 1 else None) for word in words)

    @property
    def parameters(self) -> frozenset[str]:
        """The names that the statement binds, without the dollar sign."""
        without_comments = re.sub(r"--.*", "", self.statement)
        return frozenset(re.findall(r"\$(\w+)", without_comments))


def read_query(path: Path) -> Query:
    """Read a file: its head, its statement and what the statement reads.

    Raises ValueError where the head is none (`read_head`) or the statement cannot be parsed.
    """
    return parse_query(path, path.read_text(encoding="utf-8"))


def parse_query(path: Path, text: str) -> Query:
    """The query of a text that a file holds, or would hold: `sql/mentions.py` writes some itself."""
    title, header = read_head(path.name, text)
    try:
        reads = _reads(text)
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None
    return Query(path, title, header, text, reads)


def read_head(name: str, text: str) -> tuple[str, Mapping[str, str]]:
    """The head of a file, comments: the title, a blank comment line, then `word: text` lines.

    Raises ValueError where the head has no title or holds a line that is neither.
    """
    head: list[str] = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        head.append(line.removeprefix("--").strip())
    if not head or not head[0]:
        raise ValueError(f"{name}: the first line must say what the table holds")
    title: list[str] = []
    header: dict[str, str] = {}
    ended = False
    for line in head:
        word, colon, rest = line.partition(": ")
        if not ended:
            title.append(line)
            ended = not line
        elif line and (not colon or word not in (*WORDS, *INDICATOR_WORDS)):
            raise ValueError(f"{name}: the head has a line that is none of {', '.join((*WORDS, *INDICATOR_WORDS))}")
        elif line:
            header[word] = rest.strip()
    return " ".join(filter(None, title)), header


def read_queries(*schemas: str) -> list[Query]:
    """All queries of some schemas, each after what it reads; alphabetical where that leaves a choice."""
    paths = [path for schema in schemas for path in sorted((FOLDER / schema).glob("*.sql"))]
    queries = {query.table: query for query in map(read_query, paths)}
    sorter = TopologicalSorter({name: sorted(q.reads & queries.keys()) for name, q in queries.items()})
    sorter.prepare()
    ordered: list[Query] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += [queries[name] for name in ready]
        sorter.done(*ready)
    return ordered


def resting_on(schema: str, queries: list[Query]) -> list[Query]:
    """Those of ordered queries that make a table of a schema, or read one, however far away."""
    found: dict[str, Query] = {}
    for query in queries:
        if query.schema == schema or any(name in found for name in query.reads):
            found[query.table] = query
    return list(found.values())


@dataclass
class Warehouse:
    """A night's two database files, open: the one to publish and, attached, the evidence behind it."""

    con: duckdb.DuckDBPyConnection
    as_of: date
    values: Mapping[str, Value] = field(default_factory=dict)

    def run(self, query: Query, select: str | None = None) -> int:
        """Make the table of a query anew; returns its number of rows (0 for a view, which nobody has counted).

        `select` is what is kept of what the query has `made`, where that is not all: so nothing is written twice.
        Raises KeyError where the statement names a value that no policy sets on this day.
        """
        bound = {"as_of": self.as_of, **self.values}
        if unknown := sorted(query.parameters - bound.keys()):
            raise KeyError(f"{query.table}: no policy value for ${', $'.join(unknown)} on {self.as_of}")
        if query.is_view:
            self.con.execute(f"create or replace view {query.table} as {query.statement}")
            return 0
        place = self.place(query.table)
        statement = query.statement.rstrip().rstrip(";")
        kept = f"with made as (\n{statement}\n)\n{select}" if select else statement
        [(rows,)] = self.con.execute(
            f"create or replace table {place} as\n{kept}", {name: bound[name] for name in sorted(query.parameters)}
        ).fetchall()
        self._pass_through(query.table)
        return int(rows)

    def create(self, table: str, select: str) -> int:
        """Make a table from a statement of Python's own (an edge: files, registered frames); returns its rows."""
        [(rows,)] = self.con.execute(f"create or replace table {self.place(table)} as {select}").fetchall()
        self._pass_through(table)
        return int(rows)

    def write(self, table: str, frame: Any, order: str = "") -> int:
        """Make a table of a frame (Polars or Arrow), its rows put in an `order by …` where given; returns its rows."""
        with lent(self.con, written=frame):
            return self.create(table, f"select * from written {order}")

    def place(self, table: str) -> str:
        """Where a table is written: restricted schemas go to the evidence file."""
        schema, _, name = table.partition(".")
        prefix = "evidence." if schema in RESTRICTED else ""
        return f'{prefix}{schema}."{name}"'

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return self.count(f"from {self.place(table)}")

    def count(self, rows: str) -> int:
        """Count the rows of a `from …`. All of the answer is fetched: a half-read one blocks the connection."""
        [(counted,)] = self.con.execute(f"select count(*) {rows}").fetchall()
        return int(counted)

    def _pass_through(self, table: str) -> None:
        schema, _, name = table.partition(".")
        if schema in RESTRICTED:
            # Queries say `staging.resident`, whichever file it lives in; the views are dropped before publication.
            self.con.execute(f'create or replace view {schema}."{name}" as select * from evidence.{schema}."{name}"')


@contextmanager
def opened(
    build: Path, as_of: date, values: Mapping[str, Value], threads: int | None, memory: str | None
) -> Iterator[Warehouse]:
    """Open (or begin) the two files that a night builds in a folder; closed, and so checkpointed, at the end."""
    config: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        # Big tables carry no order of their own: who needs one says `order by`.
        "preserve_insertion_order": "true",
        "temp_directory": str(build / "spill"),
    }
    if threads:
        config["threads"] = str(threads)
    half = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2e9
    config["memory_limit"] = memory_word(memory) if memory else f"{min(MEMORY_GB, half):.1f}GB"
    with duckdb.connect(config=config) as con:
        for name in ("yingbao", "evidence"):
            file = quoted(str(build / f"{name}.duckdb"))
            con.execute(f"attach {file} as {name} (storage_version '{STORAGE_VERSION}')")
        con.execute("use yingbao")
        for schema in SCHEMAS:
            con.execute(f"create schema if not exists {schema}")
        for schema in RESTRICTED:
            con.execute(f"create schema if not exists evidence.{schema}")
        yield Warehouse(con, as_of, values)
        con.execute("checkpoint yingbao")
        con.execute("checkpoint evidence")
        con.execute("use memory")
        con.execute("detach evidence")
        con.execute("detach yingbao")


@contextmanager
def lent(con: duckdb.DuckDBPyConnection, **frames: Any) -> Iterator[None]:
    """Let queries read frames (Polars or Arrow) by their names, for as long as this lasts."""
    for name, frame in frames.items():
        con.register(name, frame)
    yield
    for name in frames:
        con.unregister(name)


def memory_word(text: str) -> str:
    """How much memory, as DuckDB reads it. Raises BadInput for what is no amount, or too little for any night."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)\s?([MGT])i?B?", text.strip(), re.ASCII | re.IGNORECASE)
    megabytes = float(found[1]) * {"M": 1, "G": 1000, "T": 1_000_000}[found[2].upper()] if found else 0
    if megabytes < LEAST_MEMORY_MB:
        raise BadInput(f"--memory 应写成 8GB 或 2048MB 的样子，不小于{LEAST_MEMORY_MB}MB。")
    return f"{megabytes:.0f}MB"


def quoted(text: str) -> str:
    """A string literal: paths and comments may hold an apostrophe."""
    return "'" + text.replace("'", "''") + "'"


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


@cache
def _reads(statement: str) -> frozenset[str]:
    """What a statement reads, by DuckDB's own parser; a night asks it of each file several times.

    ValueError: it cannot be parsed.
    """
    [(answer,)] = _parser().cursor().execute("select json_serialize_sql(?)", [statement]).fetchall()
    tree = json.loads(answer)
    if tree["error"]:
        raise ValueError(tree.get("error_message", "cannot be parsed"))
    return frozenset(_tables(tree))


def _tables(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE" and node["schema_name"]:
            yield f"{node['schema_name']}.{node['table_name']}"
        for child in node.values():
            yield from _tables(child)
    elif isinstance(node, list):
        for child in node:
            yield from _tables(child)
