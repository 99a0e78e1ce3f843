"""Gates that look at single files: another county's, with columns that changed places, in the wrong folder, old."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sources
from matchers.text import numbers
from sources.landed import schema
from sources.reader.landing import Landed, _findings_table
from sources.reader.marks import BROKEN, EMPTY
from sources.reader.table import REMARK, Finding
from sources.reader.tidy import FULL, SHORT
from sql import audit, delivered, filed, gates, policy
from sql import rows as tables
from sql.duck import DuckWarehouse, opened
from tests.flows.inbox import AS_OF, nothing_missed
from tests.town import citizen, uscc

HERE, THERE, NEXT_DOOR = "320923", "330723", "320922"
OVER = date(2026, 11, 20)


def people(count: int, area: str = HERE, first: int = 1, born: str = "1980-01-01") -> list[str]:
    """So many ID numbers that an area gave."""
    return [citizen(born, "男", first + number, area) for number in range(count)]


@dataclass
class Inbox:
    """The files of a night, as they are landed, and what the gates say of them."""

    warehouse: DuckWarehouse
    folder: Path
    files: list[Landed] = field(default_factory=list)

    def file(
        self,
        extract: str,
        name: str,
        rows: Sequence[dict[str, Any]],
        *,
        sha256: str = "",
        data_date: date = OVER,
        extra: tuple[str, ...] = (),
        rejected: int = 0,
        remarks: Sequence[Finding] = (),
    ) -> None:
        """One file, by canonical columns; columns that no row has are missing from its header."""
        source = sources.SOURCES[extract]
        columns = {column.name for column in source.columns}
        present = {name for row in rows for name in row}
        assert present <= columns
        path = self.folder / f"{len(self.files)}.parquet"
        rejects = self.folder / f"{len(self.files)}.rejects.parquet"
        pq.write_table(_findings_table(list(remarks)), rejects)
        whole = [dict.fromkeys(columns) | row | {"source_line": 1} for row in rows]
        pq.write_table(pa.Table.from_pylist(whole, schema=schema(source)), path)
        self.files.append(
            Landed(
                extract=extract, file=f"{extract}/{name}", data_date=data_date, sha256=sha256 or str(len(self.files)),
                format="csv", encoding="utf-8", header_line=1, rows=len(rows) + rejected, loaded=len(rows),
                rejected=rejected, ignored=0, skipped=0, emptied=0, blank=0, sheets=(), extra_columns=extra,
                missing_columns=tuple(name for name in columns if name not in present), read=True, mended=False,
                parquet=path, rejects=rejects, offers=(), provided_by="", legal_basis="", keep_until=None,
            )
        )  # fmt: skip

    def soldiers(self, name: str, numbers: Sequence[str], **values: Any) -> None:
        """A roster of people with name and a day."""
        self.file("soldier", name, [person(number) | {"starts_on": date(2024, 9, 1)} for number in numbers], **values)

    def residents(self, name: str, numbers: Sequence[str], registered: str, living: str | None = None) -> None:
        """A town's people, registered and perhaps living somewhere."""
        where = {"registered_area": registered, "living_area": living, "resident_status": "正常"}
        self.file("resident", name, [person(number) | where for number in numbers])

    def held(self, *accept: str, by: str | None = None) -> dict[str, list[str]]:
        """What holds, by gate: the files."""
        audit.record_loads(self.warehouse, [file for file in self.files if not file.rejected])
        for source in sources.SOURCES.values():
            of_source = [file for file in self.files if file.extract == source.name]
            for kind in self._landed_as(source.name):
                self.warehouse.con.execute(f"drop {kind} landed.{source.name}")
            delivered.view_landed(self.warehouse, source, of_source)
            self.warehouse.create(f"staging.{source.name}", f"select *, 'hrss' as issuer from landed.{source.name}")
        self.warehouse.create("staging.paying_member", "select person_id from staging.contribution")
        numbers.check(self.warehouse)
        self.warehouse.create(
            "numbered.member_filed",
            "select issuer, member_id, min(person_id) as number, max(person_id) as other_number, true as is_filed"
            " from staging.member group by all",
        )
        audit.record_extracts(self.warehouse)
        gates.check(self.warehouse, accept, by, gates.of_files(self.warehouse, self.files))
        found: dict[str, list[str]] = {}
        rows = "select gate, subject from audit.gate where accepted_by is null order by all"
        for gate, subject in self.warehouse.con.execute(rows).fetchall():
            found.setdefault(gate, []).append(subject)
        return found

    def _landed_as(self, name: str) -> list[str]:
        kinds = """
            select case table_type when 'VIEW' then 'view' else 'table' end from information_schema.tables
            where table_catalog = 'yingbao' and table_schema = 'landed' and table_name = ?
        """
        return [kind for (kind,) in self.warehouse.con.execute(kinds, [name]).fetchall()]

    def message(self) -> str:
        """What the one gate that holds says."""
        [(message,)] = self.warehouse.con.execute("select message from audit.gate").fetchall()
        return str(message)

    def publish(self) -> None:
        """What tonight's files are to tomorrow's: the last publication's. The inbox is empty again."""
        self.warehouse.create(
            "audit.previous_file",
            """
            select load.extract, load.file, load.data_date, load.sha256, gate.gate, gate.accepted_by
            from audit.load as load
            left join audit.gate as gate on load.file = gate.subject and gate.accepted_by is not null
            """,
        )
        self.files.clear()


