"""Whoever takes answers into the ledger while the desk is open: a thread that waits until the home is free."""

import threading

from base.errors import BadInput
from desk.frame import Desk
from flows import intake
from flows.faults import machine, where

_AGAIN_SECONDS = 2.0
_LOOK_SECONDS = 30.0
_PAUSE_SECONDS = 0.5
"""Between two takings: answers gather, and a run that waits for the home finds it free."""


class Drain:
    """One thread; where it cannot, what was answered waits on the disk and the desk says so."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._come, self._ended = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, or begin again; what an earlier desk left waiting is taken at once."""
        self._ended.clear()
        self._come.set()
        self._thread = threading.Thread(target=self._run, name="drain", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Something has come."""
        self._come.set()

    def stop(self) -> None:
        """End after what has come was taken, if the home is free."""
        self._ended.set()
        self._come.set()
        if self._thread:
            self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._come.wait(_LOOK_SECONDS)
            self._come.clear()
            if not self._once() and not self._ended.wait(_AGAIN_SECONDS):
                self._come.set()
            self._ended.wait(_PAUSE_SECONDS)
        self._once()

    def _once(self) -> bool:
        """Whether nothing waits any more."""
        try:
            drained = intake.drain(self._desk.home)
        except BadInput as error:
            self._desk.trouble = f"反馈已收下，但还没有记入账本：{error}"
            return False
        except Exception as error:
            why = machine(error) or where(error)
            self._desk.trouble = f"反馈已收下，但还没有记入账本：{why}"
            return False
        self._desk.trouble = ""
        return drained is not None
