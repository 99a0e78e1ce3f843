"""Ordinary lives: what everybody does whom no planted case has taken."""

import numpy as np

from county import events as e
from county import world as w
from county.clock import month_start
from county.lives.planted_lapses import stop
from county.local_rules import HARDSHIPS
from county.tables import BONUS, NO_DAY, SERVICE
from county.world import World

POOR = 0.037
SHARES_OF_HARDSHIP = (0.32, 0.05, 0.16, 0.16, 0.22, 0.03, 0.06)
"""How many people are listed for hardship, and which part of them for each kind."""


def _share(world: World, pids: np.ndarray, *shares: float) -> list[np.ndarray]:
    """Split people by chance into parts of these shares; the last part takes the rest."""
    bounds = np.cumsum(shares)
    part = np.searchsorted(bounds, world.rng.random(len(pids)), side="right")
    return [pids[part == place] for place in range(len(shares) + 1)]


def employ(world: World, pids: np.ndarray) -> None:
    """Insured employees: most have been there for years, some changed jobs, some began lately."""
    clock, rng, count = world.clock, world.rng, len(pids)
    unserved = world.unserved("staff")
    eids = world.jobs("staff", count)
    late = clock.first + rng.integers(2, 36, count)
    start = np.where(rng.random(count) < 0.72, clock.first, late)
    # one founder at least who has been there all the time
    start[:unserved] = clock.first
    world.insure(pids, eids, start)
    world.pay_wages(pids, eids, start)
    bonus = np.flatnonzero(rng.random(count) < 0.15)
    world.pay_wages(pids[bonus], eids[bonus], clock.last - 9, clock.last - 9, kind=BONUS)

    changed = np.flatnonzero((start > clock.first + 6) & (rng.random(count) < 0.5))
    before = world.jobs("covered", len(changed))
    left = start[changed] - 1 - rng.integers(0, 2, len(changed))
    other = before != eids[changed]
    world.insure(pids[changed][other], before[other], clock.first, left[other], reason=6301, status=4)
    world.pay_wages(pids[changed][other], before[other], None, left[other])

    funded = world.employers.size[eids] > 1.4
    who = np.flatnonzero(funded & (rng.random(count) < 0.8))
    world.deposit(pids[who], eids[who], start[who])


def serve_the_public(world: World, pids: np.ndarray) -> None:
    """Civil servants, teachers and doctors on the civil pension."""
    clock, rng = world.clock, world.rng
    bodies = world.employers.of("public_body_120", "public_body_partly")
    each = bodies[np.arange(len(pids)) % len(bodies)]
    start = np.where(rng.random(len(pids)) < 0.9, clock.first, clock.first + rng.integers(1, 30, len(pids)))
    world.insure(pids, each, start, insurances=w.CIVIL_INSURANCES)
    world.pay_wages(pids, each, start)
    world.deposit(pids, each, start, base=7000)


