"""The made-up county's employers: their kinds, true numbers, and what each office knows of them."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from county.clock import Clock
from county.employer_kinds import EMPLOYER_KINDS, KIND_OF, LONG_AGO, NO_UNIT, SUSPENDED
from county.firm_names import FirmName
from county.numbers import credit_codes, organisation_codes, registration_numbers, text
from county.people import Region

HSA = (310, 390, 510)
PER_PERSON = 0.066
"""Employers to a person: most are sole traders, as everywhere."""
CONVERSIONS = (
    (("converted_covered", "converted_uninsured", "converted_idle", "converted_closed"), "converted_old"),
    (("converted_by_old_unit",), "converted_old_insured"),
)
"""Companies that were sole traders, and the kind of their old selves."""


CREDIT_PREFIX = {"个体工商户": 92, "农民专业合作社": 93, "机关": 11, "事业单位": 12, "社会团体": 51, "民办非企业": 52}
TAXPAYER_KIND = {
    "个体工商户": "个体工商户",
    "合伙企业": "合伙企业",
    "机关": "机关事业",
    "事业单位": "机关事业",
    "社会团体": "社会团体",
    "民办非企业": "民办非企业",
}


@dataclass
class Employers:
    """One place in each array per employer."""

    kind: np.ndarray
    form: np.ndarray
    size: np.ndarray
    village: np.ndarray
    founded: np.ndarray
    closed: np.ndarray
    head: np.ndarray
    """The head office of a branch, else -1."""
    owner: np.ndarray
    """The person who owns it or answers for it."""
    predecessor: np.ndarray
    """The sole trader that a company was before (个转企), else -1."""
    organisation: np.ndarray
    area: np.ndarray
    """The county that gave it its numbers."""
    uscc: pl.Series
    org: pl.Series
    registration_no: pl.Series

    def of(self, *names: str) -> np.ndarray:
        """The employers of these kinds."""
        return np.flatnonzero(np.isin(self.kind, [KIND_OF[name] for name in names]))

    def hiring(self, *hires: str) -> np.ndarray:
        """The employers whose kind takes such people."""
        return self.of(*(kind.name for kind in EMPLOYER_KINDS if kind.hires in hires))

    def fact(self, attribute: str) -> np.ndarray:
        """What the kind says, for every employer."""
        return np.array([getattr(kind, attribute) for kind in EMPLOYER_KINDS])[self.kind]

    def has_insurance(self, insurance: int) -> np.ndarray:
        """Whether the employer's insured unit (of whatever status) is on the books for an insurance."""
        offered = np.array([insurance in kind.insurances and kind.unit != NO_UNIT for kind in EMPLOYER_KINDS])
        return offered[self.kind]

    def unit_status(self, insurance: int) -> np.ndarray:
        """The status of each employer's insured unit for an insurance (0: it has none for it)."""
        paused = self.fact("suspended") == insurance
        return np.where(self.has_insurance(insurance), np.where(paused, SUSPENDED, self.fact("unit")), NO_UNIT)

    def lately(self) -> np.ndarray:
        """Whether an employer was founded in the last year or so, or years ago."""
        return self.fact("founded_days") > LONG_AGO

    def __len__(self) -> int:
        return len(self.kind)

    def __post_init__(self) -> None:
        # given by `firms.christen`, once people have names
        self.names: list[FirmName] = []
        self.old_names: dict[int, FirmName] = {}
        self.old_name_in_snapshot = np.zeros(len(self), dtype=bool)
        """Whose old name an older file of the registry tells."""
        self.name = self.industry = pl.Series([], dtype=pl.String)
        self.phone = self.tax_phone = self.name
        self.town = self.spot = np.empty(0, dtype=object)
        self.owned = np.zeros(len(self), dtype=bool)
        """Whose owner is a case of his own: chance gives them no other."""
        self.siteless = np.zeros(len(self), dtype=bool)
        """Who builds nothing: staff there is no site's crew."""
        self.headcount = np.zeros(len(self), dtype=np.int64)
        """What each has told the registry."""
        self.groups: dict[str, np.ndarray] = {}
        """What is planted for those who link records: the employers of each case."""


