"""Employers that an adversary would make up: sisters nobody registered, slips, codes that only one book tells."""

import numpy as np
import polars as pl
import pytest

from matchers.employer.link import WEIGHTS
from matchers.engine import weights
from tests.matchers.test_employer import code, linked

FIRM = "business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号\n"


def test_an_entry_without_a_code_is_the_employer_whose_code_only_the_bureaus_tell():
    records, _ = linked("""
    business | B | | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | V | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    """)
    assert records["B"]["employer_id"] == records["hrss:V"]["employer_id"] == code(101)


def test_what_looks_like_a_slip_and_agrees_in_all_else_is_the_firm():
    records, _ = linked(FIRM + "hrss | V | | 阜宁县鸿达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号")
    assert records["hrss:V"]["employer_id"] == code(101)


def test_a_name_that_two_books_print_is_nobodys_slip_but_may_be_a_sisters():
    records, pairs = linked(
        FIRM
        + """
    hrss | V | | 阜宁县鸿达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hsa | W | | 阜宁县鸿达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    """
    )
    assert records["hrss:V"]["employer_id"] == records["hsa:W"]["employer_id"] == "unit:hrss:V"
    assert "B" in pairs.filter(pl.col("verdict") == "review")["left_record"].to_list()


def test_whoever_has_a_unit_at_the_bureau_does_not_get_another_of_a_name_one_slip_away():
    records, _ = linked(
        FIRM
        + """
    hrss | U | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | V | | 阜宁县鸿达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    """
    )
    assert records["hrss:V"]["verdict"] == "review"


def test_a_second_unit_at_one_bureau_under_the_exact_name_is_the_firms():
    records, _ = linked(
        FIRM
        + """
    hrss | U | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | V | | 阜宁县宏达建材有限公司 | | | 阜宁县上海路8号
    """
    )
    assert records["hrss:V"]["employer_id"] == code(101)


def test_a_second_fund_account_that_has_nothing_but_the_name_waits():
    records, _ = linked(
        FIRM
        + """
    fund_deposit | F | C101 | 阜宁县宏达建材有限公司 | | |
    fund_deposit | G | | 阜宁县宏达建材有限公司 | | |
    """
    )
    assert records["G"]["verdict"] == "review"


@pytest.mark.parametrize("form", ["厂", "经营部", "专业合作社"])
def test_a_works_a_shop_a_cooperative_beside_a_company_of_its_name_is_not_taken_for_it(form):
    records, _ = linked(FIRM + f"hrss | V | | 阜宁县宏达建材{form} | 王伟 | 13912340001 | 阜宁县上海路8号")
    assert records["hrss:V"]["employer_id"] != code(101)


def test_of_a_limited_and_a_joint_stock_company_of_one_boss_the_exact_name_decides():
    records, _ = linked(
        FIRM
        + """
    business | D | C102 | 阜宁县宏达建材股份有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    hrss | V | | 阜宁县宏达建材股份有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    """
    )
    assert records["hrss:V"]["employer_id"] == code(102)


@pytest.mark.parametrize("name", ["阜宁县宏达建材", "阜宁宏达建材公司"])
def test_a_name_that_lacks_only_its_legal_form_is_enough(name):
    records, _ = linked(FIRM + f"unit_roster | N | | {name} | | |")
    assert records["N"]["employer_id"] == code(101)


def test_a_brand_alone_is_not_enough():
    records, _ = linked(FIRM + "unit_roster | N | | 阜宁宏达 | | |")
    assert records["N"]["verdict"] == "review"


@pytest.mark.parametrize("name", ["阜宁县宏迏建材有限公司", "阜宁县宏达达建材有限公司", "阜宁县鸿达建材有限公司"])
def test_half_a_brand_is_another_brand_and_waits_where_nothing_bears_it_out(name):
    records, pairs = linked(FIRM + f"unit_roster | N | | {name} | | |")
    assert records["N"]["verdict"] == "review"
    assert pairs.filter(pl.col("right_record") == "N")["left_record"].to_list() == ["B"]


def test_a_slip_that_leaves_the_brand_and_no_trade_is_the_one_firm_that_it_fits():
    records, _ = linked(FIRM + "unit_roster | N | | 阜宁县宏达建村有限公司 | | |")
    assert records["N"]["employer_id"] == code(101)


