"""登录: signing in and out, and the one-time link that sets a password."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from base.errors import BadInput
from desk import access, log
from desk.frame import COOKIE, FORM_COOKIE, Denied, Desk, drawn, form_token, read_form, same_origin

router = APIRouter()
_WRONG = "账号或密码不对，或账号已停用；连续输错 5 次，要等 15 分钟。"


async def filled_in(request: Request) -> dict[str, str]:
    """The fields of a form that was sent before anybody signed in. Raises Denied where it is not of ours."""
    same_origin(request)
    form = await read_form(request)
    given, kept = str(form.get("csrf", "")), request.cookies.get(FORM_COOKIE, "")
    if not kept or not hmac.compare_digest(given.encode(), kept.encode()):
        raise Denied("这一页放得太久，没有提交；请刷新后再填。")
    return {name: value for name, value in form.items() if isinstance(value, str) and len(value) <= 200}


Fields = Annotated[dict[str, str], Depends(filled_in)]


@router.get("/sign-in")
def sign_in_page(request: Request) -> Response:
    """The form."""
    return _form(request, "sign_in.html")


@router.post("/sign-in")
def sign_in(request: Request, fields: Fields) -> Response:
    """Begin a session."""
    desk: Desk = request.app.state.desk
    found = desk.accounts.sign_in(fields.get("login", "").strip(), fields.get("password", ""))
    if found is None:
        log.write(desk.home, log.REFUSED, "")
        return _form(request, "sign_in.html", 403, wrong=_WRONG)
    token, session = found
    log.write(desk.home, log.SIGNED_IN, session.account.login)
    answer = RedirectResponse(access.first_place(session.account.role), 303)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=desk.is_secure, path="/")
    answer.delete_cookie(FORM_COOKIE, path="/")
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End a session."""
    same_origin(request)
    desk: Desk = request.app.state.desk
    token = request.cookies.get(COOKIE, "")
    session = await run_in_threadpool(desk.accounts.session, token) if token else None
    form = await read_form(request)
    if session is not None and hmac.compare_digest(str(form.get("csrf", "")).encode(), session.csrf.encode()):
        await run_in_threadpool(desk.accounts.sign_out, token)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get("/link/{token}")
def link_page(request: Request, token: str) -> Response:
    """The form that sets a password."""
    desk: Desk = request.app.state.desk
    account = desk.accounts.of_link(token)
    if account is None:
        return drawn("notice.html", 404, sentence="这个链接已经用过或过期，请联系管理员重发。")
    return _form(request, "link.html", account=account, token=token)


@router.post("/link/{token}")
def use_link(request: Request, token: str, fields: Fields) -> Response:
    """Set the password, and go to sign in with it."""
    desk: Desk = request.app.state.desk
    account = desk.accounts.of_link(token)
    if account is None:
        return drawn("notice.html", 404, sentence="这个链接已经用过或过期，请联系管理员重发。")
    try:
        if fields.get("password") != fields.get("again"):
            raise BadInput("两次填的密码不一样。")
        desk.accounts.set_password(token, fields.get("password", ""))
    except BadInput as wrong:
        return _form(request, "link.html", 400, account=account, token=token, wrong=str(wrong))
    log.write(desk.home, "password set", account.login)
    return RedirectResponse("/sign-in", 303)


def _form(request: Request, template: str, status: int = 200, wrong: str = "", **values: object) -> Response:
    desk: Desk = request.app.state.desk
    token = form_token(request)
    answer = drawn(template, status, csrf=token, wrong=wrong, **values)
    answer.set_cookie(FORM_COOKIE, token, httponly=True, samesite="strict", secure=desk.is_secure, path="/")
    return answer
