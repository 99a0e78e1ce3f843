"""Lists of employers and building sites in the made-up county: each case is planted, on both sides of each boundary."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from county.lives.planted import make_world
from tests.demo.conftest import AS_OF, County, county_of

POSITIVES: dict[str, dict[str, set[str]]] = {
    "employing_traders_uninsured": {
        "must_join": {"sole_trader_with_staff"},
        "check_data": {"trader_only_pensioners"},
    },
    "sole_traders_uninsured": {
        "persuade": {
            "owner_uninsured", "owner_lapsed", "owner_left_170", "owner_elsewhere_170", "owner_elsewhere_stopped",
            "owner_woman_between", "owner_month_before_retirement", "owner_with_wage",
        },
    },
    "registered_uninsured_employers": {
        "must_join": {
            "survey_within_a_year", "empty_unit_surveyed", "branch_of_uncovered", "social_items_only",
        },
        "check_data": {
            "branch_of_covered", "headcount_in_registry", "headcount_on_roster", "founded_within_a_year",
            "founded_31_days_untaxed",
        },
    },
    "new_employers_to_remind": {"persuade": {"founded_today", "founded_30_days"}},
    "converted_uninsured_employers": {
        "must_join": {"converted_uninsured"},
        "check_data": {"converted_idle", "converted_by_old_unit"},
    },
    "fund_paying_uninsured_employers": {
        "must_join": {"empty_unit", "partnership_uninsured", "fund_only"},
        "check_data": {"only_elsewhere", "branch"},
    },
    "selectively_insured_employers": {
        "must_join": {"without_medical", "without_unemployment", "without_injury", "medical_suspended"},
    },
    "low_coverage_employers": {"must_join": {"low_on_roster", "low_fifty"}},
    "subsidised_low_coverage_employers": {"must_join": {"low_subsidised", "low_subsidised_within_a_year"}},
    "arrears_employers": {"must_join": {"arrears", "arrears_closed", "arrears_medical"}},
    "dust_hazard_without_injury_cover": {
        "must_join": {"suspended_unit", "partnership_uninsured", "without_injury", "dispatch_host"},
    },
    "safety_checked_without_injury_cover": {
        "must_join": {"ended_unit", "wages_without_tax", "without_injury", "branch"},
    },
    "projects_without_injury_cover": {
        "must_join": {"uncovered", "sister_covered", "starts_today", "ends_today", "without_end"},
    },
    "platform_employers_uninsured": {
        "must_join": {"tax_office_only"},
        "check_data": {"idle_taxed", "only_service_fees"},
    },
}  # fmt: skip


@pytest.mark.parametrize("list_id", POSITIVES)
def test_each_case_is_on_its_list_twenty_times(county: County, list_id: str) -> None:
    counted = county.lists.filter(pl.col("list_id") == list_id).group_by("tier", "kind").len()
    found = {(tier, kind): count for tier, kind, count in counted.iter_rows()}
    wanted = {(tier, kind) for tier, kinds in POSITIVES[list_id].items() for kind in kinds}
    assert {case: found.get(case, 0) for case in wanted if found.get(case, 0) < 20} == {}


@pytest.mark.parametrize("list_id", POSITIVES)
def test_each_list_has_twenty_false_alarms(county: County, list_id: str) -> None:
    planted = county.traps.filter((pl.col("list_id") == list_id) & ~pl.col("kind").is_in(["wrong_digit"]))
    assert planted.filter(pl.col("expected") == "absent")["subject_id"].n_unique() >= 20


def test_lists_of_employers_have_plausible_sizes(county: County) -> None:
    sizes = dict(county.lists.group_by("list_id").len().iter_rows())
    assert {name: sizes[name] for name in POSITIVES if sizes[name] > 0.08 * len(county.world.employers)} == {}


SHORT_BASES = {"base_low", "base_just_below_90", "base_bonus", "base_six_months", "base_lowered"}


@pytest.mark.parametrize(
    ("as_of", "region", "kinds"),
    [
        (date(2024, 8, 20), "wuyi", SHORT_BASES),
        (date(2025, 12, 22), "funing", SHORT_BASES),
        # The data reach to November 2025.
        (date(2026, 1, 2), "wuhai", SHORT_BASES),
        # What the province publishes for 2026 is not known.
        (date(2026, 2, 10), "funing", set()),
        (AS_OF, "funing", set()),
    ],
)
def test_bases_are_held_against_the_wages_that_count_where_their_bounds_are_published(
    as_of: date, region: str, kinds: set[str]
) -> None:
    lists = county_of(3_000, as_of, region=region).lists.filter(pl.col("list_id") == "underreported_base_employers")
    assert {kind for kind in lists["kind"] if kind.startswith("base_")} == kinds
    assert lists.is_empty() or kinds


def test_last_years_wages_are_taken_where_half_of_them_are_delivered() -> None:
    def span(day: date) -> tuple[int, ...]:
        low, high = make_world(3_000, "funing", 1, day).clock.base_year
        return low // 12, low % 12 + 1, high // 12, high % 12 + 1

    # fourteen months are delivered: of 2025 from September, from May, all
    assert span(date(2026, 11, 22)) == (2025, 11, 2026, 10)
    assert span(date(2026, 7, 22)) == (2025, 5, 2025, 12)
    assert span(date(2026, 1, 10)) == (2025, 1, 2025, 12)


def test_a_case_owns_no_other_shop(county: County) -> None:
    employers = county.world.employers
    shops = np.flatnonzero((employers.form == "个体工商户") & (employers.fact("business_status") == "存续"))
    owners = employers.owner[shops]
    by_chance = owners[~employers.owned[shops]]
    assert not np.any(county.world.settled[by_chance])
    cases = owners[employers.owned[shops]]
    assert len(set(cases.tolist())) == len(cases)


@pytest.mark.parametrize(
    ("region", "here", "never"),
    [
        ("funing", ("阜宁", "盐城", "江苏"), ("武义", "玉溪", "乌海")),
        ("yancheng", ("盐都", "东台", "盐城", "江苏"), ("武义", "金华")),
        ("wuhai", ("海勃湾", "乌达", "乌海", "内蒙古"), ("阜宁", "盐城", "江苏")),
        ("wuyi", ("武义", "金华", "浙江"), ("阜宁", "盐城", "江苏")),
        ("yuxi", ("红塔", "元江", "玉溪", "云南"), ("阜宁", "盐城", "江苏")),
    ],
)
def test_firms_are_called_after_the_places_of_their_region(
    region: str, here: tuple[str, ...], never: tuple[str, ...]
) -> None:
    world = make_world(5_000, region, 1, AS_OF)
    employers = world.employers
    places = {name.place for name in employers.names if name.place}
    assert all(any(place.startswith(word) for place in places) for word in here)
    assert not any(place.startswith(never) for place in places)
    # a firm's own county is that of its village and of its numbers
    counties = world.region.villages["code"].str.slice(0, 6).gather(employers.village.astype(np.uint32))
    local = np.flatnonzero(np.isin(employers.area, world.region.counties["code"].cast(pl.Int64).to_numpy()))
    assert len(local) > 0.95 * len(employers)
    same = employers.uscc.str.slice(2, 6).gather(local) == counties.gather(local)
    # who moved in with another keeps its number
    assert same.sum() > 0.9 * len(same)
