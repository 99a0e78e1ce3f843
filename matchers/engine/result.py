"""What a matcher hands back to the night, and the table that it writes."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from matchers.engine import calibration
from matchers.engine.decide import ACCEPTED, CONFIRMED, WAITING
from matchers.engine.explanation import COMPARISON, IDENTITY, PAIR, comparisons, described, pairs
from matchers.engine.judgements import YES
from matchers.engine.model import Matcher
from matchers.engine.weights import Weights
from sql.warehouse import Warehouse

DEFINITE = 100.0
"""The score of a link that was not weighed."""


@dataclass(frozen=True)
class Linked:
    """What was weighed: rows of `matches.pair` and `matches.comparison`, by which matcher with which weights."""

    matcher: str
    weights: str
    pairs: pl.DataFrame
    comparisons: pl.DataFrame


def explained(
    matcher: Matcher, weights: Weights, decided: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame
) -> Linked:
    """Decided pairs of the rows of two tables, in full."""
    if decided.is_empty():
        return Linked(matcher.name, weights.name, pl.DataFrame(schema=PAIR), pl.DataFrame(schema=COMPARISON))
    rows = pairs(matcher, decided, left, right), comparisons(matcher, weights, decided, left, right)
    return Linked(matcher.name, weights.name, *rows)


def is_confirmed() -> pl.Expr:
    """Whether a person has judged a pair to be one."""
    return (pl.col("judgement") == YES).fill_null(value=False)


def links(matcher: Matcher, decided: pl.DataFrame, entity: pl.Series) -> pl.DataFrame:
    """The accepted pairs: `left`, the `linked` entity (by right row), and by which `rule`, `score`, what `compared`."""
    accepted = decided.filter(pl.col("verdict") == ACCEPTED)
    words = described(matcher, accepted)
    return accepted.select(
        "left",
        entity.gather(accepted["right"]).alias("linked"),
        pl.when(is_confirmed()).then(pl.lit("verdict")).otherwise(pl.lit("name")).alias("rule"),
        "score",
        pl.when(is_confirmed()).then(pl.lit(CONFIRMED)).otherwise(words).alias("compared"),
    )


def waiting(decided: pl.DataFrame) -> pl.DataFrame:
    """The rows that wait for a person: `left`, `waits`."""
    waits = decided.filter(pl.col("verdict") == WAITING)
    return waits.select("left", pl.lit(value=True).alias("waits")).unique()


def beside_links(matcher: Matcher, records: pl.DataFrame, decided: pl.DataFrame, entity: pl.Series) -> pl.DataFrame:
    """Records with `linked`, `rule`, `score`, `compared` where a pair was accepted, and `waits` where one waits."""
    numbered = records.with_row_index("left")
    for part in (links(matcher, decided, entity), waiting(decided)):
        numbered = numbered.join(part, on="left", how="left", maintain_order="left")
    return numbered


def record(warehouse: Warehouse, weighed: Iterable[Linked]) -> int:
    """Write `matches.pair`, `matches.review` (the pairs that wait) and `matches.comparison`; returns the pairs."""
    all_weighed = list(weighed)
    likely = [w.pairs.with_columns(calibration.tonight(warehouse, w.matcher).probability(w.pairs)) for w in all_weighed]
    for table, frames in (
        ("pair", likely),
        ("comparison", [w.comparisons for w in all_weighed]),
    ):
        warehouse.write(f"matches.{table}", pl.concat(frames), "order by all")
    # The most useful first: those that most people hang on, then those that are hardest to tell (even odds).
    warehouse.create(
        "matches.review",
        f"""
        select * from matches.pair where verdict = '{WAITING}'
        order by usefulness desc, abs(probability - 0.5), {", ".join(IDENTITY)}
        """,
    )
    return warehouse.rows("matches.pair")
