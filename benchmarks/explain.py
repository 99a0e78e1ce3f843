"""How long a clerk waits: `yingbao explain` of one subject on each list and of one who is kept off it.

    python benchmarks/explain.py --home demo/home

The real command, a process for each answer, so that loading and opening count. Prints seconds and names of lists, no
subject's id and none of their data. Exit 1 where an answer does not say what the list says.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

if __package__ is None or __package__ == "":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from base.home import Home
from sql import candidates, explanation

SLOWEST = 5


@dataclass(frozen=True)
class Asked:
    """Whom the command is asked about, and what its answer must say."""

    list_id: str
    who: str
    subject: str
    answer: str


@dataclass(frozen=True)
class Answered:
    """How one call went."""

    asked: Asked
    seconds: float
    cpu_seconds: float
    is_right: bool


def chosen(home: Home) -> Iterator[Asked]:
    """For each list that was computed the first subject on it, and the first who is exempt or else kept off it.

    The list's own query is asked of the whole county, as the published tables hold it.
    """
    with explanation.opened(home.published, home.evidence) as excerpt:
        con = excerpt.con
        con.execute("set memory_limit = '4GB'")
        for table, (database, _) in excerpt.places.items():
            schema, _, name = table.partition(".")
            con.execute(f"create schema if not exists {schema}")
            con.execute(f'create view {schema}."{name}" as from {database}.{schema}."{name}"')
        bound = excerpt.values()
        lists = con.execute("select list_id from audit.list where is_computed order by 1").fetchall()
        for asked in (candidates.read(list_id) for (list_id,) in lists):
            [(on,)] = con.execute(f"select min(subject_id) from lists.{asked.list_id}").fetchall()
            off = con.execute(
                f"select subject_id from ({asked.judged}) where not_because is not null"
                " order by not_because like '免缴%' desc, subject_id limit 1",
                {name: bound[name] for name in asked.parameters},
            ).fetchall()
            if on:
                yield Asked(asked.list_id, "on", on, f"\n在清单【{asked.title}】上")
            for (subject,) in off:
                yield Asked(asked.list_id, "off", subject, f"\n不在清单【{asked.title}】上：")


def answered(home: Path, asked: Asked) -> Answered:
    """Call the command and hold its answer against what is published."""
    command = [str(Path(sys.executable).with_name("yingbao")), "explain", asked.subject, "--home", str(home)]
    begun, before = time.perf_counter(), os.times()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds, after = time.perf_counter() - begun, os.times()
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    return Answered(asked, seconds, spent, asked.answer in done.stdout + done.stderr)


def main() -> int:
    """Choose, call, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--repeat", type=int, default=1, help="the fastest of so many calls counts")
    given = parser.parse_args()
    asked = [*chosen(Home(given.home))]
    # Nobody's number and nobody's name: the search for near spellings.
    asked += [Asked("(unknown number)", "unknown", "320923190001010009", "没有找到这个对象")]
    asked += [Asked("(unknown name)", "unknown", "没有人登记过的单位名称有限公司", "没有找到这个对象")]
    calls = [
        min((answered(given.home, each) for _ in range(given.repeat)), key=lambda call: call.seconds) for each in asked
    ]
    print(f"{'':10}{'calls':>6}{'min s':>8}{'median s':>10}{'max s':>8}{'CPU median s':>14}{'CPU max s':>11}")
    for who in ("on", "off", "unknown"):
        part = [call for call in calls if call.asked.who == who]
        wall, cpu = [call.seconds for call in part], [call.cpu_seconds for call in part]
        print(
            f"{who:10}{len(part):>6}{min(wall):>8.2f}{statistics.median(wall):>10.2f}{max(wall):>8.2f}"
            f"{statistics.median(cpu):>14.2f}{max(cpu):>11.2f}"
        )
    print("slowest:")
    for call in sorted(calls, key=lambda call: -call.seconds)[:SLOWEST]:
        print(f"  {call.seconds:.2f} s ({call.cpu_seconds:.2f} s CPU)  {call.asked.list_id}, {call.asked.who}")
    wrong = [f"{call.asked.list_id} ({call.asked.who})" for call in calls if not call.is_right]
    print(f"answers that differ from the list: {', '.join(wrong) or 'none'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
