"""The answer key: what is planted, how often, and that it does not contradict itself."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from sources.demo.answers import EMPLOYER_LISTS, LAPSED, OVER_45, PARTLY, TAXED, UNDER_45, WAGED
from sources.demo.clock import MEN_60, WOMEN_50, Clock, ages, retirement_month
from sources.demo.planted import BY_AGE, EMPLOYER_TRAPS, PEOPLE_TRAPS
from tests.demo.conftest import County, county_of

LISTS = {TAXED, PARTLY, WAGED, LAPSED, OVER_45, UNDER_45}


def of(county: County, list_id: str, kind: str) -> pl.DataFrame:
    return county.lists.filter((pl.col("list_id") == list_id) & (pl.col("kind") == kind))


def test_every_planted_false_alarm_is_there_twenty_times(county: County) -> None:
    planted = county.traps.group_by("kind").agg(pl.col("subject_id").n_unique().alias("n"))
    counts = dict(planted.iter_rows())
    wanted = {
        kind
        for catalogue in (*PEOPLE_TRAPS.values(), *EMPLOYER_TRAPS.values())
        for kinds in catalogue.values()
        for kind in kinds
    }
    assert {kind: counts.get(kind, 0) for kind in wanted if counts.get(kind, 0) < 20} == {}


def test_every_list_has_subjects_and_only_its_own_tiers(county: County) -> None:
    tiers = {
        name: set(county.lists.filter(pl.col("list_id") == name)["tier"].to_list())
        for name in county.lists["list_id"].unique()
    }
    # whom one office alone knows, by a wrong number, is for the desk: how many there are is chance
    by_chance = {"check_data"}
    assert {name: found - by_chance for name, found in tiers.items()} == {
        TAXED: {"must_join"},
        PARTLY: {"must_join"},
        WAGED: {"must_join"},
        LAPSED: {"must_join", "persuade"},
        OVER_45: {"persuade"},
        UNDER_45: {"persuade"},
    }
    assert "check_data" in tiers[TAXED] & tiers[WAGED]
    assert "check_data" not in tiers[PARTLY]


def test_a_subject_stands_on_a_list_once(county: County) -> None:
    assert not county.lists.select("list_id", "subject_id").is_duplicated().any()


def test_what_must_be_absent_is_on_no_list(county: County) -> None:
    absent = county.traps.filter(pl.col("expected") == "absent")
    assert county.lists.join(absent, on=["list_id", "subject_id"], how="semi").is_empty()


def test_what_is_for_the_desk_is_on_the_list_as_check_data(county: County) -> None:
    desk = county.traps.filter(pl.col("expected") == "check_data").select("list_id", "subject_id").unique()
    rows = county.lists.join(desk, on=["list_id", "subject_id"], how="semi")
    assert len(rows) == len(desk)
    assert set(rows["tier"]) == {"check_data"}


def test_most_answers_need_official_numbers_only(county: County) -> None:
    share = county.lists["link"].value_counts(normalize=True).filter(pl.col("link") == "number")["proportion"][0]
    # a sixth of the insured units print no number of their own: whoever they insure hangs on a name
    assert 0.95 < share < 1


def test_people_are_called_by_their_number_and_employers_by_theirs(county: County) -> None:
    employers = county.lists.filter(pl.col("list_id").is_in(EMPLOYER_LISTS))["subject_id"]
    assert employers.str.contains(r"^([0-9A-Z]{18}|org:[0-9A-Z]{9}|tax:.+)$").all()
    people = county.lists.filter(~pl.col("list_id").is_in(EMPLOYER_LISTS))
    numbered = pl.col("subject_id").str.contains(r"^([0-9]{17}[0-9X])$")
    assert people.filter(numbered).height > 0.99 * len(people)
    # whoever has no right number anywhere is called by what there is, and is for the desk
    others = people.filter(~numbered)
    assert others["subject_id"].str.contains(r"^(doc:E[0-9]{8}|doc:[0-9]{17}[0-9X]|member:(hrss|hsa):[0-9]+)$").all()
    assert set(others["tier"]) == {"check_data"}


def test_forty_five_begins_on_the_birthday(county: County) -> None:
    assert set(of(county, OVER_45, "turns_45_today")["subject_id"].str.slice(6, 8)) == {"19811122"}
    assert set(of(county, UNDER_45, "turns_45_tomorrow")["subject_id"].str.slice(6, 8)) == {"19811123"}
    assert set(of(county, UNDER_45, "turns_16_today")["subject_id"].str.slice(6, 8)) == {"20101122"}
    assert set(of(county, OVER_45, "turns_60_tomorrow")["subject_id"].str.slice(6, 8)) == {"19661123"}


def test_who_was_born_on_29_february_is_a_year_older_on_1_march() -> None:
    born = np.array([np.datetime64("2000-02-29")])
    assert ages(born, date(2026, 2, 28))[0] == 25
    assert ages(born, date(2026, 3, 1))[0] == 26
    assert ages(born, date(2028, 2, 29))[0] == 28


@pytest.mark.parametrize(
    ("table", "born", "retires"),
    [
        (MEN_60, (1964, 12), (2024, 12)),
        (MEN_60, (1965, 1), (2025, 2)),
        (MEN_60, (1965, 5), (2025, 7)),
        (MEN_60, (1976, 8), (2039, 7)),
        (WOMEN_50, (1984, 10), (2039, 9)),
    ],
)
def test_retirement_moves_as_the_decision_of_2024_says(
    table: tuple[int, int, int, int], born: tuple[int, int], retires: tuple[int, int]
) -> None:
    month = retirement_month(np.array([born[0] * 12 + born[1] - 1]), table)[0]
    assert (month // 12, month % 12 + 1) == retires


def test_last_month_is_the_month_before_the_datas() -> None:
    assert Clock(date(2026, 11, 22)).last == 2026 * 12 + 9
    # on the first of a month the data still describe the month before
    assert Clock(date(2026, 11, 1)).last == 2026 * 12 + 8


def test_the_month_before_retirement_is_due_and_the_month_itself_is_not(county: County) -> None:
    assert len(of(county, WAGED, "month_before_retirement")) >= 20
    assert of(county, WAGED, "retires_this_month").is_empty()
    assert set(of(county, WAGED, "woman_reaches_early_date")["tier"]) == {"check_data"}
    assert set(of(county, WAGED, "woman_month_before_early_date")["tier"]) == {"must_join"}


def test_lapsed_members_whose_unit_still_pays_must_join(county: County) -> None:
    assert set(of(county, LAPSED, "lapsed_still_waged")["tier"]) == {"must_join"}
    assert set(of(county, LAPSED, "lapsed_waged_by_another")["tier"]) == {"persuade"}
    assert set(of(county, LAPSED, "lapsed_woman_between_waged")["tier"]) == {"persuade"}


def test_empty_suspended_and_taken_back_units_insure_nobody(county: County) -> None:
    for kind in ("empty_unit", "suspended_unit", "ended_unit", "taken_back_unit", "medical_only_unit"):
        assert set(of(county, TAXED, kind)["tier"]) == {"must_join"}, kind
        assert len(of(county, TAXED, kind)) >= 20, kind


def test_nobody_who_is_on_the_waged_list_is_called_unenrolled(county: County) -> None:
    waged = county.lists.filter(pl.col("list_id") == WAGED)["subject_id"]
    residents = county.lists.filter(pl.col("list_id").is_in([OVER_45, UNDER_45]))["subject_id"]
    assert not set(waged) & set(residents)


@pytest.mark.parametrize("as_of", [date(2027, 3, 1), date(2028, 2, 29), date(2026, 1, 2), date(2026, 12, 1)])
def test_the_key_holds_on_other_days(as_of: date) -> None:
    # lists_and_traps raises when a planted case is not what it was planted as
    assert set(county_of(3_000, as_of, seed=5).lists["list_id"]) == LISTS


def test_the_age_groups_stand_for_lists() -> None:
    assert set(PEOPLE_TRAPS) - {BY_AGE} <= LISTS


def test_the_key_imports_nothing_of_what_it_judges() -> None:
    from pathlib import Path

    from sources import demo

    for path in Path(demo.__file__).parent.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not any(f"import {name}" in source or f"from {name}" in source for name in ("sql", "matchers", "flows"))
