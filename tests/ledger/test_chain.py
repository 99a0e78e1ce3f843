"""The ledger: what was said once stays, in order, and whoever changes it is found out."""

import hashlib
import os
import stat
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from base.errors import BadInput
from base.home import Home
from ledger import chain
from ledger.chain import append, ask, backups, extend, verify
from ledger.event import Event

AT = datetime(2026, 11, 22, 2, 0, 0)
ALL = "from ledger.event order by sequence"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger" / "ledger.duckdb"


def event(number: int, kind: str = "verdict") -> Event:
    return Event(kind, f"subject {number}", "甲", {"n": number}, date(2026, 11, 22), "a.xlsx", number)


def grow(path: Path, writes: int, each: int = 2) -> None:
    for first in range(writes):
        extend(path, [event(first * each + n) for n in range(each)], AT)


def tamper(path: Path, *statements: str) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach '{path}' as ledger")
        for statement in statements:
            con.execute(statement)
        con.execute("checkpoint ledger")


# What is kept ----------


def test_events_are_kept_in_the_order_they_came_with_time_actor_and_source(path: Path) -> None:
    home = Home(path.parents[1])
    assert append(home, [event(1), event(2)], AT) == 2
    assert append(home, [event(3)], datetime(2026, 11, 23, 2, 0, 0, 999)) == 1
    rows = ask(path, ALL)
    assert rows["sequence"].to_list() == [1, 2, 3]
    assert rows["subject"].to_list() == ["subject 1", "subject 2", "subject 3"]
    assert rows["recorded_at"].to_list() == [AT, AT, datetime(2026, 11, 23, 2, 0, 0)]
    assert rows.select("kind", "actor", "as_of", "source_file", "source_line", "payload").row(1) == (
        *("verdict", "甲", date(2026, 11, 22), "a.xlsx", 2, '{"n":2}'),
    )


def test_each_event_is_chained_to_the_one_before_also_over_two_writes(path: Path) -> None:
    grow(path, 2)
    rows = ask(path, ALL)
    assert rows["previous_hash"].to_list() == ["0" * 64, *rows["hash"].to_list()[:-1]]
    assert rows["hash"].n_unique() == 4
    assert verify(path) == []


def test_the_hash_of_an_event_is_the_one_that_anybody_can_work_out(path: Path) -> None:
    extend(path, [event(1)], AT)
    content = '[1,"2026-11-22T02:00:00.000000","verdict","subject 1","甲","2026-11-22","a.xlsx",1,"{\\"n\\":1}"]'
    digest = hashlib.sha256(content.encode()).hexdigest()
    chained = hashlib.sha256(("0" * 64 + digest).encode()).hexdigest()
    assert ask(path, ALL)["hash"].to_list() == [chained]


def test_other_kinds_of_events_need_no_other_columns(path: Path) -> None:
    kinds = ["listed", "changed", "sent", "contacted", "answered", "claimed", "closed", "reopened"]
    extend(path, [Event(kind, "case", "系统", {"list_id": "lapsed_members", "until": None}) for kind in kinds], AT)
    extend(path, [event(1)], AT)
    assert ask(path, ALL)["kind"].to_list() == [*kinds, "verdict"]
    assert verify(path) == []


def test_no_time_given_is_shanghai_s_clock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        append(Home(path.parents[1]), [event(1)])
    finally:
        monkeypatch.undo()
        time.tzset()
    [at] = ask(path, ALL)["recorded_at"].to_list()
    utc = datetime.fromtimestamp(path.stat().st_mtime, tz=None).astimezone().utctimetuple()
    assert abs((at - datetime(*utc[:6])).total_seconds() - 8 * 3600) < 60


def test_without_a_ledger_there_are_no_events_and_asking_makes_none(path: Path) -> None:
    assert ask(path, ALL).height == 0
    assert verify(path) == []
    assert append(Home(path.parents[1]), []) == 0
    assert not path.exists()


def test_a_reader_that_has_the_ledger_open_neither_blocks_nor_sees_the_write(path: Path) -> None:
    extend(path, [event(1)], AT)
    with duckdb.connect() as reader:
        reader.execute(f"attach '{path}' as old (read_only)")
        extend(path, [event(2)], AT)
        assert reader.execute("select count(*) from old.event").fetchall() == [(1,)]
    assert ask(path, ALL).height == 2


def test_a_client_of_1_5_can_open_the_file(path: Path) -> None:
    extend(path, [event(1)], AT)
    with duckdb.connect() as con:
        con.execute(f"attach '{path}' as ledger (read_only)")
        [(tags,)] = con.execute("select tags from duckdb_databases() where database_name = 'ledger'").fetchall()
    assert tags["storage_version"].startswith("v1.5")


# What lies beside it ----------


def test_the_last_seven_versions_are_kept_beside_it_and_the_newest_is_the_one_before(path: Path) -> None:
    grow(path, 10)
    versions = backups(path)
    assert [int(backup.name.split(".")[1]) for backup in versions] == [6, 8, 10, 12, 14, 16, 18]
    assert ask(versions[-1], ALL).equals(ask(path, f"{ALL} limit 18"))
    assert {file.name for file in path.parent.iterdir()} == {path.name, *(backup.name for backup in versions)}


