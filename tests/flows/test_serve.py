"""`yingbao serve`, attacked: without the secret, by a run's parameters, by signals and by a dead server."""

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, LogFilter, LogFilterFlowRunId

from base.home import Home
from flows import journal
from tests.flows.inbox import fingerprint, night, small_town, write
from tests.flows.serving import Served, lay_traps, own_account, serving, sprung, start

ANYBODY = ("/health", "/ready")
NOBODY = 65534


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("serve")
    root.chmod(0o755)
    home, inbox = root / "home", write(small_town(), root / "inbox")
    night(inbox, home, as_of=None)
    with serving(inbox, home, lay_traps(root / "traps")) as running:
        running.deployment()
        yield running


def lines(home: Path) -> list[dict[str, Any]]:
    path = journal.nights(Home(home))
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_nothing_is_answered_without_the_secret_and_nothing_changes(served: Served) -> None:
    before = fingerprint(served.home), lines(served.home)
    deployment = served.as_owner(lambda client: client.read_deployments())
    answers: dict[str, int] = {}
    with httpx.Client(base_url=served.url, trust_env=False, timeout=60) as anybody:
        for path, methods in anybody.get("/openapi.json").json()["paths"].items():
            place = path.replace("{id}", str(deployment[0].id) if deployment else "0")
            for method in set(methods) & {"get", "post", "put", "patch", "delete"}:
                asked = {"parameters": {"inbox": "/tmp", "accept": ["extract_shrank"], "by": "局长"}}  # noqa: S108
                body = {} if method in ("get", "delete") else {"json": asked}
                answers[f"{method} {path}"] = anybody.request(method, f"/api{place}", **body).status_code
    open_to_all = {call for call, status in answers.items() if status not in (401, 403)}
    assert len(answers) > 100 and {"post /deployments/{id}/create_flow_run", "patch /deployments/{id}"} <= set(answers)
    assert open_to_all == {f"get {path}" for path in ANYBODY}
    assert (fingerprint(served.home), lines(served.home)) == before


def test_a_wrong_secret_and_yesterday_s_are_refused(served: Served) -> None:
    for wrong in ("yingbao:", "yingbao:x", ":", served.secret.upper()):
        answer = httpx.get(
            f"{served.url}/api/version", auth=httpx.BasicAuth(*wrong.split(":", 1)), trust_env=False, timeout=60
        )
        assert answer.status_code == 401, wrong


def test_nobody_listens_to_the_runs_as_they_happen(served: Served) -> None:
    async def hears(path: str, words: list[str], **options: Any) -> str:
        try:
            async with websockets.connect(f"{served.url.replace('http', 'ws')}/api{path}", **options) as socket:
                for word in words:
                    await socket.send(word)
                return str(await asyncio.wait_for(socket.recv(), 10))
        except (websockets.WebSocketException, OSError) as error:
            return type(error).__name__

    asked = '{"type": "filter", "filter": {}}'
    for path in ("/events/out", "/logs/out", "/events/in"):
        for words, options in (
            ([asked], {}),
            ([asked], {"subprotocols": ["prefect"]}),
            (['{"type": "auth", "token": "x"}', asked], {"subprotocols": ["prefect"]}),
            (['{"type": "auth"}', asked], {"subprotocols": ["prefect"]}),
        ):
            heard = asyncio.run(hears(path, words, **options))
            assert "Connection" in heard or "Invalid" in heard, (path, words, heard)


def test_a_page_of_another_origin_may_not_ask_with_the_owner_s_browser(served: Served) -> None:
    login = httpx.BasicAuth(*served.secret.split(":", 1))
    asked = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    allowed = httpx.options(f"{served.url}/api/flow_runs/filter", headers=asked, trust_env=False, timeout=60)
    assert "access-control-allow-origin" not in allowed.headers
    # The browser knows the secret; a form of another page has no token.
    posted = httpx.post(f"{served.url}/api/flow_runs/filter", json={}, auth=login, trust_env=False, timeout=60)
    assert posted.status_code == 403


@pytest.mark.skipif(not own_account(), reason="only root may act as another account")
def test_another_account_on_the_machine_finds_no_secret_and_starts_nothing(served: Served) -> None:
    before = fingerprint(served.home), lines(served.home)
    deployment = served.deployment()
    port = served.url.rpartition(":")[2]
    body = '{"parameters": {"accept": ["extract_shrank"], "by": "x"}}'
    call = f"POST /api/deployments/{deployment.id}/create_flow_run HTTP/1.0\r\nHost: 127.0.0.1\r\n"
    call += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    script = f"""
        cat {served.home}/prefect/* {served.home}/log/* 2>/dev/null
        for p in /proc/[0-9]*; do cat $p/environ; tr '\\0' ' ' < $p/cmdline; done 2>/dev/null
        exec 3<>/dev/tcp/127.0.0.1/{port}; printf '%s' "$CALL" >&3; cat <&3"""
    found = subprocess.run(
        ["bash", "-c", script], user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", capture_output=True,
        env={"PATH": os.environ["PATH"], "CALL": call}, check=False, timeout=60,
    ).stdout.decode(errors="replace")  # fmt: skip
    assert "403 Forbidden" in found
    assert served.secret.partition(":")[2] not in found
    assert (fingerprint(served.home), lines(served.home)) == before


