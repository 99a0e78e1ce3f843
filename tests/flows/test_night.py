"""A night from the departments' files to the towns' workbooks, told by its exit code and by what it leaves."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from base.errors import BadInput
from base.home import Home
from flows import cli
from flows.night import Night
from tests.flows.inbox import (
    AS_OF,
    LISTS,
    MATCHES,
    arguments,
    change,
    deliver,
    exports,
    fingerprint,
    manifest,
    night,
    rows,
    run,
    small_town,
    write,
    write_manifest,
)

Ended = tuple[int, str, str]
Call = Callable[..., Ended]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """The command line within this process: exit code, what it printed, what it complained of."""

    def called(*words: str) -> Ended:
        monkeypatch.setattr("sys.argv", ["yingbao", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return called


# Two nights on the same files ----------


@dataclass
class Nights:
    """The same inbox: by the command with two threads, again, and on a home of its own with one thread."""

    inbox: Path
    home: Path
    printed: str
    first: dict[str, bytes]
    first_run: str
    again: Night
    second: dict[str, bytes]
    single: dict[str, bytes]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    root = tmp_path_factory.mktemp("nights")
    inbox, home, other = write(small_town(), root / "inbox"), root / "home", root / "other"
    first = run(inbox, home, "--threads", "2")
    assert (first.returncode, first.stderr) == (0, "")
    [(first_run,)] = rows(home, "select max(run_id) from audit.run")
    first_lists = exports(home, root / "first")
    again = night(inbox, home, threads=2)
    # The ledger's key makes the case ids: a home of its own starts with the same one, and with the ledger's anchor.
    shutil.copytree(home / "ledger", other / "ledger")
    shutil.copy2(home / "anchor.json", other / "anchor.json")
    night(inbox, other, threads=1)
    return Nights(
        inbox, home, first.stdout, first_lists, first_run, again,
        exports(home, root / "second"), exports(other, root / "single"),
    )  # fmt: skip


def test_a_night_publishes_every_list_with_its_row(nights: Nights) -> None:
    found = rows(nights.home, 'select list_id, subject_name from lists."all" order by all')
    assert found == [
        ("lapsed_members", "停缴"),
        ("partly_insured_employers", "甲厂"),
        ("taxed_uninsured_employers", "乙厂"),
        ("unenrolled_residents_45_plus", "大龄"),
        ("unenrolled_residents_under_45", "青年"),
        ("waged_uninsured_people", "乙工"),
        ("waged_uninsured_people", "漏保"),
    ]


def test_the_command_says_what_it_does_and_where_everything_lies(nights: Nights) -> None:
    for step in (
        "读取各部门数据",
        "整理",
        "匹配人员和单位",
        "归并到人和单位",
        "生成清单",
        "检查",
        "发布",
        "分发",
        "生成报告",
    ):
        assert f"] {step}\n" in nights.printed
    for place in (Home(nights.home).published, Home(nights.home).worklists(AS_OF), Home(nights.home).reports(AS_OF)):
        assert str(place) in nights.printed


def test_nothing_personal_is_printed(nights: Nights) -> None:
    town = small_town()
    for name in [*town.ids, *town.ids.values(), *town.firm_ids, *town.firm_ids.values()]:
        assert name not in nights.printed


def test_towns_get_their_workbooks_and_the_desk_its_checks(nights: Nights) -> None:
    written = [path.name for path in Home(nights.home).worklists(AS_OF).iterdir()]
    assert any(name.startswith("320923100_") and name.endswith("行.xlsx") for name in written)
    assert (Home(nights.home).reports(AS_OF) / "desk.xlsx").is_file()
    assert [issued.path.exists() for issued in nights.again.worklists] == [True] * len(nights.again.worklists)


def test_each_run_is_recorded_with_steps_rows_versions_and_inputs(nights: Nights) -> None:
    found = rows(nights.home, "select run_id, step_no, step, as_of, region from audit.run order by run_id, step_no")
    steps = ["读取各部门数据", "整理", "匹配人员和单位", "归并到人和单位", "生成清单", "检查"]
    for run_id in (nights.first_run, nights.again.run_id):
        here = [row for row in found if row[0] == run_id]
        assert [row[2] for row in here][: len(steps)] == steps
        assert {row[3:] for row in here} == {(AS_OF, "funing")}
    # Same inputs, same hash, in both runs.
    assert len(rows(nights.home, "select distinct inputs_sha256 from audit.run")) == 1
    [(versions,)] = rows(nights.home, "select distinct versions from audit.run")
    assert "duckdb 2." in versions
    assert rows(nights.home, "select row_count from audit.run where step = '生成清单'") == [(7,), (7,)]


def test_a_second_run_on_the_same_files_reads_none_of_them_again(nights: Nights) -> None:
    assert rows(nights.home, "select distinct is_read from audit.load") == [(False,)]
    assert len(nights.again.files) == 15
    assert not any(file.read for file in nights.again.files)


@pytest.mark.parametrize("list_id", LISTS)
def test_every_list_is_byte_for_byte_the_same_again_and_on_one_thread(nights: Nights, list_id: str) -> None:
    assert nights.first[list_id].count(b"\n") > 1
    assert nights.second[list_id] == nights.first[list_id]
    assert nights.single[list_id] == nights.first[list_id]


@pytest.mark.parametrize("name", MATCHES)
def test_who_is_who_is_byte_for_byte_the_same_again_and_on_one_thread(nights: Nights, name: str) -> None:
    assert nights.second[name] == nights.first[name]
    assert nights.single[name] == nights.first[name]


def test_the_night_before_is_kept_beside_the_last_one(nights: Nights) -> None:
    import duckdb

    with duckdb.connect(str(Home(nights.home).previous), read_only=True) as con:
        assert con.execute("select max(run_id) from audit.run").fetchall() == [(nights.first_run,)]


# A gate holds, somebody accepts ----------


@dataclass
class Held:
    """A file that may not be kept any longer: its extract vanishes, a gate holds, 李核 lets it pass."""

    home: Path
    held: Ended
    before: str
    during: str
    landed: set[str]
    accepted: Ended


@pytest.fixture(scope="module")
def held(nights: Nights, tmp_path_factory: pytest.TempPathFactory) -> Held:
    root = tmp_path_factory.mktemp("held")
    inbox, home = root / "inbox", root / "home"
    shutil.copytree(nights.inbox, inbox)
    shutil.copytree(nights.home, home)
    # Taxpayers are not delivered any more; payments may not be kept any longer.
    write_manifest(inbox, [line for line in manifest(inbox) if line["file"] != "taxpayer/all.csv"])
    (inbox / "taxpayer" / "all.csv").unlink()
    change(inbox, "tax_payment/all.csv", keep_until="2026-11-21")
    before = fingerprint(home)
    held = run(inbox, home)
    during = fingerprint(home)
    landed = {path.name for path in (home / "landing" / "tax_payment").iterdir()}
    accepted = run(inbox, home, "--accept", "extract_shrank", "--by", "李核")
    return Held(
        home, (held.returncode, held.stdout, held.stderr), before, during, landed,
        (accepted.returncode, accepted.stdout, accepted.stderr)
    )  # fmt: skip


def test_a_gate_that_holds_ends_with_3_and_says_which_and_how_to_let_it_pass(held: Held) -> None:
    code, _, errors = held.held
    assert code == 3
    assert "[extract_shrank] 纳税人登记信息（税务局）上次2行，本次0行" in errors
    assert "--accept extract_shrank --by 姓名" in errors
    assert "Traceback" not in errors


def test_a_gate_that_holds_leaves_the_published_file_as_it_is_byte_for_byte(held: Held) -> None:
    assert held.during == held.before


def test_an_accepted_gate_lets_the_night_pass_and_names_who_accepted_it(held: Held) -> None:
    assert (held.accepted[0], held.accepted[2]) == (0, "")
    assert fingerprint(held.home) != held.before
    found = rows(held.home, "select gate, subject, measured, threshold, accepted_by from audit.gate")
    assert found == [("extract_shrank", "taxpayer", "0", "2", "李核")]


def test_landed_data_go_when_their_time_is_over_and_the_run_says_so(held: Held) -> None:
    # At once, though a gate holds the night: the time is over whether or not anybody accepts.
    assert held.landed == set()
    assert "注意：tax_payment/all.csv 已过保存期限（2026-11-21），不再使用" in held.held[1]
    assert "注意：已删除2份过期或不再交付的落地数据" in held.held[1]
    assert (held.home / "landing" / "wage").is_dir()
    assert rows(held.home, "select count(*) from audit.load where extract = 'tax_payment'") == [(0,)]


# A wrong call ----------


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that would do."""
    return write(small_town(), tmp_path_factory.mktemp("call") / "inbox")


