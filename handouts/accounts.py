"""算一笔账: what somebody pays, and would draw, by the law's formulas and the values that are known; else no account.

Employees and flexible workers (国发〔2005〕38号 六): a month's basic pension is the mean of the average wage and the
own indexed wage, times the years paid, times 1 %; the account's is its balance over the months of `PAYOUT_MONTHS`
(its annex) for the age. Residents (国发〔2014〕8号 五, 六): the basic pension, and the account (own payments and the
government's subsidy) over 139, from the month after the 60th birthday. What an account assumes it says (`assumption`);
every amount is in today's yuan: no later raise, no interest.

Pure functions over columns: a row a person, nothing read, nothing written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from sql.policy import Value

PAYOUT_MONTHS = {
    40: 233, 41: 230, 42: 226, 43: 223, 44: 220, 45: 216, 46: 212, 47: 208, 48: 204, 49: 199,
    50: 195, 51: 190, 52: 185, 53: 180, 54: 175, 55: 170, 56: 164, 57: 158, 58: 152, 59: 145,
    60: 139, 61: 132, 62: 125, 63: 117, 64: 109, 65: 101, 66: 93, 67: 84, 68: 75, 69: 65, 70: 56,
}  # fmt: skip
"""Over how many months an account is paid out, by the age in full years: 国发〔2005〕38号, annex."""
RESIDENT_YEARS = 15
"""Years that residents pay at the least: 国发〔2014〕8号 六."""
COLUMNS = {
    "person_id": pl.String,
    "scheme": pl.String,
    "pay_yuan": pl.Float64,
    "pension_yuan": pl.Float64,
    "basic_yuan": pl.Float64,
    "account_yuan": pl.Float64,
    "starts_in": pl.Date,
    "short_months": pl.Int64,
    "short_yuan": pl.Float64,
    "sentence": pl.String,
    "assumption": pl.String,
}
"""An account: `pay_yuan` a year (residents) or a month (others), `pension_yuan` a month from `starts_in` on, made of
`basic_yuan` and `account_yuan`; `short_months` still to be paid for the minimum, and what they cost."""
FIGURES = ("pay_yuan", "pension_yuan", "short_months")
"""The three figures that stand beside `sentence` on a person's row."""


@dataclass(frozen=True)
class Values:
    """The dated values of a region on a day; zero, or empty, where it has none: then there is no account."""

    average_wage_yuan: float
    """The published base of pensions (计发基数), a month."""
    flexible_percent: float
    account_percent: float
    resident_basic_yuan: float
    resident_tiers: Mapping[float, float]
    """The government's subsidy a year, by the lowest tier that it is given for."""
    resident_lowest_tier_yuan: float
    resident_age: int
    resident_growth_percent: float = 0.0
    resident_growth_until: date | None = None
    """By how much, and until when, a plan says that the residents' basic pension rises each year; without an end of the
    plan nothing is reckoned with."""
    employees_note: str = ""
    residents_note: str = ""
    """What is said of values that nobody has verified."""


def values(
    in_force: Mapping[str, Value],
    employees_note: str = "",
    residents_note: str = "",
    growth_until: date | None = None,
) -> Values:
    """The values of `sql/policy.toml` that accounts rest on; `growth_until`: the last day of the plan's growth."""
    return Values(
        average_wage_yuan=float(in_force["pension_base_yuan"]),
        flexible_percent=float(in_force["flexible_rate_percent"]),
        account_percent=float(in_force["account_rate_percent"]),
        resident_basic_yuan=float(in_force["resident_basic_pension_yuan"]),
        resident_tiers=tiers(str(in_force["resident_subsidy_tiers"])),
        resident_lowest_tier_yuan=float(in_force["resident_lowest_tier_yuan"]),
        resident_age=int(in_force["resident_pension_age_years"]),
        resident_growth_percent=float(in_force["resident_basic_growth_percent"]),
        resident_growth_until=growth_until,
        employees_note=employees_note,
        residents_note=residents_note,
    )


def tiers(text: str) -> dict[float, float]:
    """`100:30,500:60` as lowest tier and subsidy, in yuan a year; empty where it is written in another way."""
    pairs = [part.split(":") for part in text.replace("，", ",").replace("：", ":").split(",")]
    try:
        return {float(tier): float(subsidy) for tier, subsidy in pairs}
    except ValueError:
        return {}


# -- the formulas -----------------------------------------------------------------------------------------------------


def basic(average_wage: pl.Expr | float, index: pl.Expr, months: pl.Expr) -> pl.Expr:
    """A month's basic pension in yuan: 国发〔2005〕38号 六: average wage × (1 + index) ÷ 2 × years × 1 %."""
    return (1 + index) / 2 * average_wage * months / 12 * 0.01


def account(balance: pl.Expr, age: pl.Expr) -> pl.Expr:
    """A month's pension of an account in yuan; `age` in full years. Null for an age that the annex does not hold."""
    return balance / age.replace_strict(PAYOUT_MONTHS, default=None, return_dtype=pl.Int64)


