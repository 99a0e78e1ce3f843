"""The ledger: an append-only file of events, each chained by a hash to the one before. What must never be lost.

The file is never written in place: a write copies it, adds its events to the copy in one transaction, and renames the
copy over the old file, whose last versions stay beside it. So a crash leaves the one or the other, whole.
Whoever writes holds the home (`Home.locked`): two writers at once would each rename a copy.
`check` and `append` are of a home: they hold the ledger against its key, its anchor and what was published, and move
the anchor. What is of the file alone (`extend`, `verify`, `ask`) takes its path.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from base import case_key, clock
from base.atomic import replaced_file
from base.damage import Damage, unopened
from base.errors import BadInput
from base.home import Home
from ledger import anchor, databases, integrity, schema
from ledger.event import Event
from sql.duck import STORAGE_VERSION
from sql.warehouse import quoted

if TYPE_CHECKING:
    import polars as pl

VERSIONS = 7
"""Earlier versions of the file that stay beside it."""
FIRST = "0" * 64
"""What the first event is chained to."""

# One table for every kind of event (listed, sent, answered, closed, verdict …): what it is about is the subject (a case
# id, a pair of records), what only its kind knows is in the payload (JSON). A new kind needs no new column.
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
class Tail:
    """The ledger's last event."""

    sequence: int = 0
    hash: str = FIRST


def append(home: Home, events: "Sequence[Event] | pl.DataFrame", recorded_at: datetime | None = None) -> int:
    """Add events in one transaction, then move the anchor; returns how many.

    Raises BadInput where the ledger is damaged, or not the one that was written here: nothing is added.
    A frame holds the columns that an `Event` has (`event_rows.HAPPENED`), the payload as JSON text, in the order of
    what happened.
    `recorded_at` is the time of the run (Asia/Shanghai), which all its events share.
    """
    check(home)
    at = (recorded_at or clock.now()).replace(microsecond=0)
    before = tail(home.ledger)
    if not len(events) and (home.anchor.exists() or not before.sequence):
        return 0
    key = home.read_case_key()
    if not home.anchor.exists() or _is_damaged(home):
        # Begun before the first event, so that whoever finds a ledger of ours without an anchor knows that it was lost.
        anchor.write(home, key, before.sequence, before.hash, at)
    if len(events):
        last = extend(home.ledger, events, at)
        anchor.write(home, key, last.sequence, last.hash, at)
    return len(events)


def extend(path: Path, events: "Sequence[Event] | pl.DataFrame", recorded_at: datetime) -> Tail:
    """Add events to the file alone, which has been found whole; returns the new end."""
    # Who only reads (`yingbao explain`) need not wait for a library of columns to load.
    from ledger import event_rows

    with replaced_file(path) as (new, _):
        if path.exists():
            shutil.copyfile(path, new)
        with _attached(new, writable=True) as con:
            con.execute("begin")
            if not path.exists():
                con.execute(_BEGIN)
            schema.migrate(con)
            before = _tail(con)
            con.register("happened", event_rows.numbered(events, before.sequence + 1, recorded_at))
            digests = con.execute(f"select {_DIGEST} from happened order by sequence").fetchall()
            con.register(
                "chained", event_rows.chained([digest for (digest,) in digests], before.sequence + 1, before.hash)
            )
            con.execute("insert into ledger.event from happened join chained using (sequence) order by sequence")
            last = _tail(con)
            con.execute("commit")
            con.execute("checkpoint ledger")
        if path.exists():
            _keep(path, before.sequence)
    for old in backups(path)[:-VERSIONS]:
        old.unlink()
    return last


def check(home: Home) -> list[Damage]:
    """Raise BadInput where the ledger, its key or what was published is damaged, lost or another; returns what is told.

    Nobody goes on as if nothing had ever been said.
    """
    found = examine(home)
    if stopping := [damage for damage in found if damage.stops]:
        raise BadInput(stopping[0].sentence)
    return found


def examine(home: Home, whole: bool = True) -> list[Damage]:
    """What is wrong with the ledger and with what bears witness of it; `whole`: the chain is followed, and
    the versions kept beside it are looked at, too."""
    beside = (_journal(home.ledger), home.case_key, home.anchor, home.published, home.previous, home.restoring)
    try:
        return list(_examined(home, whole, tuple(map(_stand, (home.ledger, *backups(home.ledger), *beside)))))
    except _NotWell as error:
        return error.damages


class _NotWell(Exception):  # noqa: N818
    """What stops; raised, so that it is not remembered: a file that is held elsewhere now is free in a moment."""

    def __init__(self, damages: list[Damage]) -> None:
        self.damages = damages


def _stand(path: Path) -> tuple[object, ...]:
    """What changes when a file does."""
    try:
        status = path.stat()
    except OSError as error:
        return path, type(error).__name__
    return path, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


@lru_cache(maxsize=8)
def _examined(home: Home, whole: bool, stand: tuple[tuple[object, ...], ...]) -> tuple[Damage, ...]:
    """What is wrong with files that stand like this: whoever reads before writing asks it once."""
    if home.restoring.exists():
        remedy = f"请先做完它：yingbao restore --home {home.root}"
        raise _NotWell([Damage("上一次恢复做到一半中断了，新旧文件混在一起", remedy)])
    found = [*_of_parts(home, whole), *databases.damages(home)]
    if any(damage.stops for damage in found):
        raise _NotWell(found)
    return tuple(found)


