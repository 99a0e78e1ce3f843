"""线索: a search for a person or an employer, and the lists by place, tier, priority and what was said."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Response

from desk import shown
from desk.frame import Visit, may
from flows import browse

router = APIRouter()
_FILTERS = {name: name for name in ("list_id", "town", "village", "tier", "priority", "duty")} | {"said": "answered"}
"""By the name in the page's address, which people keep as a bookmark, what `browse.Asked` calls it."""


@router.get("/leads")
def leads_page(visit: Annotated[Visit, Depends(may("leads"))]) -> Response:
    """A page of leads; where nothing is asked for, the lists."""
    chosen = {name: visit.asked(name) for name in _FILTERS}
    page = int(visit.asked("page", "[1-9][0-9]{0,5}") or 1)
    asked = browse.Asked(**{field: chosen[name] for name, field in _FILTERS.items()}, page=page)
    snapshot = visit.desk.snapshots.now()
    rows, total = browse.leads(snapshot, visit.home, asked)
    keys = browse.keys_of(visit.home, [(row.subject_kind, row.subject_id) for row in rows])
    places = browse.places(snapshot)
    return visit.page(
        "leads.html",
        rows=list(zip(rows, keys, strict=True)),
        total=total,
        page=page,
        pages=-(-total // browse.PAGE),
        chosen=chosen,
        query=urlencode({name: value for name, value in chosen.items() if value}),
        lists=browse.lists(snapshot),
        towns=[place for place in places if place["is_town"]],
        villages=[place for place in places if not place["is_town"] and place["town_code"] == chosen["town"]],
        shown=shown,
    )


@router.post("/leads/search")
def search(visit: Annotated[Visit, Depends(may("leads"))]) -> Response:
    """Whom a text finds: sent as a form, so that no number stands in an address or a log."""
    text = visit.text("text", 60)
    found = browse.search(visit.desk.snapshots.now(), text)
    keys = browse.keys_of(visit.home, [(one.subject_kind, one.subject_id) for one in found])
    return visit.page(
        "part_found.html" if visit.is_partial else "found.html",
        found=list(zip(found, keys, strict=True)),
        text=text,
        most=browse.FOUND,
        shown=shown,
    )
