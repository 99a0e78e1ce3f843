"""Each row of the rules of a bare name, from both sides."""

import polars as pl
import pytest

from matchers.employer import name_alone
from matchers.employer.model import MATCHER, Form, Name, Opened, Place, Vacancy
from matchers.engine.decide import decide, every
from matchers.text.employer_names import Places, parse
from matchers.text.levels import MISSING
from tests.matchers.rules.pairs import frame, verdicts
from tests.matchers.test_names import PLACES

SURE = {
    "name": Name.EXACT, "place": Place.SAME, "form": Form.SAME, "vacancy": MISSING, "same_branch": True,
    "same_brand": False, "has_trade": True, "is_misspelt": False, "is_anothers": False, "printed_by": 1, "score": 0.0,
    "stands_in": False, "is_inside": False, "begins_it": False, "is_rare_form": False, "size": 4, "begins_trade": True,
    "form_is_trade": False,
    "is_brandless": False, "has_seat": False, "other_family": False, "has_family": False, "has_other_family": False,
    "other_number": False, "is_reformed": False, "other_group": False, "other_stock": False, "is_of_group": False,
    "is_less": False, "says_no_place": False, "bits": name_alone.FLOOR,
    "unsaid": MATCHER.review, "rarity": -5.5, "margin": 0.0, "held": 0.0, "leaves_group_out": False,
    "is_disputed": False, "has_dispute": False, "is_local": True, "rarity_here": -99.0, "other_seat": False,
    "other_place": False, "is_rest": False, "opened": MISSING,
}  # fmt: skip
ANOTHERS = {"is_anothers": True}
MAIN, SLIP = ({"name": level} for level in (Name.MAIN, Name.SLIP))
SHORT = {"name": Name.SHORT, "stands_in": True}
OTHER_WORD, MISSPELT = SLIP | {"same_brand": True}, SLIP | {"is_misspelt": True}
OTHERWISE = {"begins_trade": False}
NO_TRADE, SHORT_BRAND = OTHERWISE | {"has_trade": False}, {"size": name_alone.LONG_BRAND - 1}
RARE_FORM = (
    SHORT
    | NO_TRADE
    | {"place": Place.ONE_SIDED, "same_brand": True, "is_rare_form": True, "rarity": 2.5, "margin": 0.5}
)
RARE_PLACE = SHORT | NO_TRADE | {"same_brand": True, "rarity": 1.0, "margin": 0.5}
RARE_HERE = SHORT | NO_TRADE | {"same_brand": True, "rarity_here": 2.0}
BEGINS_THERE = SHORT | NO_TRADE | SHORT_BRAND | {"begins_it": True, "rarity": 1.0, "margin": 1.0}
IN_ORDER = SHORT | OTHERWISE | {"place": Place.ONE_SIDED, "rarity": -99.0, "margin": 1.5}
LETTERS = SLIP | NO_TRADE | {"stands_in": True, "margin": 2.5}
INSIDE = {"name": Name.DIFFERENT, "is_inside": True, "rarity": -99.0, "margin": 3.0} | OTHERWISE
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
        pytest.param(SHORT | ONE_SIDED, True, id="shortened, without its place"),
        pytest.param(SHORT | ONE_SIDED | {"rarity": -5.6}, False, id="shortened, but a brand that many may bear"),
        pytest.param(SHORT | {"name": Name.SLIP}, False, id="another word that begins alike"),
        pytest.param(SHORT | {"rarity": -99.0} | PLACE_IS_NAME, True, id="shortened, and the place is the name"),
        pytest.param(RARE_FORM, True, id="a rare brand and a rare form"),
        pytest.param(RARE_FORM | {"rarity": 2.4}, False, id="a rare form of a brand that others may bear"),
        pytest.param(RARE_FORM | {"margin": 0.4}, False, id="a rare form of a brand that some other name holds"),
        pytest.param(RARE_FORM | {"is_rare_form": False}, False, id="a rare brand and a usual form"),
        pytest.param(RARE_FORM | {"same_brand": False}, False, id="another brand and a rare form"),
        pytest.param(RARE_FORM | ANOTHERS, False, id="rare form, another's"),
        pytest.param(RARE_PLACE, True, id="a rare brand and its place"),
        pytest.param(RARE_PLACE | {"rarity": 0.9}, False, id="a brand that others may bear and its place"),
        pytest.param(RARE_PLACE | {"margin": 0.4}, False, id="a brand that some other name holds and its place"),
        pytest.param(RARE_PLACE | ONE_SIDED, False, id="a rare brand without its place"),
        pytest.param(RARE_PLACE | {"stands_in": False}, False, id="a rare brand beside more than is registered"),
        pytest.param(RARE_PLACE | ANOTHERS, False, id="a rare brand and its place, another's name"),
        pytest.param(RARE_HERE, True, id="a brand that is rare where it is, whoever bears it elsewhere"),
        pytest.param(RARE_HERE | {"rarity_here": 1.9}, False, id="a brand that others there may bear"),
        pytest.param(RARE_HERE | {"same_brand": False}, False, id="another brand there"),
        pytest.param(RARE_HERE | {"stands_in": False}, False, id="a brand there beside more than is registered"),
        pytest.param(RARE_HERE | ONE_SIDED, False, id="a brand that is rare there, without the place"),
        pytest.param(RARE_HERE | {"form": MISSING}, True, id="a brand that is rare in its county"),
        pytest.param(RARE_HERE | {"form": MISSING, "is_local": False}, False, id="a province is too large"),
        pytest.param(RARE_HERE | {"is_local": False}, True, id="but not with the legal form"),
        pytest.param(RARE_HERE | {"form": Form.NEAR}, False, id="another writing of the form is none"),
        pytest.param(RARE_HERE | ANOTHERS, False, id="a brand that is rare there, another's name"),
        pytest.param(BEGINS_THERE, True, id="a name that begins so, with its place: 上海凯鑫"),
        pytest.param(BEGINS_THERE | {"rarity": 0.9}, False, id="so may others there"),
        pytest.param(BEGINS_THERE | {"margin": 0.9}, False, id="another name is as near, with the place"),
        pytest.param(BEGINS_THERE | ONE_SIDED, False, id="it begins so, without the place"),
        pytest.param(BEGINS_THERE | {"begins_it": False}, False, id="with the place, but it begins otherwise"),
        pytest.param(BEGINS_THERE | ANOTHERS, False, id="it begins so with its place, another's name"),
        pytest.param(IN_ORDER, True, id="a trade whose characters follow each other: 康众数字医疗科技"),
        pytest.param(IN_ORDER | {"margin": 1.4}, False, id="another name is nearly as near"),
        pytest.param(IN_ORDER | {"leaves_group_out": True}, False, id="the group's daughter, without the group"),
        pytest.param(IN_ORDER | {"stands_in": False}, False, id="a trade whose characters do not"),
        pytest.param(IN_ORDER | {"name": Name.SLIP}, False, id="another word whose characters follow"),
        pytest.param(IN_ORDER | {"has_trade": False}, False, id="no trade whose characters follow"),
        pytest.param(IN_ORDER | ANOTHERS, False, id="a trade in order, another's name"),
        pytest.param(LETTERS, True, id="all its characters, and nobody else's: 林机 in 林川机械"),
        pytest.param(LETTERS | {"margin": 2.4}, False, id="all its characters, and nearly another's"),
        pytest.param(LETTERS | {"stands_in": False}, False, id="some of its characters, and nobody else's"),
        pytest.param(LETTERS | {"has_trade": True}, False, id="all its characters, another trade"),
        pytest.param(LETTERS | {"name": Name.NEAR}, False, id="all its characters, and no name that is near"),
        pytest.param(LETTERS | ANOTHERS, False, id="all its characters, another's name"),
        pytest.param(INSIDE, True, id="it stands in a longer name"),
        pytest.param(INSIDE | NO_TRADE | {"rarity": 0.0}, True, id="a rare brand alone stands in a longer name"),
        pytest.param(INSIDE | NO_TRADE | {"rarity": -0.1}, False, id="a brand alone may stand in others'"),
        pytest.param(INSIDE | {"margin": 2.9}, False, id="it nearly stands in another too"),
        pytest.param(SLIP | {"rarity": 0.0, "margin": 3.0}, False, id="it stands in none, but is a slip of one"),
        pytest.param(INSIDE | ANOTHERS, False, id="it stands in a longer name, another's"),
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
        pytest.param({"other_family": True, "has_family": True}, False, id="only the printed one is of a family"),
        pytest.param({"other_family": True, "has_other_family": True}, False, id="only the registered one is"),
        pytest.param(MAIN | FAMILY, True, id="of one family"),
        pytest.param(SHORT | FAMILY, False, id="of one family, and not whole"),
        pytest.param(FAMILY | {"other_number": True}, False, id="the first middle school and the middle school"),
        pytest.param(MAIN | {"other_number": True}, False, id="第一公司 and the company"),
        pytest.param(OTHER_WORD | {"is_rest": True}, False, id="one character is left of the brand: 迅人力资源"),
        pytest.param({"is_rest": True}, True, id="a brand of one character, and the whole name"),
        pytest.param(SHORT | {"is_rest": True}, True, id="a brand of one character that stands first in the other"),
        pytest.param({"opened": Opened.BEFORE}, False, id="enrolled before it was founded"),
        pytest.param({"opened": Opened.TWO_MONTHS}, True, id="enrolled within two months"),
        pytest.param(MAIN | ONE_SIDED | {"other_place": True}, False, id="each names a place that the other does not"),
        pytest.param({"is_reformed": True}, False, id="an office before a reform"),
        pytest.param({"other_group": True}, False, id="a group and a firm of its name"),
        pytest.param({"other_stock": True}, False, id="a joint-stock company and another firm"),
        pytest.param(MAIN | ONE_SIDED | {"other_seat": True}, False, id="a county in which the employer is not"),
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
        pytest.param(INSIDE | {"is_inside": False}, id="it stands in no other"),
        pytest.param(INSIDE | {"same_branch": False}, id="it stands in the name of another branch"),
        pytest.param({"place": Place.CONFLICT}, id="another place"),
        pytest.param(FAMILY | {"other_family": True}, id="two families: a village and its cooperative"),
        pytest.param({"name": Name.NEAR, "same_brand": True, "is_misspelt": True}, id="one character off"),
        pytest.param(SLIP | {"unsaid": MATCHER.review - 0.01}, id="a slip that little bears out"),
    ],
)
def test_whom_a_bare_name_cannot_mean_nobody_is_asked_about(pair: dict) -> None:
    assert decided(pair) == {}


