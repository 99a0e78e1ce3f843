"""How long a region keeps what nights leave: days after which a night deletes it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from base.errors import BadInput

LEAST_DAYS, MOST_DAYS = 30, 3_660
"""A town is given a month to come back with its workbook; ten years are for ever."""


@dataclass(frozen=True)
class Keep:
    """The region's `[keep]`, in days."""

    worklists_days: int = 180
    """The towns' workbooks, and those that somebody had written in."""
    desk_days: int = 180
    """What of a day's reports names people: desk.xlsx and verdicts.xlsx."""
    reports_days: int = 1_095
    """The reports themselves, which name nobody: a plan's three years."""
    messages_days: int = 180
    """Batches of messages: mobile numbers."""
    feedback_days: int = 180
    """Returned rows in question."""


def read(entry: Mapping[str, Any], region: str) -> Keep:
    """Read `[keep]`. BadInput: what nobody keeps, or days that are no sensible number."""
    known = [field.name for field in fields(Keep)]
    if unknown := sorted(set(entry) - set(known)):
        raise BadInput(f"地区文件 {region}.toml 的 [keep] 里没有 {'、'.join(unknown)}；可写的有：{'、'.join(known)}。")
    for name, days in entry.items():
        if type(days) is not int or not LEAST_DAYS <= days <= MOST_DAYS:
            told = f"地区文件 {region}.toml 的 [keep] {name} 应是{LEAST_DAYS}到{MOST_DAYS}之间的整数（天）；请改正。"
            raise BadInput(told)
    return Keep(**entry)
