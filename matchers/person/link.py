"""Who is who among people: takes what is sure and alone, shows a person what may be, leaves the rest by itself.

First whoever no number proves is compared with the people whom numbers prove, then those who are left with each other.
"""

from dataclasses import dataclass, replace
from math import log2

import numpy as np
import polars as pl

from matchers.engine import explanation as told
from matchers.engine import weights
from matchers.engine.clusters import ahead, components
from matchers.engine.judgements import DEFINITE, NO, UNSURE, YES, Linked, written
from matchers.engine.weights import FOLDER, MISSING, Weights
from matchers.person import records as person_book
from matchers.person import tables as person_telling
from matchers.person.model import MATCHER, ONE_SLIP, TWO_SLIPS
from matchers.person.records import Book
from sql.warehouse import Warehouse

WEIGHTS = FOLDER / "person-1.toml"
SHOWN = 3
"""So many people are shown who may be the one."""
GROUPS = ["left_group", "right_group"]
PROOF = ["citizen_id", "birth_date", "sex", "person_id", "rule", "score", "verdict", "compared"]


@dataclass(frozen=True)
class Links:
    """`linked`: pairs for the night's record. `papers`: whom every loose paper means, by what. `doubts`: people who
    are not confirmed."""

    linked: Linked
    papers: pl.DataFrame
    doubts: pl.DataFrame


def run(warehouse: Warehouse) -> Linked:
    """Read the night's papers, link them, and write `numbered.number_link`, `numbered.member_link` and
    `matches.person_confidence`."""
    verdicts = warehouse.con.sql("select * from matches.verdict where matcher = 'person' order by all").pl()
    links = link(person_book.read(warehouse.con), weights.read(WEIGHTS), verdicts)
    numbers, members = pl.col("number").is_not_null(), ["issuer", "member_id"]
    written(warehouse, "numbered.number_link", links.papers.filter(numbers).select("number", *PROOF))
    written(warehouse, "numbered.member_link", links.papers.filter(~numbers).select(*members, *PROOF))
    written(warehouse, "matches.person_confidence", links.doubts)
    return links.linked


def link(book: Book, learned: Weights, verdicts: pl.DataFrame) -> Links:
    """Link everything; the same papers, weights and verdicts give the same links, in whatever order they came."""
    sides = _sides(book, verdicts)
    yes = sides.filter((pl.col("said") == YES) & pl.col("left_person").is_null() & pl.col("right_person").is_null())
    label = components(len(book.papers), *(yes[name].to_numpy() for name in GROUPS))
    book, sides = _united(book, label), _moved(sides, label)
    said = _of_people(sides)
    here = fitted(learned, book.all_people)
    decided = _decide(book, _spoken(weigh(book, here), said), "person")
    busy = decided["left_group"].unique()
    met = _decide(book, _spoken(_strangers(book, here, busy), _of_groups(sides)), "group")
    label = _meetings(book, met)
    linked, papers, doubts = person_telling.tell(book, _united(book, label), label, learned.name, here, decided, met)
    return Links(linked, papers, doubts)


def fitted(learned: Weights, people: int) -> Weights:
    """The weights for so many people: that a paper means somebody is learned, whom of them is by chance one in all."""
    return replace(learned, prior=learned.prior - log2(max(people, 1)))


def weigh(book: Book, here: Weights) -> pl.DataFrame:
    """Pairs of a group (`left_group`) and a person (`right_group`) that any blocking rule finds, with their bits."""
    left = book.left.filter(pl.col("name").is_not_null())
    scored = MATCHER.score(here, left, book.right, keep=-np.inf)
    gathered = MATCHER.gather(here, scored, left, book.right, ("group", "person"))
    return gathered.with_columns(pl.col(name).cast(pl.Int64) for name in GROUPS)


def _strangers(book: Book, here: Weights, busy: pl.Series) -> pl.DataFrame:
    """Pairs of two groups of which neither is, or may be, somebody known; the lower number on the left."""
    free = book.left.filter(pl.col("name").is_not_null() & ~pl.col("group").is_in(busy.implode()))
    # in the order of their groups, so that of every pair of rows the left one's group is the lower
    free = free.sort("group", "face")
    scored = MATCHER.score(here, free, keep=-np.inf)
    gathered = MATCHER.gather(here, scored, free, free, ("group", "group"))
    gathered = gathered.with_columns(pl.col(name).cast(pl.Int64) for name in GROUPS)
    proof = book.papers.group_by("group").agg(pl.col("citizen_id").min()).sort("group")
    ids = [gathered.join(proof, left_on=name, right_on="group", how="left", maintain_order="left")["citizen_id"]
           for name in GROUPS]  # fmt: skip
    # two different valid numbers are two people
    apart = (ids[0] != ids[1]).fill_null(False)
    return gathered.filter((pl.col("left_group") != pl.col("right_group")) & ~apart)


