"""Which pairs are worth comparing: those that agree on at least one match key.

Keys are hashed, sorted once, and expanded a stretch of left rows at a time: memory follows the pairs of a stretch,
never the product of the tables. A pair that several rules find is given once, by the first of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from matchers.engine.nearest import nearest

CHUNK = 500_000
"""Pairs compared at a time."""
# Two values that share a hash only cause one comparison too many.
SEED = 20_261_123


@dataclass(frozen=True)
class BlockingRule:
    """Pairs that agree on all of these columns are compared; the name is the pair's match key.

    An empty value in any of the columns blocks nothing. Blocks of more than `largest` pairs are left out: a value
    that so many share (a bookkeeping agency's phone) says nothing about who is who.
    """

    name: str
    columns: tuple[str, ...]
    right_columns: tuple[str, ...] = ()
    """What the right side holds these values in, where it is called otherwise there (an old name)."""
    largest: int = 1_000_000

    def block(self, left: pl.DataFrame, right: pl.DataFrame) -> "_Block":
        """Whom each left row meets."""
        return _Block(self, left, right)


@dataclass(frozen=True)
class Nearest(BlockingRule):
    """Pairs of a short name (the one left column) and those that are nearest to it among the right column's.

    Stands last of a matcher's rules: it is never asked what it holds.
    """

    most: int = 40

    def block(self, left: pl.DataFrame, right: pl.DataFrame) -> "_Block":
        """Whom each left row meets."""
        return _Ranked(self, left, right)


@dataclass(frozen=True)
class Found:
    """Pairs of row numbers, left and right, each with the place of the rule that found it."""

    left: np.ndarray
    right: np.ndarray
    rule: np.ndarray

    def __len__(self) -> int:
        return len(self.left)


class _Block:
    """One rule's keys, sorted: for each left row where its block begins among the right rows, and how long it is."""

    def __init__(self, rule: BlockingRule, left: pl.DataFrame, right: pl.DataFrame) -> None:
        self.left, left_filled = _keys(left, rule.columns)
        self.right, right_filled = _keys(right, rule.right_columns or rule.columns)
        filled = np.flatnonzero(right_filled)
        # Of a prefecture two million rows stand in twenty of these: half as many bytes are a gigabyte less.
        self.order = filled[np.argsort(self.right[filled], kind="stable")].astype(np.uint32)
        ordered = self.right[self.order]
        begins = np.searchsorted(ordered, self.left, side="left")
        counts = np.searchsorted(ordered, self.left, side="right") - begins
        self.begins = begins.astype(np.uint32)
        # every left row of a block meets every right row of it
        keys, place, members = np.unique(self.left[left_filled], return_inverse=True, return_counts=True)
        crowd = np.zeros(len(self.left), dtype=np.int64)
        if len(keys):
            crowd[left_filled] = members[place]
        self.counts = np.where(left_filled & (crowd * counts <= rule.largest), counts, 0).astype(np.uint32)
        self.right_filled = right_filled

    def holds(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Whether this rule finds these pairs."""
        agree: np.ndarray = (self.counts[left] > 0) & self.right_filled[right] & (self.left[left] == self.right[right])
        return agree


class _Ranked(_Block):
    """The rows of the names that are nearest to each left row's."""

    def __init__(self, rule: Nearest, left: pl.DataFrame, right: pl.DataFrame) -> None:
        sides = [
            frame.select(pl.col(column).alias("text")).with_row_index("row").drop_nulls()
            for frame, column in ((left, rule.columns[0]), (right, (rule.right_columns or rule.columns)[0]))
        ]
        asked, known = (side["text"].unique().sort() for side in sides)
        found = nearest(asked, known, rule.most)
        names = found.select(
            asked.gather(found["asked"]).alias("text"), known.gather(found["known"]).alias("other"), "bits"
        ).with_row_index("place")
        rows = names.join(sides[1].rename({"text": "other", "row": "other_row"}), on="other")
        held = rows.group_by("text").len("right").join(sides[0].group_by("text").len("left"), on="text")
        fits = held.filter(pl.col("left") * pl.col("right") <= rule.largest).select("text")
        rows = rows.join(fits, on="text", how="semi").sort("text", "place", "other_row")
        spans = rows.with_row_index("at").group_by("text").agg(pl.col("at").min(), pl.len().alias("many"))
        mine = sides[0].join(spans, on="text")
        self.order = rows["other_row"].to_numpy().astype(np.uint32)
        self.begins, self.counts = (np.zeros(len(left), dtype=np.uint32) for _ in range(2))
        self.begins[mine["row"].to_numpy()] = mine["at"].to_numpy()
        self.counts[mine["row"].to_numpy()] = mine["many"].to_numpy()


def find(
    rules: Sequence[BlockingRule], left: pl.DataFrame, right: pl.DataFrame | None = None, chunk: int = CHUNK
) -> Iterator[Found]:
    """The pairs that the rules find, about `chunk` at a time; without a right table, pairs within the left one.

    Each pair once, in the order of its left row, then of the rules, then of its right row.
    """
    within = right is None
    other = left if right is None else right
    if not len(left) or not len(other) or not rules:
        return
    blocks = [rule.block(left, other) for rule in rules]
    ends = np.cumsum(np.sum([block.counts for block in blocks], axis=0, dtype=np.int64))
    first = 0
    while first < len(left):
        before = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + chunk, side="right")))
        found = _expand(blocks, first, min(last, len(left)), within)
        if len(found):
            yield found
        first = last


def _expand(blocks: list[_Block], first: int, last: int, within: bool) -> Found:
    lefts, rights, places = [], [], []
    for place, block in enumerate(blocks):
        counts = block.counts[first:last]
        total = int(counts.sum())
        if not total:
            continue
        left = np.repeat(np.arange(first, last), counts)
        offset = np.arange(total) - np.repeat(np.cumsum(counts, dtype=np.int64) - counts, counts)
        right = block.order[np.repeat(block.begins[first:last], counts) + offset].astype(np.int64)
        if within:
            ahead = left < right
            left, right = left[ahead], right[ahead]
        for earlier in blocks[:place]:
            new = ~earlier.holds(left, right)
            left, right = left[new], right[new]
        lefts.append(left)
        rights.append(right)
        places.append(np.full(len(left), place, dtype=np.uint8))
    if not lefts:
        empty = np.empty(0, dtype=np.int64)
        return Found(empty, empty, np.empty(0, dtype=np.uint8))
    left = np.concatenate(lefts)
    # by left row first: the order of the pairs must not depend on where a stretch ends
    order = np.argsort(left, kind="stable")
    return Found(left[order], np.concatenate(rights)[order], np.concatenate(places)[order])


def _keys(frame: pl.DataFrame, columns: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """A number per row that equal values share, and whether the row has all of them."""
    filled = frame.select(pl.all_horizontal(pl.col(name).is_not_null() for name in columns)).to_series().to_numpy()
    return frame.select(columns).hash_rows(SEED).to_numpy(), filled
