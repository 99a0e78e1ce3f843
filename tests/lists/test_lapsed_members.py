"""断保人员: members of the employee pension who stopped paying (lists.md P01)."""

from datetime import date

import pytest

from base.home import Home
from ledger import chain
from ledger.event import Event
from tests.town import Lists, Town

LIST = "lapsed_members"
REASONS = ("6302", "6303", "6304", "6305", "6308", "6401", "6404", "6501")


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    names = {
        "断三月": "1990-01-01", "断两月": "1990-01-02", "历史缴过": "1990-01-03", "从未缴过": "1990-01-04",
        "欠费": "1990-01-05", "缴居民": "1990-01-06", "缴居民前年": "1990-01-07", "机关": "1990-01-08",
        "解除": "1990-01-09", "终止": "1990-01-10", "退休": "1966-06-30", "外省": "1990-01-11",
        "仍发薪": "1990-01-12", "灵活断": "1990-01-13", "灵活在缴": "1990-01-14", "先转后回": "1990-01-15",
        **{f"停{reason}": f"1991-01-{number + 1:02d}" for number, reason in enumerate(REASONS)},
    }  # fmt: skip
    rows = [f"{name} | {born} | 男" for name, born in names.items()]
    town.people("\n".join(["name | born | sex", *rows, "女两口径间 | 1974-12-01 | 女"]))
    town.firms("name | unit\n甲公司 | 1\n乙公司 | 1")
    stopped = [f"停{reason} | 110 | 甲公司 | 2 | 2020-01-01 | 2026-05-31 | {reason} |" for reason in REASONS]
    town.members(
        "\n".join(
            [
                """
        who        | insurance | firm   | status | enrolled   | stopped    | reason | before
        断三月     | 110       | 甲公司 | 1      | 2020-01-01 |            |        | 12
        断两月     | 110       | 甲公司 | 1      | 2020-01-01 |            |        |
        历史缴过   | 110       | 甲公司 | 2      | 2010-01-01 | 2019-01-31 | 6301   | 40
        从未缴过   | 110       | 甲公司 | 1      | 2020-01-01 |            |        | 0
        欠费       | 110       | 甲公司 | 1      | 2020-01-01 |            |        |
        缴居民     | 110       | 甲公司 | 2      | 2020-01-01 | 2025-01-31 | 6301   |
        缴居民前年 | 110       | 甲公司 | 2      | 2020-01-01 | 2024-01-31 | 6301   |
        机关       | 110       | 甲公司 | 2      | 2020-01-01 | 2025-01-31 | 6301   |
        解除       | 110       | 甲公司 | 2      | 2020-01-01 | 2026-05-31 | 6301   |
        终止       | 110       | 甲公司 | 4      | 2020-01-01 | 2026-05-31 | 6301   |
        退休       | 110       | 甲公司 | 2      | 2020-01-01 | 2026-05-31 | 6301   |
        外省       | 110       | 甲公司 | 2      | 2020-01-01 | 2026-05-31 | 6301   |
        仍发薪     | 110       | 甲公司 | 2      | 2020-01-01 | 2026-05-31 | 6301   |
        灵活断     | 110       | -      | 1      | 2020-01-01 |            |        |
        灵活在缴   | 110       | -      | 1      | 2020-01-01 |            |        |
        先转后回   | 110       | 乙公司 | 4      | 2019-01-01 | 2023-01-31 | 6404   |
        先转后回   | 110       | 甲公司 | 2      | 2024-01-01 | 2026-05-31 | 6301   |
        女两口径间 | 110       | 甲公司 | 2      | 2020-01-01 | 2026-05-31 | 6301   |""",
                *stopped,
            ]
        )
    )
    paid = [f"停{reason} | 110 | 甲公司 | 2026-05 | 1" for reason in REASONS]
    town.paid(
        "\n".join(
            [
                """
        who        | insurance | firm   | months           | arrived
        断三月     | 110       | 甲公司 | 2026-01..2026-07 | 1
        断两月     | 110       | 甲公司 | 2026-01..2026-08 | 1
        欠费       | 110       | 甲公司 | 2026-01..2026-07 | 1
        欠费       | 110       | 甲公司 | 2026-08..2026-10 | 0
        缴居民     | 110       | 甲公司 | 2025-01          | 1
        缴居民     | 170       | -      | 2025-12          | 1
        缴居民前年 | 110       | 甲公司 | 2024-01          | 1
        缴居民前年 | 170       | -      | 2024-12          | 1
        机关       | 110       | 甲公司 | 2025-01          | 1
        机关       | 120       | 乙公司 | 2026-10          | 1
        解除       | 110       | 甲公司 | 2026-05          | 1
        终止       | 110       | 甲公司 | 2026-05          | 1
        退休       | 110       | 甲公司 | 2026-05          | 1
        外省       | 110       | 甲公司 | 2026-05          | 1
        仍发薪     | 110       | 甲公司 | 2026-05          | 1
        灵活断     | 110       | -      | 2026-07          | 1
        灵活断     | 110       | -      | 2026-08..2026-10 | 0
        灵活在缴   | 110       | -      | 2026-08          | 1
        先转后回   | 110       | 甲公司 | 2026-05          | 1
        女两口径间 | 110       | 甲公司 | 2026-05          | 1""",
                *paid,
            ]
        )
    )
    town.listed("insured_elsewhere", "who | insurance | elsewhere_area | member_status\n外省 | 110 | 310101 | 1")
    town.wages("who | firm | months\n仍发薪 | 甲公司 | 2026-06..2026-10")
    return town.night(lists={LIST})


def test_three_months_unpaid_put_a_member_on_the_list_two_do_not(night: Lists) -> None:
    assert night.tiers(LIST)["断三月"] == "persuade"
    assert "断两月" not in night[LIST]


