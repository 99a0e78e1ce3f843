"""A town's workbook comes back: which rows answer, and which are questioned, each with a sentence.

Nothing is dropped: a row in which somebody has filled in anything is an answer or a question.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from xlsxwriter.utility import xl_col_to_name

from base.errors import BadInput
from handouts import phones, returned
from handouts.cases import RowKey, prints_of, row_key
from handouts.forms import (
    AREA_CODE,
    BLANK,
    BY_HAND,
    CORRECTABLE,
    FIELDS,
    FORMS,
    GREY,
    NAME,
    NOTE,
    NUMBER,
    PHONE,
    REASON,
    RESULT,
    ROW_KEY,
    SUBJECT,
    TO_FILL,
)
from handouts.returned import Lines, Row, compact
from regions.outcomes import PEOPLE, Outcomes, outcomes

NEEDS_NOTE = "误报"
"""The reason of which the note must say what is wrong."""

_OURS = {header: compact(header) for header in FIELDS}
"""The columns of ours, and how their headers are compared."""
_COVER_LINES = 40
_COUNTS = re.compile(r"\d+(\.0)?")
_LOOKS_LIKE_A_KEY = re.compile(r"K[A-Z2-7]{64,}")


@dataclass(frozen=True)
class Answer:
    """What a row answers, for all its cases; without a result it only corrects what is known."""

    sheet: str
    line: int
    kind: str
    case_ids: tuple[str, ...]
    town_code: str
    as_of: date
    """The day whose data the row was handed out from."""
    result: str
    reason: str
    note: str
    corrections: tuple[tuple[str, str], ...] = ()
    """What was corrected in grey cells: phone or address, and how it reads now (empty: no longer used)."""


ANSWER: dict[str, Any] = {
    **dict.fromkeys(("sheet", "line", "kind", "case_ids", "town_code", "as_of", "result", "reason", "note"), pl.String),
    "line": pl.Int64,
    "case_ids": pl.List(pl.String),
    "as_of": pl.Date,
}
"""The columns of a frame of answers."""


def frame_of(answers: Sequence[Answer]) -> pl.DataFrame:
    """Many answers, with the columns of ANSWER."""
    columns = {name: [getattr(answer, name) for answer in answers] for name in ANSWER}
    # Lists of texts, one by one, take Polars as long as all the rest of a hundred thousand answers.
    columns["case_ids"] = ["|".join(case_ids) for case_ids in columns["case_ids"]]
    return pl.DataFrame(columns, schema=ANSWER | {"case_ids": pl.String}).with_columns(
        pl.col("case_ids").str.split("|")
    )


Objections = Callable[[pl.DataFrame], pl.Series]
"""What speaks against each of many answers (a frame of ANSWER), as a sentence or null."""


@dataclass(frozen=True)
class Question:
    """A row that cannot be taken, and why: the sentence tells nothing of what is written in it."""

    sheet: str
    line: int
    sentence: str
    cells: Mapping[str, str] = field(default_factory=dict)
    kind: str = PEOPLE


@dataclass(frozen=True)
class Returned:
    """What stands in a returned workbook."""

    answers: list[Answer]
    questioned: list[Question]
    skipped: int
    """Rows with a key in which nothing was filled in or corrected."""
    area_code: str | None
    """Whose workbook it is: the town or village on its cover, else the town of most rows that are filled in."""
    corrected: list[Answer] = field(default_factory=list)
    """The rows in which a telephone or an address was corrected, answered or not."""


@dataclass(frozen=True)
class _Issued:
    """A returned row with what its key tells (None where the key does not open)."""

    row: Row
    kind: str
    key: RowKey | None


@dataclass(frozen=True)
class Judged:
    """A returned workbook as it reads by itself: its rows, and of each the answer or what is wrong with it."""

    rows: list[_Issued]
    answers: list[Answer | str]
    unreadable: list[Question]
    skipped: int
    area_code: str | None


def read_answers(
    file: Path,
    secret: str,
    more_reasons: Outcomes | None = None,
    objections: Objections | None = None,
    password: str | None = None,
) -> Returned:
    """Read a returned workbook. Raises BadInput where it is none of ours or cannot be opened.

    `more_reasons` are those that the region adds; `objections` says what only the ledger or the facts can object to.
    """
    return settle(judge(file, secret, more_reasons, password), objections)


def judge(file: Path, secret: str, more_reasons: Outcomes | None = None, password: str | None = None) -> Judged:
    """Read a returned workbook as far as it can be judged without a database: the costly part, for any process.

    Raises BadInput as `read_answers`.
    """
    return judge_sheets(file, returned.sheets(file, password), secret, more_reasons)


def judge_sheets(
    file: Path,
    sheets: Mapping[str, Lines],
    secret: str,
    more_reasons: Outcomes | None = None,
    may_be_none: bool = False,
) -> Judged:
    """The same of sheets that were read; `may_be_none`: something else in the workbook is ours."""
    rows, unreadable = _rows(file, sheets, may_be_none)
    issued = [_issued(secret, row) for row in rows if row.cells.get(ROW_KEY) or _is_filled(row)]
    changes = list(zip(issued, _changed(issued), strict=True))
    answered = [(row, changed) for row, changed in changes if _is_filled(row.row) or _says_something(row, changed)]
    filled = [row for row, _ in answered]
    towns = Counter(row.key.town_code for row in filled if row.key and row.key.town_code)
    area_code = area_on_cover(sheets) or (towns.most_common(1)[0][0] if towns else None)
    words = {kind: _Words(kind, more_reasons) for kind in FORMS}
    judged = [_judge(row, changed, words[row.kind], area_code) for row, changed in answered]
    _question_those_that_differ(judged)
    skipped = _keyed(rows) - _keyed([row.row for row in filled])
    return Judged(filled, judged, unreadable, skipped, area_code)


def settle(judged: Judged, objections: Objections | None = None) -> Returned:
    """Which answers are taken, after what the ledger and the facts object to."""
    answers = _objected(judged.answers, objections)
    questions = [
        Question(row.row.sheet, row.row.line, answer, row.row.cells, row.kind)
        for row, answer in zip(judged.rows, answers, strict=True)
        if isinstance(answer, str)
    ]
    # The same row pasted twice is one answer.
    once = {_content(answer): answer for answer in reversed(answers) if isinstance(answer, Answer)}
    taken = list(once.values())[::-1]
    return Returned(
        answers=[answer for answer in taken if answer.result],
        questioned=[*judged.unreadable, *questions],
        skipped=judged.skipped,
        area_code=judged.area_code,
        corrected=[answer for answer in taken if answer.corrections],
    )


def _rows(file: Path, sheets: Mapping[str, Lines], may_be_none: bool) -> tuple[list[Row], list[Question]]:
    """The rows of every sheet that asks our questions, and a question for each sheet of rows without a header."""
    found, unreadable, asked = [], [], False
    for name, lines in sheets.items():
        rows = returned.rows(name, lines, (RESULT, REASON), _is_header, partial(_places, file))
        if rows is not None:
            asked = True
            found += rows
            continue
        unreadable += _written_on_slips(name, lines)
        keyed = (number for number, line in enumerate(lines, start=1) if any(map(_LOOKS_LIKE_A_KEY.fullmatch, line)))
        if line := next(keyed, None):
            sentence = f"“{name}”表没有表头（{'、'.join((*TO_FILL, ROW_KEY))}），读不出填了什么；请补上表头后再交"
            unreadable.append(Question(name, line, sentence))
    if not asked and not unreadable and not may_be_none:
        raise BadInput(f"{file.name} 里没有“{RESULT}”列，不是发出的参保核实工作清单；请核对文件。")
    return found, unreadable


def _written_on_slips(name: str, lines: Lines) -> list[Question]:
    """A question for each slip that somebody wrote on in the file: a slip is for the pen, and has no key."""
    headers = returned.headers_of(lines[0]) if lines else []
    if BY_HAND not in headers and compact(BY_HAND) not in headers:
        return []
    place = headers.index(compact(BY_HAND))
    sentence = "走访单只供打印后手写，读不出是谁的；请把结果填到“人员”或“单位”表再交"
    return [
        Question(name, number, sentence)
        for number, line in enumerate(lines[1:], start=2)
        if len(line) > place and compact(line[place]) not in ("", compact(BLANK))
    ]


def _is_header(headers: Collection[str]) -> bool:
    asked = {RESULT, REASON} & set(headers)
    return bool(asked) and len({*asked, NOTE, ROW_KEY, *NAME.values()} & set(headers)) > 1


def _places(file: Path, headers: list[str]) -> dict[str, int]:
    if twice := [name for name, folded in _OURS.items() if headers.count(folded) > 1]:
        raise BadInput(f"{file.name} 有不止一个“{'”“'.join(twice)}”列；请只留下发出时的那一列后再交。")
    known = {name: headers.index(folded) for name, folded in _OURS.items() if folded in headers}
    others = [place for place in range(len(headers)) if place not in known.values()]
    if known.keys() >= {*TO_FILL, ROW_KEY}:
        # A column of somebody's own is nobody's answer; one without a header may have had one of ours.
        others = [place for place in others if not headers[place]]
    # Else the header of one of them has gone, was written over or stands over another: any column not ours may be it.
    return known | {f"第{xl_col_to_name(place)}列": place for place in others}


def _issued(secret: str, row: Row) -> _Issued:
    """Whatever sheet it was pasted into, a row is of the kind that its key says; without one, its columns say it."""
    likely = next((kind for kind in FORMS if NAME[kind] in row.cells), PEOPLE)
    for kind in sorted(FORMS, key=lambda kind: kind != likely):
        if key := row_key(secret, kind, row.cells.get(ROW_KEY, ""), GREY[kind]):
            return _Issued(row, kind, key)
    return _Issued(row, likely, None)


def _keyed(rows: Sequence[Row]) -> int:
    return sum(bool(row.cells.get(ROW_KEY)) for row in rows)


def _is_filled(row: Row) -> bool:
    return any(row.cells.get(header) for header in TO_FILL) or bool(_unnamed(row))


def _unnamed(row: Row) -> list[str]:
    """The columns in which somebody has written, and nobody can say what: not ours, or a text for the number."""
    return [
        header
        for header, cell in row.cells.items()
        if cell and (header not in _OURS or (header == NUMBER.header and not _COUNTS.fullmatch(cell)))
    ]


def area_on_cover(sheets: Mapping[str, Lines]) -> str | None:
    """The code of the town or village that a workbook says it is of."""
    for lines in sheets.values():
        for line in lines[:_COVER_LINES]:
            headers = returned.headers_of(line)
            if AREA_CODE in headers:
                codes = [text for text in headers if re.fullmatch(r"\d{9}(\d{3})?|unknown|apart:.+", text)]
                return codes[0] if codes else None
    return None


def _changed(rows: Sequence[_Issued]) -> list[dict[str, bool]]:
    """Of each row the grey columns that differ from what was issued, and of each whether that is a correction.

    Those that are gone cannot differ, nor does one that was emptied in all rows of its sheet: somebody cleared it. A
    text that left its row and stands in another that changed as well, or beside its own place, was moved.
    """
    changed: list[dict[str, bool]] = [{} for _ in rows]
    for kind in FORMS:
        for header in GREY[kind]:
            there = [
                (place, row.key.prints[header], row.row.cells[header])
                for place, row in enumerate(rows)
                if row.kind == kind and row.key and header in row.key.prints and header in row.row.cells
            ]
            differ = [
                (place, issued, now, text)
                for (place, issued, text), now in zip(there, prints_of([text for *_, text in there]), strict=True)
                if now != issued
            ]
            if header in CORRECTABLE:
                differ = _unless_cleared(rows, there, differ)
                differ = [each for each in differ if prints_of([each[3] + phones.WRONG]) != [each[1]]]
            gone = {issued for _, issued, _, _ in differ}
            for place, was, now, _ in differ:
                moved = now in gone or was in _prints_beside(rows[place].row, header)
                changed[place][header] = header in CORRECTABLE and not moved
    return changed


def _prints_beside(row: Row, header: str) -> list[str]:
    """The prints of a row's other cells: what was issued may have come to stand under another header."""
    return prints_of([text for other, text in row.cells.items() if text and other != header])


