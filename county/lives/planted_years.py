"""Planted cases around the years that a pension asks for: members near retirement who have not paid long enough."""

from collections.abc import Callable

import numpy as np

from county import events as e
from county.clock import MEN_60, NEVER, WOMEN_50, WOMEN_55, minimum_months, retirement_month
from county.people import MEN, WENT_ABROAD, WOMEN
from county.world import EMPLOYEE, World

SHORT = "short_of_years"

Recipe = Callable[[np.ndarray], None]

NOT_DUE = (
    "dead", "dead_registered", "soldier", "prisoner", "abroad_on_roster", "went_abroad", "student", "drawing",
    "retired_elsewhere", "elsewhere_110", "elsewhere_120", "in_120",
)  # fmt: skip
"""Recipes after which nobody is due for 110."""
ENOUGH = (
    "enough_exactly", "short_in_61_months", "short_drawing", "short_drawing_resident", "short_drawing_paused",
    "short_dead", "short_dead_registered", "short_elsewhere_110", "short_elsewhere_120", "short_retired_elsewhere",
    "short_prisoner", "short_soldier", "short_abroad_on_roster", "short_in_120", "short_terminated", "enough_flexible",
    "enough_past_retirement",
)  # fmt: skip
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    SHORT: {"absent": ENOUGH, "check_data": ("short_woman_early_only",), "persuade": ("short_woman_both",)},
}


def not_due(world: World) -> dict[str, Recipe]:
    """What keeps people from being due, by name."""
    return {
        "dead": world.die,
        "dead_registered": lambda pids: world.die(pids, police_know=True, undertaker_knows=False),
        "soldier": world.serve,
        "prisoner": lambda pids: world.sentence(pids, e.PRISON),
        "abroad_on_roster": lambda pids: world.list_on_roster(pids, e.ABROAD),
        "went_abroad": lambda pids: world.cancel(pids, WENT_ABROAD),
        "student": world.study,
        "drawing": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION),
        "drawing_resident": lambda pids: world.draw(pids, e.RESIDENT_PENSION),
        "drawing_paused": lambda pids: world.draw(pids, e.EMPLOYEE_PENSION, e.PAUSED),
        "retired_elsewhere": lambda pids: world.insure_elsewhere(pids, 110, status=4, retired=1),
        "elsewhere_110": lambda pids: world.insure_elsewhere(pids, 110),
        "elsewhere_120": lambda pids: world.insure_elsewhere(pids, 120),
        "in_120": lambda pids: world.be_member(pids, 120, EMPLOYEE, world.clock.first, status=2),
    }


class _Years:
    """People near retirement, with as many months paid as the recipe wants them to be short of."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.units = world.employers.of("covered")
        self.everyone = np.ones(len(world.people.sex), dtype=bool)

    def man(self, kind: str, months: int) -> np.ndarray:
        """Men who retire so many months from now."""
        clock = self.world.clock
        births = np.arange(clock.today - 66 * 12, clock.today - 50 * 12)
        born = births[retirement_month(births, MEN_60) == clock.today + months]
        if not len(born):
            # now and then the gradual change leaves a month out
            return self.man(kind, months - 1 if months < 60 else months + 1 if months > 60 else 59)
        return self._take(kind, int(born[0]), MEN)

    def woman(self, kind: str, born: int) -> np.ndarray:
        """Women born in a month."""
        return self._take(kind, born, WOMEN)

    def _take(self, kind: str, born: int, sex: int) -> np.ndarray:
        age = (self.world.clock.today - born) // 12
        pids = self.world.take(kind, (age - 2, age + 2), self.everyone)
        self.world.rebirth_in_month(pids, born, sex)
        return pids

    def missing(self, pids: np.ndarray, by: int, retires: np.ndarray, paid: int) -> np.ndarray:
        """How many months must have been paid before the extract, besides those paid in it, to be short by so many."""
        left = np.maximum(retires - self.world.clock.last - 1, 0)
        return np.maximum(minimum_months(retires // 12) - left - paid - by, 0)

    def pay(self, pids: np.ndarray, by: int, retires: np.ndarray | None = None) -> None:
        """Pay through a unit all the time, and end up short by so many months (below nothing: enough)."""
        clock = self.world.clock
        retires = self.world.people.retires_late[pids] if retires is None else retires
        before = self.missing(pids, by, retires, clock.last - clock.first + 1)
        eids = self.world.rng.choice(self.units, len(pids))
        self.world.insure(pids, eids, clock.first, insurances=(110, 310), before=before)


def plant(world: World) -> None:
    """Members near retirement who have not paid long enough, and those who have."""
    clock, people, rng = world.clock, world.people, world.rng
    years = _Years(world)
    years.pay(years.man("short_by_one_month", 30), 1)
    years.pay(years.man("short_by_years", 14), 60)
    years.pay(years.man("short_in_60_months", 60), 1)
    years.pay(years.man("short_past_retirement", -9), 24)
    years.pay(years.man("short_retires_this_month", 0), 1)
    years.pay(years.man("short_elsewhere_stopped", 20), 12)
    years.pay(years.man("enough_exactly", 30), 0)
    years.pay(years.man("enough_past_retirement", -9), 0)
    years.pay(years.man("short_in_61_months", 61), 40)
    pids = years.man("short_terminated", 20)
    world.insure(pids, rng.choice(years.units, len(pids)), clock.first, clock.window - 2, before=24, status=4)
    recipes = not_due(world)
    for name in (*NOT_DUE, "drawing_resident", "drawing_paused"):
        if f"short_{name}" in ENOUGH:
            pids = years.man(f"short_{name}", 20)
            years.pay(pids, 12)
            recipes[name](pids)
    world.insure_elsewhere(people.of_kind("short_elsewhere_stopped"), 110, status=2)

    # what was paid twice counts once, what two units say was paid before is not added, what is owed is not paid
    for name in ("paid_twice", "largest_before", "in_arrears"):
        pids = years.man(f"short_{name}", 24)
        retires = people.retires_late[pids]
        owed = 10 if name == "in_arrears" else 0
        before = years.missing(pids, 2, retires, clock.last - clock.first + 1 - owed)
        eids = rng.permutation(years.units)[: 2 * len(pids)]
        eids = np.resize(eids, 2 * len(pids))
        unpaid = clock.last - owed + 1 if owed else NEVER
        world.insure(pids, eids[: len(pids)], clock.first, insurances=(110,), before=before, unpaid_from=unpaid)
        if name == "paid_twice":
            world.insure(pids, eids[len(pids) :], clock.first, clock.first + 9, insurances=(110,), before=0, status=4)
        if name == "largest_before":
            first, less = clock.first - 30, before // 2
            other = eids[len(pids) :]
            world.insure(pids, other, first, first + 5, insurances=(110,), before=less, status=4, declared=False)
    for name, by in (("short_flexible", 6), ("enough_flexible", 0)):
        pids = years.man(name, 26)
        before = years.missing(pids, by, people.retires_late[pids], clock.last - clock.first + 1)
        world.insure_flexible(pids, clock.first, before=before)

    born = clock.last_birth_month_retired(WOMEN_55) + 3
    years.pay(years.woman("short_woman_both", born), 6)
    born = clock.last_birth_month_retired(WOMEN_50) + 2
    pids = years.woman("short_woman_early_only", born)
    years.pay(pids, 6, people.retires_early[pids])
