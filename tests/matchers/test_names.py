"""Employer names: what `parse` takes apart, and what `relate` makes of two names."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import regions
from matchers.text.employer_names import COLUMNS, Places, parse, relate

_REGION = regions.read("funing")
PLACES = Places.of(_REGION.areas, _REGION.code)
PAIRS = pl.read_csv(Path(__file__).with_name("name_pairs.csv"), schema_overrides={"left": pl.String})


def part(name: str, column: str) -> str | None:
    return parse(pl.Series([name]), PLACES)[column][0]


def parts(name: str, *columns: str) -> tuple[str | None, ...]:
    return parse(pl.Series([name]), PLACES).select(columns).row(0)


def related(left: str | None, right: str | None) -> dict[str, object]:
    sides = [parse(pl.Series([name], dtype=pl.String), PLACES) for name in (left, right)]
    return relate(*sides).row(0, named=True)


# Hand-made pairs


def decided() -> pl.DataFrame:
    table = relate(parse(PAIRS["left"], PLACES), parse(PAIRS["right"], PLACES))
    return PAIRS.hstack(table.select("relation", "reason"))


def test_there_are_at_least_400_pairs_of_all_kinds_and_half_of_them_are_of_families() -> None:
    assert len(PAIRS) >= 400
    families = [parse(PAIRS[side], PLACES)["family"].is_not_null() for side in ("left", "right")]
    assert (families[0] | families[1]).sum() >= 200
    assert PAIRS["expected"].value_counts()["count"].min() >= 50
    assert PAIRS.select("left", "right").is_unique().all()


@pytest.mark.parametrize(("expected", "allowed"), [("same", "different"), ("different", "same")])
def test_no_pair_is_decided_wrongly(expected: str, allowed: str) -> None:
    wrong = decided().filter((pl.col("expected") == expected) & (pl.col("relation") == allowed))
    assert wrong.rows() == []


def test_what_people_must_look_at_is_left_to_them() -> None:
    wrong = decided().filter((pl.col("expected") == "unsure") & (pl.col("relation") != "unsure"))
    assert wrong.rows() == []


@pytest.mark.parametrize("expected", ["same", "different"])
def test_most_clear_pairs_are_decided(expected: str) -> None:
    of_kind = decided().filter(pl.col("expected") == expected)
    share = (of_kind["relation"] == expected).mean()
    print(f"{expected}: {share:.3f} of {len(of_kind)} decided")
    assert share >= 0.85


def test_every_decision_has_a_reason_in_chinese() -> None:
    assert decided()["reason"].str.contains(r"\p{Han}{4}").all()


# parse


def test_a_firm_s_name_has_place_brand_trade_and_form() -> None:
    found = parts(
        "江苏省盐城市阜宁县宏达建材有限责任公司", "province", "city", "county", "brand", "trade", "core", "form", "kind"
    )
    assert found == ("江苏", "盐城", "阜宁", "宏达", "建材", "宏达建材", "有限公司", "company")


def test_a_shop_has_its_town_and_keeps_its_trade() -> None:
    found = parts("阜宁县东沟镇宏达超市", "county", "town", "brand", "trade", "form", "kind")
    assert found == ("阜宁", "东沟", "宏达", "超市", "超市", "trader")


@pytest.mark.parametrize(
    "name", ["宏达建材（阜宁）有限公司", "宏达建材阜宁有限公司", "阜宁宏达建材有限公司", "宏达建材有限公司（阜宁县）"]
)
def test_the_county_is_found_in_front_behind_and_in_brackets(name: str) -> None:
    assert parts(name, "county", "core", "branch") == ("阜宁", "宏达建材", None)


@pytest.mark.parametrize(
    ("name", "county"),
    [
        ("沛县宏达建材有限公司", "沛县"),
        ("昆山市宏达建材有限公司", "昆山"),
        ("宜兴市宏达超市", "宜兴"),
        ("江宁区宏达超市", "江宁"),
    ],
)
def test_counties_that_no_table_knows_are_found_by_their_rank(name: str, county: str) -> None:
    assert part(name, "county") == county


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("北京路超市", "北京路超市"),
        ("南京东路面馆", "南京东路面馆"),
        ("上海滩大酒店", "上海滩大酒店"),
        ("大丰收农资店", "大丰收农资"),
        ("沙县小吃店", "沙县小吃"),
        ("东方红农机有限公司", "东方红农机"),
        ("海南建材有限公司", "海南建材"),
        ("金沙湖酒店有限公司", "金沙湖酒店"),
        ("好又多超市有限公司", "好又多超市"),
    ],
)
def test_a_place_is_taken_only_where_the_rest_is_still_a_name(name: str, core: str) -> None:
    assert parts(name, "core", "province", "city", "county", "town") == (core, None, None, None, None)


def test_a_road_and_bridge_firm_has_its_place() -> None:
    assert parts("阜宁路桥工程有限公司", "county", "core") == ("阜宁", "路桥工程")


def test_a_city_s_municipal_works_are_not_the_city_twice() -> None:
    assert parts("盐城市政工程有限公司", "city", "core") == ("盐城", "市政工程")
    assert parts("盐城市市政工程有限公司", "city", "core") == ("盐城", "市政工程")
    assert parts("盐城盛功市政工程有限公司", "city", "county", "brand") == ("盐城", None, "盛功")
    assert parts("惠民市政", "county", "core") == (None, "惠民市政")


def test_a_branch_has_its_mark_place_number_and_head_office() -> None:
    found = parts("江苏宏达建材有限公司阜宁县第二分公司", "branch", "head", "ordinal", "core")
    assert found == ("阜宁第2分公司", "江苏宏达建材有限公司", "2", "宏达建材")


@pytest.mark.parametrize(
    ("name", "branch", "head"),
    [
        ("中国农业银行股份有限公司阜宁县支行", "阜宁支行", "农业银行"),
        ("宏达超市第二分店", "第2店", "宏达超市"),
        ("宏达超市2店", "第2店", "宏达超市"),
        ("宏达汽车修理厂二店", "第2店", "宏达汽车修理厂"),
        ("宏达商行三店", "第3店", "宏达商行"),
        ("宏达超市（东沟店）", "东沟店", "宏达超市"),
        ("江苏宏达建材阜宁分公司", "阜宁分公司", "江苏宏达建材"),
        ("宏达建材有限公司营业部", "营业部", "宏达建材有限公司"),
    ],
)
def test_marks_of_branches(name: str, branch: str, head: str) -> None:
    assert parts(name, "branch", "head") == (branch, head)


@pytest.mark.parametrize("name", ["宏达建材有限公司", "阜宁县宏达饭店", "阜宁县第二中学", "宏达服务中心（有限合伙）"])
def test_a_head_office_has_no_branch(name: str) -> None:
    assert parts(name, "branch", "head") == (None, None)


@pytest.mark.parametrize(
    ("name", "ordinal"),
    [
        ("阜宁县第二中学", "2"),
        ("宏达建材有限公司（3）", "3"),
        ("宏达超市（二）", "2"),
        ("阜宁县第十二中学", "12"),
        ("宏达超市", None),
    ],
)
def test_numerals_that_tell_apart(name: str, ordinal: str | None) -> None:
    assert part(name, "ordinal") == ordinal


@pytest.mark.parametrize(
    "name", ["无", "不详", "0", "***", "暂无", "未知", "-", "－", "　", "", "（无）", "000000", None]
)
def test_a_placeholder_has_no_part_at_all(name: str | None) -> None:
    row = parse(pl.Series([name], dtype=pl.String), PLACES).row(0)
    assert row == (None,) * len(COLUMNS)


def test_an_owner_in_brackets_is_not_the_brand() -> None:
    assert parts("张三（宏达超市）", "owner", "core") == ("张三", "宏达超市")
    assert parts("宏达超市（张伟）", "owner", "core") == ("张伟", "宏达超市")


def test_unknown_brands_and_trades_stay_whole() -> None:
    assert parts("阜宁县堃垚琉璃瓦当有限公司", "county", "core", "form") == ("阜宁", "堃垚琉璃瓦当", "有限公司")


def test_an_empty_column_has_the_same_columns() -> None:
    empty = parse(pl.Series([], dtype=pl.String), PLACES)
    assert empty.columns == COLUMNS
    assert len(relate(empty, empty)) == 0


# relate


def test_levels_of_a_pair_with_the_trade_left_out() -> None:
    found = related("阜宁县宏达有限公司", "宏达建材有限责任公司")
    assert [found[name] for name in ("place", "brand", "trade", "core", "form", "branch", "ordinal")] == [
        1,
        3,
        -1,
        2,
        2,
        -1,
        -1,
    ]


def test_levels_of_two_branches() -> None:
    found = related("宏达建材有限公司第一分公司", "宏达建材有限公司第二分公司")
    assert (found["core"], found["branch"], found["ordinal"], found["relation"]) == (3, 0, 0, "different")


def test_levels_are_small_integers() -> None:
    table = relate(parse(PAIRS["left"], PLACES), parse(PAIRS["right"], PLACES))
    assert table.drop("relation", "reason").dtypes == [pl.Int8] * 8


def test_other_columns_of_a_record_do_not_matter() -> None:
    names = pl.Series(["阜宁县东沟宏达建材经营部", "阜宁县宏达建材有限公司"])
    parsed = parse(names, PLACES)
    record = parsed.drop("kind").with_columns(kind=pl.lit("别的"), phone=pl.lit("1"))
    assert relate(record, record.reverse()).equals(relate(parsed, parsed.reverse()))


# What holds for any name

_PLACE = st.sampled_from(
    ["", "阜宁县", "阜宁", "江苏", "盐城市", "江苏省阜宁县", "射阳县", "阜宁县东沟镇", "阜宁县东沟"]
)
_BRAND = st.one_of(
    st.sampled_from(["宏达", "宏大", "鑫源", "恒泰", "海南", "东沟", "七匹狼", "360"]),
    st.text("宏达鑫源恒泰永兴第一二2路市县", min_size=1, max_size=5),
)
_TRADE = st.sampled_from(["", "建材", "建筑", "商贸", "超市", "水稻种植", "琉璃瓦当", "五金"])
_FORM = st.sampled_from(
    ["", "有限公司", "有限责任公司", "股份有限公司", "经营部", "厂", "店", "专业合作社", "（有限合伙）"]
)
_BRANCH = st.sampled_from(["", "", "阜宁分公司", "第一分公司", "二分店", "（2）", "（东沟店）", "（阜宁）"])
_NAMES = st.one_of(
    st.tuples(_PLACE, _BRAND, _TRADE, _FORM, _BRANCH).map("".join),
    st.text(max_size=12),
    st.sampled_from(["无", "0", "***"]),
)
_WIDE = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}


@given(st.lists(st.tuples(_NAMES, _NAMES), min_size=1, max_size=20))
@settings(max_examples=60)
def test_relate_is_symmetric(pairs: list[tuple[str, str]]) -> None:
    left, right = (parse(pl.Series(side, dtype=pl.String), PLACES) for side in zip(*pairs, strict=True))
    assert relate(left, right).equals(relate(right, left))


@given(st.lists(_NAMES, min_size=1, max_size=20))
@settings(max_examples=60)
def test_normalising_twice_is_normalising_once(names: list[str]) -> None:
    once = parse(pl.Series(names, dtype=pl.String), PLACES)["normal"]
    assert parse(once, PLACES)["normal"].to_list() == once.to_list()


@given(st.lists(_NAMES, min_size=1, max_size=20), st.integers(0, 12))
@settings(max_examples=60)
def test_blanks_and_full_width_change_nothing(names: list[str], place: int) -> None:
    other = [(name[:place] + " \u3000" + name[place:]).translate(_WIDE) for name in names]
    parsed = parse(pl.Series(names, dtype=pl.String), PLACES)
    assert parse(pl.Series(other, dtype=pl.String), PLACES).equals(parsed)


@given(st.lists(_NAMES, min_size=1, max_size=20))
@settings(max_examples=60)
def test_a_name_is_the_same_as_itself_unless_it_is_none(names: list[str]) -> None:
    parsed = parse(pl.Series(names, dtype=pl.String), PLACES)
    expected = ["unsure" if normal is None else "same" for normal in parsed["normal"]]
    assert relate(parsed, parsed)["relation"].to_list() == expected


@given(st.lists(_NAMES, min_size=2, max_size=20), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_a_name_s_parts_do_not_depend_on_its_neighbours(names: list[str], chance) -> None:  # type: ignore[no-untyped-def]
    parsed = parse(pl.Series(names, dtype=pl.String), PLACES)
    order = list(range(len(names)))
    chance.shuffle(order)
    assert parse(pl.Series([names[place] for place in order], dtype=pl.String), PLACES).equals(parsed[order])


def of_region(code: str, name: str) -> dict[str, str | None]:
    """A name as its region reads it."""
    region = regions.read(code)
    return parse(pl.Series([name]), Places.of(region.areas, region.code)).row(0, named=True)


def test_a_county_that_is_called_like_a_province_lies_where_the_region_does() -> None:
    found = of_region("wuhai", "海南区东百建材有限公司")
    assert (found["in_province"], found["county"], found["core"]) == ("内蒙古", "海南", "东百建材")
    found = of_region("wuhai", "东百（海南区）建材有限公司")
    assert (found["in_province"], found["county"], found["core"]) == ("内蒙古", "海南", "东百建材")
    assert of_region("funing", "海南省东百建材有限公司")["province"] == "海南"
    assert of_region("funing", "东百（海南）建材有限公司")["province"] == "海南"


def test_an_autonomous_region_in_brackets_is_a_place() -> None:
    found = of_region("wuhai", "五洲（内蒙古自治区）广告有限公司")
    assert (found["province"], found["core"]) == ("内蒙古", "五洲广告")


def test_a_prefectures_own_county_is_a_place_without_its_rank_though_elsewhere_it_may_be_a_brand() -> None:
    assert of_region("yancheng", "大丰成友建材有限公司")["core"] == "成友建材"
    assert of_region("yancheng", "大丰收农资店")["core"] == "大丰收农资"
    assert of_region("wuyi", "大丰成友建材有限公司")["core"] == "大丰成友建材"


@pytest.mark.parametrize(("left", "right"), [("众凯", "眾凱"), ("国泰", "囯泰"), ("佳美", "佳羙")])
def test_other_writings_of_a_character_are_that_character(left: str, right: str) -> None:
    assert part(f"{left}建材", "core") == part(f"{right}建材", "core")


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        ("建湖县宏鼎印刷有限公司", "建湖宏鼎印刷有限公司", "same"),
        ("建湖县宏鼎印刷有限公司", "建湖宏鼎印务有限公司", "unsure"),
        ("建湖县宏鼎印刷有限公司", "建湖宏鼎餐饮有限公司", "different"),
        ("响水县建湖宏鼎印刷有限公司", "建湖县宏鼎印刷有限公司", "different"),
    ],
)
def test_a_county_that_may_be_a_brand_is_read_as_the_other_name_reads_it(left: str, right: str, relation: str) -> None:
    assert related(left, right)["relation"] == relation
    assert related(right, left)["relation"] == relation


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [("铠联", "凯联", 1), ("晟达", "盛达", 1), ("诲捷", "海捷", 1), ("铠联", "宏联", 0), ("晟达", "诚达", 0)],
)
def test_rare_characters_are_slips_where_they_sound_or_look_alike(left: str, right: str, level: int) -> None:
    assert related(f"阜宁县{left}建材有限公司", f"阜宁县{right}建材有限公司")["brand"] == level


# Families of names


@pytest.mark.parametrize(
    ("name", "family", "one"),
    [
        ("农行阜宁支行", "bank", "农业银行阜宁支行"),
        ("惠农商行", None, None),
        ("中国银行业协会", None, None),
        ("人保财险阜宁支公司", "insurer", "人民财险阜宁支公司"),
        ("羊寨中学", "school", "羊寨中学"),
        ("县医院", "hospital", "阜宁县人民医院"),
        ("县城超市", None, None),
        ("单家港村", "village", "单家港村委会"),
        ("度假村", None, None),
        ("单家港村股份经济合作社", "collective", "单家港村股份经济合作社"),
        ("县人力资源和社会保障局", "office", "阜宁县人社局"),
        ("国网江苏省电力有限公司阜宁县供电分公司", "utility", "供电阜宁县分公司"),
        ("阜宁县宏达建材有限公司", None, None),
    ],
)
def test_a_name_of_a_family_has_one_writing(name: str, family: str | None, one: str | None) -> None:
    assert parts(name, "family", "one") == (family, one)


def test_a_county_s_own_word_is_its_region_s() -> None:
    assert of_region("wuyi", "县人社局")["county"] == "武义"
    assert of_region("funing", "市人社局")["city"] == "盐城"
    assert of_region("yancheng", "县人社局")["county"] is None


@pytest.mark.parametrize(
    ("name", "old"), [("阜宁县国税局", "国税局"), ("阜宁县税务局", None), ("阜宁县城乡规划局", "规划局")]
)
def test_an_office_before_a_reform_keeps_its_old_name(name: str, old: str | None) -> None:
    assert part(name, "reformed") == old


@pytest.mark.parametrize(
    ("name", "brand"), [("阜宁县实验小学", None), ("阜宁县育才小学", "育才"), ("农行", "农业银行")]
)
def test_a_word_that_every_such_institution_bears_is_no_brand(name: str, brand: str | None) -> None:
    assert part(name, "brand") == brand
