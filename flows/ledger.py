"""The ledger: an append-only file of events, each chained by a hash to the one before. What must never be lost.

The file is never written in place: a write copies it, adds its events to the copy in one transaction, and renames the
copy over the old file, whose last versions stay beside it. So a crash leaves the one or the other, whole.
Whoever writes holds the home (`Home.locked`): two writers at once would each rename a copy.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from handouts.replace import replaced_file
from sources.errors import BadInput
from sql import audit
from sql.warehouse import STORAGE_VERSION, quoted

KEPT = 7
"""Earlier versions of the file that stay beside it."""
FIRST = "0" * 64
"""What the first event is chained to."""

_CHAIN = ("previous_hash", "hash")
# One table for every kind of event (listed, sent, answered, closed, verdict …): what it is about is the subject (a case
# id, a pair of records), what only its kind knows is in the payload (JSON). A new kind needs no new column.
EVENT: dict[str, Any] = {
    "sequence": pl.Int64,
    "recorded_at": pl.Datetime("us"),
    "kind": pl.String,
    "subject": pl.String,
    "actor": pl.String,
    "as_of": pl.Date,
    "source_file": pl.String,
    "source_line": pl.Int64,
    "payload": pl.String,
    "previous_hash": pl.String,
    "hash": pl.String,
}
HAPPENED = {name: kind for name, kind in EVENT.items() if name not in ("sequence", "recorded_at", *_CHAIN)}
"""What a writer hands in, by column."""
_BEGIN = """
    create table ledger.event (
        sequence bigint not null, recorded_at timestamp not null, kind varchar not null, subject varchar not null,
        actor varchar not null, as_of date, source_file varchar, source_line bigint, payload varchar not null,
        previous_hash varchar not null, hash varchar not null
    )
"""
# The text of an event's digest: one JSON array of what it says. DuckDB works out half a million of them in a second.
_DIGEST = """
    sha256(json_array(
        sequence, strftime(recorded_at, '%Y-%m-%dT%H:%M:%S.%f'), kind, subject, actor, as_of::varchar, source_file,
        source_line, payload
    )::varchar)
"""


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


def append(path: Path, events: Sequence[Event] | pl.DataFrame, recorded_at: datetime | None = None) -> int:
    """Add events in one transaction; returns how many. Raises BadInput where the ledger is damaged: nothing is added.

    A frame holds the columns that an `Event` has (`HAPPENED`), the payload as JSON text, in the order of what happened.
    `recorded_at` is the time of the run (Asia/Shanghai), which all its events share.
    """
    if not len(events):
        return 0
    check(path)
    at = (recorded_at or audit.now()).replace(microsecond=0)
    with replaced_file(path) as (new, _):
        if path.exists():
            shutil.copyfile(path, new)
        with _attached(new, writable=True) as con:
            if not path.exists():
                con.execute(_BEGIN)
            sequence, last = _tail(con)
            frame = events if isinstance(events, pl.DataFrame) else _frame(events)
            con.register("happened", _numbered(frame, sequence + 1, at))
            told = con.execute(f"select {_DIGEST} from happened order by sequence").fetchall()
            con.register("chained", _chained([digest for (digest,) in told], sequence + 1, last))
            con.execute("begin")
            con.execute("insert into ledger.event from happened join chained using (sequence) order by sequence")
            con.execute("commit")
            con.execute("checkpoint ledger")
        if path.exists():
            _keep(path, sequence)
    for old in backups(path)[:-KEPT]:
        old.unlink()
    return len(events)


def signed(told: pl.DataFrame, actor: str, as_of: date) -> pl.DataFrame:
    """Events (`kind`, `subject`, `payload`) of one actor that rest on one day's data and on no file, for `append`."""
    return told.select(
        *("kind", "subject"),
        pl.lit(actor).alias("actor"),
        pl.lit(as_of).alias("as_of"),
        pl.lit(None, pl.String).alias("source_file"),
        pl.lit(None, pl.Int64).alias("source_line"),
        "payload",
    )


def check(path: Path) -> None:
    """Raise BadInput where the ledger is damaged or lost: nobody goes on as if nothing had ever been said."""
    files = [file for file in (path, *backups(path), _journal(path)) if file.exists()]
    stand = tuple((file, told.st_ino, told.st_size, told.st_mtime_ns) for file in files for told in [file.stat()])
    if damage := _verified(path, stand):
        raise BadInput(damage[0])


@lru_cache(maxsize=8)
def _verified(path: Path, stand: tuple[tuple[object, ...], ...]) -> list[str]:
    """What `verify` says of files that stand like this: whoever reads before writing asks it once."""
    return verify(path)


