"""重复参保缴费: 110 through two units in one month, or a resident's year beside an employee's (lists.md Q01)."""

import pytest

from tests.town import Lists, Town

LIST = "duplicate_enrolment"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    names = [
        "两家同缴", "换单位", "换后回头", "未到账", "收回", "灵活同缴", "一年前", "满一年前", "去年整年", "去年十一月",
        "两家凑满", "前年整年", "灵活整年", "医保整年", "医保十一月", "居民未到账", "死者", "只一家",
    ]  # fmt: skip
    town.people(
        "\n".join(["name | born | sex", *(f"{name} | 1985-01-{at + 1:02d} | 男" for at, name in enumerate(names))])
    )
    town.firms("name | unit\n甲公司 | 1\n乙公司 | 1")
    town.paid("""
        who        | insurance | firm   | months           | arrived | yuan
        两家同缴   | 110       | 甲公司 | 2026-01..2026-10 | 1       |
        两家同缴   | 110       | 乙公司 | 2026-05..2026-10 | 1       |
        换单位     | 110       | 甲公司 | 2026-01..2026-05 | 1       |
        换单位     | 110       | 乙公司 | 2026-05..2026-10 | 1       |
        换后回头   | 110       | 甲公司 | 2026-01..2026-05 | 1       |
        换后回头   | 110       | 乙公司 | 2026-05..2026-09 | 1       |
        换后回头   | 110       | 甲公司 | 2026-10          | 1       |
        未到账     | 110       | 甲公司 | 2026-01..2026-10 | 1       |
        未到账     | 110       | 乙公司 | 2026-05..2026-10 | 0       |
        收回       | 110       | 甲公司 | 2026-01..2026-10 | 1       |
        收回       | 110       | 乙公司 | 2026-06          | 1       | 800
        收回       | 110       | 乙公司 | 2026-06          | 1       | -800
        灵活同缴   | 110       | 甲公司 | 2026-01..2026-10 | 1       |
        灵活同缴   | 110       | -      | 2026-05..2026-10 | 1       |
        一年前     | 110       | 甲公司 | 2024-01..2026-10 | 1       |
        一年前     | 110       | 乙公司 | 2024-01..2025-10 | 1       |
        满一年前   | 110       | 甲公司 | 2024-01..2026-10 | 1       |
        满一年前   | 110       | 乙公司 | 2024-01..2025-11 | 1       |
        去年整年   | 110       | 甲公司 | 2025-01..2025-12 | 1       |
        去年整年   | 170       | -      | 2025-12          | 1       |
        去年十一月 | 110       | 甲公司 | 2025-01..2025-11 | 1       |
        去年十一月 | 170       | -      | 2025-12          | 1       |
        两家凑满   | 110       | 甲公司 | 2025-01..2025-06 | 1       |
        两家凑满   | 110       | 乙公司 | 2025-07..2025-12 | 1       |
        两家凑满   | 170       | -      | 2025-12          | 1       |
        前年整年   | 110       | 甲公司 | 2024-01..2024-12 | 1       |
        前年整年   | 170       | -      | 2024-12          | 1       |
        灵活整年   | 110       | -      | 2025-01..2025-12 | 1       |
        灵活整年   | 170       | -      | 2025-12          | 1       |
        医保整年   | 310       | 甲公司 | 2025-01..2025-12 | 1       |
        医保整年   | 390       | -      | 2025-12          | 1       |
        医保十一月 | 310       | 甲公司 | 2025-02..2025-12 | 1       |
        医保十一月 | 390       | -      | 2025-12          | 1       |
        居民未到账 | 110       | 甲公司 | 2025-01..2025-12 | 1       |
        居民未到账 | 170       | -      | 2025-12          | 0       |
        死者       | 110       | 甲公司 | 2026-01..2026-10 | 1       |
        死者       | 110       | 乙公司 | 2026-09..2026-10 | 1       |
        只一家     | 110       | 甲公司 | 2025-01..2026-10 | 1       |
    """)
    town.listed("death", "who | died_on\n死者 | 2026-11-01")
    return town.night(lists={LIST})


def test_a_month_paid_through_two_units_is_a_question_to_the_desk(night: Lists) -> None:
    row = night[LIST]["两家同缴"]
    assert (row["tier"], row["confidence"], row["priority"], row["doubled_months"]) == ("check_data", "confirmed", 3, 6)
    assert row["reason"] == "重复缴费：近一年有6个月同时经甲公司和乙公司缴纳职工养老，最近2026年10月。"
    assert row["evidence"] == "contribution/all.csv#11; contribution/all.csv#17"


def test_the_month_of_a_change_is_none(night: Lists) -> None:
    assert "换单位" not in night[LIST]
    # who comes back later has not left: the first firm pays later months too
    assert night[LIST]["换后回头"]["doubled_months"] == 1


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("未到账", "the second unit's payments have not arrived"),
        ("收回", "the second unit's payment was taken back"),
        ("灵活同缴", "one of the two is no unit"),
        ("一年前", "the last double month is the one before the active window"),
        ("去年十一月", "110 paid for 11 months of the year"),
        ("前年整年", "the year before last"),
        ("医保十一月", "310 paid for 11 months of the year"),
        ("居民未到账", "the resident's payment has not arrived"),
        ("只一家", "one unit only"),
    ],
)
def test_what_is_no_double_payment_is_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_the_active_window_begins_with_its_first_month(night: Lists) -> None:
    assert (night[LIST]["满一年前"]["doubled_months"], night[LIST]["满一年前"]["priority"]) == (1, 4)
    assert str(night[LIST]["满一年前"]["doubled_in"]) == "2025-11-01"


@pytest.mark.parametrize("name", ["去年整年", "两家凑满", "灵活整年"])
def test_a_residents_year_beside_twelve_months_of_110_is_one(night: Lists, name: str) -> None:
    assert night[LIST][name]["pension_doubled_year"] == 2025
    assert night[LIST][name]["reason"] == "重复缴费：2025年职工养老缴满12个月，又缴了居民养老。"


def test_a_residents_year_beside_twelve_months_of_310_is_one(night: Lists) -> None:
    assert night[LIST]["医保整年"]["reason"] == "重复缴费：2025年职工医保缴满12个月，又缴了居民医保。"


def test_death_does_not_keep_off(night: Lists) -> None:
    assert night.tiers(LIST)["死者"] == "check_data"


@pytest.mark.parametrize(
    ("as_of", "on"), [("2026-12-31", True), ("2027-01-01", True), ("2027-12-31", True), ("2028-01-01", False)]
)
def test_this_year_and_last_year_count_up_to_the_last_day_of_december(as_of: str, on: bool) -> None:
    town = Town(as_of=as_of)
    town.people("name | born | sex\n今年整年 | 1985-01-01 | 男")
    town.firms("name | unit\n甲公司 | 1")
    town.paid(
        "who | insurance | firm | months\n今年整年 | 110 | 甲公司 | 2026-01..2026-12\n今年整年 | 170 | - | 2026-12"
    )
    assert ("今年整年" in town.night(lists={LIST}).names[LIST]) is on
