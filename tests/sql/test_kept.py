"""What lets a table stand: its statement, what it binds, what it reads, the engine; and what does not."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

import duckdb
import polars as pl
import pytest

from sql import kept
from sql.duck import DuckWarehouse
from sql.kept import Differs, Kept, Made, Work, contents, reads, sample
from sql.warehouse import SCHEMAS

AS_OF = date(2026, 11, 22)


class Nights:
    """Several nights in one file: each begins with what the last one left."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con, self.kept = con, Kept()

    def begin(self, day: date = AS_OF, sampled: tuple[str, ...] = (), **values: int) -> DuckWarehouse:
        self.kept = Kept(dict(self.kept.made), dict(self.kept.works), frozenset(sampled))
        return DuckWarehouse(self.con, day, values, self.kept)


@pytest.fixture
def nights() -> Iterator[Nights]:
    with duckdb.connect() as con:
        con.execute("attach ':memory:' as yingbao; attach ':memory:' as evidence; use yingbao")
        for schema in SCHEMAS:
            con.execute(f"create schema yingbao.{schema}; create schema evidence.{schema}")
        yield Nights(con)


def chain(warehouse: DuckWarehouse, rows: str = "(1), (2)", keep: str = "number > 0") -> int:
    """core.b reads core.a, which reads what landed; returns how many tables were taken over."""
    warehouse.view("landed.x", f"select * from (values {rows}) as one(number)")
    warehouse.create("core.a", f"select number from landed.x where {keep}")
    warehouse.create("core.b", "select sum(number) as total from core.a")
    return warehouse.kept.taken


def test_what_is_made_of_the_same_stands(nights: Nights) -> None:
    assert [chain(nights.begin()) for _ in range(3)] == [0, 2, 2]


def test_another_statement_is_run_and_so_is_what_reads_it(nights: Nights) -> None:
    chain(nights.begin())
    assert chain(nights.begin(), keep="number > 1") == 0
    assert nights.con.execute("from core.b").fetchall() == [(2,)]


def test_another_view_beneath_is_read_anew(nights: Nights) -> None:
    chain(nights.begin())
    assert chain(nights.begin(), rows="(1), (5)") == 0
    assert nights.con.execute("from core.b").fetchall() == [(6,)]


def test_the_same_rows_made_of_something_else_leave_their_readers_standing(nights: Nights) -> None:
    chain(nights.begin())
    assert chain(nights.begin(), rows="(2), (1)") == 1
    assert chain(nights.begin(), keep="number > -1") == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select 1 as n", "select 1::bigint as n"),
        ("select 1 as n", "select 1 as m"),
        ("select 1 as n", "select null::integer as n"),
        ("select 'a' as n", "select 'b' as n"),
        ("from (values (1), (1)) as t(n)", "from (values (1), (1), (1)) as t(n)"),
        ("from (values (1), (1)) as t(n)", "from (values (2), (2)) as t(n)"),
        ("from (values (1, 2)) as t(n, m)", "from (values (2, 1)) as t(n, m)"),
    ],
)
def test_other_rows_types_or_names_are_other_contents(one: str, other: str) -> None:
    with duckdb.connect() as con:
        first, second = (contents(con, f"({select})") for select in (one, other))
    assert (first.columns, first.rows) != (second.columns, second.rows)


def test_rows_in_another_order_are_the_same_to_readers_and_not_to_who_counts_them(nights: Nights) -> None:
    for order, stands in (("number", 0), ("number", 3), ("number desc", 1), ("number desc", 3)):
        warehouse = nights.begin()
        warehouse.create("core.a", f"select * from (values (1), (2)) as t(number) order by {order}")
        warehouse.create("core.sum", "select sum(number) as total from core.a")
        warehouse.create("core.place", "select rowid as place, number from core.a")
        assert warehouse.kept.taken == stands


def test_what_is_set_apart_lies_in_the_order_of_what_it_was_made_of(nights: Nights) -> None:
    for order in ("number", "number desc"):
        warehouse = nights.begin()
        warehouse.create("core.a", f"select * from (values (1), (2)) as t(number) order by {order}")
        warehouse.set_apart("core.a", "from yingbao.core.a")
        assert nights.con.execute("from evidence.core.a").fetchall() == nights.con.execute("from core.a").fetchall()


