"""What must go, goes: past its day nothing of a delivery is left, and no case closes because of it."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from shutil import copytree

import duckdb
import pytest

from base import clock
from base.errors import BadInput
from base.home import Home
from flows.faults import GateHeld
from flows.retention import clear
from regions.keep import Keep
from tests.flows.inbox import change, deliver, manifest, night, rows, small_town, write, write_manifest, yingbao
from tests.regions.county import county

FIRST, LATER = date(2026, 11, 22), date(2026, 11, 29)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands late enough for what the tests let grow old."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 12, 1, 2, 0))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inbox and a home after two nights; wages may be kept until the 28th."""
    root = tmp_path_factory.mktemp("retention")
    inbox = write(small_town(), root / "inbox")
    change(inbox, "wage/all.csv", keep_until="2026-11-28")
    for day in (FIRST, date(2026, 11, 23)):
        night(inbox, root / "home", as_of=day, whole=True)
    return root


@pytest.fixture
def root(first: Path, tmp_path: Path) -> Path:
    return copytree(first, tmp_path / "copy", symlinks=True)


def staged(home: Path, table: str = "wage") -> int:
    with duckdb.connect(str(Home(home).evidence), read_only=True) as con:
        [(count,)] = con.execute(f"select count(*) from staging.{table}").fetchall()
    return int(count)


def night_lines(inbox: Path, home: Path, as_of: date = LATER, **values: object) -> list[str]:
    """A night, and what it says the clerk should know."""
    heard: list[str] = []
    night(inbox, home, as_of=as_of, progress=heard.append, **values)
    return [line for line in heard if line.startswith("注意")]


def open_cases(home: Path) -> set[str]:
    found = rows(home, "select case_id from ledger.\"case\" where state in ('open', 'claimed')")
    return {case_id for (case_id,) in found}


def test_an_expired_extract_leaves_landing_evidence_and_previous_and_holds_no_night(root: Path) -> None:
    inbox, home = root / "inbox", root / "home"
    assert staged(home) == 15
    before = open_cases(home)
    heard = night_lines(inbox, home)
    assert any(
        "个人所得税扣缴申报明细有1个文件（上次用了15行）已过保存期限" in line and "未计算" in line for line in heard
    )
    assert any("上一版数据库用了已过保存期限的数据，已删除" in line for line in heard)
    assert staged(home) == 0
    assert not list((home / "landing" / "wage").glob("*.parquet"))
    assert not Home(home).previous.exists()
    assert rows(home, "select is_computed from audit.list where list_id = 'waged_uninsured_people'") == [(False,)]
    assert open_cases(home) >= before
    assert rows(home, "from audit.expired") == [("wage", 1, 15, 15)]
    # The next nights go on as well.
    heard = night_lines(inbox, home, date(2026, 11, 30))
    assert not any("已过保存期限的数据，已删除" in line for line in heard)
    assert Home(home).previous.exists()
    assert open_cases(home) >= before
    assert rows(home, "from audit.expired") == []


def test_a_line_taken_out_of_the_manifest_after_its_day_is_expired_as_well(root: Path) -> None:
    inbox, home = root / "inbox", root / "home"
    write_manifest(inbox, [line for line in manifest(inbox) if line["file"] != "wage/all.csv"])
    (inbox / "wage" / "all.csv").unlink()
    assert any("不算漏传" in line or "未计算" in line for line in night_lines(inbox, home))
    assert staged(home) == 0


def test_a_file_that_is_missing_before_its_day_holds_the_night(root: Path) -> None:
    inbox, home = root / "inbox", root / "home"
    write_manifest(inbox, [line for line in manifest(inbox) if line["file"] != "wage/all.csv"])
    (inbox / "wage" / "all.csv").unlink()
    with pytest.raises(GateHeld, match="extract_shrank"):
        night(inbox, home, as_of=date(2026, 11, 28))


