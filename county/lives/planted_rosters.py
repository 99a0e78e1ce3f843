"""Planted cases around rosters: platform workers, people sent to work elsewhere, contract staff, the hard to employ.

Most people stand on all four at once: what is true of them is asked of each list.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from county import events as e
from county.clock import MEN_60
from county.people import CANCELLED, MEN, WENT_ABROAD
from county.tables import NO_DAY
from county.world import CIVIL_INSURANCES, World

GIG = "gig_workers_unenrolled"
INJURY = "gig_workers_without_injury_cover"
TRANSFERRED = "transfer_workers_uninsured"
CONTRACT = "contract_staff_uninsured"
HARD = "hard_to_employ_unpaid"
CADRES = "cadres_uninsured"

NOT_DUE = (
    "died", "died_registered", "soldier", "prisoner", "went_abroad", "abroad_on_roster", "student",
    "student_on_leave", "drawing", "civil_pension", "resident_pension", "pension_paused", "retired_elsewhere",
    "enrolled_120", "pays_120", "elsewhere_110", "elsewhere_120",
)  # fmt: skip
"""Recipes after which nobody is due for 110."""
INSURED = ("insured", "insured_once")
PENSION_ONLY = ("insured_110_only", "flexible_paid", "flexible_paid_once")
RETIRED = ("past_retirement", "retires_this_month")
DATED = ("from_tomorrow", "until_yesterday")
DUE = (
    "uninsured", "moved_out", "cancelled", "ex_soldier", "ex_prisoner", "on_probation", "back_from_abroad", "graduated",
    "pension_stopped", "draws_unemployment", "elsewhere_stopped", "elsewhere_170", "flexible_not_arrived",
    "taken_back", "left", "resident_terminated",
)  # fmt: skip
"""Recipes after which everybody is on every list."""
OTHER_KINDS = "gig_of_other_kind"
RIDERS = ("rider_covered", "rider_covered_until_today", "rider_covered_from_today", "rider_covered_without_days")


def _traps(*names: str) -> tuple[str, ...]:
    return tuple(f"listed_{name}" for name in (*NOT_DUE, *INSURED, "turns_16_tomorrow", *names))


CHECK = ("listed_abroad_with_wage", "listed_foreigner")
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    GIG: {"absent": _traps(*RETIRED, *PENSION_ONLY, "in_arrears", "pays_170", "suspended_170"), "check_data": CHECK},
    INJURY: {"absent": (*_traps("in_arrears", "insured_410_only"), OTHER_KINDS, *RIDERS), "check_data": CHECK},
    TRANSFERRED: {"absent": _traps(*RETIRED, *PENSION_ONLY, *DATED, "in_arrears"), "check_data": CHECK},
    CONTRACT: {
        "absent": _traps(*RETIRED, *PENSION_ONLY, *DATED, "in_arrears"),
        "check_data": (*CHECK, "listed_woman_between_dates"),
    },
    HARD: {"absent": _traps(*RETIRED, *PENSION_ONLY, *DATED), "check_data": CHECK},
    CADRES: {"absent": _traps(*RETIRED, *PENSION_ONLY, *DATED, "in_arrears"), "check_data": CHECK},
}


def _recipes(world: World) -> dict[str, Callable[[np.ndarray], None]]:
    """What is true of people besides standing on the rosters."""
    clock = world.clock
    units = world.employers.of("covered")
    at_work, civil = partial(_work, world, units[world.offers(units, 410)]), partial(_serve_the_public, world)
    return {
        "uninsured": lambda _: None,
        "moved_out": world.move_out,
        "cancelled": lambda pids: world.cancel(pids, CANCELLED),
        "ex_soldier": lambda pids: world.serve(pids, over=True),
        "ex_prisoner": lambda pids: world.sentence(pids, e.PRISON, over=True),
        "on_probation": lambda pids: world.sentence(pids, e.COMMUNITY),
        "back_from_abroad": lambda pids: world.list_on_roster(pids, e.ABROAD, over=True),
        "graduated": lambda pids: world.study(pids, left=True),
        "pension_stopped": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION, e.STOPPED),
        "draws_unemployment": lambda pids: world.draw(pids, e.UNEMPLOYMENT),
        "elsewhere_stopped": lambda pids: world.insure_elsewhere(pids, 110, status=2),
        "elsewhere_170": lambda pids: world.insure_elsewhere(pids, 170),
        "flexible_not_arrived": lambda pids: world.insure_flexible(pids, clock.first, unpaid_from=clock.recent),
        "taken_back": lambda pids: at_work(pids, taken_back_from=clock.recent - 1),
        "left": lambda pids: at_work(pids, clock.first, clock.recent - 1, reason=6301),
        "resident_terminated": lambda pids: world.enrol_resident(pids, (clock.year - 3,), status=4),
        "died": world.die,
        "died_registered": lambda pids: world.die(pids, police_know=True, undertaker_knows=False),
        "soldier": world.serve,
        "prisoner": lambda pids: world.sentence(pids, e.PRISON),
        "went_abroad": lambda pids: world.cancel(pids, WENT_ABROAD),
        "abroad_on_roster": lambda pids: world.list_on_roster(pids, e.ABROAD),
        "abroad_with_wage": lambda pids: _earn_abroad(world, pids),
        "student": world.study,
        "student_on_leave": lambda pids: world.study(pids, e.ON_LEAVE),
        "drawing": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION),
        "civil_pension": lambda pids: world.draw(pids, e.CIVIL_PENSION),
        "resident_pension": lambda pids: world.draw(pids, e.RESIDENT_PENSION),
        "pension_paused": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION, e.PAUSED),
        "retired_elsewhere": lambda pids: world.insure_elsewhere(pids, 110, status=4, retired=1),
        "enrolled_120": lambda pids: civil(pids, clock.recent - 4),
        "pays_120": civil,
        "elsewhere_110": lambda pids: world.insure_elsewhere(pids, 110),
        "elsewhere_120": lambda pids: world.insure_elsewhere(pids, 120),
        "insured": at_work,
        "insured_once": lambda pids: at_work(pids, clock.recent, clock.recent, reason=6301),
        "insured_110_only": lambda pids: at_work(pids, insurances=(110,)),
        "insured_410_only": lambda pids: at_work(pids, insurances=(410,)),
        "flexible_paid": lambda pids: world.insure_flexible(pids, clock.first),
        "flexible_paid_once": lambda pids: world.insure_flexible(pids, clock.first, clock.recent),
        "in_arrears": lambda pids: _be_in_arrears(world, pids),
        "pays_170": world.enrol_resident,
        "suspended_170": lambda pids: world.enrol_resident(pids, (clock.year - 4,), status=2),
        "past_retirement": lambda _: None,
        "woman_between_dates": lambda _: None,
    }


def _work(
    world: World, units: np.ndarray, pids: np.ndarray, m0: int | None = None, m1: int | None = None, **more: Any
) -> None:
    world.insure(pids, world.rng.choice(units, len(pids)), world.clock.first if m0 is None else m0, m1, **more)


def _serve_the_public(world: World, pids: np.ndarray, m1: int | None = None) -> None:
    public = world.rng.choice(world.employers.of("public_body_120"), len(pids))
    world.insure(pids, public, world.clock.first, m1, insurances=CIVIL_INSURANCES, status=1)


def _be_in_arrears(world: World, pids: np.ndarray) -> None:
    units, clock = world.rng.choice(world.employers.of("arrears"), len(pids)), world.clock
    world.insure(pids, units, clock.first, unpaid_from=clock.recent - 2)


def _earn_abroad(world: World, pids: np.ndarray) -> None:
    world.list_on_roster(pids, e.ABROAD)
    world.pay_wages(pids, world.jobs("covered", len(pids)))


def listed(world: World) -> None:
    """People whom every roster names."""
    people, clock, rng = world.people, world.clock, world.rng
    everyone = np.ones(len(people.sex), dtype=bool)
    of_office = (e.TRANSFERRED, e.CONTRACT_STAFF, e.HARD_TO_EMPLOY)

    def on_rosters(
        name: str, ages: tuple[int, int], mask: np.ndarray | None = None, gig: bool = True, **days: Any
    ) -> np.ndarray:
        pids = world.take(f"listed_{name}", ages, mask)
        for roster in of_office:
            world.list_on_roster(pids, roster, **days)
        world.list_on_roster(pids, e.CADRES[rng.integers(0, len(e.CADRES))], **days)
        if gig:
            world.work_on_platforms(pids, rng.integers(0, e.INJURY_GIGS + 1, len(pids)))
        return pids

    who: dict[str, tuple[tuple[int, int], np.ndarray | None]] = {
        "student": ((17, 24), None),
        "student_on_leave": ((17, 24), None),
        "graduated": ((18, 26), None),
        "drawing": ((50, 58), everyone),
        "civil_pension": ((50, 58), everyone),
        "pension_paused": ((50, 58), everyone),
        "retired_elsewhere": ((49, 58), everyone),
        "resident_pension": ((60, 75), everyone),
        "past_retirement": ((61, 75), people.retires_late < clock.today - 2),
        "woman_between_dates": ((50, 57), world.women_between()),
    }
    for name, recipe in _recipes(world).items():
        ages, mask = who.get(name, ((20, 57), None))
        recipe(on_rosters(name, ages, mask))
    for name, days in (
        ("from_today", {"starts": clock.day()}),
        ("until_today", {"ends": clock.day()}),
        ("without_days", {"starts": NO_DAY}),
        ("from_tomorrow", {"starts": clock.day(-1)}),
        ("until_yesterday", {"ends": clock.day(1)}),
    ):
        on_rosters(name, (20, 57), gig=False, **days)
    for name, later in (("turns_16_today", 0), ("turns_16_tomorrow", 1)):
        pids = on_rosters(name, (15, 17), everyone)
        world.rebirth(pids, clock.years_ago(16) + np.timedelta64(later, "D"))
    for name, later in (("retires_this_month", 0), ("month_before_retirement", 1)):
        pids = on_rosters(name, (58, 60), everyone)
        world.rebirth_in_month(pids, clock.last_birth_month_retired(MEN_60) + later, MEN)
    pids = on_rosters("foreigner", (22, 50))
    world.outsiders(pids, permits=False)
    people.document[pids] = 2


def plant(world: World) -> None:
    """All of them."""
    listed(world)
    clock, rng = world.clock, world.rng
    pids = world.take(OTHER_KINDS, (20, 57))
    world.work_on_platforms(pids, rng.integers(e.INJURY_GIGS + 1, len(e.GIGS), len(pids)))
    pids = world.take("gig_of_two_kinds", (20, 57))
    world.work_on_platforms(pids, 0)
    world.work_on_platforms(pids, len(e.GIGS) - 1)
    for kind, days in (
        ("rider_covered", {}),
        ("rider_covered_until_today", {"ends": clock.day()}),
        ("rider_covered_from_today", {"starts": clock.day()}),
        ("rider_covered_without_days", {"starts": NO_DAY}),
        ("rider_covered_until_yesterday", {"ends": clock.day(1)}),
        ("rider_covered_from_tomorrow", {"starts": clock.day(-1)}),
    ):
        pids = world.take(kind, (20, 57))
        world.work_on_platforms(pids, rng.integers(0, e.INJURY_GIGS + 1, len(pids)))
        world.cover_on_the_road(pids, **days)
    # on several of the rosters of cadres, asked about once
    pids = world.take("cadre_twice", (20, 57))
    for roster in e.CADRES:
        world.list_on_roster(pids, roster)
    # for the list without injury cover, the retired work too
    pids = world.take("gig_drawing_nothing_at_60", (60, 72), world.people.retires_late < clock.today - 2)
    world.work_on_platforms(pids, 1)
