"""Small numbers: what may leave for the public, and in which form. Nothing is published past this module.

A reader who holds every published page must not learn of any count below 8 more than that it is below 8. So the finest
counts alone are read, cells that share nobody; each is hidden or rounded for itself; and every total, rate, difference
and chart is made anew from what is left of them, never from the data. What is published is then a function of the
released cells: two counties whose counts differ below 8 only (0 among them) publish the same bytes, and no sum or
difference tells them apart. A numerator and a denominator share people: their cells are the numerator and its rest.
"""

from collections.abc import Iterable, Mapping

import polars as pl

HIDDEN_BELOW = 8
ROUNDED_TO = 5

COUNTS: Mapping[str, str | None] = {
    "area": None,
    "list": None,
    "night": None,
    "indicator": None,
    "goal": None,
    "target_note": None,
    "lead": "row_count",
    "coverage": "people",
    "funnel": "cases",
    "met": "people",
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


def release(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The frames that the public may see: counts rounded, rows with a count below 8 gone as if they never were."""
    released = {}
    for name, frame in frames.items():
        if "tier" in frame.columns:
            frame = frame.filter(pl.col("tier").is_in(TIERS))
        if "indicator" in frame.columns:
            frame = frame.filter(~pl.col("indicator").is_in(SUMS_OF_LISTS))
        if name in COUNTS:
            counts = COUNTS[name]
            released[name] = frame if counts is None or frame.is_empty() else _rounded(frame, counts)
        else:
            released[name] = frame.select(RELEASED.get(name, ())).unique(maintain_order=True)
    return released


def total(counts: Iterable[int]) -> int | None:
    """The sum of released cells; None where there is none of them."""
    listed = list(counts)
    return sum(listed) if listed else None


def moves(hidden: int, shown: int) -> bool:
    """Whether so many hidden cells could move a rate that is made of `shown` people."""
    return hidden * (HIDDEN_BELOW - 1) > MOST_HIDDEN * shown


def _rounded(frame: pl.DataFrame, counts: str) -> pl.DataFrame:
    count = pl.col(counts)
    rounded = (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
    return frame.filter(count >= HIDDEN_BELOW).with_columns(rounded.alias(counts))
