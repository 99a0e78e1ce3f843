"""Families of names (`families.toml`): banks, insurers, schools, hospitals, villages, utilities, offices.

`one_name` makes all writings of an institution one; `families` says which family a name is of, and takes a word that
every such institution bears (实验, 人民, 农商) for no brand: the place is then the name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import polars as pl

from base.strict import Strict, Wrong, read_toml
from matchers.text.vocabulary import Patterns, any_of, where

_FORM = "(?:集团)?(?:股份有限公司|有限责任公司|有限公司|股份公司|总公司|公司)"


@dataclass(frozen=True)
class _Reform(Strict):
    """Offices, blanks between, that are called otherwise since a day."""

    old: str
    now: str
    since: date


@dataclass(frozen=True)
class _Head(Strict):
    """How a name that its place or its branch tells apart is written."""

    where: str
    find: str
    put: str


@dataclass(frozen=True)
class _Kinds(Strict):
    """Families with something in common, blanks between."""

    licensed: str
    exact: str


@dataclass(frozen=True)
class Families(Strict):
    """What `families.toml` holds; the file says what each is for."""

    writings: Mapping[str, str]
    starts: Mapping[str, str]
    ends: Mapping[str, str]
    reforms: tuple[_Reform, ...]
    heads: tuple[_Head, ...]
    family: Mapping[str, str]
    general: Mapping[str, str]
    kinds: _Kinds

    def __post_init__(self) -> None:
        super().__post_init__()
        named = [*self.writings, *self.starts, *self.ends, *self.general, *self.kinds.licensed.split()]
        for name in (*named, *self.kinds.exact.split()):
            if name not in self.family:
                raise Wrong(f"里没有 {name}", "family")


FAMILIES = read_toml(Path(__file__).with_name("families.toml"), Families)
LICENSED = tuple(FAMILIES.kinds.licensed.split())
"""Families whose members bear names that nobody else may: the legal form tells nothing apart."""
EXACT = tuple(FAMILIES.kinds.exact.split())
"""Families in which no name is another one's slip of the hand."""


@lru_cache
def writings() -> dict[str, str]:
    """Every writing of an institution with the one that it becomes; the longer ones are tried first."""
    table: dict[str, str] = {}
    for line in FAMILIES.writings.values():
        for entry in line.split():
            one, others = entry.split("=")
            table |= dict.fromkeys([one, *others.split("/")], one)
    return _longest_first(table)


@lru_cache
def _edges(starts: bool) -> dict[str, str]:
    lines = FAMILIES.starts if starts else FAMILIES.ends
    return _longest_first(dict(entry.split("=") for line in lines.values() for entry in line.split()))


@lru_cache
def reforms() -> dict[str, str]:
    """The old names of offices with the new ones."""
    return _longest_first({old: reform.now for reform in FAMILIES.reforms for old in reform.old.split()})


@lru_cache
def since() -> dict[str, str]:
    """The old names of offices with the day since which they have others."""
    return {old: reform.since.isoformat() for reform in FAMILIES.reforms for old in reform.old.split()}


def _longest_first(table: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(table.items(), key=lambda pair: (-len(pair[0]), pair[0])))


@lru_cache(maxsize=16)
def _heads(use: Patterns) -> tuple[tuple[str, str, str], ...]:
    """The rules for heads in this region; those that ask for what it has not are left out."""
    known = {"county": use.county, "city": use.city, "province": use.province, "rank": use.county[-1:]}
    rules = []
    for head in FAMILIES.heads:
        find, put = head.find.replace("{place}", f"(?:{use.near})").replace("{form}", _FORM), head.put
        find = find.replace("{spot}", f"(?:{use.near})".replace("{1,3}", ""))
        for name, value in known.items():
            if not value and (f"{{{name}}}" in find + put):
                break
            find, put = find.replace(f"{{{name}}}", value), put.replace(f"${{{name}}}", value)
        else:
            rules.append((head.where, find, put))
    return tuple(rules)


def one_name(frame: pl.DataFrame, use: Patterns) -> pl.DataFrame:
    """One writing of `text` for institutions, and `reformed`: what an office was called before a reform."""
    frame = frame.with_columns(reformed=pl.lit(None, pl.String))
    known = pl.col("text").str.contains_any([*writings(), *_edges(True), *_edges(False), *reforms()])
    known |= pl.col("text").str.contains("|".join(asked for asked, _, _ in _heads(use)))
    return where(frame, known, ["text", "reformed"], lambda rows: _one_name(rows, use))


def _one_name(frame: pl.DataFrame, use: Patterns) -> pl.DataFrame:
    text = pl.col("text")
    frame = frame.with_columns(text.str.replace_many(writings(), leftmost=True))
    old = text.str.extract(f"({any_of(reforms())})$")
    frame = frame.with_columns(reformed=old)
    new = pl.concat_str(text.str.strip_suffix(old), old.replace_strict(reforms(), default=None))
    frame = frame.with_columns(pl.when(old.is_not_null()).then(new).otherwise(text).alias("text"))
    start = rf"^((?:{use.near})?)({any_of(_edges(True))})((?:[^银保].*(?:行|部|处|所|公司|网点))?)$"
    short = pl.col("text").str.extract(start, 2)
    whole = pl.concat_str(
        text.str.extract(start, 1), short.replace_strict(_edges(True), default=None), text.str.extract(start, 3)
    )
    frame = frame.with_columns(pl.coalesce(whole, text).alias("text"))
    end = rf"^((?:{use.near})?(?:\p{{Han}}{{1,4}})?)({any_of(_edges(False))})$"
    last = text.str.extract(end, 2).replace_strict(_edges(False), default=None)
    frame = frame.with_columns(pl.coalesce(pl.concat_str(text.str.extract(end, 1), last), text).alias("text"))
    for asked, find, put in _heads(use):
        frame = where(frame, text.str.contains(asked), ["text"], partial(_replaced, find=find, put=put))
    return frame


def _replaced(frame: pl.DataFrame, find: str, put: str) -> pl.DataFrame:
    return frame.with_columns(pl.col("text").str.replace(find, put))


def families(frame: pl.DataFrame) -> pl.DataFrame:
    """`family` of taken-apart names, their `brand` and `trade` where the brand is none, and no form where it tells
    nothing apart."""
    whole = pl.when(pl.col("kind") == "company").then("stem").otherwise("base")
    family = pl.lit(None, pl.String)
    for name, pattern in reversed(tuple(FAMILIES.family.items())):
        family = pl.when(whole.str.contains(pattern)).then(pl.lit(name)).otherwise(family)
    frame = frame.with_columns(family=family)
    is_one = pl.col("family").is_not_null()
    frame = frame.with_columns(one=pl.when(is_one).then("one"))
    return where(frame, is_one, ["brand", "trade", "form"], _general)


def _general(frame: pl.DataFrame) -> pl.DataFrame:
    brand = pl.col("brand")
    is_general = pl.col("family") == "office"
    for name, words in FAMILIES.general.items():
        worded = f"^(?:{any_of(words.split())}|\\d)*(?:{FAMILIES.family[name]})"
        is_general |= (pl.col("family") == name) & pl.col("core").str.contains(worded)
    is_licensed = pl.col("family").is_in(LICENSED)
    # 农业 and 建设 are words of trades, but 农业银行 is a name
    brand = pl.when(is_licensed & (brand == "")).then("core").otherwise(brand)
    return frame.with_columns(
        brand=pl.when(is_general).then(pl.lit("")).otherwise(brand),
        trade=pl.when(is_general).then("core").otherwise("trade"),
        form=pl.when(is_licensed).then(None).otherwise("form"),
    )
