"""Who is who among people: takes what is sure and alone, shows a person what may be, leaves the rest by itself.

First whoever no number proves is compared with the people whom numbers prove, then those who are left with each other.
"""

from dataclasses import dataclass, replace
from functools import partial
from math import log2

import numpy as np
import polars as pl

from matchers.engine import calibration, judgements, prefectures, weights
from matchers.engine.calibration import Calibration
from matchers.engine.clusters import ahead, components
from matchers.engine.decide import ACCEPTED, any_of, best, decide
from matchers.engine.explanation import COMPARISON, PAIR
from matchers.engine.judgements import UNSURE, YES
from matchers.engine.result import DEFINITE, Linked, is_confirmed
from matchers.engine.weights import FOLDER, Weights
from matchers.person import names_of_number, places, records, rules, tables
from matchers.person.model import MATCHER
from matchers.person.records import Records, Whole
from sql.spread import Frames
from sql.warehouse import Warehouse

WEIGHTS = FOLDER / "person-1.toml"
GROUPS = ("left_group", "right_group")
PROOF = ["citizen_id", "birth_date", "sex", "person_id", "rule", "score", "verdict", "compared"]
MADE = {"identifier": tables.IDENTIFIER, "doubt": tables.DOUBT, "pair": PAIR, "comparison": COMPARISON}
"""What is made of the people of a region, or of a prefecture."""


@dataclass(frozen=True)
class People:
    """`linked`: pairs for the night's record. `identifiers`: whom every loose number and member means, by what.
    `doubts`: people who are not confirmed."""

    linked: Linked
    identifiers: pl.DataFrame
    doubts: pl.DataFrame


def link(warehouse: Warehouse) -> Linked:
    """Link the loose numbers and members of a night, each prefecture by itself; writes what `sql/matches/person*.sql`
    reads: `numbered.person_called`, `number_link` and `member_link`, and `matches.person_confidence`."""
    names_of_number.save_names(warehouse)
    judged, whole = judgements.standing(warehouse, MATCHER.name), records.counted(warehouse)
    work = partial(linked_tables, whole=whole, judged=judged)
    made = warehouse.spread(work, records.PARTS, MADE, prefectures.groups(warehouse, places.PREFECTURES))
    identifiers, members = made["identifier"], ["issuer", "member_id"]
    is_number = pl.col("number").is_not_null()
    warehouse.write("numbered.number_link", identifiers.filter(is_number).select("number", *PROOF).sort("number"))
    warehouse.write("numbered.member_link", identifiers.filter(~is_number).select(*members, *PROOF).sort(members))
    warehouse.write("matches.person_confidence", tables.most_doubted(made["doubt"]))
    return Linked(MATCHER.name, weights.read(WEIGHTS, MATCHER.sizes).name, made["pair"], made["comparison"])


def linked_tables(parts: Frames, whole: Whole, judged: pl.DataFrame) -> Frames:
    """What linking makes of a region's people, or of a prefecture's: the tables of `MADE`."""
    people = linked_people(records.make(parts, whole), weights.read(WEIGHTS, MATCHER.sizes), judged)
    return {
        "identifier": people.identifiers,
        "doubt": people.doubts,
        "pair": people.linked.pairs,
        "comparison": people.linked.comparisons,
    }


def linked_people(mentions: Records, learned: Weights, judged: pl.DataFrame) -> People:
    """Link everything; the same records, weights and judgements give the same links, in whatever order they came."""
    sides = _sides(mentions, judged)
    is_yes = pl.col("judgement") == YES
    yes = sides.filter(is_yes & pl.col("left_person").is_null() & pl.col("right_person").is_null())
    label = components(len(mentions.identifiers), *(yes[name].to_numpy() for name in GROUPS))
    mentions, sides = _united(mentions, label), _moved(sides, label)
    here = fitted(learned, mentions.all_people)
    known = judgements.beside(MATCHER, weigh(mentions, here), _of_people(sides), GROUPS)
    lines = calibration.shipped(MATCHER.name).at_home(judged)
    decided = _decided(mentions, known, lead=ahead(known, "left_group"), lines=lines)
    busy = decided["left_group"].unique()
    unknown = judgements.beside(MATCHER, _strangers(mentions, here, busy), _of_groups(sides), GROUPS)
    met = _decided(mentions, _contested_either(mentions, unknown), lead=np.full(len(unknown), np.inf), lines=lines)
    label = _meetings(mentions, met)
    linked = tables.explained_pairs(mentions, here, decided, met)
    identifiers = tables.identifiers(mentions, _united(mentions, label), decided, met)
    return People(linked, identifiers, tables.doubts(mentions, identifiers, decided))


