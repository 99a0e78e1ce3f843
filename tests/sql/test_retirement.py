"""Retirement months: the tables of the 2024 decision, from the .sql file itself."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest

from sql import policy
from sql.duck import opened
from sql.warehouse import FOLDER, read_query

MONTHS = [(year, month) for year in range(1960, 1996) for month in range(1, 13)]
# By sex and month of birth: the retirement months by the earlier and the later table.
Dates = Mapping[tuple[str, int, int], tuple[date, date]]
REFORM = date(2025, 1, 1)
MAN, WOMAN = "1", "2"


def retirement(build: Path, as_of: date) -> Dates:
    """Run `sql/core/retirement.sql` once, over both sexes of every month."""
    born = [(sex, date(year, month, 15)) for sex in (MAN, WOMAN) for year, month in MONTHS]
    table = pa.table({"sex": [sex for sex, _ in born], "birth_date": [day for _, day in born]})
    values = policy.in_force(policy.read(), as_of)
    with opened(build, as_of, values, threads=1, memory=None) as warehouse:
        warehouse.con.register("born", table)
        warehouse.create("matches.person_of_number", "select * from born")
        warehouse.run(read_query(FOLDER / "core" / "retirement.sql"))
        found = warehouse.con.execute("from core.retirement").fetchall()
    return {(sex, index // 12, index % 12 + 1): (early, late) for sex, index, early, late in found}


@pytest.fixture(scope="module")
def on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[date], Dates]]:
    """The table of a day, made once."""
    made: dict[date, Dates] = {}

    def of(as_of: date) -> Dates:
        if as_of not in made:
            made[as_of] = retirement(tmp_path_factory.mktemp("retirement"), as_of)
        return made[as_of]

    yield of


@pytest.fixture(scope="module")
def today(on: Callable[[date], Dates]) -> Dates:
    return on(date(2026, 11, 22))


def test_every_month_and_sex_has_one_row(today: Dates) -> None:
    assert len(today) == 2 * len(MONTHS)


@pytest.mark.parametrize(
    ("born", "retires"),
    [
        ((1964, 12), date(2024, 12, 1)),
        ((1965, 1), date(2025, 2, 1)),
        ((1965, 4), date(2025, 5, 1)),
        ((1965, 5), date(2025, 7, 1)),
        ((1976, 8), date(2039, 7, 1)),
        ((1976, 9), date(2039, 9, 1)),
        ((1990, 1), date(2053, 1, 1)),
    ],
)
def test_men(today: Dates, born: tuple[int, int], retires: date) -> None:
    assert today[MAN, *born] == (retires, retires)


@pytest.mark.parametrize(
    ("born", "at_50", "at_55"),
    [
        ((1969, 12), date(2019, 12, 1), date(2024, 12, 1)),
        ((1970, 1), date(2020, 1, 1), date(2025, 2, 1)),
        ((1974, 12), date(2024, 12, 1), date(2031, 3, 1)),
        ((1975, 1), date(2025, 2, 1), date(2031, 5, 1)),
        ((1981, 8), date(2034, 12, 1), date(2039, 7, 1)),
        ((1984, 10), date(2039, 9, 1), date(2042, 10, 1)),
        ((1984, 11), date(2039, 11, 1), date(2042, 11, 1)),
        ((1990, 1), date(2045, 1, 1), date(2048, 1, 1)),
    ],
)
def test_women_by_both_tables(today: Dates, born: tuple[int, int], at_50: date, at_55: date) -> None:
    assert today[WOMAN, *born] == (at_50, at_55)


def test_nobody_was_delayed_the_day_before_the_reform(on: Callable[[date], Dates]) -> None:
    before = on(REFORM - timedelta(days=1))
    assert before[MAN, 1965, 1] == (date(2025, 1, 1), date(2025, 1, 1))
    assert before[MAN, 1990, 1] == (date(2050, 1, 1), date(2050, 1, 1))
    assert before[WOMAN, 1984, 10] == (date(2034, 10, 1), date(2039, 10, 1))
    for (sex, year, month), dates in before.items():
        ages = (60, 60) if sex == MAN else (50, 55)
        assert dates == tuple(date(year + age, month, 1) for age in ages)


def test_on_the_day_of_the_reform_the_cap_changes_and_with_it_the_dates(on: Callable[[date], Dates]) -> None:
    assert on(REFORM)[MAN, 1965, 1] == (date(2025, 2, 1), date(2025, 2, 1))
    assert on(REFORM)[MAN, 1990, 1] == (date(2053, 1, 1), date(2053, 1, 1))
    assert on(REFORM)[WOMAN, 1984, 10] == (date(2039, 9, 1), date(2042, 10, 1))
    # Who retired before it is not touched.
    assert on(REFORM)[MAN, 1964, 12] == on(REFORM - timedelta(days=1))[MAN, 1964, 12]


def reached(born: date, age: int, first: date, every: int, most: int) -> date:
    """The law as it is told: cohorts of `every` months, each a month later than the one before it."""
    months = 0
    cohort = first
    while cohort <= born and months < most:
        months += 1
        cohort = later(cohort, every)
    return later(born, age * 12 + months)


def later(day: date, months: int) -> date:
    for _ in range(months):
        day = (day + timedelta(days=31)).replace(day=1)
    return day


@pytest.mark.parametrize("born", MONTHS, ids=lambda born: f"{born[0]}-{born[1]:02d}")
def test_every_month_of_birth_follows_the_law_as_it_is_told(today: Dates, born: tuple[int, int]) -> None:
    day = date(*born, 1)
    man = reached(day, 60, date(1965, 1, 1), every=4, most=36)
    assert today[MAN, *born] == (man, man)
    at_50 = reached(day, 50, date(1975, 1, 1), every=2, most=60)
    at_55 = reached(day, 55, date(1970, 1, 1), every=4, most=36)
    assert today[WOMAN, *born] == (at_50, at_55)


@pytest.mark.parametrize("sex", [MAN, WOMAN])
def test_whoever_is_born_later_never_retires_earlier(today: Dates, sex: str) -> None:
    for born, following in pairwise(MONTHS):
        assert today[sex, *born][0] < today[sex, *following][0], born
        assert today[sex, *born][1] < today[sex, *following][1], born


def test_who_has_no_birth_date_has_no_row(tmp_path: Path) -> None:
    as_of = date(2026, 11, 22)
    with opened(tmp_path, as_of, policy.in_force(policy.read(), as_of), threads=1, memory=None) as warehouse:
        warehouse.create("matches.person_of_number", "select '1' as sex, null::date as birth_date")
        assert warehouse.run(read_query(FOLDER / "core" / "retirement.sql")) == 0
