"""Six nights of a made-up county that changes: what becomes of its cases, counted and told.

    python benchmarks/nights.py --out demo/nights [--people 6000] [--nights 6] [--seed 1]

Between the nights some people pay again, enrol, die or move away, some of those who did stop or return, and a grid
worker answers half of what was handed out. After each night the cases are counted by state: they must add up and be
what the ledger's events say, and of every single person to whom something happened the cases must follow it. At the
end stands a table of all nights, and three cases are told event by event. Exits with 1 where anything does not add up.
"""

import argparse
import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import duckdb
import openpyxl
import polars as pl

from base import clock
from base.home import Home
from county import DEFAULT_DAY
from county.making import make
from flows import explain
from flows.feedback import take
from flows.nightly import nightly
from handouts.feedback import NEEDS_NOTE
from handouts.forms import NOTE, REASON, RESULT, ROW_KEY
from ledger import cases, chain
from regions.outcomes import KINDS, outcomes
from sql.warehouse import quoted

LAPSED, YOUNG = "lapsed_members", "unenrolled_residents_under_45"
OF_THE_DEAD = {"deceased_drawing"}
OF_RESIDENTS = {
    *("unenrolled_residents_under_45", "unenrolled_residents_45_plus", "lapsed_residents", "over_60_unenrolled"),
    *("hardship_not_enrolled", "hardship_not_paid_for", "hardship_without_medical", "checkup_adults_without_medical"),
}
PAY, ENROL, DIE, MOVE = 8, 8, 4, 4
"""How many people do so between two nights."""
BACK = 3
"""How many of those who paid, and of those who moved, undo it."""
Item = TypeVar("Item")
STANDS = {"listed": "open", "reopened": "open", "claimed": "claimed", "closed": "closed"}


@dataclass(frozen=True)
class Day:
    """To whom something happened between two nights, by ID number."""

    paid: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    enrolled: list[str] = field(default_factory=list)
    died: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)


