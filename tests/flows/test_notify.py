"""Who is told that a night failed, was held or did not come: what the message says, and what it never says."""

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from base import clock
from base.errors import BadInput
from base.home import Home
from flows import doctor, journal, notify, receivers, watch
from flows.attempts import attempted
from flows.faults import Fault, GateHeld
from tests.flows.inbox import yingbao

HELD = GateHeld("检查未通过\n[extract_shrank] 王一的数据", {"extract_shrank": ["王一", "李二"]})


@dataclass
class Webhook:
    """A receiver on this machine; `answers` is the status that it gives."""

    port: int = 0
    answers: int = 200
    wait: float = 0.0
    got: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/night"


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    hook = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            time.sleep(hook.wait)
            hook.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(hook.answers)
            self.send_header("Location", f"http://127.0.0.1:{hook.port}/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield hook
        server.shutdown()


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Home:
    shutil.copytree(published, tmp_path / "阜宁的家")
    return Home(tmp_path / "阜宁的家")


def settings(home: Home, text: str, mode: int = 0o600) -> None:
    home.notify.write_text(text, encoding="utf-8")
    home.notify.chmod(mode)


def to(hook: Webhook, more: str = "") -> str:
    return f'{more}\n[[receiver]]\nname = "值班"\nurl = "{hook.url}"\n'


def end(home: Home, error: BaseException | None, day: str = "2026-11-22") -> list[str]:
    lines: list[str] = []
    try:
        with attempted(home, "funing", day, lines.append, last_line=lambda _: "账本末端：第14号"):
            if error:
                raise error
    except BaseException as raised:
        assert raised is error
    return lines


def test_a_held_night_is_told_by_county_home_gate_and_count_and_what_to_do(home: Home, webhook: Webhook) -> None:
    settings(home, to(webhook))
    end(home, HELD)
    [got] = webhook.got
    assert got["title"] == "应保 阜宁县（阜宁的家）2026-11-22：检查未通过，没有发布"
    age = watch.last_success(home)
    assert age
    assert got["message"].splitlines() == [
        "应保 阜宁县（阜宁的家）2026-11-22：检查未通过，没有发布",
        "检查项：数据量减少（extract_shrank）2处",
        f"已发布的数据：截至2026-11-22，{age.age(clock.now()).days}天前运行",
        "变化：线索共5条",
        "变化：案件：新列入5件，重新打开0件，结案0件（其中数据已显示办好0件）",
        "待办：缺数据没有计算的清单43个",
        "怎么办：请在服务器上查看 log/night.log，向提供部门核实；确认无误后用 --accept 检查项 --by 姓名 放行",
        "账本末端：第14号",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "wage/江苏甲厂 张三，工资.csv：第3行缺少列“张三”；请税务局重新导出后提供。",
        "wage/张三.doc：1个文件没有在 manifest.csv 中登记；请运行 yingbao manifest 并补全登记后再运行。",
        "张三：收件目录下只能有 manifest.csv 和各类数据的文件夹；请把它移入所属的文件夹。",
        "manifest.csv：第2行登记的文件不存在（taxpayer/张三320923199001010011.xlsx）；请放入该文件或删去这一行。",
        "manifest.csv：第2行没有名为“张三”的数据；电话13900000001。",
    ],
)
def test_what_clerks_call_their_files_stays_at_home(home: Home, webhook: Webhook, sentence: str) -> None:
    settings(home, to(webhook))
    end(home, BadInput(sentence))
    [got] = webhook.got
    assert "原因：" in got["message"] and "请" in got["message"]
    assert [word for word in ("张三", "甲厂", "320923199001010011", "13900000001") if word in str(got)] == []


def test_the_same_news_of_a_night_is_told_once_and_other_news_again(home: Home, webhook: Webhook) -> None:
    settings(home, to(webhook))
    for error in (HELD, HELD, Fault("“整理”一步出错"), BadInput("不行。"), None):
        end(home, error)
    end(home, HELD, day="2026-11-23")
    assert [got["title"].split()[-1].partition("）")[2] for got in webhook.got] == [
        "2026-11-22：检查未通过，没有发布", "2026-11-22：运行出错", "2026-11-23：检查未通过，没有发布",
    ]  # fmt: skip


