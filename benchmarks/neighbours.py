"""Two prefectures in one world, as two homes that exchange and as one run: is everybody on the right list?

    python benchmarks/neighbours.py --out demo/neighbours [--people 5000] [--seed 3] [--threads 1] [--engine]

Makes 盐城 and a made-up neighbour (`county/neighbour.py`) with people who live in one and work in the other: an inbox
of each, and one of both. The homes run, exchange, and run again on the same day (what was exchanged counts then); the
province runs once, with `--engine` once more on Sail. Each is held against the answer key of its own, which is made of
the clean worlds. Ends with 1 where a row that valid numbers can tell is wrong after the exchange or in a run of the
province, or where the engine's lists are not DuckDB's.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import regions  # noqa: E402
from benchmarks.answer_key import NUMBER, asked, judge, published  # noqa: E402
from benchmarks.engines import engine  # noqa: E402
from county import DEFAULT_DAY, neighbour  # noqa: E402
from county.making import make_neighbours  # noqa: E402

PLACES = (neighbour.HERE, neighbour.NEIGHBOUR)
KEY = ["list_id", "subject_id"]
# The made-up regions' files lie in a folder of their own: `yingbao` as ever, but for where it reads them.
CALL = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); import regions; from pathlib import Path;"
    " regions.FOLDER = Path(sys.argv.pop(1)); runpy.run_module('flows.cli', run_name='__main__')"
)


def wrong(home: Path, answers: Path) -> pl.DataFrame:
    """The rows of a home's lists that are not the key's, of those whose answer valid numbers tell."""
    return judge(home, answers).wrong.filter(pl.col("link") == NUMBER)


def rows(home: Path) -> pl.DataFrame:
    """Who stands on which list of a home, by which tier."""
    return published(home, asked(home)).sort(pl.all())


def differing(homes: list[Path], whole: Path) -> pl.DataFrame:
    """By list, how many rows the homes have and one run has not, the other way round, and of another tier."""
    parts = pl.concat(rows(home) for home in homes).unique()
    both = parts.join(rows(whole), on=KEY, how="full", coalesce=True, suffix="_whole")
    what = (
        pl.when(pl.col("tier").is_null()).then(pl.lit("in one run only"))
        .when(pl.col("tier_whole").is_null()).then(pl.lit("of the homes only"))
        .otherwise(pl.lit("of another tier"))
    )  # fmt: skip
    both = both.filter(pl.col("tier").ne_missing(pl.col("tier_whole"))).with_columns(what=what)
    return both.group_by("list_id", "what").len().sort("list_id", "what")


class Runs:
    """Calls of `yingbao` over the made-up regions in one folder."""

    def __init__(self, out: Path, threads: int) -> None:
        self.out, self.threads = out, threads

    def call(self, *words: object) -> None:
        """Once; ends this program where it fails."""
        command = [sys.executable, "-P", "-c", CALL, ROOT, self.out / "regions", *words]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"yingbao {words[0]} ended with {done.returncode}: {done.stderr.strip()}")

    def night(self, region: str, home: str = "home", *more: object) -> None:
        """One night of a region."""
        where = self.out / region
        words = ("--inbox", where / "inbox", "--home", where / home, "--region", region)
        self.call("run", *words, "--as-of", DEFAULT_DAY.isoformat(), "--threads", self.threads, *more)

    def judged(self, when: str, region: str, home: str = "home") -> int:
        """Print how many rows are wrong; how many."""
        where = self.out / region
        found = wrong(where / home, where / "answers")
        key = pl.read_csv(where / "answers" / "lists.csv", infer_schema=False)
        key = key.filter(pl.col("list_id").is_in(asked(where / home)))
        print(f"{when}, {region}: {found.height} rows wrong; the key has {key.height}")
        for list_id, what, count in found.group_by("list_id", "what").len().sort("list_id", "what").iter_rows():
            print(f"    {list_id}: {count} {what}")
        return found.height


class Taken:
    """What it took since the last time that somebody asked: seconds, and CPU seconds of what was called."""

    def __init__(self) -> None:
        self.now = self._now()

    def __str__(self) -> str:
        before, self.now = self.now, self._now()
        return f"{self.now[0] - before[0]:.1f} s, {self.now[1] - before[1]:.1f} CPU s"

    @staticmethod
    def _now() -> tuple[float, float]:
        times = os.times()
        return time.perf_counter(), times.children_user + times.children_system


def as_homes(runs: Runs) -> int:
    """Both nights of both homes, and the exchange between them; the rows that are wrong after it."""
    taken, bad = Taken(), 0
    for when in ("before the exchange", "after it"):
        for place in PLACES:
            runs.night(place)
        print(f"two homes: {taken}")
        bad = sum(runs.judged(when, place) for place in PLACES)
        runs.call("exchange", *(word for place in PLACES for word in ("--home", runs.out / place / "home")))
        print(f"the exchange: {taken}")
    return bad


def as_province(runs: Runs, is_on_engine: bool) -> int:
    """One run of both, and once more on an engine; the rows that are wrong in either, or other than DuckDB's."""
    taken, where = Taken(), runs.out / neighbour.PROVINCE
    runs.night(neighbour.PROVINCE)
    print(f"one run, DuckDB: {taken}")
    bad = runs.judged("one run, DuckDB", neighbour.PROVINCE)
    homes = [runs.out / place / "home" for place in PLACES]
    for list_id, what, count in differing(homes, where / "home").iter_rows():
        print(f"    {list_id}: {count} {what}")
    if not is_on_engine:
        return bad
    with ExitStack() as stack:
        address, watched = stack.enter_context(engine(None, "", where))
        runs.night(neighbour.PROVINCE, "home_of_engine", "--engine", "spark", "--connect", address)
        print(f"one run, Sail: {taken}, and {watched.cpu:.1f} CPU s of the engine")
    bad += runs.judged("one run, Sail", neighbour.PROVINCE, "home_of_engine")
    here, there = rows(where / "home"), rows(where / "home_of_engine")
    is_equal = here.equals(there)
    print(f"lists of the engine: {there.height} rows, {'the same as' if is_equal else 'OTHER THAN'} DuckDB's")
    return bad + (not is_equal)


def main() -> int:
    """Make, run all ways, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--engine", action="store_true", help="one run on Sail, too (pysail of the tests' lock)")
    arguments = parser.parse_args()
    out: Path = arguments.out.absolute()
    shutil.rmtree(out, ignore_errors=True)
    neighbour.write(out / "regions")
    regions.FOLDER = out / "regions"
    shared = make_neighbours(out, PLACES, arguments.people, arguments.seed, together=neighbour.PROVINCE)
    print(f"{shared.height} people whom both regions know, of {arguments.people} each", flush=True)
    runs = Runs(out, arguments.threads)
    bad = as_homes(runs)
    bad += as_province(runs, arguments.engine)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
