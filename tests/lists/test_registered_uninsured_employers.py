"""登记未参保单位 and 新办单位提醒参保: what the registry knows and the bureaus do not (lists.md E04, P18)."""

import pytest

from tests.town import Lists, Town

OLD, NEW = "registered_uninsured_employers", "new_employers_to_remind"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.firms("""
        name     | kind         | tax | business   | founded    | unit
        调查公司 |              | -   |            |            |
        空户公司 |              | -   |            |            | 1
        一年整   |              | -   |            |            |
        一年前   |              | -   |            |            |
        又查无人 |              | -   |            |            |
        登记公司 |              | -   |            |            |
        去过无人 |              | -   |            |            |
        名录公司 |              | -   |            |            |
        无人公司 |              | -   |            |            |
        满年公司 |              | -   |            | 2025-11-22 |
        逾年公司 |              | -   |            | 2025-11-21 |
        三十日   |              | -   |            | 2026-10-23 |
        今日公司 |              | -   |            | 2026-11-22 |
        三十一   |              | -   |            | 2026-10-22 |
        停业新办 |              | 04  |            | 2026-11-01 |
        注销新办 |              | -   | 注销       | 2026-11-01 |
        已开户   |              | -   |            | 2026-11-01 | 1
        未参保户 |              | -   |            | 2026-11-01 | 0
        税务独知 |              |     | -          | 2026-11-01 |
        新店     | 个体工商户   | -   |            | 2026-11-01 |
        小店     | 个体工商户   | -   |            |            |
        已保公司 |              | -   |            |            | 1
        总公司   |              | -   |            |            | 1
        他县总部 |              | -   |            |            |
        有保分号 | 分支机构     | -   |            |            |
        无保分号 | 分支机构     | -   |            |            |
        旧分号   | 分支机构     | -   |            |            |
        纳税公司 |              |     |            |            |
        停业公司 |              | 05  |            |            |
        吊销公司 |              | -   | 吊销未注销 |            |
        不详有人 |              |     |            | 2026-11-01 |
        不详无人 |              |     |            | 2026-11-01 |
        不详登记 |              |     |            | 2026-11-01 |
    """)
    town.register("""
        firm     | headcount | head
        登记公司 | 4         |
        去过无人 | 4         |
        无人公司 | 0         |
        有保分号 |           | 总公司
        无保分号 |           | 他县总部
        旧分号   |           | 总公司
        不详登记 | 3         |
    """)
    # the registry prints no day of their founding; the tax office's day is not it
    town.register("firm | founded_on\n不详有人 | \n不详无人 | \n不详登记 | ")
    town.of_firms("unit_survey", """
        firm     | headcount | surveyed_on
        调查公司 | 12        | 2026-03-01
        空户公司 | 3         | 2026-03-01
        一年整   | 2         | 2025-11-22
        一年前   | 2         | 2025-11-21
        又查无人 | 5         | 2026-02-01
        又查无人 | 0         | 2026-06-01
        无人公司 | 0         | 2026-03-01
        去过无人 | 0         | 2026-03-01
        三十日   | 6         | 2026-11-10
        小店     | 2         | 2026-03-01
        已保公司 | 8         | 2026-03-01
        有保分号 | 7         | 2026-03-01
        无保分号 | 7         | 2026-03-01
        纳税公司 | 9         | 2026-03-01
        停业公司 | 9         | 2026-03-01
        吊销公司 | 9         | 2026-03-01
        不详有人 | 2         | 2026-11-22
        无人公司 | 9         | 2026-11-23
    """)  # fmt: skip
    town.of_firms("unit_roster", "firm | roster_kind | headcount\n名录公司 | 开发区 | 30\n一年前 | 开发区 | 0")
    town.people("name | born | sex\n甲 | 1990-01-01 | 男\n乙 | 1990-01-02 | 男")
    town.taxes("firm | months\n纳税公司 | 2026-09")
    town.wages("who | firm | months\n甲 | 纳税公司 | 2026-08..2026-10")
    town.paid("""
        who | insurance | firm     | months
        乙  | 110       | 已保公司 | 2026-10
        甲  | 110       | 总公司   | 2026-10
    """)
    return town.night(lists={OLD, NEW})


