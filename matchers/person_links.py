"""Who is who among people: takes what is sure and alone, shows a person what may be, leaves the rest by itself."""

from dataclasses import dataclass, replace
from math import log2

import numpy as np
import polars as pl

from matchers import person_book, told, weights
from matchers.linked import Linked
from matchers.matcher import ahead, components
from matchers.person import MATCHER, ONE_SLIP, TWO_SLIPS
from matchers.person_book import PREFERRED, Book
from matchers.weights import FOLDER, MISSING, Weights
from sql.warehouse import Warehouse

WEIGHTS = FOLDER / "person-1.toml"
SHOWN = 3
"""So many people are shown who may be the one."""
DEFINITE = 100.0
YES, NO, UNSURE = "yes", "no", "unsure"
CONFIRMED = "人工确认"
SHOWN_FACTS = {
    "printed": "证件号码",
    "birth_date": "出生",
    "phone": "电话",
    "village_code": "村居",
    "employer_record": "单位",
}


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
    proof = ["citizen_id", "birth_date", "sex", "person_id", "rule", "score", "verdict", "compared"]
    tables = {
        "numbered.number_link": links.papers.filter(pl.col("number").is_not_null()).select("number", *proof),
        "numbered.member_link": links.papers.filter(pl.col("number").is_null()).select("issuer", "member_id", *proof),
        "matches.person_confidence": links.doubts,
    }
    for table, frame in tables.items():
        warehouse.con.register("linked", frame.to_arrow())
        warehouse.create(table, "select * from linked")
        warehouse.con.unregister("linked")
    return links.linked


def link(book: Book, learned: Weights, verdicts: pl.DataFrame) -> Links:
    """Link everything; the same papers, weights and verdicts give the same links, in whatever order they came."""
    book = _united(book, verdicts)
    scored = weigh(book, learned)
    said = _of_groups(book, verdicts)
    decided = _decide(book, scored, said)
    return _told(book, learned, decided)


def fitted(learned: Weights, people: int) -> Weights:
    """The weights for so many people: that a paper means somebody is learned, whom of them is by chance one in all."""
    return replace(learned, prior=learned.prior - log2(max(people, 1)))


def weigh(book: Book, learned: Weights) -> pl.DataFrame:
    """Pairs of a group (`left_group`) and a person (`right_group`) that any blocking rule finds, with their bits."""
    here = fitted(learned, book.all_people)
    left = book.left.filter(pl.col("name").is_not_null())
    scored = MATCHER.score(here, left, book.right, keep=-np.inf)
    return MATCHER.gather(here, scored, left, book.right, ("group", "person"))


# -- what people have said ---------------------------------------------------------------------------------------


def _sides(book: Book, verdicts: pl.DataFrame) -> pl.DataFrame:
    """Verdicts with the group and the person that each side's record means, where it means one."""
    nobody, key = pl.lit(None, pl.Int64), ["extract", "record_id"]
    of_groups = book.left.select(*key, pl.col("group").cast(pl.Int64), nobody.alias("person"))
    of_people = book.right.select(*key, nobody.alias("group"), pl.col("person").cast(pl.Int64))
    records = pl.concat([of_groups, of_people]).unique(maintain_order=True)
    for side in ("left", "right"):
        verdicts = verdicts.join(
            records.rename({
                "extract": f"{side}_extract", "record_id": f"{side}_record",
                "group": f"{side}_group", "person": f"{side}_person",
            }),
            on=[f"{side}_extract", f"{side}_record"], how="inner", maintain_order="left",
        )  # fmt: skip
    return verdicts


