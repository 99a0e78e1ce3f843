"""By how much the nearest registered name is ahead of the next, and how rare a brand is."""

import polars as pl
import pytest

from matchers.employer.retrieval import retrieved

REGISTERED = ("双沣滤料", "双沣环保设备", "鼎盛食品", "鼎盛物流", "华丰纺织")
"""Names without place and form; the first two are of one brand, so are the next two."""


def asked(short: str, brand: str | None, *registered: str) -> pl.DataFrame:
    """What is said of a bare name beside each registered one, employer by employer in their order."""
    names = (short, *registered)
    mentions = pl.DataFrame(
        {
            "short": [short, *[None] * len(registered)],
            "called": [None, *registered],
            "plain": names,
            "brand": [brand, *[None] * len(registered)],
            "employer": range(len(names)),
        },
        schema_overrides={"short": pl.String, "brand": pl.String, "called": pl.String},
    )
    each = range(1, len(names))
    pairs = pl.DataFrame({"left": [0] * len(registered), "right_group": each}, schema_overrides={"left": pl.UInt32})
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
