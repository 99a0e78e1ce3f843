"""The explanation of a pair that weights decided: rows of `matches.pair` and, by feature, of `matches.comparison`.

A score never comes without its reason: every pair says in Chinese what agreed, what is alike and what differs.
"""

import numpy as np
import polars as pl

from matchers.engine.model import Matcher
from matchers.engine.weights import Weights
from matchers.text.levels import MISSING

IDENTITY = ("matcher", "left_extract", "left_record", "right_extract", "right_record")
"""What names a pair, for ever: the two records, the lesser first."""
PAIR: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(IDENTITY, pl.String),
    "match_key": pl.String,
    "score": pl.Float64,
    "probability": pl.Float64,
    "verdict": pl.String,
    "reason": pl.String,
    "compared": pl.String,
    "left_name": pl.String,
    "right_name": pl.String,
    "left_detail": pl.String,
    "right_detail": pl.String,
    "usefulness": pl.Float64,
}
COMPARISON: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(IDENTITY, pl.String),
    "position": pl.Int32,
    "feature": pl.String,
    "outcome": pl.String,
    "bits": pl.Float64,
}


def described(matcher: Matcher, scored: pl.DataFrame) -> pl.Series:
    """One Chinese sentence per pair: 相同：…；相近：…；不同：… (missing comparisons are left out)."""
    parts = []
    for word, low, high in (("相同：", 1.0, 1.0), ("相近：", 0.0, 1.0), ("不同：", 0.0, 0.0)):
        labels = [_label_between(part.name, part.label, len(part.levels) - 1, low, high) for part in matcher.features]
        listed = pl.concat_str(labels, separator="、", ignore_nulls=True)
        parts.append(pl.when(listed != "").then(pl.lit(word) + listed))
    return scored.select(pl.concat_str(parts, separator="；", ignore_nulls=True).alias("compared")).to_series()


def pairs(
    matcher: Matcher,
    scored: pl.DataFrame,
    left: pl.DataFrame,
    right: pl.DataFrame,
) -> pl.DataFrame:
    """Rows of `matches.pair`, whose `probability` is told when all are written. `scored` carries `verdict`, `reason`
    and `usefulness` beside what `Matcher.score` gives.

    The tables hold `extract`, `record_id`, `name` and `detail` (one line of what the record prints) for each row.
    """
    keys = pl.Series([rule.name for rule in matcher.blocking], dtype=pl.String)
    one = left.select("extract", "record_id", "name", "detail")[scored["left"]]
    two = right.select("extract", "record_id", "name", "detail")[scored["right"]]
    rows = pl.DataFrame(
        {
            **{f"a_{name}": one[name] for name in one.columns},
            **{f"b_{name}": two[name] for name in two.columns},
            "match_key": keys.gather(scored["rule"]),
            "score": scored["score"],
            "probability": pl.Series(np.full(len(scored), np.nan)),
            "verdict": scored["verdict"],
            "reason": scored["reason"],
            "compared": described(matcher, scored),
            "usefulness": scored["usefulness"].cast(pl.Float64),
        }
    )
    return _in_order(rows, matcher.name).select(pl.col(name).cast(kind) for name, kind in PAIR.items())


def comparisons(
    matcher: Matcher, weights: Weights, scored: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame
) -> pl.DataFrame:
    """Rows of `matches.comparison`: one per pair and feature, with what was found and how many bits it weighs."""
    bits = matcher.bits(weights, scored, left, right)
    one, two = (
        left.select("extract", "record_id")[scored["left"]],
        right.select("extract", "record_id")[scored["right"]],
    )
    parts = []
    for position, part in enumerate(matcher.features, start=1):
        words = pl.Series([*part.levels, "无法比较"], dtype=pl.String)
        places = scored[part.name].cast(pl.Int16).replace(MISSING, len(part.levels)).cast(pl.UInt32)
        found = pl.DataFrame(
            {
                **{f"a_{name}": one[name] for name in one.columns},
                **{f"b_{name}": two[name] for name in two.columns},
                "position": pl.repeat(position, len(scored), dtype=pl.Int32, eager=True),
                "feature": pl.repeat(part.label, len(scored), dtype=pl.String, eager=True),
                "outcome": words.gather(places),
                "bits": bits[part.name],
            }
        )
        parts.append(found)
    rows = _in_order(pl.concat(parts), matcher.name)
    return rows.select(pl.col(name).cast(kind) for name, kind in COMPARISON.items())


def _label_between(name: str, label: str, top: int, low: float, high: float) -> pl.Expr:
    """The label where the level stands so high: 1 is the top, 0 the bottom; strictly between where they differ."""
    share = pl.col(name).cast(pl.Float64) / max(top, 1)
    inside = (share == low) if low == high else (share > low) & (share < high)
    return pl.when(inside & (pl.col(name) != MISSING)).then(pl.lit(label))


def _in_order(rows: pl.DataFrame, matcher: str) -> pl.DataFrame:
    """Sides renamed left and right, the lesser record on the left."""
    names = {"extract": "extract", "record_id": "record", "name": "name", "detail": "detail"}
    sides = []
    for old, new in names.items():
        if f"a_{old}" in rows.columns:
            sides.append(pl.when("ahead").then(f"a_{old}").otherwise(f"b_{old}").alias(f"left_{new}"))
            sides.append(pl.when("ahead").then(f"b_{old}").otherwise(f"a_{old}").alias(f"right_{new}"))
    ahead = (pl.col("a_extract") < pl.col("b_extract")) | (
        (pl.col("a_extract") == pl.col("b_extract")) & (pl.col("a_record_id") <= pl.col("b_record_id"))
    )
    return rows.with_columns(ahead.alias("ahead")).with_columns(*sides, pl.lit(matcher).alias("matcher"))
