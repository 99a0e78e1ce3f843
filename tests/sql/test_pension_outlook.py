"""Months left until retirement and the minimum asked for, by both of a woman's dates, from the .sql file itself."""

from datetime import date
from pathlib import Path

import pytest

from sql import policy
from sql.duck import opened
from sql.warehouse import FOLDER, read_query

LAST_MONTH = date(2026, 10, 1)


def outlook(build: Path, early: date, late: date, paid: int = 0, as_of: date = date(2026, 11, 22)) -> dict[str, object]:
    """The row of one person who retires on one of two days."""
    with opened(build, as_of, policy.in_force(policy.read(), as_of), threads=1, memory=None) as warehouse:
        warehouse.create("core.calendar", f"select date '{LAST_MONTH}' as last_month")
        warehouse.create("core.pension_record", f"select 'A' as person_id, {paid} as counted_months")
        warehouse.create(
            "core.person",
            f"select 'A' as person_id, date '{early}' as retires_early_on, date '{late}' as retires_late_on",
        )
        warehouse.run(read_query(FOLDER / "core" / "pension_outlook.sql"))
        [row] = warehouse.con.sql("from core.pension_outlook").pl().to_dicts()
    return row


@pytest.mark.parametrize(
    ("retires", "months"),
    [
        (date(2020, 1, 1), 180),
        (date(2029, 12, 1), 180),
        (date(2030, 1, 1), 186),
        (date(2030, 12, 1), 186),
        (date(2031, 1, 1), 192),
        (date(2038, 12, 1), 234),
        (date(2039, 1, 1), 240),
        (date(2045, 1, 1), 240),
    ],
)
def test_the_minimum_grows_by_six_months_a_year_from_2030_to_2039(tmp_path: Path, retires: date, months: int) -> None:
    row = outlook(tmp_path, retires, retires)
    assert (row["early_minimum_months"], row["late_minimum_months"]) == (months, months)


def test_before_the_reform_180_months_were_enough_for_everybody(tmp_path: Path) -> None:
    row = outlook(tmp_path, date(2045, 1, 1), date(2045, 1, 1), as_of=date(2024, 12, 31))
    assert row["late_minimum_months"] == 180


@pytest.mark.parametrize(
    ("retires", "months"),
    [(date(2020, 1, 1), 0), (date(2026, 11, 1), 0), (date(2026, 12, 1), 1), (date(2027, 1, 1), 2)],
)
def test_months_left_run_from_the_month_after_last_month_to_the_one_before_retirement(
    tmp_path: Path, retires: date, months: int
) -> None:
    assert outlook(tmp_path, retires, retires)["early_possible_months"] == months


def test_each_date_is_held_against_its_own_months_and_minimum(tmp_path: Path) -> None:
    row = outlook(tmp_path, date(2027, 1, 1), date(2030, 1, 1), paid=150)
    assert (row["early_possible_months"], row["late_possible_months"]) == (2, 38)
    assert (row["is_early_short"], row["is_late_short"]) == (True, False)
    assert outlook(tmp_path, date(2027, 1, 1), date(2030, 1, 1), paid=147)["is_late_short"] is True
    assert outlook(tmp_path, date(2027, 1, 1), date(2030, 1, 1), paid=148)["is_late_short"] is False
