"""People, children and projects that are hard to know, and the key that tells them."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from county import numbers
from county.offices.person_records import BUREAUS, OFFICES
from tests.demo.conftest import County
from tests.demo.test_deliveries import rows_of
from tests.demo.test_hard_employers import key
from tests.demo.test_numbers import is_citizen

NAMELESS = ["dispatch"]
PEOPLE = [
    "resident", "death", "student", "sentence", "soldier", "hardship", "land_loss", "child", "gig_worker",
    "person_roster", "benefit", "insured_elsewhere", "wage", "fund_deposit", "labour_ruling", *NAMELESS,
]  # fmt: skip
LEAST = {
    "minority_name": 200, "fifteen_digits": 2_000, "wrong_digit": 300, "swapped_digits": 150, "foreigner": 48,
    "former_name": 500, "two_members": 200, "namesake": 60, "number_missing": 20,
}  # fmt: skip


@pytest.mark.parametrize("extract", PEOPLE)
def test_the_key_tells_every_row_about_a_person(small: Path, landed: dict[str, pl.DataFrame], extract: str) -> None:
    rows = landed[extract].filter(pl.col("person_id").is_not_null())
    name = pl.lit("") if extract in NAMELESS else pl.col("person_name")
    found = set(rows.select(pl.concat_str("person_id", pl.lit("|"), name).alias("id"))["id"])
    assert set(key(small, "people").filter(pl.col("extract") == extract)["record_id"]) == found


@pytest.mark.parametrize("extract", ["member", "contribution"])
def test_the_key_tells_every_member_number(small: Path, landed: dict[str, pl.DataFrame], extract: str) -> None:
    medical = pl.col("insurance").is_in(["310", "390", "510"])
    issuer = pl.when(medical).then(pl.lit("hsa:")).otherwise(pl.lit("hrss:"))
    found = set(landed[extract].select((issuer + pl.col("member_id")).alias("id"))["id"])
    assert set(key(small, "people").filter(pl.col("extract") == extract)["record_id"]) == found


def test_every_case_is_planted(county: County) -> None:
    groups = county.records.people.groups()
    assert {name: len(groups[name]) for name, least in LEAST.items() if len(groups[name]) < least} == {}


def test_the_key_names_the_cases(small: Path) -> None:
    groups = key(small, "people_groups")
    assert set(groups["group"]) == set(LEAST)
    assert set(groups["person_id"]) - set(key(small, "people")["person_id"]) == set()


def test_swapped_digits_never_pass(county: County) -> None:
    letters = county.world.identity.letters[:5_000]
    swapped = numbers.text(numbers.with_swapped_digits(letters, np.random.default_rng(1)))
    assert not any(is_citizen(number) for number in swapped)
    right = numbers.text(letters)
    assert all(sorted(one) == sorted(other) for one, other in zip(swapped, right, strict=True))


def test_whoever_several_offices_know_has_a_right_number_somewhere(county: County) -> None:
    people = county.records.people
    known = sum(people.present[office].astype(int) for office in OFFICES)
    right = np.zeros(len(known), dtype=bool)
    for office in OFFICES:
        right |= people.present[office] & (people.kinds[office] == 0)
    assert right[known > 1].all()
    assert (people.lonely[(known == 1) & ~right & people.citizen] >= 0).all()


def test_two_in_a_thousand_numbers_have_a_wrong_digit(county: County) -> None:
    people = county.records.people
    for office in ("resident", "hrss", "wage"):
        there = people.present[office]
        assert 0.001 < (people.kinds[office][there] == 1).mean() < 0.003
        assert 0.0003 < (people.kinds[office][there] == 2).mean() < 0.002


def test_namesakes_of_one_birthday_are_two_people(county: County) -> None:
    people, identity = county.world.people, county.world.identity
    pairs = county.world.groups["namesake"]
    assert len(pairs) >= 20
    assert (people.birth[pairs[:, 0]] == people.birth[pairs[:, 1]]).all()
    for one, other in pairs.tolist():
        assert identity.names[one] == identity.names[other]
        assert identity.documents[one] != identity.documents[other]
    assert (people.village[pairs[:, 0]] == people.village[pairs[:, 1]]).sum() >= 10
    assert (people.village[pairs[:, 0]] != people.village[pairs[:, 1]]).sum() >= 10


def test_some_namesakes_numbers_are_a_digit_apart_and_always_right(county: County) -> None:
    documents, people = county.world.identity.documents, county.records.people
    pairs = county.world.groups["one_digit"]
    assert len(pairs) >= 4
    for one, other in pairs.tolist():
        differ = [a != b for a, b in zip(documents[one][:17], documents[other][:17], strict=True)]
        assert sum(differ) == 1
        assert is_citizen(documents[one])
        assert is_citizen(documents[other])
        assert not any(people.kinds[office][[one, other]].any() for office in OFFICES)


def test_some_have_two_member_numbers_of_one_bureau(landed: dict[str, pl.DataFrame], small: Path) -> None:
    rows = key(small, "people").filter(pl.col("extract") == "member")
    issuers = rows.with_columns(pl.col("record_id").str.split(":").list.first().alias("issuer"))
    twice = issuers.group_by("issuer", "person_id").len().filter(pl.col("len") > 1)
    assert set(twice["issuer"]) == set(BUREAUS)
    assert twice["len"].max() == 2


def test_some_members_have_no_id_number_but_a_name_and_a_telephone(county: County, small: Path) -> None:
    people = county.records.people
    for office in BUREAUS:
        blank = np.flatnonzero(people.present[office] & (people.kinds[office] == 3))
        assert len(blank) >= 5
        assert set(people.documents[office].gather(blank)) == {""}
    rows = [row for row in rows_of(small, "member") if row["person_name"] != "待核"]
    empty = [row for row in rows if not any(letter in "0123456789０１２３" for letter in row["person_id"][1:])]
    assert all(row["person_name"] and row["phone"] for row in empty)


def test_a_passport_is_printed_in_several_ways_and_read_in_one(small: Path, landed: dict[str, pl.DataFrame]) -> None:
    raw = {row["person_id"] for row in rows_of(small, "wage") if row["person_id"].strip()[:1] in "EeＥ"}
    members = {row["person_id"] for row in rows_of(small, "member") if row["person_id"].strip()[:1] in tuple("EeＥ")}
    read = landed["wage"].filter(pl.col("person_id").str.starts_with("E"))["person_id"].unique()
    assert len(raw | members) > len(read)
    assert read.str.contains("^E[0-9]{8}$").all()


def test_a_hundredth_of_some_offices_rows_print_the_former_name(county: County) -> None:
    people, identity = county.records.people, county.world.identity
    for office in ("hrss", "benefit"):
        printed = people.names[office].filter(pl.Series(people.present[office]))
        former = identity.formers.filter(pl.Series(people.present[office]))
        assert 0.005 < (printed == former).mean() < 0.015


def test_one_number_is_printed_with_two_names_in_the_wage_file(small: Path) -> None:
    records = key(small, "people").filter(pl.col("extract") == "wage")
    assert records.group_by("person_id").len()["len"].max() > 1


def test_children_without_a_number_are_told_by_birth_and_guardian(small: Path, landed: dict[str, pl.DataFrame]) -> None:
    rows = landed["child"].filter(pl.col("person_id").is_null())
    guardian = pl.coalesce("guardian_id", "guardian_name").fill_null("")
    found = set(
        rows.select(pl.concat_str("person_name", pl.lit("|"), "birth_date", pl.lit("|"), guardian))["person_name"]
    )
    children = key(small, "children")
    assert set(children["record_id"]) == found
    assert not children["record_id"].is_duplicated().any()
    assert children["person_id"].is_in(landed["resident"]["person_id"].to_list()).all()


def test_a_twelfth_of_the_infants_have_no_number(county: County) -> None:
    people = county.records.people
    infants = (county.world.people.age == 0) & county.world.people.in_resident
    plain = infants.copy()
    # others are planted without one
    plain[county.world.groups["numberless"]] = False
    assert 0.05 < people.numberless[plain].mean() < 0.16
    assert not people.numberless[~infants].any()


def test_twins_share_day_and_guardian_but_not_the_name(county: County) -> None:
    people, printed = county.world.people, county.records.people
    twins = county.world.groups["twins"]
    assert len(twins) >= 4
    assert (people.birth[twins[:, 0]] == people.birth[twins[:, 1]]).all()
    assert (printed.guardian[twins[:, 0]] == printed.guardian[twins[:, 1]]).all()
    names = county.world.identity.names
    assert all(names[one] != names[other] for one, other in twins.tolist())


def test_covers_write_projects_in_their_own_words(small: Path, landed: dict[str, pl.DataFrame]) -> None:
    covers = (
        key(small, "projects")
        .join(landed["project_cover"], on="cover_id")
        .join(landed["construction_project"], left_on="project_id", right_on="project_id")
    )
    assert len(covers) == len(landed["project_cover"])
    assert (covers["project_name"] != covers["project_name_right"]).mean() > 0.5
    printed = (
        covers.filter(pl.col("project_id_right").is_not_null()) if "project_id_right" in covers.columns else covers
    )
    assert len(printed) > 0
    assert landed["project_cover"]["project_id"].null_count() > 0
    assert not landed["construction_project"]["project_name"].is_duplicated().any()
