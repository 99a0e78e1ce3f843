"""Planted cases around what nobody should have twice, or any longer: payments, pensions, numbers."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from county import events as e
from county.clock import month_end, month_start
from county.lives.namesakes import with_a_typo
from county.names import GIVEN_MEN, GIVEN_WOMEN
from county.people import CANCELLED
from county.tables import NO_DAY
from county.world import CIVIL_INSURANCES, World

ENROLMENT = "duplicate_enrolment"
BENEFITS = "duplicate_benefits"
DECEASED = "deceased_drawing"
IMPRISONED = "imprisoned_drawing"
NUMBERS = "one_person_many_numbers"

TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    ENROLMENT: {
        "absent": (
            "changed_in_a_month", "two_units_before_window", "two_units_one_taken_back", "two_units_not_arrived",
            "unit_and_flexible", "units_110_and_120", "resident_170_eleven_months", "resident_170_year_before_last",
            "resident_170_not_arrived", "resident_390_with_110", "resident_170_with_310",
        ),
    },
    BENEFITS: {
        "absent": (
            "pension_and_unemployment", "pension_and_land_allowance", "second_pension_paused", "second_pension_stopped",
            "first_pension_paused",
        ),
    },
    DECEASED: {
        "absent": ("paid_in_month_of_death", "paid_before_death", "moved_out_drawing", "cancelled_drawing"),
    },
    IMPRISONED: {
        "absent": (
            "prison_from_second_day", "prison_until_last_but_one", "prison_after_last_pension", "prison_before_pension",
            "probation_drawing", "prison_unemployment", "prison_land_allowance",
        ),
    },
    NUMBERS: {
        "absent": ("called_by_former_name", "called_by_slip", "two_numbers_two_insurances", "two_jobs_one_number"),
    },
}  # fmt: skip
LATE = 0.0001
"""The share of people whose death was noticed too late, besides the planted ones."""
CALLED = 0.0005
"""The share of people whom an office calls by another's name; as many by a former one, or with a slip."""

_At = Callable[[str], tuple[np.ndarray, np.ndarray, np.ndarray]]
"""People of a kind and two different units for each."""


def enrolment(world: World) -> None:
    """People who pay twice for one month or year, and those who only seem to."""
    units = world.employers.of("covered")
    at = partial(_at_two_units, world, units[world.offers(units, 310)])
    _for_one_month(world, at)
    _as_resident_too(world, at)


