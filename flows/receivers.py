"""`home/notify.toml`: who is told what became of a night, and where the way to them comes from."""

import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from base.errors import BadInput
from base.home import Home
from base.strict import Strict, Wrong, read_toml
from flows import watch

Outcome = Literal["failed", "held", "missing", "published"]
WAYS = ("url", "env", "file", "command")
MOST_DAYS = 60


@dataclass(frozen=True)
class Receiver(Strict):
    """One receiver: exactly one of `url`, `env`, `file` (an address that Apprise understands) and `command`."""

    name: str = ""
    url: str | None = None
    env: str | None = None
    file: str | None = None
    command: tuple[str, ...] | None = None
    wants: tuple[Outcome, ...] = ("failed", "held", "missing")

    def __post_init__(self) -> None:
        if sum(bool(getattr(self, way)) for way in WAYS) != 1:
            raise Wrong(f"应写 {'、'.join(WAYS)} 中的一个，且只写一个")

    def address(self) -> str:
        """The address, from wherever it lies. Raises BadInput where there is none."""
        if self.url:
            return self.url
        if self.env:
            address, place = os.environ.get(self.env, ""), f"环境变量 {self.env}"
        else:
            path = Path(self.file or "").expanduser()
            place = f"文件 {path}"
            address = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
        if not address:
            raise BadInput(f"{place}里没有地址")
        return address


@dataclass(frozen=True)
class Settings(Strict):
    """The whole file."""

    missing_days: int = watch.MISSING_DAYS
    receiver: tuple[Receiver, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.missing_days <= MOST_DAYS:
            raise Wrong(f"应是1到{MOST_DAYS}之间的整数（天）", "missing_days")


def read(home: Home) -> Settings:
    """Read the file; nobody is told where there is none. Raises BadInput for what cannot be meant or may be read."""
    path = home.notify
    if not path.exists():
        return Settings()
    settings = read_toml(path, Settings)
    _check_readers(path, settings)
    named = [
        replace(receiver, name=receiver.name or f"第{number}个") for number, receiver in enumerate(settings.receiver, 1)
    ]
    return replace(settings, receiver=tuple(named))


def _check_readers(path: Path, settings: Settings) -> None:
    """Whoever may write the file runs commands as its owner; whoever may read it may read the addresses' secrets."""
    about = path.stat()
    if about.st_mode & (stat.S_IWGRP | stat.S_IWOTH) or about.st_uid not in (0, os.geteuid()):
        raise BadInput(f"{path} 别人也能改；请运行 chmod 600 {path}，并核对它的所有者。")
    if about.st_mode & (stat.S_IRWXG | stat.S_IRWXO) and any(receiver.url for receiver in settings.receiver):
        raise BadInput(f"{path} 里写有地址（含密钥），别人也能读；请运行 chmod 600 {path}。")
