"""From scored candidate pairs to verdicts: a matcher's rules are rows of a table, the first that holds decides.

What people have judged stands above a matcher's own rows (`BY_A_PERSON`). A pair that waits is dropped where its record
has found its partner.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from matchers.engine.judgements import UNSURE, YES

STRETCH = 1_000_000
"""So many pairs are judged at once: of a prefecture's millions the facts of all would be gigabytes."""
ACCEPTED, WAITING, PASSED_OVER = "accepted", "review", "passed over"
CONFIRMED = "人工确认"


@dataclass(frozen=True, eq=False)
class Rule:
    """A row of a matcher's table: a pair of which every condition holds gets this verdict for this reason."""

    when: tuple[pl.Expr, ...]
    verdict: str
    reason: str = ""
    """For the clerk, in Chinese; what is passed over needs none."""


@dataclass(frozen=True, eq=False)
class Case:
    """One of several cases, any of which is enough: every condition of it holds."""

    name: str
    when: tuple[pl.Expr, ...]


@dataclass(frozen=True, eq=False)
class Threshold:
    """The match weight from which pairs of a case are taken."""

    name: str
    when: tuple[pl.Expr, ...]
    bits: float


BY_A_PERSON = (
    Rule((pl.col("judgement") == YES,), ACCEPTED, CONFIRMED),
    Rule((pl.col("judgement") == UNSURE,), WAITING, "人工看过仍不能确定"),
)
"""The first rows of a table: what people have judged."""


def decide(pairs: pl.DataFrame, rules: Sequence[Rule], record: str = "left") -> pl.DataFrame:
    """The pairs that are accepted or wait, with `verdict` and `reason`; the columns are what the rules ask for.

    Where a person has confirmed a pair, its record has no other; nor does one wait that has found its partner.
    """
    is_yes = (pl.col("judgement") == YES).fill_null(value=False)
    open_pairs = pairs.filter(is_yes | ~is_yes.any().over(record))
    place = pl.lit(len(rules))
    for number, rule in reversed(list(enumerate(rules))):
        place = pl.when(every(rule.when)).then(number).otherwise(place)
    verdicts = pl.Series("verdict", [*(rule.verdict for rule in rules), PASSED_OVER])
    reasons = pl.Series("reason", [*(rule.reason for rule in rules), ""])
    chosen = open_pairs.select(place.cast(pl.UInt32)).to_series()
    decided = open_pairs.with_columns(verdicts.gather(chosen), reasons.gather(chosen))
    accepted = pl.col("verdict") == ACCEPTED
    return decided.filter(accepted | ((pl.col("verdict") == WAITING) & ~accepted.any().over(record)))


def stretches(pairs: pl.DataFrame, record: str, rows: int = STRETCH) -> Iterator[pl.DataFrame]:
    """Pairs about so many at a time, all of one record together; they stand in the order of their records."""
    of_record, first = pairs[record], 0
    while first < len(pairs) or not first:
        last = min(first + rows, len(pairs))
        last = int(of_record.search_sorted(of_record[last - 1], side="right")) if last else 1
        yield pairs[first:last]
        first = last


def every(conditions: Iterable[pl.Expr]) -> pl.Expr:
    """Whether all of the conditions hold; without any it does."""
    return pl.all_horizontal(pl.lit(value=True), *conditions)


def any_of(cases: Iterable[Case]) -> pl.Expr:
    """Whether any of the cases holds; without any it does not."""
    return pl.any_horizontal(pl.lit(value=False), *(every(case.when).fill_null(value=False) for case in cases))


def enough(thresholds: Sequence[Threshold], bits: float) -> pl.Expr:
    """The match weight that a pair needs: that of the first case that holds, else `bits`."""
    least = pl.lit(bits)
    for threshold in reversed(thresholds):
        least = pl.when(every(threshold.when)).then(threshold.bits).otherwise(least)
    return least


def best(decided: pl.DataFrame, shown: int, record: str = "left", other: str = "right") -> pl.DataFrame:
    """At most so many pairs of one record, the best first."""
    ordered = decided.sort(record, "score", other, descending=[False, True, False])
    return ordered.filter(pl.int_range(pl.len()).over(record) < shown)
