"""Python's own work on several cores: processes that each do one thing at a time.

Started from nothing rather than by multiprocessing: a fork would copy other threads' locks, and a spawn would run the
caller's script again.
"""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class Processes(ThreadPoolExecutor):
    """An executor like any other; what is submitted is a function of a module, and all it is given can be pickled."""

    def __init__(self, workers: int) -> None:
        """So many processes at most; each starts with its first work and ends with the executor."""
        super().__init__(workers)
        self._mine = threading.local()
        self._helpers: list[_Helper] = []

    def submit(
        self, function: Callable[Asked, Answer], /, *arguments: Asked.args, **named: Asked.kwargs
    ) -> Future[Answer]:
        """What the function answers, or raises, in another process."""
        return super().submit(self._elsewhere, function, arguments, named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes when each has finished what it is at."""
        super().shutdown(wait=True, cancel_futures=cancel_futures)
        while self._helpers:
            self._helpers.pop().close()

    def _elsewhere(self, function: Callable[..., Answer], arguments: Any, named: Any) -> Answer:
        if not hasattr(self._mine, "helper"):
            self._mine.helper = _Helper()
            self._helpers.append(self._mine.helper)
        answer: Answer = self._mine.helper.call(function, arguments, named)
        return answer


class _Helper:
    """One process, and the pipes to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from sources.processes import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "POLARS_MAX_THREADS": "1"},
        )

    def call(self, *work: Any) -> Any:
        """Send the work, wait for its answer; what it raises is raised here."""
        assert self._process.stdin and self._process.stdout  # noqa: S101 (both are pipes)
        pickle.dump(work, self._process.stdin)
        self._process.stdin.flush()
        answer, error = pickle.load(self._process.stdout)  # noqa: S301 (our own process)
        if error is not None:
            raise error
        return answer

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout  # noqa: S101
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def serve() -> None:
    """Do what the parent sends on standard input, one thing after another, until it closes."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    # Whoever prints while at work must not print into an answer.
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    while True:
        try:
            function, arguments, named = pickle.load(sys.stdin.buffer)  # noqa: S301 (our own parent)
        except EOFError:
            return
        told: tuple[Any, Exception | None]
        try:
            told = function(*arguments, **named), None
        except Exception as error:
            told = None, error
        pickle.dump(told, answers)
        answers.flush()
