"""What people have said of pairs of records, for the night: verdicts that stand, and how often a matcher was right."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from base.home import Home
from ledger import chain
from ledger.interval import wilson
from sql import rows
from sql.warehouse import FOLDER, Warehouse, read_query

VERDICT = (
    *("matcher", "left_extract", "left_record", "right_extract", "right_record"),
    *("verdict", "actor", "decided_at", "asked", "score", "left_name", "right_name"),
)


@dataclass(frozen=True)
class MeasuredMatcher:
    """A matcher with its weights, its pairs and how often people found it right."""

    matcher: str
    weights: str | None
    pairs: int
    accepted: int
    waiting: int
    judged: int
    upheld: int
    precision: float | None
    precision_low: float | None
    precision_high: float | None


def standing(path: Path) -> pl.DataFrame:
    """The verdict that stands for each pair, and what the machine had said when it was asked (`asked`)."""
    return chain.ask(path, read_query(FOLDER / "verdicts" / "standing.sql").statement)


def remembered(warehouse: Warehouse, home: Home) -> int:
    """Write `matches.verdict`, which wins over every rule; empty where nobody has said anything yet.

    Raises BadInput where the ledger is damaged or lost.
    """
    chain.check(home)
    return warehouse.write("matches.verdict", standing(home.ledger).select(VERDICT))


def precision(path: Path) -> pl.DataFrame:
    """Per matcher: of its automatic links that a person judged with yes or no, how many were right.

    `judged`, `upheld`, `precision` with its 95 % interval; and of the pairs that waited, `waiting_judged`,
    `waiting_yes` and `waiting_share`. The automatic links asked about are a random sample, so their share holds for
    all of them; the waiting pairs are asked in the order of their use, so theirs describes the answers only.
    """
    decided = standing(path).filter(pl.col("verdict") != "unsure")
    right = pl.col("verdict") == "yes"
    accepted, waited = pl.col("asked") == "accepted", pl.col("asked") == "review"
    counts = (
        decided.group_by("matcher")
        .agg(
            accepted.sum().cast(pl.Int64).alias("judged"),
            (accepted & right).sum().cast(pl.Int64).alias("upheld"),
            waited.sum().cast(pl.Int64).alias("waiting_judged"),
            (waited & right).sum().cast(pl.Int64).alias("waiting_yes"),
        )
        .sort("matcher")
    )
    intervals = [wilson(*row) for row in counts.select("upheld", "judged").iter_rows()]
    return counts.with_columns(
        (pl.col("upheld") / pl.col("judged")).fill_nan(None).alias("precision"),
        pl.Series("precision_low", [low for low, _ in intervals], pl.Float64),
        pl.Series("precision_high", [high for _, high in intervals], pl.Float64),
        (pl.col("waiting_yes") / pl.col("waiting_judged")).fill_nan(None).alias("waiting_share"),
    )


def record_matchers(warehouse: Warehouse, path: Path, weights: Mapping[str, str]) -> int:
    """Write `audit.matcher`: each matcher's weights (as the caller names them), pairs and measured precision."""
    decided = {
        matcher: numbers
        for matcher, *numbers in warehouse.ask("""
            select
                matcher,
                count(*),
                count(*) filter (where verdict = 'accepted'),
                count(*) filter (where verdict = 'review')
            from matches.pair group by matcher
        """)
    }
    columns = ("judged", "upheld", "precision", "precision_low", "precision_high")
    measured = {matcher: numbers for matcher, *numbers in precision(path).select("matcher", *columns).iter_rows()}
    found = [
        MeasuredMatcher(
            matcher,
            weights.get(matcher),
            *decided.get(matcher, (0, 0, 0)),
            *measured.get(matcher, (0, 0, None, None, None)),
        )
        for matcher in sorted({*weights, *decided, *measured})
    ]
    return rows.write(warehouse, "audit.matcher", MeasuredMatcher, found)
