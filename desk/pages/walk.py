"""走访: a town's own rows on a telephone, house by house; answers stay in the browser until acknowledged."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from starlette.responses import JSONResponse

from base.errors import BadInput
from desk import shown
from desk.frame import Denied, Visit, may
from flows import answering, walks
from regions.outcomes import KINDS

router = APIRouter()
May = Annotated[Visit, Depends(may("walk"))]


@router.get("/walk")
def walk_page(visit: May) -> Response:
    """The villages; of one that was chosen, its houses."""
    snapshot = visit.desk.snapshots.now()
    town = visit.account.town_code or ""
    villages = walks.villages(snapshot, town)
    chosen = visit.asked("village", "[0-9]{12}|none")
    village = next((one for one in villages if one.code == chosen), None)
    return visit.page(
        "walk.html",
        villages=villages,
        village=village,
        houses=walks.houses(snapshot, visit.home, town, village.code) if village else [],
        choices={kind: answering.choices(snapshot, kind) for kind in KINDS},
        contact=snapshot.region.worklists.contact or "",
        as_of=snapshot.as_of,
        hidden=shown.hidden,
    )


@router.post("/walk/answer")
def answer(visit: May) -> Response:
    """One answer; what is said of it is for the page's script."""
    try:
        row = answering.asked(visit.home, visit.text("row", 8_000))
        if row.town_code != visit.account.town_code:
            raise Denied("这一行不是您乡镇的。")
        result, _, reason = visit.text("outcome").partition("|")
        words = (result, reason, visit.text("note"))
        token = visit.text("token", 64)
        mended = {name: visit.text(name, 200) for name in answering.CORRECTABLE if name in visit.form}
        receipt = answering.take(
            visit.home, visit.desk.snapshots.now(), row, words, visit.account.person, token, mended
        )
    except BadInput as error:
        return JSONResponse({"taken": False, "say": str(error)}, 400)
    visit.desk.wake()
    parts = [f"{receipt.result}、{receipt.reason}"] if receipt.result else []
    parts += [f"更正了{'、'.join(receipt.mended)}"] if receipt.mended else []
    return JSONResponse({"taken": True, "say": f"{'，'.join(parts)}。{receipt.superseded}"})
