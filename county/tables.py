"""Tables that recipes fill row by row of people: the clean world's facts before any department has touched them."""

from typing import Any

import numpy as np
import polars as pl

WAGE, BONUS, SERVICE, OTHER_INCOME = 0, 1, 2, 3
"""Income kinds: 正常工资薪金, 全年一次性奖金, 劳务报酬, 其他."""

AS_IS, TAKEN_BACK, PARTLY_BACK, SPLIT, ZERO, PAID_LATER = 0, 1, 2, 3, 4, 5
"""What became of an amount: one row; a reversal that leaves nothing; one that leaves some; two parts; nothing;
not arrived, and paid later after all."""

NO_DAY = np.datetime64("NaT", "D")
NOT_PRINTED = -1
"""A month or a count that an office leaves out."""

_TYPES: dict[str, dict[str, str]] = {
    # who is a member of what: one row per job, or per enrolment
    "member": {
        "pid": "i4", "insurance": "i2", "uid": "i4", "member_kind": "i1", "status": "i1", "enrolled": "M8[D]",
        "stopped": "M8[D]", "reason": "i2", "before": "i2", "tier": "i4",
    },
    # months of contributions, first to last, through a unit (or -1: the person's own)
    "spell": {
        "pid": "i4", "insurance": "i2", "uid": "i4", "m0": "i4", "m1": "i4", "base": "i4", "unpaid_from": "i4",
        "taken_back_from": "i4", "variant": "i1",
    },
    # residents pay by the year
    "yearly": {"pid": "i4", "insurance": "i2", "year": "i2", "due_kind": "i1", "yuan": "i4", "paid": "?"},
    "wage": {"pid": "i4", "eid": "i4", "m0": "i4", "m1": "i4", "kind": "i1", "yuan": "i4", "variant": "i1"},
    "benefit": {"pid": "i4", "kind": "i1", "starts": "i4", "last_paid": "i4", "yuan": "i4", "status": "i1"},
    "elsewhere": {
        "pid": "i4", "insurance": "i2", "status": "i1", "last_paid": "i4", "retired": "i1", "area": "i4",
        "paid_months": "i4",
    },
    # what the member file prints of years that count though nobody has paid them
    "credit": {"pid": "i4", "months": "i4", "worked": "M8[D]"},
    # who is on the vaccination register
    "child": {"pid": "i4"},
    "student": {"pid": "i4", "school": "i1", "enrolled": "M8[D]", "graduates": "M8[D]", "status": "i1"},
    "sentence": {"pid": "i4", "kind": "i1", "starts": "M8[D]", "ends": "M8[D]"},
    "soldier": {"pid": "i4", "starts": "M8[D]", "ends": "M8[D]"},
    "death": {"pid": "i4", "died": "M8[D]"},
    "roster": {"pid": "i4", "kind": "i1", "starts": "M8[D]", "ends": "M8[D]"},
    "hardship": {"pid": "i4", "kind": "i1", "starts": "M8[D]", "ends": "M8[D]"},
    "land_loss": {"pid": "i4", "batch": "i2", "resettled": "M8[D]"},
    "gig": {"pid": "i4", "kind": "i1", "platform": "i1"},
    "rider_cover": {"pid": "i4", "platform": "i1", "starts": "M8[D]", "ends": "M8[D]"},
    "dispatch": {"agency": "i4", "host": "i4", "pid": "i4", "starts": "M8[D]", "ends": "M8[D]"},
    "ruling": {"pid": "i4", "eid": "i4", "starts": "M8[D]", "ends": "M8[D]"},
    # what offices know of employers: who is on which list of theirs, who got money, where somebody counted staff
    "unit_roster": {"eid": "i4", "roster": "i1", "headcount": "i4"},
    "subsidy": {"eid": "i4", "name": "i1", "cents": "i8", "paid": "M8[D]"},
    "penalty": {"eid": "i4", "kind": "i1", "matter": "i1", "issued": "M8[D]", "due": "M8[D]", "corrected": "M8[D]"},
    "survey": {"eid": "i4", "headcount": "i4", "surveyed": "M8[D]"},
    "fund": {"pid": "i4", "eid": "i4", "m0": "i4", "m1": "i4", "base": "i4"},
}  # fmt: skip
UNIT_ROSTERS = (
    "规上企业",
    "开发区",
    "现代农业园区",
    "旅游园区",
    "服务业集聚区",
    "重大项目",
    "农业龙头",
    "国有企业",
    "粉尘危害",
    "平台企业",
    "劳务派遣",
    "安全检查",
)
"""Kinds of rosters of units; a roster of the county is a place here."""


class Table:
    """A table that grows by columns of numbers; a single value stands for all rows of an addition."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.types = _TYPES[name]
        self.parts: dict[str, list[np.ndarray]] = {column: [] for column in self.types}

    def add(self, **values: Any) -> None:
        """Append rows; `pid` (`eid` of what is about employers) says how many."""
        count = len(values["pid"] if "pid" in values else values["eid"])
        if values.keys() != self.types.keys():
            raise TypeError(f"{self.name} takes {sorted(self.types)}, not {sorted(values)}")
        for column, kind in self.types.items():
            array = np.asarray(values[column], dtype=kind)
            self.parts[column].append(np.broadcast_to(array, (count,)))

    def frame(self) -> pl.DataFrame:
        """Everything that was added, in that order."""
        columns = {
            column: np.concatenate([np.empty(0, dtype=kind), *self.parts[column]])
            for column, kind in self.types.items()
        }
        return pl.DataFrame(columns)


def tables() -> dict[str, Table]:
    """An empty table for each kind of fact."""
    return {name: Table(name) for name in _TYPES}
