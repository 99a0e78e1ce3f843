"""What a matcher hands back to the night, and what it needs to know of people's verdicts."""

from dataclasses import dataclass

import polars as pl

from matchers import told


@dataclass(frozen=True)
class Linked:
    """What was weighed: rows of `matches.pair` and `matches.comparison`, by which matcher with which weights."""

    matcher: str
    weights: str
    pairs: pl.DataFrame
    comparisons: pl.DataFrame


def nothing(matcher: str, weights: str) -> Linked:
    """Nobody had to be weighed."""
    return Linked(matcher, weights, pl.DataFrame(schema=told.PAIR), pl.DataFrame(schema=told.COMPARISON))
