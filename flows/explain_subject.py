"""Which subject a clerk means by what is written, and the near spellings where nobody bears it.

Names of people are never searched: who has a number may ask, who has only a name may not go through the county.
"""

import re
from collections.abc import Iterator

import duckdb

from sql.explanation import Excerpt

SHOWN = 5
"""So many near spellings at most."""
SLIPS = 2
"""A code with more slips than these is another code."""
LIKENESS = 70
"""From this likeness on (0–100) a name may be a slip of another."""


def find(excerpt: Excerpt, written: str) -> tuple[str, str] | None:
    """The kind and id of what is written: an id, an ID number in any of its forms, a case's id, an employer's name."""
    for subject in _readings(excerpt.con, written.strip()):
        if kind := excerpt.kind_of(subject):
            return kind, subject
    return None


def unknown(con: duckdb.DuckDBPyConnection, written: str) -> str:
    """What a clerk is told of a subject that nobody knows; what was written is not repeated."""
    text = written.strip()
    near = "、".join([*_near_numbers(con, text.upper()), *_near_employers(con, text)][:SHOWN])
    sentence = "没有找到这个对象；请核对号码（身份证号、统一社会信用代码，或清单里的对象编号）。"
    return f"{sentence}相近的有：{near}。" if near else sentence


def _readings(con: duckdb.DuckDBPyConnection, text: str) -> Iterator[str]:
    """The ids that a text may mean, the likeliest first."""
    yield text if ":" in text else text.upper()
    if re.fullmatch(r"[0-9a-f]{16}", text):
        yield from _ids(con, 'select subject_id from published.ledger."case" where case_id = $1', text)
    named = _ids(con, "select employer_id from published.core.employer where employer_name = $1", text)
    if len(named) == 1:
        yield from named
    if re.fullmatch(r"\d{15}", text):
        # Until 1999 an ID number had neither century nor check digit: whoever bears the only right one is known by it.
        longer = "select person_id from published.core.person where person_id between $1 || '0' and $1 || 'X'"
        yield from _ids(con, longer, f"{text[:6]}19{text[6:]}")


def _ids(con: duckdb.DuckDBPyConnection, query: str, asked: str | list[str]) -> list[str]:
    return [found for (found,) in con.execute(query, [asked]).fetchall()]


def _near_numbers(con: duckdb.DuckDBPyConnection, text: str) -> list[str]:
    """The ID numbers of the county that differ in one digit, or in the order of two neighbours."""
    if not re.fullmatch(r"\d{17}[\dX]", text):
        return []
    digits = range(len(text))
    slips = {text[:at] + digit + text[at + 1 :] for at in digits for digit in "0123456789X"}
    slips |= {text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in digits[:-1]}
    near = "select person_id from published.core.person where person_id in (select unnest($1)) order by person_id"
    return _ids(con, near, sorted(slips))


def _near_employers(con: duckdb.DuckDBPyConnection, text: str) -> list[str]:
    """The employers whose code or name is nearest, each as `name（id）`."""
    # Most subjects are known: only who is not waits for this.
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import OSA

    rows = con.execute("select employer_id, employer_name from published.core.employer order by 1").fetchall()
    ids = [employer_id for employer_id, _ in rows]
    names = [name or "" for _, name in rows]
    coded = process.extract(text.upper(), ids, scorer=OSA.distance, score_cutoff=SLIPS, limit=SHOWN)
    named = process.extract(text, names, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=SHOWN)
    places = dict.fromkeys(place for _, _, place in [*coded, *named])
    return [f"{names[place] or '（名称不详）'}（{ids[place]}）" for place in places]
