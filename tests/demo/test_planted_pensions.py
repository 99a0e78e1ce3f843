"""Planted cases about pensions, hardship, lost land and medical cover: each boundary lies where lists.md draws it."""

from datetime import date

import polars as pl
import pytest

from county.local_rules import LOCAL_RULES
from tests.demo.conftest import County, county_of

MUST, MAY, DESK = "must_join", "persuade", "check_data"
FOUND = {
    "fund_paying_uninsured_people": {
        "fund_and_nothing_else": MUST,
        "fund_once": MUST,
        "fund_last_month": MUST,
        "fund_elsewhere_stopped": MUST,
        "fund_and_resident": MUST,
        "fund_turns_16_today": MUST,
        "fund_month_before_retirement": MUST,
        "fund_woman_between": DESK,
        "fund_foreigner": DESK,
    },
    "pension_without_medical": {
        "staff_plain": MUST,
        "staff_medical_left": MUST,
        "staff_medical_taken_back": MUST,
        "staff_resident_medical": MUST,
        "staff_paid_once": MUST,
        "staff_student": MUST,
        "staff_retired": MUST,
        "staff_elsewhere_110": MUST,
        "staff_elsewhere_stopped": MUST,
        "staff_foreigner": DESK,
    },
    "flexible_without_medical": {
        "self_employed_plain": MAY,
        "self_employed_medical_left": MAY,
        "self_employed_medical_not_arrived": MAY,
        "self_employed_resident_medical_last_year": MAY,
        "self_employed_resident_medical_not_arrived": MAY,
        "self_employed_paid_once": MAY,
        "self_employed_foreigner": DESK,
    },
    "lapsed_residents": {
        "resident_two_years_unpaid": MAY,
        "resident_lapsed_suspended": MAY,
        "resident_lapsed_elsewhere_stopped": MAY,
        "resident_lapsed_community_correction": MAY,
        "resident_declared_before_that": MAY,
        "resident_lapsed_not_arrived": MAY,
        "resident_lapsed_turns_60_tomorrow": MAY,
    },
    "traders_and_movers_up": {
        "lowest_tier_farmer": MAY,
        "lowest_tier_cadre": MAY,
        "lowest_tier_waged": MAY,
        "lowest_tier_trader": MAY,
        "lowest_tier_last_year": MAY,
        "lowest_tier_this_year_only": MAY,
        "lowest_tier_until_today": MAY,
        "lowest_tier_woman_between": MAY,
    },
    "short_of_years": {
        "short_by_one_month": MAY,
        "short_in_60_months": MAY,
        "short_past_retirement": MAY,
        "short_retires_this_month": MAY,
        "short_paid_twice": MAY,
        "short_largest_before": MAY,
        "short_in_arrears": MAY,
        "short_flexible": MAY,
        "short_elsewhere_stopped": MAY,
        "short_woman_both": MAY,
        "short_woman_early_only": DESK,
    },
    "over_60_unenrolled": {"old_unenrolled": MAY, "old_terminated": MAY, "turns_60_today": MAY},
    "over_60_not_drawing": {
        "old_forgotten": DESK,
        "old_turned_60_before_last_month": DESK,
        "old_left": DESK,
        "old_prisoner": DESK,
        "old_moved_out": DESK,
        "old_elsewhere_110": DESK,
        "old_pension_stopped": DESK,
        "old_allowance": DESK,
    },
    "land_loss_unenrolled": {
        "poor_unenrolled": MUST,
        "poor_turns_16_today": MUST,
        "poor_turns_60_tomorrow": MUST,
        "poor_elsewhere_stopped": MUST,
        "poor_until_yesterday": MUST,
    },
    "land_loss_no_allowance": {
        "old_unenrolled": DESK,
        "old_turned_60_before_last_month": DESK,
        "old_allowance_stopped": DESK,
        "old_left": DESK,
        "old_prisoner": DESK,
    },
    "hardship_not_enrolled": {
        "poor_unenrolled": MUST,
        "poor_until_today": MUST,
        "poor_from_today": MUST,
        "poor_without_days": MUST,
        "poor_again": MUST,
        "poor_turns_16_today": MUST,
        "poor_turns_60_tomorrow": MUST,
    },
    "hardship_not_paid_for": {
        "poor_pays_himself": MUST,
        "poor_suspended_170": MUST,
        "poor_member_unpaid": MUST,
        "poor_paid_for_last_year": MUST,
        "poor_paid_for_not_arrived": MUST,
        "poor_declared_before_that": MUST,
    },
    "hardship_not_drawing": {
        "old_forgotten": MUST,
        "old_unenrolled": MUST,
        "old_turned_60_before_last_month": MUST,
        "old_allowance": MUST,
        "old_prisoner": MUST,
        "old_left": MUST,
    },
    "hardship_without_medical": {
        "poor_unenrolled": MUST,
        "poor_child": MUST,
        "poor_student": MUST,
        "poor_drawing": MUST,
        "poor_elsewhere_110": MUST,
        "poor_medical_last_year": MUST,
        "poor_medical_not_arrived": MUST,
        "poor_left_310": MUST,
        "poor_turns_60_today": MUST,
    },
}


