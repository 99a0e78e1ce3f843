"""Code is run only from its own place: what lies beside the workbooks, or in the folder of the call, is data."""

import csv
import os
import subprocess
from pathlib import Path
from shutil import copytree

import pytest

from tests.flows.inbox import YINGBAO, arguments, deliver, environment, small_town, write
from tests.sources.hostile import packed, parts

PLANTED = ("pickle", "polars", "duckdb", "json", "sitecustomize", "usercustomize", "sources", "flows", "typing")


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A folder full of modules that leave a mark when they are run."""
    folder = tmp_path / "returned"
    folder.mkdir()
    for name in PLANTED:
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'marks')!r}, 'a').write('{name} ')\n", "utf-8")
    return folder


def called(trap: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command, called in the trap."""
    return subprocess.run(
        [YINGBAO, *words], cwd=trap, env={**environment(), **variables}, capture_output=True, text=True, timeout=300
    )


def marks(trap: Path) -> str:
    file = trap.parent / "marks"
    return file.read_text("utf-8") if file.exists() else ""


def test_feedback_reads_workbooks_beside_planted_modules_and_runs_none(
    published: Path, trap: Path, tmp_path: Path
) -> None:
    home = copytree(published, tmp_path / "home")
    sheet = next(home.glob("worklists/*/*.xlsx"))
    # Beyond four megabytes the workbooks are read in processes.
    big = trap / "big.xlsx"
    big.write_bytes(sheet.read_bytes() + os.urandom(5 << 20))
    (trap / sheet.name).write_bytes(sheet.read_bytes())
    ended = called(trap, "feedback", sheet.name, "--home", str(home))
    assert (ended.returncode, marks(trap)) == (0, "")
    ended = called(trap, "feedback", sheet.name, big.name, "--home", str(home))
    assert ended.returncode in (0, 2)
    assert marks(trap) == ""


@pytest.mark.parametrize("python_path", ["", os.pathsep, f".{os.pathsep}"])
def test_a_night_in_processes_runs_nothing_of_the_folder_it_is_called_in(
    trap: Path, tmp_path: Path, python_path: str
) -> None:
    inbox = write(small_town(), tmp_path / "inbox")
    if python_path:
        # Python itself runs these before any line of ours: nobody but the caller can keep them out.
        for name in ("sitecustomize", "usercustomize", "typing", "json", "sources", "flows"):
            (trap / f"{name}.py").unlink()
    # A workbook is read in a process of its own.
    lines = list(csv.reader((inbox / "wage" / "all.csv").read_text("utf-8").splitlines()))
    deliver(inbox, "wage/more.xlsx", packed(parts(lines[:2])))
    ended = called(trap, *arguments(inbox, tmp_path / "home"), PYTHONPATH=python_path)
    assert (ended.returncode, ended.stderr, marks(trap)) == (0, "", "")


def test_a_helper_process_starts_without_folder_and_environment(trap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from base.processes import Processes

    monkeypatch.chdir(trap)
    monkeypatch.setenv("PYTHONPATH", str(trap))
    monkeypatch.setenv("PYTHONSTARTUP", str(trap / "json.py"))
    with Processes(1) as pool:
        assert pool.submit(divmod, 7, 2).result() == (3, 1)
        assert str(trap) not in pool.submit(_path).result()
    assert marks(trap) == ""


def _path() -> list[str]:
    import sys

    return sys.path
