"""算一笔账: published figures to the cent, boundaries as sentences, and no account where a value is missing.

The published figures: what offices approved (核定表), as `data/test-cases.js` and the `verify` scripts of the public
repository liubigfatty/pension-calculator quote them (read 2026-11), and an article's account of 武汉 in round yuan as
the same author checks it. Base of the year, index, months, balance and age are the tables' own; what a province adds
(过渡性养老金) is not ours to tell.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

import regions
from handouts import accounts
from handouts.accounts import PAYOUT_MONTHS, Values
from sql import policy

AS_OF = date(2026, 11, 22)
KNOWN = Values(
    average_wage_yuan=8000,
    flexible_percent=20,
    account_percent=8,
    resident_basic_yuan=143,
    resident_tiers={100: 30, 500: 60},
    resident_lowest_tier_yuan=500,
    resident_age=60,
)
PUBLISHED = """
    where        | base | index  | months | basic   | balance   | age | account
    黑龙江 2024  | 7010 | 1.2416 | 522    | 3417.71 | 150471.35 | 60  | 1082.53
    黑龙江 2024  | 7010 | 0.6434 | 472    | 2265.65 | 73699.90  | 60  | 530.22
    黑龙江 2026  | 7705 | 0.6519 | 401    | 2126.62 | 76556.96  | 50  | 392.60
    黑龙江 2022  | 5865 | 0.5999 | 385    | 1505.26 | 54298.68  | 50  | 278.45
    黑龙江 2024  | 7010 | 2.8635 | 504    | 5687.46 | 326284.41 | 60  | 2347.37
    江苏 2024    | 8613 | 1.2762 | 304    | 2483.29 | 190912.85 | 50  | 979.04
    江苏 张家港  | 8613 | 0.6100 | 321    | 1854.70 | 88596.22  | 50  | 454.34
    江苏 南京    | 8917 | 0.8608 | 360    | 2488.91 | 57722.76  | 50  | 296.01
    长春 预核定  | -    | -      | -      | -       | 84719.28  | 60  | 609.49
    长春 2026    | -    | -      | -      | -       | 96750.01  | 60  | 696.04
    淮安         | -    | -      | -      | -       | 67874.02  | 60  | 488.30
    北京 顺义    | -    | -      | -      | -       | 83053.12  | 50  | 425.91
    上海         | -    | -      | -      | -       | 214870.50 | 50  | 1101.90
"""
ROUND = """
    what             | base | index  | months | basic | balance | account
    武汉 灵活就业    | 9107 | 0.3206 | 180    | 902   | 38528   | 277
    武汉 灵活就业六成 | 9108 | 0.6    | 180    | 1093  | 71645   | 515
    武汉 居民最高档  | -    | -      | -      | -     | 84432   | 607
