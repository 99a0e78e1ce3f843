"""Small pictures of numbers, as plain facts for a template: where a bar begins, how long it is."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
"""Of a waterfall, in pixels."""


@dataclass(frozen=True)
class Bar:
    """A step of a waterfall, in pixels from its left edge."""

    label: str
    value: float
    start: int
    length: int


def bars(features: Sequence[tuple[str, float]], total: float) -> tuple[list[Bar], int]:
    """A waterfall: each weight begins where the one before ended, the sum stands last; and where zero lies."""
    edges, at = [0.0], 0.0
    for _, bits in features:
        at += bits
        edges.append(at)
    # What the features do not tell (how rare a pair is to begin with) is the step that is left.
    rest = total - at
    steps = [*features, *([("起点（同一对象有多少见）", rest)] if abs(rest) >= 0.05 else [])]
    low, high = min(*edges, total, 0.0), max(*edges, total, 0.0)
    scale = WIDTH / max(high - low, 1e-9)
    drawn, at = [], 0.0
    for label, bits in steps:
        drawn.append(
            Bar(label, round(bits, 1), round((min(at, at + bits) - low) * scale), max(round(abs(bits) * scale), 1))
        )
        at += bits
    drawn.append(
        Bar("合计", round(total, 1), round((min(0.0, total) - low) * scale), max(round(abs(total) * scale), 1))
    )
    return drawn, round(-low * scale)


@dataclass(frozen=True)
class Month:
    """One month of a strip."""

    name: str
    stand: str
    look: str


def strip(months: Sequence[tuple[str, str]]) -> list[Month]:
    """Months as squares: paid, declared, nothing."""
    looks = {"已缴": "paid", "": "none"}
    return [Month(month, stand or "没有", looks.get(stand, "declared")) for month, stand in months]
