"""The kinds of the made-up county's employers: how common each is, and what every office knows of it."""

from dataclasses import dataclass

ACTIVE, SUSPENDED, ENDED, NO_UNIT = 1, 2, 3, 0
TRADER = "个体工商户"
PAID, NO_TAX, SOCIAL_ITEMS, BEFORE_WINDOW, PAID_BACK = "paid", "none", "social", "before", "back"
FULL = (110, 210, 310, 410)
CIVIL = (120, 310, 410)
NOW, ONCE, OVER = "now", "once", "over"
"""When housing fund was deposited: still, in the first of the recent months alone, until the month before it."""
SMALL = 0.0054
"""The usual share: 21 employers at 60,000 people, 356 at a million."""
LONG_AGO = -1
WITHIN, BEYOND = 364, 367
"""Days: surely within the last 12 months, surely not, leap year or none."""
TAKEN = 10
"""A subsidy of so few days ago was taken back."""

LARGE, ZONE, STATE_OWNED, DUST, PLATFORM, SAFETY = "规上企业", "开发区", "国有企业", "粉尘危害", "平台企业", "安全检查"


@dataclass(frozen=True)
class EmployerKind:
    """One kind of employer: how common it is and what the offices know of it."""

    name: str
    share: float = SMALL
    form: str = "企业"
    unit: int = NO_UNIT
    insurances: tuple[int, ...] = FULL
    suspended: int = 0
    """The one insurance for which the unit is suspended."""
    tax: str = PAID
    tax_status: str = "03"
    business_status: str = "存续"
    in_tax: bool = True
    in_business: bool = True
    founded_days: int = LONG_AGO
    """Days before the run."""
    hires: str = ""
    """Who works there: `staff` insured people, `short` uninsured ones, `both`; else its own recipe sees to it."""
    rosters: tuple[str, ...] = ()
    survey: int = 0
    """Days since somebody called and counted staff; below 0: so many days ago, and nobody was there."""
    subsidy: int = 0
    """Days since a subsidy was paid."""
    fund: str = ""
    """When it deposited housing fund for the people whom it pays."""
    registry_headcount: int = 0
    """The headcount that it told the registry, where nobody knows a better one."""


INSURED = (
    EmployerKind("covered", 0.16, unit=ACTIVE, hires="staff"),
    EmployerKind("arrears", unit=ACTIVE, rosters=(SAFETY,), fund=NOW),
    EmployerKind("public_body_120", 0.02, form="事业单位", unit=ACTIVE, insurances=CIVIL),
    EmployerKind("agency", form="派遣", unit=ACTIVE, rosters=(PLATFORM,)),
    EmployerKind("branch_insured", form="分支机构", unit=ACTIVE, hires="staff"),
    EmployerKind("sole_trader_covered", 0.014, form=TRADER, unit=ACTIVE, hires="staff"),
    # and some of the staff are not
    EmployerKind("partly_insured", 0.03, unit=ACTIVE, hires="both"),
    EmployerKind("soe_partly", unit=ACTIVE, hires="both", rosters=(STATE_OWNED, PLATFORM)),
    EmployerKind("public_body_partly", 0.007, form="事业单位", unit=ACTIVE, insurances=(110, *CIVIL), hires="short"),
    EmployerKind("agency_partly", form="派遣", unit=ACTIVE),
    EmployerKind("site_contractor", unit=ACTIVE),
    EmployerKind("past_contractor", unit=ACTIVE),
    EmployerKind("sole_trader_partly", 0.007, form=TRADER, unit=ACTIVE, hires="both"),
    EmployerKind("covered_not_operating", unit=ACTIVE, tax_status="05", hires="both"),
)
"""Insured: nothing to find, or only this or that person."""

UNINSURED = (
    EmployerKind("uninsured", 0.025, hires="short", subsidy=40),
    EmployerKind("empty_unit", unit=ACTIVE, hires="short", rosters=(DUST, SAFETY), fund=NOW),
    EmployerKind("suspended_unit", unit=SUSPENDED, hires="short", rosters=(DUST,), fund=OVER),
    EmployerKind("ended_unit", unit=ENDED, hires="short", rosters=(SAFETY,)),
    EmployerKind("taken_back_unit", unit=ACTIVE),
    EmployerKind("medical_only_unit", unit=ACTIVE, insurances=(310, 410), hires="short", rosters=(DUST, SAFETY)),
    EmployerKind("recently_founded", founded_days=80),
    EmployerKind("wages_without_tax", tax=NO_TAX, hires="short", rosters=(SAFETY, STATE_OWNED)),
    EmployerKind("tax_office_only", in_business=False, hires="short", rosters=(PLATFORM,)),
    EmployerKind("branch_of_outsider", form="分支机构", hires="short"),
    EmployerKind("partnership_uninsured", form="合伙企业", hires="short", rosters=(DUST,), fund=ONCE),
)
"""Uninsured and due."""

