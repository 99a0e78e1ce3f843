"""Leads and subjects as the desk looks for them: by list, place and tier, or by number, name and initials.

A number finds whoever the county knows. A name, or its initials, finds people only among those who stand on a list:
who has only a name may not go through the county.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import duckdb

from base.home import Home
from flows import intake
from flows.snapshot import Snapshot
from handouts.keys import seal, unseal
from ledger import chain
from sql.candidates import KINDS
from sql.warehouse import FOLDER

PAGE = 50
"""Rows of a page."""
FOUND = 30
"""Subjects of a search at most."""
_FACTS = (
    *("case_id", "list_id", "list_name", "subject_kind", "subject_id", "subject_name", "town_code", "village_code"),
    *("tier", "priority", "place"),
)
_STANDS = ("state", "answer", "return_on")
_PURPOSE = "desk subject"
_LONGEST = 60
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FA5


@dataclass(frozen=True)
class Asked:
    """Which leads are asked for; what is empty does not matter."""

    list_id: str = ""
    town: str = ""
    village: str = ""
    tier: str = ""
    priority: str = ""
    duty: str = ""
    """`employer`: what an employer owes; `other`."""
    answered: str = ""
    """`yes`: answered since it was listed; `no`: not yet."""
    page: int = 1


@dataclass(frozen=True)
class Lead:
    """One row of a list, and where its case stands."""

    case_id: str
    list_id: str
    list_name: str
    subject_kind: str
    subject_id: str
    subject_name: str
    town_code: str | None
    village_code: str | None
    tier: str
    priority: int
    reason: str
    evidence: str
    place: str
    state: str
    answer: str
    """What was answered last: result and reason; empty where nobody has."""
    return_on: str


@dataclass(frozen=True)
class Found:
    """Somebody whom a search finds."""

    subject_kind: str
    subject_id: str
    name: str
    place: str
    lists: str


def key_of(home: Home, kind: str, subject: str) -> str:
    """What stands for a subject in an address: nobody reads a number in it."""
    return seal(home.read_case_key(), _PURPOSE, [[kind, subject]])[0]


def keys_of(home: Home, subjects: Sequence[tuple[str, str]]) -> list[str]:
    """The same of many."""
    return seal(home.read_case_key(), _PURPOSE, [list(subject) for subject in subjects])


def subject_of(home: Home, key: str) -> tuple[str, str] | None:
    """Kind and id that a key stands for; None where it is none of ours."""
    parts = unseal(home.read_case_key(), _PURPOSE, key)
    return (parts[0], parts[1]) if parts and len(parts) == 2 and parts[0] in KINDS else None


def lists(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Every list with its rows by tier: `list_id`, `name`, `must_join`, `persuade`, `check_data`, `rows`, `missing`."""
    return list(snapshot.once("lists", lambda: _rows(snapshot, "lists")))