def person(number: str) -> dict[str, Any]:
    """The columns that every roster has."""
    return {"person_id": number, "person_name": "某人"}


def own(code: str) -> dict[str, str | int]:
    """What a night binds of a region with this code."""
    return {"region_code": code, "own_codes": f",{code},", "own_digits": len(code)}


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    values = {**policy.in_force(policy.read(), AS_OF), "today": AS_OF.isoformat(), **own(HERE)}
    with opened(tmp_path, AS_OF, values, threads=1, memory=None) as warehouse:
        audit.remember(warehouse, tmp_path / "none")
        tables.write(warehouse, "audit.list", audit.MadeList, [])
        tables.write(warehouse, "audit.table_key", audit.TableKey, [])
        nothing_missed(warehouse)
        yield Inbox(warehouse, tmp_path)


# Out of the region ----------


def test_a_county_s_own_files_are_held_by_nothing(inbox: Inbox) -> None:
    inbox.soldiers("a.csv", people(40))
    inbox.residents("b.csv", people(40, first=100), f"{HERE}100200")
    assert inbox.held() == {}


def test_another_county_s_soldiers_hold_the_night_and_the_sentence_names_the_file(inbox: Inbox) -> None:
    inbox.soldiers("a.csv", people(40, THERE))
    assert inbox.held() == {"out_of_region": ["soldier/a.csv"]}
    assert inbox.message() == (
        "soldier/a.csv：40个身份证号中有40个是外地的，其他部门的数据里也没有这些人；"
        "可能是别的县的文件，请与提供部门核对，撤下或更换这个文件后再运行"
    )


def test_so_do_those_of_the_county_next_door(inbox: Inbox) -> None:
    inbox.soldiers("a.csv", people(40, NEXT_DOOR))
    assert list(inbox.held()) == ["out_of_region"]


@pytest.mark.parametrize(
    ("here", "there", "holds"), [(0, 20, True), (0, 19, False), (20, 20, False), (20, 21, True), (100, 99, False)]
)
def test_twenty_strangers_who_are_more_than_half_of_a_file_hold_it(
    inbox: Inbox, here: int, there: int, holds: bool
) -> None:
    inbox.soldiers("a.csv", [*people(here), *people(there, THERE)])
    assert bool(inbox.held()) is holds


def test_one_town_s_file_is_judged_by_itself(inbox: Inbox) -> None:
    for town in range(18):
        inbox.residents(f"{town}.csv", people(40, born=f"{1960 + town}-01-01"), f"{HERE}100200")
    inbox.residents("别的县.csv", people(40, THERE), f"{THERE}100200")
    assert inbox.held() == {"out_of_region": ["resident/别的县.csv"]}


def test_who_holds_a_residence_permit_lives_here_whatever_the_number_and_the_registered_area(inbox: Inbox) -> None:
    inbox.residents("流动人口.csv", people(40, THERE), f"{THERE}100200", f"{HERE}100200")
    assert inbox.held() == {}


