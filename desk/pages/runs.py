"""运行: a night now, the last nights, and the gates that hold, each to be let pass by name and for a reason."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from starlette.responses import RedirectResponse

from base import clock
from base.errors import BadInput
from desk import log
from desk.frame import Visit, may
from desk.pages.inbox import region_of
from flows import accepted, child, journal, morning

router = APIRouter()
_SHOWN = 15


@router.get("/runs")
def runs_page(visit: Annotated[Visit, Depends(may("runs"))]) -> Response:
    """The page."""
    runs = sorted(journal.read(visit.home), key=lambda run: run.started_at, reverse=True)
    held = accepted.held(visit.home)
    last = next((run for run in runs if run.outcome != journal.RUNNING), None)
    is_held = last is not None and last.outcome == journal.HELD and held is not None
    return visit.page(
        "runs.html",
        runs=runs[:_SHOWN],
        titles=morning.TITLES,
        gate_title=morning.gate_title,
        held=held if is_held else None,
        accepted=[one for one in accepted.read(visit.home) if one.until >= clock.today().isoformat()],
        now=_now(visit),
        region=region_of(visit),
        today=clock.today(),
        longest=accepted.LONGEST_DAYS,
    )


@router.get("/runs/progress")
def progress(visit: Annotated[Visit, Depends(may("runs"))]) -> Response:
    """How far the night is; when it has ended, the page is drawn anew."""
    now = _now(visit)
    if not now["is_running"]:
        return Response("", headers={"HX-Refresh": "true"})
    return visit.page("part_progress.html", now=now)


@router.post("/runs/start")
def start(visit: Annotated[Visit, Depends(may("run now"))]) -> Response:
    """Start a night."""
    region = region_of(visit)
    if not region:
        raise BadInput("请先在“收件”页选定地区。")
    day = visit.text("as_of", 10)
    try:
        as_of = date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        raise BadInput("截至日期应写成 2026-11-22 的样子。") from None
    child.start_night(visit.home, visit.desk.inbox, region, as_of, visit.account.person)
    log.write(visit.home, "started a night", visit.account.login)
    return RedirectResponse("/runs", 303)


@router.post("/runs/accept")
def accept(visit: Annotated[Visit, Depends(may("accept a gate"))]) -> Response:
    """Let gates pass for the files that they held."""
    chosen = [gate for gate in visit.form.getlist("gate") if isinstance(gate, str)]
    days = visit.text("days", 3)
    if not days.isdecimal():
        raise BadInput("请写放行多少天。")
    accepted.accept(visit.home, chosen, visit.account.person, visit.text("reason"), int(days))
    for gate in chosen:
        log.write(visit.home, "accepted a gate", visit.account.login, gate=gate)
    return RedirectResponse("/runs", 303)


def _now(visit: Visit) -> dict[str, object]:
    """The night at work, and what the one that the desk started has said."""
    last = child.started(visit.home)
    is_running = (last is not None and last.is_running) or journal.is_locked(visit.home)
    return {"is_running": is_running, "lines": child.output(visit.home)[-25:], "started": last}
