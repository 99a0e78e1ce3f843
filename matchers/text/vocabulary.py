"""The words of employer names and addresses (`words.toml`) as patterns: places, legal forms, trades, writings."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import polars as pl

from base.strict import Strict, Wrong, read_toml


@dataclass(frozen=True)
class _Forms(Strict):
    """By kind, what the register calls a legal form and how people write it, blanks between."""

    company: Mapping[str, str]
    trader: Mapping[str, str]
    other: Mapping[str, str]


@dataclass(frozen=True)
class _FormAndTrade(Strict):
    """By kind, words that are trade and form at once."""

    trader: str
    other: str


@dataclass(frozen=True)
class _Trade(Strict):
    """What stands before a legal form."""

    words: str


@dataclass(frozen=True)
class _Alike(Strict):
    """What is taken for one another."""

    trades: str
    shapes: str
    sounds: str


@dataclass(frozen=True)
class Words(Strict):
    """What `words.toml` holds; the file says what each is for."""

    traditional: str
    placeholders: str
    branches: str
    surnames: str
    spots: str
    numbered: str
    not_places: str
    brandlike: str
    brandlike_counties: str
    same: Mapping[str, str]
    forms: _Forms
    form_and_trade: _FormAndTrade
    provinces: Mapping[str, str]
    counties: Mapping[str, str]
    trade: _Trade
    alike: _Alike

    def __post_init__(self) -> None:
        super().__post_init__()
        for table, digits in ("provinces", 2), ("counties", 4):
            for code in getattr(self, table):
                if not re.fullmatch(rf"[0-9]{{{digits}}}", code):
                    raise Wrong(f"应是{digits}位区划代码", table, code)
        if len(self.traditional.replace("\n", "")) % 2:
            raise Wrong("应是成对的字", "traditional")


WORDS = read_toml(Path(__file__).with_name("words.toml"), Words)

PEOPLES = (
    "蒙古族|回族|藏族|维吾尔|维吾尔族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族"
)
PEOPLES += (
    "|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|羌族|布朗族|撒拉族|毛南族|锡伯族"
)
_BARE = re.compile(rf"^(.{{2,}}?)(?:{PEOPLES})*(?:特别行政区|自治[区州县旗]|街道|地区|[省市县区镇乡州盟旗])$")


class Area(NamedTuple):
    """A row of `core.area`."""

    area_code: str
    area_name: str
    area_level: str


class AreaLike(Protocol):
    """What `regions.Area` is."""

    @property
    def area_code(self) -> str: ...  # noqa: D102
    @property
    def area_name(self) -> str: ...  # noqa: D102
    @property
    def area_level(self) -> str: ...  # noqa: D102


def bare(place: str) -> str:
    """A place without its rank: 阜宁 of 阜宁县, 柳城 of 柳城畲族镇."""
    found = _BARE.match(place)
    return found[1] if found else place


@dataclass(frozen=True)
class Places:
    """The places a region's names are full of; counties and towns as they are written in full."""

    province: str
    city: str
    county: str
    towns: tuple[str, ...]
    counties: tuple[tuple[str, str], ...]
    """Own, sibling and neighbouring counties in full, each with the first four digits of its code."""
    own: tuple[str, ...] = ()
    """The region's own counties, bare."""

    @classmethod
    def of_table(cls, areas: pl.DataFrame) -> "Places":
        """The places of `core.area`; the region's own code is the shortest."""
        listed = [Area(*row) for row in areas.select("area_code", "area_name", "area_level").iter_rows()]
        return cls.of(listed, min((area.area_code for area in listed), key=len))

    @classmethod
    def of(cls, areas: Iterable[AreaLike], code: str, neighbours: Sequence[str] = ()) -> "Places":
        """The places of the region with this code, whatever its level; neighbours are counties written in full."""
        own = list(areas)
        counties = [(area.area_name, area.area_code[:4]) for area in own if area.area_level == "county"]
        near = WORDS.counties
        counties += [(name, code[:4]) for name in near.get(code[:4], "").split()]
        counties += [
            (name, prefix) for prefix, names in near.items() if prefix[:2] == code[:2] for name in names.split()
        ]
        counties += [(name, "") for name in neighbours]
        province, cities = provinces()[code[:2]]
        return cls(
            province=province,
            city=cities.get(code[:4], ""),
            county=next((bare(area.area_name) for area in own if area.area_code == code[:6] and len(code) >= 6), ""),
            towns=tuple(area.area_name for area in own if area.area_level == "town"),
            counties=tuple(dict(reversed(counties)).items()),
            own=tuple(bare(area.area_name) for area in own if area.area_level == "county"),
        )


