"""首页: what became of the last night, how old the data are, what changed, what waits."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from base.errors import BadInput
from desk.access import may as may_open
from desk.frame import Visit, may
from flows import browse, morning

router = APIRouter()


@router.get("/")
def first_page(visit: Annotated[Visit, Depends(may("first page"))]) -> Response:
    """The first page."""
    lists = []
    try:
        snapshot = visit.desk.snapshots.now()
        overview = morning.read(visit.home, snapshot)
        lists = browse.lists(snapshot)
    except BadInput:
        overview = morning.read(visit.home)
    waits = [one for one in overview.waits if _opens(visit, one.place)]
    return visit.page("first.html", overview=overview, waits=waits, lists=[one for one in lists if one["leads"]])


def _opens(visit: Visit, place: str) -> bool:
    actions = {"/compare": "compare", "/inbox": "inbox", "/system": "system"}
    return may_open(visit.account.role, actions.get(place, "feedback"))
