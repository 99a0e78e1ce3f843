"""The answer key of the indicators: counted from the clean world's facts, person by person, for every area and period.

Written for the truth alone: whatever the offices get wrong is what the comparison measures. Cases have no key, they are
the system's own; of building sites only the whole region is told, for the offices draw their places as they print them.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from county import events as e
from county.clock import months_of
from county.key.answers_coverage import compared_bases, staff
from county.key.answers_funds import of_insured
from county.key.answers_hardship import poor
from county.key.areas import SCHEMA, Areas
from county.key.view import GOVERNMENT, OWN, Answers
from county.projects import BY_NAME, BY_NUMBER

PENSIONS = (e.EMPLOYEE_PENSION, e.CIVIL_PENSION)
YANCHENG = "3209"
"""Its table of targets has rates of medical cover for what it sets apart, too."""
SHOWN = 24
"""So many months at most are told."""
YEAR = 12
Counted = tuple[str, int, np.ndarray, np.ndarray | None]
"""Indicator, month, and by leaf (`Areas.codes`) the numerator and the denominator (None: there is none)."""


def indicators(answers: Answers) -> pl.DataFrame:
    """All of them: indicator, area_code, period, numerator, denominator."""
    frames = [pl.DataFrame(schema=SCHEMA)]
    areas = Areas(answers)
    for counted in (
        *_of_members(answers, areas),
        *of_insured(answers, areas),
        *_of_residents(answers, areas),
        *_of_employers(answers, areas),
    ):
        frames.append(areas.figures(*counted))
    return pl.concat([*frames, _projects(answers)]).sort("indicator", "area_code", "period")


def _of_members(answers: Answers, areas: Areas) -> Iterator[Counted]:
    """The employee pension: who is new, who has come back, who pays, who has stopped."""
    clock = answers.clock
    months = range(clock.first, clock.last + 1)
    paid = np.array([answers.paid(110, low=month, high=month) for month in months])
    member = answers.member["insurance"] == 110
    on_books = answers.people("hrss", answers.member["pid"][member])
    before = _paid_before(answers, 110)
    first = np.where(paid.any(axis=0), paid.argmax(axis=0), -1)
    shown = range(max(0, len(months) - SHOWN), len(months))
    for at in shown:
        begins = on_books & (first == at)
        empty = ~paid[max(0, at - YEAR) : at].any(axis=0)
        earlier = paid[: max(0, at - YEAR)].any(axis=0)
        if at > 0:
            new = begins & (before == 0)
            places = areas.places("new_pension_payers", months[at])
            yield "new_pension_payers", months[at], areas.people(new, places=places), None
        if at >= YEAR:
            transferred = begins & (before > 0)
            yield "transferred_pension_payers", months[at], areas.people(transferred, places=areas.at_home), None
        returned = on_books & paid[at] & empty & earlier
        yield "returned_pension_payers", months[at], areas.people(returned, places=areas.at_home), None
        yield "pension_payers", months[at], areas.people(paid[at]), None

    retired = answers.draws(*PENSIONS)
    active = answers.enrolled(110) & ~retired
    civil = answers.paid(120, low=clock.recent, high=clock.last)
    yield "pension_paying_rate", clock.last, areas.people(active & paid[-1]), areas.people(active)
    yield (
        "employee_pension_members",
        clock.today,
        areas.people(active | civil, places=areas.places("employee_pension_members")),
        None,
    )
    yield from _stopped(answers, areas, paid)


def _stopped(answers: Answers, areas: Areas, paid: np.ndarray) -> Iterator[Counted]:
    clock, benefit, death = answers.clock, answers.rows("benefit"), answers.rows("death")
    drawn = (benefit["status"] <= e.PAUSED) & np.isin(benefit["kind"], (*PENSIONS, e.RESIDENT_PENSION))
    starts = np.full(answers.size, 10**6)
    np.minimum.at(starts, benefit["pid"][drawn], benefit["starts"][drawn])
    dies = np.full(answers.size, 10**6)
    # civil affairs know the day, the police and the bureaus the day they were told
    by_bureau = (answers.member["reason"] == 6401) & ~np.isnat(answers.member["stopped"])
    np.minimum.at(dies, answers.member["pid"][by_bureau], months_of(answers.member["stopped"][by_bureau]))
    people = answers.world.people
    struck = np.flatnonzero(answers.register(people.status == 1) & ~np.isnat(people.status_date))
    dies[struck] = np.minimum(dies[struck], months_of(people.status_date[struck]))
    dies[death["pid"]] = months_of(death["died"])
    for until in (clock.last - YEAR, clock.last):
        december = until // YEAR * YEAR - 1
        if december < clock.first:
            continue
        begun = paid[december - clock.first]
        going = answers.paid(110, 120, low=until - 2, high=until)
        gone = (dies <= until) | (starts <= until)
        year = until // YEAR
        yield "pension_interruption_rate", year * YEAR, areas.people(begun & ~going & ~gone), areas.people(begun)
        civil = answers.paid(120, low=december, high=december)
        residents = answers.paid_by_year(170, year - 1)
        alone = residents & ~begun & ~civil
        old = alone & (answers.sixty_in <= until)
        serves = (year - 1, year) if (until % YEAR + 1, 31) <= answers.rules.grace_170 else (year,)
        stopped = ~going & ~answers.paid_by_year(170, *serves) & ~gone & ~old
        every = begun | civil | residents
        yield "all_pension_interruption_rate", year * YEAR, areas.people(every & stopped), areas.people(every)


def _of_residents(answers: Answers, areas: Areas) -> Iterator[Counted]:
    """What residents pay, who is in a pension insurance or has medical cover, and those in hardship."""
    clock, year = answers.clock, answers.clock.year
    yearly = answers.facts["yearly"].unique(["pid", "insurance", "year", "due_kind"], keep="first")
    yearly = yearly.filter(pl.col("paid") & (pl.col("insurance") == 170))
    pensions = np.full(answers.size, 10**6)
    for month in range(clock.last, clock.first - 1, -1):
        pensions[answers.paid(110, 120, low=month, high=month)] = month
    everyone = pensions.copy()
    np.minimum.at(everyone, yearly["pid"].to_numpy(), yearly["year"].to_numpy().astype(int) * YEAR + 11)
    unpaid = _paid_before(answers, 110, 120, 170) == 0
    for one in (year - 2, year - 1, year):
        january = one * YEAR
        this = yearly.filter(pl.col("year") == one)
        for name, kinds in (
            ("resident_pension_mean", OWN),
            ("resident_pension_mean_with_help", OWN + GOVERNMENT),
        ):
            part = this.filter(pl.col("due_kind").is_in(kinds))
            yuan = np.bincount(part["pid"].to_numpy(), part["yuan"].to_numpy(), minlength=answers.size)
            yield name, january, areas.people(yuan > 0, yuan), areas.people(yuan > 0)
        if january >= clock.first:
            employee = answers.paid(110, 120, low=january, high=january + 11)
            resident = answers.people("hrss", this["pid"].to_numpy())
            yield "employee_payer_share", january, areas.people(employee), areas.people(employee | resident)
            new = unpaid & (everyone // YEAR == one)
            yield "new_insured_people", january, areas.people(new, places=areas.at_home), None

    medical_310 = answers.declared(310, low=clock.recent, high=clock.last)
    covered = answers.medical_now | answers.medical_pensioner
    residents = covered & ~medical_310 & answers.paid_by_year(390, *answers.this_year(390))
    here = answers.resident_here
    places = areas.by_town if areas.region == YANCHENG else areas.of_person
    medical, every = (areas.people(chosen, places=places) for chosen in (here & covered, here))
    yield "medical_coverage_rate", clock.today, medical, every
    yield "employee_medical_share", clock.today, areas.people(covered & ~residents), areas.people(covered)
    outside = answers.died | answers.serving | answers.imprisoned | answers.abroad | answers.struck_off
    due = here & (answers.age >= 16) & ~outside & ~answers.studying
    inside = answers.enrolled_any | answers.drawing | answers.elsewhere(110, 120, 170)
    yield "pension_coverage_rate", clock.today, areas.people(due & inside), areas.people(due)
    yield from _in_hardship(answers, areas)


def _in_hardship(answers: Answers, areas: Areas) -> Iterator[Counted]:
    """The three hundreds: enrolled, paid for, drawing."""
    today = answers.clock.today
    grown = poor(answers) & (answers.age >= 16) & (answers.age < 60) & ~answers.exempt_170
    yield "hardship_enrolled_rate", today, areas.people(grown & answers.enrolled_any), areas.people(grown)
    asked = grown & answers.enrolled(170) & ~answers.declared_window
    helped = answers.paid_by_year(170, *answers.this_year(170), due_kinds=GOVERNMENT)
    yield "hardship_paid_for_rate", today, areas.people(asked & helped), areas.people(asked)
    old = poor(answers) & (answers.sixty_in < answers.clock.last) & ~answers.died & ~answers.retired_elsewhere
    old &= ~answers.declared_recent
    drawing = answers.draws(*PENSIONS, e.RESIDENT_PENSION)
    yield "hardship_drawing_rate", today, areas.people(old & drawing), areas.people(old)


def _of_employers(answers: Answers, areas: Areas) -> Iterator[Counted]:
    """How many of their staff they insure, and on what base."""
    last = answers.clock.last
    employer, person, due, insured = staff(answers)
    asked = areas.employers(employer, due)
    yield "staff_coverage_rate", last, areas.employers(employer, insured), asked
    declared = {code: answers.declared(code, low=answers.clock.recent, high=last) for code in (210, 410)}
    injury = due & declared[410][person]
    yield "injury_coverage_rate", last, areas.employers(employer, injury), asked
    yield "three_insurances_rate", last, areas.employers(employer, insured & injury & declared[210][person]), asked
    # In one order, or the last digits of the sums would be others each time.
    bases = compared_bases(answers).sort("employer", "person")
    eids = bases["employer"].to_numpy()
    base, wage, bounded = (bases[name].to_numpy() for name in ("base", "wage", "due"))
    yield "base_solidity_unclamped", last, areas.employers(eids, base), areas.employers(eids, wage)
    if last // 12 in answers.rules.bases:
        known = ~np.isnan(bounded)
        eids, base, bounded = eids[known], base[known], bounded[known]
        yield "base_solidity", last, areas.employers(eids, np.minimum(base, bounded)), areas.employers(eids, bounded)


def _projects(answers: Answers) -> pl.DataFrame:
    """Sites begun in each year, and those of them that are insured."""
    begun = answers.world.projects.filter(pl.col("starts") <= answers.clock.as_of)
    years = begun.group_by(pl.col("starts").dt.truncate("1y").cast(pl.Date).alias("period")).agg(
        pl.col("kind").is_in([BY_NUMBER, BY_NAME]).sum().cast(pl.Float64).alias("numerator"),
        pl.len().cast(pl.Float64).alias("denominator"),
    )
    names = pl.lit("projects_injury_covered").alias("indicator"), pl.lit(answers.world.region.code).alias("area_code")
    return years.select(*names, "period", "numerator", "denominator")


def _paid_before(answers: Answers, *insurances: int) -> np.ndarray:
    """Months that everyone had paid before the contribution extract begins."""
    before = np.zeros(answers.size, dtype=np.int64)
    rows = np.isin(answers.member["insurance"], insurances)
    np.maximum.at(before, answers.member["pid"][rows], answers.member["before"][rows])
    return before
