"""The answer key of the lists of who has one insurance and lacks another, or paid for it last year alone."""

import numpy as np

from county.key.doubts import best_is_token
from county.key.standing import CHECK_DATA, MUST_JOIN, PERSUADE
from county.key.view import Answers
from county.lives.planted_over_age import OVER_AGE
from county.lives.planted_partial import MEDICAL_ALONE, UNINJURED
from county.lives.planted_permits import PERMITS
from county.lives.planted_renewals import CONVERTIBLE, LAPSED_MEDICAL
from county.people import NORMAL

PEOPLE_LISTS: tuple[str, ...] = (MEDICAL_ALONE, UNINJURED, CONVERTIBLE, LAPSED_MEDICAL, PERMITS, OVER_AGE)


def lists(answers: Answers, done: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All of them."""
    clock, people = answers.clock, answers.world.people
    low, high = clock.recent, clock.last
    medical = answers.declared(310, by="unit", low=low, high=high) & ~answers.declared_recent & ~answers.exempt_110
    resident_medical = answers.paid_by_year(390, *answers.this_year(390))
    convertible = answers.paid_flexible & resident_medical & ~answers.paid(310, low=low, high=high)
    lapsed = answers.resident_here & answers.paid_by_year(390, clock.year - 1) & ~answers.medical_now
    permit = answers.register(people.residence_permit & (people.status == NORMAL)) & (answers.age >= 16)
    permit &= ~answers.past_late & ~answers.enrolled_any & ~answers.declared_recent & ~answers.exempt_170
    over_age = answers.has_wage & answers.past_late & (answers.age < answers.rules.over_age_until)
    asked = answers.abroad | answers.asked_110
    over_age &= ~(answers.died | answers.serving | answers.imprisoned)
    return {
        MEDICAL_ALONE: _tiers(answers, medical, MUST_JOIN, answers.woman_between | asked | best_is_token(answers)),
        UNINJURED: _uninjured(answers),
        CONVERTIBLE: _tiers(answers, convertible & ~answers.exempt_medical, PERSUADE, answers.asked_medical),
        LAPSED_MEDICAL: _tiers(answers, lapsed & ~answers.exempt_medical, PERSUADE, answers.asked_medical),
        PERMITS: _tiers(answers, permit & ~answers.has_wage, PERSUADE, answers.asked_170),
        OVER_AGE: _tiers(answers, over_age & ~answers.declared(410, low=low, high=high), PERSUADE, asked),
    }


def _tiers(answers: Answers, on: np.ndarray, tier: str, unclear: np.ndarray | None = None) -> np.ndarray:
    """The tier of those who are on; for the desk where the number is not valid, or where it is unclear otherwise."""
    doubtful = ~answers.known if unclear is None else ~answers.known | unclear
    return np.where(on, np.where(doubtful, CHECK_DATA, tier), "")


def _uninjured(answers: Answers) -> np.ndarray:
    """Declared for 110 through a unit, and not for 410 or not for 210 through any."""
    low, high = answers.clock.recent, answers.clock.last
    dispatch, spell = answers.rows("dispatch"), answers.spell
    rows = answers.declared_during(low, high) & (spell["insurance"] == 110) & (spell["uid"] >= 0)
    who, at = answers.view.person["hrss"][spell["pid"][rows]], answers.view.unit[spell["uid"][rows]]
    on, sure = np.zeros(answers.size, dtype=bool), np.zeros(answers.size, dtype=bool)
    for insurance in (410, 210):
        lacking = ~answers.declared(insurance, low=low, high=high)
        on[who] |= lacking[who]
        # somebody's unit takes the insurance that is missing
        sure[who[answers.has_unit(insurance)[at]]] |= lacking[who[answers.has_unit(insurance)[at]]]
    dispatched = answers.people("dispatch", dispatch["pid"][answers.in_force(dispatch)])
    return _tiers(answers, on & ~answers.exempt_110, MUST_JOIN, dispatched | answers.abroad | answers.asked_110 | ~sure)
