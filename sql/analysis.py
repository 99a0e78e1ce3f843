"""The copy for analysts without names: `analysis.duckdb`, made of the published tables in the same publication.

People, employers, households and cases go under keyed pseudonyms; `analysis.toml` says of every column name what is
kept of it. A person's birth is told as finely as eight people share it (`_coarsen`). The rows of every table are in the
order of the pseudonyms: in the order of ID numbers they would tell who is older than whom.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from base.strict import Strict, read_toml, refusal, unknown
from sql import kept, publication
from sql.candidates import PRESSING
from sql.duck import DuckWarehouse
from sql.fresh import Edition, Shown
from sql.publication import dictionary
from sql.warehouse import FOLDER, read_queries

ALIKE = 8
"""So many people at least share what is told of a person's birth, sex and town; as in handouts/disclosure.py."""
SCHEMAS = ("core", "lists", "ledger", "indicator", "policy", "audit")
LEFT_OUT = {
    *("ledger.event", "audit.reject", "core.double_payment_row", "core.employer_mention", "core.employer_subject"),
    # Who is on a list that the copy has not stands in it all the same.
    "ledger.contradiction",
}
"""Tables of texts and places in files, and what `core.employer` tells too; with `matches`: which record is whose."""
SECRET = {"restricted.hardship_person", "restricted.prison_term"}
"""What a list reads to whose rows alone tell hardship or a sentence: it is left out, with its cases."""
KINDS = ("person", "employer", "project", "household", "case")
_LETTER = {"person": "P", "employer": "E", "project": "J", "household": "H", "case": "C"}
_WORD = {"person": "人员", "employer": "单位", "project": "工程"}
_MONEY = "_yuan"
ROUNDED_TO = 10
"""A person's money, in yuan: who has a payslip in hand should not find its row."""


@dataclass(frozen=True)
class _Rules(Strict):
    """What `analysis.toml` holds: the names of columns by rule, blanks between them."""

    person: str
    employer: str
    project: str
    household: str
    case: str
    subject: str
    named: str
    month: str
    year: str
    band: str
    person_only: str
    blank: str
    as_is: str


@cache
def rules(file: Path = FOLDER / "analysis.toml") -> Mapping[str, str]:
    """The rule of every column name. Raises BadInput for a name that is no column, or stands under two rules."""
    known, _ = dictionary()
    found: dict[str, str] = {}
    for rule, names in vars(read_toml(file, _Rules)).items():
        for name in names.split():
            if name not in known:
                raise refusal(file, (rule,), f"里{unknown(name, known, '列')}")
            if name in found:
                raise refusal(file, (rule,), f"里的 {name} 已在 {found[name]} 里")
            found[name] = rule
    return found


def keys(case_key: str) -> dict[str, str]:
    """A key for each kind of pseudonym: none of them tells the case key, nor the others."""
    return {
        kind: hmac.new(case_key.encode(), f"analysis {kind}".encode(), hashlib.sha256).hexdigest() for kind in KINDS
    }


def write(
    warehouse: DuckWarehouse, file: Path, last: Path, case_key: str, published: Edition, whole_of: str = ""
) -> Edition:
    """Write the copy of what is attached as `published`, `last` being the one that is there; it stays attached as
    `analysis`. `whole_of`: of which area all people are there (the beginning of its towns' codes)."""
    con, bound = warehouse.con, _bound(case_key)
    edition = Edition.begin(warehouse, "analysis", file, last)
    _coarsen(warehouse, {**bound, "whole_of": whole_of})
    _name_employers(warehouse, bound)
    # A pseudonym is the same whoever looks it up; how finely a birth may be told rests on everybody.
    coarsened_by = kept.digest(con, f"(select person_id, {', '.join(_COARSENED)} from memory.main.coarse)")
    shown = []
    for table, columns in _tables(warehouse):
        if table not in {f"lists.{name}" for name in bound["secret"]}:
            select = _copied(table, columns)
            named = {word: value for word, value in bound.items() if f"${word}" in select}
            rests_on = [published.by.get(table), *([coarsened_by] if _is_coarsened(select) else [])]
            shown.append(Shown(table, select, named, kept.made_by(select, named, *rests_on)))
    edition.make(shown, SCHEMAS)
    con.execute("begin")
    _unite(warehouse)
    con.execute(
        "delete from analysis.audit.\"column\" where schema_name || '.' || table_name not in "
        "(select schema_name || '.' || table_name from duckdb_columns() where database_name = 'analysis')"
    )
    con.execute("commit")
    publication.comment_as(warehouse, _comments(warehouse))
    for passing in ("coarse", "firm"):
        con.execute(f"drop table memory.main.{passing}")
    return edition


_COARSENED = ("town_code", "by_month", "born_in", "age")
"""What is told of a person as finely as enough others share it."""


