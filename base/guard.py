"""What reads files that may be hostile: a process of its own, held to so much memory and time.

A workbook of a few kilobytes can ask for gigabytes, or stop the program that reads it. Here it stops one process, which
is replaced; the file at fault is refused, and the next one is read.
"""

import re
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from base.processes import Died, Helper

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

MEMORY = 512 << 20
"""Bytes that a reader may take before it has looked at its file; Python and its libraries take a quarter of that."""
SECONDS = 60
"""Of the processor's time, likewise: many times what a town's workbook takes."""
_LARGE = 400 << 20
"""A process that has once taken so much is not used again: what it holds, it may not give back."""
# One thread and one arena: what libraries reserve for many threads would count as taken.
_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "RAYON_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OMP_NUM_THREADS": "1",
}

_idle: list[Helper] = []
_lock = threading.Lock()


class Exceeded(Exception):  # noqa: N818 (who asked makes a sentence of it)
    """The reader wanted more memory than it may have, or died of what it read."""


class TooSlow(Exceeded):
    """The reader took more time than it may."""


def guarded(
    seconds: float, function: Callable[Asked, Answer], /, *arguments: Asked.args, **named: Asked.kwargs
) -> Answer:
    """What a function of a module answers, or raises, in a process that is held to MEMORY and SECONDS (see `allow`).

    `seconds`: how long it is waited for, by the clock. Exceeded: the process went beyond, or died.
    """
    with _reader() as reader:
        late = threading.Event()

        def end() -> None:
            late.set()
            reader.kill()

        clock = threading.Timer(seconds, end)
        clock.daemon = True
        clock.start()
        try:
            answer, is_large = reader.call(_limited, (function, arguments, named), {})
        except Died as died:
            raise (TooSlow if late.is_set() or died.code == -signal.SIGXCPU else Exceeded)() from None
        except MemoryError:
            raise Exceeded from None
        finally:
            clock.cancel()
            clock.join()
        # Where the clock struck as the answer came, the process is ended: the next one does not meet it.
        if is_large or late.is_set():
            reader.kill()
    return answer


def allow(memory: int, seconds: int) -> None:
    """From now on the reader may take so much memory in all, and so much time more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_DATA, memory)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds)


def _limit(kind: int, value: int) -> None:
    """A limit that this process may raise again, as far as it was allowed to begin with."""
    most = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (value if most == resource.RLIM_INFINITY else min(value, most), most))


@contextmanager
def _reader() -> Iterator[Helper]:
    """A process nobody else uses now; one that has ended does not come back."""
    with _lock:
        reader = _idle.pop() if _idle else None
    reader = reader or Helper(_ENVIRONMENT, quiet=True)
    try:
        yield reader
    finally:
        if reader.is_alive:
            with _lock:
                _idle.append(reader)


def _limited(function: Callable[..., Any], arguments: Any, named: Any) -> tuple[Any, bool]:
    """The answer, and whether this process has grown large."""
    # A core would hold people's data.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    allow(MEMORY, SECONDS)
    try:
        answer = function(*arguments, **named)
    except Exception:
        raise
    except BaseException:
        raise Exceeded from None  # a library written in Rust has given up
    return answer, _peak() > _LARGE


def _peak() -> int:
    """Bytes that this process has held at most. getrusage would begin with what the process held that started it."""
    [kilobytes] = re.findall(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    return int(kilobytes) << 10
