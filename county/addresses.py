"""Made-up houses and how two people write them: pairs of addresses with the truth of how near they are.

    python -m county.addresses --out pairs.csv [--pairs 40000] [--seed 1]

A house lies in a town, on a road with a number or in a village, mostly in an estate, a building, a works or a shop,
named with words of `words.toml`. One writes it in full or in part, the other as a map lists it: a road and a number or
two roads that meet, then the house, with a gate or without. What the two mean decides, never how they look: `same` to
the building, `partly` the same estate, door or road, `not` another place, most of them with words in common.
"""

import argparse
import csv
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from county.names import SURNAMES, WORDS
from county.places import NAMES

COUNTIES = tuple(name for code, name in NAMES.items() if len(code) == 6)
LUCKY: str = WORDS.lucky
DIRECTIONS = "东南西北"
SITES = (
    "小区",
    "花园",
    "家园",
    "新村",
    "大厦",
    "广场",
    "苑",
    "公寓",
    "市场",
    "工业园",
    "商城",
    "佳苑",
    "国际",
    "山庄",
    "名城",
)
ROADS = ("路", "路", "路", "路", "东路", "西路", "南路", "北路", "中路", "大道", "街", "巷", "二路", "三路", "路南段")
VILLAGES = ("庄", "家桥", "湾", "沟", "圩", "塘", "岗", "家庄", "垛", "洼")
TRADES = tuple(line.split()[0] for line in WORDS.trades)
SHOPS = (
    "超市",
    "便利店",
    "面馆",
    "药房",
    "五金店",
    "服装店",
    "理发店",
    "幼儿园",
    "宾馆",
    "汽修厂",
    "诊所",
    "网吧",
    "食品厂",
)
GATES = ("东门", "西门", "南门", "北门", "东南门", "西北门", "停车场", "物业", "东1门")
PARTS = ("A区", "B区", "东区", "南区", "1期", "2期", "3期")
NUMERALS = "零一二三四五六七八九"
SAME, PARTLY, NOT = "same", "partly", "not"


@dataclass(frozen=True)
class House:
    """A place that people mean; what it has not is empty. `building` and `part` lie in the site."""

    county: str
    town: str
    road: str
    other_road: str
    door: str
    village: str
    group: str
    site: str
    part: str
    building: str
    shop: str
    gate: str


