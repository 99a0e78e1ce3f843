"""Looks through a published file for what only the evidence may hold: block by block, column by column, derived.

The simplest classifier there is: for each value of each column, and for what can be derived of them (which tables name
a person, how often, how many months lie between two dates, who is here and not there), how many of those whom it
chooses belong to a secret set. A value that chooses many of them and few others tells the secret.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, permutations
from math import comb
from pathlib import Path

import duckdb

LEAST, MOST_PRECISION, MOST_CHANCE = 5, 0.5, 1e-4
"""An alarm: so many of the set, more of those chosen than this share, and no more likely than this by chance."""
_DAYS = ("DATE", "TIMESTAMP")
_NOT_VALUES = {"person_id", "subject_id", "citizen_id", "number", "record_id", "left_record", "right_record", "case_id"}
_PERSON = ("person_id", "subject_id", "citizen_id")


@dataclass(frozen=True)
class Alarm:
    """A value, or something derived, that tells of a secret set."""

    secret: str
    where: str
    found: int
    chosen: int

    @property
    def precision(self) -> float:
        """How many of those chosen belong to the set."""
        return self.found / self.chosen


@dataclass
class Seen:
    """What was looked at, and what told something."""

    alarms: list[Alarm] = field(default_factory=list)
    tables: int = 0
    columns: int = 0
    values: int = 0
    derived: int = 0
    blocks: int = 0


def blocks(file: Path, words: Collection[str]) -> tuple[int, int, list[str]]:
    """The file's blocks, how many of them are free, and which of the words stand anywhere in its bytes."""
    with duckdb.connect(str(file), read_only=True) as con:
        con.execute("pragma database_size")
        [(_, _, size, total, used, free, *_)] = con.execute("pragma database_size").fetchall()
    assert file.stat().st_size == 3 * 4096 + total * size, "the file is longer than its blocks"
    assert used + free == total
    content = file.read_bytes()
    return total, free, [word for word in words if word.encode() in content]


def scan(
    file: Path,
    secrets: Mapping[str, Collection[str]],
    pools: Mapping[str, float] | None = None,
    among: Collection[str] | None = None,
) -> Seen:
    """Look at every column of every table. `secrets`: by name the ids of the people of a set, as this file has them.

    `pools`: of a set that is drawn from a known few, its share of them; of others it is the share of everybody.
    `among`: nobody but these is looked at, as by a reader who knows already that it is one of them.
    """
    seen = Seen()
    with duckdb.connect() as con:
        con.execute(f"attach '{file}' as file (read_only)")
        con.execute("create table secret (name varchar, id varchar)")
        con.executemany("insert into secret values (?, ?)", [(name, i) for name in secrets for i in secrets[name]])
        con.execute("create table among as select unnest($1::varchar[]) as id", [list(among or ())])
        [(everybody,)] = con.execute("select count(*) from file.core.person").fetchall()
        shares = {name: len(set(ids)) / everybody for name, ids in secrets.items()} | dict(pools or {})
        present: dict[str, set[str]] = {}
        for table, columns in _tables(con):
            seen.tables += 1
            seen.columns += len(columns)
            if person := next((name for name in _PERSON if name in columns), None):
                chosen = table if among is None else f"(from {table} where {person} in (select id from among))"
                there = con.execute(f"select distinct {person} from {chosen}").fetchall()
                present[table] = {i for (i,) in there if i}
                for label, value in _values(table, columns):
                    _judge(con, seen, shares, f"{table}.{label}", chosen, person, value)
                counted = f"(select {person}, count(*) as n from {chosen} group by 1)"
                _judge(con, seen, shares, f"{table}: rows", counted, person, "n")
    _absent(seen, shares, present, {name: set(ids) for name, ids in secrets.items()})
    return seen


def _absent(
    seen: Seen, shares: Mapping[str, float], present: Mapping[str, set[str]], secrets: Mapping[str, set[str]]
) -> None:
    """Who is in one table and not in another."""
    for one, other in permutations(present, 2):
        seen.derived += 1
        chosen = present[one] - present[other]
        for name, ids in secrets.items():
            if len(found := chosen & ids) >= LEAST:
                _tell(seen, shares, Alarm(name, f"in {one}, not in {other}", len(found), len(chosen)))


def _tell(seen: Seen, shares: Mapping[str, float], alarm: Alarm) -> None:
    if alarm.precision > MOST_PRECISION and _chance(alarm, shares[alarm.secret]) < MOST_CHANCE:
        seen.alarms.append(alarm)


def _chance(alarm: Alarm, share: float) -> float:
    """How likely so many of those chosen belong to the set where the choice has nothing to do with it."""
    chosen = alarm.chosen
    return sum(
        comb(chosen, found) * share**found * (1 - share) ** (chosen - found) for found in range(alarm.found, chosen + 1)
    )


def _tables(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, dict[str, str]]]:
    rows = con.execute("""
        select 'file.' || schema_name || '."' || table_name || '"', list(column_name), list(data_type)
        from duckdb_columns() where database_name = 'file' and not internal group by 1 order by 1
    """).fetchall()
    for table, names, types in rows:
        yield table, dict(zip(names, types, strict=True))


def _values(table: str, columns: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Expressions over one row: each column, and the days between each two."""
    for name in columns:
        if name not in _NOT_VALUES:
            yield name, f'"{name}"'
    days = [name for name, kind in columns.items() if kind.startswith(_DAYS)]
    for one, other in combinations(days, 2):
        yield f"{other} - {one}", f"""date_diff('month', "{one}", "{other}")"""
    few = [name for name, kind in columns.items() if kind == "BOOLEAN" or name in ("kind", "tier", "state", "result")]
    for one, other in combinations(few, 2):
        yield f"{one} and {other}", f"""concat("{one}", '|', "{other}")"""


def _judge(
    con: duckdb.DuckDBPyConnection,
    seen: Seen,
    shares: Mapping[str, float],
    where: str,
    rows: str,
    person: str,
    value: str,
) -> None:
    found = con.execute(f"""
        with chosen as (select distinct {person} as id, {value} as value from {rows} where {person} is not null),
        counted as (
            select value, count(*) as chosen, count(*) filter (id in (select id from secret)) as found
            from chosen group by value
        )
        select secret.name, counted.value::varchar, count(*), any_value(counted.chosen), any_value(total.values)
        from counted
        cross join (select count(*) as values from counted) as total
        left join chosen on counted.found >= {LEAST} and chosen.value is not distinct from counted.value
        left join secret on chosen.id = secret.id
        group by secret.name, counted.value::varchar
        order by all
    """).fetchall()
    seen.values += found[0][-1] if found else 0
    for name, shown, number, chosen, _ in found:
        if name is not None and number >= LEAST:
            _tell(seen, shares, Alarm(name, f"{where} = {shown}", number, chosen))
