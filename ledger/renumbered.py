"""Who goes by a mended number: the same name in the same file, an ID number that differs as a slip of the pen does."""

import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

SLIPS = 2
"""Digits that may differ: the one that was wrong, and the check digit after it. Two neighbours swapped count as one."""


def renumbered(pairs: pl.DataFrame) -> pl.DataFrame:
    """Of pairs (`former_id`, `subject_id`) those that are one person: near enough, and nobody else is as near."""
    numbers = [column.str.split(":").list.last().to_list() for column in pairs.select("former_id", "subject_id")]
    slips: list[int] = list(cpdist(*numbers, scorer=OSA.distance, score_cutoff=SLIPS)) if pairs.height else []
    near = pairs.with_columns(pl.Series("slips", slips, pl.Int64)).filter(pl.col("slips") <= SLIPS)
    alone = (pl.len().over("former_id") == 1) & (pl.len().over("subject_id") == 1)
    return near.filter(alone).select("former_id", "subject_id").sort("former_id")
