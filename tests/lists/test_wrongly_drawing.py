"""重复领取、死亡冒领、服刑人员领取待遇: benefits that should not be paid (lists.md Q02, Q03, Q05)."""

import pytest

from tests.town import Lists, Town

TWO, DEAD, PRISON = "duplicate_benefits", "deceased_drawing", "imprisoned_drawing"


def draw(town: Town, rows: dict[str, str]) -> None:
    """One benefit a person: `kind | last month`, drawn as usual."""
    lines = [f"{who} | {row} | 2020-01 | 正常" for who, row in rows.items()]
    town.listed("benefit", "\n".join(["who | benefit_kind | last_paid_in | starts_in | benefit_status", *lines]))


def people(town: Town, names: list[str], status: dict[str, str] | None = None) -> None:
    """Men of 61."""
    rows = [f"{name} | 1965-01-{at + 1:02d} | 男 | {(status or {}).get(name, '')}" for at, name in enumerate(names)]
    town.people("\n".join(["name | born | sex | status", *rows]))


@pytest.fixture(scope="module")
def two() -> Lists:
    town = Town(as_of="2026-11-22")
    people(town, ["两份养老", "三份养老", "一份暂停", "一份终止", "加失业", "加征地", "一份养老", "死者"])
    town.listed(
        "benefit",
        """
        who      | benefit_kind   | benefit_status | benefit_yuan | starts_in | last_paid_in
        两份养老 | 企业职工养老   | 正常           | 2900         | 2020-01   | 2026-10
        两份养老 | 城乡居民养老   | 正常           | 230          | 2021-01   | 2026-10
        三份养老 | 企业职工养老   | 正常           | 2900         | 2020-01   | 2026-10
        三份养老 | 机关事业养老   | 正常           | 5000         | 2020-01   | 2026-10
        三份养老 | 城乡居民养老   | 正常           | 1200         | 2021-01   | 2026-10
        一份暂停 | 企业职工养老   | 正常           | 2900         | 2020-01   | 2026-10
        一份暂停 | 城乡居民养老   | 暂停           | 230          | 2021-01   | 2026-08
        一份终止 | 企业职工养老   | 正常           | 2900         | 2020-01   | 2026-10
        一份终止 | 机关事业养老   | 终止           | 5600         | 2021-01   | 2025-08
        加失业   | 企业职工养老   | 正常           | 2900         | 2020-01   | 2026-10
        加失业   | 失业           | 正常           | 1600         | 2026-01   | 2026-10
        加征地   | 城乡居民养老   | 正常           | 230          | 2020-01   | 2026-10
        加征地   | 被征地养老补助 | 正常           | 400          | 2026-01   | 2026-10
        一份养老 | 企业职工养老   | 正常           | 2900         | 2020-01   | 2026-10
        死者     | 企业职工养老   | 正常           | 2900         | 2020-01   | 2026-10
        死者     | 城乡居民养老   | 正常           | 230          | 2021-01   | 2026-10
        """,
    )
    town.listed("death", "who | died_on\n死者 | 2026-10-31")
    return town.night(lists={TWO, DEAD, PRISON})


def test_two_pensions_drawn_at_once_are_a_question_to_the_desk(two: Lists) -> None:
    row = two[TWO]["两份养老"]
    assert (row["tier"], row["confidence"], row["priority"]) == ("check_data", "confirmed", 2)
    assert row["reason"] == "同时正常领取2种养老金：企业职工养老、城乡居民养老，每月合计3130元。"
    assert row["evidence"] == "benefit/all.csv#2; benefit/all.csv#3"


def test_a_suspended_pension_and_what_is_no_pension_do_not_count(two: Lists) -> None:
    assert two.names[TWO] == {"两份养老", "三份养老", "死者"}


def test_three_pensions_are_one_row_and_the_larger_sum_comes_first(two: Lists) -> None:
    assert two[TWO]["三份养老"]["reason"].startswith("同时正常领取3种养老金")
    assert two[TWO]["三份养老"]["priority"] == 1


@pytest.fixture(scope="module")
def dead() -> Lists:
    town = Town(as_of="2026-11-22")
    names = [
        "次月还发",
        "当月为止",
        "次日跨年",
        "居民死亡",
        "停保死亡",
        "失业金",
        "征地补助",
        "终止后发",
        "两项待遇",
        "没有待遇",
        "活人",
    ]
    people(town, names, {"居民死亡": "死亡注销"})
    for row in town.rows["resident"]:
        row["status_date"] = "2026-08-15" if row["resident_status"] == "死亡注销" else ""
    draw(
        town,
        {
            "次月还发": "企业职工养老 | 2026-09",
            "当月为止": "企业职工养老 | 2026-08",
            "次日跨年": "城乡居民养老 | 2026-01",
            "居民死亡": "城乡居民养老 | 2026-09",
            "停保死亡": "企业职工养老 | 2026-10",
            "失业金": "失业 | 2026-10",
            "征地补助": "被征地养老补助 | 2026-10",
            "两项待遇": "企业职工养老 | 2026-08",
            "活人": "企业职工养老 | 2026-10",
        },
    )
    town.listed(
        "benefit",
        """
        who      | benefit_kind   | benefit_status | benefit_yuan | starts_in | last_paid_in
        终止后发 | 企业职工养老   | 终止           | 2900         | 2020-01   | 2026-10
        两项待遇 | 被征地养老补助 | 正常           | 400          | 2020-01   | 2026-10
        """,
    )
    town.members("who | insurance | status | stopped | reason\n停保死亡 | 110 | 4 | 2025-10-08 | 6401")
    deaths = {"次月还发": "2026-08-01", "当月为止": "2026-08-01", "次日跨年": "2025-12-31"}
    others = ("失业金", "征地补助", "终止后发", "两项待遇", "没有待遇")
    rows = [f"{who} | {day}" for who, day in (deaths | dict.fromkeys(others, "2026-08-31")).items()]
    town.listed("death", "\n".join(["who | died_on", *rows]))
    return town.night(lists={TWO, DEAD, PRISON})


