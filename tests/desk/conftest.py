"""A desk over the small town's first night: four accounts, one of each role, and a browser for each."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from base.home import Home
from desk.app import application
from tests.town import VILLAGE

PASSWORD = "four words of mine"
TOWN = VILLAGE[:9]
PEOPLE = {"clerk": "王经办", "reviewer": "李审核", "town": "周网格", "leader": "赵领导"}
Enter = Callable[[str], TestClient]


@pytest.fixture(scope="module")
def home(first_night: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the small town's home for the tests of one file."""
    place = tmp_path_factory.mktemp("desk") / "home"
    shutil.copytree(first_night / "home", place)
    return Home(place)


@pytest.fixture(scope="module")
def app(home: Home) -> FastAPI:
    """The desk; its accounts bear their role's name."""
    app = application(home)
    for role, person in PEOPLE.items():
        accounts = app.state.desk.accounts
        accounts.set_password(accounts.add(role, person, role, TOWN if role == "town" else None), PASSWORD)
    return app


@pytest.fixture(scope="module")
def enter(app: FastAPI) -> Iterator[Enter]:
    """A browser in which somebody has signed in, one a role; the desk is at work meanwhile."""
    entered: dict[str, TestClient] = {}

    def enter(role: str) -> TestClient:
        if role not in entered:
            entered[role] = sign_in(app, role)
        return entered[role]

    with TestClient(app, base_url="http://127.0.0.1"):
        yield enter


def sign_in(app: FastAPI, login: str) -> TestClient:
    """A browser of somebody's own."""
    browser = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False)
    page = browser.get("/sign-in").text
    answer = browser.post("/sign-in", data={"login": login, "password": PASSWORD, "csrf": csrf(page)})
    assert answer.status_code == 303, answer.text
    return browser


def csrf(page: str) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def token_of(browser: TestClient) -> str:
    """The session's token, from whatever page its role begins on."""
    for path in ("/", "/walk"):
        page = browser.get(path)
        if page.status_code == 200:
            return csrf(page.text)
    raise AssertionError("no page opens")