class Maker:
    """Makes houses, and what people write of them, from one stream of chance."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def chance(self, share: float) -> bool:
        """Whether something of this share happens."""
        return bool(self.rng.random() < share)

    def one(self, words: tuple[str, ...] | str) -> str:
        """One of the words."""
        return words[int(self.rng.integers(len(words)))]

    def number(self, most: int) -> str:
        """A number from 1, low ones more often."""
        return str(1 + int(most * self.rng.random() ** 2))

    def two(self) -> str:
        """Two lucky characters, now and then three."""
        return "".join(self.one(LUCKY) for _ in range(3 if self.chance(0.2) else 2))

    def site(self) -> str:
        """An estate's, a building's or a works' name."""
        return self.two() + (self.one(SITES) if self.chance(0.9) else "")

    def shop(self) -> str:
        """A firm's or a shop's name."""
        if self.chance(0.5):
            return f"{self.two()}{self.one(TRADES)}{'有限公司' if self.chance(0.7) else ''}"
        return self.two() + self.one(SHOPS)

    def house(self) -> House:
        """Any house."""
        rural = self.chance(0.2)
        estate = self.chance(0.75) and not rural
        return House(
            county=self.one(COUNTIES),
            town=self.two()[:2] + self.one(("镇", "镇", "街道", "街道", "乡")),
            road="" if rural else self.two()[:2] + self.one(ROADS),
            other_road=self.two()[:2] + self.one(ROADS),
            door=self.number(400) if self.chance(0.8) else f"{self.number(400)}-{self.number(20)}",
            village=self.one(SURNAMES) + self.one(VILLAGES) if rural else "",
            group=self.number(15) if rural and self.chance(0.5) else "",
            site=self.site() if estate else "",
            part=self.one(PARTS) if estate and self.chance(0.15) else "",
            building=(f"{self.one('ABC')}" if self.chance(0.15) else self.number(60))
            if estate and self.chance(0.6)
            else "",
            shop=self.shop() if self.chance(0.3) or not (estate or rural) else "",
            gate="",
        )

    def building(self, number: str) -> str:
        """A building as it is written."""
        if not number:
            return ""
        if number.isdigit() and int(number) < 10 and self.chance(0.15):
            number = NUMERALS[int(number)]
        return number + self.one(("号楼", "号楼", "幢", "栋", "栋", "座"))

    def asked(self, house: House) -> str:
        """As somebody writes it who wants to be found there: places in front, and the flat behind."""
        front = ""
        if self.chance(0.6):
            front += house.county if self.chance(0.8) else house.county[:-1]
        if self.chance(0.5):
            front += house.town
        street = house.village + "村" + (f"{house.group}组" if house.group else "") if house.village else ""
        if house.road and (not house.site or self.chance(0.6)):
            street = house.road + (f"{house.door}号" if self.chance(0.7) else "")
        elif house.village and self.chance(0.4):
            street += f"{house.door}号"
        # who lives there may leave the building to the postman
        building = "" if self.chance(0.12) else house.building
        inside = house.site + house.part + self.building(building)
        if building and self.chance(0.6):
            inside += self.one(
                (f"{self.number(4)}单元", f"{self.number(30)}楼", f"{self.number(30)}0{self.number(8)}室")
            )
        return self.slip(front + street + inside + house.shop)

    def listed(self, house: House) -> str:
        """As a map or a register lists it."""
        street = self.one((house.county, house.town, "")) + (f"{house.village}村" if house.village else "")
        if house.road:
            beside = f"{self.one(DIRECTIONS)}{int(self.number(30)) * 10}米"
            street = self.one(
                (
                    f"{house.road}{house.door}号",
                    f"{house.road}{house.door}号",
                    f"{house.town}{house.road}{house.door}号",
                    f"{house.road}与{house.other_road}交叉口{beside}",
                    house.county if house.site else house.road,
                    f"{house.other_road}{self.number(300)}号附近",
                )
            )
        inside = house.site + house.part + self.building(house.building)
        if house.building and self.chance(0.15):
            inside += house.site + house.building + "号楼"
        if house.building and self.chance(0.06):
            inside += f"{self.number(30)}层"
        return street + inside + house.shop + self.aside(house)

    def aside(self, house: House) -> str:
        """What a register says in brackets: the gate, the road, the branch of a shop."""
        if house.gate or not self.chance(0.12):
            return f"({house.gate})" if house.gate else ""
        road, branch = house.road or house.village, f"{self.two()[:2]}店"
        return self.one(
            (f"({road})", f"({road})", f"(近{house.other_road})", f"({house.site or branch})", f"({branch})")
        )

    def slip(self, text: str) -> str:
        """The text, now and then with a character left out."""
        if len(text) > 8 and self.chance(0.05):
            at = int(self.rng.integers(2, len(text) - 1))
            text = text[:at] + text[at + 1 :]
        return text

    def like(self, name: str) -> str:
        """Another name with characters in common."""
        if len(name) < 2:
            return self.two()
        at = int(self.rng.integers(0, 2))
        return name[:at] + self.one(LUCKY) + name[at + 1 :]

    def pair(self) -> tuple[str, str, str]:
        """What one and another write, and how near what they mean is: pairs such as a search brings together."""
        wanted = str(self.rng.choice([SAME, PARTLY, NOT], p=[0.25, 0.35, 0.4]))
        least = (1 if self.chance(0.5) else 0) if wanted == NOT else 3
        while True:
            house = self.house()
            other = {SAME: self._same, PARTLY: self._partly, NOT: self._not}[wanted](house)
            asked, listed = self.asked(house), self.listed(other)
            if len({*pairwise(asked)} & {*pairwise(listed)}) >= least:
                return asked, listed, wanted

    def registered(self, house: House) -> House:
        """The same place in a register that errs, is older, or calls it otherwise."""
        changed: dict[str, str] = {}
        if self.chance(0.25):
            # an estate has more than one number, and a road in front and one behind
            changed["door"] = self.number(400)
        if house.road and self.chance(0.2):
            changed["road"] = house.other_road
        if self.chance(0.03):
            changed["county"] = self.one(COUNTIES)
        if self.chance(0.05):
            changed["town"] = self.two()[:2] + "镇"
        if house.building and self.chance(0.2):
            changed["building"] = self.number(60) if self.chance(0.2) else ""
        if self.chance(0.03):
            changed["gate"] = self.one(GATES)
        if self.chance(0.3):
            changed |= {"site": self.otherwise(house.site), "shop": self.otherwise(house.shop)}
        if house.village and self.chance(0.2):
            changed |= {"village": "", "site": house.village + self.one(("", "小区", "社区"))}
        return replace(house, **changed)

    def otherwise(self, name: str) -> str:
        """A name as others call it: with a word more, a word less, another word for what it is."""
        if len(name) < 4:
            return name
        ways = (
            name[2:] if len(name) > 5 else name,
            name[:-2],
            self.two()[:2] + name,
            name[:2] + self.one(LUCKY) + name[2:],
            name[:-2] + self.one(SITES),
            name + self.one(("店", "分公司", "宿舍", "一期", "社区", "1期", "总店")),
            name[:1] + self.one(LUCKY) + name[2:],
        )
        return self.one(ways)

    def _same(self, house: House) -> House:
        """The same; now and then a register keeps only the shop of a house, or only the house."""
        if house.site and house.shop and self.chance(0.5):
            house = (
                replace(house, shop="", part="") if self.chance(0.7) else replace(house, site="", part="", building="")
            )
        if self.chance(0.12):
            # whoever has a house has a firm in it
            house = replace(house, shop=self.shop())
        return self.registered(house)

    def _partly(self, house: House) -> House:
        ways = [replace(house, shop=self.shop(), building="", part="")]
        ways += [replace(house, shop=self.shop())]
        if house.site:
            ways += [replace(house, gate=self.one(GATES), building="")] * 2
            ways += [replace(house, building=self.number(60), shop="")] * 4
            ways += [replace(house, part=self.one(PARTS), shop="")]
            if house.building:
                ways += [replace(house, building="", shop="")] * 4
            ways += [replace(house, site=self.site(), part="", building="", shop="")]
        if house.road:
            ways += [replace(house, site="", part="", building="", shop="")]
        if house.village:
            ways += [replace(house, village=house.village, group="", shop=self.one(("村委会", "小学", "卫生室")))]
        return self.registered(ways[int(self.rng.integers(len(ways)))])

    def _not(self, house: House) -> House:
        else_ = self.house()
        if self.chance(0.7):
            else_ = replace(else_, county=house.county, town=house.town if self.chance(0.4) else else_.town)
        ways = [else_]
        if house.site:
            ways += [replace(else_, site=house.site, road=else_.road or self.two()[:2] + "路", village="")]
            ways += [replace(else_, site=house.site, building=house.building, village="", shop="")] * 2
            ways += [replace(else_, site=self.like(house.site), building=house.building, village="")] * 3
            ways += [replace(else_, site=self.two() + house.site[2:], building=house.building, village="")] * 2
            ways += [
                replace(else_, site=self.otherwise(house.site), road=else_.road or self.two()[:2] + "路", village="")
            ]
        if house.road:
            ways += [replace(else_, county=house.county, town=house.town, road=house.road, village="")] * 2
            ways += [replace(else_, road=self.like(house.road), door=house.door, village="")]
        if house.village:
            ways += [replace(else_, village=house.village), replace(else_, village=self.like(house.village), road="")]
        if house.shop:
            # another shop of the chain
            ways += [replace(else_, shop=house.shop)] * 2
            ways += [replace(else_, shop=self.like(house.shop)), replace(else_, shop=self.two() + house.shop[2:])] * 2
            ways += [replace(else_, site="", building="", part="", shop=house.shop[:2] + self.shop()[2:])]
        return ways[int(self.rng.integers(len(ways)))]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="made-up pairs of addresses with the truth of how near they are")
    parser.add_argument("--out", type=Path, required=True, help="the CSV: left, right, relation")
    parser.add_argument("--pairs", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    maker = Maker(wanted.seed)
    with wanted.out.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("left", "right", "relation"))
        lines.writerows(maker.pair() for _ in range(wanted.pairs))


if __name__ == "__main__":
    main()
