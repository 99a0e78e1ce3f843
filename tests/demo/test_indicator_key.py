"""Each indicator against the clean world: counted person by person there, by the pipeline here, area by area."""

from pathlib import Path

import polars as pl
import pytest

from benchmarks.indicators import compare
from sql import indicators

# What the system itself makes: the clean world knows nothing of cases.
OF_CASES = {query.path.stem for query in indicators.queries() if query.header["kpi"] in ("K14", "K15", "K16")}
# A unit whose record nobody can tell for an employer's takes its people's bases out of both sums.
OF_EMPLOYERS = {"base_solidity_unclamped", "staff_coverage_rate", "injury_coverage_rate", "three_insurances_rate"}
# The bounds of 2026 are not published: nobody's base is judged (in 2025 it is held against the key by hand).
NOT_JUDGED = {"base_solidity"}


@pytest.fixture(scope="module")
def figures(small: Path, small_home: Path) -> pl.DataFrame:
    return compare(small_home, small / "answers")


def test_every_indicator_that_is_not_of_cases_has_a_key(figures: pl.DataFrame) -> None:
    computed = set(figures.filter(pl.col("key_numerator") > 0)["indicator"])
    assert computed == {query.path.stem for query in indicators.queries()} - OF_CASES - NOT_JUDGED


def test_what_is_not_judged_has_no_figure(figures: pl.DataFrame) -> None:
    assert figures.filter(pl.col("indicator").is_in(NOT_JUDGED)).is_empty()


def test_what_the_plan_sets_apart_is_counted_and_compared(figures: pl.DataFrame) -> None:
    apart = figures.filter(pl.col("area_code").str.starts_with("apart:") & (pl.col("key_numerator") > 0))
    assert {"new_insured_people", "new_pension_payers", "injury_insured"} <= set(apart["indicator"])


@pytest.mark.parametrize(
    "indicator",
    [q.path.stem for q in indicators.queries() if q.path.stem not in OF_CASES | OF_EMPLOYERS | NOT_JUDGED],
)
def test_what_is_counted_of_people_is_exact_in_every_town_and_period(figures: pl.DataFrame, indicator: str) -> None:
    wrong = figures.filter((pl.col("indicator") == indicator) & ~pl.col("same"))
    assert wrong.rows() == []


@pytest.mark.parametrize("indicator", sorted(OF_EMPLOYERS))
def test_what_is_counted_of_employers_is_off_by_no_more_than_their_undecidable_units(
    figures: pl.DataFrame, indicator: str
) -> None:
    county = figures.filter((pl.col("indicator") == indicator) & (pl.col("area_level") == "county"))
    assert county["off"].max() <= 0.005
