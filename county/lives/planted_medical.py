"""Planted cases around medical insurance: children, pupils, people away at work, people who come to a check-up.

One recipe makes a child, a pupil or a grown-up; grown-ups stand on two rosters at once and are asked about twice.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from county import events as e
from county.clock import NEVER
from county.lives.namesakes import guardians
from county.people import CANCELLED, WENT_ABROAD
from county.tables import AS_IS, NO_DAY
from county.world import EMPLOYEE, FLEXIBLE, World

CHILDREN = "children_without_medical"
STUDENTS = "students_without_medical"
MOVERS = "movers_without_medical"
CHECKED = "checkup_adults_without_medical"

Recipe = Callable[[np.ndarray], None]

BY_YEAR = ("paid_this_year", "paid_by_government")
STRUCK_OFF = ("died", "died_registered", "moved_out", "cancelled", "went_abroad", "abroad_on_roster")
COVERED = (*BY_YEAR, *STRUCK_OFF, "flexible_310", "elsewhere_310", "elsewhere_390")
"""Recipes after which nobody of whatever age is on a list: insured, or not due at all."""
OF_AGE = ("soldier", "prisoner", "declared_310_once")
PENSIONED = ("pensioner_in_310", "civil_pensioner_in_310", "paused_pensioner_in_310")
DUE = ("uninsured", "paid_last_year", "payment_not_arrived", "elsewhere_390_stopped", "elsewhere_170")
"""Recipes after which everybody is without medical insurance."""
DUE_OF_AGE = ("left_310", "taken_back_310", "on_probation", "ex_soldier", "ex_prisoner", "back_from_abroad",
              "flexible_110", "elsewhere_110")  # fmt: skip
DUE_PENSIONED = ("pensioner_not_in_310", "pension_stopped_in_310")
CHILD_TRAPS = (
    *(f"child_{name}" for name in COVERED), "child_90_days", "child_newborn", "child_turns_8_today",
    "child_without_number_paid", "child_without_number_newborn",
)  # fmt: skip
STUDENT_TRAPS = (
    *(f"student_{name}" for name in (*COVERED, *OF_AGE)), "student_graduated_yesterday", "student_graduated",
    "student_dropped_out",
)  # fmt: skip
ROSTER_TRAPS = (
    *(f"rostered_{name}" for name in (*COVERED, *OF_AGE, *PENSIONED)), "rostered_abroad_with_wage",
    "rostered_from_tomorrow", "rostered_until_yesterday",
)  # fmt: skip
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    CHILDREN: {"absent": CHILD_TRAPS},
    STUDENTS: {"absent": STUDENT_TRAPS},
    MOVERS: {"absent": ROSTER_TRAPS, "check_data": ("rostered_foreigner",)},
    CHECKED: {"absent": (*ROSTER_TRAPS, "rostered_turns_18_tomorrow"), "check_data": ("rostered_foreigner",)},
}


def _recipes(world: World) -> dict[str, Recipe]:
    """What makes somebody insured, due, or not due, whatever the age."""
    clock, year = world.clock, world.clock.year
    medical = world.insure_resident_medical

    units = world.employers.of("covered")
    units = units[world.offers(units, 310)]

    def at_work(pids: np.ndarray, m0: int, m1: int | None = None, **more: Any) -> None:
        world.insure(pids, world.rng.choice(units, len(pids)), m0, m1, insurances=(310,), before=0, **more)

    return {
        "uninsured": lambda _: None,
        "paid_last_year": lambda pids: medical(pids, (year - 1,)),
        "payment_not_arrived": lambda pids: medical(pids, (year,), paid=False),
        "left_310": lambda pids: at_work(pids, clock.recent - 8, clock.recent - 1, reason=6301),
        "taken_back_310": lambda pids: at_work(pids, clock.recent - 8, taken_back_from=clock.recent - 2),
        "elsewhere_390_stopped": lambda pids: world.insure_elsewhere(pids, 390, status=2),
        "elsewhere_170": lambda pids: world.insure_elsewhere(pids, 170),
        "on_probation": lambda pids: world.sentence(pids, e.COMMUNITY),
        "paid_this_year": lambda pids: medical(pids, (year,)),
        "paid_by_government": lambda pids: medical(pids, (year,), government=True),
        "declared_310_once": lambda pids: at_work(pids, clock.recent, clock.recent, reason=6301),
        "flexible_310": lambda pids: _pay_310(world, pids),
        "elsewhere_310": lambda pids: world.insure_elsewhere(pids, 310),
        "elsewhere_390": lambda pids: world.insure_elsewhere(pids, 390),
        "died": world.die,
        "died_registered": lambda pids: world.die(pids, police_know=True, undertaker_knows=False),
        "moved_out": world.move_out,
        "cancelled": lambda pids: world.cancel(pids, CANCELLED),
        "went_abroad": lambda pids: world.cancel(pids, WENT_ABROAD),
        "abroad_on_roster": lambda pids: world.list_on_roster(pids, e.ABROAD),
        "soldier": world.serve,
        "prisoner": lambda pids: world.sentence(pids, e.PRISON),
        "ex_soldier": lambda pids: world.serve(pids, over=True),
        "ex_prisoner": lambda pids: world.sentence(pids, e.PRISON, over=True),
        "back_from_abroad": lambda pids: world.list_on_roster(pids, e.ABROAD, over=True),
        "abroad_with_wage": lambda pids: _earn_abroad(world, pids),
        "flexible_110": lambda pids: world.insure_flexible(pids, clock.first),
        "elsewhere_110": lambda pids: world.insure_elsewhere(pids, 110),
        # the retired are on the books of the medical insurance and pay nothing
        "pensioner_in_310": lambda pids: _retire(world, pids, e.EMPLOYEE_PENSION, in_310=True),
        "civil_pensioner_in_310": lambda pids: _retire(world, pids, e.CIVIL_PENSION, in_310=True),
        "paused_pensioner_in_310": lambda pids: _retire(world, pids, e.EMPLOYEE_PENSION, e.PAUSED, in_310=True),
        "pensioner_not_in_310": lambda pids: _retire(world, pids, e.EMPLOYEE_PENSION),
        "resident_pensioner_in_310": lambda pids: _retire(world, pids, e.RESIDENT_PENSION, in_310=True),
        "pension_stopped_in_310": lambda pids: _retire(world, pids, e.EMPLOYEE_PENSION, e.STOPPED, in_310=True),
    }


def _pay_310(world: World, pids: np.ndarray) -> None:
    """Pay the employees' medical insurance for themselves, nothing else."""
    clock = world.clock
    world.be_member(pids, 310, FLEXIBLE, clock.first)
    world.facts["spell"].add(
        pid=pids,
        insurance=310,
        uid=-1,
        m0=clock.first,
        m1=clock.last,
        base=4500,
        unpaid_from=NEVER,
        taken_back_from=NEVER,
        variant=AS_IS,
    )


