"""What only higher rooms can judge of a region's files: told before a night's work, with line and nearest name."""

from dataclasses import replace
from pathlib import Path

import pytest

import regions
from base.errors import BadInput
from matchers import child
from matchers.engine import weights
from regions import RegionList
from sql import analysis, configuration


@pytest.mark.parametrize("name", regions.names())
def test_every_region_of_ours_says_what_can_be_meant(name: str) -> None:
    configuration.check(regions.read(name))


def test_a_list_an_indicator_and_a_message_of_no_list_are_refused() -> None:
    found = regions.read("funing")
    lists = {**found.lists, "lapsed_member": RegionList(("村",), "每月", "阜宁")}
    with pytest.raises(BadInput, match="lists 里没有名为 lapsed_member 的清单，是否想写 lapsed_members；"):
        configuration.check(replace(found, lists=lists))
    with pytest.raises(BadInput, match="messages 里没有名为 lapsed 的本地区清单，是否想写 lapsed_members；"):
        configuration.check(replace(found, messages={"lapsed": "您好"}))
    target = replace(found.targets[2], indicator="new_insured_person")
    with pytest.raises(BadInput, match=r"funing\.targets\.csv 第4行：indicator 里没有名为 new_insured_person 的指标"):
        configuration.check(replace(found, targets=(target,)))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("citizen_id", "citizenid", "没有名为 citizenid 的列，是否想写 citizen_id；"),
        ("as_of ", "age ", "age 已在 band 里"),
    ],
)
def test_a_rule_for_no_column_and_two_rules_for_one_are_refused(
    before: str, after: str, expected: str, tmp_path: Path
) -> None:
    text = (Path(analysis.__file__).parent / "analysis.toml").read_text("utf-8").replace(before, after)
    (tmp_path / "analysis.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=expected):
        analysis.rules(tmp_path / "analysis.toml")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("m = [0.123640, 0.876360]", "m = [0.2, 0.3, 0.5]", "u 应和 m 一样多"),
        ("u = [0.500704, 0.499296]", "u = [1.0, 0.499296]", "u 里的每个数应大于0、小于1"),
        ("[feature.sex]\nm = [0.123640, 0.876360]\nu = [0.500704, 0.499296]\n", "", "feature 里缺少 sex"),
    ],
)
def test_weights_that_are_not_their_matcher_s_are_refused(
    before: str, after: str, expected: str, tmp_path: Path
) -> None:
    text = child.WEIGHTS.read_text("utf-8")
    assert before in text
    (tmp_path / "w.toml").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(BadInput, match=expected):
        weights.read(tmp_path / "w.toml", child.MATCHER.sizes)
