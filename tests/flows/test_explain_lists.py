"""Explanation and list never drift: of every list of a made-up county, listed is whom nothing keeps off it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import duckdb
import pytest

import regions
from base.home import Home
from county.making import make
from flows.explain import sentences
from sql import candidates, explanation
from sql.warehouse import FOLDER, ROWS_APART
from tests.flows.inbox import night
from tests.lists.branches import with_branch

EVERY_LIST = sorted(path.stem for path in (FOLDER / "lists").glob("*.sql"))
NOT_COMPUTED = {"underreported_base_employers"}
"""Nobody has published the bounds of bases of the county's year: it lists nobody and keeps nobody off."""
LISTS = [name for name in EVERY_LIST if name not in NOT_COMPUTED]
EXEMPT = "免缴："
WIDEST = 5_000
"""A table without ids has fewer rows: `explain` copies it whole."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A county of a few thousand people, whose region asks for every list, after one night."""
    root = tmp_path_factory.mktemp("county")
    make(root, region="funing", people=4_000, seed=7, as_of=date(2026, 11, 22))
    funing = regions.read("funing")
    asked = dict.fromkeys(EVERY_LIST, next(iter(funing.lists.values())))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regions, "read", lambda region: replace(funing, lists=asked))
        night(root / "inbox", root / "home")
    return Home(root / "home")


