"""Planted cases around pensions: residents who stopped paying or could pay more, and the housing fund."""

import numpy as np

from county import events as e
from county.clock import MEN_60, WOMEN_55
from county.lives.planted_owners import give_shops
from county.lives.planted_years import NOT_DUE, Recipe, not_due
from county.people import MEN, WOMEN
from county.tables import SERVICE
from county.world import World

LAPSED_RESIDENTS = "lapsed_residents"
UP = "traders_and_movers_up"
FUND = "fund_paying_uninsured_people"
FARMER, CADRE = e.ROSTERS.index("种养殖大户"), e.ROSTERS.index("村(居)干部")

TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    LAPSED_RESIDENTS: {
        "absent": (
            "resident_paid_last_year", "resident_paid_this_year", "resident_paid_for_this_year", "resident_never_paid",
            "resident_terminated", "resident_declared_a_year_ago", "resident_flexible_a_year_ago",
            "resident_lapsed_turns_60_today",
        ),
    },
    UP: {
        "absent": (
            *(f"lowest_tier_{name}" for name in NOT_DUE),
            "second_tier", "lowest_tier_paid_for", "lowest_tier_also_paid_for", "lowest_tier_two_years_ago",
            "lowest_tier_not_arrived", "lowest_tier_without_means", "lowest_tier_until_yesterday",
            "lowest_tier_from_tomorrow", "lowest_tier_service_fees", "lowest_tier_hired_last_month",
            "lowest_tier_declared_a_year_ago", "lowest_tier_flexible", "lowest_tier_past_retirement",
            "lowest_tier_retires_this_month", "lowest_tier_other_roster",
        ),
        "persuade": ("lowest_tier_woman_between",),
    },
    FUND: {
        "absent": (
            *(f"fund_{name}" for name in NOT_DUE),
            "fund_before_recent", "fund_insured", "fund_declared_once", "fund_flexible", "fund_in_arrears",
            "fund_and_wage", "fund_past_retirement", "fund_retires_this_month", "fund_turns_16_tomorrow",
        ),
        "check_data": ("fund_woman_between", "fund_foreigner"),
    },
}  # fmt: skip
AGES = {"student": (18, 25), "drawing": (50, 58), "retired_elsewhere": (50, 58), "soldier": (18, 30)}


# -- residents -----------------------------------------------------------------------------------------------------


def lapsed_residents(world: World) -> None:
    """Residents who paid, and have paid neither for last year nor for this one; and those who only seem so."""
    clock, year = world.clock, world.clock.year
    everyone = np.ones(len(world.people.sex), dtype=bool)
    units = world.employers.of("covered")

    def declared(pids: np.ndarray, end: int) -> None:
        world.insure(pids, world.rng.choice(units, len(pids)), clock.first, end, reason=6301, status=4)

    recipes: dict[str, tuple[tuple[int, ...], Recipe]] = {
        "two_years_unpaid": ((year - 3, year - 2), lambda _: None),
        "lapsed_suspended": ((year - 5, year - 4), lambda _: None),
        "lapsed_elsewhere_stopped": ((year - 2,), lambda pids: world.insure_elsewhere(pids, 170, status=2)),
        "lapsed_community_correction": ((year - 2,), lambda pids: world.sentence(pids, e.COMMUNITY)),
        "declared_before_that": ((year - 3,), lambda pids: declared(pids, clock.window - 1)),
        "declared_a_year_ago": ((year - 3,), lambda pids: declared(pids, clock.window)),
        "flexible_a_year_ago": (
            (year - 3,), lambda pids: world.insure_flexible(pids, clock.first, clock.window, status=4)
        ),
        "lapsed_not_arrived": ((year - 2,), lambda pids: _owe(world, pids)),
        "paid_last_year": ((year - 3, year - 1), lambda _: None),
        "paid_this_year": ((year - 3, year), lambda _: None),
    }  # fmt: skip
    for name, (paid, recipe) in recipes.items():
        pids = world.take(f"resident_{name}", (24, 57), everyone)
        world.enrol_resident(pids, paid, status=2 if name == "lapsed_suspended" else 1)
        world.insure_resident_medical(pids)
        recipe(pids)
    world.enrol_resident(world.take("resident_paid_for_this_year", (24, 57), everyone), (year,), government=True)
    world.enrol_resident(world.take("resident_never_paid", (20, 57), everyone), (), new=True)
    for name, later in (("today", 0), ("tomorrow", 1)):
        pids = world.take(f"resident_lapsed_turns_60_{name}", (58, 61), everyone)
        world.rebirth(pids, clock.years_ago(60) + np.timedelta64(later, "D"))
        world.enrol_resident(pids, (year - 4, year - 3, year - 2))


def _owe(world: World, pids: np.ndarray) -> None:
    """Owe for this year and last: told to pay, nothing has arrived."""
    year = world.clock.year
    for owed in (year - 1, year):
        world.facts["yearly"].add(
            pid=pids, insurance=170, year=owed, due_kind=10, yuan=world.rules.lowest_tier_yuan, paid=False
        )