def fitted(learned: Weights, people: int) -> Weights:
    """The weights for so many people: that a mention means somebody is learned, whom is by chance one in all."""
    return replace(learned, prior=learned.prior - log2(max(people, 1)))


def weigh(mentions: Records, here: Weights) -> pl.DataFrame:
    """Pairs of a group (`left_group`) and a person (`right_group`) that any blocking rule finds, with their bits."""
    left = mentions.unknown.filter(pl.col("name").is_not_null())
    scored = MATCHER.score(here, left, mentions.known, least=-np.inf)
    gathered = MATCHER.gather(here, scored, left, mentions.known, ("group", "person"))
    return gathered.with_columns(pl.col(name).cast(pl.Int64) for name in GROUPS)


def _strangers(mentions: Records, here: Weights, busy: pl.Series) -> pl.DataFrame:
    """Pairs of two groups of which neither is, or may be, somebody known; the lower number on the left."""
    free = mentions.unknown.filter(pl.col("name").is_not_null() & ~pl.col("group").is_in(busy.implode()))
    # in the order of their groups, so that of every pair of rows the left one's group is the lower
    free = free.sort("group", "print_no")
    scored = MATCHER.score(here, free, least=-np.inf)
    gathered = MATCHER.gather(here, scored, free, free, ("group", "group"))
    gathered = gathered.with_columns(pl.col(name).cast(pl.Int64) for name in GROUPS)
    proof = mentions.identifiers.group_by("group").agg(pl.col("citizen_id").min()).sort("group")
    ids = [gathered.join(proof, left_on=name, right_on="group", how="left", maintain_order="left")["citizen_id"]
           for name in GROUPS]  # fmt: skip
    # two different valid numbers are two people
    apart = (ids[0] != ids[1]).fill_null(False)
    return gathered.filter((pl.col("left_group") != pl.col("right_group")) & ~apart)


# -- what people have judged -------------------------------------------------------------------------------------


def _sides(mentions: Records, judged: pl.DataFrame) -> pl.DataFrame:
    """Judgements with the group or the person that each side's record means, where it means one."""
    nobody, key = pl.lit(None, pl.Int64), ["extract", "record_id"]
    of_groups = mentions.unknown.select(*key, "group", nobody.alias("person"))
    of_people = mentions.known.select(*key, nobody.alias("group"), pl.col("person").cast(pl.Int64))
    meant = pl.concat([of_groups, of_people]).unique(key, keep="first", maintain_order=True)
    for side in ("left", "right"):
        names = {"extract": "extract", "record_id": "record", "group": "group", "person": "person"}
        judged = judged.join(
            meant.rename({old: f"{side}_{new}" for old, new in names.items()}),
            on=[f"{side}_extract", f"{side}_record"], how="inner", maintain_order="left",
        )  # fmt: skip
    return judged.select(*GROUPS, "left_person", "right_person", pl.col("verdict").alias("judgement"))


def _moved(sides: pl.DataFrame, label: np.ndarray) -> pl.DataFrame:
    """The same judgements, of groups that have become one."""
    new = pl.Series(label, dtype=pl.Int64)
    return sides.with_columns(new.gather(sides[name]).alias(name) for name in GROUPS)


