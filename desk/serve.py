"""`yingbao desk`: opens the desk of a home, on this machine alone unless somebody says otherwise."""

import ipaddress
from pathlib import Path

import uvicorn

from base.errors import BadInput
from base.home import PRIVATE_MODE, Home
from desk.app import LOOPBACK, application
from flows import binding

FIRST = "admin"


def serve(
    home: Path,
    host: str = "127.0.0.1",
    port: int = 8021,
    inbox: Path | None = None,
    insecure_lan: bool = False,
    behind_tls_proxy: bool = False,
) -> None:
    """Serve until stopped. Raises BadInput for an address that others reach without TLS, and a home that is none."""
    is_loopback = _is_loopback(host)
    if not is_loopback and not insecure_lan:
        raise BadInput(
            f"{host} 不是本机地址：网络上的人能看到明文的个人信息。请用反向代理加 TLS（见 docs/desk.md）并加 "
            "--behind-tls-proxy；确实只在隔离的内网使用的，加 --insecure-lan。"
        )
    place = Home(home.absolute())
    if place.root.exists() and not place.root.is_dir():
        raise BadInput(f"{home} 是文件，不是文件夹；请核对 --home。")
    binding.refuse_rehearsal(place, "开应保台")
    place.root.mkdir(mode=0o750, parents=True, exist_ok=True)
    (place.root / "desk").mkdir(mode=PRIVATE_MODE, exist_ok=True)
    hosts = LOOPBACK if is_loopback and not behind_tls_proxy else ()
    app = application(place, behind_tls_proxy, hosts)
    if inbox:
        app.state.desk.keep(inbox=str(inbox.absolute()))
    for line in greeting(app, f"http://{host}:{port}"):
        print(line, flush=True)
    uvicorn.run(
        app, host=host, port=port, access_log=False, log_level="warning", server_header=False,
        proxy_headers=behind_tls_proxy, limit_concurrency=200, timeout_keep_alive=20,
    )  # fmt: skip


def greeting(app: object, address: str) -> list[str]:
    """What the terminal shows: where the desk is, and, before anybody has an account, the link that makes the first."""
    accounts = app.state.desk.accounts  # type: ignore[attr-defined]
    lines = [f"应保台：{address}（按 Ctrl+C 停止）"]
    if not accounts.is_begun():
        known = {account.login for account in accounts.all()}
        token = accounts.link(FIRST) if FIRST in known else accounts.add(FIRST, "管理员", "reviewer")
        lines.append(f"第一次使用：24小时内打开一次这个链接，为账号 {FIRST} 设密码：{address}/link/{token}")
    return lines


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
