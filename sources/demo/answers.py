"""The six lists, computed from the clean world's own facts: the answer key.

Nothing of `sql`, `matchers` or `flows` is imported: key and pipeline share `lists.md`, not a line of code. People and
employers are places in arrays, a condition is an array of yes and no, and each list reads like its definition.
The same code runs twice: on the truth, and on what valid official numbers alone can tell (`papers.View`).
"""

import numpy as np
import polars as pl

from sources.demo import events as e
from sources.demo.employers import ACTIVE
from sources.demo.papers import Papers, View
from sources.demo.people import CANCELLED, DIED, MOVED_OUT, NORMAL, WENT_ABROAD, WOMEN
from sources.demo.planted_lapses import STOPPED_FOR
from sources.demo.tables import TAKEN_BACK, WAGE, ZERO
from sources.demo.taxes import SOCIAL, taxes
from sources.demo.world import World

TAXED = "taxed_uninsured_employers"
PARTLY = "partly_insured_employers"
WAGED = "waged_uninsured_people"
LAPSED = "lapsed_members"
OVER_45 = "unenrolled_residents_45_plus"
UNDER_45 = "unenrolled_residents_under_45"
EMPLOYER_LISTS = (TAXED, PARTLY)
PEOPLE_LISTS = (WAGED, LAPSED, OVER_45, UNDER_45)
MUST_JOIN, PERSUADE, CHECK_DATA = "must_join", "persuade", "check_data"


