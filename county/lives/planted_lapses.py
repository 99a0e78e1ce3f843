"""Planted cases around interrupted contributions: members who have lapsed, and those who only seem to have."""

from collections.abc import Callable

import numpy as np

from county import events as e
from county import world as w
from county.local_rules import LOCAL_RULES
from county.people import WENT_ABROAD
from county.world import World

STOPPED_FOR = (6302, 6303, 6304, 6305, 6308, 6401, 6404, 6501)


def _left(world: World, kind: str, ages: tuple[int, int] = (20, 57), mask: np.ndarray | None = None) -> np.ndarray:
    """People who stopped paying through a unit some time ago."""
    pids = world.take(kind, ages, mask)
    stop(world, pids)
    return pids


def stop(world: World, pids: np.ndarray, reason: int = 6301, status: int | None = None) -> None:
    """Let people pay through some covered unit until a month well before the recent ones."""
    clock, rng = world.clock, world.rng
    end = clock.first + rng.integers(3, clock.recent - 1 - clock.first, len(pids))
    world.insure(pids, world.jobs("covered", len(pids)), clock.first, end, reason=reason, status=status)


def lapsed(world: World) -> None:
    """Members who have paid, and have not for three months."""
    clock, rng, year = world.clock, world.rng, world.clock.year
    recipes: dict[str, Callable[[np.ndarray], None]] = {
        "lapsed_employee": world.insure_resident_medical,
        "lapsed_moved_out": world.move_out,
        "lapsed_community_correction": lambda pids: world.sentence(pids, e.COMMUNITY),
        "lapsed_elsewhere_stopped": lambda pids: world.insure_elsewhere(pids, 110, status=2),
        "lapsed_elsewhere_170": lambda pids: world.insure_elsewhere(pids, 170),
        "lapsed_paid_170_long_ago": lambda pids: world.enrol_resident(pids, (year - 3, year - 2), status=2),
        "lapsed_170_not_arrived": lambda pids: world.enrol_resident(pids, (year,), paid=False),
        "lapsed_ex_soldier": lambda pids: world.serve(pids, over=True),
        "lapsed_draws_unemployment": lambda pids: world.draw(pids, e.UNEMPLOYMENT),
    }
    for kind, recipe in recipes.items():
        recipe(_left(world, kind))
    _left(world, "lapsed_woman_between_dates", (50, 57), world.women_between())

    pids = world.take("lapsed_three_months")
    world.insure(pids, world.jobs("covered", len(pids)), clock.first, clock.recent - 1, reason=6301)
    pids = world.take("lapsed_status_normal")
    world.insure(pids, world.jobs("covered", len(pids)), clock.first, clock.recent - 4, status=1)
    pids = world.take("lapsed_before_the_extract", (32, 57))
    eids = world.jobs("covered", len(pids))
    world.insure(pids, eids, clock.first - 12, clock.first - 6, before=60, reason=6301, declared=False)
    pids = world.take("lapsed_flexible")
    world.insure_flexible(pids, clock.first + 2, clock.last - rng.integers(4, 20, len(pids)))
    pids = world.take("lapsed_flexible_three_months")
    world.insure_flexible(pids, clock.first + 2, clock.recent - 1)
    # where the plan counts by the year the boundary is another: 31 December of the year before last
    by_year = LOCAL_RULES[world.region.code].lapse_by_year
    pids = world.take("lapsed_flexible_out_of_time")
    world.insure_flexible(pids, clock.first, (year - 1) * 12 - 1 if by_year else clock.recent - 1, before=12)
    pids = world.take("lapsed_flexible_not_arrived")
    world.insure_flexible(pids, clock.first + 2, unpaid_from=clock.recent)

    # an older row's reason is no reason: the latest row counts
    pids = world.take("lapsed_older_reason", (24, 57))
    world.insure(pids, world.jobs("covered", len(pids)), clock.first, clock.first + 8, reason=6302, status=4)
    world.insure(pids, world.jobs("covered", len(pids)), clock.first + 10, clock.recent - 3, reason=6301)

    pids = world.take("lapsed_still_waged")
    eids = world.jobs("partly", len(pids))
    world.insure(pids, eids, clock.first, clock.recent - 1 - rng.integers(0, 9, len(pids)), reason=6301)
    world.pay_wages(pids, eids)
    empty = world.employers.of("empty_unit", "suspended_unit", "ended_unit")
    pids = world.take("lapsed_with_the_unit", n=max(world.count(), len(empty)))
    eids = empty[np.arange(len(pids)) % len(empty)]
    world.insure(pids, eids, clock.first, clock.recent - 2 - rng.integers(0, 12, len(pids)))
    world.pay_wages(pids, eids)
    pids = world.take("lapsed_waged_by_another")
    world.insure(pids, world.jobs("covered", len(pids)), clock.first, clock.recent - 6, reason=6301)
    world.pay_wages(pids, world.jobs("short", len(pids)), clock.recent - 5)
    pids = world.take("lapsed_woman_between_waged", (50, 57), world.women_between())
    eids = world.jobs("partly", len(pids))
    world.insure(pids, eids, clock.first, clock.recent - 3, reason=6301)
    world.pay_wages(pids, eids)


