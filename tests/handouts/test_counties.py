"""A prefecture's rows are split by county and town: a town's workbook bears its county's name."""

import duckdb
import pytest

import regions
from flows.handout import visits
from flows.publication import Publication
from tests.handouts.visits import AS_OF

LEAD = """
create schema lists; create schema audit; create schema core; create schema ledger;
create table ledger.yield (list_id varchar, clear_answers bigint, wrong bigint);
create table ledger."case" (case_id varchar, contradicted_reason varchar, contradiction varchar);
create table lists."all" as select 'l' as list_id, 'c' as case_id, '{kind}' as subject_kind, 's' as subject_id,
    '甲' as subject_name, '{town}' as town_code, null::varchar as village_code, 'must_join' as tier,
    'confirmed' as confidence, '事由' as reason, 1 as priority, 'f#1' as evidence;
create table audit.list as select 'l' as list_id, '清单' as list_name, '清单' as list_heading, '您好。' as list_say,
    null::varchar as uncompared;
create table core.employer_bond (employer_id varchar, bonded varchar);
create table core.village_bond (area_code varchar, bonded varchar);
create table core.person as select 's' as person_id, null::varchar as address, null::varchar as phone;
create table core.employer as select 's' as employer_id, '某厂' as employer_name, null::varchar as address,
    null::varchar as phone;
create table core.pension_record as select 's' as person_id, 'e' as employer_id, date '2026-06-01' as last_paid_in;
create table core.wage_earner (person_id varchar, employer_id varchar, last_wage_in date);
create table core.calendar as select date '2026-10-01' as last_month;
create table due_out as select 'c' as case_id;
create table core.headcount as select 's' as employer_id, 1 as wage_headcount, 0 as insured_headcount;
create table core.area (area_code varchar, area_name varchar, area_level varchar, parent_code varchar);
"""
VALUES = Publication(AS_OF, regions.read("funing")).values


@pytest.mark.parametrize(
    ("region", "town", "name"),
    [
        ("wuhai", "150302001", "海勃湾区凤凰岭街道"),
        ("wuhai", "150303001", "海南区拉僧仲街道"),
        ("wuhai", "unknown", "乡镇不明"),
        ("funing", "320923109", "东沟镇"),
    ],
)
@pytest.mark.parametrize("kind", ["person", "employer"])
def test_a_town_of_a_prefecture_bears_its_county_s_name_and_a_county_s_does_not(
    region: str, town: str, name: str, kind: str
) -> None:
    areas = regions.read(region).areas
    with duckdb.connect() as con:
        con.execute(LEAD.format(kind=kind, town=town))
        rows = [(area.area_code, area.area_name, area.area_level, area.parent_code) for area in areas]
        con.executemany("insert into core.area values (?, ?, ?, ?)", rows)
        people, employers, _ = visits(con, VALUES)
        (row,) = (people if kind == "person" else employers).to_dicts()
    assert (row["town_code"], row["town_name"]) == (town, name)
