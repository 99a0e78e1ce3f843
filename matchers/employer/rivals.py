"""Which of an employer's candidates is ahead of the others, and by how many bits."""

import numpy as np
import polars as pl

from matchers.employer.model import Name, Staff
from matchers.employer.rules import EVIDENCE
from matchers.engine.clusters import ahead


def lead(pairs: pl.DataFrame, side: str) -> np.ndarray:
    """By how many bits each pair is ahead of the record's other pairs. Where all else agrees as well, the exact name
    decides between sisters: only another of the same exact name is its rival. Whoever has the same people has no rival
    but those who have some of them."""
    before = ahead(pairs, side)
    people, some = (pairs["staff"].to_numpy() >= least for least in (Staff.MOST, Staff.SOME))
    before[some] = np.where(people[some] & (before[some] >= 0), ahead(pairs.filter(some), side), before[some])
    agrees = pl.any_horizontal(pl.col(name) >= EVIDENCE[name] for name in EVIDENCE)
    fits = ~pl.any_horizontal(pl.col(*EVIDENCE) == 0) & agrees
    named = pairs.select((pl.col("name") == Name.EXACT) & fits).to_series().to_numpy() & (before >= 0)
    exact = np.flatnonzero(pairs["name"].to_numpy() == Name.EXACT)
    among = np.full(len(pairs), -np.inf)
    among[exact] = ahead(pairs[exact], side)
    return np.where(named, among, before)


def place(pairs: pl.DataFrame, side: str) -> pl.Series:
    """How many of the record's pairs weigh more than this one, or as much and stand before it."""
    order = np.lexsort((-pairs["score"].to_numpy(), pairs[side].to_numpy()))
    ordered = pl.Series("record", pairs[side].to_numpy()[order]).to_frame()
    places = np.empty(len(pairs), dtype=np.int64)
    places[order] = ordered.select(pl.int_range(pl.len()).over("record")).to_series().to_numpy()
    return pl.Series("place_by_score", places)
