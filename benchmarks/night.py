"""What a night takes: seconds and CPU per step and query, memory of all processes, disk, and the ratio to the floor.

    python benchmarks/night.py --inbox demo/inbox [--threads 1,2] [--json FILE] [--only whole]

Four nights: `whole` in a fresh home; `again`, the same inbox the day after; `ordinary`, the day after that, one more
month of contributions, wages and taxes delivered and 2 % of the member rows changed (`benchmarks/next_month.py`; gates
that wonder at it are let pass); and `anew`, that last one in a home that has nothing to take over, which `ordinary` is
held against. The floor is DuckDB reading the same text once (`benchmarks/against/floor.py`). With several numbers of
threads, the whole night runs with each, and of every step stands which part of it does not get faster (Amdahl's serial
share, from the least and the most threads).

Say on what machine, and what else ran: seconds are of a wall clock. CPU seconds are of all processes together.
"""

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks import next_month  # noqa: E402
from benchmarks.against import floor  # noqa: E402

NIGHT = """
import json, resource, sys, time
import flows.cli  # what the command sets for its libraries
from datetime import date
from pathlib import Path
import psutil
from flows.nightly import nightly
from flows.attempts import attempted
from base.home import Home

steps, begun = [], time.perf_counter()
inbox, home, region, as_of, threads = sys.argv[1:]

def heard(text):
    steps.append((time.perf_counter() - begun, text))

with attempted(Home(Path(home)), region, as_of, heard) as attempt:
    night = attempt.night = nightly.fn(
        inbox=Path(inbox), home=Path(home), region=region, as_of=date.fromisoformat(as_of), threads=int(threads),
        progress=attempt.progress, accept=("extract_shrank", "list_jumped"), by="benchmark",
        on_small_disk=True,  # what is expected is measured here, not obeyed
    )
seconds = time.perf_counter() - begun
mine, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
queries = [
    [text, round(after - at, 3)]
    for (at, text), (after, _) in zip(steps, [*steps[1:], (seconds, "")])
    if "." in text and "/" not in text and " " not in text
]
print(json.dumps({
    "seconds": seconds,
    "cpu_seconds": mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime,
    "memory_mb": night.used.memory_mb,
    "disk_mb": night.used.disk_mb,
    "written_mb": psutil.Process().io_counters().write_bytes / 1e6,
    "rows": sum(file.rows for file in night.files),
    "read_rows": sum(file.rows for file in night.files if file.read),
    "steps": [[step.step, step.seconds, step.rows] for step in night.steps],
    "queries": sorted(queries, key=lambda one: -one[1])[:20],
    "forecast": next((text for _, text in steps if text.startswith("预计")), ""),
}))
"""
KINDS = ("whole", "again", "ordinary", "anew")


