"""Who is who, beside Splink: precision, recall, F1, seconds and peak memory, in one run on one machine.

    python benchmarks/linkage.py [--people 60000] [--only employers,people,febrl,historical,short] [--repeat 1]
    python benchmarks/linkage.py --inbox DIR/inbox --home HOME      # a made-up county and its night that are there

Every engine runs in a process of its own; its seconds are reading, training, scoring and clustering. Pairs within
clusters are held against the key by the same counting for all. Splink's threshold is the one of the best F1 by the
key; ours are the matchers' own. "With the review queue answered" joins the waiting pairs that the key says are one.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb
import polars as pl
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.against.measure import Clusters, Score, answered, pairwise, run  # noqa: E402

REGION, AS_OF = "funing", "2026-11-22"
BOOKS = ("business", "taxpayer", "insured_unit")
KEY = ["extract", "record_id"]
# Records that print no name are known by their number alone: they say nothing about a matcher.
NAMELESS = ("contribution", "dispatch")
GROUPS = {"employers": "employer", "people": "people"}
MATCH_STEP = "匹配人员和单位"


@dataclass
class Result:
    """One line of the table."""

    task: str
    engine: str
    score: Score | None
    report: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class County:
    """A made-up county after its night."""

    home: Path
    answers: Path

    @property
    def evidence(self) -> Path:
        """The staging tables."""
        return self.home / "restricted" / "evidence.duckdb"

    def key(self, table: str, column: str) -> pl.DataFrame:
        """The answer key: extract, record_id, truth."""
        path = self.answers / f"{table}.csv"
        if path.is_file():
            key = pl.read_csv(path, infer_schema=False)
        else:
            key = pl.read_parquet(path.with_suffix(".parquet")).cast(pl.String)
        return key.select(*KEY, pl.col(column).alias("truth")).filter(~pl.col("extract").is_in(NAMELESS))

    def groups(self, table: str, column: str) -> dict[str, pl.Series]:
        """Entities by subgroup; none where the key does not tell."""
        path = self.answers / f"{table}.csv"
        if not path.is_file():
            return {}
        answer = pl.read_csv(path, infer_schema=False)
        return {name: part[column] for (name,), part in answer.partition_by("group", as_dict=True).items()}

    def published(self, query: str) -> pl.DataFrame:
        """What an analyst would read."""
        with duckdb.connect(str(self.home / "published" / "yingbao.duckdb"), read_only=True) as con:
            return con.sql(query).pl()

    def records(self, single: str) -> pl.DataFrame:
        """Whom each record means (extract, record_id, cluster), those that are not shown among them."""
        asked = f"select extract, record_id, {single}_id as cluster from {{}}matches.{single}"
        with duckdb.connect(str(self.home / "published" / "yingbao.duckdb"), read_only=True) as con:
            con.execute(f"attach '{self.evidence}' as evidence (read_only)")
            apart = con.execute(
                "select 1 from duckdb_tables() where database_name = 'evidence' and schema_name = 'matches'"
                f" and table_name = '{single}'"
            ).fetchall()
            parts = ("", "evidence.") if apart else ("",)
            return con.sql(" union all ".join(asked.format(part) for part in parts)).pl()


def main() -> None:
    """Measure and print; asserts nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--inbox", type=Path, help="an inbox that `yingbao demo` wrote; its answers stand beside it")
    parser.add_argument("--home", type=Path, help="the home of a night over that inbox")
    parser.add_argument("--only", default="febrl,historical,employers,people,short")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each engine; the quickest counts")
    answer = parser.parse_args()
    console, wanted = Console(width=130), answer.only.split(",")
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="yingbao-linkage-") as folder:
        space = Path(folder)
        for task in [task for task in ("febrl", "historical") if task in wanted]:
            results += _or_skip(console, task, partial(public, task, answer.shared, space, answer.repeat))
        if {"employers", "people"} & set(wanted):
            county = _county(answer, space)
            for task in [task for task in ("employers", "people") if task in wanted]:
                results += _or_skip(console, task, partial(ours, task, county, space, answer.repeat))
        show(console, results)
    if "short" in wanted:
        _short(console, answer.shared)


def public(task: str, shared: Path, space: Path, repeat: int) -> Iterator[Result]:
    """One of the public sets, by Splink and by a small matcher of ours."""
    data = shared / "linkage"
    key = _public_key(task, data)
    for engine, module in (("Splink", "splink_public"), ("ours", task)):
        report, found = run(module, space / f"{task}-{module}", repeat, task=task, data=data)
        setting, score = _best(found, key, ["unique_id"])
        yield Result(task, f"{engine}, {setting}", score, report)


