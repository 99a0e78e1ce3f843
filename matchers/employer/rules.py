"""Whether a candidate pair of employers is sure enough to be taken: what no sum of bits can tell.

The name decides, the rest bears it out. An exact name is taken where nothing contradicts it; a name that is only
nearly the other's needs a boss, an address or a phone that agrees, and must not look like a sister firm's own. Where
a record prints nothing but a name (rosters, rulings, subsidies), `name_alone.py` decides.
"""

import polars as pl

from matchers.employer.model import MATCHER, AreaLevel, Form, Name, Opened, Place, Staff, Vacancy
from matchers.engine.clusters import places
from matchers.engine.decide import (
    ACCEPTED,
    PASSED_OVER,
    WAITING,
    Case,
    Rule,
    Threshold,
    any_of,
    decide,
    enough,
    every,
)
from matchers.engine.judgements import UNSURE
from matchers.text.addresses import AddressLevel
from matchers.text.levels import MISSING, Agreement

SHOWN = 3
"""So many partners of one record are shown to a person."""
EVIDENCE = {
    "legal_person": Agreement.SAME,
    "legal_person_id": Agreement.SAME,
    "address": AddressLevel.DOOR,
    "phone": Agreement.SAME,
}
"""What bears a name out, from which level. Where two names are one and yet none of it agrees that could, one firm may
have taken another's old name."""

_NAME, _BOSS = pl.col("name"), pl.col("legal_person") == Agreement.SAME
_DOOR, _PHONE = pl.col("address") >= AddressLevel.DOOR, pl.col("phone") == Agreement.SAME
_SOON, _PLACE = pl.col("opened") >= Opened.TWO_MONTHS, pl.col("place") == Place.SAME
_AGREES, _NO_OTHER_FORM = pl.col("agreeing") > 0, pl.col("form") != Form.DIFFERENT
_NOT_ELSEWHERE = pl.col("area") != AreaLevel.DIFFERENT
_TOO_EARLY = (pl.col("opened") == Opened.BEFORE) & ~(_BOSS & _DOOR & (_NAME == Name.EXACT))
"""Nobody is enrolled before it was founded: a forerunner, or another. A firm founded anew keeps name, boss and door."""

