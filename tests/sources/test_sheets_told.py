"""What rests on a row of one of several sheets names the sheet; what does not, is as it always was."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from benchmarks.files import forms
from sources import SOURCES
from sources.reader.landing import Landed
from sql import audit, delivered
from sql.duck import DuckWarehouse, opened
from sql.filed import _FILE
from tests.sources.conftest import Deliver

ROSTER = SOURCES["person_roster"]
HEADER = ["身份证号", "姓名", "名单类别", "起始日期"]


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[DuckWarehouse]:
    with opened(tmp_path, date(2026, 11, 22), {}, 1, None) as made:
        yield made


def town(number: int) -> list[list[forms.Cell]]:
    """Two people, of whom one has a bad day."""
    ids = [f"32092319850312{one:04}" for one in (number, number + 1)]
    return [HEADER, [ids[0], "甲", "外出务工", "x"], [ids[1], "乙", "外出务工", None]]


def evidence(warehouse: DuckWarehouse, files: list[Landed]) -> list[str]:
    delivered.view_landed(warehouse, ROSTER, files)
    delivered.view_delivered(warehouse, ROSTER)
    rows = "select source_file || '#' || source_line from delivered.person_roster order by all"
    return [row for (row,) in warehouse.con.execute(rows).fetchall()]


def test_evidence_names_the_sheet_where_several_were_read(warehouse: DuckWarehouse, deliver: Deliver) -> None:
    several = deliver(forms.xlsx({"城北": town(10), "城南": town(20), "说明": [["无"]]}), "两镇.xlsx", ROSTER)
    one = deliver(forms.xlsx({"城东": town(30), "说明": [["无"]]}), "一镇.xlsx", ROSTER)
    text = deliver(forms.text(town(40)), "文本.csv", ROSTER)
    assert evidence(warehouse, [several, one, text]) == [
        "person_roster/一镇.xlsx#2", "person_roster/一镇.xlsx#3", "person_roster/两镇.xlsx#城北#2",
        "person_roster/两镇.xlsx#城北#3", "person_roster/两镇.xlsx#城南#2", "person_roster/两镇.xlsx#城南#3",
        "person_roster/文本.csv#2", "person_roster/文本.csv#3",
    ]  # fmt: skip
    of_files = f"select distinct {_FILE} from delivered.person_roster"
    assert len(warehouse.con.execute(of_files).fetchall()) == 3


def test_rejects_name_the_sheet_and_what_is_only_told_is_no_reject(warehouse: DuckWarehouse, deliver: Deliver) -> None:
    several = deliver(forms.xlsx({"城北": town(10), "城南": town(20), "说明": [["无"]]}), "两镇.xlsx", ROSTER)
    audit.record_loads(warehouse, [several])
    found = warehouse.con.execute('select source_sheet, line, "column", rejects_row from audit.reject').fetchall()
    assert found == [("城北", 2, "starts_on", False), ("城南", 2, "starts_on", False)]


def test_what_is_delivered_twice_under_two_names_counts_for_both(warehouse: DuckWarehouse, deliver: Deliver) -> None:
    files = [deliver(forms.text(town(40)), f"{name}.csv", ROSTER) for name in ("十月", "十一月")]
    assert files[0].parquet == files[1].parquet
    delivered.view_landed(warehouse, ROSTER, files)
    counted = "select source_file, count(*) from landed.person_roster group by all order by all"
    assert warehouse.con.execute(counted).fetchall() == [
        ("person_roster/十一月.csv", 2), ("person_roster/十月.csv", 2)
    ]  # fmt: skip


def test_however_many_files_there_are_they_are_one_scan(warehouse: DuckWarehouse, deliver: Deliver) -> None:
    files = [deliver(forms.text(town(number * 10)), f"{number}.csv", ROSTER) for number in range(5)]
    delivered.view_landed(warehouse, ROSTER, files)
    [(_, plan)] = warehouse.con.execute("explain select source_file, person_id from landed.person_roster").fetchall()
    assert plan.count("READ_PARQUET") == 1
