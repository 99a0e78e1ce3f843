"""What an answer about two employers is worth: whom it tells about, and how many records print the name."""

from datetime import date

import duckdb
import polars as pl

from matchers.employer import tables
from sql.duck import DuckWarehouse

EVIDENCE = """
create schema staging;
create schema numbered;
create table staging.member as
    select * from (values ('a', 'hrss:V'), ('b', 'hrss:V')) as t (member_id, employer_record);
create table staging.wage (person_id varchar, taxpayer_id varchar);
create table staging.fund_deposit (person_id varchar, fund_unit_id varchar);
create table numbered.employer_print as select * from (values
    ('roster', 'r1', '宏达'),
    ('survey', 's1', '宏达'),
    ('survey', 's2', '宏达'),
    ('survey', 's3', '宏远'),
    ('business', 'B', '阜宁县宏达建材有限公司'),
    ('unit_roster', 'u1', '阜宁县宏达建材有限公司'),
    ('insured_unit', 'hrss:V', '恒达')
) as t (extract, record_id, employer_name);
"""


def test_people_and_the_records_that_print_the_name_are_counted() -> None:
    """宏达 stands on three records; the unit has two members and its own name; a register's name teaches nothing."""
    others = [("roster", "r1"), ("survey", "s3"), ("insured_unit", "hrss:V")]
    pairs = pl.DataFrame(
        [("business", "B", *other) for other in others],
        ["left_extract", "left_record", "right_extract", "right_record"],
        orient="row",
    )
    with duckdb.connect() as con:
        con.execute(EVIDENCE)
        assert tables.usefulness(DuckWarehouse(con, date.min), pairs).to_list() == [3.0, 1.0, 3.0]
