"""Historical 50k with `matchers/`: a small matcher, weights learned from the file alone, clusters by average linkage.

    python -m benchmarks.against.historical --data shared/linkage --out DIR

A person has about ten records, each with other errors. Connected components chain strangers together or leave most
records out; here sure pairs make cores, and a core takes in what agrees with all of it on average.
"""

import argparse
import warnings

import numpy as np
import polars as pl
from rapidfuzz.distance import JaroWinkler, Levenshtein

from benchmarks.against.average import linked
from benchmarks.against.learning import compared, learn, weighed
from benchmarks.against.measure import Clock, Clusters, engine
from matchers.engine.blocking import BlockingRule
from matchers.engine.comparison import Levels, Pairs, agree, feature, similarity
from matchers.engine.model import Matcher

FILE = "historical_figures_with_errors_50k.parquet"
SURE = 10.0
"""Bits of a pair that begins a cluster."""
JOIN = -5.0
"""Bits, on average over all their pairs, from which two clusters are one. The prior is -12: errors are many here, and
an average of 7 bits for it is beyond chance. F1 by the key is between 0.93 and 0.941 for any value from -6 to -2."""


@feature("first name", "differs", "alike", "close", "same", frequency="first_name")
def first_name(pairs: Pairs) -> Levels:
    """The first names, by Jaro-Winkler."""
    return name_levels(pairs, "first_name")


@feature("surname", "differs", "alike", "close", "same", frequency="surname")
def surname(pairs: Pairs) -> Levels:
    """The surnames, by Jaro-Winkler."""
    return name_levels(pairs, "surname")


@feature("date of birth", "differs", "the same day", "the same year", "a letter off", "same", frequency="dob")
def dob(pairs: Pairs) -> Levels:
    """The dates of birth."""
    near = similarity(pairs, "dob", Levenshtein.distance) == 1
    return ladder(agree(pairs, "dob"), near, agree(pairs, "year") == 1, agree(pairs, "day") == 1)


@feature("postcode", "differs", "the same area", "the same district", "a letter off", "same", frequency="postcode_fake")
def postcode(pairs: Pairs) -> Levels:
    """The postcodes."""
    near = similarity(pairs, "postcode_fake", Levenshtein.distance) == 1
    return ladder(agree(pairs, "postcode_fake"), near, agree(pairs, "district") == 1, agree(pairs, "post_area") == 1)


@feature("birth place", "differs", "same", frequency="birth_place")
def birth_place(pairs: Pairs) -> Levels:
    """The birth places."""
    return agree(pairs, "birth_place")


@feature("occupation", "differs", "same", frequency="occupation")
def occupation(pairs: Pairs) -> Levels:
    """The occupations."""
    return agree(pairs, "occupation")


@feature("gender", "differs", "same")
def gender(pairs: Pairs) -> Levels:
    """The genders."""
    return agree(pairs, "gender")


def name_levels(pairs: Pairs, column: str) -> Levels:
    """3 the same, 2 and 1 alike, 0 not."""
    alike = similarity(pairs, column, JaroWinkler.normalized_similarity)
    return ladder(agree(pairs, column), alike >= 0.88, alike >= 0.75)


def ladder(same: Levels, *steps: np.ndarray) -> Levels:
    """The highest level where the values are the same, one less for each step down, -1 where one is missing."""
    level = np.select([same == 1, *steps], range(len(steps) + 1, 0, -1), 0)
    return np.where(same == -1, -1, level).astype(np.int8)


KEYS = (
    "dob birth_place", "postcode_fake", "first_name surname", "surname dob", "first_name dob", "dob district",
    "full_name", "dob post_area", "dob occupation", "surname birth_place", "surname district", "last_word district",
    "last_word birth_place", "last_word year", "first_name district", "year district", "surname occupation",
    "first_name birth_place occupation", "year birth_place", "first_2 day birth_place", "surname_3 birth_place",
    "surname_3 year", "first_3 surname_4", "first_2 surname_2 year", "first_2 surname_2 post_area",
    "first_2 surname_2 birth_place", "day district",
)  # fmt: skip
MATCHER = Matcher(
    name="historical",
    links="records of historical figures",
    blocking=tuple(BlockingRule(key, tuple(key.split()), largest=400_000) for key in KEYS),
    features=(first_name, surname, dob, postcode, birth_place, occupation, gender),
    accept=SURE,
    review=JOIN,
)


def read(path: str) -> pl.DataFrame:
    """The file with what its columns hold apart, in an order that says nothing of who belongs together."""
    columns = [
        "unique_id", "full_name", "first_name", "surname", "dob", "birth_place", "postcode_fake", "occupation", "gender"
    ]  # fmt: skip
    return (
        pl.read_parquet(path, columns=columns)
        .sample(fraction=1, shuffle=True, seed=1)
        .with_columns(
            pl.col("dob").str.slice(0, 4).alias("year"),
            pl.col("dob").str.slice(5).alias("day"),
            pl.col("first_name").str.slice(0, 2).alias("first_2"),
            pl.col("first_name").str.slice(0, 3).alias("first_3"),
            pl.col("surname").str.slice(0, 2).alias("surname_2"),
            pl.col("surname").str.slice(0, 3).alias("surname_3"),
            pl.col("surname").str.slice(0, 4).alias("surname_4"),
            pl.col("postcode_fake").str.split(" ").list.first().alias("district"),
            pl.col("postcode_fake").str.extract("^([a-z]+)").alias("post_area"),
            pl.col("full_name").str.split(" ").list.last().alias("last_word"),
        )
    )


def link(options: argparse.Namespace, clock: Clock) -> Clusters:
    """Clusters by average linkage."""
    records = read(f"{options.data}/{FILE}")
    pairs = compared(MATCHER, records)
    weights = learn(MATCHER, pairs, records)
    pairs = weighed(MATCHER, weights, pairs, records, records)

    def weigh(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        levels = MATCHER.compare(Pairs(records[left], records[right]))
        two = pl.DataFrame({"left": left, "right": right, **levels})
        return weighed(MATCHER, weights, two, records, records)["score"].to_numpy()

    label = linked(len(records), pairs, SURE, JOIN, weigh)
    clock.stop(pairs=len(pairs), prior=weights.prior)
    return {"average linkage": records.select("unique_id", pl.Series("cluster", label).cast(pl.String))}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    engine(link, task=str, data=str)
