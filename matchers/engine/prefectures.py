"""Whether records are compared prefecture by prefecture, as an engine's executors do it side by side."""

from sql.warehouse import Warehouse

PREFECTURE = "select distinct left(area_code, 4) as prefecture from core.area where length(area_code) >= 4"


def groups(warehouse: Warehouse, select: str) -> str | None:
    """The groups (`Warehouse.spread`) where the region lies in several prefectures; within one everybody may meet."""
    return select if warehouse.count(f"from ({PREFECTURE}) as prefecture") > 1 else None
