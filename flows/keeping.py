"""What a night leaves for the next one: its building files, and the record of what stands in them (`sql/kept.py`).

They lie in a folder of the owner's. The record is written last and taken away first: of a night that was killed nothing
is used. Rows that no table holds any more may stand in free blocks. So these files are deleted, and everything is
computed anew, when the time of anything that they were ever made of is over; and they are written anew
(`sql/fresh.py`) in the night in which a delivery is withdrawn, or at the latest `REPLACED_DAYS` after another version
took its place.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from base.atomic import copied, sync, written
from base.home import PRIVATE_MODE, Home
from sources.reader.delivery import Delivery
from sources.reader.landing import Landed
from sql import kept
from sql.kept import Kept, Made, Work

RECORD, BUILT, EVIDENCE = "record.json", "yingbao.duckdb", "evidence.duckdb"
REPLACED_DAYS = 7
"""How long rows of a delivery may stand in free blocks after another of the same name took its place."""


class Unusable(Exception):  # noqa: N818
    """What was left cannot be used; the message says why."""


@dataclass(frozen=True)
class Delivered:
    """A delivery that the files were made of, and until when it may be kept."""

    file: str
    sha256: str
    keep_until: date | None
    gone_on: date | None = None
    """The first day whose night was no longer made of it."""


def made_of(files: Iterable[Landed], before: Iterable[Delivered], as_of: date) -> list[Delivered]:
    """What the building files were ever made of, at the end of the reading: tonight's files, and what came before."""
    tonight = [Delivered(file.file, file.sha256, file.keep_until) for file in files]
    there = {(one.file, one.sha256) for one in tonight}
    gone = [
        one if one.gone_on else replace(one, gone_on=as_of) for one in before if (one.file, one.sha256) not in there
    ]
    return sorted({*tonight, *gone}, key=str)


def is_over(delivered: Iterable[Delivered], as_of: date) -> bool:
    """Whether rows of something that was withdrawn, or replaced long ago, may stand in free blocks."""
    tonight = {one.file for one in delivered if not one.gone_on}
    return any(
        one.gone_on and (one.file not in tonight or (as_of - one.gone_on).days >= REPLACED_DAYS) for one in delivered
    )


def let_go(home: Home, listed: Iterable[Delivery], as_of: date, *, expired: bool) -> bool:
    """Delete what was left where anything that it was made of may not be kept any longer; whether it was deleted.

    The manifest says until when; of what it no longer lists, the record remembers.
    """
    if not home.kept.exists():
        return False
    by_file = {delivery.file: delivery for delivery in listed}
    over = expired or any(
        by_file[one.file].expired if one.file in by_file else one.keep_until is not None and one.keep_until < as_of
        for one in _delivered(home)
    )
    # A record that cannot be read tells nobody until when.
    if over or not (home.kept / RECORD).exists():
        clear(home)
    return over


def clear(home: Home) -> None:
    """Delete what was left."""
    shutil.rmtree(home.kept, ignore_errors=True)


def leave_nothing(home: Home) -> None:
    """Of a night whose tables lay elsewhere: what it built is of no use to the next one."""
    for name in (BUILT, EVIDENCE):
        (home.build / name).unlink(missing_ok=True)
    clear(home)


def size(home: Home) -> int:
    """The bytes of what was left; 0 where nothing was that a night would use."""
    if not (home.kept / RECORD).exists():
        return 0
    return sum(path.stat().st_size for path in home.kept.iterdir())


