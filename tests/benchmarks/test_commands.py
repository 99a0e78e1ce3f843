"""Every benchmark runs as its first lines say: as a file, from anywhere."""

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"
COMMANDS = sorted(file for file in FOLDER.glob("*.py") if file.name != "__init__.py")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda file: file.stem)
def test_a_benchmark_explains_itself(command: Path, tmp_path: Path) -> None:
    called = subprocess.run([sys.executable, command, "--help"], cwd=tmp_path, capture_output=True, text=True)
    assert (called.returncode, called.stderr) == (0, "")
    assert called.stdout.startswith(f"usage: {command.name}")
