"""Each damage of a home (`damages.py`) is found by night and doctor, told truly, and mended by a backup."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from base import clock
from base.errors import BadInput
from base.home import Home
from flows import binding, doctor
from flows.backup import back_up
from flows.feedback import take
from flows.restore import restore
from ledger import anchor, chain
from ledger.event import Event, canonical
from tests.flows.damages import (
    GOES_ON,
    KEY,
    LEDGER,
    PUBLISHED,
    STOPS,
    both,
    cut_tail,
    forbidden,
    of_other,
    rechained,
    remove,
)
from tests.flows.inbox import night

FIRST, SECOND = date(2026, 11, 22), date(2026, 11, 23)
ANSWERS = {
    "断保人员": ("已办理", "已续缴"),
    "45周岁以上": ("不需参保", "异地参保"),
    "已纳税未参保单位": ("暂未办理", "待办理"),
}


@dataclass(frozen=True)
class County:
    """A home after two nights and three answers, its backup, and the home of another county."""

    home: Home
    inbox: Path
    backup: Path
    other: Home


def answer(home: Home, answers: dict[str, tuple[str, str]], file: Path) -> None:
    """Fill in the first night's workbook and hand it in."""
    [workbook] = home.worklists(FIRST).glob("*.xlsx")
    opened = openpyxl.load_workbook(workbook)
    for sheet in (opened["人员"], opened["单位"]):
        places = {cell.value: cell.column for cell in sheet[1]}
        for line in range(2, sheet.max_row + 1):
            for heading, words in answers.items():
                if heading in str(sheet.cell(line, places["事由"]).value):
                    for header, word in zip(("核实结果", "原因"), words, strict=True):
                        sheet.cell(line, places[header]).value = word
    opened.save(file)
    take(home, [file], "张三")


def answered(home: Home) -> list[tuple[Any, ...]]:
    """Every case that somebody answered, and what was said."""
    asked = """
        select subject, json_extract_string(payload, '$.result') as result, actor
        from ledger.event where kind in ('answered', 'verdict') order by all
    """
    return [tuple(row) for row in chain.ask(home.ledger, asked).iter_rows()]


@pytest.fixture(scope="module")
def county(first_night: Path) -> Iterator[County]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o711)  # somebody else's account comes as far as the home
        homes = []
        for name in ("county", "other"):
            home = Home(root / name / "home")
            if name == "county":
                inbox = shutil.copytree(first_night, root / name) / "inbox"
            else:
                night(inbox, home.root, as_of=FIRST, threads=1)
            answer(home, ANSWERS if name == "county" else {"断保人员": ("已办理", "已参保")}, root / f"{name}.xlsx")
            if name == "county":
                night(inbox, home.root, as_of=SECOND, threads=1)
            pair = canonical(["employer", "business", "001", "taxpayer", "921"])
            with home.locked():
                # After the last publication: only the anchor knows of it.
                chain.append(home, [Event("verdict", pair, "李四", {"verdict": "no"}, SECOND)])
            homes.append(home)
        made = back_up(homes[0], root / "backups")
        yield County(homes[0], root / "county" / "inbox", made.path, homes[1])


@pytest.fixture
def damaged(county: County) -> Iterator[Home]:
    """A copy of the home, to be damaged."""
    root = county.backup.parents[1] / "copy"
    shutil.copytree(county.home.root, root, symlinks=True)
    yield Home(root)
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o700)
    shutil.rmtree(root)


@contextmanager
def somebody_else() -> Iterator[None]:
    """Another account, where this one may read everything."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program has it open for writing."""
    code = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        try:
            yield
        finally:
            other.communicate()


def of_doctor(home: Home) -> str:
    return "\n".join(f"{found.what}；{found.mend}" for found in doctor.examine(home) if not found.is_well)


@pytest.mark.parametrize("name", STOPS)
def test_a_damage_is_found_told_truly_and_mended_by_the_backup(name: str, county: County, damaged: Home) -> None:
    do, message, advice = STOPS[name]
    advice = advice.format(root=damaged.root)
    do(damaged, county.other)
    before = sorted(path.relative_to(damaged.root) for path in damaged.root.rglob("*"))
    with pytest.raises(BadInput) as refused:
        night(county.inbox, damaged.root, as_of=SECOND)
    found = of_doctor(damaged)
    for sentence in (str(refused.value), found):
        assert message in sentence
        assert advice in sentence
    # Only what is damaged is called so, and nothing is begun anew.
    assert "已损坏" not in str(refused.value) or message in ("已损坏", "已损坏或被改动过", "密钥", "")
    after = sorted(path.relative_to(damaged.root) for path in damaged.root.rglob("*"))
    assert [path for path in after if path.name != ".lock"] == [path for path in before if path.name != ".lock"]
    damaged.restoring.unlink(missing_ok=True)
    restore(damaged, county.backup, "局长")
    assert [damage for damage in chain.examine(damaged) if damage.stops] == []
    assert answered(damaged) == answered(county.home)
    assert damaged.read_case_key() == county.home.read_case_key()
    assert binding.read(damaged) == binding.read(county.home)


