"""Names of construction projects: which site, and which part of it (二标段, 3号楼, 一期).

Place prefixes of province, city and county, words like 工程 and 建设项目, brackets and ways to write a number are no
difference. The numbers decide: 一标段 and 二标段 of one site are two projects.
"""

import re
from functools import lru_cache

import numpy as np
import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from matchers.text.levels import MISSING, Level
from matchers.text.placeholders import filled
from matchers.text.vocabulary import Places, bare


class Site(Level):
    """How far two names mean one site; `WITHIN`: one leaves out, say, its town."""

    DIFFERENT = 0, "不同"
    ALIKE = 1, "只差一字"
    WITHIN = 2, "一方未写全"
    SAME = 3, "相同"


class Part(Level):
    """How far two names mean one part of a site; `LESS`: one names none or fewer."""

    CONFLICT = 0, "不同"
    LESS = 1, "一方未写"
    EQUAL = 2, "相同"


_NUMERALS = "零一二三四五六七八九"
_UNITS = {
    "标": "标段|标|合同段|施工段|段",
    "楼": "号楼|#楼|号厂房|#厂房|幢|栋|座|号幢|号栋",
    "期": "期工程|期",
    "块": "号地块|#地块|地块|号区|区块|组团",
}
_NUMBER = r"(?:\d{1,3}|[A-Z](?:\d{1,2})?)"
_LIST = rf"第?({_NUMBER}(?:[-~—至到、,和及]{_NUMBER})*)(?:号|#)?"
_PARTS = {kind: re.compile(rf"{_LIST}({unit})") for kind, unit in _UNITS.items()}
_NUMBERED_BEFORE = re.compile(rf"标段({_NUMBER})(?!号)")
# 工程 of all kinds says only that something is built.
_KINDS = re.compile(r"(?:新建|建设|施工|总承包|EPC|工程)*(?:工程|项目|施工|总承包)(?:建设|施工)?")
_ROMAN = {"ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"[place]: str(place + 1) for place in range(10)}
_ODD = str.maketrans(dict.fromkeys("()[]{}<>《》【】〔〕「」『』“”\"'·•.。 _/|:；;:", ""))


@lru_cache
def _chinese() -> dict[str, str]:
    """Chinese numerals up to 99; the longer ones are tried first."""
    table = {}
    for number in range(99, 0, -1):
        tens, ones = divmod(number, 10)
        written = ("" if tens < 2 else _NUMERALS[tens]) + ("十" if tens else "") + (_NUMERALS[ones] if ones else "")
        table[written] = number
    return {word: str(table[word]) for word in sorted(table, key=len, reverse=True)}


_COUNTED = re.compile(
    r"(?<=第)[一二三四五六七八九十]{1,3}|(?<=标段)[一二三四五六七八九十]{1,3}|[一二三四五六七八九十]{1,3}"
    r"(?=号|#|标|合同段|期|幢|栋|座|施工段|段|[、至到和及-][一二三四五六七八九十]{1,3}(?:号|#|标|期|幢|栋|座))"
)


def parse(names: pl.Series, places: Places) -> pl.DataFrame:
    """`site` and `part` of each name, null where there is no name; `part` is "" where the whole site is meant."""
    distinct = names.to_frame("name").select(filled(pl.col("name").cast(pl.String)).alias("name")).unique().drop_nulls()
    texts = distinct["name"].str.replace_many(_ROMAN).str.normalize("NFKC").str.to_uppercase().to_list()
    prefix = _prefix(places)
    read = [_read(text.translate(_ODD), prefix) for text in texts]
    parsed = distinct.with_columns(
        pl.Series("site", [site or None for site, _ in read], dtype=pl.String),
        pl.Series("part", [part for _, part in read], dtype=pl.String),
    )
    asked = names.to_frame("name").select(filled(pl.col("name").cast(pl.String)).alias("name"))
    return asked.join(parsed, on="name", how="left", maintain_order="left").select("site", "part")


