"""A matcher is a declaration: what it links, which pairs it compares, what it looks at, and when it is sure.

Block → score → decide. Blocking rules name the pairs to compare (`blocking.py`); features turn each pair's values into
levels of agreement; weights (`weights.py`) turn levels into bits, log2(m/u), which add up; definite rules overrule the
sum; thresholds say what is accepted and what waits for a person. What is decided of a pair is the same whatever the
threads and however the pairs are cut into chunks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from rapidfuzz import process

from matchers.blocking import CHUNK, BlockingRule, Found, find
from matchers.weights import MISSING, Weights, counted, learned, shares

Levels = np.ndarray
"""One whole number per pair: -1 nothing to compare, 0 they differ, higher is more alike."""
SEED = 1
RANDOM_PAIRS = 500_000


class Pairs:
    """Two tables of equal height: the left and the right record of each pair."""

    def __init__(self, left: pl.DataFrame, right: pl.DataFrame) -> None:
        self.left, self.right = left, right
        self._done: dict[Callable[..., Any], Any] = {}

    def __len__(self) -> int:
        return len(self.left)

    def once(self, function: Callable[[pl.DataFrame, pl.DataFrame], Any]) -> Any:
        """What a function says of the two tables; several features may share one answer."""
        if function not in self._done:
            self._done[function] = function(self.left, self.right)
        return self._done[function]


@dataclass(frozen=True)
class Feature:
    """One thing that is compared. The docstring of `compare` is its published description."""

    name: str
    label: str
    levels: tuple[str, ...]
    """What each level is called, from 0 up."""
    compare: Callable[[Pairs], Levels]
    frequency: str | None = None
    """The column whose common values say less: at the highest level the value's own frequency counts."""
    floor: float = 1e-6
    """No value counts as rarer than this share of the records."""

    @property
    def description(self) -> str:
        """One line."""
        return (self.compare.__doc__ or "").strip().splitlines()[0]


def feature(label: str, *levels: str, frequency: str | None = None) -> Callable[[Callable[[Pairs], Levels]], Feature]:
    """Make a feature of a pure function over the pairs' columns; its name and docstring are the feature's."""

    def declare(compare: Callable[[Pairs], Levels]) -> Feature:
        if not compare.__doc__:
            raise ValueError(f"the feature {compare.__name__} has no docstring")
        return Feature(compare.__name__, label, levels, compare, frequency)

    return declare


@dataclass(frozen=True)
class Definite:
    """A rule that needs no weighing: where it holds the pair is one, or is not, whatever the sum says."""

    name: str
    reason: str
    """For the person who asks, in Chinese."""
    holds: Callable[[Mapping[str, Levels]], np.ndarray]


