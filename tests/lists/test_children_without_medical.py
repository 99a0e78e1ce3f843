"""0-7岁儿童未参加医保: vaccinated children in no medical insurance (lists.md P09)."""

from datetime import date
from typing import Any

import pytest

from tests.town import VILLAGE, Lists, Town

LIST = "children_without_medical"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | status
        未参保   | 2022-01-01 | 女  |
        去年缴   | 2022-01-02 | 女  |
        未到账   | 2022-01-03 | 女  |
        外地养老 | 2022-01-04 | 女  |
        今年缴   | 2022-01-05 | 女  |
        代缴     | 2022-01-06 | 女  |
        职工缴   | 2022-01-07 | 女  |
        死者     | 2022-01-08 | 女  |
        迁出     | 2022-01-09 | 女  | 迁出注销
        出国     | 2022-01-10 | 女  |
        外地医保 | 2022-01-11 | 女  |
        八十九日 | 2026-08-25 | 女  |
        九十日   | 2026-08-24 | 女  |
        九十一日 | 2026-08-23 | 女  |
        今日八岁 | 2018-11-22 | 女  |
        明日八岁 | 2018-11-23 | 女  |
        三岁     | 2023-11-22 | 女  |
        两岁     | 2023-11-23 | 女  |
        无户籍   | 2022-01-12 | 女  | -
    """)
    town.listed(
        "child", "\n".join(["who | birth_date | area", *(f"{who} | 2022-01-01 | {VILLAGE}" for who in town.ids)])
    )
    town.paid("""
        who    | insurance | firm | months  | arrived | due_kind
        去年缴 | 390       | -    | 2025-12 | 1       |
        未到账 | 390       | -    | 2026-12 | 0       |
        今年缴 | 390       | -    | 2026-12 | 1       |
        代缴   | 390       | -    | 2026-12 | 1       | 30
        职工缴 | 310       | -    | 2026-10 | 1       |
    """)
    town.listed("death", "who | died_on\n死者 | 2026-10-01")
    town.listed("person_roster", "who | roster_kind\n出国 | 出国")
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status
        外地养老 | 170       | 310101         | 1
        外地医保 | 390       | 310101         | 1
        """,
    )
    return town.night(lists={LIST})


def test_a_child_without_insurance_is_on_the_list(night: Lists) -> None:
    row = night[LIST]["未参保"]
    assert (row["tier"], row["confidence"], row["village_code"]) == ("persuade", "confirmed", VILLAGE)
    assert row["reason"] == "4周岁，未查到本年居民医保缴费。"
    assert row["evidence"] == "child/all.csv#2; resident/all.csv#2"


@pytest.mark.parametrize("name", ["去年缴", "未到账", "外地养老", "无户籍"])
def test_who_is_not_insured_all_the_same_is_on_the_list(night: Lists, name: str) -> None:
    assert night.tiers(LIST).get(name) == "persuade"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("今年缴", "paid 390 for this year"),
        ("代缴", "the government paid 390 for this year"),
        ("职工缴", "paid 310"),
        ("死者", "died"),
        ("迁出", "moved away"),
        ("出国", "abroad"),
        ("外地医保", "insured for 390 elsewhere"),
    ],
)
def test_who_is_insured_or_exempt_is_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_a_newborn_has_ninety_days_and_the_eighth_birthday_ends_it(night: Lists) -> None:
    bounds = {"八十九日", "九十日", "九十一日", "今日八岁", "明日八岁"}
    assert night.names[LIST] & bounds == {"九十一日", "明日八岁"}


def test_the_smallest_come_first(night: Lists) -> None:
    assert [night[LIST][name]["priority"] for name in ("两岁", "三岁")] == [2, 3]
    assert night[LIST]["九十一日"]["reason"].startswith("未满1周岁，")


@pytest.fixture(scope="module")
def unnumbered() -> Lists:
    """Babies without a number: in the mother's household, insured there, nowhere, and one who may be a twin."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name   | born       | sex
        孙雁媛 | 1995-06-01 | 女
        王小宝 | 2026-02-03 | 男
        周若兰 | 1996-06-01 | 女
        孙小宝 | 2026-03-04 | 男
        吴英   | 1997-06-01 | 女
        李大山 | 2026-04-05 | 男
        郑芳   | 1998-06-01 | 女
    """)
    homes = ("H1", "H1", "H2", "H2", "H3", "H3", "H4")
    for row, home in zip(town.rows["resident"], homes, strict=True):
        row["household_id"] = home
    for mother, name, born in (
        ("孙雁媛", "王小宝", "2026-02-03"),
        ("周若兰", "孙小宝", "2026-03-04"),
        ("吴英", "李大河", "2026-04-05"),
        ("郑芳", "赵小宝", "2026-05-06"),
        ("郑芳", "赵满月", "2026-11-06"),
    ):
        town.add(
            "child",
            person_id="",
            person_name=name,
            birth_date=born,
            sex="1",
            guardian_id=town.ids[mother],
            guardian_name=mother,
            area=VILLAGE,
        )
    town.paid("who | insurance | firm | months\n孙小宝 | 390 | - | 2026-12")
    return town.night(lists={LIST})


def test_a_child_without_a_number_is_looked_up_in_its_guardians_household(unnumbered: Lists) -> None:
    row = unnumbered[LIST]["王小宝"]
    assert (row["tier"], row["confidence"], row["guardian_name"]) == ("persuade", "probable", "孙雁媛")
    assert row["subject_id"].startswith("32092320260203")
    assert "孙小宝" not in unnumbered[LIST], "found, and insured under its own number"


def test_a_child_whom_nobody_knows_is_checked_at_a_desk(unnumbered: Lists) -> None:
    row = unnumbered[LIST]["赵小宝"]
    assert (row["tier"], row["confidence"], row["village_code"]) == ("check_data", "probable", VILLAGE)
    assert row["subject_id"].startswith("child:")
    assert "没有有效的证件号码" in row["reason"]
    assert "赵满月" not in unnumbered[LIST], "newborn by the printed day"


def test_a_child_who_may_be_a_twin_waits_for_a_persons_verdict(unnumbered: Lists) -> None:
    row = unnumbered[LIST]["李大河"]
    assert (row["tier"], row["confidence"]) == ("check_data", "review")
    assert "请先核对是不是同一人" in row["reason"]


@pytest.mark.parametrize(("as_of", "on"), [("2028-02-28", True), ("2028-02-29", False)])
def test_on_29_february_a_child_of_that_day_turns_eight(as_of: str, on: bool) -> None:
    assert ("闰年" in one_child("2020-02-29", as_of).names[LIST]) is on


@pytest.mark.parametrize(("as_of", "on"), [("2027-02-28", True), ("2027-03-01", False)])
def test_born_on_29_february_a_child_is_a_year_older_on_1_march_of_a_common_year(as_of: str, on: bool) -> None:
    six = {"child_medical_age_years": {"values": [{"from": date(2011, 7, 1), "value": 6}]}}
    assert ("闰年" in one_child("2020-02-29", as_of, six).names[LIST]) is on


def one_child(born: str, as_of: str, policy: dict[str, Any] | None = None) -> Lists:
    """A town with one child, whom nobody insures."""
    town = Town(as_of=as_of, policy=policy)
    town.people(f"name | born | sex\n闰年 | {born} | 男\n交钱的人 | 1990-01-01 | 男")
    town.listed("child", f"who | birth_date\n闰年 | {born}")
    town.paid("who | insurance | firm | months\n交钱的人 | 390 | - | 2026-12")
    return town.night(lists={LIST})
