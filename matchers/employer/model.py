"""Employers: which of the records that carry no valid official number mean which employer.

Numbers come first (`sql/numbered/employer.sql`). What is left is compared by name, the person who answers for it,
address, phone, trade and dates with every employer that some number or register knows; what nobody knows is compared
with its like. An employer never holds two different valid credit codes, two entries of one register, or a record that
a person said no to.
"""

import numpy as np
import polars as pl

from matchers.engine.blocking import BlockingRule, Nearest
from matchers.engine.comparison import Feature, Levels, Pairs, Side, agree, feature
from matchers.engine.model import Matcher
from matchers.text import addresses
from matchers.text import employer_names as names
from matchers.text.addresses import AddressLevel
from matchers.text.employer_names import Likeness
from matchers.text.levels import MISSING, Agreement, Level

SLOTS = ("business", "taxpayer", "hrss", "hsa", "fund_deposit")
"""Registers in which an employer usually stands once."""


def _name_relation(left: Side, right: Side) -> pl.DataFrame:
    """What two names have in common; the same two names, on whatever records, are asked once."""
    both = left["name_code"].to_numpy().astype(np.int64) << 32 | right["name_code"].to_numpy().astype(np.int64)
    _, first, place = np.unique(both, return_index=True, return_inverse=True)
    return names.relate(*(side[first].select(*names.COLUMNS) for side in (left, right)))[place]


def _address_relation(left: Side, right: Side) -> np.ndarray:
    sides = [side.select(pl.col("^at_.*$").name.map(lambda name: name.removeprefix("at_"))) for side in (left, right)]
    return addresses.relate(*sides).to_numpy()


class Name(Level):
    """How far two names mean one employer; `MAIN`: all but the legal form."""

    DIFFERENT = 0, "不同"
    NEAR = 1, "差一字"
    SLIP = 2, "像是笔误"
    SHORT = 3, "简称"
    MAIN = 4, "主要部分相同"
    EXACT = 5, "相同"


class Place(Level):
    """How the places in two names stand to each other."""

    CONFLICT = 0, "冲突"
    ONE_SIDED = 1, "一方未写"
    SAME = 2, "相同"


class Form(Level):
    """How the legal forms in two names stand to each other."""

    DIFFERENT = 0, "不同"
    NEAR = 1, "相容"
    SAME = 2, "相同"


class Industry(Level):
    """How far two industries are one (GB/T 4754)."""

    DIFFERENT = 0, "不同"
    DIVISION = 1, "同一大类"
    SAME = 2, "相同"


class Opened(Level):
    """How far two days lie apart."""

    BEFORE = 0, "早于成立"
    FAR = 1, "相隔较久"
    TWO_MONTHS = 2, "两个月内"
    SAME_DAY = 3, "同日"


class AreaLevel(Level):
    """How far two areas are one (GB/T 2260)."""

    DIFFERENT = 0, "不同"
    COUNTY = 1, "同县"
    TOWN = 2, "同乡镇"


class Vacancy(Level):
    """Whether the employer already stands in the register that the record comes from."""

    TAKEN = 0, "已有登记"
    FREE = 1, "尚无登记"


class Staff(Level):
    """How many people two records have in common; `MOST`: half of them, and more than one."""

    NONE = 0, "没有共同的"
    SOME = 1, "有共同的"
    HALF = 2, "一半以上共同"
    MOST = 3, "一半以上共同，不止一人"


TWO_MONTHS = 62
"""In days."""
FEW = 2
"""That so few people are not on the other record is no evidence: they may have come or gone since."""


@feature("单位名称", *Name.labels(), frequency="core")
def name(pairs: Pairs) -> Levels:
    """How far two names mean one employer by their distinguishing words: place, brand, trade, form, branch."""
    both = pairs.once(_name_relation)
    part = {column: both[column].to_numpy() for column in ("core", "slips", "place", "branch", "ordinal", "form")}
    relation = both["relation"].to_numpy()
    # One character off in the brand is mostly another firm, but now and then a slip: worth a question, no more.
    known = (part["core"] == Likeness.DIFFERENT) & (both["brand"].to_numpy() == Likeness.SAME)
    known &= both["trade"].to_numpy() == Likeness.DIFFERENT
    near = (part["slips"] == 1) & ~known & (part["place"] != Place.CONFLICT)
    near &= (part["branch"] != Agreement.DIFFERENT) & (part["ordinal"] != Agreement.DIFFERENT)
    of_core = [Name.DIFFERENT, Name.DIFFERENT, Name.SLIP, Name.SHORT, Name.MAIN]
    level = np.array(of_core)[part["core"] + 1]
    # 有限公司 that became 股份有限公司 is one firm as a rule, but both may stand in the register side by side.
    level = np.where(relation == "same", np.where(part["form"] == Form.NEAR, Name.MAIN, Name.EXACT), level)
    level = np.where(relation == "different", Name.DIFFERENT, level)
    level = np.where((level == Name.DIFFERENT) & near, Name.NEAR, level)
    return np.where(part["core"] == MISSING, MISSING, level)


