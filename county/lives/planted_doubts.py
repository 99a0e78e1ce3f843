"""Planted cases whose evidence is incomplete: outdated reports from elsewhere, small wages, interns, building sites,
cadres, owners at work, years that are credited, the unemployed near retirement; and those who only look like them.
"""

import numpy as np

from county import events as e
from county.clock import MEN_60
from county.lives.planted_lapses import stop
from county.lives.planted_years import _Years
from county.people import MEN
from county.tables import NO_DAY
from county.world import EMPLOYEE, World

CADRE = e.ROSTERS.index("村(居)干部")
WAGED, LAPSED, SHORT = "waged_uninsured_people", "lapsed_members", "short_of_years"
CHECKUP, TAXED = "checkup_adults_without_medical", "taxed_uninsured_employers"
TOKEN_YUAN, LOW_YUAN = 1_200, 3_000
"""A monthly wage below every county's minimum, and a modest one above it."""
OUTDATED, RECENT = 7, 6
"""Months before last month: a report that exempts nobody any more, and the oldest that does."""
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    WAGED: {
        "absent": ("elsewhere_six_months_ago", "elsewhere_without_month", "cadre_at_office"),
        "check_data": (
            "elsewhere_outdated", "elsewhere_120_outdated", "token_wage", "intern_three_months", "site_crew",
            "partner_at_work", "owner_of_three",
        ),
        "must_join": (
            "low_wage", "school_age_four_months", "aged_23_three_months", "crew_declared_once", "crew_of_other_days",
            "cadre_term_over", "cadre_at_company", "owner_of_two", "elsewhere_170_outdated",
        ),
    },
    "unenrolled": {
        "absent": ("resident_elsewhere_last_year",),
        "check_data": ("resident_elsewhere_outdated",),
    },
    LAPSED: {
        "absent": ("unemployed_near_retirement",),
        "persuade": ("unemployed_a_month_more",),
        "check_data": ("lapsed_elsewhere_outdated", "lapsed_token_waged"),
    },
    SHORT: {
        "absent": ("enough_credited", "enough_elsewhere"),
        "persuade": ("short_all_the_same",),
        "check_data": ("short_began_early", "short_veteran"),
    },
    CHECKUP: {
        "absent": ("pensioner_elsewhere_in_310",),
        "persuade": ("pensioner_elsewhere",),
        "check_data": ("medical_elsewhere_outdated",),
    },
    TAXED: {"check_data": ("branch_of_outsider",)},
}  # fmt: skip


def _waged(world: World, kind: str, ages: tuple[int, int] = (24, 57), at: str = "covered", **wages: int) -> np.ndarray:
    pids = world.take(kind, ages)
    eids = world.jobs_beside(at, len(pids))
    world.employers.siteless[eids] = True
    world.pay_wages(pids, eids, **wages)
    return pids


def elsewhere(world: World) -> None:
    """Insured in another place, as a report of some months ago says."""
    clock = world.clock
    last, year_end = clock.last, (clock.year - 1) * 12 - 1
    world.insure_elsewhere(_waged(world, "elsewhere_outdated", at="short"), 110, last_paid=last - OUTDATED)
    world.insure_elsewhere(_waged(world, "elsewhere_120_outdated", at="short"), 120, last_paid=last - OUTDATED)
    world.insure_elsewhere(_waged(world, "elsewhere_170_outdated", at="short"), 170, last_paid=year_end)
    world.insure_elsewhere(_waged(world, "elsewhere_six_months_ago"), 110, last_paid=last - RECENT)
    world.insure_elsewhere(_waged(world, "elsewhere_without_month"), 110, last_paid=None)
    world.insure_elsewhere(world.take("resident_elsewhere_outdated", (23, 57)), 170, last_paid=year_end)
    world.insure_elsewhere(world.take("resident_elsewhere_last_year", (23, 57)), 170, last_paid=year_end + 1)
    pids = world.take("lapsed_elsewhere_outdated", (22, 50))
    stop(world, pids)
    world.insure_elsewhere(pids, 110, last_paid=last - OUTDATED)

    everyone = np.ones(len(world.people.sex), dtype=bool)
    for kind, insurances in (("pensioner_elsewhere_in_310", (310,)), ("pensioner_elsewhere", ())):
        pids = world.take(kind, (51, 58), everyone)
        world.list_on_roster(pids, e.CHECKED_UP)
        world.insure_elsewhere(pids, 110, status=4, retired=1)
        for insurance in insurances:
            world.be_member(pids, insurance, EMPLOYEE, clock.first - 120)
    pids = world.take("medical_elsewhere_outdated", (23, 57))
    world.list_on_roster(pids, e.CHECKED_UP)
    world.enrol_resident(pids)
    world.insure_elsewhere(pids, 310, last_paid=last - OUTDATED)


