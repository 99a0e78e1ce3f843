"""Letters to employers: numbered, each once, written again under their numbers after a crash, and what follows them."""

import io
import json
import shutil
from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pytest

from base.errors import BadInput
from base.home import Home
from flows import notices
from flows.explain import sentences
from flows.feedback import take
from handouts import letters
from ledger import chain
from tests.flows.inbox import night, rows, small_town, write

AT = datetime(2026, 11, 22, 9)
LETTERS = 'office = "经办中心"\nphone = "12345"\naddress = "某路1号"\nsigned = "某县人社局"\nmark = "某人社参保"\n'
PASSED, LAST_DAY = date(2026, 12, 8), date(2026, 12, 7)


@pytest.fixture
def home(first_night: Path, tmp_path: Path) -> Home:
    shutil.copytree(first_night / "home", tmp_path / "home")
    (tmp_path / "home" / "letters.toml").write_text(LETTERS, encoding="utf-8")
    return Home(tmp_path / "home")


def issued(home: Home) -> list[tuple[str, str, str]]:
    """Employer, step and number of every letter in the ledger, in order."""
    found = chain.ask(home.ledger, "select payload from ledger.event where kind = 'notice issued' order by sequence")
    told = (json.loads(payload) for payload in found["payload"])
    return list(dict.fromkeys((name(home, one["employer_id"]), one["step"], one["number"]) for one in told))


def name(home: Home, employer_id: str) -> str:
    return str(rows(home.root, f"select employer_name from core.employer where employer_id = '{employer_id}'")[0][0])


def text_of(path: Path) -> str:
    document = docx.Document(io.BytesIO(path.read_bytes()))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def later(home: Home, day: date) -> None:
    """The same town's next night."""
    night(write(small_town(), home.root.parent / f"inbox{day}"), home.root, as_of=day, threads=1)


def reply(path: Path, employer: str, result: str, reason: str, note: str = "") -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["单位"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    [line] = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, headers["单位名称"]).value == employer]
    for header, value in (("核实结果", result), ("原因", reason), ("备注", note)):
        sheet.cell(line, headers[header]).value = value
    book.save(path)


def register(written: notices.Written) -> Path:
    [path] = written.folder.glob("回执登记_*.xlsx")
    return path


def test_each_employer_that_must_insure_people_gets_one_letter_once(home: Home) -> None:
    [batch] = notices.issue(home, "告知书", at=AT)
    assert issued(home) == [
        ("乙厂", "告知书", "某人社参保〔2026〕1号"),
        ("甲厂", "告知书", "某人社参保〔2026〕2号"),
    ] or issued(home) == [("甲厂", "告知书", "某人社参保〔2026〕1号"), ("乙厂", "告知书", "某人社参保〔2026〕2号")]
    assert batch.letters == 2
    assert notices.issue(home, "告知书", at=AT) == []
    assert len(issued(home)) == 2


def test_a_letter_states_the_facts_the_day_whom_to_call_and_no_person(home: Home) -> None:
    [batch] = notices.issue(home, "告知书", at=AT)
    [letter] = [text_of(path) for path in batch.folder.glob("*甲厂.docx")]
    for part in (
        "甲厂",
        "2026年12月7日前",
        "12345",
        "某路1号",
        "某县人社局",
        "第五十八条",
        "1人应参保而未参保",
        "□ 无用工",
    ):
        assert part in letter
    assert "漏保" not in letter and "{{" not in letter
    [print_] = [text_of(path) for path in batch.folder.glob("合并打印_*.docx")]
    assert "甲厂" in print_ and "乙厂" in print_


def test_letters_are_the_owner_s_alone(home: Home) -> None:
    [batch] = notices.issue(home, "告知书", at=AT)
    assert batch.folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in batch.folder.iterdir()} == {0o600}


