"""The plans' sentences that imply something of us, and how far each is answered: from what is there, not from a claim.

`regions/sentences.csv` names for each sentence what answers it (`list:`, `indicator:`, `extract:`, `column:`,
`command:`, `report:` and how often, `file:`), what lacks, and the tests that show it. Whether an answer is there is
looked up: a list in the region's file, a test among the tests.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import regions
from base.strict import Strict, Wrong, read_rows, unknown
from sources import SOURCES
from sql.warehouse import FOLDER, read_queries

FILE = regions.FOLDER / "sentences.csv"
ROOT = FOLDER.parent
COVERED, HALF, NOT_COVERED = "covered", "half", "not covered"
KINDS = ("list", "indicator", "extract", "column", "command", "report", "file")
"""What may answer a sentence."""


@dataclass(frozen=True)
class _Row(Strict):
    """A line of `sentences.csv`; a semicolon stands between several."""

    plan: str
    place: str
    sentence: str
    kind: Literal["数据", "清单", "指标", "周期", "目标", "信息", "文书", "步骤"]
    answers: str = ""
    lacks: str = ""
    tests: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        for answer in several(self.answers):
            if answer.partition(":")[0] not in KINDS:
                raise Wrong(f"里{unknown(answer.partition(':')[0], KINDS, '类别')}", "answers")
        if not self.answers and not self.lacks:
            raise Wrong("应说明为什么没有", "lacks")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a plan, what answers it, and how far."""

    plan: str
    place: str
    sentence: str
    kind: str
    answers: tuple[str, ...]
    """Those that are there."""
    lacks: str
    tests: tuple[str, ...]
    state: str


def sentences(plans: Mapping[str, str]) -> list[Sentence]:
    """All of them, plan by plan; `plans`: how each region's plan is quoted, by region."""
    region_of = {plan: region for region, plan in plans.items()}
    return [_judged(row, region_of[row.plan]) for row in read_rows(FILE, _Row).values()]


def _judged(row: _Row, region: str) -> Sentence:
    named = several(row.answers)
    there = tuple(answer for answer in named if _is_there(answer, region))
    tests = tuple(test for test in several(row.tests) if (ROOT / test).exists())
    missing = [f"没有 {answer.partition(':')[2]}" for answer in named if answer not in there]
    if there and not tests:
        missing.append("没有测试")
    lacks = "；".join(filter(None, [row.lacks, *missing]))
    state = NOT_COVERED if not there else HALF if lacks else COVERED
    return Sentence(row.plan, row.place, row.sentence, row.kind, there, lacks, tests, state)


def _is_there(answer: str, region: str) -> bool:
    kind, _, name = answer.partition(":")
    if kind == "list":
        return name in regions.read(region).lists
    if kind == "report":
        return name in {each.cadence for each in regions.read(region).reporting}
    return name in _known()[kind]


@cache
def _known() -> dict[str, set[str]]:
    columns = tomllib.loads((FOLDER / "columns.toml").read_text("utf-8"))
    commands = (ROOT / "flows" / "cli.py").read_text("utf-8")
    return {
        "indicator": {query.path.stem for query in read_queries("indicators", "indicator")},
        "extract": set(SOURCES),
        "column": {name for table in columns.values() for name in table},
        "command": set(re.findall(r"\n@_command\((?:.|\n)*?\ndef (\w+)\(", commands)),
        "file": {f"home/{name}" for name in re.findall(r'self\.root / "(\w+\.csv)"', _home())},
    }


def _home() -> str:
    return (ROOT / "base" / "home.py").read_text("utf-8")


def several(cell: str) -> tuple[str, ...]:
    """What stands in a cell, divided by semicolons."""
    return tuple(filter(None, cell.split(";")))


def shown(answer: str) -> str:
    """An answer as the page shows it."""
    kind, _, name = answer.partition(":")
    return {"command": f"`yingbao {name}`", "report": f"report every {name}"}.get(kind, f"`{name}`")


def file_of(test: str) -> str:
    """A link to a test from a page of `docs/`."""
    return f"[{Path(test).stem.removeprefix('test_')}](../{test})"
