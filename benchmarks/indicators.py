"""Holds the published indicators against the made-up county's answer key: every area, every period.

    python benchmarks/indicators.py --home DIR --answers DIR [--show INDICATOR]

The key is counted from the clean world; where a delivery has lost who somebody is, the published figure must differ.
So it is told by level how many figures are exact and how far the others are off.
"""

import argparse
import sys
from pathlib import Path

import polars as pl

if __package__ is None or __package__ == "":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.answer_key import opened

KEY = ["indicator", "area_code", "period"]
SUMS = ["numerator", "denominator"]
CENT = 1e-5
"""Mean wages are rounded to the cent, the least of them a few hundred yuan: so much is no difference."""


def compare(home: Path, answers: Path) -> pl.DataFrame:
    """One row per indicator, area and period that either knows: both figures, and whether they are the same."""
    key = pl.read_csv(answers / "indicators.csv", schema_overrides={"area_code": pl.String}, try_parse_dates=True)
    with opened(home) as connection:
        found = connection.sql("select indicator, area_code, area_level, period, numerator, denominator"
                               " from indicator.value").pl()  # fmt: skip
    # Where nobody is shared between areas, what a plan sets apart has figures of its own; elsewhere it is made of
    # towns, which are compared one by one.
    parted = key.filter(pl.col("area_code").str.starts_with("apart:"))["indicator"].unique().to_list()
    found = found.filter(
        pl.col("indicator").is_in(key["indicator"].unique().to_list())
        & ((pl.col("area_level") != "apart") | pl.col("indicator").is_in(parted))
    )
    # The key tells of building sites for the whole region only; a zero that it does not name is one.
    whole = key.group_by("indicator").agg(pl.col("area_code").unique()).filter(pl.col("area_code").list.len() == 1)
    whole = whole.explode("area_code").rename({"area_code": "only"})
    found = found.join(whole, on="indicator", how="left")
    found = found.filter((pl.col("area_code") == pl.col("only")).fill_null(True)).drop("only")
    both = key.rename({name: f"key_{name}" for name in SUMS}).join(found, on=KEY, how="full", coalesce=True)
    both = both.with_columns(pl.col([*SUMS, *(f"key_{name}" for name in SUMS)]).fill_null(0))
    off = [(pl.col(name) - pl.col(f"key_{name}")).abs() / pl.max_horizontal(pl.col(f"key_{name}"), 1) for name in SUMS]
    return both.with_columns(pl.max_horizontal(off).alias("off")).with_columns((pl.col("off") <= CENT).alias("same"))


def main(arguments: list[str] | None = None) -> int:
    """Print the comparison; exit 1 when an indicator of the key was not published at all."""
    parser = argparse.ArgumentParser(description="the published indicators against the answer key")
    parser.add_argument("--home", type=Path, required=True, help="the folder that `yingbao run --home` filled")
    parser.add_argument("--answers", type=Path, required=True, help="the folder `answers` that `yingbao demo` made")
    parser.add_argument("--show", metavar="INDICATOR", help="every figure of one indicator that differs")
    options = parser.parse_args(arguments)
    both = compare(options.home, options.answers)
    summary = both.group_by("indicator").agg(
        pl.len().alias("figures"),
        pl.col("same").sum(),
        pl.col("off").filter(pl.col("area_level").is_in(["prefecture", "county"])).max().alias("county"),
        pl.col("off").filter(pl.col("area_level") == "town").max().alias("town"),
        pl.col("area_level").count().alias("published"),
    )
    print(f"{'indicator':34}{'figures':>9}{'exact':>9}   furthest off: county    town")
    for row in summary.sort("indicator").iter_rows(named=True):
        print(
            f"{row['indicator']:34}{row['figures']:>9,}{row['same']:>9,}"
            f"{row['county'] or 0:>23.4%}{row['town'] or 0:>9.2%}"
        )
    if options.show:
        for row in both.filter((pl.col("indicator") == options.show) & ~pl.col("same")).sort(KEY).iter_rows(named=True):
            print(
                f"{row['area_code']:12}{row['period']}  "
                + "  ".join(f"{n} {row[n]:,}" for n in row if n in (*SUMS, *(f"key_{s}" for s in SUMS)))
            )
    print(f"\n{len(both):,} figures, {both['same'].sum():,} exact")
    return int((summary["published"] == 0).any())


if __name__ == "__main__":
    sys.exit(main())
