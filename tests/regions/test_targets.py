"""Targets: what the plans set is here as they print it, adds up where they say so, and their slips are told."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import regions
from base.errors import BadInput
from regions import Target
from sql import indicators
from tests.regions.county import county
from tests.regions.test_regions import PLANS, QUOTED, REGIONS, SHARED, plain

COUNTED = {query.path.stem: query.header["kind"] for query in indicators.queries()}


def targets(region: str, indicator: str, year: int) -> dict[str, float | None]:
    """By area, as printed."""
    found = [one for one in regions.read(region).targets if (one.indicator, one.period.year) == (indicator, year)]
    return {one.area_name: one.target for one in found}


def every_target() -> list[Target]:
    return [target for name in REGIONS for target in regions.read(name).targets]


@pytest.mark.parametrize(
    ("region", "indicator", "year", "whole", "total", "areas"),
    [
        ("yancheng", "new_pension_payers", 2022, "全市", 80_000, 12),
        ("yancheng", "new_pension_payers", 2024, "全市", 80_000, 12),
        ("funing", "new_insured_people", 2019, "合计", 50_490, 19),
        ("funing", "new_insured_people", 2020, "合计", 81_730, 19),
        ("funing", "new_insured_people", 2021, "合计", 27_060, 19),
        ("wuyi", "new_pension_payers", 2023, "合计", 11_000, 19),
        ("wuyi", "rural_visits", 2023, "合计", 110, 19),
        ("wuyi", "key_enterprise_visits", 2023, "合计", 140, 19),
        ("wuyi", "enterprises_covered", 2023, "合计", 1_193, 19),
        ("yuxi", "employee_pension_members", 2022, "合计", 321_500, 10),
        ("yuxi", "employee_pension_members", 2023, "合计", 342_400, 10),
        ("yuxi", "employee_pension_members", 2024, "合计", 363_200, 10),
    ],
)
def test_the_areas_add_up_to_the_total_that_the_plan_prints(
    region: str, indicator: str, year: int, whole: str, total: int, areas: int
) -> None:
    found = targets(region, indicator, year)
    assert found.pop(whole) == total
    assert len(found) == areas
    assert sum(target for target in found.values() if target is not None) == pytest.approx(total, abs=1e-6)


def test_where_the_plan_is_blank_there_is_no_target_and_not_zero() -> None:
    assert targets("wuyi", "new_pension_payers", 2023)["大田乡"] is None
    assert targets("wuyi", "rural_visits", 2023)["开发区"] is None
    assert all(target.printed is None for target in every_target() if target.target is None)


def test_the_slip_of_funing_is_told_and_the_table_believed() -> None:
    [total] = [
        one for one in regions.read("funing").targets
        if (one.indicator, one.area_name, one.period.year) == ("new_insured_people", "合计", 2021)
    ]  # fmt: skip
    assert total.target == 27_060
    assert total.note and "21760" in total.note


def test_averages_of_counties_are_not_added_up_but_said_to_be_out_of_reach() -> None:
    [whole] = [
        one for one in regions.read("yuxi").targets
        if (one.indicator, one.area_name, one.period.year) == ("resident_pension_mean", "全市", 2022)
    ]  # fmt: skip
    counties = [target for area, target in targets("yuxi", "resident_pension_mean", 2022).items() if area != "全市"]
    assert sum(target or 0 for target in counties) / len(counties) == pytest.approx(348.67, abs=0.01)
    assert whole.target == 350
    assert whole.note and "无法核对" in whole.note


@pytest.mark.parametrize(
    ("region", "indicator", "year", "target", "printed"),
    [
        ("yancheng", "pension_paying_rate", 2022, 0.95, "95%"),
        ("yancheng", "resident_pension_mean", 2024, 1_000, "1000元"),
        ("yancheng", "employee_medical_share", 2024, 0.26, "26%"),
        ("yancheng", "medical_coverage_rate", 2023, 0.985, "98.5%"),
        ("yancheng", "lapse_messages_mean", 2022, 3, "3次"),
        ("wuhai", "projects_injury_covered", 2020, 0.9, "90%"),
        ("wuhai", "all_pension_interruption_rate", 2020, 0, "0百分点"),
        ("wuyi", "staff_coverage_rate", 2023, 0.07, "7百分点"),
        ("wuyi", "base_solidity", 2023, 0.7, "70%"),
        ("wuyi", "injury_coverage_rate", 2023, 1, "100%"),
        ("wuhai", "three_insurances_rate", 2020, 1, "100%"),
        ("yuxi", "pension_coverage_rate", 2024, 0.96, "96%"),
        ("yuxi", "employee_payer_share", 2024, 0.3, "30%"),
    ],
)
def test_what_a_plan_says_in_its_text_only_is_a_target_of_the_region_too(
    region: str, indicator: str, year: int, target: float, printed: str
) -> None:
    found = regions.read(region)
    [one] = [
        one for one in found.targets
        if (one.indicator, one.period.year, one.area_code) == (indicator, year, found.code)
    ]  # fmt: skip
    assert (one.target, one.printed) == (target, printed)


def test_a_target_in_tens_of_thousands_is_counted_in_persons() -> None:
    [one] = [
        one for one in regions.read("yancheng").targets
        if (one.indicator, one.area_name, one.period.year) == ("new_pension_payers", "阜宁县", 2022)
    ]  # fmt: skip
    assert (one.target, one.unit, one.printed, one.area_code) == (8_500, "人", "0.85万人", "320923")


@pytest.mark.parametrize("name", REGIONS)
def test_a_target_is_for_an_area_of_today_or_for_one_that_stands_apart(name: str) -> None:
    found = regions.read(name)
    codes = {area.area_code for area in found.areas} | {f"apart:{apart}" for apart in found.apart}
    assert {target.area_code for target in found.targets} <= codes


@pytest.mark.parametrize("target", every_target(), ids=lambda one: f"{one.area_code} {one.indicator} {one.period}")
def test_a_target_is_of_the_kind_of_its_indicator(target: Target) -> None:
    assert target.kind in (COUNTED[target.indicator], "change")


@pytest.mark.skipif(not SHARED.exists(), reason="the plans' texts lie outside the repository")
@pytest.mark.parametrize("source", sorted({target.source for target in every_target()}))
def test_every_source_of_a_target_stands_in_the_plan(source: str) -> None:
    place, _, quotation = source.partition("：")
    assert re.fullmatch(rf"({QUOTED}) (附件\d?|[一二三](\([一二三]\)\d?)?)", place)
    if place[:2] not in PLANS:
        return
    (text,) = (SHARED / "seeds").glob(f"{PLANS[place[:2]]}_*.txt")
    assert plain(quotation) in plain(text.read_text(encoding="utf-8"))


ROW = {
    "indicator": "visits", "title": "走访", "area": "全县", "period": "2023", "until": "", "target": "5",
    "year_before": "", "unit": "次", "kind": "flow", "bound": "≥", "counted_by": "place", "scheme": "全部",
    "source": "武义 附件2：走访", "note": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"area": "中镇"}, "area 里没有名为 中镇 的地区，是否想写 东镇"),
        ({"kind": "flaw"}, "kind 应是 flow、stock、rate、mean、change 之一，是否想写 flow"),
        ({"bound": "="}, "bound 应是 ≥、≤、< 之一，是否想写 ≥"),
        ({"unit": "万"}, "unit 应是 人、件、次、家、元、%、万人、百分点 之一，是否想写 万人"),
        ({"source": ""}, "缺少 source"),
        ({"period": "二〇"}, "period 应是整数"),
        ({"period": "23"}, "period 应是年份"),
        ({"target": "5人"}, "target 应是数"),
        ({"year_before": "约67"}, "year_before 应是数"),
        ({"until": "永远"}, "until 应是年份或“长期”"),
        ({"until": "2023"}, "until 应不早于 period"),
        ({"counted_by": "houme"}, "counted_by 应是 home、employer、office、place 之一，是否想写 home"),
        ({"counted_by": "home"}, "counted_by 应与前面同一指标的 place 一致"),
    ],
)
def test_a_target_that_cannot_be_is_refused(wrong: dict[str, str], message: str, write: Callable[..., None]) -> None:
    with pytest.raises(BadInput) as refused:
        write(ROW, ROW | {"period": "2024"} | wrong)
    assert str(refused.value) == f"{regions.FOLDER / 'x.targets.csv'} 第3行：{message}；请改正。"


def test_two_targets_for_one_indicator_area_and_year_are_refused(write: Callable[..., None]) -> None:
    with pytest.raises(BadInput, match="第3行：同一指标、地区和年度已有一个目标"):
        write(ROW, ROW | {"area": "合计", "target": "6"})


@pytest.mark.parametrize(
    ("region", "indicator", "counted_by"),
    [
        ("yancheng", "new_pension_payers", "office"),
        ("yuxi", "employee_pension_members", "office"),
        ("wuyi", "new_pension_payers", "employer"),
        ("funing", "new_insured_people", "home"),
        ("wuyi", "staff_coverage_rate", "employer"),
        ("wuhai", "projects_injury_covered", "place"),
    ],
)
def test_each_target_says_by_what_it_counts_who_belongs_where(region: str, indicator: str, counted_by: str) -> None:
    found = {one.counted_by for one in regions.read(region).targets if one.indicator == indicator}
    assert found == {counted_by}


def test_a_target_holds_for_its_year_unless_it_says_otherwise() -> None:
    standing = [one for one in every_target() if one.valid_until is None]
    assert {(one.indicator, one.period.year) for one in standing} == {("cases_open", 2021)}
    assert all(one.valid_until == one.period.replace(month=12, day=31) for one in every_target() if one.valid_until)


def test_the_figure_of_the_year_before_that_a_plan_prints_is_kept() -> None:
    assert {(one.indicator, one.year_before) for one in every_target() if one.year_before} == {("base_solidity", 0.67)}


def test_a_county_s_own_targets_take_the_place_of_the_plan_s_for_their_year(tmp_path: Path) -> None:
    plan = regions.read("wuyi")
    own = ROW | {"indicator": "new_pension_payers", "area": "合计", "unit": "人", "counted_by": "employer"}
    lines = [own | {"period": "2026", "target": "9000"}, own | {"target": "1"}]
    file = tmp_path / "targets.csv"
    file.write_text("\n".join([",".join(ROW), *(",".join(line.values()) for line in lines)]), encoding="utf-8")
    found = {
        (one.area_name, one.period.year): one.target
        for one in plan.with_targets(file).targets
        if one.indicator == "new_pension_payers"
    }
    assert (found["合计", 2026], found["合计", 2023], found["开发区", 2023]) == (9000, 1, 5500)
    assert plan.with_targets(tmp_path / "none.csv") is plan


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Write the targets of a made-up county and read them."""

    def rows(*targets: dict[str, str]) -> None:
        lines = [",".join(ROW), *(",".join(target.values()) for target in targets)]
        county(tmp_path, monkeypatch, targets="\n".join(lines))

    return rows


@pytest.mark.parametrize(("through", "due"), [(date(2026, 1, 31), 1_000), (date(2026, 10, 1), 10_000)])
def test_of_a_yearly_flow_each_month_should_have_brought_a_twelfth(through: date, due: float) -> None:
    assert regions.due_by("flow", 12_000, through) == pytest.approx(due)


def test_a_stock_a_rate_or_a_mean_should_be_where_it_should_be_all_year() -> None:
    for kind in ("stock", "rate", "mean"):
        assert regions.due_by(kind, 0.95, date(2026, 1, 31)) == 0.95
