"""Employer names of Chinese organisations: `parse` takes a name apart, `relate` compares two of them.

The order of a name is place, brand (字号), trade (行业), legal form, branch. Parts are cut off from both ends by
regular expressions over whole columns; what no vocabulary knows stays in `core` (brand and trade together), so that
names of unknown brands and trades still compare. The words stand in `words.toml`; comparing is
`employer_name_levels.py`.
"""

import polars as pl

from matchers.text.employer_name_levels import Likeness, relate
from matchers.text.families import families, one_name
from matchers.text.vocabulary import (
    CANONICAL,
    FORM,
    FORM_AND_TRADE,
    HIDDEN,
    KINDS,
    NOTES,
    OWNER_FIRST,
    OWNER_LAST,
    PLACEHOLDER,
    ROAD,
    SHORT_MARKS,
    TRADE,
    Patterns,
    Places,
    any_of,
    odd_characters,
    one_writing,
    patterns,
    where,
)

__all__ = ["COLUMNS", "KINDS", "Likeness", "Places", "parse", "relate"]

COLUMNS = [
    *("normal", "province", "city", "county", "town", "brand", "trade", "core", "form", "kind"),
    *("branch", "head", "ordinal"),
    *("owner", "plain", "in_province", "in_city", "family", "one", "reformed"),
]
"""The last seven are for `relate`: the shop's owner where the name says it (张三（宏达超市）), the name with its place
left on, the province and city that the places imply, the family (bank, school), the whole name in the one writing of
its family, and what the office was called before a reform."""


def _odd(frame: pl.DataFrame) -> pl.DataFrame:
    """One way of writing for names with anything but Chinese characters; brackets are left, as round ones."""
    text = pl.col("text").str.normalize("NFKC").str.to_uppercase().str.replace_all(r"[\s\p{M}\p{Cc}\p{Cf}]+", "")
    return frame.with_columns(text.str.replace_many(odd_characters()))


def _aside(frame: pl.DataFrame, use: Patterns) -> pl.DataFrame:
    """What stands in brackets: remarks go, a number or a place is set apart, and the brackets fall."""
    text, unplaced = pl.col("text"), pl.col("unplaced")
    frame = frame.with_columns(text.str.replace_all(NOTES, ""))
    frame = frame.with_columns(
        normal=text.str.replace_many(["(", ")"], [""]),
        number=text.str.extract(r"\(第?(\d{1,3})(?:号|店|部)?\)$"),
        unplaced=text.str.replace(use.bracketed, ""),
        found=text.str.extract(rf"({use.bracketed})").str.strip_chars("()"),
    )
    inside = text.str.extract(OWNER_FIRST, 2)
    is_shop = inside.str.contains(f"{FORM_AND_TRADE}|{FORM}").fill_null(value=False)
    frame = frame.with_columns(
        owner=pl.coalesce(pl.when(is_shop).then(text.str.extract(OWNER_FIRST)), unplaced.str.extract(OWNER_LAST)),
        unplaced=pl.when(is_shop).then(inside).otherwise(unplaced.str.replace(OWNER_LAST, "")),
    )
    rest = unplaced.str.replace(r"\(第?\d{1,3}(?:号|店|部)?\)$", "").str.replace_many(["(", ")"], [""])
    return frame.with_columns(text=rest, aside=pl.col("found").fill_null(""))


def parse(names: pl.Series, places: Places) -> pl.DataFrame:
    """Take names apart: one row of strings per name (`COLUMNS`), null where a part is absent or no name is there."""
    use = patterns(places)
    frame = pl.DataFrame({"text": names.cast(pl.String)})
    frame = where(frame, pl.col("text").str.contains(r"[^\x{4e00}-\x{9fa5}]"), ["text"], _odd)
    text = pl.col("text").str.replace_many(one_writing(), leftmost=True)
    frame = frame.with_columns(text).with_columns(normal="text", aside=pl.lit(""))
    frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in ("number", "owner"))
    bracketed = ["text", "normal", "number", "owner", "aside"]
    frame = where(frame, pl.col("text").str.contains("(", literal=True), bracketed, lambda rows: _aside(rows, use))
    is_name = ~pl.col("normal").str.contains(PLACEHOLDER)
    frame = frame.with_columns(pl.when(is_name).then(pl.col(name)).alias(name) for name in ("normal", "text"))
    frame = one_name(frame, use).with_columns(one=pl.when(pl.col("aside") == "").then("text"))
    frame = _branches(frame, use)
    frame = _forms(frame)
    frame = _places(frame, use)
    frame = families(_trades(frame, use))
    empty = [pl.when(pl.col(name) != "").then(pl.col(name)).otherwise(None).alias(name) for name in COLUMNS]
    return frame.select(empty)


