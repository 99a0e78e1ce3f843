"""Which list asks of which outdated report from elsewhere: each of its own insurance, and of no other (lists.md)."""

from datetime import date

import pytest

from tests.town import Lists, Town

CONVERTIBLE, LAPSED = "flexible_to_employee_medical", "lapsed_medical_residents"
PERMITS, LAND = "permit_holders_unenrolled", "land_loss_unpaid"
PENSION, INJURY = "medical_without_pension", "pension_without_injury"
MINIMUM_YUAN = 2_010


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(
        as_of="2026-11-22",
        policy={"minimum_wage_yuan": {"values": [{"from": date(2011, 7, 1), "value": MINIMUM_YUAN}]}},
    )
    town.people("""
        name     | born       | sex | registered
        灵活医旧 | 1990-01-01 | 男  |
        灵活老旧 | 1990-01-02 | 男  |
        断缴医旧 | 1990-01-03 | 男  |
        断缴居旧 | 1990-01-04 | 男  |
        持证居旧 | 1990-01-05 | 男  | 310101001001
        持证医旧 | 1990-01-06 | 男  | 310101001001
        失地居旧 | 1990-01-07 | 男  |
        失地医旧 | 1990-01-08 | 男  |
        医保职旧 | 1990-01-09 | 男  |
        医保居旧 | 1990-01-10 | 男  |
        养老职旧 | 1990-01-11 | 男  |
        养老医旧 | 1990-01-12 | 男  |
        医保少薪 | 1990-01-13 | 男  |
        医保够薪 | 1990-01-14 | 男  |
        两份工资 | 1990-01-15 | 男  |
        旁人     | 1990-01-16 | 男  |""")
    for row in town.rows["resident"]:
        row["hukou_kind"] = "居住证" if row["registered_area"] == "310101001001" else "居民户"
    town.firms("name | unit\n甲厂 | 1\n乙厂 | 1")
    town.units("firm | insurance\n甲厂 | 310\n甲厂 | 210\n甲厂 | 410")
    reported = {"职": "110", "居": "170", "医": "390", "老": "110"}
    town.listed("insured_elsewhere", "who | insurance | elsewhere_area | member_status | last_paid_in\n" + "\n".join(
        f"{who} | {reported[who[2]]} | 310101 | 1 | {'2024-12' if who[2] in '居医' else '2026-01'}"
        for who in town.ids if who.endswith("旧")
    ))  # fmt: skip
    for who in ("灵活医旧", "灵活老旧"):
        town.paid(f"who | insurance | months\n{who} | 110 | 2026-08..2026-10\n{who} | 390 | 2026-12")
    town.paid("who | insurance | months\n断缴医旧 | 390 | 2025-12\n断缴居旧 | 390 | 2025-12")
    town.members("who | insurance\n失地居旧 | 170\n失地医旧 | 170\n旁人 | 110")
    # of every insurance that the lists need somebody's is delivered
    for insurance in ("170", "210", "410"):
        town.paid(f"who | insurance | months\n旁人 | {insurance} | 2025-12")
    town.listed("land_loss", "who | land_batch\n失地居旧 | 1号\n失地医旧 | 1号")
    for who in town.ids:
        if who.startswith(("医保", "两份")):
            town.paid(f"who | insurance | firm | months\n{who} | 310 | 甲厂 | 2026-08..2026-10")
        if who.startswith("养老"):
            town.paid(f"who | insurance | firm | months\n{who} | 110 | 甲厂 | 2026-08..2026-10")
    town.wages(f"""
        who      | firm | months           | yuan
        医保少薪 | 甲厂 | 2026-05..2026-10 | {MINIMUM_YUAN - 1}
        医保够薪 | 甲厂 | 2026-05..2026-10 | {MINIMUM_YUAN}
        两份工资 | 甲厂 | 2026-05..2026-10 | 100
        两份工资 | 乙厂 | 2026-05..2026-10 | {MINIMUM_YUAN}""")
    return town.night(lists={CONVERTIBLE, LAPSED, PERMITS, LAND, PENSION, INJURY})


@pytest.mark.parametrize(
    ("list_id", "asked", "not_asked", "tier"),
    [
        (CONVERTIBLE, "灵活医旧", "灵活老旧", "persuade"),
        (LAPSED, "断缴医旧", "断缴居旧", "persuade"),
        (PERMITS, "持证居旧", "持证医旧", "persuade"),
        (LAND, "失地居旧", "失地医旧", "must_join"),
        (PENSION, "医保职旧", "医保居旧", "must_join"),
        (INJURY, "养老职旧", "养老医旧", "must_join"),
    ],
)
def test_an_old_report_of_the_list_s_own_insurance_is_asked_about_and_of_another_is_not(
    night: Lists, list_id: str, asked: str, not_asked: str, tier: str
) -> None:
    assert (night.tiers(list_id)[asked], night.tiers(list_id)[not_asked]) == ("check_data", tier)
    assert "请先核对是否仍在外地参保" in night[list_id][asked]["reason"]
    assert "外地" not in night[list_id][not_asked]["reason"]


def test_of_medical_insurance_without_a_pension_a_token_wage_is_asked_about(night: Lists) -> None:
    assert night.tiers(PENSION)["医保少薪"] == "check_data"
    assert "可能是非全日制用工" in night[PENSION]["医保少薪"]["reason"]
    assert night[PENSION]["医保少薪"]["priority"] == 4
    assert night.tiers(PENSION)["医保够薪"] == "must_join"


def test_of_two_wages_the_better_one_counts(night: Lists) -> None:
    assert night.tiers(PENSION)["两份工资"] == "must_join"
