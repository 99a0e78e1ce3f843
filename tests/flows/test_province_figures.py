"""The figures of a province are the sums of its homes', and their towns add up to them."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from base.errors import BadInput
from base.home import Home
from flows import province_figures
from flows.province_figures import added
from tests.flows.inbox import night, small_town, write

OCTOBER, YEAR = date(2026, 10, 1), date(2026, 1, 1)
COLUMNS = (
    *("indicator", "title", "unit", "kind", "period", "area_level", "area_code"),
    *("area_name", "numerator", "denominator", "value"),
)


def figures(code: str, *rows: tuple[str, str, date, float, float | None]) -> pl.DataFrame:
    """What a home has published of its region: indicator, kind, period, numerator, denominator."""
    lines = [
        (indicator, indicator, "人", kind, period, "county", code, "某县", top, below, None)
        for indicator, kind, period, top, below in rows
    ]
    kinds = dict.fromkeys(COLUMNS, pl.String) | {"period": pl.Date}
    return pl.DataFrame(lines, kinds | dict.fromkeys(COLUMNS[-3:], pl.Float64), orient="row")


def sums(*homes: pl.DataFrame) -> dict[tuple[str, date], tuple[float, float | None, float | None]]:
    codes = [frame["area_code"][0] for frame in homes]
    total = added(homes, codes).filter(pl.col("area_level") == "province")
    rows = total.select("indicator", "period", "numerator", "denominator", "value").rows()
    return {(indicator, period): tuple(figure) for indicator, period, *figure in rows}  # type: ignore[misc]


def test_a_count_is_the_sum_and_a_rate_is_that_of_all_people_together() -> None:
    one = figures("320923", ("insured", "stock", OCTOBER, 10, None), ("rate", "rate", OCTOBER, 1, 4))
    other = figures("330723", ("insured", "stock", OCTOBER, 5, None), ("rate", "rate", OCTOBER, 3, 4))
    assert sums(one, other) == {("insured", OCTOBER): (15, None, 15), ("rate", OCTOBER): (4, 8, 0.5)}


def test_nothing_is_told_of_the_whole_where_a_home_tells_nothing() -> None:
    one = figures("320923", ("insured", "stock", OCTOBER, 10, None), ("new", "flow", YEAR, 3, None))
    other = figures("330723", ("insured", "stock", YEAR, 5, None), ("new", "flow", YEAR, 4, None))
    assert sums(one, other) == {("new", YEAR): (7, None, 7)}


def test_a_rate_of_nobody_has_no_value() -> None:
    one, other = (figures(code, ("rate", "rate", OCTOBER, 0, 0)) for code in ("320923", "330723"))
    assert sums(one, other) == {("rate", OCTOBER): (0, 0, None)}


def test_a_home_s_towns_and_the_whole_stand_below_the_sums_as_they_were_published(tmp_path: Path) -> None:
    night(write(small_town(), tmp_path / "inbox"), tmp_path / "home", threads=1)
    home = Home(tmp_path / "home")
    count = province_figures.write(tmp_path / "figures.csv", [home])
    frame = pl.read_csv(tmp_path / "figures.csv", schema_overrides={"区划代码": pl.String})
    province, county, town = (frame.filter(pl.col("层级") == level) for level in ("合计", "县", "乡镇"))
    assert count == province.height == county.height > 10 and town.height > 0
    key = ["指标编号", "时间", "分子", "分母", "数值"]
    assert province.select(key).sort(key).equals(county.select(key).sort(key))
    assert (tmp_path / "figures.csv").stat().st_mode & 0o077 == 0
    with duckdb.connect(str(home.published)) as con:
        con.execute("drop table indicator.definition")
    with pytest.raises(BadInput, match="另一版本"):
        province_figures.write(tmp_path / "figures.csv", [home])
