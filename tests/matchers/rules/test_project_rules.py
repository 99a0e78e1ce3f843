"""Each row and threshold of the projects' rules, from both sides."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from matchers import project
from matchers.engine.comparison import Pairs
from matchers.project import Begun, Contractor
from matchers.text.levels import MISSING
from matchers.text.project_names import Part, Site
from tests.matchers.rules.pairs import frame, verdicts

SURE = {"name": Site.SAME, "part": Part.EQUAL, "contractor": Contractor.SAME, "begun": Begun.TWO_MONTHS, "score": 4.0}
STRANGER = {"contractor": Contractor.DIFFERENT}
RIVAL, PART, BUILDER, LITTLE = "另有工程", "标段或楼号", "施工单位不同", "不够多"


def became(*pairs: dict) -> dict[int, str]:
    return verdicts(project.decided_pairs(frame(SURE, *pairs)))


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        pytest.param({}, "accepted", id="site, part and contractor agree"),
        pytest.param({"score": 3.99}, LITTLE, id="too few bits"),
        pytest.param({"name": Site.WITHIN}, "accepted", id="a name that leaves its town out"),
        pytest.param({"name": Site.ALIKE, "score": 20.0}, LITTLE, id="a slip in the name"),
        pytest.param({"name": Site.ALIKE, "score": -3.0}, LITTLE, id="hardly worth a question"),
        pytest.param({"name": Site.ALIKE, "score": -3.01}, None, id="not worth a question"),
        pytest.param({"score": -9.0}, LITTLE, id="one site and part by their names is always a question"),
        pytest.param({"name": Site.WITHIN, "score": -9.0}, None, id="a shorter name is not"),
        pytest.param({"part": Part.LESS, "score": -9.0}, None, id="a site without its part is not"),
        pytest.param({"part": Part.LESS, "score": 20.0}, PART, id="a part that one leaves out"),
        pytest.param({"name": Site.DIFFERENT, "score": 20.0}, None, id="another site"),
        pytest.param({"contractor": MISSING}, "accepted", id="no contractor"),
        pytest.param(STRANGER, "accepted", id="another contractor of the only such site, begun with the cover"),
        pytest.param(STRANGER | {"begun": Begun.ONE_YEAR}, BUILDER, id="another contractor, months later"),
        pytest.param(STRANGER | {"name": Site.WITHIN}, BUILDER, id="another contractor, a shorter name"),
        pytest.param(
            STRANGER | {"part": Part.LESS, "begun": Begun.YEARS}, PART, id="the part is asked for before the contractor"
        ),
        pytest.param(
            STRANGER | {"name": Site.ALIKE, "score": 20.0}, BUILDER, id="the contractor is asked for before the name"
        ),
        pytest.param({"judgement": "yes", "name": Site.DIFFERENT, "score": -50.0}, "accepted", id="a person said yes"),
        pytest.param({"judgement": "unsure"}, "仍不能确定", id="a person was unsure"),
        pytest.param({"judgement": "unsure", "name": Site.DIFFERENT}, "仍不能确定", id="unsure of another site"),
    ],
)
def test_what_becomes_of_a_cover_and_a_project(pair: dict, what: str | None) -> None:
    found = became(pair)
    assert (found == {}) if what is None else what in found[0]


def test_a_rival_must_be_four_bits_behind() -> None:
    assert became({"score": 8.0}, {"score": 4.0}) == {0: "accepted"}
    waits = became({"score": 7.99}, {"score": 4.0})
    assert set(waits) == {0, 1} and all(RIVAL in reason for reason in waits.values())


def test_a_rival_is_asked_about_before_the_part() -> None:
    waits = became({"score": 5.0}, {"score": 4.0, "part": Part.LESS})
    assert all(RIVAL in reason for reason in waits.values())


def test_what_is_not_worth_a_question_is_none_though_it_has_a_rival() -> None:
    assert set(became({"part": Part.LESS, "score": -2.0}, {"name": Site.WITHIN, "score": -5.0})) == {0}


def test_another_contractor_where_there_is_any_other_site_waits() -> None:
    waits = became(STRANGER | {"score": 20.0}, {"score": -2.0, "name": Site.ALIKE})
    assert BUILDER in waits[0]


def test_of_four_sites_the_best_three_are_shown() -> None:
    assert set(became(*({"score": score} for score in (3.0, 1.0, 4.0, 2.0)))) == {0, 2, 3}


@pytest.mark.parametrize(
    ("days", "level"), [(0, Begun.TWO_MONTHS), (62, Begun.TWO_MONTHS), (63, Begun.ONE_YEAR), (366, Begun.ONE_YEAR),
                        (367, Begun.YEARS)]
)  # fmt: skip
def test_how_far_the_days_lie_apart(days: int, level: int) -> None:
    day = date(2026, 3, 1)
    one, other = (pl.DataFrame({"starts_on": [on]}) for on in (day, day + timedelta(days)))
    assert project.begun.compare(Pairs(one, other)).tolist() == [level]
    assert project.begun.compare(Pairs(other, one)).tolist() == [level]


@pytest.mark.parametrize(
    ("level", "is_never"),
    [
        ({"part": Part.CONFLICT, "name": Site.SAME}, True),
        ({"part": Part.LESS, "name": Site.DIFFERENT}, True),
        ({"part": Part.LESS, "name": MISSING}, True),
        ({"part": Part.LESS, "name": Site.ALIKE}, False),
    ],
)
def test_another_part_and_another_site_are_never_one(level: dict, is_never: bool) -> None:
    levels = {name: np.array([value]) for name, value in level.items()}
    assert any(rule.holds(levels).all() for rule in project.MATCHER.never) == is_never
