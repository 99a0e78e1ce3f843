"""The clock of Shanghai: for the record of a run and for which day it is. No list ever reads it."""

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

from base.errors import BadInput

TODAY = "YINGBAO_TODAY"
"""An environment variable that says which day it is, for made-up nights in tests and benchmarks only."""


def now() -> datetime:
    """The moment in Shanghai, to the second."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).replace(microsecond=0, tzinfo=None)


def today() -> date:
    """The day in Shanghai: no real night is of a later one."""
    if not (stated := os.environ.get(TODAY)):
        return now().date()
    try:
        return date.fromisoformat(stated)
    except ValueError:
        raise BadInput(f"环境变量 {TODAY} 应写成 2026-11-22 的样子；它只供测试使用，正式运行请取消它。") from None
