"""Where the region and its areas stand on the plan's tasks, and where the calendar wants them by now."""

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from handouts.report import pictures, shares
from handouts.report.figures import Figures
from handouts.report.shares import Share
from handouts.report.tables import Cell, Column, Group, Picture, Section, Table, number, words
from regions import calendar_share

MEETS = {"≥": operator.ge, "≤": operator.le, "<": operator.lt}
MOST_A_YEAR = 0.25
"""Of all people, more than so many are not won in a year: whoever asks for more speaks of a larger county."""
BEHIND = 0.9
"""Of what was due by now: less than this is far behind."""


@dataclass(frozen=True)
class Reading:
    """One indicator of one area in its newest period, beside its target; shares are kept as shares (0.985)."""

    indicator: str
    about: dict[str, Any]
    area: str
    is_region: bool
    period: str
    value: float | None
    numerator: float | None
    denominator: float | None
    target: float | None
    target_years: str
    """For which years it was set."""
    is_change: bool
    """Whether the difference to the year before is asked for, not the value."""
    is_expired: bool
    """Whether its time has passed: shown, and nothing of today is judged by it."""
    is_other_size: bool
    """Whether it is a number that was set for a county of another size than the data's."""
    bound: str
    """How the value is to stand to the target: ≥, ≤ or <."""
    due_share: float
    year_before: float | None
    change: float | None
    final: str
    """Where it stood when an expired target ended, if that is known."""

    @property
    def done(self) -> float | None:
        """What is reached of the target."""
        if self.is_change or self.is_expired or self.is_other_size or not self.target or self.value is None:
            return None
        return self.value / self.target

    @property
    def is_due(self) -> bool:
        """Whether the calendar wants a share of its target by now."""
        return self.target is not None and not (self.is_expired or self.is_change or self.is_other_size)

    @property
    def standing(self) -> str:
        """Whether it keeps up with the calendar."""
        if self.is_change and not self.is_expired and self.change is not None and self.target is not None:
            return "good" if MEETS[self.bound](round(self.change, 9), self.target) else "bad"
        if self.done is None:
            return "none"
        if self.bound != "≥":
            return "good" if self.done < 1 or (self.done == 1 and self.bound == "≤") else "bad"
        return "good" if self.done >= self.due_share else "middle" if self.done >= BEHIND * self.due_share else "bad"


def readings(figures: Figures) -> list[Reading]:
    """Every indicator of the region and its areas, in the order of the plans' list."""
    if figures["goal"].is_empty():
        return []
    goals = figures["goal"].partition_by("indicator", as_dict=True)
    parts = {} if figures["met"].is_empty() else figures["met"].partition_by("indicator", as_dict=True)
    amounts, past = (
        {} if figures[name].is_empty() else {row[:2]: row[2:] for row in figures[name].rows()}
        for name in ("amount", "past")
    )
    found, beyond = [], bool(_beyond(figures))
    for about in figures["indicator"].iter_rows(named=True):
        by_area = shares.by_area(parts.get((about["indicator"],), pl.DataFrame()), "is_met", figures.is_public)
        whole = shares.added(by_area, figures.halves)
        for goal in goals.get((about["indicator"],), pl.DataFrame()).iter_rows(named=True):
            part = whole if goal["is_region"] else by_area.get(goal["area_code"], Share(None, None))
            yearly = goal["is_yearly"] or about["kind"] == "flow"
            amount = amounts.get((about["indicator"], goal["area_code"]))
            value, numerator, denominator = amount or _divided(about["kind"], part)
            before, change, last, final = past.get((about["indicator"], goal["area_code"]), (None,) * 4)
            found.append(
                Reading(
                    about["indicator"], about, goal["area_name"], goal["is_region"], _month(goal["period"], yearly),
                    value, numerator, denominator, goal["target"], _years(goal["target_period"], goal["target_until"]),
                    goal["target_kind"] == "change", bool(goal["is_target_expired"]),
                    beyond and _is_number(about), goal["bound"],
                    _due_share(about["kind"], goal["period"], goal["through"]), before, change,
                    "" if final is None else f"{_measured(about, final).text}（{_month(last, yearly)}）",
                )
            )  # fmt: skip
    return found


def _is_number(about: Mapping[str, Any]) -> bool:
    """Whether a target of it grows with the county: people, employers, yuan; a rate and a mean do not."""
    return about["kind"] in ("flow", "stock")


