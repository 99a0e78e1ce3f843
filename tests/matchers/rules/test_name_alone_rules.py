"""Each row of the rules of a bare name, from both sides."""

import polars as pl
import pytest

from matchers.employer import name_alone
from matchers.employer.model import MATCHER, Form, Name, Place, Vacancy
from matchers.engine.decide import decide, every
from matchers.text.levels import MISSING
from tests.matchers.rules.pairs import frame, verdicts

SURE = {
    "name": Name.EXACT, "place": Place.SAME, "form": Form.SAME, "vacancy": MISSING, "same_branch": True,
    "same_brand": False, "has_trade": True, "is_misspelt": False, "is_anothers": False, "printed_by": 1, "score": 0.0,
    "stands_in": False, "is_inside": False, "begins_it": False, "is_rare_form": False, "size": 4, "begins_trade": True,
    "form_is_trade": False,
    "is_brandless": False, "has_seat": False, "other_family": False, "has_family": False, "has_other_family": False,
    "other_number": False, "is_reformed": False, "other_group": False, "other_stock": False, "is_of_group": False,
    "is_less": False, "says_no_place": False, "bits": name_alone.FLOOR,
    "unsaid": MATCHER.review,
}  # fmt: skip
ANOTHERS = {"is_anothers": True}
MAIN, SLIP = ({"name": level} for level in (Name.MAIN, Name.SLIP))
SHORT = {"name": Name.SHORT, "stands_in": True}
OTHER_WORD, MISSPELT = SLIP | {"same_brand": True}, SLIP | {"is_misspelt": True}
OTHERWISE = {"begins_trade": False}
NO_TRADE, SHORT_BRAND = OTHERWISE | {"has_trade": False}, {"size": name_alone.LONG_BRAND - 1}
BEGINS = SHORT | {"begins_it": True}
FAMILY = {"has_family": True, "has_other_family": True}
PLACE_IS_NAME = {"is_brandless": True}
ONE_SIDED, NOWHERE = {"place": Place.ONE_SIDED}, {"place": MISSING}
BELOW = {"bits": name_alone.FLOOR - 0.01}


def decided(*pairs: dict) -> dict[int, str]:
    known = frame(SURE, *pairs).rename({"left": "left_group"})
    return verdicts(decide(name_alone.judged(known), name_alone.RULES, "left_group"))


def accepted(*pairs: dict) -> set[int]:
    return {place for place, verdict in decided(*pairs).items() if verdict == "accepted"}


