"""One subject's rows of a published run, in memory, and what each list says of them.

The lists' own queries are asked again, of this one subject: what is told can never drift from what was listed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from base.errors import OTHER_VERSION, BadInput
from sql import policy
from sql.candidates import KINDS, PRESSING, Candidates, read
from sql.warehouse import FOLDER, ROWS_APART, quoted, read_head

# Where it is kept which records are about a subject of a kind.
LINKS = {"person": ("person", "child"), "employer": ("employer",), "project": ("project",)}
# Of these each of the two files holds rows of its own: the evidence file what is not shown.
APART = frozenset(ROWS_APART)
# Made anew of the proofs behind them: the published ones do not tell who is a soldier or in prison.
PROVEN = {"core.exemption", "core.not_due"}


@dataclass(frozen=True)
class Lead:
    """What is published of a subject on one list."""

    tier: str
    priority: int
    reason: str
    evidence: str


@dataclass(frozen=True)
class Judgement:
    """What a list says of one subject."""

    asked: Candidates
    is_candidate: bool
    not_because: str | None
    """Why a candidate is not on the list; None where nothing keeps it off."""


@dataclass(frozen=True)
class Excerpt:
    """A database in memory beside the two files of a run, attached as `published` and `evidence`."""

    con: duckdb.DuckDBPyConnection
    places: Mapping[str, tuple[str, frozenset[str]]]
    """Of every table in the two files: which file, and its columns."""
    _near: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """What `_within` has told, by person."""

    def kind_of(self, subject: str) -> str | None:
        """What an id names in the run: a person, an employer, a project; None where nothing bears it."""
        within = self._within(subject)
        for kind in KINDS:
            near = within.get(f"core.{kind}", "")
            if f"core.{kind}" not in self.places:
                continue
            found = f"select 1 {self._from(f'core.{kind}')} where {near}{kind}_id = ? limit 1"
            if self.con.execute(found, [subject]).fetchall():
                return kind
        # Somebody without a number of their own may be known to the lists only.
        found = 'select subject_kind from published.lists."all" where subject_id = ? limit 1'
        listed = self.con.execute(found, [subject]).fetchall()
        return str(listed[0][0]) if listed else None

    def holding(self, kind: str, subject: str, tables: Set[str]) -> Set[str]:
        """Which of these tables have a row of the subject, asked of all at once. Raises BadInput as `copy` does."""
        columns = {table: ids[kind] for table, ids in self._ids(kind, tables).items() if kind in ids}
        rows = " union all ".join(
            f"select '{table}' {self._from(table)} {self._own(table, columns[table], kind, subject)}"
            for table in sorted(columns)
        )
        found = self.con.execute(rows).fetchall() if rows else []
        return {table for (table,) in found} | (tables - columns.keys())

    def copy(self, kind: str, subject: str, tables: Collection[str]) -> None:
        """Copy the subject's rows of tables, under the same names; what lacks ids is a small reference, copied whole.

        First by the subject's own id, then by the ids of the others whom those rows name: a person's employers, an
        employer's staff. `record` is every record about the subject. Raises BadInput where another version ran.
        """
        self._need_apart()
        proven = PROVEN & set(tables)
        wanted = {*tables, *(f"matches.{matcher}" for matcher in LINKS[kind])} - PROVEN
        wanted |= {"restricted.exemption_proof"} if proven else set()
        ids = self._ids(kind, wanted)
        own = sorted(table for table in wanted if kind in ids[table])
        # Dozens of small tables in one transaction: each of its own would be committed alone.
        self.con.execute("begin")
        for schema in sorted({table.partition(".")[0] for table in wanted} | {"core"}):
            self.con.execute(f"create schema if not exists {schema}")
        for table in own:
            self._cut(table, self._own(table, ids[table][kind], kind, subject))
        self._know(kind, subject, own)
        for table in sorted(wanted):
            if set(ids[table]) != {kind}:
                self._cut(table, *_of_known(ids[table]))
        self._add_apart(kind, subject)
        if proven:
            self.con.execute("create table core.exemption as from restricted.exemption_proof")
            not_due = (FOLDER / "core" / "not_due.sql").read_text(encoding="utf-8")
            self.con.execute(f"create table core.not_due as {not_due}")
        linked = " union all ".join(f"select '{name}' as matcher, * from matches.{name}" for name in LINKS[kind])
        self.con.execute(f"create table record as {linked}")
        self.con.execute("commit")

    def leads(self, subject: str, lists: Collection[str]) -> Mapping[str, Lead]:
        """What is published of the subject on some lists, by list id, the most pressing first."""
        # `lists.all` looks at every list, whoever it is.
        rows = " union all ".join(
            f"select '{list_id}' as list_id, tier, priority, reason, evidence from published.lists.{list_id}"
            f" where subject_id = {quoted(subject)}"
            for list_id in sorted(lists)
        )
        found = self.con.execute(f"from ({rows}) order by {PRESSING}").fetchall() if rows else []
        return {list_id: Lead(*lead) for list_id, *lead in found}

    def values(self) -> dict[str, object]:
        """What the queries of the run were bound to: `$as_of` and the policy values in force on that day."""
        [(as_of,)] = self.con.execute("select max(as_of) from published.audit.run").fetchall()
        kinds = {parameter.parameter: type(parameter.value) for parameter in policy.read()}
        rows = self.con.execute(
            "select parameter, value from published.policy.parameter"
            " where valid_from <= $1 and coalesce(valid_until, $1) >= $1",
            [as_of],
        ).fetchall()
        return {"as_of": as_of} | {name: kinds.get(name, str)(value) for name, value in rows}

    def judge(self, asked: Candidates, subject: str, bound: Mapping[str, object]) -> Judgement:
        """Ask one list of the subject whose rows were copied."""
        statement = f"select not_because from ({asked.judged}) where subject_id = $subject"
        named = {name: bound[name] for name in asked.parameters}
        rows = self.con.execute(statement, named | {"subject": subject}).fetchall()
        return Judgement(asked, bool(rows), rows[0][0] if rows else None)

    def judge_each(self, asked: Collection[Candidates], possible: Set[str], subject: str) -> list[Judgement]:
        """What each of these lists says; asked are those that the subject may be a candidate of (`possible`: ids)."""
        bound = self.values()
        # For a handful of rows a better plan costs more than it saves.
        self.con.execute("pragma disable_optimizer")
        judgements = [
            self.judge(each, subject, bound) if each.list_id in possible else Judgement(each, False, None)
            for each in asked
        ]
        self.con.execute("pragma enable_optimizer")
        return judgements

    def _ids(self, kind: str, tables: Set[str]) -> Mapping[str, Mapping[str, str]]:
        self._need(tables)
        return {table: _ids(table, kind, self.places[table][1]) for table in tables}

    def _know(self, kind: str, subject: str, own: Sequence[str]) -> None:
        """Make `known`: the `kind` and `id` of the subject, and of the others whom its own rows name."""
        self.con.execute(f"create table known as select '{kind}' as kind, {quoted(subject)} as id")
        for other in (part for part in KINDS if part != kind):
            named = " union ".join(
                f"select {other}_id as id from {table}" for table in own if f"{other}_id" in self.places[table][1]
            )
            if named:
                self.con.execute(f"insert into known select '{other}', id from ({named}) where id is not null")

    def _need(self, tables: Set[str]) -> None:
        if not tables <= self.places.keys():
            raise BadInput(OTHER_VERSION)

    def _need_apart(self) -> None:
        there = "select count(*) from duckdb_tables() where database_name = 'evidence' and schema_name = 'matches'"
        if self.con.execute(there).fetchall() != [(len(APART),)]:
            raise BadInput(OTHER_VERSION)

    def _within(self, person: str) -> Mapping[str, str]:
        """In which rows of the great tables a person can stand, as the beginning of a condition."""
        self._need({"restricted.block"})
        if person in self._near:
            return self._near[person]
        rows = self.con.execute(
            """
            select table_name, min(first_row) filter (where is_here), max(last_row) filter (where is_here)
            from (select *, $1 between lowest_id and highest_id as is_here from evidence.restricted.block)
            group by table_name
            """,
            [person],
        ).fetchall()
        near = self._near[person] = {
            table: "false and " if first is None else f"rowid between {first} and {last} and "
            for table, first, last in rows
        }
        return near

    def _own(self, table: str, column: str, kind: str, subject: str) -> str:
        """The clause that chooses the subject's own rows of a table by a column of ids."""
        near = self._within(subject).get(table, "") if kind == "person" else ""
        return f"where {near}{column} = {quoted(subject)}"

    def _from(self, table: str) -> str:
        schema, _, name = table.partition(".")
        return f'from {self.places[table][0]}.{schema}."{name}"'

    def _cut(self, table: str, *rows: str) -> None:
        """Copy the rows of a table that any of some clauses chooses; all where there is none."""
        schema, _, name = table.partition(".")
        chosen = " union ".join(f"{self._from(table)} {clause}" for clause in rows) or self._from(table)
        self.con.execute(f'create or replace table {schema}."{name}" as {chosen}')

    def _add_apart(self, kind: str, subject: str) -> None:
        """Add the subject's records of extracts that are not shown."""
        if kind == "person":
            rows = f"from evidence.matches.person where person_id = {quoted(subject)}"
            self.con.execute(f"insert into matches.person {rows}")


