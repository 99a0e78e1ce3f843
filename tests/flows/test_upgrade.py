"""A home that an earlier release made goes on: its cases, its answers, and the sheets that are out."""

import shutil
import tarfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from base.errors import OTHER_VERSION, BadInput
from base.home import Home
from flows import doctor
from flows.feedback import take
from ledger import anchor, chain
from tests.flows.inbox import night, rows, yingbao

SAMPLE = Path(__file__).parents[1] / "homes" / "0.2.0.tar.xz"
CASES = """
    select case_id, list_id, state, result, visits, listed_on, times_sent from ledger."case" order by case_id
"""
EVENTS = "select sequence, hash from ledger.event order by sequence"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of 0.2.0 as it was left, its inbox and the workbook that is out."""
    root = tmp_path_factory.mktemp("upgrade")
    with tarfile.open(SAMPLE) as sample:
        sample.extractall(root, filter="data")
    return root


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after a night of today's code, the next day."""
    root = tmp_path_factory.mktemp("upgraded")
    with tarfile.open(SAMPLE) as sample:
        sample.extractall(root, filter="data")
    # Its departments delivered nothing that takes people off lists: 0.2.0 did not ask for it.
    let_pass = {"accept": ("exemption_source_missing",), "by": "张科长"}
    night(root / "inbox", root / "home", as_of=date(2026, 11, 24), threads=1, whole=True, **let_pass)
    return root


def events(root: Path) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in chain.ask(Home(root / "home").ledger, EVENTS).iter_rows()]


def test_the_home_is_read_as_it_is_and_called_well(before: Path) -> None:
    assert chain.examine(Home(before / "home")) == []
    assert not Home(before / "home").anchor.exists()
    assert [found.what for found in doctor.examine(Home(before / "home")) if "账本" in found.what and found.mend] == []


@pytest.mark.parametrize(
    "words", [["lists"], ["worklists"], ["explain", "某人"], ["report"]], ids=lambda words: words[0]
)
def test_what_an_older_release_published_is_read_after_a_night(
    before: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    shutil.copytree(before / "home", tmp_path / "home")
    called = yingbao(*words, "--home", tmp_path / "home")
    assert (called.returncode, called.stderr) == (2, f"{OTHER_VERSION}\n")


def test_the_cases_go_on_under_their_numbers_and_stand_where_they_stood(before: Path, after: Path) -> None:
    was, now = rows(before / "home", CASES), rows(after / "home", CASES)
    assert now == was
    assert sorted(state for _, _, state, *_ in now) == ["claimed", "closed", "closed", "open", "open", "open", "open"]


def test_what_was_written_stays_and_the_anchor_is_begun(before: Path, after: Path) -> None:
    was, now = events(before), events(after)
    assert now[: len(was)] == was
    home = Home(after / "home")
    end = anchor.read(home)
    assert end
    assert end.sequence == now[-1][0]
    page = (home.reports(date(2026, 11, 24)) / "index.html").read_text("utf-8")
    assert anchor.line(home) in page
    assert chain.examine(home) == []


def test_a_sheet_that_is_out_is_still_taken_and_the_ledger_becomes_one_of_today(after: Path, tmp_path: Path) -> None:
    home = Home(after / "home")
    [issued] = (after / "issued").glob("*.xlsx")
    workbook = openpyxl.load_workbook(issued)
    places = {cell.value: cell.column for cell in workbook["人员"][1]}
    for line in range(2, workbook["人员"].max_row + 1):
        if "有工资" in str(workbook["人员"].cell(line, places["类别"]).value):
            workbook["人员"].cell(line, places["核实结果"]).value = "已办理"
            workbook["人员"].cell(line, places["原因"]).value = "已参保"
    workbook.save(tmp_path / "back.xlsx")
    taken = take(home, [tmp_path / "back.xlsx"], "张三")
    assert (taken.rows, taken.questioned) == (2, {})
    with chain.open_chain(home.ledger) as links:
        assert links.is_anchored
    assert chain.examine(home) == []


def test_in_a_home_of_0_2_0_too_a_lost_ledger_a_cut_one_and_another_key_are_missed(tmp_path: Path) -> None:
    with tarfile.open(SAMPLE) as sample:
        sample.extractall(tmp_path, filter="data")
    home = Home(tmp_path / "home")
    key, whole = home.read_case_key(), home.ledger.read_bytes()
    for version in chain.backups(home.ledger):
        version.unlink()
    home.case_key.write_text("0" * 64)
    with pytest.raises(BadInput, match="被换过"):
        chain.check(home)
    home.case_key.write_text(key)
    home.ledger.unlink()
    with pytest.raises(BadInput, match="不见了，里面应有26个事件"):
        chain.check(home)
    home.ledger.write_bytes(whole)
    assert chain.check(home) == []
