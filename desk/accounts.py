"""Who may use the desk: accounts, their one-time links, and sessions that expire; `home/desk/accounts.sqlite`, 0600.

Tokens are kept as digests only: whoever reads the file can sign in as nobody.
"""

import hashlib
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from base import clock
from base.atomic import PRIVATE_FILE, PRIVATE_FOLDER
from base.errors import BadInput
from desk.access import ROLES, TOWN

IDLE, AT_MOST = timedelta(minutes=30), timedelta(hours=10)
"""A session nobody uses ends after the one, every session after the other."""
TOWN_IDLE, TOWN_AT_MOST = timedelta(hours=8), timedelta(hours=14)
"""On a walk the telephone is put away between two doors."""
TRIES, LOCKED_FOR = 5, timedelta(minutes=15)
LINK_HOLDS = timedelta(hours=24)
SHORTEST = 10
"""Characters of a password."""

_TABLES = """
    create table if not exists account (
        login text primary key, person text not null, role text not null, town_code text, password text,
        made_at text not null, is_open integer not null default 1, failures integer not null default 0,
        locked_until text
    );
    create table if not exists link (digest text primary key, login text not null, expires_at text not null);
    create table if not exists session (
        digest text primary key, login text not null, csrf text not null, begun_at text not null, seen_at text not null
    );
"""


@dataclass(frozen=True)
class Account:
    """Who somebody is at the desk."""

    login: str
    person: str
    """The name that stands beside what they answer."""
    role: str
    town_code: str | None = None
    is_open: bool = True
    has_password: bool = False


@dataclass(frozen=True)
class Session:
    """Somebody who has signed in."""

    account: Account
    csrf: str


