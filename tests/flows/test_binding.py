"""A home belongs to one region from its first night on, and a rehearsal never touches it."""

import hashlib
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from base.errors import BadInput
from base.home import Home
from flows import binding
from flows.doctor import examine
from flows.nightly import nightly
from flows.rehearsal import NOTE
from tests.flows.inbox import AS_OF, fingerprint, night, rows, run, small_town, write, yingbao


def digests(folder: Path) -> dict[str, str]:
    """What every file of a home holds, but the lock that each run takes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def attempt(home: Path, inbox: Path, **values: Any) -> str:
    """The sentence with which a night is refused, nothing of the home being changed."""
    before = digests(home)
    with pytest.raises(BadInput) as refused:
        nightly.fn(inbox=inbox, home=home, **{"region": "funing", "as_of": AS_OF, **values})
    assert digests(home) == before
    return str(refused.value)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town's files: read only."""
    return write(small_town(), tmp_path_factory.mktemp("binding") / "inbox")


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Path:
    """A copy of a published home."""
    return Path(shutil.copytree(published, tmp_path / "home"))


def edit(home: Path, before: str, after: str) -> None:
    """Change the binding by hand."""
    text = Home(home).binding.read_text("utf-8")
    assert before in text
    Home(home).binding.write_text(text.replace(before, after), "utf-8")


# Whose home it is ----------


def test_the_first_night_writes_down_whose_home_it_is(published: Path) -> None:
    written = tomllib.loads(Home(published).binding.read_text("utf-8"))
    [(first,)] = rows(published, "select min(started_at) from audit.run")
    assert list(written) == ["region", "code", "since", "by", "rehearsal"]
    assert (written["region"], written["code"], written["rehearsal"]) == ("funing", "320923", False)
    assert abs((written["since"] - first).total_seconds()) <= 5
    assert written["by"]


def test_another_region_is_refused_by_one_sentence_before_anything_is_read(home: Path, tmp_path: Path) -> None:
    sentence = f"{home} 属于阜宁县，不能用 --region wuyi（武义县）运行；请核对 --home 和 --region。"
    assert attempt(home, tmp_path, region="wuyi") == sentence


def test_the_command_ends_with_2(home: Path, inbox: Path) -> None:
    ended = run(inbox, home, "--region", "wuyi")
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert yingbao("serve", "--inbox", inbox, "--home", home, "--region", "wuyi").returncode == 2


def test_a_home_of_the_release_before_belongs_to_whom_it_published_for(home: Path, inbox: Path) -> None:
    Home(home).binding.unlink()
    assert "属于阜宁县" in attempt(home, inbox, region="wuyi")
    assert [f.what for f in examine(Home(home)) if "属于哪个地区" in f.what] == [
        "还没有写明属于哪个地区（下次运行时写下）"
    ]
    night(inbox, home)
    bound = binding.read(Home(home))
    [(first,)] = rows(home, "select min(started_at) from audit.run")
    assert bound and (bound.region, bound.since) == ("funing", first)


def test_a_ledger_alone_is_enough_to_stay_whose_it_was(home: Path, inbox: Path) -> None:
    Home(home).published.unlink()
    assert "属于阜宁县" in attempt(home, inbox, region="wuyi")


def test_a_slip_of_the_hand_on_a_first_night_of_which_nothing_came_binds_nobody(tmp_path: Path, inbox: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match=r"manifest\.csv"):
        nightly.fn(inbox=tmp_path / "empty", home=tmp_path / "home", region="wuyi", as_of=AS_OF)
    assert (binding.read(Home(tmp_path / "home")) or pytest.fail()).region == "wuyi"
    night(inbox, tmp_path / "home")
    assert (binding.read(Home(tmp_path / "home")) or pytest.fail()).region == "funing"


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('code = "320923"', 'code = "330723"', "code 不是 funing 的区划代码"),
        ('"funing"', '"atlantis"', "region 不是已有的地区"),
        ("rehearsal = false", 'rehearsal = "false"', "rehearsal 的写法不对"),
        ("rehearsal = false", "rehearsal = false\nowner = 1", "多出或缺少 owner"),
        ("rehearsal = false", "", "多出或缺少 rehearsal"),
        ("region =", "region", "不是能读的 TOML"),
    ],
)
def test_a_binding_that_somebody_edited_is_told_in_one_sentence(
    home: Path, inbox: Path, before: str, after: str, why: str
) -> None:
    edit(home, before, after)
    sentence = f"{home / 'region.toml'} 已损坏或被改动过（{why}）；请从备份恢复这个文件，不要手工填写。"
    assert attempt(home, inbox) == sentence
    assert [f.mend for f in examine(Home(home)) if f.what == "所属地区不对"] == [sentence]


def test_a_binding_that_is_cut_off_is_damaged_too(home: Path, inbox: Path) -> None:
    Home(home).binding.write_bytes(b"")
    assert "多出或缺少" in attempt(home, inbox)
    Home(home).binding.write_bytes(b"\xff\xfe")
    assert "不是能读的 TOML" in attempt(home, inbox)


