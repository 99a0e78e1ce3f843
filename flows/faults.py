"""What can end a run, besides bad input."""

from collections.abc import Mapping, Sequence
from pathlib import Path


class Fault(Exception):  # noqa: N818
    """A fault of ours, told by its place and kind only: a library's own message may quote a person's data."""


class GateHeld(Exception):  # noqa: N818
    """A gate holds the publication back; yesterday's file stands. The message says which, and how to accept."""

    def __init__(self, sentence: str, held: Mapping[str, Sequence[str]] | None = None) -> None:
        """`held` has the messages by gate."""
        super().__init__(sentence)
        self.held = dict(held or {})


def where(error: BaseException) -> str:
    """The kind of an error and the last lines it came through, without its message."""
    places = []
    trace = error.__traceback__
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        places.append(f"{file.parent.name}/{file.name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(places[-4:])}"
