"""The same night as a Prefect flow: steps are tasks, the clock is Shanghai's."""

import asyncio
import shutil
import socket
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.runner import Runner

from base.errors import BadInput
from base.home import Home
from flows import schedule, scheduled
from flows.nightly import nightly
from flows.schedule import SERVED, Served
from tests.flows.inbox import AS_OF, YINGBAO, arguments, environment, rows, small_town, write
from tests.flows.serving import lay_traps, sprung

STEPS = [
    "读取各部门数据", "整理", "匹配人员和单位", "归并到人和单位", "生成清单", "检查", "登记案件", "计算指标", "发布",
    "分发", "生成报告",
]  # fmt: skip


def test_the_night_is_a_prefect_flow() -> None:
    assert isinstance(nightly, Flow)
    assert nightly.name == "nightly"


@pytest.mark.usefixtures("prefect_server")
def test_called_as_a_flow_each_step_is_a_task_and_the_night_is_published(tmp_path: Path) -> None:
    done = nightly(inbox=write(small_town(), tmp_path / "inbox"), home=tmp_path / "home", region="funing", as_of=AS_OF)
    assert done.home == Home(tmp_path / "home")
    assert rows(tmp_path / "home", 'select count(*) from lists."all"') == [(7,)]

    async def recorded() -> tuple[Any, Any]:
        # The server is shared with other tests: only the night is asked for.
        night = FlowFilter(name=FlowFilterName(any_=[nightly.name]))
        async with get_client() as client:
            return await client.read_flow_runs(flow_filter=night), await client.read_task_runs(flow_filter=night)

    runs, tasks = asyncio.run(recorded())
    assert [(run.name, run.state_name) for run in runs] == [("funing", "Completed")]
    by_start = sorted(tasks, key=lambda run: run.start_time)
    assert [(run.name, run.state_name) for run in by_start] == [(step, "Completed") for step in STEPS]


def served(inbox: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SERVED, Served(str(inbox), str(home), "funing", "0 2 * * *").written())


def test_the_schedule_runs_on_shanghai_s_clock_one_night_at_a_time_and_takes_no_parameters(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made: dict[str, Any] = {}

    class Watched(Runner):
        def add_flow(self, flow: Any, **asked: Any) -> Any:
            made.update(asked, flow=flow, limit=self.limit)

        async def start(self, *_: Any, **__: Any) -> None:
            made["started"] = True

    async def nothing() -> None:
        return None

    served(tmp_path / "inbox", tmp_path / "home", monkeypatch)
    monkeypatch.setattr(scheduled, "Runner", Watched)
    monkeypatch.setattr(scheduled, "_tidy", nothing)
    monkeypatch.setattr(scheduled, "end_with_parent", lambda: None)
    scheduled.main()
    assert (made["schedule"].cron, made["schedule"].timezone) == ("0 2 * * *", "Asia/Shanghai")
    assert (made["limit"], made["started"], made["flow"]) == (1, True, scheduled.scheduled)
    assert made["flow"].parameters.properties == {} and "parameters" not in made


def test_a_taken_port_is_left_to_whoever_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind((schedule.HOST, 0))
        taken.listen()
        monkeypatch.setattr(schedule, "PORT", taken.getsockname()[1])
        with schedule._listening() as (ours, port):
            assert port != taken.getsockname()[1]
            assert ours.getsockname() == (schedule.HOST, port)
            # And nobody takes ours.
            with socket.socket() as other:
                other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                with pytest.raises(OSError, match="in use"):
                    other.bind((schedule.HOST, port))


def test_the_caller_s_own_settings_of_prefect_count_for_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PREFECT_LOGGING_SETTINGS_PATH", "/tmp/evil.yml")  # noqa: S108
    monkeypatch.setenv("PREFECT_SERVER_API_HOST", "0.0.0.0")  # noqa: S104
    made = schedule._environment(tmp_path, 4200, "yingbao:word")
    assert {"PREFECT_LOGGING_SETTINGS_PATH", "PREFECT_SERVER_API_HOST"} & set(made) == set()
    assert made["PREFECT_API_AUTH_STRING"] == made["PREFECT_SERVER_API_AUTH_STRING"] == "yingbao:word"


@pytest.mark.parametrize("cron", ["nonsense", "", "61 2 * * *", "0 2 * *", "0 0 30 2 *", "0 2 * * * *; rm -rf /"])
def test_a_timetable_that_nobody_can_read_is_one_sentence_before_anything_starts(cron: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="看不懂；请写成“分 时 日 月 星期”"):
        schedule.serve_nightly(tmp_path / "inbox", tmp_path / "home", "funing", cron)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_somebody_names_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    with pytest.raises(BadInput, match="去掉环境变量 PREFECT_API_URL"):
        schedule.serve_nightly(tmp_path / "inbox", tmp_path / "home", "funing", "0 2 * * *")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("prefect_server")
def test_a_held_night_is_a_sentence_in_the_run_s_state_and_log_and_no_traceback(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(published, tmp_path / "home")
    town = small_town()
    town.rows["resident"] = town.rows["resident"][:1]
    served(write(town, tmp_path / "inbox"), tmp_path / "home", monkeypatch)
    monkeypatch.setattr("base.clock.now", lambda: datetime(2026, 11, 22, 2))
    state = scheduled.scheduled(return_state=True)
    assert (state.type, state.name) == ("FAILED", "检查未通过")
    assert state.message and state.message.startswith("检查未通过，本次不发布") and "[extract_shrank]" in state.message
    assert [record.getMessage() for record in caplog.records if record.exc_info and record.exc_info[0]] == []
    assert "Traceback" not in caplog.text
    assert any("[extract_shrank]" in record.getMessage() for record in caplog.records)


def test_settings_that_lie_in_the_folder_of_a_call_run_nothing(tmp_path: Path) -> None:
    traps = lay_traps(tmp_path / "traps")
    done = subprocess.run(
        [YINGBAO, *arguments(traps, tmp_path / "home")],
        cwd=traps, env=environment(), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, sprung(traps)) == (2, [])


@pytest.mark.usefixtures("prefect_server")
def test_what_prefect_records_of_a_fault_holds_nothing_that_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("王一 320923199001010011")

    monkeypatch.setattr("flows.nightly.deliveries", broken)
    (tmp_path / "inbox").mkdir()
    with pytest.raises(Exception, match=r".") as raised:
        nightly(inbox=tmp_path / "inbox", home=tmp_path / "home", region="funing", as_of=AS_OF)

    async def logged() -> str:
        async with get_client() as client:
            runs, tasks = await client.read_flow_runs(), await client.read_task_runs()
        return " ".join(
            str(state and state.message) for state in [run.state for run in runs] + [t.state for t in tasks]
        )

    assert "320923199001010011" not in asyncio.run(logged()) + str(raised.value)