# -- what people have said ---------------------------------------------------------------------------------------


def _sides(book: Book, verdicts: pl.DataFrame) -> pl.DataFrame:
    """Verdicts with the group or the person that each side's record means, where it means one."""
    nobody, key = pl.lit(None, pl.Int64), ["extract", "record_id"]
    of_groups = book.left.select(*key, "group", nobody.alias("person"))
    of_people = book.right.select(*key, nobody.alias("group"), pl.col("person").cast(pl.Int64))
    records = pl.concat([of_groups, of_people]).unique(key, keep="first", maintain_order=True)
    for side in ("left", "right"):
        names = {"extract": "extract", "record_id": "record", "group": "group", "person": "person"}
        verdicts = verdicts.join(
            records.rename({old: f"{side}_{new}" for old, new in names.items()}),
            on=[f"{side}_extract", f"{side}_record"], how="inner", maintain_order="left",
        )  # fmt: skip
    return verdicts.select(*GROUPS, "left_person", "right_person", pl.col("verdict").alias("said"))


def _moved(sides: pl.DataFrame, label: np.ndarray) -> pl.DataFrame:
    """The same verdicts, of groups that have become one."""
    new = pl.Series(label, dtype=pl.Int64)
    return sides.with_columns(new.gather(sides[name]).alias(name) for name in GROUPS)


