"""A round of letters: 40 employers and more get the first one while the command is killed, a third reply, days pass.

    python benchmarks/notices.py --inbox demo/inbox --out demo/notices [--region funing] [--town CODE] [--kills 12]

Two nights of one inbox, the second when every letter's day has passed (three weeks later at least). The command that
sends is killed (kill -9) at other moments each time, until it comes through. Printed: whether a number was lost, given
twice or written twice, what the replies did, whom the second night proposes for the next step, and the events of three
cases.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import openpyxl  # noqa: E402
import polars as pl  # noqa: E402

from base.home import Home  # noqa: E402
from flows import feedback, notices  # noqa: E402
from flows.nightly import nightly  # noqa: E402
from ledger import chain  # noqa: E402

FIRST = date(2026, 11, 22)
LETTERS = 'office = "经办中心"\nphone = "12345"\naddress = "某路1号"\nsigned = "某县人社局"\nmark = "某人社参保"\n'
ANSWERS = (("已办理", "已参保"), ("不需参保", "无用工"), ("暂未办理", "待办理"))


def issued(home: Home) -> pl.DataFrame:
    """Every letter in the ledger: `number`, `batch`, `employer_id`, one row a case."""
    events = chain.ask(home.ledger, "select subject, payload from ledger.event where kind = 'notice issued'")
    letters = [json.loads(payload) for payload in events["payload"]]
    return pl.DataFrame(
        {
            "case_id": events["subject"],
            "number": [one["number"] for one in letters],
            "batch": [one["batch"] for one in letters],
            "employer_id": [one["employer_id"] for one in letters],
            "due_on": [date.fromisoformat(one["due_on"]) for one in letters],
        }
    )


def killed(home: Home, town: str | None, kills: int, seconds: float) -> int:
    """Call the command and kill it at moments spread over its time, until it has been killed so often; how often."""
    command = [sys.executable, "-m", "flows.cli", "notices", "--home", str(home.root), "--step", "告知书"]
    command += ["--town", town] if town else []
    done = 0
    for turn in range(kills):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds * (turn + 0.5) / kills)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            done += 1
        process.wait()
    return done


def replied(home: Home, share: int) -> int:
    """A third of the registers' rows is filled in by turns and handed in; how many rows."""
    files, rows = sorted(home.notices.glob("第*/回执登记_*.xlsx")), 0
    for file in files:
        book = openpyxl.load_workbook(file)
        sheet = book["单位"]
        headers = {cell.value: cell.column for cell in sheet[1]}
        for line in range(2, sheet.max_row + 1, share):
            result, reason = ANSWERS[rows % len(ANSWERS)]
            sheet.cell(line, headers["核实结果"]).value = result
            sheet.cell(line, headers["原因"]).value = reason
            rows += 1
        book.save(file)
    for sentence in feedback.summary(feedback.take(home, files, "经办人", datetime(2026, 11, 25, 9))):
        print(f"  {sentence}")
    return rows


def night(inbox: Path, home: Home, region: str, as_of: date, **more: Any) -> None:
    """One night."""
    nightly.fn(inbox=inbox, home=home.root, region=region, as_of=as_of, **more)


def main() -> None:
    """Print what became of the round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--region", default="funing")
    parser.add_argument("--town", help="only one town's employers")
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=8.0, help="over which the kills are spread")
    given = parser.parse_args()
    home = Home(given.out / "home")
    night(given.inbox, home, given.region, FIRST)
    home.letters.write_text(LETTERS, encoding="utf-8")
    os.environ["YINGBAO_TODAY"] = "2026-11-22"
    kills = killed(home, given.town, given.kills, given.seconds)
    begun = time.perf_counter()
    notices.issue(home, "告知书", town=given.town, at=datetime(2026, 11, 22, 9))
    letters = issued(home)
    folders = [path for path in home.notices.iterdir() if not path.name.startswith(".")]
    files = [path for folder in folders for path in folder.glob("[0-9]*.docx")]
    most = letters.select("employer_id", "number").unique()["employer_id"].value_counts()["count"].to_list()
    print(f"killed {kills} times; the last call took {time.perf_counter() - begun:.1f} s")
    print(
        f"{letters['employer_id'].n_unique()} employers, {letters['number'].n_unique()} numbers in"
        f" {letters['batch'].n_unique()} batches, {len(files)} letters written; at most {max(most)} an employer"
    )
    print(f"{replied(home, 3)} replies handed in:")
    # A killed call reserves its letters by the machine's own clock: their day may be later than three weeks on.
    later = max(FIRST + timedelta(days=21), *letters["due_on"].unique()) + timedelta(days=1)
    os.environ["YINGBAO_TODAY"] = later.isoformat()
    # A hundred letters whose day passes at once are a list that jumps: the clerk lets it pass.
    night(given.inbox, home, given.region, later, accept=("list_jumped",), by="经办人")
    print(f"on {later}: proposed for 提醒函, of {letters['employer_id'].n_unique()} who had 告知书:")
    done = notices.issue(home, "提醒函", town=given.town, at=datetime.combine(later, clock_time(9)))
    print(f"  {sum(one.letters for one in done)} letters of the second step")
    for case_id in letters["case_id"].unique().sort().head(3):
        events = chain.ask(
            home.ledger, f"select kind, as_of from ledger.event where subject = '{case_id}' order by sequence"
        )
        steps = [f"{kind} {day.isoformat()}" for kind, day in events.rows()]
        print(f"  case {case_id!s}: {' → '.join(steps)}")


if __name__ == "__main__":
    main()