def _earn_abroad(world: World, pids: np.ndarray) -> None:
    """Gone abroad, and still paid here: due for the pension, as the desk will see; for nothing else."""
    world.list_on_roster(pids, e.ABROAD)
    world.pay_wages(pids, world.jobs("covered", len(pids)))


def _retire(world: World, pids: np.ndarray, pension: int, status: int = e.DRAWN, in_310: bool = False) -> None:
    """Draw a pension, on the books of 310 or not."""
    world.draw(pids, pension, status)
    if in_310:
        world.be_member(pids, 310, EMPLOYEE, world.clock.first - 100)


def children(world: World, recipes: dict[str, Recipe]) -> None:
    """Children up to seven; some of the youngest have no number yet."""
    people, clock = world.people, world.clock
    everyone = np.ones(len(people.sex), dtype=bool)
    day = np.timedelta64(1, "D")
    for name in (*DUE, *COVERED):
        recipes[name](world.take(f"child_{name}", (1, 7), everyone))
    world.outsiders(world.take("child_with_permit", (1, 7), everyone), permits=True)
    world.outsiders(world.take("child_unknown_to_police", (1, 7), everyone), permits=False)
    for kind, born in (
        ("child_90_days", clock.day(90)),
        ("child_91_days", clock.day(91)),
        ("child_turns_8_today", clock.years_ago(8)),
        ("child_turns_8_tomorrow", clock.years_ago(8) + day),
    ):
        world.rebirth(world.take(kind, (0, 8), everyone), born)
    pids = world.take("child_newborn", (0, 8), everyone)
    world.rebirth(pids, clock.day(0) - world.rng.integers(5, 90, len(pids)) * day)
    numberless = []
    for name, insured, old in (
        ("", False, True), ("_paid", True, True), ("_newborn", False, False), ("_fostered", False, True),
    ):  # fmt: skip
        pids = world.take(f"child_without_number{name}", (0, 6), guardians(people) >= 0)
        world.rebirth(pids, clock.day(0) - world.rng.integers(*((95, 340) if old else (5, 88)), len(pids)) * day)
        if insured:
            recipes["paid_this_year"](pids)
        numberless.append(pids)
    world.groups["numberless"] = np.concatenate(numberless)


