"""Each row and threshold of the employers' rules, from both sides."""

from datetime import date, timedelta

import polars as pl
import pytest

from matchers.employer import model, rivals, rules
from matchers.employer.model import AreaLevel, Form, Name, Opened, Place, Staff, Vacancy
from matchers.engine.clusters import places
from matchers.engine.comparison import Pairs
from matchers.engine.decide import decide
from matchers.text.addresses import AddressLevel as Address
from matchers.text.levels import MISSING, Agreement
from tests.matchers.rules.pairs import frame, verdicts

SAME, OTHER = Agreement.SAME, Agreement.DIFFERENT
FACTS = {
    "printed_by": 1, "is_unit": True, "has_trade": True, "has_form": True, "is_company_form": False,
    "same_brand": False, "is_best": True, "other_number": False, "is_brandless_firm": False,
    "is_poorly_named": False, "is_stranger": False,
}  # fmt: skip
NOTHING_ELSE = {"legal_person": MISSING, "legal_person_id": MISSING, "address": MISSING, "phone": MISSING}
SURE = FACTS | {
    "name": Name.EXACT, "place": Place.SAME, "form": Form.SAME, "legal_person": SAME, "legal_person_id": MISSING,
    "address": Address.ROOM, "phone": SAME, "opened": MISSING, "vacancy": Vacancy.FREE, "staff": MISSING, "score": 0.0,
    "area": MISSING,
}  # fmt: skip
ALONE = SURE | NOTHING_ELSE
MAIN = {"name": Name.MAIN, "score": 4.0}
FORMLESS = NOTHING_ELSE | {"name": Name.MAIN, "form": MISSING, "score": -2.0}
SLIP = {"name": Name.SLIP, "score": 7.0}
SHORT = {"name": Name.SHORT, "score": 7.0}
RENAMED = {"name": Name.DIFFERENT, "opened": Opened.TWO_MONTHS, "score": 4.0}
NEAR_UNIT = RENAMED | {"name": Name.NEAR, "address": MISSING}
TWICE = {"printed_by": 2}
NO_PHONE = {"phone": MISSING}
PEOPLE = NOTHING_ELSE | {"name": Name.NEAR, "staff": Staff.MOST, "score": -2.0}
PERSON = NOTHING_ELSE | {"name": Name.SLIP, "staff": Staff.HALF, "score": 0.0}
OTHER_NAME, TAKEN_OVER, SISTER, BARE, RIVAL, LITTLE, LACKS, EARLY = (
    "名称不同，但", "原名可能已被别家使用", "关联企业自己的名称", "没有其他信息可以佐证，请核对", "另有一家", "不够多",
    "名称相同，没有其他信息可以佐证，而且缺少区分它的部分", "参保登记早于这家单位成立",
)  # fmt: skip


def became(*pairs: dict, sure: dict = SURE, may_wait: bool = True) -> dict[int, str]:
    evidence = rules.weighed(frame(sure, *pairs).rename({"left": "left_group"}))
    return verdicts(rules.decided_pairs(evidence, may_wait))


def only(pair: dict, what: str | None, sure: dict = SURE) -> None:
    found = became(pair, sure=sure)
    assert (found == {}) if what is None else what in found[0]


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        pytest.param({}, "accepted", id="an exact name, and boss, address and phone"),
        pytest.param({"score": -0.01}, LITTLE, id="an exact name, too few bits"),
        pytest.param(NOTHING_ELSE, "accepted", id="an exact name and nothing else"),
        pytest.param(NOTHING_ELSE | {"legal_person": OTHER}, "accepted", id="an exact name, another boss"),
        pytest.param(NOTHING_ELSE | {"legal_person": OTHER, "phone": OTHER}, TAKEN_OVER, id="another boss and phone"),
        pytest.param({"address": Address.DIFFERENT, "phone": OTHER}, "accepted", id="the boss bears it out"),
        pytest.param(NOTHING_ELSE | {"vacancy": Vacancy.TAKEN}, TAKEN_OVER, id="an exact name that has its entry"),
        pytest.param({"vacancy": Vacancy.TAKEN}, "accepted", id="an entry more, but the rest bears it out"),
        pytest.param({"name": MISSING}, SISTER, id="no name"),
        pytest.param({"is_best": False}, RIVAL, id="another comes as near"),
        pytest.param({"is_best": False, "score": -0.01}, RIVAL, id="a rival is told before the bits"),
        pytest.param({"judgement": "unsure"}, LITTLE, id="a person was unsure"),
        pytest.param({"judgement": "unsure", "score": -50.0}, LITTLE, id="unsure of what is not worth a question"),
    ],
)
def test_an_exact_name(pair: dict, what: str | None) -> None:
    only(pair, what)


