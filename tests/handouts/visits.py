"""A town's rows small enough to check by eye, its workbook, and what somebody does to it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

import regions
from handouts.towns import write_towns
from ledger.cases import Issued
from regions import Region
from regions.outcomes import EMPLOYERS, PEOPLE
from regions.worklists import Worklists

AS_OF = date(2026, 11, 22)
SECRET = "0" * 64
LI: dict[str, Any] = {
    "town_code": "320923100",
    "town_name": "羊寨镇",
    "village_code": "320923100202",
    "village_name": "单家村",
    "subject_kind": "person",
    "subject_id": "32092319700101001X",
    "subject_name": "李四",
    "case_ids": "00000000000000c1",
    "lists": "断保人员",
    "tier_label": "动员参保",
    "reason": "已断缴4个月。",
    "say": "您好，您的养老保险断了几个月，续上可以多缴多得，您愿意续缴吗？",
    "priority": 2,
    "uncompared": None,
    "contradiction": None,
    "bonded": None,
    "address": "三组5号",
    "phone": "13851234001",
    "last_unit": "阜宁某纺织厂",
    "months_missing": 4,
}
ZHANG = LI | {
    "subject_id": "320923197001010028",
    "subject_name": "张三",
    "case_ids": "00000000000000c2|00000000000000c3",
    "lists": "断保人员\n优先走访",
    "priority": 1,
}
WANG = LI | {
    "village_code": "320923100201",
    "village_name": "外口村",
    "subject_id": "320923197001010036",
    "subject_name": "王五",
    "case_ids": "00000000000000c4",
}
NOWHERE = LI | {"town_code": None, "town_name": None, "village_code": None, "village_name": None, "phone": None}
FIRM = {name: value for name, value in LI.items() if name not in ("last_unit", "months_missing")} | {
    "subject_kind": "employer",
    "subject_id": "org:D2143569X",
    "subject_name": "阜宁某厂",
    "case_ids": "00000000000000f1",
    "lists": "未全员参保单位",
    "tier_label": "应当参保",
    "wage_headcount": 12,
    "insured_headcount": 3,
}
NUMBERS = ("priority", "months_missing", "wage_headcount", "insured_headcount")


def frame(kind: str, *rows: dict[str, Any]) -> pl.DataFrame:
    """What `sql/handouts/people.sql` or `employers.sql` gives."""
    columns = FIRM if kind == EMPLOYERS else LI
    return pl.DataFrame(list(rows), schema={name: pl.Int64 if name in NUMBERS else pl.String for name in columns})


def region(name: str = "funing", **worklists: Any) -> Region:
    """A region that hands out its work lists in this way."""
    return replace(regions.read(name), worklists=Worklists(**worklists))


def towns(
    folder: Path, *people: dict[str, Any], firms: tuple[dict[str, Any], ...] = (), of: Region | None = None, **more: Any
) -> list[Issued]:
    """The workbooks of these people and employers."""
    rows = frame(PEOPLE, *people), frame(EMPLOYERS, *firms)
    return write_towns(*rows, folder / AS_OF.isoformat(), AS_OF, of or region(), SECRET, **more)


def table(path: Path, sheet: str = PEOPLE) -> list[list[Any]]:
    """A sheet's cells, the header first."""
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].values]


def column(rows: list[list[Any]], header: str) -> list[Any]:
    """The cells under a header."""
    place = rows[0].index(header)
    return [row[place] for row in rows[1:]]


def save(path: Path, **sheets: list[list[Any]]) -> Path:
    """A new workbook of these sheets, as somebody saves what was pasted."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for line, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                cell = sheet.cell(line, place, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # openpyxl makes a formula of =text, a spreadsheet that pastes text does not
    workbook.save(path)
    return path


def filled(path: Path, answers: dict[str, tuple[str | None, ...]], to: Path | None = None, sheet: str = PEOPLE) -> Path:
    """The workbook with result, reason and note by the name on the row, saved by openpyxl."""
    workbook = openpyxl.load_workbook(path)
    rows = workbook[sheet]
    headers = [cell.value for cell in rows[1]]
    name, result = headers.index("姓名" if "姓名" in headers else "单位名称") + 1, headers.index("核实结果") + 1
    for line in range(2, rows.max_row + 1):
        for place, value in enumerate(answers.get(rows.cell(line, name).value, ())):
            rows.cell(line, result + place).value = value
    target = to or path.with_name("filled.xlsx")
    workbook.save(target)
    return target
