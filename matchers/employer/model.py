"""Employers: which of the records that carry no valid official number mean which employer.

Numbers come first (`sql/numbered/employer.sql`). What is left is compared by name, the person who answers for it,
address, phone, trade and dates with every employer that some number or register knows; what nobody knows is compared
with its like. An employer never holds two different valid credit codes, two entries of one register, or a record that
a person said no to.
"""

import numpy as np
import polars as pl

from matchers.engine.blocking import BlockingRule
from matchers.engine.comparison import Feature, Levels, Pairs, agree, feature
from matchers.engine.model import Matcher
from matchers.engine.weights import MISSING
from matchers.text import addresses
from matchers.text import employer_names as names

SLOTS = ("business", "taxpayer", "hrss", "hsa", "fund_deposit")
"""Books in which an employer usually stands once."""


def _name_relation(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """What two names have in common; the same two names, on whatever papers, are asked once."""
    both = left["name_code"].to_numpy().astype(np.int64) << 32 | right["name_code"].to_numpy().astype(np.int64)
    _, first, place = np.unique(both, return_index=True, return_inverse=True)
    parts = left.select(*names.COLUMNS), right.select(*names.COLUMNS)
    return names.relate(*(side[first] for side in parts))[place]


def _address_relation(left: pl.DataFrame, right: pl.DataFrame) -> np.ndarray:
    sides = [side.select(pl.col("^at_.*$").name.map(lambda name: name.removeprefix("at_"))) for side in (left, right)]
    return addresses.relate(*sides).to_numpy()


DIFFERENT, NEAR, SLIP, SHORT, MAIN, EXACT = range(6)


@feature("单位名称", "不同", "差一字", "像是笔误", "简称", "主要部分相同", "相同", frequency="core")
def name(pairs: Pairs) -> Levels:
    """How far two names mean one employer by their distinguishing words: place, brand, trade, form, branch."""
    told = pairs.once(_name_relation)
    part = {column: told[column].to_numpy() for column in ("core", "slips", "place", "branch", "ordinal", "form")}
    relation = told["relation"].to_numpy()
    # One character off in the brand is mostly another firm, but now and then a slip: worth a question, no more.
    known = (part["core"] == 0) & (told["brand"].to_numpy() == 3) & (told["trade"].to_numpy() == 0)
    near = (part["slips"] == 1) & ~known & (part["place"] != 0) & (part["branch"] != 0) & (part["ordinal"] != 0)
    level = np.where(part["core"] <= 0, DIFFERENT, part["core"] + 1)
    # 有限公司 that became 股份有限公司 is one firm as a rule, but both may stand in the register side by side.
    level = np.where(relation == "same", np.where(part["form"] == 1, MAIN, EXACT), level)
    level = np.where(relation == "different", DIFFERENT, level)
    level = np.where((level == DIFFERENT) & near, NEAR, level)
    return np.where(part["core"] == MISSING, MISSING, level)


@feature("地名", "冲突", "一方未写", "相同")
def place(pairs: Pairs) -> Levels:
    """Whether the places in the two names agree."""
    return pairs.once(_name_relation)["place"].to_numpy()


@feature("组织形式", "不同", "相容", "相同")
def form(pairs: Pairs) -> Levels:
    """Whether the legal forms in the two names agree."""
    return pairs.once(_name_relation)["form"].to_numpy()


@feature("法定代表人", "不同", "相同", frequency="legal_person_name")
def legal_person(pairs: Pairs) -> Levels:
    """Whether the same person answers for both, by name; a common name says less. 赵辉(能达服务部) names its owner."""
    named = [agree(pairs, "owner", "legal_person_name"), agree(pairs, "legal_person_name", "owner")]
    return np.where(np.maximum(*named) == 1, 1, agree(pairs, "legal_person_name"))


@feature("法定代表人证件号", "不同", "相同")
def legal_person_id(pairs: Pairs) -> Levels:
    """Whether the same person answers for both, by ID number."""
    return agree(pairs, "legal_person_id")


@feature("地址", "不同", "同村或同路", "同一门牌", "同一房间", frequency="at_normal")
def address(pairs: Pairs) -> Levels:
    """How near the two addresses are; one that hundreds share says less."""
    return pairs.once(_address_relation)


@feature("电话", "不同", "相同", frequency="phone")
def phone(pairs: Pairs) -> Levels:
    """Whether the phone numbers agree; one that hundreds share (a bookkeeper's) says less."""
    return agree(pairs, "phone")


@feature("行业", "不同", "同一大类", "相同")
def industry(pairs: Pairs) -> Levels:
    """Whether the industry codes agree, to the division or to the class (GB/T 4754)."""
    division = agree(pairs, "division")
    return np.where(division == 1, 1 + np.maximum(agree(pairs, "industry"), 0), division)


@feature("日期", "早于成立", "相隔较久", "两个月内", "同日")
def opened(pairs: Pairs) -> Levels:
    """How far the founding of the one lies from the registration or enrolment of the other, in days."""
    days = (pairs.left["opened_on"] - pairs.right["opened_on"]).dt.total_days()
    far = days.abs().to_numpy().astype(np.float64)
    early = (pairs.left["is_unit"] & (days < -30)).fill_null(False).to_numpy()
    level = np.where(far == 0, 3, np.where(far <= 62, 2, np.where(early, 0, 1)))
    return np.where(np.isnan(far), MISSING, level)


@feature("所在地", "不同", "同县", "同乡镇")
def area(pairs: Pairs) -> Levels:
    """Whether the area codes agree, to the county or to the town (GB/T 2260)."""
    town, county = agree(pairs, "town_code"), agree(pairs, "county_code")
    return np.where(town == 1, 2, np.where(county == 1, 1, county))


@feature("名册空位", "已有登记", "尚无登记")
def vacancy(pairs: Pairs) -> Levels:
    """Whether the employer already stands in the book that the record comes from."""
    slot = pairs.left["slot_place"].to_numpy()
    taken = np.stack([pairs.right[f"in_{name}"].to_numpy() for name in SLOTS], axis=1)
    own = pairs.left["employer"].to_numpy() == pairs.right["employer"].to_numpy()
    count = taken[np.arange(len(slot)), np.maximum(slot, 0)] - own
    return np.where(slot < 0, MISSING, (count <= 0).astype(np.int8))


@feature("人员", "没有共同的", "有共同的", "一半以上共同", "一半以上共同，不止一人")
def staff(pairs: Pairs) -> Levels:
    """How many of the people on the shorter of two papers (members, wages, deposits, rulings) are on the other too."""
    both = pl.DataFrame({"one": pairs.left["staff"], "other": pairs.right["staff"]}).with_row_index("pair")
    both = both.drop_nulls()
    common = pl.col("one").list.set_intersection("other").list.len().cast(pl.Int32)
    fewer = pl.min_horizontal(pl.col("one", "other").list.len()).cast(pl.Int32)
    # That one or two are not on the other says nothing: they may have come or gone since.
    level = pl.when(common * 2 >= fewer).then(pl.when(common > 1).then(3).otherwise(2)).when(common > 0).then(1)
    answer = np.full(len(pairs), MISSING, dtype=np.int8)
    answer[both["pair"].to_numpy()] = both.select(level.when(fewer > 2).then(0).otherwise(MISSING)).to_series()
    return answer


FEATURES: tuple[Feature, ...] = (
    name, place, form, legal_person, legal_person_id, address, phone, industry, opened, area, vacancy, staff,
)  # fmt: skip

NARROW = (
    BlockingRule("名称", ("normal",), largest=40_000),
    BlockingRule("字号行业", ("core",), largest=40_000),
    BlockingRule("法定代表人证件号", ("legal_person_id",), largest=40_000),
    BlockingRule("法定代表人+字号首字", ("legal_person_name", "brand_start"), largest=40_000),
    BlockingRule("法定代表人+电话", ("legal_person_name", "phone"), largest=40_000),
    BlockingRule("法定代表人+地址", ("legal_person_name", "at_normal"), largest=40_000),
    BlockingRule("电话+首字", ("phone", "core_start"), largest=40_000),
    BlockingRule("地址+首字", ("at_normal", "core_start"), largest=40_000),
)
"""Most records find their employer by these; only what they leave is looked for by the wide ones."""
WIDE = (
    BlockingRule("字号+行业前二字", ("brand", "trade_start"), largest=40_000),
    BlockingRule("字号+所在地", ("brand", "town_code"), largest=10_000),
    BlockingRule("字号", ("brand",), largest=20_000),
    BlockingRule("电话", ("phone",), largest=20_000),
    BlockingRule("地址", ("at_normal",), largest=20_000),
    BlockingRule("字号首字+行业", ("brand_start", "trade"), largest=10_000),
    BlockingRule("字号尾字+行业", ("brand_end", "trade"), largest=10_000),
    BlockingRule("首二字", ("core_start",), largest=10_000),
    BlockingRule("首字+末二字", ("core_first", "core_end"), largest=10_000),
    BlockingRule("首字以外", ("core_tail",), largest=10_000),
    BlockingRule("同字异序", ("core_letters",), largest=10_000),
)

MATCHER = Matcher(
    name="employer",
    links="records of one organisation, however each department spells it",
    blocking=(*NARROW, *WIDE),
    features=FEATURES,
    accept=7.0,
    review=-6.0,
    margin=5.0,
    holder="employer",
)
