"""What a clerk wants to know each morning: what became of the night, how old the data are, what changed, what waits.

One reading for three places: the desk's first page, `home/last_night.html` and the message that a night sends. It holds
counts and names of lists and gates; no person and no employer.
"""

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

import duckdb

import regions
from base import clock
from base.atomic import SHARED_FILE, written
from base.errors import BadInput
from base.home import Home
from flows import binding, intake, journal, watch
from flows.snapshot import Snapshot
from sql.warehouse import FOLDER, read_head

NEVER = "never"
TITLES = {
    journal.PUBLISHED: "已发布",
    journal.HELD: "检查未通过，没有发布",
    journal.REFUSED: "没有运行",
    journal.FAILED: "运行出错",
    journal.KILLED: "被中断，没有做完",
    journal.RUNNING: "正在运行",
    NEVER: "还没有运行过",
}
ADVICE = {
    journal.PUBLISHED: "",
    journal.HELD: "请向提供部门核实；确认数据无误后，由审核人员在“运行”页写明理由放行",
    journal.REFUSED: "请按这句话改正后重新运行",
    journal.FAILED: "请把这句话发给开发者，并重新运行",
    journal.KILLED: "请看内存和磁盘是否够用，并重新运行",
    journal.RUNNING: "",
    NEVER: "请先在“收件”页放入各部门的数据，再到“运行”页运行一次",
}
_MOST_CHANGES = 5


@dataclass(frozen=True)
class Waits:
    """Something that waits for somebody: what, how much of it, on which page of the desk."""

    what: str
    count: int
    unit: str
    place: str


@dataclass(frozen=True)
class Morning:
    """What is to be told."""

    county: str
    outcome: str
    """One of the journal's outcomes, or NEVER."""
    when: str = ""
    sentence: str = ""
    gates: Mapping[str, int] = field(default_factory=dict)
    """Titles of gates that hold, and how many places each."""
    age: str = "已发布的数据：没有"
    is_old: bool = False
    changed: tuple[str, ...] = ()
    waits: tuple[Waits, ...] = ()

    @property
    def title(self) -> str:
        """What became of the night, in a word."""
        return TITLES[self.outcome]

    @property
    def advice(self) -> str:
        """What to do; empty where nothing needs to be done."""
        return ADVICE[self.outcome]


def read(home: Home, snapshot: Snapshot | None = None) -> Morning:
    """What is to be told of a home now; `snapshot`: its publication where it is open. Never raises for its state."""
    last = _last(home)
    success = watch.last_success(home)
    facts: dict[str, object] = {}
    if last:
        held = {gate_title(gate): count for gate, count in sorted(last.gates.items())}
        # A gate's own messages may name an employer: they stand on the page of the run.
        sentence = "" if last.outcome == journal.HELD else last.sentence.replace("\n", "；")
        facts |= {"when": last.started_at.isoformat(" ", "minutes"), "sentence": sentence, "gates": held}
    if success:
        days = success.age(clock.now()).days
        facts |= {
            "age": f"已发布的数据：截至{success.as_of}，{f'{days}天前' if days else '今天'}运行",
            "is_old": days >= watch.MISSING_DAYS,
        }
    changed, waits = _of_publication(home, snapshot) if success else ((), ())
    return Morning(
        county=_county(home, last),
        outcome=last.outcome if last else journal.PUBLISHED if success else NEVER,
        changed=changed,
        waits=(*waits, *_unsaid(home)),
        **facts,  # type: ignore[arg-type]
    )


def lines(morning: Morning) -> Iterator[tuple[str, str]]:
    """The same as labelled lines: for the file and the message."""
    for title, count in morning.gates.items():
        yield "检查项", f"{title} {count}处"
    if morning.sentence:
        yield "原因", morning.sentence
    label, _, age = morning.age.partition("：")
    yield label, age
    for change in morning.changed:
        yield "变化", change
    for one in morning.waits:
        yield "待办", f"{one.what} {one.count:,}{one.unit}"
    if morning.advice:
        yield "怎么办", morning.advice


def leave(home: Home) -> None:
    """Write `last_night.html`, for whoever has no desk open. It is one file, asks for nothing, and names nobody."""
    morning = read(home)
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{html.escape(text)}</td></tr>" for name, text in lines(morning)
    )
    page = _PAGE.format(
        county=html.escape(morning.county), title=html.escape(morning.title), when=morning.when, rows=rows,
        colour={journal.PUBLISHED: "#1b6e3c", journal.HELD: "#9a5b00"}.get(morning.outcome, "#a32020"),
    )  # fmt: skip
    with written(home.last_night, SHARED_FILE) as file:
        file.write(page.encode())


