"""Kill every command that writes at random moments, and look at what is left.

    python benchmarks/crash.py --out demo/crash [--times 100] [--people 3000] [--seed 1] [--only run,feedback]

A county lives on from night to night (`benchmarks/attacked/office.py`); a `kill -9` hits one call after another: run,
feedback, verdicts, messages, worklists, report, and backup and restore where there are such commands. Half of the
kills come at any moment, half soon after the call began to write. After each the ledger's chain must verify, what
stood in it must stand, what a call that had ended acknowledged must be there, no event and no answer twice; a returned
workbook is recorded whole or not at all, a batch of messages has its file, the published file is one whole night,
every workbook opens. At the end each command is called once more and runs through. Exits with 1 where anything is not
so.

Two of them side by side, with other seeds and folders, use two cores.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from base.home import Home  # noqa: E402
from benchmarks.attacked.office import YINGBAO, Office, Seen, actions, words_of  # noqa: E402

WRITING = 0.15
"""Seconds that a call writes at a stretch, about."""
_WATCHED = ("ledger", "published", "worklists", "messages", "feedback", "reports", "restricted")


@dataclass
class Kills:
    """How many calls were killed, by command; how many of them while something was being built; how many had ended."""

    by_action: Counter[str] = field(default_factory=Counter)
    writing: int = 0
    ended: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    """How long a command takes that nobody kills."""


def kill(office: Office, name: str, kills: Kills, chance: random.Random) -> None:
    """One call that is killed at a moment of `chance`; what it acknowledged, where it had ended, is remembered."""
    words = words_of(office, name)
    begun = time.monotonic()
    left = _workshops(office.home)
    running = subprocess.Popen([YINGBAO, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if chance.random() < 0.5:
        moment = chance.uniform(0, kills.seconds[name] * 1.05)
    else:
        while running.poll() is None and _workshops(office.home) <= left:
            time.sleep(0.001)
        moment = time.monotonic() - begun + chance.uniform(0, WRITING)
    with suppress(subprocess.TimeoutExpired):
        running.wait(max(0.0, moment - (time.monotonic() - begun)))
        # A quieter machine is quicker than when it was measured.
        kills.seconds[name] = min(kills.seconds[name], time.monotonic() - begun)
    ended = running.poll()
    running.send_signal(signal.SIGKILL)
    output, _ = running.communicate()
    kills.by_action[name] += 1
    kills.writing += ended is None and not _workshops(office.home) <= left
    if ended == 0:
        kills.ended += 1
        office.acknowledge(words, output)


def _workshops(home: Home) -> set[tuple[str, int]]:
    """What is being built in the home: a kill leaves it there, the next call begins it anew."""
    found = set()
    for folder, pattern in ((folder, pattern) for folder in _WATCHED for pattern in (".*", "*/.*.new")):
        # Both a file and the folder that is looked through may go meanwhile.
        with suppress(FileNotFoundError):
            for path in (home.root / folder).glob(pattern):
                with suppress(FileNotFoundError):
                    found.add((str(path), path.stat().st_ctime_ns))
    return found


def attack(office: Office, names: list[str], times: int, chance: random.Random) -> tuple[Kills, Seen]:
    """Kill so many calls, one command after another; tells each fault at once."""
    kills, seen = Kills(), Seen()
    for name in names:
        begun, words = time.monotonic(), words_of(office, name)
        office.acknowledge(words, office.call(words))
        kills.seconds[name] = time.monotonic() - begun
        office.look(seen)
    for number in range(times):
        before, name = len(seen.faults), names[number % len(names)]
        kill(office, name, kills, chance)
        office.look(seen)
        for fault in seen.faults[before:]:
            print(f"kill {number + 1}, {name}: {fault}", flush=True)
        if (number + 1) % 25 == 0:
            print(f"{number + 1} kills: {seen}", flush=True)
    for name in names:
        words = words_of(office, name)
        office.acknowledge(words, office.call(words))
        office.look(seen)
    return kills, seen


def main() -> None:
    """Make the office, attack it, tell the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="made anew")
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--region", default="funing")
    parser.add_argument("--only", help="some commands, with commas between them")
    arguments = parser.parse_args()
    shutil.rmtree(arguments.out, ignore_errors=True)
    office = Office(arguments.out, arguments.people, arguments.seed, arguments.region)
    chance = random.Random(arguments.seed)  # noqa: S311 (moments, no secrets)
    begun = time.monotonic()
    kills, seen = attack(office, actions(arguments.only), arguments.times, chance)
    spread = ", ".join(f"{name} {count}" for name, count in kills.by_action.items())
    print(f"seed {arguments.seed}, {arguments.people} people: {kills.by_action.total()} kills ({spread})")
    print(
        f"  {kills.writing} while something was being built, {kills.ended} had ended; {time.monotonic() - begun:.0f} s"
    )
    print(f"  {seen}; the ledger holds {office.tail[0]} events; every command runs through afterwards")
    raise SystemExit(1 if seen.faults else 0)


if __name__ == "__main__":
    main()
