"""How long an analyst waits: opening the published file, and each question of `docs/analysts.md`.

    python benchmarks/questions.py --home demo/home [--threads 2]

Each question is asked of a connection of its own, so that nothing is warm but the system's own cache of the file.
Prints seconds, rows and the heading under which the question stands; no row of an answer.
"""

import argparse
import re
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from base.home import Home  # noqa: E402

PAGE = ROOT / "docs" / "analysts.md"
_PART = re.compile(r"^#+ (?P<heading>[^\n]+)$|^```sql\n(?P<query>.*?)^```$", re.MULTILINE | re.DOTALL)


def questions() -> Iterator[tuple[str, str]]:
    """The page's questions, each with the heading above it."""
    heading = ""
    for part in _PART.finditer(PAGE.read_text(encoding="utf-8")):
        if part["query"] is None:
            heading = part["heading"]
        else:
            yield heading, part["query"]


def main() -> None:
    """Ask, and print the figures; asserts nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    opening, asking = [], []
    for heading, query in questions():
        begun = time.perf_counter()
        with duckdb.connect(str(Home(given.home).published), read_only=True, config={"threads": given.threads}) as con:
            opened = time.perf_counter()
            rows = len(con.execute(query).fetchall())
            answered = time.perf_counter()
        opening.append(opened - begun)
        asking.append(answered - opened)
        print(f"{answered - opened:6.3f} s {rows:>8,} rows  {heading}")
    print(f"opening: median {statistics.median(opening):.3f} s, slowest {max(opening):.3f} s")
    print(f"asking: median {statistics.median(asking):.3f} s, slowest {max(asking):.3f} s")


if __name__ == "__main__":
    main()
