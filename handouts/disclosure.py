"""Small numbers: what may leave for the public, and in which form. Nothing is published past this module.

A reader who holds every published page must not learn of any count below 8 more than that it is below 8. So the finest
counts alone are read, cells that share nobody; each is hidden or rounded for itself; and every total, rate, difference
and chart is made anew from what is left of them, never from the data. What is published is then a function of the
released cells: two counties whose counts differ below 8 only (0 among them) publish the same bytes, and no sum or
difference tells them apart. A numerator and a denominator share people: their cells are the numerator and its rest.

Nor may a reader who holds the pages of two days learn from their difference who came between. Rounding to the nearest
five would tell it: from 10 to 15 is from 12 to 13, and what appears was 7. So a count is rounded up or down by chance,
which is fixed by the cell, its count and a key: the same count prints the same on every day, so that no series averages
it out, and the next count may print more, less or the same. From 8 to 11 chance hides as well.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping

import polars as pl

HIDDEN_BELOW = 8
"""Counts below are never told."""
SHOWN_FROM = 12
"""Counts from here on always are; between the two chance decides."""
HIDDEN = f"<{SHOWN_FROM}"
"""What stands in the place of a count that is not told."""
ROUNDED_TO = 5

COUNTS: Mapping[str, str | None] = {
    "area": None,
    "list": None,
    "night": None,
    "indicator": None,
    "goal": None,
    "target_note": None,
    "asked": None,
    "lead": "row_count",
    "coverage": "people",
    "funnel": "cases",
    "met": "people",
    "bond": "targets",
    # Read to tell whether a target was set for another size; it is not printed.
    "population": "people",
}
"""The frames of the report that may leave, each with its column of counts (None: it holds none).

Others are left out whole: they hold names, money, means of few people, flows (a stock and the one before it tell them),
or how many soldiers and prisoners an extract holds.
"""
TIERS = ("must_join", "persuade")
"""What stands at the desk (死亡冒领, 服刑人员领取待遇 among it) is no public matter."""
SUMS_OF_LISTS = ("cases_open", "cases_cleared", "cases_reopened")
"""Indicators that add up what the lists hold: less the lists that are shown, they would tell the one that is hidden."""
MOST_HIDDEN = 0.05
"""A rate is told where all that is hidden beside it is less than this share of what it is made of."""
RELEASED: Mapping[str, tuple[str, ...]] = {
    "extract": ("extract", "extract_title", "department", "data_date"),
    "gate": ("gate",),
}
"""Frames of which some columns only may leave."""


def key_of(case_key: str) -> bytes:
    """The key of the chance; it tells nothing of the case key."""
    return hmac.new(case_key.encode(), b"public report", hashlib.sha256).digest()


def release(frames: Mapping[str, pl.DataFrame], key: bytes) -> dict[str, pl.DataFrame]:
    """The frames that the public may see: counts rounded, rows with a count too small gone as if they never were."""
    released = {}
    for name, frame in frames.items():
        if "tier" in frame.columns:
            frame = frame.filter(pl.col("tier").is_in(TIERS))
        if "indicator" in frame.columns:
            frame = frame.filter(~pl.col("indicator").is_in(SUMS_OF_LISTS))
        if name in COUNTS:
            counts = COUNTS[name]
            released[name] = frame if counts is None or frame.is_empty() else _rounded(name, frame, counts, key)
        else:
            released[name] = frame.select(RELEASED.get(name, ())).unique(maintain_order=True)
    return released


def total(counts: Iterable[int]) -> int | None:
    """The sum of released cells; None where there is none of them."""
    listed = list(counts)
    return sum(listed) if listed else None


def moves(hidden: int, shown: int) -> bool:
    """Whether so many hidden cells could move a rate that is made of `shown` people."""
    return hidden * (SHOWN_FROM - 1) > MOST_HIDDEN * shown


def printed(cell: str, count: int, key: bytes) -> int | None:
    """What is told of a cell's count; None where nothing is."""
    if count < HIDDEN_BELOW:
        return None
    drawn = hmac.new(key, f"{cell}|{count}".encode(), hashlib.sha256).digest()
    shows, rounds = (int.from_bytes(drawn[at : at + 8], "big") for at in (0, 8))
    if count < HIDDEN_BELOW + shows % (SHOWN_FROM - HIDDEN_BELOW + 1):
        return None
    below, over = divmod(count, ROUNDED_TO)
    rounded = (below + (rounds % ROUNDED_TO < over)) * ROUNDED_TO
    return max(rounded, 2 * ROUNDED_TO)


def _rounded(name: str, frame: pl.DataFrame, counts: str, key: bytes) -> pl.DataFrame:
    # The day is no part of the cell: on another day the same count prints the same.
    parts = [column for column, kind in frame.schema.items() if column != counts and kind != pl.Date]
    cells = (f"{name}|" + "|".join(map(str, row)) for row in frame.select(parts).iter_rows())
    printed_counts = [printed(cell, count or 0, key) for cell, count in zip(cells, frame[counts], strict=True)]
    return frame.with_columns(pl.Series(counts, printed_counts, frame.schema[counts])).filter(
        pl.col(counts).is_not_null()
    )
