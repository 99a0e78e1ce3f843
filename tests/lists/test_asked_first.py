"""What a desk asks first: outdated reports from elsewhere, token wages, interns, building sites, owners (lists.md)."""

from datetime import date

import pytest

from tests.town import Lists, Town

LIST, RESIDENTS, LAPSED = "waged_uninsured_people", "unenrolled_residents_under_45", "lapsed_members"
CONTRACT, CHECKUP, PENSION_ONLY = (
    "contract_staff_uninsured",
    "checkup_adults_without_medical",
    "pension_without_medical",
)


def staffed(people: str, firms: str, wages: str) -> Town:
    """A town of people whom firms pay; somebody else is declared, so that the list can be made."""
    town = Town(
        as_of="2026-11-22", policy={"minimum_wage_yuan": {"values": [{"from": date(2011, 7, 1), "value": 2010}]}}
    )
    town.people(people + "\n        申报人 | 1990-12-31 | 男")
    town.firms(firms)
    town.wages(wages)
    town.paid("who | insurance | firm | months\n申报人 | 110 | - | 2026-10")
    return town


@pytest.fixture(scope="module")
def elsewhere() -> Lists:
    """Last month is October 2026: six months before it is April."""
    names = ["四月", "三月", "机关三月", "无月份", "居民前年", "停保", "退休三月", "医保三月"]
    town = staffed(
        "name | born | sex\n" + "\n".join(f"{name} | 1990-01-{n:02d} | 男" for n, name in enumerate(names, 1)),
        "name\n甲公司",
        "who | firm | months\n" + "\n".join(f"{name} | 甲公司 | 2026-06..2026-10" for name in names),
    )
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status | last_paid_in | retired
        四月     | 110       | 310101         | 1             | 2026-04      | 0
        三月     | 110       | 310101         | 1             | 2026-03      | 0
        机关三月 | 120       | 310101         | 1             | 2026-03      | 0
        无月份   | 110       | 310101         | 1             |              | 0
        居民前年 | 170       | 310101         | 1             | 2024-12      | 0
        停保     | 110       | 310101         | 2             | 2026-03      | 0
        退休三月 | 110       | 310101         | 1             | 2026-03      | 1
        医保三月 | 310       | 310101         | 1             | 2026-03      | 0
        """,
    )
    return town.night(lists={LIST})


def test_a_report_of_six_months_before_last_month_exempts_one_of_seven_does_not(elsewhere: Lists) -> None:
    assert "四月" not in elsewhere[LIST]
    assert elsewhere[LIST]["三月"]["tier"] == "check_data"
    assert elsewhere[LIST]["三月"]["reason"].endswith(
        "；异地参保登记为正常，但只缴到2026年03月，请先核对是否仍在外地参保。"
    )
    assert elsewhere.tiers(LIST)["机关三月"] == "check_data"


def test_where_no_month_is_printed_the_status_is_believed(elsewhere: Lists) -> None:
    assert "无月份" not in elsewhere[LIST]


def test_a_pension_that_is_drawn_elsewhere_does_not_grow_old(elsewhere: Lists) -> None:
    assert "退休三月" not in elsewhere[LIST]


@pytest.mark.parametrize("name", ["居民前年", "停保", "医保三月"])
def test_what_exempts_nobody_from_an_employees_pension_is_not_asked_about(elsewhere: Lists, name: str) -> None:
    assert elsewhere.tiers(LIST)[name] == "must_join"


@pytest.fixture(scope="module")
def residents() -> Lists:
    names = ["上年", "前年", "职工三月", "医保前年"]
    town = Town(as_of="2026-11-22")
    town.people("name | born | sex\n" + "\n".join(f"{name} | 1990-01-{n:02d} | 男" for n, name in enumerate(names, 1)))
    town.people("name | born | sex\n申报人 | 1990-12-31 | 男")
    town.members("who | insurance\n申报人 | 110\n申报人 | 170")
    town.paid("""
        who    | insurance | firm | months
        申报人 | 110       | -    | 2026-10
        申报人 | 310       | -    | 2026-10
        申报人 | 390       | -    | 2026-12
    """)
    town.listed("person_roster", "who | roster_kind\n" + "\n".join(f"{name} | 体检居民" for name in names))
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status | last_paid_in
        上年     | 170       | 310101         | 1             | 2025-01
        前年     | 170       | 310101         | 1             | 2024-12
        职工三月 | 110       | 310101         | 1             | 2026-03
        医保前年 | 390       | 310101         | 1             | 2024-12
        """,
    )
    return town.night(lists={LIST, RESIDENTS, CHECKUP})


