"""有工资未参保人员: people with a wage whom nobody insures (lists.md; 社会保险法 art. 58)."""

import pytest

from tests.town import Lists, Town

LIST = "waged_uninsured_people"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | status   | registered
        未参保   | 1990-01-01 | 男  |          |
        已参保   | 1990-01-02 | 男  |          |
        欠费     | 1990-01-03 | 男  |          |
        机关     | 1990-01-04 | 男  |          |
        灵活已缴 | 1990-01-05 | 男  |          |
        灵活未到 | 1990-01-06 | 男  |          |
        收回     | 1990-01-07 | 男  |          |
        死者     | 1990-01-08 | 男  |          |
        注销死者 | 1990-01-09 | 男  | 死亡注销 |
        军人     | 1990-01-10 | 男  |          |
        退伍     | 1990-01-11 | 男  |          |
        囚犯     | 1990-01-12 | 男  |          |
        矫正     | 1990-01-13 | 男  |          |
        出国     | 1990-01-14 | 男  | 出国注销 |
        迁出     | 1990-01-15 | 男  | 迁出注销 |
        学生     | 2004-01-16 | 男  |          |
        毕业     | 2004-01-17 | 男  |          |
        领养老   | 1990-01-18 | 男  |          |
        外省     | 1990-01-19 | 男  |          |
        外省居民 | 1990-01-20 | 男  |          |
        外地人   | 1990-01-21 | 男  | -        |
    """)
    town.firms("""
        name   | unit
        甲公司 | 1
        乙机关 | 1
    """)
    town.wages("""
        who      | firm   | months
        未参保   | 甲公司 | 2026-08..2026-10
        已参保   | 甲公司 | 2026-08..2026-10
        欠费     | 甲公司 | 2026-08..2026-10
        机关     | 乙机关 | 2026-08..2026-10
        灵活已缴 | 甲公司 | 2026-08..2026-10
        灵活未到 | 甲公司 | 2026-08..2026-10
        收回     | 甲公司 | 2026-08..2026-10
        死者     | 甲公司 | 2026-08..2026-10
        注销死者 | 甲公司 | 2026-08..2026-10
        军人     | 甲公司 | 2026-08..2026-10
        退伍     | 甲公司 | 2026-08..2026-10
        囚犯     | 甲公司 | 2026-08..2026-10
        矫正     | 甲公司 | 2026-08..2026-10
        出国     | 甲公司 | 2026-08..2026-10
        迁出     | 甲公司 | 2026-08..2026-10
        学生     | 甲公司 | 2026-08..2026-10
        毕业     | 甲公司 | 2026-07..2026-10
        领养老   | 甲公司 | 2026-08..2026-10
        外省     | 甲公司 | 2026-08..2026-10
        外省居民 | 甲公司 | 2026-08..2026-10
        外地人   | 甲公司 | 2026-08..2026-10
    """)
    town.paid("""
        who      | insurance | firm   | months           | arrived | yuan
        已参保   | 110       | 甲公司 | 2026-09          | 1       |
        欠费     | 110       | 甲公司 | 2026-09          | 0       |
        机关     | 120       | 乙机关 | 2026-10          | 1       |
        灵活已缴 | 110       | -      | 2026-08          | 1       |
        灵活未到 | 110       | -      | 2026-08..2026-10 | 0       |
        收回     | 110       | 甲公司 | 2026-09          | 1       | 800
        收回     | 110       | 甲公司 | 2026-09          | 1       | -800
    """)
    town.listed("death", "who | died_on\n死者 | 2026-10-31")
    town.listed("soldier", "who | starts_on | ends_on\n军人 | 2025-09-01 |\n退伍 | 2023-09-01 | 2026-11-21")
    town.listed(
        "sentence",
        """
        who  | sentence_kind | starts_on  | ends_on
        囚犯 | 监禁          | 2026-01-01 | 2026-11-22
        矫正 | 社区矫正      | 2026-01-01 | 2027-01-01
        """,
    )
    town.listed(
        "student",
        """
        who  | student_status | graduates_on
        学生 | 在读           | 2026-11-22
        毕业 | 在读           | 2026-11-21
        """,
    )
    town.listed(
        "benefit",
        """
        who    | benefit_kind | starts_in | last_paid_in | benefit_status
        领养老 | 城乡居民养老 | 2025-01   | 2026-10      | 暂停
        """,
    )
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status
        外省     | 110       | 310101         | 1
        外省居民 | 170       | 310101         | 1
        """,
    )
    return town.night(lists={LIST})


def test_a_wage_and_no_insurance_puts_a_person_on_the_list(night: Lists) -> None:
    row = night[LIST]["未参保"]
    assert row["tier"] == "must_join"
    assert row["reason"] == "在甲公司领取工资，最近一次2026年10月，近期3个月共15000元，未查到职工养老保险参保缴费。"
    assert row["evidence"] == "wage/all.csv#4; resident/all.csv#2"
    assert (row["town_code"], row["village_code"]) == ("320923100", "320923100200")
    assert (row["employer_name"], row["wage_months"], float(row["mean_wage_yuan"])) == ("甲公司", 3, 5000.0)