def found(people: int, region: Region, clock: Clock, rng: np.random.Generator, owners: np.ndarray) -> Employers:
    """Make the employers of a county of so many people."""
    counts = _counts(max(60, round(people * PER_PERSON)))
    kind = rng.permutation(np.repeat(np.arange(len(EMPLOYER_KINDS)), counts))
    total = len(kind)

    form = np.array([kind.form for kind in EMPLOYER_KINDS], dtype=object)[kind]
    converted = [KIND_OF[kind.name] for kind in EMPLOYER_KINDS if kind.name.startswith("converted")]
    plain = np.flatnonzero((form == "企业") & ~np.isin(kind, converted))
    variety = ["企业"] * 17 + ["农民专业合作社", "个人独资", "民办非企业"]
    form[plain] = np.array(variety, dtype=object)[rng.integers(0, len(variety), len(plain))]
    public = np.flatnonzero(form == "事业单位")
    form[public] = np.array(["事业单位", "事业单位", "机关"], dtype=object)[rng.integers(0, 3, len(public))]

    village = rng.integers(0, len(region.villages), total)
    days = np.array([kind.founded_days for kind in EMPLOYER_KINDS])[kind]
    # whoever has staff existed before the first month of the contribution extract
    long_ago = clock.day(0) - (1300 + rng.integers(0, 7000, total)).astype("m8[D]")
    organisation = organisation_codes(total, rng, region.share)
    county = region.villages["code"].str.slice(0, 6).cast(pl.Int64).to_numpy()[village]
    prefixes = np.array([CREDIT_PREFIX.get(name, 91) for name in form])
    head = np.full(total, -1)
    covered = np.flatnonzero((kind == KIND_OF["covered"]) & (form == "企业"))
    branches = np.flatnonzero(kind == KIND_OF["branch"])
    head[branches] = rng.choice(covered, len(branches))
    for name, of in (("branch_of_covered", "covered"), ("branch_of_uncovered", "uninsured")):
        branches = np.flatnonzero(kind == KIND_OF[name])
        head[branches] = rng.choice(np.flatnonzero(kind == KIND_OF[of]), len(branches))
    # two branches or so with units of their own to a head office: 第一分公司, 第二分公司
    branches = np.flatnonzero(kind == KIND_OF["branch_insured"])
    heads = rng.choice(covered, len(branches) // 2 + 1)
    head[branches] = heads[np.arange(len(branches)) % len(heads)]
    status = np.array([kind.business_status for kind in EMPLOYER_KINDS])[kind]
    closed = np.full(total, np.datetime64("NaT", "D"))
    gone = np.flatnonzero(status != "存续")
    closed[gone] = clock.day(0) - rng.integers(20, 200, len(gone)).astype("m8[D]")
    founded = np.where(days > LONG_AGO, clock.day(0) - days.astype("m8[D]"), long_ago)
    owner = rng.choice(owners, total)
    predecessor = _predecessors(kind)
    heirs = np.flatnonzero(predecessor >= 0)
    old = predecessor[heirs]
    founded[heirs] = clock.day(0) - (1200 + rng.integers(0, 90, len(heirs))).astype("m8[D]")
    closed[old], owner[old], village[old] = founded[heirs], owner[heirs], village[heirs]
    return Employers(
        kind=kind,
        form=np.where(form == "派遣", "企业", form),
        size=rng.pareto(1.3, total) + 0.3,
        village=village,
        founded=founded,
        closed=closed,
        head=head,
        owner=owner,
        predecessor=predecessor,
        organisation=organisation,
        area=county,
        uscc=text(credit_codes(prefixes, county, organisation)),
        org=text(organisation),
        registration_no=text(registration_numbers(county, total)),
    )


def _counts(total: int) -> np.ndarray:
    """How many of each kind: by its share, at least one; every company that was a sole trader has its old self."""
    counts = np.maximum([round(total * kind.share) for kind in EMPLOYER_KINDS], 1)
    for heirs, old in CONVERSIONS:
        counts[KIND_OF[old]] = sum(counts[KIND_OF[heir]] for heir in heirs)
    counts[-1] = max(len(EMPLOYER_KINDS) // 4, total - counts[:-1].sum())
    return counts


def _predecessors(kind: np.ndarray) -> np.ndarray:
    """The closed sole trader of each company that was one."""
    predecessor = np.full(len(kind), -1)
    for heirs, old in CONVERSIONS:
        predecessor[np.isin(kind, [KIND_OF[name] for name in heirs])] = np.flatnonzero(kind == KIND_OF[old])
    return predecessor