def test_who_pays_by_the_year_elsewhere_is_exempt_by_last_year(residents: Lists) -> None:
    assert "上年" not in residents[RESIDENTS]
    assert residents[RESIDENTS]["前年"]["tier"] == "check_data"
    assert "只缴到2024年12月" in residents[RESIDENTS]["前年"]["reason"]


def test_an_employees_insurance_elsewhere_is_asked_about_where_any_pension_counts(residents: Lists) -> None:
    assert residents.tiers(RESIDENTS)["职工三月"] == "check_data"
    assert residents.tiers(RESIDENTS)["医保前年"] == "persuade"


def test_the_medical_lists_ask_about_medical_insurance_elsewhere_alone(residents: Lists) -> None:
    assert residents.tiers(CHECKUP) == {
        "上年": "persuade", "前年": "persuade", "职工三月": "persuade", "医保前年": "check_data",
    }  # fmt: skip


@pytest.fixture(scope="module")
def wages() -> Lists:
    """The minimum wage is 2,010 yuan; the active window begins in November 2025."""
    town = staffed(
        """
        name       | born       | sex
        最低工资   | 1990-01-01 | 男
        差一元     | 1990-01-02 | 男
        一高一低   | 1990-01-03 | 男
        两家各半   | 1990-01-04 | 男
        实习三月   | 2004-01-05 | 男
        四个月     | 2004-01-06 | 男
        差一天廿三 | 2003-11-23 | 男
        今日廿三   | 2003-11-22 | 男
        去年做过   | 2004-01-07 | 男
        编外低薪   | 1990-01-08 | 男
        编外足薪   | 1990-01-09 | 男
        编外无薪   | 1990-01-10 | 男
        """,
        "name\n甲公司\n乙公司",
        """
        who        | firm   | months           | yuan
        最低工资   | 甲公司 | 2026-08..2026-10 | 2010
        差一元     | 甲公司 | 2026-08..2026-10 | 2009
        一高一低   | 甲公司 | 2026-08..2026-09 | 1000
        一高一低   | 甲公司 | 2026-10          | 4030
        两家各半   | 甲公司 | 2026-08..2026-10 | 1500
        两家各半   | 乙公司 | 2026-08..2026-10 | 1600
        实习三月   | 甲公司 | 2026-08..2026-10 | 5000
        四个月     | 甲公司 | 2026-07..2026-10 | 5000
        差一天廿三 | 甲公司 | 2026-08..2026-10 | 5000
        今日廿三   | 甲公司 | 2026-08..2026-10 | 5000
        去年做过   | 甲公司 | 2026-08..2026-10 | 5000
        去年做过   | 乙公司 | 2025-11          | 5000
        编外低薪   | 甲公司 | 2026-08..2026-10 | 900
        编外足薪   | 甲公司 | 2026-08..2026-10 | 2500
        """,
    )
    town.listed("person_roster", "who | roster_kind\n编外低薪 | 编外聘用\n编外足薪 | 编外聘用\n编外无薪 | 编外聘用")
    return town.night(lists={LIST, CONTRACT})


def test_a_mean_wage_below_the_minimum_is_asked_about_the_minimum_itself_is_not(wages: Lists) -> None:
    assert wages.tiers(LIST)["最低工资"] == wages.tiers(LIST)["一高一低"] == "must_join"
    assert wages.tiers(LIST)["差一元"] == "check_data"
    assert wages[LIST]["差一元"]["reason"].endswith(
        "；月均工资2009元，低于当地最低工资2010元，可能是非全日制用工，请先核对。"
    )


def test_the_wage_that_a_row_is_about_is_the_one_that_is_small(wages: Lists) -> None:
    row = wages[LIST]["两家各半"]
    assert (row["employer_name"], row["tier"]) == ("乙公司", "check_data")


def test_three_months_of_wages_at_school_age_may_be_an_intern_s_four_are_not(wages: Lists) -> None:
    assert wages.tiers(LIST)["实习三月"] == wages.tiers(LIST)["差一天廿三"] == "check_data"
    assert "可能是实习" in wages[LIST]["实习三月"]["reason"]
    assert wages.tiers(LIST)["四个月"] == wages.tiers(LIST)["去年做过"] == wages.tiers(LIST)["今日廿三"] == "must_join"


