"""The answer key of what a desk asks first: wages that may come of no full job, and other evidence that is incomplete.

Wages are pairs of a person and an employer (`answers.earner`, `answers.earner_employer`).
"""

import numpy as np
import polars as pl

from county import events as e
from county.key.view import Answers
from county.tables import NO_DAY

SCHOOL_AGE, SUMMER = 22, 3
"""Up to this age, with wages in no more months of the active window, somebody may be an intern."""
SEVERAL = 3
"""Who answers for so many employers is staff of none."""
OFFICE, CADRE = "机关", e.ROSTERS.index("村(居)干部")
OWN_FORMS = ("合伙企业", "个人独资")
YEAR = 12


def doubtful_wages(answers: Answers) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The pairs of the recent months, and which of them are asked about first."""
    person, employer = answers.earner, answers.earner_employer
    asked = answers.token.copy()
    asked |= answers.known[person] & (answers.age[person] <= SCHOOL_AGE) & (answers.wage_months[person] <= SUMMER)
    asked |= _contractors(answers)[employer] & ~_ever_declared(answers)[person]
    return person, employer, asked | _own(answers, person, employer)


def best_paid(answers: Answers, person: np.ndarray, employer: np.ndarray, cadre: np.ndarray) -> np.ndarray:
    """Which pair of each person is the one that a row is about: what pays most, a cadre's allowance last."""
    pairs = pl.DataFrame({"person": person, "cadre": cadre, "yuan": answers.earned})
    order = ["person", "cadre", "yuan"]
    first = pairs.with_row_index().sort(order, descending=[False, False, True]).unique("person", keep="first")
    chosen = np.zeros(len(person), dtype=bool)
    chosen[first["index"].to_numpy()] = True
    return chosen


def best_is_token(answers: Answers) -> np.ndarray:
    """Whose best wage is a token one."""
    nobody = np.zeros(len(answers.earner), dtype=bool)
    best = best_paid(answers, answers.earner, answers.earner_employer, nobody)
    small = np.zeros(answers.size, dtype=bool)
    small[answers.earner[answers.token & best]] = True
    return small


def paid_as_cadres(answers: Answers, person: np.ndarray, employer: np.ndarray) -> np.ndarray:
    """Which pairs are an office's pay to somebody on the roster of cadres today."""
    world, records = answers.world, answers.records
    offices = np.flatnonzero(records.in_business & (world.employers.form == OFFICE))
    office = np.zeros(answers.employers, dtype=bool)
    office[answers.view.business[offices]] = True
    return office[employer] & answers.on_roster(CADRE)[person]


def headed_outside(answers: Answers) -> np.ndarray:
    """Branches whose head office nobody here knows."""
    found = np.zeros(answers.employers, dtype=bool)
    found[answers.view.business[answers.world.employers.of("branch_of_outsider")]] = True
    return found


def unemployed_near_retirement(answers: Answers) -> np.ndarray:
    """Who draws unemployment benefit and has at most a year left."""
    left = np.maximum(answers.retires_early - answers.clock.last - 1, 0)
    return answers.draws(e.UNEMPLOYMENT) & answers.known & (left <= YEAR)


def _contractors(answers: Answers) -> np.ndarray:
    """Employers with a building site in force, as whoever permits building means them."""
    projects, today = answers.world.projects, answers.clock.day()
    starts, ends = projects["starts"].to_numpy(), projects["ends"].to_numpy()
    open_now = (starts <= today) & ((ends == NO_DAY) | np.isnat(ends) | (ends >= today))
    return answers.heard("construction_project", projects["eid"].to_numpy()[open_now])


def _ever_declared(answers: Answers) -> np.ndarray:
    return answers.declared(110, 120, low=answers.clock.first, high=answers.clock.last)


def _own(answers: Answers, person: np.ndarray, employer: np.ndarray) -> np.ndarray:
    """Which pairs are an owner's own firm: a partnership, a sole proprietorship, or one of several firms."""
    employers = answers.world.employers
    owner = answers.view.owned_by
    known = (answers.records.in_business | answers.records.in_tax) & (owner >= 0)
    owned = np.bincount(owner[known], minlength=answers.size)
    eids = answers.eid_of[employer]
    mine = owner[eids] == person
    return mine & (np.isin(employers.form[eids], OWN_FORMS) | (owned[person] >= SEVERAL))
