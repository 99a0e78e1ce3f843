"""Policy: every value is dated; a region sets its own; what nobody knows is refused."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import regions
from base.errors import BadInput
from regions import Region
from regions.local_values import Dated, LocalValue
from sources.hardship import HARDSHIP
from sql import policy
from tests.regions.county import county

FILE = """
[lapse_months]
title = "职工断保月数"
unit = "月"
source = "全国口径"
values = [{ from = 2011-07-01, value = 6 }, { from = 2025-01-01, value = 3 }]

[flexible_lapse]
title = "灵活就业人员断保口径"
unit = "口径"
source = "按月"
verified = false
values = [{ from = 2019-01-01, value = "months" }]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def region(**own: LocalValue) -> Region:
    return replace(regions.read("wuhai"), policy=own)


def dated(**values: policy.Value) -> tuple[Dated, ...]:
    """Values by their first day: `y2020` is New Year's Day of 2020."""
    return tuple(Dated(date(int(year[1:]), 1, 1), value) for year, value in values.items())


def test_a_value_holds_from_its_day_and_the_one_before_it_until_the_day_before(file: Path) -> None:
    values = policy.read(file=file)
    assert policy.in_force(values, date(2024, 12, 31))["lapse_months"] == 6
    assert policy.in_force(values, date(2025, 1, 1))["lapse_months"] == 3


def test_each_value_tells_from_when_until_when_it_holds(file: Path) -> None:
    spans = [(p.valid_from, p.valid_until, p.value) for p in policy.read(file=file) if p.parameter == "lapse_months"]
    assert spans == [(date(2011, 7, 1), date(2024, 12, 31), 6), (date(2025, 1, 1), None, 3)]


def test_before_its_first_day_a_parameter_has_no_value(file: Path) -> None:
    values = policy.read(file=file)
    assert policy.in_force(values, date(2018, 12, 31)) == {"lapse_months": 6}
    assert policy.in_force(values, date(2019, 1, 1)) == {"lapse_months": 6, "flexible_lapse": "months"}


def test_a_region_sets_its_own_value_with_its_own_source_and_says_so(file: Path) -> None:
    own = LocalValue(dated(y2020="year"), "乌海 三(二)")
    read = policy.read(region(flexible_lapse=own), file)
    (local,) = (p for p in read if p.parameter == "flexible_lapse")
    assert (local.value, local.source, local.scope) == ("year", "乌海 三(二)", "乌海市")
    assert (local.title, local.unit, local.is_verified) == ("灵活就业人员断保口径", "口径", False)
    assert {p.scope for p in read if p.parameter != "flexible_lapse"} == {"全国"}


def test_a_region_s_values_replace_all_of_the_shared_ones(file: Path) -> None:
    own = LocalValue(dated(y2020=12))
    values = policy.read(region(lapse_months=own), file)
    assert "lapse_months" not in policy.in_force(values, date(2019, 12, 31))
    assert policy.in_force(values, date(2025, 1, 1))["lapse_months"] == 12


def test_a_region_cannot_set_what_the_policy_file_does_not_know(file: Path) -> None:
    with pytest.raises(BadInput) as refused:
        policy.read(region(lapse_month=LocalValue(dated(y2020=3))), file)
    assert "policy 里没有名为 lapse_month 的口径，是否想写 lapse_months" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("lapse_months", "3", "value 应是数"),
        ("lapse_months", -1, "value 不应小于0"),
        ("flexible_lapse", 3, "value 应是文字"),
        ("flexible_lapse", "yaer", "value 里没有名为 yaer 的取值，是否想写 year"),
        ("hardship_kinds", "低保,特因", "value 里没有名为 特因 的取值，是否想写 特困"),
        ("reasons_for_all_lists", "死亡,服刑人", "value 里没有名为 服刑人 的取值，是否想写 服刑人员"),
        ("units_that_tell", "监狱,", "value 里没有名为  的取值"),
        ("employee_waiver_is_void", 2, "value 应是0或1"),
    ],
)
def test_a_region_cannot_set_a_value_that_is_not_of_its_kind(name: str, value: policy.Value, expected: str) -> None:
    found = region(**{name: LocalValue(dated(y2020=value))})
    with pytest.raises(BadInput) as refused:
        policy.read(found)
    assert str(refused.value).startswith(str(found.file))
    assert f"policy.{name}.values 第1个 {expected}" in str(refused.value)