@lru_cache
def provinces() -> dict[str, tuple[str, dict[str, str]]]:
    """By two digits of the code: the province and, by four digits, its prefectures."""
    table = {}
    for digits, line in WORDS.provinces.items():
        province, *cities = line.split()
        table[digits] = province, {digits + city[:2]: city[2:] for city in cities}
    return table


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest that fits; without words it fits nowhere."""
    words = set(words) or {""}
    if words == {""}:
        return r"(?:[^\s\S])"
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


@dataclass(frozen=True)
class Patterns:
    """The patterns of one region, in the order in which they are used."""

    bracketed: str
    branch: str
    county_first: str
    """Counties whose full name begins like a province or a city: 海南区 of 乌海 lies not in 海南."""
    front: tuple[tuple[str, str], ...]
    back: str
    suffix: str
    foreign: str
    city_of: dict[str, str]
    province_of: dict[str, str]
    near: str
    """One to three places that the region knows, in a row."""
    county: str
    """The region's own county, city and province, with the county's rank."""
    city: str
    province: str

    def __hash__(self) -> int:
        """Equal patterns are of one region: its places tell it."""
        return hash((self.bracketed, self.county, self.city))


@lru_cache(maxsize=16)
def patterns(places: Places) -> Patterns:
    """The patterns for names and addresses of these places."""
    province_names = [province for province, _ in provinces().values()]
    city_in = {city: province for province, cities in provinces().values() for city in cities.values()}
    code_city = {code: city for _, cities in provinces().values() for code, city in cities.items()}
    unsure = set(WORDS.brandlike.split()) - {places.city}
    # in a prefecture 大丰宏达 is the county's firm far more often than a brand of four characters
    unsure_counties = set(WORDS.brandlike_counties.split()) - {places.county, *places.own}
    full = [name for name, _ in places.counties]
    plain_counties = {bare(name) for name in full} - unsure_counties - {""}
    plain_cities = set(city_in) - unsure
    towns = {bare(name) for name in places.towns if name.endswith(("镇", "乡", "街道"))} - plain_cities
    peoples = f"(?:{PEOPLES})*"

    province = rf"{any_of(province_names)}(?:{peoples}自治区|特别行政区|省|市)?"
    city = rf"(?:{any_of(city_in)}(?:市|地区|{peoples}自治州|州|盟)|{any_of(plain_cities)})"
    county = (
        rf"(?:{any_of(full)}|{any_of(plain_counties)}|\p{{Han}}{{2,3}}{peoples}自治县|\p{{Han}}{{1,3}}县|\p{{Han}}{{2}}新区"
        r"|\p{Han}{1,2}[^社小园校厂景地发山库新牧林片矿港工业保城老东南西北中营产活商假范居片灾风\ue000]区"
        r"|\p{Han}{1,2}[^超门夜菜城都花集股早书鱼上楼车房米马\ue000]市)"
    )
    town = (
        rf"(?:{any_of([*places.towns, *towns])}(?:镇|乡|街道)?|\p{{Han}}{{1,2}}[^古重小城之家故水老\ue000](?:镇|乡)"
        r"|\p{Han}{2,3}街道|(?:经济|高新)?(?:技术)?(?:产业)?开发区|高新区|工业园区?)"
    )
    near = any_of([*plain_counties, *full, *towns, *places.towns, *plain_cities, *province_names])
    spots = any_of([*plain_counties, *full, *towns, *places.towns, *plain_cities, *province_names, *SPOTS])
    ranks = rf"(?:{peoples}自治[区州县]|省|市|县|区|镇|乡|街道)?"
    marks = any_of(word for word in WORDS.branches.split() if word[0] in "分支子储" or word == "办事处")
    elsewhere = re.compile(any_of([*province_names, *city_in]))
    county_city = {bare(name): code_city.get(prefix, "") for name, prefix in places.counties}
    return Patterns(
        bracketed=rf"\((?:{near}{ranks}){{1,3}}\)",
        branch=(
            rf"(?:(?:{spots}{ranks}){{1,3}}(?:\p{{Han}}{{2}}路)?第?\d{{0,3}}(?:{marks}|店|门店|营业部|服务部)"
            rf"|(?:\p{{Han}}{{2}}路)?第?\d{{0,3}}{marks}|第?\d{{1,3}}(?:店|门店|厂|部|门市部?|营业部|经营部|服务部))$"
        ),
        county_first="^" + any_of(name for name in full if elsewhere.match(name)),
        front=(("province", "^" + province), ("city", "^" + city), ("county", "^" + county), ("town", "^" + town)),
        back=rf"(?:{near}{ranks}){{1,3}}$",
        suffix=rf"(?:特别行政区|{peoples}自治[区州县]|街道|地区|[省市县区镇乡州盟旗])$",
        foreign=rf"^{any_of((set(province_names) | set(city_in)) - {places.province, places.city})}$",
        city_of={county: city for county, city in county_city.items() if city},
        province_of=city_in
        | {county: city_in.get(city, city) for county, city in county_city.items() if city}
        | ({places.county: places.province} if places.county else {}),
        near=rf"(?:{near}{ranks}){{1,3}}",
        county=next((name for name in full if places.county and bare(name) == places.county), ""),
        city=places.city,
        province=places.province,
    )


SPOTS = tuple(WORDS.spots.split())
_BEFORE_A_SHOPS_NUMBER = "店市房馆厂部行社院城坊"
"""The ends of a shop's or a works' form: 修理厂二店, 商行二店."""
_DIGITS = "零一二三四五六七八九"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


@lru_cache
def odd_characters() -> dict[str, str]:
    """Brackets as round ones; dots, quotes and invisible marks fall."""
    table = dict.fromkeys("〔【[{<《〈「『﹙", "(") | dict.fromkeys("〕】]}>》〉」』﹚", ")")
    table |= dict.fromkeys("·•・‧∙.。,，、;；:：'\"“”‘’`′|_~^\u200b\u200c\u200d\ufeff", "")
    return table


@lru_cache
def _ordinals() -> dict[str, str]:
    """第十二 and 十二分店 with Arabic numerals; longer ones first, for they are tried in this order."""
    ends = WORDS.numbered.split()
    table = {}
    for number in range(99, 0, -1):
        written = _chinese(number)
        table[f"第{written}"] = f"第{number}"
        if number <= 40:
            table |= {written + end: f"{number}{end}" for end in ends}
            table[f"({written})"] = f"({number})"
    for ones in range(1, 10):
        table |= {f"{end}{_DIGITS[ones]}店": f"{end}{ones}店" for end in _BEFORE_A_SHOPS_NUMBER}
    return table


@lru_cache
def one_writing() -> dict[str, str]:
    """Traditional characters, words with several writings, numerals; the longer ones are tried first."""
    pairs = WORDS.traditional.replace("\n", "")
    table = {pairs[at]: pairs[at + 1] for at in range(0, len(pairs), 2) if pairs[at] != pairs[at + 1]}
    table |= dict(WORDS.same) | _ordinals()
    return dict(sorted(table.items(), key=lambda pair: -len(pair[0])))


SHORT_MARKS = {"分店": "店", "门店": "店"} | dict.fromkeys(("省", "市", "县", "镇", "街道"), "")


def _forms() -> tuple[str, dict[str, str], dict[str, str]]:
    canonical: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for kind, forms in vars(WORDS.forms).items():
        for form, written in forms.items():
            canonical |= dict.fromkeys(written.split(), form)
            kinds[form] = kind
    for kind, written in vars(WORDS.form_and_trade).items():
        kinds |= dict.fromkeys(written.split(), kind)
    canonical |= {"集团" + written: "集团" + form for written, form in canonical.items() if form.endswith("公司")}
    kinds |= {"集团" + form: "company" for form in tuple(kinds) if form.endswith("公司")}
    canonical["集团"] = kinds["集团"] = "company"
    canonical["集团"] = "集团"
    return any_of(canonical) + "$", canonical, kinds


FORM, CANONICAL, KINDS = _forms()
FORM_AND_TRADE = any_of(word for words in vars(WORDS.form_and_trade).values() for word in words.split()) + "$"
TRADE = f"{any_of([*WORDS.trade.words.split(), *' '.join(vars(WORDS.form_and_trade).values()).split()])}+$"
SURNAME = f"[{WORDS.surnames}]"
OWNER_FIRST = rf"^({SURNAME}\p{{Han}}{{1,2}})\((\p{{Han}}{{3,}})\)$"
OWNER_LAST = rf"\(({SURNAME}\p{{Han}}{{1,2}})\)$"
NOTES = (
    r"\((?:个体工商户|个体户?|个人独资|自然人[^)]*|法人独资|正常|存续|在业|在营|开业|已?注销[^)]*|吊销[^)]*|停业?[^)]*"
    r"|原[^)]*|曾用名[^)]*|变更前[^)]*)\)"
)
PLACEHOLDER = f"^(?:{any_of(WORDS.placeholders.split())}|[\\d\\pP\\pS]*)$"
ROAD = "^(?:[东南西北中]?[路街](?:[^桥灯面网通达基政易安]|$)|大道|大街|[东南西北中][路街])"
HIDDEN = {word: "\ue000" + "\ue000".join(word) for word in WORDS.not_places.split()}


def where(
    frame: pl.DataFrame, condition: pl.Expr, changed: Sequence[str], work: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """Do the work on some rows only and put back the columns that it changes: most names need none of the rarer steps.

    Moving strings costs more than most patterns, hence no column but these is moved.
    """
    flags = frame.select(condition.fill_null(value=False)).to_series()
    if not flags.any():
        return frame
    worked = work(frame.filter(flags))
    order = np.arange(len(frame), dtype=np.uint32)
    order[flags.to_numpy()] = np.arange(len(frame), len(frame) + len(worked), dtype=np.uint32)
    index = pl.Series(order)
    return frame.with_columns(pl.concat([frame[name], worked[name]]).gather(index) for name in changed)
