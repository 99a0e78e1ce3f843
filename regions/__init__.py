"""Regions: codes, places, aliases, which lists the plan asks for, local policy values; one TOML file each."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from regions import keep, worklists
from regions.keep import Keep
from regions.outcomes import KINDS, outcomes
from regions.worklists import Worklists

FOLDER = Path(__file__).parent

CADENCES = ("及时", "每月", "每季", "每半年", "每年", "定期")
"""How often a plan wants a list handed out."""


REPORT_CADENCES = ("month", "quarter", "half", "year")
"""How often a plan wants its leaders to read a report."""


TARGET_KINDS = ("flow", "stock", "rate", "mean", "change")
BOUNDS = ("≥", "≤", "<")
MEASURES = {"万人": ("人", 10_000), "%": ("比例", 0.01), "百分点": ("比例", 0.01)}
"""Units that plans print otherwise than indicators count: the indicators' unit, and what one of theirs is in it."""
WHOLE = ("合计", "全市", "全县")
"""How plans call the region itself."""


@dataclass(frozen=True)
class Area:
    """One area of the region: a prefecture or county (4 or 6 digits), a town (9) or a village (12)."""

    area_code: str
    area_name: str
    area_level: str
    parent_code: str


@dataclass(frozen=True)
class Apart:
    """A name in the plan's target tables that no single area of today stands for."""

    areas: tuple[str, ...]
    """The areas that it is made of; empty where nobody publishes them."""
    handled_by: tuple[str, ...]
    """How the insurance offices print it (经办机构): whose members and units count for its target."""
    note: str
    """Why it stands apart, in Chinese."""


@dataclass(frozen=True)
class RegionList:
    """That a region has a list: who is given it, how often (one of CADENCES), and the plan's sentence that asks."""

    recipients: tuple[str, ...]
    cadence: str
    source: str


@dataclass(frozen=True)
class Reporting:
    """How often the plan wants a report (one of REPORT_CADENCES), and its sentence that asks."""

    cadence: str
    source: str


@dataclass(frozen=True)
class Target:
    """What a plan sets for one indicator, one area and one year; a blank in the plan is no number, not zero."""

    indicator: str
    """An indicator of `sql/indicators`, or a count that people keep themselves (武义's activities)."""
    target_title: str
    """What the plan calls it."""
    area_name: str
    """As the plan prints it."""
    area_code: str
    """The area of today; `apart:<name>` where no single one stands for it."""
    period: date
    """The first day of the year."""
    target: float | None
    """In the measure of the indicator's value: persons, yuan, a share (98.5 % is 0.985)."""
    printed: str | None
    """As the plan prints it, with its unit."""
    unit: str
    kind: str
    """One of TARGET_KINDS; `change`: the difference to the year before."""
    bound: str
    """How the figure is to stand to the target: ≥, ≤ or <."""
    scheme: str
    """Which insurance, or which people, the plan speaks of."""
    source: str
    note: str | None
    """What must be said of it: a slip of the plan and the choice made, or what cannot be checked."""


@dataclass(frozen=True)
class Region:
    """A region's file, read. Its code has 6 digits (a county) or 4 (a prefecture, whose counties begin with it)."""

    region: str
    name: str
    code: str
    plan: str
    areas: tuple[Area, ...]
    aliases: Mapping[str, str]
    """Names that documents still print, each with the code of the area that it means today."""
    apart: Mapping[str, Apart]
    lists: Mapping[str, RegionList]
    """By list id: a list is made for the region exactly when it stands here."""
    reporting: Reporting
    targets: tuple[Target, ...]
    messages: Mapping[str, str]
    """What those on a list are sent, by list id; {地区} and {称呼} are filled in."""
    settings: Mapping[str, Any]
    worklists: Worklists
    reasons: Mapping[str, tuple[str, ...]]
    """The reasons that the region adds under the four results (核实结果) of its work lists."""
    keep: Keep
    """For how many days its nights keep what they leave."""

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


