"""The work lists: each `sql/lists/*.sql` becomes `lists.<id>` with case ids, and `lists.all` is their union."""

from sql import audit
from sql.warehouse import Progress, Query, Warehouse, read_queries, resting_on

# The columns every list starts with, in this order (the case id before them).
COMMON = (
    "subject_kind",
    "subject_id",
    "subject_name",
    "town_code",
    "village_code",
    "tier",
    "confidence",
    "reason",
    "priority",
    "evidence",
)


def build(warehouse: Warehouse, case_key: str, progress: Progress) -> int:
    """Make all lists, `lists.all` and `audit.list`; returns the number of leads.

    A list that needs what was not delivered is empty and marked 未计算.
    """
    recorded = []
    for query in with_lists():
        progress(query.table)
        if query.schema != "lists":
            warehouse.run(query)
            continue
        lacking = audit.missing(warehouse, query)
        rows = _build_one(warehouse, query, case_key, computed=not lacking)
        recorded.append((query.path.stem, _chinese_name(query), rows, not lacking, "、".join(lacking) or None))
    audit.write(warehouse, "audit.list", audit.LIST, sorted(recorded))
    _unite(warehouse, sorted(list_id for list_id, *_ in recorded))
    return sum(rows for _, _, rows, _, _ in recorded)


def before_lists() -> list[Query]:
    """The core tables that stand before any list, each after what it reads."""
    queries = read_queries("restricted", "core", "lists")
    late = {query.table for query in resting_on("lists", queries)}
    return [query for query in queries if query.table not in late]


def with_lists() -> list[Query]:
    """The lists, and the core tables that count what stands on one for others, each after what it reads."""
    return resting_on("lists", read_queries("core", "lists"))


def _build_one(warehouse: Warehouse, query: Query, case_key: str, computed: bool) -> int:
    warehouse.run(query)
    # A keyed hash: an outsider who holds a workbook cannot tell ID numbers from case ids by trying them all.
    # The order is part of the publication: same facts, same bytes, whatever the threads.
    return warehouse.create(
        query.table,
        f"""
        select left(sha256('{case_key}' || sha256('{case_key}|{query.path.stem}|' || subject_id)), 16) as case_id,
            {", ".join(COMMON)}, * exclude ({", ".join(COMMON)})
        from {query.table}
        where {str(computed).lower()}
        order by priority, town_code, village_code nulls last, subject_id
        """,
    )


def _unite(warehouse: Warehouse, lists: list[str]) -> None:
    columns = ", ".join(("case_id", *COMMON))
    parts = " union all ".join(f"select '{name}' as list_id, {columns} from lists.{name}" for name in lists)
    # One person or employer, one visit: the most pressing of its rows is the first.
    warehouse.con.execute(f"""
        create or replace view lists."all" as
        select *, row_number() over (
            partition by subject_id
            order by case tier when 'must_join' then 1 when 'persuade' then 2 else 3 end, priority, list_id
        ) as visit_order
        from ({parts})
    """)


def _chinese_name(query: Query) -> str:
    return query.title.partition(":")[0]
