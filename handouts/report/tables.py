"""The one form of everything that a report shows in rows: the page and the workbook are both written from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handouts.report.shares import Share

MARKS = {"good": ("▲", "好"), "middle": ("●", "中"), "bad": ("▼", "差"), "none": ("○", "不评")}
"""Red and green never stand alone: a mark and a word say the same in grey."""


@dataclass(frozen=True)
class Column:
    """A column: what it is called, what it means, and whether it holds numbers (`unit`: of them, in a workbook)."""

    header: str
    definition: str = ""
    is_number: bool = True
    unit: str = ""
    code: str = ""


@dataclass(frozen=True)
class Cell:
    """One figure: what is shown, what a workbook keeps, what it is made of, how it stands (a word of MARKS), shade."""

    text: str
    value: float | int | str | None = None
    made_of: str = ""
    standing: str = ""
    shade: int = 0

    @property
    def mark(self) -> str:
        """The mark and the word of its standing."""
        return "".join(MARKS[self.standing]) if self.standing else ""


@dataclass(frozen=True)
class Group:
    """Rows under one heading; sorting moves rows within it."""

    title: str
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Table:
    """A table with its title, the sentence that says of whom it speaks, and what it says when there is nothing."""

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    groups: Sequence[Group] = ()
    totals: Sequence[Sequence[Cell]] = ()
    nothing: str = "本期没有"
    can_filter: bool = False
    is_folded: bool = False
    """Long: behind its title on the page, whole in the workbook."""

    @property
    def rows(self) -> list[Sequence[Cell]]:
        """All rows below the totals."""
        return [row for group in self.groups for row in group.rows]


@dataclass(frozen=True)
class Section:
    """A part of the page: heading, pictures (SVG) and tables."""

    name: str
    title: str
    tables: Sequence[Table]
    pictures: Sequence["Picture"] = ()
    remarks: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Picture:
    """A chart: what it shows, in words too, and the drawing."""

    title: str
    caption: str
    svg: str
    is_tall: bool = False
    """One bar an area: it stands beside the others."""


def words(text: str) -> Cell:
    """A cell of words."""
    return Cell(text, text)


def number(value: float | None, hidden: str = "—", *, digits: int = 0, shade: int = 0, made_of: str = "") -> Cell:
    """A count or an amount; `hidden` where it is not told."""
    if value is None:
        return Cell(hidden, hidden)
    rounded: float | int = round(value, digits) if digits else round(value)
    return Cell(f"{value:,.{digits}f}", rounded, made_of, shade=shade)


def signed(value: int | None) -> Cell:
    """A difference, with its sign; its direction stands in a mark too."""
    if value is None:
        return Cell("—", "—")
    return Cell(f"＋{value:,}" if value > 0 else f"－{-value:,}" if value < 0 else "持平", value)


def rate(part: Share, labels: tuple[str, str], of_whom: str = "") -> Cell:
    """A share of people: `labels` name numerator and denominator."""
    if part.share is None:
        return Cell("—", "—")
    made_of = f"{labels[0]} {part.met:,} ÷ {labels[1]} {part.whole:,}" + (f"；{of_whom}" if of_whom else "")
    return Cell(f"{part.share:.1%}", round(100 * part.share, 1), made_of)


def shade(value: int | None, most: int) -> int:
    """One of five shades, by the share of the row's greatest value."""
    return -(-4 * value // most) if value and most else 0
