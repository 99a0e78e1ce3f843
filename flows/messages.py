"""Messages to people and employers (盐城 三(一)3, 乌海 四(三)2 and 四(五)2, 武义 三(二)6–7): the batch that is due.

A list is written to where the region has a text for it (`[messages]`), and so are claims that are about to expire
(`expiring_claims`). Caps hold over all of them: no subject is written to for a list before the days of
`messages_per_year` have passed, whichever list it was for, and neither a subject nor a number more often than
`messages_per_month`. Whoever has opted out is not written to: the ledger keeps a keyed hash of the number, never the
number.
"""

import csv
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from base import clock
from base.atomic import replaced_file
from base.errors import BadInput
from base.home import Home
from base.text import fold
from flows import binding
from flows.feedback import NOBODY
from flows.publication import Publication, publication
from handouts.returned import bytes_of, expect
from ledger import cases, chain, event_rows
from ledger.cases import SYSTEM
from ledger.event import Event
from sql.warehouse import FOLDER, quoted

OPTED_OUT = "opted out"
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
HEADER = ("手机号", "内容", "案件编号")
NO_MOBILE = ("案件编号", "清单", "说明")


@dataclass(frozen=True)
class Batch:
    """What was written: the file for the bureau's SMS system, and the cases without a mobile number."""

    path: Path | None
    sent: int
    without: Path | None
    missing: int


def batch(home: Home, at: datetime | None = None) -> Batch:
    """Write the batch that is due on the last publication's day and record it; once recorded it is not due again.

    Raises BadInput where the region's file has no texts.
    """
    binding.refuse_rehearsal(home, "发短信")
    published = publication(home)
    templates = published.region.messages
    if not templates:
        raise BadInput(f"{published.region.name}的地区文件里没有短信模板（[messages]），请先写好再运行。")
    at = at or clock.now()
    with home.locked():
        chain.check(home)
        due = _due(home, templates, published)
        due = due.filter(~_marks(home, due["phone"]).is_in(_opted_out(home).implode()))
        reached, missing = due.filter("has_mobile"), due.filter(~pl.col("has_mobile"))
        # The number of the batch, not the day: what a crash left behind is written over, what was recorded never.
        number = 1 + chain.ask(home.ledger, _BATCHES).item()
        path = home.messages / f"{published.as_of}_第{number}批_{reached.height}条.csv"
        without = home.messages / f"{published.as_of}_第{number}批_无手机号_{missing.height}人.csv"
        if reached.height:
            texts = _texts(reached, templates, published.region.name)
            _write(path, HEADER, zip(reached["phone"], texts, reached["case_id"], strict=True))
        if missing.height:
            rows = ((case_id, list_id, "没有可用的手机号") for case_id, list_id in missing.select(_KEY).iter_rows())
            _write(without, NO_MOBILE, rows)
        chain.append(home, _events(due, reached, published.as_of, path.name), at)
    return Batch(path if reached.height else None, reached.height, without if missing.height else None, missing.height)


def opt_out(home: Home, file: Path, by: str | None = None, at: datetime | None = None) -> int:
    """Record the mobile numbers that a file holds, wherever in it they stand, as opted out; how many are new.

    Raises BadInput for a file without any, or that is no text.
    """
    binding.refuse_rehearsal(home, "登记退订")
    expect(file)
    numbers = sorted(set(_MOBILE.findall(_text(file))))
    if not numbers:
        raise BadInput(f"{file.name} 里没有手机号；请一行写一个，存为文本或 CSV。")
    with home.locked():
        chain.check(home)
        marks = _marks(home, pl.Series(numbers))
        fresh = marks.filter(~marks.is_in(_opted_out(home).implode()))
        chain.append(home, [Event(OPTED_OUT, mark, fold(by or "") or NOBODY) for mark in fresh], at)
    return len(fresh)


def _text(file: Path) -> str:
    content = bytes_of(file)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(f"{file.name} 不是文本文件；请把手机号一行一个存为文本或 CSV。")


def _marks(home: Home, phones: pl.Series) -> pl.Series:
    """What the ledger knows numbers by: a keyed hash, of which nobody learns the number."""
    key = home.read_case_key().encode()
    distinct = phones.unique().drop_nulls().to_list()
    known = {phone: hmac.new(key, f"phone {phone}".encode(), hashlib.sha256).hexdigest()[:32] for phone in distinct}
    return pl.Series([known.get(phone, "") for phone in phones], dtype=pl.String)


def _opted_out(home: Home) -> pl.Series:
    return chain.ask(home.ledger, f"select distinct subject from ledger.event where kind = '{OPTED_OUT}'")["subject"]


_KEY = ("case_id", "list_id")
_BATCHES = "select count(distinct source_file) from ledger.event where kind = 'message sent'"


def _due(home: Home, templates: Mapping[str, str], published: Publication) -> pl.DataFrame:
    values = published.values
    bound: dict[str, object] = {
        "as_of": published.as_of,
        "spread_days": 365 // (int(values["messages_per_year"]) + 1),
        "most_days": 31 // int(values["messages_per_month"]),
        "claim_reminder_days": int(values["claim_reminder_days"]),
    }
    with cases.standing(home.ledger, published.as_of) as con:
        con.execute(f"attach {quoted(str(home.published))} as published (read_only)")
        con.register("templates", pl.DataFrame({"list_id": list(templates)}))
        return con.sql((FOLDER / "messages" / "due.sql").read_text(encoding="utf-8"), params=bound).pl()


def _texts(reached: pl.DataFrame, templates: Mapping[str, str], region: str) -> pl.Series:
    """Each message: the list's template, with 称呼 (surname and 先生 or 女士; a firm's name) and 地区 filled in."""
    # A message may be read by others: no whole name of a person, nothing of what is known.
    name = pl.col("called_name").fill_null("")
    title = pl.col("sex").cast(pl.String).replace_strict({"1": "先生", "2": "女士"}, default="同志")
    called = pl.when(pl.col("subject_kind") == "employer").then(name).otherwise(name.str.head(1) + title)
    text = pl.col("list_id").replace_strict(templates)
    return reached.select(
        text.str.replace_all("{地区}", region, literal=True)
        .str.replace_all("{称呼}", called, literal=True)
        .alias("text")
    )["text"]


def _write(path: Path, header: tuple[str, ...], rows: object) -> None:
    with (
        replaced_file(path) as (new, _),
        # With a byte order mark, or Excel reads GBK.
        new.open("w", encoding="utf-8-sig", newline="") as target,
    ):
        writer = csv.writer(target)
        writer.writerow(header)
        writer.writerows(rows)  # type: ignore[arg-type]


def _events(due: pl.DataFrame, reached: pl.DataFrame, as_of: date, file: str) -> pl.DataFrame:
    fresh = due.filter("is_new").select(
        pl.lit("message due").alias("kind"),
        pl.col("case_id").alias("subject"),
        pl.struct("has_mobile").struct.json_encode().alias("payload"),
    )
    sent = reached.select(
        pl.lit("message sent").alias("kind"), pl.col("case_id").alias("subject"), payload=pl.lit("{}")
    )
    return pl.concat(
        [
            event_rows.signed(fresh, SYSTEM, as_of),
            event_rows.signed(sent, SYSTEM, as_of).with_columns(
                pl.lit(file).alias("source_file"), pl.int_range(2, pl.len() + 2).alias("source_line")
            ),
        ]
    )
