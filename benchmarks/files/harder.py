"""A county whose offices err more than the made-up one's do: fewer numbers, phones and bosses, worse names.

So that pairs of every probability come up: of the records of employers that a credit code tells and that are no
register's, a share loses its code, and with it much of what else it prints; names lose or swap characters, their place
or their form; some employers are in no register. Who is who is known all the same, from the clean world.
"""

from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from matchers.employer import records
from matchers.employer.link import WEIGHTS, linked_employers
from matchers.employer.model import MATCHER
from matchers.engine import weights
from matchers.engine.judgements import YES

ABSENT, CODELESS, GARBLED = 0.1, 0.3, 0.5
"""Shares: of employers that leave the registers, of other records that lose their code, of their names that are bad."""
BLANK = {"legal_person_name": 0.5, "legal_person_id": 0.7, "address": 0.5, "phone": 0.5, "staff": 0.7, "opened_on": 0.5}
REGISTERS = ("business", "taxpayer", "wage")
_KEY = ["extract", "record_id"]


def pairs(home: Path, seed: int) -> pl.DataFrame:
    """The pairs that linking the harder records of a home's last night weighs and takes, or lets wait."""
    with duckdb.connect(str(home / "restricted" / "evidence.duckdb"), read_only=True) as con:
        con.execute(f"attach '{home / 'published' / 'yingbao.duckdb'}' as published (read_only)")
        known, mentions = con.sql(records.RECORD).pl(), con.sql(records.MENTION).pl()
        areas = con.sql(records.AREA.replace("core.", "published.core.")).pl()
    known, mentions = harder(known, mentions, np.random.default_rng(seed))
    made = records.make(known, mentions, records.names.Places.of_table(areas))
    nobody = pl.DataFrame(
        schema=dict.fromkeys(("left_extract", "left_record", "right_extract", "right_record", "verdict"), pl.String)
    ).filter(pl.col("verdict") == YES)
    linked = linked_employers(made, weights.read(WEIGHTS, MATCHER.sizes), nobody).linked.pairs
    return linked.with_columns(pl.lit(MATCHER.name).alias("matcher"))


def harder(known: pl.DataFrame, mentions: pl.DataFrame, rng: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records and mentions (`records.RECORD`, `records.MENTION`) with less in them."""

    def some(rows: pl.DataFrame, share: float) -> pl.Series:
        return pl.Series(rng.random(len(rows)) < share)

    everyone = known.select(pl.col("employer_id").drop_nulls().unique().sort())
    gone = everyone.filter(some(everyone, ABSENT))["employer_id"]
    in_register = pl.col("extract").is_in(REGISTERS)
    absent = known.filter(in_register & pl.col("employer_id").is_in(gone.implode())).select(_KEY)
    known, mentions = (table.join(absent, on=_KEY, how="anti", maintain_order="left") for table in (known, mentions))
    known = known.with_columns((~in_register & (pl.col("rule") != "none") & some(known, CODELESS)).alias("codeless"))
    codeless = pl.col("codeless")
    mentions = mentions.join(known.select(*_KEY, "codeless"), on=_KEY, how="left", maintain_order="left")
    mentions = mentions.with_columns(codeless.fill_null(value=False))
    known = known.with_columns(
        *(pl.when(~codeless).then(name).alias(name) for name in ("uscc", "organisation_code", "employer_id")),
        rule=pl.when(codeless).then(pl.lit("none")).otherwise("rule"),
    )
    mentions = mentions.with_columns(
        pl.when(~(codeless & some(mentions, share))).then(name).alias(name) for name, share in BLANK.items()
    )
    bad = mentions.select(codeless & some(mentions, GARBLED)).to_series()
    return known.drop("codeless"), mentions.with_columns(_garbled(mentions["employer_name"], bad, rng)).drop("codeless")


def _garbled(names: pl.Series, bad: pl.Series, rng: np.random.Generator) -> pl.Series:
    """Those that are bad without their first two or three characters, their form or two in the middle, with one
    character left out or another firm's, or with two that changed places."""
    rows = pl.DataFrame({"name": names, "other": names.shuffle(seed=int(rng.integers(1 << 30))), "bad": bad})
    size = rows["name"].str.len_chars().fill_null(0)
    spot = (rng.random(len(rows)) * np.maximum(size.to_numpy() - 2, 1)).astype(np.int64)
    rows = rows.with_columns(way=pl.Series(rng.integers(0, 7, len(rows))), at=pl.Series(spot), size=size)
    name, at = pl.col("name"), pl.col("at")
    before, after = name.str.slice(0, at), name.str.slice(at + 1)
    ways = (
        name.str.slice(2),
        name.str.slice(3),
        name.str.replace("(?:有限责任公司|有限公司)$", ""),
        pl.concat_str(before, after),
        pl.concat_str(before, name.str.slice(at + 1, 1), name.str.slice(at, 1), name.str.slice(at + 2)),
        pl.concat_str(before, pl.col("other").str.slice(2, 1), after),
        pl.concat_str(name.str.slice(0, 4), name.str.slice(6)),
    )
    answer = name
    for number, way in enumerate(ways):
        answer = pl.when(pl.col("bad") & (pl.col("size") > 4) & (pl.col("way") == number)).then(way).otherwise(answer)
    return rows.select(answer.alias(names.name)).to_series()
