"""A survey comes back: which rows answer, and which are questioned, each with a sentence.

Nothing is dropped: a row in which somebody has filled in anything is an answer or a question.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
from xlsxwriter.utility import xl_col_to_name

from base.errors import BadInput
from handouts import phones, returned
from handouts.cases import prints_of
from handouts.feedback import Judged, area_on_cover, judge_sheets
from handouts.forms import BY_HAND, NUMBER, REASON, RESULT, ROW_KEY
from handouts.keys import unseal
from handouts.returned import Lines, Row, compact
from handouts.surveys import CHOICE, COUNT, DAY, MOST, SURVEYS, TELEPHONE, WORDS, Asked, Questioned, Survey, purpose
from regions.outcomes import Outcomes
from sources.reader import days

_PRINT = 3  # letters a grey cell (`handouts/cases.py`)
_LONGEST_HEADER, _HEAD_LINES = 50, 40
_OLD_DAYS = 120
"""An answer without a day counts as of the day on which it comes back; not so on a sheet older than this."""
_WITH_UNIT = re.compile(r"(\d{1,9})(?:\.0+)?[人户家次个份场名]?")
_LOOKS_LIKE_A_KEY = re.compile(r"K[A-Z2-7]{64,}")


@dataclass(frozen=True)
class SurveyAnswer:
    """What a survey's row answers of one subject."""

    survey: Survey
    sheet: str
    line: int
    as_of: date
    """The day whose data the row was handed out from; of a monthly report the first day of its month."""
    town_code: str
    subject_id: str
    subject_name: str
    values: Mapping[str, str | int | None]
    """By the name of what was asked; a day as text, None: not said."""


@dataclass(frozen=True)
class JudgedSurvey:
    """The survey part of a returned workbook."""

    answers: list[SurveyAnswer] = field(default_factory=list)
    questioned: list[Questioned] = field(default_factory=list)
    skipped: int = 0
    """Rows with a key in which nothing was filled in."""
    area_code: str | None = None


@dataclass(frozen=True)
class _Issued:
    row: Row
    survey: Survey
    key: tuple[date, str, str, str, Mapping[str, str]] | None
    """Day, town, subject, name, and the prints of the grey cells by header."""


@dataclass(frozen=True)
class Parts:
    """A returned workbook as it reads by itself: answers to leads, and answers to surveys."""

    visits: Judged
    survey: JudgedSurvey


def judge_file(file: Path, secret: str, more_reasons: Outcomes | None, password: str | None, today: date) -> Parts:
    """Read a returned workbook, whatever in it is ours, without a database: the costly part, for any process.

    Raises BadInput where nothing in it is ours, or it cannot be opened.
    """
    sheets = returned.sheets(file, password)
    ours, others = parted(sheets, secret)
    survey = judge(file, ours, sheets, secret, today) if ours else JudgedSurvey()
    return Parts(judge_sheets(file, others, secret, more_reasons, may_be_none=bool(ours)), survey)


def parted(sheets: Mapping[str, Lines], secret: str) -> tuple[dict[str, Lines], dict[str, Lines]]:
    """The sheets of a workbook that are a survey's, and the others; a survey's sheet is known by header or by key."""
    ours = {
        name: lines
        for name, lines in sheets.items()
        if not _is_worklist(lines) and (_survey_of(lines) or _keyed_survey(lines, secret))
    }
    return ours, {name: lines for name, lines in sheets.items() if name not in ours}


