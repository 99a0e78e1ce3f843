"""All deliveries of a night, landed side by side."""

import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa

import sources
from sources.manifest import Delivery
from sources.source import Landed, is_landed, land

# A process takes a second to start and pays only where there is more than that second's work.
_WORTH_PROCESSES = 64 << 20

Lander = Callable[[Delivery], Landed]


def land_all(deliveries: Sequence[Delivery], landing: Path, workers: int) -> Iterator[Landed]:
    """Land every delivery, the largest first, and yield the results in the order of the deliveries.

    BadInput: the first of the deliveries that cannot be used; what has been landed by then stays for the next run.
    """
    unread = sum(
        delivery.path.stat().st_size
        for delivery in deliveries
        if not is_landed(sources.SOURCES[delivery.extract], delivery, landing)
    )
    helpers: list[_Helper] = []
    mine = threading.local()

    def in_process(delivery: Delivery) -> Landed:
        if not hasattr(mine, "helper"):
            mine.helper = _Helper()
            helpers.append(mine.helper)
        return mine.helper.land(delivery, landing)

    def here(delivery: Delivery) -> Landed:
        return land(sources.SOURCES[delivery.extract], delivery, landing)

    lander: Lander = in_process if workers > 1 and unread >= _WORTH_PROCESSES else here
    largest_first = sorted(range(len(deliveries)), key=lambda number: -deliveries[number].path.stat().st_size)
    with ThreadPoolExecutor(workers) as pool:
        landed = {number: pool.submit(lander, deliveries[number]) for number in largest_first}
        try:
            for number in range(len(deliveries)):
                yield landed[number].result()
        finally:
            pool.shutdown(cancel_futures=True)
            for helper in helpers:
                helper.close()


class _Helper:
    """A process that lands one file after another: typing is Python's work, and threads would wait for each other.

    Started from nothing rather than by multiprocessing: a fork would copy other threads' locks, and a spawn would
    run the caller's script again.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from sources.landing import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def land(self, delivery: Delivery, landing: Path) -> Landed:
        """Send a file's name, wait for its result; what the file is refused for is raised here."""
        assert self._process.stdin and self._process.stdout  # noqa: S101 (both are pipes)
        pickle.dump((delivery, landing), self._process.stdin)
        self._process.stdin.flush()
        answer: Any = pickle.load(self._process.stdout)  # noqa: S301 (our own process)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """End the process when it has finished its file."""
        assert self._process.stdin  # noqa: S101
        self._process.stdin.close()
        self._process.wait()


def serve() -> None:
    """Land what the parent names on standard input, one file at a time, until it closes."""
    pa.set_cpu_count(1)
    while True:
        try:
            delivery, landing = pickle.load(sys.stdin.buffer)  # noqa: S301 (our own parent)
        except EOFError:
            return
        answer: Landed | Exception
        try:
            answer = land(sources.SOURCES[delivery.extract], delivery, landing)
        except Exception as error:
            answer = error
        pickle.dump(answer, sys.stdout.buffer)
        sys.stdout.buffer.flush()
