"""Writes the answer key: the lists, the traps, the indicators, and which record belongs to whom."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from county.employer_kinds import EMPLOYER_KINDS
from county.key import answers
from county.key.answers import PEOPLE_LISTS
from county.key.answers_first import OVER_45, UNDER_45
from county.key.answers_indicators import indicators
from county.key.traps import ABSENT, BY_AGE, EMPLOYER_TRAPS, PEOPLE_TRAPS, PROJECT_TRAPS, Traps
from county.key.view import Answers
from county.offices.delivery import OWNER, Delivery
from county.offices.person_records import OFFICES
from county.offices.records import Records
from county.world import World

NUMBER, NAME = "number", "name"
WRONG_DIGIT = "wrong_digit"
NUMBERS_MISSING = "numbers_missing"


def lists_and_traps(
    world: World,
    records: Records,
    facts: dict[str, pl.DataFrame],
    undecidable: Collection[int] = (),
    unclear: Mapping[str, Collection[int]] | None = None,
    drifting: Collection[str] = (),
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What stands on each list, and what must not; `drifting`: kinds that may be no traps after all.

    A row's link is `name` when valid official numbers alone would answer differently: another tier, or not at all.
    It is hard when it hangs on a record that nobody could decide: every row of an employer of whom a register is
    `undecidable`, and of the rest those that would be others if an office's `unclear` names meant nobody and what is
    unclear of OWNER had none.
    """
    truth = answers.lists(Answers(world, records, records.truth(), facts))
    numbers = answers.lists(Answers(world, records, records.by_number(), facts))
    seen = numbers.select("list_id", "subject_id", pl.col("tier").alias("by_number"))
    undecided = (pl.col("owner") == "employer") & pl.col("place").is_in(list(undecidable))
    hanging = _hanging(truth, _answers_without(world, records, facts, unclear or {}))
    same = pl.col("tier") == pl.col("by_number")
    lists = (
        truth.join(seen, on=["list_id", "subject_id"], how="left", maintain_order="left")
        .join(hanging, on=["list_id", "subject_id"], how="left", maintain_order="left")
        .with_columns(
            pl.when(same.fill_null(False)).then(pl.lit(NUMBER)).otherwise(pl.lit(NAME)).alias("link"),
            (undecided | pl.col("hangs").is_not_null()).alias("hard"),
        )
        .join(_kinds(world), on=["place", "owner"], how="left", maintain_order="left")
        .select("list_id", "subject_id", "tier", "kind", "link", "hard")
        .sort("list_id", "subject_id")
    )

    traps = _planted_traps(world, records, truth, seen, drifting)
    traps = pl.concat([traps, *_astray(records, numbers, lists, traps)]).unique(["list_id", "subject_id", "kind"])
    doubtful = {*records.truth().employer_subjects.gather(sorted(undecidable)), *_alone(records, undecidable)}
    traps = (
        traps.join(hanging, on=["list_id", "subject_id"], how="left")
        .with_columns((pl.col("subject_id").is_in(doubtful) | pl.col("hangs").is_not_null()).alias("hard"))
        .drop("hangs")
    )
    return lists, traps.sort("list_id", "subject_id", "kind")


def _planted_traps(
    world: World, records: Records, truth: pl.DataFrame, seen: pl.DataFrame, drifting: Collection[str]
) -> pl.DataFrame:
    """The planted false alarms, each held against the truth."""
    traps = _planted(world, records)
    found = truth.select("list_id", "subject_id", pl.col("tier").alias("true"))
    traps = traps.join(found, on=["list_id", "subject_id"], how="left").join(
        seen, on=["list_id", "subject_id"], how="left"
    )
    is_none = pl.col("true").fill_null(ABSENT) != pl.col("expected")
    traps = traps.filter(~(is_none & pl.col("kind").is_in(list(drifting))))
    contradicted = traps.filter(is_none)
    if len(contradicted):
        cases = contradicted.group_by("list_id", "kind", "true").len().sort("list_id", "kind").rows()
        raise AssertionError(f"the made-up county contradicts its own false alarms: {cases}")
    return traps.with_columns(
        pl.when(pl.col("true").eq_missing(pl.col("by_number")))
        .then(pl.lit(NUMBER))
        .otherwise(pl.lit(NAME))
        .alias("link")
    ).select("list_id", "subject_id", "kind", "expected", "link")


