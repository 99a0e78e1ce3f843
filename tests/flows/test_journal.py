"""What every run leaves in `home/log`: its lines in the journal, what it said, and what doctor makes of them."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from base import clock
from base.errors import BadInput
from base.home import Home
from flows import doctor, journal, watch
from flows.attempts import attempted
from flows.faults import Fault, GateHeld
from flows.nightly import nightly
from tests.flows.inbox import AS_OF, rows, small_town, write, yingbao

NOW = datetime(2026, 11, 24, 9)


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Home:
    shutil.copytree(published, tmp_path / "home")
    return Home(tmp_path / "home")


def entries(home: Home) -> list[dict[str, Any]]:
    return [json.loads(line) for line in journal.nights(home).read_text().splitlines()]


def fail(home: Home, error: BaseException | None, lines: tuple[str, ...] = ()) -> None:
    try:
        with attempted(home, "funing", "2026-11-22", lambda text: None) as attempt:
            for text in lines:
                attempt.progress(text)
            if error:
                raise error
    except BaseException as raised:
        assert raised is error


def outcomes(home: Home) -> list[tuple[str, str]]:
    return [(run.outcome, run.sentence) for run in journal.read(home)]


def findings(home: Home) -> list[tuple[str, str | None]]:
    return [(finding.what, finding.mend) for finding in doctor.examine(home)]


def test_the_first_night_of_a_home_stands_in_its_journal_and_log(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with attempted(home, "funing", AS_OF.isoformat(), lambda text: None) as attempt:
        attempt.night = nightly.fn(
            inbox=write(small_town(), tmp_path / "inbox"), home=home.root, region="funing", as_of=AS_OF,
            progress=attempt.progress,
        )  # fmt: skip
    [began, ended] = entries(home)
    [(run_id,)] = rows(home.root, "select distinct run_id from audit.run")
    assert (began["event"], ended["event"], ended["run_id"]) == ("start", "end", run_id)
    assert (ended["outcome"], ended["published_as_of"], ended["region"]) == ("published", "2026-11-22", "funing")
    log = journal.night_log(home).read_text()
    for step in ("读取各部门数据 ", "发布 ", "生成报告 "):
        assert step in log, step
    assert "秒" in log and "注意：缴费基数不实单位没有判断：缺" in log and log.rstrip().endswith("已发布")
    assert [path.name for path in home.log.iterdir() if path.stat().st_mode & 0o077] == []
    assert [name for name in ("漏保", "甲厂", "320923") if name in log + journal.nights(home).read_text()] == []


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (BadInput("没有这个地区。"), "refused"),
        (GateHeld("检查未通过", {"extract_shrank": ["甲", "乙"], "repeated_key": ["丙"]}), "held"),
        (Fault("“整理”一步出错"), "failed"),
        (KeyboardInterrupt(), "failed"),
    ],
)
def test_a_run_that_did_not_publish_says_why(home: Home, error: BaseException, outcome: str) -> None:
    fail(home, error)
    [_, ended] = entries(home)
    assert (ended["outcome"], ended["published_as_of"]) == (outcome, None)
    assert ended["gates"] == ({"extract_shrank": 2, "repeated_key": 1} if outcome == "held" else {})
    assert ended["sentence"] == (str(error) or "运行被停止，原有数据库保持不变")


def test_an_error_of_a_library_is_kept_by_its_kind_and_place_only(home: Home) -> None:
    fail(home, ValueError("王一 320923199001010011"))
    written = journal.nights(home).read_text() + journal.night_log(home).read_text()
    assert "ValueError at" in written and "320923199001010011" not in written


def test_a_call_with_a_wrong_region_is_in_the_journal_of_the_home(home: Home, tmp_path: Path) -> None:
    done = yingbao("run", "--inbox", tmp_path, "--home", home.root, "--region", "fuming")
    assert done.returncode == 2
    assert [(outcome, sentence[:9]) for outcome, sentence in outcomes(home)] == [("refused", "没有名为 fumi")]


def test_nothing_is_written_into_a_folder_that_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    yingbao("run", "--inbox", tmp_path, "--home", tmp_path / "elsewhere", "--region", "fuming")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_start_without_an_end_was_killed_unless_it_is_at_work(home: Home) -> None:
    journal.append(home, {"event": "start", "attempt": "a", "started_at": "2026-11-22T02:00:00", "as_of": "2026-11-22"})
    assert outcomes(home) == [("killed", "")]
    with home.locked():
        assert outcomes(home) == [("running", "")]
        findings_now = [what for what, _ in findings(home)]
    assert "有一次运行正在进行，2026-11-22 02:00:00开始" in findings_now
    assert not [what for what in findings_now if "没有做完" in what]


def test_a_line_that_a_power_cut_left_half_written_spoils_no_other(home: Home) -> None:
    fail(home, None)
    with journal.nights(home).open("a") as file:
        file.write('{"event": "start", "attem')
    fail(home, BadInput("不行。"))
    assert outcomes(home) == [("published", ""), ("refused", "不行。")]


def test_a_full_disk_fails_no_night(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal, "append", full)
    lines: list[str] = []
    with attempted(home, "funing", None, lines.append):
        pass
    assert lines and all(text == f"注意：运行记录写不进 {home.log}" for text in lines)


def test_the_log_begins_anew_before_it_grows_large_and_stays_private(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "LOG_BYTES", 200)
    fail(home, None, lines=tuple(f"注意：{number}" for number in range(20)))
    logs = sorted(path.name for path in home.log.glob("night.log*"))
    assert len(logs) > 2
    assert [path.name for path in home.log.iterdir() if path.stat().st_mode & 0o077] == []


def test_one_failed_night_is_told_and_three_in_a_row_are_more_than_that(home: Home) -> None:
    fail(home, None)
    fail(home, Fault("“整理”一步出错"))
    [(what, mend)] = [(what, mend) for what, mend in findings(home) if "最近一次运行" in what]
    assert "出错：“整理”一步出错" in what and mend and mend.startswith("请把这句话发给开发者")
    fail(home, GateHeld("检查未通过", {"extract_shrank": ["甲"]}))
    later = (clock.now() + timedelta(minutes=1)).isoformat()
    journal.append(home, {"event": "start", "attempt": "k", "started_at": later, "as_of": "2026-11-23"})
    [(what, mend)] = [(what, mend) for what, mend in findings(home) if "最近一次运行" in what]
    assert what.startswith("连续3次运行都没有发布（从") and "被中断，没有做完" in what
    assert mend and "请查看内存和磁盘是否够用" in mend and "无须处理" not in mend


@pytest.mark.parametrize(("days", "is_late"), [(1, False), (2, True), (40, True)])
def test_doctor_says_how_old_that_is_which_is_published(home: Home, days: int, is_late: bool) -> None:
    success = watch.last_success(home)
    assert success and success.as_of == AS_OF
    now = success.ran_at + timedelta(days, hours=1)
    [age] = [remark for remark in watch.remarks(home, 2, now) if remark.what.startswith("已发布的数据是")]
    assert (age.what, age.mend is not None) == (f"已发布的数据是{days}天前运行的，截至2026-11-22", is_late)


def test_a_home_that_never_published_is_overdue_when_its_first_run_is_days_ago(tmp_path: Path) -> None:
    home = Home(tmp_path)
    journal.append(home, {"event": "start", "attempt": "a", "started_at": "2026-11-23T02:00:00"})
    assert watch.overdue(home, 2, NOW) is None
    assert watch.overdue(home, 1, NOW) == "还没有一次运行成功过，没有已发布的数据"


def test_a_call_that_was_refused_because_a_night_was_at_work_is_not_the_last_word(home: Home) -> None:
    def line(attempt: str, event: str, at: str, **more: Any) -> None:
        moment = "started_at" if event == "start" else "ended_at"
        journal.append(home, {"event": event, "attempt": attempt, moment: f"2026-11-22T{at}"} | more)

    line("night", "start", "02:00:00")
    line("second", "start", "02:01:00")
    line("second", "end", "02:01:01", outcome="refused", sentence="正在被另一次运行使用")
    with home.locked():
        assert [run.outcome for run in journal.read(home)] == ["running", "refused"]
    line("night", "end", "02:10:00", outcome="published")
    assert "最近一次运行（2026-11-22 02:00:00）已发布" in [what for what, _ in findings(home)]


def test_feedback_that_holds_the_home_revives_no_killed_night(home: Home) -> None:
    gone = {"event": "start", "attempt": "a", "started_at": "2026-11-22T02:00:00", "pid": 2**22 + 1}
    journal.append(home, gone)
    with home.locked():
        assert outcomes(home) == [("killed", "")]
