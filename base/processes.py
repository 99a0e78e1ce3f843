"""Python's own work on several cores: processes that each do one thing at a time.

Started from nothing: a fork would copy other threads' locks. They start isolated: neither the folder that the command
was called in, nor what the environment names, is looked through for modules, since workbooks of others lie there and a
`pickle.py` may lie beside them.

Why not `ProcessPoolExecutor` with a spawn context: its children look through the caller's folder first unless the
parent itself was started isolated (a `pickle.py` there was run; the pool broke), they import the caller's script again,
and one that dies takes the answers of all others with it, where here only its own work ends. It is no faster either:
two children answer after 0.8–1.0 s (here 0.7–0.9), then 1,400–2,100 calls a second (here 2,500–5,300), and take 100–200
MB/s of bytes (here 1,000–2,300), on 2 busy cores.
"""

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_ROOT = Path(__file__).resolve().parent.parent
"""Where our own packages lie: a checkout that nobody installed is found too, after everything that is installed."""
_START = "import sys; sys.path.append(sys.argv[1]); from base.processes import serve; serve()"


class Died(Exception):  # noqa: N818 (it is told by who asked for the work)
    """A process ended before it answered: killed by the system, by a limit, or by what it read."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        """What it ended with; the negative number of a signal."""


class Processes(ThreadPoolExecutor):
    """An executor like any other; what is submitted is a function of a module, and all it is given can be pickled."""

    def __init__(self, workers: int) -> None:
        """So many processes at most; each starts with its first work and ends with the executor."""
        super().__init__(workers)
        self._mine = threading.local()
        self._helpers: list[Helper] = []

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
        if not hasattr(self._mine, "helper") or not self._mine.helper.is_alive:
            self._mine.helper = Helper()
            self._helpers.append(self._mine.helper)
        answer: Answer = self._mine.helper.call(function, arguments, named)
        return answer


class Helper:
    """One process, and the pipes to it. `quiet`: what it prints while it dies is nobody's business."""

    def __init__(self, environment: Mapping[str, str] | None = None, quiet: bool = False) -> None:
        encoding = ["-X", "utf8"] if sys.flags.utf8_mode else []
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and our own code)
            [sys.executable, "-I", *encoding, "-c", _START, str(_ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
            env={**os.environ, "POLARS_MAX_THREADS": "1", **(environment or {})},
        )

    def call(self, *work: Any) -> Any:
        """Send the work, wait for its answer; what it raises is raised here. Died: it ended before it answered."""
        assert self._process.stdin and self._process.stdout  # noqa: S101 (both are pipes)
        try:
            pickle.dump(work, self._process.stdin)
            self._process.stdin.flush()
            answer, error = pickle.load(self._process.stdout)  # noqa: S301 (our own process)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            self.kill()
            raise Died(self._process.returncode) from None
        if error is not None:
            raise error
        return answer

    @property
    def is_alive(self) -> bool:
        """Whether it can be given more work."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it at once, whatever it is at; who waits for its answer is told by `Died`."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it after what it is at."""
        assert self._process.stdin and self._process.stdout  # noqa: S101
        with contextlib.suppress(BrokenPipeError):  # it has died with work unread
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def serve() -> None:
    """Do what the parent sends on standard input, one thing after another, until it closes."""
    # Whoever prints while at work must not print into an answer.
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    while True:
        try:
            function, arguments, named = pickle.load(sys.stdin.buffer)  # noqa: S301 (our own parent)
        except EOFError:
            return
        if pa := sys.modules.get("pyarrow"):
            pa.set_cpu_count(1)
        outcome: tuple[Any, Exception | None]
        try:
            outcome = function(*arguments, **named), None
        except Exception as error:
            outcome = None, error
        pickle.dump(outcome, answers)
        answers.flush()
