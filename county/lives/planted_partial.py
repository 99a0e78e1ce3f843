"""Planted cases around people whom a unit insures for one thing and not for another: medical or pension alone, or a
pension without injury and unemployment insurance."""

from collections.abc import Callable
from typing import Any

import numpy as np

from county import events as e
from county.people import WENT_ABROAD
from county.tables import NO_DAY
from county.world import World

MEDICAL_ALONE = "medical_without_pension"
UNINJURED = "pension_without_injury"

Recipe = Callable[[np.ndarray], None]

NOT_DUE = (
    "dead", "dead_registered", "soldier", "prisoner", "went_abroad", "student", "drawing", "drawing_resident",
    "elsewhere_110", "elsewhere_120", "enrolled_120",
)  # fmt: skip
"""Recipes after which nobody is due for 110."""
DUE = ("plain", "ex_soldier", "on_probation", "elsewhere_stopped", "elsewhere_170", "pension_stopped", "moved_out")
AGES = {
    "student": (18, 25), "soldier": (18, 30), "drawing": (50, 58), "drawing_resident": (60, 72),
    "pension_stopped": (50, 58), "past_retirement": (61, 70), "woman_between_dates": (50, 57),
}  # fmt: skip
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    MEDICAL_ALONE: {
        "absent": (
            *(f"medical_alone_{name}" for name in (*NOT_DUE, "past_retirement", "pension_once", "pension_in_arrears")),
            "medical_alone_pension_elsewhere_here", "medical_alone_flexible_pension", "medical_alone_left",
            "medical_alone_flexible", "rostered_flexible_310", "self_employed_medical_through_unit",
        ),
        "check_data": ("medical_alone_foreigner", "medical_alone_woman_between_dates"),
    },
    UNINJURED: {
        "absent": (
            *(f"uninjured_{name}" for name in (*NOT_DUE, "past_retirement", "once", "in_arrears", "through_another")),
            "uninjured_left", "uninjured_flexible", "staff_plain", "self_employed_plain",
        ),
        "check_data": ("uninjured_foreigner", "uninjured_dispatched", "uninjured_dispatched_until_today"),
    },
}  # fmt: skip


def _recipes(world: World) -> dict[str, Recipe]:
    def serve_the_public(pids: np.ndarray) -> None:
        public = world.rng.choice(world.employers.of("public_body_120"), len(pids))
        world.insure(pids, public, world.clock.first, world.clock.recent - 4, insurances=(120,), status=1)

    return {
        "plain": lambda _: None,
        "ex_soldier": lambda pids: world.serve(pids, over=True),
        "on_probation": lambda pids: world.sentence(pids, e.COMMUNITY),
        "elsewhere_stopped": lambda pids: world.insure_elsewhere(pids, 110, status=2),
        "elsewhere_170": lambda pids: world.insure_elsewhere(pids, 170),
        "pension_stopped": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION, e.STOPPED),
        "moved_out": world.move_out,
        "dead": world.die,
        "dead_registered": lambda pids: world.die(pids, police_know=True, undertaker_knows=False),
        "soldier": world.serve,
        "prisoner": lambda pids: world.sentence(pids, e.PRISON),
        "went_abroad": lambda pids: world.cancel(pids, WENT_ABROAD),
        "student": world.study,
        "drawing": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION),
        "drawing_resident": lambda pids: world.draw(pids, e.RESIDENT_PENSION),
        "elsewhere_110": lambda pids: world.insure_elsewhere(pids, 110),
        "elsewhere_120": lambda pids: world.insure_elsewhere(pids, 120),
        "enrolled_120": serve_the_public,
        "past_retirement": lambda _: None,
        "woman_between_dates": lambda _: None,
    }


def _mask(world: World, name: str) -> np.ndarray | None:
    """Of whom somebody is chosen, where not of all before retirement."""
    if name == "woman_between_dates":
        return world.women_between()
    if name == "past_retirement":
        return world.people.retires_late < world.clock.today - 2
    return np.ones(len(world.people.sex), dtype=bool) if AGES.get(name, (0, 0))[0] >= 50 else None


