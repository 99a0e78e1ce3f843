"""What two taken-apart addresses have in common, feature by feature (`levels`): what `address_likeness.py` weighs."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import polars as pl

from matchers.text.address_levels import differ, same
from matchers.text.address_tokens import Rarity, overlap
from matchers.text.address_words import COUNTIES
from matchers.text.levels import MISSING, Level
from matchers.text.vocabulary import bare, provinces


class Part(Level):
    """How one part of two addresses stands to the other's; `UNSAID`: at least one does not tell it."""

    DIFFERENT = 0, "不同"
    UNSAID = 1, "未写"
    SAME = 2, "相同"


class Street(Level):
    """How the roads stand to each other; `ALIKE`: but for direction or number (解放路, 解放南路)."""

    DIFFERENT = 0, "不同"
    UNSAID = 1, "未写"
    ALIKE = 2, "路名相近"
    SAME = 3, "同一条路"


class Inside(Level):
    """Which of two addresses tell what lies within a place: a building, a part, a gate, a room. Not an order."""

    DIFFERENT = 0, "不同"
    LEFT = 1, "只有前者写了"
    RIGHT = 2, "只有后者写了"
    NEITHER = 3, "都未写"
    SAME = 4, "相同"


class Share(Level):
    """How much of the words of one address (by their rarity) the other has too."""

    NONE = 0, "没有"
    LITTLE = 1, "少量"
    HALF = 2, "一半"
    MOST = 3, "大部分"
    NEARLY = 4, "几乎全部"
    ALL = 5, "全部"


class Run(Level):
    """The longest row of words that both have, by its rarity: a word of two characters that one address has is 1."""

    NONE = 0, "没有"
    WORD = 1, "半个词"
    RARE = 2, "一个词"
    NAME = 3, "短名"
    LONG = 4, "长名"
    LONGER = 5, "长串"
    WHOLE = 6, "很长一串"


class Rest(Level):
    """What one address tells before the first or behind the last that the other has too, by its rarity."""

    MUCH = 0, "很多"
    NAME = 1, "一个名称"
    WORD = 2, "一个词"
    LITTLE = 3, "一点"
    NOTHING = 4, "没有"


STEPS = (0.15, 0.4, 0.65, 0.85, 0.999)
"""From which share on the next level of `Share` begins."""
RUNS = (0.05, 0.7, 1.2, 1.8, 2.5, 3.5)
"""Likewise for `Run`, in times of a word that no address has."""
RESTS = (0.05, 0.7, 1.6, 3.5)
"""Up to which rest the level of `Rest` is still one higher."""
FEATURES: dict[str, type[Level]] = {
    "region": Part, "county": Part, "town": Part, "street": Street, "door": Part, "numbers": Part,
    "site": Share, "words": Share, "run": Run,
    "ahead": Rest, "ahead_back": Rest, "behind": Rest, "behind_back": Rest,
    "building": Inside, "part": Inside, "gate": Inside, "inner": Inside, "aside": Part, "aside_back": Part,
}  # fmt: skip
ORDERED = frozenset(name for name, kind in FEATURES.items() if kind is not Inside)
"""The features whose every level is more agreement than the one below."""


def _stepped(values: pl.Series, steps: tuple[float, ...]) -> np.ndarray:
    given = values.to_numpy()
    return np.where(np.isnan(given), MISSING, np.searchsorted(steps, given, side="right"))


def _rest(values: pl.Series) -> np.ndarray:
    given = values.to_numpy()
    return np.where(np.isnan(given), MISSING, Rest.NOTHING - np.searchsorted(RESTS, given, side="right"))


def _part(part: str) -> pl.Expr:
    return pl.when(same(part)).then(Part.SAME).when(differ(part)).then(Part.DIFFERENT).otherwise(Part.UNSAID)


def _inside(part: str) -> pl.Expr:
    left, right = (pl.col(f"{side}_{part}").is_not_null() for side in "lr")
    return (
        pl.when(same(part))
        .then(Inside.SAME)
        .when(differ(part))
        .then(Inside.DIFFERENT)
        .when(left)
        .then(Inside.LEFT)
        .when(right)
        .then(Inside.RIGHT)
        .otherwise(Inside.NEITHER)
    )


def _aside(side: str, other: str) -> pl.Expr:
    """Whether what one says in brackets stands in the other: 锦绣花园(香港路)."""
    aside = pl.col(f"{side}_aside")
    is_repeated = pl.col(f"{other}_normal").str.contains(aside, literal=True) | (aside == pl.col(f"{other}_aside"))
    return (
        pl.when(aside.is_null())
        .then(Part.UNSAID)
        .when(is_repeated.fill_null(value=False))
        .then(Part.SAME)
        .otherwise(Part.DIFFERENT)
    )


_DIRECTION = r"[东南西北中一二三四五六七八九十\d]*(?:大道|大街|公路|路|街|巷|弄)$"


def _street() -> pl.Expr:
    """Any road of the one is a road of the other; a village stands for a road."""
    sides = [[f"{side}_{part}" for part in ("road", "crossing", "village")] for side in "lr"]
    same = pl.any_horizontal((pl.col(a) == pl.col(b)).fill_null(value=False) for a in sides[0] for b in sides[1])
    stems = [[pl.col(name).str.replace(_DIRECTION, "") for name in names] for names in sides]
    alike = pl.any_horizontal(
        ((a == b) & (a.str.len_chars() >= 2)).fill_null(value=False) for a in stems[0] for b in stems[1]
    )
    printed = [pl.any_horizontal(pl.col(name).is_not_null() for name in names) for names in sides]
    return (
        pl.when(same)
        .then(Street.SAME)
        .when(alike)
        .then(Street.ALIKE)
        .when(printed[0] & printed[1])
        .then(Street.DIFFERENT)
        .otherwise(Street.UNSAID)
    )


