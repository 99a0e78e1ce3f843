"""A prefecture's or a province's results, cut by county: of each county the published files and its towns' workbooks.

One county after the other, each folder written beside and renamed whole: whatever ends the command, a county's folder
is the old one or the new one. All of them are of one publication, since no night runs meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from base.atomic import copied, replaced_folder
from base.errors import BadInput
from base.home import Home
from flows import binding
from flows.publication import publication
from handouts.towns import UNKNOWN_TOWN_NAME
from regions import Area, Region
from sql import cut as cutting
from sql.warehouse import Progress

LEVELS = {"county": "县（市、区）", "prefecture": "设区市"}
"""By what a region is cut, the first where nobody says it: what analysts and towns know is a county's."""


@dataclass(frozen=True)
class Part:
    """What a county was given."""

    area: Area
    lists: Mapping[str, int]
    """Its rows of every list."""
    workbooks: int

    @property
    def line(self) -> str:
        """For whoever cut."""
        filled = sum(rows > 0 for rows in self.lists.values())
        leads = f"{filled}个清单共{sum(self.lists.values())}行"
        return f"{self.area.area_code} {self.area.area_name}：{leads}，乡镇工作簿{self.workbooks}个"


@dataclass(frozen=True)
class Cut:
    """What all were given."""

    parts: tuple[Part, ...]
    rest: int
    """Rows of lists that are in no county: they stand in the whole alone."""

    @property
    def lines(self) -> tuple[str, ...]:
        """For whoever cut: one a county, and what is in none."""
        rest = f"不在以上各地的（{UNKNOWN_TOWN_NAME}）{self.rest}行没有分下去，只在总库里" if self.rest else ""
        return (*(part.line for part in self.parts), *([rest] if rest else []))


def cut(home: Home, folder: Path, level: str, progress: Progress) -> Cut:
    """Write a folder for every county (or prefecture) of the home's region, from its last publication.

    Raises BadInput for a region that has but one, for a rehearsal's home, and for a folder within the home.
    """
    binding.refuse_rehearsal(home, "分给各地")
    if home.root.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise BadInput(f"不能写到工作文件夹 {home.root} 里面；请用 --out 另指一个文件夹。")
    with home.locked():
        published = publication(home)
        areas, case_key = _areas(published.region, level), home.read_case_key()
        workbooks = sorted(home.worklists(published.as_of).glob("*.xlsx"))
        parts = []
        for area in areas:
            progress(area.area_name)
            code, name = area.area_code, f"{area.area_code}_{area.area_name}"
            with replaced_folder(folder / name, shared=True) as (new, scratch):
                with cutting.opened(home.published, published.as_of, scratch) as whole:
                    lists = whole.write(code, new, case_key)
                parts.append(Part(area, lists, _copy([one for one in workbooks if one.name.startswith(code)], new)))
        rest = cutting.leads_beyond(home.published, [area.area_code for area in areas])
    return Cut(tuple(parts), rest)


def _areas(region: Region, level: str) -> list[Area]:
    if level not in LEVELS:
        raise BadInput(f"--by 只能是 {' 或 '.join(LEVELS)}，不是 {level}。")
    areas = [area for area in region.areas if area.area_level == level]
    if len(areas) < 2:
        raise BadInput(f"{region.name}没有几个{LEVELS[level]}，不用分；它的结果已在工作文件夹的 published 里。")
    return areas


def _copy(workbooks: Sequence[Path], folder: Path) -> int:
    """Copy the towns' workbooks as they lie there: they begin with their town's code."""
    place = folder / "worklists"
    place.mkdir()
    for file in workbooks:
        copied(file, place / file.name)
    return len(workbooks)
