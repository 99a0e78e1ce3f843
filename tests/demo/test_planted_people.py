"""People who are planted for a list are on it, each kind of them: at the boundaries too."""

import numpy as np
import polars as pl
import pytest

from county.lives import planted_duplicates as duplicates
from county.lives import planted_medical as medical
from county.lives import planted_rosters as rosters
from county.lives import planted_rulings as rulings
from tests.demo.conftest import AS_OF, County

ROSTERED = (
    *(f"rostered_{name}" for name in (*medical.DUE, *medical.DUE_OF_AGE, *medical.DUE_PENSIONED)),
    "rostered_resident_pensioner_in_310", "rostered_old", "rostered_from_today", "rostered_until_today",
    "rostered_without_days", "rostered_turns_18_today",
)  # fmt: skip
LISTED = (*(f"listed_{name}" for name in rosters.DUE), "listed_turns_16_today", "listed_month_before_retirement")
DATED = ("listed_from_today", "listed_until_today", "listed_without_days")
PERSUADED: dict[str, tuple[str, ...]] = {
    medical.CHILDREN: (
        *(f"child_{name}" for name in medical.DUE), "child_with_permit", "child_unknown_to_police", "child_91_days",
        "child_turns_8_tomorrow", "child_without_number", "child_without_number_fostered",
    ),
    medical.STUDENTS: (
        *(f"student_{name}" for name in (*medical.DUE, *medical.DUE_OF_AGE)), "student_on_leave",
        "student_graduates_today", "student_without_graduation_day",
    ),
    medical.MOVERS: (*ROSTERED, "rostered_turns_18_tomorrow"),
    medical.CHECKED: ROSTERED,
    rosters.GIG: (*LISTED, "listed_woman_between_dates", rosters.OTHER_KINDS, "gig_of_two_kinds"),
    rosters.INJURY: (
        *LISTED, "listed_insured_110_only", "listed_flexible_paid", "listed_pays_170", "listed_past_retirement",
        "listed_retires_this_month", "gig_of_two_kinds", "gig_drawing_nothing_at_60",
    ),
    rosters.TRANSFERRED: (*LISTED, *DATED, "listed_pays_170", "listed_insured_410_only", "listed_woman_between_dates"),
    rosters.HARD: (*LISTED, *DATED, "listed_pays_170", "listed_in_arrears", "listed_woman_between_dates"),
}  # fmt: skip
OBLIGED: dict[str, tuple[str, ...]] = {
    rosters.CONTRACT: (*LISTED, *DATED, "listed_pays_170", "listed_insured_410_only"),
    rulings.SOE: ("soe_uninsured",),
    rulings.OUTSIDERS: ("outsider", "outsider_with_permit", "moved_out_waged", "residence_card"),
    rulings.RULINGS: tuple(
        f"ruling_{name}"
        for name in (
            "uninsured", "still_working", "began_with_the_extract", "insured_by_another", "insured_before_and_after",
            "taken_back", "injury_only", "twice",
        )
    ),
}  # fmt: skip
FOR_THE_DESK: dict[str, tuple[str, ...]] = {
    duplicates.ENROLMENT: (
        "two_units", "two_units_two_months", "two_units_one_month_amid", "two_units_until_window_begins",
        "resident_170_with_110", "resident_170_with_flexible_110", "resident_390_with_310",
    ),
    duplicates.BENEFITS: ("two_pensions", "two_pensions_civil", "two_pensions_of_work"),
    duplicates.DECEASED: (
        "dead_drawing", "dead_drawing_one_month", "dead_pension_stopped_late", "dead_employee_pension",
        "dead_unemployment", "dead_land_allowance", "dead_registered_drawing", "dead_known_to_both_drawing",
    ),
    duplicates.IMPRISONED: (
        "prison_drawing", "prison_from_first_day", "prison_until_last_day", "prison_open_end",
        "prison_drawn_then_stopped",
    ),
    duplicates.NUMBERS: ("two_numbers_110", "member_of_another_name", "earner_of_another_name"),
}  # fmt: skip
TIERS = {"persuade": PERSUADED, "must_join": OBLIGED, "check_data": FOR_THE_DESK}


@pytest.mark.parametrize(
    ("tier", "list_id"), [(tier, list_id) for tier, lists in TIERS.items() for list_id in lists], ids=str
)
def test_every_planted_kind_is_on_its_list(county: County, tier: str, list_id: str) -> None:
    people, subjects = county.world.people, county.records.truth().subjects
    rows = county.lists.filter(pl.col("list_id") == list_id)
    for kind in TIERS[tier][list_id]:
        pids = people.of_kind(kind)
        mine = rows.filter(pl.col("subject_id").is_in(subjects.gather(pids.astype(np.uint32)).to_list()))
        assert len(pids) >= 20, kind
        assert len(mine) == len(pids), kind
        # whom one office alone knows, by a wrong number, is for the desk: that is chance
        assert (mine["tier"] == tier).mean() > 0.9, kind


def test_the_register_of_children_goes_by_birthdays(county: County) -> None:
    people, today = county.world.people, np.datetime64(AS_OF)
    assert set(today - people.birth[people.of_kind("child_91_days")]) == {np.timedelta64(91, "D")}
    assert set(people.birth[people.of_kind("child_turns_8_today")]) == {np.datetime64("2018-11-22")}
    registered = np.zeros(len(people.sex), dtype=bool)
    registered[county.records.people.present["child"]] = True
    assert registered[people.of_kind("child_turns_8_today")].all()


def test_planted_children_without_a_number_have_none_and_need_a_name(county: County) -> None:
    people = county.world.people
    pids = np.concatenate(
        [people.of_kind(f"child_without_number{name}") for name in ("", "_paid", "_newborn", "_fostered")]
    )
    assert county.records.people.numberless[pids].mean() > 0.9
    rows = county.lists.filter(
        (pl.col("list_id") == medical.CHILDREN) & pl.col("kind").str.starts_with("child_without_number")
    )
    assert (rows["link"] == "name").mean() > 0.9
    assert rows["subject_id"].str.contains(r"^[0-9]{17}[0-9X]$").all()


def test_some_are_brought_by_a_neighbour(county: County) -> None:
    people = county.world.people
    pairs = county.world.groups["fostered"]
    assert len(pairs) >= 15
    assert (people.village[pairs[:, 0]] == people.village[pairs[:, 1]]).mean() > 0.9
    assert (people.household[pairs[:, 0]] != people.household[pairs[:, 1]]).all()


def test_another_name_shares_no_letter_and_a_slip_all_but_one(county: County) -> None:
    people, names = county.records.people, county.world.identity.names
    for kind, office in (("member_of_another_name", "hrss"), ("earner_of_another_name", "wage")):
        for pid in county.world.people.of_kind(kind).tolist():
            assert not set(names[pid]) & set(people.names[office][pid])
    for pid in county.world.people.of_kind("called_by_slip").tolist():
        assert sum(a != b for a, b in zip(names[pid], people.names["hrss"][pid], strict=True)) == 1
    for pid in county.world.people.of_kind("called_by_former_name").tolist():
        assert people.names["hrss"][pid] == county.world.identity.formers[pid]
