"""The answer key of the lists of who lacks medical insurance: children, pupils, movers, who comes to a check-up."""

import numpy as np

from county import events as e
from county.key.standing import CHECK_DATA, PERSUADE
from county.key.view import Answers
from county.lives.planted_medical import CHECKED, CHILDREN, MOVERS, STUDENTS

PEOPLE_LISTS: tuple[str, ...] = (CHILDREN, STUDENTS, MOVERS, CHECKED)
NEWBORN_DAYS, OLDEST_YEARS, GROWN_YEARS = 90, 7, 18


def lists(answers: Answers, done: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All four: whom the department lists, who is due, and who has no cover for this year or the recent months."""
    lacking = ~answers.exempt_medical & ~answers.medical_now
    tier = np.where(answers.known, PERSUADE, CHECK_DATA)
    small = answers.birth < answers.clock.day(NEWBORN_DAYS)
    small &= answers.age <= OLDEST_YEARS
    chosen = {
        CHILDREN: _vaccinated(answers) & small,
        STUDENTS: answers.studying,
        MOVERS: answers.on_roster(e.AWAY_AT_WORK),
        CHECKED: answers.on_roster(e.CHECKED_UP) & (answers.age >= GROWN_YEARS),
    }
    asked = np.where(answers.asked_medical, CHECK_DATA, tier)
    return {name: np.where(on & lacking, tier if name == CHILDREN else asked, "") for name, on in chosen.items()}


def _vaccinated(answers: Answers) -> np.ndarray:
    """Children on the vaccination register; one without a number is found by name, birth, sex and home alone."""
    pids = answers.facts["child"]["pid"].to_numpy()
    if not answers.view.by_name:
        pids = pids[~answers.records.people.numberless[pids]]
    return answers.people("child", pids)
