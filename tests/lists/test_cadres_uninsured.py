"""村(社区)干部及公益岗位未参加职工养老: who serves in a village and is in no employee pension (玉溪 二(三)1)."""

import pytest

from tests.town import Lists, Town

LIST = "cadres_uninsured"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex | id
        村干部     | 1990-01-01 | 男  |
        公益岗     | 1990-01-02 | 男  |
        网格员     | 1981-11-22 | 女  |
        大户       | 1990-01-03 | 男  |
        两份       | 1990-01-04 | 男  |
        到今日     | 1990-01-05 | 男  |
        到昨日     | 1990-01-06 | 男  |
        居民养老   | 1990-01-07 | 男  |
        灵活已缴   | 1990-01-08 | 男  |
        欠费职工   | 1990-01-09 | 男  |
        四月前职工 | 1990-01-10 | 男  |
        机关在册   | 1990-01-11 | 男  |
        外地职工   | 1990-01-12 | 男  |
        男本月到龄 | 1966-06-30 | 男  |
        女两口径间 | 1974-12-01 | 女  |
        死者       | 1990-01-13 | 男  |
        错号       | 1990-01-14 | 男  | 320923199001140000
    """)
    town.firms("name | unit\n甲厂 | 1")
    town.members("who | insurance\n居民养老 | 170\n机关在册 | 120")
    town.paid("""
        who        | insurance | firm | months  | arrived
        灵活已缴   | 110       | -    | 2026-08 | 1
        欠费职工   | 110       | 甲厂 | 2026-10 | 0
        四月前职工 | 110       | 甲厂 | 2026-07 | 1
    """)
    town.listed("death", "who | died_on\n死者 | 2026-10-01")
    town.listed("insured_elsewhere", "who | insurance | elsewhere_area | member_status\n外地职工 | 110 | 310101 | 1")
    kinds = {"公益岗": "公益性岗位", "网格员": "网格员", "大户": "种养殖大户"}
    ends = {"到今日": "2026-11-22", "到昨日": "2026-11-21"}
    rows = [f"{who} | {kinds.get(who, '村(居)干部')} | 2024-01-01 | {ends.get(who, '')}" for who in town.ids]
    town.listed(
        "person_roster",
        "\n".join(["who | roster_kind | starts_on | ends_on", *rows, "两份 | 公益性岗位 | 2024-01-01 |"]),
    )
    return town.night(lists={LIST})


def test_a_village_cadre_without_an_employee_pension_is_to_be_persuaded(night: Lists) -> None:
    row = night[LIST]["村干部"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("persuade", "confirmed", 3)
    assert row["reason"] == "在村(居)干部名单上，近期未查到职工养老保险参保缴费。"
    assert row["evidence"] == "person_roster/all.csv#2; resident/all.csv#2"


def test_who_is_asked(night: Lists) -> None:
    asked = ("村干部", "公益岗", "网格员", "两份", "到今日", "居民养老", "四月前职工", "女两口径间")
    assert night.tiers(LIST) == {**dict.fromkeys(asked, "persuade"), "错号": "check_data"}
    assert night[LIST]["网格员"]["priority"] == 2


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("大户", "on another roster"),
        ("到昨日", "no longer on it"),
        ("灵活已缴", "paid 110 without a unit"),
        ("欠费职工", "declared for 110"),
        ("机关在册", "enrolled in 120"),
        ("外地职工", "insured elsewhere"),
        ("男本月到龄", "past retirement"),
        ("死者", "died"),
    ],
)
def test_others_are_not_asked(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because
