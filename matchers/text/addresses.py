"""Addresses: `parse` takes a column apart, `relate` says how near two addresses are.

The order is province, city, county, town, then a village with its group or a road, then door, building and room. What
is not recognised stays in `normal`, so that two odd addresses written alike are still alike.
"""

import polars as pl

from matchers.text.levels import MISSING, Level
from matchers.text.vocabulary import PLACEHOLDER, Patterns, Places, odd_characters, one_writing, patterns, where

COLUMNS = ["normal", "county", "town", "village", "group", "road", "door", "room"]

# A place before one of these is not the place but the name of a road or village (盐城路, 东沟村).
_NAMES_A_ROAD = r"^(?:[东南西北中]?[路街巷]|大道|大街|公路|村|社区|居委会)"
_NUMERALS = "零一二三四五六七八九"
# A county that no table of ours knows stands right behind its city: 鹿城区 and 海城市, but no 小区, 工业区 or 城市.
_COUNTY = (
    r"^(?:[^老新主]\p{Han}?[^社小园校厂景地发库牧林片矿工业保产活商假居范灾营新片]区"
    r"|\p{Han}{1,2}[^超门夜菜都花集股早书上楼车房]市)"
)
# 嘉兴 is a city before 桐乡市, though a brand elsewhere.
_BEFORE_A_PLACE = r"^\p{Han}{1,3}(?:市|区|县|镇|乡|街道)"
_VILLAGE = r"^\p{Han}{1,6}?(?:村民委员会|村委会|社区居民委员会|社区居委会|居民委员会|居委会|社区|村)"
_VILLAGE_RANK = r"(?:村民委员会|村委会|社区居民委员会|社区居委会|居民委员会|居委会|社区|村)$"
_ROAD = r"^[\p{Han}A-Z\d]{1,8}?(?:大道|大街|国道|省道|县道|公路|路|街|巷|弄)"
_NO_VILLAGE = r"[路街巷]|大道|.新村$"
_ZONE = r"^.*(?:工业园?区|开发区|高新区|园区|工业园)(.{2,})$"
_GROUP = r"第?(\d{1,3})(?:村民)?(?:小)?(?:组|队)"
_DOOR = r"(\d{1,5}(?:-\d{1,4})?)号"
# 香港路39 and 中桥村9组89 leave the 号 to the reader.
_BARE_DOOR = r"^(?:第?\d{1,3}(?:村民)?(?:小)?[组队])?(\d{1,5})$"
_BUILDING = r"([A-Z]?\d{1,3}|[A-Z])(?:号楼|号幢|号栋|幢|栋|座|楼)"
_UNIT = r"(\d{1,2})单元"
_ROOM = r"(\d{2,5}|[A-Z]\d{2,4})(?:号)?(?:室|房|门面|铺)"


def _number(count: int) -> str:
    tens, ones = divmod(count, 10)
    return ("" if tens < 2 else _NUMERALS[tens]) + ("十" if tens else "") + (_NUMERALS[ones] if ones else "")


_COUNTED = {
    _number(count) + what: f"{count}{what}"
    for count in range(99, 0, -1)
    for what in ("号", "组", "队", "幢", "栋", "单元", "室", "村民组", "小组", "村民小组")
}
# Dashes between numbers say something in an address; a name drops them.
_DASHES = dict.fromkeys("－—–‐‑―﹣~", "-")
_CHARACTERS = odd_characters() | {"#": "号"}


def _odd(frame: pl.DataFrame) -> pl.DataFrame:
    """One way of writing for addresses with anything but Chinese characters; what stands in brackets falls."""
    text = pl.col("text").str.replace_many(_DASHES).str.normalize("NFKC").str.to_uppercase()
    text = text.str.replace_all(r"[\s\p{M}\p{Cc}\p{Cf}]+", "").str.replace_many(_CHARACTERS)
    # 浙江-温州-乐清市
    text = text.str.replace_all(r"(\p{Han})-(\p{Han})", "$1$2")
    return frame.with_columns(text.str.replace_all(r"\([^)]*\)?", ""))


def parse(addresses: pl.Series, places: Places) -> pl.DataFrame:
    """Take addresses apart: one row of strings each (`COLUMNS`), null where a part is absent.

    `door` is the number before 号 or at the end, `room` what is inside it (building-unit-room), `group` the villagers'.
    """
    use = patterns(places)
    frame = pl.DataFrame({"text": addresses.cast(pl.String)})
    frame = where(frame, pl.col("text").str.contains(r"[^\x{4e00}-\x{9fa5}]"), ["text"], _odd)
    text = pl.col("text").str.replace_many(one_writing(), leftmost=True).str.replace_many(_COUNTED, leftmost=True)
    frame = frame.with_columns(text.str.replace(r"县城([^东西南北中关厢])", "县$1"))
    frame = frame.with_columns(pl.when(~pl.col("text").str.contains(PLACEHOLDER)).then(pl.col("text")).alias("text"))
    text = pl.col("text")
    frame = _front(frame, use)
    # 浙江省温州市null浙江省温州市: a form that puts the places in front of an address that has them already
    again = text.str.contains(use.written_twice)
    frame = where(frame, again, ["text", *_FRONT], lambda rows: _again(rows, use))
    frame = _village_and_road(frame)
    building, unit = text.str.extract(_BUILDING), text.str.extract(_UNIT)
    room = pl.concat_str(building, unit, text.str.extract(_ROOM), separator="-", ignore_nulls=True)
    door = text.str.extract(_DOOR)
    # 3号楼 is a building; only 号 that stands for itself is a door
    door = (
        pl.when(text.str.contains(r"\d号[楼幢栋]"))
        .then(text.str.replace(_BUILDING, "").str.extract(_DOOR))
        .otherwise(pl.coalesce(door, text.str.extract(_BARE_DOOR)))
    )
    parts = ("town", "village", "group", "road", "door", "room")
    frame = frame.with_columns(group=text.str.extract(_GROUP), door=door, room=room)
    text_left = pl.concat_str("town", pl.col("village"), "road", text, ignore_nulls=True)
    frame = frame.with_columns(normal=pl.when(text.is_null()).then(None).otherwise(text_left))
    empty = [
        pl.when(pl.col(name) != "").then(pl.col(name)).otherwise(None).alias(name)
        for name in ("normal", "county", *parts)
    ]
    return frame.select(empty).select(COLUMNS)


