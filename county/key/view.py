"""What the answers are computed from: who pays for whom and which employer operates, by one view of who is who."""

import numpy as np
import polars as pl

from county.employer_kinds import ACTIVE
from county.employers import HSA
from county.key.standing import MUST_JOIN, Standing, office_of
from county.offices.records import Records, View
from county.tables import PAID_LATER, TAKEN_BACK, WAGE, ZERO
from county.world import World

OWN, GOVERNMENT = (10, 20), (30,)
"""Due kinds: what a person owes or pays back, and what the government pays for somebody."""


class Answers(Standing):
    """Who is on which list, by one view of who is who."""

    def __init__(self, world: World, records: Records, view: View, facts: dict[str, pl.DataFrame]) -> None:
        super().__init__(world, records, view, facts)
        alone = np.arange(len(world.employers))
        self.eid_of = np.concatenate([alone, alone, alone, records.unit_eid])
        """Whom each place of an employer is: records that stand alone have places of their own."""
        self._contributions()
        self._wages()
        self._operating()
        self.exempt_110 |= self.abroad & ~self.has_wage
        self.exempt_110_but_for_age |= self.abroad & ~self.has_wage

    # -- who pays ----------------------------------------------------------------------------------------------

    def declared(self, *insurances: int, low: int, high: int, by: str = "any") -> np.ndarray:
        """For whom a month from `low` to `high` is declared: through a `unit`, as `flexible` worker, or `any` way."""
        return self._in_spells(self.declared_until, insurances, low, high, by)

    def paid(self, *insurances: int, low: int, high: int, by: str = "any") -> np.ndarray:
        """For whom a month from `low` to `high` is paid: through a `unit`, as `flexible` worker, or `any` way."""
        return self._in_spells(self.paid_until, insurances, low, high, by)

    def _in_spells(self, until: np.ndarray, insurances: tuple[int, ...], low: int, high: int, by: str) -> np.ndarray:
        spell, found = self.spell, np.zeros(self.size, dtype=bool)
        rows = self._during(until, low, high)
        if by != "any":
            rows &= (spell["uid"] >= 0) == (by == "unit")
        for insurance in insurances:
            found |= self.people(office_of(insurance), spell["pid"][rows & (spell["insurance"] == insurance)])
        return found

    def _during(self, until: np.ndarray, low: int, high: int) -> np.ndarray:
        """Which spells hold a month from `low` to `high`, each going as far as `until`."""
        begin = self.spell["m0"]
        return (np.maximum(begin, low) <= np.minimum(until, high)) & (begin <= until)

    def paid_by_year(
        self, insurance: int, *years: int, due_kinds: tuple[int, ...] = OWN + GOVERNMENT, at_most: int = 10**9
    ) -> np.ndarray:
        """Who has paid for one of these years (none given: for any), where an insurance is paid by the year."""
        rows = self.yearly["paid"] & (self.yearly["insurance"] == insurance)
        rows &= np.isin(self.yearly["due_kind"], due_kinds) & (self.yearly["yuan"] <= at_most)
        if years:
            rows &= np.isin(self.yearly["year"], years)
        return self.people(office_of(insurance), self.yearly["pid"][rows])

    def this_year(self, insurance: int) -> tuple[int, ...]:
        """The years whose payment serves as this year's."""
        return self.rules.years(insurance, self.clock.as_of)

    def covered_for(self, *insurances: int) -> np.ndarray:
        """Employers with an active unit through which somebody is declared for one of these in the recent months."""
        unit, found = self.spell["uid"], np.zeros(self.employers, dtype=bool)
        rows = self._during(self.declared_until, self.clock.recent, self.clock.last) & (unit >= 0)
        units = np.unique(unit[rows & np.isin(self.spell["insurance"], insurances)])
        active = self.world.unit_status[units // 2] == ACTIVE
        found[self.view.unit[units[active]]] = True
        return found

    def declared_during(self, low: int, high: int) -> np.ndarray:
        """Which spells have declared a month from `low` to `high`."""
        return self._during(self.declared_until, low, high)

    def has_unit(self, insurance: int) -> np.ndarray:
        """Employers with an active unit for an insurance."""
        eids = np.flatnonzero(self.world.employers.unit_status(insurance) == ACTIVE)
        found = np.zeros(self.employers, dtype=bool)
        found[self.view.unit[2 * eids + (insurance in HSA)]] = True
        return found

    def heard(self, office: str, eids: np.ndarray) -> np.ndarray:
        """The employers whom an office that has only heard of them means, as this view sees them."""
        found, places = np.zeros(self.employers, dtype=bool), self.view.heard[office][eids]
        found[places[places >= 0]] = True
        return found

    def _contributions(self) -> None:
        clock = self.clock
        self.spell, self.yearly = self.rows("spell"), self.rows("yearly")
        unit = self.spell["uid"]
        declared = np.minimum(self.spell["m1"], self.spell["taken_back_from"] - 1)
        arrived = np.minimum(declared, self.spell["unpaid_from"] - 1)
        self.paid_until = np.where(self.spell["variant"] == PAID_LATER, declared, arrived)
        # a flexible worker has declared what has arrived
        self.declared_until = np.where(unit < 0, self.paid_until, declared)
        low, high = clock.recent, clock.last
        self.declared_by_unit = self.declared(110, 120, by="unit", low=low, high=high)
        """110 or 120 in the recent months."""
        self.declared_recent = self.declared(110, 120, low=low, high=high)
        """110 or 120 in the recent months, flexible workers who have paid among them."""
        self.declared_window = self.declared(110, 120, low=clock.window, high=clock.last)
        self.paid_flexible = self.paid(110, by="flexible", low=low, high=high)
        self.declared_before = self.declared(110, 120, low=clock.recent - 1, high=clock.recent - 1)
        """110 or 120 in the month before the recent ones."""
        self.paid_170 = self.paid_by_year(170, clock.year - 1, clock.year)
        """For last year or this one."""
        medical = self.paid_by_year(390, *self.this_year(390)) | self.declared(310, low=low, high=high)
        self.medical_now = medical
        """Paid 390 for this year, or declared for 310 in the recent months."""

        self.covered = self.covered_for(110, 120)
        """Employers with an active unit through which somebody is declared."""

    def employer_of(self, people: np.ndarray, payer: np.ndarray) -> np.ndarray:
        """A dispatched worker's employer is the agency, whoever pays the wage."""
        dispatch = self.rows("dispatch")
        now = self.in_force(dispatch)
        pairs = self.view.person["dispatch"][dispatch["pid"][now]] * self.employers + dispatch["host"][now]
        if not len(pairs):
            return payer
        order = np.argsort(pairs, kind="stable")
        pairs, agencies = pairs[order], dispatch["agency"][now][order]
        mine = people * self.employers + payer
        at = np.minimum(np.searchsorted(pairs, mine), len(pairs) - 1)
        return np.where(pairs[at] == mine, agencies[at], payer)

    def _wages(self) -> None:
        """Counting wages of the recent months: who, and from which employer."""
        clock, view = self.clock, self.view
        wage = self.rows("wage")
        rows = (wage["kind"] == WAGE) & ~np.isin(wage["variant"], (TAKEN_BACK, ZERO)) & (wage["m1"] >= clock.window)
        rows &= wage["m0"] <= wage["m1"]
        rows &= wage["m0"] <= clock.last
        people = view.person["wage"][wage["pid"][rows]]
        employer = view.tax[wage["eid"][rows]]
        first, last = np.maximum(wage["m0"][rows], clock.window), np.minimum(wage["m1"][rows], clock.last)

        employer = self.employer_of(people, employer)
        earners = pl.DataFrame(
            {"person": people, "employer": employer, "first": first, "last": last, "yuan": wage["yuan"][rows]}
        )
        self.wage_months = _months_of(earners, self.size)
        """In how many months of the active window anybody has paid each person."""
        # a year of wages may come in several stretches: the first of them is when the person was hired
        hired = earners.group_by("person", "employer").agg(pl.col("first").min().alias("hired"))
        earners = earners.join(hired, on=["person", "employer"], how="left", maintain_order="left")
        people, employer = earners["person"].to_numpy(), earners["employer"].to_numpy()
        first, last, hired_in = (earners[name].to_numpy() for name in ("first", "last", "hired"))
        self.wage_employers = np.zeros(self.employers, dtype=bool)
        """Who has declared wages in the active window."""
        self.wage_employers[employer] = True
        low = clock.recent + self.declared_before[people]
        high = clock.last - (hired_in == clock.last)
        counting = np.maximum(first, low) <= np.minimum(last, high)
        months = (np.minimum(last, high) - np.maximum(first, low) + 1)[counting]
        paid = earners.filter(pl.Series(counting)).select(
            "person", "employer", months=pl.Series(months), yuan=pl.col("yuan") * pl.Series(months)
        )
        # a wage may come in several stretches
        paid = paid.group_by("person", "employer", maintain_order=True).agg(pl.col("months", "yuan").sum())
        self.earned = paid["yuan"].to_numpy()
        self.token = (paid["yuan"] / paid["months"]).to_numpy() < self.rules.minimum_wage_yuan
        """Which pairs are paid less than the minimum wage."""
        self.earner, self.earner_employer = paid["person"].to_numpy(), paid["employer"].to_numpy()
        """A counting wage in the recent months: places of the person and of the employer, pair by pair."""
        self.has_wage = np.zeros(self.size, dtype=bool)
        self.has_wage[self.earner] = True

    # -- which employers ---------------------------------------------------------------------------------------

    def _operating(self) -> None:
        world, view, records = self.world, self.view, self.records
        employers, today = world.employers, self.clock.day()
        taxed, registered = np.flatnonzero(records.in_tax), np.flatnonzero(records.in_business)
        tax, business = view.tax[taxed], view.business[registered]
        closed = np.zeros(self.employers, dtype=bool)
        closed[tax[employers.fact("tax_status")[taxed] != "03"]] = True
        closed[business[employers.fact("business_status")[registered] != "存续"]] = True
        self.operating = ~closed
        founded = np.full(self.employers, np.datetime64("1990-01-01"))
        founded[tax] = employers.founded[taxed]
        founded[business] = employers.founded[registered]
        self.young = today - founded <= np.timedelta64(30, "D")
        """Founded at most 30 days ago."""
        trader = employers.form == "个体工商户"
        self.sole_trader = np.zeros(self.employers, dtype=bool)
        self.sole_trader[tax[trader[taxed]]] = True
        self.sole_trader[business[trader[registered]]] = True

    def with_a_must_join(self, waged: np.ndarray) -> np.ndarray:
        """Employers at least one of whose recent wage earners is on `waged` (tiers of people) as must_join."""
        found = np.zeros(self.employers, dtype=bool)
        found[self.earner_employer[waged[self.earner] == MUST_JOIN]] = True
        return found


def _months_of(earners: pl.DataFrame, size: int) -> np.ndarray:
    """In how many months somebody has a wage, whoever pays it."""
    months = earners.select("person", month=pl.int_ranges("first", pl.col("last") + 1)).explode("month").unique()
    counted = months.group_by("person").len()
    found = np.zeros(size, dtype=np.int64)
    found[counted["person"].to_numpy()] = counted["len"].to_numpy()
    return found
