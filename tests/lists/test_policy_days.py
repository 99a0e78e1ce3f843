"""A date or an age changed in the policy changes the lists: the day before and the day after."""

from datetime import date
from typing import Any

import pytest

from tests.town import Lists, Town

CHANGED = date(2026, 11, 22)
INJURY = "gig_workers_without_injury_cover"
BEFORE, AFTER = "2026-11-21", "2026-11-22"


def dated(old: int | str, new: int | str) -> dict[str, Any]:
    """A value that changes on one day."""
    return {"values": [{"from": date(2011, 7, 1), "value": old}, {"from": CHANGED, "value": new}]}


def town(as_of: str, policy: dict[str, Any]) -> Lists:
    """One person for each value that changes; nobody's age changes between the two days."""
    place = Town(as_of=as_of, policy=policy)
    place.people("""
        name     | born       | sex
        十六     | 2010-05-01 | 男
        四十四   | 1982-05-01 | 男
        六十一   | 1965-05-01 | 男
        退休前   | 1966-10-01 | 男
        断两月   | 1990-01-01 | 男
        低收入   | 1990-01-02 | 男
        职工     | 1990-01-03 | 男
        差六年   | 1972-10-01 | 男
        女五十五 | 1971-10-01 | 女
        缴十年   | 1962-01-01 | 男
        十九     | 2007-05-01 | 男
        去年医保 | 2007-05-02 | 男
        去年代缴 | 1980-01-01 | 男
        七岁     | 2019-05-01 | 男
        六个月   | 2026-05-01 | 男
        超龄     | 1964-05-01 | 男
        外卖     | 1990-01-04 | 男
    """)
    place.firms("name | unit\n甲厂 | 1")
    place.members("""
        who    | insurance | firm | before
        断两月 | 110       | -    |
        差六年 | 110       | 甲厂 | 12
        缴十年 | 110       | 甲厂 | 120
        六十一 | 170       | -    |
        去年代缴 | 170     | -    |
        职工   | 120       | 甲厂 |
    """)
    place.paid("""
        who      | insurance | firm | months           | due_kind
        断两月   | 110       | -    | 2026-08          | 10
        职工     | 120       | 甲厂 | 2026-08..2026-10 | 10
        职工     | 310       | 甲厂 | 2026-08..2026-10 | 10
        去年医保 | 390       | -    | 2025-12          | 10
        去年代缴 | 170       | -    | 2025-12          | 30
        职工     | 410       | 甲厂 | 2026-08..2026-10 | 10
    """)
    place.wages(
        "who | firm | months\n退休前 | 甲厂 | 2026-08..2026-10\n"
        "女五十五 | 甲厂 | 2026-08..2026-10\n超龄 | 甲厂 | 2026-08..2026-10"
    )
    place.listed("gig_worker", "who | gig_kind\n外卖 | 外卖")
    place.listed("rider_cover", "who | platform\n十九 | 平台")
    place.listed("hardship", "who | hardship_kind\n低收入 | 低收入\n去年代缴 | 低保")
    place.listed("person_roster", "who | roster_kind\n十九 | 体检居民")
    place.listed("student", "who | student_status\n去年医保 | 在读")
    place.listed("child", "who | birth_date\n七岁 | 2019-05-01\n六个月 | 2026-05-01")
    place.listed(
        "benefit",
        """
        who  | benefit_kind | starts_in | last_paid_in | benefit_status
        职工 | 失业         | 2026-01   | 2026-01      | 终止
        """,
    )
    return place.night(lists={list_id for _, _, _, list_id, *_ in CHANGES} | {INJURY})


# By value: the old one, the new one, the list, the name, and whether it stands there the day before and on the day.
CHANGES = [
    ("working_age_years", 16, 17, "unenrolled_residents_under_45", "十六", True, False),
    ("older_resident_age_years", 45, 44, "unenrolled_residents_45_plus", "四十四", False, True),
    ("resident_pension_age_years", 60, 62, "over_60_not_drawing", "六十一", True, False),
    # Born in October 1966 he retires in April 2027, once the delay is gone in October 2026.
    ("men_retirement_cap_months", 36, 0, "waged_uninsured_people", "退休前", True, False),
    ("lapse_months", 3, 2, "lapsed_members", "断两月", False, True),
    ("hardship_kinds", "低保,特困", "低保,特困,低收入", "hardship_not_enrolled", "低收入", False, True),
    # Born in October 1971 she retires in April 2027 by her later date, in October 2026 once the delay is gone.
    ("women55_retirement_cap_months", 36, 0, "waged_uninsured_people", "女五十五", True, False),
    # Without any delay he retires in October 2032: within seven years, not within five.
    ("short_of_years_months", 60, 84, "short_of_years", "差六年", False, True),
    ("minimum_months_base", 180, 100, "short_of_years", "缴十年", True, False),
    ("adult_age_years", 18, 20, "checkup_adults_without_medical", "十九", True, False),
    ("child_medical_age_years", 7, 6, "children_without_medical", "七岁", True, False),
    ("child_medical_from_days", 90, 300, "children_without_medical", "六个月", True, False),
    ("resident_medical_grace_until", 228, 1231, "students_without_medical", "去年医保", True, False),
    ("resident_pension_grace_until", 630, 1231, "hardship_not_paid_for", "去年代缴", True, False),
    ("over_age_injury_until", 0, 65, "over_age_workers_without_injury", "超龄", False, True),
]
# What changes no list, but what is said to whom.
SAID = [("rider_scheme", "工伤保险", "职业伤害保障")]


@pytest.fixture(scope="module")
def nights() -> dict[str, Lists]:
    """Both days under one policy in which all these values change at once: each has a person of its own."""
    changed = {name: dated(old, new) for name, old, new, *_ in (*CHANGES, *SAID)}
    return {as_of: town(as_of, changed) for as_of in (BEFORE, AFTER)}


@pytest.mark.parametrize(
    ("name", "list_id", "who", "before", "after"),
    [(name, list_id, who, before, after) for name, _, _, list_id, who, before, after in CHANGES],
)
def test_a_value_holds_from_its_day(
    nights: dict[str, Lists], name: str, list_id: str, who: str, before: bool, after: bool
) -> None:
    assert (who in nights[BEFORE][list_id], who in nights[AFTER][list_id]) == (before, after), name


def test_which_scheme_covers_riders_is_said_from_its_day(nights: dict[str, Lists]) -> None:
    reasons = {as_of: nights[as_of][INJURY]["外卖"]["reason"] for as_of in (BEFORE, AFTER)}
    assert reasons[BEFORE].endswith("本地区现行办法：工伤保险。")
    assert reasons[AFTER].endswith("本地区现行办法：职业伤害保障。")
