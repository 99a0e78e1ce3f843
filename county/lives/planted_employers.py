"""Planted cases around employers: who works at those that are on some list, and at those that only seem to be."""

import numpy as np

from county import events as e
from county.clock import NEVER
from county.tables import BONUS, PAID_LATER
from county.world import World

LOW = ("low_on_roster", "low_small", "low_subsidised", "low_subsidised_within_a_year", "low_subsidised_before",
       "low_subsidy_taken_back", "low_not_operating")  # fmt: skip
FIFTY = {"low_fifty": 50, "low_forty_nine": 49}

TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    "employing_traders_uninsured": {
        "absent": (
            "sole_trader_covered", "sole_trader_partly", "sole_trader", "trader_new_hire", "trader_pays_owner",
            "trader_closed", "trader_untaxed", "trader_shut", "uninsured", "converted_old",
        ),
        "check_data": ("trader_only_pensioners",),
    },
    "registered_uninsured_employers": {
        "absent": (
            "registry_only", "tax_before_window", "tax_taken_back", "founded_a_year_ago", "founded_30_days",
            "founded_today", "founded_with_unit", "founded_and_closed", "idle_taxed", "uninsured", "covered",
            "closed_business", "sole_trader_with_staff", "fund_only",
        ),
        "check_data": (
            "branch_of_covered", "headcount_in_registry", "headcount_on_roster", "founded_within_a_year",
            "founded_31_days_untaxed",
        ),
    },
    "new_employers_to_remind": {
        "absent": (
            "founded_31_days", "founded_31_days_untaxed", "founded_with_unit", "founded_and_closed",
            "trader_founded_lately", "recently_founded",
        ),
    },
    "converted_uninsured_employers": {
        "absent": ("converted_covered", "converted_closed", "converted_old", "uninsured"),
        "check_data": ("converted_idle", "converted_by_old_unit"),
    },
    "fund_paying_uninsured_employers": {
        "absent": ("suspended_unit", "closed_business", "arrears", "covered", "uninsured"),
        "check_data": ("only_elsewhere", "branch"),
    },
    "selectively_insured_employers": {
        "absent": (
            "covered", "public_body_120", "public_body_partly", "arrears", "partly_insured", "medical_only_unit",
            "selective_closed", "empty_unit",
        ),
    },
    "underreported_base_employers": {
        "absent": tuple(
            "base_" + name
            for name in ("near", "exactly_90", "capped", "floor", "bonus_outside", "five_months", "raised",
                         "wages_outside", "not_operating")
        ),
    },
    "low_coverage_employers": {
        "absent": (
            "low_forty_nine", "low_small", "low_subsidised", "low_not_operating", "nearly_mean", "many_not_due",
        ),
    },
    "subsidised_low_coverage_employers": {
        "absent": (
            "low_on_roster", "low_small", "low_subsidised_before", "low_subsidy_taken_back", "low_not_operating",
            "nearly_mean", "many_not_due", "only_pensioners",
        ),
    },
    "arrears_employers": {"absent": ("arrears_last_month", "arrears_settled", "arrears_through_another")},
    "dust_hazard_without_injury_cover": {
        "absent": ("empty_unit", "medical_only_unit", "closed_tax_07", "closed_business"),
    },
    "safety_checked_without_injury_cover": {
        "absent": ("empty_unit", "medical_only_unit", "arrears", "revoked_business", "tax_stopped_04"),
    },
    "platform_employers_uninsured": {
        "absent": ("agency", "soe_partly", "closed_business", "tax_abnormal_05"),
        "check_data": ("idle_taxed", "only_service_fees"),
    },
}  # fmt: skip
"""List id → what is expected there (`absent`, or a tier) → kinds."""


