"""Nothing reaches a connection past the warehouse but who writes DuckDB's own files."""

import ast
from collections.abc import Iterator

import pytest

from benchmarks.house import modules

MODULES = {name: path for name, path in modules().items() if not name.startswith(("benchmarks", "deploy"))}
OF_FILES = {
    "sql.duck": "the warehouse over two files",
    "sql.fresh": "writes the file that is published",
    "sql.publication": "comments and replaces it",
    "sql.analysis": "writes the copy without names",
    "sql.cut": "writes both files of a county",
    "matchers.engine.training": "opens a copy of a home's files, to learn from them",
}
"""The modules that are handed the connection of a night's files, and what for."""


def connections(source: str) -> Iterator[str]:
    """Where a module takes a warehouse's connection, or names the one that has it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in ("con", "_con") and "warehouse" in ast.unparse(node.value):
            yield ast.unparse(node)


@pytest.mark.parametrize("module", sorted(MODULES.keys() - OF_FILES.keys()))
def test_whoever_makes_or_reads_tables_knows_no_connection(module: str) -> None:
    assert [*connections(MODULES[module].read_text(encoding="utf-8"))] == []


def test_who_writes_files_is_said() -> None:
    taken = [module for module, path in MODULES.items() if [*connections(path.read_text(encoding="utf-8"))]]
    assert {*taken, "sql.duck"} == OF_FILES.keys()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("con = warehouse.con", ["warehouse.con"]),
        ("night.warehouse._con.execute('x')", ["night.warehouse._con"]),
        ("warehouse.ask('x')\nself.con.execute('y')", []),
    ],
)
def test_a_connection_that_is_taken_is_found(source: str, found: list[str]) -> None:
    assert [*connections(source)] == found