def judge(
    file: Path, sheets: Mapping[str, Lines], every: Mapping[str, Lines], secret: str, today: date
) -> JudgedSurvey:
    """Read the `sheets` that are a survey's; `every` sheet of the workbook tells on its cover whose it is.

    `today`: the day on which it comes back. Raises BadInput where a sheet has a column twice.
    """
    rows: list[Row] = []
    questioned: list[Questioned] = []
    for name, lines in sheets.items():
        survey = _survey_of(lines)
        if survey is None:
            number = next(at for at, line in enumerate(lines, start=1) if any(map(_LOOKS_LIKE_A_KEY.fullmatch, line)))
            one = _keyed_survey(lines, secret) or next(iter(SURVEYS.values()))
            sentence = f"“{name}”表没有表头（{'、'.join(each.header for each in one.asked)}），请补上表头后再交"
            questioned.append(Questioned(one, name, number, sentence))
            continue
        headers = {compact(each.header) for each in survey.asked}
        found = returned.rows(name, lines, headers, partial(_is_header, survey), partial(_places, file, survey))
        rows += found or []
        questioned += _taken_for_headers(survey, name, lines, found or [])
    issued = [_issued(secret, row) for row in rows]
    filled = [one for one in issued if _is_filled(one)]
    changed, moved = _changed(filled), _moved(filled)
    area_code = area_on_cover(every) or _most([one.key[1] for one in filled if one.key])
    judged = [_judge(*each, area_code, today) for each in zip(filled, changed, moved, strict=True)]
    _question_those_that_differ(judged)
    questioned += [
        Questioned(one.survey, one.row.sheet, one.row.line, answer, one.row.cells)
        for one, answer in zip(filled, judged, strict=True)
        if isinstance(answer, str)
    ]
    # The same row pasted twice is one answer.
    once = {(one.survey.kind, one.subject_id, one.as_of): one for one in judged if isinstance(one, SurveyAnswer)}
    skipped = sum(bool(one.row.cells.get(ROW_KEY)) for one in issued) - sum(
        bool(one.row.cells.get(ROW_KEY)) for one in filled
    )
    return JudgedSurvey(list(once.values()), questioned, skipped, area_code)


def _taken_for_headers(survey: Survey, name: str, lines: Lines, found: Sequence[Row]) -> list[Questioned]:
    """A question for each row of ours in which the words of a header stand: it was read as one."""
    read = {row.line for row in found}
    return [
        Questioned(survey, name, number, f"“{name}”表第{number}行里写着表头的字，读不出填了什么；请改回原样再交")
        for number, line in enumerate(lines, start=1)
        if number not in read and any(map(_LOOKS_LIKE_A_KEY.fullmatch, line))
    ]


def _most(codes: Sequence[str]) -> str | None:
    return Counter(codes).most_common(1)[0][0] if codes else None


def _survey_of(lines: Lines) -> Survey | None:
    """The survey that a sheet's first header belongs to: that of which it has most columns."""
    if _is_worklist(lines):
        return None
    texts = list({cell for line in lines for cell in line if len(cell) <= _LONGEST_HEADER})
    folded = dict(zip(texts, returned.headers_of(texts), strict=True))
    asked = {compact(one.header) for survey in SURVEYS.values() for one in survey.asked}
    sought = {text for text, header in folded.items() if header in asked}
    for line in lines:
        if sought.isdisjoint(line):
            continue
        headers = {folded.get(cell, "") for cell in line}
        if likely := [one for one in SURVEYS.values() if _is_header(one, headers)]:
            return max(likely, key=lambda one: len(headers & {compact(header) for header in one.headers}))
    return None


def _is_worklist(lines: Lines) -> bool:
    """Whether it is a sheet of a town's workbook, which may have 200,000 rows: its head says so."""
    return any({RESULT, REASON, BY_HAND} & set(returned.headers_of(line)) for line in lines[:_HEAD_LINES])


def _is_header(survey: Survey, headers: Collection[str]) -> bool:
    asked = {compact(one.header) for one in survey.asked} & set(headers)
    return bool(asked) and len({*asked, *({compact(survey.who), ROW_KEY} & set(headers))}) > 1


def _keyed_survey(lines: Lines, secret: str) -> Survey | None:
    """The survey whose key the first cell that looks like one is."""
    cells = (cell for line in lines for cell in line if _LOOKS_LIKE_A_KEY.fullmatch(cell))
    key = next(cells, None)
    return next((one for one in SURVEYS.values() if key and unseal(secret, purpose(one.kind), key)), None)


