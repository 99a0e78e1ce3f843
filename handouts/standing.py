"""Workbooks that need not be written again: they would hold the same, and stand as they were issued."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

MADE_OF = ".made_of"
"""Beside workbooks: what they were made of, as one word."""


def made_of(frames: Iterable[pl.DataFrame], *facts: object) -> str:
    """What workbooks are made of, as one word: the rows of the frames, in whatever order, and what else counts."""
    made = hashlib.sha256(repr(facts).encode())
    for frame in frames:
        made.update(repr(frame.schema).encode())
        made.update(frame.hash_rows().sort().to_numpy().tobytes())
    return made.hexdigest()


def stand(folder: Path, issued: Mapping[str, str], made: str) -> bool:
    """Whether workbooks (`issued`: names and digests) were made of this, and nobody has touched, added or taken one."""
    return (
        remembered(folder / MADE_OF) == made
        and {path.name for path in folder.glob("*.xlsx")} == issued.keys()
        and all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == known for name, known in issued.items())
    )


def remembered(path: Path) -> str | None:
    """What a file beside workbooks says; None where there is none, or it is no text."""
    try:
        return path.read_text(encoding="ascii")
    except (FileNotFoundError, ValueError):
        return None


def digests_issued(file: Path) -> dict[str, str]:
    """The digests of workbooks as they were issued; of none where nobody can tell: all count as written in."""
    try:
        digests: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return digests
