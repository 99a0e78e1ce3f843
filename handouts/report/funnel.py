"""What became of the leads: handed out, answered, enrolled; and how many answers say that the lead was right."""

from collections.abc import Mapping

import polars as pl

from handouts import disclosure
from handouts.report import pictures
from handouts.report.figures import Figures
from handouts.report.leads import definition
from handouts.report.shares import Share
from handouts.report.tables import Cell, Column, Group, Picture, Section, Table, number, rate

NOTHING = "还没有下发记录：清单下发乡镇、收回核实结果后，这里显示下发、反馈、参保和线索准确率。"
CELLS = 4
"""Of each list: answered or not, enrolled or not."""

_COLUMNS = (
    Column("清单", is_number=False),
    Column("已下发", "至少下发过一次的线索。"),
    Column("已反馈", "填回了核实结果的线索。"),
    Column("反馈率", "已反馈除以已下发。", unit="%"),
    Column("已参保", "下发以后，新的数据证实已参保（或情形已消失）而办结的线索。"),
    Column("参保率", "已参保除以已下发。", unit="%"),
)
_VERDICT_COLUMNS = (
    Column("误报", "核实结果为“线索有误”的线索。"),
    Column("判断明确", "反馈中能说线索对错的：已办理、不需参保、无意愿、经济困难、拒绝配合、待办理和误报。"),
    Column("准确率", "判断明确的反馈中不是误报的比例；联系不上等不计。", unit="%"),
)


def funnel(figures: Figures) -> Section:
    """The picture of all lists, and the table list by list."""
    frame = figures["funnel"]
    if frame.is_empty():
        return Section("funnel", "办理成效", [], remarks=[NOTHING])
    # To leaders nothing is hidden.
    lists = figures["list"].height if figures.is_public else 0
    names = dict(figures["list"].select("list_id", "list_name").rows())
    verdicts = _verdicts(figures)
    rows = [
        [
            Cell(name, name, made_of=definition(list_id)),
            *_outcome(frame.filter(pl.col("list_id") == list_id), CELLS if lists else 0),
            *(_verdict(verdicts.get(list_id, Share(0, 0))) if verdicts else []),
        ]
        for list_id, name in names.items()
        if list_id in frame["list_id"]
    ]
    total = [
        Cell("全部", "全部"),
        *_outcome(frame, CELLS * lists),
        *(_verdict(_together(verdicts)) if verdicts else []),
    ]
    note = f"统计对象是下发过乡镇的线索，自首次下发起累计；数据日期{figures.data_date}。"
    columns = (*_COLUMNS, *(_VERDICT_COLUMNS if verdicts else ()))
    table = Table("funnel", "各清单办理成效", note, columns, [Group("", rows)], [total])
    return Section("funnel", "办理成效", [table], _picture(frame, CELLS * lists))


def _picture(frame: pl.DataFrame, cells: int) -> list[Picture]:
    answered, enrolled = (_parts(frame, flag, cells) for flag in ("is_answered", "is_enrolled"))
    stages = {
        "已下发": (disclosure.total(frame["cases"]), None),
        "已反馈": (answered.met, answered.share),
        "已参保": (enrolled.met, enrolled.share),
    }
    bars = [
        {"name": name, "value": count, "text": f"{count:,}" + ("" if share is None else f"（{share:.0%}）")}
        for name, (count, share) in stages.items()
        if count is not None
    ]
    caption = "参保：下发以后，数据证实已参保或情形已消失的线索。"
    return [Picture("下发 → 反馈 → 参保", caption, pictures.bars(bars, unit=""))]


def _outcome(frame: pl.DataFrame, cells: int) -> list[Cell]:
    answered, enrolled = (_parts(frame, flag, cells) for flag in ("is_answered", "is_enrolled"))
    return [
        number(disclosure.total(frame["cases"])),
        number(answered.met, "—"), rate(answered, ("已反馈", "已下发")),
        number(enrolled.met, "—"), rate(enrolled, ("已参保", "已下发")),
    ]  # fmt: skip


def _parts(frame: pl.DataFrame, flag: str, cells: int) -> Share:
    """Leads for which something holds, and the others. `cells`: how many there are that may be hidden."""
    met, rest = (frame.filter(pl.col(flag) == holds)["cases"] for holds in (True, False))
    if not cells:
        return Share(int(met.sum()), int(rest.sum()))
    return Share(disclosure.total(met), disclosure.total(rest), max(cells - frame.height, 0))


def _verdicts(figures: Figures) -> dict[str, Share]:
    """Right and wrong, by list."""
    frame = figures["verdict"]
    return {} if frame.is_empty() else {list_id: Share(clear - wrong, wrong) for list_id, wrong, clear in frame.rows()}


def _together(verdicts: Mapping[str, Share]) -> Share:
    return Share(sum(part.met or 0 for part in verdicts.values()), sum(part.rest or 0 for part in verdicts.values()))


def _verdict(part: Share) -> list[Cell]:
    return [number(part.rest), number(part.whole), rate(part, ("判断为对的", "判断明确的反馈"))]
