"""The areas side by side, green and red: coverage for all readers, bases and arrears for leaders only."""

from collections.abc import Mapping
from dataclasses import dataclass

from handouts import disclosure
from handouts.report import pictures, shares
from handouts.report.figures import UNKNOWN, Figures
from handouts.report.shares import Share
from handouts.report.tables import MARKS, Cell, Column, Group, Picture, Section, Table, number, rate, words

FEW = 30
"""People below which a rate says more of chance than of the place: it is shown and not judged."""

COVERAGE = ("已参保", "应参保")
STAFF = "近三个月有计入工资的收入、且不在免除情形内的职工，按发放工资的单位所在地统计"
DEFINITIONS = {
    "应参保": f"{STAFF}。",
    "已参保": "应参保职工中，近三个月由任一单位申报职工养老（110或120）的人数。",
    "未参保": "应参保人数减已参保人数。",
    "参保率": f"已参保人数除以应参保人数。不低于全地区平均为好；低于平均10个百分点以上为差；应参保不足{FEW}人不评。",
    "夯实率": "缴费基数夯实率：申报基数（每人不超过应计部分）合计除以应计基数合计；应计基数是月均工资，限在上下限以内。"
    "达到90%为好，低于全地区平均为差。",
    "欠费": "上月以前申报而至今没有到账的缴费款。没有欠费为好；欠费的参保单位占比高于全地区平均为差。",
}


@dataclass(frozen=True)
class Money:
    """What the employers of an area declare as base and owe."""

    covered: int
    covered_owing: int
    owing: int
    owed_yuan: float
    due_base: float
    solid_base: float

    @property
    def solidity(self) -> float | None:
        """Declared bases among what would be due."""
        return self.solid_base / self.due_base if self.due_base else None

    @property
    def owing_share(self) -> float:
        """Employers in arrears among those covered."""
        return self.covered_owing / self.covered if self.covered else 0.0


def coverage(figures: Figures) -> dict[str, Share]:
    """Insured and not, by area."""
    return shares.by_area(figures["coverage"], "is_insured", figures.is_public)


def standing_of(figures: Figures, area: str, by_area: Mapping[str, Share]) -> str:
    """How an area's coverage stands beside the whole: a word of MARKS."""
    low = float(figures.policy["low_coverage_points"]) / 100
    return _coverage_standing(by_area[area], shares.added(by_area, figures.halves), low)


def board(figures: Figures) -> Section:
    """The picture and the table."""
    by_area = coverage(figures)
    whole = shares.added(by_area, figures.halves)
    low = float(figures.policy["low_coverage_points"]) / 100
    judged = {area: _coverage_standing(part, whole, low) for area, part in by_area.items()}
    order = sorted(by_area, key=lambda area: (area == UNKNOWN, -(by_area[area].share or -1), area))
    money = _money(figures)
    every = _added(money)
    solid_from = float(figures.policy["base_solidity_share"])
    columns = [*_PEOPLE_COLUMNS, *(_MONEY_COLUMNS if money else [])]
    rows = [
        [
            Cell(figures.areas[area], figures.areas[area]),
            *_people(by_area[area], judged[area]),
            *(_of_money(money[area], every, solid_from) if area in money else [number(None)] * len(columns[6:])),
        ]
        for area in order
    ]
    total = [Cell(figures.whole, figures.whole), *_people(whole, ""), *(_of_money(every) if money else [])]
    marks = " ".join(f"{mark}{word}" for mark, word in MARKS.values())
    table = Table(
        "board", "各地红绿榜", f"{STAFF}；数据日期{figures.data_date}。{marks}。",
        columns, [Group("", rows)] if rows else [], [total] if rows else [],
    )  # fmt: skip
    tables = [table, *_reconciled(figures)]
    return Section("board", "各地红绿榜", tables, _picture(figures, by_area, whole, judged, order))


STEPS: Mapping[int, tuple[str, str]] = {
    1: ("红绿榜的未参保", "近三个月有工资、应参加职工养老、没有任何单位申报的，按单位计：一人在几个单位，各计一次。"),
    2: ("减：一人在几个单位重复计的", "清单按人，一人一行。"),
    3: ("减：自己在缴的", "近期以灵活就业身份缴纳职工养老；单位没有为其申报，红绿榜计为未参保，清单不催。"),
    4: ("减：村（社区）干部、公益岗位", "报酬由村（社区）或乡镇发放，不按单位职工催缴。"),
    5: ("减：其他", "未满法定劳动年龄等其余清单条件；以及对账时两边口径以外的差。"),
    6: ("“有工资未参保人员”清单", "待核实的线索，不是认定结论。"),
    7: ("其中：应当参保", "下发乡镇核实。"),
    8: ("其中：内部核对", "先在办公室核对，不派人走访（desk.xlsx）。"),
}
"""From the headline to the list: what each line is, and why the two differ."""


