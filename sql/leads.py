"""The work lists: each `sql/lists/*.sql` becomes `lists.<id>` with case ids, and `lists.all` is their union."""

from collections.abc import Collection

from sql import audit, rows, uncompared
from sql.candidates import PRESSING
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


def build(warehouse: Warehouse, case_key: str, progress: Progress, asked: Collection[str]) -> int:
    """Make the lists that a region asks for (`asked`: list ids), `lists.all` and `audit.list`; returns the leads.

    Nobody is put on a list for which no plan has a use; what a list reads of another is made, but not handed out. A
    list that needs what was not delivered is empty and marked 未计算.
    """
    recorded: list[audit.MadeList] = []
    listed = 0
    queries = with_lists(asked)
    missing = audit.missing(warehouse, queries)
    sources, bearing = uncompared.tonight(warehouse), uncompared.bearing()
    for query in queries:
        progress(query.table)
        if query.schema != "lists":
            warehouse.run(query)
            continue
        lacking = missing[query.table]
        count = _build_one(warehouse, query, case_key, computed=not lacking)
        if query.path.stem in asked:
            listed += count
            untold, asked_first = uncompared.words([] if lacking else sources, bearing[query.path.stem])
            name, heading, say, is_duty = _described(query)
            say = asked_first + say if say else None
            made = (count, not lacking, "、".join(lacking) or None, untold)
            recorded.append(audit.MadeList(query.path.stem, name, heading, say, is_duty, *made))
    recorded.sort(key=lambda one: one.list_id)
    rows.write(warehouse, "audit.list", audit.MadeList, recorded)
    warehouse.view("lists.all", united([one.list_id for one in recorded]))
    return listed


def before_lists() -> list[Query]:
    """The core tables that stand before any list, each after what it reads."""
    queries = read_queries("restricted", "core", "lists")
    late = {query.table for query in resting_on("lists", queries)}
    return [query for query in queries if query.table not in late]


def with_lists(asked: Collection[str]) -> list[Query]:
    """These lists, and the lists and the core tables resting on lists that they read, each after what it reads."""
    wanted = {f"lists.{list_id}" for list_id in asked}
    chosen = []
    for query in reversed(resting_on("lists", read_queries("core", "lists"))):
        if query.table in wanted or query.schema == "core":
            wanted |= query.reads
            chosen.append(query)
    return chosen[::-1]


def every_list() -> list[str]:
    """The ids of all lists that there are."""
    return [query.path.stem for query in read_queries("lists")]


def _build_one(warehouse: Warehouse, query: Query, case_key: str, computed: bool) -> int:
    first = f"{query.header['order']}, " if "order" in query.header else ""
    # A case keeps its id whatever number its subject goes by (`cases.known`). A new one is a keyed hash: an outsider
    # who holds a workbook cannot tell ID numbers from case ids by trying them all. Where the case of somebody else has
    # it, who once bore this number, it is hashed once more.
    # The order is part of the publication: same facts, same bytes, whatever the threads.
    return warehouse.run(
        query,
        f"""
        select
            coalesce(
                known.case_id,
                case when taken.case_id is null then fresh_id
                else {case_id(case_key, query.path.stem, "fresh_id || '|' || hashed.subject_id")} end
            ) as case_id,
            {", ".join(f"hashed.{name}" for name in COMMON)},
            hashed.* exclude (fresh_id, {", ".join(COMMON)})
        from (
            select * exclude (not_because), {case_id(case_key, query.path.stem, "subject_id")} as fresh_id from made
            where {str(computed).lower()} and not_because is null
        ) as hashed
        left join cases.known as known
            on known.list_id = '{query.path.stem}' and hashed.subject_id = known.subject_id
        left join cases.taken as taken on fresh_id = taken.case_id
        order by {first}priority, town_code, village_code nulls last, subject_id
        """,
    )


def case_id(case_key: str, list_id: str, subject: str) -> str:
    """The expression of a new case's id; `subject` is an expression as well."""
    return f"left(sha256('{case_key}' || sha256('{case_key}|{list_id}|' || {subject})), 16)"


def united(lists: list[str]) -> str:
    """The select that is `lists.all`: these lists over their common columns."""
    columns = ", ".join(("case_id", *COMMON))
    parts = " union all ".join(f"select '{name}' as list_id, {columns} from lists.{name}" for name in lists)
    return f"""
        select *, row_number() over (partition by subject_id order by {PRESSING}) as visit_order
        from ({parts})
    """


def _described(query: Query) -> tuple[str, str, str | None, bool]:
    """What a list's head says of it: name, heading, what is said at the door, whether an employer owes it.

    Who must join is insured by an employer, whom nobody's unwillingness lets off, unless the duty is the government's.
    """
    name, _, _ = query.title.partition(":")
    is_employers_duty = "must_join" in query.header["tier"] and query.header.get("duty") != "government"
    return name, query.header.get("heading", name), query.header.get("say"), is_employers_duty