def test_a_unit_in_which_somebody_counted_staff_must_insure_them(night: Lists) -> None:
    row = night[OLD]["调查公司"]
    assert (row["tier"], row["priority"], row["headcount"]) == ("must_join", 1, 12)
    assert row["reason"] == "2015年01月01日成立，2026年03月01日入企调查有12人用工，近3个月没有为任何人申报养老保险。"
    assert row["evidence"] == "business/all.csv#2; unit_survey/all.csv#2"


@pytest.mark.parametrize(
    ("name", "tier", "because"),
    [
        ("空户公司", "must_join", "on the books of the bureau, and nobody is declared"),
        ("一年整", "must_join", "counted twelve months ago to the day"),
        ("无保分号", "must_join", "a branch whose head office insures nobody here"),
        ("有保分号", "check_data", "its head office is covered and may insure the staff"),
        ("登记公司", "check_data", "only the registry tells of staff"),
        ("去过无人", "check_data", "the registry tells of staff, a survey found none: one of them is to be corrected"),
        ("名录公司", "check_data", "only a roster tells of staff"),
        ("满年公司", "check_data", "founded twelve months ago to the day"),
        ("三十一", "check_data", "founded thirty-one days ago"),
        ("不详有人", "must_join", "counted today; nobody knows when it was founded: long ago"),
        ("不详登记", "check_data", "the registry tells of staff, but not since when"),
    ],
)
def test_who_counted_the_staff_decides_whether_to_go_there(night: Lists, name: str, tier: str, because: str) -> None:
    assert night.tiers(OLD).get(name) == tier, because


def test_a_survey_that_found_nobody_is_said_beside_what_the_registry_says(night: Lists) -> None:
    reason = night[OLD]["去过无人"]["reason"]
    assert "登记从业4人" in reason
    assert reason.endswith("；2026年03月01日入企调查没有人用工，请核对后更正登记或名录。")


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("一年前", "counted more than twelve months ago, and no other sign of staff"),
        ("又查无人", "the latest count found nobody"),
        ("无人公司", "the registry and the survey both say: nobody; tomorrow's survey is not known today"),
        ("不详无人", "nobody knows when it was founded, and no sign of staff"),
        ("逾年公司", "founded more than twelve months ago, and no sign of staff"),
        ("旧分号", "a branch without any sign of staff"),
        ("三十日", "founded thirty days ago: time to register"),
        ("小店", "a sole trader: lists of their own"),
        ("已保公司", "somebody is declared through it"),
        ("纳税公司", "on the list of the taxed"),
        ("停业公司", "not operating for the tax office"),
        ("吊销公司", "not operating for the registry"),
        ("税务独知", "not registered"),
    ],
)
def test_others_are_not_on_the_list_of_the_registered(night: Lists, name: str, because: str) -> None:
    assert name not in night[OLD], because


def test_without_a_founding_day_the_reason_says_the_rest(night: Lists) -> None:
    assert night[OLD]["不详有人"]["reason"] == "2026年11月22日入企调查有2人用工，近3个月没有为任何人申报养老保险。"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("有保分号", "总部已参保，请先核对是否由总部参保"),
        ("登记公司", "登记从业4人"),
        ("名录公司", "名录从业30人"),
        ("满年公司", "不满12个月"),
    ],
)
def test_the_reason_of_a_check_says_what_it_rests_on(night: Lists, name: str, asked: str) -> None:
    assert asked in night[OLD][name]["reason"]
    assert "请先核对" in night[OLD][name]["reason"]


def test_a_unit_founded_these_days_is_reminded_with_the_day_by_which_to_register(night: Lists) -> None:
    row = night[NEW]["三十日"]
    assert (row["tier"], row["priority"], str(row["register_until"])) == ("persuade", 2, "2026-11-22")
    assert row["reason"] == "2026年10月23日成立，还没有办理社会保险登记，应在成立之日起30日内办理。"


def test_only_new_units_that_operate_and_have_no_insured_unit_are_reminded(night: Lists) -> None:
    # founded 31 days ago, suspended, closed, with a unit, unregistered, and a sole trader: none of them
    assert set(night[NEW]) == {"三十日", "今日公司", "未参保户"}


def test_without_the_tax_office_s_files_nobody_knows_who_stands_on_the_other_list() -> None:
    town = Town()
    town.firms("name | tax | unit\n甲公司 | - | 1")
    town.of_firms("unit_survey", "firm | headcount | surveyed_on\n甲公司 | 3 | 2026-03-01")
    lists = town.night(lists={OLD, NEW})
    assert not lists.computed[OLD]
    assert lists[OLD] == {}
