"""账号: who may use the desk; a reviewer makes accounts, sends links and closes them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

import regions
from base.errors import BadInput
from desk import access, log
from desk.frame import Visit, may
from desk.pages.inbox import region_of

router = APIRouter()
May = Annotated[Visit, Depends(may("accounts"))]


@router.get("/system/accounts")
def accounts_page(visit: May) -> Response:
    """The accounts."""
    return _page(visit)


@router.post("/system/accounts")
def change(visit: May) -> Response:
    """Make an account, send its link again, close it or open it."""
    what, login = visit.text("what", 10), visit.text("login", 30)
    accounts = visit.desk.accounts
    link = ""
    if what == "add":
        role, town = visit.text("role", 10), visit.text("town", 12) or None
        if town and town not in dict(_towns(visit)):
            raise BadInput("没有这个乡镇。")
        link = accounts.add(login, visit.text("person", 30), role, town)
    elif what == "link":
        link = accounts.link(login)
    elif what in ("close", "open"):
        accounts.close(login, is_open=what == "open")
    else:
        raise BadInput("不知道要做什么；请刷新页面后再试。")
    log.write(visit.home, "made an account" if what == "add" else "changed an account", visit.account.login)
    return _page(visit, login, f"{visit.request.base_url}link/{link}" if link else "")


def _page(visit: Visit, login: str = "", link: str = "") -> Response:
    towns = _towns(visit)
    return visit.page(
        "accounts.html", accounts=visit.desk.accounts.all(), roles=access.ROLES, towns=towns, names=dict(towns),
        login=login, link=link,
    )  # fmt: skip


def _towns(visit: Visit) -> list[tuple[str, str]]:
    region = region_of(visit)
    if not region:
        return []
    areas = regions.read(region).areas
    return [(area.area_code, area.area_name) for area in areas if area.area_level == "town"]
