"""From pairs to clusters: which pair leads, who is whose if nobody has two partners, who is connected."""

import numpy as np
import polars as pl


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


def places(scored: pl.DataFrame, side: str = "left") -> np.ndarray:
    """How many of the record's pairs weigh more than this one, or as much and stand before it."""
    order = np.lexsort((-scored["score"].to_numpy(), scored[side].to_numpy()))
    ordered = pl.Series("record", scored[side].to_numpy()[order]).to_frame()
    answer = np.empty(len(scored), dtype=np.int64)
    answer[order] = ordered.select(pl.int_range(pl.len()).over("record")).to_series().to_numpy()
    return answer


def one_to_one(scored: pl.DataFrame) -> np.ndarray:
    """The places of the pairs that remain when nobody has two partners: the best first, each record once."""
    order = np.lexsort((scored["right"].to_numpy(), scored["left"].to_numpy(), -scored["score"].to_numpy()))
    left, right = scored["left"].to_numpy()[order], scored["right"].to_numpy()[order]
    chosen = []
    alive = np.arange(len(order))
    while len(alive):
        # whoever stands first for both of its records is settled at once; the rest lose the settled ones' rivals
        first_left = np.zeros(len(alive), dtype=bool)
        first_left[np.unique(left[alive], return_index=True)[1]] = True
        first_right = np.zeros(len(alive), dtype=bool)
        first_right[np.unique(right[alive], return_index=True)[1]] = True
        settled = alive[first_left & first_right]
        chosen.append(settled)
        free = ~np.isin(left[alive], left[settled]) & ~np.isin(right[alive], right[settled])
        alive = alive[free]
    return np.sort(order[np.concatenate(chosen)]) if chosen else np.empty(0, dtype=np.int64)


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