STRANGER = {"is_stranger": True}


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        pytest.param({"area": AreaLevel.DIFFERENT}, LACKS, id="in another county"),
        pytest.param({"area": AreaLevel.COUNTY}, "accepted", id="in another town"),
        pytest.param({"area": AreaLevel.DIFFERENT, "phone": SAME}, "accepted", id="in another county, but its phone"),
        pytest.param({"area": AreaLevel.DIFFERENT, "phone": OTHER}, TAKEN_OVER, id="another county and phone"),
        pytest.param({"is_brandless_firm": True}, LACKS, id="a firm whose name has no brand"),
        pytest.param({"is_brandless_firm": True, "phone": SAME}, "accepted", id="no brand, but the phone"),
        pytest.param({"is_poorly_named": True}, "accepted", id="a registered firm whose name has no trade"),
        pytest.param({"is_poorly_named": True} | STRANGER, LACKS, id="no trade or one character, and in no register"),
        pytest.param(STRANGER, "accepted", id="in no register, and the whole name"),
        pytest.param({"place": Place.ONE_SIDED}, "accepted", id="registered, and the record leaves the place out"),
        pytest.param({"place": Place.ONE_SIDED} | STRANGER, LACKS, id="in no register, and only one names a place"),
        pytest.param({"opened": Opened.BEFORE}, LACKS, id="enrolled before it was founded"),
        pytest.param({"opened": Opened.FAR}, "accepted", id="enrolled years later"),
    ],
)
def test_an_exact_name_that_nothing_bears_out(pair: dict, what: str) -> None:
    only(pair, what, ALONE)


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        pytest.param({}, "accepted", id="founded anew: name, boss and door"),
        pytest.param({"address": Address.STREET}, EARLY, id="another door"),
        pytest.param({"legal_person": MISSING}, EARLY, id="nobody writes the boss"),
        pytest.param(MAIN, EARLY, id="a name that is only nearly its own"),
        pytest.param({"name": Name.NEAR, "staff": Staff.MOST}, EARLY, id="the same people under a name that is near"),
    ],
)
def test_nobody_is_enrolled_before_it_is_founded(pair: dict, what: str) -> None:
    only({"opened": Opened.BEFORE} | pair, what)


@pytest.mark.parametrize(
    ("level", "told"),
    [(Name.NEAR, "名称只差一字"), (Name.SLIP, "像是笔误"), (Name.SHORT, "简称"), (Name.MAIN, "只有组织形式等不同")],
)
def test_where_nothing_bears_a_name_out_the_reason_says_how_near_it_is(level: int, told: str) -> None:
    only({"name": level, "score": 3.0}, f"{told}，{BARE}", ALONE)


@pytest.mark.parametrize(
    ("evidence", "is_enough"),
    [
        ({"legal_person": SAME}, True),
        ({"legal_person_id": SAME}, True),
        ({"address": Address.DOOR}, True),
        ({"address": Address.STREET}, False),
        ({"phone": SAME}, True),
        ({"staff": Staff.HALF}, True),
        ({"staff": Staff.SOME}, False),
    ],
)
def test_what_bears_a_name_out(evidence: dict, is_enough: bool) -> None:
    only(MAIN | evidence, "accepted" if is_enough else BARE, ALONE)


