"""What rests on a value: found in the queries, by the columns that are made with it."""

from pathlib import Path

import pytest

from sql import rests_on, values_page
from sql.policy import BOUNDS

PAGE = Path(__file__).parents[2] / "docs" / "values.md"


@pytest.mark.parametrize(
    ("name", "lists"),
    [
        ("resident_lowest_tier_yuan", ["traders_and_movers_up"]),
        ("lapse_months", ["lapsed_members"]),
        # By way of a day of the calendar and a column of what a person stands in.
        ("resident_pension_grace_until", ["hardship_not_paid_for", "land_loss_unpaid"]),
        ("gate_list_rows", []),
    ],
)
def test_a_list_rests_on_what_it_reads_and_on_what_its_columns_were_made_with(name: str, lists: list[str]) -> None:
    assert rests_on.lists(name) == lists


def test_bounds_of_bases_decide_the_list_of_bases_and_the_rate_of_bases() -> None:
    assert "underreported_base_employers" in rests_on.lists(BOUNDS)
    assert "base_solidity" in rests_on.indicators(BOUNDS)


def test_a_value_that_decided_no_row_is_no_matter_for_the_reader() -> None:
    unverified = {"lapse_months": "断保月数 3", "resident_lowest_tier_yuan": "最低档 500"}
    assert rests_on.reservations(
        unverified, {"lapsed_members": "断保人员", "land_loss_unenrolled": "被征地农民未参保"}
    ) == ["出处尚未核实的口径“断保月数 3”影响：断保人员"]


def test_the_page_of_values_is_made_from_the_files() -> None:
    assert PAGE.read_text("utf-8") == values_page.page(), "python -m sql.values_page > docs/values.md"
