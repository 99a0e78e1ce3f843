"""Where a night's tables are made: here, or on an engine that a data centre runs (`--engine spark`)."""

import hashlib
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from base.errors import BadInput
from flows.faults import machine
from flows.night import Night

LOCAL, SPARK = "local", "spark"
ENGINES = (LOCAL, SPARK)
_ADDRESS = re.compile(r"sc://[^\s/:;]+:[0-9]{1,5}(?:/;\S*)?", re.ASCII)
_UNREAD = re.compile(r"[*?\[\]{}%\\\"]")
"""What engines take for patterns, or codes, in a path."""


@dataclass(frozen=True)
class EngineServer:
    """An engine that speaks Spark Connect, and a folder that it and we see (None: in the home)."""

    address: str
    folder: Path | None = None


def chosen(engine: str, connect: str | None, folder: str | None) -> EngineServer | None:
    """What `--engine`, `--connect` and `--engine-folder` ask for; None: a night on this machine.

    Raises BadInput where they do not go together, or the folder is none.
    """
    if engine == LOCAL:
        if connect or folder:
            raise BadInput("--connect 和 --engine-folder 只和 --engine spark 一起用。")
        return None
    if not connect or not _ADDRESS.fullmatch(connect):
        raise BadInput("--engine spark 要写明引擎在哪里：--connect sc://主机:端口，如 sc://10.1.2.3:15002。")
    if folder and re.match(r"[a-z0-9+.-]+:/", folder, re.IGNORECASE):
        scheme = folder.partition(":")[0]
        raise BadInput(f"--engine-folder 目前只能是引擎和本机都看得到的文件夹（如共享盘），不能是 {scheme}:// 地址。")
    return EngineServer(connect, Path(folder).absolute() if folder else None)


@contextmanager
def begun(night: Night, server: EngineServer | None) -> Iterator[None]:
    """Let a night make its tables there; nothing of it is left there afterwards, however it ends.

    Raises BadInput where what speaks to engines is not installed, nobody answers, or the folder is of no use.
    """
    if server is None:
        yield
        return
    try:
        from sql.engine import reached
    except ImportError as missing:
        lacking = {"sqlglot": "sqlglot"}.get(missing.name or "", "pyspark-client")
        needed = f"--engine spark 还要安装 {lacking}：pip install -r requirements-engine.txt"
        raise BadInput(f"{needed}；本机运行（--engine local）不需要。") from None
    owner = hashlib.sha256(f"{socket.gethostname()} {night.home.root.resolve()}".encode()).hexdigest()[:12]
    folder = server.folder / f"yingbao-{owner}" if server.folder else night.home.engine.absolute()
    if _UNREAD.search(str(folder)):
        raise BadInput(
            f"计算引擎读不了带有 * ? [ ] {{ }} % 等符号的路径：{folder}；请用 --engine-folder 另指定一个文件夹。"
        )
    with ExitStack() as until_the_end:
        try:
            night.engine = until_the_end.enter_context(reached(server.address, folder, night.as_of, owner))
        except BadInput:
            raise
        except Exception as error:
            # No step has begun that could tell it.
            if sentence := machine(error):
                raise BadInput(f"{sentence}。") from None
            raise
        yield
