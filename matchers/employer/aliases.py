"""What people have taught: whoever said that two records are one said what a name means.

A yes about two records is kept with both names (`matches.verdict`). From then on the one name means the other record's
employer, on whatever record that prints nothing else, so that nobody is asked twice. A later no, or taking the answer
back, ends it. Where people said of one name that it means two employers, or a register knows another one by it,
somebody is asked.
"""

import numpy as np
import polars as pl

from matchers.employer.records import Records
from matchers.engine.judgements import YES
from matchers.text import employer_names

REGISTERS = ("business", "taxpayer")
"""A name in these is its employer's own: nobody taught it."""
_SIDES = (("left", "right"), ("right", "left"))
SCHEMA = {"normal": pl.String, "county_code": pl.String, "employer": pl.Int64, "sentence": pl.String}


def learned(known: Records, judged: pl.DataFrame) -> pl.DataFrame:
    """By name as it is compared (`normal`) the `employer` that people said it means, in which county if the record
    tells it, and the `sentence` that says so."""
    if not {"left_name", "right_name", "actor", "decided_at"} <= set(judged.columns):
        return pl.DataFrame(schema=SCHEMA)
    yes = judged.filter((pl.col("verdict") == YES) & pl.col("left_name").is_not_null())
    records = known.records.select("extract", "record_id", "employer")
    counties = known.mentions.group_by("extract", "record_id").agg(pl.col("county_code").drop_nulls().first())
    parts = []
    for one, other in _SIDES:
        part = yes.filter(~pl.col(f"{one}_extract").is_in(REGISTERS)).select(
            pl.col(f"{one}_name").alias("name"),
            pl.col(f"{other}_name").alias("other_name"),
            *(
                pl.col(f"{side}_{name}").alias(f"{side}_{name}")
                for side in (one, other)
                for name in ("extract", "record")
            ),
            pl.col("actor"),
            pl.col("decided_at"),
        )
        keys = ["extract", "record_id"]
        part = part.join(records, left_on=[f"{other}_extract", f"{other}_record"], right_on=keys, maintain_order="left")
        part = part.join(
            counties, left_on=[f"{one}_extract", f"{one}_record"], right_on=keys, how="left", maintain_order="left"
        )
        parts.append(part.select("name", "other_name", "county_code", "employer", "actor", "decided_at"))
    both = pl.concat(parts)
    day = pl.col("decided_at").dt.strftime("%Y-%m-%d")
    sentence = pl.format("以前确认过：“{}”就是“{}”，{} {}", "name", "other_name", "actor", day)
    normal = employer_names.parse(both["name"], known.places)["normal"]
    return both.select(
        normal.alias("normal"), "county_code", pl.col("employer").cast(pl.Int64), sentence.alias("sentence")
    )


def meant(known: Records, aliases: pl.DataFrame, asking: np.ndarray, registered: np.ndarray) -> pl.DataFrame:
    """Which of the `asking` employers bear a name that people have confirmed: `left`, `right` (employers), `sentence`,
    and whether it is `disputed`: confirmed, or borne in a register, of more than one.

    `asking`, `registered`: by employer, whether it is unknown, and whether it stands in a register or has a code. Only
    records that print nothing but a name are asked for; in another county than the answer's the name means nothing.
    """
    mentions = known.mentions.select("normal", "county_code", "employer", "is_bare", "is_former", "slot")
    bare = mentions.filter(pl.Series(asking[mentions["employer"].to_numpy()]) & pl.col("is_bare"))
    alike = bare.unique().join(aliases, on="normal", suffix="_confirmed")
    here = (pl.col("county_code") == pl.col("county_code_confirmed")).fill_null(value=True)
    alike = alike.filter(here).rename({"employer": "left", "employer_confirmed": "right"})
    alike = alike.filter(pl.Series(registered[alike["right"].to_numpy()]))
    is_borne = pl.Series(registered[mentions["employer"].to_numpy()]) & pl.col("slot").is_in(("business", "taxpayer"))
    borne = (
        mentions.filter(is_borne & ~pl.col("is_former")).select("normal", pl.col("employer").alias("right")).unique()
    )
    borne = borne.join(alike.select("left", "normal").unique(), on="normal")
    meanings = pl.concat([alike.select("left", "right"), borne.select("left", pl.col("right").cast(pl.Int64))]).unique()
    disputed = meanings.group_by("left").len().filter(pl.col("len") > 1)["left"]
    sentence = alike.select("left", "right", "sentence").unique(["left", "right"], keep="first", maintain_order=True)
    sentence = pl.concat(
        [
            sentence,
            meanings.join(sentence, on=["left", "right"], how="anti").with_columns(sentence=pl.lit(None, pl.String)),
        ]
    )
    return sentence.with_columns(pl.col("left").is_in(disputed.implode()).alias("disputed")).sort("left", "right")