def test_what_the_scheduler_keeps_is_the_owner_s_alone(served: Served) -> None:
    folder = served.home / "prefect"
    assert folder.stat().st_mode & 0o777 == 0o700
    files = [path for path in folder.iterdir() if path.is_file()]
    assert {"prefect.db", "login", "server.log"} <= {path.name for path in files}
    assert [path.name for path in files if path.stat().st_mode & 0o077] == []


def test_a_run_takes_no_parameters_even_from_the_owner(served: Served, tmp_path: Path) -> None:
    before = fingerprint(served.home), lines(served.home)
    run = served.start_a_night(inbox=str(tmp_path), accept=["extract_shrank"], by="局长")
    assert served.ended(run).state_name not in ("Completed", "Cached")
    assert (fingerprint(served.home), lines(served.home)) == before


def test_a_night_that_the_owner_starts_is_the_one_that_serve_was_started_for(served: Served) -> None:
    run = served.ended(served.start_a_night())
    assert (run.name, run.state_name) == ("funing", "Completed")
    assert run.state and run.state.message and run.state.message.startswith("已发布：截至")

    async def recorded(client: Any) -> tuple[Any, Any]:
        this = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
        logs = await client.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run.id])))
        return logs, await client.read_task_runs(flow_run_filter=this)

    # The page hears of a run's last steps after the run has ended: both are written in batches, seconds later.
    until = time.monotonic() + 60
    while True:
        logs, tasks = served.as_owner(recorded)
        messages, names = [log.message for log in logs], {task.name for task in tasks}
        is_published = any(message.startswith("已发布：截至") for message in messages)
        if (is_published and "生成报告" in names & set(messages)) or time.monotonic() > until:
            break
        time.sleep(0.5)
    assert {"读取各部门数据", "发布", "生成报告"} <= names & set(messages)
    assert any(message.startswith("注意：缴费基数不实单位没有判断：缺") for message in messages)
    assert is_published
    log = journal.night_log(Home(served.home)).read_text()
    assert "注意：缴费基数不实单位没有判断：缺" in log and log.rstrip().endswith("已发布")
    [began, ended] = lines(served.home)[-2:]
    assert (began["event"], began["is_served"], ended["outcome"]) == ("start", True, "published")


def test_the_stop_comes_within_ten_seconds_also_while_a_night_runs_and_the_home_stays_usable(served: Served) -> None:
    before = fingerprint(served.home)
    served.start_a_night()
    served.wait_for("整理")
    asked = time.monotonic()
    served.process.send_signal(signal.SIGTERM)
    rest = served.process.communicate(timeout=30)[0]
    assert time.monotonic() - asked < 10
    assert (served.process.returncode, rest) == (
        0, "已停止按时间表运行；正在进行的一次运行已中断，原有数据库保持不变。\n",
    )  # fmt: skip
    assert served.gone_within(2) and not (served.home / "prefect" / "login").exists()
    assert fingerprint(served.home) == before
    assert journal.read(Home(served.home))[-1].outcome in (journal.FAILED, journal.KILLED)
    night(served.inbox, served.home, as_of=None)
    assert fingerprint(served.home) != before
    assert sprung(served.traps) == []


def test_after_kill_nine_nothing_is_left_and_the_next_one_starts_and_ends_with_its_server(served: Served) -> None:
    served.process.wait(30)
    with serving(served.inbox, served.home, served.traps) as first:
        secret = first.secret
        refused = start(served.inbox, served.home, served.traps)
        printed = refused.communicate(timeout=60)[0]
        assert (refused.returncode, printed) == (2, f"{served.home} 已有一个 yingbao serve 在运行；请先停止它。\n")
        first.start_a_night()
        first.wait_for("读取各部门数据")
        first.process.kill()
        first.process.wait(10)
        assert first.gone_within(5)
    with serving(served.inbox, served.home, served.traps) as second:
        assert second.secret != secret
        # What the killed one was at stands on the page as ended.
        runs = second.as_owner(lambda client: client.read_flow_runs())
        until = time.monotonic() + 60
        while time.monotonic() < until and any(run.state_name == "Running" for run in runs):
            time.sleep(1)
            runs = second.as_owner(lambda client: client.read_flow_runs())
        assert [run.name for run in runs if run.state_name == "Running"] == []
        [server] = [pid for pid in second.relatives() if b"server.main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        os.kill(server, signal.SIGKILL)
        rest = second.process.communicate(timeout=30)[0]
        assert second.process.returncode == 2
        assert rest.startswith("Prefect 服务意外停止，serve 随之停止；原因见 ") and rest.count("\n") == 1
        assert second.gone_within(5)
