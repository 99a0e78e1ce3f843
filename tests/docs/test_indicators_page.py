"""The catalogue of indicators says what the heads of the queries say."""

from pathlib import Path

from sql import indicator_page

PAGE = Path(__file__).parents[2] / "docs" / "indicators.md"


def test_the_page_is_made_from_the_heads() -> None:
    assert PAGE.read_text("utf-8") == indicator_page.page(), "python -m sql.indicator_page > docs/indicators.md"
