"""What the headline and the lists say of each other, targets of another size, and a page for each town."""

from pathlib import Path

import pytest

from handouts.report import Figures, areas, write_towns
from handouts.report.page import headlines, html
from handouts.report.targets import other_size, readings, targets
from tests.handouts.report.county import AS_OF, BEFORE, DEAD, LAPSED, WAGED, A, B, county

COVERED = [(A, True, 60), (A, False, 40), (B, True, 30), (B, False, 10)]
STEPS = [(1, 50), (2, 3), (3, 4), (4, 2), (5, 0), (6, 41), (7, 38), (8, 3)]
LEADS = [
    (BEFORE, WAGED, "must_join", A, 20), (AS_OF, WAGED, "must_join", A, 18), (AS_OF, LAPSED, "persuade", A, 5),
    (AS_OF, DEAD, "check_data", A, 1), (AS_OF, WAGED, "must_join", B, 2),
]  # fmt: skip
VILLAGES = [(A, "320923001201", "城北居委会", 9, 8, 4, 2)]


def test_the_headline_says_how_many_stand_on_the_list_and_the_table_why_they_are_fewer() -> None:
    figures = county(coverage=COVERED, reconciled=STEPS)
    [line, *_] = headlines(figures)
    assert "未参保50人" in line
    assert line.endswith("“有工资未参保人员”清单41人，相差9，原因见“未参保人数与清单对账”。")
    [table] = [table for table in areas.board(figures).tables if table.name == "reconciled"]
    counts = [row[1].value for row in table.rows]
    # What is taken away makes of the one the other.
    assert counts[0] - sum(counts[1:5]) == counts[5] == counts[6] + counts[7]


def test_to_the_public_and_without_the_list_there_is_nothing_to_reconcile() -> None:
    figures = county(coverage=COVERED, reconciled=STEPS).public(b"key")
    assert "清单对账" not in html(figures, [areas.board(figures)])
    uncomputed = county(coverage=COVERED, reconciled=STEPS[:4] + STEPS[5:])
    assert [table.name for table in areas.board(uncomputed).tables] == ["board"]


def goals(target: float, kind: str = "stock", unit: str = "人") -> Figures:
    """A target of people beside a rate, in a county of 60,000 people."""
    day = (AS_OF.replace(day=1), False, AS_OF.replace(month=10, day=1))
    years = ("stock", AS_OF.replace(month=1, day=1), AS_OF.replace(month=12, day=31), False, "≥")
    about = [
        ("payers", "缴费人数", unit, kind, "人", "人", True, None, AS_OF),
        ("medical", "医保参保率", "比例", "rate", "人", "人", True, None, AS_OF),
    ]
    return county(
        indicator=about,
        goal=[
            ("payers", "320923", "阜宁县", True, *day, target, *years),
            ("medical", "320923", "阜宁县", True, *day, 0.5, *years),
        ],
        met=[("payers", A, True, 900), ("medical", A, True, 60), ("medical", A, False, 40)],
        population=[("320923", 60_000)],
    )


@pytest.mark.parametrize(
    ("kind", "target", "standing"),
    [("stock", 60_000, "bad"), ("stock", 60_001, "none"), ("flow", 15_000, "bad"), ("flow", 15_001, "none")],
)
def test_a_number_that_no_county_of_this_size_can_reach_is_not_judged_and_a_rate_is(
    kind: str, target: float, standing: str
) -> None:
    figures = goals(target, kind)
    found = {row.indicator: row.standing for row in readings(figures)}
    assert found == {"payers": standing, "medical": "good"}
    page = html(figures, [targets(figures)])
    assert ("规模不同，不评" in page) == ("方案的目标按另一个规模定的" in page) == (standing == "none")


def test_the_public_is_told_the_same_without_the_number_of_people() -> None:
    told = other_size(goals(600_000).public(b"key"))
    assert "60,000" not in told.replace("600,000", "")
    assert "按另一个规模定的" in told


# A page for each town ----------


def pages(tmp_path: Path, figures: Figures) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in write_towns(figures, tmp_path / "towns")}


def test_each_town_has_a_page_with_its_people_its_leads_what_was_done_and_its_villages(tmp_path: Path) -> None:
    figures = county(coverage=COVERED, lead=LEADS, village=VILLAGES, area_funnel=[(A, 18, 9, 3)])
    found = pages(tmp_path, figures)
    assert sorted(found) == [f"{A}_阜城街道.html", f"{B}_吴滩街道.html", "index.html"]
    page = found[f"{A}_阜城街道.html"]
    for part in (
        "应参加职工养老的100人中，已参保60人，未参保40人，参保率60.0%",
        "在2个地区中排第2",
        "应当参保18条；动员参保5条；内部核对1条",
        "已下发18条，已反馈9条（50%），数据证实已参保3条",
        "城北居委会",
        "－2",
    ):
        assert part in page, part
    assert "还没有下发过" in found[f"{B}_吴滩街道.html"]
    assert f'href="{A}_' in found["index.html"]


def test_a_town_does_not_read_which_of_its_people_the_desk_checks_for_what(tmp_path: Path) -> None:
    page = pages(tmp_path, county(coverage=COVERED, lead=LEADS))[f"{A}_阜城街道.html"]
    assert "死亡冒领" not in page
    assert "先在办公室核对的，不分清单" in page


def test_a_page_needs_nothing_from_anywhere_and_fits_a_phone(tmp_path: Path) -> None:
    for page in pages(tmp_path, county(coverage=COVERED, lead=LEADS)).values():
        assert "width=device-width" in page
        assert "default-src 'none'" in page
        assert "http://" not in page
        assert "https://" not in page


def test_names_are_text_and_no_markup(tmp_path: Path) -> None:
    figures = county(coverage=COVERED, lead=LEADS, village=[(A, "1", "<b>村</b>", 1, 1, 0, 0)])
    assert "&lt;b&gt;村" in pages(tmp_path, figures)[f"{A}_阜城街道.html"]


def test_pages_of_an_earlier_run_go(tmp_path: Path) -> None:
    pages(tmp_path, county(coverage=COVERED, lead=LEADS))
    assert sorted(pages(tmp_path, county(coverage=COVERED[:2]))) == [f"{A}_阜城街道.html", "index.html"]
    assert len(list((tmp_path / "towns").glob("*.html"))) == 2
