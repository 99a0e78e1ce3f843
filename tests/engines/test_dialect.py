"""Each rule mends what it says: with it both engines answer alike, without it the other fails or answers otherwise."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sql import dialect
from sql.connect import SparkWarehouse
from sql.dialect import RULES, Rule, spark
from tests.flows.inbox import AS_OF

WORKED = "(values (1, 'x', date '2026-01-01'), (1, null, date '2026-02-01'), (2, 'y', date '2026-03-01')) as worked"
SAID = {
    dialect.greatest_of_what_is_known: (
        f"select id, arg_max(name, day) as name, arg_min(name, day) as first from {WORKED} (id, name, day) group by id",
        f"select arg_max(name, day) filter (where id = 1) as name from {WORKED} (id, name, day)",
    ),
    dialect.so_many_months: (
        "select cast(date '2026-03-31' - (3 - 2) * interval 1 month as date) as day",
        "select cast($as_of::date + $n * interval 12 month as date) as day",
    ),
    dialect.grouped_by_name: (f"select id, count(*) as rows from {WORKED} (id, name, day) group by all",),
    dialect.ordered_by_name: (
        f"select name, id from {WORKED} (id, name, day) order by all limit 2",
        f"select id, name from {WORKED} (id, name, day) union all select 0, 'z' order by all desc limit 2",
    ),
    dialect.kept_in_a_select_around: (
        # The window goes by the name in `register`, not by the one that the select makes.
        "select mention.id, mention.name from (values (1, 'x'), (1, 'y')) as mention (id, name)"
        " left join (values (1, 'y')) as register (id, name) on mention.id = register.id qualify row_number() over ("
        "  partition by mention.id order by coalesce(register.name = mention.name, false) desc, mention.name) = 1",
        f"with worked as (select * from {WORKED} (id, name, day)), last as ("
        "  select id, name from worked qualify row_number() over (partition by id order by day desc) = 1 and id > 0"
        ") select last.* from last",
    ),
    dialect.numbers_of_texts: ("select hash(null, 'x') = hash('x', null) as is_same, hash('x') = hash('x') as is_one",),
    dialect.sorted_lists: ("select list(id order by id) as ids from (values (3), (1), (2)) as one (id)",),
}
BOUND: dict[str, Any] = {"as_of": AS_OF, "n": 2}


def ours(statement: str) -> list[Any]:
    named = {name: value for name, value in BOUND.items() if f"${name}" in statement}
    with duckdb.connect() as con:
        return sorted(con.execute(statement, named).fetchall(), key=repr)


def theirs(session: Any, statement: str, *without: Rule) -> list[Any]:
    answer = session.sql(spark(statement, BOUND, {}, without)).toArrow()
    return sorted(zip(*(column.to_pylist() for column in answer.columns), strict=True), key=repr)


@pytest.mark.parametrize(("rule", "statement"), [(rule, one) for rule, several in SAID.items() for one in several])
def test_a_rule_makes_the_engines_answer_alike_and_nothing_else_does(session: Any, rule: Rule, statement: str) -> None:
    assert theirs(session, statement) == ours(statement)
    try:
        answered = theirs(session, statement, rule)
    except Exception:
        return
    assert answered != ours(statement)


def test_every_rule_is_asked_for() -> None:
    assert {*RULES} == {*SAID, dialect.files_as_tables, dialect.rounded_as_doubles}


def sparks_round(number: float, digits: int) -> float:
    """As Spark rounds a double, and Sail does not: the digits that it is written with, a half up."""
    return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def test_a_double_is_rounded_as_duckdb_rounds_it(session: Any) -> None:
    numbers = [cents / 200 for cents in range(1, 20_000)]
    with duckdb.connect() as con:
        rounded = [one for (one,) in con.execute("select round(unnest(?::double[]), 2)", [numbers]).fetchall()]
    assert [sparks_round(one, 2) for one in numbers] != rounded
    assert [sparks_round(one * 1e2, 0) / 1e2 for one in numbers] == rounded
    assert spark("select round(a + 1, 2) as a", {}, {}) == "SELECT (ROUND((`a` + 1) * 1e2) / 1e2) AS `a`"
    statement = "select round(1.005::double, 2) as down, round(2.675::double, 1) as one, round(0.125::double, 2) as up"
    assert theirs(session, statement) == ours(statement)


def test_a_file_that_a_view_reads_is_a_table_of_its_own(session: Any, tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1, 2]}), tmp_path / "landed.parquet")
    warehouse = SparkWarehouse(session, tmp_path / "there", AS_OF)
    statement = f"select a from read_parquet('{tmp_path / 'landed.parquet'}')"
    warehouse.view("landed.one", statement)
    assert warehouse.rows("landed.one") == 2
    session.sql("create database one; ".rstrip("; "))
    session.sql(f"create view one.plain as {spark(statement, {}, {}, [dialect.files_as_tables])}")
    with pytest.raises(Exception, match="found /"):
        session.sql("select * from one.plain").toArrow()


def test_the_engine_s_databases_may_bear_a_home_s_name() -> None:
    select = "with kept as (select id from core.person) select kept.id from kept"
    assert "FROM `home_core`.`person` AS `person`" in spark(select, {}, {}, prefix="home_")
    assert "FROM `kept` AS `kept`" in spark(select, {}, {}, prefix="home_")


def test_of_several_files_a_row_says_where_it_lies(session: Any, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.parquet" for name in ("one", "other")]
    for number, path in enumerate(paths):
        pq.write_table(pa.table({"a": [number]}), path)
    listed = ", ".join(f"'{path}'" for path in paths)
    warehouse = SparkWarehouse(session, tmp_path / "there", AS_OF)
    warehouse.view(
        "landed.both",
        f"select landed.a, file.name from read_parquet([{listed}], filename = true) as landed"
        f" join (values ('{paths[0]}', 'x'), ('{paths[1]}', 'y')) as file (path, name) on landed.filename = file.path",
    )
    assert sorted(warehouse.ask("select * from landed.both")) == [(0, "x"), (1, "y")]


def test_files_whose_paths_are_not_in_the_statement_are_refused() -> None:
    with pytest.raises(ValueError, match="must stand in the statement"):
        dialect.files("select * from read_parquet(paths)", {})


def test_a_value_is_what_it_is_where_it_is_bound() -> None:
    said = spark("select $share as share, $n as n, $as_of::date as day, $name as name", BOUND | {
        "share": 0.1, "name": "it's"}, {})  # fmt: skip
    assert said == (
        "SELECT CAST('0.1' AS DOUBLE) AS `share`, 2 AS `n`, CAST(CAST('2026-11-22' AS DATE) AS DATE) AS `day`,"
        " 'it\\'s' AS `name`"
    )


def test_a_name_that_nothing_is_bound_to_is_told() -> None:
    with pytest.raises(KeyError, match="nobody"):
        spark("select $nobody", {}, {})


def test_a_star_is_said_as_its_columns() -> None:
    columns = {"core": {"person": ["id", "name", "town"]}}
    assert spark("select person.* exclude (name) from core.person", {}, columns) == (
        "SELECT `person`.`id` AS `id`, `person`.`town` AS `town` FROM `core`.`person` AS `person`"
    )