@pytest.mark.parametrize("against", ["legal_person", "legal_person_id", "address", "phone"])
def test_what_contradicts_a_name(against: str) -> None:
    one, two = {against: OTHER}, {against: OTHER, "phone" if against != "phone" else "address": OTHER}
    only(one, "accepted", ALONE)
    only(two, TAKEN_OVER, ALONE)


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        pytest.param(MAIN, "accepted", id="brand and trade, and the rest"),
        pytest.param(MAIN | {"score": 3.99}, LITTLE, id="brand and trade, too few bits"),
        pytest.param(MAIN | {"phone": OTHER, "score": 6.99}, LITTLE, id="with another phone it needs more"),
        pytest.param(MAIN | {"phone": OTHER, "score": 7.0}, "accepted", id="with another phone, and more"),
        pytest.param(MAIN | NOTHING_ELSE, BARE, id="brand and trade alone, under its legal form"),
        pytest.param(FORMLESS, "accepted", id="all but the legal form"),
        pytest.param(FORMLESS | {"form": Form.NEAR, "is_company_form": True}, "accepted", id="公司 is no legal form"),
        pytest.param(FORMLESS | {"form": Form.NEAR}, BARE, id="another legal form"),
        pytest.param(FORMLESS | {"score": -2.01}, LITTLE, id="all but the legal form, too few bits"),
        pytest.param(FORMLESS | {"place": Place.ONE_SIDED}, BARE, id="nor the place"),
        pytest.param(FORMLESS | {"legal_person": OTHER}, BARE, id="another boss"),
        pytest.param(FORMLESS | {"has_trade": False}, BARE, id="a brand alone"),
        pytest.param(FORMLESS | {"name": Name.SHORT}, BARE, id="a shorter name"),
        pytest.param(FORMLESS | {"other_number": True}, BARE, id="第一公司"),
        pytest.param(FORMLESS | {"area": AreaLevel.DIFFERENT}, BARE, id="in another county"),
        pytest.param(FORMLESS | {"vacancy": Vacancy.TAKEN}, BARE, id="beside the employer's own entry"),
        pytest.param(FORMLESS | {"score": -6.0}, LITTLE, id="hardly worth a question"),
        pytest.param(FORMLESS | {"score": -6.01}, None, id="not worth a question"),
    ],
)
def test_brand_and_trade(pair: dict, what: str | None) -> None:
    only(pair, what)


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        pytest.param(SLIP, "accepted", id="a slip, and the rest agrees"),
        pytest.param(SLIP | {"score": 6.99}, LITTLE, id="too few bits"),
        pytest.param(SLIP | NOTHING_ELSE, BARE, id="a slip and nothing else"),
        pytest.param({"name": Name.NEAR, "score": 20.0}, SISTER, id="one character off is no slip"),
        pytest.param(SLIP | TWICE | NO_PHONE, SISTER, id="no hand slips twice alike"),
        pytest.param(SLIP | NO_PHONE, "accepted", id="but once"),
        pytest.param(SLIP | TWICE | {"same_brand": True}, "accepted", id="another word for the trade may be two's"),
        pytest.param(SHORT | TWICE, SISTER, id="a short form that two print"),
        pytest.param(SHORT | TWICE | {"has_form": False}, "accepted", id="everybody leaves the legal form out"),
        pytest.param(SHORT | TWICE | {"has_trade": False}, "accepted", id="everybody leaves the trade out"),
        pytest.param(MAIN | TWICE, "accepted", id="brand and trade that two print"),
        pytest.param(
            SLIP | TWICE | {"opened": Opened.TWO_MONTHS, "is_unit": False}, "accepted", id="boss, door, phone and month"
        ),
        pytest.param(SLIP | TWICE | {"opened": Opened.FAR}, SISTER, id="years later"),
        pytest.param(
            SLIP | TWICE | {"opened": Opened.TWO_MONTHS, "address": Address.STREET}, SISTER, id="another door"
        ),
        pytest.param(
            SLIP | TWICE | {"opened": Opened.TWO_MONTHS, "legal_person": MISSING}, SISTER, id="nobody writes the boss"
        ),
        pytest.param(SLIP | TWICE | {"opened": Opened.TWO_MONTHS} | NO_PHONE, SISTER, id="nobody writes the phone"),
        pytest.param(SLIP | {"vacancy": Vacancy.TAKEN}, SISTER, id="the employer has its entry"),
        pytest.param(SLIP | {"vacancy": MISSING}, "accepted", id="a roster has no entries"),
        pytest.param(SLIP | {"form": Form.DIFFERENT}, SISTER, id="a works beside a company"),
        pytest.param(
            SLIP | {"form": Form.DIFFERENT, "staff": Staff.MOST}, "accepted", id="a works that has the same people"
        ),
        pytest.param(SLIP | {"legal_person": OTHER}, SISTER, id="a slip under another boss"),
        pytest.param(SLIP | {"legal_person": MISSING}, "accepted", id="a slip without a boss"),
        pytest.param(SLIP | {"legal_person": OTHER, "same_brand": True}, "accepted", id="no slip, another boss"),
        pytest.param(
            SLIP | {"legal_person": OTHER, "opened": Opened.SAME_DAY}, "accepted", id="but door, phone and day"
        ),
        pytest.param(
            SLIP | {"legal_person": OTHER, "opened": Opened.SAME_DAY, "address": Address.DOOR},
            "accepted",
            id="but the door, and no room",
        ),
        pytest.param(SLIP | {"legal_person": OTHER, "opened": Opened.TWO_MONTHS}, SISTER, id="not the day"),
        pytest.param(
            SLIP | {"legal_person": OTHER, "opened": Opened.SAME_DAY, "address": Address.STREET},
            SISTER,
            id="not the door",
        ),
        pytest.param(SLIP | NO_PHONE | {"legal_person": OTHER, "opened": Opened.SAME_DAY}, SISTER, id="not the phone"),
        pytest.param(SLIP | {"legal_person": OTHER, "staff": Staff.HALF}, "accepted", id="but door, phone and person"),
        pytest.param(SLIP | {"legal_person": OTHER, "staff": Staff.SOME}, SISTER, id="not the person"),
        pytest.param(
            SLIP | {"legal_person": OTHER, "staff": Staff.HALF, "address": Address.STREET}, SISTER, id="person, no door"
        ),
        pytest.param(SLIP | NO_PHONE | {"legal_person": OTHER, "staff": Staff.HALF}, SISTER, id="person, no phone"),
        pytest.param(
            SLIP | NO_PHONE | {"legal_person": OTHER, "staff": Staff.MOST}, "accepted", id="but the same people"
        ),
    ],
)
def test_a_name_that_is_near(pair: dict, what: str | None) -> None:
    only(pair, what)


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        pytest.param(PEOPLE, "accepted", id="one character off, and the same people"),
        pytest.param(PEOPLE | {"score": -2.01}, LITTLE, id="too few bits"),
        pytest.param(PEOPLE | {"staff": Staff.HALF}, SISTER, id="one person"),
        pytest.param(PEOPLE | {"name": Name.DIFFERENT}, OTHER_NAME, id="another name"),
        pytest.param(PEOPLE | {"place": Place.CONFLICT}, SISTER, id="another place"),
        pytest.param(PEOPLE | {"place": Place.ONE_SIDED}, "accepted", id="a place left out"),
        pytest.param(PEOPLE | {"vacancy": Vacancy.TAKEN}, SISTER, id="the employer has its entry"),
        pytest.param(PEOPLE | {"name": Name.EXACT, "score": -0.01}, LITTLE, id="under the exact name the rest counts"),
        pytest.param(PEOPLE | MAIN | {"score": -2.0}, "accepted", id="people say more than brand and trade"),
        pytest.param(PERSON, "accepted", id="a slip, and the one person"),
        pytest.param(PERSON | {"score": -0.01}, LITTLE, id="a slip, the one person, too few bits"),
        pytest.param(PERSON | {"staff": Staff.SOME, "phone": SAME}, LITTLE, id="a slip, some of its people"),
        pytest.param(PERSON | {"place": Place.ONE_SIDED}, LITTLE, id="a slip, the one person, no place"),
        pytest.param(PERSON | {"phone": OTHER}, LITTLE, id="a slip, the one person, another phone"),
        pytest.param(PERSON | {"name": Name.MAIN}, "accepted", id="brand and trade, and the one person"),
        pytest.param(RENAMED | {"staff": Staff.HALF, "score": 3.99}, OTHER_NAME, id="another name, the one person"),
        pytest.param(NEAR_UNIT | {"staff": Staff.HALF, "score": 3.99}, LITTLE, id="one off, the one person"),
    ],
)
def test_the_people(pair: dict, what: str | None) -> None:
    only(pair, what)