DISPUTED = {"is_disputed": True, "has_dispute": True}


def test_of_a_name_with_two_meanings_those_are_asked_about_and_no_other() -> None:
    found = decided(DISPUTED, MAIN | DISPUTED, {"has_dispute": True})
    assert sorted(found) == [0, 1] and all("以前被确认为不同的单位" in reason for reason in found.values())


KEPT = MAIN | {"other_group": True}
NEAREST = {"name": Name.DIFFERENT, "held": name_alone.HELD}


@pytest.mark.parametrize(
    ("change", "is_asked"),
    [
        pytest.param({}, True, id="the nearest by its characters"),
        pytest.param({"held": name_alone.HELD - 0.1}, False, id="not near enough"),
        pytest.param({"same_branch": False}, False, id="another branch"),
        pytest.param({"place": Place.CONFLICT}, False, id="another place"),
        pytest.param({"other_family": True}, False, id="another family"),
        pytest.param({"vacancy": Vacancy.TAKEN}, False, id="the employer has its entry"),
    ],
)
def test_where_no_name_is_a_rival_the_nearest_is_asked_about(change: dict, is_asked: bool) -> None:
    assert decided(NEAREST | change) == ({0: decided(NEAREST)[0]} if is_asked else {})
    assert "用字最接近" in decided(NEAREST)[0]


