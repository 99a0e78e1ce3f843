"""Who is kept off a list by a cell that is empty stays off it: a reason that came out null would put them on."""

import pytest

from tests.town import Lists, Town

DEAD, GIG, STUDENT, LAND = (
    "deceased_drawing", "gig_workers_without_injury_cover", "students_without_medical", "land_loss_no_allowance",
)  # fmt: skip


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town(as_of="2026-11-22")
    town.people("""
        name   | born       | sex
        多发   | 1950-01-01 | 男
        未发   | 1950-01-02 | 男
        外卖员 | 1990-01-03 | 男
        不详   | 1990-01-04 | 男
        在读   | 2012-01-05 | 男
        无籍   | 2012-01-06 | 男
        失地   | 1960-01-07 | 男
        已补   | 1960-01-08 | 男
        在缴   | 1990-01-09 | 男
    """)
    town.firms("name | unit\n甲厂 | 1")
    town.paid("""
        who  | insurance | firm | months
        在缴 | 110       | 甲厂 | 2026-10
        在缴 | 310       | 甲厂 | 2026-10
        在缴 | 410       | 甲厂 | 2026-10
        在缴 | 390       | -    | 2025-12
    """)
    town.listed("death", "who | died_on\n多发 | 2026-03-31\n未发 | 2026-03-31")
    town.listed(
        "benefit",
        """
        who  | benefit_kind   | last_paid_in | starts_in | benefit_status
        多发 | 企业职工养老   | 2026-10      | 2020-01   | 正常
        未发 | 企业职工养老   |              | 2020-01   | 正常
        已补 | 被征地养老补助 |              | 2020-01   | 正常
        """,
    )
    town.listed("gig_worker", "who | gig_kind\n外卖员 | 外卖\n不详 | ")
    town.listed("rider_cover", "who | platform\n多发 | 某平台")
    town.listed("student", "who | student_status\n在读 | 在读\n无籍 | ")
    town.listed("land_loss", "who | land_batch\n失地 | 2019第1批\n已补 | 2019第1批")
    return town.night()


@pytest.mark.parametrize(
    ("list_id", "listed", "kept_off"),
    [(DEAD, "多发", "未发"), (GIG, "外卖员", "不详"), (STUDENT, "在读", "无籍"), (LAND, "失地", "已补")],
)
def test_an_empty_cell_that_keeps_somebody_off_puts_them_on_no_list(
    night: Lists, list_id: str, listed: str, kept_off: str
) -> None:
    assert listed in night.names[list_id]
    assert kept_off not in night.names[list_id]