@feature("地名", *Place.labels())
def place(pairs: Pairs) -> Levels:
    """Whether the places in the two names agree."""
    return pairs.once(_name_relation)["place"].to_numpy()


@feature("组织形式", *Form.labels())
def form(pairs: Pairs) -> Levels:
    """Whether the legal forms in the two names agree."""
    return pairs.once(_name_relation)["form"].to_numpy()


@feature("法定代表人", *Agreement.labels(), frequency="legal_person_name")
def legal_person(pairs: Pairs) -> Levels:
    """Whether the same person answers for both, by name; a common name weighs less. 赵辉(能达部) names its owner."""
    named = [agree(pairs, "owner", "legal_person_name"), agree(pairs, "legal_person_name", "owner")]
    is_owner = np.maximum(*named) == Agreement.SAME
    return np.where(is_owner, Agreement.SAME, agree(pairs, "legal_person_name"))


@feature("法定代表人证件号", *Agreement.labels())
def legal_person_id(pairs: Pairs) -> Levels:
    """Whether the same person answers for both, by ID number."""
    return agree(pairs, "legal_person_id")


@feature("地址", *AddressLevel.labels(), frequency="at_normal")
def address(pairs: Pairs) -> Levels:
    """How near the two addresses are; one that hundreds share says less."""
    return pairs.once(_address_relation)


@feature("电话", *Agreement.labels(), frequency="phone")
def phone(pairs: Pairs) -> Levels:
    """Whether the phone numbers agree; one that hundreds share (a bookkeeper's) says less."""
    return agree(pairs, "phone")


@feature("行业", *Industry.labels())
def industry(pairs: Pairs) -> Levels:
    """Whether the industry codes agree, to the division or to the class (GB/T 4754)."""
    division = agree(pairs, "division")
    same = np.where(agree(pairs, "industry") == Agreement.SAME, Industry.SAME, Industry.DIVISION)
    return np.where(division == Agreement.SAME, same, division)


@feature("日期", *Opened.labels())
def opened(pairs: Pairs) -> Levels:
    """How far the founding of the one lies from the registration or enrolment of the other, in days."""
    days = (pairs.left["opened_on"] - pairs.right["opened_on"]).dt.total_days()
    far = days.abs().to_numpy().astype(np.float64)
    early = (pairs.left["is_unit"] & (days < 0)).fill_null(False).to_numpy()
    cases, levels = [far == 0, far <= TWO_MONTHS, early], [Opened.SAME_DAY, Opened.TWO_MONTHS, Opened.BEFORE]
    level = np.select(cases, levels, Opened.FAR)
    return np.where(np.isnan(far), MISSING, level)


@feature("所在地", *AreaLevel.labels())
def area(pairs: Pairs) -> Levels:
    """Whether the area codes agree, to the county or to the town (GB/T 2260)."""
    town, county = agree(pairs, "town_code"), agree(pairs, "county_code")
    return np.where(town == Agreement.SAME, AreaLevel.TOWN, np.where(county == 1, AreaLevel.COUNTY, county))


@feature("名册空位", *Vacancy.labels())
def vacancy(pairs: Pairs) -> Levels:
    """Whether the employer already stands in the register that the record comes from."""
    slot = pairs.left["slot_place"].to_numpy()
    taken = np.stack([pairs.right[f"in_{name}"].to_numpy() for name in SLOTS], axis=1)
    own = pairs.left["employer"].to_numpy() == pairs.right["employer"].to_numpy()
    count = taken[np.arange(len(slot)), np.maximum(slot, 0)] - own
    return np.where(slot < 0, MISSING, np.where(count <= 0, Vacancy.FREE, Vacancy.TAKEN))


@feature("人员", *Staff.labels())
def staff(pairs: Pairs) -> Levels:
    """How many of the people on the shorter of two records (members, wages, deposits, rulings) are on the other too."""
    both = pl.DataFrame({"one": pairs.left["staff"], "other": pairs.right["staff"]}).with_row_index("pair")
    both = both.drop_nulls()
    common = pl.col("one").list.set_intersection("other").list.len().cast(pl.Int32)
    fewer = pl.min_horizontal(pl.col("one", "other").list.len()).cast(pl.Int32)
    half = pl.when(common > 1).then(Staff.MOST).otherwise(Staff.HALF)
    level = pl.when(common * 2 >= fewer).then(half).when(common > 0).then(Staff.SOME).when(fewer > FEW).then(Staff.NONE)
    answer = np.full(len(pairs), MISSING, dtype=np.int8)
    answer[both["pair"].to_numpy()] = both.select(level.otherwise(MISSING)).to_series()
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

BARE = (Nearest("名称中的字", ("short",), ("called",), largest=20_000),)
"""For records that print nothing but a name: the registered names that hold its characters in their order."""

MATCHER = Matcher(
    name="employer",
    links="records of one organisation, however each department spells it",
    blocking=(*NARROW, *WIDE, *BARE),
    features=FEATURES,
    accept=7.0,
    review=-6.0,
    margin=5.0,
    holder="employer",
)
