"""45周岁以上/以下未参保居民: residents registered here and in no pension insurance (lists.md P02, P03)."""

import pytest

from tests.town import Lists, Town

OLDER, YOUNGER = "unenrolled_residents_45_plus", "unenrolled_residents_under_45"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | status   | registered   | id
        十五     | 2010-11-23 | 男  |          |              |
        十六     | 2010-11-22 | 男  |          |              |
        四十四   | 1981-11-23 | 女  |          |              |
        四十五   | 1981-11-22 | 女  |          |              |
        五十九   | 1966-11-23 | 女  |          |              |
        六十     | 1966-11-22 | 女  |          |              |
        过退休   | 1967-03-01 | 女  |          |              |
        职工     | 1980-01-01 | 男  |          |              |
        居民     | 1980-01-02 | 男  |          |              |
        机关     | 1980-01-03 | 男  |          |              |
        暂停     | 1980-01-04 | 男  |          |              |
        终止     | 1980-01-05 | 男  |          |              |
        死者     | 1980-01-06 | 男  |          |              |
        迁出     | 1980-01-07 | 男  | 迁出注销 |              |
        外来     | 1980-01-08 | 男  |          | 110101001001 |
        学生     | 2005-01-09 | 男  |          |              |
        领养老   | 1970-01-10 | 女  |          |              |
        外省居民 | 1980-01-11 | 男  |          |              |
        外省医保 | 1980-01-12 | 男  |          |              |
        领薪     | 1980-01-13 | 男  |          |              |
        军人     | 2000-01-14 | 男  |          |              |
        错号     | 1980-01-15 | 男  |          |              | 320923198001150000
        出国名册 | 1980-01-16 | 男  |          |              |
        有缴无册 | 1980-01-17 | 男  |          |              |
    """)
    town.firms("name | unit\n甲公司 | 1")
    town.members("""
        who  | insurance | firm   | status
        职工 | 110       | 甲公司 | 1
        居民 | 170       | -      | 1
        机关 | 120       | 甲公司 | 1
        暂停 | 170       | -      | 2
        终止 | 170       | -      | 4
    """)
    town.paid("who | insurance | firm | months\n有缴无册 | 170 | - | 2025-12\n职工 | 110 | 甲公司 | 2026-10")
    town.wages("who | firm | months\n领薪 | 甲公司 | 2026-08..2026-10")
    town.listed("death", "who | died_on\n死者 | 2026-10-01")
    town.listed("soldier", "who | starts_on\n军人 | 2025-09-01")
    town.listed("student", "who | student_status | graduates_on\n学生 | 休学 |")
    town.listed(
        "benefit",
        """
        who    | benefit_kind | starts_in | last_paid_in | benefit_status
        领养老 | 企业职工养老 | 2025-01   | 2026-10      | 正常
        """,
    )
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status
        外省居民 | 170       | 310101         | 1
        外省医保 | 390       | 310101         | 1
        """,
    )
    town.listed("person_roster", "who | roster_kind | starts_on | ends_on\n出国名册 | 出国 | 2026-01-01 |")
    return town.night(lists={OLDER, YOUNGER})


def test_the_birthday_itself_moves_a_person_from_one_list_to_the_next(night: Lists) -> None:
    on = {
        name: [list_id for list_id in (YOUNGER, OLDER) if name in night[list_id]]
        for name in ("十五", "十六", "四十四", "四十五", "五十九", "六十")
    }
    assert on == {
        "十五": [], "十六": [YOUNGER], "四十四": [YOUNGER], "四十五": [OLDER], "五十九": [OLDER], "六十": [],
    }  # fmt: skip


def test_residents_are_due_until_sixty_whatever_the_employee_retirement_date(night: Lists) -> None:
    assert night.tiers(OLDER)["过退休"] == "persuade"


def test_the_reason_says_age_and_what_was_looked_for(night: Lists) -> None:
    assert night[OLDER]["四十五"]["reason"] == "45周岁，户籍在本地，未查到职工养老、机关养老或居民养老参保登记。"


@pytest.mark.parametrize("name", ["终止", "外省医保"])
def test_who_left_or_is_insured_elsewhere_for_medical_only_is_on_the_list(night: Lists, name: str) -> None:
    assert night.tiers(OLDER).get(name) == "persuade"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("职工", "enrolled in 110"),
        ("居民", "enrolled in 170"),
        ("机关", "enrolled in 120"),
        ("暂停", "suspended is enrolled"),
        ("死者", "died"),
        ("迁出", "moved away"),
        ("外来", "registered elsewhere"),
        ("学生", "in school, on leave"),
        ("领养老", "draws a pension"),
        ("外省居民", "insured for 170 elsewhere"),
        ("领薪", "stands on the list of those with a wage"),
        ("军人", "serving"),
        ("出国名册", "abroad"),
    ],
)
def test_others_are_on_neither_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[OLDER].keys() | night[YOUNGER].keys(), because


@pytest.mark.parametrize("name", ["错号", "有缴无册"])
def test_an_unproven_age_or_payments_without_a_member_row_are_checked_at_a_desk(night: Lists, name: str) -> None:
    assert night.tiers(OLDER)[name] == "check_data"


@pytest.mark.parametrize(("as_of", "on"), [("2025-02-28", YOUNGER), ("2025-03-01", OLDER)])
def test_born_on_29_february_a_person_turns_45_on_1_march(as_of: str, on: str) -> None:
    town = Town(as_of=as_of)
    town.people("name | born | sex\n闰年 | 1980-02-29 | 男\n职工 | 1982-02-28 | 男")
    town.members("who | insurance | firm\n职工 | 110 | -\n职工 | 170 | -")
    night = town.night(lists={OLDER, YOUNGER})
    assert [list_id for list_id in (YOUNGER, OLDER) if "闰年" in night[list_id]] == [on]
