"""Whom and where: how recipes choose free people for a planted case, and employers for them."""

from collections.abc import Mapping

import numpy as np

from county import clock as calendar
from county.employers import Employers
from county.events import Events
from county.people import WOMEN

PLANTED = 0.0004
"""The share of people (24 of 60,000, 400 of a million) that one planted kind takes."""


class Choosing(Events):
    """The verbs of `World` that choose."""

    employers: Employers
    maternity: np.ndarray
    _queues: Mapping[str, np.ndarray]
    _served: dict[str, int]

    def count(self, share: float = PLANTED) -> int:
        """How many people a share is, at least one."""
        return max(1, round(len(self.people.sex) * share))

    # -- who ---------------------------------------------------------------------------------------------------

    def take(
        self, kind: str, ages: tuple[int, int] = (18, 58), mask: np.ndarray | None = None, n: int = 0
    ) -> np.ndarray:
        """Choose free people for a kind: of these ages (both included), before their first retirement date."""
        people = self.people
        fits = (people.age >= ages[0]) & (people.age <= ages[1])
        fits &= people.retires_early > self.clock.today + 2 if mask is None else mask
        return people.take(n or self.count(), fits, kind)

    def women_between(self) -> np.ndarray:
        """Women past the earlier retirement date and before the later one, neither of them near."""
        people, today = self.people, self.clock.today
        return (people.sex == WOMEN) & (people.retires_early < today - 1) & (people.retires_late > today + 2)

    def rebirth(self, pids: np.ndarray, day: np.datetime64 | np.ndarray, sex: int | None = None) -> None:
        """Let people be born on a day that the recipe needs."""
        self.people.birth[pids] = day
        if sex is not None:
            self.people.sex[pids] = sex
        self.people.refresh(self.clock, pids)

    def rebirth_in_month(self, pids: np.ndarray, month: int, sex: int) -> None:
        """Let people be born on some day of a month."""
        days = self.rng.integers(0, 28, len(pids)).astype("m8[D]")
        self.rebirth(pids, calendar.month_start(np.full(len(pids), month)) + days, sex)

    # -- where -------------------------------------------------------------------------------------------------

    def jobs(self, queue: str, count: int) -> np.ndarray:
        """Employers for so many people: everyone in the queue once, then by size."""
        line, served = self._queues[queue], self._served[queue]
        first = line[served : served + count]
        self._served[queue] = served + len(first)
        return np.concatenate([first, self.jobs_beside(queue, count - len(first))])

    def jobs_beside(self, queue: str, count: int) -> np.ndarray:
        """Employers for so many people, by size; they still need somebody else, about whom no desk has to ask."""
        line = self._queues[queue]
        weights = self.employers.size[line]
        chosen: np.ndarray = self.rng.choice(line, count, p=weights / weights.sum())
        return chosen

    def unserved(self, queue: str) -> int:
        """How many employers of a queue have nobody yet."""
        return len(self._queues[queue]) - self._served[queue]

    def offers(self, eids: np.ndarray, insurance: int) -> np.ndarray:
        """Whether these employers' units are on the books for an insurance."""
        if insurance == 510:
            return self.maternity[eids]
        return self.employers.has_insurance(insurance)[eids]
