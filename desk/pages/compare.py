"""比对: two records side by side, their differences marked, and one question: are they the same?"""

import secrets
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from desk import shown
from desk.frame import Visit, may
from flows import pairs
from handouts.verdicts import ANSWERS

router = APIRouter()


@router.get("/compare")
def compare_page(visit: Annotated[Visit, Depends(may("compare"))]) -> Response:
    """The page, with the first pair."""
    return _next(visit)


@router.post("/compare")
def judge(visit: Annotated[Visit, Depends(may("compare"))]) -> Response:
    """An answer, and the pair after it."""
    verdict = visit.text("verdict", 10)
    key = pairs.judge(visit.home, visit.text("pair", 8_000), verdict, visit.account.person, visit.text("token", 64))
    visit.desk.wake()
    return _next(visit, last=key, answer=ANSWERS[verdict])


@router.post("/compare/back")
def take_back(visit: Annotated[Visit, Depends(may("compare"))]) -> Response:
    """Take the last answer back."""
    pairs.take_back(visit.home, visit.text("pair", 8_000), visit.account.person, visit.text("token", 64))
    visit.desk.wake()
    return _next(visit)


def _next(visit: Visit, last: str = "", answer: str = "") -> Response:
    snapshot = visit.desk.snapshots.now()
    pair = pairs.following(snapshot, visit.home, visit.account.person)
    marked = None
    if pair:
        left, right = pair.left, pair.right
        marked = [
            (*mark(left.name, right.name), "名称"),
            (alone(left.details, right.details), alone(right.details, left.details), "其他信息"),
            ([(shown.hidden(left.source), False)], [(shown.hidden(right.source), False)], "来源"),
        ]
    return visit.page(
        "part_pair.html" if visit.is_partial else "compare.html",
        pair=pair,
        rows=marked,
        last=last,
        answer=answer,
        token=secrets.token_urlsafe(16),
        measured=[one for one in pairs.measured(snapshot, visit.home) if one.judged],
    )


Marked = list[tuple[str, bool]]


def mark(left: str, right: str) -> tuple[Marked, Marked]:
    """Two texts in pieces, each with whether the other has it not."""
    ours: Marked = []
    theirs: Marked = []
    for kind, start, end, begin, until in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if start < end:
            ours.append((left[start:end], kind != "equal"))
        if begin < until:
            theirs.append((right[begin:until], kind != "equal"))
    return ours, theirs


def alone(details: Sequence[str], others: Sequence[str]) -> Marked:
    """The details of a record, each with whether the other record says it otherwise."""
    return [(shown.hidden(detail), detail not in others) for detail in details]
