"""报告: the report for leaders as the night made it, in a frame of its own that reaches nothing of the desk."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from starlette.responses import FileResponse

from base.errors import BadInput
from desk import access, shown
from desk.frame import Visit, may
from flows import browse

router = APIRouter()
May = Annotated[Visit, Depends(may("report"))]
_DAYS = 24
_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)


@router.get("/report")
def report_page(visit: May) -> Response:
    """Which reports there are."""
    days = _days(visit)
    towns = [path.name for path in sorted((_folder(visit, days[0]) / "towns").glob("*.html"))] if days else []
    return visit.page("report.html", days=days, towns=towns, **_figures(visit))


@router.get("/report/{day}/index.html")
def report_of(day: str, visit: May) -> Response:
    """The report of a day. Its own script is let run by its digest, and nothing else."""
    return _page(_wanted(visit, day, "index.html"))


@router.get("/report/{day}/towns/{name}")
def of_town(day: str, name: str, visit: May) -> Response:
    """The page of a town."""
    return _page(_wanted(visit, day, f"towns/{name}"))


@router.get("/report/{day}/report.xlsx")
def workbook(day: str, visit: May) -> Response:
    """The same tables as a workbook."""
    path = _wanted(visit, day, "report.xlsx")
    return FileResponse(path, filename=f"扩面征缴情况_{day}.xlsx", headers={"Cache-Control": "no-store"})


def _page(path: Path) -> Response:
    text = path.read_text("utf-8")
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in _SCRIPT.findall(text))
    scripts = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox allow-scripts allow-modals allow-popups"
    )
    return Response(text, media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy})


def _wanted(visit: Visit, day: str, name: str) -> Path:
    folder = _folder(visit, day) if day in _days(visit) else None
    there = {path.relative_to(folder).as_posix(): path for path in folder.glob("**/*")} if folder else {}
    if name not in there or there[name].suffix not in (".html", ".xlsx"):
        raise BadInput("没有这份报告了；请刷新页面。")
    return there[name]


def _days(visit: Visit) -> list[str]:
    found = (path.parent.name for path in (visit.home.root / "reports").glob("2*/index.html"))
    return sorted((day for day in found if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)), reverse=True)[:_DAYS]


def _folder(visit: Visit, day: str) -> Path:
    return visit.home.root / "reports" / day


def _figures(visit: Visit) -> dict[str, Any]:
    """The report's matrix of lists and towns, each figure the way to its rows; nothing to whoever may not see those.

    It stands on this page alone: the file that leaders are sent holds figures, and leads nowhere.
    """
    nothing: dict[str, Any] = {"as_of": None, "figures": [], "towns_of": []}
    if not access.may(visit.account.role, "leads"):
        return nothing
    try:
        snapshot = visit.desk.snapshots.now()
    except BadInput:
        return nothing
    rows: dict[tuple[str, str, str], dict[str, int]] = {}
    for one in browse.figures(snapshot):
        of_list = rows.setdefault((one["tier"], one["list_id"], one["list_name"]), {})
        of_list[one["town_code"]] = one["leads"]
    groups = [
        (tier, title, [(list_id, name, by_town) for (of, list_id, name), by_town in rows.items() if of == tier])
        for tier, title in shown.TIERS.items()
    ]
    places = [place for place in browse.places(snapshot) if place["is_town"]]
    towns = [(place["area_code"] or "unknown", place["area_name"]) for place in places]
    return {"as_of": snapshot.as_of, "figures": [group for group in groups if group[2]], "towns_of": towns}
