"""What a run records of itself: deliveries, rejects, steps, gates; the tables of schema `audit`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from sources import SOURCES
from sources.reader.landing import Landed
from sql.policy import ContributionBase, Parameter
from sql.warehouse import Query, Warehouse, quoted, read_queries

LOAD = pa.schema(
    [
        ("extract", pa.string()),
        ("file", pa.string()),
        ("data_date", pa.date32()),
        ("sha256", pa.string()),
        ("format", pa.string()),
        ("encoding", pa.string()),
        ("header_line", pa.int64()),
        ("row_count", pa.int64()),
        ("loaded_rows", pa.int64()),
        ("rejected_rows", pa.int64()),
        ("ignored_rows", pa.int64()),
        ("emptied_cells", pa.int64()),
        ("extra_columns", pa.string()),
        ("missing_columns", pa.string()),
        ("is_read", pa.bool_()),
        ("provided_by", pa.string()),
        ("legal_basis", pa.string()),
        ("keep_until", pa.date32()),
    ]
)
RUN = pa.schema(
    [
        ("run_id", pa.string()),
        ("step_no", pa.int64()),
        ("step", pa.string()),
        ("started_at", pa.timestamp("s")),
        ("seconds", pa.float64()),
        ("row_count", pa.int64()),
        ("peak_memory_mb", pa.int64()),
        ("as_of", pa.date32()),
        ("region", pa.string()),
        ("versions", pa.string()),
        ("inputs_sha256", pa.string()),
    ]
)
PARAMETER = pa.schema(
    [
        ("parameter", pa.string()),
        ("title", pa.string()),
        ("value", pa.string()),
        ("valid_from", pa.date32()),
        ("valid_until", pa.date32()),
        ("unit", pa.string()),
        ("source", pa.string()),
        ("scope", pa.string()),
        ("is_verified", pa.bool_()),
    ]
)
CONTRIBUTION_BASE = pa.schema(
    [
        ("insurance", pa.string()),
        ("valid_from", pa.date32()),
        ("valid_until", pa.date32()),
        ("floor_yuan", pa.float64()),
        ("ceiling_yuan", pa.float64()),
        ("source", pa.string()),
        ("is_placeholder", pa.bool_()),
    ]
)
AREA = pa.schema([(name, pa.string()) for name in ("area_code", "area_name", "area_level", "parent_code")])
AREA_ALIAS = pa.schema([(name, pa.string()) for name in ("alias_name", "area_code")])
GATE = pa.schema(
    [(name, pa.string()) for name in ("gate", "subject", "message", "measured", "threshold", "accepted_by")]
)
PREVIOUS_FILE = pa.schema(
    [
        ("extract", pa.string()),
        ("file", pa.string()),
        ("data_date", pa.date32()),
        ("sha256", pa.string()),
        ("gate", pa.string()),
        ("accepted_by", pa.string()),
    ]
)
PREVIOUS = ("previous_extract", "previous_list", "previous_file")
"""What is remembered of the last publication for one night."""
LIST = pa.schema(
    [
        ("list_id", pa.string()),
        ("list_name", pa.string()),
        ("list_heading", pa.string()),
        ("list_say", pa.string()),
        ("is_employers_duty", pa.bool_()),
        ("row_count", pa.int64()),
        ("is_computed", pa.bool_()),
        ("missing_extracts", pa.string()),
    ]
)
COLUMN = pa.schema(
    [
        (name, pa.string())
        for name in (
            "schema_name",
            "table_name",
            "column_name",
            "data_type",
            "column_label",
            "column_meaning",
            "unit",
        )
    ]
)
TREND = pa.schema(
    [
        ("as_of", pa.date32()),
        ("list_id", pa.string()),
        ("tier", pa.string()),
        ("town_code", pa.string()),
        ("row_count", pa.int64()),
    ]
)
TREND_DAYS = 92
"""How many days back every night of `audit.trend` is kept."""
KEY = pa.schema([("table_name", pa.string()), ("row_count", pa.int64()), ("repeated_keys", pa.int64())])


def write(warehouse: Warehouse, table: str, schema: pa.Schema, rows: Iterable[Sequence[Any]]) -> int:
    """Make a small table from rows of Python values, in the schema's order."""
    listed = [dict(zip(schema.names, row, strict=True)) for row in rows]
    warehouse.con.register("recorded", pa.Table.from_pylist(listed, schema=schema))
    count = warehouse.create(table, "select * from recorded")
    warehouse.con.unregister("recorded")
    return count


