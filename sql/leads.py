"""The work lists: each `sql/lists/*.sql` becomes `lists.<id>` with case ids, and `lists.all` is their union."""

from sql import audit
from sql.warehouse import Progress, Query, Warehouse, read_queries

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
    # What `core` and `lists` share, a list may read: the order goes over both, the tables of `core` stand already.
    queries = read_queries("lists")
    recorded = []
    for query in queries:
        progress(query.table)
        lacking = audit.missing(warehouse, query)
        rows = _build_one(warehouse, query, case_key, computed=not lacking)
        recorded.append((query.path.stem, _chinese_name(query), rows, not lacking, "、".join(lacking) or None))
    audit.write(warehouse, "audit.list", audit.LIST, sorted(recorded))
    _unite(warehouse, queries)
    return sum(rows for _, _, rows, _, _ in recorded)


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


def _unite(warehouse: Warehouse, queries: list[Query]) -> None:
    columns = ", ".join(("case_id", *COMMON))
    parts = [f"select '{query.path.stem}' as list_id, {columns} from {query.table}" for query in queries]
    warehouse.con.execute(f'create or replace view lists."all" as {" union all ".join(parts)}')


def _chinese_name(query: Query) -> str:
    return query.title.partition(":")[0]
