"""The answer key: every list, computed from the clean world's own facts.

The same code runs twice: on the truth, and on what valid official numbers alone can tell (`records.View`).
Each module of `MODULES` answers some lists by `lists(answers, done)`: list id → the tier of each place ("": not on it).
A place is a person (`answers.size` of them), an employer (`answers.employers`) or a project (`world.projects`).
`done` holds the lists of `READ` that are made.
"""

import numpy as np
import polars as pl

from county.key import (
    answers_duplicates,
    answers_employers,
    answers_first,
    answers_hardship,
    answers_medical,
    answers_partial,
    answers_pensions,
    answers_projects,
    answers_rosters,
)
from county.key.view import Answers

MODULES = (
    answers_first,
    answers_hardship,
    answers_pensions,
    answers_medical,
    answers_partial,
    answers_rosters,
    answers_duplicates,
    # who has deposited for somebody due is asked of the people
    answers_employers,
    answers_projects,
)
EMPLOYER_LISTS: tuple[str, ...] = (*answers_first.EMPLOYER_LISTS, *answers_employers.EMPLOYER_LISTS)
PROJECT_LISTS: tuple[str, ...] = answers_projects.PROJECT_LISTS
PEOPLE_LISTS: tuple[str, ...] = (
    *answers_first.PEOPLE_LISTS,
    *answers_employers.PEOPLE_LISTS,
    *answers_hardship.PEOPLE_LISTS,
    *answers_pensions.PEOPLE_LISTS,
    *answers_medical.PEOPLE_LISTS,
    *answers_partial.PEOPLE_LISTS,
    *answers_rosters.PEOPLE_LISTS,
    *answers_duplicates.PEOPLE_LISTS,
)
READ = (answers_first.WAGED, answers_first.TAXED, answers_employers.FUND_PEOPLE)
"""Lists that later modules read; to keep the others too would only take room."""


def owner_of(list_id: str) -> str:
    """Whose list it is: `person`, `employer` or `project`."""
    if list_id in PROJECT_LISTS:
        return "project"
    return "employer" if list_id in EMPLOYER_LISTS else "person"


def lists(answers: Answers) -> pl.DataFrame:
    """All of them: list_id, owner, place (of a person, an employer or a project), subject_id, tier."""
    done: dict[str, np.ndarray] = {}
    subjects = {
        "person": answers.view.subjects,
        "employer": answers.view.employer_subjects,
        "project": "project:" + answers.world.projects["project_id"],
    }
    frames = []
    for module in MODULES:
        made = module.lists(answers, done)
        done |= {name: made[name] for name in READ if name in made}
        for name, tiers in made.items():
            places = np.flatnonzero(tiers != "")
            frames.append(
                pl.DataFrame(
                    {
                        "list_id": pl.repeat(name, len(places), eager=True, dtype=pl.String),
                        "owner": pl.repeat(owner_of(name), len(places), eager=True, dtype=pl.String),
                        "place": places,
                        "subject_id": subjects[owner_of(name)].gather(places.astype(np.uint32)),
                        "tier": pl.Series(tiers[places].astype(object), dtype=pl.String),
                    }
                )
            )
    return pl.concat(frames)
