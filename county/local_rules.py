"""What differs from region to region and decides who is on a list: the answer key's own table, beside the plans."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

HARDSHIPS = ("低保", "特困", "低收入", "重度残疾", "建档立卡", "返贫致贫", "医疗救助")
"""Hardship kinds in the order of their numbers in the facts."""


@dataclass(frozen=True)
class LocalRules:
    """One region's values."""

    hardship: tuple[str, ...]
    """Which kinds of hardship the plan counts."""
    lapse_by_year: bool = False
    """Whether a flexible worker has lapsed after a calendar year (else after three months)."""
    over_age_until: int = 0
    """Until which age whoever works past retirement may be insured against injury alone; 0: nobody may."""
    subsidy_minimum_rate: float = 0.0
    """Which share of those due a subsidised employer has to insure; 0: the region has set none."""
    tiers_yuan: tuple[int, ...] = (100, 300, 500, 1000, 2000)
    """What residents may choose to pay a year, the lowest first: five of the tiers that the province has."""
    hardship_tier_yuan: int = 100
    """What the government pays for who is in hardship, which may lie below the lowest that others may choose."""
    bases: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """By year: the least and the largest base for the employee pension, in yuan a month, as the province publishes."""
    minimum_wage_yuan: int = 1_800
    """Between the token wages of the made-up county and its modest ones, as every county's is."""
    grace_170: tuple[int, int] = (6, 30)
    """Until this month and day last year's payment serves too."""
    grace_390: tuple[int, int] = (2, 28)

    def years(self, insurance: int, as_of: date) -> tuple[int, ...]:
        """The years whose payment serves as this year's, for an insurance that is paid by the year."""
        grace = self.grace_170 if insurance == 170 else self.grace_390
        in_grace = (as_of.month, as_of.day) <= grace
        return (as_of.year - 1, as_of.year) if in_grace else (as_of.year,)

    @property
    def lowest_tier_yuan(self) -> int:
        """The lowest that others may choose."""
        return self.tiers_yuan[0]

    def last_bases(self, year: int) -> tuple[int, int]:
        """The bounds that honest employers keep to: of the year, or of the last one for which there are any."""
        return self.bases[max((known for known in self.bases if known <= year), default=min(self.bases))]

    @property
    def counted(self) -> list[int]:
        """The numbers of the hardship kinds that count."""
        return [HARDSHIPS.index(kind) for kind in self.hardship]


COMMON = ("低收入", "低保", "特困", "重度残疾")
JIANGSU_TIERS = (500, 600, 800, 1000, 2000)
JIANGSU_BASES = {2022: (4250, 21821), 2024: (4879, 24396), 2025: (4952, 24762)}
LOCAL_RULES = {
    "3209": LocalRules(COMMON, tiers_yuan=JIANGSU_TIERS, bases=JIANGSU_BASES, over_age_until=65),
    # Since 2022 its prefecture's plan binds the county too.
    "320923": LocalRules(("建档立卡", *COMMON), tiers_yuan=JIANGSU_TIERS, bases=JIANGSU_BASES, over_age_until=65),
    # Made up beside 盐城 (`county/neighbour.py`): one province, the same values.
    "3210": LocalRules(COMMON, tiers_yuan=JIANGSU_TIERS, bases=JIANGSU_BASES, over_age_until=65),
    "1503": LocalRules(
        ("建档立卡", "低保", "重度残疾"), lapse_by_year=True, bases={2024: (4863, 24315), 2025: (4907, 24537)}
    ),
    "330723": LocalRules(
        COMMON,
        tiers_yuan=(300, 500, 800, 1000, 2000),
        hardship_tier_yuan=200,
        bases={2024: (4812, 24930)},
        over_age_until=65,
    ),
    "5304": LocalRules(
        ("低保", "特困", "返贫致贫", "重度残疾"),
        lapse_by_year=True,
        tiers_yuan=(200, 300, 500, 1000, 2000),
        bases={2024: (4306, 21531)},
    ),
}
"""By region code; 武义 names no kinds of hardship and takes those of 盐城."""
