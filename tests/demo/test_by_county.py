"""A prefecture that is made county by county: nothing is given out twice, and each county stays at home."""

import re
from pathlib import Path

import polars as pl
import pytest

from county.making import make

PEOPLE = 9_300


@pytest.fixture(scope="module")
def prefecture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("prefecture")
    make(out, "wuhai", PEOPLE, at_once=PEOPLE - 1)
    return out


def owners(prefecture: Path, name: str) -> pl.DataFrame:
    """The answers of all counties, each with its county."""
    files = sorted((prefecture / "answers").glob(f"*/{name}.csv"))
    return pl.concat(
        pl.read_csv(file, infer_schema=False).with_columns(county=pl.lit(file.parent.name)) for file in files
    )


def test_no_two_counties_give_out_the_same_number(prefecture: Path) -> None:
    for name, subject in (("people", "person_id"), ("employers", "employer_id")):
        found = owners(prefecture, name)
        assert found["county"].n_unique() == 3
        shared = found.group_by(subject).agg(pl.col("county").n_unique()).filter(pl.col("county") > 1)
        assert shared.is_empty(), subject


def test_every_file_has_a_line_and_bears_its_county(prefecture: Path) -> None:
    lines = pl.read_csv(prefecture / "inbox" / "manifest.csv", infer_schema=False)
    files = {str(file.relative_to(prefecture / "inbox")) for file in (prefecture / "inbox").glob("*/*")}
    assert set(lines["file"]) == files
    counties = {file.split("/")[1].split("_")[0] for file in files}
    assert counties == {"海勃湾区", "海南区", "乌达区"}


def test_people_live_in_the_towns_of_their_county(prefecture: Path) -> None:
    files = sorted((prefecture / "inbox" / "resident").glob("*.csv"))
    codes = {"海勃湾区": b"150302", "海南区": b"150303", "乌达区": b"150304"}
    assert files
    for file in files:
        areas = set(re.findall(rb"(?<!\d)(1503\d\d)\d{6}(?!\d)", file.read_bytes()))
        assert areas <= {codes[file.name.split("_")[0]]}, file.name


def test_a_region_of_one_county_is_made_at_once_however_large(tmp_path: Path) -> None:
    make(tmp_path, "wuyi", 3_000, at_once=2_999)
    assert (tmp_path / "answers" / "people.csv").exists()
