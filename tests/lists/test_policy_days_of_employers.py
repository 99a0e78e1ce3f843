"""A day, a share or a number of months changed in the policy changes the lists of employers: the day before and the
day after."""

from datetime import date
from typing import Any

import pytest

from tests.lists.contacts import answered
from tests.town import Lists, Town

BEFORE, AFTER = "2026-11-21", "2026-11-22"
TAXED, NEW, REGISTERED = "taxed_uninsured_employers", "new_employers_to_remind", "registered_uninsured_employers"
LOW, SUBSIDISED, BASES = (
    "low_coverage_employers",
    "subsidised_low_coverage_employers",
    "underreported_base_employers",
)
ASKED = {TAXED, NEW, REGISTERED, LOW, SUBSIDISED, BASES, "to_be_summoned", "sole_traders_uninsured"}

# By value: the old one, the new one, the list, the name, and whether it stands there the day before and on the day.
CHANGES = [
    ("registration_days", 30, 20, NEW, "二十五日", True, False),
    ("registration_days", 30, 20, REGISTERED, "二十五日", False, True),
    ("founded_recently_months", 12, 6, REGISTERED, "九个月前", True, False),
    ("survey_months", 12, 6, REGISTERED, "春天查过", True, False),
    ("recent_months", 3, 2, TAXED, "八月申报", False, True),
    ("activity_months", 12, 6, TAXED, "年初纳税", True, False),
    ("large_employer_headcount", 50, 10, LOW, "奖补厂", False, True),
    ("low_coverage_points", 10, 40, LOW, "半保厂", True, False),
    ("subsidy_months", 12, 6, SUBSIDISED, "奖补厂", True, False),
    ("base_solidity_share", 0.9, 0.5, BASES, "六成基数", True, False),
    ("base_wage_months", 6, 4, BASES, "四个月", False, True),
    ("working_age_years", 16, 17, "sole_traders_uninsured", "少年店主", True, False),
    ("summons_refusals", 3, 2, "to_be_summoned", "拒绝两次", False, True),
    ("subsidy_minimum_rate", 0, 0.95, SUBSIDISED, "奖补二厂", False, True),
]


def town(as_of: str, policy: dict[str, Any]) -> Lists:
    """One employer for each value that changes."""
    place = Town(as_of=as_of, policy=policy)
    place.firms("""
        name     | kind       | tax | founded    | unit
        二十五日 |            | -   | 2026-10-28 | -
        九个月前 |            | -   | 2026-02-10 | -
        春天查过 |            | -   |            | -
        八月申报 |            |     |            | 1
        年初纳税 |            |     |            | -
        奖补厂   |            |     |            | 1
        半保厂   |            |     |            | 1
        全保厂   |            |     |            | 1
        六成基数 |            |     |            | 1
        四个月   |            |     |            | 1
        小店     | 个体工商户 |     |            | -
        拒绝两次 |            |     |            | -
        奖补二厂 |            |     |            | 1
    """)
    place.of_firms("unit_survey", "firm | headcount | surveyed_on\n春天查过 | 5 | 2026-03-10")
    place.of_firms(
        "subsidy",
        "firm | subsidy_name | subsidy_yuan | paid_on\n"
        "奖补厂 | 技改 | 9000 | 2026-03-10\n奖补二厂 | 技改 | 9000 | 2026-09-10",
    )
    place.of_firms("unit_roster", "firm | roster_kind\n半保厂 | 规上企业")
    # of ten whom 奖补厂 pays it insures one, 奖补二厂 nine, 半保厂 five, and 全保厂 all of its thirty
    staff = {
        "奖补厂": (10, 1),
        "奖补二厂": (10, 9),
        "半保厂": (10, 5),
        "全保厂": (30, 30),
        "六成基数": (1, 1),
        "四个月": (1, 1),
    }
    names = {firm: [f"{firm}{number}" for number in range(paid)] for firm, (paid, _) in staff.items()}
    everybody = ["申报人", "甲", *(who for people in names.values() for who in people)]
    place.people("name | born | sex\n少年店主 | 2010-05-01 | 男\n" + "\n".join(
        f"{who} | 1990-01-01 | 男" for who in everybody))  # fmt: skip
    place.owners("firm | who\n小店 | 少年店主")
    place.taxes("firm | months\n八月申报 | 2026-09\n年初纳税 | 2026-01\n小店 | 2026-09\n拒绝两次 | 2026-09")
    place.wages("who | firm | months\n甲 | 拒绝两次 | 2026-09..2026-10\n" + "\n".join(
        f"{who} | {firm} | 2026-09..2026-10" for firm, people in names.items() for who in people))  # fmt: skip
    place.wages("""
        who       | firm     | months           | yuan
        六成基数0 | 六成基数 | 2025-01..2025-12 | 10000
        四个月0   | 四个月   | 2025-01..2025-04 | 10000
    """)
    bases = {"六成基数": "6000", "四个月": "4800"}
    place.paid("who | insurance | firm | months | base\n申报人 | 110 | 八月申报 | 2026-08 |\n" + "\n".join(
        f"{who} | 110 | {firm} | 2026-10 | {bases.get(firm, '')}"
        for firm, people in names.items() for who in people[:staff[firm][1]]))  # fmt: skip
    place.members("who | insurance\n申报人 | 170")
    return place.night(answered(place, [("拒绝两次", TAXED, 2, "暂未办理", "拒绝配合")]), lists=ASKED)


@pytest.fixture(scope="module")
def nights() -> dict[str, Lists]:
    """Both days under one policy in which all these values change at once: each has an employer of its own."""
    changed = {
        name: {"values": [{"from": date(2011, 7, 1), "value": old}, {"from": date.fromisoformat(AFTER), "value": new}]}
        for name, old, new, *_ in CHANGES
    }
    return {as_of: town(as_of, changed) for as_of in (BEFORE, AFTER)}


@pytest.mark.parametrize(
    ("name", "list_id", "who", "before", "after"),
    [(name, list_id, who, before, after) for name, _, _, list_id, who, before, after in CHANGES],
)
def test_a_value_holds_from_its_day(
    nights: dict[str, Lists], name: str, list_id: str, who: str, before: bool, after: bool
) -> None:
    assert (who in nights[BEFORE][list_id], who in nights[AFTER][list_id]) == (before, after), name


def test_the_reasons_name_the_months_of_the_day(nights: dict[str, Lists]) -> None:
    reasons = {as_of: nights[as_of][TAXED]["拒绝两次"]["reason"] for as_of in (BEFORE, AFTER)}
    assert reasons[BEFORE].startswith("近12个月纳税1000元，申报1人工资，近3个月没有为任何人申报养老保险")
    assert reasons[AFTER].startswith("近6个月纳税1000元，申报1人工资，近2个月没有为任何人申报养老保险")
