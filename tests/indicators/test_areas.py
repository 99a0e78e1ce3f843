"""Who counts where: by home, employer or insurance office; in every region a plan's areas add up to the whole."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

import regions
from regions import Region
from sql import audit, indicators, rows
from sql.duck import DuckWarehouse, opened
from sql.indicators import Basis, Definition
from sql.warehouse import read_queries
from tests.regions.test_province import province

AS_OF = date(2026, 11, 22)
Person = tuple[str, str | None, str | None]
"""The town of their home, that of their employer, and the insurance office that handles them."""


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[DuckWarehouse]:
    with opened(tmp_path, AS_OF, {}, threads=1, memory=None) as one:
        rows.write(one, "audit.previous_indicator", audit.PreviousFigure, [])
        about = Definition("some", "某指标", "K01", "人", "stock", "", "", True, None, AS_OF)
        rows.write(one, "indicator.definition", Definition, [about])
        yield one


def counted(warehouse: DuckWarehouse, region: Region, counted_by: str, people: Sequence[Person]) -> dict[str, float]:
    """How many people count in each area of a region."""
    warehouse.values = {"region_code": region.code}
    rows.write(warehouse, "core.area", regions.Area, region.areas)
    columns = ("town_code", "employer_town_code", "handled_by")
    named = {column: pa.array([person[at] for person in people], pa.string()) for at, column in enumerate(columns)}
    warehouse.write("adding.person", pa.table(named))
    warehouse.create(
        "adding.counted",
        "select 'some' as indicator, date '2026-10-01' as period, *, 1::decimal(18, 2) as numerator,"
        " null::decimal(18, 2) as denominator from adding.person",
    )
    indicators.place(warehouse, region, [Basis("some", counted_by, True, True)])
    for query in read_queries("adding"):
        if query.path.stem in ("placed", "counts_for", "complete"):
            warehouse.run(query)
    found = warehouse.con.execute("select area_code, numerator from adding.complete where numerator > 0").fetchall()
    return dict(found)


COUNTED_BY = {"funing": "home", "wuhai": "home", "wuyi": "employer", "yancheng": "office", "yuxi": "office"}


def everybody(region: Region) -> list[Person]:
    """One in every town, one in none, and in the first three towns one for each insurance office and one for none."""
    towns = [area.area_code for area in region.areas if area.area_level == "town"]
    offices = [*region.office_codes(), "别处的经办机构", None]
    employers = [towns[-1], "unknown", None]
    return [
        *((town, employers[at % 3], None) for at, town in enumerate([*towns, "unknown"])),
        *((town, employers[at % 3], office) for town in towns[:3] for at, office in enumerate(offices)),
    ]


@pytest.mark.parametrize("name", COUNTED_BY)
def test_the_areas_of_a_plan_and_what_lies_in_none_add_up_to_the_whole(warehouse: DuckWarehouse, name: str) -> None:
    region = regions.read(name)
    people = everybody(region)
    found = counted(warehouse, region, COUNTED_BY[name], people)
    digits = 9 if len(region.code) == 6 else 6
    parts = {
        area: number for area, number in found.items()
        if area != region.code and (len(area) == digits or area.startswith("apart:") or area == "unknown")
    }  # fmt: skip
    assert sum(parts.values()) == found[region.code] == len(people)
    assert {f"apart:{apart}" for apart in region.apart} <= parts.keys()


@pytest.mark.parametrize("name", ["wuhai", "yancheng", "yuxi"])
def test_no_county_has_more_than_its_towns_and_those_whom_only_its_office_names(
    warehouse: DuckWarehouse, name: str
) -> None:
    region = regions.read(name)
    found = counted(warehouse, region, COUNTED_BY[name], everybody(region))
    for county in (area.area_code for area in region.areas if area.area_level == "county"):
        assert sum(number for area, number in found.items() if len(area) == 9 and area[:6] == county) <= found[county]


def test_a_province_is_its_prefectures_these_are_their_counties_and_those_their_towns(
    warehouse: DuckWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = province(tmp_path, monkeypatch)
    towns = [area.area_code for area in region.areas if area.area_level == "town"]
    people: list[Person] = [(town, None, None) for town in (*towns, towns[0], "unknown")]
    found = counted(warehouse, region, "home", people)
    assert found == {
        "32": 4, "3298": 2, "329801": 2, "329801100": 2, "3299": 1, "329901": 1, "329901100": 1, "unknown": 1
    }  # fmt: skip


HONGTA, TONGHAI = "530402001", "530423001"


@pytest.mark.parametrize(
    ("region", "person", "areas"),
    [
        # 玉溪: whom the prefecture's own office handles counts for no county; who lives elsewhere counts by office.
        ("yuxi", (HONGTA, None, "市本级"), {"apart:市本级"}),
        ("yuxi", (HONGTA, None, "红塔区"), {"530402", HONGTA}),
        ("yuxi", (HONGTA, None, "通海县"), {"530423"}),
        ("yuxi", (HONGTA, None, "峨山县"), {"530426"}),
        ("yuxi", (HONGTA, None, None), {"530402", HONGTA}),
        ("yuxi", ("unknown", None, "通海县"), {"530423"}),
        # 盐城: 伍佑街道 is 盐南高新区's, by office or by home, unless 亭湖's own office handles somebody there.
        ("yancheng", ("320902050", None, None), {"apart:盐南高新区"}),
        ("yancheng", ("320902050", None, "盐南"), {"apart:盐南高新区"}),
        ("yancheng", ("320902050", None, "亭湖"), {"320902"}),
        ("yancheng", ("320902001", None, "盐南高新区"), {"apart:盐南高新区"}),
        ("yancheng", ("320902001", None, "亭湖区"), {"320902", "320902001"}),
        ("yancheng", ("320902001", None, "开发区"), {"320971"}),
        # 阜宁: 硕集 and 公兴 apart from 东沟.
        ("funing", ("320923109", None, "硕集社区"), {"apart:硕集社区"}),
        ("funing", ("320923109", None, "公兴社区"), {"apart:公兴社区"}),
        ("funing", ("320923109", None, "县本级"), {"320923109"}),
        # 武义: by the employer's town, by home where there is none; whom 开发区 handles counts there.
        ("wuyi", ("330723001", "330723102", "县本级"), {"330723102"}),
        ("wuyi", ("330723001", None, None), {"330723001"}),
        ("wuyi", ("330723001", "330723102", "开发区直属所"), {"apart:开发区"}),
        ("wuyi", ("330723001", "unknown", None), {"unknown"}),
    ],
)
def test_everybody_counts_in_one_area_of_the_plan(
    warehouse: DuckWarehouse, region: str, person: Person, areas: set[str]
) -> None:
    found = regions.read(region)
    assert counted(warehouse, found, COUNTED_BY[region], [person]).keys() == areas | {found.code}
