"""Growth: one night each of counties of several sizes, up to a prefecture's seven million people in one inbox.

    python benchmarks/scale.py --out demo/scale [--people 60000,1000000,7000000] [--region yancheng] [--json FILE]

Each county is made (`yingbao demo`, its memory and minutes are told, too), the night runs in a fresh home, then both
are deleted, since seven million people take some 70 GB with the files of the night; `--keep` leaves them. Printed
are seconds, CPU, memory of all processes and disk, and between neighbours the exponent of growth: log(ratio of what was
taken) / log(ratio of rows); 1 is straight.
"""

import argparse
import json
import math
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from base import resources  # noqa: E402
from benchmarks.against import floor  # noqa: E402
from benchmarks.night import machine, night  # noqa: E402

MADE = ("seconds", "cpu_seconds", "memory_mb", "disk_mb")


def main() -> None:
    """Make, run, print; write JSON where asked, after each size, so that what was measured stays."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--people", default="60000,1000000,7000000")
    parser.add_argument("--region", default="yancheng")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 22))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    found: dict[str, Any] = {"machine": machine(), "sizes": {}}
    for people in (int(number) for number in arguments.people.split(",")):
        found["sizes"][people] = _size(arguments, people)
        print(people, found["sizes"][people]["forecast"], flush=True)
        if arguments.json:
            arguments.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    show(Console(width=118), found)


def _size(arguments: argparse.Namespace, people: int) -> dict[str, Any]:
    folder = arguments.out / str(people)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = _make(folder, arguments.region, people, arguments.as_of)
    inbox, home = folder / "county" / "inbox", folder / "home"
    taken = night(inbox, home, arguments.region, arguments.as_of, arguments.threads)
    read = floor.read(inbox, arguments.threads)
    if not arguments.keep:
        shutil.rmtree(folder)
    return taken | {"made": made, "floor": read.seconds}


def _make(folder: Path, region: str, people: int, as_of: date) -> dict[str, float]:
    call: list[str | Path] = [sys.executable, "-m", "flows.cli", "demo", "--out", folder / "county", "--region", region]
    begun = time.perf_counter()
    with resources.watched(folder) as used:
        call += ["--people", str(people), "--as-of", as_of.isoformat()]
        subprocess.run(call, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    seconds = round(time.perf_counter() - begun, 1)
    return {"seconds": seconds, "memory_mb": used.memory_mb, "disk_mb": used.disk_mb}


def show(console: Console, found: dict[str, Any]) -> None:
    """The tables of sizes and of exponents."""
    sizes = found["sizes"]
    table = Table("people", "rows", "s", "CPU s", "÷ floor", "memory MB", "disk MB", "made in s", "its MB")
    for people, one in sizes.items():
        ratio = f"{one['seconds'] / one['floor']:.1f}" if one["floor"] else "–"
        table.add_row(
            *(f"{people:,}", f"{one['rows']:,}", f"{one['seconds']:.1f}", f"{one['cpu_seconds']:.1f}", ratio),
            *(f"{one['memory_mb']:,}", f"{one['disk_mb']:,}", f"{one['made']['seconds']:.0f}"),
            f"{one['made']['memory_mb']:,}",
        )
    console.print(table)
    growth = Table("from", "to", *(name for name in MADE), title="exponent of growth against rows")
    for (few, small), (many, large) in zip(list(sizes.items()), list(sizes.items())[1:], strict=False):
        grown = math.log(large["rows"] / small["rows"])
        exponents = [f"{math.log(large[name] / small[name]) / grown:.2f}" for name in MADE]
        growth.add_row(f"{few:,}", f"{many:,}", *exponents)
    console.print(growth)
    console.print(found["machine"])


if __name__ == "__main__":
    main()
