"""How much the tests assert: so that a quicker suite shows that it lost nothing.

python benchmarks/assertions.py            # of this tree
python benchmarks/assertions.py OTHER      # of another work tree beside it
"""

import argparse
import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parents[1]


def kinds(node: ast.AST) -> Iterator[str]:
    """What of this node asserts something, or says how often something is tried."""
    if isinstance(node, ast.Assert):
        yield "assert"
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
        yield "test functions"
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if called in ("pytest.raises", "given", "pytest.mark.parametrize"):
            yield called


def count(tree: Path) -> Counter[str]:
    """What stands in the tests of a work tree, and how many cases pytest collects there."""
    files = sorted((tree / "tests").rglob("*.py"))
    counted = Counter(kind for file in files for node in ast.walk(ast.parse(file.read_text())) for kind in kinds(node))
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q"]
    listed = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=True).stdout
    counted["cases"] = sum(int(line.rpartition(": ")[2]) for line in listed.splitlines() if line.startswith("tests/"))
    return counted


def main() -> None:
    """Print the counts, one line a kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tree", type=Path, nargs="?", default=HERE)
    for kind, number in sorted(count(parser.parse_args().tree).items()):
        print(f"{kind:25}{number:7,}")


if __name__ == "__main__":
    main()