def take(home: Home, day: int) -> Kept:
    """Move what was left into the building place; an empty record where nothing was.

    Raises Unusable where something was, and is damaged or not of this release: it is deleted.
    """
    if not (home.kept / RECORD).exists():
        clear(home)
        return Kept()
    try:
        record = _read(home)
        _check(home, record)
        (home.kept / RECORD).unlink()
        sync(home.kept)
        (home.kept / BUILT).rename(home.build / BUILT)
        if (home.kept / EVIDENCE).exists():
            (home.kept / EVIDENCE).rename(home.build / EVIDENCE)
        else:
            copied(home.evidence, home.build / EVIDENCE)
        _open(home.build)
    except (Unusable, OSError, duckdb.Error, KeyError, TypeError, ValueError) as error:
        for name in (BUILT, EVIDENCE):
            (home.build / name).unlink(missing_ok=True)
        raise Unusable(str(error) if isinstance(error, Unusable) else "已损坏") from None
    finally:
        clear(home)
    made = {name: Made(**one) for name, one in record["made"].items()}
    works = {name: Work(**one) for name, one in record["works"].items()}
    # Another release may show less: what the last one showed may not stand even in a free block.
    is_ours = record["shown"] == [kept.code(), _shown(home)]
    return Kept.of(made, works, record["published"] if is_ours else {}, day)


def set_aside(home: Home) -> None:
    """Before the publication empties the building place: what the night was built in goes where it is kept."""
    home.kept.mkdir(mode=PRIVATE_MODE, exist_ok=True)
    (home.build / BUILT).replace(home.kept / BUILT)


def put_away(home: Home, known: Kept, delivered: Iterable[Delivered]) -> None:
    """At the end of a night that was not broken off: the files are left for the next one, and the record is written."""
    if (home.build / BUILT).exists():
        set_aside(home)
        (home.build / EVIDENCE).replace(home.kept / EVIDENCE)
    # A night that was refused before it took anything over leaves what was left to it.
    if not (home.kept / BUILT).exists() or (home.kept / RECORD).exists():
        return
    record = {
        "by": _by(),
        "made": {name: asdict(one) for name, one in sorted(known.made.items())},
        "works": {name: asdict(one) for name, one in sorted(known.works.items())},
        "delivered": [asdict(one) for one in delivered],
        "published": known.published,
        "shown": [kept.code(), _shown(home)],
        "stamps": {name: _stamp(path) for name, path in _files(home).items()},
    }
    for path in home.kept.iterdir():
        path.chmod(0o600)
    with written(home.kept / RECORD) as stream:
        stream.write(json.dumps(record, ensure_ascii=False, default=date.isoformat).encode())


def delivered(home: Home) -> list[Delivered]:
    """What the files that were left are made of, also what they once were; nothing where there are none."""
    return list(_delivered(home))


def _delivered(home: Home) -> Iterable[Delivered]:
    try:
        listed = _read(home)["delivered"]
        return [Delivered(one["file"], one["sha256"], _day(one["keep_until"]), _day(one["gone_on"])) for one in listed]
    except (OSError, KeyError, TypeError, ValueError):
        return []


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _read(home: Home) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((home.kept / RECORD).read_text(encoding="utf-8"))
    return read


def _files(home: Home) -> Mapping[str, Path]:
    """Where what was left lies: after a publication its evidence is the published one."""
    own = home.kept / EVIDENCE
    return {BUILT: home.kept / BUILT, EVIDENCE: own if own.exists() else home.evidence}


def _check(home: Home, record: Mapping[str, Any]) -> None:
    if record["by"] != _by():
        raise Unusable("由另一个版本的程序留下")
    if record["stamps"] != {name: _stamp(path) for name, path in _files(home).items()}:
        raise Unusable("已损坏，或被改动过")


def _by() -> list[object]:
    return [kept.engine(), kept.versions()]


def _shown(home: Home) -> list[list[int]]:
    return [_stamp(path) for path in (home.published, home.analysis) if path.exists()]


def _stamp(path: Path) -> list[int]:
    """By which a file is known: a file that somebody has written in is another."""
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def _open(build: Path) -> None:
    """Raises duckdb.Error where a file is none."""
    for name in (BUILT, EVIDENCE):
        with duckdb.connect(str(build / name)) as con:
            con.execute("select count(*) from duckdb_tables()").fetchall()