def verify(path: Path) -> list[str]:
    """What is wrong with the ledger, in Chinese sentences; nothing where the chain is whole or not yet begun.

    The chain shows what was changed or taken out; the versions kept show what was cut off at the end or replaced whole.
    """
    kept = backups(path)
    if not path.exists():
        return [f"账本 {path.name} 不见了，但旁边有备份 {kept[-1].name}；请先从备份恢复。"] if kept else []
    if _journal(path).exists():
        return [f"账本旁有 {path.name}.wal：有别的程序改动过账本；请从备份恢复。"]
    try:
        with _attached(path) as con:
            if broken := _broken(con):
                return [f"账本从第{broken}号事件起与散列链不符，内容被改动过；请从备份恢复。"]
        return [sentence for backup in kept if (sentence := _missing(path, backup))]
    except duckdb.Error:
        return [f"账本 {path.name} 或它的备份打不开，文件已损坏；请从备份恢复。"]


def ask(path: Path, statement: str) -> pl.DataFrame:
    """What a query over `ledger.event` answers. Where there is no ledger yet, it is asked of one without events."""
    with opened(path) as con:
        return con.sql(statement).pl()


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which `ledger.event` may be read; without events where there is no ledger yet."""
    with _attached(path if path.exists() else None) as con:
        if not path.exists():
            con.execute("attach ':memory:' as ledger")
            con.execute(_BEGIN)
        yield con


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def backups(path: Path) -> list[Path]:
    """The versions kept beside the ledger, the oldest first; each bears the number of its last event."""
    return sorted(path.parent.glob(f"{path.stem}.{'[0-9]' * 12}{path.suffix}"))


def canonical(value: Any) -> str:
    """One JSON text for one value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


@contextmanager
def _attached(path: Path | None, writable: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    config: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    with duckdb.connect(config=config) as con:
        if path:
            mode = f"storage_version '{STORAGE_VERSION}'" if writable else "read_only"
            con.execute(f"attach {quoted(str(path))} as ledger ({mode})")
        yield con
        if path:
            con.execute("detach ledger")


def _tail(con: duckdb.DuckDBPyConnection) -> tuple[int, str]:
    """Number and hash of the last event."""
    rows = con.execute("select sequence, hash from ledger.event order by sequence desc limit 1").fetchall()
    return rows[0] if rows else (0, FIRST)


def _frame(events: Sequence[Event]) -> pl.DataFrame:
    rows = [
        (
            *(event.kind, event.subject, event.actor, event.as_of),
            *(event.source_file, event.source_line, canonical(event.payload)),
        )
        for event in events
    ]
    return pl.DataFrame(rows, schema=HAPPENED, orient="row")


def _numbered(events: pl.DataFrame, first: int, at: datetime) -> pl.DataFrame:
    """The events as rows, not yet chained."""
    numbers = pl.int_range(first, first + events.height).alias("sequence")
    return events.select(numbers, pl.lit(at, pl.Datetime("us")).alias("recorded_at"), *HAPPENED).cast(
        {name: kind for name, kind in EVENT.items() if name in HAPPENED}
    )


def _chained(digests: Sequence[str], first: int, last: str) -> pl.DataFrame:
    """Each event's number, the hash of the one before, and its own: of that hash and of what it says."""
    before, hashes = [], []
    for digest in digests:
        before.append(last)
        last = _hash(last, digest)
        hashes.append(last)
    numbers = range(first, first + len(digests))
    return pl.DataFrame({"sequence": numbers, "previous_hash": before, "hash": hashes})


def _hash(last: str, digest: str) -> str:
    return hashlib.sha256((last + digest).encode("ascii")).hexdigest()


def _broken(con: duckdb.DuckDBPyConnection) -> int | None:
    """The number of the first event that does not follow from the one before; None where all do."""
    [(number,)] = con.execute(f"""
        select min(number)
        from (
            select
                sequence, previous_hash, hash, {_DIGEST} as digest,
                row_number() over (order by sequence) as number,
                lag(hash, 1, '{FIRST}') over (order by sequence) as before
            from ledger.event
        )
        where sequence <> number or previous_hash <> before or hash <> sha256(previous_hash || digest)
    """).fetchall()
    return None if number is None else int(number)


def _missing(path: Path, backup: Path) -> str | None:
    """Where an earlier version's last event is no longer in the ledger, the sentence that says so."""
    with _attached(backup) as con:
        sequence, last = _tail(con)
    with _attached(path) as con:
        found = con.execute("select hash from ledger.event where sequence = ?", [sequence]).fetchall()
    if sequence and found != [(last,)]:
        return f"账本里没有备份 {backup.name} 的第{sequence}号事件，账本被截短或替换过；请从最新的完好备份恢复。"
    return None


def _keep(path: Path, sequence: int) -> None:
    """Give the file, which is about to lose its name, a second one; it is never written again."""
    backup = path.with_name(f"{path.stem}.{sequence:012d}{path.suffix}")
    beside = backup.with_name(f".{backup.name}.new")
    beside.unlink(missing_ok=True)
    os.link(path, beside)
    beside.replace(backup)
