"""The published files tell nobody's secret: looked for in every block and column, and in what can be derived of them.

A made-up county in which soldiers, prisoners, people under community correction and in hardship are drawn by lot among
its residents: whatever chooses them, nothing but the secret does.
"""

import csv
import random
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import duckdb
import pytest

from base.home import Home
from ledger import chain
from ledger.event import Event
from sql import analysis
from tests.flows import scanner
from tests.flows.inbox import AS_OF, deliver, manifest, night, rows, write_manifest
from tests.flows.scanner import Alarm
from tests.town import citizen

SECRET = ("soldier", "sentence", "hardship")
DRAWN, UNKNOWN = 60, 12
"""Of each kind: so many of the county's residents, and so many whom no other department knows."""
REASONS = {"现役军人": 24, "服刑人员": 12, "出国(境)": 12}
POOLS = {f"answered {reason}": 1 / len(REASONS) for reason in REASONS}
"""Who was answered for is a third of all who were, by lot."""
NOTE = "家属说在部队三二一团"


@dataclass(frozen=True)
class County:
    """A home after two nights, between which workers have answered, and who is what in it."""

    home: Home
    secrets: Mapping[str, Collection[str]]
    unknown: Collection[str]
    """ID numbers and names that stand in secret files only."""
    answered: Mapping[str, Collection[str]]
    """By what a worker said, of whom."""

    @property
    def pseudonyms(self) -> dict[str, list[str]]:
        """The same people as the copy without names has them."""
        key = analysis.keys(self.home.read_case_key())["person"]
        with duckdb.connect() as con:
            return {
                name: [con.execute("select 'P' || left(sha256($1 || $2), 16)", [key, i]).fetchall()[0][0] for i in ids]
                for name, ids in self.secrets.items()
            }


def draw(home: Path) -> list[tuple[str, str]]:
    """Residents, number and name, in no particular order, whom any list may hold."""
    people = rows(
        home,
        "select person_id, person_name from core.person where is_normal_resident and citizen_id is not null order by 1",
    )
    random.Random(7).shuffle(people)
    return [(person, name) for person, name in people]


def csv_of(columns: str, lines: Collection[tuple[str, ...]]) -> str:
    text = StringIO()
    csv.writer(text).writerows([columns.split(), *lines])
    return text.getvalue()


def struck_off(home: Path, people: list[str]) -> str:
    """The rows of the population file once more: the register strikes off whom the army takes, not whom a prison."""
    with duckdb.connect(str(Home(home).evidence), read_only=True) as con:
        rows = con.sql(
            """select * exclude (data_date, source_file, source_line) replace ('参军注销' as resident_status)
            from staging.resident where list_contains($1, person_id) order by all""",
            params=[people],
        ).pl()
    assert len(rows) == len(people)
    return rows.write_csv()


