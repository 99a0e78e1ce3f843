"""The places in front of an address: province, city, county, town and zone, once or twice (`fronts`)."""

import polars as pl

from matchers.text.address_words import ADDRESS, Front, word
from matchers.text.vocabulary import where

_PLACE, _STREET = ADDRESS.place, ADDRESS.street
# A place before one of these is not the place but the name of a road, village or house (盐城路, 东沟村, 灌云花园).
_NAMES_A_ROAD = (
    rf"^(?:[东南西北中]?[一二三四五六七八九十\d]{{0,3}}[路街巷](?:[^{_STREET.no_streets}]|$)"
    r"|大道|大街|公路|村|社区|居委会)"
)
_NAMES_A_SITE = (
    rf"^(?:(?:花园|小区|大厦|广场|公寓|宾馆|酒店|饭店|家园|新村|人家|府邸|体育馆|机场|医院|\p{{Han}}{{0,2}}苑|国际)"
    rf"|镇|乡|街道|县|市|区|旗|{word(_PLACE.zones)})"
)
_FRONT = ("province", "city", "county")


_NOT_A_CITY = "^(?:[县区市镇乡]|街道)"


def fronts(frame: pl.DataFrame, use: Front) -> pl.DataFrame:
    """The places in front of an address, once or twice: 浙江省温州市null浙江省温州市."""
    frame = _front(frame.with_columns(pl.col("text").str.replace("^(?:NULL|中国)", "")), use)
    again = pl.col("text").str.contains(use.again)
    frame = where(frame, again, ["text", *_FRONT], lambda rows: _again(rows, use))
    frame = _town(frame, use)
    again = pl.col("text").str.contains(use.again)
    return _named(where(frame, again, ["text", *_FRONT, "town", "zone"], lambda rows: _all_again(rows, use)))


def _again(frame: pl.DataFrame, use: Front) -> pl.DataFrame:
    """The places once more: the later ones are the address's own."""
    before = frame.select(pl.col(_FRONT).name.prefix("was_"))
    after = _front(frame.with_columns(pl.col("text").str.replace("^(?:NULL|中国)", "")), use).hstack(before)
    own = (pl.when(pl.col(level) != "").then(level).otherwise(f"was_{level}").alias(level) for level in _FRONT)
    return after.with_columns(own)


def _all_again(frame: pl.DataFrame, use: Front) -> pl.DataFrame:
    """The places and the town once more."""
    before = frame.select(pl.col("town", "zone").name.prefix("was_"))
    after = _town(_again(frame, use), use).hstack(before)
    own = (pl.when(pl.col(x) != "").then(x).otherwise(f"was_{x}").alias(x) for x in ("town", "zone"))
    return after.with_columns(own)


_RANKED = "[省市县区旗]$"


def _cut(frame: pl.DataFrame, level: str, rest: pl.Expr, unless: str = "^县") -> pl.DataFrame:
    """`level` is what `text` has before `rest`: a place with its rank, or one that what follows leaves a place.

    `unless`: what may not follow a place without rank.
    """
    text = pl.col("text")
    if level not in frame.columns:
        frame = frame.with_columns(pl.lit("").alias(level))
    frame = frame.with_columns(rest=rest)
    return where(frame, pl.col("rest") != text, [level, "text"], lambda rows: _cut_off(rows, level, unless))


def _cut_off(frame: pl.DataFrame, level: str, unless: str) -> pl.DataFrame:
    found, rest = pl.col("found"), pl.col("rest")
    frame = frame.with_columns(found=pl.col("text").str.strip_suffix(rest))
    is_place = found.str.contains(_RANKED) | ~rest.str.contains(f"{_NAMES_A_ROAD}|{unless}")
    return frame.with_columns(
        pl.when(is_place).then(found).otherwise(level).alias(level), text=pl.when(is_place).then(rest).otherwise("text")
    )


