"""Building sites, facts of the clean world: who builds them, from when to when, and which are insured."""

import numpy as np
import polars as pl

from county.firm_names import COUNT, INDUSTRY
from county.tables import NO_DAY
from county.world import World

ESTATES = ("花园", "家园", "新城", "苑", "广场", "小区")
WORKS = ("污水管网", "道路改扩建", "标准厂房", "中学教学楼", "农贸市场", "河道整治", "安置房", "卫生院综合楼")
BUILDINGS = "号楼"
PLANTED = ("starts_today", "ends_today", "without_end", "starts_tomorrow", "ended_yesterday")
"""Sites that nobody has insured, by the day on which they begin or end."""
BY_NUMBER, BY_NAME, UNCOVERED = "covered_by_number", "covered_by_name", "uncovered"
SISTER = "sister_covered"
"""Not insured, but another section of the same site by the same contractor is."""
TRAPS: dict[str, dict[str, tuple[str, ...]]] = {
    "projects_without_injury_cover": {"absent": (BY_NUMBER, BY_NAME, "starts_tomorrow", "ended_yesterday")}
}


def build(world: World) -> None:
    """Fill `world.projects`: a row each, with `project_id`, `kind`, `eid` of the contractor, days, the name's parts.

    Called once employers have names.
    """
    rng, clock, employers = world.stream("projects"), world.clock, world.employers
    each = world.count()
    count = (len(PLANTED) + 10) * each
    trades = [INDUSTRY["建筑工程"], INDUSTRY["装饰工程"]]
    builds = np.isin(employers.industry.to_numpy(), trades) & employers.fact("in_tax") & employers.fact("in_business")
    builds[employers.of("site_contractor", "past_contractor")] = False
    builds[employers.siteless] = False
    builders = np.flatnonzero(builds & (employers.head < 0))
    contractors = rng.choice(builders if len(builders) else np.arange(len(employers)), count)
    fronts, parts, site = _names(world, count, rng)
    # half of the sites have one contractor for all their parts
    eids = np.where(rng.random(count)[site] < 0.5, contractors[site], contractors)
    kind = np.where(rng.random(count) < 0.7, np.where(rng.random(count) < 0.4, BY_NUMBER, BY_NAME), UNCOVERED)
    kind = kind.astype(object)
    planted = rng.permutation(count)[: len(PLANTED) * each]
    kind[planted] = np.repeat(PLANTED, each)
    covered = np.isin(kind, (BY_NUMBER, BY_NAME))
    beside = np.isin(site * len(employers) + eids, (site * len(employers) + eids)[covered])
    kind[(kind == UNCOVERED) & beside] = SISTER

    today, day = clock.day(), np.timedelta64(1, "D")
    # contractors of the planted crews: a site that is open today, or one that begins tomorrow or ended yesterday
    for at, days in (("site_contractor", PLANTED[:3]), ("past_contractor", PLANTED[3:])):
        mine = employers.of(at)
        places = np.concatenate([np.flatnonzero(kind == day)[: len(mine)] for day in days])
        eids[places] = mine[np.arange(len(places)) % len(mine)]
    starts = today - rng.integers(20, 500, count).astype("m8[D]")
    starts[kind == "starts_today"], starts[kind == "starts_tomorrow"] = today, today + day
    ends = starts + 700 * day
    ends[kind == "ends_today"], ends[kind == "ended_yesterday"] = today, today - day
    ends[kind == "without_end"] = NO_DAY
    front = f"{world.region.code:0<6}{clock.year}"
    world.projects = pl.DataFrame(
        {
            "project_id": [f"{front}{place:05d}" for place in world.numbered(np.arange(count), count).tolist()],
            "kind": pl.Series(kind, dtype=pl.String),
            "eid": eids,
            "starts": starts,
            "ends": ends,
            "front": fronts,
            "part": parts,
        }
    )


def _names(world: World, count: int, rng: np.random.Generator) -> tuple[list[str], list[str], np.ndarray]:
    """Sites and their parts: 一标段 and 二标段 of one site are two projects. And which site each belongs to."""
    named = towns = world.region.towns["name"].to_list()
    blocks = 1
    brands = [name.brand for name in world.employers.names if name.brand]
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
        if len(sites) >= blocks * len(named) * len(WORKS):
            # all works of all towns are named: new ones are built in a block that has none yet
            towns = [f"{town}{blocks}组团" for town in named]
            blocks += 1
    return fronts[:count], parts[:count], np.array(site_of[:count])
