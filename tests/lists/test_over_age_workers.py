"""超龄在岗人员未参加工伤: who works on past retirement, up to the age that the region allows (江苏: 65)."""

from typing import Any

import pytest

from tests.town import Lists, Town

LIST = "over_age_workers_without_injury"


def town(policy: dict[str, Any] | None = None) -> Town:
    place = Town(as_of="2026-11-22", policy=policy)
    place.people("""
        name       | born       | sex
        超龄       | 1964-01-01 | 男
        本月到龄   | 1966-06-30 | 男
        下月到龄   | 1966-07-01 | 男
        女两口径间 | 1974-12-01 | 女
        女过后     | 1968-01-01 | 女
        今日六五   | 1961-11-22 | 男
        明日六五   | 1961-11-23 | 男
        领养老     | 1964-01-02 | 男
        已参工伤   | 1964-01-03 | 男
        工伤欠费   | 1964-01-04 | 男
        四月前工伤 | 1964-01-05 | 男
        死者       | 1964-01-06 | 男
        囚犯       | 1964-01-07 | 男
        出国       | 1964-01-08 | 男
        旧工资     | 1964-01-09 | 男
        劳务       | 1964-01-10 | 男
    """)
    place.firms("name | unit\n甲厂 | 1")
    months = {"旧工资": "2026-01..2026-07"}
    place.wages("who | firm | months | kind\n" + "\n".join(
        f"{who} | 甲厂 | {months.get(who, '2026-08..2026-10')} | {'劳务报酬' if who == '劳务' else '正常工资薪金'}"
        for who in place.ids
    ))  # fmt: skip
    place.paid("""
        who        | insurance | firm | months  | arrived
        已参工伤   | 410       | 甲厂 | 2026-08 | 1
        工伤欠费   | 410       | 甲厂 | 2026-10 | 0
        四月前工伤 | 410       | 甲厂 | 2026-07 | 1
    """)
    place.listed("death", "who | died_on\n死者 | 2026-10-01")
    place.listed("sentence", "who | sentence_kind | starts_on\n囚犯 | 监禁 | 2026-01-01")
    place.listed("person_roster", "who | roster_kind\n出国 | 出国")
    place.listed(
        "benefit",
        "who | benefit_kind | starts_in | last_paid_in | benefit_status\n"
        "领养老 | 企业职工养老 | 2025-01 | 2026-10 | 正常",
    )
    return place


@pytest.fixture(scope="module")
def night() -> Lists:
    return town().night(lists={LIST})


def test_who_works_on_past_retirement_may_be_insured_against_injury_alone(night: Lists) -> None:
    row = night[LIST]["超龄"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("persuade", "confirmed", 3)
    assert row["reason"] == (
        "62周岁，已过退休时间，在甲厂领取工资，最近一次2026年10月，未查到近期工伤保险申报，单位可为其单独参加工伤保险（至65周岁）。"
    )


def test_who_is_on_the_list(night: Lists) -> None:
    working = ("超龄", "本月到龄", "女过后", "明日六五", "领养老", "四月前工伤")
    assert night.tiers(LIST) == {**dict.fromkeys(working, "persuade"), "出国": "check_data"}


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("下月到龄", "not past retirement: a unit owes all insurances"),
        ("女两口径间", "perhaps not past retirement"),
        ("今日六五", "has reached the age"),
        ("已参工伤", "declared for 410 once in the recent months"),
        ("工伤欠费", "in arrears, and declared"),
        ("死者", "died"),
        ("囚犯", "in prison"),
        ("旧工资", "no recent wage"),
        ("劳务", "fees are no wage"),
    ],
)
def test_others_are_not(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_where_no_rule_is_in_force_nobody_is_asked() -> None:
    nobody = {"over_age_injury_until": {"values": [{"from": Town().as_of.replace(year=2011), "value": 0}]}}
    assert town(nobody).night(lists={LIST})[LIST] == {}
