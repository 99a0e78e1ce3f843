"""The same night as a Prefect flow: steps are tasks, the clock is Shanghai's."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName

from flows import schedule
from flows.home import Home
from flows.nightly import nightly
from sources.errors import BadInput
from tests.flows.inbox import AS_OF, rows, small_town, write

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
    assert [(run.name.rpartition("-")[0], run.state_name) for run in by_start] == [
        (step, "Completed") for step in STEPS
    ]


def test_the_schedule_runs_on_shanghai_s_clock_one_night_at_a_time_with_paths_as_text(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # A server that somebody named: none of our own is started.
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    asked: dict[str, Any] = {}
    monkeypatch.setattr(type(nightly), "serve", lambda _, **values: asked.update(values))
    schedule.serve_nightly(tmp_path / "inbox", tmp_path / "home", "funing", "0 2 * * *")
    assert asked["parameters"] == {
        "inbox": str(tmp_path / "inbox"), "home": str(tmp_path / "home"), "region": "funing",
    }  # fmt: skip
    assert (asked["schedule"].cron, asked["schedule"].timezone) == ("0 2 * * *", "Asia/Shanghai")
    assert asked["limit"] == 1


def test_somebody_else_s_server_on_our_port_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PREFECT_API_URL", "PREFECT_HOME"):
        # Set first, so that what the schedule sets is taken back.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setattr(schedule, "_answers", lambda: True)
    monkeypatch.setattr(type(nightly), "serve", lambda *_, **__: pytest.fail("served"))
    with pytest.raises(BadInput, match="端口 4200 上已有 Prefect 服务"):
        schedule.serve_nightly(tmp_path / "inbox", tmp_path / "home", "funing", "0 2 * * *")


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

    async def told() -> str:
        async with get_client() as client:
            runs, tasks = await client.read_flow_runs(), await client.read_task_runs()
        return " ".join(
            str(state and state.message) for state in [run.state for run in runs] + [t.state for t in tasks]
        )

    assert "320923199001010011" not in asyncio.run(told()) + str(raised.value)
