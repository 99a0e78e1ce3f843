"""What can happen to a home: what is done to it, what night and doctor say of it, what they advise."""

import json
import os
import re
import shutil
import struct
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from base.home import Home
from ledger import chain, event_rows
from ledger.event import Event


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
        with pytest.raises(duckdb.Error) as refused, duckdb.connect() as con:
            con.execute(f"attach '{home.ledger}' as x (read_only)")
        found = re.search(r"computed checksum (\d+)", str(refused.value))
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
        fields = json.loads(home.anchor.read_text())
        home.anchor.write_text(json.dumps(fields | {name: make(fields) for name, make in values.items()}))

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
    "anchor knows of later events": (anchored(sequence=lambda fields: fields["sequence"] + 5), "共5个事件", RESTORE),
    "anchor of another county": (of_other("anchor.json"), "不是这个账本的", "移走"),
    "anchor forged": (
        anchored(sequence=lambda fields: 3, seal=lambda fields: "0" * 64),
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