NO_PHONE_PEOPLE = RENAMED | NO_PHONE | {"staff": Staff.MOST}


@pytest.mark.parametrize(
    ("pair", "is_accepted"),
    [
        pytest.param(RENAMED, True, id="boss, door, month and phone"),
        pytest.param(RENAMED | {"name": MISSING}, True, id="without a name"),
        pytest.param(RENAMED | {"score": 3.99}, False, id="too few bits"),
        pytest.param(RENAMED | {"is_unit": False}, False, id="no unit of a bureau"),
        pytest.param(RENAMED | {"form": Form.DIFFERENT}, False, id="another legal form"),
        pytest.param(RENAMED | {"vacancy": Vacancy.TAKEN}, False, id="it has a unit there"),
        pytest.param(RENAMED | {"vacancy": MISSING}, False, id="no register"),
        pytest.param(RENAMED | {"legal_person": OTHER}, False, id="another boss"),
        pytest.param(RENAMED | {"address": Address.STREET}, False, id="another door"),
        pytest.param(RENAMED | {"opened": Opened.FAR}, False, id="years later"),
        pytest.param(RENAMED | NO_PHONE, False, id="no phone"),
        pytest.param(NO_PHONE_PEOPLE, True, id="boss, door, month and people"),
        pytest.param(NO_PHONE_PEOPLE | {"staff": Staff.HALF}, False, id="one person"),
        pytest.param(NO_PHONE_PEOPLE | {"is_unit": False}, False, id="people, but no unit"),
        pytest.param(NO_PHONE_PEOPLE | {"legal_person": OTHER}, False, id="people, another boss"),
        pytest.param(NO_PHONE_PEOPLE | {"address": Address.STREET}, False, id="people, another door"),
        pytest.param(NO_PHONE_PEOPLE | {"opened": Opened.FAR}, False, id="people, years later"),
        pytest.param(NO_PHONE_PEOPLE | {"vacancy": Vacancy.TAKEN}, False, id="people, it has a unit there"),
        pytest.param(NO_PHONE_PEOPLE | {"form": Form.DIFFERENT}, False, id="people, another legal form"),
        pytest.param(NEAR_UNIT, True, id="one character off, no door"),
        pytest.param(NEAR_UNIT | {"name": Name.DIFFERENT}, False, id="another name, no door"),
        pytest.param(NEAR_UNIT | {"address": Address.STREET}, False, id="one character off, another door"),
        pytest.param(NEAR_UNIT | {"place": Place.ONE_SIDED}, False, id="one character off, no place"),
        pytest.param(NEAR_UNIT | {"legal_person": OTHER}, False, id="one character off, another boss"),
        pytest.param(NEAR_UNIT | NO_PHONE, False, id="one character off, no phone"),
        pytest.param(NEAR_UNIT | {"opened": Opened.FAR}, False, id="one character off, years later"),
        pytest.param(NEAR_UNIT | {"is_unit": False}, False, id="one character off, no unit"),
        pytest.param(NEAR_UNIT | {"form": Form.DIFFERENT}, False, id="one character off, another form"),
        pytest.param(NEAR_UNIT | {"vacancy": Vacancy.TAKEN}, False, id="one character off, it has a unit there"),
    ],
)
def test_a_unit_under_the_old_name(pair: dict, is_accepted: bool) -> None:
    [reason] = decide(rules.weighed(frame(SURE, pair)), rules.RULES).select("verdict").to_series()
    assert (reason == "accepted") == is_accepted


