"""From the number stage to `matches.employer`: read the book, link what is loose, write who is who and why."""

import polars as pl

from matchers.employer import records as employer_book
from matchers.employer.link import DEFINITE, Links, link
from matchers.employer.records import best_numbers
from matchers.engine import weights
from matchers.engine.explanation import WAITING
from matchers.engine.weights import FOLDER, Weights
from sql.warehouse import Warehouse

WEIGHTS = FOLDER / "employer-1.toml"
BY_NUMBER = {
    "uscc": "统一社会信用代码（两位校验码均通过）",
    "organisation_code": "组织机构代码（校验通过）",
    "registration_no": "工商注册号（校验通过）",
    "taxpayer_id": "纳税人识别号",
    "none": "无有效官方号码",
}
# How many people hang on a record, where its extract tells: what an answer about it is worth.
PEOPLE = """
with record as (
    select distinct left_extract as extract, left_record as record_id from undecided
    union
    select distinct right_extract, right_record from undecided
)
select record.extract, record.record_id, count(distinct member.member_id) as people from record
join staging.member as member
    on record.extract = 'insured_unit' and record.record_id = member.issuer || ':' || member.insured_unit_id
group by all
union all
select record.extract, record.record_id, count(distinct wage.person_id) from record
join staging.wage as wage on record.extract in ('taxpayer', 'wage') and record.record_id = wage.taxpayer_id
group by all
union all
select record.extract, record.record_id, count(distinct fund.person_id) from record
join staging.fund_deposit as fund on record.extract = 'fund_deposit' and record.record_id = fund.fund_unit_id
group by all
"""


def run(warehouse: Warehouse) -> Links:
    """Link all employers of a night and write `matches.employer`; what was weighed is in the answer.

    Reads `numbered.employer`, `numbered.employer_face`, `core.area` and `matches.verdict`.
    """
    verdicts = warehouse.con.sql("select * from matches.verdict order by all").pl()
    links = link(employer_book.read(warehouse.con), load(), verdicts)
    links.pairs = links.pairs.with_columns(_usefulness(warehouse, links.pairs))
    warehouse.con.register("linked", told(links).to_arrow())
    warehouse.create("matches.employer", "select * from linked")
    warehouse.con.unregister("linked")
    return links


def load() -> Weights:
    """The weights that this version names."""
    return weights.read(WEIGHTS)


def told(links: Links) -> pl.DataFrame:
    """`matches.employer`: one row per record, whatever it was linked by."""
    waiting = links.pairs.filter(pl.col("verdict") == WAITING)
    sides = [
        waiting.select(pl.col(f"{side}_extract").alias("extract"), pl.col(f"{side}_record").alias("record_id"))
        for side in ("left", "right")
    ]
    waits = pl.concat(sides).unique().with_columns(pl.lit(True).alias("waits"))
    number_stage = links.first.records.select("extract", "record_id", pl.col("rule").alias("number_rule"), "employer")
    records = number_stage.join(links.how, on="employer", how="left", maintain_order="left").drop("employer")
    linked = links.book.records.select("extract", "record_id", "employer").join(
        best_numbers(links.book.records), on="employer", how="left", maintain_order="left"
    )
    records = records.join(linked.drop("employer"), on=["extract", "record_id"], how="left", maintain_order="left")
    records = records.join(waits, on=["extract", "record_id"], how="left", maintain_order="left")
    alone = (pl.col("number_rule") == "none") & pl.col("rule").is_null()
    return records.select(
        "extract",
        "record_id",
        "employer_id",
        pl.coalesce("rule", "number_rule").alias("rule"),
        pl.coalesce("score", pl.lit(DEFINITE)).alias("score"),
        pl.when(pl.col("waits") & alone).then(pl.lit(WAITING))
        .when(alone).then(pl.lit("alone")).otherwise(pl.lit("accepted")).alias("verdict"),
        pl.coalesce("compared", pl.col("number_rule").replace_strict(BY_NUMBER)).alias("compared"),
    ).sort("extract", "record_id")  # fmt: skip


def _usefulness(warehouse: Warehouse, pairs: pl.DataFrame) -> pl.Series:
    warehouse.con.register("undecided", pairs.to_arrow())
    people = warehouse.con.sql(PEOPLE).pl()
    warehouse.con.unregister("undecided")
    sides = []
    for side in ("left", "right"):
        keys = [f"{side}_extract", f"{side}_record"]
        counted = pairs.join(people, left_on=keys, right_on=["extract", "record_id"], how="left", maintain_order="left")
        sides.append(counted["people"].fill_null(0).cast(pl.Float64).alias(side))
    return pl.select(pl.max_horizontal(*sides).alias("usefulness")).to_series()
