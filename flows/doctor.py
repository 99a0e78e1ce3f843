"""What is missing or unsafe on this machine and in a home, and how to mend it; nothing is changed."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

import regions
from flows import ledger, modes
from flows.home import Home
from handouts import lock
from regions import Region
from sources.errors import BadInput

LEAST_PYTHON = (3, 11)
LEAST_FREE_GB, LEAST_MEMORY_GB = 5, 4
"""For a county of a million people: its files while they are built, and the memory of its nights."""
_GB = 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, in Chinese; `mend` says what to do where it is not well."""

    what: str
    mend: str | None = None

    @property
    def is_well(self) -> bool:
        """Whether nothing needs to be done."""
        return self.mend is None


def examine(home: Home | None = None) -> list[Finding]:
    """Look at the machine, and at a home where one is named."""
    return [*_machine(home.root if home else Path.cwd()), *(_home(home) if home else ())]


def _machine(place: Path) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(f"Python {version}", None if sys.version_info >= LEAST_PYTHON else "请安装 Python 3.11 或更新的版本")
    there = next(folder for folder in (place, *place.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free / _GB
    short = None if free >= LEAST_FREE_GB else f"请腾出至少{LEAST_FREE_GB}GB磁盘空间"
    yield Finding(f"磁盘剩余 {free:.0f} GB", short)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GB
    small = None if memory >= LEAST_MEMORY_GB else "内存偏小，运行时请用 --memory 2GB 限制内存，并预留更长时间"
    yield Finding(f"内存 {memory:.0f} GB", small)


def _home(home: Home) -> Iterator[Finding]:
    if not home.root.is_dir():
        yield Finding(f"工作文件夹 {home.root}", "还没有这个文件夹，运行一次 yingbao run 即会建立")
        return
    yield _readers(home)
    yield from _ledger(home)
    yield from _databases(home)


def _readers(home: Home) -> Finding:
    """Personal data lie there: what is not shared is the owner's alone, and nothing is anybody's."""
    opened = list(modes.too_open(home.root))
    if not opened:
        return Finding("每个文件只有该看的人可读：published、worklists、reports 同组可读，其余只有所有者可读")
    commands = [f"chmod -R g-w,o-rwx {shlex.quote(str(home.root))}"]
    private = [path for path in sorted(home.root.iterdir()) if path.is_dir() and path.name not in modes.SHARED]
    private += [path for path, allowed in opened if not allowed & 0o070 and not set(private) & {path, *path.parents}]
    if private:
        commands.append(f"chmod -R go-rwx {' '.join(shlex.quote(str(path)) for path in private)}")
    return Finding(f"{len(opened)}个文件或文件夹可读的人过多", f"请运行 {' && '.join(commands)}")


def _ledger(home: Home) -> Iterator[Finding]:
    if not home.ledger.exists() and not ledger.backups(home.ledger):
        yield Finding("账本还没有建立（首次运行后建立）")
        return
    if damage := ledger.verify(home.ledger):
        kept = ledger.backups(home.ledger)
        how = f"备份在 {home.ledger.parent}，最近的是 {kept[-1].name}" if kept else "没有备份"
        yield from (Finding(sentence, f"停止运行并恢复账本：{how}") for sentence in damage)
    else:
        [events] = ledger.ask(home.ledger, "select count(*) from ledger.event").row(0)
        yield Finding(f"账本完好，共{events}个事件，前后相接；另有备份{len(ledger.backups(home.ledger))}份")
    if not home.case_key.exists():
        yield Finding("编号密钥不见了", f"请从备份恢复 {home.case_key}；没有它，发出去的工作簿都认不出来")


def _databases(home: Home) -> Iterator[Finding]:
    if not home.published.exists():
        yield Finding("还没有发布过数据库", "请运行 yingbao run")
        return
    try:
        with duckdb.connect(str(home.published), read_only=True) as con:
            [(as_of, region)] = con.execute(
                "select as_of, region from audit.run order by run_id desc, step_no desc limit 1"
            ).fetchall()
        yield Finding(f"已发布的数据库能打开：{region}，截至{as_of}")
        yield from _password(regions.read(region))
    except duckdb.Error:
        how = f"请用 {home.previous.name} 顶替，并重新运行 yingbao run"
        yield Finding("已发布的数据库打不开", how)
    if (left := home.build).exists() and any(left.iterdir()):
        yield Finding("有一次运行没有做完", "无须处理：已发布的数据库不受影响，下次运行会清理")


def _password(region: Region) -> Iterator[Finding]:
    if source := region.worklists.password:
        try:
            lock.password_from(source)
            yield Finding("乡镇工作簿的密码取得到")
        except BadInput as error:
            yield Finding("乡镇工作簿的密码取不到", str(error))