def test_each_receiver_hears_what_it_wants(home: Home, webhook: Webhook) -> None:
    settings(home, to(webhook) + 'wants = ["published"]\n')
    end(home, HELD)
    end(home, None)
    assert [got["title"].partition("：")[2] for got in webhook.got] == ["已发布"]


def test_who_stops_a_run_is_not_told_of_it(home: Home, webhook: Webhook) -> None:
    settings(home, to(webhook))
    end(home, KeyboardInterrupt())
    assert webhook.got == []


def test_without_settings_nothing_is_sent(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("sent"))
    assert end(home, HELD) == []


@pytest.mark.parametrize("answers", [500, 404, 302])
def test_a_message_that_does_not_arrive_is_in_log_and_journal_and_told_by_doctor(
    home: Home, webhook: Webhook, answers: int
) -> None:
    webhook.answers = answers
    settings(home, to(webhook))
    assert end(home, HELD) == []
    assert "没能通知值班：对方没有收下" in journal.night_log(home).read_text()
    [lost] = journal.unsent(home)
    assert (lost["receiver"], lost["is_sent"], lost["news"]) == ("值班", False, "2026-11-22 held")
    assert [finding.is_well for finding in doctor.examine(home) if "最近一条消息没能通知值班" in finding.what] == [
        False
    ]
    # It is tried again with the next call, and once it arrives nothing is missing.
    webhook.answers = 200
    end(home, HELD)
    assert journal.unsent(home) == []


def test_a_receiver_that_hangs_holds_no_night_up(home: Home, webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "PATIENCE_SECONDS", 1.0)
    webhook.wait = 3.0
    settings(home, to(webhook))
    begun = time.monotonic()
    end(home, HELD)
    assert time.monotonic() - begun < 2.5
    assert [lost["problem"] for lost in journal.unsent(home)] == ["超时"]


def test_a_command_gets_the_text_and_its_failure_is_told(home: Home, tmp_path: Path) -> None:
    script = tmp_path / "tell"
    script.write_text(f"#!/bin/sh\ncat > {tmp_path}/told\nexit $1\n")
    script.chmod(0o700)
    settings(home, f'[[receiver]]\nname = "短信"\ncommand = ["{script}", "0"]\n')
    end(home, HELD)
    assert (tmp_path / "told").read_text().startswith("应保 阜宁县（阜宁的家）2026-11-22：检查未通过")
    settings(home, f'[[receiver]]\nname = "另一个"\ncommand = ["{script}", "7"]\n')
    end(home, HELD)
    assert [lost["problem"] for lost in journal.unsent(home)] == ["命令的退出码为7"]


def test_a_command_that_hangs_is_ended(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "PATIENCE_SECONDS", 1.5)
    settings(home, '[[receiver]]\ncommand = ["sleep", "60"]\n')
    end(home, HELD)
    assert [lost["problem"] for lost in journal.unsent(home)] == ["命令超时"]


def test_mail_goes_to_the_county_s_own_server(home: Home) -> None:
    received: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_take_mail, args=[listening, received], daemon=True).start()
        port = listening.getsockname()[1]
        settings(
            home, f'[[receiver]]\nurl = "mailto://127.0.0.1:{port}/?from=a@example.cn&to=b@example.cn&mode=insecure"'
        )
        end(home, HELD)
    assert journal.unsent(home) == []
    assert "rcpt to:<b@example.cn>" in " ".join(received).lower()


def _take_mail(listening: socket.socket, received: list[str]) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rwb") as lines:

        def answer(text: str) -> None:
            lines.write(f"{text}\r\n".encode())
            lines.flush()

        answer("220 test")
        in_data = False
        for line in lines:
            received.append(line.decode(errors="replace").strip())
            if in_data:
                in_data = line != b".\r\n"
                if not in_data:
                    answer("250 taken")
            elif line.upper().startswith(b"DATA"):
                in_data = True
                answer("354 go on")
            elif line.upper().startswith(b"QUIT"):
                answer("221 bye")
                return
            else:
                answer("250 ok")