def test_another_value_bound_is_another_table(nights: Nights) -> None:
    def made(months: int) -> int:
        warehouse = nights.begin()
        warehouse.create("core.a", "select $months as months", {"months": months})
        return warehouse.kept.taken

    assert [made(3), made(3), made(4), made(4)] == [0, 1, 0, 1]
    assert nights.con.execute("from core.a").fetchall() == [(4,)]


def test_who_reads_one_column_of_a_single_row_depends_on_it_alone(nights: Nights) -> None:
    def days(day: int, month: int, reader: str = "select month from core.calendar") -> int:
        warehouse = nights.begin()
        warehouse.create("core.calendar", f"select {day} as day, {month} as month")
        warehouse.create("core.reader", reader)
        return warehouse.kept.taken

    assert [days(1, 1), days(2, 1), days(2, 2), days(2, 2)] == [0, 1, 0, 2]
    assert nights.con.execute("from core.reader").fetchall() == [(2,)]
    for all_of_it in ("select * from core.calendar", "select calendar.* from core.calendar as calendar"):
        assert [days(1, 1, all_of_it), days(2, 1, all_of_it)] == [0, 0]


def test_another_engine_makes_everything_anew(nights: Nights) -> None:
    chain(nights.begin())
    with patch.object(kept, "engine", lambda: "another"):
        assert chain(nights.begin()) == 0


def test_a_frame_is_written_every_night_and_its_readers_stand_where_it_says_the_same(nights: Nights) -> None:
    def written(number: int) -> int:
        warehouse = nights.begin()
        warehouse.write("core.a", pl.DataFrame({"number": [number]}))
        warehouse.create("core.b", "select number from core.a")
        return warehouse.kept.taken

    assert [written(1), written(1), written(2)] == [0, 1, 0]
    assert nights.con.execute("from core.b").fetchall() == [(2,)]


@pytest.mark.parametrize(
    "statement",
    [
        "insert into core.a values (7)",
        "update core.a set number = 7",
        "delete from core.a",
        'create or replace table core."a" as select 7 as number',
        "create or replace table yingbao.core.a as select 7 as number",
    ],
)
def test_what_is_changed_past_the_warehouse_is_known_no_more(nights: Nights, statement: str) -> None:
    chain(nights.begin())
    warehouse = nights.begin()
    chain(warehouse)
    warehouse.con.execute(statement)
    assert "core.a" not in warehouse.kept.made
    assert chain(nights.begin()) < 2
    assert nights.con.execute("from core.b").fetchall() == [(3,)]


def test_a_statement_that_reads_what_nobody_knows_is_run_every_night(nights: Nights) -> None:
    assert reads("select * from frame") is None
    assert reads("select * from published.core.person") is None
    assert reads("with own as (select 1) select * from own join core.a on true") == {"core.a"}
    for _ in range(2):
        warehouse = nights.begin()
        warehouse.con.execute("create or replace temp table frame as select 1 as number")
        warehouse.create("core.a", "select * from frame")
        assert warehouse.kept.taken == 0


def test_what_another_night_left_is_not_read_before_this_one_has_made_it(nights: Nights) -> None:
    chain(nights.begin())
    warehouse = nights.begin()
    assert warehouse.kept.by("select * from core.a", {}) is None


def test_what_nobody_makes_any_more_is_dropped(nights: Nights) -> None:
    chain(nights.begin())
    nights.begin().create("staging.x", "select 1 as number")
    warehouse = nights.begin()
    chain(warehouse)
    warehouse.sweep("core", "staging")
    left = nights.con.execute("select schema_name || '.' || table_name from duckdb_tables() order by 1").fetchall()
    assert left == [("core.a",), ("core.b",)]
    assert "staging.x" not in warehouse.kept.made


def test_a_table_becomes_a_view_and_a_view_a_table(nights: Nights) -> None:
    for schema in ("core", "restricted"):
        for _ in range(2):
            nights.begin().create(f"{schema}.x", "select 1 as number")
            nights.begin().view(f"{schema}.x", "select 2 as number")
            assert nights.con.execute(f"from {schema}.x").fetchall() == [(2,)]


# What Python does ----------


def work(warehouse: DuckWarehouse, done: list[str], fact: str = "") -> object:
    """Reads core.a, makes core.c."""

    def do() -> list[int]:
        done.append("done")
        read = warehouse.con.sql("select * from core.a as one order by one.number").pl()
        warehouse.write("core.c", read)
        warehouse.create("core.d", "select $limit as most", {"limit": warehouse.values["limit"]})
        return [read.height]

    return warehouse.once("work", do, fact=fact)


