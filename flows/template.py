"""`yingbao template`: for each extract the form that a department fills in, and the letter that asks for it."""

from pathlib import Path

import regions
from base import clock
from base.errors import BadInput
from base.home import Home
from flows import binding
from handouts.department_forms import write_form_of
from handouts.department_letter import TEMPLATE, write_letter
from sources import SOURCES
from sources.reader import forms

ALL = "all"
SOME_COUNTY = "　　　　县（区）"


def write_templates(extract: str, out: Path, home: Path | None = None) -> list[Path]:
    """Write the form and the letter of one extract, or of all of them, into `out`.

    `home`: whose county it is, its own spellings (`forms.toml`) and its own letter (`templates/`). Raises BadInput for
    an extract that is none.
    """
    if extract != ALL and extract not in SOURCES:
        raise BadInput(f"没有名为 {extract} 的数据；可以写 {ALL}，或其中之一：{'、'.join(SOURCES)}。")
    declared = forms.of_home(home)
    last = binding.last_run(Home(home)) if home else None
    county = regions.read(last.region).name if last else SOME_COUNTY
    own = home / "templates" / TEMPLATE if home else None
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name in SOURCES if extract == ALL else [extract]:
        source = declared[name] if declared else SOURCES[name]
        form = out / f"{name}_{source.title}_填报表.xlsx".replace("/", "_")
        letter = out / f"{name}_{source.title}_商请函.docx".replace("/", "_")
        written += [write_form_of(source, form, clock.today()), write_letter(source, letter, county, form.name, own)]
    return written
