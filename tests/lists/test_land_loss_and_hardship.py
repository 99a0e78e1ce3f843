"""被征地农民、困难群体: whom the government must bring into a pension or medical insurance (lists.md P04, P05, P11)."""

import pytest

from tests.town import Lists, Town

LANDLESS, POOR, UNPAID, UNCOVERED = (
    "land_loss_unenrolled", "hardship_not_enrolled", "hardship_not_paid_for", "hardship_without_medical",
)  # fmt: skip
ASKED = {LANDLESS, POOR, UNPAID, UNCOVERED}


@pytest.fixture(scope="module")
def night() -> Lists:
    """All lost their land; all stand in a hardship group, as 低保 where nothing else is said."""
    town = Town(as_of="2026-11-22")
    town.people("""
        name     | born       | sex | status   | id
        十五     | 2010-11-23 | 男  |          |
        十六     | 2010-11-22 | 男  |          |
        五十九   | 1966-11-23 | 男  |          |
        六十     | 1966-11-22 | 男  |          |
        女过退休 | 1968-01-01 | 女  |          |
        职工     | 1980-01-01 | 男  |          |
        居民     | 1980-01-02 | 男  |          |
        终止     | 1980-01-03 | 男  |          |
        学生     | 2005-01-04 | 男  |          |
        死者     | 1980-01-05 | 男  |          |
        军人     | 1999-01-06 | 男  |          |
        迁出     | 1980-01-07 | 男  | 迁出注销 |
        外省居民 | 1980-01-08 | 男  |          |
        外省医保 | 1980-01-09 | 男  |          |
        错号     | 1980-01-10 | 男  |          | 320923198001100001
        今日退出 | 1980-01-11 | 男  |          |
        昨日退出 | 1980-01-12 | 男  |          |
        明日认定 | 1980-01-13 | 男  |          |
        不计类别 | 1980-01-14 | 男  |          |
        两类     | 1980-01-15 | 男  |          |
        代缴     | 1980-02-01 | 男  |          |
        代缴未到 | 1980-02-02 | 男  |          |
        去年代缴 | 1980-02-03 | 男  |          |
        自缴     | 1980-02-04 | 男  |          |
        在职     | 1980-02-05 | 男  |          |
        在职早   | 1980-02-06 | 男  |          |
        有居民医 | 1980-03-01 | 男  |          |
        去年医保 | 1980-03-02 | 男  |          |
        有职工医 | 1980-03-03 | 男  |          |
        退休医保 | 1961-03-04 | 男  |          |
    """)
    town.firms("name | unit\n甲厂 | 1")
    payers = ("居民", "代缴", "代缴未到", "去年代缴", "自缴", "在职", "在职早")
    town.members(
        "\n".join(
            [
                "who | insurance | firm | status",
                "职工 | 110 | 甲厂 | 2",
                "终止 | 170 | - | 4",
                "退休医保 | 310 | - | 1",
                *[f"{who} | 170 | - | 1" for who in payers],
            ]
        )
    )
    town.paid("""
        who      | insurance | firm | months  | due_kind | arrived
        代缴     | 170       | -    | 2026-12 | 30       | 1
        代缴未到 | 170       | -    | 2026-12 | 30       | 0
        去年代缴 | 170       | -    | 2025-12 | 30       | 1
        自缴     | 170       | -    | 2026-12 | 10       | 1
        在职     | 110       | 甲厂 | 2025-11 | 10       | 0
        在职早   | 110       | 甲厂 | 2025-10 | 10       | 1
        有居民医 | 390       | -    | 2026-12 | 30       | 1
        去年医保 | 390       | -    | 2025-12 | 10       | 1
        有职工医 | 310       | 甲厂 | 2026-08 | 10       | 0
    """)
    town.listed("death", "who | died_on\n死者 | 2026-11-01")
    town.listed("soldier", "who | starts_on\n军人 | 2025-09-01")
    town.listed("student", "who | student_status | graduates_on\n学生 | 在读 |")
    town.listed(
        "benefit",
        """
        who      | benefit_kind | starts_in | last_paid_in | benefit_status
        退休医保 | 企业职工养老 | 2021-05   | 2026-10      | 正常
        """,
    )
    town.listed(
        "insured_elsewhere",
        "who | insurance | elsewhere_area | member_status\n外省居民 | 170 | 310101 | 1\n外省医保 | 390 | 310101 | 1",
    )
    town.listed("land_loss", "\n".join(["who | land_batch", *[f"{who} | 2015年第1批" for who in town.ids]]))
    spans = {"今日退出": "2020-01-01 | 2026-11-22", "昨日退出": " | 2026-11-21", "明日认定": "2026-11-23 | "}
    town.listed(
        "hardship",
        "\n".join(
            [
                "who | hardship_kind | starts_on | ends_on",
                *[
                    f"{who} | {'医疗救助' if who == '不计类别' else '低保'} | {spans.get(who, ' | ')}"
                    for who in town.ids
                ],
                "两类 | 特困 | | ",
            ]
        ),
    )
    return town.night(lists=ASKED)