def steps(figures: Figures) -> dict[int, int]:
    """How many people each of STEPS holds; empty to the public, and where there is no such list."""
    frame = figures["reconciled"]
    found = {} if frame.is_empty() else dict(frame.rows())
    return found if 5 in found else {}


def _reconciled(figures: Figures) -> list[Table]:
    found = steps(figures)
    if not found:
        return []
    rows = [[words(title), number(found[step]), words(why)] for step, (title, why) in STEPS.items()]
    note = "上面的未参保人数与清单行数为什么不同：一个按单位计，一个按人计，清单的条件也多一些。"
    columns = (Column("项目", is_number=False), Column("人数"), Column("口径", is_number=False))
    return [Table("reconciled", "未参保人数与清单对账", note, columns, [Group("", rows)])]


def _picture(
    figures: Figures, by_area: Mapping[str, Share], whole: Share, judged: Mapping[str, str], order: list[str]
) -> list[Picture]:
    if whole.share is None:
        return []
    bars = [
        {
            "name": figures.areas[area],
            "value": round(100 * share, 1),
            "at": round(100 * whole.share, 1),
            "text": f"{share:.1%} {MARKS[judged[area]][0]}",
            "standing": judged[area],
        }
        for area in order
        if (share := by_area[area].share) is not None
    ]
    caption = f"竖线：{figures.whole}平均。▲不低于平均 ●略低 ▼低10个百分点以上 ○人少不评"
    return [Picture("各地职工参保率", caption, pictures.bars(bars, has_marker=True), is_tall=True)]


def _coverage_standing(part: Share, whole: Share, low: float) -> str:
    if part.share is None or whole.share is None or (part.whole or 0) < FEW:
        return "none"
    if part.share >= whole.share:
        return "good"
    return "bad" if part.share < whole.share - low else "middle"


_PEOPLE_COLUMNS = [
    Column("地区", is_number=False),
    *(Column(name, DEFINITIONS[name]) for name in ("应参保", "已参保", "未参保")),
    Column("参保率", DEFINITIONS["参保率"], unit="%"),
    Column("参保", "参保率的判定。", is_number=False),
]
_MONEY_COLUMNS = [
    Column("基数夯实率", DEFINITIONS["夯实率"], unit="%"),
    Column("基数", "夯实率的判定。", is_number=False),
    Column("欠费单位", DEFINITIONS["欠费"]),
    Column("欠费（元）", DEFINITIONS["欠费"]),
    Column("欠费", "欠费的判定。", is_number=False),
]


def _people(part: Share, standing: str) -> list[Cell]:
    return [
        number(part.whole), number(part.met, disclosure.HIDDEN), number(part.rest, disclosure.HIDDEN),
        rate(part, COVERAGE), Cell("", standing, standing=standing),
    ]  # fmt: skip


def _money(figures: Figures) -> dict[str, Money]:
    return {} if figures["money"].is_empty() else {row[0]: Money(*row[1:]) for row in figures["money"].rows()}


def _added(money: Mapping[str, Money]) -> Money:
    every = money.values()
    return Money(
        sum(part.covered for part in every), sum(part.covered_owing for part in every),
        sum(part.owing for part in every), sum(part.owed_yuan for part in every),
        sum(part.due_base for part in every), sum(part.solid_base for part in every),
    )  # fmt: skip


def _of_money(part: Money, beside: Money | None = None, solid_from: float = 0.0) -> list[Cell]:
    """Base and arrears, judged beside the whole region; the region itself (nothing beside it) is not."""
    base, arrears = _money_standing(part, beside, solid_from) if beside else ("", "")
    made_of = f"申报基数计入{part.solid_base:,.0f}元 ÷ 应计基数{part.due_base:,.0f}元"
    owing = (
        f"参保单位{part.covered:,}户中欠费{part.covered_owing:,}户；其他欠费单位{part.owing - part.covered_owing:,}户"
    )
    return [
        number(None if part.solidity is None else 100 * part.solidity, digits=1, made_of=made_of),
        Cell("", base, standing=base),
        number(part.owing, made_of=owing), number(part.owed_yuan), Cell("", arrears, standing=arrears),
    ]  # fmt: skip


def _money_standing(part: Money, beside: Money, solid_from: float) -> tuple[str, str]:
    if part.solidity is None:
        base = "none"
    elif part.solidity >= solid_from:
        base = "good"
    else:
        base = "bad" if part.solidity < (beside.solidity or 0) else "middle"
    if not part.owing:
        return base, "good"
    return base, "bad" if part.owing_share > beside.owing_share else "middle"