@dataclass(frozen=True)
class Matcher:
    """What links one kind of record to another."""

    name: str
    links: str
    blocking: tuple[BlockingRule, ...]
    features: tuple[Feature, ...]
    accept: float
    """Bits from which a pair is taken for one, if nothing else comes near."""
    review: float
    """Bits from which a pair is shown to a person."""
    definite_match: tuple[Definite, ...] = ()
    definite_non_match: tuple[Definite, ...] = ()
    margin: float = 0.0
    """Bits by which the best partner must be ahead of the second."""
    holder: str | None = None
    """The column that says who holds a value. With it rarity is counted in holders, whatever the size of the table:
    a value of two (the pair itself) is usual, and each doubling costs a bit. Without it rarity is a share of rows."""

    @property
    def sizes(self) -> dict[str, int]:
        """How many levels each feature has."""
        return {feature.name: len(feature.levels) for feature in self.features}

    def compare(self, pairs: Pairs) -> dict[str, Levels]:
        """The levels of every feature for every pair."""
        return {feature.name: feature.compare(pairs).astype(np.int8, copy=False) for feature in self.features}

    # -- scoring -----------------------------------------------------------------------------------------------

    def score(
        self,
        weights: Weights,
        left: pl.DataFrame,
        right: pl.DataFrame | None = None,
        keep: float | None = None,
        chunk: int = CHUNK,
    ) -> pl.DataFrame:
        """The pairs of at least `keep` bits (default: `review`) and all that a definite rule decides for.

        One row per pair: `left` and `right` (row numbers), `rule` (place of the blocking rule), `score` (bits, to six
        places), `definite` (-1: by weight; else the place of the definite match), and a level per feature.
        """
        lowest = self.review if keep is None else keep
        other = left if right is None else right
        common = self._frequencies(weights, left, other)
        parts = [self._empty()]
        for found in find(self.blocking, left, right, chunk):
            levels = self.compare(Pairs(left[found.left], other[found.right]))
            score = self._sum(weights, levels, found, common)
            definite = np.full(len(found), -1, dtype=np.int8)
            for place, rule in reversed(list(enumerate(self.definite_match))):
                definite[rule.holds(levels)] = place
            kept = (score >= lowest) | (definite >= 0)
            for rule in self.definite_non_match:
                kept &= ~rule.holds(levels)
            if kept.any():
                parts.append(self._frame(found, score, definite, levels, np.flatnonzero(kept)))
        return pl.concat(parts)

    def gather(
        self, weights: Weights, scored: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame, groups: tuple[str, str]
    ) -> pl.DataFrame:
        """Scored pairs of records as pairs of groups (a column of the left, one of the right table).

        A feature's level is the best that any two records of the groups show, so that a name from one paper and a
        phone from another add up; `left`, `right` and `rule` are those of the best single pair. Weights for this are
        learned from groups too.
        """
        common = self._frequencies(weights, left, right)
        keys = {
            "left_group": left[groups[0]].gather(scored["left"]),
            "right_group": right[groups[1]].gather(scored["right"]),
        }
        rare = {}
        for part in self.features:
            if part.name in common:
                top = scored[part.name].to_numpy() == len(part.levels) - 1
                rare[f"rare_{part.name}"] = np.where(top, common[part.name][scored["right"].to_numpy()], -np.inf)
        told = scored.with_columns(**keys, **{name: pl.Series(column) for name, column in rare.items()})
        told = told.sort(
            "left_group", "right_group", "score", "left", "right", descending=[False, False, True, False, False]
        )
        levels = [part.name for part in self.features]
        grouped = told.group_by("left_group", "right_group", maintain_order=True).agg(
            pl.col("left", "right", "rule").first(), pl.col("definite").max(), pl.col(*levels, *rare).max()
        )
        score = np.full(len(grouped), weights.prior)
        for part in self.features:
            score += weights.of(part.name)[grouped[part.name].to_numpy() + 1]
            if part.name in common:
                more = grouped[f"rare_{part.name}"].to_numpy()
                score += np.where(np.isfinite(more), more, 0.0)
        return grouped.drop(*rare).with_columns(pl.Series("score", score.round(6)))

    def bits(self, weights: Weights, scored: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
        """The bits of every feature for scored pairs, one column per feature: what the sum was made of."""
        common = self._frequencies(weights, left, right)
        rows, columns = scored["right"].to_numpy(), {}
        for part in self.features:
            levels = scored[part.name].to_numpy()
            bits = weights.of(part.name)[levels + 1]
            if part.name in common:
                bits = bits + np.where(levels == len(part.levels) - 1, common[part.name][rows], 0.0)
            columns[part.name] = bits.round(2)
        return pl.DataFrame(columns)

    def _sum(
        self, weights: Weights, levels: Mapping[str, Levels], found: Found, common: Mapping[str, np.ndarray]
    ) -> np.ndarray:
        score = np.full(len(found), weights.prior)
        for part in self.features:
            score += weights.of(part.name)[levels[part.name] + 1]
            if part.name in common:
                top = levels[part.name] == len(part.levels) - 1
                score[top] += common[part.name][found.right[top]]
        return score.round(6)

    def _frequencies(self, weights: Weights, left: pl.DataFrame, right: pl.DataFrame) -> dict[str, np.ndarray]:
        """By feature and right row, the bits that its value's rarity adds to an agreement (fewer for common ones)."""
        common = {}
        for part in self.features:
            if part.frequency and self.holder:
                held = pl.concat([side.select(part.frequency, self.holder) for side in (left, right)]).drop_nulls()
                counts = held.group_by(part.frequency).agg(pl.col(self.holder).n_unique().alias("told"))
                common[part.name] = np.log2(2 / self._told(right, part.frequency, counts, 2.0))
            elif part.frequency:
                values = pl.concat([left.select(part.frequency), right.select(part.frequency)]).drop_nulls()
                counts = values.group_by(part.frequency).agg((pl.len() / len(values)).alias("told"))
                usual = weights.u[part.name][-1]
                common[part.name] = np.log2(
                    usual / np.maximum(self._told(right, part.frequency, counts, usual), part.floor)
                )
        return common

    @staticmethod
    def _told(right: pl.DataFrame, column: str, counts: pl.DataFrame, missing: float) -> np.ndarray:
        told = right.select(column).join(counts, on=column, how="left", maintain_order="left")["told"]
        return told.cast(pl.Float64).fill_null(missing).to_numpy()

    def _frame(
        self, found: Found, score: np.ndarray, definite: np.ndarray, levels: Mapping[str, Levels], rows: np.ndarray
    ) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "left": found.left[rows].astype(np.uint32),
                "right": found.right[rows].astype(np.uint32),
                "rule": found.rule[rows],
                "score": score[rows],
                "definite": definite[rows],
                **{name: column[rows] for name, column in levels.items()},
            }
        )

    def _empty(self) -> pl.DataFrame:
        none = np.empty(0, dtype=np.int64)
        nothing = Found(none, none, none.astype(np.uint8))
        levels = {name: none.astype(np.int8) for name in self.sizes}
        return self._frame(nothing, none.astype(np.float64), none.astype(np.int8), levels, none)

    # -- learning ----------------------------------------------------------------------------------------------

    def learn(
        self,
        version: str,
        source: str,
        left: pl.DataFrame,
        right: pl.DataFrame | None = None,
        random_u: bool = True,
        seed: int = SEED,
    ) -> Weights:
        """Weights from the data alone: u from random pairs (or, without `random_u`, from the compared pairs too),
        m and the prior by EM over the patterns of all compared pairs."""
        other = left if right is None else right
        patterns, counts = self._patterns(find(self.blocking, left, right), left, other)
        u = None
        if random_u:
            rng = np.random.default_rng(seed)
            one = rng.integers(0, len(left), RANDOM_PAIRS)
            two = rng.integers(0, len(other), RANDOM_PAIRS)
            apart = np.flatnonzero(one != two) if right is None else np.arange(RANDOM_PAIRS)
            levels = self.compare(Pairs(left[one[apart]], other[two[apart]]))
            u = {name: tuple(shares(column, self.sizes[name]).tolist()) for name, column in levels.items()}
        rows = float(len(left))
        total = rows * (rows - 1) / 2 if right is None else rows * len(other)
        m, u_learned, prior = learned(patterns, counts, self.sizes, u, total=total if random_u else None)
        return Weights(self.name, version, source, prior, m, u_learned)

    def learn_from(
        self, version: str, source: str, pairs: Iterator[tuple[Pairs, np.ndarray]] | Sequence[tuple[Pairs, np.ndarray]]
    ) -> Weights:
        """Weights from labelled pairs: tables of pairs, each with an array that says which are one."""
        levels: dict[str, list[Levels]] = {name: [] for name in self.sizes}
        same = []
        for told, truth in pairs:
            for name, column in self.compare(told).items():
                levels[name].append(column)
            same.append(truth)
        joined = {name: np.concatenate(columns) for name, columns in levels.items()}
        m, u, prior = counted(joined, self.sizes, np.concatenate(same))
        return Weights(self.name, version, source, prior, m, u)

    def _patterns(
        self, found: Iterator[Found], left: pl.DataFrame, right: pl.DataFrame
    ) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """How often each combination of levels occurs, in a fixed order of combinations."""
        names, sizes = list(self.sizes), [size + 1 for size in self.sizes.values()]
        if np.prod([float(size) for size in sizes]) >= 2**62:
            raise ValueError(f"the matcher {self.name} has more combinations of levels than can be counted")
        seen, times = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        for pairs in found:
            levels = self.compare(Pairs(left[pairs.left], right[pairs.right]))
            code = np.zeros(len(pairs), dtype=np.int64)
            for name, size in zip(names, sizes, strict=True):
                code = code * size + (levels[name].astype(np.int64) + 1)
            codes, counts = np.unique(code, return_counts=True)
            both = np.concatenate([seen, codes])
            seen, place = np.unique(both, return_inverse=True)
            times = np.bincount(place, np.concatenate([times, counts]), minlength=len(seen)).astype(np.int64)
        patterns = {}
        rest = seen
        for name, size in zip(reversed(names), reversed(sizes), strict=True):
            patterns[name] = (rest % size - 1).astype(np.int8)
            rest = rest // size
        return {name: patterns[name] for name in names}, times.astype(np.float64)


