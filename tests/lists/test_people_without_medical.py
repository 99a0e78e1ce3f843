"""在校生、外出务工、体检居民未参加医保: on a department's list and in no medical insurance (lists.md P08, P10)."""

import pytest

from tests.town import Lists, Town

STUDENTS, MOVERS, CHECKED = "students_without_medical", "movers_without_medical", "checkup_adults_without_medical"
DUE = ("去年缴", "居民未到账", "退休无医保", "居民退休", "矫正", "退伍", "外地养老", "外地停保", "四月前职工",
       "灵活未到", "外来")  # fmt: skip
EACH = pytest.mark.parametrize("list_id", [STUDENTS, MOVERS, CHECKED])


@pytest.fixture(scope="module")
def night() -> Lists:
    """Everybody is in school, away at work and came to a check-up: what differs is the insurance."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex | status   | registered   | id
        未参保     | 2000-01-01 | 男  |          |              |
        去年缴     | 2000-01-02 | 男  |          |              |
        居民未到账 | 2000-01-03 | 男  |          |              |
        退休无医保 | 1960-01-04 | 男  |          |              |
        居民退休   | 1960-01-05 | 男  |          |              |
        矫正       | 2000-01-06 | 男  |          |              |
        退伍       | 2000-01-07 | 男  |          |              |
        外地养老   | 2000-01-08 | 男  |          |              |
        外地停保   | 2000-01-09 | 男  |          |              |
        四月前职工 | 2000-01-10 | 男  |          |              |
        错号       | 2000-01-11 | 男  |          |              | 320923200001110000
        今年缴     | 2000-01-12 | 男  |          |              |
        代缴       | 2000-01-13 | 男  |          |              |
        职工欠费   | 2000-01-14 | 男  |          |              |
        灵活已缴   | 2000-01-15 | 男  |          |              |
        灵活未到   | 2000-01-16 | 男  |          |              |
        职工退休   | 1960-01-17 | 男  |          |              |
        两份退休   | 1960-01-16 | 男  |          |              |
        死者       | 2000-01-18 | 男  |          |              |
        军人       | 2000-01-19 | 男  |          |              |
        囚犯       | 2000-01-20 | 男  |          |              |
        出国       | 2000-01-21 | 男  | 出国注销 |              |
        迁出       | 2000-01-22 | 男  | 迁出注销 |              |
        其他注销   | 2000-01-23 | 男  | 其他注销 |              |
        外地医保   | 2000-01-24 | 男  |          |              |
        外地职工   | 2000-01-25 | 男  |          |              |
        外来       | 2000-01-26 | 男  |          | 110101001001 |
        出国领薪   | 2000-01-27 | 男  |          |              |
    """)
    town.firms("name | unit | insurance\n甲公司 | 1 | 310")
    town.members("""
        who        | insurance | firm   | status
        退休无医保 | 310       | 甲公司 | 4
        居民退休   | 310       | 甲公司 | 1
        职工退休   | 310       | 甲公司 | 2
        两份退休   | 310       | 甲公司 | 1
    """)
    town.paid("""
        who        | insurance | firm   | months           | arrived | due_kind
        去年缴     | 390       | -      | 2025-12          | 1       |
        居民未到账 | 390       | -      | 2026-12          | 0       |
        四月前职工 | 310       | 甲公司 | 2026-01..2026-07 | 1       |
        今年缴     | 390       | -      | 2026-12          | 1       |
        代缴       | 390       | -      | 2026-12          | 1       | 30
        职工欠费   | 310       | 甲公司 | 2026-08          | 0       |
        灵活已缴   | 310       | -      | 2026-10          | 1       |
        灵活未到   | 310       | -      | 2026-08..2026-10 | 0       |
    """)
    town.wages("who | firm | months\n出国领薪 | 甲公司 | 2026-08..2026-10")
    town.listed("death", "who | died_on\n死者 | 2026-10-01")
    town.listed("soldier", "who | starts_on | ends_on\n军人 | 2025-09-01 |\n退伍 | 2023-09-01 | 2026-11-21")
    town.listed(
        "sentence",
        """
        who  | sentence_kind | starts_on  | ends_on
        囚犯 | 监禁          | 2026-01-01 | 2026-11-22
        矫正 | 社区矫正      | 2026-01-01 | 2027-01-01
        """,
    )
    town.listed(
        "benefit",
        """
        who        | benefit_kind | starts_in | last_paid_in | benefit_status
        退休无医保 | 企业职工养老 | 2025-01   | 2026-10      | 正常
        居民退休   | 城乡居民养老 | 2025-01   | 2026-10      | 正常
        职工退休   | 机关事业养老 | 2025-01   | 2026-10      | 暂停
        两份退休   | 城乡居民养老 | 2025-01   | 2026-10      | 正常
        两份退休   | 机关事业养老 | 2025-01   | 2026-10      | 正常
        """,
    )
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status
        外地养老 | 110       | 310101         | 1
        外地停保 | 390       | 310101         | 2
        外地医保 | 390       | 310101         | 1
        外地职工 | 310       | 310101         | 1
        """,
    )
    kinds = ("外出务工", "体检居民")
    rows = [f"{name} | {kind} | 2026-01-01 |" for name in town.ids for kind in kinds]
    town.listed("person_roster", "\n".join(["who | roster_kind | starts_on | ends_on", *rows, "出国领薪 | 出国 | |"]))
    town.listed(
        "student", "\n".join(["who | student_status | school_name", *(f"{who} | 在读 | 中学" for who in town.ids)])
    )
    return town.night(lists={STUDENTS, MOVERS, CHECKED})


@EACH
def test_without_medical_insurance_a_person_is_to_be_persuaded(night: Lists, list_id: str) -> None:
    row = night[list_id]["未参保"]
    assert (row["tier"], row["confidence"], row["town_code"]) == ("persuade", "confirmed", "320923100")
    assert "未查到" in row["reason"]


def test_the_reasons_say_who_told_and_what_was_looked_for(night: Lists) -> None:
    assert night[STUDENTS]["未参保"]["reason"] == "在中学就读，未查到本年居民医保或近期职工医保。"
    assert night[MOVERS]["未参保"]["reason"] == "外出务工，未查到近期职工医保或本年居民医保，也没有异地参保记录。"
    assert night[CHECKED]["未参保"]["reason"] == "成年居民，未查到近期职工医保或本年居民医保。"
    assert night[STUDENTS]["未参保"]["evidence"] == "student/all.csv#2; resident/all.csv#2"


@EACH
@pytest.mark.parametrize("name", DUE)
def test_who_has_no_medical_insurance_all_the_same_is_on_the_list(night: Lists, list_id: str, name: str) -> None:
    assert night.tiers(list_id).get(name) == "persuade"


@EACH
@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("今年缴", "paid 390 for this year"),
        ("代缴", "the government paid 390 for this year"),
        ("职工欠费", "declared for 310 in the first recent month: insured, the unit owes"),
        ("灵活已缴", "paid 310 without a unit"),
        ("职工退休", "draws a civil pension, suspended, and is enrolled in 310: covered without paying"),
        ("两份退休", "draws a civil pension beside a resident one, and is enrolled in 310"),
        ("死者", "died"),
        ("军人", "serving in the army"),
        ("囚犯", "in prison, on the last day of the sentence"),
        ("出国", "gone abroad"),
        ("迁出", "moved away"),
        ("其他注销", "struck off the register"),
        ("外地医保", "insured for 390 elsewhere"),
        ("外地职工", "insured for 310 elsewhere"),
        ("出国领薪", "abroad: a wage here makes them due for the pension only"),
    ],
)
def test_who_is_insured_or_exempt_is_not_on_the_list(night: Lists, list_id: str, name: str, because: str) -> None:
    assert name not in night[list_id], because


@EACH
def test_a_number_that_proves_nobody_is_checked_at_a_desk(night: Lists, list_id: str) -> None:
    assert night.tiers(list_id)["错号"] == "check_data"
    assert "证件号码无法校验" in night[list_id]["错号"]["reason"]


@pytest.fixture(scope="module")
def bounds() -> Lists:
    """Days on which school, a roster and childhood end."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex
        今日毕业   | 2004-01-01 | 男
        昨日毕业   | 2004-01-02 | 男
        无毕业日   | 2004-01-03 | 男
        休学       | 2004-01-04 | 男
        毕业       | 2004-01-05 | 男
        退学       | 2004-01-06 | 男
        今日到期   | 1990-01-01 | 男
        昨日到期   | 1990-01-02 | 男
        今日起     | 1990-01-03 | 男
        明日起     | 1990-01-04 | 男
        无期       | 1990-01-05 | 男
        今日十八   | 2008-11-22 | 男
        明日十八   | 2008-11-23 | 男
        四十四     | 1981-11-23 | 男
        四十五     | 1981-11-22 | 男
        交钱的人   | 1990-01-06 | 男
    """)
    town.listed(
        "student",
        """
        who      | student_status | graduates_on
        今日毕业 | 在读           | 2026-11-22
        昨日毕业 | 在读           | 2026-11-21
        无毕业日 | 在读           |
        休学     | 休学           | 2027-06-30
        毕业     | 毕业           | 2027-06-30
        退学     | 退学           | 2027-06-30
        明日十八 | 在读           | 2027-06-30
        """,
    )
    rows = [
        f"{row} | {kind}"
        for kind in ("外出务工", "体检居民")
        for row in (
            "今日到期 | 2026-01-01 | 2026-11-22",
            "昨日到期 | 2026-01-01 | 2026-11-21",
            "今日起   | 2026-11-22 | 2026-12-31",
            "明日起   | 2026-11-23 | 2026-12-31",
            "无期     |            |           ",
            "今日十八 | 2026-01-01 |           ",
            "明日十八 | 2026-01-01 |           ",
            "四十四   | 2026-01-01 |           ",
            "四十五   | 2026-01-01 |           ",
        )
    ]
    town.listed("person_roster", "\n".join(["who | starts_on | ends_on | roster_kind", *rows]))
    town.paid("who | insurance | firm | months\n交钱的人 | 310 | - | 2026-10\n交钱的人 | 390 | - | 2026-12")
    return town.night(lists={STUDENTS, MOVERS, CHECKED})


def test_a_pupil_is_in_school_up_to_the_day_of_graduation(bounds: Lists) -> None:
    assert bounds.names[STUDENTS] == {"今日毕业", "无毕业日", "休学", "明日十八"}


@pytest.mark.parametrize("list_id", [MOVERS, CHECKED])
def test_a_roster_counts_from_its_first_day_to_its_last(bounds: Lists, list_id: str) -> None:
    on = bounds.names[list_id] & {"今日到期", "昨日到期", "今日起", "明日起", "无期"}
    assert on == {"今日到期", "今日起", "无期"}


def test_a_check_up_counts_for_grown_ups_from_the_birthday_itself(bounds: Lists) -> None:
    assert {"今日十八", "明日十八"} & bounds.names[CHECKED] == {"今日十八"}
    assert {"今日十八", "明日十八"} <= bounds.names[MOVERS]


def test_who_is_older_or_under_age_comes_first(bounds: Lists) -> None:
    assert [bounds[MOVERS][name]["priority"] for name in ("四十五", "四十四")] == [3, 4]
    assert [bounds[STUDENTS][name]["priority"] for name in ("明日十八", "无毕业日")] == [3, 4]


@pytest.mark.parametrize(("as_of", "covered"), [("2026-02-28", True), ("2026-03-01", False)])
def test_until_the_days_of_grace_end_last_years_payment_serves(as_of: str, covered: bool) -> None:
    town = Town(as_of=as_of)
    town.people("name | born | sex\n去年缴 | 2000-01-01 | 男\n职工 | 2000-01-02 | 男")
    town.listed("student", "who | student_status\n去年缴 | 在读")
    town.paid("who | insurance | firm | months\n去年缴 | 390 | - | 2025-12\n职工 | 310 | - | 2026-01")
    assert ("去年缴" not in town.night(lists={STUDENTS, MOVERS, CHECKED}).names[STUDENTS]) is covered


@pytest.mark.parametrize(("as_of", "on"), [("2026-02-28", False), ("2026-03-01", True)])
def test_born_on_29_february_a_person_is_of_age_on_1_march(as_of: str, on: bool) -> None:
    town = Town(as_of=as_of)
    town.people("name | born | sex\n闰年 | 2008-02-29 | 男\n职工 | 2000-01-02 | 男")
    town.listed("person_roster", "who | roster_kind\n闰年 | 体检居民")
    town.paid("who | insurance | firm | months\n职工 | 390 | - | 2025-12\n职工 | 310 | - | 2026-01")
    assert ("闰年" in town.night(lists={STUDENTS, MOVERS, CHECKED}).names[CHECKED]) is on


def test_without_payments_of_both_insurances_the_lists_are_not_computed() -> None:
    town = Town()
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    town.listed("student", "who | student_status\n王一 | 在读")
    town.paid("who | insurance | firm | months\n王一 | 310 | - | 2026-10")
    night = town.night(lists={STUDENTS, MOVERS, CHECKED})
    assert not night.computed[STUDENTS]
    assert night.titles[STUDENTS] == "缴费明细 390"
