"""Credited months, months elsewhere, unemployment near retirement, pensioners of elsewhere, school age, branches."""

from datetime import date

import pytest

from sql import policy
from tests.town import Lists, Town, uscc

SHORT, LAPSED = "short_of_years", "lapsed_members"
CHECKUP, YOUNG, TAXED = "checkup_adults_without_medical", "unenrolled_residents_under_45", "taxed_uninsured_employers"


@pytest.fixture(scope="module")
def years() -> Lists:
    """A man of February 1968 retires in December 2028: 154 months paid and 25 left are one too few."""
    town = Town(as_of="2026-11-22")
    printed = {
        "视同一月": ("1", ""),
        "视同零月": ("0", "1990-01-01"),
        "九五年底": ("", "1995-12-31"),
        "九六年初": ("", "1996-01-01"),
        "参军": ("", ""),
        "参军已印": ("0", ""),
        "外地一月": ("", ""),
        "外地居民": ("", ""),
    }
    town.people(
        "name | born | sex\n" + "\n".join(f"{name} | 1968-02-{n:02d} | 男" for n, name in enumerate(printed, 1))
    )
    town.members("who | insurance | before\n" + "\n".join(f"{name} | 110 | 153" for name in printed))
    for row in town.rows["member"]:
        row["credited_months"], row["worked_from"] = printed[row["person_name"]]
    town.paid("who | insurance | firm | months\n" + "\n".join(f"{name} | 110 | - | 2026-10" for name in printed))
    town.listed(
        "soldier", "who | starts_on | ends_on\n参军 | 1986-01-01 | 1990-01-01\n参军已印 | 1986-01-01 | 1990-01-01"
    )
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status | paid_months
        外地一月 | 110       | 310101         | 2             | 1
        外地居民 | 170       | 310101         | 2             | 120
        """,
    )
    town.listed(
        "benefit",
        "who | benefit_kind | starts_in | last_paid_in | benefit_status\n参军 | 失业 | 2020-01 | 2020-06 | 终止",
    )
    return town.night(lists={SHORT})


def test_a_month_that_is_credited_or_paid_elsewhere_makes_up_for_the_one_that_lacks(years: Lists) -> None:
    assert {"视同一月", "外地一月"} & set(years[SHORT]) == set()
    assert years.tiers(SHORT)["外地居民"] == "persuade"


def test_who_began_before_1996_or_served_may_have_months_that_nobody_printed(years: Lists) -> None:
    assert years.tiers(SHORT)["九五年底"] == years.tiers(SHORT)["参军"] == "check_data"
    assert years[SHORT]["参军"]["reason"].endswith("；可能有未登记的视同缴费年限，请先核对档案。")
    assert years.tiers(SHORT)["九六年初"] == "persuade"


def test_where_the_credited_months_are_printed_they_are_all(years: Lists) -> None:
    assert years.tiers(SHORT)["视同零月"] == years.tiers(SHORT)["参军已印"] == "persuade"


@pytest.fixture(scope="module")
def unemployed() -> Lists:
    """A man of April 1967 retires in November 2027, twelve months after next; of May 1967 in January 2028."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex
        十二个月 | 1967-04-01 | 男
        十四个月 | 1967-05-01 | 男
        未领失业 | 1967-04-02 | 男
        失业停发 | 1967-04-03 | 男
    """)
    town.members("who | insurance | before\n" + "\n".join(f"{name} | 110 | 100" for name in town.ids))
    town.paid("who | insurance | firm | months\n" + "\n".join(f"{name} | 110 | - | 2025-10" for name in town.ids))
    town.listed(
        "benefit",
        """
        who      | benefit_kind | starts_in | last_paid_in | benefit_status
        十二个月 | 失业         | 2026-01   | 2026-10      | 正常
        十四个月 | 失业         | 2026-01   | 2026-10      | 正常
        失业停发 | 失业         | 2025-01   | 2026-01      | 终止
        """,
    )
    return town.night(lists={LAPSED})


def test_for_whom_the_fund_pays_in_the_last_year_before_retirement_has_not_lapsed(unemployed: Lists) -> None:
    assert unemployed.names[LAPSED] == {"十四个月", "未领失业", "失业停发"}


@pytest.mark.parametrize(("day", "months"), [(date(2024, 12, 31), 0), (date(2025, 1, 1), 12)])
def test_the_fund_pays_since_2025(day: date, months: int) -> None:
    assert policy.in_force(policy.read(), day)["unemployed_paid_for_months"] == months


@pytest.fixture(scope="module")
def residents() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex
        廿二       | 2003-11-23 | 男
        廿三       | 2003-11-22 | 男
        廿二打过工 | 2003-11-23 | 男
        外领职医   | 1968-01-01 | 女
        外领未保   | 1968-01-02 | 女
        外领居民   | 1968-01-03 | 女
        申报人     | 1990-12-31 | 男
    """)
    town.firms("name\n甲公司")
    town.wages("who | firm | months\n廿二打过工 | 甲公司 | 2025-12")
    town.members("who | insurance\n申报人 | 110\n申报人 | 170\n外领职医 | 310\n外领居民 | 310")
    town.paid("""
        who    | insurance | firm | months
        申报人 | 110       | -    | 2026-10
        申报人 | 310       | -    | 2026-10
        申报人 | 390       | -    | 2026-12
    """)
    town.listed("person_roster", "who | roster_kind\n外领职医 | 体检居民\n外领未保 | 体检居民\n外领居民 | 体检居民")
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status | retired
        外领职医 | 110       | 310101         | 4             | 1
        外领未保 | 110       | 310101         | 4             | 1
        外领居民 | 170       | 310101         | 4             | 1
        """,
    )
    return town.night(lists={YOUNG, CHECKUP})


def test_at_school_age_without_a_wage_somebody_may_be_at_school_elsewhere(residents: Lists) -> None:
    row = residents[YOUNG]["廿二"]
    assert (row["tier"], row["priority"]) == ("persuade", 5)
    assert row["reason"].endswith("；可能在外地就读。")
    for name in ("廿三", "廿二打过工"):
        assert residents[YOUNG][name]["priority"] == 4
        assert "就读" not in residents[YOUNG][name]["reason"]


def test_who_is_retired_elsewhere_and_on_the_books_of_310_here_pays_nothing(residents: Lists) -> None:
    assert residents.names[CHECKUP] == {"外领未保", "外领居民"}


@pytest.fixture(scope="module")
def branches() -> Lists:
    town = Town(as_of="2026-11-22")
    names = ["外地分公司", "总部不详", "本地分公司", "已保分公司", "普通公司"]
    town.firms(
        "name | kind | unit\n"
        + "\n".join(
            f"{name} | {'企业' if name == '普通公司' else '分支机构'} | {'1' if name == '已保分公司' else '-'}"
            for name in names
        )
        + "\n本地总部 | 企业 | -"
    )
    town.register("firm | head\n本地分公司 | 本地总部")
    for row in town.rows["business"]:
        if row["employer_name"] in ("外地分公司", "已保分公司"):
            row["parent_uscc"] = uscc(777_777)
    staff = [f"工{n}" for n in "一二三四五六"]
    town.people("name | born | sex\n" + "\n".join(f"{who} | 1990-01-{n:02d} | 男" for n, who in enumerate(staff, 1)))
    at = dict(zip(staff, [*names, "已保分公司"], strict=True))
    town.wages("who | firm | months\n" + "\n".join(f"{who} | {firm} | 2026-06..2026-10" for who, firm in at.items()))
    town.taxes("firm | months\n" + "\n".join(f"{name} | 2026-10" for name in names))
    town.paid("who | insurance | firm | months\n工六 | 110 | 已保分公司 | 2026-10")
    return town.night(lists={TAXED})


@pytest.mark.parametrize("name", ["外地分公司", "总部不详"])
def test_a_branch_whose_head_office_nobody_here_knows_is_asked_about(branches: Lists, name: str) -> None:
    assert branches[TAXED][name]["tier"] == "check_data"
    assert branches[TAXED][name]["reason"].endswith("；总部不在本地数据中，可能由外地总部参保，请先核对。")


def test_a_branch_of_a_head_office_here_and_any_other_firm_must_join(branches: Lists) -> None:
    assert branches.tiers(TAXED)["本地分公司"] == branches.tiers(TAXED)["普通公司"] == "must_join"
    assert "已保分公司" not in branches[TAXED]
