"""What two taken-apart addresses have in common: how near they are (`relate`)."""

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
    elsewhere = differ("county") | differ("town")
    # an estate lies on more roads than one, and is named without any
    estate = same("site") & (pl.col("l_site").str.len_chars() >= ESTATE) & ~elsewhere
    apart = elsewhere | (
        (differ("village") | differ("road")) & ~same("village") & ~same("road") & ~_crossing() & ~estate
    )
    street = (same("village") & ~differ("road")) | same("road")
    door = (street & same("door") & ~differ("group")) | (estate & same("building"))
    # an address without number (a shop in a village) is the same house only where its every word is
    whole = same("normal") & (same("door") | same("room"))
    return pairs.select(
        pl.when(missing)
        .then(MISSING)
        .when(apart)
        .then(AddressLevel.DIFFERENT)
        .when(whole | (door & same("room")))
        .then(AddressLevel.ROOM)
        .when(door)
        .then(AddressLevel.DOOR)
        .when(street | estate | _crossing() | same("town") | same("normal"))
        .then(AddressLevel.STREET)
        .otherwise(AddressLevel.DIFFERENT)
        .cast(pl.Int8)
        .alias("address")
    ).to_series()


def _crossing() -> pl.Expr:
    """人民路与香港路交叉口 lies on both roads."""
    crossed = (pl.col("l_road") == pl.col("r_crossing")) | (pl.col("l_crossing") == pl.col("r_road"))
    return crossed.fill_null(value=False)


def same(part: str) -> pl.Expr:
    """Both tell the part (`l_part`, `r_part`), and alike."""
    return (pl.col(f"l_{part}") == pl.col(f"r_{part}")).fill_null(value=False)


def differ(part: str) -> pl.Expr:
    """Both tell the part, and otherwise."""
    return (pl.col(f"l_{part}") != pl.col(f"r_{part}")).fill_null(value=False)
