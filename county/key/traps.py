"""Which planted kind is a false alarm for which list, and what is expected of it there."""

from county import projects
from county.key.answers import EMPLOYER_LISTS, PEOPLE_LISTS, PROJECT_LISTS
from county.key.answers_first import LAPSED, OVER_45, PARTLY, TAXED, UNDER_45, WAGED
from county.lives import (
    planted_cover,
    planted_doubts,
    planted_duplicates,
    planted_employers,
    planted_hardship,
    planted_medical,
    planted_over_age,
    planted_owners,
    planted_partial,
    planted_pensions,
    planted_permits,
    planted_renewals,
    planted_rosters,
    planted_rulings,
    planted_years,
    watched,
)
from county.lives.planted_lapses import STOPPED_FOR

ABSENT, CHECK = "absent", "check_data"
BY_AGE = "unenrolled"
"""Stands for the one of the two lists of residents that the person's age asks for."""

Traps = dict[str, dict[str, tuple[str, ...]]]
"""List id → what is expected there (`absent`, or a tier) → kinds of people, employers or projects."""

FIRST_TRAPS: Traps = {
    WAGED: {
        ABSENT: (
            "elsewhere_110", "elsewhere_120", "elsewhere_retired", "rehired_pensioner", "rehired_resident_pensioner",
            "past_retirement", "drawing_early", "drawing_paused", "intern", "intern_on_leave", "dead_still_normal",
            "dead_registered", "soldier", "prisoner", "child_with_wage", "turns_16_tomorrow_waged", "enrolled_120",
            "service_fees_only", "bonus_only", "wage_taken_back", "zero_wage", "old_wage", "hire_last_month",
            "hired_again_last_month", "leaver_last_pay", "split_payment", "declared_once", "flexible_waged",
            "flexible_paid_once", "retires_this_month", "woman_retires_this_month", "agency_staff", "branch_staff",
            "arrears_staff", "pays_120_now", "foreign_insured",
        ),
        CHECK: (
            "went_abroad", "abroad_on_roster", "woman_between_dates", "woman_reaches_early_date",
            "woman_month_before_late_date", "woman_between_dates_unenrolled", "foreign_passport",
            "lapsed_woman_between_waged",
        ),
    },
    LAPSED: {
        ABSENT: (
            *(f"stopped_for_{reason}" for reason in STOPPED_FOR), "paid_170_this_year", "paid_170_last_year",
            "lapsed_dead_still_normal", "lapsed_soldier", "lapsed_prisoner", "lapsed_went_abroad",
            "lapsed_abroad_on_roster", "lapsed_elsewhere_110", "lapsed_elsewhere_120", "lapsed_student",
            "lapsed_drawing",
            "lapsed_past_retirement", "pays_120_now", "two_months_unpaid", "flexible_two_months_unpaid",
            "flexible_in_time", "never_paid", "membership_ended", "latest_row_moved_away", "arrears_staff",
            "agency_staff", "branch_staff", "split_payment", "declared_once", "flexible_paid_once",
            "enrolled_not_declared",
        ),
    },
    BY_AGE: {
        ABSENT: (
            "resident_elsewhere_110", "resident_elsewhere_120", "resident_elsewhere_170", "resident_elsewhere_retired",
            "resident_dead_still_normal", "resident_dead_registered", "resident_soldier", "resident_prisoner",
            "resident_abroad_on_roster", "resident_went_abroad", "resident_moved_out", "resident_cancelled",
            "registered_elsewhere", "suspended_170", "resident_student", "resident_student_on_leave",
            "resident_drawing_early", "resident_drawing_civil", "woman_between_dates_unenrolled", "ordinary_waged",
            "lapsed_employee",
        ),
    },
    OVER_45: {ABSENT: ("turns_45_tomorrow", "turns_60_today")},
    UNDER_45: {ABSENT: ("turns_45_today", "turned_45_yesterday", "turns_16_tomorrow")},
    TAXED: {
        ABSENT: (
            "covered", "arrears", "public_body_120", "public_body_partly", "agency", "agency_partly", "partly_insured",
            "closed_tax_07", "closed_business", "revoked_business", "tax_stopped_04", "tax_abnormal_05",
            "founded_30_days", "registered_30_days", "social_items_only", "tax_before_window", "tax_taken_back",
            "sole_trader", "sole_trader_with_staff", "sole_trader_covered", "sole_trader_partly", "registry_only",
            "branch_insured", "converted_covered", "converted_old", "converted_old_insured",
        ),
        CHECK: (
            "idle_taxed", "dispatch_host", "branch", "only_pensioners", "only_interns", "only_new_hires",
            "only_elsewhere", "only_service_fees", "founded_31_days", "converted_by_old_unit",
        ),
    },
    PARTLY: {
        ABSENT: (
            "covered", "arrears", "public_body_120", "agency", "sole_trader_covered", "covered_not_operating",
            "empty_unit", "suspended_unit", "ended_unit", "taken_back_unit", "branch", "dispatch_host",
            "branch_insured", "converted_covered", "converted_by_old_unit", "converted_old", "converted_old_insured",
        ),
    },
}  # fmt: skip


def united(*catalogues: Traps) -> Traps:
    """Catalogues of traps in one: what several say of a list and an expectation adds up."""
    one: Traps = {}
    for catalogue in catalogues:
        for list_id, expectations in catalogue.items():
            mine = one.setdefault(list_id, {})
            for expected, kinds in expectations.items():
                mine[expected] = (*mine.get(expected, ()), *kinds)
    return one


TRAPS = united(
    FIRST_TRAPS,
    planted_employers.TRAPS,
    planted_owners.TRAPS,
    projects.TRAPS,
    planted_hardship.TRAPS,
    planted_pensions.TRAPS,
    planted_years.TRAPS,
    planted_cover.TRAPS,
    planted_medical.TRAPS,
    planted_rosters.TRAPS,
    planted_rulings.TRAPS,
    planted_duplicates.TRAPS,
    planted_partial.TRAPS,
    planted_renewals.TRAPS,
    planted_permits.TRAPS,
    planted_over_age.TRAPS,
    watched.TRAPS,
    planted_doubts.TRAPS,
)
PEOPLE_TRAPS, EMPLOYER_TRAPS, PROJECT_TRAPS = (
    {list_id: traps for list_id, traps in TRAPS.items() if list_id in names}
    for names in ((BY_AGE, *PEOPLE_LISTS), EMPLOYER_LISTS, PROJECT_LISTS)
)
