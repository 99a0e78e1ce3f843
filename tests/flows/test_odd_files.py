"""Pipes, links and names that nobody can print, in an inbox or returned; and landed files that are no longer whole."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pyarrow.parquet as pq
import pytest

from base.errors import BadInput
from base.files import fitting, odd_name, printable
from base.home import Home
from flows.feedback import take
from flows.verdicts import take as take_verdicts
from sources.reader.manifest import draft
from tests.flows.inbox import YINGBAO, arguments, deliver, environment, night, rows, small_town, write


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return write(small_town(), tmp_path / "inbox")


def refused(inbox: Path) -> str:
    """What a night says of the inbox; it is not waited for."""
    ended = subprocess.run(
        [YINGBAO, *arguments(inbox, inbox.parent / "home")],
        capture_output=True, text=True, env=environment(), timeout=30,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    with pytest.raises(BadInput):
        draft(inbox)
    return ended.stderr.strip()


def test_a_pipe_in_the_inbox_is_not_waited_for(inbox: Path) -> None:
    os.mkfifo(inbox / "wage" / "b.csv")
    assert refused(inbox) == "wage/b.csv：是管道，不是文件；请移走它，把文件本身放进来。"


def test_a_link_in_the_inbox_is_not_followed(inbox: Path) -> None:
    (inbox / "wage" / "b.csv").symlink_to("/etc/passwd")
    assert refused(inbox) == "wage/b.csv：是链接，不是文件；请移走它，把文件本身放进来。"


def test_a_linked_folder_is_not_followed(inbox: Path) -> None:
    (inbox / "wage").rename(inbox.parent / "elsewhere")
    (inbox / "wage").symlink_to(inbox.parent / "elsewhere")
    assert refused(inbox) == "wage：是链接，收件目录里不用链接；请放入文件夹本身。"


@pytest.mark.parametrize(("make", "kind"), [(os.mkfifo, "管道"), (lambda path: path.symlink_to("/dev/zero"), "链接"),
                                            (Path.mkdir, "文件夹")])  # fmt: skip
def test_a_manifest_that_is_no_file_is_told(inbox: Path, make: Callable[[Path], object], kind: str) -> None:
    (inbox / "manifest.csv").unlink()
    make(inbox / "manifest.csv")
    assert refused(inbox) == f"manifest.csv：是{kind}，不是文件；请移走它，运行 yingbao manifest 生成登记表。"


@pytest.mark.parametrize(
    ("name", "shown"),
    [(b"\xcd\xf8.csv", r"wage/\xcd\xf8.csv：文件名不是 UTF-8 编码"), (b"a\nb.csv", r"wage/a\nb.csv：文件名里有换行"),
     (b"a\x1b[31mb.csv", r"wage/a\x1b[31mb.csv：文件名里有换行"), ("a\u202ebsc.csv".encode(), r"wage/a\u202ebsc.csv")],
)  # fmt: skip
def test_a_name_that_cannot_be_printed_is_told(inbox: Path, name: bytes, shown: str) -> None:
    Path(os.fsdecode(os.fsencode(inbox / "wage") + b"/" + name)).write_text("x")
    assert refused(inbox).startswith(shown)


def test_names_in_chinese_with_wide_blanks_are_names() -> None:
    assert odd_name("工资　2026年（一）.csv") is None
    assert printable("工资　甲") == "工资　甲"


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.mkdir])
@pytest.mark.parametrize(
    "hand_in", [lambda home, file: take(home, [file]), take_verdicts], ids=["feedback", "verdicts"]
)
def test_what_is_returned_must_be_a_file(
    published: Path, tmp_path: Path, make: Callable[[Path], object],
    hand_in: Callable[[Home, Path], object],
) -> None:  # fmt: skip
    home = Home(copytree(published, tmp_path / "home"))
    make(tmp_path / "x.xlsx")
    with pytest.raises(BadInput, match=r"x\.xlsx 是(管道|链接|文件夹)，不是文件；请交文件本身。"):
        hand_in(home, tmp_path / "x.xlsx")


def test_a_returned_workbook_with_a_name_of_77_letters_and_questions_is_taken(published: Path, tmp_path: Path) -> None:
    import openpyxl

    home = Home(copytree(published, tmp_path / "home"))
    workbook = openpyxl.load_workbook(next(home.root.glob("worklists/*/*.xlsx")))
    for name in ("人员", "单位"):
        if name in workbook.sheetnames:
            headers = [cell.value for cell in workbook[name][1]]
            if "核实结果" in headers:
                workbook[name].cell(2, headers.index("核实结果") + 1).value = "读不懂"
    files = [tmp_path / f"{'长' * 75}{end}.xlsx" for end in ("甲", "乙")]
    for file in files:
        workbook.save(file)
    taken = take(home, files)
    assert len(taken.questioned) == 2
    assert all(path.exists() and len(os.fsencode(path.name)) < 255 for path in taken.questioned)


def test_a_name_is_cut_between_letters_and_keeps_its_end() -> None:
    assert fitting("甲镇", "_3行.xlsx") == "甲镇_3行.xlsx"
    cut = fitting("长" * 100, "_3行.xlsx")
    assert len(os.fsencode(cut)) <= 247
    assert cut.startswith("长长") and cut.endswith("长_3行.xlsx")


# What was landed ----------


def cut(folder: Path) -> None:
    file = next(folder.glob("*[0-9a-f].parquet"))
    file.write_bytes(file.read_bytes()[:-40])


def removed(folder: Path) -> None:
    next(folder.glob("*[0-9a-f].parquet")).unlink()


def without_rejects(folder: Path) -> None:
    next(folder.glob("*.rejects.parquet")).unlink()


def exchanged(folder: Path) -> None:
    """A whole Parquet file, of which one amount is another."""
    file = next(path for path in folder.glob("*.parquet") if "rejects" not in path.name)
    table = pq.read_table(file)
    pq.write_table(table.slice(0, table.num_rows - 1), file)


def torn_facts(folder: Path) -> None:
    file = next(folder.glob("*.json"))
    file.write_text(file.read_text("utf-8")[:30], "utf-8")


def foreign_facts(folder: Path) -> None:
    file = next(folder.glob("*.json"))
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"delivered": "0" * 64}), "utf-8")


def a_pipe(folder: Path) -> None:
    file = next(path for path in folder.glob("*.parquet") if "rejects" not in path.name)
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize(
    "damage",
    [cut, removed, without_rejects, exchanged, torn_facts, foreign_facts, a_pipe],
    ids=lambda one: one.__name__,
)
def test_a_landed_file_that_is_no_longer_whole_is_read_again(
    first_night: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    root = copytree(first_night, tmp_path / "copy")
    before = rows(root / "home", "from core.wage_month order by all")
    damage(root / "home" / "landing" / "wage")
    heard: list[str] = []
    night(root / "inbox", root / "home", progress=heard.append)
    assert [line for line in heard if "落地数据不完整" in line] == [
        "注意：wage/all.csv 的落地数据不完整或被改动过，已从收件目录重新读取"
    ]
    assert rows(root / "home", "from core.wage_month order by all") == before
    assert rows(root / "home", "select file from audit.load where is_read") == [("wage/all.csv",)]


def test_an_odd_workbook_stops_the_whole_call_and_is_named(published: Path, tmp_path: Path) -> None:
    home = Home(copytree(published, tmp_path / "home"))
    good = next(home.root.glob("worklists/*/*.xlsx"))
    bad = deliver(tmp_path / "inbox", "resident/坏.xlsx", b"PK\x03\x04 no workbook")
    with pytest.raises(
        BadInput, match=r"^坏\.xlsx 不是有效的 .xlsx 工作簿；请用 Excel 或 WPS 打开后另存为 .xlsx 后再交。$"
    ):
        take(home, [good, bad])
