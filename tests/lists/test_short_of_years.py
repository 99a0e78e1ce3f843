"""临近退休缴费年限不足: members whose months paid and left do not make up the minimum (lists.md P07)."""

from datetime import date

import pytest

from tests.town import Lists, Town

LIST = "short_of_years"


@pytest.fixture(scope="module")
def night() -> Lists:
    """Whoever has no number behind his name has paid 100 months before the extract begins."""
    town = Town(as_of="2026-11-22")
    # A man of February 1968 retires in December 2028: 25 months are left, 180 are asked for.
    town.people("""
        name     | born       | sex | id
        差一月   | 1968-02-01 | 男  |
        正好     | 1968-02-02 | 男  |
        两单位   | 1968-02-03 | 男  |
        六十月   | 1970-06-30 | 男  |
        过六十月 | 1970-07-01 | 男  |
        已退休   | 1960-01-01 | 男  |
        领养老   | 1960-01-02 | 男  |
        外省领   | 1960-01-03 | 男  |
        死者     | 1960-01-04 | 男  |
        外省     | 1960-01-05 | 男  |
        军人     | 1968-02-04 | 男  |
        终止     | 1960-01-06 | 男  |
        错号     | 1960-01-07 | 男  | 320923196001070001
        女两短   | 1972-01-01 | 女  |
        女早短   | 1972-01-02 | 女  |
        女还早   | 1978-01-03 | 女  |
        女太早   | 1985-01-04 | 女  |
    """)
    before = {"差一月": 153, "正好": 154, "两单位": 100, "女早短": 175, "女还早": 100}
    town.members(
        "\n".join(
            [
                "who | insurance | status | enrolled | stopped | before",
                *[
                    f"{who} | 110 | {4 if who == '终止' else 2} | 2010-01-01 | | {before.get(who, 100)}"
                    for who in town.ids
                ],
                "两单位 | 110 | 4 | 2001-01-01 | 2005-01-01 | 153",
            ]
        )
    )
    town.paid("who | insurance | firm | months\n差一月 | 110 | - | 2026-10\n正好 | 110 | - | 2026-10")
    town.listed("death", "who | died_on\n死者 | 2026-11-01")
    town.listed("soldier", "who | starts_on\n军人 | 1990-01-01")
    town.listed(
        "benefit",
        """
        who    | benefit_kind | starts_in | last_paid_in | benefit_status
        领养老 | 企业职工养老 | 2020-02   | 2026-10      | 正常
        """,
    )
    town.listed(
        "insured_elsewhere",
        """
        who    | insurance | elsewhere_area | member_status | retired
        外省领 | 110       | 310101         | 4             | 1
        外省   | 110       | 310101         | 1             | 0
        """,
    )
    return town.night(lists={LIST})


def test_a_month_too_few_puts_a_member_on_the_list_exactly_enough_does_not(night: Lists) -> None:
    row = night[LIST]["差一月"]
    assert row["tier"] == "persuade"
    assert (row["total_paid_months"], row["possible_months"], row["minimum_months"], row["short_months"]) == (
        154, 25, 180, 1,
    )  # fmt: skip
    assert row["reason"] == (
        "退休时间2028年12月，已累计缴费154个月，退休前最多还能缴25个月，最低缴费180个月，还差1个月。"
    )
    assert "正好" not in night[LIST]


def test_of_several_rows_the_largest_number_of_earlier_months_counts(night: Lists) -> None:
    assert night[LIST]["两单位"]["total_paid_months"] == 153


def test_sixty_months_before_retirement_it_begins_and_it_does_not_end_with_it(night: Lists) -> None:
    assert night[LIST]["六十月"]["retires_late_on"] == date(2031, 11, 1)
    assert night.tiers(LIST)["已退休"] == "persuade"
    assert "过六十月" not in night[LIST]


def test_a_woman_short_by_both_dates_is_persuaded_by_the_earlier_alone_a_desk_asks(night: Lists) -> None:
    assert night.tiers(LIST)["女两短"] == "persuade"
    assert night.tiers(LIST)["女早短"] == "check_data"
    # By the later date she has more than sixty months.
    assert night.tiers(LIST)["女还早"] == "check_data"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("领养老", "draws a pension"),
        ("外省领", "draws one elsewhere, though past retirement as well"),
        ("死者", "died"),
        ("外省", "insured elsewhere, though past retirement as well"),
        ("军人", "serving"),
        ("终止", "no longer enrolled"),
        ("错号", "nobody knows when they retire"),
        ("女太早", "retires in many years by both dates"),
    ],
)
def test_others_are_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because
