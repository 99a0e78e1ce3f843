"""可转职工养老及提档居民: residents who pay the lowest tier and show means (lists.md P15)."""

from datetime import date

import pytest

from tests.town import Lists, Town

LIST = "traders_and_movers_up"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | id
        领薪     | 1980-01-01 | 男  |
        店主     | 1980-01-02 | 男  |
        关店主   | 1980-01-03 | 男  |
        厂长     | 1980-01-04 | 男  |
        大户     | 1980-01-05 | 男  |
        干部     | 1980-01-06 | 男  |
        前任干部 | 1980-01-07 | 男  |
        无线索   | 1980-01-08 | 男  |
        高一元   | 1980-01-09 | 男  |
        分两次   | 1980-01-10 | 男  |
        前年缴   | 1980-01-11 | 男  |
        去年缴   | 1980-01-12 | 男  |
        代缴     | 1980-01-13 | 男  |
        转职工   | 1980-01-14 | 男  |
        退休     | 1960-01-15 | 男  |
        外省职工 | 1980-01-16 | 男  |
        外省居民 | 1980-01-17 | 男  |
        两口径间 | 1972-01-18 | 女  |
        错号     | 1980-01-19 | 男  | 320923198001190001
        劳务     | 1980-01-20 | 男  |
    """)
    town.firms("""
        name   | kind       | business | unit
        甲厂   | 企业       |          | 1
        小店   | 个体工商户 |          | -
        旧店   | 个体工商户 | 注销     | -
    """)
    town.owners("firm | who\n小店 | 店主\n旧店 | 关店主\n甲厂 | 厂长")
    years = {"前年缴": "2024-12", "去年缴": "2025-12"}
    kind = {"代缴": "30"}
    yuan = {"高一元": "501", "分两次": "240"}
    town.paid(
        "\n".join(
            [
                "who | insurance | firm | months | yuan | due_kind",
                *[
                    f"{who} | 170 | - | {years.get(who, '2026-12')} | {yuan.get(who, '500')} | {kind.get(who, '10')}"
                    for who in town.ids
                ],
                "分两次 | 170 | - | 2026-12 | 260 | 20",
                "转职工 | 110 | 甲厂 | 2025-11 | 800 | 10",
            ]
        )
    )
    plain = {"领薪", "店主", "关店主", "厂长", "前任干部", "无线索", "劳务", "干部"}
    town.wages(
        "who | firm | months | kind\n领薪 | 甲厂 | 2026-08..2026-10 |\n劳务 | 甲厂 | 2026-08..2026-10 | 劳务报酬"
    )
    town.listed(
        "person_roster",
        "\n".join(
            [
                "who | roster_kind | ends_on",
                *[f"{who} | 种养殖大户 |" for who in town.ids if who not in plain],
                "干部 | 村(居)干部 | 2026-11-22",
                "前任干部 | 村(居)干部 | 2026-11-21",
                "无线索 | 外出务工 |",
            ]
        ),
    )
    town.listed(
        "insured_elsewhere",
        "who | insurance | elsewhere_area | member_status\n外省职工 | 110 | 310101 | 1\n外省居民 | 170 | 310101 | 1",
    )
    return town.night(lists={LIST})


@pytest.mark.parametrize("name", ["领薪", "店主", "大户", "干部", "分两次", "去年缴", "外省居民", "两口径间"])
def test_who_pays_the_lowest_tier_and_shows_means_is_persuaded(night: Lists, name: str) -> None:
    assert night.tiers(LIST)[name] == "persuade"


def test_the_reason_tells_the_tier_and_the_means(night: Lists) -> None:
    row = night[LIST]["领薪"]
    assert row["reason"] == "2026年度居民养老缴费500元，为最低档；有工资收入，可动员提高档次或转职工养老。"
    assert row["priority"] < night[LIST]["店主"]["priority"]


def test_without_a_valid_number_the_row_is_checked_at_a_desk(night: Lists) -> None:
    assert night.tiers(LIST)["错号"] == "check_data"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("关店主", "the shop is closed"),
        ("厂长", "owns no sole trader"),
        ("前任干部", "no cadre since yesterday"),
        ("无线索", "no means"),
        ("劳务", "paid for services: no wage"),
        ("高一元", "pays a higher tier"),
        ("前年缴", "paid neither for last year nor for this"),
        ("代缴", "the government pays"),
        ("转职工", "declared for 110 in the active window"),
        ("退休", "past retirement: not due for 110"),
        ("外省职工", "insured for 110 elsewhere"),
    ],
)
def test_others_are_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


@pytest.mark.parametrize(("as_of", "on"), [("2026-11-21", False), ("2026-11-22", True)])
def test_a_region_s_new_lowest_tier_counts_from_its_day(as_of: str, on: bool) -> None:
    higher = {"values": [{"from": date(2014, 2, 21), "value": 100}, {"from": date(2026, 11, 22), "value": 200}]}
    town = Town(as_of=as_of, policy={"resident_lowest_tier_yuan": higher})
    town.people("name | born | sex\n大户 | 1980-01-01 | 男\n职工 | 1980-01-02 | 男")
    town.paid("who | insurance | months | yuan\n大户 | 170 | 2025-12 | 200\n职工 | 110 | 2026-10 | 800")
    town.listed("person_roster", "who | roster_kind\n大户 | 种养殖大户")
    assert ("大户" in town.night(lists={LIST})[LIST]) is on
