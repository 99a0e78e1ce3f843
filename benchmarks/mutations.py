"""Does a test fail when a threshold moves, or a row of a rule table goes? Each mutant is run against the quick tests.

    python benchmarks/mutations.py [--show] [MODULE ...]

A mutant is one change in the source of a matcher's rules: a threshold a little higher or lower; a row left out; two
rows that decide otherwise in each other's place; a condition of a row left out; a comparison that takes the next level
in, or leaves it out. The modules are run anew with the changed source in this process, and `tests/matchers/rules`
against them. Each survivor is printed: a rule that nobody would miss.
"""

import argparse
import ast
import copy
import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import CodeType, ModuleType

import pytest

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests" / "matchers" / "rules"
# Whatever is built from a module is run anew after it, in this order.
BUILT_FROM = {
    "matchers.engine.decide": ("matchers.child", "matchers.project", "matchers.person.rules"),
    "matchers.child": (),
    "matchers.project": (),
    "matchers.person.model": ("matchers.person.rules",),
    "matchers.person.rules": (),
    "matchers.employer.model": (
        "matchers.employer.rules",
        "matchers.employer.rivals",
        "matchers.employer.name_alone",
    ),
    "matchers.employer.rules": ("matchers.employer.rivals",),
    "matchers.employer.name_alone": (),
}
ROWS = ("Rule", "Case", "Threshold", "BlockingRule", "Definite")
ORDERED = ("Rule", "Threshold", "BlockingRule")
"""Rows of which the first that holds decides; of the others any is enough, in whatever order."""
LIMITS = ("accept", "review", "margin", "largest")
STEP = 0.05
"""Thresholds of bits move by so much, whole numbers by one."""
SAME = {
    "matchers.engine.decide BY_A_PERSON: rows 1 and 2 change places": "no judgement is both yes and unsure",
    "matchers.child MATCHER.blocking: rows 2 and 3 change places": "who agrees on both agrees on the first too",
    "matchers.employer.rules BITS: rows 1 and 2 change places": "no name is exact and lacks its form",
    "matchers.employer.rules BITS: rows 3 and 4 change places": "the people are one or more",
    "matchers.employer.rules RULES: rows 1 and 2 change places": "what is enough is worth a question",
    "matchers.employer.rules RULES: rows 3 and 4 change places": "no name is exact and another",
    "matchers.employer.rules RULES: rows 4 and 5 change places": "an exact name that something bears out is sure",
}
"""Mutants that are the same program, and why."""
FLIPPED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}


@dataclass
class Mutant:
    """One change of a module."""

    module: str
    name: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.module} {self.name}"


