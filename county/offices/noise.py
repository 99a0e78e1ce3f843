"""How departments print things: many ways to write a date, a blank in a name, a full-width digit, a row twice."""

import numpy as np
import polars as pl

from county.clock import month_start
from county.numbers import replaced

FULL_WIDTH = {ord(half): full for half, full in zip("0123456789EX", "０１２３４５６７８９ＥＸ", strict=True)}
DOTS = ("•", "・", "．", "‧")
DAY_STYLES = ("%Y%m%d", "%Y-%m-%d", "%Y/%-m/%-d", "%Y年%-m月%-d日")
MONTH_STYLES = ("%Y%m", "%Y-%m", "%Y年%-m月")
REPEATED = 0.01
NO_NUMBER = ("", "", "无", "不详", "0", "***")


def messy_documents(documents: pl.Series, rng: np.random.Generator) -> pl.Series:
    """A tenth of the check letters in lower case; now and then full-width digits or blanks inside; words for nothing.

    Passports are hardly ever written alike twice.
    """
    count = len(documents)
    passport = documents.str.starts_with("E").to_numpy()
    lower = pl.Series(rng.random(count) < np.where(passport, 0.3, 0.1))
    messy = pl.select(pl.when(lower).then(documents.str.to_lowercase()).otherwise(documents)).to_series()
    wide = np.flatnonzero(rng.random(count) < np.where(passport, 0.2, 0.001))
    messy = replaced(messy, wide, [text.upper().translate(FULL_WIDTH) for text in messy.gather(wide)])
    blank = np.flatnonzero(rng.random(count) < np.where(passport, 0.3, 0.001))
    messy = replaced(
        messy, blank, [f" {text[: len(text) // 3]} {text[len(text) // 3 :]}\u3000" for text in messy.gather(blank)]
    )
    nothing = np.flatnonzero((documents == "").to_numpy())
    return replaced(messy, nothing, [NO_NUMBER[place % len(NO_NUMBER)] for place in nothing.tolist()])


def messy_names(names: pl.Series, rng: np.random.Generator) -> pl.Series:
    """Other middle dots in names that have one, and blanks in some short names."""
    dotted = np.flatnonzero(names.str.contains("·", literal=True).to_numpy())
    dots = rng.integers(0, len(DOTS), len(dotted))
    messy = replaced(
        names, dotted, [text.replace("·", DOTS[dot]) for text, dot in zip(names.gather(dotted), dots, strict=True)]
    )
    spaced = np.flatnonzero((names.str.len_chars() == 2).to_numpy() & (rng.random(len(names)) < 0.01))
    return replaced(messy, spaced, [f"{text[0]}\u3000{text[1]}" for text in messy.gather(spaced)])


def with_repeats(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Print one row in a hundred twice."""
    if not len(frame):
        return frame
    again = np.flatnonzero(rng.random(len(frame)) < REPEATED)
    places = np.sort(np.concatenate([np.arange(len(frame)), again]))
    return frame[places]


def days(values: np.ndarray | pl.Series, style: int, missing: str = "") -> pl.Series:
    """Days in one of the styles; a missing one as given."""
    series = pl.Series(values, dtype=pl.Date) if isinstance(values, pl.Series) else pl.Series(values)
    return series.dt.strftime(DAY_STYLES[style % len(DAY_STYLES)]).fill_null(missing)


def only_where(shown: np.ndarray, values: pl.Series | np.ndarray) -> pl.Series:
    """Values as text where they are shown, nothing elsewhere."""
    text = pl.Series(values).cast(pl.String)
    return pl.DataFrame({"text": text, "shown": pl.Series(shown, dtype=pl.Boolean)}).select(
        pl.when("shown").then("text").otherwise(pl.lit(""))
    )["text"]


def months(values: np.ndarray, style: int) -> pl.Series:
    """Numbered months in one of the styles."""
    values = np.asarray(values)
    if not len(values):
        return pl.Series([], dtype=pl.String)
    low = int(values.min())
    words = pl.Series(month_start(np.arange(low, int(values.max()) + 1))).dt.strftime(
        MONTH_STYLES[style % len(MONTH_STYLES)]
    )
    return words.gather((values - low).astype(np.uint32))


def coded(values: np.ndarray, words: dict[int, str]) -> pl.Series:
    """Small codes as the words that a vendor prints for them."""
    low = min(words)
    table = pl.Series([words.get(code) for code in range(low, max(words) + 1)], dtype=pl.String)
    return table.gather((np.asarray(values).astype(np.int64) - low).astype(np.uint32))


def money(values: np.ndarray, thousands: bool = False) -> pl.Series:
    """Cents as yuan with two decimals, with separators where a department likes them."""
    if not thousands:
        return pl.Series(np.asarray(values) / 100).round(2)
    return pl.Series([f"{cents / 100:,.2f}" for cents in np.asarray(values).tolist()], dtype=pl.String)