def test_of_what_is_near_but_no_rival_one_character_off_is_kept_apart() -> None:
    assert "只差一字" in decided(NEAREST | {"name": Name.NEAR})[0]


def test_of_several_that_are_shown_only_the_first_is_the_one_most_like_it() -> None:
    texts = ["天和股份有限公司", "天和电子有限公司"]
    mentions = parse(pl.Series([*texts, "天和股份"]), Places("", "", "", (), ())).with_columns(called="plain")
    known = frame(SURE, WAITS, WAITS).rename({"left": "left_group"})
    known = name_alone.judged(known.with_columns(left=pl.lit(2, pl.UInt32), right_group="right"))
    shown = name_alone.shown(decide(known, name_alone.RULES, "left_group"), known, mentions)
    assert shown["right"].to_list() == [0, 1]
    assert shown["reason"].str.contains("不是最像的", literal=True).to_list() == [False, True]


def test_beside_a_rival_the_nearest_is_not_asked_about() -> None:
    found = decided(SHORT | ONE_SIDED | {"rarity": -9.0}, NEAREST)
    assert set(found) == {0} and "也可能是别家" in found[0]


def test_a_longer_name_of_another_place_is_no_rival_that_keeps_the_nearest_from_being_asked_about() -> None:
    found = decided(NEAREST, INSIDE | {"place": Place.CONFLICT})
    assert set(found) == {0} and "用字最接近" in found[0]