def test_a_reason_that_a_region_adds_may_stand_for_all_lists() -> None:
    own = region(reasons_for_all_lists=LocalValue(dated(y2020="死亡,失踪")))
    assert policy.read(replace(own, reasons={"不需参保": ("失踪",)}))
    with pytest.raises(BadInput, match="失踪"):
        policy.read(own)


@pytest.mark.parametrize("second", [date(2011, 6, 30), date(2011, 7, 1)])
def test_dates_out_of_order_or_twice_are_refused(file: Path, second: date) -> None:
    file.write_text(FILE.replace("2025-01-01", second.isoformat()), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        policy.read(file=file)
    assert str(refused.value) == f"{file} 第6行：lapse_months.values 第2个 from 应晚于前一个值的日期；请改正。"


@pytest.mark.parametrize("name", regions.names())
def test_every_region_s_file_reads_and_names_its_values(name: str) -> None:
    found = regions.read(name)
    assert {p.parameter for p in policy.of(found).parameters if p.scope == found.name} == set(found.policy)


LOCAL = {
    "funing": ("建档立卡,低保,特困,低收入,重度残疾", "months"),
    "wuhai": ("建档立卡,低保,重度残疾", "year"),
    "wuyi": ("低收入,低保,特困,重度残疾", "months"),
    "yancheng": ("低收入,低保,特困,重度残疾", "months"),
    "yuxi": ("低保,特困,返贫致贫,重度残疾", "year"),
}


@pytest.mark.parametrize(("name", "local"), LOCAL.items())
def test_each_region_counts_its_own_hardship_and_lapses_as_its_plan_says(name: str, local: tuple[str, str]) -> None:
    values = policy.of(regions.read(name)).in_force(date(2026, 11, 22))
    assert (values["hardship_kinds"], values["flexible_lapse"]) == local


@pytest.mark.parametrize("name", regions.names())
def test_a_hardship_kind_that_counts_is_one_that_the_extract_may_print(name: str) -> None:
    for parameter in policy.of(regions.read(name)).parameters:
        if parameter.parameter == "hardship_kinds":
            [kind] = (column for column in HARDSHIP.columns if column.name == "hardship_kind")
            assert set(str(parameter.value).split(",")) <= set(kind.words.split())


@pytest.mark.parametrize(
    ("name", "first", "before", "since"),
    [
        ("employee_waiver_is_void", date(2025, 9, 1), None, 1),
        ("messages_per_year", date(2022, 1, 1), None, 3),
        ("men_retirement_cap_months", date(2025, 1, 1), 0, 36),
        ("minimum_months_step", date(2025, 1, 1), 0, 6),
    ],
)
def test_a_dated_value_changes_on_its_day(name: str, first: date, before: policy.Value | None, since: int) -> None:
    values = policy.read()
    assert policy.in_force(values, first - timedelta(days=1)).get(name) == before
    assert policy.in_force(values, first)[name] == since


# By region and value: its first day, and what holds the day before and on that day.
LOCAL_DAYS = [
    ("funing", "hardship_kinds", date(2022, 1, 1), "建档立卡,低保,特困", "建档立卡,低保,特困,低收入,重度残疾"),
    ("funing", "resident_lowest_tier_yuan", date(2020, 1, 1), 100, 500),
    ("funing", "minimum_wage_yuan", date(2021, 8, 1), 0, 1840),
    ("funing", "minimum_wage_yuan", date(2024, 1, 1), 1840, 2010),
    ("funing", "minimum_wage_yuan", date(2026, 1, 1), 2010, 2180),
    ("funing", "resident_basic_growth_percent", date(2019, 12, 11), 0, 8),
    ("funing", "resident_basic_growth_percent", date(2025, 1, 1), 8, 0),
    ("yancheng", "resident_basic_growth_percent", date(2022, 1, 1), 0, 8),
    ("yancheng", "resident_basic_growth_percent", date(2025, 1, 1), 8, 0),
    ("funing", "pension_base_yuan", date(2023, 1, 1), 0, 8613),
    ("funing", "pension_base_yuan", date(2024, 1, 1), 8613, 0),
    ("funing", "pension_base_yuan", date(2025, 1, 1), 0, 8917),
    ("funing", "rider_scheme", date(2022, 7, 1), "工伤保险", "职业伤害保障"),
    ("funing", "over_age_injury_until", date(2021, 2, 1), 0, 65),
    ("yancheng", "resident_lowest_tier_yuan", date(2020, 1, 1), 100, 500),
    ("yancheng", "minimum_wage_yuan", date(2021, 8, 1), 0, 2070),
    ("yancheng", "minimum_wage_yuan", date(2024, 1, 1), 2070, 2260),
    ("yancheng", "minimum_wage_yuan", date(2026, 1, 1), 2260, 2430),
    ("yancheng", "pension_base_yuan", date(2023, 1, 1), 0, 8613),
    ("yancheng", "pension_base_yuan", date(2024, 1, 1), 8613, 0),
    ("yancheng", "pension_base_yuan", date(2025, 1, 1), 0, 8917),
    ("yancheng", "rider_scheme", date(2022, 7, 1), "工伤保险", "职业伤害保障"),
    ("yancheng", "over_age_injury_until", date(2021, 2, 1), 0, 65),
    ("wuyi", "resident_lowest_tier_yuan", date(2024, 1, 1), 100, 300),
    ("wuyi", "hardship_tier_yuan", date(2024, 1, 1), 100, 200),
    ("wuyi", "minimum_wage_yuan", date(2024, 1, 1), 0, 2010),
    ("wuyi", "rider_scheme", date(2025, 7, 1), "工伤保险", "职业伤害保障"),
    ("wuyi", "over_age_injury_until", date(2023, 7, 1), 0, 65),
    ("wuyi", "unit_survey_due", date(2023, 1, 1), "无", "03-31"),
    ("wuhai", "minimum_wage_yuan", date(2021, 12, 1), 0, 1980),
    ("wuhai", "minimum_wage_yuan", date(2024, 12, 1), 1980, 2270),
    ("wuhai", "rider_scheme", date(2026, 7, 1), "工伤保险", "职业伤害保障"),
    ("yuxi", "resident_lowest_tier_yuan", date(2022, 1, 1), 100, 200),
    ("yuxi", "minimum_wage_yuan", date(2023, 10, 1), 0, 1840),
    ("yuxi", "minimum_wage_yuan", date(2024, 10, 1), 1840, 1920),
    ("yuxi", "minimum_wage_yuan", date(2025, 10, 1), 1920, 2020),
    ("yuxi", "person_survey_due", date(2022, 1, 1), "无", "06-30,12-31"),
    ("yuxi", "rider_scheme", date(2026, 7, 1), "工伤保险", "职业伤害保障"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "first", "before", "since"), LOCAL_DAYS)
def test_a_region_s_value_changes_on_its_day(
    name: str, value: str, first: date, before: policy.Value, since: policy.Value
) -> None:
    found = policy.of(regions.read(name))
    assert found.in_force(first - timedelta(days=1))[value] == before
    assert found.in_force(first)[value] == since


def test_every_day_on_which_a_region_s_value_changes_is_among_these() -> None:
    tried = {(name, value, first) for name, value, first, *_ in LOCAL_DAYS}
    for name in regions.names():
        for p in policy.of(regions.read(name)).parameters:
            earlier = any(
                q.parameter == p.parameter and q.valid_from < p.valid_from for q in policy.read(regions.read(name))
            )
            if p.scope != "全国" and earlier:
                assert (name, p.parameter, p.valid_from) in tried


def test_where_nobody_has_told_a_minimum_wage_it_is_nought() -> None:
    assert policy.in_force(policy.read(), date(2026, 11, 22))["minimum_wage_yuan"] == 0


def bounds_on(name: str, day: date) -> tuple[float, float] | None:
    """Floor and ceiling of the employee pension's base on a day; None where none are published for it."""
    found = [
        b for b in policy.of(regions.read(name)).bases if b.insurance == "110" and b.valid_from <= day <= b.valid_until
    ]
    return (found[0].floor_yuan, found[0].ceiling_yuan) if found else None


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("funing", date(2022, 12, 31), (4250, 21821)),
        ("funing", date(2023, 1, 1), None),
        ("funing", date(2023, 12, 31), None),
        ("funing", date(2024, 1, 1), (4879, 24396)),
        ("yancheng", date(2024, 12, 31), (4879, 24396)),
        ("yancheng", date(2025, 1, 1), (4952, 24762)),
        ("yancheng", date(2025, 12, 31), (4952, 24762)),
        ("yancheng", date(2026, 1, 1), None),
        # No 60 % of an average: that of 24,930 ÷ 3 would be 4,986.
        ("wuyi", date(2024, 12, 31), (4812, 24930)),
        ("wuyi", date(2025, 1, 1), None),
        ("wuhai", date(2024, 12, 31), (4863, 24315)),
        ("wuhai", date(2025, 1, 1), (4907, 24537)),
        ("wuhai", date(2026, 1, 1), None),
        ("yuxi", date(2024, 1, 1), (4306, 21531)),
        ("yuxi", date(2025, 1, 1), None),
    ],
)
def test_bounds_hold_for_their_own_year_and_for_no_other(
    name: str, day: date, expected: tuple[float, float] | None
) -> None:
    assert bounds_on(name, day) == expected


