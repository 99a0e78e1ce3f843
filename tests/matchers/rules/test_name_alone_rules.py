"""Each row of the rules of a bare name, from both sides."""

import polars as pl
import pytest

from matchers.employer import name_alone
from matchers.employer.model import Form, Name, Place, Vacancy
from matchers.engine.decide import decide, every
from matchers.text.levels import MISSING
from tests.matchers.rules.pairs import frame, verdicts

SURE = {
    "name": Name.EXACT, "place": Place.SAME, "form": Form.SAME, "vacancy": MISSING, "same_branch": True,
    "same_brand": False, "has_trade": True, "is_misspelt": False, "is_anothers": False, "printed_by": 1, "score": 0.0,
}  # fmt: skip
ANOTHERS = {"is_anothers": True}
MAIN, SHORT, SLIP = ({"name": level} for level in (Name.MAIN, Name.SHORT, Name.SLIP))
OTHER_WORD, MISSPELT = SLIP | {"same_brand": True}, SLIP | {"is_misspelt": True}


def accepted(*pairs: dict) -> set[int]:
    known = frame(SURE, *pairs).rename({"left": "left_group"})
    found = verdicts(decide(name_alone.judged(known), name_alone.RULES, "left_group"))
    assert set(found.values()) <= {"accepted"}
    return set(found)


@pytest.mark.parametrize(
    ("pair", "is_accepted"),
    [
        pytest.param({}, True, id="the exact name"),
        pytest.param(ANOTHERS, True, id="the exact name, whoever else bears it"),
        pytest.param({"judgement": "unsure"}, False, id="a person was unsure"),
        pytest.param({"vacancy": Vacancy.TAKEN}, False, id="the employer has its entry"),
        pytest.param({"vacancy": Vacancy.FREE}, True, id="the employer has none"),
        pytest.param({"same_branch": False}, False, id="another branch"),
        pytest.param({"place": Place.CONFLICT}, False, id="another place"),
        pytest.param({"place": MISSING}, True, id="no place"),
        pytest.param({"form": Form.DIFFERENT}, False, id="another legal form"),
        pytest.param({"form": MISSING}, True, id="no legal form"),
        pytest.param(MAIN, True, id="brand and trade"),
        pytest.param(MAIN | ANOTHERS, False, id="brand and trade, another's name"),
        pytest.param(SHORT, True, id="a shortened trade"),
        pytest.param(SHORT | ANOTHERS, False, id="a shortened trade, another's name"),
        pytest.param(SHORT | {"has_trade": False}, False, id="a brand alone"),
        pytest.param(SHORT | {"has_trade": False, "same_brand": True}, False, id="the same brand alone"),
        pytest.param(SLIP, False, id="a slip that may be another's name"),
        pytest.param(MISSPELT, True, id="a slip that is nobody's name"),
        pytest.param(MISSPELT | ANOTHERS, False, id="a slip that is another's name"),
        pytest.param(OTHER_WORD, True, id="another word for the trade"),
        pytest.param(OTHER_WORD | ANOTHERS, False, id="another word for the trade, another's name"),
        pytest.param({"name": Name.NEAR, "same_brand": True, "is_misspelt": True}, False, id="one character off"),
        pytest.param(MAIN | {"same_brand": True, "is_misspelt": False} | ANOTHERS, False, id="no slip"),
    ],
)
def test_which_bare_name_is_the_registered_firms(pair: dict, is_accepted: bool) -> None:
    assert accepted(pair) == ({0} if is_accepted else set())


@pytest.mark.parametrize(
    ("one", "other", "who"),
    [
        pytest.param({}, {}, set(), id="two of the name"),
        pytest.param({}, MAIN, {0}, id="the exact name is better than brand and trade"),
        pytest.param(MAIN, SHORT, {0}, id="those than a shortened trade"),
        pytest.param(SHORT, OTHER_WORD, set(), id="a shortened trade as good as another word for it"),
        pytest.param({}, {"place": Place.ONE_SIDED}, {0}, id="the same place is better than one left out"),
        pytest.param({"place": Place.ONE_SIDED}, MAIN, set(), id="the best must be so in both"),
        pytest.param({}, {"place": Place.CONFLICT}, {0}, id="who does not fit is no rival"),
        pytest.param({}, {"same_branch": False}, {0}, id="nor is another branch"),
        pytest.param({}, {"form": Form.DIFFERENT}, {0}, id="nor another form"),
    ],
)
def test_which_of_two_a_bare_name_is(one: dict, other: dict, who: set[int]) -> None:
    assert accepted(one, other) == who


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
