"""Planted cases around residents' medical insurance: paid last year and not this one, or paid by who could pay as an
employee does."""

from collections.abc import Callable

import numpy as np

from county import events as e
from county.clock import NEVER
from county.people import CANCELLED, WENT_ABROAD
from county.world import EMPLOYEE, World

LAPSED_MEDICAL = "lapsed_medical_residents"
CONVERTIBLE = "flexible_to_employee_medical"

Recipe = Callable[[np.ndarray], None]

NOT_DUE = (
    "dead", "dead_registered", "soldier", "prisoner", "abroad_on_roster", "went_abroad", "moved_out", "cancelled",
    "elsewhere_310", "elsewhere_390", "retired_in_310",
)  # fmt: skip
"""Recipes after which nobody is due for medical insurance."""
DUE = ("plain", "elsewhere_stopped", "elsewhere_170", "on_probation", "ex_soldier", "ex_prisoner", "back_from_abroad")
AGES = {"soldier": (18, 30), "retired_in_310": (50, 58), "child": (2, 15), "old": (61, 80)}
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    LAPSED_MEDICAL: {
        "absent": (
            *(f"renewing_{name}" for name in NOT_DUE), "renewing_paid", "renewing_paid_for", "renewing_310_once",
            "renewing_310_in_arrears", "renewing_missed_two_years", "renewing_permit", "medical_alone_plain",
        ),
    },
    CONVERTIBLE: {
        "absent": (
            *(f"convertible_{name}" for name in NOT_DUE if name not in ("moved_out", "cancelled")),
            "convertible_310_once", "convertible_left", "convertible_not_arrived", "self_employed_plain",
            "self_employed_resident_medical_not_arrived",
        ),
        "check_data": ("convertible_foreigner",),
    },
}  # fmt: skip


def _recipes(world: World) -> dict[str, Recipe]:
    def retire(pids: np.ndarray) -> None:
        world.draw(pids, e.EMPLOYEE_PENSION)
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
        "elsewhere_stopped": lambda pids: world.insure_elsewhere(pids, 390, status=2),
        "elsewhere_170": lambda pids: world.insure_elsewhere(pids, 170),
        "on_probation": lambda pids: world.sentence(pids, e.COMMUNITY),
        "ex_soldier": lambda pids: world.serve(pids, over=True),
        "ex_prisoner": lambda pids: world.sentence(pids, e.PRISON, over=True),
        "back_from_abroad": lambda pids: world.list_on_roster(pids, e.ABROAD, over=True),
        "retired_in_310": retire,
        "child": lambda _: None,
        "old": lambda _: None,
    }


def renewing(world: World, recipes: dict[str, Recipe]) -> None:
    """Residents who paid for last year."""
    clock, year, rng = world.clock, world.clock.year, world.rng
    everyone = np.ones(len(world.people.sex), dtype=bool)
    units = world.employers.of("covered")
    units = units[world.offers(units, 310)]

    def paid_last_year(name: str, years: tuple[int, ...] | None = None) -> np.ndarray:
        pids = world.take(f"renewing_{name}", AGES.get(name, (20, 57)), everyone)
        world.enrol_resident(pids)
        world.insure_resident_medical(pids, (year - 2, year - 1) if years is None else years)
        return pids

    for name in (*DUE, *NOT_DUE, "child", "old"):
        recipes[name](paid_last_year(name))
    world.insure_resident_medical(paid_last_year("not_arrived"), (year,), paid=False)
    world.insure_resident_medical(paid_last_year("paid"), (year,))
    world.insure_resident_medical(paid_last_year("paid_for"), (year,), government=True)
    paid_last_year("missed_two_years", (year - 3, year - 2))
    for name, m1, unpaid_from in (
        ("310_once", clock.recent, NEVER),
        ("310_in_arrears", None, clock.recent),
        ("310_ended", clock.recent - 1, NEVER),
    ):
        pids = paid_last_year(name)
        status = None if m1 is None else 4
        world.insure(
            pids,
            rng.choice(units, len(pids)),
            clock.first,
            m1,
            insurances=(310,),
            status=status,
            unpaid_from=unpaid_from,
        )
    world.outsiders(paid_last_year("permit"), permits=True)


def convertible(world: World, recipes: dict[str, Recipe]) -> None:
    """Flexible workers who paid for this year's medical insurance as residents do."""
    people, clock, year = world.people, world.clock, world.clock.year
    everyone = np.ones(len(people.sex), dtype=bool)

    def pays(name: str, m1: int | None = None, unpaid_from: int = NEVER) -> np.ndarray:
        low, high = AGES.get(name, (20, 57))
        pids = world.take(f"convertible_{name}", (low, high), everyone if low == 50 else None)
        world.insure_flexible(pids, clock.first, m1, unpaid_from=unpaid_from)
        world.insure_resident_medical(pids, (year - 1, year))
        return pids

    for name in (*DUE, *NOT_DUE):
        recipes[name](pays(name))
    for name, end in (("310_once", clock.recent), ("310_ended", clock.recent - 1)):
        world.insure_flexible(pays(name), clock.first, end, insurances=(310,))
    pays("paid_once", clock.recent)
    pays("left", clock.recent - 1)
    pays("not_arrived", unpaid_from=clock.recent)
    pids = pays("foreigner")
    world.outsiders(pids, permits=False)
    people.document[pids] = 2


def plant(world: World) -> None:
    """All of them."""
    recipes = _recipes(world)
    renewing(world, recipes)
    convertible(world, recipes)
