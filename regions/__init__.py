"""Regions: codes, places, aliases, which lists the plan asks for, local policy values; one TOML file each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from base.strict import Place, Strict, Wrong, nearest, read_rows, read_toml, refusal, row_refusal, unknown
from regions import composed, targets
from regions.keep import Keep
from regions.local_values import Insurance, LocalBase, LocalValue
from regions.model_towns import ModelTowns
from regions.notices import STEPS, Step, check_steps
from regions.outcomes import KINDS, Result, outcomes
from regions.targets import Target
from regions.worklists import Worklists

FOLDER = Path(__file__).parent

Cadence = Literal["及时", "每月", "每季", "每半年", "每年", "定期"]
"""How often a plan wants a list handed out."""
ReportCadence = Literal["month", "quarter", "half", "year"]
"""How often a plan wants its leaders to read a report."""
WHOLE = ("合计", "全省", "全市", "全县")
"""How plans call the region itself."""
DIGITS = {"province": 2, "prefecture": 4, "county": 6, "town": 9, "village": 12}
"""How long a code is, by the level of its area."""
FILLED_IN = ("{地区}", "{称呼}")
"""What a message's text may leave open."""


@dataclass(frozen=True)
class Area:
    """One area of the region: a province (2 digits), prefecture (4), county (6), town (9) or village (12)."""

    area_code: str
    area_name: str
    area_level: str
    parent_code: str


@dataclass(frozen=True)
class _AreaRow(Strict):
    """A line of a region's areas."""

    code: str
    name: str
    level: Literal["province", "prefecture", "county", "town", "village"]
    parent: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not re.fullmatch(rf"[0-9]{{{DIGITS[self.level]}}}", self.code):
            raise Wrong(f"应是{DIGITS[self.level]}位数字（{self.level}）", "code")
        if not self.code.startswith(self.parent):
            raise Wrong("应是 code 开头的几位", "parent")


@dataclass(frozen=True)
class Apart(Strict):
    """A name in the plan's target tables that no single area of today stands for."""

    note: str
    """Why it stands apart, in Chinese."""
    areas: tuple[str, ...] = ()
    """The areas that it is made of; empty where nobody publishes them."""
    handled_by: tuple[str, ...] = ()
    """How the insurance offices print it (经办机构): whose members and units count for its target."""


@dataclass(frozen=True)
class RegionList(Strict):
    """That a region has a list: who is given it, how often, and the plan's sentence that asks."""

    recipients: tuple[str, ...]
    cadence: Cadence
    source: str


@dataclass(frozen=True)
class Reporting(Strict):
    """How often the plan wants a report or a review, and its sentence that asks."""

    cadence: ReportCadence
    source: str


