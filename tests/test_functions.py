"""No function is longer than a screen; how many ways lead through it, ruff counts (C901). No name is vague."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES = 60
OURS = ("tests", ".venv", "demo", "dist", "build")
"""Folders at the top whose functions nobody takes over as the product's."""
VAGUE = {"told", "said", "spoken", "face"}
"""Words that fit whatever is written or read: a name says what the thing is (`answer`, `sentence`, `typeface`)."""


def test_no_function_is_longer_than_60_lines() -> None:
    files = [path for path in ROOT.glob("*/**/*.py") if path.relative_to(ROOT).parts[0] not in OURS]
    functions = [
        (path.relative_to(ROOT), node)
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert len(functions) > 1000
    long = [
        f"{path}:{node.lineno} {node.name}: {lines} lines"
        for path, node in functions
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > MOST_LINES
    ]
    assert long == []


@pytest.mark.parametrize(
    ("code", "vague"),
    [
        ("told = 1", [(1, "told")]),
        ("(said, there) = pair", [(1, "said")]),
        ("for is_said in each: pass", [(1, "is_said")]),
        ("if told := ask(): pass", [(1, "told")]),
        ("def _told(): pass", [(1, "_told")]),
        ("async def said_since(): pass", [(1, "said_since")]),
        ("def ask(*, face): pass", [(1, "face")]),
        ("ask = lambda told: told", [(1, "told")]),
        ("class Told:\n    spoken: str", [(1, "Told"), (2, "spoken")]),
        ("class ToldApart: pass", [(1, "ToldApart")]),
        ("self.told = 1", [(1, "told")]),
        ("_SAID = 1", [(1, "_SAID")]),
        ("try: ask()\nexcept ValueError as told: pass", [(2, "told")]),
        ("match one:\n    case [told, *said]: pass\n    case {**face}: pass", [(2, "said"), (2, "told"), (3, "face")]),
        ("import ask as told", [(1, "told")]),
        ("typeface = surface = unsaid = toldyou = 1", []),
        ("row['said'], row.said, ask(said='no')", []),
    ],
)
def test_a_vague_name_is_found_where_it_is_given_and_nowhere_else(code: str, vague: list[tuple[int, str]]) -> None:
    assert sorted(_vague(code)) == vague


def test_no_name_in_the_product_is_told_said_spoken_or_face() -> None:
    files = [path for path in ROOT.glob("*/**/*.py") if path.relative_to(ROOT).parts[0] not in OURS]
    assert len(files) > 300
    assert [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted(files)
        for line, name in _vague(path.read_text(encoding="utf-8"))
    ] == []


def _vague(code: str) -> Iterator[tuple[int, str]]:
    """Line and name of each name that code gives to something, where a word of it is vague."""
    for node in ast.walk(ast.parse(code)):
        name = _given(node)
        if name and VAGUE & {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}:
            yield getattr(node, "lineno", 0), name


def _given(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.arg(arg=name) | ast.alias(asname=name) | ast.ExceptHandler(name=name):
            return name
        case ast.MatchAs(name=name) | ast.MatchStar(name=name) | ast.MatchMapping(rest=name):
            return name
    return None