class Accounts:
    """The file of accounts. Every method is a transaction of its own; any thread may call it."""

    def __init__(self, path: Path, now: Callable[[], datetime] = clock.now) -> None:
        self.path, self.now = path, now
        self._hasher = PasswordHasher()
        # A hash takes 64 MB: two at a time, whoever knocks.
        self._hashing = threading.Semaphore(2)
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
        with self._open() as con:
            con.executescript(_TABLES)
        self._nobody = self._hash(secrets.token_hex())

    # Accounts

    def all(self) -> list[Account]:
        """Every account, by its login."""
        with self._open() as con:
            return [_account(row) for row in con.execute("select * from account order by login")]

    def add(self, login: str, person: str, role: str, town_code: str | None = None) -> str:
        """A new account without a password; returns the secret of the link that sets one. Raises BadInput."""
        login, person = login.strip(), person.strip()
        if not (login.isascii() and login.isalnum() and 2 <= len(login) <= 30):
            raise BadInput("账号用2到30个字母或数字。")
        if not 1 <= len(person) <= 20:
            raise BadInput("姓名请写1到20个字。")
        if role not in ROLES:
            raise BadInput("请选择角色。")
        if (role == TOWN) != bool(town_code):
            raise BadInput("乡镇账号要选定一个乡镇，其他角色不选乡镇。")
        with self._open() as con:
            if con.execute("select 1 from account where person = ?", [person]).fetchone():
                raise BadInput("已有同名的人；账本里要分得清是谁，请在姓名后加单位或数字。")
            row = (login, person, role, town_code, self.now().isoformat())
            try:
                con.execute("insert into account (login, person, role, town_code, made_at) values (?, ?, ?, ?, ?)", row)
            except sqlite3.IntegrityError:
                raise BadInput("已经有这个账号。") from None
            return self._linked(con, login)

    def link(self, login: str) -> str:
        """A new one-time link for an account, and none before it works any more. Raises BadInput."""
        with self._open() as con:
            self._known(con, login)
            return self._linked(con, login)

    def close(self, login: str, is_open: bool = False) -> None:
        """Close an account, or open it again; its sessions end. The last reviewer stays. Raises BadInput."""
        with self._open() as con:
            account = self._known(con, login)
            others = "select count(*) from account where role = 'reviewer' and is_open = 1 and login <> ?"
            if account.role == "reviewer" and not is_open and not con.execute(others, [login]).fetchone()[0]:
                raise BadInput("这是最后一个审核账号，不能停用；请先另建一个。")
            con.execute("update account set is_open = ?, failures = 0, locked_until = null where login = ?",
                        (int(is_open), login))  # fmt: skip
            con.execute("delete from session where login = ?", [login])
            con.execute("delete from link where login = ?", [login])

    def is_begun(self) -> bool:
        """Whether anybody has set a password."""
        with self._open() as con:
            return bool(con.execute("select count(*) from account where password is not null").fetchone()[0])

    # Links and passwords

    def of_link(self, token: str) -> Account | None:
        """Whose link it is; None where it was used, is too old, or none of ours."""
        with self._open() as con:
            return self._of_link(con, token)

    def set_password(self, token: str, password: str) -> Account:
        """Use a link up. Raises BadInput for a link that does not work, and a password that is too weak."""
        if len(password) < SHORTEST or len(set(password)) < 5:
            raise BadInput(f"密码至少{SHORTEST}个字符，不能只有一两种字符；可以用几个词连起来。")
        hashed = self._hash(password)
        with self._open() as con:
            account = self._of_link(con, token)
            if account is None:
                raise BadInput("这个链接已经用过或过期，请联系管理员重发。")
            if password.lower() in (account.login.lower(), account.person):
                raise BadInput("密码不能和账号或姓名一样。")
            con.execute("delete from link where login = ?", [account.login])
            con.execute("delete from session where login = ?", [account.login])
            con.execute("update account set password = ?, failures = 0, locked_until = null where login = ?",
                        (hashed, account.login))  # fmt: skip
            return account

    def sign_in(self, login: str, password: str) -> tuple[str, Session] | None:
        """A new session and its token; None for a wrong word, whoever is asked for, and while one is locked out."""
        now = self.now()
        with self._open() as con:
            row = con.execute("select * from account where login = ?", [login]).fetchone()
        is_locked = row is not None and row["locked_until"] is not None and row["locked_until"] > now.isoformat()
        known = row["password"] if row is not None and row["is_open"] and not is_locked else None
        is_right = self._matches(known or self._nobody, password) and known is not None
        with self._open() as con:
            if not is_right:
                if row is not None and not is_locked:
                    self._failed(con, row["login"], now)
                return None
            con.execute("update account set failures = 0, locked_until = null where login = ?", [login])
            token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
            con.execute("delete from session where begun_at < ?", [(now - TOWN_AT_MOST).isoformat()])
            con.execute("insert into session values (?, ?, ?, ?, ?)",
                        (_digest(token), login, csrf, now.isoformat(), now.isoformat()))  # fmt: skip
            return token, Session(_account(row), csrf)

    def session(self, token: str) -> Session | None:
        """Whose session it is, which goes on for it; None where there is none, or it has expired."""
        now = self.now()
        with self._open() as con:
            row = con.execute(
                "select account.*, csrf, begun_at, seen_at, digest from session join account using (login)"
                " where digest = ? and is_open = 1",
                [_digest(token)],
            ).fetchone()
            if row is None:
                return None
            idle, at_most = (TOWN_IDLE, TOWN_AT_MOST) if row["role"] == TOWN else (IDLE, AT_MOST)
            seen, begun = (datetime.fromisoformat(row[name]) for name in ("seen_at", "begun_at"))
            if now - seen >= idle or now - begun >= at_most:
                con.execute("delete from session where digest = ?", [row["digest"]])
                return None
            if now - seen >= timedelta(minutes=1):
                con.execute("update session set seen_at = ? where digest = ?", (now.isoformat(), row["digest"]))
            return Session(_account(row), row["csrf"])

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._open() as con:
            con.execute("delete from session where digest = ?", [_digest(token)])

    # Within

    def _failed(self, con: sqlite3.Connection, login: str, now: datetime) -> None:
        con.execute("update account set failures = failures + 1 where login = ?", [login])
        con.execute("update account set failures = 0, locked_until = ? where login = ? and failures >= ?",
                    ((now + LOCKED_FOR).isoformat(), login, TRIES))  # fmt: skip

    def _linked(self, con: sqlite3.Connection, login: str) -> str:
        token = secrets.token_urlsafe(24)
        con.execute("delete from link where login = ?", [login])
        con.execute("insert into link values (?, ?, ?)",
                    (_digest(token), login, (self.now() + LINK_HOLDS).isoformat()))  # fmt: skip
        return token

    def _of_link(self, con: sqlite3.Connection, token: str) -> Account | None:
        found = con.execute(
            "select account.* from link join account using (login) where digest = ? and expires_at > ? and is_open = 1",
            (_digest(token), self.now().isoformat()),
        ).fetchone()
        return _account(found) if found is not None else None

    def _known(self, con: sqlite3.Connection, login: str) -> Account:
        row = con.execute("select * from account where login = ?", [login]).fetchone()
        if row is None:
            raise BadInput("没有这个账号。")
        return _account(row)

    def _hash(self, password: str) -> str:
        with self._hashing:
            return self._hasher.hash(password)

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            with self._hashing:
                return self._hasher.verify(hashed, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        con = sqlite3.connect(self.path, timeout=20)
        try:
            con.row_factory = sqlite3.Row
            con.execute("pragma synchronous = full")
            with con:
                yield con
        finally:
            con.close()


def _account(row: sqlite3.Row) -> Account:
    return Account(
        row["login"], row["person"], row["role"], row["town_code"], bool(row["is_open"]), row["password"] is not None
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
