"""A town's own rows as a walk: village by village, house by house; masked, as its workbook has them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from base.home import Home
from flows import intake
from flows.answering import Asked, keys, kind_of
from flows.browse import answers_since
from flows.handout import visits
from flows.publication import Publication
from flows.snapshot import Snapshot
from handouts import phones
from handouts.masking import name_shown, number_shown
from ledger.corrections import corrected
from sql.warehouse import FOLDER

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Row:
    """One person or employer to call on."""

    key: str
    kind: str
    name: str
    number: str
    phone: str
    tier: str
    priority: int
    lists: str
    reason: str
    say: str
    known: str
    """What else helps at the door: the last employer, for how long nothing was paid."""
    answer: str
    phone_number: str
    """The telephone without the mark that it cannot be true."""
    address: str


@dataclass(frozen=True)
class House:
    """Who lives, or works, at one address."""

    address: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Village:
    """A village and how many are to be called on there."""

    code: str
    name: str
    rows: int


def villages(snapshot: Snapshot, town: str) -> list[Village]:
    """The villages of a town that have rows, in the order of their codes; those of no village last."""
    rows = _rows(snapshot).filter(pl.col("town_code") == town)
    counted = rows.group_by("village_code", "village_name").len().sort("village_code")
    found = [Village(code or "none", name or "村不明", count) for code, name, count in counted.iter_rows()]
    return sorted(found, key=lambda village: (village.code == "none", village.code))


def houses(snapshot: Snapshot, home: Home, town: str, village: str) -> list[House]:
    """The houses of a village (`none`: of no village), group by group and number by number."""
    code = "" if village == "none" else village
    rows = _rows(snapshot).filter((pl.col("town_code") == town) & (pl.col("village_code") == code))
    found = _mended(rows.to_dicts(), home)
    asked = [_asked(snapshot, town, row) for row in found]
    answers = answers_since(home, 0, [case_id for one in asked for case_id in one.case_ids])
    by_address: dict[str, list[Row]] = {}
    for row, one, key in zip(found, asked, keys(home, asked), strict=True):
        by_address.setdefault(_short(row), []).append(_row(row, one, key, answers))
    order = sorted(by_address, key=lambda address: (address == "地址不明", _on_the_way(address)))
    return [House(address, tuple(by_address[address])) for address in order]


def _mended(rows: list[dict[str, Any]], home: Home) -> list[dict[str, Any]]:
    """The rows with the telephones and addresses that were corrected since their publication, in the ledger or still
    on the way there; where the departments have said something else meanwhile, that stands."""
    ids = {case_id for row in rows for case_id in row["case_ids"].split("|")}
    last: dict[tuple[str, str], tuple[str | None, str]] = {}
    for one in corrected(home).filter(pl.col("case_id").is_in(list(ids))).iter_rows(named=True):
        last[one["case_id"], one["column"]] = (one["was"], one["value"])
    for waiting in intake.waiting(home):
        for column, value in waiting.given.content.get("corrections", ()):
            last[waiting.given.content["case_ids"][0], column] = (None, value)
    for row in rows:
        for case_id in row["case_ids"].split("|"):
            for column in ("phone", "address"):
                was, value = last.get((case_id, column), ("", None))
                if value is not None and was in (None, phones.bare(row[column] or "")):
                    row[column] = value
    return rows


def _rows(snapshot: Snapshot) -> pl.DataFrame:
    rows: pl.DataFrame = snapshot.once("walks", lambda: _read(snapshot))
    return rows


def _read(snapshot: Snapshot) -> pl.DataFrame:
    """Every town's rows of this publication, as its workbook has them: masked, one row a visit."""
    published = Publication(snapshot.as_of, snapshot.region)
    due = (FOLDER / "desk" / "due_out.sql").read_text(encoding="utf-8")
    with snapshot.cursor() as con:
        # Names of the reader's own: `visits` makes its tables where the connection stands.
        con.execute(f"create or replace temp table due_out as {due}", {"as_of": snapshot.as_of})
        people, employers, _ = visits(con, published.values, snapshot.region.worklists)
    shown = people.with_columns(
        number_shown("subject_id", True), name_shown("subject_name", True).alias("subject_name")
    )
    return pl.concat([shown, employers.with_columns(number_shown("subject_id", False))], how="diagonal").with_columns(
        pl.col("town_code", "village_code", "village_name", "address").cast(pl.String).fill_null(""),
        phones.marked("phone"),
    )


def _asked(snapshot: Snapshot, town: str, row: dict[str, Any]) -> Asked:
    return Asked(kind_of(row["subject_kind"]), town, snapshot.as_of, tuple(row["case_ids"].split("|")))


def _row(row: dict[str, Any], asked: Asked, key: str, answers: Any) -> Row:
    known = [f"最近单位：{row['last_unit']}"] if row.get("last_unit") else []
    known += [f"断缴{row['months_missing']}个月"] if row.get("months_missing") else []
    if row.get("wage_headcount") is not None:
        known.append(f"发放工资{row['wage_headcount']}人，其中已参保{row['insured_headcount'] or 0}人")
    return Row(
        key, asked.kind, row["subject_name"] or "", row["subject_id"], row["phone"] or "", row["tier_label"],
        row["priority"], row["lists"], row["reason"], row["say"], "；".join(known), _answer(asked.case_ids, answers),
        phones.bare(row["phone"] or ""), row["address"],
    )  # fmt: skip


def _short(row: dict[str, Any]) -> str:
    """An address without the village under whose name it stands: 1组3号."""
    address, village = row["address"], row["village_name"]
    _, found, rest = address.partition(village) if village else ("", "", "")
    return (rest if found and rest.strip() else address) or "地址不明"


def _answer(case_ids: Sequence[str], answers: Any) -> str:
    return next((answers[case_id] for case_id in case_ids if case_id in answers), "")


def _on_the_way(address: str) -> tuple[str, tuple[int, ...], str]:
    """Addresses as one walks: by the words before the first number, then number by number."""
    words = _NUMBER.split(address, maxsplit=1)[0]
    return words, tuple(int(number[:9]) for number in _NUMBER.findall(address)), address
