"""Planted cases around hardship and lost land, and around the old who draw nothing.

Most people stand on both lists at once: what is true of them is asked of each list.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from county import events as e
from county.clock import month_start
from county.local_rules import HARDSHIPS, LOCAL_RULES
from county.people import CANCELLED, WENT_ABROAD
from county.tables import NO_DAY
from county.world import EMPLOYEE, FLEXIBLE, World

NOT_ENROLLED = "hardship_not_enrolled"
NOT_PAID_FOR = "hardship_not_paid_for"
NOT_DRAWING = "hardship_not_drawing"
NO_MEDICAL = "hardship_without_medical"
LAND = "land_loss_unenrolled"
LAND_UNPAID = "land_loss_unpaid"
NO_ALLOWANCE = "land_loss_no_allowance"
OLD_UNENROLLED = "over_60_unenrolled"
OLD_MEMBERS = "over_60_not_drawing"
LAPSED_RESIDENTS = "lapsed_residents"

Recipe = Callable[[np.ndarray], None]

FROM_EVERYTHING = (
    "dead", "dead_registered", "soldier", "prisoner", "abroad_on_roster", "went_abroad", "moved_out", "cancelled",
)  # fmt: skip
"""Recipes after which nobody is due, for the resident pension or for medical insurance."""
FROM_PENSIONS = (
    "student", "student_on_leave", "drawing", "drawing_paused", "elsewhere_110", "elsewhere_120", "elsewhere_170",
    "retired_elsewhere",
)  # fmt: skip
"""Recipes after which nobody is due for the resident pension; for medical insurance they are."""
DUE = (
    "unenrolled", "elsewhere_stopped", "on_probation", "ex_soldier", "ex_prisoner", "back_from_abroad", "graduated",
    "pension_stopped",
)  # fmt: skip
ENROLLED = ("in_110", "in_120", "suspended_170", "pays_himself", "paid_for")
WITH_MEDICAL = ("medical", "medical_paid_for", "declared_310_once", "elsewhere_310", "elsewhere_390", "retired_in_310")
NOT_LISTED = ("uncounted", "until_yesterday", "from_tomorrow")
"""Hardship that does not count, or not today."""
OLD_EXEMPT = (
    "dead", "dead_registered", "prisoner", "abroad_on_roster", "went_abroad", "moved_out", "cancelled",
    "elsewhere_110", "elsewhere_120", "elsewhere_170", "retired_elsewhere", "drawing", "suspended_110",
)  # fmt: skip
OLD_PROVIDED = (
    "dead", "dead_registered", "drawing", "drawing_paused", "drawing_resident", "drawing_civil", "retired_elsewhere",
    "at_work", "declared_once",
)  # fmt: skip
"""Recipes after which nobody who is past 60 is missing a pension."""
_SIXTEEN_TO_SIXTY = ("poor_turns_16_tomorrow", "poor_turns_60_today")


def _poor(*groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"poor_{name}" for group in groups for name in group)


_PROVIDED = (*(f"old_{name}" for name in OLD_PROVIDED), "old_turned_60_last_month", "old_turns_60_today")
_MEMBERS = tuple(f"poor_member_{name}" for name in (*FROM_EVERYTHING, *FROM_PENSIONS))
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    NOT_ENROLLED: {"absent": (*_poor(FROM_EVERYTHING, FROM_PENSIONS, ENROLLED, NOT_LISTED), *_SIXTEEN_TO_SIXTY)},
    NOT_PAID_FOR: {
        "absent": (
            *_MEMBERS, "poor_paid_for", "poor_paid_for_twice", "poor_declared_a_year_ago", "poor_flexible_a_year_ago",
            "poor_unenrolled", "poor_member_uncounted", "poor_member_until_yesterday", "poor_member_turns_60_today",
        )
    },
    NOT_DRAWING: {"absent": (*_PROVIDED, "old_uncounted", "old_until_yesterday", "old_not_listed")},
    NO_MEDICAL: {"absent": (*_poor(FROM_EVERYTHING, WITH_MEDICAL, NOT_LISTED),)},
    LAND: {"absent": (*_poor(FROM_EVERYTHING, FROM_PENSIONS, ENROLLED), *_SIXTEEN_TO_SIXTY)},
    LAND_UNPAID: {
        "absent": (
            *_MEMBERS, "poor_paid_for", "poor_paid_for_twice", "poor_pays_himself", "poor_declared_a_year_ago",
            "poor_flexible_a_year_ago", "poor_unenrolled", "poor_in_110", "poor_member_turns_60_today",
        ),
    },
    NO_ALLOWANCE: {"absent": (*_PROVIDED, "old_allowance", "old_allowance_paused", "old_not_listed")},
    OLD_UNENROLLED: {
        "absent": (
            *(f"old_unenrolled_{name}" for name in OLD_EXEMPT), "old_registered_elsewhere", "old_forgotten",
            "turns_60_tomorrow",
        )
    },
    OLD_MEMBERS: {"absent": (*_PROVIDED, "old_unenrolled", "old_terminated")},
    LAPSED_RESIDENTS: {"absent": (*_MEMBERS, "poor_pays_himself", "poor_paid_for", "poor_member_turns_60_today")},
}  # fmt: skip


def _recipes(world: World) -> dict[str, Recipe]:
    """What is true of people besides standing on the lists."""
    clock, year = world.clock, world.clock.year
    at_work = partial(_work, world, world.employers.of("covered"))
    return {
        "unenrolled": lambda _: None,
        "elsewhere_stopped": lambda pids: world.insure_elsewhere(pids, 170, status=2),
        "on_probation": lambda pids: world.sentence(pids, e.COMMUNITY),
        "ex_soldier": lambda pids: world.serve(pids, over=True),
        "ex_prisoner": lambda pids: world.sentence(pids, e.PRISON, over=True),
        "back_from_abroad": lambda pids: world.list_on_roster(pids, e.ABROAD, over=True),
        "graduated": lambda pids: world.study(pids, left=True),
        "pension_stopped": lambda pids: world.draw(pids, e.RESIDENT_PENSION, e.STOPPED),
        "dead": world.die,
        "dead_registered": lambda pids: world.die(pids, police_know=True, undertaker_knows=False),
        "soldier": world.serve,
        "prisoner": lambda pids: world.sentence(pids, e.PRISON),
        "abroad_on_roster": lambda pids: world.list_on_roster(pids, e.ABROAD),
        "went_abroad": lambda pids: world.cancel(pids, WENT_ABROAD),
        "moved_out": world.move_out,
        "cancelled": lambda pids: world.cancel(pids, CANCELLED),
        "student": world.study,
        "student_on_leave": lambda pids: world.study(pids, e.ON_LEAVE),
        "drawing": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION),
        "drawing_paused": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION, e.PAUSED),
        "drawing_resident": lambda pids: world.draw(pids, e.RESIDENT_PENSION),
        "drawing_civil": lambda pids: world.draw(pids, e.CIVIL_PENSION),
        "elsewhere_110": lambda pids: world.insure_elsewhere(pids, 110),
        "elsewhere_120": lambda pids: world.insure_elsewhere(pids, 120),
        "elsewhere_170": lambda pids: world.insure_elsewhere(pids, 170),
        "retired_elsewhere": lambda pids: world.insure_elsewhere(pids, 110, status=4, retired=1),
        "in_110": lambda pids: at_work(pids, clock.first),
        "in_120": lambda pids: world.be_member(pids, 120, EMPLOYEE, clock.first, status=2),
        "suspended_110": lambda pids: world.be_member(pids, 110, FLEXIBLE, clock.first, status=2),
        "suspended_170": lambda pids: world.enrol_resident(pids, (year - 4,), status=2),
        "pays_himself": lambda pids: world.enrol_resident(pids, (year - 1, year)),
        "paid_for": lambda pids: world.enrol_resident(pids, (year - 1, year), government=True),
        "medical": lambda pids: world.insure_resident_medical(pids, (year,)),
        "medical_paid_for": lambda pids: world.insure_resident_medical(pids, (year,), government=True),
        "medical_last_year": lambda pids: world.insure_resident_medical(pids, (year - 1,)),
        "medical_not_arrived": lambda pids: world.insure_resident_medical(pids, (year,), paid=False),
        "declared_310_once": lambda pids: at_work(pids, clock.recent, clock.recent, insurance=310),
        "left_310": lambda pids: at_work(pids, clock.first, clock.recent - 1, insurance=310),
        "elsewhere_310": lambda pids: world.insure_elsewhere(pids, 310),
        "elsewhere_390": lambda pids: world.insure_elsewhere(pids, 390),
        "elsewhere_390_stopped": lambda pids: world.insure_elsewhere(pids, 390, status=2),
        "retired_in_310": lambda pids: _retire(world, pids),
        "at_work": lambda pids: at_work(pids, clock.first),
        "declared_once": lambda pids: at_work(pids, clock.first, clock.recent),
        "left": lambda pids: at_work(pids, clock.first, clock.recent - 1),
        "allowance": lambda pids: world.draw(pids, e.LAND_ALLOWANCE),
        "allowance_paused": lambda pids: world.draw(pids, e.LAND_ALLOWANCE, e.PAUSED),
        "allowance_stopped": lambda pids: world.draw(pids, e.LAND_ALLOWANCE, e.STOPPED),
    }


def _work(
    world: World, units: np.ndarray, pids: np.ndarray, m0: int, m1: int | None = None, insurance: int = 110
) -> None:
    eids, status = world.rng.choice(units, len(pids)), None if m1 is None else 4
    world.insure(pids, eids, m0, m1, before=12, status=status, insurances=(insurance,))


def _retire(world: World, pids: np.ndarray) -> None:
    world.draw(pids, e.EMPLOYEE_PENSION)
    world.be_member(pids, 310, EMPLOYEE, world.clock.first - 60)


class _Lists:
    """Takes people and puts them on the lists of hardship (a kind that counts here) and of lost land."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.counted = np.array(LOCAL_RULES[world.region.code].counted)
        self.uncounted = np.setdiff1d(np.arange(len(HARDSHIPS)), self.counted)
        self.everyone = np.ones(len(world.people.sex), dtype=bool)

    def take(self, kind: str, ages: tuple[int, int], **days: np.datetime64) -> np.ndarray:
        """So many people of these ages on both lists, for hardship from one day to another."""
        pids = self.world.take(kind, ages, self.everyone)
        self.world.be_poor(
            pids, self.world.rng.choice(self.counted, len(pids)), days.get("starts"), days.get("ends", NO_DAY)
        )
        self.world.lose_land(pids)
        return pids

    def not_counted(self, kind: str, ages: tuple[int, int]) -> np.ndarray:
        """People whose hardship is of a kind that the plan does not name."""
        pids = self.world.take(kind, ages, self.everyone)
        self.world.be_poor(pids, self.world.rng.choice(self.uncounted, len(pids)))
        return pids


