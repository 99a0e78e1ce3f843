"""The answer key of the lists about pensions: housing fund, medical cover beside them, residents, years that lack."""

import numpy as np

from county import events as e
from county.clock import minimum_months
from county.key.answers_employers import shop_owners
from county.key.answers_first import WAGED
from county.key.standing import CHECK_DATA, MUST_JOIN, PERSUADE
from county.key.view import Answers

FUND = "fund_paying_uninsured_people"
STAFF = "pension_without_medical"
FLEXIBLE = "flexible_without_medical"
LAPSED_RESIDENTS = "lapsed_residents"
UP = "traders_and_movers_up"
SHORT = "short_of_years"
PEOPLE_LISTS: tuple[str, ...] = (FUND, STAFF, FLEXIBLE, LAPSED_RESIDENTS, UP, SHORT)
OWN = (10, 20)
NEAR = 60
"""Months: who retires later than that has time."""


def lists(answers: Answers, done: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All of them."""
    return {
        FUND: _fund_paying(answers, done[WAGED]),
        STAFF: _staff_without_medical(answers),
        FLEXIBLE: _flexible_without_medical(answers),
        LAPSED_RESIDENTS: _lapsed_residents(answers),
        UP: _lowest_tier(answers),
        SHORT: _short_of_years(answers),
    }


def _tiers(answers: Answers, on: np.ndarray, tier: str, unclear: np.ndarray | None = None) -> np.ndarray:
    """The tier of those who are on; for the desk where the number is not valid, or where it is unclear otherwise."""
    doubtful = ~answers.known if unclear is None else ~answers.known | unclear
    return np.where(on, np.where(doubtful, CHECK_DATA, tier), "")


def _fund_paying(answers: Answers, waged: np.ndarray) -> np.ndarray:
    clock, fund = answers.clock, answers.rows("fund")
    recent = np.maximum(fund["m0"], clock.recent) <= np.minimum(fund["m1"], clock.last)
    on = answers.people("fund_deposit", fund["pid"][recent])
    on &= ~answers.exempt_110 & ~answers.declared_recent & (waged == "")
    return _tiers(answers, on, MUST_JOIN, answers.woman_between | answers.abroad | answers.asked_110)


def _staff_without_medical(answers: Answers) -> np.ndarray:
    low, high = answers.clock.recent, answers.clock.last
    on = answers.paid(110, low=low, high=high, by="unit") & ~answers.declared(310, low=low, high=high)
    return _tiers(answers, on & ~answers.exempt_medical, MUST_JOIN, answers.asked_medical)


def _flexible_without_medical(answers: Answers) -> np.ndarray:
    on = answers.paid_flexible & ~answers.paid(310, low=answers.clock.recent, high=answers.clock.last)
    on &= ~answers.paid_by_year(390, *answers.this_year(390)) & ~answers.exempt_medical
    return _tiers(answers, on, PERSUADE, answers.asked_medical)


def _lapsed_residents(answers: Answers) -> np.ndarray:
    member = answers.member
    before = (member["insurance"] == 170) & (member["before"] > 0)
    ever = answers.paid_by_year(170) | answers.people("hrss", member["pid"][before])
    on = answers.enrolled(170) & (answers.age < 60) & ever & ~answers.paid_170
    return _tiers(answers, on & ~answers.exempt_170 & ~answers.declared_window, PERSUADE, answers.asked_170)


def _lowest_tier(answers: Answers) -> np.ndarray:
    years = answers.clock.year - 1, answers.clock.year
    least = answers.paid_by_year(170, *years, due_kinds=OWN, at_most=answers.rules.lowest_tier_yuan)
    farmer, cadre = e.ROSTERS.index("种养殖大户"), e.ROSTERS.index("村(居)干部")
    means = answers.has_wage | shop_owners(answers, answers.operating) | answers.on_roster(farmer, cadre)
    on = least & means & ~answers.paid_by_year(170, *years, due_kinds=(30,)) & ~answers.declared_window
    return _tiers(answers, on & ~answers.exempt_110, PERSUADE, answers.abroad | answers.asked_110)


def _short_of_years(answers: Answers) -> np.ndarray:
    clock, member = answers.clock, answers.member
    paid = np.zeros(answers.size, dtype=np.int64)
    for month in range(clock.first, clock.last + 1):
        paid += answers.paid(110, low=month, high=month)
    before = np.zeros(answers.size, dtype=np.int64)
    rows = member["insurance"] == 110
    np.maximum.at(before, answers.view.person["hrss"][member["pid"][rows]], member["before"][rows])
    other, uncredited = _other_months(answers)
    before += other

    def short(retires: np.ndarray) -> np.ndarray:
        left = np.maximum(retires - clock.last - 1, 0)
        return (retires <= clock.today + NEAR) & (paid + before + left < minimum_months(retires // 12))

    early, late = short(answers.retires_early), short(answers.retires_late)
    on = answers.enrolled(110) & early & ~answers.exempt_110_but_for_age & answers.known
    return _tiers(answers, on, PERSUADE, (answers.woman & ~late) | answers.abroad | answers.asked_110 | uncredited)


def _other_months(answers: Answers) -> tuple[np.ndarray, np.ndarray]:
    """Months that count though nobody has paid them here, and of whom some may count that nobody has printed."""
    credit, elsewhere, member = answers.rows("credit"), answers.rows("elsewhere"), answers.member
    months = np.zeros(answers.size, dtype=np.int64)
    printed = credit["months"] >= 0
    places = answers.view.person["hrss"][credit["pid"]]
    np.maximum.at(months, places[printed], credit["months"][printed])
    paid = (elsewhere["paid_months"] >= 0) & np.isin(elsewhere["insurance"], (110, 120))
    there = answers.view.person["insured_elsewhere"][elsewhere["pid"][paid]]
    np.add.at(months, there, elsewhere["paid_months"][paid])
    early = np.zeros(answers.size, dtype=bool)
    early[places[credit["worked"] < np.datetime64("1996-01-01")]] = True
    served = answers.people("soldier", answers.rows("soldier")["pid"])
    served &= answers.people("hrss", member["pid"][np.isin(member["insurance"], (110, 120))])
    recorded = answers.people("hrss", credit["pid"][printed])
    return months, (early | served) & ~recorded