class Answers:
    """Who is on which list, by one view of who is who."""

    def __init__(self, world: World, papers: Papers, view: View, facts: dict[str, pl.DataFrame]) -> None:
        self.world, self.papers, self.view, self.facts = world, papers, view, facts
        self.size = len(view.subjects)
        self.employers = 3 * len(world.employers) + len(papers.unit_eid)
        self._birthdays()
        self._exemptions()
        self._contributions()
        self._wages()
        self._operating()

    def lists(self) -> pl.DataFrame:
        """All six: list_id, place (of a person or an employer), subject_id, tier."""
        waged = self._waged_uninsured()
        taxed = self._taxed_uninsured(waged)
        partly = self._partly_insured(waged)
        over, under = self._unenrolled(waged)
        lists = {TAXED: taxed, PARTLY: partly, WAGED: waged, LAPSED: self._lapsed(), OVER_45: over, UNDER_45: under}
        frames = []
        for name, tiers in lists.items():
            places = np.flatnonzero(tiers != "")
            subjects = self.view.employer_subjects if name in EMPLOYER_LISTS else self.view.subjects
            frames.append(
                pl.DataFrame(
                    {
                        "list_id": pl.repeat(name, len(places), eager=True),
                        "place": places,
                        "subject_id": subjects.gather(places.astype(np.uint32)),
                        "tier": pl.Series(tiers[places].astype(object), dtype=pl.String),
                    }
                )
            )
        return pl.concat(frames)

    # -- helpers -----------------------------------------------------------------------------------------------

    def _people(self, office: str, pids: np.ndarray) -> np.ndarray:
        """Yes for the people whom an office's rows are about, as this view sees them."""
        flags = np.zeros(self.size, dtype=bool)
        flags[self.view.person[office][pids]] = True
        return flags

    def _rows(self, name: str) -> dict[str, np.ndarray]:
        return {column.name: column.to_numpy() for column in self.facts[name]}

    def _in_force(self, rows: dict[str, np.ndarray]) -> np.ndarray:
        today = self.world.clock.day()
        begun = np.isnat(rows["starts"]) | (rows["starts"] <= today)
        return begun & (np.isnat(rows["ends"]) | (rows["ends"] >= today))

    # -- who is due --------------------------------------------------------------------------------------------

    def _birthdays(self) -> None:
        """Age, sex and retirement of those whose number is valid; nobody else is held to an age."""
        people, today = self.world.people, self.world.clock.today
        known, owner = self.view.valid, self.view.owner
        # the police print a birth date beside a wrong number: enough to say which list, not to prove anything
        self.age = np.where(self.view.dated, people.age[owner], 30)
        self.under_16 = known & (self.age < 16)
        early, late = people.retires_early[owner], people.retires_late[owner]
        self.past_late = known & (late <= today)
        self.woman_between = known & (people.sex[owner] == WOMEN) & (early <= today) & (late > today)

    def _exemptions(self) -> None:
        people, today = self.world.people, self.world.clock.day()
        status = people.status
        registered = people.in_resident
        died = self._people("death", self._rows("death")["pid"])
        died |= self._people("resident", np.flatnonzero(registered & (status == DIED)))
        soldier = self._rows("soldier")
        serving = self._people("soldier", soldier["pid"][self._in_force(soldier)])
        sentence = self._rows("sentence")
        imprisoned = self._people(
            "sentence", sentence["pid"][self._in_force(sentence) & (sentence["kind"] == e.PRISON)]
        )
        roster = self._rows("roster")
        self.abroad = self._people(
            "person_roster", roster["pid"][self._in_force(roster) & (roster["kind"] == e.ABROAD)]
        )
        self.abroad |= self._people("resident", np.flatnonzero(registered & (status == WENT_ABROAD)))
        struck_off = self._people("resident", np.flatnonzero(registered & np.isin(status, (MOVED_OUT, CANCELLED))))
        student = self._rows("student")
        enrolled = (student["status"] <= e.ON_LEAVE) & (
            np.isnat(student["graduates"]) | (student["graduates"] >= today)
        )
        studying = self._people("student", student["pid"][enrolled])
        benefit = self._rows("benefit")
        pension = (benefit["kind"] <= e.RESIDENT_PENSION) & (benefit["status"] <= e.PAUSED)
        drawing = self._people("benefit", benefit["pid"][pension])
        elsewhere = self._rows("elsewhere")
        drawing |= self._people("insured_elsewhere", elsewhere["pid"][elsewhere["retired"] == 1])
        normal = elsewhere["status"] == 1

        def insured_elsewhere(*insurances: int) -> np.ndarray:
            rows = normal & np.isin(elsewhere["insurance"], insurances)
            return self._people("insured_elsewhere", elsewhere["pid"][rows])

        self.member = self._rows("member")
        on_the_books = np.isin(self.member["status"], (1, 2))

        def enrolled_in(*insurances: int) -> np.ndarray:
            rows = on_the_books & np.isin(self.member["insurance"], insurances)
            return self._people("hrss", self.member["pid"][rows])

        self.enrolled_110 = enrolled_in(110)
        self.enrolled_any = enrolled_in(110, 120, 170)
        nobody_elses = died | serving | imprisoned
        for_pensions = nobody_elses | studying | drawing | self.under_16 | enrolled_in(120)
        # for 110 abroad is a matter of its own: with a wage it is due, as check_data
        self.exempt_110 = for_pensions | self.past_late | insured_elsewhere(110, 120)
        self.exempt_170 = for_pensions | self.abroad | struck_off | insured_elsewhere(110, 120, 170)

    # -- who pays ----------------------------------------------------------------------------------------------

    def _contributions(self) -> None:
        clock = self.world.clock
        spell = self._rows("spell")
        unit, insurance = spell["uid"], spell["insurance"]
        last_declared = np.minimum(spell["m1"], spell["taken_back_from"] - 1)
        last_paid = np.minimum(last_declared, spell["unpaid_from"] - 1)
        # a flexible worker has declared what has arrived
        last_declared = np.where(unit < 0, last_paid, last_declared)

        def during(last: np.ndarray, low: int, high: int) -> np.ndarray:
            return (np.maximum(spell["m0"], low) <= np.minimum(last, high)) & (spell["m0"] <= last)

        pension = np.isin(insurance, (110, 120))
        by_unit = pension & (unit >= 0)
        declared = during(last_declared, clock.recent, clock.last)
        paid = during(last_paid, clock.recent, clock.last)
        people = spell["pid"]
        self.declared_recent = self._people("hrss", people[declared & by_unit])
        self.paid_flexible = self._people("hrss", people[paid & (insurance == 110) & (unit < 0)])
        self.paid_110_recent = self._people("hrss", people[paid & (insurance == 110)])
        self.paid_120_recent = self._people("hrss", people[paid & (insurance == 120)])
        before = clock.recent - 1
        self.declared_before = self._people("hrss", people[during(last_declared, before, before) & pension])
        ever = during(last_paid, clock.first, clock.last) & (insurance == 110)
        self.ever_paid = self._people("hrss", people[ever])
        member = self.member
        self.ever_paid |= self._people("hrss", member["pid"][(member["insurance"] == 110) & (member["before"] > 0)])
        yearly = self._rows("yearly")
        counts = yearly["paid"] & (yearly["insurance"] == 170) & np.isin(yearly["year"], (clock.year - 1, clock.year))
        self.paid_170 = self._people("hrss", yearly["pid"][counts])

        self.covered = np.zeros(self.employers, dtype=bool)
        units = np.unique(unit[declared & by_unit])
        active = self.world.unit_status[units // 2] == ACTIVE
        self.covered[self.view.unit[units[active]]] = True

    def _wages(self) -> None:
        """Counting wages of the recent months: who, and from which employer."""
        clock, view = self.world.clock, self.view
        wage = self._rows("wage")
        rows = (wage["kind"] == WAGE) & ~np.isin(wage["variant"], (TAKEN_BACK, ZERO)) & (wage["m1"] >= clock.window)
        rows &= wage["m0"] <= wage["m1"]
        rows &= wage["m0"] <= clock.last
        people = view.person["wage"][wage["pid"][rows]]
        employer = view.tax[wage["eid"][rows]]
        first, last = np.maximum(wage["m0"][rows], clock.window), np.minimum(wage["m1"][rows], clock.last)

        # a dispatched worker's employer is the agency, whoever pays the wage
        dispatch = self._rows("dispatch")
        now = self._in_force(dispatch)
        pairs = self.view.person["dispatch"][dispatch["pid"][now]] * self.employers + dispatch["host"][now]
        order = np.argsort(pairs, kind="stable")
        pairs, agencies = pairs[order], dispatch["agency"][now][order]
        mine = people * self.employers + employer
        if len(pairs):
            at = np.minimum(np.searchsorted(pairs, mine), len(pairs) - 1)
            employer = np.where(pairs[at] == mine, agencies[at], employer)

        earners = pl.DataFrame({"person": people, "employer": employer, "first": first, "last": last})
        # a year of wages may come in several stretches: the first of them is when the person was hired
        hired = earners.group_by("person", "employer").agg(pl.col("first").min().alias("hired"))
        earners = earners.join(hired, on=["person", "employer"], how="left", maintain_order="left")
        people, employer = earners["person"].to_numpy(), earners["employer"].to_numpy()
        first, last, hired_in = (earners[name].to_numpy() for name in ("first", "last", "hired"))
        self.wage_employers = np.zeros(self.employers, dtype=bool)
        self.wage_employers[employer] = True
        low = clock.recent + self.declared_before[people]
        high = clock.last - (hired_in == clock.last)
        counting = np.maximum(first, low) <= np.minimum(last, high)
        self.earner, self.earner_employer = people[counting], employer[counting]
        self.has_wage = np.zeros(self.size, dtype=bool)
        self.has_wage[self.earner] = True

    # -- which employers ---------------------------------------------------------------------------------------

    def _operating(self) -> None:
        world, view, papers = self.world, self.view, self.papers
        employers, today = world.employers, world.clock.day()
        taxed, registered = np.flatnonzero(papers.in_tax), np.flatnonzero(papers.in_business)
        tax, business = view.tax[taxed], view.business[registered]
        closed = np.zeros(self.employers, dtype=bool)
        closed[tax[employers.fact("tax_status")[taxed] != "03"]] = True
        closed[business[employers.fact("business_status")[registered] != "存续"]] = True
        self.operating = ~closed
        founded = np.full(self.employers, np.datetime64("1990-01-01"))
        founded[tax] = employers.founded[taxed]
        founded[business] = employers.founded[registered]
        self.young = today - founded <= np.timedelta64(30, "D")
        trader = employers.form == "个体工商户"
        self.sole_trader = np.zeros(self.employers, dtype=bool)
        self.sole_trader[tax[trader[taxed]]] = True
        self.sole_trader[business[trader[registered]]] = True

    # -- the lists ---------------------------------------------------------------------------------------------

    def _waged_uninsured(self) -> np.ndarray:
        on = self.has_wage & ~self.exempt_110 & ~self.declared_recent & ~self.paid_flexible
        unclear = self.abroad | self.woman_between | ~self.view.valid
        return np.where(on, np.where(unclear, CHECK_DATA, MUST_JOIN), "")

    def _with_a_must_join(self, waged: np.ndarray) -> np.ndarray:
        """Employers at least one of whose recent wage earners must join."""
        found = np.zeros(self.employers, dtype=bool)
        found[self.earner_employer[waged[self.earner] == MUST_JOIN]] = True
        return found

    def _taxed_uninsured(self, waged: np.ndarray) -> np.ndarray:
        tax = taxes(self.world).filter((pl.col("kind") < SOCIAL) & (pl.col("month") >= self.world.clock.window))
        paid = tax.group_by("eid").agg(pl.col("cents").sum()).filter(pl.col("cents") > 0)["eid"].to_numpy()
        taxed = self.wage_employers.copy()
        taxed[self.view.tax[paid]] = True
        on = taxed & self.operating & ~self.sole_trader & ~self.young & ~self.covered
        return np.where(on, np.where(self._with_a_must_join(waged), MUST_JOIN, CHECK_DATA), "")

    def _partly_insured(self, waged: np.ndarray) -> np.ndarray:
        on = self.covered & self.operating & self._with_a_must_join(waged)
        return np.where(on, MUST_JOIN, "")

    def _lapsed(self) -> np.ndarray:
        on = self.enrolled_110 & self.ever_paid & ~self.paid_110_recent & ~self.declared_recent
        on &= ~self.exempt_110 & ~self.paid_120_recent & ~self.paid_170
        on &= ~self.abroad | self.has_wage
        member = self.facts["member"].filter(pl.col("insurance") == 110)
        latest = (
            member.with_columns(pl.Series("person", self.view.person["hrss"][member["pid"].to_numpy()]))
            .sort("person", "stopped", "enrolled", nulls_last=[False, True, True], maintain_order=True)
            .unique("person", keep="last", maintain_order=True)
        )
        person, unit = latest["person"].to_numpy(), latest["uid"].to_numpy()
        for_good = latest["reason"].is_in(STOPPED_FOR).to_numpy()
        on[person[for_good]] = False
        # the last unit still pays a wage
        last_employer = np.full(self.size, -1)
        last_employer[person] = np.where(unit >= 0, self.view.unit[unit], -1)
        still = np.zeros(self.size, dtype=bool)
        still[self.earner[self.earner_employer == last_employer[self.earner]]] = True
        tier = np.where(still & ~self.woman_between, MUST_JOIN, PERSUADE)
        return np.where(on, np.where(self.abroad | ~self.view.valid, CHECK_DATA, tier), "")

    def _unenrolled(self, waged: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        people = self.world.people
        here = np.flatnonzero(people.in_resident & people.registered_here & (people.status == NORMAL))
        on = self._people("resident", here) & ~self.enrolled_any & ~self.exempt_170 & (waged == "")
        on &= (self.age >= 16) & (self.age < 60)
        tier = np.where(self.view.valid, PERSUADE, CHECK_DATA)
        return np.where(on & (self.age >= 45), tier, ""), np.where(on & (self.age < 45), tier, "")
