"""From the published database to the report for leaders, its public version, and its pictures in Prefect's own page."""

import base64
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
from prefect.artifacts import create_markdown_artifact
from prefect.context import FlowRunContext

import regions
from flows.home import Home
from handouts import disclosure, report
from handouts.report import Section
from sources.errors import BadInput
from sql import policy


def write_reports(home: Home, public: bool = False) -> list[Path]:
    """Write the report of the publication that stands; `public`: the public version, in a folder of its own.

    Inside a Prefect flow its pictures become artifacts of the run.

    Raises BadInput for a publication of an older version.
    """
    with duckdb.connect(str(home.published), read_only=True) as con:
        name, as_of = con.execute("select region, as_of from audit.run order by run_id desc limit 1").fetchall()[0]
        region = regions.read(name)
        parameters = policy.read({"name": region.name, **region.settings})
        told = policy.reservations(parameters, policy.contribution_bases(region.settings, parameters), as_of)
        try:
            figures = report.read(con, region, as_of, policy.in_force(parameters, as_of), tuple(told))
        except duckdb.CatalogException:
            raise BadInput("这个数据库是旧版本发布的，没有报告所需的表；请先运行一次 yingbao run。") from None
    if public:
        key = disclosure.key_of(home.read_case_key())
        return report.write_report(figures.public(key), home.public_reports(as_of))
    sections = report.sections(figures)
    if FlowRunContext.get():
        show_pictures(sections, as_of)
    return report.write_report(figures, home.reports(as_of), sections)


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
