"""A reviewer's workbook comes back: which answers are good, which are questioned, and what the ledger remembers."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from rich.table import Table

from base.errors import BadInput
from base.home import Home
from base.text import fold
from flows import binding
from handouts import returned
from handouts.returned import Row
from handouts.verdicts import ANSWERS, IDENTITY, MATCHERS, NOTE, ROW_KEY, SAME, SHOWN, issued, print_of
from ledger import chain
from ledger.event import Event, canonical
from ledger.judgements import precision, standing
from matchers.employer.aliases import REGISTERS
from sql.warehouse import FOLDER, read_query

NOBODY = "未署名"
WITHDRAWN = "withdrawn"
"""What an answer becomes that was taken back."""
SHOWN_QUESTIONS = 50
NAMES = (SHOWN[0], SHOWN[3])
"""Both names of a pair: an answer about employers teaches what a name means (`matchers/employer/aliases.py`)."""

_WORDS = {
    "yes": "是 yes y √ ✓ ✔ ☑ 对 同一",
    "no": "否 no n × ✕ ✖ ✗ ✘ ☒ 不对 不同",
    "unsure": "不确定 unsure",
}
_MEANT = {word: verdict for verdict, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True)
class Answer:
    """One good row."""

    row: Row
    subject: str
    verdict: str
    asked: str
    event: Event


@dataclass
class Taken:
    """What became of a returned workbook."""

    recorded: Counter[str] = field(default_factory=Counter)
    overruled: int = 0
    """Of those recorded, how many say something else than what stood before."""
    known: int = 0
    """Answers that the ledger holds already."""
    skipped: int = 0
    questioned: list[str] = field(default_factory=list)


def take(home: Home, file: Path, by: str | None = None, at: datetime | None = None) -> Taken:
    """Record the answers of a returned workbook in the ledger. Raises BadInput where it is none of ours.

    The same answer of the same person is recorded once, a changed one beside the earlier; the latest of all stands.
    """
    binding.refuse_rehearsal(home, "收回待确认匹配表")
    if not home.has_begun and not home.case_key.exists():
        raise BadInput(f"{home.root} 里没有编号密钥，认不出发出的行号；请核对 --home。")
    rows = read(file)
    digest = hashlib.sha256(returned.bytes_of(file)).hexdigest()
    actor = fold(by or "") or NOBODY
    taken = Taken()
    with home.locked():
        chain.check(home)
        good = _judge(rows, home.read_case_key(), file.name, digest, actor, taken)
        events = unheard(good, home.ledger, taken)
        chain.append(home, events, at)
    return taken


def taught(path: Path) -> pl.DataFrame:
    """What people have taught by answers that stand: `sequence` (the answer's number), `name`, `meaning`, `actor`,
    `decided_at`; the latest first."""
    yes = standing(path).filter((pl.col("verdict") == "yes") & pl.col("left_name").is_not_null())
    # the register's own name is the meaning
    is_left = pl.col("left_extract").is_in(REGISTERS)
    name, meaning = (
        pl.when(is_left).then(one).otherwise(other).alias(alias)
        for one, other, alias in (("right_name", "left_name", "name"), ("left_name", "right_name", "meaning"))
    )
    return yes.select("sequence", name, meaning, "actor", "decided_at").sort("sequence", descending=True)


def take_back(home: Home, sequences: Sequence[int], by: str | None = None, at: datetime | None = None) -> list[str]:
    """Take answers back by their numbers in the ledger: the pairs are asked about again, and no name means by them
    what they taught. Returns what was taken back, in a sentence each.

    Raises BadInput where a number is no answer that stands; nothing is then taken back.
    """
    binding.refuse_rehearsal(home, "收回认定")
    actor = fold(by or "") or NOBODY
    with home.locked():
        chain.check(home)
        stands = {row["sequence"]: row for row in standing(home.ledger).iter_rows(named=True)}
        if wrong := [str(number) for number in sequences if number not in stands]:
            raise BadInput(
                f"没有第 {'、'.join(wrong)} 号认定，或已被改过、收回过；不带文件运行 yingbao verdicts 可看到编号。"
            )
        events = [
            Event(
                kind="verdict",
                subject=canonical([stands[number][name] for name in IDENTITY]),
                actor=actor,
                payload={"verdict": WITHDRAWN, "of": number},
            )
            for number in dict.fromkeys(sequences)
        ]
        chain.append(home, events, at)
    return [
        f"已收回第 {number} 号认定（{stands[number]['actor']}）：今后照常再问。" for number in dict.fromkeys(sequences)
    ]


def taught_table(learned: pl.DataFrame) -> Table:
    """What names mean by people's answers."""
    table = Table("编号", "名称", "就是", "确认人", "日期", title="已学到的名称（收回：--take-back 编号）")
    for row in learned.iter_rows(named=True):
        cells = (row["name"], row["meaning"], row["actor"], f"{row['decided_at']:%Y-%m-%d}")
        table.add_row(str(row["sequence"]), *(cell or "" for cell in cells))
    return table


def read(file: Path) -> list[Row]:
    """The rows of every sheet that asks our question, wherever its columns stand."""
    found = [
        returned.rows(name, lines, (SAME,), lambda headers: SAME in headers, lambda headers: _places(file, headers))
        for name, lines in returned.sheets(file).items()
    ]
    asked = [rows for rows in found if rows is not None]
    if not asked:
        raise BadInput(f"{file.name} 里没有“{SAME}”列，不是发出的待确认匹配表；请核对文件。")
    return [row for rows in asked for row in rows]


def is_filled(file: Path) -> bool:
    """Whether somebody wrote answers or notes into a workbook; what cannot be read may hold some."""
    try:
        return any(row.cells[SAME] or row.cells.get(NOTE) for row in read(file))
    except BadInput:
        return True


def summary(taken: Taken, path: Path) -> Iterator[str | Table]:
    """What the terminal shows: counts, the rows in question, and the precision measured so far."""
    counts = "，".join(f"{ANSWERS[verdict]} {taken.recorded[verdict]}" for verdict in ANSWERS)
    changed = f"（其中改判 {taken.overruled}）" if taken.overruled else ""
    yield f"新记录：{counts}{changed}。"
    yield f"未填 {taken.skipped}，此前已记录 {taken.known}，存疑 {len(taken.questioned)}。"
    yield from taken.questioned[:SHOWN_QUESTIONS]
    if (more := len(taken.questioned) - SHOWN_QUESTIONS) > 0:
        yield f"另有 {more} 行存疑，改好以上各行后再交一次即可看到。"
    measured = precision(path)
    if measured.height:
        yield precision_table(measured)


def precision_table(measured: pl.DataFrame) -> Table:
    """How right the matchers were, by the answers so far."""
    table = Table("匹配对象", "已判", "判对", "准确率", "95%区间", "待确认中是同一的", title="自动匹配的准确率（抽样）")
    for row in measured.iter_rows(named=True):
        share = f"{row['precision']:.3f}" if row["judged"] else ""
        interval = f"{row['precision_low']:.3f}–{row['precision_high']:.3f}" if row["judged"] else ""
        waiting = f"{row['waiting_yes']}/{row['waiting_judged']}"
        label = MATCHERS.get(row["matcher"], row["matcher"])
        table.add_row(label, str(row["judged"]), str(row["upheld"]), share, interval, waiting)
    return table


def _places(file: Path, headers: list[str]) -> dict[str, int]:
    """Where each of our columns stands. Without the shown ones nobody can tell whether a key still is on its row."""
    needed = (*SHOWN, SAME, ROW_KEY)
    if missing := [name for name in needed if name not in headers]:
        raise BadInput(f"{file.name} 缺少“{'”“'.join(missing)}”列（“{ROW_KEY}”是隐藏列）；请在发出的原表上填写后再交。")
    if twice := [name for name in (*needed, NOTE) if headers.count(name) > 1]:
        raise BadInput(f"{file.name} 有不止一个“{'”“'.join(twice)}”列；请只留下发出时的那一列后再交。")
    return {name: headers.index(name) for name in (*needed, NOTE) if name in headers}


def _judge(rows: list[Row], secret: str, file: str, digest: str, actor: str, taken: Taken) -> list[Answer]:
    """The good answers, one a pair; the others are counted or questioned."""
    several = len({row.sheet for row in rows}) > 1
    answers: dict[str, list[Answer]] = {}
    for row in rows:
        if not row.cells[SAME]:
            taken.skipped += bool(row.cells[ROW_KEY])
            continue
        answer = _answer(row, secret, file, digest, actor)
        if isinstance(answer, str):
            taken.questioned.append(f"{_where(row, several)}：{answer}")
        else:
            answers.setdefault(answer.subject, []).append(answer)
    good = []
    for same_pair in answers.values():
        if len({answer.verdict for answer in same_pair}) == 1:
            good.append(same_pair[0])
            continue
        for answer in same_pair:
            others = "、".join(_where(other.row, several) for other in same_pair if other is not answer)
            taken.questioned.append(f"{_where(answer.row, several)}：与{others}是同一对记录，答案却不同，请只留一个")
    return good


def _answer(row: Row, secret: str, file: str, digest: str, actor: str) -> Answer | str:
    """What a row with an answer says, or why it cannot be taken; never what is written in it."""
    key = row.cells[ROW_KEY]
    if not key:
        return f"“{ROW_KEY}”是空的，不知道答的是哪一对，请从发出的原表把这一行连同行号一起复制过来"
    known = issued(secret, key)
    if known is None:
        return f"“{ROW_KEY}”不是这里发出的，或已被改动，请从发出的原表复制"
    pair, asked, score, as_of, shown = known
    if print_of([row.cells[name] for name in SHOWN]) != shown:
        return "灰色各列与发出时不同，可能排序时与行号错开，请在发出的原表上重填这一行"
    verdict = meant(row.cells[SAME])
    if verdict is None:
        return f"“{SAME}”里填的读不懂，请填 {'、'.join(ANSWERS.values())} 之一"
    subject = canonical(list(pair))
    payload: dict[str, Any] = {"verdict": verdict, "asked": asked, "score": score, "file_sha256": digest}
    if pair[0] == "employer":
        payload["names"] = [row.cells[name] for name in NAMES]
    note = row.cells.get(NOTE)
    event = Event(
        kind="verdict",
        subject=subject,
        actor=actor,
        payload=payload | ({"note": note} if note else {}),
        as_of=as_of,
        source_file=file,
        source_line=row.line,
    )
    return Answer(row, subject, verdict, asked, event)


def meant(text: str) -> str | None:
    """The verdict that a cell means: yes, no, unsure; None where it is none of the words that are understood."""
    return _MEANT.get("".join(fold(text).split()).casefold())


def unheard(good: Sequence[Answer], path: Path, taken: Taken) -> list[Event]:
    """The events of answers that the ledger does not hold: not what its person said last, nor read from their file.

    Without the second, an old file read again would undo what its person has said since.
    """
    answers = chain.ask(path, read_query(FOLDER / "verdicts" / "answer.sql").statement)
    stands: dict[str, str] = {}
    last: dict[tuple[str, str], str] = {}
    from_file: set[tuple[str, str, str]] = set()
    for subject, actor, verdict, file in answers.select("subject", "actor", "verdict", "file_sha256").iter_rows():
        if verdict == WITHDRAWN:
            stands.pop(subject, None)
            last = {key: answer for key, answer in last.items() if key[0] != subject}
            continue
        stands[subject] = last[subject, actor] = verdict
        from_file.add((subject, actor, file))
    events = []
    for answer in good:
        subject, actor = answer.subject, answer.event.actor
        digest = answer.event.payload["file_sha256"]
        if last.get((subject, actor)) == answer.verdict or (subject, actor, digest) in from_file:
            taken.known += 1
            continue
        taken.recorded[answer.verdict] += 1
        taken.overruled += stands.get(subject, answer.verdict) != answer.verdict
        events.append(answer.event)
    return events


def _where(row: Row, several: bool) -> str:
    return f"“{row.sheet}”第{row.line}行" if several else f"第{row.line}行"
