"""Children: which resident a vaccinated child without a valid ID number is, by name, birth date, sex and household.

Twins differ in their names, namesakes of one day in their homes; where two children answer, a person is asked.

    python -m matchers.child HOME matchers/weights/child-1.toml     learns the weights anew
"""

import hashlib
from dataclasses import replace
from math import log2

import numpy as np
import polars as pl

from matchers.engine import explanation as told
from matchers.engine import training as learning
from matchers.engine import weights
from matchers.engine.blocking import BlockingRule
from matchers.engine.clusters import ahead
from matchers.engine.comparison import Feature, Levels, Pairs, agree, feature
from matchers.engine.judgements import NO, UNSURE, YES, Linked, ranked, said_of_records, written
from matchers.engine.model import Matcher
from matchers.engine.weights import FOLDER, MISSING, Weights
from matchers.text import person_names
from matchers.text.placeholders import said, telephone
from sql.warehouse import Warehouse

WEIGHTS = FOLDER / "child-1.toml"
SHOWN = 3
SLIPPED, BORN = 1, 2
"""Levels of `birth`."""
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


@feature("姓名", "不同", "只差一字", "音形相近", "相同", frequency="name")
def name(pairs: Pairs) -> Levels:
    """Whether the names are one, or a slip of the hand; a common name says less, and a child not yet named nothing."""
    return person_names.relate(pairs.left["name"], pairs.right["name"])


@feature("出生日期", "不同", "只差一位或月日颠倒", "相同")
def birth(pairs: Pairs) -> Levels:
    """Whether both were born on one day, or on days that one slip of the hand makes of each other."""
    texts = [side["birth_date"].dt.strftime("%Y%m%d") for side in (pairs.left, pairs.right)]
    digits = pl.DataFrame({"l": texts[0], "r": texts[1]})
    same = [pl.col("l").str.slice(at, 1) == pl.col("r").str.slice(at, 1) for at in range(8)]
    turned = pl.concat_str(pl.col("l").str.slice(0, 4), pl.col("l").str.slice(6, 2), pl.col("l").str.slice(4, 2))
    level = (
        pl.when(pl.col("l") == pl.col("r")).then(BORN)
        .when((pl.sum_horizontal(same) == 7) | (turned == pl.col("r"))).then(SLIPPED)
        .when(pl.col("l").is_null() | pl.col("r").is_null()).then(MISSING)
        .otherwise(0)
    )  # fmt: skip
    return digits.select(level).to_series().to_numpy()


@feature("性别", "不同", "相同")
def sex(pairs: Pairs) -> Levels:
    """Whether both are boys, or girls."""
    return agree(pairs, "sex")


@feature("家庭户", "不同", "相同")
def household(pairs: Pairs) -> Levels:
    """Whether the child is of the household that its guardian or telephone leads to."""
    return agree(pairs, "household_id")


@feature("村居", "不同", "同乡镇", "相同")
def village(pairs: Pairs) -> Levels:
    """Whether both live in one village, or one town (GB/T 2260)."""
    town, same = agree(pairs, "town_code"), agree(pairs, "village_code")
    return np.where(same == 1, 2, np.where(town == 1, 1, town))


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


def link(warehouse: Warehouse, key: str | bytes) -> Linked:
    """Link the children of a night and write `matches.child`; `key` hashes the names of those who stay alone."""
    verdicts = warehouse.con.sql("select * from matches.verdict where matcher = 'child' order by all").pl()
    children, residents = read(warehouse)
    secret = key.encode() if isinstance(key, str) else key
    result, linked = decide(children, residents, weights.read(WEIGHTS), verdicts, secret)
    written(warehouse, "matches.child", result)
    return linked


