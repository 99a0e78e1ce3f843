"""What is wrong with a file of the home, and what to do: a sentence each, true of this case and of no other."""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True)
class Damage:
    """One thing that is wrong, in Chinese, without a person's data."""

    what: str
    mend: str
    stops: bool = True
    """Whether nobody may go on before it is mended; else it is told, and the work goes on."""

    @property
    def sentence(self) -> str:
        """What and what to do, in one sentence."""
        return f"{self.what}；{self.mend}。"


def unopened(path: Path, title: str, error: Exception, mend: str, stops: bool = True) -> Damage:
    """Why a database does not open. Only where the file itself is damaged is `mend` what to do.

    A file that another program holds, that this account may not read, or that another release wrote is whole.
    """
    text = str(error)
    name = f"{title} {path.name}"
    if isinstance(error, PermissionError) or "Permission denied" in text:
        owner = f"它属于账户 {_owner(path)}，" if _owner(path) else ""
        return Damage(
            f"{name} 这个账户读不了", f"文件本身没有坏：{owner}请用那个账户运行，或改正文件的所有者和权限", stops
        )
    if "et lock" in text or "already attached" in text or "file handle conflict" in text:
        holder = re.search(r"PID (\d+)", text)
        who = f"（进程 {holder[1]}）" if holder else ""
        return Damage(f"{name} 正被另一个程序打开着{who}", "文件本身没有坏：请关闭那个程序后再试", stops)
    if "torage version number" in text or "Unsupported Storage Version" in text:
        newest = re.search(r"version number (\d+).*between (\d+)", text)
        if newest and int(newest[1]) < int(newest[2]):
            return Damage(f"{name} 是很旧的数据库程序写的", "文件本身没有坏：请先用写它的旧版本打开并升级", stops)
        return Damage(f"{name} 是更新版本的程序写的", "文件本身没有坏：请把应保升级到写它的版本", stops)
    if path.is_dir():
        return Damage(f"{name} 打不开，那里是一个文件夹，不是文件", mend, stops)
    if isinstance(error, duckdb.CatalogException):
        return Damage(f"{name} 里没有应有的表，不是应保写的", mend, stops)
    if "database does not exist" in text:
        return Damage(f"{name} 不见了", mend, stops)
    return Damage(f"{name} 打不开，文件已损坏", mend, stops)


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except (OSError, KeyError):
        return ""
