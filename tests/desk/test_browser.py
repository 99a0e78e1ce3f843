"""The desk in a real Chromium: from an empty home to an answered case by keyboard; a telephone without a network.

One walk a test: what a clerk does in a morning, in the order of the work.
"""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Response

from base.home import Home
from desk.accounts import TOWN_AT_MOST
from desk.app import application
from desk.serve import greeting
from flows import intake
from ledger import chain
from tests.desk.conftest import PASSWORD
from tests.flows.inbox import rows, small_town, write
from tests.handouts.report.test_browser import CHROMIUM, FLAGS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not on the PATH")
PATIENCE = 150_000
"""Milliseconds: a night on a busy machine."""


@dataclass
class Opened:
    """A page in a browser, and everything that it asked for or complained of."""

    page: Any
    asked: set[str] = field(default_factory=set)
    messages: list[str] = field(default_factory=list)


@contextmanager
def served(app: FastAPI, port: int = 0) -> Iterator[str]:
    """The desk on a port of this machine; 0: any that is free."""
    if not port:
        with socket.socket() as place:
            place.bind(("127.0.0.1", 0))
            port = place.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the desk ended before it had begun"
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=40)


@contextmanager
def browser(width: int, height: int) -> Iterator[Opened]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_context(viewport={"width": width, "height": height}).new_page()
        page.set_default_timeout(20_000)
        opened = Opened(page)
        page.on("request", lambda request: opened.asked.add(request.url.split("/")[2]))
        # That somebody was quicker than the page with the tabulator is no complaint.
        page.on(
            "console", lambda message: None if "Autofocus" in message.text else opened.messages.append(message.text)
        )
        page.on("pageerror", lambda error: opened.messages.append(str(error)))
        try:
            yield opened
        finally:
            chromium.close()


def reach(page: Any, selector: str) -> None:
    """Go to a place by the tabulator alone."""
    for _ in range(400):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by keyboard")


def choose(page: Any, selector: str, value: str) -> None:
    """Choose of a list by the arrow alone."""
    reach(page, selector)
    for _ in range(80):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not reached by keyboard")