def medical_alone(world: World, recipes: dict[str, Recipe]) -> None:
    """Declared for 310 through a unit, and for no pension."""
    people, clock, rng = world.people, world.clock, world.rng
    units = world.employers.of("covered")
    units = units[world.offers(units, 310)]

    def declared(name: str, m1: int | None = None, **more: Any) -> np.ndarray:
        pids = world.take(f"medical_alone_{name}", AGES.get(name, (20, 57)), _mask(world, name))
        world.insure(pids, rng.choice(units, len(pids)), clock.first, m1, insurances=(310,), **more)
        return pids

    for name in (*DUE, *NOT_DUE, "past_retirement", "woman_between_dates"):
        recipes[name](declared(name))
    for name, end in (("pension_once", clock.recent), ("pension_ended", clock.recent - 1)):
        pids = declared(name)
        world.insure(pids, rng.choice(units, len(pids)), clock.first, end, insurances=(110,))
    pensions: dict[str, dict[str, Any]] = {
        "pension_in_arrears": {"unpaid_from": clock.recent - 2},
        "pension_elsewhere_here": {},
        "pension_taken_back": {"taken_back_from": clock.recent - 1},
    }
    for name, how in pensions.items():
        pids = declared(name)
        world.insure(pids, rng.choice(units, len(pids)), clock.first, insurances=(110,), **how)
    world.insure_flexible(declared("flexible_pension"), clock.first)
    world.insure_flexible(declared("flexible_pension_not_arrived"), clock.first, unpaid_from=clock.recent)
    declared("once", clock.recent)
    declared("left", clock.recent - 1)
    declared("in_arrears", unpaid_from=clock.recent)
    world.insure_flexible(world.take("medical_alone_flexible", (20, 57)), clock.first, insurances=(310,))
    pids = declared("foreigner")
    world.outsiders(pids, permits=False)
    people.document[pids] = 2


def uninjured(world: World, recipes: dict[str, Recipe]) -> None:
    """Declared for 110 through a unit, and not for injury or unemployment."""
    people, clock, rng, agencies = world.people, world.clock, world.rng, world.employers.of("agency")
    units = world.employers.of("covered")

    def declared(name: str, m1: int | None = None, only: tuple[int, ...] = (110, 310), **more: Any) -> np.ndarray:
        pids = world.take(f"uninjured_{name}", AGES.get(name, (20, 57)), _mask(world, name))
        world.insure(pids, rng.choice(units, len(pids)), clock.first, m1, insurances=only, **more)
        return pids

    for name in (*DUE, *NOT_DUE, "past_retirement", "woman_between_dates"):
        recipes[name](declared(name))
    declared("without_injury", only=(110, 210, 310))
    declared("without_unemployment", only=(110, 310, 410))
    declared("paid_nothing", unpaid_from=clock.recent)
    declared("left", clock.recent - 1)
    declared("declared_once", clock.recent)
    others: dict[str, dict[str, Any]] = {
        "once": {"m1": clock.recent, "status": 4},
        "ended": {"m1": clock.recent - 1, "status": 4},
        "in_arrears": {"unpaid_from": clock.recent},
        "taken_back": {"taken_back_from": clock.recent},
        "through_another": {},
    }
    for name, how in others.items():
        pids = declared(name)
        world.insure(pids, rng.choice(units, len(pids)), clock.first, insurances=(210, 410), **how)
    world.insure_flexible(world.take("uninjured_flexible", (20, 57)), clock.first)
    for name, ends in (
        ("dispatched", NO_DAY),
        ("dispatched_until_today", clock.day()),
        ("was_dispatched", clock.day(1)),
    ):
        pids = declared(name)
        world.facts["dispatch"].add(
            agency=rng.choice(agencies, len(pids)),
            host=rng.choice(world.employers.of("dispatch_host"), len(pids)),
            pid=pids,
            starts=clock.day(500),
            ends=ends,
        )
    pids = declared("foreigner")
    world.outsiders(pids, permits=False)
    people.document[pids] = 2


def plant(world: World) -> None:
    """All of them."""
    recipes = _recipes(world)
    medical_alone(world, recipes)
    uninjured(world, recipes)