def _places(file: Path, survey: Survey, headers: list[str]) -> dict[str, int]:
    ours = {header: compact(header) for header in survey.headers}
    if twice := sorted(name for name, folded in ours.items() if headers.count(folded) > 1):
        raise BadInput(f"{file.name} 有不止一个“{'”“'.join(twice)}”列；请只留下发出时的那一列后再交。")
    known = {name: headers.index(folded) for name, folded in ours.items() if folded in headers}
    others = [place for place in range(len(headers)) if place not in known.values()]
    if known.keys() >= {*(one.header for one in survey.asked), ROW_KEY}:
        # A column of somebody's own is nobody's answer; one without a header may have had one of ours.
        others = [place for place in others if not headers[place]]
    return known | {f"第{xl_col_to_name(place)}列": place for place in others}


def _issued(secret: str, row: Row) -> _Issued:
    """Whatever sheet it was pasted into, a row is of the survey that its key says; without one, its columns say it."""
    likely = max(SURVEYS.values(), key=lambda one: len(row.cells.keys() & one.headers))
    for survey in sorted(SURVEYS.values(), key=lambda one: one is not likely):
        parts = unseal(secret, purpose(survey.kind), row.cells.get(ROW_KEY, ""))
        if parts is not None:
            day, town_code, subject_id, subject_name, marks = parts
            starts = range(0, len(marks), _PRINT)
            known = (one.header for one in survey.known.values())
            prints = {header: marks[start : start + _PRINT] for header, start in zip(known, starts, strict=False)}
            return _Issued(row, survey, (date.fromisoformat(day), town_code, subject_id, subject_name, prints))
    return _Issued(row, likely, None)


def _is_filled(one: _Issued) -> bool:
    return any(one.row.cells.get(each.header) for each in one.survey.asked) or bool(_unnamed(one))


def _unnamed(one: _Issued) -> list[str]:
    """The columns in which somebody has written, and nobody can say what: not ours, or a text for the number."""
    return [
        header
        for header, cell in one.row.cells.items()
        if cell
        and (header not in one.survey.headers or (header == NUMBER.header and not re.fullmatch(r"\d+(\.0)?", cell)))
    ]


def _changed(rows: Sequence[_Issued]) -> list[list[str]]:
    """Of each row the grey columns that differ from what was issued; those that are gone cannot differ."""
    changed: list[list[str]] = [[] for _ in rows]
    there = [
        (place, header, prints, row.row.cells[header])
        for place, row in enumerate(rows)
        if row.key
        for header, prints in row.key[4].items()
        if header in row.row.cells
    ]
    for (place, header, prints, _), now in zip(there, prints_of([text for *_, text in there]), strict=True):
        if now != prints:
            changed[place].append(header)
    return changed


def _moved(rows: Sequence[_Issued]) -> list[list[tuple[str, str]]]:
    """Of each row the white columns that hold what a grey one held which is gone, each with that one: whose header was
    written over a grey column's, in place of a column that was deleted."""
    moved: list[list[tuple[str, str]]] = [[] for _ in rows]
    there = [
        (place, header, prints, asked.header, text)
        for place, row in enumerate(rows)
        if row.key
        for header, prints in row.key[4].items()
        if header not in row.row.cells
        for asked in row.survey.asked
        if (text := row.row.cells.get(asked.header, ""))
    ]
    for (place, header, prints, asked, _), now in zip(there, prints_of([text for *_, text in there]), strict=True):
        if now == prints:
            moved[place].append((asked, header))
    return moved


