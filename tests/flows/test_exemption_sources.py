"""A night without the report of who is insured elsewhere: held; let pass, it says 未比对 wherever it matters."""

from pathlib import Path

import duckdb
import openpyxl
import pytest

from base.home import Home
from flows.explain import sentences
from flows.faults import GateHeld
from flows.show import console, lists_table
from tests.flows.inbox import AS_OF, night, small_town, write
from tests.town import Town

GATE = "exemption_source_missing"
TOLD = "异地参保比对结果（未收到）"


def town() -> Town:
    """The small town, and 外来 who is registered elsewhere and works at 乙厂 beside 乙工."""
    found = small_town()
    found.absent = ("insured_elsewhere",)
    found.people("name | born | sex | registered\n外来 | 1990-01-01 | 男 | 110101001001")
    found.wages("who | firm | months\n外来 | 乙厂 | 2026-06..2026-10")
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    root = tmp_path_factory.mktemp("lacking")
    inbox = write(town(), root / "inbox")
    with pytest.raises(GateHeld) as held:
        night(inbox, root / "home")
    assert held.value.held.keys() == {GATE}
    assert not Home(root / "home").published.exists()
    night(inbox, root / "home", whole=True, accept=(GATE,), by="张三")
    return Home(root / "home")


def rows(home: Home, question: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.published), read_only=True) as con:
        return con.execute(question).fetchall()


def test_whoever_is_registered_elsewhere_is_asked_about_who_is_registered_here_is_not(home: Home) -> None:
    tiers = dict(rows(home, "select subject_name, tier from lists.waged_uninsured_people"))
    assert (tiers["外来"], tiers["乙工"], tiers["漏保"]) == ("check_data", "must_join", "must_join")
    [(reason,)] = rows(home, "select reason from lists.waged_uninsured_people where subject_name = '外来'")
    assert str(reason).endswith("；户籍不在本地，未与异地参保数据比对，请先核对。")


def test_every_list_that_it_bears_on_says_so_the_others_do_not(home: Home) -> None:
    told = dict(rows(home, "select list_id, uncompared from audit.list where is_computed"))
    assert told["waged_uninsured_people"] == told["taxed_uninsured_employers"] == TOLD
    comments = dict(rows(home, "select table_name, comment from duckdb_tables() where schema_name = 'lists'"))
    assert comments["waged_uninsured_people"] == f"有工资未参保人员【未比对：{TOLD}】"
    assert comments["arrears_employers"] == "欠费单位"


def test_the_visit_begins_with_the_question(home: Home) -> None:
    says = dict(rows(home, "select list_id, list_say from audit.list"))
    assert str(says["waged_uninsured_people"]).startswith("请先问清：是否已在外地参保或领养老金。您好，")
    assert str(says["arrears_employers"]).startswith("您好，")


def test_a_town_reads_it_on_the_cover_and_on_each_slip(home: Home) -> None:
    [file, *_] = sorted(home.worklists(AS_OF).glob("320923100*.xlsx"))
    book = openpyxl.load_workbook(file)
    cover = {row[0]: row[1] for row in book["封面"].iter_rows(values_only=True) if row[0]}
    assert cover["未比对"].startswith(f"{TOLD}。这些数据里的人本来不列入清单")
    says = [
        cell.value
        for column in book["走访单"].iter_cols()
        for cell in column
        if cell.value and "您好" in str(cell.value)
    ]
    assert says and all(str(say).startswith("请先问清：是否已在外地参保") for say in says)


def test_explain_the_list_of_lists_and_the_report_say_it(home: Home) -> None:
    [(subject,)] = rows(home, "select person_id from core.person where person_name = '乙工'")
    assert any(
        line.startswith(f"未比对：{TOLD}；据此判断的清单：") and "有工资未参保人员" in line
        for line in sentences(home, str(subject))
    )
    with console.capture() as shown:
        console.print(lists_table(home.published), soft_wrap=True)
    assert "有工资未参保人员（未比对）" in shown.get()
    assert "欠费单位（未比对）" not in shown.get()
    assert f"未比对：{TOLD}" in shown.get()
    assert f"未比对：{TOLD}" in (home.reports(AS_OF) / "index.html").read_text(encoding="utf-8")


def test_with_the_report_delivered_nothing_is_said(tmp_path: Path) -> None:
    whole = town()
    whole.absent = ()
    night(write(whole, tmp_path / "inbox"), tmp_path / "home")
    home = Home(tmp_path / "home")
    assert rows(home, "select count(*) from audit.list where uncompared is not null") == [(0,)]
    tiers = dict(rows(home, "select subject_name, tier from lists.waged_uninsured_people"))
    assert tiers["外来"] == "must_join"
    [file, *_] = sorted(home.worklists(AS_OF).glob("320923100*.xlsx"))
    cover = [row[0] for row in openpyxl.load_workbook(file)["封面"].iter_rows(values_only=True)]
    assert "未比对" not in cover