def test_an_exact_name_is_no_renamed_units() -> None:
    # what contradicts it counts, though boss, door, month and people are the employer's
    only(NO_PHONE_PEOPLE | {"name": Name.EXACT, "score": 0.0}, "accepted")
    only(NO_PHONE_PEOPLE | {"name": Name.EXACT, "score": -0.01}, LITTLE)


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        pytest.param({"score": -6.0}, OTHER_NAME, id="the rest agrees"),
        pytest.param({"score": -6.01}, None, id="the rest agrees, not worth a question"),
        pytest.param(NOTHING_ELSE, None, id="nothing in common"),
        pytest.param(NOTHING_ELSE | {"judgement": "unsure"}, OTHER_NAME, id="a person was unsure"),
    ],
)
def test_another_name(pair: dict, what: str | None) -> None:
    only({"name": Name.DIFFERENT, "score": 20.0} | pair, what)


@pytest.mark.parametrize(
    ("change", "is_accepted"), [({}, True), ({"is_best": False}, False), ({"judgement": "unsure"}, False)]
)
def test_a_renamed_unit_is_taken_where_it_has_no_rival_and_no_doubt(change: dict, is_accepted: bool) -> None:
    [verdict] = decide(rules.weighed(frame(SURE, RENAMED | change)), rules.RULES)["verdict"]
    assert (verdict == "accepted") == is_accepted


