"""How a region hands out its work lists: whom to ask, what is shown of people, under which password."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from base.secret import Secret
from base.strict import Strict, Wrong

MASKED: Literal["masked"] = "masked"
FULL: Literal["full"] = "full"
LEAST_PRESSING = 5
"""The priorities of the lists run from 1 to this."""


@dataclass(frozen=True)
class Worklists(Strict):
    """The region's `[worklists]`."""

    contact: str | None = None
    """Whom a town asks, as it stands on the cover."""
    masking: Literal["masked", "full"] = MASKED
    """Whether a town reads a surname and the last four digits of a number, or all of both."""
    workers: Mapping[str, str] = field(default_factory=dict)
    """By town or village code: the worker whose own file shows everything."""
    password: Secret | None = None
    """Where the password of the workbooks lies."""
    least_priority: int = 4
    """Whoever is less pressing (1 is the most) is left out of the workbooks, and stays on the lists."""
    rows_a_round: int | None = None
    """How many rows a town can call at in a round; the rest waits. None: all."""

    def __post_init__(self) -> None:
        if not 1 <= self.least_priority <= LEAST_PRESSING:
            raise Wrong(f"应是1到{LEAST_PRESSING}之间的整数（1最急）", "least_priority")
        if self.rows_a_round is not None and self.rows_a_round < 1:
            raise Wrong("应是1以上的整数（行）", "rows_a_round")
        for code, worker in self.workers.items():
            if len(code) not in (9, 12):
                raise Wrong("应是9位（乡镇）或12位（村、社区）区划代码", "workers", code)
            if not worker.strip():
                raise Wrong("的网格员没有姓名", "workers", code)

    def worker(self, code: str) -> str | None:
        """Whose file that of a town or village is: the village's own worker, else the town's."""
        return self.workers.get(code) or self.workers.get(code[:9])
