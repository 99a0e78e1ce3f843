"""选择性参保单位: units that insure for pension and leave other insurances out (lists.md E06)."""

import pytest

from tests.town import Lists, Town

LIST = "selectively_insured_employers"
ALL = ("110", "210", "310", "410")


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town()
    town.firms("""
        name     | tax | business
        全保公司 |     |
        缺医保   |     |
        缺失业   |     |
        缺三险   |     |
        医保暂停 |     |
        空户公司 |     |
        停保公司 |     |
        机关     |     |
        停业公司 | 05  |
        社保独知 | -   | -
    """)
    insured = {
        "全保公司": ALL,
        "缺医保": ("110", "210", "410"),
        "缺失业": ("110", "310", "410"),
        "缺三险": ("110",),
        "医保暂停": ("110", "210", "410"),
        "空户公司": ("110",),
        "停保公司": ("310",),
        "机关": ("120", "310", "410"),
        "停业公司": ("110",),
        "社保独知": ("110",),
    }
    town.units("firm | insurance\n" + "\n".join(f"{firm} | {kind}" for firm, held in insured.items() for kind in held))
    town.units("firm | insurance | status\n医保暂停 | 310 | 2\n停保公司 | 110 | 3")
    town.people("name | born | sex\n" + "\n".join(f"甲{firm} | 1990-01-{day:02d} | 男" for day, firm in enumerate(
        insured, start=1)))  # fmt: skip
    town.paid("who | insurance | firm | months | arrived\n" + "\n".join(
        f"甲{firm} | {'120' if firm == '机关' else '110'} | {firm} | "
        f"{'2026-07' if firm == '空户公司' else '2026-08..2026-10'} | {'0' if firm == '缺失业' else '1'}"
        for firm in insured
    ))  # fmt: skip
    # the wage file tells how far the data reach
    town.wages("who | firm | months\n甲全保公司 | 全保公司 | 2026-08..2026-10")
    return town.night(lists={LIST})


def test_a_unit_that_leaves_medical_insurance_out_is_on_the_list_by_the_name_of_it(night: Lists) -> None:
    row = night[LIST]["缺医保"]
    assert (row["tier"], row["missing_insurances"], row["declared_people"]) == ("must_join", "职工医保", 1)
    assert row["reason"] == "近期为1人申报职工养老，没有在参保状态的职工医保。"
    assert row["evidence"].startswith("insured_unit/all.csv#")


@pytest.mark.parametrize(
    ("name", "missing", "because"),
    [
        ("缺失业", "失业保险", "declared and owing: covered"),
        ("缺三险", "职工医保、失业保险、工伤保险", "insured for pension alone"),
        ("医保暂停", "职工医保", "a suspended unit is not active"),
    ],
)
def test_every_insurance_left_out_is_named(night: Lists, name: str, missing: str, because: str) -> None:
    row = night[LIST][name]
    assert (row["tier"], row["missing_insurances"]) == ("must_join", missing), because


def test_a_unit_that_only_the_bureaus_know_is_checked_at_a_desk(night: Lists) -> None:
    assert night.tiers(LIST)["社保独知"] == "check_data"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("全保公司", "insured for all of them"),
        ("空户公司", "nobody was declared in the recent months: not covered"),
        ("停保公司", "its pension unit has ended: not covered"),
        ("机关", "covered for the civil pension, not for 110"),
        ("停业公司", "not operating for the tax office"),
    ],
)
def test_others_are_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_while_one_bureau_has_not_delivered_its_units_nobody_can_tell() -> None:
    town = Town()
    town.firms("name | unit\n甲公司 | 1")
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    town.paid("who | insurance | firm | months\n王一 | 110 | 甲公司 | 2026-08..2026-10")
    assert not town.night(lists={LIST}).computed[LIST]