"""


def table(text: str) -> list[dict[str, str]]:
    head, *lines = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return [dict(zip(head, line, strict=True)) for line in lines]


def monthly(row: dict[str, str]) -> tuple[float | None, float]:
    number = pl.DataFrame({name: [float(row[name]) if row[name] != "-" else 0] for name in ("base", "index", "months")})
    balance = pl.DataFrame({"balance": [float(row["balance"])], "age": [int(row.get("age", "60"))]})
    basic = number.select(accounts.basic(pl.col("base"), pl.col("index"), pl.col("months"))).item()
    return (basic if row["basic"] != "-" else None), balance.select(
        accounts.account(pl.col("balance"), pl.col("age"))
    ).item()


@pytest.mark.parametrize("row", table(PUBLISHED), ids=lambda row: f"{row['where']} {row['balance']}")
def test_published_pensions_to_the_cent(row: dict[str, str]) -> None:
    basic, account = monthly(row)
    assert basic is None or basic == pytest.approx(float(row["basic"]), abs=0.0051)
    assert account == pytest.approx(float(row["account"]), abs=0.0051 if row["where"] != "上海" else 0.051)


@pytest.mark.parametrize("row", table(ROUND), ids=lambda row: row["what"])
def test_published_accounts_to_the_yuan(row: dict[str, str]) -> None:
    basic, account = monthly(row)
    assert basic is None or basic == pytest.approx(float(row["basic"]), abs=0.51)
    assert account == pytest.approx(float(row["account"]), abs=0.51)


def test_the_annex_of_2005_is_whole_and_falls_with_age() -> None:
    assert list(PAYOUT_MONTHS) == list(range(40, 71))
    assert [PAYOUT_MONTHS[age] for age in (50, 55, 60, 70)] == [195, 170, 139, 56]
    assert sorted(PAYOUT_MONTHS.values(), reverse=True) == list(PAYOUT_MONTHS.values())


# -- employees and flexible workers -----------------------------------------------------------------------------------


def employee(known: Values = KNOWN, **given: Any) -> dict[str, Any] | None:
    """Somebody who turns 60 in March 2028, with 170 months paid and 16 still possible."""
    facts = {
        "person_id": "1", "birth_date": date(1967, 6, 1), "is_flexible": True, "counted_months": 170,
        "credited_months": 0, "possible_months": 16, "minimum_months": 180, "retires_in": date(2028, 3, 1),
        "other_retires_in": None, "base_yuan": 4000.0,
    } | given  # fmt: skip
    frame = pl.DataFrame(
        [facts], schema_overrides={"other_retires_in": pl.Date, "birth_date": pl.Date, "retires_in": pl.Date}
    )
    rows = accounts.employees(frame, known, AS_OF).to_dicts()
    return rows[0] if rows else None


def told(**given: Any) -> dict[str, Any]:
    found = employee(**given)
    assert found
    return found


def test_a_flexible_worker_pays_a_fifth_of_the_base_and_an_employee_a_twelfth_or_so() -> None:
    assert told()["pay_yuan"] == 800
    assert told(is_flexible=False)["pay_yuan"] == 320


def test_who_has_the_years_lacks_none_and_draws_from_retirement_on() -> None:
    enough = told(counted_months=180)
    assert (enough["short_months"], enough["short_yuan"], enough["starts_in"]) == (0, 0, date(2028, 3, 1))
    assert "还差" not in enough["sentence"]


def test_one_month_short_of_fifteen_years_is_told_with_what_it_costs() -> None:
    short = told(counted_months=179)
    assert (short["short_months"], short["short_yuan"]) == (1, 800)
    assert "离最低缴费年限还差1个月，按现在的缴费个人约需800元" in short["sentence"]


@pytest.mark.parametrize(("counted", "starts"), [(164, date(2028, 3, 1)), (163, date(2028, 4, 1))])
def test_who_is_short_at_retirement_draws_so_many_months_later(counted: int, starts: date) -> None:
    """16 months can still be paid: with 164 they make up 180, with 163 one is paid after retirement."""
    assert told(counted_months=counted)["starts_in"] == starts


@pytest.mark.parametrize(("minimum", "short"), [(180, 0), (186, 6), (240, 60)])
def test_the_minimum_of_the_year_of_retirement_counts(minimum: int, short: int) -> None:
    """180 months until 2029, 186 in 2030, 240 from 2039 on."""
    assert told(counted_months=180, minimum_months=minimum)["short_months"] == short


def test_who_is_past_retirement_and_short_pays_on_from_now() -> None:
    late = told(retires_in=date(2025, 1, 1), possible_months=0, counted_months=170)
    assert late["starts_in"] == date(2027, 9, 1), "ten months after November 2026"


def test_a_woman_employee_is_told_both_dates_and_the_age_at_the_first_counts() -> None:
    woman = told(
        birth_date=date(1978, 1, 1), retires_in=date(2029, 10, 1), other_retires_in=date(2035, 1, 1), is_flexible=False
    )
    assert "如果是管理、技术岗位，2035年01月退休" in woman["sentence"]
    balance = 4000 * 0.08 * 186
    assert woman["account_yuan"] == pytest.approx(balance / 190, abs=0.01), "51 years old: 190 months"


@pytest.mark.parametrize(("retires", "months"), [(date(2027, 5, 1), 145), (date(2027, 6, 1), 139)])
def test_one_month_before_sixty_the_account_is_paid_out_over_more_months(retires: date, months: int) -> None:
    account = told(retires_in=retires, counted_months=180)["account_yuan"]
    assert account == pytest.approx(4000 * 0.08 * 196 / months, abs=0.01)


def test_credited_months_count_for_the_basic_pension_and_not_for_the_account() -> None:
    plain, credited = told(counted_months=180), told(counted_months=180, credited_months=100)
    assert credited["basic_yuan"] == plain["basic_yuan"]
    assert credited["account_yuan"] == pytest.approx(4000 * 0.08 * 96 / 139, abs=0.01)


@pytest.mark.parametrize("missing", ["base_yuan", "birth_date", "retires_in", "counted_months", "minimum_months"])
def test_without_a_fact_there_is_no_account(missing: str) -> None:
    assert employee(**{missing: None}) is None


def test_without_the_base_of_pensions_there_is_no_account() -> None:
    assert employee(known=replace(KNOWN, average_wage_yuan=0)) is None


def test_an_age_that_the_annex_does_not_hold_has_no_account() -> None:
    assert employee(birth_date=date(1950, 1, 1)) is None


def test_what_an_account_assumes_stands_in_one_line_with_what_nobody_verified() -> None:
    line = told(known=replace(KNOWN, employees_note="出处尚未核实的口径：计发基数8000。"))["assumption"]
    assert (
        "计发基数8000元" in line and "不含过渡性养老金" in line and line.endswith("出处尚未核实的口径：计发基数8000。")
    )


# -- residents --------------------------------------------------------------------------------------------------------


def resident(known: Values = KNOWN, as_of: date = AS_OF, **given: Any) -> dict[str, Any] | None:
    """Somebody born in December 1966 who has paid 500 yuan for 14 years, not yet this year."""
    facts = {
        "person_id": "1",
        "birth_date": date(1966, 12, 15),
        "paid_years": 14,
        "is_paid": False,
        "tier_yuan": 500.0,
    } | given
    frame = pl.DataFrame([facts], schema_overrides={"birth_date": pl.Date, "tier_yuan": pl.Float64})
    rows = accounts.residents(frame, known, as_of).to_dicts()
    return rows[0] if rows else None


def resident_told(**given: Any) -> dict[str, Any]:
    found = resident(**given)
    assert found
    return found


def test_at_59_years_and_11_months_the_pension_starts_after_the_birthday_and_this_year_can_still_be_paid() -> None:
    nearly = resident_told()
    assert (nearly["starts_in"], nearly["short_months"], nearly["short_yuan"]) == (date(2027, 1, 1), 12, 500)
    assert nearly["account_yuan"] == pytest.approx(15 * 560 / 139, abs=0.01)
    assert nearly["pension_yuan"] == pytest.approx(143 + 15 * 560 / 139, abs=0.01)
    assert "还差" not in nearly["sentence"], "with this year it is fifteen"


@pytest.mark.parametrize(("day", "has"), [(date(2026, 12, 14), True), (date(2026, 12, 15), False)])
def test_on_the_sixtieth_birthday_there_is_nothing_left_to_reckon(day: date, has: bool) -> None:
    assert (resident(as_of=day) is not None) is has


def test_who_will_lack_years_at_sixty_is_told_how_many_and_what_they_cost() -> None:
    late = resident_told(paid_years=10, is_paid=True)
    assert (late["short_months"], late["short_yuan"]) == (60, 2500)
    assert "到时还差5年，要补缴约2500元才满15年" in late["sentence"]
    assert late["account_yuan"] == pytest.approx((10 * 560 + 5 * 500) / 139, abs=0.01), "no subsidy for what is paid up"


@pytest.mark.parametrize(("tier", "subsidy"), [(100.0, 30), (499.0, 30), (500.0, 60), (5000.0, 60)])
def test_the_subsidy_is_that_of_the_tier(tier: float, subsidy: int) -> None:
    assert f"政府补贴{subsidy}元" in resident_told(tier_yuan=tier)["sentence"]


def test_a_tier_below_all_that_are_subsidised_has_no_account() -> None:
    assert resident(tier_yuan=50.0) is None


def test_who_never_paid_is_reckoned_by_the_lowest_tier() -> None:
    assert resident_told(tier_yuan=None, paid_years=0)["pay_yuan"] == 500


def test_a_change_of_tier_is_told_for_the_years_that_are_left() -> None:
    young = resident_told(birth_date=date(1986, 12, 15))
    assert "以后每年多缴1000元，每月约多领151元" in young["sentence"], "1000 × 21 ÷ 139"


def test_without_a_value_residents_have_no_account() -> None:
    assert resident(known=replace(KNOWN, resident_basic_yuan=0)) is None
    assert resident(known=replace(KNOWN, resident_tiers={})) is None


@pytest.mark.parametrize(
    ("until", "born", "basic"),
    [
        (date(2028, 12, 31), date(1968, 12, 15), 143 * 1.08**2),  # turns 60 in 2028: rises of 2027 and 2028
        (date(2027, 12, 31), date(1968, 12, 15), 143 * 1.08),  # the plan ends before
        (date(2028, 12, 31), date(1966, 12, 15), 143),  # turns 60 this year
        (date(2026, 12, 31), date(1968, 12, 15), 143),  # the plan ends this year
        (None, date(1968, 12, 15), 143),  # nobody says until when
    ],
)
def test_a_plan_s_yearly_rise_counts_until_the_plan_or_the_wait_ends(
    until: date | None, born: date, basic: float
) -> None:
    grown = replace(KNOWN, resident_growth_percent=8.0, resident_growth_until=until)
    found = resident_told(known=grown, birth_date=born)
    assert found["basic_yuan"] == pytest.approx(basic, abs=0.01)
    assert ("每年调增8%" in found["assumption"]) is (until is not None)


@pytest.mark.parametrize(
    ("region", "day", "percent"),
    [
        ("funing", date(2019, 12, 10), 0),
        ("funing", date(2019, 12, 11), 8),
        ("funing", date(2024, 12, 31), 8),
        ("funing", date(2025, 1, 1), 0),
        ("yancheng", date(2021, 12, 31), 0),
        ("yancheng", date(2022, 1, 1), 8),
        ("yancheng", date(2025, 1, 1), 0),
        ("yuxi", date(2023, 1, 1), 0),
        ("wuhai", date(2023, 1, 1), 0),
        ("wuyi", date(2023, 1, 1), 0),
    ],
)
def test_the_rise_holds_where_and_as_long_as_a_plan_says_it(region: str, day: date, percent: float) -> None:
    """阜宁 三(二)2 and 盐城 四(四) say 8 %; the plans of 玉溪, 乌海 and 武义 name no rate."""
    assert policy.of(regions.read(region)).in_force(day)["resident_basic_growth_percent"] == percent


# -- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "500", "500-60", "甲:乙"])
def test_tiers_that_nobody_can_read_are_none(text: str) -> None:
    assert accounts.tiers(text) == {}


@pytest.mark.parametrize("region", regions.names())
def test_every_region_s_subsidies_can_be_read(region: str) -> None:
    known = accounts.values(policy.of(regions.read(region)).in_force(AS_OF))
    assert known.resident_tiers and known.resident_basic_yuan


@pytest.mark.parametrize(("day", "base"), [(date(2023, 12, 31), 8613), (date(2024, 6, 1), 0), (date(2025, 1, 1), 8917)])
def test_jiangsu_s_base_is_known_for_the_years_in_which_it_was_seen(day: date, base: float) -> None:
    assert accounts.values(policy.of(regions.read("funing")).in_force(day)).average_wage_yuan == base
