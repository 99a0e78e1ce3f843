"""Two names under one valid ID number: the number decides who it is, but it is recorded that the names differ."""

import numpy as np
import polars as pl

from matchers.text import person_names
from matchers.text.levels import MISSING
from matchers.text.person_names import NameLevel
from sql.warehouse import Warehouse

FORMER = len(NameLevel)
"""Beside the levels of names: one of them was borne before."""
WORDS = {
    NameLevel.DIFFERENT: "姓名不同",
    NameLevel.ONE_CHARACTER: "姓名只差一字",
    NameLevel.ALIKE: "姓名音形相近",
    NameLevel.SAME: "姓名写法不同",
    FORMER: "姓名为曾用名",
}


def save_names(warehouse: Warehouse) -> int:
    """Write `numbered.person_called`: number, person_name, citizen_id, level, names_compared; one row per odd name."""
    printed = warehouse.frame("select * from numbered.person_name order by number, person_name")
    return warehouse.write("numbered.person_called", compare(printed))


def compare(printed: pl.DataFrame) -> pl.DataFrame:
    """How each name stands to the one that the population file writes; a former name is no other name."""
    name, registered, former = (
        person_names.plain(printed[column]) for column in ("person_name", "registered_name", "former_name")
    )
    level = person_names.relate(name, registered)
    is_former = person_names.relate(name, former) >= NameLevel.ALIKE
    level = np.where(is_former & (level < NameLevel.ALIKE), FORMER, level)
    where = pl.when("is_registered").then(pl.lit("与人口登记比较：")).otherwise(pl.lit("与其他记录比较："))
    return (
        printed.with_columns(pl.Series("level", level, dtype=pl.Int8))
        .filter((pl.col("person_name") != pl.col("registered_name")) & (pl.col("level") != MISSING))
        .select(
            "number",
            "person_name",
            "citizen_id",
            "level",
            pl.concat_str(where, pl.col("level").replace_strict(WORDS, return_dtype=pl.String)).alias("names_compared"),
        )
    )
