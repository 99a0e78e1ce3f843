"""Whether a record that prints nothing but a name means the employer whose registered name fits it.

An exact name is better than an exact brand and trade, those than a shortened trade or another word for it; the same
place is better than one that is left out; the best must be so in both. A brand alone is not enough, a slip of the hand
only where it leaves what can hardly be another's name (`misspelt`) and place and form are whole; a short form by which
some record calls another employer is that one's own name.
"""

import numpy as np
import polars as pl

from matchers.employer.model import Form, Name, Place, Vacancy
from matchers.engine.decide import ACCEPTED, PASSED_OVER, Case, Rule, any_of, every
from matchers.engine.judgements import UNSURE
from matchers.text.employer_name_levels import misspelt

_NAME = pl.col("name")
_IS_NOBODYS = ~pl.col("is_anothers")
FITS = (
    Case(
        "a name that is near, of no other place or form",
        (
            pl.col("same_branch"),
            _NAME >= Name.SLIP,
            pl.col("place") != Place.CONFLICT,
            pl.col("form") != Form.DIFFERENT,
        ),
    ),
)
"""Which registered names a bare name may mean."""
MAYBE_MISSPELT = (
    _NAME == Name.SLIP,
    pl.col("place") == Place.SAME,
    pl.col("form") == Form.SAME,
    pl.col("printed_by") == 1,
)
"""Where a slip of the hand is looked at: place and form are whole, and no other department prints it."""
ENOUGH = (
    Case("exact", (_NAME == Name.EXACT,)),
    Case("brand and trade", (_NAME == Name.MAIN, _IS_NOBODYS)),
    Case("a shortened trade", (_NAME == Name.SHORT, pl.col("has_trade"), _IS_NOBODYS)),
    Case("a slip", (pl.col("is_misspelt"), _IS_NOBODYS)),
    Case("another word for the trade", (_NAME == Name.SLIP, pl.col("same_brand"), _IS_NOBODYS)),
)
"""What a bare name must have in common with the registered one."""
RULES = (
    Rule((pl.col("judgement") == UNSURE,), PASSED_OVER),
    Rule((~pl.col("fits_best"),), PASSED_OVER),
    Rule((pl.col("vacancy") == Vacancy.TAKEN,), PASSED_OVER),
    Rule((~pl.col("has_enough"),), PASSED_OVER),
    Rule((), ACCEPTED, "记录只写了名称，登记的名称中只有这一家与之相符，自动认定"),
)
"""Which employer a bare name means; whoever is passed over here may still be found by the next round."""
NUMBERED = ("business", "taxpayer", "wage", "hrss", "hsa")
"""The registers that number their employers: a name in one of them is that employer's own."""


def evidence(pairs: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Pairs and facts of a bare name and a registered one, with every column that the rules ask for."""
    read = ("branch", "normal", "trade", "brand", "core", "printed_by")
    left, right = (mentions.select(read)[pairs[side]] for side in ("left", "right"))
    slips = pairs.select(every(MAYBE_MISSPELT)).to_series().to_numpy().copy()
    slips[slips] = misspelt(left.filter(slips), right.filter(slips))
    known = pairs.with_columns(
        left["branch"].eq_missing(right["branch"]).alias("same_branch"),
        pl.Series("is_misspelt", slips),
        _anothers(left["normal"], pairs["right_group"], mentions).alias("is_anothers"),
    )
    return judged(known)


def judged(known: pl.DataFrame) -> pl.DataFrame:
    """Known facts of pairs, with what the tables say of them."""
    fits = known.select(any_of(FITS)).to_series()
    return known.with_columns(
        pl.Series("fits_best", _fits_best(known, fits.to_numpy())), any_of(ENOUGH).alias("has_enough")
    )


def _fits_best(known: pl.DataFrame, fits: np.ndarray) -> np.ndarray:
    """Of those that fit, the pairs that fit better than any other of the record, by name and by place."""
    # a shortened trade and another word for it are equally good
    name = pl.max_horizontal(pl.col("name"), pl.lit(Name.SHORT, pl.Int8))
    fitting = known.filter(fits).select("left_group", "place", name.alias("name"))
    top = pl.all_horizontal(pl.col(column) == pl.col(column).max().over("left_group") for column in ("name", "place"))
    first = fitting.select("left_group", top=top).select(pl.col("top") & (pl.col("top").sum().over("left_group") == 1))
    best = np.zeros(len(known), dtype=bool)
    best[fits] = first.to_series().to_numpy()
    return best


def _anothers(names: pl.Series, employer: pl.Series, mentions: pl.DataFrame) -> pl.Series:
    """Whether a register calls another employer than this by the name."""
    numbered = mentions.filter(pl.col("slot").is_in(NUMBERED))
    borne = numbered.group_by("normal").agg(
        pl.col("employer").min().alias("least"), pl.col("employer").max().alias("most")
    )
    bearers = names.to_frame("normal").join(borne, on="normal", how="left", maintain_order="left")
    return ((bearers["least"] != employer) | (bearers["most"] != employer)).fill_null(value=False)