def only_seem_lapsed(world: World) -> None:
    """Members without a recent payment who are nobody's lead."""
    people, clock, rng, year = world.people, world.clock, world.rng, world.clock.year
    everyone = np.ones(len(people.sex), dtype=bool)
    for reason in STOPPED_FOR:
        pids = world.take(f"stopped_for_{reason}", (20, 57))
        stop(world, pids, reason, status=2)

    recipes: dict[str, Callable[[np.ndarray], None]] = {
        "paid_170_this_year": lambda pids: world.enrol_resident(pids, (year,)),
        "paid_170_last_year": lambda pids: world.enrol_resident(pids, (year - 1,), status=2),
        "lapsed_dead_still_normal": world.die,
        "lapsed_soldier": world.serve,
        "lapsed_prisoner": lambda pids: world.sentence(pids, e.PRISON),
        "lapsed_went_abroad": lambda pids: world.cancel(pids, WENT_ABROAD),
        "lapsed_abroad_on_roster": lambda pids: world.list_on_roster(pids, e.ABROAD),
        "lapsed_elsewhere_110": lambda pids: world.insure_elsewhere(pids, 110),
        "lapsed_elsewhere_120": lambda pids: world.insure_elsewhere(pids, 120),
    }
    for kind, recipe in recipes.items():
        recipe(_left(world, kind))
    world.study(_left(world, "lapsed_student", (20, 27)))
    world.draw(_left(world, "lapsed_drawing", (50, 58), everyone), e.EMPLOYEE_PENSION)
    retired = people.retires_late < clock.today - 2
    _left(world, "lapsed_past_retirement", (59, 64), retired)

    # moved to a public body: pays 120 there
    pids = _left(world, "pays_120_now", (22, 57))
    public = rng.choice(world.employers.of("public_body_120"), len(pids))
    world.insure(pids, public, clock.recent - 1, insurances=w.CIVIL_INSURANCES)
    world.pay_wages(pids, public, clock.recent - 1)

    pids = world.take("two_months_unpaid")
    world.insure(pids, world.jobs("covered", len(pids)), clock.first, clock.recent, reason=6301)
    pids = world.take("flexible_two_months_unpaid")
    world.insure_flexible(pids, clock.first + 2, clock.recent)
    by_year = LOCAL_RULES[world.region.code].lapse_by_year
    pids = world.take("flexible_in_time")
    world.insure_flexible(pids, clock.first, (year - 1) * 12 if by_year else clock.recent, before=12)
    pids = world.take("never_paid")
    world.insure(
        pids, world.jobs("covered", len(pids)), clock.first + 4, clock.recent - 4, before=0, reason=6301, declared=False
    )
    pids = world.take("membership_ended")
    stop(world, pids, status=4)
    world.enrol_resident(pids, (year - 3,))
    pids = world.take("latest_row_moved_away", (24, 57))
    world.insure(pids, world.jobs("covered", len(pids)), clock.first, clock.first + 8, reason=6301, status=4)
    world.insure(pids, world.jobs("covered", len(pids)), clock.first + 10, clock.recent - 3, reason=6404)


def plant(world: World) -> None:
    """All of them."""
    lapsed(world)
    only_seem_lapsed(world)
