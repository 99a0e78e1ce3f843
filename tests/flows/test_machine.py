"""The machine's faults are told as such: exit 2, what to do, and nothing to send to a developer."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import duckdb
import pyarrow as pa
import pytest

from base.errors import BadInput
from base.home import Home
from base.processes import Died
from flows import nightly
from flows.faults import MACHINE, Fault, machine
from tests.flows.inbox import YINGBAO, arguments, environment, fingerprint, night, run, small_town, write, yingbao

OURS = "请把这一行发给开发者"


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(small_town(), tmp_path_factory.mktemp("machine") / "inbox")


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes."""
    place = tmp_path / "small disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, check=False).returncode
    except FileNotFoundError:
        done = 1
    if done:
        pytest.skip("no right to mount a small disk on this machine")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_ends_with_2_and_says_so(inbox: Path, mounted: Path) -> None:
    ended = run(inbox, mounted / "home", "--on-small-disk")
    assert ended.returncode == 2
    assert "一步没有做完：磁盘空间不足" in ended.stderr
    assert ended.stderr.endswith("；原有数据库保持不变。\n")
    assert OURS not in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_disk_that_is_expected_to_be_too_small_is_told_before_anything_is_read(inbox: Path, mounted: Path) -> None:
    ended = run(inbox, mounted / "home")
    assert ended.returncode == 2
    assert "所在磁盘只剩8MB，本次预计需要" in ended.stderr and "--on-small-disk" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert [path for path in (mounted / "home" / "landing").rglob("*") if path.is_file()] == []


def test_a_home_on_two_disks_is_refused_before_the_night_s_work(inbox: Path, mounted: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "restricted").symlink_to(mounted)
    ended = run(inbox, home)
    assert ended.returncode == 2
    assert "不在同一个文件系统上；请把它们放在同一个磁盘分区里" in ended.stderr


LIMITED = """
import os, resource, sys
resource.setrlimit(getattr(resource, sys.argv[1]), (int(sys.argv[2]), int(sys.argv[2])))
os.execv(sys.argv[3], sys.argv[3:])
"""


@pytest.mark.parametrize(
    ("limit", "value", "sentence"),
    [("RLIMIT_NOFILE", 14, "打开的文件太多；请先运行 ulimit -n 4096"), ("RLIMIT_FSIZE", 200_000, "文件太大")],
)
def test_the_account_s_limits_are_told(inbox: Path, tmp_path: Path, limit: str, value: int, sentence: str) -> None:
    command = [sys.executable, "-c", LIMITED, limit, str(value), str(YINGBAO), *arguments(inbox, tmp_path / "home")]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=300)
    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert OURS not in ended.stderr


def test_the_published_file_held_open_by_a_writer_is_told(published: Path, inbox: Path, tmp_path: Path) -> None:
    home = copytree(published, tmp_path / "home")
    held = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", held, str(Home(home).published)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout and writer.stdin
        writer.stdout.readline()
        for ended in (run(inbox, home), yingbao("lists", "--home", home)):
            assert ended.returncode == 2
            assert "正被另一个程序打开着" in ended.stderr and "请关闭那个程序" in ended.stderr
        writer.stdin.close()


def test_a_home_that_is_a_file_is_told(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    ended = run(inbox, tmp_path / "home")
    assert (ended.returncode, ended.stderr) == (2, f"{tmp_path / 'home'} 是文件，不是文件夹；请核对 --home。\n")


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["--memory", "abc"], "应写成 8GB"), (["--memory", "1MB"], "应写成 8GB"), (["--memory", "-8GB"], "缺少|有误|值"),
     (["--threads", "0"], "应是不小于1"), (["--threads", "99999"], "至多256"), (["--threads", "٣"], "应是不小于1")],
)  # fmt: skip
def test_a_wrong_amount_is_a_wrong_call(inbox: Path, tmp_path: Path, words: list[str], expected: str) -> None:
    ended = run(inbox, tmp_path / "home", *words)
    assert ended.returncode == 2
    assert any(word in ended.stderr for word in expected.split("|"))
    assert ended.stderr.count("\n") == 1


# By the table ----------

