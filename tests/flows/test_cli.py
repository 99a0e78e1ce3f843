"""The command line: it explains itself in Chinese, and answers from what was published."""

import csv
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from base.home import Home
from flows import cli
from flows.publication import Publication, publication
from regions.worklists import Worklists
from tests.flows.inbox import small_town, yingbao

HAN = re.compile(r"[\u4e00-\u9fff]")
COMMANDS = {
    *("demo", "run", "serve", "lists", "report", "columns", "explain", "verdicts", "manifest", "check", "template"),
    *("feedback", "worklists", "messages", "doctor", "backup", "restore"),
    *("desk", "notices", "screen", "accounts", "posting", "bonds", "surveys"),
    *("exchange", "province", "cut"),
}
Ended = tuple[int, list[str], str]
Call = Callable[..., Ended]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """The command line within this process: exit code, the lines it printed, what it complained of."""

    def called(*words: str | Path) -> Ended:
        monkeypatch.setattr("sys.argv", ["yingbao", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed, complained = capsys.readouterr()
        return int(ended.value.code or 0), printed.splitlines(), complained

    return called


# Help ----------


def test_the_installed_command_lists_every_command_with_a_chinese_line() -> None:
    ended = yingbao("--help")
    assert ended.returncode == 0
    for command in COMMANDS:
        assert re.search(rf"\b{command}\s+[^\n]*[\u4e00-\u9fff]", ended.stdout), command


def test_the_commands_are_these() -> None:
    assert cli.COMMANDS.keys() == COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_and_each_of_its_options_explain_themselves_in_chinese(call: Call, command: str) -> None:
    code, printed, complained = call(command, "--help")
    assert (code, complained) == (0, "")
    text = re.sub(r"\s", "", "".join(printed))
    assert text.startswith("用法：") and not re.search("usage|arguments:|options:|showthis", text)
    action, arguments = cli.COMMANDS[command]
    assert HAN.search(action.__doc__ or "") and (action.__doc__ or "").replace(" ", "") in text
    for names, options in arguments:
        assert HAN.search(options["help"]), names
        assert options["help"].replace(" ", "") in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["lists"], "缺少 --home；用 yingbao lists --help 查看用法。\n"),
        (["explain", "--home", "x"], "缺少 subject；用 yingbao explain --help 查看用法。\n"),
        (["lists", "--home", "x", "--nowhere"], "没有选项 --nowhere；用 yingbao --help 查看用法。\n"),
        (["demo", "--out", "x", "--people", "3e5"],
         "--people 的值不对（应是不小于3000的整数）；用 yingbao demo --help 查看用法。\n"),
        (["nothing"], "命令有误；用 yingbao --help 查看用法。\n"),
    ],
    ids=["option", "argument", "unknown", "value", "command"],
)  # fmt: skip
def test_a_wrong_call_is_told_in_one_chinese_sentence(call: Call, words: list[str], sentence: str) -> None:
    assert call(*words) == (2, [], sentence)


def test_without_a_word_it_helps(call: Call) -> None:
    code, printed, _ = call()
    assert code == 0 and any("explain" in line for line in printed)


# Lists ----------


def test_lists_are_told_with_their_rows_and_what_was_not_computed_says_what_it_lacks(
    call: Call, published: Path
) -> None:
    code, printed, _ = call("lists", "--home", published)
    assert code == 0
    cells = [[cell.strip() for cell in line.split("│")] for line in printed]
    found = {row[2]: row[3:-1] for row in cells if len(row) > 3 and "_" in row[2]}
    assert found["waged_uninsured_people"] == ["2", "0", "0", "2"]
    assert found["lapsed_members"] == ["0", "1", "0", "1"]
    for list_id in ("unenrolled_residents_45_plus", "unenrolled_residents_under_45"):
        assert found[list_id] == ["未计算：缺参保人员信息 170", "", "", ""]


def test_rows_are_told_by_town_and_tier_and_a_terminal_cuts_nothing_off(call: Call, published: Path) -> None:
    """By law 甲厂, 乙厂, 漏保 and 乙工; 停缴 may be persuaded."""
    _, printed, _ = call("lists", "--home", published)
    by_town = "\n".join(printed).partition("各乡镇")[2].splitlines()
    head, town = (line for line in by_town if line.startswith(("┃", "│")))
    assert [cell.strip() for cell in head.strip("┃").split("┃")] == ["乡镇", "应当参保", "动员参保", "内部核对", "合计"]
    assert [cell.strip() for cell in town.strip("│").split("│")] == ["沟墩镇", "4", "1", "0", "5"]


def test_towns_may_be_left_out(call: Call, published: Path) -> None:
    _, printed, _ = call("lists", "--home", published, "--no-towns")
    assert "断保人员" in "\n".join(printed)
    assert "各乡镇" not in "\n".join(printed)


@pytest.mark.parametrize("words", [["lists"], ["explain", "91320923MA0000015C"]], ids=str)
def test_a_home_without_a_published_file_is_refused(call: Call, tmp_path: Path, words: list[str]) -> None:
    code, _, complained = call(*words, "--home", tmp_path)
    assert (code, complained) == (2, f"{tmp_path} 里还没有发布过的数据库，请先运行 yingbao run。\n")


