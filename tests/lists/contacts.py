"""What was answered at doors before a night, written into its ledger."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime

from base.home import Home
from ledger import chain
from ledger.event import Event
from tests.town import Town

TOWN_FILE = "100_阜城街道.xlsx"
Answered = tuple[str, str, int, str, str]
"""Name of the firm, the list of the case (or several: one row answers them all), how often, result and reason."""


def answered(town: Town, answers: Sequence[Answered]) -> Callable[[Home], None]:
    """Prepares a home: each answer once a day from 1 September 2026, on a line of its own."""

    def called_upon(home: Home) -> None:
        key = home.read_case_key()

        def case(firm: str, list_id: str) -> str:
            inner = hashlib.sha256(f"{key}|{list_id}|{town.firm_ids[firm]}".encode()).hexdigest()
            return hashlib.sha256((key + inner).encode()).hexdigest()[:16]

        for day in range(max(times for _, _, times, _, _ in answers)):
            events = [
                Event(
                    "contacted",
                    case(firm, list_id),
                    "网格员",
                    {"result": result, "reason": reason, "subject_id": town.firm_ids[firm]},
                    date(2026, 9, day + 1),
                    source_file=TOWN_FILE,
                    source_line=day + 4 + 10 * place,
                )
                for place, (firm, lists, times, result, reason) in enumerate(answers)
                if day < times
                for list_id in lists.split()
            ]
            chain.append(home, events, datetime(2026, 9, day + 1, 9))

    return called_upon