@dataclass(frozen=True)
class _File(Strict):
    """What a region's file may say."""

    name: str
    code: str
    plan: str
    report: tuple[Reporting, ...]
    areas: str = ""
    """The file of its areas; of a province that is put together of prefectures: none."""
    prefectures: tuple[str, ...] = ()
    """The regions that a province is put together of."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[str, Apart] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, RegionList] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    policy: Mapping[str, LocalValue] = field(default_factory=dict)
    contribution_base: Mapping[Insurance, LocalBase] = field(default_factory=dict)
    worklists: Worklists = field(default_factory=Worklists)
    feedback: Mapping[Result, tuple[str, ...]] = field(default_factory=dict)
    keep: Keep = field(default_factory=Keep)
    absent: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Step, ...] = STEPS
    model_towns: ModelTowns | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._check_areas()
        for list_id, text in self.messages.items():
            for gap in re.findall(r"\{[^{}]*\}?", text):
                if gap not in FILLED_IN:
                    raise Wrong(f"里的 {gap} 不会被替换，可用的有 {'、'.join(FILLED_IN)}", "messages", list_id)
        cadences = [each.cadence for each in self.report]
        if sorted(set(cadences), key=get_args(ReportCadence).index) != cadences:
            raise Wrong("应由短到长，每种周期一次", "report")
        check_steps(self.notices)
        for extract, because in self.absent.items():
            if not because.strip():
                raise Wrong("没有写明原因", "absent", extract)
        for kind in KINDS:
            try:
                outcomes(kind, self.feedback)
            except Wrong as wrong:
                raise Wrong(wrong.message, "feedback", *wrong.place) from None

    def _check_areas(self) -> None:
        if not re.fullmatch("[0-9]{2}|[0-9]{4}|[0-9]{6}", self.code):
            raise Wrong("应是2位（省）、4位（设区市）或6位（县）数字", "code")
        if bool(self.areas.strip()) == bool(self.prefectures):
            raise Wrong("和 prefectures 应写一个，且只写一个", "areas")
        if self.prefectures and len(self.code) != DIGITS["province"]:
            raise Wrong("只有省（2位代码）可以写", "prefectures")


@dataclass(frozen=True)
class Region:
    """A region's file, read. Its code has 6 digits (a county), 4 (a prefecture) or 2 (a province).

    The codes of all areas of a prefecture or a county begin with its own. A province need not have all of its
    prefectures here: what lies in it begins with the code of one of them (`own_codes`).
    """

    region: str
    name: str
    code: str
    plan: str
    areas: tuple[Area, ...]
    aliases: Mapping[str, str]
    """Names that documents still print, each with the code of the area that it means today."""
    apart: Mapping[str, Apart]
    offices: Mapping[str, str]
    """Insurance offices as they are printed (经办机构), each with the code of the area that it counts for."""
    lists: Mapping[str, RegionList]
    """By list id: a list is made for the region exactly when it stands here."""
    reporting: tuple[Reporting, ...]
    """As often as the plans want to hear of it, the shortest time first."""
    targets: tuple[Target, ...]
    messages: Mapping[str, str]
    """What those on a list are sent, by list id; {地区} and {称呼} are filled in."""
    policy: Mapping[str, LocalValue]
    """What the region sets otherwise than the policy file; `sql.policy.of` puts the two together."""
    contribution_base: Mapping[Insurance, LocalBase]
    """The published bounds of contribution bases."""
    worklists: Worklists
    reasons: Mapping[Result, tuple[str, ...]]
    """The reasons that the region adds under the four results (核实结果) of its work lists."""
    keep: Keep
    """For how many days its nights keep what they leave."""
    absent: Mapping[str, str]
    """The extracts that take people off lists and that the region goes without, each with the reason."""
    notices: tuple[Step, ...] = STEPS
    """The letters to employers, in the order in which one follows the other."""
    model_towns: ModelTowns | None = None
    """The towns that the plan begins with; None: it names no such thing."""

    @property
    def file(self) -> Path:
        """Where it was read from."""
        return FOLDER / f"{self.region}.toml"

    @property
    def own_codes(self) -> tuple[str, ...]:
        """With what the code of every place within begins, and of no other: equally long, one or several."""
        prefectures = tuple(area.area_code for area in self.areas if area.area_level == "prefecture")
        return prefectures if len(self.code) == DIGITS["province"] else (self.code,)

    @property
    def values(self) -> dict[str, str | int]:
        """What queries bind of the region: its code, and with what all codes within begin (so many digits)."""
        own = self.own_codes
        return {"region_code": self.code, "own_codes": f",{','.join(own)},", "own_digits": len(own[0])}

    def place(self, name: str) -> str | None:
        """The code of the prefecture, county or town that a document means by a name; None where it stands apart.

        Raises KeyError for a name that means nothing here, or several towns.
        """
        if name in WHOLE:
            return self.code
        if name in self.apart:
            return None
        if name in self.aliases:
            return self.aliases[name]
        named = [area for area in self.areas if area.area_name == name and area.area_level != "village"]
        shortest = min((len(area.area_code) for area in named), default=0)
        found = [area.area_code for area in named if len(area.area_code) == shortest]
        if len(found) != 1:
            raise KeyError(name)
        return found[0]

    def name_of(self, code: str) -> str:
        """The name of an area by its code; a prefecture's town with its county before it."""
        by_code = {area.area_code: area for area in self.areas}
        area = by_code[code]
        above = by_code.get(area.parent_code)
        return (above.area_name if above and above.area_code != self.code else "") + area.area_name

    def with_targets(self, file: Path) -> "Region":
        """The region with the county's own targets, which take the place of the plan's for their year and area.

        Raises BadInput as `targets.read` does; a file that is not there sets none.
        """
        if not file.exists():
            return self
        own = targets.read(file, self.code_of)
        mine = {(each.indicator, each.area_code, each.period) for each in own}
        kept = [each for each in self.targets if (each.indicator, each.area_code, each.period) not in mine]
        return replace(self, targets=(*kept, *own))

    @property
    def reports_activities(self) -> Mapping[str, str]:
        """Whom the plan sets counts of activities: by code (`apart:<name>` for what stands apart) the name."""
        asked = {one.area_code for one in self.targets if one.indicator in targets.OF_ACTIVITIES} - {self.code}
        named = {area.area_code: area.area_name for area in self.areas}
        return {code: named.get(code, code.removeprefix("apart:")) for code in sorted(asked)}

    def office_codes(self) -> dict[str, str]:
        """By insurance office: the area that it counts for, one that the plan sets apart among them."""
        levels = ("county", "town") if len(self.code) == DIGITS["county"] else ("county",)
        codes: dict[str, list[str]] = {}
        for area in self.areas:
            if area.area_level in levels:
                codes.setdefault(area.area_name, []).append(area.area_code)
        # 鼓楼区 of two prefectures is neither's office.
        named = {name: each[-1] for name, each in codes.items() if len({code[:6] for code in each}) == 1}
        apart = {office: f"apart:{name}" for name, entry in self.apart.items() for office in entry.handled_by}
        return {**named, **self.aliases, **self.offices, **apart}

    def code_of(self, name: str) -> str:
        """The same, `apart:<name>` for one that stands apart. Raises LookupError with what to say of no such name."""
        try:
            return self.place(name) or f"apart:{name}"
        except KeyError:
            known = {area.area_name for area in self.areas if area.area_level != "village"}
            raise LookupError(f"里{unknown(name, known | set(self.aliases) | set(self.apart), '地区')}") from None


