"""Learn the weights of `address_likeness.py` from pairs of addresses whose relation is known.

    python -m county.addresses --out pairs.csv
    python -m matchers.text.address_train pairs.csv matchers/weights/address-1.toml --version 1 --region funing

Two logistic regressions over the levels: `place` tells pairs with a place in common from others, `house`, among
those, the same from the partly same. More agreement never counts less: a level that would is made the one below.
"""

import argparse
from pathlib import Path

import numpy as np
import polars as pl

import regions
from matchers.text.address_features import FEATURES, ORDERED, Inside, Part, Street, levels
from matchers.text.address_likeness import AddressWeights, Bits, FeatureBits, Near
from matchers.text.address_tokens import Rarity
from matchers.text.addresses import parse
from matchers.text.levels import MISSING
from matchers.text.vocabulary import Places

RIDGE = 10.0
"""Holds the weights small: in bits squared, as much as so many pairs."""
ROUNDS = 25
UNREAD = 0.5
"""In so many of the pairs the site is taken for unread, so that its words have to tell: a grammar that has read what we
made up reads less of what people write."""
UNSAID = 0.2
"""Likewise for the other parts."""
_UNSAID = {"street": Street.UNSAID, "door": Part.UNSAID, "county": Part.UNSAID, "town": Part.UNSAID,
           "building": Inside.NEITHER, "gate": Inside.NEITHER}  # fmt: skip
STEPS = 50
"""So many thresholds are tried each way."""


def learn(
    pairs: pl.DataFrame, places: Places, version: str, source: str, judged: pl.DataFrame | None = None
) -> AddressWeights:
    """The weights and thresholds from `left`, `right` and `relation` (same, partly, not).

    `judged`: pairs alike that set the two thresholds, where those that teach the weights are made up.
    """
    compared, truth = _compared(pairs, places)
    table, names = _steps(_doubted(compared, np.random.default_rng(1)))
    place = _fitted(table, names, truth > Near.NOT)
    some = truth > Near.NOT
    house = _fitted(table[some], names, truth[some] == Near.SAME)
    feature = FeatureBits(**{name: Bits(_bits(place, names, name), _bits(house, names, name)) for name in FEATURES})
    base = float(place[-1] / np.log(2)), float(house[-1] / np.log(2))
    weights = AddressWeights(version, source, *base, 0.0, 0.0, feature)
    if judged is not None:
        compared, truth = _compared(judged, places)
    partly, same = thresholds(*weights.sums(compared), truth)
    return AddressWeights(version, source, *base, partly, same, feature)


def _compared(pairs: pl.DataFrame, places: Places) -> tuple[pl.DataFrame, np.ndarray]:
    """The levels and the relation of each pair."""
    distinct = pl.concat([pairs["left"], pairs["right"]]).unique(maintain_order=True)
    parsed = parse(distinct, places)
    at = pl.DataFrame({"text": distinct}).with_row_index("at")
    left, right = (
        parsed[pairs.select(text=side).join(at, on="text", maintain_order="left")["at"]] for side in ("left", "right")
    )
    truth = pairs["relation"].replace_strict({near.name.lower(): int(near) for near in Near}).to_numpy()
    return levels(left, right, Rarity.of(parsed["normal"])), truth


def _doubted(compared: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    unread = rng.random(len(compared)) < UNREAD
    columns = {"site": np.where(unread, MISSING, compared["site"].to_numpy())}
    for name, unsaid in _UNSAID.items():
        columns[name] = np.where(rng.random(len(compared)) < UNSAID, unsaid, compared[name].to_numpy())
    return compared.with_columns(pl.Series(name, column, dtype=pl.Int8) for name, column in columns.items())


def _steps(compared: pl.DataFrame) -> tuple[np.ndarray, list[tuple[str, int]]]:
    """A column for nothing to compare and one for each level reached above the lowest."""
    names, columns = [], []
    for name, kind in FEATURES.items():
        level = compared[name].to_numpy()
        names += [(name, MISSING), *((name, step) for step in range(1, len(kind)))]
        columns += [level == MISSING, *(level >= step for step in range(1, len(kind)))]
    return np.array(columns, dtype=np.float64).T, names


def _fitted(table: np.ndarray, names: list[tuple[str, int]], truth: np.ndarray) -> np.ndarray:
    """One weight a column, the constant last, no step below 0."""
    is_step = np.array([step > 0 and name in ORDERED for name, step in names])
    kept = np.ones(len(names), dtype=bool)
    while True:
        found = np.zeros(len(names))
        fitted = _regression(table[:, kept], truth)
        found[kept] = fitted[:-1]
        if not (low := (found < 0) & is_step).any():
            return np.append(found, fitted[-1])
        kept &= ~low


def _regression(table: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Logistic regression with a ridge, by Newton's method; the constant is free."""
    columns = np.hstack([table, np.ones((len(table), 1))])
    weights = np.zeros(columns.shape[1])
    ridge = RIDGE * np.eye(len(weights))
    ridge[-1, -1] = 0
    for _ in range(ROUNDS):
        share = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        slope = columns.T @ (truth - share) - ridge @ weights
        step = np.linalg.solve((columns.T * (share * (1 - share))) @ columns + ridge, slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _bits(weights: np.ndarray, names: list[tuple[str, int]], feature: str) -> tuple[float, ...]:
    """The weights of a feature's levels in bits, that of nothing to compare first."""
    own = [weight / np.log(2) for (name, _), weight in zip(names, weights[:-1], strict=True) if name == feature]
    return (float(own[0]), 0.0, *(float(bits) for bits in np.cumsum(own[1:])))


def thresholds(place: np.ndarray, house: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """From which sums on pairs are called partly and wholly the same: those with the best macro F1."""
    best = (-1.0, 0.0, 0.0)
    for partly in np.quantile(place, np.linspace(0.1, 0.9, STEPS)):
        for same in np.quantile(house, np.linspace(0.2, 0.99, STEPS)):
            called = np.where(place < partly, Near.NOT, np.where(house < same, Near.PARTLY, Near.SAME))
            best = max(best, (macro_f1(called, truth), float(partly), float(same)))
    return best[1:]


def macro_f1(called: np.ndarray, truth: np.ndarray) -> float:
    """The mean of the three classes' F1."""
    scores = []
    for near in Near:
        right = ((called == near) & (truth == near)).sum()
        scores.append(2 * right / max((called == near).sum() + (truth == near).sum(), 1))
    return float(np.mean(scores))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="learn the weights of addresses from pairs whose relation is known")
    parser.add_argument("pairs", type=Path, help="a CSV: left, right, relation (same, partly, not)")
    parser.add_argument("weights", type=Path)
    parser.add_argument("--judged", type=Path, help="a CSV alike whose pairs set the two thresholds")
    parser.add_argument("--version", required=True)
    parser.add_argument("--source", default="made-up pairs, python -m county.addresses")
    parser.add_argument("--region", default="funing", help="whose towns need no rank")
    wanted = parser.parse_args()
    region = regions.read(wanted.region)
    places = Places.of(region.areas, region.code)
    judged = pl.read_csv(wanted.judged) if wanted.judged else None
    learn(pl.read_csv(wanted.pairs), places, wanted.version, wanted.source, judged).write(wanted.weights)


if __name__ == "__main__":
    main()