def read(warehouse: Warehouse) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Children and the residents of about their age as columns that compare."""
    con = warehouse.con
    children = con.sql(CHILDREN).pl()
    oldest = children["birth_date"].min()
    born_after = f"date '{oldest}' - 400" if oldest is not None else "date '9999-12-31'"
    residents = con.sql(RESIDENTS.replace("$born_after", born_after)).pl()
    homes = con.sql("select child as record_id, household_id from numbered.child_home order by all").pl()
    return prepared_children(children, homes), prepared_residents(residents)


def prepared_children(children: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """One row per child and household that it may be of."""
    first = children.sort("record_id", "area", "phone", "sex").unique("record_id", keep="first", maintain_order=True)
    faces = first.join(homes, on="record_id", how="left", maintain_order="left")
    return _prepared(faces.with_columns(pl.lit("child").alias("extract"))).with_row_index("face").with_columns(
        pl.col("record_id").rank("dense").alias("group")
    )  # fmt: skip


def prepared_residents(residents: pl.DataFrame) -> pl.DataFrame:
    """One row per resident and place where the resident is registered or lives."""
    registered = residents.with_columns(pl.col("registered_area").alias("area"))
    living = residents.filter(pl.col("living_area") != pl.col("registered_area")).with_columns(
        pl.col("living_area").alias("area")
    )
    faces = pl.concat([registered, living]).sort("person_id", "record_id", "area")
    return _prepared(faces.with_columns(pl.lit("resident").alias("extract"))).with_columns(
        pl.col("person_id").rank("dense").alias("group")
    )


def _prepared(faces: pl.DataFrame) -> pl.DataFrame:
    area = pl.col("area")
    plain = person_names.plain(faces["person_name"])
    facts = [
        pl.lit("出生") + pl.col("birth_date").cast(pl.String),
        pl.lit("性别") + pl.col("sex").replace({"1": "男", "2": "女"}),
        pl.lit("户号") + pl.col("household_id"),
        pl.lit("村居") + area,
        pl.lit("电话") + pl.col("phone"),
    ]
    if "guardian_name" in faces.columns:
        facts.append(pl.lit("监护人") + pl.col("guardian_name"))
    return faces.with_columns(
        pl.when(~plain.str.contains(_UNNAMED)).then(plain).alias("name"),
        said(pl.col("household_id")),
        telephone(pl.col("phone")),
        pl.when((area.str.len_chars() == 12) & ~area.str.ends_with("000")).then(area).alias("village_code"),
        pl.when(area.str.len_chars() >= 9).then(area.str.slice(0, 9)).alias("town_code"),
        pl.concat_str(facts, separator="；", ignore_nulls=True).alias("detail"),
    )


def decide(
    children: pl.DataFrame, residents: pl.DataFrame, learned: Weights, verdicts: pl.DataFrame, key: bytes
) -> tuple[pl.DataFrame, Linked]:
    """`matches.child` and what was weighed; a person's answer wins."""
    # That a child is in the population file is learned; which of them it is, is by chance one in all.
    here = replace(learned, prior=learned.prior - log2(max(residents["person_id"].n_unique(), 1)))
    grouped = MATCHER.gather(
        here, MATCHER.score(here, children, residents, keep=-np.inf), children, residents, ("group", "group")
    )
    ones = children.unique("group", keep="first", maintain_order=True).sort("group").rename({"person_name": "printed"})
    others = residents.unique("group", keep="first", maintain_order=True).sort("group")
    # from here on a row is a child, and a resident
    scored = grouped.with_columns(
        (pl.col(f"{side}_group").cast(pl.Int64) - 1).cast(pl.UInt32).alias(side) for side in ("left", "right")
    ).drop("left_group", "right_group")
    shown = [frame.with_columns(pl.col("name").fill_null("未取名")) for frame in (ones, others)]
    scored = said_of_records(MATCHER, scored, ones, others, verdicts)
    scored = scored.filter((pl.col("said") != NO).fill_null(True))
    level = {part.name: scored[part.name].to_numpy() for part in FEATURES}
    yes, unsure = ((scored["said"] == word).fill_null(False).to_numpy() for word in (YES, UNSURE))
    score = scored["score"].to_numpy()
    # whoever bears another name is no rival
    is_named_so = pl.col("name") == person_names.SAME
    rivals = scored.with_columns(pl.when(is_named_so).then("score").otherwise(-1e9).alias("score"))
    lead = ahead(rivals) if len(scored) else np.empty(0)
    # a twin bears another name; a namesake of the same day lives elsewhere
    sure = (level["name"] == person_names.SAME) & (level["birth"] > 0) & (level["sex"] != 0)
    sure &= (level["household"] == 1) | ((level["village"] == 2) & (level["birth"] == BORN))
    taken = sure & (score >= MATCHER.accept) & (lead >= MATCHER.margin) & ~unsure
    left = scored["left"].to_numpy()
    taken = np.where(np.isin(left, left[yes]), yes, taken)
    likely = (level["name"] != 0) & (level["birth"] > 0) & (score >= MATCHER.review)
    waits = ~np.isin(left, left[taken]) & (likely | unsure)
    reason = np.select(
        [yes, taken, unsure, level["name"] != person_names.SAME, lead < MATCHER.margin, ~sure],
        [
            "人工确认",
            "姓名、出生日期与家庭或村居相符，自动认定",
            "人工看过仍不能确定",
            "出生日期相同，姓名不完全相同（可能是双胞胎或尚未取名），请核对",
            "另有一名儿童同样相近，无法自动区分，请核对",
            "姓名、出生日期相同，家庭和村居对不上，请核对",
        ],
        "相同的信息不够多，不足以自动认定，请核对",
    )
    scored = scored.with_columns(
        pl.Series("verdict", np.where(taken, told.ACCEPTED, told.WAITING).astype(object), dtype=pl.String),
        pl.Series("reason", reason.astype(object), dtype=pl.String),
        pl.Series("by", np.where(yes, "verdict", "name").astype(object), dtype=pl.String),
        pl.lit(1.0).alias("usefulness"),
    )
    scored = ranked(scored, "left", taken | waits, SHOWN)
    return _result(ones, others, scored, key), Linked(
        MATCHER.name, learned.name, told.pairs(MATCHER, scored, *shown), told.comparisons(MATCHER, here, scored, *shown)
    )