@contextmanager
def opened(published: Path, evidence: Path) -> Iterator[Excerpt]:
    """Attach the two files of a run, read only; nothing is copied yet."""
    config: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    with duckdb.connect(config=config) as con:
        con.execute(f"attach {quoted(str(published))} as published (read_only)")
        con.execute(f"attach {quoted(str(evidence))} as evidence (read_only)")
        yield Excerpt(con, dict(_places(con)))


def _places(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, tuple[str, frozenset[str]]]]:
    rows = con.execute(
        "select schema_name, table_name, database_name, column_name from duckdb_columns()"
        " where database_name in ('published', 'evidence') and not internal"
        # Evidence comes last and wins: what is shown of its tables is not all.
        " order by database_name desc, schema_name, table_name"
    ).fetchall()
    for (schema, table, database), columns in groupby(rows, itemgetter(0, 1, 2)):
        if database == "evidence" and f"{schema}.{table}" in APART:
            continue
        yield f"{schema}.{table}", (database, frozenset(column for *_, column in columns))


def _of_known(ids: Mapping[str, str]) -> list[str]:
    """The clauses that choose of a table what is about anybody known, by each kind of id."""
    # A join passes by the blocks that hold none of the ids; an `in` of several, or an `or`, reads them all.
    return [f"semi join known on known.kind = '{kind}' and {column} = known.id" for kind, column in ids.items()]


def _ids(table: str, kind: str, columns: frozenset[str]) -> dict[str, str]:
    """By which columns a table is cut for a subject of a kind: of each kind of id the column that holds it.

    The subject's own id where the table's key has it; else by the ids in its key, and the subject's own beside them.
    """
    schema, _, name = table.partition(".")
    file = FOLDER / schema / f"{name}.sql"
    if schema == "ledger":
        return {kind: "subject_id"}
    if schema == "lists":
        return {read(name).subject_kind: "subject_id"}
    key: set[str] = set()
    if file.exists():
        _, header = read_head(file.name, file.read_text(encoding="utf-8"))
        key = {word.strip() for word in header.get("key", "").split(",")}
    if "subject_id" in key:
        # Whose they are begins the table's name: `employer_subject`; people's otherwise.
        return {next((part for part in KINDS if name.startswith(part)), "person"): "subject_id"}
    if f"{kind}_id" in key:
        return {kind: f"{kind}_id"}
    keyed = [part for part in KINDS if f"{part}_id" in key] or [part for part in KINDS if f"{part}_id" in columns]
    return {part: f"{part}_id" for part in KINDS if part in keyed or (part == kind and f"{part}_id" in columns)}