def subsidy(tier: pl.Expr, table: Mapping[float, float]) -> pl.Expr:
    """The government's subsidy a year for a tier; null below the lowest tier that has one."""
    answer = pl.lit(None, pl.Float64)
    for least, yuan in sorted(table.items()):
        answer = pl.when(tier >= least).then(pl.lit(yuan)).otherwise(answer)
    return answer


def _months_between(first: pl.Expr, then: pl.Expr) -> pl.Expr:
    """Whole calendar months from one month to a later one."""
    years = then.dt.year().cast(pl.Int64) - first.dt.year().cast(pl.Int64)
    return years * 12 + then.dt.month().cast(pl.Int64) - first.dt.month().cast(pl.Int64)


# -- employees and flexible workers -----------------------------------------------------------------------------------


def employees(facts: pl.DataFrame, known: Values, as_of: date) -> pl.DataFrame:
    """Accounts of who is enrolled in 110, draws nothing and has a base on record.

    `facts`: `person_id`, `birth_date`, `is_flexible`, `counted_months` and, among them, `credited_months` (nothing was
    paid into the account), `possible_months` (from last month to retirement), `minimum_months`, `retires_in` (the first
    day of the month), `other_retires_in` (a woman's other date, or null) and `base_yuan` (the mean of the last known
    months). Whoever lacks one of them has no account.
    """
    if not known.average_wage_yuan:
        return _none()
    rate = pl.when("is_flexible").then(known.flexible_percent).otherwise(known.account_percent) / 100
    index = pl.col("base_yuan").cast(pl.Float64) / known.average_wage_yuan
    total = pl.col("counted_months") + pl.col("possible_months")
    late = (pl.col("minimum_months") - total).clip(0)
    # Who has reached the age and is short pays on from now.
    from_now = pl.max_horizontal("retires_in", pl.lit(as_of.replace(day=1)))
    starts_in = pl.when(late > 0).then(from_now.dt.offset_by(pl.format("{}mo", late))).otherwise("retires_in")
    rows = facts.drop_nulls(["birth_date", "retires_in", "base_yuan", "counted_months", "minimum_months"])
    rows = rows.with_columns(
        starts_in.alias("starts_in"),
        pl.max_horizontal(total, "minimum_months").alias("months"),
        (pl.col("minimum_months") - pl.col("counted_months")).clip(0).alias("short_months"),
        (pl.col("base_yuan").cast(pl.Float64) * rate).round(2).alias("pay_yuan"),
    )
    age = _months_between(pl.col("birth_date"), pl.col("starts_in")) // 12
    paid = pl.col("months") - pl.col("credited_months").fill_null(0)
    balance = pl.col("base_yuan").cast(pl.Float64) * known.account_percent / 100 * paid
    rows = rows.with_columns(
        basic(known.average_wage_yuan, index, pl.col("months")).round(2).alias("basic_yuan"),
        account(balance, age).round(2).alias("account_yuan"),
        (pl.col("short_months") * pl.col("pay_yuan")).round(2).alias("short_yuan"),
        pl.lit("职工养老").alias("scheme"),
    )
    rows = _added(rows)
    return rows.with_columns(_of_employee().alias("sentence"), _assumed(known).alias("assumption")).select(
        pl.col(name).cast(kind) for name, kind in COLUMNS.items()
    )


def _of_employee() -> pl.Expr:
    kind = pl.when("is_flexible").then(pl.lit("灵活就业每月缴")).otherwise(pl.lit("个人每月缴"))
    gap = pl.when(pl.col("short_months") > 0).then(
        pl.format(
            "；离最低缴费年限还差{}个月，按现在的缴费个人约需{}元",
            "short_months",
            pl.col("short_yuan").round(0).cast(pl.Int64),
        )
    )
    other = pl.when(pl.col("other_retires_in").is_not_null()).then(
        pl.format("；如果是管理、技术岗位，{}退休", pl.col("other_retires_in").dt.strftime("%Y年%m月"))
    )
    return pl.concat_str(
        kind,
        pl.format(
            "约{}元，缴到退休，从{}起每月约领{}元（基础{}元，个人账户{}元）",
            _whole("pay_yuan"),
            pl.col("starts_in").dt.strftime("%Y年%m月"),
            _whole("pension_yuan"),
            _whole("basic_yuan"),
            _whole("account_yuan"),
        ),
        gap.otherwise(pl.lit("")),
        other.otherwise(pl.lit("")),
        pl.lit("。"),
    )


def _assumed(known: Values) -> pl.Expr:
    text = (
        f"按计发基数{known.average_wage_yuan:g}元、缴费水平一直同最近的缴费基数、个人账户计入{known.account_percent:g}%测算，"
        "计发月数按领取时的周岁；不计利息和今后的调整，不含过渡性养老金；实际以经办机构核定为准"
    )
    return pl.lit(f"{text}。{known.employees_note}")


# -- residents --------------------------------------------------------------------------------------------------------


