"""A home whose published file holds a few pairs of records, and a reviewer who fills in the workbook about them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import openpyxl
import polars as pl

from base.home import Home
from flows.handout import hand_out_verdicts
from flows.verdicts import Taken
from handouts.verdicts import IDENTITY, NOTE, ROW_KEY, SAME, SHEET
from ledger.judgements import standing

AS_OF = date(2026, 11, 22)
PAIR: dict[str, Any] = (
    dict.fromkeys(IDENTITY, pl.String)
    | {"match_key": pl.String, "score": pl.Float64, "probability": pl.Float64}
    | dict.fromkeys(
        (*("verdict", "reason", "compared"), *("left_name", "right_name", "left_detail", "right_detail")), pl.String
    )
    | {"usefulness": pl.Float64}
)


def pair(number: int, verdict: str = "review", score: float = 0.0, **more: Any) -> dict[str, Any]:
    """Two records that look alike: 某厂1 of the business register and 某店1 of the tax register."""
    return {
        "matcher": "employer",
        "left_extract": "business",
        "left_record": f"00{number}",
        "right_extract": "taxpayer",
        "right_record": f"92{number}",
        "match_key": "name",
        "score": score,
        "probability": None if score is None else float(1 / (1 + np.exp2(-score))),
        "verdict": verdict,
        "reason": "得分低于认定线",
        "compared": "相同：法定代表人；不同：地址",
        "left_name": f"某厂{number}",
        "right_name": f"某店{number}",
        "left_detail": f"法定代表人甲，人民路{number}号",
        "right_detail": f"法定代表人甲，人民路{number + 1}号",
        "usefulness": 1.0,
    } | more


THREE = (pair(1, usefulness=3), pair(2, usefulness=2), pair(3, usefulness=1))
ANSWERS = {"某厂1": "是", "某厂2": "否", "某厂3": "不确定"}


def frame(*pairs: dict[str, Any]) -> pl.DataFrame:
    """`matches.pair`."""
    return pl.DataFrame(list(pairs), schema=PAIR)


def publish(home: Home, *pairs: dict[str, Any]) -> Home:
    """Publish a file that holds these pairs and nothing else."""
    home.published.parent.mkdir(parents=True, exist_ok=True)
    home.published.unlink(missing_ok=True)
    home.read_case_key()
    with duckdb.connect(str(home.published)) as con:
        con.execute("create schema matches")
        con.register("pairs", frame(*pairs))
        con.execute("create table matches.pair as select * from pairs")
        con.execute("create schema audit")
        run = "'20261122T020000' as run_id, 1 as step_no, '阜宁' as region, date '2026-11-22' as as_of"
        run += ", timestamp '2026-11-22 02:00:00' as started_at"
        con.execute(f"create table audit.run as select {run}")
    return home


def handed_out(home: Home, *pairs: dict[str, Any], as_of: date = AS_OF) -> Path:
    """The workbook about these pairs."""
    path = hand_out_verdicts(publish(home, *pairs), as_of)
    assert path
    return path


def table(path: Path) -> list[list[Any]]:
    """The sheet's cells, the header first."""
    return [list(row) for row in openpyxl.load_workbook(path)[SHEET].values]


def save(path: Path, rows: list[list[Any]]) -> Path:
    """A workbook of one sheet, as somebody saves what was pasted."""
    workbook = openpyxl.Workbook()
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = workbook.active.cell(line, place, value)
            if isinstance(value, str):
                cell.data_type = "s"  # openpyxl makes a formula of =text, a spreadsheet that pastes text does not
    workbook.save(path)
    return path


def filled(path: Path, answers: dict[str, str], to: Path | None = None, note: str = "") -> Path:
    """The workbook with answers by the first record's name, saved by openpyxl."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[SHEET]
    places = {cell.value: cell.column for cell in sheet[1]}
    for line in range(2, sheet.max_row + 1):
        name = sheet.cell(line, places["记录一名称"]).value
        if name in answers:
            sheet.cell(line, places[SAME]).value = answers[name]
            sheet.cell(line, places[NOTE]).value = note or None
    target = to or path.with_name("filled.xlsx")
    workbook.save(target)
    return target


def change(path: Path, edit: Callable[[list[list[Any]]], list[list[Any]]]) -> Path:
    """The workbook after an edit of its rows (the header first)."""
    return save(path.with_name(f"edited_{path.name}"), edit(table(path)))


def column(rows: list[list[Any]], header: str) -> list[Any]:
    """The cells under a header."""
    place = rows[0].index(header)
    return [row[place] for row in rows[1:]]


def keys(path: Path) -> list[str]:
    """The hidden keys, in the order of the rows."""
    return column(table(path), ROW_KEY)


def answers_in(home: Home) -> dict[str, str]:
    """The standing verdicts by the first record's number."""
    rows = standing(home.ledger).select("left_record", "verdict").iter_rows()
    return {f"某厂{record.removeprefix('00')}": verdict for record, verdict in rows}


def counts(taken: Taken) -> tuple[dict[str, int], int, int, int]:
    """New answers by kind, known ones, skipped ones, questions."""
    return dict(taken.recorded), taken.known, taken.skipped, len(taken.questioned)
