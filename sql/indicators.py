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
    for query in queries():
        progress(query.table)
        lacking = audit.missing(warehouse, query)
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


def _office(query: Query) -> str:
    return "handled_by" if "handled_by" in query.key else "null::varchar"


def _add_up(warehouse: Warehouse, region: Region, counted: list[Query]) -> int:
    parts = [
        f"select '{query.path.stem}' as indicator, period, town_code, {_office(query)} as handled_by,"
        " numerator::decimal(18, 2) as numerator,"
        f" {'denominator' if query.header['kind'] in DIVIDED else 'null'}::decimal(18, 2) as denominator"
        f" from {query.table}"
        for query in counted
    ]
    nothing = """
        select null::varchar as indicator, null::date as period, null::varchar as town_code,
            null::varchar as handled_by, null::double as numerator, null::double as denominator
        where false
    """
    apart = [(town, f"apart:{name}", name) for name, entry in region.apart.items() for town in entry.areas]
    audit.write(warehouse, "indicators.apart_town", APART_TOWN, apart)
    offices = [
        (office, f"apart:{name}", name)
        for name, entry in region.apart.items()
        if not entry.areas
        for office in entry.handled_by
    ]
    audit.write(warehouse, "indicators.apart_office", APART_OFFICE, offices)
    by_office = ", ".join(f"'{query.path.stem}'" for query in counted if "handled_by" in query.key) or "''"
    return warehouse.create(
        "indicator.value",
        f"""
        with counted as ({" union all ".join(parts) or nothing}),
        towns as (select * from core.area where area_level = 'town'),
        -- Each town counts for itself, for its county and prefecture, and for what the plan sets apart. What lies in no
        -- town that we know is told apart, so that towns add up to the whole.
        counts_for (town_code, area_code, area_name, area_level) as (
            select area_code, area_code, area_name, area_level from towns
            union all
            select towns.area_code, county.area_code, county.area_name, county.area_level
            from towns join core.area as county on towns.parent_code = county.area_code
            union all
            select towns.area_code, prefecture.area_code, prefecture.area_name, prefecture.area_level
            from towns join core.area as county on towns.parent_code = county.area_code
            join core.area as prefecture on county.parent_code = prefecture.area_code
            union all
            select town_code, area_code, area_name, 'apart' from indicators.apart_town
            union all
            select 'unknown', 'unknown', '乡镇不明', 'unknown'
            union all
            select 'unknown', area_code, area_name, area_level from core.area where area_code = '{region.code}'
        ),
        areas as (
            select distinct area_code, area_name, area_level, false as is_office from counts_for
            union all
            select distinct area_code, area_name, 'apart', true from indicators.apart_office
        ),
        placed as (
            select indicator, period, coalesce(towns.area_code, 'unknown') as town_code, handled_by, numerator,
                denominator
            from counted left join towns on counted.town_code = towns.area_code
        ),
        added as (
            -- Decimals until here: whatever the order of adding, the same sum.
            select indicator, period, area_code, sum(numerator)::double as numerator,
                sum(denominator)::double as denominator
            from (
                select placed.*, counts_for.area_code
                from placed join counts_for on placed.town_code = counts_for.town_code
                union all
                select placed.*, apart_office.area_code
                from placed join indicators.apart_office on placed.handled_by = apart_office.handled_by
            ) as counting
            group by indicator, period, area_code
        ),
        -- An area in which nothing was counted has zero, if anything was counted anywhere in that period.
        complete as (
            select periods.indicator, areas.* exclude (is_office), periods.period,
                definition.kind, definition.unit, definition.population, definition.data_date,
                coalesce(added.numerator, 0) as numerator,
                case when kind in ('rate', 'mean') then coalesce(added.denominator, 0) end as denominator
            from (select distinct indicator, period from counted) as periods
            cross join areas
            join indicator.definition as definition on periods.indicator = definition.indicator
            left join added on periods.indicator = added.indicator and periods.period = added.period
                and areas.area_code = added.area_code
            -- Not every indicator is counted by office too.
            where not areas.is_office or periods.indicator in ({by_office})
        ),
        valued as (
            select *,
                case when kind in ('rate', 'mean') then numerator / nullif(denominator, 0) else numerator end
                as value,
                -- Only where January is there too.
                case when kind = 'flow' and month(min(period) over year) = 1
                    then sum(numerator) over (year order by period) end as year_to_date
            from complete
            window year as (partition by indicator, area_code, year(period))
        )
        select valued.indicator, valued.area_code, valued.area_name, valued.area_level, valued.period,
            valued.numerator, valued.denominator, valued.value, valued.year_to_date,
            valued.unit, valued.kind,
            target.target, target.period as target_period,
            case when valued.kind = 'flow' then valued.year_to_date else valued.value end
            / nullif(target.target, 0) as target_share,
            valued.population, valued.data_date
        from valued
        -- The newest target that has come into force by then: a plan that has ended still says what was asked last.
        left join (
            select value.indicator, value.area_code, value.period as value_period, target.period, target.target
            from valued as value
            join indicator.target as target on value.indicator = target.indicator
                and value.area_code = target.area_code and value.kind = target.kind
                and target.period <= value.period
            where target.target is not null
            qualify row_number() over (
                partition by value.indicator, value.area_code, value.period order by target.period desc
            ) = 1
        ) as target on valued.indicator = target.indicator and valued.area_code = target.area_code
            and valued.period = target.value_period
        order by valued.indicator, valued.area_level, valued.area_code, valued.period
        """,
    )
