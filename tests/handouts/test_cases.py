"""The key of a row tells which cases it answers and what stood on it, to nobody but us."""

import polars as pl

from handouts.cases import keys, prints_of, row_key
from handouts.forms import GREY
from regions.outcomes import EMPLOYERS, PEOPLE
from tests.handouts.visits import AS_OF, SECRET

SHOWN = pl.DataFrame({header: [f"甲{place}", f"乙{place}"] for place, header in enumerate(GREY[PEOPLE])})
SUBJECTS = pl.DataFrame({"town_code": ["320923100"] * 2, "case_ids": ["0123456789abcdef", "a|b|c"]})
ONE, THREE = keys(SECRET, PEOPLE, SHOWN, SUBJECTS, AS_OF)


def test_a_key_tells_day_town_cases_and_a_print_of_each_cell() -> None:
    key = row_key(SECRET, PEOPLE, THREE, GREY[PEOPLE])
    assert key
    assert (key.as_of, key.town_code, key.case_ids) == (AS_OF, "320923100", ("a", "b", "c"))
    assert key.prints == {header: prints_of([f"乙{place}"])[0] for place, header in enumerate(GREY[PEOPLE])}


def test_it_opens_for_its_own_kind_and_secret_only() -> None:
    assert row_key(SECRET, PEOPLE, ONE, GREY[PEOPLE])
    assert row_key(SECRET, EMPLOYERS, ONE, GREY[EMPLOYERS]) is None
    assert row_key("1" * 64, PEOPLE, ONE, GREY[PEOPLE]) is None


def test_columns_that_a_later_version_adds_do_not_close_an_old_key() -> None:
    key = row_key(SECRET, PEOPLE, ONE, (*GREY[PEOPLE], "新列"))
    assert key
    assert "新列" not in key.prints
    assert key.prints["姓名"] == prints_of(["甲1"])[0]


def test_it_is_short() -> None:
    assert len(ONE) <= 193


def test_a_print_forgives_what_programs_change_and_nothing_else() -> None:
    one, *same = prints_of(["三组5号 甲", "三组５号甲", " 三组5号\n甲 ", "三组5号甲\u200b"])
    assert set(same) == {one}
    assert prints_of(["3"]) == prints_of(["3.0"])
    assert len(set(prints_of(["", "3", "30", "三组5号", "三组6号", "李**", "王**"]))) == 7
