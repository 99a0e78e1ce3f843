"""包保 (武义 三(三)4): who answers for whom stands on sheets and letters; monthly contacts come back, and count."""

import shutil
from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pytest

from base.errors import BadInput
from base.home import Home
from flows import bonds, notices
from flows.bonds import send, take
from handouts import disclosure, report
from handouts.report.bonds import bonds as section
from ledger import chain
from tests.flows.inbox import night, rows, small_town, write, yingbao
from tests.flows.test_notices import LETTERS, text_of
from tests.town import VILLAGE, Town

AT = datetime(2026, 11, 25, 9)
ROWS = """
    firm | bond_kind | area | village_name | cadre_name | cadre_unit | cadre_phone | starts_on  | ends_on
    甲厂 | 企业      |      |              | 赵一       | 税务局     | 13900000001 | 2026-01-01 |
    甲厂 | 企业      |      |              | 钱二       | 人社局     | 13900000002 | 2026-06-01 |
    乙厂 | 企业      |      |              | 孙三       | 人社局     |             | 2026-01-01 | 2026-10-31
    丙厂 | 企业      |      |              | 李四       | 人社局     |             | 2026-01-01 |
         | 村        | {village} |         | 周五       | 羊寨镇     | 13900000005 | 2026-01-01 |
         | 村        |      | 没有的村     | 吴六       | 羊寨镇     |             | 2026-01-01 |"""


def town() -> Town:
    """甲厂 has had two cadres, 乙厂's term is over, nobody knows 丙厂; one village is known, another is none."""
    small = small_town()
    small.of_firms("bond", ROWS.replace("{village}", VILLAGE))
    return small


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bonds")
    night(write(town(), root / "inbox"), root / "home", threads=1, whole=True)
    return root / "home"


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Home:
    shutil.copytree(made, tmp_path / "home")
    return Home(tmp_path / "home")


def test_the_last_cadre_of_today_answers_and_who_is_not_known_is_asked_about(made: Path) -> None:
    employers = "select employer_name, bonded from core.employer_bond join core.employer using (employer_id)"
    assert rows(made, employers) == [("甲厂", "钱二（人社局，13900000002）")]
    assert rows(made, "select area_code, bonded from core.village_bond") == [(VILLAGE, "周五（羊寨镇，13900000005）")]
    assert rows(made, "select source_row, bond_kind, question from core.bond_question order by 1") == [
        ("bond/all.csv#5", "企业", "单位名称或代码在各部门数据里没有认出来，请写全称和统一社会信用代码"),
        ("bond/all.csv#7", "村", "没有这个村（社区），请写区划代码"),
    ]


def sheet(path: Path, name: str) -> list[dict[str, str]]:
    book = openpyxl.load_workbook(path)
    head = [cell.value for cell in book[name][1]]
    return [dict(zip(head, (cell.value for cell in row), strict=True)) for row in book[name].iter_rows(min_row=2)]


def test_the_town_s_rows_say_whom_to_call(made: Path) -> None:
    [file] = Home(made).worklists(date(2026, 11, 22)).glob("*.xlsx")
    told = {row["单位名称"]: row["包保干部"] for row in sheet(file, "单位")}
    assert told == {"甲厂": "钱二（人社局，13900000002）", "乙厂": None}
    people = {row["包保干部"] for row in sheet(file, "人员") if row["姓名"] != "漏*"}
    assert "周五（羊寨镇，13900000005）" in people


def test_without_bonds_the_sheets_have_no_column_of_them(first_night: Path) -> None:
    [file] = Home(first_night / "home").worklists(date(2026, 11, 22)).glob("*.xlsx")
    assert "包保干部" not in sheet(file, "单位")[0]


def test_a_letter_names_the_cadre_where_there_is_one(home: Home) -> None:
    home.letters.write_text(LETTERS, encoding="utf-8")
    [batch] = notices.issue(home, "告知书", at=AT)
    told = {path.stem[5:]: text_of(path) for path in batch.folder.glob("0*.docx")}
    assert "包保联系人：钱二（人社局，13900000002）" in told["甲厂"]
    assert "包保联系人" not in told["乙厂"]
    assert docx is not None


def filled(home: Home, unit: str, day: object, way: str = "上门", what: str = "讲了政策", name: str = "back") -> Path:
    """A copy of the unit's workbook in which each row is filled in."""
    sent = send(home)
    [file] = sent.folder.glob(f"*_{unit}_*.xlsx")
    book = openpyxl.load_workbook(file)
    form = book["包保联系"]
    head = {cell.value: cell.column for cell in form[1]}
    for line in range(2, form.max_row + 1):
        for header, value in (("联系日期", day), ("联系方式", way), ("联系情况", what)):
            form.cell(line, head[header]).value = value  # type: ignore[assignment]
    path = home.root.parent / f"{name}_{unit}.xlsx"
    book.save(path)
    return path


def contacts(home: Home) -> int:
    return int(chain.ask(home.ledger, f"select count(*) from ledger.event where kind = '{bonds.CONTACTED}'").item())