WRONG = {
    "an unknown gate": (["--accept", "extract_shrunk", "--by", "李核"], "没有名为 extract_shrunk 的检查项"),
    "a gate accepted by nobody": (["--accept", "extract_shrank"], "--by 姓名"),
    "an unknown region": (["--region", "atlantis"], "没有名为 atlantis 的地区；可用的有：funing"),
    "a day that is none": (["--as-of", "2026-02-30"], "截至日期应写成 2026-11-22 的样子"),
    "an inbox that is not there": (["--inbox", "/nowhere/at/all"], "找不到数据文件夹 /nowhere/at/all"),
}


@pytest.mark.parametrize("words, sentence", WRONG.values(), ids=WRONG)
def test_a_wrong_call_ends_with_2_and_one_sentence(
    inbox: Path, tmp_path: Path, call: Call, words: list[str], sentence: str
) -> None:
    code, _, errors = call(*arguments(inbox, tmp_path / "home"), *words)
    assert code == 2
    assert sentence in errors
    assert errors.count("\n") == 1
    assert not (tmp_path / "home" / "published").exists()


def test_bad_input_ends_with_2_and_one_sentence_without_a_traceback(tmp_path: Path) -> None:
    deliver(tmp_path / "inbox", "resident/a.csv", "姓名,户籍地区划代码,人员状态\n王某,320923100200,正常\n")
    ended = run(tmp_path / "inbox", tmp_path / "home")
    assert ended.returncode == 2
    assert ended.stderr == (
        "resident/a.csv：第1行表头缺少必需的列“公民身份号码”；请公安局补上“公民身份号码”列后重新提供。\n"
    )
    assert not Home(tmp_path / "home").published.exists()


