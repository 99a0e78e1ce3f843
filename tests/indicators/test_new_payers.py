"""K01, new payers of the employee pension, transfers and returns apart; the extract begins in November 2023."""

import pytest

from tests.town import Figures, Town

SPANS = {
    # name: (months paid before the extract begins, months paid in it)
    "老职工": ("60", "2023-11..2026-10"),
    "首月新人": ("", "2023-11..2026-10"),
    "新人": ("", "2026-05..2026-10"),
    "另一新人": ("", "2026-06"),
    "转入": ("30", "2026-05..2026-10"),
    "停了十二个月": ("12", "2023-11..2025-04,2026-05"),
    "停了十一个月": ("12", "2023-11..2025-05,2026-05"),
}


@pytest.fixture(scope="module")
def figures() -> Figures:
    town = Town()
    names = [*SPANS, "先欠后缴", "一直欠"]
    town.people("name | born | sex\n" + "\n".join(f"{name} | 1985-01-{n:02} | 男" for n, name in enumerate(names, 1)))
    town.firms("name | unit\n甲厂 | 1")
    befores = {name: before for name, (before, _) in SPANS.items()}
    town.members(
        "who | insurance | firm | before\n" + "\n".join(f"{who} | 110 | 甲厂 | {befores.get(who, '')}" for who in names)
    )
    rows = [f"{who} | 110 | 甲厂 | {span} | 1" for who, (_, spans) in SPANS.items() for span in spans.split(",")]
    rows += ["先欠后缴 | 110 | 甲厂 | 2026-05 | 0", "先欠后缴 | 110 | 甲厂 | 2026-06 | 1"]
    rows += ["一直欠 | 110 | 甲厂 | 2026-05..2026-10 | 0"]
    town.paid("who | insurance | firm | months | arrived\n" + "\n".join(rows))
    return town.figures()


def test_who_pays_for_the_first_time_ever_is_new_in_that_month(figures: Figures) -> None:
    assert figures.of("new_pension_payers", "2026-05") == (1, None)


def test_what_has_not_arrived_makes_nobody_new_until_it_does(figures: Figures) -> None:
    assert figures.of("new_pension_payers", "2026-06") == (2, None)


def test_who_brings_months_from_elsewhere_is_a_transfer_and_not_new(figures: Figures) -> None:
    assert figures.of("transferred_pension_payers", "2026-05") == (1, None)


def test_twelve_months_without_a_payment_make_a_return_and_eleven_do_not(figures: Figures) -> None:
    assert figures.of("returned_pension_payers", "2026-05") == (1, None)


def test_a_month_in_which_nobody_was_new_has_a_zero(figures: Figures) -> None:
    assert figures.of("new_pension_payers", "2026-05", area="320923001") == (0, None)


def test_a_person_without_a_gap_counts_once_a_month_among_the_payers(figures: Figures) -> None:
    assert figures.of("pension_payers", "2026-05") == (6, None)
    assert figures.of("pension_payers", "2026-10") == (4, None)


def test_months_are_the_last_twenty_four_of_the_delivered(figures: Figures) -> None:
    periods = figures.periods("pension_payers")
    assert (periods[0], periods[-1], len(periods)) == ("2024-11", "2026-10", 24)


def test_a_year_is_told_only_where_the_extract_covers_all_of_it(figures: Figures) -> None:
    assert figures.definitions["new_insured_people"]["is_computed"] is False, "居民养老没有交来"


def short(first: str, **spans: str) -> Figures:
    """A county whose extract begins in a month, and people with months paid before it."""
    town = Town()
    people = ["老职工", *spans]
    town.people("name | born | sex\n" + "\n".join(f"{name} | 1985-01-{n:02} | 男" for n, name in enumerate(people, 1)))
    town.members("who | insurance | before\n" + "\n".join(f"{who} | 110 | 30" for who in people))
    town.paid(
        f"who | insurance | months\n老职工 | 110 | {first}..2026-10\n"
        + "\n".join(f"{who} | 110 | {span}" for who, span in spans.items())
    )
    return town.figures()


def test_within_a_year_of_the_extract_s_beginning_nobody_can_be_called_a_transfer() -> None:
    found = short("2025-05", 十一个月后="2026-04", 十二个月后="2026-05")
    assert found.of("transferred_pension_payers", "2026-04") is None
    assert found.of("transferred_pension_payers", "2026-05") == (1, None)


def test_what_a_plan_sets_apart_by_its_office_is_who_is_handled_there_and_nobody_counts_twice() -> None:
    town = Town()
    town.people("name | born | sex\n硕集新人 | 1985-01-01 | 男\n县里新人 | 1985-01-02 | 男\n老职工 | 1985-01-03 | 男")
    town.members("who | insurance | before\n硕集新人 | 110 |\n县里新人 | 110 |\n老职工 | 110 | 30")
    for row, office in zip(town.rows["member"], ("硕集社区", "县本级", "硕集社区"), strict=True):
        row["handled_by"] = office
    town.paid("""
        who      | insurance | months
        老职工   | 110       | 2025-01..2026-10
        硕集新人 | 110       | 2026-05
        县里新人 | 110       | 2026-05""")
    found = town.figures()
    assert found.of("new_pension_payers", "2026-05") == (2, None)
    assert found.of("new_pension_payers", "2026-05", area="apart:硕集社区") == (1, None)
    assert found.of("new_pension_payers", "2026-05", area="apart:公兴社区") == (0, None)
    assert found.of("new_pension_payers", "2026-05", area="320923100") == (1, None)
    assert found.of("pension_payers", "2026-05", area="apart:硕集社区") is None, "not counted by office"


@pytest.fixture(scope="module")
def years() -> Figures:
    town = Town()
    town.people("""
        name     | born       | sex
        职工     | 1985-01-01 | 男
        新职工   | 1985-01-02 | 男
        新居民   | 1985-01-03 | 男
        转到居民 | 1985-01-04 | 男
        老居民   | 1985-01-05 | 男
        提前缴   | 1985-01-06 | 男""")
    town.members("""
        who      | insurance | before
        职工     | 110       | 60
        新职工   | 110       |
        新居民   | 170       |
        转到居民 | 110       |
        转到居民 | 170       |
        老居民   | 170       | 8
        提前缴   | 170       |""")
    town.paid("""
        who      | insurance | months
        职工     | 110       | 2024-06..2026-10
        新职工   | 110       | 2026-03..2026-10
        新居民   | 170       | 2026-12
        转到居民 | 110       | 2025-02
        转到居民 | 170       | 2026-12
        老居民   | 170       | 2026-12
        提前缴   | 170       | 2027-12""")
    return town.figures()


def test_new_in_any_pension_is_who_has_never_paid_for_one_before(years: Figures) -> None:
    assert years.of("new_insured_people", "2026-01") == (2, None)
    assert years.of("new_insured_people", "2025-01") == (1, None)


def test_a_year_that_the_extract_does_not_cover_from_january_is_not_told(years: Figures) -> None:
    assert years.periods("new_insured_people") == ["2025-01", "2026-01"]


def test_of_all_who_paid_in_a_year_the_employee_share_counts_each_person_once(years: Figures) -> None:
    assert years.of("employee_payer_share", "2026-01") == (2, 5)
    assert years.of("employee_payer_share", "2025-01") == (2, 2)
    assert years.of("employee_payer_share", "2024-01") is None
