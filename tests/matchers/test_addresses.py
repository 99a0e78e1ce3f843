"""Addresses: what `parse` takes apart, and how near `relate` finds two of them."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import regions
from matchers.text.addresses import COLUMNS, parse, relate
from matchers.text.employer_names import Places

_REGION = regions.read("funing")
PLACES = Places.of(_REGION.areas, _REGION.code)


def parts(address: str, *columns: str) -> tuple[str | None, ...]:
    return parse(pl.Series([address]), PLACES).select(columns).row(0)


def near(left: str, right: str) -> int:
    return relate(parse(pl.Series([left]), PLACES), parse(pl.Series([right]), PLACES))[0]


def test_a_house_in_a_village() -> None:
    found = parts("江苏省盐城市阜宁县东沟镇张庄村三组12号", "county", "town", "village", "group", "road", "door")
    assert found == ("阜宁", "东沟", "张庄", "3", None, "12")


def test_a_flat_in_a_street() -> None:
    found = parts("阜宁县阜城街道香港路88号锦绣花园3幢2单元501室", "county", "town", "village", "road", "door", "room")
    assert found == ("阜宁", "阜城", None, "香港路", "88", "3-2-501")


@pytest.mark.parametrize(
    ("address", "group", "door"),
    [("阜宁县阜城街道香港路39", None, "39"), ("东沟镇张庄村3组105", "3", "105"), ("香港路88号3幢501", None, "88")],
)
def test_a_door_may_leave_its_word_to_the_reader(address: str, group: str | None, door: str) -> None:
    assert parts(address, "group", "door") == (group, door)


@pytest.mark.parametrize(
    ("address", "town", "village", "road"),
    [
        ("新村路12号", None, None, "新村路"),
        ("盐城路12号", None, None, "盐城路"),
        ("东沟村5号", None, "东沟", None),
        ("花园街道人民中路100号", "花园", None, "人民中路"),
        ("阜城街道兴阜社区阜宁大街18号", "阜城", "兴阜", "阜宁大街"),
        ("阜宁县城香港路1号", None, None, "香港路"),
        ("阜宁县城东路1号", None, None, "城东路"),
    ],
)
def test_a_place_in_the_name_of_a_road_or_village_is_not_the_place(
    address: str, town: str | None, village: str | None, road: str | None
) -> None:
    assert parts(address, "town", "village", "road") == (town, village, road)


@pytest.mark.parametrize(
    "other",
    [
        "阜宁县东沟镇张庄村12号",
        "江苏省阜宁县东沟镇张庄村１２号",
        "东沟镇张庄村十二号",
        "阜宁 东沟 张庄村 12 号",
        "阜宁县东沟镇张庄村村委会12号",
        "阜宁县东沟镇张庄村12#",
        "阜宁县东沟镇张庄村12号（农行旁）",
    ],
)
def test_one_house_written_in_many_ways(other: str) -> None:
    assert near("江苏省阜宁县东沟镇张庄村12号", other) == 3


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("东沟镇张庄村12号", "东沟镇张庄村13号", 1),
        ("东沟镇张庄村1组12号", "东沟镇张庄村2组12号", 1),
        ("东沟镇张庄村", "东沟镇李庄村", 0),
        ("东沟镇张庄村12号", "益林镇张庄村12号", 0),
        ("阜宁县香港路8号", "射阳县香港路8号", 0),
        ("香港路88号3幢501室", "阜城街道香港路88号3号楼501室", 3),
        ("香港路88号3幢501室", "阜城街道香港路88号3幢502室", 2),
        ("香港路88号", "香港路88号3幢501室", 2),
        ("香港路8号", "澳门路8号", 0),
        ("香港路8-1号", "香港路81号", 1),
        ("东沟镇", "东沟镇张庄村5号", 1),
        ("东沟镇张庄村", "阜宁县东沟镇张庄村", 1),
    ],
)
def test_levels(left: str, right: str, level: int) -> None:
    assert near(left, right) == near(right, left) == level


@pytest.mark.parametrize(
    ("address", "county", "town", "village", "road"),
    [
        ("浙江省温州市鹿城区五马街道锦春坊1号", "鹿城", "五马", None, None),
        ("浙江嘉兴桐乡市高桥镇永安村", "桐乡", "高桥", "永安", None),
        ("山西省长治市长治县韩店镇", "长治", "韩店", None, None),
        ("浙江-温州-瓯海区潘桥镇陈庄村前岸东路520号", "瓯海", "潘桥", "陈庄", "前岸东路"),
        ("浙江省温州市null浙江省温州市瓯海区郭溪镇曹寨村", "瓯海", "郭溪", "曹寨", None),
        ("阜宁县江苏省盐城市阜宁县东沟镇张庄村", "阜宁", "东沟", "张庄", None),
        ("盐城市小区路3号", None, None, None, "小区路"),
        ("盐城市城南工业区纬三路3号", None, None, None, "纬三路"),
    ],
)
def test_places_that_no_table_knows_and_places_written_twice(
    address: str, county: str | None, town: str | None, village: str | None, road: str | None
) -> None:
    assert parts(address, "county", "town", "village", "road") == (county, town, village, road)


@pytest.mark.parametrize(
    ("address", "village", "road"),
    [
        ("阜宁县阜城街道香港路兴阜社区12号", "兴阜", "香港路"),
        ("阜宁县阜城街道秀水新村11号楼", None, None),
        ("阜宁县东沟镇张庄村前街12号", "张庄", "前街"),
        ("阜宁县金沙湖街道江东街道口3号", None, None),
        ("东沟镇工业园区纬一路8号", None, "纬一路"),
    ],
)
def test_a_community_behind_a_road_and_what_is_neither(address: str, village: str | None, road: str | None) -> None:
    assert parts(address, "village", "road") == (village, road)


@pytest.mark.parametrize("nothing", ["", "无", "不详", "***", "-", None])
def test_nothing_is_near_nothing(nothing: str | None) -> None:
    parsed = parse(pl.Series([nothing], dtype=pl.String), PLACES)
    assert parsed.row(0) == (None,) * len(COLUMNS)
    assert relate(parsed, parsed).to_list() == [-1]


_WORDS = [
    "江苏省",
    "阜宁县",
    "东沟镇",
    "张庄村",
    "香港路",
    "三组",
    "12号",
    "3幢",
    "501室",
    "（旁）",
    "8-1号",
    "花园",
    "1",
]


@given(st.lists(st.lists(st.sampled_from(_WORDS), max_size=6).map("".join), min_size=2, max_size=12))
@settings(max_examples=50)
def test_relate_is_symmetric_and_blanks_say_nothing(addresses: list[str]) -> None:
    parsed = parse(pl.Series(addresses, dtype=pl.String), PLACES)
    assert relate(parsed, parsed.reverse()).equals(relate(parsed.reverse(), parsed))
    spaced = pl.Series([" ".join(address) for address in addresses], dtype=pl.String)
    assert parse(spaced, PLACES).equals(parsed)


# What people write, kind by kind: (address, the parts that it has).
_KINDS = [
    ("阜宁县阜宁县东沟镇张庄村", {"county": "阜宁", "town": "东沟", "village": "张庄"}),
    ("江苏省盐城市江苏省盐城市阜宁县东沟镇", {"county": "阜宁", "town": "东沟"}),
    ("中国江苏省盐城市阜宁县香港路8号", {"county": "阜宁", "road": "香港路", "door": "8"}),
    ("江苏省阜宁县东沟镇阜宁县东沟镇张庄村", {"county": "阜宁", "town": "东沟", "village": "张庄"}),
    ("江苏省镇江市句容市江苏镇江句容市茅山镇", {"county": "句容", "town": "茅山"}),
    ("江苏句容茅山镇", {"county": "句容", "town": "茅山"}),
    ("江苏省邳县官湖镇", {"county": "邳县", "town": "官湖"}),
    ("上海市浦东新区川沙镇川南公路12号", {"county": "浦东新", "town": "川沙", "road": "川南公路", "door": "12"}),
    ("路桥区路东街道长虹路6号", {"county": "路桥", "town": "路东", "road": "长虹路", "door": "6"}),
    ("阜宁县羊寨镇羊寨村村部对面", {"county": "阜宁", "town": "羊寨", "village": "羊寨", "site": "村部对面"}),
    ("东沟镇中心街12号", {"town": "东沟", "road": "中心街", "door": "12"}),
    ("东沟镇人民政府", {"town": "东沟", "site": "人民政府"}),
    ("盱眙县古桑街道办事处仁集村", {"county": "盱眙", "town": "古桑", "village": "仁集"}),
    ("阜宁县经济开发区协鑫大道66号", {"county": "阜宁", "zone": "经济开发区", "road": "协鑫大道", "door": "66"}),
    ("羊寨镇工业集中区纬三路3号", {"town": "羊寨", "zone": "工业集中区", "road": "纬三路", "door": "3"}),
    ("盱眙县马坝三河路5号", {"county": "盱眙", "town": "马坝", "road": "三河路", "door": "5"}),
    ("盱眙县马坝高洼三河路5号", {"county": "盱眙", "town": "马坝", "village": "高洼", "road": "三河路", "door": "5"}),
    ("盱眙县高家洼三河路5号", {"county": "盱眙", "village": "高家洼", "road": "三河路", "door": "5"}),
    ("东沟镇王家墩12号", {"town": "东沟", "village": "王家墩", "door": "12"}),
    ("王墩3组12号", {"village": "王墩", "group": "3", "door": "12"}),
    ("盱眙县旧铺镇茶场乡大字村", {"county": "盱眙", "town": "旧铺", "village": "大字"}),
    ("盱眙县马坝西河湾村5号", {"county": "盱眙", "town": "马坝", "village": "西河湾", "door": "5"}),
    ("东沟镇马坝高洼三河路5号", {"town": "东沟", "village": "高洼", "road": "三河路", "door": "5"}),
    ("香港路李庄村3号", {"road": "香港路", "village": "李庄", "door": "3"}),
    ("东沟镇张庄村路口", {"town": "东沟", "village": "张庄", "site": "路口"}),
    ("东沟镇羊寨村村委会", {"town": "东沟", "village": "羊寨"}),
    ("国泰大厦香港路88号", {"road": "香港路", "door": "88"}),
    ("香港路与上海路交叉口", {"road": "香港路", "crossing": "上海路"}),
    ("香港路与上海路交叉口西北100米锦绣花园", {"road": "香港路", "crossing": "上海路", "site": "锦绣花园"}),
    ("香港路南段12号", {"road": "香港路", "door": "12"}),
    ("香港路路口", {"road": "香港路", "site": "路口"}),
    ("329省道旁", {"road": "329省道"}),
    ("通榆4路12号", {"road": "通榆四路", "door": "12"}),
    ("通榆12路12号", {"road": "通榆十二路", "door": "12"}),
    ("向阳南3巷", {"road": "向阳南三巷"}),
    ("顾家路村3组", {"village": "顾家路", "group": "3"}),
    ("古桑街道镇西村", {"town": "古桑", "village": "镇西"}),
    ("11号大街6号", {"road": "11号大街", "door": "6"}),
    ("香港路12-3号", {"road": "香港路", "door": "12-3"}),
    ("香港路12号之3", {"road": "香港路", "door": "12-3"}),
    ("香港路12号附3号", {"road": "香港路", "door": "12-3"}),
    ("香港路１２号", {"road": "香港路", "door": "12"}),
    ("香港路八号", {"road": "香港路", "door": "8"}),
    ("香港路12-3-501", {"road": "香港路", "door": "12"}),
    ("香港路88弄5号602室", {"road": "香港路", "door": "88", "building": "5", "room": "5-602"}),
    ("香港路锦绣花园B区12栋", {"road": "香港路", "site": "锦绣花园", "part": "B", "building": "12"}),
    ("锦绣花园二期3号楼2单元501室", {"site": "锦绣花园", "part": "2", "building": "3", "room": "3-2-501"}),
    ("香港路农贸市场12号", {"road": "香港路", "site": "农贸市场", "building": "12"}),
    ("香港路8号宏达大厦A座3楼", {"road": "香港路", "door": "8", "site": "宏达大厦", "building": "A"}),
    ("香港路8号（东门）", {"road": "香港路", "door": "8", "gate": "东门"}),
    ("锦绣花园东门", {"site": "锦绣花园东门", "gate": "东门"}),
    ("Fucheng街道Hongkong路8号", {"town": "FUCHENG", "road": "HONGKONG路", "door": "8"}),
    ("香港路8号13812345678", {"road": "香港路", "door": "8"}),
]


@pytest.mark.parametrize(("address", "told"), _KINDS, ids=[address for address, _ in _KINDS])
def test_each_kind_of_writing_is_taken_apart(address: str, told: dict[str, str]) -> None:
    found = parse(pl.Series([address]), PLACES).row(0, named=True)
    parts_named = ("county", "town", "zone", "village", "group", "road", "crossing", "door")
    assert {part: found[part] for part in parts_named if found[part]} == {
        part: told[part] for part in parts_named if part in told
    }
    assert {part: found[part] for part in told} == told


NOWHERE = Places(province="", city="", county="", towns=(), counties=())
"""No list of places at all."""

# Kind by kind, in counties and towns that no list of ours holds: (address, the parts that it has).
_ELSEWHERE = [
    # 小区, 大厦, 园区, 市场
    ("射阳县合德镇锦绣小区3幢2单元501室", {"county": "射阳", "town": "合德", "site": "锦绣小区", "room": "3-2-501"}),
    ("兴化市昭阳街道宏达大厦A座1203室", {"county": "兴化", "town": "昭阳", "site": "宏达大厦", "room": "A-1203"}),
    ("沭阳县经济开发区永丰产业园8号", {"county": "沭阳", "zone": "经济开发区", "site": "永丰产业园", "building": "8"}),
    ("滨海县东坎街道农贸市场32号", {"county": "滨海", "town": "东坎", "site": "农贸市场", "building": "32"}),
    (
        "东海县牛山街道锦绣花园二期16幢",
        {"county": "东海", "town": "牛山", "site": "锦绣花园", "part": "2", "building": "16"},
    ),
    # 村组
    (
        "响水县陈家港镇张庄村四组17号",
        {"county": "响水", "town": "陈家港", "village": "张庄", "group": "4", "door": "17"},
    ),
    ("东台市安丰镇李庄村村民委员会", {"county": "东台", "town": "安丰", "village": "李庄"}),
    ("射阳县千秋镇兴阜社区居委会", {"county": "射阳", "town": "千秋", "village": "兴阜"}),
    # 路口
    (
        "涟水县朱码街道香港路与上海路交叉口东北角",
        {"county": "涟水", "town": "朱码", "road": "香港路", "crossing": "上海路"},
    ),
    ("香港路上海路路口", {"road": "香港路", "crossing": "上海路"}),
    # 弄, 号, 室, 幢
    (
        "崇明区城桥镇香港路88弄6号302室",
        {"county": "崇明", "town": "城桥", "road": "香港路", "door": "88", "room": "6-302"},
    ),
    ("新沂市北沟街道香港路５８号", {"county": "新沂", "town": "北沟", "road": "香港路", "door": "58"}),
    (
        "宝应县安宜镇香港路上海巷6号",
        {"county": "宝应", "town": "安宜", "road": "香港路", "crossing": "上海巷", "door": "6"},
    ),
    # road numbers that are missing
    ("建湖县近湖街道香港路", {"county": "建湖", "town": "近湖", "road": "香港路"}),
    ("高港区口岸街道香港路中段", {"county": "高港", "town": "口岸", "road": "香港路"}),
    ("香港路锦绣小区", {"road": "香港路", "site": "锦绣小区"}),
    ("射阳县合德镇香港大街南段电信局家属院", {"town": "合德", "road": "香港大街", "site": "电信局家属院"}),
]


@pytest.mark.parametrize(("address", "told"), _ELSEWHERE, ids=[address for address, _ in _ELSEWHERE])
@pytest.mark.parametrize("places", [NOWHERE, PLACES], ids=["no list", "another county's list"])
def test_addresses_of_other_counties_need_no_list_of_places(address: str, told: dict[str, str], places: Places) -> None:
    found = parse(pl.Series([address]), places).row(0, named=True)
    assert {part: found[part] for part in told} == told
    asked = ("county", "town", "village", "group", "road", "crossing", "door")
    assert not [part for part in asked if found[part] and part not in told and part != "county"]


def test_places_are_parts_and_what_stands_in_brackets_is_kept_apart() -> None:
    found = parts(
        "江苏省盐城市阜宁县香港路8号锦绣花园（实验小学对面）", "province", "city", "county", "site", "aside", "gate"
    )
    assert found == ("江苏", "盐城", "阜宁", "锦绣花园", "实验小学对面", None)
    assert parts("锦绣花园（东门）", "aside", "gate") == (None, "东门")


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("花园坡街12号", "town"),
        ("灌云花园12号", "county"),
        ("亭湖街道12号", "county"),
        ("银杏3区12栋", "county"),
        ("东门菜市场12号", "county"),
        ("路桥花园", "road"),
        ("街心花园", "road"),
        ("水乡人家3幢", "town"),
        ("古镇大酒店", "town"),
        ("银杏新村3幢", "village"),
        ("东沟镇张庄村小区3幢", "village"),
        ("东沟镇银杏五号东区3幢", "village"),
        ("东沟镇阜宁县邮局三河路5号", "village"),
        ("香港路3号楼", "door"),
        ("香港路3单元", "door"),
        ("宏达大厦12号", "door"),
    ],
)
def test_what_only_looks_like_a_part_is_none(address: str, part: str) -> None:
    assert parts(address, part) == (None,)


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("锦绣花园3幢", "香港路88号锦绣花园3幢", 3),
        ("锦绣花园3幢501室", "香港路锦绣花园3幢502室", 2),
        ("锦绣花园3幢", "锦绣花园5幢", 1),
        ("香港路88号锦绣花园", "澳门路5号锦绣花园", 1),
        ("香港路88号银杏苑", "澳门路5号锦绣花园", 0),
        ("益林镇锦绣花园3幢", "东沟镇锦绣花园3幢", 0),
        ("香港路88号大厦", "澳门路5号大厦", 0),
        ("人民路与香港路交叉口", "香港路", 1),
        ("人民路与香港路交叉口", "澳门路", 0),
    ],
)
def test_an_estate_or_a_crossing_lies_on_more_roads_than_one(left: str, right: str, level: int) -> None:
    assert near(left, right) == near(right, left) == level
