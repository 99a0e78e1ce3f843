"""下发: what went to whom, the files of it, and the messages that are due."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from starlette.responses import FileResponse, RedirectResponse

from base.errors import BadInput
from desk import log
from desk.frame import Visit, may
from flows import messages, surveys
from flows.handout import hand_out_again, left_out
from handouts.surveys import SURVEYS
from handouts.towns import TOWN, VILLAGE

router = APIRouter()
May = Annotated[Visit, Depends(may("hand out"))]
_DAYS, _FOLDERS = 12, 6
_ROWS = re.compile(r"(?P<code>[^_]+)_(?P<name>.+)_(?P<rows>\d+)行\.xlsx")


@router.get("/handouts")
def handouts_page(visit: May) -> Response:
    """The page."""
    days = sorted((path.name for path in (visit.home.root / "worklists").glob("2*") if path.is_dir()), reverse=True)[
        :_DAYS
    ]
    day = visit.asked("day", "[0-9-]{10}[^/]{0,4}")
    chosen = day if day in days else (days[0] if days else "")
    files = sorted((visit.home.root / "worklists" / chosen).glob("*.xlsx")) if chosen else []
    try:
        snapshot = visit.desk.snapshots.now()
        waiting = snapshot.once("left out", lambda: left_out(visit.home) or "")
        has_texts = bool(snapshot.region.messages)
    except BadInput:
        waiting, has_texts = "", False
    return visit.page(
        "handouts.html",
        days=days,
        day=chosen,
        files=[(path.name, *_list_and_rows(path.name), path.stat().st_size // 1024) for path in files],
        left_out=waiting,
        batches=_names(visit.home.messages.glob("*.csv")),
        desk_files=[
            name for name in ("desk.xlsx", "verdicts.xlsx") if chosen and (_reports(visit, chosen) / name).exists()
        ],
        letters=_names(visit.home.root.glob("notices/**/*.docx")),
        has_texts=has_texts,
        kinds=list(SURVEYS),
        surveys=[(path.parent.name, path.name, path.stat().st_size // 1024) for path in _surveys(visit)],
    )


@router.get("/handouts/file/{place}/{day}/{name}")
def download(place: str, day: str, name: str, visit: May) -> Response:
    """One file of what was handed out; that it was taken is written down."""
    folders = {"worklists": visit.home.root / "worklists" / day, "messages": visit.home.messages,
               "reports": visit.home.root / "reports" / day}  # fmt: skip
    folder = folders.get(place)
    wanted = (
        [path for path in folder.glob("*") if path.name == name and path.is_file()] if folder and _is_day(day) else []
    )
    if not wanted or wanted[0].suffix not in (".xlsx", ".csv") or name.startswith("."):
        raise BadInput("没有这个文件了；请刷新页面。")
    log.write(visit.home, "took a file", visit.account.login, file=f"{place}/{day}")
    return FileResponse(wanted[0], filename=name, headers={"Cache-Control": "no-store"})


@router.get("/handouts/survey/{folder}/{name}")
def survey_file(folder: str, name: str, visit: May) -> Response:
    """One workbook of a survey; that it was taken is written down."""
    wanted = [path for path in _surveys(visit) if (path.parent.name, path.name) == (folder, name)]
    if not wanted:
        raise BadInput("没有这个文件了；请刷新页面。")
    log.write(visit.home, "took a file", visit.account.login, file=f"surveys/{folder}")
    return FileResponse(wanted[0], filename=name, headers={"Cache-Control": "no-store"})


@router.post("/handouts/surveys")
def survey(visit: May) -> Response:
    """The workbooks of a survey, of all towns."""
    done = surveys.send(visit.home, visit.text("kind", 10), by=visit.account.person)
    log.write(visit.home, "sent a survey", visit.account.login, kind=done.survey.kind)
    lines = [line.replace(f"{visit.home.surveys}/", "") for line in surveys.summary(done)]
    return visit.page("said.html", title=done.survey.title, sentence="".join(lines), back="/handouts")


@router.post("/handouts/again")
def again(visit: May) -> Response:
    """The workbooks of the last publication again, by town or by village."""
    split = visit.text("split", 10)
    if split not in (TOWN, VILLAGE):
        raise BadInput("请选按乡镇还是按村。")
    hand_out_again(visit.home, split, None)
    log.write(visit.home, "handed out again", visit.account.login)
    return RedirectResponse("/handouts", 303)


@router.post("/handouts/messages")
def batch(visit: May) -> Response:
    """The batch of messages that is due."""
    made = messages.batch(visit.home)
    log.write(visit.home, "made a batch of messages", visit.account.login)
    counted = f"本批短信{made.sent}条" if made.path else "现在没有应发的短信"
    more = f"，没有手机号的{made.missing}人另列一份" if made.without else ""
    return visit.page("said.html", title="短信", sentence=f"{counted}{more}。", back="/handouts")


def _surveys(visit: Visit) -> list[Path]:
    """The workbooks of surveys, the newest folder first."""
    folders = sorted(visit.home.surveys.glob("2*"), reverse=True)[:_FOLDERS]
    return [path for folder in folders for path in sorted(folder.glob("*.xlsx"))]


def _names(paths: object) -> list[str]:
    return sorted((path.name for path in paths), reverse=True)[:20]  # type: ignore[attr-defined]


def _list_and_rows(name: str) -> Sequence[str]:
    found = _ROWS.fullmatch(name)
    return (found["name"], found["rows"]) if found else (name, "")


def _reports(visit: Visit, day: str) -> Path:
    return visit.home.root / "reports" / day


def _is_day(day: str) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}(_有改动)?|-", day) is not None
