"""Two made-up prefectures in one world: who lives in one and works in the other stands on the right lists.

Whether each is a home and the homes exchange, or both are one run of a province.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import duckdb
import polars as pl
import pytest

import regions
from base.home import Home
from benchmarks.neighbours import PLACES, rows, wrong
from county import neighbour
from county.making import make_neighbours
from flows.exchange import exchange
from tests.flows.neighbouring import night

DAY = date(2026, 11, 22)
DUTY = "waged_uninsured_people"
PERSUADED = ["unenrolled_residents_45_plus", "unenrolled_residents_under_45"]


@dataclass(frozen=True)
class World:
    """Where all lies, and the numbers of those whom both prefectures know."""

    root: Path
    shared: set[str]

    def home(self, region: str) -> Path:
        return self.root / region / "home"

    def night(self, region: str) -> pl.DataFrame:
        """After a night: what is not as the answer key, which is made of the clean worlds, has it."""
        # Hundreds of towns' workbooks, in which nobody looks here.
        with patch("flows.nightly.hand_out_towns", lambda *of, **more: []):
            night(self.root / region / "inbox", Home(self.home(region)), region, DAY)
        return wrong(self.home(region), self.root / region / "answers")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    root = tmp_path_factory.mktemp("neighbours")
    with pytest.MonkeyPatch.context() as folder:
        neighbour.write(root / "regions")
        folder.setattr(regions, "FOLDER", root / "regions")
        shared = make_neighbours(root, PLACES, 2_000, seed=4, as_of=DAY, together=neighbour.PROVINCE)
        yield World(root, set(shared["person_id"]))


@pytest.fixture(scope="module")
def wrong_in_one_run(world: World) -> pl.DataFrame:
    return world.night(neighbour.PROVINCE)


def test_an_exchange_puts_everybody_across_the_border_on_the_right_lists(world: World) -> None:
    before = {place: world.night(place) for place in PLACES}
    for place in PLACES:
        people = before[place].filter(pl.col("subject_id").is_in(world.shared))
        assert people.height > 5, "alone neither region knows of whom the other insures"
        assert set(people["what"]) <= {"too many", "other tier"}
    exchange([world.home(place) for place in PLACES])
    after = {place: world.night(place) for place in PLACES}
    assert {place: found.rows() for place, found in after.items()} == {place: [] for place in PLACES}


def test_nobody_delivers_what_the_exchange_is_to_find_out(world: World) -> None:
    for place in PLACES:
        delivered = (world.root / place / "inbox" / "insured_elsewhere").glob("*.csv")
        text = "".join(path.read_text("gb18030") for path in delivered)
        assert text.count("\n") > 50 and not [number for number in world.shared if number in text]


def test_one_run_of_the_province_puts_everybody_on_the_right_lists(
    world: World, wrong_in_one_run: pl.DataFrame
) -> None:
    assert wrong_in_one_run.rows() == []
    across = rows(world.home(neighbour.PROVINCE)).filter(pl.col("subject_id").is_in(world.shared))
    owed = set(across.filter(pl.col("list_id") == DUTY)["subject_id"])
    persuaded = set(across.filter(pl.col("list_id").is_in(PERSUADED))["subject_id"])
    assert owed and not owed & persuaded, "whoever works across the border is the employer's duty, and nobody else's"


def test_towns_counties_and_prefectures_add_up_to_the_province(world: World, wrong_in_one_run: pl.DataFrame) -> None:
    with duckdb.connect(str(Home(world.home(neighbour.PROVINCE)).published), read_only=True) as con:
        figures = con.sql("select * from indicator.value").pl()
    of = ["indicator", "period"]
    sums = figures.group_by(*of, "area_level").agg(pl.col("numerator", "denominator").sum().round(2))
    by_level = {level: frame.sort(of) for (level,), frame in sums.partition_by("area_level", as_dict=True).items()}
    assert by_level["province"]["numerator"].sum() > 5_000
    for level in ("prefecture", "county", "town"):
        for part in ("numerator", "denominator"):
            added = by_level[level][part] + by_level["unknown"][part]
            assert added.round(2).equals(by_level["province"][part]), (level, part)
