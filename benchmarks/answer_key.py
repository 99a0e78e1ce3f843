"""Holds a published database against the made-up county's answer key: precision and recall by list, leaks by trap.

    python benchmarks/answer_key.py --home DIR --answers DIR [--show LIST]

A row counts as right when subject and tier both agree. Subjects whose answer needs a link by name (`link = name` in
the key) are judged apart: whoever links by valid official numbers only cannot know them. So are those that hang on a
record which nobody could decide (`hard`); what hangs on one is no trap either.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

KEY = ["list_id", "subject_id"]
NUMBER, NAME, HARD = "number", "name", "hard"


@dataclass(frozen=True)
class Judgement:
    """What the comparison says."""

    scores: pl.DataFrame
    """list_id, link, key, found, right, precision, recall, and the same by subject alone."""
    leaks: pl.DataFrame
    """list_id, kind, expected, planted, leaked, planted_by_name, leaked_by_name."""
    wrong: pl.DataFrame
    """list_id, subject_id, what (missing, too many, other tier), expected, found, kind, link."""


def published(home: Path, lists: list[str]) -> pl.DataFrame:
    """The published lists: list_id, subject_id, tier; a list that was not published has no rows."""
    empty = pl.DataFrame(schema={"list_id": pl.String, "subject_id": pl.String, "tier": pl.String})
    with opened(home) as connection:
        tables = connection.execute("select table_name from information_schema.tables where table_schema = 'lists'")
        there = {name for (name,) in tables.fetchall()}
        frames = [
            connection.sql(f"select '{name}' as list_id, subject_id, tier from lists.\"{name}\"").pl()
            for name in lists
            if name in there
        ]
    return pl.concat([empty, *(frame.cast(pl.String) for frame in frames)])


def read_key(answers: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The key's lists and traps."""
    lists = pl.read_csv(answers / "lists.csv", infer_schema=False)
    return lists, pl.read_csv(answers / "traps.csv", infer_schema=False)


def judge(home: Path, answers: Path) -> Judgement:
    """Compare what a home has published with the key."""
    lists, traps = (frame.filter(pl.col("list_id").is_in(asked(home))) for frame in read_key(answers))
    names = sorted({*lists["list_id"], *traps["list_id"]})
    return compare(published(home, names), lists, traps)


def opened(home: Path) -> duckdb.DuckDBPyConnection:
    """The home's published database, to read."""
    path = home / "published" / "yingbao.duckdb"
    if not path.is_file():
        raise SystemExit(f"nothing is published in {home}: {path.name} is missing")
    return duckdb.connect(str(path), read_only=True)


def asked(home: Path) -> list[str]:
    """The lists that the home's region asks for; the key knows all."""
    with opened(home) as connection:
        return [name for (name,) in connection.execute("select list_id from audit.list order by 1").fetchall()]


def compare(found: pl.DataFrame, lists: pl.DataFrame, traps: pl.DataFrame) -> Judgement:
    """Compare rows of list_id, subject_id, tier with the key."""
    found = found.cast(pl.String)
    lists, traps = (
        frame.with_columns(pl.when(pl.col(HARD) == "true").then(pl.lit(HARD)).otherwise("link").alias("link"))
        if HARD in frame.columns
        else frame
        for frame in (lists, traps)
    )
    by_name = pl.concat([lists.select(*KEY, "link"), traps.select(*KEY, "link")])
    # hard comes before name in the alphabet, as it is to here
    by_name = by_name.filter(pl.col("link") != NUMBER).group_by(KEY).agg(pl.col("link").min().alias("apart"))

    # one row per subject of a list, whether the key, the database or both hold it
    key = lists.select(*KEY, pl.col("tier").alias("expected"), "kind")
    both = key.join(found.unique(KEY).rename({"tier": "found"}), on=KEY, how="full", coalesce=True)
    both = both.join(by_name, on=KEY, how="left").with_columns(pl.col("apart").fill_null(NUMBER).alias("link"))
    return Judgement(_scores(both, found), _leaks(traps, found), _wrong(both, traps))


