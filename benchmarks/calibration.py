"""Do probabilities mean what they say? Ten bands of what was said, beside how many of each are one.

    python benchmarks/calibration.py [--made 60000] [--fit funing:1,wuyi:2] [--check wuhai:14,yuxi:15]
                                     [--harder] [--write]
    python benchmarks/calibration.py --homes HOME=ANSWERS ...       # nights that are there, and their answer keys

A county's clean world tells which records are one (`answers/`); nothing here asks the pipeline. What is printed is of
the counties that were not fitted. Expected calibration error: the mean distance of said and found, over the pairs.
`--write` keeps the lines of `--fit` beside the weights (`matchers/engine/calibration.py`). `--harder` adds the same
counties with worse records of employers (`harder.py`), without which hardly any pair is unlikely: what waits there is
fitted too, what is taken is fitted on counties as they are delivered.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.files import harder  # noqa: E402
from matchers.engine.calibration import Calibration, fit, reliability, shipped  # noqa: E402
from matchers.engine.weights import FOLDER  # noqa: E402

TRUTH = {"employer": ("employers", "employer_id"), "person": ("people", "person_id")}
AS_OF = "2026-11-22"
HARDER = (1, 2, 3)
"""Worse records are made with each of these seeds."""
ENOUGH = 20
"""A band of fewer pairs says nothing."""


def labelled(pairs: pl.DataFrame, answers: Path) -> pl.DataFrame:
    """Pairs of `matches.pair` with `same`, as the clean world has it; pairs of records that it does not know are left
    out."""
    parts = []
    for matcher, (table, column) in TRUTH.items():
        truth = pl.read_csv(answers / f"{table}.csv", infer_schema=False)
        truth = truth.select("extract", "record_id", pl.col(column).alias("truth")).unique(["extract", "record_id"])
        part = pairs.filter(pl.col("matcher") == matcher)
        for side in ("left", "right"):
            keys = [f"{side}_extract", f"{side}_record"]
            part = part.join(truth.rename({"truth": side}), left_on=keys, right_on=["extract", "record_id"], how="left")
        parts.append(part.with_columns((pl.col("left") == pl.col("right")).alias("same")).drop_nulls("same"))
    return pl.concat(parts).select("matcher", "verdict", "reason", "score", "same")


def of_home(home: Path, answers: Path, also_harder: bool = False) -> pl.DataFrame:
    """The labelled pairs of a home's last night, those that are not shown among them; `is_harder`: of its worse
    records."""
    parts = [_of_night(home, answers).with_columns(pl.lit(value=False).alias("is_harder"))]
    if also_harder:
        for seed in HARDER:
            worse = labelled(harder.pairs(home, seed), answers)
            parts.append(worse.with_columns(pl.lit(value=True).alias("is_harder")))
    return pl.concat(parts)


def _of_night(home: Path, answers: Path) -> pl.DataFrame:
    with duckdb.connect(str(home / "published" / "yingbao.duckdb"), read_only=True) as con:
        con.execute(f"attach '{home / 'restricted' / 'evidence.duckdb'}' as evidence (read_only)")
        there = "select 1 from duckdb_tables() where database_name = 'evidence' and schema_name = 'matches'"
        more = " union all by name select * from evidence.matches.pair" if con.execute(there).fetchall() else ""
        return labelled(con.sql(f"select * from matches.pair{more}").pl(), answers)


def made(answer: str, people: int, also_harder: bool) -> pl.DataFrame:
    """The labelled pairs of a county made for this: region:seed, or region:seed:people."""
    region, seed, people = (*answer.split(":"), people)[:3]  # type: ignore[assignment]
    with tempfile.TemporaryDirectory(prefix="yingbao-calibration-") as folder:
        demo, home = Path(folder) / "demo", Path(folder) / "home"
        for words in (
            ("demo", "--out", demo, "--people", people, "--region", region, "--seed", seed),
            ("run", "--inbox", demo / "inbox", "--home", home, "--region", region, "--as-of", AS_OF),
        ):
            call = [sys.executable, "-m", "flows.cli", *map(str, words)]
            subprocess.run(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, check=True)
        return of_home(home, demo / "answers", also_harder)


def table(pairs: pl.DataFrame, lines: Calibration) -> tuple[pl.DataFrame, float, float]:
    """Bands of what was said, the expected calibration error, and what share of those taken is expected to be wrong."""
    likely = lines.probability(pairs).to_numpy()
    same = pairs["same"].to_numpy().astype(np.float64)
    rows = list(reliability(likely, same))
    error = sum(count * abs(probability - found) for _, count, probability, found in rows) / max(len(pairs), 1)
    taken = (pairs["verdict"] == "accepted").to_numpy()
    risk = float((1 - likely[taken]).mean()) if taken.any() else 0.0
    return pl.DataFrame(rows, ["from", "pairs", "said", "found"], orient="row"), error, risk


def show(name: str, pairs: pl.DataFrame, lines: Calibration) -> None:
    """Print one matcher's bands, beside what its bits alone would say."""
    bands, error, risk = table(pairs, lines)
    raw = table(pairs, Calibration(lines.matcher, "", {}, {}, {}))[1]
    print(f"{name}: {len(pairs):,} pairs, expected calibration error {error:.4f} (bits at their word: {raw:.4f}),")
    wrong = pairs.filter(pl.col("verdict") == "accepted")["same"].not_().sum()
    print(f"  taken by itself: {risk:.5f} expected to be wrong, {wrong} are")
    for start, count, probability, found in bands.iter_rows():
        off = "" if count < ENOUGH or abs(probability - found) <= 0.1 else "   off by more than 0.1"
        print(f"  {start:.1f}-{start + 0.1:.1f}  {count:7,}  said {probability:.4f}  found {found:.4f}{off}")


def main() -> None:
    """Fit where told, and print the bands of the other counties."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--made", type=int, default=60_000, help="people of each county")
    parser.add_argument("--fit", default="", help="region:seed[:people], commas between; none: the lines there")
    parser.add_argument("--check", default="wuhai:14,yuxi:15", help="region:seed, commas between")
    parser.add_argument("--homes", nargs="*", default=[], help="HOME=ANSWERS, checked instead of making counties")
    parser.add_argument("--harder", action="store_true", help="the same counties with worse records of employers, too")
    parser.add_argument("--write", action="store_true", help="keep the fitted lines beside the weights")
    answer = parser.parse_args()
    fitted = {}
    if answer.fit:
        learned = pl.concat(made(one, answer.made, answer.harder) for one in answer.fit.split(","))
        learned = learned.filter(~pl.col("is_harder") | (pl.col("verdict") != "accepted"))
        source = f"python benchmarks/calibration.py --made {answer.made} --fit {answer.fit}"
        source += " --harder" if answer.harder else ""
        fitted = {name: fit(name, source, learned.filter(pl.col("matcher") == name)) for name in TRUTH}
    if answer.homes:
        parts = [
            of_home(Path(one.partition("=")[0]), Path(one.partition("=")[2]), answer.harder) for one in answer.homes
        ]
    else:
        parts = [made(one, answer.made, answer.harder) for one in answer.check.split(",")]
    for name in TRUTH:
        lines = fitted.get(name) or shipped(name)
        if answer.write and name in fitted:
            lines.write(FOLDER / f"{name}-1.calibration.toml")
        pairs = pl.concat(parts).filter(pl.col("matcher") == name)
        show(name, pairs.filter(~pl.col("is_harder")), lines)
        if name == "employer" and answer.harder:
            show(f"{name}, worse records among them", pairs, lines)


if __name__ == "__main__":
    main()
