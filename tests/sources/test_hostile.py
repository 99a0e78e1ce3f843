"""Hostile workbooks: refused in one sentence that names the file, or read rightly; nothing dies, nothing grows."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from base import guard, workbook
from base.errors import BadInput
from tests.sources.conftest import Deliver, column
from tests.sources.hostile import FAR, HOSTILE, packed, parts

ROWS = [["个人编号", "身份证号", "所属期", "金额"], ["甲", "32092319900101001X", "202401", "5"]]
REPOSITORY = Path(__file__).parents[2]
READ = {
    "a sheet that is said to be full", "a dimension that is none", "a document type", "elements a million deep",
    "no shared strings", "a shared string below zero", "a shared string without a number",
    "a style that there is not", "a link to the network", "a sheet's name of 10,000 letters", "16,384 columns",
    "the wrong content types", "no content types", "names that lead out of the archive", "not a number", "infinity",
    "a number of 308 digits", "a number beyond all numbers", "a day that no calendar has",
    "a serial day beyond the calendar", "a serial day before all days", "merged cells over the whole sheet",
    "a table over the whole sheet", "a formula of 10 MB", "a broken part",
}  # fmt: skip
"""What is odd and harmless; everything else is refused."""
CHILD_MB, PARENT_MB = 1_200, 250

# In a process of its own, whose memory nothing else has grown; so are the files made.
MAKE = """
import sys
from pathlib import Path
from tests.sources.hostile import HOSTILE
from tests.sources.test_hostile import ROWS
for number, content in enumerate(HOSTILE.values()):
    Path(sys.argv[1], f"{number}.xlsx").write_bytes(content(ROWS))
"""
LAND = """
import json, resource, sys
from datetime import date
from pathlib import Path
from base import guard
from base.errors import BadInput
from sources.reader.delivery import Delivery
from sources.reader.landing import land
from tests.sources.conftest import SMALL, column
from tests.sources.hostile import HOSTILE
folder = Path(sys.argv[1])
told = []
for number, name in enumerate(HOSTILE):
    file = f"{number}.xlsx"
    delivery = Delivery("small", file, folder / file, date(2026, 11, 20), None, None, "", "", None, False)
    try:
        told.append((name, column(land(SMALL, delivery, folder / "landing"), "member_id"), None))
    except BadInput as refusal:
        told.append((name, None, str(refusal)))
for reader in guard._idle:
    reader.kill()
# Not ru_maxrss: that of a process begins with what the one that started it had.
[mine] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps([told, int(mine) >> 10, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10]))
"""


@dataclass(frozen=True)
class Landing:
    """What became of each hostile workbook, and the most memory (MB) that parent and reader took."""

    outcomes: dict[str, tuple[list[str] | None, str | None]]
    parent_mb: int
    reader_mb: int


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Landing:
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, "-c", MAKE, folder], check=True, cwd=REPOSITORY)
    done = subprocess.run([sys.executable, "-c", LAND, folder], capture_output=True, text=True, cwd=REPOSITORY)
    assert (done.returncode, done.stderr) == (0, "")
    told, parent_mb, reader_mb = json.loads(done.stdout)
    return Landing({name: (rows, refusal) for name, rows, refusal in told}, parent_mb, reader_mb)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_by_name_or_read_rightly(name: str, landing: Landing) -> None:
    rows, refusal = landing.outcomes[name]
    if name in READ:
        assert rows and rows[0] == "甲"
    else:
        assert refusal and refusal.startswith(f"{list(HOSTILE).index(name)}.xlsx：")
        assert "；请测试局" in refusal
        assert refusal.count("。") == 1


@pytest.mark.slow
def test_neither_parent_nor_reader_grows(landing: Landing) -> None:
    assert landing.parent_mb < PARENT_MB
    assert landing.reader_mb < CHILD_MB


def test_at_least_25_ways_are_tried() -> None:
    assert len(HOSTILE) >= 25


def test_a_stray_cell_is_named_so_that_it_can_be_deleted(deliver: Deliver) -> None:
    with pytest.raises(BadInput) as refusal:
        deliver(packed(parts(ROWS, more=FAR)), "x.xlsx")
    assert str(refusal.value) == (
        "small/x.xlsx：单元格 XFD1048576 离其他内容太远，整张表因此过大；"
        "请测试局删去 XFD1048576（连同它的整行整列）并保存后提供。"
    )


def test_the_next_workbook_is_read_after_one_that_killed_its_reader(deliver: Deliver) -> None:
    with pytest.raises(BadInput):
        deliver(packed(parts(ROWS, more=FAR)), "x.xlsx")
    assert column(deliver(packed(parts(ROWS)), "y.xlsx"), "member_id") == ["甲"]


def test_a_styled_but_empty_cell_in_the_last_corner_is_no_stray_cell(deliver: Deliver) -> None:
    empty = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert column(deliver(packed(parts(ROWS, more=empty)), "x.xlsx"), "member_id") == ["甲"]


def test_a_reader_that_takes_too_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, deliver: Deliver) -> None:
    class AtOnce(threading.Timer):
        def start(self) -> None:
            super().start()
            self.join()  # the clock strikes before the reader is asked

    monkeypatch.setattr(guard.threading, "Timer", AtOnce)
    monkeypatch.setattr(workbook, "WAIT_SECONDS", 0)
    with pytest.raises(BadInput, match=r"small/x.xlsx：读取太慢，已经中止；请测试局另存为 CSV 后提供。"):
        deliver(packed(parts(ROWS)), "x.xlsx")


def test_a_reader_that_spins_is_ended_by_the_processor_s_clock() -> None:
    with pytest.raises(guard.TooSlow):
        guard.guarded(60, _spin)


def _spin() -> None:
    guard.allow(guard.MEMORY, 1)
    while True:
        pass


def test_a_workbook_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch, deliver: Deliver) -> None:
    monkeypatch.setattr(workbook, "BYTES", 1000)
    with pytest.raises(BadInput, match="工作簿超过0MB 不读"):
        deliver(packed(parts(ROWS)), "x.xlsx")


# What is no file at all ----------


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def socketed(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path.name)


ODD = {"a pipe": (pipe, "管道"), "a link": (link, "链接"), "a link to nothing": (dangling, "链接"),
       "a link to a device": (endless, "链接"), "a socket": (socketed, "套接字"),
       "a folder": (Path.mkdir, "文件夹")}  # fmt: skip


@pytest.mark.parametrize(("make", "kind"), ODD.values(), ids=ODD)
@pytest.mark.parametrize("ending", ["xlsx", "csv", "csv.gz", "parquet"])
def test_what_is_no_file_is_refused_at_once(
    make: Callable[[Path], None], kind: str, ending: str, deliver: Deliver, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def put(path: Path, content: bytes) -> int:
        make(path)
        return 0

    monkeypatch.setattr(Path, "write_bytes", put)
    with pytest.raises(BadInput, match=rf"small/x.{ending}：是{kind}，不是文件；请测试局把文件本身放进来。"):
        deliver(b"", f"x.{ending}")
