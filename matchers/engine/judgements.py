"""What matchers hand back to the night, and what they share: people's answers about pairs, and writing a table."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from matchers.engine.model import Matcher
from matchers.engine.weights import MISSING
from sql.warehouse import Warehouse

DEFINITE = 100.0
"""The score of a link that was not weighed."""
YES, NO, UNSURE = "yes", "no", "unsure"


@dataclass(frozen=True)
class Linked:
    """What was weighed: rows of `matches.pair` and `matches.comparison`, by which matcher with which weights."""

    matcher: str
    weights: str
    pairs: pl.DataFrame
    comparisons: pl.DataFrame


def said_of_records(
    matcher: Matcher, scored: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame, verdicts: pl.DataFrame
) -> pl.DataFrame:
    """Scored pairs with a column `said`: what people answered. Pairs that only a person named are put beside them.

    Whoever is said to be two at once is unsure of.
    """
    keys = ["extract", "record_id"]
    ones = left.with_row_index("left").select("left", *keys).unique(keys, keep="first", maintain_order=True)
    others = right.with_row_index("right").select("right", *keys).unique(keys, keep="first", maintain_order=True)
    parts = []
    for one, other in (("left", "right"), ("right", "left")):
        parts.append(
            verdicts.join(ones, left_on=[f"{one}_extract", f"{one}_record"], right_on=keys, maintain_order="left")
            .join(others, left_on=[f"{other}_extract", f"{other}_record"], right_on=keys, maintain_order="left")
            .select("left", "right", pl.col("verdict").alias("said"))
        )
    said = pl.concat(parts).unique(["left", "right"], keep="first", maintain_order=True).sort("left", "right")
    twice = ((pl.col("said") == YES).sum().over("left") > 1) & (pl.col("said") == YES)
    said = said.with_columns(pl.when(twice).then(pl.lit(UNSURE)).otherwise("said").alias("said"))
    named = said.filter(pl.col("said") != NO).join(scored, on=["left", "right"], how="anti", maintain_order="left")
    unseen = named.select(
        "left", "right", pl.lit(0, pl.UInt8).alias("rule"), pl.lit(0.0).alias("score"),
        pl.lit(-1, pl.Int8).alias("definite"), *(pl.lit(MISSING, pl.Int8).alias(name) for name in matcher.sizes),
    )  # fmt: skip
    joined = pl.concat([scored, unseen.select(scored.columns)])
    return joined.join(said, on=["left", "right"], how="left", maintain_order="left").sort("left", "right")


def ranked(scored: pl.DataFrame, by: str, kept: np.ndarray, shown: int) -> pl.DataFrame:
    """The pairs to keep, at most so many of one record, the best first."""
    best = scored.filter(pl.Series(kept)).sort(by, "score", "right", descending=[False, True, False])
    return best.filter(pl.int_range(pl.len()).over(by) < shown)


def written(warehouse: Warehouse, table: str, frame: pl.DataFrame) -> int:
    """Make a table of a frame; returns its rows."""
    warehouse.con.register("linked", frame.to_arrow())
    rows = warehouse.create(table, "select * from linked")
    warehouse.con.unregister("linked")
    return rows
