"""Weights for a set that is compared once: the levels of all pairs in memory, learned from, then weighed.

`Matcher.score` compares the pairs in chunks and forgets them, as a county needs it; a set of a few hundred thousand
pairs is quicker compared once. What is used is the engine's: blocking, features, EM, weights.
"""

import numpy as np
import polars as pl

from matchers.engine.comparison import Pairs
from matchers.engine.model import Matcher
from matchers.engine.training import learned, unweighed
from matchers.engine.weights import Weights, shares

SEED = 1


def compared(matcher: Matcher, left: pl.DataFrame, right: pl.DataFrame | None = None) -> pl.DataFrame:
    """All pairs that the blocking finds, with their levels."""
    return matcher.score(unweighed(matcher, "0", "none"), left, right, least=-np.inf)


def learn(
    matcher: Matcher,
    pairs: pl.DataFrame,
    left: pl.DataFrame,
    right: pl.DataFrame | None = None,
    random_pairs: int = 100_000,
) -> Weights:
    """m by EM among the compared pairs, u from random pairs.

    Within the EM the strangers are the compared strangers: they agree on what they were blocked on, and random pairs
    taken for them would make every compared pair look true. What an agreement weighs is then m over the u of random
    pairs, so that the blocked column counts once, and the prior is that of random pairs.
    """
    sizes = matcher.sizes
    patterns = pairs.group_by(list(sizes)).len("times").sort(list(sizes))
    levels = {name: patterns[name].to_numpy() for name in sizes}
    times = patterns["times"].to_numpy().astype(np.float64)
    m, _, share = learned(levels, times, sizes)
    rng = np.random.default_rng(SEED)
    other = left if right is None else right
    one, two = rng.integers(0, len(left), random_pairs), rng.integers(0, len(other), random_pairs)
    apart = np.flatnonzero(one != two) if right is None else np.arange(random_pairs)
    strangers = matcher.compare(Pairs(left[one[apart]], other[two[apart]]))
    u = {name: tuple(shares(column, sizes[name]).tolist()) for name, column in strangers.items()}
    true = times.sum() / (1 + 2.0**-share)
    everything = len(left) * (len(left) - 1) / 2 if right is None else float(len(left)) * len(right)
    return Weights(matcher.name, "1", "EM", float(np.log2(true / (everything - true))), m, u)


def weighed(
    matcher: Matcher, weights: Weights, pairs: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame
) -> pl.DataFrame:
    """The pairs with their bits."""
    score = matcher.bits(weights, pairs, left, right).sum_horizontal() + weights.prior
    return pairs.with_columns(score.round(6).alias("score"))