def test_outsiders_who_work_here_are_known_to_another_department(inbox: Inbox) -> None:
    strangers = people(40, THERE)
    inbox.file("gig_worker", "a.csv", [person(number) | {"gig_kind": "外卖"} for number in strangers])
    assert inbox.held() == {"out_of_region": ["gig_worker/a.csv"]}
    inbox.residents("b.csv", [*strangers, *people(60, born="1990-01-01")], f"{HERE}100200")
    assert inbox.held() == {}


def test_two_files_of_another_county_do_not_vouch_for_each_other(inbox: Inbox) -> None:
    strangers = people(40, THERE)
    inbox.soldiers("a.csv", strangers)
    inbox.file("hardship", "b.csv", [person(number) | {"hardship_kind": "低保"} for number in strangers[:30]])
    assert inbox.held() == {"out_of_region": ["hardship/b.csv", "soldier/a.csv"]}


def test_areas_of_another_region_hold_a_file_whose_people_are_of_here(inbox: Inbox) -> None:
    rows = [person(number) | {"hardship_kind": "低保", "area": f"{THERE}100200"} for number in people(40)]
    inbox.file("hardship", "a.csv", rows)
    assert inbox.held() == {"out_of_region": ["hardship/a.csv"]}
    assert "40行写了区划代码，其中40行不属于本地区" in inbox.message()


def test_where_somebody_is_insured_elsewhere_is_no_area_of_here(inbox: Inbox) -> None:
    rows = [
        person(number) | {"insurance": "110", "elsewhere_area": THERE, "member_status": "1"} for number in people(40)
    ]
    inbox.file("insured_elsewhere", "a.csv", rows)
    assert inbox.held() == {}


def there(serial: int) -> str:
    """A taxpayer number of 15 characters: an area of 浙江 and an organisation code."""
    return THERE + uscc(serial)[8:17]


@pytest.mark.parametrize(
    ("number", "holds"), [(there, True), (uscc, False), (lambda serial: f"{people(1, THERE, serial)[0]}00", False)]
)
def test_taxpayers_of_another_prefecture_hold_a_file_and_a_trader_s_own_number_tells_none(
    inbox: Inbox, number: Any, holds: bool
) -> None:
    rows = [
        {"taxpayer_id": number(serial), "employer_name": "某厂", "taxpayer_status": "03"} for serial in range(1, 41)
    ]
    inbox.file("taxpayer", "a.csv", rows)
    assert bool(inbox.held()) is holds


def test_builders_may_come_from_outside(inbox: Inbox) -> None:
    rows = [
        {"project_id": str(serial), "project_name": "某楼", "employer_name": "某建", "uscc": uscc(serial)}
        | {"starts_on": OVER}
        for serial in range(1, 41)
    ]
    inbox.warehouse.values = {**inbox.warehouse.values, **own("150302")}
    inbox.file("construction_project", "a.csv", rows)
    assert inbox.held() == {}


# Name and number changed places ----------


@pytest.mark.parametrize(("swapped", "whole", "holds"), [(20, 0, True), (19, 0, False), (20, 380, False)])
def test_names_where_numbers_belong_hold_the_town_s_file(inbox: Inbox, swapped: int, whole: int, holds: bool) -> None:
    turned = [{"person_id": "某人", "person_name": number} for number in people(swapped)]
    upright = [person(number) for number in people(whole, born="1990-01-01")]
    where = {"registered_area": f"{HERE}100200", "resident_status": "正常"}
    inbox.file("resident", "a.csv", [row | where for row in (*turned, *upright)])
    assert inbox.held() == ({"columns_swapped": ["resident/a.csv"]} if holds else {})


def test_what_stands_for_no_number_has_not_changed_places(inbox: Inbox) -> None:
    inbox.file("death", "a.csv", [{"person_id": "无", "person_name": "某人", "died_on": OVER}] * 40)
    assert inbox.held() == {}


# In the wrong folder, or twice ----------


