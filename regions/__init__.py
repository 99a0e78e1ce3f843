"""Regions: codes, places, aliases and local policy values, one TOML file each."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Area:
    """One area of the region: a prefecture or county (4 or 6 digits), a town (9) or a village (12)."""

    area_code: str
    area_name: str
    area_level: str
    parent_code: str


@dataclass(frozen=True)
class Region:
    """A region's file, read."""

    region: str
    name: str
    code: str
    areas: tuple[Area, ...]
    aliases: Mapping[str, str]
    settings: Mapping[str, Any]


def names() -> list[str]:
    """The regions that have a file here."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(region: str) -> Region:
    """Read a region's file and its areas. Raises KeyError for a region without a file."""
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
        areas=areas,
        aliases=settings.get("aliases", {}),
        settings=settings,
    )