def test_a_slip_in_a_brand_of_three_is_the_one_firm_that_it_fits():
    records, _ = linked("""
    business | B | C101 | 阜宁县金沙湖建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    unit_roster | N | | 阜宁县金沙胡建材有限公司 | | |
    """)
    assert records["N"]["employer_id"] == code(101)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("阜宁县宏达建枝有限公司", id="枝 is no slip for 材"),
        pytest.param("宏达建村有限公司", id="the place is left out"),
        pytest.param("阜宁县宏达建村", id="the form is left out"),
        pytest.param("阜宁县宏达建村股份有限公司", id="another form"),
        pytest.param("江苏宏达建村有限公司", id="another place"),
    ],
)
def test_a_slip_of_a_trade_waits_where_more_than_the_character_differs(name):
    records, _ = linked(FIRM + f"unit_roster | N | | {name} | | |")
    assert records["N"]["verdict"] == "review"


def test_what_two_departments_print_alike_is_no_slip():
    records, _ = linked(
        FIRM
        + """
    unit_roster | N | | 阜宁县宏达建村有限公司 | | |
    subsidy | S | | 阜宁县宏达建村有限公司 | | |
    """
    )
    assert code(101) not in (records["N"]["employer_id"], records["S"]["employer_id"])


def test_a_slip_that_fits_two_firms_waits():
    records, _ = linked(
        FIRM
        + """
    business | D | C102 | 阜宁县宏达建林有限公司 | 李四 | 13912340002 | 阜宁县香港路9号
    unit_roster | N | | 阜宁县宏达建村有限公司 | | |
    """
    )
    assert records["N"]["verdict"] == "review"


def test_a_slip_under_another_boss_is_the_firm_that_moved_in_at_that_door_with_that_phone_on_that_day():
    records, _ = linked("""
    business | B | C101 | 阜宁县吉祥畜牧专业合作社 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2015-10-03
    hsa | W | C101 | 阜宁县吉祥畜牧专业合作社 | 李四 | 13912340001 | 阜宁县上海路8号 | 2015-10-23
    hrss | V | | 阜宁县吉详畜牧专业合作社 | 张三 | 13912340001 | 阜宁县上海路8号 | 2015-10-23
    hrss | U | | 阜宁县吉洋畜牧专业合作社 | 张三 | 13912340001 | 阜宁县上海路8号 | 2016-10-23
    """)
    assert records["hrss:V"]["employer_id"] == code(101)
    assert records["hrss:U"]["verdict"] == "review"


def test_the_name_on_wages_is_the_tax_offices_own_and_not_a_second_book():
    records, _ = linked("""
    business | B | C101 | 阜宁县寿绣鞋店 | 王伟 | 13912340001 | 阜宁县上海路8号
    taxpayer | P | | 阜宁县寿绣蛙店 | 王伟 | 13912340001 | 阜宁县上海路8号
    wage | P | | 阜宁县寿绣蛙店 | | |
    """)
    assert records["P"]["employer_id"] == code(101)


def test_an_old_name_that_both_bureaus_hold_is_the_firms_where_all_else_agrees():
    records, _ = linked("""
    business | B | C101 | 阜宁众广饲料有限公司 | 胡超 | 13912340001 | 阜宁县上海路8号 | 2004-12-01
    hrss | V | | 江苏省功信饲料有限公司 | 胡超 | 13912340001 | 阜宁县上海路8号 | 2004-12-16
    hsa | W | | 江苏省功信饲料有限公司 | 胡超 | 13912340001 | 阜宁县上海路8号 | 2004-12-16
    """)
    assert records["hrss:V"]["employer_id"] == records["hsa:W"]["employer_id"] == code(101)


def test_units_that_are_called_test_are_not_one_another():
    records, _ = linked("""
    hrss | V | | 测试单位 | 王伟 | 13912340001 | 阜宁县上海路8号
    hsa | W | | 测试单位 | 李强 | 13912340002 | 阜宁县香港路9号
    """)
    assert records["hrss:V"]["employer_id"] != records["hsa:W"]["employer_id"]


def test_a_remark_in_brackets_is_no_part_of_the_name():
    records, _ = linked(FIRM + "unit_roster | N | | 阜宁县宏达建材有限公司（正常） | | |")
    assert records["N"]["employer_id"] == code(101)


def test_two_units_that_no_register_knows_may_differ_in_place_if_the_rest_agrees():
    records, _ = linked("""
    hrss | V | | 宏昌家具店 | 王伟 | 13912340001 | 阜宁县上海路8号
    hsa | W | | 阜宁县东沟镇宏昌家具店 | 王伟 | 13912340001 | 阜宁县上海路8号
    """)
    assert records["hrss:V"]["employer_id"] == records["hsa:W"]["employer_id"]


def test_a_pair_is_told_once_however_many_rounds_weighed_it():
    _, pairs = linked("""
    business | B | | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    taxpayer | P | C101 | 阜宁县宏达建筑有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    """)
    assert pairs.select("left_record", "right_record").is_duplicated().sum() == 0


