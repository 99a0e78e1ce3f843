"""转移就业、编外聘用未参保，就业困难未缴费: a department's roster and the employee pension (P12, P17, E20)."""

import pytest

from tests.town import Lists, Town

MOVED, STAFF, HARD = "transfer_workers_uninsured", "contract_staff_uninsured", "hard_to_employ_unpaid"
TIERS = {MOVED: "persuade", STAFF: "must_join", HARD: "persuade"}
EACH = pytest.mark.parametrize("list_id", [MOVED, STAFF, HARD])


@pytest.fixture(scope="module")
def night() -> Lists:
    """Everybody stands on all three rosters: what differs is the insurance."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex | status   | id
        未参保     | 1990-01-01 | 男  |          |
        居民在保   | 1990-01-02 | 男  |          |
        灵活未到   | 1990-01-03 | 男  |          |
        收回       | 1990-01-04 | 男  |          |
        四月前     | 1990-01-05 | 男  |          |
        迁出       | 1990-01-06 | 男  | 迁出注销 |
        外地居民   | 1990-01-07 | 男  |          |
        矫正       | 1990-01-08 | 男  |          |
        在缴       | 1990-01-09 | 男  |          |
        灵活已缴   | 1990-01-10 | 男  |          |
        机关       | 1990-01-11 | 男  |          |
        死者       | 1990-01-12 | 男  |          |
        军人       | 1990-01-13 | 男  |          |
        囚犯       | 1990-01-14 | 男  |          |
        出国       | 1990-01-15 | 男  |          |
        学生       | 2005-01-16 | 男  |          |
        领养老     | 1990-01-17 | 男  |          |
        外地职工   | 1990-01-18 | 男  |          |
        欠费       | 1990-01-19 | 男  |          |
        出国领薪   | 1990-01-20 | 男  |          |
        错号       | 1990-01-21 | 男  |          | 320923199001210000
        今日十六   | 2010-11-22 | 男  |          |
        明日十六   | 2010-11-23 | 男  |          |
        男本月到龄 | 1966-06-30 | 男  |          |
        男下月到龄 | 1966-07-01 | 男  |          |
        女两口径间 | 1974-12-01 | 女  |          |
        女五十五后 | 1971-03-31 | 女  |          |
        今日到期   | 1990-01-22 | 男  |          |
        昨日到期   | 1990-01-23 | 男  |          |
        明日起     | 1990-01-24 | 男  |          |
    """)
    town.firms("name | unit\n甲公司 | 1\n乙机关 | 1")
    town.members("who | insurance | status\n居民在保 | 170 | 1\n机关 | 120 | 2")
    town.paid("""
        who      | insurance | firm   | months           | arrived | yuan
        居民在保 | 170       | -      | 2026-12          | 1       |
        灵活未到 | 110       | -      | 2026-08..2026-10 | 0       |
        收回     | 110       | 甲公司 | 2026-09          | 1       | 800
        收回     | 110       | 甲公司 | 2026-09          | 1       | -800
        四月前   | 110       | 甲公司 | 2026-01..2026-07 | 1       |
        在缴     | 110       | 甲公司 | 2026-08          | 1       |
        灵活已缴 | 110       | -      | 2026-10          | 1       |
        欠费     | 110       | 甲公司 | 2026-08..2026-10 | 0       |
    """)
    town.wages("who | firm | months\n出国领薪 | 甲公司 | 2026-08..2026-10")
    town.listed("death", "who | died_on\n死者 | 2026-10-01")
    town.listed("soldier", "who | starts_on\n军人 | 2025-09-01")
    town.listed("sentence", "who | sentence_kind | starts_on\n囚犯 | 监禁 | 2026-01-01\n矫正 | 社区矫正 | 2026-01-01")
    town.listed("student", "who | student_status\n学生 | 在读")
    town.listed(
        "benefit",
        """
        who    | benefit_kind | starts_in | last_paid_in | benefit_status
        领养老 | 企业职工养老 | 2025-01   | 2026-10      | 正常
        """,
    )
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status
        外地居民 | 170       | 310101         | 1
        外地职工 | 110       | 310101         | 1
        """,
    )
    dates = {"今日到期": "| 2026-11-22", "昨日到期": "| 2026-11-21", "明日起": "2026-11-23 |"}
    rows = [
        f"{name} | {kind} | {dates.get(name, '2026-01-01 |')}"
        for name in town.ids
        for kind in ("转移就业", "编外聘用", "就业困难")
    ]
    abroad = ["出国 | 出国 | |", "出国领薪 | 出国 | |"]
    town.listed("person_roster", "\n".join(["who | roster_kind | starts_on | ends_on", *rows, *abroad]))
    return town.night(lists={MOVED, STAFF, HARD})


@EACH
def test_whom_nobody_insures_is_on_the_list(night: Lists, list_id: str) -> None:
    row = night[list_id]["未参保"]
    assert (row["tier"], row["confidence"]) == (TIERS[list_id], "confirmed")
    assert row["evidence"].endswith("; resident/all.csv#2")


def test_the_reasons_say_which_roster_and_what_may_be_done(night: Lists) -> None:
    assert night[MOVED]["未参保"]["reason"] == "在转移就业名单上，近期未查到职工养老保险参保缴费。"
    assert (
        night[STAFF]["未参保"]["reason"]
        == "在机关事业单位编外聘用名单上，2026年01月01日起聘用，近期未查到职工养老保险参保缴费。"
    )
    assert night[HARD]["未参保"]["reason"] == "近期未查到职工养老保险缴费，以灵活就业身份缴费的可申请社保补贴。"


@EACH
@pytest.mark.parametrize("name", ["居民在保", "灵活未到", "收回", "四月前", "迁出", "外地居民", "矫正", "今日十六"])
def test_who_is_due_all_the_same_is_on_the_list(night: Lists, list_id: str, name: str) -> None:
    assert night.tiers(list_id).get(name) == TIERS[list_id]


@EACH
@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("在缴", "paid through a unit in the first recent month"),
        ("灵活已缴", "paid without a unit"),
        ("机关", "enrolled in 120, suspended"),
        ("死者", "died"),
        ("军人", "serving in the army"),
        ("囚犯", "in prison"),
        ("出国", "abroad"),
        ("学生", "in school"),
        ("领养老", "draws a pension"),
        ("外地职工", "insured for 110 elsewhere"),
        ("明日十六", "under 16"),
        ("男本月到龄", "past the retirement date since the first day of this month"),
        ("女五十五后", "past both retirement dates"),
    ],
)
def test_who_is_insured_or_exempt_is_not_on_the_list(night: Lists, list_id: str, name: str, because: str) -> None:
    assert name not in night[list_id], because


def test_declared_is_insured_but_only_paid_is_paid(night: Lists) -> None:
    assert "欠费" not in night.names[MOVED] | night.names[STAFF]
    assert night.tiers(HARD)["欠费"] == "persuade"


@EACH
@pytest.mark.parametrize(("name", "word"), [("错号", "证件号码无法校验"), ("出国领薪", "登记为出国")])
def test_what_the_data_contradict_is_checked_at_a_desk(night: Lists, list_id: str, name: str, word: str) -> None:
    assert night.tiers(list_id)[name] == "check_data"
    assert word in night[list_id][name]["reason"]


@EACH
def test_a_man_is_due_until_the_day_his_retirement_month_begins(night: Lists, list_id: str) -> None:
    assert night.tiers(list_id)["男下月到龄"] == TIERS[list_id]


@EACH
def test_a_woman_between_her_two_dates_is_persuaded_but_never_enforced(night: Lists, list_id: str) -> None:
    assert night.tiers(list_id)["女两口径间"] == ("check_data" if list_id == STAFF else "persuade")


@EACH
def test_a_roster_counts_from_its_first_day_to_its_last(night: Lists, list_id: str) -> None:
    assert {"今日到期", "昨日到期", "明日起"} & night.names[list_id] == {"今日到期"}


def test_who_is_near_retirement_comes_first(night: Lists) -> None:
    assert [night[HARD][name]["priority"] for name in ("男下月到龄", "未参保")] == [2, 3]
    assert [night[MOVED][name]["priority"] for name in ("男下月到龄", "未参保")] == [2, 3]
    assert [night[STAFF][name]["priority"] for name in ("未参保", "错号")] == [1, 4]