@lru_cache
def _codes() -> pl.DataFrame:
    """`place` (a province, city or county without its rank, by `kind`) and the `code`s (four digits, or two) of it."""
    rows = [("province", name, digits) for digits, (name, _) in provinces().items()]
    rows += [("city", city, code) for _, cities in provinces().values() for code, city in cities.items()]
    rows += [("county", bare(name), code) for code, line in COUNTIES.items() for name in line.split()]
    return pl.DataFrame(rows, schema=["kind", "place", "code"], orient="row").unique(maintain_order=True)


def _lies(pairs: pl.DataFrame, side: str) -> pl.DataFrame:
    """`at` and the `code`s that a side's narrowest place may have: 鼓楼 lies in five cities, 南京鼓楼 in one."""
    kinds = ("county", "city", "province")
    places = pairs.select(pl.col("at"), *(pl.col(f"{side}_{kind}").alias(kind) for kind in kinds))
    found = places.unpivot(on=kinds, index="at", variable_name="kind", value_name="place").drop_nulls()
    found = found.join(_codes(), on=["kind", "place"])
    within = found.filter(pl.col("kind") != "county").select("at", wide="code")
    own = found.filter(pl.col("kind") == "county").join(within, on="at", how="left")
    is_within = pl.col("wide").is_null() | pl.col("code").str.starts_with(pl.col("wide"))
    narrow = own.group_by("at", "code").agg(is_within.any().alias("is_within")).filter("is_within").select("at", "code")
    wide = within.join(narrow, on="at", how="anti").select("at", code="wide")
    return pl.concat([narrow, wide])


def _region(pairs: pl.DataFrame) -> pl.Series:
    """Whether the two may lie in one province and city (`Part`)."""
    both = _lies(pairs, "l").join(_lies(pairs, "r"), on="at", suffix="_r")
    code, other = pl.col("code"), pl.col("code_r")
    may = code.str.starts_with(other) | other.str.starts_with(code)
    judged = both.group_by("at").agg(may.any().alias("may"))
    level = pl.when("may").then(Part.SAME).otherwise(Part.DIFFERENT)
    return pairs.select("at").join(judged, on="at", how="left", maintain_order="left").select(
        pl.when(pl.col("may").is_null()).then(Part.UNSAID).otherwise(level).cast(pl.Int8)
    ).to_series()  # fmt: skip


_INNER = r"\d+(?:层|单元|室)|\d楼(?:[^栋幢]|$)"


def _paired(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Both sides in one row, `at`, and what is compared of them together: the names of places, flats and floors."""
    pairs = pl.concat(
        [left.select(pl.all().name.prefix("l_")), right.select(pl.all().name.prefix("r_"))], how="horizontal"
    ).with_row_index("at")
    for side in "lr":
        named = pl.concat_str(f"{side}_zone", f"{side}_village", f"{side}_site", ignore_nulls=True)
        is_inner = pl.col(f"{side}_normal").str.contains(_INNER)
        pairs = pairs.with_columns(
            pl.when(named != "").then(named).alias(f"{side}_named"),
            pl.when(is_inner).then(pl.coalesce(f"{side}_room", pl.lit(""))).alias(f"{side}_inner"),
        )
    return pairs


def levels(left: pl.DataFrame, right: pl.DataFrame, rarity: Rarity) -> pl.DataFrame:
    """The levels of `FEATURES` of each pair of addresses (two outputs of `parse`, row by row)."""
    pairs = _paired(left, right)
    numbers = [pl.col(f"{side}_normal").str.extract_all(r"\d+") for side in "lr"]
    common = numbers[0].list.set_intersection(numbers[1]).list.len()
    most = pl.min_horizontal(each.list.n_unique() for each in numbers)
    street = _street()
    coded = pairs.select(
        county=_part("county"),
        town=_part("town"),
        street=street,
        door=pl.when(street == Street.SAME).then(_part("door")).otherwise(Part.UNSAID),
        numbers=pl.when((most == 0).fill_null(value=True))
        .then(Part.UNSAID)
        .when(common == most)
        .then(Part.SAME)
        .otherwise(Part.DIFFERENT),
        building=_inside("building"),
        part=_inside("part"),
        gate=_inside("gate"),
        inner=_inside("inner"),
        aside=_aside("l", "r"),
        aside_back=_aside("r", "l"),
    ).with_columns(pl.all().cast(pl.Int8))
    return coded.with_columns(_region(pairs).alias("region"), *_in_common(pairs, rarity)).select(list(FEATURES))


def _in_common(pairs: pl.DataFrame, rarity: Rarity) -> Iterable[pl.Series]:
    there, back = overlap(pairs, "l_normal", "r_normal", rarity), overlap(pairs, "r_normal", "l_normal", rarity)
    run = pl.DataFrame([there["run"], back["run"].rename("back")]).select(run=pl.min_horizontal("run", "back"))["run"]
    found = {
        "site": _stepped(overlap(pairs, "l_named", "r_normal", rarity)["share"], STEPS),
        "words": _stepped(there["share"], STEPS),
        "run": _stepped(run, RUNS),
    }
    found |= {name: _rest(there[name]) for name in ("ahead", "behind")}
    found |= {f"{name}_back": _rest(back[name]) for name in ("ahead", "behind")}
    return (pl.Series(name, levels, dtype=pl.Int8) for name, levels in found.items())
