"""Match weights: how much an agreement says, learned from data and kept in a small versioned file.

The weight of a level is log2(m / u): m is how often a true pair shows the level, u how often a pair of strangers does
(Fellegi and Sunter 1969). Where labelled pairs exist (records that valid official numbers link already) m and u are
counted; elsewhere both are learned by expectation maximisation over the patterns of levels (`training.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from base.strict import Strict, Wrong, read_toml, refusal, unknown
from matchers.text.levels import MISSING

FOLDER = Path(__file__).parents[1] / "weights"
# Nothing is impossible because a sample lacks it.
SMOOTHING = 0.5


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


@dataclass(frozen=True)
class _Feature(Strict):
    """One feature of a weights file: how often each level occurs, from the least agreement."""

    m: tuple[float, ...]
    u: tuple[float, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        for side in ("m", "u"):
            if not all(0 < share < 1 for share in getattr(self, side)):
                raise Wrong("里的每个数应大于0、小于1", side)
        if len(self.m) != len(self.u):
            raise Wrong("应和 m 一样多", "u")


@dataclass(frozen=True)
class _File(Strict):
    """A weights file."""

    matcher: str
    version: str
    source: str
    prior: float
    feature: Mapping[str, _Feature]


def read(path: Path, sizes: Mapping[str, int] | None = None) -> Weights:
    """Read a weights file; `sizes`: how many levels each feature of its matcher has.

    Raises BadInput for whatever the file should not say; for a feature that the matcher has not, one that it lacks, and
    another number of levels.
    """
    file = read_toml(path, _File)
    if sizes is not None:
        _check(path, file, sizes)
    return Weights(
        matcher=file.matcher,
        version=file.version,
        source=file.source,
        prior=file.prior,
        m={name: part.m for name, part in file.feature.items()},
        u={name: part.u for name, part in file.feature.items()},
    )


def _check(path: Path, file: _File, sizes: Mapping[str, int]) -> None:
    for name, part in file.feature.items():
        if name not in sizes:
            raise refusal(path, ("feature",), f"里{unknown(name, sizes, '特征', file.feature)}", name)
        if len(part.m) != sizes[name]:
            raise refusal(path, ("feature", name, "m"), f"应有{sizes[name]}个数")
    if lacking := [name for name in sizes if name not in file.feature]:
        raise refusal(path, ("feature",), f"里缺少 {lacking[0]}")


def shares(levels: np.ndarray, size: int, counts: np.ndarray | None = None) -> np.ndarray:
    """How often each level occurs among the pairs that have something to compare, smoothed."""
    compared = levels != MISSING
    times = np.bincount(levels[compared], None if counts is None else counts[compared], minlength=size) + SMOOTHING
    answer: np.ndarray = times / times.sum()
    return answer


def counted(levels: Mapping[str, np.ndarray], sizes: Mapping[str, int], same: np.ndarray) -> tuple[dict, dict, float]:
    """m, u and the prior from labelled pairs: `same` says which of the pairs are one."""
    m = {name: tuple(shares(column[same], sizes[name]).tolist()) for name, column in levels.items()}
    u = {name: tuple(shares(column[~same], sizes[name]).tolist()) for name, column in levels.items()}
    return m, u, float(np.log2((same.sum() + SMOOTHING) / ((~same).sum() + SMOOTHING)))