SAME_PEOPLE = (
    Case(
        "half of the people, and more than one, under a name that is near",
        (pl.col("staff") == Staff.MOST, _NAME > Name.DIFFERENT, pl.col("place") != Place.CONFLICT),
    ),
)
"""Where the people are the same."""
OWN_NAME = (
    Case("a slip of the hand", (pl.col("is_slip"),)),
    # 嘉禾五金 without a legal form is nobody's own name: every office shortens alike.
    Case("a short form, whole", (_NAME == Name.SHORT, pl.col("has_trade"), pl.col("has_form"))),
)
"""What may be another firm's own name, and not the one's written badly."""
MOVED_IN = (
    # A boss may have left; but only one firm moves in at a door, with a phone, on a day, or has the same people.
    Case("door, phone and day", (_DOOR, _PHONE, pl.col("opened") == Opened.SAME_DAY)),
    Case("door, phone and people", (_DOOR, _PHONE, pl.col("staff") >= Staff.HALF)),
)
"""Where another boss is no objection."""
SISTERLY = (
    # No hand slips twice in one way: a name that two registers print is nobody's slip.
    Case(
        "two departments print it",
        (pl.col("is_own_name"), pl.col("printed_by") > 1, ~(_DOOR & _PHONE & _BOSS & _SOON)),
    ),
    # Who stands in the register that the record comes from does not stand there again.
    Case("the employer has its entry", (pl.col("vacancy") == Vacancy.TAKEN,)),
    # A works beside a company of the name is mostly another firm.
    Case("another legal form", (pl.col("form") == Form.DIFFERENT, ~pl.col("same_people"))),
    Case(
        "another boss",
        (
            pl.col("is_slip"),
            pl.col("legal_person") == Agreement.DIFFERENT,
            ~pl.col("has_moved_in"),
            ~pl.col("same_people"),
        ),
    ),
)
"""Where a name that is only nearly the other's is rather an unregistered sister's own."""
_A_UNIT = (pl.col("is_unit"), _NAME < Name.EXACT, _NO_OTHER_FORM, pl.col("vacancy") == Vacancy.FREE)
RENAMED = (
    Case("boss, door, month and phone", (*_A_UNIT, _BOSS, _DOOR, _SOON, _PHONE)),
    Case("boss, door, month and people", (*_A_UNIT, _BOSS, _DOOR, _SOON, pl.col("staff") == Staff.MOST)),
    Case(
        "one character off, and the office left the door out",
        (*_A_UNIT, _NAME == Name.NEAR, _BOSS, _PHONE, _SOON, _PLACE, pl.col("address") == MISSING),
    ),
)
"""Where a unit under another name is one that a bureau never heard the new name of: its employer has no other there."""
WHOLE = (
    # 阜宁宏达建材 or 阜宁宏达建材公司
    Case(
        "all but the legal form",
        (
            *(_NAME == Name.MAIN, pl.col("is_formless"), _PLACE, pl.col("against") == 0, pl.col("has_trade")),
            # 第一公司 is another's, and so is what stands in another county or beside the employer's own entry
            *(~pl.col("other_number"), _NOT_ELSEWHERE, pl.col("vacancy") != Vacancy.TAKEN),
        ),
    ),
)
"""As good as the whole name, where brand and trade are no other employer's."""
NOT_ENOUGH = (
    Case("another county", (~_NOT_ELSEWHERE,)),
    Case("enrolled before it was founded", (pl.col("opened") == Opened.BEFORE,)),
    # 阜宁县纺织有限公司: what is left of a name that lost its brand is many firms'
    Case("a firm without a brand", (pl.col("is_brandless_firm"),)),
    # a register has one firm of a name; outside of all registers nobody sees to that
    Case("in no register, and only one names a place", (pl.col("is_stranger"), pl.col("place") == Place.ONE_SIDED)),
    Case("in no register, a firm of no trade, or of one character", (pl.col("is_stranger"), pl.col("is_poorly_named"))),
)
"""Where two names are one and nothing bears it out: what keeps the name from being enough."""
SURE = (
    Case("an exact name that something bears out", (_NAME == Name.EXACT, _AGREES)),
    Case(
        "an exact name that little contradicts",
        (_NAME == Name.EXACT, pl.col("against") < 2, pl.col("vacancy") != Vacancy.TAKEN, ~pl.col("is_not_enough")),
    ),
    Case(
        "a name that is near, and something bears it out",
        (_NAME >= Name.SLIP, _AGREES, ~pl.col("is_sisterly")),
    ),
    Case("the same people", (pl.col("same_people"), ~pl.col("is_sisterly"))),
    Case("renamed", (pl.col("is_renamed"),)),
    Case("all but the legal form", (pl.col("is_whole"),)),
)
"""Where the name means the employer, if the match weight is enough."""
BITS = (
    Threshold("all but the legal form", (pl.col("is_whole"),), -2.0),
    # the rest must not contradict a name that no other employer bears
    Threshold("an exact name", (_NAME == Name.EXACT,), 0.0),
    # who else would have them?
    Threshold("the same people", (pl.col("same_people"),), -2.0),
    Threshold(
        "the one person",
        (pl.col("staff") == Staff.HALF, _NAME >= Name.SLIP, _PLACE, pl.col("against") == 0),
        0.0,
    ),
    Threshold("the same brand and trade", (_NAME == Name.MAIN, pl.col("against") == 0), 4.0),
    # of a unit under the old name only the name contradicts, as it must
    Threshold("renamed", (pl.col("is_renamed"),), 4.0),
)
"""The match weight from which a pair is taken, by the first case that holds; else `accept`."""
LIKELY = (
    Case("near by name", (pl.col("score") >= MATCHER.review, _NAME > Name.DIFFERENT)),
    # Another name and nothing else in common is no question worth anybody's time.
    Case("near by something else", (pl.col("score") >= MATCHER.review, _AGREES)),
)
"""What is worth a person's time."""
_OTHER_NAME = "名称不同，但法定代表人、地址或电话相同：可能更名，也可能是关联企业，请核对"
_TOO_LITTLE = "相同的信息不够多，不足以自动认定，请核对"
NEARLY = {
    Name.NEAR: "名称只差一字",
    Name.SLIP: "名称像是笔误",
    Name.SHORT: "一个名称像是另一个的简称",
    Name.MAIN: "名称只有组织形式等不同",
}
"""How near a name is, in words: each level is another risk, and has a line of its own (`engine/calibration.py`)."""
_IS_UNSURE = pl.col("judgement").eq_missing(pl.lit(UNSURE))
RULES = (
    Rule((~pl.col("is_likely"), ~_IS_UNSURE), PASSED_OVER),
    Rule((_NAME == Name.DIFFERENT, pl.col("is_enough"), pl.col("is_best"), ~_IS_UNSURE), ACCEPTED, _OTHER_NAME),
    Rule((_NAME == Name.DIFFERENT,), WAITING, _OTHER_NAME),
    Rule(
        (_NAME == Name.EXACT, ~pl.col("is_sure"), pl.col("is_not_enough"), ~_AGREES, pl.col("against") == 0),
        WAITING,
        "名称相同，没有其他信息可以佐证，而且缺少区分它的部分（不在同一县区，或没有字号、行业、地名等），请核对",
    ),
    Rule(
        (_NAME == Name.EXACT, ~pl.col("is_sure")),
        WAITING,
        "名称相同，但法定代表人、地址、电话都对不上：原名可能已被别家使用，请核对",
    ),
    Rule(
        (~pl.col("is_sure"), _AGREES),
        WAITING,
        "名称相近，其他信息也有相符，但可能是关联企业自己的名称，请核对",
    ),
    *(
        Rule((_NAME.eq(level), ~pl.col("is_sure")), WAITING, f"{how}，没有其他信息可以佐证，请核对")
        for level, how in NEARLY.items()
    ),
    Rule((_TOO_EARLY,), WAITING, "参保登记早于这家单位成立，可能是它的前身或另一家，请核对"),
    Rule((~pl.col("is_best"),), WAITING, "另有一家同样相近，无法自动区分，请核对"),
    Rule((~pl.col("is_enough"),), WAITING, _TOO_LITTLE),
    Rule((_IS_UNSURE,), WAITING, _TOO_LITTLE),
    Rule((), ACCEPTED, "名称与其他登记信息相符，自动认定"),
)
"""Which employer a record means: the first row that holds."""


