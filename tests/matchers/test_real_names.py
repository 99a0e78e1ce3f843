"""Names as rosters, rulings and surveys print them, against a register: found or asked about, never wrong."""

import polars as pl
import pytest

import regions
from benchmarks.real_names import judged, night, roster
from matchers.text.employer_names import Places

FUNING = regions.read("funing")
PLACES = Places.of(FUNING.areas, FUNING.code)
CROWD = [
    f"阜宁县{brand}{trade}有限公司" for brand in ("鼎盛", "华丰", "瑞祥", "东升") for trade in ("食品", "纺织", "物流")
]
COUNTY = [
    f"{place}{one}{other}{trade}有限公司"
    for number, one in enumerate("春夏秋冬金木水火土日月星辰风云雨雪山石田林松柏竹梅兰菊")
    for other, trade in zip(
        "福寿康宁安泰昌盛兴隆裕丰瑞祥吉庆荣华富贵达通顺和平正明德",
        ["食品", "纺织", "物流", "建筑工程"] * 7,
        strict=True,
    )
    for place in (("阜宁县", "盐城", "江苏")[number % 3], "射阳县")
]
"""As many names as tell what is rare."""


def means(printed: str, *registered: str) -> str | None:
    """The registered name that a night takes a printed one for."""
    return night([printed], [*registered, *CROWD], PLACES)["found"][0]


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        ("中国农业银行阜宁县支行", "中国农业发展银行阜宁县支行"),
        ("中国银行阜宁支行", "中国农业发展银行阜宁县支行"),
        ("中国银行阜宁支行", "中国人民银行阜宁县支行"),
        ("羊寨中学", "江苏省阜宁中学"),
        ("羊寨中学", "阜宁县东沟镇羊寨小学"),
        ("单家港村", "阜宁县三灶镇单家港村股份经济合作社"),
        ("单家港村委会", "单家港村股份经济合作社"),
        ("伊恒煤炭", "江苏伊恒煤炭集团有限公司"),
        ("伊恒煤炭集团", "江苏伊恒煤炭有限公司"),
        ("伊恒煤炭", "江苏伊恒煤炭集团机械有限公司"),
        ("忆嘉科技", "阜宁县亿嘉科技有限公司"),
        ("阜宁县亿嘉科技有限公司", "阜宁县忆嘉科技有限公司"),
        ("阳升纸业", "阜宁阳升有限公司"),
        ("阜宁县国税局", "国家税务总局阜宁县税务局"),
        ("阜宁县工商局", "阜宁县市场监督管理局"),
        ("人民医院", "阜宁县人民医院"),
        ("供电公司", "国网江苏省电力有限公司阜宁县供电分公司"),
        ("射阳县人民医院", "阜宁县人民医院"),
        ("县医院", "射阳县人民医院"),
        ("阜宁县第二中学", "阜宁县第一中学"),
        ("阜宁一中", "江苏省阜宁中学"),
        ("平安人寿阜宁支公司", "中国平安财产保险股份有限公司阜宁支公司"),
        ("工行阜宁支行", "中国工商银行股份有限公司阜宁城南支行"),
        ("阜宁县人社局", "阜宁县人力资源服务有限公司"),
        ("宏沣", "阜宁宏沣建材有限公司"),
        ("永沣股份", "阜宁永沣有限公司"),
    ],
)
def test_a_bare_name_is_never_taken_against_the_evidence(printed: str, registered: str) -> None:
    assert means(printed, registered) is None


@pytest.mark.parametrize(
    ("printed", "right", "wrong"),
    [
        ("中国农业银行阜宁县支行", "中国农业银行股份有限公司阜宁县支行", "中国农业发展银行阜宁县支行"),
        ("中国银行阜宁支行", "中国银行股份有限公司阜宁支行", "中国农业发展银行阜宁县支行"),
        ("农行阜宁支行", "中国农业银行股份有限公司阜宁县支行", "中国农业银行股份有限公司阜宁东沟支行"),
        ("羊寨中学", "阜宁县羊寨中学", "江苏省阜宁中学"),
        ("阜宁中学", "江苏省阜宁中学", "阜宁县羊寨中学"),
        ("单家港村", "阜宁县三灶镇单家港村村民委员会", "阜宁县三灶镇单家港村股份经济合作社"),
        ("单家港村股份经济合作社", "阜宁县三灶镇单家港村股份经济合作社", "阜宁县三灶镇单家港村村民委员会"),
        ("伊恒煤炭集团", "江苏伊恒煤炭集团有限公司", "阜宁伊恒煤炭有限公司"),
        ("亿嘉科技", "阜宁县亿嘉科技有限公司", "阜宁县忆嘉科技有限公司"),
        ("县医院", "阜宁县人民医院", "射阳县人民医院"),
        ("县人社局", "阜宁县人力资源和社会保障局", "阜宁县人力资源服务有限公司"),
        ("供电局阜宁分公司", None, "阜宁供电实业有限公司"),
        ("阜宁供电公司", "国网江苏省电力有限公司阜宁县供电分公司", "阜宁供电实业有限公司"),
        ("双沣滤料", "阜宁双沣滤料有限公司", "阜宁双沣环保设备有限公司"),
        ("双沣建安", "阜宁双沣建筑安装工程有限公司", "阜宁双沣商贸有限公司"),
    ],
)
def test_of_two_the_right_one_is_taken(printed: str, right: str | None, wrong: str) -> None:
    assert means(printed, *filter(None, (right, wrong))) == right


