"""Who is told that a night failed, was held, or did not come: one message, without a person or an employer in it.

Nothing is sent where `home/notify.toml` names nobody. Sending never fails a night and never holds it up for long.
"""

import contextlib
import logging
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import regions
from base import clock
from base.errors import BadInput
from base.home import Home
from flows import journal, morning, watch
from flows.faults import where
from flows.receivers import Receiver, read
from sources import SOURCES

FAILED, HELD, MISSING, PUBLISHED, TRIAL = "failed", "held", "missing", "published", "trial"
PATIENCE_SECONDS = 20.0
TITLES = {
    FAILED: "运行出错",
    HELD: "检查未通过，没有发布",
    MISSING: "多日没有成功运行",
    PUBLISHED: "已发布",
    TRIAL: "这是一条试发的消息",
}
ADVICE = {
    FAILED: "请在服务器上运行 yingbao doctor，按提示处理后重新运行",
    HELD: "请在服务器上查看 log/night.log，向提供部门核实；确认无误后用 --accept 检查项 --by 姓名 放行",
    MISSING: "请在服务器上运行 yingbao doctor，看定时任务是否还在、最近几次为什么没有成功",
    PUBLISHED: "无须处理",
    TRIAL: "收到即说明通知设置可用，无须处理",
}


@dataclass(frozen=True)
class News:
    """What became of a night."""

    outcome: str
    region: str
    as_of: str
    sentence: str = ""
    gates: Mapping[str, int] = field(default_factory=dict)
    """How many messages by gate."""

    @property
    def wanted(self) -> str:
        """What receivers call it: a call that was refused is a failed night to them."""
        return FAILED if self.outcome == journal.REFUSED else self.outcome

    @property
    def key(self) -> str:
        """The same news of the same day goes to nobody twice."""
        return f"{self.as_of} {self.wanted}"


@dataclass(frozen=True)
class Delivery:
    """Whether a receiver was reached; `problem` says in Chinese why not."""

    receiver: str
    problem: str | None = None


def tell(home: Home, news: News, extra: str = "") -> list[Delivery]:
    """Send the news to whoever wants it and has not had it; `extra` is one more line. Returns what became of it.

    Raises BadInput where `notify.toml` cannot be used.
    """
    reached = journal.messages(home)
    wanting = [
        receiver
        for receiver in read(home).receiver
        if news.outcome == TRIAL or (news.wanted in receiver.wants and (news.key, receiver.name) not in reached)
    ]
    deliveries = _send(wanting, _title(home, news), _text(home, news, extra))
    for delivery in deliveries:
        entry = {
            "event": journal.MESSAGE,
            "at": clock.now().isoformat(),
            # A trial may be repeated the same day.
            "news": TRIAL if news.outcome == TRIAL else news.key,
            "receiver": delivery.receiver,
            "is_sent": delivery.problem is None,
            "problem": delivery.problem,
        }
        # A full disk is what a message may be about: it is sent, and perhaps once more.
        with contextlib.suppress(OSError):
            journal.append(home, entry)
    return deliveries


def tell_overdue(home: Home) -> str | None:
    """Where no night has succeeded for `missing_days`: tell it once a day, and return the sentence."""
    problem = watch.overdue(home, read(home).missing_days)
    if problem:
        runs = journal.read(home)
        region = (runs[-1].region if runs else None) or ""
        tell(home, News(MISSING, region, clock.now().date().isoformat(), problem))
    return problem


def try_out(home: Home) -> list[Delivery]:
    """Send every receiver a message that says that it is a trial."""
    runs = journal.read(home)
    return tell(home, News(TRIAL, (runs[-1].region if runs else None) or "", clock.now().date().isoformat()))


def _title(home: Home, news: News) -> str:
    county = ""
    # The region's file may be what a night was refused for: that is told too.
    with contextlib.suppress(KeyError, BadInput):
        county = regions.read(news.region).name
    return f"应保 {county}（{home.root.absolute().name}）{news.as_of}：{TITLES[news.wanted]}"


