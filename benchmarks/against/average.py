"""Clusters by average linkage: two clusters are one where all pairs between them agree well enough on average.

Unlike connected components one mistaken pair does not chain two people, and unlike complete linkage one record with
many errors does not keep them apart.
"""

from collections.abc import Callable

import numpy as np
import polars as pl

Weigh = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""The bits of pairs of rows."""
ROUNDS = 25


def linked(size: int, pairs: pl.DataFrame, sure: float, join: float, weigh: Weigh) -> np.ndarray:
    """A cluster number for each of `size` rows.

    Pairs of at least `sure` bits begin clusters. Then, round by round, two clusters that are each other's best become
    one while the average over all their pairs is at least `join` bits. Only clusters between which the blocking found
    a pair of `join` bits are looked at; the pairs that it did not find are weighed when they are needed, and sums are
    kept, for what was true of two clusters stays true of what they become.
    """
    left, right = pairs["left"].to_numpy().astype(np.int64), pairs["right"].to_numpy().astype(np.int64)
    score = pairs["score"].to_numpy()
    label = components(size, left[score >= sure], right[score >= sure])
    near = score >= join
    left, right = left[near], right[near]
    known, sums = np.empty(0, dtype=np.int64), np.empty(0)
    for _ in range(ROUNDS):
        _, label = np.unique(label, return_inverse=True)
        members = np.bincount(label)
        between = np.unique(_key(label[left], label[right], size))
        one, two = between // size, between % size
        between, one, two = between[one != two], one[one != two], two[one != two]
        place = np.searchsorted(known, between)
        place[place == len(known)] = 0
        old = known[place] == between if len(known) else np.zeros(len(between), dtype=bool)
        total = np.zeros(len(between))
        total[old] = sums[place[old]]
        total[~old] = _weighed(label, members, one[~old], two[~old], weigh)
        mean = total / (members[one] * members[two])
        mutual = _each_others_best(one, two, mean, len(members)) & (mean >= join)
        if not mutual.any():
            break
        merged = components(len(members), one[mutual], two[mutual])
        label = merged[label]
        known, sums = _carried(merged, between, total, size)
    return label


def _each_others_best(one: np.ndarray, two: np.ndarray, mean: np.ndarray, size: int) -> np.ndarray:
    """Whether two clusters are each other's best; of equals the one with the lowest number, so that none chain."""
    cluster, other, both = np.concatenate([one, two]), np.concatenate([two, one]), np.concatenate([mean, mean])
    order = np.lexsort((other, -both, cluster))
    first = np.unique(cluster[order], return_index=True)[1]
    best = np.full(size, -1)
    best[cluster[order][first]] = other[order][first]
    mutual: np.ndarray = (best[one] == two) & (best[two] == one)
    return mutual


def _carried(merged: np.ndarray, between: np.ndarray, total: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """What is known of two clusters, after the round's mergers, where neither has changed."""
    _, now, parts = np.unique(merged, return_inverse=True, return_counts=True)
    one, two = between // size, between % size
    paired = (parts[now[one]] == 1) & (parts[now[two]] == 1)
    keys = _key(now[one[paired]], now[two[paired]], size)
    order = np.argsort(keys)
    return keys[order], total[paired][order]


def _weighed(label: np.ndarray, members: np.ndarray, one: np.ndarray, two: np.ndarray, weigh: Weigh) -> np.ndarray:
    """The sum of bits over all pairs of a row of the one cluster and a row of the other."""
    if not len(one):
        return np.empty(0)
    order = np.argsort(label, kind="stable")
    begins = np.cumsum(members) - members
    counts = members[one] * members[two]
    which = np.repeat(np.arange(len(one)), counts)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    width = members[two][which]
    rows, others = order[begins[one][which] + offset // width], order[begins[two][which] + offset % width]
    return np.bincount(which, weigh(rows, others), minlength=len(one))


def _key(one: np.ndarray, two: np.ndarray, size: int) -> np.ndarray:
    key: np.ndarray = np.minimum(one, two) * size + np.maximum(one, two)
    return key


def components(size: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The lowest row number that each row is connected with."""
    label = np.arange(size)
    while True:
        lowest = np.minimum(label[left], label[right])
        new = label.copy()
        for rows in (left, right, label[left], label[right]):
            np.minimum.at(new, rows, lowest)
        new = new[new]
        if np.array_equal(new, label):
            return label
        label = new
