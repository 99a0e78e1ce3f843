"""Fill the disk under every command that writes, and look at what is left and what is said.

    python benchmarks/full_disk.py --out demo/full [--points 40] [--people 3000] [--seed 1] [--only run]      (root)

The home lies on a tmpfs of its own. What each command needs at most is measured first; then it gets less of it, in
even steps, so that it fails at another place each time. After each failure the published file is yesterday's, byte for
byte, unless the night had published; the ledger is whole, nothing acknowledged is lost, no half file bears a final
name; the exit code and the sentence are told. With room again the same command succeeds. Exits with 1 where anything
is not so.
"""

import argparse
import copy
import os
import random
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from base.home import Home  # noqa: E402
from benchmarks.attacked.office import YINGBAO, Office, Seen, actions, whole, words_of  # noqa: E402

PLENTY = 4 << 30
_PAGE = 4096
OURS = "发给开发者"
"""What a sentence says where the program takes a fault for its own: a full disk is none."""


@dataclass
class Filled:
    """What was tried, and how it was told."""

    points: int = 0
    failed: int = 0
    answer: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    """Command, exit code and sentence, digits left out."""
    taken_for_ours: int = 0
    mended: int = 0
    """How many succeed with room again."""
    faults: list[str] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)


class Disk:
    """A home on a file system that holds only so many bytes more than it needs now."""

    def __init__(self, home: Path, saved: Path) -> None:
        self.home, self.saved = home, saved

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """The saved home, as it was."""
        options = f"size={PLENTY},mode=0750"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.home], check=True)
        try:
            subprocess.run(["cp", "-a", f"{self.saved}/.", str(self.home)], check=True)
            yield
        finally:
            subprocess.run(["umount", "--lazy", self.home], check=True)

    def used(self) -> int:
        """Bytes in use."""
        there = os.statvfs(self.home)
        return (there.f_blocks - there.f_bfree) * there.f_frsize

    def leave(self, room: int) -> None:
        """So many bytes may still be written."""
        size = (self.used() + room) // _PAGE * _PAGE
        subprocess.run(["mount", "-o", f"remount,size={size}", self.home], check=True)


def need(disk: Disk, words: Sequence[str]) -> int:
    """How many bytes more than before the command takes at most while it runs."""
    with disk.mounted():
        begun, most, done = disk.used(), 0, threading.Event()

        def watch() -> None:
            nonlocal most
            while not done.wait(0.005):
                most = max(most, disk.used())

        watching = threading.Thread(target=watch)
        watching.start()
        called = subprocess.run([YINGBAO, *words], capture_output=True, text=True, check=False)
        done.set()
        watching.join()
        if called.returncode:
            raise SystemExit(f"{words[0]}: exit {called.returncode}: {called.stderr}")
    return max(most - begun, _PAGE)


def fill(office: Office, disk: Disk, words: list[str], rooms: Sequence[int], filled: Filled) -> None:
    """The command, once for each room that it may still take."""
    before = copy.deepcopy((office.acknowledged, office.recorded))
    for room in rooms:
        with disk.mounted():
            home = Home(disk.home)
            old = home.published.read_bytes()
            disk.leave(room)
            done = subprocess.run([YINGBAO, *words], capture_output=True, text=True, check=False)
            filled.points += 1
            if done.returncode == 0:
                office.acknowledge(words, done.stdout)
            faults = len(filled.seen.faults)
            office.look(filled.seen, home)
            if done.returncode:
                _note_failure(filled, words[0], room, done)
                if home.published.read_bytes() != old and "已发布" not in done.stderr:
                    filled.faults.append(f"{words[0]}: another file is published, and it does not say so")
            _half(filled, words[0], home)
            disk.leave(PLENTY)
            again = subprocess.run([YINGBAO, *words], capture_output=True, text=True, check=False)
            filled.mended += again.returncode == 0
            if again.returncode:
                filled.faults.append(f"{words[0]}, with room again: {again.returncode} {again.stderr.strip()}")
            else:
                whole(home.published)
            for fault in filled.seen.faults[faults:]:
                print(f"{words[0]}, {room >> 10} KB left: {fault}", flush=True)
        office.acknowledged, office.recorded = copy.deepcopy(before)


def _note_failure(filled: Filled, name: str, room: int, done: "subprocess.CompletedProcess[str]") -> None:
    filled.failed += 1
    sentence = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""
    filled.answer[name, done.returncode, sentence] += 1
    filled.taken_for_ours += OURS in done.stderr or "Traceback" in done.stderr or done.returncode != 2
    print(f"{name}, {room >> 10} KB left: exit {done.returncode}: {sentence}", flush=True)


def _half(filled: Filled, name: str, home: Home) -> None:
    """What a failed call may not leave under a name that anybody reads."""
    left = [*home.root.glob("**/*.wal"), *home.root.glob("landing/*/*.part"), *home.root.glob("published/*.part")]
    empty = [path for path in home.root.glob("*/**/*") if path.is_file() and path.stat().st_size == 0]
    for path in {*left, *empty}:
        # What stands in a hidden workshop bears no final name.
        if not any(part.startswith(".") for part in path.relative_to(home.root).parts):
            filled.faults.append(f"{name}: {path.relative_to(home.root)} is left")


def main() -> None:
    """Make the office, fill the disk, tell the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="made anew")
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--points", type=int, default=40, help="in all, spread over the commands")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="some commands, with commas between them")
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        raise SystemExit("only root mounts a file system")
    shutil.rmtree(arguments.out, ignore_errors=True)
    office = Office(arguments.out.absolute(), arguments.people, arguments.seed)
    office.look(Seen())
    names = [name for name in actions(arguments.only) if name not in ("backup", "restore")]
    calls = {name: words_of(office, name) for name in names}
    saved = office.root / "saved"
    office.home.root.rename(saved)
    office.home.root.mkdir()
    disk, filled = Disk(office.home.root, saved), Filled()
    chance = random.Random(arguments.seed)  # noqa: S311 (places, no secrets)
    # A night has the most places to fail at: it gets half of the points.
    weights = {name: len(names) - 1 if name == "run" else 1 for name in names}
    for name, words in calls.items():
        share = max(2, round(arguments.points * weights[name] / sum(weights.values())))
        most = need(disk, words)
        rooms = [round(most * (number + chance.random()) / share * 0.98) for number in range(share)]
        fill(office, disk, words, rooms, filled)
        print(f"{name}: needs {most >> 10} KB more; {filled.points} points so far, {filled.seen}", flush=True)
    print(f"seed {arguments.seed}, {arguments.people} people: {filled.points} points, {filled.failed} failed")
    print(f"  {filled.seen}; {filled.taken_for_ours} not told as the machine's fault (exit 2); {filled.mended} mended")
    for (name, code, sentence), count in sorted(filled.answer.items()):
        print(f"  {count} × {name}, exit {code}: {sentence}")
    for fault in filled.faults:
        print(f"  {fault}")
    raise SystemExit(1 if filled.seen.faults or filled.faults or filled.taken_for_ours else 0)


if __name__ == "__main__":
    main()