def _unless_cleared(
    rows: Sequence[_Issued], there: Sequence[tuple[int, str, str]], differ: list[tuple[int, str, str, str]]
) -> list[tuple[int, str, str, str]]:
    """Without the cells of sheets in which several were emptied and the whole column is empty."""
    cells: defaultdict[str, list[str]] = defaultdict(list)
    for place, _, text in there:
        cells[rows[place].row.sheet].append(text)
    emptied = Counter(rows[place].row.sheet for place, *_ in differ)
    cleared = {sheet for sheet, texts in cells.items() if emptied[sheet] > 1 and not any(texts)}
    return [each for each in differ if rows[each[0]].row.sheet not in cleared]


def _says_something(row: _Issued, changed: Mapping[str, bool]) -> bool:
    """Whether a row without an answer tells something: a correction, or another text in a grey cell."""
    return any(is_correction or row.row.cells[header] for header, is_correction in changed.items())


class _Words:
    """What may be answered, as people and programs write it."""

    def __init__(self, kind: str, more_reasons: Outcomes | None) -> None:
        choices = outcomes(kind, more_reasons)
        self.results = {compact(result): result for result in choices}
        self.reasons = {compact(reason): (result, reason) for result, group in choices.items() for reason in group}
        self.only_reason = {result: group[0] for result, group in choices.items() if len(group) == 1}

    def meant(self, result: str, reason: str) -> tuple[str, str] | str:
        """Result and reason, of which one may be left out where the other tells it; or what is wrong."""
        meant = self.results.get(compact(result))
        implied, meant_reason = self.reasons.get(compact(reason), (None, None))
        if result and not meant:
            return f"“{RESULT}”里填的读不懂，请从下拉列表中选择 {'、'.join(self.results.values())}"
        if reason and not meant_reason:
            return f"“{REASON}”里填的读不懂，请从下拉列表中选择"
        meant = meant or implied
        if not meant:
            return f"只填了“{NOTE}”，请选择“{RESULT}”和“{REASON}”"
        meant_reason = meant_reason or self.only_reason.get(meant)
        if not meant_reason:
            return f"没有填“{REASON}”，请从下拉列表中选择“{meant}”的{REASON}"
        if implied and implied != meant:
            return f"“{meant_reason}”不是“{meant}”的{REASON}，请从下拉列表中重选"
        return meant, meant_reason


