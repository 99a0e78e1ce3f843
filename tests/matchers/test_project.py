"""Injury covers and construction projects: by number, else by name, part and contractor."""

from datetime import date

import polars as pl
import pytest

import regions
from matchers.text import project_names
from matchers.text.employer_names import Places
from tests.matchers.people import Records

REGION = regions.read("funing")
PLACES = Places.of(REGION.areas, REGION.code)
BUILDER = "阜宁县宏达建筑工程有限公司"


def sites() -> Records:
    """Two estates of several parts, one contractor for most of them."""
    records = Records()
    for number, name, builder in (
        ("P1", "阜宁县东沟镇金诺花园1号楼工程", BUILDER),
        ("P2", "阜宁县东沟镇金诺花园2号楼工程", BUILDER),
        ("P3", "阜宁县沟墩镇污水管网一标段工程", BUILDER),
        ("P4", "阜宁县沟墩镇污水管网二标段工程", "盐城利山市政工程有限公司"),
        ("P5", "阜宁县人民医院门诊楼工程", "盐城利山市政工程有限公司"),
    ):
        records.add("construction_project", project_id=number, project_name=name, employer_name=builder,
                   starts_on=date(2026, 3, 1))  # fmt: skip
    return records


def cover(
    records: Records, name: str, builder: str | None = BUILDER, number: str | None = None, **values: date
) -> dict:
    """Insure something, and see what it is taken for."""
    records.add("project_cover", cover_id="C1", project_id=number, project_name=name, employer_name=builder,
               **{"starts_on": date(2026, 3, 6), **values})  # fmt: skip
    return records.linked().of("project_cover", "C1", "project")


def test_a_number_needs_no_name() -> None:
    row = cover(sites(), "某工程", None, number="P2")
    assert (row["project_id"], row["rule"], row["score"]) == ("project:P2", "project_id", 100.0)


def test_a_number_nobody_knows_is_none() -> None:
    row = cover(sites(), "金诺花园建设项目2#楼", number="X9")
    assert row["rule"] != "project_id"


@pytest.mark.parametrize(
    "name",
    [
        "东沟镇金诺花园2#楼",
        "阜宁东沟镇金诺花园建设项目第2号楼",
        "盐城市阜宁县东沟镇金诺花园（二号楼）施工工程",
        "东沟镇金诺花园２号楼",
    ],
)
def test_ways_to_write_a_site_are_no_difference(name: str) -> None:
    row = cover(sites(), name)
    assert (row["project_id"], row["rule"], row["verdict"]) == ("project:P2", "name", "accepted")


def test_the_number_of_the_part_decides() -> None:
    row = cover(sites(), "东沟镇金诺花园3号楼")
    assert row["project_id"] is None
    assert row["verdict"] == "alone"


def test_sections_in_chinese_and_arabic_numerals_are_one() -> None:
    assert cover(sites(), "沟墩镇污水管网1标段")["project_id"] == "project:P3"


def test_a_site_whose_part_nobody_names_waits() -> None:
    row = cover(sites(), "东沟镇金诺花园工程")
    assert (row["project_id"], row["verdict"]) == (None, "review")


def test_a_name_without_its_town_is_settled_by_the_contractor() -> None:
    assert cover(sites(), "金诺花园2号楼工程")["project_id"] == "project:P2"


def test_another_contractor_far_in_time_waits() -> None:
    row = cover(sites(), "东沟镇金诺花园2号楼", "淮安顺达建设有限公司", starts_on=date(2024, 1, 1))
    assert row["verdict"] == "review"


def test_a_contractor_one_character_off_is_near() -> None:
    assert "相近：施工单位" in cover(sites(), "东沟镇金诺花园2号楼", "阜宁县宏途建筑工程有限公司")["compared"]


def test_a_contractor_one_character_off_in_another_county_is_another() -> None:
    assert cover(sites(), "东沟镇金诺花园2号楼", "射阳县宏途建筑工程有限公司")["verdict"] == "review"


def test_another_site_of_the_same_contractor_is_another() -> None:
    row = cover(sites(), "三灶镇恒盛小区2号楼工程")
    assert (row["project_id"], row["rule"], row["verdict"]) == (None, "none", "alone")


def test_a_persons_answer_wins() -> None:
    records = sites()
    records.answer("yes", ("project_cover", "C1"), ("construction_project", "P1"), "project")
    row = cover(records, "东沟镇金诺花园工程")
    assert (row["project_id"], row["rule"]) == ("project:P1", "verdict")


@pytest.mark.parametrize(
    ("name", "site", "part"),
    [
        ("阜宁县沟墩镇吉晖新城2号楼工程", "沟墩镇吉晖新城", "2楼"),
        ("阜宁沟墩镇吉晖新城项目2#楼", "沟墩镇吉晖新城", "2楼"),
        ("三灶镇标准厂房Ⅱ标段", "三灶镇标准厂房", "2标"),
        ("三灶镇道路改扩建十二标段施工工程", "三灶镇道路改扩建", "12标"),
        ("江苏省盐城市阜宁县人民医院二期工程", "人民医院", "2期"),
        ("幸福家园1-3号楼", "幸福家园", "1楼,2楼,3楼"),
        ("幸福家园1、2号楼", "幸福家园", "1楼,2楼"),
        ("2024年老旧小区改造", "2024年老旧小区改造", ""),
        ("无", None, None),
    ],
)
def test_what_a_name_says(name: str, site: str | None, part: str | None) -> None:
    assert project_names.parse(pl.Series("name", [name]), PLACES).row(0) == (site, part)
