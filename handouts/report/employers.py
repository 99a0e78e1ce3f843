"""The employers' board: who leaves most people out, declares least or owes most, and who does all as they should."""

from typing import Any

import polars as pl

from handouts.report.areas import COVERAGE, DEFINITIONS
from handouts.report.figures import Figures
from handouts.report.shares import Share
from handouts.report.tables import Cell, Column, Group, Section, Table, number, rate, words

BOARD = 10
"""Employers that each part of the board names."""
LARGE = 10
"""People from which an employer's rates are compared with others'."""


def employers(figures: Figures) -> Section:
    """The table; names of employers are for leaders only."""
    title = "单位红绿榜"
    if figures.is_public:
        return Section("employers", title, [], remarks=["公开版不列单位。"])
    groups = [
        Group(side, [_row(row) for row in frame.head(BOARD).iter_rows(named=True)])
        for side, frame in _sides(figures).items()
        if frame.height
    ]
    note = (
        f"每部分列前{BOARD}户，不含个体工商户；线索需核实，不作为认定结论。统计对象是本单位发放工资的职工；"
        f"数据日期{figures.data_date}。"
    )
    return Section(
        "employers", title, [Table("employers", title, note, _COLUMNS, groups, can_filter=True), _parks(figures)]
    )


def _parks(figures: Figures) -> Table:
    """The parks side by side: what a plan makes part of how a park is graded."""
    rows = [
        [
            words(row["park_name"]), number(row["park_employers"]), number(row["covered_employers"]),
            number(row["due_headcount"]), number(row["insured_headcount"]),
            rate(Share(row["insured_headcount"], row["due_headcount"] - row["insured_headcount"]), COVERAGE),
            number(None if row["solidity_rate"] is None else 100 * row["solidity_rate"], digits=1),
            number(row["owing_employers"]), number(row["owed_yuan"]),
        ]
        for row in figures["park"].iter_rows(named=True)
    ]  # fmt: skip
    columns = (
        Column("园区", is_number=False),
        Column("单位数", "部门名录列在这个园区的单位；一个单位在几个园区的各计一次。"),
        Column("参保单位", "在参保状态、近期为人申报养老保险的单位。"),
        *(Column(name, DEFINITIONS[name]) for name in ("应参保", "已参保")),
        Column("参保率", DEFINITIONS["参保率"], unit="%"),
        Column("基数夯实率", DEFINITIONS["夯实率"], unit="%"),
        *(Column(name, DEFINITIONS["欠费"]) for name in ("欠费单位", "欠费（元）")),
    )
    note = "各部门名录所列园区的企业参保、缴费质量，按参保率从高到低。"
    groups = [Group("", rows)] if rows else []
    return Table("parks", "园区企业参保和缴费", note, columns, groups, nothing="没有园区名录")


def _sides(figures: Figures) -> dict[str, pl.DataFrame]:
    known = figures["employer"]
    if known.is_empty():
        return {}
    solid_from = float(figures.policy["base_solidity_share"])
    known = known.with_columns(missing=pl.col("due_headcount") - pl.col("insured_headcount"))
    low_base = (pl.col("solidity_rate") < solid_from) & (pl.col("based_people") >= LARGE)
    every_way = (
        (pl.col("missing") == 0) & (pl.col("owed_yuan") == 0) & (pl.col("solidity_rate").fill_null(1) >= solid_from)
        & (pl.col("due_headcount") >= LARGE)
    )  # fmt: skip
    return {
        "▼ 未参保人数最多": known.filter(pl.col("missing") > 0).sort(-pl.col("missing"), "employer_id"),
        "▼ 欠费最多": known.filter(pl.col("owed_yuan") > 0).sort(-pl.col("owed_yuan"), "employer_id"),
        f"▼ 基数夯实率最低（{LARGE}人以上）": known.filter(low_base).sort("solidity_rate", "employer_id"),
        f"▲ 全员参保、基数足额、不欠费（{LARGE}人以上）": known.filter(every_way).sort(
            -pl.col("due_headcount"), "employer_id"
        ),
    }


_COLUMNS = (
    Column("单位", is_number=False),
    Column("乡镇", is_number=False),
    *(Column(name, DEFINITIONS[name]) for name in ("应参保", "已参保", "未参保")),
    Column("参保率", DEFINITIONS["参保率"], unit="%"),
    Column("基数夯实率", DEFINITIONS["夯实率"], unit="%"),
    Column("欠费（元）", DEFINITIONS["欠费"]),
    Column("欠费月数", DEFINITIONS["欠费"]),
)


def _row(row: dict[str, Any]) -> list[Cell]:
    solid = row["solidity_rate"]
    return [
        words(row["employer_name"]), words(row["town_name"] or "不明"),
        number(row["due_headcount"]), number(row["insured_headcount"]), number(row["missing"]),
        rate(Share(row["insured_headcount"], row["missing"]), COVERAGE),
        number(None if solid is None else 100 * solid, digits=1), number(row["owed_yuan"]), number(row["owed_months"]),
    ]  # fmt: skip
