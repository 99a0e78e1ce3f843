"""What happens to people besides work and insurance: pensions, school, prison, the army, death, moving."""

from typing import Any

import numpy as np

from county import clock as calendar
from county.clock import Clock
from county.people import MOVED_OUT, NORMAL, People, Region
from county.tables import NO_DAY, NOT_PRINTED, Table

EMPLOYEE_PENSION, CIVIL_PENSION, RESIDENT_PENSION, UNEMPLOYMENT, LAND_ALLOWANCE = 0, 1, 2, 3, 4
DRAWN, PAUSED, STOPPED = 0, 1, 2
STUDYING, ON_LEAVE, GRADUATED, DROPPED_OUT = 0, 1, 2, 3
PRISON, COMMUNITY = 0, 1
ROSTERS = (
    *("转移就业", "外出务工", "种养殖大户", "村(居)干部", "体检居民", "就业困难", "编外聘用", "出国"),
    *("公益性岗位", "网格员"),
)
TRANSFERRED, AWAY_AT_WORK, CHECKED_UP, HARD_TO_EMPLOY, CONTRACT_STAFF, ABROAD = (
    ROSTERS.index(name) for name in ("转移就业", "外出务工", "体检居民", "就业困难", "编外聘用", "出国")
)
CADRES = tuple(ROSTERS.index(name) for name in ("村(居)干部", "公益性岗位", "网格员"))
"""Village cadres, and whom the government pays for work in the villages."""
GIGS = ("网约车", "快递", "外卖", "同城货运", "网络直播", "导游", "律师", "其他")
INJURY_GIGS = GIGS.index("同城货运")
"""The last of the kinds of platform work that the list without injury cover asks for."""


SHANGHAI = 310115