def _scores(both: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """How many of each list are right, by how hard they are to link."""
    right = pl.col("expected") == pl.col("found")
    subject = pl.col("expected").is_not_null() & pl.col("found").is_not_null()
    # a subject that stands on a list twice is too many once
    repeated = found.group_by(KEY).len().filter(pl.col("len") > 1).group_by("list_id").agg((pl.col("len") - 1).sum())
    return (
        both.group_by("list_id", "link")
        .agg(
            pl.col("expected").count().alias("key"),
            pl.col("found").count().alias("found"),
            right.sum().alias("right"),
            subject.sum().alias("subjects_right"),
        )
        .join(repeated.rename({"len": "repeated"}), on="list_id", how="left")
        .with_columns(
            pl.when(pl.col("link") == NUMBER).then(pl.col("repeated").fill_null(0)).otherwise(0).alias("repeated")
        )
        .with_columns((pl.col("found") + pl.col("repeated")).alias("found"))
        .with_columns(
            (pl.col("right") / pl.col("found")).alias("precision"),
            (pl.col("right") / pl.col("key")).alias("recall"),
            (pl.col("subjects_right") / pl.col("found")).alias("subject_precision"),
            (pl.col("subjects_right") / pl.col("key")).alias("subject_recall"),
        )
        .drop("repeated")
        .sort("list_id", pl.col("link") == NAME)
    )


def _wrong(both: pl.DataFrame, traps: pl.DataFrame) -> pl.DataFrame:
    """What is missing, too many or of another tier, and the trap that it fell into."""
    right = pl.col("expected") == pl.col("found")
    kinds = traps.group_by(KEY).agg(pl.col("kind").sort().str.join(", ").alias("trap"))
    return (
        both.filter(~right.fill_null(False))
        .join(kinds, on=KEY, how="left")
        .select(
            *KEY,
            pl.when(pl.col("found").is_null())
            .then(pl.lit("missing"))
            .when(pl.col("expected").is_null())
            .then(pl.lit("too many"))
            .otherwise(pl.lit("other tier"))
            .alias("what"),
            "expected",
            "found",
            pl.coalesce("kind", "trap").alias("kind"),
            "link",
        )
        .sort("list_id", "link", "what", "kind", "subject_id")
    )


def _leaks(traps: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """How many of the traps of each kind stand on the list that they are to stay off."""
    stands = found.unique(KEY).rename({"tier": "found"})
    # what nobody could decide is no trap
    sprung = (
        traps.filter(pl.col("link") != HARD)
        .join(stands, on=KEY, how="left")
        .with_columns(
            # on the desk list a trap does no harm where check_data is what the rules say
            (pl.col("found").is_not_null() & (pl.col("found") != pl.col("expected"))).alias("leaked")
        )
    )
    numbered = pl.col("link") == NUMBER
    return (
        sprung.group_by("list_id", "kind", "expected")
        .agg(
            numbered.sum().alias("planted"),
            (pl.col("leaked") & numbered).sum().alias("leaked"),
            (~numbered).sum().alias("planted_by_name"),
            (pl.col("leaked") & ~numbered).sum().alias("leaked_by_name"),
        )
        .sort("list_id", "kind")
    )


def by_list(scores: pl.DataFrame) -> pl.DataFrame:
    """Precision and recall of each list over all links but the undecidable; an empty side has no rate."""
    summed = scores.filter(pl.col("link") != HARD).group_by("list_id").agg(pl.col("key", "found", "right").sum())
    return summed.with_columns(
        precision=pl.when(pl.col("found") > 0).then(pl.col("right") / pl.col("found")),
        recall=pl.when(pl.col("key") > 0).then(pl.col("right") / pl.col("key")),
    ).sort("list_id")


def leak_rates(leaks: pl.DataFrame) -> pl.DataFrame:
    """Of each kind of planted trap the share that a list let through, the worst first."""
    planted, leaked = pl.col("planted") + pl.col("planted_by_name"), pl.col("leaked") + pl.col("leaked_by_name")
    rates = leaks.with_columns(rate=leaked / planted).filter(leaked > 0)
    return rates.sort("rate", "list_id", "kind", descending=[True, False, False])


def main(arguments: list[str] | None = None) -> int:
    """Print the comparison; exit 1 when a list misses 0.99 over the subjects with valid numbers."""
    parser = argparse.ArgumentParser(description="precision and recall of the published lists against the answer key")
    parser.add_argument("--home", type=Path, required=True, help="the folder that `yingbao run --home` filled")
    parser.add_argument("--answers", type=Path, required=True, help="the folder `answers` that `yingbao demo` made")
    parser.add_argument("--show", metavar="LIST", help="name the subjects of one list that are wrong (made-up people)")
    parser.add_argument(
        "--by-name", action="store_true", help="exit 1 also for lists that miss it over the subjects linked by name"
    )
    parser.add_argument("--all-traps", action="store_true", help="also show the traps that caught nothing")
    options = parser.parse_args(arguments)
    result = judge(options.home, options.answers)

    print(f"{'list':31}{'link':8}{'key':>9}{'found':>9}{'right':>9}  precision  recall   by subject alone")
    for row in result.scores.iter_rows(named=True):
        rates = [row[name] for name in ("precision", "recall", "subject_precision", "subject_recall")]
        shown = ["   —  " if rate is None or rate != rate else f"{rate:6.4f}" for rate in rates]
        counts = f"{row['key']:>9,}{row['found']:>9,}{row['right']:>9,}"
        print(f"{row['list_id']:31}{row['link']:8}{counts}     {shown[0]}  {shown[1]}   {shown[2]}  {shown[3]}")

    leaked = result.leaks.filter(pl.lit(options.all_traps) | (pl.col("leaked") > 0) | (pl.col("leaked_by_name") > 0))
    planted = result.leaks["planted"].sum()
    print(f"\nfalse alarms: {planted:,} planted, {result.leaks['leaked'].sum():,} leaked (over valid numbers)")
    if len(leaked):
        print(f"{'list':31}{'trap':33}{'expected':12}{'planted':>8}{'leaked':>8}   by name: planted, leaked")
    for row in leaked.iter_rows(named=True):
        print(
            f"{row['list_id']:31}{row['kind']:33}{row['expected']:12}{row['planted']:>8,}{row['leaked']:>8,}"
            f"{row['planted_by_name']:>14,}{row['leaked_by_name']:>8,}"
        )

    if options.show:
        wrong = result.wrong.filter(pl.col("list_id") == options.show)
        print(f"\n{options.show}: {len(wrong):,} wrong")
        for row in wrong.iter_rows(named=True):
            print(
                f"  {row['link']:7} {row['what']:11} {row['subject_id']:28} expected {row['expected'] or '—':11}"
                f" found {row['found'] or '—':11} {row['kind'] or ''}"
            )
    total = result.scores.filter(pl.col("link") != HARD).select(pl.col("key", "found", "right").sum()).row(0)
    measures = (
        f"precision {total[2] / total[1]:.4f}, recall {total[2] / total[0]:.4f}" if total[0] and total[1] else "—"
    )
    print(
        f"\nall lists and links together: {total[0]:,} in the key, {total[1]:,} found, {total[2]:,} right: {measures}"
    )
    each = by_list(result.scores)
    mean = each.select(pl.mean("precision", "recall").round(4)).row(0)
    print(f"macro average of {len(each)} lists: precision {mean[0]}, recall {mean[1]}")
    for rate in ("precision", "recall"):
        for row in each.sort(rate, nulls_last=True).head(3).iter_rows(named=True):
            print(f"  lowest {rate}: {row['list_id']} {row[rate] or 0:.4f}")
    for row in leak_rates(result.leaks).head(3).iter_rows(named=True):
        print(f"  largest leak: {row['list_id']}, {row['kind']}: {row['rate']:.2%}")
    judged = result.scores.filter((pl.col("link") == NUMBER) | (pl.lit(options.by_name) & (pl.col("link") == NAME)))
    good = judged.filter((pl.col("precision") >= 0.99) & (pl.col("recall") >= 0.99))
    return 0 if len(good) == len(judged) else 1


if __name__ == "__main__":
    sys.exit(main())
