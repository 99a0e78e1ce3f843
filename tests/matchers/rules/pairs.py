"""A few candidate pairs by their levels, without records: what do a matcher's rules make of them?"""

from typing import Any

import polars as pl


def frame(sure: dict[str, Any], *pairs: dict[str, Any]) -> pl.DataFrame:
    """Pairs of one record, each `sure` but for what it changes."""
    rows = [{"judgement": None, "left": 0, "right": place} | sure | pair for place, pair in enumerate(pairs)]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    kinds = {int: pl.Int8, float: pl.Float64, bool: pl.Boolean}
    kinds_of = {name: kinds.get(type(values[0]), pl.Int8) for name, values in columns.items()}
    kinds_of |= {"judgement": pl.String, "left": pl.UInt32, "right": pl.UInt32, "score": pl.Float64}
    return pl.DataFrame(
        {name: pl.Series([None if v is None else kind_of(v) for v in values], dtype=kinds_of[name])
         for name, values in columns.items()}
    )  # fmt: skip


def kind_of(value: Any) -> Any:
    """A level as the plain number that it is."""
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def verdicts(decided: pl.DataFrame) -> dict[int, str]:
    """By candidate what became of it: accepted, or why it waits; who is passed over is not there."""
    rows = decided.select("right", "verdict", "reason").iter_rows()
    return {right: verdict if verdict == "accepted" else reason for right, verdict, reason in rows}