def _united(mentions: Records, label: np.ndarray) -> Records:
    """The same records whose groups have become one where their labels are equal."""
    new = pl.Series(label, dtype=pl.Int64)

    def moved(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(new.gather(frame["group"]).alias("group"))

    of_group = pl.col("is_contested").any(), pl.col("rows").sum()
    groups = moved(mentions.groups).group_by("group").agg(*of_group).sort("group")
    identifiers = moved(mentions.identifiers)
    return replace(mentions, unknown=moved(mentions.unknown), identifiers=identifiers, groups=groups)


def _of_people(sides: pl.DataFrame) -> pl.DataFrame:
    """left_group, right_group (a person) and their judgement; nobody is two people."""
    parts = [
        sides.select(pl.col(f"{one}_group").alias(GROUPS[0]), pl.col(f"{other}_person").alias(GROUPS[1]), "judgement")
        for one, other in (("left", "right"), ("right", "left"))
    ]
    return judgements.unsure_of_two(_agreed(pl.concat(parts)), "left_group")


def _of_groups(sides: pl.DataFrame) -> pl.DataFrame:
    """left_group, right_group (the lower first) and their judgement; yes has made them one before."""
    others = sides.filter(pl.col("judgement") != YES)
    low, high = pl.min_horizontal(*GROUPS), pl.max_horizontal(*GROUPS)
    both = others.drop_nulls(GROUPS).select(low.alias(GROUPS[0]), high.alias(GROUPS[1]), "judgement")
    return _agreed(both.filter(pl.col("left_group") != pl.col("right_group")))


def _agreed(judged: pl.DataFrame) -> pl.DataFrame:
    """One judgement a pair; where several records of it were judged differently it is unsure."""
    judgement = pl.col("judgement")
    one = pl.when(judgement.n_unique() == 1).then(judgement.first()).otherwise(pl.lit(UNSURE))
    return judged.drop_nulls(GROUPS).group_by(GROUPS).agg(one.alias("judgement")).sort(GROUPS)


# -- deciding ----------------------------------------------------------------------------------------------------


def _decided(mentions: Records, pairs: pl.DataFrame, lead: np.ndarray, lines: Calibration) -> pl.DataFrame:
    """The pairs that are accepted or wait, a few of each group, with the `link_score` and the `usefulness`."""
    weak = mentions.identifiers.group_by("group").agg(pl.col("citizen_id").is_not_null().any().alias("is_weak"))
    facts = mentions.groups.join(weak, on="group", how="left", maintain_order="left").rename({"group": "left_group"})
    if "is_contested" in pairs.columns:
        facts = facts.drop("is_contested")
    evidence = pairs.join(facts, on="left_group", how="left", maintain_order="left")
    decided = decided_pairs(evidence.with_columns(pl.Series("lead", lead, dtype=pl.Float64)))
    decided = calibration.within_risk(decided, lines)
    return decided.with_columns(
        pl.when(is_confirmed()).then(DEFINITE).otherwise("score").alias("link_score"),
        pl.col("rows").cast(pl.Float64).alias("usefulness"),
    )


def decided_pairs(evidence: pl.DataFrame) -> pl.DataFrame:
    """The pairs that the rules accept or let wait, a few of each group."""
    evidence = evidence.with_columns(any_of(rules.FITS).alias("fits"))
    return best(decide(evidence, rules.RULES, "left_group"), rules.SHOWN, *GROUPS)


def _contested_either(mentions: Records, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs of two groups with `is_contested`: either of their numbers bears clearly different names."""
    contested = mentions.groups["is_contested"]
    place = [mentions.groups["group"].search_sorted(pairs[name]) for name in GROUPS]
    return pairs.with_columns((contested.gather(place[0]) | contested.gather(place[1])).alias("is_contested"))


def _meetings(mentions: Records, met: pl.DataFrame) -> np.ndarray:
    """By group the lowest of those that are one with it; a crowd that holds two valid numbers stays apart."""
    taken = met.filter(pl.col("verdict") == ACCEPTED)
    label = components(len(mentions.identifiers), *(taken[name].to_numpy() for name in GROUPS))
    of_group = pl.Series("label", label).gather(mentions.identifiers["group"])
    proof = mentions.identifiers.select(of_group, "citizen_id").drop_nulls()
    crowded = proof.group_by("label").agg(pl.col("citizen_id").n_unique()).filter(pl.col("citizen_id") > 1)["label"]
    return np.where(np.isin(label, crowded.to_numpy()), np.arange(len(label)), label)
