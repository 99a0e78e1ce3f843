"""What becomes of every lead: a case, from the night that first lists it until it is closed for a reason that holds.

A night first recalls what the ledger holds (`recall`), so that a subject keeps its cases whatever number it goes by
now; after the gates it records what happened (`record`); after handing out, which cases went out (`record_sent`).
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

from base.home import Home
from ledger import chain, event_rows
from ledger.renumbered import renumbered
from sql import gates
from sql.warehouse import FOLDER, Warehouse, read_query

SYSTEM = "系统"
"""The actor of what the nightly run itself records."""

_NIGHT = (
    "select kind, case_id as subject, payload::varchar as payload from cases.happening order by turn, kind, case_id"
)
_AGAINST = ("employer_contradiction", "person_contradiction", "contradiction", "contradicted")
_PAUSED = """
    select 'accepted' as kind, gate || ':' || subject as subject,
        json_object('gate', gate, 'subject', subject, 'threshold', threshold)::varchar as payload
    from cases.pause where is_new order by subject
"""
_RELEASED = """
    select 'released' as kind, gate || ':' || subject as subject,
        json_object('gate', gate, 'subject', subject)::varchar as payload
    from cases.pause where not is_new order by subject
"""


@dataclass(frozen=True)
class Issued:
    """A workbook that was written, and the cases that it asks about."""

    path: Path
    town_code: str
    case_ids: list[str]


def recall(warehouse: Warehouse, home: Home) -> None:
    """Read the ledger into `cases`: where each case stands, and under which number its subject goes tonight.

    Raises BadInput where the ledger is damaged or lost.
    """
    chain.check(home)
    _remember(warehouse, home.ledger)
    _run(warehouse, "state", "vanished")
    _of_last_publication(warehouse, home)
    _run(warehouse, "followed", "contact", "notice", "known", "taken")


def record(warehouse: Warehouse, home: Home, at: datetime, accept: Collection[str], by: str | None) -> int:
    """Write the night's events to the ledger, in one transaction, and publish its copy; returns how many."""
    _run(warehouse, "tonight", "pause", *_AGAINST)
    let_pass = _signed(warehouse, _PAUSED, by)
    if gates.WHOLE in accept:
        let_pass = _signed(warehouse, _RELEASED, by)
        warehouse.create("cases.pause", "select * from cases.pause where false")
    _run(warehouse, "standing_word", "returned", "gone", "happening")
    happened = pl.concat([let_pass, _signed(warehouse, _NIGHT, SYSTEM)])
    chain.append(home, happened, at)
    _remember(warehouse, home.ledger)
    _run(warehouse, "state")
    for query in sorted((FOLDER / "ledger").glob("*.sql")):
        warehouse.run(read_query(query))
    return happened.height


def paused(warehouse: Warehouse) -> list[str]:
    """Why no case is closed by the data tonight, one sentence a reason; empty where cases may close."""
    rows = warehouse.ask("""
        select coalesce(extract.extract_title, list.list_name, pause.subject)
        from cases.pause as pause
        left join audit.extract as extract on pause.subject = extract.extract
        left join audit.list as list on pause.subject = list.list_id
        order by 1
    """)
    return [name for (name,) in rows]


