"""What each delivered file speaks of (its people, its units, its areas), for the gates that look at single files.

An extract of eighteen towns looks well while one town's file is another county's. These are temporary tables: whose
numbers stand in which file is in no file that a night leaves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from sources import SOURCES
from sources.reader.landing import Landed
from sources.reader.likeness import likenesses
from sources.source import AREA, HSA_INSURANCES, Source
from sql import rows
from sql.warehouse import Warehouse, lent, quoted

ONE_AND_THE_SAME = (("hardship", "person_roster"),)
"""Two rosters that may name the same people: whoever is in hardship is on a roster of those who are hard to employ."""
REGISTERS = {
    "insured_unit_id": ("insured_unit", ("member", "contribution")),
    "member_id": ("member", ("contribution",)),
    "taxpayer_id": ("taxpayer", ("wage", "tax_payment")),
}
"""A column of numbers → the register that knows them all, and who prints those of somebody whom it must know."""
_FILE = r"regexp_replace(source_file, '(\.(xlsx|xlsm|xls|et|xml|html?|zip|tar|tgz|gz))#.*$', '\1', 'i')"
"""The file alone, where `source_file` names one of its sheets, too."""


@dataclass(frozen=True)
class FiledLikeness:
    """A file that looks like another extract: how many columns it shares with its own, and with the other."""

    extract: str
    file: str
    like_title: str
    columns: int
    like_columns: int


def record(warehouse: Warehouse, files: Iterable[Landed]) -> None:
    """Make the temporary tables `filed_number`, `filed_row`, `filed_unknown`, `filed_roster`, `filed_likeness`.

    filed_number(kind, extract, file, number, is_outside): who and which unit stands in which file, by a number whose
    first digits say where it was given. filed_row(extract, file, areas, areas_outside, swapped): of each file's rows
    how many say an area, how many say none of this region, in how many name and number have changed places.
    filed_unknown(extract, file, number_title, register_title, judged, unknown, bare): how many of a file's numbers of
    units, members, taxpayers the register lacks, and of how many of these it knows one that differs by leading zeros.
    filed_roster: the extracts whose people are compared. filed_likeness: files that look like another extract.
    """
    code = str(warehouse.values["region_code"])
    people = [_people(source, code) for source in SOURCES.values() if _has(source, "person_id")]
    units = [part for source in SOURCES.values() for part in _units(source, code)]
    _temporary(warehouse, "filed_number", [*people, *units])
    _temporary(warehouse, "filed_row", [_rows(source, code) for source in SOURCES.values()])
    _temporary(warehouse, "filed_unknown", [_unknown(*each) for each in _referring()])
    rosters = sorted(source.name for source in SOURCES.values() if source.is_roster)
    pairs = [pair for pair in combinations(rosters, 2) if pair not in ONE_AND_THE_SAME]
    _temporary(warehouse, "filed_roster", [f"select '{one}' as extract, '{other}' as other" for one, other in pairs])
    found = [
        FiledLikeness(one.extract, one.file, SOURCES[one.like].title, one.columns, one.like_columns)
        for file in files
        for one in likenesses(file)
    ]
    with lent(warehouse.con, found=rows.arrow(FiledLikeness, found)):
        _temporary(warehouse, "filed_likeness", ["select * from found"])


def _temporary(warehouse: Warehouse, name: str, parts: Iterable[str]) -> None:
    warehouse.con.execute(f"create or replace temp table {name} as {' union all '.join(parts)}")


def _people(source: Source, code: str) -> str:
    """Each file's people, by well-formed ID numbers; outside by the number, unless a row says an area of here."""
    vouched = " or ".join(_here(name, code) for name in _areas(source)) or "false"
    return f"""
        select
            'person' as kind, '{source.name}' as extract, {_FILE} as file, person_id as number,
            left(person_id, {len(code)}) <> {quoted(code)} and not bool_or({vouched}) as is_outside
        from landed.{source.name}
        where length(person_id) in (15, 18) and person_id between '1' and '9Z'
        group by {_FILE}, person_id
    """


