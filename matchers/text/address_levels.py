"""What two taken-apart addresses have in common: levels by part (`levels`), and how near they are (`relate`)."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from matchers.text.levels import MISSING, Level

PARTS = ["normal", "county", "town", "village", "group", "road", "crossing", "door", "site", "building", "room"]


ESTATE = 3
"""So many characters of a site's name tell it from others of the town."""


class AddressLevel(Level):
    """How near two addresses are: the same town, village or road, the same door as well, the same to the room."""

    DIFFERENT = 0, "不同"
    STREET = 1, "同村或同路"
    DOOR = 2, "同一门牌"
    ROOM = 3, "同一房间"


def relate(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """How near the addresses of each pair (two outputs of `parse`, row by row) are: an `AddressLevel`, or missing."""
    pairs = pl.concat(
        [left.select(pl.col(PARTS).name.prefix("l_")), right.select(pl.col(PARTS).name.prefix("r_"))],
        how="horizontal",
    )
    missing = pl.col("l_normal").is_null() | pl.col("r_normal").is_null()
    elsewhere = _differ("county") | _differ("town")
    # an estate lies on more roads than one, and is named without any
    estate = _same("site") & (pl.col("l_site").str.len_chars() >= ESTATE) & ~elsewhere
    apart = elsewhere | (
        (_differ("village") | _differ("road")) & ~_same("village") & ~_same("road") & ~_crossing() & ~estate
    )
    street = (_same("village") & ~_differ("road")) | _same("road")
    door = (street & _same("door") & ~_differ("group")) | (estate & _same("building"))
    # an address without number (a shop in a village) is the same house only where its every word is
    whole = _same("normal") & (_same("door") | _same("room"))
    return pairs.select(
        pl.when(missing)
        .then(MISSING)
        .when(apart)
        .then(AddressLevel.DIFFERENT)
        .when(whole | (door & _same("room")))
        .then(AddressLevel.ROOM)
        .when(door)
        .then(AddressLevel.DOOR)
        .when(street | estate | _crossing() | _same("town") | _same("normal"))
        .then(AddressLevel.STREET)
        .otherwise(AddressLevel.DIFFERENT)
        .cast(pl.Int8)
        .alias("address")
    ).to_series()


def _crossing() -> pl.Expr:
    """人民路与香港路交叉口 lies on both roads."""
    crossed = (pl.col("l_road") == pl.col("r_crossing")) | (pl.col("l_crossing") == pl.col("r_road"))
    return crossed.fill_null(value=False)


def _same(part: str) -> pl.Expr:
    return (pl.col(f"l_{part}") == pl.col(f"r_{part}")).fill_null(value=False)


def _differ(part: str) -> pl.Expr:
    return (pl.col(f"l_{part}") != pl.col(f"r_{part}")).fill_null(value=False)


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


class Building(Level):
    """How buildings, gates or parts of an estate stand to each other; `ONE_SIDED`: one address is the wider."""

    DIFFERENT = 0, "不同"
    ONE_SIDED = 1, "一方未写"
    NEITHER = 2, "都未写"
    SAME = 3, "相同"


class Share(Level):
    """How much of the words of one address (by their rarity) the other has too."""

    NONE = 0, "没有"
    LITTLE = 1, "少量"
    HALF = 2, "一半"
    MOST = 3, "大部分"
    NEARLY = 4, "几乎全部"
    ALL = 5, "全部"


STEPS = (0.15, 0.4, 0.65, 0.85, 0.999)
"""From which share on the next level of `Share` begins."""
FEATURES: dict[str, type[Level]] = {
    "county": Part, "town": Part, "street": Street, "door": Part, "site": Share, "site_back": Share,
    "words": Share, "words_back": Share, "building": Building, "part": Building, "gate": Building, "numbers": Part,
}  # fmt: skip


@dataclass(frozen=True)
class Rarity:
    """How much a character pair or number tells, in bits: log2 of one in how many addresses has it."""

    bits: pl.DataFrame
    """token, bits."""
    most: float
    """Of what no address has."""

    @classmethod
    def of(cls, normal: pl.Series) -> "Rarity":
        """Counted in a column of addresses (`normal` of `parse`)."""
        distinct = normal.drop_nulls().unique()
        tokens = _tokens(distinct.rename("text").to_frame().with_row_index("at"), "text").unique()
        count = max(len(distinct), 2)
        counted = tokens.group_by("token").agg((np.log2(count) - pl.len().log(2)).clip(0.5).alias("bits"))
        return cls(counted, float(np.log2(count)))


def _tokens(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """`at` and `token`: every two neighbouring Chinese characters, and every number or Latin word as it stands."""
    text = pl.col(column)
    # 路 and 与 join what is told; two characters that stand astride say nothing
    runs = frame.select("at", text.str.extract_all(r"\p{Han}+").alias("run")).explode("run").drop_nulls()
    size = pl.col("run").str.len_chars().cast(pl.Int64)
    runs = runs.with_columns(pl.int_ranges(0, pl.max_horizontal(size - 1, 1)).alias("place")).explode("place")
    pairs = runs.select("at", pl.col("run").str.slice(pl.col("place"), 2).alias("token"))
    words = frame.select("at", text.str.extract_all(r"[A-Z]+|\d+").alias("token")).explode("token").drop_nulls()
    return pl.concat([pairs, words])


def _shares(pairs: pl.DataFrame, mine: str, others: str, rarity: Rarity) -> np.ndarray:
    """Of each pair (`at`), the share of the bits of `mine` that are in `others` too; nan where `mine` is empty."""
    own, other = _tokens(pairs, mine).unique(), _tokens(pairs, others).unique()
    own = own.join(rarity.bits, on="token", how="left").with_columns(pl.col("bits").fill_null(rarity.most))
    found = own.join(other.with_columns(found=pl.lit(1.0)), on=["at", "token"], how="left")
    bits = pl.col("bits")
    summed = found.group_by("at").agg(((bits * pl.col("found").fill_null(0)).sum() / bits.sum()).alias("share"))
    joined = pairs.select("at").join(summed, on="at", how="left", maintain_order="left")
    return joined["share"].fill_null(float("nan")).to_numpy()


def _stepped(share: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(share), MISSING, np.searchsorted(STEPS, share, side="right"))


def _part(part: str) -> pl.Expr:
    return pl.when(_same(part)).then(Part.SAME).when(_differ(part)).then(Part.DIFFERENT).otherwise(Part.UNSAID)


def _building(part: str) -> pl.Expr:
    neither = pl.col(f"l_{part}").is_null() & pl.col(f"r_{part}").is_null()
    return (
        pl.when(_same(part))
        .then(Building.SAME)
        .when(_differ(part))
        .then(Building.DIFFERENT)
        .when(neither)
        .then(Building.NEITHER)
        .otherwise(Building.ONE_SIDED)
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


def levels(left: pl.DataFrame, right: pl.DataFrame, rarity: Rarity) -> pl.DataFrame:
    """The levels of `FEATURES` of each pair of addresses (two outputs of `parse`, row by row)."""
    pairs = pl.concat(
        [left.select(pl.all().name.prefix("l_")), right.select(pl.all().name.prefix("r_"))], how="horizontal"
    ).with_row_index("at")
    for side in "lr":
        site = pl.concat_str(f"{side}_zone", f"{side}_village", f"{side}_site", ignore_nulls=True)
        pairs = pairs.with_columns(pl.when(site != "").then(site).alias(f"{side}_named"))
    numbers = [pl.col(f"{side}_normal").str.extract_all(r"\d+") for side in "lr"]
    common = numbers[0].list.set_intersection(numbers[1]).list.len()
    most = pl.min_horizontal(each.list.n_unique() for each in numbers)
    street = _street()
    coded = pairs.select(
        county=_part("county"),
        town=_part("town"),
        street=street,
        door=pl.when(street == Street.SAME).then(_part("door")).otherwise(Part.UNSAID),
        building=_building("building"),
        part=_building("part"),
        gate=_building("gate"),
        numbers=pl.when((most == 0).fill_null(value=True))
        .then(Part.UNSAID)
        .when(common == most)
        .then(Part.SAME)
        .otherwise(Part.DIFFERENT),
    ).with_columns(pl.all().cast(pl.Int8))
    shares = {
        "site": _shares(pairs, "l_named", "r_normal", rarity),
        "site_back": _shares(pairs, "r_named", "l_normal", rarity),
        "words": _shares(pairs, "l_normal", "r_normal", rarity),
        "words_back": _shares(pairs, "r_normal", "l_normal", rarity),
    }
    return coded.with_columns(pl.Series(name, _stepped(each), dtype=pl.Int8) for name, each in shares.items()).select(
        list(FEATURES)
    )
