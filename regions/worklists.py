"""How a region hands out its work lists: whom to ask, what is shown of people, under which password."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MASKED, FULL = "masked", "full"


@dataclass(frozen=True)
class Worklists:
    """The region's `[worklists]`."""

    contact: str | None = None
    """Whom a town asks, as it stands on the cover."""
    masking: str = MASKED
    """Whether a town reads a surname and the last four digits of a number, or all of both."""
    workers: Mapping[str, str] = field(default_factory=dict)
    """By town or village code: the worker whose own file shows everything."""
    password: Mapping[str, str] | None = None
    """Where the password of the workbooks comes from: `env` names a variable, `file` a file; never the word itself."""

    def worker(self, code: str) -> str | None:
        """Whose file that of a town or village is: the village's own worker, else the town's."""
        return self.workers.get(code) or self.workers.get(code[:9])


def read(entry: Mapping[str, Any], region_code: str) -> Worklists:
    """Read `[worklists]`; ValueError for what nobody would understand the same way."""
    if unknown := sorted(set(entry) - {"contact", "masking", "workers", "password"}):
        raise ValueError(f"[worklists] knows no {', '.join(unknown)}")
    worklists = Worklists(**entry)
    if worklists.masking not in (MASKED, FULL):
        raise ValueError(f"[worklists] masking is {MASKED} or {FULL}, not {worklists.masking}")
    for code, worker in worklists.workers.items():
        if not re.fullmatch(r"[0-9]{9}([0-9]{3})?", code) or not code.startswith(region_code) or not worker.strip():
            raise ValueError(f"[worklists.workers] {code} is no town or village here, or its worker has no name")
    source = worklists.password
    if source is not None and not (len(source) == 1 and set(source) <= {"env", "file"} and all(source.values())):
        raise ValueError("[worklists] password is { env = NAME } or { file = PATH }, never the password itself")
    return worklists
