"""The indicators: each `sql/indicators/*.sql` counts by town and period, added up here for every area.

A town's numerators and denominators are counts of people (or employers, projects, cases) of whom each has one town; a
county's and a prefecture's are their sums. What a plan sets apart is made of towns or, where it has none, of those
whom its insurance office handles (they count for their towns too). A rate is divided once, at the end, never averaged.
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
class ApartOffice:
    """The insurance office of what a plan sets apart."""

    handled_by: str
    area_code: str
    area_name: str


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
    [(day,)] = warehouse.con.execute(
        "select min(data_date) from audit.extract where list_contains(?, extract)", [extracts]
    ).fetchall()
    return day if extracts else warehouse.as_of


def _add_up(warehouse: Warehouse, region: Region, counted: list[Query]) -> int:
    """Put what every indicator has counted into one table, then let `sql/adding/` and `sql/indicator/` add it up."""
    parts = [
        f"select '{query.path.stem}' as indicator, period, town_code, {_office(query)} as handled_by,"
        f" {str(_by_office(query)).lower()} as is_by_office, numerator::decimal(18, 2) as numerator,"
        f" {'denominator' if query.header['kind'] in DIVIDED else 'null'}::decimal(18, 2) as denominator"
        f" from {query.table}"
        for query in counted
    ]
    nothing = """
        select ''::varchar as indicator, null::date as period, null::varchar as town_code,
            null::varchar as handled_by, false as is_by_office, null::decimal(18, 2) as numerator,
            null::decimal(18, 2) as denominator
        where false
    """
    warehouse.create("adding.counted", " union all ".join(parts) or nothing)
    apart = [ApartTown(town, f"apart:{name}", name) for name, entry in region.apart.items() for town in entry.areas]
    rows.write(warehouse, "adding.apart_town", ApartTown, apart)
    offices = [
        ApartOffice(office, f"apart:{name}", name)
        for name, entry in region.apart.items()
        if not entry.areas
        for office in entry.handled_by
    ]
    rows.write(warehouse, "adding.apart_office", ApartOffice, offices)
    return [warehouse.run(query) for query in read_queries("adding", "indicator")][-1]


def _by_office(query: Query) -> bool:
    return "handled_by" in query.key


def _office(query: Query) -> str:
    return "handled_by" if _by_office(query) else "null::varchar"
