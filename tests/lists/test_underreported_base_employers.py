"""缴费基数不实单位: bases that fall short of what people earn (lists.md E07).

The tests' bounds are 4,800 and 24,000 yuan a month.
"""

from datetime import date

import pytest

from tests.town import Lists, Town, bounds

LIST = "underreported_base_employers"
YEAR = "2025-01..2025-12"


def town_of(firms: str, wages: str, bases: str) -> Town:
    """`firms`: names of covered units. `wages`: who, firm, months, yuan, kind. `bases`: who, firm, months, base."""
    town = Town()
    town.firms("name | unit\n" + "\n".join(f"{firm} | 1" for firm in firms.split()))
    lines = [line.split("|")[0].strip() for line in wages.strip().splitlines()[1:]]
    town.people("name | born | sex\n" + "\n".join(f"{who} | 1990-01-01 | 男" for who in dict.fromkeys(lines)))
    town.wages(wages)
    town.paid(bases)
    return town


@pytest.fixture(scope="module")
def night() -> Lists:
    town = town_of(
        "少报 刚好九成 九成到分 略低九成 实报 封顶 保底 奖金 五个月 六个月 无基数 调高 调低 近期无申报 停业 两处",
        f"""
        who | firm     | months           | yuan  | kind
        甲  | 少报     | {YEAR}           | 10000 |
        乙  | 少报     | {YEAR}           | 6000  |
        丙  | 刚好九成 | {YEAR}           | 10000 |
        丁  | 略低九成 | {YEAR}           | 10000 |
        午  | 九成到分 | {YEAR}           | 4800.10 |
        戊  | 实报     | {YEAR}           | 5000  |
        己  | 封顶     | {YEAR}           | 90000 |
        庚  | 保底     | {YEAR}           | 2000  |
        辛  | 奖金     | {YEAR}           | 5000  |
        辛  | 奖金     | 2025-12          | 24000 | 全年一次性奖金
        壬  | 五个月   | 2025-01..2025-05 | 10000 |
        癸  | 六个月   | 2025-01..2025-06 | 10000 |
        子  | 无基数   | {YEAR}           | 10000 |
        丑  | 调高     | {YEAR}           | 10000 |
        寅  | 调低     | {YEAR}           | 10000 |
        卯  | 近期无申报 | {YEAR}         | 10000 |
        辰  | 停业     | {YEAR}           | 10000 |
        巳  | 两处     | {YEAR}           | 10000 |
        甲  | 少报     | 2026-01..2026-10 | 10000 |
        """,
        """
        who | insurance | firm     | months           | base  | arrived
        甲  | 110       | 少报     | 2026-08..2026-10 | 5000  | 1
        乙  | 110       | 少报     | 2026-08..2026-10 | 7000  | 1
        丙  | 110       | 刚好九成 | 2026-08..2026-10 | 9000  | 1
        丁  | 110       | 略低九成 | 2026-08..2026-10 | 8999  | 1
        午  | 110       | 九成到分 | 2026-08..2026-10 | 4320.09 | 1
        戊  | 110       | 实报     | 2026-08..2026-10 | 5000  | 1
        己  | 110       | 封顶     | 2026-08..2026-10 | 24000 | 1
        庚  | 110       | 保底     | 2026-08..2026-10 | 4000  | 1
        辛  | 110       | 奖金     | 2026-08..2026-10 | 5000  | 1
        壬  | 110       | 五个月   | 2026-08..2026-10 | 5000  | 1
        癸  | 110       | 六个月   | 2026-08..2026-10 | 5000  | 1
        子  | 110       | 无基数   | 2026-08..2026-10 |       | 1
        丑  | 110       | 调高     | 2026-08..2026-09 | 5000  | 1
        丑  | 110       | 调高     | 2026-10          | 10000 | 1
        寅  | 110       | 调低     | 2026-08..2026-09 | 10000 | 1
        寅  | 110       | 调低     | 2026-10          | 5000  | 0
        卯  | 110       | 近期无申报 | 2025-01..2026-07 | 5000 | 1
        辰  | 110       | 停业     | 2026-08..2026-10 | 5000  | 1
        巳  | 110       | 少报     | 2026-08..2026-10 | 5000  | 1
        """,
    )
    for row in town.rows["taxpayer"]:
        if row["employer_name"] == "停业":
            row["taxpayer_status"] = "04"
    return town.night(lists={LIST})


