"""What linking leaves of people: pairs in full, whom every loose identifier means, and who is not beyond doubt."""

import polars as pl

from matchers.engine.decide import ACCEPTED, CONFIRMED, WAITING
from matchers.engine.explanation import described
from matchers.engine.result import DEFINITE, Linked, explained, is_confirmed
from matchers.engine.weights import Weights
from matchers.person.model import MATCHER
from matchers.person.records import PREFERRED, Records

PROOF = ["citizen_id", "birth_date", "sex"]
LINK = ["rule", "score", "compared"]
IDENTIFIER: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("number", "issuer", "member_id", "citizen_id"), pl.String),
    "birth_date": pl.Date,
    **dict.fromkeys(("sex", "person_id", "rule"), pl.String),
    "score": pl.Float64,
    **dict.fromkeys(("verdict", "compared"), pl.String),
}
"""By loose number or member, whom it means."""
DOUBT: dict[str, type[pl.DataType]] = {"person_id": pl.String, "confidence": pl.String}
SHOWN_FACTS = {
    "printed": "证件号码",
    "birth_date": "出生",
    "phone": "电话",
    "village_code": "村居",
    "employer_record": "单位",
}


def explained_pairs(mentions: Records, here: Weights, decided: pl.DataFrame, met: pl.DataFrame) -> Linked:
    """Pairs in full: `decided` of a group and a person, `met` of two groups."""
    groups = pl.concat([decided["left_group"], met["left_group"], met["right_group"].alias("left_group")])
    # Of millions who might be somebody a few are shown.
    left = _mentions_of(mentions.unknown, "group", groups)
    right = _mentions_of(mentions.known, "person", decided["right_group"])
    parts = []
    for pairs, other, group in ((decided, right, "person"), (met, left, "group")):
        shown = pairs.with_columns(
            pl.Series("left", left["group"].search_sorted(pairs["left_group"]), dtype=pl.UInt32),
            pl.Series("right", other[group].search_sorted(pairs["right_group"]), dtype=pl.UInt32),
        )
        parts.append(explained(MATCHER, here, shown, left, other))
    frames = (pl.concat(frames) for frames in zip(*((part.pairs, part.comparisons) for part in parts), strict=True))
    return Linked(MATCHER.name, here.name, *frames)


