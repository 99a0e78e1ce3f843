"""The made-up county's calendar: which months matter on a given day, ages, and when people retire.

Months are counted as `year * 12 + month - 1` everywhere in this package, so that they can be added and compared.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

CONTRIBUTION_MONTHS = 36
WAGE_MONTHS = 14
TAX_MONTHS = 24
RECENT_MONTHS = 3
ACTIVE_MONTHS = 12
NEVER = 1_000_000
"""A month that never comes: "unpaid from never on" is paid throughout."""

MEN_60 = (60, 1965 * 12, 4, 36)
WOMEN_55 = (55, 1970 * 12, 4, 36)
WOMEN_50 = (50, 1975 * 12, 2, 60)


def month_number(day: date) -> int:
    """Count a day's month from the year 0."""
    return day.year * 12 + day.month - 1


def month_start(months: np.ndarray | int) -> np.ndarray:
    """First days of numbered months."""
    return (np.asarray(months, dtype=np.int64) - 1970 * 12).astype("M8[M]").astype("M8[D]")


def month_end(months: np.ndarray | int) -> np.ndarray:
    """Last days of numbered months."""
    return month_start(np.asarray(months) + 1) - np.timedelta64(1, "D")


def months_of(days: np.ndarray) -> np.ndarray:
    """The month numbers of days."""
    return days.astype("M8[M]").astype(np.int64) + 1970 * 12


def yyyymmdd(days: np.ndarray) -> np.ndarray:
    """Days as eight-digit numbers, the form in which ages are subtracted."""
    month = months_of(days)
    day = (days - days.astype("M8[M]").astype("M8[D]")).astype(np.int64) + 1
    return (month // 12) * 10000 + (month % 12 + 1) * 100 + day


def ages(births: np.ndarray, as_of: date) -> np.ndarray:
    """Full years on a day; who was born on 29 February turns a year older on 1 March in common years."""
    return ((as_of.year * 10000 + as_of.month * 100 + as_of.day) - yyyymmdd(births)) // 10000


def retirement_month(birth_months: np.ndarray, table: tuple[int, int, int, int]) -> np.ndarray:
    """The month in which people retire under the gradual change of 2025."""
    age, cohort, step, cap = table
    since = birth_months - cohort
    delay = np.where(since < 0, 0, np.minimum(cap, since // step + 1))
    return birth_months + age * 12 + delay


def minimum_months(years: np.ndarray) -> np.ndarray:
    """How many months an employee pension asks for, by year of retirement: 180, from 2030 six more a year, to 240."""
    return np.clip(180 + 6 * (np.asarray(years) - 2029), 180, 240)


@dataclass(frozen=True)
class Clock:
    """The day of the run and the months that follow from it."""

    as_of: date

    @cached_property
    def data_date(self) -> date:
        """The day the departments' data describe."""
        return self.as_of - timedelta(days=2)

    @cached_property
    def today(self) -> int:
        """The month of the run."""
        return month_number(self.as_of)

    @cached_property
    def last(self) -> int:
        """Last month: the month before the data's."""
        return month_number(self.data_date) - 1

    @cached_property
    def recent(self) -> int:
        """First month of the recent ones."""
        return self.last - RECENT_MONTHS + 1

    @cached_property
    def window(self) -> int:
        """First month of the active window."""
        return self.last - ACTIVE_MONTHS + 1

    @cached_property
    def first(self) -> int:
        """First month of the contribution extract."""
        return self.last - CONTRIBUTION_MONTHS + 1

    @cached_property
    def first_wage(self) -> int:
        """First month of the wage extract."""
        return self.last - WAGE_MONTHS + 1

    @cached_property
    def first_tax(self) -> int:
        """First month of the tax extract."""
        return self.last - TAX_MONTHS + 1

    @cached_property
    def base_year(self) -> tuple[int, int]:
        """First and last month over which contribution bases are held against wages.

        The last calendar year, where half of it is delivered; else the active window.
        """
        begin = (self.as_of.year - 1) * 12
        low, high = max(begin, self.first_wage), min(begin + 11, self.last)
        return (low, high) if high - low + 1 >= 6 else (self.window, self.last)

    @property
    def year(self) -> int:
        """The running year, for those who pay by the year."""
        return self.as_of.year

    def day(self, ago: int = 0) -> np.datetime64:
        """The day so many days before the run."""
        return np.datetime64(self.as_of - timedelta(days=ago), "D")

    def years_ago(self, years: int) -> np.datetime64:
        """The same day so many years before: the latest birthday of those who are so old today."""
        try:
            return np.datetime64(self.as_of.replace(year=self.as_of.year - years), "D")
        except ValueError:
            # on a 29 February, in a common year: who was born on 1 March turns a year older tomorrow
            return np.datetime64(date(self.as_of.year - years, 2, 28), "D")

    def last_birth_month_retired(self, table: tuple[int, int, int, int], by: int | None = None) -> int:
        """The youngest birth month that has reached its retirement date by a month (today's); the next one has not."""
        months = np.arange(self.today - 70 * 12, self.today - 40 * 12)
        return int(months[retirement_month(months, table) <= (self.today if by is None else by)].max())
