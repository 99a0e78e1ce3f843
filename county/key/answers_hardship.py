"""The answer key of the lists about hardship, lost land and the old who draw nothing."""

import numpy as np

from county import events as e
from county.key.standing import CHECK_DATA, MUST_JOIN, PERSUADE
from county.key.view import Answers
from county.lives.planted_hardship import LAND_UNPAID

PEOPLE_LISTS: tuple[str, ...] = (
    "over_60_unenrolled",
    "over_60_not_drawing",
    "land_loss_unenrolled",
    LAND_UNPAID,
    "land_loss_no_allowance",
    "hardship_not_enrolled",
    "hardship_not_paid_for",
    "hardship_not_drawing",
    "hardship_without_medical",
)


def lists(answers: Answers, done: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All of them, in the order of `PEOPLE_LISTS`."""
    poverty, landless = poor(answers), answers.people("land_loss", answers.rows("land_loss")["pid"])
    grown = (answers.age >= 16) & (answers.age < 60) & ~answers.exempt_170
    paid = answers.paid_by_year(170, *answers.this_year(170)) | answers.declared_window
    paid_for = answers.paid_by_year(170, *answers.this_year(170), due_kinds=(30,)) | answers.declared_window
    # past sixty since the month before last month at the latest, alive, without a pension or an employer
    without = (answers.sixty_in < answers.clock.last) & ~answers.died & ~answers.drawing & ~answers.declared_recent
    old = answers.resident_here & (answers.age >= 60) & ~answers.enrolled_any & ~answers.drawing & ~answers.exempt_170
    member = answers.enrolled(170)
    on = (
        old,
        member & without,
        landless & grown & ~answers.enrolled_any,
        landless & grown & member & ~paid,
        landless & without & ~answers.draws(e.LAND_ALLOWANCE),
        poverty & grown & ~answers.enrolled_any,
        poverty & grown & member & ~paid_for,
        poverty & without,
        poverty & ~answers.exempt_medical & ~answers.medical_now,
    )
    tiers = (PERSUADE, CHECK_DATA, MUST_JOIN, MUST_JOIN, CHECK_DATA, MUST_JOIN, MUST_JOIN, MUST_JOIN, MUST_JOIN)
    # whoever draws nothing is asked for, wherever else they may pay
    nobody = np.zeros(answers.size, dtype=bool)
    asked = (answers.asked_170, nobody, *(answers.asked_170,) * 2, nobody, *(answers.asked_170,) * 2, nobody)
    return {
        name: np.where(flags, np.where(answers.known & ~first, tier, CHECK_DATA), "")
        for name, flags, tier, first in zip(PEOPLE_LISTS, on, tiers, (*asked, answers.asked_medical), strict=True)
    }


def poor(answers: Answers) -> np.ndarray:
    """Hardship of a kind that the region's plan counts, in force."""
    hardship = answers.rows("hardship")
    counts = np.isin(hardship["kind"], answers.rules.counted) & answers.in_force(hardship)
    return answers.people("hardship", hardship["pid"][counts])
