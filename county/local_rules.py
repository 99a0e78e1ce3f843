"""What differs from region to region and decides who is on a list: the answer key's own table, beside the plans."""

from dataclasses import dataclass
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
    lowest_tier_yuan: int = 100
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
    def counted(self) -> list[int]:
        """The numbers of the hardship kinds that count."""
        return [HARDSHIPS.index(kind) for kind in self.hardship]


YANCHENG = LocalRules(("低收入", "低保", "特困", "重度残疾"))
LOCAL_RULES = {
    "3209": YANCHENG,
    "320923": LocalRules(("建档立卡", "低保", "特困")),
    "1503": LocalRules(("建档立卡", "低保", "重度残疾"), lapse_by_year=True),
    "330723": YANCHENG,
    "5304": LocalRules(("低保", "特困", "返贫致贫", "重度残疾"), lapse_by_year=True),
}
"""By region code; 武义 names no kinds of hardship and takes those of 盐城."""
