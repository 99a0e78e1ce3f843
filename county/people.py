"""The made-up region's inhabitants: births, sexes, homes and households, before anything happens to them."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

import regions
from county import clock as calendar
from county.clock import Clock
from county.names import person_names
from county.numbers import WHOLE, Share, citizen_ids, replaced, text

# ages from, to (exclusive), share of the county
AGES = ((0, 6, 0.05), (6, 16, 0.105), (16, 22, 0.065), (22, 45, 0.29), (45, 60, 0.24), (60, 75, 0.185), (75, 97, 0.065))
NEIGHBOURS = {
    "320923": (320922, 320924, 320925, 320981, 320830, 320826),
    "3209": (320830, 320826, 320621, 321281),
    "1503": (150624, 152921, 640205, 150122),
    "330723": (330702, 330784, 331122, 330726),
    "5304": (530115, 532524, 530126, 532325),
    "3210": (320115, 321183, 320831, 341181),
}
"""The counties next door, where some of the region's people were born."""
PROVINCE_NAMES = {"15": "内蒙古自治区", "32": "江苏省", "33": "浙江省", "53": "云南省"}
PREFECTURE_NAMES = {"3209": "盐城市", "1503": "乌海市", "3307": "金华市", "5304": "玉溪市", "3210": "扬州市"}
OFFICES_APART = {
    "320923": ("硕集社区", "公兴社区", "开发区"),
    "3209": ("市本级", "盐南高新区"),
    "1503": ("市本级",),
    "330723": ("开发区", "武义经济开发区"),
    "5304": ("市本级",),
    "3210": ("市本级",),
}
"""Insurance offices (经办机构) besides those of the counties."""
PROVINCES = np.array([341321, 372928, 411522, 522425, 612322, 421126, 511724, 231222, 530628, 622425])
MEN, WOMEN = 1, 2
SOME = 50_000

NORMAL, DIED, MOVED_OUT, JOINED_ARMY, WENT_ABROAD, CANCELLED = 0, 1, 2, 3, 4, 9
"""Resident status, with the police's own codes."""


@dataclass(frozen=True)
class Region:
    """A county or a prefecture: its counties, towns and villages, in the order of their codes."""

    code: str
    name: str
    counties: pl.DataFrame
    towns: pl.DataFrame
    villages: pl.DataFrame
    """Each with the place of its county (`county`)."""
    share: Share = WHOLE

    @classmethod
    def load(cls, region: str, share: Share = WHOLE) -> "Region":
        """The areas of a region, the first of which is the region itself; of a share, the towns of its county alone.

        KeyError: there is none of the name.
        """
        areas = pl.DataFrame([vars(area) for area in regions.read(region).areas])
        areas = areas.select(
            code="area_code", name="area_name", level="area_level", parent=pl.col("parent_code").replace("", None)
        )

        def level(name: str) -> pl.DataFrame:
            return areas.filter(pl.col("level") == name).sort("code")

        counties, villages = level("county"), level("village")
        place = counties.select("code").with_row_index("county").rename({"code": "county_code"})
        villages = villages.with_columns(pl.col("code").str.slice(0, 6).alias("county_code"))
        villages = villages.join(place, on="county_code", how="left", maintain_order="left").drop("county_code")
        towns = level("town")
        if share.is_county:
            towns = towns.filter(pl.col("code").str.starts_with(counties["code"][share.place]))
            villages = villages.filter(pl.col("county") == share.place)
        return cls(areas["code"][0], areas["name"][0], counties, towns, villages, share)

    @property
    def province(self) -> str:
        """The province's name: 江苏省."""
        return PROVINCE_NAMES[self.code[:2]]

    @property
    def prefecture(self) -> str:
        """The prefecture's name: 盐城市."""
        return PREFECTURE_NAMES[self.code[:4]]

    @cached_property
    def county_of(self) -> np.ndarray:
        """The six-digit county code of each village, as a number."""
        return self.counties["code"].cast(pl.Int64).to_numpy()[self.villages["county"].to_numpy()]

    @cached_property
    def county_names(self) -> pl.Series:
        """The county's name of each village: 阜宁县."""
        return self.counties["name"].gather(self.villages["county"])

    def handled_by(self, villages: np.ndarray, numbers: np.ndarray) -> pl.Series:
        """Which insurance office handles people or units: that of the county, of one in eight another."""
        apart = OFFICES_APART[self.code]
        offices = [*self.counties["name"], *apart] if len(self.counties) > 1 else ["县本级", *apart]
        home = self.villages["county"].to_numpy()[villages].astype(np.int64)
        other = len(offices) - 1 - numbers // 8 % len(apart)
        at = np.where(numbers % 8 == 0, other, home)
        return pl.Series(offices, dtype=pl.String).gather(at.astype(np.uint32))

    @property
    def neighbours(self) -> np.ndarray:
        """The codes of the counties next door."""
        return np.array(NEIGHBOURS[self.code])

    @property
    def spare_areas(self) -> np.ndarray:
        """Where those are born for whom the county has no number left; counties that share them need more of them."""
        return self.neighbours[:4] if self.share.of == 1 else np.concatenate([self.neighbours, PROVINCES])


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
        self.age, self.retires_early, self.retires_late = (np.zeros(count, dtype=np.int64) for _ in range(3))
        self.in_resident = np.ones(count, dtype=bool)
        self.registered_here = np.ones(count, dtype=bool)
        self.residence_permit = np.zeros(count, dtype=bool)
        self.status = np.zeros(count, dtype=np.int8)
        self.status_date = np.full(count, np.datetime64("NaT", "D"))
        self.document = np.zeros(count, dtype=np.int8)

    def refresh(self, clock: Clock, pids: np.ndarray | slice = slice(None)) -> None:
        """Work out what follows from these births: age and retirement months (for a man both are the same)."""
        birth, men = self.birth[pids], self.sex[pids] == MEN
        month = calendar.months_of(birth)
        self.age[pids] = calendar.ages(birth, clock.as_of)
        at_60 = calendar.retirement_month(month, calendar.MEN_60)
        self.retires_early[pids] = np.where(men, at_60, calendar.retirement_month(month, calendar.WOMEN_50))
        self.retires_late[pids] = np.where(men, at_60, calendar.retirement_month(month, calendar.WOMEN_55))

    def take(self, count: int, mask: np.ndarray, kind: str | None = None) -> np.ndarray:
        """Choose so many free people who fit, name them by kind, and keep them from being chosen again."""
        found, enough = [np.empty(0, dtype=self.order.dtype)], 0
        for begin in range(0, len(self.order), SOME):
            # most find enough of whom they look for among the first
            some = self.order[begin : begin + SOME]
            found.append(some[self.free[some] & mask[some]])
            enough += len(found[-1])
            if enough >= count:
                break
        fitting = np.concatenate(found)[:count]
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
    home = region.county_of[people.village]
    area = np.where(rng.random(count) < 0.95, home, rng.choice(region.neighbours, count))
    area = np.where(people.registered_here, area, rng.choice(PROVINCES, count))
    area = np.where(people.document == 1, rng.choice([810000, 820000, 830000], count), area)
    letters = citizen_ids(area, people.birth, people.sex, region.spare_areas, region.share)
    ethnicity, names, formers = person_names(people.sex, rng)
    documents = text(letters)
    first = region.share.first(count)
    passports = np.flatnonzero(people.document == 2)
    documents = replaced(documents, passports, [f"E{10_000_000 + first + place}" for place in range(len(passports))])
    base = 3_200_000_000 + first
    return Identity(
        letters, documents, names, formers, ethnicity, base + rng.permutation(count), base + rng.permutation(count)
    )