def names() -> list[str]:
    """The regions that have a file here."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(region: str) -> Region:
    """Read a region's file, its areas and its targets.

    Raises KeyError for a region without a file, BadInput for whatever in them nobody would understand as it is meant.
    """
    if region not in names():
        raise KeyError(region)
    files = sorted([*FOLDER.glob("*.toml"), *FOLDER.glob("*.csv")])
    return _read(region, tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


@lru_cache(maxsize=16)
def _read(region: str, files: tuple[tuple[Path, int, int], ...]) -> Region:
    """Read once as long as the files stay as they are: a command asks several times whose home it is."""
    path = FOLDER / f"{region}.toml"
    written = read_toml(path, _File)
    found = _of(region, written, read_areas(FOLDER / written.areas) if written.areas else ())
    if written.prefectures:
        found = _composed(found, _prefectures(path, written, files))
    if not found.own_codes:
        raise refusal(path, ("areas",), f"的 {written.areas} 里没有设区市（prefecture）")
    codes = {area.area_code for area in found.areas}
    for place, code in _codes(found):
        if code not in codes:
            message = f"的 {code} 不是 {written.areas or '所含各市'} 里的区划代码" + nearest(code, codes)
            raise refusal(path, place, message)
    file = targets_file(region)
    if not file.exists():
        return found
    # Whom a target is for is asked of the region itself.
    return replace(found, targets=targets.read(file, found.code_of))


def _of(region: str, written: _File, areas: tuple[Area, ...]) -> Region:
    """A region as its own file has it."""
    return Region(
        region=region,
        name=written.name,
        code=written.code,
        plan=written.plan,
        areas=areas,
        aliases=written.aliases,
        apart=written.apart,
        offices=written.offices,
        lists=written.lists,
        reporting=written.report,
        targets=(),
        messages=written.messages,
        policy=written.policy,
        contribution_base=written.contribution_base,
        worklists=written.worklists,
        reasons=written.feedback,
        keep=written.keep,
        absent=written.absent,
        notices=written.notices,
        model_towns=written.model_towns,
    )


def _prefectures(path: Path, written: _File, files: tuple[tuple[Path, int, int], ...]) -> list[Region]:
    """The regions that a province's file names. Raises BadInput for one that is none, no prefecture of it, or twice."""
    found: dict[str, Region] = {}
    for region in written.prefectures:
        if region not in names():
            raise refusal(path, ("prefectures",), f"里{unknown(region, names(), '地区')}")
        if region in found:
            raise refusal(path, ("prefectures",), f"里 {region} 写了两次")
        if region == path.stem or len(code := read_toml(FOLDER / f"{region}.toml", _File).code) != DIGITS["prefecture"]:
            raise refusal(path, ("prefectures",), f"里的 {region} 不是设区市")
        if not code.startswith(written.code):
            raise refusal(path, ("prefectures",), f"里的 {region}（{code}）不在 {written.code} 省内")
        found[region] = _read(region, files)
    return list(found.values())


