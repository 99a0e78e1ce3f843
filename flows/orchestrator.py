"""Prefect, imported from a place where nothing lies: what else a command needs of it comes from here.

In the folder of a call it reads `prefect.toml` and `.env`, which may name code to run.
"""

import contextlib

with contextlib.chdir("/"):
    from prefect import flow, task
    from prefect._vendor.croniter import croniter
    from prefect.cache_policies import NO_CACHE
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.context import FlowRunContext
    from prefect.states import Failed

__all__ = ["NO_CACHE", "Failed", "FlowRunContext", "flow", "is_timetable", "task"]


def is_timetable(cron: str) -> bool:
    """Whether Prefect understands a timetable, and its moment ever comes."""
    try:
        CronSchedule(cron=cron, timezone="Asia/Shanghai")
        croniter(cron).get_next()
    except Exception:
        return False
    return True