CONVERTED = (
    EmployerKind("converted_covered", unit=ACTIVE, hires="staff"),
    EmployerKind("converted_uninsured", hires="short"),
    EmployerKind("converted_idle"),
    EmployerKind("converted_closed", business_status="注销", hires="short"),
    EmployerKind("converted_by_old_unit"),
    EmployerKind("converted_old", 0.0, form=TRADER, tax=NO_TAX, tax_status="07", business_status="注销"),
    EmployerKind(
        "converted_old_insured", 0.0, form=TRADER, unit=ACTIVE, tax=NO_TAX, tax_status="07", business_status="注销"
    ),
)
"""A sole trader turned company (个转企) beside its old self, which the registry has closed. Each has one of the old."""

NOBODY_DUE = (
    EmployerKind("idle_taxed", 0.01, rosters=(PLATFORM,), survey=50),
    EmployerKind("dispatch_host", 0.007, rosters=(DUST,)),
    EmployerKind("branch", 0.007, form="分支机构", rosters=(SAFETY,), fund=NOW),
    EmployerKind("only_pensioners"),
    EmployerKind("only_interns"),
    EmployerKind("only_new_hires"),
    EmployerKind("only_elsewhere", fund=NOW),
    EmployerKind("only_service_fees", rosters=(PLATFORM,)),
    EmployerKind("founded_31_days", founded_days=31),
)
"""Pay tax, insure nobody, and nobody there is due."""

NEVER_TAXED = (
    EmployerKind("founded_30_days", founded_days=30, survey=3),
    EmployerKind("registered_30_days", founded_days=30, in_business=False),
    EmployerKind("closed_tax_07", tax_status="07", hires="short", rosters=(DUST,)),
    EmployerKind(
        "closed_business", business_status="注销", hires="short", rosters=(DUST, PLATFORM), fund=NOW, survey=250
    ),
    EmployerKind("revoked_business", business_status="吊销未注销", hires="short", rosters=(SAFETY,)),
    EmployerKind("tax_stopped_04", tax_status="04", hires="short", rosters=(SAFETY,)),
    EmployerKind("tax_abnormal_05", tax_status="05", hires="short", rosters=(PLATFORM,)),
    EmployerKind("social_items_only", tax=SOCIAL_ITEMS, survey=60),
    EmployerKind("tax_before_window", tax=BEFORE_WINDOW, survey=BEYOND),
    EmployerKind("tax_taken_back", tax=PAID_BACK, survey=-30),
    EmployerKind("registry_only", 0.012, tax=NO_TAX, in_tax=False),
)
"""Never on the list of the taxed."""

REGISTERED = (
    EmployerKind("survey_within_a_year", tax=NO_TAX, in_tax=False, survey=WITHIN),
    EmployerKind("empty_unit_surveyed", tax=NO_TAX, unit=ACTIVE, survey=120),
    EmployerKind("branch_of_uncovered", form="分支机构", tax=NO_TAX, in_tax=False, survey=90),
    EmployerKind("branch_of_covered", form="分支机构", tax=NO_TAX, in_tax=False, survey=90),
    EmployerKind("headcount_in_registry", tax=NO_TAX, in_tax=False, registry_headcount=4),
    EmployerKind("headcount_on_roster", tax=NO_TAX, in_tax=False, rosters=(ZONE,)),
    EmployerKind("founded_within_a_year", tax=NO_TAX, in_tax=False, founded_days=WITHIN),
    EmployerKind("founded_a_year_ago", tax=NO_TAX, in_tax=False, founded_days=BEYOND),
    EmployerKind("founded_31_days_untaxed", tax=NO_TAX, in_tax=False, founded_days=31),
    EmployerKind("fund_only", tax=NO_TAX, in_tax=False),
    EmployerKind("founded_today", tax=NO_TAX, in_tax=False, founded_days=0),
    EmployerKind("founded_with_unit", tax=NO_TAX, unit=ACTIVE, founded_days=25),
    EmployerKind("founded_and_closed", tax=NO_TAX, in_tax=False, founded_days=28, business_status="注销"),
    EmployerKind("trader_founded_lately", form=TRADER, founded_days=20),
)
"""Registered, and hardly anything else is known of them."""

