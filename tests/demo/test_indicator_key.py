"""Each indicator against the clean world: counted person by person there, by the pipeline here, area by area."""

from pathlib import Path

import polars as pl
import pytest

from benchmarks.indicators import compare
from sql import indicators

# What the system itself makes: the clean world knows nothing of cases.
OF_CASES = {query.path.stem for query in indicators.queries() if query.header["kpi"] in ("K14", "K15", "K16")}
# A unit whose record nobody can tell for an employer's takes its people's bases out of both sums.
OF_EMPLOYERS = {"base_solidity", "base_solidity_unclamped", "staff_coverage_rate"}


@pytest.fixture(scope="module")
def figures(small: Path, small_home: Path) -> pl.DataFrame:
    return compare(small_home, small / "answers")


def test_every_indicator_that_is_not_of_cases_has_a_key(figures: pl.DataFrame) -> None:
    computed = set(figures.filter(pl.col("key_numerator") > 0)["indicator"])
    assert computed == {query.path.stem for query in indicators.queries()} - OF_CASES


@pytest.mark.parametrize(
    "indicator", [q.path.stem for q in indicators.queries() if q.path.stem not in OF_CASES | OF_EMPLOYERS]
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
