"""A unit's name may tell of a person what a town may not read: prison, treatment, disability, service."""

from typing import Any

import duckdb
import pytest

from flows.handout import visits
from tests.handouts.test_counties import LEAD, VALUES

NEUTRAL = "各部门数据比对后，可能应参保而未参保，请核实。"


def shown(unit: str, kind: str = "person", **more: str) -> dict[str, Any]:
    """The row of somebody whose last unit this is, and whose lead names it."""
    with duckdb.connect() as con:
        con.execute(LEAD.format(kind=kind, town="320923109"))
        con.execute("update core.employer set employer_name = ?", [unit])
        con.execute("update core.pension_record set employer_id = 's'")
        con.execute("""update lists."all" set reason = ?""", [f"在{unit}领取工资，最近一次2026年10月。"])
        people, employers, _ = visits(con, VALUES | more)
        (row,) = (people if kind == "person" else employers).to_dicts()
    return row


@pytest.mark.parametrize(
    "unit",
    [
        "江苏省某某监狱",
        "某某强制隔离戒毒所",
        "阜宁县社会福利工厂",
        "某某残疾人印刷厂",
        "阜宁县精神病防治院",
        "阜宁县人民医院",
    ],
)
def test_a_unit_whose_name_tells_too_much_is_neither_in_the_last_unit_nor_in_the_reason(unit: str) -> None:
    row = shown(unit)
    assert (row["last_unit"], row["reason"]) == (None, NEUTRAL)
    assert unit not in "".join(str(cell) for cell in row.values())


def test_any_other_unit_is_named(unit: str = "阜宁某纺织厂") -> None:
    row = shown(unit)
    assert (row["last_unit"], row["reason"]) == (unit, f"在{unit}领取工资，最近一次2026年10月。")


def test_such_a_unit_itself_is_visited_under_its_name() -> None:
    assert "监狱" in shown("江苏省某某监狱", kind="employer")["reason"]


def test_a_region_may_say_which_names_tell() -> None:
    assert shown("某某纺织厂", units_that_tell="监狱,纺织")["last_unit"] is None
