"""入户调查: what somebody says at the door keeps them off lists for a year, says so, and shields no employer."""

import pytest

from tests.town import Lists, Town

RESIDENTS, WAGED = "unenrolled_residents_under_45", "waged_uninsured_people"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    names = ("外职", "外居", "机关", "外退", "没参", "未见", "本地", "学生", "老生", "一年整", "一年前", "改口", "明天")
    town.people(
        "name | born | sex\n"
        + "\n".join(f"{name} | 19{85 + number % 10}-0{number % 9 + 1}-1{number % 10} | 男" for number, name in
                    enumerate(names[:7]))
        + "\n学生 | 2002-03-03 | 男\n老生 | 2001-03-03 | 男\n一年整 | 1990-05-05 | 男\n一年前 | 1990-05-06 | 男"
        + "\n改口 | 1990-05-07 | 男\n明天 | 1990-05-08 | 男\n外薪 | 1990-06-06 | 男\n居薪 | 1990-06-07 | 男"
        + "\n在保 | 1990-07-07 | 男\n居保 | 1990-07-08 | 男"
    )  # fmt: skip
    town.firms("name | unit\n甲公司 | 1")
    town.wages("who | firm | months\n外薪 | 甲公司 | 2026-08..2026-10\n居薪 | 甲公司 | 2026-08..2026-10")
    town.members("who | insurance | firm\n在保 | 110 | 甲公司\n居保 | 170 | -")
    town.paid("who | insurance | firm | months\n在保 | 110 | 甲公司 | 2026-10")
    town.listed("person_survey", """
        who    | pension_said | elsewhere_place | work_said | surveyed_on
        外职   | 外地职工养老 | 上海市          | 外出务工  | 2026-06-01
        外居   | 外地居民养老 | 安徽省          |           | 2026-06-01
        机关   | 机关养老     |                 |           | 2026-06-01
        外退   | 外地已领养老金 | 上海市        |           | 2026-06-01
        没参   | 没有参保     |                 | 务农      | 2026-06-01
        未见   | 没有见到本人 |                 |           | 2026-06-01
        本地   | 本地职工养老 |                 |           | 2026-06-01
        学生   | 没有参保     |                 | 在校学生  | 2026-06-01
        老生   | 没有参保     |                 | 在校学生  | 2026-06-01
        一年整 | 外地职工养老 | 上海市          |           | 2025-11-22
        一年前 | 外地职工养老 | 上海市          |           | 2025-11-21
        改口   | 外地职工养老 | 上海市          |           | 2026-06-01
        改口   | 没有参保     |                 |           | 2026-07-01
        明天   | 外地职工养老 | 上海市          |           | 2026-11-23
        外薪   | 外地职工养老 | 上海市          | 单位就业  | 2026-06-01
        居薪   | 外地居民养老 | 安徽省          | 单位就业  | 2026-06-01
    """)  # fmt: skip
    return town.night(lists={RESIDENTS, WAGED})


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("外职", "insured as an employee elsewhere"),
        ("外居", "insured as a resident elsewhere"),
        ("机关", "in the civil servants' pension"),
        ("外退", "draws a pension elsewhere"),
        ("学生", "at school, and not yet 25"),
        ("一年整", "asked twelve months ago to the day"),
    ],
)
def test_who_says_to_be_insured_elsewhere_is_not_visited(night: Lists, name: str, because: str) -> None:
    assert name not in night[RESIDENTS], because


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("没参", "says to be in none"),
        ("未见", "was not met"),
        ("本地", "insured here, it is said, and no office knows of it: that is for the data to show"),
        ("老生", "at school at 25: asked about again, as a town's answer would be"),
        ("一年前", "asked more than twelve months ago"),
        ("改口", "the later word counts"),
        ("明天", "not said yet"),
    ],
)
def test_others_stay_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name in night[RESIDENTS], because


def test_what_somebody_says_does_not_shield_the_employer_here(night: Lists) -> None:
    row = night[WAGED]["外薪"]
    assert row["tier"] == "check_data"
    assert "入户调查自述外地参加职工养老，近期在本地有工资，请先核对" in row["reason"]
    assert night[WAGED]["居薪"]["tier"] == "must_join", "a resident's insurance elsewhere is no employee's"