def test_every_version_is_a_ledger_that_verifies(path: Path) -> None:
    grow(path, 4)
    for backup in backups(path):
        assert verify(backup) == []


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_files_are_readable_by_their_owner_only_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        grow(path, 3)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_write_that_fails_leaves_the_ledger_as_it_was(path: Path) -> None:
    grow(path, 2)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="JSON"):
        extend(path, [event(1), Event("verdict", "s", "甲", {"n": float("nan")})], AT)
    assert path.read_bytes() == before
    assert verify(path) == []


def test_whenever_a_writer_is_killed_the_ledger_is_whole_and_holds_what_it_acknowledged(path: Path) -> None:
    home = Home(path.parents[1])
    append(home, [event(1)], AT)
    code = (
        "import sys, pathlib\nfrom base.home import Home\n"
        "from ledger.chain import append\nfrom ledger.event import Event\n"
        "while True:\n"
        "    append(Home(pathlib.Path(sys.argv[1])), [Event('verdict', 's', 'a')])\n"
        "    print('done', flush=True)\n"
    )
    acknowledged = 1
    for wait in (0.0, 0.011, 0.023, 0.037):
        writer = subprocess.Popen([sys.executable, "-c", code, path.parents[1]], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(wait)
        writer.kill()
        acknowledged += 1 + writer.stdout.read().count("done")
        writer.wait()
        assert chain.examine(home) == []
        # Acknowledged, and perhaps one more that was written but not yet told.
        assert acknowledged <= ask(path, ALL).height <= acknowledged + 1
        acknowledged = ask(path, ALL).height


# What is found out ----------


def test_a_ledger_that_is_changed_after_it_was_checked_is_checked_again(path: Path) -> None:
    home = Home(path.parents[1])
    append(home, [event(1), event(2)], AT)
    chain.check(home)
    tamper(path, "update ledger.event set payload = '{}' where sequence = 1")
    with pytest.raises(BadInput, match="散列链"):
        chain.check(home)


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ("update ledger.event set payload = '{}' where sequence = 3", 3),
        ("update ledger.event set actor = '乙' where sequence = 1", 1),
        ("update ledger.event set recorded_at = recorded_at + interval 1 second where sequence = 2", 2),
        ("update ledger.event set recorded_at = recorded_at + interval 1 microsecond where sequence = 2", 2),
        ("update ledger.event set source_line = 99 where sequence = 4", 4),
        ("update ledger.event set as_of = null where sequence = 2", 2),
        ("delete from ledger.event where sequence = 2", 2),
        ("update ledger.event set sequence = 5 - sequence where sequence in (2, 3)", 2),
        ("insert into ledger.event select * from ledger.event where sequence = 4", 5),
        ("insert into ledger.event select * replace (0 as sequence) from ledger.event where sequence = 4", 1),
        ("insert into ledger.event select * replace (9 as sequence) from ledger.event where sequence = 4", 5),
    ],
    ids=["payload", "actor", "time", "a little", "line", "day", "deleted", "swapped", "doubled", "in front", "behind"],
)
def test_a_changed_event_breaks_the_chain_where_it_stands(path: Path, change: str, number: int) -> None:
    extend(path, [event(n) for n in range(1, 5)], AT)
    tamper(path, change)
    [sentence] = verify(path)
    assert sentence.startswith(f"账本从第{number}号事件起与散列链不符，内容被改动过；请从备份恢复：yingbao restore ")


def test_a_cut_off_end_is_found_by_the_versions_kept(path: Path) -> None:
    grow(path, 3)
    tamper(path, "delete from ledger.event where sequence > 3")
    [sentence] = verify(path)
    assert "第4号事件" in sentence
    assert "截短" in sentence


def test_a_ledger_chained_anew_is_found_by_the_versions_kept(path: Path, tmp_path: Path) -> None:
    grow(path, 3)
    other = tmp_path / "other" / "ledger.duckdb"
    extend(other, [event(n) for n in range(50, 60)], AT)
    other.replace(path)
    assert len(verify(path)) == 2


def test_a_lost_ledger_is_not_begun_anew(path: Path) -> None:
    grow(path, 2)
    path.unlink()
    with pytest.raises(BadInput, match="不见了"):
        append(Home(path.parents[1]), [event(9)], AT)
    assert not path.exists()


def test_a_damaged_ledger_takes_no_events(path: Path) -> None:
    grow(path, 2)
    tamper(path, "update ledger.event set actor = '乙' where sequence = 3")
    with pytest.raises(BadInput, match="第3号事件"):
        append(Home(path.parents[1]), [event(9)], AT)
    assert ask(path, ALL).height == 4


def test_a_file_that_is_no_database_and_one_with_a_log_beside_it_are_told(path: Path) -> None:
    grow(path, 2)
    path.with_name("ledger.duckdb.wal").touch()
    assert ".wal" in verify(path)[0]
    path.with_name("ledger.duckdb.wal").unlink()
    path.write_bytes(b"no database" * 1000)
    assert "打不开" in verify(path)[0]
