"""用工规模大参保率低单位 and 享受奖补多参保率低单位: far below the region's mean (lists.md E09, E10)."""

from datetime import date
from typing import Any

import pytest

from tests.town import Lists, Town

LARGE, SUBSIDISED = "low_coverage_employers", "subsidised_low_coverage_employers"
# Of each firm how many people it pays, who are due, who are insured: 210 of 300 in all, a mean of 70 %.
PEOPLE = {
    "规上低": (10, 10, 4),
    "小低": (10, 10, 4),
    "恰低十点": (10, 10, 6),
    "低过十点": (10, 10, 5),
    "停业低": (10, 10, 5),
    "未参保": (10, 10, 0),
    "返聘多": (20, 10, 10),
    "五十人": (50, 50, 25),
    "四十九": (49, 49, 20),
    "满保": (131, 131, 131),
}


def town_of(policy: dict[str, Any] | None = None) -> Town:
    town = Town(as_of="2026-11-22", policy=policy)
    town.firms("name | unit | tax\n" + "\n".join(
        f"{firm} | {'' if firm == '未参保' else 1} | {'04' if firm == '停业低' else ''}" for firm in PEOPLE
    ))  # fmt: skip
    people, wages, paid = [], [], []
    for firm, (earners, due, insured) in PEOPLE.items():
        for number in range(earners):
            who = f"{firm}{number}"
            people.append(f"{who} | {'1990-01-01' if number < due else '1960-01-01'} | 男")
            wages.append(f"{who} | {firm} | 2026-10")
            # hired before last month, or the wage would not count
            wages.append(f"{who} | {firm} | 2026-09")
            if number < insured:
                paid.append(f"{who} | 110 | {firm} | 2026-10")
    town.people("name | born | sex\n" + "\n".join(people))
    town.wages("who | firm | months\n" + "\n".join(wages))
    town.paid("who | insurance | firm | months\n" + "\n".join(paid))
    town.of_firms("unit_roster", "firm | roster_kind\n" + "\n".join(
        f"{firm} | {'开发区' if firm == '小低' else '规上企业'}" for firm in PEOPLE if firm not in ("五十人", "四十九")
    ))  # fmt: skip
    town.of_firms("subsidy", """
        firm     | subsidy_name | subsidy_yuan | paid_on
        规上低   | 技改补助     | 600000       | 2025-11-22
        小低     | 稳岗补贴     | 15000        | 2026-05-01
        小低     | 技改补助     | 5000         | 2026-06-01
        恰低十点 | 稳岗补贴     | 20000        | 2026-05-01
        低过十点 | 稳岗补贴     | 20000        | 2025-11-21
        停业低   | 稳岗补贴     | 20000        | 2026-05-01
        未参保   | 稳岗补贴     | 20000        | 2026-05-01
        返聘多   | 稳岗补贴     | 20000        | 2026-05-01
        五十人   | 稳岗补贴     | 20000        | 2026-05-01
        五十人   | 稳岗补贴     | -20000       | 2026-06-01
        四十九   | 稳岗补贴     | 30000        | 2026-11-22
        四十九   | 稳岗补贴     | 20000        | 2026-11-23
        满保     | 稳岗补贴     | 20000        | 2026-05-01
    """)  # fmt: skip
    return town


@pytest.fixture(scope="module")
def night() -> Lists:
    return town_of().night(lists={LARGE, SUBSIDISED})


def test_a_large_unit_far_below_the_mean_is_on_the_list_with_its_figures(night: Lists) -> None:
    row = night[LARGE]["规上低"]
    assert (row["tier"], row["due_headcount"], row["insured_headcount"]) == ("must_join", 10, 4)
    assert (row["coverage_rate"], row["region_coverage_rate"]) == (0.4, 0.7)
    assert row["reason"] == "规上企业，近期10人领取工资，应参保10人，已参保4人，参保率40.0%，全地区平均70.0%。"
    assert row["evidence"] == "insured_unit/all.csv#2; unit_roster/all.csv#2; taxpayer/all.csv#2"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("低过十点", "twenty points below the mean"),
        ("五十人", "on no roster, but pays fifty people"),
    ],
)
def test_others_far_below_the_mean(night: Lists, name: str, because: str) -> None:
    assert night.tiers(LARGE).get(name) == "must_join", because


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("恰低十点", "exactly ten points below the mean"),
        ("小低", "ten people, and on another roster"),
        ("四十九", "forty-nine people, and on no roster"),
        ("停业低", "suspended at the tax office"),
        ("未参保", "not covered: another list"),
        ("返聘多", "half of its people are pensioners; all who are due are insured"),
        ("满保", "insures everybody"),
    ],
)
def test_who_is_small_or_near_the_mean_is_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LARGE], because


def test_a_subsidised_unit_far_below_the_mean_is_on_the_list_with_what_it_was_given(night: Lists) -> None:
    row = night[SUBSIDISED]["小低"]
    assert (row["tier"], row["subsidy_yuan"], row["priority"]) == ("must_join", 20000, 3)
    assert row["reason"] == "近12个月享受奖补20000元；近期应参保10人，已参保4人，参保率40.0%，全地区平均70.0%。"
    assert row["evidence"].startswith("subsidy/all.csv#")


def test_a_subsidised_unit_that_insures_nobody_has_the_rate_nought(night: Lists) -> None:
    row = night[SUBSIDISED]["未参保"]
    assert (row["tier"], row["coverage_rate"], row["insured_headcount"]) == ("must_join", 0, 0)
    assert "应参保10人，已参保0人，参保率0.0%" in row["reason"]
    assert "未参保" not in night[LARGE]


def test_where_the_region_asks_for_a_rate_of_its_own_that_rate_decides() -> None:
    asked = {"subsidy_minimum_rate": {"values": [{"from": date(2011, 7, 1), "value": 0.61}]}}
    found = town_of(asked).night(lists={SUBSIDISED})[SUBSIDISED]
    # six in ten is one point short of it; exactly what is asked for is enough
    assert set(found) == {"规上低", "四十九", "小低", "未参保", "恰低十点"}
    assert found["恰低十点"]["reason"].endswith("参保率60.0%，本地区最低要求61.0%。")
    assert found["恰低十点"]["minimum_rate"] == 0.61
    asked = {"subsidy_minimum_rate": {"values": [{"from": date(2011, 7, 1), "value": 0.6}]}}
    assert "恰低十点" not in town_of(asked).night(lists={SUBSIDISED})[SUBSIDISED]


def test_who_was_given_most_comes_first(night: Lists) -> None:
    found = {name: (row["priority"], row["subsidy_yuan"]) for name, row in night[SUBSIDISED].items()}
    # what is paid tomorrow is not counted today
    assert found == {"规上低": (1, 600000), "四十九": (3, 30000), "小低": (3, 20000), "未参保": (3, 20000)}
    assert list(found) == ["规上低", "四十九", "小低", "未参保"]


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("低过十点", "subsidised more than twelve months ago"),
        ("五十人", "had to give it back"),
        ("恰低十点", "exactly ten points below the mean"),
        ("停业低", "suspended at the tax office"),
        ("返聘多", "all who are due are insured"),
        ("满保", "insures everybody"),
    ],
)
def test_others_are_not_on_the_list_of_the_subsidised(night: Lists, name: str, because: str) -> None:
    assert name not in night[SUBSIDISED], because