def meant(kind: str, more_reasons: Outcomes | None, result: str, reason: str, note: str) -> tuple[str, str] | str:
    """Result and reason of an answer that stands on no sheet (the desk's, a telephone's); or what is wrong with it."""
    outcome = _Words(kind, more_reasons).meant(result, reason)
    if not isinstance(outcome, str) and outcome[1] == NEEDS_NOTE and not note:
        return f"选了“{NEEDS_NOTE}”，请在{NOTE}里写明哪里有误"
    return outcome


def _judge(issued: _Issued, changed: Mapping[str, bool], words: _Words, area_code: str | None) -> Answer | str:
    """What a row says that somebody filled in or corrected, or why it cannot be taken."""
    row, key = issued.row, issued.key
    if key is None:
        if row.cells.get(ROW_KEY):
            return f"“{ROW_KEY}”不是这里发出的，或已被改动，请从发出的原表复制"
        return f"“{ROW_KEY}”是空的，不知道是谁，请从发出的原表把这一行连同行号一起复制过来"
    if problem := _misplaced(issued) or _not_as_issued(row, changed):
        return problem
    if area_code and key.town_code and key.town_code != area_code[:9]:
        return f"这一行是别的乡镇的（{key.town_code}），不属于本表（{area_code[:9]}），请在那个乡镇的表上填写"
    corrections = tuple((CORRECTABLE[header], phones.bare(row.cells[header])) for header in changed)
    about = (row.sheet, row.line, issued.kind, key.case_ids, key.town_code, key.as_of)
    note = row.cells.get(NOTE, "")
    if not _is_filled(row):
        return Answer(*about, "", "", "", corrections)
    meant = words.meant(row.cells.get(RESULT, ""), row.cells.get(REASON, ""))
    if isinstance(meant, str):
        return meant
    if meant[1] == NEEDS_NOTE and not note:
        return f"选了“{NEEDS_NOTE}”，请在{NOTE}里写明哪里有误"
    return Answer(*about, *meant, note, corrections)