@pytest.mark.parametrize("feature", ["place", "form", "industry", "opened", "area", "vacancy"])
def test_no_cell_that_another_county_may_fill_otherwise_vetoes_a_link(feature):
    assert np.min(weights.read(WEIGHTS).of(feature)) > -3.5


def test_a_slip_in_the_name_of_a_towns_government_is_no_name_that_another_towns_papers_print():
    records, _ = linked("""
    business | B | C101 | 阜宁县羊寨镇人民政府 | 段敏 | 13912340001 | 阜宁县羊寨镇阜羊村7组45号 | 2014-04-28
    business | D | C102 | 阜宁县郭墅镇人民政府 | 顾凯 | 13912340002 | 阜宁县郭墅镇香港路128号 | 2014-04-28
    wage | B | C101 | 阜宁县羊寨镇人民政府 | | | | | abcd
    hrss | V | | 阜宁县羊寨镇人明政府 | 段敏 | | 阜宁县阜羊村7组45号 | 2014-05-18 | abcd
    fund_deposit | F | | 阜宁县郭墅镇人明政府 | | | | |
    """)
    assert records["hrss:V"]["employer_id"] == code(101)


@pytest.mark.parametrize(("who", "linked_to"), [("赵辉", code(101)), ("钱军", "reg:B")])
def test_an_owner_in_the_shops_name_answers_for_it(who, linked_to):
    records, _ = linked(f"""
    business | B | | 阜宁板湖镇能达装饰服务部 | 赵辉 | 18644201899 | 阜宁县板湖镇郑朱村6组153 | 2016-08-04
    taxpayer | T | C101 | {who}（能达装饰服务部） | 吕倩 | 17194423660 | 阜宁县郑朱村6组153号 | 2016-08-09
    """)
    assert records["B"]["employer_id"] == linked_to


NEAR_UNIT = "hrss | V | | {county}宏途建材有限公司 | 王伟 | {phone} | {door} | {opened}"
MOVED_IN = {"county": "阜宁县", "phone": "13912340001", "door": "***", "opened": "2012-08-22"}
OTHERS = [
    {"county": ""}, {"phone": "13912340009"}, {"opened": "2016-08-22"}, {"door": "阜宁县花园路9号"},
]  # fmt: skip


@pytest.mark.parametrize("other", [{}, *OTHERS])
def test_a_unit_one_character_off_that_prints_no_door_is_the_firm_of_its_boss_phone_and_month(other):
    firm = "business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2012-08-02\n"
    records, _ = linked(firm + NEAR_UNIT.format(**(MOVED_IN | other)))
    assert records["hrss:V"]["employer_id"] == ("unit:hrss:V" if other else code(101))


@pytest.mark.parametrize(("people", "linked_to"), [("a", code(101)), ("z", "unit:hrss:V"), ("", "unit:hrss:V")])
def test_a_slip_under_another_boss_is_the_firm_of_that_door_and_phone_where_one_person_works_for_both(
    people, linked_to
):
    records, _ = linked(f"""
    business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2012-08-02
    wage | B | C101 | 阜宁县宏达建材有限公司 | | | | | abc
    hrss | V | | 阜宁县鸿达建材有限公司 | 李军 | 13912340001 | 阜宁县上海路8号 | 2012-08-22 | {people}
    """)
    assert records["hrss:V"]["employer_id"] == linked_to


@pytest.mark.parametrize(("opened", "linked_to"), [("2012-09-10", code(101)), ("2016-08-22", "tax:T")])
def test_what_two_books_print_is_a_slip_all_the_same_where_boss_door_phone_and_month_agree(opened, linked_to):
    records, _ = linked(f"""
    business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2012-08-02
    taxpayer | T | | 阜宁县鸿达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | {opened}
    fund_deposit | F | | 阜宁县鸿达建材有限公司 | | | |
    """)
    assert records["T"]["employer_id"] == linked_to


@pytest.mark.parametrize(("people", "linked_to"), [("abc", code(101)), ("xyz", "unit:hrss:V")])
def test_a_unit_under_the_old_name_with_another_phone_is_the_firms_whose_people_it_has(people, linked_to):
    records, _ = linked(f"""
    business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2012-08-02
    hsa | W | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2012-08-22 | abcd
    hrss | V | | 阜宁县瑞丰纺织有限公司 | 王伟 | 13912340009 | 阜宁县上海路8号 | 2012-08-22 | {people}
    """)
    assert records["hrss:V"]["employer_id"] == linked_to