def test_whom_a_person_was_unsure_of_is_not_asked_about_as_the_nearest() -> None:
    assert decided(NEAREST | {"judgement": "unsure"}) == {}


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        pytest.param([KEPT, KEPT], "有几家", id="several are near, each of them kept back"),
        pytest.param([KEPT | SHORT | NO_TRADE], "缺少区分它的部分", id="kept back, and not enough"),
        pytest.param([SHORT | NO_TRADE | BELOW], "也可能是别家", id="not enough, and too few bits"),
        pytest.param([MAIN | BELOW], "相同的部分太少", id="too few bits"),
    ],
)
def test_of_several_reasons_the_first_is_told(pairs: list[dict], told: str) -> None:
    assert all(told in reason for reason in decided(*pairs).values())


def reasons(*pairs: dict) -> list[str]:
    known = frame(SURE, *pairs).rename({"left": "left_group"})
    return decide(name_alone.judged(known), name_alone.RULES, "left_group")["reason"].to_list()


def test_the_reason_of_what_is_taken_says_whether_the_name_was_whole() -> None:
    assert "只写了名称" in reasons(MAIN)[0] and "只写了简称" in reasons(SHORT)[0]


def test_a_reason_says_how_far_a_short_name_is_ahead_and_how_rare() -> None:
    known = frame(SURE, RARE_FORM, {}).rename({"left": "left_group"}).with_columns(left_group=pl.Series([0, 1]))
    both = name_alone.with_figures(decide(name_alone.judged(known), name_alone.RULES, "left_group"))
    assert both["verdict"].to_list() == ["accepted", "accepted"]
    assert "多0.5对独有的相邻字；推算别家碰巧也用这一字号的约有0.18家" in both["reason"][0]
    assert "推算" not in both["reason"][1]
    waits = frame(SURE, RARE_FORM | {"margin": 0.4}).rename({"left": "left_group"})
    waits = name_alone.with_figures(decide(name_alone.judged(waits), name_alone.RULES, "left_group"))
    assert waits["verdict"].to_list() == ["review"] and "多0.4对独有的相邻字" in waits["reason"][0]


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
        pytest.param(
            SHORT, INSIDE | {"place": Place.CONFLICT}, {0}, id="nor is a firm of another place whose name holds it"
        ),
        pytest.param(
            MAIN | ONE_SIDED, MAIN | {"form": Form.DIFFERENT}, {0}, id="nor a shop of a firm that bears the whole name"
        ),
        pytest.param(
            MAIN | {"form": MISSING}, MAIN | {"form": Form.DIFFERENT}, set(), id="but where no form is whole, it is"
        ),
        pytest.param(SHORT, SHORT | {"form": Form.DIFFERENT}, set(), id="or the name is not"),
        pytest.param(
            MAIN | {"form": Form.NEAR}, MAIN | {"form": Form.DIFFERENT}, set(), id="or the form is another writing"
        ),
        pytest.param(
            MAIN | ONE_SIDED, MAIN | {"form": Form.DIFFERENT, "form_is_trade": True}, {1}, id="or the form a trade"
        ),
        pytest.param(
            MAIN | {"same_branch": False}, SHORT | {"form": Form.DIFFERENT}, set(), id="or it is another branch"
        ),
        pytest.param(MAIN | {"place": Place.CONFLICT}, SHORT | {"form": Form.DIFFERENT}, set(), id="or another place"),
        pytest.param({}, {"is_anothers": True}, set(), id="so is whoever bears it"),
        pytest.param(MAIN, MAIN | {"is_less": True}, {0}, id="who is no group is none to a group's name"),
        pytest.param(MAIN | {"is_of_group": True}, BEGINS, set(), id="a group beside its daughter"),
        pytest.param(MAIN, BEGINS, {0}, id="a firm beside a longer name"),
    ],
)
def test_which_of_two_a_bare_name_is(one: dict, other: dict, who: set[int]) -> None:
    assert accepted(one, other) == who