def _of_parts(home: Home, whole: bool) -> Iterator[Damage]:
    found = _of_file(home.ledger, whole)
    seen = integrity.witnesses(home)
    if not found and not home.ledger.exists():
        found = integrity.of_lost(home, seen)
    yield from found
    if found:
        return  # the key comes back with the ledger
    if home.has_begun and (wrong := case_key.damage(home.case_key)):
        yield wrong
    if not home.ledger.exists() or case_key.damage(home.case_key):
        return
    with open_chain(home.ledger) as links:
        yield from integrity.of_ledger(home, links, home.read_case_key(), seen)
    if whole:
        yield from _of_versions(home.ledger, is_known=bool(seen.sequence))


def verify(path: Path) -> list[str]:
    """What is wrong with the file and the versions kept beside it, in Chinese sentences; nothing where it is whole.

    The chain shows what was changed or taken out; the versions kept show what was cut off at the end or replaced whole.
    """
    found = _of_file(path, whole=True)
    if path.exists() and not found:
        found = list(_of_versions(path, is_known=False))
    return [damage.sentence for damage in found if damage.stops]


def _of_file(path: Path, whole: bool) -> list[Damage]:
    """What is wrong with the ledger's file by itself."""
    remedy = anchor.restore_remedy(path)
    try:
        path.lstat()
    except FileNotFoundError:
        versions = backups(path)
        last = (
            f"；没有备份的，旁边留有旧版本：yingbao restore {versions[-1]} --home {path.parent.parent}"
            if versions
            else ""
        )
        return [Damage(f"账本 {path} 不见了，旁边还有它的旧版本", remedy + last)] if versions else []
    except OSError as error:
        return [unopened(path, "账本", error, remedy)]
    if _journal(path).exists():
        what = f"账本旁有 {path.name}.wal：有别的程序写过账本"
        return [Damage(what, f"请先关掉那个程序；账本应由应保独自来写，{remedy}")]
    try:
        with _attached(path) as con:
            if (found := schema.version(con)) > schema.VERSION:
                return [Damage(f"账本是更新版本的应保写的（格式{found}）", "文件本身没有坏：请升级应保")]
            if whole and (broken := _broken(con)):
                return [Damage(f"账本从第{broken}号事件起与散列链不符，内容被改动过", remedy)]
    except duckdb.Error as error:
        return [unopened(path, "账本", error, remedy)]
    return []


def _of_versions(path: Path, is_known: bool) -> Iterator[Damage]:
    """What the versions kept beside a whole ledger tell.

    Where something else bears witness of the ledger (`is_known`), a version that differs is itself the wrong one.
    """
    for backup in backups(path):
        with _attached(path) as con:
            try:
                sentence = _missing(con, backup)
            except duckdb.Error as error:
                wrong = unopened(backup, "账本旁留的旧版本", error, "账本本身完好，可以移走这个旧版本", stops=False)
                yield wrong
                continue
        if sentence:
            remedy = "账本本身完好，这个旧版本不是它的，请移走" if is_known else anchor.restore_remedy(path)
            yield Damage(sentence, remedy, stops=not is_known)


@contextmanager
def open_chain(path: Path) -> Iterator[anchor.Chain]:
    """The ledger's file, open to be held against what lies outside. Raises duckdb.Error where it does not open."""
    with _attached(path) as con:
        yield anchor.Chain(con, path, schema.version(con) >= schema.ANCHORED)


def tail(path: Path) -> Tail:
    """The last event of a ledger that opens."""
    with opened(path) as con:
        return _tail(con)


def _is_damaged(home: Home) -> bool:
    try:
        anchor.read(home)
    except ValueError:
        return True
    return False


def ask(path: Path, statement: str) -> "pl.DataFrame":
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


def _tail(con: duckdb.DuckDBPyConnection) -> Tail:
    rows = con.execute("select sequence, hash from ledger.event order by sequence desc limit 1").fetchall()
    return Tail(*rows[0]) if rows else Tail()


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


def _missing(con: duckdb.DuckDBPyConnection, backup: Path) -> str | None:
    """Where an earlier version's last event is no longer in the ledger, what to say of it. Raises duckdb.Error."""
    con.execute(f"attach {quoted(str(backup))} as earlier (read_only)")
    rows = con.execute("select sequence, hash from earlier.event order by sequence desc limit 1").fetchall()
    con.execute("detach earlier")
    if not rows:
        return None
    found = con.execute("select hash from ledger.event where sequence = ?", [rows[0][0]]).fetchall()
    if found == [(rows[0][1],)]:
        return None
    return f"账本里没有旧版本 {backup.name} 的第{rows[0][0]}号事件，账本被截短或替换过，或这个旧版本是别处的"


def _keep(path: Path, sequence: int) -> None:
    """Give the file, which is about to lose its name, a second one; it is never written again."""
    backup = path.with_name(f"{path.stem}.{sequence:012d}{path.suffix}")
    beside = backup.with_name(f".{backup.name}.new")
    beside.unlink(missing_ok=True)
    os.link(path, beside)
    beside.replace(backup)
