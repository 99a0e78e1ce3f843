"""The register of replies: what employers wrote on their slips, town by town, as `yingbao feedback` reads it.

A slip's four answers are answers of the form: 已参保 (已办理), 无用工 and 总部或派遣单位参保 (不需参保), 其他
(暂未办理).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from base.files import fitting
from handouts import lock
from handouts.cases import keys
from handouts.forms import AREA_CODE, GREY, NUMBER, ROW_KEY, TO_FILL, write_cover, write_form
from handouts.forms import KNOWN as FORM
from handouts.sheets import cells, new_workbook
from regions import Region
from regions.outcomes import EMPLOYERS, KINDS, outcomes

KNOWN = ("subject_name", "employer_id", "town_code", "town_name", "reasons", "address", "phone")
"""What of an employer is kept with a letter, for the register."""
LETTER = "文号"
TITLE = "文书回执登记表"
HOW = (
    (
        "怎么登记",
        "单位交回回执后，在“单位”表里找到它的文号，选核实结果和原因，备注里写依据；填好用 yingbao feedback 交回。",
    ),
    ("", "回执“已参保”：已办理—已参保；“无用工”：不需参保—无用工；“总部或派遣单位参保”：不需参保—同名原因。"),
    (
        "",
        "回执“其他”：按说明选暂未办理的原因，备注里写明。没有交回回执的不填；到期以后由清单提出下一步，不会自动升级。",
    ),
)


def write_registers(
    notices: Sequence[Mapping[str, Any]],
    folder: Path,
    scratch: Path,
    as_of: date,
    region: Region,
    secret: str,
    password: str | None = None,
) -> list[Path]:
    """Write one register a town into a folder; a notice has `number`, `due_on`, `case_ids` and `row` (`KNOWN`)."""
    by_town = sorted(notices, key=lambda one: (one["row"]["town_code"], one["serial"]))
    paths = []
    for code, rows in groupby(by_town, key=lambda one: one["row"]["town_code"]):
        group = list(rows)
        name = group[0]["row"]["town_name"]
        path = folder / fitting(f"回执登记_{code}_{name}", f"_{len(group)}行.xlsx")
        _write(group, path, scratch, as_of, region, (code, name), secret)
        if password is not None:
            lock.close(path, password)
        paths.append(path)
    return paths


def _write(
    group: Sequence[Mapping[str, Any]],
    path: Path,
    scratch: Path,
    as_of: date,
    region: Region,
    town: tuple[str, str],
    secret: str,
) -> None:
    choices = {kind: outcomes(kind, region.reasons) for kind in KINDS}
    footer = f"{region.name}{town[1]}  {TITLE}  {as_of}"
    lines = [("地区", f"{region.name}{town[1]}"), (AREA_CODE, town[0]), ("数据日期", as_of.isoformat()), *HOW]
    with new_workbook(path, scratch, TITLE, as_of) as workbook:
        offered = write_cover(workbook, TITLE, lines, choices, footer)
        write_form(workbook, EMPLOYERS, _form(group, as_of, secret), choices[EMPLOYERS], offered[EMPLOYERS], footer)


def _form(group: Sequence[Mapping[str, Any]], as_of: date, secret: str) -> pl.DataFrame:
    """The columns of the form that a slip needs; the key knows all of them, those that are left out as empty."""
    headers = {name: FORM[EMPLOYERS][name].header for name in ("subject_name", "subject_id", "reason")}
    given = pl.DataFrame(
        {
            headers["subject_name"]: [one["row"]["subject_name"] for one in group],
            headers["subject_id"]: [_code(one["row"]["employer_id"]) for one in group],
            headers["reason"]: [one["row"]["reasons"].replace("\n", "") for one in group],
        },
        schema=dict.fromkeys(headers.values(), pl.String),
    )
    shown = given.select(
        (pl.col(header) if header in given.columns else pl.lit("")).alias(header) for header in GREY[EMPLOYERS]
    )
    subjects = pl.DataFrame(
        {
            "town_code": [one["row"]["town_code"] for one in group],
            "case_ids": ["|".join(one["case_ids"]) for one in group],
        }
    )
    row_keys = keys(secret, EMPLOYERS, shown, subjects, as_of)
    numbers = [f"{one['number']}，{one['due_on'] or '不设期限'}到期" for one in group]
    return cells(
        given.select(
            pl.int_range(1, pl.len() + 1).alias(NUMBER.header),
            pl.Series(LETTER, numbers),
            pl.all(),
            *(pl.lit("").alias(header) for header in TO_FILL),
            pl.Series(ROW_KEY, row_keys),
        )
    )


def _code(employer_id: str) -> str:
    """A sole trader's taxpayer number holds the owner's ID number: it stands on no sheet."""
    return employer_id if len(employer_id) == 18 and ":" not in employer_id else ""
