"""A scheduler as an owner starts it, for tests: `yingbao serve` in a folder where somebody has laid traps."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound

from tests.flows.inbox import YINGBAO, environment

PATIENCE = 120
DEPLOYMENT = "nightly/nightly-funing"


@dataclass
class Served:
    """A running `yingbao serve`."""

    process: subprocess.Popen[str]
    inbox: Path
    home: Path
    printed: str
    traps: Path

    @property
    def url(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+", self.printed)
        assert found, self.printed
        return found[0]

    @property
    def secret(self) -> str:
        return (self.home / "prefect" / "login").read_text().strip()

    def as_owner(self, ask: Callable[[PrefectClient], Awaitable[Any]]) -> Any:
        """What the server answers to who has the secret."""

        async def asked() -> Any:
            settings = {"auth": httpx.BasicAuth(*self.secret.split(":", 1))}
            async with PrefectClient(f"{self.url}/api", httpx_settings=settings) as client:
                return await ask(client)

        return asyncio.run(asked())

    def deployment(self) -> DeploymentResponse:
        """What is served; it is there a moment after the page is."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(ObjectNotFound):
                return self.as_owner(lambda client: client.read_deployment_by_name(DEPLOYMENT))
            time.sleep(0.5)
        raise AssertionError("no deployment")

    def start_a_night(self, **parameters: Any) -> FlowRun:
        served = self.deployment().id
        return self.as_owner(
            lambda client: client.create_flow_run_from_deployment(served, parameters=parameters or None)
        )

    def ended(self, run: FlowRun) -> FlowRun:
        """The run, once it has ended."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            now = self.as_owner(lambda client: client.read_flow_run(run.id))
            if now.state.is_final():
                return now
            time.sleep(1)
        raise AssertionError("the run did not end")

    def wait_for(self, text: str) -> None:
        """Until the home's log says so."""
        log = self.home / "log" / "night.log"
        before = log.read_text() if log.exists() else ""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if log.exists() and text in log.read_text().removeprefix(before):
                return
            time.sleep(0.1)
        raise AssertionError(f"the log never said {text}")

    def relatives(self) -> list[int]:
        """Every process that `serve` started for this home, and what those started."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                # The page's log and the home lie in the environment of each, whoever its parent is by now.
                if str(self.home / "prefect").encode() in (place / "environ").read_bytes():
                    found.append(int(place.name))
        return found

    def gone_within(self, seconds: float) -> bool:
        """Whether nothing of it is left in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not [pid for pid in self.relatives() if not _is_dead(pid)]:
                return True
            time.sleep(0.1)
        return False


@contextlib.contextmanager
def serving(inbox: Path, home: Path, traps: Path) -> Iterator[Served]:
    """`yingbao serve`, called in the folder `traps`, once it has said where its page is."""
    process = start(inbox, home, traps)
    try:
        assert process.stdout
        printed = ""
        for line in process.stdout:
            printed += line
            if "页面" in line:
                break
        assert "页面" in printed, printed
        yield Served(process, inbox, home, printed, traps)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        if process.stdout:
            process.stdout.close()


def start(inbox: Path, home: Path, folder: Path) -> subprocess.Popen[str]:
    """Start it; what it says is read from its output."""
    return subprocess.Popen(
        [YINGBAO, "serve", "--inbox", inbox, "--home", home, "--region", "funing"],
        cwd=folder,
        env={name: value for name, value in environment().items() if name != "PREFECT_API_URL"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def lay_traps(folder: Path) -> Path:
    """Files that a careless program would run or believe where it is called; each leaves a file `hit-…` behind."""
    folder.mkdir(parents=True)
    for module in ("prefect", "uvicorn", "flows", "pickle", "multiprocessing", "sources"):
        (folder / f"{module}.py").write_text(f"open({str(folder / f'hit-{module}')!r}, 'w')\n")
    (folder / "prefect.toml").write_text(f'[logging]\nconfig_path = "{folder / "logging.yml"}"\n')
    (folder / "logging.yml").write_text(
        "version: 1\n"
        "handlers:\n"
        f"  trap: {{(): subprocess.Popen, args: [touch, {folder / 'hit-settings'}]}}\n"
        "root: {handlers: [trap]}\n"
    )
    (folder / ".env").write_text("PREFECT_API_URL=http://127.0.0.1:9/api\n")
    return folder


def sprung(folder: Path) -> list[str]:
    """The traps that somebody stepped into."""
    return sorted(path.name for path in folder.glob("hit-*"))


def _is_dead(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def own_account() -> bool:
    """Whether these tests may act as another account."""
    return os.geteuid() == 0