ERRORS = {
    "disk full": (OSError(errno.ENOSPC, "x", "/h/a"), "磁盘空间不足（/h/a）"),
    "quota": (OSError(errno.EDQUOT, "x"), "磁盘空间不足"),
    "disk full for DuckDB": (duckdb.IOException('Could not write file "x": No space left on device'), "磁盘空间不足"),
    "too little to spill": (duckdb.OutOfMemoryException("Out of disk space, max_temp_directory_size"), "磁盘空间不足"),
    "read-only": (OSError(errno.EROFS, "x", "/h"), "磁盘是只读的（/h）"),
    "no right": (PermissionError(errno.EACCES, "x", "/h/landing"), "没有权限（/h/landing）"),
    "no right for DuckDB": (duckdb.IOException('Cannot open file "x": Permission denied'), "没有权限"),
    "too many files": (OSError(errno.EMFILE, "x"), "打开的文件太多"),
    "two disks": (OSError(errno.EXDEV, "x", "/h"), "另一个文件系统"),
    "memory": (MemoryError(), "内存不足；请用 --memory"),
    "memory for DuckDB": (duckdb.OutOfMemoryException("failed to allocate data of size"), "内存不足"),
    "memory for Arrow": (pa.ArrowMemoryError("malloc of size 99 failed"), "内存不足"),
    "a helper killed": (Died(-9), "内存不足"),
    "another writer": (duckdb.IOException("Could not set lock on file"), "正被另一个程序以写方式打开"),
    "too large": (OSError(errno.EFBIG, "x"), "文件太大"),
    "a long name": (OSError(errno.ENAMETOOLONG, "x"), "文件名太长"),
    "no locks": (OSError(errno.ENOLCK, "x"), "缺少所需的功能"),
    "a broken disk": (OSError(errno.EIO, "x"), "磁盘读写出错"),
    "threads": (RuntimeError("can't start new thread"), "开不了新的进程或线程"),
    "no database": (duckdb.IOException('The file "x" is not a valid DuckDB database file!'), "不是完好的数据库文件"),
}


@pytest.mark.parametrize(("error", "sentence"), ERRORS.values(), ids=ERRORS)
def test_each_fault_of_the_machine_has_its_sentence(error: Exception, sentence: str) -> None:
    assert sentence in str(machine(error))
    wrapped = ValueError("wrapped")
    wrapped.__cause__ = error
    assert sentence in str(machine(wrapped))


@pytest.mark.parametrize(
    "error",
    [ValueError("no space left"), KeyError("permission denied"), duckdb.BinderException("column 张三"),
     OSError(errno.EBADF, "x"), AssertionError()],
)  # fmt: skip
def test_what_is_no_fault_of_the_machine_is_ours(error: Exception) -> None:
    assert machine(error) is None


def test_no_message_of_a_library_is_shown() -> None:
    for kind in (duckdb.IOException, duckdb.OutOfMemoryException):
        assert "张三" not in str(machine(kind("No space left on device: 张三 320923")))
    assert len({fault.sentence for fault in MACHINE}) == len(MACHINE)


@pytest.mark.parametrize("place", ["fsync", "replace"])
def test_a_disk_that_fills_at_the_last_moment_leaves_the_publication(
    place: str, published: Path, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copytree(published, tmp_path / "home")
    before = fingerprint(home)
    real = getattr(os, place)

    def full(*words: object, **named: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    publish = nightly.publication.replace

    def last(*words: object) -> None:
        monkeypatch.setattr("os." + place, full)
        if place == "replace":
            monkeypatch.setattr(Path, "replace", full)
        try:
            publish(*words)
        finally:
            monkeypatch.undo()

    monkeypatch.setattr(nightly.publication, "replace", last)
    with pytest.raises(BadInput, match=r"“发布”一步没有做完：磁盘空间不足.*原有数据库保持不变。"):
        night(inbox, home)
    assert real
    assert fingerprint(home) == before


def test_a_fault_of_ours_is_still_one(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slip(*words: object) -> None:
        raise RuntimeError("张三")

    monkeypatch.setattr(nightly, "land_all", slip)
    with pytest.raises(Fault, match="RuntimeError at"):
        night(inbox, tmp_path / "home")