def _united(book: Book, label: np.ndarray) -> Book:
    """A book whose groups have become one where their labels are equal."""
    new = pl.Series(label, dtype=pl.Int64)

    def moved(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(new.gather(frame["group"]).alias("group"))

    groups = moved(book.groups).group_by("group").agg(pl.col("is_contested").any(), pl.col("rows").sum()).sort("group")
    return replace(book, left=moved(book.left), papers=moved(book.papers), groups=groups)


def _of_people(sides: pl.DataFrame) -> pl.DataFrame:
    """left_group, right_group (a person) and what was said of them; nobody is two people."""
    parts = [
        sides.select(pl.col(f"{one}_group").alias(GROUPS[0]), pl.col(f"{other}_person").alias(GROUPS[1]), "said")
        for one, other in (("left", "right"), ("right", "left"))
    ]
    said = _agreed(pl.concat(parts))
    many = said.filter(pl.col("said") == YES).group_by("left_group").len().filter(pl.col("len") > 1)["left_group"]
    doubtful = (pl.col("said") == YES) & pl.col("left_group").is_in(many.implode())
    return said.with_columns(pl.when(doubtful).then(pl.lit(UNSURE)).otherwise("said").alias("said"))


def _of_groups(sides: pl.DataFrame) -> pl.DataFrame:
    """left_group, right_group (the lower first) and what was said of them; yes has made them one before."""
    said = sides.filter(pl.col("said") != YES)
    low, high = pl.min_horizontal(*GROUPS), pl.max_horizontal(*GROUPS)
    both = said.drop_nulls(GROUPS).select(low.alias(GROUPS[0]), high.alias(GROUPS[1]), "said")
    return _agreed(both.filter(pl.col("left_group") != pl.col("right_group")))


def _agreed(said: pl.DataFrame) -> pl.DataFrame:
    """One answer a pair; where several records of it were answered differently it is unsure."""
    one = pl.when(pl.col("said").n_unique() == 1).then(pl.col("said").first()).otherwise(pl.lit(UNSURE))
    return said.drop_nulls(GROUPS).group_by(GROUPS).agg(one.alias("said")).sort(GROUPS)


def _spoken(scored: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Scored pairs with what was `said` of them, without those that a person has refused; what only a person named
    stands there with nothing compared."""
    named = said.filter(pl.col("said") != NO).join(scored, on=GROUPS, how="anti", maintain_order="left")
    unseen = named.select(
        *GROUPS, *(pl.lit(0, pl.UInt32).alias(side) for side in ("left", "right")),
        pl.lit(0, pl.UInt8).alias("rule"), pl.lit(-1, pl.Int8).alias("definite"), pl.lit(0.0).alias("score"),
        *(pl.lit(MISSING, pl.Int8).alias(name) for name in MATCHER.sizes),
    )  # fmt: skip
    joined = pl.concat([scored, unseen.select(scored.columns)])
    joined = joined.join(said, on=GROUPS, how="left", maintain_order="left")
    return joined.filter((pl.col("said") != NO).fill_null(True)).sort(GROUPS)


# -- deciding ----------------------------------------------------------------------------------------------------


def _decide(book: Book, scored: pl.DataFrame, other: str) -> pl.DataFrame:
    """The pairs that are taken or shown, with `verdict`, `reason` and `by`; `other` is a person or another group."""
    weak = book.papers.group_by("group").agg(pl.col("citizen_id").is_not_null().any().alias("is_weak"))
    facts = book.groups.join(weak, on="group", how="left", maintain_order="left").rename({"group": "left_group"})
    scored = scored.join(facts, on="left_group", how="left", maintain_order="left")
    contested = scored["is_contested"].to_numpy()
    if other == "group":
        place = facts["left_group"].search_sorted(scored["right_group"])
        contested = contested | facts["is_contested"].gather(place).to_numpy()
    yes, unsure = ((scored["said"] == word).fill_null(False).to_numpy() for word in (YES, UNSURE))
    score, name, number = (scored[column].to_numpy() for column in ("score", "name", "number"))
    lead = ahead(scored, "left_group") if len(scored) and other == "person" else np.full(len(scored), np.inf)
    near = (number == ONE_SLIP) | (number == TWO_SLIPS)
    # a brother's name beside a number nearly right is a brother's number; 15 digits say more than any others
    fits = (name >= 3) & np.where(scored["is_weak"].to_numpy(), number == ONE_SLIP, near | (number == MISSING))
    fits |= (name > 0) & (number == ONE_SLIP) & ~scored["is_weak"].to_numpy()
    taken = fits & (lead >= MATCHER.margin) & (score >= MATCHER.accept) & ~contested & ~unsure
    left = scored["left_group"].to_numpy()
    taken = np.where(np.isin(left, left[yes]), yes, taken)
    waits = ~np.isin(left, left[taken]) & (((score >= MATCHER.review) & (name > 0)) | unsure)
    reason = np.select(
        [yes, taken, unsure, contested, lead < MATCHER.margin, ~near & (number != MISSING), ~fits],
        [
            person_telling.CONFIRMED,
            "姓名与证件号码等信息相符，自动认定",
            "人工看过仍不能确定",
            "同一证件号码下有不同姓名，请核对是谁的号码",
            "另有一人同样相近，无法自动区分，请核对",
            "姓名和其他信息相同，但证件号码相差较大，请核对",
            "姓名或证件号码只是相近，请核对",
        ],
        "相同的信息不够多，不足以自动认定，请核对",
    )
    scored = scored.with_columns(
        pl.Series("verdict", np.where(taken, told.ACCEPTED, told.WAITING).astype(object), dtype=pl.String),
        pl.Series("reason", reason.astype(object), dtype=pl.String),
        pl.Series("by", np.where(yes, "verdict", "name").astype(object), dtype=pl.String),
        pl.when(pl.Series(yes)).then(DEFINITE).otherwise("score").alias("link_score"),
        pl.col("rows").cast(pl.Float64).alias("usefulness"),
    ).filter(pl.Series(taken | waits))
    best = scored.sort("left_group", "score", "right_group", descending=[False, True, False])
    return best.filter(pl.int_range(pl.len()).over("left_group") < SHOWN)


def _meetings(book: Book, met: pl.DataFrame) -> np.ndarray:
    """By group the lowest of those that are one with it; a crowd that holds two valid numbers stays apart."""
    taken = met.filter(pl.col("verdict") == told.ACCEPTED)
    label = components(len(book.papers), *(taken[name].to_numpy() for name in GROUPS))
    proof = book.papers.select(pl.Series("label", label).gather(book.papers["group"]), "citizen_id").drop_nulls()
    crowded = proof.group_by("label").agg(pl.col("citizen_id").n_unique()).filter(pl.col("citizen_id") > 1)["label"]
    return np.where(np.isin(label, crowded.to_numpy()), np.arange(len(label)), label)
