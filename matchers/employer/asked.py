"""Who is meant by names and codes that somebody asks about by day: the night's own rules, and nobody's links change.

The employers are those of the last night. A code that is valid and known names one of them, if the name beside it does
not say otherwise; a name alone goes through the rounds that rosters go through at night. What is not certain is a
question with the employers that come near, never the nearest of them.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
from rapidfuzz.distance import OSA

from matchers.employer.link import ASKED, WEIGHTS, linked_employers
from matchers.employer.model import MATCHER, Place
from matchers.employer.records import AREA, make
from matchers.engine import weights
from matchers.engine.decide import WAITING
from matchers.text import employer_names as names
from matchers.text import identifiers

EXTRACT = "applicant"
"""What the records of those who ask are called beside those of the departments."""
SLIPS = 2
"""A code with more slips than these is another code."""
SHOWN = 5
"""So many candidates at most."""
# What the night made of each record, and every number that any of them prints. Records that nobody could be found for
# are no employer to be named.
_RECORD = """
select number.extract, number.record_id, number.uscc, number.organisation_code, matched.employer_id, number.rule,
    record.taxpayer_id, record.registration_no
from numbered.employer as number
join published.matches.employer as matched using (extract, record_id)
left join numbered.employer_record as record using (extract, record_id)
where matched.employer_id is not null
order by all
"""
# Who works where is of no help to a name that prints nobody's.
_MENTION = """
select print_no, extract, record_id, slot, employer_name, is_former, legal_person_name, legal_person_id, address, phone,
    industry, opened_on, area, business_kind, null::ubigint[] as staff
from numbered.employer_print order by print_no
"""
_NUMBERS = ("uscc", "organisation_code", "taxpayer_id", "registration_no")
_RECORDED = ("extract", "record_id", "uscc", "organisation_code", "employer_id", "rule")


@dataclass(frozen=True)
class Register:
    """The employers of a night: `records` and `mentions` as its evidence has them, `areas`, and the `numbers` that
    lead to one employer each (`number`, `by_number`)."""

    records: pl.DataFrame
    mentions: pl.DataFrame
    areas: pl.DataFrame
    numbers: pl.DataFrame


def register(published: Path, evidence: Path) -> Register:
    """The employers of a home's last night. Raises duckdb.Error where either file is not of this release."""
    with duckdb.connect(str(evidence), read_only=True) as con:
        con.execute(
            "attach $file as published (read_only)".replace("$file", "'" + str(published).replace("'", "''") + "'")
        )
        records, mentions = con.sql(_RECORD).pl(), con.sql(_MENTION).pl()
        areas = con.sql(AREA.replace("core.", "published.core.")).pl()
    known = pl.concat(records.select(pl.col(name).alias("number"), "employer_id") for name in _NUMBERS)
    numbers = known.drop_nulls().unique().group_by("number").agg(pl.col("employer_id").sort().alias("by_number"))
    return Register(records.select(_RECORDED), mentions, areas, numbers)