def ours(task: str, county: County, space: Path, repeat: int) -> Iterator[Result]:
    """Employers or people of the county, by Splink and as published."""
    single = {"employers": "employer", "people": "person"}[task]
    entity = f"{single}_id"
    key, groups = county.key(task, entity), county.groups(f"{GROUPS[task]}_groups", entity)
    found = county.records(single)
    waiting = _waiting(county, single)
    books = {"three": key.filter(pl.col("extract").is_in(BOOKS)), "all": key} if single == "employer" else {"all": key}
    for name, part in books.items():
        arguments = {"books": name} if single == "employer" else {}
        report, clusters = run(
            f"splink_{task}", space / f"{task}-{name}", repeat, evidence=county.evidence, **arguments
        )
        setting, score = _best(clusters, part, KEY)
        label = f"{task}, {name} books" if len(books) > 1 else task
        yield Result(label, f"Splink, {setting}", score, report)
        joined = _keyed(part, found)
        yield Result(label, "ours, automatic", pairwise(joined))
        yield Result(label, f"ours, {len(waiting):,} waiting pairs answered", pairwise(answered(joined, waiting)))
        if name == "all":
            splink = _keyed(part, clusters[setting])
            for group, members in sorted(groups.items()):
                yield Result(f"  {group}", "Splink", pairwise(splink, members))
                yield Result(f"  {group}", "ours, automatic", pairwise(joined, members))
                yield Result(f"  {group}", "ours, answered", pairwise(answered(joined, waiting), members))
    if single == "employer":
        report, _ = run("ours_employers", space / "ours", repeat, home=county.home)
        yield Result(task, "ours, the employer matcher alone", None, report)
    step = county.published(f"select seconds, peak_memory_mb as peak_mb from audit.run where step = '{MATCH_STEP}'")
    yield Result(task, "ours, the night's whole match step", None, step.row(0, named=True))


def show(console: Console, results: list[Result]) -> None:
    """One table."""
    table = Table("task", "engine", "precision", "recall", "F1", "seconds", "peak MB", title="linkage")
    for line in results:
        score, report = line.score, line.report
        figures = [f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}"] if score else [""] * 3
        seconds = [f"{report['seconds']:.2f}", f"{report['peak_mb']:,.0f}"] if report else [""] * 2
        table.add_row(line.task, line.engine, *figures, *seconds)
    console.print(table)


def _public_key(task: str, data: Path) -> pl.DataFrame:
    if task == "historical":
        path = data / "historical_figures_with_errors_50k.parquet"
        return pl.read_parquet(path, columns=["unique_id", "cluster"]).rename({"cluster": "truth"})
    sides = [pl.read_csv(data / f"dataset4{side}.csv", infer_schema=False) for side in "ab"]
    ids = pl.concat([side.select(pl.first().str.strip_chars().alias("unique_id")) for side in sides])
    return ids.with_columns(pl.col("unique_id").str.extract(r"^rec-(\d+)-").alias("truth"))


def _best(found: Clusters, key: pl.DataFrame, on: list[str]) -> tuple[str, Score]:
    scores = {setting: pairwise(key.join(part, on=on, how="left")) for setting, part in found.items()}
    return max(scores.items(), key=lambda item: item[1].f1)


def _keyed(key: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    record = pl.concat_str("extract", pl.lit("/"), "record_id").alias("record")
    return key.join(found.unique(KEY, keep="any"), on=KEY, how="left").select(record, "cluster", "truth")


def _waiting(county: County, matcher: str) -> pl.DataFrame:
    there = county.published(
        "select 1 as one from information_schema.tables where table_schema = 'matches' and table_name = 'review'"
    )
    if there.is_empty():
        return pl.DataFrame(schema={"left": pl.String, "right": pl.String})
    return county.published(
        "select left_extract || '/' || left_record as left, right_extract || '/' || right_record as right"
        f" from matches.review where matcher = '{matcher}'"
    )


def _county(answer: argparse.Namespace, space: Path) -> County:
    inbox, home = answer.inbox, answer.home
    if not inbox:
        _yingbao("demo", "--out", space / "demo", "--people", answer.people)
        inbox = space / "demo" / "inbox"
    if not home:
        home = space / "home"
        _yingbao("run", "--inbox", inbox, "--home", home, "--region", REGION, "--as-of", AS_OF)
    return County(home, inbox.parent / "answers")


def _yingbao(*words: object) -> None:
    call = [sys.executable, "-m", "flows.cli", *map(str, words)]
    if subprocess.run(call, stdout=subprocess.DEVNULL, cwd=ROOT, check=False).returncode:
        raise SystemExit(f"yingbao {words[0]} failed")


def _or_skip(console: Console, task: str, results: Callable[[], Iterator[Result]]) -> Iterator[Result]:
    """The results of a task as far as it comes; what is absent is said, not hidden."""
    try:
        yield from results()
    except (FileNotFoundError, duckdb.Error, RuntimeError) as error:
        console.print(f"{task}: skipped from here on: {str(error).splitlines()[0]}")


def _short(console: Console, shared: Path) -> None:
    path = shared / "corpora" / "listed_company_short_to_full.csv"
    if not path.is_file() or not (ROOT / "benchmarks" / "short_names.py").is_file():
        console.print("short: skipped: the list of names or benchmarks/short_names.py is absent")
        return
    from benchmarks.short_names import measure

    answer = measure(path)
    console.print(f"short → full names, {answer['pairs']:,.0f} pairs, first hit: ours {answer['accuracy']:.4f}"
                  f" in {answer['seconds']:.2f} s, RapidFuzz ratio {answer['ratio_accuracy']:.4f}"
                  f" in {answer['ratio_seconds']:.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
