"""A probability means what it says, too many doubtful ones are held back, and a home's own answers move the lines."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matchers import child, project
from matchers.employer import name_alone
from matchers.employer import rules as employer
from matchers.engine import calibration
from matchers.engine.calibration import ENOUGH, RISK, TOO_UNSURE, Calibration, Line, fit, within_risk
from matchers.engine.decide import CONFIRMED
from tests.matchers.people import Records
from tests.matchers.test_employer import linked
from tests.matchers.test_person import WANG, WRONG, crowd

HALF = Calibration("employer", "", {"accepted": Line(10.0, 0.0), "review": Line(0.0, 0.5)}, {}, {})
"""What waits at 2 bits has odds of 2 to 1."""


def pairs(*rows: tuple[str, str, float]) -> pl.DataFrame:
    """Verdict, reason, bits."""
    return pl.DataFrame(list(rows), ["verdict", "reason", "score"], orient="row")


def judged(asked: str, yes: int, no: int, score: float = 2.0) -> pl.DataFrame:
    """So many answers of each kind."""
    words = ["yes"] * yes + ["no"] * no
    return pl.DataFrame({"asked": [asked] * len(words), "score": [score] * len(words), "verdict": words})


def likely(lines: Calibration, *rows: tuple[str, str, float]) -> list[float]:
    return lines.probability(pairs(*rows)).to_list()


def test_a_line_turns_bits_into_a_probability_and_a_reason_has_a_line_of_its_own() -> None:
    lines = Calibration("employer", "", HALF.verdicts, {"review：只差一字": Line(-1.0, 0.5)}, {})
    found = likely(lines, ("review", "别的", 2.0), ("review", "只差一字", 2.0), ("review", "只差一字（多0.4个）", 2.0))
    assert found == [pytest.approx(2 / 3, abs=1e-4), 0.5, 0.5]


def test_what_a_person_confirmed_is_sure_and_no_bits_are_even_odds() -> None:
    assert likely(HALF, ("accepted", CONFIRMED, 0.0), ("review", "", float("nan"))) == [1.0, 0.5]


def test_without_lines_bits_are_taken_at_their_word() -> None:
    bare = Calibration("child", "", {}, {}, {})
    assert likely(bare, ("review", "", 0.0), ("review", "", 2.0)) == [0.5, 0.8]


def test_a_fit_says_what_was_found() -> None:
    """1,000 pairs that wait at 0 bits, 200 of them one, and 1,000 at 4 bits, 800 of them."""
    same = np.r_[np.arange(1000) < 200, np.arange(1000) < 800]
    labelled = pl.DataFrame({"verdict": "review", "reason": "甲", "score": [0.0] * 1000 + [4.0] * 1000, "same": same})
    found = likely(fit("employer", "", labelled), ("review", "甲", 0.0), ("review", "甲", 4.0), ("review", "甲", 2.0))
    assert found == pytest.approx([0.2, 0.8, 0.5], abs=0.01)


def test_a_reason_of_few_pairs_says_nearly_what_all_say() -> None:
    many = pl.DataFrame({"verdict": "accepted", "reason": "甲", "score": 5.0, "same": [True] * 2000})
    few = pl.DataFrame({"verdict": "accepted", "reason": "乙", "score": 5.0, "same": [True] * 2})
    one, other = likely(fit("employer", "", pl.concat([many, few])), ("accepted", "甲", 5.0), ("accepted", "乙", -5.0))
    assert one > 0.9995 and other > 0.999


def test_the_bands_of_what_was_said_beside_what_was_found() -> None:
    said, same = np.array([0.05, 0.95, 0.95, 1.0]), np.array([0.0, 1.0, 0.0, 1.0])
    found = list(calibration.reliability(said, same))
    assert found == [(0.0, 1, 0.05, 0.0), (0.9, 3, pytest.approx(2.9 / 3), pytest.approx(2 / 3))]


# How much may be wrong ----------


def test_as_many_are_taken_as_hold_no_more_than_one_wrong_in_a_thousand() -> None:
    """Two at odds of 1,024 to 1: all but a thousandth. One at 8 to 1 would make the mean of three 0.04."""
    lines = Calibration("employer", "", HALF.verdicts, {"accepted：弱": Line(3.0, 0.0)}, {})
    decided = pairs(("accepted", "强", 5.0), ("accepted", "强", 5.0), ("accepted", "弱", 5.0), ("review", "强", 1.0))
    kept = within_risk(decided, lines)
    assert kept["verdict"].to_list() == ["accepted", "accepted", "review", "review"]
    assert kept["reason"].to_list() == ["强", "强", TOO_UNSURE, "强"]
    taken = kept.filter(pl.col("verdict") == "accepted")
    assert (1 - lines.probability(taken)).mean() <= RISK  # type: ignore[operator]


def test_a_weak_one_among_many_sure_ones_is_taken() -> None:
    lines = Calibration("employer", "", {"accepted": Line(16.0, 0.0)}, {"accepted：弱": Line(3.0, 0.0)}, {})
    decided = pairs(*[("accepted", "强", 5.0)] * 200, ("accepted", "弱", 5.0))
    assert set(within_risk(decided, lines)["verdict"]) == {"accepted"}
    assert within_risk(decided[100:], lines)["verdict"].to_list()[-1] == "review"


def test_what_a_person_confirmed_is_taken_whatever_the_risk() -> None:
    lines = Calibration("employer", "", {"accepted": Line(0.0, 0.0)}, {}, {})
    decided = pairs(("accepted", CONFIRMED, 0.0), ("accepted", "弱", 5.0))
    assert within_risk(decided, lines)["verdict"].to_list() == ["accepted", "review"]


def test_without_lines_nothing_is_held_back() -> None:
    decided = pairs(("accepted", "弱", -5.0))
    assert within_risk(decided, Calibration("child", "", {}, {}, {})).equals(decided)


# A home's own answers ----------


@pytest.mark.parametrize(("more", "is_moved"), [(0, True), (-1, False)])
def test_from_two_hundred_answers_on_a_home_moves_its_lines(more: int, is_moved: bool) -> None:
    moved = HALF.at_home(judged("review", 0, ENOUGH + more))
    assert (likely(moved, ("review", "", 2.0))[0] < 0.1) == is_moved
    assert likely(moved, ("accepted", "", 2.0)) == likely(HALF, ("accepted", "", 2.0))


def test_answers_that_bear_the_lines_out_hardly_move_them() -> None:
    [before], [after] = (
        likely(HALF, ("review", "", 2.0)),
        likely(HALF.at_home(judged("review", 200, 100)), ("review", "", 2.0)),
    )
    assert after == pytest.approx(before, abs=0.01)


def test_wrong_links_that_people_found_hold_the_next_ones_back() -> None:
    decided = pairs(("accepted", "强", 5.0))
    assert within_risk(decided, HALF.at_home(judged("accepted", 300, 0)))["verdict"].to_list() == ["accepted"]
    assert within_risk(decided, HALF.at_home(judged("accepted", 290, 10)))["verdict"].to_list() == ["review"]


def test_unsure_answers_and_those_without_a_score_do_not_count() -> None:
    unsure = judged("review", 0, ENOUGH).with_columns(pl.lit("unsure").alias("verdict"))
    unscored = judged("review", 0, ENOUGH).with_columns(pl.lit(None, pl.Float64).alias("score"))
    assert HALF.at_home(unsure) == HALF.at_home(unscored) == HALF


# What is shipped ----------


@pytest.mark.parametrize("matcher", ["employer", "person"])
def test_what_is_shipped_is_read_and_keeps_within_the_risk(matcher: str, tmp_path: Path) -> None:
    lines = calibration.shipped(matcher)
    assert likely(lines, ("accepted", "", 5.0))[0] > 1 - RISK
    lines.write(tmp_path / "again.toml")
    assert (tmp_path / "again.toml").read_bytes() == (calibration.FOLDER / f"{matcher}-1.calibration.toml").read_bytes()


def test_every_reason_of_a_line_is_one_that_a_rule_tells() -> None:
    reasons = {rule.reason for rule in (*employer.RULES, *name_alone.RULES)} | {TOO_UNSURE, name_alone.ALSO_ALIKE}
    reasons |= {reason.replace("，请核对", name_alone.LESS_ALIKE) for reason in reasons}
    told = {reason.partition("（")[0] for reason in reasons}
    assert {reason.partition("：")[2] for reason in calibration.shipped("employer").reasons} <= told


def test_children_and_projects_have_no_lines_yet() -> None:
    for matcher in (child.MATCHER, project.MATCHER):
        assert calibration.shipped(matcher.name).verdicts == {}


# Where it is heeded ----------


DOUBTED = Calibration("", "", {"accepted": Line(0.0, 0.0), "review": Line(0.0, 0.0)}, {}, {})


def test_employers_that_would_be_taken_wait_where_links_were_too_often_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    firm = "business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号\n"
    unit = "hrss | V | | 阜宁宏达建材有限责任公司 | 王伟 | 13912340001 | 江苏省盐城市阜宁县上海路8号\n"
    assert linked(firm + unit)[0]["hrss:V"]["verdict"] == "accepted"
    monkeypatch.setattr(calibration, "shipped", lambda matcher: DOUBTED)
    records, waits = linked(firm + unit)
    assert records["hrss:V"]["verdict"] == "review"
    assert waits["reason"].to_list() == [TOO_UNSURE]


def test_people_who_would_be_taken_wait_where_links_were_too_often_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    records = crowd(Records())
    records.resident(WANG, "王建国")
    records.wage(WRONG, "王建国")
    assert records.linked().of("wage", f"{WRONG}|王建国")["verdict"] == "accepted"
    monkeypatch.setattr(calibration, "shipped", lambda matcher: DOUBTED)
    found = records.linked()
    assert found.of("wage", f"{WRONG}|王建国")["verdict"] == "review"
    assert found.pairs["reason"].to_list() == [TOO_UNSURE]
