"""How a region hands out its work lists, and the reasons that it adds: read, or refused with what is wrong."""

from pathlib import Path

import pytest

from base.errors import BadInput
from base.secret import Secret
from base.strict import Wrong
from regions.outcomes import EMPLOYERS, PEOPLE, Outcomes, outcomes
from regions.worklists import Worklists
from tests.regions.county import county

WORKLISTS = """
[worklists]
contact = "社保中心 87220000"
masking = "full"
workers = { 320999100 = "王网格", 320999100201 = "陈网格" }
password = { env = "NAME" }
least_priority = 3
rows_a_round = 300
"""


def test_what_a_region_may_say_of_its_work_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = county(tmp_path, monkeypatch, WORKLISTS).worklists
    assert (found.least_priority, found.rows_a_round) == (3, 300)
    assert (found.contact, found.masking, found.password) == ("社保中心 87220000", "full", Secret(env="NAME"))
    assert [found.worker(code) for code in ("320999100", "320999100203", "320999100201", "320999101", "unknown")] == [
        *("王网格", "王网格", "陈网格", None, None)
    ]
    assert county(tmp_path, monkeypatch).worklists == Worklists()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('masking = "none"', "worklists.masking 应是 masked、full 之一"),
        ('mask = "full"', "worklists 里没有名为 mask 的设置，是否想写 masking"),
        ('password = { word = "geheim" }', "worklists.password 里没有名为 word 的设置"),
        ('password = "geheim"', "worklists.password 应是一组设置，可写的有：env、file"),
        ('password = { env = "A", file = "b" }', "只写一个，不写密码本身"),
        ('password = { env = "" }', "只写一个，不写密码本身"),
        ("least_priority = 0", "least_priority 应是1到5之间的整数"),
        ("least_priority = 6", "least_priority 应是1到5之间的整数"),
        ('least_priority = "1"', "least_priority 应是"),
        ("rows_a_round = 0", "rows_a_round 应是1以上的整数"),
    ],
)
def test_what_nobody_would_understand_is_refused_and_no_password_is_told(
    entry: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput) as refused:
        county(tmp_path, monkeypatch, f"[worklists]\n{entry}\n")
    assert message in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_a_region_adds_reasons_under_the_four_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcomes(PEOPLE, {"线索有误": ["人户分离", "误报"]})["线索有误"] == ("误报", "人户分离")
    assert outcomes(EMPLOYERS, {"暂未办理": ["停产"]})["暂未办理"][-1] == "停产"
    assert county(tmp_path, monkeypatch, '[feedback]\n"暂未办理" = ["停产"]').reasons == {"暂未办理": ("停产",)}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"线索有误": ["已参保"]}, "已参保"),
        ({"线索有误": ["甲,乙"]}, "甲,乙"),
        ({"线索有误": ["已办理"]}, "已办理"),
        ({"线索有误": [" "]}, "不能作原因"),
        ({"线索有误": ["很长的原因" * 60]}, "放不下"),
    ],
)
def test_a_reason_that_could_not_be_offered_or_told_from_others_is_refused(more: Outcomes, message: str) -> None:
    with pytest.raises(Wrong, match=message):
        outcomes(PEOPLE, more)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('"别的" = ["x"]', "第9行：feedback 里没有名为 别的 的设置，是否想写"),
        ('"线索有误" = ["已参保"]', "第9行：feedback.线索有误 里的“已参保”不能作原因"),
    ],
)
def test_reasons_that_nobody_could_choose_are_refused_with_their_line(
    entry: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput) as refused:
        county(tmp_path, monkeypatch, f"[feedback]\n{entry}\n")
    assert message in str(refused.value)
