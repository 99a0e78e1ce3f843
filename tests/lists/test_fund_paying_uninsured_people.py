"""缴公积金未参保人员: people for whom housing fund is deposited and whom nobody insures (lists.md E02)."""

import pytest

from tests.town import Lists, Town, months

LIST = "fund_paying_uninsured_people"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | id
        缴存     | 1990-01-01 | 男  |
        只缴七月 | 1990-01-02 | 男  |
        领薪     | 1990-01-03 | 男  |
        已参保   | 1990-01-04 | 男  |
        灵活     | 1990-01-05 | 男  |
        十五     | 2010-11-23 | 男  |
        十六     | 2010-11-22 | 男  |
        退休     | 1960-01-01 | 男  |
        两口径间 | 1972-01-01 | 女  |
        外省     | 1990-01-06 | 男  |
        错号     | 1990-01-07 | 男  | 320923199001070001
        参保单位 | 1990-01-08 | 男  |
    """)
    town.firms("name | unit\n甲厂 | -\n乙厂 | 1")
    town.members("who | insurance | firm\n已参保 | 110 | 乙厂\n灵活 | 110 | -")
    town.paid("who | insurance | firm | months\n已参保 | 110 | 乙厂 | 2026-08\n灵活 | 110 | - | 2026-08")
    town.wages("who | firm | months\n领薪 | 甲厂 | 2026-08..2026-10")
    town.listed("insured_elsewhere", "who | insurance | elsewhere_area | member_status\n外省 | 120 | 310101 | 1")
    spans = {"只缴七月": "2026-05..2026-07", "缴存": "2026-07..2026-09"}
    for who in town.ids:
        firm = "乙厂" if who == "参保单位" else "甲厂"
        for month in months(spans.get(who, "2026-08..2026-10")):
            town.add(
                "fund_deposit",
                fund_unit_id=f"F{firm}",
                employer_name=firm,
                uscc=town.firm_ids[firm],
                person_id=town.ids[who],
                person_name=who,
                period=month,
            )
    return town.night(lists={LIST})


def test_who_has_housing_fund_and_no_insurance_must_join(night: Lists) -> None:
    row = night[LIST]["缴存"]
    assert (row["tier"], row["fund_months"], row["is_employer_covered"]) == ("must_join", 2, False)
    assert row["reason"] == "甲厂近期为其缴存公积金2个月，最近一次2026年09月，未查到职工养老保险参保缴费。"
    assert row["evidence"].startswith("fund_deposit/all.csv#")


def test_where_the_unit_insures_others_the_visit_comes_first(night: Lists) -> None:
    assert night[LIST]["参保单位"]["priority"] < night[LIST]["缴存"]["priority"]


def test_on_the_sixteenth_birthday_a_person_comes_onto_the_list(night: Lists) -> None:
    assert night.tiers(LIST)["十六"] == "must_join"
    assert "十五" not in night[LIST]


@pytest.mark.parametrize("name", ["两口径间", "错号"])
def test_an_unknown_age_or_retirement_is_checked_at_a_desk(night: Lists, name: str) -> None:
    assert night.tiers(LIST)[name] == "check_data"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("只缴七月", "nothing deposited in the recent months"),
        ("领薪", "stands on the list of those with a wage"),
        ("已参保", "declared through another unit"),
        ("灵活", "paid as a flexible worker"),
        ("退休", "past retirement"),
        ("外省", "insured elsewhere"),
    ],
)
def test_others_are_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because
