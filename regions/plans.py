"""The page that traces the plans, `docs/plans.md`: every requirement, its lists or indicators, and their lines.

python -m regions.plans > docs/plans.md
"""

from dataclasses import dataclass

import regions
from base.strict import Strict, Wrong, read_rows, unknown

NAMES = {"yancheng": "盐城", "funing": "阜宁", "wuhai": "乌海", "wuyi": "武义", "yuxi": "玉溪"}
"""The regions' files and how the plans are quoted, in the order of the columns."""

INTRODUCTION = """# The plans, the lists and the indicators

Made by `python -m regions.plans` from `regions/requirements.csv` and the regions' files; a test keeps it current.

Five plans ask for comparisons; each requirement has its lists, and a number is the line of the region's file that says
who is given the list, how often, and which sentence asks. **Bold**: the region's own plan names the requirement. Plain:
the region has the list for another sentence (阜宁 also follows the plan of its prefecture, 盐城). —: not made there.
"""

INDICATORS = """## What is counted

Numbers over an area, not rows to visit ([how each is counted](indicators.md)). They are counted for every region; a
number is the line of the region's targets where the plan first says how much.
"""

GAPS = """## What is not covered, or not wholly

"""


@dataclass(frozen=True)
class _Row(Strict):
    """A line of `requirements.csv`; a semicolon stands between several."""

    id: str
    requirement: str
    plans: str = ""
    lists: str = ""
    columns: str = ""
    indicators: str = ""
    gap: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        for plan in _several(self.plans):
            if plan not in NAMES.values():
                raise Wrong(f"里{unknown(plan, NAMES.values(), '计划')}", "plans")


@dataclass(frozen=True)
class Requirement:
    """One thing that plans ask for: an id, its Chinese name, the plans that name it, what answers it."""

    id: str
    name: str
    plans: tuple[str, ...]
    lists: tuple[str, ...]
    columns: tuple[str, ...]
    """Columns of lists that answer it, where no list of its own does."""
    indicators: tuple[str, ...]
    """Indicators that answer it, where it is a number."""
    gap: str
    """What of it is not covered and why, in Chinese; empty where all is."""


def requirements() -> list[Requirement]:
    """Every requirement of the five plans, in the order of their ids; then the sentences that have no id."""
    return [
        Requirement(
            id=row.id,
            name=row.requirement,
            plans=_several(row.plans),
            lists=_several(row.lists),
            columns=_several(row.columns),
            indicators=_several(row.indicators),
            gap=row.gap,
        )
        for row in read_rows(regions.FOLDER / "requirements.csv", _Row).values()
    ]


def page() -> str:
    """The whole page, as Markdown."""
    asked = requirements()
    listed = [requirement for requirement in asked if not requirement.indicators]
    counted = [requirement for requirement in asked if requirement.indicators]
    lines = {region: _list_lines(region) | _target_lines(region) for region in NAMES}
    gaps = [f"- {requirement.id} {requirement.name}：{requirement.gap}。" for requirement in asked if requirement.gap]
    return "\n".join(
        [
            *(INTRODUCTION, *_table("lists", listed, lines)),
            *("", INDICATORS, *_table("indicators", counted, lines)),
            *("", GAPS + "\n".join(gaps), ""),
        ]
    )


def _table(answered_by: str, rows: list[Requirement], lines: dict[str, dict[str, str]]) -> list[str]:
    head = f"| id | requirement | {answered_by} | " + " | ".join(NAMES.values()) + " |"
    return [head, "|---|---|---|" + "---|" * len(NAMES), *(_row(requirement, lines) for requirement in rows)]


def _row(requirement: Requirement, lines: dict[str, dict[str, str]]) -> str:
    answers = "<br>".join(f"`{name}`" for name in (*requirement.lists, *requirement.indicators))
    if requirement.columns:
        answers += "<br>columns " + ", ".join(f"`{column}`" for column in requirement.columns)
    cells = [_cell(requirement, region, lines[region]) for region in NAMES]
    return f"| {requirement.id} | {requirement.name} | {answers or 'none'} | " + " | ".join(cells) + " |"


def _cell(requirement: Requirement, region: str, lines: dict[str, str]) -> str:
    mark = "**" if NAMES[region] in requirement.plans else ""
    answers = (*requirement.lists, *requirement.indicators)
    links = [f"{mark}{lines[name]}{mark}" for name in answers if name in lines]
    return " ".join(links) or (f"{mark}not covered{mark}" if mark else "—")


def _list_lines(region: str) -> dict[str, str]:
    """A link to the line of each `[lists.<id>]` in a region's file, from 1."""
    text = (regions.FOLDER / f"{region}.toml").read_text(encoding="utf-8")
    return {
        line.removeprefix("[lists.").rstrip("]"): _link(f"{region}.toml", number)
        for number, line in enumerate(text.splitlines(), 1)
        if line.startswith("[lists.")
    }


def _target_lines(region: str) -> dict[str, str]:
    """A link to the first line of each indicator in a region's targets, from 1."""
    lines: dict[str, str] = {}
    for target in regions.read(region).targets:
        lines.setdefault(target.indicator, _link(f"{region}.targets.csv", target.line))
    return lines


def _link(file: str, line: int) -> str:
    return f"[{line}](../regions/{file}#L{line})"


def _several(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))


if __name__ == "__main__":
    print(page(), end="")
