"""包保 (武义 三(三)4): of those whom cadres answer for, with how many somebody was in touch, month by month.

Leaders read units and whom nobody called; the public counts by town. No person stands in it, and no cadre.
"""

from collections import defaultdict
from typing import Any

from handouts.report import shares
from handouts.report.figures import Figures
from handouts.report.shares import Share
from handouts.report.tables import Column, Group, Section, Table, number, rate, words

_LABELS = ("已联系", "包保对象")
_COUNTS = (Column("包保对象"), Column("已联系", "当月联系登记表里填了日期的。"), Column("联系率", unit="%"))


def bonds(figures: Figures) -> Section | None:
    """The section; None where no bonds were delivered."""
    if figures["bond"].is_empty() and figures["bond_question"].is_empty():
        return None
    tables = [_by_town(figures)]
    if not figures.is_public:
        tables += [_by_unit(figures), _missed(figures), _questions(figures)]
    return Section("bonds", "包保联系", tables)


def _by_town(figures: Figures) -> Table:
    nothing = None if figures.is_public else 0
    found: dict[tuple[Any, ...], dict[bool, int]] = defaultdict(dict)
    for month, _, town, kind, is_contacted, targets in figures["bond"].rows():
        found[month, town, kind][is_contacted] = targets
    groups: dict[str, list[Any]] = defaultdict(list)
    parts: dict[str, dict[str, Share]] = defaultdict(dict)
    for (month, town, kind), counts in found.items():
        part = Share(counts.get(True, nothing), counts.get(False, nothing))
        parts[f"{month:%Y年%m月}"][f"{town}{kind}"] = part
        groups[f"{month:%Y年%m月}"].append([words(town), words(kind), *_counted(part)])
    # To the public each town of each kind has two cells that may be hidden.
    totals = [
        [
            words(f"{figures.whole}（{month}）"),
            words("合计"),
            *_counted(shares.added(of, 2 * len(of) * figures.is_public)),
        ]
        for month, of in parts.items()
    ]
    columns = (Column("乡镇", is_number=False), Column("类型", is_number=False), *_COUNTS)
    note = "每月与包保联系点对接不少于1次。本月的截至数据日期，上月的是全月。"
    return Table("bonds", "各乡镇包保联系", note, columns, [Group(*each) for each in groups.items()], totals)


def _counted(part: Share) -> list[Any]:
    return [number(part.whole, "—"), number(part.met, "—"), rate(part, _LABELS)]


def _by_unit(figures: Figures) -> Table:
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for unit, _, _, _, is_contacted in figures["bond_missed"].rows():
        counted[unit][not is_contacted] += 1
    rows = [[words(unit), *_counted(Share(met, rest))] for unit, (met, rest) in counted.items()]
    columns = (Column("干部单位", is_number=False), *_COUNTS)
    return Table("bond_units", "各单位本月联系", "按包保干部所在单位。", columns, [Group("", rows)] if rows else [])


def _missed(figures: Figures) -> Table:
    rows = [
        [words(unit), words(kind), words(name), words(town)]
        for unit, kind, name, town, is_contacted in figures["bond_missed"].rows()
        if not is_contacted
    ]
    columns = tuple(Column(name, is_number=False) for name in ("干部单位", "类型", "包保对象", "乡镇"))
    note = "本月联系登记表里还没有填的。"
    return Table(
        "bond_missed", "本月还没有联系的", note, columns, [Group("", rows)] if rows else [], nothing="都联系过",
        can_filter=True, is_folded=True,
    )  # fmt: skip


def _questions(figures: Figures) -> Table:
    rows = [[words(str(cell)) for cell in row] for row in figures["bond_question"].rows()]
    columns = tuple(Column(name, is_number=False) for name in ("位置", "类型", "干部单位", "要改什么"))
    note = "包保责任表里没有认出是哪家单位、哪个村的行：不计入上面各表，工作簿里也没有它的干部。"
    return Table(
        "bond_questions", "包保存疑", note, columns, [Group("", rows)] if rows else [], nothing="没有", is_folded=True
    )  # fmt: skip
