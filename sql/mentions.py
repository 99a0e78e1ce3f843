"""Who is named where, as the extracts declare it: the queries that `sql/` would otherwise spell once per extract.

    python -m sql.mentions          prints them

`mentions.employer`: every row that names an employer; `mentions.former_employer`: what earlier deliveries called it;
`mentions.person`: every row that names a person; `mentions.extract`: every extract. They are views: who reads one
column of one extract reads no more than that.
"""

from collections.abc import Iterable, Iterator, Mapping

import sources
from sources.source import EMPLOYER_FACTS, HSA_INSURANCES, Employer, Person, Source
from sql.warehouse import FOLDER, Query, Warehouse, parse_query, quoted

_TYPES = {"opened_on": "date", "birth_date": "date", "is_sole_trader": "boolean", "is_operating": "boolean"}
"""Whatever else nobody prints is an empty text."""
_TYPES |= {"preference": "integer", "source_line": "bigint"}
_ROW = ("source_file", "source_line", "data_date")


def view(warehouse: Warehouse) -> None:
    """Make the views of `mentions`, over the staged extracts."""
    for query in queries():
        warehouse.run(query)


def queries() -> list[Query]:
    """The views' queries, as if each had a file of its own."""
    declared = sources.SOURCES.values()
    return [
        _query(
            "extract",
            "数据: every extract, and whether a row of it alone tells nobody's business.",
            [_extracts(declared)],
        ),
        _query(
            "employer", "提到的单位: every row that names an employer, and what it prints of it.", _employers(declared)
        ),
        _query(
            "former_employer",
            "提到的单位曾用名: every delivered row, also one that a newer one replaced, of the extracts that rename.",
            _former_employers(declared),
        ),
        _query("person", "提到的人员: every row that names a person, and what it prints of them.", _people(declared)),
    ]


def record(source: Source, employer: Employer) -> str:
    """A record about an employer, as an expression over the columns of a delivered row; null: it names none."""
    if not employer.number:
        return f"{employer.name} || '|'" + (f" || coalesce({employer.uscc}, '')" if employer.uscc else "")
    number = employer.number[0] if len(employer.number) == 1 else f"coalesce({', '.join(employer.number)})"
    return f"{_issuer(source)} || ':' || {number}" if source.issued_by else number


def added(source: Source) -> str:
    """What a delivered row says beside its columns: `issuer` of its numbers, and the `employer_record` that it names,
    where no column of its own is that."""
    columns = [f"{_issuer(source)} as issuer"] if source.issued_by else []
    columns += [f"{record(source, one)} as employer_record" for one in source.employers if _is_composed(source, one)]
    return "".join(f", {column}" for column in columns)


def _issuer(source: Source) -> str:
    insurances = ", ".join(map(quoted, HSA_INSURANCES))
    return f"case when {source.issued_by} in ({insurances}) then 'hsa' else 'hrss' end"


def _is_composed(source: Source, employer: Employer) -> bool:
    return employer.is_composed or source.issued_by is not None


def _record_column(source: Source, employer: Employer) -> str:
    return "employer_record" if _is_composed(source, employer) else employer.number[0]


def _query(name: str, title: str, selects: Iterable[str]) -> Query:
    head = f"-- {title}\n--\n-- made: view\n\n"
    return parse_query(FOLDER / "mentions" / f"{name}.sql", head + "\nunion all\n".join(selects) + "\n")


def _extracts(declared: Iterable[Source]) -> str:
    rows = ",\n    ".join(f"({quoted(source.name)}, {_literal(source.is_secret)})" for source in declared)
    return f"select extract, is_secret from (values\n    {rows}\n) as declared (extract, is_secret)"


def _employers(declared: Iterable[Source]) -> Iterator[str]:
    for source in declared:
        for employer in source.employers:
            if employer.of is None:
                record_id = _record_column(source, employer)
                yield _select(f"staging.{source.name}", _of_employer(source, employer, record_id, employer.prints))


def _former_employers(declared: Iterable[Source]) -> Iterator[str]:
    """What no staging has looked at: only what the extract itself prints, and not what it calls the kind."""
    for source in declared:
        printed = {column.name for column in source.columns}
        for employer in source.employers:
            if employer.has_former_names:
                prints = [name for name in employer.prints if name in printed]
                columns = _of_employer(source, employer, record(source, employer), prints)
                yield _select(f"landed.{source.name}", {**columns, "business_kind": None})


def _of_employer(source: Source, employer: Employer, record_id: str, prints: Iterable[str]) -> Mapping[str, str | None]:
    # An employer without a number of the extract's own has no entry in it that another could be the same as.
    slot = None if not employer.number else "issuer" if source.issued_by else quoted(source.name)
    official = [name for name in employer.number if name in (employer.uscc, employer.taxpayer_id)]
    return {
        "extract": quoted(source.name),
        "record_id": record_id,
        "slot": slot,
        "employer_name": employer.name,
        "uscc": employer.uscc,
        "taxpayer_id": employer.taxpayer_id,
        "registration_no": employer.registration_no,
        "printed_number": official[0] if official else employer.uscc,
        "business_kind": employer.kind,
        "opened_on": employer.opened_on,
        **{name: name if name in prints else None for name in EMPLOYER_FACTS},
        "is_register": _literal(employer.is_register),
        "preference": _literal(employer.preference),
        **{name: name for name in _ROW},
    }


def _people(declared: Iterable[Source]) -> Iterator[str]:
    for source in declared:
        for person in source.people:
            yield _select(f"staging.{person.folded or source.name}", _of_person(source, person))


def _of_person(source: Source, person: Person) -> Mapping[str, str | None]:
    by_number = f"{person.number} || '|' || " + (f"coalesce({person.name}, '')" if person.name else "''")
    employer = person.employer
    return {
        "extract": quoted(source.name),
        "record_id": f"issuer || ':' || {person.member_id}" if person.member_id else by_number,
        "number": person.number,
        "issuer": "issuer" if person.member_id else None,
        "member_id": person.member_id,
        "person_name": person.name,
        **{name: getattr(person, name) for name in ("former_name", "sex", "birth_date", "phone", "area")},
        "employer_extract": quoted(employer.of or source.name) if employer else None,
        "employer_record": _record_column(source, employer) if employer else None,
        "is_staff": _literal(employer is not None and person.is_staff),
        "is_register": _literal(source.key == (person.number,)),
        "is_secret": _literal(source.is_secret),
        "preference": _literal(person.preference),
        **{name: name if not person.folded or name == "data_date" else None for name in _ROW},
    }


def _literal(value: int | None) -> str | None:
    return None if value is None else str(value).lower()


def _select(table: str, columns: Mapping[str, str | None]) -> str:
    lines = [
        f"cast(null as {_TYPES.get(name, 'varchar')}) as {name}" if value is None
        else value if value == name else f"{value} as {name}"
        for name, value in columns.items()
    ]  # fmt: skip
    return "select\n    " + ",\n    ".join(lines) + f"\nfrom {table}"


if __name__ == "__main__":
    print("\n".join(f"-- mentions.{query.path.stem}\n{query.statement}" for query in queries()), end="")