def half_expired(root: Path) -> tuple[Path, Path]:
    """Wages in two files of which the larger one expires."""
    inbox, home = root / "inbox", root / "home"
    lines = (inbox / "wage" / "all.csv").read_text("utf-8").splitlines(keepends=True)
    # 乙工 stands in the last lines: with the first file's people 漏保 vanishes from the wages.
    deliver(inbox, "wage/b.csv", lines[0] + "".join(lines[11:]), keep_until="2027-11-28", data_date="2026-11-22")
    deliver(inbox, "wage/all.csv", "".join(lines[:11]), keep_until="2026-11-28", data_date="2026-11-22")
    night(inbox, home, as_of=date(2026, 11, 24))
    return inbox, home


def test_where_most_of_an_extract_has_expired_its_lists_are_computed_and_no_case_closes(root: Path) -> None:
    inbox, home = half_expired(root)
    before = open_cases(home)
    assert staged(home) == 15
    heard = night_lines(inbox, home)
    assert any("不算漏传；余下的比上次少得多时，不因数据结案" in line for line in heard)
    assert any("本次不因数据结案" in line for line in heard)
    assert staged(home) == 5
    assert rows(home, "select is_computed from audit.list where list_id = 'waged_uninsured_people'") == [(True,)]
    assert open_cases(home) >= before
    # Nor in the nights after, until somebody says that this is all.
    night_lines(inbox, home, date(2026, 11, 30))
    assert open_cases(home) >= before
    night_lines(inbox, home, date(2026, 12, 1), accept=("data_is_whole",), by="李核")
    assert not open_cases(home) >= before


def test_a_night_that_is_held_keeps_no_expired_evidence(root: Path) -> None:
    inbox, home = root / "inbox", root / "home"
    (inbox / "taxpayer" / "all.csv").unlink()
    write_manifest(inbox, [line for line in manifest(inbox) if line["file"] != "taxpayer/all.csv"])
    heard: list[str] = []
    with pytest.raises(GateHeld, match="extract_shrank"):
        night(inbox, home, as_of=LATER, progress=heard.append)
    assert any("过期数据的证据库已删除" in line for line in heard)
    assert not Home(home).evidence.exists()
    assert Home(home).published.exists()
    asked = yingbao("explain", "甲厂", "--home", home)
    assert asked.returncode == 2
    assert f"{Home(home).evidence} 不见了（可能因其中的数据已过保存期限而删除）" in asked.stderr


def test_a_night_before_the_day_deletes_nothing(root: Path) -> None:
    inbox, home = root / "inbox", root / "home"
    night_lines(inbox, home, date(2026, 11, 28))
    assert staged(home) == 15
    assert Home(home).previous.exists()


# Old handouts ----------


def aged(home: Path, names: Sequence[str]) -> None:
    for name in names:
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")


def left(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}


def test_handouts_are_deleted_after_the_region_s_days_and_not_before(tmp_path: Path) -> None:
    home = Home(tmp_path)
    old = [
        "worklists/2026-10-01/a.xlsx", "worklists/2026-10-01_有改动/a.xlsx", "reports/2026-10-01/desk.xlsx",
        "reports/2026-10-01/verdicts_已填1.xlsx", "reports/2023-01-01/index.html", "messages/2026-10-01_第1批_3条.csv",
        "feedback/20261001T020000_甲镇_存疑3行.xlsx", "notices/第1批_告知书_2026-10-22_2份/0001_甲厂.docx",
        "accounts/2026-10-22/a.docx", "postings/2026-10-22_甲厂/公示表.docx",
    ]  # fmt: skip
    young = [
        "worklists/2026-10-23/a.xlsx", "reports/2026-10-01/index.html", "messages/2026-10-23_第2批_3条.csv",
        "feedback/20261023T020000_甲镇_存疑3行.xlsx", "messages/说明.txt", "feedback/第3次.xlsx",
        "ledger/ledger.duckdb", "worklists/9999-99-99/a.xlsx", "notices/第2批_告知书_2026-10-23_2份/0003_甲厂.docx",
        "accounts/2026-10-23/a.docx", "postings/2026-10-23_甲厂/公示表.docx", "notices/说明2026-01-01.txt",
    ]  # fmt: skip
    aged(tmp_path, [*old, *young])
    keep = Keep(
        worklists_days=30, desk_days=30, messages_days=30, feedback_days=30,
        notices_days=30, accounts_days=30, postings_days=30,
    )  # fmt: skip
    gone = clear(home, keep, [], date(2026, 11, 22))
    assert left(tmp_path) == set(young)
    assert len(gone) == len(old)


