"""Which of a record's candidates is ahead of the others, and by how many bits."""

import numpy as np
import polars as pl

from matchers.employer.model import MATCHER, Name, Staff
from matchers.employer.rules import EVIDENCE
from matchers.engine.clusters import ahead, one_to_one


def is_ahead(pairs: pl.DataFrame) -> np.ndarray:
    """Whether no other partner of the left record comes near."""
    return lead(pairs, "left_group") >= MATCHER.margin


def is_ahead_one_to_one(pairs: pl.DataFrame) -> np.ndarray:
    """Whether no other partner of either record comes near, where nobody has two."""
    best = np.zeros(len(pairs), dtype=bool)
    best[one_to_one(pairs)] = True
    rival = np.minimum(lead(pairs, "left_group"), lead(pairs, "right_group"))
    answer: np.ndarray = best & (rival >= MATCHER.margin)
    return answer


def is_ahead_among_strangers(pairs: pl.DataFrame) -> np.ndarray:
    """Whether two records of one table are each other's only partner; those of one exact name may be many."""
    turned = pairs.rename({"left_group": "right_group", "right_group": "left_group"}).select(pairs.columns)
    rival = ahead(pl.concat([pairs, turned]), "left_group").reshape(2, -1).min(axis=0)
    name, people = pairs["name"].to_numpy(), pairs["staff"].to_numpy() == Staff.MOST
    answer: np.ndarray = (name == Name.EXACT) | (((name == Name.MAIN) | people) & (rival >= MATCHER.margin))
    return answer


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
