"""The runner: heads are read, dependencies found in the queries, only named values bound; and what every file keeps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError
from pathlib import Path
from typing import Any, cast

import duckdb
import pytest

from sql import duck, fresh
from sql.audit import BOUNDS_NEEDED
from sql.duck import DuckWarehouse, opened
from sql.warehouse import FOLDER, Query, read_queries, read_query

AS_OF = date(2026, 11, 22)
FILES = sorted(FOLDER.glob("*/*.sql"))


def name(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def query(tmp_path: Path, text: str, schema: str = "core", stem: str = "x") -> Query:
    path = tmp_path / schema / f"{stem}.sql"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_query(path)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[DuckWarehouse]:
    (tmp_path / "build").mkdir()
    with opened(tmp_path / "build", AS_OF, {"lapse_months": 3, "factor": 2}, threads=1, memory=None) as open_one:
        yield open_one


# The head of a file ----------


def test_the_head_tells_title_key_and_needs(tmp_path: Path) -> None:
    found = query(
        tmp_path,
        "-- 断保人员: members who stopped\n-- paying.\n--\n-- key: subject_id, insurance\n-- law: art. 10\n"
        "-- needs: member 110, wage\n\n-- A remark.\nselect 1 as subject_id\n",
        schema="lists",
        stem="lapsed",
    )
    assert (found.schema, found.table) == ("lists", "lists.lapsed")
    assert found.title == "断保人员: members who stopped paying."
    assert found.key == ("subject_id", "insurance")
    assert found.needs == (("member", "110"), ("wage", None))
    assert found.header["law"] == "art. 10"


def test_a_file_without_key_or_needs_has_none(tmp_path: Path) -> None:
    found = query(tmp_path, "-- 标题\nselect 1 as a\n")
    assert (found.key, found.needs) == ((), ())


@pytest.mark.parametrize("text", ["select 1 as a\n", "--\n-- key: a\nselect 1 as a\n", "\n-- 标题\nselect 1 as a\n"])
def test_a_file_that_does_not_begin_with_a_title_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"x\.sql"):
        query(tmp_path, text)


# What a query reads ----------


def test_what_a_query_reads_is_found_in_the_query_whatever_the_join(tmp_path: Path) -> None:
    found = query(
        tmp_path,
        """-- 标题
        with person as (select * from core.person), own as (select * from person)
        select own.a, (select max(period) from core.wage_month) as last_month
        from own
        join core.employer using (employer_id)
        semi join staging.member using (person_id)
        anti join "core"."exemption" as exempt on own.person_id = exempt.person_id
        where own.person_id in (select person_id from matches.person where score > $least)
            and exists (select 1 from restricted.status_fact)
        union all
        select 1, 2 from lists.lapsed_members
        -- from core.only_said
        """,
    )
    assert found.reads == {
        "core.person", "core.wage_month", "core.employer", "staging.member", "core.exemption", "matches.person",
        "restricted.status_fact", "lists.lapsed_members",
    }  # fmt: skip


def test_a_query_that_cannot_be_parsed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"x\.sql"):
        _ = query(tmp_path, "-- 标题\nselect from where\n").reads


@pytest.mark.parametrize("schemas", [("staging",), ("restricted", "core"), ("core", "lists"), ("matches",)])
def test_each_query_comes_after_what_it_reads(schemas: tuple[str, ...]) -> None:
    queries = read_queries(*schemas)
    place = {one.table: number for number, one in enumerate(queries)}
    assert len(place) == sum(len(list((FOLDER / schema).glob("*.sql"))) for schema in schemas)
    for one in queries:
        for other in one.reads & place.keys():
            assert place[other] < place[one.table], f"{one.table} before {other}"


def test_where_the_order_is_free_it_is_the_alphabet_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sql.warehouse.FOLDER", tmp_path)
    for stem, reads in {"a": "core.z", "z": "staging.of_elsewhere", "c": "core.a", "b": "core.z"}.items():
        query(tmp_path, f"-- 标题\nfrom {reads}\n", stem=stem)
    query(tmp_path, "-- 标题\nselect 1 as a\n", stem="y")
    assert [one.path.stem for one in read_queries("core")] == ["y", "z", "a", "b", "c"]


def test_queries_that_read_each_other_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sql.warehouse.FOLDER", tmp_path)
    query(tmp_path, "-- 标题\nfrom core.b\n", stem="a")
    query(tmp_path, "-- 标题\nfrom core.a\n", stem="b")
    with pytest.raises(CycleError):
        read_queries("core")


# Running ----------


def test_the_path_is_the_table_and_only_named_values_are_bound(tmp_path: Path, warehouse: DuckWarehouse) -> None:
    # DuckDB refuses a value that the statement does not name: `factor` is not bound here.
    text = "-- 标题\nselect $lapse_months as months, $as_of::date as as_of -- not $factor\n"
    assert warehouse.run(query(tmp_path, text, stem="bound")) == 1
    assert warehouse.con.execute("from core.bound").fetchall() == [(3, AS_OF)]


def test_a_value_that_no_policy_sets_is_told_by_name(tmp_path: Path, warehouse: DuckWarehouse) -> None:
    with pytest.raises(KeyError, match=r"core\.x.*\$lapse_years.*2026-11-22"):
        warehouse.run(query(tmp_path, "-- 标题\nselect $lapse_years + $lapse_months as a\n"))


def test_a_query_run_again_makes_its_table_anew(tmp_path: Path, warehouse: DuckWarehouse) -> None:
    warehouse.run(query(tmp_path, "-- 标题\nselect 1 as a union all select 2\n"))
    assert warehouse.run(query(tmp_path, "-- 标题\nselect 3 as b;\n")) == 1
    assert warehouse.con.execute("select b from core.x").fetchall() == [(3,)]


def test_restricted_tables_live_in_the_evidence_file_and_are_read_by_their_short_name(
    tmp_path: Path, warehouse: DuckWarehouse
) -> None:
    warehouse.run(query(tmp_path, "-- 标题\nselect 1 as a\n", schema="restricted"))
    warehouse.run(query(tmp_path, "-- 标题\nselect a + 1 as b from restricted.x\n"))
    assert warehouse.con.execute("select b from core.x").fetchall() == [(2,)]
    tables = warehouse.con.execute(
        "select database_name, schema_name, table_name from duckdb_tables() order by all"
    ).fetchall()
    assert tables == [("evidence", "restricted", "x"), ("yingbao", "core", "x")]


def test_what_was_built_is_checkpointed_and_closed(tmp_path: Path) -> None:
    with opened(tmp_path, AS_OF, {}, threads=1, memory=None) as first:
        first.create("core.x", "select 1 as a")
        first.create("staging.y", "select 2 as b")
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"yingbao.duckdb", "evidence.duckdb"}
    with opened(tmp_path, AS_OF, {}, threads=1, memory=None) as again:
        assert (again.rows("core.x"), again.rows("staging.y")) == (1, 1)


# Every file ----------


@pytest.mark.parametrize("file", FILES, ids=name)
def test_every_file_has_a_chinese_title_and_a_key_and_parses(file: Path) -> None:
    found = read_query(file)
    assert re.match(r"[\u4e00-\u9fff0-9]+[^:]*: \w", found.title), "a Chinese name, a colon, what a row is"
    assert found.key
    assert isinstance(found.reads, frozenset)


@pytest.mark.parametrize("file", FILES, ids=name)
def test_no_file_is_longer_than_a_screen(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 90


def test_the_key_of_every_table_names_columns_that_it_has(published: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach '{published / 'published/yingbao.duckdb'}' as yingbao (read_only)")
        con.execute(f"attach '{published / 'restricted/evidence.duckdb'}' as evidence (read_only)")
        listed = con.execute("select schema_name || '.' || table_name, column_name from duckdb_columns()").fetchall()
    columns: dict[str, set[str]] = {}
    for table, column in listed:
        columns.setdefault(table, set()).add(column)
    # A view is gone by now.
    for one in read_queries("staging", "restricted", "matches", "core", "lists"):
        assert one.is_view or set(one.key) <= columns[one.table], one.table


@pytest.mark.parametrize("file", [file for file in FILES if name(file).split("/")[0] in ("gates", "explain")], ids=name)
def test_the_key_of_a_query_that_makes_no_table_is_among_what_it_selects(file: Path) -> None:
    found = read_query(file)
    last = found.statement.lower().rpartition("\nselect")[2].partition("\nfrom")[0]
    for column in found.key:
        assert re.search(rf"\b{column}\b", last), column


@pytest.mark.parametrize("file", FILES, ids=name)
def test_a_list_needs_only_extracts_that_exist(file: Path) -> None:
    from sources import SOURCES

    assert {extract for extract, _ in read_query(file).needs} <= {*SOURCES, BOUNDS_NEEDED}


# What is made share by share ----------


SHARED = """-- 分份: doubled
--
-- key: number
-- shares: core.person.person_no