@pytest.mark.parametrize("name", GOES_ON)
def test_what_loses_nothing_is_told_and_holds_nothing_up(name: str, county: County, damaged: Home) -> None:
    do, message, advice = GOES_ON[name]
    do(damaged, county.other)
    notes = [damage.sentence for damage in chain.check(damaged)]
    found = of_doctor(damaged)
    assert message in found
    assert advice.format(root=damaged.root) in found
    if name not in ("previous file cut", "evidence removed", "evidence cut", "evidence of another run"):
        assert any(message in note for note in notes)
    with damaged.locked():
        chain.append(damaged, [Event("verdict", "a pair", "李四", {"verdict": "yes"}, SECOND)])
    assert anchor.line(damaged).startswith(f"账本 第{chain.tail(damaged.ledger).sequence}号事件 ")


@pytest.mark.parametrize("name", [LEDGER, KEY])
def test_what_another_account_owns_is_not_called_damaged(name: str, county: County, damaged: Home) -> None:
    forbidden(name)(damaged, county.other)
    with somebody_else(), pytest.raises(BadInput, match="这个账户读不了；文件本身没有坏"):
        chain.check(damaged)


@pytest.mark.parametrize("name", [LEDGER, PUBLISHED])
def test_what_is_open_elsewhere_is_not_called_damaged(name: str, damaged: Home) -> None:
    with held(damaged.root / name):
        with pytest.raises(BadInput, match=r"正被另一个程序打开着（进程 \d+）；文件本身没有坏"):
            chain.check(damaged)
        assert "正被另一个程序打开着" in of_doctor(damaged)
    assert chain.check(damaged) == []


def test_a_well_home_is_called_well(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.TODAY)  # which doctor names, too
    assert chain.examine(county.home) == []
    assert of_doctor(county.home) == ""


def test_a_printed_line_is_held_against_the_ledger(county: County, damaged: Home) -> None:
    line = anchor.line(county.home)
    assert re.fullmatch(r"账本 第\d+号事件 [0-9a-f]{12}", line)
    assert [found.what for found in doctor.examine(damaged, line) if "印出" in found.what] == ["印出的账本行与账本相符"]
    # Who changes the ledger, the anchor and what is published all together is found by paper alone.
    cut_tail(1)(damaged, county.other)
    last = chain.tail(damaged.ledger)
    anchor.write(damaged, damaged.read_case_key(), last.sequence, last.hash, datetime(2026, 11, 23))
    assert chain.examine(damaged) == []
    [found] = [found for found in doctor.examine(damaged, line) if "印出" in found.what]
    assert "末尾被截掉了" in found.what
    with pytest.raises(BadInput, match="--anchor"):
        doctor.examine(damaged, "something")


@pytest.mark.parametrize(
    ("do", "message"),
    [
        (remove(KEY), "密钥"),
        (both(of_other(KEY), remove("anchor.json")), "被换过"),
        (both(of_other(LEDGER), remove("anchor.json")), "不符"),
        (both(cut_tail(12), remove("anchor.json")), "末尾少了"),
        (
            both(
                rechained("case when sequence = 9 then '王五' else actor end as actor"),
                remove("anchor.json"),
            ),
            "从第9号事件起与公布的数据库不符",
        ),
    ],
    ids=["key removed", "key changed", "other ledger", "cut", "rechained"],
)
def test_seals_in_the_published_file_bear_the_same_witness(
    do: Callable[[Home, Home], Any], message: str, county: County, damaged: Home
) -> None:
    damaged.previous.unlink()
    assert chain.check(damaged) == []
    do(damaged, county.other)
    with pytest.raises(BadInput, match=message):
        chain.check(damaged)


def test_there_are_more_than_forty_damages() -> None:
    assert len(STOPS) + len(GOES_ON) + 4 > 40
