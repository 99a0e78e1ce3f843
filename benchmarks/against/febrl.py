"""FEBRL 4 with `matchers/`: a small matcher, weights learned from the two files alone, best partners one to one.

    python -m benchmarks.against.febrl --data shared/linkage --out DIR

Every record has one true partner (the set says so), so pairs are settled best first and each record once.
"""

import argparse
import warnings

import polars as pl
from rapidfuzz.distance import OSA, JaroWinkler

from benchmarks.against.learning import compared, learn, weighed
from benchmarks.against.measure import Clock, Clusters, engine
from matchers.engine.blocking import BlockingRule
from matchers.engine.clusters import one_to_one
from matchers.engine.comparison import Levels, Pairs, agree, feature, similarity, stepped
from matchers.engine.model import Matcher

COLUMNS = (
    "rec_id", "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
    "date_of_birth", "soc_sec_id",
)  # fmt: skip
NAMES = (0.8, 0.88, 0.94, 1.0)


@feature("given name", "differs", "alike", "close", "a letter off", "same", frequency="given_name")
def given_name(pairs: Pairs) -> Levels:
    """The given names, by Jaro-Winkler."""
    return stepped(similarity(pairs, "given_name", JaroWinkler.normalized_similarity), *NAMES)


@feature("surname", "differs", "alike", "close", "a letter off", "same", frequency="surname")
def surname(pairs: Pairs) -> Levels:
    """The surnames, by Jaro-Winkler."""
    return stepped(similarity(pairs, "surname", JaroWinkler.normalized_similarity), *NAMES)


@feature("date of birth", "differs", "two digits off", "a digit off", "same")
def date_of_birth(pairs: Pairs) -> Levels:
    """The dates of birth, by digits that differ."""
    return edits(pairs, "date_of_birth")


@feature("social security number", "differs", "two digits off", "a digit off", "same")
def soc_sec_id(pairs: Pairs) -> Levels:
    """The social security numbers, by digits that differ."""
    return edits(pairs, "soc_sec_id")


@feature("postcode", "differs", "two digits off", "a digit off", "same")
def postcode(pairs: Pairs) -> Levels:
    """The postcodes, by digits that differ."""
    return edits(pairs, "postcode")


@feature("street number", "differs", "same", frequency="street_number")
def street_number(pairs: Pairs) -> Levels:
    """The house numbers."""
    return agree(pairs, "street_number")


@feature("street", "differs", "alike", "close", "same", frequency="address_1")
def address_1(pairs: Pairs) -> Levels:
    """The streets, by Jaro-Winkler."""
    return stepped(similarity(pairs, "address_1", JaroWinkler.normalized_similarity), 0.8, 0.9, 1.0)


@feature("suburb", "differs", "alike", "close", "same", frequency="suburb")
def suburb(pairs: Pairs) -> Levels:
    """The suburbs, by Jaro-Winkler."""
    return stepped(similarity(pairs, "suburb", JaroWinkler.normalized_similarity), 0.8, 0.9, 1.0)


def edits(pairs: Pairs, column: str) -> Levels:
    """3 the same, 2 one digit wrong, missing, too many or swapped, 1 two, 0 more."""
    return stepped(-similarity(pairs, column, OSA.distance), -2.0, -1.0, 0.0)


MATCHER = Matcher(
    name="febrl",
    links="two files of made-up people",
    blocking=(
        BlockingRule("social security number", ("soc_sec_id",)),
        BlockingRule("name", ("given_name", "surname")),
        BlockingRule("name, parts swapped", ("given_name", "surname"), ("surname", "given_name")),
        BlockingRule("birth", ("date_of_birth",)),
        BlockingRule("address", ("street_number", "address_1")),
        BlockingRule("surname and suburb", ("surname", "suburb")),
        BlockingRule("postcode and house", ("postcode", "street_number")),
        BlockingRule("street and suburb", ("address_1", "suburb")),
        BlockingRule("given name and suburb", ("given_name", "suburb")),
        BlockingRule("surname and postcode", ("surname", "postcode")),
        BlockingRule("given name and postcode", ("given_name", "postcode")),
    ),
    features=(given_name, surname, date_of_birth, soc_sec_id, postcode, street_number, address_1, suburb),
    accept=0.0,
    review=-20.0,
)


def read(path: str) -> pl.DataFrame:
    """One file; an empty value is none."""
    frame = pl.read_csv(path, infer_schema=False, new_columns=list(COLUMNS))
    # in an order that says nothing of who belongs together
    return frame.select(pl.all().str.strip_chars().replace("", None)).sort("surname", "rec_id", nulls_last=True)


def link(options: argparse.Namespace, clock: Clock) -> Clusters:
    """Best partners."""
    left, right = (read(f"{options.data}/dataset4{side}.csv") for side in "ab")
    pairs = compared(MATCHER, left, right)
    weights = learn(MATCHER, pairs, left, right, random_pairs=50_000)
    scored = weighed(MATCHER, weights, pairs, left, right)
    chosen = scored[one_to_one(scored)]
    partner = left["rec_id"].gather(chosen["left"])
    partners = pl.DataFrame({"unique_id": right["rec_id"].gather(chosen["right"]), "cluster": partner})
    clock.stop(pairs=len(scored))
    return {"one to one": pl.concat([partners, pl.DataFrame({"unique_id": partner, "cluster": partner})])}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    engine(link, task=str, data=str)
