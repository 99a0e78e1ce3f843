"""Addresses: `parse` takes a column apart, `address_levels.relate` says how near two addresses are.

The order is province, city, county, town, zone, then a village with its group or a road with its door, then a site (an
estate, a building, a works), its building and room. Each part is cut off where the word at its end says so
(`address_words.toml`); the longest sensible name wins, and no list of places is needed. What is not recognised stays in
`normal`, so that two odd addresses written alike are still alike.
"""

import polars as pl

from matchers.text.address_fronts import fronts
from matchers.text.address_houses import houses
from matchers.text.address_levels import AddressLevel, relate
from matchers.text.address_streets import streets
from matchers.text.address_words import front
from matchers.text.vocabulary import PLACEHOLDER, Places, odd_characters, one_writing, where

__all__ = ["COLUMNS", "AddressLevel", "parse", "relate"]

COLUMNS = [
    *("normal", "province", "city", "county", "town", "zone", "village", "group", "road", "crossing", "door"),
    *("site", "part", "building", "room", "gate", "aside"),
]

_NUMERALS = "零一二三四五六七八九"


def _number(count: int) -> str:
    tens, ones = divmod(count, 10)
    return ("" if tens < 2 else _NUMERALS[tens]) + ("十" if tens else "") + (_NUMERALS[ones] if ones else "")


_COUNTERS = "号 组 队 社 幢 栋 座 单元 室 层 楼 弄 期 区 村民组 小组 村民小组"
_COUNTED = {_number(count) + what: f"{count}{what}" for count in range(99, 0, -1) for what in _COUNTERS.split()}
# Dashes between numbers say something in an address; a name drops them.
_DASHES = dict.fromkeys("－—–‐‑―﹣~", "-")
_CHARACTERS = odd_characters() | {"#": "号"}


def _odd(frame: pl.DataFrame) -> pl.DataFrame:
    """One way of writing for addresses with anything but Chinese characters; what stands in brackets falls."""
    text = pl.col("text").str.replace_many(_DASHES).str.normalize("NFKC").str.to_uppercase()
    text = text.str.replace_all(r"[\s\p{M}\p{Cc}\p{Cf}]+", "").str.replace_many(_CHARACTERS)
    # a telephone, and 浙江-温州-乐清市
    text = text.str.replace_all(r"1[3-9]\d{9}", "")
    text = text.str.replace_all(r"(\p{Han})[-/]+(\p{Han})", "$1$2").str.replace_all(r"-+", "-")
    # 88号之2 and 88号附2号 are 88-2号
    text = text.str.replace(r"(\d+)号?[附之](\d{1,4})号?", "$1-$2号")
    return where(frame.with_columns(text), pl.col("text").str.contains("(", literal=True), list(frame.columns), _aside)


def _aside(frame: pl.DataFrame) -> pl.DataFrame:
    """What stands in brackets, a gate or something else, apart."""
    text = pl.col("text")
    frame = frame.with_columns(gate=text.str.extract(r"\(([^)]{0,6}门)\)"), aside=text.str.extract(r"\(([^)]+)\)?"))
    aside = pl.when(pl.col("gate").is_null()).then("aside")
    return frame.with_columns(text.str.replace_all(r"\([^)]*\)?", ""), aside=aside)


def parse(addresses: pl.Series, places: Places) -> pl.DataFrame:
    """Take addresses apart: one row of strings each (`COLUMNS`), null where a part is absent.

    `road` is the street and `crossing` the one that meets it; `door` the number in it; `zone` a park or zone; `site`
    what is neither (estate, building, shop); `room` what is inside (building-unit-room); `group` the villagers';
    `aside` what is said in brackets.
    """
    frame = pl.DataFrame({"text": addresses.cast(pl.String)}).with_columns(
        gate=pl.lit(None, pl.String), aside=pl.lit(None, pl.String)
    )
    frame = where(frame, pl.col("text").str.contains(r"[^\x{4e00}-\x{9fa5}]"), ["text", "gate", "aside"], _odd)
    text = pl.col("text").str.replace_many(one_writing(), leftmost=True).str.replace_many(_COUNTED, leftmost=True)
    frame = frame.with_columns(text.str.replace(r"县城([^东西南北中关厢])", "县$1"))
    frame = frame.with_columns(pl.when(~pl.col("text").str.contains(PLACEHOLDER)).then(pl.col("text")).alias("text"))
    frame = houses(streets(fronts(frame, front(places))))
    group = pl.col("group") + "组"
    left = pl.concat_str("town", "zone", "village", group, "road", "crossing", pl.col("text"), ignore_nulls=True)
    frame = frame.with_columns(normal=pl.when(pl.col("text").is_null()).then(None).otherwise(left))
    empty = [pl.when(pl.col(name) != "").then(pl.col(name)).otherwise(None).alias(name) for name in COLUMNS]
    return frame.select(empty)
