"""The home of an installation: where everything lies, who may read it, and that one night runs at a time."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from base import case_key, modes
from base.atomic import sync
from base.errors import BadInput
from base.modes import SHARED

# Readable by owner and group at most, whatever the account's own mask says.
os.umask(0o027)

PRIVATE = ("restricted", "ledger", "landing", "messages", "feedback", "log", "prefect", "desk")
"""What nobody but the owner may read: it names soldiers, prisoners and hardship, or whole people."""
SHARED_MODE, PRIVATE_MODE = 0o750, 0o700
_BRIEF, _PATIENCE, _A_MOMENT = "brief", 60.0, 0.5
"""What the lock says of who holds it for a few seconds; so many seconds others wait for that one, and for any other."""


@dataclass(frozen=True)
class Home:
    """Paths below `--home`."""

    root: Path

    @property
    def published(self) -> Path:
        """The database that analysts open READ_ONLY."""
        return self.root / "published" / "yingbao.duckdb"

    @property
    def previous(self) -> Path:
        """The database of the publication before."""
        return self.root / "published" / "previous.duckdb"

    @property
    def analysis(self) -> Path:
        """The copy without names, for analysts."""
        return self.root / "published" / "analysis.duckdb"

    @property
    def evidence(self) -> Path:
        """The staging tables of the published run; names soldiers, prisoners and hardship."""
        return self.root / "restricted" / "evidence.duckdb"

    @property
    def kept(self) -> Path:
        """What the last night left for the next one: its building files, and what stands in them."""
        return self.root / "restricted" / "kept"

    @property
    def nearby(self) -> Path:
        """What the homes of neighbouring regions have sent, and the record of it."""
        return self.root / "restricted" / "nearby"

    @property
    def landing(self) -> Path:
        """Decoded extracts by content hash."""
        return self.root / "landing"

    @property
    def build(self) -> Path:
        """Where a night builds its files, beside what is published (same file system)."""
        return self.root / "published" / ".building"

    @property
    def engine(self) -> Path:
        """What an engine elsewhere computes with for one night (`yingbao run --engine spark`)."""
        return self.root / "engine"

    @property
    def case_key(self) -> Path:
        """The secret that case ids are hashed with."""
        return self.root / "ledger" / "case.key"

    @property
    def ledger(self) -> Path:
        """What people have said, event by event: what must never be lost."""
        return self.root / "ledger" / "ledger.duckdb"

    @property
    def anchor(self) -> Path:
        """Where the ledger's end lay when it was last written, kept outside the ledger's own folder."""
        return self.root / "anchor.json"

    @property
    def restoring(self) -> Path:
        """What a restore that has begun to replace files still has to do; gone when it is done."""
        return self.root / "restoring.json"

    @property
    def binding(self) -> Path:
        """Whose home this is: region, code, since when."""
        return self.root / "region.toml"

    @property
    def targets(self) -> Path:
        """The county's own targets of this year, when the plan has ended; the county's to write."""
        return self.root / "targets.csv"

    @property
    def notify(self) -> Path:
        """Who is told that a night failed, was held or did not come."""
        return self.root / "notify.toml"

    @property
    def forms(self) -> Path:
        """The county's own words for headers and codes, its units, sheets that are no data."""
        return self.root / "forms.toml"

    @property
    def letters(self) -> Path:
        """Who writes letters to employers and people, and whom they call; the county's to write."""
        return self.root / "letters.toml"

    @property
    def templates(self) -> Path:
        """The county's own templates of letters."""
        return self.root / "templates"

    @property
    def notices(self) -> Path:
        """The letters that were written, batch by batch."""
        return self.root / "notices"

    @property
    def accounts(self) -> Path:
        """The slips of 算一笔账, by day."""
        return self.root / "accounts"

    @property
    def last_night(self) -> Path:
        """What became of the last night, for a browser; it names nobody."""
        return self.root / "last_night.html"

    @property
    def postings(self) -> Path:
        """Rosters to be posted inside employers, and their pledges."""
        return self.root / "postings"

    @property
    def surveys(self) -> Path:
        """The surveys that were handed out, by day and kind."""
        return self.root / "surveys"

    @property
    def log(self) -> Path:
        """What every run said, and how each ended; never a person's data."""
        return self.root / "log"

    @property
    def messages(self) -> Path:
        """The batches of messages for the bureau's SMS system."""
        return self.root / "messages"

    @property
    def feedback(self) -> Path:
        """Returned rows in question, to be mended and handed in again."""
        return self.root / "feedback"

    def worklists(self, as_of: date) -> Path:
        """The towns' workbooks of a day."""
        return self.root / "worklists" / as_of.isoformat()

    def reports(self, as_of: date) -> Path:
        """The reports of a day."""
        return self.root / "reports" / as_of.isoformat()

    def public_reports(self, as_of: date) -> Path:
        """What of a day's report the public may see, by itself: nothing else may lie beside it."""
        return self.reports(as_of) / "public"

    def prepare(self) -> None:
        """Make the folders and begin with an empty building place (a crash may have left one)."""
        for name in (*SHARED, *PRIVATE):
            folder = self.root / name
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(SHARED_MODE if name in SHARED else PRIVATE_MODE)
        self._on_one_disk()
        # A power cut may forget a folder's name together with all that was written into it.
        sync(self.root)
        sync(self.root.absolute().parent)
        for left in (self.build, self.engine):
            shutil.rmtree(left, ignore_errors=True)
        # A home of an earlier release let the group read all of it.
        modes.mend(self.root)
        # It holds the evidence while it is built: nobody but the owner looks in.
        self.build.mkdir(mode=0o700)

    def _on_one_disk(self) -> None:
        """BadInput where a night could not be put in place by renaming: told before its work, not after it."""
        if self.published.parent.stat().st_dev != self.evidence.parent.stat().st_dev:
            apart = f"{self.published.parent} 和 {self.evidence.parent} 不在同一个文件系统上"
            raise BadInput(f"{apart}；请把它们放在同一个磁盘分区里（不要用链接或挂载拆开）。")

    def purge_landing(self, current: set[Path]) -> int:
        """Delete landed files that no line of the manifest keeps any more; returns of how many deliveries."""
        gone = 0
        stems = {path.name.split(".")[0] for path in current}
        for path in sorted(self.landing.glob("*/*")):
            if path.name.split(".")[0] not in stems:
                path.unlink()
                gone += path.suffix == ".json"
        return gone

    @contextmanager
    def locked(self, is_brief: bool = False) -> Iterator[None]:
        """Hold the home for one run; BadInput where another run holds it.

        `is_brief`: for a few seconds at most, as answers are taken into the ledger: whoever comes meanwhile waits, so
        that no night fails for a clerk's answer.
        """
        if self.root.exists() and not self.root.is_dir():
            raise BadInput(f"{self.root} 是文件，不是文件夹；请核对 --home。")
        self.root.mkdir(mode=SHARED_MODE, parents=True, exist_ok=True)
        with (self.root / ".lock").open("a+") as lock:
            self._hold(lock)
            _say(lock, _BRIEF if is_brief else "")
            # What is to be shared is shared by name; scratch files, spills and journals are the owner's.
            before = os.umask(0o077)
            try:
                yield
            finally:
                os.umask(before)

    def _hold(self, lock: TextIO) -> None:
        began = time.monotonic()
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                lock.seek(0)
                # Who only looks whether the home is held holds it for a moment, too.
                patience = _PATIENCE if lock.read() == _BRIEF else _A_MOMENT
                if time.monotonic() - began > patience:
                    raise BadInput(f"{self.root} 正在被另一次运行使用，请等它结束后再运行。") from None
                time.sleep(0.05)

    @property
    def has_begun(self) -> bool:
        """Whether something was ever recorded or published here: then a missing ledger or key is lost, not yet to come.

        What binds the home to its region is no sign: it is written before the first night's work is done.
        """
        signs = (self.anchor, self.ledger, self.published, self.previous, self.evidence)
        has_versions = any(self.ledger.parent.glob(f"{self.ledger.stem}.{'[0-9]' * 12}{self.ledger.suffix}"))
        handed_out = any(any((self.root / name).glob("*")) for name in ("worklists", "messages"))
        return any(map(os.path.lexists, signs)) or has_versions or handed_out

    def read_case_key(self) -> str:
        """The case key, made once and kept for ever: without it a case would get another id every night.

        Raises BadInput where it is damaged, and where it is missing in a home that has been used: none is made there.
        """
        if not self.case_key.exists() and not self.has_begun:
            self.case_key.parent.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
            case_key.make(self.case_key)
        if wrong := case_key.damage(self.case_key):
            raise BadInput(wrong.sentence)
        return case_key.read(self.case_key)


def _say(lock: TextIO, word: str) -> None:
    """Write into a lock what its holder is; one brief holder after the other leaves no moment in which it says less."""
    lock.seek(0)
    if lock.read() != word:
        lock.truncate(0)
        lock.write(word)
        lock.flush()
