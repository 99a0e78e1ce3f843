"""The clean world: who everyone really is, where they work, what they are insured in. No noise is in it."""

import zlib
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from county import clock as calendar
from county.choosing import Choosing
from county.clock import NEVER, Clock
from county.employer_kinds import FULL
from county.employers import HSA, Employers, found
from county.local_rules import LOCAL_RULES
from county.numbers import WHOLE, Share, replaced
from county.people import Identity, People, Region, identify, settle
from county.tables import AS_IS, NO_DAY, WAGE, tables

EMPLOYEE, FLEXIBLE, RESIDENT = 0, 1, 2
CIVIL_INSURANCES = (120, 310, 410)


class World(Choosing):
    """The county and the verbs by which recipes make lives: `insure`, `pay_wages`, `enrol_resident` …"""

    def __init__(self, people: int, region: str, seed: int, as_of: Any, share: Share = WHOLE) -> None:
        # Counties of one prefecture lead lives of their own.
        self.seed = [seed] if share.of == 1 else [seed, share.place]
        self.clock = Clock(as_of)
        self.region = Region.load(region, share)
        self.rules = LOCAL_RULES[self.region.code]
        self.least_base, self.largest_base = self.rules.last_bases(self.clock.year)
        """The bounds of a contribution base that honest employers keep to, in yuan a month."""
        self.rng = self.stream("lives")
        self.people: People = settle(people, self.region, self.clock, self.stream("people"))
        grown = np.flatnonzero((self.people.age >= 22) & (self.people.age < 70))
        self.employers: Employers = found(people, self.region, self.clock, self.stream("employers"), grown)
        self.facts = tables()
        self.identity: Identity
        self.parts: tuple[tuple[World, int], ...] = ((self, 0),)
        """The worlds that it is put together of, each with the place of its first employer."""
        self.groups: dict[str, np.ndarray] = {}
        """People who are planted for those who link records, by case."""
        self.called: list[tuple[str, np.ndarray, list[str]]] = []
        """Whom an office calls otherwise than everybody else: the office, the people, the names."""
        self.steady = np.zeros(len(self.people.sex), dtype=bool)
        """Whose number no office may get wrong, or nobody could tell who is meant."""
        self.settled = np.zeros(len(self.people.sex), dtype=bool)
        """Whose place on departments' lists is planted: chance adds none."""
        self.poor = np.zeros(len(self.people.sex), dtype=bool)
        """Who is listed for hardship by chance; the government pays the resident pension for most of them."""
        self.projects = pl.DataFrame(schema={"project_id": pl.String, "kind": pl.String})
        """Building sites in the order of their places, each with its kind."""
        nobody = np.full(len(self.people.sex), -1)
        self.second_number = {"hrss": nobody, "hsa": nobody}
        self.main_unit = {"hrss": nobody, "hsa": nobody}
        shuffle = self.stream("jobs")
        short = self.employers.hiring("short", "both")
        self._queues = {
            "short": shuffle.permutation(short),
            # where an uninsured colleague needs the unit to be a living one
            "partly": shuffle.permutation(self.employers.of("partly_insured")),
            "staff": shuffle.permutation(self.employers.hiring("staff", "both")),
            "covered": shuffle.permutation(self.employers.of("covered")),
        }
        self._served = dict.fromkeys(self._queues, 0)
        total = len(self.employers)
        maternity = self.employers.of("covered", "partly_insured")
        self.maternity = np.zeros(total, dtype=bool)
        self.maternity[maternity] = shuffle.random(len(maternity)) < 0.1
        self.salary = (4300 + self.stream("salaries").gamma(2.0, 1100.0, people)).astype(np.int64)
        """Everyone's monthly wage, mostly modest: what is declared for contributions follows it."""

    def stream(self, name: str) -> np.random.Generator:
        """Random numbers of their own for each purpose: a change in one does not move the others."""
        return np.random.default_rng([*self.seed, zlib.crc32(name.encode())])

    def numbered(self, series: np.ndarray, most: int) -> np.ndarray:
        """Numbers from 0 in this county's stretch of a series, of which no county takes more than `most`."""
        return series + self.region.share.first(most)

    def identify(self) -> None:
        """Give names and numbers, once nobody's birth changes any more."""
        self.identity = identify(self.people, self.region, self.stream("identity"))

    def rename(self, pids: np.ndarray, names: list[str]) -> None:
        """Call people by other names than chance gave them."""
        self.identity = replace(self.identity, names=replaced(self.identity.names, pids, names))

    # -- what happens to them ----------------------------------------------------------------------------------

    def insure(
        self,
        pids: np.ndarray,
        eids: np.ndarray,
        m0: Any,
        m1: Any = None,
        *,
        insurances: tuple[int, ...] = FULL,
        status: int | None = None,
        reason: Any = 0,
        before: Any = None,
        unpaid_from: Any = NEVER,
        taken_back_from: Any = NEVER,
        variant: int = AS_IS,
        declared: bool = True,
        base: Any = None,
    ) -> None:
        """Insure people through their employers' units from one month to another (None: still)."""
        clock, count = self.clock, len(pids)
        m0 = np.broadcast_to(np.asarray(m0), (count,))
        m1 = np.broadcast_to(np.asarray(clock.last if m1 is None else m1), (count,))
        if before is None:
            before = np.where(m0 <= clock.first, self.paid_before(pids), 0)
        before = np.broadcast_to(np.asarray(before), (count,))
        gone = (m1 < clock.last) | (np.broadcast_to(np.asarray(reason), (count,)) > 0)
        stopped = np.where(gone, calendar.month_end(m1), NO_DAY)
        state = np.where(gone, 2, 1) if status is None else np.full(count, status)
        base = np.broadcast_to(self._base(pids) if base is None else base, (count,))
        for insurance in (*insurances, 510):
            there = self.offers(eids, insurance)
            who = pids[there]
            shared = {"pid": who, "insurance": insurance, "uid": eids[there] * 2 + (insurance in HSA)}
            self.facts["member"].add(
                **shared,
                member_kind=EMPLOYEE,
                status=state[there],
                stopped=stopped[there],
                enrolled=calendar.month_start((m0 - before)[there]),
                reason=np.broadcast_to(reason, (count,))[there],
                before=np.where(insurance in (110, 120), before, before // 2)[there],
                tier=0,
            )
            if declared:
                self.facts["spell"].add(
                    **shared,
                    m0=m0[there],
                    m1=m1[there],
                    base=base[there],
                    variant=variant,
                    unpaid_from=np.broadcast_to(unpaid_from, (count,))[there],
                    taken_back_from=np.broadcast_to(taken_back_from, (count,))[there],
                )

    def paid_before(self, pids: np.ndarray) -> np.ndarray:
        """Months that whoever was there when the contribution extract begins had paid before: most since they began."""
        possible = np.clip((self.people.age[pids] - 20) * 12, 1, 240)
        return (self.rng.random(len(pids)) ** 0.25 * possible).astype(np.int64) + 1

    def insure_flexible(
        self,
        pids: np.ndarray,
        m0: Any,
        m1: Any = None,
        *,
        insurances: tuple[int, ...] = (110,),
        unpaid_from: Any = NEVER,
        status: int | None = None,
        before: Any = 0,
    ) -> None:
        """Flexible workers pay for themselves."""
        clock, count = self.clock, len(pids)
        m0 = np.broadcast_to(np.asarray(m0), (count,))
        m1 = np.broadcast_to(np.asarray(clock.last if m1 is None else m1), (count,))
        gone = m1 < clock.last
        base = self._base(pids)
        for insurance in insurances:
            shared = {"pid": pids, "insurance": insurance, "uid": -1}
            self.facts["member"].add(
                **shared,
                member_kind=FLEXIBLE,
                status=np.where(gone, 2, 1) if status is None else status,
                stopped=np.where(gone, calendar.month_end(m1), NO_DAY),
                enrolled=calendar.month_start(m0 - np.asarray(before)),
                reason=0,
                before=before,
                tier=0,
            )
            self.facts["spell"].add(
                **shared, m0=m0, m1=m1, base=base, unpaid_from=unpaid_from, taken_back_from=NEVER, variant=AS_IS
            )

    def enrol_resident(
        self,
        pids: np.ndarray,
        years: tuple[int, ...] | None = None,
        *,
        status: int = 1,
        paid: bool = True,
        government: bool = False,
        tier: Any = None,
        new: bool = False,
    ) -> None:
        """The resident pension: a member row, and a payment for each of these years (default: three up to this one).

        `tier`: yuan a year, if not left to chance; `new`: nothing was paid before the contribution extract begins.
        """
        rng, year = self.rng, self.clock.year
        if tier is None:
            tier = rng.choice(self.rules.tiers_yuan, len(pids), p=[0.45, 0.25, 0.15, 0.1, 0.05])
        entered = 2010 + rng.integers(0, 8, len(pids))
        self.facts["member"].add(
            pid=pids,
            insurance=170,
            uid=-1,
            member_kind=RESIDENT,
            status=status,
            reason=0,
            before=(year - entered) // 2 if paid and not new else 0,
            enrolled=calendar.month_start(entered * 12 + 3),
            stopped=calendar.month_end(self.clock.last - 7) if status in (2, 4) else NO_DAY,
            tier=tier,
        )
        for paid_year in (year - 2, year - 1, year) if years is None else years:
            self.facts["yearly"].add(
                pid=pids, insurance=170, year=paid_year, due_kind=30 if government else 10, yuan=tier, paid=paid
            )

    def insure_resident_medical(
        self,
        pids: np.ndarray,
        years: tuple[int, ...] | None = None,
        *,
        paid: bool = True,
        government: bool = False,
    ) -> None:
        """The resident medical insurance, paid by the year (default: last year and this one)."""
        year = self.clock.year
        self.facts["member"].add(
            pid=pids,
            insurance=390,
            uid=-1,
            member_kind=RESIDENT,
            status=1,
            reason=0,
            before=0,
            stopped=NO_DAY,
            enrolled=calendar.month_start(np.full(len(pids), (year - 6) * 12)),
            tier=0,
        )
        for paid_year in (year - 1, year) if years is None else years:
            self.facts["yearly"].add(
                pid=pids,
                insurance=390,
                year=paid_year,
                due_kind=30 if government else 10,
                yuan=380 + (paid_year - year) * 30,
                paid=paid,
            )

    def perhaps_resident(self, pids: np.ndarray) -> None:
        """Let half of people be ordinary paying residents besides what makes them special."""
        half = pids[self.rng.random(len(pids)) < 0.5]
        self.enrol_resident(half)
        self.insure_resident_medical(half)

    def pay_wages(
        self,
        pids: np.ndarray,
        eids: np.ndarray,
        m0: Any = None,
        m1: Any = None,
        *,
        kind: int = WAGE,
        variant: int = AS_IS,
        yuan: Any = None,
    ) -> None:
        """Wages (or other income) from one month to another, default the whole extract."""
        clock = self.clock
        m0 = np.maximum(clock.first_wage if m0 is None else m0, clock.first_wage)
        m1 = np.asarray(clock.last if m1 is None else m1)
        yuan = self.salary[pids] if yuan is None else yuan
        self.facts["wage"].add(pid=pids, eid=eids, m0=m0, m1=m1, kind=kind, yuan=yuan, variant=variant)

    def _base(self, pids: np.ndarray) -> np.ndarray:
        """The honest contribution base: the wage, or the least that is allowed."""
        return np.maximum(self.salary[pids], self.least_base)

    @property
    def unit_status(self) -> np.ndarray:
        """The status of each employer's insured unit (0: it has none)."""
        return self.employers.fact("unit")