def gate_title(gate: str) -> str:
    """What a gate is called in Chinese."""
    path = FOLDER / "gates" / f"{gate}.sql"
    return read_head(path.name, path.read_text(encoding="utf-8"))[0].partition(":")[0] if path.is_file() else gate


def _last(home: Home) -> journal.Run | None:
    """The run that is at work, else the last that ended; a call refused because another was at work tells nothing."""
    runs = journal.read(home)
    if running := [run for run in runs if run.outcome == journal.RUNNING]:
        return running[-1]
    ended = sorted(runs, key=lambda run: run.over_at)
    return ended[-1] if ended else None


def missed(home: Home) -> int:
    """How many runs in a row, the last among them, have published nothing."""
    ended = sorted((run for run in journal.read(home) if run.outcome != journal.RUNNING), key=lambda run: run.over_at)
    return len(list(takewhile(lambda run: run.outcome in journal.UNPUBLISHED, reversed(ended))))


def _county(home: Home, last: journal.Run | None) -> str:
    try:
        bound = binding.read(home)
        return bound.name if bound else regions.read(last.region or "").name if last else ""
    except (BadInput, KeyError):
        return ""


def _of_publication(home: Home, snapshot: Snapshot | None) -> tuple[tuple[str, ...], tuple[Waits, ...]]:
    try:
        if snapshot is not None:
            of_snapshot: tuple[tuple[str, ...], tuple[Waits, ...]] = snapshot.once(
                "morning", lambda: _of_snapshot(snapshot)
            )
            return of_snapshot
        with duckdb.connect(str(home.published), read_only=True) as con:
            return _changed(con), _waiting(con)
    except duckdb.Error:
        return (), ()  # another release's, or damaged: the doctor tells it


def _of_snapshot(snapshot: Snapshot) -> tuple[tuple[str, ...], tuple[Waits, ...]]:
    with snapshot.cursor() as con:
        return _changed(con), _waiting(con)


def _changed(con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    total, before, previous = con.execute(_text("total")).fetchall()[0]
    sentences = [f"线索共{total:,}条" + (f"，上次（{previous}）{before:,}条" if previous else "")]
    for name, now, then in con.execute(_text("movement"), {"most": _MOST_CHANGES}).fetchall():
        sentences.append(f"{name} {now:,}（{now - then:+,}）")
    opened, reopened, closed, shown = con.execute(_text("cases")).fetchall()[0]
    if opened or reopened or closed:
        sentences.append(
            f"案件：新列入{opened:,}件，重新打开{reopened:,}件，结案{closed:,}件（其中数据已显示办好{shown:,}件）"
        )
    return tuple(sentences)


def _waiting(con: duckdb.DuckDBPyConnection) -> tuple[Waits, ...]:
    answers, checks, contradicted, pairs, missing = con.execute(_text("waiting")).fetchall()[0]
    found = (
        Waits("已下发、乡镇还没有反馈的", answers, "件", "/feedback"),
        Waits("要在内部核对的", checks, "件", "/feedback/checks"),
        Waits("反馈与数据不符、案件没有结的", contradicted, "件", "/feedback"),
        Waits("要人认定是否同一的记录", pairs, "对", "/compare"),
        Waits("缺数据没有计算的清单", missing, "个", "/inbox"),
    )
    return tuple(one for one in found if one.count)


def _unsaid(home: Home) -> Iterator[Waits]:
    """What waits whatever is published."""
    try:
        taken = len(intake.waiting(home))
    except BadInput:
        taken = 0
    if taken:
        yield Waits("已收下、等着记入账本的反馈", taken, "条", "/feedback")
    if lost := len(journal.unsent(home)):
        yield Waits("没有送到的通知", lost, "条", "/system")


def _text(name: str) -> str:
    return (FOLDER / "morning" / f"{name}.sql").read_text(encoding="utf-8")


_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{county}应保：{title}</title>
<style>body{{font:16px/1.7 sans-serif;max-width:46em;margin:1em auto;padding:0 1em;color:#1c2733}}
h1{{font-size:1.4em;color:#fff;background:{colour};padding:.5em .7em;border-radius:4px}}
th{{text-align:left;vertical-align:top;padding:.2em 1.2em .2em 0;white-space:nowrap;font-weight:normal;color:#5a6875}}
td{{padding:.2em 0}}</style></head>
<body><h1>{county} 应保 {title}</h1><p>运行时间：{when}</p><table>{rows}</table></body></html>
"""