def _astray(
    records: Records, numbers: pl.DataFrame, lists: pl.DataFrame, traps: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Traps that nobody planted: whom numbers alone would list, and the strangers that a wrong digit makes."""
    known = pl.concat([lists.select("list_id", "subject_id"), traps.select("list_id", "subject_id")])
    astray = numbers.join(known, on=["list_id", "subject_id"], how="anti").select(
        "list_id",
        "subject_id",
        pl.lit(NUMBERS_MISSING).alias("kind"),
        pl.lit(ABSENT).alias("expected"),
        pl.lit(NAME).alias("link"),
    )
    aliases = pl.concat([records.people.alias_subjects(office).alias("subject_id") for office in OFFICES]).to_frame()
    strangers = aliases.join(pl.DataFrame({"list_id": PEOPLE_LISTS}), how="cross").select(
        "list_id",
        "subject_id",
        pl.lit(WRONG_DIGIT).alias("kind"),
        pl.lit(ABSENT).alias("expected"),
        pl.lit(NAME).alias("link"),
    )
    # whom one office alone knows, by a wrong number, is on the list under it
    strangers = strangers.join(lists, on=["list_id", "subject_id"], how="anti")
    return astray.join(strangers, on=["list_id", "subject_id"], how="anti"), strangers


def _alone(records: Records, undecidable: Collection[int]) -> pl.Series:
    """What the records of undecidable employers are called where each stands alone (`records.by_number`)."""
    total = len(records.world.employers)
    owner = np.r_[np.tile(np.arange(total), 3), records.unit_eid]
    return records.by_number().employer_subjects.filter(np.isin(owner, list(undecidable)))


def _answers_without(
    world: World, records: Records, facts: dict[str, pl.DataFrame], unclear: Mapping[str, Collection[int]]
) -> pl.DataFrame:
    """The lists as they would be if those whom an office prints unclearly were nobody to it."""
    truth = records.truth()
    heard = {
        office: np.where(np.isin(places, list(unclear.get(office, ()))), -1, places)
        for office, places in truth.heard.items()
    }
    owned_by = truth.owned_by.copy()
    owned_by[list(unclear.get(OWNER, ()))] = -1
    return answers.lists(Answers(world, records, replace(truth, heard=heard, owned_by=owned_by), facts))


def _hanging(truth: pl.DataFrame, without: pl.DataFrame) -> pl.DataFrame:
    """The rows of which the two say different things: list_id, subject_id, hangs (true)."""
    keys = ["list_id", "subject_id"]
    both = truth.select(*keys, "tier").join(without.select(*keys, other="tier"), on=keys, how="full", coalesce=True)
    return both.filter(pl.col("tier").ne_missing(pl.col("other"))).select(*keys, hangs=pl.lit(value=True))


def _kinds(world: World) -> pl.DataFrame:
    """What everyone and everything was planted as: place, kind, owner."""
    person = pl.Series(world.people.kinds, dtype=pl.String).gather(world.people.kind.astype(np.uint32))
    employer = pl.Series([kind.name for kind in EMPLOYER_KINDS]).gather(world.employers.kind.astype(np.uint32))
    project = world.projects["kind"]
    frames = [
        pl.DataFrame({"place": np.arange(len(kind)), "kind": kind}).with_columns(pl.lit(owner).alias("owner"))
        for owner, kind in (("person", person), ("employer", employer), ("project", project))
    ]
    return pl.concat(frames)


def _planted(world: World, records: Records) -> pl.DataFrame:
    """The false alarms that the recipes planted, by list."""
    view = records.truth()
    projects = world.projects
    frames = []
    for name, expected, kind in _each(PEOPLE_TRAPS):
        pids = world.people.of_kind(kind)
        # Whom one office alone knows, by a wrong number, has no age that anybody could tell: no trap is left of it.
        pids = pids[records.people.lonely[pids] < 0]
        lists = np.full(len(pids), name, dtype=object)
        if name == BY_AGE:
            lists = np.where(world.people.age[pids] >= 45, OVER_45, UNDER_45).astype(object)
        frames.append(_traps(lists, view.subjects.gather(pids.astype(np.uint32)), kind, expected))
    for name, expected, kind in _each(EMPLOYER_TRAPS):
        eids = world.employers.of(kind)
        subjects = view.employer_subjects.gather(eids.astype(np.uint32))
        frames.append(_traps(np.full(len(eids), name, dtype=object), subjects, kind, expected))
    for name, expected, kind in _each(PROJECT_TRAPS):
        subjects = "project:" + projects.filter(pl.col("kind") == kind)["project_id"]
        frames.append(_traps(np.full(len(subjects), name, dtype=object), subjects, kind, expected))
    return pl.concat(frames)


def _each(traps: Traps) -> Iterator[tuple[str, str, str]]:
    """List id, what is expected there, and of which kind."""
    for name, expectations in traps.items():
        for expected, kinds in expectations.items():
            for kind in kinds:
                yield name, expected, kind


def _traps(lists: np.ndarray, subjects: pl.Series, kind: str, expected: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "list_id": pl.Series(lists, dtype=pl.String),
            "subject_id": subjects,
            "kind": pl.repeat(kind, len(subjects), eager=True, dtype=pl.String),
            "expected": pl.repeat(expected, len(subjects), eager=True, dtype=pl.String),
        }
    )


def write_key(
    out: Path,
    world: World,
    records: Records,
    facts: dict[str, pl.DataFrame],
    undecidable: Collection[int],
    unclear: Mapping[str, Collection[int]],
    drifting: Collection[str] = (),
) -> None:
    """Write `lists.csv` and `traps.csv`."""
    lists, traps = lists_and_traps(world, records, facts, undecidable, unclear, drifting)
    lists.write_csv(out / "lists.csv")
    traps.write_csv(out / "traps.csv")


def write_indicators(out: Path, world: World, records: Records, facts: dict[str, pl.DataFrame]) -> None:
    """Write `indicators.csv`: what is true of every area and period."""
    indicators(Answers(world, records, records.truth(), facts)).write_csv(out / "indicators.csv")


def write_groups(out: Path, world: World, records: Records) -> None:
    """Write `employer_groups.csv` and `people_groups.csv`: whom it is worth judging apart."""
    truth = records.truth()
    for file, owner, groups, subjects in (
        ("employer_groups.csv", "employer_id", world.employers.groups, truth.employer_subjects),
        ("people_groups.csv", "person_id", records.people.groups(), truth.subjects),
    ):
        frames = [
            pl.DataFrame({owner: subjects.gather(places.astype(np.uint32))}).with_columns(pl.lit(name).alias("group"))
            for name, places in groups.items()
        ]
        pl.concat(frames).unique().sort("group", owner).write_csv(out / file)


def write_links(out: Path, delivery: Delivery) -> None:
    """Write `children.csv` and `projects.csv`: whom a child without a number is, and what a cover is for."""
    children = pl.DataFrame(delivery.child_records, schema=["record_id", "pid"], orient="row")
    people = delivery.person_ids.gather(children["pid"].cast(pl.UInt32))
    children.select("record_id", people.alias("person_id")).unique(maintain_order=True).write_csv(out / "children.csv")
    schema = ["cover_id", "project_id"]
    pl.DataFrame(delivery.project_records, schema=schema, orient="row").write_csv(out / "projects.csv")
