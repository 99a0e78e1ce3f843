"""What people have judged of candidate pairs, beside what was weighed: their word wins."""

import polars as pl

from matchers.engine.model import Matcher
from matchers.text.levels import MISSING
from sql.warehouse import Warehouse

YES, NO, UNSURE = "yes", "no", "unsure"


def standing(warehouse: Warehouse, matcher: str) -> pl.DataFrame:
    """The judgements of a matcher's pairs that stand tonight."""
    return warehouse.frame("select * from matches.verdict order by all").filter(pl.col("matcher") == matcher)


def joined(
    matcher: Matcher, scored: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame, judgements: pl.DataFrame
) -> pl.DataFrame:
    """Scored pairs with a column `judgement`, without the refused ones; pairs that only a person named are put beside.

    A record that is judged to be two at once is unsure.
    """
    keys = ["extract", "record_id"]
    ones = left.with_row_index("left").select("left", *keys).unique(keys, keep="first", maintain_order=True)
    others = right.with_row_index("right").select("right", *keys).unique(keys, keep="first", maintain_order=True)
    parts = []
    for one, other in (("left", "right"), ("right", "left")):
        parts.append(
            judgements.join(ones, left_on=[f"{one}_extract", f"{one}_record"], right_on=keys, maintain_order="left")
            .join(others, left_on=[f"{other}_extract", f"{other}_record"], right_on=keys, maintain_order="left")
            .select("left", "right", pl.col("verdict").alias("judgement"))
        )
    judged = pl.concat(parts).unique(["left", "right"], keep="first", maintain_order=True).sort("left", "right")
    return beside(matcher, scored, unsure_of_two(judged, "left"), ("left", "right"))


def unsure_of_two(judged: pl.DataFrame, record: str) -> pl.DataFrame:
    """The same judgements; a record that is judged to be two at once is unsure."""
    is_yes = pl.col("judgement") == YES
    twice = is_yes & (is_yes.sum().over(record) > 1)
    return judged.with_columns(pl.when(twice).then(pl.lit(UNSURE)).otherwise("judgement").alias("judgement"))


def beside(matcher: Matcher, scored: pl.DataFrame, judged: pl.DataFrame, keys: tuple[str, str]) -> pl.DataFrame:
    """Scored pairs with the `judgement` of their keys, without those that a person has refused; what only a person
    named stands there with nothing compared."""
    on = list(keys)
    named = judged.filter(pl.col("judgement") != NO).join(scored, on=on, how="anti", maintain_order="left")
    nothing = {name: pl.lit(0, kind) for name, kind in scored.schema.items() if name not in keys}
    nothing |= {name: pl.lit(MISSING, pl.Int8) for name in matcher.sizes}
    unseen = named.select(*keys, *(value.alias(name) for name, value in nothing.items()))
    every = pl.concat([scored, unseen.select(scored.columns)]).join(judged, on=on, how="left", maintain_order="left")
    return every.filter((pl.col("judgement") != NO).fill_null(value=True)).sort(on)
