"""Imports run downwards through the house, and none runs in a circle."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = (
    ("base",),
    ("regions",),
    ("sources",),
    ("sources.reader",),
    ("sql",),
    ("matchers.text",),
    ("matchers.engine",),
    ("matchers", "matchers.employer", "matchers.person"),
    ("county", "county.lives", "county.offices", "county.key", "ledger"),
    ("handouts",),
    ("flows",),
)
"""From the ground up; rooms of one floor do not know each other, but a room knows what lies inside it."""
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in sorted({room.split(".")[0] for floor in FLOORS for room in floor})
    for path in sorted((ROOT / folder).rglob("*.py"))
}


def floor(module: str) -> int:
    """Of the innermost room that a floor names."""
    inside = [
        (len(room), number)
        for number, rooms in enumerate(FLOORS)
        for room in rooms
        if f"{module}.".startswith(f"{room}.")
    ]
    return max(inside)[1]


def imports(module: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return (found & set(MODULES)) - {module}


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_downwards(module: str) -> None:
    for other in imports(module):
        assert floor(other) < floor(module) or other.split(".")[0] == module.split(".")[0], other
        assert floor(other) <= floor(module), other


def test_there_is_no_circle() -> None:
    left = {module: imports(module) for module in MODULES}
    while free := [module for module, needs in left.items() if not needs & set(left)]:
        left = {module: needs for module, needs in left.items() if module not in free}
    assert not left
