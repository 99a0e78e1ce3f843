"""What the homes of neighbouring regions have sent (`yingbao exchange`): kept in the home, landed by every night.

One file a neighbour, named by its content, and a record that says which of them count. The record is replaced last and
by one rename: of an exchange that was killed a night sees what stood before, or what is new, never half of it.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from base import clock
from base.atomic import sync, written
from base.errors import BadInput
from base.home import PRIVATE_MODE, Home
from sources.insured_nearby import INSURED_NEARBY
from sources.reader.delivery import Delivery

RECORD = "record.json"
BASIS = "各地区工作文件夹之间的交换（yingbao exchange）"
"""What stands as the legal basis of what is landed: the manifests of the sender say whose data it rests on."""


@dataclass(frozen=True)
class Sent:
    """What one region's home has sent to another."""

    region: str
    place: str
    """What the region is called."""
    data_date: str
    keep_until: str | None
    """The first day on which something that it rests on may not be kept any longer."""
    rows: int
    sha256: str

    @property
    def stored(self) -> str:
        """The name of its file in the receiver's home."""
        return f"{self.sha256[:16]}.parquet"


def put(home: Home, parcels: Sequence[tuple[Sent, bytes]]) -> bool:
    """Let these, and nothing else, be what the neighbours have sent; whether that changes anything.

    Whoever calls holds the home. The same again writes nothing; no parcel withdraws what there was.
    """
    sent = sorted((one for one, _ in parcels), key=lambda one: one.region)
    if sent == _sent_or_none(home):
        return False
    home.nearby.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    for one, content in parcels:
        with written(home.nearby / one.stored) as file:
            file.write(content)
    _record(home, sent)
    return True


def packed(rows: pl.DataFrame, region: str, data_date: date) -> bytes:
    """The rows as a delivered file of `insured_nearby`; the same rows of another day are other bytes."""
    table = rows.to_arrow().cast(pa.schema([(name, pa.string()) for name in rows.columns]))
    table = table.replace_schema_metadata({"region": region, "data_date": data_date.isoformat()})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def digest(content: bytes) -> str:
    """As the manifest of an inbox would say it."""
    return hashlib.sha256(content).hexdigest()


def sent_to(home: Home) -> list[Sent]:
    """What the neighbours have sent, as the record says. Raises BadInput where it cannot be read."""
    path = home.nearby / RECORD
    if not path.exists():
        return []
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        found = [Sent(**entry) for entry in entries]
        for one in found:
            date.fromisoformat(one.data_date)
            date.fromisoformat(one.keep_until or one.data_date)
    except (OSError, ValueError, TypeError):
        raise BadInput(f"相邻地区交换来的数据的登记 {path} 读不出来；请重新运行 yingbao exchange，再运行。") from None
    return found


def deliveries(home: Home, as_of: date) -> list[Delivery]:
    """What the neighbours have sent, as deliveries of a night. Raises BadInput as `sent_to` does."""
    return [
        Delivery(
            extract=INSURED_NEARBY.name,
            file=f"{INSURED_NEARBY.name}/{one.place}",
            path=home.nearby / one.stored,
            data_date=min(date.fromisoformat(one.data_date), as_of),
            rows=one.rows,
            sha256=one.sha256,
            provided_by=one.place,
            legal_basis=BASIS,
            keep_until=_until(one),
            expired=_is_over(one, as_of),
        )
        for one in sent_to(home)
    ]


def let_go(home: Home, as_of: date) -> None:
    """Delete what may not be kept any longer; a slip of the clock or of --as-of deletes nothing before its time."""
    today = min(as_of, clock.today())
    sent = sent_to(home)
    left = [one for one in sent if not _is_over(one, today)]
    if left != sent:
        _record(home, left)


def notes(listed: Sequence[Delivery]) -> Iterator[str]:
    """From whom a night knows who is insured nearby, and from which day's data."""
    there = [one for one in listed if one.legal_basis == BASIS and not one.expired]
    if there:
        each = "；".join(f"{one.provided_by}，截至{one.data_date}" for one in there)
        yield f"参保外地信息来自相邻地区的数据：{each}"


def _sent_or_none(home: Home) -> list[Sent] | None:
    """The record, where it and every file that it names are whole; an empty one where there never was any."""
    try:
        sent = sent_to(home)
        return sent if all(digest((home.nearby / one.stored).read_bytes()) == one.sha256 for one in sent) else None
    except (BadInput, OSError):
        return None


def _record(home: Home, sent: Sequence[Sent]) -> None:
    """Say which files count, then delete the others."""
    with written(home.nearby / RECORD) as file:
        file.write(json.dumps([asdict(one) for one in sent], ensure_ascii=False, indent=1).encode())
    for path in _others(home.nearby, {RECORD, *(one.stored for one in sent)}):
        path.unlink()
    sync(home.nearby)


def _others(folder: Path, kept: set[str]) -> list[Path]:
    return [path for path in folder.iterdir() if path.name not in kept]


def _until(one: Sent) -> date | None:
    return date.fromisoformat(one.keep_until) if one.keep_until else None


def _is_over(one: Sent, day: date) -> bool:
    until = _until(one)
    return until is not None and until < day
