"""The first six lists of the answer key: employers that insure nobody or some, the waged, lapsed and unenrolled."""

import numpy as np
import polars as pl

from county.key.doubts import (
    best_paid,
    doubtful_wages,
    headed_outside,
    paid_as_cadres,
    unemployed_near_retirement,
)
from county.key.standing import CHECK_DATA, MUST_JOIN, PERSUADE
from county.key.view import Answers
from county.lives.planted_lapses import STOPPED_FOR
from county.taxes import SOCIAL, taxes
from county.world import FLEXIBLE

TAXED = "taxed_uninsured_employers"
PARTLY = "partly_insured_employers"
WAGED = "waged_uninsured_people"
LAPSED = "lapsed_members"
OVER_45 = "unenrolled_residents_45_plus"
UNDER_45 = "unenrolled_residents_under_45"
EMPLOYER_LISTS = (TAXED, PARTLY)
PEOPLE_LISTS = (WAGED, LAPSED, OVER_45, UNDER_45)


def lists(answers: Answers, done: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All six."""
    waged = _waged_uninsured(answers)
    over, under = _unenrolled(answers, waged)
    return {
        WAGED: waged,
        TAXED: _taxed_uninsured(answers, waged),
        PARTLY: _partly_insured(answers, waged),
        LAPSED: _lapsed(answers),
        OVER_45: over,
        UNDER_45: under,
    }


def _waged_uninsured(answers: Answers) -> np.ndarray:
    earner, employer, asked_first = doubtful_wages(answers)
    cadre = paid_as_cadres(answers, earner, employer)
    on = np.zeros(answers.size, dtype=bool)
    on[earner[~cadre]] = True
    unclear = np.zeros(answers.size, dtype=bool)
    unclear[earner[asked_first & best_paid(answers, earner, employer, cadre)]] = True
    on &= ~answers.exempt_110 & ~answers.declared_recent
    unclear |= answers.abroad | answers.woman_between | ~answers.known | answers.asked_110
    return np.where(on, np.where(unclear, CHECK_DATA, MUST_JOIN), "")


def _taxed_uninsured(answers: Answers, waged: np.ndarray) -> np.ndarray:
    tax = taxes(answers.world).filter((pl.col("kind") < SOCIAL) & (pl.col("month") >= answers.clock.window))
    paid = tax.group_by("eid").agg(pl.col("cents").sum()).filter(pl.col("cents") > 0)["eid"].to_numpy()
    taxed = answers.wage_employers.copy()
    taxed[answers.view.tax[paid]] = True
    on = taxed & answers.operating & ~answers.sole_trader & ~answers.young & ~answers.covered
    sure = answers.with_a_must_join(waged) & ~headed_outside(answers)
    return np.where(on, np.where(sure, MUST_JOIN, CHECK_DATA), "")


def _partly_insured(answers: Answers, waged: np.ndarray) -> np.ndarray:
    return np.where(answers.covered & answers.operating & answers.with_a_must_join(waged), MUST_JOIN, "")


def _lapsed(answers: Answers) -> np.ndarray:
    clock, member = answers.clock, answers.facts["member"].filter(pl.col("insurance") == 110)
    latest = (
        member.with_columns(pl.Series("person", answers.view.person["hrss"][member["pid"].to_numpy()]))
        .sort("person", "stopped", "enrolled", nulls_last=[False, True, True], maintain_order=True)
        .unique("person", keep="last", maintain_order=True)
    )
    person, unit = latest["person"].to_numpy(), latest["uid"].to_numpy()
    flexible = np.zeros(answers.size, dtype=bool)
    flexible[person[(latest["member_kind"] == FLEXIBLE).to_numpy()]] = True
    paid = answers.paid(110, low=clock.recent, high=clock.last)
    if answers.rules.lapse_by_year:
        # nothing for last calendar year nor this one
        paid |= flexible & answers.paid(110, low=(clock.year - 1) * 12, high=clock.last)
    ever = answers.paid(110, low=clock.first, high=clock.last)
    ever |= answers.people("hrss", member["pid"].filter(member["before"] > 0).to_numpy())
    on = answers.enrolled(110) & ever & ~paid & ~answers.declared_by_unit
    on &= ~answers.exempt_110 & ~answers.paid(120, low=clock.recent, high=clock.last) & ~answers.paid_170
    for_good = latest["reason"].is_in(STOPPED_FOR).to_numpy()
    on[person[for_good]] = False
    # the last unit still pays a wage
    last_employer = np.full(answers.size, -1)
    last_employer[person] = np.where(unit >= 0, answers.view.unit[unit], -1)
    still = np.zeros(answers.size, dtype=bool)
    still[answers.earner[answers.earner_employer == last_employer[answers.earner]]] = True
    on &= ~unemployed_near_retirement(answers)
    tier = np.where(still & ~answers.woman_between, MUST_JOIN, PERSUADE)
    token = np.zeros(answers.size, dtype=bool)
    token[answers.earner[answers.token & (answers.earner_employer == last_employer[answers.earner])]] = True
    asked = answers.abroad | ~answers.known | answers.asked_110 | token
    return np.where(on, np.where(asked, CHECK_DATA, tier), "")


def _unenrolled(answers: Answers, waged: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    on = answers.resident_here & ~answers.enrolled_any & ~answers.exempt_170 & (waged == "")
    on &= (answers.age >= 16) & (answers.age < 60)
    tier = np.where(answers.known & ~answers.asked_170, PERSUADE, CHECK_DATA)
    return np.where(on & (answers.age >= 45), tier, ""), np.where(on & (answers.age < 45), tier, "")
