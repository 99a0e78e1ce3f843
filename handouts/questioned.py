"""The questioned rows of a returned workbook, to be corrected and returned in turn."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from base.atomic import replaced_file
from handouts import lock
from handouts.feedback import Question
from handouts.forms import (
    AREA_CODE,
    DOUBT,
    FIELDS,
    FORMS,
    GREY,
    INSTRUCTIONS,
    ORDER,
    ROW_KEY,
    TO_FILL,
    write_cover,
    write_form,
)
from handouts.sheets import cells, new_workbook
from regions import Region
from regions.outcomes import outcomes

TITLE = "参保核实工作清单：存疑的行"


def write_questioned(
    questions: Sequence[Question],
    path: Path,
    as_of: date,
    region: Region,
    area_code: str | None = None,
    password: str | None = None,
) -> Path:
    """Write the rows as they came, each with what is wrong with it, under the names of the sheets they came from.

    A column that had gone stays away, so that it is not taken for one that was emptied.
    """
    choices = {kind: outcomes(kind, region.reasons) for kind in FORMS}
    footer = f"{region.name}  {TITLE}  {as_of}"
    lines = [
        ("收回日期", as_of.isoformat()),
        ("地区", region.name),
        (AREA_CODE, area_code or ""),
        (
            "这是什么",
            f"有 {len(questions)} 行没有采用，原因见“{DOUBT}”一列，请改好后把本表交回；其余各行已经采用。",
        ),
        *INSTRUCTIONS,
        ("有问题问谁", region.worklists.contact or ""),
    ]
    with replaced_file(path) as (new, scratch):
        with new_workbook(new, scratch, TITLE, as_of) as workbook:
            offered = write_cover(workbook, TITLE, [line for line in lines if line[1]], choices, footer)
            for (sheet, kind, _), rows in _alike(questions).items():
                write_form(workbook, sheet, _form(rows, kind), choices[kind], offered[kind], footer)
        if password is not None:
            lock.close(new, password)
    return path


def _alike(questions: Sequence[Question]) -> dict[tuple[str, str, tuple[str, ...]], list[Question]]:
    """The rows of each sheet, apart where they lack another of the columns to fill in."""
    parts: dict[tuple[str, str, tuple[str, ...]], list[Question]] = {}
    for question in questions:
        lacks = tuple(header for header in TO_FILL if header not in question.cells)
        parts.setdefault((question.sheet, question.kind, lacks), []).append(question)
    return parts


def _form(questions: Sequence[Question], kind: str) -> pl.DataFrame:
    there = {header for question in questions for header in question.cells}
    unnamed = sorted(there.difference(FIELDS))
    # Those of an earlier release stand behind today's.
    order = dict.fromkeys((*ORDER[kind][:2], DOUBT, *ORDER[kind], *GREY[kind], *TO_FILL, *unnamed, ROW_KEY))
    headers = [header for header in order if header in {*there, DOUBT}]
    rows = [{**question.cells, DOUBT: question.sentence} for question in questions]
    return cells(pl.DataFrame(rows, schema=dict.fromkeys(headers, pl.String)))