def places(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Every town that has leads, and its villages: `area_code`, `area_name`, `town_code`, `rows`, `is_town`."""
    return list(snapshot.once("places", lambda: _rows(snapshot, "places")))


def figures(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The counts behind the report's matrix: `list_id`, `list_name`, `tier`, `town_code`, `leads`."""
    return list(snapshot.once("figures", lambda: _rows(snapshot, "figures")))


def leads(snapshot: Snapshot, home: Home, asked: Asked) -> tuple[list[Lead], int]:
    """A page of the leads that are asked for, the most pressing first, and how many there are in all."""
    snapshot.leads()
    bound: dict[str, Any] = {
        name: getattr(asked, name) or None
        for name in ("list_id", "town", "village", "tier", "priority", "duty", "answered")
    }
    with snapshot.cursor() as con:
        bound["late"] = sorted(_answered_since(home, snapshot.sequence)) if asked.answered else []
        paged = bound | {"most": PAGE, "skipped": PAGE * (max(asked.page, 1) - 1)}
        rows = con.execute(_text("leads"), paged).fetchall()
        total = rows[0][-1] if rows else 0
        found = _worded(con, [row[:-1] for row in rows])
    return with_answers(home, snapshot, found), int(total)


def leads_of(snapshot: Snapshot, home: Home, kind: str, subject: str) -> list[Lead]:
    """The leads of one subject, the most pressing first."""
    snapshot.leads()
    with snapshot.cursor() as con:
        rows = con.execute(_text("leads_of"), {"kind": kind, "subject": subject}).fetchall()
        found = _worded(con, rows)
    return with_answers(home, snapshot, found)


def name_of(snapshot: Snapshot, kind: str, subject: str) -> str:
    """What a subject is called; empty where the county knows no name."""
    if kind not in ("person", "employer"):
        return ""
    with snapshot.cursor() as con:
        found = con.execute(f"select {kind}_name from core.{kind} where {kind}_id = $1", [subject]).fetchone()
    return (found[0] or "") if found else ""


def search(snapshot: Snapshot, written: str) -> list[Found]:
    """Whom a text finds: a number, a case, a name or a part of it, initials (`wxm`)."""
    text = written.strip()[:_LONGEST]
    if not text:
        return []
    snapshot.leads()
    snapshot.once("subjects", lambda: _subjects(snapshot))
    numbered = re.fullmatch(r"[0-9A-Za-z:|*-]{6,}", text) is not None and re.search(r"\d", text) is not None
    with snapshot.cursor() as con:
        if numbered:
            bound: dict[str, Any] = {"number": text if ":" in text else text.upper(), "case_id": text.lower()}
            # Until 1999 an ID number had neither century nor check digit.
            bound["longer"] = f"{text[:6]}19{text[6:]}"
            return [Found(*row) for row in con.execute(_text("by_number"), bound | {"most": FOUND}).fetchall()]
        initials = re.fullmatch("[A-Za-z]{2,12}", text)
        bound = {
            "text": text,
            "pattern": "".join(f"[{_sounding()[letter]}]" for letter in text.lower()) if initials else "",
            "most": FOUND,
        }
        if initials and any(letter not in _sounding() for letter in text.lower()):
            return []
        return [Found(*row) for row in con.execute(_text("by_name"), bound).fetchall()]


def _rows(snapshot: Snapshot, name: str) -> list[dict[str, Any]]:
    snapshot.leads()
    with snapshot.cursor() as con:
        return con.sql(_text(name)).pl().to_dicts()


def _subjects(snapshot: Snapshot) -> bool:
    with snapshot.cursor() as con:
        con.execute(f"create or replace table memory.main.subject as {_text('subjects')}")
    return True


def _worded(con: duckdb.DuckDBPyConnection, rows: Sequence[tuple[Any, ...]]) -> list[Lead]:
    """The rows with the words of their lists, which are fetched of these alone."""
    words: dict[str, tuple[str, str]] = {}
    for list_id in dict.fromkeys(row[1] for row in rows):
        ids = [row[0] for row in rows if row[1] == list_id]
        # The list's name stands in `audit.list`: no word of a caller's.
        statement = f'select case_id, reason, evidence from lists."{list_id}" where case_id in (select unnest($ids))'
        words |= {
            case_id: (reason, evidence) for case_id, reason, evidence in con.execute(statement, {"ids": ids}).fetchall()
        }
    return [_lead(row, *words.get(row[0], ("", ""))) for row in rows]


def _lead(row: Sequence[Any], reason: str, evidence: str) -> Lead:
    """A lead of a row of `sql/desk/leads.sql` and its words."""
    facts = dict(zip((*_FACTS, *_STANDS), row, strict=True))
    return Lead(**facts, reason=reason, evidence=evidence)


def with_answers(home: Home, snapshot: Snapshot, found: Sequence[Lead]) -> list[Lead]:
    """The leads with what was said of them since the publication."""
    late = answers_since(home, snapshot.sequence, [lead.case_id for lead in found])
    return [replace(lead, answer=late[lead.case_id]) if lead.case_id in late else lead for lead in found]


def answers_since(home: Home, sequence: int, case_ids: Sequence[str]) -> Mapping[str, str]:
    """Result and reason of these cases, where they were answered after an event of the ledger or wait to be taken."""
    found: dict[str, str] = {}
    if home.ledger.exists() and case_ids:
        with chain.opened(home.ledger) as con:
            rows = con.execute(_text("answers_since"), {"sequence": sequence, "ids": list(case_ids)}).fetchall()
            found |= {case_id: f"{result}、{reason}" for case_id, result, reason in rows}
    wanted = set(case_ids)
    for one in intake.waiting(home):
        content = one.given.content
        for case_id in wanted.intersection(content.get("case_ids", ())):
            found[case_id] = f"{content['result']}、{content['reason']}（待入账）"
    return found


def _answered_since(home: Home, sequence: int) -> set[str]:
    found: set[str] = set()
    if home.ledger.exists():
        since = "select distinct subject from ledger.event where sequence > $1 and kind = 'answered'"
        with chain.opened(home.ledger) as con:
            found |= {subject for (subject,) in con.execute(since, [sequence]).fetchall()}
    for one in intake.waiting(home):
        found.update(one.given.content.get("case_ids", ()))
    return found


@lru_cache(maxsize=1)
def _sounding() -> Mapping[str, str]:
    """By letter, every character that some reading of begins with it: 单 is under d, c and s."""
    from pypinyin import Style, pinyin

    characters = [chr(code) for code in range(_FIRST_HAN, _LAST_HAN + 1)]
    by_letter: dict[str, list[str]] = {}
    for character, readings in zip(characters, _readings(characters, pinyin, Style.NORMAL), strict=True):
        for letter in {reading[0] for reading in readings if reading and "a" <= reading[0] <= "z"}:
            by_letter.setdefault(letter, []).append(character)
    return {letter: "".join(found) + letter + letter.upper() for letter, found in by_letter.items()}


def _readings(characters: Sequence[str], pinyin: Any, style: Any) -> Iterator[Sequence[str]]:
    for character in characters:
        yield pinyin(character, style=style, heteronym=True)[0]


def _text(name: str) -> str:
    return (FOLDER / "desk" / f"{name}.sql").read_text(encoding="utf-8")
