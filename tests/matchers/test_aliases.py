"""A yes about two names teaches what the one means: nobody is asked twice, until it is taken back."""

import numpy as np
import polars as pl
import pytest

from matchers.employer import aliases
from matchers.employer.records import Records
from matchers.text.employer_names import Places
from tests.matchers.test_employer import code, linked

HONGDA = "business | B | C101 | 阜宁县宏达建材有限公司 | 王伟 | 13912340001 | 阜宁县上海路8号\n"
OTHER = "business | D | C102 | 阜宁宏达置业有限公司 | 李强 | 13912340002 | 阜宁县人民路1号\n"
ROSTER, SURVEY = "roster | r1 | | 宏达\n", "survey | s9 | | 宏 达\n"
YES, NO = "employer, business, B, roster, r1, yes", "employer, business, B, roster, r1, no"
NAMES = ("阜宁县宏达建材有限公司", "宏达", "王科长")


def of(records: dict, record: str) -> tuple[str, str]:
    """Whom a record means, and its verdict."""
    return records[record]["employer_id"], records[record]["verdict"]


def test_a_short_name_is_asked_about_until_somebody_says_what_it_means() -> None:
    records, _ = linked(HONGDA + SURVEY)
    assert of(records, "s9")[1] == "review"


def test_what_was_said_once_holds_for_another_extract_and_says_who_said_it() -> None:
    records, pairs = linked(HONGDA + ROSTER + SURVEY, YES, [NAMES])
    assert of(records, "r1") == of(records, "s9") == (code(101), "accepted")
    assert records["s9"]["rule"] == "verdict"
    assert records["s9"]["compared"] == "以前确认过：“宏达”就是“阜宁县宏达建材有限公司”，王科长 2026-11-23"
    assert "review" not in set(pairs["verdict"])


def test_it_holds_when_the_record_that_it_was_said_of_is_gone() -> None:
    records, _ = linked(HONGDA + SURVEY, YES, [NAMES])
    assert of(records, "s9") == (code(101), "accepted")


def test_it_does_not_hold_for_another_name_nor_for_a_record_that_says_more() -> None:
    records, _ = linked(
        HONGDA + "survey | s9 | | 宏远\nhrss | V | | 宏达 | 赵敏 | 13700000009 | 阜宁县花园路77号", YES, [NAMES]
    )
    assert of(records, "s9")[1] == "alone"
    assert records["hrss:V"]["rule"] != "verdict"


@pytest.mark.parametrize("verdict", [NO, "employer, business, B, roster, r1, unsure"])
def test_a_later_no_teaches_nothing(verdict: str) -> None:
    records, _ = linked(HONGDA + ROSTER + SURVEY, verdict, [NAMES])
    assert of(records, "s9")[1] == "review"


def test_without_names_an_answer_teaches_nothing() -> None:
    assert of(linked(HONGDA + SURVEY, YES)[0], "s9")[1] == "review"


def test_a_no_about_this_record_stands_above_what_the_name_means_elsewhere() -> None:
    judged = f"{YES}\nemployer, business, B, survey, s9, no"
    records, _ = linked(HONGDA + ROSTER + SURVEY, judged, [NAMES, NAMES])
    assert of(records, "r1") == (code(101), "accepted")
    assert records["s9"]["employer_id"] is None


def test_of_two_meanings_somebody_is_asked_and_told_why() -> None:
    judged = f"{YES}\nemployer, business, D, roster, r2, yes"
    names = [NAMES, ("阜宁宏达置业有限公司", "宏达", "李主任")]
    records, pairs = linked(HONGDA + OTHER + ROSTER + "roster | r2 | | 宏达\n" + SURVEY, judged, names)
    assert (of(records, "r1"), of(records, "r2")) == ((code(101), "accepted"), (code(102), "accepted"))
    assert of(records, "s9")[1] == "review"
    waits = pairs.filter((pairs["verdict"] == "review") & (pairs["right_record"] == "s9"))
    assert sorted(waits["left_record"]) == ["B", "D"]
    assert all("以前被确认为不同的单位" in reason for reason in waits["reason"])


def test_a_name_that_a_register_gives_to_another_is_asked_about() -> None:
    named = "business | E | C103 | 宏达 | 孙丽 | 13912340003 | 阜宁县花园路3号\n"
    records, pairs = linked(HONGDA + named + SURVEY, YES, [NAMES])
    assert of(records, "s9")[1] == "review"
    assert sorted(pairs.filter(pairs["right_record"] == "s9")["left_record"]) == ["B", "E"]


def test_the_name_of_a_register_teaches_nothing_about_itself() -> None:
    records, _ = linked(HONGDA + ROSTER + "survey | s9 | | 阜宁县宏达建材有限公司\n", YES, [NAMES])
    assert (of(records, "s9"), records["s9"]["rule"]) == ((code(101), "accepted"), "name")


def mention(name: str, employer: int, county: str | None, slot: str | None = None) -> dict:
    return {
        "normal": name, "county_code": county, "employer": employer, "is_bare": slot is None, "is_former": False,
        "slot": slot,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told_in", "asked_in", "is_meant"),
    [("320923", "320923", True), ("320923", None, True), (None, "320923", True), ("320923", "320924", False)],
)
def test_in_another_county_a_name_means_nothing(told_in: str | None, asked_in: str | None, is_meant: bool) -> None:
    mentions = [mention("宏达", 0, asked_in), mention("宏达建材", 1, "320923", "business")]
    frame = pl.DataFrame(mentions, schema_overrides={"county_code": pl.String, "slot": pl.String})
    known = Records(pl.DataFrame(), frame, pl.DataFrame(), Places("", "", "", (), ()))
    said = pl.DataFrame([("宏达", told_in, 1, "以前确认过")], schema=aliases.SCHEMA, orient="row")
    found = aliases.meant(known, said, np.array([True, False]), np.array([False, True]))
    assert found.rows() == ([(0, 1, "以前确认过", False)] if is_meant else [])
