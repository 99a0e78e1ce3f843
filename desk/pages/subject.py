"""One person or employer: why it is on its lists and why not on others, what that rests on, and what was said of it."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from base.errors import BadInput
from desk import log, shown
from desk.drawing import bars, strip
from desk.frame import Visit, may
from flows import answering, browse, explain

router = APIRouter()


@router.get("/who/{key}")
def subject_page(key: str, visit: Annotated[Visit, Depends(may("subject"))]) -> Response:
    """The leads of a subject, each to be answered; the rest of the page follows by itself."""
    kind, subject = _known(visit, key)
    snapshot = visit.desk.snapshots.now()
    leads = browse.leads_of(snapshot, visit.home, kind, subject)
    town = next((lead.town_code for lead in leads if lead.town_code), "") or ""
    rows = [answering.Asked(answering.kind_of(kind), town, snapshot.as_of, (lead.case_id,)) for lead in leads]
    everything = answering.Asked(answering.kind_of(kind), town, snapshot.as_of, tuple(lead.case_id for lead in leads))
    return visit.page(
        "subject.html",
        key=key,
        kind=kind,
        name=(leads[0].subject_name if leads else "") or browse.name_of(snapshot, kind, subject),
        number=shown.number(kind, subject),
        is_full=False,
        place=next((lead.place for lead in leads if lead.place), ""),
        leads=list(zip(leads, answering.keys(visit.home, rows), strict=True)),
        all_key=answering.keys(visit.home, [everything])[0] if len(leads) > 1 else "",
        choices=answering.choices(snapshot, answering.kind_of(kind)),
        token=secrets.token_urlsafe(16),
        shown=shown,
    )


@router.get("/who/{key}/explained")
def explained(key: str, visit: Annotated[Visit, Depends(may("subject"))]) -> Response:
    """`yingbao explain`, drawn."""
    _, subject = _known(visit, key)
    try:
        explanation = explain.explained(visit.home, subject, is_drawn=True)
    except BadInput as error:
        return visit.page("part_notice.html", sentence=str(error))
    return visit.page(
        "part_explained.html",
        explanation=explanation,
        waterfalls=[(one, bars(one.features, one.total)) for one in explanation.weights],
        strips=[(one.insurance, strip(one.months)) for one in explanation.months],
        hidden=shown.hidden,
    )


@router.post("/who/{key}/number")
def full_number(key: str, visit: Annotated[Visit, Depends(may("full number"))]) -> Response:
    """The whole number; that it was looked at is written down first."""
    kind, subject = _known(visit, key)
    log.write(visit.home, log.LOOKED, visit.account.login, subject=key)
    return visit.page("part_number.html", key=key, number=subject.rpartition(":")[2], kind=kind, is_full=True)


@router.post("/answer")
def answer(visit: Annotated[Visit, Depends(may("answer"))]) -> Response:
    """One answer to one lead, or to all of a subject's."""
    row = answering.asked(visit.home, visit.text("row", 8_000))
    result, _, reason = visit.text("outcome").partition("|")
    words = (result, reason, visit.text("note"))
    token = visit.text("token", 64)
    receipt = answering.take(visit.home, visit.desk.snapshots.now(), row, words, visit.account.person, token)
    visit.desk.wake()
    return visit.page("part_receipt.html", receipt=receipt)


def _known(visit: Visit, key: str) -> tuple[str, str]:
    found = browse.subject_of(visit.home, key) if len(key) <= 2_000 else None
    if found is None:
        raise BadInput("没有这个对象；请从线索页重新打开。")
    return found
