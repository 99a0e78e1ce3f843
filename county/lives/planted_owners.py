"""Planted cases around sole traders without staff: the owner is the subject, what he has done for himself decides."""

from collections.abc import Callable

import numpy as np

from county import events as e
from county.clock import MEN_60
from county.employer_kinds import TRADER
from county.lives.planted_lapses import stop
from county.people import MEN
from county.world import World

TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    "sole_traders_uninsured": {
        "absent": (
            "owner_pays_170", "owner_suspended_170", "owner_employed", "owner_flexible", "owner_flexible_paid_once",
            "owner_elsewhere_110", "owner_elsewhere_120", "owner_drawing", "owner_student", "owner_dead",
            "owner_past_retirement", "owner_retires_this_month", "owner_of_shut", "owner_of_closed",
            "owner_of_untaxed", "owner_of_employer",
        ),
    },
}  # fmt: skip
"""List id → what is expected there → kinds of people."""


def give_shops(world: World, pids: np.ndarray, kind: str = "sole_trader") -> np.ndarray:
    """Let each of these people own a sole trader of a kind, as long as there are any; returns the shops."""
    employers = world.employers
    shops = employers.of(kind)
    shops = shops[~employers.owned[shops]][: len(pids)]
    employers.owner[shops] = pids[: len(shops)]
    employers.owned[shops] = True
    return shops


def plant(world: World) -> None:
    """All of them."""
    people, clock, year = world.people, world.clock, world.clock.year
    everyone = np.ones(len(people.sex), dtype=bool)

    def employed(pids: np.ndarray) -> None:
        eids = world.jobs("covered", len(pids))
        world.insure(pids, eids, clock.first)
        world.pay_wages(pids, eids)

    recipes: dict[str, Callable[[np.ndarray], None]] = {
        "owner_uninsured": lambda _: None,
        "owner_lapsed": lambda pids: stop(world, pids),
        "owner_left_170": lambda pids: world.enrol_resident(pids, (year - 4,), status=4),
        "owner_elsewhere_170": lambda pids: world.insure_elsewhere(pids, 170),
        "owner_elsewhere_stopped": lambda pids: world.insure_elsewhere(pids, 110, status=2),
        "owner_pays_170": world.enrol_resident,
        "owner_suspended_170": lambda pids: world.enrol_resident(pids, (year - 4,), status=2),
        "owner_employed": employed,
        "owner_flexible": lambda pids: world.insure_flexible(pids, clock.first),
        "owner_flexible_paid_once": lambda pids: world.insure_flexible(pids, clock.first, clock.recent),
        "owner_elsewhere_110": lambda pids: world.insure_elsewhere(pids, 110),
        "owner_elsewhere_120": lambda pids: world.insure_elsewhere(pids, 120),
        "owner_drawing": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION),
        "owner_dead": world.die,
    }
    for kind, recipe in recipes.items():
        pids = world.take(kind, (24, 56))
        give_shops(world, pids)
        recipe(pids)
    pids = world.take("owner_student", (18, 25))
    give_shops(world, pids)
    world.study(pids)
    give_shops(world, world.take("owner_woman_between", (50, 57), world.women_between()))
    give_shops(world, world.take("owner_past_retirement", (61, 69), people.retires_late < clock.today - 6))
    for kind, later in (("owner_retires_this_month", 0), ("owner_month_before_retirement", 1)):
        pids = world.take(kind, (58, 61), everyone)
        world.rebirth_in_month(pids, clock.last_birth_month_retired(MEN_60) + later, MEN)
        give_shops(world, pids)

    for kind, shop in (
        ("owner_of_shut", "trader_shut"),
        ("owner_of_closed", "trader_closed"),
        ("owner_of_untaxed", "trader_untaxed"),
        ("owner_of_employer", "sole_trader_with_staff"),
    ):
        give_shops(world, world.take(kind, (24, 56), n=len(world.employers.of(shop))), shop)
    # pays himself a wage
    pids = world.take("owner_with_wage", (24, 56), n=len(world.employers.of("trader_pays_owner")))
    world.pay_wages(pids, give_shops(world, pids, "trader_pays_owner"))


def settle_owners(world: World) -> None:
    """Let no case of anything else own a sole trader by chance; and let all offices know owners by one number.

    The registry knows them by the right one, and who is known otherwise to the police alone would be two people.
    """
    employers, people = world.employers, world.people
    plain = np.flatnonzero((people.kind == 0) & (people.age >= 22) & (people.age < 70) & people.in_resident)
    shops = (employers.form == TRADER) & ~employers.owned
    # who became a company is the owner of both
    shops[employers.predecessor[employers.predecessor >= 0]] = False
    employers.owner[shops] = world.stream("owners").choice(plain, int(shops.sum()))
    world.steady[employers.owner[employers.form == TRADER]] = True
