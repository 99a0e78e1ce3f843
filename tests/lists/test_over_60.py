"""到龄未参保、未领待遇、未领补助: the old who are in no pension insurance or draw nothing (lists.md P04, P05, P06)."""

import pytest

from tests.town import Lists, Town

OUT, WAITING, LANDLESS, POOR = (
    "over_60_unenrolled", "over_60_not_drawing", "land_loss_no_allowance", "hardship_not_drawing",
)  # fmt: skip
ASKED = {OUT, WAITING, LANDLESS, POOR}


@pytest.fixture(scope="module")
def outside() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | status   | registered   | id
        五十九   | 1966-11-23 | 男  |          |              |
        六十     | 1966-11-22 | 男  |          |              |
        闰日     | 1964-02-29 | 女  |          |              |
        居民     | 1960-01-01 | 男  |          |              |
        暂停     | 1960-01-02 | 男  |          |              |
        终止     | 1960-01-03 | 男  |          |              |
        领养老   | 1960-01-04 | 男  |          |              |
        停发     | 1960-01-05 | 男  |          |              |
        领失业   | 1960-01-06 | 男  |          |              |
        外省领   | 1960-01-07 | 男  |          |              |
        外省居民 | 1960-01-08 | 男  |          |              |
        外省医保 | 1960-01-09 | 男  |          |              |
        死者     | 1960-01-10 | 男  |          |              |
        迁出     | 1960-01-11 | 男  | 迁出注销 |              |
        外来     | 1960-01-12 | 男  |          | 110101001001 |
        错号     | 1960-01-13 | 男  |          |              | 320923196001130001
    """)
    town.members("who | insurance | status\n居民 | 170 | 1\n暂停 | 110 | 2\n终止 | 170 | 4")
    town.listed("death", "who | died_on\n死者 | 2026-11-22")
    town.listed(
        "benefit",
        """
        who    | benefit_kind | starts_in | last_paid_in | benefit_status
        领养老 | 城乡居民养老 | 2020-01   | 2026-10      | 暂停
        停发   | 城乡居民养老 | 2020-01   | 2024-10      | 终止
        领失业 | 失业         | 2026-01   | 2026-10      | 正常
        """,
    )
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status | retired
        外省领   | 110       | 310101         | 4             | 1
        外省居民 | 170       | 310101         | 1             |
        外省医保 | 390       | 310101         | 1             |
        """,
    )
    return town.night(lists=ASKED)


@pytest.mark.parametrize("name", ["六十", "闰日", "终止", "停发", "领失业", "外省医保"])
def test_who_is_sixty_and_outside_every_pension_is_persuaded(outside: Lists, name: str) -> None:
    assert outside.tiers(OUT)[name] == "persuade"


def test_an_unproven_age_is_checked_at_a_desk(outside: Lists) -> None:
    assert outside.tiers(OUT)["错号"] == "check_data"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("五十九", "sixty tomorrow"),
        ("居民", "enrolled in 170"),
        ("暂停", "suspended is enrolled"),
        ("领养老", "draws a pension, paused"),
        ("外省领", "draws a pension elsewhere"),
        ("外省居民", "insured for 170 elsewhere"),
        ("死者", "died"),
        ("迁出", "moved away"),
        ("外来", "registered elsewhere"),
    ],
)
def test_others_are_not_on_the_list_of_the_unenrolled(outside: Lists, name: str, because: str) -> None:
    assert name not in outside[OUT], because