def be_flexible(world: World, pids: np.ndarray) -> None:
    """Flexible workers: the pension, a third of them the medical insurance too, the rest mostly as residents."""
    clock, rng = world.clock, world.rng
    start = clock.first + np.where(rng.random(len(pids)) < 0.7, 0, rng.integers(1, 30, len(pids)))
    both, resident, _ = _share(world, pids, 0.35, 0.61)
    started = np.zeros(len(world.people.sex), dtype=np.int64)
    started[pids] = start
    paid = world.paid_before(pids)
    before = np.zeros(len(started), dtype=np.int64)
    before[pids] = np.where(start == clock.first, paid, paid // 2)
    world.insure_flexible(both, started[both], insurances=(110, 310), before=before[both])
    rest = pids[~np.isin(pids, both)]
    world.insure_flexible(rest, started[rest], before=before[rest])
    world.insure_resident_medical(resident)


def live_as_residents(world: World, pids: np.ndarray) -> None:
    """Residents with the resident pension and the resident medical insurance, both paid by the year."""
    year = world.clock.year
    steady, skipping, lapsed, _ = _share(world, pids, 0.9, 0.05, 0.02)
    poor = world.poor[steady] & (world.rng.random(len(steady)) < 0.93)
    world.enrol_resident(steady[poor], government=True, tier=world.rules.hardship_tier_yuan)
    world.enrol_resident(steady[~poor])
    world.enrol_resident(skipping, (year - 2, year))
    world.enrol_resident(lapsed, (year - 4, year - 3))
    rest = np.setdiff1d(pids, np.concatenate([steady, skipping, lapsed]))
    world.enrol_resident(rest, (year - 1,))
    world.insure_resident_medical(pids[world.rng.random(len(pids)) < 0.96])


def grow_up(world: World) -> None:
    """Children: school from six, the resident medical insurance for nearly all."""
    people = world.people
    children = people.take(len(people.sex), people.age < 16, "ordinary")
    world.insure_resident_medical(children[world.rng.random(len(children)) < 0.95])
    pupils = children[people.age[children] >= 6]
    world.study(pupils[world.rng.random(len(pupils)) < 0.97])


def grow_old(world: World) -> None:
    """The old: most draw a pension; a few never enrolled, a few were forgotten when they turned sixty."""
    people, clock, rng = world.people, world.clock, world.rng
    old = people.take(len(people.sex), people.age >= 60, "ordinary")
    resident, employee, civil, forgotten, never = _share(world, old, 0.76, 0.145, 0.045, 0.02)
    since = np.maximum(clock.last - (people.age - 60) * 12 - 3, clock.last - 200)
    world.draw(resident, e.RESIDENT_PENSION, since=since[resident])
    # who draws now was a member once: the row stands, stopped because the conditions were reached
    world.facts["member"].add(
        pid=resident,
        insurance=170,
        uid=-1,
        member_kind=w.RESIDENT,
        status=2,
        reason=6308,
        before=12,
        tier=world.rules.lowest_tier_yuan,
        enrolled=month_start(np.full(len(resident), 2011 * 12)),
        stopped=month_start(since[resident]),
    )
    retired = employee[people.retires_late[employee] < clock.today - 1]
    world.draw(retired, e.EMPLOYEE_PENSION, since=np.maximum(since[retired], clock.last - 180))
    at_work = np.setdiff1d(employee, retired)
    employ_quietly(world, at_work)
    world.draw(civil, e.CIVIL_PENSION, since=since[civil])
    stay_in_medical(world, np.concatenate([retired, civil]))
    world.enrol_resident(forgotten)
    world.insure_resident_medical(np.concatenate([resident, forgotten, never]))
    twice = resident[rng.random(len(resident)) < 0.0015]
    world.draw(twice, e.EMPLOYEE_PENSION)
    land = old[rng.random(len(old)) < 0.03]
    world.draw(np.setdiff1d(land, never), e.LAND_ALLOWANCE)


def stay_in_medical(world: World, pids: np.ndarray) -> None:
    """The retired stay on the books of the employees' medical insurance and pay nothing; some have never been on it."""
    world.be_member(pids[world.rng.random(len(pids)) < 0.97], 310, w.EMPLOYEE, world.clock.first - 120)


def employ_quietly(world: World, pids: np.ndarray) -> None:
    """Employees close to retirement, insured at covered employers."""
    eids = world.rng.choice(world.employers.of("covered"), len(pids))
    world.insure(pids, eids, world.clock.first)
    world.pay_wages(pids, eids)


def between_school_and_work(world: World) -> None:
    """From 16 to 21: most at school or university."""
    people = world.people
    young = people.take(len(people.sex), people.age < 22, "ordinary")
    students, workers, residents, away, left = _share(world, young, 0.68, 0.11, 0.14, 0.05)
    world.study(students)
    world.insure_resident_medical(students)
    employ(world, workers)
    live_as_residents(world, residents)
    world.insure_elsewhere(away, 110)
    world.people.name_kind(left, "unenrolled")


def work(world: World) -> None:
    """From 22 to the first retirement date."""
    people, clock, rng = world.people, world.clock, world.rng
    grown = people.take(len(people.sex), (people.age < 60) & (people.retires_early > clock.today + 1), "ordinary")
    employees, civil, flexible, residents, away, lapsed, gone, rest = _share(
        world, grown, 0.20, 0.030, 0.072, 0.540, 0.08, 0.02, 0.017
    )
    employ(world, employees)
    serve_the_public(world, civil)
    be_flexible(world, flexible)
    live_as_residents(world, residents)
    for insurance, some in zip((110, 120, 170), _share(world, away, 0.8, 0.1), strict=True):
        world.insure_elsewhere(some, insurance)
        if insurance == 110:
            world.insure_elsewhere(some[rng.random(len(some)) < 0.8], 310)
    world.people.name_kind(lapsed, "lapsed_employee")
    stop(world, lapsed)
    moved, died = np.array_split(gone, 2)
    world.move_out(moved)
    world.die(died, police_know=True)
    world.people.name_kind(rest, "unenrolled")
    world.insure_resident_medical(rest[rng.random(len(rest)) < 0.7])
    fees = residents[rng.random(len(residents)) < 0.01]
    world.pay_wages(fees, world.jobs("covered", len(fees)), kind=SERVICE)


def past_the_first_date(world: World) -> None:
    """Women between fifty and sixty (and men in the month of retirement): drawing, working on, or residents."""
    people, clock = world.people, world.clock
    those = people.take(len(people.sex), people.age < 60, "ordinary")
    drawing, on, residents, away, rest = _share(world, those, 0.22, 0.05, 0.66, 0.03)
    world.draw(drawing, e.EMPLOYEE_PENSION)
    stay_in_medical(world, drawing)
    still = people.retires_late[on] > clock.today
    employ_quietly(world, on[still])
    live_as_residents(world, np.concatenate([residents, on[~still]]))
    world.insure_elsewhere(away, 110)
    world.people.name_kind(rest, "unenrolled")


def outsiders_at_work(world: World) -> None:
    """Insured employees who are registered elsewhere."""
    pids = world.take("ordinary", (20, 50), n=world.count(0.008))
    employ_quietly(world, pids)
    world.outsiders(pids)


def live(world: World) -> None:
    """Give everyone who is still free an ordinary life."""
    world.poor = world.stream("hardship").random(len(world.people.sex)) < POOR
    outsiders_at_work(world)
    grow_up(world)
    grow_old(world)
    work(world)
    between_school_and_work(world)
    past_the_first_date(world)


def other_lists(world: World) -> None:
    """What departments list besides: hardship, land loss, platform work, rosters. It changes nobody's life."""
    people, clock, rng = world.people, world.clock, world.rng
    count = len(people.sex)
    here = people.in_resident & people.registered_here & ~world.settled
    pids = np.flatnonzero(here & world.poor)
    ends = np.where(rng.random(len(pids)) < 0.1, clock.day(300), NO_DAY)
    world.be_poor(pids, rng.choice(len(HARDSHIPS), len(pids), p=SHARES_OF_HARDSHIP), ends=ends)
    again = pids[rng.random(len(pids)) < 0.05]
    world.be_poor(again, HARDSHIPS.index("医疗救助"))
    pids = np.flatnonzero(here & (people.age >= 16) & (rng.random(count) < 0.015))
    world.lose_land(pids)
    pids = np.flatnonzero(~world.settled & (people.age >= 18) & (people.age < 55) & (rng.random(count) < 0.012))
    world.facts["gig"].add(pid=pids, kind=rng.integers(0, 8, len(pids)), platform=rng.integers(0, 5, len(pids)))
    adults = (people.age >= 18) & (people.age < 60)
    for kind, share in enumerate((0.004, 0.012, 0.004, 0.003, 0.03, 0.004, 0.002)):
        pids = np.flatnonzero(here & adults & (rng.random(count) < share))
        world.list_on_roster(pids, kind)