def lowest_tier(world: World) -> None:
    """Residents who pay the least there is though they have means."""
    clock, year, rng = world.clock, world.clock.year, world.rng
    everyone = np.ones(len(world.people.sex), dtype=bool)
    least = world.rules.lowest_tier_yuan

    def pays(
        name: str,
        years: tuple[int, ...] = (year - 2, year - 1, year),
        ages: tuple[int, int] = (22, 57),
        mask: np.ndarray | None = None,
        means: int = FARMER,
        **values: int,
    ) -> np.ndarray:
        pids = world.take(name, ages, mask)
        world.enrol_resident(pids, years, tier=values.get("tier", least), paid=bool(values.get("paid", 1)),
                             government=bool(values.get("government", 0)))  # fmt: skip
        world.insure_resident_medical(pids)
        if means >= 0:
            world.list_on_roster(pids, means)
        return pids

    none = -1
    pays("lowest_tier_farmer")
    pays("lowest_tier_cadre", means=CADRE)
    pays("lowest_tier_last_year", (year - 3, year - 1))
    pays("lowest_tier_this_year_only", (year,), means=CADRE)
    pids = pays("lowest_tier_waged", means=none)
    world.pay_wages(pids, world.jobs("short", len(pids)))
    give_shops(world, pays("lowest_tier_trader", means=none))
    pays("lowest_tier_woman_between", ages=(50, 57), mask=world.women_between())
    world.list_on_roster(pays("lowest_tier_until_today", means=none), FARMER, ends=clock.day())
    world.list_on_roster(pays("lowest_tier_until_yesterday", means=none), FARMER, ends=clock.day(1))
    world.list_on_roster(pays("lowest_tier_from_tomorrow", means=none), FARMER, starts=clock.day(-1))
    recipes = not_due(world)
    for name in NOT_DUE:
        ages = AGES.get(name, (22, 57))
        recipes[name](pays(f"lowest_tier_{name}", ages=ages, mask=everyone if ages[0] == 50 else None))

    pays("second_tier", tier=least + 100)
    pays("lowest_tier_paid_for", government=1)
    pids = pays("lowest_tier_also_paid_for")
    world.facts["yearly"].add(pid=pids, insurance=170, year=year, due_kind=30, yuan=least, paid=True)
    pays("lowest_tier_two_years_ago", (year - 3, year - 2))
    pays("lowest_tier_not_arrived", (year,), paid=0)
    pays("lowest_tier_without_means", means=none)
    pays("lowest_tier_other_roster", means=e.TRANSFERRED)
    pids = pays("lowest_tier_service_fees", means=none)
    world.pay_wages(pids, world.jobs("covered", len(pids)), kind=SERVICE)
    pids = pays("lowest_tier_hired_last_month", means=none)
    world.pay_wages(pids, world.jobs("covered", len(pids)), clock.last)
    pids = pays("lowest_tier_declared_a_year_ago")
    units = rng.choice(world.employers.of("covered"), len(pids))
    world.insure(pids, units, clock.first, clock.window, reason=6301, status=4)
    world.insure_flexible(pays("lowest_tier_flexible"), clock.first, clock.window, status=4)
    pays("lowest_tier_past_retirement", ages=(57, 59), mask=world.people.retires_late < clock.today - 1)
    pids = pays("lowest_tier_retires_this_month", ages=(54, 58), mask=everyone)
    world.rebirth_in_month(pids, clock.last_birth_month_retired(WOMEN_55), WOMEN)


# -- the housing fund ----------------------------------------------------------------------------------------------


def housing_fund(world: World) -> None:
    """People for whom an employer deposits housing fund and declares no contribution."""
    people, clock, rng = world.people, world.clock, world.rng
    everyone = np.ones(len(people.sex), dtype=bool)

    def saves(
        name: str,
        ages: tuple[int, int] = (20, 57),
        mask: np.ndarray | None = None,
        m0: int | None = None,
        m1: int | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        pids = world.take(name, ages, mask)
        eids = world.jobs("covered", len(pids))
        world.deposit(pids, eids, m0, m1)
        return pids, eids

    saves("fund_and_nothing_else")
    saves("fund_once", m0=clock.recent, m1=clock.recent)
    saves("fund_last_month", m0=clock.last)
    world.insure_elsewhere(saves("fund_elsewhere_stopped")[0], 110, status=2)
    world.enrol_resident(saves("fund_and_resident")[0])
    pids, eids = saves("fund_and_service_fees")
    world.pay_wages(pids, eids, kind=SERVICE)
    saves("fund_woman_between", (50, 57), world.women_between())
    pids, _ = saves("fund_foreigner", (24, 48))
    world.outsiders(pids, permits=False)
    people.document[pids] = 2
    recipes = not_due(world)
    for name in NOT_DUE:
        ages = AGES.get(name, (20, 57))
        recipes[name](saves(f"fund_{name}", ages, everyone if ages[0] == 50 else None)[0])

    saves("fund_before_recent", m1=clock.recent - 1)
    pids, eids = saves("fund_insured")
    world.insure(pids, eids, clock.first)
    pids, eids = saves("fund_declared_once")
    world.insure(pids, eids, clock.first, clock.recent, reason=6301)
    world.insure_flexible(saves("fund_flexible")[0], clock.first)
    pids, _ = saves("fund_in_arrears")
    world.insure(pids, rng.choice(world.employers.of("arrears"), len(pids)), clock.first, unpaid_from=clock.recent - 2)
    pids, eids = saves("fund_and_wage")
    world.pay_wages(pids, world.jobs("partly", len(pids)))
    saves("fund_past_retirement", (61, 68), people.retires_late < clock.today - 2)
    for name, later in (("fund_retires_this_month", 0), ("fund_month_before_retirement", 1)):
        pids, _ = saves(name, (58, 61), everyone)
        world.rebirth_in_month(pids, clock.last_birth_month_retired(MEN_60) + later, MEN)
    for name, later in (("fund_turns_16_today", 0), ("fund_turns_16_tomorrow", 1)):
        pids, _ = saves(name, (15, 17), everyone)
        world.rebirth(pids, clock.years_ago(16) + np.timedelta64(later, "D"))


def plant(world: World) -> None:
    """All of them."""
    lapsed_residents(world)
    lowest_tier(world)
    housing_fund(world)