def test_the_row_tells_months_paid_and_months_still_needed(night: Lists) -> None:
    row = night[LIST]["断三月"]
    # Twelve months before the extract and seven in it; retires in 2053, when 240 months are asked for.
    assert (row["total_paid_months"], row["gap_months"], row["needed_months"]) == (19, 3, 221)
    assert row["possible_months"] == (2053 * 12 + 1) - (2026 * 12 + 10) - 1
    assert row["reason"] == "职工养老保险缴到2026年07月后未再缴费，已累计缴费19个月，到退休还需缴221个月。"


@pytest.mark.parametrize("name", ["历史缴过", "缴居民前年", "解除", "灵活断", "先转后回", "女两口径间"])
def test_who_once_paid_and_pays_nowhere_now_is_persuaded(night: Lists, name: str) -> None:
    assert night.tiers(LIST).get(name) == "persuade"


def test_whom_the_last_unit_still_pays_must_be_insured_again(night: Lists) -> None:
    assert night.tiers(LIST)["仍发薪"] == "must_join"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("从未缴过", "never paid: not lapsed"),
        ("欠费", "declared through a unit, which owes"),
        ("缴居民", "paid 170 for last year"),
        ("机关", "paid 120"),
        ("终止", "no longer enrolled"),
        ("退休", "past the retirement date"),
        ("外省", "insured elsewhere"),
        ("灵活在缴", "paid as a flexible worker"),
        *[(f"停{reason}", f"stopped for {reason}") for reason in REASONS],
    ],
)
def test_others_are_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_where_a_region_counts_by_the_year_a_flexible_worker_lapses_after_two_years() -> None:
    by_year = {"source": "乌海 三(二)", "values": [{"from": date(2019, 1, 1), "value": "year"}]}
    town = Town(policy={"flexible_lapse": by_year})
    town.people("name | born | sex\n去年缴 | 1990-01-01 | 男\n前年缴 | 1990-01-02 | 男")
    town.members("who | insurance | firm | kind\n去年缴 | 110 | - | 灵活就业\n前年缴 | 110 | - | 灵活就业")
    town.paid("who | insurance | firm | months\n去年缴 | 110 | - | 2025-01\n前年缴 | 110 | - | 2024-12")
    assert town.night(lists={LIST}).names[LIST] == {"前年缴"}


def test_a_desk_looks_at_who_is_abroad_or_unproven_and_yet_paid_by_the_last_unit() -> None:
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | id
        出国仍薪 | 1990-01-01 | 男  |
        错号     | 1990-01-02 | 男  | 320923199001020001
        女仍薪   | 1974-12-01 | 女  |
        领薪     | 1990-01-03 | 男  |
    """)
    town.firms("name | unit\n甲公司 | 1")
    members = ("出国仍薪", "错号", "女仍薪")
    town.members("\n".join(["who | insurance | firm", *[f"{who} | 110 | 甲公司" for who in members]]))
    town.paid("\n".join(["who | insurance | firm | months", *[f"{who} | 110 | 甲公司 | 2026-05" for who in members]]))
    town.wages("\n".join(["who | firm | months", *[f"{who} | 甲公司 | 2026-06..2026-10" for who in town.ids]]))
    town.listed("person_roster", "who | roster_kind\n出国仍薪 | 出国")
    night = town.night(lists={LIST})
    assert night.tiers(LIST) == {"出国仍薪": "check_data", "错号": "check_data", "女仍薪": "persuade"}
    assert night[LIST]["错号"]["needed_months"] is None


def test_the_row_tells_how_many_messages_were_sent_this_year() -> None:
    town = Town(as_of="2026-11-22")
    town.people("name | born | sex\n断保 | 1990-01-01 | 男\n未发 | 1990-01-02 | 男")
    town.members("who | insurance | firm\n断保 | 110 | -\n未发 | 110 | -")
    town.paid("who | insurance | firm | months\n断保 | 110 | - | 2026-05\n未发 | 110 | - | 2026-05")

    def messaged(home: Home) -> None:
        facts = {"list_id": LIST, "subject_kind": "person", "subject_id": town.ids["断保"], "is_listed": True}
        events = [Event("listed", "a case", "系统", facts, as_of=date(2025, 6, 30))]
        days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 7, 1))
        events += [Event("message sent", "a case", "系统", as_of=day) for day in days]
        chain.append(home, events)

    night = town.night(messaged, lists={LIST})
    assert {name: row["messages_this_year"] for name, row in night[LIST].items()} == {"断保": 2, "未发": 0}


def test_that_the_last_unit_is_the_one_that_pays_may_rest_on_a_name() -> None:
    town = Town(as_of="2026-11-22")
    town.people("name | born | sex\n仍薪 | 1990-01-01 | 男\n断保 | 1990-01-02 | 男")
    town.firms("name | unit\n阜宁县宏达建材有限公司 | 1")
    # The bureau prints no number of the unit.
    town.rows["insured_unit"][0]["uscc"] = ""
    town.members("who | insurance | firm\n仍薪 | 110 | 阜宁县宏达建材有限公司\n断保 | 110 | 阜宁县宏达建材有限公司")
    town.paid("""
        who  | insurance | firm                   | months
        仍薪 | 110       | 阜宁县宏达建材有限公司 | 2026-05
        断保 | 110       | 阜宁县宏达建材有限公司 | 2026-05
    """)
    town.wages("who | firm | months\n仍薪 | 阜宁县宏达建材有限公司 | 2026-06..2026-10")
    rows = town.night(lists={LIST})[LIST]
    assert {name: (row["tier"], row["confidence"]) for name, row in rows.items()} == {
        "仍薪": ("must_join", "probable"), "断保": ("persuade", "confirmed"),
    }  # fmt: skip
