"""Splink on names alone: which registered name a printed one means, and how sure it is.

Names come to it as we read them: without form, place and brackets (`plain`), with their pairs of characters, the first
two, and the brand. Pairs that share a pair of characters are compared; u is of random pairs, m of expectation
maximisation.
"""

import contextlib
import logging
import warnings

import duckdb
import polars as pl

from matchers.text.employer_names import Places, parse

TAKEN = (0.5, 0.9, 0.99, 0.999)
"""From which probability a name is taken to be meant."""


def nearest(printed: list[str], registered: list[str], places: Places) -> pl.DataFrame:
    """For each printed name that Splink found any partner for: `printed`, the best `found` and its `probability`."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    warnings.simplefilter("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    con = duckdb.connect()
    for name, texts in (("printed", printed), ("registered", registered)):
        con.register(f"{name}_names", _columns(name, texts, places).to_arrow())
        con.execute(f"create table {name} as select * from {name}_names")
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("start"),
            block_on("brand"),
            block_on("pairs", arrays_to_explode=["pairs"]),
        ],
        comparisons=[
            cl.JaroWinklerAtThresholds("plain", [0.95, 0.88, 0.8, 0.7]),
            cl.ArrayIntersectAtSizes("pairs", [4, 3, 2, 1]),
            cl.ExactMatch("brand").configure(term_frequency_adjustments=True),
            cl.ExactMatch("start").configure(term_frequency_adjustments=True),
        ],
    )
    db = DuckDBAPI(con)
    linker = Linker([db.register("printed"), db.register("registered")], settings, log_level=None)
    with contextlib.suppress(ValueError):
        linker.training.estimate_probability_two_random_records_match(
            [block_on("plain"), block_on("brand")], recall=0.8
        )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in ("brand", "start"):
        with contextlib.suppress(ValueError):
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(column), estimate_without_term_frequencies=True
            )
    found = linker.inference.predict(threshold_match_probability=0.001).as_duckdbpyrelation().pl()
    ids = found.select(
        *(pl.col(f"unique_id_{side}").str.extract(r"^([pr])").alias(f"kind_{side}") for side in "lr"),
        *(pl.col(f"unique_id_{side}").str.slice(1).cast(pl.Int64).alias(f"at_{side}") for side in "lr"),
        pl.col("match_probability").alias("probability"),
    )
    turned = pl.col("kind_l") == "r"
    ids = ids.select(
        pl.when(turned).then("at_r").otherwise("at_l").alias("asked"),
        pl.when(turned).then("at_l").otherwise("at_r").alias("known"),
        "probability",
    )
    best = ids.sort("asked", "probability", "known", descending=[False, True, False]).unique("asked", keep="first")
    names, known = pl.Series(printed), pl.Series(registered)
    return best.select(
        names.gather(best["asked"]).alias("printed"), known.gather(best["known"]).alias("found"), "probability"
    )


def _columns(kind: str, texts: list[str], places: Places) -> pl.DataFrame:
    read = parse(pl.Series(texts), places)
    plain = read.select(pl.coalesce("plain", "normal", pl.lit("")).alias("plain"))["plain"]
    size = int(plain.str.len_chars().to_numpy().max(initial=2))
    pairs = pl.concat_list(plain.str.slice(at, 2) for at in range(size - 1))
    frame = pl.DataFrame({"plain": plain, "brand": read["brand"]}).with_row_index("row")
    return frame.select(
        pl.concat_str(pl.lit(kind[0]), pl.col("row").cast(pl.String)).alias("unique_id"),
        "plain",
        "brand",
        pl.col("plain").str.slice(0, 2).alias("start"),
        pl.select(pairs.alias("pairs"))["pairs"].list.eval(pl.element().filter(pl.element().str.len_chars() == 2)),
    )
