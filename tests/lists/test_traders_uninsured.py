"""有雇工个体工商户未参保 and 无雇工个体工商户未参保: sole traders with staff, and owners without (lists.md P14)."""

import pytest

from tests.town import Lists, Town, uscc

STAFF, ALONE = "employing_traders_uninsured", "sole_traders_uninsured"


@pytest.fixture(scope="module")
def staff() -> Lists:
    """Shops that pay somebody."""
    town = Town(as_of="2026-11-22")
    town.firms("""
        name   | kind       | tax | business | unit
        饭店   | 个体工商户 |     |          |
        面馆   | 个体工商户 |     |          |
        理发店 | 个体工商户 |     |          |
        花店   | 个体工商户 |     |          |
        药店   | 个体工商户 |     |          | 1
        空户店 | 个体工商户 |     |          | 1
        停业店 | 个体工商户 | 04  |          |
        注销店 | 个体工商户 |     | 注销     |
        新雇店 | 个体工商户 |     |          |
        离职店 | 个体工商户 |     |          |
        劳务店 | 个体工商户 |     |          |
        无号店 | 个体工商户 |     |          |
        同名店 | 个体工商户 |     |          |
        错号店 | 个体工商户 |     |          |
        公司   |            |     |          |
    """)
    # no register knows it; its credit code begins as those of sole traders do
    town.firm_ids["无照店"] = uscc(99, head="92")
    town.people("""
        name | born       | sex
        店主 | 1980-01-01 | 男
        乙   | 1990-01-02 | 男
        丙   | 1990-01-03 | 男
        老人 | 1960-01-04 | 男
        在保 | 1990-01-05 | 男
        丁   | 1990-01-06 | 男
        戊   | 1990-01-07 | 男
        己   | 1990-01-08 | 男
        庚   | 1990-01-09 | 男
        辛   | 1990-01-10 | 男
        壬   | 1990-01-11 | 男
        癸   | 1990-01-12 | 男
        子   | 1990-01-13 | 男
        丑   | 1990-01-14 | 男
        寅   | 1990-01-15 | 男
        女工 | 1974-12-01 | 女
        卯   | 1990-01-16 | 男
        辰   | 1990-01-17 | 男
    """)
    town.owners("""
        firm   | who
        饭店   | 店主
        面馆   | 店主
        理发店 | 店主
        无号店 | 某甲
        同名店 | 丑
    """)
    for row in town.rows["taxpayer"] + town.rows["business"]:
        if row["employer_name"] == "同名店":
            row["legal_person_id"] = ""
        if row["employer_name"] == "错号店":
            row |= {"legal_person_name": "辰", "legal_person_id": "320923199001170000"}
    town.wages("""
        who  | firm   | months           | kind
        店主 | 饭店   | 2026-08..2026-10 |
        乙   | 饭店   | 2026-08..2026-10 |
        女工 | 饭店   | 2026-08..2026-10 |
        店主 | 面馆   | 2026-08..2026-10 |
        老人 | 理发店 | 2026-08..2026-10 |
        在保 | 花店   | 2026-08..2026-10 |
        丁   | 药店   | 2026-08..2026-10 |
        戊   | 空户店 | 2026-08..2026-10 |
        己   | 停业店 | 2026-08..2026-10 |
        庚   | 注销店 | 2026-08..2026-10 |
        辛   | 新雇店 | 2026-10          |
        壬   | 离职店 | 2026-08          |
        癸   | 劳务店 | 2026-08..2026-10 | 劳务报酬
        子   | 无号店 | 2026-08..2026-10 |
        丑   | 同名店 | 2026-08..2026-10 |
        寅   | 公司   | 2026-08..2026-10 |
        卯   | 无照店 | 2026-08..2026-10 |
        辰   | 错号店 | 2026-08..2026-10 |
    """)
    town.paid("""
        who  | insurance | firm | months
        丁   | 110       | 药店 | 2026-10
        在保 | 110       | 药店 | 2026-10
        壬   | 110       | 药店 | 2026-07
    """)
    return town.night(lists={STAFF, ALONE})


def test_a_shop_that_pays_somebody_besides_its_owner_and_insures_nobody_is_on_the_list(staff: Lists) -> None:
    row = staff[STAFF]["饭店"]
    assert row["tier"] == "must_join"
    assert row["reason"] == (
        "个体工商户，近期为业主以外的2人发放工资，近3个月没有为任何人申报养老保险，其中1人应参保而未参保。"
    )
    assert row["evidence"].startswith("wage/all.csv#")
    assert (row["wage_headcount"], row["staff_people"], row["missing_people"]) == (3, 2, 1)