def _branches(frame: pl.DataFrame, use: Patterns) -> pl.DataFrame:
    """`branch` (mark, place and number), `head` (the head office's name) and `base` (what is taken apart further)."""
    text = pl.col("text")
    frame = frame.with_columns(base=text, branch=pl.lit(None, pl.String), head=pl.lit(None, pl.String))
    frame = frame.with_columns(inner=pl.lit(None, pl.String))
    maybe = text.str.contains("公司.") | text.str.contains(use.branch)
    frame = where(frame, maybe, ["base", "branch", "head", "inner", "aside"], lambda rows: _branch_of(rows, use))
    numbered = pl.col("number").is_not_null() | text.str.contains(r"\d")
    return where(frame, numbered, ["number", "base"], _numbers).with_columns(ordinal="number")


def _branch_of(frame: pl.DataFrame, use: Patterns) -> pl.DataFrame:
    text = pl.col("text")
    cut = text.str.splitn("公司", 2).struct
    frame = frame.with_columns(before=cut.field("field_0"), after=cut.field("field_1"))
    frame = frame.with_columns(short=text.str.replace(use.branch, ""))
    after = pl.col("after")
    is_place = after.str.contains("^" + use.back).fill_null(value=False)
    is_mark = after.is_not_null() & ~is_place & ~after.str.contains(r"^(?:第?\d+|有限合伙|普通合伙)?$")
    is_cut = pl.col("short").str.len_chars().is_between(2, text.str.len_chars() - 1)
    firm = pl.concat_str("before", pl.lit("公司"))
    frame = frame.with_columns(
        base=pl.when(is_mark | is_place).then(firm).when(is_cut).then("short").otherwise("text"),
        aside=pl.when(is_place).then("after").otherwise("aside"),
        is_place=is_place,
    )
    tail = text.str.strip_prefix(pl.col("base"))
    mark = tail.str.replace(r"第?(\d{1,3})", "第$1").str.replace_many(SHORT_MARKS, leftmost=True)
    is_branch = ~pl.col("is_place") & (tail != "") & ~tail.str.contains(r"^\d+$")
    return frame.with_columns(
        branch=pl.when(is_branch).then(mark),
        head=pl.when(is_branch).then("base"),
        inner=pl.when(is_branch).then(tail.str.extract(r"第?(\d{1,3})")),
    )


def _numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """`number`: the firm's own, then after a slash the branch's; `base` without it."""
    base = pl.col("base")
    last = base.str.extract(r"\D(\d)$")
    number = pl.coalesce("number", base.str.extract(r"第(\d{1,3})"), last, pl.lit(""))
    inner = pl.when(pl.col("inner").is_not_null()).then(pl.concat_str(pl.lit("/"), "inner")).otherwise(pl.lit(""))
    return frame.with_columns(
        number=pl.concat_str(number, inner).str.strip_chars_start("/"),
        base=base.str.replace(r"第\d{1,3}|(\D)\d$", "$1"),
    )


def _forms(frame: pl.DataFrame) -> pl.DataFrame:
    """`form`, `kind` and `stem`, the name without its form; 超市 and 小学 stay, for they are the trade as well."""
    base = pl.col("base")
    frame = frame.with_columns(
        stem=pl.when(base.str.contains(FORM_AND_TRADE) | (base.str.len_chars() <= 2))
        .then(base)
        .otherwise(base.str.replace(FORM, ""))
    )
    frame = frame.with_columns(form=base.str.strip_prefix(pl.col("stem")))
    both = pl.when(pl.col("form") == "").then(base.str.extract(f"({FORM_AND_TRADE})")).otherwise(None)
    frame = frame.with_columns(form=pl.coalesce(pl.col("form").replace_strict(CANONICAL, default=None), both))
    kind = pl.col("form").replace_strict(KINDS, default="other", return_dtype=pl.String)
    return frame.with_columns(
        kind=pl.when(pl.col("base").is_not_null()).then(kind).otherwise(None), plain=pl.col("stem")
    )


