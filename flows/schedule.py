"""The nightly job on a schedule: `serve` watches two processes, Prefect's server and the one that starts the nights.

Nobody but the owner talks to the server: it listens on this machine, behind a secret made anew at each start, and the
night that it runs takes no parameters (`flows.scheduled`).
"""

import contextlib
import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

from base.errors import BadInput
from base.home import PRIVATE_MODE, Home
from flows import journal
from flows.family import PARENT

HOST = "127.0.0.1"
PORT = 4200
OTHER_PORTS = 20
"""So many after the usual one are tried where that is taken."""
# The first start makes Prefect's own database, on an old disk in no hurry.
PATIENCE_SECONDS = 180
GRACE_SECONDS = 4.0
"""Of the ten that a stop may take: for the night to end by itself, and then for the server."""
LOG_BYTES = 5_000_000
SERVED = "YINGBAO_SERVED"
"""The variable that says what the served night is."""


@dataclass(frozen=True)
class Served:
    """What `serve` was started with."""

    inbox: str
    home: str
    region: str
    cron: str

    def written(self) -> str:
        """As it stands in the environment of the processes that `serve` starts."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls) -> "Served":
        """What the environment says."""
        return cls(**json.loads(os.environ[SERVED]))


class _Stopped(Exception):  # noqa: N818
    """Somebody asked `serve` to end."""


@dataclass(frozen=True)
class _Child:
    """A process that `serve` started, and everything that it started in turn."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def check(self) -> None:
        """Raise BadInput where it has ended by itself."""
        if self.process.poll() is not None:
            raise BadInput(f"{self.name}意外停止，serve 随之停止；原因见 {self.log}，处理后请重新运行 yingbao serve。")

    def end(self) -> None:
        """Ask it to end, then make it: its whole group, so that nothing of a night goes on by itself."""
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(GRACE_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def serve_nightly(inbox: Path, home: Path, region: str, cron: str) -> None:
    """Serve the night until stopped; `cron` is read on Shanghai's clock. BadInput: it cannot start, or cannot go on."""
    check_cron(cron)
    if "PREFECT_API_URL" in os.environ:
        raise BadInput("serve 只用自己的 Prefect 服务；请去掉环境变量 PREFECT_API_URL 后再运行。")
    with _stoppable(), _only_one(home / "prefect") as folder:
        try:
            _serve(folder, Served(str(inbox), str(home), region, cron))
        except _Stopped:
            runs = journal.read(Home(home))
            cut = "；正在进行的一次运行已中断，原有数据库保持不变" if runs and _was_cut(runs[-1]) else ""
            print(f"已停止按时间表运行{cut}。", flush=True)


def check_cron(cron: str) -> None:
    """BadInput for a timetable that nobody can read, or whose day never comes."""
    from flows.orchestrator import is_timetable

    if not is_timetable(cron):
        raise BadInput(f'时间表 {cron} 看不懂；请写成“分 时 日 月 星期”，如每天两点是 "0 2 * * *"。')


def _serve(folder: Path, asked: Served) -> None:
    with _listening() as (listening, port), contextlib.ExitStack() as children:
        secret = f"yingbao:{secrets.token_urlsafe(32)}"
        environment = _environment(folder, port, secret)
        handed = listening.fileno()
        server = _start(children, "Prefect 服务", folder, f"server.main({handed})", environment, handed)
        _wait(server, port)
        environment[SERVED] = asked.written()
        runner = _start(children, "定时运行的进程", folder, "scheduled.main()", environment)
        _write_private(folder / "login", secret + "\n")
        where = "" if port == PORT else f"（端口 {PORT} 已被占用）"
        print(f"按时间表 {asked.cron}（上海时间）运行；停止请按 Ctrl+C 或结束进程 {os.getpid()}。", flush=True)
        print(f"页面：http://{HOST}:{port}{where}；口令在 {folder / 'login'}，每次启动都会更换。", flush=True)
        while True:
            server.check()
            runner.check()
            time.sleep(0.5)


def _environment(folder: Path, port: int, secret: str) -> dict[str, str]:
    """What the two processes are started with. What the caller's own environment says of Prefect counts for nothing."""
    address = f"http://{HOST}:{port}"
    ours = {
        "PREFECT_HOME": str(folder),
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_UI_API_URL": f"{address}/api",
        "PREFECT_SERVER_API_AUTH_STRING": secret,
        "PREFECT_API_AUTH_STRING": secret,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_UI_STATIC_DIRECTORY": str(folder / "page"),
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_COLORS": "false",
        "DO_NOT_TRACK": "1",
        # Whatever they start in turn does not look for code where they stand.
        "PYTHONSAFEPATH": "1",
        PARENT: str(os.getpid()),
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | ours


def _start(
    children: contextlib.ExitStack, name: str, folder: Path, call: str, environment: Mapping[str, str], *handed: int
) -> _Child:
    """Start a module in the home's private folder: nothing that lies where `serve` was called is code or a setting."""
    module = call.partition(".")[0]
    log = folder / f"{module}.log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with open(log, "ab", opener=journal.private) as written:
        process = subprocess.Popen(  # noqa: S603 (our own interpreter and arguments)
            [sys.executable, "-I", "-X", "utf8", "-c", f"from flows import {module}; {call}"],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            cwd=folder,
            env=environment,
            pass_fds=handed,
            start_new_session=True,
        )
    child = _Child(name, process, log)
    children.callback(child.end)
    return child


@contextmanager
def _listening() -> Iterator[tuple[socket.socket, int]]:
    """A socket on this machine, ours before anybody is told of it and for as long as we run: nobody can take our place.

    The usual port, else one of the next.
    """
    for port in (*range(PORT, PORT + OTHER_PORTS), 0):
        if listening := _taken(port):
            with listening:
                yield listening, listening.getsockname()[1]
            return
    raise BadInput(f"本机没有可用的端口（{PORT} 起）；请停止占用它们的程序后再运行。")


def _taken(port: int) -> socket.socket | None:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Connections of the last start may linger; two that listen there cannot be.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(128)
    except OSError:
        listening.close()
        return None
    return listening


@contextmanager
def _only_one(folder: Path) -> Iterator[Path]:
    """The scheduler's own folder, ours alone; BadInput where another `serve` is at work there."""
    folder.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    # A home of an earlier release let the group in.
    folder.chmod(PRIVATE_MODE)
    for file in folder.glob("*"):
        if file.is_file():
            file.chmod(journal.FILE_MODE)
    with open(folder / ".serve.lock", "w", opener=journal.private) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInput(f"{folder.parent} 已有一个 yingbao serve 在运行；请先停止它。") from None
        try:
            yield folder
        finally:
            (folder / "login").unlink(missing_ok=True)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn the signals that end a process into an exception; a second one changes nothing."""

    def stop(number: int, frame: FrameType | None) -> None:
        for again in signals:
            signal.signal(again, signal.SIG_IGN)
        raise _Stopped

    # Whoever started it with `nohup` wants it to outlive the terminal.
    signals = [
        number
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        if signal.getsignal(number) != signal.SIG_IGN
    ]
    before = {number: signal.signal(number, stop) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait(server: _Child, port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not _answers(port):
        if server.process.poll() is not None or time.monotonic() > until:
            raise BadInput(f"Prefect 服务没有启动，原因见 {server.log}。")
        time.sleep(0.3)


def _answers(port: int) -> bool:
    # The machine's proxy has no business here.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{HOST}:{port}/api/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _was_cut(run: journal.Run) -> bool:
    return run.is_served and run.outcome in (journal.KILLED, journal.FAILED) and not run.published_as_of


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with open(path, "x", encoding="ascii", opener=journal.private) as file:
        file.write(text)
