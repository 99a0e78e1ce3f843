"""未全员参保单位: units that insure some and leave others out (lists.md E05)."""

import pytest

from tests.town import Lists, Town

LIST = "partly_insured_employers"


@pytest.fixture(scope="module")
def night() -> Lists:
    town = Town()
    town.firms("""
        name     | unit | tax
        漏保公司 | 1    |
        全保公司 | 1    |
        无保公司 |      |
        停业公司 | 1    | 04
        返聘公司 | 1    |
        女工公司 | 1    |
        社保独知 | 1    | -
    """)
    town.rows["business"] = [row for row in town.rows["business"] if row["employer_name"] != "社保独知"]
    town.people("""
        name | born       | sex
        甲   | 1990-01-01 | 男
        乙   | 1990-01-02 | 男
        丙   | 1990-01-03 | 男
        丁   | 1990-01-04 | 男
        戊   | 1990-01-05 | 男
        己   | 1990-01-06 | 男
        老人 | 1960-01-07 | 男
        庚   | 1990-01-08 | 男
        女工 | 1974-12-01 | 女
        辛   | 1990-01-10 | 男
        灵活 | 1990-01-11 | 男
        壬   | 1990-01-12 | 男
        癸   | 1990-01-13 | 男
        子   | 1990-01-14 | 男
        丑   | 1990-01-15 | 男
    """)
    town.wages("""
        who  | firm     | months
        甲   | 漏保公司 | 2026-08..2026-10
        乙   | 漏保公司 | 2026-08..2026-10
        灵活 | 漏保公司 | 2026-08..2026-10
        老人 | 漏保公司 | 2026-08..2026-10
        丙   | 全保公司 | 2026-08..2026-10
        丁   | 无保公司 | 2026-08..2026-10
        戊   | 停业公司 | 2026-08..2026-10
        己   | 停业公司 | 2026-08..2026-10
        庚   | 返聘公司 | 2026-08..2026-10
        女工 | 女工公司 | 2026-08..2026-10
        辛   | 女工公司 | 2026-08..2026-10
        壬   | 社保独知 | 2026-08..2026-10
        癸   | 社保独知 | 2026-08..2026-10
        子   | 全保公司 | 2026-10
        丑   | 全保公司 | 2026-08
    """)
    town.paid("""
        who  | insurance | firm     | months
        甲   | 110       | 漏保公司 | 2026-08..2026-10
        丙   | 110       | 全保公司 | 2026-08..2026-10
        戊   | 110       | 停业公司 | 2026-08..2026-10
        庚   | 110       | 返聘公司 | 2026-08..2026-10
        辛   | 110       | 女工公司 | 2026-08..2026-10
        灵活 | 110       | -        | 2026-08..2026-10
        壬   | 110       | 社保独知 | 2026-08..2026-10
        丑   | 110       | 无保公司 | 2026-07
    """)
    return town.night(lists={LIST})


def test_a_covered_unit_with_one_uninsured_worker_is_on_the_list_with_its_figures(night: Lists) -> None:
    row = night[LIST]["漏保公司"]
    assert row["tier"] == "must_join"
    # Four are paid; the pensioner is not due; of three due one is declared by a unit, one pays for himself.
    figures = ("wage_headcount", "due_headcount", "insured_headcount", "missing_people")
    assert tuple(row[name] for name in figures) == (4, 3, 1, 1)
    assert row["coverage_rate"] == pytest.approx(0.3333)
    assert row["reason"] == "近期4人领取工资，应参保3人，已参保1人（33.3%），1人应参保而未参保。"


def test_a_unit_that_only_the_bureau_and_its_wages_tell_of_is_checked_at_a_desk(night: Lists) -> None:
    row = night[LIST]["社保独知"]
    assert (row["tier"], row["missing_people"]) == ("check_data", 1)
    assert row["reason"].endswith("1人应参保而未参保；没有市场主体和税务登记，请先核对。")


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("全保公司", "everybody is declared, but who was hired last month and who left with a last pay"),
        ("无保公司", "not covered at all: another list"),
        ("停业公司", "suspended at the tax office"),
        ("返聘公司", "everybody due is declared"),
        ("女工公司", "the only one missing is between her two retirement dates"),
    ],
)
def test_others_are_not_on_the_list(night: Lists, name: str, because: str) -> None:
    assert name not in night[LIST], because
