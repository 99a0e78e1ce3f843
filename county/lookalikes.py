"""Employers that a naive linkage takes for one, or for two: each case is planted here and named in the answer key."""

from dataclasses import replace

import numpy as np

from county.employer_kinds import EMPLOYER_KINDS, NO_UNIT, TRADER
from county.employers import Employers
from county.firm_names import INDUSTRY, FirmName, Namer
from county.names import ALIKE, WORDS
from county.numbers import credit_codes, replaced, text
from county.people import MEN
from county.places import NEIGHBOURS
from county.world import World

SISTER_TRADES = (
    ("建材", "建筑工程"), ("商贸", "物流"), ("机械制造", "电子科技"), ("食品", "粮油"), ("纺织", "服饰"),
    ("木业", "家具"), ("五金制品", "塑料制品"), ("装饰工程", "安装工程"), ("水产", "饲料"), ("新材料", "新能源"),
)  # fmt: skip
COMMON_MEN = tuple(name for name in WORDS.common_names if name[-1] in "伟强军磊勇洋杰")
COMMON_WOMEN = tuple(name for name in WORDS.common_names if name not in COMMON_MEN)


class _Free:
    """Employers that no case has taken yet."""

    def __init__(self, employers: Employers, rng: np.random.Generator) -> None:
        self.rng = rng
        self.open = np.ones(len(employers), dtype=bool)
        # these are cases of their own
        self.open[employers.owned] = False
        self.open[(employers.predecessor >= 0) | (employers.head >= 0)] = False
        self.open[employers.predecessor[employers.predecessor >= 0]] = False
        self.open[employers.head[employers.head >= 0]] = False

    def take(self, count: int, fits: np.ndarray) -> np.ndarray:
        """So many of those who fit, or all there are."""
        fitting = self.rng.permutation(np.flatnonzero(fits & self.open))[:count]
        self.open[fitting] = False
        return fitting


def plant(world: World, namer: Namer, rng: np.random.Generator) -> None:
    """All cases, each on employers of its own."""
    employers = world.employers
    free = _Free(employers, rng)
    company = (employers.form == "企业") & (employers.industry != INDUSTRY["人力资源"]).to_numpy()
    groups = employers.groups
    groups["sister"] = _sisters(world, namer, free, company)
    groups["renamed"] = _renamed(world, namer, free, company)
    groups["other_county"] = _other_county(world, namer, free, company)
    groups["shared_phone"] = _shared_phone(world, free)
    groups["shared_address"] = _shared_address(world, free)
    groups["common_boss"] = _common_bosses(world, free)


def _scaled(world: World, share: float, least: int, most: int) -> int:
    """A number that grows with the county, within bounds."""
    return int(np.clip(round(len(world.people.sex) * share), least, most))


