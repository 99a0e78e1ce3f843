"""A night says what it did not read, and where it publishes nothing a clerk finds in a workbook why."""

from pathlib import Path

import fastexcel
import pytest

from base.errors import BadInput
from base.home import Home
from flows.faults import GateHeld
from handouts.received import NAME
from tests.flows.inbox import AS_OF, deliver, night, small_town, write
from tests.town import citizen

HEADER = "身份证号,姓名,名单类别,起始日期,村组\n"
PEOPLE = [citizen("1980-01-01", "男", number) for number in range(30)]


def rows(home: Home, sheet: str) -> list[tuple[object, ...]]:
    """The sheet below its header."""
    frame = fastexcel.read_excel(home.reports(AS_OF) / NAME).load_sheet(sheet).to_polars()
    return frame.rows()


def test_a_night_names_what_it_did_not_read_and_leaves_no_workbook_when_it_publishes(tmp_path: Path) -> None:
    inbox, home, said = write(small_town(), tmp_path / "inbox"), Home(tmp_path / "home"), []
    deliver(inbox, "person_roster/a.csv", HEADER + f"{PEOPLE[0]},甲,外出务工,x,一组\n")
    stale = home.reports(AS_OF) / NAME
    stale.parent.mkdir(parents=True)
    stale.write_text("of a night that was held earlier today")
    night(inbox, home.root, progress=said.append)
    assert "注意：person_roster/a.csv：起始日期：不是日期（清空1格，第2行）；没有读的列：村组" in said
    assert not stale.exists()


def test_a_refused_night_tells_of_every_file_not_only_of_the_first(tmp_path: Path) -> None:
    inbox, home = write(small_town(), tmp_path / "inbox"), Home(tmp_path / "home")
    deliver(inbox, "person_roster/a.csv", "姓名,名单类别\n甲,外出务工\n")
    deliver(inbox, "person_roster/b.csv", HEADER + f"{PEOPLE[0]},甲,外出务工,x,一组\n")
    deliver(inbox, "soldier/c.csv", "x\n")
    with pytest.raises(BadInput, match=r"^person_roster/a.csv"):
        night(inbox, home.root)
    verdicts = {row[0]: row[2] for row in rows(home, "文件")}
    assert [verdicts[f"person_roster/{name}.csv"] for name in "ab"] == ["拒收", "注意"]
    assert verdicts["soldier/c.csv"] == "拒收" and "正常" in verdicts.values()
    assert ("person_roster/b.csv", "起始日期", "起始日期：不是日期", "清空1格", "2") in [
        (row[0], *row[2:]) for row in rows(home, "问题")
    ]
    assert ("person_roster/b.csv", "列", "村组") in [(row[0], *row[2:4]) for row in rows(home, "没有读的列和工作表")]
    assert (home.reports(AS_OF) / NAME).stat().st_mode & 0o777 == 0o640


def test_what_nobody_has_listed_is_not_read_for_it(tmp_path: Path) -> None:
    inbox, home = write(small_town(), tmp_path / "inbox"), Home(tmp_path / "home")
    (inbox / "rider_cover").mkdir(exist_ok=True)
    (inbox / "rider_cover" / "x.csv").write_text("身份证号,姓名\n", "utf-8")
    with pytest.raises(BadInput, match=r"没有在 manifest\.csv 中登记"):
        night(inbox, home.root)
    [told] = [row for row in rows(home, "文件") if row[0] == "rider_cover/x.csv"]
    assert told[2:4] == ("拒收", "没有在 manifest.csv 中登记，没有读")
    assert not (home.landing / "rider_cover").exists()


def test_a_held_night_leaves_the_rejects_by_column_and_reason(tmp_path: Path) -> None:
    inbox, home = write(small_town(), tmp_path / "inbox"), Home(tmp_path / "home")
    bad = "".join(f"{number},甲,外出务工,2024-03-01,\n" for number in [*PEOPLE[:20], *["3.20923E+17"] * 10])
    deliver(inbox, "person_roster/a.csv", HEADER + bad)
    with pytest.raises(GateHeld) as held:
        night(inbox, home.root)
    why = "person_roster/a.csv：身份证号：科学计数法，末位数字已丢失（退回10行，第22、23、24、25、26行等）"
    assert why in str(held.value).splitlines()
    [told] = [row for row in rows(home, "问题") if row[0] == "person_roster/a.csv"]
    assert told[2:] == ("身份证号", "身份证号：科学计数法，末位数字已丢失", "退回10行", "22、23、24、25、26")
