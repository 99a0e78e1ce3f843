"""How a region hands out its work lists, and the reasons that it adds: read, or refused with what is wrong."""

from typing import Any

import pytest

import regions
from regions.outcomes import EMPLOYERS, PEOPLE, outcomes
from regions.worklists import Worklists, read


def test_what_a_region_may_say_of_its_work_lists() -> None:
    found = read(
        {
            "contact": "社保中心 87220000",
            "masking": "full",
            "workers": {"320923100": "王网格", "320923101201": "陈网格"},
            "password": {"env": "NAME"},
        },
        "320923",
    )
    assert (found.contact, found.masking, found.password) == ("社保中心 87220000", "full", {"env": "NAME"})
    assert [found.worker(code) for code in ("320923100", "320923100203", "320923101201", "320923101", "unknown")] == [
        *("王网格", "王网格", "陈网格", None, None)
    ]
    assert read({}, "320923") == Worklists()


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"masking": "none"}, "masked or full"),
        ({"mask": "full"}, "knows no mask"),
        ({"password": {"word": "geheim"}}, "never the password itself"),
        ({"password": {"env": "A", "file": "b"}}, "never the password itself"),
        ({"password": {"env": ""}}, "never the password itself"),
        ({"workers": {"3209": "某人"}}, "3209 is no town or village here"),
        ({"workers": {"110101001": "某人"}}, "110101001 is no town or village here"),
        ({"workers": {"320923100": " "}}, "its worker has no name"),
    ],
)
def test_what_nobody_would_understand_is_refused(entry: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read(entry, "320923")


def test_a_region_adds_reasons_under_the_four_results() -> None:
    assert outcomes(PEOPLE, {"线索有误": ["人户分离", "误报"]})["线索有误"] == ("误报", "人户分离")
    assert outcomes(EMPLOYERS, {"暂未办理": ["停产"]})["暂未办理"][-1] == "停产"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"别的": ["x"]}, "no such 核实结果: 别的"),
        ({"线索有误": ["已参保"]}, "已参保"),
        ({"线索有误": ["甲,乙"]}, "甲,乙"),
        ({"线索有误": ["已办理"]}, "已办理"),
        ({"线索有误": [" "]}, "no 原因"),
        ({"线索有误": ["很长的原因" * 60]}, "no room"),
    ],
)
def test_a_reason_that_could_not_be_offered_or_told_from_others_is_refused(more: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        outcomes(PEOPLE, more)


@pytest.mark.parametrize("name", regions.names())
def test_every_region_s_file_says_something_sensible(name: str) -> None:
    found = regions.read(name)
    assert found.worklists == read(found.settings.get("worklists", {}), found.code)
    assert found.reasons == {key: tuple(more) for key, more in found.settings.get("feedback", {}).items()}
