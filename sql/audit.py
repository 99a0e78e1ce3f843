"""What a run records of itself: deliveries, rejects, steps, gates; the tables of schema `audit`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from sources import SOURCES
from sources.reader.landing import Landed
from sql import rows
from sql.policy import ContributionBase, Parameter
from sql.warehouse import Ask, Query, Warehouse, read_queries


@dataclass(frozen=True)
class Load:
    """One delivered file; `is_read`: it was parsed in this run."""

    extract: str
    file: str
    data_date: date
    sha256: str
    format: str
    encoding: str | None
    header_line: int
    row_count: int
    loaded_rows: int
    rejected_rows: int
    ignored_rows: int
    emptied_cells: int
    extra_columns: str | None
    missing_columns: str | None
    is_read: bool
    provided_by: str | None
    legal_basis: str | None
    keep_until: date | None


@dataclass(frozen=True)
class RunStep:
    """One step of one run."""

    run_id: str
    step_no: int
    step: str
    started_at: datetime
    seconds: float
    row_count: int | None
    peak_memory_mb: int
    as_of: date
    region: str
    versions: str
    inputs_sha256: str


@dataclass(frozen=True)
class Held:
    """One row of a gate, and who let it pass."""

    gate: str
    subject: str
    message: str
    measured: str
    threshold: str
    accepted_by: str | None


@dataclass(frozen=True)
class PreviousFile:
    """A file of the last publication, and a gate that somebody let pass of it."""

    extract: str
    file: str
    data_date: date
    sha256: str
    gate: str | None
    accepted_by: str | None


@dataclass(frozen=True)
class PreviousFigure:
    """What the last publication says of an indicator, an area and a period."""

    indicator: str
    period: date
    area_code: str
    area_name: str
    area_level: str
    data_date: date | None
    numerator: float | None
    denominator: float | None


@dataclass(frozen=True)
class Amount:
    """The middle one of an extract's amounts, those of its largest file."""

    extract: str
    column_name: str
    amounts: int
    median_yuan: float


@dataclass(frozen=True)
class MadeList:
    """One list that the region asks for."""

    list_id: str
    list_name: str
    list_heading: str
    list_say: str | None
    is_employers_duty: bool
    row_count: int
    is_computed: bool
    missing_extracts: str | None
    uncompared: str | None
    """The extracts that take people off the list and were not compared with."""


@dataclass(frozen=True)
class DescribedColumn:
    """One column of the published file, in words."""

    schema_name: str
    table_name: str
    column_name: str
    data_type: str
    column_label: str
    column_meaning: str | None
    unit: str | None


@dataclass(frozen=True)
class TrendPoint:
    """How long a list was on one night, by tier and town."""

    as_of: date
    list_id: str
    tier: str | None
    town_code: str | None
    row_count: int


@dataclass(frozen=True)
class TableKey:
    """How many keys of a table stand on more than one row."""

    table_name: str
    row_count: int
    repeated_keys: int


PREVIOUS = ("previous_extract", "previous_list", "previous_file", "previous_indicator", "previous_amount")
"""What is remembered of the last publication for one night."""
INDICATOR_MONTHS = 36
"""For how many months back the figures of an indicator are kept, of which tonight's data no longer tell."""
BOUNDS_NEEDED = "bounds"
"""What a head names among `needs` where nothing can be said without the bounds of contribution bases."""
TREND_DAYS = 92
"""How many days back every night of `audit.trend` is kept."""


