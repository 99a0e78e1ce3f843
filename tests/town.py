"""A small town for tests: people, firms, wages and payments in tables small enough to check by eye.

Names stand for numbers: 王一 gets a valid ID number and a member number, 甲厂 a valid USCC, a taxpayer number and unit
numbers. `Town.night()` writes the departments' files and runs the real night up to the lists.
"""

import csv
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb

import regions
from base.home import Home
from flows.night import Night
from flows.nightly import build_core, build_lists, check_gates, count_indicators, keep_cases, land, match, stage
from regions.local_values import Bounds, Dated, LocalBase, LocalValue
from sql import leads
from sql.warehouse import read_queries

VILLAGE = "320923100200"
NEWEST = "2032-12-01"
"""Of what nobody asks about: new enough for every night, though a test's nights lie months apart."""
STRANGER = {"person_id": "110101199003070134", "person_name": "路人"}
"""Somebody of whom nothing else is known: an extract that takes people off lists and holds only them exempts nobody."""
MANIFEST = ("file", "extract", "data_date", "rows", "sha256", "provided_by", "legal_basis", "keep_until")
Row = dict[str, str]


def citizen(born: str, sex: str, serial: int, area: str = "320923") -> str:
    """A valid ID number (GB 11643); the 17th digit is odd for men."""
    body = f"{area}{born.replace('-', '')}{serial * 2 + (sex == '男'):03d}"
    return body + "10X98765432"[sum(int(d) * 2 ** (17 - i) for i, d in enumerate(body)) % 11]