def _units(source: Source, code: str) -> Iterator[str]:
    """The employers of each file, by valid numbers that name the prefecture which registered them."""
    columns = [name for name in ("uscc", "taxpayer_id") if _has(source, name)]
    if not columns or any(employer.is_often_outside for employer in source.employers):
        return
    numbers = " union ".join(
        f"select {_FILE} as source_file, {name} as number from landed.{source.name}" for name in columns
    )
    yield f"""
        select
            'unit' as kind, '{source.name}' as extract, filed.source_file as file,
            coalesce(checked.organisation_code, checked.uscc) as number,
            bool_and(coalesce(substr(checked.uscc, 3, 4), left(filed.number, 4)) <> {quoted(code[:4])}) as is_outside
        from ({numbers}) as filed
        join staging.employer_number as checked on filed.number = checked.number
        where checked.uscc is not null or (checked.organisation_code is not null and length(filed.number) = 15)
        group by filed.source_file, coalesce(checked.organisation_code, checked.uscc)
    """


def _rows(source: Source, code: str) -> str:
    areas = _areas(source)
    given = " or ".join(f"{name} is not null" for name in areas) or "false"
    here = " or ".join(_here(name, code) for name in areas) or "false"
    swapped = " or ".join(
        f"({number} >= '一' and {name} < '一' and length({name}) >= 15)"
        for number, name in (("person_id", "person_name"), ("uscc", "employer_name"), ("taxpayer_id", "employer_name"))
        if _has(source, number) and _has(source, name)
    )
    return f"""
        select
            '{source.name}' as extract, {_FILE} as file, count(*) as row_count,
            count(*) filter (where {given}) as areas,
            count(*) filter (where ({given}) and not ({here})) as areas_outside,
            count(*) filter (where {swapped or "false"}) as swapped
        from landed.{source.name}
        group by {_FILE}
    """


def _referring() -> Iterator[tuple[Source, str, Source]]:
    """Which extract prints, in which column, numbers that which register must know."""
    for column, (register, extracts) in REGISTERS.items():
        yield from ((SOURCES[extract], column, SOURCES[register]) for extract in extracts)


def _unknown(source: Source, column: str, register: Source) -> str:
    """Each file's numbers that the register lacks; of a bureau whose register was not delivered nothing is judged."""
    issuer = f"insurance in ({', '.join(map(quoted, HSA_INSURANCES))})" if source.issued_by else "false"
    title = next(each.header for each in source.columns if each.name == column)
    return f"""
        select
            {quoted(source.name)} as extract, file, {quoted(title)} as number_title,
            {quoted(register.title)} as register_title, count(*) as judged,
            count(*) filter (where known.number is null) as unknown,
            count(*) filter (where known.number is null and bare.number is not null) as bare
        from (
            select {_FILE} as file, {issuer} as is_hsa, {column} as number
            from landed.{source.name} where {column} is not null group by all
        ) as printed
        left join (
            select distinct {issuer} as is_hsa, {column} as number from landed.{register.name}
        ) as known on printed.number = known.number and printed.is_hsa = known.is_hsa
        left join (
            select distinct {issuer} as is_hsa, ltrim({column}, '0') as number from landed.{register.name}
        ) as bare on ltrim(printed.number, '0') = bare.number and printed.is_hsa = bare.is_hsa
        where printed.is_hsa in (select distinct {issuer} from landed.{register.name})
        group by file
    """


def _areas(source: Source) -> list[str]:
    return [column.name for column in source.columns if column.type == AREA and not column.is_elsewhere]


def _has(source: Source, name: str) -> bool:
    return any(column.name == name for column in source.columns)


def _here(area: str, code: str) -> str:
    return f"coalesce(left({area}, {len(code)}) = {quoted(code)}, false)"
