"""Planted cases around people who work for somebody in particular: rulings, state-owned firms, outsiders at work."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from county import events as e
from county.clock import month_end, month_start
from county.tables import NO_DAY, WAGE
from county.world import World

RULINGS = "rulings_uninsured"
SOE = "soe_staff_uninsured"
OUTSIDERS = "outsiders_working_here_uninsured"

NOT_DUE = (
    "died", "soldier", "prisoner", "student", "drawing", "enrolled_120", "elsewhere_110", "abroad", "past_retirement",
)  # fmt: skip
DECLARED = ("declared_first_month", "declared_last_month", "declared_not_arrived", "began_before_declared")
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    RULINGS: {
        "absent": tuple(f"ruling_{name}" for name in (*NOT_DUE, *DECLARED)),
        "check_data": ("ruling_began_the_day_before", "ruling_woman_between_dates", "ruling_abroad_with_wage"),
    },
    SOE: {
        "absent": (
            "soe_insured", "soe_elsewhere_110", "soe_pensioner", "soe_hired_last_month", "waged_at_private_firm",
        ),
        "check_data": ("soe_woman_between_dates",),
    },
    OUTSIDERS: {
        "absent": (
            "outsider_insured", "outsider_elsewhere_110", "outsider_hired_last_month", "ordinary_waged", "graduated",
            "ex_soldier", "community_correction",
        ),
        "check_data": ("outsider_woman_between_dates", "foreign_passport", "went_abroad"),
    },
}  # fmt: skip

SHARE = 0.0003
"""Rulings about people whom nothing else distinguishes, as a share of the county: of each half."""


def rulings(world: World) -> None:
    """People of whom a court says that somebody employed them; months of the relation, the first and the last."""
    _ruled_to_be_insured(world)
    _ruled_not_to_be_visited(world)
    _ruled_and_declared(world)


def _related(world: World) -> tuple[int, int]:
    return world.clock.first + 8, world.clock.first + 20


def _ruled(
    world: World, name: str, queue: str = "short", ages: tuple[int, int] = (22, 56), mask: np.ndarray | None = None,
    starts: Any = None, ends: Any = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    begun, ended = _related(world)
    pids = world.take(f"ruling_{name}", ages, mask)
    # whoever is ruled about need not work there any more: it fills nobody's place in the queue
    kind = "uninsured" if queue == "short" else queue
    eids = world.rng.choice(world.employers.of(kind), len(pids))
    starts = month_start(begun) + np.timedelta64(int(world.rng.integers(0, 20)), "D") if starts is None else starts
    world.rule(pids, eids, starts, month_end(ended) if ends is None else ends)
    return pids, eids


def _ruled_to_be_insured(world: World) -> None:
    clock, rng, employers = world.clock, world.rng, world.employers
    begun, ended = _related(world)
    ruled = partial(_ruled, world)

    def perhaps(pids: np.ndarray) -> None:
        world.perhaps_resident(pids)

    perhaps(ruled("uninsured")[0])
    world.pay_wages(*ruled("still_working", ends=NO_DAY))
    perhaps(ruled("began_with_the_extract", starts=month_start(clock.first))[0])
    perhaps(ruled("began_the_day_before", starts=month_start(clock.first) - np.timedelta64(1, "D"))[0])
    pids, _ = ruled("insured_by_another")
    world.insure(pids, world.jobs("covered", len(pids)), clock.first)
    pids, eids = ruled("insured_before_and_after", "covered")
    world.insure(pids, eids, clock.first, begun - 1, reason=6301, status=4)
    world.insure(pids, eids, ended + 1)
    pids, eids = ruled("taken_back", "covered")
    world.insure(pids, eids, begun, ended, taken_back_from=begun, reason=6301)
    pids, eids = ruled("injury_only", "covered")
    world.insure(pids, eids, begun, ended, insurances=(410,), reason=6301)
    pids, eids = ruled("twice", "covered")
    world.insure(pids, eids, begun, ended, reason=6301)
    world.rule(pids, rng.choice(employers.of("uninsured"), len(pids)), month_start(ended + 1), month_end(ended + 6))


def _ruled_not_to_be_visited(world: World) -> None:
    people, clock, rng, employers = world.people, world.clock, world.rng, world.employers
    everyone = np.ones(len(people.sex), dtype=bool)
    ruled = partial(_ruled, world)
    recipes: dict[str, Callable[[np.ndarray], None]] = {
        "died": world.die,
        "soldier": world.serve,
        "prisoner": lambda pids: world.sentence(pids, e.PRISON),
        "student": world.study,
        "drawing": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION),
        "elsewhere_110": lambda pids: world.insure_elsewhere(pids, 110),
        "abroad": lambda pids: world.list_on_roster(pids, e.ABROAD),
        "abroad_with_wage": lambda pids: world.list_on_roster(pids, e.ABROAD),
        "enrolled_120": lambda pids: world.insure(
            pids, rng.choice(employers.of("public_body_120"), len(pids)), clock.recent, insurances=(120,)
        ),
    }
    who: dict[str, tuple[tuple[int, int], np.ndarray | None]] = {
        "student": ((18, 25), None),
        "drawing": ((50, 58), everyone),
    }
    for name, recipe in recipes.items():
        ages, mask = who.get(name, ((22, 56), None))
        pids, eids = ruled(name, ages=ages, mask=mask)
        recipe(pids)
        if name == "abroad_with_wage":
            world.pay_wages(pids, eids)
    ruled("past_retirement", ages=(61, 68), mask=people.retires_late < clock.today - 2)
    ruled("woman_between_dates", ages=(50, 57), mask=world.women_between())


def _ruled_and_declared(world: World) -> None:
    clock = world.clock
    begun, ended = _related(world)
    ruled = partial(_ruled, world)
    pids, eids = ruled("declared_first_month", "covered")
    world.insure(pids, eids, begun, begun, reason=6301, before=0)
    pids, eids = ruled("declared_last_month", "covered")
    world.insure(pids, eids, ended, ended, reason=6301, before=0)
    pids, eids = ruled("declared_not_arrived", "arrears", ends=NO_DAY)
    world.insure(pids, eids, clock.last - 5, unpaid_from=clock.last - 5, before=0)
    pids, eids = ruled("began_before_declared", "covered", starts=month_start(clock.first - 10))
    world.insure(pids, eids, clock.first + 3, ended, reason=6301, before=0)


def ordinary_rulings(world: World) -> None:
    """Some more about people who were paid, once everybody has a life: half of them are insured."""
    rng, count = world.stream("rulings"), max(5, world.count(SHARE))
    wage = {column.name: column.to_numpy() for column in world.facts["wage"].frame()}
    plain = (wage["kind"] == WAGE) & (wage["m0"] <= wage["m1"]) & ~world.settled[wage["pid"]]
    short = np.isin(wage["pid"], world.people.of_kind("ordinary_waged"))
    halves = [rng.permutation(np.flatnonzero(plain & fits))[:count] for fits in (short, ~short)]
    rows = np.sort(np.concatenate(halves))
    rows = rows[np.unique(wage["pid"][rows], return_index=True)[1]]
    world.rule(wage["pid"][rows], wage["eid"][rows], month_start(wage["m0"][rows]), month_end(wage["m1"][rows]))


def state_owned(world: World) -> None:
    """Staff of state-owned firms, and others whose firm is none."""
    people, clock, employers = world.people, world.clock, world.employers
    everyone = np.ones(len(people.sex), dtype=bool)
    firms = employers.of("soe_partly")

    def staff(
        kind: str, ages: tuple[int, int] = (20, 57), mask: np.ndarray | None = None, **wages: int
    ) -> tuple[np.ndarray, np.ndarray]:
        pids = world.take(kind, ages, mask)
        eids = firms[np.arange(len(pids)) % len(firms)]
        world.pay_wages(pids, eids, **wages)
        return pids, eids

    world.perhaps_resident(staff("soe_uninsured")[0])
    world.insure(*staff("soe_insured"), clock.first)
    world.insure_elsewhere(staff("soe_elsewhere_110")[0], 110)
    world.draw(staff("soe_pensioner", (61, 72), everyone)[0], e.EMPLOYEE_PENSION)
    staff("soe_hired_last_month", m0=clock.last)
    staff("soe_woman_between_dates", (50, 57), world.women_between())
    private = employers.of("suspended_unit", "ended_unit")
    pids = world.take("waged_at_private_firm", (20, 57))
    world.pay_wages(pids, private[np.arange(len(pids)) % len(private)])


def outsiders(world: World) -> None:
    """People registered elsewhere who work here."""
    clock = world.clock

    def waged(kind: str, queue: str, mask: np.ndarray | None = None, **wages: int) -> tuple[np.ndarray, np.ndarray]:
        pids = world.take(kind, (20, 57), mask)
        eids = world.jobs(queue, len(pids))
        world.pay_wages(pids, eids, **wages)
        world.outsiders(pids)
        return pids, eids

    pids, _ = waged("outsider_with_permit", "short")
    world.outsiders(pids, permits=True)
    world.insure(*waged("outsider_insured", "covered"), clock.first)
    world.insure_elsewhere(waged("outsider_elsewhere_110", "covered")[0], 110)
    waged("outsider_hired_last_month", "covered", m0=clock.last)
    waged("outsider_woman_between_dates", "covered", world.women_between())


def plant(world: World) -> None:
    """All of them."""
    rulings(world)
    state_owned(world)
    outsiders(world)
