"""K02, K05–K08, K10, K12, K13: whom each rate, mean and stock counts, and whom it is divided by."""

import pytest

from tests.town import Figures, Town

TOWN = "320923100"


@pytest.fixture(scope="module")
def members() -> Figures:
    """Who pays, who has stopped, who draws: the employee pension in October 2026."""
    town = Town()
    town.people("""
        name     | born       | sex
        在缴     | 1985-01-01 | 男
        灵活在缴 | 1985-01-02 | 女
        欠缴     | 1985-01-03 | 男
        暂停     | 1985-01-04 | 男
        终止     | 1985-01-05 | 男
        退休     | 1960-01-06 | 男
        机关     | 1985-01-07 | 男
        机关没缴 | 1985-01-08 | 男
        七月停   | 1985-01-09 | 男
        八月停   | 1985-01-10 | 男
        去世     | 1985-01-11 | 男
        转机关   | 1985-01-12 | 男""")
    town.firms("name | unit\n甲厂 | 1")
    town.members("""
        who      | insurance | firm | status
        在缴     | 110       | 甲厂 | 1
        灵活在缴 | 110       |      | 1
        欠缴     | 110       | 甲厂 | 1
        暂停     | 110       | 甲厂 | 2
        终止     | 110       | 甲厂 | 4
        退休     | 110       | 甲厂 | 1
        机关     | 120       | 甲厂 | 1
        机关没缴 | 120       | 甲厂 | 1
        七月停   | 110       | 甲厂 | 4
        八月停   | 110       | 甲厂 | 4
        去世     | 110       | 甲厂 | 4
        转机关   | 110       | 甲厂 | 4""")
    town.paid("""
        who      | insurance | firm | months           | arrived
        在缴     | 110       | 甲厂 | 2024-12..2026-10 | 1
        灵活在缴 | 110       |      | 2026-01..2026-10 | 1
        欠缴     | 110       | 甲厂 | 2026-01..2026-10 | 0
        退休     | 110       | 甲厂 | 2024-12..2025-12 | 1
        机关     | 120       | 甲厂 | 2026-08          | 1
        机关没缴 | 120       | 甲厂 | 2026-07          | 1
        七月停   | 110       | 甲厂 | 2025-12..2026-07 | 1
        八月停   | 110       | 甲厂 | 2025-12..2026-08 | 1
        去世     | 110       | 甲厂 | 2025-12..2026-03 | 1
        转机关   | 110       | 甲厂 | 2025-12..2026-03 | 1
        转机关   | 120       | 甲厂 | 2026-04..2026-10 | 1""")
    town.listed("death", "who | died_on\n去世 | 2026-04-05")
    town.listed(
        "benefit",
        "who | benefit_kind | starts_in | last_paid_in | benefit_status\n"
        "退休 | 企业职工养老 | 2026-02 | 2026-10 | 正常",
    )
    return town.figures()


def test_the_paying_rate_divides_by_members_not_retired_and_counts_the_suspended_among_them(members: Figures) -> None:
    """Paid for October: 在缴, 灵活在缴; members: these, 欠缴 and 暂停."""
    assert members.of("pension_paying_rate", "2026-10") == (2, 4)


def test_the_paying_rate_is_told_for_the_latest_month_only(members: Figures) -> None:
    assert members.periods("pension_paying_rate") == ["2026-10"]


def test_the_stock_adds_members_not_retired_and_civil_payers_of_the_last_three_months(members: Figures) -> None:
    """在缴, 灵活在缴, 欠缴, 暂停; 机关 paid in August, 机关没缴 in July; 转机关 pays for 120."""
    assert members.of("employee_pension_members", "2026-11") == (6, None)


def test_interrupted_is_who_paid_last_december_and_not_in_the_last_three_months(members: Figures) -> None:
    """Of 在缴, 退休, 七月停, 八月停, 去世, 转机关 only 七月停: others pay, draw, have died or changed the scheme."""
    assert members.of("pension_interruption_rate", "2026-01") == (1, 6)


def test_last_year_is_measured_to_the_same_month(members: Figures) -> None:
    assert members.of("pension_interruption_rate", "2025-01") == (0, 2)


