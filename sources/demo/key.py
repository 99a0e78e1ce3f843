"""Writes the answer key: the lists, the traps, and which record belongs to whom."""

from pathlib import Path

import numpy as np
import polars as pl

from sources.demo.answers import EMPLOYER_LISTS, OVER_45, PEOPLE_LISTS, UNDER_45, Answers
from sources.demo.employers import EMPLOYER_KINDS
from sources.demo.papers import OFFICES, Papers
from sources.demo.planted import ABSENT, BY_AGE, EMPLOYER_TRAPS, PEOPLE_TRAPS
from sources.demo.world import World

NUMBER, NAME = "number", "name"
WRONG_DIGIT = "wrong_digit"
NUMBERS_MISSING = "numbers_missing"


def lists_and_traps(world: World, papers: Papers, facts: dict[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What stands on each list, and what must not.

    A row's link is `name` when valid official numbers alone would answer differently: another tier, or not at all.
    """
    truth = Answers(world, papers, papers.truth(), facts).lists()
    numbers = Answers(world, papers, papers.by_number(), facts).lists()
    seen = numbers.select("list_id", "subject_id", pl.col("tier").alias("by_number"))
    both = truth.join(seen, on=["list_id", "subject_id"], how="left", maintain_order="left")
    person_kind = pl.Series(world.people.kinds, dtype=pl.String).gather(world.people.kind.astype(np.uint32))
    employer_kind = pl.Series([kind.name for kind in EMPLOYER_KINDS]).gather(world.employers.kind.astype(np.uint32))
    kinds = pl.concat(
        [
            pl.DataFrame({"person": person_kind}).with_row_index("place").with_columns(pl.lit(False).alias("employer")),
            pl.DataFrame({"person": employer_kind})
            .with_row_index("place")
            .with_columns(pl.lit(True).alias("employer")),
        ]
    ).rename({"person": "kind"})
    same = pl.col("tier") == pl.col("by_number")
    lists = (
        both.with_columns(
            pl.col("list_id").is_in(EMPLOYER_LISTS).alias("employer"),
            pl.when(same.fill_null(False)).then(pl.lit(NUMBER)).otherwise(pl.lit(NAME)).alias("link"),
        )
        .join(kinds.cast({"place": pl.Int64}), on=["place", "employer"], how="left", maintain_order="left")
        .select("list_id", "subject_id", "tier", "kind", "link")
        .sort("list_id", "subject_id")
    )

    traps = _planted(world, papers)
    found = truth.select("list_id", "subject_id", pl.col("tier").alias("true"))
    traps = traps.join(found, on=["list_id", "subject_id"], how="left").join(
        seen, on=["list_id", "subject_id"], how="left"
    )
    contradicted = traps.filter(pl.col("true").fill_null(ABSENT) != pl.col("expected"))
    if len(contradicted):
        cases = contradicted.group_by("list_id", "kind", "true").len().sort("list_id", "kind").rows()
        raise AssertionError(f"the made-up county contradicts its own false alarms: {cases}")
    traps = traps.with_columns(
        pl.when(pl.col("true").eq_missing(pl.col("by_number")))
        .then(pl.lit(NUMBER))
        .otherwise(pl.lit(NAME))
        .alias("link")
    ).select("list_id", "subject_id", "kind", "expected", "link")

    known = pl.concat([lists.select("list_id", "subject_id"), traps.select("list_id", "subject_id")])
    astray = numbers.join(known, on=["list_id", "subject_id"], how="anti").select(
        "list_id",
        "subject_id",
        pl.lit(NUMBERS_MISSING).alias("kind"),
        pl.lit(ABSENT).alias("expected"),
        pl.lit(NAME).alias("link"),
    )
    aliases = pl.concat([papers.alias_subjects(office).alias("subject_id") for office in OFFICES]).to_frame()
    strangers = aliases.join(pl.DataFrame({"list_id": PEOPLE_LISTS}), how="cross").select(
        "list_id",
        "subject_id",
        pl.lit(WRONG_DIGIT).alias("kind"),
        pl.lit(ABSENT).alias("expected"),
        pl.lit(NAME).alias("link"),
    )
    astray = astray.join(strangers, on=["list_id", "subject_id"], how="anti")
    traps = pl.concat([traps, astray, strangers]).unique(["list_id", "subject_id", "kind"])
    return lists, traps.sort("list_id", "subject_id", "kind")


def _planted(world: World, papers: Papers) -> pl.DataFrame:
    """The false alarms that the recipes planted, by list."""
    view = papers.truth()
    frames = []
    for name, expectations in PEOPLE_TRAPS.items():
        for expected, kinds in expectations.items():
            for kind in kinds:
                pids = world.people.of_kind(kind)
                lists = np.full(len(pids), name, dtype=object)
                if name == BY_AGE:
                    lists = np.where(world.people.age[pids] >= 45, OVER_45, UNDER_45).astype(object)
                frames.append(_traps(lists, view.subjects.gather(pids.astype(np.uint32)), kind, expected))
    for name, expectations in EMPLOYER_TRAPS.items():
        for expected, kinds in expectations.items():
            for kind in kinds:
                eids = world.employers.of(kind)
                subjects = view.employer_subjects.gather(eids.astype(np.uint32))
                frames.append(_traps(np.full(len(eids), name, dtype=object), subjects, kind, expected))
    return pl.concat(frames)


def _traps(lists: np.ndarray, subjects: pl.Series, kind: str, expected: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "list_id": pl.Series(lists, dtype=pl.String),
            "subject_id": subjects,
            "kind": pl.repeat(kind, len(subjects), eager=True, dtype=pl.String),
            "expected": pl.repeat(expected, len(subjects), eager=True, dtype=pl.String),
        }
    )


def write_key(out: Path, world: World, papers: Papers, facts: dict[str, pl.DataFrame]) -> None:
    """Write `lists.csv` and `traps.csv`."""
    lists, traps = lists_and_traps(world, papers, facts)
    lists.write_csv(out / "lists.csv")
    traps.write_csv(out / "traps.csv")