def _misplaced(issued: _Issued) -> str | None:
    """Why nobody knows what was written where, or of whom; None where that is known."""
    row = issued.row
    if unnamed := _unnamed(row):
        lost = "”“".join(header for header in TO_FILL if header not in row.cells)
        what = f"不知道“{'”“'.join(unnamed)}”里写的是什么"
        return f"{what}，表头里少了“{lost}”；请把表头改回发出时的字再交" if lost else f"{what}；请写到“{NOTE}”里再交"
    if missing := [header for header in SUBJECT[issued.kind] if header not in row.cells]:
        return f"缺少“{'”“'.join(missing)}”列，无法核对是谁，请在发出的原表上填写"
    return None


def _not_as_issued(row: Row, changed: Mapping[str, bool]) -> str | None:
    """Why the grey cells of a row are in question; None where they are as issued, or corrected."""
    if not all(changed.values()):
        return f"“{'”“'.join(changed)}”与发出时不同，可能排序时与行号错开；请改回原样，有变化的写在{NOTE}里"
    number = phones.bare(row.cells[PHONE]) if PHONE in changed else ""
    if number and not phones.is_possible(number):
        return f"“{PHONE}”改成的不像电话号码（应是11位手机号，或区号加号码），请核对后再交"
    return None


def _content(answer: Answer) -> tuple[Any, ...]:
    return (answer.case_ids, answer.result, answer.reason, answer.note, answer.corrections)