# -- what features are made of -----------------------------------------------------------------------------------


def agree(pairs: Pairs, column: str, right_column: str | None = None) -> Levels:
    """1 where both say the same, 0 where they differ, -1 where one says nothing."""
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
    told = both.join(each.with_columns(pl.Series("score", scores)), on=["l", "r"], how="left", maintain_order="left")
    return told["score"].fill_null(float("nan")).to_numpy()


def stepped(values: np.ndarray, *steps: float) -> Levels:
    """Levels of a similarity: how many of the rising steps it reaches; -1 where it is nan."""
    return np.where(np.isnan(values), MISSING, np.searchsorted(np.array(steps), values, side="right")).astype(np.int8)


# -- deciding ----------------------------------------------------------------------------------------------------


def ahead(scored: pl.DataFrame, side: str = "left") -> np.ndarray:
    """By how many bits each pair is ahead of the best other pair of the same record; inf where it has no rival."""
    order = np.lexsort((-scored["score"].to_numpy(), scored[side].to_numpy()))
    keys, score = scored[side].to_numpy()[order], scored["score"].to_numpy()[order]
    first = np.r_[True, keys[1:] != keys[:-1]] if len(keys) else np.empty(0, dtype=bool)
    group = np.cumsum(first) - 1
    best = score[first]
    followed = np.r_[~first[1:], False] if len(keys) else first
    second = np.full(len(best), -np.inf)
    runner = np.flatnonzero(first & followed) + 1
    second[group[runner]] = score[runner]
    lead = np.where(first, score - second[group], score - best[group])
    answer = np.empty(len(keys))
    answer[order] = lead
    return answer