def test_killed_after_the_numbers_were_taken_the_same_letters_are_written_once(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(letters, "merged", killed)
        with pytest.raises(KeyboardInterrupt):
            notices.issue(home, "告知书", at=AT)
    taken = issued(home)
    assert len(taken) == 2 and not list(home.notices.glob("第*")), "reserved, and nothing half written"
    [batch] = notices.issue(home, "告知书", at=datetime(2026, 11, 23, 9))
    assert batch.is_resumed and batch.letters == 2 and issued(home) == taken
    assert "2026年11月22日" in text_of(next(batch.folder.glob("0001_*.docx"))), "as it was reserved"
    assert notices.issue(home, "告知书", at=AT) == []


def test_a_template_that_asks_too_much_costs_no_number(home: Home) -> None:
    document = docx.Document()
    document.add_paragraph("{{ 法人生日 }}")
    home.templates.mkdir()
    document.save(str(home.templates / "告知书.docx"))
    with pytest.raises(BadInput, match="法人生日"):
        notices.issue(home, "告知书", at=AT)
    assert issued(home) == []


def test_nothing_follows_before_the_day_has_passed(home: Home) -> None:
    notices.issue(home, "告知书", at=AT)
    assert notices.issue(home, "提醒函", at=AT) == []
    later(home, LAST_DAY)
    assert notices.issue(home, "提醒函", at=AT) == []
    assert rows(home.root, "select count(*) from lists.to_be_summoned") == [(0,)]


def test_what_a_letter_says_is_in_the_ledger_and_not_in_the_published_copy_of_it(home: Home) -> None:
    notices.issue(home, "告知书", at=AT)
    later(home, date(2026, 11, 23))
    kept = chain.ask(home.ledger, "select payload from ledger.event where kind = 'notice issued' order by sequence")
    shown = [
        json.loads(str(payload))
        for (payload,) in rows(home.root, "select payload from ledger.event where kind = 'notice issued'")
    ]
    assert {"letter", "row"} <= json.loads(kept["payload"][0]).keys()
    assert len(shown) == kept.height
    assert all(one["number"] and not {"letter", "row"} & one.keys() for one in shown)


def test_a_day_that_passed_proposes_the_next_step_and_a_claim_stops_it(home: Home) -> None:
    [batch] = notices.issue(home, "告知书", at=AT)
    reply(register(batch), "甲厂", "已办理", "已参保", "参保证明")
    assert take(home, [register(batch)], at=datetime(2026, 11, 25, 9)).cases == 1
    later(home, PASSED)
    proposed = rows(home.root, "select subject_name, next_step, reason from lists.to_be_summoned")
    assert [(firm, step) for firm, step, _ in proposed] == [("乙厂", "提醒函")]
    assert "已于2026年12月07日到期" in proposed[0][2]
    [second] = notices.issue(home, "提醒函", at=datetime(2026, 12, 8, 9))
    assert [(firm, step) for firm, step, _ in issued(home)][2:] == [("乙厂", "提醒函")]
    assert "于2026年11月22日发出告知书（某人社参保〔2026〕" in text_of(next(second.folder.glob("0003_*.docx")))
    told = "\n".join(sentences(home, "乙厂"))
    assert "发出告知书某人社参保" in told and "发出提醒函某人社参保〔2026〕3号，期限到 2026-12-18" in told


def test_a_reply_that_the_facts_contradict_is_asked_about(home: Home) -> None:
    [batch] = notices.issue(home, "告知书", at=AT)
    reply(register(batch), "乙厂", "暂未办理", "待办理", "月底前办理")
    taken = take(home, [register(batch)], at=datetime(2026, 11, 25, 9))
    assert (taken.cases, taken.questioned) != (0, {})
    answered = chain.ask(home.ledger, "select count(*) from ledger.event where kind = 'answered'").item()
    assert answered >= 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"step": "罚款"}, "没有名为 罚款 的步骤"),
        ({"step": "告知书", "list_id": "no_such"}, "没有名为 no_such 的清单"),
        ({"step": "告知书", "town": "999999999"}, "没有区划代码为 999999999 的乡镇"),
    ],
)
def test_a_step_list_or_town_that_is_none_is_one_sentence(home: Home, given: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        notices.issue(home, **given)


def test_without_letters_toml_nothing_is_sent(home: Home) -> None:
    home.letters.unlink()
    with pytest.raises(BadInput, match=r"letters\.toml"):
        notices.issue(home, "告知书", at=AT)
    assert issued(home) == []
