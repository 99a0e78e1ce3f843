"""反馈: workbooks that come back, the rows in question to be mended in place, and what is checked at the desk."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from base.errors import BadInput
from desk import log, shown
from desk.frame import Visit, may
from desk.pages.inbox import named
from flows import answering, bonds, browse, intake, verdicts
from flows.publication import publication
from handouts import lock
from handouts.feedback import judge
from handouts.forms import NAME

router = APIRouter()
May = Annotated[Visit, Depends(may("feedback"))]
_CHECKS = 15


@router.get("/feedback")
def feedback_page(visit: May) -> Response:
    """The page."""
    waiting = intake.waiting(visit.home)
    refused = intake.refused_file(visit.home)
    return visit.page(
        "feedback.html",
        waiting=len(waiting),
        refused=refused.read_text("utf-8").count("\n") if refused.exists() else 0,
        questioned=[(number, path.name) for number, path in enumerate(_questioned(visit))],
        taken=None,
    )


@router.post("/feedback/upload")
def upload(visit: May) -> Response:
    """Take workbooks back: towns', and the reviewer's of pairs."""
    given = visit.files("files")
    if not given:
        raise BadInput("没有选文件。")
    sentences: list[str] = []
    with _kept(visit) as folder:
        paths = []
        for number, file in enumerate(given):
            place = folder / str(number)
            place.mkdir()
            paths.append(place / named(file))
            with paths[-1].open("wb") as target:
                shutil.copyfileobj(file.file, target)
        pairs = [path for path in paths if _asks_of_pairs(path)]
        towns = [path for path in paths if path not in pairs]
        for path in pairs:
            taken = verdicts.take(visit.home, path, visit.account.person)
            sentences += [line for line in verdicts.summary(taken, visit.home.ledger) if isinstance(line, str)]
        if towns:
            sentences += bonds.take_back(visit.home, towns, visit.account.person)
    log.write(visit.home, "took workbooks back", visit.account.login, files=len(paths))
    plain = [line.replace(f"{visit.home.feedback}/", "") for line in sentences]
    return visit.page(
        "feedback.html",
        waiting=0,
        refused=0,
        questioned=[(number, path.name) for number, path in enumerate(_questioned(visit))],
        taken=plain,
    )


@router.get("/feedback/questioned/{number}")
def questioned_page(number: int, visit: May) -> Response:
    """The rows in question of a workbook, each with why, to be answered here."""
    found = _questioned(visit)
    if not 0 <= number < len(found):
        raise BadInput("这份存疑的表已经不在了；请刷新页面。")
    published = publication(visit.home)
    password = lock.password_from(published.region.worklists.password)
    judged = judge(found[number], visit.home.read_case_key(), published.region.reasons, password)
    rows = []
    for issued in judged.rows:
        key = issued.key
        asked = answering.Asked(issued.kind, key.town_code, key.as_of, key.case_ids) if key else None
        rows.append((issued.row, issued.kind, answering.keys(visit.home, [asked])[0] if asked else ""))
    snapshot = visit.desk.snapshots.now()
    return visit.page(
        "questioned.html",
        name=found[number].name,
        rows=rows,
        name_of=NAME,
        choices={kind: answering.choices(snapshot, kind) for kind in NAME},
        token=secrets.token_urlsafe(16),
        hidden=shown.hidden,
    )


@router.get("/feedback/checks")
def checks_page(visit: May) -> Response:
    """What is to be checked at the desk, row by row with its answer beside it; those not answered yet."""
    snapshot = visit.desk.snapshots.now()
    list_id = visit.asked("list_id")
    page = int(visit.asked("page", "[1-9][0-9]{0,5}") or 1)
    rows, total = browse.leads(
        snapshot, visit.home, browse.Asked(list_id=list_id, tier="check_data", answered="no", page=page)
    )
    kinds = [answering.kind_of(row.subject_kind) for row in rows]
    asked = [
        answering.Asked(kind, row.town_code or "", snapshot.as_of, (row.case_id,))
        for kind, row in zip(kinds, rows, strict=True)
    ]
    keys = browse.keys_of(visit.home, [(row.subject_kind, row.subject_id) for row in rows])
    return visit.page(
        "checks.html",
        rows=list(zip(rows, kinds, answering.keys(visit.home, asked), keys, strict=True)),
        total=total,
        page=page,
        pages=-(-total // browse.PAGE),
        list_id=list_id,
        lists=[one for one in browse.lists(snapshot) if one["check_data"]],
        choices={kind: answering.choices(snapshot, kind) for kind in NAME},
        token=secrets.token_urlsafe(16),
        shown=shown,
    )


def _questioned(visit: Visit) -> list[Path]:
    return sorted(visit.home.feedback.glob("*存疑*行.xlsx"), reverse=True)[:50]


def _asks_of_pairs(path: Path) -> bool:
    try:
        verdicts.read(path)
    except BadInput:
        return False
    return True


@contextmanager
def _kept(visit: Visit) -> Iterator[Path]:
    """A folder for what is being taken, gone afterwards."""
    folder = intake.folder(visit.home) / f"upload-{secrets.token_hex(6)}"
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
