"""What every page stands in: who asks, whether they may, the form that came with it, and how an answer is drawn."""

import contextlib
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from base.atomic import written
from base.errors import BadInput
from base.home import Home
from base.text import fold
from desk import access
from desk.accounts import Account, Accounts
from flows.intake import folder
from flows.snapshot import Snapshots

HERE = Path(__file__).parent
COOKIE, FORM_COOKIE = "yingbao_desk", "yingbao_form"
MOST_TEXT = 2_000
"""Characters of a field."""


@dataclass
class Desk:
    """What all pages share."""

    home: Home
    accounts: Accounts
    snapshots: Snapshots
    is_secure: bool = False
    """Whether browsers reach it by TLS: then its cookies travel by nothing else."""
    trouble: str = ""
    """What keeps answers from going into the ledger, in a sentence."""
    wake: Callable[[], None] = lambda: None
    """Tell whoever takes answers into the ledger that some have come."""
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.settings |= json.loads(self._settings.read_text("utf-8"))

    @property
    def _settings(self) -> Path:
        return folder(self.home) / "settings.json"

    def keep(self, **settings: str) -> None:
        """Remember something that was chosen at the desk."""
        self.settings |= settings
        with written(self._settings) as file:
            file.write(json.dumps(self.settings, ensure_ascii=False).encode())

    @property
    def inbox(self) -> Path:
        """Where the departments' files lie."""
        return Path(self.settings.get("inbox") or self.home.root / "inbox")


class Away(Exception):  # noqa: N818
    """Nobody has signed in."""


class Denied(Exception):  # noqa: N818
    """Whoever has signed in may not; `why` is shown."""

    def __init__(self, why: str = "您的角色不能做这一步；需要时请找审核人员。") -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Visit:
    """One request of somebody who may make it."""

    desk: Desk
    request: Request
    account: Account
    csrf: str
    form: FormData

    @property
    def home(self) -> Home:
        """The home that the desk works on."""
        return self.desk.home

    @property
    def is_partial(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return self.request.headers.get("hx-request") == "true"

    def text(self, name: str, most: int = MOST_TEXT) -> str:
        """A field of the form, half-width and without what is invisible. Raises BadInput where it is too long."""
        value = self.form.get(name, "")
        if not isinstance(value, str) or len(value) > most:
            raise BadInput("表单不完整，或有一格太长；请改短后再交。")
        return fold(value).strip()

    def files(self, name: str) -> list[UploadFile]:
        """The files of a field; none where nothing was chosen."""
        return [file for file in self.form.getlist(name) if isinstance(file, UploadFile) and file.filename]

    def asked(self, name: str, pattern: str = r"[\w-]{0,40}") -> str:
        """A word of the address; empty where it is not one of those that may stand there."""
        value = self.request.query_params.get(name, "")
        return value if re.fullmatch(pattern, value, re.ASCII) else ""

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A whole page in the frame, or a part of one."""
        menu = [(path, title) for action, path, title in access.MENU if access.may(self.account.role, action)]
        path = self.request.url.path
        path = "/leads" if path.startswith("/who/") else path
        here = max((place for place, _ in menu if path == place or path.startswith(f"{place}/")), key=len, default="/")
        shared = {
            "account": self.account,
            "role": access.ROLES[self.account.role],
            "csrf": self.csrf,
            "menu": menu,
            "here": here,
            "may": lambda action: access.may(self.account.role, action),
            "trouble": self.desk.trouble,
        }
        return drawn(template, status, **shared | values)


def may(action: str) -> Callable[[Request], Awaitable[Visit]]:
    """What lets a request through that somebody makes who may do this; a form must bear the session's own token."""
    if action not in access.MAY:
        raise ValueError(action)

    async def admitted(request: Request) -> Visit:
        desk: Desk = request.app.state.desk
        token = request.cookies.get(COOKIE, "")
        session = await run_in_threadpool(desk.accounts.session, token) if token else None
        if session is None:
            raise Away
        form = FormData()
        if request.method == "POST":
            same_origin(request)
            # A form of files is read after its sender is known to be ours: by the header, or by the first field.
            form = await read_form(request)
            given = request.headers.get("x-csrf") or form.get("csrf")
            if not isinstance(given, str) or not hmac.compare_digest(given.encode(), session.csrf.encode()):
                raise Denied("这一页放得太久或不是从本系统打开的，没有提交；请回到上一页刷新后再做一次。")
        if not access.may(session.account.role, action):
            raise Denied
        return Visit(desk, request, session.account, session.csrf, form)

    admitted.action = action  # type: ignore[attr-defined]
    return admitted


async def read_form(request: Request) -> FormData:
    """The form of a request. Raises BadInput where it is none that can be read."""
    try:
        return await request.form(max_files=200, max_fields=2_000)
    except Exception:
        raise BadInput("表单读不懂；请回到上一页再做一次。") from None


def same_origin(request: Request) -> None:
    """Raise Denied where another page's form was sent here."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Denied("这个表单不是从本系统的页面提交的，没有采用。")


def form_token(request: Request) -> str:
    """The token of forms before anybody has signed in: it stands in a cookie and in the form."""
    return request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)


@lru_cache(maxsize=1)
def _drawing() -> Environment:
    drawing = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    drawing.filters |= {"count": _count, "day": _day}
    digests = (hashlib.sha256(file.read_bytes()).digest() for file in sorted((HERE / "static").iterdir()))
    drawing.globals["version"] = hashlib.sha256(b"".join(digests)).hexdigest()[:8]
    return drawing


def drawn(template: str, status: int = 200, **values: Any) -> Response:
    """A page or a part of one as an answer."""
    return Response(_drawing().get_template(template).render(values), status, media_type="text/html; charset=utf-8")


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
