"""What every engine of `benchmarks/linkage.py` shares: its clock, its report, and how right its clusters are.

Pairs are counted, never made: a cluster that holds n records of one entity has n * (n - 1) / 2 right pairs.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

ROOT = Path(__file__).parents[2]
Clusters = dict[str, pl.DataFrame]
"""By setting (a threshold, say): the records' keys and the column `cluster`."""


@dataclass(frozen=True)
class Score:
    """Pairs that a clustering holds, those that the key holds, and those that both hold."""

    found: int
    true: int
    right: int

    @property
    def precision(self) -> float:
        """Of the found pairs; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of the true pairs; 1 where there are none."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.found + self.true) if self.found + self.true else 1.0


def pairwise(records: pl.DataFrame, among: pl.Series | None = None) -> Score:
    """How right clusters are. `records` has one row per record: `cluster` (null: alone) and `truth`.

    With `among`, only pairs that touch one of these entities count: of the true pairs theirs, of the found pairs those
    in which at least one record is theirs.
    """
    records = records.select("truth", pl.col("cluster").fill_null("alone|" + pl.int_range(pl.len()).cast(pl.String)))
    theirs = pl.lit(True) if among is None else pl.col("truth").is_in(among.implode())
    cells = records.group_by("cluster", "truth").len("n").with_columns(theirs.alias("theirs"))
    cells = cells.with_columns(pl.when("theirs").then(0).otherwise("n").alias("others"))
    clusters = cells.group_by("cluster").agg(pl.col("n", "others").sum())
    truths = cells.filter("theirs").group_by("truth").agg(pl.col("n").sum())
    return Score(
        found=_pairs(clusters["n"]) - _pairs(clusters["others"]),
        true=_pairs(truths["n"]),
        right=_pairs(cells.filter("theirs")["n"]),
    )


def answered(records: pl.DataFrame, waiting: pl.DataFrame) -> pl.DataFrame:
    """The records after a reviewer who knows the truth has answered the waiting pairs: the true ones are joined.

    `records` has `record`, `cluster`, `truth`; `waiting` has `left` and `right`, which name records.
    """
    known = records.select("record", pl.col("cluster").fill_null("alone|" + pl.col("record")), "truth")
    pairs = waiting.join(known, left_on="left", right_on="record").join(known, left_on="right", right_on="record")
    parent: dict[str, str] = {}

    def top(name: str) -> str:
        while name in parent:
            name = parent[name]
        return name

    for one, two in (
        pairs.filter(pl.col("truth") == pl.col("truth_right")).select("cluster", "cluster_right").iter_rows()
    ):
        first, second = sorted((top(one), top(two)))
        if first != second:
            parent[second] = first
    merged = {name: top(name) for name in parent}
    return known.with_columns(pl.col("cluster").replace(merged))


def _pairs(counts: pl.Series) -> int:
    wide = counts.cast(pl.Int64)
    return int((wide * (wide - 1) // 2).sum())


# -- an engine in a process of its own -------------------------------------------------------------------------------


class Clock:
    """Seconds since the engine began to read, and the memory it has needed until it stopped."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.report: dict[str, Any] = {}

    def stop(self, **more: Any) -> None:
        """The work is done: what follows (other thresholds, say) is not measured."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.report = {"seconds": time.perf_counter() - self.begun, "peak_mb": peak, **more}


def engine(link: Callable[[argparse.Namespace, Clock], Clusters], **arguments: type) -> None:
    """The main of an engine: link, write the clusters of each setting as Parquet, print the report as one line."""
    parser = argparse.ArgumentParser()
    for name, kind in arguments.items():
        parser.add_argument(f"--{name}", type=kind)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    clock = Clock()
    for setting, records in link(options, clock).items():
        records.write_parquet(options.out / f"{setting}.parquet")
    print(json.dumps(clock.report))


def run(module: str, out: Path, repeat: int = 1, **arguments: Any) -> tuple[dict[str, Any], Clusters]:
    """An engine's report (the quickest of `repeat` runs) and its clusters by setting, in the order of their names."""
    out.mkdir(parents=True, exist_ok=True)
    call = [sys.executable, "-m", f"benchmarks.against.{module}", "--out", str(out)]
    for name, value in arguments.items():
        call += [f"--{name}", str(value)]
    reports = []
    for _ in range(repeat):
        done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, check=False)
        if done.returncode:
            raise RuntimeError(f"{module} failed: {done.stderr.strip().splitlines()[-1:]}")
        reports.append(json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{"))))
    clusters = {path.stem: pl.read_parquet(path) for path in sorted(out.glob("*.parquet"))}
    return min(reports, key=lambda report: report["seconds"]), clusters
