"""The nightly job on a schedule: Prefect keeps the time, its page shows the runs, both on this machine only."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sources.errors import BadInput

HOST = "127.0.0.1"
PORT = 4200
# The first start makes Prefect's own database, on an old disk in no hurry.
PATIENCE_SECONDS = 180


def serve_nightly(inbox: Path, home: Path, region: str, cron: str) -> None:
    """Serve the nightly flow until stopped; `cron` is read on Shanghai's clock.

    Starts Prefect's server on this machine, unless PREFECT_API_URL names one. BadInput: the server cannot start.
    """
    with _server(home):
        # Prefect reads its settings when it is imported: only now does it know which server to talk to.
        from prefect.schedules import Cron

        from flows.nightly import nightly

        nightly.serve(
            name=f"nightly-{region}",
            schedule=Cron(cron, timezone="Asia/Shanghai"),
            parameters={"inbox": str(inbox), "home": str(home), "region": region},
            # One night at a time: a night that runs late is not overtaken by the next.
            limit=1,
        )


@contextmanager
def _server(home: Path) -> Iterator[None]:
    """A server of our own for as long as the schedule runs: an ephemeral one keeps no time."""
    if "PREFECT_API_URL" in os.environ:
        yield
        return
    folder = home / "prefect"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["PREFECT_HOME"] = str(folder)
    os.environ["PREFECT_API_URL"] = f"http://{HOST}:{PORT}/api"
    if _answers():
        raise BadInput(f"端口 {PORT} 上已有 Prefect 服务；请先停止它，或设置 PREFECT_API_URL 使用它。")
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(PORT)]
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 (our own interpreter and arguments)
    try:
        _wait(server, folder / "server.log")
        yield
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not _answers():
        if server.poll() is not None or time.monotonic() > until:
            raise BadInput(f"Prefect 服务没有启动，原因见 {log}。")
        time.sleep(0.5)


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{PORT}/api/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
