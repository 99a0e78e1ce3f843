"""Two addresses mean one house, partly the same place, or another: levels by part, and what they weigh."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import regions
from county.addresses import NOT, PARTLY, SAME, Maker
from matchers.text import address_train
from matchers.text.address_features import FEATURES, ORDERED, Inside, Part, Rest, Run, Share, Street, levels
from matchers.text.address_likeness import Near, likeness, shipped
from matchers.text.address_tokens import Rarity, overlap
from matchers.text.addresses import parse
from matchers.text.levels import MISSING
from matchers.text.vocabulary import Places

_REGION = regions.read("funing")
PLACES = Places.of(_REGION.areas, _REGION.code)

# (one, other, what they mean): the county's own addresses, between which characters are rare or common
SENTENCES = [
    ("香港路88号锦绣花园3幢2单元501室", "香港路88号锦绣花园3幢", Near.SAME),
    ("阜宁县锦绣花园3幢", "上海路5号锦绣花园3号楼", Near.SAME),
    ("东沟镇张庄村3组12号", "江苏省阜宁县东沟镇张庄村三组12号", Near.SAME),
    ("香港路88号锦绣花园3幢", "香港路88号锦绣花园5幢", Near.PARTLY),
    ("香港路88号锦绣花园3幢", "香港路88号锦绣花园", Near.PARTLY),
    ("香港路88号锦绣花园", "香港路88号锦绣花园(东门)", Near.PARTLY),
    ("香港路88号", "香港路88号宏达面馆", Near.PARTLY),
    ("香港路88号锦绣花园", "香港路12号银杏苑", Near.NOT),
    ("香港路88号锦绣花园3幢", "澳门路12号银杏苑3幢", Near.NOT),
    ("东沟镇张庄村3组12号", "益林镇李庄村3组12号", Near.NOT),
    ("香港路88号永丰五金店", "澳门路3号鼎盛五金店", Near.NOT),
]
PARSED = parse(pl.Series([text for one, other, _ in SENTENCES for text in (one, other)]), PLACES)
RARITY = Rarity.of(PARSED["normal"])


def compared(one: str, other: str) -> dict[str, int]:
    left, right = (parse(pl.Series([text]), PLACES) for text in (one, other))
    return levels(left, right, RARITY).row(0, named=True)


@pytest.mark.parametrize(("one", "other", "near"), SENTENCES, ids=[f"{one}|{other}" for one, other, _ in SENTENCES])
def test_what_two_addresses_mean(one: str, other: str, near: Near) -> None:
    left, right = (parse(pl.Series([text]), PLACES) for text in (one, other))
    assert likeness(left, right, RARITY)["near"][0] == near


@pytest.mark.parametrize(
    ("one", "other", "part", "level"),
    [
        ("阜宁县香港路", "阜宁县澳门路", "county", Part.SAME),
        ("阜宁县香港路", "射阳县香港路", "county", Part.DIFFERENT),
        ("阜宁县香港路", "香港路", "county", Part.UNSAID),
        ("香港路8号", "香港路8号", "street", Street.SAME),
        ("香港路与上海路交叉口", "上海路8号", "street", Street.SAME),
        ("香港路8号", "香港东路8号", "street", Street.ALIKE),
        ("香港路8号", "澳门路8号", "street", Street.DIFFERENT),
        ("香港路8号", "锦绣花园", "street", Street.UNSAID),
        ("香港路8号", "香港路8号", "door", Part.SAME),
        ("香港路8号", "香港路9号", "door", Part.DIFFERENT),
        ("香港路8号", "香港路", "door", Part.UNSAID),
        ("香港路8号", "澳门路9号", "door", Part.UNSAID),
        ("锦绣花园3幢", "锦绣花园3号楼", "building", Inside.SAME),
        ("锦绣花园3幢", "锦绣花园5幢", "building", Inside.DIFFERENT),
        ("锦绣花园3幢", "锦绣花园", "building", Inside.LEFT),
        ("锦绣花园", "锦绣花园3幢", "building", Inside.RIGHT),
        ("锦绣花园", "锦绣花园", "building", Inside.NEITHER),
        ("锦绣花园(东门)", "锦绣花园", "gate", Inside.LEFT),
        ("锦绣花园二期", "锦绣花园3期", "part", Inside.DIFFERENT),
        ("锦绣花园", "香港路88号锦绣花园", "site", Share.ALL),
        ("锦绣花园", "香港路88号", "site", Share.NONE),
        ("香港路88号", "锦绣花园", "site", MISSING),
        ("香港路88号", "香港路88号", "numbers", Part.SAME),
        ("香港路88号", "香港路89号", "numbers", Part.DIFFERENT),
        ("香港路88号", "香港路", "numbers", Part.UNSAID),
        ("盐城市香港路", "阜宁县香港路", "region", Part.SAME),
        ("江苏省香港路", "浙江省嘉兴市香港路", "region", Part.DIFFERENT),
        ("南京市鼓楼区香港路", "徐州市鼓楼区香港路", "region", Part.DIFFERENT),
        ("鼓楼区香港路", "徐州市香港路", "region", Part.SAME),
        ("鼓楼区香港路", "浙江省香港路", "region", Part.DIFFERENT),
        ("香港路", "徐州市香港路", "region", Part.UNSAID),
        ("锦绣花园3幢2单元501室", "锦绣花园3幢", "inner", Inside.LEFT),
        ("锦绣花园3幢2单元501室", "锦绣花园3幢2单元502室", "inner", Inside.DIFFERENT),
        ("锦绣花园3幢12层", "锦绣花园3幢", "inner", Inside.LEFT),
        ("锦绣花园3幢", "锦绣花园3号楼", "inner", Inside.NEITHER),
        ("锦绣花园(香港路)", "香港路锦绣花园", "aside", Part.SAME),
        ("锦绣花园(香港路)", "澳门路锦绣花园", "aside", Part.DIFFERENT),
        ("锦绣花园(东门)", "锦绣花园", "aside", Part.UNSAID),
        ("香港路锦绣花园", "锦绣花园(香港路)", "aside_back", Part.SAME),
        ("锦绣花园", "锦绣花园宏达面馆", "behind", Rest.NOTHING),
        ("锦绣花园宏达面馆", "锦绣花园", "behind", Rest.MUCH),
        ("锦绣花园", "锦绣花园宏达面馆", "behind_back", Rest.MUCH),
        ("澳门路锦绣花园", "锦绣花园", "ahead", Rest.NAME),
        ("锦绣花园", "澳门路锦绣花园", "ahead_back", Rest.NAME),
        ("锦绣花园", "锦绣花园", "ahead", Rest.NOTHING),
        ("锦绣花园", "香港路88号", "run", Run.NONE),
        ("锦绣花园", "锦绣花园", "run", Run.RARE),
    ],
)
def test_each_part_has_its_level(one: str, other: str, part: str, level: int) -> None:
    assert compared(one, other)[part] == level


def test_rare_words_tell_more_than_common_ones() -> None:
    rarity = Rarity.of(parse(pl.Series([*[f"银杏花园{at}幢" for at in range(1, 9)], "鼎盛花园"]), PLACES)["normal"])
    bits = dict(rarity.bits.iter_rows())
    assert bits["鼎盛"] > bits["银杏"] >= bits["花园"] == 0.5
    assert rarity.most >= bits["鼎盛"]


def test_more_agreement_never_counts_less() -> None:
    for name in sorted(ORDERED):
        bits = getattr(shipped().feature, name)
        for weights in (bits.place, bits.house):
            assert list(weights[1:]) == sorted(weights[1:])


_TURNED = {Inside.LEFT: Inside.RIGHT, Inside.RIGHT: Inside.LEFT}
_WORDS = ["阜宁县", "东沟镇", "张庄村", "香港路", "12号", "锦绣花园", "3幢", "501室", "（东门）", "", "宏达面馆"]


@given(st.lists(st.lists(st.sampled_from(_WORDS), max_size=5).map("".join), min_size=2, max_size=8))
@settings(max_examples=25)
def test_levels_are_within_their_features_and_mirror(addresses: list[str]) -> None:
    parsed = parse(pl.Series(addresses, dtype=pl.String), PLACES)
    there, back = levels(parsed, parsed.reverse(), RARITY), levels(parsed.reverse(), parsed, RARITY)
    for name, kind in FEATURES.items():
        assert there[name].is_between(MISSING, len(kind) - 1).all()
        if kind is Inside:
            assert there[name].replace(_TURNED).to_list() == back[name].to_list()
        elif name not in ("site", "words"):  # of these only the one way is told
            turned = name.removesuffix("_back") if name.endswith("_back") else f"{name}_back"
            assert there[name].to_list() == back[turned if turned in FEATURES else name].to_list()


def test_what_two_texts_have_in_common_is_told_in_times_of_the_rarest_word() -> None:
    pairs = pl.DataFrame(
        {"at": [0, 1, 2], "l": ["甲乙丙丁8号", "甲乙丙丁", None], "r": ["丑乙丙丁9号", "子丑", "甲乙"]}
    )
    rarity = Rarity(pl.DataFrame({"token": ["丙丁"], "bits": [2.0]}), 4.0)
    found = overlap(pairs, "l", "r", rarity)
    # 甲乙 乙丙 丙丁 8 号 tell 4, 4, 2, 4 and 4 bits; 乙丙 丙丁 and 号 are in the other, one row but for a number
    assert found.row(0, named=True) == pytest.approx(
        {"at": 0, "share": 10 / 18, "ahead": 1.0, "behind": 0.0, "run": 10 / 4}
    )
    assert found.row(1, named=True) == pytest.approx({"at": 1, "share": 0.0, "ahead": 2.5, "behind": 2.5, "run": 0.0})
    assert found.row(2) == (2, None, None, None, None)


def test_thresholds_may_be_set_by_other_pairs_than_those_that_teach_the_weights() -> None:
    maker = Maker(5)
    pairs = pl.DataFrame([maker.pair() for _ in range(800)], schema=["left", "right", "relation"], orient="row")
    same = pairs.with_columns(relation=pl.lit(NOT))
    learned, moved = (address_train.learn(pairs, PLACES, "test", "made up", each) for each in (None, same))
    assert learned.feature == moved.feature
    assert moved.partly > learned.partly


def test_the_weights_are_learned_from_made_up_pairs_and_written_alike(tmp_path: Path) -> None:
    maker = Maker(5)
    pairs = pl.DataFrame([maker.pair() for _ in range(1500)], schema=["left", "right", "relation"], orient="row")
    learned = address_train.learn(pairs, PLACES, "test", "made up")
    learned.write(tmp_path / "a.toml")
    address_train.learn(pairs, PLACES, "test", "made up").write(tmp_path / "b.toml")
    assert (tmp_path / "a.toml").read_bytes() == (tmp_path / "b.toml").read_bytes()
    street, building = learned.feature.street.place, learned.feature.building.house
    assert street[1 + Street.SAME] > street[1 + Street.DIFFERENT]
    assert building[1 + Inside.SAME] > building[1 + Inside.DIFFERENT]


def test_a_maker_makes_the_same_pairs_again_and_all_three_kinds() -> None:
    one, other = Maker(3), Maker(3)
    pairs = [one.pair() for _ in range(200)]
    assert pairs == [other.pair() for _ in range(200)]
    assert {relation for *_, relation in pairs} == {SAME, PARTLY, NOT}


def test_thresholds_are_those_with_the_best_macro_f1() -> None:
    place = np.array([-3.0, -2.0, 1.0, 2.0, 3.0, 4.0])
    house = np.array([0.0, 0.0, -1.0, -2.0, 1.0, 2.0])
    truth = np.array([0, 0, 1, 1, 2, 2])
    partly, same = address_train.thresholds(place, house, truth)
    called = np.where(place < partly, Near.NOT, np.where(house < same, Near.PARTLY, Near.SAME))
    assert address_train.macro_f1(called, truth) == 1.0
    assert address_train.macro_f1(np.zeros(6, dtype=int), truth) == pytest.approx(0.5 / 3)
