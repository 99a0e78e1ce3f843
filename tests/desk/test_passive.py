"""What a passive scanner of web applications looks for (headers, cookies, leaks, mixed content, caches), on every page.

A fixed list in place of a scanner that cannot be installed here: each rule is one that such a scanner reports.
"""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from base.home import Home
from desk.app import application
from tests.desk.conftest import PASSWORD, Enter, csrf
from tests.desk.test_access import CELLS, FILLED, ROLES

OPEN = ("/sign-in", "/link/none", "/nowhere", "/static/desk.css", "/static/desk.js", "/static/walk.worker.js",
        "/static/walk.away.html", "/static/nothing.js", "/static/..%2fapp.py")  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LEAKS = ("Server", "X-Powered-By", "X-AspNet-Version", "X-Runtime", "Via", "Access-Control-Allow-Origin")
TELLS = re.compile(r"Traceback|starlette|fastapi|uvicorn|duckdb\.|sqlite3|File \"|site-packages|\.py\b", re.IGNORECASE)


def seen(enter: Enter, role: str) -> list[tuple[str, Response]]:
    """Everything that is read by a role, whether it may or not, and what stands open."""
    browser = enter(role)
    paths = [cell.removeprefix("GET ") for cell in CELLS if cell.startswith("GET ")]
    for gap, value in FILLED.items():
        paths = [path.replace(gap, value) for path in paths]
    return [
        (path, browser.get(path)) for path in (*paths, *OPEN, "/walk?village=none", "/report/2026-11-22/index.html")
    ]


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_bears_the_headers_and_tells_no_version(role: str, enter: Enter) -> None:
    for path, answer in seen(enter, role):
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path
        assert not [name for name in LEAKS if name in answer.headers], path
        if "text/html" in answer.headers.get("Content-Type", ""):
            assert "charset=utf-8" in answer.headers["Content-Type"], path
            assert not TELLS.search(re.sub("<(script|style)[^>]*>.*?</(script|style)>", "", answer.text, flags=re.S)), (
                path
            )


@pytest.mark.parametrize("role", ROLES)
def test_every_policy_names_no_other_host_and_lets_no_page_write_its_own_script(role: str, enter: Enter) -> None:
    for path, answer in seen(enter, role):
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'", path
        assert "unsafe" not in policy["script-src"] and "*" not in str(policy) and "http" not in str(policy), path
        assert policy["base-uri"] == "'none'" and policy["form-action"] in ("'self'", "'none'"), path
        # The report alone has its style in itself; it reaches nothing, and nothing of the desk.
        assert ("unsafe-inline" in policy.get("style-src", "")) == ("sandbox" in policy), path


@pytest.mark.parametrize("role", ROLES)
def test_no_cache_keeps_a_page_and_only_files_of_the_desk_are_kept(role: str, enter: Enter) -> None:
    for path, answer in seen(enter, role):
        wanted = "max-age=86400" if path.startswith("/static/") else "no-store"
        assert answer.headers["Cache-Control"] == wanted, path
        assert ("Service-Worker-Allowed" in answer.headers) == (path == "/static/walk.worker.js"), path
        assert answer.headers.get("Service-Worker-Allowed", "/walk") == "/walk"


@pytest.mark.parametrize("role", ROLES)
def test_no_page_asks_another_host_or_sends_a_form_without_its_token(role: str, enter: Enter) -> None:
    for path, answer in seen(enter, role):
        if "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        asked = re.findall(r"""(?:src|href|action|hx-post|hx-get)=["']([^"']*)""", answer.text)
        assert not [one for one in asked if re.match(r"(https?:)?//", one)], path
        assert not re.search(r"<(script|style)(?![^>]*src)[^>]*>", answer.text) or path.startswith("/report/2"), path
        assert not re.search(r"\son[a-z]+=", answer.text), path
        for form in re.findall(r'<form[^>]*method="post".*?</form>', answer.text, re.S):
            assert 'name="csrf"' in form, path


@pytest.mark.parametrize("is_secure", [False, True])
def test_every_cookie_is_for_this_site_alone_and_no_script_reads_it(is_secure: bool, app: FastAPI, home: Home) -> None:
    behind_tls = application(home, is_secure)
    host = "https://127.0.0.1" if is_secure else "http://127.0.0.1"
    browser = TestClient(behind_tls, base_url=host, follow_redirects=False)
    page = browser.get("/sign-in")
    entered = browser.post("/sign-in", data={"login": "clerk", "password": PASSWORD, "csrf": csrf(page.text)})
    assert entered.status_code == 303
    cookies = [*page.headers.get_list("set-cookie"), *entered.headers.get_list("set-cookie")]
    given = [cookie for cookie in cookies if "Max-Age=0" not in cookie]
    assert len(given) == 2
    for cookie in given:
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie and "Domain" not in cookie
        assert ("Secure" in cookie) == is_secure


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/sign-in", {"content-length": "99999999999"}, 413),
        ("GET", "/", {"host": "evil.example"}, 421),
        ("DELETE", "/leads", {}, 405),
        ("TRACE", "/", {}, 405),
        ("OPTIONS", "/leads", {"origin": "https://evil.example"}, 405),
    ],
)
def test_what_is_refused_bears_the_headers_too(
    method: str, path: str, headers: dict[str, str], status: int, app: FastAPI, home: Home
) -> None:
    browser = TestClient(application(home, hosts=("127.0.0.1",)), base_url="http://127.0.0.1")
    answer = browser.request(method, path, headers=headers)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store" and not [name for name in LEAKS if name in answer.headers]


def test_what_is_asked_for_is_not_repeated_as_a_page(enter: Enter) -> None:
    browser, mark = enter("clerk"), "<script>alert(1)</script>"
    for path in ("/leads?list_id=", "/leads?page=", "/walk?village=", "/feedback/checks?list_id=", "/"):
        assert mark not in browser.get(f"{path}{mark}").text, path
