"""The copy for analysts: the same rows under pseudonyms, nothing that names anybody, births told as many share them."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from base.home import Home
from sql import analysis, publication

# What the made-up county prints as an ID number, a unified code or a telephone number.
NUMBERS = rb"3209\d{2}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dX]|9[123]320\d{3}[0-9A-Z]{10}"


@pytest.fixture(scope="module")
def con(small_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both published files of a made-up county."""
    with duckdb.connect() as both:
        for name in ("yingbao", "analysis"):
            both.execute(f"attach '{small_home / 'published' / name}.duckdb' as {name} (read_only)")
        yield both


def test_a_column_name_has_one_rule_and_every_rule_is_about_some_column() -> None:
    assert analysis.rules().keys() - publication.dictionary()[0].keys() == set()


def test_nobody_forgot_to_say_what_is_kept_of_a_column(con: duckdb.DuckDBPyConnection) -> None:
    there = con.execute("""
        select distinct column_name from duckdb_columns()
        where database_name = 'analysis' and not internal and schema_name in ('core', 'lists', 'ledger', 'indicator')
    """).fetchall()
    assert {name for (name,) in there} - analysis.rules().keys() == set()


def test_it_is_of_the_same_run_and_has_the_same_people(con: duckdb.DuckDBPyConnection) -> None:
    same = "select max(run_id), (select count(*) from {0}.core.person), (select count(*) from {0}.core.wage_month)"
    one, other = (
        con.execute(same.format(name) + f" from {name}.audit.run").fetchall() for name in ("yingbao", "analysis")
    )
    assert one == other


def test_no_number_and_no_name_stands_in_any_block(con: duckdb.DuckDBPyConnection, small_home: Path) -> None:
    content = (small_home / "published" / "analysis.duckdb").read_bytes()
    assert re.search(NUMBERS, (small_home / "published" / "yingbao.duckdb").read_bytes())
    assert re.search(NUMBERS, content) is None
    names = con.execute("select employer_name from yingbao.core.employer where length(employer_name) > 8").fetchall()
    assert len(names) > 50
    assert [name for (name,) in names if name.encode() in content] == []


def test_no_column_of_text_holds_a_name_a_number_a_telephone_or_a_file_s_line(con: duckdb.DuckDBPyConnection) -> None:
    columns = con.execute("""
        select schema_name || '."' || table_name || '"', column_name from duckdb_columns()
        where database_name = 'analysis' and data_type = 'VARCHAR' and not internal
            and schema_name in ('core', 'lists', 'ledger')
    """).fetchall()
    assert len(columns) > 300
    con.execute("""
        create or replace temp table named as
        select person_name as word from yingbao.core.person where length(person_name) > 2
        union select phone from yingbao.core.person where phone is not null
    """)
    for table, column in columns:
        told = f'"{column}" in (from named) or regexp_matches("{column}", $1)'
        found = con.execute(f"select count(*) from analysis.{table} where {told}", [r"#\d|^1\d{10}$"]).fetchall()
        assert found == [(0,)], (table, column)


def test_eight_people_at_least_are_told_alike(con: duckdb.DuckDBPyConnection) -> None:
    alike = con.execute("""
        select count(*) from analysis.core.person where birth_date is not null
        group by birth_date, likely_birth_date, age, sex, town_code, retires_early_on, retires_late_on
    """).fetchall()
    assert min(count for (count,) in alike) >= analysis.ALIKE


def test_pseudonyms_are_of_the_key_and_of_each_kind_another(con: duckdb.DuckDBPyConnection, small_home: Path) -> None:
    key = Home(small_home).read_case_key()
    keys = analysis.keys(key)
    assert len({*keys.values(), key}) == len(keys) + 1
    made = "select 'P' || left(sha256(? || person_id), 16) as person_id from yingbao.core.person"
    here = "select person_id from analysis.core.person"
    assert con.execute(f"{made} except {here}", [keys["person"]]).fetchall() == []
    # Without the key, no guess at an ID number can be held against one.
    assert con.execute(f"{made.replace('? ||', '')} intersect {here}").fetchall() == []


def test_rows_are_not_in_the_order_of_id_numbers(con: duckdb.DuckDBPyConnection) -> None:
    for table in ("person", "standing", "coverage_month", "enrolment"):
        order = con.execute(f"select person_id from analysis.core.{table} order by rowid").fetchall()
        assert order == sorted(order), table


def test_lists_of_hardship_and_of_prisoners_are_left_out_with_their_cases(con: duckdb.DuckDBPyConnection) -> None:
    left_out = "list_id like 'hardship%' or list_id = 'imprisoned_drawing'"
    for table in ('lists."all"', 'ledger."case"', "ledger.yield", "audit.list", "audit.trend"):
        assert con.execute(f"select count(*) from analysis.{table} where {left_out}").fetchall() == [(0,)], table
    assert con.execute(f'select count(*) > 100 from yingbao.lists."all" where {left_out}').fetchall() == [(True,)]


def test_every_table_and_column_carries_the_published_file_s_comment(con: duckdb.DuckDBPyConnection) -> None:
    bare = """select schema_name, table_name from duckdb_columns()
        where database_name = 'analysis' and not internal and comment is null"""
    assert con.execute(bare).fetchall() == []
    here = "select table_name from duckdb_columns() where database_name = 'analysis'"
    told = f'select count(*) from analysis.audit."column" where table_name not in ({here})'
    assert con.execute(told).fetchall() == [(0,)]
