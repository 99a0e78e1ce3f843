"""What a grid worker says at the door, one sentence a list, and whose duty it is: in its file's head, published."""

import re
from pathlib import Path

import duckdb
import pytest

from base.home import Home
from sql.catalogue import kind_of
from sql.warehouse import read_queries

LISTS = {query.path.stem: query for query in read_queries("lists")}
GOVERNMENTS = {
    "hardship_not_drawing", "hardship_not_enrolled", "hardship_not_paid_for", "hardship_without_medical",
    "land_loss_unenrolled", "land_loss_unpaid",
}  # fmt: skip
TO_TOWNS = sorted(name for name, query in LISTS.items() if query.header["tier"] != "check_data")
SAID = sorted(name for name, query in LISTS.items() if "say" in query.header)


@pytest.mark.parametrize("list_id", TO_TOWNS)
def test_a_list_that_can_go_to_a_town_has_a_sentence(list_id: str) -> None:
    assert LISTS[list_id].header.get("say")


def test_a_list_that_stays_at_the_desk_has_none() -> None:
    assert set(SAID) <= set(TO_TOWNS)


@pytest.mark.parametrize("list_id", SAID)
def test_it_is_one_polite_chinese_sentence_without_words_of_the_office(list_id: str) -> None:
    said = LISTS[list_id].header["say"]
    assert said.startswith("您好，") and said.endswith("。") and said.count("。") == 1
    assert not re.search(r"[A-Za-z0-9]|险种|申报|漏保|断保|经办|困难群体|服刑|现役|低保|特困|残疾", said)
    assert len(said) <= 80


def test_it_is_published_beside_the_list_and_null_where_there_is_none(published: Path) -> None:
    with duckdb.connect(str(Home(published).published), read_only=True) as con:
        says = dict(con.execute("select list_id, list_say from audit.list").fetchall())
    assert says["taxed_uninsured_employers"] == LISTS["taxed_uninsured_employers"].header["say"]
    assert says["blacklist_candidates"] is None


def test_who_must_join_is_the_employers_duty_save_what_the_government_owes(published: Path) -> None:
    with duckdb.connect(str(Home(published).published), read_only=True) as con:
        employers = dict(con.execute("select list_id, is_employers_duty from audit.list").fetchall())
    owed = {name for name in employers if "must_join" in LISTS[name].header["tier"]}
    assert owed & GOVERNMENTS == GOVERNMENTS
    assert {name for name, is_theirs in employers.items() if is_theirs} == owed - GOVERNMENTS


def test_no_other_list_says_that_its_duty_is_the_governments() -> None:
    assert {name for name, query in LISTS.items() if "duty" in query.header} == GOVERNMENTS
    assert {LISTS[name].header["duty"] for name in GOVERNMENTS} == {"government"}


LABEL = "低保|特困|残疾|低收入|建档立卡|返贫|救助|困难群体|服刑|监禁|矫正|参军|军人|现役|体检|接种|病"
"""What nobody at a door may read of a person."""


@pytest.mark.parametrize("list_id", TO_TOWNS)
def test_no_heading_that_a_town_reads_tells_what_is_nobodys_business(list_id: str) -> None:
    query = LISTS[list_id]
    if kind_of(query) == "people":
        assert not re.search(LABEL, query.header.get("heading", query.title.partition(":")[0]))


def test_nor_does_any_reason_that_goes_to_a_town(small_home: Path) -> None:
    with duckdb.connect(str(Home(small_home).published), read_only=True) as con:
        telling = con.execute(
            f"""
            select distinct list_id from lists."all"
            where subject_kind = 'person' and tier in ('must_join', 'persuade') and regexp_matches(reason, '{LABEL}')
            """
        ).fetchall()
    assert telling == []
