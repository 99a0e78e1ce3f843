import argparse
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.against import febrl
from benchmarks.against.average import components, linked
from benchmarks.against.measure import Clock, Score, answered, pairwise


def records(*rows: tuple[str, str | None, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["record", "cluster", "truth"], orient="row")


# a and b are one and found; c is theirs too and missed; d was taken for e.
FOUND = records(("a", "1", "x"), ("b", "1", "x"), ("c", None, "x"), ("d", "2", "y"), ("e", "2", "z"))


def test_pairs_are_counted_not_made() -> None:
    score = pairwise(FOUND)
    assert score == Score(found=2, true=3, right=1)
    assert (score.precision, score.recall, score.f1) == (1 / 2, 1 / 3, 2 / 5)


def test_the_count_is_that_of_all_pairs() -> None:
    rng = np.random.default_rng(1)
    cluster, truth = rng.integers(0, 30, 200), rng.integers(0, 30, 200)
    one, two = np.triu_indices(200, 1)
    found, true = cluster[one] == cluster[two], truth[one] == truth[two]
    told = pl.DataFrame({"cluster": cluster, "truth": truth}).cast(pl.String)
    assert pairwise(told) == Score(int(found.sum()), int(true.sum()), int((found & true).sum()))
    theirs = truth < 5
    touch = theirs[one] | theirs[two]
    among = pl.Series([str(name) for name in range(5)])
    expected = Score(int((found & touch).sum()), int((true & touch).sum()), int((found & true & touch).sum()))
    assert pairwise(told, among) == expected


def test_a_subgroup_answers_for_the_strangers_it_was_taken_for() -> None:
    assert pairwise(FOUND, pl.Series(["z"])) == Score(found=1, true=0, right=0)
    assert pairwise(FOUND, pl.Series(["x"])) == Score(found=1, true=3, right=1)


def test_records_that_nobody_linked_are_alone_each() -> None:
    nobody = records(("a", None, "x"), ("b", None, "x"))
    assert pairwise(nobody) == Score(found=0, true=1, right=0)
    assert pairwise(nobody).precision == 1


def test_answered_pairs_are_joined_where_the_key_says_they_are_one() -> None:
    waiting = pl.DataFrame({"left": ["c", "c", "e"], "right": ["b", "d", "nobody"]})
    assert pairwise(answered(FOUND, waiting)) == Score(found=4, true=3, right=3)


def test_average_linkage_lets_no_single_pair_chain_two_people() -> None:
    # rows 0-2 are one person and 3-5 another; one pair between them is mistaken
    person = np.array([0, 0, 0, 1, 1, 1])

    def weigh(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        bits = np.where(person[left] == person[right], 9.0, -20.0)
        mistaken = (np.minimum(left, right) == 2) & (np.maximum(left, right) == 3)
        return np.where(mistaken, 9.0, bits)

    left, right = np.array([0, 1, 2, 3, 4]), np.array([1, 2, 3, 4, 5])
    pairs = pl.DataFrame({"left": left, "right": right, "score": weigh(left, right)})
    chained = components(6, left, right)
    label = linked(6, pairs, sure=10.0, join=0.0, weigh=weigh)
    assert len(set(chained)) == 1
    assert [list(label).count(name) for name in label] == [3, 3, 3, 3, 3, 3]
    assert label[0] != label[3]


def test_two_small_files_are_linked_one_to_one(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    names = ["amelia", "bernard", "cecilia", "desmond", "eleanor", "frederic", "gwendolyn", "harrison"]
    rows = []
    for number in range(40):
        given, sur = rng.choice(names, 2)
        born, security = rng.integers(19_000_101, 19_991_231), rng.integers(1_000_000, 9_999_999)
        rows.append([given, sur, number, f"{sur} street", "", f"{given}ville", 2000 + number, "nsw", born, security])
    for side in "ab":
        lines = [",".join(map(str, [f"rec-{number}-{side}", *row])) for number, row in enumerate(rows)]
        (tmp_path / f"dataset4{side}.csv").write_text("\n".join([",".join(febrl.COLUMNS), *lines]) + "\n")
        rows[7][0], rows[9][9] = "amellia", 1  # the second file's errors
    found = febrl.link(argparse.Namespace(data=str(tmp_path)), Clock())["one to one"]
    truth = found.with_columns(pl.col("unique_id").str.extract(r"rec-(\d+)-").alias("truth"))
    assert pairwise(truth) == Score(found=40, true=40, right=40)