def enter(page: Any, address: str, login: str) -> None:
    """Sign in."""
    page.goto(f"{address}/sign-in")
    reach(page, "input[name=login]")
    page.keyboard.type(login)
    reach(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def follow(page: Any, title: str) -> None:
    """Choose a page of the menu by keyboard."""
    place = page.locator("nav a", has_text=title).first.get_attribute("href")
    page.evaluate("document.activeElement.blur()")
    reach(page, f'nav a[href="{place}"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fits(page: Any) -> bool:
    """Whether nothing runs out of the screen at its side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_from_an_empty_home_to_an_answered_case_by_keyboard_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    inbox = write(small_town(), tmp_path / "home" / "inbox")
    late = tmp_path / "all.csv"
    shutil.move(inbox / "member" / "all.csv", late)
    app = application(home)
    with served(app) as address, browser(1366, 768) as opened:
        page = opened.page
        link = greeting(app, address)[1].rpartition("：")[2]
        page.goto(link)
        reach(page, "input[name=password]")
        page.keyboard.type(PASSWORD)
        reach(page, "input[name=again]")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/sign-in")
        enter(page, address, "admin")
        assert "还没有运行过" in page.inner_text("main")
        follow(page, "收件")
        choose(page, "select[name=region]", "funing")
        reach(page, "form[action='/inbox/region'] button")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        choose(page, "select[name=extract]", "member")
        reach(page, "input[type=file]")
        page.set_input_files("input[type=file]", late)
        reach(page, "form[action='/inbox/upload'] button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox#member")
        assert (inbox / "member" / "all.csv").exists()
        page.fill("#member input[name=data_date]", "2026-11-22")
        reach(page, "#member form[action='/inbox/complete'] button")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        follow(page, "运行")
        page.fill("input[name=as_of]", "2026-11-22")
        reach(page, "form[action='/runs/start'] button")
        page.keyboard.press("Enter")
        page.wait_for_selector("tbody td:has-text('已发布')", timeout=PATIENCE)
        follow(page, "线索")
        page.keyboard.press("/")
        page.keyboard.type("tj")
        page.keyboard.press("Enter")
        page.wait_for_selector(".found a")
        reach(page, ".found a")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_selector(".explained")
        choose(page, "select[name=outcome]", "暂未办理|联系不上")
        reach(page, "form.answer button")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=已收下：暂未办理、联系不上")
        assert opened.asked == {address.split("/")[2]} and opened.messages == []
    assert intake.waiting(home) == [], "who ends the desk has what was answered in the ledger"
    said = "select actor, json_extract_string(payload, '$.reason') from ledger.event where kind = 'answered'"
    assert chain.ask(home.ledger, said).rows() == [("管理员", "联系不上")]
    assert rows(home.root, 'select count(*) from lists."all"')[0][0] > 0
    assert "已发布" in home.last_night.read_text()


def test_a_town_answers_from_a_telephone_whose_network_drops(home: Home, app: FastAPI) -> None:
    with served(app) as address, browser(390, 844) as opened:
        page = opened.page
        enter(page, address, "town")
        page.click(".villages a")
        page.wait_for_selector(".call")
        assert fits(page)
        calls = page.locator(".call").count()
        assert calls >= 2
        page.context.set_offline(True)
        for place in range(2):
            answer(page, place, "暂未办理|联系不上")
        page.wait_for_selector("#unsent:has-text('2 条没有送出')")
        until(page, ".call.waiting", 2)
        assert chain.ask(home.ledger, SAID).rows() == [] and intake.waiting(home) == []
        page.context.set_offline(False)
        until(page, ".call.done", 2)
        page.wait_for_selector("#unsent", state="hidden")
        answer(page, 0, "线索有误|误报")
        page.wait_for_selector(".call.refused:has-text('请在备注里写明')")
        page.reload()
        until(page, ".call.done", 1)
        until(page, ".call.refused", 1)
        assert [message for message in opened.messages if "ERR_INTERNET_DISCONNECTED" not in message
                and "400" not in message] == []  # fmt: skip
    assert [who for (who, _) in chain.ask(home.ledger, SAID).rows()] == ["周网格"] * 2


def until(page: Any, selector: str, count: int) -> None:
    """Until so many of them are there (Playwright's own waiting evaluates texts, which the page's policy refuses)."""
    for _ in range(200):
        if page.locator(selector).count() == count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.locator(selector).count()} of {selector}, not {count}")


SAID = """
    select actor, json_extract_string(payload, '$.cases') from ledger.event
    where kind = 'contacted' and json_extract_string(payload, '$.reason') = '联系不上' order by sequence
"""


def answer(page: Any, place: int, outcome: str) -> None:
    """Fill in the row at a place of the page."""
    call = page.locator(".call").nth(place)
    call.locator("button.open").click()
    call.locator("select").select_option(outcome)
    call.locator("form button").click()


def test_the_walk_opens_again_without_a_network_and_signing_out_forgets_it(home: Home, app: FastAPI) -> None:
    """The desk itself is gone meanwhile: whatever answers is the telephone's own."""
    with browser(390, 844) as opened:
        page = opened.page
        with served(app) as address:
            enter(page, address, "town")
            page.wait_for_selector("#kept:has-text('本页已存在手机里')")
            page.click(".villages a")
            page.wait_for_selector("#kept:has-text('本页已存在手机里')")
            files = ("desk.css", "desk.js", "htmx.min.js", "icon.svg", "walk.away.html", "walk.js", "walk.kept.js")
            assert keeps(page) == [*(f"/static/{name}" for name in files), "/walk"]
            village, port = page.url, int(address.rpartition(":")[2])
        page.reload()
        page.wait_for_selector("#kept:has-text('现在没有网络')")
        assert fits(page) and page.locator(".call").count() >= 2
        answer(page, 0, "暂未办理|拒绝配合")
        page.wait_for_selector("#unsent:has-text('1 条没有送出')")
        with served(gateway(), port):
            page.reload()
            page.wait_for_selector("#kept:has-text('现在没有网络')")
        page.goto(f"{address}/walk?village=none")
        assert "没有在有网络时打开过" in page.inner_text("main")
        page.goto(village)
        until(page, ".call.waiting", 1)
        with served(app, port):
            page.goto(village)
            until(page, ".call.waiting", 0)
            page.wait_for_selector("#unsent", state="hidden")
            page.wait_for_selector(".call.done")
        page.reload()
        page.wait_for_selector(".call.done:has-text('已收下')")
        with served(app, port):
            page.goto(village)
            page.wait_for_selector("#kept:has-text('本页已存在手机里')")
            page.click("form[action='/sign-out'] button")
            page.wait_for_url("**/sign-in")
            for _ in range(50):
                if "/walk" not in keeps(page):
                    break
                page.wait_for_timeout(100)
            assert "/walk" not in keeps(page)
        page.goto(village)
        assert "手机里没有" in page.inner_text("main")
    assert len(chain.ask(home.ledger, SAID.replace("联系不上", "拒绝配合")).rows()) == 1


def gateway() -> FastAPI:
    """What stands before a desk that is not there."""
    app = FastAPI()
    app.get("/{path:path}")(lambda: Response("Bad Gateway", 502))
    return app


def keeps(page: Any) -> list[str]:
    """The paths of what the browser keeps by a worker."""
    found = page.evaluate("""async () => {
        const names = await caches.keys(), paths = [];
        for (const name of names)
            for (const one of await (await caches.open(name)).keys()) paths.push(new URL(one.url).pathname);
        return paths;
    }""")
    return sorted(set(found))


def test_what_is_kept_of_the_walk_is_too_old_after_a_town_session_at_most(app: FastAPI) -> None:
    with browser(390, 844) as opened:
        page = opened.page
        with served(app) as address:
            enter(page, address, "town")
            page.wait_for_selector("#kept:has-text('本页已存在手机里')")
            page.evaluate("""async at => {
                const pages = await caches.open("yingbao-walk-pages"), [one] = await pages.keys();
                const found = await pages.match(one), headers = new Headers(found.headers);
                headers.set("X-Kept-At", String(Date.now() - at));
                await pages.put(one, new Response(await found.text(), { headers }));
            }""", TOWN_AT_MOST.total_seconds() * 1000)  # fmt: skip
        page.reload()
        assert "存下已超过14小时" in page.inner_text("main")
        assert "/walk" not in keeps(page)


def test_who_is_sent_to_sign_in_finds_nothing_that_was_kept(app: FastAPI) -> None:
    with served(app) as address, browser(390, 844) as opened:
        page = opened.page
        enter(page, address, "town")
        page.wait_for_selector("#kept:has-text('本页已存在手机里')")
        page.context.clear_cookies()
        page.reload()
        page.wait_for_url("**/sign-in")
        assert "/walk" not in keeps(page)


def test_where_no_worker_may_run_the_page_says_so_and_still_holds_answers(app: FastAPI) -> None:
    with served(app) as address, browser(390, 844) as opened:
        page = opened.page
        page.add_init_script("delete Navigator.prototype.serviceWorker")
        enter(page, address, "town")
        page.click(".villages a")
        page.wait_for_selector("#kept.notice:has-text('离线不能重新打开')")
        page.context.set_offline(True)
        answer(page, 0, "暂未办理|联系不上")
        page.wait_for_selector("#unsent:has-text('1 条没有送出')")
        page.context.set_offline(False)
        page.wait_for_selector("#unsent", state="hidden")


def test_a_telephone_is_corrected_on_the_walk(home: Home, app: FastAPI) -> None:
    with served(app) as address, browser(390, 844) as opened:
        page = opened.page
        enter(page, address, "town")
        page.click(".villages a")
        call = page.locator(".call").first
        key = call.get_attribute("data-row")
        for number, told in (("13800000000", "没有采用"), ("13851234009", "已收下：更正了电话")):
            call.locator("button.open").click()
            call.locator(".mend summary").click()
            call.locator("input[name=phone]").fill(number)
            call.locator("form button").click()
            page.wait_for_selector(f".call .became:has-text('{told}')")
        page.reload()
        assert page.locator(f'[data-row="{key}"]').get_attribute("data-phone") == "13851234009"
    mended = "select json_extract_string(payload, '$.value'), actor from ledger.event where kind = 'corrected'"
    assert chain.ask(home.ledger, mended).rows() == [("13851234009", "周网格")]


def test_every_page_fits_a_telephone(app: FastAPI) -> None:
    pages = ("/", "/inbox", "/runs", "/leads", "/compare", "/feedback", "/feedback/checks", "/handouts", "/report",
             "/system", "/system/accounts")  # fmt: skip
    with served(app) as address, browser(390, 844) as opened:
        page = opened.page
        enter(page, address, "reviewer")
        for path in pages:
            page.goto(f"{address}{path}")
            assert fits(page), path
        assert opened.messages == []