def tiers_of(county: County, list_id: str, kind: str) -> list[str]:
    rows = county.lists.filter((pl.col("list_id") == list_id) & (pl.col("kind") == kind))
    return rows["tier"].to_list()


@pytest.mark.parametrize("list_id", FOUND)
def test_whoever_is_planted_to_be_found_is_on_the_list(county: County, list_id: str) -> None:
    for kind, tier in FOUND[list_id].items():
        count = len(county.world.people.of_kind(kind))
        assert count >= 20, kind
        found = tiers_of(county, list_id, kind)
        # of a few nobody has a right number
        assert len(found) == count, kind
        assert found.count(tier) >= count - 1, kind


def test_in_january_last_years_payment_still_serves() -> None:
    in_january, in_july = county_of(4_000, date(2027, 1, 20)), county_of(4_000, date(2027, 7, 1))
    kinds = {
        "hardship_not_paid_for": "poor_paid_for_last_year",
        "flexible_without_medical": "self_employed_resident_medical_last_year",
        "hardship_without_medical": "poor_medical_last_year",
    }
    for list_id, kind in kinds.items():
        assert tiers_of(in_january, list_id, kind) == [], kind
        assert tiers_of(in_july, list_id, kind), kind


@pytest.mark.parametrize(("day", "serves"), [(date(2027, 6, 30), True), (date(2027, 7, 1), False)])
def test_the_year_of_grace_ends_with_june(day: date, serves: bool) -> None:
    assert (2026 in LOCAL_RULES["320923"].years(170, day)) is serves


@pytest.mark.parametrize(
    ("region", "months", "years"), [("funing", {"must_join", "persuade"}, False), ("yuxi", set(), True)]
)
def test_a_region_says_when_a_flexible_worker_has_lapsed(region: str, months: set[str], years: bool) -> None:
    county = county_of(5_000, region=region)
    assert set(tiers_of(county, "lapsed_members", "lapsed_flexible_three_months")) <= months
    assert bool(tiers_of(county, "lapsed_members", "lapsed_flexible_three_months")) is not years
    assert tiers_of(county, "lapsed_members", "lapsed_flexible_out_of_time")
    assert not tiers_of(county, "lapsed_members", "flexible_in_time")


@pytest.mark.parametrize("region", ["funing", "wuhai"])
def test_hardship_counts_as_the_regions_plan_says(region: str) -> None:
    county = county_of(5_000, region=region)
    assert tiers_of(county, "hardship_not_enrolled", "poor_unenrolled")
    assert not tiers_of(county, "hardship_not_enrolled", "poor_uncounted")