def _result(ones: pl.DataFrame, others: pl.DataFrame, scored: pl.DataFrame, key: bytes) -> pl.DataFrame:
    taken = scored.filter(pl.col("verdict") == told.ACCEPTED)
    meant = taken.select(
        "left",
        others["person_id"].gather(taken["right"]).alias("meant"),
        pl.col("by").alias("rule"),
        "score",
        pl.when(pl.col("by") == "verdict").then(pl.lit("人工确认")).otherwise(told.compared(MATCHER, taken))
        .alias("compared"),
    )  # fmt: skip
    waits = scored.filter(pl.col("verdict") == told.WAITING).select("left", pl.lit(True).alias("waits")).unique()
    return (
        ones.with_row_index("left")
        .with_columns(pl.Series("alone_id", [child_id(key, record) for record in ones["record_id"]], dtype=pl.String))
        .join(meant, on="left", how="left", maintain_order="left")
        .join(waits, on="left", how="left", maintain_order="left")
        .select(
            "extract",
            "record_id",
            pl.coalesce("meant", "number_id", "alone_id").alias("person_id"),
            pl.coalesce("rule", pl.lit("none")).alias("rule"),
            pl.coalesce("score", pl.lit(0.0)).alias("score"),
            pl.when(pl.col("meant").is_not_null()).then(pl.lit(told.ACCEPTED))
            .when("waits").then(pl.lit(told.WAITING)).otherwise(pl.lit("alone")).alias("verdict"),
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
    flat = {name: (1.0,) * size for name, size in MATCHER.sizes.items()}
    begin = Weights(MATCHER.name, version, source, 0.0, flat, flat)
    scored = MATCHER.score(begin, children, residents, keep=-np.inf)
    grouped = MATCHER.gather(begin, scored, children, residents, ("group", "group"))
    people = residents["group"].n_unique()
    pairs = float(children["group"].n_unique() * people)
    told_weights = learning.learn(MATCHER, version, source, grouped, learning.random_pairs(children, residents), pairs)
    return replace(told_weights, prior=told_weights.prior + log2(people))


if __name__ == "__main__":
    learning.run(learn, __doc__ or "")