class Events:
    """The verbs of `World` that fill one table each."""

    clock: Clock
    people: People
    region: Region
    rng: np.random.Generator
    facts: dict[str, Table]

    def draw(self, pids: np.ndarray, kind: int, status: int = DRAWN, since: Any = None, last_paid: Any = None) -> None:
        """A pension or another benefit, paid until last month, or until some months ago where it no longer is."""
        clock, rng, count = self.clock, self.rng, len(pids)
        yuan = {EMPLOYEE_PENSION: 2900, CIVIL_PENSION: 5600, RESIDENT_PENSION: 230, UNEMPLOYMENT: 1680}.get(kind, 400)
        starts = clock.last - rng.integers(6, 18, count) if since is None else since
        if last_paid is None:
            last_paid = clock.last if status == DRAWN else clock.last - 4
        self.facts["benefit"].add(
            pid=pids,
            kind=kind,
            starts=starts,
            last_paid=last_paid,
            status=status,
            yuan=(yuan * (0.8 + 0.4 * rng.random(count))).astype(np.int64),
        )

    def be_poor(self, pids: np.ndarray, kinds: Any, starts: Any = None, ends: Any = NO_DAY) -> None:
        """Stand on the list of hardship, as of these kinds (places in `local_rules.HARDSHIPS`)."""
        starts = self.clock.day(1100) if starts is None else starts
        self.facts["hardship"].add(pid=pids, kind=kinds, starts=starts, ends=ends)

    def be_member(self, pids: np.ndarray, insurance: int, kind: int, since: int, status: int = 1) -> None:
        """Stand on the books of an insurance without a unit, since some month; who pays is another matter."""
        self.facts["member"].add(
            pid=pids,
            insurance=insurance,
            uid=-1,
            member_kind=kind,
            status=status,
            enrolled=calendar.month_start(np.full(len(pids), since)),
            stopped=NO_DAY,
            reason=0,
            before=0,
            tier=0,
        )

    def deposit(self, pids: np.ndarray, eids: np.ndarray, m0: Any = None, m1: Any = None, base: int = 5000) -> None:
        """Housing fund deposited by an employer from one month to another (default: the active window)."""
        first = self.clock.window if m0 is None else np.maximum(m0, self.clock.window)
        last = self.clock.last if m1 is None else m1
        self.facts["fund"].add(pid=pids, eid=eids, m0=first, m1=last, base=base)

    def insure_elsewhere(
        self,
        pids: np.ndarray,
        insurance: int,
        status: int = 1,
        retired: int = 0,
        last_paid: int | None = 0,
        paid_months: int = NOT_PRINTED,
    ) -> None:
        """What the ministry reports from other places; `last_paid`: the month, None where none is printed."""
        if last_paid == 0:
            last_paid = self.clock.last if status == 1 else self.clock.last - 20
        areas = self.rng.choice([SHANGHAI, 320102, 320505, 330106, 440305, 320902], len(pids))
        # What lies in the region itself is no other place.
        within = areas // 10 ** (6 - len(self.region.code)) == int(self.region.code)
        areas = np.where(within, SHANGHAI, areas)
        self.facts["elsewhere"].add(
            pid=pids,
            insurance=insurance,
            status=status,
            retired=retired,
            area=areas,
            last_paid=NOT_PRINTED if last_paid is None else last_paid,
            paid_months=paid_months,
        )

    def credit(self, pids: np.ndarray, months: int | None, worked: Any = NO_DAY) -> None:
        """What the member file prints beside 110: months that count as paid (None: none), the first working day."""
        self.facts["credit"].add(pid=pids, months=NOT_PRINTED if months is None else months, worked=worked)

    def lose_land(self, pids: np.ndarray) -> None:
        """Stand on the list of farmers whose land was taken, in the batch of their village."""
        batch = 2012 + self.people.village[pids] % 12
        self.facts["land_loss"].add(pid=pids, batch=batch, resettled=self.clock.day(1500))

    def study(self, pids: np.ndarray, status: int = STUDYING, left: bool = False, until: Any = None) -> None:
        """School or university; `left`: graduated some months ago; `until`: the day of graduation, if not next June."""
        clock, rng, count = self.clock, self.rng, len(pids)
        begun = np.datetime64(f"{clock.year - 2}-09-01") - (rng.integers(0, 2, count) * 365).astype("m8[D]")
        end = clock.day(140) if left else np.datetime64(f"{clock.year + 1}-06-30") if until is None else until
        school = np.where(
            self.people.age[pids] < 12, 0, np.where(self.people.age[pids] < 15, 1, rng.integers(2, 8, count))
        )
        self.facts["student"].add(pid=pids, school=school, enrolled=begun, graduates=end, status=status)

    def sentence(self, pids: np.ndarray, kind: int, over: bool = False, starts: Any = None, ends: Any = None) -> None:
        """A sentence in force, or one that is served; or from one day to another (both included)."""
        if ends is None:
            ends = self.clock.day(60) if over else self.clock.day(-400)
        starts = self.clock.day(500) if starts is None else starts
        self.facts["sentence"].add(pid=pids, kind=kind, starts=starts, ends=ends)

    def serve(self, pids: np.ndarray, over: bool = False) -> None:
        """Service in the army, still or over."""
        self.facts["soldier"].add(pid=pids, starts=self.clock.day(700), ends=self.clock.day(45) if over else NO_DAY)

    def die(
        self, pids: np.ndarray, *, police_know: bool = False, undertaker_knows: bool = True, month: int | None = None
    ) -> None:
        """Deaths in a month (default: some weeks before last month): known to police, undertaker, or both."""
        first = np.full(len(pids), self.clock.recent if month is None else month)
        days = calendar.month_start(first) + self.rng.integers(2, 27, len(pids)).astype("m8[D]")
        if undertaker_knows:
            self.facts["death"].add(pid=pids, died=days)
        if police_know:
            self.cancel(pids, 1, days)

    def cancel(self, pids: np.ndarray, status: int, days: Any = None) -> None:
        """Strike people off the population register."""
        self.people.status[pids] = status
        self.people.status_date[pids] = self.clock.day(200) if days is None else days

    def move_out(self, pids: np.ndarray) -> None:
        """Move a household registration to another county."""
        self.cancel(pids, MOVED_OUT)

    def list_on_roster(
        self, pids: np.ndarray, kind: int, over: bool = False, starts: Any = None, ends: Any = None
    ) -> None:
        """Put people on a department's roster, in force or ended; or from one day to another (both included)."""
        if ends is None:
            ends = self.clock.day(40) if over else NO_DAY
        starts = self.clock.day(600) if starts is None else starts
        self.facts["roster"].add(pid=pids, kind=kind, starts=starts, ends=ends)

    def work_on_platforms(self, pids: np.ndarray, kinds: Any) -> None:
        """Rides, parcels, meals and the like (the place in `GIGS`), through one of the platforms."""
        self.facts["gig"].add(pid=pids, kind=kinds, platform=self.rng.integers(0, 5, len(pids)))

    def cover_on_the_road(self, pids: np.ndarray, starts: Any = None, ends: Any = NO_DAY) -> None:
        """Stand on the scheme's list of covered platform workers, from one day to another (both included)."""
        starts = self.clock.day(300) if starts is None else starts
        self.facts["rider_cover"].add(pid=pids, platform=self.rng.integers(0, 5, len(pids)), starts=starts, ends=ends)

    def vaccinate(self, pids: np.ndarray) -> None:
        """Put children on the vaccination register."""
        self.facts["child"].add(pid=pids)

    def rule(self, pids: np.ndarray, eids: np.ndarray, starts: Any, ends: Any = NO_DAY) -> None:
        """A court or a board of arbitration has confirmed who worked for whom, from one day to another."""
        self.facts["ruling"].add(pid=pids, eid=eids, starts=starts, ends=ends)

    def outsiders(self, pids: np.ndarray, permits: bool | None = None) -> None:
        """People registered elsewhere: unknown to the police here, or living here with a permit."""
        people = self.people
        with_permit = self.rng.random(len(pids)) < 0.5 if permits is None else np.full(len(pids), permits)
        people.registered_here[pids] = False
        people.in_resident[pids] = with_permit
        people.residence_permit[pids] = with_permit
        people.status[pids] = NORMAL
