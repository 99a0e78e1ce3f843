"""参加职工医保未参加职工养老, 参加职工养老未参加工伤、失业: whom a unit insures for one thing and not for another."""

import pytest

from tests.town import Lists, Town

PENSION, INJURY = "medical_without_pension", "pension_without_injury"
EXEMPT = ("死者", "军人", "囚犯", "学生", "领养老", "外地职工", "机关在册", "男本月到龄")


def insured(town: Town, insurances: tuple[str, ...], who: str, firm: str = "全保厂", **more: str) -> None:
    """Declared for these from August to October, if not otherwise."""
    months, arrived = more.get("months", "2026-08..2026-10"), more.get("arrived", "1")
    for insurance in insurances:
        town.paid(f"who | insurance | firm | months | arrived\n{who} | {insurance} | {firm} | {months} | {arrived}")


def exempted(town: Town) -> None:
    """Whom nobody need insure for 110."""
    town.members("who | insurance\n机关在册 | 120")
    town.listed("death", "who | died_on\n死者 | 2026-10-01")
    town.listed("soldier", "who | starts_on\n军人 | 2025-09-01")
    town.listed("sentence", "who | sentence_kind | starts_on\n囚犯 | 监禁 | 2026-01-01")
    town.listed("student", "who | student_status\n学生 | 在读")
    town.listed(
        "benefit",
        "who | benefit_kind | starts_in | last_paid_in | benefit_status\n"
        "领养老 | 企业职工养老 | 2025-01 | 2026-10 | 正常",
    )
    town.listed("insured_elsewhere", "who | insurance | elsewhere_area | member_status\n外地职工 | 110 | 310101 | 1")


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    women = "女两口径间 | 1974-12-01 | 女 |"
    born = {"学生": "2005-01-23", "男本月到龄": "1966-06-30"}
    others = (
        "只医保", "医保一月", "三月前医保", "养老一次", "养老欠费", "灵活养老", "灵活医保", "机关缴费", "缺两险",
        "缺工伤", "缺失业", "单位缺失业", "单位全缺", "派遣", "派遣到期", "别处补", "欠费工伤", "养老停", "灵活",
        "二厂", "迁出",
    )  # fmt: skip
    everybody = "\n".join(f"{who} | {born.get(who, '1990-01-01')} | 男 |" for who in (*others, *EXEMPT))
    wrong = "错号 | 1990-01-27 | 男 | 320923199001270000"
    town.people(f"name | born | sex | id\n{everybody}\n{women}\n{wrong}")
    town.firms("name | unit\n全保厂 | 1\n缺失业厂 | 1\n只养老厂 | 1\n派遣公司 | 1\n用工厂 |")
    for firm, insurances in (("全保厂", ("210", "310", "410")), ("缺失业厂", ("310", "410"))):
        town.units("firm | insurance\n" + "\n".join(f"{firm} | {insurance}" for insurance in insurances))
    exempted(town)
    for who in ("只医保", "养老一次", "养老欠费", "灵活养老", "机关缴费", "女两口径间", "错号", "迁出", *EXEMPT):
        insured(town, ("310",), who)
    insured(town, ("310",), "医保一月", months="2026-08")
    insured(town, ("310",), "三月前医保", months="2026-07")
    insured(town, ("310",), "灵活医保", firm="-")
    insured(town, ("110", "410", "210"), "养老一次", months="2026-08")
    insured(town, ("110", "410", "210"), "养老欠费", arrived="0")
    insured(town, ("110",), "灵活养老", firm="-")
    insured(town, ("120",), "机关缴费")
    for who, firm in (
        ("缺两险", "全保厂"), ("单位缺失业", "缺失业厂"), ("单位全缺", "只养老厂"), ("派遣", "全保厂"),
        ("派遣到期", "全保厂"), ("别处补", "只养老厂"), ("灵活", "-"), ("二厂", "只养老厂"), ("二厂", "全保厂"),
    ):  # fmt: skip
        insured(town, ("110",), who, firm=firm)
    insured(town, ("110", "210"), "缺工伤")
    insured(town, ("110", "410"), "缺失业")
    insured(town, ("210", "410"), "别处补", months="2026-08")
    insured(town, ("110",), "欠费工伤")
    insured(town, ("210", "410"), "欠费工伤", arrived="0")
    insured(town, ("110",), "养老停", months="2026-07")
    for who in ("女两口径间", "错号", *EXEMPT):
        town.rows["contribution"] += [
            row | {"insurance": "110"}
            for row in town.rows["contribution"]
            if row["person_id"] == town.ids[who] and row["insurance"] == "310" and who != "女两口径间"
        ]
    town.listed("dispatch", """
        agency   | host   | who      | starts_on  | ends_on
        派遣公司 | 用工厂 | 派遣     | 2026-01-01 | 2026-11-22
        派遣公司 | 用工厂 | 派遣到期 | 2026-01-01 | 2026-11-21
    """)  # fmt: skip
    return town.night(lists={PENSION, INJURY})


