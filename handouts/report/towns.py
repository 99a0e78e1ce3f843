"""A page for each area of the report, for whoever is responsible there: short, and readable on a phone.

It holds counts only, under the headings of the town's workbook, which tell no hardship; of what is checked at the desk
(who draws and is dead or in prison) only how much there is. It is for inside: nothing of it is published.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from base.atomic import replaced_folder
from handouts import disclosure
from handouts.report import areas, leads
from handouts.report.figures import UNKNOWN, Figures
from handouts.report.shares import Share
from handouts.report.tables import MARKS

TOWNS = "towns"
"""The folder beside the report."""
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class ListRow:
    """A list's leads in an area: tonight, and the night before (None: not known)."""

    name: str
    tier: str
    count: int
    moved: str


def write_towns(figures: Figures, folder: Path) -> list[Path]:
    """Write `<code>_<name>.html` for each area that has anything to show, and `index.html`; returns them."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("town.html.j2")
    lists, coverage = _lists(figures), areas.coverage(figures)
    shown = [code for code in figures.areas if code in coverage or lists.get(code)]
    files = {code: _file_name(code, figures.areas[code]) for code in shown}
    with replaced_folder(folder, shared=True) as (new, _):
        for code in shown:
            page = template.render(_area_values(figures, code, coverage, lists.get(code, [])), others=None)
            (new / files[code]).write_text(page, encoding="utf-8", newline="\n")
        index = template.render(
            _index(figures, coverage), others=[(files[code], figures.areas[code]) for code in shown]
        )
        (new / "index.html").write_text(index, encoding="utf-8", newline="\n")
    return [folder / "index.html", *(folder / name for name in files.values())]


def _file_name(code: str, name: str) -> str:
    return re.sub(r'[\x00-\x1f/\\:*?"<>|]', "_", f"{code}_{name}") + ".html"


def _index(figures: Figures, coverage: dict[str, Share]) -> dict[str, Any]:
    return {
        "title": f"{figures.whole}各地参保情况",
        "about": f"数据日期{figures.data_date}，截至{figures.as_of}；内部资料，不得外传。",
        "sentences": [f"共{len(coverage)}个地区，点开看一个地区。"],
        "groups": [],
        "villages": [],
        "lead": leads.LEAD,
    }


def _area_values(figures: Figures, code: str, coverage: dict[str, Share], lists: list[ListRow]) -> dict[str, Any]:
    villages = figures["village"].filter(pl.col("area_code") == code) if figures["village"].height else None
    return {
        "title": f"{figures.areas[code]}参保情况",
        "about": f"{figures.whole}；数据日期{figures.data_date}，截至{figures.as_of}；内部资料，不得外传。",
        "sentences": [_people(figures, code, coverage), _leads(lists), _done(figures, code)],
        "groups": [
            (title, rows) for title in leads.TIERS.values() if (rows := [row for row in lists if row.tier == title])
        ],
        "villages": [] if villages is None else villages.drop("area_code", "village_code").rows(),
        "lead": leads.LEAD,
    }


def _people(figures: Figures, code: str, coverage: dict[str, Share]) -> str:
    part = coverage.get(code)
    if part is None or part.share is None:
        return "职工参保：没有可以计算的工资和缴费数据。"
    ranked = sorted(
        (each.share for area, each in coverage.items() if each.share is not None and area != UNKNOWN), reverse=True
    )
    standing = areas.standing_of(figures, code, coverage)
    place = f"，在{len(ranked)}个地区中排第{ranked.index(part.share) + 1}" if code != UNKNOWN else ""
    return (
        f"职工参保：有工资、应参加职工养老的{part.whole:,}人中，已参保{part.met:,}人，未参保{part.rest:,}人，"
        f"参保率{part.share:.1%} {''.join(MARKS[standing])}{place}。"
    )


def _leads(lists: list[ListRow]) -> str:
    counts = {title: sum(row.count for row in lists if row.tier == title) for title in leads.TIERS.values()}
    parts = [f"{title}{count:,}条" for title, count in counts.items() if count]
    return f"待核实线索：{'；'.join(parts)}。" if parts else "待核实线索：没有。"


def _done(figures: Figures, code: str) -> str:
    frame = figures["area_funnel"]
    row = frame.filter(pl.col("area_code") == code) if frame.height else frame
    if row.is_empty():
        return "办理：还没有下发过。"
    _, sent, answered, enrolled = row.row(0)
    return f"办理：已下发{sent:,}条，已反馈{answered:,}条（{answered / sent:.0%}），数据证实已参保{enrolled:,}条。"


def _lists(figures: Figures) -> dict[str, list[ListRow]]:
    """Of each area its lists, the longest first within a tier."""
    found: dict[str, list[ListRow]] = {}
    if figures["lead"].is_empty():
        return found
    names = dict(figures["heading"].rows())
    before = {row[:3]: row[3] for row in _night(figures, figures.previous).rows()}
    known = {list_id for list_id, *_ in before}
    ordered = _night(figures, figures.as_of).sort("row_count", "list_id", descending=[True, False])
    for tier, title in leads.TIERS.items():
        if tier not in disclosure.TIERS:
            _add_up(found, ordered.filter(pl.col("tier") == tier), title)
            continue
        for list_id, kind, code, count in ordered.rows():
            if kind == tier:
                moved = count - before.get((list_id, kind, code), 0) if list_id in known else None
                row = ListRow(names.get(list_id, list_id), title, count, _moved(moved))
                found.setdefault(code, []).append(row)
    return found


def _add_up(found: dict[str, list[ListRow]], rows: pl.DataFrame, title: str) -> None:
    """One row for all that the desk checks of an area."""
    for code, count in rows.group_by("area_code").agg(pl.col("row_count").sum()).sort("area_code").rows():
        found.setdefault(code, []).append(ListRow("先在办公室核对的，不分清单", title, count, "—"))


def _night(figures: Figures, day: Any) -> pl.DataFrame:
    # Without a night before there is none to look for.
    on_the_day = pl.col("as_of") == day if day else pl.lit(value=False)
    return figures["lead"].filter(on_the_day).select("list_id", "tier", "area_code", "row_count")


def _moved(difference: int | None) -> str:
    if difference is None:
        return "—"
    return "持平" if not difference else f"{'＋' if difference > 0 else '－'}{abs(difference):,}"
