"""The application: its pages, and what is true of every answer it gives."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from starlette.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

from base.errors import BadInput
from base.home import Home
from desk import sign_in
from desk.accounts import Accounts
from desk.drain import Drain
from desk.frame import HERE, Away, Denied, Desk, drawn
from desk.pages import (
    accounts,
    compare,
    feedback,
    first,
    handouts,
    inbox,
    leads,
    report,
    runs,
    subject,
    system,
    walk,
)
from flows import journal
from flows.faults import where
from flows.intake import folder
from flows.snapshot import Snapshots

PAGES = (first, inbox, runs, leads, subject, compare, feedback, handouts, report, system, accounts, walk)
MOST_BYTES = 8 << 30
"""Of a request: a county's largest extract, and no endless one."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
WORKER = "/static/walk.worker.js"
"""What keeps the walk while there is no network: it may look at no other page's requests."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def application(home: Home, is_secure: bool = False, hosts: tuple[str, ...] = ()) -> FastAPI:
    """The desk of a home. `hosts`: the names it answers to; empty: any."""
    desk = Desk(home, Accounts(folder(home) / "accounts.sqlite"), Snapshots(home), is_secure)
    drain = Drain(desk)
    desk.wake = drain.wake

    @asynccontextmanager
    async def at_work(_: FastAPI) -> AsyncIterator[None]:
        drain.start()
        resting = asyncio.create_task(_rest(desk))
        yield
        resting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await resting
        drain.stop()

    app = FastAPI(lifespan=at_work, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk, app.state.log = desk, _logger(home)
    _guard(app, hosts)
    _tell(app)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.include_router(sign_in.router)
    for page in PAGES:
        app.include_router(page.router)
    return app


async def _rest(desk: Desk) -> None:
    while True:
        await asyncio.sleep(30)
        desk.snapshots.rest()


def _logger(home: Home) -> logging.Logger:
    """Faults of ours, by kind and place; nothing of what was asked."""
    return journal.logger(home, "desk.log")


def _guard(app: FastAPI, hosts: tuple[str, ...]) -> None:
    @app.middleware("http")
    async def guarded(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        host = request.headers.get("host", "").rsplit(":", 1)[0] if hosts else ""
        length = request.headers.get("content-length", "0")
        if hosts and host not in hosts:
            answer = Response("请用启动时显示的网址打开。", 421, media_type="text/plain; charset=utf-8")
        elif not length.isdecimal() or int(length) > MOST_BYTES:
            answer = Response("文件太大。", 413, media_type="text/plain; charset=utf-8")
        else:
            answer = await go_on(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if request.url.path.startswith("/static/"):
            answer.headers["Cache-Control"] = "max-age=86400"
        if request.url.path == WORKER:
            answer.headers["Service-Worker-Allowed"] = "/walk"
        return answer


def _tell(app: FastAPI) -> None:
    """What whoever asked is told where a page cannot answer."""

    @app.exception_handler(Away)
    async def away(request: Request, _: Exception) -> Response:
        if request.headers.get("hx-request") == "true" or "x-csrf" in request.headers:
            return Response("登录已过期，请重新登录。", 401, {"HX-Redirect": "/sign-in"}, "text/plain; charset=utf-8")
        return RedirectResponse("/sign-in", 303)

    @app.exception_handler(Denied)
    async def denied(request: Request, error: Exception) -> Response:
        return _sentence(request, error.why if isinstance(error, Denied) else "", 403)

    @app.exception_handler(BadInput)
    async def bad(request: Request, error: Exception) -> Response:
        return _sentence(request, str(error), 400)

    @app.exception_handler(404)
    async def missing(request: Request, _: Exception) -> Response:
        return _sentence(request, "没有这一页，或这一行已不在了。", 404)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        app.state.log.info(f"注意：{request.method} 一页出错：{where(error)}")
        answer = _sentence(request, "程序出错，已记入 log/desk.log；请把时间告诉管理员。", 500)
        answer.headers.update(HEADERS)
        return answer


def _sentence(request: Request, sentence: str, status: int) -> Response:
    part = request.headers.get("hx-request") == "true"
    return drawn("part_notice.html" if part else "notice.html", 200 if part else status, sentence=sentence)
