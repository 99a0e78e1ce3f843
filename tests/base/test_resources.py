"""What work takes of the machine: all its processes' memory, and room on the disk that may be free again at its end."""

import subprocess
import sys
from pathlib import Path

from base import resources

CHILD = "held = b'x' * 200_000_000; print(flush=True); input()"


def test_the_memory_of_the_processes_that_are_started_counts_too(tmp_path: Path) -> None:
    with resources.watched(tmp_path) as alone:
        pass
    child = subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert child.stdout and child.stdout.readline() == b"\n"
        with resources.watched(tmp_path) as together:
            pass
    finally:
        child.communicate(b"\n")
    assert together.memory_mb >= alone.memory_mb + 150


def test_room_that_was_taken_for_a_while_counts_and_what_lay_there_does_not(tmp_path: Path) -> None:
    (tmp_path / "before").write_bytes(b"x" * 5_000_000)
    with resources.watched(tmp_path) as used:
        (tmp_path / "folder").mkdir()
        aside = tmp_path / "folder" / "aside"
        aside.write_bytes(b"x" * 9_000_000)
        while not used.disk_mb:
            pass
        aside.unlink()
    assert used.disk_mb in (8, 9)


def test_a_folder_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert resources.size(tmp_path / "none") == 0
