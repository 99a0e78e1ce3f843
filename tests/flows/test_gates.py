"""Gates: what holds a publication back, to the row; who may let it pass, and what is written down of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

import regions
from base.errors import BadInput
from base.home import Home
from flows.faults import GateHeld
from sources import SOURCES
from sql import audit, delivered, gates, policy
from sql import rows as tables
from sql.duck import DuckWarehouse, opened
from tests.flows.inbox import (
    AS_OF,
    change,
    deliver,
    fingerprint,
    manifest,
    night,
    nothing_missed,
    small_town,
    write,
    write_manifest,
)
from tests.town import citizen

GATES = (
    *("data_date_backwards", "extract_shrank", "key_not_unique", "list_jumped", "number_shared"),
    "too_many_rejects",
)
OF_FILES = (
    *("columns_swapped", "data_date_odd", "file_delivered_twice", "file_of_another_extract", "out_of_region"),
    *("id_number_invalid", "number_unknown", "same_file_new_date"),
    *("amount_odd", "column_empty", "date_ahead", "file_cut_off", "file_repeated", "file_short", "name_broken"),
)
"""What looks at single files: `test_file_gates.py`."""
TODAY, YESTERDAY = date(2026, 11, 20), date(2026, 11, 19)


def test_the_gates_are_these() -> None:
    assert gates.names() == sorted({*GATES, *OF_FILES, "exemption_source_missing"})


# Each gate by itself, on a building database of a few rows ----------


@dataclass
class Building:
    """The tables that gates look at, and what they say of them."""

    warehouse: DuckWarehouse

    def extract(self, previous: int, staged: int, *, rejected: int = 0, days: tuple[date | None, date] | None = None):  # type: ignore[no-untyped-def]
        """One extract, 工资: how many rows last time and now, how many were rejected of the delivered ones."""
        now, before = days or (TODAY, TODAY)
        self.warehouse.con.execute(
            "create or replace table audit.previous_extract as"
            " select 'wage' as extract, $before::date as data_date, $previous::bigint as staged_rows",
            {"before": before, "previous": previous},
        )
        self.warehouse.con.execute(
            "create or replace table audit.extract as select 'wage' as extract, '工资' as extract_title,"
            " '税务局' as department, $now::date as data_date, ($staged + $rejected)::bigint as row_count,"
            " $rejected::bigint as rejected_rows, $staged::bigint as staged_rows",
            {"now": now, "staged": staged, "rejected": rejected},
        )

    def listed(self, previous: int, today: int, *, computed: tuple[bool, bool] = (True, True)) -> None:
        """One list, 断保人员: how many rows last time and now, and whether it was computed."""
        for table, count, known in (("previous_list", previous, computed[0]), ("list", today, computed[1])):
            fields = {"list_id": "lapsed_members", "list_name": "断保人员", "row_count": count, "is_computed": known}
            made = audit.MadeList(**{**dict.fromkeys(audit.MadeList.__annotations__), **fields})
            tables.write(self.warehouse, f"audit.{table}", audit.MadeList, [made])

    def repeated(self, keys: int) -> None:
        """One table of core, with that many keys that stand twice."""
        tables.write(self.warehouse, "audit.table_key", audit.TableKey, [audit.TableKey("core.person", 100, keys)])

    def shared(self, count: int) -> None:
        """A thousand members of one bureau, of whose numbers so many mean two people."""
        self.warehouse.create(
            "numbered.member_filed",
            f"""
            select 'hrss' as issuer, member_id::varchar as member_id, true as is_filed,
                '1' as number, case when member_id <= {count} then '2' else '1' end as other_number
            from range(1, 1001) as member (member_id)
            """,
        )

    def held(self, *accept: str, by: str | None = None) -> dict[str, list[str]]:
        """What holds."""
        return gates.check(self.warehouse, accept, by, gates.of_files(self.warehouse, []))


@pytest.fixture
def building(tmp_path: Path) -> Iterator[Building]:
    values = {**policy.in_force(policy.read(), AS_OF), "today": AS_OF.isoformat(), **regions.read("funing").values}
    with opened(tmp_path, AS_OF, values, threads=1, memory=None) as warehouse:
        audit.remember(warehouse, tmp_path / "none")
        audit.record_loads(warehouse, [])
        for source in SOURCES.values():
            delivered.view_landed(warehouse, source, [])
        warehouse.create(
            "staging.employer_number",
            "select ''::varchar as number, null::varchar as uscc, null::varchar as organisation_code where false",
        )
        warehouse.create(
            "staging.person_number", "select unnest(['1', '2', '3']) as number, 'C' || number as citizen_id"
        )
        warehouse.create("staging.insured_unit", "select *, '' as issuer from landed.insured_unit")
        nothing_missed(warehouse)
        quiet = Building(warehouse)
        quiet.extract(100, 100)
        quiet.listed(500, 500)
        quiet.repeated(0)
        quiet.shared(0)
        yield quiet


def test_a_night_like_the_one_before_is_held_by_nothing(building: Building) -> None:
    assert building.held() == {}
    assert building.warehouse.rows("audit.gate") == 0


@pytest.mark.parametrize(("previous", "today", "holds"), [(100, 80, False), (100, 79, True), (100, 0, True)])
def test_an_extract_may_shrink_by_a_fifth_and_no_more(
    building: Building, previous: int, today: int, holds: bool
) -> None:
    building.extract(previous, today)
    sentence = f"工资（税务局）上次{previous}行，本次{today}行，减少超过20%，请向提供部门核实是否漏传"
    assert building.held() == ({"extract_shrank": [sentence]} if holds else {})


def test_an_extract_may_grow(building: Building) -> None:
    building.extract(100, 10_000)
    assert building.held() == {}


@pytest.mark.parametrize(
    ("now", "holds"), [(TODAY, False), (TODAY + timedelta(days=1), False), (YESTERDAY, True), (None, False)]
)
def test_an_extract_s_data_date_may_stand_still_but_not_go_back(
    building: Building, now: date | None, holds: bool
) -> None:
    building.extract(100, 100, days=(now, TODAY))
    sentence = "工资（税务局）上次数据日期2026-11-20，本次2026-11-19，请向提供部门索取最新数据"
    assert building.held() == ({"data_date_backwards": [sentence]} if holds else {})


@pytest.mark.parametrize(
    ("loaded", "rejected", "holds"), [(95, 5, False), (94, 6, True), (0, 4, False), (0, 5, True), (10_000, 500, False)]
)
def test_one_row_in_twenty_may_be_rejected_and_four_rows_say_nothing(
    building: Building, loaded: int, rejected: int, holds: bool
) -> None:
    building.extract(0, loaded, rejected=rejected)
    assert list(building.held()) == (["too_many_rejects"] if holds else [])


@pytest.mark.parametrize(
    ("previous", "today", "holds"),
    [
        (100, 300, False),
        (100, 301, True),
        (49, 148, False),
        (0, 99, False),
        (0, 100, True),
        (300, 100, False),
        (300, 99, True),
        (99, 0, False),
        (100, 0, True),
        (10_000, 20_000, False),
    ],
)
def test_a_list_may_grow_or_shrink_threefold_and_by_99_rows(
    building: Building, previous: int, today: int, holds: bool
) -> None:
    building.listed(previous, today)
    sentence = f"断保人员上次{previous}行，本次{today}行，增减异常，请核对数据后再发布"
    assert building.held() == ({"list_jumped": [sentence]} if holds else {})


def test_a_list_that_is_computed_for_the_first_time_has_nothing_to_jump_from(building: Building) -> None:
    building.listed(0, 5_000, computed=(False, True))
    assert building.held() == {}


@pytest.mark.parametrize(("staged", "gate"), [(100, "list_jumped"), (0, "extract_shrank")])
def test_a_list_loses_an_insurance_of_a_delivered_extract_or_the_extract_itself(
    building: Building, staged: int, gate: str
) -> None:
    building.extract(100, staged)
    building.listed(500, 0, computed=(True, False))
    building.warehouse.con.execute("update audit.list set missing_extracts = '工资 170'")
    assert list(building.held()) == [gate]


def test_a_key_that_stands_twice_holds_the_night(building: Building) -> None:
    building.repeated(2)
    assert building.held() == {"key_not_unique": ["core.person 有2个主键重复，属程序错误，请联系开发者"]}


def test_a_threshold_is_a_policy_value(building: Building) -> None:
    building.extract(100, 79)
    building.warehouse.values = {**building.warehouse.values, "gate_extract_shrink_share": 0.3}
    assert building.held() == {}


def test_who_accepts_one_gate_accepts_no_other(building: Building) -> None:
    building.extract(100, 50, days=(YESTERDAY, TODAY))
    assert list(building.held("extract_shrank", by="李核")) == ["data_date_backwards"]
    written = building.warehouse.con.execute("select gate, accepted_by from audit.gate order by gate").fetchall()
    assert written == [("data_date_backwards", None), ("extract_shrank", "李核")]


@pytest.mark.parametrize("gate", GATES)
def test_any_gate_can_be_accepted_by_name_and_is_written_down(building: Building, gate: str) -> None:
    building.extract(100, 50, rejected=10, days=(YESTERDAY, TODAY))
    building.listed(500, 5)
    building.repeated(1)
    building.shared(100)
    held = building.held(gate, by="李核")
    assert set(held) == set(GATES) - {gate}
    accepted = "select gate, accepted_by from audit.gate where accepted_by is not null"
    assert building.warehouse.con.execute(accepted).fetchall() == [(gate, "李核")]


def test_the_sentence_names_every_gate_that_holds_and_how_to_let_it_pass(building: Building) -> None:
    building.repeated(1)
    building.extract(100, 50)
    lines = gates.sentence(building.held()).splitlines()
    assert lines[0] == "检查未通过，本次不发布，原有数据库保持不变："
    assert [line.partition("]")[0] for line in lines[1:-1]] == ["[extract_shrank", "[key_not_unique"]
    assert lines[-1] == "核实无误后可放行：--accept extract_shrank --accept key_not_unique --by 姓名"


@pytest.mark.parametrize(
    ("accept", "by", "message"),
    [(("list_jump",), "李核", "没有名为 list_jump 的检查项"), (("list_jumped",), None, "须写明放行人")],
)
def test_an_unknown_gate_or_nobody_s_acceptance_is_refused(
    accept: tuple[str, ...], by: str | None, message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        gates.known(accept, by)


def test_repeated_keys_are_counted_in_the_tables_themselves(tmp_path: Path, published: Path) -> None:
    """A published night, doctored: one person stands twice."""
    for file in (Home(published).published, Home(published).evidence):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with opened(tmp_path, AS_OF, policy.in_force(policy.read(), AS_OF), threads=1, memory=None) as warehouse:
        audit.record_keys(warehouse)
        assert warehouse.count("from audit.table_key where repeated_keys > 0") == 0
        people = warehouse.rows("core.person")
        warehouse.con.execute("insert into core.person from core.person limit 1")
        audit.record_keys(warehouse)
        found = warehouse.con.execute("select * from audit.table_key where repeated_keys > 0").fetchall()
    assert found == [("core.person", people + 1, 1)]


# A whole night ----------


@dataclass
class Second:
    """A second night on worse files: what it was told, and what it left."""

    inbox: Path
    home: Path
    message: str
    unchanged: bool
    recorded: list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Second:
    """Taxpayers are gone, wages older, deaths unreadable; 120 of 居民养老 left it."""
    root = tmp_path_factory.mktemp("gates")
    inbox, home = root / "inbox", root / "home"
    town = small_town()
    names = [f"保{number}" for number in range(120)]
    town.people("name | born | sex\n" + "\n".join(f"{name} | 1985-01-01 | 男" for name in names))
    town.members("who | insurance | firm\n" + "\n".join(f"{name} | 170 | -" for name in names))
    write(town, inbox)
    night(inbox, home)
    before = fingerprint(home)
    members = inbox / "member" / "all.csv"
    # 终止参保 in the last column that says 正常参保.
    lines = members.read_text("utf-8").splitlines()
    position = lines[0].split(",").index("member_status")
    ended = [line.split(",") for line in lines]
    for cells in ended[4:]:
        cells[position] = "4"
    members.write_text("\n".join(",".join(cells) for cells in ended) + "\n", "utf-8")
    (inbox / "taxpayer" / "all.csv").unlink()
    write_manifest(inbox, [line for line in manifest(inbox) if line["file"] != "taxpayer/all.csv"])
    change(inbox, "wage/all.csv", data_date="2026-11-21")
    dead = "".join(f"{citizen('1940-01-01', '男', 200 + n)},亡{n},2026-02-30\n" for n in range(5))
    deliver(inbox, "death/worse.csv", f"身份证号码,姓名,死亡日期\n{dead}")
    with pytest.raises(GateHeld) as refused:
        night(inbox, home)
    with duckdb.connect(str(Home(home).kept / "yingbao.duckdb"), read_only=True) as con:
        recorded = con.execute("select gate, subject, measured, accepted_by from audit.gate order by all").fetchall()
    return Second(inbox, home, str(refused.value), fingerprint(home) == before, recorded)


def test_a_night_on_worse_files_is_held_by_each_gate_that_they_trip(second: Second) -> None:
    assert second.recorded == [
        ("data_date_backwards", "wage", "2026-11-21", None),
        ("extract_shrank", "taxpayer", "0", None),
        ("list_jumped", "unenrolled_residents_under_45", "121", None),
        ("too_many_rejects", "death", "5", None),
    ]
    assert second.unchanged


def test_the_clerk_is_told_of_each(second: Second) -> None:
    for gate, subject in (
        ("data_date_backwards", "个人所得税扣缴申报明细"),
        ("extract_shrank", "纳税人登记信息"),
        ("list_jumped", "45周岁以下未参保居民"),
        ("too_many_rejects", "殡葬与死亡信息"),
    ):
        assert any(line.startswith(f"[{gate}] {subject}") for line in second.message.splitlines())


@pytest.mark.parametrize(("shared", "holds"), [(50, False), (51, True)])
def test_bureaus_that_number_by_themselves_are_not_taken_for_one(building: Building, shared: int, holds: bool) -> None:
    building.shared(shared)
    held = building.held()
    assert [*held] == (["number_shared"] if holds else [])
    if holds:
        [sentence] = held["number_shared"]
        assert sentence.startswith("人社个人编号：1000个中有51个下面登记着两个不同的有效证件号码")
        assert "yingbao province" in sentence


def test_nor_are_units_of_one_number(building: Building) -> None:
    building.warehouse.create(
        "staging.employer_number", "select unnest(['1', '2']) as number, number as uscc, null as organisation_code"
    )
    building.warehouse.create(
        "staging.insured_unit",
        "select 'hsa' as issuer, (n // 2)::varchar as insured_unit_id, (n % 2 + 1)::varchar as uscc"
        " from range(200) as t(n)",
    )
    assert [*building.held()] == ["number_shared"]
