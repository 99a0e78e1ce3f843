"""What two addresses have in common, word by word: how rare it is, in one piece or in many, and what is left over.

A token is two neighbouring Chinese characters, or a number or Latin word as it stands. What a token tells is counted in
the addresses at hand (`Rarity`); what is summed of them is told in times of what a token that no address has would tell
(`Rarity.most`), so that one scale fits a hundred addresses and a million.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True)
class Rarity:
    """How much a token tells, in bits: log2 of one in how many addresses has it."""

    bits: pl.DataFrame
    """token, bits."""
    most: float
    """Of what no address has."""

    @classmethod
    def of(cls, normal: pl.Series) -> "Rarity":
        """Counted in a column of addresses (`normal` of `parse`)."""
        distinct = normal.drop_nulls().unique()
        found = tokens(distinct.rename("text").to_frame().with_row_index("at"), "text").unique(["at", "token"])
        count = max(len(distinct), 2)
        counted = found.group_by("token").agg((np.log2(count) - pl.len().log(2)).clip(0.5).alias("bits"))
        return cls(counted, float(np.log2(count)))


def tokens(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """`at`, `token`, `is_word` and, in their order, `order` of a column's texts."""
    text = pl.col(column)
    runs = frame.select("at", text.str.extract_all(r"\p{Han}+|[A-Z]+|\d+").alias("run")).explode("run").drop_nulls()
    runs = runs.with_columns(is_word=pl.col("run").str.contains(r"^\p{Han}"))
    # characters that stand astride a number say nothing
    size = pl.when("is_word").then(pl.col("run").str.len_chars().cast(pl.Int64) - 1).otherwise(1)
    runs = runs.with_columns(pl.int_ranges(0, pl.max_horizontal(size, 1)).alias("place")).explode("place")
    token = pl.when("is_word").then(pl.col("run").str.slice(pl.col("place"), 2)).otherwise("run")
    return runs.select("at", "is_word", token=token).with_row_index("order")


def overlap(pairs: pl.DataFrame, mine: str, others: str, rarity: Rarity) -> pl.DataFrame:
    """Of each pair (`at`), how the tokens of `mine` stand to those of `others`, null where `mine` has none.

    `share`: of the bits, those that `others` has too. In times of `rarity.most`: `run`, the longest row of words in it
    (a number does not break it); `ahead` and `behind`, what stands before the first and after the last that it has.
    """
    other = tokens(pairs, others).select("at", "token", found=pl.lit(value=True)).unique()
    own = tokens(pairs, mine).join(rarity.bits, on="token", how="left", maintain_order="left")
    own = own.join(other, on=["at", "token"], how="left", maintain_order="left").with_columns(
        pl.col("bits").fill_null(rarity.most), pl.col("found").fill_null(value=False)
    )
    bits, found, order = pl.col("bits"), pl.col("found"), pl.col("order")
    summed = own.group_by("at").agg(
        share=bits.filter(found).sum() / bits.sum(),
        ahead=bits.filter(order < order.filter(found).min().fill_null(2**32 - 1)).sum() / rarity.most,
        behind=bits.filter(order > order.filter(found).max().fill_null(0)).sum() / rarity.most,
    )
    words = own.filter("is_word").with_columns(row=(~found).cum_sum()).filter("found")
    run = words.group_by("at", "row").agg(bits.sum()).group_by("at").agg(run=bits.max() / rarity.most)
    joined = pairs.select("at").join(summed, on="at", how="left", maintain_order="left")
    joined = joined.join(run, on="at", how="left", maintain_order="left")
    return joined.with_columns(pl.when(pl.col("share").is_not_null()).then(pl.col("run").fill_null(0.0)))