def _front(frame: pl.DataFrame, use: Front) -> pl.DataFrame:
    """Province and city, each once or twice, and county."""
    text = pl.col("text")
    frame = _wide(frame.drop(_FRONT, strict=False), use)
    twice = text.str.contains(use.province) | text.str.contains(use.city)
    frame = where(frame, twice, ["text", "province", "city"], lambda rows: _wide(rows, use))
    frame = frame.with_columns(text.str.replace("^市辖区", ""))
    frame = frame.with_columns(known=text.str.replace(use.county, ""))
    is_behind = (pl.col("province") != "") | (pl.col("city") != "")
    below = text.str.replace(use.county_below, "").alias("known")
    frame = where(frame, is_behind, ["known"], lambda rows: rows.with_columns(below))
    return _cut(frame, "county", pl.col("known"), unless=_NAMES_A_SITE)


def _wide(frame: pl.DataFrame, use: Front) -> pl.DataFrame:
    text = pl.col("text")
    frame = _cut(frame, "province", text.str.replace(use.province, ""))
    frame = frame.with_columns(known=text.str.replace(use.city, ""))
    unsure = (pl.col("known") == text) & text.str.contains(use.unsure_city)
    frame = where(frame, unsure, ["known"], lambda rows: _unsure(rows, use))
    return _cut(frame, "city", pl.col("known"), unless=_NOT_A_CITY)


def _unsure(frame: pl.DataFrame, use: Front) -> pl.DataFrame:
    """A city whose bare name is a brand elsewhere is one where a place follows, or its province stands before."""
    frame = frame.with_columns(bare=pl.col("text").str.replace(use.unsure_city, ""))
    is_place = pl.col("bare").str.contains(use.below) | (pl.col("province") != "")
    return frame.with_columns(known=pl.when(is_place).then("bare").otherwise("known"))


_ZONE = rf"^\p{{Han}}{{0,8}}?{word(_PLACE.zones)}"
_TOWN_RANK = rf"{word(_PLACE.towns)}$"


def _town(frame: pl.DataFrame, use: Front) -> pl.DataFrame:
    """A town and a zone."""
    text, found, rest = pl.col("text"), pl.col("found"), pl.col("rest")
    # each step once: an expression that is used twice is worked out twice
    frame = frame.with_columns(rest=text.str.replace(use.town, ""))
    frame = frame.with_columns(found=text.str.strip_suffix(rest))
    # a road, village or zone stands before the town's word: the name is not the town's
    is_town = ~found.str.contains(r"^.+(?:[路村]|社区|大道|小区|园区|开发区|工业区|市场).+(?:镇|乡|办事处|街道办?)$")
    is_town &= ~rest.str.contains(rf"{_NAMES_A_ROAD}|^\p{{Han}}[路街巷]") | found.str.contains("[街路]道$")
    is_town |= found.str.contains(r"[路街村]街道")
    frame = where(
        frame, found != "", ["rest"], lambda rows: rows.with_columns(pl.when(is_town).then(rest).otherwise(text))
    )
    frame = frame.with_columns(town=text.str.strip_suffix(pl.col("rest")), text=pl.col("rest"))
    return where(frame.with_columns(zone=pl.lit("")), text.str.contains(_ZONE), ["zone", "text"], _zone)


def _zone(frame: pl.DataFrame) -> pl.DataFrame:
    text, zone, rest = pl.col("text"), pl.col("zone"), pl.col("rest")
    frame = frame.with_columns(rest=text.str.replace(_ZONE, ""))
    frame = frame.with_columns(zone=text.str.strip_suffix(rest))
    is_zone = ~zone.str.contains(r"[路街村镇]|大道|社区|小区.") & ~rest.str.contains(_NAMES_A_ROAD)
    frame = frame.with_columns(rest=pl.when(is_zone).then(rest).otherwise(text))
    return frame.with_columns(zone=text.str.strip_suffix(rest), text=rest)


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """The places without their ranks."""
    rank = r"(?:特别行政区|自治[区州县旗]|街道|地区|[省市县区镇乡州盟旗])$"
    return frame.with_columns(
        pl.when(pl.col(level).str.len_chars() > 2)
        .then(pl.col(level).str.replace(_TOWN_RANK if level == "town" else rank, ""))
        .otherwise(level)
        .alias(level)
        for level in ("province", "city", "county", "town")
    )
