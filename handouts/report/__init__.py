"""The report: one page for leaders that opens anywhere, and the same tables as a workbook.

`read` takes small frames from the published database, `public` makes of them what the public may see, and everything
shown is made of the frames: sections of tables and pictures, then `index.html` and `report.xlsx`.
"""

from collections.abc import Sequence
from pathlib import Path

from base.atomic import replaced_file
from handouts.report.areas import board
from handouts.report.bonds import bonds
from handouts.report.employers import employers
from handouts.report.figures import Figures, read
from handouts.report.funnel import funnel
from handouts.report.leads import matrix
from handouts.report.models import models
from handouts.report.movement import changes, trend
from handouts.report.page import html
from handouts.report.quality import quality
from handouts.report.tables import Section
from handouts.report.targets import targets
from handouts.report.towns import TOWNS, write_towns
from handouts.report.workbook import write_workbook

__all__ = ["TOWNS", "Figures", "Section", "read", "sections", "write_report", "write_towns"]


def sections(figures: Figures) -> list[Section]:
    """The parts of the report, in the order of reading."""
    parts = (targets, board, models, matrix, funnel, trend, changes, employers, bonds, quality)
    made = (part(figures) for part in parts)
    return [section for section in made if section is not None]


def write_report(figures: Figures, folder: Path, chosen: Sequence[Section] | None = None) -> list[Path]:
    """Write `index.html` and `report.xlsx` into a folder; returns both. `chosen`: sections that are made already."""
    parts = chosen or sections(figures)
    page, workbook = folder / "index.html", folder / "report.xlsx"
    with replaced_file(page, shared=True) as (new, _):
        new.write_text(html(figures, parts), encoding="utf-8", newline="\n")
    write_workbook(figures, parts, workbook)
    return [page, workbook]
