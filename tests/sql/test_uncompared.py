"""Which lists an extract bears on that takes people off lists: found in what the queries read, held by this table."""

from dataclasses import replace

import pytest

import regions
from base.errors import BadInput
from sql import configuration
from sql.uncompared import Source, bearing, sources, words

ALWAYS = {"death", "insured_elsewhere", "soldier", "sentence"}
"""They exempt from everything, or from the pension and the medical insurance alike."""


@pytest.mark.parametrize(
    ("list_id", "expected"),
    [
        ("waged_uninsured_people", sources()),
        ("outsiders_working_here_uninsured", sources()),
        ("taxed_uninsured_employers", sources()),
        ("partly_insured_employers", sources()),
        ("unenrolled_residents_under_45", ALWAYS | {"benefit", "student"}),
        ("hardship_not_enrolled", ALWAYS | {"benefit", "student"}),
        # pupils are due for medical insurance; a pension that is drawn is medical cover
        ("children_without_medical", ALWAYS | {"benefit"}),
        ("pension_without_medical", ALWAYS | {"benefit"}),
        # on these only death and a pension elsewhere keep off, and what is drawn here
        ("over_60_not_drawing", {"death", "insured_elsewhere", "benefit"}),
        ("deceased_drawing", {"death", "benefit"}),
        ("imprisoned_drawing", {"sentence", "benefit"}),
        ("underreported_base_employers", {"dispatch"}),
        ("arrears_employers", set()),
        ("dust_hazard_without_injury_cover", set()),
        ("projects_without_injury_cover", set()),
        ("one_person_many_numbers", set()),
    ],
)
def test_a_list_rests_on_what_can_take_somebody_off_it(list_id: str, expected: set[str]) -> None:
    assert bearing()[list_id] == expected


def test_every_list_is_asked() -> None:
    assert bearing().keys() == {path.stem for path in (configuration.FOLDER / "lists").glob("*.sql")}


def test_a_list_says_what_bears_on_it_and_asks_each_question_once() -> None:
    missing = [
        Source("sentence", "服刑（未收到）", "目前是否在本地生活"),
        Source("soldier", "现役（未收到）", "目前是否在本地生活"),
        Source("student", "学生（数据日期2025-11-20）", "是否在校读书"),
    ]
    assert words(missing, frozenset({"student", "soldier", "sentence"})) == (
        "服刑（未收到）、现役（未收到）、学生（数据日期2025-11-20）",
        "请先问清：目前是否在本地生活、是否在校读书。",
    )
    assert words(missing, frozenset({"student"})) == ("学生（数据日期2025-11-20）", "请先问清：是否在校读书。")
    assert words(missing, frozenset({"death"})) == (None, "")


def test_a_region_goes_without_an_extract_that_exists() -> None:
    region = regions.read("funing")
    configuration.check(replace(region, absent={"insured_elsewhere": "省厅没有反馈"}))
    with pytest.raises(BadInput, match="没有名为 insured_elswhere 的免缴依据数据，是否想写 insured_elsewhere"):
        configuration.check(replace(region, absent={"insured_elswhere": "省厅没有反馈"}))
