"""How far a bare name is told apart from all registered names: by its lead over the next, and by how rare its brand is.

What a register does not hold cannot be seen as a rival. So a short name counts only as far as its brand is rarer than
chance lets some other firm bear it, and as far as the name that fits is ahead of the next that was found.
"""

from typing import Any

import numpy as np
import polars as pl
from rapidfuzz.distance import LCSseq, Prefix
from rapidfuzz.process import cpdist

from matchers.employer.model import Form
from matchers.engine.nearest import nearest

FOUND = 40
"""So many registered names are found for each bare one (`BARE`)."""
LEAST = 1_024
"""Fewer names than a small county has do not tell what is rare: there are as many firms, registered or not."""


FORM_WORDS = ("股份", "集团", "控股", "国际")
SHARES = {"found": 1.0, "in_order": 1.0, "at_start": 0.5, "of_core": 0.5, "of_brand": 0.3, "of_form": 0.3}
"""What makes a registered name look like a short one: the share of its characters that are found, in their order, and
at the beginning; how much of the other's core and brand it explains; each word of a form that both have. Set by hand,
not fitted: half or double of one or two moves the right one's place little (`benchmarks/short_names.py`)."""


def retrieved(pairs: pl.DataFrame, mentions: pl.DataFrame) -> dict[str, pl.Series]:
    """By pair of a bare mention (`left`) and an employer (`right_group`, by its mention `right`).

    `held`: the rare pairs of characters that a name of the employer shares with it, and `margin`: how many more than
    any other employer's, both as multiples of log2 of the registered names (a pair that one name has). `rarity`: in
    bits, how much rarer its brand is than what one registered name in all has by chance; more than 0, and a second
    bearer is unlikely. `rarity_here`: the same, of bearers with the place of the employer's name, and its legal form if
    the record has it.
    """
    asked = mentions["short"].gather(pairs["left"])
    registered = mentions.filter(pl.col("called").is_not_null()).select("called", "employer", "plain").unique()
    known = registered["called"].unique().sort()
    scale = float(np.log2(max(len(known), 2)))
    texts = asked.drop_nulls().unique().sort()
    found = nearest(texts, known, FOUND) if len(texts) and len(known) else None
    rarity = _rarity(mentions["brand"].gather(pairs["left"]), known)
    rare = {"rarity": rarity, "rarity_here": rarity + _fewer(pairs, mentions)}
    if found is None:
        nothing = pl.Series(np.zeros(len(pairs)))
        return {"held": nothing, "margin": nothing, **rare}
    found = found.select(
        texts.gather(found["asked"]).alias("asked"), known.gather(found["known"]).alias("called"), "bits"
    )
    held = found.join(registered.select("called", "employer").unique(), on="called")
    held = held.group_by("asked", "employer").agg(pl.col("bits").max() / scale)
    best = held.group_by("asked").agg(pl.col("bits").top_k(2).sort(descending=True).alias("top"))
    held = held.with_columns(pl.col("employer").cast(pl.Int64))
    keys = pl.DataFrame({"asked": asked, "employer": pairs["right_group"].cast(pl.Int64)})
    mine = keys.join(held, on=["asked", "employer"], how="left", maintain_order="left")
    mine = mine.join(best, on="asked", how="left", maintain_order="left")
    bits = pl.col("bits").fill_null(0.0)
    first, second = (pl.col("top").list.get(place, null_on_oob=True).fill_null(0.0) for place in (0, 1))
    rival = pl.when(bits >= first).then(second).otherwise(first)
    lead = mine.select(bits.alias("held"), (bits - rival).alias("margin"))
    return {"held": lead["held"], "margin": lead["margin"], **rare}


