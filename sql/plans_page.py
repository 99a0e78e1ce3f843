"""The page that traces the plans, `docs/plans.md`: every requirement, its lists or indicators, and their lines.

python -m sql.plans_page > docs/plans.md
"""

from collections.abc import Iterator
from dataclasses import dataclass

import regions
from base.strict import Strict, Wrong, read_rows, unknown
from sql import indicators, sentences
from sql.warehouse import read_queries

INTRODUCTION = """# The plans, the lists and the indicators

Made by `python -m sql.plans_page` from `regions/requirements.csv` and `regions/sentences.csv`, the heads of lists and
indicators, and the regions' files; a test keeps it current. First what the plans ask for, requirement by requirement;
then [every sentence](#sentence-by-sentence) that implies data, a list, an indicator, a cadence, a target, a message, a
notice or a step, and how far it is answered.

The regions' plans ask for comparisons; each requirement has its lists, and a number is the line of the region's file
that says who is given the list, how often, and which sentence asks. **Bold**: the region's own plan names the
requirement. Plain: the region has the list for another sentence (阜宁 also follows the plan of its prefecture, 盐城).
—: not made there.
"""

INDICATORS = """## What is counted

Numbers over an area, not rows to visit ([how each is counted](indicators.md)). They are counted for every region; a
number is the line of the region's targets where the plan first says how much.
"""

GAPS = """## What is not covered, or not wholly, of the requirements

"""
SENTENCES = """## Sentence by sentence

*covered*: all that answers the sentence is there, and the named tests show it. *half*: some of it; what lacks stands
beside it. *not covered*: nothing, and why. A list counts as there only where the region's file has it.
"""


@dataclass(frozen=True)
class _Row(Strict):
    """A line of `requirements.csv`; a semicolon stands between several."""

    id: str
    requirement: str
    plans: str = ""
    lists: str = ""
    columns: str = ""
    gap: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        for plan in sentences.several(self.plans):
            if plan not in plans().values():
                raise Wrong(f"里{unknown(plan, plans().values(), '计划')}", "plans")


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


def plans() -> dict[str, str]:
    """How each region's plan is quoted, 盐城 or 武义, in the order of their codes: a county after its prefecture."""
    found = sorted(map(regions.read, regions.names()), key=lambda region: region.code)
    return {region.region: region.name[:-1] for region in found}


def requirements() -> list[Requirement]:
    """Every requirement of the plans: those of the file, then each list that none of these names, as its head says."""
    rows = read_rows(regions.FOLDER / "requirements.csv", _Row).values()
    counted: dict[str, list[str]] = {}
    for query in indicators.queries():
        counted.setdefault(query.header["kpi"], []).append(query.path.stem)
    asked = [
        Requirement(
            id=row.id,
            name=row.requirement,
            plans=sentences.several(row.plans),
            lists=sentences.several(row.lists),
            columns=sentences.several(row.columns),
            indicators=tuple(counted.get(row.id, ())),
            gap=row.gap,
        )
        for row in rows
    ]
    return [*asked, *_of_heads({list_id for requirement in asked for list_id in requirement.lists})]


def _of_heads(answered: set[str]) -> Iterator[Requirement]:
    """A requirement for each list that answers none of the file: the sentences that its head names."""
    for query in sorted(read_queries("lists"), key=lambda query: query.table):
        if query.path.stem not in answered:
            sentences = query.header["plan"]
            named = tuple(plan for plan in plans().values() if f"; {plan} " in f"; {sentences}")
            yield Requirement(sentences, query.title.partition(":")[0], named, (query.path.stem,), (), (), "")


def page() -> str:
    """The whole page, as Markdown."""
    asked = requirements()
    listed = [requirement for requirement in asked if not requirement.indicators]
    counted = [requirement for requirement in asked if requirement.indicators]
    lines = {region: _list_lines(region) | _target_lines(region) for region in plans()}
    gaps = [f"- {requirement.id} {requirement.name}：{requirement.gap}。" for requirement in asked if requirement.gap]
    return "\n".join(
        [
            *(INTRODUCTION, *_table("lists", listed, lines)),
            *("", INDICATORS, *_table("indicators", counted, lines)),
            *("", GAPS + "\n".join(gaps), ""),
            *_by_sentence(),
        ]
    )


def _by_sentence() -> list[str]:
    """How many sentences of each plan are answered, then each of them."""
    listed = sentences.sentences(plans())
    states = (sentences.COVERED, sentences.HALF, sentences.NOT_COVERED)
    head = f"| plan | {' | '.join(states)} |\n|---|{'---|' * len(states)}"
    counts = [
        f"| {plan} | "
        + " | ".join(str(sum((one.plan, one.state) == (plan, state) for one in listed)) for state in states)
        for plan in plans().values()
    ]
    parts = [SENTENCES, head, *(f"{row} |" for row in counts), ""]
    for plan in plans().values():
        parts += [
            f"### {plan}",
            "",
            "| | sentence | kind | answered by | state | lacks | shown by |",
            "|---|" + "---|" * 6,
        ]
        parts += [_sentence(one) for one in listed if one.plan == plan] + [""]
    return parts


def _sentence(one: sentences.Sentence) -> str:
    answers, tests = ", ".join(map(sentences.shown, one.answers)), ", ".join(map(sentences.file_of, one.tests))
    state = one.state if one.state == sentences.COVERED else f"**{one.state}**"
    return f"| {one.place} | {one.sentence} | {one.kind} | {answers or '—'} | {state} | {one.lacks} | {tests} |"


def _table(answered_by: str, rows: list[Requirement], lines: dict[str, dict[str, str]]) -> list[str]:
    head = f"| id | requirement | {answered_by} | " + " | ".join(plans().values()) + " |"
    return [head, "|---|---|---|" + "---|" * len(plans()), *(_row(requirement, lines) for requirement in rows)]


def _row(requirement: Requirement, lines: dict[str, dict[str, str]]) -> str:
    answers = "<br>".join(f"`{name}`" for name in (*requirement.lists, *requirement.indicators))
    if requirement.columns:
        answers += "<br>columns " + ", ".join(f"`{column}`" for column in requirement.columns)
    cells = [_cell(requirement, plan, lines[region]) for region, plan in plans().items()]
    return f"| {requirement.id} | {requirement.name} | {answers or 'none'} | " + " | ".join(cells) + " |"


def _cell(requirement: Requirement, plan: str, lines: dict[str, str]) -> str:
    mark = "**" if plan in requirement.plans else ""
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


if __name__ == "__main__":
    print(page(), end="")