def main() -> None:
    """Measure, print, and write JSON where asked; asserts nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--region", default="funing")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 22))
    parser.add_argument("--threads", default="2", help="one number, or several with commas")
    parser.add_argument("--only", choices=KINDS[:2], help="no more than the whole night, or that and the next day's")
    parser.add_argument("--json", type=Path, help="where the figures are written")
    parser.add_argument("--scratch", type=Path, help="where homes are made (default: the machine's own place)")
    arguments = parser.parse_args()
    threads = [int(number) for number in arguments.threads.split(",")]
    console = Console(width=118)
    with tempfile.TemporaryDirectory(prefix="yingbao-night-", dir=arguments.scratch) as folder:
        found: dict[str, Any] = {
            "machine": machine(),
            "floor": asdict(floor.read(arguments.inbox, threads[-1])),
            "nights": _nights(arguments, threads[-1], Path(folder)),
            "threads": {
                number: night(
                    arguments.inbox, Path(folder) / f"home {number}", arguments.region, arguments.as_of, number
                )
                for number in threads[:-1]
            },
        }
    found["threads"][threads[-1]] = found["nights"]["whole"]
    show(console, found)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


def machine() -> str:
    """What it ran on."""
    memory = psutil.virtual_memory().total / 2**30
    return f"{platform.machine()}, {psutil.cpu_count()} cores, {memory:.0f} GiB, load {psutil.getloadavg()[0]:.1f}"


def night(inbox: Path, home: Path, region: str, as_of: date, threads: int) -> dict[str, Any]:
    """One night in a process of its own, so that what it takes is its own."""
    call = [inbox, home, region, as_of, threads]
    done = subprocess.run([sys.executable, "-c", NIGHT, *map(str, call)], check=True, stdout=subprocess.PIPE, text=True)
    # A library may say its farewell on the same stream.
    return json.loads(next(line for line in done.stdout.splitlines() if line.startswith('{"seconds"')))


def _nights(arguments: argparse.Namespace, threads: int, folder: Path) -> dict[str, Any]:
    home, as_of = folder / "home", arguments.as_of
    made = {"whole": night(arguments.inbox, home, arguments.region, as_of, threads)}
    if arguments.only == "whole":
        return made
    made["again"] = night(arguments.inbox, home, arguments.region, as_of + timedelta(days=1), threads)
    if arguments.only == "again":
        return made
    last_month = (as_of.replace(day=1) - timedelta(days=1)).replace(day=1)
    next_month.make(arguments.inbox, folder / "next", last_month, as_of.isoformat(), 0.02)
    later = as_of + timedelta(days=2)
    made["ordinary"] = night(folder / "next", home, arguments.region, later, threads)
    shutil.rmtree(home)
    made["anew"] = night(folder / "next", home, arguments.region, later, threads)
    return made


def show(console: Console, found: dict[str, Any]) -> None:
    """The tables."""
    nights, read = found["nights"], found["floor"]
    whole = nights["whole"]
    steps = Table(
        "步骤", *(f"{kind} s" for kind in nights), "share of whole", title=f"{whole['rows']:,} rows delivered"
    )
    for place, (step, seconds, _) in enumerate(whole["steps"]):
        others = [f"{kind['steps'][place][1]:.2f}" for kind in nights.values()]
        steps.add_row(step, *others, f"{seconds / whole['seconds']:.0%}")
    console.print(steps)
    sums = Table("night", "s", "CPU s", "rows/s", "÷ floor", "÷ whole", "memory MB", "disk MB", "written MB")
    for kind, one in nights.items():
        against = nights["anew"] if kind == "ordinary" else whole
        sums.add_row(
            *(kind, f"{one['seconds']:.1f}", f"{one['cpu_seconds']:.1f}", f"{one['rows'] / one['seconds']:,.0f}"),
            *(f"{one['seconds'] / read['seconds']:.2f}", f"{one['cpu_seconds'] / against['cpu_seconds']:.2f}"),
            *(f"{one['memory_mb']:,}", f"{one['disk_mb']:,}", f"{one['written_mb']:,.0f}"),
        )
    console.print(sums)
    queries = Table("query", "s", title="the twenty costliest of the whole night, with what follows them")
    for table, seconds in whole["queries"]:
        queries.add_row(table, f"{seconds:.2f}")
    console.print(queries)
    if len(found["threads"]) > 1:
        console.print(_by_threads(found["threads"]))
    speed = read["text_bytes"] / 1e6 / read["seconds"]
    console.print(
        f"floor {read['seconds']:.2f} s, {speed:,.0f} MB/s of text, {read['rows']:,} rows; {found['machine']}"
    )


def _by_threads(threads: dict[int, Any]) -> Table:
    """Per step: seconds with so many threads, and the share that more threads do not make faster."""
    few, many = min(threads), max(threads)
    table = Table("步骤", *(f"{number} threads" for number in sorted(threads)), "serial share")
    for place, (step, _, _) in enumerate(threads[few]["steps"]):
        seconds = {number: one["steps"][place][1] for number, one in threads.items()}
        gained = few / many
        serial = (seconds[many] / max(seconds[few], 1e-9) - gained) / (1 - gained)
        row = [f"{seconds[number]:.2f}" for number in sorted(threads)]
        table.add_row(step, *row, f"{min(1.0, max(0.0, serial)):.0%}")
    return table


if __name__ == "__main__":
    main()