@dataclass
class County:
    """The inbox, and what has happened since the county was made: one file of changes an extract, written anew."""

    inbox: Path
    chance: random.Random
    changes: dict[str, dict[str, dict[str, object]]] = field(
        default_factory=lambda: {extract: {} for extract in ("contribution", "member", "death", "resident")}
    )
    """By extract and person, the row that their department delivers."""
    left: dict[str, set[str]] = field(default_factory=dict)
    """Of whoever moved away, the lists that they stood on before."""

    def live(self, home: Home, day: date) -> Day:
        """A day passes. Whom anything befalls stands on the last night's lists."""
        paid, moved = self.changes["contribution"], self.changes["resident"]
        # Whoever enrolled stays enrolled: only those of the employees' pension stop again.
        stopped = self._some([person for person in paid if person not in self.changes["member"]], BACK)
        for person in stopped:
            del paid[person]
        returned = self._some(moved, BACK)
        for person in returned:
            del moved[person]
        with duckdb.connect() as con:
            con.execute(f"attach {quoted(str(home.published))} as published (read_only)")
            con.execute(f"attach {quoted(str(home.evidence))} as evidence (read_only)")
            lapsed = _rows(con, _LAPSED)
            claimed = _claimed(home, day)
            # Those who told a grid worker that they have paid do so first: their claims come true.
            answer = [row for row in lapsed if row["person_id"] in claimed][: PAY // 2]
            payers = answer + self._some([row for row in lapsed if row not in answer], PAY - len(answer))
            enrolling = self._some(_rows(con, _UNENROLLED), ENROL)
            neighbours = _rows(con, _OTHERS)
            leads = con.execute(_LEADS).fetchall()
        for row in payers:
            paid[str(row["person_id"])] = row | _PAYMENT | {"period": f"{_month_before(day):%Y%m}"}
        for row in enrolling:
            person = str(row["person_id"])
            number = {"member_id": f"N{day:%m%d}{person[-8:]}", "person_id": person, "insurance": "170"}
            self.changes["member"][person] = number | {
                "person_name": row["person_name"], "member_kind": "城乡居民", "member_status": "1", "enrolled_on": day,
            }  # fmt: skip
            paid[person] = number | _PAYMENT | {"period": f"{day.year}12"}
        # Death and moving would hide whether a payment was seen, so they befall the others.
        spared = paid.keys() | set(stopped) | set(returned)
        others = self._some((row for row in neighbours if row["person_id"] not in spared), DIE + MOVE)
        for row in others[:DIE]:
            self.changes["death"][str(row["person_id"])] = {
                "person_id": row["person_id"], "person_name": row["person_name"], "died_on": day,
            }  # fmt: skip
        for row in others[DIE:]:
            person = str(row["person_id"])
            moved[person] = row | {"resident_status": "迁出注销", "status_date": day}
            self.left[person] = {list_id for subject, list_id in leads if subject == person}
        self._deliver(day)
        happened = (payers, enrolling, others[:DIE], others[DIE:])
        paying, enrolled, died, gone = ([str(row["person_id"]) for row in rows] for rows in happened)
        return Day(paying, stopped, enrolled, died, gone, returned)

    def _some(self, among: Iterable[Item], count: int) -> list[Item]:
        listed = list(among)
        return self.chance.sample(listed, min(count, len(listed)))

    def _deliver(self, day: date) -> None:
        manifest = self.inbox / "manifest.csv"
        lines = pl.read_csv(manifest, infer_schema=False)
        for extract, rows in self.changes.items():
            file = f"{extract}/变更.csv"
            lines = lines.filter(pl.col("file") != file)
            (self.inbox / file).unlink(missing_ok=True)
            if rows:
                pl.DataFrame(list(rows.values()), infer_schema_length=None).write_csv(self.inbox / file)
                line = pl.DataFrame({"file": [file], "extract": [extract], "data_date": [day.isoformat()]})
                lines = pl.concat([lines, line], how="diagonal")
        lines.write_csv(manifest)


_PAYMENT = {"due_kind": "10", "base_yuan": 5000, "unit_yuan": 800, "person_yuan": 400, "payment_status": "1"}
_LAPSED = f"""
    select member.member_id, member.person_id, member.insurance, any_value(member.insured_unit_id) as insured_unit_id
    from published.lists.{LAPSED} as lapsed
    join evidence.staging.member as member on lapsed.subject_id = member.person_id
    where member.insurance = '110' and member.is_enrolled
    group by all order by member.person_id
    """
_UNENROLLED = f"""
    select subject_id as person_id, subject_name as person_name from published.lists.{YOUNG} order by 1
    """
_OTHERS = """
    select distinct on (resident.person_id) resident.* exclude (source_line, source_file, data_date, is_normal)
    from published.lists."all" as lead
    join evidence.staging.resident as resident on lead.subject_id = resident.person_id
    where resident.is_normal and lead.tier <> 'check_data'
    order by resident.person_id
    """

_LEADS = """select subject_id, list_id from published.lists."all" where tier <> 'check_data'"""


def _rows(con: duckdb.DuckDBPyConnection, statement: str) -> list[dict[str, object]]:
    return con.sql(statement).pl().to_dicts()


def _claimed(home: Home, day: date) -> set[object]:
    with cases.standing(home.ledger, day) as con:
        rows = con.execute("select subject_id from cases.state where state = 'claimed' and list_id = ?", [LAPSED])
        return {person for (person,) in rows.fetchall()}


def _month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def answer_half(home: Home, day: date, chance: random.Random, folder: Path) -> list[Path]:
    """A grid worker fills in half of the rows of copies of every town's workbook."""
    folder.mkdir(parents=True)
    returned = []
    for file in sorted(home.worklists(day).glob("*.xlsx")):
        workbook = openpyxl.load_workbook(file)
        for kind in (name for name in KINDS if name in workbook.sheetnames):
            sheet, choices = workbook[kind], outcomes(kind)
            head = {cell.value: cell.column for cell in sheet[1]}
            lines = [line for line in range(2, sheet.max_row + 1) if sheet.cell(line, head[ROW_KEY]).value]
            for line in sorted(chance.sample(lines, len(lines) // 2)):
                result = chance.choice(list(choices))
                reason = chance.choice(choices[result])
                sheet.cell(line, head[RESULT], result)
                sheet.cell(line, head[REASON], reason)
                sheet.cell(line, head[NOTE], "情况不符" if reason == NEEDS_NOTE else None)
        workbook.save(folder / file.name)
        returned.append(folder / file.name)
    return returned


class Check:
    """What does not add up, told at once and remembered."""

    def __init__(self) -> None:
        self.failed = 0

    def __call__(self, holds: bool, what: str) -> None:
        """Tell what was looked at, and whether it holds."""
        self.failed += not holds
        print(f"    {'ok  ' if holds else 'FAIL'} {what}")


Counts = dict[str, object]


def count(home: Home, day: date, when: str, counts: list[Counts], check: Check) -> pl.DataFrame:
    """Count the cases by state and check them against the events, folded once more by themselves."""
    with cases.standing(home.ledger, day) as con:
        state = con.sql("from cases.state").pl()
    events = chain.ask(home.ledger, "select kind, subject, payload from ledger.event order by sequence")
    of_kind = Counter(events["kind"])
    by_state = Counter(state["state"])
    because = Counter(state.filter(pl.col("state") == "closed")["closed_because"])
    counts.append(
        {"": when, **{name: by_state[name] for name in ("open", "claimed", "closed")}, "cases": state.height}
        | {why: because[why] for why in ("数据已解决", "数据已证实", "不需参保", "线索有误", "并案")}
        | {kind: of_kind[kind] for kind in ("listed", "reopened", "sent", "answered")}
    )
    check(
        by_state["open"] + by_state["claimed"] + by_state["closed"] == of_kind["listed"] == state.height,
        "open + claimed + closed are the cases listed, each listed once",
    )
    states = {subject: STANDS[kind] for kind, subject, _ in events.iter_rows() if kind in STANDS}
    check(states == dict(state.select("case_id", "state").iter_rows()), "every case stands as its events say")
    with duckdb.connect(str(home.published), read_only=True) as con:
        leads = con.sql("""select case_id from lists."all" """).pl()
    check(
        leads.join(state.filter("is_listed"), on="case_id", how="anti").is_empty(), "every row of a list has its case"
    )
    return state


def follow(lived: Day, left: Mapping[str, set[str]], state: pl.DataFrame, check: Check) -> None:
    """Of every single person to whom something happened, whether the cases follow it."""
    cases_of: dict[str, dict[str, tuple[str, bool]]] = {}
    for person, list_id, stands, is_listed in state.select("subject_id", "list_id", "state", "is_listed").iter_rows():
        cases_of.setdefault(person, {})[list_id] = stands, is_listed

    def listed(person: str) -> set[str]:
        return {list_id for list_id, (_, is_listed) in cases_of[person].items() if is_listed}

    def settled(person: str, list_id: str) -> bool:
        return cases_of[person][list_id] == ("closed", False)

    for answer, people, holds in (
        ("paid again: their case is closed and off its list", lived.paid, lambda one: settled(one, LAPSED)),
        ("enrolled: their case is closed and off its list", lived.enrolled, lambda one: settled(one, YOUNG)),
        ("stopped again: they are listed again", lived.stopped, lambda one: LAPSED in listed(one)),
        ("died: every case is closed, on no list but of the dead", lived.died, lambda one: listed(one) <= OF_THE_DEAD),
        ("moved away: on no list of residents", lived.moved, lambda one: not listed(one) & OF_RESIDENTS),
        ("came back: on the very lists that they had left", lived.returned, lambda one: listed(one) >= left[one]),
    ):
        wrong = [sorted(listed(person)) for person in people if not holds(person)]
        check(not wrong, f"each of {len(people)} who {answer}{f'; but {wrong}' if wrong else ''}")


def tell(home: Home, state: pl.DataFrame, check: Check) -> None:
    """Three cases, every event in words."""
    events = chain.ask(home.ledger, "select kind, subject from ledger.event where kind <> 'contacted'")
    claimed = events.filter(pl.col("kind") == "claimed")["subject"].unique()
    for title, chosen in {
        "a case opened again": (pl.col("times_reopened") > 0) & (pl.col("visits") > 0),
        "a claim that the data confirmed": pl.col("case_id").is_in(claimed.implode())
        & (pl.col("closed_because") == "数据已证实"),
        "a case closed by a word": pl.col("closed_because") == "不需参保",
    }.items():
        found = state.filter(chosen & (pl.col("subject_kind") == "person")).sort("case_id").head(1)
        check(found.height == 1, f"there is {title}")
        for case_id, subject, list_id in found.select("case_id", "subject_id", "list_id").iter_rows():
            answer = [line for line in explain.sentences(home, subject, list_id) if line.startswith("经过：")]
            for line in answer:
                print("       ", re.sub(r"\d{15}(\d\d[\dX])?", "（证件号）", line))
            check(len(answer) == (events["subject"] == case_id).sum(), f"all its {len(answer)} events are told")


def main() -> None:
    """Make the county, live through the nights, count and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="made anew")
    parser.add_argument("--people", type=int, default=6000)
    parser.add_argument("--nights", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--region", default="funing")
    arguments = parser.parse_args()
    os.environ[clock.TODAY] = "2032-12-31"  # its nights are of days to come
    out, home, check = arguments.out, Home(arguments.out / "home"), Check()
    for folder in (home.root, out / "returned"):
        shutil.rmtree(folder, ignore_errors=True)
    make(out, arguments.region, arguments.people, arguments.seed)
    chance = random.Random(arguments.seed)  # noqa: S311 (a made-up county, no secrets)
    county = County(out / "inbox", chance)
    counts: list[Counts] = []
    for number in range(arguments.nights):
        day = DEFAULT_DAY + timedelta(days=number)
        lived = county.live(home, day) if number else Day()
        nightly.fn(inbox=county.inbox, home=home.root, region=arguments.region, as_of=day, threads=1)
        print(f"night {number + 1}, {day}")
        state = count(home, day, f"{day}, the night", counts, check)
        follow(lived, county.left, state, check)
        taken = take(home, answer_half(home, day, chance, out / "returned" / day.isoformat()), "网格员")
        print(f"  answered: {taken.rows} rows, {taken.cases} cases; questioned {sum(taken.questioned.values())}")
        before, state = int(state["visits"].sum()), count(home, day, f"{day}, answered", counts, check)
        check(int(state["visits"].sum()) - before == taken.cases, "every answer taken is an event, once")
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=200, tbl_hide_dataframe_shape=True, fmt_str_lengths=40):
        print(pl.DataFrame(counts).with_columns(pl.col("listed").diff().fill_null(pl.col("listed")).alias("new")))
    tell(home, state, check)
    check(chain.verify(home.ledger) == [], "the ledger's chain verifies")
    raise SystemExit(1 if check.failed else 0)


if __name__ == "__main__":
    main()
