"""What the plans set, by indicator, area and year: `regions/<region>.targets.csv`, as the plan prints it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from base.strict import Strict, Wrong, read_rows, row_refusal

MEASURES = {"万人": ("人", 10_000), "%": ("比例", 0.01), "百分点": ("比例", 0.01)}
"""Units that plans print otherwise than indicators count: the indicators' unit, and what one of theirs is in it."""
COUNTED_BY_PEOPLE = ("enterprises_covered", "key_enterprise_visits", "rural_visits")
"""Counts that no query makes: 武义's activities."""
Kind = Literal["flow", "stock", "rate", "mean", "change"]
Unit = Literal["人", "件", "次", "家", "元", "%", "万人", "百分点"]
Bound = Literal["≥", "≤", "<"]


@dataclass(frozen=True)
class Target:
    """What a plan sets for one indicator, one area and one year; a blank in the plan is no number, not zero."""

    indicator: str
    """An indicator of `sql/indicators`, or one of COUNTED_BY_PEOPLE."""
    target_title: str
    """What the plan calls it."""
    area_name: str
    """As the plan prints it."""
    area_code: str
    """The area of today; `apart:<name>` where no single one stands for it."""
    period: date
    """The first day of the year."""
    target: float | None
    """In the measure of the indicator's value: persons, yuan, a share (98.5 % is 0.985)."""
    printed: str | None
    """As the plan prints it, with its unit."""
    unit: str
    kind: Kind
    """`change`: the difference to the year before."""
    bound: Bound
    """How the figure is to stand to the target."""
    scheme: str
    """Which insurance, or which people, the plan speaks of."""
    source: str
    note: str | None
    """What must be said of it: a slip of the plan and the choice made, or what cannot be checked."""
    line: int = field(default=0, metadata={"is_column": False})
    """Of the file."""


@dataclass(frozen=True)
class _Row(Strict):
    """A line of the file."""

    indicator: str
    title: str
    area: str
    period: int
    unit: Unit
    kind: Kind
    bound: Bound
    scheme: str
    source: str
    target: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 2000 <= self.period <= 2100:
            raise Wrong("应是年份", "period")
        if not (self.target or "0").replace(".", "", 1).isdecimal():
            raise Wrong("应是数", "target")


def read(file: Path, code_of: Callable[[str], str]) -> tuple[Target, ...]:
    """The targets of a file; `code_of` raises LookupError with what to say of an area's name that means nothing.

    Raises BadInput for what cannot be, and for two targets of one indicator, area and year.
    """
    found, keys = [], set()
    for line, row in read_rows(file, _Row).items():
        try:
            code = code_of(row.area)
        except LookupError as error:
            raise row_refusal(file, line, ("area",), str(error.args[0])) from None
        if (key := (row.indicator, code, row.period)) in keys:
            raise row_refusal(file, line, (), "同一指标、地区和年度已有一个目标")
        keys.add(key)
        found.append(_target(row, code, line))
    return tuple(found)


def _target(row: _Row, code: str, line: int) -> Target:
    unit, factor = MEASURES.get(row.unit, (row.unit, 1))
    return Target(
        indicator=row.indicator,
        target_title=row.title,
        area_name=row.area,
        area_code=code,
        period=date(row.period, 1, 1),
        # 0.85 × 10000 is 8500, not a hair less.
        target=round(float(row.target) * factor, 6) if row.target else None,
        printed=row.target + row.unit if row.target else None,
        unit=unit,
        kind=row.kind,
        bound=row.bound,
        scheme=row.scheme,
        source=row.source,
        note=row.note,
        line=line,
    )
