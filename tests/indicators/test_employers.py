"""K03, K04, K11: staff, bases and building sites, divided by what the definitions say."""

import pytest

from tests.town import Figures, Town


@pytest.fixture(scope="module")
def figures() -> Figures:
    town = Town()
    town.people("""
        name   | born       | sex
        参保   | 1985-01-01 | 男
        漏保   | 1985-01-02 | 男
        灵活   | 1985-01-03 | 男
        退休   | 1960-01-04 | 男
        刚来   | 1985-01-05 | 男
        两处   | 1985-01-06 | 男
        低报   | 1985-01-07 | 男
        高报   | 1985-01-08 | 男
        低薪   | 1985-01-09 | 男
        高薪   | 1985-01-10 | 男
        月少   | 1985-01-11 | 男""")
    town.firms("name | unit\n甲厂 | 1\n乙厂 | 1")
    town.wages("""
        who  | firm | months           | yuan
        参保 | 甲厂 | 2026-08..2026-10 | 6000
        漏保 | 甲厂 | 2026-08..2026-10 | 6000
        灵活 | 甲厂 | 2026-08..2026-10 | 6000
        退休 | 甲厂 | 2026-08..2026-10 | 6000
        刚来 | 甲厂 | 2026-10          | 6000
        两处 | 甲厂 | 2026-08..2026-10 | 6000
        两处 | 乙厂 | 2026-08..2026-10 | 6000
        低报 | 乙厂 | 2026-01..2026-10 | 10000
        高报 | 乙厂 | 2026-01..2026-10 | 10000
        低薪 | 乙厂 | 2026-01..2026-10 | 3000
        高薪 | 乙厂 | 2026-01..2026-10 | 30000
        月少 | 乙厂 | 2026-06..2026-10 | 10000""")
    town.members("""
        who  | insurance | firm
        参保 | 110       | 甲厂
        灵活 | 110       |
        两处 | 110       | 甲厂
        低报 | 110       | 乙厂
        高报 | 110       | 乙厂
        低薪 | 110       | 乙厂
        高薪 | 110       | 乙厂
        月少 | 110       | 乙厂""")
    town.paid("""
        who  | insurance | firm | months           | base
        参保 | 110       | 甲厂 | 2026-08..2026-10 |
        灵活 | 110       |      | 2026-08..2026-10 |
        两处 | 110       | 甲厂 | 2026-08..2026-10 |
        低报 | 110       | 乙厂 | 2026-08..2026-10 | 5000
        高报 | 110       | 乙厂 | 2026-08..2026-10 | 12000
        低薪 | 110       | 乙厂 | 2026-08..2026-10 | 4800
        高薪 | 110       | 乙厂 | 2026-08..2026-10 | 24000
        月少 | 110       | 乙厂 | 2026-08..2026-10 | 5000""")
    town.listed(
        "construction_project",
        """
        project_id | project_name | employer_name | starts_on  | ends_on    | area
        P1         | 一号工程     | 甲厂          | 2026-01-01 | 2027-06-30 | 320923100
        P2         | 二号工程     | 甲厂          | 2026-11-22 | 2027-06-30 | 320923100
        P3         | 三号工程     | 甲厂          | 2026-11-23 | 2027-06-30 | 320923100
        P4         | 四号工程     | 甲厂          | 2025-12-31 | 2026-03-31 | 320923100
        P5         | 五号工程     | 甲厂          | 2026-03-01 | 2027-06-30 |
        """,
    )
    town.listed(
        "project_cover",
        "cover_id | project_id | project_name | starts_on\n"
        "C1 | P1 | 一号工程 | 2026-01-05\nC4 | P4 | 四号工程 | 2026-01-05",
    )
    return town.figures()


def test_staff_coverage_divides_by_wage_earners_who_are_due_in_each_place_that_pays_them(figures: Figures) -> None:
    """甲厂: 参保 and 两处 of 参保, 漏保, 灵活, 两处 (not 退休, not 刚来); 乙厂: 两处 again and all five others."""
    assert figures.of("staff_coverage_rate", "2026-10") == (2 + 6, 4 + 6)


def test_solidity_keeps_each_wage_between_the_bounds_and_what_is_declared_above_it_out(figures: Figures) -> None:
    """低报 5,000 of 10,000, 高报 10,000 of 10,000, 低薪 4,800 of 4,800, 高薪 24,000 of 24,000; 月少 has five wages."""
    assert figures.of("base_solidity", "2026-10") == (5_000 + 10_000 + 4_800 + 24_000, 10_000 + 10_000 + 4_800 + 24_000)


def test_without_the_bounds_bases_are_divided_by_the_wages_themselves(figures: Figures) -> None:
    declared, earned = 5_000 + 12_000 + 4_800 + 24_000, 10_000 + 10_000 + 3_000 + 30_000
    assert figures.of("base_solidity_unclamped", "2026-10") == (declared, earned)


def test_covered_sites_are_divided_by_the_sites_begun_in_the_year_until_today(figures: Figures) -> None:
    assert figures.of("projects_injury_covered", "2026-01") == (1, 3)