OUTCOMES = ("failed", "held", "missing", "published")
ONE_WAY = " 第1行：receiver 第1个 应写 url、env、file、command 中的一个，且只写一个；请改正。"
URL = '[[receiver]]\nurl = "json://x"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mising_days = 3", " 第1行：没有名为 mising_days 的设置，是否想写 missing_days；请改正。"),
        ('[[receiver]]\nuri = "x"', " 第2行：receiver 第1个 里没有名为 uri 的设置，是否想写 url；请改正。"),
        ("missing_days = 0", " 第1行：missing_days 应是1到60之间的整数（天）；请改正。"),
        ("missing_days = 61", " 第1行：missing_days 应是1到60之间的整数（天）；请改正。"),
        ('missing_days = "2"', " 第1行：missing_days 应是整数；请改正。"),
        (
            URL + 'wants = ["fail"]',
            f" 第3行：receiver 第1个 wants 第1个 应是 {'、'.join(OUTCOMES)} 之一，是否想写 failed；请改正。",
        ),
        ("[[receiver]]", ONE_WAY),
        (URL + 'env = "X"', ONE_WAY),
    ],
)
def test_a_slip_in_the_settings_is_one_sentence_with_the_nearest_name(home: Home, text: str, message: str) -> None:
    settings(home, text)
    with pytest.raises(BadInput) as raised:
        receivers.read(home)
    assert str(raised.value) == f"{home.notify}{message}"
    # A night goes on, and doctor tells.
    assert end(home, HELD) == [f"注意：{raised.value}"]
    assert ("通知设置不能用，出了问题没有人知道", str(raised.value)) in [
        (finding.what, finding.mend) for finding in doctor.examine(home)
    ]


@pytest.mark.parametrize(("mode", "message"), [(0o644, "别人也能读"), (0o640, "别人也能读"), (0o620, "别人也能改")])
def test_addresses_with_secrets_lie_in_a_file_that_nobody_else_reads(home: Home, mode: int, message: str) -> None:
    settings(home, '[[receiver]]\nurl = "json://127.0.0.1:9/secret"', mode)
    with pytest.raises(BadInput, match=message):
        receivers.read(home)
    settings(home, '[[receiver]]\nenv = "YINGBAO_TEST_ADDRESS"', 0o640)
    assert receivers.read(home).receiver[0].env == "YINGBAO_TEST_ADDRESS"


def test_an_address_may_come_from_the_environment_or_a_file(
    home: Home, webhook: Webhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YINGBAO_TEST_ADDRESS", webhook.url)
    (tmp_path / "address").write_text(webhook.url + "\n")
    settings(
        home,
        f'[[receiver]]\nenv = "YINGBAO_TEST_ADDRESS"\n[[receiver]]\nfile = "{tmp_path}/address"\n'
        '[[receiver]]\nenv = "YINGBAO_NOT_SET"\n',
    )
    assert [(reached.receiver, reached.problem) for reached in notify.try_out(home)] == [
        ("第1个", None), ("第2个", None), ("第3个", "环境变量 YINGBAO_NOT_SET里没有地址"),
    ]  # fmt: skip
    assert len(webhook.got) == 2


def test_doctor_tries_the_receivers_out_and_says_who_was_reached(home: Home, webhook: Webhook) -> None:
    settings(home, to(webhook) + '[[receiver]]\nname = "乙"\nurl = "nonsense"\n')
    done = yingbao("doctor", "--home", home.root, "--notify")
    assert (done.returncode, done.stdout.splitlines()) == (
        2, ["[正常] 值班：已送出", "[注意] 乙：地址写得不对，或没有这种通知方式"],
    )  # fmt: skip
    assert webhook.got[0]["title"].endswith("：这是一条试发的消息")


def test_no_night_for_days_is_told_once_a_day_and_silence_means_that_all_is_well(home: Home, webhook: Webhook) -> None:
    settings(home, to(webhook, "missing_days = 60"))
    quiet = yingbao("doctor", "--home", home.root, "--overdue")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    home.published.unlink()
    for _ in range(2):
        late = yingbao("doctor", "--home", home.root, "--overdue")
        assert (late.returncode, late.stdout) == (2, "")
        assert late.stderr == "还没有一次运行成功过，没有已发布的数据。\n"
    assert len(webhook.got) == 1 and "多日没有成功运行" in webhook.got[0]["title"]
