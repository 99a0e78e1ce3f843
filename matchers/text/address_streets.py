"""Villages, their groups, roads and crossings of an address, behind its places (`streets`)."""

import polars as pl

from matchers.text.address_words import ADDRESS, word
from matchers.text.vocabulary import any_of, where

_PLACE, _STREET, _SITE, _NUMBER = ADDRESS.place, ADDRESS.street, ADDRESS.site, ADDRESS.number
_ROADS = word(_STREET.roads)
_VILLAGE_RANK = rf"(?:{word(_PLACE.villages)})$"
_VILLAGE = rf"^\p{{Han}}{{1,9}}?{word(_PLACE.villages)}"
# Behind a road only a community is told: 香港路兴阜社区.
_COMMUNITY = r"^\p{Han}{1,6}?(?:社区居民委员会|社区居委会|居民委员会|居委会|村委会|社区|村)"
# 顾家路村 is a village, 香港路李庄村 a road first
_NO_VILLAGE = rf"[路街巷](?:[^村社]|$)|大道|{word(_PLACE.no_villages)}$"
# 新村路 is a road, 孔村一区 an estate; 张庄村路口 lies in the village
_NOT_BEHIND = r"^(?:路(?:[^口]|$)|[街巷镇乡委]|大道|新区|小区|新苑|[东南西北]苑)"
_STEM = r"(?:\p{Han}{1,13}?(?:\d{1,3}号?)?|[A-Z]{1,12}\p{Han}{0,6}?\d{0,3}|\d{1,3}号?)"
_SECTION = r"^(?:[东南西北中]?[一二三四五六七八九十\d]{0,2}段|[东南西北中]段)"
_ROAD = rf"^{_STEM}{_ROADS}"
_GROUP = rf"第?(\d{{1,3}}){word(_NUMBER.groups)}"
LONG = 5
"""A road of so many characters may have another name before it; a village of one less."""
# What ends so is a house, a road or a place beside one, and no town or village.
_NO_NAME = rf"(?:{word(_SITE.ends)}|{word(_SITE.near)}|[路街巷区弄号])$"
_IN_NO_NAME = r"[省市县局厂司店]|广场|物流"
# 王家墩12号 behind a town is a hamlet; 王墩3组 is one anywhere.
_BARE_BY_GROUP = rf"^(\p{{Han}}{{2,4}}){_GROUP}"
_BARE_BY_DOOR = r"^(\p{Han}{2,3})\d{1,4}(?:-\d+)?(?:号(?:[^楼幢栋院座门区路街巷东西南北]|$)|$)"


def streets(frame: pl.DataFrame) -> pl.DataFrame:
    """`village`, `group`, `road` and `crossing`, and what is left of `text`."""
    text = pl.col("text")
    frame = _village(frame.with_columns(village=pl.lit("")), _VILLAGE)
    by_door = pl.when(pl.col("town") != "").then(text.str.extract(_BARE_BY_DOOR))
    bare = pl.coalesce(text.str.extract(_BARE_BY_GROUP), by_door)
    is_bare = (pl.col("village") == "") & bare.is_not_null() & ~bare.str.contains(_NO_NAME)
    frame = frame.with_columns(
        village=pl.when(is_bare).then(bare).otherwise("village"),
        text=pl.when(is_bare).then(text.str.strip_prefix(bare)).otherwise(text),
    )
    frame = frame.with_columns(group=text.str.extract(rf"^{_GROUP}"), text=text.str.replace(rf"^{_GROUP}", ""))
    frame = _road(frame.with_columns(crossing=pl.lit("")))
    frame = where(frame, pl.col("road") != "", ["crossing", "text"], _crossing)
    is_counted = pl.any_horizontal(pl.col("road", "crossing").str.contains(r"^\D*\d{1,2}[路街巷]$"))
    frame = where(frame, is_counted, ["road", "crossing"], _in_words)
    behind = (pl.col("village") == "") & pl.col("text").str.contains("[村居社]")
    return where(frame, behind, ["town", "village", "text"], lambda rows: _village(rows, _COMMUNITY))


_NUMERALS = "零一二三四五六七八九"
_IN_WORDS = {
    f"{count}{what}": ("" if tens < 2 else _NUMERALS[tens])
    + ("十" if tens else "")
    + _NUMERALS[ones][: ones > 0]
    + what
    for count in range(99, 0, -1)
    for tens, ones in (divmod(count, 10),)
    for what in "路街巷"
}


def _in_words(frame: pl.DataFrame) -> pl.DataFrame:
    """通榆4路 as 通榆四路."""
    return frame.with_columns(pl.col("road", "crossing").str.replace_many(_IN_WORDS, leftmost=True))