@pytest.mark.parametrize(
    ("name", "tier", "because"),
    [
        ("空户店", "must_join", "a unit on the books that declares nobody is no cover"),
        ("无号店", "must_join", "nobody knows the owner: whoever is paid is staff"),
        ("理发店", "check_data", "only a pensioner is paid"),
        ("花店", "check_data", "its only worker is insured by another unit"),
        ("无照店", "check_data", "a sole trader by its credit code, known to neither register"),
    ],
)
def test_what_is_known_of_the_staff_decides_whether_to_go_there(
    staff: Lists, name: str, tier: str, because: str
) -> None:
    assert staff.tiers(STAFF).get(name) == tier, because


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("面馆", "pays only its owner"),
        ("同名店", "pays only whom the registers name as its owner"),
        ("错号店", "pays only whom the registers name as its owner, under a number that cannot be right"),
        ("药店", "somebody is declared through it"),
        ("停业店", "suspended at the tax office"),
        ("注销店", "closed in the registry"),
        ("新雇店", "hired last month: thirty days to register"),
        ("离职店", "a leaver's last pay"),
        ("劳务店", "service fees are no wage"),
        ("公司", "a company has lists of its own"),
    ],
)
def test_a_shop_without_staff_to_insure_is_not_on_the_list(staff: Lists, name: str, because: str) -> None:
    assert name not in staff[STAFF], because


@pytest.fixture(scope="module")
def alone() -> Lists:
    """Owners, each with a shop of the same name and 店."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | status
        店主     | 1980-01-01 | 男  |
        灵活     | 1980-01-02 | 男  |
        职工     | 1980-01-03 | 男  |
        欠缴     | 1980-01-04 | 男  |
        居民     | 1980-01-05 | 男  |
        停保居民 | 1980-01-06 | 男  |
        机关     | 1980-01-07 | 男  |
        学生     | 2004-01-08 | 男  |
        异地     | 1980-01-09 | 男  |
        十六     | 2010-11-22 | 男  |
        未十六   | 2010-11-23 | 男  |
        本月退   | 1966-06-30 | 男  |
        下月退   | 1966-07-01 | 男  |
        女业主   | 1974-12-01 | 女  |
        死者     | 1980-01-10 | 男  | 死亡注销
        迁出     | 1980-01-11 | 男  | 迁出注销
        未纳税   | 1980-01-12 | 男  |
        停业     | 1980-01-13 | 男  |
        雇主     | 1980-01-14 | 男  |
        雇工     | 1990-01-15 | 男  |
        外乡人   | 1980-01-16 | 男  | -
        两店     | 1980-01-17 | 男  |
        领薪     | 1980-01-18 | 男  |
        断保     | 1980-01-19 | 男  |
        出国     | 1980-01-21 | 男  | 出国注销
    """)
    owners = [name for name in town.ids if name not in ("雇工", "两店")]
    town.firms("name | kind | tax\n" + "\n".join(
        f"{name}店 | 个体工商户 | {'04' if name == '停业' else ''}" for name in owners
    ))  # fmt: skip
    others = ("大店", "小店", "错号店", "税号店", "星号店", "两人店")
    town.firms("name | kind\n公司 | 企业\n" + "\n".join(f"{name} | 个体工商户" for name in others))
    town.owners("firm | who\n" + "\n".join(f"{name}店 | {name}" for name in owners) + "\n大店 | 两店\n小店 | 两店")
    wrong = town.ids["店主"][:17] + ("1" if town.ids["店主"][17] != "1" else "2")
    for row in town.rows["taxpayer"] + town.rows["business"]:
        if row["employer_name"] == "错号店":
            row |= {"legal_person_name": "错号", "legal_person_id": wrong}
        if row["employer_name"] == "星号店":
            row |= {"legal_person_name": "某甲", "legal_person_id": "***"}
    # the tax office's number of a trader may be the owner's own and two digits more
    town.people("name | born | sex\n税号 | 1980-01-20 | 男\n办税 | 1980-01-22 | 男\n真主 | 1980-01-23 | 男")
    for row in town.rows["taxpayer"]:
        if row["employer_name"] == "税号店":
            row |= {"taxpayer_id": town.ids["税号"] + "01", "uscc": town.firm_ids["税号店"]}
        if row["employer_name"] == "两人店":
            row |= {"taxpayer_id": town.ids["真主"] + "01", "uscc": town.firm_ids["两人店"]}
            row |= {"legal_person_name": "办税", "legal_person_id": town.ids["办税"]}
    for row in town.rows["business"]:
        if row["employer_name"] == "两人店":
            row |= {"legal_person_name": "真主", "legal_person_id": ""}
    taxed = [name for name in town.firm_ids if name not in ("未纳税店", "大店", "税号店", "两人店")]
    town.taxes("firm | months\n" + "\n".join(f"{name} | 2026-09" for name in taxed))
    town.taxes("firm | months | yuan\n大店 | 2025-11..2026-10 | 1000\n未纳税店 | 2025-10 | 1000")
    for name in ("税号", "真主"):
        number = town.ids[name] + "01"
        town.add("tax_payment", taxpayer_id=number, tax_kind="增值税", period="2026-09", paid_yuan="10")
    town.wages("""
        who  | firm   | months
        雇工 | 雇主店 | 2026-08..2026-10
        领薪 | 领薪店 | 2026-08..2026-10
        出国 | 出国店 | 2026-08..2026-10
    """)
    town.paid("""
        who  | insurance | firm | months  | arrived
        灵活 | 110       | -    | 2026-08 | 1
        职工 | 110       | 公司 | 2026-08 | 1
        欠缴 | 110       | 公司 | 2026-08 | 0
        断保 | 110       | -    | 2026-07 | 1
        机关 | 120       | 公司 | 2026-08 | 1
    """)
    town.members("""
        who      | insurance | status
        居民     | 170       | 1
        停保居民 | 170       | 4
    """)
    town.listed("student", "who | student_status\n学生 | 在读")
    town.listed("insured_elsewhere", "who | insurance | member_status | elsewhere_area\n异地 | 110 | 1 | 330100")
    return town.night(lists={STAFF, ALONE})


