"""What is delivered of building sites: the projects, and the covers bought for most of them."""

import random

import numpy as np
import polars as pl

from county.firm_names import COUNT
from county.offices import noise
from county.offices.deliver_employers import name_records, named
from county.offices.delivery import Delivery
from county.places import SHORT_NAMES
from county.projects import BY_NAME, BY_NUMBER


def _written(front: str, part: str, county: str, chance: random.Random) -> str:
    """The name as whoever insures the site writes it: place dropped, 工程 or 项目, 1标段; the part always stands."""
    if part.endswith("标段"):
        part = chance.choice([part, part, str(COUNT.index(part[0]) + 1) + part[1:], f"（{part}）"])
    elif part:
        part = chance.choice([part, part, part.replace("号", "#"), f"第{part}"])
    place = chance.choice(["", "", county, SHORT_NAMES.get(county, county)])
    kind = chance.choice(["工程", "工程", "项目", "建设项目", "施工工程", ""])
    return f"{place}{front}{kind}{part}" if chance.random() < 0.5 else f"{place}{front}{part}{kind}"


def deliver(delivery: Delivery) -> None:
    """Projects, and their covers: most without the project's number."""
    world, rng, clock = delivery.world, delivery.rng("project"), delivery.world.clock
    projects, count = world.projects, len(world.projects)
    eids = projects["eid"].to_numpy()
    place = world.region.name
    sites = zip(projects["front"], projects["part"], strict=True)
    frame = pl.DataFrame(
        {
            "project_id": projects["project_id"],
            "project_name": [f"{place}{front}{part}工程" for front, part in sites],
            **named(delivery, "construction_project", eids),
            "starts_on": noise.days(projects["starts"], 1),
            "ends_on": noise.days(projects["ends"], 1),
            "price_yuan": noise.money(rng.integers(10**8, 10**10, count), thousands=True),
            "area": world.region.villages["parent"].gather(rng.integers(0, len(world.region.villages), count)),
        }
    )
    delivery.inbox.table("construction_project", "在建工程项目", frame, title="新开工工程建设项目一览表")
    covered = projects.with_row_index().filter(pl.col("kind").is_in([BY_NUMBER, BY_NAME]))
    chance = delivery.desk.chance("project covers")
    eids = covered["eid"].to_numpy()
    contractor = pl.Series(delivery.desk.heard("project_cover", eids.tolist(), [False] * len(eids)), dtype=pl.String)
    numbers = pl.Series(world.numbered(covered["index"].to_numpy(), len(projects)))
    covers = pl.select(pl.concat_str(pl.lit(f"GS{clock.year}"), numbers.cast(pl.String).str.zfill(5)))
    sites = zip(covered["front"], covered["part"], strict=True)
    day = np.timedelta64(1, "D")
    cover = pl.DataFrame(
        {
            "cover_id": covers.to_series(),
            "project_id": noise.only_where((covered["kind"] == BY_NUMBER).to_numpy(), covered["project_id"]),
            "project_name": [_written(front, part, place, chance) for front, part in sites],
            "employer_name": contractor,
            "starts_on": noise.days(covered["starts"].to_numpy() + 5 * day, 2),
            "ends_on": noise.days(covered["starts"].to_numpy() + 720 * day, 2),
        }
    )
    delivery.inbox.table("project_cover", "工程项目工伤参保", cover)
    nothing = pl.repeat("", len(eids), eager=True, dtype=pl.String)
    delivery.employers("project_cover", name_records(contractor, nothing), eids)
    delivery.project_records += zip(cover["cover_id"].to_list(), covered["project_id"].to_list(), strict=True)