@contextmanager
def standing(path: Path, as_of: date) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with `cases.event`, `cases.state` and `cases.due` of the ledger as it is now."""
    with chain.opened(path) as con:
        con.execute("create schema cases")
        con.execute("create view cases.event as from ledger.event")
        for name in ("state", "due"):
            query = read_query(FOLDER / "cases" / f"{name}.sql")
            bound = dict.fromkeys(query.parameters, as_of)
            con.execute(f"create table cases.{name} as {query.statement}", bound)
        yield con


def due(path: Path, as_of: date, since: date | None = None) -> pl.DataFrame:
    """The cases that towns are to be asked about (`case_id`, `is_to_send`); `since`: what is news since that day."""
    with standing(path, as_of) as con:
        news = con.sql("from cases.due order by case_id").pl()
    return news.filter(pl.col("due_from") >= since) if since else news


def record_sent(
    home: Home, issued: Sequence[Issued], asked: pl.DataFrame, as_of: date, at: datetime | None = None
) -> int:
    """Remember which of the cases `asked` about (`due`) went out in which file, where the ledger does not hold it."""
    files = [one.path.name for one in issued]
    sent = pl.DataFrame(
        {"case_id": [one.case_ids for one in issued], "file": files},
        schema={"case_id": pl.List(pl.String), "file": pl.String},
    ).explode("case_id")
    fresh = sent.join(asked.filter("is_to_send"), on="case_id", how="semi").sort("case_id")
    events = fresh.select(
        pl.lit("sent").alias("kind"),
        pl.col("case_id").alias("subject"),
        pl.struct("file").struct.json_encode().alias("payload"),
    )
    return chain.append(home, event_rows.signed(events, SYSTEM, as_of), at)


def _run(warehouse: Warehouse, *names: str) -> None:
    for name in names:
        warehouse.run(read_query(FOLDER / "cases" / f"{name}.sql"))


def _signed(warehouse: Warehouse, statement: str, actor: str | None) -> pl.DataFrame:
    return event_rows.signed(warehouse.frame(statement), actor or SYSTEM, warehouse.as_of)


def _remember(warehouse: Warehouse, path: Path) -> None:
    """Write `cases.event`, the events of the ledger; the last one's hash vouches for all before it."""
    last = chain.tail(path)
    warehouse.once("events", lambda: _read_events(warehouse, path), sequence=last.sequence, hash=last.hash)


def _read_events(warehouse: Warehouse, path: Path) -> int:
    with chain.opened(path) as con:
        events = con.sql("from ledger.event order by sequence").to_arrow_table()
    return warehouse.write("cases.event", events)


def _of_last_publication(warehouse: Warehouse, home: Home) -> None:
    """The records that the vanished subjects had, and those whose ID number was mended by a digit since."""
    former = "select subject_kind, subject_id as former_id, ''::varchar as extract, ''::varchar as record_id"
    warehouse.create("cases.former", f"{former} from cases.vanished where false")
    warehouse.create("cases.renumbered", "select former_id, former_id as subject_id from cases.former")
    if not home.published.exists() or not warehouse.rows("cases.vanished"):
        return
    with _last_records(warehouse, home) as last_person:
        _recall_former(warehouse, last_person)


@contextmanager
def _last_records(warehouse: Warehouse, home: Home) -> Iterator[str]:
    """The last publication as `published`, and a select of all its records of people, shown or not.

    Where the evidence behind it is lost (or an earlier release published the records whole), what is shown must do.
    """
    parts = ["select extract, record_id, person_id from published.matches.person"]
    with ExitStack() as files:
        files.enter_context(warehouse.beside(home.published, "published"))
        if home.evidence.exists():
            files.enter_context(warehouse.beside(home.evidence, "proof"))
            if "person" in warehouse.there("matches", "proof"):
                parts.append("select extract, record_id, person_id from proof.matches.person")
        yield " union all ".join(parts)


def _recall_former(warehouse: Warehouse, last_person: str) -> None:
    warehouse.create(
        "cases.former",
        f"""
        with record as (
            select 'employer' as subject_kind, employer_id as subject_id, extract, record_id
            from published.matches.employer
            union all
            select 'person', person_id, extract, record_id from ({last_person}) as last_person
            union all
            select 'person', person_id, extract, record_id from published.matches.child
            union all
            select 'project', project_id, extract, record_id from published.matches.project
        )
        select record.subject_kind, record.subject_id as former_id, record.extract, record.record_id
        from record semi join cases.vanished using (subject_kind, subject_id)
        """,
    )
    # Who bears the name that a vanished number bore in the same department's file, and was not known before.
    newcomers = warehouse.frame(f"""
        with former as (
            select former_id, extract, split_part(record_id, '|', 2) as person_name from cases.former
            where subject_kind = 'person' and contains(record_id, '|')
        ),
        tonight as (
            select person_id, extract, split_part(record_id, '|', 2) as person_name from matches.person
            where contains(record_id, '|') and split_part(record_id, '|', 2) in (select person_name from former)
        )
        select distinct former.former_id, tonight.person_id as subject_id
        from former
        join tonight on former.extract = tonight.extract and former.person_name = tonight.person_name
        anti join ({last_person}) as known on tonight.person_id = known.person_id
        order by all
    """)
    warehouse.write("cases.renumbered", renumbered(newcomers))
