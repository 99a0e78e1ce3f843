"""A list's file says who its candidates are and what keeps each off; one that does not is refused by name."""

import re
from collections.abc import Iterator

import duckdb
import pytest

from sql import candidates
from sql.candidates import Candidates
from sql.catalogue import kind_of
from sql.warehouse import FOLDER, read_queries
from tests.lists.branches import parsed

LISTS = {path.stem: candidates.read(path.stem) for path in sorted((FOLDER / "lists").glob("*.sql"))}
QUERIES = {query.path.stem: query for query in read_queries("lists")}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TOLD_ELSEWHERE = {"exempt", "settled"}
"""Whose `because` is the sentence of a core table."""

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
    ripe.person_id as subject_id,
    case
        when ripe.age < $age then '未满' || $age || '周岁'
        -- Whoever is exempt has a row that proves it.
        when exempt.person_id is not null then exempt.because
        when ripe.age >= 60 then '已' || ripe.age || '周岁'
    end as not_because
from ripe
left join core.not_due as exempt on ripe.person_id = exempt.person_id
"""


def parse(text: str) -> Candidates:
    return candidates.parse("some", text)


def judged(rows: str) -> list[tuple[object, ...]]:
    """The subjects of a made-up table of people, with what keeps each off."""
    with duckdb.connect() as con:
        con.execute("create schema core")
        con.execute(f"create table core.person as select * from (values {rows}) as t (person_id, age)")
        con.execute("create table core.not_due as select 'b' as person_id, '免缴：在校学生' as because")
        found = f"select subject_id, not_because from ({parse(HEAD + BODY).judged}) order by all"
        return con.execute(found, {"age": 18}).fetchall()


# Read ----------


def test_a_file_tells_whose_list_it_is_and_what_it_reads() -> None:
    found = parse(HEAD + BODY)
    assert (found.title, found.subject_kind, found.header["among"]) == ("某清单", "person", "所有人")
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


def test_the_first_reason_is_told_and_nothing_of_who_is_listed() -> None:
    assert judged("('a', 17), ('b', 70), ('c', 70), ('d', 30), ('e', 12)") == [
        ("a", "未满18周岁"),
        ("b", "免缴：在校学生"),
        ("c", "已70周岁"),
        ("d", None),
    ]


def test_who_is_no_candidate_at_all_may_be_said_in_a_where() -> None:
    assert parse(HEAD + BODY + "where ripe.age < 99\n").among == {"core.person"}


@pytest.mark.parametrize(
    ("taken", "put", "told"),
    [
        ("-- among: 所有人\n", "", "does not say among"),
        ("-- priority: 都为3\n", "", "does not say priority"),
        ("    end as not_because\n", "    end as because\n", "must end with `not_because`"),
        ("    end as not_because\n", "    end as not_because,\n    ripe.age\n", "must end with `not_because`"),
        ("    'person' as subject_kind,\n", "", "must begin with the subject's kind"),
        ("ripe as (\n", "ripe (person_id, age) as (\n", "`ripe`, from which candidates come"),
        ("left join", "anti join", "takes candidates off has no text"),
        ("left join", "semi join", "takes candidates off has no text"),
        ("exempt.person_id\n", "exempt.person_id\ngroup by all\n", "`group` belongs into a table expression"),
        ("exempt.person_id\n", "exempt.person_id\norder by age\n", "`order` belongs into a table expression"),
        ("exempt.person_id\n", "exempt.person_id\nunion all\nselect 1\n", "must end in one"),
        ("\nselect\n", "\n  select\n", "must end in one"),
        ("\nfrom ripe\n", " from ripe\n", "must end in one"),
    ],
)
def test_a_file_written_otherwise_is_refused_by_name(taken: str, put: str, told: str) -> None:
    text = HEAD + BODY
    assert text.count(taken) == 1
    with pytest.raises(ValueError, match=f"^some\\.sql: .*{re.escape(told)}"):
        parse(text.replace(taken, put))


# Every list ----------


@pytest.mark.parametrize("list_id", LISTS)
def test_what_a_list_reads_is_found_without_a_parser(list_id: str) -> None:
    assert LISTS[list_id].reads == QUERIES[list_id].reads
    assert LISTS[list_id].among
    assert LISTS[list_id].among <= LISTS[list_id].reads
    assert LISTS[list_id].parameters == QUERIES[list_id].parameters


@pytest.mark.parametrize("list_id", LISTS)
def test_a_list_ends_in_why_a_candidate_is_not_on_it(list_id: str) -> None:
    """By DuckDB's own parser: a case without an else, whose every branch is a sentence in Chinese."""
    last = parsed(LISTS[list_id].statement)["select_list"][-1]
    assert (last["alias"], last["class"]) == ("not_because", "CASE")
    assert last["else_expr"]["literal"]["kind"] == "NULL_LITERAL"
    assert last["case_checks"]
    for branch in last["case_checks"]:
        text = branch["then_expr"]
        assert any(CHINESE.search(word) for word in words(text)) or text.get("column_names", [""])[0] in TOLD_ELSEWHERE


@pytest.mark.parametrize("list_id", LISTS)
def test_only_the_last_column_keeps_candidates_off(list_id: str) -> None:
    """A row that a window, a group or a `distinct` drops has no reason; what drops rows stands in an expression."""
    last = parsed(LISTS[list_id].statement)
    assert (last["group_expressions"], last["having"], last["qualify"], last["modifiers"]) == ([], None, None, [])


@pytest.mark.parametrize("list_id", LISTS)
def test_a_list_reads_what_can_be_cut_to_one_subject(list_id: str) -> None:
    """Never staging or matches; never the widest table, of which the lists need a digest."""
    schemas = {table.partition(".")[0] for table in LISTS[list_id].reads}
    assert schemas <= {"core", "restricted", "lists", "ledger"}
    assert "core.coverage_month" not in LISTS[list_id].reads


@pytest.mark.parametrize("list_id", LISTS)
def test_the_catalogue_files_a_list_where_explain_does(list_id: str) -> None:
    assert (kind_of(QUERIES[list_id]) == "people") == (LISTS[list_id].subject_kind == "person")


def words(node: object) -> Iterator[str]:
    """The string constants of an expression."""
    if isinstance(node, dict):
        if node.get("class") == "CONSTANT" and node["literal"]["kind"] == "STRING":
            yield node["literal"]["text"]
        for child in node.values():
            yield from words(child)
    elif isinstance(node, list):
        for child in node:
            yield from words(child)