def students(world: World, recipes: dict[str, Recipe]) -> None:
    """Pupils and students."""
    clock = world.clock
    everyone = np.ones(len(world.people.sex), dtype=bool)
    grown = (*OF_AGE, *DUE_OF_AGE)
    for name in (*DUE, *COVERED, *grown):
        pids = world.take(f"student_{name}", (17, 23) if name in grown else (8, 22), everyone)
        world.study(pids)
        recipes[name](pids)
    for kind, status, until in (
        ("student_on_leave", e.ON_LEAVE, None),
        ("student_graduates_today", e.STUDYING, clock.day()),
        ("student_without_graduation_day", e.STUDYING, NO_DAY),
        ("student_graduated_yesterday", e.STUDYING, clock.day(1)),
        ("student_graduated", e.GRADUATED, None),
        ("student_dropped_out", e.DROPPED_OUT, None),
    ):
        world.study(world.take(kind, (16, 23), everyone), status, until=until)


def rostered(world: World, recipes: dict[str, Recipe]) -> None:
    """Grown-ups whom one department knows to be away at work and another has seen at a check-up."""
    people, clock = world.people, world.clock
    everyone = np.ones(len(people.sex), dtype=bool)

    def listed(name: str, ages: tuple[int, int] = (18, 58), **days: Any) -> np.ndarray:
        pids = world.take(f"rostered_{name}", ages, everyone)
        for roster in (e.AWAY_AT_WORK, e.CHECKED_UP):
            world.list_on_roster(pids, roster, **days)
        return pids

    for name in (*DUE, *COVERED, *OF_AGE, *DUE_OF_AGE, "abroad_with_wage"):
        recipes[name](listed(name, (20, 58)))
    for name in (*PENSIONED, *DUE_PENSIONED):
        recipes[name](listed(name, (50, 58)))
    recipes["resident_pensioner_in_310"](listed("resident_pensioner_in_310", (61, 80)))
    world.draw(listed("old", (61, 80)), e.RESIDENT_PENSION)
    tomorrow = clock.day(-1)
    for name, days in (
        ("from_today", {"starts": clock.day()}),
        ("until_today", {"ends": clock.day()}),
        ("without_days", {"starts": NO_DAY}),
        ("from_tomorrow", {"starts": tomorrow}),
        ("until_yesterday", {"ends": clock.day(1)}),
    ):
        world.enrol_resident(listed(name, (20, 58), **days))
    pids = listed("turns_18_today", (17, 19))
    world.rebirth(pids, clock.years_ago(18))
    pids = listed("turns_18_tomorrow", (17, 19))
    world.rebirth(pids, clock.years_ago(18) + np.timedelta64(1, "D"))
    pids = listed("foreigner", (22, 50))
    world.outsiders(pids, permits=False)
    people.document[pids] = 2


def plant(world: World) -> None:
    """All of them."""
    recipes = _recipes(world)
    children(world, recipes)
    students(world, recipes)
    rostered(world, recipes)


def register_children(world: World) -> None:
    """Fill the vaccination register, once nobody's birth changes any more; and say who looks after whom."""
    people, rng = world.people, world.stream("vaccination")
    small = (people.age <= 7) & people.in_resident
    # a year late the register still has some who have grown too old for it
    small |= (people.age == 8) & people.in_resident & (rng.random(len(small)) < 0.1)
    small[people.of_kind("child_turns_8_today")] = True
    small[people.of_kind("child_unknown_to_police")] = True
    world.vaccinate(np.flatnonzero(small))
    # brought by somebody of the village who is not of the household
    grown = rng.permutation(np.flatnonzero((people.age >= 22) & (people.age < 60) & people.in_resident))
    neighbour = np.full(len(world.region.villages), -1)
    neighbour[people.village[grown]] = grown
    fostered = people.of_kind("child_without_number_fostered")
    others = neighbour[people.village[fostered]]
    apart = (others >= 0) & (people.household[others] != people.household[fostered])
    world.groups["fostered"] = np.stack([fostered[apart], others[apart]], axis=1)