def test_lists_says_whom_the_workbooks_leave_out(call: Call, published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "没有列入" not in "\n".join(call("lists", "--home", published)[1])

    def of_little_time(home: Home) -> Publication:
        last = publication(home)
        return replace(last, region=replace(last.region, worklists=Worklists(rows_a_round=2)))

    monkeypatch.setattr("flows.handout.publication", of_little_time)
    # of the five, in one town, two can be called at
    assert call("lists", "--home", published)[1][-1] == ("各乡镇工作簿没有列入的：超出每乡镇一轮2行的3行；都仍在清单上")


# Explain ----------

TOWN = small_town()
LEFT_OUT, FIRM = TOWN.ids["漏保"], TOWN.firm_ids["甲厂"]
OLD_FORM = LEFT_OUT[:6] + LEFT_OUT[8:17]


def test_why_somebody_is_on_a_list_with_facts_files_and_lines(call: Call, published: Path) -> None:
    code, printed, _ = call("explain", LEFT_OUT, "--home", published)
    assert code == 0
    assert printed[0].startswith(
        "41周岁，户籍正常，本地户籍，退休时间2040年03月（50周岁口径）或2043年03月（55周岁口径）"
    )
    assert printed[0].endswith("依据 resident/all.csv#3")
    (why,) = (line for line in printed if line.startswith("在清单【有工资未参保人员】上（应当参保）"))
    assert "近期3个月共15000元" in why
    assert why.endswith("依据 wage/all.csv#11; resident/all.csv#3")
    assert "不在清单【断保人员】上：不属于：参加过职工养老保险的人员" in printed
    assert "不在清单【45周岁以上未参保居民】上：未计算，缺参保人员信息 170" in printed


@pytest.mark.parametrize("written", [OLD_FORM, LEFT_OUT.lower(), f" {LEFT_OUT} "], ids=["15", "lower", "blanks"])
def test_an_id_number_may_be_written_in_any_of_its_forms(call: Call, published: Path, written: str) -> None:
    assert call("explain", written, "--home", published) == call("explain", LEFT_OUT, "--home", published)
    assert len(OLD_FORM) == 15


@pytest.mark.parametrize("written", [FIRM, FIRM.lower()], ids=["upper", "lower"])
def test_why_an_employer_is_on_a_list(call: Call, published: Path, written: str) -> None:
    code, printed, _ = call("explain", written, "--home", published)
    assert code == 0
    assert printed[0].startswith("甲厂，企业，经营中")
    (why,) = (line for line in printed if line.startswith("在清单【未全员参保单位】上（应当参保）"))
    assert "近期2人领取工资，应参保2人，已参保1人" in why
    assert any(line.startswith("不在清单【已纳税未参保单位】上：已参保") for line in printed)
    assert not any("人员】上" in line for line in printed)


def test_one_list_may_be_asked_for(call: Call, published: Path) -> None:
    _, printed, _ = call("explain", LEFT_OUT, "--home", published, "--list", "lapsed_members")
    sentence = "不在清单【断保人员】上：不属于：参加过职工养老保险的人员"
    assert [line for line in printed if "在清单" in line] == [sentence]


def test_a_list_that_nobody_knows_is_refused_and_the_nearest_are_named(call: Call, published: Path) -> None:
    code, _, complained = call("explain", LEFT_OUT, "--home", published, "--list", "lapsed_member")
    assert code == 2
    assert complained.startswith("没有名为 lapsed_member 的清单；可用的如：lapsed_members、")


@pytest.mark.parametrize("subject", ["320923190001010000", "漏保", "91320923MA0000019X"])
def test_a_subject_that_nobody_knows_is_refused_and_not_repeated(call: Call, published: Path, subject: str) -> None:
    code, printed, complained = call("explain", subject, "--home", published)
    assert (code, printed) == (2, [])
    assert complained.startswith("没有找到这个对象")
    assert subject not in complained


# Manifest ----------


def test_manifest_drafts_the_lines_that_are_missing_and_leaves_the_others(call: Call, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "death").mkdir(parents=True)
    (inbox / "death" / "20261120_死亡.csv").write_text(
        "身份证号码,姓名,死亡日期\n1,甲,20260101\n2,乙,20260102\n", "utf-8"
    )
    code, printed, _ = call("manifest", inbox)
    assert code == 0
    assert printed == [
        f"已在 {inbox / 'manifest.csv'} 补登1个文件；请补全提供单位、依据和保存期限。"
        "行数是应保清点的（rows_by 列），请与部门说的行数核对。"
    ]
    content = (inbox / "death" / "20261120_死亡.csv").read_bytes()
    (line,) = lines(inbox)
    assert line == {
        "file": "death/20261120_死亡.csv",
        "extract": "death",
        "data_date": "2026-11-20",
        "rows": "2",
        "sha256": hashlib.sha256(content).hexdigest(),
        "provided_by": "",
        "legal_basis": "",
        "keep_until": "",
        "rows_by": "应保",
    }
    (inbox / "death" / "later.csv").write_text("身份证号码,姓名,死亡日期\n3,丙,20260103\n", "utf-8")
    call("manifest", inbox)
    first, second = lines(inbox)
    assert first == line
    assert (second["file"], second["data_date"], second["rows"]) == ("death/later.csv", "", "1")


def test_manifest_of_a_folder_that_is_not_there_is_refused(call: Call, tmp_path: Path) -> None:
    code, _, complained = call("manifest", tmp_path / "nowhere")
    assert code == 2
    assert complained == f"{tmp_path / 'nowhere'}：收件目录不存在；请核对 --inbox。\n"


def lines(inbox: Path) -> list[dict[str, str]]:
    with (inbox / "manifest.csv").open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


# Demo ----------


def test_a_made_up_county_smaller_than_three_thousand_people_is_refused(call: Call, tmp_path: Path) -> None:
    code, _, complained = call("demo", "--out", tmp_path / "demo", "--people", "10")
    assert code == 2
    assert "3000" in complained
    assert not (tmp_path / "demo").exists()


def test_no_answer_changes_what_was_published(call: Call, published: Path) -> None:
    before = Home(published).published.read_bytes()
    for words in (["lists"], ["explain", LEFT_OUT]):
        call(*words, "--home", published)
    assert Home(published).published.read_bytes() == before