@pytest.fixture(scope="module")
def residents() -> Figures:
    """Residents' payments and covers on 22 November 2026."""
    town = Town()
    town.people("""
        name     | born       | sex | registered   | status
        自缴     | 1980-01-01 | 男  |              |
        代缴     | 1980-01-02 | 男  |              |
        代缴自补 | 1980-01-03 | 男  |              |
        没缴     | 1980-01-04 | 男  |              |
        学生     | 2006-01-05 | 男  |              |
        儿童     | 2016-01-06 | 男  |              |
        领取     | 1955-01-07 | 男  |              |
        异地     | 1980-01-08 | 男  |              |
        死亡     | 1980-01-09 | 男  |              | 死亡注销
        外地户籍 | 1980-01-10 | 男  | 320922100200 |
        机关     | 1980-01-11 | 男  |              |
        满十六   | 2010-11-22 | 男  |              |
        差一天   | 2010-11-23 | 男  |              |""")
    town.members("""
        who      | insurance | status
        自缴     | 170 | 1
        代缴     | 170 | 1
        代缴自补 | 170 | 1
        没缴     | 170 | 1
        外地户籍 | 170 | 1
        机关     | 120 | 1
        机关     | 310 | 1
        领取     | 310 | 1
        自缴     | 390 | 1
        儿童     | 390 | 1
        外地户籍 | 390 | 1
        机关     | 110       | 4""")
    town.paid("""
        who      | insurance | months           | yuan | due_kind | arrived
        自缴     | 170       | 2026-12          | 500  | 10       | 1
        自缴     | 170       | 2025-12          | 300  | 10       | 1
        代缴     | 170       | 2026-12          | 100  | 30       | 1
        代缴自补 | 170       | 2026-12          | 100  | 30       | 1
        代缴自补 | 170       | 2026-12          | 200  | 10       | 1
        没缴     | 170       | 2026-12          | 100  | 10       | 0
        机关     | 120       | 2026-08..2026-10 | 900  | 10       | 1
        机关     | 110       | 2024-01          | 900  | 10       | 1
        机关     | 310       | 2026-08..2026-10 | 300  | 10       | 1
        自缴     | 390       | 2026-12          | 400  | 10       | 1
        儿童     | 390       | 2026-12          | 400  | 10       | 1
        外地户籍 | 390       | 2026-12          | 400  | 10       | 1
        没缴     | 390       | 2025-12          | 380  | 10       | 1""")
    town.listed(
        "benefit",
        "who | benefit_kind | starts_in | last_paid_in | benefit_status\n"
        "领取 | 企业职工养老 | 2016-02 | 2026-10 | 正常",
    )
    town.listed("student", "who | student_status | graduates_on\n学生 | 在读 | 2027-06-30")
    town.listed(
        "insured_elsewhere",
        "who | insurance | member_status | last_paid_in | elsewhere_area\n异地 | 110 | 1 | 2026-10 | 310101",
    )
    town.listed(
        "hardship",
        "who | hardship_kind | starts_on\n代缴 | 低保 | 2020-01-01\n没缴 | 低保 | 2020-01-01\n"
        "满十六 | 低保 | 2020-01-01\n差一天 | 低保 | 2020-01-01\n"
        "领取 | 特困 | 2020-01-01\n自缴 | 返贫致贫 | 2020-01-01",
    )
    return town.figures()


def test_the_mean_of_what_residents_pay_leaves_out_what_the_government_pays_and_whom_it_alone_pays_for(
    residents: Figures,
) -> None:
    assert residents.of("resident_pension_mean", "2026-01") == (500 + 200, 2)


def test_with_the_government_s_payments_both_sums_and_people_are_more(residents: Figures) -> None:
    assert residents.of("resident_pension_mean_with_help", "2026-01") == (500 + 300 + 100, 3)


def test_a_year_s_payment_counts_for_the_year_it_is_for(residents: Figures) -> None:
    assert residents.of("resident_pension_mean", "2025-01") == (300, 1)


def test_medical_coverage_divides_by_all_who_are_registered_here(residents: Figures) -> None:
    """自缴, 儿童, 机关 and the pensioner; divided by eleven: not the dead, nor who is registered elsewhere."""
    assert residents.of("medical_coverage_rate", "2026-11") == (4, 11)


def test_the_employee_share_of_medical_divides_by_all_who_have_cover_wherever_registered(residents: Figures) -> None:
    assert residents.of("employee_medical_share", "2026-11") == (2, 5)


def test_pension_coverage_divides_by_those_registered_here_of_sixteen_and_not_in_school(residents: Figures) -> None:
    """Insured: four members, the civil servant, the pensioner, one elsewhere; besides them only 满十六."""
    assert residents.of("pension_coverage_rate", "2026-11") == (7, 8)