@pytest.mark.parametrize(
    ("pair", "is_accepted"),
    [
        pytest.param({}, True, id="the exact name"),
        pytest.param(ANOTHERS, True, id="the exact name, whoever else bears it"),
        pytest.param(BELOW, False, id="the exact name, against the evidence"),
        pytest.param({"vacancy": Vacancy.FREE}, True, id="the employer has no entry"),
        pytest.param({"place": MISSING}, True, id="no place"),
        pytest.param({"form": Form.DIFFERENT}, False, id="another legal form"),
        pytest.param({"form": Form.DIFFERENT, "form_is_trade": True}, True, id="the form is the trade: 万润超市"),
        pytest.param({"form": MISSING}, True, id="no legal form"),
        pytest.param(MAIN, True, id="brand and trade"),
        pytest.param(MAIN | ANOTHERS, False, id="brand and trade, another's name"),
        pytest.param(SHORT, True, id="shortened"),
        pytest.param(SHORT | {"stands_in": False}, False, id="shortened, but with more than is registered"),
        pytest.param(SHORT | ANOTHERS, False, id="shortened, another's name"),
        pytest.param(SHORT | OTHERWISE, True, id="a trade that begins otherwise, with place and form"),
        pytest.param(SHORT | OTHERWISE | ANOTHERS, False, id="another's name, with place and form"),
        pytest.param(SHORT | OTHERWISE | {"has_trade": False}, False, id="a brand alone, with place and form"),
        pytest.param(SHORT | OTHERWISE | {"form": MISSING}, False, id="a trade that begins otherwise, without form"),
        pytest.param(SHORT | OTHERWISE | NOWHERE, False, id="a trade that begins otherwise, without place"),
        pytest.param(
            SHORT | OTHERWISE | {"stands_in": False}, False, id="more than is registered, with place and form"
        ),
        pytest.param(SHORT | NO_TRADE | {"same_brand": True}, False, id="the same brand alone"),
        pytest.param(SHORT | NO_TRADE | {"same_brand": True, "is_rare_form": True}, True, id="a brand and a rare form"),
        pytest.param(SHORT | NO_TRADE | {"is_rare_form": True}, False, id="another brand and a rare form"),
        pytest.param(
            SHORT | NO_TRADE | {"same_brand": True, "is_rare_form": True} | ANOTHERS, False, id="rare form, another's"
        ),
        pytest.param(BEGINS | NO_TRADE | {"size": name_alone.LONG_BRAND}, True, id="a long brand"),
        pytest.param(BEGINS | NO_TRADE | ONE_SIDED, False, id="a long brand, and only one names a place"),
        pytest.param(
            BEGINS | NO_TRADE | ONE_SIDED | {"says_no_place": True}, True, id="a long brand without its place"
        ),
        pytest.param(BEGINS | NO_TRADE | SHORT_BRAND, False, id="a short brand"),
        pytest.param(BEGINS | NO_TRADE | ANOTHERS, False, id="a long brand, another's name"),
        pytest.param(SLIP, False, id="a slip that may be another's name"),
        pytest.param(MISSPELT, True, id="a slip that is nobody's name"),
        pytest.param(MISSPELT | ANOTHERS, False, id="a slip that is another's name"),
        pytest.param(OTHER_WORD, True, id="another word for the trade"),
        pytest.param(OTHER_WORD | ANOTHERS, False, id="another word for the trade, another's name"),
        pytest.param(MAIN | {"same_brand": True} | ANOTHERS, False, id="no slip"),
        pytest.param(PLACE_IS_NAME, True, id="the place is the name, and the same"),
        pytest.param(PLACE_IS_NAME | ONE_SIDED, False, id="羊寨中学 and 阜宁中学"),
        pytest.param(PLACE_IS_NAME | NOWHERE, False, id="供电公司"),
        pytest.param(PLACE_IS_NAME | NOWHERE | {"has_seat": True}, True, id="the branch says the place"),
        pytest.param(PLACE_IS_NAME | ONE_SIDED | {"has_seat": True}, False, id="a branch of another place's bank"),
        pytest.param(ONE_SIDED, True, id="a brand without its place"),
        pytest.param({"other_family": True}, False, id="only one is of a family"),
        pytest.param(MAIN | FAMILY, True, id="of one family"),
        pytest.param(SHORT | FAMILY, False, id="of one family, and not whole"),
        pytest.param(FAMILY | {"other_number": True}, False, id="the first middle school and the middle school"),
        pytest.param({"other_number": True}, True, id="a firm's number"),
        pytest.param({"is_reformed": True}, False, id="an office before a reform"),
        pytest.param({"other_group": True}, False, id="a group and a firm of its name"),
        pytest.param({"other_stock": True}, False, id="a joint-stock company and another firm"),
    ],
)
def test_which_bare_name_is_the_registered_firms(pair: dict, is_accepted: bool) -> None:
    found = decided(pair)
    assert (found[0] == "accepted") == is_accepted
    assert is_accepted or "请核对" in found[0]


@pytest.mark.parametrize(
    "pair",
    [
        pytest.param({"judgement": "unsure"}, id="a person was unsure"),
        pytest.param({"vacancy": Vacancy.TAKEN}, id="the employer has its entry"),
        pytest.param({"same_branch": False}, id="another branch"),
        pytest.param({"place": Place.CONFLICT}, id="another place"),
        pytest.param(FAMILY | {"other_family": True}, id="two families: a village and its cooperative"),
        pytest.param({"name": Name.NEAR, "same_brand": True, "is_misspelt": True}, id="one character off"),
        pytest.param(SLIP | {"unsaid": MATCHER.review - 0.01}, id="a slip that little bears out"),
    ],
)
def test_whom_a_bare_name_cannot_mean_nobody_is_asked_about(pair: dict) -> None:
    assert decided(pair) == {}


