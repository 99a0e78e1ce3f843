"""What a county is told that lacks an extract which takes people off lists, or has an old one.

    python benchmarks/exemption_sources.py --out DIR [--people 5000] [--region funing] [--seed 1]

Makes a made-up county in DIR and, for each of the seven extracts, a night without it and a night with it a year old.
Each must be held at `exemption_source_missing`, and let pass, every list on which the extract bears must say 未比对:
exit 1 where one does not. What goes to towns is held against the answer key and told.
"""

import argparse
import csv
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

if __package__ is None or __package__ == "":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.answer_key import HARD, KEY, asked, published, read_key
from county.making import make
from flows.nightly import nightly
from sql.uncompared import bearing, sources

AS_OF = date(2026, 11, 22)
GATE = "exemption_source_missing"
MUST_JOIN = "must_join"


@dataclass(frozen=True)
class Trial:
    """What one night says."""

    extract: str
    what: str
    held: bool
    """Whether the gate would have held it."""
    must_join: int
    wrong: int
    """Rows to towns as `must_join` that the key does not have so."""
    people: int
    """All rows to towns, by whatever tier, that the key does not have."""
    silent: tuple[str, ...]
    """Lists on which the extract bears and that do not say so."""


def main() -> int:
    """Print the table; exit 1 for what it must not show."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--region", default="funing")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=sorted(sources()), help="these extracts")
    given = parser.parse_args()
    make(given.out, given.region, given.people, given.seed, AS_OF)
    trials = list(_trials(given.out, given.region, given.only))
    whole = trials[0]
    print(f"{'extract':20}{'':8}{'held':>6}{'must_join':>11}{'wrong':>7}{'wrong, any tier':>17}  silent")
    for trial in trials:
        held = "yes" if trial.held else "no"
        counts = f"{held:>6}{trial.must_join:>11,}{trial.wrong:>7,}{trial.people:>17,}"
        print(f"{trial.extract:20}{trial.what:8}{counts}  {', '.join(trial.silent) or '—'}")
    bad = [one for one in trials[1:] if not one.held or one.silent]
    return 1 if bad or whole.held else 0


def _trials(out: Path, region: str, extracts: list[str]) -> Iterator[Trial]:
    yield _night(out, out / "inbox", region, "", "whole")
    for extract in extracts:
        for what in ("missing", "old"):
            yield _night(out, _without(out, extract, what == "old"), region, extract, what)


def _without(out: Path, extract: str, is_old: bool) -> Path:
    """A copy of the inbox that lacks an extract, or calls it a year old."""
    inbox = out / "lacking"
    shutil.rmtree(inbox, ignore_errors=True)
    ignored = None if is_old else shutil.ignore_patterns(extract)
    shutil.copytree(out / "inbox", inbox, ignore=ignored)
    with (out / "inbox" / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        listed = list(csv.DictReader(lines))
    mine = [line for line in listed if is_old or line["extract"] != extract]
    for line in mine:
        if line["extract"] == extract:
            line["data_date"] = AS_OF.replace(year=AS_OF.year - 1).isoformat()
    with (inbox / "manifest.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(listed[0]))
        writer.writeheader()
        writer.writerows(mine)
    return inbox


def _night(out: Path, inbox: Path, region: str, extract: str, what: str) -> Trial:
    home = out / "home"
    shutil.rmtree(home, ignore_errors=True)
    nightly.fn(inbox=inbox, home=home, region=region, as_of=AS_OF, accept=(GATE,), by="试验")
    lists = asked(home)
    with duckdb.connect(str(home / "published" / "yingbao.duckdb"), read_only=True) as con:
        held = con.execute("select subject from audit.gate where gate = ?", [GATE]).fetchall()
        answer = con.execute("select list_id from audit.list where is_computed and uncompared is null").fetchall()
    silent = [list_id for (list_id,) in answer if extract in bearing()[list_id]]
    found = published(home, lists).filter(pl.col("tier") != "check_data")
    key = read_key(out / "answers")[0].filter(pl.col("list_id").is_in(lists))
    both = found.join(key.select(*KEY, expected="tier", hard=HARD), on=KEY, how="left")
    both = both.filter(pl.col("hard").fill_null("false") != "true")
    obliged = both.filter(pl.col("tier") == MUST_JOIN)
    wrong = pl.col("expected").fill_null("") != pl.col("tier")
    return Trial(
        extract,
        what,
        (extract,) in held,
        len(obliged),
        len(obliged.filter(wrong)),
        len(both.filter(wrong)),
        tuple(sorted(silent)),
    )


if __name__ == "__main__":
    sys.exit(main())