def record_loads(warehouse: Warehouse, files: Sequence[Landed]) -> None:
    """Write `audit.load` (one row per file) and `audit.reject` (one per bad value or row, never the value).

    What is only told of a file, and changes none of its values, is no reject: it stays beside the landed rows.
    """
    write(
        warehouse,
        "audit.load",
        LOAD,
        [
            (
                file.extract,
                file.file,
                file.data_date,
                file.sha256,
                file.format,
                file.encoding,
                file.header_line,
                file.rows,
                file.loaded,
                file.rejected,
                file.ignored,
                file.emptied,
                "、".join(file.extra_columns) or None,
                "、".join(file.missing_columns) or None,
                file.read,
                file.provided_by or None,
                file.legal_basis or None,
                file.keep_until,
            )
            for file in files
        ],
    )
    parts = [
        f"select '{file.extract}' as extract, $file{number} as file, sheet as source_sheet, line, \"column\", reason,"
        f" effect = 'row' as rejects_row from read_parquet($rejects{number}) where effect <> 'told'"
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
    warehouse.con.execute(
        "create or replace table audit.reject as"
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
    [(rows,)] = warehouse.con.execute("select sum(staged_rows)::bigint from audit.extract").fetchall()
    return int(rows)


def record_policy(warehouse: Warehouse, parameters: Sequence[Parameter], bases: Sequence[ContributionBase]) -> int:
    """Write `policy.parameter`, every dated value, and `policy.contribution_base`, the bounds of bases."""
    bounds = [
        (b.insurance, b.valid_from, b.valid_until, b.floor_yuan, b.ceiling_yuan, b.source, b.is_placeholder)
        for b in bases
    ]
    write(warehouse, "policy.contribution_base", CONTRIBUTION_BASE, bounds)
    return write(
        warehouse,
        "policy.parameter",
        PARAMETER,
        [
            (p.parameter, p.title, str(p.value), p.valid_from, p.valid_until, p.unit, p.source, p.scope, p.is_verified)
            for p in parameters
        ],
    )


def remember(warehouse: Warehouse, published: Path) -> None:
    """Copy what the gates compare with, and the history of runs, from the last publication."""
    # The empty tables first: on the first night there is nothing to compare with.
    write(warehouse, "audit.run", RUN, [])
    write(warehouse, "audit.trend", TREND, [])
    write(warehouse, "audit.previous_list", LIST, [])
    warehouse.create(
        "audit.previous_extract",
        "select ''::varchar as extract, null::date as data_date, 0::bigint as staged_rows where false",
    )
    write(warehouse, "audit.previous_file", PREVIOUS_FILE, [])
    if not published.exists():
        return
    warehouse.con.execute(f"attach {quoted(str(published))} as published (read_only)")
    warehouse.create("audit.run", "select * from published.audit.run")
    # A publication of before 0.3.0 has no trend.
    if warehouse.count("from duckdb_tables() where database_name = 'published' and table_name = 'trend'"):
        warehouse.create("audit.trend", "select * from published.audit.trend")
    warehouse.create("audit.previous_list", "select * from published.audit.list")
    warehouse.create("audit.previous_extract", "select extract, data_date, staged_rows from published.audit.extract")
    # What a gate says of a file is of these bytes under this date: who accepted that is not asked again.
    warehouse.create(
        "audit.previous_file",
        """
        select load.extract, load.file, load.data_date, load.sha256, gate.gate, gate.accepted_by
        from published.audit.load as load
        left join published.audit.gate as gate on load.file = gate.subject and gate.accepted_by is not null
        """,
    )
    warehouse.con.execute("detach published")


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
    rows = []
    # A region asks for some of the lists only.
    made = "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'yingbao'"
    there = {name for (name,) in warehouse.con.execute(made).fetchall()}
    for query in (query for query in read_queries("core", "lists") if query.table in there):
        key = ", ".join(query.key)
        # Hashes first: a few bytes a row. Where they repeat, the keys themselves are counted.
        [(hashes,)] = warehouse.con.execute(f"select count(distinct hash({key})) from {query.table}").fetchall()
        repeated = 0
        if hashes < warehouse.rows(query.table):
            repeated = warehouse.count(f"from (select {key} from {query.table} group by {key} having count(*) > 1)")
        rows.append((query.table, warehouse.rows(query.table), repeated))
    return write(warehouse, "audit.table_key", KEY, rows)


def missing(warehouse: Warehouse, queries: Iterable[Query]) -> dict[str, list[str]]:
    """By table of these queries, what it needs and was not delivered, in words (`参保人员信息 110`)."""
    needs = {query.table: query.needs for query in queries}
    # Most ask for the same few, and looking for an insurance among all contributions takes a tenth of a second.
    lacking = {}
    for extract, insurance in dict.fromkeys(need for several in needs.values() for need in several):
        where = f" where insurance = '{insurance}'" if insurance else ""
        if not warehouse.count(f"from (select 1 from staging.{extract}{where} limit 1)"):
            lacking[extract, insurance] = SOURCES[extract].title + (f" {insurance}" if insurance else "")
    return {table: [lacking[need] for need in several if need in lacking] for table, several in needs.items()}


def add_run(warehouse: Warehouse, rows: Iterable[Sequence[Any]]) -> None:
    """Add this run's steps to the history."""
    for row in rows:
        warehouse.con.execute(f"insert into audit.run values ({', '.join('?' * len(RUN.names))})", list(row))
