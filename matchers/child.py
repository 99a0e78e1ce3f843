"""Children: which resident a vaccinated child without a valid ID number is, by name, birth date, sex and household.

Twins differ in their names, namesakes of one day in their homes; where two children answer, a person is asked.

    python -m matchers.child HOME matchers/weights/child-1.toml     learns the weights anew
"""

import hashlib
from dataclasses import replace
from math import log2

import numpy as np
import polars as pl

from matchers.engine import judgements, training, weights
from matchers.engine.blocking import BlockingRule
from matchers.engine.clusters import ahead
from matchers.engine.comparison import Feature, Levels, Pairs, agree, feature
from matchers.engine.decide import (
    ACCEPTED,
    BY_A_PERSON,
    PASSED_OVER,
    WAITING,
    Case,
    Rule,
    any_of,
    best,
    decide,
)
from matchers.engine.model import Matcher
from matchers.engine.result import Linked, beside_links, explained
from matchers.engine.weights import FOLDER, Weights
from matchers.text import person_names
from matchers.text.levels import MISSING, Agreement, Level, Village
from matchers.text.person_names import NameLevel
from matchers.text.placeholders import filled, telephone
from sql.warehouse import Warehouse

WEIGHTS = FOLDER / "child-1.toml"
SHOWN = 3
"""So many residents are shown who may be the child."""
CHILDREN = """
    select
        person_name || '|' || strftime(child.birth_date, '%Y-%m-%d') || '|'
        || coalesce(guardian_id, guardian_name, '') as record_id,
        person_name, child.birth_date, child.sex, area, phone, guardian_name, numbers.person_id as number_id
    from staging.child as child
    left join matches.person_of_number as numbers on child.person_id = numbers.number
    where numbers.citizen_id is null
    order by all"""
RESIDENTS = """
    select distinct
        numbers.person_id, resident.person_id || '|' || resident.person_name as record_id, resident.person_name,
        coalesce(numbers.birth_date, resident.birth_date) as birth_date, coalesce(numbers.sex, resident.sex) as sex,
        registered_area, living_area, household_id, phone
    from staging.resident as resident
    join matches.person_of_number as numbers on resident.person_id = numbers.number
    where coalesce(numbers.birth_date, resident.birth_date) >= $born_after
    order by all"""
# Before a child has a name it is called after its mother.
_UNNAMED = r"之[子女]|的(?:儿子|女儿|孩子|宝宝)|^(?:未取名|未命名|婴儿|新生儿|宝宝|毛毛|小?宝贝?|[大小]?毛)$"


class Birth(Level):
    """How far two birth dates are one."""

    DIFFERENT = 0, "不同"
    SLIP = 1, "只差一位或月日颠倒"
    SAME = 2, "相同"


@feature("姓名", *NameLevel.labels(), frequency="name")
def name(pairs: Pairs) -> Levels:
    """Whether the names are one, or a slip of the hand; a common name weighs less, a child not yet named nothing."""
    return person_names.relate(pairs.left["name"], pairs.right["name"])


@feature("出生日期", *Birth.labels())
def birth(pairs: Pairs) -> Levels:
    """Whether both were born on one day, or on days that one slip of the hand makes of each other."""
    texts = [side["birth_date"].dt.strftime("%Y%m%d") for side in (pairs.left, pairs.right)]
    digits = pl.DataFrame({"l": texts[0], "r": texts[1]})
    same = [pl.col("l").str.slice(at, 1) == pl.col("r").str.slice(at, 1) for at in range(8)]
    turned = pl.concat_str(pl.col("l").str.slice(0, 4), pl.col("l").str.slice(6, 2), pl.col("l").str.slice(4, 2))
    level = (
        pl.when(pl.col("l") == pl.col("r")).then(Birth.SAME)
        .when((pl.sum_horizontal(same) == 7) | (turned == pl.col("r"))).then(Birth.SLIP)
        .when(pl.col("l").is_null() | pl.col("r").is_null()).then(MISSING)
        .otherwise(Birth.DIFFERENT)
    )  # fmt: skip
    return digits.select(level).to_series().to_numpy()


@feature("性别", *Agreement.labels())
def sex(pairs: Pairs) -> Levels:
    """Whether both are boys, or girls."""
    return agree(pairs, "sex")


@feature("家庭户", *Agreement.labels())
def household(pairs: Pairs) -> Levels:
    """Whether the child is of the household that its guardian or telephone leads to."""
    return agree(pairs, "household_id")


@feature("村居", *Village.labels())
def village(pairs: Pairs) -> Levels:
    """Whether both live in one village, or one town (GB/T 2260)."""
    town, same = agree(pairs, "town_code"), agree(pairs, "village_code")
    return np.where(same == Agreement.SAME, Village.SAME, np.where(town == Agreement.SAME, Village.TOWN, town))


