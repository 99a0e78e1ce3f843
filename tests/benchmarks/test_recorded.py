"""What a power cut leaves, replayed: of what `base.atomic` puts in place, always the whole old or new one."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.attacked.recorded import KEPT, LOST, MIXED, TORN, VARIANTS, Call, Disk, record

OLD, NEW = "old" * 1000, "newer" * 1000
HEAD = "from pathlib import Path; from base.atomic import replaced_file, replaced_folder"


def recorded(tmp_path: Path, lines: str, before: str = "") -> tuple[Disk, list[Call]]:
    """The calls of a few lines of Python over a home with a file and a folder of two, and the disk before them.

    `before`: lines that have been run, and are on the disk.
    """
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    home = tmp_path / "home"
    (home / "folder").mkdir(parents=True)
    for name in ("file", "folder/one", "folder/two"):
        (home / name).write_text(OLD)
    head = f"{HEAD}\nhome, NEW = Path({str(home)!r}), {NEW!r}\n"
    if before:
        subprocess.run([sys.executable, "-c", head + before], check=True)
    disk = Disk(home)
    script = head + lines
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


def test_a_new_key_is_there_once_the_call_has_ended(tmp_path: Path) -> None:
    disk, calls = recorded(tmp_path, "from base import case_key; case_key.make(home / 'case.key')")
    found = [(ended, files.get("case.key")) for _, ended, files in states(disk, calls, tmp_path / "left")]
    key = (tmp_path / "home" / "case.key").read_text()
    assert {text for _, text in found} == {None, key}
    assert {text for ended, text in found if ended} == {key}


def test_a_clerk_s_manifest_is_never_left_empty_by_the_draft_of_its_missing_lines(tmp_path: Path) -> None:
    before = """
from sources.reader.manifest import draft
import shutil
shutil.rmtree(home / 'folder'); (home / 'file').unlink(); (home / 'death').mkdir()
(home / 'death' / '20261120_one.csv').write_text('身份证号码,姓名,死亡日期\\n', encoding='utf-8')
draft(home)
(home / 'death' / '20261120_two.csv').write_text('身份证号码,姓名,死亡日期\\n', encoding='utf-8')"""
    disk, calls = recorded(tmp_path, "from sources.reader.manifest import draft; draft(home)", before)
    found = {files["manifest.csv"].count("\n") for _, _, files in states(disk, calls, tmp_path / "left")}
    assert found == {2, 3}


def test_what_a_clerk_wrote_into_a_workbook_is_somewhere_after_a_cut_in_the_handing_out(tmp_path: Path) -> None:
    before = "(home / 'folder' / '100_town.xlsx').write_text('what a clerk wrote' * 500)"
    lines = """
from flows.handout import keep_written_in
keep_written_in(home / 'folder')
with replaced_folder(home / 'folder') as (new, _): (new / '100_town.xlsx').write_text(NEW)"""
    disk, calls = recorded(tmp_path, lines, before)
    found = [list(files.values()) for _, _, files in states(disk, calls, tmp_path / "left")]
    assert [texts for texts in found if "what a clerk wrote" * 500 not in texts] == []
    assert any(NEW in texts for texts in found)
