"""Splink on the people of a county, from the staging tables of a night.

    python -m benchmarks.against.splink_people --evidence HOME/restricted/evidence.duckdb --out DIR

All records that print a person's name are one table, linked and deduplicated (a person may have two member numbers):
blocking on the number, its first seventeen places, name with birth date, name with telephone, former name with birth
date, and birth date with the number's end; comparisons of number, name, birth date and telephone with term
frequencies; u from random pairs, m by EM, connected components at several thresholds, of which the best by the key
counts.
"""

import argparse
import warnings

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.against.measure import Clock, Clusters, engine
from benchmarks.against.splink_public import at_thresholds, train

THRESHOLDS = (0.9, 0.1, 0.5, 0.99, 0.999, 0.9999)
NUMBERED = (
    "death", "student", "sentence", "soldier", "hardship", "land_loss", "person_roster", "benefit",
    "insured_elsewhere", "wage", "fund_deposit", "labour_ruling",
)  # fmt: skip
PRINTED = """
create table memory.main.printed as
select extract, record_id, any_value(number) as number, any_value(name) as name, any_value(former) as former,
    any_value(born) as born, any_value(phone) as phone
from (
    select 'resident' as extract, person_id || '|' || coalesce(person_name, '') as record_id, person_id as number,
        person_name as name, former_name as former, birth_date as born, phone
    from staging.resident
    union all
    select 'child', person_id || '|' || coalesce(person_name, ''), person_id, person_name, null, birth_date, phone
    from staging.child where person_id is not null
    union all
    select 'gig_worker', person_id || '|' || coalesce(person_name, ''), person_id, person_name, null, null, phone
    from staging.gig_worker
    union all
    select 'member', issuer || ':' || member_id, person_id, person_name, null, null, phone from staging.member
    <others>
)
where record_id is not null
group by all
"""
OTHER = """
    union all
    select '{0}', person_id || '|' || coalesce(person_name, ''), person_id, person_name, null, null, null
    from staging.{0}
"""
RECORD = """
create table printed_person as
with plain as (
    select extract, record_id, upper(replace(number, ' ', '')) as number, replace(name, ' ', '') as name,
        replace(former, ' ', '') as former, phone, born
    from printed
),
whole as (
    select * replace (
        case when length(number) = 15 then substr(number, 1, 6) || '19' || substr(number, 7) else number end as number)
    from plain
)
select
    extract || '/' || record_id as unique_id, extract, record_id, number, substr(number, 1, 17) as number_17,
    name, coalesce(former, name) as former, phone, substr(number, 15, 3) as number_end,
    coalesce(strftime(born, '%Y%m%d'), case when length(number) in (17, 18) then substr(number, 7, 8) end) as born
from whole
"""


def link(options: argparse.Namespace, clock: Clock) -> Clusters:
    """Clusters by setting, under `extract` and `record_id`."""
    con = duckdb.connect()
    con.execute(f"attach '{options.evidence}' as evidence (read_only); use evidence")
    con.execute(PRINTED.replace("<others>", "".join(OTHER.format(name) for name in NUMBERED)))
    con.execute("use memory")
    con.execute(RECORD)
    number = cl.CustomComparison(
        output_column_name="number",
        comparison_levels=[
            cll.NullLevel("number"),
            cll.ExactMatchLevel("number"),
            cll.ExactMatchLevel("number_17"),
            cll.DamerauLevenshteinLevel("number", 1),
            cll.DamerauLevenshteinLevel("number", 2),
            cll.ElseLevel(),
        ],
    )
    name = cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name"),
            cll.ExactMatchLevel("name", term_frequency_adjustments=True),
            cll.CustomLevel("former_l = name_r or name_l = former_r"),
            cll.JaroWinklerLevel("name", 0.9),
            cll.JaroWinklerLevel("name", 0.8),
            cll.ElseLevel(),
        ],
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            number,
            name,
            cl.DamerauLevenshteinAtThresholds("born", [1, 2]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("number"),
            block_on("number_17"),
            block_on("name", "born"),
            block_on("name", "phone"),
            block_on("former", "born"),
            block_on("born", "number_end"),
        ],
        additional_columns_to_retain=["extract", "record_id"],
    )
    linker = Linker(DuckDBAPI(con).register("printed_person"), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("number")], recall=0.98)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1, num_chunks=1)
    train(linker, "number")
    train(linker, "name", "phone")
    train(linker, "name", "born")
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    return at_thresholds(linker, predicted, THRESHOLDS, clock, ("extract", "record_id"))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    engine(link, evidence=str)