@pytest.fixture(scope="module")
def county(small: Path, small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> County:
    root = tmp_path_factory.mktemp("secrets")
    inbox, home = root / "inbox", Home(root / "home")
    shutil.copytree(small / "inbox", inbox)
    for extract in SECRET:
        shutil.rmtree(inbox / extract)
    write_manifest(inbox, [line for line in manifest(inbox) if line["extract"] not in SECRET])
    people = iter(draw(small_home))
    drawn, unknown = {}, {}
    for place, kind in enumerate(("soldier", "prison", "correction", "hardship")):
        drawn[kind] = [next(people) for _ in range(DRAWN)]
        unknown[kind] = [
            (citizen("1991-03-04", "男", 500 + place * UNKNOWN + each, "320902"), f"戢{place}无{each:02}")
            for each in range(UNKNOWN)
        ]
    listed = {kind: [*drawn[kind], *unknown[kind]] for kind in drawn}
    deliver(inbox, "resident/a.csv", struck_off(small_home, [person for person, _ in drawn["soldier"][::2]]))
    deliver(
        inbox,
        "soldier/a.csv",
        csv_of("person_id person_name starts_on", [(*i, "2025-09-01") for i in listed["soldier"]]),
    )
    terms = [(*i, "监禁", "2025-01-01") for i in listed["prison"]] + [
        (*i, "社区矫正", "2025-01-01") for i in listed["correction"]
    ]
    deliver(inbox, "sentence/a.csv", csv_of("person_id person_name sentence_kind starts_on", terms))
    poor = [(*i, "低保", "2020-01-01") for i in listed["hardship"]]
    deliver(inbox, "hardship/a.csv", csv_of("person_id person_name hardship_kind starts_on", poor))
    night(inbox, home.root, whole=True)
    answered = answer(home)
    night(inbox, home.root, as_of=AS_OF + timedelta(days=1), whole=True)
    secrets = {kind: [person for person, _ in people] for kind, people in listed.items()}
    secrets["sentence"] = [*secrets["prison"], *secrets["correction"]]
    secrets |= {f"answered {reason}": answered[reason] for reason in ("现役军人", "服刑人员")}
    hidden = [word for kind in ("soldier", "prison", "correction") for person in unknown[kind] for word in person]
    return County(home, secrets, [*hidden, NOTE], answered)


def answer(home: Home) -> dict[str, list[str]]:
    """A worker brings back of cases by lot, 20 each, that somebody serves, is in prison, or is abroad."""
    cases = rows(
        home.root,
        """select case_id, subject_id from ledger."case"
        where list_id like '%without_medical' and subject_kind = 'person' and tier <> 'check_data'
        qualify row_number() over (partition by subject_id order by case_id) = 1
        order by sha256(case_id)""",
    )
    answered: dict[str, list[str]] = {}
    events = []
    for place, (reason, months) in enumerate(REASONS.items()):
        for case_id, subject in cases[20 * place : 20 * place + 20]:
            answered.setdefault(reason, []).append(subject)
            until = date(AS_OF.year + months // 12, AS_OF.month, AS_OF.day).isoformat()
            content = {"result": "不需参保", "reason": reason, "note": NOTE}
            closed = {"because": "不需参保", "reason": reason, "until": until}
            for kind, payload in (("contacted", content), ("answered", content), ("closed", closed)):
                events.append(Event(kind, case_id, "张三", payload, AS_OF, "back.xlsx", len(events)))
    chain.append(home, events)
    return answered


# Block by block ----------


@pytest.mark.parametrize("name", ["yingbao.duckdb", "previous.duckdb", "analysis.duckdb"])
def test_no_block_is_free_and_none_holds_what_only_the_evidence_may(county: County, name: str) -> None:
    total, free, found = scanner.blocks(county.home.root / "published" / name, county.unknown)
    assert total > 50
    assert free == 0
    assert found == []


def test_the_scan_of_blocks_finds_what_stands_in_the_evidence(county: County) -> None:
    assert len(scanner.blocks(county.home.evidence, county.unknown)[2]) > len(county.unknown) / 2


# Column by column, and derived ----------


IN_PRISON = ('lists."imprisoned_drawing"', "list_id = imprisoned_drawing", "与其他部门登记的情况不符")
BY_DESIGN = {
    "hardship": ('lists."hardship_', "list_id = hardship_", "reason = 优先服务对象"),
    "prison": IN_PRISON,
    "sentence": IN_PRISON,
}


def by_design(alarm: Alarm) -> bool:
    """What a list itself says: who stands on one of hardship is poor, on that of prisoners in prison; nothing more."""
    where, _, _ = alarm.where.partition(", not in ")
    return any(word in where for word in BY_DESIGN.get(alarm.secret, ()))


def test_nothing_but_what_is_told_by_design_chooses_a_secret(county: County) -> None:
    seen = scanner.scan(county.home.published, county.secrets, POOLS)
    assert seen.tables > 100
    assert seen.columns > 1_000
    assert seen.values > 50_000
    assert [alarm for alarm in seen.alarms if not by_design(alarm)] == []


def soldier_or_prisoner(county: County, file: Path) -> list[Alarm]:
    """What tells which of both somebody is who is left alone. Of those who draw a pension the list of prisoners says it
    by design: who is on it is one, who is not is a soldier."""
    both = {name: county.secrets[name] for name in ("soldier", "prison")}
    among = rows(
        county.home.root,
        "select person_id from core.exemption where kind = '不需走访' except select person_id from core.benefit",
    )
    there = {person for (person,) in among} & {person for people in both.values() for person in people}
    assert len(there) > DRAWN
    return scanner.scan(file, both, dict.fromkeys(both, 0.5), there).alarms


def test_of_those_who_are_left_alone_nothing_tells_a_soldier_from_a_prisoner(county: County) -> None:
    assert soldier_or_prisoner(county, county.home.published) == []


def test_the_scan_finds_what_tells_a_soldier_from_a_prisoner(county: County, tmp_path: Path) -> None:
    copy = tmp_path / "told.duckdb"
    shutil.copyfile(county.home.published, copy)
    with duckdb.connect(str(copy)) as con:
        con.execute(f"attach '{county.home.evidence}' as evidence (read_only)")
        con.execute(
            "update core.person set is_normal_resident = built.is_normal_resident"
            " from evidence.core.person as built where person.person_id = built.person_id"
        )
    alarms = soldier_or_prisoner(county, copy)
    assert alarms and {alarm.secret for alarm in alarms} == {"soldier"}
    assert all("is_normal_resident" in alarm.where for alarm in alarms)


def test_the_copy_without_names_tells_no_secret_either(county: County) -> None:
    seen = scanner.scan(county.home.analysis, county.pseudonyms, POOLS)
    assert seen.columns > 1_000
    assert seen.alarms == []


def test_the_scan_of_columns_finds_a_secret_that_is_told(county: County, tmp_path: Path) -> None:
    copy = tmp_path / "told.duckdb"
    shutil.copyfile(county.home.published, copy)
    with duckdb.connect(str(copy)) as con:
        con.execute(f"attach '{county.home.evidence}' as evidence (read_only)")
        con.execute("insert into matches.person from evidence.matches.person")
        con.execute(
            "create table core.late as select subject_id, date '2028-11-22' as ends_on, as_of as starts_on"
            " from ledger.\"case\", core.calendar where result_reason = '不需走访'"
        )
    alarms = scanner.scan(copy, county.secrets, POOLS).alarms
    assert {alarm.secret for alarm in alarms if "matches" in alarm.where} >= {"soldier", "sentence", "hardship"}


def test_who_stands_in_a_secret_file_alone_is_nobody_in_the_published_one(county: County) -> None:
    unknown = [word for word in county.unknown if len(word) == 18]
    with duckdb.connect(str(county.home.published), read_only=True) as con:
        for schema, table, column in con.execute(
            "select schema_name, table_name, column_name from duckdb_columns()"
            " where not internal and data_type = 'VARCHAR'"
        ).fetchall():
            held = f'select count(*) from {schema}."{table}" where list_has_any([split_part("{column}", \'|\', 1)], $1)'
            assert con.execute(held, [unknown]).fetchall() == [(0,)], (schema, table, column)


def test_events_are_told_without_a_gap_and_sealed_by_the_key(county: County) -> None:
    import hashlib

    key = county.home.read_case_key()
    events = chain.ask(county.home.ledger, "select sequence, hash from ledger.event order by sequence").rows()
    seals = [(number, hashlib.sha256((key + text).encode("ascii")).hexdigest()) for number, text in events]
    shown = rows(county.home.root, "select sequence, event_seal from ledger.event order by sequence")
    assert shown == seals[: len(shown)]
    assert len(shown) > 2_000


def test_a_soldier_s_answer_a_prisoner_s_and_a_traveller_s_differ_in_nothing_but_the_reason(county: County) -> None:
    by_reason = {}
    for reason, subjects in county.answered.items():
        asked = ", ".join(f"'{subject}'" for subject in subjects)
        by_reason[reason] = rows(
            county.home.root,
            f"""select distinct event.kind, regexp_replace(payload, '"note":"[^"]*",?', ''), as_of, actor, case_.state,
                case_.closed_because, case_.return_on, case_.case_closed_on, case_.state_on
            from ledger.event as event join ledger."case" as case_ on event.subject = case_.case_id
            where case_.subject_id in ({asked}) and event.kind in ('answered', 'contacted', 'closed')
                and event.source_file is not null
            order by all""",
        )
    assert by_reason["现役军人"] == by_reason["服刑人员"] == by_reason["出国(境)"]
    assert by_reason["现役军人"]
