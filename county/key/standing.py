"""What is true of people on the day of the run, from the clean world's own facts: who is due, enrolled, drawing.

People are places in arrays, a condition is an array of yes and no. Nothing of `sql`, `matchers` or `flows` is imported:
key and pipeline share `lists.md`, not a line of code.
"""

import numpy as np
import polars as pl

from county import events as e
from county.clock import months_of
from county.employers import HSA
from county.local_rules import LOCAL_RULES
from county.offices.records import Records, View
from county.people import CANCELLED, DIED, MOVED_OUT, NORMAL, WENT_ABROAD, WOMEN
from county.tables import NOT_PRINTED
from county.world import World

STOPPED_BY_DEATH = 6401
MONTHS_ELSEWHERE = 6
"""Months before last month of which a report from elsewhere may speak and still count."""
MUST_JOIN, PERSUADE, CHECK_DATA = "must_join", "persuade", "check_data"


def office_of(insurance: int) -> str:
    """The bureau that keeps an insurance."""
    return "hsa" if insurance in HSA else "hrss"


class Standing:
    """Who is due for what, by one view of who is who."""

    def __init__(self, world: World, records: Records, view: View, facts: dict[str, pl.DataFrame]) -> None:
        self.world, self.records, self.view, self.facts = world, records, view, facts
        self.clock = world.clock
        self.rules = LOCAL_RULES[world.region.code]
        self.size = len(view.subjects)
        """How many places there are for people."""
        self.employers = 3 * len(world.employers) + len(records.unit_eid)
        """How many places there are for employers."""
        self.member, self.benefit, self._elsewhere = self.rows("member"), self.rows("benefit"), self.rows("elsewhere")
        self._birthdays()
        self._exemptions()

    # -- verbs -------------------------------------------------------------------------------------------------

    def rows(self, name: str) -> dict[str, np.ndarray]:
        """A table of facts, column by column."""
        return {column.name: column.to_numpy() for column in self.facts[name]}

    def people(self, office: str, pids: np.ndarray) -> np.ndarray:
        """Yes for the people whom an office's rows are about, as this view sees them."""
        flags = np.zeros(self.size, dtype=bool)
        flags[self.view.person[office][pids]] = True
        return flags

    def in_force(self, rows: dict[str, np.ndarray]) -> np.ndarray:
        """Which rows have begun by today and not ended before it."""
        today = self.clock.day()
        begun = np.isnat(rows["starts"]) | (rows["starts"] <= today)
        return begun & (np.isnat(rows["ends"]) | (rows["ends"] >= today))

    def enrolled(self, *insurances: int) -> np.ndarray:
        """Who has a member row, normal or suspended, for one of these insurances."""
        on_the_books = np.isin(self.member["status"], (1, 2))
        found = np.zeros(self.size, dtype=bool)
        for insurance in insurances:
            rows = on_the_books & (self.member["insurance"] == insurance)
            found |= self.people(office_of(insurance), self.member["pid"][rows])
        return found

    def elsewhere(self, *insurances: int) -> np.ndarray:
        """Who is insured for one of these in another place, with status normal, by a report that is near enough."""
        return self._reported(insurances, recent=True)

    def outdated(self, *insurances: int) -> np.ndarray:
        """Of whom such a report says nothing of the last half year (of those who pay by the year, of last year)."""
        return self._reported(insurances, recent=False) & ~self.retired_elsewhere

    def _reported(self, insurances: tuple[int, ...], recent: bool) -> np.ndarray:
        table, clock = self._elsewhere, self.clock
        yearly = np.isin(table["insurance"], (170, 390))
        near = table["last_paid"] >= np.where(yearly, (clock.year - 1) * 12, clock.last - MONTHS_ELSEWHERE)
        near |= table["last_paid"] == NOT_PRINTED
        rows = (table["status"] == 1) & np.isin(table["insurance"], insurances) & (near == recent)
        return self.people("insured_elsewhere", table["pid"][rows])

    def draws(self, *kinds: int) -> np.ndarray:
        """Who draws one of these benefits here, normal or paused."""
        rows = np.isin(self.benefit["kind"], kinds) & (self.benefit["status"] <= e.PAUSED)
        return self.people("benefit", self.benefit["pid"][rows])

    def on_roster(self, *kinds: int) -> np.ndarray:
        """Who is on one of these rosters, in force."""
        table = self.rows("roster")
        rows = np.isin(table["kind"], kinds) & self.in_force(table)
        return self.people("person_roster", table["pid"][rows])

    def register(self, chosen: np.ndarray) -> np.ndarray:
        """Whom the police have a row of, of the people chosen (yes or no for each person of the world)."""
        return self.people("resident", np.flatnonzero(self.world.people.in_resident & chosen))

    # -- who is due --------------------------------------------------------------------------------------------

    def _birthdays(self) -> None:
        """Age, sex and retirement of those whose number is valid; nobody else is held to an age."""
        people, today = self.world.people, self.clock.today
        self.known, owner = self.view.valid, self.view.owner
        """Whose number is valid: of nobody else is anything certain."""
        # the police print a birth date beside a wrong number: enough to say which list, not to prove anything
        dated = self.view.dated
        self.age = np.where(dated, people.age[owner], 30)
        self.birth = people.birth[owner]
        self.sixty_in = np.where(dated, months_of(self.birth) + 60 * 12, self.clock.today + 30 * 12)
        """The month in which the person turns 60."""
        self.under_16 = self.known & (self.age < 16)
        self.retires_early, self.retires_late = people.retires_early[owner], people.retires_late[owner]
        self.past_late = self.known & (self.retires_late <= today)
        self.woman = people.sex[owner] == WOMEN
        self.woman_between = self.known & self.woman & (self.retires_early <= today) & (self.retires_late > today)

    def _exemptions(self) -> None:
        people, today = self.world.people, self.clock.day()
        status = people.status
        self.died = self.people("death", self.rows("death")["pid"]) | self.register(status == DIED)
        for office in ("hrss", "hsa"):
            # a bureau has heard of it too: why somebody's membership stopped
            deaths = (self.member["reason"] == STOPPED_BY_DEATH) & (
                np.isin(self.member["insurance"], HSA) == (office == "hsa")
            )
            self.died |= self.people(office, self.member["pid"][deaths])
        soldier, sentence, student = self.rows("soldier"), self.rows("sentence"), self.rows("student")
        self.serving = self.people("soldier", soldier["pid"][self.in_force(soldier)])
        prison = self.in_force(sentence) & (sentence["kind"] == e.PRISON)
        self.imprisoned = self.people("sentence", sentence["pid"][prison])
        self.abroad = self.on_roster(e.ABROAD) | self.register(status == WENT_ABROAD)
        self.struck_off = self.register(np.isin(status, (MOVED_OUT, CANCELLED)))
        self.resident_here = self.register(people.registered_here & (status == NORMAL))
        """Resident normal and registered in the region."""
        enrolled = (student["status"] <= e.ON_LEAVE) & (
            np.isnat(student["graduates"]) | (student["graduates"] >= today)
        )
        self.studying = self.people("student", student["pid"][enrolled])
        retired = self._elsewhere["retired"] == 1
        self.retired_elsewhere = self.people("insured_elsewhere", self._elsewhere["pid"][retired])
        self.drawing = self.draws(e.EMPLOYEE_PENSION, e.CIVIL_PENSION, e.RESIDENT_PENSION) | self.retired_elsewhere
        """A pension, here or elsewhere."""
        self.enrolled_any = self.enrolled(110, 120, 170)

        from_everything = self.died | self.serving | self.imprisoned
        from_pensions = from_everything | self.studying | self.drawing | self.under_16 | self.enrolled(120)
        # for 110 abroad is a matter of its own: `Answers` adds it for those without a wage
        self.exempt_110_but_for_age = from_pensions | self.elsewhere(110, 120)
        self.exempt_110 = self.exempt_110_but_for_age | self.past_late
        self.exempt_170 = from_pensions | self.abroad | self.struck_off | self.elsewhere(110, 120, 170)
        self.exempt_medical = from_everything | self.abroad | self.struck_off | self.elsewhere(310, 390)
        paid_elsewhere = retired & np.isin(self._elsewhere["insurance"], (110, 120))
        pensioner = self.draws(e.EMPLOYEE_PENSION, e.CIVIL_PENSION)
        pensioner |= self.people("insured_elsewhere", self._elsewhere["pid"][paid_elsewhere])
        self.medical_pensioner = pensioner & self.enrolled(310)
        """Who draws an employee or civil pension, here or elsewhere, and has medical cover without paying."""
        self.exempt_medical |= self.medical_pensioner
        self.asked_110, self.asked_170 = self.outdated(110, 120), self.outdated(110, 120, 170)
        """Of whom a report from elsewhere is too old to exempt them: a desk asks first."""
        self.asked_medical = self.outdated(310, 390)
