"""A call of the night and what is kept of it: its lines in the journal and the log, and who is told.

The night itself (`flows.nightly`) knows nothing of it, and nothing here may end it or hold it up.
"""

import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from logging import Logger
from typing import Any

from base import clock
from base.errors import BadInput
from base.home import Home
from flows import forecast, journal, morning, notify
from flows.faults import Fault, GateHeld, where
from flows.night import Night
from sql.warehouse import Progress

STOPPED = "运行被停止，原有数据库保持不变"
OUTCOMES = {
    journal.PUBLISHED: "已发布",
    journal.HELD: "检查未通过，没有发布",
    journal.REFUSED: "没有运行",
    journal.FAILED: "运行出错",
}


@dataclass
class Attempt:
    """One call of the night. Whoever makes it passes `progress` on and says what came of it in `night`."""

    home: Home
    region: str
    as_of: str | None
    say: Progress
    is_served: bool = False
    last_line: Callable[[Home], str] = lambda home: ""
    """One more line for whoever is told, asked when the run has ended."""
    night: Night | None = None
    started_at: datetime = field(default_factory=clock.now)
    _id: str = field(default_factory=lambda: uuid.uuid4().hex)
    _log: Logger | None = None
    _has_begun: bool = False
    _step: str = ""
    _since: float = 0.0

    def progress(self, text: str) -> None:
        """Hand on what the night says; steps with their seconds and 注意 stand in the log too."""
        self.say(text)
        self.begin()
        if text.startswith(("注意", forecast.BEGINNING)):
            self._write(text)
        elif not {".", "/"} & set(text):
            self._finish_step()
            self._step, self._since = text, time.monotonic()

    def begin(self) -> None:
        """Write the first line, once there is a home to write it to."""
        if not self._has_begun and journal.is_home(self.home):
            # A disk that takes no line is told of once.
            self._has_begun = True
            self._guarded(self._begin)

    def end(self, error: BaseException | None) -> None:
        """Write the last line and tell whoever wants to know."""
        self.begin()
        if not journal.is_home(self.home):
            return
        outcome, sentence = _ended(error)
        held = {gate: len(messages) for gate, messages in error.held.items()} if isinstance(error, GateHeld) else {}
        self._finish_step()
        self._write(OUTCOMES[outcome] + (f"：{sentence}" if sentence else ""))
        self._guarded(lambda: journal.append(self.home, self._entry(outcome, sentence, held)))
        self._guarded(lambda: morning.leave(self.home))
        # Whoever stops a run knows it.
        if isinstance(error, Exception) or error is None:
            news = notify.News(outcome, self.region, self._day().isoformat(), sentence, held)
            self._guarded(lambda: self._tell(news))

    def _begin(self) -> None:
        self._log = journal.logger(self.home)
        self._log.info(f"开始运行：{self.region}，截至{self._day()}，进程{os.getpid()}")
        started = {"event": journal.START, "outcome": "started", "is_served": self.is_served, "pid": os.getpid()}
        journal.append(self.home, self._call() | started)

    def _call(self) -> dict[str, Any]:
        run_id = self.night.run_id if self.night else self.started_at.strftime("%Y%m%dT%H%M%S")
        return {
            "attempt": self._id,
            "run_id": run_id,
            "as_of": self._day(),
            "region": self.region,
            "started_at": self.started_at.isoformat(),
        }

    def _entry(self, outcome: str, sentence: str, held: dict[str, int]) -> dict[str, Any]:
        published = self._day() if outcome == journal.PUBLISHED else None
        took = forecast.taken(self.night) if published and self.night else {}
        return (
            self._call()
            | took
            | {
                "event": journal.END,
                "ended_at": clock.now().isoformat(),
                "outcome": outcome,
                "sentence": sentence,
                "gates": held,
                "published_as_of": published,
            }
        )

    def _day(self) -> date:
        try:
            return date.fromisoformat(str(self.as_of)) if self.as_of else self.started_at.date()
        except ValueError:
            # The call is refused for it; its line bears the day on which it was made.
            return self.started_at.date()

    def _finish_step(self) -> None:
        if self._step:
            self._write(f"{self._step} {time.monotonic() - self._since:.1f}秒")
        self._step = ""

    def _write(self, text: str) -> None:
        if self._log:
            self._log.info(text.replace("\n", "；"))

    def _tell(self, news: notify.News) -> None:
        for delivery in notify.tell(self.home, news, self.last_line(self.home)):
            if delivery.problem:
                self._write(f"注意：没能通知{delivery.receiver}：{delivery.problem}")

    def _guarded(self, write: Callable[[], None]) -> None:
        """A disk that takes no line, or a message that goes nowhere, is no reason to end a night."""
        try:
            write()
        except (OSError, BadInput) as error:
            self.say(f"注意：{error if isinstance(error, BadInput) else f'运行记录写不进 {self.home.log}'}")
        except Exception as error:
            self.say(f"注意：运行记录没有写完（{where(error)}）")


@contextmanager
def attempted(home: Home, region: str, as_of: str | None, progress: Progress, **more: Any) -> Iterator[Attempt]:
    """Keep what comes of a call of the night, whatever it raises."""
    attempt = Attempt(home, region, as_of, progress, **more)
    attempt.begin()
    try:
        yield attempt
    except BaseException as error:
        attempt.end(error)
        raise
    attempt.end(None)


def _ended(error: BaseException | None) -> tuple[str, str]:
    match error:
        case None:
            return journal.PUBLISHED, ""
        case GateHeld():
            return journal.HELD, str(error)
        case BadInput():
            return journal.REFUSED, str(error)
        case Fault():
            return journal.FAILED, str(error)
        case Exception():
            # A message may quote a person's data: only its kind and place are kept.
            return journal.FAILED, where(error)
    return journal.FAILED, STOPPED
