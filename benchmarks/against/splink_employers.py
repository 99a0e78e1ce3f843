"""Splink on the employers of a county, from the staging tables of a night.

    python -m benchmarks.against.splink_employers --evidence HOME/restricted/evidence.duckdb --books three|all --out DIR

Every book is a source of its own and linked with the others (`link_only`): registry, tax, the two insurance books,
housing fund, and the rosters that only print a name. Eight blocking rules, five comparisons with term frequencies,
u from random pairs, m by expectation maximisation, clusters as connected components at several thresholds, of which the
best by the key counts: more than a county could do.
"""

import argparse
import warnings

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.against.measure import Clock, Clusters, engine
from benchmarks.against.splink_public import at_thresholds, train

THRESHOLDS = (0.9, 0.02, 0.1, 0.3, 0.5, 0.95, 0.99, 0.999)
BOOKS = ("business", "taxpayer", "hrss", "hsa")
"""Registry, tax and the two insurance books: what `--books three` links; `all` adds the fund and the rosters."""
PRINTED = """
create table printed as
select extract, source, record_id, any_value(employer_name) as name, any_value(uscc) as uscc,
    any_value(tax_id) as tax_id, any_value(legal_person) as legal_person, any_value(legal_id) as legal_id,
    any_value(address) as address, any_value(phone) as phone
from (
    select 'business' as extract, 'business' as source, coalesce(uscc, registration_no) as record_id, employer_name,
        uscc, null as tax_id, legal_person_name as legal_person, legal_person_id as legal_id, address, phone
    from staging.business
    union all
    select 'taxpayer', 'taxpayer', taxpayer_id, employer_name, uscc, taxpayer_id, legal_person_name, legal_person_id,
        address, phone
    from staging.taxpayer
    union all
    select 'insured_unit', issuer, issuer || ':' || insured_unit_id, employer_name, uscc, taxpayer_id,
        legal_person_name, null, address, phone
    from staging.insured_unit
    union all
    select 'fund_deposit', 'fund_deposit', fund_unit_id, employer_name, uscc, null, null, null, null, null
    from staging.fund_deposit
    union all
    select roster, roster, employer_name || '|' || coalesce(uscc, ''), employer_name, uscc, null, null, null, null, null
    from (
        select 'subsidy' as roster, employer_name, uscc from staging.subsidy
        union all select 'unit_roster', employer_name, uscc from staging.unit_roster
        union all select 'construction_project', employer_name, uscc from staging.construction_project
        union all select 'labour_ruling', employer_name, uscc from staging.labour_ruling
        union all select 'unit_survey', employer_name, uscc from staging.unit_survey
        union all select 'project_cover', employer_name, null from staging.project_cover
    )
)
where record_id is not null and employer_name is not null
group by all
"""
PLACE = "^(江苏省?|盐城市?|阜宁县?|[一-龥]{2}(省|市|县))+"
FORM = (
    "(有限责任公司|股份有限公司|有限公司|公司|合伙企业|个人独资企业|专业合作社|合作社|经营部|服务部|事务所|厂|店|部)$"
)
CLEANED = """
create table record_of_{source} as
with plain as (
    select * replace (
        regexp_replace(
            translate(upper(name), '（）０１２３４５６７８９　', '()0123456789 '), '[\\s()·•]', '', 'g') as name,
        nullif(regexp_replace(coalesce(address, ''), '^(江苏省|盐城市|阜宁县)+|\\s', '', 'g'), '') as address,
        case when length(regexp_replace(phone, '\\D', '', 'g')) >= 7
            then regexp_replace(phone, '\\D', '', 'g') end as phone,
        case when legal_person not in ('无', '不详', '***') then legal_person end as legal_person
    )
    from printed where source = '{source}'
)
select
    extract || '/' || record_id as unique_id, extract, record_id, name, uscc,
    coalesce(case when length(uscc) = 18 then substr(uscc, 9, 9) end,
        case when length(tax_id) = 15 then substr(tax_id, 7, 9) end,
        case when length(tax_id) = 18 and tax_id like '9%' then substr(tax_id, 9, 9) end) as org_code,
    coalesce(nullif(regexp_replace(regexp_replace(name, '<place>', ''), '<form>', ''), ''), name) as core,
    legal_person, legal_id, address, phone
from plain
""".replace("<place>", PLACE).replace("<form>", FORM)


def link(options: argparse.Namespace, clock: Clock) -> Clusters:
    """Clusters by setting, under `extract` and `record_id`."""
    con = duckdb.connect()
    con.execute(f"attach '{options.evidence}' as evidence (read_only); use evidence")
    statement = PRINTED.replace("create table printed", "create table memory.main.printed")
    con.execute(statement)
    con.execute("use memory")
    sources = [name for (name,) in con.execute("select distinct source from printed order by all").fetchall()]
    if options.books != "all":
        sources = [source for source in sources if source in BOOKS]
    for source in sources:
        con.execute(CLEANED.replace("{source}", source))
    db = DuckDBAPI(con)
    tables = [db.register(f"record_of_{source}", dataset_display_name=source) for source in sources]
    linker = Linker(tables, settings(), log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("org_code"), block_on("name", "legal_person")], recall=0.9
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    # not person and telephone: sister firms share both, and would pass for one firm under many names
    for rule in (("org_code",), ("name",)):
        train(linker, *rule)
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    keys = ("extract", "record_id")
    return at_thresholds(linker, predicted, THRESHOLDS, clock, keys)


def settings() -> SettingsCreator:
    """Blocking rules and comparisons."""
    return SettingsCreator(
        link_type="link_only",
        comparisons=[*comparisons(), cl.ExactMatch("phone").configure(term_frequency_adjustments=True)],
        blocking_rules_to_generate_predictions=[
            block_on("uscc"),
            block_on("org_code"),
            block_on("name"),
            block_on("core"),
            block_on("legal_person", "substr(core, 1, 2)"),
            block_on("legal_person", "address"),
            block_on("phone"),
            block_on("address"),
        ],
        additional_columns_to_retain=["extract", "record_id"],
    )


def comparisons() -> list[cl.CustomComparison]:
    """What is compared of two employers, the telephone aside."""
    name = cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name"),
            cll.ExactMatchLevel("name", term_frequency_adjustments=True),
            cll.ExactMatchLevel("core", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("core", 0.95),
            cll.CustomLevel(
                "length(least(core_l, core_r)) >= 2 and (contains(core_l, core_r) or contains(core_r, core_l))"
            ),
            cll.JaroWinklerLevel("core", 0.88),
            cll.JaroWinklerLevel("core", 0.75),
            cll.ElseLevel(),
        ],
    )
    code = cl.CustomComparison(
        output_column_name="org_code",
        comparison_levels=[
            cll.NullLevel("org_code"),
            cll.ExactMatchLevel("uscc"),
            cll.ExactMatchLevel("org_code"),
            cll.DamerauLevenshteinLevel("org_code", 2),
            cll.ElseLevel(),
        ],
    )
    legal_person = cl.CustomComparison(
        output_column_name="legal_person",
        comparison_levels=[
            cll.NullLevel("legal_person"),
            cll.ExactMatchLevel("legal_id"),
            cll.ExactMatchLevel("legal_person", term_frequency_adjustments=True),
            cll.ElseLevel(),
        ],
    )
    address = cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.NullLevel("address"),
            cll.ExactMatchLevel("address", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("address", 0.95),
            cll.JaroWinklerLevel("address", 0.85),
            cll.ElseLevel(),
        ],
    )
    return [name, code, legal_person, address]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    engine(link, evidence=str, books=str)