@pytest.mark.parametrize(
    ("printed", "right", "wrong"),
    [
        ("阜宁县羊寨镇嘉川服务部", "阜宁县羊寨镇嘉川装饰服务部", "阜宁县嘉川蔬菜经营部"),
        ("盐城嘉川有限公司", "盐城嘉川物业管理有限公司", "阜宁嘉川水泥制品有限公司"),
        ("阜宁县嘉川", "阜宁县嘉川餐饮管理有限公司", "江苏嘉川餐饮有限公司"),
        ("阜宁县嘉川装饰服务部", "阜宁县羊寨镇嘉川装饰服务部", "阜宁嘉川装饰有限公司"),
        ("天恒股份", "江苏天恒新材料集团股份有限公司", "盐城恒天物流有限公司"),
        ("江苏天恒", "江苏天恒焊接集团股份有限公司", "盐城恒天物流有限公司"),
        ("天恒集团", "天恒集团控股有限公司", "盐城恒天物流有限公司"),
        ("天恒传媒", "江苏天恒出版传媒有限公司", "盐城恒天物流有限公司"),
    ],
)
def test_of_two_in_a_whole_county_the_right_one_is_taken(printed: str, right: str, wrong: str) -> None:
    assert night([printed], [right, wrong, *COUNTY], PLACES)["found"].to_list() == [right]


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        ("天恒煤炭", "天恒煤炭集团有限公司"),
        ("天恒", "天恒集团股份有限公司"),
        ("天恒集团", "天恒集团发展有限公司"),
        ("阜宁县羊寨镇嘉川服务部", "阜宁县嘉川装饰服务部"),
        ("阜宁县嘉川服务部", "盐城嘉川装饰服务部"),
        ("忆嘉科技", "阜宁县亿嘉科技有限公司"),
    ],
)
def test_nor_is_a_bare_name_in_a_whole_county_taken_against_the_evidence(printed: str, registered: str) -> None:
    assert night([printed], [registered, *COUNTY], PLACES)["found"].to_list() == [None]


@pytest.mark.parametrize("other", ["江苏双沣滤料有限公司", "阜宁双沣滤料厂", "双沣滤料（阜宁）有限公司"])
def test_a_rival_is_counted_whatever_else_speaks_against_it(other: str) -> None:
    assert means("双沣滤料", "阜宁双沣滤料有限公司", other) is None


def test_the_names_of_our_roster_are_found_or_asked_and_never_wrong() -> None:
    printed, truth, registered = roster()
    counts = dict(judged(night(printed, registered, PLACES), truth)["verdict"].value_counts().iter_rows())
    assert counts.get("wrong", 0) == 0
    assert counts["right"] >= 130
    assert counts["lost"] <= 2
    assert len(printed) == 165 and pl.Series(printed).is_unique().all()


def test_no_name_of_our_roster_is_anybodys_whose_register_lacks_its_employer() -> None:
    printed, truth, registered = roster()
    for name, employer in zip(printed[:60:6], truth[:60:6], strict=True):
        lacking = [other for other in registered if other != employer]
        assert night([name], lacking, PLACES)["found"].to_list() == [None]


def test_of_a_name_that_is_asked_about_nobody_is_asked_twice_nor_about_what_looks_far_less_like_it() -> None:
    registered = ["阜宁县嘉川装饰有限公司", "江苏嘉川装饰工程有限公司", "盐城川嘉食品有限公司"]
    answer = night(["嘉川"], [*registered, *CROWD], PLACES)
    assert answer["found"].to_list() == [None]
    assert sorted(answer["asked"][0]) == sorted(registered[:2])


def test_beside_a_weak_rival_the_name_whose_characters_it_has_is_asked_about() -> None:
    registered = ["中国银河证券股份有限公司", "中国白银集团有限公司"]
    answer = night(["中国银河"], [*registered, *CROWD], PLACES)
    assert registered[0] in answer["asked"][0]


def test_who_prints_nothing_but_a_name_is_told_why() -> None:
    answer = night(["天恒集团", "天恒"], ["江苏天恒集团有限公司", *CROWD], PLACES)
    assert answer["found"].to_list() == ["江苏天恒集团有限公司", None]
    assert answer["asked"].to_list() == [None, ["江苏天恒集团有限公司"]]
