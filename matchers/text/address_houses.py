"""The house of an address, behind its street: door, site, building, room (`houses`)."""

import polars as pl

from matchers.text.address_words import ADDRESS, word
from matchers.text.vocabulary import where

_SITE = ADDRESS.site
# 12-3号 and 197-203号 are doors; 12-3-501 is a door with what is behind it.
_AT_DOOR = r"^附?(\d{1,5}(?:-\d{1,4}号)?)"
_GATE = r"((?:[东南西北]{1,2}|正|大|后|侧)\d?门)"
# 88弄5号 is a house of a lane; 农贸市场12号 counts within the market.
_IN_A_LANE = r"^弄(\d{1,4})号"
_ALONE = r"^\p{Han}+([A-Z]?\d{1,5}(?:-\d{1,4})?)号(?:[^楼幢栋院门]|$)"
_BEHIND_A_DOOR = r"^(?:号院?|弄)?(?:\d{1,4}(?:-\d{1,4})?号?)?"
_NO_DOOR = r"^(?:号?[楼幢栋座院]|层|单元|期|区|米|公里|室|组|队|年|[路街巷])"
_BUILDING = r"([A-Z]?\d{1,4}|[A-Z])(?:号楼|号院|号幢|号栋|幢|栋|座)"
_UNIT = r"(\d{1,2})(?:单元|门|梯)"
_ROOM = r"(\d{2,5}|[A-Z]\d{2,4})(?:号)?(?:室|房|户|门面|铺)"
_ASIDE = (
    r"^(?:[东南西北]{1,3}(?:侧|边|面|方向|行|角|端)?约?\d+(?:米|公里|M)处?(?:路[东南西北])?|[东南西北]{1,2}(?:侧|边|角|端)|"
    + rf"{word(_SITE.near)}|内|里面|院内)+"
)
_SITE_NAME = r"^([^\d]*?)(?:第?[A-Z]{0,2}\d|[A-Z]{1,2}(?:栋|座|区|幢|段|楼)|$)"
_PART = r"([A-Z]{1,2}\d?|\d{1,2}|[东南西北中]{1,2})(?:区|期|座|组团|段)"


def houses(frame: pl.DataFrame) -> pl.DataFrame:
    """`door`, `site`, `part`, `building`, `room`, `gate`; what tells a place by another near it (南侧100米) falls."""
    text = pl.col("text")
    on_street = (pl.col("road") != "") | (pl.col("village") != "") | pl.col("group").is_not_null()
    frame = frame.with_columns(door=pl.when(on_street).then(text.str.extract(_AT_DOOR).str.strip_suffix("号")))
    frame = frame.with_columns(tail=text.str.strip_prefix(pl.coalesce("door", pl.lit(""))))
    frame = frame.with_columns(is_door=on_street & ~pl.col("tail").str.contains(_NO_DOOR))
    frame = frame.with_columns(
        door=pl.when("is_door").then("door"), tail=pl.when("is_door").then("tail").otherwise("text")
    )
    inside = ("site", "part", "building", "room")
    frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in inside)
    is_more = pl.col("tail").str.len_chars() > 1
    return where(frame, is_more, [*inside, "gate"], _inside)


def _inside(frame: pl.DataFrame) -> pl.DataFrame:
    """What lies behind the number in the street."""
    text, tail = pl.col("text"), pl.col("tail")
    frame = frame.with_columns(tail.str.replace(_BEHIND_A_DOOR, "").str.replace(_ASIDE, ""), lane=tail)
    building = pl.coalesce(
        text.str.extract(_BUILDING), pl.col("lane").str.extract(_IN_A_LANE), tail.str.extract(_ALONE)
    )
    frame = frame.with_columns(building=building)
    room = pl.concat_str("building", text.str.extract(_UNIT), text.str.extract(_ROOM), separator="-", ignore_nulls=True)
    return frame.with_columns(
        room=room,
        site=tail.str.extract(_SITE_NAME),
        part=tail.str.extract(_PART),
        gate=pl.coalesce("gate", tail.str.extract(_GATE)),
    )
