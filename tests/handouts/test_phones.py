"""Which telephone numbers cannot be true."""

import polars as pl
import pytest

from handouts.phones import marked, possible


@pytest.mark.parametrize(
    ("text", "may_be_true"),
    [
        ("13851234001", True), ("+86 138-5123-4001", True), ("0515-87220003", True), ("87220003", True),
        ("8722000", True), ("(0515)87220003转801", True), ("400-8001234", True), ("13851234001/13961234567", True),
        ("儿子13851234001", True),
        ("1385123400", False), ("138512340012", False), ("13800000000", False), ("12345678", False), ("无", False),
        ("12851234001", False), ("95533", False),
    ],
)  # fmt: skip
def test_a_number_may_be_true_where_china_numbers_telephones_like_that(text: str, *, may_be_true: bool) -> None:
    assert pl.select(possible(pl.lit(text))).item() is may_be_true


def test_only_what_cannot_be_true_is_marked_and_nothing_is_made_of_nothing() -> None:
    shown = pl.DataFrame({"phone": ["13851234001", "1385123400", "", None]}).select(marked("phone"))
    assert shown["phone"].to_list() == ["13851234001", "1385123400（有误）", "", None]
