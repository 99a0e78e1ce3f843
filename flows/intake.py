"""Answers that come one by one, from the desk or a telephone: on the disk before they are acknowledged.

`home/desk/answers.jsonl` holds what the ledger does not hold yet, a JSON object a line, each chained by a hash to the
one before. A night that holds the home keeps nobody waiting: what was put here is taken into the ledger when the home
is free (`drain`), by whoever comes first, the desk or the next night. The ledger knows each answer by its token, so
that a crash between the two loses nothing and doubles nothing.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from base import clock
from base.atomic import sync, written
from base.errors import BadInput
from base.home import PRIVATE_MODE, Home
from flows import feedback, journal, verdicts
from flows.publication import Publication, publication
from handouts.feedback import ANSWER, Answer, frame_of
from handouts.returned import Row
from handouts.verdicts import IDENTITY
from ledger import cases, chain
from ledger.event import Event, canonical, chained_hash
from ledger.judgements import standing

SOURCE = "应保台"
"""What stands where of a workbook's answer its file's name stands."""
ANSWERED, JUDGED, TAKEN_BACK = "answer", "verdict", "take back"
FIRST = "0" * 64


@dataclass(frozen=True)
class Given:
    """One answer as it is handed in. `token`: the sender's own mark of it; the same mark is the same answer."""

    kind: str
    actor: str
    token: str
    content: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """How the ledger knows it; two people's tokens never meet."""
        return hashlib.sha256(f"{self.actor}|{self.token}".encode()).hexdigest()


@dataclass(frozen=True)
class Waiting:
    """An answer that the ledger does not hold yet."""

    given: Given
    at: datetime


@dataclass
class Drained:
    """What became of the answers that waited."""

    taken: int = 0
    refused: list[str] = field(default_factory=list)
    """What the ledger or the facts object to by now; each stands in `home/desk/refused.jsonl`, too."""


def folder(home: Home) -> Path:
    """Where the desk keeps what is its own."""
    return home.root / "desk"


def answers_file(home: Home) -> Path:
    """The answers that wait."""
    return folder(home) / "answers.jsonl"


def refused_file(home: Home) -> Path:
    """Answers that were acknowledged and could not be taken, each with why."""
    return folder(home) / "refused.jsonl"


def answered(answer: Answer, actor: str, token: str) -> Given:
    """An answer to cases, as it is handed in."""
    content: dict[str, Any] = {
        "kind": answer.kind,
        "case_ids": list(answer.case_ids),
        "town_code": answer.town_code,
        "as_of": answer.as_of.isoformat(),
        "result": answer.result,
        "reason": answer.reason,
        "note": answer.note,
    }
    if answer.corrections:
        content["corrections"] = [list(pair) for pair in answer.corrections]
    return Given(ANSWERED, actor, token, content)


def put(home: Home, given: Given, at: datetime | None = None) -> bool:
    """Have an answer on the disk; False where it waits there already. OSError where the disk does not take it."""
    with _held(home):
        hashes, lines = _read(home)
        if any(line["digest"] == given.digest for line in lines):
            return False
        entry = {
            "digest": given.digest,
            "at": (at or clock.now()).isoformat(),
            "kind": given.kind,
            "actor": given.actor,
            "token": given.token,
            "content": dict(given.content),
        }
        path = answers_file(home)
        is_new = not path.exists()
        with open(path, "ab", opener=journal.private) as file:
            if is_new:
                file.write(_line({"hash": FIRST}))
            file.write(_line(entry | {"hash": _chained(hashes[-1], entry)}))
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync(path.parent)
    return True


def waiting(home: Home) -> list[Waiting]:
    """The answers that the ledger does not hold yet, in the order they came."""
    if not answers_file(home).exists():
        return []
    with _held(home):
        _, lines = _read(home)
    return [_waiting(line) for line in lines]


def drain(home: Home) -> Drained | None:
    """Take what waits into the ledger; None where another run holds the home, and it goes on waiting."""
    if not answers_file(home).exists() or not waiting(home):
        return Drained()
    if journal.is_locked(home):
        return None
    try:
        with home.locked(is_brief=True):
            return drain_held(home)
    except BadInput:
        if journal.is_locked(home):
            return None
        raise


def drain_held(home: Home) -> Drained:
    """The same by whoever holds the home. Raises BadInput where the ledger is damaged: everything goes on waiting."""
    found = waiting(home)
    drained = Drained()
    if not found:
        return drained
    chain.check(home)
    published = publication(home)
    for kind, group in groupby(found, key=lambda one: one.given.kind):
        each = list(group)
        if kind == ANSWERED:
            _take_answers(home, each, published, drained)
        elif kind == JUDGED:
            _take_verdicts(home, each)
        else:
            _take_back(home, each)
    drained.taken = len(found) - len(drained.refused)
    _forget(home, len(found))
    return drained


# Into the ledger ----------------------------------------------------------------------------------------------------


