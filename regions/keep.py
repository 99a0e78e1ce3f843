"""How long a region keeps what nights leave: days after which a night deletes it."""

from dataclasses import dataclass

from base.strict import Strict, Wrong

LEAST_DAYS, MOST_DAYS = 30, 3_660
"""A town is given a month to come back with its workbook; ten years are for ever."""


@dataclass(frozen=True)
class Keep(Strict):
    """The region's `[keep]`, in days."""

    worklists_days: int = 180
    """The towns' workbooks, and those that somebody had written in."""
    desk_days: int = 180
    """What of a day's reports names people: desk.xlsx and verdicts.xlsx."""
    reports_days: int = 1_095
    """The reports themselves, which name nobody: a plan's three years."""
    messages_days: int = 180
    """Batches of messages: mobile numbers."""
    feedback_days: int = 180
    """Returned rows in question."""
    notices_days: int = 1_095
    """Letters to employers with the registers of their replies: a plan's three years."""
    accounts_days: int = 180
    """Slips of 算一笔账: what people earn and would draw."""
    postings_days: int = 365
    """Rosters to be posted inside employers: until the next year's."""
    bonds_days: int = 365
    """Cadres' monthly workbooks, with their telephones."""
    surveys_days: int = 365
    """Surveys as they were handed out."""
    survey_answers_days: int = 730
    """What surveys answered, as rows of a night: the answers of a year, from its first day on."""

    def __post_init__(self) -> None:
        for name, days in vars(self).items():
            if not LEAST_DAYS <= days <= MOST_DAYS:
                raise Wrong(f"应是{LEAST_DAYS}到{MOST_DAYS}之间的整数（天）", name)
