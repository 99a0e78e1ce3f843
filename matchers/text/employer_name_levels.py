"""What two taken-apart employer names have in common: levels by part, and whether that is enough (`relate`)."""

from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
from rapidfuzz.distance import OSA, LCSseq, Prefix
from rapidfuzz.process import cpdist

from matchers.text.characters import mistakable
from matchers.text.families import EXACT, LICENSED, since
from matchers.text.levels import MISSING, Level
from matchers.text.vocabulary import KINDS, WORDS


class Likeness(Level):
    """How far two brands, trades or cores are one: a slip of the hand, a short form, the same."""

    DIFFERENT = 0, "不同"
    ALIKE = 1, "像是笔误"
    SHORTENED = 2, "简称"
    SAME = 3, "相同"


def misspelt(left: pl.DataFrame, right: pl.DataFrame) -> np.ndarray:
    """Of pairs of parsed names: whether the left one is the right one with one character mistaken for another, and
    can hardly be another firm's own name.

    Either the brand is whole and no trade is left of the trade (液压杌械 for 液压机械), or two characters of a longer
    brand still agree (金沙胡 for 金沙湖). Half of a brand of two is another brand, and one trade another trade.
    """
    pairs = pl.DataFrame({f"l_{part}": left[part] for part in ("core", "brand")})
    pairs = pairs.with_columns(pl.Series(f"r_{part}", right[part]) for part in ("core", "brand", "trade"))
    start = _distance(pairs["l_core"], pairs["r_core"], Prefix.similarity)
    l_core, r_core, at = pl.col("l_core"), pl.col("r_core"), pl.col("start")
    brand, size = pl.col("r_brand").str.len_chars().cast(pl.Int32), pl.col("l_brand").str.len_chars().cast(pl.Int32)
    one_off = (l_core.str.len_chars() == r_core.str.len_chars()) & (l_core != r_core)
    one_off &= l_core.str.slice(at + 1) == r_core.str.slice(at + 1)
    in_trade = (at >= brand) & (size > brand) & pl.col("r_trade").is_not_null()
    in_long_brand = (at < brand) & (size == brand) & (brand >= 3)
    characters = l_core.str.slice(at, 1), r_core.str.slice(at, 1)
    found = one_off & (in_trade | in_long_brand) & mistakable(*characters)
    answer: np.ndarray = pairs.with_columns(start=start).select(found.fill_null(value=False)).to_series().to_numpy()
    return answer


def standing_in(left: pl.DataFrame, right: pl.DataFrame) -> np.ndarray:
    """Of pairs of parsed names: whether the left one stands in the right one, every character in its order and the
    first two at the beginning, without its place (三利谱 in 深圳三利谱光电) or with it (宁波联合 in 宁波联合集团)."""
    found = np.zeros(len(left), dtype=bool)
    sizes = {part: left[part].str.len_chars().fill_null(0).cast(pl.Int32).to_numpy() for part in ("core", "plain")}
    for part, size in sizes.items():
        whole = _distance(left[part], right[part], LCSseq.similarity).to_numpy() == size
        start = _distance(left[part], right[part], Prefix.similarity).to_numpy() - (size - sizes["core"])
        found |= whole & (start >= 2)
    return found


def _distance(left: pl.Series, right: pl.Series, scorer: Any) -> pl.Series:
    return _measure(left.fill_null("").to_list(), right.fill_null("").to_list(), scorer)


def _measure(left: list[str], right: list[str], scorer: Any) -> pl.Series:
    return pl.Series(cpdist(left, right, scorer=scorer, dtype=np.int32))


_READ = [
    *("normal", "province", "city", "county", "town", "brand", "trade", "core", "form", "branch", "ordinal"),
    *("owner", "plain", "in_province", "in_city", "family", "one", "reformed"),
]


