"""居民医保断缴人员, 灵活就业可转职工医保: who paid as a resident, and no longer does or could as an employee."""

from typing import Any

import pytest

from tests.town import Lists, Town

LAPSED, CONVERTIBLE = "lapsed_medical_residents", "flexible_to_employee_medical"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex | status   | registered   | id
        断缴       | 1990-01-01 | 男  |          |              |
        六十       | 1966-11-22 | 男  |          |              |
        明日六十   | 1966-11-23 | 男  |          |              |
        未到账     | 1990-01-02 | 男  |          |              |
        已续       | 1990-01-03 | 男  |          |              |
        代缴       | 1990-01-04 | 男  |          |              |
        职工医保   | 1990-01-05 | 男  |          |              |
        四月前医保 | 1990-01-06 | 男  |          |              |
        断两年     | 1990-01-07 | 男  |          |              |
        从未       | 1990-01-08 | 男  |          |              |
        死者       | 1990-01-09 | 男  |          |              |
        军人       | 1990-01-10 | 男  |          |              |
        迁出       | 1990-01-11 | 男  | 迁出注销 |              |
        外地户籍   | 1990-01-12 | 男  |          | 310101001001 |
        外地医保   | 1990-01-13 | 男  |          |              |
        退休在册   | 1962-01-14 | 男  |          |              |
        退休不在册 | 1962-01-15 | 男  |          |              |
        错号       | 1990-01-16 | 男  |          |              | 320923199001160000
        灵活居民   | 1990-02-01 | 男  |          |              |
        灵活四五   | 1981-11-22 | 男  |          |              |
        灵活职工   | 1990-02-02 | 男  |          |              |
        灵活职一月 | 1990-02-03 | 男  |          |              |
        灵活职停   | 1990-02-04 | 男  |          |              |
        灵活去年   | 1990-02-05 | 男  |          |              |
        灵活未缴   | 1990-02-06 | 男  |          |              |
        灵活停     | 1990-02-07 | 男  |          |              |
        灵活未到   | 1990-02-08 | 男  |          |              |
        灵活死者   | 1990-02-09 | 男  |          |              |
        灵活外地   | 1990-02-10 | 男  |          |              |
        灵活退休   | 1970-02-11 | 女  |          |              |
        单位居民   | 1990-02-12 | 男  |          |              |
    """)
    town.firms("name | unit\n甲厂 | 1")
    skipped = {"断两年": "2024-12", "从未": ""}
    flexible = [who for who in town.ids if who.startswith("灵活")]
    residents = [who for who in town.ids if who not in flexible and who not in skipped]
    this_year = [who for who in flexible if who not in ("灵活去年", "灵活未缴")]
    town.paid("who | insurance | months | arrived\n" + "\n".join([
        *(f"{who} | 390 | 2025-12 | 1" for who in (*residents, "灵活去年")),
        *(f"{who} | 390 | 2026-12 | 1" for who in (*this_year, "已续", "单位居民")),
        "断两年 | 390 | 2024-12 | 1", "未到账 | 390 | 2026-12 | 0",
    ]))  # fmt: skip
    town.paid("who | insurance | months | due_kind\n代缴 | 390 | 2026-12 | 30")
    town.paid("who | insurance | firm | months\n职工医保 | 310 | 甲厂 | 2026-08\n四月前医保 | 310 | 甲厂 | 2026-07")
    ended = {"灵活停": "2026-01..2026-07"}
    town.paid("who | insurance | months | arrived\n" + "\n".join(
        f"{who} | 110 | {ended.get(who, '2026-08..2026-10')} | {0 if who == '灵活未到' else 1}" for who in flexible
    ))  # fmt: skip
    town.paid("who | insurance | firm | months\n单位居民 | 110 | 甲厂 | 2026-08..2026-10")
    town.paid("""
        who        | insurance | months
        灵活职工   | 310       | 2026-08..2026-10
        灵活职一月 | 310       | 2026-08
        灵活职停   | 310       | 2026-07
    """)
    town.members("who | insurance\n退休在册 | 310\n灵活退休 | 310\n断缴 | 390")
    town.listed("death", "who | died_on\n死者 | 2026-10-01\n灵活死者 | 2026-10-01")
    town.listed("soldier", "who | starts_on\n军人 | 2025-09-01")
    town.listed("insured_elsewhere", """
        who      | insurance | elsewhere_area | member_status
        外地医保 | 310       | 310101         | 1
        灵活外地 | 390       | 310101         | 1
    """)  # fmt: skip
    town.listed("benefit", """
        who        | benefit_kind | starts_in | last_paid_in | benefit_status
        退休在册   | 企业职工养老 | 2025-01   | 2026-10      | 正常
        退休不在册 | 企业职工养老 | 2025-01   | 2026-10      | 正常
        灵活退休   | 企业职工养老 | 2025-01   | 2026-10      | 正常
    """)  # fmt: skip
    return town.night(lists={LAPSED, CONVERTIBLE})


def test_who_paid_last_year_and_not_this_one_is_told_how_long_the_wait_is(night: Lists) -> None:
    row = night[LAPSED]["断缴"]
    assert (row["tier"], row["priority"], row["waiting_months"]) == ("persuade", 3, 3)
    assert row["reason"] == (
        "已缴2025年居民医保，未查到2026年居民医保缴费或近期职工医保申报；现在补缴，3个月后才能报销；今年不缴，明年参保要等4个月。"
    )
    assert row["evidence"] == "member/all.csv#4; resident/all.csv#2"


def test_from_sixty_on_somebody_comes_first(night: Lists) -> None:
    assert [night[LAPSED][who]["priority"] for who in ("六十", "明日六十")] == [2, 3]


@pytest.mark.parametrize("name", ["未到账", "四月前医保", "退休不在册"])
def test_who_is_without_cover_all_the_same(night: Lists, name: str) -> None:
    assert night.tiers(LAPSED).get(name) == "persuade"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("已续", "paid for this year"),
        ("代缴", "the government paid for this year"),
        ("职工医保", "declared for 310 once in the recent months"),
        ("断两年", "had nothing last year either"),
        ("从未", "never paid"),
        ("死者", "died"),
        ("军人", "serving in the army"),
        ("迁出", "registered elsewhere by now"),
        ("外地户籍", "registered elsewhere"),
        ("外地医保", "insured elsewhere"),
        ("退休在册", "a pensioner on the books of 310"),
    ],
)
def test_others_have_not_lapsed(night: Lists, name: str, because: str) -> None:
    assert name not in night[LAPSED], because


def test_a_wrong_number_is_checked_at_a_desk(night: Lists) -> None:
    assert night.tiers(LAPSED)["错号"] == "check_data"


def lapsed(as_of: str, paid_for: int) -> dict[str, Any]:
    """Who has lapsed of one who paid for a year."""
    town = Town(as_of=as_of)
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    town.firms("name | unit\n甲厂 | 1")
    town.paid(f"who | insurance | firm | months\n王一 | 390 | - | {paid_for}-12\n王一 | 310 | 甲厂 | {paid_for}-01")
    return town.night(lists={LAPSED})[LAPSED]


def test_in_the_days_of_grace_last_years_payment_serves() -> None:
    assert set(lapsed("2026-02-28", paid_for=2025)) == set()
    assert set(lapsed("2026-03-01", paid_for=2025)) == {"王一"}


def test_before_2025_nobody_had_to_wait() -> None:
    before, since = lapsed("2024-12-31", paid_for=2023)["王一"], lapsed("2025-03-01", paid_for=2024)["王一"]
    assert (before["waiting_months"], since["waiting_months"]) == (0, 3)
    assert before["reason"] == "已缴2023年居民医保，未查到2024年居民医保缴费或近期职工医保申报。"
    assert "3个月后才能报销" in since["reason"]


def test_a_flexible_worker_who_pays_as_a_resident_may_pay_as_an_employee(night: Lists) -> None:
    row = night[CONVERTIBLE]["灵活居民"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("persuade", "confirmed", 3)
    assert row["reason"] == (
        "近期以灵活就业身份缴纳职工养老保险3个月，缴到2026年10月，医保缴的是2026年居民医保，可动员改缴职工医保。"
    )


def test_from_45_on_the_years_that_lack_press(night: Lists) -> None:
    assert night[CONVERTIBLE]["灵活四五"]["priority"] == 2


def test_whose_employee_medical_insurance_ended_before_is_asked_again(night: Lists) -> None:
    assert night.tiers(CONVERTIBLE)["灵活职停"] == "persuade"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("灵活职工", "pays 310"),
        ("灵活职一月", "paid 310 once in the recent months"),
        ("灵活去年", "paid 390 for last year alone: another list"),
        ("灵活未缴", "has no medical insurance: another list"),
        ("灵活停", "no longer pays 110"),
        ("灵活未到", "its payment has not arrived"),
        ("灵活死者", "died"),
        ("灵活外地", "insured elsewhere"),
        ("灵活退休", "a pensioner on the books of 310"),
        ("单位居民", "a unit pays 110"),
    ],
)
def test_others_need_not_change(night: Lists, name: str, because: str) -> None:
    assert name not in night[CONVERTIBLE], because
