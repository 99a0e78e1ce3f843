"""Building sites, and which of them are insured against injury."""

import random

import numpy as np
import polars as pl

from sources.demo import noise
from sources.demo.deliver_employers import name_records, named, papers_known
from sources.demo.delivery import Delivery
from sources.demo.firm_names import COUNT, INDUSTRY

ESTATES = ("花园", "家园", "新城", "苑", "广场", "小区")
WORKS = ("污水管网", "道路改扩建", "标准厂房", "中学教学楼", "农贸市场", "河道整治", "安置房", "卫生院综合楼")
BUILDINGS = "号楼"


def _names(delivery: Delivery, count: int, rng: np.random.Generator) -> tuple[list[str], list[str], np.ndarray]:
    """Sites and their parts: 一标段 and 二标段 of one site are two projects. And which site each belongs to."""
    towns = delivery.world.region.towns["name"].to_list()
    brands = [name.brand for name in delivery.world.employers.names if name.brand]
    sites: dict[str, int] = {}
    fronts: list[str] = []
    parts: list[str] = []
    site_of: list[int] = []
    while len(fronts) < count:
        town = towns[int(rng.integers(0, len(towns)))]
        brand = brands[int(rng.integers(0, len(brands)))]
        work = int(rng.integers(0, len(WORKS) + 2 * len(ESTATES)))
        estate = brand + ESTATES[work % len(ESTATES)]
        # pipes and roads are named after villages, not after brands: the year tells them apart
        front = town + (WORKS[work] if work < len(WORKS) else estate)
        if front in sites:
            continue
        sites[front] = len(sites)
        sections = int(rng.integers(1, 5))
        for section in range(sections):
            part = f"{section + 1}{BUILDINGS}" if work >= len(WORKS) else f"{COUNT[section]}标段"
            fronts.append(front)
            parts.append("" if sections == 1 else part)
            site_of.append(sites[front])
        if len(sites) >= len(towns) * len(WORKS):
            towns = [f"{town}{place}组团" for place, town in enumerate(towns)]
    return fronts[:count], parts[:count], np.array(site_of[:count])


def _written(front: str, part: str, chance: random.Random) -> str:
    """The name as whoever insures the site writes it: place dropped, 工程 or 项目, 1标段; the part always stands."""
    if part.endswith("标段"):
        part = chance.choice([part, part, str(COUNT.index(part[0]) + 1) + part[1:], f"（{part}）"])
    elif part:
        part = chance.choice([part, part, part.replace("号", "#"), f"第{part}"])
    place = chance.choice(["", "", "阜宁县", "阜宁", "盐城市阜宁县"])
    kind = chance.choice(["工程", "工程", "项目", "建设项目", "施工工程", ""])
    return f"{place}{front}{kind}{part}" if chance.random() < 0.5 else f"{place}{front}{part}{kind}"


def deliver(delivery: Delivery) -> None:
    """Projects, and the covers bought for three quarters of them: most without the project's number."""
    world, rng, clock = delivery.world, delivery.rng("project"), delivery.world.clock
    employers = world.employers
    builds = np.isin(employers.industry.to_numpy(), [INDUSTRY["建筑工程"], INDUSTRY["装饰工程"]])
    builders = np.flatnonzero(builds & papers_known(delivery) & (employers.head < 0))
    count = max(6, len(employers) // 40)
    contractors = rng.choice(builders if len(builders) else np.arange(len(employers)), count)
    fronts, parts, site = _names(delivery, count, rng)
    # half of the sites have one contractor for all their parts
    shared = contractors[site]
    eids = np.where(rng.random(count)[site] < 0.5, shared, contractors)
    numbers = pl.Series([f"{world.region.code}{clock.year}{place:05d}" for place in range(count)])
    names = [f"{world.region.name}{front}{part}工程" for front, part in zip(fronts, parts, strict=True)]
    starts = clock.day(0) - rng.integers(20, 500, count).astype("m8[D]")
    frame = pl.DataFrame(
        {
            "project_id": numbers,
            "project_name": names,
            **named(delivery, "construction_project", eids, 0.7),
            "starts_on": noise.days(starts, 1),
            "ends_on": noise.days(starts + np.timedelta64(700, "D"), 1),
            "price_yuan": noise.money(rng.integers(10**8, 10**10, count), thousands=True),
            "area": world.region.villages["parent"].gather(rng.integers(0, len(world.region.villages), count)),
        }
    )
    delivery.inbox.table("construction_project", "在建工程项目", frame, title="新开工工程建设项目一览表")
    covered = np.flatnonzero(rng.random(count) < 0.75)
    chance = delivery.desk.chance("project covers")
    contractor = pl.Series(
        delivery.desk.heard("project_cover", eids[covered].tolist(), [False] * len(covered)), dtype=pl.String
    )
    covers = pl.Series([f"GS{clock.year}{place:05d}" for place in covered], dtype=pl.String)
    cover = pl.DataFrame(
        {
            "cover_id": covers,
            "project_id": noise.only_where(rng.random(len(covered)) < 0.4, numbers.gather(covered)),
            "project_name": [_written(fronts[place], parts[place], chance) for place in covered.tolist()],
            "employer_name": contractor,
            "starts_on": noise.days(starts[covered] + np.timedelta64(5, "D"), 2),
            "ends_on": noise.days(starts[covered] + np.timedelta64(720, "D"), 2),
        }
    )
    delivery.inbox.table("project_cover", "工程项目工伤参保", cover)
    nothing = pl.repeat("", len(covered), eager=True, dtype=pl.String)
    delivery.employers("project_cover", name_records(contractor, nothing), eids[covered])
    delivery.project_records += zip(covers.to_list(), numbers.gather(covered).to_list(), strict=True)
