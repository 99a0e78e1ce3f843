"""Each row and threshold of the children's rules, from both sides."""

import pytest

from matchers import child
from matchers.child import Birth
from matchers.text.levels import MISSING, Agreement, Village
from matchers.text.person_names import NameLevel as Name
from tests.matchers.rules.pairs import frame, verdicts

SURE = {
    "name": Name.SAME, "birth": Birth.SAME, "sex": Agreement.SAME, "household": Agreement.SAME,
    "village": Village.SAME, "score": 8.0,
}  # fmt: skip
OTHER_HOME = {"household": Agreement.DIFFERENT}
NAME, RIVAL, HOME, LITTLE = "姓名不完全相同", "另有一名儿童", "家庭和村居对不上", "不够多"


def became(*pairs: dict) -> dict[int, str]:
    return verdicts(child.decided_pairs(frame(SURE, *pairs)))


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        pytest.param({}, "accepted", id="name, day, sex and household agree"),
        pytest.param({"score": 7.99}, LITTLE, id="too few bits"),
        pytest.param({"name": Name.DIFFERENT}, None, id="another name"),
        pytest.param({"name": Name.ONE_CHARACTER}, NAME, id="a name one character off"),
        pytest.param({"name": Name.ALIKE, "score": 20.0}, NAME, id="a name that sounds alike"),
        pytest.param({"name": MISSING}, NAME, id="no name yet"),
        pytest.param({"name": Name.ALIKE, "score": 0.0}, NAME, id="hardly worth a question"),
        pytest.param({"name": Name.ALIKE, "score": -0.01}, None, id="not worth a question"),
        pytest.param({"birth": Birth.DIFFERENT}, None, id="another day"),
        pytest.param({"birth": MISSING}, None, id="no day"),
        pytest.param({"birth": Birth.SLIP}, "accepted", id="a slip in the day within the household"),
        pytest.param({"sex": Agreement.DIFFERENT}, HOME, id="a girl is no boy"),
        pytest.param({"sex": MISSING}, "accepted", id="nobody wrote the sex"),
        pytest.param(OTHER_HOME, "accepted", id="one village, one day"),
        pytest.param(OTHER_HOME | {"village": Village.TOWN}, HOME, id="only one town"),
        pytest.param(OTHER_HOME | {"birth": Birth.SLIP}, HOME, id="one village, a slip in the day"),
        pytest.param({"village": MISSING}, "accepted", id="one household, no village"),
        pytest.param({"judgement": "yes", "name": Name.DIFFERENT, "score": -50.0}, "accepted", id="a person said yes"),
        pytest.param({"judgement": "unsure"}, "仍不能确定", id="a person was unsure"),
        pytest.param({"judgement": "unsure", "name": Name.DIFFERENT}, "仍不能确定", id="unsure of another name"),
    ],
)
def test_what_becomes_of_a_child_and_a_resident(pair: dict, what: str | None) -> None:
    found = became(pair)
    assert (found == {}) if what is None else what in found[0]


def test_a_rival_must_be_six_bits_behind() -> None:
    assert became({"score": 14.0}, {"score": 8.0}) == {0: "accepted"}
    waits = became({"score": 13.99}, {"score": 8.0})
    assert set(waits) == {0, 1} and all(RIVAL in reason for reason in waits.values())


def test_a_rival_of_another_name_is_none() -> None:
    assert became({"score": 9.0}, {"score": 8.9, "name": Name.ALIKE}) == {0: "accepted"}


def test_what_is_asked_first() -> None:
    waits = became({"score": 5.0}, {"name": Name.ALIKE})
    assert LITTLE in waits[0] and NAME in waits[1], "the name before the rival"
    waits = became({"sex": Agreement.DIFFERENT}, {})
    assert RIVAL in waits[0], "the rival before the sex"
    assert HOME in became(OTHER_HOME | {"village": MISSING, "score": 1.0})[0], "the home before the bits"


def test_of_four_namesakes_the_best_three_are_shown() -> None:
    scores = (3.0, 1.0, 4.0, 2.0)
    assert set(became(*({"score": score} for score in scores))) == {0, 2, 3}


def test_whom_a_person_has_confirmed_has_no_other_partner() -> None:
    assert became({"judgement": "yes", "score": 1.0}, {"score": 20.0}, {"judgement": "unsure"}) == {0: "accepted"}
