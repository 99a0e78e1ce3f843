"""Which of many names a short name is nearest to: by the pairs of characters that stand in both in one order.

建安 is in 建筑安装: whoever shortens a name leaves characters out and keeps their order. A pair that few names have
says more than one that many have (log2 of how many there are to how many have it). Everything is columns: characters
become numbers, pairs become keys, and keys are joined.
"""

import numpy as np
import polars as pl

REACH = 8
"""So far apart two characters of a pair may stand."""
RAREST = 5
"""So many pairs of a short name are looked for, those that the fewest names have."""
COMMON = 1_000
"""A pair that more names have finds nobody."""


def nearest(asked: pl.Series, known: pl.Series, most: int) -> pl.DataFrame:
    """For each asked text the places of the `most` nearest known texts, nearest first: `asked`, `known`, `bits`."""
    wanted = _pairs(asked)
    held = _pairs(known, wanted["key"].unique().sort())
    held = held.with_columns(pl.len().over("key").alias("holders"))
    rare = held.group_by("key").agg(pl.first("holders")).filter(pl.col("holders") <= COMMON)
    wanted = wanted.join(rare, on="key").with_columns(
        pl.struct("holders", "key").rank("ordinal").over("row").alias("place")
    )
    wanted = wanted.filter(pl.col("place") <= RAREST).select(
        "key", pl.col("row").alias("asked"), (len(known) / pl.col("holders")).log(2).alias("bits")
    )
    found = wanted.join(held.select("key", pl.col("row").alias("known")), on="key")
    summed = found.group_by("asked", "known").agg(pl.col("bits").sum())
    summed = summed.with_columns(known.str.len_chars().gather(summed["known"]).alias("size"))
    # as much in common: the shorter name is more of it
    summed = summed.sort("asked", "bits", "size", "known", descending=[False, True, False, False])
    return summed.filter(pl.int_range(pl.len()).over("asked") < most).select("asked", "known", "bits")


def _pairs(texts: pl.Series, only: pl.Series | None = None) -> pl.DataFrame:
    """`row` and `key` of every pair of characters of each text, in their order and at most REACH apart."""
    sizes = texts.str.len_chars().to_numpy()
    characters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    rows = np.repeat(np.arange(len(texts)), sizes)
    parts = []
    for step in range(1, REACH + 1):
        same = np.flatnonzero(rows[:-step] == rows[step:])
        key = characters[same] << 21 | characters[same + step]
        if only is not None:
            there = _is_in(key, only.to_numpy())
            same, key = same[there], key[there]
        parts.append(pl.DataFrame({"row": rows[same], "key": key}))
    return pl.concat(parts).unique().sort("row", "key")


def _is_in(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Whether each key is among the sorted ones."""
    if not len(wanted):
        return np.zeros(len(keys), dtype=bool)
    place = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
    answer: np.ndarray = wanted[place] == keys
    return answer