def test_a_unit_whose_bases_add_up_to_less_than_nine_tenths_of_what_is_due_is_checked(night: Lists) -> None:
    row = night[LIST]["少报"]
    assert row["tier"] == "check_data"
    # 10,000 declared as 5,000, and 6,000 as 7,000: what is declared above the wage does not make up for it
    assert (row["based_people"], row["short_people"], row["due_base_yuan"], row["short_yuan"]) == (2, 1, 16000, 5000)
    assert row["solidity_rate"] == pytest.approx(0.6875)
    assert row["reason"] == (
        "核对2人：月均工资折合应申报缴费基数共16000元，实际申报12000元，1人低于应申报数，夯实率68.8%。"
    )
    assert row["evidence"].startswith("wage/all.csv#")


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("略低九成", "one yuan less than nine tenths"),
        ("保底", "whoever earns less than the lowest base is due the lowest: 4,000 of 4,800"),
        ("奖金", "a twelfth of the yearly bonus counts: 5,000 of 7,000"),
        ("六个月", "six wage months are enough"),
        ("调低", "the base of the latest declared month counts, paid or not"),
    ],
)
def test_others_that_declare_too_little(night: Lists, name: str, because: str) -> None:
    assert night.tiers(LIST).get(name) == "check_data", because


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("刚好九成", "exactly nine tenths"),
        ("九成到分", "nine tenths to the cent, which no binary fraction is"),
        ("实报", "declares what it pays"),
        ("封顶", "declares the highest base there is"),
        ("五个月", "five wage months tell too little"),
        ("无基数", "no base printed"),
        ("调高", "the base of the latest declared month counts"),
        ("近期无申报", "nobody declared in the recent months: not covered"),
        ("停业", "not operating for the tax office"),
        ("两处", "the base was declared through another unit"),
    ],
)
def test_who_declares_enough_or_cannot_be_judged_is_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_where_less_than_six_months_of_last_year_were_delivered_the_active_window_counts() -> None:
    bases = "who | insurance | firm | months | base\n甲 | 110 | 甲厂 | 2026-08..2026-10 | 5000"
    wages = """
        who | firm | months           | yuan
        甲  | 甲厂 | 2025-08..2025-12 | 5000
        甲  | 甲厂 | 2026-01..2026-10 | 10000
    """
    row = town_of("甲厂", wages, bases).night(lists={LIST})[LIST]["甲厂"]
    # November 2025 to October 2026: two months of 5,000 and ten of 10,000
    assert float(row["due_base_yuan"]) == 9166.67


def test_where_six_months_of_last_year_were_delivered_only_they_count() -> None:
    bases = "who | insurance | firm | months | base\n甲 | 110 | 甲厂 | 2026-08..2026-10 | 5000"
    wages = """
        who | firm | months           | yuan
        甲  | 甲厂 | 2025-07..2025-12 | 5000
        甲  | 甲厂 | 2026-01..2026-10 | 10000
    """
    assert town_of("甲厂", wages, bases).night(lists={LIST})[LIST] == {}


def split(until: date) -> Town:
    """Two firms, one of which declared last for September, the other for October; both bases are 2,400."""
    wages = f"who | firm | months | yuan\n甲 | 九月申报 | {YEAR} | 2000\n乙 | 十月申报 | {YEAR} | 2000"
    bases = """
        who | insurance | firm     | months  | base
        甲  | 110       | 九月申报 | 2026-09 | 2400
        乙  | 110       | 十月申报 | 2026-10 | 2400
    """
    town = town_of("九月申报 十月申报", wages, bases)
    town.bounds = bounds(
        (date(2025, 1, 1), until, 4_800, 24_000), (date(2026, 10, 1), date(2026, 12, 31), 2_400, 9_000)
    )
    return town


def test_a_base_is_held_against_the_bounds_of_its_own_month() -> None:
    """From October on the lowest base is 2,400."""
    assert set(split(date(2026, 9, 30)).night(lists={LIST})[LIST]) == {"九月申报"}


def test_a_month_without_bounds_is_judged_by_none_of_another_year() -> None:
    assert split(date(2026, 8, 31)).night(lists={LIST})[LIST] == {}


def test_while_the_bounds_of_the_year_are_not_published_nobody_is_judged_and_the_list_says_so() -> None:
    town = split(date(2026, 9, 30))
    town.bounds = bounds((date(2025, 1, 1), date(2025, 12, 31), 4_800, 24_000))
    night = town.night(lists={LIST})
    assert night[LIST] == {}
    assert night.titles[LIST] == "2026年缴费基数上下限（省里公布后录入地区文件；此前不判断）"
