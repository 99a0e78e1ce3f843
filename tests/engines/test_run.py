"""`yingbao run --engine spark`: the same publication as a night on this machine, and how it ends where it cannot."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from base.errors import BadInput
from base.home import Home
from benchmarks.against.nights import differing
from benchmarks.engines import engine as started
from flows.engine import EngineServer, chosen
from flows.faults import Fault, MachineFault
from sql.spread import DIFFERENT
from tests.engines.test_night import LATER
from tests.flows.inbox import fingerprint, night, run, small_town, write


def lose_the_engine(inbox: Path, home: Path, scratch: Path) -> None:
    """A night whose engine is killed in the middle: one sentence, and nothing is published or left there."""
    before = fingerprint(home)
    with started(None, "", scratch) as (address, watched):
        with pytest.raises(MachineFault, match="“匹配人员和单位”一步没有做完：计算引擎连不上了") as raised:
            kill = at("numbered.employer", watched.process.kill)
            night(inbox, home, as_of=LATER, server=EngineServer(address), progress=kill)
        assert str(raised.value).endswith("；原有数据库保持不变。") and "\n" not in str(raised.value)
    assert fingerprint(home) == before and not Home(home).engine.exists()


def at(when: str, do: Callable[[], object]) -> Callable[[str], None]:
    """What does something when the night comes to a table."""
    return lambda text: do() if text == when else None  # type: ignore[func-returns-value]


def test_a_night_on_an_engine_publishes_the_same_and_one_whose_engine_was_lost_before_it_changes_nothing(
    small: Path, small_home: Path, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sql.engine.RETRIES", 1)
    here, there = tmp_path / "here", tmp_path / "there"
    for home in (here, there):
        shutil.copytree(small_home, home)
    lose_the_engine(small / "inbox", there, tmp_path)
    # What was half made is in nobody's way, on an engine or here.
    night(small / "inbox", here, whole=True, as_of=LATER, threads=1, anew=True)
    night(small / "inbox", there, whole=True, as_of=LATER, threads=1, server=EngineServer(engine))
    wrong, equal, _ = differing(here, there)
    assert wrong == [] and equal > 200
    written = [sorted(path.name for path in (home / "worklists").rglob("*.xlsx")) for home in (here, there)]
    assert written[0] == written[1] != []
    assert not Home(there).engine.exists() and not Home(there).kept.exists()


@pytest.fixture
def town(first_night: Path, tmp_path: Path) -> Path:
    """`inbox` and `home` of a small town after a night on this machine."""
    for name in ("inbox", "home"):
        shutil.copytree(first_night / name, tmp_path / name)
    return tmp_path


def test_a_fault_of_ours_is_told_by_its_place_and_publishes_nothing(
    town: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sql.dialect.RULES", ())
    home = town / "home"
    before = fingerprint(home)
    with pytest.raises(Fault, match=r"“整理”一步出错：\w+Exception at "):
        night(town / "inbox", home, server=EngineServer(engine))
    assert fingerprint(home) == before and not Home(home).engine.exists()


def test_an_engine_that_is_not_there_is_told_before_the_night_s_work(town: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"sc://127.0.0.1:{free.getsockname()[1]}"
        shutil.rmtree(town / "home" / "landing")
        ended = run(town / "inbox", town / "home", "--engine", "spark", "--connect", address)
    assert (ended.returncode, ended.stderr) == (
        2,
        f"连不上计算引擎 {address}；请核对 --connect 的地址和端口，确认引擎（Spark Connect）在运行。\n",
    )
    assert [path for path in (town / "home" / "landing").rglob("*") if path.is_file()] == []


def test_an_engine_that_does_not_see_the_folder_is_refused(
    town: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sql.connect._address", lambda place: f"file:///nowhere/{place.name}")
    with pytest.raises(BadInput, match=r"不能互相读写 .*--engine-folder"):
        night(town / "inbox", town / "home", server=EngineServer(engine))


def test_an_engine_whose_executors_lack_this_program_is_refused(
    town: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(parts: Any) -> Any:
        raise RuntimeError(DIFFERENT)

    monkeypatch.setattr("sql.connect.same", fail)
    with pytest.raises(BadInput, match="没有安装应保，或不是同一个版本"):
        night(town / "inbox", town / "home", server=EngineServer(engine))


def test_an_engine_without_room_for_a_task_is_told_as_such_before_the_night_s_work(
    town: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(parts: Any) -> Any:
        raise RuntimeError("Python worker exited unexpectedly (crashed)")

    monkeypatch.setattr("sql.connect.same", fail)
    with pytest.raises(BadInput, match=r"^计算引擎上的任务没有做完：内存不足，[^\n]*。$"):
        night(town / "inbox", town / "home", server=EngineServer(engine))


def test_a_folder_of_somebody_s_keeps_what_else_lies_in_it(town: Path, engine: str, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "theirs").write_text("x")
    with pytest.raises(BadInput, match="manifest"):
        (town / "inbox" / "manifest.csv").unlink()
        night(town / "inbox", town / "home", server=EngineServer(engine, shared))
    assert [path.name for path in shared.iterdir()] == ["theirs"]


def test_a_folder_whose_name_is_a_pattern_is_refused(town: Path, engine: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="读不了带有"):
        night(town / "inbox", town / "home", server=EngineServer(engine, tmp_path / "a*b"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("spark", None, None), "--connect sc://主机:端口"),
        (("spark", "10.1.2.3:15002", None), "--connect sc://主机:端口"),
        (("spark", "sc://10.1.2.3:15002", "s3a://bucket/night"), "不能是 s3a:// 地址"),
        (("spark", "sc://10.1.2.3:15002", "hdfs://name/night"), "不能是 hdfs:// 地址"),
        (("local", "sc://10.1.2.3:15002", None), "只和 --engine spark 一起用"),
        (("local", None, "/data"), "只和 --engine spark 一起用"),
    ],
)
def test_what_does_not_go_together_is_refused(given: tuple[str, str | None, str | None], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        chosen(*given)


def test_what_goes_together_is_taken() -> None:
    assert chosen("local", None, None) is None
    assert chosen("spark", "sc://spark:15002", "/data") == EngineServer("sc://spark:15002", Path("/data"))
    assert chosen("spark", "sc://10.1.2.3:15002/;use_ssl=true", None) == EngineServer(
        "sc://10.1.2.3:15002/;use_ssl=true"
    )


@pytest.mark.parametrize(("lacking", "named"), [("pyspark", "pyspark-client"), ("sqlglot", "sqlglot")])
def test_what_must_be_installed_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: str, named: str
) -> None:
    for module in [name for name in sys.modules if name in ("sql.engine", "sql.connect", "sql.dialect")]:
        monkeypatch.delitem(sys.modules, module)
    for module in (lacking, f"{lacking}.sql"):
        monkeypatch.setitem(sys.modules, module, None)
    inbox = write(small_town(), tmp_path / "inbox")
    with pytest.raises(BadInput, match=rf"还要安装 {named}：pip install -r requirements-engine\.txt"):
        night(inbox, tmp_path / "home", server=EngineServer("sc://127.0.0.1:1"))


def test_a_night_on_this_machine_loads_nothing_of_it() -> None:
    loaded = "import sys, flows.cli, flows.nightly; print({'pyspark', 'sqlglot', 'sql.engine'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