def _united(book: Book, verdicts: pl.DataFrame) -> Book:
    """Groups that a person has called one are one."""
    yes = _sides(book, verdicts).filter(
        (pl.col("verdict") == YES) & pl.col("left_group").is_not_null() & pl.col("right_group").is_not_null()
    )
    if not len(yes):
        return book
    label = components(len(book.papers), yes["left_group"].to_numpy(), yes["right_group"].to_numpy())
    new = pl.DataFrame({"group": np.arange(len(label)), "united": label})

    def moved(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(new, on="group", how="left", maintain_order="left").with_columns(
            pl.col("united").alias("group")
        ).drop("united")  # fmt: skip

    groups = moved(book.groups).group_by("group").agg(pl.col("is_contested").any(), pl.col("rows").sum()).sort("group")
    return replace(book, left=moved(book.left), papers=moved(book.papers), groups=groups)


def _of_groups(book: Book, verdicts: pl.DataFrame) -> pl.DataFrame:
    """left_group, right_group, verdict: what was said of a group and a known person; `no` wins over `unsure`."""
    sides = _sides(book, verdicts)
    parts = []
    for one, other in (("left", "right"), ("right", "left")):
        parts.append(
            sides.filter(pl.col(f"{one}_group").is_not_null() & pl.col(f"{other}_person").is_not_null()).select(
                pl.col(f"{one}_group").alias("left_group"),
                pl.col(f"{other}_person").alias("right_group"),
                pl.col("verdict").alias("said"),
            )
        )
    said = pl.concat(parts).unique().sort("left_group", "right_group", "said")
    # whom two people answered differently for one pair of groups waits
    said = said.group_by("left_group", "right_group", maintain_order=True).agg(
        pl.when(pl.col("said").n_unique() == 1).then(pl.col("said").first()).otherwise(pl.lit(UNSURE)).alias("said")
    )
    # and nobody is two people
    many = said.filter(pl.col("said") == YES).group_by("left_group").len().filter(pl.col("len") > 1)
    return said.with_columns(
        pl.when((pl.col("said") == YES) & pl.col("left_group").is_in(many["left_group"].implode()))
        .then(pl.lit(UNSURE)).otherwise("said").alias("said")
    )  # fmt: skip


# -- deciding ----------------------------------------------------------------------------------------------------


def _decide(book: Book, scored: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """The pairs that are taken or shown, with `verdict`, `reason` and `link_rule`."""
    keys = ["left_group", "right_group"]
    scored = scored.with_columns(pl.col(key).cast(pl.Int64) for key in keys)
    unweighed = said.filter(pl.col("said") != NO).join(scored, on=keys, how="anti", maintain_order="left")
    scored = pl.concat([scored, _unseen(book, scored, unweighed)], how="diagonal_relaxed")
    scored = scored.join(said, on=keys, how="left", maintain_order="left").join(
        book.groups.select(pl.col("group").cast(pl.Int64).alias("left_group"), "is_contested", "rows"),
        on="left_group", how="left", maintain_order="left",
    )  # fmt: skip
    scored = scored.filter((pl.col("said") != NO).fill_null(True)).sort(*keys)
    yes, unsure = ((scored["said"] == word).fill_null(False).to_numpy() for word in (YES, UNSURE))
    score = scored["score"].to_numpy()
    name, number = scored["name"].to_numpy(), scored["number"].to_numpy()
    lead = ahead(scored, "left_group") if len(scored) else np.empty(0)
    near = (number == ONE_SLIP) | (number == TWO_SLIPS)
    # a brother's name beside a number nearly right is a brother's number
    fits = (name >= 3) & (near | (number == MISSING))
    fits |= (name > 0) & (number == ONE_SLIP)
    alone = lead >= MATCHER.margin
    contested = scored["is_contested"].to_numpy()
    taken = fits & alone & (score >= MATCHER.accept) & ~contested & ~unsure
    answered = np.isin(scored["left_group"].to_numpy(), scored["left_group"].to_numpy()[yes])
    taken = np.where(answered, yes, taken)
    settled = np.isin(scored["left_group"].to_numpy(), scored["left_group"].to_numpy()[taken])
    waits = ~settled & (((score >= MATCHER.review) & (name > 0)) | unsure)
    reason = np.select(
        [yes, taken, unsure, contested, ~alone, ~near & (number != MISSING), ~fits],
        [
            CONFIRMED,
            "姓名与证件号码等信息相符，自动认定",
            "人工看过仍不能确定",
            "同一证件号码下有不同姓名，请核对是谁的号码",
            "另有一人同样相近，无法自动区分，请核对",
            "姓名和其他信息相同，但证件号码相差较大，请核对",
            "姓名只是相近，请核对",
        ],
        "相同的信息不够多，不足以自动认定，请核对",
    )
    scored = scored.with_columns(
        pl.Series("verdict", np.where(taken, told.ACCEPTED, told.WAITING).astype(object), dtype=pl.String),
        pl.Series("reason", reason.astype(object), dtype=pl.String),
        pl.Series("link_rule", np.where(yes, "verdict", "name").astype(object), dtype=pl.String),
        pl.col("rows").cast(pl.Float64).alias("usefulness"),
    ).filter(pl.Series(taken | waits))
    best = scored.sort("left_group", "score", "right_group", descending=[False, True, False])
    return best.filter(pl.int_range(pl.len()).over("left_group") < SHOWN)


def _unseen(book: Book, scored: pl.DataFrame, unweighed: pl.DataFrame) -> pl.DataFrame:
    """Pairs that a person spoke of and no rule found: nothing was compared."""
    levels = {part.name: pl.lit(MISSING, pl.Int8) for part in MATCHER.features}
    return unweighed.select(
        *("left_group", "right_group"),
        *(pl.lit(0, pl.UInt32).alias(side) for side in ("left", "right")),
        pl.lit(0, pl.UInt8).alias("rule"),
        pl.lit(-1, pl.Int8).alias("definite"),
        *(level.alias(name) for name, level in levels.items()),
        pl.lit(0.0).alias("score"),
    ).select(scored.columns)


# -- telling -----------------------------------------------------------------------------------------------------


def _told(book: Book, learned: Weights, decided: pl.DataFrame) -> Links:
    here = fitted(learned, book.all_people)
    left, right = _faces_of(book.left, "group"), _faces_of(book.right, "person")
    shown = decided.with_columns(
        pl.Series("left", left["group"].search_sorted(decided["left_group"]), dtype=pl.UInt32),
        pl.Series("right", right["person"].search_sorted(decided["right_group"]), dtype=pl.UInt32),
    )
    linked = Linked(
        MATCHER.name,
        learned.name,
        told.pairs(MATCHER, shown, left, right),
        told.comparisons(MATCHER, here, shown, left, right),
    )
    taken = decided.filter(pl.col("verdict") == told.ACCEPTED)
    meant = taken.select(
        pl.col("left_group").alias("group"), "right_group",
        pl.col("link_rule"), pl.col("score").alias("link_score"),
        pl.when(pl.col("link_rule") == "verdict").then(pl.lit(CONFIRMED))
        .otherwise(told.compared(MATCHER, taken)).alias("link_compared"),
    ).join(book.people.rename({"person": "right_group"}).cast({"right_group": pl.Int64}), on="right_group", how="left",
           maintain_order="left")  # fmt: skip
    papers = _papers(book, meant, decided)
    waiting = decided.filter(pl.col("verdict") == told.WAITING)
    touched = pl.concat(
        [
            papers.filter(pl.col("verdict") == told.WAITING)["person_id"],
            book.people["citizen_id"].gather(waiting["right_group"]).alias("person_id"),
        ]
    ).unique().sort()  # fmt: skip
    probable = meant["citizen_id"].unique().sort()
    doubts = pl.concat(
        [
            pl.DataFrame({"person_id": touched, "confidence": pl.repeat("review", len(touched), eager=True)}),
            pl.DataFrame({"person_id": probable, "confidence": pl.repeat("probable", len(probable), eager=True)}),
        ]
    ).unique("person_id", keep="first", maintain_order=True).sort("person_id")  # fmt: skip
    return Links(linked, papers, doubts)


def _papers(book: Book, meant: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """By paper whom it means and by what: the linked person, else what the group is called by itself."""
    called = pl.coalesce(
        pl.col("citizen_id").min(),
        (pl.lit("member:") + pl.col("issuer") + ":" + pl.col("member_id")).min(),
        pl.lit("doc:") + pl.col("number").sort_by(pl.col("rows"), pl.col("number"), descending=[True, False]).first(),
    )
    own = book.papers.group_by("group").agg(called.alias("own_id"), pl.len().alias("size"))
    waits = decided.filter(pl.col("verdict") == told.WAITING).select(pl.col("left_group").alias("group")).unique()
    waits = waits.with_columns(pl.lit(True).alias("waits"))
    link = meant.rename({name: f"known_{name}" for name in ("citizen_id", "birth_date", "sex")})
    return (
        book.papers.with_columns(pl.col("group").cast(pl.Int64))
        .join(own.with_columns(pl.col("group").cast(pl.Int64)), on="group", how="left", maintain_order="left")
        .join(waits, on="group", how="left", maintain_order="left")
        .join(link, on="group", how="left", maintain_order="left")
        .select(
            *("number", "issuer", "member_id"),
            *(pl.coalesce(f"known_{name}", name).alias(name) for name in ("citizen_id", "birth_date", "sex")),
            pl.coalesce("known_citizen_id", "own_id").alias("person_id"),
            "link_rule",
            pl.coalesce("link_score", pl.lit(DEFINITE)).alias("score"),
            pl.when(pl.col("link_rule").is_not_null()).then(pl.lit(told.ACCEPTED))
            .when("waits").then(pl.lit(told.WAITING))
            .when((pl.col("size") > 1) | pl.col("citizen_id").is_not_null()).then(pl.lit(told.ACCEPTED))
            .otherwise(pl.lit("alone")).alias("verdict"),
            pl.col("link_compared").alias("compared"),
        )
        .rename({"link_rule": "rule"})
    )  # fmt: skip


def _faces_of(faces: pl.DataFrame, group: str) -> pl.DataFrame:
    """The face that stands for each group where a pair is shown, with one line of all that its records print."""
    rank = pl.col("extract").replace_strict(dict(zip(PREFERRED, range(len(PREFERRED)), strict=True)), default=99)
    best = faces.with_columns(rank.alias("rank")).sort(group, "is_former", "rank", "extract", "record_id", "face")
    each = [
        pl.col(column).drop_nulls().unique(maintain_order=True).first().alias(f"d_{column}")
        for column in SHOWN_FACTS
    ]
    gathered = best.group_by(group, maintain_order=True).agg(pl.all().first(), *each)
    parts = [pl.lit(label) + pl.col(f"d_{column}").cast(pl.String) for column, label in SHOWN_FACTS.items()]
    return gathered.with_columns(pl.concat_str(parts, separator="；", ignore_nulls=True).alias("detail"))