def _sisters(world: World, namer: Namer, free: _Free, company: np.ndarray) -> np.ndarray:
    """Two firms of one boss, at one address, with one telephone: 宏达建材 and 宏达建筑, 恒泰超市一店 and 二店."""
    employers, rng = world.employers, free.rng
    found: list[int] = []
    count = _scaled(world, 0.0006, 3, 500)
    firms = free.take(2 * count, company)
    shops = free.take(count, employers.form == TRADER)
    for elder, younger in firms[: len(firms) // 2 * 2].reshape(-1, 2).tolist():
        name = employers.names[elder]
        pair = SISTER_TRADES[int(rng.integers(0, len(SISTER_TRADES)))]
        draw = rng.random()
        if draw < 0.25 and name.brand[0] in ALIKE:
            other = replace(name, brand=ALIKE[name.brand[0]] + name.brand[1:])
        else:
            name, other = replace(name, trade=pair[0]), replace(name, trade=pair[1])
            if not namer.take(name):
                name = employers.names[elder]
        if name.key() == other.key() or not namer.take(other):
            continue
        employers.names[elder], employers.names[younger] = name, other
        _trade(employers, [(elder, name), (younger, other)])
        found += _join(employers, elder, younger)
    for elder, younger in shops[: len(shops) // 2 * 2].reshape(-1, 2).tolist():
        first, second = (replace(employers.names[elder], mark=mark) for mark in ("一店", "二店"))
        if first.form.endswith("店"):
            # 烟酒店一店 is no name
            first, second = (replace(name, form="超市", trade="") for name in (first, second))
        if namer.take(first) and namer.take(second):
            employers.names[elder], employers.names[younger] = first, second
            found += _join(employers, elder, younger)
    return np.array(found, dtype=np.int64)


def _join(employers: Employers, elder: int, younger: int) -> tuple[int, int]:
    """Let two employers have boss, address and telephone in common."""
    employers.owner[younger] = employers.owner[elder]
    _move(employers, np.array([younger]), elder)
    phone = employers.phone.gather([elder])
    employers.phone = replaced(employers.phone, np.array([younger]), phone)
    employers.tax_phone = replaced(employers.tax_phone, np.array([younger]), phone)
    return elder, younger


def _move(employers: Employers, eids: np.ndarray, to: int) -> None:
    employers.village[eids] = employers.village[to]
    employers.town[eids] = employers.town[to]
    employers.spot[eids] = employers.spot[to]


def _trade(employers: Employers, named: list[tuple[int, FirmName]]) -> None:
    places = np.array([eid for eid, _ in named], dtype=np.int64)
    employers.industry = replaced(employers.industry, places, [INDUSTRY[name.trade] for _, name in named])


def _renamed(world: World, namer: Namer, free: _Free, company: np.ndarray) -> np.ndarray:
    """Firms that changed their name. Another took half of the old names; the registry tells of half."""
    employers, rng = world.employers, free.rng
    with_unit = np.array([kind.unit != NO_UNIT and kind.in_business for kind in EMPLOYER_KINDS])[employers.kind]
    count = _scaled(world, 0.0004, 4, 400)
    those = free.take(count, company & with_unit)
    heirs = free.take(count // 2, company)
    for place, eid in enumerate(those.tolist()):
        old = employers.names[eid]
        draw = rng.random(3).tolist()
        new, _ = namer.name("企业", int(employers.village[eid]), int(rng.integers(0, len(namer.brands))), draw)
        # mostly the same trade under another brand
        new = replace(new, trade=old.trade) if namer.take(replace(new, trade=old.trade)) else new
        employers.names[eid], employers.old_names[eid] = new, old
        employers.old_name_in_snapshot[eid] = place % 4 < 2
        if place % 2 == 0 and place // 2 < len(heirs):
            heir = int(heirs[place // 2])
            employers.names[heir] = old
            _trade(employers, [(heir, old)])
        _trade(employers, [(eid, new)])
    return those


def _other_county(world: World, namer: Namer, free: _Free, company: np.ndarray) -> np.ndarray:
    """Firms registered next door that pay taxes here; a firm of this county has the same name but for the place."""
    employers, rng = world.employers, free.rng
    only_taxed = np.isin(np.arange(len(employers)), employers.of("tax_office_only"))
    strangers = free.take(_scaled(world, 0.00025, 3, 300), company & only_taxed)
    local = np.array([kind.unit != NO_UNIT and kind.in_business for kind in EMPLOYER_KINDS])[employers.kind]
    twins = free.take(len(strangers), company & local)
    next_door = NEIGHBOURS[world.region.code]
    for stranger, twin in zip(strangers.tolist(), twins.tolist(), strict=False):
        county, code, _ = next_door[int(rng.integers(0, len(next_door)))]
        name = replace(employers.names[twin], place=county, behind=False)
        if not namer.take(name):
            continue
        employers.names[stranger] = name
        employers.area[stranger] = code
        _trade(employers, [(stranger, name)])
        number = credit_codes(np.array([91]), np.array([code]), employers.organisation[[stranger]])
        employers.uscc = replaced(employers.uscc, np.array([stranger]), text(number))
    return strangers[np.isin(employers.area[strangers], [code for _, code, _ in next_door])]


def _shared_phone(world: World, free: _Free) -> np.ndarray:
    """Bookkeeping agencies: the tax office has their telephone for all their clients."""
    employers, rng = world.employers, free.rng
    sizes = [_scaled(world, 0.001, 10, 200), *([120, 80, 60] if len(world.people.sex) >= 500_000 else [])]
    taxed = employers.fact("in_tax")
    found = []
    for size in sizes:
        clients = free.take(size, taxed)
        phone = str(15_100_000_000 + int(rng.integers(0, 99_999_999)))
        employers.tax_phone = replaced(employers.tax_phone, clients, [phone] * len(clients))
        # half of them gave it to everybody
        half = clients[: len(clients) // 2]
        employers.phone = replaced(employers.phone, half, [phone] * len(half))
        found.append(clients)
    return np.concatenate(found)


def _shared_address(world: World, free: _Free) -> np.ndarray:
    """Firms registered at one address, which none of them works at."""
    employers = world.employers
    eids = free.take(_scaled(world, 0.0013, 10, 300), np.isin(employers.form, ("企业", "合伙企业", "个人独资")))
    if len(eids):
        employers.spot[eids[0]] = "花园大道166号创业园A座"
        _move(employers, eids[1:], int(eids[0]))
    return eids


def _common_bosses(world: World, free: _Free) -> np.ndarray:
    """Bosses who have nothing in common but a common name."""
    employers, people, rng = world.employers, world.people, free.rng
    once = np.bincount(employers.owner, minlength=len(people.sex))[employers.owner] == 1
    eids = free.take(_scaled(world, 0.001, 8, 600), once)
    owners = employers.owner[eids]
    men = people.sex[owners] == MEN
    names = [
        (COMMON_MEN if man else COMMON_WOMEN)[int(rng.integers(0, len(COMMON_MEN if man else COMMON_WOMEN)))]
        for man in men.tolist()
    ]
    world.rename(owners, names)
    return eids
