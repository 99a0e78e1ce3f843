"""包保 (武义 三(三)4): the cadres' monthly workbooks go out, and what they have filled in comes back as events.

Which cadre answers for whom is delivered (`sources/bond.py`); a contact is an event of the employer or village. Nothing
happens where nobody was in touch: the report counts it.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import duckdb

from base import clock
from base.atomic import replaced_folder
from base.errors import BadInput
from base.home import Home
from base.text import fold
from flows import binding, feedback
from flows.feedback import NOBODY
from flows.publication import publication
from handouts import bonds, lock
from handouts.returned import bytes_of, expect
from ledger import chain
from ledger.event import Event
from sql.warehouse import FOLDER, quoted, read_query

CONTACTED = "bond contacted"
_MOST_DIRECTORY = 1 << 20


@dataclass(frozen=True)
class Sent:
    """The workbooks of a month: where they lie, how many of whom, and how many bonds nobody could place."""

    folder: Path
    month: date
    units: int
    targets: int
    unplaced: int


@dataclass
class Taken:
    """What became of returned workbooks."""

    contacts: int = 0
    known: int = 0
    empty: int = 0
    questions: list[str] = field(default_factory=list)


def send(home: Home, month: str | None = None) -> Sent:
    """Write a workbook a unit for a month (as in 2026-11; else that of the last publication).

    Raises BadInput for a month that is none, and where no bonds were delivered.
    """
    binding.refuse_rehearsal(home, "发包保联系表")
    published = publication(home)
    first = _month(month) if month else published.as_of.replace(day=1)
    password = lock.password_from(published.region.worklists.password)
    with home.locked(), duckdb.connect() as con:
        con.execute(f"attach {quoted(str(home.published))} as published (read_only)")
        query = read_query(FOLDER / "handouts" / "bonded.sql").statement
        found = con.sql(query, params={"month": first}).pl()
        [(unplaced,)] = con.execute("select count(*) from published.core.bond_question").fetchall()
        if found.is_empty():
            raise BadInput(
                "数据里没有这个月的包保责任表（inbox/bond/，用 yingbao template bond 生成填报表）；放入后先运行一次。"
            )
        folder = home.root / "bonds" / f"{published.as_of}_{first:%Y-%m}"
        with replaced_folder(folder) as (new, scratch):
            paths = bonds.write_units(
                found, new, scratch, first, published.as_of, published.region, home.read_case_key(), password
            )
    return Sent(folder, first, len(paths), found.height, unplaced)


def sent_summary(sent: Sent) -> Iterator[str]:
    """What the terminal shows."""
    yield f"{sent.month:%Y年%m月}包保联系登记表：{sent.units}个单位、{sent.targets}个包保对象，{sent.folder}"
    if sent.unplaced:
        yield f"另有{sent.unplaced}行包保没有认出是哪家单位、哪个村，见报告“包保存疑”；请改好责任表再交。"


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise BadInput(f"--month 应写成 2026-11 这样，不是 {text}。") from None


def take_back(home: Home, files: Sequence[Path], by: str | None = None) -> Iterator[str]:
    """Take back whatever workbooks were handed in, cadres' and all others, and what is said of each kind."""
    contacts = are_ours(home, files)
    if contacts:
        yield from summary(take(home, contacts, by))
    if rest := [file for file in files if file not in contacts]:
        yield from feedback.summary(feedback.take(home, rest, by))


def are_ours(home: Home, files: Sequence[Path]) -> list[Path]:
    """Which of the returned files are cadres' workbooks; of what cannot be looked into, none."""
    if not (home.root / "bonds").is_dir():
        return []
    password = lock.password_from(publication(home).region.worklists.password)
    return [file for file in files if file.is_file() and bonds.is_ours(_sheets(file, password))]


def _sheets(file: Path, password: str | None) -> list[str]:
    """The names of a workbook's sheets, read from its directory alone."""
    try:
        content = lock.opened(file, password)
        with zipfile.ZipFile(BytesIO(content)) as parts:
            if parts.getinfo("xl/workbook.xml").file_size > _MOST_DIRECTORY:
                return []
            directory = parts.read("xl/workbook.xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, OSError, BadInput, ValueError):
        return []
    return [part.partition('"')[0] for part in directory.split(' name="')[1:]]


def take(home: Home, files: Sequence[Path], by: str | None = None, at: datetime | None = None) -> Taken:
    """Record what cadres' workbooks say, all in one transaction. Raises BadInput where one is none of ours."""
    binding.refuse_rehearsal(home, "收回包保联系表")
    for file in files:
        expect(file)
    published = publication(home)
    at, taken, actor = at or clock.now(), Taken(), fold(by or "") or NOBODY
    password = lock.password_from(published.region.worklists.password)
    with home.locked():
        chain.check(home)
        recorded, events = _recorded(home), []
        for file in files:
            digest = hashlib.sha256(bytes_of(file)).hexdigest()
            one = bonds.read(file, home.read_case_key(), at.date(), password)
            taken.empty += one.empty
            taken.questions += [f"{file.name} {question}" for question in one.questions]
            for contact in one.contacts:
                entry = (contact.contacted_on.isoformat(), contact.way, contact.note)
                about = (contact.bond_kind, contact.target_id, contact.month)
                if recorded.get(about) == entry or (*about, digest) in recorded:
                    taken.known += 1
                    continue
                recorded |= {about: entry, (*about, digest): entry}
                payload = {
                    "bond_kind": contact.bond_kind, "month": contact.month, "contacted_on": entry[0],
                    "way": contact.way, "note": contact.note, "file_sha256": digest,
                }  # fmt: skip
                where = (file.name, contact.line)
                events.append(Event(CONTACTED, contact.target_id, actor, payload, published.as_of, *where))
        taken.contacts = len(events)
        chain.append(home, events, at)
    return taken


def _recorded(home: Home) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What stands of each target and month, and which files have told of it."""
    found = chain.ask(
        home.ledger, f"select subject, payload from ledger.event where kind = '{CONTACTED}' order by sequence"
    )
    recorded: dict[tuple[str, ...], tuple[str, ...]] = {}
    for target, payload in found.iter_rows():
        one = json.loads(payload)
        entry = (one["contacted_on"], one["way"], one["note"])
        about = (one["bond_kind"], target, one["month"])
        recorded |= {about: entry, (*about, one["file_sha256"]): entry}
    return recorded


def summary(taken: Taken) -> Iterator[str]:
    """What the terminal shows: counts and rows, nothing personal."""
    yield f"包保联系：新记录{taken.contacts}个，此前已记录{taken.known}个，未填{taken.empty}个；下次运行后进入报告。"
    for question in taken.questions:
        yield f"没有采用：{question}。"
