"""What must stand in the ledger, told by what lies outside its folder: the anchor, the published file, a printed line.

The chain shows what was changed inside the ledger; it cannot show that its end was cut off, or that the whole file, or
the key, is another. The anchor (`home/anchor.json`) holds the last event that was written, the published file the last
one that it was made from, both under the home's key. The ledger is written first, then the anchor: a crash between the
two leaves the ledger ahead, which is well.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from base.atomic import replaced_file
from base.damage import Damage
from base.errors import BadInput
from base.home import Home
from sql.warehouse import quoted

SHOWN = 12
"""So many digits of a seal make a printed line: nobody meets them by trying."""
_LINE = re.compile(r"第\s*(\d+)\s*号\D*?\s([0-9a-f]{12,64})(?![0-9a-f])")
_ASKED = 1000
"""So many listed events are asked whether they fit the key."""


@dataclass(frozen=True)
class Anchor:
    """Where the ledger's end lay when it was last written."""

    sequence: int
    seal: str
    """Of the last event's hash, under the key."""
    events: int
    key: str
    """Which key it is, without telling it."""
    at: str


@dataclass(frozen=True)
class Witness:
    """The last event of the ledger that a published file was made from."""

    sequence: int
    mark: str
    is_sealed: bool
    """Whether `mark` is a seal; files of 0.2.0 hold the event's hash itself."""

    def fits(self, key: str, found: str) -> bool:
        """Whether an event with this hash is the one."""
        return self.mark == (seal(key, found) if self.is_sealed else found)


@dataclass(frozen=True)
class Chain:
    """An open ledger: `ledger.event` may be read over `con`."""

    con: duckdb.DuckDBPyConnection
    path: Path
    is_anchored: bool
    """Whether a release that writes anchors wrote it."""

    def tail(self) -> int:
        """The number of the last event."""
        [(last,)] = self.con.execute("select coalesce(max(sequence), 0) from ledger.event").fetchall()
        return int(last)

    def hash_of(self, sequence: int) -> str | None:
        """The hash of an event; None where there is none of this number."""
        rows = self.con.execute("select hash from ledger.event where sequence = ?", [sequence]).fetchall()
        return str(rows[0][0]) if rows else None

    def given_up(self) -> set[tuple[int, str]]:
        """Ends of a ledger that somebody gave up by restoring an earlier one: a published file may still name them."""
        rows = self.con.execute("""
            select json_extract(payload, '$.given_up[*]') from ledger.event where kind = 'restored'
        """).fetchall()
        ends = [json.loads(end) for (many,) in rows for end in many or ()]
        return {(int(end["sequence"]), str(end["mark"])) for end in ends}


def seal(key: str, event_hash: str) -> str:
    """An event's hash under the key: who has no key cannot tell from it what the event says."""
    return hashlib.sha256((key + event_hash).encode("ascii")).hexdigest()


def fingerprint(key: str) -> str:
    """Which key it is; nobody finds the key by it."""
    return hashlib.sha256(f"yingbao case key {key}".encode()).hexdigest()


