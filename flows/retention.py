"""What must go, goes: deliveries past their day and all that shows their rows, old handouts, what killed runs left.

Deleted is at the beginning of a night, whatever becomes of it afterwards: a gate that holds keeps nobody's wages. What
of the last publication rests on expired deliveries is told; cases do not close because of it.
"""

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from base import clock
from base.home import Home
from regions.keep import Keep
from sources import SOURCES
from sources.reader.delivery import Delivery
from sql import rows
from sql.warehouse import Warehouse

_TITLES = {
    "worklists": "旧工作簿文件夹",
    "desk": "旧的内部核对表",
    "reports": "旧报告文件夹",
    "messages": "旧短信批次",
    "feedback": "旧的存疑表",
    "notices": "旧的单位文书批次",
    "accounts": "旧的算账单文件夹",
    "postings": "旧的公示表文件夹",
    "bonds": "旧的包保联系表文件夹",
    "surveys": "旧调查表文件夹",
    "leftover": "中断的运行留下的临时文件",
    "previous": "上一版数据库",
}
_LEFT_IN = (
    *("published", "restricted", "ledger", "landing", "worklists", "reports", "messages", "feedback"),
    *("notices", "accounts", "postings", "bonds", "surveys"),
)
# A batch of letters bears its number and its step before its day.
_DAY = re.compile(r"(?:第\d+批_[^_]+_)?(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_NAMES_PEOPLE = ("desk*.xlsx", "verdicts*.xlsx")


@dataclass(frozen=True)
class Expired:
    """A delivery that a publication rests on and whose time is over."""

    extract: str
    file: str
    rows: int


@dataclass(frozen=True)
class ExpiredExtract:
    """What of an extract has expired, and how many rows of it counted last time."""

    extract: str
    file_count: int
    row_count: int
    previous_rows: int


@dataclass(frozen=True)
class Deleted:
    """How many of a kind a night deleted, after how many days."""

    as_of: date
    item: str
    deleted_count: int
    keep_days: int | None


@dataclass(frozen=True)
class Due:
    """Something to be deleted: what it is, where it lies, after how many days it goes."""

    item: str
    path: Path
    keep_days: int | None


def expired(database: Path, listed: Sequence[Delivery], as_of: date) -> list[Expired]:
    """The deliveries that a published file rests on and that may not be kept any longer.

    The manifest says until when; of what it no longer lists, the publication itself remembers.
    """
    if not database.exists():
        return []
    by_file = {delivery.file: delivery for delivery in listed}
    with duckdb.connect(str(database), read_only=True) as con:
        loads = con.execute("select extract, file, loaded_rows, keep_until from audit.load order by file").fetchall()
    return [
        Expired(extract, file, rows)
        for extract, file, rows, keep_until in loads
        if (by_file[file].expired if file in by_file else keep_until is not None and keep_until < as_of)
    ]


def clear(home: Home, keep: Keep, listed: Sequence[Delivery], as_of: date) -> list[Due]:
    """Delete what is due and return it. The home is held by whoever asks: nobody else writes in it."""
    # A slip of the clock or of --as-of deletes nothing before its time.
    today = min(as_of, clock.now().date())
    due = [*_leftovers(home), *_old(home, keep, today, {as_of, *_published_on(home)})]
    if _rests_on_expired(home.previous, listed, as_of):
        due.append(Due("previous", home.previous, None))
    return [one for one in due if _delete(one.path)]


def _rests_on_expired(database: Path, listed: Sequence[Delivery], as_of: date) -> bool:
    try:
        return bool(expired(database, listed, as_of))
    except duckdb.Error:
        return False  # whatever it is, nobody reads rows from it


def notes(gone: Sequence[Expired], deleted: Sequence[Due], delivered: set[str]) -> Iterator[str]:
    """What the clerk is told: counts and the names of extracts, nobody's name."""
    for extract in sorted({one.extract for one in gone}):
        files = [one for one in gone if one.extract == extract]
        sentence = (
            f"{SOURCES[extract].title}有{len(files)}个文件（上次用了{sum(one.rows for one in files)}行）已过保存期限"
        )
        if extract in delivered:
            yield f"{sentence}，不再使用，不算漏传；余下的比上次少得多时，不因数据结案"
        else:
            yield f"{sentence}，这类数据已经没有了；依据它的清单标为未计算、不结案，凭它排除的人可能列入别的清单"
    for item, count in sorted(Counter(one.item for one in deleted).items()):
        days = next((one.keep_days for one in deleted if one.item == item), None)
        yield f"已删除{_TITLES[item]}{count}个" + (f"（保存{days}天）" if days else "")


def record(warehouse: Warehouse, gone: Sequence[Expired], deleted: Sequence[Due], published: Path) -> None:
    """Write `audit.expired` and `audit.retention`, and let the gates measure against what may still be kept."""
    before: dict[str, int] = dict(warehouse.ask("select extract, staged_rows from audit.previous_extract"))
    found = []
    for extract in sorted({one.extract for one in gone}):
        files = [one for one in gone if one.extract == extract]
        found.append(ExpiredExtract(extract, len(files), sum(one.rows for one in files), before.get(extract, 0)))
    rows.write(warehouse, "audit.expired", ExpiredExtract, found)
    if found:
        _forgive(warehouse, gone, published)
        # Tonight's publication would make the last one `previous`: it is deleted as soon as that has happened.
        deleted = [*deleted, Due("previous", published, None)]
    _remember(warehouse, deleted, published)


def withdraw_previous(home: Home, gone: Sequence[Expired]) -> bool:
    """After a publication: the one before is not kept where it rests on what has expired. Whether it was deleted."""
    return bool(gone) and _delete(home.previous)


def withdraw_evidence(home: Home, gone: Sequence[Expired]) -> bool:
    """After a night that published nothing: evidence that holds expired rows is not kept. Whether it was deleted."""
    return bool(gone) and _delete(home.evidence)


def _forgive(warehouse: Warehouse, gone: Sequence[Expired], published: Path) -> None:
    """What has expired is not lost: last time's rows and newest day are those of the files that may still be kept."""
    with warehouse.beside(published, "published"), warehouse.lent(gone=rows.arrow(Expired, gone)):
        warehouse.create(
            "audit.previous_extract",
            """
            select
                previous.extract,
                case when expired.extract is null then previous.data_date else expired.data_date end as data_date,
                case when expired.extract is null then previous.staged_rows
                    else greatest(previous.staged_rows - expired.row_count, 0) end::bigint as staged_rows
            from audit.previous_extract as previous
            left join (
                select load.extract,
                    coalesce(sum(gone.rows), 0) as row_count,
                    max(load.data_date) filter (where gone.file is null) as data_date
                from published.audit.load as load left join gone on load.file = gone.file
                group by load.extract
                having count(gone.file) > 0
            ) as expired on previous.extract = expired.extract
            """,
        )


def _remember(warehouse: Warehouse, deleted: Sequence[Due], published: Path) -> None:
    """Tonight's deletions beside those of all nights before."""
    counts: Counter[tuple[str, int | None]] = Counter((one.item, one.keep_days) for one in deleted)
    tonight = [Deleted(warehouse.as_of, item, count, days) for (item, days), count in sorted(counts.items(), key=str)]
    rows.write(warehouse, "audit.retention", Deleted, tonight)
    if not published.exists():
        return
    with warehouse.beside(published, "published"):
        # A publication of before 0.3.0 remembers none.
        if "retention" in warehouse.there("audit", "published"):
            warehouse.add("audit.retention", "from published.audit.retention")


def _published_on(home: Home) -> Iterator[date]:
    """The day of the publication that stands: its handouts are never deleted."""
    if home.published.exists():
        with duckdb.connect(str(home.published), read_only=True) as con:
            [(as_of,)] = con.execute("select max(as_of) from audit.run").fetchall()
        if as_of:
            yield as_of


def _old(home: Home, keep: Keep, today: date, standing: set[date]) -> Iterator[Due]:
    """Handouts whose days are over, by the day in their names; what bears no day is nobody's handout and stays."""
    places = (
        ("worklists", "worklists", "*", keep.worklists_days),
        ("reports", "reports", "*", keep.reports_days),
        *(("desk", "reports", f"*/{name}", keep.desk_days) for name in _NAMES_PEOPLE),
        ("messages", "messages", "*", keep.messages_days),
        ("feedback", "feedback", "*", keep.feedback_days),
        ("notices", "notices", "*", keep.notices_days),
        ("accounts", "accounts", "*", keep.accounts_days),
        ("postings", "postings", "*", keep.postings_days),
        ("bonds", "bonds", "*", keep.bonds_days),
        ("surveys", "surveys", "*", keep.surveys_days),
    )
    seen: set[Path] = set()
    for item, folder, pattern, days in places:
        for path in sorted((home.root / folder).glob(pattern)):
            day = _day(path.relative_to(home.root / folder).parts[0])
            if day and day not in standing and day < today - timedelta(days=days) and not seen & {path, path.parent}:
                seen.add(path)
                yield Due(item, path, days)


def _day(name: str) -> date | None:
    found = _DAY.match(name)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _leftovers(home: Home) -> Iterator[Due]:
    """What killed runs left: workshops and replaced folders beside what they were for (`base/atomic.py`)."""
    for name in _LEFT_IN:
        for root, folders, files in os.walk(home.root / name):
            for entry in [*folders, *files]:
                path = Path(root, entry)
                if not _is_leftover(entry):
                    continue
                if entry in folders:
                    folders.remove(entry)
                whole = path.with_name(entry[1 : -len(".old")])
                if entry.endswith(".old") and not whole.exists():
                    path.rename(whole)  # killed between two renames: this is the only one
                else:
                    yield Due("leftover", path, None)


def _is_leftover(name: str) -> bool:
    return (name.startswith(".") and name.endswith((".new", ".old"))) or name.endswith(".part")


def _delete(path: Path) -> bool:
    """Whether it is gone now and was there; a link is taken away, never followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.exists() or path.is_symlink():
        path.unlink()
    else:
        return False
    return True