def evidence(pairs: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Scored pairs, whose `left` are rows of the mentions, with every column that the rules ask for but `is_best`."""
    return weighed(pairs.hstack(facts(pairs, mentions)))


def decided_pairs(evidence: pl.DataFrame, may_wait: bool = True) -> pl.DataFrame:
    """The pairs that the rules accept, and those that wait among the best few of a record."""
    decided = decide(
        evidence.with_columns(place_by_score=pl.Series(places(evidence, "left_group"))), RULES, "left_group"
    )
    is_shown = (pl.col("place_by_score") < SHOWN) & may_wait
    return decided.filter((pl.col("verdict") == ACCEPTED) | is_shown)


def facts(pairs: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """What the rules want to know of the records beside the levels."""
    columns = ("brand", "trade", "form", "family", "ordinal", "printed_by", "is_unit", "in_business", "in_taxpayer")
    left, right = (mentions.select(columns)[pairs[s]] for s in ("left", "right"))
    size = pl.col("brand").str.len_chars().fill_null(0)
    is_firm = pl.col("form").str.ends_with("公司").fill_null(value=False)
    return left.select(
        "printed_by",
        "is_unit",
        pl.col("trade").is_not_null().alias("has_trade"),
        pl.col("form").is_not_null().alias("has_form"),
        (pl.col("form") == "公司").fill_null(value=False).alias("is_company_form"),
        (left["brand"] == right["brand"]).fill_null(value=False).alias("same_brand"),
        left["ordinal"].ne_missing(right["ordinal"]).alias("other_number"),
        (is_firm & pl.col("brand").is_null() & pl.col("family").is_null()).alias("is_brandless_firm"),
        (is_firm & (pl.col("trade").is_null() | (size < 2)) & pl.col("family").is_null()).alias("is_poorly_named"),
        (right["in_business"] + right["in_taxpayer"] == 0).fill_null(value=True).alias("is_stranger"),
    )


def weighed(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs and facts, with what the tables say of them, one after the other: each asks only for columns before it."""
    agreeing = [(pl.col(name) >= level).cast(pl.Int8) for name, level in EVIDENCE.items()]
    agreeing.append((pl.col("staff") >= Staff.HALF).cast(pl.Int8))
    against = [(pl.col(name) == 0).cast(pl.Int8) for name in EVIDENCE]
    formless = (pl.col("form") == MISSING) | pl.col("is_company_form")
    counted = pairs.with_columns(
        pl.sum_horizontal(agreeing).alias("agreeing"),
        pl.sum_horizontal(against).alias("against"),
        formless.alias("is_formless"),
        # another word for the same trade (商贸, 贸易) is no slip of the hand
        ((pl.col("name") == Name.SLIP) & ~pl.col("same_brand")).alias("is_slip"),
        any_of(SAME_PEOPLE).alias("same_people"),
        any_of(MOVED_IN).alias("has_moved_in"),
        any_of(RENAMED).alias("is_renamed"),
    )
    named = counted.with_columns(
        any_of(OWN_NAME).alias("is_own_name"),
        any_of(WHOLE).alias("is_whole"),
        any_of(LIKELY).alias("is_likely"),
        any_of(NOT_ENOUGH).alias("is_not_enough"),
    )
    compared = named.with_columns(any_of(SISTERLY).alias("is_sisterly"))
    sure = compared.with_columns(any_of(SURE).alias("is_sure"))
    is_enough = every((pl.col("is_sure"), pl.col("score") >= enough(BITS, MATCHER.accept)))
    return sure.with_columns(is_enough.alias("is_enough"))
