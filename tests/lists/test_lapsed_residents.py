"""居民养老断缴人员: members of the residents' pension who once paid and no longer do (lists.md P01)."""

import pytest

from tests.town import Lists, Town

LIST = "lapsed_residents"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | id
        前年缴   | 1980-01-01 | 男  |
        去年缴   | 1980-01-02 | 男  |
        今年缴   | 1980-01-03 | 男  |
        去年未到 | 1980-01-04 | 男  |
        从未缴   | 1980-01-05 | 男  |
        以前缴过 | 1980-01-06 | 男  |
        终止     | 1980-01-07 | 男  |
        五十九   | 1966-11-23 | 男  |
        六十     | 1966-11-22 | 男  |
        转职工   | 1980-01-08 | 男  |
        转职工早 | 1980-01-09 | 男  |
        外省     | 1980-01-10 | 男  |
        学生     | 2005-01-11 | 男  |
        错号     | 1980-01-12 | 男  | 320923198001120000
        女过退休 | 1968-01-01 | 女  |
    """)
    town.firms("name | unit\n甲厂 | 1")
    town.members(
        "\n".join(
            [
                "who | insurance | firm | status | before",
                *[
                    f"{who} | 170 | - | {4 if who == '终止' else 2} | {12 if who == '以前缴过' else ''}"
                    for who in town.ids
                ],
                "转职工 | 110 | 甲厂 | 1 |",
                "转职工早 | 110 | 甲厂 | 4 |",
            ]
        )
    )
    years = {"去年缴": "2025-12", "今年缴": "2026-12"}
    town.paid(
        "\n".join(
            [
                "who | insurance | firm | months | arrived",
                *[
                    f"{who} | 170 | - | {years.get(who, '2024-12')} | 1"
                    for who in town.ids
                    if who not in ("从未缴", "以前缴过")
                ],
                "去年未到 | 170 | - | 2025-12 | 0",
                # The active window is November 2025 to October 2026.
                "转职工 | 110 | 甲厂 | 2025-11 | 0",
                "转职工早 | 110 | 甲厂 | 2025-10 | 1",
            ]
        )
    )
    town.listed("insured_elsewhere", "who | insurance | elsewhere_area | member_status\n外省 | 170 | 310101 | 1")
    town.listed("student", "who | student_status | graduates_on\n学生 | 在读 | 2026-11-22")
    return town.night(lists={LIST})


def test_who_paid_until_the_year_before_last_is_persuaded(night: Lists) -> None:
    row = night[LIST]["前年缴"]
    assert row["tier"] == "persuade"
    assert row["reason"] == "居民养老保险缴到2024年度后未再缴费，已断缴2年。"


@pytest.mark.parametrize("name", ["去年未到", "以前缴过", "五十九", "转职工早", "女过退休"])
def test_so_is_who_owes_last_year_or_paid_before_the_extract_begins(night: Lists, name: str) -> None:
    assert night.tiers(LIST)[name] == "persuade"


def test_without_a_valid_number_the_row_is_checked_at_a_desk(night: Lists) -> None:
    assert night.tiers(LIST)["错号"] == "check_data"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("去年缴", "paid for last year"),
        ("今年缴", "paid for this year"),
        ("从未缴", "never paid"),
        ("终止", "no longer enrolled"),
        ("六十", "sixty today"),
        ("转职工", "declared for 110 in the active window"),
        ("外省", "insured for 170 elsewhere"),
        ("学生", "in school until today"),
    ],
)
def test_others_are_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


@pytest.mark.parametrize(("as_of", "on"), [("2026-12-31", False), ("2027-01-01", True)])
def test_on_the_last_day_of_december_last_year_s_payment_still_serves(as_of: str, on: bool) -> None:
    town = Town(as_of=as_of)
    town.people("name | born | sex\n去年缴 | 1980-01-02 | 男\n职工 | 1980-01-03 | 男")
    town.members("who | insurance | firm\n去年缴 | 170 | -\n职工 | 110 | -")
    town.paid("who | insurance | firm | months\n去年缴 | 170 | - | 2025-12\n职工 | 110 | - | 2026-10")
    assert ("去年缴" in town.night(lists={LIST})[LIST]) is on
