"""Dated values: what the law, the plans and we ourselves set, and which of them hold on a day."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Value = int | float | str

FILE = Path(__file__).parent / "policy.toml"


INSURANCES = ("110", "120", "210", "310", "410", "510")
"""The insurances whose contributions have a base with bounds."""


@dataclass(frozen=True)
class Parameter:
    """One value of one parameter, from a day until a day (None: still in force)."""

    parameter: str
    title: str
    value: Value
    valid_from: date
    valid_until: date | None
    unit: str
    source: str
    scope: str
    is_verified: bool


@dataclass(frozen=True)
class ContributionBase:
    """The bounds of one insurance's monthly base, in yuan, from a day until a day (None: still in force)."""

    insurance: str
    valid_from: date
    valid_until: date | None
    floor_yuan: float
    ceiling_yuan: float
    source: str
    is_placeholder: bool
    """Made of a placeholder for the average wage, because the region has no figures of its own for these days."""


def read(region: Mapping[str, Any] | None = None, file: Path = FILE) -> list[Parameter]:
    """All dated values of the policy file; a region's own values replace those of the same name.

    Raises ValueError where a region sets a parameter that the policy file does not know, or dates are out of order.
    """
    shared = tomllib.loads(file.read_text(encoding="utf-8"))
    local = dict(region.get("policy", {})) if region else {}
    if unknown := sorted(set(local) - set(shared)):
        raise ValueError(f"the region sets parameters that {file.name} does not know: {', '.join(unknown)}")
    parameters = []
    for name, entry in sorted(shared.items()):
        merged = entry | local.get(name, {})
        dates = [value["from"] for value in merged["values"]]
        if dates != sorted(set(dates)):
            raise ValueError(f"{name}: the dates of its values are not in order")
        ends = [following - timedelta(days=1) for following in dates[1:]] + [None]
        parameters += [
            Parameter(
                parameter=name,
                title=merged["title"],
                value=value["value"],
                valid_from=value["from"],
                valid_until=end,
                unit=merged["unit"],
                source=merged["source"],
                scope=str(region["name"]) if region and name in local else "全国",
                is_verified=merged.get("verified", True),
            )
            for value, end in zip(merged["values"], ends, strict=True)
        ]
    return parameters


def in_force(parameters: list[Parameter], as_of: date) -> dict[str, Value]:
    """The value of each parameter on a day; a parameter without one on that day is absent."""
    return {p.parameter: p.value for p in parameters if _holds(p, as_of)}


def contribution_bases(region: Mapping[str, Any], parameters: list[Parameter]) -> list[ContributionBase]:
    """The bounds of every insurance: the region's own (`[contribution_base.<insurance>]`), before them a placeholder.

    The placeholder is the average wage of the policy file times the shares of floor and ceiling.
    Raises ValueError for an insurance that has no base, or dates out of order.
    """
    local = region.get("contribution_base", {})
    if unknown := sorted(set(local) - set(INSURANCES)):
        raise ValueError(f"the region sets a contribution base for: {', '.join(unknown)}")
    names = ("average_wage_yuan", "contribution_base_floor_share", "contribution_base_ceiling_share")
    begun = sorted({p.valid_from for p in parameters if p.parameter in names})
    bases = []
    for insurance in INSURANCES:
        own = [(v["from"], v["floor_yuan"], v["ceiling_yuan"]) for v in local.get(insurance, {}).get("values", ())]
        days = [day for day, *_ in own]
        if days != sorted(set(days)):
            raise ValueError(f"contribution_base.{insurance}: the dates of its values are not in order")
        rows = []
        for day in (day for day in begun if not days or day < days[0]):
            values = in_force(parameters, day)
            if all(name in values for name in names):
                wage, floor, ceiling = (float(values[name]) for name in names)
                rows.append(
                    (day, round(wage * floor, 2), round(wage * ceiling, 2), "占位值：平均工资乘上下限比例", True)
                )
        rows += [(day, float(low), float(high), local[insurance]["source"], False) for day, low, high in own]
        ends = [day - timedelta(days=1) for day, *_ in rows[1:]] + [None]
        bases += [ContributionBase(insurance, row[0], end, *row[1:]) for row, end in zip(rows, ends, strict=True)]
    return bases


def reservations(parameters: list[Parameter], bases: list[ContributionBase], as_of: date) -> list[str]:
    """What a reader of the night's lists must know of the values in force: which nobody has verified, in Chinese."""
    unread = [
        f"{p.title} {p.value}"
        for p in parameters
        # The average wage is only ever read through the bounds made of it: the next sentence speaks of them.
        if not p.is_verified and p.parameter != "average_wage_yuan" and _holds(p, as_of)
    ]
    made_up = sorted({(b.floor_yuan, b.ceiling_yuan) for b in bases if b.is_placeholder and _holds(b, as_of)})
    told = [f"出处尚未核实的口径：{'；'.join(unread)}"] if unread else []
    return told + [f"缴费基数上下限是占位值（每月{low:g}至{high:g}元），本省公布数尚未录入" for low, high in made_up]


def _holds(value: Parameter | ContributionBase, as_of: date) -> bool:
    return value.valid_from <= as_of and (value.valid_until is None or as_of <= value.valid_until)
