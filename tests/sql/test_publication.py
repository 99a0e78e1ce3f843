"""Publication: everything is described, the new file takes the old one's name in one rename, readers keep theirs."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import duckdb
import pytest

from sql import fresh, publication
from sql.duck import DuckWarehouse


@pytest.fixture(scope="module")
def con(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both files of a published night."""
    with duckdb.connect() as open_one:
        open_one.execute(f"attach '{published / 'published/yingbao.duckdb'}' as yingbao (read_only)")
        open_one.execute(f"attach '{published / 'restricted/evidence.duckdb'}' as evidence (read_only)")
        yield open_one


BOTH = "database_name in ('yingbao', 'evidence') and not internal"


# What the dictionary knows ----------


def test_every_column_is_in_the_dictionary_and_every_entry_is_some_table_s_column(
    con: duckdb.DuckDBPyConnection,
) -> None:
    used = {name for (name,) in con.execute(f"select column_name from duckdb_columns() where {BOTH}").fetchall()}
    described = publication.dictionary()[0].keys()
    assert used - described == set()
    assert described - used == set()


def test_every_titled_table_that_no_file_makes_is_made(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(f"select schema_name || '.' || table_name from duckdb_columns() where {BOTH}").fetchall()
    assert publication.dictionary()[1].keys() <= {table for (table,) in found}


def test_every_label_is_chinese_and_no_two_columns_share_label_and_meaning() -> None:
    said: dict[str, str] = {}
    for name, meaning in publication.dictionary()[0].items():
        assert any("\u4e00" <= char <= "\u9fff" for char in meaning.label), name
        if meaning.meaning:
            assert said.setdefault(meaning.comment, name) == name


# What an analyst sees ----------


def test_every_table_and_view_carries_a_comment(con: duckdb.DuckDBPyConnection) -> None:
    tables = con.execute(f"select schema_name, table_name, comment from duckdb_tables() where {BOTH}").fetchall()
    views = con.execute(f"select schema_name, view_name, comment from duckdb_views() where {BOTH}").fetchall()
    assert len(tables) > 50
    assert ("lists", "all") in {view[:2] for view in views}
    assert [row[:2] for row in tables + views if not row[2]] == []


def test_every_column_carries_a_comment(con: duckdb.DuckDBPyConnection) -> None:
    bare = con.execute(
        f"select schema_name, table_name, column_name from duckdb_columns() where {BOTH} and coalesce(comment, '') = ''"
    ).fetchall()
    assert bare == []


def test_a_column_s_comment_is_label_meaning_and_unit(con: duckdb.DuckDBPyConnection) -> None:
    [(comment,)] = con.execute("""
        select comment from duckdb_columns()
        where database_name = 'yingbao' and schema_name = 'core' and table_name = 'person' and column_name = 'age'
    """).fetchall()
    assert comment == "年龄：截至日期的周岁，生日当天满岁（周岁）"


def test_a_list_without_what_it_needs_says_so_in_its_comment(con: duckdb.DuckDBPyConnection) -> None:
    comments = dict(
        con.execute("select table_name, comment from duckdb_tables() where schema_name = 'lists'").fetchall()
    )
    assert comments["unenrolled_residents_45_plus"] == "45周岁以上未参保居民【未计算：缺参保人员信息 170】"
    assert comments["waged_uninsured_people"] == "有工资未参保人员"


def test_the_dictionary_is_published_and_tells_every_column_of_the_published_file(
    con: duckdb.DuckDBPyConnection,
) -> None:
    here = "select schema_name, table_name, column_name from duckdb_columns() where database_name = 'yingbao'"
    told = "select schema_name, table_name, column_name from yingbao.audit.column"
    assert con.execute(f"{here} except {told}").fetchall() == []
    assert con.execute(f"{told} except {here}").fetchall() == []
    assert con.execute("select count(*) from yingbao.audit.column where column_label is null").fetchall() == [(0,)]


def test_the_published_file_holds_no_schema_that_names_soldiers_or_prisoners(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute("""
        select distinct database_name, schema_name from duckdb_columns()
        where database_name in ('yingbao', 'evidence') order by all
    """).fetchall()
    # `core` and `matches` there hold what of these tables is not shown.
    assert [schema for database, schema in found if database == "evidence"] == [
        "cases",
        "core",
        "matches",
        "numbered",
        "restricted",
        "staging",
    ]
    shown = [schema for database, schema in found if database == "yingbao"]
    assert shown == ["audit", "core", "indicator", "ledger", "lists", "matches", "policy"]


def test_what_only_a_night_needs_is_not_published(con: duckdb.DuckDBPyConnection) -> None:
    audit = con.execute("select table_name from duckdb_tables() where schema_name = 'audit' order by 1").fetchall()
    published = [
        *("amount", "column", "expired", "extract", "gate", "list", "load"),
        *("matcher", "reject", "retention", "run", "table_key", "trend"),
    ]
    assert [name for (name,) in audit] == published


# Putting it in place ----------

FILES = ("published", "evidence", "analysis")


@dataclass
class Place:
    """A building place and what it replaces."""

    build: Path
    published: Path
    previous: Path
    evidence: Path

    def night(self, number: int) -> None:
        """Build and publish one night's files."""
        self.build.mkdir(exist_ok=True)
        for file in FILES:
            with duckdb.connect(str(self.build / f"{file}.duckdb")) as con:
                con.execute(f"create table night as select {number} as number")
        publication.replace(self.build, self.published, self.previous, self.evidence)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    for folder in ("published", "restricted"):
        (tmp_path / folder).mkdir()
    published = tmp_path / "published"
    return Place(
        published / ".building",
        published / "yingbao.duckdb",
        published / "previous.duckdb",
        tmp_path / "restricted" / "evidence.duckdb",
    )


def number_in(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as con:
        [(number,)] = con.execute("from night").fetchall()
    return int(number)


def test_the_first_night_leaves_no_previous_file(place: Place) -> None:
    place.night(1)
    assert (number_in(place.published), number_in(place.evidence)) == (1, 1)
    assert not place.previous.exists()


def test_the_old_file_is_kept_as_the_previous_one(place: Place) -> None:
    for number in (1, 2, 3):
        place.night(number)
    assert (number_in(place.published), number_in(place.previous), number_in(place.evidence)) == (3, 2, 3)


def test_a_reader_that_was_open_before_still_reads_the_old_rows(place: Place) -> None:
    place.night(1)
    # Another process, as an analyst's client is.
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys\n"
            "con = duckdb.connect(sys.argv[1], read_only=True)\n"
            "print('open', flush=True)\n"
            "input()\n"
            "print(con.execute('from night').fetchall())",
            place.published,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    place.night(2)
    answer, _ = reader.communicate("go on\n", timeout=60)
    assert answer == "[(1,)]\n"
    assert number_in(place.published) == 2


def test_nothing_but_the_files_is_left_and_the_group_reads_only_what_is_published(place: Place) -> None:
    place.night(1)
    place.night(2)
    assert list(place.build.iterdir()) == []
    assert {path.name for path in place.published.parent.iterdir()} == {
        ".building", "analysis.duckdb", "previous.duckdb", "yingbao.duckdb",
    }  # fmt: skip
    assert [path.name for path in place.evidence.parent.iterdir()] == ["evidence.duckdb"]
    shared = (place.published, place.previous, place.published.with_name("analysis.duckdb"))
    assert {stat.S_IMODE(file.stat().st_mode) for file in shared} == {0o640}
    assert stat.S_IMODE(place.evidence.stat().st_mode) == 0o600


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_was_not_checkpointed_is_not_published(place: Place, file: str) -> None:
    place.night(1)
    for name in FILES:
        (place.build / f"{name}.duckdb").write_bytes(b"half a night")
    (place.build / f"{file}.duckdb.wal").write_bytes(b"the other half")
    with pytest.raises(RuntimeError, match=file):
        publication.replace(place.build, place.published, place.previous, place.evidence)
    assert (number_in(place.published), number_in(place.evidence)) == (1, 1)


def test_a_whole_night_leaves_its_files_readable_by_owner_and_group_only(published: Path) -> None:
    files = [path for path in published.rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in published.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o007 == 0, path.name
    assert not list(published.rglob("*.wal"))


def test_keys_are_counted_of_the_tables_that_the_region_has() -> None:
    """Of a region without the list of lapsed residents there is none to count."""
    with duckdb.connect() as con:
        con.execute("attach ':memory:' as yingbao")
        con.execute("attach ':memory:' as published")
        con.execute("create schema yingbao.audit; create schema published.audit; create schema published.core")
        con.execute("create table yingbao.audit.table_key as select 'core.person' as table_name, 9 as row_count,"
                    " 0 as repeated_keys")  # fmt: skip
        con.execute("create table published.core.person as select 1 as person_id")
        fresh._recount(cast(DuckWarehouse, SimpleNamespace(con=con)))
        assert con.execute("from published.audit.table_key").fetchall() == [("core.person", 1, 0)]
