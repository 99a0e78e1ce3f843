"""Kill a night at random moments and look at what is published.

    python benchmarks/crash.py --inbox demo/inbox --home demo/crash-home [--times 10] [--seed 1] [--feedback]

After each `kill -9` the published file is opened READ_ONLY: it must be the whole old or the whole new one (its run id
is in audit.run, every list counts what audit.list says). At the end a night runs through.

With --feedback the county lives on between the nights (`benchmarks/nights.py`), each a day later, so that every night
has something to write, and every second kill hits `yingbao feedback`, which hands in a town's workbook. Half of the
kills wait for the ledger's writing to begin. The chain must verify, what stood in the ledger must stand, no event may
be there twice; a workbook is recorded whole or not at all, and whole where the call had ended. At the end every
workbook is handed in again, twice: the first time what is missing is added, the second time nothing.
"""

import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.nights import County, answer_half  # noqa: E402
from flows import ledger  # noqa: E402
from flows.home import Home  # noqa: E402
from sql import audit  # noqa: E402


def main() -> None:
    """Run, kill, look; prints one line per kill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--region", default="funing")
    parser.add_argument("--as-of", default="2026-11-22")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--feedback", action="store_true", help="kill feedback too")
    arguments = parser.parse_args()
    os.environ[audit.TODAY] = "2032-12-31"  # its nights are of days to come
    yingbao = str(Path(sys.executable).with_name("yingbao"))
    command = [yingbao, "run", "--home", str(arguments.home), "--region", arguments.region]
    command += ["--inbox", str(arguments.inbox), "--as-of", arguments.as_of]
    published = Home(arguments.home).published

    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    subprocess.run(command, check=True, capture_output=True)
    whole = (time.monotonic() - begun) / 2
    old = _look(published)
    moments = random.Random(arguments.seed)  # noqa: S311 (moments, no secrets)
    returned = (
        Returned(yingbao, arguments.home, arguments.inbox, arguments.as_of, moments) if arguments.feedback else None
    )
    for number in range(1, arguments.times + 1):
        if returned and number % 2 == 0:
            print(f"{number:3} feedback {returned.kill(moments, in_ledger=number % 4 == 0)}", flush=True)
            continue
        if returned:
            command[-3:] = [str(returned.inbox), "--as-of", returned.live()]
        in_ledger = returned is not None and number % 4 == 1
        when, _ = _killed(command, moments.uniform(0, whole * 1.05), Home(arguments.home).ledger, in_ledger, moments)
        new = _look(published)
        print(
            f"{number:3} night {command[-1]} {when}: "
            f"{'the old file' if new == old else f'the new file, run {new}'}, whole",
            flush=True,
        )
        old = new
        if returned:
            returned.look()
    if returned:
        print(returned.hand_in_again())
        command[-3:] = [str(returned.inbox), "--as-of", returned.live()]
    subprocess.run(command, check=True, capture_output=True)
    print(f"the next night succeeds: run {_look(published)} after {old}")
    if returned:
        returned.look()
        print(f"the ledger holds {returned.tail[0]} events, its chain verifies, none twice")


# Between two of a kind something else must have happened to the case; what people say they may say again.
_TWICE = """
    select kind, count(*) from (
        select kind, actor, lag(kind) over (partition by subject order by sequence) as before from ledger.event
        where kind in ('listed', 'reopened', 'claimed', 'closed', 'answered', 'sent')
    ) where actor = '系统' and kind = before group by kind
