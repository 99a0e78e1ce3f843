"""The desk under load: how soon pages and searches answer, also beside a night, and what a kill -9 loses: nothing.

    python benchmarks/at_the_desk.py --home COPY                 a copy of a county's home: it is written in
    python benchmarks/at_the_desk.py --home COPY --kills 20      so many times killed amid 200 answers
    python benchmarks/at_the_desk.py --home COPY --night INBOX   ten clerks click and answer while a night runs

First byte: of each page, asked ten times by one clerk, and then by ten clerks at once. Each answer that was
acknowledged is looked for in the ledger afterwards, by its own mark: once, and not twice.
"""

import argparse
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from base.home import Home
from desk.accounts import Accounts
from flows import binding, intake
from flows.publication import publication
from flows.snapshot import Snapshots
from ledger import chain

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "four words of mine"  # noqa: S105 (of a copy)
PAGES = ("/", "/leads", "/leads?tier=check_data&said=no", "/leads?list_id=lapsed_members", "/compare", "/feedback",
         "/feedback/checks", "/handouts", "/report", "/system", "/runs", "/inbox")  # fmt: skip
SEARCHES = ("王", "wxm", "fn", "建筑", "李明")
ANSWERS = 200
RUN = f"bench-{os.getpid()}-{int(time.time())}"
"""The mark of this run's answers: the home may hold those of another."""
CLERKS = 10