def _places(frame: pl.DataFrame, use: Patterns) -> pl.DataFrame:
    """The place parts, and `core`: what is left of `stem`. A place is taken only where the rest is still a name."""
    frame = frame.with_columns(core=pl.col("stem"))
    core = pl.col("core")
    hide = core.str.replace_many(HIDDEN, leftmost=True)
    frame = where(frame, core.str.contains(any_of(HIDDEN)), ["core"], lambda rows: rows.with_columns(core=hide))
    for level, pattern in use.front:
        frame = frame.with_columns(rest=core.str.replace(pattern, ""))
        is_name = (pl.col("rest").str.len_chars() >= 2) & ~pl.col("rest").str.contains(ROAD)
        if level in ("province", "city"):
            is_name &= ~core.str.contains(use.county_first)
        frame = frame.with_columns(core=pl.when(is_name).then("rest").otherwise("core"), was="core")
        frame = frame.with_columns(pl.col("was").str.strip_suffix(core).alias(level))
    frame = frame.with_columns(rest=core.str.replace(use.back, ""))
    is_back = (pl.col("county") == "") & (pl.col("town") == "") & (pl.col("rest").str.len_chars() >= 2)
    frame = frame.with_columns(core=pl.when(is_back).then("rest").otherwise("core"), was="core")
    frame = frame.with_columns(aside=pl.concat_str("aside", pl.col("was").str.strip_prefix(core)))
    levels = [level for level, _ in use.front]
    frame = where(frame, pl.col("aside") != "", levels, lambda rows: _set_aside(rows, use))
    frame = frame.with_columns(pl.col(level).alias(f"{level}_written") for level, _ in use.front)
    suffixes = dict.fromkeys(levels, use.suffix) | {"town": r"(?:镇|乡|街道)$"}
    frame = frame.with_columns(
        pl.when(pl.col(level).str.len_chars() > 2)
        .then(pl.col(level).str.replace(suffix, ""))
        .otherwise(level)
        .alias(level)
        for level, suffix in suffixes.items()
    )
    return frame.with_columns(core=core.str.replace_all("\ue000", "", literal=True))


def _set_aside(frame: pl.DataFrame, use: Patterns) -> pl.DataFrame:
    """The places that stood in brackets or behind, where none of their rank stands in front."""
    aside = pl.col("aside")
    for level, pattern in use.front:
        rest = aside.str.replace(pattern, "")
        if level in ("province", "city"):
            rest = pl.when(aside.str.contains(use.county_first)).then(aside).otherwise(rest)
        found = pl.when(pl.col(level) != "").then(pl.col(level)).otherwise(aside.str.strip_suffix(rest))
        frame = frame.with_columns(found.alias(level), aside=rest)
    return frame


def _trades(frame: pl.DataFrame, use: Patterns) -> pl.DataFrame:
    """`brand` and `trade` of the core.

    Before a mere trade, a distant bare place is the brand (海南建材), and a firm's bare town too (金沙湖酒店有限公司).
    """
    core = pl.col("core")
    frame = frame.with_columns(brand=core.str.replace(TRADE, ""))
    is_town = (pl.col("brand") == "") & (core != "") & (pl.col("kind") == "company") & (pl.col("town") != "")
    is_town &= pl.col("town") == pl.col("town_written")
    frame = frame.with_columns(
        brand=pl.when(is_town).then("town").otherwise("brand"),
        core=pl.when(is_town).then(pl.concat_str("town", core)).otherwise(core),
        town=pl.when(is_town).then(pl.lit("")).otherwise("town"),
    )
    for level in ("city", "province"):
        written = pl.col(f"{level}_written")
        is_brand = (pl.col("brand") == "") & (core != "") & written.str.contains(use.foreign)
        is_brand &= (pl.col("county") == "") & (pl.col("town") == "")
        frame = frame.with_columns(
            brand=pl.when(is_brand).then(written).otherwise("brand"),
            core=pl.when(is_brand).then(pl.concat_str(written, core)).otherwise(core),
            **{level: pl.when(is_brand).then(pl.lit("")).otherwise(level)},
        )
    city = pl.when(pl.col("city") != "").then("city").otherwise(_look_up("county", use.city_of))
    frame = frame.with_columns(trade=core.str.strip_prefix(pl.col("brand")), in_city=city)
    province = pl.coalesce(
        pl.when(pl.col("province") != "").then("province").otherwise(None),
        _look_up("in_city", use.province_of),
        _look_up("county", use.province_of),
    )
    return frame.with_columns(in_province=province)


def _look_up(column: str, table: dict[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(table, default=None, return_dtype=pl.String)
