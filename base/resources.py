"""What work takes of the machine while it lasts: the memory of all its processes, and room on the disk."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY_SECONDS = 0.5
"""Short enough to see what a query writes aside, long enough to cost nothing (1 ms a look at a home of a million)."""


@dataclass
class Used:
    """The most that was taken at once."""

    memory_mb: int = 0
    """Of this process and those that it started, together; files that are mapped are not counted."""
    disk_mb: int = 0
    """Above what the folder held when the work began."""


@contextmanager
def watched(folder: Path) -> Iterator[Used]:
    """Look every half second, until the work is over, at what it takes; the folder is the one it writes to."""
    used, is_over = Used(), threading.Event()
    before = size(folder)

    def look() -> None:
        used.memory_mb = max(used.memory_mb, _memory() // 1_000_000)
        used.disk_mb = max(used.disk_mb, (size(folder) - before) // 1_000_000)

    def keep_looking() -> None:
        while not is_over.wait(EVERY_SECONDS):
            look()

    watcher = threading.Thread(target=keep_looking, daemon=True)
    watcher.start()
    try:
        yield used
    finally:
        is_over.set()
        watcher.join()
        look()


def size(folder: Path) -> int:
    """The bytes that lie in a folder and all below it; what vanishes while it is counted is not counted."""
    return sum(_bytes(Path(place, name)) for place, _, names in os.walk(folder) for name in names)


def _bytes(path: Path) -> int:
    try:
        return path.lstat().st_blocks * 512
    except OSError:
        return 0


def _memory() -> int:
    """Bytes of all processes of this tree that are nobody else's."""
    here = psutil.Process()
    return sum(_own(process) for process in [here, *here.children(recursive=True)])


def _own(process: psutil.Process) -> int:
    try:
        memory = process.memory_info()
    except psutil.Error:
        return 0
    return int(memory.rss - memory.shared)
