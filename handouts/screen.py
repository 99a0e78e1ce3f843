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
            also=(
                *("申请单位", "申报单位", "申请企业", "申报企业", "项目单位", "申报主体", "企业", "单位", "公司"),
                *("申请单位名称", "申报单位名称", "申请企业名称", "申报企业名称", "项目单位名称", "申报主体名称"),
                *("企业名称", "公司名称", "单位全称", "企业全称", "名称", "收款单位", "收款单位名称"),
            ),
            required=True,
        ),
        Column(
            "code",
            "统一社会信用代码",
            TEXT,
            also=("信用代码", "组织机构代码", "纳税人识别号", "代码", "社会信用代码", "统一代码", "信用代码证号"),
        ),
    ),
)
"""What a list of applicants prints; it is no extract: no night reads it."""
HEADERS = (
    ("row", Field("行号", 4, "count")),
    ("employer_name", Field("申报名称", 15)),
    ("code", Field("申报号码", 11)),
    ("known_name", Field("认定单位", 15)),
    ("uscc", Field("统一社会信用代码", 11)),
    ("how", Field("认定方式", 9)),
    ("question", Field("未认定的原因", 12)),
    ("candidates", Field("相近单位，请核对后再查", 16)),
    ("answer", Field("最低参保率", 11)),
    ("due_headcount", Field("应参保人数", 5, "count")),
    ("insured_headcount", Field("其中已参保", 5, "count")),
    ("coverage_percent", Field("参保率%", 5, "count")),
    ("owed_yuan", Field("欠费（元）", 8, "number")),
    ("owed_months", Field("欠费月数", 5, "count")),
    ("lists", Field("所在清单（应当参保，尚待核实）", 13)),
    ("solidity_percent", Field("缴费基数夯实率%", 6, "count")),
    ("remark", Field("说明", 12)),
)
"""The columns of the answer, in order."""


def write_answers(rows: pl.DataFrame, lines: Sequence[tuple[str, str]], new: Path, scratch: Path, as_of: date) -> None:
    """Write the answer as a workbook. `rows`: the columns of HEADERS; `lines`: what it rests on."""
    with new_workbook(new, scratch, "参保情况核查", as_of) as workbook:
        write_lines(workbook, workbook.sheet("说明", f"参保情况核查 {as_of}"), "参保情况核查", lines, (14, 80))
        shown = cells(rows.select(name for name, _ in HEADERS))
        footer = f"参保情况核查  数据截至{as_of}  仅供资金审核使用"
        write_table(workbook, "核查结果", footer, [field for _, field in HEADERS], shown, frozen=2)
