"""Who works there tells which employer a record means: people are letters, records small enough to check by eye."""

import polars as pl
import pytest

from matchers.employer.link import WEIGHTS
from matchers.employer.model import staff
from matchers.engine import weights
from matchers.engine.comparison import Pairs
from tests.matchers.test_employer import code, linked

FIRM = """
    business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | 2015-03-02
    wage | B | C101 | 阜宁县宏达建材有限公司 | | | | | abcde
"""


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("abc", "def", 0),  # none of three
        ("ab", "def", -1),  # none of two: they may have left
        ("abc", "", -1),
        ("", "", -1),
        ("abcde", "axyzw", 1),
        ("a", "abcde", 2),  # all of one, as a ruling has it
        ("ab", "axyzw", 2),
        ("abc", "abxyz", 3),
        ("abcdef", "ab", 3),
    ],
)
def test_the_shorter_record_counts(one, other, level):
    sides = [
        pl.DataFrame({"staff": [[ord(letter) for letter in people] or None]}, schema={"staff": pl.List(pl.UInt64)})
        for people in (one, other)
    ]
    assert staff.compare(Pairs(*sides)).tolist() == [level]
    assert staff.compare(Pairs(*reversed(sides))).tolist() == [level]


SLIPS = ["阜宁县鸿达建材有限公司", "阜宁县宏达有限公司", "阜宁县宏达建材厂", "阜宁县宏迏建材有限公司"]


@pytest.mark.parametrize("name", SLIPS)
def test_an_account_under_a_name_that_is_near_is_the_employers_whose_people_it_pays(name):
    records, _ = linked(FIRM + f"fund_deposit | F | | {name} | | | | | abc")
    assert records["F"]["employer_id"] == code(101) and records["F"]["rule"] == "features"
    assert "人员" in records["F"]["compared"]


@pytest.mark.parametrize("name", SLIPS)
@pytest.mark.parametrize("people", ["", "xyz", "axyz"])
def test_the_same_account_waits_where_the_people_are_not_the_employers(name, people):
    records, _ = linked(FIRM + f"fund_deposit | F | | {name} | | | | | {people}")
    assert records["F"]["employer_id"] is None


def test_people_do_not_make_another_name_the_employers():
    records, _ = linked(FIRM + "fund_deposit | F | | 阜宁县瑞丰纺织有限公司 | | | | | abcde")
    assert records["F"]["employer_id"] is None


def test_people_do_not_make_a_firm_of_another_place_the_employer():
    records, _ = linked(FIRM + "fund_deposit | F | | 射阳县鸿达建材有限公司 | | | | | abcde")
    assert records["F"]["employer_id"] is None


@pytest.mark.parametrize("others", ["uvwxyz", ""])
def test_of_two_sisters_the_one_whose_people_they_are(others):
    sister = f"""
    business | D | C102 | 阜宁县宏达建筑有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号
    wage | D | C102 | 阜宁县宏达建筑有限公司 | | | | | {others}
    """
    records, _ = linked(FIRM + sister + "fund_deposit | F | | 阜宁县宏达有限公司 | | | | | abc")
    assert records["F"]["employer_id"] == code(101)


def test_one_person_of_a_ruling_is_enough_where_place_and_form_agree():
    ruling = "labour_ruling | L | | 阜宁县鸿达建材有限公司 | | | | | a"
    assert linked(FIRM + ruling)[0]["L"]["employer_id"] == code(101)
    works = "labour_ruling | L | | 阜宁县鸿达建材厂 | | | | | a"
    assert linked(FIRM + works)[0]["L"]["employer_id"] is None


def test_a_unit_under_another_boss_is_the_firms_where_its_people_are():
    unit = "hrss | V | | 阜宁县鸿达建材有限公司 | 李军 | | 阜宁县上海路8号 | 2016-08-01"
    assert linked(FIRM + unit + " | ")[0]["hrss:V"]["verdict"] == "review"
    assert linked(FIRM + unit + " | abc")[0]["hrss:V"]["employer_id"] == code(101)


def test_whoever_has_a_unit_at_the_bureau_has_no_second_one_however_many_people_it_shares():
    units = """
    hrss | U | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | | abc
    hrss | V | | 阜宁县鸿达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号 | | abc
    """
    assert linked(FIRM + units)[0]["hrss:V"]["verdict"] == "review"


def test_people_in_common_weigh_for_an_employer_and_none_against_it():
    missing, none, some, half, most = weights.read(WEIGHTS).of("staff")
    assert none < missing == 0 < some < min(half, most)