def _text(home: Home, news: News, extra: str) -> str:
    lines = [_title(home, news)]
    lines += [f"检查项：{morning.gate_title(gate)}（{gate}）{count}处" for gate, count in sorted(news.gates.items())]
    # A gate's own messages stay at home: whoever wants them looks into the log.
    if news.sentence and news.outcome != HELD:
        lines.append(f"原因：{without_names(news.sentence) if news.outcome == journal.REFUSED else news.sentence}")
    if success := watch.last_success(home):
        lines.append(f"已发布的数据：截至{success.as_of}，{success.age(clock.now()).days}天前运行")
    else:
        lines.append("已发布的数据：没有")
    lines += _changes(home) if news.outcome != TRIAL else []
    lines.append(f"怎么办：{ADVICE[news.wanted]}")
    return "\n".join([*lines, *([extra] if extra else [])])


def _changes(home: Home) -> list[str]:
    """What changed and what waits, as the desk's first page says it."""
    overview = morning.read(home)
    waits = "；".join(f"{one.what}{one.count:,}{one.unit}" for one in overview.waits)
    return [f"变化：{change}" for change in overview.changed] + ([f"待办：{waits}"] if waits else [])


_FILES = re.compile(rf"({'|'.join(SOURCES)})/(?:.*\.(?:csv|txt|tsv|xlsx?|parquet)(?:\.gz)?|[^，。；：、）\n]*)")
_STRAYS = re.compile("^[^：]*(?=：收件目录下只能有)")
_QUOTED = re.compile("“[^”]*”")
_NUMBERS = re.compile("[0-9A-Za-z]*[0-9][0-9A-Za-z]{7,}")


def without_names(sentence: str) -> str:
    """Why a call was refused, for a message that leaves the county's machine.

    It holds no person's data, but what a clerk called a file, or wrote into the manifest, may.
    """
    words = _FILES.sub(r"\1/…", _STRAYS.sub("…", sentence))
    return _NUMBERS.sub("…", _QUOTED.sub("“…”", words))


def _send(receivers: list[Receiver], title: str, text: str) -> list[Delivery]:
    """To all at the same time; who is not done after the patience is let go."""
    problems: dict[str, str | None] = {receiver.name: "超时" for receiver in receivers}

    def send(receiver: Receiver) -> None:
        try:
            problems[receiver.name] = _deliver(receiver, title, text)
        except BadInput as error:
            problems[receiver.name] = str(error)
        except Exception as error:
            # A message of a library may show the address, and the secret in it.
            problems[receiver.name] = where(error)

    threads = [threading.Thread(target=send, args=[receiver], daemon=True) for receiver in receivers]
    until = time.monotonic() + PATIENCE_SECONDS
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return [Delivery(name, problem) for name, problem in problems.items()]


def _deliver(receiver: Receiver, title: str, text: str) -> str | None:
    if receiver.command:
        return _run(receiver.command, text)
    # Half a second, which a home that tells nobody does not pay.
    from apprise import Apprise, AppriseAsset, NotifyFormat

    # It asks nobody but the receiver: no pictures from elsewhere, no keys made, nothing put down, no forwarding.
    asset = AppriseAsset(
        app_id="yingbao", app_desc="yingbao", app_url="", image_url_mask="", image_url_logo="", http_redirects=False,
        async_mode=False, pgp_autogen=False, pem_autogen=False, storage_mode="memory",
    )  # fmt: skip
    # What it logs of a failure is English and goes to the terminal; ours goes to the home's log.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    sender = Apprise(asset=asset)
    if not sender.add(receiver.address()):
        return "地址写得不对，或没有这种通知方式"
    return None if sender.notify(title=title, body=text, body_format=NotifyFormat.TEXT) else "对方没有收下"


def _run(command: tuple[str, ...], text: str) -> str | None:
    try:
        process = subprocess.Popen(  # noqa: S603 (the owner's own command, from a file that only he can write)
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
            start_new_session=True,
        )  # fmt: skip
    except OSError:
        return "命令不存在或不能运行"
    try:
        process.communicate(text.encode(), timeout=PATIENCE_SECONDS - 1)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return "命令超时"
    except BrokenPipeError:
        process.wait()
    return None if process.returncode == 0 else f"命令的退出码为{process.returncode}"
