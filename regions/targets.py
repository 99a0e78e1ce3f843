"""What the plans set, by indicator, area and year: `regions/<region>.targets.csv`, as the plan prints it.

A county's own file, `home/targets.csv`, has the same columns: this year's targets, when the plan has ended.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from base.strict import Strict, Wrong, read_rows, row_refusal

MEASURES = {"万人": ("人", 10_000), "%": ("比例", 0.01), "百分点": ("比例", 0.01)}
"""Units that plans print otherwise than indicators count: the indicators' unit, and what one of theirs is in it."""
OF_ACTIVITIES = ("enterprises_covered", "key_enterprise_visits", "rural_visits")
"""Counts that areas report themselves: 武义's activities (`yingbao surveys --kind 活动`)."""
Kind = Literal["flow", "stock", "rate", "mean", "change"]
Unit = Literal["人", "件", "次", "家", "元", "%", "万人", "百分点"]
Bound = Literal["≥", "≤", "<"]
CountedBy = Literal["home", "employer", "office", "place"]
"""Who counts where: by the town of their home or of their employer, by the insurance office; a site by its place."""
STANDING = "长期"
"""What stands as the last year of a target that holds until another takes its place."""


@dataclass(frozen=True)
class Target:
    """What a plan sets for one indicator, one area and one year; a blank in the plan is no number, not zero."""

    indicator: str
    """An indicator of `sql/indicators`."""
    target_title: str
    """What the plan calls it."""
    area_name: str
    """As the plan prints it."""
    area_code: str
    """The area of today; `apart:<name>` where no single one stands for it."""
    period: date
    """The first day of the year, or of the first of several."""
    valid_until: date | None
    """The last day for which it was set; None: until another takes its place."""
    target: float | None
    """In the measure of the indicator's value: persons, yuan, a share (98.5 % is 0.985)."""
    printed: str | None
    """As the plan prints it, with its unit."""
    year_before: float | None
    """What the plan prints as the figure of the year before."""
    unit: str
    kind: Kind
    """`change`: the difference to the year before."""
    bound: Bound
    """How the figure is to stand to the target."""
    counted_by: CountedBy
    """By what the plan counts who belongs to which of its areas."""
    scheme: str
    """Which insurance, or which people, the plan speaks of."""
    source: str
    note: str | None
    """What must be said of it: a slip of the plan and the choice made, or what cannot be checked."""
    file: Path = field(default=Path(), metadata={"is_column": False})
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
    counted_by: CountedBy
    scheme: str
    source: str
    until: str | None = None
    target: str | None = None
    year_before: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 2000 <= self.period <= 2100:
            raise Wrong("应是年份", "period")
        for name in ("target", "year_before"):
            if not (getattr(self, name) or "0").replace(".", "", 1).isdecimal():
                raise Wrong("应是数", name)
        if self.until not in (None, STANDING) and not (self.until or "").isdecimal():
            raise Wrong(f"应是年份或“{STANDING}”", "until")
        if self.last_year is not None and self.last_year < self.period:
            raise Wrong("应不早于 period", "until")

    @property
    def last_year(self) -> int | None:
        """The last year of the target; None: it stands."""
        return None if self.until == STANDING else int(self.until or self.period)


def read(file: Path, code_of: Callable[[str], str]) -> tuple[Target, ...]:
    """The targets of a file; `code_of` raises LookupError with what to say of an area's name that means nothing.

    Raises BadInput for what cannot be, and for two targets of one indicator, area and year.
    """
    found: list[Target] = []
    keys: set[tuple[str, str, int]] = set()
    counted: dict[str, str] = {}
    for line, row in read_rows(file, _Row).items():
        try:
            code = code_of(row.area)
        except LookupError as error:
            raise row_refusal(file, line, ("area",), str(error.args[0])) from None
        if (key := (row.indicator, code, row.period)) in keys:
            raise row_refusal(file, line, (), "同一指标、地区和年度已有一个目标")
        keys.add(key)
        if counted.setdefault(row.indicator, row.counted_by) != row.counted_by:
            raise row_refusal(file, line, ("counted_by",), f"应与前面同一指标的 {counted[row.indicator]} 一致")
        found.append(_target(row, code, file, line))
    return tuple(found)


def _target(row: _Row, code: str, file: Path, line: int) -> Target:
    unit, factor = MEASURES.get(row.unit, (row.unit, 1))

    def measured(printed: str | None) -> float | None:
        # 0.85 × 10000 is 8500, not a hair less.
        return round(float(printed) * factor, 6) if printed else None

    return Target(
        indicator=row.indicator,
        target_title=row.title,
        area_name=row.area,
        area_code=code,
        period=date(row.period, 1, 1),
        valid_until=None if row.last_year is None else date(row.last_year, 12, 31),
        target=measured(row.target),
        printed=row.target + row.unit if row.target else None,
        year_before=measured(row.year_before),
        unit=unit,
        kind=row.kind,
        bound=row.bound,
        counted_by=row.counted_by,
        scheme=row.scheme,
        source=row.source,
        note=row.note,
        file=file,
        line=line,
    )
