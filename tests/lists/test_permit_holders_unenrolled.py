"""居住证持有人未参保: who is registered elsewhere, lives here and is in no pension insurance (阜宁 三(二)1)."""

import pytest

from tests.town import Lists, Town

LIST = "permit_holders_unenrolled"
AWAY = "310101001001"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex | status   | registered   | id
        持证       | 1990-01-01 | 男  |          | 310101001001 |
        四十五     | 1981-11-22 | 男  |          | 310101001001 |
        今日十六   | 2010-11-22 | 男  |          | 310101001001 |
        明日十六   | 2010-11-23 | 男  |          | 310101001001 |
        男本月到龄 | 1966-06-30 | 男  |          | 310101001001 |
        男下月到龄 | 1966-07-01 | 男  |          | 310101001001 |
        女两口径间 | 1974-12-01 | 女  |          | 310101001001 |
        领薪       | 1990-01-02 | 男  |          | 310101001001 |
        曾领薪     | 1990-01-03 | 男  |          | 310101001001 |
        职工在册   | 1990-01-04 | 男  |          | 310101001001 |
        居民在册   | 1990-01-05 | 男  |          | 310101001001 |
        居民终止   | 1990-01-06 | 男  |          | 310101001001 |
        老家居民   | 1990-01-07 | 男  |          | 310101001001 |
        老家停保   | 1990-01-08 | 男  |          | 310101001001 |
        学生       | 2005-01-09 | 男  |          | 310101001001 |
        领养老     | 1972-01-10 | 女  |          | 310101001001 |
        死者       | 1990-01-11 | 男  | 死亡注销 | 310101001001 |
        错号       | 1990-01-12 | 男  |          | 310101001001 | 310101199001120009
        本地人     | 1990-01-13 | 男  |          |              |
        已申报     | 1990-01-14 | 男  |          | 310101001001 |
    """)
    for row in town.rows["resident"]:
        row["hukou_kind"] = "居住证" if row["registered_area"] == AWAY else "居民户"
    town.firms("name | unit\n甲厂 | 1")
    town.wages("who | firm | months\n领薪 | 甲厂 | 2026-08..2026-10\n曾领薪 | 甲厂 | 2026-01..2026-07")
    town.members("who | insurance | status\n职工在册 | 110 | 2\n居民在册 | 170 | 1\n居民终止 | 170 | 4")
    town.paid("who | insurance | firm | months\n已申报 | 110 | 甲厂 | 2026-08")
    town.listed("insured_elsewhere", """
        who      | insurance | elsewhere_area | member_status
        老家居民 | 170       | 310101         | 1
        老家停保 | 170       | 310101         | 2
    """)  # fmt: skip
    town.listed("student", "who | student_status\n学生 | 在读")
    town.listed(
        "benefit",
        "who | benefit_kind | starts_in | last_paid_in | benefit_status\n"
        "领养老 | 企业职工养老 | 2025-01 | 2026-10 | 正常",
    )
    return town.night(lists={LIST})


def test_who_lives_here_with_a_permit_and_is_in_no_pension_may_join_here(night: Lists) -> None:
    row = night[LIST]["持证"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("persuade", "confirmed", 3)
    assert row["reason"] == (
        "36周岁，持有本地居住证，近期没有工资，未查到任何养老保险参保登记，可以灵活就业身份参加职工养老。"
    )
    assert row["evidence"] == "resident/all.csv#2"


def test_who_may_be_asked(night: Lists) -> None:
    assert night.tiers(LIST) == {
        **dict.fromkeys(["持证", "四十五", "今日十六", "男下月到龄", "女两口径间"], "persuade"),
        **dict.fromkeys(["曾领薪", "居民终止", "老家停保"], "persuade"),
        "错号": "check_data",
    }


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("明日十六", "under 16"),
        ("男本月到龄", "past retirement"),
        ("领薪", "a unit pays a wage: another list"),
        ("职工在册", "enrolled in 110, suspended"),
        ("居民在册", "enrolled in 170"),
        ("已申报", "declared for 110, though on no book"),
        ("老家居民", "pays 170 at home"),
        ("学生", "in school"),
        ("领养老", "draws a pension"),
        ("死者", "died"),
        ("本地人", "registered here: other lists"),
    ],
)
def test_others_need_not_be_asked(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_from_45_on_a_person_comes_first(night: Lists) -> None:
    assert night[LIST]["四十五"]["priority"] == 2