@dataclass
class Run:
    """A plugin that runs the collected tests once for each mutant, instead of once."""

    mutants: list[Mutant]
    show: bool
    survivors: list[Mutant] = field(default_factory=list)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run everything; the unchanged modules must pass."""
        items = [item for item in session.items if isinstance(item, pytest.Function)]
        if broken := failing(items):
            raise pytest.UsageError(f"fails without a mutant: {broken}")
        for mutant in self.mutants:
            killer = killed_by(mutant, items)
            if killer is None:
                self.survivors.append(mutant)
            if self.show or killer is None:
                print(f"{mutant}: {killer or 'SURVIVES'}", flush=True)
            # the last killer of a table mostly kills the next mutant of it too
            items.sort(key=lambda item: item.nodeid != killer)
        return True


def failing(items: list[pytest.Function]) -> str | None:
    """The first test that fails."""
    for item in items:
        arguments = item.callspec.params if hasattr(item, "callspec") else {}
        try:
            item.obj(**arguments)
        except Exception:  # whatever a mutant makes a test raise kills it
            return item.nodeid
    return None


def killed_by(mutant: Mutant, items: list[pytest.Function]) -> str | None:
    """The first test that fails with the mutant; the modules are as before afterwards."""
    built = [importlib.import_module(name) for name in BUILT_FROM[mutant.module]]
    module = importlib.import_module(mutant.module)
    try:
        _run_anew(module, mutant.tree)
        for other in built:
            _run_anew(other)
        return failing(items)
    except Exception as error:  # a module that cannot be built any more is found at once
        return type(error).__name__
    finally:
        for other in (module, *built):
            _run_anew(other)


def _run_anew(module: ModuleType, tree: ast.Module | None = None) -> None:
    path = str(module.__file__)
    code = compile(ast.fix_missing_locations(tree), path, "exec") if tree else _unchanged(path)
    exec(code, module.__dict__)  # noqa: S102


@cache
def _unchanged(path: str) -> CodeType:
    return compile(Path(path).read_text(encoding="utf-8"), path, "exec")


def mutants_of(name: str) -> Iterator[Mutant]:
    """All mutants of a module."""
    path = ROOT / Path(*name.split(".")).with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for what, change in (*_numbers(tree), *_tables(tree)):
        changed = copy.deepcopy(tree)
        change(changed)
        yield Mutant(name, what, changed)


def _numbers(tree: ast.Module) -> Iterator[tuple[str, "Change"]]:
    """Every threshold a little lower and a little higher."""
    for place, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.keyword) and node.arg in LIMITS:
            yield from _moved(f"{node.arg} (line {node.value.lineno})", place, "value", node.value)
        elif isinstance(node, ast.Call) and _called(node) == "Threshold":
            yield from _moved(f"bits (line {node.lineno})", place, "args", node.args[-1])
        elif isinstance(node, ast.Assign) and _is_constant(node):
            yield from _moved(ast.unparse(node.targets[0]), place, "value", node.value)


def _is_constant(node: ast.Assign) -> bool:
    """Whether a whole number gets a name in capitals: a limit."""
    values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    name = ast.unparse(node.targets[0]).strip("()")
    numbers = all(isinstance(value, ast.Constant) and type(value.value) is int for value in values)
    return numbers and name.replace(", ", "").replace("_", "").isupper() and node.col_offset == 0


@dataclass
class Change:
    """Find the same node in a copy of the tree, and replace part of it."""

    place: int
    attribute: str
    new: ast.AST | list[ast.expr] | list[ast.cmpop]

    def __call__(self, tree: ast.Module) -> None:
        """Change the copy."""
        node = next(node for place, node in enumerate(ast.walk(tree)) if place == self.place)
        setattr(node, self.attribute, copy.deepcopy(self.new))


def _moved(name: str, place: int, attribute: str, value: ast.expr) -> Iterator[tuple[str, Change]]:
    numbers = value.elts if isinstance(value, ast.Tuple) else [value]
    for number in range(len(numbers)):
        for sign in (-1, 1):
            changed = copy.deepcopy(value)
            part = changed.elts[number] if isinstance(changed, ast.Tuple) else changed
            before = ast.literal_eval(part)
            after = before + sign * (1 if isinstance(before, int) else STEP)
            new = ast.Constant(after)
            if isinstance(changed, ast.Tuple):
                changed.elts[number] = new
            whole: ast.expr = changed if isinstance(changed, ast.Tuple) else new
            yield f"{name}: {before} becomes {after}", Change(place, attribute, whole)


def _tables(tree: ast.Module) -> Iterator[tuple[str, Change]]:
    """Rows and conditions of the rule tables, and the comparisons in them."""
    for name, place, table in _named_tables(tree):
        rows = table.elts
        for number, row in enumerate(rows, 1):
            yield f"{name}: row {number} goes", Change(place, "elts", rows[: number - 1] + rows[number:])
            yield from _conditions(tree, f"{name}: row {number}", row)
        for number, (one, other) in enumerate(pairwise(rows), 1):
            if _called(one) in ORDERED and _called(other) in ORDERED and _decides(one) != _decides(other):
                turned = [*rows[: number - 1], other, one, *rows[number + 1 :]]
                yield f"{name}: rows {number} and {number + 1} change places", Change(place, "elts", turned)


def _named_tables(tree: ast.Module) -> Iterator[tuple[str, int, ast.Tuple]]:
    tables: dict[int, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            tables[id(node.value)] = ast.unparse(node.targets[0])
        elif isinstance(node, ast.Assign):
            for word in (word for word in ast.walk(node.value) if isinstance(word, ast.keyword)):
                tables[id(word.value)] = f"{ast.unparse(node.targets[0])}.{word.arg}"
    for place, table in enumerate(ast.walk(tree)):
        if id(table) in tables and isinstance(table, ast.Tuple):
            conditions = tables[id(table)].isupper() and all(isinstance(row, ast.Compare) for row in table.elts)
            if conditions or any(_called(row) in ROWS for row in table.elts):
                yield tables[id(table)], place, table


def _conditions(tree: ast.Module, name: str, row: ast.expr) -> Iterator[tuple[str, Change]]:
    """Each condition of a row left out, and each comparison in it turned."""
    inside = {id(node) for node in ast.walk(row)}
    for place, node in enumerate(ast.walk(tree)):
        if id(node) not in inside:
            continue
        if isinstance(node, ast.Tuple) and _called(row) in ("Rule", "Case", "Threshold"):
            for number in range(len(node.elts)):
                rest = node.elts[:number] + node.elts[number + 1 :]
                yield f"{name}, condition {number + 1} goes", Change(place, "elts", rest)
        elif isinstance(node, ast.Compare) and type(node.ops[0]) in FLIPPED:
            turned = FLIPPED[type(node.ops[0])]()
            yield f"{name}, `{ast.unparse(node)}` is turned", Change(place, "ops", [turned])


def _called(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _decides(row: ast.expr) -> list[str]:
    """What a row decides: two rows that decide alike may change places."""
    return [ast.unparse(argument) for argument in row.args[1 if _called(row) == "Rule" else -1 :]]  # type: ignore[attr-defined]


def main() -> int:
    """Print the survivors; 1 where there is one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print every mutant and the test that kills it")
    parser.add_argument("modules", nargs="*", help="only these modules")
    arguments = parser.parse_args()
    mutants = [mutant for name in arguments.modules or BUILT_FROM for mutant in mutants_of(name)]
    run = Run([mutant for mutant in mutants if str(mutant) not in SAME], arguments.show)
    sys.path.insert(0, str(ROOT))
    code = pytest.main(["-q", "--noconftest", "-p", "no:cacheprovider", "-s", str(TESTS)], plugins=[run])
    print(f"{len(run.mutants)} mutants, {len(run.survivors)} survive; {len(SAME)} are the same program")
    return int(bool(run.survivors) or code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED))


if __name__ == "__main__":
    sys.exit(main())
