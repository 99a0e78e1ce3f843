"""The night as `serve` runs it: a flow that takes no parameters, and the process that starts it on time.

What to run (inbox, home, region) comes from the environment that `serve` was started with and from nowhere else: a run
that somebody asks Prefect for is that same night, and no gate can be accepted through it.
"""

import asyncio
import logging
import multiprocessing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import Flow, flow, get_run_logger
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.flows import EntrypointType
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.states import Completed, Crashed, State

from base.errors import BadInput
from base.home import Home
from flows.attempts import STOPPED, attempted
from flows.family import end_with_parent
from flows.faults import Fault, GateHeld
from flows.nightly import nightly
from flows.schedule import Served
from ledger import anchor

NAMES = {GateHeld: "检查未通过", BadInput: "没有运行", Fault: "运行出错"}
POLL_SECONDS = 5.0


def _title() -> str:
    return Served.read().region


@flow(name=nightly.name, flow_run_name=_title, persist_result=False)
def scheduled() -> State[Any]:
    """Run the night that `serve` was started for; what ended it is a sentence in the run's state and log."""
    parent = multiprocessing.parent_process()
    if parent and parent.pid:
        end_with_parent(parent.pid)
    served = Served.read()
    try:
        with attempted(
            Home(Path(served.home)), served.region, None, _say, is_served=True, last_line=anchor.line
        ) as attempt:
            night = attempt.night = nightly.fn(
                inbox=Path(served.inbox), home=Path(served.home), region=served.region, progress=attempt.progress
            )
    except (BadInput, GateHeld, Fault) as ended:
        _log(logging.ERROR, str(ended))
        return State(type=StateType.FAILED, name=NAMES[type(ended)], message=str(ended))
    done = f"已发布：截至{night.as_of}，乡镇工作簿{len(night.worklists)}个"
    _log(logging.INFO, done)
    return Completed(message=done)


def _say(text: str) -> None:
    """Steps and 注意 go to the run's page; what passes by on a terminal does not."""
    if text.startswith("注意"):
        _log(logging.WARNING, text)
    elif not {".", "/"} & set(text):
        _log(logging.INFO, text)


def _log(level: int, text: str) -> None:
    get_run_logger().log(level, text)


def main() -> None:
    """Wait for the time and start the night, one at a time, until told to end."""
    end_with_parent()
    served = Served.read()
    asyncio.run(_tidy())
    runner = Runner(name=f"nightly-{served.region}", query_seconds=POLL_SECONDS, limit=1, pause_on_shutdown=False)
    served_flow: Flow[[], Any] = scheduled
    runner.add_flow(
        served_flow,
        name=runner.name,
        schedule=Cron(served.cron, timezone="Asia/Shanghai"),
        # The flow is handed over as it stands in this process: no run loads code that somebody else named.
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    asyncio.run(runner.start())


async def _tidy() -> None:
    """Runs that ended with the last `serve` are told as such; of those it slept through, one is enough."""
    async with get_client() as client:
        late: list[FlowRun] = []
        for run in await _unfinished(client):
            assert run.state  # noqa: S101 (asked for by its type)
            if run.state.type != StateType.SCHEDULED:
                await client.set_flow_run_state(run.id, Crashed(message=STOPPED), force=True)
            elif run.expected_start_time and run.expected_start_time < datetime.now(UTC):
                late.append(run)
        for run in sorted(late, key=lambda run: run.expected_start_time or datetime.now(UTC))[:-1]:
            await client.delete_flow_run(run.id)


async def _unfinished(client: PrefectClient) -> list[FlowRun]:
    types = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    asked = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=types)))
    return await client.read_flow_runs(flow_run_filter=asked)
