"""What can happen to a home: each damage is found by night and doctor, told truly, and mended by a backup."""

import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from base import clock
from base.errors import BadInput
from base.home import Home
from flows import binding, doctor
from flows.backup import back_up
from flows.feedback import take
from flows.restore import restore
from ledger import anchor, chain, event_rows
from ledger.event import Event, canonical
from tests.flows.inbox import night, small_town, write

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
    book = openpyxl.load_workbook(workbook)
    for sheet in (book["人员"], book["单位"]):
        places = {cell.value: cell.column for cell in sheet[1]}
        for line in range(2, sheet.max_row + 1):
            for heading, words in answers.items():
                if heading in str(sheet.cell(line, places["类别"]).value):
                    for header, word in zip(("核实结果", "原因"), words, strict=True):
                        sheet.cell(line, places[header]).value = word
    book.save(file)
    take(home, [file], "张三")


def answered(home: Home) -> list[tuple[Any, ...]]:
    """Every case that somebody answered, and what was said."""
    asked = """
        select subject, json_extract_string(payload, '$.result') as result, actor
        from ledger.event where kind in ('answered', 'verdict') order by all
    """
    return [tuple(row) for row in chain.ask(home.ledger, asked).iter_rows()]


@pytest.fixture(scope="module")
def county() -> Iterator[County]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o711)  # somebody else's account comes as far as the home
        homes = []
        for name in ("county", "other"):
            home = Home(root / name / "home")
            inbox = write(small_town(), root / name / "inbox")
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


# The damages ----------