def test_who_is_declared_for_medical_insurance_alone_must_be_insured(night: Lists) -> None:
    row = night[PENSION]["只医保"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("must_join", "confirmed", 1)
    assert row["reason"] == "全保厂近期为其申报职工医保3个月，申报到2026年10月，未查到近期职工养老保险参保缴费。"
    assert row["evidence"].startswith("contribution/all.csv#")


def test_one_recent_month_of_medical_insurance_is_enough_and_one_before_is_none(night: Lists) -> None:
    assert (night.tiers(PENSION)["医保一月"], night[PENSION]["医保一月"]["priority"]) == ("must_join", 2)
    assert "三月前医保" not in night[PENSION]


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("养老一次", "declared for 110 once in the recent months"),
        ("养老欠费", "in arrears, and declared"),
        ("灵活养老", "pays 110 as a flexible worker"),
        ("灵活医保", "pays 310 as a flexible worker: no unit owes anything"),
        ("机关缴费", "declared for 120"),
        *((name, "exempt from 110") for name in EXEMPT),
    ],
)
def test_others_lack_no_pension_insurance(night: Lists, name: str, because: str) -> None:
    assert name not in night[PENSION], because


def test_a_woman_between_her_two_dates_and_a_wrong_number_are_checked_at_a_desk(night: Lists) -> None:
    assert night.tiers(PENSION)["女两口径间"] == "check_data"
    assert "是否到龄须看岗位" in night[PENSION]["女两口径间"]["reason"]
    assert "错号" not in night[PENSION]


def test_who_lacks_both_is_told_so(night: Lists) -> None:
    row = night[INJURY]["缺两险"]
    assert (row["tier"], row["priority"], row["missing_insurances"]) == ("must_join", 1, "工伤、失业保险")
    assert row["reason"] == "全保厂近期为其申报职工养老保险3个月，申报到2026年10月，未查到近期工伤、失业保险申报。"


@pytest.mark.parametrize(
    ("name", "missing", "priority"),
    [("缺工伤", "工伤保险", 1), ("缺失业", "失业保险", 2), ("二厂", "工伤、失业保险", 1)],
)
def test_who_lacks_one_is_told_which(night: Lists, name: str, missing: str, priority: int) -> None:
    row = night[INJURY][name]
    assert (row["tier"], row["missing_insurances"], row["priority"]) == ("must_join", missing, priority)


def test_where_the_unit_takes_one_of_the_two_that_one_is_owed(night: Lists) -> None:
    assert night.tiers(INJURY)["单位缺失业"] == "must_join"


@pytest.mark.parametrize(
    ("name", "word"), [("单位全缺", "见选择性参保单位清单"), ("派遣", "是劳务派遣人员"), ("错号", "证件号码无法校验")]
)
def test_what_the_unit_cannot_be_asked_for_is_checked_at_a_desk(night: Lists, name: str, word: str) -> None:
    assert (night.tiers(INJURY)[name], night[INJURY][name]["priority"]) == ("check_data", 4)
    assert word in night[INJURY][name]["reason"]


def test_whose_dispatch_ended_yesterday_is_the_units_own(night: Lists) -> None:
    assert night.tiers(INJURY)["派遣到期"] == "must_join"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("别处补", "insured through another unit, once in the recent months"),
        ("欠费工伤", "in arrears, and declared"),
        ("养老停", "the unit no longer declares 110"),
        ("灵活", "pays 110 as a flexible worker"),
        *((name, "exempt from 110") for name in EXEMPT),
    ],
)
def test_others_lack_no_injury_insurance(night: Lists, name: str, because: str) -> None:
    assert name not in night[INJURY], because


def test_without_the_unemployment_insurance_delivered_nobody_is_told_to_lack_it() -> None:
    town = Town()
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    town.firms("name | unit\n甲厂 | 1")
    town.units("firm | insurance\n甲厂 | 210\n甲厂 | 410")
    town.paid("who | insurance | firm | months\n王一 | 110 | 甲厂 | 2026-10\n王一 | 410 | 甲厂 | 2026-10")
    assert not town.night(lists={INJURY}).computed[INJURY]
