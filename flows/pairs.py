"""The pairs that wait for a person, one at a time: what the reviewer's workbook asks, asked at the desk.

It is as blind as the workbook: what the machine made of a pair stands in the sealed key alone, and some that were
linked already are mixed in, so that the answers also measure the automatic links.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from base.errors import BadInput
from base.home import Home
from flows import binding, intake
from flows.handout import asked_pairs
from flows.snapshot import Snapshot
from handouts.keys import seal, unseal
from handouts.verdicts import ANSWERS, IDENTITY, MATCHERS, SHOWN, shown_pairs
from ledger import judgements
from sources import SOURCES

_PURPOSE = "desk pair"
_UNSURE = "unsure"


@dataclass(frozen=True)
class Record:
    """One of the two, as its department prints it."""

    name: str
    details: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Pair:
    """What is asked: are they the same?"""

    key: str
    matcher: str
    left: Record
    right: Record
    compared: str
    waiting: int
    """How many are asked, this one among them."""


@dataclass(frozen=True)
class Measured:
    """How right a matcher's automatic links are, by the answers so far; and what the interval was when one began."""

    title: str
    judged: int
    share: float | None
    low: float | None
    high: float | None
    before: tuple[float, float] | None


def following(snapshot: Snapshot, home: Home, actor: str) -> Pair | None:
    """The next pair for somebody; None where nothing is left to ask them."""
    asked = _asked(snapshot, home)
    done = _done(home, actor)
    rest = [place for place, pair in enumerate(asked["pairs"]) if pair not in done]
    if not rest:
        return None
    shown, place = asked["shown"], rest[0]
    row, issued = shown[place], asked["issued"][place]
    left, right = (_record(row, SHOWN[first : first + 3]) for first in (0, 3))
    return Pair(
        key=seal(home.read_case_key(), _PURPOSE, [[*issued, row[SHOWN[0]], row[SHOWN[3]], snapshot.as_of.isoformat()]])[
            0
        ],
        matcher=row["匹配对象"],
        left=left,
        right=right,
        compared=row["比对情况"] or "",
        waiting=len(rest),
    )


def judge(home: Home, key: str, verdict: str, actor: str, token: str) -> str:
    """Have an answer about a pair on the disk; returns the pair's key. Raises BadInput."""
    binding.refuse_rehearsal(home, "认定")
    if verdict not in ANSWERS:
        raise BadInput("请选 是、否 或 不确定。")
    if not 8 <= len(token) <= 64:
        raise BadInput("这一页放得太久；请刷新后再答。")
    pair, asked, score, left, right, as_of = _opened(home, key)
    content = {
        "pair": pair, "verdict": verdict, "asked": asked, "score": score, "names": [left, right],
        "as_of": date.fromisoformat(as_of).isoformat(),
    }  # fmt: skip
    intake.put(home, intake.Given(intake.JUDGED, actor, token, content))
    return key


def take_back(home: Home, key: str, actor: str, token: str) -> None:
    """Take one's own last answer about a pair back: it is asked again. Raises BadInput."""
    pair, *_ = _opened(home, key)
    intake.put(home, intake.Given(intake.TAKEN_BACK, actor, f"back {token}"[:64], {"pair": pair}))


def measured(snapshot: Snapshot, home: Home) -> list[Measured]:
    """Each matcher's precision by the answers, and its interval as it was when this publication was first looked at."""
    now = judgements.precision(home.ledger).to_dicts()
    before = snapshot.once(
        "precision", lambda: {row["matcher"]: (row["precision_low"], row["precision_high"]) for row in now}
    )
    return [
        Measured(
            MATCHERS.get(row["matcher"], row["matcher"]), row["judged"], row["precision"], row["precision_low"],
            row["precision_high"], _interval(before.get(row["matcher"])),
        )
        for row in now
    ]  # fmt: skip


def _interval(bounds: tuple[float | None, float | None] | None) -> tuple[float, float] | None:
    return (bounds[0], bounds[1]) if bounds and bounds[0] is not None and bounds[1] is not None else None


def _opened(home: Home, key: str) -> tuple[list[str], str, float | None, str, str, str]:
    parts = unseal(home.read_case_key(), _PURPOSE, key[:8_000])
    if not parts or len(parts) != len(IDENTITY) + 5:
        raise BadInput("认不出答的是哪一对；请刷新页面后再答。")
    asked, score, left, right, as_of = parts[len(IDENTITY) :]
    return list(parts[: len(IDENTITY)]), asked, score, left, right, as_of


def _asked(snapshot: Snapshot, home: Home) -> Mapping[str, Any]:
    return dict(snapshot.once("pairs", lambda: _made(snapshot, home)))


def _made(snapshot: Snapshot, home: Home) -> Mapping[str, Any]:
    pairs = asked_pairs(home, snapshot.as_of)
    if pairs is None:
        return {"pairs": [], "shown": [], "issued": []}
    titles = {source.name: source.title for source in SOURCES.values()}
    score = pl.col("score")
    issued = pairs.select(*IDENTITY, "verdict", pl.when(score.is_finite()).then(score.round(3))).rows()
    return {
        "pairs": [tuple(row[: len(IDENTITY)]) for row in issued],
        "shown": shown_pairs(pairs, titles).to_dicts(),
        "issued": [[*row[:-1], None if row[-1] is None or math.isnan(row[-1]) else row[-1]] for row in issued],
    }


def _done(home: Home, actor: str) -> set[tuple[str, ...]]:
    """The pairs on which somebody's yes or no stands, and those of which this one is unsure."""
    judged = {
        tuple(row[name] for name in IDENTITY): (row["verdict"], row["actor"])
        for row in judgements.standing(home.ledger).iter_rows(named=True)
    }
    for one in intake.waiting(home):
        if one.given.kind == intake.JUDGED:
            judged[tuple(one.given.content["pair"])] = (one.given.content["verdict"], one.given.actor)
        elif one.given.kind == intake.TAKEN_BACK:
            judged.pop(tuple(one.given.content["pair"]), None)
    return {pair for pair, (verdict, who) in judged.items() if verdict != _UNSURE or who == actor}


def _record(row: Mapping[str, Any], columns: tuple[str, ...]) -> Record:
    name, detail, source = (row[column] or "" for column in columns)
    return Record(name, tuple(part for part in detail.split("；") if part), source)