NOT_IN_FORCE = ("昨日退出", "明日认定", "不计类别")


@pytest.mark.parametrize("name", ["十六", "五十九", "终止", "女过退休", "外省医保", "今日退出", "两类"])
def test_the_landless_and_the_poor_of_working_age_must_be_enrolled(night: Lists, name: str) -> None:
    assert night.tiers(LANDLESS)[name] == "must_join"
    assert night.tiers(POOR)[name] == "must_join"


def test_without_a_valid_number_the_row_is_checked_at_a_desk(night: Lists) -> None:
    assert night.tiers(LANDLESS)["错号"] == night.tiers(POOR)["错号"] == night.tiers(UNCOVERED)["错号"] == "check_data"


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("十五", "under 16"),
        ("六十", "sixty today"),
        ("职工", "enrolled in 110, suspended"),
        ("居民", "enrolled in 170"),
        ("学生", "in school"),
        ("死者", "died"),
        ("军人", "serving"),
        ("迁出", "moved away"),
        ("外省居民", "insured for 170 elsewhere"),
        ("退休医保", "draws a pension"),
    ],
)
def test_others_need_not_be_enrolled(night: Lists, name: str, because: str) -> None:
    assert name not in night[LANDLESS].keys() | night[POOR].keys(), because


@pytest.mark.parametrize("name", NOT_IN_FORCE)
def test_hardship_counts_in_force_and_of_the_region_s_kinds_only(night: Lists, name: str) -> None:
    assert name not in night[POOR].keys() | night[UNCOVERED].keys()
    assert name in night[LANDLESS]


def test_the_government_pays_for_poor_members_this_year(night: Lists) -> None:
    assert night.names[UNPAID] == {"居民", "代缴未到", "去年代缴", "自缴", "在职早"}
    assert set(night.tiers(UNPAID).values()) == {"must_join"}


def test_the_poor_without_medical_cover_must_join_whatever_their_age(night: Lists) -> None:
    assert {"十五", "六十", "学生", "外省居民", "去年医保"} <= night.names[UNCOVERED]
    off = {"有居民医", "有职工医", "退休医保", "外省医保", "死者", "军人", "迁出"}
    assert not off & night.names[UNCOVERED]


def test_no_reason_names_the_hardship_and_the_list_keeps_the_kinds(night: Lists) -> None:
    assert night[POOR]["两类"]["hardship_kinds"] == "低保、特困"
    assert night[POOR]["两类"]["reason"] == "优先服务对象，46周岁，未查到任何养老保险参保登记，请协助参保。"
    for list_id in (POOR, UNPAID, UNCOVERED):
        assert all(row["reason"].startswith("优先服务对象") for row in night[list_id].values())
        assert not any(kind in row["reason"] for row in night[list_id].values() for kind in ("低保", "特困", "困难"))


def test_within_the_grace_last_year_s_payment_of_the_government_serves() -> None:
    listed = []
    for as_of in ("2026-06-30", "2026-07-01"):
        town = Town(as_of=as_of)
        town.people("name | born | sex\n代缴 | 1980-02-01 | 男\n职工 | 1980-02-02 | 男")
        town.members("who | insurance\n代缴 | 170")
        town.paid("who | insurance | months | due_kind\n代缴 | 170 | 2025-12 | 30\n职工 | 110 | 2026-01 | 10")
        town.listed("hardship", "who | hardship_kind\n代缴 | 低保")
        listed.append("代缴" in town.night(lists=ASKED)[UNPAID])
    assert listed == [False, True]