def test_the_reason_says_what_was_taken_for_what() -> None:
    reasons = [decide(rules.weighed(frame(SURE, pair)), rules.RULES)["reason"][0] for pair in ({}, RENAMED)]
    assert reasons[0] == "名称与其他登记信息相符，自动认定" and OTHER_NAME in reasons[1]


def test_that_nothing_bears_a_name_out_is_told_before_a_rival() -> None:
    only(MAIN | {"is_best": False}, BARE, ALONE)


def test_of_four_sisters_the_best_three_are_shown() -> None:
    sisters = [MAIN | {"is_best": False, "score": score} for score in (7.0, 5.0, 8.0, 6.0)]
    assert set(became(*sisters)) == {0, 2, 3}


def test_a_round_that_leaves_questions_to_the_next_only_takes() -> None:
    assert became({"is_best": False}, may_wait=False) == {}
    assert became({}, may_wait=False) == {0: "accepted"}


def of_groups(*pairs: tuple[int, int, float, int]) -> pl.DataFrame:
    """Pairs of two groups, with their bits and the level of the name; nothing else is compared."""
    columns = {"left_group": pl.Int64, "right_group": pl.Int64, "score": pl.Float64, "name": pl.Int8}
    nothing = dict.fromkeys((*rules.EVIDENCE, "staff"), pl.lit(MISSING, pl.Int8))
    frame_of = pl.DataFrame(pairs, schema=columns, orient="row").with_columns(**nothing)
    return frame_of.with_columns(left="left_group", right="right_group")


@pytest.mark.parametrize(("rival", "is_ahead"), [(4.0, True), (4.01, False)])
def test_a_rival_must_be_five_bits_behind(rival: float, is_ahead: bool) -> None:
    left = of_groups((0, 1, 9.0, Name.MAIN), (0, 2, rival, Name.MAIN))
    assert rivals.is_ahead(left).tolist() == [is_ahead, False]
    right = of_groups((0, 2, 9.0, Name.MAIN), (1, 2, rival, Name.MAIN))
    assert rivals.is_ahead(right).tolist() == [True, True]
    assert rivals.is_ahead_one_to_one(left).tolist() == rivals.is_ahead_one_to_one(right).tolist() == [is_ahead, False]
    chain = of_groups((0, 1, 9.0, Name.MAIN), (1, 2, rival, Name.MAIN))
    assert rivals.is_ahead_among_strangers(chain).tolist() == [is_ahead, False]


def test_strangers_of_one_exact_name_are_no_rivals() -> None:
    chain = of_groups((0, 1, 9.0, Name.EXACT), (1, 2, 8.0, Name.EXACT), (0, 3, 9.0, Name.SHORT))
    assert rivals.is_ahead_among_strangers(chain).tolist() == [True, True, False]


