"""Where everybody counts in the answer key of the indicators: in a town, or in what a plan's table has of its own."""

from functools import cached_property

import numpy as np
import polars as pl

import regions
from county.clock import month_start
from county.key.view import Answers

UNKNOWN = "unknown"
SCHEMA = {
    "indicator": pl.String, "area_code": pl.String, "period": pl.Date, "numerator": pl.Float64,
    "denominator": pl.Float64,
}  # fmt: skip
COUNTED_BY = {
    ("3209", "new_pension_payers"): "office",
    ("5304", "employee_pension_members"): "office",
    ("330723", "new_pension_payers"): "employer",
}
"""By what a region's table of targets counts who belongs where, if not by their home."""


class Areas:
    """The leaves in which people and employers count: towns, counties without a town, what is set apart, none.

    `of_person`: by home alone. `at_home`: the same, but for those whom an office set apart handles. `by_office`: as the
    office says, else by home. `by_town`: by home, what is made of towns taken out of their counties.
    """

    def __init__(self, answers: Answers) -> None:
        region, people, facts = answers.world.region, answers.world.people, answers.facts
        self.answers, self.region = answers, region.code
        self.plan = regions.read(next(name for name in regions.names() if regions.read(name).code == region.code))
        towns, counties = region.towns["code"].to_list(), region.counties["code"].to_list()
        apart = [f"apart:{name}" for name in self.plan.apart]
        self.codes = [*towns, *counties, *apart, UNKNOWN]
        self.place = {code: at for at, code in enumerate(self.codes)}
        village_town = np.array([self.place[code[:9]] for code in region.villages["code"].to_list()])
        printed = people.in_resident.copy()
        for name in ("member", "hardship", "land_loss", "child"):
            printed[facts[name]["pid"].to_numpy()] = True
        self.of_person = np.where(printed, village_town[people.village], self.place[UNKNOWN])
        self.of_employer = village_town[answers.world.employers.village]

    # -- the leaves --------------------------------------------------------------------------------------------

    @cached_property
    def _office(self) -> np.ndarray:
        """The leaf that the insurance office of each person's pension stands for; -1: none, or it says nothing."""
        people, region = self.answers.world.people, self.answers.world.region
        everyone = np.arange(len(people.sex))
        member = self.answers.member
        known = np.isin(everyone, member["pid"][np.isin(member["insurance"], (110, 120, 170))])
        named = dict(zip(region.counties["name"], region.counties["code"], strict=True)) | dict(self.plan.aliases)
        named |= {office: f"apart:{name}" for name, entry in self.plan.apart.items() for office in entry.handled_by}
        leaves = [self.place.get(named.get(office, ""), -1) for office in region.handled_by(people.village, everyone)]
        return np.where(known, leaves, -1)

    @cached_property
    def _apart_town(self) -> np.ndarray:
        """For each leaf what is set apart there: itself where nothing is."""
        leaves = np.arange(len(self.codes))
        for name, entry in self.plan.apart.items():
            leaves[[self.place[town] for town in entry.areas]] = self.place[f"apart:{name}"]
        return leaves

    @property
    def by_town(self) -> np.ndarray:
        """By home; the towns of what is set apart are not their counties'."""
        return self._apart_town[self.of_person]

    @property
    def at_home(self) -> np.ndarray:
        """By home, but whoever an office set apart handles counts there."""
        return self._by_office_apart(self.of_person)

    def places(self, indicator: str, month: int = 0) -> np.ndarray:
        """Where everybody counts for an indicator of whose areas nobody is shared; `month`: of their payment."""
        counted_by = COUNTED_BY.get((self.region, indicator), "home")
        if counted_by == "employer":
            return self.of_payers(month)
        return self.by_office if counted_by == "office" else self.at_home

    @property
    def by_office(self) -> np.ndarray:
        """By the office's county; by town where the home lies in it and is not set apart."""
        towns = np.array([code[:6] for code in self.codes])
        codes = np.array(self.codes)
        elsewhere = (towns[self.of_person] != codes[self._office]) | (
            self._apart_town[self.of_person] != self.of_person
        )
        moved = (self._office >= 0) & ~self._is_apart(self._office) & elsewhere
        home = np.where((self._office >= 0) & ~moved, self.of_person, self.by_town)
        return np.where(self._is_apart(self._office), self._office, np.where(moved, self._office, home))

    def of_payers(self, month: int) -> np.ndarray:
        """By the town of the unit through which a month was paid, else of their home."""
        answers = self.answers
        spell = answers.rows("spell")
        rows = (spell["insurance"] == 110) & (spell["uid"] >= 0) & (spell["m0"] <= month)
        rows &= answers.paid_until >= month
        eids = answers.view.unit[spell["uid"][rows]]
        first = (
            pl.DataFrame({"person": answers.view.person["hrss"][spell["pid"][rows]], "eid": eids})
            .with_columns(subject=answers.view.employer_subjects.gather(eids.astype(np.uint32)))
            .sort("subject")
            .unique("person", keep="first", maintain_order=True)
        )
        places = self.of_person.copy()
        places[first["person"].to_numpy()] = self.of_employer[answers.eid_of[first["eid"].to_numpy()]]
        return self._by_office_apart(places)

    def _by_office_apart(self, places: np.ndarray) -> np.ndarray:
        return np.where(self._is_apart(self._office), self._office, self._apart_town[places])

    def _is_apart(self, leaves: np.ndarray) -> np.ndarray:
        apart = np.array([code.startswith("apart:") for code in self.codes])
        return (leaves >= 0) & apart[leaves]

    # -- counting ----------------------------------------------------------------------------------------------

    def people(
        self, chosen: np.ndarray, weight: np.ndarray | None = None, places: np.ndarray | None = None
    ) -> np.ndarray:
        """How many of the people chosen count in each leaf, or what they add up to."""
        weights = None if weight is None else weight[chosen]
        at = (self.of_person if places is None else places)[chosen]
        return np.bincount(at, weights, minlength=len(self.codes)).astype(float)

    def employers(self, eids: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """What rows about employers add up to in each leaf."""
        return np.bincount(self.of_employer[eids], weight, minlength=len(self.codes)).astype(float)

    def figures(
        self, indicator: str, month: int, numerator: np.ndarray, denominator: np.ndarray | None
    ) -> pl.DataFrame:
        """A row for each area in which anybody was counted: towns, counties, what is set apart, no town, the region."""
        leaves = pl.DataFrame(
            {
                "leaf": self.codes,
                "numerator": numerator,
                "denominator": np.full(len(self.codes), np.nan) if denominator is None else denominator,
            }
        )
        of_county = leaves.with_columns(area_code=pl.col("leaf").str.slice(0, 6)).filter(
            pl.col("area_code").is_in(self.answers.world.region.counties["code"].to_list())
        )
        parts = [
            leaves.filter(~pl.col("leaf").is_in(of_county["area_code"].to_list())).with_columns(area_code="leaf"),
            of_county,
            leaves.with_columns(area_code=pl.lit(self.region)),
        ]
        # Of a county that is the region itself, those without a town are part.
        rows = pl.concat([part.select("area_code", "numerator", "denominator") for part in parts[:2]])
        rows = rows.filter(pl.col("area_code") != self.region)
        rows = pl.concat([rows, parts[2].select("area_code", "numerator", "denominator")])
        # What is not a number would count as more than any.
        rows = rows.group_by("area_code", maintain_order=True).sum().with_columns(pl.col("denominator").fill_nan(None))
        return rows.filter((pl.col("numerator") != 0) | (pl.col("denominator") > 0)).select(
            pl.lit(indicator).alias("indicator"),
            "area_code",
            pl.lit(month_start(month).item()).alias("period"),
            pl.col("numerator").round(2),
            pl.col("denominator").round(2),
        )