@pytest.fixture
def exchanged(home: Path) -> Path:
    """A home into which somebody copied another county's published file."""
    with duckdb.connect(str(Home(home).published)) as con:
        con.execute("update audit.run set region = 'wuyi'")
    return home


def test_another_county_s_published_file_is_refused_whoever_reads_it(exchanged: Path, inbox: Path) -> None:
    sentence = f"{Home(exchanged).published} 是武义县的数据库，{exchanged} 却属于阜宁县"
    assert sentence in attempt(exchanged, inbox)
    assert sentence in attempt(exchanged, inbox, region="wuyi")
    for words in (["lists"], ["report"], ["messages"], ["worklists"], ["columns", "core.person"], ["explain", "某人"]):
        ended = yingbao(*words, "--home", exchanged)
        assert (ended.returncode, sentence in ended.stderr) == (2, True), words
    assert [sentence in (f.mend or "") for f in examine(Home(exchanged)) if f.what == "所属地区不对"] == [True]


def test_the_doctor_says_whose_home_it_is(published: Path) -> None:
    assert any(f.what.startswith("属于阜宁县（320923），自20") and f.is_well for f in examine(Home(published)))


# A rehearsal ----------


@pytest.fixture(scope="module")
def rehearsed(published: Path, inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, bool]:
    """A rehearsal of a day a year back, what it said, and whether the county's home is as it was."""
    before = digests(published)
    home = tmp_path_factory.mktemp("rehearsed") / "home"
    ended = yingbao(
        *("run", "--inbox", inbox, "--home", home, "--region", "funing", "--as-of", "2025-11-22", "--rehearse")
    )
    assert ended.returncode == 0, ended.stderr
    return home, ended.stdout, digests(published) == before


def test_a_rehearsal_leaves_the_county_s_home_as_it_is(rehearsed: tuple[Path, str, bool]) -> None:
    assert rehearsed[2]


def test_a_rehearsal_has_lists_and_a_report_and_no_ledger_and_nothing_for_the_towns(
    rehearsed: tuple[Path, str, bool],
) -> None:
    home, printed, _ = rehearsed
    assert rows(home, "select distinct as_of from audit.run") == [(date(2025, 11, 22),)]
    assert (home / "reports" / "2025-11-22" / "desk.xlsx").exists()
    left = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}
    assert not [name for name in left if name.startswith(("worklists/", "ledger/ledger", "anchor"))]
    assert not [name for name in left if "ledger.duckdb" in name]
    assert NOTE in printed and "乡镇工作簿" not in printed
    assert NOTE in (home / "reports" / "2025-11-22" / "index.html").read_text("utf-8")
    bound = binding.read(Home(home))
    assert bound and bound.rehearsal
    assert [f.what for f in examine(Home(home)) if "演练" in f.what]


@pytest.mark.parametrize(
    "words",
    [["feedback", "x.xlsx"], ["verdicts", "x.xlsx"], ["messages"], ["worklists"]],
    ids=lambda words: str(words[0]),
)
def test_of_a_rehearsal_nothing_goes_out_and_nothing_comes_back(
    rehearsed: tuple[Path, str, bool], words: list[str]
) -> None:
    ended = yingbao(*words, "--home", rehearsed[0])
    assert ended.returncode == 2
    assert "是演练用的文件夹，不能" in ended.stderr and ended.stderr.count("\n") == 1


def test_a_rehearsal_s_home_takes_no_real_night_and_a_county_s_no_rehearsal(
    rehearsed: tuple[Path, str, bool], published: Path, inbox: Path, tmp_path: Path
) -> None:
    assert "是演练用的文件夹，不能正式运行" in attempt(rehearsed[0], inbox)
    assert "是正式的工作文件夹，不能用来演练" in attempt(published, inbox, rehearse=True)
    old = Path(shutil.copytree(published, tmp_path / "old"))
    Home(old).binding.unlink()
    assert "是正式的工作文件夹，不能用来演练" in attempt(old, inbox, rehearse=True)
    Home(old).published.unlink()
    assert "是正式的工作文件夹，不能用来演练" in attempt(old, inbox, rehearse=True)


def test_a_rehearsal_inside_the_county_s_home_is_refused_and_leaves_no_folder(published: Path, inbox: Path) -> None:
    before = digests(published)
    with pytest.raises(BadInput, match="在另一个工作文件夹"):
        nightly.fn(inbox=inbox, home=published / "reports" / "try", region="funing", as_of=AS_OF, rehearse=True)
    assert digests(published) == before
    assert not (published / "reports" / "try").exists()


def test_a_second_rehearsal_may_be_of_any_day_and_region_compares_with_nothing(
    rehearsed: tuple[Path, str, bool], inbox: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(rehearsed[0], tmp_path / "home"))
    before = fingerprint(home)
    for day in ("2027-03-01", "2026-01-01"):
        nightly.fn(inbox=inbox, home=home, region="funing", as_of=day, rehearse=True)
        assert rows(home, "select distinct as_of::varchar from audit.run") == [(day,)]
    assert fingerprint(home) != before
