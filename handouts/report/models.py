"""Model towns (玉溪 二(三)1) beside the rest: coverage, enrolment, the employees' share, cases. For leaders alone."""

from handouts.report.areas import FEW
from handouts.report.figures import Figures
from handouts.report.shares import Share
from handouts.report.tables import Cell, Column, Group, Section, Table, number, rate, words

MEASURES = {
    "staff": ("职工参保率", "已参保", "应参保", "应参保职工中由单位申报职工养老的，按发放工资的单位所在乡镇。"),
    "pension_coverage_rate": ("基本养老参保率", "已参保", "应参保人口", "按户籍乡镇，口径见指标 K08。"),
    "employee_payer_share": ("缴费人员职工养老占比", "职工养老缴费", "养老缴费", "按户籍乡镇，当年，口径见指标 K09。"),
    "cases": ("办结率", "数据证实办好", "已下发", "已下发的线索中，后来的数据显示已经办好的。"),
}
"""What is compared: its title, its parts and whom it counts."""


def models(figures: Figures) -> Section | None:
    """The section; None to the public, and for a region whose plan has no model towns."""
    declared = figures.region.model_towns
    if figures.is_public or declared is None:
        return None
    names = [figures.region.name_of(code) for code in declared.on(figures.as_of)]
    found = {(measure, is_model, is_met): people for measure, is_model, is_met, people in figures["model"].rows()}
    rows = []
    for measure, (title, met, whole, definition) in MEASURES.items():
        model, rest = (
            Share(found.get((measure, side, True), 0), found.get((measure, side, False), 0)) for side in (True, False)
        )
        parts = [cell for part in (model, rest) for cell in (number(part.whole), _judged(part, (met, whole)))]
        rows.append([words(title), *parts, _difference(model, rest), words(definition)])
    columns = (
        Column("指标", is_number=False),
        *(Column("示范乡镇"), Column("示范率", f"不足{FEW}人（件）的不算率。", unit="%")),
        *(Column("其他乡镇"), Column("其他率", f"不足{FEW}人（件）的不算率。", unit="%")),
        Column("相差（百分点）", "示范乡镇减其他乡镇。"),
        Column("口径", is_number=False),
    )
    note = f"示范乡镇：{'、'.join(names)}。{declared.source}" if names else ""
    nothing = f"示范乡镇还没有录入（地区文件 regions/{figures.region.region}.toml 的 [model_towns]）"
    groups = [Group("", rows)] if names else []
    return Section(
        "models", "示范乡镇", [Table("models", "示范乡镇与其他乡镇", note, columns, groups, nothing=nothing)]
    )


def _judged(part: Share, labels: tuple[str, str]) -> Cell:
    return rate(part, labels) if (part.whole or 0) >= FEW else Cell("—", "—")


def _difference(model: Share, rest: Share) -> Cell:
    if model.share is None or rest.share is None or min(model.whole or 0, rest.whole or 0) < FEW:
        return Cell("—", "—")
    points = round(100 * (model.share - rest.share), 1)
    return Cell(f"{points:+.1f}", points)
