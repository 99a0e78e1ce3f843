"""Planted cases around residents who are enrolled in no pension, on both sides of 45, and those who need none."""

from collections.abc import Callable

import numpy as np

from county import events as e
from county.clock import yyyymmdd
from county.people import CANCELLED, WENT_ABROAD, WOMEN
from county.world import World

LEAP_DAY = 229


def unenrolled(world: World) -> None:
    """Residents enrolled in nothing."""
    people, clock = world.people, world.clock
    everyone = np.ones(len(people.sex), dtype=bool)
    medical = world.insure_resident_medical

    day = np.timedelta64(1, "D")
    for kind, years, days_later, ages in (
        ("turns_45_today", 45, 0, (44, 47)),
        ("turns_45_tomorrow", 45, 1, (42, 44)),
        ("turned_45_yesterday", 45, -1, (44, 47)),
        ("turns_16_today", 16, 0, (16, 18)),
        ("turns_60_tomorrow", 60, 1, (57, 59)),
    ):
        pids = world.take(kind, ages, everyone)
        world.rebirth(pids, clock.years_ago(years) + days_later * day)

    pids = world.take("born_on_29_february", (18, 57))
    leap_years = np.arange(clock.year - 58, clock.year - 17)
    leap_years = leap_years[leap_years % 4 == 0]
    chosen = world.rng.choice(leap_years, len(pids))
    world.rebirth(pids, (chosen - 1970).astype("M8[Y]").astype("M8[D]") + 59 * day)
    if np.any(yyyymmdd(people.birth[pids]) % 10000 != LEAP_DAY):
        raise AssertionError("29 February is missed")

    recipes: dict[str, Callable[[np.ndarray], None]] = {
        "resident_terminated": lambda pids: world.enrol_resident(pids, (clock.year - 3,), status=4),
        "resident_status_0": lambda pids: world.enrol_resident(pids, (), status=0),
        "unenrolled_elsewhere_stopped": lambda pids: world.insure_elsewhere(pids, 170, status=4),
        "unenrolled_elsewhere_medical": lambda pids: world.insure_elsewhere(pids, 390),
        "unenrolled_community_correction": lambda pids: world.sentence(pids, e.COMMUNITY),
        "unenrolled_ex_prisoner": lambda pids: world.sentence(pids, e.PRISON, over=True),
        "unenrolled_ex_soldier": lambda pids: world.serve(pids, over=True),
        "unenrolled_back_from_abroad": lambda pids: world.list_on_roster(pids, e.ABROAD, over=True),
        "unenrolled_pension_stopped": lambda pids: world.draw(pids, e.RESIDENT_PENSION, e.STOPPED),
        "unenrolled_draws_unemployment": lambda pids: world.draw(pids, e.UNEMPLOYMENT),
    }
    for kind, recipe in recipes.items():
        pids = world.take(kind, (18, 58))
        recipe(pids)
        medical(pids)
    world.study(world.take("unenrolled_graduate", (18, 27)), left=True)
    world.study(world.take("unenrolled_dropout", (17, 22)), e.DROPPED_OUT)
    past = (people.sex == WOMEN) & (people.retires_late < clock.today)
    medical(world.take("woman_past_retirement", (57, 59), past))


def need_none(world: World) -> None:
    """Residents enrolled in nothing here whom nobody need visit."""
    people, clock = world.people, world.clock
    everyone = np.ones(len(people.sex), dtype=bool)
    recipes: dict[str, Callable[[np.ndarray], None]] = {
        "resident_elsewhere_110": lambda pids: world.insure_elsewhere(pids, 110),
        "resident_elsewhere_120": lambda pids: world.insure_elsewhere(pids, 120),
        "resident_elsewhere_170": lambda pids: world.insure_elsewhere(pids, 170),
        "resident_elsewhere_retired": lambda pids: world.insure_elsewhere(pids, 110, status=4, retired=1),
        "resident_dead_still_normal": world.die,
        "resident_dead_registered": lambda pids: world.die(pids, police_know=True, undertaker_knows=False),
        "resident_soldier": world.serve,
        "resident_prisoner": lambda pids: world.sentence(pids, e.PRISON),
        "resident_abroad_on_roster": lambda pids: world.list_on_roster(pids, e.ABROAD),
        "resident_went_abroad": lambda pids: world.cancel(pids, WENT_ABROAD),
        "resident_moved_out": world.move_out,
        "resident_cancelled": lambda pids: world.cancel(pids, CANCELLED),
        "registered_elsewhere": lambda pids: world.outsiders(pids, permits=True),
        "suspended_170": lambda pids: world.enrol_resident(pids, (clock.year - 4,), status=2),
    }
    for kind, recipe in recipes.items():
        recipe(world.take(kind, (18, 58)))
    world.study(world.take("resident_student", (16, 24)))
    world.study(world.take("resident_student_on_leave", (17, 26)), e.ON_LEAVE)
    world.draw(world.take("resident_drawing_early", (48, 58), everyone), e.EMPLOYEE_PENSION)
    world.draw(world.take("resident_drawing_civil", (50, 58), everyone), e.CIVIL_PENSION)
    for kind, years, days_later, ages in (
        ("turns_60_today", 60, 0, (59, 61)),
        ("turns_16_tomorrow", 16, 1, (14, 15)),
    ):
        pids = world.take(kind, ages, everyone)
        world.rebirth(pids, clock.years_ago(years) + np.timedelta64(days_later, "D"))
    # on the other list already, for the desk to clear up
    pids = world.take("woman_between_dates_unenrolled", (50, 57), world.women_between())
    world.pay_wages(pids, world.jobs("covered", len(pids)))


def plant(world: World) -> None:
    """All of them."""
    unenrolled(world)
    need_none(world)