def test_the_owner_of_a_taxed_shop_without_staff_who_is_in_no_pension_is_persuaded(alone: Lists) -> None:
    row = alone[ALONE]["店主"]
    assert (row["subject_kind"], row["tier"], row["confidence"]) == ("person", "persuade", "confirmed")
    assert row["reason"] == "个体工商户店主店的业主，近12个月纳税1000元，没有雇工，未查到养老保险参保缴费。"
    assert row["evidence"].startswith("tax_payment/all.csv#")
    # a list of employers: it says of the shop what the others say
    told = ("industry_group", "business_kind", "is_agency", "park_name", "wage_headcount", "insured_headcount")
    assert tuple(row[name] for name in told) == ("other", "个体工商户", False, None, 0, 0)


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("停保居民", "left the residents' insurance"),
        ("断保", "paid until the month before the recent ones"),
        ("十六", "sixteen today"),
        ("下月退", "retires on the first of next month"),
        ("女业主", "between her two retirement dates: may be persuaded"),
        ("迁出", "hukou does not matter to the employee pension"),
        ("外乡人", "known to the registers alone"),
        ("税号", "told by a taxpayer number that is the owner's own"),
        ("真主", "the registry names him, the taxpayer number is his, though the tax office holds another responsible"),
        ("领薪", "pays a wage to himself alone"),
    ],
)
def test_others_who_may_join(alone: Lists, name: str, because: str) -> None:
    assert alone.tiers(ALONE).get(name) == "persuade", because


def test_an_outsider_is_visited_where_the_shop_is(alone: Lists) -> None:
    assert alone[ALONE]["外乡人"]["town_code"] == "320923100"


def test_an_owner_of_two_shops_stands_once_with_the_one_that_pays_more(alone: Lists) -> None:
    row = alone[ALONE]["两店"]
    assert (row["employer_name"], row["paid_yuan"], row["priority"]) == ("大店", 12000, 2)


def test_an_owner_under_a_number_that_cannot_be_right_is_checked_at_a_desk(alone: Lists) -> None:
    row = alone[ALONE]["错号"]
    assert row["tier"] == "check_data"
    assert "证件号码无法校验" in row["reason"]


def test_an_owner_who_went_abroad_and_pays_himself_a_wage_is_checked_at_a_desk(alone: Lists) -> None:
    row = alone[ALONE]["出国"]
    assert row["tier"] == "check_data"
    assert "登记为出国（境）" in row["reason"]


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("灵活", "pays as a flexible worker"),
        ("职工", "declared through a unit"),
        ("欠缴", "declared and owing: insured"),
        ("机关", "declared for the civil pension"),
        ("居民", "enrolled as a resident"),
        ("学生", "at school"),
        ("异地", "insured elsewhere"),
        ("未十六", "sixteen tomorrow"),
        ("本月退", "retired on the first of this month"),
        ("死者", "died"),
        ("未纳税", "taxed before the active window only"),
        ("停业", "suspended at the tax office"),
        ("雇主", "has staff: must insure them, see the other list"),
        ("雇工", "owns nothing"),
        ("某甲", "stars are no number: nobody can tell who that is"),
    ],
)
def test_who_is_insured_exempt_or_no_trader_is_not_on_the_list(alone: Lists, name: str, because: str) -> None:
    assert name not in alone[ALONE], because