def test_a_site_begun_last_year_counts_for_last_year_even_if_it_is_finished(figures: Figures) -> None:
    assert figures.of("projects_injury_covered", "2025-01") == (1, 1)


def test_a_site_of_which_nobody_prints_the_town_counts_for_the_county_and_stands_under_no_town(
    figures: Figures,
) -> None:
    assert figures.of("projects_injury_covered", "2026-01", area="unknown") == (0, 1)
    assert figures.of("projects_injury_covered", "2026-01", area="320923100") == (1, 2)


def test_every_figure_says_whom_it_speaks_of_and_of_what_day_the_data_are(figures: Figures) -> None:
    assert all(row["population"] and row["data_date"] for row in figures.rows)


def test_an_indicator_whose_extract_was_not_delivered_is_not_computed_and_says_what_is_missing(
    figures: Figures,
) -> None:
    definition = figures.definitions["hardship_enrolled_rate"]
    assert definition["is_computed"] is False
    assert definition["missing_extracts"] == "困难群体名单、参保人员信息 170"
    assert figures.periods("hardship_enrolled_rate") == []


@pytest.fixture(scope="module")
def insured() -> Figures:
    """Who of the staff has which insurances: 110, 210 and 410 in October 2026."""
    town = Town()
    names = ["三险", "没失业", "没工伤", "只养老", "漏保", "七月工伤", "退休", "无工资"]
    born = {"退休": "1960-01-04"}
    town.people("name | born | sex\n" + "\n".join(
        f"{who} | {born.get(who, f'1985-01-{at:02}')} | 男" for at, who in enumerate(names, 1)))  # fmt: skip
    town.firms("name | unit\n甲厂 | 1")
    town.wages("who | firm | months\n" + "\n".join(
        f"{who} | 甲厂 | 2026-08..2026-10" for who in names if who != "无工资"))  # fmt: skip
    town.paid("""
        who      | insurance | firm | months           | yuan | arrived
        三险     | 110       | 甲厂 | 2026-08..2026-10 | 800  | 1
        三险     | 210       | 甲厂 | 2026-08..2026-10 | 25   | 1
        三险     | 410       | 甲厂 | 2026-08..2026-10 | 20   | 1
        没失业   | 110       | 甲厂 | 2026-10          | 800  | 1
        没失业   | 410       | 甲厂 | 2026-10          | 20   | 0
        没工伤   | 110       | 甲厂 | 2026-10          | 800  | 1
        没工伤   | 210       | 甲厂 | 2026-10          | 25   | 1
        只养老   | 110       | 甲厂 | 2026-10          | 800  | 0
        七月工伤 | 110       | 甲厂 | 2026-07..2026-10 | 800  | 1
        七月工伤 | 210       | 甲厂 | 2026-07..2026-10 | 25   | 1
        七月工伤 | 410       | 甲厂 | 2026-07          | 20   | 1
        退休     | 410       | 甲厂 | 2026-10          | 20   | 1
        无工资   | 410       | 甲厂 | 2026-10          | 20   | 1
        三险     | 110       | 甲厂 | 2026-10          | -100 | 1""")
    town.of_firms("unit_roster", "firm | roster_kind | park_name\n甲厂 | 开发区 | 阜宁县经济开发区")
    return town.figures()


def test_injury_insurance_covers_the_staff_for_whom_it_is_declared_lately(insured: Figures) -> None:
    """三险 and 没失业 (in arrears) of six; 退休 is not due, July is not lately."""
    assert insured.of("injury_coverage_rate", "2026-10") == (2, 6)


def test_all_three_insurances_together_are_declared_for_who_has_each_of_them(insured: Figures) -> None:
    assert insured.of("three_insurances_rate", "2026-10") == (1, 6)


def test_the_insured_for_injury_are_all_for_whom_it_is_declared_with_a_wage_or_without(insured: Figures) -> None:
    assert insured.of("injury_insured", "2026-11") == (4, None)
    assert insured.of("unemployment_insured", "2026-11") == (3, None)


def test_what_is_collected_is_what_has_arrived_for_a_month_less_what_was_paid_back(insured: Figures) -> None:
    """October: 三险 700 after 100 paid back, 没失业, 没工伤 and 七月工伤 800 each; 只养老 has not paid."""
    assert insured.of("fund_collected_pension", "2026-10") == (3100, None)
    assert insured.of("fund_collected_pension", "2026-07") == (800, None)
    assert insured.of("fund_collected_injury", "2026-10") == (60, None)
    assert insured.of("fund_collected_unemployment", "2026-10") == (75, None)


def test_a_park_tells_whom_its_employers_insure_and_what_they_owe(insured: Figures) -> None:
    [park] = insured.parks
    assert (park["park_name"], park["park_employers"], park["covered_employers"]) == ("阜宁县经济开发区", 1, 1)
    assert (park["due_headcount"], park["insured_headcount"], park["coverage_rate"]) == (6, 5, 5 / 6)
