"""A county of 60,000 with its key but without its files, and the files of a small one: each made once."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from county.key.key import lists_and_traps
from county.lives.planted import make_world
from county.offices.records import Records
from county.world import World
from sources import SOURCES
from sources.reader.landing import land
from sources.reader.manifest import deliveries

AS_OF = date(2026, 11, 22)


@dataclass(frozen=True)
class County:
    world: World
    records: Records
    facts: dict[str, pl.DataFrame]
    lists: pl.DataFrame
    traps: pl.DataFrame


def county_of(people: int, as_of: date = AS_OF, seed: int = 1, region: str = "funing") -> County:
    world = make_world(people, region, seed, as_of)
    facts = {name: table.frame() for name, table in world.facts.items()}
    records = Records(world, facts)
    return County(world, records, facts, *lists_and_traps(world, records, facts))


@pytest.fixture(scope="session")
def county() -> County:
    return county_of(60_000)


@pytest.fixture(scope="session")
def landed(small: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """The rows of the small county by extract, as the one reader understands them."""
    folder = tmp_path_factory.mktemp("landing")
    rows: dict[str, list[pl.DataFrame]] = {}
    for delivery in deliveries(small / "inbox", AS_OF):
        file = land(SOURCES[delivery.extract], delivery, folder)
        frame = pl.read_parquet(file.parquet).with_columns(pl.lit(delivery.data_date).alias("data_date"))
        rows.setdefault(delivery.extract, []).append(frame)
    return {extract: pl.concat(frames, how="vertical_relaxed") for extract, frames in rows.items()}