@pytest.fixture(scope="module")
def county(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """All of the county's tables under the names that lists read them by, and `judged`: all candidates of all lists."""
    with explanation.opened(home.published, home.evidence) as excerpt:
        con = excerpt.con
        places = con.execute("""
            select schema_name, table_name, list(distinct database_name order by database_name) from duckdb_columns()
            where database_name in ('published', 'evidence') and not internal group by all
        """).fetchall()
        for schema, table, databases in places:
            con.execute(f"create schema if not exists {schema}")
            # What is not shown of a table stands in the evidence file: whole, or the rows that are not published.
            read = databases if f"{schema}.{table}" in ROWS_APART else databases[:1]
            rows = " union all ".join(f'from {database}.{schema}."{table}"' for database in read)
            con.execute(f'create view {schema}."{table}" as {rows}')
        con.execute("""
            create table judged (
                list_id varchar, subject_kind varchar, subject_id varchar, branch integer, not_because varchar
            )
        """)
        bound = excerpt.values()
        for (list_id,) in con.execute("select list_id from audit.list where is_computed").fetchall():
            asked = candidates.read(list_id)
            named = {name: bound[name] for name in asked.parameters}
            columns = f"'{list_id}', subject_kind, subject_id, branch, not_because"
            con.execute(f"insert into judged select {columns} from ({with_branch(asked.statement)})", named)
        yield con


def test_every_other_list_is_computed_here(county: duckdb.DuckDBPyConnection) -> None:
    computed = county.execute("select list_id from audit.list where is_computed").fetchall()
    assert {name for (name,) in computed} == set(LISTS)


@pytest.mark.parametrize("list_id", LISTS)
def test_on_the_list_is_whom_nothing_keeps_off_it(county: duckdb.DuckDBPyConnection, list_id: str) -> None:
    differs = f"""
        select 'listed' as side, subject_id from lists.{list_id}
        where subject_id not in (select subject_id from judged where list_id = '{list_id}' and branch is null)
        union all
        select 'explained', subject_id from judged where list_id = '{list_id}' and branch is null
            and subject_id not in (select subject_id from lists.{list_id})
    """
    assert county.execute(f"select side, count(*) from ({differs}) group by side").fetchall() == []


@pytest.mark.parametrize("list_id", LISTS)
def test_a_candidate_is_asked_once(county: duckdb.DuckDBPyConnection, list_id: str) -> None:
    repeated = "select count(*) - count(distinct subject_id) from judged where list_id = ?"
    assert county.execute(repeated, [list_id]).fetchall() == [(0,)]


@pytest.mark.parametrize("list_id", LISTS)
def test_whoever_is_asked_stands_in_a_table_that_the_list_looks_among(
    county: duckdb.DuckDBPyConnection, list_id: str
) -> None:
    """`explain` asks a list nothing about a subject of whom those tables have no row."""
    asked = candidates.read(list_id)
    own = f"{asked.subject_kind}_id"
    stands = []
    for table in asked.among:
        columns = [name for name, *_ in county.execute(f"from {table} limit 0").description]
        column = own if own in columns else "subject_id"
        stands.append(f"select {column} from {table} where {column} is not null")
    stray = f"select count(*) from judged where list_id = ? and subject_id not in ({' union all '.join(stands)})"
    assert county.execute(stray, [list_id]).fetchall() == [(0,)]


@pytest.mark.parametrize("list_id", LISTS)
def test_whatever_keeps_somebody_off_says_so_in_words(county: duckdb.DuckDBPyConnection, list_id: str) -> None:
    """A text that is null would put them on the list: what may be missing is coalesced."""
    mute = "select branch, count(*) from judged where list_id = ? and coalesce(not_because, '') = ''"
    statement = f"{mute} and branch is not null group by 1 order by 1"
    assert county.execute(statement, [list_id]).fetchall() == []


@pytest.mark.parametrize("list_id", LISTS)
def test_a_list_holds_the_kind_of_subject_that_its_file_says(county: duckdb.DuckDBPyConnection, list_id: str) -> None:
    kind = candidates.read(list_id).subject_kind
    for rows in (f"lists.{list_id}", f"judged where list_id = '{list_id}'"):
        assert county.execute(f"select distinct subject_kind from {rows}").fetchall() in ([], [(kind,)])


@pytest.mark.parametrize("list_id", LISTS)
def test_the_rows_of_one_subject_are_judged_as_in_the_whole_county(
    home: Home, county: duckdb.DuckDBPyConnection, list_id: str
) -> None:
    """One who is listed, one whom each reason keeps off, and one who is no candidate."""
    asked = candidates.read(list_id)
    sample = county.execute(
        """
        select subject_id, true, not_because from judged
        where list_id = ? qualify row_number() over (partition by branch order by subject_id) = 1
        """,
        [list_id],
    ).fetchall()
    stranger = f"""
        select {asked.subject_kind}_id from core.{asked.subject_kind} as known
        where {asked.subject_kind}_id not in (select subject_id from judged where list_id = ?) order by all limit 1
    """
    if asked.subject_kind != "project":
        sample += [(*row, False, None) for row in county.execute(stranger, [list_id]).fetchall()]
    for subject, is_candidate, because in sample:
        with explanation.opened(home.published, home.evidence) as excerpt:
            excerpt.copy(asked.subject_kind, subject, asked.reads)
            found = excerpt.judge(asked, subject, excerpt.values())
            assert found.is_candidate == is_candidate
            # Whose exemption is masked for analysts is told its proof here.
            is_exempt = because is not None and because.startswith(EXEMPT)
            assert (found.not_because or "").startswith(EXEMPT) if is_exempt else found.not_because == because


def test_a_table_without_ids_is_small_enough_to_copy(county: duckdb.DuckDBPyConnection) -> None:
    columns = county.execute("""
        select schema_name || '.' || table_name, list(column_name) from duckdb_columns()
        where database_name in ('published', 'evidence') group by all
    """).fetchall()
    ids = {"person_id", "employer_id", "project_id", "subject_id"}
    read = {table for list_id in EVERY_LIST for table in candidates.read(list_id).reads}
    whole = [table for table, names in columns if table in read and not ids & set(names)]
    assert all(county.execute(f"select count(*) < {WIDEST} from {table}").fetchall() == [(True,)] for table in whole)


def test_what_is_read_of_a_million_people_stands_in_the_order_of_their_ids(county: duckdb.DuckDBPyConnection) -> None:
    """So that one person's rows lie in one block or two: blocks of a table have no ids between them in common."""
    mixed = """
        select one.table_name, count(*) from restricted.block as one
        join restricted.block as later on one.table_name = later.table_name and one.first_row < later.first_row
        where one.highest_id > later.lowest_id group by all
    """
    assert county.execute(mixed).fetchall() == []
    counts = county.execute("select count(distinct table_name), count(*) > 20 from restricted.block").fetchall()
    assert counts == [(16, True)]


def test_every_list_of_its_kind_is_told_of_a_subject(home: Home, county: duckdb.DuckDBPyConnection) -> None:
    titles = dict(county.execute("select list_id, list_name from audit.list").fetchall())
    for kind in ("person", "employer"):
        subjects = county.execute(
            "select distinct subject_id from judged where list_id in "
            f"(select list_id from lists.\"all\" where subject_kind = '{kind}') order by 1 limit 5"
        ).fetchall()
        own = [title for list_id, title in titles.items() if candidates.read(list_id).subject_kind == kind]
        for (subject,) in subjects:
            lines = [line for line in sentences(home, subject) if "在清单【" in line]
            assert sorted(line.partition("【")[2].partition("】")[0] for line in lines) == sorted(own)
            assert all(len(line.partition("】上")[2]) > 2 for line in lines)
