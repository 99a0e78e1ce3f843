"""What linking leaves of employers: `matches.employer`, one row per record, and what a judgement of a pair is worth."""

from dataclasses import dataclass

import polars as pl

from matchers.employer.records import Records, best_numbers
from matchers.engine.decide import ACCEPTED, WAITING
from matchers.engine.result import DEFINITE, Linked
from sql.warehouse import Warehouse

BY_NUMBER = {
    "uscc": "统一社会信用代码（两位校验码均通过）",
    "organisation_code": "组织机构代码（校验通过）",
    "registration_no": "工商注册号（校验通过）",
    "taxpayer_id": "纳税人识别号",
    "none": "无有效官方号码",
}
EMPLOYER: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("extract", "record_id", "employer_id", "rule"), pl.String),
    "score": pl.Float64,
    **dict.fromkeys(("verdict", "compared"), pl.String),
}
"""The columns of `matches.employer`."""
# How many people hang on a record, where its extract tells, and how many records print its name, which an answer tells
# the meaning of: what a judgement of it is worth.
PEOPLE = """
with record as (
    select distinct left_extract as extract, left_record as record_id from undecided
    union
    select distinct right_extract, right_record from undecided
),

counted as (
    select record.extract, record.record_id, count(distinct member.member_id) as people from record
    join staging.member as member
        on record.extract = 'insured_unit' and record.record_id = member.employer_record
    group by all
    union all
    select record.extract, record.record_id, count(distinct wage.person_id) from record
    join staging.wage as wage on record.extract in ('taxpayer', 'wage') and record.record_id = wage.taxpayer_id
    group by all
    union all
    select record.extract, record.record_id, count(distinct fund.person_id) from record
    join staging.fund_deposit as fund on record.extract = 'fund_deposit' and record.record_id = fund.fund_unit_id
    group by all
    union all
    select record.extract, record.record_id, count(distinct other.extract || '|' || other.record_id) from record
    join numbered.employer_print as own on record.extract = own.extract and record.record_id = own.record_id
    join numbered.employer_print as other on own.employer_name = other.employer_name
    where record.extract not in ('business', 'taxpayer')
    group by all
)

select extract, record_id, sum(people) as people from counted group by all
"""


@dataclass(frozen=True)
class Employers:
    """`linked`: the pairs for the night's record. `first`, `final`: the records before and after linking. `links`: by
    employer of the number stage, how its records came to theirs: `rule`, `score`, `compared` (others: by number)."""

    linked: Linked
    first: Records
    final: Records
    links: pl.DataFrame


def employer_table(employers: Employers) -> pl.DataFrame:
    """`matches.employer`: one row per record, whatever it was linked by."""
    waiting = employers.linked.pairs.filter(pl.col("verdict") == WAITING)
    sides = [
        waiting.select(pl.col(f"{side}_extract").alias("extract"), pl.col(f"{side}_record").alias("record_id"))
        for side in ("left", "right")
    ]
    waits = pl.concat(sides).unique().with_columns(pl.lit(value=True).alias("waits"))
    number_stage = employers.first.records.select(
        "extract", "record_id", pl.col("rule").alias("number_rule"), "employer"
    )
    records = number_stage.join(employers.links, on="employer", how="left", maintain_order="left").drop("employer")
    linked = employers.final.records.select("extract", "record_id", "employer").join(
        best_numbers(employers.final.records), on="employer", how="left", maintain_order="left"
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
        .when(alone).then(pl.lit("alone")).otherwise(pl.lit(ACCEPTED)).alias("verdict"),
        pl.coalesce("compared", pl.col("number_rule").replace_strict(BY_NUMBER)).alias("compared"),
    ).sort("extract", "record_id")  # fmt: skip


def usefulness(warehouse: Warehouse, pairs: pl.DataFrame) -> pl.Series:
    """How many people, and records of the same name, hang on each pair."""
    with warehouse.lent(undecided=pairs.to_arrow()):
        people = warehouse.frame(PEOPLE)
    sides = []
    for side in ("left", "right"):
        keys = [f"{side}_extract", f"{side}_record"]
        counted = pairs.join(people, left_on=keys, right_on=["extract", "record_id"], how="left", maintain_order="left")
        sides.append(counted["people"].fill_null(0).cast(pl.Float64).alias(side))
    return pl.select(pl.max_horizontal(*sides).alias("usefulness")).to_series()
