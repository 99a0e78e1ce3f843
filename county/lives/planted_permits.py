"""Planted cases around people with a residence permit who are in no pension here, and those who need none."""

from collections.abc import Callable

import numpy as np

from county import events as e
from county.clock import MEN_60
from county.people import MEN
from county.world import World

PERMITS = "permit_holders_unenrolled"

NOT_DUE = (
    "elsewhere_110", "elsewhere_120", "elsewhere_170", "retired_elsewhere", "dead", "soldier", "prisoner", "student",
    "drawing", "abroad_on_roster", "pays_170", "suspended_170", "insured", "flexible", "waged",
)  # fmt: skip
"""Recipes after which nobody need be asked."""
DUE = (
    "elsewhere_stopped", "elsewhere_medical", "ex_prisoner", "pension_stopped", "terminated_170", "wage_ended",
    "draws_unemployment",
)  # fmt: skip
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    PERMITS: {
        "absent": (
            *(f"permit_{name}" for name in NOT_DUE), "permit_turns_16_tomorrow", "permit_retires_this_month",
            "permit_past_retirement", "child_with_permit", "residence_card", "turns_16_today", "renewing_permit",
        ),
    },
}  # fmt: skip


def plant(world: World) -> None:
    """All of them."""
    people, clock, year = world.people, world.clock, world.clock.year
    everyone = np.ones(len(people.sex), dtype=bool)

    def work(pids: np.ndarray, at: str = "short", m1: int | None = None) -> None:
        world.pay_wages(pids, world.jobs(at, len(pids)), None, m1)

    def insured(pids: np.ndarray) -> None:
        world.insure(pids, world.jobs("covered", len(pids)), clock.first)

    recipes: dict[str, Callable[[np.ndarray], None]] = {
        "elsewhere_stopped": lambda pids: world.insure_elsewhere(pids, 110, status=2),
        "elsewhere_medical": lambda pids: world.insure_elsewhere(pids, 390),
        "ex_prisoner": lambda pids: world.sentence(pids, e.PRISON, over=True),
        "pension_stopped": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION, e.STOPPED),
        "terminated_170": lambda pids: world.enrol_resident(pids, (year - 3,), status=4),
        "wage_ended": lambda pids: work(pids, "covered", clock.recent - 1),
        "draws_unemployment": lambda pids: world.draw(pids, e.UNEMPLOYMENT),
        "elsewhere_110": lambda pids: world.insure_elsewhere(pids, 110),
        "elsewhere_120": lambda pids: world.insure_elsewhere(pids, 120),
        "elsewhere_170": lambda pids: world.insure_elsewhere(pids, 170),
        "retired_elsewhere": lambda pids: world.insure_elsewhere(pids, 110, status=4, retired=1),
        "dead": world.die,
        "soldier": world.serve,
        "prisoner": lambda pids: world.sentence(pids, e.PRISON),
        "student": world.study,
        "drawing": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION),
        "abroad_on_roster": lambda pids: world.list_on_roster(pids, e.ABROAD),
        "pays_170": world.enrol_resident,
        "suspended_170": lambda pids: world.enrol_resident(pids, (year - 4,), status=2),
        "insured": insured,
        "flexible": lambda pids: world.insure_flexible(pids, clock.first),
        "waged": work,
    }
    ages = {"student": (17, 24), "soldier": (18, 30), "drawing": (50, 56), "pension_stopped": (50, 56)}
    for name, recipe in recipes.items():
        low, high = ages.get(name, (20, 56))
        pids = world.take(f"permit_{name}", (low, high), everyone if low == 50 else None)
        world.outsiders(pids, permits=True)
        recipe(pids)
    for name, later in (("16_today", 0), ("16_tomorrow", 1)):
        pids = world.take(f"permit_turns_{name}", (14, 17), everyone)
        world.outsiders(pids, permits=True)
        world.rebirth(pids, clock.years_ago(16) + np.timedelta64(later, "D"))
    for name, later in (("retires_this_month", 0), ("month_before_retirement", 1)):
        pids = world.take(f"permit_{name}", (58, 61), everyone)
        world.outsiders(pids, permits=True)
        world.rebirth_in_month(pids, clock.last_birth_month_retired(MEN_60) + later, MEN)
    world.outsiders(world.take("permit_woman_between_dates", (50, 57), world.women_between()), permits=True)
    past = people.retires_late < clock.today - 2
    world.outsiders(world.take("permit_past_retirement", (61, 75), past), permits=True)