FEATURES: tuple[Feature, ...] = (name, birth, sex, household, village)
MATCHER = Matcher(
    name="child",
    links="vaccinated children without an ID number and residents",
    blocking=(
        BlockingRule("姓名+出生日期", ("name", "birth_date"), largest=400_000),
        BlockingRule("家庭户+出生日期", ("household_id", "birth_date"), largest=400_000),
        BlockingRule("家庭户+姓名", ("household_id", "name"), largest=400_000),
        BlockingRule("村居+姓名", ("village_code", "name"), largest=400_000),
    ),
    features=FEATURES,
    accept=8.0,
    review=0.0,
    margin=6.0,
)


# Whoever bears another name is no rival: a twin does.
_NO_RIVAL = -1e9
SURE = (
    Case("one household", (pl.col("household") == Agreement.SAME,)),
    Case("one village, one day", (pl.col("village") == Village.SAME, pl.col("birth") == Birth.SAME)),
)
"""Where a name, a birth date and a sex that agree mean one child: a namesake of the same day lives elsewhere."""
RULES = (
    *BY_A_PERSON,
    Rule((pl.col("name") == NameLevel.DIFFERENT,), PASSED_OVER),
    Rule((pl.col("birth") <= Birth.DIFFERENT,), PASSED_OVER),
    Rule((pl.col("score") < MATCHER.review,), PASSED_OVER),
    Rule(
        (pl.col("name") != NameLevel.SAME,), WAITING, "出生日期相同，姓名不完全相同（可能是双胞胎或尚未取名），请核对"
    ),
    Rule((pl.col("lead") < MATCHER.margin,), WAITING, "另有一名儿童同样相近，无法自动区分，请核对"),
    Rule((pl.col("sex") == Agreement.DIFFERENT,), WAITING, "姓名、出生日期相同，家庭和村居对不上，请核对"),
    Rule((~pl.col("is_sure"),), WAITING, "姓名、出生日期相同，家庭和村居对不上，请核对"),
    Rule((pl.col("score") < MATCHER.accept,), WAITING, "相同的信息不够多，不足以自动认定，请核对"),
    Rule((), ACCEPTED, "姓名、出生日期与家庭或村居相符，自动认定"),
)
"""Who a child is: the first row that holds."""


def link(warehouse: Warehouse, key: str | bytes) -> Linked:
    """Link the children of a night and write `matches.child`; `key` hashes the names of those who stay alone."""
    judged = judgements.standing(warehouse, MATCHER.name)
    children, residents = read(warehouse)
    secret = key.encode() if isinstance(key, str) else key
    table, linked = linked_children(children, residents, weights.read(WEIGHTS, MATCHER.sizes), judged, secret)
    warehouse.write("matches.child", table)
    return linked


