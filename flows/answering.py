"""One answer at a time, at the desk or on a walk: judged at once as a workbook's row is, and on the disk before it is
acknowledged (`flows/intake.py`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from base.errors import BadInput
from base.home import Home
from flows import binding, feedback, intake
from flows.publication import Publication
from flows.snapshot import Snapshot
from handouts import phones
from handouts.feedback import ANSWER, Answer, frame_of, meant
from handouts.keys import seal, unseal
from ledger import chain
from regions.outcomes import EMPLOYERS, PEOPLE, Outcomes, outcomes
from sql.warehouse import FOLDER, read_query

_PURPOSE = "desk row"
CORRECTABLE = {"phone": "电话", "address": "地址"}
"""What may be corrected of a person or an employer, as the ledger and as people call it."""
_MOST_CASES, _LONGEST_NOTE, _LONGEST_TOKEN = 60, 500, 64


@dataclass(frozen=True)
class Asked:
    """What an answer is about: the cases of one person or employer, of one town, as they were shown."""

    kind: str
    """人员 or 单位."""
    town_code: str
    as_of: date
    case_ids: tuple[str, ...]


@dataclass(frozen=True)
class Receipt:
    """What becomes of an answer that was acknowledged."""

    result: str
    reason: str
    superseded: str
    """What stood before and now does not, and who had said it; empty where nothing did."""
    is_second_time: bool
    """The same answer had come before: it counts once."""
    mended: tuple[str, ...] = ()
    """What was corrected beside it, in words."""


def kind_of(subject_kind: str) -> str:
    """Whose reasons may be chosen."""
    return PEOPLE if subject_kind == "person" else EMPLOYERS


def choices(snapshot: Snapshot, kind: str) -> Outcomes:
    """The results and the reasons under each."""
    return outcomes(kind, snapshot.region.reasons)


def keys(home: Home, rows: Sequence[Asked]) -> list[str]:
    """What stands for rows in a form; nobody reads it, alters it or makes one up."""
    return seal(
        home.read_case_key(),
        _PURPOSE,
        [[row.kind, row.town_code, row.as_of.isoformat(), *row.case_ids] for row in rows],
    )


def asked(home: Home, key: str) -> Asked:
    """What a key stands for. Raises BadInput where it is none of ours."""
    parts = unseal(home.read_case_key(), _PURPOSE, key[:8_000])
    if not parts or not 4 <= len(parts) <= _MOST_CASES + 3:
        raise BadInput("认不出答的是哪一行；请刷新页面后再填。")
    kind, town_code, as_of, *case_ids = parts
    return Asked(kind, town_code, date.fromisoformat(as_of), tuple(case_ids))


def take(
    home: Home,
    snapshot: Snapshot,
    row: Asked,
    words: tuple[str, str, str],
    actor: str,
    token: str,
    mended: Mapping[str, str] | None = None,
) -> Receipt:
    """Judge an answer (`words`: result, reason, note) and have it on the disk. Raises BadInput where it cannot be.

    `token`: the sender's own mark of it: whoever sends it again, because no answer came, is not heard twice.
    `mended`: by column of CORRECTABLE how it reads now (empty: no longer used); then there need be no result.
    """
    binding.refuse_rehearsal(home, "反馈")
    result, reason, note = words
    if len(note) > _LONGEST_NOTE:
        raise BadInput(f"备注最多{_LONGEST_NOTE}个字。")
    if not 8 <= len(token) <= _LONGEST_TOKEN:
        raise BadInput("这一页放得太久；请刷新后再填。")
    corrections = _corrections(mended or {})
    outcome: tuple[str, str] | str = ("", "")
    if result or reason or note or not corrections:
        outcome = meant(row.kind, snapshot.region.reasons, result, reason, note)
    if isinstance(outcome, str):
        raise BadInput(f"{outcome}。")
    about = (intake.SOURCE, 0, row.kind, row.case_ids, row.town_code, row.as_of)
    answer = Answer(*about, *outcome, note, corrections)
    given = intake.answered(answer, actor, token)
    before, is_known = _before(home, snapshot, answer, given.digest)
    is_new = not is_known and intake.put(home, given)
    superseded = _superseded(before, outcome, actor) if is_new and outcome[0] else ""
    names = tuple(CORRECTABLE[column] for column, _ in corrections)
    return Receipt(*outcome, superseded=superseded, is_second_time=not is_new, mended=names)


def _corrections(mended: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What was corrected, in the order of the columns. Raises BadInput for a number that cannot be one."""
    for column in mended:
        if column not in CORRECTABLE:
            raise BadInput("只能更正电话和地址。")
    number = mended.get("phone")
    if number and not phones.is_possible(number):
        raise BadInput("电话改成的不像电话号码（应是11位手机号，或区号加号码）。")
    return tuple((column, mended[column]) for column in CORRECTABLE if column in mended)


def _before(home: Home, snapshot: Snapshot, answer: Answer, digest: str) -> tuple[tuple[str, str, str] | None, bool]:
    """Who has said what of these cases last (actor, result, reason), and whether it was this very answer.

    Raises BadInput for what the ledger or the facts object to.
    """
    published = Publication(snapshot.as_of, snapshot.region)
    with chain.opened(home.ledger) as con:
        con.execute("create schema cases")
        con.execute(
            "create table cases.event as select * from ledger.event where subject in (select unnest($1::varchar []))",
            [list(answer.case_ids)],
        )
        state = read_query(FOLDER / "cases" / "state.sql")
        con.execute(f"create table cases.state as {state.statement}", dict.fromkeys(state.parameters, snapshot.as_of))
        feedback.attach(con, home)
        objection = feedback.weighed(con, frame_of([answer]).select(list(ANSWER)), published)["objection"][0]
        last = _last(con)
        is_known = bool(
            con.execute(
                "select 1 from cases.event where kind in ('answered', 'corrected') and"
                " json_extract_string(payload, '$.file_sha256') = $1 limit 1",
                [digest],
            ).fetchall()
        )
    if objection and not is_known:
        raise BadInput(f"{objection}。")
    for one in intake.waiting(home):
        is_same = set(answer.case_ids).intersection(one.given.content.get("case_ids", ()))
        if is_same and one.given.content.get("result"):
            last = (one.given.actor, one.given.content["result"], one.given.content["reason"])
    return last, is_known


def _last(con: duckdb.DuckDBPyConnection) -> tuple[str, str, str] | None:
    found: tuple[str, str, str] | None = con.execute(
        "select actor, json_extract_string(payload, '$.result'), json_extract_string(payload, '$.reason')"
        " from cases.event where kind = 'answered' order by sequence desc limit 1"
    ).fetchone()
    return found


def _superseded(before: tuple[str, str, str] | None, now: tuple[str, str], actor: str) -> str:
    if before is None or before[1:] == now:
        return ""
    who = "您" if before[0] == actor else before[0]
    return f"{who}以前填的是“{before[1]}、{before[2]}”，现在以这次的为准；前后两次都留在账本里。"
