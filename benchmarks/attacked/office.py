"""A made-up county's office: its home, what comes in, every command that its clerk calls, and whether all is whole.

What `crash.py`, `power.py` and `full_disk.py` share. A new command is one entry of `ACTIONS`.
"""

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import duckdb
import openpyxl

from base import clock
from base.errors import BadInput
from base.home import Home
from benchmarks.nights import County, answer_half
from county import DEFAULT_DAY
from county.making import make
from flows.cli import COMMANDS
from handouts.verdicts import ANSWERS, ROW_KEY, SAME
from ledger import chain

os.environ.setdefault(clock.TODAY, "2032-12-31")  # its nights are of days to come
YINGBAO = str(Path(sys.executable).with_name("yingbao"))
BY = ("--by", "网格员")
# Between two of a kind something else must have happened to the case; what people say they may say again.
_TWICE = """
    select kind, count(*) from (
        select kind, actor, lag(kind) over (partition by subject order by sequence) as before from ledger.event
        where kind in ('listed', 'reopened', 'claimed', 'closed', 'answered', 'sent')
    ) where actor = '系统' and kind = before group by kind
"""
_RETURNED = """
    select json_extract_string(payload, '$.file_sha256') as file, kind, count(*) as rows,
        count(distinct subject) as subjects
    from ledger.event where kind in ('answered', 'verdict') group by all
"""
_SENT = "select source_file, count(*) as rows from ledger.event where kind = 'message sent' group by all"


@dataclass
class Seen:
    """What was wrong, by kind; and what was looked at."""

    looks: int = 0
    finished: int = 0
    """Restores that were found cut, and were finished before the look."""
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """All of it."""
        return [*self.lost, *self.doubled, *self.torn]

    def __str__(self) -> str:
        finished = f" ({self.finished} after a restore was finished)" if self.finished else ""
        faults = f"lost {len(self.lost)}, doubled {len(self.doubled)}, not whole {len(self.torn)}"
        return f"{self.looks} looks{finished}: {faults}"


class Office:
    """The office below a folder, made anew: a county, its first night, filled-in workbooks of towns and a reviewer."""

    def __init__(self, root: Path, people: int, seed: int, region: str = "funing") -> None:
        self.root, self.region, self.chance = root, region, random.Random(seed)  # noqa: S311 (moments, no secrets)
        self.home, self.inbox, self.day = Home(root / "home"), root / "county" / "inbox", DEFAULT_DAY
        make(root / "county", region, people, seed)
        self.call(self.night())
        self.county = County(self.inbox, self.chance)
        self.returned = answer_half(self.home, self.day, self.chance, root / "returned")
        self.judged = self._judged(self.home.reports(self.day) / "verdicts.xlsx")
        self.calls = 0
        self.tail = (0, chain.FIRST)
        """Number and hash of the last event that was seen: what stood stands."""
        self.acknowledged: dict[str, int] = {}
        """By a returned file's digest, how many events a call that ended said that it had recorded."""
        self.recorded: dict[str, int] = {}
        """How many events the ledger holds of a returned file: once it holds any, that number stands."""

    def call(self, words: list[str]) -> str:
        """One call that runs through; what it says."""
        return subprocess.run([YINGBAO, *words], check=True, capture_output=True, text=True).stdout

    def night(self) -> list[str]:
        """The words of the day's night."""
        # What happens where the disk is full in the middle is what is looked at: the forecast would refuse it before.
        words = ["run", "--on-small-disk", "--home", str(self.home.root), "--region", self.region]
        return [*words, "--inbox", str(self.inbox), "--as-of", self.day.isoformat()]

    def live(self) -> None:
        """A day passes in the county."""
        self.day += timedelta(days=1)
        self.county.live(self.home, self.day)

    def next_of(self, files: list[Path]) -> Path:
        """One file after another."""
        self.calls += 1
        return files[self.calls % len(files)]

    def acknowledge(self, words: list[str], output: str) -> None:
        """Remember what a call that ended says that it recorded of its file."""
        if words[0] in ("feedback", "verdicts"):
            counted = re.search(r"新记录\d+行、(\d+)件", output)
            numbers = [counted[1]] if counted else re.findall(r"(?:是|否|不确定) (\d+)", output.partition("。")[0])
            digest = _digest(Path(words[1]))
            self.acknowledged[digest] = max(self.acknowledged.get(digest, 0), sum(map(int, numbers)))

    def look(self, seen: Seen, home: Home | None = None) -> None:
        """Add to `seen` what is lost, doubled or not whole in the home, or in what a power cut left of it."""
        home = home or self.home
        seen.looks += 1
        self._finish_restore(seen, home)
        if flaws := chain.verify(home.ledger):
            seen.torn += flaws
            return
        self._look_at_ledger(seen, home)
        try:
            whole(home.published)
        except (duckdb.Error, AssertionError) as error:
            seen.torn.append(f"published: {type(error).__name__}")
        for workbook in [*home.root.glob("worklists/*/*.xlsx"), *home.root.glob("reports/*/*.xlsx")]:
            try:
                with zipfile.ZipFile(workbook) as opened:
                    opened.testzip()
            except (zipfile.BadZipFile, EOFError):
                seen.torn.append(str(workbook.relative_to(home.root)))

    def _finish_restore(self, seen: Seen, home: Home) -> None:
        """A restore that was cut while it replaced files is finished, as whoever comes next is told to."""
        if home.restoring.exists():
            seen.finished += 1
            words = [YINGBAO, "restore", "--home", str(home.root)]
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode:
                seen.torn.append(f"a restore is not finished: exit {done.returncode}: {done.stderr.strip()}")

    def _look_at_ledger(self, seen: Seen, home: Home) -> None:
        events = chain.ask(home.ledger, "select sequence, hash from ledger.event order by sequence")
        if events.height < self.tail[0] or (self.tail[0] and events["hash"][self.tail[0] - 1] != self.tail[1]):
            seen.lost.append(f"event {self.tail[0]} is no longer what it was")
        elif home is self.home:
            self.tail = events.row(-1)
        seen.doubled += [f"{kind}: {count}" for kind, count in chain.ask(home.ledger, _TWICE).rows()]
        held = {file: (rows, cases, kind) for file, kind, rows, cases in chain.ask(home.ledger, _RETURNED).rows()}
        for digest in {*held, *self.acknowledged}:
            rows, cases, kind = held.get(digest, (0, 0, ""))
            if kind == "answered" and rows != cases:
                seen.doubled.append(f"{rows} answers to {cases} cases")
            if rows < self.acknowledged.get(digest, 0) or (rows and rows != self.recorded.get(digest, rows)):
                seen.lost.append(f"{rows} {kind} of {self.acknowledged.get(digest)} acknowledged")
            if rows and home is self.home:
                self.recorded[digest] = rows
        for file, rows in chain.ask(home.ledger, _SENT).rows():
            batch = home.messages / str(file)
            lines = batch.read_text(encoding="utf-8-sig").count("\n") - 1 if batch.exists() else 0
            if lines != rows:
                seen.lost.append(f"{rows} messages recorded, {lines} in their file")

    def _judged(self, issued: Path) -> list[Path]:
        """A reviewer's workbook, filled in ten times: other rows, other answers."""
        folder = self.root / "judged"
        folder.mkdir()
        files = []
        for number in range(10):
            workbook = openpyxl.load_workbook(issued)
            for sheet in workbook.worksheets:
                head = {cell.value: cell.column for cell in sheet[1]}
                if SAME in head and ROW_KEY in head:
                    for line in range(2 + number, sheet.max_row + 1, 10):
                        sheet.cell(line, head[SAME], self.chance.choice(list(ANSWERS.values())))
            files.append(folder / f"verdicts{number}.xlsx")
            workbook.save(files[-1])
        return files


