"""国有企业未参保职工、外来人员在本地就业未参保: cuts of those with a wage whom nobody insures (lists.md E19, P16)."""

import pytest

from tests.town import Lists, Town

WAGED, STATE, OUTSIDERS = "waged_uninsured_people", "soe_staff_uninsured", "outsiders_working_here_uninsured"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex | status   | registered
        国企职工   | 1990-01-01 | 男  |          |
        国企女工   | 1974-12-01 | 女  |          |
        国企已保   | 1990-01-02 | 男  |          |
        民企职工   | 1990-01-03 | 男  |          |
        两家       | 1990-01-04 | 男  |          |
        外来       | 1990-01-05 | 男  |          | 110101001001
        无户籍     | 1990-01-06 | 男  | -        |
        迁出       | 1990-01-07 | 男  | 迁出注销 |
        外来已保   | 1990-01-08 | 男  |          | 110101001001
        外来女工   | 1974-12-02 | 女  |          | 110101001001
    """)
    town.firms("name | unit\n城投公司 | 1\n民营公司 | -")
    town.wages("""
        who      | firm     | months           | yuan
        国企职工 | 城投公司 | 2026-08..2026-10 |
        国企女工 | 城投公司 | 2026-08..2026-10 |
        国企已保 | 城投公司 | 2026-08..2026-10 |
        民企职工 | 民营公司 | 2026-08..2026-10 |
        两家     | 城投公司 | 2026-08..2026-10 | 1000
        两家     | 民营公司 | 2026-08..2026-10 | 2000
        外来     | 民营公司 | 2026-08..2026-10 |
        无户籍   | 城投公司 | 2026-08..2026-10 |
        迁出     | 民营公司 | 2026-08..2026-10 |
        外来已保 | 民营公司 | 2026-08..2026-10 |
        外来女工 | 民营公司 | 2026-08..2026-10 |
    """)
    town.paid("""
        who      | insurance | firm     | months
        国企已保 | 110       | 城投公司 | 2026-10
        外来已保 | 110       | -        | 2026-10
    """)
    for kind in ("规上企业", "国有企业"):
        firm = "城投公司" if kind == "国有企业" else "民营公司"
        town.add("unit_roster", employer_name=firm, uscc=town.firm_ids[firm], roster_kind=kind)
    return town.night(lists={WAGED, STATE, OUTSIDERS})


def test_staff_of_a_state_owned_enterprise_whom_nobody_insures_is_on_the_list(night: Lists) -> None:
    row = night[STATE]["国企职工"]
    assert (row["tier"], row["employer_name"], row["priority"]) == ("must_join", "城投公司", 1)
    assert row["reason"] == "国有企业职工：" + night[WAGED]["国企职工"]["reason"]
    assert row["evidence"] == night[WAGED]["国企职工"]["evidence"] + "; unit_roster/all.csv#3"


def test_an_employer_whom_the_roster_names_without_a_number_makes_the_row_probable() -> None:
    town = Town(as_of="2026-11-22")
    town.people("name | born | sex\n职工 | 1990-01-01 | 男")
    town.firms("name | unit\n阜宁县宏达建材有限公司 | 1")
    town.wages("who | firm | months\n职工 | 阜宁县宏达建材有限公司 | 2026-08..2026-10")
    town.paid("who | insurance | firm | months\n职工 | 110 | - | 2020-01")
    town.add("unit_roster", employer_name="阜宁县宏达建材有限公司", roster_kind="国有企业")
    night = town.night(lists={WAGED, STATE, OUTSIDERS})
    assert (night[WAGED]["职工"]["confidence"], night[STATE]["职工"]["confidence"]) == ("confirmed", "probable")


def test_nobody_else_is_on_the_list_of_state_owned_enterprises(night: Lists) -> None:
    # 两家 earns more at the private firm: the row of those with a wage is about that one
    assert night.names[STATE] == {"国企职工", "国企女工", "无户籍"}


def test_whoever_is_not_a_normal_resident_registered_here_is_an_outsider(night: Lists) -> None:
    assert night.names[OUTSIDERS] == {"外来", "无户籍", "迁出", "外来女工"}
    assert night[OUTSIDERS]["外来"]["tier"] == "must_join"
    assert night[OUTSIDERS]["外来"]["reason"] == "户籍不在本地：" + night[WAGED]["外来"]["reason"]


@pytest.mark.parametrize(("list_id", "name"), [(STATE, "国企女工"), (OUTSIDERS, "外来女工")])
def test_a_row_that_a_desk_must_check_stays_one(night: Lists, list_id: str, name: str) -> None:
    assert night.tiers(list_id)[name] == night.tiers(WAGED)[name] == "check_data"


@pytest.mark.parametrize("list_id", [STATE, OUTSIDERS])
def test_each_row_stands_among_those_with_a_wage(night: Lists, list_id: str) -> None:
    for name, row in night[list_id].items():
        waged = night[WAGED][name]
        assert row["subject_id"] == waged["subject_id"]
        assert row["case_id"] != waged["case_id"]


def test_without_a_roster_delivered_the_list_is_not_computed() -> None:
    town = Town()
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    town.firms("name\n甲公司")
    town.wages("who | firm | months\n王一 | 甲公司 | 2026-08..2026-10")
    town.paid("who | insurance | firm | months\n王一 | 110 | - | 2026-01")
    night = town.night(lists={WAGED, STATE, OUTSIDERS})
    assert night.computed[WAGED]
    assert night.titles[STATE] == "重点单位名录"
