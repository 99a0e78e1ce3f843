"""What made-up people and employers are called: the words stand in `words.toml`, here they are put together."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from base.strict import Strict, Wrong, read_toml


@dataclass(frozen=True)
class Words(Strict):
    """What `words.toml` holds; the file says what each is for."""

    surnames: str
    double_surnames: tuple[str, ...]
    given_men: str
    given_women: str
    rare_given: tuple[str, ...]
    other_given: tuple[str, ...]
    other_family: tuple[str, ...]
    ethnicities: tuple[str, ...]
    brands: tuple[str, ...]
    lucky: str
    trades: tuple[str, ...]
    shops: tuple[str, ...]
    alike: str
    traditional: str
    places: tuple[str, ...]
    common_names: tuple[str, ...]
    bodies: tuple[str, ...]
    associations: tuple[str, ...]
    schools: tuple[str, ...]
    roads: tuple[str, ...]
    platforms: tuple[str, ...]
    neighbours: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        super().__post_init__()
        for code in self.neighbours:
            if not re.fullmatch("[0-9]{4}|[0-9]{6}", code):
                raise Wrong("应是4位或6位区划代码", "neighbours", code)


WORDS = read_toml(Path(__file__).with_name("words.toml"), Words)
ALIKE: dict[str, str] = {pair[0]: pair[1] for pair in WORDS.alike.split()}
"""Characters that a hand mistakes for each other."""
SURNAMES: str = WORDS.surnames
DOUBLE_SURNAMES = WORDS.double_surnames
GIVEN_MEN: str = WORDS.given_men
GIVEN_WOMEN: str = WORDS.given_women
RARE_GIVEN = WORDS.rare_given
OTHER_GIVEN = WORDS.other_given
OTHER_FAMILY = WORDS.other_family
ETHNICITIES = WORDS.ethnicities
BRANDS = WORDS.brands
BODIES = WORDS.bodies
ASSOCIATIONS = WORDS.associations
SCHOOLS = WORDS.schools
ROADS = WORDS.roads
PLATFORMS = WORDS.platforms


def pick(words: tuple[str, ...] | str, indexes: np.ndarray) -> pl.Series:
    """The words at these places, as one column."""
    return pl.Series(list(words), dtype=pl.String).gather(indexes.astype(np.uint32))


def _skewed(count: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """Indexes that favour the first words, as surnames do."""
    return (rng.random(count) ** 1.8 * size).astype(np.int64)


def person_names(sexes: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, pl.Series, pl.Series]:
    """Ethnicity (a place in ETHNICITIES), name and former name ("" for most) of everyone."""
    count = len(sexes)
    surname = pick(SURNAMES, _skewed(count, len(SURNAMES), rng)).to_numpy().copy()
    double = rng.random(count) < 0.004
    surname[double] = pick(DOUBLE_SURNAMES, rng.integers(0, len(DOUBLE_SURNAMES), int(double.sum()))).to_numpy()

    def given() -> np.ndarray:
        men = pick(GIVEN_MEN, rng.integers(0, len(GIVEN_MEN), count)).to_numpy()
        women = pick(GIVEN_WOMEN, rng.integers(0, len(GIVEN_WOMEN), count)).to_numpy()
        return np.where(sexes == 1, men, women)

    first = given()
    second = np.where(rng.random(count) < 0.72, given(), "")
    rare = rng.random(count) < 0.002
    second[rare] = pick(RARE_GIVEN, rng.integers(0, len(RARE_GIVEN), int(rare.sum()))).to_numpy()
    former_given = np.where(rng.random(count) < 0.02, given(), "")
    frame = pl.DataFrame({"s": surname, "a": first, "b": second, "f": former_given})
    names = frame.select(pl.concat_str("s", "a", "b")).to_series()
    formers = frame.select(pl.when(pl.col("f") != "").then(pl.concat_str("s", "f")).otherwise(pl.lit(""))).to_series()

    ethnicity = np.where(rng.random(count) < 0.985, 0, rng.integers(1, len(ETHNICITIES), count))
    dotted = np.isin(ethnicity, (2, 6))
    if dotted.any():
        some = int(dotted.sum())
        foreign = (
            pick(OTHER_GIVEN, rng.integers(0, len(OTHER_GIVEN), some))
            + "·"
            + pick(OTHER_FAMILY, rng.integers(0, len(OTHER_FAMILY), some))
        )
        objects = names.to_numpy().copy()
        objects[dotted] = foreign.to_numpy()
        names = pl.Series(objects, dtype=pl.String)
    return ethnicity, names, formers
