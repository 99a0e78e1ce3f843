"""What is said of every delivered file: what was read of it, what was not, what is odd; never a person's value.

The same entries are what `yingbao check` prints, what a night notes, and the workbook of a night that was held.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from base import clock
from base.errors import BadInput
from base.processes import Processes
from flows import plausible
from flows.faults import machine, where
from handouts.received import write_received
from sources import SOURCES
from sources.reader import offers
from sources.reader.landing import Declared, Landed, submitted
from sources.reader.manifest import Found
from sources.reader.offers import Offer
from sources.reader.sheets import SKIPPED
from sql.filed import REGISTERS
from sql.warehouse import Progress

READ, ODD, REFUSED = "read", "odd", "refused"
VERDICTS = {READ: "正常", ODD: "注意", REFUSED: "拒收"}
_FIRST = 5
_ROWS_TOGETHER = 10_000_000
"""So many rows of several files are grouped at once: some half a gigabyte."""
_KINDS = {"row": "rejected", "cell": "emptied", "remark": "remark"}
_EFFECTS = {"rejected": "退回{count}行", "emptied": "清空{count}格", "remark": "{count}处", "unknown": "{count}个"}
_SAME = "same_file"
_NOT_LISTED = "manifest"
_OFFER = "offer"


@dataclass(frozen=True)
class Oddity:
    """One thing that is odd in a file: by column and reason, how often, and on which lines first."""

    kind: str
    """rejected (a row), emptied (a cell), remark (it is used), manifest, same_file, unknown (in no register), offer."""
    column: str | None
    count: int
    lines: list[int]
    text: str
    offer: Offer | None = None
    """The word that a county could give a meaning in `forms.toml`."""

    def plain(self) -> dict[str, Any]:
        """What `--json` writes."""
        return {name: value for name, value in asdict(self).items() if name != "offer"}


@dataclass(frozen=True)
class Entry:
    """One delivered file."""

    file: str
    extract: str
    verdict: str
    sentence: str | None = None
    rows: int = 0
    loaded: int = 0
    rejected: int = 0
    ignored: int = 0
    sheets: list[dict[str, Any]] = field(default_factory=list)
    unread_columns: list[str] = field(default_factory=list)
    findings: list[Oddity] = field(default_factory=list)
    data_date: date | None = None

    def plain(self) -> dict[str, Any]:
        """What `--json` writes."""
        day = self.data_date and self.data_date.isoformat()
        return asdict(self) | {"findings": [odd.plain() for odd in self.findings], "data_date": day}


def look(
    found: Sequence[Found], landing: Path, workers: int, progress: Progress, declared: Declared | None = None
) -> Iterator[tuple[Entry, Landed | None]]:
    """Read every file that can be read, in processes of their own, and say what became of each; nothing stops it."""
    todo = [one for one in found if one.delivery and not one.delivery.expired]
    with Processes(workers) as pool:
        try:
            landing_of = dict(
                zip(
                    (id(one) for one in todo),
                    submitted(pool, [one.delivery for one in todo if one.delivery], landing, declared),
                    strict=True,
                )
            )
            for number, one in enumerate(found, 1):
                entry, landed = _became(one, landing_of.get(id(one)))
                progress(f"{number}/{len(found)} {one.file} {entry.rows}行")
                yield entry, landed
        finally:
            pool.shutdown(cancel_futures=True)


def _became(one: Found, landing: "Future[Landed] | None") -> tuple[Entry, Landed | None]:
    if landing is None:
        if one.delivery and one.delivery.expired:
            sentence = f"已过保存期限（{one.delivery.keep_until}），不再使用"
            return Entry(one.file, one.extract, ODD, sentence, data_date=one.data_date), None
        return Entry(one.file, one.extract, REFUSED, "；".join(one.problems), data_date=one.data_date), None
    try:
        landed = landing.result()
    except BadInput as refusal:
        asked = _offered(one.extract, refusal.offers)
        return Entry(one.file, one.extract, REFUSED, str(refusal), findings=asked, data_date=one.data_date), None
    except Exception as error:
        # A message may quote a person's data: only its kind and place are shown.
        problem = machine(error) or f"读取时程序出错：{where(error)}；请把这一行发给开发者"
        return Entry(one.file, one.extract, REFUSED, f"{one.file}：{problem}。", data_date=one.data_date), None
    return entry_of(landed, one.problems, one.data_date), landed


def entry_of(landed: Landed, problems: Sequence[str] = (), data_date: date | None = None) -> Entry:
    """What is said of a file that was read; `problems`: what is wrong with its line of the manifest."""
    oddities = [Oddity(_NOT_LISTED, None, 1, [], problem) for problem in problems]
    oddities += _oddities(landed)
    oddities += _offered(landed.extract, landed.offers)
    if not landed.rows:
        oddities.append(Oddity("remark", None, 1, [], "没有数据行"))
    unread = [
        sheet
        for sheet in landed.sheets
        if sheet["unread"] not in ("", SKIPPED) and (sheet["rows"] or not sheet["is_visible"])
    ]
    whole = [odd.text for odd in oddities if odd.kind in ("remark", _NOT_LISTED) and not odd.lines]
    return Entry(
        file=landed.file,
        extract=landed.extract,
        verdict=ODD if oddities or unread else READ,
        sentence="；".join(dict.fromkeys(whole)) or None,
        rows=landed.rows,
        loaded=landed.loaded,
        rejected=landed.rejected,
        ignored=landed.ignored,
        sheets=[
            {
                "name": sheet["name"],
                "rows": sheet["rows"],
                "read": not sheet["unread"],
                "why_not": sheet["unread"] or None,
            }
            for sheet in landed.sheets
        ],
        unread_columns=list(landed.extra_columns),
        findings=oddities,
        data_date=data_date,
    )


def _oddities(landed: Landed) -> list[Oddity]:
    """What the reader found, one entry an effect, column and reason; the most frequent first."""
    if not pq.read_metadata(landed.rejects).num_rows:
        return []
    with duckdb.connect() as con:
        rows = con.execute(
            """
            select effect, "column", reason, sum(times)::bigint as times,
                list_slice(list_sort(list_distinct(list(line) filter (where line > 0))), 1, ?) as lines,
                list_sort(list_distinct(list(sheet) filter (where line = 0))) as sheets
            from read_parquet(?)
            group by effect, "column", reason
            order by effect = 'remark', times desc, "column", reason
            """,
            [_FIRST, str(landed.rejects)],
        ).fetchall()
    titles = {column.name: column.header for column in SOURCES[landed.extract].columns}
    found = []
    for effect, column, reason, times, lines, sheets in rows:
        named = f"{titles.get(column, column)}：" if column else ""
        of_sheets = f"工作表“{'”“'.join(sheets)}”：" if sheets and not column else ""
        found.append(Oddity(_KINDS[effect], column or None, times, lines or [], f"{of_sheets}{named}{reason}"))
    return found


def _offered(extract: str, offered: Iterable[Offer]) -> list[Oddity]:
    """The words to which a county could give a meaning, each with the lines of `forms.toml` that do it."""
    source = SOURCES.get(extract)
    return [
        Oddity(
            _OFFER,
            offer.column,
            max(offer.times, 1),
            [],
            f"{offers.question(source, offer)}在 forms.toml 里写：{' '.join(offers.lines([(source, offer)]))}",
            offer,
        )
        for offer in offered
        if source
    ]


def forms_lines(entries: Iterable[Entry]) -> list[str]:
    """The lines of `forms.toml` that answer yes to all that was asked."""
    return offers.lines(
        [(SOURCES[entry.extract], odd.offer) for entry in entries for odd in entry.findings if odd.offer]
    )


def of_night(files: Sequence[Landed]) -> list[Entry]:
    """What is said of the files that a night has landed."""
    return compared([(entry_of(file, data_date=file.data_date), file) for file in files])


def compared(read: Sequence[tuple[Entry, Landed | None]]) -> list[Entry]:
    """The entries, and what only shows when the files stand side by side: the same bytes, and unknown numbers."""
    first: dict[str, str] = {}
    entries = []
    unknown = _unknown([landed for _, landed in read if landed])
    unlikely = _unlikely([landed for _, landed in read if landed])
    for entry, landed in read:
        more = []
        if landed:
            other = first.setdefault(landed.sha256, entry.file)
            if other != entry.file:
                more.append(Oddity(_SAME, None, 1, [], f"与 {other} 内容完全相同，可能重复提供或放错了位置"))
            more += unknown.get(landed.file, [])
            more += unlikely.get(landed.file, [])
        entries.append(replace(entry, verdict=ODD, findings=[*entry.findings, *more]) if more else entry)
    return entries


def _unlikely(landed: Sequence[Landed]) -> dict[str, list[Oddity]]:
    """By file, amounts and days that cannot be meant."""
    with duckdb.connect() as con:
        return {
            file.file: [Oddity("remark", *each) for each in plausible.oddities(con, file, clock.today())]
            for file in landed
            if file.loaded
        }


def _unknown(landed: Sequence[Landed]) -> dict[str, list[Oddity]]:
    """By file, the numbers of units, members and taxpayers that the register, where it was delivered, lacks."""
    found: dict[str, list[Oddity]] = {}
    with duckdb.connect() as con:
        for column, (register, referring) in REGISTERS.items():
            known = [str(file.parquet) for file in landed if file.extract == register and file.loaded]
            if not known:
                continue
            con.execute(
                f"create or replace temp table known as select distinct {column} as number from read_parquet(?)"
                f" where {column} is not null",
                [known],
            )
            for extract in referring:
                for files in _together([file for file in landed if file.extract == extract and file.loaded]):
                    for file, odd in _unknown_in(con, files, column, register):
                        found.setdefault(file, []).append(odd)
    return found


def _together(files: Sequence[Landed]) -> Iterator[list[Landed]]:
    """Files that are asked in one statement: a register of millions is not looked through for each of a thousand."""
    batch: list[Landed] = []
    for file in files:
        if batch and sum(each.loaded for each in batch) + file.loaded > _ROWS_TOGETHER:
            yield batch
            batch = []
        batch.append(file)
    if batch:
        yield batch


def _unknown_in(
    con: duckdb.DuckDBPyConnection, files: Sequence[Landed], column: str, register: str
) -> Iterator[tuple[str, Oddity]]:
    """Each file of one extract that prints numbers which `known` lacks."""
    rows = con.execute(
        f"""
        with number as (
            select filename, {column} as number, min(source_line) as line from read_parquet(?, filename = true)
            where {column} is not null group by all
        ),
        judged as (
            select number.*, known.number is null as is_unknown from number left join known using (number)
        ),
        bare as (
            select filename, count(*) as times from judged
            semi join (select ltrim(number, '0') as number from known) as known_bare
                on ltrim(judged.number, '0') = known_bare.number
            where is_unknown group by filename
        )
        select filename, count(*), count(*) filter (where is_unknown),
            list_slice(list_sort(list(line) filter (where is_unknown)), 1, {_FIRST}), coalesce(any_value(bare.times), 0)
        from judged left join bare using (filename)
        group by filename having count(*) filter (where is_unknown) > 0
        """,
        [[str(file.parquet) for file in files]],
    ).fetchall()
    by_path = {path: counted for path, *counted in rows}
    for file in files:
        if counted := by_path.get(str(file.parquet)):
            judged, missing, lines, bare = counted
            title = next(each.header for each in SOURCES[file.extract].columns if each.name == column)
            cause = "；去掉前导零后就对得上，可能丢失了前导零" if bare * 2 > missing else ""
            share = f"{judged}个中有{missing}个（{missing / judged:.1%}）"
            sentence = f"{title}：{share}不在{SOURCES[register].title}里{cause}"
            yield file.file, Oddity("unknown", column, missing, lines, sentence)


def line(entry: Entry) -> str:
    """The file in one line: how many rows, what is odd."""
    mark = f"[{VERDICTS[entry.verdict]}] {entry.file}"
    if entry.verdict == REFUSED:
        return f"{mark}：{(entry.sentence or '').removeprefix(f'{entry.file}：')}"
    counts = f"{entry.rows}行，读入{entry.loaded}行，退回{entry.rejected}行"
    counts += f"，略过{entry.ignored}行" if entry.ignored else ""
    odd = f"；{len(entry.findings)}类问题" if entry.findings else ""
    return f"{mark}：{counts}{odd}" + (f"；{entry.sentence}" if entry.sentence else "")


def details(entry: Entry) -> Iterator[str]:
    """What is odd about a file, one line a thing."""
    for odd in entry.findings:
        more = "，".join(filter(None, (how_often(odd), on_lines(odd))))
        yield odd.text + (f"（{more}）" if more else "")
    if entry.unread_columns:
        yield f"没有读的列：{'、'.join(entry.unread_columns)}"
    for sheet in entry.sheets:
        if not sheet["read"] and not any(f"“{sheet['name']}”" in odd.text for odd in entry.findings):
            yield f"没有读的工作表：{sheet['name']}（{sheet['rows']}行，{sheet['why_not']}）"


def how_often(odd: Oddity) -> str:
    """退回3行, 清空2格, 3处; nothing of what is said of a file as a whole."""
    return _EFFECTS.get(odd.kind, "").format(count=odd.count) if odd.lines or odd.kind != "remark" else ""


def on_lines(odd: Oddity) -> str:
    """The first lines; of what is told once for many, the line where it begins."""
    if not odd.lines:
        return ""
    if len(odd.lines) < min(odd.count, _FIRST):
        return f"第{odd.lines[0]}行起"
    return f"第{'、'.join(map(str, odd.lines))}行" + ("等" if odd.count > len(odd.lines) else "")


def notes(entries: Iterable[Entry]) -> Iterator[str]:
    """What a night says of its files: one sentence a file of which there is something to say."""
    for entry in entries:
        if sentences := list(details(entry)):
            yield f"{entry.file}：{'；'.join(sentences)}"


def rejects(entries: Iterable[Entry]) -> Iterator[str]:
    """Of each file that has rejected rows, the reasons by column with their first lines; the most frequent first."""
    for entry in entries:
        sentences = [
            f"{odd.text}（{how_often(odd)}，{on_lines(odd)}）" for odd in entry.findings if odd.kind == "rejected"
        ]
        if sentences:
            more = f"；另有{len(sentences) - _FIRST}种原因" if len(sentences) > _FIRST else ""
            yield f"{entry.file}：{'；'.join(sentences[:_FIRST])}{more}"


def workbook(entries: Sequence[Entry], path: Path, as_of: date) -> Path:
    """What a clerk looks at when a night has published nothing."""
    titles = {name: source.title for name, source in SOURCES.items()}
    headers = {name: {column.name: column.header for column in source.columns} for name, source in SOURCES.items()}
    files, oddities, unread = [], [], []
    for entry in entries:
        here = (entry.file, titles.get(entry.extract, entry.extract))
        counts = (entry.rows, entry.loaded, entry.rejected, entry.ignored, len(entry.findings))
        files.append((*here, VERDICTS[entry.verdict], entry.sentence, *counts))
        for odd in entry.findings:
            column = headers.get(entry.extract, {}).get(odd.column or "", odd.column)
            oddities.append((*here, column, odd.text, how_often(odd), "、".join(map(str, odd.lines))))
        unread += [(*here, "列", name, "不认识这个表头") for name in entry.unread_columns]
        unread += [(*here, "工作表", one["name"], one["why_not"]) for one in entry.sheets if not one["read"]]
    return write_received(files, oddities, unread, path, as_of)
