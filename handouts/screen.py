"""Applicants for a subsidy, answered: one row each, no person in it, and what it rests on (武义 三(二)3)."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from handouts.sheets import Field, cells, new_workbook, write_lines, write_table
from sources.source import TEXT, Column, Source

LEAST_PEOPLE = 3
"""Of fewer people no figure is told: it would be one person's."""
APPLICANT = Source(
    name="applicant",
    title="申请单位名单",
    department="财政部门",
    key=("employer_name",),
    columns=(
        Column(
            "employer_name",
            "单位名称",
            TEXT,
            also=("申请单位", "申报单位", "企业名称", "名称", "申请企业", "申报企业"),
            required=True,
        ),
        Column(
            "code",
            "统一社会信用代码",
            TEXT,
            also=("信用代码", "组织机构代码", "纳税人识别号", "代码", "社会信用代码", "统一代码"),
        ),
    ),
)
"""What a list of applicants prints; it is no extract: no night reads it."""
HEADERS = (
    ("row", Field("行号", 6, "count")),
    ("employer_name", Field("申报名称", 28)),
    ("code", Field("申报号码", 21)),
    ("known_name", Field("认定单位", 28)),
    ("uscc", Field("统一社会信用代码", 21)),
    ("how", Field("认定方式", 18)),
    ("question", Field("未认定的原因", 26)),
    ("candidates", Field("相近单位，请核对后再查", 34)),
    ("answer", Field("最低参保率", 18)),
    ("due_headcount", Field("应参保人数", 8, "count")),
    ("insured_headcount", Field("其中已参保", 8, "count")),
    ("coverage_percent", Field("参保率%", 8, "count")),
    ("owed_yuan", Field("欠费（元）", 12, "number")),
    ("owed_months", Field("欠费月数", 8, "count")),
    ("lists", Field("所在清单（应当参保，尚待核实）", 28)),
    ("solidity_percent", Field("缴费基数夯实率%", 10, "count")),
    ("remark", Field("说明", 24)),
)
"""The columns of the answer, in order."""


def write_answers(rows: pl.DataFrame, lines: Sequence[tuple[str, str]], new: Path, scratch: Path, as_of: date) -> None:
    """Write the answer as a workbook. `rows`: the columns of HEADERS; `lines`: what it rests on."""
    with new_workbook(new, scratch, "参保情况核查", as_of) as workbook:
        write_lines(workbook, workbook.sheet("说明", f"参保情况核查 {as_of}"), "参保情况核查", lines, (14, 80))
        shown = cells(rows.select(name for name, _ in HEADERS))
        footer = f"参保情况核查  数据截至{as_of}  仅供资金审核使用"
        write_table(workbook, "核查结果", footer, [field for _, field in HEADERS], shown, frozen=2)
