"""What employers are called, where they sit and who answers for them; then what misleads those who link records."""

from collections import Counter
from dataclasses import replace

import numpy as np
import polars as pl

from county.employer_kinds import TRADER
from county.firm_names import COMPANY, FirmName, Namer
from county.lookalikes import plant
from county.names import ROADS, pick
from county.numbers import replaced
from county.places import own_places
from county.world import World

RARE = 1
"""Employers of a brand that nobody else has."""


def christen(world: World) -> None:
    """Give employers names, addresses and telephones, and plant the cases that look like one another."""
    employers, region = world.employers, world.region
    rng = world.stream("firms")
    towns = dict(zip(region.towns["code"], region.towns["name"], strict=True))
    town = np.array([towns[code] for code in region.villages["parent"]], dtype=object)
    village = np.array([_village(name) for name in region.villages["name"]], dtype=object)
    namer = Namer(rng, town.tolist(), village.tolist(), region.villages["code"].str.slice(0, 6).to_list())
    _name(world, namer)
    total = len(employers)
    employers.town = town[employers.village]
    house = rng.integers(1, 300, total)
    road = pick(ROADS, rng.integers(0, len(ROADS), total)).to_numpy()
    urban = rng.random(total) < 0.35
    group = rng.integers(1, 12, total)
    employers.spot = np.array(
        [
            f"{way}{number}号" if city else f"{home}{cluster}组{number}号"
            for way, number, city, home, cluster in zip(
                road, house, urban, village[employers.village], group, strict=True
            )
        ],
        dtype=object,
    )
    employers.phone = pl.Series(13_000_000_000 + rng.integers(0, 6_900_000_000, total)).cast(pl.String)
    # who became a company stayed where he was, with the telephone he had
    heirs = np.flatnonzero(employers.predecessor >= 0)
    old = employers.predecessor[heirs]
    employers.spot[old] = employers.spot[heirs]
    employers.phone = replaced(employers.phone, old, employers.phone.gather(heirs))
    employers.groups["converted"] = np.sort(np.concatenate([heirs, old]))
    employers.tax_phone = employers.phone
    plant(world, namer, rng)
    employers.name = pl.Series([name.full() for name in employers.names], dtype=pl.String)
    employers.groups["sole_trader"] = np.flatnonzero(employers.form == TRADER)
    employers.groups["branch"] = np.flatnonzero(employers.head >= 0)
    brands = Counter(name.brand for name in employers.names)
    rare = [brands[name.brand] == RARE and name.head is None and bool(name.brand) for name in employers.names]
    employers.groups["rare_name"] = np.flatnonzero(rare)


def _village(name: str) -> str:
    """向阳村委会 is 向阳村, 花园居委会 is 花园社区."""
    return name.removesuffix("委会") if name.endswith("村委会") else name.removesuffix("居委会") + "社区"


def _name(world: World, namer: Namer) -> None:
    employers = world.employers
    form = employers.form.copy()
    form[employers.of("agency", "agency_partly")] = "派遣"
    named = namer.names(form.tolist(), employers.village.tolist())
    names = [name for name, _ in named]
    industries = [industry for _, industry in named]
    for heir in np.flatnonzero(employers.predecessor >= 0).tolist():
        county = _county(namer, employers.village[heir])[heir % 2]
        _convert(names, namer, heir, int(employers.predecessor[heir]), county)
    numbers: Counter[int] = Counter()
    insured = set(employers.of("branch_insured").tolist())
    for eid in np.flatnonzero(employers.head >= 0).tolist():
        head = int(employers.head[eid])
        numbers[head] += 1
        mark = f"第{_count(numbers[head])}" if eid in insured or numbers[head] > 1 else ""
        town = "" if mark else namer.towns[employers.village[eid]].removesuffix("镇").removesuffix("街道")
        place = "" if mark else _county(namer, employers.village[eid])[1]
        names[eid] = FirmName(place, "", "", "分公司", town=town, mark=mark, head=names[head])
        industries[eid] = industries[head]
    employers.names = names
    employers.industry = pl.Series(industries, dtype=pl.String)


def _county(namer: Namer, village: int) -> tuple[str, str]:
    """The county in which a village lies, with and without 县."""
    whole, short = own_places(namer.counties[village])[:2]
    return whole, short


def _convert(names: list[FirmName], namer: Namer, heir: int, old: int, county: str) -> None:
    """The company keeps its shop's brand, and mostly its trade: 宏达建材经营部 becomes 宏达建材有限公司."""
    shop = names[old]
    for trade in (shop.trade or "商贸", "商贸", "贸易"):
        name = FirmName(county, shop.brand, trade, COMPANY)
        if namer.take(name):
            names[heir] = name
            return
    # another company has that name: the shop had the newcomer's brand all along
    renamed = replace(shop, brand=names[heir].brand)
    if namer.take(renamed):
        names[old] = renamed


def _count(number: int) -> str:
    """Up to 99 in Chinese."""
    words = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    front = "" if not tens else "十" if tens == 1 else words[tens] + "十"
    return front + (words[ones] if ones or not tens else "")
