"""Folders and files appear whole or not at all."""

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from base.atomic import replaced_file, replaced_folder, written


def fill(folder: Path, name: str, fail: bool = False) -> None:
    with replaced_folder(folder) as (new, scratch):
        (new / name).write_text(name)
        (scratch / "leftover").write_text("personal")
        if fail:
            raise ZeroDivisionError


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.fixture(params=[0o000, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def test_a_second_run_replaces_the_folder_whole(tmp_path: Path) -> None:
    fill(tmp_path / "day", "one")
    fill(tmp_path / "day", "two")
    assert everything(tmp_path) == ["day", "day/two"]


def test_a_run_that_fails_leaves_the_old_folder_and_no_trace(tmp_path: Path) -> None:
    fill(tmp_path / "day", "one")
    with pytest.raises(ZeroDivisionError):
        fill(tmp_path / "day", "two", fail=True)
    assert everything(tmp_path) == ["day", "day/one"]


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".day.new" / "scratch").mkdir(parents=True)
    (tmp_path / ".day.new" / "scratch" / "rows").write_text("personal")
    fill(tmp_path / "day", "one")
    assert everything(tmp_path) == ["day", "day/one"]


def test_a_run_killed_between_the_two_renames_is_mended_by_the_next(tmp_path: Path) -> None:
    fill(tmp_path / "day", "one")
    (tmp_path / "day").rename(tmp_path / ".day.old")
    with pytest.raises(ZeroDivisionError):
        fill(tmp_path / "day", "two", fail=True)
    assert everything(tmp_path) == ["day", "day/one"]


def test_a_file_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "desk"
    with replaced_file(path) as (new, _):
        new.write_text("one")
    with pytest.raises(ZeroDivisionError), replaced_file(path) as (new, _):
        new.write_text("two")
        raise ZeroDivisionError
    assert everything(tmp_path) == ["desk"]
    assert path.read_text() == "one"


@pytest.mark.usefixtures("umask")
def test_what_is_shared_is_for_owner_and_group_only_whatever_the_umask(tmp_path: Path) -> None:
    with replaced_folder(tmp_path / "worklists" / "day", shared=True) as (new, _):
        (new / "one").write_text("one")
        (new / "below").mkdir()
        (new / "below" / "two").write_text("two")
    with replaced_file(tmp_path / "reports" / "desk", shared=True) as (new, _):
        new.write_text("one")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    shared = {"worklists": 0o750, "day": 0o750, "one": 0o640, "reports": 0o750, "desk": 0o640}
    assert modes == shared | {"below": 0o750, "two": 0o640}


@pytest.mark.usefixtures("umask")
def test_what_nobody_shares_is_the_owner_s_alone_whatever_the_umask(tmp_path: Path) -> None:
    with replaced_folder(tmp_path / "ledger" / "day") as (new, _):
        (new / "one").write_text("one")
    with replaced_file(tmp_path / "messages" / "batch") as (new, _):
        new.write_text("one")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes == {"ledger": 0o700, "day": 0o700, "one": 0o600, "messages": 0o700, "batch": 0o600}


@pytest.mark.usefixtures("umask")
def test_what_is_written_at_once_is_the_owner_s_alone_before_it_has_contents_and_whole_under_its_name(
    tmp_path: Path,
) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"old")
    with written(path) as stream:
        part = Path(stream.name)
        assert (stat.S_IMODE(part.stat().st_mode), part.stat().st_size) == (0o600, 0)
        stream.write(b"new")
        assert path.read_bytes() == b"old"
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o600)
    assert everything(tmp_path) == ["key"]


def test_what_is_not_written_to_its_end_leaves_the_old_file_and_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), written(path) as stream:
        stream.write(b"new")
        raise ZeroDivisionError
    assert (everything(tmp_path), path.read_bytes()) == (["key"], b"old")


def test_two_who_write_one_file_at_once_do_not_meet(tmp_path: Path) -> None:
    path, first, second = tmp_path / "file", b"first" * 9, b"second"

    def write_second() -> None:
        with written(path) as other:
            other.write(second)

    with written(path) as stream:
        stream.write(first)
        thread = threading.Thread(target=write_second)
        thread.start()
        thread.join()
        assert path.read_bytes() == second
    assert (everything(tmp_path), path.read_bytes()) == (["file"], first)


def test_a_link_that_stands_in_the_new_file_s_place_is_not_written_through(tmp_path: Path) -> None:
    other, path = tmp_path / "other", tmp_path / "file"
    other.write_bytes(b"theirs")
    path.with_name(f".file.{os.getpid()}-{threading.get_ident()}.part").symlink_to(other)
    with written(path) as stream:
        stream.write(b"ours")
    assert (other.read_bytes(), path.read_bytes(), path.is_symlink()) == (b"theirs", b"ours", False)


def test_a_file_for_others_to_read_gets_what_any_file_of_this_account_gets(tmp_path: Path) -> None:
    before = os.umask(0o022)
    with written(tmp_path / "manifest", mode=None) as stream:
        stream.write(b"x")
    os.umask(before)
    assert stat.S_IMODE((tmp_path / "manifest").stat().st_mode) == 0o644