AGES = {
    "student": (16, 24), "student_on_leave": (17, 24), "graduated": (18, 27), "drawing": (50, 58),
    "drawing_paused": (50, 58), "retired_elsewhere": (50, 58), "pension_stopped": (50, 58), "soldier": (18, 30),
    "retired_in_310": (50, 70),
}  # fmt: skip


def grown_up(world: World, lists: _Lists, recipes: dict[str, Recipe]) -> None:
    """People from 16 to 59 who are poor and have lost their land."""
    clock, year = world.clock, world.clock.year
    day = np.timedelta64(1, "D")
    others = ("medical_last_year", "medical_not_arrived", "left_310", "elsewhere_390_stopped")
    for name in (*DUE, *FROM_EVERYTHING, *FROM_PENSIONS, *ENROLLED, *WITH_MEDICAL, *others):
        recipes[name](lists.take(f"poor_{name}", AGES.get(name, (18, 57))))
    for name, days in (
        ("until_today", {"ends": clock.day()}),
        ("from_today", {"starts": clock.day()}),
        ("without_days", {"starts": NO_DAY}),
        ("until_yesterday", {"ends": clock.day(1)}),
        ("from_tomorrow", {"starts": clock.day(-1)}),
    ):
        lists.take(f"poor_{name}", (18, 57), **days)
    lists.not_counted("poor_uncounted", (18, 57))
    # one kind has ended, another has not
    pids = world.take("poor_again", (18, 57), lists.everyone)
    first = world.rng.integers(0, len(lists.counted), len(pids))
    world.be_poor(pids, lists.counted[first], ends=clock.day(30))
    world.be_poor(pids, lists.counted[first - 1])
    for name, years, later in (
        ("16_today", 16, 0),
        ("16_tomorrow", 16, 1),
        ("60_today", 60, 0),
        ("60_tomorrow", 60, 1),
    ):
        pids = lists.take(f"poor_turns_{name}", (years - 2, years + 1))
        world.rebirth(pids, clock.years_ago(years) + later * day)
    lists.take("poor_child", (3, 14))

    # enrolled in the resident pension, and long unpaid
    for name in ("unpaid", *FROM_EVERYTHING, *FROM_PENSIONS):
        low, high = AGES.get(name, (20, 57))
        pids = lists.take(f"poor_member_{name}", (max(20, low), high))
        world.enrol_resident(pids, (year - 3,))
        world.insure_resident_medical(pids)
        recipes.get(name, recipes["unenrolled"])(pids)
    world.enrol_resident(lists.not_counted("poor_member_uncounted", (20, 57)))
    world.enrol_resident(lists.take("poor_member_until_yesterday", (20, 57), ends=clock.day(1)))
    pids = lists.take("poor_member_turns_60_today", (58, 61))
    world.rebirth(pids, clock.years_ago(60))
    world.enrol_resident(pids, (year - 3,))
    world.enrol_resident(lists.take("poor_paid_for_last_year", (20, 57)), (year - 1,), government=True)
    world.enrol_resident(lists.take("poor_paid_for_not_arrived", (20, 57)), (year,), government=True, paid=False)
    pids = lists.take("poor_paid_for_twice", (20, 57))
    world.enrol_resident(pids, (year,), government=True)
    world.facts["yearly"].add(
        pid=pids, insurance=170, year=year, due_kind=10, yuan=world.rules.lowest_tier_yuan, paid=True
    )
    units = world.employers.of("covered")
    for name, end in (("declared_a_year_ago", clock.window), ("declared_before_that", clock.window - 1)):
        pids = lists.take(f"poor_{name}", (22, 57))
        world.enrol_resident(pids, (year - 3,))
        world.insure(pids, world.rng.choice(units, len(pids)), clock.first, end, insurances=(110,), status=4)
    pids = lists.take("poor_flexible_a_year_ago", (22, 57))
    world.enrol_resident(pids, (year - 3,))
    world.insure_flexible(pids, clock.first, clock.window, status=4)