def names() -> list[str]:
    """The regions that have a file here."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(region: str) -> Region:
    """Read a region's file and its areas.

    Raises KeyError for a region without a file, ValueError for a list without recipients or source or with a cadence
    that is none, for a target that cannot be (`_target`), and for `[worklists]` or `[feedback]` that say nothing
    sensible.
    """
    if region not in names():
        raise KeyError(region)
    settings = tomllib.loads((FOLDER / f"{region}.toml").read_text(encoding="utf-8"))
    with (FOLDER / settings["areas"]).open(encoding="utf-8", newline="") as lines:
        areas = tuple(
            Area(row["code"], row["name"], row["level"], row["parent"] or "") for row in csv.DictReader(lines)
        )
    read_one = Region(
        region=region,
        name=settings["name"],
        code=settings["code"],
        plan=settings["plan"],
        areas=areas,
        aliases=settings.get("aliases", {}),
        apart={name: _apart(entry) for name, entry in settings.get("apart", {}).items()},
        lists={list_id: _list(list_id, entry) for list_id, entry in settings.get("lists", {}).items()},
        reporting=_reporting(**settings["report"]),
        targets=(),
        messages=settings.get("messages", {}),
        settings=settings,
        worklists=worklists.read(settings.get("worklists", {}), settings["code"]),
        reasons=_reasons(settings.get("feedback", {})),
        keep=keep.read(settings.get("keep", {}), region),
    )
    if unknown := sorted(set(read_one.messages) - set(read_one.lists)):
        raise ValueError(f"[messages] names lists that the region does not have: {', '.join(unknown)}")
    # Whom a target is for is asked of the region itself.
    return replace(read_one, targets=_targets(read_one))


def calendar_share(through: date) -> float:
    """How much of a year's flow should have come by the end of a month: months elapsed of twelve."""
    return through.month / 12


def due_by(kind: str, target: float, through: date) -> float:
    """Where an area should be at the end of a month: of a flow its share of the year, of all else the whole target."""
    return target * calendar_share(through) if kind == "flow" else target


def _targets(region: Region) -> tuple[Target, ...]:
    file = FOLDER / f"{region.region}.targets.csv"
    if not file.exists():
        return ()
    with file.open(encoding="utf-8", newline="") as lines:
        targets = tuple(_target(region, row) for row in csv.DictReader(lines))
    keys = [(target.indicator, target.area_code, target.period) for target in targets]
    if len(keys) != len(set(keys)):
        raise ValueError(f"{file.name}: two targets for one indicator, area and year")
    return targets


def _target(region: Region, row: Mapping[str, str]) -> Target:
    """Raises ValueError for an area that means nothing here, a kind or a bound that is none, and without a source."""
    what = f"{row['indicator']}, {row['area']}, {row['period']}"
    if row["kind"] not in TARGET_KINDS or row["bound"] not in BOUNDS or not row["source"]:
        raise ValueError(f"{what}: a target needs a kind, a bound and the plan's sentence")
    try:
        code = region.place(row["area"]) or f"apart:{row['area']}"
    except KeyError:
        raise ValueError(f"{what}: {region.name} has no such area") from None
    unit, factor = MEASURES.get(row["unit"], (row["unit"], 1))
    return Target(
        indicator=row["indicator"],
        target_title=row["title"],
        area_name=row["area"],
        area_code=code,
        period=date(int(row["period"]), 1, 1),
        # 0.85 × 10000 is 8500, not a hair less.
        target=round(float(row["target"]) * factor, 6) if row["target"] else None,
        printed=row["target"] + row["unit"] if row["target"] else None,
        unit=unit,
        kind=row["kind"],
        bound=row["bound"],
        scheme=row["scheme"],
        source=row["source"],
        note=row["note"] or None,
    )


def _apart(entry: Mapping[str, Any]) -> Apart:
    return Apart(tuple(entry.get("areas", ())), tuple(entry.get("handled_by", ())), entry["note"])


def _reporting(cadence: str, source: str) -> Reporting:
    if cadence not in REPORT_CADENCES:
        raise ValueError(f"report: the cadence {cadence} is none of {', '.join(REPORT_CADENCES)}")
    return Reporting(cadence, source)


def _reasons(entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The region's own reasons; ValueError for one that could not be offered or told from the others."""
    more = {result: tuple(reasons) for result, reasons in entry.items()}
    for kind in KINDS:
        outcomes(kind, more)
    return more


def _list(list_id: str, entry: Mapping[str, Any]) -> RegionList:
    recipients, cadence, source = tuple(entry.get("recipients", ())), entry.get("cadence"), entry.get("source", "")
    if cadence not in CADENCES:
        raise ValueError(f"{list_id}: the cadence {cadence} is none of {'、'.join(CADENCES)}")
    if not recipients or not source:
        raise ValueError(f"{list_id}: a list needs its recipients and the plan's sentence")
    return RegionList(recipients, cadence, source)
