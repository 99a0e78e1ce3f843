"""Planted cases around people who pay for an employee pension and not for medical insurance."""

from collections.abc import Callable

import numpy as np

from county import events as e
from county.clock import NEVER
from county.people import CANCELLED, WENT_ABROAD
from county.world import EMPLOYEE, World

STAFF = "pension_without_medical"
FLEXIBLE = "flexible_without_medical"

NOT_DUE = (
    "dead", "dead_registered", "soldier", "prisoner", "abroad_on_roster", "went_abroad", "moved_out", "cancelled",
    "elsewhere_310", "elsewhere_390", "retired_in_310",
)  # fmt: skip
"""Recipes after which nobody is due for medical insurance."""
DUE = (
    "plain", "elsewhere_stopped", "elsewhere_110", "student", "on_probation", "ex_soldier", "ex_prisoner",
    "back_from_abroad", "retired",
)  # fmt: skip
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    STAFF: {
        "absent": (
            *(f"staff_{name}" for name in NOT_DUE), "staff_medical_once", "staff_medical_in_arrears",
            "staff_medical_elsewhere_here", "staff_medical_flexible", "staff_pension_in_arrears", "staff_left",
        ),
        "check_data": ("staff_foreigner",),
    },
    FLEXIBLE: {
        "absent": (
            *(f"self_employed_{name}" for name in NOT_DUE), "self_employed_medical_once",
            "self_employed_medical_through_unit", "self_employed_resident_medical",
            "self_employed_resident_medical_paid_for", "self_employed_left", "self_employed_pension_not_arrived",
        ),
        "check_data": ("self_employed_foreigner",),
    },
}  # fmt: skip
AGES = {"student": (18, 25), "soldier": (18, 30), "retired_in_310": (50, 58), "retired": (50, 58)}

Recipe = Callable[[np.ndarray], None]


def _recipes(world: World) -> dict[str, Recipe]:
    def retire(pids: np.ndarray, in_310: bool) -> None:
        world.draw(pids, e.EMPLOYEE_PENSION)
        if in_310:
            world.be_member(pids, 310, EMPLOYEE, world.clock.first - 40)

    return {
        "plain": lambda _: None,
        "dead": world.die,
        "dead_registered": lambda pids: world.die(pids, police_know=True, undertaker_knows=False),
        "soldier": world.serve,
        "prisoner": lambda pids: world.sentence(pids, e.PRISON),
        "abroad_on_roster": lambda pids: world.list_on_roster(pids, e.ABROAD),
        "went_abroad": lambda pids: world.cancel(pids, WENT_ABROAD),
        "moved_out": world.move_out,
        "cancelled": lambda pids: world.cancel(pids, CANCELLED),
        "elsewhere_310": lambda pids: world.insure_elsewhere(pids, 310),
        "elsewhere_390": lambda pids: world.insure_elsewhere(pids, 390),
        "elsewhere_stopped": lambda pids: world.insure_elsewhere(pids, 310, status=2),
        "elsewhere_110": lambda pids: world.insure_elsewhere(pids, 110),
        "student": world.study,
        "on_probation": lambda pids: world.sentence(pids, e.COMMUNITY),
        "ex_soldier": lambda pids: world.serve(pids, over=True),
        "ex_prisoner": lambda pids: world.sentence(pids, e.PRISON, over=True),
        "back_from_abroad": lambda pids: world.list_on_roster(pids, e.ABROAD, over=True),
        # a pensioner who still pays has medical cover only where he is on the books of 310
        "retired_in_310": lambda pids: retire(pids, True),
        "retired": lambda pids: retire(pids, False),
    }


def staff(world: World, recipes: dict[str, Recipe]) -> None:
    """Insured through a unit for everything but medical insurance."""
    people, clock, rng = world.people, world.clock, world.rng
    everyone = np.ones(len(people.sex), dtype=bool)
    units = world.employers.of("covered")

    def at_work(name: str, m1: int | None = None, unpaid_from: int = NEVER) -> tuple[np.ndarray, np.ndarray]:
        low, high = AGES.get(name, (20, 57))
        pids = world.take(f"staff_{name}", (low, high), everyone if low == 50 else None)
        eids = world.jobs("covered", len(pids))
        world.insure(pids, eids, clock.first, m1, insurances=(110, 210, 410), unpaid_from=unpaid_from)
        world.pay_wages(pids, eids, None, m1)
        return pids, eids

    for name in (*DUE, *NOT_DUE):
        recipes[name](at_work(name)[0])
    for name, end in (("medical_once", clock.recent), ("medical_left", clock.recent - 1)):
        pids, eids = at_work(name)
        world.insure(pids, eids, clock.first, end, insurances=(310,), reason=6301)
    pids, eids = at_work("medical_taken_back")
    world.insure(pids, eids, clock.first, insurances=(310,), taken_back_from=clock.recent)
    pids, eids = at_work("medical_in_arrears")
    world.insure(pids, eids, clock.first, insurances=(310,), unpaid_from=clock.recent - 2)
    pids, _ = at_work("medical_elsewhere_here")
    world.insure(pids, rng.choice(units, len(pids)), clock.first, insurances=(310,))
    world.insure_flexible(at_work("medical_flexible")[0], clock.first, insurances=(310,))
    world.insure_resident_medical(at_work("resident_medical")[0])
    at_work("pension_in_arrears", unpaid_from=clock.recent)
    at_work("paid_once", unpaid_from=clock.recent + 1)
    at_work("left", clock.recent - 1)
    pids, _ = at_work("foreigner")
    world.outsiders(pids, permits=False)
    people.document[pids] = 2


def flexible(world: World, recipes: dict[str, Recipe]) -> None:
    """Flexible workers who pay for their pension."""
    people, clock, year = world.people, world.clock, world.clock.year
    everyone = np.ones(len(people.sex), dtype=bool)

    def pays(name: str, m1: int | None = None, unpaid_from: int = NEVER) -> np.ndarray:
        low, high = AGES.get(name, (20, 57))
        pids = world.take(f"self_employed_{name}", (low, high), everyone if low == 50 else None)
        world.insure_flexible(pids, clock.first, m1, unpaid_from=unpaid_from)
        return pids

    for name in (*DUE, *NOT_DUE):
        recipes[name](pays(name))
    for name, end in (("medical_once", clock.recent), ("medical_left", clock.recent - 1)):
        world.insure_flexible(pays(name), clock.first, end, insurances=(310,))
    world.insure_flexible(pays("medical_not_arrived"), clock.first, insurances=(310,), unpaid_from=clock.recent)
    pids = pays("medical_through_unit")
    world.insure(pids, world.jobs("covered", len(pids)), clock.first, insurances=(310,))
    world.insure_resident_medical(pays("resident_medical"), (year,))
    world.insure_resident_medical(pays("resident_medical_paid_for"), (year,), government=True)
    world.insure_resident_medical(pays("resident_medical_last_year"), (year - 1,))
    world.insure_resident_medical(pays("resident_medical_not_arrived"), (year,), paid=False)
    pays("paid_once", clock.recent)
    pays("left", clock.recent - 1)
    pays("pension_not_arrived", unpaid_from=clock.recent)
    pids = pays("foreigner")
    world.outsiders(pids, permits=False)
    people.document[pids] = 2


def plant(world: World) -> None:
    """All of them."""
    recipes = _recipes(world)
    staff(world, recipes)
    flexible(world, recipes)
