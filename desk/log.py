"""What is done at the desk: who signed in, who looked at a full number, who accepted what; a line each, kept.

`home/log/desk.jsonl`, for the owner alone. No line holds a number or a name of whom it is about: a look names its
subject by a sealed key, which the home's secret opens (`handouts/keys.py`).
"""

import json
import os
import threading
from pathlib import Path

from base import clock
from base.home import PRIVATE_MODE, Home
from flows import journal

_WRITING = threading.Lock()
SIGNED_IN, REFUSED, LOOKED = "signed in", "sign-in refused", "looked at a full number"


def place(home: Home) -> Path:
    """The file."""
    return home.log / "desk.jsonl"


def write(home: Home, what: str, login: str, **facts: str | int) -> None:
    """Add a line and put it on the disk: what cannot be written down is not done (OSError)."""
    home.log.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    line = json.dumps({"at": clock.now().isoformat(), "what": what, "by": login} | facts, ensure_ascii=False)
    with _WRITING, open(place(home), "ab", opener=journal.private) as file:
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def last(home: Home, most: int = 50) -> list[dict[str, str]]:
    """The last lines, the newest first; a line that nobody can read is passed over."""
    try:
        lines = place(home).read_bytes().splitlines()[-most:]
    except OSError:
        return []
    found = []
    for line in reversed(lines):
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
