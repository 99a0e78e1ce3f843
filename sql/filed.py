"""What each delivered file speaks of (its people, its units, its areas), for the gates that look at single files.

An extract of eighteen towns looks well while one town's file is another county's. These are temporary tables: whose
numbers stand in which file is in no file that a night leaves.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from sources import SOURCES
from sources.reader.landing import Landed
from sources.reader.likeness import likenesses
from sources.reader.marks import BROKEN, EMPTY, MASKED_NAME
from sources.reader.tidy import FULL, SHORT
from sources.source import AREA, DATE, HSA_INSURANCES, MONTH, Source
from sql import rows
from sql.warehouse import Warehouse, quoted

ONE_AND_THE_SAME = (("hardship", "person_roster"),)
"""Two rosters that may name the same people: whoever is in hardship is on a roster of those who are hard to employ."""
REGISTERS = {
    "insured_unit_id": ("insured_unit", ("member", "contribution")),
    "member_id": ("member", ("contribution",)),
    "taxpayer_id": ("taxpayer", ("wage", "tax_payment")),
}
"""A column of numbers → the register that knows them all, and who prints those of somebody whom it must know."""
_SHEET = r"regexp_replace(source_file, '(\.(xlsx|xlsm|xls|et|xml|html?|zip|tar|tgz|gz))#.*$', '\1', 'i')"
# Of tens of millions of rows nearly none comes from one of several sheets: the expression alone took most of the time.
_FILE = f"case when contains(source_file, '#') then {_SHEET} else source_file end"
"""The file alone, where `source_file` names one of its sheets, too."""


@dataclass(frozen=True)
class FiledLikeness:
    """A file that looks like another extract: how many columns it shares with its own, and with the other."""

    extract: str
    file: str
    like_title: str
    columns: int
    like_columns: int


@dataclass(frozen=True)
class FiledFile:
    """A file, and where what the reader found in it lies."""

    extract: str
    file: str
    row_count: int
    path: str


@dataclass
class Filed:
    """What a night's files hold, in temporary tables, each made when it is first asked for (`TABLES`)."""

    warehouse: Warehouse
    files: Sequence[Landed]
    made: set[str] = field(default_factory=set)

    def make(self, *names: str) -> None:
        """Make the tables of these names that are not there yet."""
        for name in names:
            if name not in self.made:
                TABLES[name](self.warehouse, self.files)
                self.made.add(name)

    def note_amounts(self) -> None:
        """Write `audit.amount`: of each column the middle amount of the file in which it is largest."""
        self.make("filed_amount")
        self.warehouse.create(
            "audit.amount",
            f"""
            select extract, column_name, max(amounts) as amounts, arg_max(median_yuan, (amounts, file)) as median_yuan
            from filed_amount where amounts >= {self.warehouse.values["gate_file_rows"]}
            group by extract, column_name order by extract, column_name
            """,
        )


def named(statement: str) -> frozenset[str]:
    """The tables of files that a statement reads."""
    return frozenset(re.findall(r"\bfiled_\w+", statement)) & TABLES.keys()


def goes_by(names: Iterable[str]) -> frozenset[str]:
    """The names of the values by which these tables are made, besides the files."""
    return frozenset({"own_codes"}).union(*(_DAYS for name in names if name == "filed_ahead"))


