"""已纳税未参保单位: units that pay tax but insure nobody (lists.md E01; 社会保险法 art. 57, 58)."""

import pytest

from tests.town import Lists, Town

LIST = "taxed_uninsured_employers"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.firms("""
        name     | kind       | tax | business | founded    | unit | insurance
        无保公司 |            |     |          |            |      |
        空户公司 |            |     |          |            | 1    |
        暂停公司 |            |     |          |            | 2    |
        已保公司 |            |     |          |            | 1    |
        欠费公司 |            |     |          |            | 1    |
        乙机关   | 机关事业   |     | -        |            | 1    | 120
        个体户   | 个体工商户 |     |          |            |      |
        非正常户 |            | 05  |          |            |      |
        注销公司 |            |     | 注销     |            |      |
        满三十日 |            |     |          | 2026-10-23 |      |
        三十一日 |            |     |          | 2026-10-22 |      |
        只缴社保 |            |     |          |            |      |
        去年纳税 |            |     |          |            |      |
        税款退回 |            |     |          |            |      |
        只有纳税 |            |     |          |            |      |
        返聘公司 |            |     |          |            |      |
        分公司   |            |     |          |            |      |
        只发工资 |            |     |          |            |      |
        税务独知 |            |     | -        |            |      |
        税务新户 |            |     | -        | 2026-10-23 |      |
        税务逾期 |            |     | -        | 2026-10-22 |      |
        成立不详 |            |     |          | 2026-11-10 |      |
        无登记   |            | -   | -        |            |      |
        无名     |            | -   | -        |            | -    |
        早发工资 |            |     |          |            |      |
        更早工资 |            |     |          |            |      |
        上月纳税 |            |     |          |            |      |
        本月纳税 |            |     |          |            |      |
        收回公司 |            |     |          |            | 1    |
        换户公司 |            |     |          |            | 3    |
        医保公司 |            |     |          |            | 1    | 310
    """)
    # the registry prints no day of its founding; the tax office's day is not it
    town.register("firm | founded_on\n成立不详 | ")
    # its old unit has ended, through which somebody was declared until last month; a new one is active
    town.units("firm | insurance\n换户公司 | 110")
    town.rows["insured_unit"][-1]["insured_unit_id"] = "新户"
    town.people("""
        name   | born       | sex
        甲     | 1990-01-01 | 男
        乙     | 1990-01-02 | 男
        丙     | 1990-01-03 | 男
        丁     | 1990-01-04 | 男
        戊     | 1990-01-05 | 男
        己     | 1990-01-06 | 男
        老人   | 1960-01-07 | 男
        总部人 | 1990-01-08 | 男
        庚     | 1990-01-09 | 男
        辛     | 1990-01-10 | 男
        壬     | 1990-01-11 | 男
        癸     | 1990-01-12 | 男
        子     | 1990-01-13 | 男
        丑     | 1990-01-14 | 男
        寅     | 1990-01-15 | 男
        卯     | 1990-01-16 | 男
        自然人 | 1990-01-17 | 男
    """)
    town.wages("""
        who    | firm     | months
        甲     | 无保公司 | 2026-08..2026-10
        乙     | 空户公司 | 2026-08..2026-10
        丙     | 暂停公司 | 2026-08..2026-10
        丁     | 已保公司 | 2026-08..2026-10
        戊     | 欠费公司 | 2026-08..2026-10
        己     | 只发工资 | 2026-08..2026-10
        老人   | 返聘公司 | 2026-08..2026-10
        总部人 | 分公司   | 2026-08..2026-10
        庚     | 三十一日 | 2026-08..2026-10
        辛     | 税务独知 | 2026-08..2026-10
        壬     | 个体户   | 2026-08..2026-10
        癸     | 无登记   | 2026-08..2026-10
        子     | 早发工资 | 2025-11
        子     | 更早工资 | 2025-10
        丑     | 收回公司 | 2026-08..2026-10
    """)
    town.taxes("""
        firm     | months           | kind         | yuan
        无保公司 | 2026-09          |              |
        空户公司 | 2026-09          |              |
        暂停公司 | 2026-09          |              |
        已保公司 | 2026-09          |              |
        欠费公司 | 2026-09          |              |
        乙机关   | 2026-09          |              |
        个体户   | 2026-09          |              |
        非正常户 | 2026-09          |              |
        注销公司 | 2026-09          |              |
        满三十日 | 2026-10          |              |
        三十一日 | 2026-10          |              |
        只缴社保 | 2026-09          | 社会保险费收入 |
        去年纳税 | 2025-10          |              |
        税款退回 | 2026-08          |              | 500
        税款退回 | 2026-09          |              | -500
        只有纳税 | 2025-11          |              |
        返聘公司 | 2026-09          |              |
        分公司   | 2026-09          |              |
        税务独知 | 2026-09          |              |
        税务新户 | 2026-10          |              |
        税务逾期 | 2026-10          |              |
        成立不详 | 2026-10          |              |
        无名     | 2026-10          |              |
        上月纳税 | 2026-10          |              |
        本月纳税 | 2026-11          |              |
        收回公司 | 2026-09          |              |
        换户公司 | 2026-09          |              |
        医保公司 | 2026-09          |              |
    """)
    # natural persons pay taxes too
    town.add("tax_payment", taxpayer_id=town.ids["自然人"], tax_kind="个人所得税", period="2026-10", paid_yuan="10")
    town.paid("""
        who    | insurance | firm     | months           | arrived | yuan
        丁     | 110       | 已保公司 | 2026-10          | 1       |
        戊     | 110       | 欠费公司 | 2026-08..2026-10 | 0       |
        老人   | 120       | 乙机关   | 2026-08          | 1       |
        乙     | 110       | 空户公司 | 2026-07          | 1       |
        总部人 | 110       | 已保公司 | 2026-08..2026-10 | 1       |
        丑     | 110       | 收回公司 | 2026-09          | 1       | 800
        丑     | 110       | 收回公司 | 2026-09          | 1       | -800
        寅     | 110       | 换户公司 | 2026-10          | 1       |
        卯     | 310       | 医保公司 | 2026-10          | 1       |
    """)
    return town.night(lists={LIST, "new_employers_to_remind", "partly_insured_employers"})


