"""The answer key: what is planted, how often, and that it does not contradict itself."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from county.clock import MEN_60, WOMEN_50, Clock, ages, retirement_month
from county.key.answers import EMPLOYER_LISTS, PEOPLE_LISTS
from county.key.answers_first import LAPSED, OVER_45, PARTLY, TAXED, UNDER_45, WAGED
from county.key.key import NUMBERS_MISSING, WRONG_DIGIT, lists_and_traps
from county.key.traps import BY_AGE, TRAPS
from county.lives.planted_over_age import OVER_AGE
from county.lives.planted_partial import MEDICAL_ALONE, UNINJURED
from county.lives.planted_permits import PERMITS
from county.lives.planted_renewals import CONVERTIBLE, LAPSED_MEDICAL
from county.offices.person_records import OFFICES
from tests.demo.conftest import County, county_of

MUST, MAY, DESK = "must_join", "persuade", "check_data"
LISTS = {
    "arrears_employers": {MUST},
    "blacklist_candidates": {DESK},
    "cadres_uninsured": {MAY},
    "checkup_adults_without_medical": {MAY},
    "children_without_medical": {MAY},
    "contract_staff_uninsured": {MUST},
    "converted_uninsured_employers": {MUST},
    "deceased_drawing": {DESK},
    "duplicate_benefits": {DESK},
    "duplicate_enrolment": {DESK},
    "dust_hazard_without_injury_cover": {MUST},
    "employing_traders_uninsured": {MUST},
    CONVERTIBLE: {MAY},
    "flexible_without_medical": {MAY},
    "fund_paying_uninsured_employers": {MUST},
    "fund_paying_uninsured_people": {MUST},
    "gig_workers_unenrolled": {MAY},
    "gig_workers_without_injury_cover": {MAY},
    "hard_to_employ_unpaid": {MAY},
    "hardship_not_drawing": {MUST},
    "hardship_not_enrolled": {MUST},
    "hardship_not_paid_for": {MUST},
    "hardship_without_medical": {MUST},
    "imprisoned_drawing": {DESK},
    "land_loss_no_allowance": {DESK},
    "land_loss_unenrolled": {MUST},
    "land_loss_unpaid": {MUST},
    LAPSED: {MUST, MAY},
    LAPSED_MEDICAL: {MAY},
    "lapsed_residents": {MAY},
    "low_coverage_employers": {MUST},
    MEDICAL_ALONE: {MUST},
    "movers_without_medical": {MAY},
    "new_employers_to_remind": {MAY},
    "one_person_many_numbers": {DESK},
    "outsiders_working_here_uninsured": {MUST},
    "over_60_not_drawing": {DESK},
    "over_60_unenrolled": {MAY},
    OVER_AGE: {MAY},
    PARTLY: {MUST},
    UNINJURED: {MUST},
    "pension_without_medical": {MUST},
    PERMITS: {MAY},
    "platform_employers_uninsured": {MUST},
    "projects_without_injury_cover": {MUST},
    "registered_uninsured_employers": {MUST},
    "rulings_uninsured": {MUST},
    "safety_checked_without_injury_cover": {MUST},
    "selectively_insured_employers": {MUST},
    "short_of_years": {MAY},
    "soe_staff_uninsured": {MUST},
    "sole_traders_uninsured": {MAY},
    "students_without_medical": {MAY},
    "subsidised_low_coverage_employers": {MUST},
    TAXED: {MUST},
    "traders_and_movers_up": {MAY},
    "transfer_workers_uninsured": {MAY},
    OVER_45: {MAY},
    UNDER_45: {MAY},
    WAGED: {MUST},
}
"""Every list of lists.md with its tiers besides what is for the desk; but for the one that needs a
ledger and that of bases: nobody is judged before their bounds are published (tests/demo/test_employer_lists.py)."""
BASES = "underreported_base_employers"
FOR_THE_DESK = {
    "contract_staff_uninsured", "converted_uninsured_employers", "employing_traders_uninsured",
    "fund_paying_uninsured_employers", "fund_paying_uninsured_people", "platform_employers_uninsured",
    "registered_uninsured_employers", "rulings_uninsured", "short_of_years", TAXED, WAGED,
    MEDICAL_ALONE, UNINJURED,
}  # fmt: skip
"""Lists that name a reason for the desk themselves."""


def of(county: County, list_id: str, kind: str) -> pl.DataFrame:
    return county.lists.filter((pl.col("list_id") == list_id) & (pl.col("kind") == kind))


def test_every_planted_false_alarm_is_there_twenty_times(county: County) -> None:
    planted = county.traps.group_by("kind").agg(pl.col("subject_id").n_unique().alias("n"))
    counts = dict(planted.iter_rows())
    wanted = {kind for catalogue in TRAPS.values() for kinds in catalogue.values() for kind in kinds}
    assert {kind: counts.get(kind, 0) for kind in wanted if counts.get(kind, 0) < 20} == {}


def test_every_list_has_subjects_and_only_its_own_tiers(county: County) -> None:
    tiers = county.lists.group_by("list_id").agg(pl.col("tier").unique())
    found = {list_id: set(names) for list_id, names in tiers.iter_rows()}
    # whom one office alone knows, by a wrong number, is for the desk: how many there are is chance
    assert {name: found.get(name, set()) - ({DESK} - own) for name, own in LISTS.items()} == LISTS
    assert set(found) == set(LISTS)
    assert {name for name in FOR_THE_DESK if DESK not in found[name]} == set()
    assert DESK not in found[PARTLY]


def test_every_list_has_twenty_planted_subjects_and_twenty_false_alarms(county: County) -> None:
    planted = county.lists.filter(pl.col("kind") != "ordinary")["list_id"].value_counts()
    alarms = county.traps.filter(~pl.col("kind").is_in([WRONG_DIGIT, NUMBERS_MISSING]))["list_id"].value_counts()
    assert set(planted.filter(pl.col("count") >= 20)["list_id"]) == set(LISTS)
    assert set(alarms.filter(pl.col("count") >= 20)["list_id"]) == set(LISTS) | {BASES}


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
    assert employers.str.contains(r"^([0-9A-Z]{18}|org:[0-9A-Z]{9}|tax:.+|reg:[0-9]{15})$").all()
    people = county.lists.filter(pl.col("list_id").is_in(PEOPLE_LISTS))
    numbered = pl.col("subject_id").str.contains(r"^([0-9]{17}[0-9X])$")
    assert people.filter(numbered).height > 0.98 * len(people)
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
    # in the days of grace nobody has lapsed yet
    others = {LAPSED_MEDICAL} if (as_of.month, as_of.day) <= (2, 28) else set()
    found = set(county_of(3_000, as_of, seed=5).lists["list_id"])
    # in a year without published bounds nobody's base is judged
    assert found - {BASES} == set(LISTS) - others - {BASES}


@pytest.mark.parametrize("region", ["yancheng", "wuhai", "wuyi", "yuxi"])
def test_the_key_holds_in_other_regions(region: str) -> None:
    # not every province has a rule for those who work on
    others = {OVER_AGE} if region in ("wuhai", "yuxi") else set()
    assert set(county_of(5_000, region=region).lists["list_id"]) == set(LISTS) - others


def test_every_false_alarm_is_of_a_list() -> None:
    assert set(TRAPS) - {BY_AGE, BASES} == set(LISTS)


def test_the_key_imports_nothing_of_what_it_judges() -> None:
    from pathlib import Path

    import county

    for path in Path(county.__file__).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not any(f"import {name}" in source or f"from {name}" in source for name in ("sql", "matchers", "flows"))


def test_whom_one_office_alone_knows_by_a_wrong_number_is_no_trap(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of a county of another seed the key could not be made: without a number nobody is past retirement.
    pid = county.world.people.of_kind("permit_past_retirement")[0]
    lonely = county.records.people.lonely.copy()
    lonely[pid] = OFFICES.index("wage")
    monkeypatch.setattr(county.records.people, "lonely", lonely)
    _, traps = lists_and_traps(county.world, county.records, county.facts)
    kind = pl.col("kind") == "permit_past_retirement"
    assert len(traps.filter(kind)) == len(county.traps.filter(kind)) - 1