"""


WRITING = 0.1
"""Seconds that writing the ledger takes, about."""


class Returned:
    """Filled-in workbooks, what was acknowledged of them, and what the ledger holds of them."""

    def __init__(self, yingbao: str, root: Path, inbox: Path, as_of: str, chance: random.Random) -> None:
        self.home = Home(root)
        self.files = answer_half(self.home, date.fromisoformat(as_of), chance, root / "returned")
        self.day = date.fromisoformat(as_of)
        self.inbox = root / "inbox"
        shutil.copytree(inbox, self.inbox)
        self.county = County(self.inbox, chance)
        self.tail = (0, ledger.FIRST)
        """Number and hash of the last event that was seen: what stood stands."""
        self.command = [yingbao, "feedback", "--home", str(root), "--by", "网格员"]
        self.recorded: dict[Path, int] = {}
        """How many answers the ledger holds of a workbook: once it holds any, that number stands."""
        self.acknowledged: dict[Path, int] = {}
        """How many answers a call that ended said that it had recorded; a workbook may hold none that can be taken."""
        self.calls = 0
        begun = time.monotonic()
        self.acknowledged[self.files[0]] = self.hand_in(self.files[0])
        self.whole = time.monotonic() - begun
        self.look()

    def hand_in(self, *files: Path) -> int:
        """One call that runs through; how many answers it says that it has recorded."""
        told = subprocess.run([*self.command, *map(str, files)], check=True, capture_output=True, text=True).stdout
        return _recorded(told)

    def live(self) -> str:
        """A day passes in the county; returns it."""
        self.day += timedelta(days=1)
        self.county.live(self.home, self.day)
        return self.day.isoformat()

    def kill(self, chance: random.Random, in_ledger: bool) -> str:
        """One call that is killed; tells what the ledger holds of its workbook."""
        self.calls += 1
        file, moment = self.files[self.calls % len(self.files)], chance.uniform(0, self.whole * 1.05)
        when, ended = _killed([*self.command, str(file)], moment, self.home.ledger, in_ledger, chance)
        if ended is not None:
            self.acknowledged[file] = _recorded(ended)
        self.look()
        held, of_all = self.recorded.get(file, 0), sum(self.recorded.values())
        return (
            f"{when}: {held} answers of its workbook; "
            f"in all {len(self.acknowledged)} workbooks acknowledged, {of_all} answers"
        )

    def look(self) -> None:
        """Fails where the chain is broken, what stood is gone, an acknowledged answer is lost, or one stands twice."""
        if flaws := ledger.verify(self.home.ledger):
            raise SystemExit("; ".join(flaws))
        told = ledger.ask(self.home.ledger, "select sequence, hash from ledger.event order by sequence")
        if self.tail[0] and (told["hash"][self.tail[0] - 1] != self.tail[1]):
            raise SystemExit(f"event {self.tail[0]} is no longer what it was")
        self.tail = told.row(-1)
        if twice := ledger.ask(self.home.ledger, _TWICE).rows():
            raise SystemExit(f"events that stand twice: {twice}")
        told = ledger.ask(
            self.home.ledger,
            "select json_extract_string(payload, '$.file_sha256') as file, count(*) as answers, "
            "count(distinct subject) as cases from ledger.event where kind = 'answered' group by all",
        )
        held = {file: (answers, cases) for file, answers, cases in told.iter_rows()}
        for file in self.files:
            answers, cases = held.get(hashlib.sha256(file.read_bytes()).hexdigest(), (0, 0))
            if answers != cases:
                raise SystemExit(f"{file.name}: {answers} answers to {cases} cases")
            if answers != self.recorded.get(file, answers) or answers < self.acknowledged.get(file, 0):
                raise SystemExit(f"{file.name}: {answers} answers, {self.recorded.get(file)} before")
            if answers:
                self.recorded[file] = answers

    def hand_in_again(self) -> str:
        """Hands in every workbook twice more; tells what each time added."""
        told = []
        for _ in range(2):
            before = sum(self.recorded.values())
            said = self.hand_in(*self.files)
            self.look()
            told.append(sum(self.recorded.values()) - before)
            if said != told[-1]:
                raise SystemExit(f"{said} answers acknowledged, {told[-1]} recorded")
        if told[1]:
            raise SystemExit(f"handed in twice, {told[1]} answers more")
        return f"all {len(self.files)} workbooks handed in again: {told[0]} answers more, then {told[1]}"


def _recorded(told: str) -> int:
    """How many cases `yingbao feedback` says that it has recorded answers of."""
    found = re.search(r"新记录\d+行、(\d+)件", told)
    if not found:
        raise SystemExit(f"feedback did not say what it recorded: {told}")
    return int(found[1])


def _killed(
    command: Sequence[str], moment: float, ledger_file: Path, wait: bool, chance: random.Random
) -> tuple[str, str | None]:
    """Kills a command after so many seconds, or (`wait`) soon after it began to write the ledger.

    Returns when that was, and what the command had told where it had ended before.
    """
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    begun, left = time.monotonic(), _workshop(ledger_file)
    if wait:
        while running.poll() is None and _workshop(ledger_file) in (None, left):
            time.sleep(0.001)
        moment = time.monotonic() - begun + chance.uniform(0, WRITING)
    time.sleep(max(0, moment - (time.monotonic() - begun)))
    had_ended = running.poll() is not None
    running.send_signal(signal.SIGKILL)
    told, _ = running.communicate()
    inside = ", inside the ledger's writing" if _workshop(ledger_file) not in (None, left) else ""
    return f"killed at {moment:6.2f} s{inside}{' (had ended)' if had_ended else ''}", told if had_ended else None


def _workshop(path: Path) -> int | None:
    """Which workshop stands where `handouts.replace` builds what will take the place of a file; a kill leaves it."""
    folder = path.with_name(f".{path.name}.new")
    try:
        return folder.stat().st_ctime_ns
    except FileNotFoundError:
        return None


def _look(published: Path) -> str:
    """The run id of the published file; fails where it does not open or a list is not whole."""
    with duckdb.connect(str(published), read_only=True) as con:
        [(run_id,)] = con.execute("select max(run_id) from audit.run").fetchall()
        for list_id, rows in con.execute("select list_id, row_count from audit.list").fetchall():
            [(counted,)] = con.execute(f"select count(*) from lists.{list_id}").fetchall()
            if counted != rows:
                raise SystemExit(f"lists.{list_id} holds {counted} rows, audit.list says {rows}")
    return str(run_id)


if __name__ == "__main__":
    main()
