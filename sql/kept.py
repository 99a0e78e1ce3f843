"""What a night need not compute again: a table is what its statement made of what it reads.

Of every table the record holds what it was made by (the `by`: its statement, the values bound, the versions of what it
reads, the engine's own version) and the version of its contents. Whoever reads a table depends on the version: a table
that is made anew with the same rows keeps it, and its readers stand. What a table was read from is found in the
statement; of what Python does of tables (`Kept.watch`), in all statements that it asks.

A statement that rests on what the record does not know (a frame, another file) is run every night. Nothing here knows
where the record lies: `flows/keeping.py` does.
"""

import hashlib
import importlib.metadata
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from sql.parsed import parsed

FORM = 2
"""How records are written: one of another form is not read."""
CODE = ("base", "regions", "sources", "matchers", "ledger", "sql")
"""The rooms whose files decide what Python makes of tables."""
SAMPLE = 0.01
"""What share of a whole night's time is spent on making again, each night, what was taken over; one table at least."""

_WRITES = re.compile(
    r"^\s*(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from|truncate|alter\s+(?:table|view)"
    r"|create\s+(?:or\s+replace\s+)?(?:table|view)|drop\s+(?:table|view))\s+(?:if\s+(?:not\s+)?exists\s+)?"
    r'((?:yingbao|evidence)\.)?"?(\w+)"?\."?(\w+)"?',
    re.IGNORECASE,
)
_ALL = re.compile(r"\.\*|\b(?:select|distinct)\s+\*|,\s*\*|\bnatural\b|\bcolumns\s*\(", re.IGNORECASE)
"""What may read a column without naming it."""
_MADE_AS = re.compile(
    r"^\s*create\s+(?:or\s+replace\s+)?(?:temp\s+|temporary\s+)?(?:table|view)\s+\S+\s+as\b", re.IGNORECASE
)
_PLACE = re.compile(r"\browid\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_NAMED = re.compile(r'\b([a-z]\w*)\."?([a-z]\w*)"?', re.IGNORECASE)


class Differs(Exception):  # noqa: N818
    """What was taken over is not what computing it tonight gives; the message names it."""


@dataclass(frozen=True)
class Made:
    """A table (or view): the version of its contents, what it was made by (None: nobody knows), seconds it took."""

    version: str
    by: str | None = None
    seconds: float = 0.0
    is_view: bool = False
    columns: dict[str, str] | None = None
    """Of a table of one row, a digest of what each column says."""
    placed: str = ""
    """The version of its rows in the order in which they lie."""


@dataclass(frozen=True)
class Work:
    """What Python did of tables: by what, which tables it read, which values its statements bound, which tables it
    made, what it gave back."""

    by: str
    reads: list[str]
    values: list[str]
    makes: list[str]
    gave: Any
    seconds: float = 0.0


@dataclass
class Seen:
    """What is read, bound and made while somebody watches."""

    reads: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    makes: set[str] = field(default_factory=set)


@dataclass
class Kept:
    """What stands in a night's building files, and what of it this night has made or taken over."""

    made: dict[str, Made] = field(default_factory=dict)
    works: dict[str, Work] = field(default_factory=dict)
    sampled: frozenset[str] = frozenset()
    """What is made again to be compared."""
    standing: set[str] = field(default_factory=set)
    """The tables that this night has made or taken over; whatever else lies in the files is another night's."""
    taken: int = 0
    """How many tables were taken over."""
    published: dict[str, str] = field(default_factory=dict)
    """What the tables of the last publication's files were made by (`published.core.person`); empty where none may be
    published once more."""
    _watched: list[Seen] = field(default_factory=list)

    @classmethod
    def of(cls, made: Mapping[str, Made], works: Mapping[str, Work], published: Mapping[str, str], day: int) -> "Kept":
        """Of an earlier night's record; `day` chooses what is made again to be compared."""
        return cls(dict(made), dict(works), sample(made, works, day), published=dict(published))

    def by(
        self, statement: str, bound: Mapping[str, object], parts: Iterable[str] = (), *, placed: bool = False
    ) -> str | None:
        """What a statement makes a table by; None where it rests on what the record does not know.

        `parts`: statements that read what it reads, where they have been looked at already. `placed`: it also goes by
        the order in which rows lie, as whoever names a row's number does.
        """
        names = reads(*(parts or [statement]))
        for name in names or ():
            self._read(name)
        for seen in self._watched:
            seen.values |= bound.keys()
        if names is None or any(name not in self.standing or name not in self.made for name in names):
            return None
        if placed or _PLACE.search(statement):
            versions: dict[str, object] = {name: self.made[name].placed for name in sorted(names)}
        else:
            versions = {name: self._version(name, statement) for name in sorted(names)}
        return _digest(engine(), statement, _written(bound), versions)

    def _version(self, table: str, statement: str) -> object:
        """The version of what a statement reads of a table: of one of a single row, the columns that it names."""
        columns = self.made[table].columns
        if not columns or _ALL.search(statement):
            return self.made[table].version
        named = set(_WORD.findall(statement.lower()))
        return {name: value for name, value in columns.items() if name.lower() in named}

    def stands(self, table: str, by: str | None) -> bool:
        """Whether a table lies there as this statement would make it."""
        return by is not None and table in self.made and self.made[table].by == by

    def take(self, table: str) -> None:
        """Let a table stand as it is."""
        self._wrote(table)
        self.taken += 1

    def forget(self, table: str) -> Made | None:
        """A table is about to change, or has changed in a way that nobody follows; returns what was known of it."""
        self._wrote(table)
        return self.made.pop(table, None)

    def put(self, table: str, made: Made) -> None:
        """A table has been made."""
        self.made[table] = made

    def note_row(self, table: str, columns: Mapping[str, str]) -> None:
        """What the columns of a table of one row say: who reads some of them depends on these alone."""
        self.made[table] = replace(self.made[table], columns=dict(columns))

    def asked(self, statement: str) -> None:
        """A statement was asked past the warehouse's own ways: what it changes is known no more."""
        if written := _WRITES.match(statement):
            self.forget(f"{written[2]}.{written[3]}")
        if self._watched:
            for name in _asked(statement):
                self._read(name)

    @contextmanager
    def watch(self) -> Iterator[Seen]:
        """What is read, bound and made while this lasts."""
        seen = Seen()
        self._watched.append(seen)
        try:
            yield seen
        finally:
            self._watched.remove(seen)

    def did(self, work: str, facts: Mapping[str, object], values: Mapping[str, object]) -> Work | None:
        """What a work did, where doing it now would do the same."""
        known = self.works.get(work)
        if known is None or known.by != self._work_by(known.reads, known.values, facts, values):
            return None
        return known if all(name in self.made for name in known.makes) else None

    def keep_work(
        self,
        work: str,
        facts: Mapping[str, object],
        values: Mapping[str, object],
        seen: Seen,
        gave: Any,
        seconds: float,
    ) -> None:
        """Remember what a work read, bound, made and gave back."""
        read, bound = sorted(seen.reads), sorted(seen.values)
        by = self._work_by(read, bound, facts, values)
        self.works[work] = Work(by, read, bound, sorted(seen.makes), gave, seconds)

    def _work_by(
        self, names: Iterable[str], bound: Iterable[str], facts: Mapping[str, object], values: Mapping[str, object]
    ) -> str:
        # What is not known is as if it changed every time.
        versions = {
            name: self.made[name].version if name in self.made and name in self.standing else version()
            for name in names
        }
        values_bound = {name: values.get(name) for name in bound}
        return _digest(engine(), code(), _written(facts), _written(values_bound), versions)

    def _read(self, table: str) -> None:
        for seen in self._watched:
            if table not in seen.makes:
                seen.reads.add(table)

    def _wrote(self, table: str) -> None:
        self.standing.add(table)
        for seen in self._watched:
            seen.makes.add(table)


class Watched:
    """A connection that lets a record know what is asked past the warehouse's own ways."""

    def __init__(self, con: duckdb.DuckDBPyConnection, kept: Kept) -> None:
        self._con, self._kept = con, kept

    def execute(self, query: str, *arguments: Any, **named: Any) -> duckdb.DuckDBPyConnection:
        """As DuckDB's own."""
        self._kept.asked(query)
        return self._con.execute(query, *arguments, **named)

    def sql(self, query: str, *arguments: Any, **named: Any) -> duckdb.DuckDBPyRelation:
        """As DuckDB's own."""
        self._kept.asked(query)
        return self._con.sql(query, *arguments, **named)

    def register(self, name: str, frame: Any) -> None:
        """As DuckDB's own."""
        self._con.register(name, frame)

    def unregister(self, name: str) -> None:
        """As DuckDB's own."""
        self._con.unregister(name)


def sample(made: Mapping[str, Made], works: Mapping[str, Work], day: int) -> frozenset[str]:
    """What is made again on a day to be compared: in turn, as much as fits in `SAMPLE` of the time of all."""
    costs = {name: one.seconds for name, one in made.items() if one.by and one.seconds}
    costs |= {name: one.seconds for name, one in works.items()}
    names, allowed = sorted(costs), SAMPLE * sum(costs.values())
    chosen: set[str] = set()
    for name in [*names[day % len(names) :], *names[: day % len(names)]] if names else ():
        if chosen and costs[name] > allowed:
            break
        chosen.add(name)
        allowed -= costs[name]
    return frozenset(chosen)


@dataclass(frozen=True)
class Contents:
    """What a select returns: its columns with their types, its rows in any order, and where they lie in their order."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[Any, ...]
    order: object


def contents(
    con: duckdb.DuckDBPyConnection, origin: str, named: Mapping[str, object] | None = None, place: str = "0"
) -> Contents:
    """A digest of a table, or of a select in brackets: how many rows, two sums of their hashes. `place`: an expression
    of where a row lies (a table's `rowid`)."""
    described = con.execute(f"describe select * from {origin}", dict(named or {})).fetchall()
    columns = tuple((str(name), str(kind)) for name, kind, *_ in described)
    listed = ", ".join(quoted_name(name) for name, _ in columns)
    [(*counted, order)] = con.execute(
        "select count(*), bit_xor(hashed), sum(hashed::hugeint), sum(hash(hashed, place)::hugeint)"
        f" from (select hash({listed}) as hashed, {place} as place from {origin})",
        dict(named or {}),
    ).fetchall()
    return Contents(columns, tuple(counted), order)


def quoted_name(name: str) -> str:
    """A name as SQL takes it, whatever it is made of."""
    return '"' + name.replace('"', '""') + '"'


def digest(con: duckdb.DuckDBPyConnection, origin: str) -> str:
    """What a table, or a select in brackets, holds, in whatever order, as one word."""
    found = contents(con, origin)
    return _digest(engine(), found.columns, [str(one) for one in found.rows])


def made_by(statement: str, bound: Mapping[str, object], *versions: str | None) -> str | None:
    """What a statement makes a table by of what has these versions; None where one of them is not known."""
    return None if None in versions else _digest(engine(), statement, _written(bound), versions)


def version() -> str:
    """A version that nothing else has."""
    return secrets.token_hex(16)


def row_digests(con: duckdb.DuckDBPyConnection, place: str) -> dict[str, str]:
    """A digest of what each column of a table of one row says."""
    found = con.execute(f"from {place}")
    names = [(name, str(kind)) for name, kind, *_ in found.description or ()]
    [row] = found.fetchall()
    return {name: _digest(kind, repr(value)) for (name, kind), value in zip(names, row, strict=True)}


@cache
def engine() -> str:
    """What makes tables of statements."""
    return f"{FORM} duckdb {duckdb.__version__}"


@cache
def code(rooms: tuple[str, ...] = CODE) -> str:
    """What makes tables of tables in Python, or other things of them: the rooms' files and the libraries that they
    stand on."""
    root = Path(__file__).parents[1]
    files = sorted(
        path
        for room in rooms
        for path in (root / room).rglob("*")
        if path.suffix in (".py", ".sql", ".toml", ".csv", ".txt") and path.is_file()
    )
    listed = [f"{path.relative_to(root)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return _digest(listed, versions())


@cache
def versions() -> dict[str, str]:
    """The libraries that the product names, and itself."""
    needed = [
        re.split(r"[^\w.-]", line)[0] for line in importlib.metadata.requires("yingbao") or () if "extra" not in line
    ]
    return {name: importlib.metadata.version(name) for name in ("yingbao", *sorted(needed))}


def reads(*statements: str) -> frozenset[str] | None:
    """The tables that statements read, as `schema.name`; None where one reads something else (frames, other files)."""
    try:
        found = [parsed(statement) for statement in statements]
    except ValueError:
        return None
    return None if any(one.is_beyond for one in found) else frozenset().union(*(one.tables for one in found))


def _asked(statement: str) -> Iterable[str]:
    """The tables that any statement names; of one that cannot be parsed, whatever looks like a table."""
    try:
        found = parsed(_MADE_AS.sub("", statement))
    except ValueError:
        return [f"{schema}.{name}" for schema, name in _NAMED.findall(statement)]
    # Nobody follows what another database holds.
    return [*found.tables, *(["another database"] if found.is_elsewhere else [])]


def _written(values: Mapping[str, object]) -> dict[str, str]:
    return {name: repr(value) for name, value in sorted(values.items())}


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
