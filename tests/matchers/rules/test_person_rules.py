"""Each row and threshold of the people's rules, from both sides."""

import pytest

from matchers.engine.clusters import ahead
from matchers.person import link
from matchers.person.model import Name, Number
from matchers.text.levels import MISSING
from tests.matchers.rules.pairs import frame, verdicts

SURE = {
    "name": Name.SAME, "number": Number.ONE_SLIP, "is_weak": False, "is_contested": False, "score": 8.0,
}  # fmt: skip
FIFTEEN = {"is_weak": True}
CONTESTED, RIVAL, FAR, NEAR, LITTLE = "有不同姓名", "另有一人", "号码相差较大", "只是相近", "不够多"


def became(*pairs: dict) -> dict[int, str]:
    evidence = frame(SURE, *pairs).rename({"left": "left_group", "right": "right_group"})
    decided = link.decided_pairs(evidence.with_columns(lead=ahead(evidence, "left_group")))
    return verdicts(decided.rename({"right_group": "right"}))


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        pytest.param({}, "accepted", id="the name beside one slip in the number"),
        pytest.param({"score": 7.99}, LITTLE, id="too few bits"),
        pytest.param({"name": Name.FORMER, "number": Number.TWO_SLIPS}, "accepted", id="a former name"),
        pytest.param({"name": Name.FORMER} | FIFTEEN, "accepted", id="a former name beside fifteen digits"),
        pytest.param({"number": Number.TWO_SLIPS}, "accepted", id="the name beside two slips"),
        pytest.param({"number": MISSING}, "accepted", id="the name beside no number"),
        pytest.param({"number": Number.SAME_BIRTH, "score": 20.0}, FAR, id="a number of which the birth date agrees"),
        pytest.param({"number": Number.DIFFERENT, "score": 20.0}, FAR, id="another number"),
        pytest.param({"name": Name.ALIKE, "number": Number.DIFFERENT, "score": 20.0}, FAR, id="alike, another number"),
        pytest.param({"name": Name.ONE_CHARACTER}, "accepted", id="one character off beside one slip"),
        pytest.param({"name": Name.ALIKE, "number": Number.TWO_SLIPS, "score": 20.0}, NEAR, id="alike, two slips"),
        pytest.param({"name": Name.ALIKE, "number": MISSING, "score": 20.0}, NEAR, id="a name alike, no number"),
        pytest.param(FIFTEEN, "accepted", id="the name beside one slip in fifteen digits"),
        pytest.param(FIFTEEN | {"number": Number.TWO_SLIPS, "score": 20.0}, NEAR, id="two slips in fifteen digits"),
        pytest.param(FIFTEEN | {"name": Name.ALIKE, "score": 20.0}, NEAR, id="alike beside fifteen digits"),
        pytest.param({"name": Name.DIFFERENT, "score": 20.0}, None, id="another name"),
        pytest.param({"name": MISSING, "score": 20.0}, None, id="no name"),
        pytest.param({"name": Name.ALIKE, "number": MISSING, "score": -2.0}, NEAR, id="hardly worth a question"),
        pytest.param({"name": Name.ALIKE, "number": MISSING, "score": -2.01}, None, id="not worth a question"),
        pytest.param({"is_contested": True, "score": 20.0}, CONTESTED, id="a number that bears two names"),
        pytest.param({"is_contested": True, "name": Name.DIFFERENT}, None, id="contested and another name"),
        pytest.param({"is_contested": True, "score": -2.01}, None, id="contested and nothing in common"),
        pytest.param({"judgement": "yes", "name": Name.DIFFERENT, "score": -50.0}, "accepted", id="a person said yes"),
        pytest.param({"judgement": "yes", "is_contested": True}, "accepted", id="a person knows whose number it is"),
        pytest.param({"judgement": "unsure"}, "仍不能确定", id="a person was unsure"),
        pytest.param({"judgement": "unsure", "name": Name.DIFFERENT}, "仍不能确定", id="unsure of another name"),
    ],
)
def test_what_becomes_of_a_number_and_a_person(pair: dict, what: str | None) -> None:
    found = became(pair)
    assert (found == {}) if what is None else what in found[0]


def test_a_rival_must_be_five_bits_behind() -> None:
    assert became({"score": 13.0}, {"score": 8.0}) == {0: "accepted"}
    waits = became({"score": 12.99}, {"score": 8.0})
    assert set(waits) == {0, 1} and all(RIVAL in reason for reason in waits.values())


def test_whose_number_it_is_is_asked_before_a_rival_and_a_rival_before_the_number() -> None:
    waits = became({"is_contested": True, "score": 9.0}, {"number": Number.DIFFERENT})
    assert CONTESTED in waits[0] and RIVAL in waits[1]


def test_of_four_people_the_best_three_are_shown() -> None:
    assert set(became(*({"score": score} for score in (3.0, 1.0, 4.0, 2.0)))) == {0, 2, 3}


def test_whom_a_person_has_confirmed_is_nobody_else() -> None:
    assert became({"judgement": "yes", "score": 1.0}, {"score": 20.0}, {"judgement": "unsure"}) == {0: "accepted"}