def _is_coarsened(select: str) -> bool:
    return any(f"coarse.{name}" in select for name in _COARSENED)


def _bound(case_key: str) -> dict[str, Any]:
    """What the statements bind: the pseudonyms' keys, and the lists that are left out."""
    secret = sorted(query.path.stem for query in read_queries("lists") if query.reads & SECRET)
    return {**keys(case_key), "secret": secret}


def _place(table: str) -> str:
    schema, _, name = table.partition(".")
    return f'{schema}."{name}"'


def _tables(warehouse: DuckWarehouse) -> Iterator[tuple[str, dict[str, str]]]:
    rows = warehouse.con.execute("""
        select columns.schema_name || '.' || columns.table_name, list(column_name order by column_index),
            list(data_type order by column_index)
        from duckdb_columns() as columns
        semi join (from duckdb_tables() where database_name = 'published') as there
            on columns.schema_name = there.schema_name and columns.table_name = there.table_name
        where columns.database_name = 'published' group by 1 order by 1
    """).fetchall()
    for table, names, kinds in rows:
        if table.partition(".")[0] in SCHEMAS and table not in LEFT_OUT:
            yield table, dict(zip(names, kinds, strict=True))


def _coarsen(warehouse: DuckWarehouse, bound: Mapping[str, Any]) -> None:
    """Write `coarse`: what is told of each person's birth, age and town, so that enough people are told alike.

    Beside it their pseudonym: of hundreds of months of theirs it is reckoned once.

    Month and town; year and town; five years and town; five years; nothing. Whole groups go down a step together:
    whoever is born in a rare month would else be the only one of the year who is told by the year. Of places of which
    some people only are there, it cannot be seen how many share what is told: of them neither is.
    """
    warehouse.con.execute(
        f"""
        create or replace table memory.main.coarse as
        with born as (
            select person_id, sex, calendar.as_of,
                case when starts_with(town_code, $whole_of) then town_code else 'unknown' end as town_code,
                case when starts_with(town_code, $whole_of) then likely_birth_date end as born_on,
                date_trunc('month', born_on)::date as month,
                date_trunc('year', born_on)::date as year,
                make_date(year(born_on) // 5 * 5, 1, 1) as five
            from published.core.person cross join published.core.calendar as calendar
        ),
        -- Counted by groups, of which there are thousands: windows over millions of people took minutes.
        alike as (
            select month, year, five, sex, town_code, count(*) as of_month from born
            group by month, year, five, sex, town_code
        ),
        counted as (
            select *,
                sum(of_month) over (partition by year, sex, town_code) as of_year,
                sum(of_month) over (partition by five, sex, town_code) as of_five
            from alike
        ),
        stepped as (
            select *,
                min(of_year) over (partition by five, sex, town_code) >= {ALIKE} as by_year,
                -- The day of retirement goes with it: of whose birth nothing is told, neither may that be.
                month is not null and by_year
                    and min(of_month) over (partition by year, sex, town_code) >= {ALIKE} as by_month,
                sum(case when of_five < {ALIKE} then of_month else 0 end) over (partition by five, sex) as of_rest
            from counted
        ),
        shown as (
            select born.person_id, born.as_of, stepped.by_month,
                case when by_month then stepped.month when by_year then stepped.year
                    when of_five >= {ALIKE} or of_rest >= {ALIKE} then stepped.five end as born_in,
                case when of_five >= {ALIKE} then stepped.town_code else 'unknown' end as town_code
            from born
            join stepped on born.month is not distinct from stepped.month and born.sex is not distinct from stepped.sex
                and born.town_code is not distinct from stepped.town_code
        )
        select person_id, {_pseudonym("person", "person_id")} as pseudonym, town_code, by_month, born_in,
            case when by_month then date_diff('month', born_in, as_of) // 12
                else (year(as_of) - year(born_in)) // 5 * 5 end as age
        from shown
    """,
        {"person": bound["person"], "whole_of": bound["whole_of"]},
    )


def _name_employers(warehouse: DuckWarehouse, bound: Mapping[str, Any]) -> None:
    """Write `firm`: each employer's pseudonym, reckoned once."""
    warehouse.con.execute(
        f"""
        create or replace table memory.main.firm as
        select employer_id, {_pseudonym("employer", "employer_id")} as pseudonym from published.core.employer
        """,
        {"employer": bound["employer"]},
    )


def _copied(table: str, columns: Mapping[str, str]) -> str:
    person = "person_id" if "person_id" in columns else "subject_id" if "subject_id" in columns else None
    parts = [f'{_kept(table, name, kind, columns, person)} as "{name}"' for name, kind in columns.items()]
    join = f"left join memory.main.coarse as coarse on shown.{person} = coarse.person_id\n" if person else ""
    if "employer_id" in columns:
        join += "left join memory.main.firm as firm on shown.employer_id = firm.employer_id\n"
    return (
        f"select {', '.join(parts)}\nfrom published.{_place(table)} as shown\n{join}{_chosen(table, columns)}\n"
        "order by all"
    )