_FRONT = ("province", "city", "county", "town")


def _again(frame: pl.DataFrame, use: Patterns) -> pl.DataFrame:
    """The places once more: the later ones are the address's own."""
    before = frame.select(pl.col(_FRONT).name.prefix("was_"))
    after = _front(frame.with_columns(pl.col("text").str.replace("^NULL", "")), use).hstack(before)
    own = (pl.when(pl.col(level) != "").then(level).otherwise(f"was_{level}").alias(level) for level in _FRONT)
    return after.with_columns(own)


def _front(frame: pl.DataFrame, use: Patterns) -> pl.DataFrame:
    """The places in front, each rank where it stands, and the rest of `text`."""
    text = pl.col("text")
    for level, pattern in use.front:
        rest = text.str.replace(pattern, "")
        if level == "city":
            bare = text.str.replace(use.any_city, "")
            rest = pl.when((rest == text) & bare.str.contains(_BEFORE_A_PLACE)).then(bare).otherwise(rest)
        if level == "county":
            is_behind = (rest == text) & (pl.col("city") != "")
            rest = pl.when(is_behind).then(text.str.replace(_COUNTY, "")).otherwise(rest)
        is_place = ~rest.str.contains(_NAMES_A_ROAD)
        frame = frame.with_columns(rest=pl.when(is_place).then(rest).otherwise(text))
        written = text.str.strip_suffix(pl.col("rest"))
        rank = use.suffix if level != "town" else r"(?:镇|乡|街道)$"
        frame = frame.with_columns(
            pl.when(written.str.len_chars() > 2).then(written.str.replace(rank, "")).otherwise(written).alias(level),
            text=pl.col("rest"),
        )
    return frame


def _village_and_road(frame: pl.DataFrame) -> pl.DataFrame:
    """`village` and `road`, and what is left of `text`; 新村路 is a road, not the village 新村, and 秀水新村 is a block
    of flats. A road may stand before the community that it runs through (龙湖路舜耕社区)."""
    frame = _village(frame.with_columns(village=pl.lit("")))
    text = pl.col("text")
    frame = frame.with_columns(rest=text.str.replace(_ROAD, ""))
    # 江东街道 is no 江东街
    is_road = ~pl.col("rest").str.starts_with("道")
    frame = frame.with_columns(rest=pl.when(is_road).then("rest").otherwise(text))
    road = text.str.strip_suffix(pl.col("rest")).str.replace(_ZONE, "$1")
    return _village(frame.with_columns(road=road, text=pl.col("rest")))


def _village(frame: pl.DataFrame) -> pl.DataFrame:
    text = pl.col("text")
    rest = text.str.replace(_VILLAGE, "")
    found = text.str.strip_suffix(rest)
    is_village = (pl.col("village") == "") & ~found.str.contains(_NO_VILLAGE)
    is_village &= ~rest.str.contains(r"^(?:[东南西北中]?[路街巷]|大道)")
    frame = frame.with_columns(rest=pl.when(is_village).then(rest).otherwise(text))
    village = text.str.strip_suffix(pl.col("rest")).str.replace(_VILLAGE_RANK, "")
    return frame.with_columns(
        village=pl.when(pl.col("village") == "").then(village).otherwise("village"), text=pl.col("rest")
    )


class AddressLevel(Level):
    """How near two addresses are: the same town, village or road, the same door as well, the same to the room."""

    DIFFERENT = 0, "不同"
    STREET = 1, "同村或同路"
    DOOR = 2, "同一门牌"
    ROOM = 3, "同一房间"


def relate(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """How near the addresses of each pair (two outputs of `parse`, row by row) are: an `AddressLevel`, or missing."""
    pairs = pl.concat(
        [left.select(pl.col(COLUMNS).name.prefix("l_")), right.select(pl.col(COLUMNS).name.prefix("r_"))],
        how="horizontal",
    )

    def same(part: str) -> pl.Expr:
        return (pl.col(f"l_{part}") == pl.col(f"r_{part}")).fill_null(value=False)

    def differ(part: str) -> pl.Expr:
        return (pl.col(f"l_{part}") != pl.col(f"r_{part}")).fill_null(value=False)

    missing = pl.col("l_normal").is_null() | pl.col("r_normal").is_null()
    apart = (
        differ("county") | differ("town") | ((differ("village") | differ("road")) & ~same("village") & ~same("road"))
    )
    street = (same("village") & ~differ("road")) | same("road")
    door = street & same("door") & ~differ("group")
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
        .when(street | same("town") | same("normal"))
        .then(AddressLevel.STREET)
        .otherwise(AddressLevel.DIFFERENT)
        .cast(pl.Int8)
        .alias("address")
    ).to_series()