def edit(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as con:
        for statement in statements:
            con.execute(statement)


def without_versions(home: Home) -> None:
    for version in chain.backups(home.ledger):
        version.unlink()


def both(*steps: Callable[[Home, Home], Any]) -> Callable[[Home, Home], None]:
    def do(home: Home, other: Home) -> None:
        for step in steps:
            step(home, other)

    return do


def remove(*names: str) -> Callable[[Home, Home], None]:
    def do(home: Home, other: Home) -> None:
        for name in names:
            path = home.root / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return do


def replaced(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def overwrite(name: str, content: bytes) -> Callable[[Home, Home], None]:
    return lambda home, other: replaced(home.root / name, content)


def cut(name: str, size: int) -> Callable[[Home, Home], None]:
    return lambda home, other: os.truncate(home.root / name, size)


def of_other(*names: str) -> Callable[[Home, Home], None]:
    def do(home: Home, other: Home) -> None:
        for name in names:
            (home.root / name).unlink()
            shutil.copyfile(other.root / name, home.root / name)

    return do


def cut_tail(events: int, versions: bool = False) -> Callable[[Home, Home], None]:
    def do(home: Home, other: Home) -> None:
        if not versions:
            without_versions(home)
        last = chain.tail(home.ledger).sequence
        edit(home.ledger, f"delete from event where sequence > {last - events}")

    return do


def older(home: Home, other: Home) -> None:
    oldest = chain.backups(home.ledger)[0]
    oldest.replace(home.ledger)
    without_versions(home)


def rechained(change: str) -> Callable[[Home, Home], None]:
    """Every event again, one of them changed, in a chain of its own: the file alone shows nothing."""

    def do(home: Home, other: Home) -> None:
        rows = chain.ask(home.ledger, f"select * replace ({change}) from ledger.event order by sequence")
        without_versions(home)
        home.ledger.unlink()
        for at in rows["recorded_at"].unique(maintain_order=True):
            chain.extend(home.ledger, rows.filter(rows["recorded_at"] == at).select(*event_rows.HAPPENED), at)
        without_versions(home)
        assert chain.verify(home.ledger) == []

    return do


def flip(home: Home, other: Home) -> None:
    content = bytearray(home.ledger.read_bytes())
    for start in range(4096 * 3, len(content), 4096):
        content[start + 100 : start + 108] = b"damaged!"
    replaced(home.ledger, bytes(content))


def storage(version: int) -> Callable[[Home, Home], None]:
    """A file that says of itself that another DuckDB wrote it; its checksum is the one that DuckDB asks for."""

    def do(home: Home, other: Home) -> None:
        content = bytearray(home.ledger.read_bytes())
        content[12:20] = struct.pack("<Q", version)
        home.ledger.unlink()
        home.ledger.write_bytes(content)
        with pytest.raises(duckdb.Error) as told, duckdb.connect() as con:
            con.execute(f"attach '{home.ledger}' as x (read_only)")
        found = re.search(r"computed checksum (\d+)", str(told.value))
        assert found
        content[:8] = struct.pack("<Q", int(found[1]))
        home.ledger.write_bytes(content)

    return do


def begun_anew(home: Home, other: Home) -> None:
    without_versions(home)
    home.ledger.unlink()
    chain.extend(home.ledger, [Event("listed", "a case", "系统")], datetime(2026, 11, 23))


def anchored(**values: Any) -> Callable[[Home, Home], None]:
    def do(home: Home, other: Home) -> None:
        told = json.loads(home.anchor.read_text())
        home.anchor.write_text(json.dumps(told | {name: make(told) for name, make in values.items()}))

    return do


def forbidden(name: str) -> Callable[[Home, Home], None]:
    """As if it were another account's."""

    def do(home: Home, other: Home) -> None:
        for folder in (home.root, *(path for path in home.root.iterdir() if path.is_dir())):
            folder.chmod(0o755)
        for path in home.root.rglob("*"):
            if path.is_file():
                path.chmod(0o644)
        (home.root / name).chmod(0)

    return do


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


LEDGER, KEY, PUBLISHED = "ledger/ledger.duckdb", "ledger/case.key", "published/yingbao.duckdb"
PREVIOUS, EVIDENCE = "published/previous.duckdb", "restricted/evidence.duckdb"
RESTORE, ONLY_KEY, WHOLE = "yingbao restore 备份文件", "--only key", "文件本身没有坏"

Damage = tuple[Callable[[Home, Home], Any], str, str]
# What is done; what is said of it; what is advised.
STOPS: dict[str, Damage] = {
    "ledger removed": (remove(LEDGER), "不见了", RESTORE),
    "ledger's folder removed": (remove("ledger"), "不见了", RESTORE),
    "ledger and versions removed, key stays": (
        both(lambda home, other: without_versions(home), remove(LEDGER)),
        "不见了，里面应有",
        RESTORE,
    ),
    "ledger, anchor and published files removed": (
        remove("ledger", "anchor.json", "published", "restricted"),
        "却都不见了",
        RESTORE,
    ),
    "ledger removed, anchor too": (remove("ledger", "anchor.json"), "不见了，里面应有", RESTORE),
    "ledger removed, published files too": (remove("ledger", "published"), "不见了，里面应有", RESTORE),
    "ledger emptied": (cut(LEDGER, 0), "已损坏", RESTORE),
    "ledger cut in the middle": (cut(LEDGER, 200_000), "已损坏", RESTORE),
    "ledger cut to its head": (cut(LEDGER, 12_288), "已损坏", RESTORE),
    "ledger overwritten with text": (overwrite(LEDGER, b"no database" * 1000), "已损坏", RESTORE),
    "ledger's bytes flipped": (flip, "", RESTORE),
    "ledger is a folder": (
        both(remove(LEDGER), lambda home, other: home.ledger.mkdir()),
        "那里是一个文件夹",
        RESTORE,
    ),
    "ledger is a link that leads nowhere": (
        both(remove(LEDGER), lambda home, other: home.ledger.symlink_to("/nowhere/ledger.duckdb")),
        "不见了",
        RESTORE,
    ),
    "ledger's table dropped": (lambda home, other: edit(home.ledger, "drop table event"), "没有应有的表", RESTORE),
    "ledger of a newer DuckDB": (storage(80), "更新版本的程序写的", WHOLE),
    "ledger of an ancient DuckDB": (storage(1), "很旧的数据库程序", WHOLE),
    "ledger of a newer Yingbao": (
        lambda home, other: edit(home.ledger, "update format set version = 99"),
        "更新版本的应保写的",
        "请升级应保",
    ),
    "log beside the ledger": (
        lambda home, other: home.ledger.with_name("ledger.duckdb.wal").write_bytes(b""),
        ".wal",
        "请先关掉那个程序",
    ),
    "one event cut off, versions stay": (cut_tail(1, versions=True), "末尾少了", RESTORE),
    "one event cut off, only the anchor knows": (cut_tail(1), "共1个事件", RESTORE),
    "ten events cut off": (cut_tail(10), "共10个事件", RESTORE),
    "ten events cut off, no anchor": (
        both(cut_tail(10), remove("anchor.json")),
        "末尾少了",
        RESTORE,
    ),
    "an older version in its place": (older, "较早的版本", RESTORE),
    "an older version in its place, no published file": (
        both(older, remove("published")),
        "较早的版本",
        RESTORE,
    ),
    "an answer changed": (
        lambda home, other: edit(
            home.ledger, "update event set payload = replace(payload, '已办理', '不需参保') where kind = 'answered'"
        ),
        "散列链",
        RESTORE,
    ),
    "an event taken out": (
        lambda home, other: edit(home.ledger, "delete from event where sequence = 9"),
        "散列链",
        RESTORE,
    ),
    "an event put behind": (
        lambda home, other: edit(home.ledger, "insert into event select * replace (99 as sequence) from event limit 1"),
        "散列链",
        RESTORE,
    ),
    "an event changed and all chained anew": (
        rechained("case when sequence = 9 then '王五' else actor end as actor"),
        "从第9号事件起与公布的数据库不符",
        RESTORE,
    ),
    "the last event changed and chained anew": (
        rechained("case when kind = 'verdict' then '王五' else actor end as actor"),
        "anchor.json不符",
        RESTORE,
    ),
    "a ledger begun anew": (begun_anew, "不符", RESTORE),
    "another county's ledger": (of_other(LEDGER), "不符", RESTORE),
    "another county's ledger and key": (of_other(LEDGER, KEY), "不符", RESTORE),
    "another county's ledger, key and anchor": (of_other(LEDGER, KEY, "anchor.json"), "不是一家的", RESTORE),
    "key removed": (remove(KEY), "密钥", ONLY_KEY),
    "key of another county": (of_other(KEY), "被换过", ONLY_KEY),
    "key changed, no anchor": (
        both(of_other(KEY), remove("anchor.json")),
        "被换过",
        ONLY_KEY,
    ),
    "key emptied": (overwrite(KEY, b""), "密钥", ONLY_KEY),
    "key cut": (cut(KEY, 40), "已损坏", ONLY_KEY),
    "key of other bytes": (overwrite(KEY, b"\xff" * 64), "已损坏", ONLY_KEY),
    "key and ledger removed, versions stay": (remove(LEDGER, KEY), "不见了", RESTORE),
    "anchor knows of later events": (anchored(sequence=lambda told: told["sequence"] + 5), "共5个事件", RESTORE),
    "anchor of another county": (of_other("anchor.json"), "不是这个账本的", "移走"),
    "anchor forged": (
        anchored(sequence=lambda told: 3, seal=lambda told: "0" * 64),
        "不是这个账本的",
        "移走",
    ),
    "anchor and published files removed": (remove("anchor.json", "published"), "不能确定账本末尾是否完整", RESTORE),
    "published file overwritten": (overwrite(PUBLISHED, b"no database" * 1000), "已损坏", f"cp {{root}}/{PREVIOUS}"),
    "published file cut": (cut(PUBLISHED, 300_000), "已损坏", f"cp {{root}}/{PREVIOUS}"),
    "published file cut, none before": (
        both(cut(PUBLISHED, 300_000), remove(PREVIOUS)),
        "已损坏",
        "移走",
    ),
    "published files both cut": (
        both(cut(PUBLISHED, 300_000), cut(PREVIOUS, 300_000)),
        "已损坏",
        "移走",
    ),
    "another county's published file": (of_other(PUBLISHED), "不是一家的", f"cp {{root}}/{PREVIOUS}"),
    "a restore that was killed": (
        lambda home, other: home.restoring.write_text('{"at": "20261123T000000", "moves": [], "aside": []}'),
        "做到一半中断了",
        "yingbao restore --home",
    ),
}
STOPS |= {
    "binding emptied": (overwrite("region.toml", b""), "已损坏或被改动过", "请从备份恢复"),
    "binding with a word more": (
        lambda home, other: home.binding.write_text(home.binding.read_text("utf-8") + "towns = 1\n", "utf-8"),
        "已损坏或被改动过",
        "请从备份恢复",
    ),
    "binding with another code": (
        lambda home, other: home.binding.write_text(
            home.binding.read_text("utf-8").replace("320923", "320922"), "utf-8"
        ),
        "已损坏或被改动过",
        "请从备份恢复",
    ),
}
# Told, and the work goes on; of the last four only the doctor speaks.
GOES_ON: dict[str, Damage] = {
    "anchor removed": (remove("anchor.json"), "不见了，而账本与公布的数据库相符", "重新建立"),
    "anchor unreadable": (overwrite("anchor.json", b"{"), "读不出来", "重新建立"),
    "a kept version damaged": (
        lambda home, other: replaced(chain.backups(home.ledger)[-1], b"no database"),
        "旧版本",
        "账本本身完好",
    ),
    "a kept version of another county": (
        lambda home, other: replaced(chain.backups(home.ledger)[0], chain.backups(other.ledger)[-1].read_bytes()),
        "旧版本",
        "账本本身完好",
    ),
    "published file removed": (remove(PUBLISHED), "不见了", f"cp {{root}}/{PREVIOUS}"),
    "previous file of another county": (
        lambda home, other: replaced(home.previous, other.published.read_bytes()),
        "不是一家的",
        "请移走",
    ),
    "previous file cut": (cut(PREVIOUS, 300_000), "已损坏", "请移走"),
    "evidence removed": (remove(EVIDENCE), "不见了", "重新运行一次"),
    "evidence cut": (cut(EVIDENCE, 300_000), "已损坏", "重新运行一次"),
    "evidence of another run": (of_other(EVIDENCE), "不是同一次运行的", "重新运行一次"),
}


def of_doctor(home: Home) -> str:
    return "\n".join(f"{found.what}；{found.mend}" for found in doctor.examine(home) if not found.is_well)


@pytest.mark.parametrize("name", STOPS)
def test_a_damage_is_found_told_truly_and_mended_by_the_backup(name: str, county: County, damaged: Home) -> None:
    do, said, advice = STOPS[name]
    advice = advice.format(root=damaged.root)
    do(damaged, county.other)
    before = sorted(path.relative_to(damaged.root) for path in damaged.root.rglob("*"))
    with pytest.raises(BadInput) as told:
        night(county.inbox, damaged.root, as_of=SECOND)
    found = of_doctor(damaged)
    for sentence in (str(told.value), found):
        assert said in sentence
        assert advice in sentence
    # Only what is damaged is called so, and nothing is begun anew.
    assert "已损坏" not in str(told.value) or said in ("已损坏", "已损坏或被改动过", "密钥", "")
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
    do, said, advice = GOES_ON[name]
    do(damaged, county.other)
    notes = [damage.sentence for damage in chain.check(damaged)]
    found = of_doctor(damaged)
    assert said in found
    assert advice.format(root=damaged.root) in found
    if name not in ("previous file cut", "evidence removed", "evidence cut", "evidence of another run"):
        assert any(said in note for note in notes)
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
    ("do", "said"),
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
    do: Callable[[Home, Home], Any], said: str, county: County, damaged: Home
) -> None:
    damaged.previous.unlink()
    assert chain.check(damaged) == []
    do(damaged, county.other)
    with pytest.raises(BadInput, match=said):
        chain.check(damaged)


def test_there_are_more_than_forty_damages() -> None:
    assert len(STOPS) + len(GOES_ON) + 4 > 40
