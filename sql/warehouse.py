"""The .sql files, and what a warehouse is that runs them.

A file's path is its table's name: `sql/core/person.sql` is `core.person`. What a query depends on is read from the
query itself, the order follows from that, and only the policy values that a statement names are bound.

Whoever makes or reads tables of a night goes through `Warehouse`, and knows no connection: `sql/duck.py` is the one
over two DuckDB files, `sql/connect.py` the one over Spark Connect.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sql.parsed import parsed
from sql.policy import Value

if TYPE_CHECKING:
    import polars as pl

    from sql.spread import Frames, Part, Shapes, Work

FOLDER = Path(__file__).parent
# These name soldiers, prisoners and hardship: they live in evidence.duckdb, never in the published file.
RESTRICTED = ("staging", "numbered", "restricted", "cases")
# Of these the evidence file holds the rows that are not shown, and the published file the others: nothing twice.
APART = "evidence."
"""Before the name of what the evidence file holds beside a table of the other file's."""
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
WORDS = (
    "key",
    "made",
    "shares",
    "tier",
    "duty",
    "say",
    "order",
    "law",
    "plan",
    "needs",
    "among",
    "priority",
    "heading",
)
# And what the head of an indicator says: its number in the plans' list, its unit, whether it is a flow, a stock, a rate
# or a mean, where its town is that of (a home, an employer, a place), whom it speaks of, and what is divided by what.
INDICATOR_WORDS = ("kpi", "unit", "kind", "by", "population", "definition")

Progress = Callable[[str], None]


ALL_NUMBERS: Mapping[str, int] = {"first_no": 0, "last_no": 2**62}
"""What a statement that could be made share by share binds where it is made whole."""


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
    def shared_by(self) -> str | None:
        """The column of numbers from 1 on, `schema.name.column`, of which the statement makes those between `$first_no`
        and `$last_no` (header `shares:`): of millions, one share after the other, in the order of the numbers."""
        return self.header.get("shares")

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
        reads = parsed(text).tables
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


Asked = list[tuple[Any, ...]]
Ask = Callable[..., Asked]
"""What answers a statement with its rows: `Warehouse.ask`."""


class Warehouse(Protocol):
    """What a night's tables are made in, whatever engine makes them."""

    as_of: date
    values: Mapping[str, Value]

    def run(self, query: Query, select: str | None = None) -> int:
        """Make the table of a query anew; returns its number of rows (0 for a view, which nobody has counted).

        `select` is what is kept of what the query has `made`, where that is not all: so nothing is written twice.
        Raises KeyError where the statement names a value that no policy sets on this day.
        """
        bound = {"as_of": self.as_of, **self.values, **(ALL_NUMBERS if query.shared_by else {})}
        if unknown := sorted(query.parameters - bound.keys()):
            raise KeyError(f"{query.table}: no policy value for ${', $'.join(unknown)} on {self.as_of}")
        if query.is_view:
            self.view(query.table, query.statement)
            return 0
        statement = query.statement
        made = f"with made as (\n{statement.rstrip().rstrip(';')}\n)\n{select}" if select else statement
        # A list's statement is parsed once, not once more as a part of what is kept of it.
        parts = (statement, f"with made as (select 1)\n{select}") if select else ()
        named = {name: bound[name] for name in sorted(query.parameters)}
        return self.create(query.table, made, named, parts, shared_by=query.shared_by)

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
        """Make a table from a statement; returns its rows.

        `parts`: statements that read what it reads, where they have been looked at already; `placed`: in which order
        rows lie counts, too; `shared_by`: by which column it may be made share by share (`Query`).
        """

    def view(self, table: str, select: str, without: str | None = None) -> None:
        """Make a view: gone before publication. `without`: the select without what makes no difference to it."""

    def write(self, table: str, frame: Any, order: str = "") -> int:
        """Make a table of a frame (Polars or Arrow), its rows put in an `order by …` where given; returns its rows."""

    def passing(self, name: str, select: str, named: Mapping[str, Any] | None = None) -> None:
        """Make a table without a schema, which is in no file and gone with the step."""

    def add(self, table: str, select: str, named: Any = None) -> None:
        """Add rows to a table, column by name."""

    def once(self, work: str, do: Callable[[], Any], *, makes_room: bool = False, **facts: object) -> Any:
        """Do what Python does of tables, or let stand what it made of the same; returns what it gives back (JSON).

        `makes_room`: Python will need the memory in which the engine keeps what it has read.
        """

    def ask(self, statement: str, named: Any = None) -> Asked:
        """The rows that a statement answers."""

    def frame(self, select: str) -> "pl.DataFrame":
        """What a select answers, as columns."""

    def spread(self, work: "Work", parts: "Mapping[str, Part]", makes: "Shapes", groups: str | None) -> "Frames":
        """What `work` makes of the parts' rows; an engine's executors do it, group by group (`sql/spread.py`).

        `makes`: what is made. `groups`: a select of the groups (`in_group`) of each `extract`, `record_id`; without
        one all rows are one group.
        """

    def count(self, rows: str) -> int:
        """How many rows a `from …` has."""

    def rows(self, table: str) -> int:
        """How many rows a table has."""

    def sweep(self, *schemas: str, apart: bool = False) -> None:
        """Drop what another night left in these schemas and this one has neither made nor taken over.

        `apart`: of what is set apart, instead.
        """

    def there(self, schema: str, database: str = "yingbao") -> set[str]:
        """The names of the tables of a schema, here or in a file that stands `beside`."""

    def lent(self, **frames: Any) -> AbstractContextManager[None]:
        """Let statements read frames (Polars or Arrow) by their names, for as long as this lasts."""

    def beside(self, file: Path, name: str) -> AbstractContextManager[None]:
        """Let statements read a published file, whose tables are `name.schema.table`, for as long as this lasts."""


def quoted(text: str) -> str:
    """A string literal: paths and comments may hold an apostrophe."""
    return "'" + text.replace("'", "''") + "'"