def _number(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """filed_number(kind, extract, file, number, is_outside): who and which unit stands in which file, by a number whose
    first digits say where it was given."""
    codes = _own(warehouse)
    people = [_people(source, codes) for source in SOURCES.values() if _has(source, "person_id")]
    units = [part for source in SOURCES.values() for part in _units(source, codes)]
    _temporary(warehouse, "filed_number", [*people, *units])


def _row(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """filed_row(extract, file, areas, areas_outside, swapped): of each file's rows how many say an area, how many say
    none of this region, in how many name and number have changed places."""
    codes = _own(warehouse)
    _temporary(warehouse, "filed_row", [_rows(source, codes) for source in SOURCES.values()])


def _unknown_numbers(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """filed_unknown(extract, file, number_title, register_title, judged, unknown, bare): how many of a file's numbers
    of units, members, taxpayers the register lacks, and of how many of these it knows one that differs by leading
    zeros."""
    _temporary(warehouse, "filed_unknown", [_unknown(*each) for each in _referring()])


def _roster(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """filed_roster(extract, other): the extracts whose people are compared."""
    pairs = [pair for pair in combinations(_rosters(), 2) if pair not in ONE_AND_THE_SAME]
    _temporary(warehouse, "filed_roster", [f"select '{one}' as extract, '{other}' as other" for one, other in pairs])


def _roster_person(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """filed_roster_person(extract, file, number): who stands in which file of these."""
    _temporary(warehouse, "filed_roster_person", [_numbers_of_people(SOURCES[name]) for name in _rosters()])


def _likeness(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """filed_likeness: files that look like another extract (`FiledLikeness`)."""
    found = [
        FiledLikeness(one.extract, one.file, SOURCES[one.like].title, one.columns, one.like_columns)
        for file in files
        for one in likenesses(file)
    ]
    with warehouse.lent(found=rows.arrow(FiledLikeness, found)):
        _temporary(warehouse, "filed_likeness", ["select * from found"])


def _amount(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """filed_amount(extract, file, column_name, column_title, amounts, median_yuan, low_yuan, high_yuan): the middle one
    of a file's amounts."""
    _temporary(warehouse, "filed_amount", [part for source in SOURCES.values() for part in _amounts(source, files)])


def _days_ahead(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """filed_ahead(extract, file, column_title, days, ahead): days that have not come."""
    _temporary(warehouse, "filed_ahead", [part for source in SOURCES.values() for part in _ahead(source)])


def _alike_files(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """filed_alike(extract, file, other, row_count): files that hold the same rows."""
    _temporary(warehouse, "filed_alike", list(_alike(files)) or [_NOTHING_ALIKE])


NUMBERED_NAMES = (("person_id", "person_name"), ("uscc", "employer_name"), ("taxpayer_id", "employer_name"))
"""Numbers, and the names that stand beside them: delivered in each other's column they are no leads."""
_JUDGED = 200_000
"""Rows of an extract among which the middle amount is looked for: a median holds every value."""


def _amounts(source: Source, files: Sequence[Landed]) -> Iterator[str]:
    """The middle one of each file's amounts, of those that are not 0, and between what it should lie.

    Of a large extract every so-manieth row is looked at.
    """
    stride = max(1, sum(file.loaded for file in files if file.extract == source.name) // _JUDGED)
    for column in source.columns:
        if column.usual:
            low, high = column.usual
            yield f"""
                select '{source.name}' as extract, {_FILE} as file, '{column.name}' as column_name,
                    {quoted(column.header)} as column_title, sum(amounts)::bigint as amounts,
                    arg_max(median_yuan, (amounts, source_file)) as median_yuan, {low} as low_yuan, {high} as high_yuan
                from (
                    select source_file, count(*) as amounts, median(abs({column.name}))::double as median_yuan
                    from landed.{source.name} where {column.name} <> 0 and source_line % {stride} = 0
                    group by source_file
                ) as of_sheet
                group by {_FILE}
            """


PLANNED = ("ends_on", "graduates_on", "due_on")
"""Days that are planned."""
IN_ADVANCE = {("contribution", "period"): 14, ("contribution", "settled_in"): 14}
"""Months that a month may lie ahead: what residents pay for the next year is collected in autumn."""


def _ahead(source: Source) -> Iterator[str]:
    """Of each file's days how many have not come: more than a month ahead, as what begins on the first may be."""
    for column in source.columns:
        if column.type in (DATE, MONTH) and column.name not in PLANNED:
            months = IN_ADVANCE.get((source.name, column.name), 1)
            yield f"""
                select '{source.name}' as extract, {_FILE} as file, {quoted(column.header)} as column_title,
                    sum(days)::bigint as days, sum(ahead)::bigint as ahead
                from (
                    select source_file, count({column.name}) as days, count(*) filter (
                        where {column.name} > greatest($as_of::date, $today::date) + interval {months} month
                    ) as ahead
                    from landed.{source.name} group by source_file
                ) as of_sheet
                group by {_FILE}
            """


_NOTHING_ALIKE = "select '' as extract, '' as file, '' as other, 0::bigint as row_count where false"


def _alike(files: Sequence[Landed]) -> Iterator[str]:
    """Files of an extract with the same rows, however they are written: only those of as many rows are read."""
    sized: dict[tuple[str, int], list[Landed]] = {}
    for file in files:
        sized.setdefault((file.extract, file.loaded), []).append(file)
    for (extract, loaded), several in sorted(sized.items()):
        if len(several) < 2 or not loaded:
            continue
        columns = ", ".join(column.name for column in SOURCES[extract].columns)
        digests = " union all ".join(
            f"select {quoted(file.file)} as file, {quoted(file.sha256)} as sha256, bit_xor(hash({columns})) as digest,"
            f" sum(hash({columns})::hugeint) as total from read_parquet({quoted(str(file.parquet))})"
            for file in several
        )
        yield f"""
            select '{extract}' as extract, one.file, min(other.file) as other, {loaded}::bigint as row_count
            from ({digests}) as one
            join ({digests}) as other
                on one.digest = other.digest and one.total = other.total
                and other.file < one.file and other.sha256 <> one.sha256
            group by one.file
        """


def _remark(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """filed_remark(extract, file, row_count, kind, column_name, times, reason): what the reader remarks of a file."""
    listed = [FiledFile(file.extract, file.file, file.loaded, str(file.rejects)) for file in files]
    with warehouse.lent(listed=rows.arrow(FiledFile, listed)):
        found = f"""
            select listed.extract, listed.file, listed.row_count,
                case
                    when reason = {quoted(BROKEN)} then 'broken'
                    -- Registers hide the names of legal persons; who is hidden elsewhere cannot be found.
                    when reason = {quoted(MASKED_NAME)} and "column" in ('person_name', 'employer_name') then 'broken'
                    when reason = {quoted(MASKED_NAME)} then 'hidden'
                    when starts_with(reason, {quoted(SHORT)}) then 'short'
                    when reason = {quoted(EMPTY)} then 'empty'
                    else 'full'
                end as kind,
                "column" as column_name, sum(times)::bigint as times, min(reason) as reason
            from read_parquet($paths, filename = true) as finding join listed on finding.filename = listed.path
            where
                effect = 'remark'
                and (
                    reason in ({quoted(BROKEN)}, {quoted(MASKED_NAME)}, {quoted(EMPTY)})
                    or starts_with(reason, {quoted(SHORT)})
                    or contains(reason, {quoted(FULL)})
                )
            group by all
        """
        nothing = (
            "select '' as extract, '' as file, 0::bigint as row_count, '' as kind, '' as column_name,"
            " 0::bigint as times, '' as reason where false"
        )
        named = {"paths": [file.path for file in listed]} if listed else {}
        warehouse.passing("filed_remark", found if listed else nothing, named)


def _temporary(warehouse: Warehouse, name: str, parts: Iterable[str]) -> None:
    days = {"as_of": quoted(warehouse.as_of.isoformat()), "today": quoted(str(warehouse.values["today"]))}
    select = " union all ".join(parts).replace("$as_of", days["as_of"]).replace("$today", days["today"])
    warehouse.passing(name, select)


_IS_FORMED = "length(person_id) in (15, 18) and person_id between '1' and '9Z'"


def _people(source: Source, codes: Sequence[str]) -> str:
    """Each file's people, by well-formed ID numbers; outside by the number, unless a row says an area of here."""
    vouched = " or ".join(_here(name, codes) for name in _areas(source)) or "false"
    return f"""
        select
            'person' as kind, '{source.name}' as extract, {_FILE} as file, person_id as number,
            not {_here("person_id", codes)} and not bool_or({vouched}) as is_outside
        from landed.{source.name} where {_IS_FORMED}
        group by {_FILE}, person_id
    """


def _numbers_of_people(source: Source) -> str:
    return (
        f"select distinct '{source.name}' as extract, {_FILE} as file, person_id as number"
        f" from landed.{source.name} where {_IS_FORMED}"
    )


def _units(source: Source, codes: Sequence[str]) -> Iterator[str]:
    """The employers of each file, by valid numbers that name the prefecture which registered them."""
    columns = [name for name in ("uscc", "taxpayer_id") if _has(source, name)]
    if not columns or any(employer.is_often_outside for employer in source.employers):
        return
    numbers = " union ".join(
        f"select {_FILE} as source_file, {name} as number from landed.{source.name}" for name in columns
    )
    prefectures = ", ".join(quoted(code[:4]) for code in codes)
    yield f"""
        select
            'unit' as kind, '{source.name}' as extract, filed.source_file as file,
            coalesce(checked.organisation_code, checked.uscc) as number,
            bool_and(coalesce(substr(checked.uscc, 3, 4), left(filed.number, 4)) not in ({prefectures})) as is_outside
        from ({numbers}) as filed
        join staging.employer_number as checked on filed.number = checked.number
        where checked.uscc is not null or (checked.organisation_code is not null and length(filed.number) = 15)
        group by filed.source_file, coalesce(checked.organisation_code, checked.uscc)
    """


def _rows(source: Source, codes: Sequence[str]) -> str:
    areas = _areas(source)
    given = " or ".join(f"{name} is not null" for name in areas) or "false"
    here = " or ".join(_here(name, codes) for name in areas) or "false"
    swapped = " or ".join(
        f"({number} >= '一' and {name} < '一' and length({name}) >= 15)"
        for number, name in NUMBERED_NAMES
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


def _own(warehouse: Warehouse) -> list[str]:
    """With what the codes of all places of the region begin, all equally long."""
    return str(warehouse.values["own_codes"]).strip(",").split(",")


def _here(area: str, codes: Sequence[str]) -> str:
    return f"coalesce(left({area}, {len(codes[0])}) in ({', '.join(map(quoted, codes))}), false)"


def _rosters() -> list[str]:
    return sorted(source.name for source in SOURCES.values() if source.is_roster)


_DAYS = ("as_of", "today")
TABLES: Mapping[str, Callable[[Warehouse, Sequence[Landed]], None]] = {
    "filed_number": _number,
    "filed_row": _row,
    "filed_unknown": _unknown_numbers,
    "filed_roster": _roster,
    "filed_roster_person": _roster_person,
    "filed_likeness": _likeness,
    "filed_amount": _amount,
    "filed_ahead": _days_ahead,
    "filed_alike": _alike_files,
    "filed_remark": _remark,
}
"""The temporary tables, and what makes each."""