def relate(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """What the names of each pair (two outputs of `parse`, row by row) have in common, and whether that is enough.

    `place`: -1 neither names a place, 0 conflict, 1 one says less, 2 the same.
    `brand`, `trade`, `core`: a `Likeness`, -1 missing.
    `form`: -1 missing, 0 conflict (a company, a shop, a works), 1 near (有限公司, 股份有限公司), 2 same.
    `branch`: -1 both head offices, or one says less; 0 a branch and its head office, or two branches; 1 same branch.
    `ordinal`: -1 none, 0 conflict, 1 same.
    `slips`: by how many slips of the hand the cores differ, whatever the characters; -1 missing, 3 for more than two.
    `relation` is 'same', 'different' or 'unsure'; `reason` says why, in Chinese for a county clerk.
    """
    sides = [side.select(pl.col(_READ).name.prefix(prefix)) for side, prefix in ((left, "l_"), (right, "r_"))]
    pairs = pl.concat(sides, how="horizontal").with_columns(*_county_read("l", "r"), *_county_read("r", "l"))
    pairs = pairs.with_columns(
        pl.col(f"{side}_form").replace_strict(KINDS, default=None, return_dtype=pl.String).alias(f"{side}_kind")
        for side in "lr"
    )
    (core, slips), (brand, _), (trade, _) = (_words(pairs, part) for part in ("core", "brand", "trade"))
    pairs = pairs.with_columns(_place().alias("place"), pl.Series("core", core), pl.Series("slips", slips))
    pairs = pairs.with_columns(pl.Series("brand", brand), pl.Series("trade", trade))
    pairs = pairs.with_columns(form=_form(), branch=_branch(), ordinal=_ordinal())
    pairs = pairs.with_columns(_verdict())
    levels = [pl.col(name).cast(pl.Int8) for name in _LEVELLED]
    verdict = pl.col("verdict").str.splitn("：", 2).struct
    return pairs.select(*levels, relation=verdict.field("field_0"), reason=verdict.field("field_1"))


def _county_read(one: str, other: str) -> list[pl.Expr]:
    """The parts of a name that begins with a county that may be a brand (建湖宏鼎), where the other one has it for a
    county (建湖县宏鼎): as the other one reads it."""
    county, brand, core = pl.col(f"{other}_county"), pl.col(f"{one}_brand"), pl.col(f"{one}_core")
    rest = brand.str.slice(county.str.len_chars())
    is_county = pl.col(f"{one}_county").is_null() & brand.str.starts_with(county) & (rest.str.len_chars() >= 2)
    read = {part: pl.col(f"{other}_{part}") for part in ("county", "in_city", "in_province")}
    read |= {"brand": rest, "core": core.str.slice(county.str.len_chars())}
    return [
        pl.when(is_county.fill_null(value=False)).then(parts).otherwise(f"{one}_{name}").alias(f"{one}_{name}")
        for name, parts in read.items()
    ]


_LEVELLED = ("place", "brand", "trade", "core", "form", "branch", "ordinal", "slips")


def _both(part: str) -> pl.Expr:
    return pl.col(f"l_{part}").is_not_null() & pl.col(f"r_{part}").is_not_null()


def _equal(part: str) -> pl.Expr:
    return pl.col(f"l_{part}").eq_missing(pl.col(f"r_{part}"))


def _differ(part: str) -> pl.Expr:
    return (pl.col(f"l_{part}") != pl.col(f"r_{part}")).fill_null(value=False)


def _one(part: str) -> pl.Expr:
    """Exactly one of the two says it."""
    return pl.col(f"l_{part}").is_null() != pl.col(f"r_{part}").is_null()


def _neither(part: str) -> pl.Expr:
    return pl.col(f"l_{part}").is_null() & pl.col(f"r_{part}").is_null()


_LEVELS = ("town", "county", "city", "province")


def _nowhere(side: str) -> pl.Expr:
    return pl.all_horizontal(pl.col(f"{side}_{level}").is_null() for level in _LEVELS)


def _place() -> pl.Expr:
    conflict = _differ("in_province") | _differ("in_city") | _differ("county") | _differ("town")
    same, finer = pl.lit(value=False), pl.lit(value=True)
    for level in _LEVELS:  # the finest place that either names is the same
        same |= finer & _both(level) & _equal(level)
        finer &= _neither(level)
    return pl.when(conflict).then(0).when(same).then(2).when(_nowhere("l") & _nowhere("r")).then(-1).otherwise(1)


def _words(pairs: pl.DataFrame, part: str) -> tuple[np.ndarray, np.ndarray]:
    """The level of `brand`, `trade` or `core`: pairs that differ are measured, those that may be near more closely.
    Beside it, how many slips of the hand lie between them."""
    columns = [f"{side}_{name}" for side in "lr" for name in ("core", "brand", "trade")]
    frame = pairs.select(columns).with_row_index("row")
    left, right = f"l_{part}", f"r_{part}"
    sizes = [pl.col(name).str.len_chars().cast(pl.Int32) for name in (left, right)]
    differ = frame.filter(_both(part) & _differ(part)).with_columns(l_size=sizes[0], r_size=sizes[1])
    texts = differ[left].to_list(), differ[right].to_list()
    differ = differ.with_columns(close=_measure(*texts, OSA.distance), common=_measure(*texts, LCSseq.similarity))
    shorter = pl.min_horizontal("l_size", "r_size")
    turned = (pl.col("l_size") == pl.col("r_size")) & (pl.col("common") * 2 >= shorter)
    turned &= pl.concat_str(left, left).str.contains(pl.col(right), literal=True)
    differ = differ.with_columns(turned=turned)
    near_trade = pl.concat_str("l_trade", "r_trade", separator="|").is_in(_near_trades().implode()) & _equal("brand")
    near = differ.filter(
        (pl.col("close") <= 2) | (pl.col("common") == shorter) | "turned" | near_trade.fill_null(value=False)
    )
    near = near.with_columns(
        start=_distance(near[left], near[right], Prefix.similarity),
        l_brand_common=_distance(near["l_brand"], near["r_core"], LCSseq.similarity),
        r_brand_common=_distance(near["r_brand"], near["l_core"], LCSseq.similarity),
        near_trade=near_trade.fill_null(value=False),
    )
    levels = np.full(len(frame), -1, dtype=np.int8)
    levels[frame.select(_both(part) & _equal(part)).to_series().to_numpy()] = Likeness.SAME
    levels[differ["row"].to_numpy()] = Likeness.DIFFERENT
    levels[near["row"].to_numpy()] = near.select(_alike(left, right, part)).to_series().to_numpy()
    slips = np.where(levels == Likeness.SAME, 0, levels).astype(np.int8)
    slips[differ["row"].to_numpy()] = np.minimum(differ["close"].to_numpy(), 3)
    return levels, slips


def _alike(left: str, right: str, part: str) -> pl.Expr:
    start, l_size, r_size = pl.col("start"), pl.col("l_size"), pl.col("r_size")
    l_first, r_first = pl.col(left).str.slice(start, 1), pl.col(right).str.slice(start, 1)
    alike = mistakable(l_first, r_first)
    swapped = (l_first == pl.col(right).str.slice(start + 1, 1)) & (r_first == pl.col(left).str.slice(start + 1, 1))

    brands = [pl.col(f"{side}_brand").str.len_chars().fill_null(0).cast(pl.Int32) for side in "lr"]
    shorter = pl.min_horizontal(l_size, r_size)
    is_part = (pl.col("common") == shorter) & (l_size != r_size) & (shorter >= 2)
    keeps_brand = (
        pl.when(l_size > r_size)
        .then(pl.col("l_brand_common") == brands[0])
        .otherwise(pl.col("r_brand_common") == brands[1])
    )
    known = _equal("brand") & _both("trade")  # both rests are words that we know: another trade, not a slip
    if part == "trade":
        known = pl.lit(value=True)
    elif part == "brand":
        known = pl.lit(value=False)
    in_brand = start < pl.min_horizontal(brands) if part != "trade" else pl.lit(value=False)
    is_long = pl.max_horizontal(brands) >= 4
    one_off = (pl.col("close") == 1) & (l_size == r_size)
    number = pl.concat_str(l_first, r_first).str.contains("[0-9A-Z]")
    if part == "brand":
        keeps_brand = pl.lit(value=True)
    return (
        pl.when(is_part & keeps_brand.fill_null(value=True))
        .then(Likeness.SHORTENED)
        .when(is_part)
        .then(Likeness.ALIKE)
        .when((one_off & swapped) | pl.col("turned") | pl.col("near_trade"))
        .then(Likeness.ALIKE)
        .when((pl.col("close") <= 2) & number)
        .then(Likeness.DIFFERENT)
        .when(one_off & in_brand)
        .then((alike | is_long).cast(pl.Int32))
        .when(one_off)
        .then((~known).cast(pl.Int32))
        .when((pl.col("close") == 2) & (shorter >= 6) & ~known & alike)
        .then(Likeness.ALIKE)
        .otherwise(Likeness.DIFFERENT)
    )


@lru_cache
def _near_trades() -> pl.Series:
    groups = [group.split("/") for group in WORDS.alike.trades.split()]
    return pl.Series(sorted({f"{a}|{b}" for group in groups for a in group for b in group if a != b}))


_FIRM = ("有限公司", "股份有限公司", "集团有限公司", "集团股份有限公司")
_STOCK = ("股份有限公司", "集团股份有限公司")
_OWN_STANDING = (*WORDS.forms.trader, "合作社", "经济合作社", "家庭农场", "事务所", "合伙企业", "个人独资企业")


def _form() -> pl.Expr:
    l_kind, r_kind = pl.col("l_kind"), pl.col("r_kind")
    limited = [pl.col(f"{side}_form").is_in((*_FIRM, "公司")) for side in "lr"]  # a works or a partnership is none
    near = (l_kind == r_kind) & (l_kind != "other") & (limited[0] == limited[1])
    # 天衡集团 leaves 有限公司 out
    group = [
        (pl.col(f"{one}_form") == "集团") & pl.col(f"{other}_form").str.starts_with("集团")
        for one, other in ("lr", "rl")
    ]
    near |= group[0] | group[1]
    return pl.when(~_both("form")).then(-1).when(_equal("form")).then(2).when(near).then(1).otherwise(0)


def _branch() -> pl.Expr:
    # 江苏银行阜宁支行 is the bank in 阜宁; 阜宁宏达公司阜宁三灶分公司 is no 阜宁宏达公司
    within = [
        pl.col(f"{one}_branch").str.contains(pl.col(f"{other}_{level}"), literal=True).fill_null(value=False)
        & pl.col(f"{one}_{level}").ne_missing(pl.col(f"{other}_{level}"))
        for one, other in ("lr", "rl")
        for level in ("county", "town")
    ]
    marks = r"第?\d+|分公司|支公司|子公司|分行|支行|分理处|分[店部厂院校社园所会站]|分中心|营业[部厅所]"
    marks += r"|[服经]\p{Han}部|门市部?|店"
    l_spot, r_spot = (pl.col(f"{side}_branch").str.replace_all(marks, "") for side in "lr")
    apart = (l_spot != "") & (r_spot != "") & ~l_spot.str.contains(r_spot, literal=True)
    apart &= ~r_spot.str.contains(l_spot, literal=True)
    other_mark = pl.col("l_branch").str.slice(-2) != pl.col("r_branch").str.slice(-2)
    # 阜宁城南支行 is a branch beside 阜宁支行; 江苏阜宁支行 is none
    exact = _equal("family") & pl.col("l_family").is_in([name for name in EXACT if name != "broker"])
    apart |= exact & (l_spot != r_spot) & (l_spot.str.starts_with(r_spot) | r_spot.str.starts_with(l_spot))
    other_mark &= ~(pl.col("l_branch").str.ends_with("店") & pl.col("r_branch").str.ends_with("店"))
    return (
        pl.when(_neither("branch"))
        .then(-1)
        .when(_one("branch"))
        .then(pl.when(pl.any_horizontal(within)).then(-1).otherwise(0))
        .when(_equal("branch"))
        .then(1)
        .when(apart | other_mark | (_both("ordinal") & _differ("ordinal")))
        .then(0)
        .otherwise(-1)
    )


def _ordinal() -> pl.Expr:
    first = pl.coalesce("l_ordinal", "r_ordinal") == "1"  # who has no second calls nobody the first
    return (
        pl.when(_neither("ordinal"))
        .then(-1)
        .when(_one("ordinal"))
        .then(pl.when(first | _both("branch")).then(-1).otherwise(0))
        .otherwise(_equal("ordinal").cast(pl.Int32))
    )


def _of_families() -> dict[str, pl.Expr]:
    """What holds of two names of one family (`families.py`)."""
    place, same_core = pl.col("place"), pl.col("core") == Likeness.SAME
    no_brand = pl.col("l_brand").is_null()
    one_family = _both("family") & _equal("family")
    exact = one_family & pl.col("l_family").is_in(EXACT)
    office = one_family & (pl.col("l_family") == "office") & no_brand
    named = pl.col("l_family").is_in(LICENSED) | _both("branch")
    # who leaves the place out says it with the branch
    seated = ~no_brand | (place == 2) | ((place == -1) & _both("branch"))
    return {
        "one": _both("one") & _equal("one") & _equal("reformed") & ~(no_brand & (place == 1)),
        "exact": exact,
        # the county's office and the city's
        "other_rank": office & same_core & (place == 1) & ~_nowhere("l") & ~_nowhere("r"),
        "licensed": exact & same_core & _equal("branch") & _equal("ordinal") & named & seated,
    }


def _before_a_reform() -> pl.Expr:
    old = pl.coalesce("l_reformed", "r_reformed")
    day = old.replace_strict(since(), default="", return_dtype=pl.String)
    return pl.format("unsure：“{}”自{}起的机构改革中已并入别家或改名，须核对", old, day)


def _verdict() -> pl.Expr:
    """The first rule that applies, as 'relation：reason'."""
    place, core, form, branch = (pl.col(name) for name in ("place", "core", "form", "branch"))
    maybe_brand = (pl.col("l_plain") == pl.col("r_core")) | (pl.col("r_plain") == pl.col("l_core"))
    firm = [pl.col(f"{side}_form").is_in(_FIRM).fill_null(value=False) for side in "lr"]
    own = [pl.col(f"{side}_form").is_in(_OWN_STANDING).fill_null(value=False) for side in "lr"]
    restructured = pl.col("l_form").is_in(_STOCK) ^ pl.col("r_form").is_in(_STOCK)
    all_else = (place == 2) & (pl.col("brand") == Likeness.SAME) & (pl.col("trade") == Likeness.SAME)
    all_else &= firm[0] & firm[1] & _equal("ordinal")
    all_else &= (_both("county") | _both("city")) & _equal("branch") & _equal("town")
    nowhere = _nowhere("l") | _nowhere("r")
    is_company = (pl.col("l_kind") == "company") & (pl.col("r_kind") == "company")
    no_brand = pl.col("l_brand").is_null()
    family = _of_families()
    rules: list[tuple[pl.Expr, str | pl.Expr]] = [
        (~_both("normal"), "unsure：没有名称（空白、不详等），无法比较"),
        (_equal("normal"), "same：名称相同（只有空格、括号、全半角、繁简或数字写法不同）"),
        (family["one"], "same：通行的简称与全称，是同一机构"),
        (_both("family") & ~_equal("family"), "different：不是同一类单位（如村委会与村股份经济合作社），各自登记"),
        (
            (branch == 0) & _one("branch") & (core != Likeness.DIFFERENT),
            "different：一个是分支机构，另一个是总部，登记不同",
        ),
        ((branch == 0) & (core != Likeness.DIFFERENT), "different：是两个不同的分支机构"),
        (
            (pl.col("ordinal") == 0) & (core != Likeness.DIFFERENT),
            "different：编号不同（如第一、第二，或只有一方带编号）",
        ),
        ((place == 0) & maybe_brand & (core != Likeness.SAME), "unsure：名称开头的地名可能是字号，须核对"),
        ((place == 0) & (core != Likeness.DIFFERENT), "different：冠名的地区不同"),
        (family["exact"] & (core == Likeness.ALIKE), "different：同类机构，名称不同（哪怕只差一字），是两家机构"),
        ((core == Likeness.DIFFERENT) & (pl.col("brand") == Likeness.SAME), "different：字号相同，行业不同"),
        (core == Likeness.DIFFERENT, "different：字号或行业不同"),
        (family["other_rank"], "different：同名机关，级别或地区不同"),
        (core == MISSING, "unsure：去掉地名和组织形式后没有可比的字号"),
        (core == Likeness.ALIKE, "unsure：字号或行业只差一字或字序，可能是笔误，也可能是另一家"),
        (core == Likeness.SHORTENED, "unsure：一个可能是另一个的简称，须核对"),
        ((firm[0] & own[1]) | (firm[1] & own[0]), "different：组织形式不同（公司与个体、合作社等登记不同）"),
        (restructured & all_else, "same：地区、字号、行业都相同，只是有限公司改成股份有限公司"),
        (~_equal("reformed"), _before_a_reform()),
        (family["licensed"], "same：同一机构，只是没写或写法不同的组织形式"),
        (form == -1, "unsure：字号相同，但有一方没写组织形式"),
        (form < 2, "unsure：字号相同，组织形式写法不同，可能改制或是另一家"),
        (_one("branch") | (_both("branch") & (branch != 1)), "unsure：分支机构写得不全，须核对"),
        (_differ("ordinal") | _one("ordinal"), "unsure：只有一方带编号“第一”，须核对"),
        (_differ("owner"), "unsure：店名相同，业主不同，须核对"),
        (_one("owner"), "unsure：只有一方写明业主，同名的店可能不止一家"),
        (no_brand & (place != 2), "unsure：没有字号的通用名称，又缺少地区，须核对"),
        (_one("town") & ~is_company, "unsure：只有一方写明乡镇，同名的店或单位可能不止一家"),
        ((place != 1) | nowhere | (_both("county") & _equal("county")), "same：字号、行业、组织形式相同，地区不矛盾"),
    ]
    chain: Any = pl
    for condition, text in rules:
        chain = chain.when(condition).then(pl.lit(text) if isinstance(text, str) else text)
    return chain.otherwise(pl.lit("unsure：字号相同，一个冠省市名、一个冠县名，可能是两家")).alias("verdict")
