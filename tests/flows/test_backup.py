"""Backups: whole or not at all, never of a damaged home; and what a restore tells, refuses and survives."""

import io
import json
import os
import shutil
import stat
import tarfile
from datetime import datetime
from pathlib import Path

import pytest

from base.errors import BadInput
from base.home import Home
from flows import age, archive, backup
from flows import restore as restoring
from flows.backup import back_up
from handouts import department_letter, letters
from ledger import chain
from ledger.event import Event
from tests.flows.inbox import AS_OF, yingbao

AT = datetime(2026, 11, 22, 12, 0, 0)
WORD = "密码 word-1"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that is cheap to try."""
    monkeypatch.setattr(age, "WORK", 10)


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Home:
    shutil.copytree(published, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def say(home: Home, number: int) -> None:
    with home.locked():
        subject = f"pair {number}"
        chain.append(home, [Event("verdict", subject, "李四", {"verdict": "yes"}, AS_OF)], AT)


def held(home: Home) -> int:
    return chain.tail(home.ledger).sequence


# A file under a password ----------


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_what_is_sealed_opens_again_and_any_other_byte_is_found(size: int) -> None:
    data, target = os.urandom(size), io.BytesIO()
    with age.Sealing(target, WORD) as sealing:
        for start in range(0, size, 7_777):
            sealing.write(data[start : start + 7_777])
    sealed = target.getvalue()
    assert age.Opening(io.BytesIO(sealed), WORD).read() == data
    with pytest.raises(age.WrongPassword):
        age.Opening(io.BytesIO(sealed), "another")
    for place in range(0, len(sealed), max(1, len(sealed) // 25)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        for wrong in (changed, sealed[:place]):
            with pytest.raises((age.Damaged, age.WrongPassword)):
                age.Opening(io.BytesIO(wrong), WORD).read()


def test_pieces_cannot_change_places_and_none_can_be_left_out() -> None:
    target = io.BytesIO()
    with age.Sealing(target, WORD) as sealing:
        sealing.write(os.urandom(65_536 * 3))
    sealed, piece = target.getvalue(), 65_536 + 16
    head = sealed[: len(sealed) - 3 * piece]
    one, two, three = (sealed[len(head) + n * piece :][:piece] for n in range(3))
    for wrong in (two + one + three, one + three, one + two):
        with pytest.raises(age.Damaged):
            age.Opening(io.BytesIO(head + wrong), WORD).read()


# What is written ----------


@pytest.mark.parametrize("password", [None, WORD])
def test_a_backup_holds_ledger_key_settings_and_publication_and_reads_back(
    home: Home, to: Path, password: str | None
) -> None:
    (home.root / "forms.toml").write_text("# ours\n")
    made = back_up(home, to, password, AT)
    assert made.path.name == f"yingbao_funing_2026-11-22_20261122T120000.tar{'.age' if password else ''}"
    assert [file.name for file in to.iterdir()] == [made.path.name]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [member.name for member in made.contents.files] == [
        *(archive.LEDGER, archive.KEY, archive.ANCHOR, archive.BINDING, "forms.toml", *archive.PUBLICATION),
    ]
    assert archive.read(made.path, password) == made.contents
    assert sum(made.contents.counts.values()) == made.contents.sequence == held(home)
    is_open = home.read_case_key().encode() in made.path.read_bytes()
    assert is_open is (password is None)


def test_a_damaged_home_is_not_backed_up_as_if_it_were_well(home: Home, to: Path) -> None:
    os.truncate(home.ledger, 100_000)
    with pytest.raises(BadInput, match="已损坏"):
        back_up(home, to)
    assert not to.exists()


def test_a_backup_inside_the_home_on_a_full_disk_or_of_nothing_is_refused(
    home: Home, to: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match="不能放在工作文件夹"):
        back_up(home, home.root / "backups")
    with pytest.raises(BadInput, match="没有可以备份的东西"):
        back_up(Home(tmp_path / "nowhere"), to)
    monkeypatch.setattr(backup, "_ROOM", 1 << 60)
    with pytest.raises(BadInput, match="请腾出空间"):
        back_up(home, to)
    assert list(to.iterdir()) == []


def test_a_disk_that_fills_up_leaves_no_half_backup(home: Home, to: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "write", full)
    with pytest.raises(BadInput, match="写满了"):
        back_up(home, to)
    assert list(to.iterdir()) == []


def test_what_a_killed_backup_left_is_removed_by_the_next(home: Home, to: Path) -> None:
    to.mkdir()
    (to / ".yingbao_funing_2026-11-21_20261121T120000.tar.part").write_bytes(b"half")
    made = back_up(home, to)
    assert list(to.iterdir()) == [made.path]


def test_the_password_is_where_the_call_or_the_home_says(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINGBAO_TEST_WORD", WORD)
    assert backup.password(home) is None
    (home.root / "backup.toml").write_text('password = { env = "YINGBAO_TEST_WORD" }')
    assert backup.password(home) == WORD
    (home.root / "word").write_text("another\n")
    assert backup.password(home, file=home.root / "word") == "another"
    monkeypatch.delenv("YINGBAO_TEST_WORD")
    with pytest.raises(BadInput, match="备份要加密，但环境变量 YINGBAO_TEST_WORD里没有密码"):
        backup.password(home)
    for written, message in {
        "password = 1": "第1行：password 应是一组设置，可写的有：env、file",
        'pasword = { env = "A" }': "第1行：没有名为 pasword 的设置，是否想写 password",
        'password = { env = "A", file = "b" }': "第1行：password 应写成",
        "password = {}": "第1行：password 应写成",
    }.items():
        (home.root / "backup.toml").write_text(written)
        with pytest.raises(BadInput, match=message):
            backup.password(home)


# What a restore tells and refuses ----------


def test_what_would_be_lost_is_told_before_anything_is_done(home: Home, to: Path) -> None:
    made = back_up(home, to)
    for number in (1, 2, 3):
        say(home, number)
    before = home.ledger.read_bytes()
    sentences = list(restoring.sentences(restoring.plan(home, made.path), home))
    assert "将失去在这以后记下的3个事件：匹配认定 3" in sentences[1]
    assert home.ledger.read_bytes() == before
    assert not (home.root / "replaced").exists()
    with pytest.raises(BadInput, match="--by 姓名"):
        restoring.restore(home, made.path, " ")
    assert home.ledger.read_bytes() == before


def test_the_county_s_own_letters_come_back_and_nothing_else_of_their_folder(home: Home, to: Path) -> None:
    home.letters.write_text('office = "某中心"\n', encoding="utf-8")
    home.templates.mkdir(mode=0o700)
    for name in ("告知书.docx", "数据商请函.docx", "~$告知书.docx", "草稿.docx"):
        (home.templates / name).write_bytes(name.encode())
    made = back_up(home, to, at=AT)
    kept = {"letters.toml", "templates/告知书.docx", "templates/数据商请函.docx"}
    assert kept < {member.name for member in made.contents.files}
    new = Home(home.root.parent / "new")
    new.root.mkdir()
    restoring.restore(new, made.path, "局长", at=AT)
    assert {path.name for path in new.templates.iterdir()} == {"告知书.docx", "数据商请函.docx"}
    assert (new.templates / "告知书.docx").read_bytes() == "告知书.docx".encode()
    assert stat.S_IMODE(new.templates.stat().st_mode) == 0o700
    assert stat.S_IMODE((new.templates / "告知书.docx").stat().st_mode) == 0o600


def test_every_letter_of_ours_may_be_in_a_backup() -> None:
    names = {f"templates/{name}.docx" for name in letters.names()} | {f"templates/{department_letter.TEMPLATE}"}
    assert names == set(archive.TEMPLATES)


def test_a_restore_is_an_event_and_what_was_replaced_lies_aside(home: Home, to: Path) -> None:
    made = back_up(home, to)
    say(home, 1)
    given_up = home.ledger.read_bytes()
    restoring.restore(home, made.path, " 王 局长", at=AT)
    assert held(home) == made.contents.sequence + 1
    [last] = chain.ask(home.ledger, "from ledger.event order by sequence desc limit 1").to_dicts()
    assert (last["kind"], last["actor"], json.loads(last["payload"])["lost"]) == ("restored", "王局长", {"verdict": 1})
    assert (home.root / "replaced" / "20261122T120000" / "ledger" / "ledger.duckdb").read_bytes() == given_up
    assert stat.S_IMODE((home.root / "replaced").stat().st_mode) == 0o700
    assert chain.examine(home) == []
    say(home, 2)


def test_a_backup_comes_back_in_an_empty_folder(home: Home, to: Path, tmp_path: Path) -> None:
    made = back_up(home, to, WORD)
    new = Home(tmp_path / "new" / "home")
    new.root.parent.mkdir()
    restoring.restore(new, made.path, "局长", WORD)
    assert chain.examine(new) == []
    assert new.read_case_key() == home.read_case_key()
    assert held(new) == held(home) + 1
    assert new.published.read_bytes() == home.published.read_bytes()


def test_only_the_key_comes_back_and_no_event_is_lost(home: Home, to: Path) -> None:
    made = back_up(home, to)
    say(home, 1)
    key = home.read_case_key()
    home.case_key.unlink()
    restoring.restore(home, made.path, "局长", only="key")
    assert home.read_case_key() == key
    assert chain.examine(home) == []
    assert chain.ask(home.ledger, "select count(*) from ledger.event where kind = 'verdict'").item() == 1


def test_a_version_beside_a_lost_ledger_comes_back_and_what_was_published_since_is_given_up(home: Home) -> None:
    for number in (1, 2, 3):
        say(home, number)
    [*_, version] = chain.backups(home.ledger)
    home.ledger.unlink()
    home.anchor.unlink()
    restoring.restore(home, version, "局长")
    assert chain.examine(home) == []
    assert chain.ask(home.ledger, "select count(*) from ledger.event where kind = 'verdict'").item() == 2


def test_another_region_s_a_cut_a_changed_and_a_locked_backup_are_refused(home: Home, to: Path, tmp_path: Path) -> None:
    made = back_up(home, to)
    locked = back_up(home, to, WORD, datetime(2026, 11, 22, 13))
    content = made.path.read_bytes()
    cut, changed = tmp_path / "cut.tar", tmp_path / "changed.tar"
    cut.write_bytes(content[: len(content) // 2])
    place = content.index(home.read_case_key().encode())
    changed.write_bytes(content[:place] + b"0" * 64 + content[place + 64 :])
    before = home.ledger.read_bytes()
    for source, password, message in (
        (cut, None, "不是完整的应保备份"),
        (changed, None, "不是完整的应保备份"),
        (locked.path, "another", "密码打不开"),
        (locked.path, None, "是加密的"),
        (tmp_path / "nothing.tar", None, "找不到备份"),
        (home.published.with_name("x"), None, "找不到备份"),
    ):
        with pytest.raises(BadInput, match=message):
            restoring.restore(home, source, "局长", password)
    written = home.binding.read_text(encoding="utf-8")
    home.binding.write_text(written.replace('"funing"', '"yancheng"').replace('"320923"', '"3209"'), encoding="utf-8")
    with pytest.raises(BadInput, match=r"funing 的备份，.* 是 yancheng 的"):
        restoring.restore(home, made.path, "局长")
    assert home.ledger.read_bytes() == before


def test_a_name_that_leads_out_of_the_home_is_not_written(home: Home, to: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    contents = back_up(home, to).contents
    fields = {**vars(contents), "files": [{"name": "../../evil", "size": 1, "sha256": "0" * 64}]}
    with tarfile.open(evil, "w") as tar:
        for name, data in (("contents.json", json.dumps(fields).encode()), ("../../evil", b"x")):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    with pytest.raises(BadInput, match="不是完整的应保备份"):
        restoring.restore(home, evil, "局长")
    assert not (tmp_path.parent / "evil").exists()


# A restore that is killed ----------


@pytest.mark.parametrize("at", range(8))
def test_a_restore_that_is_killed_left_the_home_old_or_is_finished_by_the_next_call(
    home: Home, to: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    made = back_up(home, to)
    say(home, 1)
    renames, move = 0, Path.rename

    def killed(one: Path, other: Path) -> None:
        nonlocal renames
        renames += 1
        if renames > at:
            raise KeyboardInterrupt
        move(one, other)

    monkeypatch.setattr(Path, "rename", killed)
    with pytest.raises(KeyboardInterrupt):
        restoring.restore(home, made.path, "局长", at=AT)
    monkeypatch.undo()
    with pytest.raises(BadInput, match="做到一半中断了"):
        chain.check(home)
    with pytest.raises(BadInput, match="做到一半中断了"):
        restoring.restore(home, made.path, "局长")
    assert restoring.finish(home)
    assert not restoring.finish(home)
    assert chain.examine(home) == []
    assert held(home) == made.contents.sequence + 1
    assert (home.root / "replaced" / "20261122T120000" / "ledger" / "ledger.duckdb").exists()


# The commands ----------


def test_the_commands_tell_do_and_tell_again(home: Home, to: Path) -> None:
    made = yingbao("backup", "--home", home.root, "--to", to)
    assert made.returncode == 0, made.stderr
    assert "读回核对无误" in made.stdout
    assert "没有加密" in made.stdout
    [file] = to.iterdir()
    say(home, 1)
    ended = yingbao("restore", file, "--home", home.root)
    assert ended.returncode == 0
    assert "还没有改动任何文件" in ended.stdout
    done = yingbao("restore", file, "--home", home.root, "--yes", "--by", "局长")
    assert "已恢复" in done.stdout
    assert yingbao("restore", "--home", home.root).returncode == 2