def wages(world: World) -> None:
    """Wages of a few hours, of a summer, and ordinary ones beside them."""
    last = world.clock.last
    _waged(world, "token_wage", at="short", yuan=TOKEN_YUAN)
    _waged(world, "low_wage", at="short", yuan=LOW_YUAN)
    _waged(world, "intern_three_months", (18, 22), "short", m0=last - 2)
    _waged(world, "school_age_four_months", (18, 22), "short", m0=last - 3)
    _waged(world, "aged_23_three_months", (23, 26), "short", m0=last - 2)
    pids = world.take("lapsed_token_waged", (24, 50))
    eids = world.jobs("partly", len(pids))
    world.insure(pids, eids, world.clock.first, world.clock.recent - 4, reason=6301)
    world.pay_wages(pids, eids, yuan=TOKEN_YUAN)


def sites(world: World) -> None:
    """People whom a contractor pays: `projects.build` gives the two kinds of contractors their building sites."""
    clock, employers = world.clock, world.employers
    # whose unit insures nobody for the pension whatever they build
    employers.siteless[employers.of("medical_only_unit")] = True
    for kind, at in (
        ("site_crew", "site_contractor"),
        ("crew_declared_once", "site_contractor"),
        ("crew_of_other_days", "past_contractor"),
    ):
        eids = employers.of(at)
        pids = world.take(kind, (24, 57))
        world.pay_wages(pids, eids[np.arange(len(pids)) % len(eids)])
        if kind == "crew_declared_once":
            units = world.rng.choice(employers.of("covered"), len(pids))
            world.insure(pids, units, clock.first + 1, clock.first + 1, reason=6301, status=4)


def cadres(world: World) -> None:
    """Cadres of villages: an office pays them, or somebody else does."""
    clock, employers = world.clock, world.employers
    # whoever is no cadre any more is staff that an office has left out: a body that insures everybody has none
    for kind, bodies, ends in (
        ("cadre_at_office", ("public_body_120", "public_body_partly"), NO_DAY),
        ("cadre_term_over", ("public_body_partly",), clock.day(1)),
    ):
        office = employers.of(*bodies)
        office = office[employers.form[office] == "机关"]
        if len(office):  # a very small county has no office of its own
            pids = world.take(kind, (24, 57))
            world.pay_wages(pids, world.rng.choice(office, len(pids)))
            world.list_on_roster(pids, CADRE, ends=ends)
    pids = world.take("cadre_at_company", (24, 57))
    firms = employers.hiring("short", "both")
    firms = world.rng.choice(firms[employers.form[firms] != "机关"], len(pids))
    employers.siteless[firms] = True
    world.pay_wages(pids, firms)
    world.list_on_roster(pids, CADRE)


def owners(world: World) -> None:
    """Owners whom their own firm pays."""
    employers = world.employers

    def own(kind: str, firms: np.ndarray, each: int) -> None:
        pids = world.take(kind, (28, 57), n=max(1, min(world.count(), len(firms) // each)))
        for turn in range(each):
            mine = firms[turn * len(pids) : (turn + 1) * len(pids)]
            employers.owner[mine], employers.owned[mine] = pids, True
            employers.siteless[mine] = True
        # chance may have given them another firm
        others = np.flatnonzero(np.isin(employers.owner, pids) & ~employers.owned)
        employers.owner[others] = world.rng.choice(np.setdiff1d(employers.owner, pids), len(others))
        world.pay_wages(pids, firms[: len(pids)])

    own("partner_at_work", employers.of("partnership_uninsured"), 1)
    firms = employers.of("uninsured")
    own("owner_of_three", firms[employers.form[firms] == "企业"], 3)
    firms = employers.of("ended_unit", "wages_without_tax", "suspended_unit")
    own("owner_of_two", firms[employers.form[firms] == "企业"], 2)


def years(world: World) -> None:
    """Years that count though nobody has paid them here, and unemployment near retirement."""
    clock, near = world.clock, _Years(world)
    for kind, credited in (("enough_credited", 13), ("short_all_the_same", 12)):
        pids = near.man(kind, 25)
        near.pay(pids, 13)
        world.credit(pids, credited)
    pids = near.man("enough_elsewhere", 25)
    near.pay(pids, 13)
    world.insure_elsewhere(pids, 110, status=2, paid_months=13)
    pids = near.man("short_began_early", 25)
    near.pay(pids, 13)
    world.credit(pids, None, worked=np.datetime64("1995-12-31"))
    pids = near.man("short_veteran", 25)
    near.pay(pids, 13)
    world.serve(pids, over=True)

    # twelve months are left from the month after last month, or one more
    born = clock.last_birth_month_retired(MEN_60, by=clock.last + 13)
    for kind, month in (("unemployed_near_retirement", born), ("unemployed_a_month_more", born + 1)):
        age = (clock.today - month) // 12
        pids = world.take(kind, (age - 2, age + 1), np.ones(len(world.people.sex), dtype=bool))
        world.rebirth_in_month(pids, month, MEN)
        stop(world, pids)
        world.draw(pids, e.UNEMPLOYMENT)


def plant(world: World) -> None:
    """All of them."""
    elsewhere(world)
    wages(world)
    sites(world)
    cadres(world)
    owners(world)
    years(world)
