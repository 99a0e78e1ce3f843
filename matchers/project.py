"""Projects: which construction project an injury cover insures."""

from matchers.linked import Linked, nothing
from sql.warehouse import Warehouse

RESULT = "''  as rule, 0.0 as score, '' as verdict, '' as compared where false"


def link(warehouse: Warehouse) -> Linked:
    """Link the covers of a night."""
    warehouse.create("matches.project", f"select '' as extract, '' as record_id, '' as project_id, {RESULT}")
    return nothing("project", "project-1")
