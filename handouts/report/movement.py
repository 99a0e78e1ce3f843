"""How the lists moved: night after night, and beside the last time."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from handouts.report import period, pictures
from handouts.report.figures import Figures
from handouts.report.leads import LEAD, TIERS, definition, tiers_at
from handouts.report.tables import Cell, Column, Group, Picture, Section, Table, number, signed, words


def trend(figures: Figures) -> Section:
    """The tiers night after night."""
    nights = tiers_at(figures)
    if len(nights) < 2:
        return Section("trend", "逐晚变化", [], remarks=["只有一晚的数据，从下一次运行起显示变化曲线。"])
    rows = [
        {"day": str(day), "name": title, "value": counts[tier]}
        for tier, title in TIERS.items() for day, counts in nights.items() if tier in counts
    ]  # fmt: skip
    days = [
        [words(str(day)), *(number(counts.get(tier)) for tier in TIERS)] for day, counts in reversed(nights.items())
    ]
    columns = (
        Column("日期", is_number=False),
        *(Column(title, "当晚各清单这一类的行数相加。") for title in TIERS.values()),
    )
    table = Table("trend", "逐晚行数", LEAD, columns, [Group("", days)], is_folded=True)
    picture = Picture("清单规模逐晚变化", "各清单行数相加；近三个月逐晚，此前每月最后一晚。", pictures.lines(rows))
    return Section("trend", "逐晚变化", [table], [picture])


def changes(figures: Figures) -> Section:
    """Each list beside the night before, and beside the last night before each period that the plans report of."""
    if figures.previous is None:
        return Section("changes", "与上次相比", [], remarks=["这是第一次运行，没有可比的上次。"])
    bases = _bases(figures)
    days = (*bases.values(), figures.previous, figures.as_of)
    moved = {} if figures["movement"].is_empty() else {row[0]: row[1:] for row in figures["movement"].rows()}
    explanation = (
        "公开版的差由公开的数相减得来。" if figures.is_public else "新列入、重新列入、已办结是上次以后的案件。"
    )
    flows = [
        Column(name, f"{figures.previous}以后{name}的案件。") for name in ("新列入", "重新列入", "已办结") if moved
    ]
    rows = [
        [
            Cell(name, name, made_of=definition(list_id)),
            *_moved(sizes),
            *map(number, moved.get(list_id, [0] * len(flows))),
        ]
        for list_id, name, sizes in _sizes(figures, days)
    ]
    compared = "；".join(f"{name}{day}" for name, day in bases.items())
    table = Table(
        "changes", "各清单与上次相比", f"上次{figures.previous}；{compared}。{LEAD}{explanation}",
        (
            Column("清单", is_number=False),
            *(Column(name, f"{day}的行数。") for name, day in bases.items()),
            Column("上次", f"{figures.previous}的行数。"),
            Column("本次", f"{figures.as_of}的行数。"),
            Column("较上次", "本次减上次。"),
            *(Column(f"较{name}", f"本次减{name}。") for name in bases),
            *flows,
        ),
        [Group("", rows)],
        can_filter=True,
    )  # fmt: skip
    return Section("changes", "与上次相比", [table])


def _bases(figures: Figures) -> dict[str, date]:
    """The night before each period that the plans report of, by its name; the first night where none lies before."""
    found = {}
    for each in figures.region.reporting:
        begun = period.begins(figures.as_of, each.cadence)
        if before := [day for day in figures.nights if day < begun]:
            found[period.LAST[each.cadence]] = before[-1]
    return found or {"最早": figures.nights[0]}


def _sizes(figures: Figures, days: Sequence[date]) -> list[tuple[str, str, list[int | None]]]:
    """Each list's rows on some days; None where it was not computed, or nothing of it may be told."""
    summed = figures["lead"].group_by("as_of", "list_id").agg(pl.col("row_count").sum())
    counts = {(day, list_id): rows for day, list_id, rows in summed.rows()}
    computed = set() if figures.is_public else set(figures["night"].select("as_of", "list_id").rows())
    found = []
    for list_id, name in figures["list"].select("list_id", "list_name").rows():
        sizes = [counts.get((day, list_id), 0 if (day, list_id) in computed else None) for day in days]
        if any(size is not None for size in sizes):
            found.append((list_id, name, sizes))
    return found


def _moved(sizes: list[int | None]) -> list[Cell]:
    *bases, last, now = sizes
    return [
        *map(number, sizes),
        *(signed(None if now is None or before is None else now - before) for before in (last, *bases)),
    ]
