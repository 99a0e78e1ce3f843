"""Events as rows: what a writer hands in, numbered and chained for the ledger."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from ledger.event import Event, canonical, chained_hash

HAPPENED: dict[str, Any] = {
    "kind": pl.String,
    "subject": pl.String,
    "actor": pl.String,
    "as_of": pl.Date,
    "source_file": pl.String,
    "source_line": pl.Int64,
    "payload": pl.String,
}
"""What a writer hands in, by column; number, time and hashes are the ledger's."""


def signed(rows: pl.DataFrame, actor: str, as_of: date) -> pl.DataFrame:
    """Events (`kind`, `subject`, `payload`) of one actor that rest on one day's data and on no file."""
    return rows.select(
        *("kind", "subject"),
        pl.lit(actor).alias("actor"),
        pl.lit(as_of).alias("as_of"),
        pl.lit(None, pl.String).alias("source_file"),
        pl.lit(None, pl.Int64).alias("source_line"),
        "payload",
    )


def numbered(events: Sequence[Event] | pl.DataFrame, first: int, at: datetime) -> pl.DataFrame:
    """The events as rows, not yet chained."""
    frame = events if isinstance(events, pl.DataFrame) else _frame(events)
    numbers = pl.int_range(first, first + frame.height).alias("sequence")
    return frame.select(numbers, pl.lit(at, pl.Datetime("us")).alias("recorded_at"), *HAPPENED).cast(HAPPENED)  # type: ignore[arg-type]


def chained(digests: Sequence[str], first: int, last: str) -> pl.DataFrame:
    """Each event's number, the hash of the one before, and its own: of that hash and of what it says."""
    before, hashes = [], []
    for digest in digests:
        before.append(last)
        last = chained_hash(last, digest)
        hashes.append(last)
    numbers = range(first, first + len(digests))
    return pl.DataFrame({"sequence": numbers, "previous_hash": before, "hash": hashes})


def _frame(events: Sequence[Event]) -> pl.DataFrame:
    rows = [
        (
            *(event.kind, event.subject, event.actor, event.as_of),
            *(event.source_file, event.source_line, canonical(event.payload)),
        )
        for event in events
    ]
    return pl.DataFrame(rows, schema=HAPPENED, orient="row")
