"""新业态从业人员未参保、未参加工伤: who works through platforms or by licence (lists.md E16, P13; 武义 三(三)1)."""

import pytest

from tests.town import Lists, Town

RIDERS = """
    who        | platform | starts_on  | ends_on
    有职伤     | 飞快平台 | 2026-11-22 |
    职伤到今日 | 飞快平台 |            | 2026-11-22
    职伤到昨日 | 飞快平台 |            | 2026-11-21
    职伤自明日 | 飞快平台 | 2026-11-23 |
"""
PENSION, INJURY = "gig_workers_unenrolled", "gig_workers_without_injury_cover"


@pytest.fixture(scope="module")
def night() -> Lists:
    """All are couriers, unless their name says another trade."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex | status   | id
        快递       | 1990-01-01 | 男  |          |
        外卖       | 1990-01-02 | 男  |          |
        网约车     | 1990-01-03 | 男  |          |
        同城货运   | 1990-01-04 | 男  |          |
        网络直播   | 1990-01-05 | 男  |          |
        导游       | 1990-01-06 | 男  |          |
        律师       | 1990-01-07 | 男  |          |
        其他       | 1990-01-08 | 男  |          |
        两份工     | 1990-01-09 | 男  |          |
        居民断保   | 1990-01-10 | 男  |          |
        欠费职工   | 1990-01-11 | 男  |          |
        灵活已缴   | 1990-01-12 | 男  |          |
        灵活未到   | 1990-01-13 | 男  |          |
        机关       | 1990-01-14 | 男  |          |
        只有工伤   | 1990-01-15 | 男  |          |
        四月前工伤 | 1990-01-16 | 男  |          |
        死者       | 1990-01-17 | 男  |          |
        军人       | 1990-01-18 | 男  |          |
        囚犯       | 1990-01-19 | 男  |          |
        出国       | 1990-01-20 | 男  | 出国注销 |
        出国领薪   | 1990-01-21 | 男  |          |
        迁出       | 1990-01-22 | 男  | 迁出注销 |
        学生       | 2005-01-23 | 男  |          |
        领养老     | 1990-01-24 | 男  |          |
        外地职工   | 1990-01-25 | 男  |          |
        外地居民   | 1990-01-26 | 男  |          |
        今日十六   | 2010-11-22 | 男  |          |
        明日十六   | 2010-11-23 | 男  |          |
        男本月到龄 | 1966-06-30 | 男  |          |
        男下月到龄 | 1966-07-01 | 男  |          |
        女两口径间 | 1974-12-01 | 女  |          |
        四十五     | 1981-11-22 | 男  |          |
        错号       | 1990-01-27 | 男  |          | 320923199001270000
        有职伤     | 1990-01-28 | 男  |          |
        职伤到今日 | 1990-01-29 | 男  |          |
        职伤到昨日 | 1990-01-30 | 男  |          |
        职伤自明日 | 1990-01-31 | 男  |          |
    """)
    town.firms("name | unit\n甲公司 | 1")
    town.members("who | insurance | status\n居民断保 | 170 | 2\n机关 | 120 | 1")
    town.paid("""
        who        | insurance | firm   | months           | arrived
        欠费职工   | 110       | 甲公司 | 2026-08          | 0
        灵活已缴   | 110       | -      | 2026-10          | 1
        灵活未到   | 110       | -      | 2026-08..2026-10 | 0
        机关       | 120       | 甲公司 | 2026-10          | 1
        只有工伤   | 410       | 甲公司 | 2026-08          | 0
        四月前工伤 | 410       | 甲公司 | 2026-07          | 1
    """)
    town.wages("who | firm | months\n出国领薪 | 甲公司 | 2026-08..2026-10")
    town.listed("death", "who | died_on\n死者 | 2026-10-01")
    town.listed("soldier", "who | starts_on\n军人 | 2025-09-01")
    town.listed("sentence", "who | sentence_kind | starts_on\n囚犯 | 监禁 | 2026-01-01")
    town.listed("student", "who | student_status\n学生 | 在读")
    town.listed("person_roster", "who | roster_kind\n出国领薪 | 出国")
    town.listed(
        "benefit",
        """
        who    | benefit_kind | starts_in | last_paid_in | benefit_status
        领养老 | 城乡居民养老 | 2025-01   | 2026-10      | 正常
        """,
    )
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status
        外地职工 | 110       | 310101         | 1
        外地居民 | 170       | 310101         | 1
        """,
    )
    town.listed("rider_cover", RIDERS)
    kinds = {name: name for name in ("外卖", "网约车", "同城货运", "网络直播", "导游", "律师", "其他")}
    rows = [f"{name} | {kinds.get(name, '快递')} | 飞快平台" for name in town.ids if name != "两份工"]
    town.listed(
        "gig_worker",
        "\n".join(["who | gig_kind | employer_name", "两份工 | 导游 | 好旅行社", "两份工 | 网约车 | 快车平台", *rows]),
    )
    return town.night(lists={PENSION, INJURY})


def test_a_courier_without_any_pension_insurance_is_to_be_persuaded(night: Lists) -> None:
    row = night[PENSION]["快递"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("persuade", "confirmed", 3)
    assert row["reason"] == "从事快递（飞快平台），近期未查到职工养老缴费，也没有参加居民养老。"
    assert row["evidence"] == "gig_worker/all.csv#4; resident/all.csv#2"


def test_a_courier_whom_nobody_insures_against_injury_is_to_be_persuaded(night: Lists) -> None:
    row = night[INJURY]["快递"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("persuade", "confirmed", 2)
    assert (
        row["reason"]
        == "从事快递（飞快平台），近期未查到工伤保险参保，也不在职业伤害保障名单上；本地区现行办法：职业伤害保障。"
    )


@pytest.mark.parametrize("name", ["网络直播", "导游", "律师", "其他"])
def test_injury_cover_is_asked_of_those_on_the_road_only(night: Lists, name: str) -> None:
    assert name in night[PENSION]
    assert name not in night[INJURY]


@pytest.mark.parametrize("name", ["外卖", "网约车", "同城货运", "外地居民", "灵活未到", "迁出", "四月前工伤"])
def test_who_is_due_all_the_same_is_on_both_lists(night: Lists, name: str) -> None:
    assert (night.tiers(PENSION).get(name), night.tiers(INJURY).get(name)) == ("persuade", "persuade")


def test_two_trades_are_one_row_about_the_one_on_the_road(night: Lists) -> None:
    assert (night[INJURY]["两份工"]["gig_kind"], night[INJURY]["两份工"]["employer_name"]) == ("网约车", "快车平台")


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("居民断保", "enrolled in 170, suspended"),
        ("欠费职工", "declared for 110 through a unit"),
        ("灵活已缴", "paid 110 without a unit"),
    ],
)
def test_a_pension_insurance_says_nothing_of_injury(night: Lists, name: str, because: str) -> None:
    assert name not in night[PENSION], because
    assert night.tiers(INJURY)[name] == "persuade"


def test_who_is_declared_for_410_is_insured_against_injury_only(night: Lists) -> None:
    assert "只有工伤" not in night[INJURY]
    assert night.tiers(PENSION)["只有工伤"] == "persuade"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("机关", "enrolled in 120"),
        ("死者", "died"),
        ("军人", "serving in the army"),
        ("囚犯", "in prison"),
        ("出国", "gone abroad"),
        ("学生", "in school"),
        ("领养老", "draws a pension"),
        ("外地职工", "insured for 110 elsewhere"),
        ("明日十六", "under 16"),
    ],
)
def test_who_is_exempt_is_on_neither_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[PENSION].keys() | night[INJURY].keys(), because


def test_whom_the_scheme_for_riders_covers_today_is_insured_against_injury_only(night: Lists) -> None:
    covered = {"有职伤", "职伤到今日", "职伤到昨日", "职伤自明日"}
    assert covered & night.names[INJURY] == {"职伤到昨日", "职伤自明日"}
    assert covered <= night.names[PENSION]


def test_sixteen_on_the_birthday_itself(night: Lists) -> None:
    assert (night.tiers(PENSION)["今日十六"], night.tiers(INJURY)["今日十六"]) == ("persuade", "persuade")


def test_past_retirement_the_pension_is_not_asked_but_injury_cover_is(night: Lists) -> None:
    assert {"男本月到龄", "男下月到龄"} & night.names[PENSION] == {"男下月到龄"}
    assert {"男本月到龄", "男下月到龄"} <= night.names[INJURY]


def test_a_woman_between_her_two_dates_stays_on_a_list_that_persuades(night: Lists) -> None:
    assert night.tiers(PENSION)["女两口径间"] == "persuade"


@pytest.mark.parametrize("list_id", [PENSION, INJURY])
@pytest.mark.parametrize(("name", "word"), [("错号", "证件号码无法校验"), ("出国领薪", "登记为出国")])
def test_what_the_data_contradict_is_checked_at_a_desk(night: Lists, list_id: str, name: str, word: str) -> None:
    assert night.tiers(list_id)[name] == "check_data"
    assert word in night[list_id][name]["reason"]


def test_from_45_on_a_person_comes_first(night: Lists) -> None:
    assert night[PENSION]["四十五"]["priority"] == 2


def test_without_the_list_of_the_covered_nobody_is_told_to_lack_cover() -> None:
    town = Town()
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    town.firms("name | unit\n甲厂 | 1")
    town.paid("who | insurance | firm | months\n王一 | 410 | 甲厂 | 2026-01")
    town.listed("gig_worker", "who | gig_kind\n王一 | 外卖")
    assert not town.night(lists={INJURY}).computed[INJURY]


def test_without_injury_payments_delivered_the_list_is_not_computed() -> None:
    town = Town()
    town.people("name | born | sex\n王一 | 1990-01-01 | 男")
    town.listed("gig_worker", "who | gig_kind\n王一 | 外卖")
    night = town.night(lists={PENSION, INJURY})
    assert not night.computed[INJURY]
    assert not night.computed[PENSION]
