"""A made-up county's files: what a region's file may say is written, and read."""

from pathlib import Path

import pytest

import regions
from regions import Region

HEAD = 'name = "某县"\ncode = "320999"\nplan = "计划"\nareas = "x.csv"\n'
REPORT = '[[report]]\ncadence = "month"\nsource = "武义 四"\n'
AREAS = (
    "code,name,level,parent\n320999,某县,county,3209\n320999100,东镇,town,320999\n320999100201,一村,village,320999100\n"
)


def county(folder: Path, monkeypatch: pytest.MonkeyPatch, tables: str = "", targets: str | None = None) -> Region:
    """Write the files of the region `x` and read it."""
    (folder / "x.toml").write_text(HEAD + REPORT + tables, encoding="utf-8")
    (folder / "x.csv").write_text(AREAS, encoding="utf-8")
    if targets is not None:
        (folder / "x.targets.csv").write_text(targets, encoding="utf-8")
    monkeypatch.setattr(regions, "FOLDER", folder)
    return regions.read("x")