def test_of_strangers_with_a_name_that_is_near_only_the_same_people_are_one() -> None:
    pairs = of_groups((0, 1, 9.0, Name.SLIP), (2, 3, 9.0, Name.SLIP))
    pairs = pairs.with_columns(staff=pl.Series([Staff.MOST, Staff.HALF], dtype=pl.Int8))
    assert rivals.is_ahead_among_strangers(pairs).tolist() == [True, False]


@pytest.mark.parametrize(
    ("sister", "is_ahead"),
    [
        ({"name": Name.MAIN, "staff": MISSING}, True),
        ({"name": Name.EXACT, "staff": MISSING}, False),
    ],
)
def test_between_sisters_the_exact_name_decides_where_all_else_agrees(sister: dict, is_ahead: bool) -> None:
    pairs = of_groups((0, 1, 9.0, Name.EXACT), (0, 2, 8.0, int(sister["name"])))
    agrees = pairs.with_columns(legal_person=pl.lit(SAME, pl.Int8))
    assert rivals.is_ahead(agrees)[0] == is_ahead
    assert not rivals.is_ahead(pairs)[0], "where nothing agrees a sister is a rival"
    contradicted = agrees.with_columns(phone=pl.lit(OTHER, pl.Int8))
    assert not rivals.is_ahead(contradicted)[0]


@pytest.mark.parametrize(("people", "is_ahead"), [(Staff.NONE, True), (MISSING, True), (Staff.SOME, False)])
def test_who_has_the_same_people_has_only_those_for_rivals_who_have_some(people: int, is_ahead: bool) -> None:
    pairs = of_groups((0, 1, 9.0, Name.MAIN), (0, 2, 8.0, Name.MAIN))
    own = pairs.with_columns(staff=pl.Series([Staff.MOST, people], dtype=pl.Int8))
    assert rivals.is_ahead(own)[0] == is_ahead
    one_person = pairs.with_columns(staff=pl.Series([Staff.HALF, people], dtype=pl.Int8))
    assert not rivals.is_ahead(one_person)[0]


def test_the_place_by_score_is_the_records_own() -> None:
    pairs = of_groups((0, 1, 5.0, 0), (1, 1, 9.0, 0), (0, 2, 9.0, 0), (0, 3, 5.0, 0))
    assert places(pairs, "left_group").tolist() == [1, 0, 0, 2]


@pytest.mark.parametrize(
    ("days", "level"),
    [
        (0, Opened.SAME_DAY),
        (1, Opened.TWO_MONTHS),
        (62, Opened.TWO_MONTHS),
        (63, Opened.FAR),
        (-62, Opened.TWO_MONTHS),
        (-63, Opened.BEFORE),
    ],
)
def test_how_far_an_enrolment_lies_from_the_founding(days: int, level: int) -> None:
    founded = date(2015, 3, 1)
    enrolled = pl.DataFrame({"opened_on": [founded + timedelta(days)], "is_unit": [True]})
    assert model.opened.compare(Pairs(enrolled, pl.DataFrame({"opened_on": [founded]}))).tolist() == [level]


def test_who_is_no_unit_may_be_registered_years_before() -> None:
    one, other = (
        pl.DataFrame({"opened_on": [day], "is_unit": [False]}) for day in (date(2010, 1, 1), date(2015, 3, 1))
    )
    assert model.opened.compare(Pairs(one, other)).tolist() == [Opened.FAR]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("abc", "def", Staff.NONE),
        ("ab", "def", MISSING),
        ("axy", "abcde", Staff.SOME),
        ("ax", "abcde", Staff.HALF),
        ("abxy", "abcde", Staff.MOST),
    ],
)
def test_how_many_people_two_records_have_in_common(one: str, other: str, level: int) -> None:
    sides = (pl.DataFrame({"staff": [[ord(letter) for letter in people]]}) for people in (one, other))
    assert model.staff.compare(Pairs(*sides)).tolist() == [level]