def _beyond(figures: Figures) -> dict[str, float]:
    """The targets of the region for people that no county of the data's size can have, by the indicator's title."""
    if figures.population is None or figures["goal"].is_empty():
        return {}
    most = {"stock": figures.population, "flow": MOST_A_YEAR * figures.population}
    abouts = {about["indicator"]: about for about in figures["indicator"].iter_rows(named=True)}
    in_force = ~pl.col("is_target_expired").cast(pl.Boolean).fill_null(value=False)
    goals = figures["goal"].filter(pl.col("is_region").cast(pl.Boolean) & in_force)
    return {
        about["title"]: target
        for indicator, target in goals.select("indicator", "target").drop_nulls().rows()
        if (about := abouts.get(indicator)) and about["unit"] == "人" and target > most.get(about["kind"], target)
    }


def other_size(figures: Figures) -> str:
    """That the plan's numbers were set for another size than the data's, and what to do; empty where they were not."""
    beyond = _beyond(figures)
    if not beyond:
        return ""
    title, target = max(beyond.items(), key=lambda each: each[1])
    people = "" if figures.is_public else f"只有{figures.population:,}人，"
    return (
        f"方案的目标按另一个规模定的：“{title}”{target:,.0f}人，而本库数据{people}达不到这个数。"
        "按人数、户数、金额定的目标只列出、不评，比率和均值照评；"
        "请核对数据是否交全，或在 home/targets.csv 写明本地目标。"
    )


def _month(period: date, is_yearly: bool) -> str:
    return f"{period.year}年" + ("" if is_yearly else f"{period.month}月")


def _years(first: date | None, last: date | None) -> str:
    """For which years a target was set: 2024年, 2021年起."""
    if first is None:
        return ""
    if last is None:
        return f"{first.year}年起"
    return f"{first.year}年" if last.year == first.year else f"{first.year}—{last.year}年"


def _due_share(kind: str, period: date, through: date) -> float:
    """Of a year's task, what the months that the data reach were to bring; of all else the whole."""
    if kind != "flow" or through.year > period.year:
        return 1.0
    return calendar_share(through) if through.year == period.year else 0.0


def _divided(kind: str, part: Share) -> tuple[float | None, float | None, float | None]:
    """Value, numerator and denominator; what has no denominator is its own value."""
    return (part.share, part.met, part.whole) if kind == "rate" else (part.met, None, None)


def of_region(figures: Figures) -> list[Reading]:
    """The region's own that are judged: they have a value, and a target for this time."""
    return [row for row in readings(figures) if row.is_region and row.standing != "none"]


def targets(figures: Figures) -> Section:
    """The picture and the tables."""
    rows = readings(figures)
    if figures.is_public:
        rows = [row for row in rows if row.value is not None and row.target is not None]
    whole = [row for row in rows if row.is_region]
    with_target = [row for row in whole if row.target is not None]
    groups = [
        Group("有目标的指标", [_row(row) for row in with_target]),
        Group("其他指标", [_row(row) for row in whole if row.target is None]),
    ]
    note = (
        "完成是当前值除以目标；应达是按日历到数据月份应完成的比例，全年任务按月均摊，存量、比率和均值按全额。"
        "要求比上年提高或低于上年的，看与上年之差。目标期已满的不评，只列目标和期末数。"
    )
    tables = [
        Table("targets", "全地区指标和目标", note, _COLUMNS, [group for group in groups if group.rows],
              nothing="指标和目标尚未计算")
    ]  # fmt: skip
    asked = dict.fromkeys(row.indicator for row in rows if not row.is_region and row.target is not None)
    if asked:
        of_areas = [
            Group(
                next(row.about["title"] for row in rows if row.indicator == indicator),
                [_row(row) for row in sorted(_of_areas(rows, indicator), key=lambda row: (-(row.done or 0), row.area))],
            )
            for indicator in asked
        ]
        tables.append(
            Table("area_targets", "各地目标", note, _COLUMNS, of_areas, can_filter=True, is_folded=len(asked) > 1)
        )
    return Section("targets", "目标进度", [*tables, _asked(figures)], _picture(figures))