def organisation_code(serial: int) -> str:
    """A valid organisation code (GB 11714)."""
    body = f"MA{serial:06d}"
    total = sum(int(c, 36) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return body + "0123456789X0"[(11 - total % 11) % 11 if (11 - total % 11) != 11 else 11]


def uscc(serial: int, head: str = "91") -> str:
    """A valid unified social credit code (GB 32100) around a valid organisation code."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = head + "320923" + organisation_code(serial)
    total = sum(alphabet.index(c) * 3**i % 31 for i, c in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def months(span: str) -> list[str]:
    """`2026-08..2026-10` as three months."""
    first, _, last = span.partition("..")
    start, end = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (first, last or first))
    return [f"{index // 12}-{index % 12 + 1:02d}" for index in range(start, end + 1)]


def table(text: str) -> list[Row]:
    """A pipe table: the header, then one row a line."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines() if line.strip()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


class Town:
    """Collects rows by extract; `night()` runs on them."""

    def __init__(self, as_of: str = "2026-11-22", policy: dict[str, Any] | None = None) -> None:
        self.as_of = date.fromisoformat(as_of)
        self.policy = policy or {}
        self.region = "funing"
        # No province has published those of the tests' year; 60 % and 300 % of 8,000.
        self.bounds = bounds((date(2011, 7, 1), date(2099, 12, 31), 4_800, 24_000))
        self.rows: dict[str, list[Row]] = {}
        self.ids: dict[str, str] = {}
        self.firm_ids: dict[str, str] = {}
        self.absent: tuple[str, ...] = ()
        """What takes people off lists and is not delivered; of the rest there is a row of somebody unknown."""

    def add(self, extract: str, **values: str) -> None:
        """One row, by canonical column names."""
        self.rows.setdefault(extract, []).append(values)

    def people(self, text: str) -> None:
        """Columns: name, born, sex; optional: status, registered, id. Each is a row of the population file."""
        for row in table(text):
            number = row.get("id") or citizen(row["born"], row["sex"], len(self.ids) + 1)
            self.ids[row["name"]] = number
            if row.get("status") != "-":
                self.add(
                    "resident",
                    person_id=number,
                    person_name=row["name"],
                    birth_date=row["born"],
                    registered_area=row.get("registered") or VILLAGE,
                    resident_status=row.get("status") or "正常",
                )

    def firms(self, text: str) -> None:
        """Columns: name; optional: kind, tax (status or -), business (status or -), founded, unit (status or -)."""
        for row in table(text):
            number = uscc(len(self.firm_ids) + 1)
            self.firm_ids[row["name"]] = number
            kind, founded = row.get("kind") or "企业", row.get("founded") or "2015-01-01"
            if row.get("tax") != "-":
                self.add(
                    "taxpayer",
                    taxpayer_id=number,
                    employer_name=row["name"],
                    taxpayer_kind=kind,
                    taxpayer_status=row.get("tax") or "03",
                    registered_on=founded,
                    area="320923100",
                )
            if row.get("business") != "-":
                self.add(
                    "business",
                    uscc=number,
                    employer_name=row["name"],
                    business_kind=kind,
                    business_status=row.get("business") or "存续",
                    founded_on=founded,
                )
            if row.get("unit", "-") != "-":
                insurance = row.get("insurance") or "110"
                self.add(
                    "insured_unit",
                    insured_unit_id=f"U{number[-6:]}",
                    employer_name=row["name"],
                    uscc=number,
                    insurance=insurance,
                    unit_status=row["unit"],
                )

    def wages(self, text: str) -> None:
        """Columns: who, firm, months; optional: yuan, kind."""
        for row in table(text):
            for month in months(row["months"]):
                self.add(
                    "wage",
                    taxpayer_id=self.firm_ids[row["firm"]],
                    employer_name=row["firm"],
                    person_id=self.ids[row["who"]],
                    person_name=row["who"],
                    income_kind=row.get("kind") or "正常工资薪金",
                    period=month,
                    income_yuan=row.get("yuan") or "5000",
                )

    def taxes(self, text: str) -> None:
        """Columns: firm, months; optional: kind, yuan."""
        for row in table(text):
            for month in months(row["months"]):
                self.add(
                    "tax_payment",
                    taxpayer_id=self.firm_ids[row["firm"]],
                    tax_kind=row.get("kind") or "增值税",
                    period=month,
                    paid_yuan=row.get("yuan") or "1000",
                )

    def members(self, text: str) -> None:
        """Columns: who, insurance; optional: firm, kind, status, enrolled, stopped, reason, before."""
        for row in table(text):
            self.add(
                "member",
                member_id=self._member(row["who"]),
                person_id=self.ids[row["who"]],
                person_name=row["who"],
                insurance=row["insurance"],
                insured_unit_id=self._unit(row.get("firm")),
                member_kind=row.get("kind", ""),
                member_status=row.get("status") or "1",
                enrolled_on=row.get("enrolled") or "2020-01-01",
                stopped_on=row.get("stopped", ""),
                stop_reason=row.get("reason", ""),
                paid_months_before=row.get("before", ""),
            )

    def paid(self, text: str) -> None:
        """Columns: who, insurance, months; optional: firm, yuan, base, arrived (1 or 0), due_kind."""
        for row in table(text):
            for month in months(row["months"]):
                self.add(
                    "contribution",
                    member_id=self._member(row["who"]),
                    person_id=self.ids[row["who"]],
                    insurance=row["insurance"],
                    insured_unit_id=self._unit(row.get("firm")),
                    period=month,
                    due_kind=row.get("due_kind") or "10",
                    base_yuan=row.get("base", ""),
                    unit_yuan=row.get("yuan") or "800",
                    person_yuan="0",
                    payment_status=row.get("arrived") or "1",
                )

    def listed(self, extract: str, text: str) -> None:
        """Any other extract: a column `who` stands for person_id and person_name, `agency` and `host` for USCCs."""
        for row in table(text):
            values = {name: value for name, value in row.items() if name not in ("who", "agency", "host")}
            if "who" in row:
                values |= {"person_id": self.ids[row["who"]]}
                if extract != "dispatch":
                    values |= {"person_name": row["who"]}
            for name in ("agency", "host"):
                if name in row:
                    values[f"{name}_uscc"] = self.firm_ids[row[name]]
            self.add(extract, **values)

    def units(self, text: str) -> None:
        """Columns: firm, insurance; optional: status. Each is an insured unit of a firm, under its one number."""
        for row in table(text):
            self.add(
                "insured_unit",
                insured_unit_id=self._unit(row["firm"]),
                employer_name=row["firm"],
                uscc=self.firm_ids[row["firm"]],
                insurance=row["insurance"],
                unit_status=row.get("status") or "1",
            )

    def owners(self, text: str) -> None:
        """Columns: firm, who. Both registers print who answers for a firm."""
        for row in table(text):
            number = self.firm_ids[row["firm"]]
            for known in self.rows.get("taxpayer", []) + self.rows.get("business", []):
                if number in (known.get("taxpayer_id"), known.get("uscc")):
                    known |= {"legal_person_name": row["who"], "legal_person_id": self.ids.get(row["who"], "")}

    def register(self, text: str) -> None:
        """More of what the registry prints of a firm. Columns: firm, and those of business; `head` is another firm."""
        for row in table(text):
            cells = {name: value for name, value in row.items() if name not in ("firm", "head")}
            if row.get("head"):
                cells["parent_uscc"] = self.firm_ids[row["head"]]
            for known in self.rows["business"]:
                if known["uscc"] == self.firm_ids[row["firm"]]:
                    known |= cells

    def of_firms(self, extract: str, text: str) -> None:
        """Any extract that prints employers: a column `firm` stands for employer_name and uscc."""
        for row in table(text):
            cells = {name: value for name, value in row.items() if name != "firm"}
            self.add(extract, employer_name=row["firm"], uscc=self.firm_ids.get(row["firm"], ""), **cells)

    def night(self, prepared: Callable[[Home], None] | None = None, lists: Collection[str] | None = None) -> "Lists":
        """Write the files, run the night up to the lists, and read them; `prepared` sees the home before it.

        `lists`: these only, and what they rest on; of another one nothing can be asked.
        """
        with self._running(prepared, lists) as night:
            return Lists(night.home.build)

    def figures(self) -> "Figures":
        """The same night, up to the indicators."""
        with self._running() as night:
            for call in (check_gates, keep_cases, count_indicators):
                call(night)
            return Figures(night.home.build)

    @contextmanager
    def _running(
        self, prepared: Callable[[Home], None] | None = None, lists: Collection[str] | None = None
    ) -> Iterator[Night]:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            self._write(root / "inbox")
            region = regions.read(self.region)
            own = {name: _local(**entry) for name, entry in self.policy.items()}
            region = replace(region, policy={**region.policy, **own}, contribution_base={"110": self.bounds})
            home = Home(root / "home")
            home.prepare()
            if prepared:
                prepared(home)
            asked = {name: entry for name, entry in region.lists.items() if lists is None or name in lists}
            assert lists is None or asked.keys() == set(lists), "the region has no such list"
            night = Night(root / "inbox", home, replace(region, lists=asked), self.as_of, threads=1)
            with nullcontext() if lists is None else only(lists):
                for call in (land, stage, match, build_core, build_lists):
                    call(night)
            yield night

    def _write(self, inbox: Path) -> None:
        inbox.mkdir()
        with (inbox / "manifest.csv").open("w", encoding="utf-8", newline="") as lines:
            manifest = csv.writer(lines)
            manifest.writerow(MANIFEST)
            for extract, rows in {**self.rows, **strangers(self.absent), **self.rows}.items():
                (inbox / extract).mkdir()
                names = list(dict.fromkeys(name for row in rows for name in row))
                with (inbox / extract / "all.csv").open("w", encoding="utf-8", newline="") as target:
                    writer = csv.DictWriter(target, names)
                    writer.writeheader()
                    writer.writerows(rows)
                day = self.as_of if extract in self.rows else NEWEST
                manifest.writerow([f"{extract}/all.csv", extract, day, len(rows), "", "", "", ""])

    def _member(self, who: str) -> str:
        return f"M{list(self.ids).index(who) + 1:05d}"

    def _unit(self, firm: str | None) -> str:
        return f"U{self.firm_ids[firm][-6:]}" if firm and firm != "-" else ""


def strangers(absent: Collection[str] = ()) -> dict[str, list[Row]]:
    """A row of an unknown person for each extract that takes people off lists, that it be there."""
    number = STRANGER["person_id"]
    told: dict[str, Row] = {
        "insured_elsewhere": STRANGER | {"insurance": "110", "elsewhere_area": "310101", "member_status": "4"},
        "benefit": STRANGER
        | {"benefit_kind": "失业", "starts_in": "2020-01", "last_paid_in": "2020-02", "benefit_status": "终止"},
        "death": {"person_id": citizen("1930-01-01", "男", 499), "person_name": "故人", "died_on": "2000-01-01"},
        "student": STRANGER | {"student_status": "毕业"},
        "soldier": STRANGER | {"starts_on": "2000-01-01", "ends_on": "2001-01-01"},
        "sentence": STRANGER | {"sentence_kind": "社区矫正", "starts_on": "2000-01-01", "ends_on": "2001-01-01"},
        "dispatch": {
            "agency_uscc": uscc(900_001),
            "host_uscc": uscc(900_002),
            "person_id": number,
            "starts_on": "2000-01-01",
            "ends_on": "2001-01-01",
        },
    }
    return {extract: [row] for extract, row in told.items() if extract not in absent}


def _local(values: list[dict[str, Any]], **more: Any) -> LocalValue:
    """As a region's file says it."""
    return LocalValue(tuple(Dated(each["from"], each["value"]) for each in values), **more)


def bounds(*periods: tuple[date, date, float, float]) -> LocalBase:
    """Bounds of contribution bases: first day, last day, floor and ceiling of each period."""
    return LocalBase("测试", tuple(Bounds(*period) for period in periods))


@contextmanager
def only(lists: Collection[str]) -> Iterator[None]:
    """Of the lists and the core tables a night makes these alone, and what they rest on; the people always."""
    wanted, chosen = {"core.person", "core.exemption_source", *(f"lists.{name}" for name in lists)}, []
    for query in reversed(read_queries("restricted", "core", "lists")):
        if query.table in wanted:
            wanted |= query.reads
            chosen.insert(0, query)
    before = {query.table for query in leads.before_lists()}
    early, late = ([query for query in chosen if (query.table in before) is is_early] for is_early in (True, False))
    with (
        patch.object(leads, "before_lists", lambda: early),
        patch.object(leads, "with_lists", lambda asked: late),
    ):
        yield


class Lists:
    """What a night found, by list and by the subject's name."""

    def __init__(self, build: Path) -> None:
        self._rows: dict[str, dict[str, dict[str, Any]]] = {}
        with duckdb.connect(str(build / "yingbao.duckdb"), read_only=True) as con:
            self.computed = dict(con.execute("select list_id, is_computed from audit.list").fetchall())
            self.titles = dict(
                con.execute("select list_id, missing_extracts from audit.list where not is_computed").fetchall()
            )
            for list_id in self.computed:
                rows = con.sql(f"select * from lists.{list_id}").pl().to_dicts()
                self._rows[list_id] = {row["subject_name"]: row for row in rows}
            self.people = {row["person_name"]: row for row in con.sql("select * from core.person").pl().to_dicts()}

    def __getitem__(self, list_id: str) -> dict[str, dict[str, Any]]:
        return self._rows[list_id]

    def tiers(self, list_id: str) -> dict[str, str]:
        """The tier of each subject by name."""
        return {name: row["tier"] for name, row in self._rows[list_id].items()}

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """Who is on each list."""
        return {list_id: set(rows) for list_id, rows in self._rows.items()}


class Figures:
    """The indicators of a night: what was counted of whom, by area and period."""

    def __init__(self, build: Path) -> None:
        with duckdb.connect(str(build / "yingbao.duckdb"), read_only=True) as con:
            self.rows = con.sql("select * from indicator.value").pl().to_dicts()
            self.parks = con.sql("select * from indicator.park").pl().to_dicts()
            self.definitions = {row["indicator"]: row for row in con.sql("from indicator.definition").pl().to_dicts()}

    def of(self, indicator: str, period: str, area: str = "320923") -> tuple[float, float | None] | None:
        """Numerator and denominator of the county (or of another area) in a month; None where nothing is told."""
        day = date.fromisoformat(f"{period}-01")
        for row in self.rows:
            if (row["indicator"], row["area_code"], row["period"]) == (indicator, area, day):
                return row["numerator"], row["denominator"]
        return None

    def periods(self, indicator: str) -> list[str]:
        """The months of which anything is told."""
        return sorted({str(row["period"])[:7] for row in self.rows if row["indicator"] == indicator})
