"""Dated values: what the law, the plans and we ourselves set, and which of them hold on a day."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Value = int | float | str

FILE = Path(__file__).parent / "policy.toml"


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
    return {
        p.parameter: p.value
        for p in parameters
        if p.valid_from <= as_of and (p.valid_until is None or as_of <= p.valid_until)
    }
