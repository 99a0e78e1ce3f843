"""Accounts, one-time links, sessions that expire, and being locked out; on a clock of the test's own."""

import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from base.errors import BadInput
from desk.accounts import AT_MOST, IDLE, LINK_HOLDS, LOCKED_FOR, TRIES, Accounts

WORD = "four words of mine"


class Clock:
    """A moment that only moves when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9)

    def __call__(self) -> datetime:
        return self.at

    def on(self, by: timedelta) -> None:
        self.at += by


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    return Accounts(tmp_path / "desk" / "accounts.sqlite", clock)


def make(accounts: Accounts, login: str = "wang", role: str = "reviewer") -> None:
    accounts.set_password(accounts.add(login, f"{login}姓名", role), WORD)


def test_the_file_is_its_owner_s_alone_and_holds_no_token(accounts: Accounts) -> None:
    token = accounts.add("wang", "王", "clerk")
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600
    assert token.encode() not in accounts.path.read_bytes()


def test_a_link_sets_a_password_once(accounts: Accounts) -> None:
    token = accounts.add("wang", "王", "clerk")
    assert accounts.sign_in("wang", WORD) is None
    accounts.set_password(token, WORD)
    assert accounts.sign_in("wang", WORD)
    with pytest.raises(BadInput, match="已经用过或过期"):
        accounts.set_password(token, WORD)


def test_a_link_holds_a_day(accounts: Accounts, clock: Clock) -> None:
    token = accounts.add("wang", "王", "clerk")
    clock.on(LINK_HOLDS - timedelta(seconds=1))
    assert accounts.of_link(token)
    clock.on(timedelta(seconds=1))
    assert accounts.of_link(token) is None


def test_a_new_link_takes_the_place_of_the_one_before_and_ends_the_sessions(accounts: Accounts) -> None:
    make(accounts)
    entered = accounts.sign_in("wang", WORD)
    assert entered
    first, second = accounts.link("wang"), accounts.link("wang")
    assert accounts.of_link(first) is None
    accounts.set_password(second, "another word of mine")
    assert accounts.session(entered[0]) is None
    assert accounts.sign_in("wang", WORD) is None


@pytest.mark.parametrize("word", ["short", "aaaaaaaaaaaaaa", "ababababababab"])
def test_a_weak_password_is_not_taken(accounts: Accounts, word: str) -> None:
    with pytest.raises(BadInput, match="密码至少"):
        accounts.set_password(accounts.add("wang", "王", "clerk"), word)


def test_a_session_nobody_uses_ends(accounts: Accounts, clock: Clock) -> None:
    make(accounts)
    entered = accounts.sign_in("wang", WORD)
    assert entered
    for _ in range(3):
        clock.on(IDLE - timedelta(seconds=1))
        assert accounts.session(entered[0])
    clock.on(IDLE)
    assert accounts.session(entered[0]) is None


def test_every_session_ends_however_much_it_is_used(accounts: Accounts, clock: Clock) -> None:
    make(accounts)
    entered = accounts.sign_in("wang", WORD)
    assert entered
    begun = clock.at
    while clock.at - begun < AT_MOST - timedelta(minutes=20):
        clock.on(timedelta(minutes=20))
        assert accounts.session(entered[0])
    clock.on(timedelta(minutes=20))
    assert accounts.session(entered[0]) is None


def test_after_so_many_wrong_words_nobody_gets_in_for_a_while(accounts: Accounts, clock: Clock) -> None:
    make(accounts)
    for _ in range(TRIES - 1):
        assert accounts.sign_in("wang", "wrong") is None
    assert accounts.sign_in("wang", WORD)
    for _ in range(TRIES):
        accounts.sign_in("wang", "wrong")
    assert accounts.sign_in("wang", WORD) is None
    clock.on(LOCKED_FOR - timedelta(seconds=1))
    assert accounts.sign_in("wang", WORD) is None
    clock.on(timedelta(seconds=1))
    assert accounts.sign_in("wang", WORD)


def test_a_closed_account_is_out_at_once_and_the_last_reviewer_stays(accounts: Accounts) -> None:
    make(accounts)
    make(accounts, "li", "clerk")
    entered = accounts.sign_in("li", WORD)
    assert entered
    accounts.close("li")
    assert accounts.session(entered[0]) is None and accounts.sign_in("li", WORD) is None
    with pytest.raises(BadInput, match="最后一个审核账号"):
        accounts.close("wang")


def test_two_people_do_not_share_a_name_in_the_ledger(accounts: Accounts) -> None:
    accounts.add("wang", "王芳", "clerk")
    with pytest.raises(BadInput, match="同名"):
        accounts.add("wang2", "王芳", "clerk")


@pytest.mark.parametrize(("role", "town"), [("town", None), ("clerk", "320923100"), ("king", None)])
def test_a_town_s_account_has_a_town_and_no_other_has(accounts: Accounts, role: str, town: str | None) -> None:
    with pytest.raises(BadInput):
        accounts.add("wang", "王", role, town)
