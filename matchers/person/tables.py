"""What the night is told of people: pairs in full, whom every loose paper means, and who is not beyond doubt."""

import polars as pl

from matchers.engine import explanation as told
from matchers.engine.judgements import DEFINITE, Linked
from matchers.engine.weights import Weights
from matchers.person.model import MATCHER
from matchers.person.records import PREFERRED, Book

CONFIRMED = "人工确认"
SHOWN_FACTS = {
    "printed": "证件号码",
    "birth_date": "出生",
    "phone": "电话",
    "village_code": "村居",
    "employer_record": "单位",
}


def tell(
    book: Book, final: Book, label: object, weights: str, here: Weights, decided: pl.DataFrame, met: pl.DataFrame
) -> tuple[Linked, pl.DataFrame, pl.DataFrame]:
    """Pairs (`decided`: a group and a person, `met`: two groups), papers, and the people who are not confirmed.

    `final` is the book in which groups that met are one, by `label`.
    """
    left, right = _faces_of(book.left, "group"), _faces_of(book.right, "person")
    parts = [(decided, right, "person"), (met, left, "group")]
    pairs, comparisons = [], []
    for scored, other, group in parts:
        shown = scored.with_columns(
            pl.Series("left", left["group"].search_sorted(scored["left_group"]), dtype=pl.UInt32),
            pl.Series("right", other[group].search_sorted(scored["right_group"]), dtype=pl.UInt32),
        )
        pairs.append(told.pairs(MATCHER, shown, left, other))
        comparisons.append(told.comparisons(MATCHER, here, shown, left, other))
    linked = Linked(MATCHER.name, weights, pl.concat(pairs), pl.concat(comparisons))
    papers = _papers(book, final, decided, met)
    return linked, papers, _doubts(book, papers, decided)


def _papers(book: Book, final: Book, decided: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    """By paper whom it means and by what: the linked person, else what its group is called by itself."""
    member = pl.lit("member:") + pl.col("issuer") + ":" + pl.col("member_id")
    printed_most = pl.col("number").sort_by("rows", "number", descending=[True, False], nulls_last=True).first()
    own = final.papers.sort("paper").group_by("group", maintain_order=True).agg(
        pl.coalesce(pl.col("citizen_id").min(), member.min(), pl.lit("doc:") + printed_most).alias("own_id"),
        *(pl.col(name).sort_by("citizen_id", nulls_last=True).first().alias(f"own_{name}") for name in PROOF),
        pl.len().alias("size"),
    )  # fmt: skip
    waits = pl.concat(
        [
            frame.filter(pl.col("verdict") == told.WAITING).select(pl.col(name).alias("first_group"))
            for frame, name in ((decided, "left_group"), (met, "left_group"), (met, "right_group"))
        ]
    ).unique().with_columns(pl.lit(True).alias("waits"))  # fmt: skip
    people = book.people.select(pl.col("person").cast(pl.Int64).alias("right_group"), *PROOF)
    known = _taken(decided).join(people, on="right_group", how="left", maintain_order="left")
    known = known.rename({"left_group": "first_group"}).drop("right_group")
    meetings = _taken(met)
    merged = pl.concat(
        [meetings.select(pl.col(name).alias("first_group"), *LINK) for name in ("left_group", "right_group")]
    )
    merged = merged.sort("first_group", "score", descending=[False, True])
    merged = merged.unique("first_group", keep="first", maintain_order=True)
    link = pl.concat([known, merged], how="diagonal_relaxed").unique("first_group", keep="first", maintain_order=True)
    first = final.papers.with_columns(book.papers["group"].alias("first_group"))
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
            pl.when(pl.col("rule").is_not_null()).then(pl.lit(told.ACCEPTED))
            .when("waits").then(pl.lit(told.WAITING))
            .when((pl.col("size") > 1) | pl.col("own_citizen_id").is_not_null()).then(pl.lit(told.ACCEPTED))
            .otherwise(pl.lit("alone")).alias("verdict"),
            "compared",
        )
    )  # fmt: skip


PROOF = ["citizen_id", "birth_date", "sex"]
LINK = ["rule", "score", "compared"]


def _taken(scored: pl.DataFrame) -> pl.DataFrame:
    """The accepted pairs with rule, score and what was compared."""
    taken = scored.filter(pl.col("verdict") == told.ACCEPTED)
    said = pl.when(pl.col("by") == "verdict").then(pl.lit(CONFIRMED)).otherwise(told.compared(MATCHER, taken))
    return taken.select(
        "left_group", "right_group", pl.col("by").alias("rule"), pl.col("link_score").alias("score"),
        said.alias("compared"),
    )  # fmt: skip


def _doubts(book: Book, papers: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Who is not confirmed: `review` where a pair that touches them waits, `probable` where a name links."""
    asked = decided.filter(pl.col("verdict") == told.WAITING)["right_group"]
    waiting = [papers.filter(pl.col("verdict") == told.WAITING)["person_id"], book.people["citizen_id"].gather(asked)]
    linked = papers.filter(pl.col("rule").is_not_null())["person_id"]
    frames = [
        pl.DataFrame({"person_id": people, "confidence": pl.repeat(word, len(people), dtype=pl.String, eager=True)})
        for people, word in ((pl.concat([side.alias("id") for side in waiting]), "review"), (linked, "probable"))
    ]
    return pl.concat(frames).unique("person_id", keep="first", maintain_order=True).sort("person_id")


def _faces_of(faces: pl.DataFrame, group: str) -> pl.DataFrame:
    """The face that stands for each group where a pair is shown, with one line of all that its records print."""
    rank = pl.col("extract").replace_strict(
        {extract: place for place, extract in enumerate(PREFERRED)}, default=99, return_dtype=pl.Int32
    )
    best = faces.with_columns(rank.alias("rank")).sort(group, "is_former", "rank", "extract", "record_id", "face")
    facts = [pl.col(column).drop_nulls().first().alias(f"d_{column}") for column in SHOWN_FACTS]
    gathered = best.group_by(group, maintain_order=True).agg(pl.all().first(), *facts)
    parts = [pl.lit(label) + pl.col(f"d_{column}").cast(pl.String) for column, label in SHOWN_FACTS.items()]
    return gathered.with_columns(pl.concat_str(parts, separator="；", ignore_nulls=True).alias("detail"))