def test_a_fault_of_ours_ends_with_1_and_tells_its_place_and_not_what_it_read(
    inbox: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("王一 320923199001010011")

    monkeypatch.setattr("flows.nightly.deliveries", broken)
    code, printed, errors = call(*arguments(inbox, tmp_path / "home"))
    assert code == 1
    assert "ValueError at" in errors and "test_night.py" in errors
    assert "320923199001010011" not in printed + errors


def test_while_a_run_holds_the_home_a_second_one_says_so_and_changes_nothing(
    inbox: Path, tmp_path: Path, call: Call
) -> None:
    home = Home(tmp_path / "home")
    with home.locked():
        home.prepare()
        (home.build / "yingbao.duckdb").write_bytes(b"the first run's half night")
        code, _, errors = call(*arguments(inbox, home.root))
        assert (code, errors) == (2, f"{home.root} 正在被另一次运行使用，请等它结束后再运行。\n")
        assert (home.build / "yingbao.duckdb").read_bytes() == b"the first run's half night"
    with home.locked():
        pass


def test_the_day_is_today_in_shanghai_where_none_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from datetime import datetime

    from base.errors import BadInput
    from flows.nightly import nightly

    asked: list[date] = []
    monkeypatch.delenv("YINGBAO_TODAY")
    monkeypatch.setattr("base.clock.now", lambda: datetime(2026, 3, 1, 2, 0))

    def deliveries(inbox: Path, as_of: date) -> list[object]:
        asked.append(as_of)
        raise BadInput("far enough")

    monkeypatch.setattr("flows.nightly.deliveries", deliveries)
    with pytest.raises(BadInput, match="far enough"):
        nightly.fn(inbox=tmp_path, home=tmp_path / "home", region="funing")
    assert asked == [date(2026, 3, 1)]


def test_a_night_reads_what_the_county_says_of_its_forms_and_reads_anew_when_it_says_more(tmp_path: Path) -> None:
    inbox, home = write(small_town(), tmp_path / "inbox"), tmp_path / "home"
    wages = next(inbox.glob("wage/*"))
    text = wages.read_text("utf-8")
    assert "income_yuan" in text
    wages.write_text(text.replace("income_yuan", "月应发合计"), "utf-8")
    change(inbox, f"wage/{wages.name}", sha256="", rows="")
    with pytest.raises(BadInput, match="缺少必需的列“收入额”"):
        night(inbox, home)
    (home / "forms.toml").write_text('[wage.headers]\n"收入额" = ["月应发合计"]\n', "utf-8")
    night(inbox, home)
    (home / "forms.toml").write_text('[wage.header]\n"收入额" = ["月应发合计"]\n', "utf-8")
    with pytest.raises(BadInput, match=r"第1行.*没有名为 header 的设置"):
        night(inbox, home)