def whole(published: Path) -> str:
    """The run id of a published file; raises where it does not open or a list is not as long as it says."""
    with duckdb.connect(str(published), read_only=True) as con:
        [(run_id,)] = con.execute("select max(run_id) from audit.run").fetchall()
        for list_id, rows in con.execute("select list_id, row_count from audit.list").fetchall():
            [(counted,)] = con.execute(f"select count(*) from lists.{list_id}").fetchall()
            if counted != rows:
                raise AssertionError(f"lists.{list_id} holds {counted} rows, audit.list says {rows}")
    return str(run_id)


def _night(office: Office) -> list[str]:
    office.live()
    return office.night()


def _worklists(office: Office) -> list[str]:
    office.calls += 1
    return ["worklists", "--split", ("town", "village")[office.calls % 2]]


def _backup(office: Office) -> list[str]:
    # Each holds a whole published file: of many kills one is enough.
    shutil.rmtree(office.root / "backups", ignore_errors=True)
    return ["backup", "--to", str(office.root / "backups")]


def _restore(office: Office) -> list[str]:
    """From a backup made this moment, so that nothing may be missing afterwards."""
    words = _backup(office)
    office.call([*words, *_at(office)])
    [made] = [path for path in (office.root / "backups").iterdir() if not path.name.startswith(".")]
    return ["restore", str(made), "--yes", *BY]


def _at(office: Office) -> list[str]:
    return ["--home", str(office.home.root)]


ACTIONS: dict[str, Callable[[Office], list[str]]] = {
    "run": _night,
    "feedback": lambda office: ["feedback", str(office.next_of(office.returned)), *BY],
    "verdicts": lambda office: ["verdicts", str(office.next_of(office.judged)), *BY],
    "messages": lambda office: ["messages"],
    "worklists": _worklists,
    "report": lambda office: ["report"],
    "backup": _backup,
    "restore": _restore,
}
"""The words of a command's next call, the home aside; what it needs for it is done before."""


def actions(only: str | None = None) -> list[str]:
    """The actions that this version of yingbao has, or those of them that are named."""
    known = [name for name in ACTIONS if name in COMMANDS]
    wanted = only.split(",") if only else known
    if unknown := [name for name in wanted if name not in known]:
        raise BadInput(f"没有命令 {'、'.join(unknown)}；有：{'、'.join(known)}。")
    return wanted


def words_of(office: Office, name: str) -> list[str]:
    """The next call of an action."""
    words = ACTIONS[name](office)
    return words if "--home" in words else [*words, *_at(office)]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
