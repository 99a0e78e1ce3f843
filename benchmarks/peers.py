"""A whole night beside what an analyst would do by hand, and beside the engine that links only employers.

    python benchmarks/peers.py --inbox demo/inbox [--region funing] [--as-of 2026-11-22] [--json FILE]

One run, one after another, on the same files: the night with all lists, workbooks and reports; three lists by pandas
and RapidFuzz (`benchmarks/against/pandas_analyst.py`); Splink on that night's employers, which begins where reading and
cleaning have ended. Seconds are of a wall clock, memory is the most of all processes of each. How long the three lists
of pandas are beside ours stands there, too: it shows what the by-hand way misses, not only what it costs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from base.home import Home  # noqa: E402
from benchmarks.against import measure  # noqa: E402
from benchmarks.night import machine, night  # noqa: E402

OURS = {
    "taxed_uninsured": "select count(*) from lists.taxed_uninsured_employers",
    "lapsed": "select count(*) from lists.lapsed_members",
    "unenrolled": "select count(*) from lists.unenrolled_residents_45_plus",
}


def main() -> None:
    """Measure and print; asserts nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--region", default="funing")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 22))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yingbao-peers-") as folder:
        space = Path(folder)
        ours = night(arguments.inbox, space / "home", arguments.region, arguments.as_of, 2)
        home = Home(space / "home")
        by_hand, _ = measure.run(
            "pandas_analyst", space / "pandas", inbox=arguments.inbox.absolute(), as_of=arguments.as_of
        )
        linked = _splink(home, space)
        counts = _counts(home.published)
    found: dict[str, Any] = {"machine": machine(), "night": ours, "pandas": by_hand, "splink": linked, "ours": counts}
    show(Console(width=118), found)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


def _splink(home: Home, space: Path) -> dict[str, Any] | None:
    try:
        report, _ = measure.run("splink_employers", space / "splink", evidence=home.evidence, books="all")
    except (RuntimeError, subprocess.SubprocessError):
        return None
    return report


def _counts(published: Path) -> dict[str, int]:
    with duckdb.connect(str(published), read_only=True) as con:
        return {name: int(con.execute(query).fetchall()[0][0]) for name, query in OURS.items()}


def show(console: Console, found: dict[str, Any]) -> None:
    """What each took, and how many rows the three lists have."""
    ours, by_hand, linked = found["night"], found["pandas"], found["splink"]
    table = Table("what", "s", "memory MB", title=f"{ours['rows']:,} rows delivered")
    table.add_row("the night: all lists, workbooks, reports", f"{ours['seconds']:.1f}", f"{ours['memory_mb']:,}")
    table.add_row("pandas and RapidFuzz: three lists", f"{by_hand['seconds']:.1f}", f"{by_hand['peak_mb']:,.0f}")
    if linked:
        table.add_row("Splink: employers only", f"{linked['seconds']:.1f}", f"{linked['peak_mb']:,.0f}")
    ratios = f"{ours['seconds'] / by_hand['seconds']:.2f}", f"{ours['memory_mb'] / by_hand['peak_mb']:.2f}"
    table.add_row("the night ÷ pandas", *ratios)
    console.print(table)
    lists = Table("list", "ours", "pandas")
    for name, rows in found["ours"].items():
        lists.add_row(name, f"{rows:,}", f"{by_hand['rows'][name]:,}")
    console.print(lists)
    console.print(found["machine"])


if __name__ == "__main__":
    main()
