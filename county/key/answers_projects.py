"""The answer key of the list of building sites."""

import numpy as np

from county.key.standing import MUST_JOIN
from county.key.view import Answers
from county.projects import BY_NAME, BY_NUMBER

UNCOVERED = "projects_without_injury_cover"
PROJECT_LISTS = (UNCOVERED,)


def lists(answers: Answers, done: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Sites that have begun, have not ended, and that nobody has insured by number or by name."""
    projects, today = answers.world.projects, answers.clock.day()
    starts, ends = projects["starts"].to_numpy(), projects["ends"].to_numpy()
    covered = projects["kind"].is_in([BY_NUMBER, BY_NAME] if answers.view.by_name else [BY_NUMBER]).to_numpy()
    on = (starts <= today) & (np.isnat(ends) | (ends >= today)) & ~covered
    return {UNCOVERED: np.where(on, MUST_JOIN, "")}