def asked(printed: str, **candidates: dict) -> list[str]:
    """Which registered names are shown for a printed one, the first first."""
    texts = pl.Series([*candidates, printed])
    parsed = parse(texts, Places("", "", "", (), ()))
    mentions = parsed.with_columns(
        pl.when(pl.int_range(pl.len()) < len(candidates)).then("plain").alias("called"), texts.alias("text")
    )
    known = frame(SURE, *candidates.values()).rename({"left": "left_group"})
    known = known.with_columns(left=pl.lit(len(candidates), pl.UInt32), right_group="right")
    known = name_alone.judged(known)
    decided = decide(known, name_alone.RULES, "left_group")
    return texts.gather(name_alone.shown(decided, known, mentions)["right"]).to_list()


WAITS = SHORT | NO_TRADE | ONE_SIDED
WEAK = SLIP | ONE_SIDED
FOREIGN = {"name": Name.DIFFERENT}


def test_the_names_that_look_most_like_it_are_shown_first() -> None:
    shown = asked("天和股份", 天和电子有限公司=WAITS, 天和股份有限公司=WAITS)
    assert shown == ["天和股份有限公司", "天和电子有限公司"]


def test_no_more_are_shown_than_so_many() -> None:
    names = {f"天和{trade}股份有限公司": WAITS for trade in ("电子", "纺织", "物流", "食品", "机械")}
    assert len(asked("天和股份", **names)) == name_alone.ASKED == 4


def test_what_looks_far_less_like_it_than_the_best_is_not_shown_until_somebody_has_said_no() -> None:
    far = {"盛天包装材料有限公司": WAITS}
    assert asked("天和股份", 天和股份有限公司=WAITS, **far) == ["天和股份有限公司"]
    assert asked("天和股份", **far) == ["盛天包装材料有限公司"]


@pytest.mark.parametrize(
    ("rival", "other", "is_shown"),
    [
        pytest.param(WEAK, FOREIGN, True, id="no rival, but it looks as much like it"),
        pytest.param(WEAK | {"stands_in": True}, FOREIGN, False, id="beside a name that begins so"),
        pytest.param(WEAK | {"same_brand": True, "is_anothers": True}, FOREIGN, False, id="beside one of the brand"),
        pytest.param(SLIP, FOREIGN, False, id="beside one that may be misspelt"),
        pytest.param(SLIP | {"form": Form.NEAR}, FOREIGN, True, id="beside one of another form"),
        pytest.param(WEAK, FOREIGN | {"same_branch": False}, False, id="another branch"),
        pytest.param(WEAK, FOREIGN | {"place": Place.CONFLICT}, False, id="another place"),
        pytest.param(WEAK, FOREIGN | {"vacancy": Vacancy.TAKEN}, False, id="the employer has its entry"),
        pytest.param(WEAK, FOREIGN | {"judgement": "unsure"}, False, id="a person was unsure"),
        pytest.param(WEAK, FOREIGN | {"other_family": True}, True, id="a bank's name without the bank"),
        pytest.param(WEAK, FOREIGN | FAMILY | {"other_family": True}, False, id="another family"),
    ],
)
def test_beside_unlikely_rivals_those_that_look_like_it_are_shown(rival: dict, other: dict, is_shown: bool) -> None:
    shown = asked("中银河", 中根河有限公司=rival, 中国银河证券有限公司=other)
    assert shown == (["中国银河证券有限公司", "中根河有限公司"] if is_shown else ["中根河有限公司"])


