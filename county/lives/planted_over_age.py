"""Planted cases around people who work on past their retirement, up to 65 and beyond."""

from typing import Any

import numpy as np

from county import events as e
from county.people import WOMEN
from county.tables import SERVICE
from county.world import World

OVER_AGE = "over_age_workers_without_injury"
DAY = np.timedelta64(1, "D")

TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    OVER_AGE: {
        "absent": (
            "over_age_turns_65_today", "over_age_in_410", "over_age_410_once", "over_age_410_in_arrears",
            "over_age_dead", "over_age_prisoner", "over_age_old_wage", "over_age_fees", "over_age_idle",
            "woman_between_dates", "month_before_retirement", "woman_month_before_late_date", "child_with_wage",
        ),
    },
}  # fmt: skip


def plant(world: World) -> None:
    """All of them; whoever works on draws a pension or none."""
    people, clock, rng = world.people, world.clock, world.rng
    everyone = np.ones(len(people.sex), dtype=bool)
    retired = people.retires_late < clock.today - 2
    units = world.employers.of("covered")

    def take(name: str, ages: tuple[int, int] = (61, 64), mask: np.ndarray | None = None) -> np.ndarray:
        return world.take(f"over_age_{name}", ages, retired if mask is None else mask)

    def at_work(name: str, **more: Any) -> np.ndarray:
        pids = take(name)
        world.pay_wages(pids, world.jobs("covered", len(pids)), **more)
        return pids

    at_work("plain")
    world.draw(at_work("drawing"), e.EMPLOYEE_PENSION)
    world.insure_elsewhere(at_work("elsewhere_110"), 110)
    world.sentence(at_work("on_probation"), e.COMMUNITY)
    world.die(at_work("dead"))
    world.sentence(at_work("prisoner"), e.PRISON)
    at_work("old_wage", m1=clock.recent - 1)
    at_work("fees", kind=SERVICE)
    take("idle")
    covers: dict[str, dict[str, Any]] = {
        "in_410": {},
        "410_once": {"m1": clock.recent, "status": 4},
        "410_in_arrears": {"unpaid_from": clock.recent},
        "410_ended": {"m1": clock.recent - 1, "status": 4},
    }
    for name, how in covers.items():
        pids = at_work(name)
        world.insure(pids, rng.choice(units, len(pids)), clock.first, insurances=(410,), before=0, **how)
    for name, later in (("turns_65_today", 0), ("turns_65_tomorrow", 1)):
        pids = take(name, (62, 67), everyone)
        world.rebirth(pids, clock.years_ago(65) + later * DAY)
        world.pay_wages(pids, world.jobs("covered", len(pids)))
    pids = take("woman", (57, 60), retired & (people.sex == WOMEN))
    world.pay_wages(pids, world.jobs("covered", len(pids)))