def main() -> None:
    """Measure, then kill."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--night", type=Path, help="an inbox: a night over it runs while ten clerks click")
    given = parser.parse_args()
    home = Home(given.home.absolute())
    accounts = Accounts(intake.folder(home) / "accounts.sqlite")
    if "bench" not in {account.login for account in accounts.all()}:
        accounts.set_password(accounts.add("bench", "测速员", "reviewer"), PASSWORD)
    desk, address = opened(home)
    try:
        if given.night:
            beside_a_night(address, home, given.night.absolute())
        else:
            measure(address, home)
    finally:
        desk.terminate()
        desk.wait()
    if given.night:
        count_lost(home, "answers beside the night")
    elif given.kills:
        kill(home, given.kills)


def opened(home: Home) -> tuple[subprocess.Popen[bytes], str]:
    """A desk in a process of its own, and where it is."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    call = [sys.executable, "-m", "flows.cli", "desk", "--home", str(home.root), "--port", str(port)]
    desk = subprocess.Popen(call, cwd=ROOT, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONUTF8": "1"})
    address = f"http://127.0.0.1:{port}"
    while True:
        try:
            httpx.get(f"{address}/sign-in")
            return desk, address
        except httpx.HTTPError:
            time.sleep(0.1)


def entered(address: str) -> tuple[httpx.Client, str]:
    """A browser in which somebody has signed in, and its token."""
    browser = httpx.Client(base_url=address, timeout=60)
    token = found('name="csrf" value="([^"]+)"', browser.get("/sign-in").text)
    browser.post("/sign-in", data={"login": "bench", "password": PASSWORD, "csrf": token})
    return browser, found('name="csrf" value="([^"]+)"', browser.get("/report").text)


def found(pattern: str, text: str) -> str:
    """What a pattern finds."""
    match = re.search(pattern, text)
    if match is None:
        raise SystemExit(f"{pattern} is not on the page")
    return match[1]


def measure(address: str, home: Home) -> None:
    """First bytes and searches, of one clerk and of ten at once."""
    browser, token = entered(address)
    began = time.perf_counter()
    browser.get("/leads")
    print(f"the first page of leads after a publication, which the desk works out once: {seconds(began):.0f} ms")
    for path in PAGES:
        browser.get(path)
        print(f"  {path:36} {spread(partial(first_byte, browser, path))}")
    for text in SEARCHES:
        search(browser, token, text)
        print(f"  search {text:29} {spread(partial(search, browser, token, text))}")
    key = found('href="(/who/K[A-Z2-7]+)"', browser.get("/leads").text)
    print(f"  {'a subject':36} {spread(lambda: first_byte(browser, key))}")
    print(f"  {'its explanation, which follows':36} {spread(lambda: first_byte(browser, f'{key}/explained'))}")
    print(f"{CLERKS} clerks at once, each a random page or search, 10 times:")
    together(address)
    print(f"ledger: {chain.tail(home.ledger).sequence} events")


def first_byte(browser: httpx.Client, path: str) -> float:
    """Milliseconds until the first byte of a page."""
    began = time.perf_counter()
    with browser.stream("GET", path) as answer:
        took = 0.0
        for _ in answer.iter_raw():
            took = took or seconds(began)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return took


def search(browser: httpx.Client, token: str, text: str) -> float:
    """Milliseconds of a search."""
    began = time.perf_counter()
    answer = browser.post("/leads/search", data={"csrf": token, "text": text}, headers={"HX-Request": "true"})
    if answer.status_code != 200:
        raise SystemExit(f"search: {answer.status_code}")
    return seconds(began)


def seconds(began: float) -> float:
    """Milliseconds since."""
    return 1000 * (time.perf_counter() - began)


def spread(ask: Callable[[], float], times: int = 10) -> str:
    """The middle and the worst of some."""
    took = [ask() for _ in range(times)]
    return f"median {statistics.median(took):6.0f} ms, worst {max(took):6.0f} ms"


def together(address: str) -> None:
    """Ten clerks click at the same time."""
    took: list[float] = []

    def click(seed: int) -> None:
        draw = random.Random(seed)  # noqa: S311
        browser, token = entered(address)
        for _ in range(10):
            if draw.random() < 0.3:
                took.append(search(browser, token, draw.choice(SEARCHES)))
            else:
                took.append(first_byte(browser, draw.choice(PAGES)))

    clerks = [threading.Thread(target=click, args=[seed]) for seed in range(CLERKS)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    took.sort()
    print(
        f"  median {statistics.median(took):.0f} ms, 95 % {took[int(0.95 * len(took))]:.0f} ms, worst {took[-1]:.0f} ms"
    )


@dataclass
class Clicked:
    """What ten clerks saw until they were told to stop."""

    took: list[float] = field(default_factory=list)
    """Milliseconds of pages and searches."""
    answering: list[float] = field(default_factory=list)
    """Milliseconds of answers."""
    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[str, str] = field(default_factory=dict)


ACKNOWLEDGED: dict[str, str] = {}
"""The marks of the answers of this run that were acknowledged."""


def beside_a_night(address: str, home: Home, inbox: Path) -> None:
    """Ten clerks click for half a minute by themselves, and then as long as a night runs beside them."""
    bound = binding.read(home)
    if bound is None:
        raise SystemExit("no night has been run in this home")
    alone = clicking(address, lambda: time.sleep(30))
    shown("ten clerks, nothing beside", alone, 30.0)
    call = [sys.executable, "-m", "flows.cli", "run", "--inbox", str(inbox), "--home", str(home.root),
            "--region", bound.region, "--as-of", str(publication(home).as_of), "--anew"]  # fmt: skip
    began, ended = time.perf_counter(), []

    def night() -> None:
        with tempfile.TemporaryFile() as log:
            done = subprocess.run(call, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False)
            log.seek(0)
            ended.append((done.returncode, log.read().decode()[-400:]))

    during = clicking(address, night)
    shown("ten clerks, a night beside", during, seconds(began) / 1000)
    print(f"  the night ended with {ended[0][0]}" + ("" if not ended[0][0] else f": {ended[0][1]}"))
    ACKNOWLEDGED.update(alone.acknowledged | during.acknowledged)


def clicking(address: str, until: Callable[[], None]) -> Clicked:
    """Ten clerks, each a page, a search or an answer every half second, until this is over."""
    seen, stop = Clicked(), threading.Event()
    clerks = [threading.Thread(target=clerk, args=[address, number, seen, stop]) for number in range(CLERKS)]
    for one in clerks:
        one.start()
    until()
    stop.set()
    for one in clerks:
        one.join()
    return seen


def clerk(address: str, number: int, seen: Clicked, stop: threading.Event) -> None:
    """One clerk."""
    draw = random.Random(f"{number} {len(seen.took)}")  # noqa: S311
    browser, token = entered(address)
    keys = re.findall('name="row" value="([^"]+)"', browser.get(f"/feedback/checks?page={number + 1}").text)
    sent = 0
    while not stop.is_set():
        began, chance = time.perf_counter(), draw.random()
        try:
            if chance < 0.2 and keys:
                note = f"{RUN} {number} {began:.6f} {sent}"
                form = {"csrf": token, "row": draw.choice(keys), "outcome": "暂未办理|联系不上", "note": note,
                        "token": f"{RUN}-{number}-{began:.6f}-{sent}"[:64]}  # fmt: skip
                answer = browser.post("/answer", data=form)
                seen.answering.append(seconds(began))
                sent += 1
                if "已收下" in answer.text:
                    seen.acknowledged[note] = form["row"]
            elif chance < 0.45:
                form = {"csrf": token, "text": draw.choice(SEARCHES)}
                answer = browser.post("/leads/search", data=form, headers={"HX-Request": "true"})
                seen.took.append(seconds(began))
            else:
                answer = browser.get(draw.choice(PAGES))
                seen.took.append(seconds(began))
            seen.statuses[answer.status_code] += 1
        except httpx.HTTPError as error:
            seen.faults[type(error).__name__] += 1
        stop.wait(0.5)


def shown(name: str, seen: Clicked, took_seconds: float) -> None:
    """Print what they saw."""
    print(f"{name}, {took_seconds:.0f} s: {sum(seen.statuses.values())} requests, by status"
          f" {dict(sorted(seen.statuses.items()))}, not answered {dict(seen.faults)}")  # fmt: skip
    for what, times in (("pages and searches", seen.took), ("answers", seen.answering)):
        if times:
            at = sorted(times)
            print(f"  {what}: median {statistics.median(at):.0f} ms, 95 % {at[int(0.95 * len(at))]:.0f} ms,"
                  f" 99 % {at[int(0.99 * len(at))]:.0f} ms, worst {at[-1]:.0f} ms")  # fmt: skip


def kill(home: Home, times: int) -> None:
    """Kill the desk amid answers, and count what the ledger holds of those that were acknowledged."""
    draw = random.Random(1)  # noqa: S311
    acknowledged: dict[str, str] = {}
    for number in range(times):
        desk, address = opened(home)
        answering = threading.Thread(target=answers, args=[address, number, acknowledged], daemon=True)
        answering.start()
        enough, until = len(acknowledged) + draw.randint(2, 40), time.monotonic() + 60
        while len(acknowledged) < enough and time.monotonic() < until:
            time.sleep(0.002)
        desk.send_signal(signal.SIGKILL)
        desk.wait()
        answering.join(timeout=30)
    ACKNOWLEDGED.update(acknowledged)
    count_lost(home, f"{times} kills")


def count_lost(home: Home, what: str) -> None:
    """Open the desk until nothing waits, and look for each acknowledged answer in the ledger: once, and not twice."""
    desk, _ = opened(home)
    while intake.waiting(home):
        time.sleep(0.2)
    desk.terminate()
    desk.wait()
    statement = f"""
        select json_extract_string(payload, '$.note') as note, count(*) as times from ledger.event
        where kind = 'contacted' and json_extract_string(payload, '$.note') like '{RUN} %' group by 1
    """
    held = dict(chain.ask(home.ledger, statement).iter_rows())
    lost = sum(note not in held for note in ACKNOWLEDGED)
    doubled = sum(count > 1 for count in held.values())
    print(f"{what}: {len(ACKNOWLEDGED)} answers acknowledged, {lost} lost, {doubled} doubled;"
          f" {len(held) - len(ACKNOWLEDGED)} more were on the disk and had not been acknowledged")  # fmt: skip
    if lost or doubled or chain.verify(home.ledger):
        raise SystemExit("an answer was lost or doubled, or the ledger is damaged")
    Snapshots(home).now()


def answers(address: str, number: int, acknowledged: dict[str, str]) -> None:
    """Up to 200 answers, each to another lead and under its own mark, each sent twice, until the desk dies."""
    try:
        browser, token = entered(address)
        sent = 0
        while sent < ANSWERS:
            page = browser.get("/feedback/checks").text
            for key in re.findall('name="row" value="([^"]+)"', page):
                note = f"{RUN} {number} {sent}"
                form = {"csrf": token, "row": key, "outcome": "暂未办理|联系不上", "note": note,
                        "token": f"{RUN}-{number}-{sent}"}  # fmt: skip
                for _ in range(2):
                    if "已收下" in browser.post("/answer", data=form).text:
                        acknowledged[note] = key
                sent += 1
    except (httpx.HTTPError, SystemExit):
        return


if __name__ == "__main__":
    main()