def identifiers(mentions: Records, final: Records, decided: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    """By identifier whom it means and by what: the linked person, else what its group is called by itself.

    In `final` the groups that met are one.
    """
    own = _called_by_itself(final)
    waits = _waiting_groups(decided, met)
    link = _links(mentions, decided, met)
    first = final.identifiers.with_columns(mentions.identifiers["group"].alias("first_group"))
    return (
        first.drop(PROOF)
        .join(own, on="group", how="left", maintain_order="left")
        .join(waits, on="first_group", how="left", maintain_order="left")
        .join(link, on="first_group", how="left", maintain_order="left")
        .select(
            *("number", "issuer", "member_id"),
            *(pl.coalesce(name, f"own_{name}").alias(name) for name in PROOF),
            pl.coalesce("citizen_id", "own_id").alias("person_id"),
            "rule",
            pl.coalesce("score", pl.lit(DEFINITE)).alias("score"),
            pl.when(pl.col("rule").is_not_null()).then(pl.lit(ACCEPTED))
            .when("waits").then(pl.lit(WAITING))
            .when((pl.col("size") > 1) | pl.col("own_citizen_id").is_not_null()).then(pl.lit(ACCEPTED))
            .otherwise(pl.lit("alone")).alias("verdict"),
            "compared",
        )
    )  # fmt: skip


def _called_by_itself(final: Records) -> pl.DataFrame:
    """By group the id that it has if it is linked to nobody, what is known of it, and its size."""
    member = pl.lit("member:") + pl.col("issuer") + ":" + pl.col("member_id")
    printed_most = pl.col("number").sort_by("rows", "number", descending=[True, False], nulls_last=True).first()
    return final.identifiers.sort("identifier").group_by("group", maintain_order=True).agg(
        pl.coalesce(pl.col("citizen_id").min(), member.min(), pl.lit("doc:") + printed_most).alias("own_id"),
        *(pl.col(name).sort_by("citizen_id", nulls_last=True).first().alias(f"own_{name}") for name in PROOF),
        pl.len().alias("size"),
    )  # fmt: skip


def _waiting_groups(decided: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    """The groups of which a pair waits."""
    sides = ((decided, "left_group"), (met, "left_group"), (met, "right_group"))
    waits = pl.concat(
        [frame.filter(pl.col("verdict") == WAITING).select(pl.col(name).alias("first_group")) for frame, name in sides]
    )
    return waits.unique().with_columns(pl.lit(value=True).alias("waits"))


def _links(mentions: Records, decided: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    """By group the person that it is linked to, or only by what it met another group: the best of its pairs."""
    people = mentions.people.select(pl.col("person").cast(pl.Int64).alias("right_group"), *PROOF)
    known = _accepted(decided).join(people, on="right_group", how="left", maintain_order="left")
    known = known.rename({"left_group": "first_group"}).drop("right_group")
    meetings = _accepted(met)
    merged = pl.concat(
        [meetings.select(pl.col(name).alias("first_group"), *LINK) for name in ("left_group", "right_group")]
    )
    merged = merged.sort("first_group", "score", descending=[False, True])
    merged = merged.unique("first_group", keep="first", maintain_order=True)
    link = pl.concat([known, merged], how="diagonal_relaxed")
    return link.unique("first_group", keep="first", maintain_order=True)


def _accepted(decided: pl.DataFrame) -> pl.DataFrame:
    """The accepted pairs with rule, score and what was compared."""
    accepted = decided.filter(pl.col("verdict") == ACCEPTED)
    return accepted.select(
        "left_group",
        "right_group",
        pl.when(is_confirmed()).then(pl.lit("verdict")).otherwise(pl.lit("name")).alias("rule"),
        pl.col("link_score").alias("score"),
        pl.when(is_confirmed()).then(pl.lit(CONFIRMED)).otherwise(described(MATCHER, accepted)).alias("compared"),
    )


def doubts(mentions: Records, identifiers: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Who is not confirmed: `review` where a pair that touches them waits, `probable` where a name links."""
    asked = decided.filter(pl.col("verdict") == WAITING)["right_group"]
    waiting = [
        identifiers.filter(pl.col("verdict") == WAITING)["person_id"],
        mentions.people["citizen_id"].gather(asked),
    ]
    linked = identifiers.filter(pl.col("rule").is_not_null())["person_id"]
    frames = [
        pl.DataFrame({"person_id": people, "confidence": pl.repeat(word, len(people), dtype=pl.String, eager=True)})
        for people, word in ((pl.concat([side.alias("id") for side in waiting]), "review"), (linked, "probable"))
    ]
    return most_doubted(pl.concat(frames))


def most_doubted(doubts: pl.DataFrame) -> pl.DataFrame:
    """Each person once: `review` before `probable`."""
    return doubts.sort("person_id", "confidence", descending=[False, True]).unique(
        "person_id", keep="first", maintain_order=True
    )


def _mentions_of(mentions: pl.DataFrame, group: str, shown: pl.Series) -> pl.DataFrame:
    """The mention that stands for each group of which a pair is `shown`, with one line of what its records print."""
    mentions = mentions.filter(pl.col(group).is_in(shown.unique().implode()))
    rank = pl.col("extract").replace_strict(
        {extract: place for place, extract in enumerate(PREFERRED)}, default=99, return_dtype=pl.Int32
    )
    best = mentions.with_columns(rank.alias("rank")).sort(
        group, "is_former", "rank", "extract", "record_id", "print_no"
    )
    facts = [pl.col(column).drop_nulls().first().alias(f"d_{column}") for column in SHOWN_FACTS]
    gathered = best.group_by(group, maintain_order=True).agg(pl.all().first(), *facts)
    parts = [pl.lit(label) + pl.col(f"d_{column}").cast(pl.String) for column, label in SHOWN_FACTS.items()]
    return gathered.with_columns(pl.concat_str(parts, separator="；", ignore_nulls=True).alias("detail"))