def one_to_one(scored: pl.DataFrame) -> np.ndarray:
    """The places of pairs to keep when nobody has two partners: the best first, each record once."""
    order = np.lexsort((scored["right"].to_numpy(), scored["left"].to_numpy(), -scored["score"].to_numpy()))
    left, right = scored["left"].to_numpy()[order], scored["right"].to_numpy()[order]
    kept = []
    alive = np.arange(len(order))
    while len(alive):
        # whoever stands first for both of its records is settled at once; the rest lose the settled ones' rivals
        first_left = np.zeros(len(alive), dtype=bool)
        first_left[np.unique(left[alive], return_index=True)[1]] = True
        first_right = np.zeros(len(alive), dtype=bool)
        first_right[np.unique(right[alive], return_index=True)[1]] = True
        settled = alive[first_left & first_right]
        kept.append(settled)
        free = ~np.isin(left[alive], left[settled]) & ~np.isin(right[alive], right[settled])
        alive = alive[free]
    return np.sort(order[np.concatenate(kept)]) if kept else np.empty(0, dtype=np.int64)


def components(size: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The lowest row number that each of `size` rows is connected with through these pairs."""
    label = np.arange(size)
    while True:
        lowest = np.minimum(label[left], label[right])
        new = label.copy()
        np.minimum.at(new, left, lowest)
        np.minimum.at(new, right, lowest)
        np.minimum.at(new, label[left], lowest)
        np.minimum.at(new, label[right], lowest)
        new = new[new]
        if np.array_equal(new, label):
            return label
        label = new
