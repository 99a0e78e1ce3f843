"""The indicators: each `sql/indicators/*.sql` counts by town and period, added up here for every area.

A town's numerators and denominators are counts of people (or employers, projects, cases) of whom each has one town; a
county's and a prefecture's are their sums. Where a plan's table of targets has areas of its own, everybody counts in
one of them: by the town of their home, by that of their employer, or by the insurance office that handles them, as the
targets say; what a plan sets apart is taken out of the towns and counties that it lies in. A rate is divided once, at
the end, never averaged.
"""

from dataclasses import dataclass
from datetime import date

from regions import Region, Target
from sql import audit, rows
from sql.warehouse import Progress, Query, Warehouse, read_queries

KINDS = ("flow", "stock", "rate", "mean")
DIVIDED = ("rate", "mean")
"""Kinds that have a denominator; of the others the numerator is the value."""


@dataclass(frozen=True)
class Definition:
    """What an indicator says; `data_date` the oldest day that what it needs describes."""

    indicator: str
    title: str
    kpi: str
    unit: str
    kind: str
    population: str
    definition: str
    is_computed: bool
    missing_extracts: str | None
    data_date: date | None


@dataclass(frozen=True)
class ApartTown:
    """A town of what a plan sets apart."""

    town_code: str
    area_code: str
    area_name: str


@dataclass(frozen=True)
class Office:
    """An insurance office, and the area that it counts for."""

    handled_by: str
    area_code: str


@dataclass(frozen=True)
class ApartArea:
    """What a plan sets apart, and whether only its insurance office tells who belongs to it."""

    area_code: str
    area_name: str
    is_office: bool


@dataclass(frozen=True)
class Basis:
    """By what an indicator is counted here, and whether everybody counts in one area of the plan's table."""

    indicator: str
    counted_by: str
    is_parted: bool
    is_by_office: bool


def build(warehouse: Warehouse, region: Region, progress: Progress) -> int:
    """Make `indicator.definition`, `indicator.target` and `indicator.value`; returns the values.

    An indicator that needs what was not delivered is marked 未计算 and has no values.
    """
    definitions, counted = [], []
    missing = audit.missing(warehouse, queries())
    for query in queries():
        progress(query.table)
        lacking = missing[query.table]
        if not lacking:
            warehouse.run(query)
            counted.append(query)
        definitions.append(
            Definition(
                indicator=query.path.stem,
                title=query.title.partition(":")[0],
                kpi=query.header["kpi"],
                unit=query.header["unit"],
                kind=query.header["kind"],
                population=query.header["population"],
                definition=query.header["definition"],
                is_computed=not lacking,
                missing_extracts="、".join(lacking) or None,
                data_date=_data_date(warehouse, query),
            )
        )
    rows.write(warehouse, "indicator.definition", Definition, definitions)
    rows.write(warehouse, "indicator.target", Target, region.targets, plan=region.plan)
    return _add_up(warehouse, region, counted)


def queries() -> list[Query]:
    """The indicators, in the order of the plans' list of them."""
    return sorted(read_queries("indicators"), key=lambda query: (query.header["kpi"], query.path.stem))


def _data_date(warehouse: Warehouse, query: Query) -> date | None:
    """The oldest of the days that the deliveries it needs describe; of the cases, the day of the run."""
    extracts = sorted({extract for extract, _ in query.needs})
    [(day,)] = warehouse.ask("select min(data_date) from audit.extract where list_contains(?, extract)", [extracts])
    return day if extracts else warehouse.as_of


def ways(query: Query) -> tuple[str, ...]:
    """By what an indicator can be counted: as its query does, and by whatever else its query tells."""
    ways_of = {"employer_town_code": "employer", "handled_by": "office"}
    return (query.header["by"], *(way for column, way in ways_of.items() if column in query.key))


def _add_up(warehouse: Warehouse, region: Region, counted: list[Query]) -> int:
    """Put what every indicator has counted into one table, then let `sql/adding/` and `sql/indicator/` add it up."""
    parts = [
        f"select '{query.path.stem}' as indicator, period, town_code,"
        f" {_or_null(query, 'employer_town_code')} as employer_town_code,"
        f" {_or_null(query, 'handled_by')} as handled_by,"
        " numerator::decimal(18, 2) as numerator,"
        f" {'denominator' if query.header['kind'] in DIVIDED else 'null'}::decimal(18, 2) as denominator"
        f" from {query.table}"
        for query in counted
    ]
    nothing = """
        select ''::varchar as indicator, null::date as period, null::varchar as town_code,
            null::varchar as employer_town_code, null::varchar as handled_by, null::decimal(18, 2) as numerator,
            null::decimal(18, 2) as denominator
        where false
    """
    warehouse.create("adding.counted", " union all ".join(parts) or nothing)
    place(warehouse, region, [_basis(query, region) for query in counted])
    for query in read_queries("adding", "indicator"):
        warehouse.run(query)
    return warehouse.rows("indicator.value")


def place(warehouse: Warehouse, region: Region, bases: list[Basis]) -> None:
    """Write down what `sql/adding/` asks of the region: by what each indicator is counted, and what is set apart."""
    rows.write(warehouse, "adding.basis", Basis, bases)
    apart = [ApartTown(town, f"apart:{name}", name) for name, entry in region.apart.items() for town in entry.areas]
    rows.write(warehouse, "adding.apart_town", ApartTown, apart)
    areas = [ApartArea(f"apart:{name}", name, not entry.areas) for name, entry in region.apart.items()]
    rows.write(warehouse, "adding.apart_area", ApartArea, areas)
    offices = [Office(*office) for office in sorted(region.office_codes().items())]
    rows.write(warehouse, "adding.office", Office, offices)


def _basis(query: Query, region: Region) -> Basis:
    """As the region's targets say; where none asks for the indicator, as its query counts."""
    asked = [target for target in region.targets if target.indicator == query.path.stem]
    by_office = "handled_by" in query.key
    is_parted = by_office or any(target.area_code.startswith("apart:") for target in asked)
    return Basis(query.path.stem, asked[-1].counted_by if asked else query.header["by"], is_parted, by_office)


def _or_null(query: Query, column: str) -> str:
    return column if column in query.key else "null::varchar"