def meant(known: Register, asked: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Who is meant, row by row: `row`, `employer_id` (null: a question), `how`, `question`, `candidates` (ids).

    `asked`: `row` (whole numbers, none twice), `employer_name`, `code` (any official number, or null). `judged`: the
    verdicts that stand (`ledger.judgements.standing`). `how` and `question` are Chinese words; one of them is null.
    """
    asked = asked.select(pl.col("row").cast(pl.Int64), "employer_name", "code")
    places = names.Places.of_table(known.areas)
    numbered = _by_number(known, asked)
    named = _by_name(known, asked, judged, places)
    agree = _agreement(known, numbered, places)
    facts = numbered.join(named, on="row", how="left", maintain_order="left")
    facts = facts.join(agree, on="row", how="left", maintain_order="left")
    facts = facts.with_columns(_is_slip(known, facts))
    is_taken, word = pl.col("verdict").is_in(_TAKEN), pl.col("verdict").replace_strict(_WORDS)
    return (
        facts.with_columns(_candidates())
        .with_columns(_verdict())
        .select(
            "row",
            pl.when(is_taken).then(pl.coalesce("single", "found")).alias("employer_id"),
            pl.when(is_taken).then(word).alias("how"),
            pl.when(~is_taken).then(word).alias("question"),
            pl.when(~is_taken).then("candidates").otherwise(pl.lit([], pl.List(pl.String))).alias("candidates"),
        )
    )


_WORDS = {
    "by code": "号码与名称一致",
    "by name": "按名称认定",
    "by slip": "按名称认定，号码有笔误",
    "several": "这个号码在本地数据中对应多家单位",
    "contradicted": "号码和名称指的不是同一家单位",
    "other code": "名称相近的单位用的是另一个号码",
    "wrong code": "号码不合编码规则，名称相近的单位用的是另一个号码",
    "near": "名称不足以认定是哪一家",
    "unknown code": "本地数据里没有这个号码，也没有相近的名称",
    "unknown": "本地数据里没有找到这个名称",
}
_TAKEN = ("by code", "by name", "by slip")


def _verdict() -> pl.Expr:
    """What becomes of each row, by its facts; the first that holds."""
    has_code, is_known = pl.col("code").is_not_null(), pl.col("by_number").list.len() > 0
    other = pl.col("found").is_not_null() & pl.col("found").ne_missing(pl.col("single"))
    has_near = pl.col("candidates").list.len() > 0
    return (
        pl.when(pl.col("by_number").list.len() > 1).then(pl.lit("several"))
        .when(is_known & (other | ~pl.col("agrees").fill_null(value=False))).then(pl.lit("contradicted"))
        .when(is_known).then(pl.lit("by code"))
        .when(has_code & pl.col("found").is_not_null() & pl.col("is_slip")).then(pl.lit("by slip"))
        .when(has_code & has_near & pl.col("is_valid")).then(pl.lit("other code"))
        .when(has_code & has_near).then(pl.lit("wrong code"))
        .when(has_code).then(pl.lit("unknown code"))
        .when(pl.col("found").is_not_null()).then(pl.lit("by name"))
        .when(has_near).then(pl.lit("near"))
        .otherwise(pl.lit("unknown"))
        .alias("verdict")
    )  # fmt: skip


def _candidates() -> pl.Expr:
    """Who comes near by number or by name, each once."""
    lists = [pl.col(name).fill_null(pl.lit([], pl.List(pl.String))) for name in ("by_number", "linked", "near")]
    return pl.concat_list(*lists).list.unique(maintain_order=True).list.head(SHOWN).alias("candidates")


def _by_number(known: Register, asked: pl.DataFrame) -> pl.DataFrame:
    """Beside each row: whether its code is valid (`is_valid`), the employers that bear it, the `single` one."""
    code = asked["code"].str.to_uppercase().str.replace_all(r"[\s-]", "")
    code = code.set(code == "", None)
    checked = (
        identifiers.uscc(code)["uscc"],
        identifiers.organisation_code(code),
        identifiers.registration_number(code),
    )
    valid = checked[0].is_not_null() | checked[1].is_not_null() | checked[2].is_not_null()
    rows = asked.with_columns(code.alias("code"), valid.alias("is_valid"))
    rows = rows.join(known.numbers, left_on="code", right_on="number", how="left", maintain_order="left")
    single = pl.when(pl.col("by_number").list.len() == 1).then(pl.col("by_number").list.first())
    return rows.with_columns(pl.col("by_number").fill_null(pl.lit([], pl.List(pl.String))), single.alias("single"))


def _by_name(known: Register, asked: pl.DataFrame, judged: pl.DataFrame, places: names.Places) -> pl.DataFrame:
    """By `row`: the employers of the cluster that the name alone leads to (`linked`; `found` where it is one), and
    those that a person would be asked about (`near`)."""
    first = int(known.mentions["print_no"].max() or 0) + 1  # type: ignore[arg-type]
    record_id = pl.col("row").cast(pl.String)
    rows = asked.filter(pl.col("employer_name").is_not_null()).select(
        pl.lit(EXTRACT).alias("extract"), record_id.alias("record_id"), "employer_name"
    )
    records = pl.concat([known.records, rows.with_columns(rule=pl.lit("none")).drop("employer_name")], how="diagonal")
    mentions = rows.with_row_index("print_no", first).with_columns(is_former=pl.lit(value=False))
    mentions = mentions.with_columns(pl.col("print_no").cast(pl.Int64))
    together = make(records, pl.concat([known.mentions, mentions], how="diagonal_relaxed"), places)
    employers = linked_employers(together, weights.read(WEIGHTS, MATCHER.sizes), judged, ASKED)
    cluster = employers.final.records.select("extract", "record_id", "employer")
    named = known.records.select("extract", "record_id", "employer_id").join(cluster, on=["extract", "record_id"])
    named = named.group_by("employer").agg(pl.col("employer_id").unique().sort().alias("linked"))
    linked = cluster.filter(pl.col("extract") == EXTRACT).join(named, on="employer", how="left", maintain_order="left")
    linked = linked.select(pl.col("record_id").cast(pl.Int64).alias("row"), "linked")
    one = pl.when(pl.col("linked").list.len() == 1).then(pl.col("linked").list.first())
    near = _waiting(employers.linked.pairs, known.records)
    found = linked.with_columns(one.alias("found")).join(near, on="row", how="left", maintain_order="left")
    elsewhere = _elsewhere(known, found.join(asked, on="row"), places)
    return found.with_columns(pl.when(~pl.col("row").is_in(elsewhere.implode())).then("found").alias("found"))


def _elsewhere(known: Register, found: pl.DataFrame, places: names.Places) -> pl.Series:
    """The rows whose name says another place than any name of the employer does, if not a contradicting one: 阜宁县河合
    may be 江苏省河合, or a firm of its own that the county's data lack. At night more than the name speaks for it."""
    both = _beside(known, found.filter(pl.col("found").is_not_null()), "found")
    mine, theirs = (names.parse(both[column], places) for column in ("employer_name", "employer_name_known"))
    is_placed = pl.any_horizontal(pl.col("province", "city", "county", "town").is_not_null())
    related = names.relate(mine, theirs)
    apart = (related["place"] == Place.ONE_SIDED) & (related["relation"] != "same")
    apart &= mine.select(is_placed).to_series() & theirs.select(is_placed).to_series()
    return both.with_columns(apart.alias("apart")).group_by("row").agg(pl.col("apart").all()).filter("apart")["row"]


def _beside(known: Register, rows: pl.DataFrame, employer: str) -> pl.DataFrame:
    """Each row with every name (`employer_name_known`) of the employer in a column of it."""
    of = known.records.select("extract", "record_id", "employer_id")
    called = known.mentions.join(of, on=["extract", "record_id"]).select("employer_id", "employer_name").unique()
    return rows.join(called, left_on=employer, right_on="employer_id", suffix="_known")


def _waiting(pairs: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """By `row` the employers (`near`) of the records that a person would be asked about, the likeliest first."""
    waiting = pairs.filter(pl.col("verdict") == WAITING)
    sides = []
    for one, other in (("left", "right"), ("right", "left")):
        mine = waiting.filter(pl.col(f"{one}_extract") == EXTRACT)
        sides.append(
            mine.select(
                pl.col(f"{one}_record").cast(pl.Int64).alias("row"),
                pl.col(f"{other}_extract").alias("extract"),
                pl.col(f"{other}_record").alias("record_id"),
                "score",
            )
        )
    near = pl.concat(sides).join(records.select("extract", "record_id", "employer_id"), on=["extract", "record_id"])
    near = near.sort("row", "score", "employer_id", descending=[False, True, False])
    return near.group_by("row", maintain_order=True).agg(
        pl.col("employer_id").unique(maintain_order=True).alias("near")
    )


def _agreement(known: Register, numbered: pl.DataFrame, places: names.Places) -> pl.DataFrame:
    """By `row` whose code is one employer's: whether any name by which it is known may be the one that was asked."""
    named = numbered.filter(pl.col("single").is_not_null() & pl.col("employer_name").is_not_null())
    both = _beside(known, named, "single")
    sides = [names.parse(both[column], places) for column in ("employer_name", "employer_name_known")]
    relation = names.relate(*sides)["relation"]
    agrees = both.with_columns((relation != "different").alias("agrees"))
    return agrees.group_by("row").agg(pl.col("agrees").any())


def _is_slip(known: Register, facts: pl.DataFrame) -> pl.Series:
    """Whether the code that was asked is a slip of one of the codes of the employer that the name leads to."""
    codes = known.numbers.explode("by_number").group_by("by_number").agg("number")
    beside = facts.join(codes, left_on="found", right_on="by_number", how="left", maintain_order="left")
    answers = [
        bool(code and numbers and any(OSA.distance(code, one, score_cutoff=SLIPS) <= SLIPS for one in numbers))
        for code, numbers in beside.select("code", "number").iter_rows()
    ]
    return pl.Series("is_slip", answers, pl.Boolean)
