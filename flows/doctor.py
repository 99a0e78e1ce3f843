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
from base import clock, modes
from base.errors import BadInput
from base.home import Home
from flows import binding, journal, keeping, receivers, watch
from handouts import lock
from ledger import anchor, chain, databases
from regions import Region
from sources.reader import forms
from sql import configuration

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


def examine(home: Home | None = None, printed: str | None = None) -> list[Finding]:
    """Look at the machine, and at a home where one is named; at its ledger also by a line that was `printed`."""
    if printed and not home:
        raise BadInput("核对印出的账本行要写明 --home。")
    return [*_machine(home.root if home else Path.cwd()), *(_home(home, printed) if home else ())]


def _machine(place: Path) -> Iterator[Finding]:
    if day := os.environ.get(clock.TODAY):
        yield Finding(f"环境变量 {clock.TODAY} 把今天说成 {day}", "它只供测试使用，正式运行请取消它")
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(f"Python {version}", None if sys.version_info >= LEAST_PYTHON else "请安装 Python 3.11 或更新的版本")
    there = next(folder for folder in (place, *place.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free / _GB
    short = None if free >= LEAST_FREE_GB else f"请腾出至少{LEAST_FREE_GB}GB磁盘空间"
    yield Finding(f"磁盘剩余 {free:.0f} GB", short)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GB
    small = None if memory >= LEAST_MEMORY_GB else "内存偏小，运行时请用 --memory 2GB 限制内存，并预留更长时间"
    yield Finding(f"内存 {memory:.0f} GB", small)


def _home(home: Home, printed: str | None) -> Iterator[Finding]:
    if not home.root.is_dir():
        yield Finding(f"工作文件夹 {home.root}", "还没有这个文件夹，运行一次 yingbao run 即会建立")
        return
    yield _readers(home)
    yield _owner(home)
    # A rehearsal's home never has a ledger.
    if not _is_rehearsal(home):
        yield from _ledger(home, printed)
    yield from _databases(home)
    yield from _forms(home)
    yield from _nights(home)


def _forms(home: Home) -> Iterator[Finding]:
    """Whether the county's own words can be read, and which lines of them change nothing."""
    if not home.forms.exists():
        return
    try:
        lines = forms.useless(home)
    except BadInput as error:
        yield Finding("forms.toml 有错，夜间运行会停下", str(error))
        return
    yield Finding("forms.toml 读得懂")
    yield from (Finding("forms.toml 里有一行不起作用", line) for line in lines)


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


def _owner(home: Home) -> Finding:
    """Whose home it is, and whether what is published is the same region's."""
    try:
        bound = binding.read(home)
        binding.check_published(home)
    except BadInput as error:
        return Finding("所属地区不对", str(error))
    if not bound:
        return Finding("还没有写明属于哪个地区（下次运行时写下）")
    kind = "，演练用" if bound.rehearsal else ""
    return Finding(f"属于{bound.name}（{bound.code}{kind}），自{bound.since:%Y-%m-%d}起，由{bound.by}建立")


def _is_rehearsal(home: Home) -> bool:
    try:
        return binding.is_rehearsal(home)
    except BadInput:
        return False


def _ledger(home: Home, printed: str | None) -> Iterator[Finding]:
    found = chain.examine(home)
    yield from (Finding(damage.what, damage.mend) for damage in found)
    if any(damage.stops for damage in found):
        return
    if not home.ledger.exists():
        yield Finding("账本还没有建立（首次运行后建立）")
        return
    versions = len(chain.backups(home.ledger))
    yield Finding(f"账本完好，共{chain.tail(home.ledger).sequence}个事件，前后相接；旁边另有旧版本{versions}份")
    if printed:
        with chain.open_chain(home.ledger) as links:
            wrong = anchor.compare(links, home.read_case_key(), printed)
        yield Finding(wrong.what, wrong.mend) if wrong else Finding("印出的账本行与账本相符")


def _databases(home: Home) -> Iterator[Finding]:
    yield from (Finding(damage.what, damage.mend) for damage in databases.beside(home))
    if not home.published.exists():
        if not home.previous.exists():
            yield Finding("没有公布的数据库", "请运行 yingbao run")
        return
    try:
        run = databases.run_of(home.published)
    except duckdb.Error:
        return  # told with the ledger
    yield Finding(f"已发布的数据库能打开：{run.region}，截至{run.as_of}")
    yield from _region(run.region, home)
    if size := keeping.size(home):
        yield Finding(f"上次运行留下中间结果{size / _GB:.1f} GB（{home.kept}），下次运行沿用其中没有变的")
    if (left := home.build).exists() and any(left.iterdir()) and not journal.is_locked(home):
        yield Finding("有一次运行没有做完", "无须处理：已发布的数据库不受影响，下次运行会清理")


def _nights(home: Home) -> Iterator[Finding]:
    """What the last nights came to, how old that is which is published, and whether anybody is told."""
    days = watch.MISSING_DAYS
    try:
        settings = receivers.read(home)
        days = settings.missing_days
        if settings.receiver:
            yield Finding(f"通知设置读得懂，共{len(settings.receiver)}个接收人")
    except BadInput as error:
        yield Finding("通知设置不能用，出了问题没有人知道", str(error))
    yield from (Finding(remark.what, remark.mend) for remark in watch.remarks(home, days))
    for lost in journal.unsent(home):
        again = f"{lost.get('problem')}；请核对 {home.notify}，再运行 yingbao doctor --home {home.root} --notify"
        yield Finding(f"最近一条消息没能通知{lost.get('receiver')}（{lost.get('at')}）", again)


def _region(name: str, home: Home) -> Iterator[Finding]:
    """Whether the region's files and the county's targets can be meant, and its password is where they say."""
    try:
        region = regions.read(name).with_targets(home.targets)
        configuration.check(region)
    except BadInput as error:
        yield Finding("地区文件有错，夜间运行会停下", str(error))
        return
    yield Finding(f"地区文件 {region.file} 读得懂")
    yield from _password(region)


def _password(region: Region) -> Iterator[Finding]:
    if source := region.worklists.password:
        try:
            lock.password_from(source)
            yield Finding("乡镇工作簿的密码取得到")
        except BadInput as error:
            yield Finding("乡镇工作簿的密码取不到", str(error))
