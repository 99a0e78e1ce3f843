"""Cut the power at chosen moments of every command that writes, and look at what a file system may have kept.

    python benchmarks/power.py --out demo/power [--points 40] [--people 3000] [--seed 1] [--nights 10] [--only run]

Each command runs once under strace; its writes, renames and syncs are replayed (`benchmarks/attacked/recorded.py`; the
replay must end as the folder really lies). Half of the cuts come right after a name was changed or something was
synced where the home keeps what counts, the others anywhere; the last one after the command has ended. At each, four
file systems are shown: one that kept only what was synced, one that kept the names without the contents, one with torn
contents, one of each by chance. Each must be whole: the ledger verifies, what stood before the command stands, what an
ended command acknowledged is there, the published file is one whole night. After every so many of them (`--nights`)
the next night is run on what is left; it must succeed. Exits with 1 where anything is not so.
"""

import argparse
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from base.home import Home  # noqa: E402
from benchmarks.attacked.office import YINGBAO, Office, Seen, actions, words_of  # noqa: E402
from benchmarks.attacked.recorded import VARIANTS, Call, Disk, record  # noqa: E402

_NAMING = ("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "fsync", "fdatasync", "mkdir")
_BUILDING = (b".building", b"/scratch", b".part")


@dataclass
class Cuts:
    """What was cut, what was looked at, and what the next nights said."""

    points: int = 0
    states: int = 0
    nights: int = 0
    refused: list[str] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)


def moments(disk: Disk, calls: list[Call], points: int, chance: random.Random) -> Iterator[int]:
    """Replay, and stop at so many moments, the last after the last call; yields how many calls were replayed."""
    telling = [
        number
        for number, call in enumerate(calls, 1)
        if call.name in _NAMING and str(disk.root).encode().hex() in _plain(call) and not _is_building(call)
    ]
    chosen = set(chance.sample(telling, min(len(telling), points // 2)))
    anywhere = [number for number, call in enumerate(calls, 1) if str(disk.root).encode().hex() in _plain(call)]
    chosen |= set(chance.sample(anywhere, min(len(anywhere), points - 1 - len(chosen)))) | {len(calls)}
    for number, call in enumerate(calls, 1):
        disk.replay(call)
        if number in chosen:
            yield number


def _plain(call: Call) -> str:
    return call.words[:4096].replace(b"\\x", b"").decode("latin-1")


def _is_building(call: Call) -> bool:
    return any(word.hex() in _plain(call) for word in _BUILDING)


def cut(office: Office, name: str, points: int, cuts: Cuts, chance: random.Random, nights: int = 0) -> None:
    """Record one call of a command, cut it at so many points."""
    words, root = words_of(office, name), office.home.root.absolute()
    disk = Disk(root)
    calls, done = record([YINGBAO, *words], office.root / "trace" / f"{name}{cuts.points}")
    if done.returncode:
        raise SystemExit(f"{name}: exit {done.returncode}: {done.stderr}")
    for number in moments(disk, calls, points, chance):
        cuts.points += 1
        if number == len(calls):
            office.acknowledge(words, done.stdout)
        for variant in VARIANTS:
            left = Home(office.root / "left")
            shutil.rmtree(left.root, ignore_errors=True)
            disk.left(variant, left.root, chance)
            cuts.states += 1
            faults = len(cuts.seen.faults)
            office.look(cuts.seen, left)
            if nights and cuts.states % nights == 0:
                _next_night(office, left, cuts, f"{name}, call {number}, {variant}")
            for fault in cuts.seen.faults[faults:]:
                answer = "ended" if number == len(calls) else f"call {number} of {len(calls)}"
                print(f"{name}, {answer}, {variant}: {fault}", flush=True)
    if missed := disk.unlike(root):
        raise SystemExit(f"{name}: the recording misses {missed}")
    office.look(cuts.seen)


def _next_night(office: Office, left: Home, cuts: Cuts, place: str) -> None:
    """The day's night on what a cut has left."""
    words = [str(left.root) if word == str(office.home.root) else word for word in office.night()]
    done = subprocess.run([YINGBAO, *words], capture_output=True, text=True, check=False)
    cuts.nights += 1
    if done.returncode:
        cuts.refused.append(done.stderr.strip())
        print(f"{place}: the next night ends with {done.returncode}: {done.stderr.strip()}", flush=True)
    else:
        office.look(cuts.seen, left)


def main() -> None:
    """Make the office, record, cut, tell the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="made anew")
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--points", type=int, default=40, help="in all, spread over the commands")
    parser.add_argument("--nights", type=int, default=10, help="a night on every so many of what cuts leave; 0: none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="some commands, with commas between them")
    arguments = parser.parse_args()
    if shutil.which("strace") is None:
        raise SystemExit("strace is not installed")
    shutil.rmtree(arguments.out, ignore_errors=True)
    office = Office(arguments.out.absolute(), arguments.people, arguments.seed)
    office.look(Seen())
    chance, cuts = random.Random(arguments.seed), Cuts()  # noqa: S311 (moments, no secrets)
    names = actions(arguments.only)
    # A night has the most to lose: it gets twice as many cuts as the others.
    weights = {name: 2 if name == "run" else 1 for name in names}
    for name in names:
        share = max(2, round(arguments.points * weights[name] / sum(weights.values())))
        cut(office, name, share, cuts, chance, arguments.nights)
        print(f"{name}: {cuts.points} points so far, {cuts.seen}", flush=True)
    print(f"seed {arguments.seed}, {arguments.people} people: {cuts.points} cuts, {cuts.states} states, {cuts.seen}")
    print(f"  {cuts.nights} next nights, {len(cuts.refused)} of them did not succeed")
    raise SystemExit(1 if cuts.seen.faults or cuts.refused else 0)


if __name__ == "__main__":
    main()
