"""What of a publication is a county's: its own rows, what is behind its leads, and nobody else's."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from base.errors import BadInput
from sql import analysis, cut
from tests.docs.test_analysts import QUESTIONS
from tests.flows.cutting import COUNTIES, FILES, folder, opened

Con = duckdb.DuckDBPyConnection
SHAPE = """
    select schema_name, table_name, column_name, column_index, data_type, comment from duckdb_columns()
    where database_name = '{0}' and not internal
    union all
    select schema_name, table_name, null, null, null, comment from duckdb_tables() where database_name = '{0}'
    union all
    select schema_name, view_name, null, null, null, comment from duckdb_views()
    where database_name = '{0}' and not internal
"""


@pytest.fixture(scope="module")
def con(cut_home: Path) -> Iterator[Con]:
    with opened(cut_home) as every:
        yield every


def tables(con: Con, database: str = "whole_yingbao") -> list[str]:
    listed = "select schema_name || '.\"' || table_name || '\"' from duckdb_tables() where database_name = ? order by 1"
    return [table for (table,) in con.execute(listed, [database]).fetchall()]


# Whose a row is ----------


def test_of_every_published_table_somebody_has_said_whose_its_rows_are(con: Con) -> None:
    listed = con.execute("""
        select schema_name || '.' || table_name, list(column_name) from duckdb_columns()
        where database_name = 'whole_yingbao' and not internal and table_name <> 'all' group by 1
    """).fetchall()
    assert len(listed) > 130
    used = {cut.rule_of(table, columns) for table, columns in listed}
    assert used == set(cut.rules()), "a rule that decides about no table"


def test_no_rule_names_a_table_that_is_not_published(con: Con) -> None:
    there = {table.replace('"', "") for table in tables(con)}
    named = {name for rule in cut.rules() for name in rule.tables if not name.endswith("*")}
    assert named - there == set()


@pytest.mark.parametrize("table", ["core.new", "audit.new", "policy.new", "indicator.new"])
def test_a_new_table_is_nobody_s_until_it_is_said(table: str) -> None:
    with pytest.raises(KeyError, match=table):
        cut.rule_of(table, ["town_code", "area_code", "subject_id", "person_name"])


def test_a_rule_for_any_table_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cut.toml").write_text('[[rule]]\nwhere = "true"\n', encoding="utf-8")
    with pytest.raises(BadInput, match="应写明 tables 或 columns"):
        cut.rules(tmp_path / "cut.toml")


# Nothing lost, nothing twice ----------


@pytest.mark.parametrize("table", ['lists."all"', 'ledger."case"', "core.employer", "core.project"])
def test_every_row_with_a_county_is_in_one_county_once(con: Con, table: str) -> None:
    theirs = " union all ".join(f"from c{code}_yingbao.{table}" for code in COUNTIES)
    placed = f"select * from whole_yingbao.{table} where town_code <> 'unknown'"
    key = con.execute(f"select count(*) from ({placed})").fetchall()
    assert con.execute(f"select count(*) from ({theirs})").fetchall() == key
    assert con.execute(f"({placed}) except ({theirs})").fetchall() == []


def test_the_rows_of_each_list_over_all_counties_and_without_one_are_the_whole_s(con: Con) -> None:
    whole = dict(con.execute("select list_id, row_count from whole_yingbao.audit.list").fetchall())
    rest = "select list_id, count(*) from whole_yingbao.lists.\"all\" where town_code = 'unknown' group by 1"
    found = dict.fromkeys(whole, 0)
    for counted in (rest, *(f"select list_id, row_count from c{code}_yingbao.audit.list" for code in COUNTIES)):
        for list_id, rows in con.execute(counted).fetchall():
            found[list_id] += rows
    assert found == whole
    assert sum(con.execute(rest).fetchall()[0][1:]) > 0


@pytest.mark.parametrize("code", COUNTIES)
def test_a_list_has_its_rows_in_the_whole_s_order_and_with_its_case_ids(con: Con, code: str) -> None:
    lists = [table for table in tables(con) if table.startswith("lists.")]
    for table in lists:
        own = f"select * from whole_yingbao.{table} where town_code like '{code}%' order by rowid"
        assert con.execute(f"from c{code}_yingbao.{table} order by rowid").fetchall() == con.execute(own).fetchall()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("code", COUNTIES)
def test_it_has_the_whole_s_tables_views_columns_types_and_comments(con: Con, code: str, name: str) -> None:
    whole, own = (f"({SHAPE.format(f'{database}_{name}')})" for database in ("whole", f"c{code}"))
    assert len(con.execute(whole).fetchall()) > 1_000
    assert con.execute(f"{whole} except {own} union all ({own} except {whole})").fetchall() == []


@pytest.mark.parametrize("code", COUNTIES)
def test_keys_and_lists_are_counted_anew(con: Con, code: str) -> None:
    for table, rows in con.execute(f"select table_name, row_count from c{code}_yingbao.audit.table_key").fetchall():
        schema, _, name = table.partition(".")
        assert con.execute(f'select count(*) from c{code}_yingbao.{schema}."{name}"').fetchall() == [(rows,)], table


# What is behind a lead ----------


@pytest.mark.parametrize("code", COUNTIES)
def test_it_has_its_people_whoever_is_on_its_lists_and_whom_its_listed_employers_pay(con: Con, code: str) -> None:
    lead = f"select subject_id from whole_yingbao.lists.\"all\" where town_code like '{code}%' and subject_kind = "
    paid = " union ".join(
        f"select person_id from whole_yingbao.core.{table} where employer_id in ({lead}'employer')"
        for table in ("wage_earner", "fund_payer", "employer_owner")
    )
    expected = f"""
        select person_id from whole_yingbao.core.person
        where town_code like '{code}%' or person_id in ({lead}'person') or person_id in ({paid})
    """
    found = f"select person_id from c{code}_yingbao.core.person"
    assert con.execute(f"({found} except ({expected})) union all (({expected}) except {found})").fetchall() == []
    elsewhere = f"select count(*) > 10 from c{code}_yingbao.core.person where town_code not like '{code}%'"
    assert con.execute(elsewhere).fetchall() == [(True,)]
    for table in ("standing", "exemption", "wage_month", "coverage_month", "enrolment"):
        of_them = f"from whole_yingbao.core.{table} where person_id in ({found})"
        assert con.execute(f"({of_them}) except from c{code}_yingbao.core.{table}").fetchall() == [], table


@pytest.mark.parametrize("code", COUNTIES)
def test_what_its_employers_declare_and_pay_is_whole(con: Con, code: str) -> None:
    for table in ("coverage_month", "wage_month", "unit_declaration", "headcount", "employer_mention"):
        own = f"select employer_id from whole_yingbao.core.employer where town_code like '{code}%'"
        of_them = f"from whole_yingbao.core.{table} where employer_id in ({own})"
        assert con.execute(f"({of_them}) except from c{code}_yingbao.core.{table}").fetchall() == [], table


@pytest.mark.parametrize("code", COUNTIES)
def test_no_block_holds_the_number_of_somebody_who_is_no_business_of_its(con: Con, code: str, cut_home: Path) -> None:
    here = f"select employer_id from whole_yingbao.core.employer where town_code like '{code}%'"
    paid = " union all ".join(
        f"select person_id from whole_yingbao.core.{table} where employer_id in ({here})"
        for table in ("wage_month", "coverage_month", "fund_payer", "ruling", "employer_owner", "unit_declaration")
    )
    strangers = con.execute(f"""
        select citizen_id from whole_yingbao.core.person
        where town_code not like '{code}%' and citizen_id is not null and person_id not in ({paid})
            and person_id not in (select person_id from c{code}_yingbao.core.person)
            and citizen_id not in (
                select legal_person_id from whole_yingbao.core.employer_mention
                where employer_id in ({here}) and legal_person_id is not null
            )
            and person_id not in (
                select person_id from whole_yingbao.matches.person as person
                join c{code}_yingbao.matches.pair as pair
                    on person.extract in (pair.left_extract, pair.right_extract)
                    and person.record_id in (pair.left_record, pair.right_record)
            )
    """).fetchall()
    written = (folder(cut_home, code) / "yingbao.duckdb").read_bytes()
    numbers = {found.decode() for found in re.findall(rb"(?<!\d)\d{17}[\dX]", written)}
    assert len(numbers) > 500 and len(strangers) > 500
    assert {number for (number,) in strangers} & numbers == set()


def test_no_block_of_a_file_is_free(con: Con) -> None:
    free = "select sum(free_blocks) from pragma_database_size() where database_name like 'c%'"
    assert con.execute(free).fetchall() == [(0,)]


@pytest.mark.parametrize("code", COUNTIES)
def test_areas_and_figures_are_its_own_and_the_areas_above(con: Con, code: str) -> None:
    areas = con.execute(f"select area_code from c{code}_yingbao.core.area").fetchall()
    assert {area[:6] for (area,) in areas} == {"1503", code}
    figures = con.execute(f"select distinct area_code from c{code}_yingbao.indicator.value").fetchall()
    assert {area[:6] for (area,) in figures} == {code}


# The questions, and the copy without names ----------


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("number", "query"), [(number, query) for number, _, query in QUESTIONS])
def test_the_analysts_questions_are_answered_by_a_county_s_file(
    cut_home: Path, number: str, query: str, name: str
) -> None:
    with duckdb.connect(str(folder(cut_home, "150302") / f"{name}.duckdb"), read_only=True) as con:
        assert con.execute(query).fetchall(), number


@pytest.mark.parametrize("code", COUNTIES)
def test_of_a_county_s_copy_eight_people_at_least_are_told_alike(con: Con, code: str) -> None:
    alike = con.execute(f"""
        select count(*) from c{code}_analysis.core.person where birth_date is not null
        group by birth_date, likely_birth_date, age, sex, town_code, retires_early_on, retires_late_on
    """).fetchall()
    assert min(count for (count,) in alike) >= analysis.ALIKE


@pytest.mark.parametrize("code", COUNTIES)
def test_pseudonyms_are_the_whole_s(con: Con, code: str) -> None:
    for table, key in (("person", "person_id"), ("employer", "employer_id")):
        own = f"select {key} from c{code}_analysis.core.{table}"
        assert con.execute(f"{own} except select {key} from whole_analysis.core.{table}").fetchall() == []


@pytest.mark.parametrize("code", COUNTIES)
def test_nobody_is_told_more_finely_in_a_county_s_copy_than_in_the_whole_s(con: Con, code: str) -> None:
    finer = f"""
        from c{code}_analysis.core.person as own join whole_analysis.core.person as whole using (person_id)
        where own.birth_date is distinct from whole.birth_date and own.birth_date is not null
            and (whole.birth_date is null or own.birth_date > whole.birth_date)
    """
    assert con.execute(f"select count(*) {finer}").fetchall() == [(0,)]


@pytest.mark.parametrize("code", COUNTIES)
def test_of_people_from_elsewhere_neither_birth_nor_town_is_told(con: Con, code: str) -> None:
    theirs = f"""
        from c{code}_analysis.core.person as own join whole_analysis.core.person as whole using (person_id)
        where whole.town_code not like '{code}%' and whole.town_code <> 'unknown'
    """
    shown = "count(*) > 0, count(own.birth_date), count(own.likely_birth_date), count(own.age), max(own.town_code)"
    retiring = "count(own.retires_early_on), count(own.retires_late_on)"
    assert con.execute(f"select {shown}, {retiring} {theirs}").fetchall() == [(True, 0, 0, 0, "unknown", 0, 0)]
