"""The words of addresses (`address_words.toml`) and the counties of China (`counties.toml`) as patterns."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from base.strict import Strict, read_toml
from matchers.text.vocabulary import PEOPLES, WORDS, Places, any_of, bare, provinces


@dataclass(frozen=True)
class _Place(Strict):
    """Towns, villages and zones by the ends of their names."""

    towns: str
    no_towns: str
    no_townships: str
    villages: str
    no_villages: str
    zones: str


@dataclass(frozen=True)
class _Street(Strict):
    """Roads, and where two of them meet."""

    roads: str
    no_roads: str
    no_streets: str
    joins: str
    crossings: str


@dataclass(frozen=True)
class _Site(Strict):
    """Houses, estates, markets and works, and how a place is told by another one near it."""

    ends: str
    near: str


@dataclass(frozen=True)
class _Number(Strict):
    """What counts the groups of a village."""

    groups: str


@dataclass(frozen=True)
class AddressWords(Strict):
    """What `address_words.toml` holds; the file says what each is for."""

    place: _Place
    street: _Street
    site: _Site
    number: _Number


@dataclass(frozen=True)
class Counties(Strict):
    """What `counties.toml` holds."""

    counties: Mapping[str, str]


_HERE = Path(__file__)
ADDRESS = read_toml(_HERE.with_name("address_words.toml"), AddressWords)
COUNTIES = read_toml(_HERE.with_name("counties.toml"), Counties).counties


def word(text: str) -> str:
    """A pattern for one of the words of a line."""
    return any_of(text.split())


@dataclass(frozen=True)
class Front:
    """The patterns of what stands in front of an address, for one region, each anchored."""

    province: str
    city: str
    unsure_city: str
    """A city whose bare name is a brand elsewhere."""
    county: str
    county_below: str
    """Behind its province or city a county needs no rank (浙江义乌), nor need a table of ours know it."""
    town: str
    below: str
    """What tells that a word in front of it is a city: 嘉兴桐乡, 嘉兴南湖区."""
    again: str
    """A province, city or county in full."""


_RANK_OF_COUNTY = r"(?:自治[县旗]|[县区市旗])"
# Not in any table: 鹿城区 and 海城市 behind their city, but no 小区, 工业区 or 城市.
_UNKNOWN = (
    r"\p{Han}{1,3}县|[^老新主\d]\p{Han}?[^社小园校厂景地发库牧林片矿工业保产活商假居范灾营新片一二三四五六七八九\d]区"
    r"|\p{Han}{1,2}[^超门夜菜都花集股早书上楼车房贸]市"
)


@lru_cache(maxsize=16)
def front(places: Places) -> Front:
    """The patterns for the addresses of a region; its own towns need no rank."""
    peoples = f"(?:{PEOPLES})*"
    names = [province for province, _ in provinces().values()]
    cities = {city for _, each in provinces().values() for city in each.values()}
    full = {name for line in COUNTIES.values() for name in line.split()} | {name for name, _ in places.counties}
    prefectures: dict[str, set[str]] = {}
    for prefix, line in COUNTIES.items():
        for name in line.split():
            prefectures.setdefault(bare(name), set()).add(prefix)
            if name.endswith("新区") and len(name) == 4:
                prefectures.setdefault(name[:2], set()).add(prefix)
    plain = {name for name in prefectures if len(name) >= 2} - cities
    unsure = set(WORDS.brandlike_counties.split()) - {places.county, *places.own}
    sure = {name for name in plain if len(prefectures[name]) == 1} - unsure | {places.county, *places.own} - {""}
    unsure_cities = set(WORDS.brandlike.split()) - {places.city}
    towns = {bare(name) for name in places.towns if name.endswith(("镇", "乡", "街道"))} - cities
    place = ADDRESS.place
    long, way = r"\p{Han}{1,4}?", "路村街道"
    ranked = rf"{long}[^{place.no_towns}{way}]镇|{long}[^{place.no_townships}{way}](?:民族乡|乡镇|乡|苏木)"
    ranked += r"|\p{Han}[路村街][镇乡]"
    office = r"\p{Han}{2,6}?(?:街道办事处|街道办|街道|地区办事处|办事处)"
    town = rf"(?:{ranked}|{office}|[A-Z]{{2,12}}(?:镇|乡|街道))"
    return Front(
        province=rf"^{any_of(names)}(?:{peoples}自治区|特别行政区|省|市)?",
        city=rf"^(?:{any_of(cities)}(?:市|地区|{peoples}自治州|州|盟)|{any_of(cities - unsure_cities)})",
        unsure_city=rf"^{any_of(unsure_cities)}",
        county=rf"^(?:{any_of(full)}|{any_of(sure)}|\p{{Han}}{{1,3}}县|\p{{Han}}{{2,3}}{peoples}自治县)",
        county_below=rf"^(?:{any_of(full)}|\p{{Han}}{{1,3}}县|{any_of(plain)}|{_UNKNOWN})",
        town=rf"^(?:{any_of(places.towns)}|{town}|{any_of(towns)})",
        below=rf"^(?:{any_of(plain)}|\p{{Han}}{{1,3}}(?:市|区|县|镇|乡|街道))",
        again=rf"^(?:NULL|中国)?(?:{any_of(names)}(?:省|{any_of(cities)})|{any_of(cities)}市|{any_of(full)})",
    )
