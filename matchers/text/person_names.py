"""Names of people: is it the same name, a slip of the hand, or another name?

Dots, blanks, capitals and old letters are no difference; 阿依古丽 and 阿依古丽·买买提 are one name, as are the words of
a foreigner's name in another order. Characters that sound or look alike and two that changed places are slips; any
other single character may be a brother's.
"""

from functools import lru_cache

import numpy as np
import polars as pl
from rapidfuzz.distance import OSA, Prefix
from rapidfuzz.process import cpdist

from matchers.text.characters import mistakable
from matchers.text.levels import MISSING, Level
from matchers.text.placeholders import filled
from matchers.text.vocabulary import WORDS


class NameLevel(Level):
    """How far two names are one."""

    DIFFERENT = 0, "不同"
    ONE_CHARACTER = 1, "只差一字"
    ALIKE = 2, "音形相近"
    SAME = 3, "相同"


NOBODY = ("待核", "待核查", "测试", "本人", "未登记", "无名氏")
# The reader has settled the middle dots; what is left are points and hyphens of other keyboards.
_DOTS = r"\s*[.。\-－—_•・‧∙⋅･·]\s*"


@lru_cache
def _old_letters() -> dict[str, str]:
    pairs = WORDS.traditional.replace("\n", "")
    return {pairs[at]: pairs[at + 1] for at in range(0, len(pairs), 2) if pairs[at] != pairs[at + 1]}


def plain(names: pl.Series) -> pl.Series:
    """One writing for one name; null for what is none."""
    text = pl.col("name").str.to_uppercase().str.replace_all(_DOTS, "·").str.strip_chars("· ")
    frame = names.cast(pl.String).to_frame("name").with_columns(text.str.replace_many(_old_letters()))
    is_name = filled(pl.col("name")).is_not_null() & ~pl.col("name").is_in(NOBODY) & (pl.col("name") != "")
    return frame.select(pl.when(is_name).then("name")).to_series()


def called(names: pl.Series) -> pl.Series:
    """What long and short forms of a plain name have in common: its first word."""
    return names.to_frame("name").select(pl.col("name").str.splitn("·", 2).struct.field("field_0")).to_series()


def relate(left: pl.Series, right: pl.Series) -> np.ndarray:
    """How far two columns of plain names are one: a level for each pair, -1 where one is missing."""
    both = pl.DataFrame({"l": left.cast(pl.String), "r": right.cast(pl.String)})
    equal = (both["l"] == both["r"]).cast(pl.Int8)
    levels = equal.fill_null(MISSING).to_numpy().copy()
    levels[levels == 1] = NameLevel.SAME
    # Many pairs repeat two names: each is looked at once.
    other = both.with_row_index("row").filter(pl.col("l") != pl.col("r"))
    distinct = other.select("l", "r").unique(maintain_order=True)
    found = other.join(distinct.with_columns(level=_levels(distinct)), on=["l", "r"], how="left", maintain_order="left")
    levels[found["row"].to_numpy()] = found["level"].to_numpy()
    return levels


def _levels(pairs: pl.DataFrame) -> pl.Series:
    """The level of pairs of names that are not letter for letter the same."""
    texts = pairs["l"].to_list(), pairs["r"].to_list()
    frame = pairs.with_columns(
        edits=pl.Series(cpdist(*texts, scorer=OSA.distance, dtype=np.int32), dtype=pl.Int32),
        start=pl.Series(cpdist(*texts, scorer=Prefix.similarity, dtype=np.int32), dtype=pl.Int32),
        l_size=pl.col("l").str.len_chars().cast(pl.Int32),
        r_size=pl.col("r").str.len_chars().cast(pl.Int32),
    )
    left, right, start = pl.col("l"), pl.col("r"), pl.col("start")
    firsts, seconds = ([name.str.slice(start + at, 1) for name in (left, right)] for at in (0, 1))
    one, long = pl.col("edits") == 1, pl.max_horizontal("l_size", "r_size")
    changed = one & (pl.col("l_size") == pl.col("r_size"))
    turned = changed & (firsts[0] == seconds[1]) & (firsts[1] == seconds[0])
    return frame.select(
        pl.when(_same_words())
        .then(NameLevel.SAME)
        .when(turned | (changed & mistakable(*firsts)) | (one & (long >= 5)))
        .then(NameLevel.ALIKE)
        # another surname is another family
        .when(one & (long >= 3) & (start >= 1))
        .then(NameLevel.ONE_CHARACTER)
        .otherwise(NameLevel.DIFFERENT)
        .cast(pl.Int8)
    ).to_series()


def _same_words() -> pl.Expr:
    """Names of several words: one leaves out the later ones, or they stand in another order, or run together."""
    left, right = pl.col("l"), pl.col("r")
    shorter = pl.min_horizontal("l_size", "r_size") >= 2
    begins = left.str.starts_with(right + "·") | right.str.starts_with(left + "·")
    words = [name.str.replace_all("[ ·,，]+", " ").str.split(" ").list.sort().list.join(" ") for name in (left, right)]
    together = [name.str.replace_all("[ ·,，]+", "") for name in (left, right)]
    return (shorter & begins) | (words[0] == words[1]) | (together[0] == together[1])
