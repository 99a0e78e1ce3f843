"""Model towns (示范乡镇): which towns a region has chosen to begin with, and since when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from base.strict import Strict, Wrong


@dataclass(frozen=True)
class Term(Strict):
    """From when a town is one, and its last day, if it has one."""

    from_: date
    until: date | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.until and self.until < self.from_:
            raise Wrong("早于 from", "until")


@dataclass(frozen=True)
class ModelTowns(Strict):
    """The region's `[model_towns]`: `source`, and under `towns` each town's code with its term."""

    source: str
    towns: Mapping[str, Term] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        for code in self.towns:
            if not re.fullmatch("[0-9]{9}", code):
                raise Wrong("应是乡镇（街道）的9位区划代码", "towns", code)

    def on(self, day: date) -> list[str]:
        """The codes of a day, in order."""
        return sorted(
            code for code, term in self.towns.items() if term.from_ <= day and (term.until is None or day <= term.until)
        )
