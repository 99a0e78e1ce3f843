"""Messages to lapsed members: who is due one, what it says, and that nobody is written to twice."""

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest

from base.home import Home
from flows.messages import batch
from ledger import chain
from ledger.event import Event
from tests.flows.inbox import night, small_town, write
from tests.town import Town

DAY = date(2026, 11, 22)


def town(phone: str = "13900000001") -> Town:
    small = small_town()
    for row in small.rows["resident"]:
        row["phone"] = phone if row["person_name"] == "停缴" else ""
    return small


def kinds(home: Home) -> list[tuple[str, int]]:
    statement = "select kind, count(*) from ledger.event where kind like 'message%' group by kind order by kind"
    return [tuple(row) for row in chain.ask(home.ledger, statement).rows()]


def published(root: Path, small: Town, as_of: date = DAY) -> Home:
    night(write(small, root / f"inbox{as_of}"), root / "home", as_of=as_of, threads=1)
    return Home(root / "home")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return published(tmp_path_factory.mktemp("messages"), town())


def test_a_lapsed_member_with_a_mobile_is_written_to_once_and_by_surname(home: Home) -> None:
    made = batch(home)
    assert made.path and (made.sent, made.missing) == (1, 0)
    with made.path.open(encoding="utf-8-sig", newline="") as lines:
        [row] = csv.DictReader(lines)
    assert row["手机号"] == "13900000001"
    assert row["内容"].startswith("【阜宁县社保】停先生您好：")
    assert kinds(home) == [("message due", 1), ("message sent", 1)]
    again = batch(home)
    assert (again.path, again.sent, again.missing) == (None, 0, 0)
    assert kinds(home) == [("message due", 1), ("message sent", 1)]


def test_the_file_is_for_owner_and_group_only(home: Home) -> None:
    [file] = home.messages.glob("*.csv")
    assert file.stat().st_mode & 0o007 == 0


@pytest.mark.parametrize(("days", "sent"), [(90, 0), (91, 1)])
def test_messages_are_spread_over_the_year(tmp_path: Path, days: int, sent: int) -> None:
    first = published(tmp_path, town())
    batch(first)
    later = date.fromordinal(DAY.toordinal() + days)
    with duckdb.connect(str(first.published)) as con:
        con.execute("update audit.run set as_of = ?", [later])
    assert batch(first).sent == sent


def test_who_has_no_mobile_number_is_reported(tmp_path: Path) -> None:
    home = published(tmp_path, town(phone="0515-87212345"))
    made = batch(home)
    assert (made.path, made.sent, made.missing) == (None, 0, 1)
    assert made.without and "没有可用的手机号" in made.without.read_text(encoding="utf-8-sig")
    assert kinds(home) == [("message due", 1)]


def test_a_claimed_or_closed_case_is_not_written_to(tmp_path: Path) -> None:
    home = published(tmp_path, town())
    [(case_id,)] = chain.ask(
        home.ledger, "select subject from ledger.event where kind = 'listed' and payload like '%lapsed_members%'"
    ).rows()
    chain.append(home, [Event("claimed", case_id, "张三", {"reason": "已续缴", "until": "2027-01-21"})])
    assert batch(home).sent == 0


def test_the_messages_of_the_year_stand_in_the_next_night_s_cases(tmp_path: Path) -> None:
    batch(published(tmp_path, town()))
    home = published(tmp_path, town(), date(2026, 11, 23))
    with duckdb.connect(str(home.published), read_only=True) as con:
        counts = con.execute("select messages_this_year from ledger.case where list_id = 'lapsed_members'").fetchall()
    assert counts == [(1,)]
