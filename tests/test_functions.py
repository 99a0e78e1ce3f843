"""No function is longer than a screen; how many ways lead through it, ruff counts (C901)."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_LINES = 60
OURS = ("tests", ".venv", "demo", "dist", "build")
"""Folders at the top whose functions nobody takes over as the product's."""


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
