"""What the desk starts and does not wait for: a night (the same `yingbao run`), a look at what was received.

Each is a process of its own that outlives the desk. What it says goes to `home/log/desk_<name>.log`; how a night ended
stands in the journal, as of every night.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from base import clock
from base.atomic import written
from base.errors import BadInput
from base.home import PRIVATE_MODE, Home
from flows import journal

_ROOT = Path(__file__).resolve().parent.parent
# A checkout that nobody installed is found too, after all that is installed; nothing else is looked through.
_CALL = "import runpy, sys; sys.path.append(sys.argv.pop(1)); runpy.run_module(sys.argv.pop(1), run_name='__main__')"
_LAST_LINES = 400
_CHILDREN: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Started:
    """Something that was started at the desk."""

    pid: int
    at: datetime
    by: str
    is_running: bool


RUN, LOOK = "run", "look"


def start_night(home: Home, inbox: Path, region: str, as_of: str, by: str) -> None:
    """Start a night. Raises BadInput where one is at work."""
    if journal.is_locked(home):
        raise BadInput("已经有一次运行在进行，请等它结束。")
    words = ["run", "--inbox", str(inbox), "--home", str(home.root), "--region", region]
    _start(home, RUN, ["flows.cli", *words, *(["--as-of", as_of] if as_of else [])], by)


def start_look(home: Home, inbox: Path, by: str) -> None:
    """Start a look at every file that was received (`flows/looked.py`). Raises BadInput where one is at work."""
    _start(home, LOOK, ["flows.looked", str(inbox), str(home.root)], by)


def _start(home: Home, name: str, words: list[str], by: str) -> None:
    if (last := started(home, name)) and last.is_running:
        raise BadInput("已经在进行，请等它结束。")
    home.log.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    with open(_log(home, name), "wb", opener=journal.private) as log:
        # A session of its own: whatever ends the desk, the terminal's Ctrl+C among it, does not end the night.
        child = subprocess.Popen(  # noqa: S603 (ourselves)
            [sys.executable, "-P", "-c", _CALL, str(_ROOT), *words],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True,
            env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "140"},
        )  # fmt: skip
    _CHILDREN[child.pid] = child
    with written(_place(home, name)) as file:
        record = {"pid": child.pid, "at": clock.now().isoformat(), "by": by, "begun": _begun(child.pid)}
        file.write(json.dumps(record, ensure_ascii=False).encode())


def started(home: Home, name: str = RUN) -> Started | None:
    """What the desk started last under a name; None where there was nothing."""
    for pid, child in list(_CHILDREN.items()):
        if child.poll() is not None:
            del _CHILDREN[pid]
    try:
        record = json.loads(_place(home, name).read_text("utf-8"))
        # A process that got the same number later began at another moment.
        is_running = _begun(record["pid"]) == record["begun"] != ""
        return Started(record["pid"], datetime.fromisoformat(record["at"]), record["by"], is_running)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def output(home: Home, name: str = RUN) -> list[str]:
    """What it has said so far."""
    try:
        return _log(home, name).read_text("utf-8", "replace").splitlines()[-_LAST_LINES:]
    except OSError:
        return []


def _begun(pid: int) -> str:
    """When a process began, in the machine's own count; empty where it has ended."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if facts[0] in "ZX" else facts[19]


def _place(home: Home, name: str) -> Path:
    return home.log / f"desk_{name}.json"


def _log(home: Home, name: str) -> Path:
    return home.log / f"desk_{name}.log"