def _at_two_units(world: World, units: np.ndarray, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """People and two different units for each."""
    pids = world.take(kind, (24, 56))
    one = world.rng.integers(0, len(units), len(pids))
    other = (one + 1 + world.rng.integers(0, len(units) - 1, len(pids))) % len(units)
    return pids, units[one], units[other]


def _for_one_month(world: World, at: _At) -> None:
    """Two employers for one month, or an employer and oneself; and the same, but for a detail."""
    clock, rng, employers = world.clock, world.rng, world.employers

    def left(pids: np.ndarray, eids: np.ndarray, m0: int, m1: int, **more: Any) -> None:
        world.insure(pids, eids, m0, m1, reason=6301, status=4, **more)

    middle = clock.window + 5
    pids, one, other = at("two_units")
    world.insure(pids, one, clock.first)
    world.insure(pids, other, clock.window + 2)
    pids, one, other = at("two_units_two_months")
    left(pids, one, clock.first, middle)
    world.insure(pids, other, middle - 1)
    pids, one, other = at("two_units_one_month_amid")
    world.insure(pids, one, clock.first)
    left(pids, other, middle, middle, before=0)
    pids, one, other = at("two_units_until_window_begins")
    left(pids, one, clock.first, clock.window)
    world.insure(pids, other, clock.window - 1)
    pids, one, other = at("changed_in_a_month")
    left(pids, one, clock.first, middle)
    world.insure(pids, other, middle)
    pids, one, other = at("two_units_before_window")
    left(pids, one, clock.first, clock.window - 1)
    world.insure(pids, other, clock.window - 4)
    pids, one, other = at("two_units_one_taken_back")
    world.insure(pids, one, clock.first)
    left(pids, other, middle, middle + 2, taken_back_from=middle, before=0)
    pids, one, _ = at("two_units_not_arrived")
    world.insure(pids, one, clock.first)
    world.insure(pids, rng.choice(employers.of("arrears"), len(pids)), clock.window, unpaid_from=clock.window, before=0)
    pids, one, _ = at("unit_and_flexible")
    world.insure(pids, one, clock.first)
    world.insure_flexible(pids, clock.first)
    pids, one, _ = at("units_110_and_120")
    world.insure(pids, one, clock.first)
    world.insure(
        pids, rng.choice(employers.of("public_body_120"), len(pids)), clock.window, insurances=CIVIL_INSURANCES
    )
    pids, one, _ = at("two_jobs_one_number")
    left(pids, one, clock.first, middle)
    world.insure(pids, rng.choice(employers.of("partly_insured"), len(pids)), middle + 1)


def _as_resident_too(world: World, at: _At) -> None:
    """A contribution as a resident beside one as an employee; and the same, but for a detail."""
    clock, year = world.clock, world.clock.year
    january = (year - 1) * 12
    pids, one, _ = at("resident_170_with_110")
    world.insure(pids, one, clock.first)
    world.enrol_resident(pids, (year - 1,))
    pids, _, _ = at("resident_170_with_flexible_110")
    world.insure_flexible(pids, clock.first)
    world.enrol_resident(pids, (year - 1,), government=True)
    pids, one, _ = at("resident_390_with_310")
    world.insure(pids, one, clock.first)
    world.insure_resident_medical(pids, (year - 1,))
    pids, one, _ = at("resident_170_eleven_months")
    world.insure(pids, one, january + 1)
    world.enrol_resident(pids, (year - 1,))
    pids, one, _ = at("resident_170_year_before_last")
    world.insure(pids, one, clock.first)
    world.enrol_resident(pids, (year - 3, year - 2))
    pids, one, _ = at("resident_170_not_arrived")
    world.insure(pids, one, clock.first)
    world.enrol_resident(pids, (year - 1, year), paid=False)
    pids, _, _ = at("resident_390_with_110")
    world.insure_flexible(pids, clock.first)
    world.insure_resident_medical(pids)
    pids, one, _ = at("resident_170_with_310")
    world.insure(pids, one, clock.first, insurances=(310,))
    world.enrol_resident(pids)


def pensions(world: World) -> None:
    """Pensions drawn twice, after death, or in prison; some of them rightly."""
    people, clock = world.people, world.clock
    everyone = np.ones(len(people.sex), dtype=bool)
    day = np.timedelta64(1, "D")

    def drawing(kind: str, pension: int = e.RESIDENT_PENSION, **values: Any) -> np.ndarray:
        old = pension in (e.RESIDENT_PENSION, e.EMPLOYEE_PENSION, e.CIVIL_PENSION)
        pids = world.take(kind, (64, 90) if old else (30, 56), everyone)
        world.draw(pids, pension, **values)
        world.insure_resident_medical(pids)
        return pids

    world.draw(drawing("two_pensions"), e.EMPLOYEE_PENSION)
    world.draw(drawing("two_pensions_civil"), e.CIVIL_PENSION)
    world.draw(drawing("two_pensions_of_work", e.CIVIL_PENSION), e.EMPLOYEE_PENSION)
    world.draw(drawing("pension_and_unemployment"), e.UNEMPLOYMENT)
    world.draw(drawing("pension_and_land_allowance"), e.LAND_ALLOWANCE)
    world.draw(drawing("second_pension_paused"), e.EMPLOYEE_PENSION, e.PAUSED)
    world.draw(drawing("second_pension_stopped"), e.EMPLOYEE_PENSION, e.STOPPED)
    world.draw(drawing("first_pension_paused", status=e.PAUSED), e.CIVIL_PENSION)

    # a death in the month before the recent ones; what was paid last, and when
    month = clock.recent - 1
    for kind, values in (
        ("dead_drawing", {}),
        ("dead_drawing_one_month", {"last_paid": month + 1}),
        ("dead_pension_stopped_late", {"status": e.STOPPED, "last_paid": clock.last - 1}),
        ("dead_employee_pension", {"pension": e.EMPLOYEE_PENSION}),
        ("dead_unemployment", {"pension": e.UNEMPLOYMENT}),
        ("dead_land_allowance", {"pension": e.LAND_ALLOWANCE}),
        ("paid_in_month_of_death", {"last_paid": month}),
        ("paid_before_death", {"status": e.STOPPED, "last_paid": month - 1}),
    ):
        world.die(drawing(kind, **values), month=month)
    world.die(drawing("dead_registered_drawing"), police_know=True, undertaker_knows=False, month=month)
    world.die(drawing("dead_known_to_both_drawing"), police_know=True, month=month)
    world.move_out(drawing("moved_out_drawing"))
    world.cancel(drawing("cancelled_drawing"), CANCELLED)

    first, last = month_start(clock.last), month_end(clock.last)
    world.sentence(drawing("prison_drawing"), e.PRISON)
    world.sentence(drawing("prison_from_first_day"), e.PRISON, starts=first)
    world.sentence(drawing("prison_until_last_day"), e.PRISON, ends=last)
    world.sentence(drawing("prison_open_end", e.EMPLOYEE_PENSION), e.PRISON, ends=NO_DAY)
    stopped = {"status": e.STOPPED, "last_paid": clock.last - 5}
    world.sentence(drawing("prison_drawn_then_stopped", **stopped), e.PRISON)
    world.sentence(drawing("prison_from_second_day"), e.PRISON, starts=first + day)
    world.sentence(drawing("prison_until_last_but_one"), e.PRISON, ends=last - day)
    pids = drawing("prison_after_last_pension", **stopped)
    world.sentence(pids, e.PRISON, starts=month_start(clock.last - 3))
    world.sentence(drawing("prison_before_pension"), e.PRISON, ends=month_end(clock.last - 3))
    world.sentence(drawing("probation_drawing"), e.COMMUNITY)
    world.sentence(drawing("prison_unemployment", e.UNEMPLOYMENT), e.PRISON)
    world.sentence(drawing("prison_land_allowance", e.LAND_ALLOWANCE), e.PRISON)


def plant(world: World) -> None:
    """All of them but the names, which nobody has yet."""
    enrolment(world)
    pensions(world)


def ordinary_deaths(world: World) -> None:
    """The old who die of late and had their pension until last month: in time for most of them."""
    clock, rng = world.clock, world.stream("deaths")
    old = np.flatnonzero((world.people.age >= 66) & (world.people.kind == 0) & ~world.settled)
    benefit = world.facts["benefit"].frame().filter((pl.col("last_paid") == clock.last) & (pl.col("status") == e.DRAWN))
    old = rng.permutation(np.intersect1d(old, benefit["pid"].to_numpy()))
    just, late = np.split(old[: world.count(5 * LATE)], [world.count(4 * LATE)])
    world.die(just, month=clock.last)
    world.die(late, month=clock.last - 2)


def call_names(world: World) -> None:
    """Let some offices call people by another's name, by their former one, or with a slip of the hand.

    Another's name under a valid number: one number for two. It shares no letter with the person's own.
    """
    people, identity, rng = world.people, world.identity, world.stream("called")
    members = world.facts["member"].frame().filter(pl.col("insurance").is_in([110, 120, 170]))
    plain = np.zeros(len(people.sex), dtype=bool)
    plain[members["pid"].to_numpy()] = True
    # whose number is 18 digits everywhere, and whom nothing else makes hard to know
    plain &= (people.kind == 0) & people.in_resident & (people.document == 0) & ~world.steady
    plain &= people.birth >= np.datetime64("1975-01-01")
    for group in world.groups.values():
        plain[np.unique(group)] = False
    plain &= ~identity.names.str.contains("·", literal=True).to_numpy()
    count = world.count(CALLED)

    def chosen(kind: str, fits: np.ndarray) -> np.ndarray:
        pids = rng.permutation(np.flatnonzero(plain & fits))[:count]
        plain[pids] = False
        people.name_kind(pids, kind)
        world.steady[pids] = True
        return pids

    everyone = np.ones(len(plain), dtype=bool)
    pool = identity.names.gather(rng.permutation(len(plain))[: 8 * count + 40]).to_list()
    others = iter(name for name in pool if "·" not in name)
    waged = np.zeros(len(plain), dtype=bool)
    wage = world.facts["wage"].frame().filter(pl.col("m0") <= pl.col("m1"))
    waged[wage["pid"].to_numpy()] = True
    for kind, office, fits in (
        ("member_of_another_name", "hrss", everyone),
        ("earner_of_another_name", "wage", waged),
    ):
        pids = chosen(kind, fits)
        names = [_apart(own, others) for own in identity.names.gather(pids.astype(np.uint32)).to_list()]
        world.called.append((office, pids, names))
    world.groups["two_names"] = np.concatenate([pids for _, pids, _ in world.called])
    pids = chosen("called_by_former_name", (identity.formers != "").to_numpy())
    world.called.append(("hrss", pids, identity.formers.gather(pids.astype(np.uint32)).to_list()))
    pids = chosen("called_by_slip", (identity.names.str.len_chars() == 3).to_numpy())
    slips = with_a_typo(identity.names.gather(pids.astype(np.uint32)), GIVEN_MEN + GIVEN_WOMEN, rng)
    world.called.append(("hrss", pids, slips))


def _apart(own: str, others: Any) -> str:
    """The next name that shares no letter with one's own."""
    return next(name for name in others if not set(name) & set(own))