select person_no * 2 as number, name from core.person where person_no between $first_no and $last_no order by person_no
"""


@pytest.mark.parametrize("share", [1, 2, 3, 5, 100])
def test_a_table_is_the_same_in_whatever_shares_it_is_made(
    warehouse: DuckWarehouse, tmp_path: Path, share: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duck, "SHARE", share)
    people = "select unnest([4, 2, 1, 5, 3]) as person_no, unnest(['丁', '乙', '甲', '戊', '丙']) as name"
    warehouse.create("core.person", people)
    doubled = query(tmp_path, SHARED, stem="doubled")
    assert warehouse.run(doubled) == 5
    assert warehouse.ask("from core.doubled") == [(2, "甲"), (4, "乙"), (6, "丙"), (8, "丁"), (10, "戊")]
    # Another night, in other shares, finds it as it would make it.
    monkeypatch.setattr(duck, "SHARE", 4)
    taken = warehouse.kept.taken
    assert warehouse.run(doubled) == 5
    assert warehouse.kept.taken == taken + 1


def test_of_nobody_a_table_made_by_shares_is_empty(warehouse: DuckWarehouse, tmp_path: Path) -> None:
    warehouse.create("core.person", "select 1 as person_no, '甲' as name where false")
    assert warehouse.run(query(tmp_path, SHARED, stem="doubled")) == 0


# What memory does not do for ----------


@dataclass
class Short:
    """A connection whose memory does for so many threads only, of statements that make something."""

    con: duckdb.DuckDBPyConnection
    fits: int
    refused: int = 0

    def execute(self, statement: str, *bound: Any) -> Any:
        [(threads,)] = self.con.execute("select current_setting('threads')").fetchall()
        if "as\nselect" in statement and threads > self.fits:
            self.refused += 1
            raise duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block of size 256.0 KiB")
        return self.con.execute(statement, *bound)


def test_what_does_not_fit_with_two_threads_is_made_with_one(warehouse: DuckWarehouse) -> None:
    short = Short(warehouse._con, fits=1)
    warehouse._con.execute("set threads = 2")
    warehouse._con = cast(duckdb.DuckDBPyConnection, short)
    notes: list[str] = []
    warehouse.note = notes.append
    assert warehouse.create("core.a", "select unnest([2, 1]) as n") == 2
    assert [note.partition("，有的")[0] for note in notes] == [f"内存（{warehouse.memory}）不够同时用几个线程"]
    assert (short.refused, sorted(warehouse.ask("from core.a"))) == (1, [(1,), (2,)])
    assert warehouse.ask("select current_setting('threads')") == [(2,)]


def test_what_fits_with_no_number_of_threads_is_told(warehouse: DuckWarehouse) -> None:
    con = warehouse._con
    con.execute("set threads = 2")
    warehouse._con = cast(duckdb.DuckDBPyConnection, Short(con, fits=0))
    with pytest.raises(duckdb.OutOfMemoryException):
        warehouse.create("core.a", "select 1 as n")
    warehouse._con = con
    assert warehouse.ask("select current_setting('threads')") == [(2,)]


def test_while_python_works_the_engine_holds_nothing_that_it_can_read_again(
    warehouse: DuckWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duck, "LEAST_MEMORY_MB", 8)
    warehouse.create("core.a", "select hash(n) as n from range(4000000) as t (n)")
    warehouse._con.execute("checkpoint yingbao")
    read = "select count(*) from core.a where n % 7 = 3"
    held = "select sum(memory_usage_bytes) from duckdb_memory()"
    warehouse.ask(read)
    [(before,)] = warehouse.ask(held)
    [[during]] = warehouse.once("links", lambda: warehouse.ask(held), makes_room=True)
    assert before > 20_000_000 > during


def test_what_python_has_taken_the_engine_lets_go_of_at_once(
    warehouse: DuckWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duck, "LEAST_MEMORY_MB", 8)
    warehouse.create("core.a", "select hash(n) as n from range(4000000) as t (n)")
    warehouse._con.execute("checkpoint yingbao")
    held = "select sum(memory_usage_bytes) from duckdb_memory()"

    def taken() -> list[int]:
        rows = len(warehouse.frame("select n from core.a where n % 7 = 3"))
        [(bytes_held,)] = warehouse.ask(held)
        return [rows, int(bytes_held)]

    _, otherwise = taken()
    rows, during = warehouse.once("links", taken, makes_room=True)
    assert rows > 500_000 and otherwise > 20_000_000 > during


def test_after_python_has_worked_the_engine_may_hold_as_much_as_before(warehouse: DuckWarehouse) -> None:
    limit = warehouse.ask("select current_setting('memory_limit')")
    warehouse.once("links", lambda: 1, makes_room=True)
    assert warehouse.ask("select current_setting('memory_limit')") == limit


def test_the_engine_may_hold_more_where_more_is_delivered_and_never_over_half_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = {"SC_PHYS_PAGES": 24_000_000, "SC_PAGE_SIZE": 1_000}
    monkeypatch.setattr(duck.os, "sysconf", machine.__getitem__)
    delivered_mb = {"a county": 3_300, "a prefecture": 23_000, "a province": 300_000}
    held = {who: duck.memory_for(mb) for who, mb in delivered_mb.items()}
    assert held == {"a county": 3_000, "a prefecture": 5_980, "a province": 12_000}
    machine["SC_PHYS_PAGES"] = 4_000_000
    assert duck.memory_for(3_300) == 2_000


def test_a_block_of_what_was_dropped_is_found(warehouse: DuckWarehouse, tmp_path: Path) -> None:
    warehouse._con.execute(f"attach '{tmp_path / 'shown.duckdb'}' as shown")
    for name in ("a", "b"):
        warehouse._con.execute(f"create table shown.{name} as select hash(n) as n from range(400000) as t (n)")
    assert not fresh.has_free_blocks(warehouse, "shown")
    warehouse._con.execute("drop table shown.a")
    assert fresh.has_free_blocks(warehouse, "shown")
