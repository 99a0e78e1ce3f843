"""The periods that a report speaks of, as often as the region's plans want one: a month, a quarter, a year at once."""

from datetime import date

from regions import Region

_HALVES = ("上半年", "下半年")
_QUARTERS = "一二三四"
LAST = {"month": "上月末", "quarter": "上季末", "half": "上半年末", "year": "上年末"}
"""What the night before a period is called."""


def begins(as_of: date, cadence: str) -> date:
    """The first day of the month, quarter, half year or year that a day lies in."""
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[cadence]
    return date(as_of.year, (as_of.month - 1) // months * months + 1, 1)


def names(as_of: date, region: Region) -> str:
    """What the periods of a region's report are called, the shortest first: 2026年11月、第四季度、2026年度."""
    return "、".join(name(as_of, each.cadence) for each in region.reporting)


def name(as_of: date, cadence: str) -> str:
    """What it is called: 2026年11月, 2026年第四季度, 2026年下半年, 2026年度."""
    parts = {
        "month": f"年{as_of.month}月",
        "quarter": f"年第{_QUARTERS[(as_of.month - 1) // 3]}季度",
        "half": f"年{_HALVES[(as_of.month - 1) // 6]}",
        "year": "年度",
    }
    return f"{as_of.year}{parts[cadence]}"