def _prefix(places: Places) -> re.Pattern[str]:
    words = "|".join(
        f"{re.escape(bare(place))}{rank}?"
        for place, rank in ((places.province, "省"), (places.city, "市"), (places.county, "[县市区]"))
        if place
    )
    return re.compile(rf"^(?:{words})+(?=.{{2}})") if words else re.compile(r"(?!)")


def _read(text: str, prefix: re.Pattern[str]) -> tuple[str, str]:
    """The site and the parts of one name."""
    text = _COUNTED.sub(lambda found: _chinese().get(found[0], found[0]), text)
    parts = set()
    for kind, pattern in _PARTS.items():
        for found in pattern.finditer(text):
            parts |= {f"{number}{kind}" for number in _numbers(found[1])}
        text = pattern.sub("", text)
    for found in _NUMBERED_BEFORE.finditer(text):
        parts.add(f"{found[1]}标")
    text = _NUMBERED_BEFORE.sub("", text)
    site = prefix.sub("", text)
    site = _KINDS.sub("", site) or site
    return site, ",".join(sorted(parts))


def _numbers(text: str) -> list[str]:
    """1-3 is 1, 2 and 3."""
    numbers: list[str] = []
    for piece in re.split("[、,和及]", text):
        ends = [end.lstrip("0") or "0" for end in re.split("[-~—至到]", piece)]
        if len(ends) == 2 and all(end.isdigit() for end in ends) and 0 < int(ends[1]) - int(ends[0]) < 100:
            numbers += [str(number) for number in range(int(ends[0]), int(ends[1]) + 1)]
        else:
            numbers += ends
    return numbers


def relate(left: pl.DataFrame, right: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Levels of the site and of the part for each pair of two outputs of `parse`."""
    sites = pl.DataFrame({"l": left["site"], "r": right["site"]})
    each = sites.unique(maintain_order=True).drop_nulls()
    one, other = each["l"], each["r"]
    edits = cpdist(one.to_list(), other.to_list(), scorer=OSA.distance, dtype=np.int32)
    sizes = [side.str.len_chars().cast(pl.Int32).to_numpy() for side in (one, other)]
    frame = each.with_columns(
        pl.Series("edits", edits, dtype=pl.Int32), pl.Series("short", np.minimum(*sizes), dtype=pl.Int32)
    )
    within = pl.col("l").str.contains(pl.col("r"), literal=True) | pl.col("r").str.contains(pl.col("l"), literal=True)
    # a year or a number inside a name is no slip
    digits = [pl.col(side).str.extract_all(r"\d+").list.join(",") for side in "lr"]
    level = (
        pl.when(pl.col("l") == pl.col("r")).then(Site.SAME)
        .when(digits[0] != digits[1]).then(Site.DIFFERENT)
        .when(within & (pl.col("short") >= 3)).then(Site.WITHIN)
        .when((pl.col("edits") == 1) & (pl.col("short") >= 4)).then(Site.ALIKE)
        .when((pl.col("edits") == 2) & (pl.col("short") >= 8)).then(Site.ALIKE)
        .otherwise(Site.DIFFERENT)
    )  # fmt: skip
    related = sites.join(frame.with_columns(level.alias("level")), on=["l", "r"], how="left", maintain_order="left")
    return related["level"].fill_null(MISSING).to_numpy().astype(np.int8), _parts(left["part"], right["part"])


def _parts(left: pl.Series, right: pl.Series) -> np.ndarray:
    pairs = pl.DataFrame({"l": left, "r": right}).with_columns(
        pl.col(side).str.split(",").alias(f"{side}_set") for side in "lr"
    )
    common = pl.col("l_set").list.set_intersection("r_set").list.len()
    smaller = pl.min_horizontal(pl.col("l_set").list.len(), pl.col("r_set").list.len())
    silent = (pl.col("l") == "") | (pl.col("r") == "")
    level = pl.when(pl.col("l") == pl.col("r")).then(Part.EQUAL).when(silent | (common == smaller)).then(Part.LESS)
    return pairs.select(level.otherwise(Part.CONFLICT).fill_null(MISSING)).to_series().to_numpy().astype(np.int8)