def test_of_those_in_hardship_the_enrolled_are_held_against_all_of_working_age(residents: Figures) -> None:
    """代缴 and 没缴 are, 满十六 is not; 差一天 is too young, 领取 past sixty, 返贫致贫 no kind that 阜宁 counts."""
    assert residents.of("hardship_enrolled_rate", "2026-11") == (2, 3)


def test_whom_the_government_has_paid_for_is_held_against_enrolled_residents_in_hardship(residents: Figures) -> None:
    assert residents.of("hardship_paid_for_rate", "2026-11") == (1, 2)


def test_who_draws_is_held_against_those_in_hardship_past_sixty(residents: Figures) -> None:
    assert residents.of("hardship_drawing_rate", "2026-11") == (1, 1)


def test_what_a_rate_leaves_of_those_in_hardship_stands_on_the_list(residents: Figures) -> None:
    cases = residents.of("cases_open", "2026-11")
    assert cases
    assert cases[0] >= 2


def test_an_area_without_anybody_to_count_has_no_rate(residents: Figures) -> None:
    [row] = [
        row for row in residents.rows if (row["indicator"], row["area_code"]) == ("hardship_drawing_rate", "320923001")
    ]
    assert (row["numerator"], row["denominator"], row["value"]) == (0, 0, None)


def test_a_person_is_counted_where_they_are_registered(residents: Figures) -> None:
    assert residents.of("medical_coverage_rate", "2026-11", area=TOWN) == (4, 11)


@pytest.fixture(scope="module")
def interrupted() -> Figures:
    """Who paid for any pension for 2025, and who still does by October 2026."""
    town = Town()
    town.people("""
        name     | born       | sex
        职工在缴 | 1985-01-01 | 男
        职工停了 | 1985-01-02 | 男
        转居民   | 1985-01-03 | 男
        机关在缴 | 1985-01-04 | 男
        居民在缴 | 1985-01-05 | 男
        居民停了 | 1985-01-06 | 男
        居民六十 | 1966-10-31 | 男
        未满六十 | 1966-11-01 | 男
        居民转工 | 1985-01-09 | 男
        居民去世 | 1985-01-10 | 男
        居民领了 | 1985-01-11 | 男
        前年居民 | 1985-01-12 | 男""")
    town.firms("name | unit\n甲厂 | 1")
    town.members("who | insurance\n职工在缴 | 110\n居民在缴 | 170")
    town.paid("""
        who      | insurance | firm | months
        职工在缴 | 110       | 甲厂 | 2024-12..2026-10
        职工停了 | 110       | 甲厂 | 2025-12..2026-07
        转居民   | 110       | 甲厂 | 2025-12..2026-03
        转居民   | 170       |      | 2026-12
        机关在缴 | 120       | 甲厂 | 2025-12..2026-10
        居民在缴 | 170       |      | 2025-12
        居民在缴 | 170       |      | 2026-12
        居民停了 | 170       |      | 2025-12
        居民六十 | 170       |      | 2025-12
        未满六十 | 170       |      | 2025-12
        居民转工 | 170       |      | 2025-12
        居民转工 | 110       | 甲厂 | 2026-08
        居民去世 | 170       |      | 2025-12
        居民领了 | 170       |      | 2025-12
        前年居民 | 170       |      | 2024-12""")
    town.listed("death", "who | died_on\n居民去世 | 2026-04-05")
    town.listed(
        "benefit",
        "who | benefit_kind | starts_in | last_paid_in | benefit_status\n"
        "居民领了 | 城乡居民养老 | 2026-02 | 2026-10 | 正常",
    )
    return town.figures()


def test_who_pays_for_no_pension_any_more_has_interrupted_whichever_it_was(interrupted: Figures) -> None:
    """Eleven paid for 2025; 职工停了, 居民停了 and 未满六十 have stopped."""
    assert interrupted.of("all_pension_interruption_rate", "2026-01") == (3, 11)


def test_the_year_before_is_counted_in_the_same_way(interrupted: Figures) -> None:
    """职工在缴 and 前年居民 had paid for 2024; 前年居民 paid nothing for 2025."""
    assert interrupted.of("all_pension_interruption_rate", "2025-01") == (1, 2)


def test_what_residents_pay_is_collected_for_their_year(interrupted: Figures) -> None:
    assert interrupted.of("fund_collected_resident_pension", "2026-01") == (1600, None)
    assert interrupted.of("fund_collected_resident_pension", "2024-01") == (800, None)
