"""`yingbao notices`: letters to employers, numbered, with their reply slips; nothing goes to anybody by itself.

A batch is reserved in the ledger first, with its numbers and all that its letters say; then its folder appears whole;
then the ledger says that it is written. Killed in between, the next call writes what was reserved, under the same
numbers; killed before, nothing was sent. Replies come back through `yingbao feedback`, in the register beside them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from base import clock
from base.atomic import replaced_folder
from base.errors import BadInput
from base.files import fitting
from base.home import Home
from base.text import fold
from flows import binding
from flows.feedback import NOBODY
from flows.letters import office
from flows.publication import Publication, publication
from handouts import letters, lock, replies
from ledger import cases, chain
from ledger.event import Event
from regions import Region
from regions.notices import Office, Step
from sql.warehouse import FOLDER, quoted, read_query

LETTERS_A_PRINT = 200
"""So many letters in one document to be printed."""


@dataclass(frozen=True)
class Written:
    """A batch that was written: its folder, the step, how many letters, and whether it had been interrupted before."""

    folder: Path
    step: str
    letters: int
    is_resumed: bool


def issue(
    home: Home,
    step: str,
    list_id: str | None = None,
    town: str | None = None,
    by: str | None = None,
    at: datetime | None = None,
) -> list[Written]:
    """Write what an interrupted call has reserved, then the letters of a step that are due; the batches.

    Due is an employer that must insure people (`must_join`) and has had no letter in its open cases, for the first
    step; for a later one, whoever let the day of the step before pass, or is proposed for it by `to_be_summoned`.
    Raises BadInput for a step, list or town that is none, without `letters.toml`, and for a template that asks for what
    nobody knows.
    """
    binding.refuse_rehearsal(home, "发文书")
    published = publication(home)
    chosen = _step(published.region, step)
    desk, at = office(home), at or clock.now()
    with home.locked():
        chain.check(home)
        done = [_write(home, published.region, batch, is_resumed=True) for batch in _unwritten(home)]
        due = _due(home, published, chosen, list_id, town)
        if due.is_empty():
            return done
        events = list(_events(home, published, due, chosen, desk, fold(by or "") or NOBODY, at))
        # Before a number is taken: a template that cannot be filled in shall cost none.
        letters.filled(letters.template(home.templates, chosen.step), chosen.step, events[0].payload["letter"])
        chain.append(home, events, at)
        done.append(_write(home, published.region, int(events[0].payload["batch"]), is_resumed=False))
    return done


def summary(done: Sequence[Written], step: str) -> Iterator[str]:
    """What the terminal shows."""
    for one in done:
        resumed = "（上次中断的，按原文号补写）" if one.is_resumed else ""
        yield f"{one.step}{one.letters}份{resumed}：{one.folder}"
    if not any(not one.is_resumed for one in done):
        yield f"没有应发{step}的单位：上一步还没有到期，或都已发过。"


def _step(region: Region, name: str) -> Step:
    found = next((each for each in region.notices if each.step == name), None)
    if found is None:
        raise BadInput(
            f"没有名为 {name} 的步骤；{region.name}的顺序是 {'、'.join(each.step for each in region.notices)}。"
        )
    return found


def _neighbours(region: Region, step: Step) -> tuple[str | None, str | None]:
    """What comes before a step and after it."""
    names = [each.step for each in region.notices]
    at = names.index(step.step)
    return (names[at - 1] if at else None), (names[at + 1] if at + 1 < len(names) else None)


def _due(home: Home, published: Publication, step: Step, list_id: str | None, town: str | None) -> pl.DataFrame:
    """The employers that a letter of the step is due to, one row each."""
    before, _ = _neighbours(published.region, step)
    with cases.standing(home.ledger, published.as_of) as con:
        con.execute(f"attach {quoted(str(home.published))} as published (read_only)")
        _known(con, list_id, town)
        query = read_query(FOLDER / "notices" / "due.sql")
        bound: dict[str, object] = {
            "as_of": published.as_of, "step": step.step, "before": before, "list_id": list_id, "town": town,
        }  # fmt: skip
        proposed = "select 1 from published.audit.list where list_id = 'to_be_summoned'"
        if not con.execute(proposed).fetchall():
            con.execute("create temp table to_be_summoned (subject_id varchar, next_step varchar)")
        else:
            con.execute(
                "create temp table to_be_summoned as select subject_id, next_step from published.lists.to_be_summoned"
            )
        return con.sql(query.statement, params=bound).pl()


def _known(con: duckdb.DuckDBPyConnection, list_id: str | None, town: str | None) -> None:
    listed = {name for (name,) in con.execute("select list_id from published.audit.list").fetchall()}
    if list_id and list_id not in listed:
        raise BadInput(f"没有名为 {list_id} 的清单；用 yingbao lists 查看有哪些。")
    areas = con.execute("select 1 from published.core.area where area_code = ?", [town]).fetchall()
    if town and not areas:
        raise BadInput(f"没有区划代码为 {town} 的乡镇；请核对 --town（9位）。")


def _events(
    home: Home, published: Publication, due: pl.DataFrame, step: Step, desk: Office, actor: str, at: datetime
) -> Iterator[Event]:
    """One event a case, in the order of towns; the first of an employer holds what its letter says."""
    batch, serial = _next(home, at.year)
    _, after = _neighbours(published.region, step)
    due_on = at.date() + timedelta(days=step.days) if step.days else None
    for place, row in enumerate(due.iter_rows(named=True)):
        number = f"{desk.mark}〔{at.year}〕{serial + place}号"
        payload = {
            "batch": batch, "serial": serial + place, "number": number, "step": step.step, "next_step": after,
            "employer_id": row["employer_id"], "due_on": due_on and due_on.isoformat(),
        }  # fmt: skip
        content = {
            "letter": _letter(row, published, desk, number, at.date(), due_on),
            "row": {name: row[name] or "" for name in replies.KNOWN},
        }
        for case_id in row["case_ids"].split("|"):
            yield Event("notice issued", case_id, actor, payload | content, published.as_of)
            content = {}


def _letter(
    row: Mapping[str, Any], published: Publication, desk: Office, number: str, on: date, due_on: date | None
) -> dict[str, Any]:
    """The fields of a letter; no person's data is among them."""
    code = row["employer_id"] if len(row["employer_id"]) == 18 else "　"
    return {
        "单位名称": row["subject_name"],
        "信用代码": code,
        "单位地址": row["address"] or "",
        "乡镇": row["town_name"],
        "文号": number,
        "事由": row["reasons"].split("\n"),
        "清单": row["lists"],
        "前次": row["earlier"] or "此前已经提醒",
        "期限": _day(due_on) if due_on else "",
        "发文日期": _day(on),
        "数据日期": _day(published.as_of),
        "经办机构": desk.office,
        "电话": desk.phone,
        "地址": desk.address,
        "包保干部": row["bonded"] or "",
        "落款": desk.signed,
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _next(home: Home, year: int) -> tuple[int, int]:
    """The number of the next batch, and of the next letter of a year."""
    this_year = f"contains(payload->>'number', '〔{year}〕')"
    [row] = chain.ask(
        home.ledger,
        "select coalesce(max((payload->>'batch')::int), 0) + 1 as batch,"
        f" coalesce(max((payload->>'serial')::int) filter (where {this_year}), 0) + 1 as serial"
        " from ledger.event where kind = 'notice issued'",
    ).rows()
    return int(row[0]), int(row[1])


def _unwritten(home: Home) -> list[int]:
    """The batches that were reserved and not written."""
    found = chain.ask(
        home.ledger,
        "select distinct (payload->>'batch')::int as batch from ledger.event as issued where kind = 'notice issued'"
        " and 'batch:' || (payload->>'batch') not in (select subject from ledger.event where kind = 'notices written')"
        " order by batch",
    )
    return found["batch"].to_list()


def _write(home: Home, region: Region, batch: int, is_resumed: bool) -> Written:
    """Write a reserved batch as the ledger has it, then record that it is written."""
    events = chain.ask(
        home.ledger,
        "select subject, as_of, payload from ledger.event"
        f" where kind = 'notice issued' and (payload->>'batch')::int = {batch} order by sequence",
    )
    as_of = events["as_of"][0]
    notices = _gathered(events)
    step = notices[0]["step"]
    template = letters.template(home.templates, step)
    folder = home.notices / f"第{batch}批_{step}_{as_of}_{len(notices)}份"
    with replaced_folder(folder) as (new, scratch):
        written = []
        for one in notices:
            content = letters.filled(template, step, one["letter"])
            stem = fitting(
                f"{one['serial']:04d}_{one['letter']['单位名称'] or one['employer_id']}".replace("/", "_"), ".docx"
            )
            (new / stem).write_bytes(content)
            written.append(content)
        prints = []
        for first in range(0, len(written), LETTERS_A_PRINT):
            path = new / f"合并打印_{first + 1}-{min(first + LETTERS_A_PRINT, len(written))}.docx"
            path.write_bytes(letters.merged(written[first : first + LETTERS_A_PRINT]))
            prints.append(path)
        letters.pdfs(prints, new)
        password = lock.password_from(region.worklists.password)
        replies.write_registers(notices, new, scratch, as_of, region, home.read_case_key(), password)
    chain.append(home, [Event("notices written", f"batch:{batch}", cases.SYSTEM, {"letters": len(notices)}, as_of)])
    return Written(folder, step, len(notices), is_resumed)


def _gathered(events: pl.DataFrame) -> list[dict[str, Any]]:
    """The letters of a batch: what the first event of each says, and all its `case_ids`."""
    found: dict[int, dict[str, Any]] = {}
    for case_id, _, payload in events.iter_rows():
        content = json.loads(payload)
        found.setdefault(content["serial"], content | {"case_ids": []})["case_ids"].append(case_id)
    return list(found.values())
