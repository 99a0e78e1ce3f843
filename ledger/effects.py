"""What an answer does to a case (policy.md, Feedback): claims it, closes it until a day, puts it off, calls it wrong.

A worker's word closes only who is not due, and only until a day; what is said to be done must be shown by the data.
How long each holds is a dated value of `sql/policy.toml`, which a region may set.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from sql.policy import Value

CLAIM, CLOSE, RETURN, WRONG = "claim", "close", "return", "wrong"


class Effect(NamedTuple):
    """What a reason does, and the policy value that says for how long (months where the name says so, else days)."""

    action: str
    holds: str | None


_SHOWN_BY_DATA = Effect(CLAIM, "claim_wait_days")

EFFECTS = {
    "已参保": _SHOWN_BY_DATA,
    "已续缴": _SHOWN_BY_DATA,
    "已补缴": _SHOWN_BY_DATA,
    # Who draws a pension, or is struck off, stands in an extract: the word alone closes nothing.
    "已领待遇": _SHOWN_BY_DATA,
    "已注销": _SHOWN_BY_DATA,
    "在校学生": Effect(CLOSE, "student_closed_months"),
    "现役军人": Effect(CLOSE, "soldier_closed_months"),
    "服刑人员": Effect(CLOSE, "prisoner_closed_months"),
    "出国(境)": Effect(CLOSE, "abroad_closed_months"),
    "死亡": Effect(CLOSE, "died_closed_months"),
    "迁出": Effect(CLOSE, "moved_away_closed_months"),
    "异地参保": Effect(CLOSE, "insured_elsewhere_closed_months"),
    "机关养老": Effect(CLOSE, "civil_service_closed_months"),
    "无用工": Effect(CLOSE, "no_staff_closed_months"),
    "总部或派遣单位参保": Effect(CLOSE, "head_office_closed_months"),
    "无意愿": Effect(RETURN, "unwilling_return_days"),
    "经济困难": Effect(RETURN, "hardship_return_days"),
    "联系不上": Effect(RETURN, "unreachable_return_days"),
    "拒绝配合": Effect(RETURN, "refused_return_days"),
    "待办理": Effect(RETURN, "pending_return_days"),
    "误报": Effect(WRONG, None),
}
"""By reason; a reason that a region adds does what the others of its result do."""

OF_RESULT = {
    "已办理": _SHOWN_BY_DATA,
    "不需参保": Effect(CLOSE, "other_not_due_closed_months"),
    "暂未办理": Effect(RETURN, "other_return_days"),
    "线索有误": Effect(WRONG, None),
}


def effects(answers: pl.DataFrame, values: Mapping[str, Value], answered_on: date) -> pl.DataFrame:
    """The answers (`result`, `reason`) with `action` and `until`: the last day of claim or closing, or the next call.

    Both are null where nothing is said of a day (a wrong lead).
    """
    pairs = answers.select("result", "reason").unique(maintain_order=True)
    rows = [
        (result, reason, effect.action, _until(effect, values, answered_on))
        for result, reason in pairs.iter_rows()
        for effect in [EFFECTS.get(reason, OF_RESULT[result])]
    ]
    schema = {"result": pl.String, "reason": pl.String, "action": pl.String, "until": pl.Date}
    return answers.join(pl.DataFrame(rows, schema=schema, orient="row"), on=["result", "reason"], how="left")


def _until(effect: Effect, values: Mapping[str, Value], answered_on: date) -> date | None:
    if effect.holds is None:
        return None
    unit = "mo" if effect.holds.endswith("_months") else "d"
    [day] = pl.Series([answered_on]).dt.offset_by(f"{int(values[effect.holds])}{unit}")
    return day