SELECTIVE = (
    EmployerKind("without_medical", unit=ACTIVE, insurances=(110, 210, 410), hires="staff"),
    EmployerKind("without_unemployment", unit=ACTIVE, insurances=(110, 310, 410), hires="staff"),
    EmployerKind("without_injury", unit=ACTIVE, insurances=(110, 210, 310), hires="staff", rosters=(DUST, SAFETY)),
    EmployerKind("medical_suspended", unit=ACTIVE, suspended=310, hires="staff"),
    EmployerKind("selective_closed", unit=ACTIVE, insurances=(110, 210), business_status="吊销未注销"),
)
"""Leave insurances out (选择性参保)."""

BASES = tuple(
    EmployerKind("base_" + name, unit=ACTIVE, tax_status="05" if name == "not_operating" else "03")
    for name in (
        "low", "near", "exactly_90", "just_below_90", "capped", "floor", "bonus", "bonus_outside", "five_months",
        "six_months", "raised", "lowered", "wages_outside", "not_operating",
    )
)  # fmt: skip
"""Declare contributions on less than the wages, or only seem to."""

COVERAGE = (
    EmployerKind("low_on_roster", unit=ACTIVE, rosters=(LARGE,)),
    EmployerKind("low_fifty", unit=ACTIVE),
    EmployerKind("low_forty_nine", unit=ACTIVE),
    EmployerKind("low_small", unit=ACTIVE),
    EmployerKind("low_subsidised", unit=ACTIVE, subsidy=100),
    EmployerKind("low_subsidised_within_a_year", unit=ACTIVE, subsidy=WITHIN),
    EmployerKind("low_subsidised_before", unit=ACTIVE, subsidy=BEYOND),
    EmployerKind("low_subsidy_taken_back", unit=ACTIVE, subsidy=TAKEN),
    EmployerKind("low_not_operating", unit=ACTIVE, tax_status="05", rosters=(LARGE,), subsidy=100),
    EmployerKind("nearly_mean", unit=ACTIVE, rosters=(LARGE,), subsidy=100),
    EmployerKind("many_not_due", unit=ACTIVE, rosters=(LARGE,), subsidy=100),
)
"""Insure few of those who work there, or only seem to."""

ARREARS = (
    EmployerKind("arrears_last_month", unit=ACTIVE),
    EmployerKind("arrears_closed", unit=ACTIVE, business_status="注销"),
    EmployerKind("arrears_medical", unit=ACTIVE),
    EmployerKind("arrears_settled", unit=ACTIVE),
    EmployerKind("arrears_through_another", unit=ACTIVE),
)
"""Contributions that have not arrived, or have after all."""

TRADERS = (
    EmployerKind("sole_trader_with_staff", 0.03, form=TRADER, hires="short", survey=70),
    EmployerKind("trader_only_pensioners", form=TRADER),
    EmployerKind("trader_new_hire", form=TRADER),
    EmployerKind("trader_pays_owner", form=TRADER),
    EmployerKind("trader_closed", form=TRADER, business_status="注销", hires="short"),
    EmployerKind("trader_untaxed", form=TRADER, tax=BEFORE_WINDOW),
    EmployerKind("trader_shut", form=TRADER, tax_status="07"),
    EmployerKind("sole_trader", 0.0, form=TRADER),
)
"""Sole traders; the last takes what the shares leave."""

EMPLOYER_KINDS = (
    *INSURED, *UNINSURED, *CONVERTED, *NOBODY_DUE, *NEVER_TAXED, *REGISTERED, *SELECTIVE, *BASES, *COVERAGE, *ARREARS,
    *TRADERS,
)  # fmt: skip
KIND_OF = {kind.name: place for place, kind in enumerate(EMPLOYER_KINDS)}
PLAIN = ("covered", "partly_insured", "branch_insured", "uninsured")
"""Kinds that may besides be on any roster, be called upon and subsidised: it makes no case of them."""
