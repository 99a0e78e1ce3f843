"""A list's file says what it asks of its candidates and what failing it means; one that does not is refused by name."""

import re

import duckdb
import pytest

from sql import conditions
from sql.catalogue import kind_of
from sql.conditions import Conditions
from sql.warehouse import FOLDER, read_queries

LISTS = {path.stem: conditions.read(path.stem) for path in sorted((FOLDER / "lists").glob("*.sql"))}
QUERIES = {query.path.stem: query for query in read_queries("lists")}

HEAD = """-- 某清单: of somebody.
--
-- among: 所有人
-- priority: 都为3
"""
BODY = """
with ripe as (
    select * from core.person
    where age > 15
)

select
    'person' as subject_kind,
    ripe.person_id as subject_id
from ripe
left join core.not_due as exempt on ripe.person_id = exempt.person_id
where
    -- not: '未满' || $age || '周岁'
    (ripe.age >= $age or ripe.age is null)
    -- Whoever is exempt has a row that proves it.
    -- not: exempt.because
    and exempt.person_id is null
    -- not: '已' || ripe.age || '周岁'
    and coalesce(
        ripe.age < 60,
        -- Nobody knows.
        true
    )
"""


def parse(text: str) -> Conditions:
    return conditions.parse("some", text)


def judged(rows: str) -> list[tuple[object, ...]]:
    """The subjects of a made-up table of people, with the condition that each fails."""
    with duckdb.connect() as con:
        con.execute("create schema core")
        con.execute(f"create table core.person as select * from (values {rows}) as t (person_id, age)")
        con.execute("create table core.not_due as select 'b' as person_id, '免缴：在校学生' as because")
        found = f"select subject_id, failed_condition, failed_because from ({parse(HEAD + BODY).judged}) order by all"
        return con.execute(found, {"age": 18}).fetchall()


# Taken apart ----------


def test_a_file_is_taken_apart_into_candidates_and_conditions() -> None:
    found = parse(HEAD + BODY)
    assert (found.title, found.subject_kind, found.header["among"]) == ("某清单", "person", "所有人")
    assert [part.otherwise for part in found.conditions] == [
        "'未满' || $age || '周岁'",
        "exempt.because",
        "'已' || ripe.age || '周岁'",
    ]
    assert found.conditions[1].holds == "exempt.person_id is null"
    assert found.origin.startswith("from ripe\nleft join")
    assert found.reads == {"core.person", "core.not_due"}
    assert found.parameters == {"age"}
    assert found.among == {"core.person"}


def test_who_may_be_a_candidate_is_followed_through_table_expressions() -> None:
    """Every `from` on the way may bring one; what is joined, and what another expression reads, does not."""
    expressions = """
with old as (
    select person_id from core.benefit
    -- not from core.death: they are told elsewhere
    join core.standing using (person_id)
),

other as (
    select * from core.student
),

ripe as (
    select person_id from old
    union
    select person_id from core.child
)
"""
    body = BODY.replace(BODY[: BODY.index("\nselect\n")], expressions)
    assert parse(HEAD + body).among == {"core.benefit", "core.child"}


def test_the_first_condition_that_fails_is_told_with_its_text() -> None:
    assert judged("('a', 17), ('b', 70), ('c', 70), ('d', 30), ('e', 12)") == [
        ("a", 1, "未满18周岁"),
        ("b", 2, "免缴：在校学生"),
        ("c", 3, "已70周岁"),
        ("d", None, None),
    ]


@pytest.mark.parametrize(
    ("taken", "put", "told"),
    [
        ("-- among: 所有人\n", "", "does not say among"),
        ("-- priority: 都为3\n", "", "does not say priority"),
        ("    -- not: '未满' || $age || '周岁'\n", "", "no `-- not:` above it"),
        ("    -- not: exempt.because\n", "    -- not:\n", "`-- not:` number 2 is empty"),
        ("    and exempt.person_id is null\n", "", "number 2 there is no condition"),
        ("    and exempt", "    exempt", "condition 2 must begin with `and`"),
        ("    (ripe.age >=", "    and (ripe.age >=", "condition 1 must not begin with `and`"),
        ("where\n    -- not: '未", "where ripe.age > 0\n    -- not: '未", "`where` must stand alone"),
        ("select\n    'person'", "select distinct\n    'person'", "`select` must stand alone"),
        ("    'person' as subject_kind,\n", "", "must begin with the subject's kind"),
        ("ripe as (\n", "ripe (person_id, age) as (\n", "`ripe`, from which candidates come"),
        ("left join", "anti join", "takes candidates off has no text"),
        ("where\n    --", "group by all\nwhere\n    --", "`group` belongs into a table expression"),
        ("        true\n    )\n", "        true\n    )\norder by age\n", "`order` belongs into a table expression"),
        ("        true\n    )\n", "        true\n    )\nunion all\nselect 1\n", "must end in one"),
    ],
)
def test_a_file_written_otherwise_is_refused_by_name(taken: str, put: str, told: str) -> None:
    text = HEAD + BODY
    assert text.count(taken) == 1
    with pytest.raises(ValueError, match=f"^some\\.sql: .*{re.escape(told)}"):
        parse(text.replace(taken, put))


def test_a_file_without_conditions_is_refused() -> None:
    with pytest.raises(ValueError, match="has no conditions"):
        parse(HEAD + BODY.partition("    -- not: '未满'")[0])


# Every list ----------


@pytest.mark.parametrize("list_id", LISTS)
def test_what_a_list_reads_is_found_without_a_parser(list_id: str) -> None:
    assert LISTS[list_id].reads == QUERIES[list_id].reads
    assert LISTS[list_id].among
    assert LISTS[list_id].among <= LISTS[list_id].reads


@pytest.mark.parametrize("list_id", LISTS)
def test_conditions_one_by_one_mean_what_the_whole_where_means(list_id: str) -> None:
    """An `or` between two conditions would bind otherwise once each stands in brackets."""
    found = LISTS[list_id]
    _, _, whole = QUERIES[list_id].statement.rpartition("\nwhere\n")
    apart = "\nand ".join(f"(\n{part.holds}\n)" for part in found.conditions)
    assert tree(whole.rstrip().rstrip(";")) == tree(apart)


@pytest.mark.parametrize("list_id", LISTS)
def test_a_list_reads_what_can_be_cut_to_one_subject(list_id: str) -> None:
    """Never staging or matches; never the widest table, of which the lists need a digest."""
    schemas = {table.partition(".")[0] for table in LISTS[list_id].reads}
    assert schemas <= {"core", "restricted", "lists", "ledger"}
    assert "core.coverage_month" not in LISTS[list_id].reads


@pytest.mark.parametrize("list_id", LISTS)
def test_the_catalogue_files_a_list_where_explain_does(list_id: str) -> None:
    assert (kind_of(QUERIES[list_id]) == "people") == (LISTS[list_id].subject_kind == "person")


def tree(where: str) -> str:
    """The parse tree of a condition, without the places of its words."""
    with duckdb.connect() as con:
        [(text,)] = con.execute("select json_serialize_sql(?)", [f"select 1 where {where}"]).fetchall()
    assert '"error":false' in text, text
    return re.sub(r'"query_\w+":\d+', "", text)