def test_python_does_once_what_it_would_do_again(nights: Nights) -> None:
    done: list[str] = []

    def worked(rows: str = "(1), (2)", fact: str = "", limit: int = 1) -> int:
        warehouse = nights.begin(limit=limit)
        chain(warehouse, rows)
        assert work(warehouse, done, fact) == [rows.count("(")]
        assert {"core.c", "core.d"} <= warehouse.kept.standing
        return len(done)

    assert [worked(), worked()] == [1, 1]
    assert worked(rows="(1), (5)") == 2
    assert worked(rows="(5), (1)") == 2
    assert worked(rows="(5), (1)", fact="another") == 3
    assert worked(rows="(5), (1)", fact="another", limit=2) == 4
    assert nights.con.execute("from core.d").fetchall() == [(2,)]
    with patch.object(kept, "code", lambda: "another"):
        assert worked(rows="(5), (1)", fact="another", limit=2) == 5


def test_what_python_made_and_somebody_lost_is_made_again(nights: Nights) -> None:
    done: list[str] = []
    for turn in range(2):
        warehouse = nights.begin(limit=1)
        chain(warehouse)
        work(warehouse, done)
        assert len(done) == turn + 1
        warehouse.con.execute("drop table core.c")


def test_python_does_again_whatever_reads_a_table_that_nobody_knows(nights: Nights) -> None:
    nights.con.execute("create table core.a as select 1 as number")
    done: list[str] = []
    for turn in range(2):
        work(nights.begin(limit=1), done)
        assert len(done) == turn + 1


def test_python_does_again_whatever_reads_another_database(nights: Nights) -> None:
    nights.con.execute("attach ':memory:' as published; create table published.one as select 1 as number")
    done: list[int] = []

    def do(warehouse: DuckWarehouse) -> int:
        done.append(1)
        return int(warehouse.con.execute("select number from published.main.one").fetchall()[0][0])

    for _ in range(2):
        warehouse = nights.begin()
        warehouse.once("other", lambda warehouse=warehouse: do(warehouse))
    assert len(done) == 2


def test_what_python_asks_in_making_a_table_of_its_own_counts(nights: Nights) -> None:
    done: list[int] = []

    def do(warehouse: DuckWarehouse) -> int:
        done.append(1)
        warehouse.con.execute("create or replace temp table own as select number from core.a as landed")
        return len(warehouse.con.execute("from own").fetchall())

    for turn, rows in enumerate(("(1)", "(1)", "(2)")):
        warehouse = nights.begin()
        chain(warehouse, rows)
        warehouse.once("own", lambda warehouse=warehouse: do(warehouse))
        assert len(done) == (1, 1, 2)[turn]


# Spot checks ----------


def test_a_spot_check_passes_what_is_right_and_names_what_is_not(nights: Nights) -> None:
    chain(nights.begin())
    assert chain(nights.begin(sampled=("core.a", "core.b"))) == 2
    nights.con.execute("update core.b set total = 9")
    with pytest.raises(Differs, match=r"core\.b"):
        chain(nights.begin(sampled=("core.b",)))


def test_a_spot_check_of_what_python_did_does_it_again(nights: Nights) -> None:
    done: list[str] = []
    for _ in range(2):
        warehouse = nights.begin(sampled=("work",), limit=1)
        chain(warehouse)
        work(warehouse, done)
    assert len(done) == 2
    nights.con.execute("update core.c set number = 9")
    warehouse = nights.begin(sampled=("work",), limit=1)
    chain(warehouse)
    with pytest.raises(Differs, match="work"):
        work(warehouse, done)


def test_spot_checks_come_to_every_table_in_turn() -> None:
    made = {
        f"core.{name}": Made(name, by=name, seconds=seconds)
        for name, seconds in zip("abcd", (1, 90, 1, 8), strict=True)
    }
    works = {"work": Work("x", [], [], [], None, 1)}
    chosen = [sample(made, works, day) for day in range(5)]
    assert frozenset().union(*chosen) == {*made, *works}
    assert {"core.b"} in chosen
    assert sample({}, {}, 3) == frozenset()


def test_code_is_known_by_the_files_of_the_rooms_that_make_tables() -> None:
    root = Path(kept.__file__).parents[1]
    assert all(any((root / room).glob("**/*.py")) for room in kept.CODE)
    assert len(kept.code()) == 64
