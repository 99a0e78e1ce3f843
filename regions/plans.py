"""The page that traces the plans, `docs/plans.md`: every requirement, its lists, and their lines in the regions' files.

python -m regions.plans > docs/plans.md
"""

import csv
from dataclasses import dataclass

import regions

NAMES = {"yancheng": "盐城", "funing": "阜宁", "wuhai": "乌海", "wuyi": "武义", "yuxi": "玉溪"}
"""The regions' files and how the plans are quoted, in the order of the columns."""

INTRODUCTION = """# The plans and the lists

Made by `python -m regions.plans` from `regions/requirements.csv` and the regions' files; a test keeps it current.

Five plans ask for comparisons; each requirement has its lists, and a number is the line of the region's file that says
who is given the list, how often, and which sentence asks. **Bold**: the region's own plan names the requirement. Plain:
the region has the list for another sentence (阜宁 also follows the plan of its prefecture, 盐城). —: not made there.
"""

GAPS = """## What is not covered, or not wholly

"""

INDICATORS = """
## What is counted, not listed

The indicators K01–K15 of the plans (new members, rates of enrolment and of payment, solidity of bases, 三个100% …) are
numbers over an area, not rows to visit: they stand in no region's `[lists]`. K14 (动态清零) and K15 (断保短信) need the
ledger of cases and messages.

K16, 武义's counts of activities (110 visits to villages, 140 to key enterprises, 1193 enterprises covered; 出动人数),
is not covered: no department delivers them, people write them down. Of its targets per town the data can answer one,
newly insured people.
"""


@dataclass(frozen=True)
class Requirement:
    """One thing that plans ask for: an id, its Chinese name, the plans that name it, what answers it."""

    id: str
    name: str
    plans: tuple[str, ...]
    lists: tuple[str, ...]
    columns: tuple[str, ...]
    """Columns of lists that answer it, where no list of its own does."""
    gap: str
    """What of it is not covered and why, in Chinese; empty where all is."""


def requirements() -> list[Requirement]:
    """Every requirement of the five plans, in the order of their ids; then the sentences that have no id."""
    with (regions.FOLDER / "requirements.csv").open(encoding="utf-8", newline="") as lines:
        return [
            Requirement(
                id=row["id"],
                name=row["requirement"],
                plans=_several(row["plans"]),
                lists=_several(row["lists"]),
                columns=_several(row["columns"]),
                gap=row["gap"],
            )
            for row in csv.DictReader(lines)
        ]


def page() -> str:
    """The whole page, as Markdown."""
    asked = requirements()
    lines = {region: _lines(region) for region in NAMES}
    head = ["| id | requirement | lists | " + " | ".join(NAMES.values()) + " |", "|---|---|---|" + "---|" * len(NAMES)]
    rows = [_row(requirement, lines) for requirement in asked]
    gaps = [f"- {requirement.id} {requirement.name}：{requirement.gap}。" for requirement in asked if requirement.gap]
    return "\n".join([INTRODUCTION, *head, *rows, "", GAPS + "\n".join(gaps), INDICATORS])


def _row(requirement: Requirement, lines: dict[str, dict[str, int]]) -> str:
    answers = "<br>".join(f"`{list_id}`" for list_id in requirement.lists)
    if requirement.columns:
        answers += "<br>columns " + ", ".join(f"`{column}`" for column in requirement.columns)
    cells = [_cell(requirement, region, lines[region]) for region in NAMES]
    return f"| {requirement.id} | {requirement.name} | {answers or 'none'} | " + " | ".join(cells) + " |"


def _cell(requirement: Requirement, region: str, lines: dict[str, int]) -> str:
    mark = "**" if NAMES[region] in requirement.plans else ""
    numbers = [lines[list_id] for list_id in requirement.lists if list_id in lines]
    links = [f"{mark}[{number}](../regions/{region}.toml#L{number}){mark}" for number in numbers]
    return " ".join(links) or (f"{mark}not covered{mark}" if mark else "—")


def _lines(region: str) -> dict[str, int]:
    """The line of each `[lists.<id>]` in a region's file, from 1."""
    text = (regions.FOLDER / f"{region}.toml").read_text(encoding="utf-8")
    return {
        line.removeprefix("[lists.").rstrip("]"): number
        for number, line in enumerate(text.splitlines(), 1)
        if line.startswith("[lists.")
    }


def _several(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))


if __name__ == "__main__":
    print(page(), end="")
