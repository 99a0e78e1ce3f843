"""What the manifest says of one delivered file."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Delivery:
    """One line of the manifest. `expired`: its time is over and it is not read any more (it may be deleted already)."""

    extract: str
    file: str
    path: Path
    data_date: date
    rows: int | None
    sha256: str | None
    provided_by: str
    legal_basis: str
    keep_until: date | None
    expired: bool
