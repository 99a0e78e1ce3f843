"""Dated values as files write them, each from its day until the next one's: `[policy]` and `[contribution_base]`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from base.strict import Strict, Wrong

Value = int | float | str

Insurance = Literal["110", "120", "210", "310", "410", "510"]
"""The insurances whose contributions have a base with bounds."""


@dataclass(frozen=True)
class Dated(Strict):
    """A value and its first day; where one of several has a text of its own to rest on, its own source."""

    from_: date
    value: Value
    source: str | None = None
    verified: bool | None = None


@dataclass(frozen=True)
class LocalValue(Strict):
    """What a region sets for one parameter of the policy file; what it leaves out is the policy file's."""

    values: tuple[Dated, ...]
    source: str | None = None
    verified: bool | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_order([each.from_ for each in self.values])


@dataclass(frozen=True)
class Bounds(Strict):
    """The published bounds of a contribution base, in yuan a month, and the days from and until which they hold.

    Nobody's base is judged by the bounds of another year: what follows `until` has none before they are published.
    """

    from_: date
    until: date
    floor_yuan: float
    ceiling_yuan: float
    source: str | None = None
    verified: bool | None = None

    def __post_init__(self) -> None:
        if not 0 < self.floor_yuan < self.ceiling_yuan:
            raise Wrong("应大于0，并小于 ceiling_yuan", "floor_yuan")
        if self.until < self.from_:
            raise Wrong("应不早于 from", "until")


@dataclass(frozen=True)
class LocalBase(Strict):
    """The published bounds of one insurance's contribution base."""

    source: str
    values: tuple[Bounds, ...]
    verified: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        for place, (bounds, following) in enumerate(pairwise(self.values), 1):
            if following.from_ <= bounds.until:
                raise Wrong("应晚于前一组的 until", "values", place, "from")


def check_order(days: Sequence[date]) -> None:
    """Raises Wrong for the first day that does not come after the one before it."""
    for place, (day, following) in enumerate(pairwise(days), 1):
        if following <= day:
            raise Wrong("应晚于前一个值的日期", "values", place, "from")