def test_a_workbook_a_unit_goes_out_and_what_it_says_comes_back_once(home: Home) -> None:
    sent = send(home)
    assert (sent.units, sent.targets, sent.unplaced) == (2, 2, 2)
    assert {path.stat().st_mode & 0o077 for path in sent.folder.iterdir()} == {0}
    file = filled(home, "人社局", "2026-11-05")
    assert (take(home, [file], "张三", AT).contacts, take(home, [file], "张三", AT).known) == (1, 1)
    assert contacts(home) == 1
    # a later workbook that says something else stands beside the first, and counts
    assert take(home, [filled(home, "人社局", "2026-11-06", name="later")], at=AT).contacts == 1
    # what a file said once it does not say again
    assert take(home, [file], at=AT).contacts == 0


@pytest.mark.parametrize(
    ("day", "way", "said"),
    [
        ("2026-11-01", "上门", None),
        (datetime(2026, 11, 25), "电话", None),
        ("2026-10-31", "上门", "不在本表的月份（2026-11）里"),
        ("2026-11-26", "上门", "还没有到"),
        ("上周", "上门", "读不懂"),
        ("", "上门", "没有填“联系日期”"),
        ("2026-11-05", "飞鸽", "请从下拉列表中选择"),
    ],
)
def test_a_day_of_another_month_or_to_come_is_asked_about(home: Home, day: object, way: str, said: str | None) -> None:
    taken = take(home, [filled(home, "人社局", day, way)], at=AT)
    assert (taken.contacts == 1) is (said is None)
    assert said is None or (
        len(taken.questions) == 1 and said in taken.questions[0] and "“包保联系”第2行" in taken.questions[0]
    )


def test_a_row_that_was_sorted_away_from_its_key_is_asked_about(home: Home) -> None:
    file = filled(home, "羊寨镇", "2026-11-05")
    book = openpyxl.load_workbook(file)
    book["包保联系"]["C2"].value = "别的村"
    book.save(file)
    [question] = take(home, [file], at=AT).questions
    assert "与发出时不同" in question and contacts(home) == 0


def test_an_unfilled_workbook_records_nothing(home: Home) -> None:
    assert take(home, [filled(home, "人社局", None, "", "")], at=AT).empty == 1
    assert contacts(home) == 0


def test_the_report_counts_contacts_and_names_for_leaders_whom_nobody_called(home: Home, tmp_path: Path) -> None:
    take(home, [filled(home, "人社局", "2026-11-05", what="厂长张某说要办")], "张三", AT)
    night(write(town(), tmp_path / "inbox"), home.root, as_of=date(2026, 11, 26), threads=1, whole=True)
    page = (home.reports(date(2026, 11, 26)) / "index.html").read_text(encoding="utf-8")
    assert "包保联系" in page and "本月还没有联系的" in page and "没有这个村（社区）" in page
    told = rows(home.root, "select bond_kind, contact_month, bond_contacted_on, contact_way from ledger.bond_contact")
    assert told == [("企业", date(2026, 11, 1), date(2026, 11, 5), "上门")]
    [(payload,)] = rows(home.root, "select payload from ledger.event where kind = 'bond contacted'")
    assert "张某" not in payload


def test_feedback_on_the_command_line_knows_a_cadre_s_workbook(home: Home) -> None:
    file = filled(home, "人社局", f"{date.today():%Y-%m}-01" if date.today() < date(2026, 11, 30) else "2026-11-05")
    done = yingbao("feedback", file, "--home", home.root)
    assert done.returncode == 0 and "包保联系：新记录1个" in done.stdout, done.stderr


def test_no_bonds_are_one_sentence(first_night: Path, tmp_path: Path) -> None:
    shutil.copytree(first_night / "home", tmp_path / "home")
    with pytest.raises(BadInput, match="没有这个月的包保责任表"):
        send(Home(tmp_path / "home"))
    with pytest.raises(BadInput, match="--month 应写成"):
        send(Home(tmp_path / "home"), "11月")


# The report, on frames to be added up by eye ----------


def figures(counts: dict[bool, int], missed: list[tuple[object, ...]]) -> report.Figures:
    from tests.handouts.report.county import county

    month = date(2026, 11, 1)
    frame = [(month, "320923100", "沟墩镇", "企业", is_contacted, targets) for is_contacted, targets in counts.items()]
    return county(bond=frame, bond_missed=missed)


def test_town_and_unit_are_counted_and_the_public_reads_counts_by_town_alone() -> None:
    missed = [("人社局", "企业", f"{n}厂", "沟墩镇", n > 30) for n in range(60)]
    inside = figures({True: 29, False: 31}, missed)
    tables = {table.name: table for table in section(inside).tables}  # type: ignore[union-attr]
    assert [cell.text for cell in tables["bonds"].rows[0]] == ["沟墩镇", "企业", "60", "29", "48.3%"]
    assert [cell.text for cell in tables["bond_units"].rows[0]] == ["人社局", "60", "29", "48.3%"]
    assert len(tables["bond_missed"].rows) == 31
    public = section(inside.public(disclosure.key_of("k")))
    assert [table.name for table in public.tables] == ["bonds"]  # type: ignore[union-attr]


def test_the_public_reads_no_count_below_eight() -> None:
    public = section(figures({True: 7, False: 60}, []).public(disclosure.key_of("k")))
    assert [cell.text for cell in public.tables[0].rows[0]][3:] == ["—", "—"]  # type: ignore[union-attr]


def test_without_bonds_the_report_has_no_such_part() -> None:
    from tests.handouts.report.county import county

    assert section(county()) is None
