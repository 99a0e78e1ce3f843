"""Match weights: how much an agreement says, learned from data and kept in a small versioned file.

The weight of a level is log2(m / u): m is how often a true pair shows the level, u how often a pair of strangers does
(Fellegi and Sunter 1969). Where labelled pairs exist (records that valid official numbers link already) m and u are
counted; elsewhere both are learned by expectation maximisation over the patterns of levels.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "weights"
# Nothing is impossible because a sample lacks it.
SMOOTHING = 0.5
MISSING = -1
"""The level of a pair that has nothing to compare: it weighs nothing."""


@dataclass(frozen=True)
class Weights:
    """What a matcher has learned."""

    matcher: str
    version: str
    source: str
    prior: float
    """log2 of the odds that a compared pair is one and the same, before anything is compared."""
    m: Mapping[str, tuple[float, ...]]
    u: Mapping[str, tuple[float, ...]]

    def of(self, feature: str) -> np.ndarray:
        """Match weights of a feature by level + 1; the first, of a missing comparison, is 0."""
        return np.concatenate([[0.0], np.log2(np.array(self.m[feature]) / np.array(self.u[feature]))])

    @property
    def name(self) -> str:
        """How a run names them."""
        return f"{self.matcher}-{self.version}"

    def write(self, path: Path) -> None:
        """Write the file; the same weights give the same bytes."""
        lines = [f'matcher = "{self.matcher}"', f'version = "{self.version}"', f'source = "{self.source}"']
        lines.append(f"prior = {self.prior:.4f}")
        for feature in self.m:
            lines += ["", f"[feature.{feature}]"]
            lines += [f"{side} = [{', '.join(f'{p:.6f}' for p in table[feature])}]" for side, table in self._sides()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _sides(self) -> list[tuple[str, Mapping[str, tuple[float, ...]]]]:
        return [("m", self.m), ("u", self.u)]


def read(path: Path) -> Weights:
    """Read a weights file. KeyError: it lacks a part."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    features = told["feature"]
    return Weights(
        matcher=told["matcher"],
        version=told["version"],
        source=told["source"],
        prior=float(told["prior"]),
        m={name: tuple(part["m"]) for name, part in features.items()},
        u={name: tuple(part["u"]) for name, part in features.items()},
    )


def shares(levels: np.ndarray, size: int, counts: np.ndarray | None = None) -> np.ndarray:
    """How often each level occurs among the pairs that have something to compare, smoothed."""
    said = levels != MISSING
    told = np.bincount(levels[said], None if counts is None else counts[said], minlength=size) + SMOOTHING
    answer: np.ndarray = told / told.sum()
    return answer


def counted(levels: Mapping[str, np.ndarray], sizes: Mapping[str, int], same: np.ndarray) -> tuple[dict, dict, float]:
    """m, u and the prior from labelled pairs: `same` says which of the pairs are one."""
    m = {name: tuple(shares(column[same], sizes[name]).tolist()) for name, column in levels.items()}
    u = {name: tuple(shares(column[~same], sizes[name]).tolist()) for name, column in levels.items()}
    return m, u, float(np.log2((same.sum() + SMOOTHING) / ((~same).sum() + SMOOTHING)))


def learned(
    patterns: Mapping[str, np.ndarray],
    counts: np.ndarray,
    sizes: Mapping[str, int],
    u: Mapping[str, tuple[float, ...]] | None = None,
    total: float | None = None,
    rounds: int = 200,
    settled: float = 1e-7,
) -> tuple[dict, dict, float]:
    """m, u and the prior by expectation maximisation over patterns of levels (one row each, seen `counts` times).

    Where `u` is known it stays, and `total` says how many pairs there are in all: those that no rule compares are
    strangers. It begins where a true pair mostly shows the highest level, so the two classes cannot change places; the
    order of the patterns is the order of the sums, so the answer is the same bytes whoever counts.
    """
    names = list(patterns)
    m = {name: _towards_the_top(sizes[name]) for name in names}
    strangers = {name: np.array(u[name]) if u else shares(patterns[name], sizes[name], counts) for name in names}
    everything = total or float(counts.sum())
    share = min(0.05, counts.sum() / everything / 2)
    for _ in range(rounds):
        odds = np.full(len(counts), np.log(share / (1 - share)))
        for name in names:
            odds += np.concatenate([[0.0], np.log(m[name] / strangers[name])])[patterns[name] + 1]
        true = counts / (1 + np.exp(-odds))
        new_share = float(np.clip(true.sum() / everything, 1e-15, 1 - 1e-9))
        for name in names:
            m[name] = shares(patterns[name], sizes[name], true)
            if not u:
                strangers[name] = shares(patterns[name], sizes[name], counts - true)
        moved, share = abs(new_share - share) / share, new_share
        if moved < settled:
            break
    prior = float(np.log2(share / (1 - share)))
    return {name: tuple(m[name].tolist()) for name in names}, {n: tuple(strangers[n].tolist()) for n in names}, prior


def _towards_the_top(size: int) -> np.ndarray:
    told = 2.0 ** np.arange(size)
    told[-1] *= 4
    answer: np.ndarray = told / told.sum()
    return answer
