"""From the published database to the report for leaders, its public version, and its pictures in Prefect's own page."""

import base64
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
from prefect.artifacts import create_markdown_artifact
from prefect.context import FlowRunContext

from base.errors import BadInput
from base.home import Home
from flows import binding, rehearsal
from flows.publication import publication
from handouts import disclosure, report
from handouts.report import Section
from ledger import anchor, chain
from sql import audit, rests_on
from sql.duck import asking


def write_reports(home: Home, public: bool = False) -> list[Path]:
    """Write the report of the publication that stands; `public`: the public version, in a folder of its own.

    Inside a Prefect flow its pictures become artifacts of the run.

    Raises BadInput for a publication of an older version.
    """
    published = publication(home)
    region, as_of = published.region, published.as_of
    reservations: list[str] = []
    if binding.is_rehearsal(home):
        reservations.insert(0, rehearsal.NOTE)
    elif not public and (last := anchor.line(home)):
        reservations.append(f"{last}（以后可用 yingbao doctor --anchor 核对账本是否少了什么）")
    with duckdb.connect(str(home.published), read_only=True) as con:
        try:
            # Of the public version: whether a list holds anybody is not told.
            rows = audit.filled(asking(con), also_empty=public)
            reservations += rests_on.reservations(published.policy.unverified(as_of), rows)
            figures = report.read(con, region, as_of, published.values, tuple(reservations), _sent(home))
        except duckdb.CatalogException:
            raise BadInput("这个数据库是旧版本发布的，没有报告所需的表；请先运行一次 yingbao run。") from None
    if public:
        key = disclosure.key_of(home.read_case_key())
        return report.write_report(figures.public(key), home.public_reports(as_of))
    sections = report.sections(figures)
    if FlowRunContext.get():
        show_pictures(sections, as_of)
    written = report.write_report(figures, home.reports(as_of), sections)
    return [*written, *report.write_towns(figures, home.reports(as_of) / report.TOWNS)]


def _sent(home: Home) -> pl.DataFrame:
    """The cases that have ever gone out, by the ledger as it is now: the night hands out after it publishes."""
    return chain.ask(home.ledger, "select distinct subject as case_id from ledger.event where kind = 'sent'")


def show_pictures(sections: Sequence[Section], as_of: date) -> None:
    """The pictures as Markdown artifacts of the run: they hold counts, no person and no employer."""
    for section in sections:
        for picture in section.pictures:
            drawing = base64.b64encode(picture.svg.encode()).decode("ascii")
            image = f"![{picture.title}](data:image/svg+xml;base64,{drawing})"
            create_markdown_artifact(
                key=f"report-{section.name}",
                markdown=f"### {picture.title}\n\n{image}\n\n{picture.caption}",
                description=f"{section.title}，截至{as_of}",
            )