def _staff(
    world: World,
    at: str,
    each: int,
    kind: str = "steady_staff",
    ages: tuple[int, int] = (20, 56),
    mask: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """So many people for each employer of a kind: the people, and where each works."""
    eids = np.repeat(world.employers.of(at), each)
    pids = world.take(kind, ages, mask, n=len(eids))
    return pids, eids[: len(pids)]


def _insured(world: World, at: str, each: int) -> None:
    """Insured people with a wage, there for years."""
    pids, eids = _staff(world, at, each)
    world.insure(pids, eids, world.clock.first)
    world.pay_wages(pids, eids)


def _short(world: World, at: str, each: int) -> None:
    """People with a wage and no insurance."""
    pids, eids = _staff(world, at, each, "ordinary_waged")
    world.pay_wages(pids, eids)
    world.perhaps_resident(pids)


def _pensioners(world: World, at: str, each: int) -> None:
    retired = world.people.retires_late < world.clock.today - 6
    pids, eids = _staff(world, at, each, "rehired_pensioner", (61, 76), retired)
    world.pay_wages(pids, eids)
    world.draw(pids, e.EMPLOYEE_PENSION)


def coverage(world: World) -> None:
    """Employers that insure few of those who are due, and those that only seem to."""
    for at in LOW:
        # half is well below the mean of some two thirds, and two thirds are not
        _insured(world, at, 1)
        _short(world, at, 3 if at == "low_on_roster" else 1)
    for at, headcount in FIFTY.items():
        # most are insured where they come from: they are counted, and nobody here owes them anything
        _insured(world, at, 2)
        _short(world, at, 4)
        pids, eids = _staff(world, at, headcount - 6, "elsewhere_110")
        world.pay_wages(pids, eids)
        world.insure_elsewhere(pids, 110)
    _insured(world, "nearly_mean", 4)
    _short(world, "nearly_mean", 2)
    _insured(world, "many_not_due", 2)
    _pensioners(world, "many_not_due", 2)
    pids, eids = _staff(world, "many_not_due", 2, "intern", (17, 23))
    world.pay_wages(pids, eids)
    world.study(pids)


def bases(world: World) -> None:
    """Employers that declare less than they pay: wage and base in yuan a month, two people each."""
    clock, least, largest = world.clock, world.least_base, world.largest_base
    low, high = clock.base_year
    for at, yuan, base in (
        ("low", 9_000, least),
        ("near", 8_000, 7_600),
        ("exactly_90", 3_000, -(-least * 9 // 10)),
        ("just_below_90", 3_000, -(-least * 9 // 10) - 1),
        ("capped", 40_000, largest),
        ("floor", 2_500, least),
        ("bonus", 6_000, 6_000),
        ("bonus_outside", 6_000, 6_000),
        ("not_operating", 9_000, least),
    ):
        pids, eids = _staff(world, "base_" + at, 2)
        world.insure(pids, eids, clock.first, base=base)
        world.pay_wages(pids, eids, yuan=yuan)
        if at.startswith("bonus"):
            month = high - 1 if at == "bonus" else _outside(world)[0]
            world.pay_wages(pids, eids, month, month, kind=BONUS, yuan=24_000)
    # five months of wages say nothing of a year, six do
    for at, months in (("five_months", 5), ("six_months", 6)):
        pids, eids = _staff(world, "base_" + at, 2)
        world.insure(pids, eids, clock.first, base=least)
        world.pay_wages(pids, eids, high - months + 1, high, yuan=9_000)
    # the latest declared month says what the base is
    for at, before, now in (("raised", least, 9_000), ("lowered", 9_000, least)):
        pids, eids = _staff(world, "base_" + at, 2)
        world.insure(pids, eids, clock.first, clock.recent, base=before)
        world.insure(pids, eids, clock.recent + 1, base=now)
        world.pay_wages(pids, eids, yuan=9_000)
    # better paid in the months that do not count
    pids, eids = _staff(world, "base_wages_outside", 2)
    world.insure(pids, eids, clock.first, base=6_000)
    world.pay_wages(pids, eids, low, high, yuan=6_000)
    for month in _outside(world):
        world.pay_wages(pids, eids, month, month, yuan=20_000)


def _outside(world: World) -> list[int]:
    """The delivered months over which no mean wage is taken."""
    clock = world.clock
    low, high = clock.base_year
    return [month for month in range(clock.first_wage, clock.last + 1) if not low <= month <= high]


def arrears(world: World) -> None:
    """Contributions that have not arrived, and those that only seem not to have."""
    clock = world.clock

    def owing(at: str, unpaid_from: int, m1: int = clock.last, variant: int = 0) -> tuple[np.ndarray, np.ndarray]:
        pids, eids = _staff(world, "arrears_" + at, 2)
        world.insure(pids, eids, clock.first, m1, unpaid_from=unpaid_from, variant=variant)
        world.pay_wages(pids, eids, m1=m1)
        return pids, eids

    owing("last_month", clock.last)
    owing("closed", clock.last - 5, clock.recent)
    owing("settled", clock.last - 6, variant=PAID_LATER)
    pids, _ = owing("through_another", clock.last - 4)
    world.insure(pids, world.jobs("covered", len(pids)), clock.last - 4)
    pids, eids = _staff(world, "arrears_medical", 2)
    for insurances, unpaid_from in (((110, 210, 410), NEVER), ((310,), clock.last - 3)):
        world.insure(pids, eids, clock.first, insurances=insurances, unpaid_from=unpaid_from)
    world.pay_wages(pids, eids)


def others(world: World) -> None:
    """Sole traders nobody of whose staff is due, who left insurances out before closing, who deposits only."""
    clock = world.clock
    _insured(world, "selective_closed", 1)
    _pensioners(world, "trader_only_pensioners", 1)
    pids, eids = _staff(world, "trader_new_hire", 1, "hire_last_month")
    world.pay_wages(pids, eids, clock.last)
    world.perhaps_resident(pids)
    pids, eids = _staff(world, "fund_only", 2, "deposits_only")
    world.facts["fund"].add(pid=pids, eid=eids, m0=clock.window, m1=clock.last, base=5000)


def plant(world: World) -> None:
    """All of them."""
    coverage(world)
    bases(world)
    arrears(world)
    others(world)