def residents(facts: pl.DataFrame, known: Values, as_of: date) -> pl.DataFrame:
    """Accounts of residents who are not yet of the age at which the pension is drawn.

    `facts`: `person_id`, `birth_date`, `paid_years` (so far), `is_paid` (this year), `tier_yuan` (the last own payment;
    null: the region's lowest tier). No account where the tier has no subsidy in the table, or nobody knows a value.
    """
    if not (known.resident_basic_yuan and known.resident_tiers and known.resident_lowest_tier_yuan):
        return _none()
    turns = pl.col("birth_date").dt.offset_by(f"{known.resident_age}y")
    rows = facts.drop_nulls(["birth_date"]).with_columns(turns.alias("turns_on")).filter(pl.col("turns_on") > as_of)
    own, turns_in = pl.col("tier_yuan").cast(pl.Float64), pl.col("turns_on").dt.year().cast(pl.Int64)
    rows = rows.with_columns(
        pl.when(own > 0).then(own).otherwise(known.resident_lowest_tier_yuan).alias("pay_yuan"),
        # Every year from this one, or the next where it is paid, to the year of the birthday.
        (turns_in - as_of.year + pl.when("is_paid").then(0).otherwise(1)).alias("left"),
        pl.col("turns_on").dt.month_start().dt.offset_by("1mo").alias("starts_in"),
    )
    total = pl.col("paid_years") + pl.col("left")
    late = (RESIDENT_YEARS - total).clip(0)
    given = subsidy(pl.col("pay_yuan"), known.resident_tiers)
    rows = rows.with_columns(
        late.alias("late"),
        ((RESIDENT_YEARS - pl.col("paid_years")).clip(0) * 12).alias("short_months"),
        ((RESIDENT_YEARS - pl.col("paid_years")).clip(0) * pl.col("pay_yuan")).alias("short_yuan"),
        (known.resident_basic_yuan * _growth(known, as_of)).round(2).alias("basic_yuan"),
        # What is paid up at the end has no subsidy.
        ((total * (pl.col("pay_yuan") + given) + late * pl.col("pay_yuan")) / PAYOUT_MONTHS[known.resident_age])
        .round(2)
        .alias("account_yuan"),
        pl.lit("居民养老").alias("scheme"),
        given.alias("subsidy_yuan"),
    )
    rows = _added(rows)
    percent, until = known.resident_growth_percent, known.resident_growth_until
    grows = f"（按方案每年调增{percent:g}%，到{until.year}年）" if percent and until else ""
    text = pl.lit(
        f"按基础养老金{known.resident_basic_yuan:g}元{grows}、以前和今后每年都按这一档次、政府按现行标准补贴测算；"
        f"不计利息和今后的调整，实际以经办机构核定为准。{known.residents_note}"
    )
    return rows.with_columns(_of_resident(known).alias("sentence"), text.alias("assumption")).select(
        pl.col(name).cast(kind) for name, kind in COLUMNS.items()
    )


def _growth(known: Values, as_of: date) -> pl.Expr:
    """What the plan's yearly rises make of today's basic pension: one each January until the plan or the wait ends."""
    until = known.resident_growth_until
    if not known.resident_growth_percent or until is None:
        return pl.lit(1.0)
    turns = pl.col("turns_on").dt.year().cast(pl.Int64)
    rises = (pl.min_horizontal(turns, pl.lit(until.year)) - as_of.year).clip(0)
    return (1 + known.resident_growth_percent / 100) ** rises


def tier_change(extra_yuan: float, years: pl.Expr, age: int) -> pl.Expr:
    """How many yuan more a month somebody draws who pays so much more a year for so many years, subsidies aside."""
    return extra_yuan * years / PAYOUT_MONTHS[age]


EXTRA_YUAN = 1000
"""What a change of tier is told of: so much more a year."""


def _of_resident(known: Values) -> pl.Expr:
    first = pl.format(
        "每年缴{}元，政府补贴{}元，缴到{}周岁，从{}起每月约领{}元（基础{}元，个人账户{}元）",
        _whole("pay_yuan"),
        _whole("subsidy_yuan"),
        pl.lit(known.resident_age),
        pl.col("starts_in").dt.strftime("%Y年%m月"),
        _whole("pension_yuan"),
        _whole("basic_yuan"),
        _whole("account_yuan"),
    )
    late = pl.when(pl.col("late") > 0).then(
        pl.format(
            "；到时还差{}年，要补缴约{}元才满{}年",
            *("late", (pl.col("late") * pl.col("pay_yuan")).round(0).cast(pl.Int64), pl.lit(RESIDENT_YEARS)),
        )
    ).otherwise(pl.lit(""))  # fmt: skip
    more = tier_change(EXTRA_YUAN, pl.col("left"), known.resident_age).round(0).cast(pl.Int64)
    return pl.concat_str(first, late, pl.format("；以后每年多缴{}元，每月约多领{}元。", pl.lit(EXTRA_YUAN), more))


# -- what both share --------------------------------------------------------------------------------------------------


def _added(rows: pl.DataFrame) -> pl.DataFrame:
    """With what is drawn; whoever's account cannot be told has none."""
    summed = (pl.col("basic_yuan") + pl.col("account_yuan")).round(2).alias("pension_yuan")
    return rows.with_columns(summed).filter(pl.col("pension_yuan").is_not_null())


def _whole(column: str) -> pl.Expr:
    return pl.col(column).round(0).cast(pl.Int64)


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema=COLUMNS)
