"""参加养老未参加医保: who pays for a pension, through a unit or alone, and has no medical cover (E03, 盐城 三(三)2)."""

import pytest

from tests.town import Lists, Town

STAFF, FLEXIBLE = "pension_without_medical", "flexible_without_medical"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | status   | id
        职工     | 1990-01-01 | 男  |          |
        职工两月 | 1990-01-02 | 男  |          |
        欠养老   | 1990-01-03 | 男  |          |
        欠医保   | 1990-01-04 | 男  |          |
        有居民   | 1990-01-05 | 男  |          |
        外省医保 | 1990-01-06 | 男  |          |
        外省养老 | 1990-01-07 | 男  |          |
        退休医保 | 1960-01-08 | 男  |          |
        迁出职工 | 1990-01-09 | 男  | 迁出注销 |
        学生职工 | 2005-01-10 | 男  |          |
        两口径间 | 1972-01-01 | 女  |          |
        七月缴   | 1990-01-11 | 男  |          |
        灵活     | 1990-02-01 | 男  |          |
        灵活未到 | 1990-02-02 | 男  |          |
        灵活医保 | 1990-02-03 | 男  |          |
        灵活居民 | 1990-02-04 | 男  |          |
        灵活去年 | 1990-02-05 | 男  |          |
        灵活错号 | 1990-02-06 | 男  |          | 320923199002060000
        灵活外省 | 1990-02-07 | 男  |          |
        灵活退休 | 1960-02-08 | 女  |          |
    """)
    town.firms("name | unit\n甲厂 | 1")
    staff = [name for name in town.ids if not name.startswith("灵活")]
    alone = [name for name in town.ids if name.startswith("灵活")]
    town.members(
        "\n".join(
            [
                "who | insurance | firm",
                *[f"{name} | 110 | 甲厂" for name in staff],
                *[f"{name} | 110 | -" for name in alone],
                "退休医保 | 310 | 甲厂",
                "灵活退休 | 310 | -",
            ]
        )
    )
    spans = {"职工两月": "2026-08..2026-09", "七月缴": "2026-05..2026-07"}
    town.paid(
        "\n".join(
            [
                "who | insurance | firm | months | arrived",
                *[
                    f"{name} | 110 | 甲厂 | {spans.get(name, '2026-08..2026-10')} | {int(name != '欠养老')}"
                    for name in staff
                ],
                *[f"{name} | 110 | - | 2026-10 | {int(name != '灵活未到')}" for name in alone],
                "欠医保 | 310 | 甲厂 | 2026-08 | 0",
                "有居民 | 390 | - | 2026-12 | 1",
                "灵活医保 | 310 | - | 2026-08 | 1",
                "灵活居民 | 390 | - | 2026-12 | 1",
                "灵活去年 | 390 | - | 2025-12 | 1",
            ]
        )
    )
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status
        外省医保 | 390       | 310101         | 1
        外省养老 | 110       | 310101         | 1
        灵活外省 | 310       | 310101         | 1
        """,
    )
    town.listed("student", "who | student_status | graduates_on\n学生职工 | 在读 | 2026-11-22")
    town.listed(
        "benefit",
        """
        who      | benefit_kind | starts_in | last_paid_in | benefit_status
        退休医保 | 企业职工养老 | 2026-09   | 2026-10      | 正常
        灵活退休 | 企业职工养老 | 2026-09   | 2026-10      | 暂停
        """,
    )
    return town.night(lists={STAFF, FLEXIBLE})


def test_whose_unit_pays_the_pension_only_must_be_insured(night: Lists) -> None:
    row = night[STAFF]["职工"]
    assert (row["tier"], row["employer_name"], row["priority"]) == ("must_join", "甲厂", 1)
    assert row["reason"] == "甲厂近期为其缴纳职工养老保险3个月，缴到2026年10月，未查到近期职工医保申报。"
    assert night[STAFF]["职工两月"]["priority"] == 2


@pytest.mark.parametrize("name", ["有居民", "外省养老", "学生职工", "两口径间"])
def test_residents_insurance_school_and_age_do_not_free_an_employee(night: Lists, name: str) -> None:
    assert night.tiers(STAFF)[name] == "must_join"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("欠养老", "the pension has not arrived"),
        ("欠医保", "declared for 310, in arrears"),
        ("外省医保", "insured for medical elsewhere"),
        ("退休医保", "a pensioner's cover"),
        ("迁出职工", "moved away"),
        ("七月缴", "nothing paid in the recent months"),
        ("灵活", "pays alone"),
    ],
)
def test_others_are_not_on_the_list_of_staff(night: Lists, name: str, because: str) -> None:
    assert name not in night[STAFF], because


def test_a_flexible_worker_without_medical_cover_is_persuaded(night: Lists) -> None:
    assert night.tiers(FLEXIBLE) == {"灵活": "persuade", "灵活去年": "persuade", "灵活错号": "check_data"}


def test_until_the_end_of_february_last_year_s_payment_serves_a_flexible_worker() -> None:
    listed = []
    for as_of in ("2026-02-28", "2026-03-01"):
        town = Town(as_of=as_of)
        town.people("name | born | sex\n灵活 | 1990-02-01 | 男\n职工 | 1990-02-02 | 男")
        town.members("who | insurance | firm\n灵活 | 110 | -")
        town.paid("""
            who  | insurance | firm | months
            灵活 | 110       | -    | 2026-01..2026-02
            灵活 | 390       | -    | 2025-12
            职工 | 310       | -    | 2026-01
        """)
        listed.append("灵活" in town.night(lists={STAFF, FLEXIBLE})[FLEXIBLE])
    assert listed == [False, True]
