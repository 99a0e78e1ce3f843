"""What made-up employers are called: a name is its parts, so that offices can leave out or change one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from county.names import ASSOCIATIONS, BODIES, BRANDS, WORDS
from county.places import SHORT_NAMES, own_places

TRADES = tuple((*line.split(), line.split()[0])[:3] for line in WORDS.trades)
"""Name, industry of GB/T 4754, and the shorter word for it (the name itself where there is none)."""
SHORT = {line.split()[0]: line.split()[2] for line in WORDS.trades if len(line.split()) > 2}
INDUSTRY = {line.split()[0]: line.split()[1] for line in WORDS.trades}
SHOPS = tuple(line.split(" ") for line in WORDS.shops)
"""What is sold ("" where the word for the shop says it), the word for the shop, industry."""
LUCKY: str = WORDS.lucky
AGENCY = "人力资源"
COMPANY, LIMITED, SHARES = "有限公司", "有限责任公司", "股份有限公司"
FARMING = ("粮油", "水产", "畜牧", "蔬菜", "稻米", "果品", "花卉", "农机")
COUNT = "一二三四五六七八九十"
TAIL = 6_000
"""So many brands; half of the employers share the first few hundred."""


@dataclass(frozen=True, slots=True)
class FirmName:
    """The parts of a registered name, in the order in which they are printed."""

    place: str
    brand: str
    trade: str
    form: str
    town: str = ""
    mark: str = ""
    """一店, or 第二 in front of what there are several of."""
    behind: bool = False
    """The place stands in brackets behind the brand."""
    head: "FirmName | None" = None
    """Of a branch: the head office's name; its own place, town and mark stand before 分公司."""

    def full(self) -> str:
        """The whole name."""
        if self.head is not None:
            return f"{self.head.full()}{self.place}{self.town}{self.mark}{self.form}"
        front = "" if self.behind else self.place
        bracket = f"（{self.place}）" if self.behind and self.place else ""
        first, last = (self.mark, "") if self.mark.startswith("第") else ("", self.mark)
        return f"{front}{self.town}{first}{self.brand}{bracket}{self.trade}{self.form}{last}"

    def key(self, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """What tells it from other employers, however it is written, as far as these parts are left in."""
        own = (
            "" if "place" in without else SHORT_NAMES.get(self.place, self.place),
            "" if "town" in without else self.town,
            "" if "brand" in without else self.brand,
            "" if "trade" in without else SHORT.get(self.trade, self.trade),
            "" if "form" in without else "公司" if self.form.endswith("公司") else self.form,
            self.mark,
        )
        return own if self.head is None else own + self.head.key(without)


def brands(rng: np.random.Generator) -> list[str]:
    """All brands, the common ones first: of the others each is two lucky characters."""
    pairs = rng.permutation(len(LUCKY) ** 2)
    tail = [LUCKY[pair // len(LUCKY)] + LUCKY[pair % len(LUCKY)] for pair in pairs.tolist()]
    return list(dict.fromkeys([*BRANDS, *(word for word in tail if word[0] != word[1])]))


class Namer:
    """Gives each employer a name of its own."""

    def __init__(
        self, rng: np.random.Generator, towns: Sequence[str], villages: Sequence[str], counties: Sequence[str]
    ) -> None:
        self.rng, self.towns, self.villages, self.counties = rng, towns, villages, counties
        self.brands = brands(rng)
        self.taken: set[tuple[str, ...]] = set()

    def names(self, forms: Sequence[str], places: Sequence[int]) -> list[tuple[FirmName, str]]:
        """A name and an industry for each legal form; `places` are places in `towns`, `villages`, `counties`."""
        # the n-th brand is drawn about n times less often than the first
        draw = self.rng.random(len(forms))
        ranks = ((TAIL + 20) ** draw * 20.0 ** (1 - draw) - 20).astype(np.int64).tolist()
        draws = self.rng.random((len(forms), 3)).tolist()
        return [self.name(*each) for each in zip(forms, places, ranks, draws, strict=True)]

    def name(self, form: str, place: int, rank: int, draw: list[float]) -> tuple[FirmName, str]:
        """A name that nobody has yet, and its industry."""
        first, industry = self._draft(form, place, self.brands[rank], draw)
        name = first
        for attempt in range(1, 60):
            if self.take(name):
                return name, industry
            # the registry refuses a name that is taken: another brand, or a number where there is none
            brand = self.brands[(rank + attempt * 977 + int(draw[0] * 9973)) % len(self.brands)]
            if first.brand or attempt % 12 == 0:
                name = replace(first, brand=brand)
            else:
                town = first.town + (self.villages[place] if attempt > 1 else "")
                name = replace(first, town=town, mark="" if attempt < 3 else f"第{COUNT[attempt % 12 - 1]}")
        raise ValueError(f"no name is left for another {form}")

    def take(self, name: FirmName) -> bool:
        """Register a name, unless another has it."""
        if name.key() in self.taken:
            return False
        self.taken.add(name.key())
        return True

    def _draft(self, form: str, place: int, brand: str, draw: list[float]) -> tuple[FirmName, str]:
        pick, part, more = draw
        town, registries = self.towns[place], own_places(self.counties[place])
        whole, short = registries[:2]
        if form == "个体工商户":
            trade, shop, industry = SHOPS[int(pick * len(SHOPS))]
            county = whole if part < 0.8 else short
            return FirmName(county, brand, trade, shop, town=town if more < 0.8 else ""), industry
        if form in ("机关", "事业单位"):
            return FirmName(whole, "", BODIES[int(pick * len(BODIES))], "", town=town), "9221"
        if form in ("社会团体", "民办非企业"):
            return FirmName(whole, brand, ASSOCIATIONS[int(pick * len(ASSOCIATIONS))], ""), "9521"
        if form == "农民专业合作社":
            return FirmName(whole, brand, FARMING[int(pick * len(FARMING))], "专业合作社", town=town), "0190"
        county = registries[int(part * len(registries))]
        if form == "派遣":
            return FirmName(county, brand, AGENCY, COMPANY), INDUSTRY[AGENCY]
        # common trades are common: the first are drawn more often
        trade, industry, _ = TRADES[int(pick**1.5 * len(TRADES))]
        if form == "合伙企业":
            return FirmName(county, brand, trade, "服务中心（有限合伙）"), industry
        if form == "个人独资":
            return FirmName(county, brand, trade, "厂"), industry
        legal = COMPANY if more > 0.14 else LIMITED if more > 0.03 else SHARES
        return FirmName(county, brand, trade, legal, behind=0.5 < more < 0.55 and county[-1] not in "县市省"), industry
