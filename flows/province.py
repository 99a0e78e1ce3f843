"""A province on one big server: the nights of several homes, one after another or side by side, then the exchange.

Each night is a process of its own, `yingbao run` as by hand: what ends one of them ends no other. What was exchanged
counts in the next night of each home, so that a home is always a day behind its neighbours.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import regions
from base.errors import BadInput
from base.home import Home
from base.strict import Strict, read_toml
from flows import province_figures
from flows.exchange import Exchanged, exchange
from flows.orchestrator import flow
from sql.warehouse import Progress

_ROOT = Path(__file__).resolve().parent.parent
# A checkout that nobody installed is found too. A night ends with the process that started it.
_CALL = (
    "import runpy, sys; sys.path.append(sys.argv.pop(1));"
    " from flows.family import end_with_parent; end_with_parent(int(sys.argv.pop(1)));"
    " runpy.run_module('flows.cli', run_name='__main__')"
)


@dataclass(frozen=True)
class Member(Strict):
    """One home of a province: paths are relative to the file that names it."""

    region: str
    inbox: str
    home: str


@dataclass(frozen=True)
class _File(Strict):
    """What a file of homes may say."""

    home: tuple[Member, ...]


@dataclass(frozen=True)
class Ended:
    """How one home's night ended: 0 published, else the exit code of `yingbao run` and its sentence."""

    member: Member
    code: int
    sentence: str

    @property
    def line(self) -> str:
        """For whoever ran the province."""
        name = regions.read(self.member.region).name
        return f"{name}：{'已发布' if self.code == 0 else self.sentence}"


@dataclass(frozen=True)
class Done:
    """What became of a province's nights and of the exchange after them."""

    nights: tuple[Ended, ...]
    exchanged: tuple[Exchanged, ...]
    problem: str
    """Why there was no exchange, or not of all; empty where there was."""
    figures: int = 0
    """How many figures of the whole province stand in `figures.csv`; 0 where a home has published none."""

    @property
    def code(self) -> int:
        """The exit code: a fault of ours before a wrong input, that before a gate."""
        codes = {one.code for one in self.nights} | ({2} if self.problem else set())
        return next((code for code in (1, 2, 3) if code in codes), max(codes, default=0))


def read(path: Path) -> tuple[Member, ...]:
    """The homes that a file names, with whole paths. BadInput: one is no region, two are one, or lie in each other."""
    if not path.is_file():
        raise BadInput(f"找不到 {path}；请写明有哪些地区（[[home]]，region、inbox、home 三项）。")
    members = tuple(
        Member(one.region, str(path.parent.absolute() / one.inbox), str(path.parent.absolute() / one.home))
        for one in read_toml(path, _File).home
    )
    for one in members:
        if one.region not in regions.names():
            raise BadInput(f"{path}：没有名为 {one.region} 的地区；可用的有：{'、'.join(regions.names())}。")
    for one, other in combinations(members, 2):
        here, there = regions.read(one.region), regions.read(other.region)
        if Path(one.home).resolve() == Path(other.home).resolve():
            raise BadInput(f"{path}：{here.name}和{there.name}写了同一个工作文件夹 {one.home}；请改正。")
        if here.code.startswith(there.code) or there.code.startswith(here.code):
            raise BadInput(f"{path}：{here.name}和{there.name}有重叠，同一个人会算两次；请只留一个。")
    return members


@flow(name="province", validate_parameters=False, persist_result=False)
def province(
    homes: Path,
    as_of: str | None = None,
    side_by_side: int = 1,
    memory: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Done:
    """The night of every home, so many at once, each failing alone; then the exchange and the sums.

    Raises BadInput, with nothing begun, where the file of homes cannot be used.
    """
    members = read(Path(homes))
    say = progress or (lambda text: None)
    words = [
        *(("--as-of", as_of) if as_of else ()),
        *(("--memory", memory) if memory else ()),
        *(("--threads", str(threads)) if threads else ()),
    ]
    with ThreadPoolExecutor(side_by_side) as pool:
        nights = tuple(pool.map(lambda one: _night(one, words, say), members))
    exchanged, problem = _exchange(members, say)
    return Done(nights, exchanged, problem, 0 if problem else _figures(Path(homes), members))


def _night(member: Member, words: Sequence[str], say: Callable[[str], None]) -> Ended:
    say(f"{regions.read(member.region).name}开始运行")
    called = ["run", "--inbox", member.inbox, "--home", member.home, "--region", member.region, *words]
    # What it says as it goes stands in its own home's log.
    night = subprocess.run(  # noqa: S603 (ourselves)
        [sys.executable, "-P", "-c", _CALL, str(_ROOT), str(os.getpid()), *called],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
        cwd="/", env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    lines = night.stderr.decode("utf-8", "replace").strip().splitlines()
    killed = f"运行被结束（信号{-night.returncode}），原有数据库保持不变。"
    ended = Ended(member, night.returncode, "；".join(lines) if night.returncode > 0 else killed)
    if night.returncode < 0:
        ended = Ended(member, 1, killed)
    say(ended.line)
    return ended


def _figures(homes: Path, members: Sequence[Member]) -> int:
    return province_figures.write(homes.parent / province_figures.FILE, [Home(Path(one.home)) for one in members])


def _exchange(members: Sequence[Member], say: Progress) -> tuple[tuple[Exchanged, ...], str]:
    """What was exchanged among the homes that have ever published; why not, or not with whom."""
    there = [one for one in members if Home(Path(one.home)).published.exists()]
    left_out = [regions.read(one.region).name for one in members if one not in there]
    problem = f"{'、'.join(left_out)}还没有发布过，没有参加交换。" if left_out else ""
    if not there:
        return (), problem
    try:
        return tuple(exchange([Path(one.home) for one in there], say)), problem
    except BadInput as refused:
        return (), f"{problem}{refused}"