def read(home: Home) -> Anchor | None:
    """The anchor; None where there is none. Raises ValueError where it cannot be read."""
    try:
        fields = json.loads(home.anchor.read_text(encoding="utf-8"))
        return Anchor(
            int(fields["sequence"]), str(fields["seal"]), int(fields["events"]), str(fields["key"]), str(fields["at"])
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(type(error).__name__) from None


def write(home: Home, key: str, sequence: int, event_hash: str, at: datetime) -> None:
    """Move the anchor to the ledger's last event, whole or not at all, on the disk when this returns."""
    end = Anchor(sequence, seal(key, event_hash), sequence, fingerprint(key), at.isoformat())
    with replaced_file(home.anchor) as (new, _):
        new.write_text(json.dumps(asdict(end), indent=1) + "\n", encoding="utf-8")


def line(home: Home) -> str:
    """The ledger's end in one short line, to be printed or sent away; empty where there is no ledger yet.

    What is on paper nobody on this machine can change: `yingbao doctor --anchor` checks it, years later too.
    """
    try:
        last = read(home)
    except ValueError:
        return ""
    return f"账本 第{last.sequence}号事件 {last.seal[:SHOWN]}" if last and last.sequence else ""


def compare(chain: Chain, key: str, printed: str) -> Damage | None:
    """What is wrong where a printed line is not borne out by the ledger. Raises BadInput where it is no such line."""
    found = _LINE.search(printed.strip().lower())
    if not found:
        raise BadInput("--anchor 后面应是印出的那一行，如“账本 第120号事件 0123456789ab”。")
    sequence, mark = int(found[1]), found[2]
    held = chain.hash_of(sequence)
    if held is None:
        return Damage(
            f"印出的是第{sequence}号事件，账本却只到第{chain.tail()}号，末尾被截掉了", restore_remedy(chain.path)
        )
    if not seal(key, held).startswith(mark):
        return Damage(f"账本的第{sequence}号事件与印出的不符，账本或编号密钥被换过", restore_remedy(chain.path))
    return None


def restore_remedy(ledger: Path, only: str = "") -> str:
    """How what was lost comes back."""
    return f"请从备份恢复：{restore_command(ledger, only)}（会先说明将失去什么，确认后才动手）"


def restore_command(ledger: Path, only: str = "") -> str:
    """The command, to be completed with the backup's name."""
    return f"yingbao restore 备份文件 --home {ledger.parent.parent}{only}"


def witness(con: duckdb.DuckDBPyConnection, published: Path) -> Witness | None:
    """What a published file says of the ledger's end; None where it was made without one. Raises duckdb.Error."""
    con.execute(f"attach {quoted(str(published))} as witness (read_only)")
    try:
        columns = {
            name
            for (name,) in con.execute("""
                select column_name from duckdb_columns()
                where database_name = 'witness' and schema_name = 'ledger' and table_name = 'event'
            """).fetchall()
        }
        is_sealed = "event_seal" in columns
        if not columns & {"event_seal", "hash"}:
            return None
        rows = con.execute(f"""
            select sequence, {"event_seal" if is_sealed else "hash"} from witness.ledger.event
            order by sequence desc limit 1
        """).fetchall()
        return Witness(int(rows[0][0]), str(rows[0][1]), is_sealed) if rows else None
    finally:
        con.execute("detach witness")


def first_difference(chain: Chain, key: str, published: Path) -> int | None:
    """The number of the first event that the published file and the ledger do not tell alike."""
    chain.con.execute(f"attach {quoted(str(published))} as witness (read_only)")
    try:
        sealed = chain.con.execute("""
            select count(*) from duckdb_columns() where database_name = 'witness' and column_name = 'event_seal'
        """).fetchall() != [(0,)]
        there, here = ("event_seal", "sha256($key || here.hash)") if sealed else ("hash", "here.hash")
        [(first,)] = chain.con.execute(
            f"""
            select min(there.sequence) from witness.ledger.event as there
            left join ledger.event as here using (sequence)
            where here.sequence is null or there.{there} <> {here}
            """,
            {"key": key} if sealed else {},
        ).fetchall()
        return None if first is None else int(first)
    finally:
        chain.con.execute("detach witness")


def fits_ledger(chain: Chain, key: str) -> bool | None:
    """Whether the ledger's cases were numbered with this key; None where it holds none to tell by."""
    return _fits(chain.con, key, "ledger.event")


def fits_published(chain: Chain, key: str, published: Path) -> bool | None:
    """Whether the cases of a published file were numbered with this key; None where it holds none to tell by."""
    chain.con.execute(f"attach {quoted(str(published))} as witness (read_only)")
    try:
        return _fits(chain.con, key, "witness.ledger.event")
    finally:
        chain.con.execute("detach witness")


def _fits(con: duckdb.DuckDBPyConnection, key: str, events: str) -> bool | None:
    # Needed where something is wrong only: the catalogue of lists takes its time to load.
    from sql.leads import case_id

    numbered = case_id(key, "' || list_id || '", "subject_id")
    # A case that was opened for one who was another is numbered otherwise: one that fits is enough.
    [(asked, fitting)] = con.execute(f"""
        select count(*), count(*) filter (case_id = {numbered}) from (
            select
                subject as case_id,
                json_extract_string(payload, '$.list_id') as list_id,
                json_extract_string(payload, '$.subject_id') as subject_id
            from {events} where kind = 'listed' order by sequence limit {_ASKED}
        )
    """).fetchall()
    return bool(fitting) if asked else None
