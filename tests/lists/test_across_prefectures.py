"""One run of a province: who lives in one prefecture, works in the next and is insured in a third is one person."""

from pathlib import Path

import pytest

from tests.regions.test_province import province
from tests.town import Town

DUTY, OUTSIDERS = "waged_uninsured_people", "outsiders_working_here_uninsured"
PERSUADE, DRAWS = "unenrolled_residents_45_plus", "over_60_unenrolled"
LISTS = "".join(
    f'[lists.{name}]\nrecipients = ["省"]\ncadence = "每月"\nsource = "省计划"\n'
    for name in (DUTY, OUTSIDERS, PERSUADE, DRAWS)
)
EAST, WEST = "329801100200", "329901100200"


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """东市 and 西市 in one province: a firm of 西市 with an insured worker, and people of 东市."""
    province(tmp_path, monkeypatch, own=LISTS)
    town = Town()
    town.region = "whole"
    town.people(f"""
        name   | born       | sex | registered
        无保   | 1976-01-01 | 男  | {EAST}
        在西参保 | 1976-01-02 | 男  | {EAST}
        省内报告 | 1976-01-03 | 男  | {EAST}
        省外报告 | 1976-01-04 | 男  | {EAST}
        不在省里的市 | 1976-01-05 | 男 | {EAST}
        不上班 | 1976-01-06 | 男  | {EAST}
        农保   | 1976-01-09 | 男  | {EAST}
        西市退休 | 1960-01-07 | 男  | {EAST}
        省外退休 | 1960-01-08 | 男  | {EAST}""")
    town.firms("name | unit\n西厂 | 1")
    workers = ("无保", "在西参保", "省内报告", "省外报告", "不在省里的市")
    town.wages("who | firm | months" + "".join(f"\n{who} | 西厂 | 2026-01..2026-10" for who in workers))
    town.members("who | insurance | firm\n在西参保 | 110 | 西厂\n农保 | 170 | -")
    town.paid("who | insurance | firm | months\n在西参保 | 110 | 西厂 | 2026-01..2026-10")
    town.listed(
        "benefit",
        "who | benefit_kind | starts_in | last_paid_in | benefit_status\n"
        "在西参保 | 企业职工养老 | 2025-01 | 2025-02 | 终止",
    )
    town.listed(
        "insured_elsewhere",
        """
        who    | insurance | elsewhere_area | member_status | last_paid_in | retired
        省内报告 | 110     | 329901         | 1             | 2026-10      |
        省外报告 | 110     | 310115         | 1             | 2026-10      |
        不在省里的市 | 110 | 320102         | 1             | 2026-10      |
        西市退休 | 110     | 329901         | 1             | 2026-10      | 1
        省外退休 | 110     | 310115         | 1             | 2026-10      | 1""",
    )
    return town


def test_who_lives_here_and_works_there_uninsured_stands_once_on_the_employer_s_duty(whole: Town) -> None:
    found = whole.night(lists={DUTY, OUTSIDERS, PERSUADE, DRAWS})
    # What a report says of a place within tells nothing besides the province's own files, whatever the month in it.
    assert found.names[DUTY] == {"无保", "省内报告"}
    assert found.names[PERSUADE] == {"不上班"}, "who has a wage is the employer's duty, not to be persuaded at home"
    assert found.names[OUTSIDERS] == set(), "who is registered in another prefecture of the province is no outsider"
    assert found.names[DRAWS] == {"西市退休"}, "a pension drawn within is what our own file of benefits has"