def record_loads(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """Write `audit.load` (one row per file) and `audit.reject` (one per bad value or row, never the value).

    What is only remarked of a file, and changes none of its values, is no reject: it stays beside the landed rows.
    """
    loads = [
        Load(
            extract=file.extract,
            file=file.file,
            data_date=file.data_date,
            sha256=file.sha256,
            format=file.format,
            encoding=file.encoding,
            header_line=file.header_line,
            row_count=file.rows,
            loaded_rows=file.loaded,
            rejected_rows=file.rejected,
            ignored_rows=file.ignored,
            emptied_cells=file.emptied,
            extra_columns="、".join(file.extra_columns) or None,
            missing_columns="、".join(file.missing_columns) or None,
            is_read=file.read,
            provided_by=file.provided_by or None,
            legal_basis=file.legal_basis or None,
            keep_until=file.keep_until,
        )
        for file in files
    ]
    rows.write(warehouse, "audit.load", Load, loads)
    parts = [
        f"select '{file.extract}' as extract, $file{number} as file, sheet as source_sheet, line, \"column\", reason,"
        f" effect = 'row' as rejects_row from read_parquet($rejects{number}) where effect <> 'remark'"
        for number, file in enumerate(files)
        if file.rejected or file.emptied
    ]
    nothing = """
        select '' as extract, '' as file, '' as source_sheet, 0::bigint as line, '' as "column", '' as reason,
            true as rejects_row
        where false
    """
    select = "\nunion all\n".join(parts) or nothing
    named = {
        name: value
        for number, file in enumerate(files)
        if file.rejected or file.emptied
        for name, value in ((f"file{number}", file.file), (f"rejects{number}", str(file.rejects)))
    }
    warehouse.create(
        "audit.reject",
        ' select extract, file, source_sheet, line, "column", reason, rejects_row'
        f" from ({select}) order by extract, file, source_sheet nulls first, line",
        named,
    )


def record_extracts(warehouse: Warehouse) -> int:
    """Write `audit.extract`: one row per extract of the contract, what was delivered of it and what counts.

    Returns the rows that count, of all extracts.
    """
    parts = [
        f"select '{source.name}' as extract, '{source.title}' as extract_title, '{source.department}' as department,"
        f" (select count(*) from staging.{source.name}) as staged_rows"
        for source in SOURCES.values()
    ]
    warehouse.create(
        "audit.extract",
        f"""
        with staged as ({" union all ".join(parts)}),
        loaded as (
            select extract, count(*) as file_count, max(data_date) as data_date, sum(row_count)::bigint as row_count,
                sum(loaded_rows)::bigint as loaded_rows, sum(rejected_rows)::bigint as rejected_rows
            from audit.load group by extract
        )
        select staged.extract, extract_title, department, coalesce(file_count, 0) as file_count, data_date,
            coalesce(row_count, 0) as row_count, coalesce(loaded_rows, 0) as loaded_rows,
            coalesce(rejected_rows, 0) as rejected_rows, staged_rows,
            coalesce(loaded_rows, 0) - staged_rows as repeated_rows
        from staged left join loaded on staged.extract = loaded.extract
        order by staged.extract
        """,
    )
    [(staged,)] = warehouse.ask("select sum(staged_rows)::bigint from audit.extract")
    return int(staged)


def record_policy(warehouse: Warehouse, parameters: Sequence[Parameter], bases: Sequence[ContributionBase]) -> int:
    """Write `policy.parameter`, every dated value, and `policy.contribution_base`, the bounds of bases."""
    rows.write(warehouse, "policy.contribution_base", ContributionBase, bases)
    return rows.write(warehouse, "policy.parameter", Parameter, parameters)


def remember(warehouse: Warehouse, published: Path) -> None:
    """Copy what the gates compare with, and the history of runs, from the last publication."""
    if not published.exists():
        _copy(warehouse, set())
        return
    with warehouse.beside(published, "published"):
        _copy(warehouse, warehouse.there("audit", "published"))
        if warehouse.there("indicator", "published"):
            _remember_figures(warehouse)


def _copy(warehouse: Warehouse, has: set[str]) -> None:
    # An older publication has no trend, or no amounts; on the first night there is nothing to compare with.
    for table, kind, statement in (
        ("run", RunStep, "select * from published.audit.run"),
        ("trend", TrendPoint, "select * from published.audit.trend"),
        ("previous_amount", Amount, "select * from published.audit.amount"),
        ("previous_list", MadeList, "select * from published.audit.list"),
        ("previous_file", PreviousFile, _PREVIOUS_FILE),
    ):
        if table.removeprefix("previous_") in has or (has and table == "previous_file"):
            warehouse.create(f"audit.{table}", statement)
        else:
            rows.write(warehouse, f"audit.{table}", kind, [])
    # Who takes part in an exchange is decided there: neighbours that leave are no delivery that fell short.
    former = "select extract, data_date, staged_rows from published.audit.extract where extract <> 'insured_nearby'"
    nothing = "select ''::varchar as extract, null::date as data_date, 0::bigint as staged_rows where false"
    warehouse.create("audit.previous_extract", former if has else nothing)
    rows.write(warehouse, "audit.previous_indicator", PreviousFigure, [])


_PREVIOUS_FILE = """
    select load.extract, load.file, load.data_date, load.sha256, gate.gate, gate.accepted_by
    from published.audit.load as load
    left join published.audit.gate as gate on load.file = gate.subject and gate.accepted_by is not null
"""
"""What a gate says of a file is of these bytes under this date: who accepted that is not asked again."""


def _remember_figures(warehouse: Warehouse) -> None:
    """What is only ever told of the last month is kept, so that a year later it can be held against the year before."""
    warehouse.add(
        "audit.previous_indicator",
        """
        select indicator, period, area_code, area_name, area_level, data_date, numerator, denominator
        from published.indicator.value where period > ? and period <= ?
        """,
        [warehouse.as_of - timedelta(days=31 * INDICATOR_MONTHS), warehouse.as_of],
    )


def record_trend(warehouse: Warehouse) -> int:
    """Add tonight's list sizes to `audit.trend`; another run of the same day takes the earlier one's place.

    A list that was computed and holds nobody has one row without tier and town. Every night of the last quarter is
    kept, of the time before the last night of each month.
    """
    return warehouse.create(
        "audit.trend",
        f"""
        with tonight as (
            select date '{warehouse.as_of}' as as_of, list.list_id, lead.tier, lead.town_code,
                count(lead.list_id) as row_count
            from audit.list as list left join lists."all" as lead on list.list_id = lead.list_id
            where list.is_computed
            group by list.list_id, lead.tier, lead.town_code
        ),
        nights as (
            select * from audit.trend where as_of <> date '{warehouse.as_of}'
            union all select * from tonight
        ),
        last_nights as (select max(as_of) as as_of from nights group by date_trunc('month', as_of))
        select * from nights
        where as_of > date '{warehouse.as_of}' - {TREND_DAYS} or as_of in (from last_nights)
        order by as_of, list_id, tier nulls first, town_code nulls first
        """,
    )


def record_keys(warehouse: Warehouse) -> int:
    """Write `audit.table_key`: for each table of `core` and `lists`, how many keys stand on more than one row."""
    found = []
    # A region asks for some of the lists only.
    there = {schema: warehouse.there(schema) for schema in ("core", "lists")}
    for query in (query for query in read_queries(*there) if query.path.stem in there[query.schema]):
        counted, repeated = warehouse.once(f"key of {query.table}", partial(_count_keys, warehouse, query))
        found.append(TableKey(query.table, counted, repeated))
    return rows.write(warehouse, "audit.table_key", TableKey, found)


def _count_keys(warehouse: Warehouse, query: Query) -> tuple[int, int]:
    """A table's rows, and how many keys stand on more than one."""
    key, counted = ", ".join(query.key), warehouse.rows(query.table)
    # Hashes first: a few bytes a row. Where they repeat, the keys themselves are counted.
    [(hashes,)] = warehouse.ask(f"select count(distinct hash({key})) from {query.table}")
    if hashes == counted:
        return counted, 0
    return counted, warehouse.count(f"from (select {key} from {query.table} group by {key} having count(*) > 1)")


def missing(warehouse: Warehouse, queries: Iterable[Query]) -> dict[str, list[str]]:
    """By table of these queries, what it needs and was not delivered, in words (`参保人员信息 110`)."""
    needs = {query.table: query.needs for query in queries}
    # Most ask for the same few, and looking for an insurance among all contributions takes a tenth of a second.
    lacking = {}
    for extract, insurance in dict.fromkeys(need for several in needs.values() for need in several):
        if extract == BOUNDS_NEEDED:
            if lack := _without_bounds(warehouse, str(insurance)):
                lacking[extract, insurance] = lack
            continue
        where = f" where insurance = '{insurance}'" if insurance else ""
        if not warehouse.count(f"from (select 1 from staging.{extract}{where} limit 1)"):
            lacking[extract, insurance] = SOURCES[extract].title + (f" {insurance}" if insurance else "")
    return {table: [lacking[need] for need in several if need in lacking] for table, several in needs.items()}


def filled(ask: Ask, also_empty: bool = False) -> dict[str, str]:
    """The names of the lists that hold anybody, by id; `also_empty`: of all that were computed."""
    found = ask(
        "select list_id, list_name from audit.list where is_computed and (row_count > 0 or ?) order by list_id",
        [also_empty],
    )
    return dict(found)


def not_judged(warehouse: Warehouse) -> list[tuple[str, str]]:
    """The lists of which nothing can be said before the bounds of bases are published, and what each of them lacks."""
    return warehouse.ask(
        "select list_name, missing_extracts from audit.list where missing_extracts like '%缴费基数上下限%'"
        " order by list_id"
    )


def _without_bounds(warehouse: Warehouse, insurance: str) -> str | None:
    """That nobody's base can be judged: the province's bounds for the last month are not known."""
    [(year, found)] = warehouse.ask(
        "select year(last_month), (select count(*) from policy.contribution_base where insurance = ?"
        " and last_month between valid_from and valid_until) from core.calendar",
        [insurance],
    )
    return None if found else f"{year}年缴费基数上下限（省里公布后录入地区文件；此前不判断）"


def add_run(warehouse: Warehouse, steps: Iterable[RunStep]) -> None:
    """Add this run's steps to the history."""
    with warehouse.lent(steps=rows.arrow(RunStep, steps)):
        warehouse.add("audit.run", "from steps")