def _chosen(table: str, columns: Mapping[str, str]) -> str:
    if "list_id" in columns and table != "core.employer_lead":
        return "where not list_contains($secret, shown.list_id)"
    if table == "indicator.value":
        # How many are in hardship in a town is told nowhere else in this file.
        return "where not (indicator like 'hardship%' and area_level <> 'county')"
    return ""


_COARSE = {
    **dict.fromkeys(("birth_date", "likely_birth_date"), "case when {} is not null then coarse.born_in end"),
    **dict.fromkeys(("retires_early_on", "retires_late_on"), "case when coarse.by_month then {} end"),
}
"""What is kept of a person's days, by column."""


def _kept(table: str, name: str, kind: str, columns: Mapping[str, str], person: str | None) -> str:
    """The expression of what is kept of a column."""
    rule, value = rules().get(name, "blank"), f'shown."{name}"'
    known = {"person": "coarse.pseudonym"} if name == person else {}
    known |= {"employer": "firm.pseudonym"} if name == "employer_id" else {}
    if rule in KINDS:
        return _found(rule, value, known)
    if rule == "subject":
        of = " ".join(f"when '{each}' then {_found(each, value, known)}" for each in _WORD)
        return f"case shown.subject_kind {of} end"
    if rule == "named":
        return _label(name, columns)
    if table == "core.person" and name in _COARSE:
        return _COARSE[name].format(value)
    if rule == "band":
        return f"coarse.age::{kind}" if person else f"null::{kind}"
    if table == "core.retirement":
        return value
    return _rounded(rule, name, kind, value, person)


def _rounded(rule: str, name: str, kind: str, value: str, person: str | None) -> str:
    if rule in ("month", "year"):
        return f"date_trunc('{rule}', {value})::date"
    if rule in ("blank", "person_only"):
        return f"null::{kind}"
    if name == "town_code" and person:
        return f"coalesce(coarse.town_code, {value})"
    if person and name.endswith(_MONEY):
        return f"(round({value} / {ROUNDED_TO}) * {ROUNDED_TO})::{kind}"
    return value


def _pseudonym(kind: str, value: str) -> str:
    return f"case when {value} is not null then '{_LETTER[kind]}' || left(sha256(${kind} || {value}), 16) end"


def _found(kind: str, value: str, known: Mapping[str, str]) -> str:
    """A pseudonym as it was reckoned once; of whom stands in no table of everybody, here."""
    reckoned = _pseudonym(kind, value)
    return f"coalesce({known[kind]}, {reckoned})" if kind in known else reckoned


def _label(name: str, columns: Mapping[str, str]) -> str:
    """A name that can be read aloud in its place."""
    if name == "subject_name":
        of = " ".join(
            f"when '{kind}' then '{word} ' || left(sha256(${kind} || shown.subject_id), 8)"
            for kind, word in _WORD.items()
        )
        return f"case shown.subject_kind {of} end"
    if "employer_id" not in columns:
        return "null::varchar"
    return f"'{_WORD['employer']} ' || left(sha256($employer || shown.employer_id), 8)"


def _unite(warehouse: DuckWarehouse) -> None:
    """`lists.all` over the lists that are there."""
    con = warehouse.con
    rows = con.execute("""
        select list_id from analysis.audit.list order by list_id
    """).fetchall()
    common = con.execute("""
        select column_name from duckdb_columns()
        where database_name = 'published' and schema_name = 'lists' and table_name = 'all'
            and column_name not in ('list_id', 'visit_order') order by column_index
    """).fetchall()
    columns = ", ".join(f'"{name}"' for (name,) in common)
    parts = " union all ".join(f"select '{list_id}' as list_id, {columns} from lists.{list_id}" for (list_id,) in rows)
    con.execute("use analysis")
    con.execute(f"""
        create or replace view lists."all" as
        select *, row_number() over (partition by subject_id order by {PRESSING}) as visit_order from ({parts})
    """)
    con.execute("use yingbao")


def _comments(warehouse: DuckWarehouse) -> dict[publication.Place, str]:
    """The comments of the published file, of what is in the copy."""
    there = warehouse.con.execute(
        "select distinct schema_name, table_name from duckdb_columns()"
        " where database_name = 'analysis' and not internal"
    ).fetchall()
    bears, _ = publication.comments(warehouse)
    return {
        ("analysis", schema, table, column): text
        for (database, schema, table, column), text in bears.items()
        if database == "published" and (schema, table) in set(there)
    }