def test_a_month_paid_after_the_month_of_death_is_a_question_to_the_desk(dead: Lists) -> None:
    row = dead[DEAD]["次月还发"]
    assert (row["tier"], row["confidence"], row["overpaid_months"]) == ("check_data", "confirmed", 1)
    assert row["reason"] == "2026年08月01日去世，企业职工养老待遇发放到2026年09月，死亡次月起多发1个月。"
    assert row["evidence"] == "benefit/all.csv#2; death/all.csv#2"


def test_the_month_of_death_itself_is_due_whatever_the_day(dead: Lists) -> None:
    assert "当月为止" not in dead[DEAD]
    assert dead[DEAD]["次日跨年"]["overpaid_months"] == 1, "died on the last day of December"


@pytest.mark.parametrize("name", ["居民死亡", "停保死亡"])
def test_the_police_and_the_bureaus_know_of_deaths_too(dead: Lists, name: str) -> None:
    assert dead.tiers(DEAD)[name] == "check_data"


@pytest.mark.parametrize("name", ["失业金", "征地补助", "终止后发", "两项待遇"])
def test_every_benefit_counts_and_one_that_has_ended_since(dead: Lists, name: str) -> None:
    assert dead[DEAD][name]["overpaid_months"] == 2


def test_the_living_and_those_who_drew_nothing_are_not_on_the_list(dead: Lists) -> None:
    assert {"活人", "没有待遇"} & dead.names[DEAD] == set()


def test_what_was_paid_longest_comes_first(dead: Lists) -> None:
    assert [dead[DEAD][name]["priority"] for name in ("停保死亡", "次月还发")] == [1, 3]


@pytest.fixture(scope="module")
def prison() -> Lists:
    """The pension was last paid for October 2026."""
    town = Town(as_of="2026-11-22")
    terms = {
        "整月在内": ("监禁", "2026-10-01", "2026-10-31"),
        "没有止日": ("监禁", "2024-05-05", ""),
        "没有起日": ("监禁", "", "2027-10-31"),
        "次日入": ("监禁", "2026-10-02", "2027-10-31"),
        "前日出": ("监禁", "2024-10-02", "2026-10-30"),
        "已出狱": ("监禁", "2024-10-02", "2026-09-30"),
        "矫正": ("社区矫正", "2024-10-02", "2027-10-30"),
        "失业金": ("监禁", "2024-10-02", "2027-10-30"),
        "刑前停发": ("监禁", "2026-10-01", "2027-10-30"),
        "两次服刑": ("监禁", "2026-09-15", "2027-10-30"),
    }
    people(town, [*terms, "自由人"])
    kinds = dict.fromkeys([*terms, "自由人"], "企业职工养老 | 2026-10")
    draw(town, kinds | {"失业金": "失业 | 2026-10", "刑前停发": "城乡居民养老 | 2026-09"})
    rows = [f"{who} | {' | '.join(term)}" for who, term in terms.items()]
    town.listed(
        "sentence",
        "\n".join(["who | sentence_kind | starts_on | ends_on", *rows, "两次服刑 | 监禁 | 2020-01-01 | 2020-12-31"]),
    )
    return town.night(lists={TWO, DEAD, PRISON})


def test_a_pension_paid_for_a_month_wholly_in_prison_is_a_question_to_the_desk(prison: Lists) -> None:
    row = prison[PRISON]["整月在内"]
    assert (row["tier"], row["confidence"]) == ("check_data", "confirmed")
    assert row["evidence"] == "benefit/all.csv#2; sentence/all.csv#2"


def test_the_reason_does_not_name_the_prison(prison: Lists) -> None:
    reason = prison[PRISON]["整月在内"]["reason"]
    assert reason == "企业职工养老待遇发放到2026年10月，与其他部门登记的情况不符，请凭依据核对是否应当停发。"


def test_only_a_month_wholly_within_a_prison_sentence_counts(prison: Lists) -> None:
    assert prison.names[PRISON] == {"整月在内", "没有止日", "没有起日", "两次服刑"}
