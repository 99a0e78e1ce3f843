"""Who may read what of a home: the group what is shared, the owner alone everything else."""

import shutil
import subprocess
from pathlib import Path

import pytest

from base import modes
from base.home import Home
from flows.doctor import examine
from tests.flows.inbox import night, small_town, write


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Path:
    """A copy of a home after a night."""
    shutil.copytree(published, tmp_path / "a home")
    return tmp_path / "a home"


def open_up(root: Path) -> int:
    """Let everybody read, as a home of an earlier release lets the group; returns how many files and folders."""
    everything = [root, *root.rglob("*")]
    for path in everything:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return len(everything)


def found(root: Path) -> tuple[str, str | None]:
    [finding] = [each for each in examine(Home(root)) if "可读" in each.what]
    return finding.what, finding.mend


def test_a_night_leaves_nothing_that_more_people_may_read_than_should(published: Path) -> None:
    assert list(modes.too_open(published)) == []
    assert found(published)[1] is None
    shared = [path for name in modes.SHARED for path in (published / name).rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in shared if not path.name.startswith(".")} == {0o640}
    private = [path for name in ("restricted", "ledger", "landing") for path in (published / name).rglob("*")]
    assert {path.stat().st_mode & 0o077 for path in private} == {0}


def test_the_doctor_counts_every_file_and_folder_and_its_command_mends_them(home: Path) -> None:
    count = open_up(home)
    what, mend = found(home)
    assert what == f"{count}个文件或文件夹可读的人过多"
    assert mend is not None
    subprocess.run(["sh", "-c", mend.removeprefix("请运行 ")], check=True)
    assert list(modes.too_open(home)) == []
    assert (home / "published" / "yingbao.duckdb").stat().st_mode & 0o777 == 0o640


def test_one_file_deep_inside_that_the_group_may_read_is_found(home: Path) -> None:
    [landed] = list((home / "landing" / "resident").glob("*.json"))
    landed.chmod(0o640)
    assert found(home)[0].startswith("1个")


def test_the_next_night_puts_a_home_of_an_earlier_release_right(tmp_path: Path) -> None:
    inbox = write(small_town(), tmp_path / "inbox")
    night(inbox, tmp_path / "home")
    open_up(tmp_path / "home")
    night(inbox, tmp_path / "home")
    assert [path.name for path, _ in modes.too_open(tmp_path / "home")] == []


def test_what_a_link_points_to_is_not_touched(home: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("not ours")
    outside.chmod(0o644)
    (home / "ledger" / "link").symlink_to(outside)
    modes.mend(home)
    assert outside.stat().st_mode & 0o777 == 0o644
    assert list(modes.too_open(home)) == []


def test_a_token_at_the_top_is_the_owner_s_and_whose_home_it_is_no_secret(home: Path) -> None:
    for name in ("notify.toml", "region.toml"):
        (home / name).write_text("x")
        (home / name).chmod(0o640)
    assert [path.name for path, _ in modes.too_open(home)] == ["notify.toml"]