def old(world: World, lists: _Lists, recipes: dict[str, Recipe]) -> None:
    """People past 60, on both lists as well."""
    clock, year = world.clock, world.clock.year
    past = (61, 80)
    provided = (*OLD_PROVIDED, "allowance", "allowance_paused")
    still = ("forgotten", "allowance_stopped", "pension_stopped", "elsewhere_110", "moved_out", "prisoner", "left")
    for name in (*provided, *still):
        pids = lists.take(f"old_{name}", past)
        world.enrol_resident(pids, (year - 12,))
        world.insure_resident_medical(pids)
        recipes.get(name, recipes["unenrolled"])(pids)
    for name, later in (("turned_60_before_last_month", -1), ("turned_60_last_month", 0)):
        pids = lists.take(f"old_{name}", (59, 61))
        days = world.rng.integers(0, 28, len(pids)).astype("m8[D]")
        world.rebirth(pids, month_start(np.full(len(pids), clock.last - 60 * 12 + later)) + days)
        world.enrol_resident(pids, (year - 2,))
    pids = lists.take("old_turns_60_today", (59, 61))
    world.rebirth(pids, clock.years_ago(60))
    world.enrol_resident(pids, (year - 2,))
    world.enrol_resident(lists.not_counted("old_uncounted", past), (year - 12,))
    world.enrol_resident(lists.take("old_until_yesterday", past, ends=clock.day(1)), (year - 12,))
    world.enrol_resident(world.take("old_not_listed", past, lists.everyone), (year - 12,))
    lists.take("old_unenrolled", past)
    for name in OLD_EXEMPT:
        recipes[name](lists.take(f"old_unenrolled_{name}", past))
    world.enrol_resident(lists.take("old_terminated", past), (), status=4)
    world.outsiders(world.take("old_registered_elsewhere", past, lists.everyone), permits=True)


def plant(world: World) -> None:
    """All of them."""
    lists, recipes = _Lists(world), _recipes(world)
    grown_up(world, lists, recipes)
    old(world, lists, recipes)
