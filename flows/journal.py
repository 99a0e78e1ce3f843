"""What every run left in `home/log`: one line at its start, one at its end, and what it said while it was at work.

`nights.jsonl` has a JSON object a line: `event` (start, end, message), `attempt` (start and end of one run share it),
`run_id`, `as_of`, `region`, `started_at`, `ended_at`, `outcome`, `sentence`, `gates`, `published_as_of`, `is_served`,
and of one that published what it was given and took: `delivered_mb`, `memory_mb`, `disk_mb` (`base/resources.py`).
A run that was killed leaves a start without an end. No line holds a person's data.
"""

import fcntl
import io
import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from base import clock
from base.home import PRIVATE_MODE, Home

PUBLISHED, HELD, REFUSED, FAILED = "published", "held", "refused", "failed"
KILLED, RUNNING = "killed", "running"
"""Read from a start without an end: nobody writes that he was killed."""
UNPUBLISHED = (HELD, REFUSED, FAILED, KILLED)
START, END, MESSAGE = "start", "end", "message"
FILE_MODE = 0o600
LOG_BYTES, LOG_FILES = 2_000_000, 5
"""A night says about ten thousand bytes: the log goes back more than a year."""


@dataclass(frozen=True)
class Run:
    """One run as the journal has it."""

    started_at: datetime
    outcome: str
    as_of: str | None = None
    region: str | None = None
    sentence: str = ""
    ended_at: datetime | None = None
    published_as_of: str | None = None
    is_served: bool = False
    gates: Mapping[str, int] = field(default_factory=dict)
    delivered_mb: int = 0
    memory_mb: int = 0
    disk_mb: int = 0

    @property
    def over_at(self) -> datetime:
        """When it ended; of one that was killed, nobody knows more than when it began."""
        return self.ended_at or self.started_at


def nights(home: Home) -> Path:
    """The journal of runs."""
    return home.log / "nights.jsonl"


def night_log(home: Home) -> Path:
    """What the runs said."""
    return home.log / "night.log"


def is_home(home: Home) -> bool:
    """Whether a night was ever begun there: in somebody's folder that was named by mistake nothing is written."""
    return (home.root / "published").is_dir()


def is_locked(home: Home) -> bool:
    """Whether a run (or feedback, or another command that writes) is at work in the home now."""
    try:
        with (home.root / ".lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def append(home: Home, entry: Mapping[str, Any]) -> None:
    """Add a line and put it on the disk; OSError where it cannot."""
    home.log.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    line = json.dumps(entry, ensure_ascii=False, default=str) + "\n"
    with open(nights(home), "ab", opener=private) as file:
        # A line that a power cut left half written stays a line of its own.
        if file.tell() and not _ends_whole(nights(home)):
            line = "\n" + line
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


def read(home: Home) -> list[Run]:
    """The runs in order, the last one last; a line that nobody can read is passed over."""
    begun: dict[str, dict[str, Any]] = {}
    for entry in _entries(home):
        if entry.get("event") in (START, END) and isinstance(entry.get("attempt"), str):
            begun[entry["attempt"]] = begun.get(entry["attempt"], {}) | entry
    is_busy = is_locked(home)
    return [_run(entry, is_busy and _is_alive(entry.get("pid"))) for entry in begun.values()]


def unsent(home: Home) -> list[dict[str, Any]]:
    """The receivers that the last message did not reach; a later message that arrived takes one off."""
    lost: dict[str, dict[str, Any]] = {}
    for entry in _entries(home):
        if entry.get("event") == MESSAGE and isinstance(entry.get("receiver"), str):
            lost.pop(entry["receiver"], None)
            if not entry.get("is_sent"):
                lost[entry["receiver"]] = entry
    return list(lost.values())


def messages(home: Home) -> set[tuple[str, str]]:
    """Which news reached whom, as (news, receiver)."""
    return {
        (str(entry.get("news")), str(entry.get("receiver")))
        for entry in _entries(home)
        if entry.get("event") == MESSAGE and entry.get("is_sent")
    }


def logger(home: Home, name: str = "night.log") -> logging.Logger:
    """The log of a home, on Shanghai's clock, readable by its owner alone; it goes nowhere else."""
    log = logging.Logger("night", logging.INFO)
    home.log.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    handler = _Private(home.log / name, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
    formatter = logging.Formatter("%(asctime)s %(message)s")
    formatter.formatTime = lambda record, datefmt=None: clock.now().isoformat(" ")  # type: ignore[method-assign]
    handler.setFormatter(formatter)
    log.addHandler(handler)
    return log


class _Private(RotatingFileHandler):
    """Every file that it begins is the owner's alone."""

    def _open(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(open(self.baseFilename, "ab", opener=private), encoding=self.encoding)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the name is logging's)
        """A disk that takes no line is no reason to print what could not be written."""


def private(path: str, flags: int) -> int:
    """Open for `open(…, opener=private)`: what is made so is the owner's alone, whatever the umask."""
    return os.open(path, flags, FILE_MODE)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _entries(home: Home) -> list[dict[str, Any]]:
    try:
        lines = nights(home).read_bytes().splitlines()
    except OSError:
        return []
    entries = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            entries.append(entry)
    return entries


def _is_alive(pid: object) -> bool:
    return not isinstance(pid, int) or Path("/proc", str(pid)).exists()


def _run(entry: Mapping[str, Any], is_at_work: bool) -> Run:
    has_ended = entry.get("event") == END
    return Run(
        started_at=_moment(entry.get("started_at")) or datetime.min,
        outcome=str(entry.get("outcome")) if has_ended else RUNNING if is_at_work else KILLED,
        as_of=entry.get("as_of"),
        region=entry.get("region"),
        sentence=str(entry.get("sentence") or ""),
        ended_at=_moment(entry.get("ended_at")),
        published_as_of=entry.get("published_as_of"),
        is_served=bool(entry.get("is_served")),
        gates=entry.get("gates") or {},
        delivered_mb=_whole(entry.get("delivered_mb")),
        memory_mb=_whole(entry.get("memory_mb")),
        disk_mb=_whole(entry.get("disk_mb")),
    )


def _whole(number: object) -> int:
    return number if isinstance(number, int) else 0


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
