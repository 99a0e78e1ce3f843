"""How good the data are: what was delivered, of which day, what could not be used, what was let pass."""

from typing import Any

import polars as pl

from handouts.report.figures import Figures
from handouts.report.tables import Cell, Column, Group, Section, Table, number, words

OLD_DAYS = 31
"""Days after which an extract is old: departments deliver monthly."""

_COUNTS = {
    "file_count": Column("文件"),
    "row_count": Column("行数", "文件里的数据行。"),
    "rejected_rows": Column("退回行", "不能用的行，只记位置和原因。"),
    "emptied_cells": Column("清空值", "不合规、按空处理的单个值。"),
    "repeated_rows": Column("重复行", "同一主键重复，只留一行。"),
}


def quality(figures: Figures) -> Section:
    """Extracts, and for leaders the reasons of rejects, the gates, and the answers that the data contradict."""
    inside = [] if figures.is_public else [_rejects(figures), _gates(figures), _contradicted(figures)]
    tables = [_extracts(figures), *inside]
    return Section("quality", "数据质量", tables, remarks=_sentences(figures))


def _extracts(figures: Figures) -> Table:
    counts = {} if figures.is_public else _COUNTS
    rows = [
        [
            words(row["extract_title"]),
            words(row["department"]),
            words(str(row["data_date"] or "—")),
            *_age(figures, row),
            *(number(row[name]) for name in counts),
        ]
        for row in figures["extract"].iter_rows(named=True)
    ]
    columns = (
        Column("数据", is_number=False),
        Column("部门", is_number=False),
        Column("数据日期", "登记的数据日期，几个文件取最新。", is_number=False),
        Column("距今（天）", "截至日期减数据日期。"),
        Column("状态", f"超过{OLD_DAYS}天为旧。", is_number=False),
        *counts.values(),
    )
    note = "数据日期是部门数据所描述的那一天。"
    return Table("extracts", "数据接收", note, columns, [Group("", rows)], is_folded=True)


def _age(figures: Figures, row: dict[str, Any]) -> list[Cell]:
    if row["data_date"] is None:
        return [number(None), words("○未收到")]
    days = (figures.as_of - row["data_date"]).days
    return [number(days), words("▼旧" if days > OLD_DAYS else "▲新")]


def _rejects(figures: Figures) -> Table:
    rows = [
        [words(row["extract_title"]), words(row["reason"]), number(row["rejects"]), number(row["rejected_rows"])]
        for row in figures["reject"].iter_rows(named=True)
    ]
    columns = (
        Column("数据", is_number=False),
        Column("原因", is_number=False),
        Column("处数", "退回的行和清空的值。"),
        Column("其中退回行", "整行不能用的。"),
    )
    note = "位置（文件、行号、列）见 audit.reject；只记原因，不记内容。"
    return Table("rejects", "退回原因", note, columns, [Group("", rows)], nothing="没有退回", is_folded=True)


def _gates(figures: Figures) -> Table:
    rows = [[words(row["gate"]), words(row["message"])] for row in figures["gate"].iter_rows(named=True)]
    columns = (Column("检查项", is_number=False), Column("情况", is_number=False))
    note = "检查项会拦下发布；列在这里的由具名人员核实后放行（姓名见 audit.gate）。"
    return Table("gates", "放行的检查项", note, columns, [Group("", rows)], nothing="全部检查通过，没有放行")


def _contradicted(figures: Figures) -> Table:
    rows = [
        [words(row["list_name"]), words(row["contradicted_reason"]), number(row["cases"])]
        for row in figures["contradicted"].iter_rows(named=True)
    ]
    columns = (
        Column("清单", is_number=False),
        Column("反馈的原因", is_number=False),
        Column("件数", "案件没有结，下一次的工作簿和内部核对表在那一行写明不符之处。"),
    )
    note = "反馈“不需参保”，而数据不是这样：没有采用，案件仍然打开，等核清。"
    return Table("contradicted", "与数据不符的反馈", note, columns, [Group("", rows)], nothing="没有", is_folded=True)


def _sentences(figures: Figures) -> list[str]:
    known = figures["extract"]
    if known.is_empty():
        return []
    age = (pl.lit(figures.as_of) - pl.col("data_date")).dt.total_days()
    old = known.filter(age > OLD_DAYS)["extract_title"].to_list()
    absent = known.filter(pl.col("data_date").is_null())["extract_title"].to_list()
    passed = figures["gate"].height
    received = f"应收{known.height}类数据，收到{known.height - len(absent)}类"
    return [
        received + (f"，未收到{'、'.join(absent)}；" if absent else "；")
        + (f"超过{OLD_DAYS}天的有{'、'.join(old)}；" if old else f"都在{OLD_DAYS}天以内；")
        + (f"{passed}项检查由具名人员放行。" if passed else "检查全部通过。")
    ]  # fmt: skip