def test_the_same_bytes_in_two_extracts_or_twice_in_one_hold_the_night(inbox: Inbox) -> None:
    inbox.soldiers("a.csv", people(5), sha256="same")
    inbox.soldiers("b.csv", people(5), sha256="same")
    assert inbox.held() == {"file_delivered_twice": ["soldier/b.csv"]}
    assert inbox.message().startswith("soldier/b.csv 与 soldier/a.csv 内容完全相同")


def test_two_towns_that_have_nobody_to_tell_of_deliver_the_same_header(inbox: Inbox) -> None:
    inbox.soldiers("a.csv", [], sha256="same")
    inbox.soldiers("b.csv", [], sha256="same")
    assert inbox.held() == {}


@pytest.mark.parametrize(("same", "apart", "holds"), [(40, 0, True), (39, 2, True), (38, 3, False), (19, 0, False)])
def test_two_rosters_that_name_nearly_the_same_people_are_one(inbox: Inbox, same: int, apart: int, holds: bool) -> None:
    both = people(same)
    inbox.soldiers("a.csv", [*both, *people(apart, born="1990-01-01")])
    inbox.file("hardship", "b.csv", [person(number) | {"hardship_kind": "低保"} for number in both])
    assert inbox.held() == ({"file_of_another_extract": ["hardship/b.csv"]} if holds else {})


def test_whoever_is_in_hardship_may_stand_on_a_roster_of_those_who_are(inbox: Inbox) -> None:
    both = people(40)
    inbox.file("person_roster", "a.csv", [person(number) | {"roster_kind": "就业困难"} for number in both])
    inbox.file("hardship", "b.csv", [person(number) | {"hardship_kind": "低保"} for number in both])
    assert inbox.held() == {}


@pytest.mark.parametrize(
    ("extra", "ends_on", "holds"),
    [(("服刑类别",), None, True), (("服刑类别",), date(2026, 12, 1), False), (("出生日期", "性别"), None, False)],
)
def test_a_header_that_is_another_extract_s_holds_unless_it_has_an_optional_column_of_its_own(
    inbox: Inbox, extra: tuple[str, ...], ends_on: date | None, holds: bool
) -> None:
    own = {"starts_on": OVER} | ({"ends_on": ends_on} if ends_on else {})
    inbox.file("soldier", "a.csv", [person(number) | own for number in people(3)], extra=extra)
    assert inbox.held() == ({"file_of_another_extract": ["soldier/a.csv"]} if holds else {})


def test_last_night_s_file_of_another_extract_is_known_by_its_bytes(inbox: Inbox) -> None:
    inbox.soldiers("a.csv", people(5), sha256="old")
    inbox.held()
    inbox.publish()
    inbox.file("death", "b.csv", [person(number) | {"died_on": OVER} for number in people(5)], sha256="old")
    assert inbox.held() == {"file_of_another_extract": ["death/b.csv"]}


# Old files and odd days ----------


def test_last_night_s_file_under_another_name_and_day_holds_until_somebody_accepts_it(inbox: Inbox) -> None:
    night = ((OVER, ""), (date(2026, 11, 21), "x"), (date(2026, 11, 21), ""), (date(2026, 11, 22), ""))
    held = []
    for number, (day, accepted) in enumerate(night):
        inbox.soldiers(f"{number}.csv", people(20), sha256="same", data_date=day)
        held.append(inbox.held(*(("same_file_new_date",) if accepted else ()), by="李核"))
        if not held[-1]:
            inbox.publish()
    assert held == [{}, {}, {}, {"same_file_new_date": ["soldier/3.csv"]}]
    assert "数据日期却从2026-11-21改成了2026-11-22" in inbox.message()


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2099, 11, 20), "这一天还没有到"),
        (date(2026, 11, 23), "这一天还没有到"),
        (AS_OF, None),
        (date(2016, 11, 23), None),
        (date(2016, 11, 22), "已是10年前"),
        (date(1, 1, 1), "已是2025年前"),
    ],
)
def test_a_day_that_has_not_come_or_lies_ten_years_back_is_odd(inbox: Inbox, day: date, message: str | None) -> None:
    inbox.soldiers("a.csv", people(5), data_date=day)
    assert inbox.held() == ({"data_date_odd": ["soldier/a.csv"]} if message else {})
    assert not message or message in inbox.message()


