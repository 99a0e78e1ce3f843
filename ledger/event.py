"""An event: what a writer hands in, and how it is chained."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Event:
    """Something that happened, as it is handed in; sequence, time and hashes are the ledger's."""

    kind: str
    subject: str
    actor: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    as_of: date | None = None
    """The day whose data it rests on."""
    source_file: str | None = None
    source_line: int | None = None


def canonical(value: Any) -> str:
    """One JSON text for one value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def chained_hash(last: str, digest: str) -> str:
    """The hash of an event: of the one before it and of the digest of what it says."""
    return hashlib.sha256((last + digest).encode("ascii")).hexdigest()