def _question_those_that_differ(judged: list[Answer | str]) -> None:
    """One case, two different answers: neither is taken."""
    of_case: defaultdict[tuple[bool, str], list[Answer]] = defaultdict(list)
    for answer in judged:
        if isinstance(answer, Answer):
            for case_id in answer.case_ids:
                of_case[bool(answer.result), case_id].append(answer)
    several = {case: answers for case, answers in of_case.items() if len(answers) > 1}
    for place, answer in enumerate(judged):
        if isinstance(answer, Answer):
            others = [
                other
                for case_id in answer.case_ids
                for other in several.get((bool(answer.result), case_id), ())
                if _content(other)[1:] != _content(answer)[1:]
            ]
            if others:
                where = "、".join(dict.fromkeys(f"“{other.sheet}”第{other.line}行" for other in others))
                judged[place] = f"与{where}说的是同一件事，填的却不同，请只留一个"


def _objected(judged: list[Answer | str], objections: Objections | None) -> list[Answer | str]:
    """The answers, and a sentence in place of each that others object to."""
    answers = {place: answer for place, answer in enumerate(judged) if isinstance(answer, Answer)}
    if objections is None or not answers:
        return judged
    sentences = dict(zip(answers, objections(frame_of(list(answers.values()))), strict=True))
    return [answer if sentences.get(place) is None else sentences[place] for place, answer in enumerate(judged)]
