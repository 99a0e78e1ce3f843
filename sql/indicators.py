"""The indicators: each `sql/indicators/*.sql` counts by town and period, added up here for every area.

A town's numerators and denominators are counts of people (or employers, projects, cases) of whom each has one town; a
county's and a prefecture's are their sums. What a plan sets apart is made of towns or, where it has none, of those
whom its insurance office handles (they count for their towns too). A rate is divided once, at the end, never averaged.
"""

import pyarrow as pa

from regions import Region
from sql import audit
from sql.warehouse import Progress, Query, Warehouse, read_queries

KINDS = ("flow", "stock", "rate", "mean")
DIVIDED = ("rate", "mean")
"""Kinds that have a denominator; of the others the numerator is the value."""

DEFINITION = pa.schema(
    [
        *((name, pa.string()) for name in ("indicator", "title", "kpi", "unit", "kind")),
        *((name, pa.string()) for name in ("population", "definition")),
        ("is_computed", pa.bool_()),
        ("missing_extracts", pa.string()),
        ("data_date", pa.date32()),
    ]
)
TARGET = pa.schema(
    [
        ("plan", pa.string()),
        ("indicator", pa.string()),
        ("target_title", pa.string()),
        ("area_code", pa.string()),
        ("area_name", pa.string()),
        ("period", pa.date32()),
        ("target", pa.float64()),
        ("printed", pa.string()),
        ("unit", pa.string()),
        ("kind", pa.string()),
        ("bound", pa.string()),
        ("scheme", pa.string()),
        ("source", pa.string()),
        ("note", pa.string()),
    ]
)
APART_TOWN = pa.schema([(name, pa.string()) for name in ("town_code", "area_code", "area_name")])
APART_OFFICE = pa.schema([(name, pa.string()) for name in ("handled_by", "area_code", "area_name")])


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
            (
                query.path.stem,
                query.title.partition(":")[0],
                *(query.header[word] for word in ("kpi", "unit", "kind", "population", "definition")),
                not lacking,
                "、".join(lacking) or None,
                _data_date(warehouse, query),
            )
        )
    audit.write(warehouse, "indicator.definition", DEFINITION, definitions)
    _write_targets(warehouse, region)
    return _add_up(warehouse, region, counted)


def queries() -> list[Query]:
    """The indicators, in the order of the plans' list of them."""
    return sorted(read_queries("indicators"), key=lambda query: (query.header["kpi"], query.path.stem))


def _data_date(warehouse: Warehouse, query: Query) -> object:
    """The oldest of the days that the deliveries it needs describe; of the cases, the day of the run."""
    extracts = sorted({extract for extract, _ in query.needs})
    [(day,)] = warehouse.con.execute(
        "select min(data_date) from audit.extract where list_contains(?, extract)", [extracts]
    ).fetchall()
    return day if extracts else warehouse.as_of


def _write_targets(warehouse: Warehouse, region: Region) -> None:
    rows = [
        (
            region.plan,
            target.indicator,
            target.target_title,
            target.area_code,
            target.area_name,
            target.period,
            target.target,
            target.printed,
            target.unit,
            target.kind,
            target.bound,
            target.scheme,
            target.source,
            target.note,
        )
        for target in region.targets
    ]
    audit.write(warehouse, "indicator.target", TARGET, rows)


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
    apart = [(town, f"apart:{name}", name) for name, entry in region.apart.items() for town in entry.areas]
    audit.write(warehouse, "adding.apart_town", APART_TOWN, apart)
    offices = [
        (office, f"apart:{name}", name)
        for name, entry in region.apart.items()
        if not entry.areas
        for office in entry.handled_by
    ]
    audit.write(warehouse, "adding.apart_office", APART_OFFICE, offices)
    return [warehouse.run(query) for query in read_queries("adding", "indicator")][-1]


def _by_office(query: Query) -> bool:
    return "handled_by" in query.key


def _office(query: Query) -> str:
    return "handled_by" if _by_office(query) else "null::varchar"