def read(warehouse: Warehouse) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Children and the residents of about their age as columns that compare."""
    children = warehouse.frame(CHILDREN)
    oldest = children["birth_date"].min()
    born_after = f"date '{oldest!s}' - 400" if oldest is not None else "date '9999-12-31'"
    residents = warehouse.frame(RESIDENTS.replace("$born_after", born_after))
    homes = warehouse.frame("select child as record_id, household_id from numbered.child_home order by all")
    return prepared_children(children, homes), prepared_residents(residents)


def prepared_children(children: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """One row per child and household that it may be of."""
    first = children.sort("record_id", "area", "phone", "sex").unique("record_id", keep="first", maintain_order=True)
    mentions = first.join(homes, on="record_id", how="left", maintain_order="left")
    return _prepared(mentions.with_columns(pl.lit("child").alias("extract"))).with_columns(
        pl.col("record_id").rank("dense").alias("group")
    )  # fmt: skip


def prepared_residents(residents: pl.DataFrame) -> pl.DataFrame:
    """One row per resident and place where the resident is registered or lives."""
    registered = residents.with_columns(pl.col("registered_area").alias("area"))
    living = residents.filter(pl.col("living_area") != pl.col("registered_area")).with_columns(
        pl.col("living_area").alias("area")
    )
    mentions = pl.concat([registered, living]).sort("person_id", "record_id", "area")
    return _prepared(mentions.with_columns(pl.lit("resident").alias("extract"))).with_columns(
        pl.col("person_id").rank("dense").alias("group")
    )


def _prepared(mentions: pl.DataFrame) -> pl.DataFrame:
    area = pl.col("area")
    plain = person_names.plain(mentions["person_name"])
    facts = [
        pl.lit("出生") + pl.col("birth_date").cast(pl.String),
        pl.lit("性别") + pl.col("sex").replace({"1": "男", "2": "女"}),
        pl.lit("户号") + pl.col("household_id"),
        pl.lit("村居") + area,
        pl.lit("电话") + pl.col("phone"),
    ]
    if "guardian_name" in mentions.columns:
        facts.append(pl.lit("监护人") + pl.col("guardian_name"))
    return mentions.with_columns(
        pl.when(~plain.str.contains(_UNNAMED)).then(plain).alias("name"),
        filled(pl.col("household_id")),
        telephone(pl.col("phone")),
        pl.when((area.str.len_chars() == 12) & ~area.str.ends_with("000")).then(area).alias("village_code"),
        pl.when(area.str.len_chars() >= 9).then(area.str.slice(0, 9)).alias("town_code"),
        pl.concat_str(facts, separator="；", ignore_nulls=True).alias("detail"),
    )


def linked_children(
    children: pl.DataFrame, residents: pl.DataFrame, learned: Weights, judged: pl.DataFrame, key: bytes
) -> tuple[pl.DataFrame, Linked]:
    """`matches.child` and what was weighed; a person's answer wins."""
    # That a child is in the population file is learned; which of them it is, is by chance one in all.
    here = replace(learned, prior=learned.prior - log2(max(residents["person_id"].n_unique(), 1)))
    scored = MATCHER.score(here, children, residents, least=-np.inf)
    grouped = MATCHER.gather(here, scored, children, residents, ("group", "group"))
    ones = children.unique("group", keep="first", maintain_order=True).sort("group").rename({"person_name": "printed"})
    others = residents.unique("group", keep="first", maintain_order=True).sort("group")
    # from here on a row is a child, and a resident
    pairs = grouped.with_columns(
        (pl.col(f"{side}_group").cast(pl.Int64) - 1).cast(pl.UInt32).alias(side) for side in ("left", "right")
    ).drop("left_group", "right_group")
    pairs = judgements.joined(MATCHER, pairs, ones, others, judged)
    decided = decided_pairs(pairs).with_columns(usefulness=pl.lit(1.0))
    shown = [frame.with_columns(pl.col("name").fill_null("未取名")) for frame in (ones, others)]
    return _table(ones, others, decided, key), explained(MATCHER, here, decided, *shown)


def decided_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of a child and a resident that are accepted or wait, a few of each child."""
    is_named_so = pl.col("name") == NameLevel.SAME
    rivals = pairs.with_columns(pl.when(is_named_so).then("score").otherwise(_NO_RIVAL).alias("score"))
    evidence = pairs.with_columns(pl.Series("lead", ahead(rivals), dtype=pl.Float64), any_of(SURE).alias("is_sure"))
    return best(decide(evidence, RULES), SHOWN)


def _table(ones: pl.DataFrame, others: pl.DataFrame, decided: pl.DataFrame, key: bytes) -> pl.DataFrame:
    alone = pl.Series("alone_id", [child_id(key, record) for record in ones["record_id"]], dtype=pl.String)
    return (
        beside_links(MATCHER, ones.with_columns(alone), decided, others["person_id"])
        .select(
            "extract",
            "record_id",
            pl.coalesce("linked", "number_id", "alone_id").alias("person_id"),
            pl.coalesce("rule", pl.lit("none")).alias("rule"),
            pl.coalesce("score", pl.lit(0.0)).alias("score"),
            pl.when(pl.col("linked").is_not_null()).then(pl.lit(ACCEPTED))
            .when("waits").then(pl.lit(WAITING)).otherwise(pl.lit("alone")).alias("verdict"),
            pl.coalesce("compared", pl.lit("没有相符的人口登记")).alias("compared"),
        )
        .sort("extract", "record_id")
    )  # fmt: skip


def child_id(key: bytes, record_id: str) -> str:
    """What a child is called whom no number proves: nobody without the key can tell the name from it."""
    inner = hashlib.sha256(key + b"|child|" + record_id.encode()).hexdigest().encode()
    return "child:" + hashlib.sha256(key + inner).hexdigest()[:16]


def learn(warehouse: Warehouse, version: str, source: str) -> Weights:
    """Weights from all children and residents of a home; the prior is for one resident in one."""
    children, residents = read(warehouse)
    begin = training.unweighed(MATCHER, version, source)
    scored = MATCHER.score(begin, children, residents, least=-np.inf)
    grouped = MATCHER.gather(begin, scored, children, residents, ("group", "group"))
    people = residents["group"].n_unique()
    pairs = float(children["group"].n_unique() * people)
    strangers = training.random_pairs(children, residents)
    learned = training.learn(MATCHER, version, source, grouped, strangers, pairs)
    return replace(learned, prior=learned.prior + log2(people))


if __name__ == "__main__":
    training.run(learn, __doc__ or "")
