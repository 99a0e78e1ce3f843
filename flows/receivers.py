"""`home/notify.toml`: who is told what became of a night, and where the way to them comes from."""

import os
import stat
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from base.errors import BadInput
from base.home import Home
from flows import watch

Outcome = Literal["failed", "held", "missing", "published"]
WAYS = ("url", "env", "file", "command")


class Receiver(BaseModel):
    """One receiver: exactly one of `url`, `env`, `file` (an address that Apprise understands) and `command`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: str = ""
    url: str | None = None
    env: str | None = None
    file: str | None = None
    command: list[str] | None = None
    wants: list[Outcome] = ["failed", "held", "missing"]

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


class Settings(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    missing_days: int = Field(default=watch.MISSING_DAYS, ge=1, le=60)
    receiver: list[Receiver] = []


def read(home: Home) -> Settings:
    """Read the file; nobody is told where there is none. Raises BadInput for what cannot be meant or may be read."""
    path = home.notify
    if not path.exists():
        return Settings()
    try:
        settings = Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
        raise BadInput(f"{path} 读不了或不是 TOML 格式；请照文档的例子改正。") from None
    except ValidationError as error:
        raise BadInput(f"{path}：{_sentence(error.errors()[0])}。") from None
    for number, receiver in enumerate(settings.receiver, 1):
        if sum(bool(getattr(receiver, way)) for way in WAYS) != 1:
            raise BadInput(f"{path}：第{number}个 receiver 应写 {'、'.join(WAYS)} 中的一个，且只写一个。")
    _check_readers(path, settings)
    named = [
        receiver.model_copy(update={"name": receiver.name or f"第{number}个"})
        for number, receiver in enumerate(settings.receiver, 1)
    ]
    return settings.model_copy(update={"receiver": named})


def _check_readers(path: Path, settings: Settings) -> None:
    """Whoever may write the file runs commands as its owner; whoever may read it may read the addresses' secrets."""
    about = path.stat()
    if about.st_mode & (stat.S_IWGRP | stat.S_IWOTH) or about.st_uid not in (0, os.geteuid()):
        raise BadInput(f"{path} 别人也能改；请运行 chmod 600 {path}，并核对它的所有者。")
    if about.st_mode & (stat.S_IRWXG | stat.S_IRWXO) and any(receiver.url for receiver in settings.receiver):
        raise BadInput(f"{path} 里写有地址（含密钥），别人也能读；请运行 chmod 600 {path}。")


def _sentence(error: ErrorDetails) -> str:
    place: Sequence[int | str] = error["loc"]
    where = "".join(f"第{part + 1}个 " if isinstance(part, int) else f"{part} " for part in place[:-1])
    key = place[-1]
    if error["type"] == "extra_forbidden":
        known = list((Receiver if len(place) > 1 else Settings).model_fields)
        near = process.extractOne(str(key), known)[0]
        return f"{where}没有名为 {key} 的设置，是不是 {near}"
    if error["type"] == "literal_error":
        return f"{where}第{int(key) + 1}个值不对，可用的有 failed、held、missing、published"
    return f"{where}{key} 的值不对，请照文档的例子改正"
