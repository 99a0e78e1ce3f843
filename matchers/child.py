"""Children: which resident a vaccinated child without an ID number is."""

from matchers.linked import Linked, nothing
from sql.warehouse import Warehouse

RESULT = "''  as rule, 0.0 as score, '' as verdict, '' as compared where false"


def link(warehouse: Warehouse, key: str) -> Linked:
    """Link the children of a night."""
    warehouse.create("matches.child", f"select '' as extract, '' as record_id, '' as person_id, {RESULT}")
    return nothing("child", "child-1")
