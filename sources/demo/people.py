"""The made-up county's inhabitants: births, sexes, homes and households, before anything happens to them."""

from dataclasses import dataclass, field
from importlib.resources import files

import numpy as np
import polars as pl

from sources.demo import clock as calendar
from sources.demo.clock import Clock
from sources.demo.names import person_names
from sources.demo.numbers import citizen_ids, replaced, text

# ages from, to (exclusive), share of the county
AGES = ((0, 6, 0.05), (6, 16, 0.105), (16, 22, 0.065), (22, 45, 0.29), (45, 60, 0.24), (60, 75, 0.185), (75, 97, 0.065))
NEIGHBOURS = np.array([320922, 320924, 320925, 320981, 320830, 320826])
PROVINCES = np.array([341321, 372928, 411522, 522425, 612322, 421126, 511724, 231222, 530628, 622425])
MEN, WOMEN = 1, 2

NORMAL, DIED, MOVED_OUT, JOINED_ARMY, WENT_ABROAD, CANCELLED = 0, 1, 2, 3, 4, 9
"""Resident status, with the police's own codes."""


@dataclass(frozen=True)
class Region:
    """The county, its towns and villages, in the order of their codes."""

    code: str
    name: str
    towns: pl.DataFrame
    villages: pl.DataFrame

    @classmethod
    def load(cls, region: str) -> "Region":
        """Read `regions/<region>.csv`."""
        path = files("regions") / f"{region}.csv"
        if not path.is_file():
            raise ValueError(f"no areas are known for the region {region!r}: {path.name} is missing in regions/")
        areas = pl.read_csv(path.read_bytes(), infer_schema=False)
        county = areas.filter(pl.col("level") == "county")
        code = county["code"][0]

        def level(name: str) -> pl.DataFrame:
            return areas.filter((pl.col("level") == name) & pl.col("code").str.starts_with(code)).sort("code")

        return cls(code, county["name"][0], level("town"), level("village"))


@dataclass
class People:
    """One place in each array per person."""

    sex: np.ndarray
    birth: np.ndarray
    village: np.ndarray
    household: np.ndarray
    free: np.ndarray
    order: np.ndarray
    kind: np.ndarray
    kinds: list[str] = field(default_factory=lambda: ["ordinary"])
    in_resident: np.ndarray = field(init=False)
    registered_here: np.ndarray = field(init=False)
    residence_permit: np.ndarray = field(init=False)
    status: np.ndarray = field(init=False)
    status_date: np.ndarray = field(init=False)
    document: np.ndarray = field(init=False)
    """0 a citizen, 1 a residence card of Hong Kong, Macao or Taiwan, 2 a passport."""

    def __post_init__(self) -> None:
        count = len(self.sex)
        self.in_resident = np.ones(count, dtype=bool)
        self.registered_here = np.ones(count, dtype=bool)
        self.residence_permit = np.zeros(count, dtype=bool)
        self.status = np.zeros(count, dtype=np.int8)
        self.status_date = np.full(count, np.datetime64("NaT", "D"))
        self.document = np.zeros(count, dtype=np.int8)

    def refresh(self, clock: Clock) -> None:
        """Work out what follows from births: age and retirement months (for a man both are the same)."""
        month = calendar.months_of(self.birth)
        men = self.sex == MEN
        self.age = calendar.ages(self.birth, clock.as_of)
        at_60 = calendar.retirement_month(month, calendar.MEN_60)
        self.retires_early = np.where(men, at_60, calendar.retirement_month(month, calendar.WOMEN_50))
        self.retires_late = np.where(men, at_60, calendar.retirement_month(month, calendar.WOMEN_55))

    def take(self, count: int, mask: np.ndarray, kind: str | None = None) -> np.ndarray:
        """Choose so many free people who fit, name them by kind, and keep them from being chosen again."""
        fitting = self.order[(self.free & mask)[self.order]][:count]
        self.free[fitting] = False
        if kind is not None:
            self.name_kind(fitting, kind)
        return fitting

    def name_kind(self, pids: np.ndarray, kind: str) -> None:
        """Call these people by a kind."""
        if kind not in self.kinds:
            self.kinds.append(kind)
        self.kind[pids] = self.kinds.index(kind)

    def of_kind(self, kind: str) -> np.ndarray:
        """Everyone of a kind."""
        if kind not in self.kinds:
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(self.kind == self.kinds.index(kind))


def settle(count: int, region: Region, clock: Clock, rng: np.random.Generator) -> People:
    """Make so many people, in households in villages; who is who comes later."""
    shares = np.array([share for *_, share in AGES])
    band = rng.choice(len(AGES), count, p=shares / shares.sum())
    low = np.array([first for first, *_ in AGES])[band]
    high = np.array([end for _, end, _ in AGES])[band]
    lived = ((low + rng.random(count) * (high - low)) * 365.2425).astype(np.int64)
    # nobody is born on the very day by chance: birthdays on the boundary are planted
    birth = clock.day(1) - np.maximum(lived, 1).astype("m8[D]")
    households = max(1, count // 3)
    home = rng.integers(0, len(region.villages), households)
    household = rng.integers(0, households, count)
    people = People(
        sex=np.where(rng.random(count) < 0.51, MEN, WOMEN),
        birth=birth,
        village=home[household],
        household=household,
        free=np.ones(count, dtype=bool),
        order=rng.permutation(count),
        kind=np.zeros(count, dtype=np.int16),
    )
    people.refresh(clock)
    return people


@dataclass(frozen=True)
class Identity:
    """What people are called and numbered."""

    letters: np.ndarray
    """18 bytes a person; passports stand in `documents` instead."""
    documents: pl.Series
    names: pl.Series
    formers: pl.Series
    ethnicity: np.ndarray
    hrss: np.ndarray
    hsa: np.ndarray
    """The two bureaus' member numbers: the same range, different people."""


def identify(people: People, region: Region, rng: np.random.Generator) -> Identity:
    """Give everyone a name, an ID number that fits birth and sex, and member numbers."""
    count = len(people.sex)
    county = int(region.code)
    area = np.where(rng.random(count) < 0.95, county, rng.choice(NEIGHBOURS, count))
    area = np.where(people.registered_here, area, rng.choice(PROVINCES, count))
    area = np.where(people.document == 1, rng.choice([810000, 820000, 830000], count), area)
    letters = citizen_ids(area, people.birth, people.sex, NEIGHBOURS[:4])
    ethnicity, names, formers = person_names(people.sex, rng)
    documents = text(letters)
    passports = np.flatnonzero(people.document == 2)
    documents = replaced(documents, passports, [f"E{10_000_000 + place}" for place in range(len(passports))])
    base = 3_200_000_000
    return Identity(
        letters, documents, names, formers, ethnicity, base + rng.permutation(count), base + rng.permutation(count)
    )
