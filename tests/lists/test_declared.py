"""What counts as declared and as paid: months by what their rows add up to, residents by the year (lists.md)."""

import pytest

from tests.town import Lists, Town

WAGED, LAPSED, UNPAID, TIER = (
    "waged_uninsured_people", "lapsed_members", "hardship_not_paid_for", "traders_and_movers_up",
)  # fmt: skip
ASKED = {WAGED, LAPSED, UNPAID, TIER}


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex
        在缴     | 1990-01-01 | 男
        待退     | 1990-01-02 | 男
        部分退   | 1990-01-03 | 男
        机关     | 1990-01-04 | 男
        机关欠费 | 1990-01-05 | 男
        灵活待退 | 1990-01-06 | 男
        大户     | 1980-01-07 | 男
        代缴     | 1980-01-08 | 男
    """)
    town.firms("name | unit\n甲厂 | 1")
    staff = ("在缴", "待退", "部分退", "机关", "机关欠费", "灵活待退")
    town.wages("\n".join(["who | firm | months", *(f"{name} | 甲厂 | 2026-08..2026-10" for name in staff)]))
    town.members("""
        who      | insurance | firm
        待退     | 110       | 甲厂
        灵活待退 | 110       | -
        代缴     | 170       | -
    """)
    town.paid("""
        who      | insurance | firm | months  | yuan | arrived | due_kind
        在缴     | 110       | 甲厂 | 2026-10 | 800  | 1       | 10
        待退     | 110       | 甲厂 | 2026-05 | 800  | 1       | 10
        待退     | 110       | 甲厂 | 2026-10 | 800  | 1       | 10
        待退     | 110       | 甲厂 | 2026-10 | -800 | 0       | 20
        部分退   | 110       | 甲厂 | 2026-10 | 800  | 1       | 10
        部分退   | 110       | 甲厂 | 2026-10 | -300 | 0       | 20
        机关     | 120       | -    | 2026-10 | 800  | 1       | 10
        机关欠费 | 120       | -    | 2026-10 | 800  | 0       | 10
        灵活待退 | 110       | -    | 2026-05 | 800  | 1       | 10
        灵活待退 | 110       | -    | 2026-10 | 800  | 1       | 10
        灵活待退 | 110       | -    | 2026-10 | -800 | 0       | 20
        大户     | 170       | -    | 2026-12 | 60   | 1       | 10
        大户     | 170       | 甲厂 | 2026-12 | 40   | 1       | 10
        代缴     | 170       | 甲厂 | 2026-12 | 100  | 1       | 30
        代缴     | 170       | -    | 2026-12 | 100  | 1       | 10
    """)
    town.listed("hardship", "who | hardship_kind\n代缴 | 低保")
    town.listed("person_roster", "who | roster_kind\n大户 | 种养殖大户\n代缴 | 种养殖大户")
    return town.night(lists=ASKED)


@pytest.mark.parametrize("name", ["待退", "灵活待退"])
def test_a_month_that_is_being_paid_back_is_neither_declared_nor_paid(night: Lists, name: str) -> None:
    assert name in night[WAGED]
    assert str(night[LAPSED][name]["last_paid_in"]) == "2026-05-01"


def test_a_month_of_which_something_is_left_counts(night: Lists) -> None:
    assert {"在缴", "部分退"} & night.names[WAGED] == set()


@pytest.mark.parametrize("name", ["机关", "机关欠费"])
def test_civil_servants_are_declared_by_their_office_though_the_row_prints_no_unit(night: Lists, name: str) -> None:
    assert name not in night[WAGED]


def test_a_residents_year_is_one_whatever_village_or_unit_its_rows_are_kept_under(night: Lists) -> None:
    assert float(night[TIER]["大户"]["resident_pension_yuan"]) == 100
    assert "代缴" not in night.names[UNPAID] | night.names[TIER]
