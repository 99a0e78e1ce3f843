"""Every query that the analysts' page shows runs on a published night, and finds something there."""

import re
from pathlib import Path

import duckdb
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "analysts.md"
QUESTIONS = re.findall(
    r"^## (\d+)\. ([^\n]+)\n.*?^```sql\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
)


def test_there_are_thirteen_questions() -> None:
    assert [int(number) for number, _, _ in QUESTIONS] == list(range(1, 14))


@pytest.mark.parametrize("file", ["yingbao.duckdb", "analysis.duckdb"])
@pytest.mark.parametrize(("number", "query"), [(number, query) for number, _, query in QUESTIONS])
def test_a_question_is_answered_by_its_query(small_home: Path, number: str, query: str, file: str) -> None:
    with duckdb.connect(str(small_home / "published" / file), read_only=True) as con:
        assert con.execute(query).fetchall(), number


@pytest.mark.parametrize("query", [query for _, _, query in QUESTIONS])
def test_a_query_reads_only_what_analysts_are_given(query: str) -> None:
    schemas = set(re.findall(r"\b(?:from|join)\s+(\w+)\.", query))
    assert schemas <= {"core", "lists", "indicator", "audit"}