@pytest.fixture(scope="module")
def waiting() -> Lists:
    """All are members of the residents' pension, lost their land and stand in a hardship group."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | status   | id
        九月底   | 1966-09-30 | 男  |          |
        十月一日 | 1966-10-01 | 男  |          |
        六十五   | 1961-05-01 | 女  |          |
        领居民   | 1961-05-02 | 男  |          |
        暂停发   | 1961-05-03 | 男  |          |
        停发     | 1961-05-04 | 男  |          |
        领补助   | 1961-05-05 | 男  |          |
        死者     | 1961-05-06 | 男  |          |
        外省领   | 1961-05-07 | 男  |          |
        外省居民 | 1961-05-08 | 男  |          |
        迁出     | 1961-05-09 | 男  | 迁出注销 |
        服刑     | 1961-05-10 | 男  |          |
        在职     | 1961-05-11 | 男  |          |
        在职早   | 1961-05-12 | 男  |          |
        错号     | 1961-05-13 | 男  |          | 320923196105130001
        终止     | 1961-05-14 | 男  |          |
    """)
    town.firms("name | unit\n甲厂 | 1")
    town.members(
        "\n".join(
            ["who | insurance | status", *[f"{who} | 170 | {4 if who == '终止' else 1}" for who in town.ids]],
        )
    )
    town.paid(
        "who | insurance | firm | months | arrived\n在职 | 110 | 甲厂 | 2026-08 | 0\n在职早 | 110 | 甲厂 | 2026-07 | 1"
    )
    town.listed("death", "who | died_on\n死者 | 2026-11-22")
    town.listed("sentence", "who | sentence_kind | starts_on\n服刑 | 监禁 | 2025-01-01")
    town.listed(
        "benefit",
        """
        who    | benefit_kind   | starts_in | last_paid_in | benefit_status
        领居民 | 城乡居民养老   | 2022-01   | 2026-10      | 正常
        暂停发 | 城乡居民养老   | 2022-01   | 2026-04      | 暂停
        停发   | 城乡居民养老   | 2022-01   | 2026-04      | 终止
        领补助 | 被征地养老补助 | 2022-01   | 2026-10      | 正常
        """,
    )
    town.listed(
        "insured_elsewhere",
        """
        who      | insurance | elsewhere_area | member_status | retired
        外省领   | 120       | 310101         | 1             | 1
        外省居民 | 170       | 310101         | 1             | 0
        """,
    )
    town.listed("land_loss", "\n".join(["who | land_batch", *[f"{who} | 2015年第1批" for who in town.ids]]))
    town.listed("hardship", "\n".join(["who | hardship_kind", *[f"{who} | 低保" for who in town.ids]]))
    return town.night(lists=ASKED)


ON = {"九月底", "六十五", "停发", "外省居民", "迁出", "服刑", "在职早", "错号"}


def test_only_death_and_a_pension_keep_off_the_lists_of_who_draws_nothing(waiting: Lists) -> None:
    assert waiting.names[WAITING] == ON | {"领补助"}, "the allowance is no pension"
    assert waiting.names[LANDLESS] == ON | {"终止"}
    assert waiting.names[POOR] == ON | {"终止", "领补助"}


def test_who_turned_sixty_before_last_month_began_should_have_drawn_for_it(waiting: Lists) -> None:
    assert "九月底" in waiting[WAITING]
    assert "十月一日" not in waiting[WAITING].keys() | waiting[LANDLESS].keys() | waiting[POOR].keys()


def test_the_bureau_looks_into_members_and_the_landless_the_government_owes_the_poor(waiting: Lists) -> None:
    assert set(waiting.tiers(WAITING).values()) == {"check_data"}
    assert set(waiting.tiers(LANDLESS).values()) == {"check_data"}
    assert {name for name, tier in waiting.tiers(POOR).items() if tier == "check_data"} == {"错号"}
    assert waiting.tiers(POOR)["六十五"] == "must_join"


def test_the_reasons_tell_age_and_never_the_hardship(waiting: Lists) -> None:
    assert waiting[WAITING]["六十五"]["reason"] == "65周岁，已参加居民养老，未查到在领取养老待遇，请核对是否应当核发。"
    assert waiting[LANDLESS]["六十五"]["reason"] == (
        "被征地农民（2015年第1批），65周岁，未查到在领取被征地养老补助或养老金。"
    )
    assert waiting[POOR]["六十五"]["reason"] == "优先服务对象，65周岁，未查到在领取养老待遇，请协助办理领取手续。"
