"""Regions: codes, places, aliases, which lists the plan asks for, local policy values; one TOML file each."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

CADENCES = ("及时", "每月", "每季", "每半年", "每年", "定期")
"""How often a plan wants a list handed out."""


REPORT_CADENCES = ("month", "quarter", "half", "year")
"""How often a plan wants its leaders to read a report."""


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
    settings: Mapping[str, Any]

    def place(self, name: str) -> str | None:
        """The code of the prefecture, county or town that a document means by a name; None where it stands apart.

        Raises KeyError for a name that means nothing here, or several towns.
        """
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
    that is none.
    """
    if region not in names():
        raise KeyError(region)
    settings = tomllib.loads((FOLDER / f"{region}.toml").read_text(encoding="utf-8"))
    with (FOLDER / settings["areas"]).open(encoding="utf-8", newline="") as lines:
        areas = tuple(
            Area(row["code"], row["name"], row["level"], row["parent"] or "") for row in csv.DictReader(lines)
        )
    return Region(
        region=region,
        name=settings["name"],
        code=settings["code"],
        plan=settings["plan"],
        areas=areas,
        aliases=settings.get("aliases", {}),
        apart={name: _apart(entry) for name, entry in settings.get("apart", {}).items()},
        lists={list_id: _list(list_id, entry) for list_id, entry in settings.get("lists", {}).items()},
        reporting=_reporting(**settings["report"]),
        settings=settings,
    )


def _apart(entry: Mapping[str, Any]) -> Apart:
    return Apart(tuple(entry.get("areas", ())), tuple(entry.get("handled_by", ())), entry["note"])


def _reporting(cadence: str, source: str) -> Reporting:
    if cadence not in REPORT_CADENCES:
        raise ValueError(f"report: the cadence {cadence} is none of {', '.join(REPORT_CADENCES)}")
    return Reporting(cadence, source)


def _list(list_id: str, entry: Mapping[str, Any]) -> RegionList:
    recipients, cadence, source = tuple(entry.get("recipients", ())), entry.get("cadence"), entry.get("source", "")
    if cadence not in CADENCES:
        raise ValueError(f"{list_id}: the cadence {cadence} is none of {'、'.join(CADENCES)}")
    if not recipients or not source:
        raise ValueError(f"{list_id}: a list needs its recipients and the plan's sentence")
    return RegionList(recipients, cadence, source)