def _composed(province: Region, prefectures: list[Region]) -> Region:
    """A province of these prefectures: their areas and names, and the values that all of them set alike.

    What a prefecture's plan asks (lists, targets, reports, what it sets apart) is its own: the province has what its
    own file says. Raises BadInput for a value that they set differently and the province does not set itself.
    """
    areas = [Area(province.code, province.name, "province", "")]
    for one in prefectures:
        root, *within = one.areas
        areas += [replace(root, parent_code=province.code), *within]
    parts = [one.name for one in prefectures]

    def agreed(table: str) -> Mapping[Any, Any]:
        try:
            return composed.agreed(parts, [getattr(one, table) for one in prefectures], getattr(province, table))
        except composed.Disagreement as differing:
            raise refusal(province.file, (table, differing.name), differing.sentence) from None

    return replace(
        province,
        areas=tuple(areas),
        aliases={**composed.kept_apart(parts, [one.aliases for one in prefectures]), **province.aliases},
        offices={**composed.kept_apart(parts, [one.offices for one in prefectures]), **province.offices},
        policy=agreed("policy"),
        contribution_base=agreed("contribution_base"),
    )


def read_areas(path: Path) -> tuple[Area, ...]:
    """The areas of a file, the region itself first. Raises BadInput for one that lies in none, or stands twice."""
    rows = read_rows(path, _AreaRow)
    found: dict[str, Area] = {}
    for line, row in rows.items():
        if row.code in found:
            raise row_refusal(path, line, ("code",), f"{row.code} 已在前面出现过")
        if found and row.parent not in found:
            raise row_refusal(path, line, ("parent",), f"{row.parent} 应先在前面出现" + nearest(row.parent, found))
        found[row.code] = Area(row.code, row.name, row.level, row.parent)
    return tuple(found.values())


def targets_file(region: str) -> Path:
    """Where a region's targets stand, if it has any."""
    return FOLDER / f"{region}.targets.csv"


def _codes(region: Region) -> Iterator[tuple[Place, str]]:
    """Every code of an area that a region's file names, and where."""
    yield ("code",), region.code
    yield from ((("aliases", name), code) for name, code in region.aliases.items())
    yield from ((("offices", name), code) for name, code in region.offices.items())
    for name, entry in region.apart.items():
        yield from ((("apart", name, "areas"), code) for code in entry.areas)
    yield from ((("worklists", "workers", code), code) for code in region.worklists.workers)
    if region.model_towns:
        yield from ((("model_towns", "towns", code), code) for code in region.model_towns.towns)


def calendar_share(through: date) -> float:
    """How much of a year's flow should have come by the end of a month: months elapsed of twelve."""
    return through.month / 12


def due_by(kind: str, target: float, through: date) -> float:
    """Where an area should be at the end of a month: of a flow its share of the year, of all else the whole target."""
    return target * calendar_share(through) if kind == "flow" else target
