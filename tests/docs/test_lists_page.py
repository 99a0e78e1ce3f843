"""The catalogue of lists says what the heads of the queries say."""

from pathlib import Path

from sql import catalogue
from sql.warehouse import read_queries

PAGE = Path(__file__).parents[2] / "docs" / "lists.md"


def test_the_page_is_made_from_the_heads() -> None:
    assert PAGE.read_text("utf-8") == catalogue.page(), "python -m sql.catalogue > docs/lists.md"


def test_every_list_says_whom_it_looks_among_and_how_its_rows_are_ranked() -> None:
    for query in read_queries("lists"):
        assert {"key", "tier", "law", "plan", "needs", "among", "priority"} <= query.header.keys(), query.table
