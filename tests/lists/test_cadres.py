"""村（社区）干部和公益岗位人员: who is on such a roster and paid for it is nobody's employee (lists.md, *cadre*)."""

import pytest

from tests.town import Lists, Town

LIST = "waged_uninsured_people"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex
        村干部   | 1980-01-01 | 男
        网格员   | 1980-01-02 | 女
        公益岗   | 1980-01-03 | 男
        政府发薪 | 1980-01-04 | 男
        任期末日 | 1980-01-05 | 男
        卸任     | 1980-01-06 | 男
        未在册   | 1980-01-07 | 男
        大户     | 1980-01-08 | 男
        企业发薪 | 1980-01-09 | 男
        两处     | 1980-01-10 | 男
    """)
    town.firms("""
        name             | kind
        三灶镇村民委员会 |
        古河居委会       |
        沟墩镇人民政府   | 机关
        镇中心学校       | 事业单位
        甲公司           |
    """)
    town.wages("""
        who      | firm             | months           | yuan
        村干部   | 三灶镇村民委员会 | 2026-08..2026-10 |
        网格员   | 古河居委会       | 2026-08..2026-10 |
        公益岗   | 镇中心学校       | 2026-08..2026-10 |
        政府发薪 | 沟墩镇人民政府   | 2026-08..2026-10 |
        任期末日 | 三灶镇村民委员会 | 2026-08..2026-10 |
        卸任     | 三灶镇村民委员会 | 2026-08..2026-10 |
        未在册   | 三灶镇村民委员会 | 2026-08..2026-10 |
        大户     | 三灶镇村民委员会 | 2026-08..2026-10 |
        企业发薪 | 甲公司           | 2026-08..2026-10 |
        两处     | 三灶镇村民委员会 | 2026-08..2026-10 | 9000
        两处     | 甲公司           | 2026-08..2026-10 | 6000
    """)
    town.paid("who | insurance | firm | months\n村干部 | 110 | - | 2020-01")
    town.listed(
        "person_roster",
        """
        who      | roster_kind | ends_on
        村干部   | 村(居)干部  |
        网格员   | 网格员      |
        公益岗   | 公益性岗位  |
        政府发薪 | 公益性岗位  |
        任期末日 | 村(居)干部  | 2026-11-22
        卸任     | 村(居)干部  | 2026-11-21
        大户     | 种养殖大户  |
        企业发薪 | 网格员      |
        两处     | 村(居)干部  |
        """,
    )
    return town.night(lists={LIST})


@pytest.mark.parametrize("name", ["村干部", "网格员", "政府发薪", "任期末日"])
def test_who_is_on_such_a_roster_and_paid_by_a_government_or_a_committee_is_no_employee(
    night: Lists, name: str
) -> None:
    assert name not in night[LIST]


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("卸任", "the roster ended the day before"),
        ("未在册", "paid by a committee, on no roster"),
        ("大户", "on another roster"),
        ("企业发薪", "paid by a company"),
        ("公益岗", "paid by a school: a public institution, no office"),
    ],
)
def test_whoever_lacks_one_of_the_two_is_an_employee(night: Lists, name: str, because: str) -> None:
    assert night.tiers(LIST)[name] == "must_join", because


def test_a_cadre_whom_a_company_pays_too_is_on_the_list_about_the_company(night: Lists) -> None:
    assert (night[LIST]["两处"]["employer_name"], night[LIST]["两处"]["tier"]) == ("甲公司", "must_join")
