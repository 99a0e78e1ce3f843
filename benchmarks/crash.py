"""Kill a night at random moments and look at what is published.

    python benchmarks/crash.py --inbox demo/inbox --home demo/crash-home [--times 10] [--seed 1] [--feedback]

After each `kill -9` the published file is opened READ_ONLY: it must be the whole old or the whole new one (its run id
is in audit.run, every list counts what audit.list says). At the end a night runs through.

With --feedback every second kill hits `yingbao feedback`, which hands in a town's workbook: the ledger's chain must
verify, a workbook is recorded whole or not at all, whole where the call had ended, and no answer twice. At the end
every workbook is handed in again, twice: the first time what is missing is added, the second time nothing.
"""

import argparse
import hashlib
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.nights import answer_half  # noqa: E402
from flows import ledger  # noqa: E402
from flows.home import Home  # noqa: E402


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
    yingbao = str(Path(sys.executable).with_name("yingbao"))
    command = [yingbao, "run", "--inbox", str(arguments.inbox)]
    command += ["--home", str(arguments.home), "--region", arguments.region, "--as-of", arguments.as_of]
    published = arguments.home / "published" / "yingbao.duckdb"

    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    subprocess.run(command, check=True, capture_output=True)
    whole = (time.monotonic() - begun) / 2
    old = _look(published)
    moments = random.Random(arguments.seed)  # noqa: S311 (moments, no secrets)
    returned = Returned(yingbao, arguments.home, arguments.as_of, moments) if arguments.feedback else None
    for number in range(1, arguments.times + 1):
        if returned and number % 2 == 0:
            print(f"{number:3} feedback {returned.kill(moments)}")
            continue
        moment = moments.uniform(0, whole * 1.05)
        had_ended = _killed(command, moment) is not None
        new = _look(published)
        print(
            f"{number:3} killed at {moment:6.2f} s{' (had ended)' if had_ended else ''}: "
            f"{'the old file' if new == old else f'the new file, run {new}'}, whole"
        )
        old = new
        if returned:
            returned.look()
    if returned:
        print(returned.hand_in_again())
    subprocess.run(command, check=True, capture_output=True)
    print(f"the next night succeeds: run {_look(published)} after {old}")


class Returned:
    """Filled-in workbooks, what was acknowledged of them, and what the ledger holds of them."""

    def __init__(self, yingbao: str, root: Path, as_of: str, chance: random.Random) -> None:
        self.home = Home(root)
        self.files = answer_half(self.home, date.fromisoformat(as_of), chance, root / "returned")
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

    def kill(self, chance: random.Random) -> str:
        """One call that is killed; tells what the ledger holds of its workbook."""
        self.calls += 1
        file, moment = self.files[self.calls % len(self.files)], chance.uniform(0, self.whole * 1.05)
        ended = _killed([*self.command, str(file)], moment)
        if ended is not None:
            self.acknowledged[file] = _recorded(ended)
        self.look()
        end = "" if ended is None else " (had ended)"
        held, of_all = self.recorded.get(file, 0), sum(self.recorded.values())
        return (
            f"killed at {moment:6.2f} s{end}: {held} answers of its workbook; "
            f"in all {len(self.acknowledged)} workbooks acknowledged, {of_all} answers"
        )

    def look(self) -> None:
        """Fails where the chain is broken, an acknowledged answer is lost, or one stands twice."""
        if flaws := ledger.verify(self.home.ledger):
            raise SystemExit("; ".join(flaws))
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


def _killed(command: Sequence[str], moment: float) -> str | None:
    """Kills a command after so many seconds; what it had told where it had ended before."""
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    time.sleep(moment)
    had_ended = running.poll() is not None
    running.send_signal(signal.SIGKILL)
    told, _ = running.communicate()
    return told if had_ended else None


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