def test_the_standing_publication_s_own_handouts_stay_however_old(root: Path) -> None:
    home = Home(root / "home")
    clear(home, Keep(), [], date(2027, 11, 30))
    assert not home.worklists(FIRST).exists()
    assert any(home.worklists(date(2026, 11, 23)).iterdir())
    assert any(home.reports(date(2026, 11, 23)).glob("desk.xlsx"))


def test_a_slip_of_as_of_deletes_nothing_before_its_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 2, 0))
    home = Home(root / "home")
    clear(home, Keep(), [], date(2096, 11, 22))
    assert any(home.worklists(FIRST).iterdir())


def test_a_night_records_what_it_deleted_in_counts(root: Path) -> None:
    inbox, home = root / "inbox", root / "home"
    aged(home, ["worklists/2020-01-01/a.xlsx", "worklists/2020-01-02/a.xlsx"])
    assert "注意：已删除旧工作簿文件夹2个（保存180天）" in night_lines(inbox, home, date(2026, 11, 24))
    recorded = [(date(2026, 11, 24), "worklists", 2, 180)]
    assert rows(home, "from audit.retention") == recorded
    night_lines(inbox, home, date(2026, 11, 25))
    assert rows(home, "from audit.retention") == recorded


def test_what_killed_runs_left_goes_and_a_folder_between_two_renames_comes_back(tmp_path: Path) -> None:
    aged(
        tmp_path,
        ["worklists/.2026-11-22.new/results/a.xlsx", "worklists/.2026-11-20.old/a.xlsx", "worklists/2026-11-20/b.xlsx",
         "worklists/.2026-11-21.old/c.xlsx", "reports/2026-11-22/.desk.xlsx.new/scratch/x", "landing/wage/a.9-9.part",
         "ledger/.ledger.duckdb.new/results/ledger.duckdb", "landing/wage/a.parquet"],
    )  # fmt: skip
    clear(Home(tmp_path), Keep(), [], date(2026, 11, 22))
    assert left(tmp_path) == {"worklists/2026-11-20/b.xlsx", "worklists/2026-11-21/c.xlsx", "landing/wage/a.parquet"}


def test_a_link_among_old_handouts_is_taken_away_and_not_followed(tmp_path: Path) -> None:
    aged(tmp_path, ["elsewhere/a.xlsx", "worklists/2026-11-20/b.xlsx"])
    (tmp_path / "worklists" / "2020-01-01").symlink_to(tmp_path / "elsewhere")
    clear(Home(tmp_path), Keep(), [], date(2026, 11, 22))
    assert left(tmp_path) == {"elsewhere/a.xlsx", "worklists/2026-11-20/b.xlsx"}


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("worklist_days = 90", "第9行：keep 里没有名为 worklist_days 的设置，是否想写 worklists_days；请改正。"),
        ("desk_days = 3", "第9行：keep.desk_days 应是30到3660之间的整数（天）；请改正。"),
        ("desk_days = 3661", "第9行：keep.desk_days 应是30到3660之间的整数（天）；请改正。"),
        ('desk_days = "90"', "第9行：keep.desk_days 应是整数；请改正。"),
        ("desk_days = true", "第9行：keep.desk_days 应是整数；请改正。"),
    ],
)
def test_a_region_says_for_how_many_days(
    entry: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput) as refused:
        county(tmp_path, monkeypatch, f"[keep]\n{entry}\n")
    assert str(refused.value) == f"{tmp_path / 'x.toml'} {sentence}"
    assert county(tmp_path, monkeypatch, "[keep]\ndesk_days = 90\n").keep.desk_days == 90
