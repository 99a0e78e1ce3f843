"""Imports inside matchers/ run downwards: text, then the engine, then each matcher by itself; none runs in a circle."""

import ast
from pathlib import Path

import pytest

import matchers

ROOT = Path(str(matchers.__file__)).parent
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in sorted(ROOT.rglob("*.py"))}
FLOORS = {"text": 0, "engine": 1}


def imports(module: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("matchers"):
            room = (node.module or "").removeprefix("matchers").removeprefix(".")
            names = {".".join(filter(None, (room, alias.name))) for alias in node.names}
            found |= {name if name in MODULES else room for name in names}
    return found


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_downwards(module: str) -> None:
    room = module.split(".")[0]
    for other in imports(module):
        below = other.split(".")[0]
        assert below == room or FLOORS.get(below, 2) < FLOORS.get(room, 2), other


def test_there_is_no_circle() -> None:
    left = {module: imports(module) for module in MODULES}
    while free := [module for module, needs in left.items() if not needs & set(left)]:
        left = {module: needs for module, needs in left.items() if module not in free}
    assert not left
