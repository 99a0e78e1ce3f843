"""Telephone numbers that cannot be true: whoever is to ring up should not find out at the third try."""

import polars as pl

from matchers.text.placeholders import telephone

WRONG = "（有误）"
"""What stands behind such a number on a sheet; whoever mends the number may leave it or take it away."""

# A mobile number, one with its area code or without (and an extension), or 400 and 800: as China numbers them. Which
# beginnings of mobile numbers are in use changes with the years and is not judged.
_POSSIBLE = r"(?:^|[^\d])(?:(?:0{0,2}86)?1[3-9]\d{9}|(?:0\d{2,3})?[2-8]\d{6,7}(?:转\d{1,6})?|[48]00\d{7})(?:[^\d]|$)"


def possible(column: pl.Expr) -> pl.Expr:
    """Whether a text holds a number that somebody may answer: not 1380000, 13800000000 or 无; null stays null."""
    bare = column.str.replace_all(r"[\s\-—－()（）+]", "")
    return bare.str.contains(_POSSIBLE) & telephone(bare.str.replace(r"转\d+$", "")).is_not_null()


def marked(column: str) -> pl.Expr:
    """The numbers of a column, those that cannot be true with WRONG behind them."""
    number = pl.col(column).cast(pl.String)
    return pl.when(possible(number).not_() & (number != "")).then(number + WRONG).otherwise(number).alias(column)


def is_possible(number: str) -> bool:
    """Whether one text holds a number that somebody may answer."""
    return bool(pl.select(possible(pl.lit(number))).item())


def bare(number: str) -> str:
    """A number without the mark that it cannot be true."""
    return number.replace(WRONG, "").strip()
