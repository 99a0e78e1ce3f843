"""What a power cut leaves, replayed: of what `base.atomic` puts in place, always the whole old or new one."""

import random
import shutil
import sys
from pathlib import Path

import pytest

from benchmarks.attacked.recorded import KEPT, LOST, MIXED, TORN, VARIANTS, Call, Disk, record

OLD, NEW = "old" * 1000, "newer" * 1000
HEAD = "from pathlib import Path; from base.atomic import replaced_file, replaced_folder"


def recorded(tmp_path: Path, lines: str) -> tuple[Disk, list[Call]]:
    """The calls of a few lines of Python over a home with a file and a folder of two, and the disk before them."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    home = tmp_path / "home"
    (home / "folder").mkdir(parents=True)
    for name in ("file", "folder/one", "folder/two"):
        (home / name).write_text(OLD)
    disk = Disk(home)
    script = f"{HEAD}\nhome, NEW = Path({str(home)!r}), {NEW!r}\n{lines}"
    calls, done = record([sys.executable, "-c", script], tmp_path / "trace")
    assert (done.returncode, done.stderr) == (0, "")
    return disk, calls


def states(disk: Disk, calls: list[Call], target: Path) -> list[tuple[str, bool, dict[str, str]]]:
    """What may lie there after a cut behind each call that changed or synced something."""
    found = []
    for number, call in enumerate(calls, 1):
        changed = disk.replay(call)
        for variant in VARIANTS if changed or number == len(calls) else ():
            for seed in range(8 if variant == MIXED else 1):
                shutil.rmtree(target, ignore_errors=True)
                disk.left(variant, target, random.Random(seed))
                files = {
                    str(path.relative_to(target)): path.read_text() for path in target.rglob("*") if path.is_file()
                }
                found.append((variant, number == len(calls), files))
    return found


def test_a_replaced_file_is_whole_after_a_cut_and_the_new_one_once_the_call_has_ended(tmp_path: Path) -> None:
    lines = "with replaced_file(home / 'file') as (new, _): new.write_text(NEW)"
    disk, calls = recorded(tmp_path, lines)
    found = states(disk, calls, tmp_path / "left")
    assert {files["file"] for _, _, files in found} == {OLD, NEW}
    assert {files["file"] for _, ended, files in found if ended} == {NEW}


def test_a_replaced_folder_is_whole_wherever_it_bears_its_name(tmp_path: Path) -> None:
    lines = (
        "with replaced_folder(home / 'folder') as (new, _): [(new / name).write_text(NEW) for name in ('one', 'two')]"
    )
    disk, calls = recorded(tmp_path, lines)
    found = [
        (ended, {name: text for name, text in files.items() if name.startswith("folder/")})
        for _, ended, files in states(disk, calls, tmp_path / "left")
    ]
    of = [{"folder/one": text, "folder/two": text} for text in (OLD, NEW)]
    # Between its two renames the folder bears another name; a next call puts it back.
    assert all(files in ({}, *of) for _, files in found)
    assert [files for ended, files in found if ended and files != of[1]] == []


def test_a_new_folder_is_not_forgotten_with_what_was_put_into_it(tmp_path: Path) -> None:
    lines = "with replaced_file(home / 'a' / 'b' / 'file') as (new, _): new.write_text(NEW)"
    disk, calls = recorded(tmp_path, lines)
    ended = [files.get("a/b/file") for _, ended, files in states(disk, calls, tmp_path / "left") if ended]
    assert ended and set(ended) == {NEW}


def test_the_replay_ends_as_the_folder_lies_and_forgets_what_was_not_synced(tmp_path: Path) -> None:
    lines = """
import os, shutil
with open(home / 'copied', 'wb') as file: file.write(b'x' * 100); file.seek(10); file.write(b'y')
shutil.copyfile(home / 'copied', home / 'again'); os.link(home / 'again', home / 'linked')
os.truncate(home / 'again', 50); shutil.rmtree(home / 'folder')"""
    disk, calls = recorded(tmp_path, lines)
    left = {variant: files for variant, ended, files in states(disk, calls, tmp_path / "left") if ended}
    assert disk.unlike(tmp_path / "home") == []
    assert sorted(left[LOST]) == ["file", "folder/one", "folder/two"]
    assert left[KEPT] == {"file": OLD, "copied": "", "again": "", "linked": ""}
    assert left[TORN]["copied"] == "x" * 10 + "y" + "x" * 39 + "\0" * 50
