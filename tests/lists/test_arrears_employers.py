"""欠费单位: contributions that were declared for an earlier month and have not arrived (lists.md E12)."""

import pytest

from tests.town import Lists, Town

LIST = "arrears_employers"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.firms("""
        name     | unit | business | tax
        欠费公司 | 1    |          |
        只欠上月 | 1    |          |
        上上月   | 1    |          |
        补缴公司 | 1    |          |
        他处已缴 | 1    |          |
        收回公司 | 1    |          |
        注销公司 | 1    | 注销     |
        停保公司 | 3    |          |
        已缴公司 | 1    |          |
        社保独知 | 1    | -        | -
        医保户   |      |          |
    """)
    town.units("firm | insurance\n医保户 | 310")
    town.people(
        "name | born | sex\n"
        + "\n".join(f"{name} | 1990-01-01 | 男" for name in (*"甲乙丙丁戊己庚辛壬癸子丑寅", "老人"))
    )
    town.wages("who | firm | months\n甲 | 欠费公司 | 2026-08..2026-10")
    town.paid("""
        who  | insurance | firm     | months           | arrived | due_kind | yuan
        甲   | 110       | 欠费公司 | 2026-06..2026-09 | 0       |          | 1000
        甲   | 410       | 欠费公司 | 2026-09          | 0       |          | 50
        乙   | 110       | 欠费公司 | 2026-09          | 0       |          | 1000
        丙   | 110       | 只欠上月 | 2026-10          | 0       |          |
        丁   | 110       | 上上月   | 2026-09          | 0       |          |
        戊   | 110       | 补缴公司 | 2026-08          | 0       |          |
        戊   | 110       | 补缴公司 | 2026-08          | 1       | 20       |
        己   | 110       | 他处已缴 | 2026-08          | 0       |          |
        己   | 110       | 已缴公司 | 2026-08          | 1       |          |
        庚   | 110       | 收回公司 | 2026-08          | 0       |          | 800
        庚   | 110       | 收回公司 | 2026-08          | 0       | 20       | -800
        辛   | 110       | 注销公司 | 2026-01          | 0       |          |
        壬   | 110       | 停保公司 | 2026-01          | 0       |          |
        癸   | 110       | 已缴公司 | 2026-01..2026-10 | 1       |          |
        子   | 110       | 社保独知 | 2026-01          | 0       |          |
        丑   | 310       | 医保户   | 2026-01          | 0       |          |
        寅   | 110       | -        | 2026-01          | 0       |          |
        老人 | 170       | 已缴公司 | 2025-12          | 0       |          |
    """)
    return town.night(lists={LIST})


def test_a_unit_that_owes_is_on_the_list_with_what_it_owes_and_since_when(night: Lists) -> None:
    row = night[LIST]["欠费公司"]
    assert (row["tier"], row["confidence"]) == ("must_join", "confirmed")
    assert (row["owed_people"], row["owed_months"], row["owed_yuan"]) == (2, 4, 5050)
    assert row["reason"] == "2人4个月的社会保险费没有到账（2026年06月至2026年09月），共5050元。"
    assert row["evidence"].startswith("contribution/all.csv#")


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("上上月", "owes for the month before last month"),
        ("停保公司", "has left the insurance and owes all the same"),
        ("医保户", "owes for medical insurance alone"),
    ],
)
def test_others_that_owe(night: Lists, name: str, because: str) -> None:
    assert night.tiers(LIST).get(name) == "must_join", because


def test_a_closed_unit_owes_all_the_same_and_the_reason_says_that_it_is_closed(night: Lists) -> None:
    row = night[LIST]["注销公司"]
    assert row["tier"] == "must_join"
    assert "税务或登记状态不正常" in row["reason"]


def test_a_unit_that_only_the_bureau_knows_is_checked_at_a_desk(night: Lists) -> None:
    assert night.tiers(LIST)["社保独知"] == "check_data"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("只欠上月", "last month's payment may still be on its way"),
        ("补缴公司", "paid later, under another due kind"),
        ("他处已缴", "another unit paid the same month"),
        ("收回公司", "the month was taken back"),
        ("已缴公司", "everything has arrived; a resident's year is not its debt"),
    ],
)
def test_who_owes_nothing_is_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_a_flexible_worker_owes_nobody(night: Lists) -> None:
    assert len(night[LIST]) == 6