def likeness(pairs: pl.DataFrame, mentions: pl.DataFrame) -> pl.Series:
    """How much each employer's name looks like the bare one (`SHARES`), the rarer its characters are the more; the
    order in which people are asked."""
    known = mentions.filter(pl.col("called").is_not_null())["called"].unique()
    parts = ("normal", "plain", "core", "brand")
    short = mentions.select(pl.col(parts).fill_null(""))[pairs["left"]]
    whole = mentions.select(pl.col(parts).fill_null(""))[pairs["right"]]
    size = short["plain"].str.len_chars().to_numpy() + 1e-6
    return pl.DataFrame(
        {
            "found": _held(short["plain"], whole["normal"], known),
            "in_order": _most(short["plain"], whole, LCSseq.similarity) / size,
            "at_start": _most(short["plain"], whole, Prefix.similarity) / size,
            "of_core": _held(whole["core"], short["plain"], known),
            "of_brand": _held(whole["brand"], short["plain"], known),
            "of_form": pl.select(
                pl.sum_horizontal(
                    short["normal"].str.contains(word, literal=True) & whole["normal"].str.contains(word, literal=True)
                    for word in FORM_WORDS
                )
            ).to_series(),
        }
    ).select(pl.sum_horizontal(pl.col(name) * share for name, share in SHARES.items()))["found"]


def _most(short: pl.Series, whole: pl.DataFrame, scorer: Any) -> np.ndarray:
    """What a short name has in common with the other's core, or with its name and place, whichever is more."""
    both = [cpdist(short.to_list(), whole[part].to_list(), scorer=scorer, dtype=np.int32) for part in ("core", "plain")]
    answer: np.ndarray = np.maximum(*both)
    return answer


def _held(wanted: pl.Series, among: pl.Series, known: pl.Series) -> pl.Series:
    """Which share of the one text's characters stand in the other, each as heavy as it is rare."""
    texts = pl.DataFrame({"wanted": wanted, "among": among}).with_row_index("row")
    each = texts.with_columns(pl.col("wanted").str.split("").list.unique().alias("letter")).explode("letter")
    each = each.drop_nulls().join(_letters(known), on="letter", how="left")
    bits = ((len(known) + 2) / (pl.col("count").fill_null(0) + 1)).log(2)
    there = pl.col("among").str.contains(pl.col("letter"), literal=True)
    shares = each.group_by("row").agg(((bits * there).sum() / bits.sum()).alias("share"))
    share = texts.join(shares, on="row", how="left", maintain_order="left")["share"]
    return share.fill_null(0.0)


def _letters(known: pl.Series) -> pl.DataFrame:
    """In how many of the names each `letter` stands: `count`."""
    return known.str.split("").list.unique().explode().value_counts().rename({known.name: "letter"})


def _rarity(brands: pl.Series, known: pl.Series) -> pl.Series:
    """Bits of each brand's characters among the registered names, beyond log2 of how many there are."""
    letters = _letters(known)
    spelt = brands.rename("brand").to_frame().with_row_index("row")
    each = spelt.with_columns(pl.col("brand").str.split("").alias("letter")).drop("brand").explode("letter")
    each = each.drop_nulls().join(letters, on="letter", how="left")
    bits = ((len(known) + 2) / (pl.col("count").fill_null(0) + 1)).log(2)
    summed = each.group_by("row").agg(bits.sum().alias("bits"))
    beyond = spelt.join(summed, on="row", how="left", maintain_order="left")["bits"].fill_null(0.0)
    beyond -= float(np.log2(max(len(known), LEAST)))
    return beyond.rename("rarity")


def _fewer(pairs: pl.DataFrame, mentions: pl.DataFrame) -> pl.Series:
    """Bits by which registered names with the place of each pair's employer, and with its legal form where the record
    has it too, are fewer than all."""
    place = ["province", "city", "county", "town"]
    registered = mentions.filter(pl.col("called").is_not_null()).select(*place, "form")
    each = mentions.select(*place, "form")[pairs["right"]]
    for where, name in ((place, "there"), ([*place, "form"], "so")):
        counted = registered.group_by(where).agg(pl.len().alias(name))
        each = each.join(counted, on=where, how="left", maintain_order="left", nulls_equal=True)
    alike = pl.when(pl.col("is_said")).then("so").otherwise("there").fill_null(0)
    each = each.with_columns(pairs.select(pl.col("form").cast(pl.Int8).eq(Form.SAME).alias("is_said")))
    return each.select((max(len(registered), 1) / (alike + 1)).log(2)).to_series()
