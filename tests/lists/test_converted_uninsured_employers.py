"""个转企未参保 and 新业态平台企业未参保: named by a plan, and insuring nobody (lists.md E11, E16)."""

import pytest

from tests.town import Lists, Town

CONVERTED, PLATFORM, TAXED = (
    "converted_uninsured_employers",
    "platform_employers_uninsured",
    "taxed_uninsured_employers",
)


@pytest.fixture(scope="module")
def night() -> Lists:
    """Each firm is a converted trader and on the platforms' roster, unless its name says otherwise."""
    town = Town()
    town.firms("""
        name     | tax | business | unit
        无保公司 |     |          |
        空户公司 |     |          | 1
        返聘公司 |     |          |
        无人公司 |     |          |
        外包公司 |     |          |
        已保公司 |     |          | 1
        停业公司 | 04  |          |
        注销公司 |     | 注销     |
        原生企业 |     |          |
        税务独知 |     | -        |
    """)
    town.register("firm | converted_from\n" + "\n".join(
        f"{name} | 320923600{place:06d}" for place, name in enumerate(town.firm_ids) if name not in (
            "原生企业", "税务独知")
    ))  # fmt: skip
    town.of_firms("unit_roster", "firm | roster_kind\n" + "\n".join(
        f"{name} | {'规上企业' if name == '原生企业' else '平台企业'}" for name in town.firm_ids
    ) + "\n名录独知 | 平台企业")  # fmt: skip
    town.rows["unit_roster"][-1]["uscc"] = "91320923MA00009917"
    town.people("""
        name | born       | sex
        甲   | 1990-01-01 | 男
        乙   | 1990-01-02 | 男
        老人 | 1960-01-03 | 男
        丙   | 1990-01-04 | 男
        丁   | 1990-01-05 | 男
        戊   | 1990-01-06 | 男
        己   | 1990-01-07 | 男
        庚   | 1990-01-08 | 男
        辛   | 1990-01-09 | 男
    """)
    town.wages("""
        who  | firm     | months
        甲   | 无保公司 | 2026-08..2026-10
        乙   | 空户公司 | 2026-08..2026-10
        老人 | 返聘公司 | 2026-08..2026-10
        丙   | 外包公司 | 2026-08..2026-10
        丁   | 已保公司 | 2026-08..2026-10
        戊   | 停业公司 | 2026-08..2026-10
        己   | 注销公司 | 2026-08..2026-10
        庚   | 原生企业 | 2026-08..2026-10
        辛   | 税务独知 | 2026-08..2026-10
    """)
    town.paid("""
        who | insurance | firm     | months
        丁  | 110       | 已保公司 | 2026-10
        丙  | 110       | 已保公司 | 2026-10
        乙  | 110       | 空户公司 | 2026-07
    """)
    town.taxes("firm | months\n无保公司 | 2026-09")
    return town.night(lists={CONVERTED, PLATFORM, TAXED})


def test_a_trader_turned_company_that_insures_nobody_is_on_the_list(night: Lists) -> None:
    row = night[CONVERTED]["无保公司"]
    assert (row["tier"], row["missing_people"], row["converted_from"]) == ("must_join", 1, "320923600000000")
    assert row["reason"] == (
        "由个体工商户（原注册号320923600000000）转为企业，近3个月没有为任何人申报养老保险，1人应参保而未参保。"
    )
    assert row["evidence"].startswith("business/all.csv#2; wage/all.csv#")


def test_it_may_be_on_another_list_besides(night: Lists) -> None:
    assert "无保公司" in night[TAXED]


def test_a_platform_that_insures_nobody_is_on_the_list(night: Lists) -> None:
    row = night[PLATFORM]["无保公司"]
    assert (row["tier"], row["missing_people"]) == ("must_join", 1)
    assert row["reason"] == "在平台企业名录上，近3个月没有为任何人申报养老保险，1人应参保而未参保。"
    assert row["evidence"].startswith("unit_roster/all.csv#2; wage/all.csv#")


@pytest.mark.parametrize("list_id", [CONVERTED, PLATFORM])
@pytest.mark.parametrize(
    ("name", "tier", "because"),
    [
        ("空户公司", "must_join", "a unit on the books that declares nobody is no cover"),
        ("返聘公司", "check_data", "pays a pensioner only"),
        ("无人公司", "check_data", "pays nobody"),
        ("外包公司", "check_data", "whom it pays is insured by another unit"),
    ],
)
def test_what_is_known_of_the_staff_decides_whether_to_go_there(
    night: Lists, list_id: str, name: str, tier: str, because: str
) -> None:
    assert night.tiers(list_id).get(name) == tier, because


@pytest.mark.parametrize("list_id", [CONVERTED, PLATFORM])
@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("已保公司", "somebody is declared through it"),
        ("停业公司", "suspended at the tax office"),
        ("注销公司", "closed in the registry"),
        ("原生企业", "never a trader, and on another roster"),
    ],
)
def test_others_are_not_on_the_list(night: Lists, list_id: str, name: str, because: str) -> None:
    assert name not in night[list_id], because


def test_a_platform_that_the_tax_office_alone_knows_operates_by_its_word(night: Lists) -> None:
    assert night.tiers(PLATFORM).get("税务独知") == "must_join"
