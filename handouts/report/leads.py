"""The lists: what each is, and how many leads it has by tier and area."""

import re
from datetime import date
from functools import cache

import polars as pl

from handouts import disclosure
from handouts.report.figures import UNKNOWN, Figures
from handouts.report.tables import Cell, Column, Group, Section, Table, number, shade, words
from sources import SOURCES
from sql.audit import BOUNDS_NEEDED
from sql.warehouse import FOLDER, read_head

TIERS = {"must_join": "应当参保", "persuade": "动员参保", "check_data": "内部核对"}
LEAD = "清单上的一行是待核实的线索，不是认定结论；同一对象可在几个清单上，各清单相加不等于人数。"


@cache
def definition(list_id: str) -> str:
    """What a list is, from the head of its query, in Chinese."""
    path = FOLDER / "lists" / f"{list_id}.sql"
    _, head = read_head(path.name, path.read_text(encoding="utf-8"))
    extracts = [part.split()[0] for part in head.get("needs", "").split(",") if part]
    needs = dict.fromkeys("缴费基数上下限" if name == BOUNDS_NEEDED else SOURCES[name].title for name in extracts)
    law = re.sub(r" art\. ([\d, ]*\d)", lambda found: f"第{found[1].replace(', ', '、')}条", head.get("law", ""))
    facts = {"范围": head.get("among"), "急缓（1最急）": head.get("priority"), "依据": law, "数据": "、".join(needs)}
    return "；".join(f"{label}：{text}" for label, text in facts.items() if text) + "。"


def tiers_at(figures: Figures) -> dict[date, dict[str, int]]:
    """Rows by night and tier."""
    found: dict[date, dict[str, int]] = {}
    if not figures["lead"].is_empty():
        summed = figures["lead"].group_by("as_of", "tier").agg(pl.col("row_count").sum()).sort("as_of", "tier")
        for day, tier, rows in summed.rows():
            found.setdefault(day, {})[tier] = rows
    return found


def matrix(figures: Figures) -> Section:
    """Lists down, areas across, shaded within a row: where to look."""
    cells = _tonight(figures)
    areas = [area for area in figures.areas if area != UNKNOWN or any(place == UNKNOWN for _, _, place in cells)]
    names = dict(figures["list"].select("list_id", "list_name").rows())
    groups, totals = [], []
    for tier, title in TIERS.items():
        here = {(list_id, area): rows for (list_id, kind, area), rows in cells.items() if kind == tier}
        lists = [list_id for list_id in names if any(list_id == known for known, _ in here)]
        if not lists:
            continue
        rows = [
            [
                Cell(names[list_id], names[list_id], made_of=definition(list_id)),
                *_across(figures, [here.get((list_id, area)) for area in areas], disclosure.HIDDEN),
            ]
            for list_id in lists
        ]
        groups.append(Group(title, rows))
        of_area = [disclosure.total(count for (_, place), count in here.items() if place == area) for area in areas]
        totals.append([words(f"{title}合计"), *_across(figures, of_area, "—", is_shaded=False)])
    table = Table(
        "lists", "清单分布（热力表）", f"{LEAD}底色深浅是本清单在各地之间的多少。数据日期{figures.data_date}。",
        (
            Column("清单", is_number=False),
            Column("合计", "各地相加，隐去的格子不计。" if figures.is_public else "各地相加。"),
            *(Column(figures.areas[area], "户籍、居住地（单位为注册地）在这里的线索数。") for area in areas),
        ),
        groups, totals, can_filter=True,
    )  # fmt: skip
    return Section("lists", "清单分布", [table], remarks=_silent(figures, {list_id for list_id, _, _ in cells}))


def _tonight(figures: Figures) -> dict[tuple[str, str, str], int]:
    """Rows of this night by list, tier and area."""
    if figures["lead"].is_empty():
        return {}
    frame = figures["lead"].filter(pl.col("as_of") == figures.as_of)
    return {
        (row[0], row[1], row[2]): row[3] for row in frame.select("list_id", "tier", "area_code", "row_count").rows()
    }


def _across(figures: Figures, counts: list[int | None], hidden: str, *, is_shaded: bool = True) -> list[Cell]:
    """The cells of a row and before them what they add up to; to leaders a count that is absent is 0."""
    shown = [count if count is not None or figures.is_public else 0 for count in counts]
    most = max((count or 0 for count in shown), default=0) if is_shaded else 0
    total = disclosure.total(count for count in shown if count is not None)
    return [number(total), *(number(count, hidden, shade=shade(count, most)) for count in shown)]


def _silent(figures: Figures, shown: set[str]) -> list[str]:
    computed = figures["list"].filter(pl.col("is_computed")).select("list_id", "list_name").rows()
    silent = [name for list_id, name in computed if list_id not in shown]
    if not silent:
        return []
    return ["没有列出的清单，各地都少于8条。" if figures.is_public else f"没有线索的清单：{'、'.join(silent)}。"]