def _judge(
    one: _Issued, changed: Sequence[str], moved: Sequence[tuple[str, str]], area_code: str | None, today: date
) -> SurveyAnswer | str:
    """What a row says that somebody filled in, or why it cannot be taken."""
    if problem := _misplaced(one, changed, area_code):
        return problem
    if moved:
        asked_header, grey = moved[0]
        return f"“{asked_header}”列里是发出时“{grey}”列的内容，表头可能被改过；请把表头改回发出时的字再交"
    assert one.key is not None  # noqa: S101 (`_misplaced` says so of a row without one)
    as_of, town_code, subject_id, subject_name, _ = one.key
    values: dict[str, str | int | None] = {}
    for asked in one.survey.asked:
        meant = _READ[asked.kind](asked, one.row.cells.get(asked.header, ""))
        if isinstance(meant, _Odd):
            return meant.sentence
        values[asked.name] = meant
    if problem := _dated(one.survey, values, as_of, today) or RULES[one.survey.kind](values):
        return problem
    return SurveyAnswer(one.survey, one.row.sheet, one.row.line, as_of, town_code, subject_id, subject_name, values)


def _misplaced(one: _Issued, changed: Sequence[str], area_code: str | None) -> str | None:
    """Why nobody knows what was written where, or of whom; None where that is known."""
    cells, survey = one.row.cells, one.survey
    if one.key is None:
        if cells.get(ROW_KEY):
            return f"“{ROW_KEY}”不是这里发出的，或已被改动，请从发出的原表复制"
        return f"“{ROW_KEY}”是空的，不知道是哪一行，请从发出的原表把这一行连同行号一起复制过来"
    if unnamed := _unnamed(one):
        lost = "”“".join(asked.header for asked in survey.asked if asked.header not in cells)
        what = f"不知道“{'”“'.join(unnamed)}”里写的是什么"
        return f"{what}，表头里少了“{lost}”；请把表头改回发出时的字再交" if lost else f"{what}；请写到“备注”里再交"
    if missing := [header for header in _naming(survey) if header not in cells]:
        return f"缺少“{'”“'.join(missing)}”列，无法核对是哪一行，请在发出的原表上填写"
    if changed:
        return f"“{'”“'.join(changed)}”与发出时不同，可能排序时与行号错开；请改回原样，有变化的写在白格里"
    town_code = one.key[1]
    if area_code and town_code and town_code != area_code:
        return f"这一行是别的乡镇的（{town_code}），不属于本表（{area_code}），请在那个乡镇的表上填写"
    return None


def _naming(survey: Survey) -> list[str]:
    """The columns without which nobody can check whom a row is about."""
    return [survey.known[name].header for name in ("subject_name", "subject_id") if name in survey.known]


@dataclass(frozen=True)
class _Odd:
    sentence: str


def _choice(asked: Asked, text: str) -> str | None | _Odd:
    if not text:
        return None
    meant = {compact(choice): choice for choice in asked.choices}.get(compact(text))
    return meant or _Odd(f"“{asked.header}”里填的读不懂，请从下拉列表中选择 {'、'.join(asked.choices)}")


def _count(asked: Asked, text: str) -> int | None | _Odd:
    if not text:
        return None
    found = _WITH_UNIT.fullmatch(compact(text))
    if not found or int(found[1]) > MOST:
        return _Odd(f"“{asked.header}”应填整数（没有的填0），至多{MOST}")
    return int(found[1])


def _on(asked: Asked, text: str) -> str | None | _Odd:
    if not text:
        return None
    found = days.date_of(text)
    if not isinstance(found, date):
        return _Odd(f"“{asked.header}”里填的不是日期，应写成 2026-03-10 的样子")
    return found.isoformat()


def _telephone(asked: Asked, text: str) -> str | None | _Odd:
    if not text:
        return None
    bare = compact(text)
    if not pl.select(phones.possible(pl.lit(bare))).item():
        return _Odd(f"“{asked.header}”里填的不像电话号码（应是11位手机号，或区号加号码），请核对后再交")
    return bare


def _words(asked: Asked, text: str) -> str | None | _Odd:
    return text.strip()[:500] or None


Meant = str | int | None | _Odd
_READ: Mapping[str, Callable[[Asked, str], Meant]] = {
    CHOICE: _choice, COUNT: _count, DAY: _on, TELEPHONE: _telephone, WORDS: _words,
}  # fmt: skip


