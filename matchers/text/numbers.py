"""Official numbers, checked once: every distinct number of a person or an employer that any extract prints.

The check digits are Python's work (strings), who shares a number is SQL's (sets).
"""

from collections.abc import Callable

import polars as pl

from matchers.text import identifiers
from sources import SOURCES
from sources.source import ID_NUMBER, USCC, Column, Source
from sql.warehouse import Warehouse


def check(warehouse: Warehouse) -> dict[str, int]:
    """Write `staging.person_number` and `staging.employer_number`; returns their row counts.

    person_number(number, citizen_id, birth_date, sex): one row per distinct document number as delivered.
    employer_number(number, uscc, organisation_code, registration_no, owner_id): one row per distinct number as
    delivered; what is not valid is null.
    """
    people = _distinct(warehouse, lambda source, column: column.type == ID_NUMBER)
    employers = _distinct(warehouse, _is_number_of_employer)
    return {
        "staging.person_number": warehouse.write("staging.person_number", person_numbers(people)),
        "staging.employer_number": warehouse.write("staging.employer_number", employer_numbers(employers)),
    }


def person_numbers(numbers: pl.Series) -> pl.DataFrame:
    """What each document number proves: the 18-character ID number, birth date and sex, or nothing."""
    return pl.DataFrame({"number": numbers}).hstack(identifiers.citizen(numbers))


def employer_numbers(numbers: pl.Series) -> pl.DataFrame:
    """What each number of an organisation proves, whichever of the forms it is printed in."""
    credit = identifiers.uscc(numbers)
    tax = identifiers.taxpayer(numbers)
    return pl.DataFrame(
        {
            "number": numbers,
            "uscc": credit["uscc"].fill_null(tax["uscc"]),
            "organisation_code": credit["organisation_code"]
            .fill_null(tax["organisation_code"])
            .fill_null(identifiers.organisation_code(numbers)),
            "registration_no": identifiers.registration_number(numbers),
            "owner_id": tax["owner_id"],
        }
    )


def _is_number_of_employer(source: Source, column: Column) -> bool:
    named = {name for employer in source.employers for name in (employer.taxpayer_id, employer.registration_no)}
    return column.type == USCC or column.is_number_of_employer or column.name in named


def _distinct(warehouse: Warehouse, wanted: Callable[[Source, Column], bool]) -> pl.Series:
    parts = []
    for source in SOURCES.values():
        folded = {person.number: person.folded for person in source.people if person.folded}
        parts += [
            f"select {column.name} as number from staging.{folded.get(column.name, source.name)}"
            for column in source.columns
            if wanted(source, column)
        ]
    union = "\nunion\n".join(parts)
    return warehouse.frame(f"select number from ({union}) where number is not null order by number")["number"]