@pytest.mark.parametrize("name", ["灵活未到", "退伍", "矫正", "迁出", "毕业", "外省居民", "外地人", "收回"])
def test_who_is_due_all_the_same_is_on_the_list(night: Lists, name: str) -> None:
    assert night.tiers(LIST).get(name) == "must_join"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("已参保", "declared through a unit in one of the recent months"),
        ("欠费", "declared, though the payment has not arrived: insured, the unit owes"),
        ("机关", "declared for 120"),
        ("灵活已缴", "paid as a flexible worker"),
        ("死者", "died, though the population file says 正常"),
        ("注销死者", "died, by the population file"),
        ("军人", "serving in the army"),
        ("囚犯", "in prison, on the last day of the sentence"),
        ("学生", "in school, on the day of graduation"),
        ("领养老", "draws a resident pension, suspended"),
        ("外省", "insured for 110 elsewhere"),
    ],
)
def test_who_is_exempt_or_insured_is_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_abroad_and_yet_paid_here_is_a_question_to_the_data(night: Lists) -> None:
    assert night[LIST]["出国"]["tier"] == "check_data"
    assert "出国" in night[LIST]["出国"]["reason"]


@pytest.fixture(scope="module")
def ages() -> Lists:
    """On 2026-11-22 a man of the 1963 cohort retires at 60; the gradual table moves those born since 1965."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex
        今日十六   | 2010-11-22 | 男
        明日十六   | 2010-11-23 | 男
        男本月到龄 | 1966-06-30 | 男
        男下月到龄 | 1966-07-01 | 男
        女五十前   | 1976-06-01 | 女
        女两口径间 | 1974-12-01 | 女
        女五十五后 | 1971-03-31 | 女
    """)
    town.firms("name\n甲公司")
    # four months: of three one would ask first whether somebody of sixteen is an intern
    town.wages("\n".join(["who | firm | months"] + [f"{name} | 甲公司 | 2026-07..2026-10" for name in town.ids]))
    town.paid("who | insurance | firm | months\n男本月到龄 | 110 | 甲公司 | 2020-01")
    return town.night(lists={LIST})


def test_sixteen_on_the_birthday_itself(ages: Lists) -> None:
    assert ages.tiers(LIST)["今日十六"] == "must_join"
    assert "明日十六" not in ages[LIST]


def test_a_man_is_due_until_the_day_his_retirement_month_begins(ages: Lists) -> None:
    # Born in June 1966: k = 17, five months of delay, retires on 2026-11-01; in July: k = 18, 2026-12-01.
    assert str(ages.people["男本月到龄"]["retires_early_on"]) == "2026-11-01"
    assert str(ages.people["男下月到龄"]["retires_early_on"]) == "2026-12-01"
    assert "男本月到龄" not in ages[LIST]
    assert ages.tiers(LIST)["男下月到龄"] == "must_join"


def test_a_woman_between_her_two_dates_is_checked_never_enforced(ages: Lists) -> None:
    assert ages.tiers(LIST)["女五十前"] == "must_join"
    assert ages.tiers(LIST)["女两口径间"] == "check_data"
    assert "女五十五后" not in ages[LIST]


@pytest.fixture(scope="module")
def counting() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex
        离职末薪   | 1990-01-01 | 男
        首月无前保 | 1990-01-02 | 男
        上月入职   | 1990-01-03 | 男
        两月前入职 | 1990-01-04 | 男
        劳务       | 1990-01-05 | 男
        收回工资   | 1990-01-06 | 男
        四月前     | 1990-01-07 | 男
        派遣       | 1990-01-08 | 男
        两家       | 1990-01-09 | 男
    """)
    town.firms("name\n甲公司\n乙公司\n派遣公司")
    town.wages("""
        who        | firm   | months           | yuan  | kind
        离职末薪   | 甲公司 | 2025-11..2026-08 |       |
        首月无前保 | 甲公司 | 2026-07..2026-08 |       |
        上月入职   | 甲公司 | 2026-10          |       |
        两月前入职 | 甲公司 | 2026-09..2026-10 |       |
        劳务       | 甲公司 | 2026-08..2026-10 |       | 劳务报酬
        收回工资   | 甲公司 | 2026-09          | 5000  |
        收回工资   | 甲公司 | 2026-09          | -5000 |
        四月前     | 甲公司 | 2026-04..2026-07 |       |
        派遣       | 甲公司 | 2026-08..2026-10 |       |
        两家       | 甲公司 | 2026-08..2026-10 | 1000  |
        两家       | 乙公司 | 2026-08..2026-10 | 2000  |
    """)
    town.paid("who | insurance | firm | months\n离职末薪 | 110 | 甲公司 | 2025-11..2026-07")
    town.listed("dispatch", "who | agency | host | starts_on\n派遣 | 派遣公司 | 甲公司 | 2026-01-15")
    return town.night(lists={LIST})


def test_the_last_pay_of_a_leaver_does_not_count(counting: Lists) -> None:
    assert "离职末薪" not in counting[LIST]
    assert "首月无前保" in counting[LIST]


def test_thirty_days_to_register_whoever_was_hired_last_month(counting: Lists) -> None:
    assert "上月入职" not in counting[LIST]
    assert "两月前入职" in counting[LIST]


def test_only_wages_of_the_recent_months_that_were_not_taken_back_count(counting: Lists) -> None:
    assert {"劳务", "收回工资", "四月前"} & set(counting[LIST]) == set()


def test_the_agency_is_the_employer_of_whom_it_dispatches(counting: Lists) -> None:
    assert counting[LIST]["派遣"]["employer_name"] == "派遣公司"


def test_one_row_for_somebody_with_two_employers_about_the_one_that_pays_more(counting: Lists) -> None:
    row = counting[LIST]["两家"]
    assert (row["employer_name"], float(row["mean_wage_yuan"])) == ("乙公司", 2000.0)
    assert row["reason"].startswith("在乙公司领取工资，最近一次2026年10月，近期3个月共6000元，另有1个单位也发工资，")


def test_without_wages_delivered_the_list_is_not_computed() -> None:
    town = Town()
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    night = town.night(lists={LIST})
    assert not night.computed[LIST]
    assert night.titles[LIST] == "个人所得税扣缴申报明细、缴费明细 110"