def test_looking_back_a_day_that_has_come_since_is_not_odd(inbox: Inbox) -> None:
    inbox.warehouse.values = {**inbox.warehouse.values, "today": "2026-12-24"}
    inbox.soldiers("a.csv", people(5), data_date=date(2026, 12, 24))
    assert inbox.held() == {}


# Who has accepted once ----------


def test_who_has_let_a_file_pass_is_not_asked_again_of_the_same_bytes(inbox: Inbox) -> None:
    strangers = people(40, THERE)
    inbox.soldiers("a.csv", strangers, sha256="same")
    assert inbox.held("out_of_region", by="李核") == {}
    for _ in range(2):
        inbox.publish()
        inbox.soldiers("a.csv", strangers, sha256="same")
        assert inbox.held() == {}
        written = inbox.warehouse.con.execute("select gate, subject, accepted_by from audit.gate").fetchall()
        assert written == [("out_of_region", "soldier/a.csv", "李核")]
    inbox.publish()
    inbox.soldiers("a.csv", strangers, sha256="another")
    assert inbox.held() == {"out_of_region": ["soldier/a.csv"]}


# What was asked before ----------


def test_a_gate_of_files_is_not_asked_again_where_they_are_the_same(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.soldiers("a.csv", people(30))
    inbox.held()
    asked: list[str] = []
    monkeypatch.setattr(filed, "TABLES", {name: lambda *_, name=name: asked.append(name) for name in filed.TABLES})
    later = gates.of_files(inbox.warehouse, [replace(file, read=False) for file in inbox.files])
    assert (asked, later) == ([], [])


def test_a_gate_is_asked_again_where_a_file_or_a_limit_is_another(inbox: Inbox) -> None:
    inbox.soldiers("a.csv", people(4, THERE))
    assert inbox.held() == {}
    inbox.warehouse.values = {**inbox.warehouse.values, "gate_file_rows": 4}
    assert inbox.held() == {"out_of_region": ["soldier/a.csv"]}


# Rejects ----------


def test_one_town_s_file_full_of_rejects_holds_though_the_extract_looks_well(inbox: Inbox, tmp_path: Path) -> None:
    load = [
        {"extract": "resident", "file": f"resident/{town}.csv", "row_count": 100, "rejected_rows": 0}
        for town in range(17)
    ]
    load.append({"extract": "resident", "file": "resident/坏.csv", "row_count": 100, "rejected_rows": 60})
    assert inbox.held() == {}
    none = dict.fromkeys(audit.Load.__annotations__)
    tables.write(inbox.warehouse, "audit.load", audit.Load, [audit.Load(**(none | row)) for row in load])
    audit.record_extracts(inbox.warehouse)
    assert gates.check(inbox.warehouse, (), None, gates.of_files(inbox.warehouse, [])) == {
        "too_many_rejects": ["resident/坏.csv：100行中退回60行，详见 audit.reject，请向提供部门核实格式"]
    }


# Numbers that nobody knows, and numbers that are none ----------


def units(inbox: Inbox, numbers: Sequence[str], insurance: str = "110") -> None:
    """A register of units."""
    row = {"employer_name": "某厂", "insurance": insurance, "unit_status": "1"}
    inbox.file("insured_unit", "单位.csv", [row | {"insured_unit_id": number} for number in numbers])


def members(inbox: Inbox, numbers: Sequence[str], insurance: str = "110") -> None:
    """Somebody of each unit."""
    row = {"person_name": "某人", "insurance": insurance, "member_status": "1"}
    of_unit = zip(numbers, people(len(numbers)), strict=True)
    inbox.file(
        "member",
        "职工.csv",
        [row | {"member_id": id_, "person_id": id_, "insured_unit_id": unit} for unit, id_ in of_unit],
    )


WHOLE = [f"000{number}" for number in range(100, 200)]


@pytest.mark.parametrize(("lost", "holds"), [(20, False), (21, True)])
def test_units_that_no_register_knows_hold_the_night_and_lost_zeros_are_named(
    lost: int, holds: bool, inbox: Inbox
) -> None:
    units(inbox, WHOLE)
    members(inbox, [number.lstrip("0") for number in WHOLE[:lost]] + WHOLE[lost:])
    assert inbox.held() == ({"number_unknown": ["member/职工.csv"]} if holds else {})
    if holds:
        assert "100个单位编号中有21个不在参保单位信息里，去掉前导零就对得上，单位编号可能丢失前导零" in inbox.message()


def test_of_a_bureau_whose_register_was_not_delivered_no_number_is_unknown(inbox: Inbox) -> None:
    units(inbox, WHOLE)
    members(inbox, [f"9{number}" for number in WHOLE], insurance="310")
    assert inbox.held() == {}


@pytest.mark.parametrize(("masked", "holds"), [(20, False), (21, True)])
def test_numbers_that_are_masked_hold_the_night(masked: int, holds: bool, inbox: Inbox) -> None:
    numbers_ = people(100)
    inbox.soldiers("a.csv", [f"{number[:6]}{'*' * 8}{number[14:]}" for number in numbers_[:masked]] + numbers_[masked:])
    assert inbox.held() == ({"id_number_invalid": ["soldier/a.csv"]} if holds else {})


# What the first night can tell ----


@pytest.mark.parametrize(("broken", "whole", "holds"), [(20, 380, False), (21, 379, True), (19, 0, False)])
def test_a_town_s_names_that_are_broken_hold_the_night(broken: int, whole: int, holds: bool, inbox: Inbox) -> None:
    remarks = [Finding(2, "person_name", BROKEN, REMARK, times=broken)]
    inbox.residents("b.csv", people(500, born="1990-01-01"), f"{HERE}100200")
    inbox.soldiers("a.csv", people(broken + whole), remarks=remarks)
    assert inbox.held() == ({"name_broken": ["soldier/a.csv"]} if holds else {})
    assert not holds or f"{broken + whole}行中有{broken}行的文字损坏（有乱码" in inbox.message()


def wages(inbox: Inbox, amounts: Sequence[str], name: str = "a.csv", **values: Any) -> None:
    """One month's wages of so many people."""
    row = {"taxpayer_id": "1", "person_name": "某人", "income_kind": "正常工资薪金", "period": date(2026, 10, 1)}
    of_people = zip(people(len(amounts)), amounts, strict=True)
    rows = [row | {"person_id": number, "income_yuan": Decimal(amount)} | values for number, amount in of_people]
    inbox.file("wage", name, rows)


@pytest.mark.parametrize(
    ("amount", "count", "side"),
    [("300", 20, ""), ("299.99", 20, "低"), ("0.5", 19, ""), ("100000", 20, ""), ("100000.01", 20, "高")],
)
def test_a_file_whose_middle_wage_is_nobody_s_is_not_in_yuan(amount: str, count: int, side: str, inbox: Inbox) -> None:
    wages(inbox, [amount] * count)
    assert inbox.held() == ({"amount_odd": ["wage/a.csv"]} if side else {})
    assert not side or f"元，通常在300到100000元之间，偏{side}；金额单位可能不是元" in inbox.message()


def test_nothing_paid_says_nothing_of_the_unit(inbox: Inbox) -> None:
    wages(inbox, ["0"] * 40 + ["5000"] * 20)
    assert inbox.held() == {}


@pytest.mark.parametrize(("amount", "holds"), [("400", False), ("399", True)])
def test_amounts_fifty_times_smaller_than_at_the_last_publication_hold(amount: str, holds: bool, inbox: Inbox) -> None:
    wages(inbox, ["20000"] * 20, "b.csv")
    assert inbox.held() == {}
    inbox.warehouse.create("audit.previous_amount", "select * from audit.amount")
    inbox.publish()
    wages(inbox, [amount] * 20)
    assert inbox.held() == ({"amount_odd": ["wage/a.csv"]} if holds else {})
    assert not holds or "收入额的中位数是399.0元，上次发布时是20000.0元，偏低" in inbox.message()


@pytest.mark.parametrize(
    ("day", "ahead", "whole", "holds"),
    [(date(2026, 12, 22), 20, 0, False), (date(2026, 12, 23), 20, 0, True), (date(2062, 1, 1), 19, 0, False),
     (date(2062, 1, 1), 20, 380, False), (date(2062, 1, 1), 21, 379, True)],
)  # fmt: skip
def test_days_that_have_not_come_hold_the_night(day: date, ahead: int, whole: int, holds: bool, inbox: Inbox) -> None:
    rows = [person(number) | {"starts_on": day} for number in people(ahead)]
    rows += [person(number) | {"starts_on": OVER} for number in people(whole, born="1990-01-01")]
    inbox.residents("b.csv", people(500, born="1970-01-01"), f"{HERE}100200")
    inbox.file("soldier", "a.csv", rows)
    assert inbox.held() == ({"date_ahead": ["soldier/a.csv"]} if holds else {})
    assert not holds or f"入伍日期{ahead + whole}个日期中有{ahead}个还没有到" in inbox.message()


def test_what_is_planned_and_what_is_paid_for_next_year_may_lie_ahead(inbox: Inbox) -> None:
    inbox.file(
        "soldier", "a.csv", [person(one) | {"starts_on": OVER, "ends_on": date(2030, 1, 1)} for one in people(30)]
    )
    row = {"insurance": "390", "period": date(2027, 1, 1), "payment_status": "1", "person_yuan": Decimal(400)}
    paid = [row | {"member_id": number, "person_id": number} for number in people(30, born="1990-01-01")]
    inbox.file("contribution", "b.csv", paid)
    assert inbox.held() == {}


@pytest.mark.parametrize(("count", "holds"), [(20, True), (19, False)])
def test_the_same_rows_in_another_form_are_one_delivery(count: int, holds: bool, inbox: Inbox) -> None:
    wages(inbox, ["5000"] * count, "9月.csv")
    wages(inbox, ["5000"] * count, "10月.xlsx")
    backwards = pq.read_table(inbox.files[1].parquet)
    pq.write_table(backwards.take(list(reversed(range(len(backwards))))), inbox.files[1].parquet)
    assert inbox.held() == ({"file_repeated": ["wage/9月.csv"]} if holds else {})
    assert not holds or f"wage/9月.csv 与 wage/10月.xlsx 的{count}行内容完全相同" in inbox.message()


def test_the_next_month_s_rows_are_others(inbox: Inbox) -> None:
    wages(inbox, ["5000"] * 20, "9月.csv", period=date(2026, 9, 1))
    wages(inbox, ["5000"] * 20, "10月.csv")
    assert inbox.held() == {}


def test_a_file_that_says_itself_that_more_was_meant_holds_the_night(inbox: Inbox) -> None:
    said = f"{SHORT}：文件自己写明共3行（人、条），实有2行，可能漏导"
    inbox.soldiers("a.csv", people(2), remarks=[Finding(1, "", said, REMARK)])
    inbox.soldiers("b.csv", people(2, first=9), remarks=[Finding(1, "", "文件自己写明共1行，实有2行", REMARK)])
    assert inbox.held() == {"file_short": ["soldier/a.csv"]}
    assert inbox.message() == f"soldier/a.csv：{said}；请提供部门核对导出是否完整后重新提供"


def test_a_file_that_ends_where_a_sheet_is_full_holds_the_night(inbox: Inbox) -> None:
    said = f"有65535行数据，{FULL}（65536行），后面的行可能被截断"
    inbox.soldiers("a.csv", people(2), remarks=[Finding(0, "", said, REMARK)])
    assert inbox.held() == {"file_cut_off": ["soldier/a.csv"]}
    assert inbox.message().startswith(f"soldier/a.csv：{said}；请提供部门核对总行数")


@pytest.mark.parametrize(("empty", "whole", "holds"), [(20, 80, False), (21, 79, True), (19, 0, False)])
def test_a_required_column_that_only_first_rows_have_holds_the_night(
    empty: int, whole: int, holds: bool, inbox: Inbox
) -> None:
    remarks = [Finding(2, "starts_on", EMPTY, REMARK, times=empty)]
    inbox.soldiers("a.csv", people(empty + whole), remarks=remarks)
    assert inbox.held() == ({"column_empty": ["soldier/a.csv"]} if holds else {})
    assert not holds or f"100行中有{empty}行必需的列有许多空格" in inbox.message()
