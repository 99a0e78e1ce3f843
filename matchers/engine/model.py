"""A matcher is a declaration: what it links, which pairs it compares, what it looks at, and when it is sure.

Block → score → decide. Blocking rules name the pairs to compare (`blocking.py`); features turn each pair's values into
levels of agreement; weights (`weights.py`) turn levels into bits, log2(m/u), which add up; definite rules overrule the
sum; thresholds say what is accepted and what waits for a person. What is decided of a pair is the same whatever the
threads and however the pairs are cut into chunks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from matchers.engine.blocking import CHUNK, BlockingRule, Found, find
from matchers.engine.comparison import Feature, Levels, Pairs, Rows
from matchers.engine.weights import Weights


@dataclass(frozen=True)
class Definite:
    """A rule that needs no weighing: where it holds the pair is not one."""

    name: str
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
    never: tuple[Definite, ...] = ()
    """Where one of these holds the pair is not one, whatever the sum says."""
    margin: float = 0.0
    """Bits by which the best partner must be ahead of the second."""
    holder: str | None = None
    """The column that says who holds a value. With it rarity is counted in holders, whatever the size of the table:
    a value of two (the pair itself) is usual, and each doubling costs a bit. Without it rarity is a share of rows."""

    @property
    def sizes(self) -> dict[str, int]:
        """How many levels each feature has."""
        return {part.name: len(part.levels) for part in self.features}

    @property
    def keys(self) -> list[str]:
        """The columns by which pairs are found and values counted: what `score` needs of a table besides `of`."""
        blocking = [name for rule in self.blocking for name in (*rule.columns, *rule.right_columns)]
        counted = [part.frequency for part in self.features] + [self.holder]
        return list(dict.fromkeys([*blocking, *filter(None, counted)]))

    def compare(self, pairs: Pairs) -> dict[str, Levels]:
        """The levels of every feature for every pair."""
        return {part.name: part.compare(pairs).astype(np.int8, copy=False) for part in self.features}

    def score(
        self,
        weights: Weights,
        left: pl.DataFrame,
        right: pl.DataFrame | None = None,
        least: float | None = None,
        chunk: int = CHUNK,
        of: pl.DataFrame | None = None,
    ) -> pl.DataFrame:
        """The pairs of at least `least` bits (default: `review`) that no definite rule keeps apart.

        `of`: the table of which `left` and `right` hold the `keys` of some rows, and as `row` where they stand in it;
        what is compared is read from it, and of millions nothing is held twice.

        One row per pair: `left` and `right` (row numbers), `rule` (place of the blocking rule), `score` (bits, to six
        places), and a level per feature.
        """
        lowest = self.review if least is None else least
        other = left if right is None else right
        if not len(left) or not len(other):
            return self._empty()
        common = self._frequencies(weights, left, other)
        parts = [self._empty()]
        for found in find(self.blocking, left, right, chunk):
            levels = self.compare(Pairs(_rows(left, found.left, of), _rows(other, found.right, of)))
            score = self._sum(weights, levels, found, common)
            wanted = score >= lowest
            for rule in self.never:
                wanted &= ~rule.holds(levels)
            if wanted.any():
                parts.append(self._frame(found, score, levels, np.flatnonzero(wanted)))
        return pl.concat(parts)

    def gather(
        self, weights: Weights, scored: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame, groups: tuple[str, str]
    ) -> pl.DataFrame:
        """Scored pairs of records as pairs of groups (a column of the left, one of the right table).

        A feature's level is the best that any two records of the groups show, so that a name from one record and a
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
        sides = scored.with_columns(**keys, **{name: pl.Series(column) for name, column in rare.items()})
        sides = sides.sort(
            "left_group", "right_group", "score", "left", "right", descending=[False, False, True, False, False]
        )
        levels = [part.name for part in self.features]
        grouped = sides.group_by("left_group", "right_group", maintain_order=True).agg(
            pl.col("left", "right", "rule").first(), pl.col(*levels, *rare).max()
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
                counts = held.group_by(part.frequency).agg(pl.col(self.holder).n_unique().alias("count"))
                common[part.name] = np.log2(2 / self._count(right, part.frequency, counts, 2.0))
            elif part.frequency:
                values = pl.concat([left.select(part.frequency), right.select(part.frequency)]).drop_nulls()
                counts = values.group_by(part.frequency).agg((pl.len() / len(values)).alias("count"))
                usual = weights.u[part.name][-1]
                common[part.name] = np.log2(
                    usual / np.maximum(self._count(right, part.frequency, counts, usual), part.floor)
                )
        return common

    @staticmethod
    def _count(right: pl.DataFrame, column: str, counts: pl.DataFrame, missing: float) -> np.ndarray:
        found = right.select(column).join(counts, on=column, how="left", maintain_order="left")["count"]
        return found.cast(pl.Float64).fill_null(missing).to_numpy()

    def _frame(self, found: Found, score: np.ndarray, levels: Mapping[str, Levels], rows: np.ndarray) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "left": found.left[rows].astype(np.uint32),
                "right": found.right[rows].astype(np.uint32),
                "rule": found.rule[rows],
                "score": score[rows],
                **{name: column[rows] for name, column in levels.items()},
            }
        )

    def _empty(self) -> pl.DataFrame:
        none = np.empty(0, dtype=np.int64)
        nothing = Found(none, none, none.astype(np.uint8))
        levels = {name: none.astype(np.int8) for name in self.sizes}
        return self._frame(nothing, none.astype(np.float64), levels, none)


def _rows(side: pl.DataFrame, places: np.ndarray, of: pl.DataFrame | None) -> Rows:
    return Rows(side, places) if of is None else Rows(of, side["row"].gather(places))
