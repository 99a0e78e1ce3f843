"""How far a bare name is told apart from all registered names: by its lead over the next, and by how rare its brand is.

What a register does not hold cannot be seen as a rival. So a short name counts only as far as its brand is rarer than
chance lets some other firm bear it, and as far as the name that fits is ahead of the next that was found.
"""

import numpy as np
import polars as pl

from matchers.engine.nearest import nearest

FOUND = 40
"""So many registered names are found for each bare one (`BARE`)."""
LEAST = 1_024
"""Fewer names than a small county has do not tell what is rare: there are as many firms, registered or not."""


def retrieved(pairs: pl.DataFrame, mentions: pl.DataFrame) -> dict[str, pl.Series]:
    """By pair of a bare mention (`left`) and an employer (`right_group`).

    `held`: the rare pairs of characters that a name of the employer shares with it, and `margin`: how many more than
    any other employer's, both as multiples of log2 of the registered names (a pair that one name has). `rarity`: in
    bits, how much rarer its brand is than what one registered name in all has by chance; more than 0, and a second
    bearer is unlikely.
    """
    asked = mentions["short"].gather(pairs["left"])
    registered = mentions.filter(pl.col("called").is_not_null()).select("called", "employer", "plain").unique()
    known = registered["called"].unique().sort()
    scale = float(np.log2(max(len(known), 2)))
    texts = asked.drop_nulls().unique().sort()
    found = nearest(texts, known, FOUND) if len(texts) and len(known) else None
    rarity = _rarity(mentions["brand"].gather(pairs["left"]), known)
    if found is None:
        nothing = pl.Series(np.zeros(len(pairs)))
        return {"held": nothing, "margin": nothing, "rarity": rarity}
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
    return {"held": lead["held"], "margin": lead["margin"], "rarity": rarity}


def _rarity(brands: pl.Series, known: pl.Series) -> pl.Series:
    """Bits of each brand's characters among the registered names, beyond log2 of how many there are."""
    letters = known.str.split("").list.unique().explode().value_counts().rename({known.name: "letter"})
    spelt = brands.rename("brand").to_frame().with_row_index("row")
    each = spelt.with_columns(pl.col("brand").str.split("").alias("letter")).drop("brand").explode("letter")
    each = each.drop_nulls().join(letters, on="letter", how="left")
    bits = ((len(known) + 2) / (pl.col("count").fill_null(0) + 1)).log(2)
    summed = each.group_by("row").agg(bits.sum().alias("bits"))
    beyond = spelt.join(summed, on="row", how="left", maintain_order="left")["bits"].fill_null(0.0)
    beyond -= float(np.log2(max(len(known), LEAST)))
    return beyond.rename("rarity")