def _asked(figures: Figures) -> Table:
    """Every target of the region as a whole, those of which nothing can be counted among them."""
    rows = [
        [
            words(title), words(_years(date(first, 1, 1), until)),
            words(_printed(printed, kind, bound)),
            words("已到期" if is_expired else "在期内"), words(source),
        ]
        for _, title, first, until, printed, kind, bound, source, is_expired in figures["asked"].rows()
    ]  # fmt: skip
    columns = [Column(name, is_number=False) for name in ("目标", "期间", "目标数", "状态", "出处")]
    note = "方案和本县（市）自定目标的原文；今年的目标写在 home/targets.csv。"
    return Table(
        "asked", "目标一览", note, columns, [Group("", rows)] if rows else [], nothing="没有目标", is_folded=True
    )


def _printed(printed: str, kind: str, bound: str) -> str:
    """As the plan prints it, with how the figure is to stand to it; a plan that prints no number has none."""
    if not printed[:1].isdigit():
        return printed
    return f"与上年之差{bound}{printed}" if kind == "change" else f"{bound}{printed}"


def _of_areas(rows: list[Reading], indicator: str) -> list[Reading]:
    return [row for row in rows if row.indicator == indicator and not row.is_region and row.target is not None]


def _picture(figures: Figures) -> list[Picture]:
    rows = [row for row in of_region(figures) if row.done is not None]
    if not rows:
        return []
    bars = [
        {
            "name": row.about["title"],
            "value": round(100 * min(row.done or 0, 1.5), 1),
            "text": f"{row.done:.0%}",
            "at": round(100 * row.due_share, 1),
            "standing": row.standing,
        }
        for row in rows
    ]
    caption = "条：完成目标的比例（超过150%的画到150%）；竖线：按日历应达到的位置。"
    return [Picture("目标完成进度", caption, pictures.bars(bars, has_marker=True))]


_COLUMNS = (
    Column("指标", is_number=False),
    Column("地区", is_number=False),
    Column("时期", is_number=False),
    Column("当前值", "按指标口径从各部门数据计算，不是手工上报数（只有宣传活动由各地自己报）；全年任务是本年累计。"),
    Column("分子", "当前值由它除以分母得来。"),
    Column("分母", "比率和均值所统计的人数、户数或金额。"),
    Column("上年", "上年同期的值；方案写明上年数的，没有算出时用它。"),
    Column("目标", "方案写明的数和它的期间。", is_number=False),
    Column("期末", "目标到期时的值（到期那年最后一个能算出的月份）。", is_number=False),
    Column("完成", "当前值除以目标。", unit="%"),
    Column("应达", "按日历到数据月份应完成的比例。", unit="%"),
    Column("判定", "达到应达为好，不少于应达的九成为中，更少为差。", is_number=False),
    Column("统计对象", is_number=False),
    Column("数据日期", "所需各类数据的数据日期中最早的一天。", is_number=False),
)


def _row(row: Reading) -> list[Cell]:
    about = row.about
    return [
        Cell(about["title"], about["title"], made_of=about["definition"]),
        words(row.area), words(row.period),
        _measured(about, row.value, row.numerator, row.denominator), number(row.numerator), number(row.denominator),
        _measured(about, row.year_before), _target(row), words(row.final or "—"),
        number(None if row.done is None else 100 * row.done, digits=1),
        number(100 * row.due_share if row.is_due else None, digits=1),
        _judged(row), words(about["population"]), words(str(about["data_date"])),
    ]  # fmt: skip


def _target(row: Reading) -> Cell:
    if row.target is None:
        return words("—")
    if row.is_change:
        asked = f"与上年之差{row.bound}{100 * row.target:g}个百分点"
    else:
        asked = row.bound + _measured(row.about, row.target).text
    return words(f"{asked}（{row.target_years}{'，已到期' if row.is_expired else ''}）")


def _judged(row: Reading) -> Cell:
    if row.target is None:
        return words("—")
    if row.is_other_size and not row.is_expired:
        return words("规模不同，不评")
    return words("已到期") if row.is_expired else Cell("", row.standing, standing=row.standing)


def _measured(
    about: dict[str, Any], value: float | None, numerator: float | None = None, denominator: float | None = None
) -> Cell:
    """A value in the measure of its indicator: a share in per cent, a mean with a decimal."""
    if value is None:
        return number(None)
    if about["unit"] == "比例":
        made_of = f"{numerator:,.0f} ÷ {denominator:,.0f}" if numerator is not None and denominator else ""
        return Cell(f"{value:.1%}", round(100 * value, 1), made_of)
    return number(value, digits=1 if about["kind"] == "mean" else 0)
