"""被征地农民本年未缴费: members of the residents' pension for whom this year nothing is paid (阜宁 三(二)3)."""

import pytest

from tests.town import Lists, Town

LIST = "land_loss_unpaid"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex | id
        未缴       | 1990-01-01 | 男  |
        五十五     | 1971-11-22 | 男  |
        去年缴     | 1990-01-02 | 男  |
        未到账     | 1990-01-03 | 男  |
        自缴       | 1990-01-04 | 男  |
        代缴       | 1990-01-05 | 男  |
        未参保     | 1990-01-06 | 男  |
        终止       | 1990-01-07 | 男  |
        一年内职工 | 1990-01-08 | 男  |
        一年前职工 | 1990-01-09 | 男  |
        今日六十   | 1966-11-22 | 男  |
        明日六十   | 1966-11-23 | 男  |
        外地居民   | 1990-01-10 | 男  |
        死者       | 1990-01-11 | 男  |
        错号       | 1990-01-12 | 男  | 320923199001120000
        非名单     | 1990-01-13 | 男  |
    """)
    town.firms("name | unit\n甲厂 | 1")
    members = [f"{who} | 170 | {'4' if who == '终止' else '1'}" for who in town.ids if who != "未参保"]
    town.members("who | insurance | status\n" + "\n".join(members))
    town.paid("""
        who    | insurance | firm | months  | arrived | due_kind
        去年缴 | 170       | -    | 2025-12 | 1       | 10
        未到账 | 170       | -    | 2026-12 | 0       | 30
        自缴   | 170       | -    | 2026-12 | 1       | 10
        代缴   | 170       | -    | 2026-12 | 1       | 30
        一年内职工 | 110   | 甲厂 | 2025-11 | 1       | 10
        一年前职工 | 110   | 甲厂 | 2025-10 | 1       | 10
    """)
    town.listed("death", "who | died_on\n死者 | 2026-10-01")
    town.listed("insured_elsewhere", "who | insurance | elsewhere_area | member_status\n外地居民 | 170 | 310101 | 1")
    town.listed("land_loss", "who | land_batch\n" + "\n".join(f"{who} | 1号" for who in town.ids if who != "非名单"))
    return town.night(lists={LIST})


def test_a_member_for_whom_nothing_is_paid_this_year_is_owed_it_by_the_government(night: Lists) -> None:
    row = night[LIST]["去年缴"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("must_join", "confirmed", 2)
    assert row["reason"] == "被征地农民（1号），已参加居民养老，未查到本年缴费或代缴，最近缴2025年度。"
    assert night[LIST]["五十五"]["priority"] == 1


def test_who_is_on_the_list(night: Lists) -> None:
    owed = ("未缴", "五十五", "去年缴", "未到账", "一年前职工", "明日六十")
    assert night.tiers(LIST) == {**dict.fromkeys(owed, "must_join"), "错号": "check_data"}


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("自缴", "paid himself"),
        ("代缴", "the government paid"),
        ("未参保", "not a member: another list"),
        ("终止", "no longer a member"),
        ("一年内职工", "declared for 110 in the active window"),
        ("今日六十", "past the age of paying"),
        ("外地居民", "insured elsewhere"),
        ("死者", "died"),
        ("非名单", "has lost no land"),
    ],
)
def test_others_are_not(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because
