"""How long a night takes: seconds per step, rows per second, peak memory, and the ratio to the floor.

    python benchmarks/night.py --inbox demo/inbox [--threads 2]

The floor is DuckDB reading the same text files once into typed tables, in memory, with the same threads. GB18030 files
are given to it as UTF-8 (the decoding is not counted), so the floor is kinder to itself than a county would be.
Excel files are left out of it: DuckDB cannot read them here. The night is a fresh home: nothing decoded before.
"""

import argparse
import contextlib
import gzip
import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

NIGHT = """
import json, resource, sys, time
from datetime import date
from pathlib import Path
from flows.nightly import nightly
begun = time.perf_counter()
inbox, home, region, as_of, threads = sys.argv[1:]
night = nightly.fn(
    inbox=Path(inbox), home=Path(home), region=region, as_of=date.fromisoformat(as_of), threads=int(threads)
)
seconds = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
helper = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
steps = [(s.step, s.seconds, s.rows, s.peak_memory_mb) for s in night.steps]
rows = sum(f.rows for f in night.files)
print(json.dumps({"seconds": seconds, "peak": peak, "helper": helper, "steps": steps, "rows": rows}))
"""


def main() -> None:
    """Measure and print; asserts nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--region", default="funing")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 22))
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    console = Console(width=110)
    with tempfile.TemporaryDirectory(prefix="yingbao-night-") as folder:
        floor, text_bytes = _floor(arguments.inbox, Path(folder) / "plain", arguments.threads)
        night = _night(arguments, Path(folder) / "home")
        again = _night(arguments, Path(folder) / "home")
    table = Table("步骤", "seconds", "share", "rows", "peak MB so far", title=f"{night['rows']:,} rows delivered")
    for step, seconds, rows, peak in night["steps"]:
        table.add_row(step, f"{seconds:.2f}", f"{seconds / night['seconds']:.0%}", f"{rows or 0:,}", f"{peak:,}")
    console.print(table)
    console.print(
        f"night   {night['seconds']:7.2f} s  {night['rows'] / night['seconds']:12,.0f} rows/s"
        f"  peak {night['peak']:,.0f} MB, while reading {arguments.threads} helpers of {night['helper']:,.0f} MB each"
    )
    console.print(f"again   {again['seconds']:7.2f} s  (the same inbox: nothing is read twice)")
    console.print(
        f"floor   {floor:7.2f} s  {text_bytes / 1e6 / floor:12,.0f} MB/s of text, {arguments.threads} threads"
    )
    console.print(f"ratio   {night['seconds'] / floor:7.2f}")


def _night(arguments: argparse.Namespace, home: Path) -> dict[str, Any]:
    """One night in a process of its own, so that its peak memory is its own."""
    call = [arguments.inbox, home, arguments.region, arguments.as_of, arguments.threads]
    done = subprocess.run([sys.executable, "-c", NIGHT, *map(str, call)], check=True, capture_output=True, text=True)
    # A library may say its farewell on the same stream.
    return json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))


def _floor(inbox: Path, plain: Path, threads: int) -> tuple[float, int]:
    """Seconds for DuckDB to read all text (and Parquet) once into typed tables, and the bytes of text."""
    plain.mkdir(parents=True)
    files = []
    for path in sorted(inbox.glob("*/*")):
        if path.suffix == ".parquet":
            files.append(path)
        elif path.suffix != ".xlsx":
            target = plain / f"{path.parent.name}-{path.name.removesuffix('.gz')}"
            _as_utf8(path, target)
            files.append(target)
    read = sum(path.stat().st_size for path in files if path.suffix != ".parquet")
    begun = time.perf_counter()
    with duckdb.connect(config={"threads": threads}) as con:
        for number, path in enumerate(files):
            source = (
                f"read_parquet('{path}')" if path.suffix == ".parquet" else f"read_csv('{path}', ignore_errors=true)"
            )
            con.execute(f"create table floor_{number} as select * from {source}")
    seconds = time.perf_counter() - begun
    shutil.rmtree(plain)
    return seconds, read


def _as_utf8(path: Path, target: Path) -> None:
    with contextlib.ExitStack() as stack:
        opener = gzip.open if path.suffix == ".gz" else open
        raw = stack.enter_context(opener(path, "rb"))
        source = io.BufferedReader(raw, 1 << 20)
        text = io.TextIOWrapper(source, encoding=_encoding(source.peek(1 << 20)), newline="")
        sink = stack.enter_context(target.open("w", encoding="utf-8", newline=""))
        shutil.copyfileobj(text, sink, 1 << 20)


def _encoding(head: bytes) -> str:
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


if __name__ == "__main__":
    main()
