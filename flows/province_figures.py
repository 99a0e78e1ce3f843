"""The figures of a province: what its homes have published of their plans' indicators, and their sums.

A home's towns add up to its counties and these to the whole; here the wholes add up to the province. A sum is told only
where every home tells the figure: of half a province nobody wants the number. It is for leaders, inside: no figure is
rounded or left out for being small.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

import regions
from base.atomic import written
from base.errors import OTHER_VERSION, BadInput
from base.home import Home
from flows.exchange import SETTINGS
from ledger import databases
from sql.warehouse import FOLDER, quoted, read_query

FILE = "figures.csv"
"""Beside the file of homes."""
PROVINCE = ("province", "", "合计")
"""Level, code and name of the sums."""
HEADERS = {
    "indicator": "指标编号", "title": "指标", "unit": "单位", "kind": "类型", "period": "时间", "area_level": "层级",
    "area_code": "区划代码", "area_name": "地区", "numerator": "分子", "denominator": "分母", "value": "数值",
}  # fmt: skip
LEVELS = {"province": "合计", "prefecture": "设区市", "county": "县", "town": "乡镇"}
KINDS = {"rate": "比率", "mean": "平均", "stock": "时点数", "flow": "累计数"}
_RATIOS = ("rate", "mean")
_OF = ("indicator", "title", "unit", "kind", "period")


def write(path: Path, homes: Sequence[Home]) -> int:
    """Write the figures of these homes and their sums as a CSV that spreadsheets open; returns the sums.

    Raises BadInput where a publication is another release's.
    """
    figures = added([_figures(home) for home in homes], [regions.read(_region(home)).code for home in homes])
    shown = figures.with_columns(pl.col("area_level").replace(LEVELS), pl.col("kind").replace(KINDS)).rename(HEADERS)
    # With a byte-order mark Excel and WPS show Chinese.
    with written(path) as file:
        file.write(b"\xef\xbb\xbf" + shown.write_csv().encode())
    return figures.filter(pl.col("area_level") == PROVINCE[0]).height


def added(figures: Sequence[pl.DataFrame], codes: Sequence[str]) -> pl.DataFrame:
    """The figures of several homes, before them the sums of what all of them tell; `codes`: their regions'."""
    wholes = pl.concat([frame.filter(pl.col("area_code") == code) for frame, code in zip(figures, codes, strict=True)])
    level, code, name = PROVINCE
    total = (
        wholes.group_by(_OF, maintain_order=True)
        .agg(
            pl.len().alias("homes"),
            pl.col("numerator").sum(),
            # A flow or a stock has no denominator.
            pl.when(pl.col("denominator").count() == pl.len()).then(pl.col("denominator").sum()).alias("denominator"),
        )
        .filter(pl.col("homes") == len(figures))
        .with_columns(
            pl.lit(level).alias("area_level"), pl.lit(code).alias("area_code"), pl.lit(name).alias("area_name"),
            pl.when(pl.col("kind").is_in(_RATIOS))
            .then(pl.when(pl.col("denominator") != 0).then(pl.col("numerator") / pl.col("denominator")))
            .otherwise(pl.col("numerator")).alias("value"),
        )
    )  # fmt: skip
    return pl.concat([total.select(figures[0].columns).sort("indicator", "period"), *figures])


def _region(home: Home) -> str:
    return databases.run_of(home.published).region


def _figures(home: Home) -> pl.DataFrame:
    with duckdb.connect(config=SETTINGS) as con:
        con.execute(f"attach {quoted(str(home.published))} as published (read_only)")
        try:
            return con.sql(read_query(FOLDER / "exchange" / "figure.sql").statement).pl()
        except (duckdb.BinderException, duckdb.CatalogException):
            raise BadInput(f"{home.root}：{OTHER_VERSION}") from None
