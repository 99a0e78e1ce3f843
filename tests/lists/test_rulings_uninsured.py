"""生效文书确认劳动关系未参保: rulings that name an employer who never insured the worker (lists.md E23)."""

import pytest

from tests.town import Lists, Town

LIST = "rulings_uninsured"


def rule(town: Town, text: str) -> None:
    """Lines `who | firm | starts_on | ends_on`: one ruling each, numbered in order; the firm with its USCC."""
    for line in text.strip().splitlines():
        who, firm, starts_on, ends_on = (cell.strip() for cell in line.split("|"))
        town.add(
            "labour_ruling",
            ruling_id=f"第{len(town.rows.get('labour_ruling', [])) + 1}号",
            person_id=town.ids[who],
            person_name=who,
            employer_name=firm,
            uscc=town.firm_ids.get(firm, ""),
            starts_on=starts_on,
            ends_on=ends_on,
        )


@pytest.fixture(scope="module")
def night() -> Lists:
    """Contributions begin in January 2024."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name       | born       | sex | status | id
        未参保     | 1990-01-01 | 男  |        |
        别家参保   | 1990-01-02 | 男  |        |
        关系外参保 | 1990-01-03 | 男  |        |
        灵活       | 1990-01-04 | 男  |        |
        已参保     | 1990-01-05 | 男  |        |
        欠费       | 1990-01-06 | 男  |        |
        首月参保   | 1990-01-07 | 男  |        |
        末月参保   | 1990-01-08 | 男  |        |
        早于明细   | 1990-01-09 | 男  |        |
        明细首日   | 1990-01-10 | 男  |        |
        两份文书   | 1990-01-11 | 男  |        |
        死者       | 1990-01-12 | 男  |        |
        已退休     | 1966-06-30 | 男  |        |
        女两口径间 | 1974-12-01 | 女  |        |
        错号       | 1990-01-13 | 男  |        | 320923199001130000
        不明单位   | 1990-01-14 | 男  |        |
        满一年     | 1990-01-15 | 男  |        |
        差一月     | 1990-01-16 | 男  |        |
        老职工     | 1980-01-01 | 男  |        |
        无户籍     | 1990-01-17 | 男  | -      |
    """)
    town.firms("name | unit\n甲公司 | 1\n乙公司 | 1")
    town.paid("""
        who        | insurance | firm   | months           | arrived
        老职工     | 110       | 乙公司 | 2024-01..2026-10 | 1
        别家参保   | 110       | 乙公司 | 2025-01..2026-10 | 1
        关系外参保 | 110       | 甲公司 | 2024-12          | 1
        关系外参保 | 110       | 甲公司 | 2026-07          | 1
        灵活       | 110       | -      | 2025-01..2026-06 | 1
        已参保     | 110       | 甲公司 | 2025-03          | 1
        欠费       | 110       | 甲公司 | 2025-03          | 0
        首月参保   | 110       | 甲公司 | 2025-01          | 1
        末月参保   | 110       | 甲公司 | 2026-06          | 1
        两份文书   | 110       | 甲公司 | 2025-03          | 1
        不明单位   | 110       | 乙公司 | 2025-03          | 1
    """)
    rule(
        town,
        """
        未参保     | 甲公司     | 2025-01-15 | 2026-06-30
        别家参保   | 甲公司     | 2025-01-15 | 2026-06-30
        关系外参保 | 甲公司     | 2025-01-15 | 2026-06-30
        灵活       | 甲公司     | 2025-01-15 | 2026-06-30
        已参保     | 甲公司     | 2025-01-15 | 2026-06-30
        欠费       | 甲公司     | 2025-01-15 | 2026-06-30
        首月参保   | 甲公司     | 2025-01-31 | 2026-06-30
        末月参保   | 甲公司     | 2025-01-15 | 2026-06-01
        早于明细   | 甲公司     | 2023-12-31 | 2026-06-30
        明细首日   | 甲公司     | 2024-01-01 | 2026-06-30
        两份文书   | 甲公司     | 2025-01-15 | 2026-06-30
        两份文书   | 乙公司     | 2024-01-15 | 2024-12-31
        死者       | 甲公司     | 2025-01-15 | 2026-06-30
        已退休     | 甲公司     | 2025-01-15 | 2026-06-30
        女两口径间 | 甲公司     | 2025-01-15 | 2026-06-30
        错号       | 甲公司     | 2025-01-15 | 2026-06-30
        不明单位   | 山里来的厂 | 2025-01-15 | 2026-06-30
        满一年     | 甲公司     | 2025-11-30 |
        差一月     | 甲公司     | 2025-12-01 |
        无户籍     | 甲公司     | 2025-01-15 | 2026-06-30
        """,
    )
    town.listed("death", "who | died_on\n死者 | 2026-10-01")
    return town.night(lists={LIST})


def test_whom_the_named_employer_never_insured_must_join(night: Lists) -> None:
    row = night[LIST]["未参保"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("must_join", "confirmed", 1)
    assert row["reason"] == (
        "生效文书第1号确认2025年01月15日起至2026年06月30日与甲公司有劳动关系（到上月18个月），未查到该单位为其申报职工养老保险。"
    )
    assert row["evidence"] == "labour_ruling/all.csv#2; resident/all.csv#2"


@pytest.mark.parametrize("name", ["别家参保", "关系外参保", "灵活", "无户籍"])
def test_only_months_of_the_relation_through_that_employer_count(night: Lists, name: str) -> None:
    assert night.tiers(LIST).get(name) == "must_join"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("已参保", "declared by the employer in one month of the relation"),
        ("欠费", "declared by the employer, not paid: insured, it owes"),
        ("首月参保", "declared in the month in which the relation began, on its last day"),
        ("末月参保", "declared in the month in which the relation ended, on its first day"),
        ("死者", "died"),
        ("已退休", "past the retirement date"),
    ],
)
def test_who_was_insured_or_is_exempt_is_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because


def test_what_was_before_the_payments_delivered_nobody_can_tell(night: Lists) -> None:
    assert night.tiers(LIST)["早于明细"] == "check_data"
    assert "缴费明细从2024年01月起" in night[LIST]["早于明细"]["reason"]
    assert night.tiers(LIST)["明细首日"] == "must_join"


def test_of_two_rulings_the_one_that_nobody_followed_is_told(night: Lists) -> None:
    assert night[LIST]["两份文书"]["employer_name"] == "乙公司"


def test_a_woman_between_her_two_dates_is_checked_never_enforced(night: Lists) -> None:
    assert night.tiers(LIST)["女两口径间"] == "check_data"


def test_a_number_that_proves_nobody_is_checked_at_a_desk(night: Lists) -> None:
    assert night.tiers(LIST)["错号"] == "check_data"


def test_an_employer_whom_no_register_knows_may_be_the_one_that_insured(night: Lists) -> None:
    assert night.tiers(LIST)["不明单位"] == "check_data"
    assert "请先核对单位" in night[LIST]["不明单位"]["reason"]


def test_a_year_of_the_relation_comes_first(night: Lists) -> None:
    # the month in which it began is the first; last month is October
    assert [night[LIST][name]["relation_months"] for name in ("满一年", "差一月")] == [12, 11]
    assert [night[LIST][name]["priority"] for name in ("满一年", "差一月")] == [1, 2]
