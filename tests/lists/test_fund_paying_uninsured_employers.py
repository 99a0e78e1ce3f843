"""已缴公积金未参保单位: units that deposit housing fund and insure nobody (lists.md E02)."""

import pytest

from tests.town import Lists, Town, months

LIST = "fund_paying_uninsured_employers"


def deposits(town: Town, who: str, firm: str, span: str) -> None:
    """Housing fund of a person, deposited by a firm month by month."""
    for month in months(span):
        town.add(
            "fund_deposit",
            fund_unit_id=f"F{town.firm_ids[firm][-6:]}",
            employer_name=firm,
            uscc=town.firm_ids[firm],
            person_id=town.ids[who],
            person_name=who,
            period=month,
            base_yuan="5000",
        )


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town()
    town.firms("""
        name     | tax | business | unit | kind
        缴存公司 |     |          |      |
        发薪公司 |     |          |      |
        空户公司 |     |          | 1    |
        一月公司 |     |          |      |
        旧缴公司 |     |          |      |
        已保公司 |     |          | 1    |
        总部保   |     |          |      |
        返聘公司 |     |          |      |
        注销公司 |     | 注销     |      |
        公积独知 | -   | -        |      |
        小店     |     |          |      | 个体工商户
    """)
    town.people("""
        name | born       | sex
        甲   | 1990-01-01 | 男
        乙   | 1990-01-02 | 男
        丙   | 1990-01-03 | 男
        丁   | 1990-01-04 | 男
        戊   | 1990-01-05 | 男
        己   | 1990-01-06 | 男
        庚   | 1990-01-07 | 男
        老人 | 1960-01-08 | 男
        辛   | 1990-01-09 | 男
        壬   | 1990-01-10 | 男
        癸   | 1990-01-11 | 男
    """)
    for who, firm, span in (
        ("甲", "缴存公司", "2026-08..2026-10"),
        ("庚", "缴存公司", "2026-08..2026-10"),
        ("乙", "发薪公司", "2026-08..2026-10"),
        ("丙", "空户公司", "2026-10"),
        ("丁", "一月公司", "2026-08"),
        ("戊", "旧缴公司", "2026-01..2026-07"),
        ("己", "已保公司", "2026-08..2026-10"),
        ("庚", "总部保", "2026-08..2026-10"),
        ("老人", "返聘公司", "2026-08..2026-10"),
        ("辛", "注销公司", "2026-08..2026-10"),
        ("壬", "公积独知", "2026-08..2026-10"),
        ("癸", "小店", "2026-08..2026-10"),
    ):
        deposits(town, who, firm, span)
    town.wages("who | firm | months\n乙 | 发薪公司 | 2026-08..2026-10")
    town.paid("""
        who | insurance | firm     | months
        己  | 110       | 已保公司 | 2026-10
        庚  | 110       | 已保公司 | 2026-10
    """)
    return town.night(lists={LIST})


def test_a_unit_that_deposits_housing_fund_and_insures_nobody_is_on_the_list(night: Lists) -> None:
    row = night[LIST]["缴存公司"]
    assert (row["tier"], row["fund_headcount"], row["missing_people"]) == ("must_join", 2, 1)
    assert row["reason"] == (
        "近期为2人缴存公积金，最近一次2026年10月，近3个月没有为任何人申报养老保险，其中1人应参保而未参保。"
    )
    assert row["evidence"].startswith("fund_deposit/all.csv#")


@pytest.mark.parametrize(
    ("name", "tier", "because"),
    [
        ("发薪公司", "must_join", "its depositor stands on the list of the waged"),
        ("空户公司", "must_join", "a unit on the books that declares nobody is no cover"),
        ("一月公司", "must_join", "one month of the recent three is enough"),
        ("小店", "must_join", "sole traders too"),
        ("总部保", "check_data", "its depositor is insured by another unit"),
        ("返聘公司", "check_data", "its depositor has retired"),
        ("公积独知", "check_data", "known to neither registry nor tax office"),
    ],
)
def test_whether_a_depositor_must_join_decides_whether_to_go_there(
    night: Lists, name: str, tier: str, because: str
) -> None:
    assert night.tiers(LIST).get(name) == tier, because


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("旧缴公司", "deposited until the month before the recent ones"),
        ("已保公司", "somebody is declared through it"),
        ("注销公司", "closed in the registry"),
    ],
)
def test_others_are_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because