def test_contract_staff_with_a_token_wage_is_asked_about_first(wages: Lists) -> None:
    assert wages.tiers(CONTRACT) == {"编外低薪": "check_data", "编外足薪": "must_join", "编外无薪": "must_join"}


@pytest.fixture(scope="module")
def sites() -> Lists:
    names = ["工地人", "曾参保", "明日开工", "昨日完工", "今日完工", "无截止", "非工地"]
    firms = ["承建公司", "明日公司", "昨日公司", "今日公司", "长期公司", "其他公司"]
    at = dict(zip(names, ["承建公司", *firms], strict=True))
    town = staffed(
        "name | born | sex\n" + "\n".join(f"{name} | 1990-01-{n:02d} | 男" for n, name in enumerate(names, 1)),
        "name\n" + "\n".join(firms),
        "who | firm | months\n" + "\n".join(f"{name} | {firm} | 2026-06..2026-10" for name, firm in at.items()),
    )
    town.paid("who | insurance | firm | months\n曾参保 | 110 | 其他公司 | 2025-01")
    town.of_firms(
        "construction_project",
        """
        firm     | project_id | project_name | starts_on  | ends_on
        承建公司 | P1         | 一号工程     | 2026-11-22 | 2027-11-22
        明日公司 | P2         | 二号工程     | 2026-11-23 | 2027-11-22
        昨日公司 | P3         | 三号工程     | 2026-01-01 | 2026-11-21
        今日公司 | P4         | 四号工程     | 2026-01-01 | 2026-11-22
        长期公司 | P5         | 五号工程     | 2026-01-01 |
        """,
    )
    return town.night(lists={LIST})


@pytest.mark.parametrize("name", ["工地人", "今日完工", "无截止"])
def test_whom_a_contractor_with_an_open_site_pays_and_nobody_ever_declared_is_asked_about(
    sites: Lists, name: str
) -> None:
    assert sites[LIST][name]["tier"] == "check_data"
    assert "可能只按项目参加工伤保险" in sites[LIST][name]["reason"]


@pytest.mark.parametrize("name", ["曾参保", "明日开工", "昨日完工", "非工地"])
def test_who_was_declared_once_or_whose_site_is_not_open_is_staff(sites: Lists, name: str) -> None:
    assert sites.tiers(LIST)[name] == "must_join"


@pytest.fixture(scope="module")
def owners() -> Lists:
    town = staffed(
        """
        name     | born       | sex
        合伙人   | 1980-01-01 | 男
        合伙职工 | 1980-01-02 | 男
        三家     | 1980-01-04 | 男
        两家     | 1980-01-05 | 男
        三家外薪 | 1980-01-06 | 男
        """,
        """
        name     | kind
        合伙所   | 合伙企业
        甲一公司 |
        甲二公司 |
        甲三公司 |
        乙一公司 |
        乙二公司 |
        丙一公司 |
        丙二公司 |
        丙三公司 |
        """,
        """
        who      | firm     | months
        合伙人   | 合伙所   | 2026-06..2026-10
        合伙职工 | 合伙所   | 2026-06..2026-10
        三家     | 甲一公司 | 2026-06..2026-10
        两家     | 乙一公司 | 2026-06..2026-10
        三家外薪 | 乙二公司 | 2026-06..2026-10
        """,
    )
    town.owners("""
        firm     | who
        合伙所   | 合伙人
        甲一公司 | 三家
        甲二公司 | 三家
        甲三公司 | 三家
        乙一公司 | 两家
        乙二公司 | 两家
        丙一公司 | 三家外薪
        丙二公司 | 三家外薪
        丙三公司 | 三家外薪
    """)
    return town.night(lists={LIST})


def test_an_owner_whom_the_own_firm_pays_is_asked_about(owners: Lists) -> None:
    assert owners.tiers(LIST)["合伙人"] == owners.tiers(LIST)["三家"] == "check_data"
    assert "投资人或负责人" in owners[LIST]["三家"]["reason"]


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("合伙职工", "works at a partnership that is another's"),
        ("两家", "answers for two firms, not three"),
        ("三家外薪", "answers for three, and is paid by somebody else's"),
    ],
)
def test_whoever_is_no_owner_there_is_staff(owners: Lists, name: str, because: str) -> None:
    assert owners.tiers(LIST)[name] == "must_join", because
