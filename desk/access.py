"""Who may do what: one table, which every page asks and a test walks through."""

from collections.abc import Mapping

CLERK, REVIEWER, TOWN, LEADER = "clerk", "reviewer", "town", "leader"
ROLES: Mapping[str, str] = {CLERK: "经办", REVIEWER: "审核", TOWN: "乡镇", LEADER: "领导"}

_DESK = frozenset({CLERK, REVIEWER})
_OFFICE = _DESK | {LEADER}

MAY: Mapping[str, frozenset[str]] = {
    # what is counted only
    "first page": _OFFICE,
    "report": _OFFICE,
    # people and employers
    "leads": _DESK,
    "subject": _DESK,
    "full number": _DESK,
    "answer": _DESK,
    "compare": _DESK,
    "feedback": _DESK,
    "hand out": _DESK,
    # the machine
    "inbox": _DESK,
    "runs": _DESK,
    "run now": _DESK,
    "accept a gate": frozenset({REVIEWER}),
    "system": _DESK,
    "back up": _DESK,
    "accounts": frozenset({REVIEWER}),
    # a town's own rows
    "walk": frozenset({TOWN}),
}
"""By what is done; `None` of the roles may do what does not stand here."""

MENU: tuple[tuple[str, str, str], ...] = (
    ("first page", "/", "首页"),
    ("inbox", "/inbox", "收件"),
    ("runs", "/runs", "运行"),
    ("leads", "/leads", "线索"),
    ("compare", "/compare", "比对"),
    ("feedback", "/feedback", "反馈"),
    ("hand out", "/handouts", "下发"),
    ("report", "/report", "报告"),
    ("system", "/system", "系统"),
    ("walk", "/walk", "走访"),
)
"""What is done on a page, where it lies, what the menu calls it."""


def may(role: str, action: str) -> bool:
    """Whether a role may do something."""
    return role in MAY[action]


def first_place(role: str) -> str:
    """Where a role begins."""
    return next(path for action, path, _ in MENU if may(role, action))