def test_what_is_asked_says_why() -> None:
    both = decided(MAIN, MAIN)
    assert both[0] == both[1] and "有几家" in both[0]
    assert "缺少区分它的部分" in decided(MAIN | {"other_group": True})[0]
    assert "也可能是别家" in decided(SHORT | NO_TRADE)[0]
    assert "也可能是别家" in decided(SLIP)[0]
    assert "也可能是别家" not in decided(SHORT | {"unsaid": MATCHER.review - 0.01})[0]
    assert "相同的部分太少" in decided(MAIN | BELOW)[0]


@pytest.mark.parametrize(
    ("one", "other", "who"),
    [
        pytest.param({}, {}, set(), id="two of the name"),
        pytest.param({}, MAIN, {0}, id="the exact name is better than brand and trade"),
        pytest.param(MAIN, SHORT, {0}, id="those than a shortened name"),
        pytest.param(MAIN | SHORT_BRAND, SHORT | SHORT_BRAND, set(), id="but not where the brand is all, and short"),
        pytest.param(MAIN | SHORT_BRAND | FAMILY, SHORT | SHORT_BRAND | FAMILY, {0}, id="unless it is of a family"),
        pytest.param(BEGINS, SHORT, {0}, id="a name that begins so is better than one that holds it"),
        pytest.param(
            SHORT, {"name": Name.DIFFERENT, "is_inside": True}, set(), id="as good as one that holds it inside"
        ),
        pytest.param(SHORT, OTHER_WORD, set(), id="a shortened name as good as another word for it"),
        pytest.param(SHORT, SLIP, {0}, id="and better than a slip"),
        pytest.param({}, ONE_SIDED, {0}, id="the same place is better than one left out"),
        pytest.param(ONE_SIDED, MAIN, set(), id="the best must be so in both"),
        pytest.param(
            ONE_SIDED | {"says_no_place": True}, MAIN | {"says_no_place": True}, {0}, id="unless it says no place"
        ),
        pytest.param({}, {"place": Place.CONFLICT, "name": Name.DIFFERENT}, {0}, id="another place is no rival"),
        pytest.param({}, {"form": Form.DIFFERENT}, set(), id="another form is"),
        pytest.param({}, {"is_anothers": True}, set(), id="so is whoever bears it"),
        pytest.param(MAIN, MAIN | {"is_less": True}, {0}, id="who is no group is none to a group's name"),
        pytest.param(MAIN | {"is_of_group": True}, BEGINS, set(), id="a group beside its daughter"),
        pytest.param(MAIN, BEGINS, {0}, id="a firm beside a longer name"),
    ],
)
def test_which_of_two_a_bare_name_is(one: dict, other: dict, who: set[int]) -> None:
    assert accepted(one, other) == who


def test_the_nearest_are_shown_first_and_no_more_than_so_many() -> None:
    pairs = [SLIP | {"bits": 9.0}, MAIN | {"bits": 1.0}, MAIN | {"bits": 2.0}]
    known = frame(SURE, *pairs).rename({"left": "left_group"})
    known = name_alone.judged(known.with_columns(right_group="right"))
    waiting = decide(known, name_alone.RULES, "left_group")
    assert name_alone.shown(waiting, 2)["right"].to_list() == [2, 1]


@pytest.mark.parametrize(
    ("change", "is_looked_at"),
    [
        ({}, True),
        ({"name": Name.SHORT}, False),
        ({"place": Place.ONE_SIDED}, False),
        ({"form": Form.NEAR}, False),
        ({"printed_by": 2}, False),
    ],
)
def test_a_slip_is_looked_at_where_the_rest_of_the_name_is_whole(change: dict, is_looked_at: bool) -> None:
    pairs = frame(SURE, SLIP | change)
    assert pairs.select(every(name_alone.MAYBE_MISSPELT)).to_series().to_list() == [is_looked_at]


@pytest.mark.parametrize("register", ["business", "taxpayer", "wage", "hrss", "hsa"])
def test_a_name_in_a_register_that_numbers_employers_is_that_employers_own(register: str) -> None:
    mentions = pl.DataFrame({"slot": [register, "fund_deposit"], "normal": ["甲", "乙"], "employer": [7, 7]})
    found = name_alone._anothers(pl.Series(["甲", "甲", "乙", None]), pl.Series([7, 8, 8, 8]), mentions)
    assert found.to_list() == [False, True, False, False]
