"""What becomes of a lead from night to night: opened, followed, closed because the data say so, opened again."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from base.home import Home
from ledger import chain
from sql import gates
from tests.flows.inbox import night, rows, small_town, write
from tests.town import Town, citizen

FIRST, SECOND, THIRD = date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24)


class County:
    """One home over several nights; each night gets the town as it is then."""

    def __init__(self, root: Path) -> None:
        self.root, self.home, self.nights = root, root / "home", 0

    def night(self, town: Town, as_of: date, **values: Any) -> None:
        self.nights += 1
        night(write(town, self.root / f"inbox{self.nights}"), self.home, as_of=as_of, threads=1, **values)

    def cases(self, list_id: str, *columns: str) -> list[tuple[Any, ...]]:
        chosen = ", ".join(columns or ("subject_id", "state"))
        return rows(self.home, f"select {chosen} from ledger.case where list_id = '{list_id}' order by all")

    def events(self, list_id: str) -> list[tuple[Any, ...]]:
        return rows(
            self.home,
            f"""
            select event.as_of::varchar, event.kind, json_extract_string(event.payload, '$.because')
            from ledger.event as event join ledger.case as case_ on event.subject = case_.case_id
            where list_id = '{list_id}' order by sequence
            """,
        )


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


@pytest.fixture
def begun(county: County, first_night: Path) -> County:
    """A county that has the first night of `small_town()` behind it."""
    shutil.copytree(first_night / "home", county.home)
    return county


def steady_town(lapsed: bool) -> Town:
    """A small town with so many payments that a few more or fewer of them hold no night."""
    town = small_town(lapsed=lapsed)
    town.paid("who | insurance | firm | months\n在职 | 110 | 甲厂 | 2023-01..2025-12")
    return town


def lapsed(town: Town) -> list[tuple[Any, ...]]:
    return [(town.ids["停缴"], "open")]


def test_every_lead_opens_a_case_on_the_night_that_first_lists_it(begun: County) -> None:
    town = small_town()
    assert begun.cases("lapsed_members") == lapsed(town)
    leads = rows(begun.home, 'select count(*) from lists."all"')
    assert rows(begun.home, "select count(*) from ledger.event where kind = 'listed'") == leads
    assert rows(begun.home, 'select count(*) from lists."all" semi join ledger."case" using (case_id)') == leads


def test_a_second_night_that_says_the_same_adds_nothing(begun: County) -> None:
    town = small_town()
    before = rows(begun.home, "select count(*) from ledger.event where kind <> 'sent'")
    begun.night(town, SECOND)
    assert rows(begun.home, "select count(*) from ledger.event where kind <> 'sent'") == before


def test_who_leaves_a_list_is_settled_by_the_data_and_who_returns_is_opened_again_with_the_history(
    county: County,
) -> None:
    county.night(steady_town(lapsed=True), FIRST)
    before = county.cases("lapsed_members", "case_id")
    county.night(steady_town(lapsed=False), SECOND)
    assert county.cases("lapsed_members", "state", "closed_because") == [("closed", "数据已解决")]
    county.night(steady_town(lapsed=True), THIRD)
    assert county.cases("lapsed_members", "case_id") == before
    assert county.events("lapsed_members") == [
        ("2026-11-22", "listed", None),
        ("2026-11-22", "sent", None),
        ("2026-11-23", "closed", "数据已解决"),
        ("2026-11-24", "reopened", "又列入清单"),
    ]


def test_a_case_that_becomes_another_tier_is_changed_not_opened_anew(begun: County) -> None:
    town = small_town()
    town.wages("who | firm | months\n停缴 | 甲厂 | 2026-06..2026-10")
    begun.night(town, SECOND)
    assert begun.cases("lapsed_members", "tier", "state") == [("must_join", "open")]
    assert [kind for _, kind, _ in begun.events("lapsed_members")] == ["listed", "sent", "changed"]


def test_a_truncated_extract_that_somebody_lets_pass_closes_nothing_until_it_is_whole_again(begun: County) -> None:
    truncated = small_town()
    truncated.rows["contribution"] = truncated.rows["contribution"][:1]
    truncated.rows["member"] = truncated.rows["member"][:1]
    begun.night(truncated, SECOND, accept=("extract_shrank", "list_jumped"), by="张科长")
    assert lapsed(truncated)[0] in begun.cases("lapsed_members")
    # nor on the nights after it, when nothing shrinks any more
    begun.night(truncated, THIRD)
    assert lapsed(truncated)[0] in begun.cases("lapsed_members")
    begun.night(small_town(lapsed=False), date(2026, 11, 25))
    assert (truncated.ids["停缴"], "closed") in begun.cases("lapsed_members")


def test_who_says_that_the_smaller_data_are_whole_lets_cases_close_again(county: County) -> None:
    county.night(small_town(children=20), FIRST)
    smaller = small_town(lapsed=False)
    county.night(smaller, SECOND, accept=("extract_shrank",), by="张科长")
    assert county.cases("lapsed_members", "state") == [("open",)]
    county.night(smaller, THIRD, accept=(gates.WHOLE,), by="张科长")
    assert county.cases("lapsed_members", "state") == [("closed",)]
    assert rows(county.home, "select actor from ledger.event where kind in ('accepted', 'released')") == [
        ("张科长",),
        ("张科长",),
    ]


def test_a_missing_extract_closes_nothing(begun: County) -> None:
    without = small_town()
    del without.rows["member"]
    begun.night(without, SECOND, accept=("extract_shrank", "list_jumped"), by="张科长")
    assert begun.cases("lapsed_members", "state") == [("open",)]


def renumber(town: Town, old: str, new: str) -> Town:
    """Every department prints another number from now on."""
    for extract in town.rows.values():
        for row in extract:
            for name, value in row.items():
                if value == old:
                    row[name] = new
    return town


def test_a_case_stays_the_same_when_its_person_s_number_is_mended(county: County) -> None:
    town = small_town()
    right = town.ids["大龄"]
    wrong = right[:-1] + str((int(right[-1].replace("X", "0")) + 1) % 10)
    county.night(renumber(small_town(), right, wrong), FIRST)
    [(case_id, subject)] = county.cases("unenrolled_residents_45_plus", "case_id", "subject_id")
    assert subject != right
    county.night(town, SECOND)
    assert county.cases("unenrolled_residents_45_plus", "case_id", "subject_id", "state") == [(case_id, right, "open")]


def test_a_case_follows_the_member_whose_id_number_turns_out_to_be_another(begun: County) -> None:
    town = small_town()
    other = citizen("1979-05-05", "男", 77)
    [(case_id,)] = begun.cases("lapsed_members", "case_id")
    # the same member number, another ID number in every file
    begun.night(renumber(small_town(), town.ids["停缴"], other), SECOND)
    assert begun.cases("lapsed_members", "case_id", "subject_id", "state") == [(case_id, other, "open")]


def test_a_case_follows_a_unit_that_gets_its_credit_code(county: County) -> None:
    town = small_town()
    code = town.firm_ids["乙厂"]
    earlier = f"320923{code[8:17]}"
    county.night(renumber(small_town(), code, earlier), FIRST)
    [(case_id, subject)] = county.cases("taxed_uninsured_employers", "case_id", "subject_id")
    assert subject != code
    county.night(town, SECOND)
    assert county.cases("taxed_uninsured_employers", "case_id", "subject_id") == [(case_id, code)]


def test_a_case_follows_nobody_when_another_person_takes_the_name(begun: County) -> None:
    stranger = citizen("1955-05-05", "女", 400)
    town = renumber(small_town(), small_town().ids["大龄"], stranger)
    begun.night(town, SECOND)
    states = begun.cases("unenrolled_residents_45_plus", "subject_id", "state", "closed_because")
    assert states == [(small_town().ids["大龄"], "closed", "数据已解决")]


def test_a_list_that_the_region_no_longer_computes_closes_nothing_by_itself(begun: County) -> None:
    untaxed = small_town()
    del untaxed.rows["tax_payment"]
    begun.night(untaxed, SECOND, accept=("extract_shrank", "list_jumped"), by="张科长")
    begun.night(untaxed, THIRD, accept=(gates.WHOLE,), by="张科长")
    assert begun.cases("taxed_uninsured_employers", "state") == [("open",)]


def test_a_crash_between_the_ledger_and_the_publication_doubles_nothing(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crashed(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("sql.publication.replace", crashed)
        with pytest.raises(Exception, match="发布"):
            county.night(small_town(), FIRST)
    count = chain.ask(Home(county.home).ledger, "select count(*) from ledger.event")
    county.night(small_town(), SECOND)
    sent = "select count(*) from ledger.event where kind <> 'sent'"
    assert chain.ask(Home(county.home).ledger, sent).rows() == count.rows()
    assert chain.verify(Home(county.home).ledger) == []


def test_a_damaged_ledger_stops_the_night_and_yesterday_s_file_stands(begun: County) -> None:
    published = Home(begun.home).published.read_bytes()
    Home(begun.home).ledger.write_bytes(b"not a database")
    with pytest.raises(Exception, match="账本"):
        begun.night(small_town(), SECOND)
    assert Home(begun.home).published.read_bytes() == published
