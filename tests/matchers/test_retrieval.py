"""By how much the nearest registered name is ahead of the next, and how rare a brand is."""

import polars as pl
import pytest

from matchers.employer.model import Form
from matchers.employer.retrieval import likeness, retrieved
from matchers.text.employer_names import Places, parse
from matchers.text.levels import MISSING

REGISTERED = ("双沣滤料", "双沣环保设备", "鼎盛食品", "鼎盛物流", "华丰纺织")
"""Names without place and form; the first two are of one brand, so are the next two."""


PLACE = ("province", "city", "county", "town")


def asked(short: str, brand: str | None, *registered: str, at: str | None = None, form: str = "公司") -> pl.DataFrame:
    """What is said of a bare name beside each registered one, employer by employer in their order. The first of them
    is the only one `at` its town and of its `form`, the others are firms of the county."""
    names = (short, *registered)
    others = len(registered) - 1
    mentions = pl.DataFrame(
        {
            "short": [short, *[None] * len(registered)],
            "called": [None, *registered],
            "plain": names,
            "brand": [brand, *[None] * len(registered)],
            "employer": range(len(names)),
            **dict.fromkeys(PLACE[:3], "阜宁"),
            "town": [at, at, *[None] * others][: len(names)],
            "form": [form, form, *["公司"] * others][: len(names)],
        },
        schema_overrides={"short": pl.String, "brand": pl.String, "called": pl.String, "town": pl.String},
    )
    each = range(1, len(names))
    level = Form.SAME if form == "商店" else MISSING
    pairs = pl.DataFrame({"left": 0, "right": each, "right_group": each, "form": int(level)}).cast(
        {"left": pl.UInt32, "right": pl.UInt32}
    )
    return pl.DataFrame(retrieved(pairs, mentions))


def test_the_lead_is_over_the_next_employer_whatever_speaks_against_it() -> None:
    found = asked("双沣料", "双沣", *REGISTERED)
    first, second = found["held"][0], found["held"][1]
    assert found["margin"].to_list()[:2] == pytest.approx([first - second, second - first])
    assert first > second > 0
    assert found["held"].to_list()[2:] == [0.0, 0.0, 0.0]


def test_a_name_that_two_employers_bear_has_no_lead() -> None:
    assert asked("双沣滤料", "双沣", "双沣滤料", *REGISTERED)["margin"].to_list()[:2] == [0.0, 0.0]


def test_who_is_not_found_is_behind_whoever_is() -> None:
    found = asked("双沣滤料", "双沣", "双沣滤料", "华丰纺织")
    assert found["margin"].to_list() == [found["held"][0], -found["held"][0]]


def test_a_brand_is_the_rarer_the_fewer_names_have_its_characters() -> None:
    rare, common, unheard = (
        asked(f"{brand}食品", brand, *REGISTERED)["rarity"][0] for brand in ("华丰", "鼎盛", "璟珂")
    )
    assert common < rare < unheard


def test_a_small_register_makes_no_brand_rare() -> None:
    assert asked("璟珂食品", "璟珂", *REGISTERED)["rarity"][0] < 0
    many = [
        f"{one}{other}商贸"
        for one in "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"
        for other in "金木水火土风雨雷电山川草木"
    ]
    assert asked("璟珂食品", "璟珂", *many)["rarity"][0] > 0


def test_a_name_without_a_brand_has_no_rare_one() -> None:
    assert asked("食品", None, *REGISTERED)["rarity"][0] < -5


def test_without_registered_names_nothing_is_said() -> None:
    assert asked("双沣滤料", "双沣").height == 0


def test_a_brand_is_rarer_among_the_names_of_its_place_and_form() -> None:
    everywhere, in_town, shop = (
        asked("华丰", "华丰", "华丰食品", *REGISTERED[:3], **where)["rarity_here"][0]
        for where in ({}, {"at": "益林"}, {"form": "商店"})
    )
    usual = asked("华丰", "华丰", "华丰食品", *REGISTERED[:3])["rarity"][0]
    # 4 names, of which 4, 1 and 1 are where it is; the place or form itself is counted as one more
    assert everywhere - usual == pytest.approx(-0.3219, abs=1e-3)
    assert in_town - usual == shop - usual == pytest.approx(1.0)


def test_a_form_that_the_record_does_not_say_makes_no_brand_rarer() -> None:
    said, unsaid = (
        asked("华丰", "华丰", "华丰食品", *REGISTERED[:3], form=form)["rarity_here"][0] for form in ("商店", "厂")
    )
    assert said > unsaid


def looks(printed: str, *registered: str) -> list[float]:
    """How much each registered name looks like the printed one."""
    parsed = parse(pl.Series([printed, *registered]), Places("", "", "", (), ()))
    mentions = parsed.with_columns(pl.when(pl.int_range(pl.len()) > 0).then("plain").alias("called"))
    each = pl.Series(range(1, len(registered) + 1), dtype=pl.UInt32)
    return likeness(
        pl.DataFrame({"left": pl.repeat(0, len(each), dtype=pl.UInt32, eager=True), "right": each}), mentions
    ).to_list()


@pytest.mark.parametrize(
    ("printed", "more", "less"),
    [
        pytest.param("双沣滤料", "双沣环保滤料有限公司", "双沣环保设备有限公司", id="more of its characters"),
        pytest.param("建安", "建筑安装有限公司", "安装建筑有限公司", id="in their order"),
        pytest.param("鼎盛", "鼎盛食品有限公司", "食品鼎盛有限公司", id="at the beginning"),
        pytest.param("鼎盛", "鼎盛食品有限公司", "鼎盛食品纺织物流有限公司", id="less that it does not explain"),
        pytest.param("鼎盛股份", "鼎盛股份有限公司", "鼎盛有限公司", id="a form that both have"),
    ],
)
def test_a_registered_name_looks_like_a_short_one(printed: str, more: str, less: str) -> None:
    one, other = looks(printed, more, less)
    assert one > other


def test_a_rare_character_makes_names_look_more_alike_than_a_common_one() -> None:
    rare, common, *_ = looks("璟盛", "璟食品", "盛食品", "盛物流", "盛纺织", "盛机械")
    assert rare > common