def _dated(survey: Survey, values: Mapping[str, str | int | None], as_of: date, today: date) -> str | None:
    """What is wrong with the day of an answer; the day may be left out on a sheet that is not too old."""
    if not any(one.kind == DAY for one in survey.asked):
        return None
    answered_on = values.get("surveyed_on")
    if answered_on is None:
        if (today - as_of).days > _OLD_DAYS:
            return f"这张表是{as_of}的数据，已经很久；请写明调查日期"
        return None
    day = date.fromisoformat(str(answered_on))
    if day > today:
        return "调查日期还没有到，请核对年份和月份"
    if day < as_of:
        return f"调查日期早于本表的数据日期（{as_of}），请核对年份和月份"
    return None


def _of_unit(values: Mapping[str, str | int | None]) -> str | None:
    """What cannot be meant of an employer."""
    status, headcount, uninsured = values["status"], values["headcount"], values["uninsured"]
    if status in (None, "正常经营") and headcount is None:
        return "没有填“实际用工人数”（没有人填0）；停业、注销、搬离或找不到的，请选“经营状况”"
    if status not in (None, "正常经营") and headcount:
        return f"经营状况选了“{status}”，又填了用工{headcount}人，请核对"
    if uninsured is not None and int(uninsured) > int(headcount or 0):
        return f"“其中未参保人数”{uninsured}比“实际用工人数”{headcount or 0}多，请核对"
    if values["reason"] is not None and (uninsured == 0 or headcount == 0):
        return "没有未参保的人，又选了“未参保原因”，请核对"
    return None


def _of_person(values: Mapping[str, str | int | None]) -> str | None:
    """What cannot be meant of a person."""
    pension = values["pension"]
    if pension is None:
        return "没有选“参保情况”；没有见到本人的，请选“没有见到本人”"
    if str(pension).startswith("外地") and values["elsewhere"] is None:
        return f"参保情况选了“{pension}”，请在“外地参保地”里写清是哪个省、市、县"
    if values["elsewhere"] is not None and not str(pension).startswith("外地"):
        return f"写了外地的参保地，参保情况选的却是“{pension}”，请核对"
    if values["reason"] is not None and pension not in ("没有参保", "没有见到本人"):
        return f"参保情况选了“{pension}”，又选了“不参保原因”，请核对"
    return None


def _of_activity(values: Mapping[str, str | int | None]) -> str | None:
    """What cannot be meant of an activity."""
    people, consulted = values["people"], values["consulted"]
    if consulted is not None and int(consulted) > int(people or 0):
        return f"“其中咨询人数”{consulted}比“宣传服务对象人数”{people or 0}多，请核对"
    if not values["count"] and any(values[name] for name in ("staff", "people", "leaflets")):
        return "没有填“家（次、个）数”，又填了人数或份数，请核对"
    return None


RULES: Mapping[str, Callable[[Mapping[str, str | int | None]], str | None]] = {
    "入企": _of_unit,
    "入户": _of_person,
    "活动": _of_activity,
}
"""By kind of survey what cannot be meant, as a sentence or None."""


def _question_those_that_differ(judged: list[SurveyAnswer | str]) -> None:
    """One subject, two different answers in one workbook: neither is taken."""
    of_subject: defaultdict[tuple[str, str, date], list[SurveyAnswer]] = defaultdict(list)
    for one in judged:
        if isinstance(one, SurveyAnswer):
            of_subject[one.survey.kind, one.subject_id, one.as_of].append(one)
    for place, one in enumerate(judged):
        if isinstance(one, SurveyAnswer):
            beside = of_subject[one.survey.kind, one.subject_id, one.as_of]
            others = [other for other in beside if other.values != one.values]
            if others:
                where = "、".join(dict.fromkeys(f"“{other.sheet}”第{other.line}行" for other in others))
                judged[place] = f"与{where}说的是同一行，填的却不同，请只留一个"