def _village(frame: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """新村路 is a road, not the village 新村, and 银杏新村 is a block of flats."""
    text = pl.col("text")
    # each step once: an expression that is used twice is worked out twice
    frame = frame.with_columns(rest=text.str.replace(pattern, ""))
    frame = frame.with_columns(found=text.str.strip_suffix(pl.col("rest")))
    is_village = (pl.col("village") == "") & (pl.col("found") != "")
    is_village &= ~pl.col("found").str.contains(_NO_VILLAGE) & ~pl.col("rest").str.contains(_NOT_BEHIND)
    frame = frame.with_columns(rest=pl.when(is_village).then("rest").otherwise(text))
    village = text.str.strip_suffix(pl.col("rest")).str.replace(_VILLAGE_RANK, "")
    # a township of old between the town and the village
    village = village.str.replace(r"^\p{Han}{2,3}[镇乡](\p{Han}+)$", "$1")
    frame = frame.with_columns(found=village, text=pl.col("rest"))
    is_long = (pl.col("town") == "") & (pl.col("found").str.len_chars() >= LONG - 1)
    frame = where(frame, is_long, ["found", "town", "village"], lambda rows: _place_before(rows, "found", ""))
    return frame.with_columns(village=pl.when(pl.col("found") != "").then("found").otherwise("village"))


def _place_before(frame: pl.DataFrame, column: str, suffix: str) -> pl.DataFrame:
    """A town or village without its rank in front of a name: 马坝三河路, 高家洼三河路.

    Names of roads and villages have two or three characters, direction and number apart, so that four or more are two
    names.
    """
    name = pl.col(column)
    ends = rf"[东南西北中经纬]?(?:[一二三四五六七八九十]*|\d+号?)(?:{suffix})$"
    stem = name.str.replace(ends, "") if suffix else name
    size = stem.str.len_chars().cast(pl.Int64)
    long = (size >= 4) & name.str.contains(r"^\p{Han}+")
    # a road's own name has two characters; a village's as well, or three behind a town's two
    own = 2 if suffix else pl.when(size == 5).then(3).when(size == 6).then(3).otherwise(2)
    at = pl.when(~long).then(0).otherwise(size - own)
    before = name.str.slice(0, at)
    size_before = before.str.len_chars()
    is_name = (before != "") & ~before.str.contains(_NO_NAME) & ~before.str.contains(_IN_NO_NAME)
    # behind its town 场桥浦桥 is a part of the town and the village
    is_inner = is_name & (pl.col("town") != "") & (pl.col("village") == "") & (size_before == 4)
    # towns have two characters as a rule, hamlets three
    is_town = is_name & (pl.col("town") == "") & (size_before != 3)
    is_village = is_name & ~is_town & (pl.col("village") == "")
    # 马坝高洼三河路: a town and a village
    both = is_town & (size_before >= 4) & (pl.col("village") == "")
    return frame.with_columns(
        name.str.slice(at).alias(column),
        town=pl.when(both).then(before.str.slice(0, 2)).when(is_town).then(before).otherwise("town"),
        village=pl.when(both)
        .then(before.str.slice(2))
        .when(is_inner)
        .then(before.str.slice(2))
        .when(is_village)
        .then(before)
        .otherwise("village"),
    )


_LONG_SITES = any_of(each for each in _SITE.ends.split() if len(each) > 1)
_BEFORE_A_ROAD = rf"^.*(?:{_LONG_SITES}|{word(_PLACE.zones)}|[村镇乡区])(.{{3,}})$"
_JOINS = "".join(_STREET.joins.split())
_CROSSING = rf"^[{_JOINS}]?\p{{Han}}{{1,6}}?{_ROADS}(?:{word(_STREET.crossings)})?"


def _road(frame: pl.DataFrame) -> pl.DataFrame:
    """The road, without what stands before it (国泰大厦香港路, 高家洼三河路) and without its section (香港路南段)."""
    text = pl.col("text")
    frame = frame.with_columns(rest=text.str.replace(_ROAD, ""))
    # 路桥 is no road; 江东街道 is no 江东街
    is_other = text.str.contains(rf"[路街][{_STREET.no_roads}]") & pl.col("rest").str.contains(
        rf"^[{_STREET.no_roads}]"
    )
    frame = frame.with_columns(rest=pl.when(is_other).then(text).otherwise("rest"))
    frame = frame.with_columns(road=text.str.strip_suffix(pl.col("rest")), text=pl.col("rest"))
    is_long = pl.col("road").str.len_chars() >= LONG
    frame = where(frame, is_long, ["road", "town", "village"], _own_name)
    return frame.with_columns(pl.when(pl.col("road") != "").then(text.str.replace(_SECTION, "")).otherwise(text))


def _own_name(frame: pl.DataFrame) -> pl.DataFrame:
    """The road's own name, where a house, a zone or a place stands before it."""
    road = pl.col("road").str.replace(_BEFORE_A_ROAD, "$1")
    return _place_before(frame.with_columns(road), "road", _ROADS)


def _crossing(frame: pl.DataFrame) -> pl.DataFrame:
    """The road that meets the first, or the lane off it."""
    text = pl.col("text")
    frame = frame.with_columns(rest=text.str.replace(_CROSSING, ""))
    frame = frame.with_columns(rest=pl.when(pl.col("rest").str.contains("^道")).then(text).otherwise("rest"))
    found = text.str.strip_suffix(pl.col("rest")).str.replace(rf"{word(_STREET.crossings)}$", "")
    return frame.with_columns(crossing=found.str.strip_chars_start(_JOINS), text=pl.col("rest"))
