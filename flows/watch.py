"""How long ago a night succeeded, and what the last ones came to: judged for `doctor` and for whoever is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

import duckdb

from base import clock
from base.home import Home
from flows import journal

MISSING_DAYS = 2
"""So many days without a publication are told, where `notify.toml` says nothing else."""
IN_A_ROW = 3
WORDS = {
    journal.HELD: "检查未通过",
    journal.REFUSED: "没有运行",
    journal.FAILED: "出错",
    journal.KILLED: "被中断，没有做完",
}
LEAST_WORDS = 60


@dataclass(frozen=True)
class Success:
    """The last night that published: the day it speaks of and the moment it ran."""

    as_of: date
    ran_at: datetime

    def age(self, now: datetime) -> timedelta:
        """How long ago it ran; a clock that was put back makes nothing younger than now."""
        return max(now - self.ran_at, timedelta())


@dataclass(frozen=True)
class Remark:
    """One thing that was looked at, in Chinese; `mend` says what to do where it is not well."""

    what: str
    mend: str | None = None


def last_success(home: Home) -> Success | None:
    """Read from what is published itself; None where there is nothing, or nothing that opens."""
    if not home.published.exists():
        return None
    try:
        with duckdb.connect(str(home.published), read_only=True) as con:
            found = con.execute(
                "select as_of, max(started_at) from audit.run group by as_of, run_id order by run_id desc limit 1"
            ).fetchone()
    except duckdb.Error:
        return None
    return Success(*found) if found else None


def overdue(home: Home, days: int, now: datetime | None = None) -> str | None:
    """What is wrong where no night has succeeded for so many days, else None."""
    now = now or clock.now()
    if success := last_success(home):
        if success.age(now) < timedelta(days):
            return None
        return f"已有{success.age(now).days}天没有一次运行成功：已发布的数据截至{success.as_of}"
    runs = journal.read(home)
    if runs and now - runs[0].started_at < timedelta(days):
        return None
    return "还没有一次运行成功过，没有已发布的数据"


def remarks(home: Home, days: int = MISSING_DAYS, now: datetime | None = None) -> Iterator[Remark]:
    """The age of what is published, whether a night is at work, and how the last ones ended."""
    now = now or clock.now()
    if success := last_success(home):
        late = f"请查看 {journal.night_log(home)}，并重新运行" if overdue(home, days, now) else None
        yield Remark(f"已发布的数据是{_ago(success.age(now))}运行的，截至{success.as_of}", late)
    runs = journal.read(home)
    if journal.is_locked(home):
        begun = [f"，{run.started_at}开始" for run in runs if run.outcome == journal.RUNNING]
        yield Remark(f"有一次运行正在进行{begun[-1] if begun else ''}")
    # A call that was refused because another was at work ended before that one did.
    ended = sorted((run for run in runs if run.outcome != journal.RUNNING), key=lambda run: run.over_at)
    missed = list(takewhile(lambda run: run.outcome in journal.UNPUBLISHED, reversed(ended)))
    if missed:
        yield _missed(home, missed)
    elif ended:
        yield Remark(f"最近一次运行（{ended[-1].started_at}）已发布")


def _missed(home: Home, missed: list[journal.Run]) -> Remark:
    last = missed[0]
    why = f"：{_short(last.sentence)}" if last.sentence else ""
    what = f"最近一次运行（{last.started_at}，截至{last.as_of}）{WORDS[last.outcome]}{why}"
    if len(missed) < IN_A_ROW:
        return Remark(what, f"{_advice(last.outcome)}；详见 {journal.night_log(home)}")
    since = missed[-1].started_at
    return Remark(
        f"连续{len(missed)}次运行都没有发布（从{since}起），{what}",
        f"{_advice(last.outcome)}；已发布的数据没有更新，请勿等待下一次，详见 {journal.night_log(home)}",
    )


def _advice(outcome: str) -> str:
    return {
        journal.HELD: "请核实数据，确认无误后用 --accept 检查项 --by 姓名 放行",
        journal.REFUSED: "请按这句话改正后重新运行",
        journal.FAILED: "请把这句话发给开发者，并重新运行",
        journal.KILLED: "请查看内存和磁盘是否够用，并重新运行",
    }[outcome]


def _short(sentence: str) -> str:
    words = sentence.replace("\n", "；")
    return words if len(words) <= LEAST_WORDS else f"{words[:LEAST_WORDS]}……"


def _ago(age: timedelta) -> str:
    return f"{age.days}天前" if age.days else f"{age.seconds // 3600}小时前"