def test_a_county_has_what_its_province_sets() -> None:
    yancheng, funing = regions.read("yancheng"), regions.read("funing")
    assert funing.contribution_base == yancheng.contribution_base
    for name in ("resident_lowest_tier_yuan", "hardship_tier_yuan", "rider_scheme", "over_age_injury_until"):
        assert funing.policy[name].values == yancheng.policy[name].values


@pytest.mark.parametrize(
    ("insurance", "periods", "expected"),
    [
        ("170", [(2025, 2025)], "第8行：contribution_base 里没有名为 170 的设置，是否想写 1"),
        ("110", [(2025, 2025)] * 2, "第12行：contribution_base.110.values 第2个 from 应晚于前一组的 until"),
        ("110", [(2025, 2024)], "contribution_base.110.values 第1个 until 应不早于 from"),
    ],
)
def test_a_base_of_an_insurance_without_one_and_dates_out_of_order_are_refused(
    insurance: str, periods: list[tuple[int, int]], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = "".join(
        f"{{ from = {first}-01-01, until = {last}-12-31, floor_yuan = 5000, ceiling_yuan = 25000 }},\n"
        for first, last in periods
    )
    with pytest.raises(BadInput) as refused:
        county(tmp_path, monkeypatch, f'[contribution_base.{insurance}]\nsource = "省厅"\nvalues = [\n{values}]\n')
    assert expected in str(refused.value)


def test_one_of_several_values_may_rest_on_a_text_of_its_own(file: Path) -> None:
    first, second = (Dated(date(2020, 1, 1), 4), Dated(date(2021, 1, 1), 5, "新文件", True))
    read = policy.read(region(lapse_months=LocalValue((first, second), "旧文件", False)), file)
    told = [(p.source, p.is_verified) for p in read if p.parameter == "lapse_months"]
    assert told == [("旧文件", False), ("新文件", True)]


def test_values_in_force_that_nobody_has_verified_are_told_and_bounds_of_the_month_that_is_judged() -> None:
    found = policy.of(regions.read("funing"))
    assert set(found.unverified(date(2026, 1, 31))) == {
        "minimum_wage_yuan", "resident_lowest_tier_yuan", "resident_pension_grace_until",
        "resident_medical_grace_until", "pension_base_yuan", "resident_basic_pension_yuan", policy.BOUNDS,
    }  # fmt: skip
    assert policy.BOUNDS not in found.unverified(date(2026, 2, 1))


def test_every_shared_value_has_a_title_a_unit_and_a_source() -> None:
    for parameter in policy.read():
        assert parameter.title, parameter.parameter
        assert parameter.unit, parameter.parameter
        assert parameter.source, parameter.parameter


def test_every_value_that_a_query_names_is_in_force_today() -> None:
    from sql.warehouse import ALL_NUMBERS, read_queries

    values = policy.in_force(policy.read(), date(2026, 11, 22)).keys()
    schemas = ("staging", "restricted", "matches", "core", "lists", "gates")
    named = {name for query in read_queries(*schemas) for name in query.parameters}
    assert named - {"as_of", "region_code", "own_codes", "own_digits", "today", *ALL_NUMBERS} <= values


@pytest.mark.parametrize(
    ("region_name", "name", "day", "before", "after"),
    [
        ("funing", "rider_scheme", date(2022, 7, 1), "工伤保险", "职业伤害保障"),
        ("wuyi", "rider_scheme", date(2025, 7, 1), "工伤保险", "职业伤害保障"),
        ("yancheng", "over_age_injury_until", date(2021, 2, 1), 0, 65),
        ("yuxi", "medical_waiting_months", date(2025, 1, 1), 0, 3),
        ("wuhai", "medical_waiting_step_months", date(2025, 1, 1), 0, 1),
    ],
)
def test_a_value_that_a_province_or_the_state_has_dated_holds_from_its_day(
    region_name: str, name: str, day: date, before: policy.Value, after: policy.Value
) -> None:
    values = policy.of(regions.read(region_name))
    assert (values.in_force(day - timedelta(days=1))[name], values.in_force(day)[name]) == (before, after)
