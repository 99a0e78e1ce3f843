"""Kill a night at random moments and look at what is published.

    python benchmarks/crash.py --inbox demo/inbox --home demo/crash-home [--times 10] [--seed 1]

After each `kill -9` the published file is opened READ_ONLY: it must be the whole old or the whole new one (its run id
is in audit.run, every list counts what audit.list says). At the end a night runs through.
"""

import argparse
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb


def main() -> None:
    """Run, kill, look; prints one line per kill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--region", default="funing")
    parser.add_argument("--as-of", default="2026-11-22")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    command = [str(Path(sys.executable).with_name("yingbao")), "run", "--inbox", str(arguments.inbox)]
    command += ["--home", str(arguments.home), "--region", arguments.region, "--as-of", arguments.as_of]
    published = arguments.home / "published" / "yingbao.duckdb"

    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    subprocess.run(command, check=True, capture_output=True)
    whole = (time.monotonic() - begun) / 2
    old = _look(published)
    moments = random.Random(arguments.seed)  # noqa: S311 (moments, no secrets)
    for number in range(1, arguments.times + 1):
        moment = moments.uniform(0, whole * 1.05)
        night = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        alive = night.poll() is None
        night.send_signal(signal.SIGKILL)
        night.wait()
        new = _look(published)
        print(
            f"{number:3} killed at {moment:6.2f} s{'' if alive else ' (had ended)'}: "
            f"{'the old file' if new == old else f'the new file, run {new}'}, whole"
        )
        old = new
    subprocess.run(command, check=True, capture_output=True)
    print(f"the next night succeeds: run {_look(published)} after {old}")


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
