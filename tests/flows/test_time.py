"""Time goes forward: no night of a day before the last one, none of a day that has not come."""

import shutil
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from base import clock
from base.errors import BadInput
from base.home import Home
from flows.admission import check_day
from ledger import chain
from ledger.event import Event
from tests.flows.inbox import AS_OF, fingerprint, night, small_town, write

NEXT = date(2026, 11, 23)


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Home:
    """A copy of a home that published `AS_OF`."""
    return Home(Path(shutil.copytree(published, tmp_path / "home")))


def refused(home: Home, as_of: date) -> str:
    with pytest.raises(BadInput) as refused:
        check_day(home, as_of)
    return str(refused.value)


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 10, 22), date(2025, 11, 22)])
def test_a_day_before_the_last_published_one_is_refused_and_both_are_named(home: Home, day: date) -> None:
    message = refused(home, day)
    assert f"截至日期{day}早于上次发布的2026-11-22" in message
    assert "--rehearse" in message


def test_the_same_day_again_and_a_later_one_may_be(home: Home) -> None:
    check_day(home, AS_OF)
    check_day(home, NEXT)


def test_a_night_that_goes_back_changes_nothing(home: Home, tmp_path: Path) -> None:
    inbox = write(small_town(), tmp_path / "inbox")
    before, events = fingerprint(home.root), chain.ask(home.ledger, "select count(*) from ledger.event").item()
    with pytest.raises(BadInput, match="早于上次发布的2026-11-22"):
        night(inbox, home.root, as_of=date(2026, 10, 22))
    assert fingerprint(home.root) == before
    assert chain.ask(home.ledger, "select count(*) from ledger.event").item() == events


def test_a_day_that_the_ledger_knows_counts_though_it_was_never_published(home: Home) -> None:
    """A night that was killed between the two, or a published file that was put back to an older one."""
    chain.append(home, [Event("listed", "x", "系统", as_of=NEXT)])
    assert "早于上次发布的2026-11-23" in refused(home, AS_OF)
    check_day(home, NEXT)
    home.published.unlink()
    assert "早于上次发布的2026-11-23" in refused(home, AS_OF)


def test_a_day_that_has_not_come_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.TODAY)
    monkeypatch.setattr("base.clock.now", lambda: datetime(2026, 11, 30, 2, 0))
    message = refused(home, date(2026, 12, 1))
    assert "截至日期2026-12-01晚于今天2026-11-30" in message and "--rehearse" in message
    check_day(home, date(2026, 11, 30))


def test_whoever_once_published_a_day_that_has_not_come_is_told_to_restore(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(clock.TODAY, "2026-11-30")
    with duckdb.connect(str(home.published)) as con:
        con.execute("update audit.run set as_of = date '2099-01-01'")
    assert "上次发布的截至日期2099-01-01晚于今天2026-11-30" in refused(home, date(2026, 11, 30))


def test_a_published_file_that_cannot_be_opened_is_told(home: Home) -> None:
    home.published.write_bytes(b"no database")
    assert "打不开，文件已损坏" in refused(home, NEXT)


def test_a_made_up_today_is_a_day_and_the_doctor_says_so(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.doctor import examine

    monkeypatch.setenv(clock.TODAY, "2031-01-02")
    assert clock.today() == date(2031, 1, 2)
    assert [f.is_well for f in examine(home) if clock.TODAY in f.what] == [False]
    monkeypatch.setenv(clock.TODAY, "tomorrow")
    with pytest.raises(BadInput, match=clock.TODAY):
        clock.today()