def test_who_is_no_rival_and_looks_less_like_it_is_not_shown_beside_one() -> None:
    assert asked("中银河", 中根河有限公司=WEAK, 沧州银行有限公司=FOREIGN) == ["中根河有限公司"]


def test_beside_a_name_of_two_meanings_nobody_else_is_shown() -> None:
    other = FOREIGN | {"has_dispute": True}
    assert asked("中银河", 中根河有限公司=WEAK | DISPUTED, 中国银河证券有限公司=other) == ["中根河有限公司"]


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


@pytest.mark.parametrize(
    ("one", "other", "is_other"),
    [
        ("盐城市宏达建材有限公司", "江苏宏达建材有限公司", True),
        ("江苏宏达建材有限公司", "阜宁县宏达建材有限公司", True),
        ("江苏省阜宁县宏达建材有限公司", "江苏宏达建材有限公司", False),
        ("阜宁县宏达旅馆", "阜宁县东沟镇宏达旅馆", False),
        ("宏达建材有限公司", "江苏宏达建材有限公司", False),
        ("江苏宏达建材有限公司", "宏达建材有限公司", False),
        ("江苏宏达建材有限公司", "江苏宏达建材有限公司", False),
    ],
)
def test_whether_each_of_two_names_says_a_place_that_the_other_does_not(one: str, other: str, is_other: bool) -> None:
    sides = [parse(pl.Series([name]), PLACES).select(pl.all().name.prefix(f"{side}_"))
             for side, name in (("l", one), ("r", other))]  # fmt: skip
    both = pl.concat(sides, how="horizontal").with_columns(place=pl.lit(1, pl.Int8))
    assert both.select(name_alone._parts_compared()["other_place"]).to_series().to_list() == [is_other]


@pytest.mark.parametrize(
    ("name", "is_rest"),
    [
        ("迅人力资源有限公司", True),
        ("顺迅人力资源有限公司", False),
        ("阜宁县人力资源有限公司", False),
        ("迅公司", False),
    ],
)
def test_whether_one_character_is_left_of_the_brand(name: str, is_rest: bool) -> None:
    [parsed] = [parse(pl.Series([name]), PLACES)]
    both = pl.concat([parsed.select(pl.all().name.prefix(side)) for side in ("l_", "r_")], how="horizontal")
    both = both.with_columns(place=pl.lit(1, pl.Int8))
    assert both.select(name_alone._parts_compared()["is_rest"]).to_series().to_list() == [is_rest]


@pytest.mark.parametrize(
    ("county", "registered", "is_elsewhere"),
    [
        pytest.param("滨海", {"city": "盐城", "county_code": "320923"}, True, id="the employer is in another county"),
        pytest.param("阜宁", {"city": "盐城", "county_code": "320923"}, False, id="the employer is there"),
        pytest.param(None, {"city": "盐城", "county_code": "320923"}, False, id="the record names no county"),
        pytest.param("滨海", {"province": "江苏", "county_code": "320923"}, True, id="the name says the province"),
        pytest.param("滨海", {"county_code": "320923"}, False, id="the registered name says no place"),
        pytest.param(
            "滨海", {"city": "盐城", "county": "滨海", "county_code": "320923"}, False, id="it says the county"
        ),
        pytest.param("滨海", {"city": "盐城"}, False, id="where the employer is is not known"),
    ],
)
def test_whether_the_record_names_a_county_in_which_the_employer_is_not(
    county: str | None, registered: dict, is_elsewhere: bool
) -> None:
    neighbours = [{"called": "甲", "county": "阜宁", "county_code": "320923"}] * 2
    rows = [{"county": county}, {"called": "乙"} | registered, *neighbours]
    schema = dict.fromkeys(("called", "province", "city", "county", "county_code"), pl.String)
    mentions = pl.DataFrame(rows, schema=schema)
    pairs = pl.DataFrame({"left": [0], "right": [1]}, schema=dict.fromkeys(("left", "right"), pl.UInt32))
    assert name_alone._other_seat(pairs, mentions).to_list() == [is_elsewhere]