def _take_answers(home: Home, each: Sequence[Waiting], published: Publication, drained: Drained) -> None:
    answers = [_answer(one.given) for one in each]
    frame = frame_of(answers).with_columns(
        pl.Series("actor", [one.given.actor for one in each], pl.String),
        pl.lit(SOURCE).alias("file"),
        pl.lit(None, pl.Int64).alias("line"),
        pl.Series("file_sha256", [one.given.digest for one in each], pl.String),
    )
    with cases.standing(home.ledger, published.as_of) as con:
        feedback.attach(con, home)
        weighed = feedback.weighed(con, frame.select(list(ANSWER)), published)
        against = weighed["objection"]
        refused = [(one, why) for one, why in zip(each, against, strict=True) if why is not None]
        taken = against.is_null()
        events = feedback.happened(con, frame.filter(taken & (frame["result"] != "")), published, feedback.Taken())
        contradicted = frame.with_columns(weighed["contradiction"]).drop_nulls("contradiction")
        events = pl.concat([events, feedback.contradicted(con, contradicted, published)])
        heard = [answer for answer, is_in in zip(answers, taken, strict=True) if is_in]
        mended = feedback.corrections(con, frame.filter(taken), heard, published)
    # Should writing them fail, nothing was recorded, and all of it goes on waiting.
    _keep_refused(home, refused)
    drained.refused += [why for _, why in refused]
    chain.append(home, pl.concat([events, mended]))


def _answer(given: Given) -> Answer:
    content = dict(given.content)
    day, ids = date.fromisoformat(content.pop("as_of")), tuple(content.pop("case_ids"))
    corrections = tuple((column, value) for column, value in content.pop("corrections", ()))
    return Answer(sheet=SOURCE, line=0, as_of=day, case_ids=ids, corrections=corrections, **content)


def _take_verdicts(home: Home, each: Sequence[Waiting]) -> None:
    answers = [_verdict(one.given) for one in each]
    chain.append(home, verdicts.unheard(answers, home.ledger, verdicts.Taken()))


def _verdict(given: Given) -> verdicts.Answer:
    content = given.content
    subject = canonical(list(content["pair"]))
    payload = {name: content[name] for name in ("verdict", "asked", "score")} | {"file_sha256": given.digest}
    if content["pair"][0] == "employer":
        payload["names"] = list(content["names"])
    as_of = date.fromisoformat(content["as_of"])
    event = Event("verdict", subject, given.actor, payload, as_of, SOURCE)
    return verdicts.Answer(Row(SOURCE, 0, {}), subject, content["verdict"], content["asked"], event)


def _take_back(home: Home, each: Sequence[Waiting]) -> None:
    """Withdraw what its own person said last of a pair; what another has said since stands."""
    stands = {
        canonical([row[name] for name in IDENTITY]): (row["sequence"], row["actor"])
        for row in standing(home.ledger).iter_rows(named=True)
    }
    events = []
    for one in each:
        subject = canonical(list(one.given.content["pair"]))
        sequence, actor = stands.pop(subject, (0, ""))
        if actor == one.given.actor:
            payload = {"verdict": verdicts.WITHDRAWN, "of": sequence}
            events.append(Event("verdict", subject, actor, payload, source_file=SOURCE))
    chain.append(home, events)


def _keep_refused(home: Home, refused: Sequence[tuple[Waiting, str]]) -> None:
    path = refused_file(home)
    known = path.read_text("utf-8") if path.exists() else ""
    fresh = [
        _line({"digest": one.given.digest, "at": one.at.isoformat(), "actor": one.given.actor, "why": why})
        for one, why in refused
        if one.given.digest not in known
    ]
    if fresh:
        with written(path) as file:
            file.write(known.encode() + b"".join(fresh))


# The file -----------------------------------------------------------------------------------------------------------


@contextmanager
def _held(home: Home) -> Iterator[None]:
    """One writer at a time; held for a line's time, never while the ledger is written."""
    place = folder(home)
    if not place.is_dir():
        place.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
        sync(place.parent)
    with open(place / ".answers.lock", "ab", opener=journal.private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read(home: Home) -> tuple[list[str], list[dict[str, Any]]]:
    """The hashes and the entries. A last line that is not whole was never acknowledged: it is cut off.

    Raises BadInput where the chain is broken: somebody else wrote into the file.
    """
    path = answers_file(home)
    if not path.exists():
        return [FIRST], []
    content = path.read_bytes()
    ends = content.rfind(b"\n") + 1
    if ends < len(content):
        os.truncate(path, ends)
    lines = content[:ends].split(b"\n")[:-1]
    if not lines:
        path.unlink()
        return [FIRST], []
    hashes, entries = [], []
    try:
        hashes.append(str(json.loads(lines[0])["hash"]))
        for line in lines[1:]:
            entry = json.loads(line)
            hashes.append(entry.pop("hash"))
            if hashes[-1] != _chained(hashes[-2], entry):
                raise ValueError
            entries.append(entry)
    except (ValueError, KeyError, TypeError, IndexError):
        raise BadInput(
            f"{path} 第{len(hashes) + 1}行与前面接不上，被改动过；请把它移到一边保存好，并核对最近几条反馈。"
        ) from None
    return hashes, entries


def _forget(home: Home, count: int) -> None:
    """Take the first answers out: the ledger holds them."""
    with _held(home):
        hashes, lines = _read(home)
        kept = [{"hash": hashes[count]}]
        kept += [line | {"hash": own} for line, own in zip(lines[count:], hashes[count + 1 :], strict=True)]
        with written(answers_file(home)) as file:
            file.write(b"".join(map(_line, kept)))


def _waiting(line: Mapping[str, Any]) -> Waiting:
    given = Given(line["kind"], line["actor"], line["token"], line["content"])
    return Waiting(given, datetime.fromisoformat(line["at"]))


def _chained(before: str, entry: Mapping[str, Any]) -> str:
    return chained_hash(before, hashlib.sha256(canonical(entry).encode()).hexdigest())


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode() + b"\n"
