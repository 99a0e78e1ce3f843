"""What a matcher looks at: features, and what they are made of. A feature is a pure function over columns of pairs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import polars as pl
from rapidfuzz import process

from matchers.text.levels import MISSING

Levels = np.ndarray
"""One whole number per pair: -1 nothing to compare, 0 they differ, higher is more alike."""


class Rows:
    """Rows of a table by their places: of its many columns only what is asked for is gathered, when it is."""

    def __init__(self, table: pl.DataFrame, places: np.ndarray | pl.Series) -> None:
        self._table, self._places = table, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, asked: str) -> pl.Series: ...
    @overload
    def __getitem__(self, asked: np.ndarray) -> "Rows": ...
    def __getitem__(self, asked: str | np.ndarray) -> "pl.Series | Rows":
        """A column of the rows, or some of the rows."""
        return (
            self._table[asked].gather(self._places)
            if isinstance(asked, str)
            else Rows(self._table, self._places[asked])
        )

    def select(self, *columns: str | pl.Expr) -> pl.DataFrame:
        """Columns of the rows; expressions may choose and rename them."""
        return self._table.select(*columns)[self._places]


Side = pl.DataFrame | Rows
"""The records of pairs on one side, row by row: a table, or rows of one."""


class Pairs:
    """Two tables of equal height: the left and the right record of each pair."""

    def __init__(self, left: Side, right: Side) -> None:
        self.left, self.right = left, right
        self._done: dict[Callable[..., Any], Any] = {}

    def __len__(self) -> int:
        return len(self.left)

    def once(self, function: Callable[[Side, Side], Any]) -> Any:
        """What a function answers for the two tables; several features may share one answer."""
        if function not in self._done:
            self._done[function] = function(self.left, self.right)
        return self._done[function]


@dataclass(frozen=True)
class Feature:
    """One thing that is compared. The docstring of `compare` describes it."""

    name: str
    label: str
    levels: tuple[str, ...]
    """What each level is called, from 0 up."""
    compare: Callable[[Pairs], Levels]
    frequency: str | None = None
    """The column whose common values say less: at the highest level the value's own frequency counts."""
    floor: float = 1e-6
    """No value counts as rarer than this share of the records."""


def feature(label: str, *levels: str, frequency: str | None = None) -> Callable[[Callable[[Pairs], Levels]], Feature]:
    """Make a feature of a pure function over the pairs' columns; its name and docstring are the feature's."""

    def declare(compare: Callable[[Pairs], Levels]) -> Feature:
        if not compare.__doc__:
            raise ValueError(f"the feature {compare.__name__} has no docstring")
        return Feature(compare.__name__, label, levels, compare, frequency)

    return declare


def agree(pairs: Pairs, column: str, right_column: str | None = None) -> Levels:
    """1 where both are the same, 0 where they differ, -1 where one is missing."""
    left, right = pairs.left[column], pairs.right[right_column or column]
    return (left == right).cast(pl.Int8).fill_null(MISSING).to_numpy()


def similarity(
    pairs: Pairs,
    column: str,
    scorer: Callable[..., float],
    right_column: str | None = None,
    cutoff: float | None = None,
) -> np.ndarray:
    """RapidFuzz's score for each pair of texts, nan where one is missing; equal pairs of values are scored once."""
    both = pl.DataFrame({"l": pairs.left[column], "r": pairs.right[right_column or column]})
    each = both.unique(maintain_order=True).drop_nulls()
    # numpy arrays of objects: RapidFuzz walks over them without another copy
    scores = process.cpdist(
        each["l"].to_list(), each["r"].to_list(), scorer=scorer, score_cutoff=cutoff, dtype=np.float32
    )
    scored = both.join(each.with_columns(pl.Series("score", scores)), on=["l", "r"], how="left", maintain_order="left")
    return scored["score"].fill_null(float("nan")).to_numpy()


def stepped(values: np.ndarray, *steps: float) -> Levels:
    """Levels of a similarity: how many of the rising steps it reaches; -1 where it is nan."""
    return np.where(np.isnan(values), MISSING, np.searchsorted(np.array(steps), values, side="right")).astype(np.int8)