def test_taxes_and_staff_whom_nobody_insures_put_a_unit_on_the_list(night: Lists) -> None:
    row = night[LIST]["无保公司"]
    assert row["tier"] == "must_join"
    assert row["reason"] == "近12个月纳税1000元，申报1人工资，近3个月没有为任何人申报养老保险，其中1人应参保而未参保。"
    assert row["evidence"].startswith("tax_payment/all.csv#2; wage/all.csv#")
    assert (row["wage_headcount"], row["insured_headcount"], row["missing_people"]) == (1, 0, 1)


@pytest.mark.parametrize("name", ["空户公司", "暂停公司", "三十一日", "只发工资", "税务独知", "收回公司"])
def test_a_unit_on_the_books_that_declares_nobody_is_not_covered(night: Lists, name: str) -> None:
    assert night.tiers(LIST).get(name) == "must_join"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("只有纳税", "taxed in the first month of the active window, and no staff"),
        ("上月纳税", "taxed in its last month"),
        ("早发工资", "a wage in the first month of the active window, none lately"),
        ("返聘公司", "pays a pensioner only"),
        ("分公司", "its staff is insured through the head office"),
        ("税务逾期", "known to the tax office alone, for thirty-one days"),
        ("成立不详", "registered, nobody knows since when: long ago"),
        ("医保公司", "covered for medical insurance, for no pension"),
    ],
)
def test_without_anybody_who_must_be_insured_it_is_a_question_to_the_data(
    night: Lists, name: str, because: str
) -> None:
    row = night[LIST][name]
    assert (row["tier"], row["priority"]) == ("check_data", 5), because
    assert "没有应参保而未参保的人" in row["reason"]


@pytest.mark.parametrize(
    ("name", "told"), [("无登记", "近12个月申报1人工资"), ("（单位名称不详）", "近12个月纳税1000元")]
)
def test_a_unit_known_to_neither_register_counts_as_operating_and_is_checked(
    night: Lists, name: str, told: str
) -> None:
    row = night[LIST][name]
    assert row["tier"] == "check_data"
    assert row["reason"].startswith(told) and row["reason"].endswith("；没有市场主体和税务登记，请先核对。")


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("已保公司", "somebody is declared through it"),
        ("欠费公司", "declared and owing: insured"),
        ("乙机关", "a public body on 120"),
        ("个体户", "sole traders have lists of their own"),
        ("非正常户", "not operating for the tax office"),
        ("注销公司", "not operating for the registry"),
        ("满三十日", "founded thirty days ago: time to register"),
        ("只缴社保", "social insurance is no tax"),
        ("去年纳税", "taxed before the active window only"),
        ("税款退回", "taxes that add up to nothing"),
        ("本月纳税", "taxed after last month only"),
        ("更早工资", "a wage before the active window only"),
        ("税务新户", "known to the tax office alone, for thirty days"),
        ("换户公司", "declared through a unit that has ended, and has an active one: covered"),
    ],
)
def test_who_is_covered_closed_new_or_untaxed_is_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_one_employer_under_a_credit_code_and_an_old_taxpayer_number() -> None:
    town = Town()
    town.firms("name | tax | unit\n甲公司 | - | 1")
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    old = "320923" + town.firm_ids["甲公司"][8:17]
    town.add("taxpayer", taxpayer_id=old, employer_name="甲", taxpayer_kind="企业", taxpayer_status="03")
    town.add("tax_payment", taxpayer_id=old, tax_kind="增值税", period="2026-09", paid_yuan="10")
    town.firm_ids["旧号"] = old
    town.wages("who | firm | months\n王一 | 旧号 | 2026-08..2026-10")
    town.paid("who | insurance | firm | months\n王一 | 110 | 甲公司 | 2026-09")
    assert town.night(lists={LIST, "new_employers_to_remind", "partly_insured_employers"}).names[LIST] == set()


def test_while_the_bureau_has_not_delivered_its_pension_units_nobody_can_tell_who_is_covered() -> None:
    """Every unit would seem uncovered: the lists that ask for cover are empty and say so."""
    town = Town()
    town.firms("name | unit | insurance\n甲公司 | 1 | 310")
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    town.taxes("firm | months\n甲公司 | 2026-09")
    town.wages("who | firm | months\n王一 | 甲公司 | 2026-08..2026-10")
    town.paid("who | insurance | firm | months\n王一 | 110 | 甲公司 | 2026-01")
    night = town.night(lists={LIST, "new_employers_to_remind", "partly_insured_employers"})
    assert night[LIST] == {}
    assert night.titles[LIST] == "参保单位信息 110"
    assert not night.computed["new_employers_to_remind"]
    assert not night.computed["partly_insured_employers"]
