"""The page: one file with its style, its pictures and its script; it asks nothing of any network."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from handouts.disclosure import HIDDEN, HIDDEN_BELOW, ROUNDED_TO, SHOWN_FROM
from handouts.report import areas, leads, period, shares, targets
from handouts.report.figures import UNKNOWN, Figures
from handouts.report.tables import Section

FOLDER = Path(__file__).parent

NAMED = 2
"""Indicators that the third headline names: it is one line."""


def title(figures: Figures) -> str:
    """What the report is called."""
    return f"{figures.whole}社会保险扩面征缴情况（{period.names(figures.as_of, figures.region)}）"


def marking(figures: Figures) -> str:
    """Who may read it."""
    return "公开版" if figures.is_public else "内部资料，不得外传"


def html(figures: Figures, sections: Sequence[Section]) -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Ours, and the library's drawings, whose text it escapes itself.
    style, script = (Markup((FOLDER / name).read_text(encoding="utf-8")) for name in ("page.css", "page.js"))  # noqa: S704
    drawn = [
        {"section": section, "picture": picture, "is_tall": picture.is_tall, "svg": Markup(picture.svg)}  # noqa: S704
        for section in sections
        for picture in section.pictures
    ]
    return environment.get_template("page.html.j2").render(
        figures=figures,
        title=title(figures),
        marking=marking(figures),
        headlines=headlines(figures),
        sections=sections,
        pictures=drawn,
        notes=notes(figures),
        style=style,
        script=script,
    )


def headlines(figures: Figures) -> list[str]:
    """How the county stands, in three lines."""
    return [_of_people(figures), _of_leads(figures), _of_tasks(figures)]


def _of_people(figures: Figures) -> str:
    by_area = areas.coverage(figures)
    every = shares.added(by_area, figures.halves)
    if every.share is None or every.whole is None:
        return "职工参保：没有可以计算的工资和缴费数据。"
    ranked = sorted(
        (part.share, figures.areas[area])
        for area, part in by_area.items()
        if part.share is not None and (part.whole or 0) >= areas.FEW and area != UNKNOWN
    )
    ends = f"；最高{ranked[-1][1]}{ranked[-1][0]:.1%}，最低{ranked[0][1]}{ranked[0][0]:.1%}" if len(ranked) > 1 else ""
    return (
        f"职工参保：有工资、应参加职工养老的{every.whole:,}人中，已参保{every.met or 0:,}人，"
        f"参保率{every.share:.1%}，未参保{every.rest or 0:,}人{ends}。{_on_the_list(figures)}"
    )


def _on_the_list(figures: Figures) -> str:
    """How many of the uninsured stand on their list, and where the difference is told."""
    found = areas.steps(figures)
    if not found:
        return ""
    same = found[1] == found[6]
    differs = "" if same else f"，相差{abs(found[1] - found[6]):,}，原因见“未参保人数与清单对账”"
    return f"“有工资未参保人员”清单{found[6]:,}人{differs}。"


def _of_leads(figures: Figures) -> str:
    nights = leads.tiers_at(figures)
    now = nights.get(figures.as_of, {})
    last = nights.get(figures.previous, {}) if figures.previous else {}
    parts = []
    for tier, name in leads.TIERS.items():
        if tier in now:
            moved = now[tier] - last[tier] if tier in last else None
            than = (
                ""
                if moved is None
                else "，与上次持平"
                if not moved
                else f"，比上次{'多' if moved > 0 else '少'}{abs(moved):,}"
            )
            parts.append(f"{name}{now[tier]:,}条{than}")
    return f"待核实线索：{'；'.join(parts)}。" if parts else "待核实线索：没有可以显示的清单。"


def _of_tasks(figures: Figures) -> str:
    rows = targets.of_region(figures)
    if not rows:
        ended = [row.target_years for row in targets.readings(figures) if row.is_region and row.is_expired]
        if ended:
            return f"目标任务：方案的目标都已到期（最晚{max(ended)}），没有今年的目标，不评。"
        if targets.other_size(figures):
            return "目标任务：方案的目标和本库数据不是一个规模，不评，原因见说明。"
        return "目标任务：指标和目标尚未计算。"
    behind = [
        row.about["title"] for row in sorted(rows, key=lambda row: (row.done or 0) - row.due_share)
        if row.standing != "good"
    ]  # fmt: skip
    progress = f"目标任务：有目标的{len(rows)}项指标中，{len(rows) - len(behind)}项达到按日历应达的进度"
    if not behind:
        return f"{progress}。"
    return f"{progress}；{'、'.join(behind[:NAMED])}{'等没有达到' if len(behind) > NAMED else '没有达到'}。"


def notes(figures: Figures) -> list[str]:
    """What a reader must know of the figures."""
    uncomputed = figures["list"].filter(~figures["list"]["is_computed"]) if figures["list"].height else figures["list"]
    lines = [
        leads.LEAD,
        "免除情形：在校、现役、服刑、出国、死亡、已领待遇、异地参保等不计入应参保；每个数的口径点开该数或列名可见。",
        *(f"本报告按“{source}”编制。" for source in dict.fromkeys(each.source for each in figures.region.reporting)),
        *(f"未计算：{name}，缺{missing}。" for _, name, _, missing, _ in uncomputed.rows()),
        *_uncompared(figures),
        *([targets.other_size(figures)] if targets.other_size(figures) else []),
        *(f"目标“{title}”：{note}。" for _, title, note in figures["target_note"].rows()),
        *(f"未计算的指标：{title}，缺{missing}。" for title, missing in _uncounted(figures)),
        *figures.reservations,
    ]
    if figures.is_public:
        lines.append(
            f"公开版：少于{HIDDEN_BELOW}的数（含0）一律不公开，{HIDDEN_BELOW}到{SHOWN_FROM - 1}的有的不公开，"
            f"不公开的显示为“{HIDDEN}”或“—”，工作簿里是空格；"
            f"其余随机向上或向下取到{ROUNDED_TO}的倍数，同一格同一个数每次取得一样；"
            "合计、比率和差由公开的数重新计算，不含隐去的部分，因此可能偏小；金额、均值、进出案件、内部核对清单和单位名单不公开。"
        )
    return lines


def _uncompared(figures: Figures) -> list[str]:
    """The data that lists were not compared with, and which lists: they hold people who need not be asked."""
    lists = figures["list"]
    if lists.is_empty():
        return []
    grouped = lists.drop_nulls("uncompared").group_by("uncompared", maintain_order=True).agg("list_name")
    return [f"未比对：{sources}，以下清单里有本可排除的人：{'、'.join(names)}。" for sources, names in grouped.rows()]


def _uncounted(figures: Figures) -> list[tuple[str, str]]:
    known = figures["indicator"]
    if known.is_empty():
        return []
    return known.filter(~known["is_computed"]).select("title", "missing_extracts").rows()
