"""Role × page × action: each cell is a test. The table is written out here, not read from the desk."""

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from tests.desk.conftest import Enter, sign_in, token_of

DESK = {"clerk", "reviewer"}
OFFICE = DESK | {"leader"}
ROLES = ("clerk", "reviewer", "town", "leader")
CELLS = {
    "GET /": OFFICE,
    "GET /inbox": DESK,
    "GET /inbox/template/{extract}": DESK,
    "POST /inbox/upload": DESK,
    "POST /inbox/complete": DESK,
    "POST /inbox/remove": DESK,
    "POST /inbox/look": DESK,
    "GET /inbox/looking": DESK,
    "POST /inbox/confirm": DESK,
    "POST /inbox/region": DESK,
    "GET /runs": DESK,
    "GET /runs/progress": DESK,
    "POST /runs/start": DESK,
    "POST /runs/accept": {"reviewer"},
    "GET /leads": DESK,
    "POST /leads/search": DESK,
    "GET /who/{key}": DESK,
    "GET /who/{key}/explained": DESK,
    "POST /who/{key}/number": DESK,
    "POST /answer": DESK,
    "GET /compare": DESK,
    "POST /compare": DESK,
    "POST /compare/back": DESK,
    "GET /feedback": DESK,
    "POST /feedback/upload": DESK,
    "GET /feedback/questioned/{number}": DESK,
    "GET /feedback/checks": DESK,
    "GET /handouts": DESK,
    "GET /handouts/file/{place}/{day}/{name}": DESK,
    "GET /handouts/survey/{folder}/{name}": DESK,
    "POST /handouts/surveys": DESK,
    "POST /handouts/again": DESK,
    "POST /handouts/messages": DESK,
    "GET /report": OFFICE,
    "GET /report/{day}/index.html": OFFICE,
    "GET /report/{day}/towns/{name}": OFFICE,
    "GET /report/{day}/report.xlsx": OFFICE,
    "GET /system": DESK,
    "GET /system/doctor": DESK,
    "POST /system/backup": DESK,
    "GET /system/accounts": {"reviewer"},
    "POST /system/accounts": {"reviewer"},
    "GET /walk": {"town"},
    "POST /walk/answer": {"town"},
}
OPEN = {"GET /sign-in", "POST /sign-in", "POST /sign-out", "GET /link/{token}", "POST /link/{token}"}
FILLED = {
    "{extract}": "death",
    "{key}": "KAAAA",
    "{number}": "0",
    "{place}": "worklists",
    "{day}": "2026-11-22",
    "{name}": "x.xlsx",
}


def call(browser: TestClient, cell: str, token: str = "") -> int:
    method, path = cell.split(" ")
    for gap, value in FILLED.items():
        path = path.replace(gap, value)
    # A form with nothing in it changes nothing, but /runs/start and /inbox/look, which need nothing: a wrong day.
    data = {"csrf": token, "as_of": "never"} if token else {"as_of": "never"}
    answer = browser.get(path) if method == "GET" else browser.post(path, data=data)
    return answer.status_code


def test_every_page_and_action_stands_in_the_table(app: FastAPI) -> None:
    routes = {f"{method} {route.path}" for route in routes_of(app) for method in route.methods}
    assert routes == CELLS.keys() | OPEN


def routes_of(app: FastAPI) -> list[APIRoute]:
    from desk import sign_in as first
    from desk.app import PAGES

    return [route for room in (first, *PAGES) for route in room.router.routes if isinstance(route, APIRoute)]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started and nothing is handed out: who may is all that is asked here."""
    for name in ("start_night", "start_look"):
        monkeypatch.setattr(f"flows.child.{name}", lambda *of: None)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says_and_nothing_else(role: str, cell: str, enter: Enter, quiet: None) -> None:
    browser = enter(role)
    status = call(browser, cell, token_of(browser))
    assert status != 500
    assert (status != 403) == (role in CELLS[cell]), status


@pytest.mark.parametrize("cell", CELLS)
def test_nobody_who_has_not_signed_in_gets_further_than_the_door(cell: str, app: FastAPI) -> None:
    browser = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    assert call(browser, cell) == 303


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.startswith("POST")])
def test_a_form_without_the_session_s_token_is_not_taken(cell: str, enter: Enter, quiet: None) -> None:
    role = sorted(CELLS[cell])[0]
    assert call(enter(role), cell) == 403
    assert call(enter(role), cell, "another") == 403


def test_a_form_of_another_site_is_not_taken(enter: Enter) -> None:
    browser = enter("clerk")
    sent = {"csrf": token_of(browser), "text": "王"}
    assert browser.post("/leads/search", data=sent).status_code == 200
    for origin in ("http://evil.example", "null", "http://127.0.0.1:9"):
        assert browser.post("/leads/search", data=sent, headers={"Origin": origin}).status_code == 403


def test_every_answer_bears_the_headers(enter: Enter) -> None:
    for path in ("/", "/leads", "/nowhere", "/static/desk.css", "/sign-in"):
        headers = enter("clerk").get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"] and "unsafe" not in str(headers)
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == ("max-age=86400" if "static" in path else "no-store")


def test_the_cookie_is_for_this_site_alone_and_no_script_reads_it(app: FastAPI) -> None:
    browser = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    page = browser.get("/sign-in")
    from tests.desk.conftest import PASSWORD, csrf

    given = browser.post("/sign-in", data={"login": "clerk", "password": PASSWORD, "csrf": csrf(page.text)})
    cookie = next(value for value in given.headers.get_list("set-cookie") if value.startswith("yingbao_desk"))
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Secure" not in cookie


def test_who_signs_out_is_out(app: FastAPI) -> None:
    browser = sign_in(app, "leader")
    token = token_of(browser)
    kept = browser.cookies["yingbao_desk"]
    browser.post("/sign-out", data={"csrf": token})
    browser.cookies.set("yingbao_desk", kept)
    assert browser.get("/").status_code == 303
